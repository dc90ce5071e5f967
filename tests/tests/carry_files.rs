//! Offices without any link work together by files on a memory stick, with real programs.

use std::path::PathBuf;

use dewan_tests::council::{Council, SOUTH};
use dewan_tests::office::Office;

/// The stick: a folder from which each copies what it needs.
fn stick(from: &Office, file: &str) -> PathBuf {
    from.beside(file)
}

fn writes(from: &Office, file: &str, options: &[&str]) -> serde_json::Value {
    let path = stick(from, file);
    let path = path.to_str().expect("a path of ours is text");
    from.json([&["carry", "write", path][..], options].concat())
}

fn reads(to: &Office, from: &Office, file: &str) -> serde_json::Value {
    let path = stick(from, file);
    to.json([
        "carry",
        "read",
        path.to_str().expect("a path of ours is text"),
    ])
}

fn shows(to: &Office, from: &Office, file: &str) -> serde_json::Value {
    let path = stick(from, file);
    to.json([
        "carry",
        "show",
        path.to_str().expect("a path of ours is text"),
    ])
}

fn policy(office: &Office, title: &str, clause: &str) {
    office.ok(["new", "policy", title]);
    office.ok(["set", title, "clause/+", &format!("# Pasal 1\n\n{clause}")]);
}

/// A subsidiary whose link is never up is a full member: it joins, writes, gets what was decided, adopts it, and
/// everybody holds the same.
#[test]
fn a_subsidiary_without_any_link_is_a_full_member() {
    let council = Council::found();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    let title = "Pedoman Kanal";
    policy(chair, title, "Satu kanal resmi.");
    chair.sync();
    north.sync();
    chair.sync();
    north.ok(["set", title, "clause/1", "Dua kanal resmi."]);
    north.ok(["submit", title]);
    north.sync();
    chair.sync();
    chair.ok(["decide", title, "approve"]);
    chair.ok([
        "publish",
        title,
        "--number",
        "001/2026",
        "--from",
        "2026-01-05",
    ]);
    chair.sync();
    // South has joined and never had a link: nobody knows it yet. Its first file says who it is.
    policy(south, "Panduan Medan", "RANCANGANMEDAN");
    let first = writes(south, "hello", &["--for", "Ratna"]);
    assert_eq!(
        (&first["locked"], &first["goes_on"]),
        (&true.into(), &false.into())
    );
    let shown = shows(chair, south, "hello");
    assert_eq!(shown["from"]["person"], "Sinta");
    let read = reads(chair, south, "hello");
    assert_eq!(
        read["documents"].as_array().map(Vec::len),
        Some(1),
        "{read}"
    );
    chair.ok(["appoint", "Sinta", "coordinator", "--unit", SOUTH]);
    let back = writes(chair, "back", &["--for", SOUTH]);
    assert_eq!(back["files"], 2, "the PDF and the page go along: {back}");
    let read = reads(south, chair, "back");
    assert_eq!(
        (&read["waiting"], &read["refused"]),
        (&0.into(), &0.into()),
        "{read}"
    );
    let current = south.ok(["show", title, "--version", "in-force"]);
    assert!(current.contains("Dua kanal resmi."), "{current}");
    south.ok(["adopt", title, "--unit", SOUTH]);
    south.ok(["acknowledge", title]);
    // From here on files are small: each says how far its writer stands.
    let next = writes(south, "next", &["--for", "Ratna"]);
    assert_eq!(
        (&next["goes_on"], &next["acts"]),
        (&true.into(), &2.into()),
        "{next}"
    );
    reads(chair, south, "next");
    let quiet = writes(chair, "quiet", &["--for", SOUTH]);
    assert_eq!(quiet["goes_on"], true);
    assert_eq!(
        (&quiet["changes"], &quiet["acts"]),
        (&0.into(), &0.into()),
        "{quiet}"
    );
    reads(south, chair, "quiet");
    chair.sync();
    north.sync();
    council.agree("with a subsidiary that never had a link");
    assert!(north.read("Panduan Medan").contains("RANCANGANMEDAN"));
    // Head office signed that it holds what south wrote, and the file brought that.
    let facts = south.json(["status"]);
    let documents = facts["documents"].as_array().expect("documents").iter();
    let own = documents
        .clone()
        .find(|one| one["title"] == "Panduan Medan");
    let own = own.expect("it is listed");
    assert_eq!(own["at_head_office"], true, "{facts}");
    // Head office acknowledged south's log by files, and is no relay for it: the one the council names was
    // never met, and signed nothing about what south wrote.
    let relays = facts["relays"].as_array().expect("relays");
    assert_eq!(relays.len(), 1, "{facts}");
    assert!(relays[0]["acknowledged"].is_null(), "{facts}");
    assert_eq!(own["at_relay"], false, "{facts}");
}

