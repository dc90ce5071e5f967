//! A killed program loses nothing that it was told is saved.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use store::{Options, Store};
use sync::holdings::Holdings as _;

use crate::fixture::{council, place, subject};

const PATH: &str = "DEWAN_STORE_CRASH_TEST";

/// Not a test of its own: the program that the next test kills. Says which act is durable.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(PATH) else {
        return;
    };
    let council = council();
    let (store, _) = Store::open(path.as_ref(), Options::new("child")).unwrap();
    council.fill(&store);
    let mut round = store.reader(council.id).unwrap().log_end().unwrap().n;
    loop {
        round += 1;
        let (id, act) = (council.id, council.creation((round % 251) as u8));
        let name = act.id();
        store
            .write(move |write| {
                write.append_act(id, &act)?;
                write.set(
                    None,
                    "round",
                    Some(&store::notes::Setting {
                        version: 1,
                        value: vec![0; 5_000],
                    }),
                )
            })
            .unwrap();
        println!("\ndurable {name}");
    }
}

#[test]
fn nothing_that_was_reported_as_saved_is_lost_by_a_kill() {
    let (_folder, path) = place();
    let council = council();
    let mut durable = Vec::new();
    for round in 0..8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crash::child_that_writes_until_it_is_killed",
                "--nocapture",
            ])
            .env(PATH, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = 0;
        for line in lines {
            let line = line.unwrap_or_default();
            if let Some(name) = line.strip_prefix("durable ") {
                durable.push(name.parse::<format::ActId>().unwrap());
                told += 1;
            }
            // Killed at a different moment of its work each time.
            if told == 1 + round * 3 {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(told, 1 + round * 3, "the child ended early");
        let reading = Store::open_read_only(&path).unwrap();
        let reader = reading.reader(council.id).unwrap();
        for name in &durable {
            assert!(
                reader.act(name).unwrap().is_some(),
                "{name} was lost in round {round}"
            );
        }
        drop(reader);
        assert_eq!(reading.check_file().unwrap(), []);
    }
    let (store, notes) = Store::open(&path, Options::new("after")).unwrap();
    assert_eq!(notes.moved, None);
    let report = store.reader(council.id).unwrap().check(false).unwrap();
    assert_eq!(report.findings, []);
}

#[test]
fn a_store_copied_with_its_log_in_the_middle_of_work_is_whole() {
    let (folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let copy = folder.path().join("copy.dewan");
    for number in 10..20 {
        let act = council.creation(number);
        let document = subject(&act);
        store
            .write(move |write| write.append_act(id, &act))
            .unwrap();
        // What a power cut leaves: the file and its log as they are on the disk.
        std::fs::copy(&path, &copy).unwrap();
        std::fs::copy(
            path.with_extension("dewan-wal"),
            copy.with_extension("dewan-wal"),
        )
        .unwrap();
        let (copied, notes) = Store::open(&copy, Options::new("test")).unwrap();
        assert!(notes.moved.is_some());
        let reader = copied.reader(id).unwrap();
        assert!(reader.is_created(&document).unwrap(), "{number} was lost");
        assert_eq!(reader.check(false).unwrap().findings, []);
        drop((reader, copied));
        for name in ["copy.dewan", "copy.dewan-wal", "copy.dewan-shm"] {
            drop(std::fs::remove_file(folder.path().join(name)));
        }
    }
}
