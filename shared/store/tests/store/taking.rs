//! Foreign items: judged, kept once, logged once, with gaps and refusals on record.

use format::chain::LoggedItem;
use format::{ActId, DeviceKey, DocumentId, Receipt, Subject};
use store::{Store, StoreError};
use sync::event::{Outcome, Rejected};
use sync::holdings::{Holdings as _, Item, LogPosition, Named};
use sync::intake::Reason;

use crate::fixture::{Pen, council, from, place};

#[test]
fn a_run_is_kept_once_with_its_log_rows_frontier_heads_and_cursor() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let two = pen.change(&council.rina, 1, &[one.header.hash], "two");
    let hashes = [one.header.hash, two.header.hash];
    let items = [council.run(&council.rina, vec![one.clone(), two.clone()])];
    let cursor = LogPosition {
        log: from(1).log,
        n: 5,
        chain: format::Chain::START,
    };
    let before = store.reader(id).unwrap().log_end().unwrap();
    let take = |items: &[Item], cursor| {
        let items = items.to_vec();
        store
            .write(move |write| write.take(id, from(1), &items, cursor))
            .unwrap()
    };
    assert_eq!(take(&items, Some(cursor)), [Outcome::Taken]);
    let reader = store.reader(id).unwrap();
    let end = reader.log_end().unwrap();
    assert_eq!(end.n, before.n + 2);
    let rows = reader.rows_after(before.n, 10).unwrap();
    assert_eq!(rows[1].item, LoggedItem::Change(document, hashes[1]));
    assert!(rows.iter().all(|row| row.origin == Some(from(1).log)));
    assert_eq!(reader.frontier(&document).unwrap().0.len(), 1);
    assert_eq!(reader.held_heads(&document).unwrap(), [hashes[1]]);
    assert_eq!(
        reader.cursor(&from(1).peer, &from(1).log).unwrap(),
        Some(cursor)
    );
    let held = reader.change(&document, &hashes[1]).unwrap().unwrap();
    assert_eq!(held.change, two);
    assert!(held.seal.is_some() && !held.fork);
    let first = reader.change(&document, &hashes[0]).unwrap().unwrap();
    assert!(first.seal.is_none(), "the seal of the run vouches for it");
    let known = reader.known(&document, &hashes[1]).unwrap().unwrap();
    assert_eq!(known.previous, Some(hashes[0]));
    assert_eq!(known.last_op, two.header.last_op());
    let beyond = |frontier: &_| reader.changes_beyond(&document, frontier, 0, 10).unwrap();
    assert_eq!(beyond(&format::Frontier::default()).len(), 2);
    assert_eq!(beyond(&reader.frontier(&document).unwrap()), []);

    assert_eq!(take(&items, None), [Outcome::Held]);
    assert_eq!(store.reader(id).unwrap().log_end().unwrap(), end);
    // A seal that comes later is kept: the first change alone can be passed on now.
    assert_eq!(
        take(&[council.run(&council.rina, vec![one])], None),
        [Outcome::Held]
    );
    let reader = store.reader(id).unwrap();
    assert!(
        reader
            .change(&document, &hashes[0])
            .unwrap()
            .unwrap()
            .seal
            .is_some()
    );
    assert_eq!(reader.check(false).unwrap().findings, []);
}

