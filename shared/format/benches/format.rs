//! A thousand one-character changes of one writer: reading headers, packing and unpacking the run.
//! `cargo bench -p dewan-format --bench format`
#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{COUNCIL, DOCUMENT, Device, genesis, typed_at};
use criterion::{Criterion, Throughput};
use format::{ChangeHeader, DeviceKey, PlainChange, Run, Seal};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

const CHANGES: usize = 1_000;

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let key = DeviceKey::from_secret(&[1; 32]);
    let mut device = Device::new(key.clone(), &mut ChaCha8Rng::seed_from_u64(7));
    for n in 0..CHANGES {
        device.type_character(n, typed_at(n));
    }
    let changes: Vec<PlainChange> = (device.doc.get_changes(&genesis().get_heads()).iter())
        .map(|change| PlainChange::parse(change.raw_bytes().to_vec()).unwrap())
        .collect();
    let last = changes[CHANGES - 1].header.hash;
    let seal = Seal::sign(&key, &COUNCIL, &DOCUMENT, &last, vec![]);
    let run = Run::new(&COUNCIL, DOCUMENT, key.public(), changes, seal).unwrap();
    let packed = run.pack().unwrap();
    println!(
        "{CHANGES} changes: {} bytes packed, {:.1} each",
        packed.len(),
        packed.len() as f64 / CHANGES as f64
    );

    let mut group = criterion.benchmark_group("format");
    group.throughput(Throughput::Elements(CHANGES as u64));
    group.bench_function("parse 1,000 headers", |bencher| {
        bencher.iter(|| {
            for change in &run.changes {
                assert!(ChangeHeader::parse(&change.chunk).is_ok());
            }
        });
    });
    group.bench_function("pack a run of 1,000", |bencher| {
        bencher.iter(|| run.pack().unwrap());
    });
    group.bench_function("unpack a run of 1,000", |bencher| {
        bencher.iter(|| Run::unpack(&packed, &COUNCIL).unwrap());
    });
    group.finish();
    criterion.final_summary();
}
