//! What follows from wishes and events, without an engine.

use std::collections::BTreeMap;

use ::council::authorship::Index;
use ::council::document::{Conflicts, Document};
use ::council::seats::{Role, Seat};
use ::council::view::Kind;
use format::{ActId, ActorId, ChangeHash, CouncilId, DocumentId, PublicKey};

use super::reading::READING_MILLIS;
use super::*;
use crate::core::council::{Event as CouncilEvent, KeyPlace, Member, Standing};
use crate::core::digest::Digest;
use crate::core::editor::{Event as EditorEvent, Loaded};
use crate::core::link as linking;
use crate::core::seating::Seating;

fn council(founder: u8) -> Council {
    let me = PublicKey::from_bytes([1; 32]);
    let member = Member {
        key: me,
        person: "Ratna".into(),
        office: "Kantor Pusat".into(),
        standing: Standing::Counts,
        since_millis: 0,
        replaces: None,
        first: me,
        revoked: None,
    };
    let holder = PublicKey::from_bytes([founder; 32]);
    let chair = Seat {
        act: ActId::from_bytes([9; 32]),
        holder,
        role: Role::Chair,
        unit: String::new(),
        field: String::new(),
        from: None,
        until: None,
    };
    Council {
        id: CouncilId::from_bytes([9; 32]),
        name: "Dewan".into(),
        me,
        members: BTreeMap::from([(me, member)]),
        people: vec![],
        open_joins: vec![],
        relays: vec![],
        units: vec![],
        head_office: "Kantor Pusat".into(),
        founder: Some(holder),
        seating: Seating {
            seats: vec![chair],
            ..Seating::default()
        },
        folder: std::path::PathBuf::new(),
        key_place: KeyPlace::File,
        recovery_waits: false,
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
        digest: Digest::of(&document.view()),
        index: Index::read_with_texts(document.automerge()),
        conflicts: Conflicts::of(&document),
        comments: vec![],
        unit: String::new(),
        shared: Default::default(),
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

#[test]
fn the_chair_who_goes_on_reading_is_said_to_have_read_after_five_seconds() {
    let (mut chair, id) = reading(1);
    chair.act(Screen::Document(id, None).into(), 10_000);
    assert!(!says_seen(&chair.tick(10_000 + READING_MILLIS - 1)));
    assert_eq!(chair.next_tick_millis(), Some(10_000 + READING_MILLIS));
    assert!(says_seen(&chair.tick(10_000 + READING_MILLIS)));
    assert!(!says_seen(&chair.tick(60_000)), "once");
    // What comes is new on the screen.
    let came = Event::Editor(id, Box::new(EditorEvent::Came(vec![])));
    chair.happened(came, 70_000);
    assert!(
        !says_seen(&chair.act(Screen::Home.into(), 70_001)),
        "a glance"
    );
    let (mut other, id) = reading(2);
    other.act(Screen::Document(id, None).into(), 10_000);
    assert!(!says_seen(&other.tick(60_000)), "only the chair says so");
}

#[test]
fn what_the_chair_reads_on_the_review_page_counts_as_seen_once_it_is_there() {
    use crate::core::review::{Changes, Event as Reviewed, Span};
    let (mut chair, document) = reading(1);
    chair.act(Screen::Review(Some(document)).into(), 20_000);
    assert!(
        !says_seen(&chair.tick(20_000 + READING_MILLIS)),
        "what changed is not there yet"
    );
    let span = Span {
        document,
        before: vec![],
        after: vec![ChangeHash::from_bytes([7; 32])],
        now: vec![],
    };
    chair.review.want(span.clone());
    let changes = Changes {
        span,
        hunks: vec![],
        same: 1,
        struck: vec![],
    };
    let event = Event::Review(Reviewed::Changes(Box::new(changes)));
    chair.happened(event, 30_000);
    assert!(!says_seen(&chair.tick(30_000 + READING_MILLIS - 1)));
    assert_eq!(chair.next_tick_millis(), Some(30_000 + READING_MILLIS));
    let effects = chair.tick(30_000 + READING_MILLIS);
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Editor(_, Editing::SaySeen(heads)) if heads[..] == [ChangeHash::from_bytes([7; 32])]
    )));
    assert!(!says_seen(&chair.tick(60_000)), "once");
}

