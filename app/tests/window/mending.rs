//! What a cloned machine wrote twice, through the windows of the chair and of the device itself; and a document
//! that started over.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use council::document::Document;
use council::edit::{Edit, Place};
use council::view::Kind;
use dewan::core::editor::{self, ReadOnly};
use dewan::core::panel::Panel;
use dewan::core::{Action, Effect, Event, Screen, State};
use dewan::engine::desk::Outbox;
use dewan::say;
use dewan::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use format::{ActorId, ChangeHash, DocumentId, Seal};

use super::harness::TestWindow;
use crate::merging::{carry, exchange, open, two_offices};
use crate::program::Desk;

const LANGUAGES: [Language; 2] = [Language::Indonesian, Language::English];

fn press(window: &mut TestWindow, label: &str) {
    let found = window.harness.get_by_role_and_label(Role::Button, label);
    found.click_accesskit();
    window.harness.run_steps(3);
}

fn clone_of(desk: &Desk) -> Desk {
    let copy = Desk::empty();
    std::fs::create_dir_all(copy.home()).unwrap();
    for entry in std::fs::read_dir(desk.home()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.home().join(entry.file_name())).unwrap();
    }
    copy
}

/// Gives the only document another title under this actor, as a program does whose machine was cloned.
fn retitle(desk: &Desk, actor: ActorId, title: &str) -> ChangeHash {
    let office = open(&desk.home());
    let (council, me) = (office.council(), office.me());
    let reader = office.reader().unwrap();
    let id = reader.documents().unwrap()[0];
    let changes = reader.content(&id).unwrap().changes.into_iter();
    let changes = changes.map(|shown| automerge::Change::from_bytes(shown.chunk).unwrap());
    let mut document = Document::load(Kind::Policy, changes).unwrap();
    document.set_writer(me, actor);
    let edit = Edit::Put {
        place: Place::Title,
        value: title.to_owned(),
    };
    let change = document
        .edit(&[edit], 1_790_000_000, None)
        .unwrap()
        .unwrap();
    let heads = reader.roster().unwrap().heads.clone();
    let seal = Seal::sign(office.key(), &council, &id, &change.hash, heads);
    let (hash, bytes) = (change.hash, change.bytes);
    office
        .store()
        .write(move |write| write.append_local(council, id, &me, &bytes, &seal))
        .unwrap();
    hash
}

fn titles(state: &State) -> Vec<&str> {
    let rows = state.documents.rows.iter().flatten();
    rows.map(|row| row.title.as_str()).collect()
}

#[test]
fn the_chair_chooses_a_branch_and_the_device_that_lost_writes_again() {
    for language in LANGUAGES {
        let (pusat, surabaya) = two_offices();
        surabaya.run(&["new", "policy", "Pedoman"]);
        exchange(&pusat, &surabaya);
        let copy = clone_of(&surabaya);
        let office = open(&surabaya.home());
        let actor = office.me().new_actor(&office.council()).unwrap();
        drop(office);
        let first = retitle(&surabaya, actor, "Pedoman asli");
        let second = retitle(&copy, actor, "Pedoman salinan");
        let (low, high) = match first < second {
            true => ((first, "Pedoman asli"), (second, "Pedoman salinan")),
            false => ((second, "Pedoman salinan"), (first, "Pedoman asli")),
        };
        carry(&surabaya, &pusat);
        carry(&copy, &pusat);
        let mut chair = TestWindow::open_offline(&pusat.home(), language);
        chair.until("it is told", |state| !state.forked_work.is_empty());
        chair.until("the lower hash shows", |state| titles(state) == [low.1]);
        chair.until_shown(language.word("home-forked"));
        chair.act(Action::Go(Screen::Inbox));
        chair.harness.run_steps(4);
        chair.until_shown(language.word("forks-heading"));
        chair.until_shown(&high.0.short());
        let choose = say!(
            language,
            "forks-choose-of",
            change = high.0.short(),
            title = low.1
        );
        // Without a reason nothing is said.
        press(&mut chair, &choose);
        assert_eq!(titles(chair.state()), [low.1]);
        chair.type_into("forks-reason", "yang sudah dibaca");
        press(&mut chair, &choose);
        chair.until("the other branch shows", |state| titles(state) == [high.1]);
        drop(chair);

        // The device whose branch lost offers to write it again.
        carry(&pusat, &surabaya);
        let mut branch = TestWindow::open_offline(&surabaya.home(), language);
        branch.until("it waits", |state| {
            let mut forks = state.forked_work.iter();
            forks.any(|fork| fork.mine_to_write_again == 1 && !fork.is_mine_to_choose)
        });
        branch.act(Action::Go(Screen::Inbox));
        branch.harness.run_steps(4);
        branch.until_shown(language.word("forks-who-may"));
        press(
            &mut branch,
            &say!(language, "forks-write-again", count = 1u64),
        );
        branch.until("it is written again", |state| {
            state
                .forked_work
                .iter()
                .all(|fork| fork.mine_to_write_again == 0)
        });
        branch.until("nothing waits in the list", |state| {
            titles(state).len() == 1
        });
    }
}

