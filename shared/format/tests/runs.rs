//! Runs come back exactly, prove themselves, and refuse everything else.
#![allow(clippy::unwrap_used)]

mod common;

use automerge::AutoCommit;
use common::{
    COUNCIL, DOCUMENT, Device, changes_of, genesis, random_devices, sealed_runs, typed_at,
};
use format::change::ChangeError;
use format::run::{MAX_RUN_BYTES, MAX_RUN_CHANGES, RunError, pack_within};
use format::{ChangeHash, CouncilId, DeviceKey, PlainChange, Run, Seal};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

fn key() -> DeviceKey {
    DeviceKey::from_secret(&[1; 32])
}

fn seal(hash: &ChangeHash) -> Seal {
    Seal::sign(&key(), &COUNCIL, &DOCUMENT, hash, vec![])
}

/// One device's `count` changes of one character each, irregularly typed.
fn typed(count: usize) -> Vec<PlainChange> {
    let mut device = Device::new(key(), &mut ChaCha8Rng::seed_from_u64(7));
    for n in 0..count {
        device.type_character(n, typed_at(n));
    }
    plain(&mut device)
}

fn plain(device: &mut Device) -> Vec<PlainChange> {
    device
        .doc
        .get_changes(&genesis().get_heads())
        .iter()
        .map(|change| PlainChange::parse(change.raw_bytes().to_vec()).unwrap())
        .collect()
}

fn run(changes: Vec<PlainChange>) -> Result<Run, RunError> {
    let hash = changes
        .last()
        .map_or(ChangeHash::from_bytes([0; 32]), |c| c.header.hash);
    Run::new(&COUNCIL, DOCUMENT, key().public(), changes, seal(&hash))
}

#[test]
fn every_real_run_comes_back_exactly() {
    for seed in 100..140 {
        let mut devices = random_devices(seed, 60);
        let runs = sealed_runs(&mut devices);
        let mut loaded = AutoCommit::load(&genesis().save()).unwrap();
        for (owner, changes, seal) in runs {
            let author = devices[owner].key.public();
            let run = Run::new(&COUNCIL, DOCUMENT, author, changes, seal)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            let packed = run.pack().unwrap();
            let again = Run::unpack(&packed, &COUNCIL)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert_eq!(again, run, "seed {seed}");
            assert_eq!(again.pack().unwrap(), packed, "seed {seed}");
            for change in again.changes {
                let change = automerge::Change::from_bytes(change.chunk).unwrap();
                loaded.apply_changes([change]).unwrap();
            }
        }
        assert_eq!(
            loaded.get_heads(),
            devices[0].doc.get_heads(),
            "seed {seed}"
        );
    }
}

#[test]
fn one_character_changes_cost_less_than_seven_bytes_each() {
    let changes = typed(1_000);
    let raw: usize = changes.iter().map(|change| change.chunk.len()).sum();
    let packed = run(changes).unwrap().pack().unwrap();
    println!(
        "1,000 one-character changes: raw {raw} bytes, packed {}",
        packed.len()
    );
    assert!(packed.len() < 7_000, "{} bytes", packed.len());
}

