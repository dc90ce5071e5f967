//! The smallest edits that turn a document into another version of it, as an import does.
//!
//! Things are matched by identity: by id, else equal, else with equal heading, else most similar. What
//! changed is put in its place, what stands out of order is moved, what is new is inserted after its
//! neighbour, and what is gone is marked removed. So the work others do meanwhile on the same document
//! merges with an import as with any typing.

mod matching;
mod matrix;
mod minutes;
mod policy;
mod sequence;

use std::collections::BTreeMap;

use crate::edit::{Edit, Place};
use crate::text::table;
use crate::view::{Kind, View};

/// What becomes one change: the edits of one clause, or of a few hundred rows.
pub type Batch = Vec<Edit>;

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A policy cannot become minutes.
    #[error(
        "the document is of the kind {current:?} and the file holds {wanted:?}: import it as a new document"
    )]
    KindsDiffer {
        /// What the document is.
        current: Kind,
        /// What it should become.
        wanted: Kind,
    },
}

/// Plans the edits that lead from `current` to `wanted`, in batches to be applied in order.
///
/// `new_id` gives each new thing a fresh id. Ids in `wanted` count where `current` has them; the
/// agenda of a decision may be an id or `#n`. Once applied, the same plan is empty. For an import over
/// an existing document, call [`keep_unsaid`] first.
///
/// # Errors
/// [`PlanError`] when the two are of different kinds.
pub fn plan(
    current: &View,
    wanted: &View,
    new_id: &mut impl FnMut() -> String,
) -> Result<Vec<Batch>, PlanError> {
    let mut batches = match (current, wanted) {
        (View::Policy(current), View::Policy(wanted)) => policy::plan(current, wanted, new_id),
        (View::Minutes(current), View::Minutes(wanted)) => minutes::plan(current, wanted, new_id),
        (View::Matrix(current), View::Matrix(wanted)) => matrix::plan(current, wanted, new_id),
        _ => {
            return Err(PlanError::KindsDiffer {
                current: kind(current),
                wanted: kind(wanted),
            });
        }
    };
    batches.retain(|batch| !batch.is_empty());
    Ok(batches)
}

/// Keeps of `current` what the file `wanted` was read from says nothing about: the header fields when
/// the file has none, and the title when it has none.
pub fn keep_unsaid(current: &View, wanted: &mut View) {
    let (title, meta) = header(current);
    let (wanted_title, wanted_meta) = match wanted {
        View::Policy(p) => (&mut p.title, &mut p.meta),
        View::Minutes(m) => (&mut m.title, &mut m.meta),
        View::Matrix(m) => (&mut m.title, &mut m.meta),
    };
    if wanted_title.is_empty() {
        title.clone_into(wanted_title);
    }
    let unsaid = wanted_meta.keys().all(|key| key == table::LINE_ENDS);
    for (key, value) in meta
        .iter()
        .filter(|(key, _)| unsaid && *key != table::LINE_ENDS)
    {
        wanted_meta.insert(key.clone(), value.clone());
    }
}

fn kind(view: &View) -> Kind {
    match view {
        View::Policy(_) => Kind::Policy,
        View::Minutes(_) => Kind::Minutes,
        View::Matrix(_) => Kind::Matrix,
    }
}

fn header(view: &View) -> (&str, &BTreeMap<String, String>) {
    match view {
        View::Policy(p) => (&p.title, &p.meta),
        View::Minutes(m) => (&m.title, &m.meta),
        View::Matrix(m) => (&m.title, &m.meta),
    }
}

/// The longest text put into one change, in bytes; a change has an upper limit.
const MAX_PART_BYTES: usize = 200_000;

/// Writes a place if it reads otherwise.
fn put(batch: &mut Batch, place: Place, current: &str, wanted: &str) {
    if current != wanted {
        let value = wanted.to_owned();
        batch.push(Edit::Put { place, value });
    }
}

/// As [`put`], for text that a file cannot hold with blank lines at its ends.
fn put_text(batch: &mut Batch, place: Place, current: &str, wanted: &str) {
    let ends: &[char] = &['\n', ' ', '\t'];
    if current.trim_matches('\n') != wanted.trim_matches('\n')
        || current.trim_matches(ends).is_empty()
    {
        put(batch, place, current, wanted);
    }
}

/// Writes the entries of a map that differ, and clears those that are gone.
fn put_map(
    batch: &mut Batch,
    place: impl Fn(String) -> Place,
    current: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
) {
    for (key, value) in wanted {
        let old = current.get(key).map_or("", String::as_str);
        put(batch, place(key.clone()), old, value);
    }
    for key in current.keys().filter(|key| !wanted.contains_key(*key)) {
        put(batch, place(key.clone()), &current[key], "");
    }
}

/// Splits a text too long for one change: the first part, and the batches that add the rest.
fn in_parts(text: &str, place: impl Fn() -> Place) -> (String, Vec<Batch>) {
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = text;
    while rest.len() > MAX_PART_BYTES {
        let mut at = MAX_PART_BYTES;
        while !rest.is_char_boundary(at) {
            at -= 1;
        }
        parts.push(&rest[..at]);
        rest = &rest[at..];
    }
    parts.push(rest);
    let mut at = parts[0].chars().count();
    let more = parts[1..].iter().map(|part| {
        let splice = Edit::Splice {
            place: place(),
            at,
            delete: 0,
            insert: (*part).to_owned(),
        };
        at += part.chars().count();
        vec![splice]
    });
    let more = more.collect();
    (parts[0].to_owned(), more)
}

#[cfg(test)]
mod tests;
