//! Units, devices, held-back work and who may hold what, through the windows of those who may and of those
//! who may not.

use council::act::meeting::MeetingRules;
use council::act::scope::{Label, UnitKind};
use dewan::core::council::{NamedRelay, Standing};
use dewan::core::documents::{Action as ListAction, Beginning};
use dewan::core::panel::Panel;
use dewan::core::{Action, Screen, State};
use dewan::say;
use dewan::words::Language;
use dewan::words::column::capitalised;
use dewan::words::rights::{label, unit_kind};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use format::{DocumentId, PublicKey};

use super::harness::TestWindow;
use crate::merging::{carry, exchange, two_offices};
use crate::program::Desk;

const LANGUAGES: [Language; 2] = [Language::Indonesian, Language::English];

/// Presses what is called so wherever it stands on the page, as assistive technology does.
fn press(window: &mut TestWindow, role: Role, label: &str) {
    let found = window.harness.get_by_role_and_label(role, label);
    found.click_accesskit();
    window.harness.run_steps(3);
}

fn press_word(window: &mut TestWindow, name: &'static str) {
    let word = window.word(name);
    press(window, Role::Button, word);
}

fn is_shown(window: &TestWindow, label: &str) -> bool {
    let mut found = window.harness.query_all_by_label_contains(label);
    found.next().is_some()
}

fn key(window: &mut TestWindow, key: Key) {
    window.harness.key_press_modifiers(Modifiers::NONE, key);
    window.harness.run_steps(3);
}

fn at_council(desk: &Desk, language: Language) -> TestWindow {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.act(Action::Go(Screen::Council));
    window.harness.run_steps(4);
    window
}

fn id_of(state: &State, title: &str) -> Option<DocumentId> {
    let mut rows = state.documents.rows.iter().flatten();
    rows.find(|row| row.title == title).map(|row| row.id)
}

fn at_sharing(desk: &Desk, title: &str, language: Language) -> TestWindow {
    let mut window = TestWindow::open_offline(&desk.home(), language);
    window.until("the list is there", |state| id_of(state, title).is_some());
    let id = id_of(window.state(), title).unwrap();
    window.act(Action::Go(Screen::Document(id, None)));
    window.act(Action::Panel(Panel::Sharing));
    window.until("it is open", |state| {
        let shared = state.shown_editor().map(|editor| &editor.shared);
        shared.is_some_and(|shared| !shared.openings.is_empty())
    });
    window
}

fn device_of(state: &State, person: &str) -> Option<PublicKey> {
    let members = &state.council()?.members;
    let mut devices = members.values().filter(|one| one.person == person);
    devices.next().map(|one| one.key)
}

fn standing(state: &State, device: PublicKey) -> Option<Standing> {
    Some(state.council()?.members.get(&device)?.standing)
}

fn unit<'a>(state: &'a State, name: &str) -> Option<&'a dewan::core::units::UnitRow> {
    state.council()?.units.iter().find(|row| row.name == name)
}

#[test]
fn the_chair_draws_the_unit_tree_and_everybody_reads_it() {
    for language in LANGUAGES {
        let (pusat, surabaya) = two_offices();
        let mut chair = at_council(&pusat, language);
        press_word(&mut chair, "units-add");
        // A name, and Enter saves.
        chair.type_into("units-name", "PT Anak");
        key(&mut chair, Key::Enter);
        chair.until("the unit is there", |state| {
            unit(state, "PT Anak").is_some_and(|row| row.kind == Some(UnitKind::Branch))
        });
        // An office that somebody writes for is placed under it.
        let word = say!(language, "units-edit", unit = "Surabaya");
        press(&mut chair, Role::Button, &word);
        chair.type_into("units-part-of", "pt anak");
        press_word(&mut chair, "units-save");
        chair.until("Surabaya is a part", |state| {
            unit(state, "Surabaya").is_some_and(|row| {
                row.depth == 1 && row.parent.as_deref() == Some("PT Anak") && row.people.len() == 1
            })
        });
        let above = unit(chair.state(), "PT Anak").unwrap();
        assert!(above.has_parts && above.people.is_empty() && above.people_with_parts == 1);
        // Folded, its parts are hidden.
        let word = say!(language, "units-fold", unit = "PT Anak");
        press(&mut chair, Role::Button, &word);
        let edit = say!(language, "units-edit", unit = "Surabaya");
        assert!(!is_shown(&chair, &edit));
        let word = say!(language, "units-unfold", unit = "PT Anak");
        press(&mut chair, Role::Button, &word);
        press(&mut chair, Role::Button, &edit);
        press(&mut chair, Role::CheckBox, language.word("units-closed"));
        press_word(&mut chair, "units-save");
        chair.until("Surabaya is closed", |state| {
            unit(state, "Surabaya").is_some_and(|row| row.is_closed)
        });
        chair.until_shown(language.word("unit-closed"));
        // A unit cannot be part of one of its own parts.
        let word = say!(language, "units-edit", unit = "PT Anak");
        press(&mut chair, Role::Button, &word);
        chair.type_into("units-part-of", "Surabaya");
        chair.until_shown(language.word("unit-lacks-circle"));
        drop(chair);
        carry(&pusat, &surabaya);
        let branch = at_council(&surabaya, language);
        assert!(is_shown(&branch, "PT Anak"));
        assert!(is_shown(&branch, &unit_kind(language, UnitKind::Branch)));
        assert!(is_shown(&branch, language.word("units-only-chair")));
        assert!(!is_shown(&branch, language.word("units-add")));
    }
}

