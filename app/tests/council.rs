//! Founding, inviting, joining, confirming.

use serde_json::Value;

use crate::office::{Office, copy_folder};
use crate::relay::Relay;

fn members(office: &Office) -> Vec<(String, String, bool)> {
    let shown = office.json(&["council", "show"]);
    shown["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|member| {
            let text = |name: &str| member[name].as_str().unwrap().to_owned();
            let confirmed = member["confirmed"].as_bool().unwrap();
            (text("person"), text("standing"), confirmed)
        })
        .collect()
}

fn member(person: &str, standing: &str, confirmed: bool) -> (String, String, bool) {
    (person.to_owned(), standing.to_owned(), confirmed)
}

#[test]
fn joining_and_writing_need_no_link() {
    let chair = Office::founding(None);
    let branch = chair.with_branch("Surabaya", "Bayu");
    assert_eq!(
        members(&branch),
        [
            member("Ratna", "founder", true),
            member("Bayu", "member", false)
        ]
    );
    branch.ok(&["new", "policy", "Kebijakan cabang"]);
    assert_eq!(branch.json(&["list"]).as_array().unwrap().len(), 1);
    let same = |office: &Office| office.json(&["council", "show"])["id"].clone();
    assert_eq!(same(&chair), same(&branch));
}

#[test]
fn an_invitation_file_is_private_and_never_overwritten() {
    let chair = Office::founding(None);
    let file = chair.beside("undangan.txt");
    let path = file.display().to_string();
    let invite = ["council", "invite", "--office", "Medan", "--to", &path];
    let answer = chair.json(&invite);
    assert_eq!(answer["invitation"], Value::Null);
    let written = std::fs::read(&file).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(chair.refused(&invite).contains("exists"));
    assert_eq!(std::fs::read(&file).unwrap(), written);
    let branch = Office::new();
    branch.ok(&["council", "join", &path, "--person", "Maruli"]);
}

#[test]
fn invitations_that_cannot_be_used_are_refused_in_a_sentence_and_change_nothing() {
    let chair = Office::founding(None);
    let good = chair.invitation("Medan");
    let cut = &good[..good.len() - 9];
    let mut damaged = good.clone().into_bytes();
    let at = good.len() - 20;
    damaged[at] = if damaged[at] == b'a' { b'b' } else { b'a' };
    let damaged = String::from_utf8(damaged).unwrap();
    let expired = chair.json(&["council", "invite", "--office", "Medan", "--expires", "0"]);
    let expired = expired["invitation"].as_str().unwrap();
    let foreign = chair.file("foreign.txt", "Selamat pagi, ini bukan undangan.");
    let cases = [
        (cut, "cut off"),
        (damaged.as_str(), "damaged"),
        (expired, "ended"),
        (foreign.as_str(), "no invitation"),
        ("there-is-no-such-file", "there-is-no-such-file"),
    ];
    for (invitation, words) in cases {
        let branch = Office::new();
        let refusal = branch.refused(&["council", "join", invitation, "--person", "Maruli"]);
        assert!(refusal.contains(words), "{words}: {refusal}");
        assert!(!branch.home().join("council.sqlite").exists(), "{words}");
    }
}

#[test]
fn a_home_belongs_to_one_council() {
    let chair = Office::founding(None);
    let branch = chair.with_branch("Medan", "Maruli");
    let other = Office::founding(None);
    for invitation in [chair.invitation("Medan"), other.invitation("Medan")] {
        let refusal = branch.refused(&["council", "join", &invitation, "--person", "Maruli"]);
        assert!(refusal.contains("already"), "{refusal}");
    }
    let again = ["council", "found", "Lain", "--office", "X", "--person", "Y"];
    assert!(branch.refused(&again).contains("already"));
    assert_eq!(members(&branch).len(), 2);
}

#[test]
fn the_inviters_program_confirms_the_first_join_it_receives() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    let branch = chair.with_branch("Surabaya", "Bayu");
    chair.sync();
    branch.sync();
    let synced = chair.sync();
    assert_eq!(synced["confirmed"].as_array().unwrap().len(), 1);
    branch.sync();
    for office in [&chair, &branch] {
        assert_eq!(
            members(office),
            [
                member("Ratna", "founder", true),
                member("Bayu", "member", true)
            ]
        );
    }
}

