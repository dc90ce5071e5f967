//! Where a text that was submitted or decided was held since when, after its receipts were replaced.

use council::act::decision::{Decide, Outcome as Decided, Submit, Text};
use council::act::{Body, Speaker};
use format::{Act, ActId, ChangeHash, DeviceKey, Fingerprint, Receipt};
use store::Store;
use store::check::Finding;
use sync::holdings::Item;

use crate::fixture::{Council, Pen, council, from, mend, place};

fn take(store: &Store, council: &Council, items: Vec<Item>) {
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
}

fn receipt(council: &Council, heads: &[ChangeHash], counter: u64) -> Item {
    let time_millis = counter as i64 * 1_000;
    Item::Receipt(Receipt::sign(
        &council.rina,
        council.id,
        council.document,
        heads.to_vec(),
        time_millis,
        counter,
    ))
}

fn said(council: &Council, cites: Vec<ActId>, body: &Body) -> Act {
    said_by(&council.budi, council, cites, body)
}

fn said_by(key: &DeviceKey, council: &Council, cites: Vec<ActId>, body: &Body) -> Act {
    let speaker = Speaker {
        key,
        council: Some(council.id),
        roster: vec![council.roster[0].id()],
        time_millis: 9_000,
    };
    speaker.say_about(council.document, cites, body).unwrap()
}

fn text(heads: &[ChangeHash]) -> Text {
    Text {
        fingerprint: Fingerprint::from_bytes([7; 32]),
        heads: heads.to_vec(),
    }
}

pub(crate) fn submitted(council: &Council, heads: &[ChangeHash]) -> Act {
    let submit = Submit {
        text: text(heads),
        note: String::new(),
    };
    said(council, vec![council.create.id()], &Body::Submit(submit))
}

/// Since when the holder is known to hold this text, by the counter of its receipt.
fn since(store: &Store, council: &Council, heads: &[ChangeHash]) -> Option<u64> {
    let reader = store.reader(council.id).unwrap();
    let named = reader.receipts_that_name(&council.document, heads);
    let named = named.unwrap();
    assert!(named.len() <= 1, "one receipt for each holder");
    named.first().map(|receipt| receipt.counter)
}

/// Three changes of one writer, of which the second is the text in question.
fn three(council: &Council, store: &Store) -> [ChangeHash; 3] {
    let mut pen = Pen::new(council.id, council.genesis(store));
    let mut hashes = [council.genesis(store).0; 3];
    let mut before = vec![];
    for (at, words) in ["one", "two", "three"].into_iter().enumerate() {
        let change = pen.change(&council.budi, 1, &before, words);
        hashes[at] = change.header.hash;
        before = vec![hashes[at]];
        take(
            store,
            council,
            vec![council.run(&council.budi, vec![change])],
        );
    }
    hashes
}

#[test]
fn the_first_receipt_that_names_a_submitted_text_outlives_later_ones() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let [a, b, c] = three(&council, &store);
    take(&store, &council, vec![receipt(&council, &[b], 2)]);
    assert_eq!(since(&store, &council, &[b]), Some(2));
    let submit = submitted(&council, &[b]);
    take(&store, &council, vec![Item::Act(submit)]);
    // The same again, then what was written on it: neither takes away what was said first.
    for (heads, counter) in [(vec![b], 3), (vec![c], 4), (vec![c], 5)] {
        take(&store, &council, vec![receipt(&council, &heads, counter)]);
        assert_eq!(since(&store, &council, &[b]), Some(2));
    }
    assert_eq!(since(&store, &council, &[c]), Some(5));
    // Nothing is kept for texts that nobody submitted.
    assert_eq!(since(&store, &council, &[a]), None);
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.check(false).unwrap().findings, []);
}

#[test]
fn receipts_signed_here_name_decided_texts_besides_what_is_held() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let [a, b, c] = three(&council, &store);
    let named = || {
        let reader = store.reader(council.id).unwrap();
        let mut named = reader.heads_to_sign_for(&council.document).unwrap();
        named.sort_unstable();
        named
    };
    let sorted = |mut heads: Vec<ChangeHash>| {
        heads.sort_unstable();
        heads
    };
    let submit = submitted(&council, &[b]);
    let submission = submit.id();
    take(&store, &council, vec![Item::Act(submit)]);
    assert_eq!(named(), [c], "submitted is not decided");
    let elsewhere = sorted(vec![a, ChangeHash::from_bytes([9; 32])]);
    // Budi has no seat that decides: what he says to have decided is nobody's business.
    for (key, heads) in [
        (&council.budi, vec![a]),
        (&council.rina, vec![b]),
        (&council.rina, elsewhere),
    ] {
        let decide = Decide {
            submission,
            text: text(&heads),
            outcome: Decided::Approved,
            words: String::new(),
            waivers: vec![],
            previous: None,
        };
        let act = said_by(key, &council, vec![submission], &Body::Decide(decide));
        take(&store, &council, vec![Item::Act(act)]);
    }
    assert_eq!(named(), sorted(vec![b, c]), "what is not here is not named");
    // Such a receipt says no less of what is here.
    let heads = named();
    take(&store, &council, vec![receipt(&council, &heads, 1)]);
    let reader = store.reader(council.id).unwrap();
    let known = reader.whereabouts_of(&council.document).unwrap();
    assert!(known.holdings[0].covers);
    assert_eq!(since(&store, &council, &[b]), Some(1));
}

#[test]
fn a_damaged_first_receipt_is_found_and_set_aside() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let [_, b, c] = three(&council, &store);
    let submit = submitted(&council, &[b]);
    take(&store, &council, vec![Item::Act(submit)]);
    take(&store, &council, vec![receipt(&council, &[b], 1)]);
    take(&store, &council, vec![receipt(&council, &[c], 2)]);
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE first_receipts SET receipt = x'80'", [])
        .unwrap();
    drop(conn);
    let (store, _) = Store::open(&path, store::Options::new("test")).unwrap();
    let id = council.id;
    assert_eq!(since(&store, &council, &[b]), None);
    let report = store.reader(id).unwrap().check(false).unwrap();
    let holder = council.rina.public();
    assert_eq!(
        report.findings,
        [Finding::Receipt(council.document, holder)]
    );
    mend(&store);
    let report = store.reader(id).unwrap().check(false).unwrap();
    assert_eq!(report.findings, []);
}
