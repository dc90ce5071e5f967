//! Who learns what of who holds what.

use format::{DocumentId, Receipt};
use sync::{Event, Holdings as _, Item, Reason, Verdict, judge};

use crate::world::World;

/// A relay (0), the founder at head office (1), two branches (2, 3) and one document of a branch that
/// nobody else has.
fn branch_work() -> (World, DocumentId) {
    let mut world = World::of(21, 1, 3);
    // Everybody knows everybody first.
    world.round();
    world.round();
    let mut rng = world.rng.clone();
    let document = world.nodes[2].create(&mut rng);
    world.rng = rng;
    (world, document)
}

/// One session in which everything is said, and its end in good order. How many receipts went over it.
fn meet(world: &mut World, caller: usize, host: usize) -> u64 {
    let before = world.receipts_sent;
    world.connect(caller, host);
    world.run_until_quiet();
    world.feed(world.links.len() - 1, 0, Event::Finish);
    world.run_until_quiet();
    world.receipts_sent - before
}

/// Whether `node` knows that head office holds the document as it is at `node`.
fn knows(world: &World, node: usize, document: &DocumentId) -> bool {
    let store = &world.nodes[node].store;
    let head_office = world.nodes[1].key.public();
    let receipt = store.receipt(&head_office, document).unwrap();
    let heads = store.heads(document);
    assert!(!heads.is_empty());
    receipt.is_some_and(|receipt| heads.iter().all(|head| receipt.heads.contains(head)))
}

#[test]
fn a_branch_learns_that_head_office_holds_its_work() {
    let (mut world, document) = branch_work();
    meet(&mut world, 2, 0);
    assert!(!knows(&world, 2, &document));
    meet(&mut world, 1, 0);
    assert!(knows(&world, 0, &document), "the relay keeps it");
    assert!(!knows(&world, 2, &document));
    meet(&mut world, 2, 0);
    assert!(knows(&world, 2, &document));
    // A branch that had no part in it learns it with the work itself.
    meet(&mut world, 3, 0);
    assert!(knows(&world, 3, &document));
    // What is written afterwards is not there yet, and then is.
    let mut rng = world.rng.clone();
    world.nodes[2].edit(&document, &mut rng);
    assert!(!knows(&world, 2, &document));
    for node in [2, 1, 2] {
        meet(&mut world, node, 0);
    }
    assert!(knows(&world, 2, &document));
}

#[test]
fn a_branch_that_is_linked_learns_it_at_once_and_a_receipt_a_minute_is_enough() {
    let (mut world, document) = branch_work();
    world.connect(2, 0);
    world.run_until_quiet();
    world.connect(1, 0);
    world.run_until_quiet();
    assert!(knows(&world, 2, &document));
    let asked = world.seen["receipts asked for"];
    let mut rng = world.rng.clone();
    for _ in 0..5 {
        world.nodes[2].edit(&document, &mut rng);
        world.grew(2);
        world.run_until_quiet();
    }
    assert!(!knows(&world, 2, &document));
    assert_eq!(world.seen["receipts asked for"], asked);
    world.now_millis += 60_000;
    let now_millis = world.now_millis;
    for link in 0..2 {
        for side in 0..2 {
            world.feed(link, side, Event::Tick { now_millis });
        }
    }
    world.run_until_quiet();
    assert!(knows(&world, 2, &document));
    // Head office once; the relay, too, for what the branch contributed.
    assert_eq!(world.seen["receipts asked for"], asked + 2);
}

#[test]
fn a_quiet_reconnect_sends_no_receipts_again() {
    let (mut world, document) = branch_work();
    let mut rng = world.rng.clone();
    for _ in 0..20 {
        world.nodes[3].create(&mut rng);
    }
    for _ in 0..2 {
        world.round();
    }
    for node in [1, 2, 3] {
        assert!(knows(&world, node, &document));
        assert_eq!(meet(&mut world, node, 0), 0, "node {node}");
    }
    // One document changes: one receipt of head office to each that lacks it, and one of the relay to
    // the branch that wrote.
    world.nodes[2].edit(&document, &mut rng);
    assert_eq!(meet(&mut world, 2, 0), 1);
    assert_eq!(meet(&mut world, 1, 0), 1);
    assert_eq!(meet(&mut world, 2, 0), 1);
    assert_eq!(meet(&mut world, 3, 0), 1);
    for node in [1, 2, 3] {
        assert_eq!(meet(&mut world, node, 0), 0, "node {node}");
    }
}

