//! A seeded simulation of whole councils over the pure state machine: 5 to 14 nodes, one or two
//! relays that everybody calls or up to four in a line, and everything that goes wrong in an office. After quiet, all hold the same.
//!
//! `DEWAN_SEEDS` says how many seeds to run (100 unless told), `DEWAN_SEED` runs only one,
//! and with `DEWAN_TRACE` every frame of its last rounds is printed.

#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod blobs;
mod bombs;
mod bytes;
mod carry_file;
mod chain;
mod fuzz;
mod intake;
mod link;
mod node;
mod presence;
mod receipts;
mod rights;
mod scope;
mod thin;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use format::{ActId, Blob, ChangeHash, DocumentId, Subject};
use rand::{Rng as _, RngExt as _};
use sync::memory::Memory;
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
                .filter(|document| !world.nodes[node].store.has_restarted(document))
                .collect();
            let mut rng = world.rng.clone();
            if created.is_empty() || rng.random_bool(0.15) {
                match rng.random_bool(0.4) {
                    true => world.create_for(node, rng.random_range(relays..nodes), &mut rng),
                    false => world.nodes[node].create(&mut rng),
                };
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
            if world.calls(node, host) {
                world.connect(node, host);
                if world.nodes[node].relay {
                    *world.seen.entry("relays linked").or_default() += 1;
                }
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
        // Somebody opens what they hold to somebody else.
        235..240 if !world.nodes[node].relay => {
            let documents = world.nodes[node].store.documents();
            let restricted =
                |document: &DocumentId| world.nodes[node].store.is_restricted(document);
            let restricted: Vec<_> = documents.into_iter().filter(restricted).collect();
            if !restricted.is_empty() {
                let document = restricted[world.rng.random_range(0..restricted.len())];
                let to = world.rng.random_range(relays..nodes);
                world.grant(node, document, to);
                *world.seen.entry("grants").or_default() += 1;
            }
        }
        // A device is lost. Head office's is kept, and copies of it, for whoever settles what is open in the end.
        240..241 if node > relays && !world.is_head_office(node) => {
            world.revoke(node);
            *world.seen.entry("devices revoked").or_default() += 1;
        }
        // Somebody publishes, or names the file of somebody else once more.
        241..246 if !world.nodes[node].relay => {
            let store = &world.nodes[node].store;
            let documents = store.documents();
            let created: Vec<_> = documents
                .into_iter()
                .filter(|document| store.is_created(document).unwrap())
                .collect();
            let known: Vec<_> = store.named_blobs().keys().copied().collect();
            if !created.is_empty() {
                let document = created[world.rng.random_range(0..created.len())];
                if !known.is_empty() && world.rng.random_bool(0.2) {
                    let blob = known[world.rng.random_range(0..known.len())];
                    world.nodes[node].name_blob(&document, blob);
                } else {
                    let mut bytes = vec![0; world.rng.random_range(1..100_000)];
                    world.rng.fill_bytes(&mut bytes);
                    world.nodes[node].publish(&document, vec![bytes]);
                }
                world.grew(node);
            }
        }
        // Somebody writes a carry file for one or two others, from where the first is known to stand, or with
        // everything; somebody reads one: late, twice, or never.
        246..251 if !world.nodes[node].relay => {
            let mut to = vec![world.rng.random_range(relays..nodes)];
            if world.rng.random_bool(0.3) {
                to.push(world.rng.random_range(relays..nodes));
            }
            to.retain(|to| *to != node);
            if let [first, ..] = to[..] {
                let known = carry_file::mark(world, first, node);
                let base = known.filter(|_| to.len() == 1 && world.rng.random_bool(0.8));
                let (file, _) = carry_file::written(world, node, &to, base);
                world
                    .files
                    .extend(to.into_iter().map(|to| (to, file.clone())));
                *world.seen.entry("carry files written").or_default() += 1;
            }
        }
        251..258 if !world.files.is_empty() => {
            let at = world.rng.random_range(0..world.files.len());
            let (to, file) = match world.rng.random_bool(0.7) {
                true => world.files.swap_remove(at),
                false => world.files[at].clone(),
            };
            if carry_file::is_of_member(world, to, &file) {
                carry_file::take(world, to, &file).unwrap();
                *world.seen.entry("carry files read").or_default() += 1;
            }
        }
        // A clock is set wrong, or right again: by up to thirty years, either way.
        258..261 => {
            const YEARS_30: i64 = 30 * 365 * 86_400_000;
            world.nodes[node].clock_millis = world.rng.random_range(-YEARS_30..=YEARS_30);
            *world.seen.entry("clocks set").or_default() += 1;
        }
        // Head office, or a copy of its machine, chooses a branch, perhaps another one than before; or
        // somebody without the right does.
        261..269 if !world.nodes[node].relay => {
            let by = match world.rng.random_bool(0.8) {
                true => relays,
                false => node,
            };
            choose(world, by);
        }
        // Head office lets a document start over; anybody removes what is left of such.
        269..271 => {
            let documents = world.nodes[relays].store.documents();
            if !documents.is_empty() {
                let document = documents[world.rng.random_range(0..documents.len())];
                world.nodes[relays].restart_document(&document);
                world.grew(relays);
                *world.seen.entry("documents restarted").or_default() += 1;
            }
        }
        271..277 => {
            let store = &world.nodes[node].store;
            let mut restarted = store.documents();
            restarted.retain(|document| store.has_restarted(document));
            if !restarted.is_empty() {
                let document = restarted[world.rng.random_range(0..restarted.len())];
                world.nodes[node].store.forget(&document);
                *world.seen.entry("documents removed").or_default() += 1;
            }
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

/// A node says of some fork it holds which change counts.
fn choose(world: &mut World, by: usize) {
    let store = &world.nodes[by].store;
    let mut forked = Vec::new();
    for document in store.documents() {
        for hash in store.forks(&document).unwrap() {
            let known = store.known(&document, &hash).unwrap().unwrap();
            let there = store
                .at_position(&document, &known.actor, known.sequence)
                .unwrap();
            forked.extend(there.into_iter().map(|hash| (document, hash)));
        }
    }
    if forked.is_empty() {
        return;
    }
    let (document, hash) = forked[world.rng.random_range(0..forked.len())];
    world.nodes[by].choose_branch(&document, &hash);
    world.grew(by);
    *world.seen.entry("branches chosen").or_default() += 1;
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
    // From here on all goes well. Two rounds carry everything through all relays; roster acts that
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
    // Two machines that are one clone, and where nothing was written since, cannot be told apart: what one
    // told of receipts is taken for what the other did, and a few go again each time.
    assert!(
        world.receipts_sent == receipts || world.has_clones(),
        "seed {seed}: receipts were sent again"
    );
    let quiet = match world.has_clones() {
        true => 0,
        false => quiet,
    };
    // A file whose only copy was on a machine that was set back is asked for each time.
    let lost = lost_blobs(&world).len() as u64;
    assert!(
        quiet < 600 + 200 * lost,
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

/// Blobs that acts about documents name that did not start over.
fn wanted_blobs(store: &Memory) -> impl Iterator<Item = &Blob> {
    let named = store.named_blobs().iter();
    let named = named.filter(|(_, documents)| {
        let mut documents = documents.iter();
        documents.any(|document| !store.has_restarted(document))
    });
    named.map(|(blob, _)| blob)
}

/// Blobs that acts name and nobody can give any more. Whoever holds one that only a document names which started
/// over gives it to nobody.
fn lost_blobs(world: &World) -> BTreeSet<Blob> {
    let counting = world.counting();
    let counting = || counting.iter().map(|node| &world.nodes[*node].store);
    let held: BTreeSet<Blob> = counting()
        .flat_map(|store| {
            let blobs = store.blobs();
            let wanted = wanted_blobs(store).copied();
            wanted.filter(move |blob| blobs.contains_key(blob))
        })
        .collect();
    let named = counting().flat_map(wanted_blobs);
    named.filter(|blob| !held.contains(blob)).copied().collect()
}

/// Whoever may hold a document holds its files, byte for byte, and nobody else does.
fn check_blobs(world: &World) {
    let seed = world.seed;
    let lost = lost_blobs(world);
    for node in world.counting() {
        let node = &world.nodes[node];
        let held = node.store.blobs();
        for (blob, bytes) in &held {
            assert!(blob.is_of(bytes), "seed {seed}: {} has rubbish", node.name);
        }
        let missing: Vec<_> = wanted_blobs(&node.store)
            .filter(|blob| !held.contains_key(blob) && !lost.contains(blob))
            .collect();
        let name = &node.name;
        assert!(missing.is_empty(), "seed {seed}: {name} lacks {missing:?}");
    }
}

/// Of every document, those who may hold it hold the same and everybody else nothing; equal digests, equal
/// views, no gap left, and everybody knows that head office has all it may have.
fn check(world: &World) {
    let seed = world.seed;
    check_blobs(world);
    let counting = world.counting();
    let relay = &world.nodes[0].store;
    let founder = world.relays();
    // Whose machine was revoked answers for nobody.
    let is_answering = counting.contains(&founder);
    let head_office = world.nodes[founder].key.public();
    let roster = relay.roster_acts().unwrap();
    let at_relay = held(relay);
    for at in counting.clone() {
        let node = &world.nodes[at];
        let (name, store) = (&node.name, &node.store);
        store.check();
        // What only a device named that was revoked since may be nowhere.
        let keys = counting.iter().map(|node| world.nodes[*node].key.public());
        let gaps: BTreeSet<Subject> = keys
            .flat_map(|key| store.gaps_named_by(&key).unwrap())
            .collect();
        assert!(gaps.is_empty(), "seed {seed}: {name} has gaps: {gaps:?}");
        assert_eq!(
            store.roster_acts().unwrap(),
            roster,
            "seed {seed}: roster acts of {name}"
        );
        let key = node.key.public();
        assert_eq!(
            store.overall_digest_for(Some(&key)).unwrap(),
            relay.overall_digest_for(Some(&key)).unwrap(),
            "seed {seed}: digests of {name}"
        );
        let here = held(store);
        for document in relay.documents() {
            if !world.may_hold(at, &document) {
                assert!(
                    !here.contains_key(&document),
                    "seed {seed}: {name} holds {document:?}, which is not for it"
                );
                continue;
            }
            assert_eq!(
                here.get(&document),
                at_relay.get(&document),
                "seed {seed}: {document:?} at {name}"
            );
            if !store.is_created(&document).unwrap() || store.has_restarted(&document) {
                continue;
            }
            assert_eq!(
                node.view(&document),
                world.nodes[0].view(&document),
                "seed {seed}: view of {name}"
            );
            if is_answering && world.may_hold(founder, &document) {
                let receipt = store.receipt(&head_office, &document).unwrap();
                let heads = store.heads(&document);
                let covers =
                    receipt.is_some_and(|it| heads.iter().all(|head| it.heads.contains(head)));
                assert!(
                    covers,
                    "seed {seed}: {name} does not know that head office holds {document:?}"
                );
            }
        }
    }
}

/// By document: the acts about it, and its changes with whether they stand outside the frontier.
fn held(store: &Memory) -> BTreeMap<DocumentId, Held> {
    let mut held = BTreeMap::<_, Held>::new();
    for document in store.documents() {
        let acts = store.document_acts(&document).unwrap();
        if !acts.is_empty() {
            held.entry(document).or_default().0 = acts;
        }
    }
    let (_, changes) = store.contents();
    for (document, hash, fork) in changes {
        // Who holds how much of what started over is everybody's own affair.
        if !store.has_restarted(&document) {
            held.entry(document).or_default().1.push((hash, fork));
        }
    }
    held
}

type Held = (Vec<ActId>, Vec<(ChangeHash, bool)>);

#[test]
fn every_council_ends_with_equal_sets_and_views() {
    let mut largest = 0;
    let mut seen = BTreeMap::<_, u64>::new();
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
        assert_eq!(seen.len(), 23, "something never happened: {seen:?}");
        assert!(seen.values().all(|count| *count > 0), "{seen:?}");
    }
}

/// Of the first 2,000 seeds those that once failed, by the protocol or by what the simulation took for right.
#[test]
fn seeds_that_once_failed_go_well() {
    for seed in [248, 538, 560, 641, 663, 1507, 1773] {
        println!("seed {seed}");
        simulate(seed);
    }
}
