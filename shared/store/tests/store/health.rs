//! Damage is found, set aside, and healed by whoever holds the item.

use std::path::Path;

use council::act::revocation::Revoke;
use council::act::{Body, Speaker};
use format::{Act, Blob, Receipt};
use rusqlite::{Connection, params};
use store::check::Finding;
use store::{Options, Store};
use sync::blob::PART_BYTES;
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};

use crate::files::{parts, publication};
use crate::fixture::{Council, Pen, council, council_of, from, mend, place};
use crate::meeting::{Device, meet};

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
    let done = mend(&store);
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
    let done = mend(&store);
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
        ("UPDATE councils SET roster_digest = zeroblob(16)", "Roster"),
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
        assert!(!mend(&store).left.is_serious(), "{untruth}");
        let left = store.reader(id).unwrap().check(false).unwrap().findings;
        let told: Vec<_> = left
            .iter()
            .filter(|f| !matches!(f, Finding::Unsealed(..)))
            .collect();
        assert!(told.is_empty(), "{untruth}: {left:?}");
    }
}

/// Something of everything of a council, in a file that may hold others.
fn fill(store: &Store, council: &Council) -> Vec<Item> {
    council.fill(store);
    let mut pen = Pen::new(council.id, council.genesis(store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let two = pen.change(&council.budi, 1, &[one.header.hash], "two");
    let heads = vec![two.header.hash];
    let mut items = vec![
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
        Item::Act(publication(council, &council.rina, &[file(council)])),
    ];
    let contents = contents(council);
    items.extend(parts(&contents, file(council), council.budi.public()));
    take(store, council, items.clone());
    [council.items(), items].concat()
}

fn take(store: &Store, council: &Council, items: Vec<Item>) -> Vec<Outcome> {
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap()
}

/// A file of three parts, another one in each council.
fn contents(council: &Council) -> Vec<u8> {
    let first = council.id.as_bytes()[0];
    let rest = (0..2 * PART_BYTES + 7).map(|at| (at % 253) as u8);
    std::iter::once(first).chain(rest).collect()
}

fn file(council: &Council) -> Blob {
    Blob::of(&contents(council))
}

/// Two councils in one file, and what shows of each.
fn two(path: &Path) -> [Council; 2] {
    let councils = [council(), council_of(8)];
    let (store, _) = Store::open(path, Options::new("test")).unwrap();
    for council in &councils {
        fill(&store, council);
    }
    councils
}

fn shown(store: &Store, council: &Council) -> String {
    let reader = store.reader(council.id).unwrap();
    let content = reader.content(&council.document).unwrap();
    let contents = reader.blob_contents(&file(council)).unwrap();
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        reader.overall_digest().unwrap(),
        content.changes.len(),
        content.heads,
        reader.receipts(&council.document).unwrap(),
        contents.map(|bytes| bytes.len())
    )
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
    let councils = two(&path);
    let shown = |store: &Store| councils.each_ref().map(|council| shown(store, council));
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
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
        "UPDATE acts SET council = 77 WHERE council = 1",
        "UPDATE acts SET council = 77 WHERE council = 2 AND document IS NULL",
        "UPDATE documents SET council = 77 WHERE council = 1",
        "UPDATE documents SET council = 77 WHERE council = 2",
        "UPDATE changes SET council = 77 WHERE council = 2",
        "UPDATE actors SET council = 77 WHERE council = 1",
        "UPDATE log SET council = 77 WHERE council = 2",
        "UPDATE receipts SET council = 77 WHERE council = 2",
        "UPDATE blobs SET council = 77 WHERE council = 1",
        "UPDATE blobs SET council = 77 WHERE council = 2",
        "UPDATE blobs SET key = 77 WHERE council = 2",
        "UPDATE blob_parts SET blob = 77 WHERE rowid = 2",
        "UPDATE blob_parts SET blob = 77 WHERE blob = 2",
        "UPDATE blob_parts SET blob = 2, offset = 9 WHERE rowid = 1",
        "UPDATE blob_parts SET offset = offset + 4096 WHERE rowid = 3",
        "UPDATE heads SET council = 77 WHERE council = 2",
    ];
    for stray in strays {
        std::fs::write(&path, &whole).unwrap();
        change_file(&path, stray);
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        let done = mend(&store);
        assert_eq!((done.rows, done.stranded), (0, 0), "{stray}");
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
    let found = store.findings().unwrap();
    let done = store.mend(found, Some(&council.budi)).unwrap();
    assert!(!done.left.is_serious());
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
        let found = store.findings().unwrap();
        let about_an_index = |one: &Finding| matches!(one, Finding::Index(_));
        mended += u64::from(found.file.iter().any(about_an_index));
        store.mend(found, None).unwrap();
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
    let found = store.findings().unwrap();
    assert!(matches!(&found.file[..], [Finding::Index(_)]), "{found:?}");
    store.mend(found, None).unwrap();
    assert_eq!(store.check_file().unwrap(), []);
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.stale_summaries().unwrap(), [document]);
}

