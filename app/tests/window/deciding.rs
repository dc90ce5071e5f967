//! From a draft to a version in force, through the windows of those who take part. Their stores are real,
//! and what one says is carried to the others between two windows.

use council::act::Body;
use council::act::decision::{Decide, Outcome};
use council::roster::document_heads;
use council::view::View;
use dewan::core::deciding::Turn;
use dewan::core::panel::Panel;
use dewan::core::{Action, Screen, State};
use dewan::engine::deciding::Case;
use dewan::engine::home::Home;
use dewan::engine::office::Office;
use dewan::words::Language;
use dewan::words::lifecycle::status_name;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;
use crate::merging::{carry, exchange, two_offices};
use crate::program::Desk;

/// Head office (Rina, the chair), Surabaya (Budi, who wrote the policy) and Malang (Sari).
fn three_offices() -> (Desk, Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let malang = Desk::empty();
    let file = pusat.path("undangan-malang");
    let file = file.to_str().unwrap();
    pusat.run(&["council", "invite", "--office", "Malang", "--to", file]);
    malang.run(&["council", "join", file, "--person", "Sari"]);
    let policy = surabaya.file(
        "pedoman.md",
        b"# Pedoman\n\n## Tujuan\n\nMenjaga nama baik.\n\n## Cakupan\n\nSemua cabang.\n",
    );
    surabaya.run(&["import", &policy]);
    carry(&malang, &pusat);
    exchange(&pusat, &surabaya);
    carry(&pusat, &malang);
    (pusat, surabaya, malang)
}

/// The window of an office, with the policy and the panel of its decisions open.
fn at_decisions(desk: &Desk, language: Language) -> TestWindow {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.until("the list is there", |state| {
        state.documents.shown().len() > 0
    });
    let rows = window.state().documents.shown();
    let id = rows
        .filter(|row| row.title == "Pedoman")
        .map(|row| row.id)
        .next()
        .unwrap();
    window.act(Action::Go(Screen::Document(id, None)));
    window.act(Action::Panel(Panel::Decisions));
    window.until("its decisions are there", |state| {
        state
            .shown_editor()
            .is_some_and(|editor| editor.judged.decisions.is_some())
    });
    window
}

/// What the document on the screen is.
fn standing(state: &State) -> &'static str {
    let decisions = state
        .shown_editor()
        .and_then(|editor| editor.judged.decisions.as_ref());
    decisions.map_or("", |decisions| status_name(&decisions.status()))
}

fn until_standing(window: &mut TestWindow, wanted: &'static str) {
    window.until(wanted, |state| standing(state) == wanted);
}

/// Whether a button with this word is there.
fn offers(window: &TestWindow, name: &'static str) -> bool {
    let word = window.word(name);
    window
        .harness
        .query_all_by_role_and_label(Role::Button, word)
        .next()
        .is_some()
}

