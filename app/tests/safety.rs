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

/// What a disk forgets of one change of one document: found, set aside when told, back after a sync, and
/// meanwhile everything else can be read and written.
#[test]
fn a_damaged_change_is_set_aside_and_comes_back_from_the_relay() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    let words = "Kalimat yang akan rusak di penyimpanan ini.";
    let file = chair.file("rusak.md", &format!("# Rusak\n\n## Pasal 1\n\n{words}\n"));
    chair.ok(&["import", &file]);
    let other = chair.file("utuh.md", "# Utuh\n\n## Pasal 1\n\nTetap terbaca.\n");
    chair.ok(&["import", &other]);
    chair.sync();
    let before = chair.ok(&["export", "Rusak", "--to", "-"]);
    let store = chair.home().join("council.sqlite");
    let mut bytes = std::fs::read(&store).unwrap();
    // In the change itself, which begins with Automerge's own four bytes, and not in the index of texts.
    let (magic, needle) = ([0x85, 0x6f, 0x4a, 0x83], words.as_bytes());
    let at = (0..bytes.len() - needle.len()).find(|at| {
        let begins = at.saturating_sub(1_500)..*at;
        bytes[*at..].starts_with(needle) && bytes[begins].windows(4).any(|four| four == magic)
    });
    bytes[at.expect("short text stands in a change as it is")] ^= 1;
    std::fs::write(&store, bytes).unwrap();

    let refusal = chair.refused(&["check"]);
    assert!(refusal.contains("--mend"), "{refusal}");
    assert!(
        chair
            .ok(&["export", "Utuh", "--to", "-"])
            .contains("Tetap terbaca.")
    );
    let answer = chair.json(&["check", "--mend"]);
    assert_eq!(answer["mended"]["set_aside"], 1, "{answer}");
    assert_eq!(chair.json(&["list"]).as_array().unwrap().len(), 2);
    chair.ok(&["rename", "Utuh", "Masih utuh"]);
    chair.sync();
    assert_eq!(chair.ok(&["export", "Rusak", "--to", "-"]), before);
    assert_eq!(chair.json(&["check"])["clean"], true);
    let nothing = chair.json(&["check", "--mend"]);
    assert_eq!(nothing["mended"]["set_aside"], 0, "{nothing}");
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
