//! Files that belong to a document, in the window: dropped on it, looked at, put on the disk, taken off and back.

use std::path::PathBuf;
use std::sync::Arc;

use council::view::Kind;
use dewan::core::attachments::{Copied, Picture};
use dewan::core::editor::Action as EditorAction;
use dewan::core::panel::Panel;
use dewan::core::pick::{Pick, Picked};
use dewan::core::{Action, Effect, Event, Screen, State};
use dewan::engine::home::Home;
use dewan::engine::office::ReadingOffice;
use dewan::engine::open::open;
use dewan::engine::{attaching, copies};
use dewan::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use format::DocumentId;

use super::harness::TestWindow;
use crate::merging::{exchange, two_offices};
use crate::program::Desk;

/// A PNG of 320 by 80 pixels.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(320, 80)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn names(state: &State) -> Vec<String> {
    let editor = state.shown_editor();
    let all = editor
        .map(|editor| editor.attachments())
        .unwrap_or_default();
    all.into_iter().map(|one| one.name).collect()
}

/// The window with a document that was written as Markdown open, and its id. Whatever is to be saved goes to
/// `place`.
fn with_document(desk: &Desk, language: Language, place: PathBuf) -> (TestWindow, DocumentId) {
    let file = desk.file("pedoman.md", b"# Pedoman\n\n## Kanal\n\nSatu kanal.\n");
    desk.run(&["import", &file]);
    let mut window = TestWindow::open_with(&desk.home(), language, move |effect, outbox| {
        let Effect::Pick(dialog) = effect else {
            return true;
        };
        assert!(matches!(dialog.pick, Pick::SaveAttachment(..)));
        outbox.tell(Event::Picked(Picked {
            pick: dialog.pick.clone(),
            paths: vec![place.clone()],
        }));
        false
    });
    window.until("the list is there", |state| {
        let mut rows = state.documents.rows.iter().flatten();
        rows.next().is_some()
    });
    let rows = window.state().documents.rows.as_ref().unwrap();
    let id = rows[0].id;
    window.act(Action::Go(Screen::Document(id, None)));
    window.until("it is open", |state| state.shown_editor().is_some());
    (window, id)
}

#[test]
fn a_file_dropped_on_a_document_is_attached_shown_saved_and_undone() {
    for language in [Language::Indonesian, Language::English] {
        let desk = Desk::founded();
        let to = desk.path("disimpan.png");
        let (mut window, id) = with_document(&desk, language, to.clone());
        let photo = desk.file("Foto rapat.png", &picture());
        let note = desk.file("catatan.txt", "Catatan rapat.".as_bytes());
        window.act(Action::Drop(vec![photo.into(), note.into()]));
        window.until("both are attached", |state| {
            names(state) == ["catatan.txt", "Foto rapat.png"]
        });
        let count = match language {
            Language::Indonesian => "2 lampiran",
            Language::English => "2 attachments",
        };
        window.until_shown(count);
        window.act(Action::Panel(Panel::Attachments));
        window.until(
            "the picture is small and it is known who attached it",
            |state| {
                let editor = state.shown_editor().unwrap();
                let attached = &editor.attached;
                editor.attachments().iter().all(|one| {
                    let is_here = attached.standings.files.get(&one.blob);
                    is_here.is_some_and(|file| file.is_held)
                        && attached.standings.said.contains_key(&one.id)
                        && (one.media != "image/png" || attached.thumbnail(&one.blob).is_some())
                })
            },
        );
        window.until_shown("320 × 80");
        window.until_shown("Rina");
        // Of the two the picture stands last.
        let word = window.word("attachment-save");
        let buttons = window
            .harness
            .query_all_by_role_and_label(Role::Button, word);
        buttons.last().unwrap().click();
        window.harness.run_steps(3);
        window.until("it is on the disk", |_| to.exists());
        assert_eq!(std::fs::read(&to).unwrap(), picture());
        let remove = format!("{}: catatan.txt", window.word("attachment-remove"));
        let button = window.harness.get_by_role_and_label(Role::Button, &remove);
        button.click();
        window.harness.run_steps(3);
        assert_eq!(names(window.state()), ["Foto rapat.png"]);
        window.act(Action::Editor(id, EditorAction::Undo));
        assert_eq!(names(window.state()).len(), 2);
        for left in [1, 0] {
            // The two came as one edit; taking one off is gone already.
            window.act(Action::Editor(id, EditorAction::Undo));
            if names(window.state()).is_empty() {
                break;
            }
            assert!(left > 0, "{:?}", names(window.state()));
        }
        window.act(Action::Editor(id, EditorAction::Redo));
        window.until("they are saved", |state| {
            names(state).len() == 2 && state.unsaved_changes() == 0
        });
    }
}

