//! Real programs over the links branch offices have: they are cut in the middle of a frame, slow,
//! late and now and then wrong, and everything arrives all the same.
//!
//! `DEWAN_SEED` says which faults. `DEWAN_LINK_DOCUMENTS` says how many documents each office writes
//! (12 unless told).

use std::time::Duration;

use dewan_tests::council::{Council, figure};
use dewan_tests::link::{Conditions, Link, Way};
use dewan_tests::office::Office;
use futures_util::{SinkExt as _, StreamExt as _};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sync::frame::Frame;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};

/// How often an office tries before the test gives up.
const MOST_TRIES: usize = 200;

/// A link of a branch office at `bytes_per_second`, cut after so many bytes.
fn branch_line(cut: std::ops::RangeInclusive<u64>) -> Conditions {
    Conditions {
        cut_after_bytes: Some(cut),
        ..Conditions::both_ways(&Way {
            delay: Duration::from_millis(10),
            bytes_per_second: Some(256 * 1024),
            ..Way::default()
        })
    }
}

/// Text that does not shrink when it is packed.
fn text(random: &mut ChaCha8Rng, title: &str) -> String {
    let mut text = format!("# {title}\n\n");
    for clause in 1..=6 {
        text.push_str(&format!("## Pasal {clause}\n\n"));
        for _ in 0..80 {
            text.push_str(&format!("{:x} ", random.random_range(0..u64::MAX)));
        }
        text.push_str("\n\n");
    }
    text
}

/// Lets an office import documents of its own.
fn import(office: &Office, random: &mut ChaCha8Rng, documents: u64) {
    let files: Vec<String> = (0..documents)
        .map(|n| {
            let title = format!("Dokumen {} {n}", office.name());
            office.file(&format!("{n}.md"), &text(random, &title))
        })
        .collect();
    office.ok(std::iter::once("import").chain(files.iter().map(String::as_str)));
}

/// Tries until it succeeds; says how often that took.
fn sync_until_done(office: &Office, link: &Link, mut before: impl FnMut()) -> usize {
    for tries in 1..=MOST_TRIES {
        before();
        let output = office.sync_over(&link.url());
        assert!(
            !output.stderr.contains("panicked at"),
            "{}: {}",
            office.name(),
            output.stderr
        );
        match output.status.code() {
            Some(0) => {
                // Whoever is told that all was sent can rely on it.
                let status = office.json(["status"]);
                let documents = status["documents"].as_array().unwrap();
                let waits = documents.iter().find(|one| one["at_relay"] != true);
                assert_eq!(waits, None, "{}: {}", office.name(), output.stdout);
                return tries;
            }
            Some(1) => {}
            other => panic!("{} ended with {other:?}: {}", output.what, output.stderr),
        }
    }
    panic!(
        "{} did not get through in {MOST_TRIES} tries",
        office.name()
    );
}

#[test]
fn repeated_syncs_over_links_that_cut_delay_and_throttle_converge() {
    let (seed, documents) = (figure("DEWAN_SEED", 1), figure("DEWAN_LINK_DOCUMENTS", 12));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let council = Council::found();
    let links = [1, 2, 3].map(|n| Link::to(council.relay.address(), seed * 10 + n));
    for link in &links {
        // Often not even one frame passes.
        link.set(|conditions| *conditions = branch_line(3_000..=60_000));
    }
    import(&council.north, &mut random, documents);
    import(&council.south, &mut random, documents);
    let mut tries = 0;
    for _ in 0..2 {
        for (office, link) in council.offices().into_iter().zip(&links) {
            tries += sync_until_done(office, link, || ());
        }
    }
    let exports = council.agree(&format!("seed {seed}"));
    assert_eq!(exports.len() as u64, 2 * documents);
    let carried: u64 = links.iter().map(|link| link.traffic().total()).sum();
    let connections: usize = links.iter().map(|link| link.connections().len()).sum();
    println!(
        "seed {seed}: {} documents at three offices after {tries} commands over {connections} \
         connections; {carried} bytes carried",
        exports.len()
    );
}

