//! A policy that everybody holds is replaced by one that not everybody may hold, over a real relay: who may hold
//! only the first hears from which day it is replaced, and of the second nothing.

use dewan_tests::council::{Council, NORTH, joined};
use dewan_tests::disk::is_written_in;
use dewan_tests::office::Office;
use serde_json::Value;

const SECRET: [&str; 3] = ["Aturan rahasia", "KATARAHASIA", "RHS-77"];

/// Head office and Surabaya with "Lama" in force, and what replaces it from this day on, for head office alone.
fn replaced(from: &str) -> Council {
    let council = Council::found();
    let chair = &council.chair;
    council.sync_all();
    chair.ok(["charter", "--self-approval", "true"]);
    let lama = chair.file("lama.md", "# Lama\n\n## Tujuan\n\nMenjaga nama baik.\n");
    chair.ok(["import", &lama]);
    let [title, word, number] = SECRET;
    chair.ok(["new", "policy", title, "--label", "secret"]);
    chair.ok(["set", title, "clause/+", word]);
    for (title, number, more) in [
        ("Lama", "1", &["--from", "2026-01-01"][..]),
        (title, number, &["--from", from, "--replaces", "Lama"]),
    ] {
        chair.ok(["submit", title]);
        chair.ok(["decide", title, "approve"]);
        chair.ok([&["publish", title, "--number", number], more].concat());
    }
    council.sync_all();
    council
}

fn shown(office: &Office) -> (Value, Value) {
    let shown = office.json(["show", "Lama"]);
    (shown["status"].clone(), shown["superseded"].clone())
}

fn kinds(office: &Office, title: &str) -> Vec<String> {
    let log = office.json(["log", title]);
    let acts = log["acts"].as_array().expect("acts").iter();
    acts.map(|act| {
        assert_ne!(act["stands"], "invalid", "{act}");
        act["kind"].as_str().expect("a kind").to_owned()
    })
    .collect()
}

#[test]
fn who_may_not_hold_the_new_policy_hears_that_the_old_one_is_replaced_and_nothing_else() {
    let council = replaced("2026-03-01");
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    let (status, by) = shown(chair);
    assert_eq!(
        (&status, &by["by"]["number"]),
        (&"superseded".into(), &SECRET[2].into())
    );
    let secret = by["by"]["id"].as_str().expect("the id").to_owned();
    for office in [north, south] {
        let (status, by) = shown(office);
        assert_eq!((&status, &by["by"]), (&"superseded".into(), &Value::Null));
        assert_eq!(by["since"], "2026-03-01");
        let listed = office.json(["list", "--status", "superseded"]);
        assert_eq!(listed[0]["title"], "Lama");
        for word in SECRET.iter().copied().chain([secret.as_str()]) {
            let place = office.home();
            assert!(!is_written_in(&place, word), "{word} at {}", office.name());
        }
        for (language, words) in [
            ("id", "oleh dokumen lain yang tidak dibagikan kepada Anda"),
            ("en", "by another document, which is not shared with you"),
        ] {
            let said = office.ok(["--language", language, "show", "Lama"]);
            assert!(said.contains(words), "{said}");
            let said = office.refused(["--language", language, "acknowledge", "Lama"]);
            assert!(said.contains(words), "{said}");
        }
        assert!(kinds(office, "Lama").contains(&"supersede".to_owned()));
        let log = office.ok(["--language", "en", "log", "Lama"]);
        assert!(log.contains("replaced from"), "{log}");
    }
    // Whoever joins later hears it as well, and what is proved of the old one says it.
    let later = joined(chair, "later", NORTH, "Wati");
    chair.sync();
    later.sync();
    assert_eq!(shown(&later).0, "superseded");
    let proof = north.beside("lama.proof");
    let path = proof.to_str().expect("a path of ours is text");
    north.ok(["prove", "Lama", "--version", "1", "--to", path]);
    let said = later.ok(["--language", "en", "verify", path]);
    assert!(said.contains("Replaced from"), "{said}");
    let proved = later.json(["verify", path]);
    assert_eq!(proved["replaced"][0]["since"], "2026-03-01");
    // On paper it says so, and not by what.
    let page = north.beside("lama.html");
    let path = page.to_str().expect("a path of ours is text");
    north.ok(["export", "Lama", "--version", "1", "--to", path]);
    let page = std::fs::read_to_string(path).expect("the page is there");
    assert!(page.contains("Digantikan"), "{page}");
    let told = chair.ok(["--language", "en", "show", SECRET[0]]);
    assert!(
        told.contains("Told only that") && told.contains("Budi (Surabaya)"),
        "{told}"
    );
    assert!(!told.contains("Not aware"), "{told}");
}

#[test]
fn what_was_replaced_is_back_for_everybody_when_the_new_policy_is_withdrawn() {
    let council = replaced("2026-03-01");
    let (chair, north) = (&council.chair, &council.north);
    assert_eq!(shown(north).0, "superseded");
    chair.ok(["withdraw", SECRET[0], "Terlalu dini."]);
    council.sync_all();
    for office in council.offices() {
        assert_eq!(shown(office), ("in-force".into(), Value::Null));
        // By the day it was replaced on, it is what it was then.
        let said = office.refused([
            "--language",
            "en",
            "show",
            "Lama",
            "--version",
            "2026-03-02",
        ]);
        assert!(said.contains("superseded"), "{said}");
    }
    assert!(!is_written_in(&north.home(), "Terlalu dini."));
    north.ok(["acknowledge", "Lama"]);
    let kinds = kinds(north, "Lama");
    assert!(kinds.contains(&"reinstate".to_owned()), "{kinds:?}");
}

#[test]
fn a_replacement_that_is_withdrawn_before_its_first_day_took_nothing_from_anybody() {
    let council = replaced("2099-01-01");
    for office in council.offices() {
        assert_eq!(shown(office).0, "in-force");
    }
    council.chair.ok(["withdraw", SECRET[0], "Terlalu dini."]);
    council.sync_all();
    for office in council.offices() {
        let version = office.json(["show", "Lama", "--version", "2099-06-01"]);
        assert_eq!(version["version"]["number"], "1", "{}", office.name());
    }
    let log = council.north.ok(["--language", "en", "log", "Lama"]);
    assert!(log.contains("not replaced any more from"), "{log}");
}

#[test]
fn a_later_version_in_place_of_the_new_policy_brings_the_old_one_back_for_everybody() {
    let council = replaced("2026-03-01");
    let chair = &council.chair;
    chair.ok(["set", "Lama", "clause/1/body", "Menjaga nama baik kita."]);
    chair.ok(["submit", "Lama"]);
    chair.ok(["decide", "Lama", "approve"]);
    chair.ok(["publish", "Lama", "--number", "1", "--replaces", SECRET[0]]);
    council.sync_all();
    for office in council.offices() {
        assert_eq!(shown(office), ("in-force".into(), Value::Null));
    }
    let secret = chair.json(["show", SECRET[0]]);
    assert_eq!(secret["status"], "superseded");
}