#[test]
fn a_device_is_revoked_with_a_reason_and_its_later_work_is_held_back_until_it_is_released() {
    for language in LANGUAGES {
        let (pusat, surabaya) = two_offices();
        let file = surabaya.file("p.md", b"# Pedoman\n\n## Isi\n\nSatu.\n");
        surabaya.run(&["import", &file]);
        exchange(&pusat, &surabaya);
        let mut chair = at_council(&pusat, language);
        let device = device_of(chair.state(), "Budi").unwrap();
        let short = device.to_string()[..8].to_owned();
        let revoke = say!(
            language,
            "devices-revoke",
            person = "Budi",
            key = short.as_str()
        );
        press(&mut chair, Role::Button, &revoke);
        chair.until_shown(language.word("devices-revoke-work"));
        chair.until_shown(language.word("devices-revoke-unreplaced"));
        // Without a reason nothing happens; Enter after one revokes.
        key(&mut chair, Key::Enter);
        let counts = standing(chair.state(), device) != Some(Standing::Revoked);
        assert!(counts && is_shown(&chair, language.word("devices-revoke-work")));
        chair.type_into("devices-revoke-reason", "hilang");
        key(&mut chair, Key::Enter);
        chair.until("it is revoked", |state| {
            standing(state, device) == Some(Standing::Revoked)
        });
        chair.until_shown("hilang");
        assert!(!is_shown(&chair, &revoke));
        assert!(chair.state().held_work.is_empty());
        drop(chair);
        // Budi knows nothing of it and writes on.
        surabaya.run(&["set", "Pedoman", "title", "Pedoman baru"]);
        carry(&surabaya, &pusat);
        let mut chair = TestWindow::open_offline(&pusat.home(), language);
        chair.until("it is told", |state| !state.held_work.is_empty());
        let held = chair.state().held_work[0].clone();
        assert_eq!((held.changes, held.device), (1, device));
        assert_eq!(held.title, "Pedoman");
        chair.until_shown(&say!(language, "home-held", count = 1u64));
        chair.act(Action::Go(Screen::Inbox));
        let marked = |state: &State| {
            let mut rows = state.documents.rows.iter().flatten();
            rows.any(|row| row.held_back > 0)
        };
        chair.until("the list says so", marked);
        // It is looked at before it is let through, and can be left as it is.
        let look = say!(language, "held-look", person = "Budi", title = "Pedoman");
        let release = say!(language, "held-release", person = "Budi", title = "Pedoman");
        chair.until_shown(&look);
        assert!(!is_shown(&chair, &release));
        press(&mut chair, Role::Button, &look);
        chair.until_shown(language.word("held-would-read"));
        chair.until_shown("baru");
        chair.click("held-leave");
        assert!(!chair.state().held_work.is_empty());
        press(&mut chair, Role::Button, &look);
        chair.until_shown(&release);
        press(&mut chair, Role::Button, &release);
        chair.until("it shows", |state| {
            state.held_work.is_empty() && id_of(state, "Pedoman baru").is_some()
        });
        chair.until("the mark is gone", |state| !marked(state));
        drop(chair);
        // Whoever may not revoke is told who may.
        carry(&pusat, &surabaya);
        let branch = at_council(&surabaya, language);
        assert!(is_shown(&branch, language.word("devices-only-chair")));
        let word = language.word("devices-revoke-short");
        let mut buttons = branch.harness.query_all_by_role(Role::Button);
        assert!(!buttons.any(|one| {
            one.accesskit_node()
                .label()
                .is_some_and(|label| label.contains(word))
        }));
    }
}

