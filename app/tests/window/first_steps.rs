//! From nothing to a saved clause.

use dewan::words::Language;

use super::harness::TestWindow;

#[test]
fn a_council_is_founded_and_a_clause_is_written_in_both_languages() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = TestWindow::open(folder.path(), language);
        window.found();
        window.act(dewan::core::Action::Documents(
            dewan::core::documents::Action::Create {
                template: dewan::core::documents::Template::Policy,
                title: String::new(),
                unit: String::new(),
                holders: dewan::core::sharing::Holders::default(),
            },
        ));
        window.until("the document is open", |state| {
            state.shown_editor().is_some()
        });
        window.type_into("field-title", "Pedoman");
        window.click("policy-add-clause");
        window.type_into("policy-heading", "Tujuan");
        window.type_into("policy-body", "Semua kantor memakai satu suara.");
        window.until("everything is saved", |state| {
            state.unsaved_changes() == 0
                && state
                    .documents
                    .shown()
                    .any(|row| row.title == "Pedoman" && row.changed_by == "Ratna")
        });
        // What the screen calls saved is there after the window is gone.
        drop(window);
        let mut window = TestWindow::open(folder.path(), language);
        window.until("the list is read", |state| {
            state.documents.shown().len() == 1
        });
        window.until_shown("Pedoman");
    }
}
