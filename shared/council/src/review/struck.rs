//! Which strikes there are, and what became of them.

use automerge::Automerge;
use format::{ChangeHash, PublicKey};
use serde::Serialize;

use super::note::StrikeNote;
use crate::authorship::{Index, shown, shown_option};
use crate::edit::Place;
use crate::undo::note::Note;
use crate::undo::stacks::Stacks;

/// Something that was struck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strike {
    /// The change that struck it.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
    /// Who struck it; `None`: the change names nobody.
    #[serde(serialize_with = "shown_option")]
    pub by: Option<PublicKey>,
    /// That writer's clock, in seconds since 1970 (UTC). A claim.
    pub time_seconds: i64,
    /// What: the [`Place::Mark`] of a thing means all of it.
    pub place: Place,
    /// Why.
    pub reason: String,
    /// Whether whoever struck it took that back, or somebody proposed it again.
    pub is_over: bool,
    /// Who proposed it again first.
    #[serde(serialize_with = "shown_option")]
    pub proposed_by: Option<PublicKey>,
}

/// Everything that was ever struck in `doc`, the newest first. `index` must be up to date with it.
pub fn strikes(doc: &Automerge, index: &Index) -> Vec<Strike> {
    let notes = || {
        (0u32..)
            .zip(index.changes())
            .filter(|(_, c)| c.note.is_some())
    };
    if notes().all(|(_, change)| change.note.as_deref() != Some(&Note::Strike)) {
        return Vec::new();
    }
    let stacks = Stacks::read(index);
    let proposals: Vec<(ChangeHash, Option<PublicKey>)> = notes()
        .filter(|(number, _)| !stacks.is_undone(*number))
        .filter_map(|(_, change)| match change.note.as_deref() {
            Some(Note::Propose(of)) => Some((*of, change.author)),
            _ => None,
        })
        .collect();
    let strike = |(number, _): (u32, _)| {
        let (change, note) = note_of(doc, index, number)?;
        let mut proposed = proposals.iter().filter(|(of, _)| *of == change.hash);
        let proposed = proposed.next();
        Some(Strike {
            change: change.hash,
            by: change.author,
            time_seconds: change.time_seconds,
            place: note.place,
            reason: note.reason,
            is_over: proposed.is_some() || stacks.is_undone(number),
            proposed_by: proposed.and_then(|(_, by)| *by),
        })
    };
    let mut found: Vec<Strike> = notes().filter_map(strike).collect();
    found.reverse();
    found
}

/// The number of a change, if it is a strike.
pub(super) fn strike_of(index: &Index, change: &ChangeHash) -> Option<u32> {
    let number = index.number(change)?;
    let note = index.changes()[number as usize].note.as_deref();
    (note == Some(&Note::Strike)).then_some(number)
}

/// What a change says it strikes, if it is a strike.
pub(super) fn note_of<'i>(
    doc: &Automerge,
    index: &'i Index,
    number: u32,
) -> Option<(&'i crate::authorship::Recorded, StrikeNote)> {
    let change = &index.changes()[number as usize];
    if change.note.as_deref() != Some(&Note::Strike) {
        return None;
    }
    let hash = automerge::ChangeHash(*change.hash.as_bytes());
    let message = doc.get_change_meta_by_hash(&hash)?.message?;
    Some((change, StrikeNote::parse(&message)?))
}
