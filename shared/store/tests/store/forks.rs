//! A cloned device: two changes on one place. Every node comes to the same, whatever came first.

use format::{ChangeHash, PlainChange};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use store::Store;
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};

use crate::fixture::{Council, Pen, council, from, place};

/// All orders of `0..count`.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for order in orders(count - 1) {
        for at in 0..count {
            let mut order = order.clone();
            order.insert(at, count - 1);
            all.push(order);
        }
    }
    all
}

/// Offers the items in this order, again and again, until nothing is early any more.
fn deliver(store: &Store, council: &Council, items: &[Item], order: &[usize]) {
    let id = council.id;
    let mut open: Vec<Item> = order.iter().map(|at| items[*at].clone()).collect();
    while !open.is_empty() {
        let offered = open.clone();
        let outcomes = store
            .write(move |write| write.take(id, from(1), &offered, None))
            .unwrap();
        let before = open.len();
        let mut outcomes = outcomes.into_iter();
        open.retain(|_| outcomes.next() == Some(Outcome::Gap));
        assert!(open.len() < before, "stuck");
    }
}

struct Seen {
    digest: [u8; 16],
    forks: Vec<ChangeHash>,
    heads: Vec<ChangeHash>,
    shown: Vec<ChangeHash>,
    records: Vec<Vec<ChangeHash>>,
}

fn look(store: &Store, council: &Council) -> Seen {
    let reader = store.reader(council.id).unwrap();
    let report = reader.check(false).unwrap();
    assert_eq!(report.findings, []);
    let content = reader.content(&council.document).unwrap();
    let mut shown: Vec<_> = content.changes.iter().map(|shown| shown.hash).collect();
    shown.sort_unstable();
    let records = reader.fork_records().unwrap();
    Seen {
        digest: reader.overall_digest().unwrap(),
        forks: reader.forks(&council.document).unwrap(),
        heads: reader.held_heads(&council.document).unwrap(),
        shown,
        records: (records.into_iter())
            .map(|fork| fork.branches.iter().map(|branch| branch.change).collect())
            .collect(),
    }
}

fn same_in_all(
    label: &str,
    council: &Council,
    runs: &[(Vec<PlainChange>, bool)],
    orders: Vec<Vec<usize>>,
) -> Seen {
    let items: Vec<Item> = runs
        .iter()
        .map(|(run, by_rina)| {
            council.run(
                if *by_rina {
                    &council.rina
                } else {
                    &council.budi
                },
                run.clone(),
            )
        })
        .collect();
    let mut first: Option<Seen> = None;
    for order in orders {
        let (_folder, path) = place();
        let store = council.store(&path);
        deliver(&store, council, &items, &order);
        let seen = look(&store, council);
        if let Some(first) = &first {
            assert_eq!(seen.digest, first.digest, "{label}: {order:?}");
            assert_eq!(seen.forks, first.forks, "{label}: {order:?}");
            assert_eq!(seen.heads, first.heads, "{label}: {order:?}");
            assert_eq!(seen.shown, first.shown, "{label}: {order:?}");
            assert_eq!(seen.records, first.records, "{label}: {order:?}");
        } else {
            first = Some(seen);
        }
    }
    first.unwrap()
}

#[test]
fn the_lower_hash_counts_in_every_order_of_arrival() {
    let council = council();
    let genesis = council.genesis(&council.store(&place_kept().1));
    let mut pen = Pen::new(council.id, genesis);
    let one = pen.change(&council.rina, 1, &[], "one");
    let on = [one.header.hash];
    let left = pen.change(&council.rina, 1, &on, "left");
    let right = pen.change(&council.rina, 1, &on, "right");
    let after_left = pen.change(&council.rina, 1, &[left.header.hash], "after left");
    let after_right = pen.change(&council.rina, 1, &[right.header.hash], "after right");
    let (winner, loser) = if left.header.hash < right.header.hash {
        (&after_left, &right)
    } else {
        (&after_right, &left)
    };
    let runs: Vec<_> = [&one, &left, &right, &after_left, &after_right]
        .map(|change| (vec![change.clone()], true))
        .to_vec();
    let seen = same_in_all("by hand", &council, &runs, orders(5));
    assert_eq!(seen.forks.len(), 2);
    assert!(seen.forks.contains(&loser.header.hash));
    assert_eq!(seen.heads, [winner.header.hash]);
    assert_eq!(seen.shown.len(), 3);
    let mut pair = [left.header.hash, right.header.hash];
    pair.sort_unstable();
    assert_eq!(seen.records, [pair]);
}

