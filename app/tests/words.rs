//! What the program says about how it is used, and what it understands: both languages, whatever the
//! language of the interface.

use crate::program::Desk;

/// Runs something that is not understood; what is said.
fn wrong(desk: &Desk, language: &str, arguments: &[&str]) -> String {
    let mut all = vec!["--language", language];
    all.extend_from_slice(arguments);
    let output = desk.output(&all, None);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(said.starts_with("dewan: "), "{said}");
    said
}

#[test]
fn help_is_in_the_language_that_was_asked_for() {
    let desk = Desk::empty();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let indonesian = one_line(&desk.run(&["new", "--help"]));
    for word in [
        "Pemakaian: dewan new [OPSI] <JENIS> <JUDUL>",
        "Argumen:",
        "Opsi:",
        "[pilihan: kebijakan, notulen, matriks]",
        "[bawaan: 1]",
        "[variabel lingkungan: DEWAN_HOME]",
    ] {
        assert!(indonesian.contains(word), "{word}: {indonesian}");
    }
    for word in [
        "Usage",
        "Options",
        "possible values",
        "Print help",
        "true, false",
    ] {
        assert!(!indonesian.contains(word), "{word}: {indonesian}");
    }
    let english = one_line(&desk.run(&["--language", "en", "new", "--help"]));
    for word in [
        "Usage: dewan new [OPTIONS] <KIND> <TITLE>",
        "Arguments:",
        "Options:",
        "[possible values: policy, minutes, matrix]",
    ] {
        assert!(english.contains(word), "{word}: {english}");
    }
    // Both ways to ask are one, at every depth.
    assert_eq!(one_line(&desk.run(&["help", "new"])), indonesian);
    assert_eq!(
        desk.run(&["council", "help", "invite"]),
        desk.run(&["help", "council", "invite"])
    );
    let all = desk.run(&["--help"]);
    assert!(
        all.contains("Perintah:") && all.contains("Mendirikan dewan"),
        "{all}"
    );
    assert!(desk.run(&["--version"]).starts_with("dewan "));
    // A subcommand's own --version is no request for the program's.
    assert!(desk.run(&["show", "--help"]).contains("--version <VERSI>"));
}

#[test]
fn wrong_usage_is_told_in_both_languages_with_what_was_meant() {
    let desk = Desk::empty();
    for (arguments, indonesian, english) in [
        (
            &["lst"][..],
            "Tidak ada perintah \"lst\". Maksud Anda \"list\"?",
            "There is no command \"lst\". Did you mean \"list\"?",
        ),
        (
            &["list", "--knd", "policy"],
            "Tidak ada opsi \"--knd\" di sini. Maksud Anda \"--kind\"?",
            "There is no option \"--knd\" here. Did you mean \"--kind\"?",
        ),
        (
            &["list", "--kind"],
            "Nilai untuk --kind <JENIS> belum diberikan.",
            "The value for --kind <KIND> is missing.",
        ),
        (
            &["list", "--kind", "polcy"],
            "maksud Anda \"policy\"? Pilihannya kebijakan, notulen, matriks",
            "did you mean \"policy\"? It can be policy, minutes, matrix",
        ),
        (
            &["new", "policy"],
            "Masih kurang: <JUDUL>.",
            "Still missing: <TITLE>.",
        ),
        (
            &["grant", "Pedoman"],
            "--unit <UNIT>|--person <ORANG>|--everybody",
            "--unit <UNIT>|--person <PERSON>|--everybody",
        ),
        (
            &["list", "surat"],
            "\"surat\" berlebih",
            "\"surat\" is one word too many",
        ),
        (
            &["council", "invite", "--office", "A", "--expires", "4000"],
            "harus bilangan bulat dari 0 sampai 3650",
            "a whole number from 0 to 3650",
        ),
        (
            &["list", "--unit", "A", "--unit", "B"],
            "hanya boleh diberikan satu kali",
            "can be given only once",
        ),
        (
            &["move", "A", "clause/1", "--first", "--after", "clause/2"],
            "tidak dapat dipakai bersama",
            "cannot be used together with",
        ),
        (
            &["council"],
            "Pemakaian: dewan council",
            "Usage: dewan council",
        ),
    ] {
        let output = desk.output(&[&["--language", "id"], arguments].concat(), None);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(indonesian), "{arguments:?}: {said}");
        assert!(
            !said.contains("error:") && !said.contains("Usage"),
            "{said}"
        );
        let output = desk.output(&[&["--language", "en"], arguments].concat(), None);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(english), "{arguments:?}: {said}");
    }
    // What was typed is no part of what has to be typed.
    let said = wrong(&desk, "id", &["grant", "Pedoman"]);
    assert!(!said.contains("--language"), "{said}");
    let said = wrong(&desk, "id", &["council", "invite"]);
    assert!(
        said.contains("Selengkapnya: dewan council invite --help"),
        "{said}"
    );
    assert!(said.contains("Pemakaian: dewan council invite"), "{said}");
    assert!(
        !desk.home().join("council.sqlite").exists(),
        "nothing was made"
    );
}