#[test]
fn whoever_works_here_does_not_wait_minutes_for_a_relay_that_is_back() {
    let mut state = State::new(Settings::default(), 0);
    let broken = |again| {
        Event::Link(linking::Event::State(linking::LinkState::Broken {
            why: String::new(),
            is_refused: false,
            again_millis: Some(again),
        }))
    };
    let calls = |effects: &[Effect]| {
        let is_call =
            |one: &Effect| matches!(one, Effect::Link(linking::Effect::Now { stays: true }));
        effects.iter().any(is_call)
    };
    state.happened(broken(300_000), 0);
    assert!(
        !calls(&state.act(Screen::Home.into(), 29_999)),
        "not at every key"
    );
    assert!(calls(&state.act(Screen::Home.into(), 30_000)));
    assert!(!calls(&state.act(Screen::Home.into(), 59_999)));
    assert!(calls(&state.act(Screen::Home.into(), 60_000)));
    // Nobody works: the program waits by itself.
    assert!(!calls(&state.tick(200_000)));
}

#[test]
fn who_was_not_heard_of_for_a_minute_is_gone_without_a_touch() {
    let (mut state, id) = reading(2);
    let device = format::PublicKey::from_bytes([9; 32]);
    let here = linking::Event::Presence {
        device,
        document: Some(id),
        place: String::new(),
    };
    state.happened(Event::Link(here), 1_000);
    assert_eq!(state.next_tick_millis(), Some(61_000));
    state.tick(61_000);
    assert!(state.links.present.is_empty());
}

#[test]
fn what_is_only_in_memory_is_nowhere_else() {
    use linking::{Fact, Facts};
    let (mut state, id) = reading(2);
    let everywhere = Facts {
        at_relay: Fact::Yes(Some(5)),
        at_head_office: Fact::Yes(None),
        seen_by_chair: Fact::No,
        ..Facts::default()
    };
    state.links.facts.insert(id, everywhere);
    assert_eq!(state.facts(&id), everywhere);
    let typed = crate::core::editor::Action::Splice(
        ::council::edit::Place::Title,
        crate::core::editor::TextSplice {
            at: 0,
            delete: 0,
            insert: "Judul".into(),
        },
    );
    state.act(Action::Editor(id, typed), 10);
    let facts = state.facts(&id);
    assert_eq!(facts.at_relay, Fact::Before(Some(5)));
    assert_eq!(facts.at_head_office, Fact::Before(None));
    assert_eq!(facts.seen_by_chair, Fact::No);
}

#[test]
fn what_comes_into_the_document_on_the_screen_needs_no_notice() {
    let (mut state, id) = reading(2);
    let came = |documents: Vec<DocumentId>, new_reports| {
        Event::Link(linking::Event::Came {
            documents,
            new_reports,
        })
    };
    let other = DocumentId::from_bytes([8; 16]);
    state.happened(came(vec![id], 1), 10);
    state.happened(came(vec![other], 0), 10);
    assert!(
        state.notices.shown().is_empty(),
        "{:?}",
        state.notices.shown()
    );
    state.happened(came(vec![id, other], 1), 10);
    assert_eq!(state.notices.shown().len(), 1);
    // Somebody joined: the council is read, and there is nothing else to tell.
    let effects = state.happened(came(vec![], 0), 10);
    let is_council = |one: &Effect| matches!(one, Effect::Council(Convening::Load));
    assert!(effects.iter().any(is_council));
}

fn closes(effects: &[Effect]) -> bool {
    let is_close = |effect: &Effect| matches!(effect, Effect::Window(Window::Close));
    effects.iter().any(is_close)
}

