//! Ten programs on one store at once: one writes at a time, the others are told who does, and the store
//! stays whole.

use std::net::{Ipv4Addr, SocketAddr};

use dewan_tests::council::figure;
use dewan_tests::office::Office;
use dewan_tests::program::{self, PATIENCE, Running};

const PROGRAMS: usize = 10;

#[test]
fn of_ten_relays_started_at_once_on_one_file_one_serves_and_the_others_say_so() {
    let rounds = figure("DEWAN_ROUNDS", 3);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay.dewan");
    let (mut named, mut refused) = (0, 0);
    for round in 0..rounds {
        let start = |_| {
            let mut command = program::command("dewan-relay");
            let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).to_string();
            command.args(["--language", "en", "serve", "--open", "--listen", &listen]);
            command.arg("--data").arg(&data);
            Running::start(command, "")
        };
        let programs: Vec<Running> = (0..PROGRAMS).map(start).collect();
        for running in &programs {
            running.wait_for_lines(1, PATIENCE);
        }
        let ids: Vec<u32> = programs.iter().map(Running::id).collect();
        // Those that were refused have ended; the one that serves is asked to.
        let outputs: Vec<_> = programs.into_iter().map(Running::stop).collect();
        let serves = |output: &&program::Output| output.stdout.contains("listening on");
        let serving: Vec<_> = outputs.iter().filter(serves).collect();
        assert_eq!(serving.len(), 1, "round {round}: {outputs:?}");
        assert_eq!(serving[0].status.code(), Some(0), "{}", serving[0].stderr);
        let first = outputs.iter().position(|output| serves(&output)).unwrap();
        for output in outputs.iter().filter(|output| !serves(output)) {
            assert_eq!(output.status.code(), Some(1), "{}", output.stderr);
            refused += 1;
            named += u64::from(output.stderr.contains(&ids[first].to_string()));
        }
    }
    println!(
        "{rounds} x {PROGRAMS} relays: {refused} refused, {named} of them named the one that serves"
    );
    assert!(named > 0, "nobody says who serves");
    let store = store::Store::open_read_only(&data).unwrap();
    assert_eq!(store.check_file().unwrap(), []);
}

#[test]
fn of_ten_commands_that_write_at_once_each_saves_or_says_that_it_did_not() {
    let rounds = figure("DEWAN_ROUNDS", 3);
    let office = Office::new("busy");
    office.ok([
        "council", "found", "Dewan", "--office", "Pusat", "--person", "Ratna",
    ]);
    let (mut saved, mut refused) = (Vec::new(), 0);
    for round in 0..rounds {
        let titles: Vec<String> = (0..PROGRAMS)
            .map(|n| format!("Dokumen {round}-{n}"))
            .collect();
        let programs: Vec<Running> = titles
            .iter()
            .map(|title| office.start(["--language", "en", "new", "policy", title]))
            .collect();
        for (running, title) in programs.into_iter().zip(titles) {
            let output = running.finish();
            match output.status.code() {
                Some(0) => saved.push(title),
                Some(1) => {
                    assert!(
                        output.stderr.contains("is being written by"),
                        "{}",
                        output.stderr
                    );
                    refused += 1;
                }
                _ => panic!("{}: {}", output.status, output.stderr),
            }
        }
        office.check();
    }
    let mut listed: Vec<_> = office.listed().into_iter().map(|one| one.title).collect();
    listed.sort_unstable();
    saved.sort_unstable();
    println!(
        "{rounds} x {PROGRAMS} commands: {} saved, {refused} refused, 0 corrupt",
        saved.len()
    );
    assert_eq!(listed, saved);
    assert!(!saved.is_empty());
}
