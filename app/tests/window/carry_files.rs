//! Carry files in the window: what one brings is shown before anything of it is taken, and one is written for
//! whom a person chooses.

use std::path::PathBuf;

use dewan::core::carry_file::{Action as Carrying, Stage, Writing};
use dewan::core::pick::{Pick, Picked};
use dewan::core::{Action, Effect, Event, Screen, State};
use dewan::words::Language;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use faulty_disk::{Disk, Trouble};
use sha2::{Digest as _, Sha256};

use super::harness::TestWindow;
use crate::merging::{exchange, two_offices};
use crate::program::Desk;

/// Writes a carry file at `from`; its path.
fn written(from: &Desk, name: &str, options: &[&str]) -> PathBuf {
    let path = from.path(name);
    let file = path.to_str().unwrap();
    from.run(&[&["carry", "write", file][..], options].concat());
    path
}

fn policy(desk: &Desk, title: &str) {
    let text = format!("# {title}\n\n## Isi\n\nIsi {title}.\n");
    let file = desk.file(&format!("{title}.md"), text.as_bytes());
    desk.run(&["import", &file]);
}

fn titles(state: &State) -> Vec<String> {
    let rows = state.documents.rows.iter().flatten();
    let mut titles: Vec<String> = rows.map(|row| row.title.clone()).collect();
    titles.sort();
    titles
}

fn stages(state: &State) -> Vec<&Stage> {
    state.carry.files.iter().map(|file| &file.stage).collect()
}

#[test]
fn a_dropped_carry_file_is_shown_before_it_is_taken_and_brings_nothing_twice() {
    for language in [Language::Indonesian, Language::English] {
        let (pusat, surabaya) = two_offices();
        policy(&pusat, "Pedoman");
        let first = written(&pusat, "satu.dewan-carry", &["--for", "Budi"]);
        policy(&pusat, "Edaran");
        let second = written(&pusat, "dua.dewan-carry", &["--for", "Budi", "--open"]);
        let mut window = TestWindow::open_offline(&surabaya.home(), language);
        window.until("the list is there", |state| {
            state.documents.rows.as_ref().is_some()
        });
        window.act(Action::Drop(vec![second, first.clone()]));
        window.until("both were checked", |state| {
            stages(state)
                .iter()
                .all(|one| matches!(one, Stage::Ready(_)))
        });
        assert_eq!(window.state().screen, Screen::ReadCarryFiles);
        // The one written first stands first, with the titles of what is not here yet.
        let Stage::Ready(preview) = stages(window.state())[0] else {
            unreachable!()
        };
        assert_eq!(preview.from, "Rina (Kantor Pusat)");
        assert!(preview.was_locked && preview.new_changes() > 0);
        assert_eq!(preview.documents.len(), 1);
        assert_eq!(preview.documents[0].title, "Pedoman");
        window.until_shown("Pedoman");
        window.until_shown("Edaran");
        assert_eq!(titles(window.state()), [""; 0], "nothing was taken yet");
        let all = match language {
            Language::Indonesian => "Ambil semua (2)",
            Language::English => "Take all 2",
        };
        let button = window.harness.get_by_role_and_label(Role::Button, all);
        button.click();
        window.harness.run_steps(3);
        window.until("both were taken", |state| {
            stages(state)
                .iter()
                .all(|one| matches!(one, Stage::Taken(..)))
        });
        window.until("the list has them", |state| {
            titles(state) == ["Edaran", "Pedoman"]
        });
        // The same once more: said before, and said after.
        window.act(Action::Drop(vec![first]));
        window.until_shown(language.word("carry-preview-nothing"));
        window.click("carry-take");
        let nothing = language.word("carry-taken-nothing");
        window.until("it is said that nothing is new", |state| {
            let taken = stages(state).into_iter().filter_map(|stage| match stage {
                Stage::Taken(_, lines) => Some(lines),
                _ => None,
            });
            taken.into_iter().any(|lines| lines[0] == nothing)
        });
    }
}

