//! Quorum per item, a tie, a recusal, and minutes that come into force, through the windows of those who
//! were there.

use council::meeting::Stage;
use council::view::Kind;
use dewan::core::panel::Panel;
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::harness::TestWindow;
use crate::meetings::council_of_three;
use crate::merging::{carry, exchange, two_offices};
use crate::program::Desk;

const DOC: &str = "Rapat Rutin";

/// Rina (the chair) and Budi (a member) were there, and decided one thing.
fn with_minutes() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["appoint", "Budi", "member", "--department", "it"]);
    takes_minutes(&pusat);
    exchange(&pusat, &surabaya);
    (pusat, surabaya)
}

/// Begins minutes of a meeting at which Rina and Budi were there.
fn takes_minutes(pusat: &Desk) {
    pusat.run(&[
        "new",
        "minutes",
        DOC,
        "--meeting",
        "rapat rutin",
        "--date",
        "2026-11-23",
    ]);
    pusat.run(&["set", DOC, "meeting/chair", "Rina"]);
    pusat.run(&["set", DOC, "agenda/+", "## Vendor"]);
    pusat.run(&["set", DOC, "attendance/Rina", "hadir"]);
    pusat.run(&["set", DOC, "attendance/Budi", "hadir"]);
    pusat.run(&["set", DOC, "decision/+", "Vendor A dipilih."]);
    let meeting = pusat.json(&["meeting", DOC]);
    let item = meeting["items"][0]["id"].as_str().unwrap();
    pusat.run(&["set", DOC, "decision/1/agenda", item]);
    pusat.run(&["set", DOC, "decision/1/owner", "Rina"]);
}

fn at_minutes(desk: &Desk, language: Language) -> TestWindow {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.until("the list is there", |state| {
        state.documents.shown().any(|row| row.kind == Kind::Minutes)
    });
    let mut rows = window.state().documents.shown();
    let id = rows.find(|row| row.kind == Kind::Minutes).map(|row| row.id);
    drop(rows);
    window.act(Action::Go(Screen::Document(id.unwrap(), None)));
    window.act(Action::Panel(Panel::Decisions));
    window.until("its decisions are there", |state| {
        state
            .shown_editor()
            .is_some_and(|editor| editor.judged.decisions.is_some())
    });
    window
}

fn stage(state: &State) -> Option<Stage> {
    let decisions = state.shown_editor()?.judged.decisions.as_ref()?;
    decisions.meeting.stage(decisions.day)
}

/// Presses a button wherever it stands on the page, as assistive technology does.
fn press(window: &mut TestWindow, name: &'static str) {
    let word = window.word(name);
    let button = window.harness.get_by_role_and_label(Role::Button, word);
    button.click_accesskit();
    window.harness.run_steps(3);
}

fn offers(window: &TestWindow, name: &'static str) -> bool {
    let word = window.word(name);
    let mut found = window
        .harness
        .query_all_by_role_and_label(Role::Button, word);
    found.next().is_some()
}

#[test]
fn minutes_are_circulated_and_confirmed_by_chair_and_attendee_in_their_windows() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya) = with_minutes();
        let mut chair = at_minutes(&pusat, language);
        assert_eq!(stage(chair.state()), Some(Stage::Draft));
        assert!(!offers(&chair, "do-submit") && !offers(&chair, "do-confirm-minutes"));
        chair.click("do-circulate");
        chair.type_into("form-note-to-attendees", "Mohon dikoreksi.");
        chair.click("do-circulate");
        chair.until("circulated", |state| {
            stage(state) == Some(Stage::Circulated)
        });
        assert!(!offers(&chair, "do-circulate"), "nothing changed since");
        chair.click("do-confirm-minutes");
        chair.click("do-confirm-minutes");
        chair.until("it is the chair's no more", |state| {
            let turns = state.shown_editor().and_then(|editor| {
                let decisions = editor.judged.decisions.as_ref()?;
                Some(decisions.turns())
            });
            turns == Some(vec![])
        });
        assert!(
            !offers(&chair, "do-confirm-minutes"),
            "nobody confirms twice"
        );
        drop(chair);
        carry(&pusat, &surabaya);

        let mut attendee = TestWindow::open_offline(&surabaya.home(), language);
        attendee.until("it waits for Budi", |state| {
            state.review.counts().minutes == 1
        });
        let waits = dewan::say!(language, "home-minutes", count = 1_u64);
        attendee.until_shown(&waits);
        drop(attendee);
        let mut attendee = at_minutes(&surabaya, language);
        attendee.until_shown("Mohon dikoreksi.");
        attendee.click("do-confirm-minutes");
        attendee.click("do-confirm-minutes");
        attendee.until("in force", |state| stage(state) == Some(Stage::Confirmed));
        assert!(offers(&attendee, "do-correct"), "an annex can be added");
        assert!(!offers(&attendee, "do-circulate"));
    }
}

