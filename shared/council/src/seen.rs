//! What was read of a document, folded from acts that say so.
//!
//! Anybody can say that they have seen a document; whose word counts is asked with
//! [`Roster::is_chair`](crate::roster::Roster::is_chair).

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, ChangeHash, PublicKey};

use crate::act::Body;
use crate::past::seen_by_any;

/// How far somebody has read one document, as far as is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The newest act that says so.
    pub act: ActId,
    /// When, by the reader's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// What was read, with all it is built on; ascending.
    pub heads: Vec<ChangeHash>,
}

impl Reading {
    /// Whether everything that was written up to `heads` was read. `heads` are all that nothing held
    /// here builds on.
    ///
    /// To look for names is enough: a change that was read without being named lies behind one that
    /// is named. If that one is held here, the other is no head; if it is not, nobody here can tell,
    /// and what is not known is not claimed.
    pub fn covers(&self, heads: &[ChangeHash]) -> bool {
        names_all(&self.heads, heads)
    }
}

/// Whether every one of `heads` is among `named`, which is ascending.
pub fn names_all(named: &[ChangeHash], heads: &[ChangeHash]) -> bool {
    heads.iter().all(|head| named.binary_search(head).is_ok())
}

/// How far `reader` has read the document these acts are about: by what it said last, whatever the
/// order in which its words arrived. Two words of which neither has seen the other (the reader's
/// device was copied, or what stands between them is not here) count together; the later by its clock,
/// then the greater id, says when.
pub fn reading<'a>(reader: &PublicKey, acts: impl IntoIterator<Item = &'a Act>) -> Option<Reading> {
    let acts: BTreeMap<ActId, &Act> = acts.into_iter().map(|act| (act.id(), act)).collect();
    let said: BTreeMap<ActId, Vec<ChangeHash>> = acts
        .iter()
        .filter(|(_, act)| act.statement().author == *reader && act.statement().kind == "seen")
        .filter_map(|(id, act)| match Body::read(act) {
            Ok(Body::Seen(seen)) => Some((*id, seen.heads)),
            _ => None,
        })
        .collect();
    let replaced = seen_by_any(&acts, said.keys().map(|id| acts[id]));
    let newest: Vec<ActId> = said
        .keys()
        .filter(|id| !replaced.contains(id))
        .copied()
        .collect();
    let act = (newest.iter().copied()).max_by_key(|id| (acts[id].statement().time_millis, *id))?;
    let heads: BTreeSet<ChangeHash> = newest.iter().flat_map(|id| &said[id]).copied().collect();
    Some(Reading {
        act,
        time_millis: acts[&act].statement().time_millis,
        heads: heads.into_iter().collect(),
    })
}
