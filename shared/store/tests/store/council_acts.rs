//! Acts about the council: whose are kept, and how many.

use council::act::Body;
use council::act::seat::Appoint;
use council::act::{Invite, Speaker};
use council::roster::room::{MAX_IDLE_ACTS, MAX_IDLE_BYTES};
use council::seats::Role;
use format::{Act, ActId, DeviceKey, Statement, Subject};
use store::hosting::quotas::{About, Quota};
use store::{Options, Store, administer};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};
use sync::intake::Reason;

use crate::fixture::{Council, council, from, place};

const NO_ROOM: Outcome = Outcome::NotYet(Reason::Quota);
const STRANGE: Outcome = Outcome::NotYet(Reason::UnknownWriter);

/// An act of a kind that no program knows.
fn raw(council: &Council, key: &DeviceKey, cites: &[ActId], n: i64, bytes: usize) -> Act {
    let mut e = format::cbor::Encoder::new();
    e.map(1).u8(0).bytes(&vec![0; bytes]);
    let statement = Statement {
        council: Some(council.id),
        author: key.public(),
        kind: "zzz".into(),
        subject: Subject::Council,
        cites: cites.to_vec(),
        roster: vec![],
        time_millis: n,
        body: e.into_bytes(),
    };
    Act::sign(statement, key).unwrap()
}

fn take(store: &Store, council: &Council, acts: &[Act]) -> Vec<Outcome> {
    let items: Vec<Item> = acts.iter().cloned().map(Item::Act).collect();
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap()
}

fn stranger() -> DeviceKey {
    DeviceKey::from_secret(&[66; 32])
}

#[test]
fn what_strangers_say_of_the_council_is_not_kept() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let before = store.reader(council.id).unwrap().log_end().unwrap();
    let acts: Vec<Act> = (0..40)
        .map(|n| raw(&council, &stranger(), &[], n, 1))
        .collect();
    assert_eq!(take(&store, &council, &acts), vec![STRANGE; 40]);
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.log_end().unwrap(), before);
    assert_eq!(reader.refused().unwrap().len(), 40);
}

#[test]
fn an_act_that_comes_before_its_author_joined_is_kept_once_it_comes_again() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let id = council.id;
    store.write(move |write| write.hold_council(id)).unwrap();
    let [found, invite, join] = [0, 1, 2].map(|at| council.roster[at].clone());
    let later = raw(&council, &council.budi, &[join.id()], 9, 1);
    let late = [later, join, invite];
    // One after the other, the last first.
    for act in &late {
        assert_eq!(take(&store, &council, std::slice::from_ref(act)), [STRANGE]);
    }
    assert_eq!(take(&store, &council, &[found]), [Outcome::Taken]);
    // All at once, in the same order.
    assert_eq!(take(&store, &council, &late), [Outcome::Taken; 3]);
    let reader = store.reader(id).unwrap();
    assert!(reader.roster().unwrap().counts(&council.budi.public()));
    assert_eq!(reader.refused().unwrap(), []);
}

#[test]
fn what_a_members_act_rests_on_is_kept_whoever_said_it() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let deep = raw(&council, &stranger(), &[], 1, 1);
    let middle = raw(&council, &stranger(), &[deep.id()], 2, 1);
    let top = raw(&council, &council.budi, &[middle.id()], 3, 1);
    for act in [&deep, &middle] {
        assert_eq!(take(&store, &council, std::slice::from_ref(act)), [STRANGE]);
    }
    for act in [&top, &middle, &deep] {
        let taken = take(&store, &council, std::slice::from_ref(act));
        assert_eq!(taken, [Outcome::Taken]);
    }
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.waiting_acts().unwrap(), []);
}

