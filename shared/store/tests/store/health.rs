//! Damage is found, set aside, and healed by whoever holds the item.

use rusqlite::params;
use store::check::Finding;
use store::{Options, Store};
use sync::event::Outcome;
use sync::holdings::Holdings as _;

use crate::fixture::{Pen, council, from, place};

#[test]
fn a_damaged_change_is_set_aside_and_comes_back_with_all_that_was_built_on_it() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let two = pen.change(&council.budi, 1, &[one.header.hash], "two");
    let three = pen.change(
        &council.rina,
        1,
        &[one.header.hash, two.header.hash],
        "three",
    );
    let beside = pen.change(&council.budi, 2, &[], "beside");
    let lost = two.header.hash;
    let items = vec![
        council.run(&council.rina, vec![one]),
        council.run(&council.budi, vec![two]),
        council.run(&council.rina, vec![three]),
        council.run(&council.budi, vec![beside]),
    ];
    let all = items.clone();
    store
        .write(move |write| write.take(id, from(1), &all, None))
        .unwrap();
    let reader = store.reader(id).unwrap();
    let (digest, end) = (reader.overall_digest().unwrap(), reader.log_end().unwrap());
    assert_eq!(reader.check(false).unwrap().findings, []);
    drop((reader, store));

    // A bit flips on the disk.
    let conn = rusqlite::Connection::open(&path).unwrap();
    let mut chunk: Vec<u8> = conn
        .query_row(
            "SELECT chunk FROM changes WHERE hash = ?1",
            [lost.as_bytes()],
            |r| r.get(0),
        )
        .unwrap();
    *chunk.last_mut().unwrap() ^= 1;
    conn.execute(
        "UPDATE changes SET chunk = ?2 WHERE hash = ?1",
        params![lost.as_bytes(), chunk],
    )
    .unwrap();
    drop(conn);

    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let reader = store.reader(id).unwrap();
    assert!(reader.content(&document).is_err());
    let report = reader.check(false).unwrap();
    assert!(
        matches!(&report.findings[..], [Finding::Change(of, hash, _)] if (*of, *hash) == (document, lost)),
        "{:?}",
        report.findings
    );
    drop(reader);
    let done = store
        .write(move |write| write.quarantine(id, &report))
        .unwrap();
    assert_eq!((done.rows, done.stranded), (1, 1));
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.content(&document).unwrap().changes.len(), 2);
    let report = reader.check(false).unwrap();
    assert_eq!((&report.findings[..], report.quarantined), (&[][..], 1));
    assert_ne!(reader.log_end().unwrap().log, end.log);
    drop(reader);

    let again = vec![items[1].clone()];
    let outcomes = store
        .write(move |write| write.take(id, from(2), &again, None))
        .unwrap();
    assert_eq!(outcomes, [Outcome::Taken]);
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.content(&document).unwrap().changes.len(), 4);
    assert_eq!(reader.overall_digest().unwrap(), digest);
    assert_eq!(reader.check(false).unwrap().findings, []);
}

#[test]
fn a_damaged_create_act_loses_no_change_of_its_document() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let items = [council.run(&council.rina, vec![one])];
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
    let digest = store.reader(id).unwrap().overall_digest().unwrap();
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE acts SET bytes = x'00' WHERE kind = 'create'", [])
        .unwrap();
    drop(conn);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let report = store.reader(id).unwrap().check(false).unwrap();
    let done = store
        .write(move |write| write.quarantine(id, &report))
        .unwrap();
    assert_eq!((done.rows, done.stranded), (1, 1));
    let act = council.create.clone();
    let items = [sync::holdings::Item::Act(act)];
    store
        .write(move |write| write.take(id, from(2), &items, None))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.content(&document).unwrap().changes.len(), 1);
    assert_eq!(reader.overall_digest().unwrap(), digest);
    assert_eq!(reader.check(false).unwrap().findings, []);
}

#[test]
fn every_kind_of_untruth_is_found() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let items = [council.run(&council.rina, vec![one])];
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let untruths = [
        ("UPDATE acts SET bytes = x'00' WHERE n = 4", "Act"),
        ("UPDATE changes SET last_op = last_op + 1", "Change"),
        ("UPDATE changes SET dependencies = zeroblob(32)", "Dangling"),
        ("UPDATE changes SET seal = x'00'", "Seal"),
        ("UPDATE changes SET seal = NULL", "Unsealed"),
        ("UPDATE log SET chain = zeroblob(16) WHERE n = 2", "Chain"),
        ("DELETE FROM log WHERE n = 5", "Chain"),
        ("UPDATE changes SET fork = 1", "Frontier"),
        ("UPDATE actors SET sequence = 9", "Frontier"),
        ("DELETE FROM heads", "Frontier"),
        ("UPDATE documents SET digest = zeroblob(16)", "Digest"),
        ("UPDATE documents SET kind = 'minutes'", "Digest"),
        ("UPDATE councils SET roster_digest = zeroblob(16)", "Digest"),
    ];
    for (untruth, name) in untruths {
        std::fs::write(&path, &whole).unwrap();
        let conn = rusqlite::Connection::open(&path).unwrap();
        assert!(conn.execute(untruth, []).unwrap() > 0, "{untruth}");
        drop(conn);
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        let report = store.reader(id).unwrap().check(false).unwrap();
        let found = report
            .findings
            .iter()
            .any(|finding| format!("{finding:?}").starts_with(name));
        assert!(found, "{untruth}: {:?}", report.findings);
        // Setting aside what can be set aside always leaves a store that is whole.
        store
            .write(move |write| write.quarantine(id, &report))
            .unwrap();
        let left = store.reader(id).unwrap().check(false).unwrap().findings;
        let told: Vec<_> = left
            .iter()
            .filter(|f| !matches!(f, Finding::Unsealed(..)))
            .collect();
        assert!(told.is_empty(), "{untruth}: {left:?}");
    }
}
