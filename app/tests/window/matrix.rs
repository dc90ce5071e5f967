//! The matrix editor, by keys, clipboard and clicks.

use std::path::Path;

use council::view::{Matrix, View};
use dewan::core::documents::{Action as ListAction, Template};
use dewan::core::editor::{Action as EditorAction, Editor};
use dewan::core::{Action, Screen};
use dewan::words::Language;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;
use crate::merging::{exchange, two_offices};
use crate::program::Desk;

const LANGUAGES: [Language; 2] = [Language::Indonesian, Language::English];

/// A window on a new council with an empty matrix.
fn new_matrix(folder: &Path, language: Language) -> TestWindow {
    let mut window = TestWindow::open(folder, language);
    window.found();
    let create = Action::Documents(ListAction::Create {
        template: Template::Matrix,
        title: "Matriks".to_owned(),
        unit: String::new(),
        holders: dewan::core::sharing::Holders::default(),
    });
    act(&mut window, create);
    window.until("the matrix is open", |state| state.shown_editor().is_some());
    window
}

/// A window on a folder that is there, with its only document open.
fn open_only(desk: &Desk, language: Language) -> TestWindow {
    let mut window = TestWindow::open(&desk.home(), language);
    window.until("the list is read", |state| {
        state.documents.shown().len() == 1
    });
    let id = window.state().documents.shown().next().unwrap().id;
    act(&mut window, Action::Go(Screen::Document(id, None)));
    window.until("the matrix is open", |state| state.shown_editor().is_some());
    window
}

fn act(window: &mut TestWindow, action: Action) {
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().act(&ctx, action);
    window.harness.step();
}

fn event(window: &mut TestWindow, event: Event) {
    window.harness.event(event);
    window.harness.step();
    window.harness.step();
}

fn text(window: &mut TestWindow, text: &str) {
    event(window, Event::Text(text.to_owned()));
}

fn key(window: &mut TestWindow, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.step();
    window.harness.step();
}

fn press(window: &mut TestWindow, keys: &[Key]) {
    for one in keys {
        key(window, Modifiers::NONE, *one);
    }
}

fn editor(window: &TestWindow) -> &Editor {
    window.state().shown_editor().unwrap()
}

fn matrix(window: &TestWindow) -> &Matrix {
    match &editor(window).view {
        View::Matrix(matrix) => matrix,
        other => panic!("no matrix: {other:?}"),
    }
}

/// The first two columns, as they are in the document.
fn written(window: &TestWindow) -> Vec<(&str, &str)> {
    let rows = matrix(window).rows.iter();
    rows.map(|row| (row.cells[0].as_str(), row.cells[1].as_str()))
        .collect()
}

/// The cells on the screen whose name contains this.
fn cells(window: &TestWindow, part: &str) -> usize {
    let found = window.harness.query_all_by(|node| {
        node.role() == Role::GridCell && node.label().is_some_and(|label| label.contains(part))
    });
    found.count()
}

#[test]
fn cells_are_pasted_from_a_spreadsheet_as_one_change() {
    for language in LANGUAGES {
        let folder = tempfile::tempdir().unwrap();
        let mut window = new_matrix(folder.path(), language);
        let clipboard = "Balas komentar\tSari\n\"Pantau sebutan\nsetiap hari\"\t\n\"Kata \"\"satu suara\"\"\"\tBudi\n";
        event(&mut window, Event::Paste(clipboard.to_owned()));
        let pasted = [
            ("Balas komentar", "Sari"),
            ("Pantau sebutan\nsetiap hari", ""),
            ("Kata \"satu suara\"", "Budi"),
        ];
        assert_eq!(written(&window), pasted);
        window.until("it is saved", |state| state.unsaved_changes() == 0);
        assert_eq!(cells(&window, "Balas komentar"), 1);
        // One change: undo takes all of it back, redo brings all of it again.
        key(&mut window, Modifiers::COMMAND, Key::Z);
        assert!(written(&window).is_empty(), "{:?}", written(&window));
        key(&mut window, Modifiers::COMMAND, Key::Y);
        assert_eq!(written(&window), pasted);
        // Over what is there, and beyond the last row.
        press(&mut window, &[Key::ArrowDown, Key::ArrowDown]);
        key(&mut window, Modifiers::COMMAND, Key::Home);
        press(&mut window, &[Key::ArrowDown, Key::ArrowDown]);
        event(
            &mut window,
            Event::Paste("Siaran pers\tDewi\nLaporan\tEko\n".to_owned()),
        );
        assert_eq!(
            written(&window)[2..],
            [("Siaran pers", "Dewi"), ("Laporan", "Eko")]
        );
        key(&mut window, Modifiers::COMMAND, Key::Z);
        assert_eq!(written(&window), pasted);
        // What is copied is what a spreadsheet takes.
        key(&mut window, Modifiers::COMMAND, Key::Home);
        key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::End);
        window.harness.event(Event::Copy);
        window.harness.step();
        let copied: Vec<_> = window
            .harness
            .output()
            .platform_output
            .commands
            .iter()
            .collect();
        let [egui::OutputCommand::CopyText(copied)] = copied[..] else {
            panic!("nothing was copied: {copied:?}");
        };
        assert!(copied.starts_with("Balas komentar\tSari\t"), "{copied:?}");
        assert!(
            copied.contains("\"Pantau sebutan\nsetiap hari\"\t"),
            "{copied:?}"
        );
    }
}