/// The panel marks what belongs to one thing, whose place it was asked for.
fn asked_for(window: &TestWindow) -> Option<&str> {
    let going_to = &window.state().shown_editor()?.attached.going_to;
    let ((_, id), _) = going_to.as_ref()?;
    Some(id.as_str())
}

#[test]
fn a_paper_clip_at_a_clause_or_a_row_tells_how_many_and_leads_to_them() {
    let desk = Desk::founded();
    let policy = desk.file("pedoman.md", b"# Pedoman\n\n## Kanal\n\nSatu kanal.\n");
    let matrix = desk.file("tugas.csv", b"activity,owner\nUnggah,Rina\nBalas,Budi\n");
    desk.run(&["import", &policy, &matrix]);
    let photo = desk.file("foto.png", &picture());
    let note = desk.file("catatan.txt", b"Catatan.");
    desk.run(&["attach", "Pedoman", &photo, &note, "--to", "clause/1"]);
    desk.run(&["attach", "tugas", &photo, "--to", "row/2"]);
    for language in [Language::Indonesian, Language::English] {
        let (two, one) = match language {
            Language::Indonesian => ("2 lampiran di sini", "1 lampiran di sini"),
            Language::English => ("2 attachments here", "One attachment here"),
        };
        let mut window = TestWindow::open_offline(&desk.home(), language);
        window.until("the list is there", |state| {
            state.documents.rows.iter().flatten().count() == 2
        });
        for (kind, count) in [(Kind::Policy, two), (Kind::Matrix, one)] {
            let mut rows = window.state().documents.rows.iter().flatten();
            let id = rows.find(|row| row.kind == kind).unwrap().id;
            window.act(Action::Go(Screen::Document(id, None)));
            window.until("it is open", |state| state.shown_editor().is_some());
            window.harness.run_steps(3);
            assert_eq!(asked_for(&window), None);
            let clip = window.harness.get_by_role_and_label(Role::Button, count);
            clip.click();
            window.harness.run_steps(3);
            assert_eq!(window.state().panel, Some(Panel::Attachments), "{kind:?}");
            assert!(asked_for(&window).is_some(), "{kind:?}");
            window.act(Action::Panel(Panel::Attachments));
        }
    }
}

#[test]
fn what_lies_on_the_clipboard_is_attached_as_a_picture_or_as_files() {
    for language in [Language::Indonesian, Language::English] {
        let desk = Desk::founded();
        let (mut window, id) = with_document(&desk, language, desk.path("nirgends"));
        let note = desk.file("catatan.txt", b"Catatan.");
        let picture = Picture {
            size: [2, 3],
            rgba: [200, 10, 10, 255].repeat(6),
        };
        let copied = |copied| EditorAction::AttachCopied(copied, None);
        let picture = Copied::Picture(Arc::new(picture));
        window.act(Action::Editor(id, copied(picture)));
        window.until("the picture is attached", |state| names(state).len() == 1);
        window.act(Action::Panel(Panel::Attachments));
        window.until_shown("2 × 3");
        window.act(Action::Editor(id, copied(Copied::Files(vec![note.into()]))));
        window.until("the file is attached", |state| names(state).len() == 2);
        let named = match language {
            Language::Indonesian => "Gambar ",
            Language::English => "Picture ",
        };
        let names = names(window.state());
        assert!(
            names.iter().any(|name| name.starts_with(named)),
            "{names:?}"
        );
        assert!(names.iter().any(|name| name == "catatan.txt"), "{names:?}");
        window.act(Action::Editor(id, copied(Copied::Nothing)));
        window.until_shown(language.word("notice-nothing-to-attach"));
        let button = window.word("attachments-paste");
        window.harness.get_by_role_and_label(Role::Button, button);
    }
}

#[test]
fn larger_files_than_were_set_to_come_wait_until_somebody_gets_them() {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["new", "policy", "Pedoman"]);
    let photo = pusat.file("foto.png", &picture());
    pusat.run(&["attach", "Pedoman", &photo]);
    exchange(&pusat, &surabaya);
    for language in [Language::Indonesian, Language::English] {
        let mut window = TestWindow::open_offline(&surabaya.home(), language);
        window.until("it is listed", |state| {
            state.documents.rows.iter().flatten().count() == 1
        });
        let id = window.state().documents.rows.as_ref().unwrap()[0].id;
        for (word, is_coming) in [("settings-files-none", false), ("settings-files-all", true)] {
            window.act(Action::Go(Screen::Settings));
            window.harness.run_steps(3);
            window.click(word);
            window.act(Action::Go(Screen::Document(id, None)));
            window.until("it is open", |state| state.shown_editor().is_some());
            window.act(Action::Panel(Panel::Attachments));
            window.until("it is known how it stands", |state| {
                let attached = &state.shown_editor().unwrap().attached;
                let mut files = attached.standings.files.values();
                files.next().is_some_and(|file| file.is_coming == is_coming)
            });
            window.harness.run_steps(3);
            let get = window.word("attachment-get");
            let offered = window
                .harness
                .query_all_by_role_and_label(Role::Button, get);
            assert_eq!(offered.count() == 0, is_coming);
            window.act(Action::Panel(Panel::Attachments));
        }
    }
}

