//! What is kept beside the items stays what they say: after a failed job, a late answer, damage, and
//! for a file of an earlier program.

use council::act::{Body, Confirm, Join, Speaker};
use council::view::Kind;
use format::{Act, DeviceKey, DocumentId, Receipt};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;
use store::summary::Summary;
use store::{Options, Store, StoreError};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item, Recipient, Standing};
use sync::intake::Reason;

use crate::fixture::{Council, Pen, council, from, place, subject};

fn act(store: &Store, council: &Council, act: &Act) {
    let (id, act) = (council.id, act.clone());
    store
        .write(move |write| write.append_act(id, &act))
        .unwrap();
}

fn take(store: &Store, council: &Council, items: Vec<Item>) -> Vec<Outcome> {
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap()
}

/// Holds everything of the fixture but Budi's join, and has been asked about it.
fn without_budi(path: &std::path::Path, council: &Council) -> Store {
    let (store, _) = Store::open(path, Options::new("test")).unwrap();
    let id = council.id;
    store.write(move |write| write.hold_council(id)).unwrap();
    let [found, invite, _] = &council.roster[..] else {
        panic!("three roster acts")
    };
    for known in [found, invite, &council.create] {
        act(&store, council, known);
    }
    assert_eq!(budi(&store, council), Standing::Unknown);
    store
}

fn budi(store: &Store, council: &Council) -> Standing {
    let reader = store.reader(council.id).unwrap();
    reader.standing(&council.budi.public(), &[]).unwrap()
}

#[test]
fn who_joins_in_a_batch_may_write_in_the_rest_of_it() {
    let (_folder, path) = place();
    let council = council();
    let store = without_budi(&path, &council);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let one = pen.change(&council.budi, 1, &[], "one");
    let items = vec![
        Item::Act(council.roster[2].clone()),
        council.run(&council.budi, vec![one]),
    ];
    assert_eq!(
        take(&store, &council, items),
        [Outcome::Taken, Outcome::Taken]
    );
    assert_eq!(budi(&store, &council), Standing::Member);
}

#[test]
fn a_batch_that_is_undone_leaves_nothing_known() {
    let (_folder, path) = place();
    let council = council();
    let store = without_budi(&path, &council);
    let (id, other) = (council.id, council.creation(44));
    let second = subject(&other);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.budi, 1, &[], "one");
    let run = council.run(&council.budi, vec![one]);
    let before = store.reader(id).unwrap().overall_digest().unwrap();
    let items = [
        Item::Act(council.roster[2].clone()),
        run.clone(),
        Item::Act(other),
    ];
    let budi_key = council.budi.public();
    let undone = store.write(move |write| {
        write.take(id, from(1), &items, None)?;
        let inside = write.holdings(id)?;
        assert_eq!(inside.standing(&budi_key, &[])?, Standing::Member);
        assert_ne!(inside.overall_digest()?, before);
        assert!(inside.genesis(&second)?.is_some());
        Err::<(), _>(StoreError::Misplaced("undo this".into()))
    });
    assert!(
        matches!(undone, Err(StoreError::Misplaced(_))),
        "{undone:?}"
    );
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.overall_digest().unwrap(), before);
    assert_eq!(reader.genesis(&second).unwrap(), None);
    assert!(!reader.is_created(&second).unwrap());
    assert_eq!(budi(&store, &council), Standing::Unknown);
    assert_eq!(
        take(&store, &council, vec![run]),
        [Outcome::NotYet(Reason::UnknownWriter)]
    );
}

#[test]
fn the_overall_digest_is_always_that_of_all_documents() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let mut pen = Pen::new(id, council.genesis(&store));
    let kept = || {
        let reader = store.reader(id).unwrap();
        let documents = reader.digests_after(None, usize::MAX).unwrap();
        let expected = sync::holdings::overall_digest(&reader.roster_digest().unwrap(), &documents);
        assert_eq!(reader.overall_digest().unwrap(), expected);
        assert_eq!(reader.overall_digest().unwrap(), expected, "asked again");
        expected
    };
    let mut seen = vec![kept()];
    for number in 0..5 {
        act(&store, &council, &council.creation(50 + number));
        seen.push(kept());
        let change = pen.change(&council.rina, number, &[], "");
        take(
            &store,
            &council,
            vec![council.run(&council.rina, vec![change])],
        );
        seen.push(kept());
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

fn stale(store: &Store, council: &Council) -> Vec<DocumentId> {
    store.reader(council.id).unwrap().stale_summaries().unwrap()
}

/// A summary of what shows now.
fn summary(store: &Store, council: &Council) -> Summary {
    let reader = store.reader(council.id).unwrap();
    let content = reader.outline(&council.document).unwrap();
    Summary {
        document: council.document,
        kind: "policy".into(),
        title: "Policy".into(),
        unit: String::new(),
        archived: false,
        created: None,
        changed: None,
        open_actions: 0,
        conflicts: 0,
        heads: content.heads,
        basis: content.basis,
        more: serde_json::Value::Null,
    }
}

fn put(store: &Store, council: &Council, summary: Summary) {
    let id = council.id;
    store
        .write(move |write| write.put_summary(id, &summary, "text"))
        .unwrap();
}

#[test]
fn a_summary_is_stale_until_it_is_made_of_the_newest_content() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    assert_eq!(stale(&store, &council), [council.document], "none yet");
    put(&store, &council, summary(&store, &council));
    assert_eq!(stale(&store, &council), []);
    let early = summary(&store, &council);
    let change = pen.change(&council.rina, 1, &[], "one");
    take(
        &store,
        &council,
        vec![council.run(&council.rina, vec![change])],
    );
    assert_eq!(
        stale(&store, &council),
        [council.document],
        "it was changed"
    );
    put(&store, &council, early);
    assert_eq!(
        stale(&store, &council),
        [council.document],
        "made too early"
    );
    put(&store, &council, summary(&store, &council));
    assert_eq!(stale(&store, &council), []);
    // An act about it changes what is known of it, not what shows.
    let speaker = Speaker {
        key: &council.rina,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 4_000,
    };
    let comment = Body::Comment(council::act::Comment {
        place: String::new(),
        anchor: None,
        quote: String::new(),
        text: "please look".into(),
        answers: None,
        mentions: None,
    });
    let comment = speaker
        .say_about(council.document, vec![], &comment)
        .unwrap();
    act(&store, &council, &comment);
    assert_eq!(stale(&store, &council), []);
}

