//! Archiving in the window: offered to whoever may, and refused in words to whoever asks all the same.

use dewan::core::documents::Action as ListAction;
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
