//! Who is known to hold and to have read what, and how that is passed on.

use format::chain::LoggedItem;
use format::{Act, ChangeHash, DeviceKey, LogId, Receipt, Statement, Subject};
use store::whereabouts::Whereabouts;
use store::{Options, Store};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item, Recipient};
use sync::intake::Reason;

use crate::fixture::{Council, Pen, council, from, mend, more_documents, place};

fn take(store: &Store, council: &Council, by: u8, items: Vec<Item>) -> Vec<Outcome> {
    let id = council.id;
    store
        .write(move |write| write.take(id, from(by), &items, None))
        .unwrap()
}

/// Where the document of the fixture is; the list of all says the same.
fn whereabouts(store: &Store, council: &Council) -> Whereabouts {
    let reader = store.reader(council.id).unwrap();
    let one = reader.whereabouts_of(&council.document).unwrap();
    assert_eq!(reader.whereabouts().unwrap()[&council.document], one);
    one
}

fn receipt(council: &Council, heads: &[ChangeHash], counter: u64) -> Item {
    Item::Receipt(Receipt::sign(
        &council.rina,
        council.id,
        council.document,
        heads.to_vec(),
        counter as i64 * 1_000,
        counter,
    ))
}

#[test]
fn a_receipt_covers_what_is_here_when_it_names_all_heads_and_maybe_more() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let holds = || {
        let holdings = whereabouts(&store, &council).holdings;
        holdings
            .first()
            .map(|there| (there.covers, there.time_millis))
    };
    assert_eq!(holds(), None);
    take(&store, &council, 1, vec![receipt(&council, &[], 1)]);
    assert_eq!(holds(), Some((true, 1_000)), "nothing is written yet");
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let one = pen.change(&council.budi, 1, &[], "one");
    let a = one.header.hash;
    take(
        &store,
        &council,
        1,
        vec![council.run(&council.budi, vec![one])],
    );
    assert_eq!(holds(), Some((false, 1_000)));
    take(&store, &council, 1, vec![receipt(&council, &[a], 2)]);
    assert_eq!(holds(), Some((true, 2_000)));

    // Head office writes on and beside it, and says so before that arrives here.
    let two = pen.change(&council.rina, 1, &[a], "two");
    let beside = pen.change(&council.rina, 2, &[], "beside");
    let (b, c) = (two.header.hash, beside.header.hash);
    take(&store, &council, 1, vec![receipt(&council, &[b, c], 3)]);
    assert_eq!(holds(), Some((true, 3_000)), "what it held it holds");
    let runs = [two, beside].map(|change| council.run(&council.rina, vec![change]));
    take(&store, &council, 1, runs.to_vec());
    assert_eq!(holds(), Some((true, 3_000)));

    // One of two branches is not there.
    let mine = pen.change(&council.budi, 1, &[a, b, c], "three");
    let apart = pen.change(&council.budi, 2, &[b], "apart");
    let (d, e) = (mine.header.hash, apart.header.hash);
    let runs = [mine, apart].map(|change| council.run(&council.budi, vec![change]));
    take(&store, &council, 1, runs.to_vec());
    assert_eq!(holds(), Some((false, 3_000)));
    take(&store, &council, 1, vec![receipt(&council, &[d], 4)]);
    assert_eq!(holds(), Some((false, 4_000)));
    take(&store, &council, 1, vec![receipt(&council, &[d, e], 5)]);
    assert_eq!(holds(), Some((true, 5_000)));
    // A holder that lost something says so by what it names.
    take(&store, &council, 1, vec![receipt(&council, &[d], 6)]);
    assert_eq!(holds(), Some((false, 6_000)));
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.check(false).unwrap().findings, []);
}

