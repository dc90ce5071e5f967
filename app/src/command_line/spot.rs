//! A place as a person reads it: the path to type, and what stands there.

use council::edit::Place;
use council::view::View;
use serde::{Serialize, Serializer};

use crate::words::place::heading;

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
            label: heading(view, place),
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
