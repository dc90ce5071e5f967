//! Files of publications: to everybody in scope and nobody else, over links that break, from peers that
//! lie, and never in the way of work.

use format::{Blob, DocumentId};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sync::blob::PART_BYTES;
use sync::frame::{FetchBlob, Frame, Items, MAX_NEWS, Packed};
use sync::memory::naming;
use sync::{BlobPart, CloseReason, Event, Holdings as _};

use crate::world::World;

/// A relay (0), the founder (1) and two members (2, 3), who hold a document of the founder.
fn office(seed: u64) -> (World, DocumentId) {
    let mut world = World::of(seed, 1, 3);
    let mut rng = world.rng.clone();
    let document = world.nodes[1].create(&mut rng);
    world.rng = rng;
    world.round();
    world.round();
    (world, document)
}

fn random(seed: u64, bytes: usize) -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut random = vec![0; bytes];
    rng.fill_bytes(&mut random);
    random
}

fn holds(world: &World, node: usize, blob: &Blob) -> bool {
    let held = world.nodes[node].store.blobs();
    held.get(blob).is_some_and(|bytes| blob.is_of(bytes))
}

/// Lets everything on a link arrive and be committed at once, so that a cut loses only what is on the
/// line.
fn step(world: &mut World, link: usize) -> bool {
    let mut moved = false;
    for side in 0..2 {
        moved |= world.advance(link, side, false);
        while world.advance(link, side, true) {}
    }
    moved
}

fn part(frame: &[u8]) -> Option<BlobPart> {
    match Frame::decode(frame).unwrap() {
        Frame::Items(items) => items.items.into_iter().find_map(|item| match item {
            Packed::BlobPart(part) => Some(part),
            _ => None,
        }),
        _ => None,
    }
}

#[test]
fn a_published_file_reaches_everybody_over_links_that_are_up_and_after_a_pause() {
    let (mut world, document) = office(1);
    for node in [1, 2] {
        world.connect(node, 0);
    }
    world.run_until_quiet();
    let blob = world.nodes[1].publish(&document, vec![random(1, 300_000)])[0];
    world.grew(1);
    world.run_until_quiet();
    for node in [0, 1, 2] {
        assert!(holds(&world, node, &blob), "{node}");
    }
    // The founder knows that the relay holds it.
    let relay = world.nodes[0].key.public();
    assert!(
        world.nodes[1]
            .store
            .is_blob_confirmed(&relay, &blob)
            .unwrap()
    );
    assert!(!holds(&world, 3, &blob));
    world.round();
    assert!(holds(&world, 3, &blob));
    assert!(
        world
            .closes
            .iter()
            .all(|(_, why)| *why == CloseReason::Done)
    );
}

#[test]
fn a_file_goes_only_to_those_its_document_is_for() {
    let (mut world, _) = office(2);
    let mut rng = world.rng.clone();
    let other = naming(&world.nodes[2].key.public());
    let document = world.nodes[1].create_with(other, &mut rng);
    let blob = world.nodes[1].publish(&document, vec![random(2, 50_000)])[0];
    for node in [1, 2, 3] {
        world.connect(node, 0);
    }
    world.run_until_quiet();
    assert!(holds(&world, 0, &blob) && holds(&world, 2, &blob));
    assert!(!holds(&world, 3, &blob));
    // Who learned its name asks for it, and is told what it would be told of any other name; and that
    // somebody else has it is not said either.
    for (name, offset) in [(blob, 0), (blob, blob.bytes), (Blob::of(b"never made"), 0)] {
        let fetch = Frame::FetchBlob(FetchBlob { blob: name, offset });
        world.feed(2, 1, Event::Frame(fetch.encode()));
        let answers: Vec<_> = world.links[2].inbox[0].drain(..).collect();
        assert_eq!(answers, [Frame::NotHere(name).encode()]);
    }
    // It names the file in a document of its own: then whoever has the file gives it. Only who may publish
    // gets so far, and the name of a file is as good as the file.
    let own = world.nodes[3].create(&mut rng);
    world.nodes[3].name_blob(&own, blob);
    world.grew(3);
    world.run_until_quiet();
    assert!(holds(&world, 3, &blob));
    assert_eq!(world.links.len(), 3, "{:?}", world.closes);
}

