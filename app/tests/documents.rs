//! Documents from the command line: every command, what it refuses, both languages, stable JSON.

use serde_json::Value;

use crate::program::Desk;

const POLICY: &str =
    "# Pedoman\n\nPengantar.\n\n## Tujuan\n\nMenjaga nama baik.\n\n## Cakupan\n\nSemua cabang.\n";
const MATRIX: &str = "activity,owner,Biaya\nUnggah,Rina,10\nPantau,,20\n";

/// A desk with one policy of two headed clauses (1 is the text before the first heading).
fn with_policy() -> Desk {
    let desk = Desk::founded();
    let file = desk.file("pedoman.md", POLICY.as_bytes());
    desk.run(&["import", &file]);
    desk
}

fn with_matrix() -> Desk {
    let desk = Desk::founded();
    let file = desk.file("matriks.csv", MATRIX.as_bytes());
    desk.run(&["import", &file]);
    desk
}

fn exported(desk: &Desk, document: &str) -> String {
    desk.run(&["export", document, "--to", "-"])
}

#[test]
fn a_new_document_is_listed_with_the_stable_fields() {
    let desk = Desk::founded();
    for (kind, title) in [
        ("policy", "Pedoman"),
        ("minutes", "Rapat"),
        ("matrix", "Matriks"),
    ] {
        let answer = desk.json(&["new", kind, title]);
        assert_eq!(answer["created"], true);
        assert_eq!(answer["title"], title);
    }
    let list = desk.json(&["list"]);
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 3);
    for document in list {
        assert_eq!(document["id"].as_str().unwrap().len(), 32);
        assert!(["policy", "minutes", "matrix"].contains(&document["kind"].as_str().unwrap()));
        assert_eq!(document["unit"], "Kantor Pusat");
        assert_eq!(document["heads"][0].as_str().unwrap().len(), 64);
        assert_eq!(document["conflicts"], 0);
        assert_eq!(document["archived"], false);
    }
    assert_eq!(
        desk.json(&["list", "--kind", "minutes"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        desk.json(&["list", "--unit", "Medan"])
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert!(desk.run(&["list"]).contains("3 dokumen"));
    assert!(
        desk.run(&["--language", "en", "list"])
            .contains("3 documents")
    );
}

#[test]
fn the_minutes_of_one_meeting_are_made_once() {
    let desk = Desk::founded();
    let new = |title| {
        desk.json(&[
            "new",
            "minutes",
            title,
            "--meeting",
            "Rutin",
            "--date",
            "2026-11-23",
        ])
    };
    let first = new("Rapat rutin November");
    let second = new("Rapat bulanan");
    assert_eq!(first["id"], second["id"]);
    assert_eq!(second["created"], false);
    // Whoever comes second takes nobody's title away.
    let list = desk.json(&["list"]);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["title"], "Rapat rutin November");
    desk.run(&["rename", "rapat", "Rapat rutin"]);
    assert_eq!(desk.json(&["list"])[0]["title"], "Rapat rutin");
    assert!(exported(&desk, "rapat").starts_with("# Rapat rutin\n"));
    assert!(
        desk.refused(
            "en",
            &[
                "new",
                "minutes",
                "X",
                "--meeting",
                "a",
                "--date",
                "31-11-2026"
            ]
        )
        .contains("2026-11-23")
    );
}

#[test]
fn edits_change_only_what_they_name_and_undo_takes_them_back() {
    let desk = with_policy();
    let before = exported(&desk, "pedoman");
    assert_eq!(before, POLICY);
    let answer = desk.run_with(
        &["edit", "pedoman", "clause/2", "--json"],
        Some("Menjaga nama baik perusahaan.\n\n"),
    );
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["changes"].as_array().unwrap().len(), 1);
    let after = POLICY.replace("baik.", "baik perusahaan.");
    assert_eq!(exported(&desk, "pedoman"), after);
    assert!(desk.run(&["undo", "pedoman"]).contains("Tersimpan di sini"));
    assert_eq!(exported(&desk, "pedoman"), before);
    desk.run(&["redo", "pedoman"]);
    assert_eq!(exported(&desk, "pedoman"), after);
    // The same value again is no change.
    let again = desk.run(&["set", "pedoman", "clause/2/heading", "Tujuan"]);
    assert!(again.contains("Tidak ada yang berubah"), "{again}");
}

