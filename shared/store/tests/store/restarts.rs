//! A document that started over: compared by its acts, and removed without a trace of its text.

use council::act::restart::Restart;
use council::act::{Body, Speaker};
use format::{Act, DocumentId, Fingerprint};
use store::{Options, Store, StoreError};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};

use crate::fixture::{Council, Pen, council, from, place};

const MARKER: &str = "seorang-warga-dan-alamatnya";

fn restart(council: &Council, key: &format::DeviceKey) -> Act {
    restart_holding(council, key, None)
}

/// The same by somebody who held these changes last.
fn restart_holding(
    council: &Council,
    key: &format::DeviceKey,
    held: Option<Vec<format::ChangeHash>>,
) -> Act {
    let speaker = Speaker {
        key,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 5_000,
    };
    let body = Body::Restart(Restart {
        document: DocumentId::from_bytes([8; 16]),
        fingerprint: Fingerprint::from_bytes([7; 32]),
        reason: "data pribadi".into(),
        held,
    });
    let cites = vec![council.create.id()];
    speaker.say_about(council.document, cites, &body).unwrap()
}

/// A store with two changes that hold the marker.
fn written(council: &Council, path: &std::path::Path) -> (Store, Vec<Item>) {
    let store = council.store(path);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], MARKER);
    let two = pen.change(&council.budi, 2, &[one.header.hash], MARKER);
    let items = vec![
        council.run(&council.rina, vec![one]),
        council.run(&council.budi, vec![two]),
    ];
    (store, items)
}

fn take(store: &Store, council: &Council, items: Vec<Item>) -> Vec<Outcome> {
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap()
}

fn digest(store: &Store, council: &Council) -> [u8; 16] {
    store.reader(council.id).unwrap().overall_digest().unwrap()
}

fn stands_in(path: &std::path::Path) -> bool {
    let folder = path.parent().unwrap();
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let mut windows = bytes.windows(MARKER.len());
        windows.any(|window| window == MARKER.as_bytes())
    })
}

