//! Our header parser and Automerge agree on every real change, and hostile bytes are refused.
#![allow(clippy::unwrap_used)]

mod common;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{AutoCommit, Change};
use common::{Device, changes_of, genesis, random_devices};
use format::change::{ChangeError, MAX_CHANGE_OPERATIONS};
use format::{ChangeHeader, DeviceKey};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};

fn assert_agrees(change: &Change, note: &str) {
    let header = ChangeHeader::parse(change.raw_bytes())
        .unwrap_or_else(|error| panic!("{note}: {error}: {:02x?}", change.raw_bytes()));
    assert_eq!(header.hash.as_bytes(), &change.hash().0, "{note}");
    let dependencies: Vec<_> = change.deps().iter().map(|hash| hash.0).collect();
    let ours: Vec<_> = header.dependencies.iter().map(|d| *d.as_bytes()).collect();
    assert_eq!(ours, dependencies, "{note}");
    assert_eq!(
        header.actor.as_bytes(),
        change.actor_id().to_bytes(),
        "{note}"
    );
    assert_eq!(header.sequence, change.seq(), "{note}");
    assert_eq!(header.start_op, change.start_op().get(), "{note}");
    assert_eq!(header.operations, change.len() as u64, "{note}");
    assert_eq!(header.last_op(), change.max_op(), "{note}");
    assert_eq!(header.time_seconds, change.timestamp(), "{note}");
    assert_eq!(header.message.as_deref(), change.message(), "{note}");
    assert_eq!(
        header.author.map(|key| key.as_bytes().to_vec()),
        change.author().map(|author| author.as_bytes().to_vec()),
        "{note}"
    );
}

#[test]
fn headers_say_what_automerge_says() {
    for seed in 0..60 {
        let mut devices = random_devices(seed, 60);
        for change in changes_of(&mut devices) {
            assert_agrees(&change, &format!("seed {seed}"));
        }
        // The same after the document was saved and loaded, which writes every change anew.
        let saved = devices[0].doc.save();
        let mut loaded = AutoCommit::load(&saved).unwrap();
        for change in loaded.get_changes(&genesis().get_heads()) {
            assert_agrees(&change, &format!("seed {seed}, loaded"));
        }
    }
}

#[test]
fn large_inserts_are_counted() {
    let mut device = Device::new(
        DeviceKey::from_secret(&[1; 32]),
        &mut ChaCha8Rng::seed_from_u64(1),
    );
    let text = device.object("text");
    device
        .doc
        .splice_text(&text, 0, 0, &"Anggaran Dasar. ".repeat(1_000))
        .unwrap();
    device.doc.commit().unwrap();
    // More than 10,000 operations in one change take another encoder inside Automerge.
    let list = device.object("list");
    let values = (0..12_000_i64).map(|n| automerge::ScalarValue::Int(n % 5));
    device.doc.splice(&list, 0, 0, values).unwrap();
    device.doc.commit().unwrap();
    let mut devices = [device];
    let changes = changes_of(&mut devices);
    assert_eq!(changes[0].len(), 16_000);
    for change in &changes {
        assert_agrees(change, "large");
    }
}

#[test]
fn long_messages_are_refused_and_empty_changes_taken() {
    let mut device = Device::new(
        DeviceKey::from_secret(&[1; 32]),
        &mut ChaCha8Rng::seed_from_u64(1),
    );
    device
        .doc
        .empty_change(CommitOptions::default().with_time(i64::from(u32::MAX)));
    device
        .doc
        .empty_change(CommitOptions::default().with_message("x".repeat(5_000)));
    let changes = changes_of(&mut [device]);
    assert_agrees(&changes[0], "empty");
    assert_eq!(
        ChangeHeader::parse(changes[0].raw_bytes())
            .unwrap()
            .operations,
        0
    );
    assert!(matches!(
        ChangeHeader::parse(changes[1].raw_bytes()),
        Err(ChangeError::Limit(_))
    ));
}