#[test]
fn changes_that_are_no_run_are_refused() {
    let changes = typed(4);
    let refused = |changes: Vec<PlainChange>| run(changes).unwrap_err();

    assert_eq!(refused(vec![]), RunError::Form("it holds no change"));
    assert!(matches!(
        refused(vec![changes[0].clone(), changes[2].clone()]),
        RunError::Link { index: 1, .. }
    ));
    let mut unlinked = changes.clone();
    unlinked[2].header.dependencies = vec![ChangeHash::from_bytes([5; 32])];
    assert!(matches!(refused(unlinked), RunError::Link { index: 2, .. }));
    let mut overlapping = changes.clone();
    overlapping[1].header.start_op = overlapping[0].header.last_op();
    assert!(matches!(
        refused(overlapping),
        RunError::Link { index: 1, .. }
    ));
    let mut without_footer = changes.clone();
    without_footer[0].header.author = None;
    assert_eq!(refused(without_footer), RunError::Author { index: 0 });
    let mut second_footer = changes.clone();
    second_footer[3].header.author = Some(key().public());
    assert_eq!(refused(second_footer), RunError::Author { index: 3 });
    let mut of_another = changes.clone();
    of_another[0].header.author = Some(DeviceKey::from_secret(&[2; 32]).public());
    assert_eq!(refused(of_another), RunError::Author { index: 0 });

    let other = DeviceKey::from_secret(&[2; 32]).public();
    let last = seal(&changes[3].header.hash);
    let error = Run::new(&COUNCIL, DOCUMENT, other, changes.clone(), last.clone());
    assert_eq!(error.unwrap_err(), RunError::Actor);
    let wrong_seal = seal(&changes[2].header.hash);
    let error = Run::new(
        &COUNCIL,
        DOCUMENT,
        key().public(),
        changes.clone(),
        wrong_seal,
    );
    assert_eq!(error.unwrap_err(), RunError::Seal);
    // Later runs of an actor begin after its first change, and carry no footer.
    let later = run(changes[2..].to_vec()).unwrap();
    assert_eq!(Run::unpack(&later.pack().unwrap(), &COUNCIL), Ok(later));
}

#[test]
fn a_run_is_bound_to_its_council_and_document() {
    let run = run(typed(3)).unwrap();
    let packed = run.pack().unwrap();
    // In another council the same key writes under other actors: the hashes come out differently.
    let elsewhere = CouncilId::from_bytes([1; 32]);
    assert_eq!(Run::unpack(&packed, &elsewhere), Err(RunError::Seal));
    let mut moved = run;
    moved.document = format::DocumentId::from_bytes([1; 16]);
    let packed = moved.pack().unwrap();
    assert_eq!(Run::unpack(&packed, &COUNCIL), Err(RunError::Seal));
}

#[test]
fn a_damaged_row_is_not_packed() {
    let sound = run(typed(3)).unwrap();
    for at in 9..sound.changes[1].chunk.len() {
        let mut damaged = sound.clone();
        damaged.changes[1].chunk[at] ^= 4;
        let error = damaged.pack();
        assert!(
            matches!(error, Err(RunError::Change { index: 1, .. })),
            "byte {at}: {error:?}"
        );
    }
    let mut run = run(typed(3)).unwrap();
    let end = run.changes[1].chunk.len() - 1;
    run.changes[1].chunk.truncate(end);
    assert!(matches!(run.pack(), Err(RunError::Change { index: 1, .. })));
    run.changes.clear();
    assert_eq!(run.pack(), Err(RunError::Form("it holds no change")));
}

#[test]
fn truncated_and_damaged_runs_are_refused() {
    for count in [1, 40] {
        let packed = run(typed(count)).unwrap().pack().unwrap();
        for len in 0..packed.len() {
            assert!(
                Run::unpack(&packed[..len], &COUNCIL).is_err(),
                "cut to {len}"
            );
        }
        for at in 0..packed.len() {
            for bit in 0..8 {
                let mut damaged = packed.clone();
                damaged[at] ^= 1 << bit;
                // A bit that zstd does not use (a hint of its frame) may change nothing; whatever is
                // accepted is then exactly the sealed run.
                if let Ok(again) = Run::unpack(&damaged, &COUNCIL) {
                    assert_eq!(again.pack().unwrap(), packed, "byte {at} bit {bit}");
                }
            }
        }
        let mut long = packed.clone();
        long.push(0);
        assert_eq!(
            Run::unpack(&long, &COUNCIL),
            Err(RunError::Form("bytes follow it"))
        );
    }
}

#[test]
fn a_forger_without_the_key_changes_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let packed = run(typed(30)).unwrap().pack().unwrap();
    for round in 0..5_000 {
        let mut forged = packed.clone();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..forged.len());
            forged[at] = rng.random();
        }
        if let Ok(run) = Run::unpack(&forged, &COUNCIL) {
            assert_eq!(run.pack().unwrap(), packed, "seed 11, round {round}");
        }
    }
}

