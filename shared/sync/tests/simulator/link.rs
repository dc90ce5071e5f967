//! Single promises of one link.

use format::chain::LoggedItem;
use format::{ActId, DeviceKey, DocumentId, Subject};
use rand::RngExt as _;
use sync::{CloseReason, Event, Holdings as _, Item, Named, Outcome, Reason};

use crate::node::{Node, act};
use crate::world::World;

/// A relay (0), a founder (1) and a member (2), who hold one document.
fn three() -> (World, DocumentId) {
    let mut world = World::of(3, 1, 2);
    let mut rng = world.rng.clone();
    let document = world.nodes[1].create(&mut rng);
    world.rng = rng;
    world.round();
    world.round();
    (world, document)
}

#[test]
fn receipts_come_with_the_goodbye() {
    let (world, document) = three();
    let relay = world.nodes[0].key.public();
    let receipt = world.nodes[1].store.receipt(&relay, &document).unwrap();
    assert!(receipt.is_some_and(|receipt| receipt.verifies()));
    assert_eq!(
        world.nodes[2].store.receipt(&relay, &document).unwrap(),
        None
    );
}

#[test]
fn live_typing_goes_through_at_once() {
    let (mut world, document) = three();
    world.connect(1, 0);
    world.connect(2, 0);
    world.run_until_quiet();
    let mut rng = world.rng.clone();
    for _ in 0..20 {
        for writer in [1, 2] {
            world.nodes[writer].edit(&document, &mut rng);
            world.grew(writer);
        }
        world.run_until_quiet();
        assert_eq!(
            world.nodes[1].view(&document),
            world.nodes[2].view(&document)
        );
    }
    assert_eq!(world.links.len(), 2, "{:?}", world.closes);
}

#[test]
fn interleaved_writing_does_not_dead_lock() {
    let (mut world, document) = three();
    let mut rng = world.rng.clone();
    world.connect(1, 0);
    world.connect(2, 0);
    world.run_until_quiet();
    for _ in 0..30 {
        let writer = rng.random_range(1..=2);
        world.nodes[writer].edit(&document, &mut rng);
        world.grew(writer);
        world.run_until_quiet();
    }
    // A newcomer gets the whole interleaved history as runs.
    world.join(false);
    for _ in 0..3 {
        world.round();
    }
    assert_eq!(
        world.nodes[3].view(&document),
        world.nodes[1].view(&document)
    );
    assert!(world.nodes[3].store.gaps().unwrap().is_empty());
}

#[test]
fn an_item_larger_than_a_frame_arrives() {
    let (mut world, document) = three();
    let mut rng = world.rng.clone();
    let text: String = (0..150_000)
        .map(|_| char::from(rng.random_range(b' '..b'~')))
        .collect();
    world.nodes[1].type_in(&document, vec![text, "after".into()], &mut rng);
    world.round();
    world.round();
    let frontier = |node: usize| world.nodes[node].store.frontier(&document).unwrap();
    assert_eq!(frontier(2), frontier(1));
}

#[test]
fn a_large_item_goes_on_where_the_link_was_cut() {
    let (mut world, document) = three();
    let mut rng = world.rng.clone();
    let text: String = (0..300_000)
        .map(|_| char::from(rng.random_range(b' '..b'~')))
        .collect();
    world.nodes[1].type_in(&document, vec![text], &mut rng);
    let whole = world.nodes[1].store.frontier(&document).unwrap();
    // Every link lives for the handshake and a few frames only.
    let mut links = 0;
    while world.nodes[0].store.frontier(&document).unwrap() != whole {
        world.connect(1, 0);
        for _ in 0..5 {
            for side in 0..2 {
                world.advance(0, side, false);
                world.advance(0, side, true);
            }
        }
        world.cut(0);
        links += 1;
        assert!(links < 100, "no progress");
    }
    assert!(
        links > 1,
        "the link was not cut early enough to show anything"
    );
}

#[test]
fn what_is_refused_for_now_is_offered_again_after_an_act() {
    let (mut world, document) = three();
    let mut rng = world.rng.clone();
    world.nodes[2].store.knows_kinds = false;
    world.nodes[1].edit(&document, &mut rng);
    world.round();
    world.round();
    let key = world.nodes[2].key.public();
    let refused = world.nodes[0].store.refused(&key).to_vec();
    assert!(!refused.is_empty());
    assert!(
        refused
            .iter()
            .all(|reject| !reject.never && reject.reason == Reason::UnknownKind)
    );
    world.nodes[2].store.knows_kinds = true;
    // The cursor stands behind it; only an act brings it back.
    let create = act(
        &world.nodes[1].key,
        Some(world.council),
        "comment",
        Subject::Document(document),
        vec![],
        vec![0xa0],
    );
    world.nodes[1].store.write_act(create);
    world.round();
    world.round();
    assert_eq!(
        world.nodes[2].view(&document),
        world.nodes[1].view(&document)
    );
    assert!(world.nodes[0].store.refused(&key).is_empty());
}

