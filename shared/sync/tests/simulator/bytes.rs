//! What reconnecting costs: what changed, never what exists.

use crate::world::World;

/// Bytes of the largest session when 5 of `documents` documents changed, and when none did.
fn cost(documents: usize) -> (u64, u64) {
    let mut world = World::of(1, 1, 2);
    let mut rng = world.rng.clone();
    let founder = world.relays();
    let mut ids = Vec::new();
    for _ in 0..documents {
        ids.push(world.nodes[founder].create(&mut rng));
    }
    world.round();
    world.round();
    for document in &ids[..5] {
        world.nodes[founder].type_in(document, vec!["changed ".into()], &mut rng);
    }
    let changed = world.round();
    world.round();
    (changed, world.round())
}

#[test]
fn reconnecting_costs_what_changed_not_what_exists() {
    let (few_changed, few_quiet) = cost(100);
    let (many_changed, many_quiet) = cost(1000);
    println!("100 documents: 5 changed {few_changed} bytes, quiet {few_quiet} bytes");
    println!("1,000 documents: 5 changed {many_changed} bytes, quiet {many_quiet} bytes");
    assert!(many_quiet < 450 && few_quiet < 450);
    assert!(many_changed < few_changed + 100);
    assert!(many_changed < 4000);
}

#[test]
fn a_copied_device_compares_once_and_is_quiet_then() {
    let mut world = World::of(2, 1, 2);
    let mut rng = world.rng.clone();
    let founder = world.relays();
    for _ in 0..20 {
        world.nodes[founder].create(&mut rng);
    }
    world.round();
    let mut copy = world.nodes[founder].clone();
    copy.restart();
    copy.tampered = true;
    world.nodes[founder].tampered = true;
    world.nodes.push(copy);
    let last = world.nodes.len() - 1;
    let documents = world.nodes[founder].store.documents();
    world.nodes[founder].edit(&documents[0], &mut rng);
    world.nodes[last].edit(&documents[0], &mut rng);
    for _ in 0..3 {
        world.round();
    }
    let quiet = world.round();
    assert!(
        quiet < 450,
        "both are linked in turn, and it costs {quiet} bytes"
    );
    let contents = world.nodes[0].store.contents();
    for node in &world.nodes {
        assert_eq!(node.store.contents(), contents, "{}", node.name);
    }
}
