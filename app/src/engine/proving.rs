//! A decision, or confirmed minutes, with their proof, out of the store.

use std::collections::{BTreeMap, BTreeSet};

use council::document::genesis::genesis_hash;
use council::lifecycle::Version;
use council::package::{Contents, Holder, MAX_CHANGES, PackageError, SealedChange, verify, write};
use format::{ChangeHash, CouncilId, DeviceKey, PublicKey, Seal, Subject};
use store::{Reader, StoreError};
use sync::Holdings as _;
use sync::holdings::HeldChange;

use crate::core::deciding::holding::Holding;
use crate::engine::deciding::Case;

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProvingError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The document has no such version.
    #[error("the document has no such version")]
    NoVersion,
    /// Of the last changes one came without a seal of its own. Later changes of the same writer vouch for
    /// it, and would bring what was written after the version.
    #[error("a change at the end of the version has no seal of its own")]
    NoSeal {
        /// Who wrote it.
        by: PublicKey,
        /// How many later changes vouch for all such changes.
        later: usize,
    },
    /// Of the last changes one came without a seal of its own, and nothing that is here vouches for it.
    #[error("nothing here vouches for a change at the end of the version")]
    NothingVouches(PublicKey),
    /// The version ends with a strike. That it only takes back what was written is seen against everything
    /// before it, which would go along.
    #[error("that a strike at the end of the version only takes back is shown by its history")]
    NeedsHistory {
        /// Who struck.
        by: PublicKey,
        /// How many changes there are before it.
        changes: usize,
    },
    /// Whoever checks the file could not follow that the version counts, such as where it would be larger
    /// than any that is read.
    #[error("a file cannot show that this version counts: {0}")]
    Unprovable(PackageError),
    /// The text of the version, or a change that shows who wrote it last, is not (all) here.
    #[error("the text of the version is not all here")]
    NoText,
}

/// A package that proves a version.
#[derive(Debug)]
pub struct Proof {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many changes are in it that were made after the version.
    pub later: usize,
    /// How many holders' receipts are in it.
    pub receipts: usize,
    /// How many changes are in it that were made before the version.
    pub history: usize,
}

/// How a package is made.
#[derive(Debug)]
pub struct Means<'a> {
    /// The key of this device, if it is here: it seals its own changes again.
    pub key: Option<&'a DeviceKey>,
    /// Whether changes made after the version may go along, where they are needed.
    pub with_later: bool,
    /// Whether everything written before the version may go along, where it is needed.
    pub with_history: bool,
}

/// The package that proves a version of a document, or its minutes, with a receipt of everybody who is known to hold it.
///
/// # Errors
/// [`ProvingError`].
pub fn package(
    reader: &Reader,
    council: CouncilId,
    case: &Case,
    holding: &Holding<'_>,
    means: &Means<'_>,
) -> Result<Proof, ProvingError> {
    let document = case.opened.id;
    let heads = &holding.text().heads;
    let view = case
        .opened
        .document
        .view_at(heads)
        .map_err(|_| ProvingError::NoText)?;
    let roster = reader.roster()?;
    let mut receipts = reader.receipts_that_name(&document, heads)?;
    // What no longer answers for others, such as a relay that was replaced, proves nothing to anybody.
    receipts.retain(|receipt| Holder::of(&roster, &receipt.holder).is_some() && receipt.verifies());
    let mut found = Found::default();
    found.last_changes(reader, council, case, heads, means)?;
    let history = found.history(reader, case, heads, means)?;
    let (changes, later) = found.into_parts();
    let (count, held) = (later.len(), receipts.len());
    let before = history.as_ref().map_or(0, Vec::len);
    let decision = match holding {
        Holding::Version(version) => {
            let same = |one: &&Version| one.text == version.text;
            let count = case.lifecycle.versions.iter().filter(same).count();
            (count > 1).then_some(version.decision.said.act)
        }
        Holding::Minutes(_) => None,
    };
    let contents = Contents {
        council,
        document,
        roster: &reader.acts(&Subject::Council)?,
        acts: &case.acts,
        view: &view,
        heads,
        changes,
        later,
        receipts,
        history,
        decision,
    };
    let bytes = write(&contents);
    // A file that proves nothing must not be handed to anybody.
    verify(&bytes).map_err(ProvingError::Unprovable)?;
    Ok(Proof {
        bytes,
        later: count,
        receipts: held,
        history: before,
    })
}

