//! The questions a relay and a member's program ask of their store all day, on a real file.
//! `cargo bench -p dewan-store --bench store`
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "the fixture serves the tests, too"
)]

#[path = "../tests/store/fixture.rs"]
mod fixture;

use std::collections::VecDeque;

use criterion::{BatchSize, Criterion};
use fixture::{Council, council, from, history, more_documents, place};
use format::{DeviceKey, DocumentId, Nonce, PublicKey, Receipt};
use store::summary::Summary;
use store::{Options, Store};
use sync::holdings::{Holdings as _, Item};
use sync::{Carry, Effect, Event, Expected, Role, Session, Setup};

const DOCUMENTS: usize = 1_000;

fn take(council: &Council, store: &Store, items: &[Item]) {
    let (id, items) = (council.id, items.to_vec());
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
}

fn sum_up(council: &Council, store: &Store, documents: &[DocumentId]) {
    for document in documents {
        let content = store.reader(council.id).unwrap().outline(document).unwrap();
        let summary = Summary {
            document: *document,
            kind: "policy".into(),
            title: format!("Policy {}", document.short()),
            unit: "Pusat".into(),
            archived: false,
            created: Some("2026-07-01".into()),
            changed: Some("2026-07-02".into()),
            open_actions: 2,
            conflicts: 0,
            heads: content.heads,
            basis: content.basis,
            more: serde_json::json!({"number": "7/2026"}),
        };
        let id = council.id;
        store
            .write(move |write| write.put_summary(id, &summary, "Isi kebijakan."))
            .unwrap();
    }
}

/// One end of a link.
struct End<'a> {
    store: &'a Store,
    session: Session,
    inbox: VecDeque<Event>,
    caught_up: bool,
}

impl<'a> End<'a> {
    fn new(store: &'a Store, key: &DeviceKey, peer: PublicKey, role: Role) -> Self {
        let session = Session::new(Setup {
            role,
            expected: match role {
                Role::Caller => Expected::Key(peer),
                Role::Host => Expected::Anybody,
            },
            key: key.clone(),
            nonce: Nonce::from_bytes([role as u8; 16]),
            signs_receipts: false,
            now_millis: 0,
            carry: Carry::default(),
        });
        Self {
            store,
            session,
            inbox: VecDeque::from([Event::Opened]),
            caught_up: false,
        }
    }

    /// Handles what came; returns the frames to send.
    fn step(&mut self, council: &Council) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        while let Some(event) = self.inbox.pop_front() {
            let reader = self.store.reader(council.id).unwrap();
            let effects = self.session.handle(event, &reader).unwrap();
            drop(reader);
            for effect in effects {
                self.perform(council, effect, &mut frames);
            }
        }
        frames
    }

    fn perform(&mut self, council: &Council, effect: Effect, frames: &mut Vec<Vec<u8>>) {
        let id = council.id;
        match effect {
            Effect::Send(frame) => frames.push(frame),
            Effect::Take {
                ticket,
                items,
                origin,
                cursor,
                peer,
            } => {
                let by = store::From { peer, log: origin };
                let outcomes = self
                    .store
                    .write(move |write| write.take(id, by, &items, cursor))
                    .unwrap();
                self.inbox.push_back(Event::Taken { ticket, outcomes });
                self.inbox.push_back(Event::Grew);
            }
            Effect::RecordAck {
                peer,
                position,
                gaps,
            } => {
                self.store
                    .write(move |write| write.record_ack(id, &peer, &position, gaps.as_deref()))
                    .unwrap();
            }
            Effect::SignReceipts { documents } => {
                let reader = self.store.reader(id).unwrap();
                let sign = |document: DocumentId| {
                    let heads = reader.held_heads(&document).unwrap();
                    Receipt::sign(&council.rina, id, document, heads, 0, 1)
                };
                let receipts: Vec<Receipt> = documents.into_iter().map(sign).collect();
                drop(reader);
                let kept = receipts.clone();
                self.store
                    .write(move |write| write.append_receipts(id, &kept))
                    .unwrap();
                self.inbox.push_back(Event::Receipts(receipts));
                self.inbox.push_back(Event::Grew);
            }
            Effect::CaughtUp => self.caught_up = true,
            Effect::Linked { .. } | Effect::Presence(_) => {}
            other => panic!("nothing else happens between two healthy stores: {other:?}"),
        }
    }
}

/// Links two stores until both have all; returns the bytes of all frames.
fn meet(council: &Council, caller: &Store, host: &Store) -> usize {
    let (rina, budi) = (&council.rina, &council.budi);
    let mut ends = [
        End::new(caller, rina, budi.public(), Role::Caller),
        End::new(host, budi, rina.public(), Role::Host),
    ];
    let mut bytes = 0;
    loop {
        let mut quiet = true;
        for side in 0..2 {
            for frame in ends[side].step(council) {
                bytes += frame.len();
                quiet = false;
                ends[1 - side].inbox.push_back(Event::Frame(frame));
            }
        }
        if quiet {
            assert!(ends.iter().all(|end| end.caught_up));
            return bytes;
        }
    }
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let council = council();
    let (_folder, path) = place();
    let store = council.store(&path);
    let documents = more_documents(&council, &store, DOCUMENTS);
    let single: Vec<Item> = (documents.iter())
        .map(|document| history(&council, &store, *document, 1))
        .collect();
    let long = history(&council, &store, documents[0], 1_000);

    let mut group = criterion.benchmark_group("store");
    let fresh = || {
        let (folder, path) = place();
        let store = council.store(&path);
        more_documents(&council, &store, DOCUMENTS);
        (folder, store)
    };
    group.bench_function(
        "take 1,000 runs of one change in 1,000 documents",
        |bencher| {
            bencher.iter_batched(
                fresh,
                |(folder, store)| {
                    take(&council, &store, &single);
                    (folder, store)
                },
                BatchSize::PerIteration,
            );
        },
    );
    group.bench_function("take one run of 1,000 changes", |bencher| {
        bencher.iter_batched(
            fresh,
            |(folder, store)| {
                take(&council, &store, std::slice::from_ref(&long));
                (folder, store)
            },
            BatchSize::PerIteration,
        );
    });

    take(&council, &store, &single);
    sum_up(&council, &store, &documents);
    let reader = store.reader(council.id).unwrap();
    group.bench_function("1,000 rows of the log", |bencher| {
        bencher.iter(|| reader.rows_after(0, 1_000).unwrap());
    });
    group.bench_function("the summaries of 1,000 documents", |bencher| {
        bencher.iter(|| reader.summaries().unwrap());
    });
    group.bench_function("which of 1,000 summaries are stale", |bencher| {
        bencher.iter(|| reader.stale_summaries().unwrap());
    });
    drop(reader);

    let (_other_folder, other_path) = place();
    let (other, _) = Store::open(&other_path, Options::new("bench")).unwrap();
    council.fill(&other);
    let first = meet(&council, &store, &other);
    meet(&council, &store, &other);
    let quiet = meet(&council, &store, &other);
    for document in &documents[..5] {
        take(&council, &store, &[history(&council, &store, *document, 2)]);
    }
    let changed = meet(&council, &store, &other);
    println!(
        "bytes both ways, {DOCUMENTS} documents held: first {first}, quiet {quiet}, 5 changed {changed}"
    );
    meet(&council, &store, &other);
    group.bench_function("a quiet reconnect, 1,000 documents held", |bencher| {
        bencher.iter(|| assert!(meet(&council, &store, &other) <= quiet));
    });
    group.finish();
    criterion.final_summary();
}
