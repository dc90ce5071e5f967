//! From a draft to a version in force, with the real program: what counts, what is refused and why.

use council::act::decision::Outcome;
use dewan::core::deciding::{Deed, Wish};
use dewan::core::review::reviewed;
use dewan::engine::deciding::{Case, DecidingError};

use crate::merging::{carry, exchange, open, two_offices};
use crate::program::Desk;

/// Head office (Rina, the chair) and Surabaya (Budi) with a policy that Budi wrote, and no rules yet.
pub(crate) fn with_policy() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let file = surabaya.file(
        "pedoman.md",
        b"# Pedoman\n\n## Tujuan\n\nMenjaga nama baik.\n",
    );
    surabaya.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    (pusat, surabaya)
}

fn status(desk: &Desk) -> String {
    let log = desk.json(&["log", "Pedoman"]);
    log["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_policy_of_a_branch_is_approved_published_adopted_and_read() {
    let (pusat, surabaya) = with_policy();
    pusat.run(&["charter", "--needs", "policy=legal"]);
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    carry(&pusat, &surabaya);
    let submitted = surabaya.json(&["submit", "Pedoman", "--note", "Mohon ditelaah."]);
    assert_eq!(submitted["status"], "in-review");
    carry(&surabaya, &pusat);
    // The opinion of Legal is missing, and nobody is there to give it.
    let said = pusat.refused("id", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("Hukum"), "{said}");
    let said = pusat.refused("en", &["decide", "Pedoman", "approve"]);
    assert!(
        said.contains("Legal") && said.contains("Nothing has changed"),
        "{said}"
    );
    let decided = pusat.json(&[
        "decide",
        "Pedoman",
        "approve",
        "--waive",
        "legal=belum ada petugas",
    ]);
    assert_eq!(decided["status"], "approved");
    let published = pusat.json(&[
        "publish",
        "Pedoman",
        "--number",
        "001/2026",
        "--from",
        "2026-01-01",
    ]);
    assert_eq!(published["status"], "in-force");
    carry(&pusat, &surabaya);
    let shown = surabaya.run(&["show", "Pedoman"]);
    assert!(
        shown.contains("001/2026") && shown.contains("1 Januari 2026"),
        "{shown}"
    );
    surabaya.run(&["adopt", "Pedoman"]);
    surabaya.run(&["acknowledge", "Pedoman"]);
    carry(&surabaya, &pusat);
    let log = pusat.json(&["log", "Pedoman"]);
    let said: Vec<(&str, &str)> = log["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| {
            (
                act["kind"].as_str().unwrap(),
                act["stands"].as_str().unwrap(),
            )
        })
        .filter(|(kind, _)| *kind != "create")
        .collect();
    assert_eq!(
        said,
        ["submit", "decide", "publish", "adopt", "acknowledge"].map(|kind| (kind, "counts"))
    );
    // Writing goes on: it is the draft of version 2, and version 1 stays in force.
    surabaya.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik bersama."]);
    carry(&surabaya, &pusat);
    assert_eq!(status(&pusat), "in-force");
    let text = pusat.run(&["log", "Pedoman"]);
    assert!(text.contains("rancangan versi 2"), "{text}");
}

#[test]
fn nobody_without_a_seat_decides_and_nobody_decides_on_their_own_text() {
    let (pusat, surabaya) = with_policy();
    surabaya.run(&["submit", "Pedoman"]);
    let said = surabaya.refused("id", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("jabatan yang berwenang"), "{said}");
    carry(&surabaya, &pusat);
    pusat.run(&["return", "Pedoman", "Pasal 1 kurang jelas."]);
    assert_eq!(status(&pusat), "returned");
    let said = pusat.refused("en", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("dewan log"), "{said}");
    // The chair mends it alone: somebody else has to submit and decide.
    pusat.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik dewan."]);
    pusat.run(&["submit", "Pedoman"]);
    let said = pusat.refused("en", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("submitted"), "{said}");
    pusat.run(&["charter", "--self-approval", "true"]);
    assert_eq!(
        pusat.json(&["decide", "Pedoman", "reject", "Tidak perlu."])["status"],
        "rejected"
    );
}

