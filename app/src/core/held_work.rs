//! What is held back, not lost: what a revoked device wrote and nobody accepted yet, and what stands on a
//! branch that does not count because a device was copied and both copies wrote on.

use format::{ChangeHash, DocumentId, PublicKey};

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

/// One place of a document at which a copied device wrote twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkedWork {
    /// Which document.
    pub document: DocumentId,
    /// Its title; may be empty.
    pub title: String,
    /// The device.
    pub device: PublicKey,
    /// Whose it is; empty where nothing here places the device.
    pub person: String,
    /// The branches, ascending by the change each begins with.
    pub branches: Vec<WorkBranch>,
    /// Whether this person may choose the branch that counts.
    pub is_mine_to_choose: bool,
    /// When the fork was found here, in milliseconds since 1970.
    pub found_millis: i64,
    /// How many changes of this very device stand on a branch that lost and were not written again.
    pub mine_to_write_again: usize,
}

/// One branch of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkBranch {
    /// The change it begins with.
    pub change: ChangeHash,
    /// When that was written, by its writer's clock, in milliseconds since 1970.
    pub time_millis: i64,
    /// How many changes are built on it, by anybody.
    pub built_on: u64,
    /// Whether it counts.
    pub counts: bool,
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