/// A folder that lives as long as the returned pair.
fn place_kept() -> (tempfile::TempDir, std::path::PathBuf) {
    place()
}

#[test]
fn what_others_built_on_the_losing_branch_stands_outside_too() {
    let council = council();
    let folder = place_kept();
    let genesis = council.genesis(&council.store(&folder.1));
    let mut pen = Pen::new(council.id, genesis);
    let left = pen.change(&council.rina, 1, &[], "left");
    let right = pen.change(&council.rina, 1, &[], "right");
    let alone = pen.change(&council.budi, 1, &[], "alone");
    let (low, high) = if left.header.hash < right.header.hash {
        (&left, &right)
    } else {
        (&right, &left)
    };
    let built = pen.change(
        &council.budi,
        1,
        &[alone.header.hash, high.header.hash],
        "built",
    );
    let runs = [
        (vec![low.clone()], true),
        (vec![high.clone()], true),
        (vec![alone.clone()], false),
        (vec![built.clone()], false),
    ];
    let seen = same_in_all("by hand", &council, &runs, orders(4));
    let mut outside = [high.header.hash, built.header.hash];
    outside.sort_unstable();
    assert_eq!(seen.forks, outside);
    let mut heads = [low.header.hash, alone.header.hash];
    heads.sort_unstable();
    assert_eq!(seen.heads, heads);
}

/// Two branches of Rina's, each with a change of Budi's on it.
struct TwoBranches {
    council: Council,
    base: PlainChange,
    left: PlainChange,
    right: PlainChange,
    on_left: PlainChange,
    on_right: PlainChange,
    items: Vec<Item>,
}

fn two_branches() -> TwoBranches {
    let council = council();
    let genesis = council.genesis(&council.store(&place_kept().1));
    let mut pen = Pen::new(council.id, genesis);
    let base = pen.change(&council.rina, 1, &[], "base");
    let on = [base.header.hash];
    let left = pen.change(&council.rina, 1, &on, "left");
    let right = pen.change(&council.rina, 1, &on, "right");
    let (low, high) = match left.header.hash < right.header.hash {
        true => (left, right),
        false => (right, left),
    };
    let on_left = pen.change(&council.budi, 2, &[low.header.hash], "on the lower");
    let on_right = pen.change(&council.budi, 3, &[high.header.hash], "on the higher");
    let items = vec![
        council.run(&council.rina, vec![base.clone()]),
        council.run(&council.rina, vec![low.clone()]),
        council.run(&council.rina, vec![high.clone()]),
        council.run(&council.budi, vec![on_left.clone()]),
        council.run(&council.budi, vec![on_right.clone()]),
    ];
    TwoBranches {
        council,
        base,
        left: low,
        right: high,
        on_left,
        on_right,
        items,
    }
}

/// The same items in these orders, some of them acts: always the same end.
fn items_in_all(council: &Council, items: &[Item], orders: Vec<Vec<usize>>) -> Seen {
    let mut first: Option<Seen> = None;
    for order in orders {
        let (_folder, path) = place();
        let store = council.store(&path);
        deliver(&store, council, items, &order);
        let seen = look(&store, council);
        if let Some(first) = &first {
            assert_eq!(seen.digest, first.digest, "{order:?}");
            assert_eq!(seen.forks, first.forks, "{order:?}");
            assert_eq!(seen.heads, first.heads, "{order:?}");
            assert_eq!(seen.shown, first.shown, "{order:?}");
        } else {
            first = Some(seen);
        }
    }
    first.unwrap()
}

