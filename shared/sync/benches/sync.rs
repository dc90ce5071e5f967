//! What meeting again costs: the protocol alone, over stores in memory.
//! `cargo bench -p dewan-sync --bench sync`
#![allow(
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    dead_code,
    reason = "the simulator's own modules"
)]

#[path = "../tests/simulator/node.rs"]
mod node;
#[path = "../tests/simulator/world.rs"]
mod world;

use criterion::Criterion;
use format::DocumentId;
use world::World;

const DOCUMENTS: usize = 1_000;
const CHANGED: usize = 5;

/// One edit in each of these documents by the founder.
fn edit(world: &mut World, documents: &[DocumentId]) {
    let mut rng = world.rng.clone();
    for document in documents {
        world.nodes[1].edit(document, &mut rng);
    }
    world.rng = rng;
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    // A relay, the founder, one member.
    let mut world = World::of(7, 1, 2);
    let mut rng = world.rng.clone();
    let documents: Vec<_> = (0..DOCUMENTS)
        .map(|_| world.nodes[1].create(&mut rng))
        .collect();
    world.rng = rng;
    let first = world.round();
    world.round();
    let quiet = world.round();
    edit(&mut world, &documents[..CHANGED]);
    let changed = world.round();
    world.round();
    println!(
        "bytes over the busier link, {DOCUMENTS} documents held: first {first}, quiet {quiet}, \
         {CHANGED} edited {changed}"
    );

    let mut group = criterion.benchmark_group("sync");
    group.bench_function("two quiet reconnects, 1,000 documents held", |bencher| {
        bencher.iter(|| assert!(world.round() <= quiet));
    });
    group.finish();
    criterion.final_summary();
}