#[test]
fn what_there_is_no_room_for_is_not_sent_again_until_the_peer_asks() {
    let (mut world, document) = three();
    let mut rng = world.rng.clone();
    world.nodes[0].store.has_room = false;
    world.nodes[1].edit(&document, &mut rng);
    world.connect(1, 0);
    world.run_until_quiet();
    let refused = world.nodes[1].store.refused(&world.nodes[0].key.public());
    assert!(refused.iter().all(|reject| reject.reason == Reason::Quota));
    assert!(!refused.is_empty());
    // An act of anybody goes by.
    let sent = |world: &World| world.links[0].sessions[0].statistics().sent.changes;
    let before = sent(&world);
    let act = act(
        &world.nodes[1].key,
        Some(world.council),
        "invite",
        Subject::Council,
        vec![],
        vec![0xa0],
    );
    world.nodes[1].store.write_act(act);
    world.grew(1);
    world.run_until_quiet();
    assert_eq!(sent(&world), before);
}

#[test]
fn what_is_not_created_for_want_of_room_is_not_sent_again_until_it_is() {
    let (mut world, _) = three();
    let mut rng = world.rng.clone();
    world.nodes[0].store.has_room = false;
    let document = world.nodes[1].create(&mut rng);
    world.nodes[1].edit(&document, &mut rng);
    world.connect(1, 0);
    world.run_until_quiet();
    let relay = world.nodes[0].key.public();
    let refused = world.nodes[1].store.refused(&relay);
    let has = |reason| refused.iter().any(|reject| reject.reason == reason);
    assert!(has(Reason::Quota) && has(Reason::NotCreated), "{refused:?}");
    let sent = |world: &World| world.links[0].sessions[0].statistics().sent.changes;
    let before = sent(&world);
    let say = |world: &mut World, kind: &str| {
        let act = act(
            &world.nodes[1].key,
            Some(world.council),
            kind,
            Subject::Council,
            vec![],
            vec![0xa0],
        );
        world.nodes[1].store.write_act(act);
        world.grew(1);
        world.run_until_quiet();
    };
    say(&mut world, "first");
    assert_eq!(sent(&world), before);
    // One act brings the creation, the next one what was written.
    world.nodes[0].store.has_room = true;
    say(&mut world, "second");
    assert_eq!(sent(&world), before);
    say(&mut world, "third");
    let [here, there] = [1, 0].map(|node| world.nodes[node].store.frontier(&document).unwrap());
    assert_eq!(there, here);
    assert!(world.nodes[1].store.refused(&relay).is_empty());
}

/// The relay (0) is told by a member of so many acts that nobody made, each about another document.
fn name_what_nobody_made(world: &mut World, member: usize, count: u8) {
    let items = (1..=count).map(|number| {
        let document = DocumentId::from_bytes([number; 16]);
        let act = ActId::from_bytes([number; 32]);
        Item::Named(Named::Act(act, Subject::Document(document)))
    });
    let key = world.nodes[member].key.public();
    let log = world.nodes[member].store.log_end().unwrap().log;
    let relay = &mut world.nodes[0].store;
    let outcomes = relay.take(items.collect(), log, None, key).unwrap();
    let outcomes = outcomes.expect("few gaps");
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Gap));
}

#[test]
fn what_its_namer_does_not_hold_is_given_up_once_it_is_asked() {
    let (mut world, _) = three();
    name_what_nobody_made(&mut world, 1, 20);
    world.connect(1, 0);
    world.run_until_quiet();
    assert_eq!(world.links.len(), 1, "{:?}", world.closes);
    assert!(world.is_caught_up(0));
    assert_eq!(world.nodes[0].store.gaps().unwrap(), []);
}

#[test]
fn what_one_named_is_looked_for_in_vain_at_others_a_few_times_only() {
    let (mut world, _) = three();
    name_what_nobody_made(&mut world, 1, 100);
    let fetches = |world: &World| world.seen.get("fetches").copied().unwrap_or(0);
    let before = fetches(&world);
    world.connect(2, 0);
    world.run_until_quiet();
    assert!(world.is_caught_up(0));
    let asked = fetches(&world) - before;
    assert!((32..=40).contains(&asked), "{asked}");
    assert_eq!(world.nodes[0].store.gaps().unwrap().len(), 100);
    let known = &world.nodes[2].store.acknowledged_gaps;
    let relay = world.nodes[0].key.public();
    let told = known.get(&relay).map_or(0, Vec::len);
    assert_eq!(told, 0, "it named nothing of this");
}

#[test]
fn a_lost_row_is_found_by_comparing_digests() {
    let (mut world, document) = three();
    let mut rng = world.rng.clone();
    world.nodes[2].store.knows_kinds = false;
    world.nodes[1].edit(&document, &mut rng);
    world.round();
    world.round();
    world.nodes[2].store.knows_kinds = true;
    world.nodes[2].carry.clear();
    // Nothing new is logged, both stand at each other's end, and yet it is healed.
    world.round();
    assert_eq!(
        world.nodes[2].view(&document),
        world.nodes[1].view(&document)
    );
    // Once healed, or once found to be beyond healing, it is not compared again.
    let quiet = world.round();
    assert!(quiet < 450, "{quiet} bytes");
}