#[test]
fn a_recusal_takes_the_quorum_and_a_circular_decision_is_offered_to_the_chair() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya, medan) = council_of_three();
        takes_minutes(&pusat);
        let mut window = at_minutes(&pusat, language);
        let reached = dewan::say!(
            language,
            "minutes-quorum-reached",
            there = 2,
            eligible = 3,
            needed = 2
        );
        window.until_shown(&reached);
        window.click("item-recuse");
        let budi = window.harness.get_by_role_and_label(Role::CheckBox, "Budi");
        budi.click();
        window.harness.run_steps(3);
        window.until("the quorum is gone", |state| {
            let editor = state.shown_editor().unwrap();
            let council::view::View::Minutes(minutes) = &editor.view else {
                return false;
            };
            let decisions = editor.judged.decisions.as_ref().unwrap();
            let (count, _) = decisions.meeting.judge(minutes);
            count.items[0].recused == ["Budi"]
        });
        // Of Rina and Citra, who may vote on it, one is there.
        window.harness.key_press(egui::Key::Escape);
        window.harness.run_steps(3);
        window.until_shown(language.word("to-circular"));
        assert!(
            !offers(&window, "do-circulate"),
            "an error stands in the way"
        );
        press(&mut window, "to-circular");
        window.until("it is left to writing", |state| {
            state.unsaved_changes() == 0
        });
        window.until("asking is offered", |state| {
            let editor = state.shown_editor().unwrap();
            let decisions = editor.judged.decisions.as_ref().unwrap();
            let minutes = decisions.meeting.minutes.as_ref().unwrap();
            minutes.decisions[0].is_circular()
        });
        window.click("do-ask");
        window.click("do-ask");
        window.until("it is asked", |state| {
            let editor = state.shown_editor().unwrap();
            let decisions = editor.judged.decisions.as_ref().unwrap();
            decisions.meeting.circulars.all.len() == 1
        });
        window.click("do-answer");
        window.click("do-answer");
        window.until("Rina answered", |state| {
            let editor = state.shown_editor().unwrap();
            let decisions = editor.judged.decisions.as_ref().unwrap();
            decisions.meeting.circulars.all[0].answers.len() == 1
        });
        drop(window);
        carry(&pusat, &surabaya);
        carry(&pusat, &medan);
        let recused = at_minutes(&surabaya, language);
        assert!(!offers(&recused, "do-answer"), "Budi has no voice in it");
        drop(recused);
        let mut member = at_minutes(&medan, language);
        assert!(!offers(&member, "do-ask") && !offers(&member, "do-close"));
        member.click("do-answer");
        member.click("do-answer");
        member.until("everybody answered", |state| {
            let editor = state.shown_editor().unwrap();
            let decisions = editor.judged.decisions.as_ref().unwrap();
            decisions.meeting.circulars.all[0].answers.len() == 2
        });
        drop(member);
        carry(&medan, &pusat);
        let mut chair = at_minutes(&pusat, language);
        chair.click("do-close");
        chair.click("do-close");
        chair.until_shown(language.word("circular-carried"));
    }
}

#[test]
fn a_tie_asks_for_the_chairs_casting_vote() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, _) = with_minutes();
        pusat.run(&["vote", DOC, "1", "for"]);
        pusat.run(&["vote", DOC, "1", "against", "--person", "Budi"]);
        let mut window = at_minutes(&pusat, language);
        window.until_shown(language.word("casting-for"));
        assert!(!offers(&window, "do-circulate"), "a tie stands in the way");
        press(&mut window, "casting-for");
        window.until("the chair said it", |state| {
            let editor = state.shown_editor().unwrap();
            let council::view::View::Minutes(minutes) = &editor.view else {
                return false;
            };
            minutes.decisions[0].casting() == "for"
        });
        window.harness.run_steps(3);
        assert!(offers(&window, "do-circulate"));
    }
}

