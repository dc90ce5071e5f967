//! Who is where, beside the work and never in its way.

use format::{DocumentId, PublicKey};
use sync::frame::{Frame, MAX_PRESENCES};
use sync::presence::{MAX_PLACE_BYTES, MAX_PRESENT};
use sync::{CloseReason, Event, Presence, Whereabouts};

use crate::world::World;

/// A relay (0) linked with a founder (1) and a member (2), who hold one document. Link 0 is the
/// founder's.
fn linked() -> (World, DocumentId) {
    let (mut world, document) = unlinked();
    world.connect(1, 0);
    world.connect(2, 0);
    world.run_until_quiet();
    (world, document)
}

fn unlinked() -> (World, DocumentId) {
    let mut world = World::of(5, 1, 2);
    let mut rng = world.rng.clone();
    let document = world.nodes[1].create(&mut rng);
    world.rng = rng;
    world.round();
    world.round();
    (world, document)
}

fn key(world: &World, node: usize) -> PublicKey {
    world.nodes[node].key.public()
}

fn at(device: PublicKey, document: DocumentId, place: &str) -> Presence {
    Presence {
        device,
        at: Some(Whereabouts::open(document, place)),
    }
}

fn online(device: PublicKey) -> Presence {
    Presence {
        device,
        at: Some(Whereabouts::default()),
    }
}

/// Lets time pass for everybody, and everything that follows happen.
fn pass(world: &mut World, millis: u64) {
    world.now_millis += millis;
    let now_millis = world.now_millis;
    for link in 0..world.links.len() {
        for side in 0..2 {
            world.feed(link, side, Event::Tick { now_millis });
        }
    }
    world.run_until_quiet();
}

/// The frames about presence on their way over a link to the host.
fn on_the_way(world: &World, link: usize) -> Vec<Vec<Presence>> {
    let frames = world.links[link].inbox[1].iter();
    frames
        .filter_map(|frame| match Frame::decode(frame).unwrap() {
            Frame::Presence(said) => Some(said),
            _ => None,
        })
        .collect()
}

#[test]
fn presence_waits_behind_data() {
    let (mut world, document) = linked();
    let mut rng = world.rng.clone();
    let mine = at(key(&world, 1), document, "clause/1");
    world.nodes[1].edit(&document, &mut rng);
    world.grew(1);
    world.say_presence(1, mine.clone());
    // The data is under way and not confirmed: nothing is said, however long it takes.
    for _ in 0..3 {
        world.now_millis += 1000;
        let now_millis = world.now_millis;
        world.feed(0, 0, Event::Tick { now_millis });
    }
    assert!(!world.links[0].inbox[1].is_empty());
    assert!(on_the_way(&world, 0).is_empty());
    while world.advance(0, 1, false) || world.advance(0, 0, false) {}
    assert!(world.nodes[0].told.is_empty());
    // Once it is durable there, there is time for decoration.
    world.run_until_quiet();
    assert_eq!(world.nodes[0].told, [mine]);
}

#[test]
fn presence_is_replaced_and_not_queued() {
    let (mut world, document) = linked();
    let me = key(&world, 1);
    for clause in 0..50 {
        world.say_presence(1, at(me, document, &format!("clause/{clause}")));
    }
    // The first at once; of the others only the last, when it is time.
    assert_eq!(on_the_way(&world, 0), [[at(me, document, "clause/0")]]);
    world.run_until_quiet();
    pass(&mut world, 499);
    assert_eq!(world.nodes[0].told.len(), 1);
    pass(&mut world, 1);
    assert_eq!(world.nodes[0].told.len(), 2);
    assert_eq!(world.nodes[0].told[1], at(me, document, "clause/49"));
}

#[test]
fn a_line_that_brings_no_answer_gets_no_more_presence() {
    let (mut world, document) = linked();
    let me = key(&world, 1);
    for clause in 0..20 {
        world.say_presence(1, at(me, document, &format!("clause/{clause}")));
        world.now_millis += 1000;
        let now_millis = world.now_millis;
        world.feed(0, 0, Event::Tick { now_millis });
    }
    assert_eq!(on_the_way(&world, 0).len(), 1);
    world.run_until_quiet();
    pass(&mut world, 1000);
    let last = world.nodes[0].told.last().unwrap();
    assert_eq!(*last, at(me, document, "clause/19"));
}

#[test]
fn presence_given_before_the_link_is_said_once_it_stands_and_again_later() {
    let (mut world, document) = unlinked();
    let mine = at(key(&world, 1), document, "");
    world.connect(1, 0);
    world.say_presence(1, mine.clone());
    world.run_until_quiet();
    assert_eq!(world.nodes[0].told, vec![mine.clone()]);
    pass(&mut world, 19_999);
    assert_eq!(world.nodes[0].told.len(), 1);
    pass(&mut world, 1);
    assert_eq!(world.nodes[0].told, [mine.clone(), mine.clone()]);
    let gone = Presence::gone(mine.device);
    world.say_presence(1, gone.clone());
    world.run_until_quiet();
    pass(&mut world, 1000);
    pass(&mut world, 60_000);
    assert_eq!(world.nodes[0].told, [mine.clone(), mine, gone]);
}