#[test]
fn a_summary_is_stale_whenever_its_writers_begin_or_cease_to_count() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let change = pen.change(&council.budi, 1, &[], "one");
    take(
        &store,
        &council,
        vec![council.run(&council.budi, vec![change])],
    );
    put(&store, &council, summary(&store, &council));
    assert_eq!(stale(&store, &council), []);
    // Somebody else joins by Budi's invitation: neither counts until one is confirmed.
    let (rival, one_time) = (
        DeviceKey::from_secret(&[4; 32]),
        DeviceKey::from_secret(&[3; 32]),
    );
    let invite = council.roster[1].id();
    let proof = one_time.sign(&Join::proof_bytes(&council.id, &invite, &rival.public()));
    let rival_join = Speaker {
        key: &rival,
        council: Some(council.id),
        roster: vec![invite],
        time_millis: 4_000,
    }
    .say(&Body::Join(Join {
        person: "Tono".into(),
        invite,
        proof,
    }))
    .unwrap();
    act(&store, &council, &rival_join);
    assert_eq!(
        stale(&store, &council),
        [council.document],
        "it is held back"
    );
    put(&store, &council, summary(&store, &council));
    assert_eq!(stale(&store, &council), []);
    let confirm = Speaker {
        key: &council.rina,
        council: Some(council.id),
        roster: vec![council.roster[2].id(), rival_join.id()],
        time_millis: 5_000,
    }
    .say(&Body::Confirm(Confirm {
        join: council.roster[2].id(),
    }))
    .unwrap();
    act(&store, &council, &confirm);
    assert_eq!(
        stale(&store, &council),
        [council.document],
        "it shows again"
    );
    put(&store, &council, summary(&store, &council));
    assert_eq!(stale(&store, &council), []);
    let report = store.reader(council.id).unwrap().check(true).unwrap();
    assert_eq!(report.findings, []);
}

/// Makes a store what it was at the first schema. Every migration adds what takes it back again.
pub(crate) const TO_THE_FIRST_SCHEMA: &str = "
     DROP TABLE first_receipts;
     DROP INDEX acts_that_name_texts;
     DROP TABLE blocked;
     DROP TABLE quotas;
     DROP TABLE usage;
     DROP TABLE seen;
     DROP TABLE hosting_offers;
     DROP TABLE carried_here;
     DROP TABLE carried_there;
     DROP TABLE left_out;
     DROP TABLE chosen;
     DROP INDEX acts_of_choice;
     DROP INDEX acts_of_restart;
     ALTER TABLE documents DROP COLUMN restarted;
     ALTER TABLE documents DROP COLUMN forgotten_millis;
     DROP TABLE blob_publishers;
     DROP TABLE blob_attachers;
     DROP TABLE blob_names;
     DROP TABLE blob_parts;
     DROP TABLE blobs_refused;
     DROP TABLE blobs_confirmed;
     DROP TABLE blobs;
     ALTER TABLE councils DROP COLUMN blobs;
     DROP INDEX documents_not_open;
     DROP INDEX acts_of_rights;
     ALTER TABLE documents DROP COLUMN access_n;
     ALTER TABLE documents DROP COLUMN open;
     DROP TABLE comments_to_see;
     DROP INDEX comments_by_row;
     ALTER TABLE councils DROP COLUMN comments_noted;
     DROP TABLE readings;
     DROP TABLE receipts_cursors;
     DROP INDEX receipts_by_number;
     ALTER TABLE receipts DROP COLUMN heads;
     ALTER TABLE receipts DROP COLUMN time_millis;
     ALTER TABLE receipts DROP COLUMN origin;
     ALTER TABLE receipts DROP COLUMN n;
     ALTER TABLE councils DROP COLUMN receipts;
     DROP INDEX documents_to_sum_up;
     DROP INDEX actors_by_author;
     ALTER TABLE documents DROP COLUMN summed_up;
     ALTER TABLE documents DROP COLUMN revision;
     ALTER TABLE documents DROP COLUMN kind;
     PRAGMA user_version = 1;";

