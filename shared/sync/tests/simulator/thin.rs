//! The lines that far offices have, in virtual time: slow, late, and cut every few seconds.
//!
//! The store answers at once and nobody waits for a processor: what is measured is what the protocol costs
//! on the line.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{Author, ReadDoc as _};
use format::{DocumentId, PlainChange, Run, Seal};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sync::{Event, Holdings as _, Item, Outcome};

use crate::node::bytes;
use crate::world::World;

/// What a WebSocket adds to a frame: its head, a mask from whoever called, and the check of our own.
const MESSAGE_BYTES: u64 = 12;
/// About how many bytes asking for the WebSocket and its answer take besides the hellos that ride in them.
const UPGRADE_BYTES: u64 = 600;

/// A line.
pub struct Line {
    /// Each way.
    pub bytes_per_second: u64,
    pub round_trip_millis: u64,
    /// After how long every connection is reset; it can be made again at once.
    pub cut_after_millis: Option<u64>,
    /// How long whoever calls waits after a cut.
    pub pause_millis: u64,
}

/// The line of promise 15.
pub const FAR_OFFICE: Line = Line {
    bytes_per_second: 8_000,
    round_trip_millis: 600,
    cut_after_millis: Some(20_000),
    pause_millis: 250,
};

/// What something took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    pub millis: u64,
    pub connections: u64,
    /// Bytes that crossed the line to each side.
    pub bytes: [u64; 2],
}

/// One direction: bytes go one after the other.
#[derive(Default)]
struct Pipe {
    free_millis: f64,
    /// When each message begins and ends to be sent.
    sent: VecDeque<(f64, f64, u64)>,
}

impl Pipe {
    /// When a message that is sent now has arrived.
    fn send(&mut self, now_millis: u64, bytes: u64, line: &Line) -> u64 {
        let begins = self.free_millis.max(now_millis as f64);
        let ends = begins + 1000.0 * bytes as f64 / line.bytes_per_second as f64;
        self.free_millis = ends;
        self.sent.push_back((begins, ends, bytes));
        ends.ceil() as u64 + line.round_trip_millis / 2
    }

    /// How many bytes were on the line until then.
    fn crossed(&self, until_millis: u64) -> u64 {
        let until = until_millis as f64;
        let part = |(begins, ends, bytes): &(f64, f64, u64)| match *ends <= until {
            true => *bytes,
            false if *begins >= until => 0,
            false => (*bytes as f64 * (until - begins) / (ends - begins)) as u64,
        };
        self.sent.iter().map(part).sum()
    }
}

/// Lets `caller` call `host` over this line again and again until both have everything.
pub fn meet(world: &mut World, line: &Line, caller: usize, host: usize) -> Took {
    meet_until(world, line, [caller, host], &[], |world| {
        world.is_caught_up(0)
    })
}

/// Lets the first call the second over this line again and again until `is_over`, with these documents open on
/// the caller's screen.
fn meet_until(
    world: &mut World,
    line: &Line,
    [caller, host]: [usize; 2],
    open: &[DocumentId],
    is_over: impl Fn(&World) -> bool,
) -> Took {
    let mut took = Took::default();
    let began = world.now_millis;
    let mut now = began;
    loop {
        took.connections += 1;
        assert!(took.connections < 1_000, "it never ends");
        let cut_at = line.cut_after_millis.map_or(u64::MAX, |after| now + after);
        let upgrade = 1000 * UPGRADE_BYTES / line.bytes_per_second;
        // The hellos ride in the request and its answer: one round trip for the connection is lost.
        let opens = now + line.round_trip_millis + upgrade;
        world.now_millis = opens;
        let mut pipes = [Pipe::default(), Pipe::default()];
        let mut arrivals = BinaryHeap::new();
        let mut frames = Vec::new();
        world.connect(caller, host);
        if !open.is_empty() {
            world.feed(0, 0, Event::Wanted(open.to_vec()));
        }
        now = opens;
        let mut tick = opens + 1_000;
        let done = loop {
            for (side, pipe) in pipes.iter_mut().enumerate() {
                while let Some(frame) = world.links[0].inbox[side].pop_front() {
                    let size = frame.len() as u64 + MESSAGE_BYTES;
                    let at = pipe.send(now, size, line);
                    arrivals.push(Reverse((at, frames.len(), side)));
                    frames.push(Some(frame));
                }
            }
            if is_over(world) {
                break true;
            }
            let next = arrivals.peek().map_or(u64::MAX, |Reverse((at, ..))| *at);
            now = next.min(tick);
            if now >= cut_at {
                now = cut_at;
                break false;
            }
            world.now_millis = now;
            if next > tick {
                tick += 1_000;
                for side in 0..2 {
                    world.feed(0, side, Event::Tick { now_millis: now });
                }
                continue;
            }
            let Some(Reverse((_, number, side))) = arrivals.pop() else {
                continue;
            };
            let frame = frames[number].take().unwrap();
            world.feed(0, side, Event::Frame(frame));
            for side in 0..2 {
                while world.advance(0, side, true) {}
            }
            let ended = world.links[0].sessions.iter().any(|one| one.is_closed());
            assert!(!ended, "{:?}", world.closes);
        };
        for (bytes, pipe) in took.bytes.iter_mut().zip(&pipes) {
            *bytes += pipe.crossed(now);
        }
        world.cut(0);
        if done {
            took.millis = now - began;
            return took;
        }
        now += line.pause_millis;
    }
}