#[test]
fn a_draft_is_submitted_approved_published_and_in_force_through_three_windows() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya, malang) = three_offices();
        pusat.run(&["appoint", "Sari", "secretary"]);
        pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
        carry(&pusat, &surabaya);
        carry(&pusat, &malang);

        let mut drafter = at_decisions(&surabaya, language);
        assert!(!offers(&drafter, "do-decide") && !offers(&drafter, "do-publish"));
        drafter.click("do-submit");
        drafter.type_into("form-note", "Mohon ditelaah.");
        drafter.click("send-submit");
        until_standing(&mut drafter, "ready");
        assert!(!offers(&drafter, "do-submit"), "it is submitted");
        drop(drafter);
        carry(&surabaya, &pusat);

        // The chair comes by way of the home page and the queue, and decides with the keyboard.
        let mut chair = TestWindow::open_offline(&pusat.home(), language);
        chair.until("it waits for the chair", |state| {
            state.review.counts().decide == 1
        });
        let waits = dewan::say!(language, "home-decide", count = 1_u64);
        chair.until_shown(&waits);
        chair.harness.get_by_label(&waits).click();
        chair.harness.run_steps(3);
        chair
            .harness
            .get_by_role_and_label(Role::Button, "Pedoman")
            .click();
        chair.until("what changed is there", |state| {
            let document = state.reviewed_document();
            document.is_some_and(|id| {
                let is_open = state
                    .editors
                    .get(&id)
                    .is_some_and(|editor| editor.judged.decisions.is_some());
                let changes = state.review.changes_of(&id);
                is_open && changes.is_some_and(|changes| changes.hunks.len() == 3)
            })
        });
        chair.until_shown("Mohon ditelaah.");
        chair.harness.key_press(egui::Key::J);
        chair.harness.run_steps(2);
        chair.harness.key_press(egui::Key::A);
        chair.harness.run_steps(3);
        chair.click("send-approve");
        chair.until("nothing waits any more but publishing", |state| {
            let mut items = state.review.waiting();
            items
                .next()
                .is_some_and(|item| item.turns == [Turn::Publish])
        });
        drop(chair);
        carry(&pusat, &malang);

        let mut secretary = at_decisions(&malang, language);
        until_standing(&mut secretary, "approved");
        assert!(!offers(&secretary, "do-decide"));
        secretary.click("do-publish");
        secretary.click("do-publish");
        secretary.until_shown(language.word("form-lacks-number"));
        secretary.type_into("form-number", "001/2026");
        secretary.click("do-publish");
        until_standing(&mut secretary, "in-force");
        drop(secretary);
        carry(&malang, &surabaya);

        let mut drafter = at_decisions(&surabaya, language);
        until_standing(&mut drafter, "in-force");
        drafter.until_shown(language.word("standing-in-force"));
        drafter.until_shown("001/2026");
        drafter.click("do-adopt");
        drafter.click("do-adopt");
        drafter.until("it is adopted", |state| {
            publication(state).is_some_and(|one| one.adoptions.contains_key("Surabaya"))
        });
        drafter.click("do-acknowledge");
        drafter.click("do-acknowledge");
        drafter.until("it is read", |state| {
            publication(state).is_some_and(|one| one.readers.len() == 1)
        });
        assert!(!offers(&drafter, "do-acknowledge"));
    }
}

fn publication(state: &State) -> Option<&council::lifecycle::Publication> {
    let decisions = state.shown_editor()?.judged.decisions.as_ref()?;
    decisions.publication().map(|(_, publication)| publication)
}

#[test]
fn what_is_written_after_the_submission_is_told_and_can_be_submitted_anew() {
    let (_, surabaya, _) = three_offices();
    surabaya.run(&["submit", "Pedoman"]);
    let mut drafter = at_decisions(&surabaya, Language::Indonesian);
    until_standing(&mut drafter, "ready");
    let place = council::edit::Place::Title;
    let splice = dewan::core::editor::TextSplice {
        at: 7,
        delete: 0,
        insert: " Baru".into(),
    };
    let id = drafter.state().shown_document().unwrap();
    let act = |action| Action::Editor(id, action);
    drafter.act(act(dewan::core::editor::Action::Splice(place, splice)));
    drafter.act(act(dewan::core::editor::Action::Pause));
    drafter.until("it is saved", |state| {
        state.shown_editor().is_some_and(|editor| editor.is_saved())
    });
    drafter.until_shown(Language::Indonesian.word("draft-changed-after"));
    drafter.click("do-submit");
    drafter.click("send-submit");
    drafter.until("there are two", |state| {
        let decisions = state.shown_editor().unwrap().judged.decisions.as_ref();
        decisions.is_some_and(|one| one.lifecycle.submissions.len() == 2)
    });
}

#[test]
fn open_values_are_chosen_before_a_matrix_is_submitted() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("Pedoman.csv", b"activity,owner\nBalas komentar,Sari\n");
    pusat.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    pusat.run(&["set", "Pedoman", "row/1/owner", "Budi"]);
    surabaya.run(&["set", "Pedoman", "row/1/owner", "Dewi"]);
    exchange(&pusat, &surabaya);
    let mut window = at_decisions(&pusat, Language::English);
    window.until("the conflict is there", |state| {
        state
            .shown_editor()
            .is_some_and(|editor| editor.conflicts.len() == 1)
    });
    window.harness.run_steps(3);
    assert!(!offers(&window, "do-submit"));
    let go = window.word("blocked-go");
    window.harness.get_by_label(go).click();
    window.harness.run_steps(3);
    assert_eq!(window.state().panel, Some(Panel::Changes));
}

