//! The file of a published version goes where its document goes, byte for byte, over links that are cut and
//! relays that are killed; and nobody takes a part of it for the whole.
//!
//! `DEWAN_SEED` says where links are cut.

use std::path::Path;
use std::time::Duration;

use dewan::engine::home::Home;
use dewan_tests::council::{Council, figure};
use dewan_tests::link::{Conditions, Link, Way};
use dewan_tests::office::Office;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use store::{Reader, Store};

/// How often an office tries before the test gives up.
const MOST_TRIES: usize = 100;

/// A policy whose pages do not shrink when they are packed.
fn text(seed: u64) -> String {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut text = "# Pedoman\n\n".to_owned();
    for clause in 1..=40 {
        text.push_str(&format!("## Pasal {clause}\n\n"));
        for _ in 0..300 {
            text.push_str(&format!("{:x} ", random.random_range(0..u32::MAX)));
        }
        text.push_str("\n\n");
    }
    text
}

fn reader_of(store: &Path) -> Option<Reader> {
    let store = Store::open_read_only(store).ok()?;
    let council = *store.councils().ok()?.first()?;
    store.reader(council).ok()
}

fn here(office: &Office) -> Reader {
    let home = Home::find(Some(office.home())).unwrap();
    reader_of(&home.store()).unwrap()
}

fn published_file(office: &Office, ending: &str) -> Vec<u8> {
    let file = office.beside(&format!("terbit.{ending}"));
    let to = file.to_str().unwrap();
    office.ok([
        "export",
        "Pedoman",
        "--version",
        "1",
        "--published-file",
        "--force",
        "--to",
        to,
    ]);
    std::fs::read(&file).unwrap()
}

/// Synchronises until there is nothing more to say; how many commands that took.
fn sync_until_done(office: &Office, link: &Link) -> usize {
    for tries in 1..=MOST_TRIES {
        let output = office.sync_over(&link.url());
        match output.status.code() {
            Some(0) => return tries,
            Some(1) => {}
            other => panic!("{} ended with {other:?}: {}", output.what, output.stderr),
        }
    }
    panic!("{} did not get through", office.name())
}

