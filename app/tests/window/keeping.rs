//! What is filled in is said only on purpose and only about what was read, and is not lost where it is refused.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use dewan::core::documents::Event as ListEvent;
use dewan::core::editor::{self, NewComment};
use dewan::core::panel::Panel;
use dewan::core::review::{self, Span};
use dewan::core::{Action, Effect, Event, Screen, State, documents};
use dewan::engine::desk::Outbox;
use dewan::say;
use dewan::words::Language;
use dewan::words::lifecycle::status_name;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use format::DocumentId;

use super::harness::TestWindow;
use super::striking::{at_review, press, submitted_again};
use crate::merging::{exchange, two_offices};
use crate::program::Desk;

const LANGUAGES: [Language; 2] = [Language::Indonesian, Language::English];

/// What the tests hold back between window and engine.
#[derive(Default)]
struct Between {
    holds_changes: Cell<bool>,
    refuses: Cell<bool>,
    span: RefCell<Option<Span>>,
    wish: RefCell<Option<DocumentId>>,
    outbox: RefCell<Option<Outbox>>,
}

/// Why something is refused in these tests.
const WHY: &str = "Cakram penuh.";

impl Between {
    fn tell(&self, event: Event) {
        let outbox = self.outbox.borrow().clone();
        outbox.unwrap().tell(event);
    }

    fn tell_of(&self, id: DocumentId, event: editor::Event) {
        self.tell(Event::Editor(id, Box::new(event)));
    }
}

/// A window of which changes on the review page are not read while `holds_changes`, and in which nothing is said
/// while `refuses`: comments are refused at once, everything else is left for the test to answer.
fn watched(desk: &Desk, language: Language) -> (TestWindow, Rc<Between>) {
    let between = Rc::new(Between::default());
    let watch = Rc::clone(&between);
    let window = TestWindow::open_with(&desk.home(), language, move |effect, outbox| {
        watch.outbox.replace(Some(outbox.clone()));
        match effect {
            Effect::Review(review::Effect::LoadChanges(span)) if watch.holds_changes.get() => {
                watch.span.replace(Some(span.clone()));
                false
            }
            Effect::Editor(id, editor::Effect::Say(_)) if watch.refuses.get() => {
                watch.wish.replace(Some(*id));
                false
            }
            Effect::Editor(id, editor::Effect::Comment(comment, ..)) if watch.refuses.get() => {
                let comment = Box::new(comment.clone());
                let refused = editor::Event::NotCommented(comment, WHY.to_owned());
                outbox.tell(Event::Editor(*id, Box::new(refused)));
                false
            }
            _ => true,
        }
    });
    (window, between)
}

fn id_of(window: &mut TestWindow, title: &str) -> DocumentId {
    window.until("it is listed", |state| {
        let mut rows = state.documents.rows.iter().flatten();
        rows.any(|row| row.title == title)
    });
    let mut rows = window.state().documents.rows.iter().flatten();
    rows.find(|row| row.title == title).unwrap().id
}

fn go_to_review(window: &mut TestWindow, changes: usize) -> DocumentId {
    let id = id_of(window, "Pedoman");
    window.act(Action::Go(Screen::Review(Some(id))));
    until_changes(window, changes);
    id
}

fn until_changes(window: &mut TestWindow, changes: usize) {
    window.until("what changed is there", |state| {
        let id = state.reviewed_document().unwrap();
        let is_judged = state
            .editors
            .get(&id)
            .is_some_and(|editor| editor.judged.decisions.is_some());
        let found = state.review.changes_of(&id);
        is_judged && found.is_some_and(|found| found.hunks.len() == changes)
    });
}

fn go_to(window: &mut TestWindow, title: &str, panel: Panel) -> DocumentId {
    let id = id_of(window, title);
    window.act(Action::Go(Screen::Document(id, None)));
    if window.state().panel != Some(panel) {
        window.act(Action::Panel(panel));
    }
    window.until("its decisions are there", |state| {
        let editor = state.shown_editor();
        editor.is_some_and(|editor| editor.judged.decisions.is_some())
    });
    window.harness.run_steps(3);
    id
}

/// What one office wrote comes to another one whose window is open.
fn bring(from: &Desk, to: &Desk, name: &str, whom: &str) {
    let path = from.path(name);
    let file = path.to_str().unwrap();
    from.run(&["carry", "write", file, "--for", whom, "--open"]);
    to.run(&["carry", "read", file]);
}

