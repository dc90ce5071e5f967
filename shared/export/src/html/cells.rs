//! A table into cells.

use super::read::cell;
use super::style::is_hidden;
use crate::blocks::text_of;
use crate::tree::Element;

/// The widest table that is read.
const MAX_COLUMNS: usize = 500;
/// The most cells of one table.
const MAX_CELLS: usize = 500_000;
/// How much text may be said again because cells reach over several rows, in bytes.
const MAX_REPEATED: usize = 8 << 20;

/// The cells of the first table that has any: rows of equal length.
pub(crate) fn first_table(root: &Element) -> Option<Vec<Vec<String>>> {
    let mut tables = Vec::new();
    root.find_all("table", &mut tables);
    tables
        .into_iter()
        .map(|table| grid(table, |element| text_of(&cell(element))))
        .find(|rows| !rows.is_empty())
}

/// A value a cell may have.
pub(super) trait Value: Clone + Default {
    fn length(&self) -> usize;
}

impl Value for String {
    fn length(&self) -> usize {
        self.len()
    }
}

impl Value for Vec<crate::blocks::Run> {
    fn length(&self) -> usize {
        text_of(self).len()
    }
}

/// The rows of a table, filled up to equal length. What reaches over several rows stands in each of them,
/// because rows are read by themselves; what reaches over several columns stands in the first.
pub(super) fn grid<T: Value>(table: &Element, read: impl Fn(&Element) -> T) -> Vec<Vec<T>> {
    let mut sources = Vec::new();
    rows(table, &mut sources);
    let mut grid: Vec<Vec<T>> = Vec::new();
    // For each column how many rows more the value above reaches down, and that value.
    let mut down: Vec<(usize, T)> = Vec::new();
    let (mut count, mut repeated) = (0, 0);
    for source in sources {
        let mut row: Vec<T> = Vec::new();
        let mut fill = |row: &mut Vec<T>, down: &mut Vec<(usize, T)>| {
            while let Some((left, value)) = down.get_mut(row.len()).filter(|(left, _)| *left > 0) {
                *left -= 1;
                repeated += value.length();
                row.push(if repeated <= MAX_REPEATED {
                    value.clone()
                } else {
                    T::default()
                });
            }
        };
        for element in source
            .elements()
            .filter(|e| e.name == "td" || e.name == "th")
        {
            fill(&mut row, &mut down);
            let span = |name| {
                let span = element.attribute(name).and_then(|n| n.trim().parse().ok());
                span.unwrap_or(1_usize).clamp(1, 65_000)
            };
            let (columns, rows) = (span("colspan"), span("rowspan"));
            let room = MAX_COLUMNS.saturating_sub(row.len());
            for n in 0..columns.min(room) {
                let value = if n == 0 { read(element) } else { T::default() };
                let at = row.len();
                if down.len() <= at {
                    down.resize(at + 1, (0, T::default()));
                }
                down[at] = (rows - 1, value.clone());
                row.push(value);
            }
        }
        fill(&mut row, &mut down);
        count += row.len();
        if count > MAX_CELLS {
            break;
        }
        grid.push(row);
    }
    let width = grid.iter().map(Vec::len).max().unwrap_or_default();
    if width == 0 || width.saturating_mul(grid.len()) > MAX_CELLS * 4 {
        return Vec::new();
    }
    for row in &mut grid {
        row.resize(width, T::default());
    }
    grid
}

/// The rows of a table that are shown, not those of tables in its cells.
fn rows<'e>(element: &'e Element, found: &mut Vec<&'e Element>) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "tr" if is_hidden(inner) => {}
            "tr" => found.push(inner),
            "thead" | "tbody" | "tfoot" => rows(inner, found),
            _ => {}
        }
    }
}