#[test]
fn a_relay_passes_on_what_is_new_at_once_and_what_is_not_with_it_or_later() {
    let (mut world, document) = linked();
    let them = at(key(&world, 2), document, "row/7");
    world.say_presence(0, them.clone());
    world.run_until_quiet();
    assert_eq!(world.nodes[1].told, vec![them.clone()]);
    // What it knew already waits for company.
    pass(&mut world, 1000);
    world.say_presence(0, them.clone());
    pass(&mut world, 9_999);
    assert_eq!(world.nodes[1].told.len(), 1);
    pass(&mut world, 1);
    assert_eq!(world.nodes[1].told, [them.clone(), them]);
}

#[test]
fn presence_of_a_document_out_of_scope_is_not_told() {
    let (mut world, document) = linked();
    let (founder, member) = (key(&world, 1), key(&world, 2));
    let scope = (member, document);
    world.nodes[0].store.out_of_scope.insert(scope);
    world.say_presence(0, at(founder, document, "clause/1"));
    world.run_until_quiet();
    assert_eq!(world.nodes[2].told, [online(founder)]);
    // Nor that the person goes on in it.
    pass(&mut world, 1000);
    world.say_presence(0, at(founder, document, "clause/2"));
    pass(&mut world, 1000);
    assert_eq!(world.nodes[2].told, [online(founder)]);
    // Decided when it is said, not when it began to wait.
    world.say_presence(0, Presence::gone(founder));
    world.nodes[0].store.out_of_scope.remove(&scope);
    world.say_presence(0, at(founder, document, "clause/3"));
    world.nodes[0].store.out_of_scope.insert(scope);
    pass(&mut world, 1000);
    let open = |one: &Presence| one.at.as_ref().is_some_and(|at| at.document().is_some());
    assert!(!world.nodes[2].told.iter().any(open));
    // A document that is not there at all is in nobody's scope.
    let unknown = DocumentId::from_bytes([9; 16]);
    world.say_presence(1, at(founder, unknown, ""));
    world.run_until_quiet();
    assert_eq!(world.nodes[0].told, [online(founder)]);
}

#[test]
fn nobody_speaks_for_another_device() {
    let (mut world, document) = linked();
    let other = at(key(&world, 1), document, "");
    // Link 1 is that of the member, who says where the founder is.
    world.feed(1, 1, Event::Frame(Frame::Presence(vec![other]).encode()));
    let closed = ("relay0".into(), CloseReason::Protocol);
    assert!(world.closes.contains(&closed), "{:?}", world.closes);
    assert!(world.nodes[0].told.is_empty());
}

#[test]
fn nobody_is_told_of_strangers_or_of_oneself() {
    let (mut world, document) = linked();
    let stranger = PublicKey::from_bytes([7; 32]);
    let (founder, member) = (key(&world, 1), key(&world, 2));
    let said = [stranger, founder, member].map(|device| at(device, document, ""));
    let frame = Frame::Presence(said.to_vec()).encode();
    world.feed(0, 0, Event::Frame(frame));
    assert_eq!(world.nodes[1].told, [at(member, document, "")]);
}

#[test]
fn a_flood_of_presence_is_passed_over_and_over_again_later() {
    let (mut world, document) = linked();
    let me = key(&world, 1);
    let flood = |world: &mut World| {
        for clause in 0..500 {
            let said = vec![at(me, document, &format!("clause/{clause}"))];
            world.feed(0, 1, Event::Frame(Frame::Presence(said).encode()));
        }
    };
    flood(&mut world);
    assert_eq!(world.nodes[0].told.len(), 40);
    world.run_until_quiet();
    pass(&mut world, 10_000);
    flood(&mut world);
    assert_eq!(world.nodes[0].told.len(), 80);
    assert_eq!(world.links.len(), 2, "{:?}", world.closes);
}

#[test]
fn an_older_program_is_never_sent_presence_and_may_send_none() {
    for older in [0, 1] {
        let (mut world, document) = unlinked();
        world.nodes[older].wants_presence = false;
        world.connect(1, 0);
        world.run_until_quiet();
        let (founder, member) = (key(&world, 1), key(&world, 2));
        world.say_presence(1, at(founder, document, ""));
        world.say_presence(0, at(member, document, ""));
        for _ in 0..30 {
            pass(&mut world, 1000);
        }
        assert_eq!(world.seen.get("words of who is where"), None);
        // It is linked all the same.
        let mut rng = world.rng.clone();
        world.nodes[1].edit(&document, &mut rng);
        world.grew(1);
        world.run_until_quiet();
        assert_eq!(
            world.nodes[0].view(&document),
            world.nodes[1].view(&document)
        );
        assert_eq!(world.links.len(), 1, "{:?}", world.closes);
        let side = usize::from(older == 0);
        let said = Frame::Presence(vec![at(founder, document, "")]).encode();
        world.feed(0, side, Event::Frame(said));
        assert!(
            world
                .closes
                .iter()
                .any(|(_, why)| *why == CloseReason::Protocol)
        );
    }
}

