//! Provisional codes: what documents are called by before the secretary numbers them.

use serde_json::{Value, json};

use crate::merging::{exchange, two_offices};
use crate::program::Desk;

fn codes(desk: &Desk, title: &str) -> Value {
    let list = desk.json(&["list", "--archived"]);
    let mut documents = list.as_array().unwrap().iter();
    let document = documents.find(|one| one["title"] == title).unwrap();
    document["codes"].clone()
}

#[test]
fn two_offices_apart_give_one_code_twice_keep_it_and_are_told_apart_by_it() {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["unit", "Surabaya", "--kind", "cabang", "--code", "sby"]);
    let said = pusat.refused(
        "id",
        &["unit", "Medan", "--kind", "cabang", "--code", "SBY"],
    );
    assert!(said.contains("Surabaya"), "{said}");
    let said = pusat.refused(
        "en",
        &["unit", "Medan", "--kind", "branch", "--code", "S B"],
    );
    assert!(said.contains("no code of a unit"), "{said}");
    let units = pusat.json(&["units"]);
    let unit = |name: &str| {
        let mut units = units["units"].as_array().unwrap().iter();
        units.find(|unit| unit["name"] == name).unwrap().clone()
    };
    assert_eq!(unit("Surabaya")["code"], "SBY");
    assert_eq!(unit("Kantor Pusat")["code"], "KP");
    exchange(&pusat, &surabaya);
    // Both begin a document of Surabaya while there is no link.
    surabaya.run(&["new", "policy", "Pedoman"]);
    pusat.run(&["new", "policy", "Panduan", "--unit", "Surabaya"]);
    surabaya.run(&["new", "matrix", "Matriks"]);
    assert_eq!(codes(&surabaya, "Pedoman"), json!(["SBY-R-001"]));
    assert_eq!(codes(&pusat, "Panduan"), json!(["SBY-R-001"]));
    assert_eq!(codes(&surabaya, "Matriks"), json!(["SBY-R-002"]));
    exchange(&pusat, &surabaya);
    // Both quoted it, so both keep it; whoever holds both sees which is which, the same everywhere.
    let found = codes(&pusat, "Pedoman");
    assert_eq!(codes(&surabaya, "Pedoman"), found);
    let code = found[0].as_str().unwrap();
    assert!(code.starts_with("SBY-R-001-"), "{code}");
    assert_ne!(codes(&pusat, "Panduan"), found);
    assert_eq!(pusat.json(&["show", code])["title"], "Pedoman");
    let said = pusat.refused("id", &["show", "sby-r-001"]);
    assert!(
        said.contains("Pedoman") && said.contains("Panduan"),
        "{said}"
    );
    // The next of the unit goes on from everything that is held.
    pusat.run(&["new", "policy", "Edaran", "--unit", "Surabaya"]);
    assert_eq!(codes(&pusat, "Edaran"), json!(["SBY-R-003"]));
}

#[test]
fn a_code_stands_in_place_of_the_number_and_is_found_after_it() {
    let desk = Desk::founded();
    let file = desk.file(
        "pedoman.md",
        b"# Pedoman\n\n## Tujuan\n\nMenjaga nama baik.\n",
    );
    desk.run(&["import", &file]);
    for command in ["list", "show", "log", "status"] {
        let arguments = match command {
            "list" | "status" => vec![command],
            _ => vec![command, "Pedoman"],
        };
        let said = desk.run(&arguments);
        assert!(said.contains("KP-R-001"), "{command}: {said}");
    }
    let found = desk.json(&["search", "KP-R-001"]);
    assert_eq!(found[0]["title"], "Pedoman", "{found}");
    let page = desk.path("pedoman.html");
    let path = page.to_str().unwrap();
    desk.run(&["export", "KP-R-001", "--to", path]);
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(
        text.contains("Kode sementara") && text.contains("KP-R-001"),
        "{text}"
    );
    // Files that read back say nothing of it: what is made of them is another document.
    let copy = desk.path("salinan.md");
    desk.run(&["export", "Pedoman", "--to", copy.to_str().unwrap()]);
    assert!(!std::fs::read_to_string(&copy).unwrap().contains("KP-R-001"));
    desk.run(&["import", copy.to_str().unwrap(), "--into", "Pedoman"]);
    assert_eq!(codes(&desk, "Pedoman"), json!(["KP-R-001"]));
    // Another is appointed, for nobody decides on what they wrote.
    desk.run(&["charter", "--self-approval", "true"]);
    desk.run(&["submit", "Pedoman"]);
    desk.run(&["decide", "Pedoman", "approve"]);
    desk.run(&[
        "publish",
        "Pedoman",
        "--number",
        "7/2026",
        "--from",
        "2026-01-01",
    ]);
    let shown = desk.run(&["show", "kp-r-001"]);
    assert!(shown.contains("semula KP-R-001"), "{shown}");
    let log = desk.run(&["--language", "en", "log", "Pedoman"]);
    assert!(log.contains("Formerly: KP-R-001"), "{log}");
    for published in [&[][..], &["--published-file"]] {
        let mut export = vec![
            "export",
            "Pedoman",
            "--version",
            "1",
            "--force",
            "--to",
            path,
        ];
        export.extend(published);
        desk.run(&export);
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(
            text.contains("Semula") && text.contains("KP-R-001"),
            "{text}"
        );
    }
    let found = desk.json(&["search", "KP-R-001"]);
    assert_eq!(found[0]["title"], "Pedoman");
    // It starts over: whoever quoted the code means what it goes on as.
    let over = desk.json(&["restart", "Pedoman", "--reason", "Terlalu berat.", "--yes"]);
    assert_eq!(desk.json(&["show", "KP-R-001"])["id"], over["id"]);
}

#[test]
fn minutes_that_two_begin_apart_have_the_codes_of_both() {
    let (pusat, surabaya) = two_offices();
    surabaya.run(&["new", "policy", "Pedoman"]);
    let meeting = |desk: &Desk| {
        desk.run(&[
            "new",
            "minutes",
            "Rapat pleno",
            "--meeting",
            "pleno",
            "--date",
            "2026-11-23",
            "--unit",
            "Surabaya",
        ]);
    };
    meeting(&pusat);
    meeting(&surabaya);
    exchange(&pusat, &surabaya);
    for desk in [&pusat, &surabaya] {
        let both = json!(["SUR-R-001", "SUR-R-002"]);
        let found = codes(desk, "Rapat pleno");
        // The first is the policy's as well.
        let first = found[0].as_str().unwrap();
        assert!(first.starts_with("SUR-R-001-"), "{found}");
        assert_eq!(found[1], both[1]);
        assert_eq!(desk.json(&["conflicts"]), json!([]));
    }
}