/// Simulation seed 538.
#[test]
fn head_office_that_was_set_back_goes_on_from_what_it_signed_when_its_clock_was_wrong() {
    let (mut world, document) = branch_work();
    meet(&mut world, 2, 0);
    let backup = world.nodes[1].store.clone();
    let right = world.nodes[1].clock_millis;
    world.nodes[1].clock_millis = right + 40 * 365 * 24 * 60 * 60 * 1000;
    meet(&mut world, 1, 0);
    assert!(knows(&world, 0, &document));
    world.nodes[1].store = backup;
    world.nodes[1].clock_millis = right;
    let mut rng = world.rng.clone();
    world.nodes[2].edit(&document, &mut rng);
    meet(&mut world, 2, 0);
    assert!(!knows(&world, 0, &document));
    // The relay's place in its log tells it that it was set back: this session ends.
    world.connect(1, 0);
    world.run_until_quiet();
    assert!(world.links.is_empty());
    for _ in 0..3 {
        meet(&mut world, 1, 0);
    }
    assert!(knows(&world, 0, &document));
    assert_eq!(meet(&mut world, 1, 0), 0, "nothing is said again");
}

#[test]
fn nobody_signs_for_head_office_from_a_branch() {
    let (mut world, document) = branch_work();
    let head_office = world.nodes[1].key.public();
    for node in [2, 3] {
        meet(&mut world, node, 0);
        let signs =
            world.nodes[node]
                .store
                .unanswered(&world.nodes[node].key.public(), None, usize::MAX);
        assert_eq!(signs.unwrap(), []);
    }
    for node in &world.nodes {
        let receipts = node.store.receipts();
        assert!(receipts.iter().all(|one| one.holder != head_office));
    }
    // A branch that says it holds something says nothing, and in another's name it cannot.
    let branch = &world.nodes[3].key;
    let heads = world.nodes[3].store.heads(&document);
    let own = Receipt::sign(branch, world.council, document, heads.clone(), 0, 9);
    let mut forged = own.clone();
    forged.holder = head_office;
    for (receipt, reason) in [(own, Reason::NotAHolder), (forged, Reason::Form)] {
        for node in &world.nodes {
            let verdict = judge(&Item::Receipt(receipt.clone()), &node.store).unwrap();
            assert_eq!(verdict, Verdict::Never(reason), "{}", node.name);
        }
    }
    // Head office itself is believed.
    let own = Receipt::sign(&world.nodes[1].key, world.council, document, heads, 0, 9);
    let verdict = judge(&Item::Receipt(own), &world.nodes[3].store).unwrap();
    assert_eq!(verdict, Verdict::Take(vec![]));
}

#[test]
fn one_device_of_head_office_answers_for_all() {
    let (mut world, document) = branch_work();
    let second = world.nodes[3].key.public();
    let founder = &mut world.nodes[1];
    let named = crate::node::act(
        &founder.key,
        Some(world.council),
        "head-office",
        format::Subject::Council,
        vec![],
        sync::memory::naming(&second),
    );
    founder.store.write_act(named);
    meet(&mut world, 1, 0);
    meet(&mut world, 2, 0);
    meet(&mut world, 3, 0);
    let answered = |world: &World, holder: usize| {
        let holder = world.nodes[holder].key.public();
        let receipt = world.nodes[0].store.receipt(&holder, &document).unwrap();
        receipt.map(|receipt| receipt.heads)
    };
    assert_eq!(
        answered(&world, 3),
        Some(world.nodes[2].store.heads(&document))
    );
    // The other one learns that with the work, and has nothing to add.
    meet(&mut world, 1, 0);
    assert_eq!(answered(&world, 1), None);
}

/// Receipts of head office for documents that are not here yet.
fn many(world: &World, count: u64) -> Vec<Receipt> {
    (0..count)
        .map(|number| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&number.to_be_bytes());
            let document = DocumentId::from_bytes(id);
            let heads = vec![format::ChangeHash::from_bytes([7; 32])];
            Receipt::sign(&world.nodes[1].key, world.council, document, heads, 0, 1)
        })
        .collect()
}

