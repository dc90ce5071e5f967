//! Groups changes into runs for the wire.
//!
//! Changes come in the order of the log, which is causal. A run gathers consecutive changes of one
//! actor from a stretch of it, and so moves later changes forward to where the run began. That is
//! right only while everything such a change needs is before the run: otherwise a new run begins
//! (interleaved live editing would dead-lock without that cut).
//!
//! A run must end at a change whose seal is held. Changes that came here as one run have one seal,
//! at the end, and are one row after the other in the log: such a stretch, an *atom*, is never torn.

use std::collections::BTreeMap;

use format::chain::LoggedItem;
use format::run::{MAX_RUN_CHANGES, PlainChange, pack_within};
use format::{ActorId, ChangeHash, DocumentId, PublicKey, Seal};

use crate::holdings::HeldChange;

/// A run is not extended past this many bytes of changes.
const RUN_RAW_BYTES: usize = 192 * 1024;
/// A packed run is cut at a seal so that it has at most this many bytes, if it can be.
pub(crate) const RUN_PACKED_BYTES: usize = 48 * 1024;

/// A packed run with what it contains.
#[derive(Debug)]
pub(crate) struct Ready {
    /// The log rows of its changes, as given.
    pub(crate) rows: Vec<u64>,
    /// Its changes.
    pub(crate) names: Vec<LoggedItem>,
    /// For the wire.
    pub(crate) packed: Vec<u8>,
}

/// Collects changes and cuts them into runs.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    runs: Vec<Gathered>,
    /// The last run of each actor.
    last_of: BTreeMap<(DocumentId, ActorId), usize>,
    /// In which run each change stands.
    placed: BTreeMap<ChangeHash, usize>,
    /// Changes whose seal has not come yet.
    tail: Option<Gathered>,
}

#[derive(Debug)]
struct Gathered {
    document: DocumentId,
    author: PublicKey,
    changes: Vec<PlainChange>,
    rows: Vec<u64>,
    /// Where atoms end (exclusive), and the seals there.
    cuts: Vec<(usize, Seal)>,
    raw_bytes: usize,
}

impl Grouping {
    /// Whether the last change still waits for one that is sealed: give more before packing.
    pub(crate) fn is_torn(&self) -> bool {
        self.tail.is_some()
    }

    /// Adds the next change.
    pub(crate) fn push(&mut self, row: u64, document: DocumentId, held: HeldChange) {
        let header = &held.change.header;
        let continues = |tail: &Gathered| {
            tail.document == document
                && tail.changes.len() < MAX_RUN_CHANGES
                && tail.changes.last().is_some_and(|last| {
                    last.header.actor == header.actor
                        && header.dependencies.contains(&last.header.hash)
                })
        };
        // A tail that is not continued has lost its seal. It cannot be proved to anybody, so it is
        // left to those who hold the seal.
        let mut atom = self.tail.take().filter(continues).unwrap_or(Gathered {
            document,
            author: held.author,
            changes: vec![],
            rows: vec![],
            cuts: vec![],
            raw_bytes: 0,
        });
        atom.raw_bytes += held.change.chunk.len();
        atom.changes.push(held.change);
        atom.rows.push(row);
        match held.seal {
            None => self.tail = Some(atom),
            Some(seal) => {
                atom.cuts.push((atom.changes.len(), seal));
                self.place(atom);
            }
        }
    }

    /// Joins an atom to its actor's last run, or begins a run with it.
    fn place(&mut self, atom: Gathered) {
        let Some(first) = atom.changes.first() else {
            return;
        };
        let key = (atom.document, first.header.actor);
        let fits = |index: usize| {
            let run = &self.runs[index];
            let follows = run
                .changes
                .last()
                .is_some_and(|last| first.header.dependencies.contains(&last.header.hash));
            let before = atom
                .changes
                .iter()
                .flat_map(|change| &change.header.dependencies)
                .filter_map(|dependency| self.placed.get(dependency))
                .all(|place| *place <= index);
            follows
                && before
                && run.author == atom.author
                && run.raw_bytes + atom.raw_bytes <= RUN_RAW_BYTES
                && run.changes.len() + atom.changes.len() <= MAX_RUN_CHANGES
        };
        let joined = self.last_of.get(&key).copied().filter(|index| fits(*index));
        let index = joined.unwrap_or(self.runs.len());
        for change in &atom.changes {
            self.placed.insert(change.header.hash, index);
        }
        self.last_of.insert(key, index);
        if joined.is_none() {
            self.runs.push(atom);
            return;
        }
        let run = &mut self.runs[index];
        let offset = run.changes.len();
        run.cuts
            .extend(atom.cuts.into_iter().map(|(at, seal)| (at + offset, seal)));
        run.changes.extend(atom.changes);
        run.rows.extend(atom.rows);
        run.raw_bytes += atom.raw_bytes;
    }

    /// The runs, in an order in which each needs only what is before it.
    pub(crate) fn pack(self) -> Vec<Ready> {
        let mut ready = Vec::new();
        for run in self.runs {
            run.pack_into(&mut ready);
        }
        ready
    }
}

impl Gathered {
    /// Packs it, in as many runs as are needed for each to fit a frame. A run that cannot be packed
    /// has a damaged row in it, and stays here: the store finds and reports such rows.
    fn pack_into(self, ready: &mut Vec<Ready>) {
        let mut cuts = self.cuts.iter().peekable();
        let mut sealed = Vec::new();
        for (at, change) in self.changes.iter().enumerate() {
            let seal = cuts.next_if(|(end, _)| *end == at + 1);
            sealed.push((change, seal.map(|(_, seal)| seal)));
        }
        let mut rest = &sealed[..];
        let mut rows = &self.rows[..];
        while !rest.is_empty() {
            let packed = pack_within(&self.document, &self.author, rest, RUN_PACKED_BYTES);
            let Ok(Some(packed)) = packed else {
                return;
            };
            let (now, later) = rest.split_at(packed.taken);
            let (now_rows, later_rows) = rows.split_at(packed.taken);
            ready.push(Ready {
                rows: now_rows.to_vec(),
                names: now
                    .iter()
                    .map(|(change, _)| LoggedItem::Change(self.document, change.header.hash))
                    .collect(),
                packed: packed.bytes,
            });
            (rest, rows) = (later, later_rows);
        }
    }
}
