//! What the message of a strike says.

use std::fmt;

use format::ChangeHash;

use crate::edit::Place;
use crate::undo::note::STRIKE;

/// The longest reason of a strike, in bytes.
pub const MAX_REASON_BYTES: usize = 4_000;
/// The most heads that a state can have here. A decided version has one or a few.
const MAX_HEADS: usize = 64;

/// The message of a strike: four parts, the first three a line each.
///
/// `strike`, the key of the place, the heads it goes back to (with commas between them; `-`: the empty
/// document), and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrikeNote {
    /// What was struck: the [`Place::Mark`] of a thing means all of it.
    pub place: Place,
    /// The heads of the state it goes back to, ascending; empty: nothing was decided before.
    pub before: Vec<ChangeHash>,
    /// Why.
    pub reason: String,
}

impl StrikeNote {
    /// Reads a message; `None` for any other message.
    ///
    /// ```
    /// # use council::edit::Place;
    /// # use council::review::StrikeNote;
    /// let note = StrikeNote {
    ///     place: Place::Title,
    ///     before: vec![format::ChangeHash::from_bytes([7; 32])],
    ///     reason: "Belum dibahas.\nTunda dulu.".into(),
    /// };
    /// assert_eq!(StrikeNote::parse(&note.to_string()), Some(note));
    /// assert_eq!(StrikeNote::parse("strike title"), None);
    /// ```
    pub fn parse(message: &str) -> Option<Self> {
        let mut parts = message.splitn(4, '\n');
        let verb = parts.next()?;
        let (key, heads, reason) = (parts.next()?, parts.next()?, parts.next()?);
        if verb != STRIKE || reason.len() > MAX_REASON_BYTES {
            return None;
        }
        let before = match heads {
            "-" => Vec::new(),
            heads => {
                let heads = heads.split(',').take(MAX_HEADS + 1);
                heads.map(|head| head.parse().ok()).collect::<Option<_>>()?
            }
        };
        if before.len() > MAX_HEADS {
            return None;
        }
        Some(Self {
            place: Place::from_key(key)?,
            before,
            reason: reason.to_owned(),
        })
    }
}

impl fmt::Display for StrikeNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads: Vec<String> = self.before.iter().map(ToString::to_string).collect();
        let heads = match heads.is_empty() {
            true => "-".to_owned(),
            false => heads.join(","),
        };
        write!(
            f,
            "{STRIKE}\n{}\n{heads}\n{}",
            self.place.key(),
            self.reason
        )
    }
}
