//! The matrix as it is shown: rows in the order of the screen, columns in theirs.

use std::ops::RangeInclusive;

use council::edit::Place;
use council::matrix::Facts;
use council::view::Matrix;

/// A cell on the screen, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Spot {
    /// Which row.
    pub row: usize,
    /// Which column.
    pub column: usize,
}

/// A rectangle of cells, with its borders in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The first cell.
    pub from: Spot,
    /// The last one, right of and below it, or the same.
    pub to: Spot,
}

impl Area {
    /// The smallest area with both cells in it.
    pub fn between(a: Spot, b: Spot) -> Self {
        Self {
            from: Spot {
                row: a.row.min(b.row),
                column: a.column.min(b.column),
            },
            to: Spot {
                row: a.row.max(b.row),
                column: a.column.max(b.column),
            },
        }
    }

    /// The rows of it.
    pub fn rows(&self) -> RangeInclusive<usize> {
        self.from.row..=self.to.row
    }

    /// The columns of it.
    pub fn columns(&self) -> RangeInclusive<usize> {
        self.from.column..=self.to.column
    }

    /// How many rows and columns.
    pub fn size(&self) -> (usize, usize) {
        (
            self.to.row - self.from.row + 1,
            self.to.column - self.from.column + 1,
        )
    }

    /// Whether a cell is in it.
    pub fn contains(&self, spot: Spot) -> bool {
        self.rows().contains(&spot.row) && self.columns().contains(&spot.column)
    }

    /// Its cells, row by row.
    pub fn spots(self) -> impl Iterator<Item = Spot> {
        self.rows()
            .flat_map(move |row| self.columns().map(move |column| Spot { row, column }))
    }
}

/// The matrix as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The matrix.
    pub matrix: &'a Matrix,
    /// What is known of it.
    pub facts: &'a Facts,
    /// The numbers of the rows that are shown, in order.
    pub rows: &'a [usize],
    /// Whether an empty row to write in stands after the last one.
    pub has_blank: bool,
}

impl<'a> Sheet<'a> {
    /// How many columns.
    pub fn width(&self) -> usize {
        self.matrix.columns.len()
    }

    /// How many rows, without the empty one at the end.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        (self.rows.is_empty() && !self.has_blank) || self.matrix.columns.is_empty()
    }

    /// The last cell there is; the first one if there is none.
    pub fn last(&self) -> Spot {
        Spot {
            row: self.height().saturating_sub(1),
            column: self.width().saturating_sub(1),
        }
    }

    /// The last cell that can be selected: in the empty row, if there is one.
    pub fn end(&self) -> Spot {
        Spot {
            row: match self.has_blank {
                true => self.height(),
                false => self.height().saturating_sub(1),
            },
            ..self.last()
        }
    }

    /// Every cell there is.
    pub fn all(&self) -> Area {
        Area {
            from: Spot::default(),
            to: self.last(),
        }
    }

    /// What a cell shows.
    pub fn cell(&self, spot: Spot) -> &'a str {
        self.rows
            .get(spot.row)
            .and_then(|row| self.matrix.rows.get(*row)?.cells.get(spot.column))
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// The id of a row.
    pub fn row_id(&self, row: usize) -> Option<&'a str> {
        let row = self.rows.get(row)?;
        self.matrix.rows.get(*row).map(|row| row.id.as_str())
    }

    /// The id of a column.
    pub fn column_id(&self, column: usize) -> Option<&'a str> {
        let column = self.matrix.columns.get(column)?;
        Some(column.id.as_str())
    }

    /// The place of a cell in the document.
    pub fn place(&self, spot: Spot) -> Option<Place> {
        Some(Place::Cell(
            self.row_id(spot.row)?.to_owned(),
            self.column_id(spot.column)?.to_owned(),
        ))
    }

    /// Where a cell of the document is shown.
    pub fn spot(&self, place: &Place) -> Option<Spot> {
        let Place::Cell(row, column) = place else {
            return None;
        };
        Some(Spot {
            row: self.row(row)?,
            column: self
                .matrix
                .columns
                .iter()
                .position(|one| one.id == *column)?,
        })
    }

    /// Where a row of the document is shown.
    pub fn row(&self, id: &str) -> Option<usize> {
        (self.rows.iter()).position(|row| self.matrix.rows.get(*row).is_some_and(|r| r.id == id))
    }

    /// The number of a cell's conflict in the list of conflicts.
    pub fn conflict(&self, spot: Spot) -> Option<usize> {
        let row = self.rows.get(spot.row)?;
        self.facts.conflicts.get(&(*row, spot.column)).copied()
    }
}
