//! What whoever decides strikes and others propose again, with the real program.

use serde_json::Value;

use crate::merging::{exchange, two_offices};
use crate::program::Desk;

/// Head office (Rina, the chair) and Surabaya (Budi) with a policy whose first version is decided, and
/// which Budi changed and submitted again since.
fn changed_since() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let file = surabaya.file(
        "pedoman.md",
        b"# Pedoman\n\n## Tujuan\n\nMenjaga nama baik perusahaan.\n\n## Cakupan\n\nSemua cabang.\n",
    );
    surabaya.run(&["import", &file]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    pusat.run(&["decide", "Pedoman", "approve"]);
    exchange(&pusat, &surabaya);
    surabaya.run(&[
        "set",
        "Pedoman",
        "clause/1",
        "Menjaga citra dan nama perusahaan.",
    ]);
    surabaya.run(&["remove", "Pedoman", "clause/2"]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    (pusat, surabaya)
}

fn body(desk: &Desk, clause: usize) -> String {
    let shown = desk.json(&["show", "Pedoman"]);
    let clauses = shown["view"]["clauses"]
        .as_array()
        .or(shown["clauses"].as_array());
    clauses.map_or_else(
        || panic!("{shown}"),
        |all| {
            let body = all
                .get(clause)
                .map(|clause| clause["body"].as_str().unwrap());
            body.unwrap_or("(none)").to_owned()
        },
    )
}

fn changes(desk: &Desk) -> Vec<Value> {
    let review = desk.json(&["review", "Pedoman"]);
    review["changes"].as_array().unwrap().clone()
}

#[test]
fn a_struck_change_reads_as_before_everywhere_and_can_be_proposed_again() {
    let (pusat, surabaya) = changed_since();
    let found = changes(&pusat);
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0]["before"],
        "Tujuan\n\nMenjaga nama baik perusahaan."
    );
    assert_eq!(found[1]["fate"], "went");
    assert_eq!(found[0]["authors"][0]["person"], "Budi");
    let first = found[0]["id"].as_str().unwrap();
    let second = found[1]["id"].as_str().unwrap();
    let said = surabaya.refused("id", &["strike", "Pedoman", first, "Tidak suka."]);
    assert!(
        said.contains("mengembalikannya"),
        "only whoever decides: {said}"
    );
    let said = pusat.refused("en", &["strike", "Pedoman", first, "  "]);
    assert!(said.contains("why"), "{said}");
    let struck = pusat.json(&["strike", "Pedoman", first, "Belum dibahas."]);
    pusat.run(&["strike", "Pedoman", second, "Cakupan tetap."]);
    assert_eq!(body(&pusat, 0), "Menjaga nama baik perusahaan.");
    assert_eq!(body(&pusat, 1), "Semua cabang.");
    let said = pusat.refused("id", &["strike", "Pedoman", first, "Lagi."]);
    assert!(said.contains("seperti semula"), "{said}");

    // What was submitted still holds it.
    let said = pusat.refused("id", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("dicoret"), "{said}");
    exchange(&pusat, &surabaya);
    let shown = surabaya.run(&["review", "Pedoman"]);
    for told in ["Rina", "Belum dibahas.", "Cakupan tetap."] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let comments = surabaya.run(&["comment", "Pedoman"]);
    assert!(comments.contains("Belum dibahas."), "{comments}");
    // Whoever wrote it is told, with the reason.
    let notices = surabaya.json(&["notices"]);
    let mut notices = notices.as_array().unwrap().iter();
    let told = notices.find(|one| one["text"] == "Belum dibahas. @Budi");
    assert_eq!(told.map(|one| &one["mention"]), Some(&true.into()));

    // One goes through as struck, the other is proposed again.
    let strike = struck["strike"].as_str().unwrap();
    surabaya.run(&["propose-again", "Pedoman", &strike[..10]]);
    assert_eq!(body(&surabaya, 0), "Menjaga citra dan nama perusahaan.");
    let said = surabaya.refused("en", &["propose-again", "Pedoman", "0000"]);
    assert!(said.contains("0000"), "{said}");
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    let left = changes(&pusat);
    assert_eq!(left.len(), 1);
    let review = pusat.json(&["review", "Pedoman"]);
    assert_eq!(review["struck"][0]["reason"], "Cakupan tetap.");
    pusat.run(&["decide", "Pedoman", "approve"]);
}

