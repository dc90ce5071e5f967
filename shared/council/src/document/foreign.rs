//! Changes that others wrote, decoded without trusting them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::Change;
use format::ChangeHash;

/// Why a change that somebody else wrote is not taken into a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Automerge panics on it.
    #[error("decoding it makes the document engine fail")]
    Panic,
    /// Automerge refuses it.
    #[error("it cannot be decoded: {0}")]
    Damaged(String),
    /// Its bytes make another change.
    #[error("it is not the change its hash names")]
    OtherHash,
    /// It has another number of operations than its header says.
    #[error("it claims to have {claimed} operations and has {found}")]
    Count {
        /// What it claims.
        claimed: u64,
        /// What it has.
        found: u64,
    },
    /// Its columns hold more than its operations.
    #[error("what it holds is not the operations it claims")]
    OtherOperations,
}

/// Decodes one change and compares it with what is known of it: its hash, and how many operations its
/// header claims.
///
/// # Errors
/// [`Unsound`]; nothing may be built on such a change.
pub fn decode_change(
    chunk: Vec<u8>,
    hash: &ChangeHash,
    operations: u64,
) -> Result<Change, Unsound> {
    fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Unsound> {
        catch_unwind(AssertUnwindSafe(work)).map_err(|_| Unsound::Panic)
    }
    let change = guarded(|| Change::from_bytes(chunk))?
        .map_err(|error| Unsound::Damaged(error.to_string()))?;
    if change.hash().0 != *hash.as_bytes() {
        return Err(Unsound::OtherHash);
    }
    let found = change.len() as u64;
    if found != operations {
        return Err(Unsound::Count {
            claimed: operations,
            found,
        });
    }
    // The count above is read from the same column as the claim. What the other columns hold beyond it
    // is dropped by the document engine, which then makes another change of this one: the document would
    // save and load no more. An honest change has one form only, so writing it anew finds every such case.
    let again = guarded(|| Change::from(change.decode()))?;
    match again.hash() == change.hash() {
        true => Ok(change),
        false => Err(Unsound::OtherOperations),
    }
}
