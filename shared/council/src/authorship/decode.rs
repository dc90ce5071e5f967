//! Changes taken apart, with automerge's panics kept in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, Change, ExpandedChange, ReadDoc as _};
use format::ChangeHash;

/// A change of the document cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the history of this document cannot be read (change {}); export the text and start a new document from it",
    .change.map_or_else(|| "unknown".to_owned(), |c| c.short())
)]
pub struct Unreadable {
    /// Which change, if that is known.
    pub change: Option<ChangeHash>,
}

/// One change with its operations.
#[derive(Debug, Clone)]
pub(crate) struct Decoded {
    pub(crate) hash: ChangeHash,
    pub(crate) inner: ExpandedChange,
}

impl Decoded {
    /// The operations with their counters.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (u64, &automerge::legacy::Op)> {
        (self.inner.start_op.get()..).zip(&self.inner.operations)
    }

    pub(crate) fn actor(&self) -> &ActorId {
        &self.inner.actor_id
    }
}

/// Runs what is known to panic inside automerge on some inputs that it loads.
pub(crate) fn guarded<T>(
    change: Option<ChangeHash>,
    run: impl FnOnce() -> T,
) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| Unreadable { change })
}

/// Takes apart every change of `doc` that is not an ancestor of `have`, in causal order, one at a time:
/// the operations of a long history together are large.
pub(crate) fn decode_each(
    doc: &Automerge,
    have: &[automerge::ChangeHash],
    mut visit: impl FnMut(&Decoded),
) -> Result<(), Unreadable> {
    for change in guarded(None, || doc.get_changes(have))? {
        visit(&decode(&change)?);
    }
    Ok(())
}

/// Takes apart one change; `Ok(None)` when it is not in `doc`.
pub(crate) fn decode_one(doc: &Automerge, hash: ChangeHash) -> Result<Option<Decoded>, Unreadable> {
    let name = automerge::ChangeHash(*hash.as_bytes());
    let change = guarded(Some(hash), || doc.get_change_by_hash(&name))?;
    change.as_ref().map(decode).transpose()
}

/// Takes apart one change.
pub(crate) fn decode(change: &Change) -> Result<Decoded, Unreadable> {
    let hash = ChangeHash::from_bytes(change.hash().0);
    let inner = guarded(Some(hash), || change.decode())?;
    Ok(Decoded { hash, inner })
}
