//! A disk that takes nothing: on the screen at once, until it is over, and nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dewan::core::documents::{Action as ListAction, Template};
use dewan::core::editor::{Effect as EditorEffect, Event as EditorEvent};
use dewan::core::storage::Cause;
use dewan::core::{Action, Effect, Event};
use dewan::words::Language;

use super::harness::TestWindow;

#[test]
fn trouble_with_the_disk_is_shown_until_it_is_over_and_nothing_is_lost() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let is_full = Arc::new(AtomicBool::new(false));
        let full = Arc::clone(&is_full);
        let mut window = TestWindow::open_with(folder.path(), language, move |effect, outbox| {
            if let (true, Effect::Editor(id, EditorEffect::Save(_))) =
                (full.load(Ordering::Relaxed), effect)
            {
                outbox.tell(Event::Editor(
                    *id,
                    Box::new(EditorEvent::NotSaved(Cause::Full)),
                ));
                return false;
            }
            true
        });
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

        is_full.store(true, Ordering::Relaxed);
        window.type_into("policy-body", "Tetap ada di layar.");
        window.until_shown(window.word("storage-full"));
        assert!(window.state().unsaved_changes() > 0);

        // The person goes on; the disk has room again.
        window.type_into("policy-body", "Dan ini. ");
        is_full.store(false, Ordering::Relaxed);
        window.until("everything is saved again", |state| {
            state.unsaved_changes() == 0 && state.storage.trouble().is_none()
        });
        drop(window);
        let mut window = TestWindow::open(folder.path(), language);
        window.until("the list is read", |state| {
            state.documents.shown().len() == 1
        });
        let id = window.state().documents.shown().next().unwrap().id;
        window.act(Action::Go(dewan::core::Screen::Document(id, None)));
        window.until("both sentences are there", |state| {
            state.shown_editor().is_some_and(|editor| {
                let text = format!("{:?}", editor.view);
                text.contains("Tetap ada di layar.") && text.contains("Dan ini.")
            })
        });
    }
}