#[test]
fn what_comes_too_early_leaves_a_gap_until_it_comes_again() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let two = pen.change(&council.budi, 1, &[one.header.hash], "two");
    let early = council.run(&council.budi, vec![two.clone()]);
    let first = council.run(&council.rina, vec![one.clone()]);
    let take = |item: &Item| {
        let items = [item.clone()];
        store
            .write(move |write| write.take(id, from(1), &items, None))
            .unwrap()[0]
    };
    assert_eq!(take(&early), Outcome::Gap);
    let gaps = store.reader(id).unwrap().open_gaps().unwrap();
    assert_eq!(gaps[0].missing, [one.header.hash]);
    assert_eq!(
        gaps[0].wanted,
        LoggedItem::Change(council.document, two.header.hash)
    );
    assert_eq!(take(&first), Outcome::Taken);
    assert_eq!(store.reader(id).unwrap().gaps().unwrap().len(), 1);
    assert_eq!(take(&early), Outcome::Taken);
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), []);
    // Something that was only named.
    let three = pen.change(
        &council.rina,
        1,
        &[two.header.hash, one.header.hash],
        "three",
    );
    let named = Item::Named(Named::Change {
        document: council.document,
        actor: three.header.actor,
        sequence: 2,
        hash: three.header.hash,
    });
    assert_eq!(take(&named), Outcome::Gap);
    let chunk = three.chunk.clone();
    let seal = format::Seal::sign(
        &council.rina,
        &id,
        &council.document,
        &three.header.hash,
        vec![],
    );
    let (author, document) = (council.rina.public(), council.document);
    store
        .write(move |write| write.append_local(id, document, &author, &chunk, &seal))
        .unwrap();
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), []);
}

/// An act that nobody made, about a document that nobody has.
fn named(number: u16) -> (Item, Subject) {
    let mut bytes = [0xee; 32];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    let mut document = [0xee; 16];
    document[..2].copy_from_slice(&number.to_be_bytes());
    let subject = Subject::Document(DocumentId::from_bytes(document));
    let act = ActId::from_bytes(bytes);
    (Item::Named(Named::Act(act, subject)), subject)
}

#[test]
fn an_act_that_was_named_is_missing_in_the_document_it_is_about() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let (item, subject) = named(1);
    let taken = store.write(move |write| write.take(id, from(1), &[item], None));
    assert_eq!(taken.unwrap(), [Outcome::Gap]);
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.gaps().unwrap(), [subject]);
    assert!(reader.is_gap(&subject).unwrap());
    let open = reader.open_gaps().unwrap();
    assert!(matches!(open[0].wanted, LoggedItem::Act(_)));
}

#[test]
fn whoever_names_too_much_stands_still_alone() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let take = |by: u8, numbers: std::ops::Range<u16>| {
        let items: Vec<Item> = numbers.map(|number| named(number).0).collect();
        store.write(move |write| write.take(id, from(by), &items, None).map(drop))
    };
    assert_eq!(take(1, 0..1001), Err(StoreError::TooManyGaps));
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), []);
    assert_eq!(take(1, 0..1000), Ok(()));
    assert_eq!(take(1, 1000..1001), Err(StoreError::TooManyGaps));
    assert_eq!(take(2, 2000..2001), Ok(()));
    let reader = store.reader(id).unwrap();
    let other = reader.gaps_named_by(&from(2).peer).unwrap();
    assert_eq!(other, [named(2000).1]);
    // Everybody in turn.
    assert!(reader.gaps().unwrap()[..2].contains(&other[0]));
}

#[test]
fn what_is_missing_is_given_up_when_whoever_named_it_does_not_hold_it() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let (item, subject) = named(1);
    for by in [1, 2] {
        let item = item.clone();
        let taken = store.write(move |write| write.take(id, from(by), &[item], None));
        assert_eq!(taken.unwrap(), [Outcome::Gap]);
    }
    assert_eq!(store.reader(id).unwrap().open_gaps().unwrap().len(), 1);
    let unfound = |by: u8| {
        let kept = store.write(move |write| write.record_unfound(id, &from(by).peer, &subject));
        kept.unwrap();
    };
    // Somebody who never spoke of it.
    unfound(3);
    let named_by = |by: u8| {
        let reader = store.reader(id).unwrap();
        reader.gaps_named_by(&from(by).peer).unwrap()
    };
    assert_eq!([named_by(1), named_by(2)], [[subject], [subject]]);
    unfound(1);
    assert_eq!(named_by(1), []);
    assert_eq!(named_by(2), [subject]);
    unfound(2);
    assert!(!store.reader(id).unwrap().is_gap(&subject).unwrap());
}