#[test]
fn receipts_are_numbered_as_they_come_and_told_to_those_who_lack_them() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, documents) = (council.id, more_documents(&council, &store, 3));
    let sign = |document, counter| Receipt::sign(&council.rina, id, document, vec![], 9, counter);
    let mine = vec![sign(documents[0], 1), sign(documents[1], 1)];
    let kept = mine.clone();
    store
        .write(move |write| write.append_receipts(id, &kept))
        .unwrap();
    let foreign = sign(documents[2], 1);
    let items = vec![Item::Receipt(foreign.clone()), Item::ReceiptsUpto(77)];
    take(&store, &council, 1, items);
    let told = |key: &DeviceKey, log: LogId, without: Option<&DeviceKey>, after| {
        let reader = store.reader(id).unwrap();
        let recipient = Recipient {
            key: key.public(),
            log,
            without: without.map(DeviceKey::public),
        };
        let told = reader.receipts_after(&recipient, after, 10).unwrap();
        let numbers: Vec<u64> = told.iter().map(|(number, _)| *number).collect();
        let last = reader.last_receipt_for(&recipient).unwrap();
        assert!(numbers.last().is_none_or(|number| *number == last));
        (numbers, last)
    };
    let stranger = DeviceKey::from_secret(&[99; 32]);
    let nowhere = from(9).log;
    assert_eq!(told(&stranger, nowhere, None, 0), (vec![1, 2, 3], 3));
    assert_eq!(told(&stranger, nowhere, None, 2), (vec![3], 3));
    assert_eq!(told(&stranger, from(1).log, None, 0), (vec![1, 2], 2));
    assert_eq!(told(&council.rina, nowhere, None, 0), (vec![], 0));
    let without = Some(&council.rina);
    assert_eq!(told(&stranger, nowhere, without, 0), (vec![], 0));
    // One that is replaced is told by its new number only; one that is not new gets none.
    take(
        &store,
        &council,
        2,
        vec![Item::Receipt(sign(documents[0], 2))],
    );
    take(
        &store,
        &council,
        2,
        vec![Item::Receipt(sign(documents[0], 1))],
    );
    assert_eq!(told(&stranger, nowhere, None, 0), (vec![2, 3, 4], 4));
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.receipts_kept().unwrap(), 4);
    let cursor = |by: u8| reader.receipts_cursor(&from(by).peer, &from(by).log);
    assert_eq!((cursor(1).unwrap(), cursor(2).unwrap()), (77, 0));
    drop(reader);
    // A store that goes by a new name is told everything again.
    store
        .write(move |write| write.renew_log(id, "copied"))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(
        reader.receipts_cursor(&from(1).peer, &from(1).log).unwrap(),
        0
    );
}

#[test]
fn sessions_are_woken_by_receipts_and_only_by_new_ones() {
    use std::sync::atomic::{AtomicU64, Ordering};
    let (_folder, path) = place();
    let council = council();
    let woken = std::sync::Arc::new(AtomicU64::new(0));
    let count = std::sync::Arc::clone(&woken);
    let options = Options {
        after_commit: Some(std::sync::Arc::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        })),
        ..Options::new("test")
    };
    let (store, _) = Store::open(&path, options).unwrap();
    council.fill(&store);
    let before = woken.load(Ordering::Relaxed);
    take(&store, &council, 1, vec![receipt(&council, &[], 2)]);
    assert_eq!(woken.load(Ordering::Relaxed), before + 1);
    take(&store, &council, 1, vec![receipt(&council, &[], 2)]);
    take(&store, &council, 1, vec![receipt(&council, &[], 1)]);
    assert_eq!(woken.load(Ordering::Relaxed), before + 1);
}

#[test]
fn head_office_owes_receipts_for_what_nobody_there_answered_for() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, mut documents) = (council.id, more_documents(&council, &store, 5));
    documents.push(council.document);
    documents.sort_unstable();
    let owed = |key: &DeviceKey, after, limit| {
        let reader = store.reader(id).unwrap();
        reader.unanswered(&key.public(), after, limit).unwrap()
    };
    assert_eq!(owed(&council.rina, None, 10), documents);
    assert_eq!(owed(&council.rina, Some(documents[1]), 2), documents[2..4]);
    assert_eq!(owed(&council.budi, None, 10), [], "Budi is at a branch");
    let signed = documents
        .iter()
        .map(|document| Receipt::sign(&council.rina, id, *document, vec![], 1, 1))
        .collect::<Vec<_>>();
    store
        .write(move |write| write.append_receipts(id, &signed))
        .unwrap();
    assert_eq!(owed(&council.rina, None, 10), []);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.budi, 1, &[], "one");
    take(
        &store,
        &council,
        1,
        vec![council.run(&council.budi, vec![one])],
    );
    assert_eq!(owed(&council.rina, None, 10), [council.document]);
    // A branch's word settles nothing, and is not taken.
    let heads = store.reader(id).unwrap();
    let heads = heads.held_heads(&council.document).unwrap();
    let word = Receipt::sign(&council.budi, id, council.document, heads, 1, 1);
    assert_eq!(
        take(&store, &council, 1, vec![Item::Receipt(word)]),
        [Outcome::Never(Reason::NotAHolder)]
    );
    assert_eq!(owed(&council.rina, None, 10), [council.document]);
}

