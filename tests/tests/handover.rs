//! Several starts of the program on one folder: one of them writes, the others hand their work to it
//! or are refused naming it, and a killed one is in nobody's way.

use std::time::Duration;

use dewan::engine::handover::{focus_existing, is_answering};
use dewan::engine::home::Home;
use dewan_tests::council::Council;
use dewan_tests::office::Office;
use dewan_tests::program::{PATIENCE, Running};

/// Starts the program ten times at once to stay linked; gives the one that stays.
fn start_ten(office: &Office) -> Running {
    let starts: Vec<Running> = (0..10)
        .map(|_| office.start(["--language", "en", "sync", "--take-commands"]))
        .collect();
    let (mut stayed, mut refused) = (Vec::new(), Vec::new());
    for running in starts {
        // One that is refused says nothing on standard output and ends.
        running.wait_for_lines(1, PATIENCE);
        match running.wait_for_end(Duration::ZERO) {
            true => refused.push(running.finish().expect_code(1).stderr),
            false => stayed.push(running),
        }
    }
    assert_eq!((stayed.len(), refused.len()), (1, 9), "{refused:?}");
    let winner = stayed.remove(0);
    let process = winner.id().to_string();
    // Whoever came in the same instant may not have read the name yet.
    let naming = refused.iter().filter(|words| words.contains(&process));
    assert!(naming.count() > 0, "{refused:?} name no process {process}");
    for words in &refused {
        assert!(words.contains("is being written by"), "{words}");
    }
    winner
}

#[test]
fn ten_starts_at_once_give_one_writer() {
    let council = Council::found();
    let office = &council.north;
    let home = Home::find(Some(office.home())).unwrap();
    office.ok(["new", "policy", "Kebijakan"]);
    for round in 0..3 {
        let winner = start_ten(office);
        assert!(is_answering(&home));
        assert!(!focus_existing(&home), "there is no window");
        let title = format!("Dokumen {round}");
        office.ok(["new", "policy", title.as_str()]);
        let line = format!("Putaran {round}.");
        office.ok_with(["edit", &title, "clause/+"], &line);
        if round == 1 {
            // What it leaves behind hinders nobody, neither now nor at the next start.
            winner.kill();
            office.ok(["rename", "Kebijakan", "Aturan"]);
        } else {
            winner.stop().expect_code(0);
            assert!(!is_answering(&home));
        }
    }
    assert_eq!(office.listed().len(), 4);
    office.check();
    council.sync_all();
    council.agree("after ten starts at once");
}

#[test]
fn what_is_handed_over_goes_out_over_the_link_of_whoever_holds_it() {
    let council = Council::found();
    let office = &council.north;
    let linked = office.start(["--language", "en", "sync", "--take-commands"]);
    linked.line(|line| line.starts_with("Linked with").then_some(()));
    let file = office.file("kebijakan.md", "# Kebijakan\n\n## Pasal 1\n\nIsi.\n");
    office.ok(["import", &file]);
    // As soon as the relay has it, another office has it.
    let arrived = (0..10_000).any(|_| {
        council.south.sync();
        council.south.listed().len() == 1
    });
    assert!(arrived, "nothing left the office");
    linked.stop().expect_code(0);
    council.sync_all();
    council.agree("written through the program that is linked");
}