fn has_button(window: &TestWindow, name: &'static str) -> bool {
    let word = window.word(name);
    let mut found = window
        .harness
        .query_all_by_role_and_label(Role::Button, word);
    found.next().is_some()
}

fn says(window: &TestWindow, text: &str) -> bool {
    let mut found = window.harness.query_all_by_label_contains(text);
    found.next().is_some()
}

fn typed(window: &TestWindow, name: &'static str) -> String {
    window.field(name).value().unwrap_or_default()
}

fn standing(state: &State, id: &DocumentId) -> &'static str {
    let editor = state.editors.get(id);
    let decisions = editor.and_then(|editor| editor.judged.decisions.as_ref());
    decisions.map_or("", |decisions| status_name(&decisions.status()))
}

fn submissions(state: &State, id: &DocumentId) -> usize {
    let editor = state.editors.get(id);
    let decisions = editor.and_then(|editor| editor.judged.decisions.as_ref());
    decisions.map_or(0, |decisions| decisions.lifecycle.submissions.len())
}

fn comments(state: &State, id: &DocumentId) -> usize {
    let editor = state.editors.get(id);
    editor.map_or(0, |editor| editor.comments.len())
}

fn press_with(window: &mut TestWindow, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.run_steps(3);
}

/// Begins a comment on the last change of the page.
fn comment_on_the_last_change(window: &mut TestWindow, words: &str) {
    let comment = window.word("review-comment-key");
    let buttons = window
        .harness
        .query_all_by_role_and_label(Role::Button, comment);
    buttons.last().unwrap().click();
    window.harness.run_steps(3);
    window.type_into("review-comment-field", words);
}

#[test]
fn the_keys_of_a_decision_are_those_pressed_in_its_form() {
    for language in LANGUAGES {
        let (pusat, _) = submitted_again();
        let mut chair = at_review(&pusat, language, 2);
        let id = chair.state().reviewed_document().unwrap();
        press(&mut chair, Key::A);
        assert!(has_button(&chair, "send-approve"));
        chair.type_into("form-words", "Setuju.");
        // A comment is typed: neither of its keys is for the decision.
        comment_on_the_last_change(&mut chair, "Kenapa?");
        press_with(&mut chair, Modifiers::COMMAND, Key::Enter);
        chair.field("review-comment-field").focus();
        chair.harness.run_steps(2);
        press(&mut chair, Key::Escape);
        assert_eq!(standing(chair.state(), &id), "ready", "nothing is signed");
        assert!(has_button(&chair, "send-approve"), "the form stays");
        assert_eq!(typed(&chair, "form-words"), "Setuju.");
        // Nor is what is pressed in the palette.
        chair.field("form-words").focus();
        chair.harness.run_steps(2);
        press_with(&mut chair, Modifiers::COMMAND, Key::K);
        press_with(&mut chair, Modifiers::COMMAND, Key::Enter);
        press(&mut chair, Key::Escape);
        assert!(has_button(&chair, "send-approve"), "the form stays");
        assert_eq!(standing(chair.state(), &id), "ready");
        // In the form both do what they say.
        chair.type_into("form-words", "");
        press(&mut chair, Key::Escape);
        assert!(!has_button(&chair, "send-approve"), "it is put away");
        press(&mut chair, Key::A);
        chair.type_into("form-words", "Setuju.");
        press_with(&mut chair, Modifiers::COMMAND, Key::Enter);
        chair.until("it is approved", |state| standing(state, &id) == "approved");
    }
}

#[test]
fn going_on_in_the_text_submits_nothing_although_the_form_is_open() {
    let (_, surabaya) = submitted_again();
    surabaya.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik selalu."]);
    let mut drafter = TestWindow::open_offline(&surabaya.home(), Language::Indonesian);
    let id = go_to(&mut drafter, "Pedoman", Panel::Decisions);
    drafter.click("do-submit");
    drafter.type_into("form-note", "Tolong dibaca.");
    let body = drafter.word("policy-body");
    let mut fields = drafter.harness.query_all_by_label(body);
    fields.next().unwrap().focus();
    drop(fields);
    drafter.harness.run_steps(2);
    press_with(&mut drafter, Modifiers::COMMAND, Key::Enter);
    let count = submissions(drafter.state(), &id);
    assert_eq!(count, 2, "nothing new is submitted");
    assert_eq!(typed(&drafter, "form-note"), "Tolong dibaca.");
}