#[test]
fn a_document_that_started_over_is_out_of_the_way_and_takes_nothing_more() {
    for language in LANGUAGES {
        let (pusat, surabaya) = two_offices();
        pusat.run(&["new", "policy", "Pedoman"]);
        let listed = pusat.json(&["list"]);
        let old = listed[0]["id"].as_str().unwrap().to_owned();
        let done = pusat.json(&["restart", &old, "--reason", "terlalu berat", "--yes"]);
        let new: format::DocumentId = done["id"].as_str().unwrap().parse().unwrap();
        exchange(&pusat, &surabaya);
        let mut window = TestWindow::open_offline(&surabaya.home(), language);
        window.until("both are there", |state| titles(state).len() == 2);
        let rows = window.state().documents.rows.iter().flatten();
        let archived: Vec<_> = rows.map(|row| (row.id == new, row.is_archived)).collect();
        assert!(archived.contains(&(true, false)) && archived.contains(&(false, true)));
        window.act(Action::Go(Screen::Document(old.parse().unwrap(), None)));
        let told = say!(language, "document-restarted-short", id = new.short());
        window.until_shown(&told);
        press(&mut window, &told);
        window.until("the new one is shown", |state| {
            state.shown_document() == Some(new)
        });
    }
}

#[test]
fn the_decisions_of_what_started_over_offer_nothing_and_say_why() {
    for language in LANGUAGES {
        let desk = Desk::founded();
        desk.run(&["new", "policy", "Pedoman"]);
        let listed = desk.json(&["list"]);
        let old: DocumentId = listed[0]["id"].as_str().unwrap().parse().unwrap();
        let mut window = TestWindow::open_offline(&desk.home(), language);
        window.act(Action::Go(Screen::Document(old, None)));
        window.act(Action::Panel(Panel::Decisions));
        window.until_shown(language.word("do-submit"));
        let restart = ["restart", "Pedoman", "--reason", "terlalu berat", "--yes"];
        let done = desk.json(&restart);
        let new: DocumentId = done["id"].as_str().unwrap().parse().unwrap();
        let why = say!(language, "restarted-offers-nothing", id = new.short());
        window.until_shown(&why);
        let offered = window
            .harness
            .query_all_by_label(language.word("do-submit"));
        assert_eq!(offered.count(), 0);
        let read_only = window.state().shown_editor().unwrap().read_only;
        assert_eq!(read_only, Some(ReadOnly::Restarted(new)));
        let go = language.word("restarted-go");
        let link = window.harness.get_by_role_and_label(Role::Link, go);
        link.click_accesskit();
        window.until("the new one is shown", |state| {
            state.shown_document() == Some(new)
        });
    }
}

/// Chooses this entry of the document's menu.
fn choose(window: &mut TestWindow, entry: &'static str) {
    window.click("document-menu");
    let word = window.word(entry);
    let found = window.harness.get_by_role_and_label(Role::MenuItem, word);
    found.click_accesskit();
    window.harness.run_steps(3);
}

