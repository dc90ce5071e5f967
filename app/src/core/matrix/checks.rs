//! Who answers for each row, and which cells have several values (checks M1 and M2 of an ownership
//! matrix: every activity has exactly one owner).

use std::collections::{BTreeMap, BTreeSet};

use council::document::Conflict;
use council::edit::Place;
use council::view::Matrix;

/// The id of the column that says what is done.
pub const ACTIVITY: &str = "activity";
/// The id of the column that says who answers for it.
pub const OWNER: &str = "owner";

/// Who answers for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ownership {
    /// The row says of no activity, so there is nothing to answer for.
    #[default]
    Blank,
    /// There is an activity and no owner.
    Nobody,
    /// Exactly one.
    One,
    /// Several are named, or several were written at the same time: an overlap.
    Several,
}

/// How many rows need a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Activities without an owner.
    pub without_owner: usize,
    /// Activities that several answer for.
    pub overlapping: usize,
    /// Places with several values, cells and others.
    pub conflicts: usize,
}

/// What is known of a matrix. Rows and columns are by their numbers in the matrix, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Of each row, who answers for it.
    pub ownership: Vec<Ownership>,
    /// Of each row that several answer for, their names, in the order in which they are named.
    pub claims: BTreeMap<usize, Vec<String>>,
    /// Of each cell with several values (row, column), its number in the list of conflicts.
    pub conflicts: BTreeMap<(usize, usize), usize>,
    /// Rows with a conflict in a cell, or about whether they are removed.
    pub rows_in_conflict: BTreeSet<usize>,
    /// The sums.
    pub summary: Summary,
}

/// Looks at every row.
pub fn facts(matrix: &Matrix, conflicts: &[Conflict]) -> Facts {
    let column = |id: &str| matrix.columns.iter().position(|column| column.id == id);
    let mut facts = Facts::default();
    note_conflicts(matrix, conflicts, &mut facts);
    let (activity, owner) = (column(ACTIVITY), column(OWNER));
    for (number, row) in matrix.rows.iter().enumerate() {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map(String::as_str);
        let (Some(owner_at), Some(written)) = (owner, cell(owner)) else {
            // Nobody can be asked for an owner where owners are not written down.
            facts.ownership.push(Ownership::Blank);
            continue;
        };
        let mut claims = names(written);
        if let Some(conflict) = facts.conflicts.get(&(number, owner_at)) {
            let values = conflicts.get(*conflict).map(|conflict| &conflict.values);
            for value in values.into_iter().flatten() {
                claims.extend(names(&value.value));
            }
            dedup(&mut claims);
        }
        let has_activity = cell(activity).is_some_and(|cell| !cell.trim().is_empty());
        let ownership = match (claims.len(), has_activity) {
            (0, false) => Ownership::Blank,
            (0, true) => Ownership::Nobody,
            (1, _) => Ownership::One,
            _ => Ownership::Several,
        };
        match ownership {
            Ownership::Nobody => facts.summary.without_owner += 1,
            Ownership::Several => {
                facts.summary.overlapping += 1;
                let claims = claims.into_iter().map(str::to_owned).collect();
                facts.claims.insert(number, claims);
            }
            Ownership::Blank | Ownership::One => {}
        }
        facts.ownership.push(ownership);
    }
    facts
}

fn note_conflicts(matrix: &Matrix, conflicts: &[Conflict], facts: &mut Facts) {
    facts.summary.conflicts = conflicts.len();
    if conflicts.is_empty() {
        return;
    }
    let rows: BTreeMap<&str, usize> = (matrix.rows.iter().enumerate())
        .map(|(number, row)| (row.id.as_str(), number))
        .collect();
    for (number, conflict) in conflicts.iter().enumerate() {
        match &conflict.place {
            Place::Cell(row, column) => {
                let column = matrix.columns.iter().position(|one| one.id == *column);
                if let (Some(row), Some(column)) = (rows.get(row.as_str()), column) {
                    facts.conflicts.insert((*row, column), number);
                    facts.rows_in_conflict.insert(*row);
                }
            }
            Place::Mark(_, id) => {
                if let Some(row) = rows.get(id.as_str()) {
                    facts.rows_in_conflict.insert(*row);
                }
            }
            _ => {}
        }
    }
}

/// The people an owner cell names, each once, in order.
///
/// Names stand apart by commas, semicolons, slashes, line breaks, `&`, "dan" and "and". Academic titles
/// after a comma ("Budi Santoso, S.E., M.M.") belong to the name before them, and an `&` inside a word
/// ("R&D") separates nothing.
///
/// ```
/// use dewan::core::matrix::checks::names;
/// assert_eq!(names("Sari dan Budi Santoso, S.E.; R&D"), ["Sari", "Budi Santoso, S.E.", "R&D"]);
/// ```
pub fn names(cell: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in cell.split([';', '/', '\n']) {
        for part in by_ampersand(part) {
            let mut rest = part;
            while let Some((before, after)) = split_at_word(rest) {
                by_comma(before, &mut names);
                rest = after;
            }
            by_comma(rest, &mut names);
        }
    }
    dedup(&mut names);
    names
}