#[test]
fn what_is_no_carry_file_for_this_device_says_why_and_changes_nothing() {
    let (pusat, surabaya) = two_offices();
    let third = Desk::empty();
    let invitation = pusat.path("undangan kedua");
    let file = invitation.to_str().unwrap();
    pusat.run(&["council", "invite", "--office", "Medan", "--to", file]);
    third.run(&["council", "join", file, "--person", "Maruli"]);
    exchange(&pusat, &third);
    exchange(&pusat, &surabaya);
    policy(&pusat, "Pedoman");
    let good = std::fs::read(written(&pusat, "baik", &["--for", "Budi", "--open"])).unwrap();
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    let for_others = written(&pusat, "lain.dewan-carry", &["--for", "Maruli", "--open"]);
    let locked = written(&pusat, "kunci.dewan-carry", &["--for", "Maruli"]);
    let other = Desk::founded();
    let foreign = written(
        other_council(&other),
        "asing.dewan-carry",
        &["--for", "Budi", "--open"],
    );
    for language in [Language::Indonesian, Language::English] {
        let mut window = TestWindow::open_offline(&surabaya.home(), language);
        window.until("the list is there", |state| {
            state.documents.rows.as_ref().is_some()
        });
        let mut dropped = vec![for_others.clone(), locked.clone(), foreign.clone()];
        for (name, bytes) in [
            ("rusak.dewan-carry", &damaged[..]),
            ("terpotong.dewan", &good[..good.len() - 7]),
            ("surat.dewan", b"Halo, ini surat biasa."),
        ] {
            dropped.push(surabaya.file(name, bytes).into());
        }
        window.act(Action::Drop(dropped));
        window.until("all were checked", |state| {
            !stages(state).contains(&&Stage::Looking)
        });
        let said: Vec<String> = (window.state().carry.files.iter())
            .filter_map(|file| match &file.stage {
                Stage::Refused(why) => Some(format!("{}: {why}", file.name())),
                _ => None,
            })
            .collect();
        assert_eq!(said.len(), 6, "{said:?}");
        let says = |file: &str, words: &'static str| {
            let sentence = format!("{file}: {}", language.word(words));
            assert!(said.contains(&sentence), "{sentence}: {said:?}");
        };
        says("kunci.dewan-carry", "refused-carry-locked");
        says("asing.dewan-carry", "refused-carry-other-council");
        says("rusak.dewan-carry", "refused-carry-damaged");
        says("terpotong.dewan", "refused-carry-cut-off");
        says("surat.dewan", "refused-carry-foreign");
        assert!(said.iter().any(|one| one.contains("Maruli")), "{said:?}");
        assert_eq!(titles(window.state()), [""; 0]);
        // Put away, they are gone.
        window.click("carry-close");
        assert!(window.state().carry.files.is_empty());
    }
}

#[test]
fn escape_leaves_the_files_that_are_looked_at_where_they_are() {
    let (pusat, surabaya) = two_offices();
    policy(&pusat, "Pedoman");
    let file = written(&pusat, "satu.dewan-carry", &["--for", "Budi"]);
    let mut window = TestWindow::open_offline(&surabaya.home(), Language::Indonesian);
    window.until("the list is there", |state| {
        state.documents.rows.as_ref().is_some()
    });
    window.act(Action::Drop(vec![file]));
    let is_ready = |state: &State| matches!(stages(state)[..], [Stage::Ready(_)]);
    window.until("it was checked", is_ready);
    // The first press is for the palette, the next one for the button that has the keyboard.
    let keys = egui::Modifiers::COMMAND;
    window.harness.key_press_modifiers(keys, egui::Key::K);
    window.harness.run_steps(3);
    window.harness.key_press(egui::Key::Escape);
    window.harness.run_steps(3);
    assert!(!window.state().is_palette_open);
    window.harness.key_press(egui::Key::Escape);
    window.harness.run_steps(3);
    assert_eq!(window.state().screen, Screen::ReadCarryFiles);
    window.harness.key_press(egui::Key::Escape);
    window.harness.run_steps(3);
    assert_eq!(window.state().screen, Screen::Home);
    assert!(is_ready(window.state()));
}