#[test]
fn the_chair_lets_a_document_start_over_and_removes_the_old_text_in_the_window() {
    for language in LANGUAGES {
        let desk = Desk::founded();
        let text = "# Pedoman\n\n## Kanal\n\nSatu kanal.\n";
        let file = desk.file("pedoman.md", text.as_bytes());
        desk.run(&["import", &file]);
        desk.run(&["comment", "Pedoman", "title", "Terlalu panjang."]);
        let listed = desk.json(&["list"]);
        let old: DocumentId = listed[0]["id"].as_str().unwrap().parse().unwrap();
        let mut window = TestWindow::open_offline(&desk.home(), language);
        window.act(Action::Go(Screen::Document(old, None)));
        window.until("it is open", |state| state.shown_editor().is_some());
        choose(&mut window, "menu-restart");
        window.until_shown(language.word("restarting-what-is-lost"));
        // Without a reason nothing is said, and it can be left by a key.
        press(&mut window, language.word("restarting-do"));
        assert!(window.state().shown_editor().unwrap().read_only.is_none());
        window.harness.key_press(egui::Key::Escape);
        window.harness.run_steps(3);
        let asked = |window: &TestWindow| window.state().shown_editor().unwrap().restarting;
        assert_eq!(asked(&window), None);
        choose(&mut window, "menu-restart");
        window.type_into("restarting-reason", "terlalu berat");
        press(&mut window, language.word("restarting-do"));
        window.until("the new one is shown", |state| {
            let shown = state.shown_editor();
            shown.is_some_and(|editor| editor.id != old && editor.read_only.is_none())
        });
        let new = window.state().shown_document().unwrap();
        let read = desk.run(&["show", &new.to_string()]);
        assert!(read.contains("Satu kanal."), "{read}");
        window.until_shown(&say!(language, "restart-comments-stay", count = 1u64));

        window.act(Action::Go(Screen::Document(old, None)));
        window.until_shown(&say!(
            language,
            "document-restarted-short",
            id = new.short()
        ));
        choose(&mut window, "menu-forget");
        window.until_shown(language.word("forgetting-lost"));
        press(&mut window, language.word("forgetting-go-on"));
        window.until_shown(language.word("forgetting-surely"));
        press(&mut window, language.word("cancel"));
        assert_eq!(asked(&window), None);
        assert!(!window.state().shown_editor().unwrap().is_forgotten());
        choose(&mut window, "menu-forget");
        press(&mut window, language.word("forgetting-go-on"));
        press(&mut window, language.word("forgetting-do"));
        window.until("it is gone and the new one is shown", |state| {
            let mut titles = titles(state);
            titles.sort_unstable();
            state.shown_document() == Some(new) && titles == ["", "Pedoman"]
        });
        assert!(window.state().editors.slot(&old).is_none());
        let code = match language {
            Language::Indonesian => "id",
            Language::English => "en",
        };
        let refused = desk.refused(code, &["forget", &old.to_string(), "--yes"]);
        let gone = language.word("refused-forget-gone");
        assert!(refused.contains(gone), "{refused}");
        // Whoever comes there all the same is told, and not asked again.
        window.act(Action::Go(Screen::Document(old, None)));
        window.until_shown(language.word("document-forgotten-short"));
        let commands = dewan::core::menu::commands(window.state());
        assert!(commands.iter().all(|one| one.label != "menu-forget"));
    }
}

#[test]
fn while_the_chair_is_asked_nothing_is_done_behind_the_question_and_a_refusal_keeps_the_reason() {
    const WHY: &str = "Cakram penuh.";
    for language in LANGUAGES {
        let desk = Desk::founded();
        desk.run(&["new", "policy", "Pedoman"]);
        let listed = desk.json(&["list"]);
        let id: DocumentId = listed[0]["id"].as_str().unwrap().parse().unwrap();
        let mut window = TestWindow::open_with(&desk.home(), language, |effect, outbox| {
            let Effect::Editor(id, editor::Effect::Restart(_)) = effect else {
                return true;
            };
            let refused = editor::Event::NotRestarted(WHY.to_owned());
            outbox.tell(Event::Editor(*id, Box::new(refused)));
            false
        });
        window.act(Action::Go(Screen::Document(id, None)));
        window.until("it is open", |state| state.shown_editor().is_some());
        choose(&mut window, "menu-restart");
        window.type_into("restarting-reason", "terlalu berat");
        for key in [egui::Key::Num1, egui::Key::W, egui::Key::K] {
            let keys = egui::Modifiers::COMMAND;
            window.harness.key_press_modifiers(keys, key);
            window.harness.run_steps(3);
        }
        assert_eq!(window.state().shown_document(), Some(id));
        assert!(!window.state().is_palette_open);
        press(&mut window, language.word("restarting-do"));
        window.until_shown(WHY);
        let reason = window.field("restarting-reason").value();
        assert_eq!(reason.as_deref(), Some("terlalu berat"));
    }
}

