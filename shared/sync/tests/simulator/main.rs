//! A seeded simulation of whole councils over the pure state machine: 5 to 12 nodes, one or two
//! relays, and everything that goes wrong in an office. After quiet, all hold the same.
//!
//! `DEWAN_SEEDS` says how many seeds to run (100 unless told), `DEWAN_SEED` runs only one,
//! and with `DEWAN_TRACE` every frame of its last rounds is printed.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod bytes;
mod fuzz;
mod intake;
mod link;
mod node;
mod presence;
mod receipts;
mod scope;
mod world;

use format::Subject;
use rand::RngExt as _;
use sync::{Event, Holdings as _, Presence, Whereabouts};
use world::World;

fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    match number("DEWAN_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("DEWAN_SEEDS").unwrap_or(100),
    }
}

/// One random thing happens.
fn happen(world: &mut World) {
    let nodes = world.nodes.len();
    let relays = world.relays();
    let node = world.rng.random_range(0..nodes);
    let links = world.links.len();
    match world.rng.random_range(0..1000) {
        // Somebody writes.
        0..150 if !world.nodes[node].relay => {
            let documents = world.nodes[node].store.documents();
            let created: Vec<_> = documents
                .into_iter()
                .filter(|document| world.nodes[node].store.is_created(document).unwrap())
                .collect();
            let mut rng = world.rng.clone();
            if created.is_empty() || rng.random_bool(0.15) {
                world.nodes[node].create(&mut rng);
            } else {
                let document = created[rng.random_range(0..created.len())];
                world.nodes[node].edit(&document, &mut rng);
            }
            world.rng = rng;
            world.grew(node);
        }
        // A link comes up; sometimes there is one already.
        150..190 => {
            let host = world.rng.random_range(0..relays);
            if node >= relays || node > host {
                world.connect(node, host);
            }
        }
        190..200 if links > 0 => {
            let link = world.rng.random_range(0..links);
            world.cut(link);
        }
        // A frame arrives cut short, as through a broken proxy.
        200..203 if links > 0 => {
            let (link, side) = (
                world.rng.random_range(0..links),
                world.rng.random_range(0..2),
            );
            world.feed(link, side, Event::Frame(vec![0x83, 0x04]));
        }
        203..206 => world.crash(node),
        206..212 => {
            let mut backup = world.nodes[node].clone();
            backup.backup = None;
            world.nodes[node].backup = Some(Box::new(backup));
        }
        // A restored backup; or a machine set back to a snapshot, its program running on.
        212..215 => {
            if let Some(mut backup) = world.nodes[node].backup.take() {
                let resumes = world.rng.random_bool(0.5);
                world.crash(node);
                if !resumes {
                    backup.restart();
                }
                backup.tampered = true;
                world.nodes[node] = *backup;
            }
        }
        // A folder copied to a second machine; or a cloned machine.
        215..217 if !world.nodes[node].relay && nodes < 12 => {
            let mut copy = world.nodes[node].clone();
            copy.name += "'";
            if world.rng.random_bool(0.5) {
                copy.restart();
            }
            copy.tampered = true;
            copy.carry.clear();
            world.nodes[node].tampered = true;
            world.nodes.push(copy);
        }
        217..219 if nodes < 12 => {
            let used = world.rng.random_bool(0.5);
            world.join(used);
        }
        219..221 => world.confirm(),
        221..225 if links > 0 => {
            world.now_millis += world.rng.random_range(0..70_000);
            let now_millis = world.now_millis;
            for link in 0..links {
                for side in 0..2 {
                    world.feed(link, side, Event::Tick { now_millis });
                }
            }
        }
        // Somebody opens a document, or leaves.
        225..235 if !world.nodes[node].relay => {
            let documents = world.nodes[node].store.documents();
            let at = match documents.is_empty() {
                true => None,
                false => {
                    let document = documents[world.rng.random_range(0..documents.len())];
                    Some(Whereabouts::open(document, "text"))
                }
            };
            let device = world.nodes[node].key.public();
            world.say_presence(node, Presence { device, at });
        }
        // Otherwise the network and the disks do their work, a little.
        _ if links > 0 => {
            let (link, side) = (
                world.rng.random_range(0..links),
                world.rng.random_range(0..2),
            );
            for _ in 0..world.rng.random_range(1..6) {
                let commit = world.rng.random_bool(0.5);
                world.advance(link, side, commit);
            }
            world.sweep();
        }
        _ => {}
    }
}