/// A chunk of any type around any body, with a checksum that is right for type 1.
fn chunk(chunk_type: u8, body: &[u8]) -> Vec<u8> {
    let mut framed = vec![chunk_type];
    uleb(&mut framed, body.len() as u64);
    framed.extend_from_slice(body);
    let hash = Sha256::digest(&framed);
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
    chunk.extend_from_slice(&hash[..4]);
    chunk.extend_from_slice(&framed);
    chunk
}

fn uleb(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A change body made by hand, each part of which a test can spoil.
#[derive(Clone)]
struct Parts {
    dependencies: Vec<[u8; 32]>,
    actor: Vec<u8>,
    sequence: Vec<u8>,
    start_op: Vec<u8>,
    time: Vec<u8>,
    message: Vec<u8>,
    others: Vec<Vec<u8>>,
    columns: Vec<(u8, Vec<u8>)>,
    footer: Vec<u8>,
}

impl Parts {
    /// `put(ROOT, "a", null)` by an actor of ones, as Automerge would write it.
    fn sound() -> Self {
        Self {
            dependencies: vec![[3; 32], [4; 32]],
            actor: vec![1; 24],
            sequence: vec![1],
            start_op: vec![5],
            time: vec![0],
            message: vec![],
            others: vec![],
            columns: vec![
                (0x15, vec![0x7f, 1, b'a']),
                (0x34, vec![1]),
                (0x42, vec![0x7f, 1]),
                (0x56, vec![0x7f, 0]),
                (0x70, vec![0x7f, 0]),
            ],
            footer: [vec![1, 32], vec![9; 32]].concat(),
        }
    }

    fn chunk(&self) -> Vec<u8> {
        let mut body = vec![];
        uleb(&mut body, self.dependencies.len() as u64);
        self.dependencies
            .iter()
            .for_each(|d| body.extend_from_slice(d));
        uleb(&mut body, self.actor.len() as u64);
        body.extend_from_slice(&self.actor);
        body.extend_from_slice(&self.sequence);
        body.extend_from_slice(&self.start_op);
        body.extend_from_slice(&self.time);
        uleb(&mut body, self.message.len() as u64);
        body.extend_from_slice(&self.message);
        uleb(&mut body, self.others.len() as u64);
        for other in &self.others {
            uleb(&mut body, other.len() as u64);
            body.extend_from_slice(other);
        }
        uleb(&mut body, self.columns.len() as u64);
        for (column, data) in &self.columns {
            uleb(&mut body, u64::from(*column));
            uleb(&mut body, data.len() as u64);
        }
        for (_, data) in &self.columns {
            body.extend_from_slice(data);
        }
        body.extend_from_slice(&self.footer);
        chunk(1, &body)
    }
}

fn spoiled(spoil: impl FnOnce(&mut Parts)) -> Result<ChangeHeader, ChangeError> {
    let mut parts = Parts::sound();
    spoil(&mut parts);
    ChangeHeader::parse(&parts.chunk())
}

fn action(parts: &mut Parts, column: Vec<u8>) {
    parts.columns[2].1 = column;
}

#[test]
fn a_change_made_by_hand_is_read_by_both() {
    let chunk = Parts::sound().chunk();
    assert_agrees(&Change::from_bytes(chunk).unwrap(), "by hand");
}

#[test]
fn each_hostile_header_is_refused_by_name() {
    use ChangeError::{Form, Integer, Limit};
    type Case = (&'static str, fn(&mut Parts), ChangeError);
    let cases: Vec<Case> = vec![
        (
            "short actor",
            |p| p.actor = vec![1; 16],
            Form("the actor id has not 24 bytes"),
        ),
        (
            "sequence 0",
            |p| p.sequence = vec![0],
            Form("the sequence number is 0"),
        ),
        (
            "sequence 2^32",
            |p| p.sequence = vec![0x80, 0x80, 0x80, 0x80, 0x10],
            Limit("the sequence number"),
        ),
        ("long spelling", |p| p.sequence = vec![0x81, 0x00], Integer),
        (
            "start 0",
            |p| p.start_op = vec![0],
            Form("the first operation has number 0"),
        ),
        (
            "start_op + operations = 2^32",
            |p| p.start_op = vec![0xff, 0xff, 0xff, 0xff, 0x0f],
            Limit("the operation numbers reach 2^32"),
        ),
        (
            "start_op near 2^64",
            |p| p.start_op = vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            Limit("the operation numbers reach 2^32"),
        ),
        (
            "earliest time",
            |p| p.time = vec![0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
            Limit("the time is not in the years 1 to 9999"),
        ),
        ("long negative time", |p| p.time = vec![0xff, 0x7f], Integer),
        (
            "no own dependency",
            |p| {
                p.sequence = vec![2];
                p.dependencies.clear();
            },
            Form("a later change of an actor depends on nothing"),
        ),
        (
            "dependency twice",
            |p| p.dependencies = vec![[3; 32]; 2],
            Form("the dependencies are not ascending"),
        ),
        (
            "dependencies descending",
            |p| p.dependencies.reverse(),
            Form("the dependencies are not ascending"),
        ),
        (
            "257 dependencies",
            |p| p.dependencies = vec![[3; 32]; 257],
            Limit("the number of dependencies"),
        ),
        (
            "message",
            |p| p.message = vec![0xff],
            Form("the message is not UTF-8"),
        ),
        (
            "foreign other actor",
            |p| p.others = vec![vec![2; 16]],
            Form("an actor that it refers to has not 24 bytes"),
        ),
        (
            "other actors descending",
            |p| p.others = vec![vec![2; 24], vec![0; 16]],
            Form("the actors that it refers to are not ascending"),
        ),
        (
            "compressed column",
            |p| p.columns[0].0 |= 8,
            Form("a column is compressed"),
        ),
        (
            "unknown column",
            |p| p.columns[4].0 = 0x77,
            Form("a column is unknown"),
        ),
        (
            "columns swapped",
            |p| p.columns.swap(0, 1),
            Form("the columns are not ascending"),
        ),
        (
            "column twice",
            |p| p.columns[1].0 = 0x15,
            Form("the columns are not ascending"),
        ),
        (
            "empty column",
            |p| p.columns[4].1.clear(),
            Form("a column is empty"),
        ),
        (
            "columns but no action",
            |p| {
                p.columns.remove(2);
            },
            Form("columns without operations"),
        ),
        (
            "null run",
            |p| action(p, vec![0, 5]),
            Form("an operation without an action"),
        ),
        (
            "action 8",
            |p| action(p, vec![0x7f, 8]),
            Form("an operation with an unknown action"),
        ),
        (
            "2^63 operations",
            |p| {
                action(
                    p,
                    vec![0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
                )
            },
            Limit("the number of operations"),
        ),
        (
            "a literal run that is not there",
            |p| action(p, vec![0x80, 0x40, 1]),
            ChangeError::CutOff,
        ),
        (
            "footer of 31 bytes",
            |p| p.footer = [vec![1, 31], vec![9; 31]].concat(),
            Form("what follows the operations is no author footer with a key of 32 bytes"),
        ),
        (
            "bytes after the footer",
            |p| p.footer.push(0),
            Form("what follows the operations is no author footer with a key of 32 bytes"),
        ),
        (
            "footer of another kind",
            |p| p.footer[0] = 2,
            Form("what follows the operations is no author footer with a key of 32 bytes"),
        ),
    ];
    for (name, spoil, error) in cases {
        assert_eq!(spoiled(spoil), Err(error), "{name}");
    }
}

#[test]
fn operations_are_counted_up_to_the_limit_without_decoding_them() {
    let count = |operations: u64| {
        spoiled(|parts| {
            let mut column = vec![];
            // A positive signed LEB128 whose last group keeps its sign bit clear.
            let mut value = operations;
            while value >= 0x40 {
                column.push(value as u8 | 0x80);
                value >>= 7;
            }
            column.push(value as u8);
            column.push(1);
            action(parts, column);
        })
        .map(|header| header.operations)
    };
    assert_eq!(count(2), Ok(2));
    assert_eq!(count(MAX_CHANGE_OPERATIONS), Ok(MAX_CHANGE_OPERATIONS));
    assert_eq!(
        count(MAX_CHANGE_OPERATIONS + 1),
        Err(ChangeError::Limit("the number of operations"))
    );
}

#[test]
fn other_chunk_types_are_refused_unread() {
    let mut doc = genesis();
    let document = doc.save();
    assert_eq!(
        ChangeHeader::parse(&document),
        Err(ChangeError::ChunkType(0))
    );
    let sound = Parts::sound().chunk();
    for chunk_type in [0, 2, 3, 4, 255] {
        let mut other = sound.clone();
        other[8] = chunk_type;
        assert_eq!(
            ChangeHeader::parse(&other),
            Err(ChangeError::ChunkType(chunk_type))
        );
    }
    // The compressed form that Automerge itself would send of a long change.
    let mut device = Device::new(
        DeviceKey::from_secret(&[1; 32]),
        &mut ChaCha8Rng::seed_from_u64(1),
    );
    let text = device.object("text");
    device
        .doc
        .splice_text(&text, 0, 0, &"Pasal. ".repeat(200))
        .unwrap();
    device.doc.commit().unwrap();
    let mut change = changes_of(&mut [device]).remove(0);
    assert_eq!(
        ChangeHeader::parse(&change.bytes()),
        Err(ChangeError::ChunkType(2))
    );
}

#[test]
fn truncated_lengthened_and_damaged_chunks_are_refused() {
    let sound = Parts::sound().chunk();
    for len in 0..sound.len() {
        assert_eq!(
            ChangeHeader::parse(&sound[..len]),
            Err(ChangeError::CutOff),
            "cut to {len}"
        );
    }
    let mut long = sound.clone();
    long.push(0);
    assert_eq!(ChangeHeader::parse(&long), Err(ChangeError::Trailing));
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << bit;
            assert!(
                ChangeHeader::parse(&damaged).is_err(),
                "byte {at} bit {bit}"
            );
        }
    }
}

#[test]
fn mutated_changes_with_a_right_checksum_never_panic_and_never_disagree() {
    let mut taken = 0;
    for seed in 0..40 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for change in changes_of(&mut random_devices(seed, 25)) {
            let raw = change.raw_bytes();
            for _ in 0..60 {
                let start = raw.len() - body_len(raw);
                let mut body = raw[start..].to_vec();
                for _ in 0..rng.random_range(1..4) {
                    let at = rng.random_range(0..body.len());
                    match rng.random_range(0..4) {
                        0 => body[at] = rng.random(),
                        1 => body[at] ^= 1 << rng.random_range(0..8),
                        2 => body.insert(at, rng.random()),
                        _ if body.len() > 1 => {
                            body.remove(at);
                        }
                        _ => {}
                    }
                }
                let Ok(header) = ChangeHeader::parse(&chunk(1, &body)) else {
                    continue;
                };
                taken += 1;
                // Automerge may still refuse what the operations say, or panic over it: that is why
                // relays do not ask it. Where it reads the change, it must read the same.
                let read = std::panic::catch_unwind(|| Change::from_bytes(chunk(1, &body)));
                if let Ok(Ok(change)) = read {
                    assert_agrees(&change, &format!("seed {seed}"));
                    assert_eq!(header.operations, change.len() as u64);
                }
            }
        }
    }
    assert!(taken > 1_000, "only {taken} mutations were taken");
}

fn body_len(raw: &[u8]) -> usize {
    let (mut len, mut shift, mut at) = (0, 0, 9);
    loop {
        len |= usize::from(raw[at] & 0x7f) << shift;
        if raw[at] & 0x80 == 0 {
            return len;
        }
        at += 1;
        shift += 7;
    }
}
