//! Sort and filters: which rows are on the screen, in which order. The document's order stays as it is.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use council::matrix::{Facts, Ownership};
use council::view::{Matrix, Row};

/// A column with more different values than this is filtered by typing, not by a list.
pub const MOST_VALUES: usize = 40;

/// How rows are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// By which column: its id.
    pub column: String,
    /// From the largest down.
    pub is_descending: bool,
}

/// What a row must have to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// An activity and no owner.
    WithoutOwner,
    /// Several owners.
    Overlapping,
    /// Owned by many together, without a contact.
    WithoutContact,
    /// A conflict.
    Conflicting,
}

/// What a column must have for a row to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The cell contains this, upper and lower case alike; empty: anything.
    pub contains: String,
    /// The cell is one of these, `""` among them for empty cells; nothing here: anything.
    pub values: BTreeSet<String>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.contains.trim().is_empty() && self.values.is_empty()
    }

    fn passes(&self, cell: &str, wanted: &str) -> bool {
        (self.values.is_empty() || self.values.contains(cell.trim()))
            && (wanted.is_empty() || cell.to_lowercase().contains(wanted))
    }
}

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrangement {
    /// The sort; `None`: the document's order.
    pub sort: Option<Sort>,
    /// Filters by the id of the column.
    pub filters: BTreeMap<String, Filter>,
    /// A filter by what is wrong.
    pub only: Option<Only>,
}

impl Arrangement {
    /// Whether every row is shown in the document's order.
    pub fn is_plain(&self) -> bool {
        self.sort.is_none() && !self.is_filtered()
    }

    /// Whether rows may be hidden.
    pub fn is_filtered(&self) -> bool {
        self.only.is_some() || self.filters.values().any(|filter| !filter.is_empty())
    }

    /// The next of up, down, off for this column.
    pub fn toggle_sort(&mut self, column: &str) {
        self.sort = match self.sort.take() {
            Some(sort) if sort.column == column && sort.is_descending => None,
            Some(sort) if sort.column == column => Some(Sort {
                is_descending: true,
                ..sort
            }),
            _ => Some(Sort {
                column: column.to_owned(),
                is_descending: false,
            }),
        };
    }

    /// The numbers of the rows that are shown, in the order in which they are shown.
    pub fn rows(&self, matrix: &Matrix, facts: &Facts) -> Vec<usize> {
        let column = |id: &str| matrix.columns.iter().position(|column| column.id == id);
        let filters: Vec<(usize, &Filter, String)> = self
            .filters
            .iter()
            .filter(|(_, filter)| !filter.is_empty())
            .filter_map(|(id, filter)| {
                Some((column(id)?, filter, filter.contains.trim().to_lowercase()))
            })
            .collect();
        let passes = |(number, row): &(usize, &Row)| {
            self.is_of_only(facts, *number)
                && filters
                    .iter()
                    .all(|(at, filter, wanted)| filter.passes(cell(row, *at), wanted))
        };
        let mut rows: Vec<usize> = (matrix.rows.iter().enumerate())
            .filter(passes)
            .map(|(number, _)| number)
            .collect();
        if let Some(sort) = &self.sort
            && let Some(at) = column(&sort.column)
        {
            let key = |number: &usize| Key::of(cell(&matrix.rows[*number], at));
            let mut keyed: Vec<(Key, usize)> = rows.iter().map(|row| (key(row), *row)).collect();
            // Stable: rows that are alike stay in the document's order.
            keyed.sort_by(|(a, _), (b, _)| a.compare(b, sort.is_descending));
            rows = keyed.into_iter().map(|(_, row)| row).collect();
        }
        rows
    }

    fn is_of_only(&self, facts: &Facts, row: usize) -> bool {
        let ownership = facts.ownership.get(row).copied().unwrap_or_default();
        match self.only {
            None => true,
            Some(Only::WithoutOwner) => ownership == Ownership::Nobody,
            Some(Only::Overlapping) => ownership == Ownership::Several,
            Some(Only::WithoutContact) => facts.without_contact.contains(&row),
            Some(Only::Conflicting) => facts.rows_in_conflict.contains(&row),
        }
    }
}

fn cell(row: &Row, at: usize) -> &str {
    row.cells.get(at).map(String::as_str).unwrap_or_default()
}

/// The rows that were shown, in the order in which they were shown, after the matrix changed: rows that
/// are gone are left out, and new ones stand after the row they follow in the document. So a row stays
/// under the hands of whoever edits it, although it may not pass the filter any more; sorting and
/// filtering again is a wish of its own.
pub fn follow(shown: &[String], known: &BTreeSet<String>, matrix: &Matrix) -> Vec<usize> {
    let numbers: HashMap<&str, usize> = (matrix.rows.iter().enumerate())
        .map(|(number, row)| (row.id.as_str(), number))
        .collect();
    // New rows by the number of the known row they come after; `None`: before all of them.
    let mut new: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    let mut before = None;
    for (number, row) in matrix.rows.iter().enumerate() {
        if known.contains(&row.id) {
            before = Some(number);
        } else {
            new.entry(before).or_default().push(number);
        }
    }
    let mut rows = new.remove(&None).unwrap_or_default();
    for id in shown {
        if let Some(number) = numbers.get(id.as_str()) {
            rows.push(*number);
            rows.extend(new.remove(&Some(*number)).unwrap_or_default());
        }
    }
    // After rows that a filter hides.
    let mut rest: Vec<usize> = new.into_values().flatten().collect();
    rest.sort_unstable();
    rows.extend(rest);
    rows
}