#[test]
fn things_are_added_moved_removed_and_brought_back() {
    let desk = with_policy();
    let answer = desk.run_with(
        &["edit", "pedoman", "pasal/+", "--json"],
        Some("## Penutup\n\nSelesai.\n"),
    );
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["path"], "clause/4");
    desk.run(&["move", "pedoman", "clause/4", "--after", "clause/1"]);
    let text = exported(&desk, "pedoman");
    assert!(text.find("Penutup").unwrap() < text.find("Tujuan").unwrap());
    let said = desk.run(&["remove", "pedoman", "clause/2"]);
    assert!(!exported(&desk, "pedoman").contains("Penutup"));
    // What it says to bring it back does so.
    let command = said.split("dewan ").nth(1).unwrap().lines().next().unwrap();
    let words: Vec<&str> = command.split_whitespace().collect();
    desk.run(&words);
    assert_eq!(exported(&desk, "pedoman"), text);
    assert!(
        desk.refused(
            "id",
            &["move", "pedoman", "clause/1", "--after", "clause/1"]
        )
        .contains("jenis")
    );
}

#[test]
fn cells_are_set_by_number_id_and_name_of_their_column() {
    let desk = with_matrix();
    desk.run(&["set", "matriks", "row/2/owner", "Budi"]);
    desk.run(&["set", "matriks", "baris/2/biaya", "25"]);
    desk.run(&["set", "matriks", "row/+", "Arsip\tSari\t5"]);
    assert_eq!(
        exported(&desk, "matriks"),
        "activity,owner,Biaya\nUnggah,Rina,10\nPantau,Budi,25\nArsip,Sari,5\n"
    );
    let said = desk.refused("en", &["set", "matriks", "row/9/owner", "x"]);
    assert!(said.contains("1 to 3"), "{said}");
    let said = desk.refused("id", &["set", "matriks", "row/1/warna", "x"]);
    assert!(said.contains("Biaya"), "{said}");
}

#[test]
fn importing_over_a_document_writes_only_what_differs() {
    let desk = with_policy();
    let changes = || desk.json(&["history", "pedoman"]).as_array().unwrap().len();
    let before = changes();
    let same = desk.file("sama.md", POLICY.as_bytes());
    desk.run(&["import", &same, "--into", "pedoman"]);
    assert_eq!(changes(), before, "an equal file is no change");
    let text = POLICY.replace("Semua cabang.", "Semua cabang dan anak perusahaan.");
    let text = text.replace("## Tujuan", "## Maksud\n\nBaru.\n\n## Tujuan");
    let file = desk.file("baru.md", text.as_bytes());
    let answer = desk.json(&["import", &file, "--into", "pedoman"]);
    assert_eq!(answer["changes"].as_array().unwrap().len(), 2);
    assert_eq!(exported(&desk, "pedoman"), text);
    // What stood before is still the same clause, by the same hand and change.
    let blame = desk.json(&["blame", "pedoman"]);
    let body = blame
        .as_array()
        .unwrap()
        .iter()
        .find(|place| place["path"] == "clause/4/body")
        .unwrap();
    assert!(body["spans"].as_array().unwrap().len() >= 2, "{body}");
}

#[test]
fn an_import_of_several_files_is_all_or_nothing() {
    let desk = Desk::founded();
    desk.file("masuk/baik.md", POLICY.as_bytes());
    desk.file("masuk/rusak.md", b"\xff\xfe\x00bukan teks");
    let folder = desk.path("masuk");
    let said = desk.refused("id", &["import", folder.to_str().unwrap()]);
    assert!(
        said.contains("rusak.md") && !said.contains("baik.md"),
        "{said}"
    );
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 0);
    std::fs::remove_file(desk.path("masuk/rusak.md")).unwrap();
    let answer = desk.json(&["import", folder.to_str().unwrap()]);
    assert_eq!(answer.as_array().unwrap().len(), 1);
    assert_eq!(answer[0]["kind"], "policy");
}

