//! Matrices: one batch for the columns, then one for a few hundred rows.

use super::matching::Signature;
use super::sequence::steps;
use super::{Batch, put, put_map};
use crate::edit::{Collection, Edit, New, Place};
use crate::text::table;
use crate::view::{Column, Matrix, Row};

/// Rows in one change, at most.
const ROWS: usize = 200;
/// Text in one change, at most, in bytes.
const BYTES: usize = 200_000;

pub(super) fn plan(
    current: &Matrix,
    wanted: &Matrix,
    new_id: &mut impl FnMut() -> String,
) -> Vec<Batch> {
    let mut header = Batch::new();
    put(&mut header, Place::Title, &current.title, &wanted.title);
    put_map(&mut header, Place::Meta, &current.meta, &wanted.meta);
    let mut columns = Batch::new();
    let (column_steps, gone_columns) = columns_plan(&mut columns, current, wanted, new_id);
    let ids: Vec<String> = column_steps.iter().map(|(id, _)| id.clone()).collect();
    let activity = |m: &Matrix| {
        m.columns
            .iter()
            .position(|c| c.id == "activity")
            .unwrap_or(0)
    };
    let (new_activity, mut batches) = (activity(wanted), vec![header, columns]);
    // A current row in the order of the wanted columns.
    let aligned = |row: &Row| -> Vec<String> {
        let cell = |at: &Option<usize>| {
            at.and_then(|at| row.cells.get(at))
                .cloned()
                .unwrap_or_default()
        };
        column_steps.iter().map(|(_, at)| cell(at)).collect()
    };
    let old_rows: Vec<Vec<String>> = current.rows.iter().map(aligned).collect();
    let signature = |id: &str, cells: &[String]| Signature {
        id: id.to_owned(),
        name: cells.get(new_activity).cloned().unwrap_or_default(),
        text: cells.join("\n"),
    };
    let old: Vec<Signature> = current
        .rows
        .iter()
        .zip(&old_rows)
        .map(|(r, cells)| signature(&r.id, cells))
        .collect();
    let new: Vec<Signature> = wanted
        .rows
        .iter()
        .map(|r| signature(&r.id, &r.cells))
        .collect();
    let (steps, gone) = steps(&old, &new, new_id);
    let mut rows: Vec<Batch> = Vec::new();
    for (step, row) in steps.iter().zip(&wanted.rows) {
        let mut edits = Batch::from_iter(step.moving(Collection::Rows));
        match step.current {
            Some(at) => {
                for (n, cell) in row.cells.iter().enumerate().take(column_steps.len()) {
                    let (column, from) = &column_steps[n];
                    let place = || Place::Cell(step.id.clone(), column.clone());
                    match from {
                        Some(_) => put(&mut edits, place(), &old_rows[at][n], cell),
                        // A fixed column that comes back brings its old cells along: all are set.
                        None => edits.push(Edit::Put {
                            place: place(),
                            value: cell.clone(),
                        }),
                    }
                }
            }
            None => edits.push(Edit::Insert {
                new: New::Row {
                    row: Row {
                        id: step.id.clone(),
                        cells: row.cells.clone(),
                    },
                    columns: ids.clone(),
                },
                after: step.after.clone(),
            }),
        }
        rows.push(edits);
    }
    // A row nobody has written in yet is in no file.
    let filled = |at: &usize| {
        current.rows[*at]
            .cells
            .iter()
            .any(|cell| !cell.trim().is_empty())
    };
    let removed = gone.into_iter().filter(filled).map(|at| {
        vec![Edit::Remove {
            collection: Collection::Rows,
            id: current.rows[at].id.clone(),
        }]
    });
    rows.extend(removed);
    batches.extend(gathered(rows));
    batches.push(gone_columns);
    batches
}

/// Plans the columns: the id of each wanted one with its place among the current ones, and the
/// removals, which come last.
fn columns_plan(
    batch: &mut Batch,
    current: &Matrix,
    wanted: &Matrix,
    new_id: &mut impl FnMut() -> String,
) -> (Vec<(String, Option<usize>)>, Batch) {
    // Columns are the same by id or by name, never by likeness.
    let signature = |c: &Column| Signature {
        id: c.id.clone(),
        name: c.name.trim().to_lowercase(),
        text: String::new(),
    };
    let old: Vec<Signature> = current.columns.iter().map(signature).collect();
    let new: Vec<Signature> = wanted.columns.iter().map(signature).collect();
    let (steps, gone) = steps(&old, &new, new_id);
    let mut found = Vec::new();
    let mut after = None;
    for (step, column) in steps.iter().zip(&wanted.columns) {
        let is_fixed = table::FIXED_COLUMNS.iter().any(|(id, _)| *id == column.id);
        let id = match step.current {
            None if is_fixed => column.id.clone(),
            _ => step.id.clone(),
        };
        match step.current.map(|at| &current.columns[at]) {
            Some(old) => {
                if let Some(Edit::Move { collection, id, .. }) = step.moving(Collection::Columns) {
                    let after = after.clone();
                    batch.push(Edit::Move {
                        collection,
                        id,
                        after,
                    });
                }
                // A fixed column without a name is shown under the name a file gives it.
                let unnamed = old.name.is_empty() && table::fixed_column(&column.name) == Some(&id);
                if !unnamed {
                    put(
                        batch,
                        Place::ColumnName(id.clone()),
                        &old.name,
                        &column.name,
                    );
                }
            }
            None => batch.push(Edit::Insert {
                new: New::Column(Column {
                    id: id.clone(),
                    name: column.name.clone(),
                }),
                after: after.clone(),
            }),
        }
        after = Some(id.clone());
        found.push((id, step.current));
    }
    let gone = gone.iter().map(|at| Edit::Remove {
        collection: Collection::Columns,
        id: current.columns[*at].id.clone(),
    });
    (found, gone.collect())
}

/// Gathers the edits of rows into changes of a good size.
fn gathered(rows: Vec<Batch>) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let (mut count, mut bytes) = (ROWS, 0);
    for edits in rows.into_iter().filter(|edits| !edits.is_empty()) {
        let size: usize = edits.iter().map(size).sum();
        if count >= ROWS || bytes + size > BYTES {
            batches.push(Batch::new());
            (count, bytes) = (0, 0);
        }
        if let Some(batch) = batches.last_mut() {
            batch.extend(edits);
        }
        count += 1;
        bytes += size;
    }
    batches
}

fn size(edit: &Edit) -> usize {
    match edit {
        Edit::Put { value, .. } => value.len(),
        Edit::Insert {
            new: New::Row { row, .. },
            ..
        } => row.cells.iter().map(String::len).sum(),
        _ => 0,
    }
}
