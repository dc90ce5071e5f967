//! What two offices wrote apart, once one has received the other's work.

use std::path::Path;

use dewan::engine::home::Home;
use dewan::engine::indexing::catch_up;
use dewan::engine::office::Office;
use format::run::{PlainChange, Run};
use format::{ChangeHeader, LogId, Seal};
use store::From;
use sync::Holdings as _;
use sync::holdings::Item;

use crate::program::Desk;

const POLICY: &str =
    "# Pedoman\n\n## Tujuan\n\nMenjaga nama baik.\n\n## Cakupan\n\nSemua cabang.\n";
const MATRIX: &str = "activity,owner\nUnggah,Rina\n";

pub(crate) fn open(home: &Path) -> Office {
    Office::open(Home::find(Some(home.to_owned())).unwrap()).unwrap()
}

/// Two offices of one council: Kantor Pusat (Rina) and Surabaya (Budi).
pub(crate) fn two_offices() -> (Desk, Desk) {
    let (pusat, surabaya) = (Desk::founded(), Desk::empty());
    let file = pusat.path("undangan");
    pusat.run(&[
        "council",
        "invite",
        "--office",
        "Surabaya",
        "--to",
        file.to_str().unwrap(),
    ]);
    surabaya.run(&[
        "council",
        "join",
        file.to_str().unwrap(),
        "--person",
        "Budi",
    ]);
    carry(&surabaya, &pusat);
    (pusat, surabaya)
}

/// Everything one office holds, taken in by another as if a relay had brought it, and indexed.
pub(crate) fn carry(from: &Desk, to: &Desk) {
    let (sender, receiver) = (open(&from.home()), open(&to.home()));
    let reader = sender.reader().unwrap();
    let mut items = Vec::new();
    for row in reader.rows_after(0, usize::MAX).unwrap() {
        match row.item {
            format::chain::LoggedItem::Act(act) => {
                items.push(Item::Act(reader.act(&act).unwrap().unwrap()));
            }
            format::chain::LoggedItem::Change(document, change) => {
                let held = reader.change(&document, &change).unwrap().unwrap();
                items.push(Item::Run(Run {
                    document,
                    author: held.author,
                    changes: vec![held.change],
                    seal: held.seal.unwrap(),
                }));
            }
        }
    }
    take(&receiver, &sender, items);
    catch_up(&receiver).unwrap();
}

pub(crate) fn take(receiver: &Office, sender: &Office, items: Vec<Item>) {
    let (council, peer) = (receiver.council(), sender.me());
    receiver
        .store()
        .write(move |write| {
            let log = LogId::from_bytes([7; 16]);
            write.take(council, From { peer, log }, &items, None)
        })
        .unwrap();
}

pub(crate) fn exchange(one: &Desk, other: &Desk) {
    carry(one, other);
    carry(other, one);
}

