//! Relays in a line: what one end writes reaches the other, and what the other says of it comes back, with
//! never more than one link up.

use format::DocumentId;
use sync::{CloseReason, Event, Expected, Holdings as _, Role, Session, Setup};

use crate::world::World;

/// Three relays (0, 1, 2) in a line, the founder at head office (3) at the first one, a branch (4) at the
/// second and one (5) at the third.
fn line() -> World {
    let mut world = World::in_line(41, 3, 3);
    for _ in 0..3 {
        world.round();
    }
    world
}

/// One session in which everything is said. It ends in good order, or is cut.
fn meet(world: &mut World, caller: usize, host: usize, ends_well: bool) {
    world.connect(caller, host);
    world.run_until_quiet();
    match ends_well {
        true => {
            world.feed(0, 0, Event::Finish);
            world.run_until_quiet();
        }
        false => world.cut(0),
    }
    assert!(world.links.is_empty(), "{:?}", world.closes);
}

/// Whether `node` has a receipt of `holder` for the document as it is at `node`.
fn knows(world: &World, node: usize, holder: usize, document: &DocumentId) -> bool {
    let store = &world.nodes[node].store;
    let holder = world.nodes[holder].key.public();
    let receipt = store.receipt(&holder, document).unwrap();
    let heads = store.heads(document);
    assert!(!heads.is_empty());
    receipt.is_some_and(|receipt| heads.iter().all(|head| receipt.heads.contains(head)))
}

#[test]
fn a_change_crosses_three_relays_hop_by_hop_and_every_receipt_comes_back() {
    for ends_well in [true, false] {
        let mut world = line();
        let mut rng = world.rng.clone();
        let document = world.nodes[5].create(&mut rng);
        for (caller, host) in [(5, 2), (2, 1), (1, 0), (3, 0)] {
            meet(&mut world, caller, host, ends_well);
        }
        assert_eq!(
            world.nodes[3].view(&document),
            world.nodes[5].view(&document)
        );
        let [first, second] = [0, 1].map(|relay| world.nodes[relay].key.public());
        // At every hop the sender knows that the next one has it.
        assert!(world.nodes[2].store.acknowledged.contains_key(&second));
        assert!(world.nodes[1].store.acknowledged.contains_key(&first));
        assert!(!knows(&world, 5, 3, &document));
        for (caller, host) in [(1, 0), (2, 1), (5, 2)] {
            meet(&mut world, caller, host, ends_well);
        }
        // Head office two relays away, and every relay on the way there that is not the branch's own.
        for holder in [3, 0, 1] {
            assert!(
                knows(&world, 5, holder, &document),
                "the branch does not know that {} has it",
                world.nodes[holder].name
            );
        }
    }
}

#[test]
fn the_word_of_a_relay_comes_later_where_the_line_is_cut_as_soon_as_all_is_there() {
    let mut world = line();
    let mut rng = world.rng.clone();
    let document = world.nodes[5].create(&mut rng);
    meet(&mut world, 5, 2, true);
    for (caller, host) in [(2, 1), (1, 0)] {
        world.connect(caller, host);
        while !world.is_caught_up(0) {
            let moved = (0..2).any(|side| {
                let frame = world.advance(0, side, false);
                let taken = world.advance(0, side, true);
                frame || taken
            });
            assert!(moved, "it never comes to rest");
        }
        world.cut(0);
    }
    for (caller, host) in [(1, 0), (2, 1), (5, 2)] {
        meet(&mut world, caller, host, false);
    }
    for holder in [0, 1] {
        assert!(
            knows(&world, 5, holder, &document),
            "the branch does not know that {} has it",
            world.nodes[holder].name
        );
    }
}

#[test]
fn nothing_goes_back_to_the_log_it_came_from() {
    let mut world = line();
    let mut rng = world.rng.clone();
    world.nodes[5].create(&mut rng);
    for (caller, host) in [(5, 2), (2, 1), (1, 0)] {
        meet(&mut world, caller, host, true);
    }
    let ends = |world: &World| [0, 1, 2].map(|relay| world.nodes[relay].store.log_end().unwrap());
    let before = ends(&world);
    for _ in 0..3 {
        for (caller, host) in [(2, 1), (1, 0)] {
            world.connect(caller, host);
            world.run_until_quiet();
            for session in &world.links[0].sessions {
                assert_eq!(session.statistics().sent.changes, 0);
            }
            world.feed(0, 0, Event::Finish);
            world.run_until_quiet();
        }
    }
    assert_eq!(ends(&world), before, "a row was logged twice");
}

