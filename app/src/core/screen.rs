//! Which screen is shown.

use council::edit::Place;
use format::DocumentId;

use super::documents::Beginning;

/// A screen of the window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Screen {
    /// What waits for me and what came in.
    #[default]
    Home,
    /// The list of documents.
    Documents,
    /// The form that begins the minutes of a meeting.
    NewMinutes,
    /// The form that begins another document, or documents from files.
    NewDocument(Beginning),
    /// One document, at a place if one is named.
    Document(DocumentId, Option<Place>),
    /// What waits for a decision; with a document: what changed in it since the last one.
    Review(Option<DocumentId>),
    /// What others said and this person has not seen.
    Inbox,
    /// What merges brought.
    Reports,
    /// Links, receipts, what waits and what was refused.
    Sync,
    /// The form that writes a carry file.
    WriteCarryFile,
    /// Carry files, looked at before anything of them is taken.
    ReadCarryFiles,
    /// Members, invitations, relays.
    Council,
    /// Language, theme, data folder, backup.
    Settings,
}
