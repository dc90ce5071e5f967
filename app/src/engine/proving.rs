//! A decision with its proof, out of the store.

use council::lifecycle::Version;
use council::package::{Contents, SealedChange, write};
use format::{ChangeHash, CouncilId, Subject};
use store::{Reader, StoreError};
use sync::Holdings as _;

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
    /// Of the last changes one came without a seal of its own; a later change of the same writer vouches for
    /// it, which a package cannot hold yet.
    #[error("a change at the end of the version has no seal of its own")]
    NoSeal,
    /// The text of the version, or a change that shows who wrote it last, is not (all) here.
    #[error("the text of the version is not all here")]
    NoText,
}

/// The package that proves a version of a document.
///
/// # Errors
/// [`ProvingError`].
pub fn package(
    reader: &Reader,
    council: CouncilId,
    case: &Case,
    version: &Version,
) -> Result<Vec<u8>, ProvingError> {
    let heads = &version.text.heads;
    let view = case
        .opened
        .document
        .view_at(heads)
        .map_err(|_| ProvingError::NoText)?;
    Ok(write(&Contents {
        council,
        document: case.opened.id,
        roster: &reader.acts(&Subject::Council)?,
        acts: &case.acts,
        view: &view,
        heads,
        changes: last_changes(reader, case, heads)?,
    }))
}

/// The changes at these heads, and behind those without operations the ones they were made on.
fn last_changes(
    reader: &Reader,
    case: &Case,
    heads: &[ChangeHash],
) -> Result<Vec<SealedChange>, ProvingError> {
    let mut open = heads.to_vec();
    let mut found: Vec<(ChangeHash, SealedChange)> = Vec::new();
    while let Some(hash) = open.pop() {
        if found.iter().any(|(known, _)| *known == hash) {
            continue;
        }
        let held = reader
            .change(&case.opened.id, &hash)
            .map_err(StoreError::from)?
            .ok_or(ProvingError::NoText)?;
        if held.change.header.operations == 0 {
            open.extend(&held.change.header.dependencies);
        }
        let change = SealedChange {
            chunk: held.change.chunk,
            author: held.author,
            seal: held.seal.ok_or(ProvingError::NoSeal)?,
        };
        found.push((hash, change));
    }
    Ok(found.into_iter().map(|(_, change)| change).collect())
}