#[test]
fn files_that_are_no_documents_are_refused_by_name() {
    let desk = Desk::founded();
    let missing = desk.path("tiada.md");
    let large = desk.file("besar.md", &vec![b'a'; (16 << 20) + 1]);
    let picture = desk.file("gambar.png", b"\x89PNG");
    let empty = desk.path("kosong");
    std::fs::create_dir(&empty).unwrap();
    for (language, file, word) in [
        ("en", missing.to_str().unwrap(), "cannot be read"),
        ("id", missing.to_str().unwrap(), "tidak dapat dibaca"),
        ("en", large.as_str(), "larger than 16 MB"),
        ("id", picture.as_str(), "--kind"),
        (
            "en",
            empty.to_str().unwrap(),
            "no file that can be imported",
        ),
    ] {
        let said = desk.refused(language, &["import", file]);
        assert!(said.contains(file) && said.contains(word), "{said}");
    }
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 0);
}

#[test]
fn every_form_of_export_is_written_whole_and_never_over_a_file() {
    let desk = with_policy();
    for ending in ["md", "json", "automerge", "docx", "html", "pdf"] {
        let to = desk.path(&format!("keluar.{ending}"));
        let to = to.to_str().unwrap();
        let answer = desk.json(&["export", "pedoman", "--to", to]);
        let bytes = std::fs::read(to).unwrap();
        assert_eq!(answer["bytes"], bytes.len());
        assert!(
            desk.refused("en", &["export", "pedoman", "--to", to])
                .contains("--force")
        );
        desk.run(&["export", "pedoman", "--to", to, "--force"]);
        assert_eq!(std::fs::read(to).unwrap(), bytes);
    }
    let markdown = std::fs::read_to_string(desk.path("keluar.md")).unwrap();
    assert_eq!(markdown, POLICY);
    let json: Value =
        serde_json::from_slice(&std::fs::read(desk.path("keluar.json")).unwrap()).unwrap();
    assert_eq!(json["clauses"][1]["heading"], "Tujuan");
    let automerge = std::fs::read(desk.path("keluar.automerge")).unwrap();
    assert!(automerge::AutoCommit::load(&automerge).is_ok());
    let csv = desk.path("keluar.csv");
    let said = desk.refused("id", &["export", "pedoman", "--to", csv.to_str().unwrap()]);
    assert!(
        said.contains(".pdf, .md, .docx, .html, .json, .automerge"),
        "{said}"
    );
    assert!(!csv.exists());
}

#[test]
fn a_policy_goes_to_word_and_comes_back_as_it_was() {
    let desk = with_policy();
    let to = desk.path("masuk/pedoman.docx");
    std::fs::create_dir(desk.path("masuk")).unwrap();
    let to = to.to_str().unwrap();
    desk.run(&["export", "pedoman", "--to", to]);
    let same = desk.json(&["import", to, "--into", "pedoman"]);
    assert_eq!(same["changes"].as_array().unwrap().len(), 0, "{same}");
    // Word puts such a file beside one that is open there.
    desk.file("masuk/~$doman.docx", b"kunci");
    let folder = desk.path("masuk");
    let answer = desk.json(&["import", folder.to_str().unwrap()]);
    let answer = answer.as_array().unwrap();
    assert_eq!(answer.len(), 1);
    assert_eq!(answer[0]["kind"], "policy");
    let id = answer[0]["id"].as_str().unwrap();
    assert_eq!(exported(&desk, id), POLICY);
}

#[test]
fn a_matrix_goes_to_excel_and_comes_back_sheet_by_sheet() {
    let desk = with_matrix();
    let to = desk.path("matriks.xlsx");
    let to = to.to_str().unwrap();
    desk.run(&["export", "matriks", "--to", to]);
    let same = desk.json(&["import", to, "--into", "matriks"]);
    assert_eq!(same["changes"].as_array().unwrap().len(), 0, "{same}");
    let said = desk.refused("id", &["import", to, "--sheet", "Lembar9"]);
    assert!(
        said.contains("Lembar9") && said.contains("Matriks"),
        "{said}"
    );
    let answer = desk.json(&["import", to, "--sheet", "keterangan"]);
    assert_eq!(answer[0]["title"], "Keterangan");
    let said = desk.refused("en", &["import", to, "--kind", "policy"]);
    assert!(said.contains("matrix"), "{said}");
}