#[test]
fn a_hello_that_asks_for_presence_is_one_that_older_programs_read() {
    let (mut world, _) = unlinked();
    let hello = |world: &mut World, wants: bool| {
        world.nodes[1].wants_presence = wants;
        world.nodes[1].blob_limit = None;
        world.connect(1, 0);
        let bytes = world.links[0].inbox[1].front().unwrap().clone();
        world.cut(0);
        bytes
    };
    let (old, new) = (hello(&mut world, false), hello(&mut world, true));
    // Ten fields, then the list of versions: one more number in it and nothing else.
    assert_eq!(old[..8], [0x8a, 1, 0x83, 1, 0x18, 130, 0x18, 132]);
    assert_eq!(
        new[..10],
        [0x8a, 1, 0x84, 1, 0x18, 128, 0x18, 130, 0x18, 132]
    );
    assert_eq!(new.len(), old.len() + 2);
    let (Ok(Frame::Hello(old)), Ok(Frame::Hello(new))) = (Frame::decode(&old), Frame::decode(&new))
    else {
        panic!("two hellos");
    };
    assert!(!old.wants_presence() && new.wants_presence());
}

#[test]
fn what_is_said_of_a_crowd_is_bounded_and_ends() {
    let (mut world, document) = linked();
    // Keys need not be members for the relay's own memory.
    for number in 0..2 * MAX_PRESENT {
        let mut bytes = [0xcc; 32];
        bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let place = "x".repeat(MAX_PLACE_BYTES);
        world.say_presence(0, at(PublicKey::from_bytes(bytes), document, &place));
    }
    let mut devices = 0;
    for _ in 0..500 {
        world.now_millis += 1000;
        let now_millis = world.now_millis;
        for side in 0..2 {
            world.feed(0, side, Event::Tick { now_millis });
        }
        for frame in std::mem::take(&mut world.links[0].inbox[0]) {
            assert!(frame.len() < 6000, "{} bytes", frame.len());
            if let Ok(Frame::Presence(said)) = Frame::decode(&frame) {
                devices += said.len();
            }
            world.feed(0, 0, Event::Frame(frame));
        }
        while world.advance(0, 1, false) {}
    }
    assert_eq!(devices, MAX_PRESENT);
}

#[test]
fn frames_about_presence_survive_the_round_trip_and_nothing_else_does() {
    let device = PublicKey::from_bytes([1; 32]);
    let document = DocumentId::from_bytes([2; 16]);
    let long = "é".repeat(MAX_PLACE_BYTES / 2);
    let said = vec![
        at(device, document, &long),
        at(device, document, ""),
        online(device),
        Presence::gone(device),
    ];
    let frame = Frame::Presence(said.clone());
    let bytes = frame.encode();
    assert_eq!(Frame::decode(&bytes), Ok(frame));
    for len in 0..bytes.len() {
        assert!(Frame::decode(&bytes[..len]).is_err(), "cut at {len}");
    }
    let full = Frame::Presence(vec![said[0].clone(); MAX_PRESENCES]);
    assert_eq!(Frame::decode(&full.encode()), Ok(full));
    let crowd = Frame::Presence(vec![said[0].clone(); MAX_PRESENCES + 1]);
    assert!(Frame::decode(&crowd.encode()).is_err());

    // One entry, field by field: device, document or null, place, gone.
    let entry = |document: &[u8], place: &[u8], gone: u8| {
        let head = [&[0x82, 10, 0x84, 0x58, 32][..], &[1; 32], document].concat();
        Frame::decode(&[&head[..], place, &[gone]].concat())
    };
    let here = [&[0x50][..], &[2; 16]].concat();
    assert!(entry(&here, b"\x61x", 0xf4).is_ok());
    assert!(entry(&[0xf6], b"\x60", 0xf4).is_ok());
    assert!(entry(&[0xf6], b"\x60", 0xf5).is_ok());
    let too_long = [&[0x78, 201][..], &[b'x'; 201]].concat();
    for (document, place, gone, what) in [
        (&here[..], &b"\x61x"[..], 0xf5, "gone and somewhere"),
        (&here, b"\x60", 0xf5, "gone and in a document"),
        (&[0xf6], b"\x61x", 0xf4, "a place in no document"),
        (&[0xf6], b"\x61x", 0xf5, "gone to a place"),
        (&here, &too_long, 0xf4, "a place of 201 bytes"),
        (&here, b"\x61\xff", 0xf4, "a place that is no text"),
        (&here, b"\x7f\x61x\xff", 0xf4, "a place of no stated length"),
        (&here, b"\x41x", 0xf4, "a place of bytes"),
        (&here[..16], b"\x60", 0xf4, "half a document"),
        (&here, b"\x60", 0xf6, "neither gone nor here"),
    ] {
        assert!(entry(document, place, gone).is_err(), "{what}");
    }
}
