//! Saved here, at the relay, at head office, seen by the chair: each shown only when it is true, at the
//! office that wrote and at every other.

use dewan_tests::council::{Council, NORTH};
use dewan_tests::office::Office;
use serde_json::Value;

/// The facts about the only document there: at the relay, at head office, seen, changed since.
#[track_caller]
fn facts(office: &Office) -> [bool; 4] {
    let status = office.json(["status"]);
    let document = &status["documents"][0];
    assert_eq!(document["saved_here"], true, "{status}");
    [
        "at_relay",
        "at_head_office",
        "seen_by_chair",
        "changed_since_seen",
    ]
    .map(|fact| document[fact].as_bool().expect("a fact is true or not"))
}

#[track_caller]
fn status(office: &Office) -> String {
    office.ok(["--language", "en", "status"])
}

#[test]
fn a_branch_sees_its_work_arrive_at_the_relay_at_head_office_and_before_the_chair() {
    let council = Council::found();
    let (chair, branch, other) = (&council.chair, &council.north, &council.south);
    council.sync_all();

    branch.ok(["new", "policy", "Kebijakan cabang"]);
    assert_eq!(facts(branch), [false; 4]);
    branch.sync();
    assert_eq!(facts(branch), [true, false, false, false]);

    // Head office has it, and says so when it leaves; the branch learns that with its next sync.
    chair.sync();
    assert_eq!(facts(chair), [true, true, false, false]);
    assert_eq!(facts(branch), [true, false, false, false]);
    branch.sync();
    assert_eq!(facts(branch), [true, true, false, false]);
    assert!(status(branch).contains("at head office (receipt "));
    let said = &branch.json(["status"])["documents"][0]["head_office"];
    assert_eq!(said["by"]["person"], "Ratna");
    assert!(said["time"].is_string());

    // The chair reads it, and says so once.
    let seen = chair.json(["seen", "Kebijakan cabang"]);
    assert!(seen["act"].is_string() && seen["time"].is_string());
    let again = chair.json(["seen", "Kebijakan cabang"]);
    assert!(again["act"].is_null() && again["time"].is_null());
    assert_eq!(facts(chair), [true, true, true, false]);
    chair.sync();
    for office in [branch, other] {
        office.sync();
        assert_eq!(
            facts(office),
            [true, true, true, false],
            "{}",
            office.name()
        );
        assert!(status(office).contains("seen by the chair"));
        assert!(!status(office).contains("changed since"));
    }
    let history = branch.json(["history", "Kebijakan cabang"]);
    let events = history.as_array().expect("a list");
    let told = events.iter().filter(|event| event["what"] == "seen");
    assert_eq!(told.count(), 1, "{history}");

    // What is written afterwards is nowhere else yet, and was not seen.
    branch.ok(["set", "Kebijakan cabang", "meta/number", "7"]);
    assert_eq!(facts(branch), [false, false, false, true]);
    assert!(status(branch).contains("changed since"));
    assert_eq!(facts(other), [true, true, true, false]);
    branch.sync();
    chair.sync();
    branch.sync();
    assert_eq!(facts(branch), [true, true, false, true]);
    chair.ok(["seen", "Kebijakan cabang"]);
    chair.sync();
    branch.sync();
    assert_eq!(facts(branch), [true, true, true, false]);
    council.sync_all();
    council.agree("after all facts were true");

    // Nothing is said or signed again.
    for office in [chair, branch, other] {
        let quiet = office.json(["sync", "--once"]);
        assert_eq!(moved(&quiet), [0; 6], "{}: {quiet}", office.name());
    }
}

fn moved(synced: &Value) -> [u64; 6] {
    let number = |side: &str, what: &str| synced[side][what].as_u64().expect("a number");
    [
        number("sent", "acts"),
        number("sent", "changes"),
        number("sent", "receipts"),
        number("received", "acts"),
        number("received", "changes"),
        number("received", "receipts"),
    ]
}

#[test]
fn nobody_else_speaks_for_the_chair_or_for_head_office() {
    let council = Council::found();
    let (branch, other) = (&council.north, &council.south);
    council.sync_all();
    branch.ok(["new", "policy", "Kebijakan cabang"]);
    let reason = branch.refused(["--language", "en", "seen", "Kebijakan cabang"]);
    assert!(reason.contains("Only the chair"), "{reason}");
    branch.sync();
    other.sync();
    branch.sync();
    // Two branches and the relay have it: that is not head office.
    for office in [branch, other] {
        assert_eq!(facts(office), [true, false, false, false]);
    }
    // Until the branch itself becomes head office.
    let relay = council.relay.url();
    let naming = ["council", "relay", &relay, "--head-office", NORTH];
    council.chair.ok(naming);
    council.chair.sync();
    branch.sync();
    other.sync();
    for office in [branch, other] {
        assert_eq!(
            facts(office),
            [true, true, false, false],
            "{}",
            office.name()
        );
    }
}

#[test]
fn an_office_that_stays_linked_learns_what_head_office_holds_at_once() {
    let council = Council::found();
    let (chair, branch) = (&council.chair, &council.north);
    council.sync_all();
    branch.ok(["new", "policy", "Kebijakan cabang"]);
    let linked = branch.start(["--language", "en", "sync"]);
    linked.line(|line| line.starts_with("Everything was sent").then_some(()));
    chair.sync();
    // It went over the relay to the branch, which reads its own store beside the link.
    while facts(branch) != [true, true, false, false] {
        assert!(
            !linked.wait_for_end(std::time::Duration::ZERO),
            "sync ended meanwhile"
        );
    }
    linked.stop().expect_code(0);
}
