//! What the message of an undo or redo says.

use std::fmt;

use format::ChangeHash;

/// The message of a change that undoes another or does it again.
///
/// A claim like every message: it counts only where both changes are of one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// This change takes that one back.
    Undo(ChangeHash),
    /// This change does that one, which had been undone, again.
    Redo(ChangeHash),
}

impl Note {
    /// Reads a message; `None` for any other message.
    ///
    /// ```
    /// # use council::undo::Note;
    /// let note = Note::Undo(format::ChangeHash::from_bytes([7; 32]));
    /// assert_eq!(Note::parse(&note.to_string()), Some(note));
    /// assert_eq!(Note::parse("undo the last one"), None);
    /// ```
    pub fn parse(message: &str) -> Option<Self> {
        let (verb, hash) = message.split_once(' ')?;
        if hash.len() != 2 * ChangeHash::LEN {
            return None;
        }
        match verb {
            "undo" => Some(Self::Undo(hash.parse().ok()?)),
            "redo" => Some(Self::Redo(hash.parse().ok()?)),
            _ => None,
        }
    }

    /// The change that is undone or done again.
    pub const fn of(&self) -> &ChangeHash {
        match self {
            Self::Undo(hash) | Self::Redo(hash) => hash,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undo(hash) => write!(f, "undo {hash}"),
            Self::Redo(hash) => write!(f, "redo {hash}"),
        }
    }
}
