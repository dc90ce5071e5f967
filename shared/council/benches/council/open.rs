//! What an open editor pays for one change, against reading everything again.

use automerge::Change;
use council::authorship::Index;
use council::document::{Conflicts, Document};
use council::edit::Edit;
use council::view::{Kind, View};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion};

use super::documents::{change, copy, policy, set_cell, type_in};

pub(crate) fn measure(criterion: &mut Criterion, matrix: &Document) {
    let mut group = criterion.benchmark_group("open");
    // 1 MB in 2,000 clauses.
    let large = Document::load(Kind::Policy, policy(2_000, 11, 2_000)).unwrap();
    in_step(
        &mut group,
        "a policy of 2,000 clauses",
        &large,
        type_in(1_234, 100),
    );
    in_step(
        &mut group,
        "a matrix of 2,000 rows and 40 columns",
        matrix,
        set_cell(1_234, 20, "lain"),
    );
    group.bench_function(
        "type a character in a policy of 2,000 clauses, not watched",
        |bencher| {
            keystroke(bencher, &large, false);
        },
    );
    group.bench_function(
        "type a character in a policy of 2,000 clauses, watched",
        |bencher| {
            keystroke(bencher, &large, true);
        },
    );
    let long = Document::load(Kind::Policy, policy(40, 4, 20_000)).unwrap();
    undo(&mut group, &long);
    group.finish();
}

/// One change of somebody else, until the view is right again.
fn in_step(group: &mut BenchmarkGroup<'_, WallTime>, what: &str, document: &Document, edit: Edit) {
    let theirs = change(&mut copy(document, 2), edit);
    let view = document.view();
    let open = |is_watched| {
        let mut open = copy(document, 3);
        if is_watched {
            open.watch();
        }
        (open, view.clone(), theirs.clone())
    };
    group.bench_function(format!("{what}: take in one change"), |bencher| {
        bencher.iter_batched(
            || open(false),
            |(mut document, view, change)| {
                document.apply([change]).unwrap();
                (document, view)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function(format!("{what}: and read everything"), |bencher| {
        bencher.iter_batched(
            || open(false),
            |(mut document, _, change)| {
                document.apply([change]).unwrap();
                let view = document.view();
                (document, view)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function(format!("{what}: and follow the news"), |bencher| {
        bencher.iter_batched(|| open(true), follow, BatchSize::PerIteration);
    });
    group.bench_function(format!("{what}: all conflicts"), |bencher| {
        bencher.iter(|| document.conflicts());
    });
    let conflicts = Conflicts::of(document);
    group.bench_function(format!("{what}: follow the conflicts"), |bencher| {
        bencher.iter_batched(
            || {
                let (mut document, _, change) = open(true);
                document.apply([change]).unwrap();
                let news = document.take_news();
                (document, news, conflicts.clone())
            },
            |(document, news, mut conflicts)| {
                conflicts.update(&document, &news);
                (document, conflicts)
            },
            BatchSize::PerIteration,
        );
    });
}

fn follow((mut document, mut view, change): (Document, View, Change)) -> (Document, View) {
    document.apply([change]).unwrap();
    let news = document.take_news();
    view.update(&document, &news);
    (document, view)
}

fn keystroke(bencher: &mut criterion::Bencher<'_>, document: &Document, is_watched: bool) {
    bencher.iter_batched(
        || {
            let mut open = copy(document, 4);
            if is_watched {
                open.watch();
            }
            // The first change of a writer also names the author.
            open.edit(&[type_in(1_234, 100)], 9_000, None).unwrap();
            (open, document.view())
        },
        |(mut document, mut view)| {
            document.edit(&[type_in(1_234, 101)], 9_000, None).unwrap();
            if is_watched {
                let news = document.take_news();
                view.update(&document, &news);
            }
            (document, view)
        },
        BatchSize::PerIteration,
    );
}

fn undo(group: &mut BenchmarkGroup<'_, WallTime>, document: &Document) {
    let opened = || {
        let mut mine = copy(document, 5);
        mine.edit(&[type_in(7, 100)], 9_000, None).unwrap();
        let index = Index::read_with_texts(mine.automerge());
        (mine, index)
    };
    let whole = || {
        let (mine, _) = opened();
        let index = Index::read(mine.automerge());
        (mine, index)
    };
    group.bench_function("read the index of 20,000 changes", |bencher| {
        bencher.iter_batched(
            opened,
            |(mine, _)| Index::read(mine.automerge()),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("update the index of 20,000 changes by one", |bencher| {
        bencher.iter_batched(
            || {
                let (mut mine, index) = opened();
                mine.edit(&[type_in(8, 100)], 9_000, None).unwrap();
                (mine, index)
            },
            |(mine, mut index)| {
                index.update(mine.automerge());
                (mine, index)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("read the index of 20,000 changes, with texts", |bencher| {
        bencher.iter_batched(
            opened,
            |(mine, _)| Index::read_with_texts(mine.automerge()),
            BatchSize::PerIteration,
        );
    });
    undo_with(
        group,
        "undo a change of a text, after 20,000 changes",
        opened,
    );
    undo_with(group, "the same, reading the whole history", whole);
}

fn undo_with(
    group: &mut BenchmarkGroup<'_, WallTime>,
    what: &str,
    opened: impl Fn() -> (Document, Index),
) {
    group.bench_function(what, |bencher| {
        bencher.iter_batched(
            &opened,
            |(mut mine, index)| {
                mine.undo(&index, 9_001).unwrap();
                (mine, index)
            },
            BatchSize::PerIteration,
        );
    });
}
