//! Clocks that are wrong, as people and scripts are told of them.

use council::act::decision::{Submit, Text};
use council::act::{Body, Speaker};
use dewan::engine::clocks::{self, BesideRelay};
use dewan::engine::open::open as open_document;
use format::DocumentId;
use sync::Holdings as _;

use crate::lifecycle::with_policy;
use crate::merging::{carry, open};
use crate::office::Office;
use crate::program::Desk;
use crate::relay::Relay;

const MINUTE: i64 = 60_000;

/// Submits the only document there is, by a clock that is so far ahead.
fn submit_by_a_wrong_clock(desk: &Desk, ahead_millis: i64) {
    let office = open(&desk.home());
    let reader = office.reader().unwrap();
    let document: DocumentId = reader.documents().unwrap()[0];
    let opened = open_document(&reader, &document).unwrap();
    let speaker = Speaker {
        key: office.key(),
        council: Some(office.council()),
        roster: office.roster().unwrap().heads.clone(),
        time_millis: link::clock::now_millis() + ahead_millis,
    };
    let submit = Body::Submit(Submit {
        text: Text {
            fingerprint: opened.view.fingerprint(),
            heads: opened.heads(),
        },
        note: String::new(),
    });
    let cites = reader.document_acts(&document).unwrap();
    let act = speaker.say_about(document, cites, &submit).unwrap();
    let council = office.council();
    office
        .store()
        .write(move |write| write.append_act(council, &act).map(drop))
        .unwrap();
}

#[test]
fn a_submission_from_after_its_decision_is_marked_wherever_its_time_is_shown() {
    let (pusat, surabaya) = with_policy();
    submit_by_a_wrong_clock(&surabaya, 24 * MINUTE);
    carry(&surabaya, &pusat);
    pusat.run(&["decide", "Pedoman", "approve", "Baik."]);
    pusat.run(&[
        "publish",
        "Pedoman",
        "--number",
        "7",
        "--from",
        "2026-01-01",
    ]);
    let log = pusat.json(&["log", "Pedoman"]);
    let acts = log["acts"].as_array().unwrap();
    let act = |kind: &str| acts.iter().find(|act| act["kind"] == kind).unwrap();
    let submit = &act("submit")["clock"];
    assert_eq!(submit["is"], "unclear", "{submit}");
    assert_eq!(submit["other"]["person"], "Rina");
    let seconds = submit["seconds"].as_i64().unwrap();
    assert!((23 * 60..=24 * 60).contains(&seconds), "{seconds}");
    assert!(act("create")["clock"].is_null());
    let decide = &act("decide")["clock"];
    assert_eq!(decide["other"]["person"], "Budi", "{decide}");
    assert!(decide["seconds"].as_i64().unwrap() < 0);
    for (language, wanted) in [
        (
            "id",
            "jam perangkatnya atau jam Rina (Kantor Pusat) salah: selisih 23 menit",
        ),
        (
            "en",
            "its device's clock or that of Rina (Kantor Pusat) was wrong: 23 minutes apart",
        ),
    ] {
        for command in ["log", "history"] {
            let said = pusat.run(&["--language", language, command, "Pedoman"]);
            assert!(said.contains(wanted), "{said}");
        }
    }
    let history = pusat.json(&["history", "Pedoman"]);
    let marked = history.as_array().unwrap().iter();
    let marked = marked.filter(|event| !event["clock"].is_null()).count();
    assert_eq!(marked, 3, "{history}");
    let shown = pusat.json(&["show", "Pedoman", "--version", "1"]);
    assert_eq!(shown["version"]["clock"]["is"], "unclear");
    let shown = pusat.run(&["show", "Pedoman", "--version", "1"]);
    assert!(shown.contains("Waktu keputusannya"), "{shown}");
    // On pages, in the published file, and in the proof.
    let page = pusat.path("pedoman.html");
    let path = page.to_str().unwrap();
    for published in [&[][..], &["--published-file"]] {
        let mut export = vec![
            "export",
            "Pedoman",
            "--version",
            "1",
            "--force",
            "--to",
            path,
        ];
        export.extend(published);
        pusat.run(&export);
        let page = std::fs::read_to_string(&page).unwrap();
        assert!(page.contains("jam Budi (Surabaya) salah"), "{page}");
    }
    let proof = pusat.path("bukti");
    let proof = proof.to_str().unwrap();
    pusat.run(&["prove", "Pedoman", "--to", proof]);
    let stranger = Desk::empty();
    let verified = stranger.json(&["verify", proof]);
    assert_eq!(verified["decided_clock"]["is"], "unclear");
    assert!(stranger.run(&["verify", proof]).contains("⚠"));
}

#[test]
fn a_device_tells_its_person_that_its_clock_is_not_the_relays() {
    let relay = Relay::start();
    let url = relay.url();
    let office = Office::founding(Some(&url));
    let clock = |office: &Office| office.json(&["status"])["relays"][0]["clock"].clone();
    assert!(clock(&office).is_null());
    office.ok(&["sync", "--once"]);
    let seen = clock(&office);
    assert!(seen["ahead_seconds"].as_i64().unwrap().abs() < 60, "{seen}");
    assert_eq!(seen["is_wrong"], false);
    let beside = BesideRelay {
        ahead_millis: -24 * MINUTE,
        time_millis: link::clock::now_millis(),
    };
    {
        let home = open(&office.home());
        clocks::note(&home, &url, beside);
        home.store().write(|_| Ok(())).unwrap();
    }
    assert_eq!(clock(&office)["is_wrong"], true);
    let said = office.ok(&["status"]);
    let wanted = "This device's clock is 24 minutes behind the relay";
    assert!(said.contains(wanted), "{said}");
    // The next link tells anew.
    office.ok(&["sync", "--once"]);
    assert_eq!(clock(&office)["is_wrong"], false);
}