#[test]
fn damaged_bytes_are_noticed_and_cost_nobody_anything() {
    let seed = figure("DEWAN_SEED", 1);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let council = Council::found();
    council.sync_all();
    let link = Link::to(council.relay.address(), seed);
    let (rounds, mut damaged) = (8, 0);
    for round in 0..rounds {
        for office in council.offices() {
            let title = format!("Dokumen {} {round}", office.name());
            let file = office.file(&format!("{round}.md"), &text(&mut random, &title));
            office.ok(["import", &file]);
            // A byte of every connection is wrong, either way, often within the documents.
            let at = random.random_range(200..6_000);
            let there = random.random_bool(0.7);
            let before = link.connections().len();
            link.set(|conditions| {
                *conditions = Conditions::default();
                let way = if there {
                    &mut conditions.there
                } else {
                    &mut conditions.back
                };
                way.corrupt_at = Some(at);
            });
            // A damaged length makes a reader wait for bytes that never come.
            let arguments = ["sync", "--once", "--timeout", "2", "--relay", &link.url()];
            let running = office.start(arguments);
            // The next connections of the same command are good ones.
            while !running.wait_for_end(Duration::from_millis(10)) {
                if link.connections().len() > before + 1 {
                    link.set(|conditions| *conditions = Conditions::default());
                }
            }
            let output = running.finish();
            assert!(!output.stderr.contains("panicked at"), "{}", output.stderr);
            damaged += link.connections()[before..]
                .iter()
                .filter(|traffic| at < if there { traffic.there } else { traffic.back })
                .count();
        }
    }
    assert!(
        damaged > rounds,
        "seed {seed}: only {damaged} connections were damaged"
    );
    link.set(|conditions| *conditions = Conditions::default());
    council.sync_all();
    let exports = council.agree(&format!("seed {seed}, after {damaged} damaged connections"));
    assert_eq!(exports.len(), 3 * rounds);
    println!("seed {seed}: {damaged} damaged connections");
}

/// Nobody types a command: two offices that stay linked find each other's work by themselves, however
/// often the line breaks and although the relay is gone for a while.
#[test]
fn offices_that_stay_linked_converge_by_themselves() {
    let (seed, documents) = (figure("DEWAN_SEED", 1), figure("DEWAN_LINK_DOCUMENTS", 12));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut council = Council::found();
    let links = [1, 2, 3].map(|n| Link::to(council.relay.address(), seed * 10 + n));
    for link in &links {
        link.set(|conditions| *conditions = branch_line(20_000..=120_000));
    }
    import(&council.north, &mut random, documents);
    import(&council.south, &mut random, documents);
    let url = |n: usize| links[n].url();
    let running = council
        .offices()
        .into_iter()
        .enumerate()
        .map(|(n, office)| office.start(["sync", "--relay", &url(n)]))
        .collect::<Vec<_>>();
    let wanted = 2 * documents as usize;
    let all_have = |council: &Council, wanted: usize| {
        let listed = council.chair.listed();
        listed.len() == wanted
            && council
                .offices()
                .iter()
                .all(|office| office.listed() == listed)
    };
    let mut relay_was_gone = false;
    for _ in 0..MOST_TRIES {
        for program in &running {
            let ended = program.wait_for_end(Duration::from_millis(300));
            assert!(!ended, "sync ended although it should stay linked");
        }
        if !relay_was_gone && !council.chair.listed().is_empty() {
            relay_was_gone = true;
            council.relay.kill();
            council.relay.restart();
        }
        if relay_was_gone && all_have(&council, wanted) {
            break;
        }
    }
    assert!(
        all_have(&council, wanted),
        "seed {seed}: not everybody has everything"
    );
    for program in running {
        program.stop().expect_code(0);
    }
    council.agree(&format!("seed {seed}, staying linked"));
}

/// Carries the messages of one office after the other to the relay and back. A goodbye of the office gets lost, and
/// with it whatever the relay would answer.
async fn lose_goodbyes(listener: TcpListener, relay: String) {
    while let Ok((stream, _)) = listener.accept().await {
        let spoken = HeaderValue::from_static(link::SUB_PROTOCOL);
        let mut path = String::new();
        #[expect(clippy::result_large_err, reason = "the library's own signature")]
        let accept = |request: &Request, mut response: Response| {
            path = request.uri().path().to_owned();
            let headers = response.headers_mut();
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, spoken.clone());
            Ok(response)
        };
        let mut office = tokio_tungstenite::accept_hdr_async(stream, accept)
            .await
            .unwrap();
        let mut request = format!("{relay}{path}").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, spoken);
        let (mut relay, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let is_goodbye = |message: &Message| match message {
            Message::Binary(bytes) => link::message::unwrap(bytes)
                .is_some_and(|frame| matches!(Frame::decode(&frame), Ok(Frame::Bye(_)))),
            _ => false,
        };
        loop {
            tokio::select! {
                Some(Ok(message)) = office.next() => match is_goodbye(&message) {
                    true => {}
                    false => relay.send(message).await.unwrap(),
                },
                Some(Ok(message)) = relay.next() => drop(office.send(message).await),
                else => break,
            }
        }
    }
}

#[test]
fn a_goodbye_that_gets_lost_makes_no_failure_of_what_was_said_and_taken() {
    let council = Council::found();
    council.sync_all();
    let file = council.north.file("kebijakan.md", "# Kebijakan\n\nIsi.\n");
    council.north.ok(["import", &file]);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    runtime.spawn(lose_goodbyes(listener, council.relay.url()));
    let arguments = ["--language", "en", "sync", "--once", "--timeout", "2"];
    let output = (council.north).run(arguments.into_iter().chain(["--relay", &url]));
    let said = output.expect_code(0).stdout;
    assert!(said.contains("Everything was sent"), "{said}");
    runtime.shutdown_background();
    council.chair.sync();
    assert!(council.chair.read("Kebijakan").contains("Isi."));
}