#[test]
fn a_form_that_is_cancelled_is_empty_the_next_time() {
    let (pusat, _) = two_offices();
    let mut window = TestWindow::open_offline(&pusat.home(), Language::Indonesian);
    window.until("the council is there", State::is_working);
    window.act(Action::Go(Screen::WriteCarryFile));
    let since = window.word("carry-since-day");
    let radio = window
        .harness
        .get_by_role_and_label(Role::RadioButton, since);
    radio.click();
    window.harness.run_steps(3);
    window.type_into("carry-day", "1 Januari 2026");
    window.click("cancel");
    assert_eq!(window.state().screen, Screen::Home);
    window.act(Action::Go(Screen::WriteCarryFile));
    window.harness.run_steps(3);
    let day = window.word("carry-day");
    assert!(window.harness.query_by_label(day).is_none());
}

/// A council of its own with somebody to write to.
fn other_council(founder: &Desk) -> &Desk {
    let guest = Desk::empty();
    let invitation = founder.path("undangan");
    let file = invitation.to_str().unwrap();
    founder.run(&["council", "invite", "--office", "Surabaya", "--to", file]);
    guest.run(&["council", "join", file, "--person", "Budi"]);
    crate::merging::carry(&guest, founder);
    founder
}

#[test]
fn a_carry_file_is_written_for_whom_a_person_chooses() {
    let (pusat, surabaya) = two_offices();
    policy(&pusat, "Pedoman");
    let path = pusat.path("untuk surabaya.dewan-carry");
    let place = path.clone();
    let mut window =
        TestWindow::open_with(&pusat.home(), Language::Indonesian, move |effect, out| {
            let Effect::Pick(dialog) = effect else {
                return true;
            };
            assert_eq!(dialog.pick, Pick::SaveCarryFile);
            let name = dialog.suggestion.clone().unwrap();
            assert!(
                name.contains("Surabaya") && name.ends_with(".dewan-carry"),
                "{name}"
            );
            out.tell(Event::Picked(Picked {
                pick: Pick::SaveCarryFile,
                paths: vec![place.clone()],
            }));
            false
        });
    window.act(Action::Go(Screen::Sync));
    window.click("menu-write-carry-file");
    let some = window.word("carry-some");
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, some)
        .click();
    window.harness.run_steps(3);
    window.until_shown(window.word("carry-nobody-named"));
    window.type_into("carry-offices-and-people", "sura");
    window.field("carry-offices-and-people").focus();
    window.harness.run_steps(1);
    window.harness.key_press(egui::Key::Enter);
    window.harness.run_steps(3);
    // A day that is none, or has not come, keeps the button from working.
    let since = window.word("carry-since-day");
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, since)
        .click();
    window.harness.run_steps(3);
    window.until_shown(window.word("carry-no-day"));
    window.type_into("carry-day", "2099-01-01");
    window.until_shown(window.word("carry-day-to-come"));
    let missing = window.word("carry-what-is-missing");
    window
        .harness
        .get_by_role_and_label(Role::RadioButton, missing)
        .click();
    window.harness.run_steps(3);
    window.click("carry-choose-place");
    window.until(
        "it was written",
        |state| matches!(&state.carry.writing, Writing::Done(lines) if !lines.is_empty()),
    );
    window.click("carry-written-done");
    assert_eq!(window.state().screen, Screen::Sync);
    assert_eq!(window.state().carry.writing, Writing::Nothing);
    drop(window);
    let read = surabaya.json(&["carry", "read", path.to_str().unwrap()]);
    assert_ne!(read["changes"], 0, "{read}");
}