#[test]
fn cells_of_a_table_in_word_stay_beside_each_other() {
    for language in LANGUAGES {
        let folder = tempfile::tempdir().unwrap();
        let mut window = new_matrix(folder.path(), language);
        let html = "<table class=MsoTableGrid><tr><td><p>Balas <b>komentar</b></p></td><td><p>Sari</p></td></tr>\
            <tr><td><p>Pantau</p></td><td><p>Budi</p></td></tr></table>";
        window.paste(Some(html), "Balas komentar\nSari\nPantau\nBudi\n");
        assert_eq!(
            written(&window),
            [("Balas komentar", "Sari"), ("Pantau", "Budi")]
        );
    }
}

#[test]
fn a_matrix_that_is_opened_has_its_first_cell_selected() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = new_matrix(folder.path(), Language::Indonesian);
    event(
        &mut window,
        Event::Paste("Balas komentar\tSari\nPantau\tBudi\n".to_owned()),
    );
    let id = editor(&window).id;
    act(&mut window, Action::Editor(id, EditorAction::Close));
    drop(window);
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.until("the list is read", |state| {
        state.documents.shown().len() == 1
    });
    act(&mut window, Action::Go(Screen::Document(id, None)));
    window.until("the matrix is open", |state| state.shown_editor().is_some());
    window.harness.step();
    press(&mut window, &[Key::ArrowRight]);
    text(&mut window, "Dewi");
    press(&mut window, &[Key::Enter]);
    assert_eq!(
        written(&window),
        [("Balas komentar", "Dewi"), ("Pantau", "Budi")]
    );
}

#[test]
fn a_matrix_is_filled_by_keyboard_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = new_matrix(folder.path(), Language::Indonesian);
    // Typing begins in the row below the last one, Tab goes on, Enter returns to the next row.
    for (activity, owner) in [("Balas komentar", "Sari"), ("Pantau sebutan", "Budi")] {
        text(&mut window, activity);
        press(&mut window, &[Key::Tab]);
        text(&mut window, owner);
        press(&mut window, &[Key::Enter]);
    }
    assert_eq!(
        written(&window),
        [("Balas komentar", "Sari"), ("Pantau sebutan", "Budi")]
    );
    // F2 changes what stands there, Escape leaves it.
    press(&mut window, &[Key::ArrowUp, Key::F2]);
    text(&mut window, " harian");
    press(&mut window, &[Key::Enter, Key::ArrowUp]);
    text(&mut window, "Sesuatu yang lain");
    press(&mut window, &[Key::Escape]);
    assert_eq!(written(&window)[1].0, "Pantau sebutan harian");
    // An arrow ends what was begun by typing.
    press(&mut window, &[Key::ArrowRight]);
    text(&mut window, "Dewi");
    press(&mut window, &[Key::ArrowUp]);
    assert_eq!(written(&window)[1].1, "Dewi");
    // Ctrl+D fills down, Delete empties, Alt+arrows move the row.
    key(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    key(&mut window, Modifiers::COMMAND, Key::D);
    assert_eq!(written(&window)[1].1, "Sari");
    press(&mut window, &[Key::Delete]);
    assert_eq!(
        written(&window),
        [("Balas komentar", ""), ("Pantau sebutan harian", "")]
    );
    press(&mut window, &[Key::ArrowUp]);
    key(&mut window, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(written(&window)[0].0, "Pantau sebutan harian");
    // The row is still the one under the hands.
    press(&mut window, &[Key::Home]);
    text(&mut window, "Balas");
    press(&mut window, &[Key::Enter]);
    assert_eq!(written(&window)[1].0, "Balas");
    window.until("it is saved", |state| state.unsaved_changes() == 0);
}

#[test]
fn a_cell_under_edit_is_not_lost_by_closing_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = new_matrix(folder.path(), Language::English);
    text(&mut window, "Balas komentar");
    assert!(written(&window).is_empty(), "not left yet");
    act(&mut window, Action::Quit);
    window.until("it may end", |state| state.is_quitting_now());
    assert_eq!(written(&window), [("Balas komentar", "")]);
}

