//! Real histories: several devices edit one Automerge document at random, apart and merged.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{Author, AutoCommit, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue};
use format::{CouncilId, DeviceKey, DocumentId, PlainChange, Seal};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

pub const COUNCIL: CouncilId = CouncilId::from_bytes([0xc0; 32]);
pub const DOCUMENT: DocumentId = DocumentId::from_bytes([0xd0; 16]);

/// The genesis every test document starts from: a text, a list and a map, by the actor of zeroes.
pub fn genesis() -> AutoCommit {
    let mut doc = AutoCommit::new().with_actor([0_u8; 16].into());
    doc.put_object(ROOT, "text", ObjType::Text).unwrap();
    doc.put_object(ROOT, "list", ObjType::List).unwrap();
    doc.put_object(ROOT, "map", ObjType::Map).unwrap();
    doc.commit_with(CommitOptions::default().with_time(0));
    doc
}

/// One device with its copy of the document.
pub struct Device {
    pub key: DeviceKey,
    pub doc: AutoCommit,
}

impl Device {
    pub fn new(key: DeviceKey, rng: &mut ChaCha8Rng) -> Self {
        let mut device = Self {
            doc: AutoCommit::load(&genesis().save()).unwrap(),
            key,
        };
        device.start(rng);
        device
    }

    /// A program start: a fresh actor of the same key.
    pub fn start(&mut self, rng: &mut ChaCha8Rng) {
        let public = self.key.public();
        let mut suffix = [0; 8];
        rng.fill_bytes(&mut suffix);
        self.doc
            .set_author(Some(Author::from(public.as_bytes().to_vec())));
        self.doc
            .set_actor(public.actor_with(&COUNCIL, suffix).as_bytes().into());
    }

    pub fn object(&self, name: &str) -> ObjId {
        self.doc.get(ROOT, name).unwrap().unwrap().1
    }

    /// Types the `n`th character of a text at its end, as one change.
    pub fn type_character(&mut self, n: usize, time: i64) {
        const TYPED: &str = "Dewan menetapkan bahwa setiap kantor cabang wajib mengirimkan notulen \
            rapat paling lambat tujuh hari setelah rapat ditutup, beserta daftar hadir dan keputusan \
            yang diambil; bila terjadi perbedaan pendapat, pendapat itu dicatat apa adanya. ";
        let at = n % TYPED.len();
        let text = self.object("text");
        let end = self.doc.length(&text);
        self.doc
            .splice_text(&text, end, 0, &TYPED[at..=at])
            .unwrap();
        self.doc
            .commit_with(CommitOptions::default().with_time(time))
            .unwrap();
    }
}

/// When the `n`th character is typed: irregularly, in seconds since 1970.
pub fn typed_at(n: usize) -> i64 {
    1_790_000_000 + (n * 3 + n * n % 7) as i64
}

