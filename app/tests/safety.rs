//! Checks, backups and what cannot be used.

use crate::office::Office;
use crate::relay::Relay;

#[test]
fn a_backup_comes_back_and_later_work_returns_from_the_relay() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.ok(&["new", "policy", "Sebelum"]);
    chair.sync();
    let backup = chair.beside("cadangan.sqlite").display().to_string();
    chair.ok(&["backup", &backup]);
    assert!(chair.refused(&["backup", &backup]).contains("already"));
    chair.ok(&["new", "policy", "Sesudah"]);
    chair.sync();
    let answer = chair.json(&["restore", &backup]);
    assert_eq!(answer["has_key"], true);
    assert!(answer["kept_aside"].is_string());
    assert_eq!(chair.json(&["list"]).as_array().unwrap().len(), 1);
    chair.sync();
    let list = chair.json(&["list"]);
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    chair.ok(&["rename", "Sesudah", "Sesudahnya"]);
    chair.sync();
    assert_eq!(chair.json(&["check"])["clean"], true);
}

#[test]
fn a_foreign_or_missing_backup_is_refused_and_changes_nothing() {
    let chair = Office::founding(None);
    chair.ok(&["new", "policy", "Satu"]);
    let foreign = chair.file("surat.txt", "Ini bukan cadangan.");
    for file in [foreign.as_str(), "tidak-ada.sqlite"] {
        let refusal = chair.refused(&["restore", file]);
        assert!(
            refusal.contains(file.rsplit('/').next().unwrap()),
            "{refusal}"
        );
    }
    assert_eq!(chair.json(&["list"])[0]["title"], "Satu");
}

#[test]
fn check_finds_damage_and_ends_with_one() {
    let chair = Office::founding(None);
    chair.ok(&["new", "policy", "Kebijakan yang akan rusak"]);
    assert_eq!(chair.json(&["check"])["clean"], true);
    assert!(chair.ok(&["check"]).contains("All in order"));
    let store = chair.home().join("council.sqlite");
    let mut bytes = std::fs::read(&store).unwrap();
    let words = b"Kebijakan yang akan rusak";
    let found: Vec<usize> = (0..bytes.len() - words.len())
        .filter(|at| bytes[*at..].starts_with(words))
        .collect();
    assert!(
        !found.is_empty(),
        "the title stands in the file in plain text"
    );
    for at in found {
        bytes[at] ^= 1;
    }
    std::fs::write(&store, bytes).unwrap();
    let refusal = chair.refused(&["check"]);
    assert!(refusal.contains("not in order"), "{refusal}");
}

#[test]
fn commands_without_a_council_say_how_to_begin() {
    let nobody = Office::new();
    for command in ["status", "check", "report", "list"] {
        assert!(
            nobody.refused(&[command]).contains("no council"),
            "{command}"
        );
    }
    assert!(nobody.refused(&["sync", "--once"]).contains("no council"));
    assert!(!nobody.home().exists(), "asking makes no folder");
}