#[test]
fn a_carry_file_for_others_damaged_or_twice_changes_nothing_and_says_why() {
    let council = Council::found();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    policy(chair, "Pedoman", "Satu kanal resmi.");
    council.sync_all();
    chair.ok(["new", "policy", "Rahasia Ratna", "--for-person", "Budi"]);
    council.sync_all();
    policy(chair, "Edaran", "Mulai besok.");
    writes(chair, "to-north", &["--for", "Budi"]);
    let path = stick(chair, "to-north");
    let file = path.to_str().expect("a path of ours is text");
    // Locked: who is not a recipient sees nothing of it.
    let refused = south.refused(["--language", "en", "carry", "read", file]);
    assert!(refused.contains("other devices"), "{refused}");
    let bytes = std::fs::read(&path).expect("it is there");
    assert!(!bytes.windows(6).any(|part| part == b"Edaran"));
    // Damaged, cut off, something else.
    let before = north.json(["list"]);
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for (name, content) in [
        ("changed", &changed[..]),
        ("cut", &bytes[..bytes.len() - 9]),
        ("other", b"Halo, ini surat biasa."),
    ] {
        let path = north.beside(name);
        std::fs::write(&path, content).expect("it can be written");
        let path = path.to_str().expect("a path of ours is text");
        for command in ["show", "read"] {
            let refused = north.refused(["--language", "id", "carry", command, path]);
            assert!(
                refused.contains("Tidak ada yang diambil"),
                "{name}: {refused}"
            );
        }
    }
    assert_eq!(north.json(["list"]), before);
    // Looking takes nothing; reading twice takes it once.
    let shown = shows(north, chair, "to-north");
    let documents = shown["documents"].as_array().expect("documents").iter();
    let new = documents.filter(|one| one["is_new"] == true);
    assert_eq!(new.count(), 1, "{shown}");
    assert_eq!(north.json(["list"]), before);
    assert_ne!(reads(north, chair, "to-north")["changes"], 0);
    let again = reads(north, chair, "to-north");
    assert_eq!((&again["changes"], &again["acts"]), (&0.into(), &0.into()));
    // For two, only what is for both; and for whom it is, is told apart.
    let both = writes(
        chair,
        "to-both",
        &["--for", "Budi", "--for", SOUTH, "--open"],
    );
    assert_eq!(both["left_out"].as_array().map(Vec::len), Some(1), "{both}");
    reads(south, chair, "to-both");
    assert!(south.read("Edaran").contains("Mulai besok."));
    let refused = chair.refused(["--language", "id", "carry", "write", file, "--for", "Budi"]);
    assert!(!refused.is_empty(), "a file that is there stays");
}

fn titles(office: &Office) -> Vec<String> {
    let listed = office.json(["list"]);
    let documents = listed.as_array().or_else(|| listed["documents"].as_array());
    let titles = documents.expect("a list").iter();
    let mut titles: Vec<String> = titles
        .map(|one| one["title"].as_str().expect("a title").to_owned())
        .collect();
    titles.sort();
    titles
}

fn length(answer: &serde_json::Value, field: &str) -> Option<usize> {
    answer[field].as_array().map(Vec::len)
}

