//! Striking what was reviewed, and proposing it again.
//!
//! Whoever decides on a document may take single changes out of it. A **strike** is one ordinary change
//! that leads one place of the document, or one thing as a whole (clause, row, person ...), back to how it
//! read at the last decided version, as far as what was *reviewed* is concerned:
//! - text that was added goes, element by element, by its identity: what somebody typed inside it
//!   meanwhile stays and shows as new;
//! - text that was removed comes back where it stood and keeps its first writer (see
//!   [`crate::authorship::origin`]);
//! - a value goes back to what it was, if the place still holds what was reviewed;
//! - a thing that was added is marked removed, if nobody has written in it since; one that was removed
//!   shows again; one that was moved goes back.
//!
//! Nothing is lost by it: [`Document::propose_again`] brings all of it back, as an edit of whoever proposes
//! it, with its first writers.
//!
//! The message of the change says what was struck, from which state to which, and why ([`StrikeNote`]), so
//! the reason cannot part from the change. A claim like every message: [`strikes_that_only_take_back`]
//! tells which of them do nothing else.
//!
//! [`Document::propose_again`]: crate::document::Document::propose_again

mod note;
mod proof;
mod strike;
mod struck;
mod who;

pub use note::{MAX_REASON_BYTES, StrikeNote};
pub use proof::{TakenBack, strikes_that_only_take_back};
pub use strike::{Reviewed, StrikeError, Struck};
pub use struck::{Strike, strikes};
pub use who::{Between, between};

#[cfg(test)]
mod tests;
