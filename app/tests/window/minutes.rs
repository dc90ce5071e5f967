//! Minutes taken without a mouse, and by two people at once.

use council::view::{Kind, Minutes, View};
use dewan::core::{Action, Screen, State};
use dewan::words::Language;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::harness::TestWindow;
use crate::office::Office;
use crate::relay::Relay;

/// What a person types; the keyboard is where the last key left it.
impl TestWindow {
    fn types(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn settle(&mut self) {
        for _ in 0..4 {
            self.harness.step();
        }
    }

    /// What assistive technology calls the thing that has the keyboard.
    fn focused(&self) -> String {
        let node = self.harness.query_by(|node| node.is_focused());
        let node = node.expect("nothing has the keyboard");
        node.accesskit_node().label().unwrap_or_default()
    }

    fn assert_at(&self, name: &'static str) {
        assert_eq!(self.focused(), self.word(name));
    }

    fn until_saved(&mut self) {
        self.until("everything is saved", |state| state.unsaved_changes() == 0);
    }

    fn minutes(&self) -> Minutes {
        minutes(self.state()).expect("no minutes are open")
    }

    /// Opens the only minutes there are.
    fn open_minutes(&mut self) {
        self.until("the minutes are in the list", |state| {
            state.documents.shown().any(|row| row.kind == Kind::Minutes)
        });
        let is_minutes = |row: &&dewan::core::documents::Row| row.kind == Kind::Minutes;
        let found = self
            .state()
            .documents
            .shown()
            .find(is_minutes)
            .map(|row| row.id);
        let id = found.expect("they are in the list");
        let ctx = self.harness.ctx.clone();
        let go = Action::Go(Screen::Document(id, None));
        self.harness.state_mut().act(&ctx, go);
        self.until("the minutes are open", |state| minutes(state).is_some());
    }
}

fn minutes(state: &State) -> Option<Minutes> {
    match &state.shown_editor()?.view {
        View::Minutes(minutes) => Some(minutes.clone()),
        _ => None,
    }
}

/// The letter that is meant in each language.
fn letter(window: &TestWindow, indonesian: Key, english: Key) -> Key {
    match window.language {
        Language::Indonesian => indonesian,
        Language::English => english,
    }
}

fn founded(language: Language, folder: &std::path::Path) -> TestWindow {
    let mut window = TestWindow::open(folder, language);
    window.found();
    window
}

/// Names a meeting and begins its minutes, by keys alone.
fn begin(window: &mut TestWindow, meeting: &str, date: &str) {
    window.press_with(Modifiers::COMMAND, Key::M);
    window.assert_at("minutes-type");
    window.types(meeting);
    window.press(Key::Tab);
    window.press(Key::Tab);
    window.assert_at("minutes-date");
    window.press_with(Modifiers::COMMAND, Key::A);
    window.types(date);
    window.press(Key::Enter);
    window.until("the minutes are open", |state| minutes(state).is_some());
    window.settle();
}

#[test]
fn minutes_are_taken_by_keyboard_only() {
    for language in [Language::Indonesian, Language::English] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = founded(language, folder.path());
        begin(&mut window, "Rapat Rutin", "17/12/2012");
        // The head, in the order of the paper.
        window.assert_at("minutes-time");
        window.types("9-11.30 wib");
        for (field, words) in [
            ("minutes-zone", ""),
            ("minutes-place", "Ruang rapat"),
            ("minutes-chair", "rat"),
            ("minutes-taker", "Sekar"),
        ] {
            window.press(Key::Tab);
            window.assert_at(field);
            window.types(words);
        }
        // Attendance: three people in one line, one of them excused.
        window.press(Key::F6);
        window.assert_at("minutes-add-people");
        window.types("Ratna, Budi Santoso, Citra Dewi");
        window.press(Key::Enter);
        window.assert_at("minutes-add-people");
        window.press(Key::ArrowUp);
        let excused = letter(&window, Key::I, Key::E);
        window.press(excused);
        window.assert_at("minutes-add-people");
        // Two items with notes; a decision and an action by a slash.
        window.press_with(Modifiers::COMMAND, Key::Enter);
        window.assert_at("minutes-topic");
        window.types("Akun resmi");
        window.press(Key::Enter);
        window.assert_at("minutes-notes");
        window.types("Dibahas panjang.");
        window.press(Key::Enter);
        window.types("/k Satu akun per cabang @budi");
        window.press(Key::Enter);
        window.types("/t Kirim surat ke cabang @Citra 17/12/2030");
        window.press(Key::Enter);
        window.types("Selesai.");
        window.press_with(Modifiers::COMMAND, Key::Enter);
        window.assert_at("minutes-topic");
        window.types("Anggaran");
        window.press(Key::Enter);
        window.types("Ditunda.");
        // The vote.
        window.press(Key::F6);
        window.assert_at("minutes-decision-text");
        window.press(Key::Tab);
        window.assert_at("minutes-owner");
        window.press(Key::Tab);
        window.assert_at("minutes-votes");
        window.press(Key::Enter);
        let in_favour = letter(&window, Key::S, Key::Y);
        assert!(
            window.focused().starts_with("Ratna: "),
            "{}",
            window.focused()
        );
        window.press(in_favour);
        assert!(
            window.focused().starts_with("Budi Santoso: "),
            "{}",
            window.focused()
        );
        window.press(in_favour);
        window.until_saved();
        drop(window);

        let mut window = TestWindow::open(folder.path(), language);
        window.open_minutes();
        let minutes = window.minutes();
        let fact = |name: &str| minutes.meeting.get(name).map_or("", String::as_str);
        assert_eq!(fact("type"), "rapat rutin");
        assert_eq!(fact("date"), "2012-12-17");
        assert_eq!((fact("time"), fact("zone")), ("09.00–11.30", "WIB"));
        assert_eq!((fact("place"), fact("chair")), ("Ruang rapat", "Ratna"));
        assert_eq!(fact("minute-taker"), "Sekar");
        let attendance: Vec<(&str, &str)> = (minutes.attendance.iter())
            .map(|entry| (entry.person.as_str(), entry.status.as_str()))
            .collect();
        let expected = [
            ("Ratna", "present"),
            ("Budi Santoso", "present"),
            ("Citra Dewi", "excused"),
        ];
        assert_eq!(attendance, expected);
        let agenda: Vec<(&str, &str)> = (minutes.agenda.iter())
            .map(|item| (item.topic.as_str(), item.notes.as_str()))
            .collect();
        let expected = [
            ("Akun resmi", "Dibahas panjang.\nSelesai."),
            ("Anggaran", "Ditunda."),
        ];
        assert_eq!(agenda, expected);
        let [decision] = &minutes.decisions[..] else {
            panic!("{:?}", minutes.decisions)
        };
        assert_eq!(decision.agenda, minutes.agenda[0].id);
        assert_eq!(decision.text, "Satu akun per cabang");
        assert_eq!(decision.owner, "Budi Santoso");
        let votes: Vec<_> = decision.votes.iter().collect();
        assert_eq!(votes.len(), 2);
        assert!(votes.iter().all(|(_, vote)| *vote == "for"), "{votes:?}");
        let [action] = &minutes.actions[..] else {
            panic!("{:?}", minutes.actions)
        };
        assert_eq!(action.title, "Kirim surat ke cabang");
        assert_eq!((&*action.owner, &*action.due), ("Citra Dewi", "2030-12-17"));
        // What it all comes to stands above the page.
        let carried = language.word("minutes-carried");
        window.until_shown(carried);
        let day = match language {
            Language::Indonesian => "17 Desember 2030",
            Language::English => "17 December 2030",
        };
        let due = window.field("minutes-due").value();
        assert_eq!(due.as_deref(), Some(day));
    }
}

