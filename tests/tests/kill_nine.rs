//! Programs are killed (SIGKILL) at any moment, and nothing is lost that they had called saved, or
//! that a relay had said it holds.
//!
//! `DEWAN_KILLS` says how often each is killed (20 unless told), `DEWAN_SEED` when.

use std::collections::BTreeMap;
use std::time::Duration;

use dewan::engine::home::Home;
use dewan_tests::council::{Council, figure};
use dewan_tests::moment::{Moment, moments};
use dewan_tests::office::Office;
use dewan_tests::program::{Output, Running};
use format::chain::LoggedItem;
use store::{Reader, Store};
use sync::Holdings as _;

/// Whether a program said that what it did is saved. It says so after the commit, so a killed one may
/// have saved without saying so, never the other way round.
fn acknowledged(output: &Output) -> bool {
    output.stdout.contains("Saved here")
}

/// What must be at an office: for each title, words that its text must hold, each once.
type Saved = BTreeMap<String, Vec<String>>;

/// Insists that everything acknowledged is there and that `check` finds nothing.
fn intact(office: &Office, saved: &Saved, circumstances: &str) {
    let checked = office.run(["check"]);
    assert_eq!(
        checked.status.code(),
        Some(0),
        "{circumstances}: check at {}: {}{}",
        office.name(),
        checked.stdout,
        checked.stderr
    );
    for (title, words) in saved {
        let text = office.read(title);
        for word in words {
            assert_eq!(
                text.matches(word.as_str()).count(),
                1,
                "{circumstances}: {} lost {word} of {title}: {text}",
                office.name()
            );
        }
    }
}

/// A document as it is imported in this round.
fn document(round: usize, number: usize) -> (String, String) {
    let title = format!("Dokumen {round}-{number}");
    let mut text = format!("# {title}\n\n");
    for clause in 0..8 {
        text.push_str(&format!(
            "## Pasal {clause}\n\nIsi {round}.{number}.{clause};\n\n"
        ));
    }
    (title, text)
}

#[test]
fn a_killed_client_loses_nothing_it_called_saved() {
    let (kills, seed) = (figure("DEWAN_KILLS", 20), figure("DEWAN_SEED", 1));
    let council = Council::found();
    let office = &council.north;
    let file = office.file("kebijakan.md", "# Kebijakan\n\n## Pasal 1\n\nIsi.\n");
    office.ok(["import", &file]);
    let mut saved = Saved::from([("Kebijakan".to_owned(), vec!["Isi.".to_owned()])]);
    let (mut killed, mut told) = (0, 0);
    // Longer than any of these commands takes, so that some end by themselves.
    let moments = moments(seed, kills as usize, Duration::from_millis(250), 2);
    for (round, moment) in moments.enumerate() {
        let circumstances = format!("seed {seed}, round {round}, {moment:?}");
        let english = ["--language", "en"];
        let (running, adds): (Running, Vec<(String, String)>) = match round % 3 {
            0 => {
                let mut adds = Vec::new();
                let mut arguments: Vec<String> = english.map(str::to_owned).into();
                arguments.push("import".to_owned());
                for number in 0..4 {
                    let (title, text) = document(round, number);
                    arguments.push(office.file(&format!("{round}-{number}.md"), &text));
                    for clause in 0..8 {
                        adds.push((title.clone(), format!("Isi {round}.{number}.{clause};")));
                    }
                }
                (office.start(arguments), adds)
            }
            1 => {
                let word = format!("kata-{round};");
                let text = format!("{} {word}", clause(office));
                let arguments = english
                    .into_iter()
                    .chain(["edit", "Kebijakan", "clause/1/body"]);
                let running = office.start_with(arguments, &text);
                (running, vec![("Kebijakan".to_owned(), word)])
            }
            _ => (office.start(["sync", "--once"]), Vec::new()),
        };
        let output = moment.kill(running);
        killed += usize::from(output.status.code().is_none());
        assert!(
            matches!(output.status.code(), None | Some(0)),
            "{circumstances}: {}{}",
            output.stdout,
            output.stderr
        );
        if acknowledged(&output) {
            told += 1;
            for (title, word) in adds {
                saved.entry(title).or_default().push(word);
            }
        } else if let Some((title, word)) = adds.first() {
            // Not called saved: all of it is there or nothing.
            let listed = office.listed();
            if round % 3 == 0 && listed.iter().any(|listed| &listed.title == title) {
                for (title, word) in adds {
                    saved.entry(title).or_default().push(word);
                }
            } else if round % 3 == 1 && office.read(title).contains(word) {
                saved.entry(title.clone()).or_default().push(word.clone());
            }
        }
        intact(office, &saved, &circumstances);
    }
    council.sync_all();
    let circumstances = format!("seed {seed}, in the end");
    for office in council.offices() {
        intact(office, &saved, &circumstances);
    }
    council.agree(&circumstances);
    println!(
        "seed {seed}: {kills} rounds, {killed} killed before their end, {told} told of saving"
    );
    assert!(
        killed > 0 && told > 0,
        "seed {seed}: the moments test nothing"
    );
}

