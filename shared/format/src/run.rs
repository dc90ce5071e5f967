//! Runs: consecutive changes of one actor, packed for the wire.
//!
//! A run is the unit in which changes travel. It is whole or nothing: its seal vouches for its last
//! change, every change names the one before by hash, and so the seal vouches for all of them.
//! [`Run::unpack`] proves this without decoding one operation. What the receiver can compute again
//! is left out; where to cut is the sender's choice ([`pack_within`]).

mod codec;
mod cut;

pub use crate::change::PlainChange;
use crate::change::{ChangeError, MAX_CHANGE_BYTES};
use crate::id::{CouncilId, DocumentId};
use crate::key::PublicKey;
use crate::seal::Seal;
pub use cut::{Packed, pack_within};

/// The most bytes a packed run may have: room for one change of the largest size, and its seal.
pub const MAX_RUN_BYTES: usize = MAX_CHANGE_BYTES + 4096;
/// The most bytes the chunks of one run may have together once unpacked.
pub const MAX_RUN_INFLATED_BYTES: usize = 4 * 1024 * 1024;
/// The most changes in one run.
pub const MAX_RUN_CHANGES: usize = 4096;

/// Why bytes are not a run, or changes do not make one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// Says what was expected.
    #[error("this is no run: {0}")]
    Form(&'static str),
    /// Packed with a codec this program does not know.
    #[error("the run is packed with codec {0}, which this program does not know")]
    Codec(u8),
    /// The packed run has more than [`MAX_RUN_BYTES`].
    #[error("the packed run has {0} bytes; at most {MAX_RUN_BYTES} are allowed")]
    PackedTooLarge(usize),
    /// It would unpack to more than is allowed.
    #[error("the run would unpack to more than {MAX_RUN_INFLATED_BYTES} bytes")]
    TooLarge,
    /// More than [`MAX_RUN_CHANGES`].
    #[error("the run has more than {MAX_RUN_CHANGES} changes")]
    TooMany,
    /// One of the changes is not acceptable.
    #[error("change {index} of the run: {source}")]
    Change {
        /// Its place in the run, from 0.
        index: usize,
        /// What is wrong with it.
        source: ChangeError,
    },
    /// The actor does not belong to the author in this council.
    #[error("the actor does not belong to the author in this council")]
    Actor,
    /// A change does not follow the one before it.
    #[error("change {index} of the run does not follow the one before: {what}")]
    Link {
        /// Its place in the run, from 0.
        index: usize,
        /// What was expected.
        what: &'static str,
    },
    /// The author footer is not exactly on the actor's first change, or names another key.
    #[error(
        "change {index} of the run: the author footer belongs on an actor's first change only, and names the author"
    )]
    Author {
        /// Its place in the run, from 0.
        index: usize,
    },
    /// The seal is not the author's over the last change.
    #[error("the seal does not match")]
    Seal,
}

/// Consecutive changes of one actor in one document, with the seal of the last one. Every change
/// links to the one before by hash, so the seal vouches for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The document.
    pub document: DocumentId,
    /// Whose actor wrote it.
    pub author: PublicKey,
    /// At least one, ascending by sequence, one actor, no hole.
    pub changes: Vec<PlainChange>,
    /// The seal of the last change.
    pub seal: Seal,
}

impl Run {
    /// Makes a run of changes already held, with the same checks as [`Run::unpack`]. The headers are
    /// taken at their word.
    ///
    /// # Errors
    /// [`RunError`], where the changes are not one sealed run of `author` in `council`.
    pub fn new(
        council: &CouncilId,
        document: DocumentId,
        author: PublicKey,
        changes: Vec<PlainChange>,
        seal: Seal,
    ) -> Result<Self, RunError> {
        let run = Self {
            document,
            author,
            changes,
            seal,
        };
        run.check(council)?;
        Ok(run)
    }

    /// Packs the run: what the receiver can recompute is left out, the rest compressed.
    ///
    /// # Errors
    /// [`RunError`] where a chunk is not the one its header was read from, as in a damaged row, or
    /// where the changes are no run.
    pub fn pack(&self) -> Result<Vec<u8>, RunError> {
        let mut records = codec::Records::default();
        for change in &self.changes {
            records.push(change)?;
        }
        codec::pack(
            &self.document,
            &self.author,
            &records,
            records.len(),
            &self.seal,
        )
    }

    /// What a packed run says it is about and who wrote it, found without unpacking it. Nothing of it is checked.
    pub fn whose(packed: &[u8]) -> Option<(DocumentId, PublicKey)> {
        codec::whose(packed)
    }

    /// Unpacks a run and checks everything that needs no store: sizes, plain chunks, one actor that
    /// the author owns in `council`, links, the author footer on sequence 1 and only there, and the
    /// seal.
    ///
    /// # Errors
    /// [`RunError`].
    pub fn unpack(packed: &[u8], council: &CouncilId) -> Result<Self, RunError> {
        let run = codec::unpack(packed, council)?;
        run.check(council)?;
        Ok(run)
    }

    fn check(&self, council: &CouncilId) -> Result<(), RunError> {
        let (Some(first), Some(last)) = (self.changes.first(), self.changes.last()) else {
            return Err(RunError::Form("it holds no change"));
        };
        if self.changes.len() > MAX_RUN_CHANGES {
            return Err(RunError::TooMany);
        }
        let bytes: usize = self.changes.iter().map(|change| change.chunk.len()).sum();
        if bytes > MAX_RUN_INFLATED_BYTES {
            return Err(RunError::TooLarge);
        }
        if !self.author.owns(council, &first.header.actor) {
            return Err(RunError::Actor);
        }
        for (index, change) in self.changes.iter().enumerate() {
            if let Some(before) = index.checked_sub(1) {
                links(&self.changes[before], change)
                    .map_err(|what| RunError::Link { index, what })?;
            }
            let expected = (change.header.sequence == 1).then_some(self.author);
            if change.header.author != expected {
                return Err(RunError::Author { index });
            }
        }
        let hash = &last.header.hash;
        if !self
            .seal
            .verifies(&self.author, council, &self.document, hash)
        {
            return Err(RunError::Seal);
        }
        Ok(())
    }
}

/// Whether `next` is the same actor's next change after `before`; if not, what is wrong.
fn links(before: &PlainChange, next: &PlainChange) -> Result<(), &'static str> {
    let (before, next) = (&before.header, &next.header);
    if next.actor != before.actor {
        return Err("it is of another actor");
    }
    if next.sequence != before.sequence + 1 {
        return Err("its sequence number is not the next");
    }
    if next.dependencies.binary_search(&before.hash).is_err() {
        return Err("it does not name that one as a dependency");
    }
    if next.start_op <= before.last_op() {
        return Err("its operation numbers are used already");
    }
    Ok(())
}