#[test]
fn more_receipts_than_may_be_under_way_arrive_and_a_cut_link_goes_on() {
    let mut world = World::of(22, 2, 2);
    world.round();
    world.round();
    let receipts = many(&world, 4000);
    world.nodes[0].store.keep_receipts(receipts);
    let held = |world: &World| world.nodes[3].store.receipts().len();
    world.connect(3, 0);
    while held(&world) < 1000 {
        for side in 0..2 {
            world.advance(0, side, false);
            world.advance(0, side, true);
        }
    }
    world.cut(0);
    let before = held(&world) as u64;
    assert!(before < 4000);
    let again = meet(&mut world, 3, 0);
    assert_eq!(held(&world), 4000, "{:?}", world.closes);
    assert!(again <= 4000 - before + 500, "{again} were sent again");
    assert_eq!(meet(&mut world, 3, 0), 0);
}

#[test]
fn a_rolled_back_store_is_told_its_receipts_again() {
    let (mut world, document) = branch_work();
    meet(&mut world, 2, 0);
    let before = world.nodes[2].clone();
    meet(&mut world, 1, 0);
    meet(&mut world, 2, 0);
    assert!(knows(&world, 2, &document));
    // The branch: its place among the receipts was rolled back with them.
    world.nodes[2] = before;
    assert!(!knows(&world, 2, &document));
    assert_eq!(meet(&mut world, 2, 0), 1);
    assert!(knows(&world, 2, &document));
    // The relay: whoever still knows a later place is told everything.
    let mut rng = world.rng.clone();
    let rolled_back = world.nodes[0].clone();
    for _ in 0..3 {
        world.nodes[2].edit(&document, &mut rng);
        for node in [2, 1, 2] {
            meet(&mut world, node, 0);
        }
    }
    world.nodes[0] = rolled_back;
    world.nodes[0].tampered = true;
    for _ in 0..3 {
        world.round();
    }
    let other = world.nodes[3].store.heads(&document);
    assert_eq!(other, world.nodes[2].store.heads(&document));
    for node in [0, 2, 3] {
        assert!(knows(&world, node, &document), "node {node}");
    }
}

#[test]
fn a_promised_receipt_that_was_replaced_holds_nobody_up() {
    let mut world = World::of(23, 2, 2);
    world.round();
    world.round();
    // So many that the last is not sent before the member answers.
    let receipts = many(&world, 3000);
    world.nodes[0].store.keep_receipts(receipts.clone());
    world.connect(3, 0);
    // Hello, hello, proof, proof.
    for side in [1, 0, 1, 0] {
        world.advance(0, side, false);
    }
    // Meanwhile the member's other machine brings a newer one.
    let last = receipts.last().unwrap();
    let key = &world.nodes[1].key;
    let newer = Receipt::sign(key, world.council, last.document, vec![], 0, 2);
    let log = world.nodes[3].store.log_end().unwrap().log;
    let member = world.nodes[3].key.public();
    let items = vec![Item::Receipt(newer.clone())];
    let taken = world.nodes[0].store.take(items, log, None, member);
    assert_eq!(taken.unwrap().unwrap(), [sync::Outcome::Taken]);
    world.run_until_quiet();
    assert_eq!(world.links.len(), 1, "{:?}", world.closes);
    let held = world.nodes[3].store.receipts();
    assert_eq!(held.len(), 2999);
    assert!(held.iter().all(|one| one.document != last.document));
    assert!(world.is_caught_up(0));
}

#[test]
fn receipts_of_what_is_out_of_scope_are_kept_from_a_peer() {
    let (mut world, document) = branch_work();
    let mut rng = world.rng.clone();
    let open = world.nodes[2].create(&mut rng);
    let member = world.nodes[3].key.public();
    let scope = &mut world.nodes[0].store.out_of_scope;
    scope.insert((member, document));
    meet(&mut world, 2, 0);
    meet(&mut world, 1, 0);
    meet(&mut world, 3, 0);
    let told = world.nodes[3].store.receipts();
    let about: Vec<_> = told.iter().map(|receipt| receipt.document).collect();
    assert_eq!(about, [open]);
    assert_eq!(meet(&mut world, 3, 0), 0);
}
