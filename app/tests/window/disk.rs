//! A disk that takes nothing: on the screen within two seconds, until it is over, and nothing is lost.

use std::path::Path;
use std::time::{Duration, Instant};

use dewan::core::documents::{Action as ListAction, Template};
use dewan::core::{Action, Screen, State};
use dewan::engine::home::Home;
use dewan::words::Language;
use faulty_disk::{Disk, Trouble};

use super::harness::TestWindow;
use crate::program::Desk;

#[expect(clippy::disallowed_methods, reason = "this test measures")]
fn now() -> Instant {
    Instant::now()
}

/// The trouble is below SQLite, so that everything above meets it as it would a real disk.
#[test]
fn trouble_with_the_disk_is_shown_until_it_is_over_and_nothing_is_lost() {
    let cases = [
        (Language::Indonesian, Trouble::Full(0), Some("storage-full")),
        (Language::English, Trouble::Full(0), Some("storage-full")),
        // The last word of this sentence is the system's own.
        (Language::English, Trouble::Failing, None),
    ];
    let mut longest = Duration::ZERO;
    for (language, trouble, word) in cases {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::at(folder.path());
        let mut window = TestWindow::open(folder.path(), language);
        window.found();
        window.act(Action::Documents(ListAction::Create {
            template: Template::Policy,
            title: "Pedoman".into(),
            unit: String::new(),
            holders: dewan::core::sharing::Holders::default(),
        }));
        window.until("it is open", |state| state.shown_editor().is_some());
        window.click("policy-add-clause");
        window.until("the clause is saved", |state| state.unsaved_changes() == 0);

        disk.have(trouble);
        window.type_into("policy-body", "Tetap ada di layar.");
        let typed = now();
        window.until("the trouble is known", |state| {
            state.storage.trouble().is_some()
        });
        if let Some(word) = word {
            window.until_shown(window.word(word));
        }
        longest = longest.max(typed.elapsed());
        assert!(window.state().unsaved_changes() > 0, "{trouble:?}");

        // The person goes on; the disk takes things again.
        window.type_into("policy-body", "Dan ini. ");
        disk.have(Trouble::None);
        window.until("everything is saved again", |state| {
            state.unsaved_changes() == 0 && state.storage.trouble().is_none()
        });
        drop(window);
        let mut window = TestWindow::open(folder.path(), language);
        window.until("the list is read", |state| {
            state.documents.shown().len() == 1
        });
        let id = window.state().documents.shown().next().unwrap().id;
        window.act(Action::Go(Screen::Document(id, None)));
        window.until("the document is open", |state| {
            state.shown_editor().is_some()
        });
        window.until("both sentences are there", |state| {
            state.shown_editor().is_some_and(|editor| {
                let text = format!("{:?}", editor.view);
                text.contains("Tetap ada di layar.") && text.contains("Dan ini.")
            })
        });
    }
    println!(
        "0 lost; shown at most {} ms after the last key",
        longest.as_millis()
    );
}

/// The store of an office as an earlier program left it.
fn recorded() -> Vec<u8> {
    let recorded = "../shared/store/tests/recorded/0009-office.sqlite.zst";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(recorded);
    zstd::decode_all(&std::fs::read(file).unwrap()[..]).unwrap()
}

#[test]
fn a_copy_from_before_a_migration_is_told_once_and_until_it_is_read() {
    for language in [Language::Indonesian, Language::English] {
        let desk = Desk::founded();
        let store = Home::find(Some(desk.home())).unwrap().store();
        std::fs::write(&store, recorded()).unwrap();
        let mut window = TestWindow::open_offline(&desk.home(), language);
        window.until("it works", State::is_working);
        window.until_shown(".before-migration-from-9");
        let [notice] = window.state().notices.shown() else {
            panic!("{:?}", window.state().notices.shown());
        };
        assert_eq!(notice.until_millis, None);
        let (copy, number) = (notice.text.rsplit_once(": ").unwrap().1, notice.number);
        assert!(Path::new(copy).is_file(), "{copy}");
        window.act(Action::Dismiss(number));
        assert!(window.state().notices.shown().is_empty());
        drop(window);
        let mut window = TestWindow::open_offline(&desk.home(), language);
        window.until("it works again", State::is_working);
        window.harness.run_steps(3);
        assert!(window.state().notices.shown().is_empty());
    }
}
