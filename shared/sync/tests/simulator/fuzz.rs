//! Frames from hostile hands: nothing panics, and what does not fit closes the peer with a reason.

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sync::frame::{Frame, FrameError, MAX_FRAME_BYTES, Packed};
use sync::memory::Memory;
use sync::{Effect, Event, Presence, Session, Whereabouts};

use crate::world::World;

/// A whole session, step by step: the state of one side before each frame it gets, and the frames.
fn transcript(seed: u64, compare: bool) -> (Vec<(Session, Memory)>, Vec<Vec<u8>>) {
    let mut world = World::of(seed, 1, 3);
    let mut rng = world.rng.clone();
    for node in [1, 2, 3] {
        let document = world.nodes[node].create(&mut rng);
        world.nodes[node].edit(&document, &mut rng);
    }
    world.round();
    if compare {
        // Everybody's cursors are void, and everybody has something new.
        for node in &mut world.nodes {
            let log = format::LogId::from_bytes(crate::node::bytes(&mut rng));
            node.store.renew_log(log);
        }
        for node in [1, 2] {
            world.nodes[node].create(&mut rng);
        }
    }
    // Files: one to be fetched, one to be given, one that nobody has.
    let [first, second] = [1, 2].map(|node| world.nodes[node].store.documents()[0]);
    world.nodes[2].publish(&second, vec![vec![7; 3000]]);
    if !compare {
        world.round();
        // The founder's program forgets it and asks for it again.
        world.nodes[1].store.forget_blobs();
    }
    world.nodes[1].publish(&first, vec![vec![8; 70_000]]);
    world.nodes[1].name_blob(&first, format::Blob::of(b"nobody has this"));
    world.connect(1, 0);
    let [founder, member] = [1, 2].map(|node| world.nodes[node].key.public());
    let document = world.nodes[1].store.documents()[0];
    // Said as soon as there is time; the host passes on where somebody else is.
    for (side, device) in [(0, founder), (1, member)] {
        let at = Some(Whereabouts::open(document, "clause/1/body"));
        world.feed(0, side, Event::Presence(vec![Presence { device, at }]));
    }
    let (mut states, mut frames) = (Vec::new(), Vec::new());
    let mut moved = true;
    while moved {
        moved = false;
        for side in 0..2 {
            let link = &world.links[0];
            if let Some(frame) = link.inbox[side].front() {
                let node = link.nodes[side];
                states.push((link.sessions[side].clone(), world.nodes[node].store.clone()));
                frames.push(frame.clone());
            }
            moved |= world.advance(0, side, false);
            while world.advance(0, side, true) {}
        }
    }
    world.feed(0, 0, Event::Finish);
    for side in [1, 0] {
        while let Some(frame) = world.links[0].inbox[side].front() {
            let link = &world.links[0];
            let node = link.nodes[side];
            states.push((link.sessions[side].clone(), world.nodes[node].store.clone()));
            frames.push(frame.clone());
            world.advance(0, side, false);
        }
    }
    (states, frames)
}

/// Feeds one message and performs what follows. A session that ends must say why.
fn feed(state: &(Session, Memory), message: Vec<u8>) {
    let (mut session, mut store) = state.clone();
    let mut events = vec![Event::Frame(message)];
    while let Some(event) = events.pop() {
        let effects = session.handle(event, &store).unwrap();
        let mut said = false;
        for effect in effects {
            match effect {
                Effect::Take {
                    ticket,
                    items,
                    origin,
                    cursor,
                    peer,
                } => {
                    let outcomes = store.take(items, origin, cursor, peer).unwrap();
                    events.push(match outcomes {
                        Some(outcomes) => Event::Taken { ticket, outcomes },
                        None => Event::TakeFailed { ticket },
                    });
                }
                Effect::Send(frame) => {
                    assert!(frame.len() <= MAX_FRAME_BYTES);
                    said |= matches!(Frame::decode(&frame), Ok(Frame::Bye(_)));
                }
                Effect::Close { by_peer, .. } => assert!(said || by_peer),
                _ => {}
            }
        }
    }
    store.check();
}

