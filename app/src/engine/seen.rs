//! What the chair has read: said once for each state of a document, and only by the chair's own program.

use council::act::{Body, Seen};
use council::roster::document_heads;
use format::{Act, ChangeHash, DocumentId, Subject};
use store::StoreError;

use crate::engine::office::{Office, OfficeError};

/// Why it was not said that a document was seen.
#[derive(Debug, thiserror::Error)]
pub enum SeenError {
    /// Whoever else says it says nothing.
    #[error("only the chair of the council says what the chair has seen")]
    NotChair,
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Office {
    /// Says, as the chair, that the chair had this document open as it shows now, and read it. Saved
    /// when this returns. `None` if the chair has said so already: nothing new shows since.
    ///
    /// # Errors
    /// [`SeenError`]; nothing was said then.
    pub fn say_seen(&self, document: &DocumentId) -> Result<Option<Act>, SeenError> {
        let heads = self.reader()?.outline(document)?.heads;
        self.say_seen_at(document, heads)
    }

    /// Like [`Office::say_seen`], for a document that was read at these heads: what a window showed,
    /// which may be less than what is here by now.
    ///
    /// # Errors
    /// [`SeenError`]; nothing was said then.
    pub fn say_seen_at(
        &self,
        document: &DocumentId,
        heads: Vec<ChangeHash>,
    ) -> Result<Option<Act>, SeenError> {
        let (reader, me) = (self.reader()?, self.me());
        if !reader.roster()?.is_chair(&me) {
            return Err(SeenError::NotChair);
        }
        let seen = Seen::of(heads);
        let before = reader.reading_by(&me, document)?;
        if before.is_some_and(|before| before.covers(&seen.heads)) {
            return Ok(None);
        }
        let cites = document_heads(&reader.acts(&Subject::Document(*document))?);
        drop(reader);
        Ok(Some(self.say_about(*document, cites, &Body::Seen(seen))?))
    }
}
