//! Carry files: what a link would bring, to those it is for, in any order, and nothing of a damaged one.

use std::collections::BTreeSet;

use format::{DocumentId, PublicKey};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sync::carry_file::{Header, KnownThere, Mark, Order, ReadError, Written, read, verify, write};
use sync::holdings::LogPosition;
use sync::memory::naming;
use sync::{Holdings as _, Item, Outcome};

use crate::world::World;

/// A file of `from` for these nodes, from where the first is known to stand.
pub fn written(world: &World, from: usize, to: &[usize], base: Option<Mark>) -> (Vec<u8>, Written) {
    let node = &world.nodes[from];
    let known = |to: &usize| {
        let to = &world.nodes[*to];
        let log = to.store.log_end().unwrap().log;
        let known = KnownThere {
            mark: base,
            log: Some(log),
            ..KnownThere::default()
        };
        (to.key.public(), known)
    };
    let order = Order {
        recipients: to.iter().map(known).collect(),
        blobs_up_to_bytes: 1 << 20,
        ..Order::default()
    };
    let mut bytes = Vec::new();
    let written = write(&node.store, &node.key, &order, &mut bytes).unwrap();
    assert_eq!(written.bytes, bytes.len() as u64);
    (bytes, written)
}

/// Where a node stands in what `from` holds, as files go by.
pub fn mark(world: &World, node: usize, from: usize) -> Option<Mark> {
    let writer = &world.nodes[from];
    let log = writer.store.log_end().unwrap().log;
    let store = &world.nodes[node].store;
    let key = writer.key.public();
    let cursor = store.cursor(&key, &log).unwrap()?;
    // Of another past of that log.
    (writer.store.chain_at(cursor.n).unwrap() == Some(cursor.chain)).then_some(Mark {
        n: cursor.n,
        chain: cursor.chain,
        receipts: 0,
        blobs: 0,
    })
}

/// A file as a person has it written: from where the recipients say that they stand, with blobs up to this size.
/// What stays out is kept in mind.
fn next(
    world: &mut World,
    from: usize,
    to: &[usize],
    blobs_up_to_bytes: u64,
) -> (Vec<u8>, Written) {
    let recipients: Vec<PublicKey> = to.iter().map(|to| world.nodes[*to].key.public()).collect();
    let node = &mut world.nodes[from];
    node.store.begin_carried(&recipients);
    let known = |key: PublicKey| (key, node.store.known_there(&key));
    let order = Order {
        recipients: recipients.into_iter().map(known).collect(),
        blobs_up_to_bytes,
        ..Order::default()
    };
    let mut bytes = Vec::new();
    let written = write(&node.store, &node.key, &order, &mut bytes).unwrap();
    node.store.note_carried(&written);
    (bytes, written)
}

/// A node says, as in a file of its own, where it stands in what `to` holds.
fn answer(world: &mut World, node: usize, to: usize) {
    let reader = world.nodes[node].key.public();
    let writer = &world.nodes[to];
    let (key, log) = (writer.key.public(), writer.store.log_end().unwrap().log);
    let stands = world.nodes[node]
        .store
        .stand(&key, &log)
        .expect("it has read a file");
    world.nodes[to].store.note_stand(&reader, stands);
}

/// What was new and what had to wait.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Came {
    pub new: usize,
    pub waits: usize,
    pub refused: usize,
}

/// Checks a file and takes it, as the store does.
pub fn take(world: &mut World, node: usize, bytes: &[u8]) -> Result<Came, ReadError> {
    let store = &mut world.nodes[node].store;
    let council = store.council();
    verify(bytes, &council)?;
    let mut reading = read(bytes, &council)?;
    let header: Header = reading.header().clone();
    let follows = {
        let me = world.nodes[node].key.public();
        let cursor = world.nodes[node].store.cursor(&header.from, &header.log);
        let at = cursor.unwrap().map_or(0, |cursor| cursor.n);
        header.is_for(&me) && header.base.is_some_and(|base| base.n <= at)
    };
    let mut came = Came::default();
    let mut ends = false;
    while !ends {
        let item = reading.next_item()?;
        ends = item.is_none();
        let items = item.into_iter();
        let items: Vec<Item> = items
            .filter(|item| follows || !matches!(item, Item::ReceiptsUpto(_)))
            .collect();
        let store = &mut world.nodes[node].store;
        let at = store.cursor(&header.from, &header.log).unwrap();
        let moves = ends && follows && at.is_none_or(|at| at.n < header.upto.n);
        let cursor = moves.then_some(LogPosition {
            log: header.log,
            n: header.upto.n,
            chain: header.upto.chain,
        });
        let outcomes = store.take(items, header.log, cursor, header.from).unwrap();
        for outcome in outcomes.expect("few gaps") {
            match outcome {
                Outcome::Taken => came.new += 1,
                Outcome::Held => {}
                Outcome::Gap => came.waits += 1,
                Outcome::Never(_) | Outcome::NotYet(_) => came.refused += 1,
            }
        }
    }
    if follows {
        world.nodes[node].store.end_carried(&header);
    }
    world.grew(node);
    Ok(came)
}

