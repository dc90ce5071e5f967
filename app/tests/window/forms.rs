//! What is filled in around a publication: what it replaces, the addendum of a unit, a version as a file, the
//! status in the list. Real stores, and what one says is carried to the other.

use std::sync::Arc;

use dewan::core::panel::Panel;
use dewan::core::{Action, Effect, Event, Screen, State, documents};
use dewan::engine::desk::pick::SystemDialogs;
use dewan::engine::desk::{Desk as Engine, Outbox};
use dewan::engine::home::Home;
use dewan::words::Language;
use dewan::words::column::capitalised;
use dewan::words::lifecycle::adoption;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use format::DocumentId;

use super::harness::TestWindow;
use crate::merging::{carry, exchange, two_offices};
use crate::program::Desk;

/// Head office (Rina) with a published and an approved policy, and Surabaya (Budi, its coordinator) with one that
/// holds an addendum.
fn approved() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    for (name, title) in [("lama.md", "Lama"), ("pedoman.md", "Pedoman")] {
        let text = format!("# {title}\n\n## Isi\n\nIsi {title}.\n");
        let file = surabaya.file(name, text.as_bytes());
        surabaya.run(&["import", &file]);
        surabaya.run(&["submit", title]);
    }
    let file = surabaya.file(
        "adendum.md",
        b"# Adendum Surabaya\n\n## Isi\n\nBahasa Jawa boleh.\n",
    );
    surabaya.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    for title in ["Lama", "Pedoman"] {
        pusat.run(&["decide", title, "approve"]);
    }
    pusat.run(&[
        "publish",
        "Lama",
        "--number",
        "000/2020",
        "--from",
        "2020-01-01",
    ]);
    carry(&pusat, &surabaya);
    (pusat, surabaya)
}

fn id_of(state: &State, title: &str) -> Option<DocumentId> {
    let mut rows = state.documents.rows.iter().flatten();
    rows.find(|row| row.title == title).map(|row| row.id)
}

/// The window with the decisions about `Pedoman` beside it.
fn at_decisions(desk: &Desk, language: Language) -> TestWindow {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.until("the list and the queue are there", |state| {
        id_of(state, "Pedoman").is_some() && state.review.items.is_some()
    });
    let id = id_of(window.state(), "Pedoman").unwrap();
    window.act(Action::Go(Screen::Document(id, None)));
    window.act(Action::Panel(Panel::Decisions));
    window.until("its decisions are there", |state| {
        let editor = state.shown_editor();
        editor.is_some_and(|editor| editor.judged.decisions.is_some())
    });
    window
}

fn click_labelled(window: &mut TestWindow, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click();
    window.harness.run_steps(3);
}

fn publication(state: &State) -> Option<&council::lifecycle::Publication> {
    let decisions = state.shown_editor()?.judged.decisions.as_ref()?;
    decisions.publication().map(|(_, publication)| publication)
}

#[test]
fn what_a_publication_replaces_and_an_addendum_are_chosen_by_title() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya) = approved();
        let mut chair = at_decisions(&pusat, language);
        let old = id_of(chair.state(), "Lama").unwrap();
        chair.click("do-publish");
        chair.type_into("form-number", "001/2026");
        // A document that was never published cannot be replaced.
        chair.type_into("form-replaces", "aden");
        chair.until_shown(language.word("picker-nothing"));
        chair.field("form-replaces").focus();
        chair.harness.run_steps(2);
        for _ in 0..4 {
            chair.harness.key_press(egui::Key::Backspace);
            chair.harness.run_steps(1);
        }
        chair.type_into("form-replaces", "000/");
        click_labelled(&mut chair, Role::Button, "Lama (000/2020)");
        chair.click("do-publish");
        chair.until("it is published", |state| {
            publication(state).is_some_and(|one| one.replaces == [old])
        });
        chair.until_shown("Lama");
        drop(chair);
        carry(&pusat, &surabaya);

        let mut unit = at_decisions(&surabaya, language);
        let addendum = id_of(unit.state(), "Adendum Surabaya").unwrap();
        unit.click("do-adopt");
        let word = adoption(language, council::act::decision::Adoption::WithAddendum);
        click_labelled(&mut unit, Role::RadioButton, &capitalised(&word));
        unit.click("do-adopt");
        unit.until_shown(language.word("form-lacks-addendum"));
        unit.type_into("form-addendum", "aden");
        click_labelled(&mut unit, Role::Button, "Adendum Surabaya");
        unit.click("do-adopt");
        unit.until("it is adopted with the addendum", |state| {
            publication(state).is_some_and(|one| {
                let adopted = one.adoptions.get("Surabaya");
                adopted.is_some_and(|adopted| adopted.addendum == Some(addendum))
            })
        });
    }
}

#[test]
fn the_list_says_where_documents_stand_also_before_anything_else_was_read() {
    let (pusat, _) = approved();
    let mut window = TestWindow::open_offline(&pusat.home(), Language::English);
    let stands = |state: &State, title: &str, status: &str| {
        let mut rows = state.documents.rows.iter().flatten();
        rows.any(|row| row.title == title && row.status == status)
    };
    window.until("the queue was read", |state| {
        stands(state, "Lama", "in-force") && stands(state, "Pedoman", "approved")
    });
    window.act(Action::Documents(documents::Action::Filter(
        documents::Filter {
            status: Some("in-force"),
            ..documents::Filter::default()
        },
    )));
    let shown: Vec<_> = window
        .state()
        .documents
        .shown()
        .map(|row| row.title.clone())
        .collect();
    assert_eq!(shown, ["Lama"]);
    drop(window);
    // Nothing but the list is read this time.
    let mut again = TestWindow::open_with(&pusat.home(), Language::English, |effect, _| {
        !matches!(effect, Effect::Review(_))
    });
    again.until("the list was read", |state| {
        stands(state, "Lama", "in-force")
    });
}

#[test]
fn a_published_version_goes_out_as_pdf_and_page() {
    let (pusat, _) = approved();
    let home = Home::find(Some(pusat.home())).unwrap();
    let office = dewan::engine::office::Office::open(home.clone()).unwrap();
    let reader = office.reader().unwrap();
    let id = reader.find_documents("Lama").unwrap()[0];
    drop(reader);
    drop(office);
    let (outbox, events) = Outbox::new(Arc::new(|| {}));
    let dialogs = Arc::new(SystemDialogs);
    let engine = Engine::start(home, Language::Indonesian, dialogs, outbox).unwrap();
    engine.perform(Effect::Start);
    let written = |file: &std::path::Path, number: usize| -> Result<(), String> {
        let effect = documents::Effect::ExportVersion(id, number, file.to_owned());
        engine.perform(Effect::Documents(effect));
        events
            .iter()
            .find_map(|event| match event {
                Event::Documents(documents::Event::Exported(_)) => Some(Ok(())),
                Event::Documents(documents::Event::Refused(why)) => Some(Err(why)),
                _ => None,
            })
            .unwrap()
    };
    let (pdf, page) = (pusat.path("lama.pdf"), pusat.path("lama.html"));
    written(&pdf, 1).unwrap();
    written(&page, 1).unwrap();
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
    assert!(std::fs::read_to_string(&page).unwrap().contains("000/2020"));
    assert!(written(&pusat.path("tak ada.pdf"), 2).is_err());
}