#[test]
fn a_store_of_the_first_schema_is_brought_up_with_all_it_knows() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let change = pen.change(&council.rina, 1, &[], "one");
    let next = pen.change(&council.rina, 1, &[change.header.hash], "two");
    take(
        &store,
        &council,
        vec![council.run(&council.rina, vec![change])],
    );
    put(&store, &council, summary(&store, &council));
    // An older program kept what it did not know: a receipt without looking into it, an act of a kind
    // that came later.
    let heads = store.reader(council.id).unwrap();
    let heads = heads.held_heads(&council.document).unwrap();
    let receipt = Receipt::sign(
        &council.rina,
        council.id,
        council.document,
        heads.clone(),
        5_000,
        1,
    );
    let seen = council.says_seen(&council.rina, 6_000, vec![], heads);
    take(
        &store,
        &council,
        vec![Item::Receipt(receipt.clone()), Item::Act(seen)],
    );
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(TO_THE_FIRST_SCHEMA).unwrap();
    drop(conn);
    assert!(matches!(
        Store::open_read_only(&path).err(),
        Some(StoreError::Older { found: 1, .. })
    ));
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.migrated_from, Some(1));
    let conn = rusqlite::Connection::open(&path).unwrap();
    let kind: Option<String> = conn
        .query_row("SELECT kind FROM documents", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kind.as_deref(), Some("policy"));
    drop(conn);
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.kind(&council.document).unwrap(), Some(Kind::Policy));
    assert_eq!(reader.check(true).unwrap().findings, []);
    let anybody = Recipient {
        key: council.budi.public(),
        log: from(9).log,
        without: None,
    };
    let numbered = reader.receipts_after(&anybody, 0, 10).unwrap();
    assert_eq!(numbered, [(1, receipt)]);
    let known = reader.whereabouts_of(&council.document).unwrap();
    assert_eq!(known.holdings.len(), 1);
    assert!(known.holdings[0].covers && known.holdings[0].time_millis == 5_000);
    assert_eq!(known.readings.len(), 1);
    assert!(known.readings[0].covers && known.readings[0].time_millis == 6_000);
    drop(reader);
    assert_eq!(stale(&store, &council), [], "its summary is still right");
    let run = council.run(&council.rina, vec![next]);
    assert_eq!(take(&store, &council, vec![run]), [Outcome::Taken]);
    assert_eq!(stale(&store, &council), [council.document]);
}

/// From any frontier of the same history, page by page, exactly what lies beyond comes in order.
#[test]
fn what_lies_beyond_a_frontier_is_exactly_what_is_missing() {
    for seed in 0..10_u64 {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        let (one, two) = (place(), place());
        let council = council();
        let (full, part) = (council.store(&one.1), council.store(&two.1));
        let mut pen = Pen::new(council.id, council.genesis(&full));
        let mut last = std::collections::BTreeMap::new();
        let (mut held, mut missing) = (Vec::new(), Vec::new());
        let cut = rng.random_range(0..=40);
        for number in 0..40 {
            let writer = rng.random_range(0..4_u8);
            let key = if writer < 2 {
                &council.rina
            } else {
                &council.budi
            };
            let mut on: Vec<_> = last.get(&writer).copied().into_iter().collect();
            // Now and then on what another wrote, too.
            if rng.random_bool(0.4)
                && let Some(other) = last.get(&rng.random_range(0..4))
                && !on.contains(other)
            {
                on.push(*other);
            }
            let change = pen.change(key, writer, &on, &format!("{number}"));
            last.insert(writer, change.header.hash);
            let hash = change.header.hash;
            let item = council.run(key, vec![change]);
            if number < cut {
                take(&part, &council, vec![item.clone()]);
                held.push(hash);
            } else {
                missing.push(hash);
            }
            take(&full, &council, vec![item]);
        }
        let behind = part.reader(council.id).unwrap();
        let frontier = behind.frontier(&council.document).unwrap();
        let reader = full.reader(council.id).unwrap();
        let (mut found, mut row) = (Vec::new(), 0);
        loop {
            let page = reader
                .changes_beyond(&council.document, &frontier, row, 3)
                .unwrap();
            let Some((end, _)) = page.last() else { break };
            row = *end;
            found.extend(page.iter().map(|(_, hash)| *hash));
        }
        assert_eq!(found, missing, "seed {seed}");
        let back = behind
            .changes_beyond(
                &council.document,
                &reader.frontier(&council.document).unwrap(),
                0,
                100,
            )
            .unwrap();
        assert_eq!(back, [], "seed {seed}: the full one lacks nothing");
    }
}