#[test]
fn a_device_that_replaces_a_lost_one_is_invited_from_it_and_belongs_to_the_same_person() {
    for language in LANGUAGES {
        let (pusat, _) = two_offices();
        let mut chair = at_council(&pusat, language);
        let device = device_of(chair.state(), "Budi").unwrap();
        let short = device.to_string()[..8].to_owned();
        let replace = say!(
            language,
            "devices-replace",
            person = "Budi",
            key = short.as_str()
        );
        press(&mut chair, Role::Button, &replace);
        chair.until_shown(&say!(
            language,
            "people-invite-replaces",
            person = "Budi",
            key = short.as_str()
        ));
        assert_eq!(
            chair.field("people-invite-office").value().as_deref(),
            Some("Surabaya")
        );
        // The office is filled in, and the keyboard is there.
        key(&mut chair, Key::Enter);
        chair.until("the invitation is there", |state| {
            state.invitation.is_some()
        });
        let (_, text) = chair.state().invitation.clone().unwrap();
        drop(chair);
        let again = Desk::empty();
        let file = again.file("undangan", text.as_bytes());
        again.run(&["council", "join", &file, "--person", "Budi"]);
        carry(&again, &pusat);
        let chair = at_council(&pusat, language);
        let council = chair.state().council().unwrap();
        let new = council.replacement_of(&device).unwrap();
        assert_eq!(new.first, council.members[&device].first);
        assert_eq!(council.persons().len(), 2, "Rina and Budi");
        let replaced = say!(
            language,
            "devices-replaced-by",
            key = new.key.to_string()[..8].to_owned()
        );
        assert!(is_shown(&chair, &replaced));
    }
}