/// They belong to what came of the things they were attached to, and stay when the old text is removed.
#[test]
fn what_is_attached_goes_along_when_a_document_starts_over() {
    let (pusat, surabaya) = two_offices();
    let text = "# Pedoman\n\n## Kanal\n\nSatu kanal.\n\n## Nama\n\nSatu nama.\n";
    let file = pusat.file("pedoman.md", text.as_bytes());
    pusat.run(&["import", &file]);
    let (one, two) = (
        pusat.file("satu.txt", b"Satu."),
        pusat.file("dua.txt", b"Dua."),
    );
    pusat.run(&["attach", "Pedoman", &one, "--to", "clause/2"]);
    pusat.run(&["attach", "Pedoman", &two]);
    let listed = pusat.json(&["list"]);
    let old = listed[0]["id"].as_str().unwrap().to_owned();
    let done = pusat.json(&["restart", &old, "--reason", "terlalu berat", "--yes"]);
    let new = done["id"].as_str().unwrap().to_owned();
    exchange(&pusat, &surabaya);
    pusat.run(&["forget", &old, "--yes"]);
    for desk in [&pusat, &surabaya] {
        let attached = desk.json(&["attachments", &new]);
        let attached = attached["attachments"].as_array().unwrap();
        let told: Vec<_> = (attached.iter())
            .map(|one| (one["name"].as_str().unwrap(), one["to"].as_str()))
            .collect();
        assert_eq!(told, [("dua.txt", None), ("satu.txt", Some("clause/2"))]);
        // Whoever does not hold them yet asks for them.
        assert!(
            attached.iter().all(|one| one["comes"] == true),
            "{attached:?}"
        );
    }
    let to = pusat.path("kembali.txt");
    pusat.run(&[
        "attachments",
        "get",
        &new,
        "satu.txt",
        "--to",
        to.to_str().unwrap(),
    ]);
    assert_eq!(std::fs::read(&to).unwrap(), b"Satu.");
    let waiting = surabaya.json(&["status"])["files_waiting"].clone();
    assert_eq!(waiting["count"], 2, "{waiting}");
    assert_eq!(
        pusat.json(&["check"])["findings"].as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn only_the_chair_is_offered_to_let_a_document_start_over() {
    let (pusat, surabaya) = two_offices();
    surabaya.run(&["new", "policy", "Pedoman"]);
    exchange(&pusat, &surabaya);
    for (desk, is_offered) in [(&pusat, true), (&surabaya, false)] {
        let mut window = TestWindow::open_offline(&desk.home(), Language::Indonesian);
        window.until("it is listed", |state| titles(state).len() == 1);
        let id = window.state().documents.rows.as_ref().unwrap()[0].id;
        window.act(Action::Go(Screen::Document(id, None)));
        window.until("it is open", |state| state.shown_editor().is_some());
        let commands = dewan::core::menu::commands(window.state());
        let offered = commands.iter().any(|one| one.label == "menu-restart");
        assert_eq!(offered, is_offered);
    }
}

/// Decisions are read beside; the header shows what they say as soon as it is known.
#[test]
fn a_press_ends_on_the_chip_on_which_it_began_whatever_comes_meanwhile() {
    let desk = Desk::founded();
    desk.run(&["new", "policy", "Pedoman"]);
    let listed = desk.json(&["list"]);
    let old: DocumentId = listed[0]["id"].as_str().unwrap().parse().unwrap();
    let done = desk.json(&["restart", "Pedoman", "--reason", "terlalu berat", "--yes"]);
    let new: DocumentId = done["id"].as_str().unwrap().parse().unwrap();
    let language = Language::Indonesian;
    let (is_held, outside) = (Rc::new(Cell::new(true)), Rc::new(RefCell::new(None)));
    let (holds, kept) = (Rc::clone(&is_held), Rc::clone(&outside));
    let mut window = TestWindow::open_with(&desk.home(), language, move |effect, outbox| {
        kept.replace(Some(outbox.clone()));
        let reads_decisions = matches!(
            effect,
            Effect::Editor(_, editor::Effect::LoadDecisions | editor::Effect::Refresh)
        );
        !(reads_decisions && holds.get())
    });
    window.act(Action::Go(Screen::Document(old, None)));
    let told = say!(language, "document-restarted-short", id = new.short());
    window.until_shown(&told);
    let chip = window.harness.get_by_role_and_label(Role::Button, &told);
    let pos = chip.rect().center();
    let button = |pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    window.harness.event(egui::Event::PointerMoved(pos));
    window.harness.event(button(true));
    window.harness.step();
    assert!(
        window
            .state()
            .shown_editor()
            .unwrap()
            .judged
            .decisions
            .is_none()
    );
    is_held.set(false);
    let outbox: Option<Outbox> = outside.borrow().clone();
    outbox.unwrap().tell(Event::Grew);
    window.undrawn_until("where it stands is known", |state| {
        let editor = state.shown_editor();
        editor.is_some_and(|editor| editor.judged.decisions.is_some())
    });
    window.harness.event(button(false));
    window.harness.run_steps(3);
    assert_eq!(window.state().shown_document(), Some(new));
}
