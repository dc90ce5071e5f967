//! What the administrator of a relay decides: blocks, quotas, offers; backups that are compared.

use std::collections::BTreeMap;
use std::path::Path;

use format::{Act, CouncilId};
use store::hosting::offers::Taken;
use store::hosting::quotas::{About, Quota};
use store::{Options, Store, StoreError, administer, compact, compare, restore};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};
use sync::intake::Reason;

use crate::fixture::{Council, Pen, council, creations, from, place};

fn quota(about: About, name: &str, bytes: Option<u64>, items: Option<u64>) -> Quota {
    Quota {
        about,
        name: name.to_owned(),
        bytes,
        items,
    }
}

fn set(path: &Path, id: CouncilId, quota: &Quota) {
    administer(path, "test", |desk| desk.set_quota(id, quota)).unwrap();
}

fn take(store: &Store, id: CouncilId, items: Vec<Item>) -> Vec<Outcome> {
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap()
}

/// A relay's store that holds the council and no document yet.
fn relay(council: &Council, path: &Path) -> Store {
    let (store, _) = Store::open(path, Options::new("test")).unwrap();
    let id = council.id;
    store.write(move |write| write.hold_council(id)).unwrap();
    assert!(
        take(&store, id, council.items())
            .iter()
            .all(|outcome| *outcome == Outcome::Taken)
    );
    store
}

const NO_ROOM: Outcome = Outcome::NotYet(Reason::Quota);

#[test]
fn every_quota_refuses_what_does_not_fit_and_nothing_else() {
    let council = council();
    let (document, id) = (council.document.to_string(), council.id);
    // The create act is Rina's and counts.
    let cases = [
        (About::Council, "", true, true),
        (About::Document, document.as_str(), true, true),
        (About::Document, "", true, true),
        (About::Member, "Rina", true, false),
        (About::Member, "Budi", false, true),
        (About::Office, "Surabaya", false, true),
        (About::Office, "", true, true),
    ];
    for (about, name, keeps_rina_out, keeps_budi_out) in cases {
        let (_folder, path) = place();
        let store = relay(&council, &path);
        let mut pen = Pen::new(id, council.genesis(&store));
        let hers = pen.change(&council.rina, 1, &[], "hers");
        let his = pen.change(&council.budi, 1, &[], "his");
        let runs = [
            (council.run(&council.rina, vec![hers]), keeps_rina_out),
            (council.run(&council.budi, vec![his]), keeps_budi_out),
        ];
        set(&path, id, &quota(about, name, None, Some(0)));
        for (run, keeps_out) in &runs {
            let outcome = take(&store, id, vec![run.clone()]);
            let expected = if *keeps_out { NO_ROOM } else { Outcome::Taken };
            assert_eq!(outcome, [expected], "{about:?} {name:?}");
        }
        // Whatever the quota: who belongs to the council is always taken in.
        let others = Quota {
            items: Some(1000),
            ..quota(about, name, None, None)
        };
        set(&path, id, &others);
        for (run, _) in runs {
            let outcome = take(&store, id, vec![run]);
            assert!(matches!(outcome[..], [Outcome::Taken | Outcome::Held]));
        }
        assert_eq!(store.reader(id).unwrap().check(false).unwrap().findings, []);
    }
}

#[test]
fn a_quota_of_its_own_counts_in_place_of_that_of_each() {
    let council = council();
    let id = council.id;
    let (_folder, path) = place();
    let store = relay(&council, &path);
    set(&path, id, &quota(About::Member, "", None, Some(0)));
    set(&path, id, &quota(About::Member, "Rina", None, None));
    let mut pen = Pen::new(id, council.genesis(&store));
    let hers = pen.change(&council.rina, 1, &[], "hers");
    let his = pen.change(&council.budi, 1, &[], "his");
    let items = vec![
        council.run(&council.rina, vec![hers]),
        council.run(&council.budi, vec![his]),
    ];
    assert_eq!(take(&store, id, items), [Outcome::Taken, NO_ROOM]);
}