/// The different values of a column with how often each stands there, most frequent first; `None` if
/// there are too many for a list.
pub fn values(matrix: &Matrix, column: usize) -> Option<Vec<(&str, usize)>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &matrix.rows {
        *counts.entry(cell(row, column).trim()).or_default() += 1;
        if counts.len() > MOST_VALUES {
            return None;
        }
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Some(values)
}

/// What a cell is sorted by.
enum Key {
    Number(f64),
    Text(String),
    Empty,
}

impl Key {
    fn of(cell: &str) -> Self {
        let cell = cell.trim();
        if cell.is_empty() {
            return Self::Empty;
        }
        // A comma is the decimal sign in Indonesian.
        match cell.replacen(',', ".", 1).parse::<f64>() {
            Ok(number) if number.is_finite() => Self::Number(number),
            _ => Self::Text(cell.to_lowercase()),
        }
    }

    /// Empty cells come last either way; numbers come before words.
    fn compare(&self, other: &Self, is_descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Empty, Self::Empty) => return Ordering::Equal,
            (Self::Empty, _) => return Ordering::Greater,
            (_, Self::Empty) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (Self::Text(a), Self::Text(b)) => natural(a, b),
        };
        match is_descending {
            true => order.reverse(),
            false => order,
        }
    }
}

/// Text order in which numbers inside a text count as numbers: "butir 9" before "butir 10".
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (first_a, first_b) = (a.chars().next(), b.chars().next());
        let (Some(first_a), Some(first_b)) = (first_a, first_b) else {
            return first_a.is_some().cmp(&first_b.is_some());
        };
        let order = if first_a.is_ascii_digit() && first_b.is_ascii_digit() {
            let (number_a, rest_a) = digits(a);
            let (number_b, rest_b) = digits(b);
            (a, b) = (rest_a, rest_b);
            (number_a.len().cmp(&number_b.len())).then_with(|| number_a.cmp(number_b))
        } else {
            a = &a[first_a.len_utf8()..];
            b = &b[first_b.len_utf8()..];
            first_a.cmp(&first_b)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The digits a text begins with, without leading zeros, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use council::matrix::{Known, facts};

    use super::*;
    use crate::core::matrix::testing::matrix;

    fn sorted(column: &str, is_descending: bool) -> Arrangement {
        Arrangement {
            sort: Some(Sort {
                column: column.into(),
                is_descending,
            }),
            ..Arrangement::default()
        }
    }

    #[test]
    fn numbers_sort_as_numbers_and_empty_cells_stay_last() {
        let matrix = matrix(&[
            &["10"],
            &[""],
            &["9"],
            &["2,5"],
            &["Butir 10"],
            &["butir 9"],
        ]);
        let facts = facts(&matrix, &[], &Known::default());
        let rows = |is_descending| sorted("activity", is_descending).rows(&matrix, &facts);
        assert_eq!(rows(false), [3, 2, 0, 5, 4, 1]);
        assert_eq!(rows(true), [4, 5, 0, 2, 3, 1]);
    }

    #[test]
    fn a_click_sorts_up_then_down_then_not_at_all() {
        let mut arrangement = Arrangement::default();
        arrangement.toggle_sort("owner");
        assert_eq!(arrangement, sorted("owner", false));
        arrangement.toggle_sort("owner");
        assert_eq!(arrangement, sorted("owner", true));
        arrangement.toggle_sort("owner");
        assert!(arrangement.is_plain());
        arrangement.toggle_sort("owner");
        arrangement.toggle_sort("activity");
        assert_eq!(arrangement, sorted("activity", false));
    }

    #[test]
    fn filters_of_several_columns_hold_together() {
        let matrix = matrix(&[
            &["Balas komentar", "Sari", "harian"],
            &["Balas surat", "Budi", "mingguan"],
            &["Pantau", "", "harian"],
            &["balas pesan", "", " harian"],
        ]);
        let facts = facts(&matrix, &[], &Known::default());
        let mut arrangement = Arrangement::default();
        let contains = |text: &str| Filter {
            contains: text.into(),
            ..Filter::default()
        };
        arrangement
            .filters
            .insert("activity".into(), contains(" BALAS "));
        assert_eq!(arrangement.rows(&matrix, &facts), [0, 1, 3]);
        let daily = Filter {
            values: BTreeSet::from(["harian".to_owned()]),
            ..Filter::default()
        };
        arrangement.filters.insert("c2".into(), daily);
        assert_eq!(arrangement.rows(&matrix, &facts), [0, 3]);
        arrangement.only = Some(Only::WithoutOwner);
        assert_eq!(arrangement.rows(&matrix, &facts), [3]);
    }

    #[test]
    fn rows_stay_under_the_hands_while_the_matrix_changes() {
        let mut after = matrix(&[&["a"], &["b"], &["c"], &["d"]]);
        let ids = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        // Before, only r0, r1 and r3 were there; r3 and r0 were shown, sorted the other way round.
        let known: BTreeSet<String> = ids(&["r0", "r1", "r3"]).into_iter().collect();
        assert_eq!(follow(&ids(&["r3", "r0"]), &known, &after), [3, 0, 2]);
        // r3 goes.
        after.rows.pop();
        assert_eq!(follow(&ids(&["r3", "r0"]), &known, &after), [0, 2]);
    }

    #[test]
    fn short_columns_offer_their_values() {
        let rows: Vec<Vec<String>> = (0..60)
            .map(|row| {
                vec![
                    row.to_string(),
                    ["Sari", "Budi", ""][row % 3 % 2].to_owned(),
                ]
            })
            .collect();
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let matrix = matrix(&rows);
        assert_eq!(values(&matrix, 0), None);
        assert_eq!(values(&matrix, 1), Some(vec![("Sari", 40), ("Budi", 20)]));
    }
}
