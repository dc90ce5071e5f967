//! A few bytes that unpack to much, or ask for much: they cost whoever gets them little.

use std::collections::VecDeque;

use format::run::MAX_RUN_INFLATED_BYTES;
use format::{ChangeHash, CouncilId, DeviceKey, DocumentId, PlainChange, Run, Seal, Subject};
use sha2::{Digest as _, Sha256};
use sync::carry_file::{MAGIC, ReadError, read, verify};
use sync::frame::{Claim, Fetch, Frame, Items, MAX_FRAME_BYTES, Packed, Reject};
use sync::memory::Memory;
use sync::{CloseReason, Effect, Event, Holdings as _, Item, Outcome, Reason, Session};

use crate::carry_file::written;
use crate::node::genesis_mark;
use crate::world::World;

fn unsigned(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Changes without operations, one after the other, on the genesis of a document: nothing but a message each.
pub fn empty_changes(
    key: &DeviceKey,
    council: &CouncilId,
    suffix: [u8; 8],
    count: u64,
    message: usize,
) -> Vec<PlainChange> {
    let actor = key.public().actor_with(council, suffix);
    let (mut before, start) = genesis_mark();
    let change = |sequence: u64, before: ChangeHash| {
        let mut body = vec![1];
        body.extend(before.as_bytes());
        unsigned(&mut body, 24);
        body.extend(actor.as_bytes());
        unsigned(&mut body, sequence);
        unsigned(&mut body, start + 1);
        body.push(0);
        unsigned(&mut body, message as u64);
        body.extend(vec![b'a'; message]);
        body.extend([0, 0]);
        if sequence == 1 {
            body.extend([1, 32]);
            body.extend(key.public().as_bytes());
        }
        let mut typed = vec![1];
        unsigned(&mut typed, body.len() as u64);
        typed.extend(&body);
        let sum = Sha256::digest(&typed);
        let chunk = [&[0x85, 0x6f, 0x4a, 0x83], &sum[..4], &typed[..]].concat();
        PlainChange::parse(chunk).unwrap()
    };
    let mut changes = Vec::new();
    for sequence in 1..=count {
        changes.push(change(sequence, before));
        before = changes.last().unwrap().header.hash;
    }
    changes
}

/// Such changes packed: some hundred bytes.
fn packed(
    key: &DeviceKey,
    council: &CouncilId,
    document: DocumentId,
    changes: Vec<PlainChange>,
) -> Vec<u8> {
    let last = changes.last().unwrap().header.hash;
    let seal = Seal::sign(key, council, &document, &last, vec![]);
    let run = Run::new(council, document, key.public(), changes, seal).unwrap();
    run.pack().unwrap()
}

/// A relay in a session with the founder, both up to date, and a document.
struct Scene {
    world: World,
    session: Session,
    store: Memory,
    document: DocumentId,
}

fn scene(seed: u64) -> Scene {
    let mut world = World::of(seed, 1, 2);
    let mut rng = world.rng.clone();
    let document = world.nodes[1].create(&mut rng);
    world.round();
    world.round();
    world.connect(1, 0);
    world.run_until_quiet();
    Scene {
        session: world.links[0].sessions[1].clone(),
        store: world.nodes[0].store.clone(),
        document,
        world,
    }
}

#[derive(Default)]
struct Met {
    /// The greatest weight of items that the store had at once.
    heaviest: usize,
    /// Of each take, what became of its items.
    outcomes: Vec<Vec<Outcome>>,
    rejects: Vec<Reject>,
    /// Whether everything was confirmed.
    is_confirmed: bool,
    closed: Option<CloseReason>,
}

/// Gives a frame to the relay, whose store answers when nothing else is to be done.
fn meet(scene: &mut Scene, frame: &Frame) -> Met {
    let bytes = frame.encode();
    assert!(bytes.len() <= MAX_FRAME_BYTES, "{}", bytes.len());
    let mut met = Met::default();
    let mut takes = VecDeque::new();
    let mut weight = 0;
    let mut event = Some(Event::Frame(bytes));
    while let Some(now) = event.take() {
        for effect in scene.session.handle(now, &scene.store).unwrap() {
            match effect {
                Effect::Take { ref items, .. } => {
                    weight += items.iter().map(Item::weight).sum::<usize>();
                    takes.push_back(effect);
                }
                Effect::Send(frame) => match Frame::decode(&frame).unwrap() {
                    Frame::Reject(reject) => met.rejects.push(reject),
                    Frame::Have(_) => met.is_confirmed = takes.is_empty(),
                    _ => {}
                },
                Effect::Close { reason, .. } => met.closed = Some(reason),
                _ => {}
            }
        }
        met.heaviest = met.heaviest.max(weight);
        if let Some(Effect::Take {
            ticket,
            items,
            origin,
            cursor,
            peer,
        }) = takes.pop_front()
        {
            weight -= items.iter().map(Item::weight).sum::<usize>();
            let outcomes = scene.store.take(items, origin, cursor, peer).unwrap();
            let outcomes = outcomes.expect("few gaps");
            met.outcomes.push(outcomes.clone());
            event = Some(Event::Taken { ticket, outcomes });
        }
    }
    met
}

fn items(items: Vec<Packed>) -> Frame {
    Frame::Items(Items { upto: None, items })
}

#[test]
fn a_frame_that_unpacks_to_much_is_opened_a_little_at_a_time() {
    let mut scene = scene(21);
    let (key, council) = (scene.world.nodes[1].key.clone(), scene.world.council);
    // Nobody created that document: each of them is unpacked and then refused.
    let document = DocumentId::from_bytes([3; 16]);
    let run = |suffix| {
        let changes = empty_changes(&key, &council, [suffix; 8], 900, 4000);
        Packed::Run(packed(&key, &council, document, changes))
    };
    let met = meet(&mut scene, &items((0..12).map(run).collect()));
    let outcomes: Vec<Outcome> = met.outcomes.iter().flatten().copied().collect();
    assert_eq!(outcomes, [Outcome::NotYet(Reason::NotCreated); 12]);
    let places: Vec<u32> = met.rejects.iter().map(|reject| reject.index).collect();
    assert_eq!(places, (0..12).collect::<Vec<_>>());
    assert!(met.is_confirmed);
    // The chunk, and the message that its header says once more.
    let most = 4 * MAX_RUN_INFLATED_BYTES;
    assert!(met.heaviest < most, "{} at once", met.heaviest);
}

#[test]
fn a_run_of_nobody_known_here_is_refused_unopened() {
    let mut scene = scene(22);
    let council = scene.world.council;
    let stranger = DeviceKey::from_secret(&[5; 32]);
    let changes = empty_changes(&stranger, &council, [1; 8], 3, 10);
    let mut run = packed(&stranger, &council, scene.document, changes);
    // Whoever opened it would find that out.
    *run.last_mut().unwrap() ^= 1;
    let known = scene.world.nodes[1].key.clone();
    let changes = empty_changes(&known, &council, [1; 8], 3, 10);
    let good = packed(&known, &council, scene.document, changes);
    let frame = items(vec![
        Packed::Run(run.clone()),
        Packed::Run(good),
        Packed::Run(run),
    ]);
    let met = meet(&mut scene, &frame);
    assert_eq!(met.outcomes, [[Outcome::Taken]]);
    let [reject] = &met.rejects[..] else {
        panic!("{:?}", met.rejects);
    };
    let reason = Reason::from_code(reject.reason);
    assert_eq!(
        (reject.index, reject.never, reason),
        (0, false, Reason::UnknownWriter)
    );
    assert!(met.is_confirmed);
}

#[test]
fn copies_of_a_run_in_one_frame_are_opened_once() {
    let mut scene = scene(23);
    let (key, council) = (scene.world.nodes[1].key.clone(), scene.world.council);
    let changes = empty_changes(&key, &council, [1; 8], 100, 10);
    let run = Packed::Run(packed(&key, &council, scene.document, changes));
    let met = meet(&mut scene, &items(vec![run; 100]));
    assert_eq!(met.outcomes, [[Outcome::Taken]]);
    assert!(met.rejects.is_empty() && met.is_confirmed);
}

#[test]
fn who_joins_in_the_same_frame_is_no_stranger() {
    let mut scene = scene(24);
    scene.world.join(false);
    let mut rng = scene.world.rng.clone();
    let newcomer = scene.world.nodes.last_mut().unwrap();
    let document = newcomer.create(&mut rng);
    let (council, store) = (scene.world.council, &newcomer.store);
    let mut acts: Vec<_> = store.roster_acts().unwrap();
    acts.extend(store.document_acts(&document).unwrap());
    let mut all: Vec<Packed> = acts
        .iter()
        .map(|act| Packed::Act(store.act(act).unwrap().unwrap().bytes().to_vec()))
        .collect();
    let key = newcomer.key.clone();
    let changes = empty_changes(&key, &council, [1; 8], 5, 10);
    let last = changes.last().unwrap().header.hash;
    all.push(Packed::Run(packed(&key, &council, document, changes)));
    let met = meet(&mut scene, &items(all));
    assert!(met.rejects.is_empty(), "{:?}", met.rejects);
    assert!(scene.store.known(&document, &last).unwrap().is_some());
    assert!(met.is_confirmed);
}

#[test]
fn a_fetch_claims_one_place_of_each_writer() {
    let mut scene = scene(25);
    let frontier = scene.store.frontier(&scene.document).unwrap();
    let (actor, position) = frontier.0.iter().next().unwrap();
    let claim: Claim = (*actor, position.sequence, [7; 16]);
    let fetch = |claims, more| {
        Frame::Fetch(Fetch {
            subject: Subject::Document(scene.document),
            claims,
            acts: vec![],
            forks: vec![],
            more,
        })
    };
    let [one, two] = [fetch(vec![claim], true), fetch(vec![claim], false)];
    assert_eq!(meet(&mut scene, &one).closed, None);
    // Also where the two stand in different frames.
    assert_eq!(meet(&mut scene, &two).closed, Some(CloseReason::Protocol));
}

/// A carry file of the founder, as far as its first block of items: the acts that say who that is.
fn front_of_file(world: &World) -> Vec<u8> {
    let (file, _) = written(world, 1, &[2], None);
    let mut end = MAGIC.len();
    for _ in 0..2 {
        let length = file[end..end + 4].try_into().unwrap();
        end += 4 + u32::from_be_bytes(length) as usize;
    }
    file[..end].to_vec()
}

fn add_block(file: &mut Vec<u8>, frame: &Frame) {
    let block = frame.encode();
    file.extend((block.len() as u32).to_be_bytes());
    file.extend(block);
}

#[test]
fn who_wrote_a_carry_file_is_told_before_any_change_of_it_is_opened() {
    let Scene { world, .. } = scene(26);
    let mut file = front_of_file(&world);
    add_block(&mut file, &items(vec![Packed::Run(vec![0; 100])]));
    let mut reading = read(&file[..], &world.council).unwrap();
    let front = reading.front().unwrap();
    let founder = world.nodes[1].key.public();
    assert_eq!(reading.header().from, founder);
    let nobody = Memory::new(
        world.council,
        genesis_mark(),
        format::LogId::from_bytes([1; 16]),
    );
    assert!(nobody.standing(&founder, &front).unwrap().may_read());
    // And what was looked at is given out all the same.
    for act in front {
        assert_eq!(reading.next_item().unwrap(), Some(Item::Act(act)));
    }
    assert!(matches!(reading.next_item(), Err(ReadError::Damaged(_))));
    // Of a whole file as well.
    let (file, _) = written(&world, 1, &[2], None);
    let [plain, asked] = [false, true].map(|asks| {
        let mut reading = read(&file[..], &world.council).unwrap();
        if asks {
            assert!(!reading.front().unwrap().is_empty());
        }
        let mut all = Vec::new();
        while let Some(item) = reading.next_item().unwrap() {
            all.push(item);
        }
        all
    });
    assert!(plain == asked && plain.iter().any(|item| matches!(item, Item::Run(_))));
}

#[test]
fn a_carry_file_of_nothing_but_empty_changes_is_refused() {
    let Scene {
        world, document, ..
    } = scene(27);
    let key = &world.nodes[1].key;
    let mut file = front_of_file(&world);
    let changes = empty_changes(key, &world.council, [1; 8], 4096, 0);
    let run = Packed::Run(packed(key, &world.council, document, changes));
    // As many as fit beside the form of a frame.
    add_block(&mut file, &items(vec![run; 60]));
    let refused = verify(&file[..], &world.council);
    let Err(ReadError::Damaged(why)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(why, "it has more changes than bytes");
}