/// A copy of what is attached to a document, as opening it makes one; the folder of all copies.
fn copied(home: &std::path::Path, title: &str) -> (PathBuf, PathBuf) {
    let home = Home::find(Some(home.to_owned())).unwrap();
    let folder = copies::folder(&home);
    let office = ReadingOffice::open(home).unwrap();
    let reader = office.reader().unwrap();
    let summaries = reader.summaries().unwrap();
    let id = summaries.iter().find(|one| one.title == title);
    let opened = open(&reader, &id.unwrap().document).unwrap();
    let all = council::attachment::attachments(&opened.view);
    let copy = attaching::to_look_at(&reader, (&all[0], u64::MAX), &folder).unwrap();
    (copy, folder)
}

#[test]
fn copies_that_were_opened_stay_no_longer_than_the_program_and_the_text() {
    let desk = Desk::founded();
    desk.run(&["new", "policy", "Pedoman"]);
    let photo = desk.file("foto.png", &picture());
    desk.run(&["attach", "Pedoman", &photo]);
    let (copy, folder) = copied(&desk.home(), "Pedoman");
    assert_eq!(std::fs::read(&copy).unwrap(), picture());
    // Left by a program that ended otherwise than it should.
    let window = TestWindow::open_offline(&desk.home(), Language::Indonesian);
    assert!(!folder.exists());
    let (copy, _) = copied(&desk.home(), "Pedoman");
    // A second program leaves alone what the first one shows.
    desk.run(&["show", "Pedoman"]);
    assert!(copy.exists());
    drop(window);
    assert!(!folder.exists());
    let (copy, _) = copied(&desk.home(), "Pedoman");
    let other = desk.file("catatan.txt", b"Catatan.");
    desk.run(&["new", "policy", "Lain"]);
    desk.run(&["attach", "Lain", &other]);
    let (kept, _) = copied(&desk.home(), "Lain");
    // What is attached goes on with the text.
    desk.run(&["detach", "Pedoman", "1"]);
    let done = desk.json(&["restart", "Pedoman", "--reason", "berat", "--yes"]);
    let old = done["restarts"].as_str().unwrap().to_owned();
    desk.run(&["forget", &old, "--yes"]);
    assert!(!copy.exists(), "nothing of a removed text stays");
    assert!(kept.exists(), "another document's does");
}

#[test]
fn what_cannot_be_attached_says_why_and_leaves_the_document_as_it_was() {
    for language in [Language::Indonesian, Language::English] {
        let desk = Desk::founded();
        let (mut window, _) = with_document(&desk, language, desk.path("nirgends"));
        let empty = desk.file("kosong.txt", b"");
        window.act(Action::Drop(vec![empty.into()]));
        let why = match language {
            Language::Indonesian => "kosong.txt kosong",
            Language::English => "kosong.txt is empty",
        };
        window.until_shown(why);
        assert_eq!(names(window.state()), [""; 0]);
        assert!(!window.state().shown_editor().unwrap().attached.is_busy);
    }
}

#[test]
fn what_is_shown_as_a_picture_and_is_none_hurts_nobody() {
    let desk = Desk::founded();
    let (mut window, id) = with_document(&desk, Language::Indonesian, desk.path("nirgends"));
    let fake = desk.file("foto\u{202e}gpj.png", b"MZ\x90\0\x03 program");
    window.act(Action::Drop(vec![fake.into()]));
    window.until("it is attached", |state| names(state) == ["fotogpj.png"]);
    window.act(Action::Panel(Panel::Attachments));
    window.until("it is here", |state| {
        let attached = &state.shown_editor().unwrap().attached;
        attached.standings.files.values().any(|file| file.is_held)
    });
    let all = window.state().shown_editor().unwrap().attachments();
    let open = EditorAction::OpenAttachment(all[0].id.clone());
    window.act(Action::Editor(id, open));
    window.until_shown("tidak dibuka dari sini");
}