#[test]
fn whoever_has_a_device_in_the_place_of_a_revoked_one_releases_its_work_without_the_chair() {
    let (pusat, surabaya) = two_offices();
    let budi = |desk: &Desk| {
        let members = desk.json(&["council", "show"])["members"].clone();
        let members = members.as_array().unwrap().clone();
        let mut devices = members.iter().filter(|one| one["person"] == "Budi");
        devices.next().unwrap()["device"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let lost = budi(&pusat);
    let again = Desk::empty();
    let file = pusat.path("pengganti");
    let file = file.to_str().unwrap();
    pusat.run(&[
        "council",
        "invite",
        "--office",
        "Surabaya",
        "--replaces",
        &lost,
        "--to",
        file,
    ]);
    again.run(&["council", "join", file, "--person", "Budi"]);
    carry(&again, &pusat);
    pusat.run(&["revoke", &lost, "hilang"]);
    // The lost device wrote before it was lost, and its work comes late.
    surabaya.run(&["new", "policy", "Terlambat"]);
    carry(&surabaya, &pusat);
    carry(&pusat, &again);
    let mut window = TestWindow::open_offline(&again.home(), Language::English);
    window.until("it is told", |state| {
        let mut held = state.held_work.iter();
        held.next().is_some_and(|held| held.is_mine_to_release)
    });
    window.act(Action::Go(Screen::Inbox));
    window.harness.run_steps(3);
    let held = window.state().held_work[0].clone();
    let title = match held.title.as_str() {
        "" => Language::English.word("untitled"),
        title => title,
    };
    let language = Language::English;
    let look = say!(language, "held-look", person = "Budi", title = title);
    press(&mut window, Role::Button, &look);
    let release = say!(language, "held-release", person = "Budi", title = title);
    window.until_shown(&release);
    press(&mut window, Role::Button, &release);
    window.until("it shows", |state| {
        state.held_work.is_empty() && id_of(state, "Terlambat").is_some()
    });
}

#[test]
fn a_document_is_shared_from_its_panel_and_what_came_meanwhile_shows_there() {
    for language in LANGUAGES {
        let (pusat, surabaya) = two_offices();
        pusat.run(&["new", "policy", "Rahasia", "--label", "secret"]);
        let mut chair = at_sharing(&pusat, "Rahasia", language);
        assert!(is_shown(&chair, &label(language, Label::Secret)));
        assert!(is_shown(&chair, language.word("sharing-by-creator")));
        // The chip in the header opens and closes the panel.
        let chip = capitalised(&label(language, Label::Secret));
        press(&mut chair, Role::Button, &chip);
        assert_eq!(chair.state().panel, None);
        press(&mut chair, Role::Button, &chip);
        assert_eq!(chair.state().panel, Some(Panel::Sharing));
        // A part of the name and Enter; what it means is said before it is done.
        let do_it = capitalised(language.word("sharing-do"));
        chair.type_into("sharing-with", "bud");
        key(&mut chair, Key::Enter);
        chair.until_shown(&say!(language, "sharing-for-good", whom = "Budi"));
        chair.type_into("sharing-reason", "menggantikan saya");
        press(&mut chair, Role::Button, &do_it);
        chair.until("Budi may hold it", |state| {
            let shared = state.shown_editor().map(|editor| &editor.shared);
            shared.is_some_and(|shared| {
                shared.holders.iter().any(|one| one.person == "Budi") && shared.openings.len() == 2
            })
        });
        chair.until_shown("menggantikan saya");
        // Another program shares it on; the open document follows.
        pusat.run(&["grant", "Rahasia", "--unit", "Surabaya"]);
        chair.until("the unit may hold it", |state| {
            let shared = state.shown_editor().map(|editor| &editor.shared);
            shared.is_some_and(|shared| shared.units == ["Surabaya"])
        });
        drop(chair);
        carry(&pusat, &surabaya);
        let branch = at_sharing(&surabaya, "Rahasia", language);
        assert!(is_shown(&branch, language.word("sharing-who-may")));
        let mut buttons = branch
            .harness
            .query_all_by_role_and_label(Role::Button, &do_it);
        assert!(buttons.next().is_none());
    }
}

#[test]
fn a_new_document_is_begun_for_those_its_form_says() {
    for language in LANGUAGES {
        let (pusat, _) = two_offices();
        let mut window = TestWindow::open_offline(&pusat.home(), language);
        window.until("it works", State::is_working);
        window
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::N);
        window.harness.run_steps(3);
        let form = Screen::NewDocument(Beginning::Policy);
        assert_eq!(window.state().screen, form);
        // Title and Enter, as quickly as before: for the whole council.
        window.type_into("field-title", "Terbuka");
        key(&mut window, Key::Enter);
        window.until("it is open", |state| {
            let editor = state.shown_editor();
            editor.is_some_and(|editor| editor.shared.everybody)
        });
        window.act(Action::Go(form.clone()));
        window.harness.run_steps(3);
        let word = capitalised(&label(language, Label::Confidential));
        press(&mut window, Role::RadioButton, &word);
        let whom = say!(language, "holders-of-confidential", unit = "Kantor Pusat");
        window.until_shown(&whom);
        press_word(&mut window, "new-create");
        window.until("it is for the unit", |state| {
            let shared = state.shown_editor().map(|editor| &editor.shared);
            shared.is_some_and(|shared| {
                shared.label == Some(Label::Confidential) && shared.units == ["Kantor Pusat"]
            })
        });
        // By name: nothing begins before somebody is named.
        window.act(Action::Go(Screen::NewDocument(Beginning::Matrix)));
        window.harness.run_steps(3);
        press(
            &mut window,
            Role::CheckBox,
            language.word("holders-by-name"),
        );
        window.until_shown(language.word("holders-lack-names"));
        window.type_into("holders-named", "surab");
        key(&mut window, Key::Enter);
        press_word(&mut window, "new-create");
        window.until("it is for Surabaya", |state| {
            let shared = state.shown_editor().map(|editor| &editor.shared);
            shared.is_some_and(|shared| shared.units == ["Surabaya"])
        });
        // Files go through the same. Dropped on an open document, they would be attached to it.
        window.act(Action::Go(Screen::Documents));
        let file = pusat.file("p.md", b"# Dari berkas\n\n## Isi\n\nSatu.\n");
        window.act(Action::Drop(vec![file.into()]));
        window.until_shown("p.md");
        let word = capitalised(&label(language, Label::Secret));
        press(&mut window, Role::RadioButton, &word);
        press_word(&mut window, "documents-import");
        window.until("it is in", |state| {
            let shared = state.shown_editor().map(|editor| &editor.shared);
            shared.is_some_and(|shared| shared.label == Some(Label::Secret))
        });
        // A copy is for nobody else either.
        let id = window.state().shown_document().unwrap();
        window.act(Action::Documents(ListAction::Duplicate(id)));
        window.until("the copy is open", |state| {
            let editor = state.shown_editor().filter(|editor| editor.id != id);
            editor.is_some_and(|editor| !editor.shared.everybody)
        });
    }
}

#[test]
fn relays_serve_units_and_rules_of_meetings_are_kept_within_their_bounds() {
    for language in LANGUAGES {
        let (pusat, surabaya) = two_offices();
        let mut chair = at_council(&pusat, language);
        let address = say!(language, "people-relay-address", number = 1u64);
        let address = address.as_str();
        let field = chair.harness.get_by(move |node| {
            node.role() == Role::TextInput && node.label().is_some_and(|label| label == address)
        });
        field.focus();
        chair.harness.step();
        let typed = "ws://relai.contoh.id:8443";
        chair.harness.event(egui::Event::Text(typed.to_owned()));
        chair.harness.run_steps(3);
        press(
            &mut chair,
            Role::CheckBox,
            language.word("people-relay-only-units"),
        );
        chair.until_shown(language.word("people-relay-lacks-units"));
        let label = say!(language, "people-relay-units", number = 1u64);
        let label = label.as_str();
        let field = chair.harness.get_by(move |node| {
            node.role() == Role::TextInput && node.label().is_some_and(|one| one == label)
        });
        field.focus();
        chair.harness.step();
        chair.harness.event(egui::Event::Text("sur".to_owned()));
        chair.harness.run_steps(2);
        key(&mut chair, Key::Enter);
        press_word(&mut chair, "people-save-relays");
        let wanted = NamedRelay {
            address: typed.to_owned(),
            serves: Some(vec!["Surabaya".to_owned()]),
        };
        chair.until("the relay is named", |state| {
            state
                .council()
                .is_some_and(|one| one.relays == [wanted.clone()])
        });
        let spin = |window: &TestWindow, name: &'static str, value: f64| {
            let word = window.word(name);
            let node = window.harness.get_by(move |node| {
                node.role() == Role::SpinButton && node.label().is_some_and(|one| one == word)
            });
            node.set_value_accesskit(value);
        };
        spin(&chair, "rules-quorum", 3.0);
        chair.harness.run_steps(3);
        chair.until_shown(language.word("rules-quorum-bounds"));
        spin(&chair, "rules-quorum-of", 4.0);
        spin(&chair, "rules-notice-days", 7.0);
        chair.harness.run_steps(3);
        press_word(&mut chair, "rules-save");
        let rules = MeetingRules {
            quorum: 3,
            quorum_of: 4,
            proxies: 1,
            notice_days: 7,
        };
        chair.until("the rules are kept", |state| {
            let council = state.council().unwrap();
            council.seating.charter.meeting_rules() == rules
        });
        drop(chair);
        carry(&pusat, &surabaya);
        let branch = at_council(&surabaya, language);
        assert!(is_shown(&branch, "3/4"));
        let serves = say!(language, "people-relay-serves", units = "Surabaya");
        assert!(is_shown(&branch, &serves));
    }
}

