//! What people meet on the first day: a second program on the same folder, files that are not what
//! they should be, wrong words on the command line.

use std::path::Path;
use std::time::Duration;

use dewan_tests::council::{Council, agree};
use dewan_tests::office::Office;
use dewan_tests::relay::Relay;

/// Every file of a home folder that holds content, with its bytes. SQLite's own working files come and
/// go without meaning anything, and so does the lock.
fn files(home: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(home) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .filter(|(name, _)| {
            !["-wal", "-shm", "lock"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .collect();
    files.sort();
    files
}

fn policy(office: &Office) -> String {
    office.file(
        "kebijakan.md",
        "# Kebijakan\n\n## Pasal 1\n\nIsi pertama.\n",
    )
}

#[test]
fn a_second_writer_is_refused_naming_the_first_and_readers_are_not() {
    let council = Council::found();
    let office = &council.north;
    office.ok(["import", &policy(office)]);
    let linked = office.start(["--language", "en", "sync"]);
    linked.line(|line| line.starts_with("Linked with").then_some(()));
    let process = linked.id().to_string();
    let file = policy(office);
    for writing in [
        vec!["import", file.as_str()],
        vec!["edit", "Kebijakan", "clause/1/body"],
        vec!["set", "Kebijakan", "meta/unit", "Medan"],
        vec!["rename", "Kebijakan", "Lain"],
        vec!["archive", "Kebijakan"],
        vec!["new", "policy", "Baru"],
        vec!["comment", "Kebijakan", "clause/1/body", "Baik."],
        vec!["council", "invite", "--office", "Bandung"],
        vec!["sync", "--once"],
    ] {
        let reason = office.refused(writing.clone());
        assert!(
            reason.contains("dewan") && reason.contains(&process),
            "{writing:?} does not name process {process}: {reason}"
        );
    }
    for reading in [
        vec!["list"],
        vec!["show", "Kebijakan"],
        vec!["blame", "Kebijakan"],
        vec!["conflicts"],
        vec!["history", "Kebijakan"],
        vec!["search", "pertama"],
        vec!["status"],
        vec!["check"],
        vec!["council", "show"],
        vec!["export", "Kebijakan", "--to", "-"],
    ] {
        office.ok(reading);
    }
    assert!(!linked.wait_for_end(Duration::ZERO), "sync ended meanwhile");
    linked.stop().expect_code(0);
    office.ok(["rename", "Kebijakan", "Lain"]);
}

#[test]
fn damaged_and_foreign_invitations_are_refused_and_change_nothing() {
    let relay = Relay::start();
    let chair = Office::new("chair");
    let found = [
        "council", "found", "Dewan", "--office", "Pusat", "--person", "Ratna", "--relay",
    ];
    chair.ok(found.into_iter().chain([relay.url().as_str()]));
    let path = chair.beside("undangan");
    chair.ok([
        "council",
        "invite",
        "--office",
        "Medan",
        "--to",
        path.to_str().unwrap(),
    ]);
    let whole = std::fs::read_to_string(&path).unwrap();
    let text = whole.trim();
    let mut swapped = text.to_owned().into_bytes();
    let middle = swapped.len() / 2;
    swapped[middle] = if swapped[middle] == b'a' { b'b' } else { b'a' };
    let guest = Office::new("guest");
    let file = |name: &str, content: &[u8]| {
        let path = guest.beside(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    for (what, invitation) in [
        ("cut", file("cut", &text.as_bytes()[..text.len() - 7])),
        ("one letter wrong", file("swapped", &swapped)),
        ("empty", file("empty", b"")),
        (
            "a picture",
            file("picture", &[0x89, b'P', b'N', b'G', 0, 255, 254]),
        ),
        ("missing", guest.beside("nowhere").display().to_string()),
        ("a folder", guest.beside("").display().to_string()),
        ("a cut string", text[..text.len() / 2].to_owned()),
    ] {
        guest.refused(["council", "join", &invitation, "--person", "Sinta"]);
        assert!(
            files(&guest.home()).is_empty(),
            "{what}: {:?}",
            files(&guest.home())
        );
    }
    // The whole one is good, once here; this folder takes no second council.
    guest.ok(["council", "join", text, "--person", "Sinta"]);
    let before = files(&guest.home());
    guest.refused(["council", "join", text, "--person", "Sinta"]);
    guest.refused(["council", "found", "Lain", "--office", "X", "--person", "Y"]);
    assert_eq!(files(&guest.home()), before);
}

#[test]
fn files_that_cannot_be_imported_are_refused_by_name_and_none_of_the_others_is_taken() {
    let council = Council::found();
    let office = &council.north;
    let good = policy(office);
    let write = |name: &str, content: &[u8]| {
        let path = office.beside(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    for (name, bad) in [
        ("latin.md", write("latin.md", b"# Judul\n\nR\xe9sum\xe9\n")),
        (
            "gambar.png",
            write("gambar.png", &[0x89, b'P', b'N', b'G', 0, 255]),
        ),
        (
            "hilang.md",
            office.beside("hilang.md").display().to_string(),
        ),
        ("besar.md", write("besar.md", &vec![b'a'; 80 << 20])),
    ] {
        let reason = office.refused(["import", &good, &bad]);
        assert!(reason.contains(name), "{name} is not named: {reason}");
        assert_eq!(office.listed(), [], "after {name}");
    }
    office.ok(["import", &good]);
    assert_eq!(office.listed().len(), 1);
}

#[test]
fn a_damaged_or_foreign_store_is_refused_and_left_as_it_is() {
    let council = Council::found();
    let office = &council.north;
    office.ok(["import", &policy(office)]);
    let store = office.home().join("council.sqlite");
    let backup = office.beside("cadangan.sqlite");
    office.ok(["backup", backup.to_str().unwrap()]);
    for (what, bytes) in [
        ("text", b"this is no store".repeat(100)),
        ("another database", {
            let mut bytes = std::fs::read(&backup).unwrap();
            // The application id in the header of an SQLite file (offset 68) tells whose it is.
            bytes[68..72].copy_from_slice(b"else");
            bytes
        }),
    ] {
        let broken = office.copied_as("broken");
        for end in ["", "-wal", "-shm"] {
            std::fs::remove_file(broken.home().join(format!("council.sqlite{end}"))).ok();
        }
        let path = broken.home().join("council.sqlite");
        std::fs::write(&path, &bytes).unwrap();
        for command in [
            vec!["list"],
            vec!["new", "policy", "Baru"],
            vec!["sync", "--once"],
        ] {
            let reason = broken.refused(command);
            assert!(reason.contains("council.sqlite"), "{what}: {reason}");
        }
        assert!(
            std::fs::read(&path).unwrap() == bytes,
            "{what}: the file was changed"
        );
        // The same as a backup: what is here stays.
        let foreign = office.beside("foreign.sqlite");
        std::fs::write(&foreign, &bytes).unwrap();
        office.refused(["restore", foreign.to_str().unwrap()]);
        assert_eq!(office.listed().len(), 1);
    }
    // A page in the middle is overwritten: found by check, never called clean.
    let damaged = office.copied_as("damaged");
    let path = damaged.home().join("council.sqlite");
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(damaged.home().join(format!("council.sqlite{end}"))).ok();
    }
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    damaged.refused(["check"]);
    // And a backup brings everything back.
    std::fs::remove_file(&store).unwrap();
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(office.home().join(format!("council.sqlite{end}"))).ok();
    }
    office.ok(["restore", backup.to_str().unwrap()]);
    assert_eq!(office.listed().len(), 1);
    council.sync_all();
    agree(&council.offices(), "after restoring a backup");
}

#[test]
fn exit_codes_tell_success_refusal_and_wrong_usage_apart() {
    let office = Office::new("nobody");
    office.run(["--version"]).expect_code(0);
    office.run(["--help"]).expect_code(0);
    for refused in [
        vec!["list"],
        vec!["sync", "--once"],
        vec!["new", "policy", "Judul"],
        // The window, where there is no display.
        vec![],
    ] {
        office.refused(refused);
    }
    for usage in [
        vec!["--no-such-flag"],
        vec!["no-such-command"],
        vec!["new", "poem", "Judul"],
        vec!["export", "Judul"],
        vec!["council", "found"],
    ] {
        office.run(usage).expect_code(2);
    }
    assert!(!office.home().exists() || files(&office.home()).is_empty());
}

#[test]
fn a_relay_refuses_a_council_it_was_not_told_of_and_serves_it_once_told() {
    let council = Council::found_at(Relay::start_with(&[]));
    council.chair.ok(["import", &policy(&council.chair)]);
    council.chair.refused(["sync", "--once"]);
    council.chair.check();
    council.relay.host(&council.id).expect_code(0);
    council.chair.sync();
    council.sync_all();
    council.agree("once hosted");
}

#[test]
fn no_link_is_said_in_one_sentence_and_everything_stays() {
    let mut council = Council::found();
    council.chair.ok(["import", &policy(&council.chair)]);
    council.relay.kill();
    let reason = council.chair.refused(["sync", "--once", "--timeout", "2"]);
    assert!(reason.contains("ws://127.0.0.1"), "{reason}");
    council.chair.check();
    assert_eq!(council.chair.listed().len(), 1);
    council.relay.restart();
    council.sync_all();
    council.agree("after the relay came back");
}