#[test]
fn what_is_decided_is_what_stands_on_the_page_also_when_another_text_is_submitted_meanwhile() {
    for language in LANGUAGES {
        let (pusat, surabaya) = submitted_again();
        let (mut chair, between) = watched(&pusat, language);
        let id = go_to_review(&mut chair, 2);
        press(&mut chair, Key::A);
        chair.type_into("form-words", "Sudah saya baca.");
        // A comment on what will be gone.
        comment_on_the_last_change(&mut chair, "Terlalu luas.");

        between.holds_changes.set(true);
        surabaya.run(&["set", "Pedoman", "clause/2", "Semua cabang."]);
        surabaya.run(&["submit", "Pedoman"]);
        bring(&surabaya, &pusat, "lagi.dewan-carry", "Rina");
        chair.until("the new submission is here", |state| {
            submissions(state, &id) == 3
        });
        chair.until_shown(language.word("review-newly-submitted"));
        chair.until_shown(language.word("form-other-text"));
        assert!(says(&chair, "Sudah saya baca."), "it is not lost");
        assert!(!has_button(&chair, "do-decide") && !has_button(&chair, "do-return"));
        chair.act(Action::Go(Screen::Review(None)));
        chair.act(Action::Go(Screen::Review(Some(id))));
        press(&mut chair, Key::A);
        assert!(!has_button(&chair, "send-approve"));

        // It cannot be read: that is said, and it is read again when something comes.
        let span = between.span.borrow().clone().unwrap();
        between.tell(Event::Review(review::Event::Unreadable(span)));
        chair.until_shown(language.word("review-unreadable"));
        between.holds_changes.set(false);
        between.tell(Event::Grew);
        until_changes(&mut chair, 1);
        let gone = say!(language, "review-said-of-gone", what = "");
        chair.until_shown(gone.split(':').next().unwrap());
        assert_eq!(typed(&chair, "review-comment-field"), "Terlalu luas.");
        chair.click("do-decide");
        assert_eq!(typed(&chair, "form-words"), "Sudah saya baca.");
        chair.click("send-approve");
        chair.until("it is approved", |state| standing(state, &id) == "approved");
    }
}

#[test]
fn a_refusal_is_said_where_the_person_is_and_what_was_filled_in_stays() {
    for language in LANGUAGES {
        let (_, surabaya) = submitted_again();
        surabaya.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik selalu."]);
        surabaya.run(&["new", "policy", "Edaran"]);
        let (mut drafter, between) = watched(&surabaya, language);
        let id = go_to(&mut drafter, "Pedoman", Panel::Decisions);
        between.refuses.set(true);
        drafter.click("do-submit");
        drafter.type_into("form-note", "Tolong dibaca.");
        drafter.click("send-submit");
        drafter.until("it is on its way", |_| between.wish.borrow().is_some());
        let other = go_to(&mut drafter, "Edaran", Panel::Decisions);
        between.tell_of(id, editor::Event::NotSaid(WHY.to_owned()));
        let notice = say!(language, "notice-not-said", title = "Pedoman", why = WHY);
        drafter.until_shown(&notice);
        assert_eq!(drafter.state().shown_document(), Some(other));
        go_to(&mut drafter, "Pedoman", Panel::Decisions);
        assert_eq!(typed(&drafter, "form-note"), "Tolong dibaca.");
        assert!(says(&drafter, WHY));
        // Another form knows nothing of it.
        for notice in drafter.state().notices.shown().to_vec() {
            drafter.act(Action::Dismiss(notice.number));
        }
        drafter.click("form-cancel");
        drafter.click("do-submit");
        assert!(!says(&drafter, WHY), "that was about another form");
        between.refuses.set(false);
        drafter.click("send-submit");
        drafter.until("it is submitted", |state| submissions(state, &id) == 3);
        assert!(
            !has_button(&drafter, "send-submit"),
            "the form is done with"
        );
    }
}

