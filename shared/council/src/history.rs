//! The changes of a document, newest first, and versions named by a few characters of their heads.

use automerge::Automerge;
use format::{ChangeHash, PublicKey};
use serde::Serialize;

use crate::authorship::{Index, Paths, Touched, Unreadable, decode_each, shown, shown_option};
use crate::undo::Note;

/// One change, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The change.
    #[serde(serialize_with = "shown")]
    pub hash: ChangeHash,
    /// Who made it.
    #[serde(serialize_with = "shown_option")]
    pub author: Option<PublicKey>,
    /// What the author's clock said, in seconds since 1970; any value at all is possible.
    pub time_seconds: i64,
    /// What the author wrote about it, cut to [`MAX_MESSAGE_CHARS`], without control characters.
    pub message: Option<String>,
    /// The change that this one took back, if it is an undo.
    #[serde(serialize_with = "shown_option")]
    pub undoes: Option<ChangeHash>,
    /// The change that this one did again, if it is a redo.
    #[serde(serialize_with = "shown_option")]
    pub redoes: Option<ChangeHash>,
    /// How many operations it holds.
    pub operations: u64,
    /// What it touched.
    pub touched: Vec<Touched>,
}

/// The longest message that is shown.
pub const MAX_MESSAGE_CHARS: usize = 200;

/// All changes of `doc`, newest first: no change stands before one that was built on it.
///
/// # Errors
/// When the history cannot be taken apart.
pub fn history(doc: &Automerge, index: &Index) -> Result<Vec<Entry>, Unreadable> {
    let mut paths = Paths::of_all(doc);
    let mut entries = Vec::with_capacity(index.len());
    decode_each(doc, &[], |change| {
        let Some(written) = index.change(&change.hash) else {
            return;
        };
        let note = change.inner.message.as_deref().and_then(Note::parse);
        entries.push(Entry {
            hash: change.hash,
            author: written.author,
            time_seconds: written.time_seconds,
            message: change.inner.message.as_deref().and_then(printable),
            undoes: match note {
                Some(Note::Undo(of)) => Some(of),
                _ => None,
            },
            redoes: match note {
                Some(Note::Redo(of)) => Some(of),
                _ => None,
            },
            operations: change.inner.operations.len() as u64,
            touched: paths.touched(change).into_keys().collect(),
        });
    })?;
    entries.reverse();
    Ok(entries)
}

fn printable(message: &str) -> Option<String> {
    let visible = message.chars().filter(|c| !c.is_control());
    let message: String = visible.take(MAX_MESSAGE_CHARS).collect();
    (!message.is_empty()).then_some(message)
}

/// Why a text names no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadsError {
    /// Nothing was given.
    #[error(
        "name a version by the first characters of one or more changes, with commas between them"
    )]
    Empty,
    /// Not hexadecimal, or longer than a hash.
    #[error(
        "\"{0}\" is no change: a change is named by the first characters of its hexadecimal hash"
    )]
    NotAHash(String),
    /// No change begins like this.
    #[error("this document has no change {0}; see its history")]
    Unknown(String),
    /// Several changes begin like this.
    #[error("{count} changes of this document begin with {prefix}; give more characters")]
    Ambiguous {
        /// What was given.
        prefix: String,
        /// How many there are.
        count: usize,
    },
}

/// The heads that `text` names: beginnings of change hashes, with commas between them.
///
/// # Errors
/// [`HeadsError`] names the part that is no change or not exactly one.
pub fn resolve_heads(index: &Index, text: &str) -> Result<Vec<ChangeHash>, HeadsError> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let mut heads = parts
        .map(|part| resolve(index, part))
        .collect::<Result<Vec<_>, _>>()?;
    heads.sort();
    heads.dedup();
    if heads.is_empty() {
        return Err(HeadsError::Empty);
    }
    Ok(heads)
}

fn resolve(index: &Index, part: &str) -> Result<ChangeHash, HeadsError> {
    let prefix = part.to_ascii_lowercase();
    let is_hash =
        prefix.len() <= 2 * ChangeHash::LEN && prefix.bytes().all(|b| b.is_ascii_hexdigit());
    let shown: String = part.chars().take(80).collect();
    if !is_hash {
        return Err(HeadsError::NotAHash(shown));
    }
    let mut found = index.changes().iter().map(|change| change.hash);
    let mut found = found
        .by_ref()
        .filter(|hash| hash.to_string().starts_with(&prefix));
    let first = found
        .next()
        .ok_or_else(|| HeadsError::Unknown(shown.clone()))?;
    match found.count() {
        0 => Ok(first),
        more => Err(HeadsError::Ambiguous {
            prefix: shown,
            count: more + 1,
        }),
    }
}

#[cfg(test)]
mod tests;