impl Took {
    /// How many times as long it took as `bytes` need on the line and four round trips for each connection.
    fn over(&self, bytes: u64, line: &Line) -> f64 {
        let bytes = 1000.0 * bytes as f64 / line.bytes_per_second as f64;
        let trips = (4 * line.round_trip_millis * self.connections) as f64;
        self.millis as f64 / (bytes + trips)
    }
}

/// A relay (0) and a founder (1) who hold these documents, and a member (2) who holds none of them yet.
fn stocked(stock: impl Fn(&mut World, &mut ChaCha8Rng)) -> World {
    let mut world = World::of(51, 1, 2);
    world.round();
    world.round();
    let mut rng = ChaCha8Rng::seed_from_u64(51);
    stock(&mut world, &mut rng);
    world.connect(1, 0);
    world.run_until_quiet();
    world.cut(0);
    world
}

/// A document of the founder with so many changes of one word each, in bursts with one seal.
fn typed(world: &mut World, rng: &mut ChaCha8Rng, changes: usize) -> DocumentId {
    let document = world.nodes[1].create(rng);
    let node = &mut world.nodes[1];
    let council = node.store.council();
    let mut doc = node.open(&document);
    let author = node.key.public();
    let actor = author.actor_with(&council, bytes(rng));
    doc.set_author(Some(Author::from(author.as_bytes().to_vec())));
    doc.set_actor(actor.as_bytes().into());
    let text = doc.get(automerge::ROOT, "text").unwrap().unwrap().1;
    let mut burst = Vec::new();
    for number in 1..=changes {
        let at = doc.length(&text);
        let letter = char::from(b'a' + rng.random_range(0..26));
        doc.splice_text(&text, at, 0, &letter.to_string()).unwrap();
        doc.commit_with(CommitOptions::default().with_time(number as i64 / 3));
        let change = doc.get_last_local_change().unwrap();
        burst.push(PlainChange::parse(change.raw_bytes().to_vec()).unwrap());
        if burst.len() == 30 || number == changes {
            let hash = burst.last().unwrap().header.hash;
            let seal = Seal::sign(&node.key, &council, &document, &hash, vec![]);
            let changes = std::mem::take(&mut burst);
            let run = Run::new(&council, document, author, changes, seal).unwrap();
            assert_eq!(node.store.write(Item::Run(run)).unwrap(), Outcome::Taken);
        }
    }
    document
}

/// A document that came in as a whole: one change with this much text that does not shrink.
fn imported(world: &mut World, rng: &mut ChaCha8Rng, characters: usize) -> DocumentId {
    let document = world.nodes[1].create(rng);
    let text = letters(rng, characters);
    world.nodes[1].type_in(&document, vec![text], rng);
    document
}

/// Text that does not shrink.
fn letters(rng: &mut ChaCha8Rng, characters: usize) -> String {
    let letter = |rng: &mut ChaCha8Rng| char::from(b'!' + rng.random_range(0..90));
    (0..characters).map(|_| letter(rng)).collect()
}

/// How many documents the first sync of promise 15 has here: `DEWAN_THIN_DOCUMENTS`, 50 for the whole of it, a
/// few unless told, because the store in memory is a slow one.
fn documents() -> usize {
    let number = std::env::var("DEWAN_THIN_DOCUMENTS");
    number.map_or(4, |number| number.parse().unwrap())
}

/// The same first sync over the same line with no cuts, and with them.
fn first_sync(stock: impl Fn(&mut World, &mut ChaCha8Rng)) -> (Took, Took) {
    let world = stocked(stock);
    let [whole, cut] = [None, FAR_OFFICE.cut_after_millis].map(|cut_after_millis| {
        let mut world = world.clone();
        let line = Line {
            cut_after_millis,
            ..FAR_OFFICE
        };
        let took = meet(&mut world, &line, 2, 0);
        assert_eq!(
            world.nodes[2].store.contents(),
            world.nodes[0].store.contents()
        );
        took
    });
    (whole, cut)
}

