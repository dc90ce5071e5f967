//! Who decided, who wrote, and where it is held since when: files that prove it, made by real programs
//! over a real relay and read by somebody who has neither store nor network.

use dewan_tests::council::Council;
use dewan_tests::office::Office;
use serde_json::Value;

/// What somebody without a store reads in a file.
fn verified(file: &str) -> Value {
    Office::new("stranger").json(["verify", file])
}

/// The text that was decided, and what was written on it afterwards.
const DECIDED: &str = "NASKAHYANGDIPUTUSKAN";
const LATER: &str = "NASKAHYANGKEMUDIAN";

fn holds(file: &str, words: &str) -> bool {
    let bytes = std::fs::read(file).unwrap();
    bytes
        .windows(words.len())
        .any(|part| part == words.as_bytes())
}

#[test]
fn a_proof_says_where_the_text_is_held_since_when_and_nothing_of_what_was_written_later() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    council.sync_all();
    north.ok(["new", "policy", "Pedoman"]);
    north.ok(["set", "Pedoman", "clause/+", DECIDED]);
    council.sync_all();
    north.ok(["submit", "Pedoman"]);
    council.sync_all();
    chair.ok(["decide", "Pedoman", "approve"]);
    council.sync_all();
    let place = |name: &str| chair.beside(name).to_str().unwrap().to_owned();
    let early = place("awal.bukti");
    chair.ok(["prove", "Pedoman", "--to", &early]);
    let before = verified(&early);
    // The text goes on, and every holder signs for what it holds then.
    for round in 0..3 {
        north.ok(["set", "Pedoman", "clause/+", &format!("{LATER}{round}")]);
        council.sync_all();
    }
    // A relay gives its receipts to those who wrote in the document or decided on it; head office tells
    // everybody.
    for (office, name) in [(chair, "ketua.bukti"), (north, "cabang.bukti")] {
        let file = place(name);
        let said = office.ok(["--language", "en", "prove", "Pedoman", "--to", &file]);
        assert!(said.contains("where the text is held"), "{said}");
        assert!(holds(&file, DECIDED) && !holds(&file, LATER), "{name}");
        let proof = verified(&file);
        let held = proof["held"].as_array().unwrap();
        assert_eq!(held.len(), 2, "{proof}");
        let relay = held.iter().find(|held| held["relay"].is_string());
        let address = council.relay.url();
        assert_eq!(relay.expect("a relay holds it")["relay"], address.as_str());
        let head_office = held.iter().find(|held| held["relay"].is_null()).unwrap();
        assert_eq!(head_office["holder"]["person"], "Ratna");
        // Head office has one device, so both know its first word.
        let first = before["held"].as_array().unwrap();
        let first = first.iter().find(|held| held["relay"].is_null()).unwrap();
        assert_eq!(first["since"], head_office["since"], "{name}");
        let text = Office::new("stranger").ok(["--language", "id", "verify", &file]);
        assert!(
            text.contains("Kantor pusat menyimpannya, pada Ratna")
                && text.contains("selambat-lambatnya sejak")
                && text.contains(&address),
            "{text}"
        );
    }
}

#[test]
fn the_log_says_of_every_act_whether_and_why_it_counts() {
    let council = Council::found();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    council.sync_all();
    north.ok(["new", "policy", "Pedoman", "--label", "confidential"]);
    north.ok(["set", "Pedoman", "clause/+", DECIDED]);
    north.ok(["grant", "Pedoman", "--unit", dewan_tests::council::SOUTH]);
    council.sync_all();
    let stands = |office: &Office, subject: &str, kind: &str| -> (String, String) {
        let log = office.json(["--language", "en", "log", subject]);
        let acts = log["acts"].as_array().unwrap().clone();
        let act = acts.iter().find(|act| act["kind"] == kind).unwrap();
        let text = |field: &str| act[field].as_str().unwrap().to_owned();
        (text("stands"), text("why"))
    };
    let begun = (
        "counts".to_owned(),
        "as whoever began the document".to_owned(),
    );
    for kind in ["create", "grant"] {
        assert_eq!(stands(south, "Pedoman", kind), begun);
    }
    chair.ok(["revoke", "Budi", "hilang"]);
    council.chair.sync();
    south.sync();
    let (stand, why) = stands(south, "council", "revoke");
    assert_eq!((&stand[..], &why[..]), ("counts", "as council chair"));
    let (stand, _) = stands(south, "council", "relay");
    assert_eq!(stand, "counts");
    let text = south.ok(["--language", "id", "log", "council"]);
    assert!(
        text.lines().any(|line| {
            line.contains("perangkat dicabut") && line.ends_with("sah, sebagai ketua dewan")
        }),
        "{text}"
    );
    let acts = south.json(["log", "council"]);
    for act in acts["acts"].as_array().unwrap() {
        assert_eq!(act["stands"], "counts", "{act}");
        assert!(act["why"].is_string(), "{act}");
    }
}