#[test]
fn what_was_looked_for_in_vain_comes_after_the_rest_and_ends_some_day() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let [(one, first), (two, second)] = [named(1), named(2)];
    let taken = store.write(move |write| write.take(id, from(1), &[one, two], None));
    assert_eq!(taken.unwrap(), [Outcome::Gap; 2]);
    let gaps = || store.reader(id).unwrap().gaps().unwrap();
    assert_eq!(gaps(), [first, second]);
    let unfound = || {
        let kept = store.write(move |write| write.record_unfound(id, &from(2).peer, &first));
        kept.unwrap();
    };
    unfound();
    assert_eq!(gaps(), [second, first]);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE gaps SET since_millis = 0", [])
        .unwrap();
    unfound();
    assert_eq!(gaps(), [second]);
}

#[test]
fn hostile_runs_are_refused_by_name_and_harm_nothing() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let genesis = council.genesis(&store);
    let mut pen = Pen::new(id, genesis);
    let one = pen.change(&council.rina, 1, &[], "one");
    let mut wrong = Pen::new(id, (genesis.0, genesis.1 + 5));
    let high = wrong.change(&council.rina, 2, &[], "start too high");
    let stranger = DeviceKey::from_secret(&[66; 32]);
    let strange = pen.change(&stranger, 1, &[], "who is that");
    let items = [
        council.run(&council.rina, vec![high]),
        council.run(&stranger, vec![strange]),
        council.run(&council.rina, vec![one]),
    ];
    let outcomes = store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
    assert_eq!(
        outcomes,
        [
            Outcome::Never(Reason::StartOperation),
            Outcome::NotYet(Reason::UnknownWriter),
            Outcome::Taken
        ]
    );
    let reader = store.reader(id).unwrap();
    let refused = reader.refused().unwrap();
    assert_eq!(refused.len(), 2);
    assert!(refused.iter().all(|refusal| refusal.peer == from(1).peer));
    assert_eq!(reader.frontier(&council.document).unwrap().0.len(), 1);
}

#[test]
fn what_peers_would_refuse_is_not_written_here_either() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, document) = (council.id, council.document);
    let genesis = council.genesis(&store);
    let append = |key: &DeviceKey, change: format::PlainChange, signer: &DeviceKey| {
        let seal = format::Seal::sign(signer, &id, &document, &change.header.hash, vec![]);
        let author = key.public();
        store.write(move |write| write.append_local(id, document, &author, &change.chunk, &seal))
    };
    let mut pen = Pen::new(id, genesis);
    let mut wrong = Pen::new(id, (genesis.0, genesis.1 + 1));
    let stranger = DeviceKey::from_secret(&[66; 32]);
    let (rina, budi) = (&council.rina, &council.budi);
    let refused = [
        append(rina, wrong.change(rina, 2, &[], "start too high"), rina),
        append(
            &stranger,
            pen.change(&stranger, 1, &[], "stranger"),
            &stranger,
        ),
        append(rina, pen.change(rina, 3, &[], "sealed by another"), budi),
    ];
    for outcome in refused {
        assert!(
            matches!(outcome, Err(store::StoreError::Misplaced(_))),
            "{outcome:?}"
        );
    }
    let one = pen.change(rina, 1, &[], "one");
    let end = append(rina, one.clone(), rina).unwrap();
    assert_eq!(
        append(rina, one, rina).unwrap(),
        end,
        "written twice is written once"
    );
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.log_end().unwrap(), end);
    assert_eq!(reader.rows_after(end.n - 1, 1).unwrap()[0].origin, None);
    assert_eq!(
        reader.kind(&document).unwrap(),
        Some(council::view::Kind::Policy)
    );
    assert!(reader.roster().unwrap().counts(&council.budi.public()));
    let about = format::Subject::Document(document);
    assert_eq!(
        reader.acts(&about).unwrap(),
        std::slice::from_ref(&council.create)
    );
}

