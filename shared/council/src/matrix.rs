//! Who answers for each row of an ownership matrix, which cells have several values, and what keeps a
//! matrix from being submitted: checks M1, M2 and M6 of `domain.md` C6.
//!
//! Every activity has exactly one owner, in every mode: what all users do together is answered for by one
//! person or group too, and names somebody who can be asked about it, as its contact.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Conflict;
use crate::edit::Place;
use crate::view::{Matrix, Row};

mod names;

use names::dedup;
pub use names::{Known, names};

/// The id of the column that says what is done.
pub const ACTIVITY: &str = "activity";
/// The id of the column that says who answers for it.
pub const OWNER: &str = "owner";
/// The id of the column that says whether one person owns it or many together.
pub const MODE: &str = "mode";
/// The id of the column that says whom to ask where many own it together.
pub const CONTACT: &str = "contact";

/// What the mode is called where many own an activity together.
const COLLECTIVE: [&str; 4] = ["kolektif", "bersama", "collective", "shared"];

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
    /// Activities that many own together, and nobody can be asked about.
    pub without_contact: usize,
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
    /// Rows that many own together, without a contact.
    pub without_contact: BTreeSet<usize>,
    /// Of each cell with several values (row, column), its number in the list of conflicts.
    pub conflicts: BTreeMap<(usize, usize), usize>,
    /// Rows with a conflict in a cell, or about whether they are removed.
    pub rows_in_conflict: BTreeSet<usize>,
    /// The sums.
    pub summary: Summary,
}

/// Looks at every row, with these names known.
pub fn facts(matrix: &Matrix, conflicts: &[Conflict], known: &Known) -> Facts {
    let column = |id: &str| matrix.columns.iter().position(|column| column.id == id);
    let mut facts = Facts::default();
    note_conflicts(matrix, conflicts, &mut facts);
    let (activity, owner) = (column(ACTIVITY), column(OWNER));
    let (mode, contact) = (column(MODE), column(CONTACT));
    for (number, row) in matrix.rows.iter().enumerate() {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map(String::as_str);
        if is_collective(cell(mode)) && is_blank(cell(contact)) {
            facts.without_contact.insert(number);
        }
        let (Some(owner_at), Some(written)) = (owner, cell(owner)) else {
            // Nobody can be asked for an owner where owners are not written down.
            facts.ownership.push(Ownership::Blank);
            continue;
        };
        let mut claims = names(written, known);
        if let Some(conflict) = facts.conflicts.get(&(number, owner_at)) {
            let values = conflicts.get(*conflict).map(|conflict| &conflict.values);
            for value in values.into_iter().flatten() {
                claims.extend(names(&value.value, known));
            }
            dedup(&mut claims);
        }
        let has_activity = !is_blank(cell(activity));
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
    facts.summary.without_contact = facts.without_contact.len();
    facts
}

fn is_blank(cell: Option<&str>) -> bool {
    cell.is_none_or(|cell| cell.trim().is_empty())
}

fn is_collective(mode: Option<&str>) -> bool {
    let mode = mode.unwrap_or_default().trim().to_lowercase();
    COLLECTIVE.contains(&mode.as_str())
}

/// What a row lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// M1: nobody answers for it.
    Owner,
    /// M2: these answer for it, and one should.
    OneOwner(Vec<String>),
    /// M6: many own it together, and nobody can be asked about it.
    Contact,
}

impl Lack {
    /// The check of `domain.md` C6 that asks for it.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Owner => "M1",
            Self::OneOwner(_) => "M2",
            Self::Contact => "M6",
        }
    }
}

/// A row that keeps its matrix from being submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The number of the row in the matrix, from 0.
    pub row: usize,
    /// Its activity; may be empty.
    pub activity: String,
    /// What it lacks.
    pub lack: Lack,
}

