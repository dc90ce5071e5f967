//! Which branches count: what the founder chose, and what stands outside the frontier by it.

use std::collections::BTreeSet;

use format::{ActId, ChangeHash, DocumentId};

use super::Memory;
use super::bodies::chosen_by;
use super::documents::Held;
use crate::forks::counting;

impl Memory {
    /// Everything said about which branches of a document count, whether it counts or not.
    pub(super) fn choices(&self, document: &DocumentId) -> Vec<ActId> {
        let acts = self.documents.get(document).map(|held| &held.acts);
        let acts = acts.into_iter().flatten().copied();
        acts.filter(|id| {
            let act = self.acts.get(id);
            act.is_some_and(|act| act.statement().kind == "choose-branch")
        })
        .collect()
    }

    /// What [`chosen`](crate::Holdings::chosen) asks for, from the definition: the founder's choices all of
    /// whose past is here, the one with the longest chain of acts behind it first.
    pub(super) fn chosen_in(&self, document: &DocumentId) -> Vec<ChangeHash> {
        let founder = self.founder();
        let choices = self.choices(document).into_iter();
        let mut counted: Vec<(usize, ActId, ChangeHash)> = choices
            .filter_map(|id| {
                let act = &self.acts[&id];
                let is_said_by_founder = Some(act.statement().author) == founder;
                let change = chosen_by(act).filter(|_| is_said_by_founder)?;
                Some((self.depth(&id)?, id, change))
            })
            .collect();
        counted.sort_unstable_by_key(|one| std::cmp::Reverse(*one));
        counted.into_iter().map(|(_, _, change)| change).collect()
    }

    /// The length of the longest chain of acts behind this one; `None` while one of them is not here.
    fn depth(&self, id: &ActId) -> Option<usize> {
        let mut depth = 0;
        for cited in &self.acts.get(id)?.statement().cites {
            depth = depth.max(self.depth(cited)?);
        }
        Some(depth + 1)
    }

    /// Marks what stands outside the frontier by now.
    pub(super) fn mark_forks(&mut self, document: &DocumentId) {
        let chosen = self.chosen_in(document);
        let Some(held) = self.documents.get_mut(document) else {
            return;
        };
        let marks = held.fork_marks(&chosen);
        for (hash, stored) in &mut held.changes {
            let fork = marks.contains(hash);
            (stored.known.fork, stored.held.fork) = (fork, fork);
        }
    }
}

impl Held {
    /// What stands outside the frontier, from the definition: losers among siblings, and what is
    /// built on them.
    pub(super) fn fork_marks(&self, chosen: &[ChangeHash]) -> BTreeSet<ChangeHash> {
        let mut order: Vec<_> = self.changes.iter().collect();
        order.sort_by_key(|(_, stored)| stored.row);
        let mut marks = BTreeSet::new();
        for (hash, stored) in order {
            let known = &stored.known;
            let rivals = self.positions.get(&(known.actor, known.sequence));
            let rivals = rivals.into_iter().flatten();
            let rivals =
                rivals.filter(|rival| self.changes[*rival].known.previous == known.previous);
            let loses = counting(chosen, rivals) != Some(*hash);
            let dependencies = &stored.held.change.header.dependencies;
            if loses || dependencies.iter().any(|one| marks.contains(one)) {
                marks.insert(*hash);
            }
        }
        marks
    }

    pub(super) fn forks(&self) -> Vec<ChangeHash> {
        self.changes
            .iter()
            .filter(|(_, stored)| stored.known.fork)
            .map(|(hash, _)| *hash)
            .collect()
    }
}
