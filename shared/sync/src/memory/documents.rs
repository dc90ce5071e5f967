//! What is held of documents: their changes, and the frontier and the heads these make.

use std::collections::{BTreeMap, BTreeSet};

use format::chain::LoggedItem;
use format::{ActId, ActorId, ChangeHash, DocumentId, Frontier, LogId, Position, Run};

use super::Memory;
use crate::holdings::{HeldChange, KnownChange, document_digest};
use crate::intake::Admitted;

/// What is held of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    pub(super) changes: BTreeMap<ChangeHash, Stored>,
    pub(super) positions: BTreeMap<(ActorId, u64), BTreeSet<ChangeHash>>,
    pub(super) acts: BTreeSet<ActId>,
}

/// A change, what is known of it, and its row of the log.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) held: HeldChange,
    pub(super) known: KnownChange,
    pub(super) row: u64,
}

impl Memory {
    /// All documents.
    pub fn documents(&self) -> Vec<DocumentId> {
        self.documents.keys().copied().collect()
    }

    /// The changes of a document inside the frontier, in the order of the log.
    pub fn chunks(&self, document: &DocumentId) -> Vec<Vec<u8>> {
        let Some(held) = self.documents.get(document) else {
            return vec![];
        };
        let mut inside: Vec<_> = held
            .changes
            .values()
            .filter(|stored| !stored.known.fork)
            .collect();
        inside.sort_by_key(|stored| stored.row);
        inside
            .iter()
            .map(|stored| stored.held.change.chunk.clone())
            .collect()
    }

    /// What nothing inside the frontier builds on: what a receipt names.
    pub fn heads(&self, document: &DocumentId) -> Vec<ChangeHash> {
        match self.has_restarted(document) {
            true => vec![],
            false => self.documents.get(document).map_or(vec![], Held::heads),
        }
    }

    /// The bytes kept of the changes of a document.
    pub fn bytes_of(&self, document: &DocumentId) -> usize {
        let held = self.documents.get(document);
        let changes = held.into_iter().flat_map(|held| held.changes.values());
        changes.map(|stored| stored.held.change.chunk.len()).sum()
    }

    /// Removes the bytes of a document that started over, as a person asks for it.
    pub fn forget(&mut self, document: &DocumentId) {
        assert!(self.has_restarted(document), "BUG: it goes on");
        if let Some(held) = self.documents.get_mut(document) {
            for stored in held.changes.values_mut() {
                stored.held.change.chunk.clear();
                stored.held.seal = None;
            }
        }
    }

    pub(super) fn digest_of(&self, document: &DocumentId) -> [u8; 16] {
        let Some(held) = self.documents.get(document) else {
            return document_digest(&Frontier::default(), &[], &[]);
        };
        let acts: Vec<_> = held.acts.iter().copied().collect();
        match self.has_restarted(document) {
            true => document_digest(&Frontier::default(), &acts, &[]),
            false => document_digest(&held.frontier(), &acts, &held.forks()),
        }
    }

    pub(super) fn keep_run(&mut self, run: Run, admitted: &[Admitted], origin: Option<LogId>) {
        let document = run.document;
        let last = run.changes.len() - 1;
        let mut displaced = false;
        for one in admitted {
            let change = run.changes[one.index].clone();
            let hash = change.header.hash;
            let row = self.log(LoggedItem::Change(document, hash), origin);
            displaced |= one.displaces.is_some();
            let stored = Stored {
                held: HeldChange {
                    change,
                    author: run.author,
                    seal: (one.index == last).then(|| run.seal.clone()),
                    fork: one.known.fork,
                },
                known: one.known,
                row,
            };
            let held = self.documents.entry(document).or_default();
            let position = (one.known.actor, one.known.sequence);
            held.positions.entry(position).or_default().insert(hash);
            held.changes.insert(hash, stored);
        }
        let chosen = self.chosen_in(&document);
        let held = self.documents.entry(document).or_default();
        let marks = held.fork_marks(&chosen);
        for (hash, stored) in &held.changes {
            assert!(
                displaced || marks.contains(hash) == stored.known.fork,
                "BUG: the judgement of {hash:?} does not follow from the set"
            );
        }
        self.mark_forks(&document);
    }
}

impl Held {
    pub(super) fn frontier(&self) -> Frontier {
        let mut frontier = Frontier::default();
        for (hash, stored) in &self.changes {
            let sequence = stored.known.sequence;
            if !stored.known.fork && frontier.sequence(&stored.known.actor) < sequence {
                let position = Position {
                    sequence,
                    hash: *hash,
                };
                frontier.0.insert(stored.known.actor, position);
            }
        }
        frontier
    }

    /// The changes after a row that are beyond this frontier or stand outside any: by row, at most `limit`.
    pub(super) fn beyond(
        &self,
        frontier: &Frontier,
        after_row: u64,
        limit: usize,
    ) -> Vec<(u64, ChangeHash)> {
        let mut beyond: Vec<_> = self
            .changes
            .iter()
            .filter(|(_, stored)| {
                let known = &stored.known;
                stored.row > after_row
                    && (known.fork || known.sequence > frontier.sequence(&known.actor))
            })
            .map(|(hash, stored)| (stored.row, *hash))
            .collect();
        beyond.sort_unstable();
        beyond.truncate(limit);
        beyond
    }

    fn heads(&self) -> Vec<ChangeHash> {
        let inside = || self.changes.values().filter(|stored| !stored.known.fork);
        let built_on: BTreeSet<_> = inside()
            .flat_map(|stored| &stored.held.change.header.dependencies)
            .collect();
        let heads = inside().map(|stored| stored.held.change.header.hash);
        let mut heads: Vec<_> = heads.filter(|hash| !built_on.contains(hash)).collect();
        heads.sort_unstable();
        heads
    }
}
