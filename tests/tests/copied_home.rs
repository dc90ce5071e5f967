//! A home folder that is copied, or put back to what it was, goes on: both copies are used, nothing is
//! lost, nothing is skipped in silence, and the person is told.

use council::document::Document;
use council::edit::{Edit, Place};
use council::view::{Kind, View};
use dewan_tests::council::{Council, agree};
use dewan_tests::office::Office;
use format::{ActorId, DeviceKey, Seal};
use store::{KeyFile, Options, Store};

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

fn key_of(office: &Office) -> DeviceKey {
    let file = KeyFile::new(office.home().join("device.key"));
    file.read().unwrap().expect("the device has its key")
}

/// Adds a line to a clause under this actor, as a program does that went on when its machine was cloned.
fn write_on(office: &Office, actor: ActorId, clause: usize, line: &str) {
    let key = key_of(office);
    let path = office.home().join("council.sqlite");
    let (store, _) = Store::open(&path, Options::new("clone")).unwrap();
    let council = store.councils().unwrap()[0];
    let reader = store.reader(council).unwrap();
    let id = reader.documents().unwrap()[0];
    let changes = reader.content(&id).unwrap().changes.into_iter();
    let changes = changes.map(|shown| automerge::Change::from_bytes(shown.chunk).unwrap());
    let mut document = Document::load(Kind::Policy, changes).unwrap();
    document.set_writer(key.public(), actor);
    let View::Policy(policy) = document.view() else {
        panic!("a policy")
    };
    let clause = &policy.clauses[clause - 1];
    let edit = Edit::Put {
        place: Place::ClauseBody(clause.id.clone()),
        value: format!("{}\n{line}", clause.body),
    };
    let change = document
        .edit(&[edit], 1_790_000_000, None)
        .unwrap()
        .unwrap();
    let heads = reader.roster().unwrap().heads.clone();
    let seal = Seal::sign(&key, &council, &id, &change.hash, heads);
    store
        .write(move |write| write.append_local(council, id, &key.public(), &change.bytes, &seal))
        .unwrap();
}

/// One fork as `status --json` tells it: the branch that counts, the one that does not, and how many
/// changes of this device wait to be written again.
fn fork_at(office: &Office) -> (String, String, u64) {
    let status = office.json(["status"]);
    let forks = status["forks"].as_array().unwrap();
    assert_eq!(forks.len(), 1, "{}: {status}", office.name());
    let branches = forks[0]["branches"].as_array().unwrap();
    let named = |counts: bool| {
        let mut found = branches.iter().filter(|one| one["counts"] == counts);
        let named = found
            .next()
            .map(|one| one["change"].as_str().unwrap().to_owned());
        assert!(found.next().is_none(), "{status}");
        named.unwrap_or_else(|| panic!("{status}"))
    };
    let waiting = forks[0]["mine_to_write_again"].as_u64().unwrap();
    (named(true), named(false), waiting)
}

#[test]
fn of_a_cloned_machine_the_chair_chooses_a_branch_and_what_lost_is_written_again() {
    let council = council_with_policy();
    let first = &council.north;
    write(first, 1, "Sebelum disalin.");
    first.sync();
    let copy = first.copied_as("north-copy");
    let id: format::CouncilId = council.id.parse().unwrap();
    let actor = key_of(first).public().new_actor(&id).unwrap();
    for (office, name) in [(first, "asli"), (&copy, "salinan")] {
        write_on(office, actor, 1, &format!("Satu dari {name}."));
        write_on(office, actor, 2, &format!("Dua dari {name}."));
    }
    let everybody = [first, &copy, &council.south, &council.chair];
    let settle = || {
        for _ in 0..2 {
            for office in everybody {
                office.sync();
            }
        }
    };
    settle();
    let lines = |text: &str| {
        let found = |name: &str| {
            let here = |line: &str| text.matches(&format!("{line} dari {name}.")).count();
            (here("Satu"), here("Dua"))
        };
        [found("asli"), found("salinan")]
    };
    let text = |exports: std::collections::BTreeMap<String, Vec<u8>>| {
        String::from_utf8(exports.into_values().next().unwrap()).unwrap()
    };
    let before = lines(&text(agree(&everybody, "cloned and linked")));
    assert!(
        [[(1, 1), (0, 0)], [(0, 0), (1, 1)]].contains(&before),
        "one branch shows: {before:?}"
    );
    let (counting, lost, waiting) = fork_at(first);
    assert_eq!(waiting, 2, "the device has lost work");
    assert_eq!(fork_at(&council.south).2, 0, "nobody else's device has");
    let shown = council.chair.ok(["--language", "en", "show", "Kebijakan"]);
    for change in [&counting, &lost] {
        assert!(shown.contains(&change[..8]), "{shown}");
    }
    // Only the chair chooses.
    let choice = [
        "choose-branch",
        "Kebijakan",
        &lost,
        "--reason",
        "yang dibaca",
    ];
    let refused = first.refused(["--language", "en"].iter().chain(&choice));
    assert!(refused.contains("chair"), "{refused}");
    council.chair.ok(choice);
    let refused = council
        .chair
        .refused(["--language", "en"].iter().chain(&choice));
    assert!(refused.contains("counts already"), "{refused}");
    settle();
    let chosen = lines(&text(agree(&everybody, "a branch was chosen")));
    assert_eq!(chosen, [before[1], before[0]], "the other branch shows");
    let (now_counting, now_lost, waiting) = fork_at(&copy);
    assert_eq!((&now_counting, &now_lost, waiting), (&lost, &counting, 2));
    let log = council.chair.ok(["--language", "en", "log", "Kebijakan"]);
    assert!(log.contains("Branch chosen"), "{log}");

    // Whichever machine of the device writes it again.
    let again = copy.json(["rewrite", "Kebijakan"]);
    assert_eq!(again["lost"], 2, "{again}");
    assert_eq!(again["left"].as_array().unwrap().len(), 0, "{again}");
    settle();
    let all = lines(&text(agree(&everybody, "written again")));
    assert_eq!(all, [(1, 1), (1, 1)], "all is there, once");
    assert_eq!(fork_at(first).2, 0, "nothing waits");
    let refused = first.refused(["--language", "en", "rewrite", "Kebijakan"]);
    assert!(refused.contains("written again already"), "{refused}");
}