#[test]
fn a_stranger_is_refused_and_leaves_nothing() {
    let (mut world, _) = three();
    let key = DeviceKey::from_secret(&[77; 32]);
    let mut rng = world.rng.clone();
    let mut stranger = Node::new("stranger".into(), key, world.council, &mut rng);
    // It knows the founding act, as anybody may who saw an invitation.
    let founder = &world.nodes[1].store;
    for id in founder.roster_acts().unwrap() {
        let act = founder.act(&id).unwrap().unwrap();
        if act.statement().kind != "join" {
            stranger.store.write_act(act);
        }
    }
    world.nodes.push(stranger);
    let before = world.nodes[0].store.contents();
    world.connect(3, 0);
    world.run_until_quiet();
    assert!(
        world
            .closes
            .contains(&("relay0".into(), CloseReason::UnknownKey))
    );
    assert!(
        world
            .closes
            .contains(&("stranger".into(), CloseReason::UnknownKey))
    );
    assert_eq!(world.nodes[0].store.contents(), before);
}

#[test]
fn an_empty_relay_learns_the_roster_from_who_calls() {
    let world = World::of(4, 1, 2);
    let relay = &world.nodes[0].store;
    assert!(relay.roster_acts().unwrap().is_empty());
    let mut world = world;
    world.connect(2, 0);
    world.run_until_quiet();
    assert_eq!(world.links.len(), 1, "{:?}", world.closes);
    let relay = world.nodes[0].key.public();
    assert!(world.nodes[2].store.acknowledged.contains_key(&relay));
}

#[test]
fn an_unsettled_join_gets_roster_acts_only() {
    let (mut world, document) = three();
    world.join(false);
    world.join(true);
    for _ in 0..2 {
        world.round();
    }
    // The first counted while it was the only one; since the second came, both wait.
    assert!(!world.nodes[4].store.is_created(&document).unwrap());
    let mut rng = world.rng.clone();
    let document = world.nodes[1].create(&mut rng);
    world.round();
    world.round();
    for waiting in [3, 4] {
        assert!(!world.nodes[waiting].store.is_created(&document).unwrap());
    }
    world.confirm();
    for _ in 0..3 {
        world.round();
    }
    let created = |node: usize| world.nodes[node].store.is_created(&document).unwrap();
    assert!(
        created(3) ^ created(4),
        "exactly one of the two joins counts"
    );
}

#[test]
fn silence_closes_and_a_ping_keeps() {
    let (mut world, _) = three();
    world.connect(1, 0);
    world.run_until_quiet();
    for _ in 0..20 {
        world.now_millis += 26_000;
        let now_millis = world.now_millis;
        for side in 0..2 {
            world.feed(0, side, Event::Tick { now_millis });
        }
        world.run_until_quiet();
    }
    assert_eq!(world.links.len(), 1, "{:?}", world.closes);
    let now_millis = world.now_millis + 121_000;
    world.feed(0, 1, Event::Tick { now_millis });
    assert!(
        world
            .closes
            .contains(&("relay0".into(), CloseReason::Timeout))
    );
}

#[test]
fn nothing_is_confirmed_before_it_is_committed() {
    let (mut world, document) = three();
    world.connect(1, 0);
    world.run_until_quiet();
    let mut rng = world.rng.clone();
    world.nodes[1].edit(&document, &mut rng);
    world.grew(1);
    let end = world.nodes[1].store.log_end().unwrap();
    // All frames are delivered, but the relay's writer is slow.
    while world.advance(0, 0, false) || world.advance(0, 1, false) {}
    let relay = world.nodes[0].key.public();
    assert!(world.nodes[1].store.acknowledged[&relay].n < end.n);
    world.run_until_quiet();
    assert_eq!(world.nodes[1].store.acknowledged[&relay].n, end.n);
    let rows = world.nodes[0].store.rows_after(0, 1000).unwrap();
    assert!(matches!(rows.last().unwrap().item, LoggedItem::Change(..)));
}

#[test]
fn a_copy_linked_at_the_same_time_misses_nothing() {
    let (mut world, document) = three();
    let mut copy = world.nodes[1].clone();
    copy.restart();
    world.nodes.push(copy);
    for node in [1, 3] {
        world.nodes[node].tampered = true;
        world.connect(node, 0);
    }
    world.run_until_quiet();
    // Both go by the same log, so the relay thinks that each wrote what the other did.
    let mut rng = world.rng.clone();
    for writer in [1, 3, 3, 1] {
        world.nodes[writer].edit(&document, &mut rng);
        world.grew(writer);
        world.run_until_quiet();
        let contents = world.nodes[0].store.contents();
        assert_eq!(world.nodes[1].store.contents(), contents);
        assert_eq!(world.nodes[3].store.contents(), contents);
    }
    assert_eq!(world.links.len(), 2, "{:?}", world.closes);
    assert!(world.nodes[3].store.gaps().unwrap().is_empty());
}