#[test]
fn what_is_typed_in_a_field_is_not_lost_by_closing_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = founded(Language::Indonesian, folder.path());
    begin(&mut window, "Rapat pleno", "2026-03-01");
    window.field("minutes-place").focus();
    window.settle();
    window.types("Ruang Arafuru");
    assert_eq!(window.minutes().meeting.get("place"), None, "not left yet");
    window.act(Action::Quit);
    window.until("it may end", State::is_quitting_now);
    drop(window);
    let mut window = TestWindow::open(folder.path(), Language::Indonesian);
    window.open_minutes();
    assert_eq!(window.minutes().meeting["place"], "Ruang Arafuru");
    // Names that are typed, too.
    window.field("minutes-add-people").focus();
    window.settle();
    window.types("Sari, Budi");
    window.press_with(Modifiers::COMMAND, Key::Num1);
    window.until_saved();
    window.open_minutes();
    let people = window.minutes().attendance.into_iter();
    let people: Vec<_> = people.map(|entry| entry.person).collect();
    assert!(people.contains(&"Budi".to_owned()), "{people:?}");
}

#[test]
fn what_was_removed_and_moved_by_keys_comes_back_by_undo() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = founded(Language::Indonesian, folder.path());
    begin(&mut window, "rapat rutin", "17/12/2012");
    for topic in ["Satu", "Dua"] {
        window.press_with(Modifiers::COMMAND, Key::Enter);
        window.types(topic);
        window.press(Key::Enter);
    }
    let topics = |window: &TestWindow| -> Vec<String> {
        let agenda = window.minutes().agenda;
        agenda.into_iter().map(|item| item.topic).collect()
    };
    window.press_with(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(topics(&window), ["Dua", "Satu"]);
    window.assert_at("minutes-notes");
    window.press_with(Modifiers::ALT, Key::Delete);
    assert_eq!(topics(&window), ["Satu"]);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(topics(&window), ["Dua", "Satu"]);
    window.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(topics(&window), ["Satu", "Dua"]);
}