fn by_ampersand(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        let is_spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let (before, after) = (
            text[..at].chars().next_back(),
            text[at + 1..].chars().next(),
        );
        if is_spaced(before) || is_spaced(after) {
            parts.push(&text[from..at]);
            from = at + 1;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// What stands before and after the first "dan" or "and" that is a word of its own.
fn split_at_word(text: &str) -> Option<(&str, &str)> {
    text.match_indices([' ', '\t']).find_map(|(at, _)| {
        let word = text.get(at + 1..at + 4)?;
        let is_joint = word.eq_ignore_ascii_case("dan") || word.eq_ignore_ascii_case("and");
        let after = text.get(at + 4..)?;
        (is_joint && after.starts_with([' ', '\t'])).then(|| (&text[..at], after))
    })
}

fn by_comma<'a>(text: &'a str, names: &mut Vec<&'a str>) {
    let mut from = 0;
    let mut end = 0;
    let mut push = |name: &'a str| {
        let name = name.trim().trim_matches(',').trim();
        if !name.is_empty() {
            names.push(name);
        }
    };
    for part in text.split_inclusive(',') {
        if end > from && !is_title(part) {
            push(&text[from..end]);
            from = end;
        }
        end += part.len();
    }
    push(&text[from..end]);
}

/// Whether a part after a comma is an academic title: short, one word, with a full stop inside.
fn is_title(part: &str) -> bool {
    let part = part.trim_matches(|c: char| c == ',' || c.is_whitespace());
    part.contains('.') && part.chars().count() <= 9 && !part.contains(char::is_whitespace)
}

fn dedup(names: &mut Vec<&str>) {
    if names.len() < 2 {
        return;
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::matrix::testing::{conflict, matrix, ownership};

    #[test]
    fn names_stand_apart_by_every_usual_sign() {
        for (cell, wanted) in [
            ("", vec![]),
            (" ; , ", vec![]),
            ("Sari", vec!["Sari"]),
            (
                "Sari, Budi;Dewi/Eko & Fitri",
                vec!["Sari", "Budi", "Dewi", "Eko", "Fitri"],
            ),
            ("Sari dan Budi and Dewi", vec!["Sari", "Budi", "Dewi"]),
            ("Wildan Andika", vec!["Wildan Andika"]),
            (
                "Budi Santoso, S.E., M.M., Sari",
                vec!["Budi Santoso, S.E., M.M.", "Sari"],
            ),
            ("Divisi R&D", vec!["Divisi R&D"]),
            ("Sari\nsari\nBudi", vec!["Sari", "Budi"]),
            ("dan", vec!["dan"]),
        ] {
            assert_eq!(names(cell), wanted, "{cell:?}");
        }
    }

    #[test]
    fn an_activity_needs_exactly_one_owner() {
        let matrix = matrix(&[
            &["Balas komentar", "Sari"],
            &["Pantau sebutan", " "],
            &["Siaran pers", "Sari; Budi"],
            &["", ""],
            &["", "Dewi"],
        ]);
        let facts = facts(&matrix, &[]);
        use Ownership::{Blank, Nobody, One, Several};
        assert_eq!(facts.ownership, [One, Nobody, Several, Blank, One]);
        assert_eq!(facts.claims[&2], ["Sari", "Budi"]);
        assert_eq!(
            (facts.summary.without_owner, facts.summary.overlapping),
            (1, 1)
        );
    }

    #[test]
    fn two_owners_written_at_the_same_time_are_an_overlap_with_both_claims() {
        let matrix = matrix(&[&["Balas komentar", "Sari"], &["Pantau", "Budi"]]);
        let at = |row| matrix.rows[row as usize].id.clone();
        let conflicts = [
            conflict(Place::Cell(at(0), OWNER.into()), &["Sari", "Dewi"]),
            // Written differently, but the same person.
            conflict(Place::Cell(at(1), OWNER.into()), &["Budi", "budi "]),
        ];
        let facts = facts(&matrix, &conflicts);
        assert_eq!(facts.ownership, [Ownership::Several, Ownership::One]);
        assert_eq!(facts.claims[&0], ["Sari", "Dewi"]);
        assert_eq!(facts.conflicts[&(1, 1)], 1);
        assert_eq!(facts.summary.conflicts, 2);
    }

    #[test]
    fn a_matrix_without_an_owner_column_is_not_asked_for_owners() {
        let mut matrix = matrix(&[&["Balas komentar", ""]]);
        matrix.columns.truncate(1);
        matrix.rows[0].cells.truncate(1);
        assert_eq!(facts(&matrix, &[]).summary, Summary::default());
    }

    #[test]
    fn the_real_matrix_has_230_rows_without_an_owner_and_30_with_several() {
        let Some(text) = ownership() else { return };
        let mut matrix = council::text::table::read_matrix(&text).unwrap();
        for (number, row) in matrix.rows.iter_mut().enumerate() {
            row.id = number.to_string();
        }
        let facts = facts(&matrix, &[]);
        assert_eq!(matrix.rows.len(), 260);
        assert_eq!(facts.summary.without_owner, 230);
        assert_eq!(facts.summary.overlapping, 30);
    }
}