fn heads(desk: &Desk) -> serde_json::Value {
    desk.json(&["list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|document| (document["id"].clone(), document["heads"].clone()))
        .map(|(id, heads)| serde_json::json!([id, heads]))
        .collect()
}

#[test]
fn text_written_apart_merges_and_blame_names_both_offices() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("pedoman.md", POLICY.as_bytes());
    pusat.run(&["import", &file]);
    carry(&pusat, &surabaya);
    pusat.run(&["set", "pedoman", "clause/1", "Menjaga nama baik dewan."]);
    surabaya.run(&["set", "pedoman", "clause/1", "Selalu menjaga nama baik."]);
    surabaya.run(&[
        "set",
        "pedoman",
        "clause/2",
        "Semua cabang dan anak perusahaan.",
    ]);
    exchange(&pusat, &surabaya);
    assert_eq!(heads(&pusat), heads(&surabaya));
    let text = pusat.run(&["export", "pedoman", "--to", "-"]);
    assert_eq!(text, surabaya.run(&["export", "pedoman", "--to", "-"]));
    for token in ["dewan", "Selalu", "anak perusahaan"] {
        assert!(text.contains(token), "{text}");
    }
    let blame = pusat.json(&["blame", "pedoman"]);
    let mut offices = std::collections::BTreeMap::new();
    for place in blame.as_array().unwrap() {
        for span in place["spans"].as_array().unwrap() {
            for token in ["dewan", "Selalu", "anak perusahaan", "Tujuan"] {
                if span["text"].as_str().unwrap().contains(token) {
                    offices.insert(token, span["author"]["office"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    assert_eq!(offices["dewan"], "Kantor Pusat");
    assert_eq!(offices["Tujuan"], "Kantor Pusat");
    assert_eq!(offices["Selalu"], "Surabaya");
    assert_eq!(offices["anak perusahaan"], "Surabaya");
}

#[test]
fn what_came_is_reported_once_with_what_both_sides_touched() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("pedoman.md", POLICY.as_bytes());
    pusat.run(&["import", &file]);
    carry(&pusat, &surabaya);
    pusat.run(&["set", "pedoman", "clause/1", "Menjaga nama baik dewan."]);
    surabaya.run(&["set", "pedoman", "clause/1", "Selalu menjaga nama baik."]);
    carry(&surabaya, &pusat);
    carry(&surabaya, &pusat);
    let office = open(&pusat.home());
    let reports = office.reader().unwrap().reports(true, 100).unwrap();
    assert_eq!(reports.len(), 1, "nothing new is no report");
    let document = &reports[0].body["documents"][0];
    assert_eq!(document["title"], "Pedoman");
    assert_eq!(document["is_new"], false);
    assert_eq!(document["report"]["came"][0]["changes"], 1);
    assert_eq!(
        document["report"]["both_touched"].as_array().unwrap().len(),
        1
    );
    drop(office);
    let office = open(&surabaya.home());
    let reports = office.reader().unwrap().reports(true, 100).unwrap();
    assert_eq!(reports[0].body["documents"][0]["is_new"], true);
}

#[test]
fn concurrent_values_are_shown_until_somebody_chooses() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("matriks.csv", MATRIX.as_bytes());
    pusat.run(&["import", &file]);
    carry(&pusat, &surabaya);
    pusat.run(&["set", "matriks", "row/1/owner", "Sari"]);
    surabaya.run(&["set", "matriks", "row/1/owner", "Budi"]);
    exchange(&pusat, &surabaya);
    for desk in [&pusat, &surabaya] {
        assert_eq!(desk.json(&["list"])[0]["conflicts"], 1);
        let conflicts = desk.json(&["conflicts"]);
        assert_eq!(conflicts[0]["path"], "row/1/owner");
        let values: std::collections::BTreeSet<&str> = conflicts[0]["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["value"].as_str().unwrap())
            .collect();
        assert_eq!(values, ["Budi", "Sari"].into());
        let page = desk.run(&["show", "matriks"]);
        assert!(
            page.contains("Budi") && page.contains("Sari") && page.contains('≠'),
            "{page}"
        );
    }
    assert!(
        pusat
            .refused("en", &["choose", "matriks", "row/1/owner", "3"])
            .contains("2 values")
    );
    let chosen = pusat.json(&["conflicts"])[0]["values"][1]["value"].clone();
    pusat.run(&["choose", "matriks", "row/1/owner", "2"]);
    exchange(&pusat, &surabaya);
    for desk in [&pusat, &surabaya] {
        assert_eq!(desk.json(&["conflicts"]).as_array().unwrap().len(), 0);
        let row = &desk.json(&["show", "matriks"])["view"]["rows"][0];
        assert!(row["cells"].as_array().unwrap().contains(&chosen));
    }
}

#[test]
fn undo_leaves_what_others_wrote() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("pedoman.md", POLICY.as_bytes());
    pusat.run(&["import", &file]);
    carry(&pusat, &surabaya);
    surabaya.run(&["set", "pedoman", "clause/2", "Semua cabang di Jawa."]);
    carry(&surabaya, &pusat);
    pusat.run(&["set", "pedoman", "clause/2", "Semua kantor cabang di Jawa."]);
    pusat.run(&["undo", "pedoman"]);
    let text = pusat.run(&["export", "pedoman", "--to", "-"]);
    assert!(text.contains("Semua cabang di Jawa."), "{text}");
    assert!(
        surabaya
            .refused("id", &["redo", "pedoman"])
            .contains("diulangi")
    );
}

#[test]
fn minutes_begun_at_two_offices_are_one_document() {
    let (pusat, surabaya) = two_offices();
    let new = |desk: &Desk, title| {
        desk.json(&[
            "new",
            "minutes",
            title,
            "--unit",
            "Kantor Pusat",
            "--meeting",
            "rutin",
            "--date",
            "2026-11-23",
        ])
    };
    let one = new(&pusat, "Rapat rutin");
    let other = new(&surabaya, "Rapat rutin");
    assert_eq!(one["id"], other["id"]);
    exchange(&pusat, &surabaya);
    assert_eq!(heads(&pusat), heads(&surabaya));
    let list = pusat.json(&["list"]);
    assert_eq!(list.as_array().unwrap().len(), 1);
    // One title, not two run together; and no conflict where both say the same.
    assert_eq!(list[0]["title"], "Rapat rutin");
    assert_eq!(list[0]["conflicts"], 0);
}

/// A member's program that lies about how much a change holds: refused by name where it is found out,
/// and the rest of the document opens.
#[test]
fn a_change_that_lies_is_held_back_with_what_is_built_on_it() {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("pedoman.md", POLICY.as_bytes());
    pusat.run(&["import", &file]);
    carry(&pusat, &surabaya);
    surabaya.run(&["set", "pedoman", "clause/1", "Bohong."]);
    let office = open(&surabaya.home());
    let id = surabaya.json(&["list"])[0]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let reader = office.reader().unwrap();
    let last = reader.content(&id).unwrap().changes.pop().unwrap();
    let (chunk, hash) = lying(&last.chunk);
    let seal = Seal::sign(office.key(), &office.council(), &id, &hash, vec![]);
    let run = Run {
        document: id,
        author: office.me(),
        changes: vec![PlainChange {
            header: ChangeHeader::parse(&chunk).unwrap(),
            chunk,
        }],
        seal,
    };
    drop(reader);
    let receiver = open(&pusat.home());
    take(&receiver, &office, vec![Item::Run(run)]);
    drop((receiver, office));
    // A reader shows the rest and says what is held back; a writer records it.
    let shown = pusat.json(&["show", "pedoman"]);
    assert_eq!(shown["held_back"][0]["reason"], "void", "{shown}");
    assert_eq!(shown["held_back"][0]["author"]["office"], "Surabaya");
    assert_eq!(shown["view"]["clauses"][0]["body"], "Menjaga nama baik.");
    pusat.run(&["set", "pedoman", "clause/2", "Hanya pusat."]);
    let list = pusat.json(&["list"]);
    assert_eq!(list[0]["held_back"], 1);
    assert!(pusat.run(&["show", "pedoman"]).contains("ditahan"));
}

/// The same change with one bit of its operations turned and its checksum mended: its header still reads
/// and fits, its operations do not.
fn lying(chunk: &[u8]) -> (Vec<u8>, format::ChangeHash) {
    use sha2::{Digest as _, Sha256};
    let header = ChangeHeader::parse(chunk).unwrap();
    for at in (12..chunk.len()).rev() {
        let mut bad = chunk.to_vec();
        bad[at] ^= 0x01;
        let hash: [u8; 32] = Sha256::digest(&bad[8..]).into();
        bad[4..8].copy_from_slice(&hash[..4]);
        let Ok(parsed) = ChangeHeader::parse(&bad) else {
            continue;
        };
        let same = parsed.dependencies == header.dependencies
            && (parsed.actor, parsed.sequence) == (header.actor, header.sequence)
            && (parsed.start_op, parsed.author) == (header.start_op, header.author);
        let readable = automerge::Change::from_bytes(bad.clone())
            .is_ok_and(|change| change.len() as u64 == parsed.operations);
        if same && !readable {
            return (bad, parsed.hash);
        }
    }
    panic!("no byte of this change makes it lie");
}

#[test]
fn reading_works_beside_a_writer_and_writing_is_refused_naming_it() {
    let desk = Desk::founded();
    desk.run(&["new", "policy", "Pedoman"]);
    let holder = open(&desk.home());
    assert_eq!(desk.json(&["list"]).as_array().unwrap().len(), 1);
    desk.run(&["show", "pedoman"]);
    for (language, word) in [("id", "sedang ditulis oleh"), ("en", "being written by")] {
        let said = desk.refused(language, &["set", "pedoman", "meta/number", "1"]);
        assert!(
            said.contains(word) && said.contains(&std::process::id().to_string()),
            "{said}"
        );
    }
    drop(holder);
    desk.run(&["set", "pedoman", "meta/number", "1"]);
}