/// A packed run with records of the test's choice.
fn packed_with(codec: u8, sequence: u64, records: &[u8]) -> Vec<u8> {
    let mut e = format::cbor::Encoder::new();
    e.array(7)
        .u8(codec)
        .value(&DOCUMENT)
        .value(&key().public())
        .bytes(&[3; 8])
        .u64(sequence)
        .bytes(records)
        .value(&seal(&ChangeHash::from_bytes([0; 32])));
    e.into_bytes()
}

#[test]
fn hostile_records_are_refused_by_name() {
    let unpack = |codec, sequence, records: &[u8]| {
        Run::unpack(&packed_with(codec, sequence, records), &COUNCIL).unwrap_err()
    };
    let change = |index, source| RunError::Change { index, source };
    // One empty change: no other dependency, no skipped operation, time 0, no message, no other
    // actors, no columns.
    let empty = [0, 0, 0, 0, 0, 0];
    assert_eq!(unpack(0, 1, &empty), RunError::Seal);
    assert_eq!(unpack(0, 1, &[]), RunError::Form("it holds no change"));
    assert_eq!(unpack(2, 1, &empty), RunError::Codec(2));
    assert_eq!(unpack(0, 1, &empty[..5]), change(0, ChangeError::CutOff));
    assert_eq!(
        unpack(0, 0, &empty),
        change(0, ChangeError::Form("the sequence number is 0"))
    );
    assert_eq!(
        unpack(0, u64::MAX, &empty),
        change(0, ChangeError::Limit("the sequence number"))
    );
    let many = empty.repeat(MAX_RUN_CHANGES + 1);
    assert_eq!(unpack(0, 1, &many), RunError::TooMany);
    assert_eq!(
        unpack(0, 1, &[0x81, 0x80, 0x80, 0x80, 0x10]),
        change(0, ChangeError::Limit("the number of dependencies"))
    );
    let largest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let far = [&[0][..], &largest, &[0, 0, 0, 0]].concat();
    assert_eq!(
        unpack(0, 1, &far),
        change(0, ChangeError::Limit("the operation numbers reach 2^32"))
    );
    assert_eq!(
        unpack(1, 1, &empty),
        RunError::Form("its compressed records are damaged")
    );
    let large = vec![0; MAX_RUN_BYTES];
    assert!(matches!(unpack(0, 1, &large), RunError::PackedTooLarge(_)));
}

#[test]
fn size_bombs_are_counted_not_believed() {
    let unpack = |records: &[u8]| Run::unpack(&packed_with(1, 1, records), &COUNCIL).unwrap_err();
    // 200 MB of zeroes in some kilobytes.
    let bomb = zstd::bulk::compress(&vec![0; 200_000_000], 3).unwrap();
    assert!(bomb.len() < 20_000);
    let error = unpack(&bomb);
    assert!(
        matches!(
            error,
            RunError::TooLarge | RunError::Form("its compressed records are damaged")
        ),
        "{error}"
    );
    // The same without a claimed size, in a small window.
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(18).unwrap();
    for _ in 0..200 {
        std::io::Write::write_all(&mut encoder, &vec![0; 1_000_000]).unwrap();
    }
    assert_eq!(unpack(&encoder.finish().unwrap()), RunError::TooLarge);
    // A second frame behind the first.
    let two = [
        zstd::bulk::compress(&[0; 6], 3).unwrap(),
        zstd::bulk::compress(&[0; 6], 3).unwrap(),
    ];
    assert_eq!(
        unpack(&two.concat()),
        RunError::Form("bytes follow its compressed records")
    );
    // Small records stand for chunks of 60 bytes and more: 4,096 of them stay far below the limit.
    let many = zstd::bulk::compress(&[0; 6 * MAX_RUN_CHANGES], 3).unwrap();
    assert_eq!(unpack(&many), RunError::Seal);
}

