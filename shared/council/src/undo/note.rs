//! What the message of an undo, a redo, a strike or a proposal made again says.

use std::fmt;

use format::ChangeHash;

/// The first line of the message of a strike.
pub(crate) const STRIKE: &str = "strike";

/// The message of a change that takes something back or brings it back, and so may claim that text it
/// inserts was first written by somebody else.
///
/// A claim like every message: an undo counts only where both changes are of one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// This change takes that one back.
    Undo(ChangeHash),
    /// This change does that one, which had been undone, again.
    Redo(ChangeHash),
    /// This change strikes something that was reviewed; the rest of the message says what and why, see
    /// [`crate::review::StrikeNote`].
    Strike,
    /// This change brings back what that one, a strike, took away.
    Propose(ChangeHash),
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
        if message.lines().next() == Some(STRIKE) {
            return Some(Self::Strike);
        }
        let (verb, hash) = message.split_once(' ')?;
        if hash.len() != 2 * ChangeHash::LEN {
            return None;
        }
        match verb {
            "undo" => Some(Self::Undo(hash.parse().ok()?)),
            "redo" => Some(Self::Redo(hash.parse().ok()?)),
            "propose" => Some(Self::Propose(hash.parse().ok()?)),
            _ => None,
        }
    }

    /// The change of the same author that is undone or done again; `None` for everything else.
    pub const fn of(&self) -> Option<&ChangeHash> {
        match self {
            Self::Undo(hash) | Self::Redo(hash) => Some(hash),
            Self::Strike | Self::Propose(_) => None,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undo(hash) => write!(f, "undo {hash}"),
            Self::Redo(hash) => write!(f, "redo {hash}"),
            Self::Strike => f.write_str(STRIKE),
            Self::Propose(hash) => write!(f, "propose {hash}"),
        }
    }
}