#[test]
fn a_comment_that_is_refused_stays_in_its_field_with_why() {
    for language in LANGUAGES {
        let (pusat, _) = submitted_again();
        let (mut chair, between) = watched(&pusat, language);
        between.refuses.set(true);
        let id = go_to(&mut chair, "Pedoman", Panel::Comments);
        chair.click("comment-document");
        chair.type_into("comment-text", "Terlalu panjang.");
        chair.click("comment-send");
        chair.until_shown(WHY);
        assert_eq!(typed(&chair, "comment-text"), "Terlalu panjang.");
        between.refuses.set(false);
        chair.click("comment-send");
        chair.until("it is saved", |state| comments(state, &id) == 1);
        chair.harness.run_steps(3);
        assert!(has_button(&chair, "comment-document"), "the field is gone");

        between.refuses.set(true);
        go_to_review(&mut chair, 2);
        press(&mut chair, Key::C);
        chair.type_into("review-comment-field", "Kenapa?");
        press(&mut chair, Key::Enter);
        chair.until_shown(WHY);
        assert_eq!(typed(&chair, "review-comment-field"), "Kenapa?");
        between.refuses.set(false);
        chair.click("comment-send");
        chair.until("it is saved", |state| comments(state, &id) == 2);
        // A comment that is refused while the person is elsewhere is told there.
        between.refuses.set(true);
        let said = NewComment {
            place: None,
            range: None,
            text: "Jangan lupa.".into(),
            answers: None,
        };
        chair.act(Action::Go(Screen::Home));
        chair.act(Action::Editor(id, editor::Action::Comment(said)));
        let notice = say!(
            language,
            "notice-not-commented",
            title = "Pedoman",
            why = WHY
        );
        chair.until_shown(&notice);
    }
}

#[test]
fn the_keys_of_the_review_page_work_after_tab_and_a_comment_goes_along_to_another_change() {
    let (pusat, _) = submitted_again();
    let mut chair = at_review(&pusat, Language::Indonesian, 2);
    press(&mut chair, Key::Tab);
    press(&mut chair, Key::J);
    let second = say!(Language::Indonesian, "review-at", at = 2_u64, of = 2_u64);
    assert!(says(&chair, &second));
    press(&mut chair, Key::C);
    chair.type_into("review-comment-field", "Sudah dibahas?");
    let comment = chair.word("review-comment-key");
    let mut buttons = chair
        .harness
        .query_all_by_role_and_label(Role::Button, comment);
    buttons.next().unwrap().click();
    drop(buttons);
    chair.harness.run_steps(3);
    let first = say!(Language::Indonesian, "review-at", at = 1_u64, of = 2_u64);
    assert!(says(&chair, &first));
    assert_eq!(typed(&chair, "review-comment-field"), "Sudah dibahas?");
    chair.field("review-comment-field").focus();
    chair.harness.run_steps(2);
    press(&mut chair, Key::Enter);
    let id = chair.state().reviewed_document().unwrap();
    chair.until("it is said about the first one", |state| {
        let comments = &state.editors.get(&id).unwrap().comments;
        let changes = state.review.changes_of(&id).unwrap();
        comments
            .first()
            .is_some_and(|said| said.comment.place == changes.hunks[0].place.key())
    });
}

#[test]
fn a_comment_is_not_lost_when_something_else_changes_the_screen() {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["new", "policy", "Pedoman"]);
    pusat.run(&["new", "policy", "Edaran"]);
    exchange(&pusat, &surabaya);
    let (mut window, between) = watched(&pusat, Language::Indonesian);
    let id = go_to(&mut window, "Pedoman", Panel::Comments);
    let other = id_of(&mut window, "Edaran");
    window.click("comment-document");
    window.type_into("comment-text", "Belum selesai");
    between.tell(Event::Documents(ListEvent::Created(other)));
    window.until("the other one is open", |state| {
        state
            .shown_editor()
            .is_some_and(|editor| editor.id == other)
    });
    window.until("it is kept", |state| {
        let unsent = state.settings.unsent.get(&id.to_string());
        unsent.is_some_and(|unsent| unsent.text == "Belum selesai")
    });
    window.act(Action::Go(Screen::Document(id, None)));
    window.harness.run_steps(3);
    assert_eq!(typed(&window, "comment-text"), "Belum selesai");
    // Files that are dropped lead to a form of their own.
    window.act(Action::Go(Screen::Home));
    window.act(Action::Drop(vec!["berkas.md".into()]));
    let is_form = |state: &State| {
        matches!(
            state.screen,
            Screen::NewDocument(documents::Beginning::Files(_))
        )
    };
    assert!(is_form(window.state()));
    window.act(Action::Go(Screen::Document(id, None)));
    window.harness.run_steps(3);
    assert_eq!(typed(&window, "comment-text"), "Belum selesai");
}
