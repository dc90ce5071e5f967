//! A seat belongs to a person, with the real program: what a new device has of the one it replaces, and what is
//! said about seats when a device is lost.

use crate::lifecycle::with_policy;
use crate::meetings::day_from_now;
use crate::merging::{carry, exchange};
use crate::program::Desk;

/// Invites a device in the place of somebody's and lets it join under the same name. Tells what the chair is told.
fn replaced(chair: &Desk, person: &str, office: &str) -> (Desk, String) {
    let new = Desk::empty();
    let file = new.path("undangan");
    let path = file.to_str().unwrap();
    let invite = [
        "council",
        "invite",
        "--office",
        office,
        "--replaces",
        person,
        "--to",
        path,
    ];
    let told = chair.run(&invite);
    new.run(&["council", "join", path, "--person", person]);
    exchange(chair, &new);
    (new, told)
}

fn listed(desk: &Desk) -> serde_json::Value {
    desk.json(&["seats"])
}

fn checks(desk: &Desk) -> Vec<String> {
    let seats = listed(desk);
    let found = seats["checks"].as_array().unwrap().clone();
    found
        .iter()
        .map(|one| one["check"].as_str().unwrap().to_owned())
        .collect()
}

/// Published, and Budi, who coordinates Surabaya and votes, was asked in writing.
fn asked_and_published() -> (Desk, Desk) {
    let (pusat, surabaya) = with_policy();
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    pusat.run(&["appoint", "Budi", "member"]);
    carry(&pusat, &surabaya);
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    let ask = ["circular", "ask", "Pedoman", "Setuju?"];
    pusat.run(&[&ask[..], &["--until", "2099-12-31"]].concat());
    pusat.run(&["decide", "Pedoman", "approve"]);
    let publish = ["publish", "Pedoman", "--number", "001", "--from"];
    pusat.run(&[&publish[..], &["2026-01-01"]].concat());
    carry(&pusat, &surabaya);
    (pusat, surabaya)
}

#[test]
fn a_device_that_replaces_a_lost_one_adopts_and_answers_what_the_person_was_asked_before() {
    let (pusat, surabaya) = asked_and_published();
    surabaya.run(&["acknowledge", "Pedoman"]);
    carry(&surabaya, &pusat);
    let told = pusat.run(&["revoke", "Budi", "hilang"]);
    assert!(
        told.contains("berakhir") && told.contains("koordinator unit (Surabaya)"),
        "{told}"
    );
    assert!(checks(&pusat).contains(&"lost".to_owned()));
    let (again, told) = replaced(&pusat, "Budi", "Surabaya");
    assert!(
        told.contains("Begitu bergabung") && told.contains("koordinator unit (Surabaya)"),
        "{told}"
    );
    assert!(!checks(&pusat).contains(&"lost".to_owned()));
    let seats = listed(&pusat);
    let seats = seats["seats"].as_array().unwrap();
    for seat in seats.iter().filter(|seat| seat["role"] != "chair") {
        assert_eq!(seat["holder"]["person"], "Budi", "{seat}");
        assert_eq!(seat["devices"].as_array().unwrap().len(), 1, "{seat}");
    }
    again.run(&["adopt", "Pedoman"]);
    again.run(&["circular", "answer", "Pedoman", "yes"]);
    carry(&again, &pusat);
    let log = pusat.json(&["log", "Pedoman"]);
    let stands = |kind: &str| {
        let acts = log["acts"].as_array().unwrap().iter();
        let of_kind = acts.filter(|act| act["kind"] == kind);
        let stands = of_kind.map(|act| act["stands"].as_str().unwrap().to_owned());
        stands.collect::<Vec<_>>()
    };
    assert_eq!(stands("adopt"), ["counts"], "{log}");
    assert_eq!(stands("answer"), ["counts"], "{log}");
    // The lost device says nothing any more.
    surabaya.run(&["circular", "answer", "Pedoman", "no"]);
    carry(&surabaya, &pusat);
    let log = pusat.json(&["log", "Pedoman"]);
    let acts = log["acts"].as_array().unwrap().iter();
    let answers: Vec<_> = acts.filter(|act| act["kind"] == "answer").collect();
    assert_eq!(
        answers
            .iter()
            .filter(|act| act["stands"] == "counts")
            .count(),
        1,
        "{log}"
    );
}

#[test]
fn the_chairs_second_device_presides_once_it_is_confirmed_and_decides_on_nothing_of_the_first() {
    let (pusat, surabaya) = with_policy();
    let (tablet, told) = replaced(&pusat, "Rina", "Pusat");
    assert!(told.contains("Setelah dikonfirmasi"), "{told}");
    surabaya.run(&["submit", "Pedoman"]);
    carry(&surabaya, &pusat);
    carry(&pusat, &tablet);
    let said = tablet.refused("id", &["decide", "Pedoman", "approve"]);
    assert!(said.contains("jabatan"), "{said}");
    pusat.run(&["council", "confirm", "Rina"]);
    carry(&pusat, &tablet);
    assert_eq!(listed(&tablet)["chairs"], 1);
    // What the chair submits on one device the chair does not decide on with the other.
    pusat.run(&["new", "policy", "Punya ketua"]);
    pusat.run(&["set", "Punya ketua", "clause/+", "Isi."]);
    pusat.run(&["submit", "Punya ketua"]);
    carry(&pusat, &tablet);
    let said = tablet.refused("en", &["decide", "Punya ketua", "approve"]);
    assert!(said.contains("submitted"), "{said}");
    tablet.run(&["decide", "Pedoman", "approve"]);
    carry(&tablet, &pusat);
    assert_eq!(pusat.json(&["log", "Pedoman"])["status"], "approved");
    // It is named once, and lost without taking the seat along.
    let seats = listed(&pusat);
    let devices = seats["seats"][0]["devices"].as_array().unwrap();
    let second = devices[1].as_str().unwrap();
    let fate = pusat.json(&["revoke", second, "hilang"]);
    assert_eq!(fate["ended_seats"], serde_json::json!([]));
    assert_eq!(fate["kept_seats"].as_array().unwrap().len(), 1);
    assert_eq!(listed(&pusat)["chairs"], 1);
}

#[test]
fn the_list_of_seats_says_what_is_to_be_seen_to() {
    let (pusat, _) = with_policy();
    assert_eq!(checks(&pusat), ["no-sponsor"]);
    for (language, words) in [("id", "sponsor eksekutif"), ("en", "executive sponsor")] {
        let said = pusat.run(&["--language", language, "seats"]);
        assert!(said.contains(words), "{said}");
    }
    pusat.run(&["appoint", "Budi", "sponsor"]);
    assert_eq!(checks(&pusat), [""; 0]);
    let soon = day_from_now(20);
    pusat.run(&["appoint", "Budi", "auditor", "--until", &soon]);
    assert_eq!(checks(&pusat), ["ends-soon"]);
    let said = pusat.run(&["seats"]);
    assert!(
        said.contains("hari lagi") && said.contains("Budi"),
        "{said}"
    );
}