/// Whether who wrote a file counts where it is read, by what is held there and stands in the file.
pub fn is_of_member(world: &World, node: usize, bytes: &[u8]) -> bool {
    let store = &world.nodes[node].store;
    let contents = verify(bytes, &store.council()).unwrap();
    let standing = store.standing(&contents.header.from, &contents.roster);
    standing.unwrap().may_read()
}

/// A relay (0) that nobody has a link to, the founder (1) and members (2, 3, 4); the founder has written.
fn council(seed: u64) -> (World, DocumentId) {
    let mut world = World::of(seed, 1, 4);
    let mut rng = world.rng.clone();
    let document = world.nodes[1].create(&mut rng);
    for _ in 0..5 {
        world.nodes[1].edit(&document, &mut rng);
    }
    world.rng = rng;
    (world, document)
}

fn agree(world: &World, nodes: &[usize], document: &DocumentId) {
    let views: BTreeSet<String> = nodes
        .iter()
        .map(|node| world.nodes[*node].view(document))
        .collect();
    assert_eq!(views.len(), 1, "{views:?}");
}

#[test]
fn two_offices_without_any_link_work_together_by_files() {
    let (mut world, document) = council(1);
    let mut rng = world.rng.clone();
    let (first, _) = written(&world, 1, &[2], None);
    take(&mut world, 2, &first).unwrap();
    agree(&world, &[1, 2], &document);
    for round in 0..6 {
        let (from, to) = if round % 2 == 0 { (2, 1) } else { (1, 2) };
        // Both go on meanwhile.
        world.nodes[1].edit(&document, &mut rng);
        world.nodes[2].edit(&document, &mut rng);
        let base = mark(&world, to, from);
        let (file, written) = written(&world, from, &[to], base);
        assert!(written.changes <= 6, "round {round}: {written:?}");
        let came = take(&mut world, to, &file).unwrap();
        assert_eq!((came.waits, came.refused), (0, 0), "round {round}");
    }
    let base = mark(&world, 2, 1);
    let (last, _) = written(&world, 1, &[2], base);
    take(&mut world, 2, &last).unwrap();
    let base = mark(&world, 1, 2);
    let (last, _) = written(&world, 2, &[1], base);
    take(&mut world, 1, &last).unwrap();
    agree(&world, &[1, 2], &document);
}

#[test]
fn a_file_read_twice_late_or_without_the_one_before_does_no_harm() {
    let (mut world, document) = council(2);
    let mut rng = world.rng.clone();
    let mut files = Vec::new();
    for _ in 0..3 {
        // The second and third begin where the one before ended, as if that had arrived.
        let base = files.last().map(|(_, upto)| *upto);
        let (file, _) = written(&world, 1, &[2], base);
        let header = verify(&file[..], &world.nodes[1].store.council()).unwrap();
        files.push((file, header.header.upto));
        world.nodes[1].edit(&document, &mut rng);
    }
    let third = take(&mut world, 2, &files[2].0).unwrap();
    // The acts that say who wrote it are taken; what builds on something missing is not.
    assert!(third.waits + third.refused > 0, "{third:?}");
    assert_eq!(world.nodes[2].store.heads(&document), []);
    assert_eq!(mark(&world, 2, 1), None, "and moves nobody's place");
    take(&mut world, 2, &files[0].0).unwrap();
    let again = take(&mut world, 2, &files[0].0).unwrap();
    assert_eq!(again, Came::default());
    for (file, _) in [&files[2], &files[1], &files[0], &files[2]] {
        take(&mut world, 2, file).unwrap();
    }
    let stands = mark(&world, 2, 1).unwrap();
    assert_eq!(stands.n, files[2].1.n);
    let (last, _) = written(&world, 1, &[2], Some(stands));
    take(&mut world, 2, &last).unwrap();
    agree(&world, &[1, 2], &document);
    assert_eq!(world.nodes[2].store.gaps().unwrap(), []);
}