fn attach(id: DocumentId, name: &str) -> Action {
    let files = vec![std::path::PathBuf::from(name)];
    Action::Editor(id, crate::core::editor::Action::Attach(files, None))
}

fn attached(id: DocumentId, name: &str) -> Event {
    let blob = format::Blob::of(name.as_bytes());
    let one = ::council::attachment::Attachment::new(name, blob, None);
    Event::Editor(id, Box::new(EditorEvent::Attached(vec![one])))
}

/// What is being attached now, and beside how many.
fn attaching(effects: &[Effect]) -> Vec<(String, usize)> {
    let one = |effect: &Effect| match effect {
        Effect::Editor(_, Editing::Attach { files, present, .. }) => {
            Some((files[0].display().to_string(), present.len()))
        }
        _ => None,
    };
    effects.iter().filter_map(one).collect()
}

fn save_of(effects: &[Effect]) -> Option<Vec<ChangeHash>> {
    effects.iter().find_map(|effect| match effect {
        Effect::Editor(_, Editing::Save(save)) => {
            Some(save.changes.iter().map(|change| change.hash).collect())
        }
        _ => None,
    })
}

#[test]
fn the_program_ends_only_when_what_is_being_attached_stands_in_the_document() {
    let (mut state, id) = reading(2);
    assert_eq!(
        attaching(&state.act(attach(id, "pindaian.pdf"), 10)),
        [("pindaian.pdf".to_owned(), 0)]
    );
    assert!(state.is_attaching());
    state.act(Action::Quit, 20);
    assert!(!closes(&state.handed_over(20)), "the file is being read");
    let effects = state.happened(attached(id, "pindaian.pdf"), 30);
    assert!(!closes(&effects), "the document is not on disk yet");
    let saved = EditorEvent::Saved(save_of(&effects).expect("it is saved"));
    assert!(closes(
        &state.happened(Event::Editor(id, Box::new(saved)), 40)
    ));
}

#[test]
fn the_program_stays_open_to_say_that_something_was_not_attached() {
    let (mut state, id) = reading(2);
    state.act(attach(id, "kosong.txt"), 10);
    state.act(Action::Quit, 20);
    state.handed_over(20);
    let why = EditorEvent::NotAttached("kosong".into());
    let effects = state.happened(Event::Editor(id, Box::new(why)), 30);
    assert!(!closes(&effects) && !state.is_quitting);
    assert_eq!(state.notices.shown()[0].text, "kosong");
    let mut effects = state.act(Action::Quit, 40);
    effects.extend(state.handed_over(40));
    assert!(closes(&effects));
}

#[test]
fn what_is_given_while_something_is_attached_is_attached_beside_it() {
    let (mut state, id) = reading(2);
    state.act(attach(id, "satu"), 10);
    assert_eq!(attaching(&state.act(attach(id, "dua"), 11)), []);
    assert_eq!(attaching(&state.act(attach(id, "tiga"), 12)), []);
    let effects = state.happened(attached(id, "satu"), 20);
    assert_eq!(attaching(&effects), [("dua".to_owned(), 1)]);
    let why = EditorEvent::NotAttached("terlalu besar".into());
    let effects = state.happened(Event::Editor(id, Box::new(why)), 30);
    assert_eq!(attaching(&effects), [("tiga".to_owned(), 1)]);
    assert!(state.is_attaching());
    state.happened(attached(id, "tiga"), 40);
    assert!(!state.is_attaching());
    assert_eq!(state.editors.get(&id).unwrap().attachments().len(), 2);
}

