//! What the cards show besides the texts: numbers, comments, conflicts. Made again only when something
//! other than typing happened.

use std::collections::{BTreeSet, HashMap};

use council::edit::{Collection, Place};
use council::view::Policy;

use crate::core::editor::Editor;

/// One clause, as its card shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, such as `2.1`; empty for text without a heading.
    pub(super) number: String,
    /// How deep it stands, from 0.
    pub(super) depth: usize,
    /// How many threads of comments are about it.
    pub(super) comments: usize,
    /// How many files are attached to it.
    pub(super) attached: usize,
    /// Which of the document's conflicts are in it.
    pub(super) conflicts: Vec<usize>,
    /// Which of the texts that several people changed apart are in it.
    pub(super) overlaps: Vec<usize>,
}

/// The clauses, and where each is.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    at: HashMap<String, usize>,
    shape: Option<u64>,
}

impl Rows {
    /// Looks again, if something happened. Returns whether it did.
    pub(super) fn sync(&mut self, editor: &Editor, policy: &Policy) -> bool {
        let shape = Some(editor.revision().shape);
        if self.shape == shape {
            return false;
        }
        self.shape = shape;
        self.at = policy
            .clauses
            .iter()
            .enumerate()
            .map(|(at, clause)| (clause.id.clone(), at))
            .collect();
        self.rows = numbers(policy.clauses.iter().map(|clause| clause.level))
            .into_iter()
            .zip(&policy.clauses)
            .map(|((number, depth), clause)| Row {
                number,
                depth,
                attached: editor.attached.count(Collection::Clauses, &clause.id),
                ..Row::default()
            })
            .collect();
        for (number, conflict) in editor.conflicts.iter().enumerate() {
            if let Some(row) = self.row_of(&conflict.place) {
                row.conflicts.push(number);
            }
        }
        for (number, overlap) in editor.overlaps.iter().enumerate() {
            if let Some(row) = self.row_of(&overlap.place) {
                row.overlaps.push(number);
            }
        }
        for said in &editor.comments {
            if said.comment.answers.is_none()
                && let Some(place) = Place::from_key(&said.comment.place)
                && let Some(row) = self.row_of(&place)
            {
                row.comments += 1;
            }
        }
        true
    }

    /// Where a clause is.
    pub(super) fn at(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }

    /// In which clause a place is.
    pub(super) fn clause_of(&self, place: &Place) -> Option<usize> {
        match place.thing()? {
            (Collection::Clauses, id) => self.at(id),
            _ => None,
        }
    }

    /// Which of these clauses are there, in order.
    pub(super) fn in_order(&self, ids: &BTreeSet<String>) -> Vec<usize> {
        let mut found: Vec<usize> = ids.iter().filter_map(|id| self.at(id)).collect();
        found.sort_unstable();
        found
    }

    fn row_of(&mut self, place: &Place) -> Option<&mut Row> {
        let at = self.clause_of(place)?;
        self.rows.get_mut(at)
    }
}

/// Numbers by levels: a clause is counted among those of its level under the same one above.
pub(crate) fn numbers(levels: impl Iterator<Item = u8>) -> Vec<(String, usize)> {
    let mut above: Vec<(u8, u32)> = Vec::new();
    levels
        .map(|level| {
            if level == 0 {
                return (String::new(), 0);
            }
            while above.last().is_some_and(|(deep, _)| *deep > level) {
                above.pop();
            }
            match above.last_mut() {
                Some((same, count)) if *same == level => *count += 1,
                _ => above.push((level, 1)),
            }
            let counts: Vec<String> = above.iter().map(|(_, count)| count.to_string()).collect();
            (counts.join("."), above.len() - 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_numbered_under_those_above_them() {
        let found: Vec<String> = numbers([0, 2, 3, 3, 2, 4, 1, 3].into_iter())
            .into_iter()
            .map(|(number, _)| number)
            .collect();
        assert_eq!(found, ["", "1", "1.1", "1.2", "2", "2.1", "1", "1.1"]);
    }
}