/// What keeps this matrix from being submitted, in the order of its rows, with these names known. A matrix that
/// does not show the column of owners names none: hiding it hides nothing.
///
/// This is asked of whoever submits, and of nobody else: a submission counts whatever others make of its names.
pub fn gaps(matrix: &Matrix, known: &Known) -> Vec<Gap> {
    let column = |id: &str| matrix.columns.iter().position(|column| column.id == id);
    let (activity, owners_are_shown) = (column(ACTIVITY), column(OWNER).is_some());
    let mut facts = facts(matrix, &[], known);
    let mut gaps = Vec::new();
    for (number, row) in matrix.rows.iter().enumerate() {
        let text = |row: &Row| {
            let cell = activity.and_then(|at| row.cells.get(at));
            cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
        };
        let lack = match facts.ownership.get(number).copied().unwrap_or_default() {
            Ownership::Nobody => Some(Lack::Owner),
            Ownership::Blank if !owners_are_shown && !text(row).is_empty() => Some(Lack::Owner),
            Ownership::Several => {
                let claims = facts.claims.remove(&number).unwrap_or_default();
                Some(Lack::OneOwner(claims))
            }
            Ownership::Blank | Ownership::One => None,
        };
        let contact = facts.without_contact.contains(&number);
        let contact = contact.then_some(Lack::Contact);
        gaps.extend(lack.into_iter().chain(contact).map(|lack| Gap {
            row: number,
            activity: text(row),
            lack,
        }));
    }
    gaps
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

#[cfg(test)]
mod tests {
    use format::{ChangeHash, PublicKey};

    use super::*;
    use crate::document::ConflictValue;
    use crate::view::Column;

    const COLUMNS: [&str; 4] = [ACTIVITY, OWNER, MODE, CONTACT];

    /// A matrix with the columns activity, owner, mode and contact.
    fn matrix(rows: &[&[&str]]) -> Matrix {
        let column = |id: &str| Column {
            id: id.to_owned(),
            name: id.to_owned(),
        };
        let rows = rows.iter().enumerate().map(|(number, cells)| Row {
            id: format!("r{number}"),
            cells: (0..COLUMNS.len())
                .map(|at| cells.get(at).copied().unwrap_or_default().to_owned())
                .collect(),
        });
        Matrix {
            columns: COLUMNS.map(column).to_vec(),
            rows: rows.collect(),
            ..Matrix::default()
        }
    }

    /// A conflict of these values, each of another device.
    fn conflict(place: Place, values: &[&str]) -> Conflict {
        let values = values.iter().zip(1..).map(|(value, number)| ConflictValue {
            value: (*value).to_owned(),
            author: Some(PublicKey::from_bytes([number; 32])),
            time_seconds: i64::from(number),
            change: ChangeHash::from_bytes([number; 32]),
        });
        Conflict {
            place,
            values: values.collect(),
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
        let facts = facts(&matrix, &[], &Known::default());
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
        let facts = facts(&matrix, &conflicts, &Known::default());
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
        assert_eq!(
            facts(&matrix, &[], &Known::default()).summary,
            Summary::default()
        );
    }

    #[test]
    fn what_many_own_together_names_somebody_who_can_be_asked() {
        let rows: [&[&str]; 6] = [
            &["Membagikan siaran", "Semua karyawan", "kolektif", "Sari"],
            &["Memantau sebutan", "Semua karyawan", " Bersama ", " "],
            &["Posting", "Semua", "COLLECTIVE", ""],
            &["Balas komentar", "Budi", "perorangan", ""],
            &["Siaran pers", "Dewi", "", ""],
            &["", "", "kolektif", ""],
        ];
        let facts = facts(&matrix(&rows), &[], &Known::default());
        assert_eq!(facts.without_contact, BTreeSet::from([1, 2, 5]));
        assert_eq!(facts.summary.without_contact, 3);
    }

    #[test]
    fn every_row_without_exactly_one_owner_or_a_contact_keeps_a_matrix_back() {
        let rows: [&[&str]; 6] = [
            &["Balas komentar", "Sari", "perorangan"],
            &[" Pantau sebutan ", " "],
            &["Siaran pers", "Sari; Budi", "kolektif", "Dewi"],
            &["", ""],
            &["Membagikan siaran", "", "kolektif", ""],
            &["Ulas", "Semua karyawan", "bersama", ""],
        ];
        let gap = |row: usize, lack: Lack| Gap {
            row,
            activity: rows[row][0].trim().to_owned(),
            lack,
        };
        let several = Lack::OneOwner(vec!["Sari".into(), "Budi".into()]);
        let expected = [
            gap(1, Lack::Owner),
            gap(2, several),
            gap(4, Lack::Owner),
            gap(4, Lack::Contact),
            gap(5, Lack::Contact),
        ];
        assert_eq!(gaps(&matrix(&rows), &Known::default()), expected);
        let rules: Vec<&str> = expected.iter().map(|gap| gap.lack.rule()).collect();
        assert_eq!(rules, ["M1", "M2", "M1", "M6", "M6"]);
        assert_eq!(gaps(&matrix(&rows[..1]), &Known::default()), []);
    }

    #[test]
    fn a_unit_with_a_joint_in_its_name_is_one_owner_for_who_knows_it() {
        let unit = "Riset dan Pengembangan";
        let rows: [&[&str]; 2] = [&["Uji coba", unit], &["Ulas", "Sari dan Riset"]];
        let known = Known::new(["Sari"], [unit]);
        let gap = Gap {
            row: 1,
            activity: "Ulas".into(),
            lack: Lack::OneOwner(vec!["Sari".into(), "Riset".into()]),
        };
        assert_eq!(gaps(&matrix(&rows), &known), [gap]);
    }

    #[test]
    fn a_matrix_that_hides_its_owners_names_none() {
        let mut matrix = matrix(&[&["Balas komentar", "Sari"], &["", ""]]);
        matrix.columns.remove(1);
        for row in &mut matrix.rows {
            row.cells.remove(1);
        }
        let found = gaps(&matrix, &Known::default());
        assert_eq!((found.len(), &found[0].lack), (1, &Lack::Owner));
    }
}