/// The first clause as it reads now.
fn clause(office: &Office) -> String {
    let shown = office.json(["show", "Kebijakan"]);
    let body = shown["view"]["clauses"][0]["body"].as_str();
    body.unwrap_or_else(|| panic!("show --json has no clause: {shown}"))
        .to_owned()
}

fn reader_of(path: &std::path::Path) -> Reader {
    let store = Store::open_read_only(path).unwrap();
    let council = store.councils().unwrap()[0];
    store.reader(council).unwrap()
}

/// Insists that the relay's file holds all that it told this office it holds; says how much that was.
fn relay_keeps_its_word(office: &Office, relay: &Reader, circumstances: &str) -> u64 {
    let home = Home::find(Some(office.home())).unwrap();
    let here = reader_of(&home.store());
    let mut promised = 0;
    for peer in here.acknowledging_peers().unwrap() {
        let Some(position) = here.acknowledged(&peer).unwrap() else {
            continue;
        };
        for row in here.rows_after(0, usize::MAX >> 1).unwrap() {
            if row.n > position.n {
                break;
            }
            promised += 1;
            let held = match &row.item {
                LoggedItem::Act(act) => relay.act(act).unwrap().is_some(),
                LoggedItem::Change(document, change) => {
                    relay.change(document, change).unwrap().is_some()
                }
            };
            assert!(
                held,
                "{circumstances}: the relay told {} that it holds {:?} and does not",
                office.name(),
                row.item
            );
        }
    }
    for document in here.documents().unwrap() {
        for receipt in here.receipts(&document).unwrap() {
            for head in &receipt.heads {
                let held = relay.change(&document, head).unwrap().is_some();
                assert!(
                    held,
                    "{circumstances}: the relay signed for {head:?}, which is gone"
                );
            }
        }
    }
    promised
}

#[test]
fn a_killed_relay_keeps_what_it_said_it_holds() {
    let (kills, seed) = (figure("DEWAN_KILLS", 20), figure("DEWAN_SEED", 1));
    let mut council = Council::found();
    council.sync_all();
    let mut saved = Saved::new();
    let (mut cut, mut promised) = (0, 0);
    let moments: Vec<Moment> =
        moments(seed, kills as usize, Duration::from_millis(300), 2).collect();
    for (round, moment) in moments.into_iter().enumerate() {
        let circumstances = format!("seed {seed}, round {round}, {moment:?}");
        for (number, office) in [&council.north, &council.south].into_iter().enumerate() {
            let (title, text) = document(round, number);
            let file = office.file(&format!("{round}.md"), &text);
            office.ok(["import", &file]);
            let words = (0..8).map(|clause| format!("Isi {round}.{number}.{clause};"));
            saved.entry(title).or_default().extend(words);
        }
        let running =
            [&council.north, &council.south].map(|office| office.start(["sync", "--once"]));
        moment.wait(&running[0]);
        council.relay.kill();
        let relay = reader_of(&council.relay.data());
        // They would try again for a while; what they were told by now is what counts. One that has
        // hardly begun ends at once.
        let ended = running.map(Running::stop);
        for output in ended {
            assert!(
                matches!(output.status.code(), None | Some(0 | 1)),
                "{circumstances}: {} {}",
                output.status,
                output.stderr
            );
            cut += usize::from(output.status.code() != Some(0));
        }
        for office in [&council.north, &council.south] {
            promised += relay_keeps_its_word(office, &relay, &circumstances);
        }
        let report = relay.check(false).unwrap();
        assert!(
            report.findings.is_empty(),
            "{circumstances}: {:?}",
            report.findings
        );
        drop(relay);
        council.relay.restart();
    }
    council.sync_all();
    let circumstances = format!("seed {seed}, in the end");
    for office in council.offices() {
        intact(office, &saved, &circumstances);
    }
    council.agree(&circumstances);
    println!("seed {seed}: {kills} kills, {cut} syncs cut, {promised} promises looked at");
    assert!(cut > 0, "seed {seed}: the moments test nothing");
}
