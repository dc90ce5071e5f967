//! Every hostile change by name: refused, and nothing else with it.

use format::chain::LoggedItem;
use format::{ActId, ActorId, ChangeHash, DeviceKey, DocumentId, Run, Subject};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use sync::memory::choosing;
use sync::{Holdings as _, Item, Reason, Verdict, judge};

use crate::node::{Node, act, bytes};
use crate::world::World;

/// A reader that holds an older state, and the run that comes next, of two changes.
fn next_run() -> (Node, Run) {
    let mut world = World::of(5, 1, 2);
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let document = world.nodes[1].create(&mut rng);
    world.round();
    world.round();
    let reader = world.nodes[2].clone();
    let writer = &mut world.nodes[1];
    let end = writer.store.log_end().unwrap().n;
    loop {
        let mut tried = writer.clone();
        tried.type_in(&document, vec!["one".into(), "two".into()], &mut rng);
        let rows = tried.store.rows_after(end, 10).unwrap();
        let changes: Vec<_> = rows
            .iter()
            .map(|row| match row.item {
                LoggedItem::Change(document, hash) => {
                    tried.store.change(&document, &hash).unwrap().unwrap()
                }
                LoggedItem::Act(_) => panic!("no act was made"),
            })
            .collect();
        if changes[0].seal.is_none() {
            let run = Run {
                document,
                author: tried.key.public(),
                seal: changes[1].seal.clone().unwrap(),
                changes: changes.into_iter().map(|held| held.change).collect(),
            };
            return (reader, run);
        }
    }
}

fn verdict(reader: &Node, run: Run) -> Verdict {
    judge(&Item::Run(run), &reader.store).unwrap()
}

#[test]
fn hostile_changes_are_refused_by_name() {
    let (reader, good) = next_run();
    let Verdict::Take(admitted) = verdict(&reader, good.clone()) else {
        panic!("the run as it was written must be taken");
    };
    assert_eq!(admitted.len(), 2);
    let hostile = |change: &dyn Fn(&mut Run)| {
        let mut run = good.clone();
        change(&mut run);
        verdict(&reader, run)
    };
    let start = good.changes[0].header.start_op;
    let never = Verdict::Never;
    for (what, wrong) in [
        ("too low", start - 1),
        ("equal to one in use", 1),
        ("too high", start + 1),
        ("near the end of 32 bits", u64::from(u32::MAX)),
        ("near the end of 64 bits", u64::MAX),
    ] {
        let verdict = hostile(&|run| run.changes[0].header.start_op = wrong);
        assert_eq!(verdict, never(Reason::StartOperation), "start_op {what}");
    }
    // A false operation count makes the next change's first operation wrong.
    let verdict = hostile(&|run| run.changes[0].header.operations += 1);
    assert_eq!(verdict, never(Reason::StartOperation), "operation count");
    let verdict = hostile(&|run| run.changes[1].header.operations = 1 << 31);
    assert_eq!(verdict, never(Reason::TooManyOperations));
    for sequence in [0, 1, good.changes[0].header.sequence + 1, u64::MAX] {
        let verdict = hostile(&|run| {
            run.changes[0].header.sequence = sequence;
            run.changes[0].header.author = (sequence == 1).then_some(run.author);
        });
        assert_eq!(verdict, never(Reason::Sequence), "sequence {sequence}");
    }
    let verdict = hostile(&|run| run.changes[1].header.dependencies.clear());
    assert_eq!(verdict, never(Reason::NoDependency));
    let genesis = crate::node::genesis_mark();
    let verdict = hostile(&|run| {
        run.changes[0].header.dependencies = vec![genesis.0];
        run.changes[0].header.start_op = genesis.1 + 1;
    });
    assert_eq!(
        verdict,
        never(Reason::Sequence),
        "own previous change not named"
    );
    let verdict = hostile(&|run| run.changes[0].header.actor = ActorId::from_bytes([9; 24]));
    assert_eq!(verdict, never(Reason::ForeignActor));
    let verdict = hostile(&|run| run.changes[1].header.author = Some(run.author));
    assert_eq!(
        verdict,
        never(Reason::ForeignActor),
        "footer on a later change"
    );
    let stranger = DeviceKey::from_secret(&[3; 32]).public();
    let verdict = hostile(&|run| run.author = stranger);
    assert_eq!(verdict, Verdict::NotYet(Reason::UnknownWriter));
    let verdict = hostile(&|run| run.document = DocumentId::from_bytes([1; 16]));
    assert_eq!(verdict, Verdict::NotYet(Reason::NotCreated));
    let missing = ChangeHash::from_bytes([8; 32]);
    let verdict = hostile(&|run| run.changes[1].header.dependencies.push(missing));
    let wanted = LoggedItem::Change(good.document, good.changes[1].header.hash);
    let missing = vec![missing];
    assert_eq!(verdict, Verdict::Gap { wanted, missing });
}

#[test]
fn a_run_held_in_part_is_taken_from_there() {
    let (mut reader, run) = next_run();
    // Two runs of the same changes, as another route would bring them.
    assert_eq!(verdict(&reader, run.clone()), verdict(&reader, run.clone()));
    reader.store.write(Item::Run(run.clone())).unwrap();
    assert_eq!(verdict(&reader, run), Verdict::Held);
}

