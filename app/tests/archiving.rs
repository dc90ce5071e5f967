//! Archiving with the real program: who may, whose mark hides a document, and that it is no writing.

use crate::lifecycle::with_policy;
use crate::merging::{carry, exchange};
use crate::program::Desk;

/// The titles that are listed.
fn listed(desk: &Desk) -> Vec<String> {
    let rows = desk.json(&["list"]);
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["title"].as_str().unwrap().to_owned())
        .collect()
}

fn publish(desk: &Desk) {
    desk.run(&["decide", "Pedoman", "approve"]);
    let number = ["--number", "7", "--from", "2026-01-01"];
    desk.run(&[&["publish", "Pedoman"], &number[..]].concat());
}

#[test]
fn what_was_ever_submitted_is_archived_by_who_publishes_and_by_nobody_else() {
    let (pusat, surabaya) = with_policy();
    // A draft is its unit's.
    surabaya.run(&["archive", "Pedoman"]);
    assert!(listed(&surabaya).is_empty());
    surabaya.run(&["archive", "Pedoman", "--restore"]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    publish(&pusat);
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    carry(&pusat, &surabaya);
    for (language, words) in [
        ("id", "hanya sekretaris dewan"),
        ("en", "only the council secretary"),
    ] {
        let said = surabaya.refused(language, &["archive", "Pedoman"]);
        assert!(said.contains(words), "{said}");
        let said = surabaya.refused(language, &["set", "Pedoman", "meta/archived", "yes"]);
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(listed(&surabaya), ["Pedoman"]);
    pusat.run(&["archive", "Pedoman"]);
    carry(&pusat, &surabaya);
    assert!(listed(&pusat).is_empty() && listed(&surabaya).is_empty());
    let said = surabaya.refused("en", &["archive", "Pedoman", "--restore"]);
    assert!(said.contains("only the council secretary"), "{said}");
    pusat.run(&["appoint", "Budi", "secretary"]);
    carry(&pusat, &surabaya);
    surabaya.run(&["archive", "Pedoman", "--restore"]);
    exchange(&pusat, &surabaya);
    assert_eq!(listed(&pusat), ["Pedoman"]);
}

#[test]
fn a_draft_of_another_unit_is_not_archived() {
    let (pusat, surabaya) = with_policy();
    let file = pusat.file("surat.md", b"# Surat\n\n## Isi\n\nDari pusat.\n");
    pusat.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    let said = surabaya.refused("en", &["archive", "Surat"]);
    assert!(
        said.contains("people and the coordinator of its unit"),
        "{said}"
    );
    assert_eq!(listed(&surabaya).len(), 2);
}

#[test]
fn a_mark_of_somebody_who_may_not_hides_nothing_that_is_on_record_and_is_told() {
    let (pusat, surabaya) = with_policy();
    // Set while it was a draft, and nobody took it back before it was submitted.
    surabaya.run(&["archive", "Pedoman"]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    for desk in [&pusat, &surabaya] {
        assert_eq!(listed(desk), ["Pedoman"]);
        let row = &desk.json(&["list"])[0];
        assert_eq!(
            (&row["archived"], &row["archived_in_vain"]),
            (&false.into(), &true.into())
        );
    }
    let told = pusat.run(&["--language", "en", "list"]);
    assert!(told.contains("by somebody who may not"), "{told}");
    for (language, words) in [
        ("id", "yang tidak berhak"),
        ("en", "by somebody who may not"),
    ] {
        let told = pusat.run(&["--language", language, "show", "Pedoman"]);
        assert!(told.contains(words), "{told}");
    }
    let shown = |desk: &Desk| {
        let shown = desk.json(&["show", "Pedoman"]);
        (shown["archived"].clone(), shown["archived_in_vain"].clone())
    };
    assert_eq!(shown(&pusat), (false.into(), true.into()));
    // The chair means it: now it is hidden, for everybody.
    pusat.run(&["archive", "Pedoman"]);
    carry(&pusat, &surabaya);
    assert!(listed(&pusat).is_empty() && listed(&surabaya).is_empty());
    let row = &surabaya.json(&["list", "--archived"])[0];
    assert_eq!(
        (&row["archived"], &row["archived_in_vain"]),
        (&true.into(), &false.into())
    );
    assert_eq!(shown(&surabaya), (true.into(), false.into()));
}

#[test]
fn whoever_only_archives_did_not_write_the_text_last_in_the_store_and_in_a_proof() {
    let (pusat, surabaya) = with_policy();
    pusat.run(&["archive", "Pedoman"]);
    pusat.run(&["archive", "Pedoman", "--restore"]);
    carry(&pusat, &surabaya);
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    publish(&pusat);
    let file = pusat.path("pedoman.bukti");
    let file = file.to_str().unwrap();
    pusat.run(&["prove", "Pedoman", "--to", file]);
    let proof = Desk::empty().json(&["verify", file]);
    assert_eq!(proof["last_authors"][0]["person"], "Budi");
    assert_eq!(proof["decided_by"]["person"], "Rina");
}

#[test]
fn archiving_what_the_chair_wrote_makes_nobody_else_its_writer() {
    let (pusat, surabaya) = with_policy();
    pusat.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik dewan."]);
    carry(&pusat, &surabaya);
    surabaya.run(&["archive", "Pedoman"]);
    surabaya.run(&["archive", "Pedoman", "--restore"]);
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    let said = pusat.refused("en", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("wrote"), "{said}");
}