#[test]
fn runs_are_cut_at_seals_to_fit_a_frame() {
    const FRAME: usize = 64 * 1024;
    for seed in 200..212 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut device = Device::new(key(), &mut rng);
        let text = device.object("text");
        for _ in 0..rng.random_range(50..400) {
            use automerge::transaction::Transactable as _;
            let len = rng.random_range(1..3_000);
            let noise: String = (0..len).map(|_| rng.random_range('a'..='z')).collect();
            device.doc.splice_text(&text, 0, 0, &noise).unwrap();
            device.doc.commit().unwrap();
        }
        let changes = plain(&mut device);
        let seals: Vec<Option<Seal>> = changes
            .iter()
            .enumerate()
            .map(|(n, change)| {
                let last = n + 1 == changes.len();
                (last || rng.random_bool(0.7)).then(|| seal(&change.header.hash))
            })
            .collect();
        let held: Vec<_> = changes
            .iter()
            .zip(seals.iter().map(Option::as_ref))
            .collect();
        let mut at = 0;
        let mut frames = 0;
        while at < held.len() {
            let packed = pack_within(&DOCUMENT, &key().public(), &held[at..], FRAME)
                .unwrap()
                .unwrap();
            assert!(packed.bytes.len() <= FRAME, "seed {seed}");
            let run = Run::unpack(&packed.bytes, &COUNCIL).unwrap();
            assert_eq!(run.changes, changes[at..at + packed.taken], "seed {seed}");
            assert_eq!(run.pack().unwrap(), packed.bytes, "seed {seed}");
            at += packed.taken;
            frames += 1;
            assert!(
                at == held.len() || packed.bytes.len() > FRAME / 2,
                "seed {seed}: a frame of only {} bytes",
                packed.bytes.len()
            );
        }
        let whole: usize = changes.iter().map(|c| c.chunk.len()).sum();
        assert!(
            frames <= 2 + whole / (FRAME / 2),
            "seed {seed}: {frames} frames"
        );
    }
}

#[test]
fn one_sealed_segment_is_sent_even_if_it_is_too_large() {
    let changes = typed(30);
    let first = seal(&changes[9].header.hash);
    let second = seal(&changes[19].header.hash);
    let held: Vec<_> = changes
        .iter()
        .enumerate()
        .map(|(n, change)| match n {
            9 => (change, Some(&first)),
            19 => (change, Some(&second)),
            _ => (change, None),
        })
        .collect();
    let author = key().public();
    let taken = |changes: &[_], limit| {
        pack_within(&DOCUMENT, &author, changes, limit)
            .unwrap()
            .map(|packed| packed.taken)
    };
    assert_eq!(taken(&held, 1), Some(10));
    assert_eq!(
        taken(&held, 65_536),
        Some(20),
        "the last ten are not sealed"
    );
    assert_eq!(taken(&held[20..], 65_536), None);
    assert_eq!(taken(&[], 65_536), None);
    // A hole ends the run.
    let holed: Vec<_> = held[..12].iter().chain(&held[13..]).copied().collect();
    assert_eq!(taken(&holed, 65_536), Some(10));
}

#[test]
fn the_largest_change_fits_into_a_run() {
    let mut device = Device::new(key(), &mut ChaCha8Rng::seed_from_u64(9));
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let noise: Vec<u8> = (0..1024 * 1024 - 400).map(|_| rng.random()).collect();
    let map = device.object("map");
    automerge::transaction::Transactable::put(
        &mut device.doc,
        &map,
        "noise",
        automerge::ScalarValue::Bytes(noise),
    )
    .unwrap();
    device.doc.commit().unwrap();
    let change = changes_of(&mut [device]).remove(0);
    let change = PlainChange::parse(change.raw_bytes().to_vec()).unwrap();
    let run = run(vec![change]).unwrap();
    let packed = run.pack().unwrap();
    assert_eq!(Run::unpack(&packed, &COUNCIL), Ok(run));
}