#[test]
fn a_grant_that_comes_late_brings_the_file() {
    let (mut world, _) = office(3);
    let mut rng = world.rng.clone();
    let body = naming(&world.nodes[2].key.public());
    let document = world.nodes[1].create_with(body, &mut rng);
    let blob = world.nodes[1].publish(&document, vec![random(3, 90_000)])[0];
    for node in [1, 3] {
        world.connect(node, 0);
    }
    world.run_until_quiet();
    assert!(!holds(&world, 3, &blob));
    let body = naming(&world.nodes[3].key.public());
    let node = &mut world.nodes[1];
    let subject = format::Subject::Document(document);
    let council = Some(node.store.council());
    let grant = crate::node::act(&node.key, council, "grant", subject, vec![], body);
    node.store.write_act(grant);
    world.grew(1);
    world.run_until_quiet();
    assert!(holds(&world, 3, &blob));
}

#[test]
fn a_file_goes_on_where_every_cut_left_it() {
    let (mut world, document) = office(4);
    let size = 40 * PART_BYTES + 17;
    let blob = world.nodes[1].publish(&document, vec![random(4, size)])[0];
    let (mut cuts, mut bytes, mut parts) = (0_u64, 0, 0);
    while !holds(&world, 0, &blob) {
        world.connect(1, 0);
        for _ in 0..7 {
            step(&mut world, 0);
        }
        let relay = world.links[0].sessions[1].statistics();
        bytes += relay.bytes_received;
        parts += relay.received.blob_bytes;
        world.cut(0);
        cuts += 1;
        // Sometimes the whole program dies.
        if cuts % 3 == 0 {
            world.crash(0);
        }
        assert!(cuts < 100, "no progress");
    }
    let overhead = bytes - size as u64;
    println!("{size} bytes of a file took {bytes} over {cuts} links");
    assert_eq!(parts, size as u64, "no byte was taken twice");
    assert!(cuts > 5, "{cuts} links show nothing");
    assert!(
        overhead < 1000 * cuts + 100 * 41,
        "{size} bytes of a file took {bytes} over {cuts} links: {overhead} more"
    );
}

#[test]
fn work_waits_for_what_is_on_the_line_and_not_for_the_file() {
    let (mut world, document) = office(5);
    let blob = world.nodes[1].publish(&document, vec![random(5, 3_000_000)])[0];
    world.connect(1, 0);
    for _ in 0..30 {
        step(&mut world, 0);
    }
    assert!(!holds(&world, 0, &blob));
    let mut rng = world.rng.clone();
    world.nodes[1].edit(&document, &mut rng);
    world.grew(1);
    let on_the_line: usize = world.links[0].inbox[1].iter().map(Vec::len).sum();
    assert!(on_the_line < 200 * 1024, "{on_the_line} bytes before it");
    let frontier =
        |world: &World, node: usize| world.nodes[node].store.frontier(&document).unwrap();
    let mut parts = 0;
    while frontier(&world, 0) != frontier(&world, 1) {
        parts += usize::from(part(world.links[0].inbox[1].front().unwrap()).is_some());
        step(&mut world, 0);
    }
    assert!(parts <= 5, "{parts} parts went before the change");
    assert!(!holds(&world, 0, &blob));
    world.run_until_quiet();
    assert!(holds(&world, 0, &blob));
}

#[test]
fn a_large_file_comes_when_somebody_wants_it() {
    let (mut world, document) = office(6);
    world.nodes[2].blob_limit = Some(100_000);
    let blobs = world.nodes[1].publish(&document, vec![random(6, 100_000), random(7, 100_001)]);
    for node in [1, 2] {
        world.connect(node, 0);
    }
    world.run_until_quiet();
    assert!(holds(&world, 2, &blobs[0]) && !holds(&world, 2, &blobs[1]));
    assert!(
        world.is_caught_up(1),
        "what nobody wants here is not missing"
    );
    world.nodes[2].store.wished_blobs.insert(blobs[1]);
    world.grew(2);
    world.run_until_quiet();
    assert!(holds(&world, 2, &blobs[1]));
}