#[test]
fn a_place_that_is_asked_for_has_the_keyboard_also_far_below() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = founded(Language::Indonesian, folder.path());
    begin(&mut window, "rapat rutin", "17/12/2012");
    for number in 0..30 {
        window.press_with(Modifiers::COMMAND, Key::Enter);
        window.types(&format!("Acara {number}"));
    }
    let notes = |window: &TestWindow, at: usize| {
        council::edit::Place::AgendaNotes(window.minutes().agenda[at].id.clone())
    };
    let id = window.state().shown_document().unwrap();
    for at in [0, 29, 14] {
        let place = notes(&window, at);
        let ctx = window.harness.ctx.clone();
        let go = Action::Go(Screen::Document(id, Some(place.clone())));
        window.harness.state_mut().act(&ctx, go);
        window.settle();
        window.assert_at("minutes-notes");
        assert_eq!(window.state().shown_editor().unwrap().at, Some(place));
        let field = window.harness.get_by(|node| node.is_focused());
        let seen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 820.0));
        assert!(seen.contains_rect(field.rect()), "{:?}", field.rect());
    }
    // What is far away costs nothing: it is not drawn.
    let word = window.word("minutes-topic");
    let drawn = window.harness.query_all_by_label(word).count();
    assert!(drawn < 30, "{drawn} topics were drawn");
}

#[test]
fn two_minute_takers_share_one_document() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.sync();
    let branch = chair.with_branch("Medan", "Maruli");
    branch.sync();
    chair.sync();
    branch.sync();
    // Both begin before either hears of the other.
    let mut documents = Vec::new();
    for (office, name, language) in [
        (&chair, "Rapat Gabungan", Language::Indonesian),
        (&branch, " rapat  gabungan", Language::English),
    ] {
        let mut window = TestWindow::open_offline(&office.home(), language);
        window.press_with(Modifiers::COMMAND, Key::M);
        window.types(name);
        window.press(Key::Tab);
        window.press_with(Modifiers::COMMAND, Key::A);
        window.types("pusat");
        window.press(Key::Tab);
        window.assert_at("minutes-date");
        window.press_with(Modifiers::COMMAND, Key::A);
        window.types("17/12/2012");
        window.press(Key::Enter);
        window.until("the minutes are open", |state| minutes(state).is_some());
        window.settle();
        window.press(Key::F6);
        window.types("Ratna, Budi");
        window.press(Key::Enter);
        // One says that Budi is excused; each adds somebody whom the other does not know of.
        if language == Language::English {
            window.press(Key::ArrowUp);
            window.press(Key::E);
            window.types("Citra");
        } else {
            window.types("Dewi");
        }
        window.press(Key::Enter);
        window.press_with(Modifiers::COMMAND, Key::Enter);
        window.types("Akun");
        window.until_saved();
        let id = window.state().shown_document().unwrap();
        drop(window);
        documents.push(id);
    }
    assert_eq!(documents[0], documents[1], "one meeting, one document");
    for office in [&chair, &branch, &chair] {
        office.sync();
    }
    for (office, language) in [(&chair, Language::Indonesian), (&branch, Language::English)] {
        let mut window = TestWindow::open_offline(&office.home(), language);
        window.open_minutes();
        let minutes = window.minutes();
        let mut people: Vec<&str> = minutes
            .attendance
            .iter()
            .map(|entry| entry.person.as_str())
            .collect();
        people.sort_unstable();
        assert_eq!(people, ["Budi", "Citra", "Dewi", "Ratna"]);
        assert_eq!(minutes.meeting["date"], "2012-12-17");
        assert_eq!(minutes.agenda.len(), 2, "nothing that was typed is hidden");
        // The two statuses of Budi stay until somebody chooses.
        let place = dewan::say!(language, "place-attendance", person = "Budi");
        let chip = format!("{}: {place}", window.word("conflict-chip"));
        window.until_shown(&chip);
        if language == Language::English {
            window.harness.get_by_label(&chip).click();
            window.settle();
            let excused = window.word("minutes-excused");
            let use_it = dewan::say!(language, "conflict-use-of", value = excused);
            window.harness.get_by_label(&use_it).click();
            window.settle();
            window.until_saved();
            let minutes = window.minutes();
            let budi = minutes
                .attendance
                .iter()
                .find(|entry| entry.person == "Budi");
            assert_eq!(budi.unwrap().status, "excused");
            assert!(
                window
                    .state()
                    .shown_editor()
                    .unwrap()
                    .conflicts
                    .iter()
                    .all(|conflict| {
                        conflict.place != council::edit::Place::AttendanceStatus("Budi".into())
                    })
            );
        }
    }
}