#[test]
fn a_log_goes_on_where_no_item_was_touched() {
    let (_folder, path) = place();
    let councils = two(&path);
    let logs = |store: &Store| {
        councils
            .each_ref()
            .map(|council| store.reader(council.id).unwrap().log_end().unwrap().log)
    };
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let before = logs(&store);
    drop(store);
    for (damage, of_which) in [
        (
            "UPDATE heads SET council = 77 WHERE council = 1",
            [false, false],
        ),
        ("UPDATE documents SET digest = zeroblob(16)", [false, false]),
        (
            "UPDATE receipts SET counter = 9 WHERE council = 1",
            [false, false],
        ),
        (
            "UPDATE changes SET chunk = x'00' WHERE council = 2",
            [false, true],
        ),
    ] {
        change_file(&path, damage);
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        assert!(!mend(&store).left.is_serious(), "{damage}");
        let after = logs(&store);
        let renewed = [0, 1].map(|at| after[at] != before[at]);
        assert_eq!(renewed, of_which, "{damage}");
        for (council, is_new) in councils.iter().zip(renewed) {
            let renewals = store.reader(council.id).unwrap().renewals().unwrap();
            assert_eq!(renewals.len(), usize::from(is_new), "once, {damage}");
        }
    }
}

#[test]
fn what_came_again_behind_a_damaged_index_stands_there_once_after_mending() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let items = fill(&store, &council);
    let hash = items.iter().find_map(|item| match item {
        Item::Run(run) => Some(run.changes[0].header.hash),
        _ => None,
    });
    let hash = hash.unwrap();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    // New to it, and about a document that cannot be found.
    let seen = council.says_seen(&council.budi, 9_000, vec![], vec![hash]);
    let items = [items, vec![Item::Act(seen)]].concat();
    take(&store, &council, items.clone());
    let before = shown(&store, &council);
    drop(store);
    let create = council.create.id();
    let mut twice = 0;
    for id in [
        &create.as_bytes()[..],
        hash.as_bytes(),
        council.document.as_bytes(),
    ] {
        let places = (0..whole.len()).filter(|at| whole[*at..].starts_with(id));
        for at in places {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            let (store, _) = Store::open(&path, Options::new("test")).unwrap();
            let again = items.clone();
            let id = council.id;
            // It may well be refused: what matters is what is there afterwards.
            drop(store.write(move |write| write.take(id, from(2), &again, None)));
            let found = store.findings().unwrap();
            twice += usize::from(stand_there_twice(&path));
            let done = store.mend(found.clone(), None).unwrap();
            assert!(
                !done.left.is_serious(),
                "byte {at}: {:?} of {found:?}",
                done.left
            );
            take(&store, &council, items.clone());
            let left = store.findings().unwrap();
            assert_eq!(left.all().next(), None, "byte {at}");
            assert_eq!(shown(&store, &council), before, "byte {at}");
        }
    }
    assert!(twice >= 3, "something stood there twice {twice} times");
}

/// Whether two rows of one act, change or document are there, whatever the indexes say.
fn stand_there_twice(path: &Path) -> bool {
    let conn = Connection::open(path).unwrap();
    let rows = ["acts.hash", "changes.hash", "documents.id"].map(|column| {
        let (table, column) = column.split_once('.').unwrap();
        format!("SELECT count(*) - count(DISTINCT {column}) FROM {table} NOT INDEXED")
    });
    rows.iter().any(|query| {
        let twice: i64 = conn.query_row(query, [], |row| row.get(0)).unwrap();
        twice > 0
    })
}

