//! A decision with its proof in one file, read by somebody who has no store.

use council::act::Body;
use council::act::decision::{Submit, Text};
use council::edit::{Edit, Place};
use council::view::Kind;
use format::run::Run;
use format::{ChangeHash, Subject};
use store::check::{Finding, Findings};
use sync::Holdings as _;
use sync::holdings::Item;

use crate::lifecycle::with_policy;
use crate::merging::{carry, open, take, two_offices};
use crate::program::Desk;

#[test]
fn a_decision_is_proved_by_one_file_without_store_or_network() {
    let (pusat, surabaya) = with_policy();
    surabaya.run(&["submit", "Pedoman"]);
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
    // Writing goes on; the proof is of what was decided.
    pusat.run(&["set", "Pedoman", "clause/1", "Lain sama sekali."]);
    let file = pusat.path("pedoman.bukti");
    let file = file.to_str().unwrap();
    pusat.run(&["prove", "Pedoman", "--to", file]);
    let stranger = Desk::empty();
    let proof = stranger.json(&["verify", file]);
    assert_eq!(proof["council"], pusat.json(&["council", "show"])["id"]);
    assert_eq!(proof["decided_by"]["person"], "Rina");
    assert_eq!(proof["last_authors"][0]["person"], "Budi");
    assert_eq!(
        (&proof["number"], &proof["invalid"]),
        (&"7".into(), &0.into())
    );
    let body = &proof["view"]["clauses"][0]["body"];
    assert_eq!(body, "Menjaga nama baik.");
    let text = stranger.run(&["verify", file]);
    assert!(
        text.contains("ketua dewan") && text.contains("1 Januari 2026"),
        "{text}"
    );
    assert!(
        text.contains("Tidak ada tanda terima") && proof["held"] == serde_json::json!([]),
        "nobody synchronised: {text}"
    );
    // What was published with it: the file itself, and a file that differs in one byte.
    let files = proof["files"].as_array().unwrap();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(proof["file"].is_null());
    for published in files {
        let (name, hash) = (&published["name"], published["sha256"].as_str().unwrap());
        let name = name.as_str().unwrap();
        assert!(text.contains(name) && text.contains(hash), "{text}");
        let path = pusat.path(name);
        let path = path.to_str().unwrap();
        let arguments = [
            "export",
            "Pedoman",
            "--version",
            "1",
            "--published-file",
            "--to",
            path,
        ];
        pusat.run(&arguments);
        let compared = stranger.json(&["verify", file, "--file", path]);
        assert_eq!(compared["file"]["published"], name);
        assert_eq!(compared["file"]["sha256"], hash);
        let mut bytes = std::fs::read(path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let other = pusat.file("lain.pdf", &bytes);
        let output = stranger.output(&["verify", file, "--file", &other], None);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("bukan berkas yang diterbitkan"), "{said}");
    }
    // One bit.
    let mut bytes = std::fs::read(file).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    let other = pusat.file("lain.bukti", &bytes);
    let said = stranger.refused("id", &["verify", &other]);
    assert!(said.contains("tidak membuktikan"), "{said}");
    let said = pusat.refused("en", &["prove", "Pedoman", "--version", "9", "--to", "x"]);
    assert!(said.contains("no decided version"), "{said}");
}

const LATER: &str = "Pedoman yang ditulis kemudian";
/// What the last change added.
const ADDED: &str = " yang ditulis kemudian";