#[test]
fn a_published_pdf_arrives_byte_for_byte_through_cuts_and_a_killed_relay() {
    let seed = figure("DEWAN_SEED", 1);
    let mut council = Council::found();
    council.sync_all();
    let file = council.chair.file("pedoman.md", &text(seed));
    let chair = &council.chair;
    chair.ok(["charter", "--self-approval", "true"]);
    chair.ok(["import", &file]);
    chair.ok(["submit", "Pedoman"]);
    chair.ok(["decide", "Pedoman", "approve"]);
    chair.ok([
        "publish",
        "Pedoman",
        "--number",
        "001",
        "--from",
        "2026-01-01",
    ]);
    let [pdf, html] = ["pdf", "html"].map(|ending| published_file(chair, ending));
    assert!(pdf.starts_with(b"%PDF-") && html.starts_with(b"<!DOCTYPE html>"));
    let files = (pdf.len() + html.len()) as u64;
    // The relay dies with a part of them.
    let up = Link::to(council.relay.address(), seed);
    let slow = Way {
        delay: Duration::from_millis(10),
        bytes_per_second: Some(64 * 1024),
        ..Way::default()
    };
    up.set(|conditions| *conditions = Conditions::both_ways(&slow));
    let syncing = chair.start(["sync", "--once", "--relay", &up.url()]);
    while up.traffic().there < files / 2 {
        assert!(
            !syncing.wait_for_end(Duration::from_millis(20)),
            "it ended before the relay was killed"
        );
    }
    council.relay.kill();
    let part = reader_of(&council.relay.data()).unwrap();
    let waiting = part.blobs_waiting(u64::MAX).unwrap();
    assert!(
        waiting.coming_bytes > 0 && waiting.coming_bytes < files,
        "{waiting:?} of {files}: the moment tests nothing"
    );
    drop(part);
    council.relay.restart();
    syncing.finish();
    let chair = &council.chair;
    // Now the line is fast, and cut again and again.
    let branch_line = Conditions {
        cut_after_bytes: Some(20_000..=90_000),
        ..Conditions::both_ways(&Way {
            delay: Duration::from_millis(5),
            bytes_per_second: Some(512 * 1024),
            ..Way::default()
        })
    };
    up.set(|conditions| *conditions = branch_line.clone());
    let mut tries = sync_until_done(chair, &up);
    let relay = reader_of(&council.relay.data()).unwrap();
    let nothing = relay.blobs_waiting(u64::MAX).unwrap();
    assert_eq!(nothing.coming_bytes, 0, "the relay has all of it");
    assert_eq!(relay.check(false).unwrap().findings, []);
    drop(relay);
    let sent = up.traffic().there;
    // A branch whose program is killed while the file comes is told how much of it is here.
    let south = &council.south;
    let down = Link::to(council.relay.address(), seed + 1);
    down.set(|conditions| *conditions = Conditions::both_ways(&slow));
    let syncing = south.start(["sync", "--once", "--relay", &down.url()]);
    let is_coming = || {
        let waiting = here(south).blobs_waiting(u64::MAX).unwrap();
        waiting.coming_bytes > 0 && waiting.coming_bytes < files
    };
    while !is_coming() {
        assert!(
            !syncing.wait_for_end(Duration::from_millis(20)),
            "it ended before it was killed"
        );
    }
    syncing.kill();
    let to = south.beside("belum.pdf");
    let said = south.refused([
        "--language",
        "en",
        "export",
        "Pedoman",
        "--version",
        "1",
        "--published-file",
        "--to",
        to.to_str().unwrap(),
    ]);
    assert!(said.contains("not here yet"), "{said}");
    assert!(!to.exists(), "a part is no file");
    let waits = south.json(["status"])["files_waiting"]["bytes"].as_u64();
    assert!(waits.is_some_and(|bytes| bytes > 0 && bytes < files));
    down.set(|conditions| *conditions = branch_line);
    tries += sync_until_done(south, &down);
    assert!(published_file(south, "pdf") == pdf, "other bytes");
    assert!(published_file(south, "html") == html, "other bytes");
    assert_eq!(south.json(["status"])["files_waiting"]["count"], 0);
    for office in [chair, south] {
        office.check();
    }
    let received = down.traffic().back;
    println!(
        "seed {seed}: files of {files} bytes; the chair sent {sent}, the branch received {received}, \
         {} and {} connections, {tries} commands",
        up.connections().len(),
        down.connections().len()
    );
    // What was on the line when it was cut goes again, and nothing else: about a window a cut.
    for (link, carried) in [(&up, sent), (&down, received)] {
        let cuts = link.connections().len() as u64;
        let most = files + cuts * 100_000 + 400_000;
        assert!(
            carried < most,
            "{carried} bytes carried over {cuts} connections, at most {most} expected"
        );
    }
}

#[test]
fn what_was_published_stays_as_it_was_whatever_is_written_later() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    let file = chair.file(
        "pedoman.md",
        "# Pedoman\n\n## Pasal 1\n\nMenjaga nama baik.\n",
    );
    chair.ok(["charter", "--self-approval", "true"]);
    chair.ok(["import", &file]);
    chair.ok(["submit", "Pedoman"]);
    chair.ok(["decide", "Pedoman", "approve"]);
    chair.ok([
        "publish",
        "Pedoman",
        "--number",
        "001",
        "--from",
        "2026-01-01",
    ]);
    council.sync_all();
    let frozen = published_file(north, "pdf");
    assert!(published_file(chair, "pdf") == frozen);
    // The relay holds it, and the chair can see that.
    let told = here(chair);
    let act = council::act::Body::read;
    let mut confirmed = 0;
    for document in told.documents().unwrap() {
        for said in told.acts(&format::Subject::Document(document)).unwrap() {
            if let Ok(council::act::Body::Publish(publish)) = act(&said) {
                for file in publish.files {
                    let status = told.blob_status(&file.blob()).unwrap().unwrap();
                    assert!(status.is_held);
                    confirmed += status.confirmed_by.len();
                }
            }
        }
    }
    assert_eq!(confirmed, 2, "the relay said so of both");
    drop(told);
    chair.ok(["set", "Pedoman", "clause/1", "Menjaga nama baik dewan."]);
    chair.ok(["withdraw", "Pedoman", "Ada yang keliru."]);
    council.sync_all();
    assert!(published_file(north, "pdf") == frozen);
    // A form that nobody publishes is refused, and so is a version that is not there.
    for (version, name) in [("1", "terbit.docx"), ("2", "lain.pdf")] {
        let to = north.beside(name);
        north.refused([
            "export",
            "Pedoman",
            "--version",
            version,
            "--published-file",
            "--to",
            to.to_str().unwrap(),
        ]);
        assert!(!to.exists());
    }
}
