//! A comment that mentions somebody in another office: told there, gone to, seen, and gone.

use dewan::core::documents::{Action as ListAction, Template};
use dewan::core::inbox::Count;
use dewan::core::panel::Panel;
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;
use super::two_offices::{both, offices};
use crate::relay::Relay;

fn count(state: &State) -> (usize, usize) {
    let Count { comments, mentions } = state.inbox.count();
    (comments, mentions)
}

/// Types a comment; whom it mentions is chosen with the keyboard from what is offered.
fn comment(window: &mut TestWindow, before: &str, begun: &str, after: &str) {
    window.type_into("comment-text", before);
    if !begun.is_empty() {
        window.type_into("comment-text", begun);
        window.harness.key_press(egui::Key::Enter);
        window.harness.step();
        window.harness.step();
    }
    window.type_into("comment-text", after);
    window.click("comment-send");
}

/// What the notice of a comment is called.
fn button(window: &TestWindow, name: &str, text: &str) -> String {
    match window.language {
        Language::Indonesian => format!("Buka komentar {name}: {text}"),
        Language::English => format!("Open the comment of {name}: {text}"),
    }
}

#[test]
fn whoever_is_mentioned_is_told_goes_there_and_is_not_told_again() {
    let relay = Relay::start();
    let folder = tempfile::tempdir().unwrap();
    let (mut chair, mut branch) = offices(&relay, folder.path());
    both((&mut chair, &mut branch), "the branch", |chair, _| {
        chair
            .council()
            .is_some_and(|council| council.people.len() == 2)
    });
    chair.act(Action::Documents(ListAction::Create {
        template: Template::Policy,
        title: "Pedoman".into(),
        unit: String::new(),
        holders: dewan::core::sharing::Holders::default(),
    }));
    chair.until("it is open", |state| state.shown_editor().is_some());
    let id = chair.state().shown_document().unwrap();
    chair.act(Action::Panel(Panel::Comments));
    chair.click("comment-document");
    comment(&mut chair, "Tolong periksa, ", "@ba", "sebelum Jumat.");
    both((&mut chair, &mut branch), "the notice", |_, branch| {
        count(branch) == (1, 1)
    });
    assert_eq!(count(chair.state()), (0, 0), "nobody is told of their own");

    // English, with the pointer: from the list of notices to the comment.
    branch.until_shown("1 comment mentions you");
    branch.choose("menu-inbox");
    branch.until_shown("Ratna mentioned you");
    branch.until_shown("Pedoman · the whole document");
    let label = button(&branch, "Ratna", "Tolong periksa, @Bayu sebelum Jumat.");
    branch
        .harness
        .get_by_role_and_label(Role::Button, &label)
        .click();
    branch.until("it was seen", |state| {
        state.shown_document() == Some(id)
            && state.panel == Some(Panel::Comments)
            && count(state) == (0, 0)
    });
    branch.until_shown("New");
    branch.choose("menu-inbox");
    branch.until_shown(branch.word("inbox-empty"));

    // The answer: Indonesian, with the keyboard. Whoever looks at the thread needs no notice.
    chair.act(Action::Go(Screen::Home));
    branch.act(Action::Go(Screen::Document(id, None)));
    branch.until("it is open", |state| state.shown_editor().is_some());
    branch.click("comment-answer");
    branch.type_into("comment-answer", "Siap, ");
    branch.type_into("comment-answer", "@rat");
    branch.harness.key_press(egui::Key::Tab);
    branch.harness.step();
    branch.harness.step();
    branch.click("comment-send");
    both((&mut chair, &mut branch), "the answer", |chair, _| {
        count(chair) == (1, 1)
    });
    chair.until_shown("1 komentar menyebut Anda");
    chair.choose("menu-inbox");
    chair.until_shown("Bayu menyebut Anda");
    let label = button(&chair, "Bayu", "Siap, @Ratna");
    let notice = chair.harness.get_by_role_and_label(Role::Button, &label);
    notice.focus();
    chair.harness.step();
    chair.harness.key_press(egui::Key::Enter);
    chair.until("it was seen", |state| {
        state.shown_document() == Some(id) && count(state) == (0, 0)
    });

    // After a restart only what came since is told.
    drop(branch);
    chair.click("comment-document");
    comment(&mut chair, "Terima kasih.", "", "");
    let mut branch = TestWindow::open(&folder.path().join("surabaya"), Language::English);
    both((&mut chair, &mut branch), "the last one", |_, branch| {
        count(branch) == (1, 0)
    });
    branch.choose("menu-inbox");
    branch.until_shown("Ratna commented");
    branch.click("inbox-seen-all");
    branch.until_shown(branch.word("inbox-empty"));
    assert_eq!(count(branch.state()), (0, 0));
}