#[test]
fn what_lies_on_the_clipboard_is_read_when_its_turn_comes() {
    use crate::core::attachments::Copied;
    let (mut state, id) = reading(2);
    let paste = crate::core::editor::Action::PasteAttachment(None);
    let reads = |effects: &[Effect]| {
        let is_it = |one: &Effect| matches!(one, Effect::Editor(_, Editing::ReadClipboard));
        effects.iter().any(is_it)
    };
    assert!(reads(&state.act(Action::Editor(id, paste.clone()), 10)));
    assert!(!reads(&state.act(Action::Editor(id, paste), 11)));
    let copied = |copied| Event::Editor(id, Box::new(EditorEvent::Copied(copied)));
    let files = Copied::Files(vec!["foto.png".into()]);
    let effects = state.happened(copied(files), 20);
    assert_eq!(attaching(&effects), [("foto.png".to_owned(), 0)]);
    assert!(reads(&state.happened(attached(id, "foto.png"), 30)));
    state.happened(copied(Copied::Nothing), 40);
    assert!(!state.is_attaching());
}

#[test]
fn a_document_to_which_something_is_attached_is_kept_open_and_one_that_is_gone_is_told() {
    let (mut state, id) = reading(2);
    state.act(attach(id, "pindaian.pdf"), 10);
    let close = crate::core::editor::Action::Close;
    state.act(Action::Editor(id, close.clone()), 20);
    assert!(state.editors.get(&id).is_some(), "its file is being read");
    let effects = state.happened(attached(id, "pindaian.pdf"), 30);
    let saved = EditorEvent::Saved(save_of(&effects).unwrap());
    state.happened(Event::Editor(id, Box::new(saved)), 40);
    state.act(Action::Editor(id, close), 50);
    assert!(state.editors.get(&id).is_none());
    state.happened(attached(id, "lain.pdf"), 60);
    let shown = state.notices.shown().iter();
    assert!(shown.last().unwrap().text.contains("lain.pdf"));
}

#[test]
fn a_drop_belongs_to_what_the_panel_says_and_is_said_before() {
    use crate::core::pick::Landing;
    use ::council::edit::{Collection, Edit, New, Place};
    use ::council::view::Clause;
    let (mut state, id) = reading(2);
    let thing = (
        Collection::Clauses,
        "0b0c0d0e-0000-4000-8000-000000000001".to_owned(),
    );
    let clause = thing.1.clone();
    let add = Edit::Insert {
        new: New::Clause(Clause {
            id: clause.clone(),
            level: 1,
            heading: "Kanal".into(),
            body: String::new(),
        }),
        after: None,
    };
    use crate::core::editor::Action as Editor;
    state.act(Action::Editor(id, Editor::Edit(vec![add])), 10);
    let at = Place::ClauseHeading(clause);
    state.act(Action::Editor(id, Editor::At(Some(at))), 20);
    let files = [std::path::PathBuf::from("foto.png")];
    let whole = Landing::Attach(id, None);
    assert_eq!(state.landing(&files), whole);
    state.act(Action::Panel(Panel::Attachments), 30);
    state.act(Action::Editor(id, Editor::AttachToThing(true)), 30);
    assert_eq!(
        state.landing(&files),
        Landing::Attach(id, Some(thing.clone()))
    );
    let effects = state.act(Action::Drop(files.to_vec()), 40);
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Editor(_, Editing::Attach { to: Some(to), .. }) if *to == thing
    )));
    // Who does not see what is chosen does not mean it.
    state.act(Action::Panel(Panel::Attachments), 50);
    assert_eq!(state.landing(&files), whole);
    state.act(Screen::Home.into(), 60);
    assert_eq!(state.landing(&files), Landing::Import);
    let carried = [files[0].clone(), "a.dewan-carry".into()];
    assert_eq!(state.landing(&carried), Landing::CarryFiles { others: 1 });
    assert_eq!(state.landing(&[]), Landing::Nowhere);
}

#[test]
fn what_moved_in_a_session_is_told_until_it_ends() {
    let (mut state, _) = reading(2);
    let moved = linking::Event::Moved {
        sent: 5,
        received: 7,
        to_come: Some(3),
    };
    state.happened(Event::Link(moved), 10);
    assert_eq!(state.links.moved, (5, 7));
    let calling = linking::Event::State(linking::LinkState::Calling);
    state.happened(Event::Link(calling), 20);
    assert_eq!(state.links.moved, (0, 0));
    assert_eq!(state.links.bytes_to_come, None);
}

