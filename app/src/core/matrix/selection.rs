//! Where keys take the selection, as in the spreadsheets people know.

use super::sheet::{Area, Sheet, Spot};

/// What is selected: the cell that is active, and the opposite corner of the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// The cell that typing goes to.
    pub active: Spot,
    /// The other corner; the same cell while only one is selected.
    pub corner: Spot,
    /// The column in which a row of Tabs began: Enter returns there.
    pub tab_column: Option<usize>,
}

/// One move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One cell up.
    Up,
    /// One cell down.
    Down,
    /// One cell left.
    Left,
    /// One cell right.
    Right,
    /// Up to where filled and empty cells meet.
    JumpUp,
    /// Down to there.
    JumpDown,
    /// Left to there.
    JumpLeft,
    /// Right to there.
    JumpRight,
    /// The first cell of the row.
    RowStart,
    /// The last cell of the row.
    RowEnd,
    /// The first cell of all.
    First,
    /// The last cell of all.
    Last,
    /// So many rows up.
    PageUp(usize),
    /// So many rows down.
    PageDown(usize),
    /// Tab: right, and from the end of a row to the next row.
    Next,
    /// Shift+Tab.
    Previous,
    /// Enter: down, to the column in which the Tabs began.
    Enter,
    /// Shift+Enter.
    EnterUp,
}

impl Selection {
    /// One cell.
    pub fn at(spot: Spot) -> Self {
        Self {
            active: spot,
            corner: spot,
            tab_column: None,
        }
    }

    /// A range: `area.from` is active.
    pub fn of(area: Area) -> Self {
        Self {
            active: area.from,
            corner: area.to,
            tab_column: None,
        }
    }

    /// The range.
    pub fn area(&self) -> Area {
        Area::between(self.active, self.corner)
    }

    /// Whether one cell is selected.
    pub fn is_one(&self) -> bool {
        self.active == self.corner
    }

    /// The range up to this cell.
    #[must_use]
    pub fn extended_to(self, corner: Spot) -> Self {
        Self { corner, ..self }
    }

    /// After the sheet became smaller.
    #[must_use]
    pub fn within(self, sheet: &Sheet<'_>) -> Self {
        let last = sheet.end();
        let clamp = |spot: Spot| Spot {
            row: spot.row.min(last.row),
            column: spot.column.min(last.column),
        };
        Self {
            active: clamp(self.active),
            corner: clamp(self.corner),
            tab_column: self.tab_column,
        }
    }

    /// Where a move leads; with `extend` (Shift), the active cell stays and the corner moves.
    #[must_use]
    pub fn stepped(self, step: Step, extend: bool, sheet: &Sheet<'_>) -> Self {
        if sheet.is_empty() {
            return Self::default();
        }
        let from = if extend { self.corner } else { self.active };
        let to = target(from, step, self.tab_column, sheet);
        match step {
            Step::Next | Step::Previous => Self {
                tab_column: self.tab_column.or(Some(self.active.column)),
                ..Self::at(to)
            },
            // Where Enter returns to stays the same from row to row.
            Step::Enter | Step::EnterUp => Self {
                tab_column: self.tab_column,
                ..Self::at(to)
            },
            _ if extend => self.extended_to(to),
            _ => Self::at(to),
        }
    }
}

fn target(from: Spot, step: Step, tab_column: Option<usize>, sheet: &Sheet<'_>) -> Spot {
    let last = sheet.end();
    let row = |row: usize| Spot { row, ..from };
    let column = |column: usize| Spot { column, ..from };
    match step {
        Step::Up => row(from.row.saturating_sub(1)),
        Step::Down => row((from.row + 1).min(last.row)),
        Step::Left => column(from.column.saturating_sub(1)),
        Step::Right => column((from.column + 1).min(last.column)),
        Step::JumpUp => row(jump(from.row, 0, |row| is_filled(sheet, row, from.column))),
        Step::JumpDown => {
            let is_filled = |row| is_filled(sheet, row, from.column);
            row(jump(from.row, last.row, is_filled))
        }
        Step::JumpLeft => {
            let is_filled = |column| is_filled(sheet, from.row, column);
            column(jump(from.column, 0, is_filled))
        }
        Step::JumpRight => {
            let is_filled = |column| is_filled(sheet, from.row, column);
            column(jump(from.column, last.column, is_filled))
        }
        Step::RowStart => column(0),
        Step::RowEnd => column(last.column),
        Step::First => Spot::default(),
        Step::Last => sheet.last(),
        Step::PageUp(rows) => row(from.row.saturating_sub(rows)),
        Step::PageDown(rows) => row((from.row + rows).min(last.row)),
        Step::Next if from.column < last.column => column(from.column + 1),
        Step::Next if from.row < last.row => Spot {
            row: from.row + 1,
            column: 0,
        },
        Step::Previous if from.column > 0 => column(from.column - 1),
        Step::Previous if from.row > 0 => Spot {
            row: from.row - 1,
            column: last.column,
        },
        Step::Next | Step::Previous => from,
        Step::Enter => Spot {
            row: (from.row + 1).min(last.row),
            column: tab_column.unwrap_or(from.column).min(last.column),
        },
        Step::EnterUp => row(from.row.saturating_sub(1)),
    }
}

fn is_filled(sheet: &Sheet<'_>, row: usize, column: usize) -> bool {
    !sheet.cell(Spot { row, column }).is_empty()
}