/// Budi writes a policy in one sitting, submits how it stood in between, and goes on. All of it comes to
/// Rina as one run with one seal, that of the last change, and she approves what was submitted.
fn approved_in_between() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let (office, receiver) = (open(&surabaya.home()), open(&pusat.home()));
    let mut draft = office.draft_new(Kind::Policy).unwrap();
    let title = |value: &str| {
        [Edit::Put {
            place: Place::Title,
            value: value.to_owned(),
        }]
    };
    draft.edit(&title("Pedoman")).unwrap();
    let fingerprint = draft.document().view().fingerprint();
    draft.edit(&title(LATER)).unwrap();
    let saved = office.save_one(draft).unwrap();
    let hashes: Vec<ChangeHash> = saved.changes;
    let submit = Submit {
        text: Text {
            fingerprint,
            heads: vec![hashes[0]],
        },
        note: String::new(),
    };
    let reader = office.reader().unwrap();
    let cites = reader.document_acts(&saved.id).unwrap();
    office
        .say_about(saved.id, cites, &Body::Submit(submit))
        .unwrap();
    let reader = office.reader().unwrap();
    let acts = reader.acts(&Subject::Document(saved.id)).unwrap();
    let mut items: Vec<Item> = acts.into_iter().map(Item::Act).collect();
    let held: Vec<_> = hashes
        .iter()
        .map(|hash| reader.change(&saved.id, hash).unwrap().unwrap())
        .collect();
    items.push(Item::Run(Run {
        document: saved.id,
        author: office.me(),
        seal: held[1].seal.clone().unwrap(),
        changes: held.into_iter().map(|held| held.change).collect(),
    }));
    take(&receiver, &office, items);
    drop((office, receiver));
    pusat.run(&["decide", LATER, "approve"]);
    (pusat, surabaya)
}

#[test]
fn a_proof_brings_what_was_written_later_only_where_somebody_says_so() {
    let (pusat, surabaya) = approved_in_between();
    let file = pusat.path("bukti");
    let path = file.to_str().unwrap();
    let holds_later = || {
        let bytes = std::fs::read(&file).unwrap();
        let mut parts = bytes.windows(ADDED.len());
        parts.any(|part| part == ADDED.as_bytes())
    };
    let said = pusat.refused("en", &["prove", LATER, "--to", path]);
    assert!(
        said.contains("Budi (Surabaya)") && said.contains("--with-later"),
        "{said}"
    );
    assert!(!file.exists());
    let written = pusat.json(&["prove", LATER, "--to", path, "--with-later"]);
    assert_eq!(written["later"], 1);
    assert!(holds_later(), "it was said to");
    let proof = pusat.json(&["verify", path]);
    assert_eq!(
        (
            &proof["title"],
            &proof["later"],
            &proof["last_authors"][0]["person"]
        ),
        (&"Pedoman".into(), &1.into(), &"Budi".into())
    );
    let text = pusat.run(&["verify", path]);
    assert!(text.contains("ditulis kemudian"), "{text}");
    // The device that wrote it seals it again, even where its own seal is gone.
    let other = surabaya.path("bukti");
    let own = other.to_str().unwrap();
    carry_decision(&pusat, &surabaya);
    lose_seals(&surabaya);
    surabaya.run(&["prove", LATER, "--to", own]);
    let proof = pusat.json(&["verify", own]);
    assert_eq!(
        (&proof["later"], &proof["title"]),
        (&0.into(), &"Pedoman".into())
    );
}

/// The acts of one office, taken in by another.
fn carry_decision(from: &Desk, to: &Desk) {
    let (sender, receiver) = (open(&from.home()), open(&to.home()));
    let reader = sender.reader().unwrap();
    let documents = reader.documents().unwrap();
    let mut acts = reader.acts(&Subject::Council).unwrap();
    for document in documents {
        acts.extend(reader.acts(&Subject::Document(document)).unwrap());
    }
    take(
        &receiver,
        &sender,
        acts.into_iter().map(Item::Act).collect(),
    );
}

/// Sets every seal of an office aside but the last of each writer, as where its store was lost and came
/// back from others.
fn lose_seals(desk: &Desk) {
    let office = open(&desk.home());
    let reader = office.reader().unwrap();
    let mut report = reader.check(false).unwrap();
    assert_eq!(report.findings, []);
    for document in reader.documents().unwrap() {
        for shown in reader.content(&document).unwrap().changes {
            let header = format::ChangeHeader::parse(&shown.chunk).unwrap();
            let next = reader.at_position(&document, &header.actor, header.sequence + 1);
            if !next.unwrap().is_empty() {
                report.findings.push(Finding::Seal(document, shown.hash));
            }
        }
    }
    assert!(!report.findings.is_empty());
    let council = office.council();
    let found = Findings::of(council, vec![], report.findings);
    office.store().mend(found, None).unwrap();
}
