//! A document as it read at some moment, to write on from there.

use std::collections::BTreeSet;

use council::document::UnknownHeads;
use format::{ChangeHash, ChangeHeader, DocumentId};
use store::Reader;

use super::{OpenError, Opened, open_content};
use crate::engine::opening;

/// Why a document does not open as it read then.
#[derive(Debug, thiserror::Error)]
pub enum OpenAtError {
    /// It does not open at all.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It never read so here.
    #[error(transparent)]
    Heads(#[from] UnknownHeads),
}

/// Opens a document as it read at these heads, as [`Opened::heads`] gave them; what came later is left
/// out. What is written there merges with it when it is saved.
///
/// # Errors
/// [`OpenAtError`], among them that one of the heads does not show here.
pub fn open_at(
    reader: &Reader,
    id: &DocumentId,
    heads: &[ChangeHash],
) -> Result<Opened, OpenAtError> {
    let _opening = opening::begin(reader.file(), id).map_err(OpenError::from)?;
    let mut content = reader.content(id).map_err(OpenError::from)?;
    let mut wanted: BTreeSet<ChangeHash> = heads.iter().copied().collect();
    // Each change stands after all it is built on: going back, whatever is needed was named before.
    for shown in content.changes.iter().rev() {
        if wanted.contains(&shown.hash)
            && let Ok(header) = ChangeHeader::parse(&shown.chunk)
        {
            wanted.extend(header.dependencies);
        }
    }
    content.changes.retain(|shown| wanted.contains(&shown.hash));
    let opened = open_content(reader, id, content)?;
    match heads.iter().find(|head| !opened.document.contains(head)) {
        Some(head) => Err(UnknownHeads(*head).into()),
        None => Ok(opened),
    }
}
