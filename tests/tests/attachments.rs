//! What is attached to a document goes where the document goes: over relays and in files on a memory stick, small
//! files by themselves and large ones when somebody wants them, and nowhere else.

use std::path::Path;

use dewan::engine::home::Home;
use dewan_tests::council::{Council, HEAD_OFFICE, NORTH, SOUTH};
use dewan_tests::office::Office;
use format::Blob;
use serde_json::Value;
use store::{Reader, Store};

/// More than comes by itself.
const LARGE: usize = 5 * 1024 * 1024;

fn reader_of(store: &Path) -> Reader {
    let store = Store::open_read_only(store).unwrap();
    let council = store.councils().unwrap()[0];
    store.reader(council).unwrap()
}

fn bytes(size: usize, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..size).map(|_| next()).collect()
}

/// A file of these bytes beside an office.
fn file(office: &Office, name: &str, content: &[u8]) -> String {
    let path = office.beside(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn listed(office: &Office, title: &str) -> Vec<Value> {
    let answer = office.json(["attachments", title]);
    answer["attachments"].as_array().unwrap().clone()
}

fn is_here(office: &Office, title: &str) -> Vec<bool> {
    let all = listed(office, title);
    all.iter().map(|one| one["is_here"] == true).collect()
}

/// The bytes of an attachment as an office puts them on the disk.
fn got(office: &Office, title: &str, name: &str) -> Vec<u8> {
    let to = office.beside("got");
    let path = to.to_str().unwrap();
    office.ok(["attachments", "get", title, name, "--to", path, "--force"]);
    std::fs::read(to).unwrap()
}

#[test]
fn attachments_arrive_over_a_relay_and_by_carry_file_small_ones_first_and_large_ones_on_request() {
    let council = Council::found();
    council.sync_all();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    let text = chair.file("pedoman.md", "# Pedoman\n\n## Kanal\n\nSatu kanal.\n");
    chair.ok(["import", &text]);
    let (photo, plan) = (bytes(70_000, 1), bytes(LARGE, 2));
    let small = file(chair, "Foto rapat.png", &photo);
    let large = file(chair, "denah.pdf", &plan);
    chair.ok(["attach", "Pedoman", &small, "--to", "clause/1"]);
    chair.ok(["attach", "Pedoman", &large]);
    chair.sync();
    north.sync();
    let there = listed(north, "Pedoman");
    let names: Vec<&str> = there
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["denah.pdf", "Foto rapat.png"]);
    assert_eq!(there[1]["to"], "clause/1");
    assert_eq!(there[1]["by"]["person"], "Ratna");
    assert_eq!(
        is_here(north, "Pedoman"),
        [false, true],
        "the large one waits"
    );
    assert_eq!(got(north, "Pedoman", "Foto rapat.png"), photo);
    let refused = north.refused(["--language", "en", "attachments", "get", "Pedoman", "denah"]);
    assert!(refused.contains("denah.pdf is not here yet"), "{refused}");
    north.sync();
    assert_eq!(got(north, "Pedoman", "denah.pdf"), plan);
    assert_eq!(listed(chair, "Pedoman")[0]["at_relay"], true);
    // Medan is not linked again: it gets a file, with what is large left out and then taken in.
    let stick = chair.beside("untuk medan");
    let path = stick.to_str().unwrap();
    let written = chair.json(["carry", "write", path, "--for", SOUTH]);
    assert_eq!(written["files"], 1, "{written}");
    assert_eq!(written["large_files"].as_array().map(Vec::len), Some(1));
    south.ok(["carry", "read", path]);
    assert_eq!(is_here(south, "Pedoman"), [false, true]);
    chair.ok([
        "carry",
        "write",
        path,
        "--for",
        SOUTH,
        "--files-up-to",
        "8",
        "--force",
    ]);
    south.ok(["carry", "read", path]);
    assert_eq!(got(south, "Pedoman", "1"), plan);
    assert_eq!(got(south, "Pedoman", "2"), photo);
    // Taking off is an edit like any other, and so is its undo.
    south.ok(["detach", "Pedoman", "denah"]);
    south.sync();
    chair.sync();
    assert_eq!(listed(chair, "Pedoman").len(), 1);
    south.ok(["undo", "Pedoman"]);
    south.sync();
    chair.sync();
    assert_eq!(got(chair, "Pedoman", "denah.pdf"), plan);
    council.sync_all();
    council.agree("with attachments");
}

#[test]
fn what_is_attached_to_a_document_is_at_no_relay_that_may_not_hold_the_document() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    chair.ok(["unit", NORTH, "--kind", "branch"]);
    chair.ok(["unit", SOUTH, "--kind", "branch"]);
    council.sync_all();
    let serving = format!("{}@@{SOUTH}", council.relay.url());
    chair.ok(["council", "relay", &serving, "--head-office", HEAD_OFFICE]);
    council.sync_all();
    let (mine, ours) = (bytes(5_000, 3), bytes(5_000, 4));
    let secret = file(north, "rahasia.png", &mine);
    let open = file(north, "umum.png", &ours);
    north.ok(["new", "policy", "Urusan sendiri", "--label", "secret"]);
    north.ok(["attach", "Urusan sendiri", &secret]);
    north.ok(["new", "policy", "Edaran"]);
    north.ok(["attach", "Edaran", &open]);
    council.sync_all();
    assert_eq!(is_here(north, "Urusan sendiri"), [true]);
    assert_eq!(is_here(chair, "Edaran"), [true]);
    chair.refused(["attachments", "Urusan sendiri"]);
    for store in [
        council.relay.data(),
        Home::find(Some(chair.home())).unwrap().store(),
    ] {
        let reader = reader_of(&store);
        let held = |content: &[u8]| {
            let status = reader.blob_status(&Blob::of(content)).unwrap();
            status.is_some_and(|status| status.is_held)
        };
        assert!(held(&ours));
        assert!(!held(&mine));
    }
}