/// A program from before there were blobs on either side.
#[test]
fn an_older_program_is_told_nothing_of_files() {
    for old in [0, 2] {
        let (mut world, document) = office(7);
        world.nodes[old].blob_limit = None;
        let blob = world.nodes[1].publish(&document, vec![random(8, 40_000)])[0];
        for node in [1, 2] {
            world.connect(node, 0);
        }
        let mut moved = true;
        while moved {
            moved = false;
            for link in 0..2 {
                let touches = world.links[link].nodes.contains(&old);
                for side in 0..2 {
                    if let Some(frame) = world.links[link].inbox[side].front().filter(|_| touches) {
                        let new = matches!(
                            Frame::decode(frame).unwrap(),
                            Frame::News(_) | Frame::FetchBlob(_) | Frame::NotHere(_)
                        );
                        assert!(
                            !new && part(frame).is_none(),
                            "an older program hears of it"
                        );
                    }
                    moved |= world.advance(link, side, false);
                    while world.advance(link, side, true) {}
                }
            }
        }
        assert_eq!(world.links.len(), 2, "{:?}", world.closes);
        assert_eq!(
            world.nodes[2].view(&document),
            world.nodes[1].view(&document)
        );
        assert_eq!(holds(&world, 0, &blob), old == 2);
        assert!(!holds(&world, 2, &blob));
        // It is updated, and has the file with the next link.
        world.nodes[old].blob_limit = Some(u64::MAX);
        world.round();
        world.round();
        assert!(holds(&world, 2, &blob));
    }
}

#[test]
fn parts_that_do_not_fit_are_refused_and_the_session_goes_on() {
    let (mut world, document) = office(8);
    let bytes = random(9, 5 * PART_BYTES);
    // The relay knows of the file and asks whoever comes; member 2 does not have it yet.
    world.nodes[1].name_blob(&document, Blob::of(&bytes));
    world.round();
    world.round();
    let blob = Blob::of(&bytes);
    world.nodes[2].store.keep_blob(bytes.clone());
    world.connect(2, 0);
    // Up to where the relay has asked and nothing was sent.
    while world.links[0].sessions[1].statistics().bytes_sent < 1 || !asks(&world, 0, &blob) {
        step(&mut world, 0);
    }
    let other = Blob::of(b"no act names this");
    let part = |blob: Blob, offset: u64, bytes: &[u8]| BlobPart {
        blob,
        offset,
        bytes: bytes.to_vec(),
    };
    let size = |bytes: u64| Blob { bytes, id: blob.id };
    let hostile = [
        part(other, 0, b"no act names this"),
        part(size(blob.bytes + 1), 0, &bytes[..100]),
        part(size(blob.bytes - 1), 0, &bytes[..100]),
        part(size(0), 0, b"x"),
        part(size(u64::MAX), u64::MAX - 1, b"x"),
        part(size(u64::MAX), 0, b"x"),
    ];
    for one in hostile {
        let items = vec![Packed::BlobPart(one.clone())];
        let frame = Frame::Items(Items { upto: None, items });
        let (mut session, store) = (
            world.links[0].sessions[1].clone(),
            world.nodes[0].store.clone(),
        );
        let effects = session
            .handle(Event::Frame(frame.encode()), &store)
            .unwrap();
        assert!(!session.is_closed(), "{one:?}");
        let said: Vec<_> = effects
            .iter()
            .filter_map(|effect| match effect {
                sync::Effect::Send(frame) => Some(Frame::decode(frame).unwrap()),
                sync::Effect::Take { .. } => panic!("{one:?} reaches the store"),
                _ => None,
            })
            .collect();
        assert!(matches!(said[0], Frame::Reject(_)), "{said:?}");
    }
    // Of what was asked for, but somewhere else, beyond the end, or nothing at all.
    let wrong = [
        part(blob, 1, &bytes[1..100]),
        part(blob, 2 * PART_BYTES as u64, &bytes[..100]),
        part(blob, blob.bytes, b"x"),
        part(blob, u64::MAX, b"x"),
        part(blob, 0, b""),
    ];
    for one in wrong {
        let items = vec![Packed::BlobPart(one.clone())];
        let frame = Frame::Items(Items { upto: None, items });
        let (mut session, store) = (
            world.links[0].sessions[1].clone(),
            world.nodes[0].store.clone(),
        );
        session
            .handle(Event::Frame(frame.encode()), &store)
            .unwrap();
        assert!(!session.is_closed(), "{one:?}");
        assert_eq!(session.statistics().refused, 1, "{one:?}");
    }
    assert_eq!(world.nodes[0].store.bytes_of_parts(), 0);
    world.run_until_quiet();
    assert!(holds(&world, 0, &blob));
    assert_eq!(world.links.len(), 1, "{:?}", world.closes);
}

