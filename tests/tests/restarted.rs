//! A document that must lose personal data starts over from its decided text, everywhere; and whoever removes
//! the old one has nothing of it on the disk any more, without a quarrel with anybody afterwards.

use std::path::Path;

use dewan_tests::council::{Council, agree, joined};
use dewan_tests::office::Office;
use store::{Options, Store};

/// Stands in the old text only.
const MARKER: &str = "Nomor-KTP-3578014411900002";

/// Whether these bytes stand in any file below a folder, or in the file itself.
fn stands_in(place: &Path) -> bool {
    if place.is_dir() {
        let mut entries = std::fs::read_dir(place).unwrap();
        return entries.any(|entry| stands_in(&entry.unwrap().path()));
    }
    let bytes = std::fs::read(place).unwrap_or_default();
    let mut windows = bytes.windows(MARKER.len());
    windows.any(|window| window == MARKER.as_bytes())
}

fn stands_at_relay(council: &Council) -> bool {
    stands_in(council.relay.data().parent().unwrap())
}

fn replace(office: &Office, clause: usize, text: &str) {
    let place = format!("clause/{clause}/body");
    office.ok_with(["edit", "Pedoman", &place], text);
}

#[test]
fn what_started_over_reads_as_decided_and_leaves_no_byte_where_it_was_removed() {
    let mut council = Council::found();
    let text = format!("# Pedoman\n\n## Pasal 1\n\nIsi yang tetap.\n\n## Pasal 2\n\n{MARKER}\n");
    let file = council.north.file("pedoman.md", &text);
    let imported = council.north.json(["import", &file]);
    std::fs::remove_file(&file).unwrap();
    let old = imported[0]["id"].as_str().unwrap().to_owned();
    council.north.sync();
    council.sync_all();
    replace(&council.south, 2, "Isi tanpa data pribadi.");
    council.south.sync();
    council.sync_all();
    council.north.ok(["submit", "Pedoman"]);
    council.sync_all();
    council.chair.ok(["decide", "Pedoman", "approve"]);
    council.sync_all();
    // Written since, and not decided.
    replace(&council.south, 1, "Belum diputuskan.");
    council.sync_all();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    for office in [chair, north, south] {
        assert!(stands_in(&office.home()), "{} held it", office.name());
    }
    assert!(stands_at_relay(&council));

    // Only the chair, and not what goes on.
    let why = ["--reason", "data pribadi dalam riwayat", "--yes"];
    let command = ["--language", "en", "restart", "Pedoman"];
    let refused = north.refused(command.iter().chain(&why));
    assert!(refused.contains("only the council chair"), "{refused}");
    let refused = chair.refused(["--language", "en", "forget", &old, "--yes"]);
    assert!(refused.contains("goes on"), "{refused}");

    let done = chair.json(["restart", "Pedoman"].iter().chain(&why));
    let new = done["id"].as_str().unwrap().to_owned();
    assert_eq!(done["restarts"], old.as_str());
    council.sync_all();
    council.sync_all();
    let exports = council.agree("started over");
    let read = String::from_utf8(exports[&new].clone()).unwrap();
    assert!(read.contains("Isi yang tetap.") && read.contains("Isi tanpa data pribadi."));
    assert!(!read.contains("Belum diputuskan.") && !read.contains(MARKER));

    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    for (office, language, told) in [
        (north, "en", "was restarted as"),
        (south, "id", "dimulai ulang sebagai"),
    ] {
        let name = &new[..8];
        for arguments in [
            vec!["rename", &old, "Lain"],
            vec!["submit", &old],
            vec!["comment", &old, "title", "Masih di sini?"],
        ] {
            let refused = office.refused(["--language", language].iter().chain(&arguments));
            assert!(refused.contains(told), "{arguments:?}: {refused}");
            assert!(refused.contains(name), "{arguments:?}: {refused}");
        }
        let listed = office.json(["list"]);
        let listed: Vec<_> = listed.as_array().unwrap().iter().collect();
        assert_eq!(listed.len(), 1, "the old one is out of the way: {listed:?}");
        assert_eq!(listed[0]["id"], new.as_str());
        let all = office.ok(["--language", language, "list", "--archived"]);
        assert!(all.contains("restarted as") || all.contains("dimulai ulang sebagai"));
        let shown = office.ok(["--language", language, "show", &old]);
        assert!(
            shown.contains(name) && shown.contains("data pribadi dalam riwayat"),
            "{shown}"
        );
    }

    // Each for itself, the relay while it is stopped.
    for office in [north, south, chair] {
        office.ok(["forget", &old, "--yes"]);
        assert!(!stands_in(&office.home()), "{} has it yet", office.name());
        office.check();
        office.sync();
        assert!(!stands_in(&office.home()), "{} got it again", office.name());
        let refused = office.refused(["--language", "en", "forget", &old, "--yes"]);
        assert!(refused.contains("removed"), "{refused}");
    }
    assert!(stands_at_relay(&council), "the relay forgets for itself");
    council.relay.stop();
    {
        let (store, _) = Store::open(&council.relay.data(), Options::new("operator")).unwrap();
        for held in store.councils().unwrap() {
            let forgotten = store.write(move |write| write.forget_restarted(held));
            assert!(forgotten.unwrap().changes > 0);
        }
        store.give_back_room().unwrap();
    }
    assert!(!stands_at_relay(&council));
    council.relay.restart();

    // Life goes on, also for somebody new, and nothing of it comes back.
    council
        .north
        .ok_with(["edit", "Pedoman", "clause/1/body"], "Isi yang lanjut.");
    let east = joined(&council.chair, "east", "Makassar", "Tono");
    for _ in 0..3 {
        council.sync_all();
        east.sync();
    }
    let everybody = [&council.chair, &council.north, &council.south, &east];
    let exports = agree(&everybody, "removed everywhere");
    let read = String::from_utf8(exports[&new].clone()).unwrap();
    assert!(read.contains("Isi yang lanjut."), "{read}");
    for office in everybody {
        assert!(!stands_in(&office.home()), "{}", office.name());
        let shown = office.ok(["--language", "en", "show", &old]);
        assert!(shown.contains("restarted as"), "{shown}");
        let log = office.ok(["--language", "en", "log", &old]);
        assert!(
            log.contains("Approved") || log.contains("approved"),
            "{log}"
        );
    }
    assert!(!stands_at_relay(&council));
    // A quiet reconnect is quiet: nobody compares what nobody can fetch.
    let synced = council.south.json(["sync", "--once"]);
    let moved = |field: &str| synced[field]["changes"].as_u64().unwrap_or(0);
    assert_eq!((moved("sent"), moved("received")), (0, 0), "{synced}");
}