fn check(what: &str, (whole, cut): (Took, Took)) {
    let need = whole.bytes[0].max(whole.bytes[1]);
    let times = cut.over(need, &FAR_OFFICE);
    println!(
        "{what}: {} bytes, {:.1} s with no cuts; {} bytes, {:.1} s in {} connections: {times:.2} times the floor",
        need,
        whole.millis as f64 / 1000.0,
        cut.bytes[0].max(cut.bytes[1]),
        cut.millis as f64 / 1000.0,
        cut.connections,
    );
    assert!(times <= 1.2, "{what} took {times:.2} times the floor");
}

#[test]
fn documents_of_two_thousand_changes_come_over_a_line_that_is_cut_every_20_seconds() {
    let stock = |world: &mut World, rng: &mut ChaCha8Rng| {
        for _ in 0..documents() {
            typed(world, rng, 2_000);
        }
        // With few documents, what makes up for the rest is one that is large.
        imported(world, rng, 200_000);
    };
    check("documents of 2,000 changes", first_sync(stock));
}

#[test]
fn one_document_of_300_kilobytes_comes_over_a_line_that_is_cut_every_20_seconds() {
    let stock = |world: &mut World, rng: &mut ChaCha8Rng| {
        imported(world, rng, 370_000);
    };
    check("one document of one change", first_sync(stock));
}

#[test]
fn a_line_of_four_kilobits_is_slow_and_not_dead() {
    let line = Line {
        bytes_per_second: 500,
        round_trip_millis: 2_000,
        cut_after_millis: None,
        pause_millis: 0,
    };
    let mut world = stocked(|world, rng| {
        typed(world, rng, 2_000);
        imported(world, rng, 60_000);
    });
    let took = meet(&mut world, &line, 2, 0);
    // Nobody took the other for gone while its heart-beat waited behind data.
    assert_eq!(took.connections, 1);
    assert!(took.over(took.bytes[0].max(took.bytes[1]), &line) < 1.2);
}

#[test]
fn what_is_written_meanwhile_waits_seconds_behind_a_first_sync_and_not_minutes() {
    let mut world = stocked(|world, rng| {
        for _ in 0..10 {
            imported(world, rng, 40_000);
        }
    });
    world.connect(2, 0);
    let mut under_way = 0;
    // The relay answers nothing yet: what it has under way is what the line is given.
    while let Some(frame) = world.links[0].inbox[1].pop_front() {
        world.feed(0, 1, Event::Frame(frame));
        while let Some(frame) = world.links[0].inbox[0].pop_front() {
            under_way += frame.len();
            if under_way < 2_000 {
                world.feed(0, 0, Event::Frame(frame));
                while world.advance(0, 0, true) {}
            }
        }
    }
    assert!(under_way > 0 && under_way < 40_000, "{under_way}");
}

/// A member (2) who knows twelve documents of the founder (1) and is far behind: meanwhile each of them grew by
/// 8 pastes that do not shrink, one document after the other.
fn far_behind() -> World {
    let mut world = stocked(|world, rng| {
        for _ in 0..12 {
            typed(world, rng, 1);
        }
    });
    meet(&mut world, &FAR_OFFICE, 2, 0);
    let mut rng = ChaCha8Rng::seed_from_u64(52);
    for document in world.nodes[1].store.documents() {
        for _ in 0..8 {
            let words = letters(&mut rng, 2_000);
            world.nodes[1].type_in(&document, vec![words], &mut rng);
        }
    }
    world.connect(1, 0);
    world.run_until_quiet();
    world.cut(0);
    world
}

#[test]
fn what_is_open_on_a_screen_comes_first() {
    let mut world = far_behind();
    let documents = world.nodes[1].store.documents();
    // The one that grew last.
    let open = *documents.last().unwrap();
    let is_here = |world: &World, document: &DocumentId| {
        let [here, there] = [2, 0].map(|node| world.nodes[node].store.frontier(document).unwrap());
        here == there
    };
    let soon = meet_until(&mut world, &FAR_OFFICE, [2, 0], &[open], |world| {
        is_here(world, &open)
    });
    let others = documents.iter().filter(|one| **one != open);
    let behind = others.filter(|one| !is_here(&world, one)).count();
    // What was under way before anybody knew comes along: what a line of unknown pace is given, and no more.
    assert!(behind >= 9, "only {behind} of 11 are behind: {soon:?}");
    let all = meet_until(&mut world, &FAR_OFFICE, [2, 0], &[open], |world| {
        world.is_caught_up(0)
    });
    assert!(2 * soon.millis < all.millis, "{soon:?}, then {all:?}");
    assert_eq!(
        world.nodes[2].store.contents(),
        world.nodes[0].store.contents()
    );
}

