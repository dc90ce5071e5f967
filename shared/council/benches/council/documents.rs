//! Documents of the size people will have.

use automerge::Change;
use council::document::Document;
use council::edit::{Edit, New, Place};
use council::view::{Clause, Column, Kind, Row};
use format::{CouncilId, DeviceKey};

pub(crate) const COLUMNS: usize = 40;
pub(crate) const ROWS: usize = 2_000;

const CLAUSE: u8 = 1;
const COLUMN: u8 = 2;
const ROW: u8 = 3;

/// The id of a thing; documents accept nothing shorter.
fn id(kind: u8, number: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// Makes `document` writable by a member under this actor.
pub(crate) fn write_as(document: &mut Document, actor: u8) {
    let author = DeviceKey::from_secret(&[1; 32]).public();
    let council = CouncilId::from_bytes([2; 32]);
    document.set_writer(author, author.actor_with(&council, [actor; 8]));
}

/// A copy that can be written under this actor.
pub(crate) fn copy(document: &Document, actor: u8) -> Document {
    let mut copy = document.clone();
    write_as(&mut copy, actor);
    copy
}

/// One edit as one change.
pub(crate) fn change(document: &mut Document, edit: Edit) -> Change {
    let change = document.edit(&[edit], 9_000, None).unwrap();
    Change::from_bytes(change.unwrap().bytes).unwrap()
}

/// One character typed into a clause.
pub(crate) fn type_in(clause: usize, at: usize) -> Edit {
    Edit::Splice {
        place: Place::ClauseBody(id(CLAUSE, clause)),
        at,
        delete: 0,
        insert: "x".into(),
    }
}

/// A new value in a cell.
pub(crate) fn set_cell(row: usize, column: usize, value: &str) -> Edit {
    Edit::Put {
        place: Place::Cell(id(ROW, row), id(COLUMN, column)),
        value: value.to_owned(),
    }
}

/// A policy of so many clauses, one change each, and then changes of one character each.
pub(crate) fn policy(clauses: usize, sentences: usize, changes: usize) -> Vec<Change> {
    let mut document = Document::genesis(Kind::Policy);
    write_as(&mut document, 1);
    (0..changes)
        .map(|number| {
            let edit = if number < clauses {
                Edit::Insert {
                    new: New::Clause(Clause {
                        id: id(CLAUSE, number),
                        heading: format!("Pasal {number}"),
                        body: "Setiap kantor cabang mengirimkan notulen rapat. ".repeat(sentences),
                        ..Clause::default()
                    }),
                    after: number.checked_sub(1).map(|n| id(CLAUSE, n)),
                }
            } else {
                type_in(number % clauses, number / clauses)
            };
            let change = document.edit(&[edit], number as i64, None).unwrap();
            Change::from_bytes(change.unwrap().bytes).unwrap()
        })
        .collect()
}

/// A full matrix of [`ROWS`] and [`COLUMNS`].
pub(crate) fn matrix() -> Document {
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
