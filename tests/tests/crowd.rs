//! Many members at one relay: who does not read harms nobody else, and all can come at once.
//!
//! `DEWAN_CROWD` says how many are linked (60 unless told; promise 18 counts 200, promise 19 500),
//! `DEWAN_CROWD_WAIT` for how many seconds the relay may take to close who does not read (0: not waited for).

use std::sync::Arc;
use std::time::Duration;

use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan_tests::council::{Council, figure};
use dewan_tests::crowd::{Crowd, Met, What, now};
use dewan_tests::program::PATIENCE;
use dewan_tests::relay::Relay;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::Instant;

/// How many documents are written while everybody is linked.
const ROUNDS: usize = 16;

/// A policy that compression makes little smaller, so that who does not read soon has much before it.
fn policy(random: &mut ChaCha8Rng, round: usize) -> String {
    let mut text = format!("# Kebijakan {round}\n\n");
    for clause in 0..20 {
        let words: String = (0..400)
            .map(|_| char::from(random.random_range(b'a'..=b'z')))
            .collect();
        text.push_str(&format!("## Pasal {clause}\n\n{words}\n\n"));
    }
    text
}

/// What the crowd met: per round, how long after the first member the others had its changes, in
/// microseconds, ascending; and whether the one that stalls was closed.
struct Ran {
    later_micros: Vec<u128>,
    closed: bool,
}

/// A council, and a crowd with the south office's key and store.
fn council() -> (Council, Crowd) {
    // All members of the crowd have one key: the crowd is what is looked at, not who is in it.
    let relay = Relay::start_with(&["--open", "--max-per-device", "1000"]);
    let council = Council::found_at(relay);
    council.sync_all();
    let south = Writing::open(Home::find(Some(council.south.home())).unwrap()).unwrap();
    let crowd = Crowd {
        url: council.relay.url(),
        council: south.council(),
        key: south.key().clone(),
        store: south.store().clone(),
    };
    (council, crowd)
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// What somebody in the crowd meets next.
fn next(runtime: &Runtime, told: &mut mpsc::Receiver<Met>) -> Met {
    let met = runtime.block_on(async { tokio::time::timeout(PATIENCE, told.recv()).await });
    met.expect("the crowd goes on").expect("the crowd is there")
}

/// Waits until all are linked; gives when each was.
fn all_linked(runtime: &Runtime, told: &mut mpsc::Receiver<Met>, members: usize) -> Vec<Instant> {
    let mut linked = vec![None; members];
    while linked.contains(&None) {
        let met = next(runtime, told);
        assert!(!matches!(met.what, What::Ended(_)), "{met:?}");
        if met.what == What::Linked {
            linked[met.who].get_or_insert(met.at);
        }
    }
    linked.into_iter().flatten().collect()
}

fn run(members: usize, stalls: bool, wait: Duration) -> Ran {
    let (council, crowd) = council();
    let runtime = runtime();
    let (tell, mut told) = mpsc::channel::<Met>(100_000);
    let (stall, stalling) = watch::channel(false);
    let (_never, reads) = watch::channel(false);
    let doors = Arc::new(Semaphore::new(16));
    for who in 0..members {
        let stalling = match who {
            0 => stalling.clone(),
            _ => reads.clone(),
        };
        let member = crowd.clone();
        runtime.spawn(member.follow(who, tell.clone(), stalling, Arc::clone(&doors)));
    }
    all_linked(&runtime, &mut told, members);
    stall.send_replace(stalls);
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut later_micros = Vec::new();
    for round in 0..ROUNDS {
        let file = council
            .north
            .file("kebijakan.md", &policy(&mut random, round));
        council.north.ok(["import", &file]);
        let syncing = council.north.start(["sync", "--once"]);
        let mut first = None;
        let mut has = vec![false; members];
        // The one that stalls is not waited for.
        has[0] = true;
        while has.contains(&false) {
            let met = next(&runtime, &mut told);
            assert!(
                met.who == 0 || !matches!(met.what, What::Ended(_)),
                "somebody who reads was closed: {met:?}"
            );
            if let What::Changes(1..) = met.what
                && !std::mem::replace(&mut has[met.who], true)
            {
                let first = *first.get_or_insert(met.at);
                later_micros.push(met.at.duration_since(first).as_micros());
            }
        }
        syncing.finish().expect_code(0);
    }
    let mut closed = false;
    if stalls && !wait.is_zero() {
        let closes = async {
            // It reads again, and finds that it was closed meanwhile.
            tokio::time::sleep(wait).await;
            stall.send_replace(false);
            while let Some(met) = told.recv().await {
                if met.who == 0 && matches!(met.what, What::Ended(_)) {
                    return true;
                }
            }
            false
        };
        closed =
            runtime.block_on(async { tokio::time::timeout(PATIENCE, closes).await == Ok(true) });
    }
    runtime.shutdown_background();
    later_micros.sort_unstable();
    Ran {
        later_micros,
        closed,
    }
}

#[test]
fn one_that_does_not_read_harms_nobody_else() {
    let members = usize::try_from(figure("DEWAN_CROWD", 60)).unwrap();
    let wait = Duration::from_secs(figure("DEWAN_CROWD_WAIT", 0));
    for stalls in [false, true] {
        let ran = run(members, stalls, wait);
        let at = |share: usize| ran.later_micros[(ran.later_micros.len() - 1) * share / 100] / 1000;
        println!(
            "{members} linked, {} of them stalled: {} deliveries to the others, {} ms after the first of each \
             (median), {} ms (p99), {} ms (longest)",
            usize::from(stalls),
            ran.later_micros.len(),
            at(50),
            at(99),
            at(100)
        );
        assert_eq!(ran.later_micros.len(), ROUNDS * (members - 1));
        if stalls && !wait.is_zero() {
            assert!(ran.closed, "who does not read for {wait:?} is not closed");
            println!("the one that stalled was closed");
        }
    }
}

/// The pauses of real programs spread a crowd that comes back (`engine/syncing/stampede.rs`); here nobody
/// waits, which is the worst there can be.
#[test]
fn a_crowd_that_comes_back_in_one_moment_is_served_and_nobody_is_turned_away() {
    let members = usize::try_from(figure("DEWAN_CROWD", 60)).unwrap();
    let (mut council, crowd) = council();
    council.relay.kill();
    council.relay.restart();
    let runtime = runtime();
    let (tell, mut told) = mpsc::channel::<Met>(100_000);
    let (_never, reads) = watch::channel(false);
    let doors = Arc::new(Semaphore::new(members));
    let begun = now();
    for who in 0..members {
        let member = crowd.clone();
        runtime.spawn(member.follow(who, tell.clone(), reads.clone(), Arc::clone(&doors)));
    }
    let mut at: Vec<_> = all_linked(&runtime, &mut told, members);
    at.sort_unstable();
    let after = |at: &Instant| at.duration_since(begun).as_millis();
    let second = Duration::from_secs(1);
    let peak = (0..at.len()).map(|first| {
        let within = |one: &&Instant| **one < at[first] + second;
        at[first..].iter().take_while(within).count()
    });
    println!(
        "{members} come at once: the first is linked after {} ms, half of them after {} ms, all after {} ms; at \
         most {} in one second",
        after(&at[0]),
        after(&at[at.len() / 2]),
        after(&at[at.len() - 1]),
        peak.max().unwrap_or(0)
    );
    // Who works on does not notice: the office beside them still synchronises.
    council.north.ok(["new", "policy", "Sesudah"]);
    council.north.sync();
    runtime.shutdown_background();
}