#[test]
fn the_branch_that_is_chosen_counts_whether_the_choice_comes_first_or_last() {
    let (reader, run) = next_run();
    let mut first = run.clone();
    first.changes.truncate(1);
    let mut rival = first.clone();
    rival.changes[0].header.hash = ChangeHash::from_bytes([255; 32]);
    let (first, rival) = (Item::Run(first), Item::Run(rival));
    let chosen = ChangeHash::from_bytes([255; 32]);
    let founder = World::of(5, 1, 2).nodes[1].key.clone();
    let choice = |node: &Node, cites: Vec<ActId>, change: &ChangeHash| {
        let council = Some(node.store.council());
        let subject = Subject::Document(run.document);
        act(
            &founder,
            council,
            "choose-branch",
            subject,
            cites,
            choosing(change),
        )
    };
    let once = choice(&reader, vec![], &chosen);
    let orders: [[usize; 3]; 6] = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let mut ends = Vec::new();
    for order in orders {
        let mut node = reader.clone();
        for at in order {
            match at {
                0 => drop(node.store.write(first.clone()).unwrap()),
                1 => drop(node.store.write(rival.clone()).unwrap()),
                _ => node.store.write_act(once.clone()),
            }
        }
        let position = node.store.frontier(&run.document).unwrap();
        let actor = run.changes[0].header.actor;
        assert_eq!(position.0[&actor].hash, chosen, "{order:?}");
        // Chosen again by somebody who saw the first choice, the other one counts.
        let back = run.changes[0].header.hash;
        node.store.write_act(choice(&node, vec![once.id()], &back));
        let position = node.store.frontier(&run.document).unwrap();
        assert_eq!(position.0[&actor].hash, back, "{order:?}");
        ends.push((node.store.contents(), node.store.overall_digest().unwrap()));
    }
    assert!(ends.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn the_lower_hash_of_a_fork_counts_whatever_came_first() {
    let (reader, run) = next_run();
    for other in [[0; 32], [255; 32]] {
        let mut first = run.clone();
        first.changes.truncate(1);
        let mut rival = first.clone();
        rival.changes[0].header.hash = ChangeHash::from_bytes(other);
        let rival_wins = rival.changes[0].header.hash < first.changes[0].header.hash;
        let mut one = reader.clone();
        let mut two = reader.clone();
        for item in [&first, &rival] {
            one.store.write(Item::Run(item.clone())).unwrap();
        }
        let Verdict::Take(admitted) = verdict(&two, rival.clone()) else {
            panic!("a rival is kept");
        };
        assert!(!admitted[0].known.fork && admitted[0].displaces.is_none());
        for item in [&rival, &first] {
            two.store.write(Item::Run(item.clone())).unwrap();
        }
        assert_eq!(one.store.contents(), two.store.contents());
        let position = one.store.frontier(&run.document).unwrap();
        let actor = first.changes[0].header.actor;
        let winner = if rival_wins { &rival } else { &first };
        assert_eq!(position.0[&actor].hash, winner.changes[0].header.hash);
        assert_eq!(one.store.forks(&run.document).unwrap().len(), 1);
    }
}

#[test]
fn acts_that_stand_before_the_join_of_their_author_arrive_all_the_same() {
    let mut world = World::of(7, 1, 1);
    let council = Some(world.nodes[1].store.council());
    let (founder, subject) = (world.nodes[1].key.clone(), Subject::Council);
    let member = DeviceKey::from_secret(&[8; 32]);
    let invite = act(&founder, council, "invite", subject, vec![], vec![0xa0]);
    let join = act(
        &member,
        council,
        "join",
        subject,
        vec![invite.id()],
        vec![0xa0],
    );
    // So large that no two are in one frame.
    let said = |n: u8| {
        let mut e = format::cbor::Encoder::new();
        e.map(1).u8(n).bytes(&[0; 40_000]);
        let body = e.into_bytes();
        act(&member, council, "zzz", subject, vec![], body)
    };
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut document = None;
    for kept in [said(0), said(1), join, said(2), said(3), invite] {
        world.nodes[1].store.write_act(kept);
        // What the member writes is not refused for good either.
        if document.is_none() {
            let id = DocumentId::from_bytes(bytes(&mut rng));
            let about = Subject::Document(id);
            let create = act(&member, council, "create", about, vec![], vec![0xa0]);
            world.nodes[1].store.write_act(create);
            document = Some(id);
        }
    }
    world.round();
    let [relay, founder] = [0, 1].map(|node: usize| &world.nodes[node].store);
    assert_eq!(relay.contents(), founder.contents());
    assert!(relay.is_created(&document.unwrap()).unwrap());
}

#[test]
fn a_strangers_acts_about_the_council_are_refused_for_now() {
    let world = World::of(7, 1, 2);
    let store = &world.nodes[1].store;
    let stranger = DeviceKey::from_secret(&[8; 32]);
    let council = Some(store.council());
    let subject = Subject::Council;
    let said = act(&stranger, council, "zzz", subject, vec![], vec![0xa0]);
    let verdict = judge(&Item::Act(said), store).unwrap();
    assert_eq!(verdict, Verdict::NotYet(Reason::UnknownWriter));
}