#[test]
fn a_page_to_print_speaks_the_language_of_the_person() {
    let desk = with_matrix();
    let to = desk.path("matriks.html");
    let to = to.to_str().unwrap();
    for (language, word) in [("id", "belum ada penanggung jawab"), ("en", "no owner yet")] {
        desk.run(&[
            "--language",
            language,
            "export",
            "matriks",
            "--to",
            to,
            "--force",
        ]);
        let page = std::fs::read_to_string(to).unwrap();
        assert!(
            page.contains(word) && page.contains(&format!("lang=\"{language}\"")),
            "{page}"
        );
    }
}

#[test]
fn office_files_that_cannot_be_read_say_what_to_do() {
    let desk = with_policy();
    let to = desk.path("pedoman.docx");
    desk.run(&["export", "pedoman", "--to", to.to_str().unwrap()]);
    let whole = std::fs::read(&to).unwrap();
    let cut = desk.file("terpotong.docx", &whole[..whole.len() / 2]);
    let old = desk.file("lama.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 lama");
    let text = desk.file("teks.xlsx", POLICY.as_bytes());
    for (file, id, en) in [
        (&cut, "terpotong, atau bukan", "was cut off"),
        (&old, "kata sandi", "password"),
        (
            &text,
            "bukan berkas Word maupun Excel",
            "no Word or Excel file",
        ),
    ] {
        let said = desk.refused("id", &["import", file]);
        assert!(said.contains(file.as_str()) && said.contains(id), "{said}");
        let said = desk.refused("en", &["import", file]);
        assert!(said.contains(en) && !said.contains("panicked"), "{said}");
    }
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_document_reads_as_it_was_at_any_of_its_heads() {
    let desk = with_policy();
    let old = desk.json(&["list"])[0]["heads"][0]
        .as_str()
        .unwrap()
        .to_owned();
    desk.run(&["set", "pedoman", "clause/3", "Hanya pusat."]);
    assert!(desk.run(&["show", "pedoman"]).contains("Hanya pusat."));
    let then = desk.run(&["show", "pedoman", "--at", &old[..12]]);
    assert!(
        then.contains("Semua cabang.") && !then.contains("Hanya pusat."),
        "{then}"
    );
    assert!(
        desk.refused("en", &["show", "pedoman", "--at", "xyz"])
            .contains("hexadecimal")
    );
    assert!(
        desk.refused("id", &["show", "pedoman", "--at", &"0".repeat(64)])
            .contains("history")
    );
}

#[test]
fn what_is_shown_says_who_wrote_it_and_when() {
    let desk = with_policy();
    for place in desk.json(&["blame", "pedoman"]).as_array().unwrap() {
        for span in place["spans"].as_array().unwrap() {
            assert_eq!(span["author"]["office"], "Kantor Pusat");
            assert_eq!(span["author"]["person"], "Rina");
        }
    }
    let history = desk.json(&["history", "pedoman"]);
    let history = history.as_array().unwrap();
    assert_eq!(history.last().unwrap()["what"], "create");
    assert!(history.iter().any(|event| event["what"] == "change"));
    assert!(desk.run(&["history", "pedoman"]).contains("WIB"));
}

#[test]
fn comments_stand_beside_the_text_and_move_no_head() {
    let desk = with_policy();
    let heads = desk.json(&["list"])[0]["heads"].clone();
    let first = desk.json(&[
        "comment",
        "pedoman",
        "clause/2",
        "Terlalu pendek?",
        "--quote",
        "nama baik",
    ]);
    let id = first["id"].as_str().unwrap();
    desk.run(&[
        "comment",
        "pedoman",
        "clause/2",
        "Cukup.",
        "--answers",
        &id[..8],
    ]);
    let comments = desk.json(&["comment", "pedoman"]);
    assert_eq!(comments.as_array().unwrap().len(), 2);
    assert_eq!(comments[0]["path"], "clause/2/body");
    assert_eq!(comments[0]["quote"], "nama baik");
    assert_eq!(comments[1]["answers"], id);
    assert_eq!(desk.json(&["list"])[0]["heads"], heads);
    assert!(desk.run(&["show", "pedoman"]).contains("2 komentar"));
    assert!(
        desk.refused(
            "en",
            &[
                "comment",
                "pedoman",
                "clause/2",
                "x",
                "--quote",
                "tidak ada"
            ]
        )
        .contains("do not stand")
    );
}

#[test]
fn an_archived_document_leaves_the_list_and_comes_back() {
    let desk = with_policy();
    desk.run(&["archive", "pedoman"]);
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 0);
    assert_eq!(desk.json(&["list", "--archived"])[0]["archived"], true);
    assert_eq!(
        exported(&desk, "pedoman"),
        POLICY,
        "being archived is no content"
    );
    desk.run(&["archive", "pedoman", "--restore"]);
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn search_finds_current_text_whatever_the_case() {
    let desk = with_policy();
    desk.run(&["set", "pedoman", "clause/3", "Persetujuan kantor pusat."]);
    let found = desk.json(&["search", "SETUJU"]);
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert!(
        found[0]["snippet"]
            .as_str()
            .unwrap()
            .contains("Persetujuan")
    );
    assert_eq!(
        desk.json(&["search", "cabang"]).as_array().unwrap().len(),
        0
    );
    assert!(desk.refused("id", &["search", "  "]).contains("kata"));
}

#[test]
fn a_document_is_named_by_id_start_of_id_or_title() {
    let desk = with_policy();
    let file = desk.file("lain.md", b"# Pedoman kedua\n\nIsi.\n");
    desk.run(&["import", &file]);
    let list = desk.json(&["list"]);
    let id = list[1]["id"].as_str().unwrap();
    assert_eq!(list[1]["title"], "Pedoman kedua");
    for name in [id, &id[..6], "pedoman kedua", "kedua"] {
        assert_eq!(desk.json(&["show", name])["id"], id, "{name}");
    }
    let said = desk.refused("id", &["show", "edoman"]);
    assert!(
        said.contains("2 dokumen") && said.contains("Pedoman kedua"),
        "{said}"
    );
    let said = desk.refused("en", &["show", "pedoman ketiga"]);
    assert!(
        said.contains("Perhaps") && said.contains("Pedoman kedua"),
        "{said}"
    );
    assert!(
        desk.refused("en", &["show", "tiada"])
            .contains("dewan list")
    );
}

#[test]
fn nothing_works_without_a_council_and_says_what_to_do() {
    let desk = Desk::empty();
    for command in [&["list"][..], &["new", "policy", "X"], &["show", "x"]] {
        assert!(desk.refused("en", command).contains("council found"));
        assert!(desk.refused("id", command).contains("council join"));
    }
    assert!(!desk.home().exists(), "a refused command makes nothing");
}

#[test]
fn wrong_usage_ends_with_2() {
    let desk = Desk::empty();
    for arguments in [
        &["tiada"][..],
        &["new", "puisi", "X"],
        &["show"],
        &["choose", "a", "b", "c"],
    ] {
        assert_eq!(
            desk.output(arguments, None).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn there_is_nothing_to_undo_or_choose_where_nothing_was_done() {
    let desk = Desk::founded();
    desk.run(&["new", "matrix", "Kosong"]);
    assert!(desk.refused("id", &["redo", "kosong"]).contains("diulangi"));
    assert!(
        desk.refused("en", &["choose", "kosong", "title", "1"])
            .contains("no conflicting values")
    );
    assert!(desk.run(&["conflicts"]).contains("Tidak ada"));
    assert_eq!(desk.json(&["conflicts"]).as_array().unwrap().len(), 0);
}

#[test]
fn hostile_input_is_refused_and_changes_nothing() {
    let desk = with_policy();
    let heads = desk.json(&["list"])[0]["heads"].clone();
    assert!(
        desk.refused("en", &["set", "pedoman", "clause/2/level", "9"])
            .contains("0 to 4")
    );
    assert!(
        desk.refused("en", &["set", "pedoman", "clause/2/heading", "a\nb"])
            .contains("one line")
    );
    assert!(
        desk.refused("id", &["edit", "pedoman", "clause/+"])
            .contains("Tidak ada teks")
    );
    assert!(
        desk.refused("id", &["rename", "pedoman", " "])
            .contains("judul")
    );
    let large = "x".repeat(1024 * 1024 + 1);
    assert!(
        desk.refused_with("en", &["edit", "pedoman", "clause/2"], Some(&large))
            .contains("1 MB")
    );
    assert_eq!(desk.json(&["list"])[0]["heads"], heads);
}
