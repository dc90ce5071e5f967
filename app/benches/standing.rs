//! Where 10,000 documents are, as a list asks for it: one relay, a receipt of the relay and one of head
//! office for each document, and each seen by the chair.
//! `cargo bench -p dewan --bench standing`
#![allow(clippy::unwrap_used, reason = "a measurement")]

use council::act::{Body, Create, Seen, Speaker};
use council::document::Document;
use council::edit::{Edit, Place};
use council::roster::document_heads;
use council::view::Kind;
use criterion::Criterion;
use dewan::engine::home::Home;
use dewan::engine::office::Office;
use dewan::engine::standing::SeenByChair;
use dewan::engine::{membership, standing};
use format::id::{Origin, Scope};
use format::{Act, ChangeHash, DeviceKey, DocumentId, Nonce, Receipt, Seal};
use store::StoreError;
use store::summary::Summary;
use sync::Holdings as _;

const DOCUMENTS: usize = 10_000;

/// A document ready to be kept.
struct Made {
    id: DocumentId,
    create: Act,
    chunk: Vec<u8>,
    hash: ChangeHash,
    seal: Seal,
    seen: Act,
}

fn make(office: &Office, speaker: &Speaker<'_>, number: usize) -> Made {
    let (council, me) = (office.council(), office.me());
    let create = Create {
        kind: Kind::Policy,
        scope: Scope::Council,
        label: None,
        origin: Origin::Nonce(Nonce::random().unwrap(), me),
    };
    let id = create.document(&council);
    let create = speaker
        .say_about(id, vec![], &Body::Create(create))
        .unwrap();
    let mut document = Document::genesis(Kind::Policy);
    document.set_writer(me, me.new_actor(&council).unwrap());
    let edit = Edit::Put {
        place: Place::Title,
        value: format!("Kebijakan {number}"),
    };
    let change = document.edit(&[edit], 0, None).unwrap().unwrap();
    let seal = Seal::sign(
        office.key(),
        &council,
        &id,
        &change.hash,
        speaker.roster.clone(),
    );
    let seen = Body::Seen(Seen::of(vec![change.hash]));
    let seen = speaker
        .say_about(id, document_heads([&create]), &seen)
        .unwrap();
    Made {
        id,
        create,
        chunk: change.bytes,
        hash: change.hash,
        seal,
        seen,
    }
}

/// An office with its documents, all of them everywhere.
fn fill(office: &Office, relay: &DeviceKey) {
    let (council, me) = (office.council(), office.me());
    let speaker = Speaker {
        key: office.key(),
        council: Some(council),
        roster: office.roster().unwrap().heads,
        time_millis: 1_790_000_000_000,
    };
    let made: Vec<Made> = (0..DOCUMENTS)
        .map(|number| make(office, &speaker, number))
        .collect();
    let receipts: Vec<Receipt> = [relay, office.key()]
        .iter()
        .flat_map(|key| {
            made.iter().map(|document| {
                let heads = vec![document.hash];
                Receipt::sign(key, council, document.id, heads, 1_790_000_000_000, 1)
            })
        })
        .collect();
    let store = office.store().clone();
    let relay = relay.public();
    store
        .write(move |write| {
            for document in &made {
                write.append_act(council, &document.create)?;
                let (chunk, seal) = (&document.chunk, &document.seal);
                write.append_local(council, document.id, &me, chunk, seal)?;
                write.append_act(council, &document.seen)?;
                let summary = Summary {
                    document: document.id,
                    kind: "policy".to_owned(),
                    title: format!("Kebijakan {}", document.id.short()),
                    unit: "Pusat".to_owned(),
                    archived: false,
                    created: None,
                    changed: None,
                    open_actions: 0,
                    conflicts: 0,
                    heads: vec![document.hash],
                    basis: format::chain::short_hash(document.hash.as_bytes()),
                    more: serde_json::json!({}),
                };
                write.put_summary(council, &summary, "Isi.")?;
            }
            write.append_receipts(council, &receipts)?;
            let end = write.holdings(council)?.log_end()?;
            write.record_ack(council, &relay, &end, Some(&[]))
        })
        .unwrap();
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let folder = tempfile::tempdir().unwrap();
    let home = Home::find(Some(folder.path().join("home"))).unwrap();
    let relay = DeviceKey::from_secret(&[7; 32]);
    let address = format!("ws://relay.example:8443#{}", relay.public());
    let office = membership::found(home, "Dewan", "Pusat", "Ratna", &[address]).unwrap();
    fill(&office, &relay);
    let reader = office.reader().unwrap();
    let summaries = reader.summaries().unwrap();
    // As a device of a branch sees it.
    let me = relay.public();
    let answer = || -> Result<_, StoreError> {
        let relays = standing::relays(&reader)?;
        standing::documents(&reader, Some(&me), summaries.clone(), &relays)
    };
    let found = answer().unwrap();
    assert_eq!(found.len(), DOCUMENTS);
    assert!(found.iter().all(|one| one.facts.at_relay().is_some()
        && one.facts.head_office.holds_all()
        && matches!(one.facts.seen, SeenByChair::AsItIs { .. })));
    criterion.bench_function("where 10,000 documents are", |bencher| {
        bencher.iter(|| answer().unwrap());
    });
    let one = found[DOCUMENTS / 2].summary.document;
    criterion.bench_function("where one of 10,000 documents is", |bencher| {
        bencher.iter(|| standing::of(&reader, Some(&me), &one).unwrap());
    });
    criterion.final_summary();
}