#[test]
fn the_list_says_how_far_minutes_are() {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["appoint", "Budi", "member", "--department", "it"]);
    let today = dewan::engine::deciding::today().unwrap().0;
    let later = today.checked_add(jiff::Span::new().days(20)).unwrap();
    let earlier = today.checked_sub(jiff::Span::new().days(2)).unwrap();
    for (title, meeting, day) in [
        ("Nanti", "luar biasa", later),
        ("Sekarang", "rapat harian", today),
        ("Lalu", "rapat rutin", earlier),
    ] {
        let day = day.to_string();
        pusat.run(&[
            "new",
            "minutes",
            title,
            "--meeting",
            meeting,
            "--date",
            &day,
        ]);
    }
    pusat.run(&["set", "Lalu", "attendance/Rina", "hadir"]);
    pusat.run(&["set", "Lalu", "attendance/Budi", "hadir"]);
    let stands = |window: &mut TestWindow, title: &'static str, status: &'static str| {
        window.until(status, |state| {
            let mut rows = state.documents.rows.iter().flatten();
            rows.any(|row| row.title == title && row.status == status)
        });
    };
    let mut window = TestWindow::open_offline(&pusat.home(), Language::Indonesian);
    stands(&mut window, "Nanti", "planned");
    stands(&mut window, "Sekarang", "in-session");
    stands(&mut window, "Lalu", "minutes-draft");
    drop(window);
    pusat.run(&["circulate", "Lalu"]);
    exchange(&pusat, &surabaya);
    let mut window = TestWindow::open_offline(&pusat.home(), Language::English);
    stands(&mut window, "Lalu", "circulated");
    window.act(Action::Go(Screen::Documents));
    window.until_shown(window.word("stage-circulated"));
    drop(window);
    surabaya.run(&["correct", "Lalu", "Nama saya salah tulis."]);
    carry(&surabaya, &pusat);
    let mut window = TestWindow::open_offline(&pusat.home(), Language::Indonesian);
    stands(&mut window, "Lalu", "corrected");
}