#[test]
fn a_row_that_was_deleted_is_restored_from_the_panel() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = new_matrix(folder.path(), Language::English);
    event(
        &mut window,
        Event::Paste("Balas\tSari\nPantau\tBudi\n".to_owned()),
    );
    key(&mut window, Modifiers::COMMAND, Key::Home);
    window.click("matrix-menu-row");
    window.click("matrix-row-remove");
    assert_eq!(written(&window), [("Pantau", "Budi")]);
    window.click("matrix-menu-row");
    window.click("matrix-rows-removed");
    window.harness.step();
    window
        .harness
        .get_by_role_and_label(Role::Button, "Restore Balas")
        .click();
    window.harness.step();
    window.harness.step();
    assert_eq!(written(&window), [("Balas", "Sari"), ("Pantau", "Budi")]);
}

#[test]
fn a_column_is_added_named_and_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = new_matrix(folder.path(), Language::Indonesian);
    text(&mut window, "Balas");
    press(&mut window, &[Key::Enter, Key::ArrowUp]);
    window.click("matrix-menu-column");
    window.click("matrix-column-add");
    window.harness.step();
    // The new name is selected: typing replaces it.
    text(&mut window, "Kanal");
    press(&mut window, &[Key::Enter]);
    window.harness.step();
    assert_eq!(matrix(&window).columns[1].name, "Kanal");
    press(&mut window, &[Key::ArrowRight]);
    text(&mut window, "Instagram");
    press(&mut window, &[Key::Enter, Key::ArrowUp, Key::ArrowRight]);
    assert_eq!(matrix(&window).rows[0].cells[..2], ["Balas", "Instagram"]);
    window.click("matrix-menu-column");
    window.click("matrix-column-hide");
    assert!(
        matrix(&window)
            .columns
            .iter()
            .all(|column| column.id != "owner")
    );
    window.click("matrix-menu-column");
    let owner = dewan::words::column::capitalised(window.word("column-owner"));
    window
        .harness
        .get_by_role_and_label(Role::Button, &owner)
        .click();
    window.harness.step();
    window.harness.step();
    assert!(
        matrix(&window)
            .columns
            .iter()
            .any(|column| column.id == "owner")
    );
}

#[test]
fn rows_without_an_owner_are_marked() {
    for language in LANGUAGES {
        let folder = tempfile::tempdir().unwrap();
        let mut window = new_matrix(folder.path(), language);
        let rows = "Balas komentar\tSari\nPantau sebutan\t\nSiaran pers\tSari; Budi\nLaporan\t\n";
        event(&mut window, Event::Paste(rows.to_owned()));
        // In words, in the cell of the owner; both claims of an overlap can be read.
        assert_eq!(cells(&window, window.word("matrix-no-owner")), 2);
        assert_eq!(cells(&window, "Sari; Budi"), 1);
        // A click on the sum shows only those rows; another one shows all again.
        let sum = match language {
            Language::Indonesian => "2 tanpa penanggung jawab",
            Language::English => "2 without an owner",
        };
        let click_sum = |window: &mut TestWindow| {
            window
                .harness
                .get_by_role_and_label(Role::Button, sum)
                .click();
            window.harness.step();
            window.harness.step();
        };
        click_sum(&mut window);
        assert_eq!(
            (cells(&window, "Balas komentar"), cells(&window, "Laporan")),
            (0, 1)
        );
        // A row that gets its owner stays under the hands until the person filters again.
        key(&mut window, Modifiers::COMMAND, Key::Home);
        press(&mut window, &[Key::ArrowRight]);
        text(&mut window, "Dewi");
        press(&mut window, &[Key::Enter]);
        assert_eq!((written(&window)[1].1, cells(&window, "Dewi")), ("Dewi", 1));
        window.click("matrix-apply-again");
        assert_eq!(cells(&window, "Dewi"), 0);
        window.click("matrix-clear-filters");
        assert_eq!(cells(&window, "Balas komentar"), 1);
    }
}

#[test]
fn a_click_on_a_column_sorts_the_screen_and_not_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = new_matrix(folder.path(), Language::English);
    event(
        &mut window,
        Event::Paste("b\tSari\na\tBudi\nc\t\n".to_owned()),
    );
    let click = |window: &mut TestWindow| {
        let header = window.harness.get_by(|node| {
            node.role() == Role::ColumnHeader
                && node
                    .label()
                    .is_some_and(|label| label.starts_with("Activity"))
        });
        header.click();
        window.harness.step();
        window.harness.step();
    };
    // What is first on the screen is what Ctrl+Home leads to.
    let first = |window: &mut TestWindow| {
        key(window, Modifiers::COMMAND, Key::Home);
        window.harness.event(Event::Copy);
        window.harness.step();
        match &window.harness.output().platform_output.commands[..] {
            [egui::OutputCommand::CopyText(text)] => text.trim().to_owned(),
            other => panic!("nothing was copied: {other:?}"),
        }
    };
    for wanted in ["a", "c", "b"] {
        click(&mut window);
        assert_eq!(first(&mut window), wanted);
    }
    assert_eq!(written(&window), [("b", "Sari"), ("a", "Budi"), ("c", "")]);
}