#[test]
fn words_of_both_languages_are_understood_whatever_the_language_of_the_interface() {
    let desk = Desk::founded();
    for (kind, title, name) in [
        ("kebijakan", "Satu", "policy"),
        ("POLICY", "Dua", "policy"),
        ("Notulen", "Tiga", "minutes"),
        ("matrix", "Empat", "matrix"),
    ] {
        for language in ["id", "en"] {
            let title = format!("{title} {language}");
            let made = desk.json(&["--language", language, "new", kind, &title]);
            let listed = desk.json(&["list", "--kind", kind]);
            let mut listed = listed.as_array().unwrap().iter();
            assert!(listed.any(|one| one["id"] == made["id"] && one["kind"] == name));
        }
    }
    desk.run(&["new", "policy", "Rahasia", "--label", "Sangat Rahasia"]);
    desk.run(&[
        "unit",
        "Cabang 10",
        "--kind",
        "cabang",
        "--part-of",
        "kantor pusat",
    ]);
    desk.run(&[
        "unit",
        "Cabang 2",
        "--kind",
        "branch",
        "--part-of",
        "Kantor Pusat",
    ]);
    let units = desk.json(&["units"]);
    let names: Vec<&str> = units["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Kantor Pusat", "Cabang 2", "Cabang 10"]);
    let seated = desk.json(&["--language", "en", "appoint", "Rina", "auditor"]);
    assert_eq!(seated["kind"], "appoint");
    desk.run(&["appoint", "Rina", "Sponsor Eksekutif"]);
    desk.run(&[
        "--language",
        "id",
        "appoint",
        "Rina",
        "secretary",
        "--unit",
        "cabang 2",
    ]);
    desk.run(&["charter", "--self-approval", "ya"]);
    assert_eq!(desk.json(&["charter"])["self_approval"], true);
    let drafts = desk.json(&["list", "--status", "rancangan"]);
    assert_eq!(drafts, desk.json(&["list", "--status", "draft"]));
    assert!(!drafts.as_array().unwrap().is_empty());
}