#[test]
fn what_is_kept_is_counted_to_the_byte_and_the_last_byte_fits() {
    let council = council();
    let id = council.id;
    let (_folder, path) = place();
    let store = relay(&council, &path);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let two = pen.change(&council.rina, 1, &[one.header.hash], "two");
    let create = council.create.bytes().len() as u64;
    let sizes = [&one, &two].map(|change| change.chunk.len() as u64);
    let all = create + sizes[0] + sizes[1];
    // Counted only from here on: what was there before is counted, too.
    assert_eq!(
        take(
            &store,
            id,
            vec![council.run(&council.rina, vec![one.clone()])]
        ),
        [Outcome::Taken]
    );
    set(&path, id, &quota(About::Council, "", Some(all - 1), None));
    let both = council.run(&council.rina, vec![one, two]);
    assert_eq!(take(&store, id, vec![both.clone()]), [NO_ROOM]);
    let usage = |about, name: &str| {
        let reader = store.reader(id).unwrap();
        let kept = reader.usage_of(&quota(about, name, None, None)).unwrap();
        kept.map(|kept| (kept.items, kept.bytes))
    };
    assert_eq!(usage(About::Council, ""), Some((2, create + sizes[0])));
    set(&path, id, &quota(About::Council, "", Some(all), None));
    assert_eq!(take(&store, id, vec![both]), [Outcome::Taken]);
    for (about, name) in [
        (About::Council, String::new()),
        (About::Member, "Rina".to_owned()),
        (About::Office, "Pusat".to_owned()),
        (About::Document, council.document.to_string()),
    ] {
        assert_eq!(usage(about, &name), Some((3, all)), "{about:?}");
    }
    assert_eq!(usage(About::Member, "Budi"), Some((0, 0)));
    assert_eq!(usage(About::Member, ""), None);
    assert!(
        administer(&path, "test", |desk| desk.drop_quota(
            id,
            About::Council,
            ""
        ))
        .unwrap()
    );
    assert!(
        !administer(&path, "test", |desk| desk.drop_quota(
            id,
            About::Council,
            ""
        ))
        .unwrap()
    );
    assert_eq!(usage(About::Council, ""), Some((0, 0)), "counted no more");
}

#[test]
fn what_was_refused_for_want_of_room_is_asked_for_once_there_is_room() {
    let council = council();
    let id = council.id;
    let (_folder, path) = place();
    let store = relay(&council, &path);
    set(&path, id, &quota(About::Council, "", None, Some(1)));
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let run = council.run(&council.rina, vec![one]);
    assert_eq!(take(&store, id, vec![run.clone()]), [NO_ROOM]);
    let refused = store.reader(id).unwrap().refused().unwrap();
    assert_eq!(refused.len(), 1);
    assert!(!refused[0].never && refused[0].reason == Reason::Quota);
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), []);
    set(&path, id, &quota(About::Council, "", None, Some(100)));
    let wanted = store.reader(id).unwrap().gaps().unwrap();
    assert_eq!(wanted, [format::Subject::Document(council.document)]);
    assert_eq!(take(&store, id, vec![run]), [Outcome::Taken]);
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.gaps().unwrap(), []);
    assert_eq!(reader.refused().unwrap(), []);
}

/// More documents than are missed at a time.
#[test]
fn what_was_refused_of_many_documents_is_asked_for_in_turns_until_all_of_it_has_come() {
    const DOCUMENTS: usize = 1_200;
    let council = council();
    let id = council.id;
    let (_folder, path) = place();
    let store = relay(&council, &path);
    set(&path, id, &quota(About::Council, "", None, Some(0)));
    let acts: BTreeMap<_, Act> = creations(&council, DOCUMENTS)
        .into_iter()
        .map(|act| (act.statement().subject, act))
        .collect();
    let items = acts.values().cloned().map(Item::Act).collect();
    assert_eq!(take(&store, id, items), vec![NO_ROOM; DOCUMENTS]);
    administer(&path, "test", |desk| {
        desk.drop_quota(id, About::Council, "")
    })
    .unwrap();
    let (mut came, mut turns) = (0, 0);
    loop {
        let reader = store.reader(id).unwrap();
        let (wanted, changes) = (reader.gaps().unwrap(), reader.quota_changes().unwrap());
        drop(reader);
        if wanted.is_empty() {
            break;
        }
        let items: Vec<Item> = (wanted.iter())
            .map(|subject| Item::Act(acts[subject].clone()))
            .collect();
        came += items.len();
        turns += 1;
        let taken = take(&store, id, items);
        assert!(taken.iter().all(|one| *one == Outcome::Taken));
        // By this sessions see that there is more to fetch.
        let later = store.reader(id).unwrap();
        let goes_on = !later.gaps().unwrap().is_empty();
        assert_eq!(goes_on, later.quota_changes().unwrap() > changes);
    }
    assert_eq!(came, DOCUMENTS);
    assert!(turns > 1, "all of it at once");
    assert_eq!(store.reader(id).unwrap().refused().unwrap(), []);
}

