//! What a text was built on, where a package holds that: the document, read to look at strikes.
//!
//! Nothing in it is believed. Each change is named by the hash of its bytes, and the changes that are built
//! on it name it, up to the heads that the decision signs: there is one history of these heads.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::Change;
use format::{ActorId, ChangeHash, ChangeHeader, CouncilId};
use minicbor::bytes::ByteVec;

use super::changes::{form, is_of_council};
use super::{MAX_HISTORY, MAX_HISTORY_OPERATIONS, PackageError};
use crate::authorship::Index;
use crate::document::Document;
use crate::document::foreign::decode_change;
use crate::document::genesis::genesis_hash;
use crate::review::TakenBack;
use crate::roster::Roster;
use crate::view::View;

/// A change and its exact bytes.
type Known<'r> = (ChangeHeader, &'r [u8]);

/// Every change of a package by its hash.
pub(super) struct History<'r> {
    all: BTreeMap<ChangeHash, Known<'r>>,
    /// Those that are in it for nothing but the history.
    own: BTreeSet<ChangeHash>,
}

/// What only takes back in the text of a package.
pub(super) struct Struck {
    document: Document,
    taken: TakenBack,
}

impl Struck {
    /// Whether a change only takes back.
    pub(super) fn contains(&self, change: &ChangeHash) -> bool {
        self.taken.contains(change)
    }

    /// Whether a strike took back something of a change.
    pub(super) fn took(&self, strike: &ChangeHash, change: &ChangeHash) -> bool {
        let looked = catch_unwind(AssertUnwindSafe(|| {
            self.taken.took(&self.document, strike, change)
        }));
        looked.unwrap_or(false)
    }
}

impl<'r> History<'r> {
    /// Reads chunks, strictly ascending by hash, beside those that have an author and a seal.
    ///
    /// # Errors
    /// [`PackageError::Form`].
    pub(super) fn read(
        chunks: &'r [ByteVec],
        sealed: Vec<Known<'r>>,
    ) -> Result<Self, PackageError> {
        if chunks.len() > MAX_HISTORY {
            return Err(form("its history is too long"));
        }
        let sealed = sealed.into_iter().map(|known| (known.0.hash, known));
        let mut all: BTreeMap<ChangeHash, Known<'r>> = sealed.collect();
        let mut own = BTreeSet::new();
        for chunk in chunks {
            let header = ChangeHeader::parse(chunk).map_err(|error| form(&error.to_string()))?;
            let hash = header.hash;
            let is_next = own.last().is_none_or(|last| *last < hash);
            if !is_next || all.insert(hash, (header, chunk.as_slice())).is_some() {
                return Err(form("the changes of its history are not in order"));
            }
            own.insert(hash);
        }
        let operations = all.values().map(|(header, _)| header.operations);
        let operations = operations.fold(0_u64, u64::saturating_add);
        match operations > MAX_HISTORY_OPERATIONS {
            true => Err(form("its history is too long")),
            false => Ok(Self { all, own }),
        }
    }

    /// Refuses changes of actors that belong to nobody of the council: no member's program takes them in.
    ///
    /// # Errors
    /// [`PackageError::Form`].
    pub(super) fn check_actors(
        &self,
        council: &CouncilId,
        roster: &Roster,
    ) -> Result<(), PackageError> {
        let actors: BTreeSet<ActorId> = self.all.values().map(|(header, _)| header.actor).collect();
        let members = roster.members.keys();
        let members: Vec<_> = members.filter(|key| is_of_council(roster, key)).collect();
        let is_known = |actor: &ActorId| members.iter().any(|key| key.owns(council, actor));
        match actors.iter().all(is_known) {
            true => Ok(()),
            false => Err(form("its history holds a change by nobody of the council")),
        }
    }

    /// The strikes that only take back among the changes that the text with these heads is built on. It
    /// must read like `view`, and nothing may be in the history that it is not built on.
    ///
    /// # Errors
    /// [`PackageError::Form`].
    pub(super) fn strikes(
        &self,
        heads: &[ChangeHash],
        view: &View,
    ) -> Result<Struck, PackageError> {
        let genesis = genesis_hash(view.kind());
        let mut order = Vec::new();
        let mut met = BTreeSet::from([genesis]);
        // What is entered is left again once all it was made on stands in the order.
        let mut open: Vec<(ChangeHash, bool)> = heads.iter().map(|head| (*head, false)).collect();
        while let Some((hash, is_left)) = open.pop() {
            if is_left {
                order.push(hash);
                continue;
            }
            if !met.insert(hash) {
                continue;
            }
            let (header, _) = (self.all.get(&hash))
                .ok_or_else(|| form("a change that its text is built on is missing"))?;
            open.push((hash, true));
            let before = header.dependencies.iter();
            open.extend(before.map(|dependency| (*dependency, false)));
        }
        if !self.own.iter().all(|hash| met.contains(hash)) {
            return Err(form(
                "its history holds changes that its text is not built on",
            ));
        }
        let decoded = order.iter().map(|hash| self.decoded(hash));
        let decoded = decoded.collect::<Result<Vec<Change>, _>>()?;
        // Automerge fails on some documents only when they are read.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let document =
                Document::load(view.kind(), decoded).map_err(|error| form(&error.to_string()))?;
            let reads = document
                .view_at(heads)
                .map_err(|error| form(&error.to_string()))?;
            if reads.fingerprint() != view.fingerprint() {
                return Err(form("its history does not lead to its text"));
            }
            let index = Index::read(document.automerge());
            let taken = TakenBack::read(&document, &index);
            Ok(Struck { document, taken })
        }));
        read.unwrap_or_else(|_| Err(form("its history cannot be read")))
    }

    fn decoded(&self, hash: &ChangeHash) -> Result<Change, PackageError> {
        let missing = || form("a change that its text is built on is missing");
        let (header, chunk) = self.all.get(hash).ok_or_else(missing)?;
        decode_change(chunk.to_vec(), hash, header.operations).map_err(|why| form(&why.to_string()))
    }
}
