//! Files that belong to a document, in the window: dropped on it, looked at, put on the disk, taken off and back.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use council::view::Kind;
use dewan::core::attachments::{Copied, Picture};
use dewan::core::deciding::FileState;
use dewan::core::editor::{Action as EditorAction, Effect as Editing, Event as EditorEvent};
use dewan::core::link::Saving;
use dewan::core::panel::Panel;
use dewan::core::pick::{Pick, Picked};
use dewan::core::settings::{Action as SettingsAction, Thrift};
use dewan::core::{Action, Effect, Event, Screen, State};
use dewan::engine::desk::Outbox;
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
    let all = editor.map_or(&[][..], |editor| editor.attachments());
    all.iter().map(|one| one.name.clone()).collect()
}

/// The window with a document that was written as Markdown open, and its id. Whatever is to be saved goes to
/// `place`.
fn with_document(desk: &Desk, language: Language, place: PathBuf) -> (TestWindow, DocumentId) {
    with(desk, language, move |effect, outbox| {
        let Effect::Pick(dialog) = effect else {
            return true;
        };
        assert!(matches!(dialog.pick, Pick::SaveAttachment(..)));
        outbox.tell(Event::Picked(Picked {
            pick: dialog.pick.clone(),
            paths: vec![place.clone()],
        }));
        false
    })
}

/// The same, where something of the test lies on the clipboard.
fn with_clipboard(
    desk: &Desk,
    language: Language,
    clipboard: Rc<RefCell<Copied>>,
) -> (TestWindow, DocumentId) {
    with(desk, language, move |effect, outbox| {
        let Effect::Editor(id, Editing::ReadClipboard) = effect else {
            return true;
        };
        let copied = EditorEvent::Copied(clipboard.borrow().clone());
        outbox.tell(Event::Editor(*id, Box::new(copied)));
        false
    })
}

fn with(
    desk: &Desk,
    language: Language,
    passes: impl Fn(&Effect, &Outbox) -> bool + 'static,
) -> (TestWindow, DocumentId) {
    let file = desk.file("pedoman.md", b"# Pedoman\n\n## Kanal\n\nSatu kanal.\n");
    desk.run(&["import", &file]);
    let mut window = TestWindow::open_with(&desk.home(), language, passes);
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
        let clipboard = Rc::new(RefCell::new(Copied::Nothing));
        let (mut window, id) = with_clipboard(&desk, language, Rc::clone(&clipboard));
        let note = desk.file("catatan.txt", b"Catatan.");
        let picture = Picture {
            size: [2, 3],
            rgba: [200, 10, 10, 255].repeat(6),
        };
        let picture = Copied::Picture(Arc::new(picture));
        let paste = |window: &mut TestWindow, copied| {
            *clipboard.borrow_mut() = copied;
            let paste = EditorAction::PasteAttachment(None);
            window.act(Action::Editor(id, paste));
        };
        paste(&mut window, picture);
        window.until("the picture is attached", |state| names(state).len() == 1);
        window.act(Action::Panel(Panel::Attachments));
        window.until_shown("2 × 3");
        paste(&mut window, Copied::Files(vec![note.into()]));
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
        paste(&mut window, Copied::Nothing);
        window.until_shown(language.word("notice-nothing-to-attach"));
        let large = Picture {
            size: [20_000, 1],
            rgba: [200, 10, 10, 255].repeat(20_000),
        };
        paste(&mut window, Copied::Picture(Arc::new(large)));
        window.until_shown("20000 × 1");
        let button = window.word("attachments-paste");
        window.harness.get_by_role_and_label(Role::Button, button);
    }
}

/// An office that has a document to which a photo is attached, and not the photo.
fn photo_that_comes() -> Desk {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["new", "policy", "Pedoman"]);
    let photo = pusat.file("foto.png", &picture());
    pusat.run(&["attach", "Pedoman", &photo]);
    exchange(&pusat, &surabaya);
    surabaya
}

/// Its window, without a link, and its document.
fn at_the_list(office: &Desk, language: Language) -> (TestWindow, DocumentId) {
    let mut window = TestWindow::open_offline(&office.home(), language);
    window.until("it is listed", |state| {
        state.documents.rows.iter().flatten().count() == 1
    });
    let id = window.state().documents.rows.as_ref().unwrap()[0].id;
    (window, id)
}

#[test]
fn larger_files_than_were_set_to_come_wait_until_somebody_gets_them() {
    let surabaya = photo_that_comes();
    for language in [Language::Indonesian, Language::English] {
        let (mut window, id) = at_the_list(&surabaya, language);
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
            let bars = window.harness.query_all_by_role(Role::ProgressIndicator);
            assert_eq!(bars.count() > 0, is_coming);
            // Somebody wants it whatever is set, and does not after all.
            for (word, is_wished) in [("attachment-get", true), ("attachment-leave", false)] {
                window.click(word);
                window.until("the wish is known", |state| {
                    let file = file_of(state);
                    file.is_wished == is_wished && file.is_coming == (is_wished || is_coming)
                });
            }
            window.act(Action::Panel(Panel::Attachments));
        }
    }
}