#[test]
fn a_quota_that_is_set_and_lifted_again_at_once_leaves_a_trace() {
    let council = council();
    let id = council.id;
    let (_folder, path) = place();
    let store = relay(&council, &path);
    let changes = || store.reader(id).unwrap().quota_changes().unwrap();
    assert_eq!(changes(), 0);
    set(&path, id, &quota(About::Council, "", None, Some(1)));
    assert_eq!(changes(), 1);
    let lifted = administer(&path, "test", |desk| {
        desk.drop_quota(id, About::Council, "")
    });
    assert_eq!(lifted, Ok(true));
    assert_eq!(changes(), 2);
    assert_eq!(store.reader(id).unwrap().quotas().unwrap(), []);
}

#[test]
fn what_rests_on_something_there_was_no_room_for_is_not_given_up() {
    let council = council();
    let id = council.id;
    let (_folder, path) = place();
    let store = relay(&council, &path);
    let mut pen = Pen::new(id, council.genesis(&store));
    let hers = pen.change(&council.rina, 1, &[], "hers");
    let his = pen.change(&council.budi, 1, &[hers.header.hash], "his");
    set(&path, id, &quota(About::Member, "Rina", None, Some(0)));
    let items = vec![
        council.run(&council.rina, vec![hers]),
        council.run(&council.budi, vec![his]),
    ];
    assert_eq!(take(&store, id, items.clone()), [NO_ROOM, Outcome::Gap]);
    let subject = format::Subject::Document(council.document);
    let unfound = store.write(move |write| write.record_unfound(id, &from(1).peer, &subject));
    unfound.unwrap();
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), [subject]);
    set(&path, id, &quota(About::Member, "Rina", None, None));
    assert_eq!(take(&store, id, items), [Outcome::Taken; 2]);
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), []);
}

#[test]
fn a_blocked_device_is_known_to_the_serving_program_at_once() {
    let council = council();
    let (id, device) = (council.id, council.budi.public());
    let (_folder, path) = place();
    let store = relay(&council, &path);
    let is_blocked = || store.reader(id).unwrap().is_blocked(&device).unwrap();
    assert!(!is_blocked());
    let block = || administer(&path, "test", |desk| desk.block(id, &device, "hilang"));
    assert!(block().unwrap());
    assert!(!block().unwrap());
    assert!(is_blocked());
    let blocked = store.reader(id).unwrap().blocked().unwrap();
    assert_eq!(
        (blocked[0].device, blocked[0].why.as_str()),
        (device, "hilang")
    );
    assert!(administer(&path, "test", |desk| desk.unblock(id, &device)).unwrap());
    assert!(!is_blocked());
    let unknown = CouncilId::from_bytes([9; 32]);
    let refused = administer(&path, "test", |desk| desk.block(unknown, &device, ""));
    assert_eq!(refused, Err(StoreError::UnknownCouncil(unknown)));
}