#[test]
fn what_keeps_a_matrix_from_being_submitted_is_named_and_led_to_before_it_is_tried() {
    for language in [Language::Indonesian, Language::English] {
        let desk = Desk::founded();
        let table = b"activity,owner,mode,contact\nBalas komentar,Sari,,\nSiaran pers,,,\n";
        desk.run(&["import", &desk.file("Pedoman.csv", table)]);
        let mut window = at_decisions(&desk, language);
        let lacking = dewan::say!(
            language,
            "gap-no-owner",
            row = 2_u64,
            activity = " “Siaran pers”"
        );
        window.until_shown(&lacking);
        assert!(!offers(&window, "do-submit"));
        let go = window.word("blocked-go-row");
        window.harness.get_by_label(go).click();
        window.harness.run_steps(3);
        let Screen::Document(_, Some(place)) = &window.state().screen else {
            panic!("it leads to a place of the document");
        };
        assert!(place.key().ends_with("/owner"), "{}", place.key());
        drop(window);
        desk.run(&["set", "Pedoman", "row/2/owner", "Budi"]);
        let window = at_decisions(&desk, language);
        assert!(offers(&window, "do-submit"));
    }
}

#[test]
fn a_conflict_of_decisions_is_shown_and_settled_by_the_chair() {
    let (pusat, surabaya, malang) = three_offices();
    pusat.run(&["appoint", "Budi", "acting-chair", "--until", "2099-12-31"]);
    pusat.run(&["appoint", "Sari", "member"]);
    carry(&pusat, &surabaya);
    carry(&pusat, &malang);
    malang.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik kita."]);
    malang.run(&["submit", "Pedoman"]);
    carry(&malang, &pusat);
    carry(&malang, &surabaya);
    pusat.run(&["decide", "Pedoman", "approve"]);
    surabaya.run(&["decide", "Pedoman", "reject", "Terlalu umum."]);
    exchange(&pusat, &surabaya);

    let mut acting = at_decisions(&surabaya, Language::English);
    until_standing(&mut acting, "conflict");
    acting.harness.run_steps(3);
    assert!(!offers(&acting, "do-settle"), "only the chair settles it");
    drop(acting);
    let mut chair = at_decisions(&pusat, Language::Indonesian);
    until_standing(&mut chair, "conflict");
    chair.until_shown("Terlalu umum.");
    chair.click("do-settle");
    chair.click("send-approve");
    until_standing(&mut chair, "approved");
}

#[test]
fn an_act_that_does_not_count_is_listed_with_its_reason() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya, malang) = three_offices();
        malang.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik kita."]);
        carry(&malang, &surabaya);
        surabaya.run(&["submit", "Pedoman"]);
        // Budi has no seat. His program refuses to say it; another one does not.
        {
            let home = Home::find(Some(surabaya.home())).unwrap();
            let office = Office::open(home).unwrap();
            let reader = office.reader().unwrap();
            let id = reader.find_documents("Pedoman").unwrap()[0];
            let case = Case::read(&reader, &id).unwrap();
            let submission = case.lifecycle.open_submission().unwrap();
            let body = Body::Decide(Decide {
                submission: submission.said.act,
                text: submission.text.clone(),
                outcome: Outcome::Approved,
                words: String::new(),
                waivers: vec![],
                previous: None,
            });
            let cites = document_heads(&case.acts);
            let act = office.sign_about(id, cites, &body).unwrap();
            office.keep(act).unwrap();
        }
        carry(&surabaya, &pusat);
        let mut chair = at_decisions(&pusat, language);
        until_standing(&mut chair, "ready");
        chair.until_shown(language.word("told-invalid"));
        chair.until_shown(language.word("invalid-no-seat"));
        assert!(offers(&chair, "do-decide"), "it changed nothing");
    }
}