#[test]
fn what_is_not_one_text_is_neither_submitted_nor_decided() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("tabel.csv", b"activity,owner\nBalas komentar,Sari\n");
    pusat.run(&["import", &file]);
    exchange(&pusat, &surabaya);
    pusat.run(&["set", "tabel", "row/1/owner", "Budi"]);
    surabaya.run(&["set", "tabel", "row/1/owner", "Dewi"]);
    exchange(&pusat, &surabaya);
    let said = surabaya.refused("id", &["submit", "tabel"]);
    assert!(said.contains("nilai berbenturan"), "{said}");
    surabaya.run(&["choose", "tabel", "row/1/owner", "1"]);
    exchange(&pusat, &surabaya);
    assert_eq!(pusat.json(&["submit", "tabel"])["status"], "ready");
    let said = pusat.refused("en", &["submit", "no such document"]);
    assert!(said.contains("no such document"), "{said}");
}

#[test]
fn a_matrix_whose_rows_do_not_have_one_owner_each_is_not_submitted() {
    let desk = Desk::founded();
    let table = "activity,owner,mode,contact\n\
                 Balas komentar,,,\n\
                 Siaran pers,Sari; Budi,perorangan,\n\
                 Membagikan siaran,Semua karyawan,kolektif,\n\
                 Pantau sebutan,Dewi,perorangan,\n\
                 Arsip,,,\n";
    desk.run(&["import", &desk.file("tabel.csv", table.as_bytes())]);
    let said = desk.refused("id", &["submit", "tabel"]);
    for part in [
        "baris 1 “Balas komentar” belum ada penanggung jawab",
        "baris 2 “Siaran pers” punya 2 penanggung jawab: Sari, Budi",
        "baris 3 “Membagikan siaran” kolektif tanpa narahubung",
        "dan 1 lagi",
        "tepat satu penanggung jawab",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("Pantau sebutan"), "{said}");
    let said = desk.refused("en", &["submit", "tabel"]);
    assert!(
        said.contains("row 1 “Balas komentar” has no owner yet"),
        "{said}"
    );
    assert_eq!(desk.json(&["log", "tabel"])["status"], "draft");
    for (place, value) in [
        ("row/1/owner", "Sari"),
        ("row/2/owner", "Budi Santoso, S.E."),
        ("row/3/contact", "Sari"),
        ("row/5/owner", "Dewi"),
    ] {
        desk.run(&["set", "tabel", place, value]);
    }
    assert_eq!(desk.json(&["submit", "tabel"])["kind"], "submit");
}

#[test]
fn chair_and_acting_chair_decide_differently_and_the_chair_settles() {
    let (pusat, surabaya) = with_policy();
    pusat.run(&["appoint", "Budi", "acting-chair", "--until", "2099-12-31"]);
    // Somebody else's text, submitted by somebody else again: a third office.
    let malang = Desk::empty();
    let file = pusat.path("undangan-malang");
    let file = file.to_str().unwrap();
    pusat.run(&["council", "invite", "--office", "Malang", "--to", file]);
    malang.run(&["council", "join", file, "--person", "Sari"]);
    carry(&malang, &pusat);
    pusat.run(&["appoint", "Sari", "member"]);
    exchange(&pusat, &surabaya);
    carry(&pusat, &malang);
    malang.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik kita."]);
    malang.run(&["submit", "Pedoman"]);
    carry(&malang, &pusat);
    carry(&malang, &surabaya);
    pusat.run(&["decide", "Pedoman", "approve"]);
    surabaya.run(&["decide", "Pedoman", "reject", "Terlalu umum."]);
    exchange(&pusat, &surabaya);
    for desk in [&pusat, &surabaya] {
        assert_eq!(status(desk), "conflict");
    }
    let said = pusat.refused("id", &["publish", "Pedoman", "--number", "1"]);
    assert!(said.contains("dewan log"), "{said}");
    surabaya.refused("id", &["decide", "Pedoman", "reject", "Tetap."]);
    assert_eq!(
        pusat.json(&["decide", "Pedoman", "approve"])["status"],
        "approved"
    );
    carry(&pusat, &surabaya);
    assert_eq!(status(&surabaya), "approved");
}