/// How the first file stands that is attached to the document on the screen.
fn file_of(state: &State) -> FileState {
    let attached = &state.shown_editor().unwrap().attached;
    let mut files = attached.standings.files.values();
    *files.next().unwrap()
}

#[test]
fn over_a_metered_link_small_files_wait_as_well_and_can_be_asked_for() {
    let surabaya = photo_that_comes();
    for language in [Language::Indonesian, Language::English] {
        let (mut window, id) = at_the_list(&surabaya, language);
        window.act(Action::Go(Screen::Document(id, None)));
        window.until("it is open", |state| state.shown_editor().is_some());
        window.act(Action::Panel(Panel::Attachments));
        window.until("it comes by itself", |state| {
            let attached = &state.shown_editor().unwrap().attached;
            let mut files = attached.standings.files.values();
            files.next().is_some_and(|file| file.is_coming)
        });
        let metered = Thrift {
            metered: true,
            ..Thrift::default()
        };
        let set = |window: &mut TestWindow, thrift| {
            window.act(Action::Settings(SettingsAction::Thrift(thrift)));
        };
        set(&mut window, metered);
        window.until("it waits", |state| !file_of(state).is_coming);
        window.until("it is counted among what waits", |state| {
            state.links.files.left == 1 && state.links.saving == Some(Saving::Metered)
        });
        window.click("attachment-get");
        window.until("it is asked for", |state| file_of(state).is_coming);
        window.click("attachment-leave");
        window.until("it is not", |state| !file_of(state).is_coming);
        window.act(Action::Go(Screen::Sync));
        window.until_shown(language.word("saving-metered"));
        set(&mut window, Thrift::default());
        window.until("nothing is saved", |state| state.links.saving.is_none());
        window.act(Action::Go(Screen::Documents));
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
fn of_many_attachments_only_what_is_on_the_screen_is_drawn() {
    let desk = Desk::founded();
    let (mut window, id) = with_document(&desk, Language::Indonesian, desk.path("nirgends"));
    let files = (0..60).map(|n| {
        let bytes = format!("Catatan {n}.");
        PathBuf::from(desk.file(&format!("catatan {n:02}.txt"), bytes.as_bytes()))
    });
    let attach = EditorAction::Attach(files.collect(), None);
    window.act(Action::Editor(id, attach));
    window.until("they are attached", |state| names(state).len() == 60);
    window.act(Action::Panel(Panel::Attachments));
    window.harness.run_steps(3);
    let remove = window.word("attachment-remove");
    let shown = |window: &TestWindow, n: usize| {
        let name = format!("{remove}: catatan {n:02}.txt");
        let mut found = window
            .harness
            .query_all_by_role_and_label(Role::Button, &name);
        found.next().is_some()
    };
    assert!(shown(&window, 0));
    assert!(!shown(&window, 59), "it is far below");
}

#[test]
fn what_becomes_of_a_file_is_said_while_it_hovers_over_the_window() {
    for language in [Language::Indonesian, Language::English] {
        let desk = Desk::founded();
        let (mut window, _) = with_document(&desk, language, desk.path("nirgends"));
        let hover = |window: &mut TestWindow, name: &str| {
            let file = egui::HoveredFile {
                path: Some(PathBuf::from(name)),
                ..egui::HoveredFile::default()
            };
            window.harness.input_mut().hovered_files = vec![file];
            window.harness.step();
            window.harness.step();
        };
        let (attach, import, carry) = match language {
            Language::Indonesian => (
                "Lampirkan pada seluruh dokumen",
                "Impor sebagai dokumen baru",
                "Lihat isi berkas titipan",
            ),
            Language::English => (
                "Attach to the whole document",
                "Import as a new document",
                "Look into the carry file",
            ),
        };
        hover(&mut window, "foto.png");
        window.until_shown(attach);
        hover(&mut window, "bawaan.dewan-carry");
        window.until_shown(carry);
        window.act(Action::Go(Screen::Documents));
        hover(&mut window, "pedoman.md");
        window.until_shown(import);
    }
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
        assert!(!window.state().is_attaching());
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
    let all = window
        .state()
        .shown_editor()
        .unwrap()
        .attachments()
        .to_vec();
    let open = EditorAction::OpenAttachment(all[0].id.clone());
    window.act(Action::Editor(id, open));
    window.until_shown("tidak dibuka dari sini");
}