#[test]
fn nothing_of_a_file_is_taken_if_any_byte_is_changed_or_missing() {
    let (mut world, _) = council(3);
    let (file, _) = written(&world, 1, &[2], None);
    let council = world.nodes[1].store.council();
    let mut mutants = 0;
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(verify(&changed[..], &council).is_err(), "byte {at}");
        assert!(verify(&file[..at], &council).is_err(), "cut at {at}");
        mutants += 2;
    }
    let mut longer = file.clone();
    longer.push(0);
    assert!(verify(&longer[..], &council).is_err());
    // What a transport for text makes of it.
    let text: Vec<u8> = file.iter().copied().filter(|byte| *byte != b'\r').collect();
    let rewritten = verify(&text[..], &council);
    assert!(matches!(rewritten, Err(ReadError::Rewritten)));
    let other = World::of(4, 1, 2).nodes[1].store.council();
    let foreign = verify(&file[..], &other);
    assert!(matches!(foreign, Err(ReadError::ForeignCouncil)));
    let before = world.nodes[2].store.log_end().unwrap();
    file_that_is_damaged(&mut world, &file);
    assert_eq!(world.nodes[2].store.log_end().unwrap(), before);
    println!(
        "{mutants} mutants of a file of {} bytes, none taken",
        file.len()
    );
}

fn file_that_is_damaged(world: &mut World, file: &[u8]) {
    let mut changed = file.to_vec();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert!(take(world, 2, &changed).is_err());
}

/// Bytes of no form, and forms with lengths of no bytes.
#[test]
fn no_bytes_make_a_reader_panic_or_take_more_memory_than_a_block() {
    let (world, _) = council(5);
    let council = world.nodes[1].store.council();
    let (file, _) = written(&world, 1, &[2, 3], None);
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for round in 0..10_000 {
        let mut bytes = match round % 3 {
            0 => (0..rng.random_range(0..200))
                .map(|_| rng.random())
                .collect(),
            _ => file[..rng.random_range(0..=file.len())].to_vec(),
        };
        for _ in 0..rng.random_range(0..8) {
            if bytes.is_empty() {
                break;
            }
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..3) {
                0 => bytes[at] = rng.random(),
                1 => bytes.truncate(at),
                _ => bytes.insert(at, rng.random()),
            }
        }
        if verify(&bytes[..], &council).is_ok() {
            assert_eq!(bytes, file, "round {round}: only the file itself is right");
        }
    }
}

#[test]
fn what_is_not_for_every_recipient_stays_out() {
    let (mut world, open) = council(6);
    let mut rng = world.rng.clone();
    let body = naming(&world.nodes[2].key.public());
    let secret = world.nodes[1].create_with(body, &mut rng);
    let blob = world.nodes[1].publish(&secret, vec![vec![7; 5_000]])[0];
    let (both, out) = written(&world, 1, &[2, 3], None);
    assert!(out.documents.contains(&open) && !out.documents.contains(&secret));
    assert_eq!(out.left_out, BTreeSet::from([secret]));
    assert!(!both.windows(16).any(|bytes| bytes == secret.as_bytes()));
    take(&mut world, 3, &both).unwrap();
    assert!(!world.nodes[3].store.is_created(&secret).unwrap());
    let (one, out) = written(&world, 1, &[2], None);
    assert!(out.documents.contains(&secret) && out.blobs == 1);
    take(&mut world, 2, &one).unwrap();
    assert!(world.nodes[2].store.blobs().contains_key(&blob));
}