#[test]
fn an_act_waits_for_what_it_cites_and_blocks_nothing() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, store::Options::new("test")).unwrap();
    let id = council.id;
    let mut items = council.items();
    items.reverse();
    let outcomes = store
        .write(move |write| {
            write.hold_council(id)?;
            write.take(id, from(1), &items, None)
        })
        .unwrap();
    // The create act is of somebody whom nothing places yet; the roster itself needs nobody.
    assert_eq!(
        outcomes,
        [
            Outcome::NotYet(Reason::UnknownWriter),
            Outcome::Taken,
            Outcome::Taken,
            Outcome::Taken
        ]
    );
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.waiting_acts().unwrap(), []);
    use sync::holdings::Standing;
    let standing = |key: &DeviceKey| reader.standing(&key.public(), &[]).unwrap();
    assert_eq!(standing(&council.rina), Standing::Member);
    assert_eq!(standing(&council.budi), Standing::Member);
    let placing = reader.placing_acts(&council.budi.public()).unwrap();
    assert_eq!(placing, council.roster);

    let other = crate::fixture::place();
    let (store, _) = Store::open(&other.1, store::Options::new("test")).unwrap();
    let join = council.roster[2].clone();
    store
        .write(move |write| {
            write.hold_council(id)?;
            write.append_act(id, &join)
        })
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.waiting_acts().unwrap().len(), 1);
    assert_eq!(
        reader.standing(&council.budi.public(), &[]).unwrap(),
        Standing::Unknown
    );
    let also = &council.roster[..2];
    assert_eq!(
        reader.standing(&council.budi.public(), also).unwrap(),
        Standing::Member
    );
}

#[test]
fn the_greatest_receipt_stays_whatever_the_order() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, document) = (council.id, council.document);
    let receipt = |counter| Receipt::sign(&council.rina, id, document, vec![], 9, counter);
    for counter in [2, 5, 3] {
        let items = [Item::Receipt(receipt(counter))];
        store
            .write(move |write| write.take(id, from(1), &items, None))
            .unwrap();
    }
    let reader = store.reader(id).unwrap();
    let held = reader.receipt(&council.rina.public(), &document).unwrap();
    assert_eq!(held, Some(receipt(5)));
    assert_eq!(reader.receipts(&document).unwrap(), [receipt(5)]);
}

#[test]
fn refusals_of_a_peer_are_kept_in_log_order_until_it_accepts() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let change = LoggedItem::Change(council.document, one.header.hash);
    let act = LoggedItem::Act(council.create.id());
    let items = [council.run(&council.rina, vec![one])];
    let peer = from(2).peer;
    let rejects = [
        Rejected {
            items: vec![change, act],
            never: false,
            reason: Reason::NotCreated,
        },
        Rejected {
            items: vec![LoggedItem::Act(council.roster[0].id())],
            never: true,
            reason: Reason::Form,
        },
    ];
    store
        .write(move |write| {
            write.take(id, from(1), &items, None)?;
            write.record_rejects(id, &peer, &rejects)
        })
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.refused_not_yet(&peer).unwrap(), [act, change]);
    assert_eq!(reader.refused_by_peers().unwrap().len(), 3);
    store
        .write(move |write| write.record_accepted(id, &peer, &[act]))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.refused_not_yet(&peer).unwrap(), [change]);
    assert_eq!(reader.refused_until_an_act(&peer).unwrap(), [change]);
    // No act makes room: the peer asks for it itself.
    let no_room = Rejected {
        items: vec![change],
        never: false,
        reason: Reason::Quota,
    };
    store
        .write(move |write| write.record_rejects(id, &peer, &[no_room]))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.refused_not_yet(&peer).unwrap(), [change]);
    assert_eq!(reader.refused_until_an_act(&peer).unwrap(), []);
    // Nor does one for a document of which not even the creation has room.
    let no_room =
        [(act, Reason::Quota), (change, Reason::NotCreated)].map(|(item, reason)| Rejected {
            items: vec![item],
            never: false,
            reason,
        });
    store
        .write(move |write| write.record_rejects(id, &peer, &no_room))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.refused_not_yet(&peer).unwrap(), [act, change]);
    assert_eq!(reader.refused_until_an_act(&peer).unwrap(), [act]);
    store
        .write(move |write| write.record_accepted(id, &peer, &[act]))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.refused_until_an_act(&peer).unwrap(), [change]);
    // What came from a peer's own log is not counted as owed to it.
    assert_eq!(reader.unsent(&peer, Some(from(1).log)).unwrap().changes, 0);
    assert_eq!(reader.unsent(&peer, None).unwrap().changes, 1);
}

