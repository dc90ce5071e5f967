//! Undo and redo of one's own edits.
//!
//! There is no stored stack: what can be undone follows from the history, so it survives a restart, a
//! crash and a move to another machine. An undo is itself one new change by the same author, with a
//! [`Note`] as its message, read back each time.
//!
//! What an undo does, and what it leaves:
//! - Text I inserted goes, wherever it still stands. Text I deleted comes back where it stood, among
//!   whatever others wrote meanwhile, with its first writer (see [`crate::authorship::origin`]). What
//!   somebody else deleted too stays deleted.
//! - A value goes back to what it was before, if the place still holds mine.
//! - A thing I added (clause, row ...) is marked removed, if nobody else has written in it.
//! - Everything else is left as it is, and [`Left`] says why and because of whom.
//!
//! A change of which nothing can be undone any more is passed over.

pub(crate) mod inverse;
mod left;
pub(crate) mod note;
mod plan;
pub(crate) mod stacks;
pub(crate) mod text;
pub(crate) mod things;
pub(crate) mod write;

pub use left::{Left, Why};
pub use note::Note;
pub use plan::{Direction, PassedOver, Plan, UndoError, Undone, plan, redo, undo};

#[cfg(test)]
mod tests;