/// Whoever has a key can write any number of changes for one place.
#[test]
#[expect(clippy::disallowed_methods, reason = "it must not take for ever")]
fn thousands_of_rivals_at_one_place_hold_nobody_up() {
    const RIVALS: usize = 2000;
    let council = council();
    let (_kept, path) = place_kept();
    let store = council.store(&path);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let base = pen.change(&council.rina, 1, &[], "base");
    let on = [base.header.hash];
    let rival = |number: usize| pen.change(&council.rina, 1, &on, &number.to_string());
    let mut rivals: Vec<PlainChange> = (0..RIVALS).map(rival).collect();
    // Each of them counts before all that came earlier.
    rivals.sort_unstable_by_key(|rival| std::cmp::Reverse(rival.header.hash));
    let lowest = rivals[RIVALS - 1].header.hash;
    let rivals = rivals.into_iter();
    let mut items = vec![council.run(&council.rina, vec![base])];
    items.extend(rivals.map(|rival| council.run(&council.rina, vec![rival])));
    let begun = std::time::Instant::now();
    for some in items.chunks(250) {
        let (id, some) = (council.id, some.to_vec());
        let taken = store.write(move |write| write.take(id, from(1), &some, None));
        let is_taken = |outcome| outcome == Outcome::Taken;
        assert!(taken.unwrap().into_iter().all(is_taken));
    }
    let took = begun.elapsed();
    println!("{RIVALS} rivals: {took:?}");
    // As long as it once took to take a few hundred.
    assert!(took.as_secs() < 15, "{took:?}");
    let seen = look(&store, &council);
    assert_eq!(seen.forks.len(), RIVALS - 1);
    assert_eq!(seen.heads, [lowest]);
    assert_eq!(seen.records[0].len(), RIVALS);
}

fn sorted(changes: &[&PlainChange]) -> Vec<ChangeHash> {
    let mut hashes: Vec<_> = changes.iter().map(|one| one.header.hash).collect();
    hashes.sort_unstable();
    hashes
}

#[test]
fn the_branch_that_the_chair_chose_counts_in_every_order_of_arrival() {
    let TwoBranches {
        council,
        base,
        left,
        right,
        on_left,
        on_right,
        mut items,
    } = two_branches();
    let choice = council.chooses(
        &council.rina,
        &council.roster[2],
        vec![council.create.id()],
        right.header.hash,
    );
    items.push(Item::Act(choice.clone()));
    // Of the 720 orders every seventh: each is a store of its own.
    let some = orders(6).into_iter().step_by(7).collect();
    let seen = items_in_all(&council, &items, some);
    assert_eq!(seen.forks, sorted(&[&left, &on_left]));
    assert_eq!(seen.shown, sorted(&[&base, &right, &on_right]));
    assert_eq!(seen.heads, [on_right.header.hash]);
    // Somebody who is not the chair chooses nothing, and a choice that saw the first takes its place.
    let by_budi = council.chooses(
        &council.budi,
        &council.roster[2],
        vec![choice.id()],
        left.header.hash,
    );
    items.push(Item::Act(by_budi));
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut shuffled = |count: usize| -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..count).collect();
        let mut one = || {
            order.shuffle(&mut random);
            order.clone()
        };
        (0..60).map(|_| one()).collect()
    };
    let seen = items_in_all(&council, &items, shuffled(7));
    assert_eq!(seen.forks, sorted(&[&left, &on_left]));
    let again = council.chooses(
        &council.rina,
        &council.roster[2],
        vec![choice.id()],
        left.header.hash,
    );
    items.push(Item::Act(again));
    let seen = items_in_all(&council, &items, shuffled(8));
    assert_eq!(seen.forks, sorted(&[&right, &on_right]));
    assert_eq!(seen.heads, [on_left.header.hash]);
}

#[test]
fn a_choice_counts_once_it_is_known_that_its_author_was_the_chair() {
    let TwoBranches {
        council,
        left,
        right,
        on_left,
        on_right,
        mut items,
        ..
    } = two_branches();
    let appoint = council.chair_for_budi();
    let choice = council.chooses(&council.budi, &appoint, vec![], right.header.hash);
    let (_folder, path) = place();
    let store = council.store(&path);
    items.push(Item::Act(choice));
    deliver(&store, &council, &items, &[0, 1, 2, 3, 4, 5]);
    let early = look(&store, &council);
    assert_eq!(early.forks, sorted(&[&right, &on_right]));
    deliver(&store, &council, &[Item::Act(appoint.clone())], &[0]);
    let late = look(&store, &council);
    assert_eq!(late.forks, sorted(&[&left, &on_left]));
    items.push(Item::Act(appoint));
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(2);
    let mut order: Vec<usize> = (0..items.len()).collect();
    let orders = (0..60).map(|_| {
        order.shuffle(&mut random);
        order.clone()
    });
    let seen = items_in_all(&council, &items, orders.collect());
    assert_eq!(seen.digest, late.digest);
}