#[test]
fn equal_sets_give_equal_digests_whatever_the_way_they_came() {
    let council = council();
    let (one, two) = (place(), place());
    let (left, right) = (council.store(&one.1), council.store(&two.1));
    let id = council.id;
    let mut pen = Pen::new(id, council.genesis(&left));
    let a = pen.change(&council.rina, 1, &[], "a");
    let b = pen.change(&council.budi, 1, &[], "b");
    let a = council.run(&council.rina, vec![a]);
    let b = council.run(&council.budi, vec![b]);
    for (store, items) in [(&left, [a.clone(), b.clone()]), (&right, [b, a])] {
        store
            .write(move |write| write.take(id, from(1), &items, None))
            .unwrap();
    }
    let digest = |store: &Store| store.reader(id).unwrap().overall_digest().unwrap();
    assert_eq!(digest(&left), digest(&right));
    let chain = |store: &Store| store.reader(id).unwrap().log_end().unwrap().chain;
    assert_ne!(chain(&left), chain(&right));
}

/// Prints how fast items are taken; fails only if that is slower than any machine should be.
#[test]
fn ten_thousand_changes_are_taken_in_reasonable_time() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let mut pen = Pen::new(id, council.genesis(&store));
    let mut on = vec![];
    let mut runs = Vec::new();
    for number in 0..1_000 {
        let mut changes = Vec::new();
        for step in 0..10 {
            let change = pen.change(&council.rina, 1, &on, &format!("{number} {step}"));
            on = vec![change.header.hash];
            changes.push(change);
        }
        runs.push(council.run(&council.rina, changes));
    }
    #[expect(clippy::disallowed_methods, reason = "this test measures")]
    let begun = std::time::Instant::now();
    for batch in runs.chunks(50) {
        let batch = batch.to_vec();
        let outcomes = store
            .write(move |write| write.take(id, from(1), &batch, None))
            .unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Taken));
    }
    let took = begun.elapsed();
    println!(
        "10,000 changes in {took:?}: {:.0} per second",
        10_000.0 / took.as_secs_f64()
    );
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.frontier(&council.document).unwrap().0.len(), 1);
    assert_eq!(
        reader.content(&council.document).unwrap().changes.len(),
        10_000
    );
    assert!(took.as_secs() < 120, "{took:?}");
}

#[test]
fn a_newcomers_work_is_taken_in_the_batch_that_brings_the_join() {
    let (_folder, path) = place();
    let (_elsewhere, other) = place();
    let council = council();
    let full = council.store(&other);
    let mut pen = Pen::new(council.id, council.genesis(&full));
    let change = pen.change(&council.budi, 1, &[], "one");
    let mut items = council.items();
    items.push(council.run(&council.budi, vec![change]));
    let id = council.id;
    let (store, _) = Store::open(&path, store::Options::new("test")).unwrap();
    let outcomes = store
        .write(move |write| {
            write.hold_council(id)?;
            // The founding act is known from the invitation; all the rest comes at once.
            write.take(id, from(1), &items, None)
        })
        .unwrap();
    assert!(
        outcomes.iter().all(|outcome| *outcome == Outcome::Taken),
        "{outcomes:?}"
    );
}
