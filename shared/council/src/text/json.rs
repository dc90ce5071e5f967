//! Any document as JSON, for programs.
//!
//! The fields are those of [`crate::view`], in the order they are declared there, after `kind`
//! (`policy`, `minutes` or `matrix`). Maps are sorted by key, text is UTF-8, the indent is two spaces
//! and the last line ends in LF, so equal views give equal bytes.
//!
//! ```text
//! every kind  kind, title, meta (name -> value)
//! policy      clauses: id, level (0 to 4), heading, body
//! minutes     meeting (name -> value)
//!             attendance: person, status, note
//!             agenda: id, level, topic, presenter, notes
//!             decisions: id, agenda (an id, or empty), text, votes (person -> for, against or
//!                 abstain), owner
//!             actions: id, agenda, title, owner, due, state
//! matrix      columns: id, name
//!             rows: id, cells (in the order of the columns)
//! ```

use crate::view::View;

/// Writes a view as pretty JSON.
#[must_use]
pub fn write_json(view: &View) -> String {
    let mut json = serde_json::to_string_pretty(view).expect("BUG: plain data has a JSON form");
    json.push('\n');
    json
}