#[test]
fn what_counts_for_nothing_is_kept_up_to_a_limit_and_what_counts_beyond_it() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (rina, budi) = (&council.rina, &council.budi);
    let many: Vec<Act> = (0..300).map(|n| raw(&council, budi, &[], n, 1)).collect();
    let most = MAX_IDLE_ACTS as usize;
    // However they are divided over transactions.
    let mut outcomes = take(&store, &council, &many[..200]);
    outcomes.extend(take(&store, &council, &many[200..]));
    let taken = outcomes.iter().filter(|one| **one == Outcome::Taken);
    assert_eq!(taken.count(), most);
    assert_eq!(outcomes[most..], vec![NO_ROOM; 300 - most]);
    // Sent again they are as welcome as before, and those that are here are here.
    assert_eq!(take(&store, &council, &many[..1]), [Outcome::Held]);
    assert_eq!(take(&store, &council, &many[299..]), [NO_ROOM]);
    // Everybody else, and what counts.
    let hers = raw(&council, rina, &[], 1, 1);
    let speaker = Speaker {
        key: budi,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 5_000,
    };
    let invite = Body::Invite(Invite {
        one_time_key: stranger().public(),
        office: "Surabaya".into(),
        expires_millis: None,
        replaces: None,
    });
    let his = speaker.say(&invite).unwrap();
    assert_eq!(take(&store, &council, &[hers, his]), [Outcome::Taken; 2]);
    // What the chair said rests on it: it counts nowhere before that is here.
    let appoint = Speaker {
        key: rina,
        council: Some(council.id),
        roster: vec![council.roster[2].id(), many[299].id()],
        time_millis: 6_000,
    };
    let appoint = appoint
        .say(&Body::Appoint(Appoint {
            holder: budi.public(),
            role: Role::Reviewer,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: None,
            instead_of: None,
        }))
        .unwrap();
    let taken = take(&store, &council, &[appoint.clone(), many[299].clone()]);
    assert_eq!(taken, [Outcome::Taken; 2]);
    let roster = store.reader(council.id).unwrap().roster().unwrap();
    assert!(
        roster
            .seats
            .standing_now()
            .any(|seat| seat.act == appoint.id())
    );
}

#[test]
fn what_counts_for_nothing_has_so_many_bytes_and_no_more() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let large: Vec<Act> = (0..40)
        .map(|n| raw(&council, &council.budi, &[], n, 40_000))
        .collect();
    for act in &large {
        take(&store, &council, std::slice::from_ref(act));
    }
    let kept = store.reader(council.id).unwrap().kept_by_writer().unwrap();
    let his = kept[&council.budi.public()].bytes;
    assert!(
        his > MAX_IDLE_BYTES - 50_000 && his < MAX_IDLE_BYTES + 1000,
        "{his}"
    );
}

#[test]
fn quotas_weigh_what_says_nothing_about_belonging() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let quota = |about, name: &str, items| Quota {
        about,
        name: name.to_owned(),
        bytes: None,
        items,
    };
    let set = |quota: &Quota| administer(&path, "test", |desk| desk.set_quota(id, quota)).unwrap();
    let acts: Vec<Act> = (0..3)
        .map(|n| raw(&council, &council.budi, &[], n, 1))
        .collect();
    for about in [
        quota(About::Member, "Budi", Some(1)),
        quota(About::Office, "Surabaya", Some(1)),
    ] {
        set(&about);
    }
    assert_eq!(
        take(&store, &council, &acts),
        [Outcome::Taken, NO_ROOM, NO_ROOM]
    );
    // Who edits the roster is not kept from it.
    set(&quota(About::Council, "", Some(0)));
    let hers = raw(&council, &council.rina, &[], 1, 1);
    assert_eq!(take(&store, &council, &[hers]), [Outcome::Taken]);
    // The creation of the document, and these two.
    let used = |quota: &Quota| {
        let reader = store.reader(id).unwrap();
        reader.usage_of(quota).unwrap().unwrap().items
    };
    assert_eq!(used(&quota(About::Council, "", None)), 3);
    assert_eq!(used(&quota(About::Member, "Budi", None)), 1);
    // Counted anew it is the same.
    for name in ["Budi", "Surabaya", ""] {
        for about in [About::Member, About::Office, About::Council] {
            administer(&path, "test", |desk| desk.drop_quota(id, about, name)).unwrap();
        }
    }
    set(&quota(About::Council, "", Some(10)));
    assert_eq!(used(&quota(About::Council, "", None)), 3);
    assert_eq!(used(&quota(About::Member, "Budi", None)), 1);
    // What had no room is asked for.
    assert_eq!(
        store.reader(id).unwrap().gaps().unwrap(),
        [Subject::Council]
    );
    assert_eq!(take(&store, &council, &acts[1..]), [Outcome::Taken; 2]);
    assert_eq!(store.reader(id).unwrap().gaps().unwrap(), []);
}
