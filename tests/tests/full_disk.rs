//! A disk without room, and one that may only be read: both programs say so, lose nothing that was saved,
//! and go on by themselves when it is over.

use std::time::Duration;

use dewan_tests::council::{Council, agree, joined};
use dewan_tests::office::Office;
use dewan_tests::program::Running;
use dewan_tests::relay::Relay;
use dewan_tests::small_disk::SmallDisk;
use faulty_disk::{Disk, Trouble};
use tokio::net::TcpListener;

/// A policy that needs more room than a full disk has.
fn policy(title: &str) -> String {
    let mut text = format!("# {title}\n\n");
    for clause in 0..200 {
        text.push_str(&format!(
            "## Pasal {clause}\n\n{title}, pasal {clause}: {}\n\n",
            "isi ".repeat(40)
        ));
    }
    text
}

fn titles(office: &Office) -> Vec<String> {
    office.listed().into_iter().map(|one| one.title).collect()
}

#[test]
fn an_office_whose_disk_is_full_or_read_only_keeps_what_was_saved_and_goes_on() {
    let office = Office::new("full");
    std::fs::create_dir(office.home()).unwrap();
    let Some(disk) = SmallDisk::over(&office.home(), 12 * 1024) else {
        return;
    };
    office.ok([
        "council", "found", "Dewan", "--office", "Pusat", "--person", "Ratna",
    ]);
    let first = office.file("satu.md", &policy("Satu"));
    office.ok(["import", &first]);
    let before = office.exports();
    let second = office.file("dua.md", &policy("Dua"));

    let filler = disk.fill();
    let sentences = [("id", "Penyimpanan penuh"), ("en", "disk is full")];
    for (language, sentence) in sentences {
        let words = office.refused(["--language", language, "import", &second]);
        assert!(words.contains(sentence), "{words}");
    }
    assert_eq!(office.exports(), before, "what was saved can be read");
    std::fs::remove_file(filler).unwrap();
    office.ok(["import", &second]);
    office.check();
    assert_eq!(titles(&office).len(), 2);

    let both = office.exports();
    disk.allow_writing(false);
    for (language, sentence) in [("id", "hanya"), ("en", "only be read")] {
        let words = office.refused(["--language", language, "rename", "Satu", "Lain"]);
        assert!(words.to_lowercase().contains(sentence), "{words}");
    }
    assert_eq!(office.exports(), both, "what was saved can be read");
    disk.allow_writing(true);
    office.ok(["rename", "Satu", "Lain"]);
    office.check();
}

#[test]
fn a_relay_whose_disk_is_full_says_so_and_takes_everything_once_there_is_room() {
    let folder = tempfile::Builder::new()
        .prefix("dewan-relay-")
        .tempdir()
        .unwrap();
    let Some(disk) = SmallDisk::over(folder.path(), 8 * 1024) else {
        return;
    };
    let council = Council::found_at(Relay::start_in(folder, &["--open"]));
    council.sync_all();
    for number in 0..12 {
        let title = format!("Kebijakan {number}");
        let file = council.north.file("kebijakan.md", &policy(&title));
        council.north.ok(["import", &file]);
    }
    let filler = disk.fill();
    // It goes on trying; how far it comes is the disk's affair.
    let syncing: Running = council.north.start(["--language", "en", "sync", "--once"]);
    let mut health = String::new();
    for _ in 0..3 {
        syncing.wait_for_end(Duration::from_millis(700));
        health = council.relay.health().expect("a full relay still answers");
    }
    assert!(health.contains("HTTP/1.1"), "{health}");
    std::fs::remove_file(filler).unwrap();
    drop(syncing);
    council.sync_all();
    let everywhere = council.agree("after the relay's disk was full");
    assert_eq!(everywhere.len(), 12);
}

/// The same below SQLite, with every trouble a disk can have, and no need to mount anything.
#[test]
fn a_relay_on_a_disk_in_trouble_takes_nothing_and_everything_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::at(folder.path());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let relay = sync_server::Relay::open(&folder.path().join("relay.dewan"), true).unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    runtime.spawn(sync_server::serve(listener, relay, std::future::pending()));
    let chair = Office::new("chair");
    chair.ok([
        "council", "found", "Dewan", "--office", "Pusat", "--person", "Ratna", "--relay", &url,
    ]);
    let north = joined(&chair, "north", "Surabaya", "Budi");
    chair.sync();
    north.sync();
    chair.sync();
    let troubles = [
        Trouble::Full(0),
        Trouble::Failing,
        Trouble::ReadOnly,
        Trouble::Unreadable,
    ];
    for (number, trouble) in troubles.into_iter().enumerate() {
        let file = chair.file("kebijakan.md", &policy(&format!("Kebijakan {number}")));
        chair.ok(["import", &file]);
        disk.have(trouble);
        let syncing = chair.start(["--language", "en", "sync", "--once"]);
        syncing.wait_for_end(Duration::from_secs(2));
        let output = syncing.stop();
        assert_ne!(
            output.status.code(),
            Some(0),
            "{trouble:?}: {}",
            output.stdout
        );
        disk.have(Trouble::None);
        chair.sync();
        north.sync();
        let here = agree(&[&chair, &north], &format!("after {trouble:?}"));
        assert_eq!(here.len(), number + 1, "{trouble:?}");
    }
    runtime.shutdown_background();
}
