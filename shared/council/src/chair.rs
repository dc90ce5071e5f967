//! What the chair alone may say about a document, beside decisions: whether such an act counts.

use std::collections::BTreeMap;

use format::{Act, ActId};

use crate::act::{Body, BodyError};
use crate::past::Past;
use crate::revocation::Released;
use crate::roster::Roster;

/// Why an act that is the chair's to say counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Uncounted {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// It is built on acts that are not here (yet).
    #[error("it is built on acts that are not here")]
    Incomplete,
    /// Its author is no member who counts.
    #[error("whoever says it is no member who counts")]
    Stranger,
    /// Its author's device was revoked, and nobody accepted the act.
    #[error("the device of whoever says it was revoked, and the act was not accepted")]
    Revoked,
    /// Its author was not the chair, as far as was seen.
    #[error("only the chair says so")]
    NotChair,
}

/// What was said about one document with acts of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said<T> {
    /// What counts, in the order of all acts about the document: the one with the shortest past first, of
    /// two with equally long pasts the one with the lower id. So whoever had seen another comes after it,
    /// and everybody who holds the same acts has the same order, in whatever order they came.
    pub(crate) counted: Vec<T>,
    /// Acts of the kind that count for nothing, and why; ascending.
    pub(crate) not_counted: Vec<(ActId, Uncounted)>,
}

impl<T> Said<T> {
    /// Folds the acts of `kind` among those about one document. `read` takes what is said out of a body;
    /// `None` if it is of another kind.
    pub(crate) fn of<'a>(
        roster: &Roster,
        acts: impl IntoIterator<Item = &'a Act>,
        kind: &str,
        read: impl Fn(&Act, Body) -> Option<T>,
    ) -> Self {
        let acts: BTreeMap<ActId, &Act> = acts.into_iter().map(|act| (act.id(), act)).collect();
        let mut said = Self {
            counted: Vec::new(),
            not_counted: Vec::new(),
        };
        let of_kind: Vec<&Act> = (acts.values().copied())
            .filter(|act| act.statement().kind == kind)
            .collect();
        // Following what everybody had seen costs more than looking at the word.
        if of_kind.is_empty() {
            return said;
        }
        let released = Released::of(roster, acts.values().copied());
        let past = Past::of(&acts, |_| false);
        let depths = past.depths(&acts);
        let mut counted: Vec<((u64, ActId), T)> = Vec::with_capacity(of_kind.len());
        for act in of_kind {
            let one = (Body::read(act).map_err(Uncounted::from))
                .and_then(|body| read(act, body).ok_or(Uncounted::NotChair))
                .and_then(|one| judge(roster, &released, &past, act).map(|()| one));
            match one {
                Ok(one) => {
                    let depth = depths.get(&act.id()).copied().unwrap_or_default();
                    counted.push(((depth, act.id()), one));
                }
                Err(why) => said.not_counted.push((act.id(), why)),
            }
        }
        counted.sort_by_key(|(order, _)| *order);
        said.counted = counted.into_iter().map(|(_, one)| one).collect();
        said
    }
}

/// Whether the author of an act about a document counts, or the act was accepted, and was the chair as
/// far as was seen. `past` follows the acts about the document.
fn judge(roster: &Roster, released: &Released, past: &Past, act: &Act) -> Result<(), Uncounted> {
    let statement = act.statement();
    if !released.admits(roster, act) {
        return Err(match roster.is_revoked(&statement.author) {
            true => Uncounted::Revoked,
            false => Uncounted::Stranger,
        });
    }
    if !past.is_complete(&act.id()) || !roster.seats.knows(&statement.roster) {
        return Err(Uncounted::Incomplete);
    }
    match roster.seats.held_chair(act) {
        true => Ok(()),
        false => Err(Uncounted::NotChair),
    }
}