/// Ctrl+arrow along one line: to the last filled cell of a block, else to the next filled one, else to
/// the end.
fn jump(from: usize, end: usize, is_filled: impl Fn(usize) -> bool) -> usize {
    let next = |at: usize| if at < end { at + 1 } else { at - 1 };
    if from == end {
        return end;
    }
    let mut at = next(from);
    let in_block = is_filled(from) && is_filled(at);
    while at != end {
        if in_block && !is_filled(next(at)) {
            return at;
        }
        if !in_block && is_filled(at) {
            return at;
        }
        at = next(at);
    }
    at
}

#[cfg(test)]
mod tests {
    use council::matrix::Facts;

    use super::*;
    use crate::core::matrix::testing::matrix;

    fn at(row: usize, column: usize) -> Spot {
        Spot { row, column }
    }

    fn walk(from: Spot, steps: &[Step]) -> Selection {
        let matrix = matrix(&[
            &["a", "b", "", "d"],
            &["a", "", "", ""],
            &["", "", "", ""],
            &["a", "", "c", ""],
        ]);
        let (facts, rows) = (Facts::default(), [0, 1, 2, 3]);
        let sheet = Sheet {
            matrix: &matrix,
            facts: &facts,
            rows: &rows,
            has_blank: false,
        };
        (steps.iter()).fold(Selection::at(from), |selection, step| {
            selection.stepped(*step, false, &sheet)
        })
    }

    #[test]
    fn arrows_stop_at_the_edges() {
        use Step::{Down, Last, Left, PageDown, PageUp, Right, RowEnd, RowStart, Up};
        assert_eq!(walk(at(0, 0), &[Up, Left]).active, at(0, 0));
        assert_eq!(walk(at(3, 3), &[Down, Right]).active, at(3, 3));
        assert_eq!(walk(at(1, 1), &[PageDown(20)]).active, at(3, 1));
        assert_eq!(walk(at(3, 1), &[PageUp(2)]).active, at(1, 1));
        assert_eq!(walk(at(1, 1), &[RowEnd]).active, at(1, 3));
        assert_eq!(walk(at(1, 1), &[RowStart]).active, at(1, 0));
        assert_eq!(walk(at(1, 1), &[Last]).active, at(3, 3));
    }

    #[test]
    fn ctrl_and_an_arrow_jump_to_where_filled_and_empty_cells_meet() {
        use Step::{JumpDown, JumpLeft, JumpRight, JumpUp};
        assert_eq!(walk(at(0, 0), &[JumpDown]).active, at(1, 0));
        assert_eq!(walk(at(0, 0), &[JumpDown, JumpDown]).active, at(3, 0));
        assert_eq!(walk(at(3, 0), &[JumpUp]).active, at(1, 0));
        assert_eq!(walk(at(0, 0), &[JumpRight]).active, at(0, 1));
        assert_eq!(walk(at(0, 0), &[JumpRight; 2]).active, at(0, 3));
        assert_eq!(walk(at(1, 0), &[JumpRight]).active, at(1, 3));
        assert_eq!(walk(at(3, 3), &[JumpLeft]).active, at(3, 2));
    }

    #[test]
    fn enter_returns_to_the_column_where_the_tabs_began() {
        use Step::{Down, Enter, Next, Previous};
        let after = walk(at(0, 1), &[Next, Next, Enter]);
        assert_eq!(after.active, at(1, 1));
        // And again in the next row.
        assert_eq!(
            walk(at(0, 1), &[Next, Next, Enter, Next, Enter]).active,
            at(2, 1)
        );
        // An arrow ends that.
        assert_eq!(walk(at(0, 1), &[Next, Down, Enter]).active, at(2, 2));
        // From the end of a row to the next row, and back.
        assert_eq!(walk(at(0, 3), &[Next]).active, at(1, 0));
        assert_eq!(walk(at(1, 0), &[Previous]).active, at(0, 3));
    }

    #[test]
    fn the_empty_row_at_the_end_can_be_reached_and_is_not_counted() {
        let matrix = matrix(&[&["a", "b"]]);
        let (facts, rows) = (Facts::default(), [0]);
        let sheet = Sheet {
            matrix: &matrix,
            facts: &facts,
            rows: &rows,
            has_blank: true,
        };
        let step = |from, step| Selection::at(from).stepped(step, false, &sheet).active;
        assert_eq!(step(at(0, 0), Step::Down), at(1, 0));
        assert_eq!(step(at(0, 1), Step::Next), at(1, 0));
        assert_eq!(step(at(1, 0), Step::Down), at(1, 0));
        assert_eq!(step(at(0, 0), Step::Last), at(0, 1));
        assert_eq!(sheet.all(), Area::between(at(0, 0), at(0, 1)));
    }

    #[test]
    fn shift_moves_the_corner_and_the_active_cell_stays() {
        let matrix = matrix(&[&["", "", ""], &["", "", ""], &["", "", ""]]);
        let (facts, rows) = (Facts::default(), [0, 1, 2]);
        let sheet = Sheet {
            matrix: &matrix,
            facts: &facts,
            rows: &rows,
            has_blank: false,
        };
        let mut selection = Selection::at(at(1, 1));
        for step in [Step::Up, Step::Right, Step::Right] {
            selection = selection.stepped(step, true, &sheet);
        }
        assert_eq!(selection.active, at(1, 1));
        assert_eq!(selection.area(), Area::between(at(0, 1), at(1, 2)));
        assert_eq!(selection.area().size(), (2, 2));
        assert!(selection.stepped(Step::Down, false, &sheet).is_one());
    }
}