#[test]
fn what_cannot_be_mended_is_named_and_all_else_is_mended() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    fill(&store, &council);
    drop(store);
    change_file(
        &path,
        "INSERT INTO councils (key, id, log, chain, roster_digest, since_millis)
         VALUES (7, x'0102', x'', x'', x'', 0)",
    );
    change_file(&path, "UPDATE changes SET fork = 1");
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.put_right, []);
    assert_eq!(store.councils().unwrap(), [council.id]);
    let left = mend(&store).left;
    let left: Vec<_> = left.all().collect();
    assert_eq!(left, [(None, &Finding::Council(7))]);
}

#[test]
fn receipts_and_parts_that_cannot_be_read_are_kept_aside() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    fill(&store, &council);
    drop(store);
    change_file(&path, "UPDATE receipts SET receipt = x'80'");
    change_file(
        &path,
        "INSERT INTO blob_parts (blob, offset, part) VALUES (77, 0, x'0102')",
    );
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(mend(&store).rows, 2);
    let report = store.reader(council.id).unwrap().check(false).unwrap();
    assert_eq!((report.findings, report.quarantined), (vec![], 0));
    drop(store);
    let conn = Connection::open(&path).unwrap();
    let mut kept = conn
        .prepare("SELECT what, bytes FROM quarantine ORDER BY what")
        .unwrap();
    let kept = kept
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let kept: Vec<(String, Vec<u8>)> = kept.map(Result::unwrap).collect();
    let expected = [("part", vec![1, 2]), ("receipt", vec![0x80])];
    assert_eq!(kept, expected.map(|(what, bytes)| (what.to_owned(), bytes)));
}

/// That Budi's device was lost on the way.
fn revocation(council: &Council) -> Act {
    let speaker = Speaker {
        key: &council.rina,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 5_000,
    };
    let revoke = Revoke {
        device: council.budi.public(),
        reason: "hilang".into(),
    };
    speaker.say(&Body::Revoke(revoke)).unwrap()
}

/// A mended store that has lost it.
fn without_the_revocation(council: &Council, path: &Path) -> Store {
    let (store, _) = Store::open(path, Options::new("host")).unwrap();
    fill(&store, council);
    take(&store, council, vec![Item::Act(revocation(council))]);
    drop(store);
    change_file(path, "UPDATE acts SET bytes = x'00' WHERE kind = 'revoke'");
    let (store, _) = Store::open(path, Options::new("host")).unwrap();
    assert!(!mend(&store).left.is_serious());
    store
}

#[test]
fn nobody_is_let_in_because_the_act_that_revoked_them_was_lost() {
    let (folder, path) = place();
    let council = council();
    let host = without_the_revocation(&council, &path);
    let id = council.id;
    let lost = || host.reader(id).unwrap().lost_council_acts().unwrap();
    assert_eq!(lost(), 1);
    let path = folder.path().join("budi.dewan");
    let (budis, _) = Store::open(&path, Options::new("budi")).unwrap();
    let acts = council.roster.clone();
    budis
        .write(move |write| {
            write.hold_council(id)?;
            for act in &acts {
                write.append_act(id, act)?;
            }
            Ok(())
        })
        .unwrap();
    let budi = Device {
        store: &budis,
        key: &council.budi,
    };
    let host = Device {
        store: &host,
        key: &council.rina,
    };
    drop(meet(id, &budi, &host));
    assert_eq!(budis.reader(id).unwrap().documents().unwrap(), []);
    // Once it is back, it counts; and who gives it up says so.
    let revocation = Item::Act(revocation(&council));
    take(host.store, &council, vec![revocation]);
    assert_eq!(lost(), 0);
    assert!(meet(id, &budi, &host).unwrap_err().contains("Revoked"));
    assert_eq!(budis.reader(id).unwrap().documents().unwrap(), []);
}

#[test]
fn whoever_gives_lost_acts_up_serves_whom_the_others_admit() {
    let (_folder, path) = place();
    let council = council();
    let store = without_the_revocation(&council, &path);
    let id = council.id;
    assert!(store.reader(id).unwrap().lacks_council_acts().unwrap());
    let given_up = store.write(move |write| write.give_up_council_acts(id));
    assert_eq!(given_up.unwrap(), 1);
    assert!(!store.reader(id).unwrap().lacks_council_acts().unwrap());
}