#[test]
fn an_offer_is_taken_once_and_by_one_council() {
    let (_folder, path) = place();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let later = i64::MAX / 2;
    administer(&path, "test", |desk| {
        desk.offer(&[1; 32], "Dewan Medan", later)?;
        desk.offer(&[2; 32], "", 0)?;
        desk.offer(&[3; 32], "", later)
    })
    .unwrap();
    let [one, other] = [5, 6].map(|n| CouncilId::from_bytes([n; 32]));
    let take = |hash: u8, council| {
        store
            .write(move |write| write.take_offer(&[hash; 32], council))
            .unwrap()
    };
    assert_eq!(take(1, one), Taken::Now);
    assert_eq!(store.councils().unwrap(), [one]);
    assert_eq!(take(1, one), Taken::Before);
    assert_eq!(take(1, other), Taken::No, "taken by another council");
    assert_eq!(take(2, other), Taken::No, "it ended");
    assert_eq!(take(9, other), Taken::No, "nobody made it");
    let withdraw = |hash: u8| administer(&path, "test", |desk| desk.withdraw_offer(&[hash; 32]));
    assert!(withdraw(3).unwrap());
    assert!(!withdraw(1).unwrap(), "what was taken stays");
    assert_eq!(take(3, other), Taken::No);
    assert_eq!(store.councils().unwrap(), [one]);
    let offers = Store::open_read_only(&path).unwrap().offers().unwrap();
    assert_eq!(offers.len(), 2);
}

#[test]
fn sessions_are_noted_and_forgotten_as_up_when_a_relay_begins() {
    let council = council();
    let (id, device) = (council.id, council.budi.public());
    let (_folder, path) = place();
    let store = relay(&council, &path);
    store
        .write(move |write| {
            write.note_linked(id, &device)?;
            write.note_linked(id, &device)?;
            write.note_unlinked(id, &device, 100, 20)
        })
        .unwrap();
    let seen = store.reader(id).unwrap().seen().unwrap();
    let numbers = |seen: &store::hosting::seen::Seen| {
        (
            seen.sessions,
            seen.linked,
            seen.bytes_received,
            seen.bytes_sent,
        )
    };
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].device, numbers(&seen[0])),
        (device, (2, 1, 100, 20))
    );
    store.write(|write| write.nobody_is_linked()).unwrap();
    assert_eq!(store.reader(id).unwrap().seen().unwrap()[0].linked, 0);
}

#[test]
fn a_restored_store_is_the_same_row_by_row_and_any_difference_is_found() {
    let (folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let put_away = folder.path().join("backup.sqlite");
    store.backup(&put_away).unwrap();
    assert!(compare(&path, &put_away).unwrap().different.is_empty());
    let again = folder.path().join("again.sqlite");
    restore(&put_away, &again, "test").unwrap();
    let compared = compare(&put_away, &again).unwrap();
    assert_eq!(compared.different, Vec::<String>::new());
    assert!(compared.rows >= 5 && compared.tables > 20, "{compared:?}");
    let one = rusqlite::Connection::open(&again).unwrap();
    one.execute("UPDATE acts SET bytes = bytes || x'00' WHERE key = 1", [])
        .unwrap();
    drop(one);
    let compared = compare(&put_away, &again).unwrap();
    assert_eq!(compared.different, ["acts"]);
}

#[test]
fn compacting_gives_back_room_and_loses_nothing_and_is_refused_while_served() {
    let (folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let refused = compact(&path, "test").err();
    assert!(
        matches!(refused, Some(StoreError::InUse { .. })),
        "{refused:?}"
    );
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    for number in 0..200 {
        conn.execute(
            "INSERT INTO settings (council, name, version, value) VALUES (0, ?1, 1, zeroblob(5000))",
            [number],
        )
        .unwrap();
    }
    conn.execute("DELETE FROM settings", []).unwrap();
    drop(conn);
    let before = folder.path().join("before.sqlite");
    std::fs::copy(&path, &before).unwrap();
    let done = compact(&path, "test").unwrap();
    assert!(done.bytes_after + 500_000 < done.bytes_before, "{done:?}");
    assert_eq!(
        compare(&before, &path).unwrap().different,
        Vec::<String>::new()
    );
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.moved, None, "it is the same file");
    assert_eq!(store.reader(id).unwrap().check(false).unwrap().findings, []);
}
