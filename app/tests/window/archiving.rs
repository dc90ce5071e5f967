//! Archiving in the window: offered to whoever may, and refused in words to whoever asks all the same.

use dewan::core::documents::Action as ListAction;
use dewan::core::editor::Action as EditorAction;
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use format::DocumentId;

use super::harness::TestWindow;
use crate::lifecycle::with_policy;
use crate::merging::carry;
use crate::program::Desk;

fn policy(state: &State) -> Option<DocumentId> {
    let mut rows = state.documents.rows.iter().flatten();
    rows.find(|row| row.title == "Pedoman").map(|row| row.id)
}

fn at_policy(desk: &Desk, language: Language) -> (TestWindow, DocumentId) {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.until("the list is there", |state| policy(state).is_some());
    let id = policy(window.state()).unwrap();
    window.act(Action::Go(Screen::Document(id, None)));
    window.until("it is open", |state| state.shown_editor().is_some());
    (window, id)
}

#[test]
fn archiving_what_was_submitted_is_offered_to_who_publishes_and_to_nobody_else() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya) = with_policy();
        let is_offered = |desk: &Desk| {
            let (mut window, _) = at_policy(desk, language);
            window.click("document-menu");
            let word = window.word("document-archive");
            let mut found = window
                .harness
                .query_all_by_role_and_label(Role::MenuItem, word);
            found.next().is_some()
        };
        assert!(is_offered(&surabaya), "a draft of its own");
        surabaya.run(&["submit", "Pedoman"]);
        carry(&surabaya, &pusat);
        assert!(is_offered(&pusat) && !is_offered(&surabaya));
        let (mut window, id) = at_policy(&surabaya, language);
        window.act(Action::Documents(ListAction::Archive(id, true)));
        let words = match language {
            Language::Indonesian => "hanya sekretaris dewan",
            Language::English => "only the council secretary",
        };
        window.until_shown(words);
        drop(window);
        assert_eq!(surabaya.json(&["list"])[0]["archived"], false);
    }
}

fn is_archived(desk: &Desk) -> bool {
    let shown = desk.json(&["show", "Pedoman"]);
    shown["archived"] == true
}

#[test]
fn archiving_is_undone_and_done_again_like_anything_else() {
    let (_, surabaya) = with_policy();
    for language in [Language::Indonesian, Language::English] {
        let (mut window, id) = at_policy(&surabaya, language);
        window.act(Action::Documents(ListAction::Archive(id, true)));
        window.until_shown(language.word("notice-archived"));
        let is_marked = |state: &State| {
            let editor = state.shown_editor();
            editor.is_some_and(|editor| dewan::core::header::is_archived(&editor.view))
        };
        window.until("the page knows it", is_marked);
        for (deed, told, wanted) in [
            (EditorAction::Undo, "notice-restored", false),
            (EditorAction::Redo, "notice-archived", true),
            (EditorAction::Undo, "notice-restored", false),
        ] {
            window.act(Action::Editor(id, deed));
            window.until_shown(language.word(told));
            assert_eq!(is_marked(window.state()), wanted);
            window.until("it is saved", |state| state.unsaved_changes() == 0);
            window.until("the list knows it", |state| {
                let row = state.documents.row(&id);
                row.is_some_and(|row| row.is_archived == wanted)
            });
        }
        drop(window);
        assert!(!is_archived(&surabaya));
    }
}

#[test]
fn who_may_not_archive_any_more_is_told_why_nothing_is_undone() {
    let (_, surabaya) = with_policy();
    // Archived and brought back while it was a draft.
    surabaya.run(&["archive", "Pedoman"]);
    surabaya.run(&["archive", "Pedoman", "--restore"]);
    surabaya.run(&["submit", "Pedoman"]);
    for language in [Language::Indonesian, Language::English] {
        let (mut window, id) = at_policy(&surabaya, language);
        window.act(Action::Editor(id, EditorAction::Undo));
        window.until_shown(language.word("notice-may-not-undo-archiving"));
        drop(window);
        assert!(!is_archived(&surabaya));
    }
}
