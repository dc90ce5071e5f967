//! What a wish writes. Each function gives the edits of one wish, to become one change; nothing is
//! written where it would change nothing.

use council::edit::{Collection, Edit, New, Place};
use council::view::{Column, Row};

use super::sheet::{Area, Sheet, Spot};

/// Gives fresh ids to new rows and columns.
pub type Fresh<'a> = &'a mut dyn FnMut() -> String;

/// What a paste writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The edits, for one change.
    pub edits: Vec<Edit>,
    /// Where the pasted cells are, also those in rows that are new.
    pub area: Area,
    /// How many columns found no room at the right.
    pub cut_columns: usize,
}

/// Sets one cell.
pub fn put(sheet: &Sheet<'_>, spot: Spot, value: &str) -> Option<Edit> {
    // Where several values stand, writing the one that shows is a choice.
    if sheet.cell(spot) == value && sheet.conflict(spot).is_none() {
        return None;
    }
    Some(Edit::Put {
        place: sheet.place(spot)?,
        value: value.to_owned(),
    })
}

/// Sets one cell; in the empty row at the end, that makes a new row.
pub fn write(sheet: &Sheet<'_>, spot: Spot, value: &str, fresh: Fresh<'_>) -> Option<Edit> {
    if spot.row < sheet.height() {
        return put(sheet, spot, value);
    }
    let column = sheet.column_id(spot.column)?;
    (!value.is_empty()).then(|| Edit::Insert {
        new: new_row(fresh(), [(column, value)]),
        after: sheet.matrix.rows.last().map(|row| row.id.clone()),
    })
}

/// Empties cells.
pub fn clear(sheet: &Sheet<'_>, area: Area) -> Vec<Edit> {
    (area.spots())
        .filter_map(|spot| put(sheet, spot, ""))
        .collect()
}

/// Pastes cells. Into a larger range they are repeated if they fit into it a whole number of times; rows
/// that are missing at the end are added.
pub fn paste(sheet: &Sheet<'_>, into: Area, cells: &[Vec<String>], fresh: Fresh<'_>) -> Pasted {
    let (height, width) = (cells.len(), cells.iter().map(Vec::len).max().unwrap_or(0));
    let nothing = Pasted {
        edits: vec![],
        area: into,
        cut_columns: 0,
    };
    if height == 0 || width == 0 || sheet.width() == 0 {
        return nothing;
    }
    let (rows, columns) = into.size();
    let is_tiled = rows.is_multiple_of(height) && columns.is_multiple_of(width);
    let (rows, columns) = if is_tiled {
        (rows, columns)
    } else {
        (height, width)
    };
    let room = sheet.width() - into.from.column.min(sheet.width());
    let cut_columns = columns.saturating_sub(room);
    let columns = columns.min(room);
    if columns == 0 {
        return nothing;
    }
    let value = |row: usize, column: usize| {
        cells[row % height]
            .get(column % width)
            .map(String::as_str)
            .unwrap_or_default()
    };
    let mut edits = Vec::new();
    let mut last = sheet.matrix.rows.last().map(|row| row.id.clone());
    for row in 0..rows {
        let at = into.from.row + row;
        if at < sheet.height() {
            edits.extend((0..columns).filter_map(|column| {
                let spot = Spot {
                    row: at,
                    column: into.from.column + column,
                };
                put(sheet, spot, value(row, column))
            }));
            continue;
        }
        let new = new_row(
            fresh(),
            (0..columns).map(|column| {
                let id = sheet.column_id(into.from.column + column);
                (id.unwrap_or_default(), value(row, column))
            }),
        );
        let id = id_of(&new);
        edits.push(Edit::Insert { new, after: last });
        last = id;
    }
    let area = Area {
        from: into.from,
        to: Spot {
            row: into.from.row + rows - 1,
            column: into.from.column + columns - 1,
        },
    };
    Pasted {
        edits,
        area,
        cut_columns,
    }
}

/// Copies the cells of `source` over all of `target`, again and again: the fill handle.
pub fn fill(sheet: &Sheet<'_>, source: Area, target: Area) -> Vec<Edit> {
    let (height, width) = source.size();
    let wrap = |at: usize, from: usize, size: usize| {
        let (at, from, size) = (at as isize, from as isize, size as isize);
        (from + (at - from).rem_euclid(size)).unsigned_abs()
    };
    target
        .spots()
        .filter(|spot| !source.contains(*spot))
        .filter_map(|spot| {
            let from = Spot {
                row: wrap(spot.row, source.from.row, height),
                column: wrap(spot.column, source.from.column, width),
            };
            put(sheet, spot, sheet.cell(from))
        })
        .collect()
}