#[test]
fn every_frame_survives_the_round_trip_and_no_truncation_does() {
    for compare in [false, true] {
        let (_, frames) = transcript(11, compare);
        let presence = |bytes: &&Vec<u8>| matches!(Frame::decode(bytes), Ok(Frame::Presence(_)));
        assert_eq!(frames.iter().filter(presence).count(), 2);
        let decoded = || frames.iter().map(|bytes| Frame::decode(bytes).unwrap());
        let is_part = |item: &Packed| matches!(item, Packed::BlobPart(_));
        let parts = |frame: &Frame| match frame {
            Frame::Items(items) => items.items.iter().any(is_part),
            _ => false,
        };
        assert!(decoded().any(|frame| parts(&frame)));
        assert!(decoded().any(|frame| matches!(frame, Frame::FetchBlob(_))));
        assert!(decoded().any(|frame| matches!(frame, Frame::News(_))));
        assert!(decoded().any(|frame| matches!(frame, Frame::NotHere(_))));
        for bytes in frames {
            let frame = Frame::decode(&bytes).unwrap();
            assert_eq!(frame.encode(), bytes);
            for len in 0..bytes.len() {
                assert!(
                    Frame::decode(&bytes[..len]).is_err(),
                    "{frame:?} cut at {len}"
                );
            }
            let mut longer = bytes.clone();
            longer.push(0);
            assert!(Frame::decode(&longer).is_err());
        }
    }
}

#[test]
fn every_frame_in_every_phase_is_met_calmly() {
    for compare in [false, true] {
        let (states, frames) = transcript(12, compare);
        assert!(
            states.len() > if compare { 15 } else { 5 },
            "{}",
            states.len()
        );
        for state in &states {
            for frame in &frames {
                feed(state, frame.clone());
            }
            for frame in [Frame::Compare, Frame::Limited, Frame::Ping] {
                feed(state, frame.encode());
            }
        }
    }
}

#[test]
fn mutated_frames_are_met_calmly() {
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    for compare in [false, true] {
        let (states, frames) = transcript(13, compare);
        for _ in 0..6000 {
            let at = rng.random_range(0..states.len());
            // Mostly the frame that belongs there, so that the damage gets past the first check.
            let frame = match rng.random_bool(0.7) {
                true => &frames[at],
                false => &frames[rng.random_range(0..frames.len())],
            };
            let mut bytes = frame.clone();
            for _ in 0..rng.random_range(1..4) {
                let place = rng.random_range(0..bytes.len());
                match rng.random_range(0..4) {
                    0 => bytes[place] ^= 1 << rng.random_range(0..8),
                    1 => bytes[place] = rng.random(),
                    2 => {
                        bytes.remove(place);
                        if bytes.is_empty() {
                            bytes.push(0);
                        }
                    }
                    _ => bytes.insert(place, rng.random()),
                }
            }
            feed(&states[at], bytes);
        }
    }
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let (states, _) = transcript(14, false);
    let too_large = vec![0x84; MAX_FRAME_BYTES + 1];
    assert_eq!(
        Frame::decode(&too_large),
        Err(FrameError::TooLarge(MAX_FRAME_BYTES + 1))
    );
    let mut rng = ChaCha8Rng::seed_from_u64(14);
    let mut bombs = vec![too_large, vec![], vec![0x9f], vec![0x81; 60_000]];
    for kind in 0..20 {
        // A list that claims to be endless, or to have 2^60 entries, at every place of the frame.
        for fields in 1..11_u8 {
            for claim in [vec![0x9f], vec![0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0]] {
                let mut bomb = vec![0x80 | fields, kind];
                bomb.extend(&claim);
                let mut junk = vec![0; 200];
                rng.fill_bytes(&mut junk);
                bomb.extend(junk);
                bombs.push(bomb);
            }
        }
    }
    for bomb in bombs {
        assert!(Frame::decode(&bomb).is_err());
        for state in states.iter().step_by(3) {
            feed(state, bomb.clone());
        }
    }
}