/// Whether the called side has asked for this blob and the frame has not arrived yet.
fn asks(world: &World, link: usize, blob: &Blob) -> bool {
    let frames = world.links[link].inbox[0].iter();
    let mut frames = frames.map(|frame| Frame::decode(frame).unwrap());
    frames.any(|frame| matches!(frame, Frame::FetchBlob(fetch) if fetch.blob == *blob))
}

#[test]
fn what_a_liar_brings_is_dropped_and_asked_of_another() {
    let (mut world, document) = office(9);
    let bytes = random(10, 4 * PART_BYTES);
    let blob = world.nodes[1].publish(&document, vec![bytes.clone()])[0];
    // Member 2 claims to hold it; one byte differs.
    world.nodes[2].store.keep_blob(bytes);
    world.nodes[2].store.damage_blob(&blob);
    world.liars.insert(2);
    world.nodes[2].name_blob(&document, blob);
    world.connect(2, 0);
    world.run_until_quiet();
    assert!(!holds(&world, 0, &blob));
    assert_eq!(world.nodes[0].store.bytes_of_parts(), 0);
    assert_eq!(
        world.links.len(),
        1,
        "the session goes on: {:?}",
        world.closes
    );
    let refused = world.links[0].sessions[1].statistics().refused;
    assert_eq!(refused, 1);
    // It is not asked again, however often it says so.
    let news = Frame::News(vec![blob]).encode();
    world.feed(0, 1, Event::Frame(news));
    world.run_until_quiet();
    let parts = world.links[0].sessions[1].statistics().received.blob_bytes;
    assert_eq!(parts, 3 * PART_BYTES as u64);
    world.connect(1, 0);
    world.run_until_quiet();
    assert!(holds(&world, 0, &blob));
}

#[test]
fn a_relay_whose_disk_spoiled_a_file_takes_it_from_another_and_serves_it_again() {
    let (mut world, document) = office(13);
    let blob = world.nodes[1].publish(&document, vec![random(13, 4 * PART_BYTES)])[0];
    for node in [1, 2] {
        world.connect(node, 0);
        world.run_until_quiet();
        world.cut(0);
    }
    assert!(holds(&world, 0, &blob) && holds(&world, 2, &blob));
    world.nodes[0].store.damage_blob(&blob);
    world.connect(3, 0);
    world.run_until_quiet();
    // Nobody is left in the belief that the relay has it.
    assert!(!holds(&world, 3, &blob));
    assert!(!world.nodes[0].store.blobs().contains_key(&blob));
    world.connect(2, 0);
    world.run_until_quiet();
    assert!(holds(&world, 0, &blob));
}

#[test]
fn a_liar_who_begins_what_others_end_keeps_nobody_from_having_it() {
    let (mut world, document) = office(10);
    let bytes = random(11, 6 * PART_BYTES);
    let blob = world.nodes[1].publish(&document, vec![bytes.clone()])[0];
    let mut wrong = bytes;
    wrong[0] ^= 1;
    let lie = |world: &mut World| {
        // A cut after some parts, each time: nothing of it can be checked.
        world.connect(2, 0);
        let link = world.links.len() - 1;
        for _ in 0..60 {
            if !world.links[link].inbox[0].is_empty() && asks(world, link, &blob) {
                break;
            }
            step(world, link);
        }
        for at in 0..2 {
            let offset = at * PART_BYTES;
            let part = BlobPart {
                blob,
                offset: offset as u64,
                bytes: wrong[offset..offset + PART_BYTES].to_vec(),
            };
            let items = vec![Packed::BlobPart(part)];
            let frame = Frame::Items(Items { upto: None, items });
            world.feed(link, 1, Event::Frame(frame.encode()));
            while world.advance(link, 1, true) {}
        }
        world.cut(link);
    };
    world.nodes[2].name_blob(&document, blob);
    world.connect(2, 0);
    world.run_until_quiet();
    world.cut(0);
    for round in 0.. {
        assert!(round < 4, "the liar wins");
        lie(&mut world);
        world.connect(1, 0);
        let link = world.links.len() - 1;
        world.run_until_quiet();
        world.cut(link);
        if holds(&world, 0, &blob) {
            break;
        }
    }
}