/// Whoever answers a file for several says that it stands at its end, also in what stayed out of it: what is for it
/// alone comes with the next file for it alone, and once.
#[test]
fn what_stayed_out_of_a_file_for_two_comes_with_the_next_one_for_the_one_it_is_for() {
    let council = Council::found();
    council.sync_all();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    policy(chair, "Terbuka", "Kata terbuka.");
    chair.ok(["new", "policy", "Khusus Budi", "--for-person", "Budi"]);
    chair.ok(["set", "Khusus Budi", "clause/+", "# Pasal 1\n\nHANYABUDI"]);
    let both: &[&str] = &["--for", "Surabaya", "--for", SOUTH];
    let first = writes(chair, "first", both);
    assert_eq!(length(&first, "left_out"), Some(1), "{first}");
    reads(north, chair, "first");
    reads(south, chair, "first");
    writes(north, "answer", &["--for", "Ratna"]);
    reads(chair, north, "answer");
    assert_eq!(titles(north), ["Terbuka"]);
    // Another one for both does not make the chair forget it, answered or not.
    let second = writes(chair, "second", both);
    assert_eq!(length(&second, "left_out"), Some(1), "{second}");
    reads(north, chair, "second");
    writes(north, "answer again", &["--for", "Ratna"]);
    reads(chair, north, "answer again");
    let alone = writes(chair, "alone", &["--for", "Budi"]);
    assert_eq!(
        (
            &alone["goes_on"],
            length(&alone, "documents"),
            length(&alone, "left_out")
        ),
        (&true.into(), Some(1), Some(0)),
        "{alone}"
    );
    reads(north, chair, "alone");
    assert!(north.read("Khusus Budi").contains("HANYABUDI"));
    writes(north, "third answer", &["--for", "Ratna"]);
    reads(chair, north, "third answer");
    let quiet = writes(chair, "quiet", &["--for", "Budi"]);
    assert_eq!(
        length(&quiet, "documents"),
        Some(0),
        "it goes once: {quiet}"
    );
    assert_eq!(titles(south), ["Terbuka"]);
}

/// The same for what was too large: it comes with the first file that has room for it, whatever was answered.
#[test]
fn a_file_that_was_too_large_comes_with_a_later_carry_file_that_takes_larger_ones() {
    let council = Council::found();
    council.sync_all();
    let (chair, north) = (&council.chair, &council.north);
    policy(chair, "Terbuka", "Kata terbuka.");
    let large = chair.file("besar.txt", &"abcdefgh".repeat(700_000));
    chair.ok(["attach", "Terbuka", &large]);
    let first = writes(chair, "first", &["--for", "Budi"]);
    assert_eq!(
        (&first["files"], length(&first, "large_files")),
        (&0.into(), Some(1)),
        "{first}"
    );
    reads(north, chair, "first");
    writes(north, "answer", &["--for", "Ratna"]);
    reads(chair, north, "answer");
    let still = writes(chair, "still", &["--for", "Budi"]);
    assert_eq!(length(&still, "large_files"), Some(1), "{still}");
    let roomy = writes(chair, "roomy", &["--for", "Budi", "--files-up-to", "60"]);
    assert_eq!(
        (
            &roomy["goes_on"],
            &roomy["files"],
            length(&roomy, "large_files")
        ),
        (&true.into(), &1.into(), Some(0)),
        "{roomy}"
    );
    assert_eq!(reads(north, chair, "roomy")["files"], 1);
    let here = north.json(["attachments", "Terbuka"]);
    assert_eq!(here["attachments"][0]["is_here"], true, "{here}");
    let second = writes(north, "second answer", &["--for", "Ratna"]);
    assert_eq!(
        length(&second, "large_files"),
        Some(0),
        "it came from there: {second}"
    );
    reads(chair, north, "second answer");
    let quiet = writes(chair, "quiet", &["--for", "Budi"]);
    assert_eq!(length(&quiet, "large_files"), Some(0), "{quiet}");
}