#[test]
fn a_conflict_is_settled_by_a_choice() {
    for language in LANGUAGES {
        // Two offices write one cell without knowing of each other, and their work meets.
        let (pusat, surabaya) = two_offices();
        let file = pusat.file("matriks.csv", b"activity,owner\nBalas komentar,\n");
        pusat.run(&["import", &file]);
        exchange(&pusat, &surabaya);
        pusat.run(&["set", "matriks", "row/1/owner", "Sari"]);
        surabaya.run(&["set", "matriks", "row/1/owner", "Dewi"]);
        exchange(&pusat, &surabaya);
        let mut window = open_only(&pusat, language);
        assert_eq!(editor(&window).conflicts.len(), 1);
        // Both values are in the cell, and it counts as an overlap.
        let both = cells(&window, "Sari ⟷ Dewi") + cells(&window, "Dewi ⟷ Sari");
        assert_eq!(both, 1);
        // By keyboard: to the cell, Enter shows who wrote what, and a choice settles it.
        key(&mut window, Modifiers::COMMAND, Key::Home);
        press(&mut window, &[Key::ArrowRight, Key::Enter]);
        window.until_shown("Budi · Surabaya");
        window.until_shown("Rina · Kantor Pusat");
        let choice = match language {
            Language::Indonesian => "Pakai nilai \"Dewi\"",
            Language::English => "Use the value \"Dewi\"",
        };
        window
            .harness
            .get_by_role_and_label(Role::Button, choice)
            .click();
        window.harness.step();
        window.harness.step();
        assert_eq!(written(&window), [("Balas komentar", "Dewi")]);
        assert!(editor(&window).conflicts.is_empty());
        assert_eq!(cells(&window, "⟷"), 0);
        window.until("the choice is saved", |state| state.unsaved_changes() == 0);
    }
}

#[test]
fn all_conflicts_are_listed_at_the_side_and_lead_to_their_cells() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("matriks.csv", b"activity,owner\nBalas,\nPantau,\n");
    pusat.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    for (desk, name) in [(&pusat, "Sari"), (&surabaya, "Dewi")] {
        desk.run(&["set", "matriks", "row/2/owner", name]);
    }
    exchange(&pusat, &surabaya);
    let mut window = open_only(&pusat, Language::Indonesian);
    window.click("conflicts-title");
    window.until_shown("Baris 2 “Pantau” · penanggung jawab");
    window.click("conflict-go");
    // Typing there is another value: that settles it too.
    text(&mut window, "Eko");
    press(&mut window, &[Key::Enter]);
    assert_eq!(written(&window)[1], ("Pantau", "Eko"));
    window.until_shown(window.word("conflicts-none"));
}

#[test]
fn what_others_write_into_the_cell_under_edit_is_not_written_over_unseen() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("matriks.csv", b"activity,owner\nBalas,\n");
    pusat.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["set", "matriks", "row/1/owner", "Dewi"]);
    let mut window = open_only(&pusat, Language::English);
    key(&mut window, Modifiers::COMMAND, Key::Home);
    press(&mut window, &[Key::ArrowRight]);
    text(&mut window, "Sari");
    // Their work arrives while this one types.
    let changes = editor_changes(&surabaya);
    let id = editor(&window).id;
    came(&mut window, id, changes);
    assert_eq!(written(&window)[0].1, "Dewi");
    press(&mut window, &[Key::Enter]);
    assert_eq!(written(&window)[0].1, "Dewi", "the person is asked first");
    window.until_shown("this cell became \"Dewi\"");
    press(&mut window, &[Key::Enter]);
    assert_eq!(written(&window)[0].1, "Sari");
}

/// The changes that are in the only document of a desk.
fn editor_changes(desk: &Desk) -> Vec<automerge::Change> {
    let window = open_only(desk, Language::English);
    editor(&window).document().automerge().get_changes(&[])
}

/// Gives the window changes as the engine would.
fn came(window: &mut TestWindow, id: format::DocumentId, changes: Vec<automerge::Change>) {
    let event = dewan::core::editor::Event::Came(changes);
    let ctx = window.harness.ctx.clone();
    let app = window.harness.state_mut();
    app.take_in(&ctx, dewan::core::Event::Editor(id, Box::new(event)));
    window.harness.step();
}