#[test]
fn two_joins_of_one_invitation_wait_until_a_person_confirms_one() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.sync();
    let invitation = chair.invitation("Medan");
    let [first, second] = ["Maruli", "Penyusup"].map(|person| {
        let office = Office::new();
        office.ok(&["council", "join", &invitation, "--person", person]);
        office
    });
    first.ok(&["new", "policy", "Dari Maruli"]);
    // Both reach the relay before the inviter's program sees either.
    first.sync();
    second.run(&["sync", "--once"]);
    // What somebody wrote whose join waits is kept, and does not show.
    chair.sync();
    let titles = || -> Vec<String> {
        let list = chair.json(&["list"]);
        let titles = list.as_array().unwrap().iter();
        titles.map(|one| one["title"].to_string()).collect()
    };
    assert!(!titles().iter().any(|title| title.contains("Dari Maruli")));
    let waiting = chair.json(&["council", "confirm"]);
    assert_eq!(waiting.as_array().unwrap().len(), 2);
    assert_eq!(chair.json(&["status"])["open_joins"], 2);
    chair.ok(&["council", "confirm", "Maruli"]);
    chair.sync();
    let standings = members(&chair);
    assert!(
        standings.contains(&member("Maruli", "member", true)),
        "{standings:?}"
    );
    assert!(
        standings.contains(&member("Penyusup", "superseded", false)),
        "{standings:?}"
    );
    // It shows as soon as its writer counts; nothing had to be sent again.
    assert!(titles().iter().any(|title| title.contains("Dari Maruli")));
    first.sync();
    // The other one is told who used the invitation, and what to do.
    let told = second.refused(&["sync", "--once"]);
    assert!(told.contains("Maruli (Medan)"), "{told}");
    assert!(told.contains("ask for a new invitation"), "{told}");
    assert!(!told.contains("sync again"), "{told}");
}

#[test]
fn only_the_chair_names_relays_and_the_first_session_pins_the_key() {
    let relay = Relay::start();
    let chair = Office::founding(None);
    let branch = chair.with_branch("Surabaya", "Bayu");
    assert!(chair.refused(&["sync", "--once"]).contains("no relay"));
    assert!(
        branch
            .refused(&["council", "relay", &relay.url()])
            .contains("chair")
    );
    chair.ok(&["council", "relay", &relay.url()]);
    let relays = |office: &Office| office.json(&["council", "show"])["relays"].clone();
    assert_eq!(relays(&chair)[0]["key"], Value::Null);
    chair.sync();
    let key = relays(&chair)[0]["key"].clone();
    assert_eq!(key.as_str().unwrap().len(), 64);
    // The branch's invitation names no relay: it is told where, once.
    branch.json(&["sync", "--once", "--relay", &relay.url()]);
    assert_eq!(relays(&branch)[0]["key"], key);
    branch.sync();
    // Somebody else at that address is not the relay.
    let other = Relay::start();
    let address = format!("{}#{}", other.url(), key.as_str().unwrap());
    chair.ok(&["council", "relay", &address]);
    let refusal = chair.refused(&["sync", "--once"]);
    assert!(refusal.contains("not the relay"), "{refusal}");
}

#[test]
fn a_copied_home_goes_on_at_both_places_and_loses_nothing() {
    let relay = Relay::start();
    let chair = Office::founding(Some(&relay.url()));
    chair.ok(&["new", "policy", "Pertama"]);
    chair.sync();
    let copy = Office::new();
    copy_folder(&chair.home(), &copy.home());
    chair.ok(&["new", "policy", "Di sini"]);
    copy.ok(&["new", "policy", "Di salinan"]);
    copy.sync();
    chair.sync();
    copy.sync();
    assert_eq!(chair.exports(), copy.exports());
    assert_eq!(chair.exports().len(), 3);
    let notes = copy.json(&["status"])["notes"].clone();
    assert_eq!(notes.as_array().unwrap().len(), 1, "{notes}");
    for office in [&chair, &copy] {
        assert_eq!(office.json(&["check"])["clean"], true);
    }
}
