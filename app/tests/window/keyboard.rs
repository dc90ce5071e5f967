//! Where the keyboard is when a screen comes, and where it is when something goes away again.

use dewan::core::documents::{Action as ListAction, Beginning, Template};
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;

const LANGUAGES: [Language; 2] = [Language::Indonesian, Language::English];

fn press(window: &mut TestWindow, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.step();
    window.harness.step();
}

fn type_text(window: &mut TestWindow, text: &str) {
    window.harness.event(egui::Event::Text(text.to_owned()));
    window.harness.step();
    window.harness.step();
}

fn create(window: &mut TestWindow, template: Template) {
    window.act(Action::Documents(ListAction::Create {
        template,
        title: String::new(),
        unit: String::new(),
        holders: dewan::core::sharing::Holders::default(),
    }));
    window.until("the document is open", |state| {
        state.shown_editor().is_some()
    });
}

fn title(window: &TestWindow) -> String {
    let editor = window.state().shown_editor().unwrap();
    editor.value(&::council::edit::Place::Title).to_owned()
}

#[test]
fn a_council_is_founded_by_keyboard_alone() {
    for language in LANGUAGES {
        let folder = tempfile::tempdir().unwrap();
        let mut window = TestWindow::open(folder.path(), language);
        // Enter goes on from field to field; in the last one it founds.
        for text in ["Dewan Media Sosial", "Ratna", "Kantor Pusat"] {
            type_text(&mut window, text);
            press(&mut window, Modifiers::NONE, Key::Enter);
        }
        press(&mut window, Modifiers::NONE, Key::Enter);
        window.until("the council is there", State::is_working);
        let me = window.state().council().unwrap().my_place().unwrap();
        assert_eq!((&*me.person, &*me.office), ("Ratna", "Kantor Pusat"));
    }
}

#[test]
fn an_invitation_is_made_by_keyboard_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.found();
    window.act(Action::Go(Screen::Council));
    window.type_into("people-invite-office", "Medan");
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.until("the invitation is there", |state| {
        state.invitation.is_some()
    });
}

#[test]
fn a_new_policy_is_named_first_and_enter_begins_its_first_clause() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.found();
    create(&mut window, Template::Policy);
    type_text(&mut window, "Pedoman");
    assert_eq!(title(&window), "Pedoman");
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.harness.run_steps(4);
    type_text(&mut window, "Tujuan");
    let editor = window.state().shown_editor().unwrap();
    let council::view::View::Policy(policy) = &editor.view else {
        panic!("no policy")
    };
    let headings: Vec<_> = policy.clauses.iter().map(|one| &*one.heading).collect();
    assert_eq!(headings, ["Tujuan"]);
}

#[test]
fn a_new_matrix_is_named_first_and_enter_goes_to_its_first_cell() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.found();
    create(&mut window, Template::Matrix);
    type_text(&mut window, "Siapa apa");
    assert_eq!(title(&window), "Siapa apa");
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.harness.run_steps(4);
    type_text(&mut window, "Balas komentar");
    press(&mut window, Modifiers::NONE, Key::Enter);
    let editor = window.state().shown_editor().unwrap();
    let council::view::View::Matrix(matrix) = &editor.view else {
        panic!("no matrix")
    };
    let cells: Vec<_> = matrix.rows.iter().map(|row| &*row.cells[0]).collect();
    assert_eq!(cells, ["Balas komentar"]);
}

#[test]
fn the_palette_gives_the_keyboard_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.found();
    create(&mut window, Template::Policy);
    window.click("policy-add-clause");
    window.type_into("policy-body", "Semua ");
    press(&mut window, Modifiers::COMMAND, Key::K);
    assert!(window.state().is_palette_open);
    type_text(&mut window, "tanpa");
    // A document without a title is found by the words that stand for it.
    window.until("the list is read", |state| {
        state.documents.shown().len() == 1
    });
    let untitled = window.word("untitled");
    window
        .harness
        .get_by_role_and_label(egui::accesskit::Role::Button, untitled);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.state().is_palette_open);
    type_text(&mut window, "kantor.");
    let editor = window.state().shown_editor().unwrap();
    let council::view::View::Policy(policy) = &editor.view else {
        panic!("no policy")
    };
    assert_eq!(policy.clauses[0].body, "Semua kantor.");
}

#[test]
fn the_form_of_new_minutes_waits_until_it_is_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.found();
    window.act(Action::Go(Screen::NewMinutes));
    window.type_into("minutes-type", "rapat rutin");
    press(&mut window, Modifiers::COMMAND, Key::Num1);
    assert_eq!(window.state().screen, Screen::Home);
    window.act(Action::Go(Screen::NewMinutes));
    window.harness.step();
    let kept = window.field("minutes-type").value();
    assert_eq!(kept.as_deref(), Some("rapat rutin"));
    window.click("cancel");
    window.act(Action::Go(Screen::NewMinutes));
    window.harness.step();
    let kept = window.field("minutes-type").value();
    assert_eq!(kept.unwrap_or_default(), "");
}

#[test]
fn escape_leaves_the_field_of_a_page_and_only_then_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.found();
    let policy = Screen::NewDocument(Beginning::Policy);
    for (page, field) in [
        (policy, "field-title"),
        (Screen::NewMinutes, "minutes-type"),
    ] {
        window.act(Action::Go(page.clone()));
        window.harness.run_steps(3);
        window.type_into(field, "rapat rutin");
        press(&mut window, Modifiers::NONE, Key::Escape);
        assert_eq!(window.state().screen, page);
        let kept = window.field(field).value();
        assert_eq!(kept.as_deref(), Some("rapat rutin"));
        press(&mut window, Modifiers::NONE, Key::Escape);
        assert_eq!(window.state().screen, Screen::Home);
    }
}