#[test]
fn whoever_only_struck_did_not_write_last_and_may_decide() {
    let (pusat, surabaya) = changed_since();
    let first = changes(&pusat)[0]["id"].as_str().unwrap().to_owned();
    pusat.run(&["strike", "Pedoman", &first, "Belum dibahas."]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    pusat.run(&["decide", "Pedoman", "approve"]);
    // Who has no store can follow that, where they are shown what was struck.
    let file = pusat.path("bukti");
    let path = file.to_str().unwrap();
    let said = pusat.refused("en", &["prove", "Pedoman", "--to", path]);
    assert!(
        said.contains("Rina (Kantor Pusat)") && said.contains("--with-history"),
        "{said}"
    );
    assert!(!file.exists());
    let written = pusat.json(&["prove", "Pedoman", "--to", path, "--with-history"]);
    assert!(written["history"].as_u64().unwrap() > 0, "{written}");
    let stranger = Desk::empty();
    let proof = stranger.json(&["verify", path]);
    assert_eq!(
        (&proof["strikes"], &proof["version"]),
        (&1.into(), &2.into())
    );
    assert_eq!(proof["last_authors"][0]["person"], "Budi");
    assert_eq!(proof["decided_by"]["person"], "Rina");
    let text = stranger.run(&["verify", path]);
    assert!(
        text.contains("pencoretan") && text.contains("dicoret"),
        "{text}"
    );
    // One word of one's own, and somebody else must decide.
    pusat.run(&["set", "Pedoman", "clause/1", "Menjaga nama."]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    let said = pusat.refused("en", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("wrote"), "{said}");
}

#[test]
fn a_new_clause_is_struck_by_its_path_and_who_takes_a_strike_back_may_decide() {
    let (pusat, surabaya) = changed_since();
    surabaya.run(&["set", "Pedoman", "clause/+", "# Baru\n\nPasal yang baru."]);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    let shown = pusat.json(&["show", "Pedoman"]);
    let last = shown["view"]["clauses"].as_array().unwrap().len();
    pusat.run(&[
        "strike",
        "Pedoman",
        &format!("clause/{last}"),
        "Belum dibahas.",
    ]);
    let shown = pusat.json(&["show", "Pedoman"]);
    assert_eq!(shown["view"]["clauses"].as_array().unwrap().len(), last - 1);
    pusat.run(&["undo", "Pedoman"]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["submit", "Pedoman"]);
    exchange(&pusat, &surabaya);
    pusat.run(&["decide", "Pedoman", "approve"]);
}

#[test]
fn a_cell_that_somebody_changed_since_stays_and_the_sentence_says_so() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("Matriks.csv", b"activity,owner\nBalas komentar,Sari\n");
    pusat.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["set", "Matriks", "row/1/owner", "Budi"]);
    exchange(&pusat, &surabaya);
    pusat.run(&["submit", "Matriks"]);
    exchange(&pusat, &surabaya);
    surabaya.run(&["set", "Matriks", "row/1/owner", "Dewi"]);
    exchange(&pusat, &surabaya);
    let said = pusat.refused("en", &["strike", "Matriks", "row/1/owner", "Sari tetap."]);
    assert!(
        said.contains("moved on") && said.contains("changed since"),
        "{said}"
    );
    let shown = pusat.run(&["show", "Matriks"]);
    assert!(shown.contains("Dewi"), "{shown}");
}