#[test]
fn a_fork_is_told_with_what_is_built_on_each_branch() {
    let TwoBranches {
        council,
        left,
        right,
        items,
        ..
    } = two_branches();
    let (_folder, path) = place();
    let store = council.store(&path);
    deliver(&store, &council, &items, &[0, 1, 2, 3, 4]);
    let reader = store.reader(council.id).unwrap();
    let [fork] = &reader.fork_records().unwrap()[..] else {
        panic!("one fork");
    };
    assert_eq!(fork.document, council.document);
    assert_eq!(fork.author, council.rina.public());
    let told: Vec<_> = (fork.branches.iter())
        .map(|branch| (branch.change, branch.built_on, branch.counts))
        .collect();
    let wanted = [(left.header.hash, 1, true), (right.header.hash, 1, false)];
    assert_eq!(told, wanted);
}

#[test]
fn random_clones_and_merges_end_equal() {
    use rand::RngExt as _;
    for seed in 0..12_u64 {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let council = council();
        let folder = place_kept();
        let genesis = council.genesis(&council.store(&folder.1));
        let mut pen = Pen::new(council.id, genesis);
        // Per actor the ends of its branches; a clone goes on from an older one.
        let mut ends: Vec<Vec<Option<ChangeHash>>> = vec![vec![None]; 3];
        let mut runs = Vec::new();
        let mut all: Vec<(usize, ChangeHash)> = Vec::new();
        for number in 0..14 {
            let actor = rng.random_range(0..3_usize);
            let by_rina = actor < 2;
            let at = rng.random_range(0..ends[actor].len());
            let mut on: Vec<_> = ends[actor][at].into_iter().collect();
            if rng.random_bool(0.4)
                && let Some((other, hash)) = all.get(rng.random_range(0..all.len().max(1)))
                && *other != actor
            {
                on.push(*hash);
            }
            let key = if by_rina {
                &council.rina
            } else {
                &council.budi
            };
            let sequenced = on.len();
            let change = pen.change(
                key,
                actor as u8,
                &on,
                &format!("{seed} {number} {sequenced}"),
            );
            let hash = change.header.hash;
            if rng.random_bool(0.3) {
                ends[actor].push(Some(hash));
            } else {
                ends[actor][at] = Some(hash);
            }
            all.push((actor, hash));
            runs.push((vec![change], by_rina));
        }
        let mut orders = vec![(0..runs.len()).collect::<Vec<_>>()];
        for _ in 0..5 {
            let mut order = orders[0].clone();
            order.shuffle(&mut rng);
            orders.push(order);
        }
        same_in_all(&format!("seed {seed}"), &council, &runs, orders);
    }
}

#[test]
fn a_peer_on_the_losing_branch_is_offered_the_winning_one() {
    let council = council();
    let (one, two) = (place(), place());
    let (left_store, right_store) = (council.store(&one.1), council.store(&two.1));
    let mut pen = Pen::new(council.id, council.genesis(&left_store));
    let base = pen.change(&council.rina, 1, &[], "base");
    let on = [base.header.hash];
    let left = pen.change(&council.rina, 1, &on, "left");
    let right = pen.change(&council.rina, 1, &on, "right");
    let run = |changes: &[&PlainChange]| {
        council.run(
            &council.rina,
            changes.iter().map(|c| (*c).clone()).collect(),
        )
    };
    deliver(&left_store, &council, &[run(&[&base, &left])], &[0]);
    deliver(&right_store, &council, &[run(&[&base, &right])], &[0]);
    // Each asks the other for what lies beyond its frontier until both hold the same.
    for _ in 0..2 {
        for (giver, taker) in [(&left_store, &right_store), (&right_store, &left_store)] {
            let giver = giver.reader(council.id).unwrap();
            let frontier = taker
                .reader(council.id)
                .unwrap()
                .frontier(&council.document)
                .unwrap();
            let beyond = giver
                .changes_beyond(&council.document, &frontier, 0, 100)
                .unwrap();
            for (_, hash) in beyond {
                let held = giver.change(&council.document, &hash).unwrap().unwrap();
                deliver(taker, &council, &[run(&[&held.change])], &[0]);
            }
        }
    }
    let digest = |store: &Store| store.reader(council.id).unwrap().overall_digest().unwrap();
    assert_eq!(digest(&left_store), digest(&right_store));
}
