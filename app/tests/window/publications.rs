//! What took the place of a document, and what became of an addendum, in the windows of those who go by it.

use dewan::core::panel::Panel;
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui_kittest::kittest::Queryable as _;
use format::DocumentId;

use super::harness::TestWindow;
use crate::merging::{carry, two_offices};
use crate::program::Desk;

/// Head office publishes two policies of its own: "Baru" replaces "Lama".
fn replaced() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["charter", "--self-approval", "true"]);
    for (title, number, more) in [
        ("Lama", "1", &[][..]),
        ("Baru", "2", &["--replaces", "Lama"]),
    ] {
        let text = format!("# {title}\n\n## Tujuan\n\nMenjaga nama baik.\n");
        let file = pusat.file(&format!("{title}.md"), text.as_bytes());
        pusat.run(&["import", &file]);
        pusat.run(&["submit", title]);
        pusat.run(&["decide", title, "approve"]);
        let publish = ["publish", title, "--number", number, "--from", "2026-01-01"];
        pusat.run(&[&publish[..], more].concat());
    }
    carry(&pusat, &surabaya);
    (pusat, surabaya)
}

fn called(state: &State, title: &str) -> Option<DocumentId> {
    let mut rows = state.documents.rows.iter().flatten();
    rows.find(|row| row.title == title).map(|row| row.id)
}

#[test]
fn a_superseded_document_says_so_and_a_click_leads_to_what_took_its_place() {
    let (_, surabaya) = replaced();
    for language in [Language::Indonesian, Language::English] {
        let mut window = TestWindow::open_offline(&surabaya.home(), language);
        window.until("only the new one waits to be read", |state| {
            let counts = state.review.counts();
            called(state, "Lama").is_some() && counts.acknowledge == 1
        });
        let state = window.state();
        let (old, new) = (called(state, "Lama"), called(state, "Baru"));
        let (old, new) = (old.unwrap(), new.unwrap());
        assert_eq!(state.documents.row(&old).unwrap().status, "superseded");
        window.act(Action::Go(Screen::Document(old, None)));
        window.act(Action::Panel(Panel::Decisions));
        window.until("it is known to be superseded", |state| {
            let decisions = state
                .shown_editor()
                .and_then(|editor| editor.judged.decisions.as_ref());
            decisions.is_some_and(|one| one.superseded.is_some())
        });
        window.until_shown(match language {
            Language::Indonesian => "Digantikan oleh “Baru”",
            Language::English => "Superseded by “Baru”",
        });
        window.until_shown(language.word("next-superseded"));
        window
            .harness
            .get_by_label(language.word("superseded-go"))
            .click();
        window.harness.run_steps(3);
        assert_eq!(window.state().shown_document(), Some(new));
    }
}