#[test]
fn who_publishes_learns_of_the_relay_even_if_the_link_broke_and_unlearns_it() {
    let (mut world, document) = office(11);
    let blob = world.nodes[1].publish(&document, vec![random(12, 3 * PART_BYTES)])[0];
    world.connect(1, 0);
    while !holds(&world, 0, &blob) {
        step(&mut world, 0);
    }
    // The last part is there, and nobody was told.
    world.cut(0);
    let relay = world.nodes[0].key.public();
    let confirmed = |world: &World| {
        world.nodes[1]
            .store
            .is_blob_confirmed(&relay, &blob)
            .unwrap()
    };
    assert!(!confirmed(&world));
    world.connect(1, 0);
    world.run_until_quiet();
    assert!(confirmed(&world));
    world.cut(0);
    // The relay lost it: it asks, so it is known not to hold it, and then to hold it again.
    world.nodes[0].store.forget_blobs();
    world.connect(1, 0);
    for _ in 0..4 {
        step(&mut world, 0);
    }
    assert!(!confirmed(&world));
    world.run_until_quiet();
    assert!(confirmed(&world) && holds(&world, 0, &blob));
    // A quiet reconnect says nothing of it any more.
    world.cut(0);
    world.connect(1, 0);
    world.run_until_quiet();
    let quiet = world.links[0].sessions[0].statistics();
    assert!(quiet.bytes_sent + quiet.bytes_received < 600, "{quiet:?}");
}

#[test]
fn a_file_that_two_have_comes_about_once() {
    let (mut world, document) = office(12);
    let size = 30 * PART_BYTES;
    let bytes = random(13, size);
    let blob = world.nodes[1].publish(&document, vec![bytes])[0];
    world.round();
    world.round();
    world.nodes[0].store.forget_blobs();
    for node in [1, 2, 3] {
        world.connect(node, 0);
    }
    world.run_until_quiet();
    assert!(holds(&world, 0, &blob));
    let received = |link: usize| world.links[link].sessions[1].statistics().bytes_received;
    let total: u64 = (0..3).map(received).sum();
    assert!(
        total < (size + 8 * PART_BYTES + 8000) as u64,
        "a file of {size} bytes took {total}"
    );
}

#[test]
fn floods_about_files_leave_nothing_behind() {
    let (mut world, _) = office(13);
    world.connect(2, 0);
    world.run_until_quiet();
    let names = |n: u64| -> Vec<Blob> {
        let names = (0..MAX_NEWS as u64).map(|i| Blob::of(&(n << 32 | i).to_be_bytes()));
        names.collect()
    };
    let before = format!("{:?}", world.links[0].sessions[1]).len();
    for n in 0..200 {
        world.feed(0, 1, Event::Frame(Frame::News(names(n)).encode()));
        for blob in names(n).into_iter().take(3) {
            world.feed(0, 1, Event::Frame(Frame::NotHere(blob).encode()));
            let fetch = Frame::FetchBlob(FetchBlob { blob, offset: 0 });
            world.feed(0, 1, Event::Frame(fetch.encode()));
            world.links[0].inbox[0].clear();
        }
    }
    let after = format!("{:?}", world.links[0].sessions[1]).len();
    assert!(after < before + 500, "{before} became {after}");
    assert_eq!(world.nodes[0].store.bytes_of_parts(), 0);
    let too_many = Frame::News(vec![Blob::of(b"x"); MAX_NEWS + 1]).encode();
    assert!(Frame::decode(&too_many).is_err());
}

#[test]
fn whoever_asks_for_more_than_may_wait_is_let_go() {
    let (mut world, document) = office(14);
    let files = (0..70).map(|n| random(100 + n, 40_000)).collect();
    let blobs = world.nodes[1].publish(&document, files);
    world.round();
    world.connect(2, 0);
    world.run_until_quiet();
    for blob in blobs {
        let fetch = Frame::FetchBlob(FetchBlob { blob, offset: 0 });
        if world
            .links
            .first()
            .is_some_and(|link| !link.sessions[1].is_closed())
        {
            world.feed(0, 1, Event::Frame(fetch.encode()));
        }
    }
    let relay = world.nodes[0].name.clone();
    assert!(world.closes.contains(&(relay, CloseReason::Overrun)));
}