fn is_clean(store: &Store, council: &Council) {
    let report = store.reader(council.id).unwrap().check(false).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn whoever_holds_how_much_of_it_agrees_on_what_started_over() {
    let council = council();
    let act = Item::Act(restart(&council, &council.rina));
    let mut digests = Vec::new();
    // All of it before, some of it before, the act first of all.
    for before in [2, 1, 0] {
        let (_folder, path) = place();
        let (store, items) = written(&council, &path);
        take(&store, &council, items[..before].to_vec());
        take(&store, &council, vec![act.clone()]);
        let outcomes = take(&store, &council, items.clone());
        assert_eq!(outcomes, [Outcome::Held, Outcome::Held]);
        let reader = store.reader(council.id).unwrap();
        assert!(reader.is_restarted(&council.document).unwrap());
        assert!(reader.frontier(&council.document).unwrap().0.is_empty());
        assert_eq!(reader.held_heads(&council.document).unwrap(), []);
        let nothing = format::Frontier::default();
        let beyond = reader.changes_beyond(&council.document, &nothing, 0, 10);
        assert_eq!(beyond.unwrap(), []);
        is_clean(&store, &council);
        digests.push(digest(&store, &council));
    }
    assert!(digests.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn what_whoever_lets_a_document_start_over_did_not_hold_is_counted_for_its_writer() {
    let council = council();
    let (_folder, path) = place();
    let (store, items) = written(&council, &path);
    take(&store, &council, items.clone());
    let (rina, budi) = (council.rina.public(), council.budi.public());
    let left = |who| {
        let reader = store.reader(council.id).unwrap();
        reader.left_behind(&council.document, who).unwrap()
    };
    assert_eq!([left(&rina), left(&budi)], [0, 0], "it goes on");
    let Item::Run(first) = &items[0] else {
        panic!("a run");
    };
    let held = vec![first.changes[0].header.hash];
    let act = restart_holding(&council, &council.rina, Some(held));
    take(&store, &council, vec![Item::Act(act)]);
    assert_eq!([left(&rina), left(&budi)], [0, 1]);
    let (id, document) = (council.id, council.document);
    store
        .write(move |write| write.forget(id, &document))
        .unwrap();
    assert_eq!(left(&budi), 0, "nothing of it is here");
}

#[test]
fn only_what_started_over_can_be_removed_and_then_nothing_of_it_is_left() {
    let council = council();
    let (_folder, path) = place();
    let (store, items) = written(&council, &path);
    take(&store, &council, items.clone());
    let (id, document) = (council.id, council.document);
    let forget = || store.write(move |write| write.forget(id, &document));
    assert!(matches!(forget(), Err(StoreError::Misplaced(_))));
    // Nobody but the chair says so.
    take(
        &store,
        &council,
        vec![Item::Act(restart(&council, &council.budi))],
    );
    assert!(matches!(forget(), Err(StoreError::Misplaced(_))));
    assert!(stands_in(&path));
    let report = serde_json::json!({ "documents": [
        { "id": document.to_string(), "title": MARKER },
        { "id": "other", "title": "Lain" },
    ]});
    store
        .write(move |write| write.save_report(id, &report))
        .unwrap();
    take(
        &store,
        &council,
        vec![Item::Act(restart(&council, &council.rina))],
    );
    let before = digest(&store, &council);
    let end = store.reader(id).unwrap().log_end().unwrap();
    let forgotten = forget().unwrap();
    assert_eq!(forgotten.changes, 2);
    store.give_back_room().unwrap();
    assert!(!stands_in(&path), "the words are still in the file");
    is_clean(&store, &council);
    assert_eq!(digest(&store, &council), before);
    assert_eq!(store.reader(id).unwrap().log_end().unwrap(), end);
    let outcomes = take(&store, &council, items);
    assert_eq!(outcomes, [Outcome::Held, Outcome::Held]);
    assert_eq!(forget().unwrap().changes, 0);
    let reports = store.reader(id).unwrap().reports(false, 10).unwrap();
    assert_eq!(reports[0].body["documents"].as_array().unwrap().len(), 1);
    drop(store);
    assert!(!stands_in(&path));
    let (store, _) = Store::open(&path, Options::new("again")).unwrap();
    is_clean(&store, &council);
    let content = store.reader(id).unwrap().content(&document).unwrap();
    assert!(content.changes.is_empty() && content.held_back.is_empty());
}

/// Makes the row of the document say whether its text was removed, as a damaged disk does it, and opens the store
/// again.
fn mark(path: &std::path::Path, mark: &str) -> Store {
    let conn = rusqlite::Connection::open(path).unwrap();
    let query = format!("UPDATE documents SET forgotten_millis = {mark}");
    assert_eq!(conn.execute(&query, []).unwrap(), 1);
    drop(conn);
    Store::open(path, Options::new("again")).unwrap().0
}

fn mend(store: &Store, council: &Council) {
    let found = store.findings().unwrap();
    assert!(found.is_serious());
    let done = store.mend(found, None).unwrap();
    assert_eq!((done.rows, done.stranded), (0, 0));
    is_clean(store, council);
}

#[test]
fn a_damaged_mark_of_removal_erases_nothing() {
    let council = council();
    let (id, document) = (council.id, council.document);
    let (_folder, path) = place();
    let (store, items) = written(&council, &path);
    take(&store, &council, items);
    let before = digest(&store, &council);
    drop(store);
    let store = mark(&path, "0");
    let shown = |store: &Store| {
        let content = store.reader(id).unwrap().content(&document).unwrap();
        content.changes.len()
    };
    assert_eq!(shown(&store), 2, "it shows before it is mended, too");
    mend(&store, &council);
    assert_eq!(shown(&store), 2);
    assert_eq!(digest(&store, &council), before);
    let reader = store.reader(id).unwrap();
    assert!(!reader.is_restarted(&document).unwrap());
    assert_eq!(reader.forgotten(&document).unwrap(), None);
    drop(reader);
    // Of one that started over, too, only who is told to removes the text.
    let act = restart(&council, &council.rina);
    take(&store, &council, vec![Item::Act(act)]);
    let before = digest(&store, &council);
    drop(store);
    let store = mark(&path, "0");
    mend(&store, &council);
    assert_eq!(store.reader(id).unwrap().to_forget().unwrap(), [document]);
    let forgotten = store.write(move |write| write.forget(id, &document));
    assert_eq!(forgotten.unwrap().changes, 2);
    assert_eq!(digest(&store, &council), before);
    let end = store.reader(id).unwrap().log_end().unwrap();
    drop(store);
    // And the places of what was removed stay.
    let store = mark(&path, "NULL");
    mend(&store, &council);
    let reader = store.reader(id).unwrap();
    assert!(reader.forgotten(&document).unwrap().is_some());
    assert_eq!(reader.log_end().unwrap().n, end.n);
    assert_eq!(reader.overall_digest().unwrap(), before);
    assert_eq!(shown(&store), 0);
}
