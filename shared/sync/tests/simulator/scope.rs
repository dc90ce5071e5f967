//! Who is given what: documents for one member, grants that come late, devices that are revoked.

use format::{DocumentId, Run, Subject};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use sync::event::Outcome;
use sync::memory::naming;
use sync::{CloseReason, Event, Holdings as _, Item, Reason, Verdict, judge};

use crate::node::act;
use crate::world::World;

/// A relay (0), the founder (1) and three members (2, 3, 4) who know each other.
fn office() -> (World, ChaCha8Rng) {
    let mut world = World::of(31, 1, 4);
    world.round();
    world.round();
    let rng = ChaCha8Rng::seed_from_u64(31);
    (world, rng)
}

fn meet(world: &mut World, caller: usize) {
    world.connect(caller, 0);
    world.run_until_quiet();
    world.feed(world.links.len() - 1, 0, Event::Finish);
    world.run_until_quiet();
}

fn holds(world: &World, node: usize, document: &DocumentId) -> bool {
    world.nodes[node].store.documents().contains(document)
}

#[test]
fn a_document_goes_only_to_those_it_is_for() {
    let (mut world, mut rng) = office();
    let document = world.create_for(2, 3, &mut rng);
    for node in [2, 3, 4, 1] {
        meet(&mut world, node);
    }
    assert!(holds(&world, 0, &document), "the relay");
    assert!(holds(&world, 3, &document));
    for node in [1, 4] {
        assert!(!holds(&world, node, &document), "member {node}");
        assert!(world.nodes[node].store.receipts().is_empty());
    }
    // Live, too, and a comparison of everything finds nothing to tell either.
    for node in [4, 2] {
        world.connect(node, 0);
    }
    world.run_until_quiet();
    world.nodes[2].edit(&document, &mut rng);
    world.grew(2);
    world.run_until_quiet();
    assert!(!holds(&world, 4, &document));
    world.nodes[4].restart();
    for node in [4, 4] {
        meet(&mut world, node);
    }
    assert!(!holds(&world, 4, &document));
}

#[test]
fn a_late_grant_brings_the_past_over_a_link_that_is_up_and_after_a_pause() {
    let (mut world, mut rng) = office();
    let live = world.create_for(2, 3, &mut rng);
    let later = world.create_for(2, 3, &mut rng);
    for _ in 0..4 {
        world.nodes[2].edit(&live, &mut rng);
        world.nodes[2].edit(&later, &mut rng);
    }
    for node in [2, 3, 4] {
        meet(&mut world, node);
    }
    world.connect(2, 0);
    world.connect(4, 0);
    world.run_until_quiet();
    world.grant(2, live, 4);
    world.run_until_quiet();
    assert_eq!(world.nodes[4].view(&live), world.nodes[2].view(&live));
    assert!(!holds(&world, 4, &later));
    while !world.links.is_empty() {
        world.cut(0);
    }
    world.grant(2, later, 4);
    meet(&mut world, 2);
    meet(&mut world, 4);
    assert_eq!(world.nodes[4].view(&later), world.nodes[2].view(&later));
    // From now on it may write there, and everybody entitled reads it.
    world.nodes[4].edit(&later, &mut rng);
    for node in [4, 3, 2] {
        meet(&mut world, node);
    }
    assert_eq!(world.nodes[3].view(&later), world.nodes[4].view(&later));
}

#[test]
fn who_leaves_as_soon_as_it_has_everything_takes_what_came_into_scope_along() {
    let (mut world, mut rng) = office();
    let documents: Vec<_> = (0..200).map(|_| world.create_for(2, 3, &mut rng)).collect();
    let open = world.nodes[2].create(&mut rng);
    for node in [2, 3, 4] {
        meet(&mut world, node);
    }
    for (number, document) in documents.iter().enumerate() {
        // Alone first, then in batches that are more than are named at once.
        if [1, 5, 100].contains(&number) {
            // The relay has receipts of head office to tell, too, when its log is at its end.
            world.nodes[2].edit(&open, &mut rng);
            meet(&mut world, 2);
            meet(&mut world, 1);
            world.connect(4, 0);
            world.leave_when_caught_up(world.links.len() - 1);
            assert!(world.links.is_empty(), "before document {number}");
            for document in &documents[..number] {
                assert!(holds(&world, 4, document), "before document {number}");
            }
            assert_eq!(world.nodes[4].store.gaps().unwrap(), []);
        }
        world.grant(2, *document, 4);
    }
}

#[test]
fn many_documents_that_come_into_scope_at_once_all_arrive() {
    let (mut world, mut rng) = office();
    let documents: Vec<_> = (0..200).map(|_| world.create_for(2, 3, &mut rng)).collect();
    meet(&mut world, 2);
    meet(&mut world, 4);
    world.connect(4, 0);
    world.connect(2, 0);
    world.run_until_quiet();
    for document in &documents {
        world.grant(2, *document, 4);
    }
    world.run_until_quiet();
    for document in &documents {
        assert!(holds(&world, 4, document));
    }
}

#[test]
fn what_somebody_writes_who_may_not_hold_a_document_is_not_taken() {
    let (mut world, mut rng) = office();
    let document = world.create_for(2, 3, &mut rng);
    for node in [2, 3] {
        meet(&mut world, node);
    }
    // A member who learned its name says something about it.
    let body = naming(&world.nodes[4].key.public());
    let council = Some(world.council);
    let subject = Subject::Document(document);
    let said = act(&world.nodes[4].key, council, "grant", subject, vec![], body);
    let verdict = judge(&Item::Act(said), &world.nodes[0].store).unwrap();
    assert_eq!(verdict, Verdict::NotYet(Reason::NotInScope));
}

#[test]
fn a_revoked_device_is_let_go_at_once_and_what_it_wrote_is_kept() {
    let (mut world, mut rng) = office();
    let document = world.nodes[4].create(&mut rng);
    meet(&mut world, 4);
    meet(&mut world, 3);
    world.connect(4, 0);
    world.connect(1, 0);
    world.run_until_quiet();
    assert!(holds(&world, 1, &document));
    world.revoke(4);
    world.run_until_quiet();
    let closed = |world: &World| {
        let relay = world.nodes[0].name.clone();
        world.closes.contains(&(relay, CloseReason::Revoked))
    };
    assert!(closed(&world));
    // It writes on, and is let in nowhere.
    world.nodes[4].type_in(&document, vec!["late ".into()], &mut rng);
    let before = world.nodes[0].view(&document);
    world.connect(4, 0);
    world.run_until_quiet();
    assert_eq!(world.nodes[0].view(&document), before);
    // Brought by somebody else it is kept: whether it shows is not the relay's business.
    let from = &world.nodes[4].store;
    let runs: Vec<Run> = (from.heads(&document).iter())
        .map(|head| from.change(&document, head).unwrap().unwrap())
        .map(|held| {
            let changes = vec![held.change];
            Run::new(
                &world.council,
                document,
                held.author,
                changes,
                held.seal.unwrap(),
            )
            .unwrap()
        })
        .collect();
    for run in runs {
        let kept = world.nodes[3].store.write(Item::Run(run)).unwrap();
        assert_eq!(kept, Outcome::Taken);
    }
    meet(&mut world, 3);
    assert_eq!(
        world.nodes[0].view(&document),
        world.nodes[4].view(&document)
    );
}
