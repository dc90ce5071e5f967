//! Opening, reading and writing documents of the size people will have.
//! `cargo bench -p dewan-council --bench council`
#![allow(clippy::unwrap_used)]

mod documents;
mod open;

use council::document::Document;
use council::view::Kind;
use criterion::{BatchSize, Criterion};
use documents::{copy, matrix, policy, type_in};

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("council");
    let changes = policy(40, 4, 2_000);
    group.bench_function("load a policy of 2,000 changes", |bencher| {
        bencher.iter_batched(
            || changes.clone(),
            |changes| Document::load(Kind::Policy, changes).unwrap(),
            BatchSize::PerIteration,
        );
    });
    let policy = Document::load(Kind::Policy, changes).unwrap();
    group.bench_function("view of that policy", |bencher| {
        bencher.iter(|| policy.view());
    });
    group.bench_function("one edit of that policy", |bencher| {
        bencher.iter_batched(
            || copy(&policy, 2),
            |mut document| {
                let change = document.edit(&[type_in(7, 0)], 9_000, None);
                assert!(change.unwrap().is_some());
                document
            },
            BatchSize::PerIteration,
        );
    });
    let matrix = matrix();
    group.bench_function("view of a matrix of 2,000 rows and 40 columns", |bencher| {
        bencher.iter(|| matrix.view());
    });
    group.finish();
    open::measure(&mut criterion, &matrix);
    criterion.final_summary();
}