#[test]
fn what_may_be_spent_on_the_link_decides_at_once_what_is_said_to_come() {
    let (mut state, id) = reading(2);
    state.act(Action::Panel(Panel::Attachments), 5);
    let thrift = settings::Thrift {
        metered: true,
        ..settings::Thrift::default()
    };
    let set = settings::Action::Thrift(thrift);
    let effects = state.act(Action::Settings(set), 10);
    let kept = effects
        .iter()
        .position(|one| matches!(one, Effect::Settings(_)));
    let read = |wanted: fn(&Effect) -> bool| effects.iter().position(wanted);
    let standing = read(|one| matches!(one, Effect::Link(Linking::LoadStanding)));
    let attached = read(|one| matches!(one, Effect::Editor(_, Editing::LoadAttachments { .. })));
    assert!(
        kept.is_some() && kept < standing && kept < attached,
        "{effects:?}"
    );
    assert_eq!(state.shown_document(), Some(id));
}

#[test]
fn what_came_of_a_carry_file_that_stopped_half_way_is_read() {
    use crate::core::carry_file::{Event as Carried, Preview, Stage};
    let (mut state, _) = reading(2);
    let preview = Preview {
        from: "Budi".into(),
        whom: "Ratna".into(),
        time_millis: 1,
        since_millis: None,
        bytes: 1,
        was_locked: false,
        lacks_earlier: false,
        documents: vec![],
        new_roster_acts: 0,
        receipts: 0,
        files: 0,
    };
    state.act(Action::Drop(vec!["a.dewan-carry".into()]), 10);
    let looked = Carried::Looked(1, Ok(Box::new(preview.clone())));
    state.happened(Event::Carry(looked), 20);
    state.act(
        Action::Carry(crate::core::carry_file::Action::Take(vec![1])),
        30,
    );
    let stopped = Carried::Taken(1, Err("penuh".into()));
    let effects = state.happened(Event::Carry(stopped), 40);
    let is_list =
        |one: &Effect| matches!(one, Effect::Documents(crate::core::documents::Effect::Load));
    assert!(effects.iter().any(is_list), "what came is listed");
    let stage = Stage::Stopped(Box::new(preview), "penuh".into());
    assert_eq!(state.carry.files[0].stage, stage);
}

fn in_editor(state: &mut State, id: DocumentId, event: EditorEvent) -> Vec<Effect> {
    state.happened(Event::Editor(id, Box::new(event)), 100)
}

fn type_title(state: &mut State, id: DocumentId) {
    let typed = crate::core::editor::Action::Splice(
        ::council::edit::Place::Title,
        crate::core::editor::TextSplice {
            at: 0,
            delete: 0,
            insert: "Pedoman".into(),
        },
    );
    state.act(Action::Editor(id, typed), 10);
}

fn notices(state: &State) -> Vec<&str> {
    let shown = state.notices.shown().iter();
    shown.map(|notice| notice.text.as_str()).collect()
}

#[test]
fn no_reading_of_a_document_is_taken_in_after_one_that_began_later() {
    let (mut state, id) = reading(2);
    let shared = |held_back| Box::new(EditorEvent::Shared(Default::default(), held_back));
    in_editor(&mut state, id, EditorEvent::Read(2, shared(2)));
    in_editor(&mut state, id, EditorEvent::Read(1, shared(1)));
    let held_back = |state: &State| state.editors.get(&id).map(|editor| editor.held_back);
    assert_eq!(held_back(&state), Some(2));
    // What is read of something else is counted by itself.
    let overlaps = Box::new(EditorEvent::Overlaps(vec![]));
    in_editor(&mut state, id, EditorEvent::Read(9, overlaps));
    in_editor(&mut state, id, EditorEvent::Read(3, shared(3)));
    assert_eq!(held_back(&state), Some(3));
}