#[test]
fn a_file_that_could_not_be_taken_for_want_of_room_says_so_and_is_taken_when_there_is_some() {
    let (pusat, surabaya) = two_offices();
    policy(&pusat, "Pedoman");
    // More than fits into one transaction.
    for n in 0..3u8 {
        let scan = pusat.file(&format!("pindaian {n}.bin"), &noise(3_500_000, n));
        pusat.run(&["attach", "Pedoman", &scan]);
    }
    let file = written(&pusat, "satu.dewan-carry", &["--for", "Budi", "--open"]);
    for language in [Language::Indonesian, Language::English] {
        let home = tempfile::tempdir().unwrap();
        copy_folder(&surabaya.home(), home.path());
        let disk = Disk::at(home.path());
        let mut window = TestWindow::open_offline(home.path(), language);
        window.until("the list is there", |state| {
            state.documents.rows.as_ref().is_some()
        });
        window.act(Action::Drop(vec![file.clone()]));
        window.until("it was checked", |state| {
            matches!(stages(state)[..], [Stage::Ready(_)])
        });
        disk.have(Trouble::Full(6 << 20));
        window.click("carry-take");
        window.until("it stopped", |state| {
            matches!(stages(state)[..], [Stage::Stopped(..)])
        });
        window.until_shown(language.word("carry-stopped"));
        disk.have(Trouble::None);
        window.click("carry-take-again");
        window.until("it was taken", |state| {
            matches!(stages(state)[..], [Stage::Taken(..)])
        });
        window.until("it is listed", |state| titles(state) == ["Pedoman"]);
    }
}

/// So many bytes that nothing makes smaller.
fn noise(bytes: u32, seed: u8) -> Vec<u8> {
    let blocks =
        (0..bytes.div_ceil(32)).map(|n| Sha256::digest([&[seed][..], &n.to_be_bytes()].concat()));
    let mut noise: Vec<u8> = blocks.flatten().collect();
    noise.truncate(bytes as usize);
    noise
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_file_as_large_as_a_disk_is_refused_by_its_beginning() {
    let (pusat, surabaya) = two_offices();
    policy(&pusat, "Pedoman");
    // A locked file is opened by pieces, of which the first one is to be whole.
    let scan = pusat.file("pindaian.bin", &noise(300_000, 1));
    pusat.run(&["attach", "Pedoman", &scan]);
    let good = written(&pusat, "baik.dewan-carry", &["--for", "Budi", "--open"]);
    let locked = written(&pusat, "kunci.dewan-carry", &["--for", "Budi"]);
    let nothing = surabaya.file("foto.dewan-carry", b"");
    // Holes in files: as large as they say, and nearly nothing on this disk.
    for file in [&good, &locked, &PathBuf::from(&nothing)] {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_len(1 << 42).unwrap();
    }
    for language in [Language::Indonesian, Language::English] {
        let mut window = TestWindow::open_offline(&surabaya.home(), language);
        window.until("the list is there", |state| {
            state.documents.rows.as_ref().is_some()
        });
        let dropped = [&good, &locked, &PathBuf::from(&nothing)].map(PathBuf::clone);
        window.act(Action::Drop(dropped.to_vec()));
        window.until("all are refused", |state| {
            let mut stages = stages(state).into_iter();
            stages.all(|stage| matches!(stage, Stage::Refused(_)))
        });
        let foreign = language.word("refused-carry-foreign");
        let whys: Vec<&str> = stages(window.state())
            .into_iter()
            .filter_map(|stage| match stage {
                Stage::Refused(why) => Some(why.as_str()),
                _ => None,
            })
            .collect();
        let is_foreign = |why: &&&str| **why == foreign;
        assert_eq!(whys.iter().filter(is_foreign).count(), 1, "{whys:?}");
        let is_large = |why: &&&str| why.contains("4398046.5") || why.contains("4398046,5");
        assert_eq!(whys.iter().filter(is_large).count(), 2, "{whys:?}");
    }
}

#[test]
fn a_file_that_was_put_away_while_it_was_checked_is_not_kept() {
    let (pusat, surabaya) = two_offices();
    policy(&pusat, "Pedoman");
    let file = written(&pusat, "satu.dewan-carry", &["--for", "Budi", "--open"]);
    let mut window = TestWindow::open_offline(&surabaya.home(), Language::Indonesian);
    window.until("the list is there", |state| {
        state.documents.rows.as_ref().is_some()
    });
    window.act(Action::Drop(vec![file.clone()]));
    window.act(Action::Carry(Carrying::ForgetAll));
    assert!(window.state().carry.files.is_empty());
    // The same once more is another one, and nothing comes of the first.
    window.act(Action::Drop(vec![file]));
    window.until("it was checked", |state| {
        matches!(stages(state)[..], [Stage::Ready(_)])
    });
    assert_eq!(window.state().carry.files[0].number, 2);
}
