//! Opening, reading and writing documents of the size people will have.
//! `cargo bench -p dewan-council --bench council`
#![allow(clippy::unwrap_used)]

use automerge::Change;
use council::document::Document;
use council::edit::{Edit, New, Place};
use council::view::{Clause, Column, Kind, Row};
use criterion::{BatchSize, Criterion};
use format::{CouncilId, DeviceKey};

const CLAUSES: usize = 40;
const CHANGES: usize = 2_000;
const COLUMNS: usize = 40;
const ROWS: usize = 2_000;

/// The id of a thing; documents accept nothing shorter.
fn id(kind: u8, number: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

const CLAUSE: u8 = 1;
const COLUMN: u8 = 2;
const ROW: u8 = 3;

/// Makes `document` writable by a member under this actor.
fn write_as(document: &mut Document, actor: u8) {
    let author = DeviceKey::from_secret(&[1; 32]).public();
    let council = CouncilId::from_bytes([2; 32]);
    document.set_writer(author, author.actor_with(&council, [actor; 8]));
}

fn type_in(clause: usize, number: usize) -> Edit {
    Edit::Splice {
        place: Place::ClauseBody(id(CLAUSE, clause)),
        at: number / CLAUSES,
        delete: 0,
        insert: "x".into(),
    }
}

/// A policy of 40 clauses with 2,000 changes: one per clause, then one character each.
fn policy() -> Vec<Change> {
    let mut document = Document::genesis(Kind::Policy);
    write_as(&mut document, 1);
    (0..CHANGES)
        .map(|number| {
            let edit = match number {
                0..CLAUSES => Edit::Insert {
                    new: New::Clause(Clause {
                        id: id(CLAUSE, number),
                        heading: format!("Pasal {number}"),
                        body: "Setiap kantor cabang mengirimkan notulen rapat. ".repeat(4),
                        ..Clause::default()
                    }),
                    after: number.checked_sub(1).map(|n| id(CLAUSE, n)),
                },
                _ => type_in(number % CLAUSES, number),
            };
            let change = document.edit(&[edit], number as i64, None).unwrap();
            Change::from_bytes(change.unwrap().bytes).unwrap()
        })
        .collect()
}

fn matrix() -> Document {
    let mut document = Document::genesis(Kind::Matrix);
    write_as(&mut document, 1);
    let names: Vec<String> = (0..COLUMNS).map(|n| id(COLUMN, n)).collect();
    let mut after = None;
    for (number, id) in names.iter().enumerate() {
        let column = Column {
            id: id.clone(),
            name: format!("Column {number}"),
        };
        let new = New::Column(column);
        document
            .edit(&[Edit::Insert { new, after }], 0, None)
            .unwrap();
        after = Some(id.clone());
    }
    let rows: Vec<Edit> = (0..ROWS)
        .map(|row| Edit::Insert {
            new: New::Row {
                row: Row {
                    id: id(ROW, row),
                    cells: (0..COLUMNS).map(|n| format!("{row} {n}")).collect(),
                },
                columns: names.clone(),
            },
            after: row.checked_sub(1).map(|n| id(ROW, n)),
        })
        .collect();
    for (number, batch) in rows.chunks(20).enumerate() {
        document.edit(batch, number as i64, None).unwrap();
    }
    document
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("council");
    let changes = policy();
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
            || {
                let mut document = policy.clone();
                write_as(&mut document, 2);
                document
            },
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
    criterion.final_summary();
}