#[test]
fn the_chair_appoints_and_changes_the_rules_on_the_council_page() {
    use council::seats::Role as SeatRole;
    use dewan::core::council::Action as CouncilAction;
    use dewan::core::seating::Change;

    let (pusat, surabaya) = two_offices();
    let mut chair = TestWindow::open_offline(&pusat.home(), Language::Indonesian);
    chair.until("the council is there", State::is_working);
    chair.act(Action::Go(Screen::Council));
    let council = chair.state().council().unwrap();
    let budi = council.members.values().find(|one| one.person == "Budi");
    let budi = budi.unwrap().key;
    chair.act(Action::Council(CouncilAction::Seat(Change::Appoint {
        holder: budi,
        role: SeatRole::Secretary,
        unit: String::new(),
        field: String::new(),
        from: None,
        until: None,
    })));
    chair.until("Budi is the secretary", |state| {
        let seats = &state.council().unwrap().seating.seats;
        seats.iter().any(|seat| seat.role == SeatRole::Secretary)
    });
    chair.harness.set_size(egui::vec2(1280.0, 3_000.0));
    chair.harness.run_steps(4);
    let policy = dewan::words::column::capitalised(chair.word("kind-policy"));
    chair
        .harness
        .get_by(|node| {
            node.role() == Role::TextInput && node.label().is_some_and(|it| it == policy)
        })
        .focus();
    chair.harness.run_steps(2);
    chair
        .harness
        .get_by(|node| {
            node.role() == Role::TextInput && node.label().is_some_and(|it| it == policy)
        })
        .type_text("legal");
    chair.harness.run_steps(2);
    chair.click("rules-save");
    chair.until("the rules are there", |state| {
        let charter = &state.council().unwrap().seating.charter;
        charter.mandatory_for("policy").eq(["legal"])
    });
    drop(chair);
    carry(&pusat, &surabaya);

    let mut secretary = TestWindow::open_offline(&surabaya.home(), Language::English);
    secretary.until("the council is there", State::is_working);
    secretary.act(Action::Go(Screen::Council));
    secretary.harness.run_steps(4);
    assert!(!offers(&secretary, "rules-save") && !offers(&secretary, "seats-appoint"));
    // Everybody may give up what they have.
    let word = dewan::say!(
        Language::English,
        "seats-end",
        role = "council secretary",
        name = "Budi"
    );
    let end = secretary.harness.get_by_role_and_label(Role::Button, &word);
    end.click();
    secretary.harness.run_steps(3);
    secretary.click("seats-end-short");
    secretary.until("the seat is over", |state| {
        let seats = &state.council().unwrap().seating.seats;
        seats.iter().all(|seat| seat.role != SeatRole::Secretary)
    });
}

#[test]
fn a_text_changed_since_it_was_published_leads_to_what_counts_by_a_click_and_a_key() {
    let (pusat, surabaya, _) = three_offices();
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    pusat.run(&["decide", "Pedoman", "approve"]);
    pusat.run(&[
        "publish",
        "Pedoman",
        "--number",
        "7",
        "--from",
        "2026-01-01",
    ]);
    pusat.run(&["set", "Pedoman", "clause/1", "Lain sama sekali."]);
    for language in [Language::Indonesian, Language::English] {
        let mut chair = at_decisions(&pusat, language);
        let draft = dewan::say!(language, "beside-version-short", next = 2_u64);
        chair.until_shown(&draft);
        chair.click("read-holding");
        let version = |state: &State| {
            let past = state.shown_editor().unwrap().version.as_ref();
            let read = past.and_then(|past| past.view());
            read.is_some_and(|view| match view {
                View::Policy(policy) => policy.clauses[0].body == "Menjaga nama baik.",
                _ => false,
            })
        };
        chair.until("version 1 is read", version);
        // It is said which one it is, and that it can only be read.
        let end = dewan::say!(language, "past-holding", what = "");
        chair.until_shown(end.trim_start_matches('.').trim());
        // The same keys lead there and back.
        let keys = Modifiers::COMMAND | Modifiers::SHIFT;
        chair.harness.key_press_modifiers(keys, Key::R);
        chair.until("the text as it is", |state| !version(state));
        chair.harness.key_press_modifiers(keys, Key::R);
        chair.until("version 1 again", version);
    }
}

#[test]
fn a_chair_is_warned_before_submitting_what_nobody_could_decide_on() {
    let (pusat, _, _) = three_offices();
    for language in [Language::Indonesian, Language::English] {
        let mut chair = at_decisions(&pusat, language);
        chair.click("do-submit");
        let warning = dewan::say!(language, "deadlock-would-submit", name = "Rina");
        chair.until_shown(&warning);
        chair.click("send-submit");
        until_standing(&mut chair, "ready");
        let stuck = dewan::say!(language, "deadlock-submitted", name = "Rina");
        chair.until_shown(&stuck);
        assert!(!offers(&chair, "do-decide") && offers(&chair, "do-pull-back"));
        drop(chair);
        pusat.run(&["pull-back", "Pedoman"]);
    }
}
