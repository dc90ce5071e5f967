//! One council document on Automerge: opened from genesis and changes, edited by targeted edits, read
//! as plain data.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`genesis`] | the fixed first change of each kind |
//! | [`foreign`] | changes that others wrote, decoded without trusting them |
//! | `schema` | where each [`Place`](crate::edit::Place) lives, and the keys that may not change |
//! | [`open`] | [`Document`]: load, apply, heads, writer |
//! | `write` | what each [`Edit`](crate::edit::Edit) does, all in one change |
//! | [`ord`] | order keys between two others, so that nothing is ever moved in a list |
//! | `anchors` | texts by place, and ranges of them that move along |
//! | [`splice`] | the smallest splices from one text to another |
//! | `reader`, `read` | [`View`](crate::view::View)s, now and as of any heads |
//! | [`news`] | what changed since the last look, for an open editor |
//! | `changes` | which change wrote an operation, and what it had seen |
//! | [`conflicts`] | places with more than one value, until a person chooses |
//! | [`kept_aside`] | edits that landed where nobody looks |
//!
//! # How a document is laid out
//! Root: `v` (1), `kind`, `title` (Text), maps `meta` and `ext`, and per kind
//! - policy: `clauses`;
//! - minutes: `meeting`, `attendance`, `agenda`, `decisions`, `actions`;
//! - matrix: `columns` (the ten fixed ones are there from the start), `rows`.
//!
//! `clauses`, `agenda`, `decisions`, `actions`, `columns` and `rows` are maps from a UUID to a map with
//! `ord`, its own fields and, once somebody removed it, `deleted_at`. All objects of such a thing, a
//! decision's `votes` included, are made with it in one change, so no two people ever make the same
//! object.
//!
//! `attendance` is different: two minute-takers may write down the same person apart, and an object per
//! person would hide one whole entry. So it holds flat scalars: `<person>` is the status, and
//! `<person>`, U+001F and `note`, `ord` or `deleted_at` are the rest.
//!
//! # What keeps work from getting lost
//! - Nothing is deleted. A removed thing carries `deleted_at`; a cleared value is `""`.
//! - A removed thing that holds anything its remover had not seen is shown again. That is computed when
//!   reading, never written by a merge, and listed in [`conflicts`].
//! - A person's choice between values is a new value even where it equals the one shown, so that two
//!   people who choose differently see that.
//! - Every edit batch is one change or nothing.

mod anchors;
pub(crate) mod changes;
pub mod conflicts;
pub mod foreign;
pub mod genesis;
pub mod kept_aside;
pub mod news;
pub mod open;
pub mod ord;
pub(crate) mod read;
pub(crate) mod reader;
pub mod removed;
pub(crate) mod schema;
pub mod splice;
mod write;

pub use conflicts::{Conflict, ConflictValue, Conflicts};
pub use kept_aside::{KeptAside, Whereabouts};
pub use open::{ApplyError, Document, LocalChange, OpenError, UnknownHeads};
pub use removed::Removed;
pub use write::EditError;

#[cfg(test)]
mod model_tests;
