//! Saying a comment.

use council::act::{Body, Comment};
use council::mention;
use council::roster::document_heads;
use format::{Act, DocumentId, Subject};

use crate::engine::office::{Office, OfficeError};

impl Office {
    /// Says a comment about a document, and names in it the devices of everybody whom its text mentions.
    /// Saved when this returns.
    ///
    /// # Errors
    /// [`OfficeError`]; nothing was said then.
    pub fn comment(&self, document: DocumentId, comment: Comment) -> Result<Act, OfficeError> {
        let reader = self.reader()?;
        let mentioned = mention::keys(&comment.text, &mention::people(&*reader.roster()?));
        let cites = document_heads(&reader.acts(&Subject::Document(document))?);
        drop(reader);
        let body = Body::Comment(Comment {
            mentions: Some(mentioned).filter(|keys| !keys.is_empty()),
            ..comment
        });
        self.say_about(document, cites, &body)
    }
}
