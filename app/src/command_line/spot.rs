//! A place as a person reads it: the path to type, and what stands there.

use council::edit::{Collection, Place};
use council::view::View;
use serde::{Serialize, Serializer};

/// The longest label, in characters.
const LABEL_CHARS: usize = 60;

/// A path, and the heading of what it names. Scripts get the path alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The path as it is typed.
    pub path: String,
    /// The clause's heading, the agenda item's topic, the row's activity.
    pub label: Option<String>,
}

impl Spot {
    /// The spot of a place in a document that reads as `view`.
    pub fn of(place: &Place, view: &View) -> Self {
        Self {
            path: place.path(view),
            label: label(place, view),
        }
    }

    /// The spot of something this program knows no better name for.
    pub fn unnamed(path: String) -> Self {
        Self { path, label: None }
    }
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.label {
            Some(label) => write!(f, "{} ({label})", self.path),
            None => f.write_str(&self.path),
        }
    }
}

impl Serialize for Spot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.path)
    }
}

fn label(place: &Place, view: &View) -> Option<String> {
    let (collection, id) = place.thing()?;
    let text = match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => {
            &policy
                .clauses
                .iter()
                .find(|clause| clause.id == id)?
                .heading
        }
        (View::Minutes(minutes), Collection::Agenda) => {
            &minutes.agenda.iter().find(|item| item.id == id)?.topic
        }
        (View::Minutes(minutes), Collection::Decisions) => {
            &minutes.decisions.iter().find(|one| one.id == id)?.text
        }
        (View::Minutes(minutes), Collection::Actions) => {
            &minutes.actions.iter().find(|one| one.id == id)?.title
        }
        (View::Matrix(matrix), Collection::Rows) => {
            let row = matrix.rows.iter().find(|row| row.id == id)?;
            row.cells.iter().find(|cell| !cell.is_empty())?
        }
        _ => return None,
    };
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return None;
    }
    let mut label: String = line.chars().take(LABEL_CHARS).collect();
    if label.len() < line.len() {
        label.push('…');
    }
    Some(label)
}
