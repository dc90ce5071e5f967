//! Damage is found, set aside, and healed by whoever holds the item.

use std::path::Path;

use format::Receipt;
use rusqlite::{Connection, params};
use store::check::Finding;
use store::{Options, Store};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};

use crate::fixture::{Council, Pen, council, council_of, from, place};

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
        ("UPDATE changes SET dependencies = zeroblob(32)", "Change"),
        ("UPDATE changes SET seal = x'00'", "Seal"),
        ("UPDATE changes SET seal = 0", "Seal"),
        ("UPDATE documents SET forgotten_millis = 0", "Digest"),
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

/// Something of everything of a council, in a file that may hold others.
fn fill(store: &Store, council: &Council) {
    council.fill(store);
    let mut pen = Pen::new(council.id, council.genesis(store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let two = pen.change(&council.budi, 1, &[one.header.hash], "two");
    let heads = vec![two.header.hash];
    let items = [
        council.run(&council.rina, vec![one]),
        council.run(&council.budi, vec![two]),
        Item::Receipt(Receipt::sign(
            &council.rina,
            council.id,
            council.document,
            heads,
            9,
            1,
        )),
    ];
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
}

fn change_file(path: &Path, change: &str) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    assert!(conn.execute(change, []).unwrap() > 0, "{change}");
}

#[test]
fn rows_that_strayed_into_another_council_come_home_and_take_nothing_along() {
    let (_folder, path) = place();
    let councils = [council(), council_of(8)];
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    for council in &councils {
        fill(&store, council);
    }
    let shown = |store: &Store| {
        councils.each_ref().map(|council| {
            let reader = store.reader(council.id).unwrap();
            let content = reader.content(&council.document).unwrap();
            let receipts = reader.receipts(&council.document).unwrap();
            let digest = reader.overall_digest().unwrap();
            (digest, content.changes.len(), content.heads, receipts)
        })
    };
    let before = shown(&store);
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let strays = [
        "UPDATE acts SET council = 2 WHERE council = 1 AND n = 2",
        "UPDATE acts SET council = 2 WHERE council = 1 AND document IS NOT NULL",
        "UPDATE acts SET document = 2 WHERE document = 1",
        "UPDATE documents SET council = 2 WHERE key = 1",
        "UPDATE documents SET key = 7 WHERE key = 1",
        "UPDATE documents SET id = zeroblob(16) WHERE key = 1",
        "UPDATE changes SET council = 2 WHERE council = 1",
        "UPDATE changes SET document = 2 WHERE key = 1",
        "UPDATE changes SET document = 9 WHERE key = 2",
        "UPDATE changes SET actor = 3 WHERE key = 1",
        "UPDATE changes SET key = 99 WHERE key = 1",
        "UPDATE actors SET council = 2, document = 2 WHERE key = 1",
        "UPDATE actors SET key = 99 WHERE key = 1",
        "UPDATE actors SET author = zeroblob(32) WHERE key = 2",
        "UPDATE log SET council = 3 WHERE council = 1",
        "UPDATE receipts SET council = 3 WHERE council = 1",
        "UPDATE receipts SET n = 77, holder = zeroblob(32) WHERE council = 1",
        "UPDATE councils SET key = 5 WHERE key = 1",
        "UPDATE councils SET id = zeroblob(32) WHERE key = 1",
    ];
    let both = |stray| [false, true].map(|turned| (stray, turned));
    for (stray, turned) in strays.into_iter().flat_map(both) {
        std::fs::write(&path, &whole).unwrap();
        change_file(&path, stray);
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        // As a relay does it: one council after the other, whichever comes first.
        let order = match turned {
            false => [&councils[0], &councils[1]],
            true => [&councils[1], &councils[0]],
        };
        for council in order {
            let mut found = store.check_file().unwrap();
            let report = store.reader(council.id).unwrap().check(false).unwrap();
            found.extend(report.findings);
            let done = store.mend(council.id, found, None).unwrap();
            assert_eq!((done.rows, done.stranded), (0, 0), "{stray}, {turned}");
        }
        assert_eq!(store.check_file().unwrap(), [], "{stray}");
        for council in &councils {
            let report = store.reader(council.id).unwrap().check(false).unwrap();
            assert_eq!(
                (report.findings, report.quarantined),
                (vec![], 0),
                "{stray}"
            );
        }
        assert_eq!(shown(&store), before, "{stray}");
    }
}

#[test]
fn what_this_device_wrote_is_sealed_anew_where_its_seal_was_damaged() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    fill(&store, &council);
    let (id, document) = (council.id, council.document);
    let before = store.reader(id).unwrap().overall_digest().unwrap();
    drop(store);
    change_file(&path, "UPDATE changes SET seal = x'00'");
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let found = store.reader(id).unwrap().check(false).unwrap().findings;
    store.mend(id, found, Some(&council.budi)).unwrap();
    let reader = store.reader(id).unwrap();
    // Rina's shows as well, and is asked for again, because only she can seal it.
    assert_eq!(reader.content(&document).unwrap().changes.len(), 2);
    let mut unsealed = reader.check(false).unwrap().findings;
    assert_eq!(reader.frontier(&document).unwrap().0.len(), 1);
    assert!(
        matches!(&unsealed[..], [Finding::Unsealed(..)]),
        "{unsealed:?}"
    );
    assert_ne!(reader.overall_digest().unwrap(), before);
    drop(reader);
    let mut pen = Pen::new(id, council.genesis(&store));
    let again = [council.run(
        &council.rina,
        vec![pen.change(&council.rina, 1, &[], "one")],
    )];
    let outcomes = store
        .write(move |write| write.take(id, from(2), &again, None))
        .unwrap();
    assert_eq!(outcomes, [Outcome::Held]);
    let reader = store.reader(id).unwrap();
    unsealed = reader.check(false).unwrap().findings;
    assert_eq!(unsealed, []);
    assert_eq!(reader.overall_digest().unwrap(), before);
}

#[test]
fn damaged_indexes_are_made_anew_from_their_tables() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    fill(&store, &council);
    let (id, document) = (council.id, council.document);
    let summary = crate::content::summary(&store, &council, document, "Pedoman");
    crate::content::put(&store, &council, summary, "text");
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let act = council.create.id();
    let places: Vec<usize> = (0..whole.len())
        .filter(|at| whole[*at..].starts_with(act.as_bytes()))
        .collect();
    let mut mended = 0;
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        let mut found = store.check_file().unwrap();
        mended += u64::from(found.iter().any(|one| matches!(one, Finding::Index(_))));
        found.extend(store.reader(id).unwrap().check(false).unwrap().findings);
        store.mend(id, found, None).unwrap();
        assert_eq!(store.check_file().unwrap(), []);
        let reader = store.reader(id).unwrap();
        assert_eq!(reader.check(false).unwrap().findings, []);
        assert_eq!(reader.content(&document).unwrap().changes.len(), 2);
    }
    assert!(mended >= 2, "the id stands in two indexes");
    // The index of the search is made anew with the summaries.
    std::fs::write(&path, &whole).unwrap();
    change_file(&path, "UPDATE texts_data SET block = x'00' WHERE id > 10");
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let found = store.check_file().unwrap();
    assert!(matches!(&found[..], [Finding::Index(_)]), "{found:?}");
    store.mend(id, found, None).unwrap();
    assert_eq!(store.check_file().unwrap(), []);
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.stale_summaries().unwrap(), [document]);
}
