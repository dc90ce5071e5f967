//! What a revoked device wrote and nobody accepted yet: held back, not lost.

use format::{DocumentId, PublicKey};

use super::review::Changes;

/// The work of one revoked device that is held back in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldWork {
    /// Which document.
    pub document: DocumentId,
    /// Its title; may be empty.
    pub title: String,
    /// The device.
    pub device: PublicKey,
    /// Whose it is.
    pub person: String,
    /// How many changes do not show.
    pub changes: usize,
    /// How many signed statements, such as comments, do not count.
    pub statements: usize,
    /// When the device was revoked, by the clock of whoever revoked it, in milliseconds since 1970.
    pub since_millis: i64,
    /// Whether this person may accept it: as the chair, or because it is their own earlier device.
    pub is_mine_to_release: bool,
}

/// What a piece of held-back work says: shown before anybody lets it through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldText {
    /// Which document.
    pub document: DocumentId,
    /// The device.
    pub device: PublicKey,
    /// How the document would read with it, beside how it reads. `None`: nothing of the text would change,
    /// or it cannot be read.
    pub changes: Option<Changes>,
    /// The signed statements that would count: what each is called, when it was said by the device's clock
    /// in milliseconds since 1970, and its words, which may be empty.
    pub statements: Vec<(String, i64, String)>,
    /// How many changes stay held back because they cannot be read here.
    pub unreadable: usize,
}
