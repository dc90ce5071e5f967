//! Small matrices for tests.

use std::path::{Path, PathBuf};

use council::matrix::Known;
use council::view::{Column, Matrix, Row};

/// A matrix with the columns activity, owner, and then `c2`, `c3`, ...; rows are called `r0`, `r1`, ...
pub(crate) fn matrix(rows: &[&[&str]]) -> Matrix {
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(2).max(2);
    let columns = (0..width)
        .map(|at| match at {
            0 => "activity".to_owned(),
            1 => "owner".to_owned(),
            at => format!("c{at}"),
        })
        .map(|id| Column {
            name: id.clone(),
            id,
        })
        .collect();
    let rows = rows
        .iter()
        .enumerate()
        .map(|(number, cells)| Row {
            id: format!("r{number}"),
            cells: (0..width)
                .map(|at| cells.get(at).copied().unwrap_or_default().to_owned())
                .collect(),
        })
        .collect();
    Matrix {
        columns,
        rows,
        ..Matrix::default()
    }
}

/// The real ownership matrix: in `DEWAN_DATA`, or in `shared/data` beside the repository. `None`, with a
/// line on standard error, in a clone without it.
pub(crate) fn ownership() -> Option<String> {
    let named = std::env::var_os("DEWAN_DATA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let is_wanted = named.is_some();
    let file = named
        .unwrap_or(beside)
        .join("kubernetes-sigs/ownership.csv");
    let text = std::fs::read_to_string(&file);
    assert!(
        text.is_ok() || !is_wanted,
        "DEWAN_DATA names a folder without {}",
        file.display()
    );
    if text.is_err() {
        eprintln!("NOTHING CHECKED: there is no {}", file.display());
    }
    text.ok()
}

#[test]
fn the_real_matrix_has_230_rows_without_an_owner_and_30_with_several() {
    let Some(text) = ownership() else { return };
    let mut matrix = council::text::table::read_matrix(&text).unwrap();
    for (number, row) in matrix.rows.iter_mut().enumerate() {
        row.id = number.to_string();
    }
    let facts = council::matrix::facts(&matrix, &[], &Known::default());
    assert_eq!(matrix.rows.len(), 260);
    assert_eq!(facts.summary.without_owner, 230);
    assert_eq!(facts.summary.overlapping, 30);
    assert_eq!(council::matrix::gaps(&matrix, &Known::default()).len(), 260);
}
