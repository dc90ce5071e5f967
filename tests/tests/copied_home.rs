//! A home folder that is copied, or put back to what it was, goes on: both copies are used, nothing is
//! lost, nothing is skipped in silence, and the person is told.

use dewan_tests::council::{Council, agree};
use dewan_tests::office::Office;

/// In the program's words for a store that is not where, or what, it last was.
const TOLD: &str = "copied";

fn council_with_policy() -> Council {
    let council = Council::found();
    let text = "# Kebijakan\n\n## Pasal 1\n\nIsi pertama.\n\n## Pasal 2\n\nIsi kedua.\n";
    let file = council.chair.file("kebijakan.md", text);
    council.chair.ok(["import", &file]);
    council.chair.sync();
    council.sync_all();
    council
}

/// Adds a line to a clause, as an editor would; saved when this returns. Gives all that was printed.
fn write(office: &Office, clause: usize, line: &str) -> String {
    let shown = office.json(["show", "Kebijakan"]);
    let body = shown["view"]["clauses"][clause - 1]["body"]
        .as_str()
        .unwrap_or_else(|| panic!("show --json has no clause {clause}: {shown}"));
    let place = format!("clause/{clause}/body");
    let output = office
        .start_with(
            ["--language", "en", "edit", "Kebijakan", &place],
            &format!("{body}\n{line}\n"),
        )
        .finish()
        .expect_code(0);
    output.stdout + &output.stderr
}

fn sync(office: &Office) -> String {
    let output = office
        .run(["--language", "en", "sync", "--once"])
        .expect_code(0);
    output.stdout + &output.stderr
}

#[test]
fn a_copied_home_and_the_first_one_both_go_on() {
    let council = council_with_policy();
    let first = &council.north;
    write(first, 1, "Sebelum disalin.");
    let copy = first.copied_as("north-copy");
    let (mut lines, mut told) = (vec!["Sebelum disalin.".to_owned()], String::new());
    for round in 0..4 {
        // Both write in the same clause and in one of their own; who synchronises first alternates.
        for (office, name) in [(first, "asli"), (&copy, "salinan")] {
            for clause in 1..=2 {
                let line = format!("Baris {name} {round} pasal {clause}.");
                let said = write(office, clause, &line);
                if name == "salinan" {
                    told.push_str(&said);
                }
                lines.push(line);
            }
        }
        let order = if round % 2 == 0 {
            [first, &copy]
        } else {
            [&copy, first]
        };
        for office in order {
            let said = sync(office);
            if office.name() == copy.name() {
                told.push_str(&said);
            }
        }
        council.south.sync();
    }
    for _ in 0..2 {
        for office in [first, &copy, &council.south, &council.chair] {
            office.sync();
        }
    }
    assert!(
        told.contains(TOLD),
        "the copy's person was told nothing: {told}"
    );
    let everybody = [first, &copy, &council.south, &council.chair];
    let exports = agree(&everybody, "home copied and used twice");
    let text = String::from_utf8(exports.into_values().next().unwrap()).unwrap();
    for line in &lines {
        assert_eq!(text.matches(line.as_str()).count(), 1, "{line}: {text}");
    }
    for office in everybody {
        let listed = office.json(["list"]);
        assert_eq!(listed[0]["held_back"], 0, "{}: {listed}", office.name());
    }
}

#[test]
fn a_home_put_back_to_an_earlier_state_gets_back_what_it_had_sent() {
    let council = council_with_policy();
    let office = &council.north;
    write(office, 1, "Sebelum cadangan.");
    let earlier = office.copied_as("north-earlier");
    write(office, 1, "Terkirim setelah cadangan.");
    sync(office);
    council.south.sync();
    let south = "Dari Medan setelah itu.";
    write(&council.south, 2, south);
    council.south.sync();
    sync(office);

    office.roll_back_to(&earlier);
    let mut told = write(office, 2, "Ditulis setelah dikembalikan.");
    told.push_str(&sync(office));
    council.sync_all();
    assert!(told.contains(TOLD), "the person was told nothing: {told}");
    let exports = council.agree("home rolled back");
    let text = String::from_utf8(exports.into_values().next().unwrap()).unwrap();
    for line in [
        "Sebelum cadangan.",
        "Terkirim setelah cadangan.",
        south,
        "Ditulis setelah dikembalikan.",
    ] {
        assert_eq!(text.matches(line).count(), 1, "{line}: {text}");
    }
}

/// What was written and sent by a store that was rolled back twice, with work of others in between.
#[test]
fn a_home_put_back_again_and_again_loses_nothing_that_was_sent() {
    let council = council_with_policy();
    let office = &council.north;
    let earlier = office.copied_as("north-earlier");
    let mut lines = Vec::new();
    for round in 0..3 {
        for clause in 1..=2 {
            let line = format!("Putaran {round} pasal {clause}.");
            write(office, clause, &line);
            lines.push(line);
        }
        sync(office);
        let line = format!("Medan putaran {round}.");
        council.south.sync();
        write(&council.south, 1, &line);
        council.south.sync();
        lines.push(line);
        office.roll_back_to(&earlier);
    }
    council.sync_all();
    let exports = council.agree("home rolled back three times");
    let text = String::from_utf8(exports.into_values().next().unwrap()).unwrap();
    for line in &lines {
        assert_eq!(text.matches(line.as_str()).count(), 1, "{line}: {text}");
    }
}
