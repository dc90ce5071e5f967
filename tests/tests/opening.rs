//! A document at which the program ended is tried in a program of its own, and kept shut if that one ends,
//! too; the others open as ever.

use std::fs;

use dewan_tests::office::Office;
use dewan_tests::program::Running;

/// What a program leaves behind that ended while it opened this document.
fn end_while_opening(office: &Office, document: &str) {
    let folder = office.home().join("opening");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{document}.4711-0.mark")), []).unwrap();
}

#[test]
fn a_document_that_brings_the_program_down_is_kept_shut_and_the_others_open() {
    let office = Office::new("chair");
    office.ok([
        "council", "found", "Dewan", "--office", "Pusat", "--person", "Ratna",
    ]);
    for title in ["Berat", "Ringan"] {
        office.ok(["new", "policy", title]);
        office.ok(["set", title, "clause/+", "ISINYA"]);
    }
    let long = "kata demi kata ".repeat(60_000);
    office.ok_with(["edit", "Berat", "clause/1/body"], &long);
    let listed = office.listed();
    let heavy = listed.iter().find(|one| one.title == "Berat").unwrap();
    // Ended by chance: the trial lives, and nobody notices.
    end_while_opening(&office, &heavy.id);
    assert!(office.read("Berat").contains("ISINYA"));
    // It takes more than there is, here as in the trial.
    end_while_opening(&office, &heavy.id);
    let mut command = office.command();
    command.args(["--language", "en", "export", "Berat", "--to", "-"]);
    command.env("DEWAN_TRIAL_MEMORY", "1");
    let refused = Running::start(command, "").finish().expect_code(1).stderr;
    assert!(refused.contains("kept shut"), "{refused}");
    for _ in 0..2 {
        let refused = office.refused(["--language", "id", "export", "Berat", "--to", "-"]);
        assert!(refused.contains("dibiarkan tertutup"), "{refused}");
    }
    assert!(office.read("Ringan").contains("ISINYA"));
    assert_eq!(office.listed(), listed);
    let status = office.json(["status"]);
    assert_eq!(status["shut"][0], heavy.id.as_str());
    // With enough memory it opens again, and the suspicion is gone.
    let said = office.ok(["--language", "en", "reopen", "Berat"]);
    assert!(said.contains("opens again"), "{said}");
    assert!(office.read("Berat").contains("ISINYA"));
    assert_eq!(office.json(["status"])["shut"], serde_json::json!([]));
    assert_eq!(
        fs::read_dir(office.home().join("opening")).unwrap().count(),
        0
    );
}
