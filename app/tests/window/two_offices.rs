//! Two windows and a real relay: what is typed in one office is read in the other.

use dewan::core::council::Action as CouncilAction;
use dewan::core::documents::{Action as ListAction, Template};
use dewan::core::link::LinkState;
use dewan::core::{Action, Screen};
use dewan::words::Language;

use super::harness::TestWindow;
use crate::relay::Relay;

/// Head office, linked to the relay, and a branch that joined by invitation and is linked, too.
pub(super) fn offices(relay: &Relay, folder: &std::path::Path) -> (TestWindow, TestWindow) {
    let mut chair = TestWindow::open(&folder.join("pusat"), Language::Indonesian);
    chair.type_into("field-council", "Dewan Media Sosial");
    chair.type_into("field-person", "Ratna");
    chair.type_into("field-office", "Kantor Pusat");
    chair.type_into("field-relay", &relay.url());
    chair.click("first-found");
    chair.until("the council is there", dewan::core::State::is_working);
    chair.act(Action::Council(CouncilAction::Invite {
        office: "Surabaya".into(),
        days: 3,
        replaces: None,
    }));
    chair.until("the invitation is made", |state| state.invitation.is_some());
    let (_, invitation) = chair.state().invitation.clone().unwrap();

    let mut branch = TestWindow::open(&folder.join("surabaya"), Language::English);
    branch.choose("first-way-join");
    branch.type_into("field-invitation", &invitation);
    branch.click("first-read-invitation");
    branch.until_shown("Dewan Media Sosial");
    branch.type_into("field-person", "Bayu");
    branch.click("first-join");
    branch.until("the branch works", dewan::core::State::is_working);
    (chair, branch)
}

/// Lets both go on until `done`.
pub(super) fn both(
    (one, other): (&mut TestWindow, &mut TestWindow),
    what: &str,
    done: impl Fn(&dewan::core::State, &dewan::core::State) -> bool,
) {
    for _ in 0..2_000 {
        one.go_on();
        other.go_on();
        if done(one.state(), other.state()) {
            return;
        }
    }
    panic!(
        "it never came: {what}\n{:?}\n{:?}",
        one.state().links.state,
        other.state().links.state
    );
}

#[test]
fn what_is_typed_in_one_office_is_read_on_the_others_screen() {
    let relay = Relay::start();
    let folder = tempfile::tempdir().unwrap();
    let (mut chair, mut branch) = offices(&relay, folder.path());
    chair.act(Action::Documents(ListAction::Create {
        template: Template::Policy,
        title: "Pedoman".into(),
        unit: String::new(),
        holders: dewan::core::sharing::Holders::default(),
    }));
    chair.until("it is open", |state| state.shown_editor().is_some());
    chair.click("policy-add-clause");
    chair.type_into("policy-body", "Satu suara untuk semua kantor.");
    both((&mut chair, &mut branch), "the document", |_, branch| {
        branch.documents.shown().any(|row| row.title == "Pedoman")
    });
    let id = branch.state().documents.shown().next().unwrap().id;
    branch.act(Action::Go(Screen::Document(id, None)));
    both((&mut chair, &mut branch), "the text", |_, branch| {
        branch
            .shown_editor()
            .is_some_and(|editor| text(editor).contains("Satu suara untuk semua kantor."))
    });

    // Both have it open now; what the branch types comes into the chair's open editor.
    branch.type_into("policy-body", "Di Surabaya juga. ");
    both(
        (&mut chair, &mut branch),
        "the branch's words",
        |chair, branch| {
            let text = |state: &dewan::core::State| state.shown_editor().map(text);
            text(chair).is_some_and(|text| text.contains("Di Surabaya juga."))
                && text(chair) == text(branch)
        },
    );
    both(
        (&mut chair, &mut branch),
        "everything at the relay",
        |chair, branch| {
            [chair, branch].iter().all(|state| {
                matches!(state.links.state, LinkState::Linked { .. })
                    && state
                        .links
                        .facts
                        .values()
                        .all(|facts| facts.at_relay.is_true())
            })
        },
    );
}

fn text(editor: &dewan::core::editor::Editor) -> String {
    match &editor.view {
        council::view::View::Policy(policy) => policy
            .clauses
            .iter()
            .map(|clause| clause.body.as_str())
            .collect(),
        _ => String::new(),
    }
}