/// Ctrl+D: the first row of a range goes to the others; a range of one row takes the row above.
pub fn fill_down(sheet: &Sheet<'_>, area: Area) -> Vec<Edit> {
    let is_one_row = area.from.row == area.to.row;
    if is_one_row && area.from.row == 0 {
        return vec![];
    }
    let row = if is_one_row {
        area.from.row - 1
    } else {
        area.from.row
    };
    let spot = |column| Spot { row, column };
    let source = Area::between(spot(area.from.column), spot(area.to.column));
    fill(sheet, source, area)
}

/// As many empty rows as are selected, above or below them.
pub fn insert_rows(sheet: &Sheet<'_>, area: Area, below: bool, fresh: Fresh<'_>) -> Vec<Edit> {
    let mut after = match below {
        // The empty row at the end is no row yet: what comes below it comes last.
        true => {
            let last = sheet.height().saturating_sub(1);
            sheet.row_id(area.to.row.min(last)).map(str::to_owned)
        }
        false => before(sheet, area.from.row),
    };
    let count = if sheet.height() == 0 {
        1
    } else {
        area.size().0
    };
    (0..count)
        .map(|_| {
            let new = new_row(fresh(), []);
            let id = id_of(&new);
            Edit::Insert {
                new,
                after: std::mem::replace(&mut after, id),
            }
        })
        .collect()
}

/// The selected rows once more, below them.
pub fn duplicate_rows(sheet: &Sheet<'_>, area: Area, fresh: Fresh<'_>) -> Vec<Edit> {
    let mut after = sheet.row_id(area.to.row).map(str::to_owned);
    area.rows()
        .filter(|row| *row < sheet.height())
        .map(|row| {
            let cells = (0..sheet.width()).filter_map(|column| {
                let id = sheet.column_id(column)?;
                Some((id, sheet.cell(Spot { row, column })))
            });
            let new = new_row(fresh(), cells);
            let id = id_of(&new);
            Edit::Insert {
                new,
                after: std::mem::replace(&mut after, id),
            }
        })
        .collect()
}

/// The selected rows past the row above or below them. Only in the document's order.
pub fn move_rows(sheet: &Sheet<'_>, area: Area, up: bool) -> Option<Edit> {
    // The neighbour moves to the other side: that is one move, however many rows are selected.
    let (neighbour, after) = if up {
        let neighbour = sheet.row_id(area.from.row.checked_sub(1)?)?;
        (neighbour, sheet.row_id(area.to.row).map(str::to_owned))
    } else {
        let neighbour = sheet.row_id(area.to.row + 1)?;
        (neighbour, before(sheet, area.from.row))
    };
    Some(Edit::Move {
        collection: Collection::Rows,
        id: neighbour.to_owned(),
        after,
    })
}

/// Marks the selected rows deleted.
pub fn remove_rows(sheet: &Sheet<'_>, area: Area) -> Vec<Edit> {
    area.rows()
        .filter_map(|row| sheet.row_id(row))
        .map(|id| Edit::Remove {
            collection: Collection::Rows,
            id: id.to_owned(),
        })
        .collect()
}

/// A new column after another; `None`: after all.
pub fn add_column(sheet: &Sheet<'_>, name: &str, after: Option<usize>, fresh: Fresh<'_>) -> Edit {
    let last = sheet.width().checked_sub(1);
    let after = after.or(last).and_then(|at| sheet.column_id(at));
    Edit::Insert {
        new: New::Column(Column {
            id: fresh(),
            name: name.to_owned(),
        }),
        after: after.map(str::to_owned),
    }
}

/// Brings a hidden fixed column back to where it was last.
pub fn show_column(id: &str) -> Edit {
    Edit::Restore {
        collection: Collection::Columns,
        id: id.to_owned(),
    }
}

/// Marks a column deleted: an own one is removed, a fixed one hidden. Its cells stay kept.
pub fn remove_column(sheet: &Sheet<'_>, column: usize) -> Option<Edit> {
    Some(Edit::Remove {
        collection: Collection::Columns,
        id: sheet.column_id(column)?.to_owned(),
    })
}

/// Gives a column another name.
pub fn rename_column(sheet: &Sheet<'_>, column: usize, name: &str) -> Option<Edit> {
    let column = sheet.matrix.columns.get(column)?;
    (column.name != name).then(|| Edit::Put {
        place: Place::ColumnName(column.id.clone()),
        value: name.to_owned(),
    })
}

/// A column past the one at its left or right.
pub fn move_column(sheet: &Sheet<'_>, column: usize, right: bool) -> Option<Edit> {
    let after = if right {
        sheet.column_id(column + 1)?
    } else {
        column.checked_sub(1)?;
        match column.checked_sub(2) {
            Some(at) => sheet.column_id(at)?,
            None => "",
        }
    };
    Some(Edit::Move {
        collection: Collection::Columns,
        id: sheet.column_id(column)?.to_owned(),
        after: Some(after.to_owned()).filter(|after| !after.is_empty()),
    })
}

