//! Prints what runs of one-character changes cost: bytes on the wire and changes per second.
//! `cargo run --release -p dewan-format --example run_figures`
// It measures, so it is the edge that may read the clock.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use common::{COUNCIL, DOCUMENT, Device, genesis, typed_at};
use format::{ChangeHeader, DeviceKey, PlainChange, Run, Seal};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

fn main() {
    for count in [1_usize, 10, 100, 1_000, 4_000] {
        let key = DeviceKey::from_secret(&[1; 32]);
        let mut device = Device::new(key.clone(), &mut ChaCha8Rng::seed_from_u64(7));
        for n in 0..count {
            device.type_character(n, typed_at(n));
        }
        let changes: Vec<PlainChange> = device
            .doc
            .get_changes(&genesis().get_heads())
            .iter()
            .map(|change| PlainChange::parse(change.raw_bytes().to_vec()).unwrap())
            .collect();
        let raw: usize = changes.iter().map(|change| change.chunk.len()).sum();
        let last = changes[count - 1].header.hash;
        let seal = Seal::sign(&key, &COUNCIL, &DOCUMENT, &last, vec![]);
        let run = Run::new(&COUNCIL, DOCUMENT, key.public(), changes, seal).unwrap();
        let packed = run.pack().unwrap();
        let each = |bytes: usize| bytes as f64 / count as f64;
        // What a chunk of the whole document would carry instead; it leaves out who sealed what.
        let saved = device.doc.save();
        println!(
            "{count:5} changes: raw {:.1} bytes each, packed {} bytes, {:.1} each; a document chunk {} bytes",
            each(raw),
            packed.len(),
            each(packed.len()),
            saved.len(),
        );
        let per_second = |work: &mut dyn FnMut()| {
            let rounds = 20_000 / count + 1;
            let start = Instant::now();
            (0..rounds).for_each(|_| work());
            (rounds * count) as f64 / start.elapsed().as_secs_f64()
        };
        println!(
            "      parse {:.0}, pack {:.0}, unpack {:.0} changes per second",
            per_second(&mut || {
                for change in &run.changes {
                    ChangeHeader::parse(&change.chunk).unwrap();
                }
            }),
            per_second(&mut || assert_eq!(run.pack().unwrap().len(), packed.len())),
            per_second(&mut || assert!(Run::unpack(&packed, &COUNCIL).is_ok())),
        );
    }
}