#[test]
fn a_ring_of_relays_comes_to_rest() {
    let mut world = World::of(43, 3, 2);
    world.round();
    for (caller, host) in [(1, 0), (2, 1), (2, 0), (3, 0), (4, 2)] {
        world.connect(caller, host);
    }
    world.run_until_quiet();
    let mut rng = world.rng.clone();
    for writer in [3, 4, 3] {
        let document = world.nodes[writer].create(&mut rng);
        world.grew(writer);
        world.run_until_quiet();
        for node in 0..5 {
            assert_eq!(
                world.nodes[node].view(&document),
                world.nodes[writer].view(&document)
            );
        }
    }
    let ends = (0..5).map(|node| world.nodes[node].store.log_end().unwrap().n);
    let ends: Vec<_> = ends.collect();
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
}

#[test]
fn a_relay_of_other_units_in_the_middle_gets_nothing_and_lets_nothing_through() {
    let mut world = line();
    let mut rng = world.rng.clone();
    let [open, kept] = [0; 2].map(|_| world.nodes[5].create(&mut rng));
    let middle = world.nodes[1].key.public();
    for node in 0..world.nodes.len() {
        world.nodes[node].store.out_of_scope.insert((middle, kept));
    }
    for _ in 0..2 {
        world.round();
    }
    for node in [0, 1, 3, 4] {
        assert!(!world.nodes[node].store.documents().contains(&kept));
        let receipts = world.nodes[node].store.receipts();
        assert!(receipts.iter().all(|receipt| receipt.document != kept));
        assert_eq!(
            world.nodes[node].view(&open),
            world.nodes[5].view(&open),
            "{}",
            world.nodes[node].name
        );
    }
    assert!(world.nodes[2].store.documents().contains(&kept));
}

#[test]
fn a_relay_reads_only_relays_that_the_council_names() {
    let mut world = line();
    let calls = |world: &mut World, expected| {
        let (now_millis, council) = (world.now_millis, world.council);
        assert_eq!(council, world.nodes[1].store.council());
        world.connect(1, 3);
        let setup = Setup {
            role: Role::Caller,
            expected,
            key: world.nodes[1].key.clone(),
            nonce: format::Nonce::from_bytes([3; 16]),
            signs_receipts: true,
            now_millis,
            carry: sync::Carry::default(),
        };
        let link = world.links.len() - 1;
        world.links[link].sessions[0] = Session::new(setup);
        world.links[link].inbox = Default::default();
        world.feed(link, 0, Event::Opened);
        world.run_until_quiet();
        world.closes.last().cloned()
    };
    // A member answers where a relay should.
    let expected = (world.nodes[1].name.clone(), CloseReason::WrongPeer);
    let member = world.nodes[3].key.public();
    for whom in [Expected::Relay(None), Expected::Relay(Some(member))] {
        world.closes.clear();
        calls(&mut world, whom);
        assert!(world.closes.contains(&expected), "{:?}", world.closes);
    }
    // Another relay than the one that was met here first.
    let other = world.nodes[0].key.public();
    world.closes.clear();
    calls(&mut world, Expected::Relay(Some(other)));
    assert!(world.closes.contains(&expected), "{:?}", world.closes);
}

#[test]
fn a_relay_that_the_council_does_not_name_is_not_let_in() {
    let mut world = line();
    let key = format::DeviceKey::from_secret(&[91; 32]);
    let mut rng = world.rng.clone();
    let mut stranger = crate::node::Node::new("unnamed".into(), key, world.council, &mut rng);
    stranger.relay = true;
    world.nodes.push(stranger);
    let unnamed = world.nodes.len() - 1;
    world.connect(unnamed, 0);
    world.run_until_quiet();
    for name in ["unnamed", "relay0"] {
        let refusal = (name.to_owned(), CloseReason::UnknownKey);
        assert!(world.closes.contains(&refusal), "{:?}", world.closes);
    }
    assert!(world.nodes[unnamed].store.documents().is_empty());
    let acts = world.nodes[unnamed].store.roster_acts().unwrap();
    assert!(acts.is_empty());
}