#[test]
fn what_was_read_is_known_in_any_order_and_changes_with_what_shows() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let read = || {
        let readings = whereabouts(&store, &council).readings;
        let by = readings
            .iter()
            .find(|reading| reading.reader == council.rina.public());
        by.map(|by| (by.covers, by.time_millis))
    };
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let one = pen.change(&council.budi, 1, &[], "one");
    let two = pen.change(&council.budi, 1, &[one.header.hash], "two");
    let (a, b) = (one.header.hash, two.header.hash);
    let first = council.says_seen(&council.rina, 900, vec![council.create.id()], vec![a]);
    let last = council.says_seen(&council.rina, 800, vec![first.id()], vec![b]);
    // The later word first, and before what it is about.
    take(&store, &council, 1, vec![Item::Act(last)]);
    assert_eq!(read(), Some((true, 800)), "nothing else shows here yet");
    take(
        &store,
        &council,
        1,
        vec![council.run(&council.budi, vec![one])],
    );
    assert_eq!(read(), Some((false, 800)));
    take(&store, &council, 1, vec![Item::Act(first)]);
    assert_eq!(read(), Some((false, 800)), "the last word counts");
    take(
        &store,
        &council,
        1,
        vec![council.run(&council.budi, vec![two])],
    );
    assert_eq!(read(), Some((true, 800)));
    // Somebody else's claim is kept apart.
    let claim = council.says_seen(&council.budi, 9_000, vec![], vec![b]);
    take(&store, &council, 1, vec![Item::Act(claim)]);
    assert_eq!(read(), Some((true, 800)));
    assert_eq!(whereabouts(&store, &council).readings.len(), 2);
    // Work that is held and does not show need not be read.
    let three = pen.change(&council.budi, 1, &[b], "three");
    let c = three.header.hash;
    take(
        &store,
        &council,
        1,
        vec![council.run(&council.budi, vec![three])],
    );
    assert_eq!(read(), Some((false, 800)));
    let (id, document) = (council.id, council.document);
    store
        .write(move |write| write.void_change(id, &document, &c, "it cannot be decoded"))
        .unwrap();
    assert_eq!(read(), Some((true, 800)));
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.check(false).unwrap().findings, []);
}

#[test]
fn a_reading_that_was_tampered_with_is_found_and_made_anew() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let seen = council.says_seen(&council.rina, 900, vec![], vec![]);
    take(&store, &council, 1, vec![Item::Act(seen)]);
    let before = whereabouts(&store, &council);
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE readings SET time_millis = 5", [])
        .unwrap();
    drop(conn);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let id = council.id;
    let report = store.reader(id).unwrap().check(false).unwrap();
    assert_eq!(
        report.findings,
        [store::check::Finding::Digest(council.document)]
    );
    mend(&store);
    assert_eq!(whereabouts(&store, &council), before);
}

#[test]
fn it_is_told_when_each_device_was_heard_of_last() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let heard = || store.reader(council.id).unwrap().last_heard().unwrap();
    let (rina, budi) = (council.rina.public(), council.budi.public());
    let mut wanted = vec![(rina, 1_000), (budi, 2_000)];
    wanted.sort_unstable();
    assert_eq!(heard(), wanted, "by what they said of the council");
    take(&store, &council, 1, vec![receipt(&council, &[], 7)]);
    let seen = council.says_seen(&council.budi, 9_000, vec![council.create.id()], vec![]);
    take(&store, &council, 1, vec![Item::Act(seen)]);
    let mut wanted = vec![(rina, 7_000), (budi, 9_000)];
    wanted.sort_unstable();
    assert_eq!(heard(), wanted);
}

#[test]
fn an_act_of_a_kind_nobody_here_knows_is_kept_logged_and_passed_on_as_it_is() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let later = |subject| {
        Act::sign(
            Statement {
                council: Some(council.id),
                author: council.budi.public(),
                kind: "of-a-later-program".into(),
                subject,
                cites: vec![],
                roster: match subject {
                    Subject::Council => vec![],
                    Subject::Document(_) => vec![council.roster[0].id()],
                },
                time_millis: 7,
                body: vec![0xa1, 0x18, 0x63, 0x01],
            },
            &council.budi,
        )
        .unwrap()
    };
    let before = store.reader(council.id).unwrap().log_end().unwrap().n;
    let digest = store.reader(council.id).unwrap().overall_digest().unwrap();
    let acts = [Subject::Council, Subject::Document(council.document)].map(later);
    let items = acts.iter().cloned().map(Item::Act).collect();
    assert_eq!(take(&store, &council, 1, items), [Outcome::Taken; 2]);
    let reader = store.reader(council.id).unwrap();
    let rows = reader.rows_after(before, 10).unwrap();
    for (act, row) in acts.iter().zip(&rows) {
        assert_eq!(row.item, LoggedItem::Act(act.id()));
        let kept = reader.act(&act.id()).unwrap().unwrap();
        assert_eq!(kept.bytes(), act.bytes());
    }
    assert_ne!(reader.overall_digest().unwrap(), digest);
    let about = reader.document_acts(&council.document).unwrap();
    assert!(about.contains(&acts[1].id()));
    assert_eq!(reader.check(false).unwrap().findings, []);
}
