//! Comments are noted once, and what was seen stays seen.

use council::act::{Body, Comment, Speaker};
use format::{Act, ActId};
use store::comments::Noted;
use store::{Options, Store};
use sync::holdings::Item;

use crate::fixture::{Council, council, from, place};

pub(crate) fn comment(council: &Council, text: &str) -> Act {
    let speaker = Speaker {
        key: &council.budi,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 4_000,
    };
    let body = Body::Comment(Comment {
        place: String::new(),
        anchor: None,
        quote: String::new(),
        text: text.into(),
        answers: None,
        mentions: None,
    });
    speaker.say_about(council.document, vec![], &body).unwrap()
}

fn take(store: &Store, council: &Council, acts: &[Act]) {
    let items: Vec<Item> = acts.iter().cloned().map(Item::Act).collect();
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
}

/// Notes everything that came, as to be seen.
pub(crate) fn note(store: &Store, council: &Council) -> Vec<ActId> {
    let new = store.reader(council.id).unwrap().new_comments(100).unwrap();
    let ids: Vec<ActId> = new.acts.iter().map(Act::id).collect();
    let rows: Vec<_> = ids.iter().map(|id| (*id, Noted::ToSee)).collect();
    let id = council.id;
    store
        .write(move |write| write.note_comments(id, &rows, new.upto))
        .unwrap();
    ids
}

/// Those to be seen, and those that were seen.
fn noted(store: &Store, council: &Council) -> (Vec<ActId>, Vec<ActId>) {
    let noted = store.reader(council.id).unwrap().noted_comments(10);
    let (to_see, seen): (Vec<_>, Vec<_>) = noted
        .unwrap()
        .into_iter()
        .partition(|one| one.seen_millis.is_none());
    let ids = |noted: Vec<store::comments::NotedComment>| {
        let mut ids: Vec<ActId> = noted.iter().map(|one| one.act.id()).collect();
        ids.sort_unstable();
        ids
    };
    (ids(to_see), ids(seen))
}

#[test]
fn comments_are_new_once_and_what_was_seen_stays_seen_after_a_restart() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (one, other) = (comment(&council, "Satu."), comment(&council, "Dua."));
    take(&store, &council, std::slice::from_ref(&one));
    assert_eq!(note(&store, &council), [one.id()]);
    assert_eq!(note(&store, &council), []);
    take(&store, &council, &[one.clone(), other.clone()]);
    assert_eq!(note(&store, &council), [other.id()]);
    let (id, seen) = (council.id, one.id());
    store
        .write(move |write| write.mark_comments_seen(id, &[seen]))
        .unwrap();
    assert_eq!(noted(&store, &council), (vec![other.id()], vec![one.id()]));
    drop(store);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(note(&store, &council), []);
    assert_eq!(noted(&store, &council), (vec![other.id()], vec![one.id()]));
    // Noted again from the beginning, what was seen does not come back.
    let rows = [(one.id(), Noted::ToSee)];
    store
        .write(move |write| write.note_comments(id, &rows, 0))
        .unwrap();
    assert_eq!(noted(&store, &council).1, [one.id()]);
}

#[test]
fn what_was_seen_before_it_was_noted_is_not_new() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let one = comment(&council, "Satu.");
    take(&store, &council, std::slice::from_ref(&one));
    let (id, seen) = (council.id, one.id());
    store
        .write(move |write| write.mark_comments_seen(id, &[seen]))
        .unwrap();
    assert_eq!(note(&store, &council), []);
    assert_eq!(noted(&store, &council), (vec![], vec![one.id()]));
}

#[test]
fn few_are_asked_for_at_a_time_and_none_is_passed_over() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let all: Vec<Act> = (0..5).map(|n| comment(&council, &n.to_string())).collect();
    take(&store, &council, &all);
    let mut found = Vec::new();
    loop {
        let new = store.reader(council.id).unwrap().new_comments(2).unwrap();
        found.extend(new.acts.iter().map(Act::id));
        let (id, upto) = (council.id, new.upto);
        store
            .write(move |write| write.note_comments(id, &[], upto))
            .unwrap();
        if !new.is_more {
            break;
        }
    }
    let expected: Vec<ActId> = all.iter().map(Act::id).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_past_counts_as_seen_and_is_not_listed() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let old = comment(&council, "Dahulu.");
    take(&store, &council, std::slice::from_ref(&old));
    let (id, rows) = (council.id, [(old.id(), Noted::Past)]);
    store
        .write(move |write| write.note_comments(id, &rows, 100))
        .unwrap();
    assert_eq!(noted(&store, &council), (vec![], vec![]));
}

#[test]
fn documents_are_found_by_the_kinds_of_their_acts() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let with = |kinds: &[&str]| {
        let reader = store.reader(council.id).unwrap();
        reader.documents_with_acts(kinds).unwrap()
    };
    assert_eq!(with(&["comment", "submit"]), []);
    let acts = [comment(&council, "satu"), comment(&council, "dua")];
    take(&store, &council, &acts);
    assert_eq!(with(&["comment", "submit"]), [council.document], "once");
    assert_eq!(with(&["submit"]), []);
    assert_eq!(with(&[]), []);
}