/// The changes that go into a package.
#[derive(Default)]
struct Found {
    last: BTreeMap<ChangeHash, SealedChange>,
    later: BTreeMap<ChangeHash, SealedChange>,
    /// Changes without a seal, in the order in which they were met.
    unsealed: Vec<HeldChange>,
    /// Who struck last, where the text ends with a strike that only takes back.
    struck_by: Option<PublicKey>,
}

impl Found {
    /// The changes at these heads that show who wrote last, and what vouches for those without a seal.
    fn last_changes(
        &mut self,
        reader: &Reader,
        council: CouncilId,
        case: &Case,
        heads: &[ChangeHash],
        means: &Means<'_>,
    ) -> Result<(), ProvingError> {
        let document = case.opened.id;
        let last = case.last(heads);
        self.struck_by = last.strikes().find_map(|(_, strike)| strike.author);
        let genesis = genesis_hash(case.opened.creation.create.kind);
        for hash in last.met.into_keys().filter(|hash| *hash != genesis) {
            let mut held = reader
                .change(&document, &hash)
                .map_err(StoreError::from)?
                .ok_or(ProvingError::NoText)?;
            // A device may seal what it wrote at any time, and says the same again.
            if let Some(key) = means.key.filter(|key| key.public() == held.author)
                && held.seal.is_none()
            {
                let roster = reader.roster()?.cites_for(&held.author);
                held.seal = Some(Seal::sign(key, &council, &document, &hash, roster));
            }
            let change = sealed(&held);
            if held.seal.is_none() {
                self.unsealed.push(held);
            }
            self.last.insert(hash, change);
        }
        let unsealed = std::mem::take(&mut self.unsealed);
        for held in &unsealed {
            self.vouch(reader, case, held)?;
        }
        match unsealed.first() {
            Some(first) if !means.with_later && !self.later.is_empty() => {
                Err(ProvingError::NoSeal {
                    by: first.author,
                    later: self.later.len(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Every other change that the text with these heads is built on, where a strike is to be looked at.
    fn history(
        &self,
        reader: &Reader,
        case: &Case,
        heads: &[ChangeHash],
        means: &Means<'_>,
    ) -> Result<Option<Vec<Vec<u8>>>, ProvingError> {
        let Some(by) = self.struck_by else {
            return Ok(None);
        };
        let genesis = genesis_hash(case.opened.creation.create.kind);
        let mut open = heads.to_vec();
        let mut met = BTreeSet::from([genesis]);
        let mut history = Vec::new();
        while let Some(hash) = open.pop() {
            if !met.insert(hash) {
                continue;
            }
            let held = reader
                .change(&case.opened.id, &hash)
                .map_err(StoreError::from)?
                .ok_or(ProvingError::NoText)?;
            open.extend(&held.change.header.dependencies);
            if !self.last.contains_key(&hash) && !self.later.contains_key(&hash) {
                history.push(held.change.chunk);
            }
        }
        match means.with_history {
            true => Ok(Some(history)),
            false => Err(ProvingError::NeedsHistory {
                by,
                changes: met.len() - 1,
            }),
        }
    }

    /// Adds the writer's changes after this one up to the first with a seal.
    fn vouch(
        &mut self,
        reader: &Reader,
        case: &Case,
        held: &HeldChange,
    ) -> Result<(), ProvingError> {
        let document = case.opened.id;
        let author = held.author;
        let nothing = || ProvingError::NothingVouches(author);
        let actor = held.change.header.actor;
        let (mut at, mut sequence) = (held.change.header.hash, held.change.header.sequence);
        loop {
            sequence += 1;
            let next = reader
                .at_position(&document, &actor, sequence)
                .map_err(StoreError::from)?;
            // Where a fork stands at this place, the change that was built on this one.
            let mut found = None;
            for hash in next {
                let change = reader
                    .change(&document, &hash)
                    .map_err(StoreError::from)?
                    .filter(|next| next.change.header.dependencies.contains(&at));
                found = found.or(change);
            }
            let next = found.ok_or_else(nothing)?;
            at = next.change.header.hash;
            let is_over = next.seal.is_some();
            if !self.last.contains_key(&at) {
                self.later.insert(at, sealed(&next));
            }
            if is_over {
                return Ok(());
            }
            if self.later.len() > MAX_CHANGES {
                return Err(nothing());
            }
        }
    }

    fn into_parts(self) -> (Vec<SealedChange>, Vec<SealedChange>) {
        (
            self.last.into_values().collect(),
            self.later.into_values().collect(),
        )
    }
}

fn sealed(held: &HeldChange) -> SealedChange {
    SealedChange {
        chunk: held.change.chunk.clone(),
        author: held.author,
        seal: held.seal.clone(),
    }
}