/// Every kind of change that a program makes: scalars of all types, objects, long and short text in
/// several scripts, deletes, lists, counters, marks, empty changes, messages, wrong clocks.
fn edit(device: &mut Device, rng: &mut ChaCha8Rng) {
    let (text, list, map) = (
        device.object("text"),
        device.object("list"),
        device.object("map"),
    );
    let doc = &mut device.doc;
    for _ in 0..rng.random_range(1..=4) {
        let key = format!("k{}", rng.random_range(0..6));
        match rng.random_range(0..12) {
            0 => {
                let value: ScalarValue = match rng.random_range(0..8) {
                    0 => "Rapat pleno".into(),
                    1 => ScalarValue::Int(rng.random()),
                    2 => ScalarValue::Uint(rng.random()),
                    3 => ScalarValue::F64(rng.random()),
                    4 => ScalarValue::Boolean(rng.random()),
                    5 => ScalarValue::Bytes(vec![7; rng.random_range(0..300)]),
                    6 => ScalarValue::Timestamp(rng.random()),
                    _ => ScalarValue::Null,
                };
                doc.put(&map, key, value).unwrap();
            }
            1 => {
                let inner = doc.put_object(&map, key, ObjType::Map).unwrap();
                doc.put(&inner, "ord", 1.5).unwrap();
            }
            2 => doc.put(&map, "count", ScalarValue::counter(1)).unwrap(),
            3 => {
                if matches!(doc.get(&map, "count"), Ok(Some((automerge::Value::Scalar(v), _))) if matches!(*v, ScalarValue::Counter(_)))
                {
                    doc.increment(&map, "count", rng.random_range(-3..5))
                        .unwrap();
                }
            }
            4 => {
                doc.delete(&map, key).unwrap();
            }
            5 => {
                let at = rng.random_range(0..=doc.length(&list));
                doc.insert(&list, at, i64::from(rng.random::<i16>()))
                    .unwrap();
            }
            6 => {
                let len = doc.length(&list);
                if len > 0 {
                    doc.delete(&list, rng.random_range(0..len)).unwrap();
                }
            }
            7 => {
                let len = doc.length(&text);
                if len > 2 {
                    let start = rng.random_range(0..len - 1);
                    let end = rng.random_range(start + 1..=len);
                    let mark = Mark::new(format!("m{start}"), true, start, end);
                    doc.mark(&text, mark, ExpandMark::Both).unwrap();
                }
            }
            8 => {
                let len = doc.length(&text);
                let at = rng.random_range(0..=len);
                let delete = rng.random_range(0..=(len - at).min(20));
                doc.splice_text(&text, at, delete as isize, "").unwrap();
            }
            9 => {
                let at = rng.random_range(0..=doc.length(&text));
                let long = "Pasal 1. Dewan bertanggung jawab. ".repeat(rng.random_range(1..40));
                doc.splice_text(&text, at, 0, &long).unwrap();
            }
            _ => {
                let at = rng.random_range(0..=doc.length(&text));
                let word = ["a", "rapat ", "é", "😀", "漢字", "\n"][rng.random_range(0..6)];
                doc.splice_text(&text, at, 0, word).unwrap();
            }
        }
    }
    let mut options = CommitOptions::default().with_time(match rng.random_range(0..10) {
        0 => -5,
        1 => 4_000_000_000,
        _ => 1_790_000_000 + i64::from(rng.random::<u16>()),
    });
    if rng.random_bool(0.1) {
        options.set_message("disunting di kantor cabang");
    }
    if doc.commit_with(options).is_none() && rng.random_bool(0.5) {
        doc.empty_change(CommitOptions::default());
    }
}

/// Devices that edited `steps` times in all, merging and restarting now and then, and merged at last.
pub fn random_devices(seed: u64, steps: usize) -> Vec<Device> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = rng.random_range(1..=4);
    let mut devices: Vec<Device> = (0..count)
        .map(|n| {
            let key = DeviceKey::from_secret(&[n + 1; 32]);
            Device::new(key, &mut rng)
        })
        .collect();
    for _ in 0..steps {
        let one = rng.random_range(0..devices.len());
        match rng.random_range(0..12) {
            0 | 1 if devices.len() > 1 => {
                let other = (one + rng.random_range(1..devices.len())) % devices.len();
                let mut doc = devices[other].doc.fork();
                devices[one].doc.merge(&mut doc).unwrap();
            }
            2 => devices[one].start(&mut rng),
            3 => {
                devices[one].doc.empty_change(CommitOptions::default());
            }
            _ => edit(&mut devices[one], &mut rng),
        }
    }
    for one in 1..devices.len() {
        let (first, rest) = devices.split_at_mut(one);
        first[0].doc.merge(&mut rest[0].doc).unwrap();
    }
    devices
}

/// Every change that the first device holds, genesis left out.
pub fn changes_of(devices: &mut [Device]) -> Vec<automerge::Change> {
    let genesis = genesis().get_heads();
    devices[0].doc.get_changes(&genesis)
}

/// Cuts changes that are in causal order into runs of one actor and seals the last of each.
pub fn sealed_runs(devices: &mut [Device]) -> Vec<(usize, Vec<PlainChange>, Seal)> {
    let mut runs: Vec<Vec<PlainChange>> = Vec::new();
    for change in changes_of(devices) {
        let change = PlainChange::parse(change.raw_bytes().to_vec()).unwrap();
        match runs.last_mut() {
            Some(run) if run[0].header.actor == change.header.actor => run.push(change),
            _ => runs.push(vec![change]),
        }
    }
    runs.into_iter()
        .map(|run| {
            let last = &run[run.len() - 1].header;
            let owner = devices
                .iter()
                .position(|device| device.key.public().owns(&COUNCIL, &last.actor))
                .unwrap();
            let seal = Seal::sign(&devices[owner].key, &COUNCIL, &DOCUMENT, &last.hash, vec![]);
            (owner, run, seal)
        })
        .collect()
}
