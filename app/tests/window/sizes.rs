//! Every screen in every size: nothing panics, and what can be clicked or typed in is on the screen or in
//! something that scrolls.

use dewan::core::panel::Panel;
use dewan::core::{Action, Screen, State, council, documents};
use dewan::words::Language;
use egui::Vec2;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::harness::TestWindow;

/// Width and height of the window in pixels, and zoom in percent.
const SIZES: [(f32, f32, f32); 6] = [
    (1280.0, 820.0, 60.0),
    (1280.0, 820.0, 100.0),
    (1280.0, 820.0, 150.0),
    (1280.0, 820.0, 240.0),
    (720.0, 480.0, 100.0),
    (720.0, 480.0, 150.0),
];

/// The room on the screen in points: zoom makes it smaller.
fn room((width, height, zoom): (f32, f32, f32)) -> Vec2 {
    Vec2::new(width, height) * 100.0 / zoom
}

/// Draws until the layout has settled, and looks.
fn look(window: &mut TestWindow, what: &str, size: Vec2) {
    window.harness.run_steps(4);
    let mut outside = Vec::new();
    // The grid of a matrix scrolls, and so do the names of its columns.
    let of_column = format!("{} ", window.word("matrix-filter"));
    let widgets = window.harness.get_all_by(|node| {
        matches!(
            node.role(),
            Role::Button
                | Role::Tab
                | Role::CheckBox
                | Role::TextInput
                | Role::MultilineTextInput
                | Role::ComboBox
                | Role::Link
        )
    });
    for widget in widgets {
        let rect = widget.rect();
        let is_inside = rect.left() > -1.0 && rect.right() < size.x + 1.0 && rect.width() > 0.0;
        let node = widget.accesskit_node();
        let is_of_grid = node
            .label()
            .is_some_and(|label| label.starts_with(&of_column));
        let mut above = std::iter::successors(node.parent(), |node| node.parent());
        let is_scrolled = above.any(|node| node.role() == Role::ScrollView);
        if !is_inside && !is_of_grid && !is_scrolled {
            outside.push(format!("{:?} {:?} {rect:?}", node.role(), node.label()));
        }
    }
    assert!(
        outside.is_empty(),
        "{what} in {size:?}, {:?}:\n{}",
        window.language,
        outside.join("\n")
    );
}

fn go(window: &mut TestWindow, screen: Screen, size: Vec2) {
    let what = format!("{screen:?}");
    window.act(Action::Go(screen));
    look(window, &what, size);
}

#[test]
fn every_screen_fits_every_size() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = TestWindow::open(folder.path(), language);
        for size in SIZES.map(room) {
            window.harness.set_size(size);
            for way in ["first-way-join", "first-way-sample", "first-way-found"] {
                window.choose(way);
                look(&mut window, way, size);
            }
        }
        window.harness.set_size(room(SIZES[1]));
        window.found();
        for size in SIZES.map(room) {
            window.harness.set_size(size);
            go(&mut window, Screen::Documents, size);
            go(&mut window, Screen::Home, size);
        }
    }
}

#[test]
fn every_document_fits_every_size() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = TestWindow::open(folder.path(), language);
        window.act(Action::Council(council::Action::ExploreSample));
        window.until("the sample is there", |state| {
            State::is_working(state) && state.documents.shown().len() >= 4
        });
        let rows = window.state().documents.shown();
        let ids: Vec<_> = rows.map(|row| (row.id, row.title.clone())).collect();
        for size in SIZES.map(room) {
            window.harness.set_size(size);
            for screen in [
                Screen::Home,
                Screen::Documents,
                Screen::NewMinutes,
                Screen::NewDocument(documents::Beginning::Policy),
                Screen::NewDocument(documents::Beginning::Files(vec!["naskah.docx".into()])),
                Screen::Review(None),
                Screen::Inbox,
                Screen::Reports,
                Screen::Sync,
                Screen::WriteCarryFile,
                Screen::ReadCarryFiles,
                Screen::Council,
                Screen::Settings,
            ] {
                go(&mut window, screen, size);
            }
            window.act(Action::TogglePalette);
            look(&mut window, "the palette", size);
            window.act(Action::TogglePalette);
            for (id, title) in &ids {
                window.act(Action::Go(Screen::Document(*id, None)));
                window.until("it is open", |state| {
                    state.shown_editor().is_some_and(|editor| editor.id == *id)
                });
                look(&mut window, title, size);
                window.act(Action::Go(Screen::Review(Some(*id))));
                look(&mut window, &format!("review of {title}"), size);
                window.act(Action::Back);
                for panel in Panel::ALL {
                    window.act(Action::Panel(panel));
                    look(&mut window, &format!("{title}, {panel:?}"), size);
                    window.act(Action::Panel(panel));
                }
            }
        }
    }
}

#[test]
fn new_documents_fit_every_size() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = TestWindow::open(folder.path(), language);
        window.found();
        for template in [
            documents::Template::Policy,
            documents::Template::Guideline,
            documents::Template::Matrix,
            documents::Template::Minutes {
                unit: "Kantor Pusat".into(),
                meeting: "rapat rutin".into(),
                date: "2012-12-17".into(),
                ordinal: 1,
            },
        ] {
            let before = window.state().shown_editor().map(|editor| editor.id);
            let create = documents::Action::Create {
                template,
                title: String::new(),
                unit: String::new(),
                holders: dewan::core::sharing::Holders::default(),
            };
            window.act(Action::Documents(create));
            window.until("it is open", |state| {
                let editor = state.shown_editor();
                editor.is_some_and(|editor| Some(editor.id) != before)
            });
            for size in SIZES.map(room) {
                window.harness.set_size(size);
                look(&mut window, "a new document", size);
            }
        }
    }
}