#[test]
fn what_may_not_be_attached_is_refused_in_both_languages_and_changes_nothing() {
    let council = Council::found();
    let chair = &council.chair;
    chair.ok(["new", "minutes", "Rapat"]);
    chair.ok(["set", "Rapat", "attendance/Budi", "hadir"]);
    let before = chair.json(["show", "Rapat"]);
    let small = file(chair, "kecil.txt", b"isi");
    let large = file(chair, "besar.bin", &vec![7; 25 * 1024 * 1024 + 1]);
    let empty = file(chair, "kosong.txt", b"");
    let folder = chair.beside("map");
    std::fs::create_dir(&folder).unwrap();
    let folder = folder.to_str().unwrap();
    for (files, indonesian, english) in [
        (&["Rapat", &small, &large][..], "paling besar", "at most"),
        (&["Rapat", &empty], "kosong", "is empty"),
        (
            &["Rapat", "tidak-ada.txt"],
            "tidak dapat dibaca",
            "cannot be read",
        ),
        (&["Rapat", folder], "tidak dapat dibaca", "cannot be read"),
        (
            &["Rapat", &small, "--to", "attendance/Budi"],
            "mata acara",
            "agenda item",
        ),
    ] {
        for (language, words) in [("id", indonesian), ("en", english)] {
            let all = [&["--language", language, "attach"][..], files].concat();
            let refused = chair.refused(all);
            assert!(refused.contains(words), "{files:?}: {refused}");
        }
    }
    chair.refused(["detach", "Rapat", "apa saja"]);
    chair.refused(["attachments", "get", "Rapat", "1"]);
    assert_eq!(chair.json(["show", "Rapat"]), before);
    // A program among attachments is put on disk under a name that no system runs.
    let program = file(chair, "setup.exe", b"MZ program");
    chair.ok(["attach", "Rapat", &program]);
    let saved = chair.json(["attachments", "get", "Rapat", "setup.exe", "--force"]);
    assert_eq!(saved["file"], "setup.exe.attachment", "{saved}");
}