#[test]
fn who_attached_something_is_learnt_also_from_a_reading_that_was_overtaken() {
    use crate::core::attachments::Standings;
    let (mut state, id) = reading(2);
    let mut whose = Standings::default();
    whose.said.insert("a".into(), (None, 7));
    let read = |number, standings| {
        EditorEvent::Read(
            number,
            Box::new(EditorEvent::Attachments(Box::new(standings))),
        )
    };
    in_editor(&mut state, id, read(2, Standings::default()));
    in_editor(&mut state, id, read(1, whose));
    let said = &state.editors.get(&id).unwrap().attached.standings.said;
    assert!(said.contains_key("a"));
}

#[test]
fn what_is_refused_is_told_wherever_its_form_is_not_on_the_screen() {
    use crate::core::deciding::Saying;
    use crate::core::panel::Panel;
    let (mut state, id) = reading(2);
    type_title(&mut state, id);
    let refused = || EditorEvent::NotSaid("Disk penuh.".into());
    state.act(Action::Panel(Panel::Decisions), 20);
    in_editor(&mut state, id, refused());
    assert_eq!(notices(&state), [""; 0], "the form says it");
    state.act(Screen::Home.into(), 30);
    in_editor(&mut state, id, refused());
    let [text] = notices(&state)[..] else {
        panic!("{:?}", notices(&state))
    };
    assert!(text.contains("Pedoman") && text.contains("Disk penuh."));
    let saying = &state.editors.get(&id).unwrap().judged.saying;
    assert_eq!(*saying, Saying::Refused("Disk penuh.".into()));
}

#[test]
fn a_document_stays_open_until_what_is_said_about_it_is_saved() {
    use crate::core::editor::{Action as Editing, NewComment};
    let (mut state, id) = reading(2);
    let comment = NewComment {
        place: None,
        range: None,
        text: "Kenapa?".into(),
        answers: None,
    };
    state.act(Action::Editor(id, Editing::Comment(comment.clone())), 10);
    state.act(Action::Editor(id, Editing::Close), 20);
    assert!(state.editors.get(&id).is_some());
    let refused = EditorEvent::NotCommented(Box::new(comment.clone()), "Disk penuh.".into());
    in_editor(&mut state, id, refused);
    let editor = state.editors.get(&id).unwrap();
    assert_eq!(editor.telling.refusal(&comment), Some("Disk penuh."));
    assert_eq!(notices(&state).len(), 1, "nobody looks at the comments");
    state.act(Action::Editor(id, Editing::Close), 30);
    assert!(state.editors.get(&id).is_none());
}

#[test]
fn why_nothing_was_struck_is_said_beside_the_reason() {
    use crate::core::deciding::Saying;
    use crate::core::editor::Action as Editing;
    let (mut state, id) = reading(2);
    let strike = Editing::Strike {
        place: ::council::edit::Place::Title,
        reviewed: ::council::review::Reviewed {
            before: vec![],
            after: vec![],
        },
        reason: "Belum dibahas.".into(),
    };
    state.act(Action::Editor(id, strike), 10);
    let why = state.settings.language.say("strike-not-yours");
    let striking = &state.editors.get(&id).unwrap().judged.striking;
    assert_eq!(*striking, Saying::Refused(why));
    assert_eq!(notices(&state), [""; 0]);
}

#[test]
fn whoever_went_elsewhere_stays_there_when_a_document_started_over() {
    let into = DocumentId::from_bytes([6; 16]);
    let (mut state, id) = reading(1);
    in_editor(&mut state, id, EditorEvent::WentOn(into, 0));
    assert_eq!(state.shown_document(), Some(into));
    let (mut state, id) = reading(1);
    type_title(&mut state, id);
    state.act(Screen::Sync.into(), 20);
    in_editor(&mut state, id, EditorEvent::WentOn(into, 0));
    assert_eq!(state.screen, Screen::Sync);
    // What was typed and not saved is told of, too.
    let language = state.settings.language;
    let unsaved = say!(language, "notice-restarted-unsaved", id = into.short());
    let [first, second] = notices(&state)[..] else {
        panic!("{:?}", notices(&state))
    };
    assert_eq!(first, unsaved);
    assert!(second.contains("Pedoman"), "{second}");
}