/// The row that stands before this one in the document.
fn before(sheet: &Sheet<'_>, row: usize) -> Option<String> {
    // Before the empty row at the end is after the last row.
    let Some(number) = sheet.rows.get(row) else {
        return sheet.matrix.rows.last().map(|row| row.id.clone());
    };
    let number = number.checked_sub(1)?;
    sheet.matrix.rows.get(number).map(|row| row.id.clone())
}

fn new_row<'a>(id: String, cells: impl IntoIterator<Item = (&'a str, &'a str)>) -> New {
    let (columns, cells) = cells
        .into_iter()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
        .unzip();
    New::Row {
        row: Row { id, cells },
        columns,
    }
}

fn id_of(new: &New) -> Option<String> {
    match new {
        New::Row { row, .. } => Some(row.id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use council::matrix::Facts;
    use council::view::{Kind, Matrix, View};
    use format::{ActorId, PublicKey};

    use super::*;
    use export::paste::cells_from_tsv;

    /// A document of these rows, in the columns that every matrix has from the start.
    struct Written {
        document: council::document::Document,
        matrix: Matrix,
        facts: Facts,
        rows: Vec<usize>,
        next: u32,
    }

    impl Written {
        fn new(tsv: &str) -> Self {
            let mut document = council::document::Document::genesis(Kind::Matrix);
            document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
            let mut written = Self {
                matrix: Matrix::default(),
                facts: Facts::default(),
                rows: vec![],
                next: 0,
                document,
            };
            written.read();
            written.paste(at(0, 0), tsv);
            written
        }

        fn read(&mut self) {
            let View::Matrix(matrix) = self.document.view() else {
                panic!("a matrix")
            };
            self.rows = (0..matrix.rows.len()).collect();
            self.matrix = matrix;
        }

        fn sheet(&self) -> Sheet<'_> {
            Sheet {
                matrix: &self.matrix,
                facts: &self.facts,
                rows: &self.rows,
                has_blank: false,
            }
        }

        fn write(&mut self, edits: &[Edit]) {
            self.document.edit(edits, 1, None).unwrap();
            self.read();
        }

        /// Does what `wish` decides.
        fn wish(&mut self, wish: impl FnOnce(&Sheet<'_>, Fresh<'_>) -> Vec<Edit>) -> usize {
            let mut next = self.next;
            let mut fresh = || {
                next += 1;
                format!("00000000-0000-4000-8000-{next:012}")
            };
            let edits = wish(&self.sheet(), &mut fresh);
            self.next = next;
            self.write(&edits);
            edits.len()
        }

        fn paste(&mut self, from: Spot, tsv: &str) -> usize {
            let area = Area::between(from, from);
            self.wish(|sheet, fresh| paste(sheet, area, &cells_from_tsv(tsv), fresh).edits)
        }

        /// The first two columns, row by row.
        fn shows(&self) -> String {
            let rows = self.matrix.rows.iter();
            rows.map(|row| format!("{}|{}", row.cells[0], row.cells[1]))
                .collect::<Vec<_>>()
                .join(" ")
        }
    }

    fn at(row: usize, column: usize) -> Spot {
        Spot { row, column }
    }

    fn area(from: (usize, usize), to: (usize, usize)) -> Area {
        Area::between(at(from.0, from.1), at(to.0, to.1))
    }

    #[test]
    fn a_paste_writes_over_cells_and_adds_the_rows_that_are_missing() {
        let mut written = Written::new("a\tSari\nb\tBudi");
        assert_eq!(written.shows(), "a|Sari b|Budi");
        let edits = written.paste(at(1, 0), "b\tDewi\nc\tEko\nd\t");
        assert_eq!(written.shows(), "a|Sari b|Dewi c|Eko d|");
        // What stood there already is not written again.
        assert_eq!(edits, 3);
        assert_eq!(written.paste(at(1, 0), "b\tDewi"), 0);
    }

    #[test]
    fn a_paste_is_repeated_in_a_range_it_fits_and_cut_at_the_right() {
        let mut written = Written::new("a\tx\nb\tx\nc\tx\nd\tx");
        let cells = cells_from_tsv("1\n2");
        let into = area((0, 0), (3, 1));
        written.wish(|sheet, fresh| paste(sheet, into, &cells, fresh).edits);
        assert_eq!(written.shows(), "1|1 2|2 1|1 2|2");
        let sheet = written.sheet();
        let cells = cells_from_tsv("p\tq\tr");
        let corner = area((0, 9), (0, 9));
        let pasted = paste(&sheet, corner, &cells, &mut String::new);
        assert_eq!((pasted.edits.len(), pasted.cut_columns), (1, 2));
        assert_eq!(pasted.area, corner);
    }

    #[test]
    fn filling_goes_in_every_direction() {
        let mut written = Written::new("a\tx\nb\ty\nc\t\nd\t");
        written.wish(|sheet, _| fill(sheet, area((0, 1), (1, 1)), area((0, 1), (3, 1))));
        assert_eq!(written.shows(), "a|x b|y c|x d|y");
        written.wish(|sheet, _| fill(sheet, area((3, 1), (3, 1)), area((1, 1), (3, 1))));
        assert_eq!(written.shows(), "a|x b|y c|y d|y");
        written.wish(|sheet, _| fill_down(sheet, area((0, 0), (2, 0))));
        assert_eq!(written.shows(), "a|x a|y a|y d|y");
        // One row takes the row above.
        written.wish(|sheet, _| fill_down(sheet, area((3, 0), (3, 0))));
        assert_eq!(written.shows(), "a|x a|y a|y a|y");
        assert_eq!(
            written.wish(|sheet, _| fill_down(sheet, area((0, 0), (0, 1)))),
            0
        );
    }

    #[test]
    fn clearing_writes_only_where_something_stands() {
        let mut written = Written::new("a\tx\nb\t");
        let edits = written.wish(|sheet, _| clear(sheet, area((0, 1), (1, 5))));
        assert_eq!((written.shows().as_str(), edits), ("a| b|", 1));
    }

    #[test]
    fn rows_are_inserted_doubled_moved_and_removed() {
        let mut written = Written::new("a\nb\nc\nd");
        written.wish(|sheet, _| {
            move_rows(sheet, area((2, 0), (3, 0)), true)
                .into_iter()
                .collect()
        });
        assert_eq!(written.shows(), "a| c| d| b|");
        written.wish(|sheet, _| {
            move_rows(sheet, area((0, 0), (1, 0)), false)
                .into_iter()
                .collect()
        });
        assert_eq!(written.shows(), "d| a| c| b|");
        let sheet = written.sheet();
        assert_eq!(move_rows(&sheet, area((0, 0), (1, 0)), true), None);
        assert_eq!(move_rows(&sheet, area((3, 0), (3, 0)), false), None);
        written.wish(|sheet, fresh| duplicate_rows(sheet, area((0, 0), (1, 0)), fresh));
        assert_eq!(written.shows(), "d| a| d| a| c| b|");
        written.wish(|sheet, _| remove_rows(sheet, area((2, 0), (4, 0))));
        assert_eq!(written.shows(), "d| a| b|");
        written.wish(|sheet, fresh| insert_rows(sheet, area((1, 0), (2, 0)), false, fresh));
        assert_eq!(written.shows(), "d| | | a| b|");
        written.wish(|sheet, fresh| insert_rows(sheet, area((4, 0), (4, 0)), true, fresh));
        assert_eq!(written.shows(), "d| | | a| b| |");
        written.wish(|sheet, fresh| insert_rows(sheet, area((0, 0), (0, 0)), false, fresh));
        assert_eq!(written.shows(), "| d| | | a| b| |");
        // From the empty row at the end, both ways lead to the end.
        for below in [true, false] {
            let end = area((written.rows.len(), 0), (written.rows.len(), 0));
            written.wish(|sheet, fresh| insert_rows(sheet, end, below, fresh));
        }
        assert_eq!(written.shows(), "| d| | | a| b| | | |");
    }

    #[test]
    fn columns_are_added_named_moved_hidden_and_shown_again() {
        let mut written = Written::new("a\tx");
        let names = |written: &Written| {
            let columns = written.matrix.columns.iter();
            columns
                .map(|column| column.name.clone())
                .collect::<Vec<_>>()
        };
        written.wish(|sheet, fresh| vec![add_column(sheet, "Catatan", Some(0), fresh)]);
        assert_eq!(names(&written)[..3], ["activity", "Catatan", "owner"]);
        written.wish(|sheet, _| rename_column(sheet, 1, "Keterangan").into_iter().collect());
        written.wish(|sheet, _| move_column(sheet, 1, true).into_iter().collect());
        assert_eq!(names(&written)[..3], ["activity", "owner", "Keterangan"]);
        written.wish(|sheet, _| move_column(sheet, 1, false).into_iter().collect());
        assert_eq!(names(&written)[..3], ["owner", "activity", "Keterangan"]);
        assert_eq!(move_column(&written.sheet(), 0, false), None);
        written.wish(|sheet, _| remove_column(sheet, 0).into_iter().collect());
        assert_eq!(names(&written)[..2], ["activity", "Keterangan"]);
        written.wish(|_, _| vec![show_column("owner")]);
        assert_eq!(names(&written)[..2], ["owner", "activity"]);
        assert_eq!(written.matrix.rows[0].cells[0], "x");
    }
}
