//! The act that lets a document start over under another id.

use format::{ChangeHash, DocumentId, Fingerprint};
use minicbor::{Decode, Encode};

/// Says that this document goes on as another one, which begins with a text of it and nothing else: because
/// it is poisoned, too heavy, or must lose personal data. Said by the chair; see [`crate::restart`].
///
/// The history stays behind: once the act counts, nobody writes, submits or decides here any more, nodes
/// compare the document by its acts alone, and each may remove its text for good.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Restart {
    /// The document it goes on as.
    #[n(0)]
    pub document: DocumentId,
    /// The text with which that one begins.
    #[n(1)]
    pub fingerprint: Fingerprint,
    /// Why, such as "names of residents stood in the annex".
    #[n(2)]
    pub reason: String,
    /// The last changes its author held: strictly ascending, at most
    /// [`MAX_SEEN_HEADS`](super::MAX_SEEN_HEADS); absent where they were not named. By these whoever wrote
    /// something else meanwhile is told that it did not come along.
    #[n(3)]
    pub held: Option<Vec<ChangeHash>>,
}
