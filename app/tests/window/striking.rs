//! Striking and proposing again in the window, by keyboard, on real stores.

use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;
use crate::merging::{exchange, two_offices};
use crate::program::Desk;

/// Head office (Rina, the chair) and Surabaya (Budi), who changed a decided policy and submitted it again.
pub(super) fn submitted_again() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let file = surabaya.file(
        "pedoman.md",
        b"# Pedoman\n\n## Tujuan\n\nMenjaga nama baik.\n\n## Cakupan\n\nSemua cabang.\n",
    );
    surabaya.run(&["import", &file]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    pusat.run(&["decide", "Pedoman", "approve"]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik kita."]);
    surabaya.run(&[
        "set",
        "Pedoman",
        "clause/2",
        "Semua cabang dan anak perusahaan.",
    ]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    (pusat, surabaya)
}

/// The review page of the policy, with this many changes on it.
pub(super) fn at_review(desk: &Desk, language: Language, changes: usize) -> TestWindow {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.until("the list is there", |state| {
        state.documents.shown().len() > 0
    });
    let id = window.state().documents.shown().next().unwrap().id;
    window.act(Action::Go(Screen::Review(Some(id))));
    window.until("what changed is there", |state| {
        let is_judged = state
            .editors
            .get(&id)
            .is_some_and(|editor| editor.judged.decisions.is_some());
        let found = state.review.changes_of(&id);
        is_judged && found.is_some_and(|found| found.hunks.len() == changes)
    });
    window
}

pub(super) fn press(window: &mut TestWindow, key: Key) {
    window.harness.key_press(key);
    window.harness.run_steps(3);
}

fn struck(state: &State) -> usize {
    let changes = state
        .reviewed_document()
        .and_then(|id| state.review.changes_of(&id));
    changes.map_or(0, |changes| {
        changes.hunks.iter().filter(|hunk| hunk.is_struck()).count()
    })
}

fn body(state: &State, clause: usize) -> String {
    let id = state
        .reviewed_document()
        .or(state.shown_document())
        .unwrap();
    match &state.editors.get(&id).unwrap().view {
        council::view::View::Policy(policy) => policy.clauses[clause].body.clone(),
        _ => unreachable!(),
    }
}

#[test]
fn a_change_is_struck_with_the_keyboard_answered_and_proposed_again() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya) = submitted_again();
        let mut chair = at_review(&pusat, language, 2);
        chair.until_shown(language.word("review-keys-of-chair"));
        press(&mut chair, Key::J);
        press(&mut chair, Key::S);
        // Without a reason nothing is struck.
        press(&mut chair, Key::Enter);
        chair.until_shown(language.word("strike-no-reason"));
        chair.type_into("strike-reason", "Belum dibahas.");
        press(&mut chair, Key::Enter);
        chair.until("it is struck and told so", |state| struck(state) == 1);
        assert_eq!(body(chair.state(), 1), "Semua cabang.");
        assert_eq!(body(chair.state(), 0), "Menjaga nama baik kita.");
        chair.until_shown("Belum dibahas.");
        // What was submitted holds it still: it is not approved with it.
        chair.until_shown(
            "dicoret"
                .split(' ')
                .next()
                .filter(|_| language == Language::Indonesian)
                .unwrap_or("struck"),
        );
        let decide = chair.word("do-decide");
        let offered = chair
            .harness
            .query_all_by_role_and_label(Role::Button, decide)
            .next();
        assert!(offered.is_none(), "it is sent back, or submitted again");
        chair.until("it is on disk", |state| {
            state.editors.iter().all(|editor| editor.is_saved())
        });
        chair.until("why it was struck can be answered", |state| {
            let id = state.reviewed_document().unwrap();
            state.editors.get(&id).unwrap().comments.len() == 1
        });
        drop(chair);
        exchange(&pusat, &surabaya);

        let mut drafter = at_review(&surabaya, language, 2);
        drafter.until("the drafter sees it", |state| struck(state) == 1);
        drafter.until_shown("Rina");
        press(&mut drafter, Key::J);
        press(&mut drafter, Key::C);
        let label = dewan::say!(language, "review-answer-field", name = "Rina");
        drafter
            .harness
            .get_by(|node| {
                node.role() == Role::TextInput && node.label().is_some_and(|it| it == label)
            })
            .type_text("Sudah dibahas Senin.");
        drafter.harness.run_steps(2);
        press(&mut drafter, Key::Enter);
        drafter.until("it is answered", |state| {
            let id = state.reviewed_document().unwrap();
            let comments = &state.editors.get(&id).unwrap().comments;
            comments.len() == 2 && comments[1].comment.answers == Some(comments[0].id)
        });
        drafter.click("struck-propose-again");
        drafter.until("it is back", |state| struck(state) == 0);
        assert_eq!(
            body(drafter.state(), 1),
            "Semua cabang dan anak perusahaan."
        );
    }
}

#[test]
fn whoever_does_not_decide_has_no_key_to_strike() {
    let (_, surabaya) = submitted_again();
    let mut drafter = at_review(&surabaya, Language::Indonesian, 2);
    drafter.until_shown(drafter.language.word("review-keys"));
    press(&mut drafter, Key::S);
    let word = drafter.word("strike-do");
    let form = drafter
        .harness
        .query_all_by_role_and_label(Role::Button, word)
        .next();
    assert!(form.is_none());
}

#[test]
fn what_was_struck_is_told_beside_the_document() {
    let (pusat, surabaya) = submitted_again();
    pusat.run(&["strike", "Pedoman", "clause/2", "Belum dibahas."]);
    exchange(&pusat, &surabaya);
    let mut drafter = at_review(&surabaya, Language::English, 2);
    let id = drafter.state().reviewed_document().unwrap();
    drafter.act(Action::Go(Screen::Document(id, None)));
    drafter.act(Action::Panel(dewan::core::panel::Panel::Changes));
    drafter.until_shown(drafter.language.word("struck-heading"));
    drafter.until_shown("Belum dibahas.");
    drafter.click("struck-propose-again");
    drafter.until("it is back", |state| {
        state.shown_editor().unwrap().strikes().is_empty()
    });
    assert_eq!(
        body(drafter.state(), 1),
        "Semua cabang dan anak perusahaan."
    );
}

#[test]
fn people_and_facts_of_a_meeting_are_reviewed_too() {
    let (pusat, surabaya) = two_offices();
    let file = surabaya.file(
        "notulen.md",
        b"# Notulen rapat\n\nTempat: Jakarta\n\n## Daftar hadir\n\n- Rina: hadir\n\n## Pembukaan\n\nDibuka.\n",
    );
    surabaya.run(&["import", "--kind", "minutes", &file]);
    surabaya.run(&["set", "Notulen", "meeting/place", "Surabaya"]);
    surabaya.run(&["set", "Notulen", "attendance/Budi", "present"]);
    exchange(&pusat, &surabaya);
    // Minutes are circulated, not submitted: what is in them is reviewed as it is.
    let review = pusat.json(&["review", "Notulen"]);
    let changes = review["changes"].to_string();
    assert!(
        changes.contains("Surabaya") && changes.contains("Budi"),
        "{review}"
    );
    pusat.run(&["strike", "Notulen", "meeting/place", "Di Jakarta."]);
    let review = pusat.json(&["review", "Notulen"]);
    assert_eq!(
        review["struck"].as_array().map(Vec::len),
        Some(1),
        "{review}"
    );
}