#[test]
fn a_restart_that_is_refused_is_asked_for_again_with_why() {
    use crate::core::editor::{Action as Editing, Restarting};
    let (mut state, id) = reading(1);
    let wishes = |state: &mut State| {
        state.act(Action::Editor(id, Editing::Restart("berat".into())), 10);
    };
    wishes(&mut state);
    let refused = || EditorEvent::NotRestarted("Disk penuh.".into());
    in_editor(&mut state, id, refused());
    let editor = state.editors.get(&id).unwrap();
    assert_eq!(editor.restarting, Some(Restarting::Asked));
    assert_eq!(editor.not_restarted.as_deref(), Some("Disk penuh."));
    assert_eq!(notices(&state), [""; 0]);
    wishes(&mut state);
    state.act(Screen::Sync.into(), 20);
    in_editor(&mut state, id, refused());
    assert_eq!(state.editors.get(&id).unwrap().restarting, None);
    assert_eq!(notices(&state).len(), 1);
}

#[test]
fn the_review_page_of_a_document_that_was_removed_gives_way_to_the_queue() {
    let (mut state, id) = reading(1);
    state.act(Screen::Review(Some(id)).into(), 10);
    in_editor(&mut state, id, EditorEvent::Forgotten(3, 0));
    assert_eq!(state.screen, Screen::Review(None));
    let is_of = |screen: &Screen| matches!(screen, Screen::Review(Some(_)) | Screen::Document(..));
    assert!(!state.past.iter().any(is_of), "{:?}", state.past);
}

#[test]
fn counts_say_until_when_others_were_heard_and_name_units_silent_for_more_than_seven_days() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let now = 100 * DAY;
    let mut placed = council(1);
    let of = |n: u8, office: &str, standing: Standing| Member {
        key: PublicKey::from_bytes([n; 32]),
        office: office.into(),
        standing,
        first: PublicKey::from_bytes([n; 32]),
        ..placed.members[&placed.me].clone()
    };
    let others = [
        of(2, "Surabaya", Standing::Counts),
        of(3, "Surabaya", Standing::Counts),
        of(4, "Medan", Standing::Counts),
        of(5, "Ambon", Standing::Unconfirmed),
        of(6, "Bogor", Standing::Revoked),
    ];
    for member in others {
        placed.members.insert(member.key, member);
    }
    let mut state = State::new(Settings::default(), now);
    assert_eq!(state.freshness(), Default::default());
    let placed = Event::Council(CouncilEvent::Placed(Box::new(placed)));
    state.happened(placed, now);
    // Ambon is silent for seven days to the moment, Medan for one more.
    let heard = [
        (1, now),
        (2, 0),
        (3, now - DAY),
        (4, now - 8 * DAY),
        (5, now - 7 * DAY),
        (6, 0),
    ];
    let heard = heard.map(|(n, millis)| (PublicKey::from_bytes([n; 32]), millis));
    let event = Event::Council(CouncilEvent::Heard(heard.into()));
    state.happened(event, now);
    let freshness = state.freshness();
    assert_eq!(
        freshness.as_of_millis,
        Some(now - DAY),
        "what this device says is no news"
    );
    assert_eq!(freshness.silent, [("Medan".to_owned(), now - 8 * DAY)]);
    state.happened(
        Event::Council(CouncilEvent::Heard(BTreeMap::new())),
        now + 1,
    );
    state.links.last_caught_up_millis = Some(now);
    assert_eq!(state.freshness().as_of_millis, Some(now));
}