#[test]
fn a_tie_whose_chair_takes_no_part_is_offered_for_a_circular_decision() {
    let language = Language::Indonesian;
    let (pusat, surabaya, medan) = council_of_three();
    takes_minutes(&pusat);
    pusat.run(&["set", DOC, "attendance/Citra", "hadir"]);
    pusat.run(&["vote", DOC, "1", "for", "--person", "Budi"]);
    pusat.run(&["vote", DOC, "1", "against", "--person", "Citra"]);
    pusat.run(&["set", DOC, "decision/1/casting", "for"]);
    pusat.run(&["set", DOC, "agenda/1/recused/Rina", "keluarga pemilik"]);
    let meeting = pusat.json(&["meeting", DOC]);
    assert_eq!(meeting["decisions"][0]["result"], "tied", "{meeting}");
    let mut window = at_minutes(&pusat, language);
    let why = dewan::say!(language, "casting-recused", person = "Rina");
    let tied = dewan::say!(language, "finding-tied-for-good", why = why);
    window.until_shown(&tied);
    assert!(!offers(&window, "do-circulate"), "a tie stands in the way");
    press(&mut window, "to-circular");
    window.until("it is left to writing", |state| {
        let editor = state.shown_editor().unwrap();
        let council::view::View::Minutes(minutes) = &editor.view else {
            return false;
        };
        minutes.decisions[0].is_circular()
    });
    drop((window, surabaya, medan));
}

#[test]
fn home_names_what_is_late_for_this_person_and_leads_there() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya) = two_offices();
        takes_minutes(&pusat);
        pusat.run(&["set", DOC, "meeting/date", "2020-03-02"]);
        pusat.run(&["set", DOC, "meeting/minute-taker", "Sari"]);
        pusat.run(&["set", DOC, "action/+", "Susun panduan\tBudi\t2020-03-09"]);
        exchange(&pusat, &surabaya);
        let late = |desk: &Desk| {
            let mut window = TestWindow::open_offline(&desk.home(), language);
            window.until("the queue is there", |state| state.review.items.is_some());
            window
        };
        // Rina chairs the meeting: its minutes were never circulated. The action is not hers.
        let mut chair = late(&pusat);
        let delay = language.word("finding-not-circulated");
        let line = dewan::say!(language, "home-late", title = DOC, what = delay);
        chair.until_shown(&line);
        assert_eq!(chair.state().review.late.len(), 1);
        drop(chair);
        // Budi answers for the action, and for nothing else.
        let mut budi = late(&surabaya);
        budi.until_shown("Susun panduan");
        assert_eq!(budi.state().review.late.len(), 1);
        let link = budi.harness.get_by_label_contains("Susun panduan");
        link.click();
        budi.harness.run_steps(3);
        let Screen::Document(_, Some(place)) = &budi.state().screen else {
            panic!("it leads to the action");
        };
        assert!(place.key().starts_with("action/"), "{}", place.key());
        drop(budi);
        surabaya.run(&["set", DOC, "action/1/state", "selesai"]);
        let budi = late(&surabaya);
        assert_eq!(budi.state().review.late, []);
    }
}

#[test]
fn a_cell_that_two_claim_goes_onto_the_agenda_of_a_meeting_with_both_claims() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("Matriks.csv", b"activity,owner\nBalas komentar,Sari\n");
    pusat.run(&["import", &file]);
    let date = "2099-11-23";
    pusat.run(&[
        "new",
        "minutes",
        DOC,
        "--meeting",
        "rapat rutin",
        "--date",
        date,
    ]);
    exchange(&pusat, &surabaya);
    pusat.run(&["set", "Matriks", "row/1/owner", "Rina"]);
    surabaya.run(&["set", "Matriks", "row/1/owner", "Budi"]);
    exchange(&pusat, &surabaya);
    let language = Language::English;
    let mut window = TestWindow::open_offline(&pusat.home(), language);
    let matrix = |state: &State| {
        let mut rows = state.documents.shown();
        rows.find(|row| row.kind == Kind::Matrix).map(|row| row.id)
    };
    window.until("the list is there", |state| matrix(state).is_some());
    let id = matrix(window.state()).unwrap();
    window.act(Action::Go(Screen::Document(id, None)));
    window.act(Action::Panel(Panel::Changes));
    window.until("it is open", |state| state.shown_editor().is_some());
    window.until_shown(language.word("raise-to-meeting"));
    press(&mut window, "raise-to-meeting");
    let into = dewan::say!(language, "raise-into", title = DOC);
    window.until_shown(&into);
    window
        .harness
        .get_by_role_and_label(Role::MenuItem, &into)
        .click();
    window.until_shown(&dewan::say!(language, "notice-raised", title = DOC));
    drop(window);
    let minutes = pusat.run(&["show", DOC]);
    for part in ["Balas komentar", "Rina", "Budi"] {
        assert!(minutes.contains(part), "{part}: {minutes}");
    }
}