#[test]
fn a_document_whose_text_does_not_open_starts_over_from_a_file() {
    let council = Council::found();
    let file = council
        .chair
        .file("salah.md", "# Pedoman\n\n## Pasal 1\n\nRusak.\n");
    let imported = council.chair.json(["import", &file]);
    let old = imported[0]["id"].as_str().unwrap().to_owned();
    let right = council
        .chair
        .file("benar.md", "# Pedoman\n\n## Pasal 1\n\nBenar.\n");
    let why = ["--reason", "dirusak", "--yes", "--from-text"];
    let done = council.chair.json(
        ["restart", &old]
            .iter()
            .chain(&why)
            .chain(&[right.as_str()]),
    );
    let read = council.chair.read(done["id"].as_str().unwrap());
    assert!(read.contains("Benar."), "{read}");
    council.chair.check();
    council.chair.sync();
    council.sync_all();
    let read = council.north.read(done["id"].as_str().unwrap());
    assert!(read.contains("Benar."), "{read}");
}

#[test]
fn words_that_did_not_come_along_are_told_and_not_removed_by_the_way() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    let file = north.file("pedoman.md", "# Pedoman\n\n## Pasal 1\n\nIsi.\n");
    let old = north.json(["import", &file])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    council.sync_all();
    // Written with no link, while head office lets the document start over.
    replace(north, 1, "Kalimat yang hanya ada di Surabaya.");
    chair.ok(["restart", "Pedoman", "--reason", "terlalu berat", "--yes"]);
    chair.sync();
    north.sync();
    let status = north.json(["status"]);
    let documents = status["documents"].as_array().unwrap();
    let of = |id: &str| documents.iter().find(|one| one["id"] == id).unwrap();
    assert_eq!(of(&old)["at_relay"], false, "{status}");
    assert_eq!(of(&old)["at_head_office"], false, "{status}");
    for (language, listed, shown) in [
        (
            "en",
            "1 change of yours did not come along",
            "Copy what is still wanted",
        ),
        (
            "id",
            "1 perubahan Anda tidak ikut",
            "Salin yang masih diperlukan",
        ),
    ] {
        let list = north.ok(["--language", language, "list", "--archived"]);
        assert!(list.contains(listed), "{list}");
        let show = north.ok(["--language", language, "show", &old]);
        assert!(show.contains(shown), "{show}");
        assert!(
            show.contains("Kalimat yang hanya ada di Surabaya."),
            "{show}"
        );
        let refused = north.refused(["--language", language, "forget", &old, "--yes"]);
        assert!(refused.contains("--with-mine"), "{refused}");
    }
    // Nobody else lacks anything.
    assert_eq!(chair.json(["show", &old])["left_behind"], 0);
    chair.ok(["forget", &old, "--yes"]);
    north.ok(["forget", &old, "--yes", "--with-mine"]);
}