#[test]
fn what_came_out_of_turn_does_not_come_again_in_its_turn() {
    let mut world = far_behind();
    let open = *world.nodes[1].store.documents().last().unwrap();
    world.connect(2, 0);
    world.feed(0, 0, Event::Wanted(vec![open]));
    world.run_until_quiet();
    let sent = world.links[0].sessions[1].statistics().sent.changes;
    assert_eq!(sent, 12 * 8);
}

#[test]
fn over_a_paid_line_large_texts_wait_until_somebody_opens_them() {
    let mut world = stocked(|world, rng| {
        typed(world, rng, 200);
        for _ in 0..2 {
            imported(world, rng, 100_000);
        }
    });
    let mut rng = ChaCha8Rng::seed_from_u64(53);
    let later = typed(&mut world, &mut rng, 200);
    world.connect(1, 0);
    world.run_until_quiet();
    world.cut(0);
    world.nodes[2].metered = true;
    let bytes = |took: Took| took.bytes[0] + took.bytes[1];
    let took = meet(&mut world, &FAR_OFFICE, 2, 0);
    assert!(bytes(took) < 30_000, "{took:?}");
    assert_eq!(
        world.nodes[2].store.frontier(&later).unwrap(),
        world.nodes[0].store.frontier(&later).unwrap()
    );
    let missing = world.nodes[2].store.gaps().unwrap();
    assert_eq!(missing.len(), 2, "{missing:?}");
    // Meeting again costs no more than a quiet meeting.
    let again = meet(&mut world, &FAR_OFFICE, 2, 0);
    assert!(bytes(again) < 1_500, "{again:?}");
    // Somebody opens one of the two.
    let format::Subject::Document(open) = missing[0] else {
        panic!("{missing:?}");
    };
    world.connect(2, 0);
    world.run_until_quiet();
    world.feed(0, 0, Event::Wanted(vec![open]));
    world.run_until_quiet();
    world.cut(0);
    assert_eq!(world.nodes[2].view(&open), world.nodes[0].view(&open));
    assert_eq!(world.nodes[2].store.gaps().unwrap().len(), 1);
    // The line is free again.
    world.nodes[2].metered = false;
    meet(&mut world, &FAR_OFFICE, 2, 0);
    assert_eq!(
        world.nodes[2].store.contents(),
        world.nodes[0].store.contents()
    );
}

#[test]
fn what_is_waited_for_is_said_once_a_session() {
    let mut world = stocked(|world, rng| {
        for _ in 0..2 {
            imported(world, rng, 100_000);
        }
    });
    let mut rng = ChaCha8Rng::seed_from_u64(55);
    let document = typed(&mut world, &mut rng, 1);
    world.nodes[2].metered = true;
    world.connect(1, 0);
    world.connect(2, 0);
    world.run_until_quiet();
    let said = |world: &World| world.seen.get("confirmations with gaps").copied();
    let before = said(&world);
    assert!(before.is_some());
    for _ in 0..5 {
        world.nodes[1].type_in(&document, vec!["word ".into()], &mut rng);
        world.grew(1);
        world.run_until_quiet();
    }
    assert_eq!(
        world.nodes[2].view(&document),
        world.nodes[1].view(&document)
    );
    assert_eq!(said(&world), before);
    let reader = world.nodes[2].key.public();
    let known = &world.nodes[0].store.acknowledged_gaps[&reader];
    assert_eq!(known.len(), 2, "what was said before holds");
}

#[test]
fn a_large_run_goes_on_where_it_was_cut_whichever_way_it_goes() {
    for upwards in [true, false] {
        let mut world = World::of(54, 1, 2);
        world.round();
        world.round();
        let mut rng = ChaCha8Rng::seed_from_u64(54);
        imported(&mut world, &mut rng, 300_000);
        let reader = match upwards {
            true => 1,
            false => {
                world.connect(1, 0);
                world.run_until_quiet();
                world.cut(0);
                2
            }
        };
        let whole = {
            let mut world = world.clone();
            let line = Line {
                cut_after_millis: None,
                ..FAR_OFFICE
            };
            let took = meet(&mut world, &line, reader, 0);
            took.bytes[0].max(took.bytes[1])
        };
        let took = meet(&mut world, &FAR_OFFICE, reader, 0);
        let bytes = took.bytes[0].max(took.bytes[1]);
        assert!(took.connections > 1);
        // Each cut costs what was on the line, and a handshake.
        let most = whole + took.connections * (3 * 4_096 + 6_000);
        assert!(bytes < most, "{upwards}: {bytes} of {whole}, {took:?}");
        assert_eq!(
            world.nodes[1].store.contents(),
            world.nodes[0].store.contents()
        );
    }
}