fn simulate(seed: u64) -> (u64, World) {
    let mut world = World::new(seed);
    let steps = world.rng.random_range(200..1500);
    for _ in 0..steps {
        happen(&mut world);
    }
    while !world.links.is_empty() {
        world.cut(0);
    }
    // From here on all goes well. Two rounds carry everything through two relays; roster acts that
    // settle who counts, renewed logs and forks found on the way ask for a few more.
    world.confirm();
    for _ in 0..6 {
        world.trace = std::env::var_os("DEWAN_TRACE").is_some();
        world.round();
        world.confirm();
    }
    world.round();
    check(&world);
    let receipts = world.receipts_sent;
    let quiet = world.round();
    assert_eq!(
        world.receipts_sent, receipts,
        "seed {seed}: receipts were sent again"
    );
    assert!(
        quiet < 600,
        "seed {seed}: a quiet reconnect took {quiet} bytes"
    );
    check(&world);
    let (_, changes) = world.nodes[0].store.contents();
    let forks = changes.iter().filter(|(_, _, fork)| *fork).count() as u64;
    *world.seen.entry("changes").or_default() += changes.len() as u64;
    *world
        .seen
        .entry("changes outside the frontier")
        .or_default() += forks;
    (quiet, world)
}

/// Equal sets, equal digests, equal views, no gap left, and everybody knows that head office has it all.
fn check(world: &World) {
    let seed = world.seed;
    let counting = world.counting();
    let first = &world.nodes[counting[0]];
    for node in &counting {
        let node = &world.nodes[*node];
        node.store.check();
        let (name, other) = (&node.name, &first.name);
        let gaps: Vec<Subject> = node.store.gaps().unwrap();
        assert!(gaps.is_empty(), "seed {seed}: {name} has gaps: {gaps:?}");
        let ((acts, changes), (first_acts, first_changes)) =
            (node.store.contents(), first.store.contents());
        assert_eq!(acts, first_acts, "seed {seed}: acts of {name} and {other}");
        assert_eq!(
            changes, first_changes,
            "seed {seed}: changes of {name} and {other}"
        );
        assert_eq!(
            node.store.overall_digest().unwrap(),
            first.store.overall_digest().unwrap(),
            "seed {seed}: digests of {name} and {other}"
        );
    }
    for document in first.store.documents() {
        if !first.store.is_created(&document).unwrap() {
            continue;
        }
        let view = first.view(&document);
        let head_office = world.nodes[world.relays()].key.public();
        for node in &counting {
            let node = &world.nodes[*node];
            let receipt = node.store.receipt(&head_office, &document).unwrap();
            let heads = node.store.heads(&document);
            assert!(
                receipt
                    .is_some_and(|receipt| heads.iter().all(|head| receipt.heads.contains(head))),
                "seed {seed}: {} does not know that head office holds {document:?}",
                node.name
            );
            assert_eq!(
                node.view(&document),
                view,
                "seed {seed}: view of {}",
                node.name
            );
        }
    }
}

#[test]
fn every_council_ends_with_equal_sets_and_views() {
    let mut largest = 0;
    let mut seen = std::collections::BTreeMap::<_, u64>::new();
    let seeds = seeds();
    for seed in seeds.clone() {
        let result = std::panic::catch_unwind(|| simulate(seed));
        match result {
            Ok((quiet, world)) => {
                largest = largest.max(quiet);
                for (what, count) in world.seen {
                    *seen.entry(what).or_default() += count;
                }
            }
            Err(cause) => {
                eprintln!("failing seed: {seed} (run it alone with DEWAN_SEED={seed})");
                std::panic::resume_unwind(cause);
            }
        }
    }
    let count = seeds.count();
    println!("{count} seeds; the largest quiet reconnect took {largest} bytes; {seen:?}");
    // A simulation in which nothing goes wrong shows nothing.
    if count >= 100 {
        assert_eq!(seen.len(), 10, "something never happened: {seen:?}");
        assert!(seen.values().all(|count| *count > 0), "{seen:?}");
    }
}