#[test]
fn a_unit_that_nobody_knows_is_refused_and_the_near_ones_are_named() {
    let desk = Desk::founded();
    desk.run(&["unit", "Cabang Surabaya", "--kind", "branch"]);
    desk.run(&["new", "policy", "Pedoman"]);
    let typo = "Cabang Surabya";
    for arguments in [
        &["unit", "Gudang", "--kind", "department", "--part-of", typo][..],
        &["appoint", "Rina", "coordinator", "--unit", typo],
        &["new", "policy", "Lain", "--unit", typo],
        &["new", "policy", "Lain", "--for-unit", typo],
        &["council", "invite", "--office", typo],
        &["grant", "Pedoman", "--unit", typo],
        &["adopt", "Pedoman", "--unit", typo],
        &["list", "--unit", typo],
        &[
            "council",
            "relay",
            "ws://relay.example:1",
            "--head-office",
            typo,
        ],
    ] {
        let said = desk.refused("id", arguments);
        assert!(
            said.contains("Maksud Anda: Cabang Surabaya?"),
            "{arguments:?}: {said}"
        );
        let said = desk.refused("en", arguments);
        assert!(
            said.contains("Did you mean: Cabang Surabaya?"),
            "{arguments:?}: {said}"
        );
    }
    let said = desk.refused("en", &["new", "policy", "Lain", "--unit", "Medan"]);
    assert!(
        said.contains("There are: Cabang Surabaya, Kantor Pusat"),
        "{said}"
    );
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn odd_days_words_and_voters_are_refused_and_nothing_is_written() {
    let desk = Desk::founded();
    desk.run(&["new", "minutes", "Rapat"]);
    desk.run(&["set", "Rapat", "attendance/Budi", "hadir"]);
    desk.run(&["set", "Rapat", "attendance/Siti", "Tanpa Keterangan"]);
    desk.run(&["set", "Rapat", "decision/+", "Disetujui."]);
    desk.run(&["set", "Rapat", "action/+", "Kirim surat\tBudi\t2026-12-01"]);
    let before = desk.run(&["export", "Rapat", "--to", "-"]);
    for (arguments, part) in [
        (
            &["set", "Rapat", "meeting/date", "31-02-2026"][..],
            "31-02-2026",
        ),
        (
            &["set", "Rapat", "meeting/date", "2026-13-01"],
            "2026-13-01",
        ),
        (
            &["set", "Rapat", "action/1/due", "2026-02-30"],
            "2026-02-30",
        ),
        (&["set", "Rapat", "attendance/Budi", "hadri"], "hadir"),
        (&["set", "Rapat", "action/1/state", "beres"], "selesai"),
        (
            &["set", "Rapat", "decision/1/votes/Budi", "mungkin"],
            "tidak setuju",
        ),
        (&["set", "Rapat", "decision/1/votes/Zaki", "setuju"], "Zaki"),
        (
            &["vote", "Rapat", "1", "setuju", "--person", "Zaki"],
            "Zaki",
        ),
        (
            &["appoint", "Rina", "chair", "--from", "31-02-2026"],
            "31-02-2026",
        ),
        (
            &[
                "new",
                "minutes",
                "Lain",
                "--meeting",
                "rutin",
                "--date",
                "2026-13-01",
            ],
            "2026-13-01",
        ),
    ] {
        let said = desk.refused("id", arguments);
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    assert_eq!(desk.run(&["export", "Rapat", "--to", "-"]), before);
    desk.run(&["vote", "Rapat", "1", "tidak setuju", "--person", "budi"]);
    desk.run(&["set", "Rapat", "action/1/due", "17/12/2026"]);
    let shown = desk.json(&["show", "Rapat"]).to_string();
    assert!(
        shown.contains("2026-12-17") && shown.contains("against"),
        "{shown}"
    );
}

#[test]
fn technical_words_stand_beside_a_sentence_only_where_they_are_asked_for() {
    let desk = Desk::founded();
    desk.run(&["new", "policy", "Pedoman"]);
    let missing = desk.path("tidak-ada/pedoman.md");
    let missing = missing.to_str().unwrap();
    let arguments = ["export", "Pedoman", "--to", missing];
    let said = desk.refused("id", &arguments);
    assert!(said.contains("berkas atau mapnya tidak ada"), "{said}");
    assert!(!said.contains("No such file"), "{said}");
    let said = desk.refused("id", &[&arguments[..], &["--verbose"]].concat());
    assert!(said.contains("rincian teknis"), "{said}");
    let broken = desk.file("rusak.docx", b"PK\x03\x04 not a package");
    let said = desk.refused("id", &["import", &broken]);
    assert!(!said.contains("invalid") && !said.contains("Zip"), "{said}");
    let proof = desk.file("bukti.dewan", b"bukan bukti");
    let said = desk.refused("id", &["verify", &proof]);
    assert!(said.contains("bukan berkas bukti"), "{said}");
}

#[test]
fn the_recovery_key_moves_only_after_a_yes() {
    let desk = Desk::founded();
    let key = desk.path("pemulihan.key");
    let file = key.to_str().unwrap();
    let said = desk.refused("en", &["council", "recovery-key", file]);
    assert!(said.contains("--yes"), "{said}");
    let said = desk.refused("id", &["--json", "council", "recovery-key", file]);
    assert!(said.contains("--yes"), "{said}");
    assert!(!key.exists());
    desk.run(&["council", "recovery-key", file, "--yes"]);
    assert!(key.exists());
    let said = desk.refused(
        "en",
        &["recover", "--key", file, "--revoke", "Rina", "hilang"],
    );
    assert!(said.contains("--yes"), "{said}");
    assert_eq!(desk.json(&["status"])["membership"], "counts");
}