/// Whoever reads a file stands at its end, also in what stayed out of it.
#[test]
fn what_stayed_out_of_a_file_for_two_comes_with_the_next_for_one_whoever_answered_what() {
    let (mut world, open) = council(9);
    let mut rng = world.rng.clone();
    let body = naming(&world.nodes[2].key.public());
    let secret = world.nodes[1].create_with(body, &mut rng);
    let blob = world.nodes[1].publish(&secret, vec![vec![7; 5_000]])[0];
    let large = world.nodes[1].publish(&open, vec![vec![8; 9_000]])[0];
    let (both, out) = next(&mut world, 1, &[2, 3], 6_000);
    assert_eq!(
        (&out.left_out, &out.large_blobs[..]),
        (&BTreeSet::from([secret]), &[large][..])
    );
    take(&mut world, 2, &both).unwrap();
    answer(&mut world, 2, 1);
    // For that one alone; it is lost. Then for both again, and for that one: nothing was written meanwhile.
    let (lost, out) = next(&mut world, 1, &[2], 6_000);
    assert!(out.documents.contains(&secret) && out.blobs == 1);
    assert_eq!(out.large_blobs, [large]);
    let (again, out) = next(&mut world, 1, &[2, 3], 6_000);
    assert_eq!(out.left_out, BTreeSet::from([secret]));
    take(&mut world, 2, &again).unwrap();
    answer(&mut world, 2, 1);
    assert!(!world.nodes[2].store.is_created(&secret).unwrap());
    let (one, out) = next(&mut world, 1, &[2], 6_000);
    assert!(out.documents.contains(&secret) && !out.documents.contains(&open));
    take(&mut world, 2, &one).unwrap();
    agree(&world, &[1, 2], &secret);
    assert!(world.nodes[2].store.blobs().contains_key(&blob));
    assert!(!world.nodes[2].store.blobs().contains_key(&large));
    // Not answered yet: it goes again. Answered: it does not, but for what is still too large.
    let (_, out) = next(&mut world, 1, &[2], 6_000);
    assert!(out.documents.contains(&secret));
    answer(&mut world, 2, 1);
    let (_, out) = next(&mut world, 1, &[2], 6_000);
    assert_eq!((out.documents, out.blobs), (BTreeSet::new(), 0));
    assert_eq!(out.large_blobs, [large]);
    let (last, out) = next(&mut world, 1, &[2], 1 << 20);
    assert_eq!(out.blobs, 1);
    take(&mut world, 2, &last).unwrap();
    answer(&mut world, 2, 1);
    assert!(world.nodes[2].store.blobs().contains_key(&large));
    let (_, out) = next(&mut world, 1, &[2], 6_000);
    assert_eq!(out.large_blobs, []);
    // The other one lacks what is large, too, and nothing else.
    take(&mut world, 3, &again).unwrap();
    answer(&mut world, 3, 1);
    let (other, out) = next(&mut world, 1, &[3], 1 << 20);
    assert_eq!((out.documents, out.blobs), (BTreeSet::new(), 1));
    take(&mut world, 3, &other).unwrap();
    // What was lost and turns up does no harm.
    assert_eq!(take(&mut world, 2, &lost).unwrap(), Came::default());
    world.nodes[1].edit(&secret, &mut rng);
    let (_, out) = next(&mut world, 1, &[2, 3], 6_000);
    assert_eq!(out.left_out, BTreeSet::from([secret]));
    let (news, out) = next(&mut world, 1, &[2], 6_000);
    assert!(out.changes <= 3, "only what came since: {out:?}");
    take(&mut world, 2, &news).unwrap();
    agree(&world, &[1, 2], &secret);
}

/// The files and the receipts of a document come with it, however old they are.
#[test]
fn a_document_granted_late_brings_its_files() {
    let (mut world, _) = council(10);
    let mut rng = world.rng.clone();
    let body = naming(&world.nodes[2].key.public());
    let document = world.nodes[1].create_with(body, &mut rng);
    let blob = world.nodes[1].publish(&document, vec![vec![7; 5_000]])[0];
    let (before, _) = next(&mut world, 1, &[3], 1 << 20);
    take(&mut world, 3, &before).unwrap();
    answer(&mut world, 3, 1);
    let body = naming(&world.nodes[3].key.public());
    let subject = format::Subject::Document(document);
    let council = Some(world.nodes[1].store.council());
    let grant = crate::node::act(&world.nodes[1].key, council, "grant", subject, vec![], body);
    world.nodes[1].store.write_act(grant);
    // The first file after that is for others, too.
    let (shared, out) = next(&mut world, 1, &[3, 4], 1 << 20);
    assert_eq!(out.left_out, BTreeSet::from([document]));
    take(&mut world, 3, &shared).unwrap();
    answer(&mut world, 3, 1);
    let (after, _) = next(&mut world, 1, &[3], 1 << 20);
    take(&mut world, 3, &after).unwrap();
    agree(&world, &[1, 3], &document);
    assert!(world.nodes[3].store.blobs().contains_key(&blob));
}

#[test]
fn a_document_granted_late_goes_in_from_its_beginning() {
    let (mut world, _) = council(7);
    let mut rng = world.rng.clone();
    let body = naming(&world.nodes[2].key.public());
    let document = world.nodes[1].create_with(body, &mut rng);
    world.nodes[1].edit(&document, &mut rng);
    let (before, _) = written(&world, 1, &[3], None);
    take(&mut world, 3, &before).unwrap();
    assert!(!world.nodes[3].store.is_created(&document).unwrap());
    let body = naming(&world.nodes[3].key.public());
    let subject = format::Subject::Document(document);
    let council = Some(world.nodes[1].store.council());
    let grant = crate::node::act(&world.nodes[1].key, council, "grant", subject, vec![], body);
    world.nodes[1].store.write_act(grant);
    let base = mark(&world, 3, 1);
    assert!(base.is_some());
    let (after, _) = written(&world, 1, &[3], base);
    take(&mut world, 3, &after).unwrap();
    agree(&world, &[1, 3], &document);
}

/// Who reads a file stands where a link would have brought it: the next session is a handshake.
#[test]
fn after_a_file_the_link_brings_nothing_again() {
    let (mut world, document) = council(8);
    let (file, _) = written(&world, 1, &[0], None);
    take(&mut world, 0, &file).unwrap();
    agree(&world, &[0, 1], &document);
    world.connect(1, 0);
    world.run_until_quiet();
    let sent = &world.links[0].sessions[0].statistics().sent;
    assert_eq!(sent.changes, 0, "{sent:?}");
}
