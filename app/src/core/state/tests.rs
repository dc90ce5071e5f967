//! What follows from wishes and events, without an engine.

use std::collections::BTreeMap;

use ::council::authorship::Index;
use ::council::document::{Conflicts, Document};
use ::council::view::Kind;
use format::{ActorId, CouncilId, DocumentId, PublicKey};

use super::*;
use crate::core::council::{Event as CouncilEvent, KeyPlace, Member, Standing};
use crate::core::editor::{Event as EditorEvent, Loaded};

fn council(founder: u8) -> Council {
    let me = PublicKey::from_bytes([1; 32]);
    let member = Member {
        key: me,
        person: "Ratna".into(),
        office: "Kantor Pusat".into(),
        standing: Standing::Counts,
        since_millis: 0,
    };
    Council {
        id: CouncilId::from_bytes([9; 32]),
        name: "Dewan".into(),
        me,
        members: BTreeMap::from([(me, member)]),
        open_joins: vec![],
        relays: vec![],
        head_office: "Kantor Pusat".into(),
        founder: Some(PublicKey::from_bytes([founder; 32])),
        folder: std::path::PathBuf::new(),
        key_place: KeyPlace::File,
        is_sample: false,
    }
}

/// A state with one document open since moment 0.
fn reading(founder: u8) -> (State, DocumentId) {
    let id = DocumentId::from_bytes([5; 16]);
    let mut state = State::new(Settings::default(), 0);
    let placed = CouncilEvent::Placed(Box::new(council(founder)));
    state.happened(Event::Council(placed), 0);
    state.act(Screen::Document(id, None).into(), 0);
    let mut document = Document::genesis(Kind::Policy);
    document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
    let loaded = Loaded {
        id,
        view: document.view(),
        index: Index::read_with_texts(document.automerge()),
        conflicts: Conflicts::of(&document),
        comments: vec![],
        unit: String::new(),
        held_back: 0,
        read_only: None,
        document,
    };
    state.happened(
        Event::Editor(id, Box::new(EditorEvent::Opened(Box::new(loaded)))),
        0,
    );
    (state, id)
}

fn says_seen(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::Editor(_, Editing::SaySeen(_))))
}

#[test]
fn the_chair_has_seen_what_stood_on_the_screen_and_not_what_was_glanced_at() {
    let (mut chair, id) = reading(1);
    assert!(!says_seen(
        &chair.act(Screen::Home.into(), READING_MILLIS - 1)
    ));
    chair.act(Screen::Document(id, None).into(), 10_000);
    assert!(says_seen(
        &chair.act(Screen::Home.into(), 10_000 + READING_MILLIS)
    ));
    let (mut other, _) = reading(2);
    assert!(
        !says_seen(&other.act(Screen::Home.into(), 60_000)),
        "only the chair says so"
    );
}

#[test]
fn the_program_ends_only_when_everything_is_on_disk() {
    let (mut state, id) = reading(2);
    let place = ::council::edit::Place::Title;
    let splice = crate::core::editor::TextSplice {
        at: 0,
        delete: 0,
        insert: "Judul".into(),
    };
    let typed = crate::core::editor::Action::Splice(place, splice);
    state.act(Action::Editor(id, typed), 10);
    let closes = |effects: &[Effect]| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Window(Window::Close)))
    };
    let mut effects = state.act(Action::Quit, 20);
    effects.extend(state.handed_over(20));
    assert!(!closes(&effects), "the title is not on disk");
    let saves = effects.iter().find_map(|effect| match effect {
        Effect::Editor(_, Editing::Save(save)) => Some(save.clone()),
        _ => None,
    });
    let hashes = saves.expect("it is handed over").changes;
    let hashes = hashes.iter().map(|change| change.hash).collect();
    let saved = Event::Editor(id, Box::new(EditorEvent::Saved(hashes)));
    assert!(closes(&state.happened(saved, 30)));
}

#[test]
fn the_window_does_not_close_before_its_fields_handed_over_what_is_typed() {
    let mut state = State::new(Settings::default(), 0);
    let closes = |effects: &[Effect]| {
        let is_close = |effect: &Effect| matches!(effect, Effect::Window(Window::Close));
        effects.iter().any(is_close)
    };
    assert!(!closes(&state.act(Action::Quit, 10)));
    assert!(!state.is_quitting_now());
    assert!(closes(&state.handed_over(20)));
    assert!(state.handed_over(30).is_empty(), "once");
    // Whoever stays and wants to quit again later is asked again.
    state.act(Action::StayOpen, 40);
    assert!(!closes(&state.act(Action::Quit, 50)));
}