#[test]
fn seats_are_listed_given_and_ended_by_those_who_may() {
    let (pusat, surabaya) = two_offices();
    let said = surabaya.refused("id", &["appoint", "Budi", "secretary"]);
    assert!(said.contains("jabatan yang berwenang"), "{said}");
    let said = pusat.refused("en", &["appoint", "Sari", "secretary"]);
    assert!(said.contains("Rina") && said.contains("Budi"), "{said}");
    let king = ["--language", "en", "appoint", "Budi", "king"];
    let output = pusat.output(&king, None);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("secretary"), "{said}");
    let said = pusat.refused("en", &["appoint", "Budi", "acting-chair"]);
    assert!(said.contains("last day"), "{said}");
    let said = pusat.refused(
        "en",
        &["appoint", "Budi", "auditor", "--until", "kapan-kapan"],
    );
    assert!(said.contains("2026-11-23"), "{said}");
    pusat.run(&[
        "appoint",
        "Budi",
        "sekretaris dewan",
        "--from",
        "2026-01-01",
    ]);
    pusat.run(&["appoint", "Budi", "sponsor"]);
    let roles = |desk: &Desk| -> Vec<String> {
        let seats = desk.json(&["seats"]);
        let seats = seats["seats"].as_array().unwrap().clone();
        seats
            .iter()
            .map(|seat| seat["role"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(roles(&pusat), ["chair", "secretary", "sponsor"]);
    carry(&pusat, &surabaya);
    // The sponsor names another chair, who ends the secretary's seat.
    surabaya.run(&["appoint", "Budi", "chair", "--instead-of-chair"]);
    let secretary = surabaya.json(&["seats"])["seats"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    surabaya.run(&["end-seat", &secretary[..8], "Tugas selesai."]);
    carry(&surabaya, &pusat);
    assert_eq!(roles(&pusat), ["chair", "sponsor"]);
    let text = pusat.run(&["seats"]);
    assert!(text.contains("ketua dewan: Budi (Surabaya)"), "{text}");
    let said = pusat.refused("id", &["appoint", "Rina", "auditor"]);
    assert!(said.contains("tidak akan sah"), "{said}");
}

#[test]
fn the_charter_is_shown_and_changed_piece_by_piece() {
    let pusat = Desk::founded();
    let rules = pusat.json(&["charter"]);
    assert_eq!(rules["needs"], serde_json::json!([]));
    pusat.run(&[
        "charter",
        "--needs",
        "policy=legal, it",
        "--adoption-days",
        "30",
    ]);
    pusat.run(&["charter", "--needs", "matrix=hr", "--self-approval", "true"]);
    pusat.run(&["charter", "--needs", "policy=legal"]);
    let text = pusat.run(&["charter"]);
    for words in [
        "kebijakan: pendapat wajib Hukum",
        "matriks: pendapat wajib SDM",
        "30 hari",
    ] {
        assert!(text.contains(words), "{text}");
    }
    let rules = pusat.json(&["charter"]);
    assert_eq!(rules["self_approval"], true);
    assert_eq!(
        rules["needs"][1]["departments"],
        serde_json::json!(["legal"])
    );
}

#[test]
fn a_published_version_is_exported_with_its_decision_and_anything_else_as_a_draft() {
    let (pusat, surabaya) = with_policy();
    pusat.run(&["charter", "--needs", "policy=legal"]);
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    carry(&pusat, &surabaya);
    let file = |name: &str| pusat.path(name).to_str().unwrap().to_owned();
    let export = |to: &str, version: &str| {
        let arguments = ["export", "Pedoman", "--to", to, "--version", version];
        pusat.json(&arguments)
    };
    let refused = |language: &str, version: &str| {
        let to = file("tidak.pdf");
        let arguments = ["export", "Pedoman", "--to", &to, "--version", version];
        let said = pusat.refused(language, &arguments);
        assert!(!std::path::Path::new(&to).exists());
        said
    };
    assert!(refused("id", "in-force").contains("Belum ada versi"));
    assert!(refused("en", "1").contains("0 approved versions"));
    assert!(refused("en", "satu").contains("no version"));
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    let waived = [
        "decide",
        "Pedoman",
        "approve",
        "--waive",
        "legal=belum ada petugas",
    ];
    pusat.run(&waived);
    assert!(refused("id", "1").contains("belum diterbitkan"));
    pusat.run(&[
        "publish",
        "Pedoman",
        "--number",
        "001/2026",
        "--from",
        "2026-01-01",
    ]);
    // The text goes on, and the version stays what was decided.
    let later = pusat.file("lagi.md", b"# Pedoman\n\n## Tujuan\n\nKalimat kemudian.\n");
    pusat.run(&["import", &later, "--into", "Pedoman"]);
    let (first, second) = (file("a.html"), file("b.html"));
    assert_eq!(export(&first, "in-force")["version"], 1);
    export(&second, "1");
    let page = std::fs::read_to_string(&first).unwrap();
    assert_eq!(page, std::fs::read_to_string(&second).unwrap());
    let log = pusat.json(&["log", "Pedoman"]);
    let fingerprint = log["versions"][0]["fingerprint"].as_str().unwrap();
    assert_eq!(fingerprint.len(), 64);
    for part in [
        fingerprint,
        "001/2026",
        "1 Januari 2026",
        "Menjaga nama baik.",
        "Rina",
        "ketua dewan",
        "Hukum: belum ada petugas",
        "dewan log",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        !page.contains("Rancangan") && !page.contains("Kalimat kemudian"),
        "{page}"
    );
    let draft = file("c.html");
    pusat.run(&["export", "Pedoman", "--to", &draft]);
    let draft = std::fs::read_to_string(draft).unwrap();
    assert!(
        draft.contains("Rancangan") && draft.contains("Kalimat kemudian"),
        "{draft}"
    );
    let (first, second) = (file("a.pdf"), file("b.pdf"));
    export(&first, "in-force");
    export(&second, "in-force");
    let pdf = std::fs::read(first).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf == std::fs::read(second).unwrap());
}

/// Submitted, approved and ready to be published by whoever wrote it.
fn approved(desk: &Desk, name: &str, text: &str) {
    let file = desk.file(name, text.as_bytes());
    desk.run(&["charter", "--self-approval", "true"]);
    desk.run(&["import", &file]);
    desk.run(&["submit", "Tata"]);
    desk.run(&["decide", "Tata", "approve"]);
}

#[test]
fn a_publication_has_files_and_who_lacks_them_is_told_how_much_is_here() {
    let (pusat, surabaya) = two_offices();
    approved(
        &pusat,
        "tata.md",
        "# Tata\n\n## Tujuan\n\nMenjaga nama baik.\n",
    );
    pusat.run(&["publish", "Tata", "--number", "7", "--from", "2026-01-01"]);
    let write = |desk: &Desk, name: &str| {
        let to = desk.path(name).to_str().unwrap().to_owned();
        let wanted = ["--version", "1", "--published-file", "--to", &to];
        let arguments = [&["export", "Tata"][..], &wanted].concat();
        desk.run(&arguments);
        std::fs::read(desk.path(name)).unwrap()
    };
    let pdf = write(&pusat, "tata.pdf");
    assert!(pdf.starts_with(b"%PDF-"));
    let page = String::from_utf8(write(&pusat, "tata.html")).unwrap();
    assert!(page.contains("Menjaga nama baik."), "{page}");
    // What is exported anew is the same today: the same functions made both.
    let anew = pusat.path("anew.html").to_str().unwrap().to_owned();
    pusat.run(&["export", "Tata", "--version", "1", "--to", &anew]);
    assert_eq!(std::fs::read_to_string(&anew).unwrap(), page);
    assert_eq!(pusat.json(&["status"])["files_waiting"]["count"], 0);
    assert_eq!(pusat.json(&["check"])["files"], 2);
    // The act alone goes to Surabaya.
    carry(&pusat, &surabaya);
    let to = surabaya.path("tata.pdf").to_str().unwrap().to_owned();
    let wanted = [
        "export",
        "Tata",
        "--version",
        "1",
        "--published-file",
        "--to",
        &to,
    ];
    let said = surabaya.refused("id", &wanted);
    assert!(said.contains("belum sampai: 0 B dari"), "{said}");
    let said = surabaya.refused("en", &wanted);
    assert!(said.contains("not here yet: 0 B of"), "{said}");
    assert!(!std::path::Path::new(&to).exists());
    let waiting = &surabaya.json(&["status"])["files_waiting"];
    assert_eq!(waiting["count"], 2, "{waiting}");
    assert!(waiting["bytes"].as_u64().unwrap() > pdf.len() as u64);
    assert!(surabaya.run(&["status"]).contains("2 berkas belum tiba"));
    // No other form is published, and no version that is not there.
    let docx = pusat.path("tata.docx").to_str().unwrap().to_owned();
    for (version, to) in [("1", &docx), ("2", &to)] {
        let wanted = ["--version", version, "--published-file", "--to", to];
        pusat.refused("id", &[&["export", "Tata"][..], &wanted].concat());
    }
}

#[test]
fn what_no_pages_can_be_made_of_is_not_published() {
    let (pusat, _) = two_offices();
    // More text than a PDF is made of.
    let mut text = "activity,owner\n".to_owned();
    for _ in 0..22 {
        text.push_str(&"nama baik ".repeat(10_000));
        text.push_str(",Sari\n");
    }
    approved(&pusat, "Tata.csv", &text);
    let said = pusat.refused("id", &["publish", "Tata", "--number", "7"]);
    assert!(said.contains("Tidak ada yang diterbitkan"), "{said}");
    let log = pusat.json(&["log", "Tata"]);
    assert_eq!(log["status"], "approved");
    assert_eq!(pusat.json(&["check"])["files"], 0);
}

#[test]
fn a_chair_who_submits_alone_is_told_that_nobody_can_decide_and_what_leads_out() {
    let (pusat, surabaya) = with_policy();
    let submitted = pusat.json(&["submit", "Pedoman"]);
    assert_eq!(submitted["nobody_decides"], true);
    for (language, words) in [("en", "another member"), ("id", "anggota lain")] {
        let shown = pusat.run(&["--language", language, "show", "Pedoman"]);
        assert!(shown.contains(words) && shown.contains("Rina"), "{shown}");
    }
    pusat.run(&["pull-back", "Pedoman"]);
    exchange(&pusat, &surabaya);
    let submitted = surabaya.json(&["submit", "Pedoman"]);
    assert_eq!(submitted["nobody_decides"], false);
    carry(&surabaya, &pusat);
    let shown = pusat.run(&["show", "Pedoman"]);
    assert!(!shown.contains("anggota lain"), "{shown}");
    pusat.run(&["decide", "Pedoman", "approve"]);
}

/// E6 and P4 of the design.
#[test]
fn an_official_number_belongs_to_one_document_and_two_at_once_is_shown_on_both() {
    let (pusat, surabaya) = two_offices();
    for (title, file) in [("Pedoman", "a.md"), ("Panduan", "b.md")] {
        let text = format!("# {title}\n\n## Tujuan\n\nMenjaga nama baik.\n");
        let file = surabaya.file(file, text.as_bytes());
        surabaya.run(&["import", &file]);
        surabaya.run(&["submit", title]);
    }
    exchange(&pusat, &surabaya);
    pusat.run(&["appoint", "Budi", "secretary"]);
    for title in ["Pedoman", "Panduan"] {
        pusat.run(&["decide", title, "approve"]);
    }
    exchange(&pusat, &surabaya);
    let publish = |desk: &Desk, title: &str, number: &str| {
        desk.run(&["publish", title, "--number", number, "--from", "1-1-2026"]);
    };
    let early = ["--from", "2026-03-01", "--review", "28 Februari 2026"];
    let early = [&["publish", "Pedoman", "--number", "001/DMS"][..], &early].concat();
    let said = pusat.refused("id", &early);
    assert!(
        said.contains("mendahului") && said.contains("1 Maret 2026"),
        "{said}"
    );
    publish(&pusat, "Pedoman", "001/DMS");
    let taken = [
        "publish",
        "Panduan",
        "--number",
        "001 / dms",
        "--from",
        "2026-01-01",
    ];
    let said = pusat.refused("en", &taken);
    assert!(
        said.contains("Pedoman") && said.contains("001 / dms"),
        "{said}"
    );
    assert_eq!(pusat.json(&["show", "Panduan"])["status"], "approved");
    // Budi has not heard of it.
    publish(&surabaya, "Panduan", "001 / dms");
    exchange(&pusat, &surabaya);
    for (desk, language) in [(&pusat, "en"), (&surabaya, "id")] {
        for (title, other) in [("Pedoman", "Panduan"), ("Panduan", "Pedoman")] {
            let shown = desk.run(&["--language", language, "show", title]);
            let error = shown.lines().find(|line| line.contains(other));
            assert!(error.is_some(), "{title}: {shown}");
        }
    }
    // One of them goes: the other has the number for itself, which nobody else gets.
    pusat.run(&["withdraw", "Pedoman", "Nomor ganda."]);
    let shown = pusat.run(&["show", "Panduan"]);
    assert!(!shown.contains("Pedoman"), "{shown}");
}

#[test]
fn a_text_changed_after_it_was_published_is_shown_as_the_draft_it_is() {
    let (pusat, surabaya) = with_policy();
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    pusat.run(&["decide", "Pedoman", "approve"]);
    pusat.run(&[
        "publish",
        "Pedoman",
        "--number",
        "7",
        "--from",
        "1 Januari 2026",
    ]);
    let shown = pusat.json(&["show", "Pedoman"]);
    assert_eq!(
        (&shown["beside"], &shown["version"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    pusat.run(&["set", "Pedoman", "clause/1", "Lain sama sekali."]);
    let shown = pusat.json(&["show", "Pedoman"]);
    assert_eq!(shown["beside"]["version"], 1);
    let shown = pusat.run(&["--language", "en", "show", "Pedoman"]);
    for part in ["draft of version 2", "number 7", "--version 1"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let then = pusat.run(&["--language", "en", "show", "Pedoman", "--version", "1"]);
    for part in ["version 1", "number 7", "decided on", "Menjaga nama baik."] {
        assert!(then.contains(part), "{part}: {then}");
    }
    assert!(!then.contains("draft of version"), "{then}");
}

#[test]
fn the_list_tells_where_documents_stand_on_a_home_that_never_had_a_window() {
    let (pusat, surabaya) = with_policy();
    let standing = |desk: &Desk, status: &str| {
        let list = desk.json(&["list", "--status", status]);
        let list = list.as_array().unwrap();
        assert!(list.iter().all(|one| one["status"] == status), "{list:?}");
        list.len()
    };
    assert_eq!(standing(&surabaya, "draft"), 1);
    surabaya.run(&["submit", "Pedoman"]);
    assert_eq!(standing(&surabaya, "draft"), 0);
    carry(&surabaya, &pusat);
    let submitted = standing(&pusat, "in-review") + standing(&pusat, "ready");
    assert_eq!(submitted, 1);
    pusat.run(&["decide", "Pedoman", "approve"]);
    assert_eq!(standing(&pusat, "approved"), 1);
    pusat.run(&["publish", "Pedoman", "--number", "001/2026"]);
    carry(&pusat, &surabaya);
    assert_eq!(standing(&surabaya, "in-force"), 1);
    let said = surabaya.run(&["--language", "en", "list"]);
    assert!(said.contains("In force"), "{said}");
    let said = surabaya.run(&["--language", "en", "list", "--status", "rejected"]);
    assert!(
        said.contains("No document has the status") && !said.contains("import"),
        "{said}"
    );
    let said = surabaya.run(&["--language", "id", "list", "--status", "ditolak"]);
    assert!(said.contains("Tidak ada dokumen yang statusnya"), "{said}");
}

#[test]
fn a_forgotten_reason_is_asked_for_in_both_languages_and_nothing_is_said() {
    let (pusat, surabaya) = with_policy();
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    let before = pusat.json(&["log", "Pedoman"]);
    for (arguments, id, en) in [
        (
            &["decide", "Pedoman", "tolak"][..],
            "memerlukan kata-kata",
            "need words",
        ),
        (
            &["revoke", "Budi", ""],
            "memerlukan alasan",
            "needs a reason",
        ),
        (&["charter", "--quorum", "3/2"], "kuorum", "quorum"),
        (
            &[
                "appoint",
                "Budi",
                "secretary",
                "--from",
                "2027-02-03",
                "--until",
                "2027-01-01",
            ],
            "lebih awal",
            "before its first",
        ),
    ] {
        let said = pusat.refused("id", arguments);
        assert!(
            said.contains(id) && said.contains("Tidak ada yang dinyatakan"),
            "{said}"
        );
        let said = pusat.refused("en", arguments);
        assert!(
            said.contains(en) && said.contains("Nothing was said"),
            "{said}"
        );
    }
    pusat.run(&["appoint", "Budi", "member"]);
    carry(&pusat, &surabaya);
    let said = surabaya.refused("id", &["opinion", "Pedoman", "keberatan"]);
    assert!(said.contains("keberatan memerlukan kata-kata"), "{said}");
    assert_eq!(pusat.json(&["log", "Pedoman"]), before);
    pusat.run(&["decide", "Pedoman", "approve"]);
    pusat.run(&["publish", "Pedoman", "--number", "001/2026"]);
    let said = pusat.refused("en", &["withdraw", "Pedoman", ""]);
    assert!(said.contains("withdrawal needs a reason"), "{said}");
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    carry(&pusat, &surabaya);
    surabaya.run(&["adopt", "Pedoman", "--ask-exemption", "belum siap"]);
    carry(&surabaya, &pusat);
    let past = ["exempt", "Pedoman", "Surabaya", "--until", "2020-01-01"];
    let said = pusat.refused("id", &past);
    assert!(said.contains("sudah lewat"), "{said}");
    let said = pusat.refused("en", &past);
    assert!(said.contains("over already"), "{said}");
}

#[test]
fn nothing_is_said_about_another_text_than_the_one_that_was_read() {
    let (pusat, surabaya) = with_policy();
    let case = || {
        let office = open(&pusat.home());
        let reader = office.reader().unwrap();
        let id = reader.find_documents("Pedoman").unwrap()[0];
        Case::read(&reader, &id).unwrap()
    };
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    let before = case();
    let first = before.lifecycle.open_submission().unwrap();
    let read = reviewed(&before.lifecycle, &first.text.heads);
    let deeds = [
        Deed::Decide {
            outcome: Outcome::Approved,
            words: String::new(),
            waivers: vec![],
        },
        Deed::Return {
            reason: "Terlalu umum.".into(),
        },
    ];
    surabaya.run(&["set", "Pedoman", "clause/1", "Menjaga nama baik kita."]);
    surabaya.run(&["submit", "Pedoman"]);
    let wish = |deed: &Deed, about| Wish {
        about: Some(about),
        reviewed: Some(read.clone()),
        ..Wish::of(deed.clone())
    };
    for deed in &deeds {
        assert!(before.body(&wish(deed, first.said.act)).is_ok());
    }
    carry(&surabaya, &pusat);
    let after = case();
    let second = after.lifecycle.open_submission().unwrap();
    for deed in &deeds {
        for about in [first.said.act, second.said.act] {
            let refused = after.body(&wish(deed, about));
            assert!(matches!(refused, Err(DecidingError::OtherText)));
        }
    }
}
