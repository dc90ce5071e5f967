//! What happens in a window while somebody uses the command line beside it.

use dewan::core::{Action, Screen};
use dewan::engine::handover::focus_existing;
use dewan::engine::home::Home;
use dewan::words::Language;

use super::harness::TestWindow;
use crate::office::Office;

#[test]
fn what_a_command_writes_shows_in_the_open_window_beside_what_is_typed_there() {
    let office = Office::founding(None);
    let mut window = TestWindow::open(&office.home(), Language::Indonesian);
    office.ok(&["new", "policy", "Pedoman"]);
    window.until("the list shows it", |state| {
        state.documents.shown().any(|row| row.title == "Pedoman")
    });
    let id = window.state().documents.shown().next().unwrap().id;
    let ctx = window.harness.ctx.clone();
    let open = Action::Go(Screen::Document(id, None));
    window.harness.state_mut().act(&ctx, open);
    window.until("it is open", |state| state.shown_editor().is_some());
    window.click("policy-add-clause");
    window.type_into("policy-body", "Ditulis di jendela.");
    // Nothing was said of saving yet.
    office.ok_with(&["edit", "Pedoman", "clause/+"], "Ditulis di terminal.");
    let texts = ["Ditulis di terminal.", "Ditulis di jendela."];
    window.until("both stand in the window", |state| {
        let view = state.shown_editor().unwrap().document().view();
        let view = format!("{view:?}");
        texts.iter().all(|text| view.contains(text))
    });
    window.until("everything is saved", |state| state.unsaved_changes() == 0);
    let shown = office.ok(&["show", "Pedoman"]);
    assert!(texts.iter().all(|text| shown.contains(text)), "{shown}");
    assert!(focus_existing(&Home::find(Some(office.home())).unwrap()));
    drop(window);
    assert!(!focus_existing(&Home::find(Some(office.home())).unwrap()));
    office.ok(&["rename", "Pedoman", "Aturan"]);
    assert_eq!(office.json(&["check"])["clean"], true);
}
