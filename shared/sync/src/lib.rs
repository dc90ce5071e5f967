//! The replication protocol as a state machine: bytes, time and store answers in, effects out.
//!
//! A driver (the relay's socket task, the client's link, a test) owns one [`Session`] per connection
//! and does four things:
//!
//! 1. It makes the session with a [`Setup`] and feeds [`Event::Opened`]. A host reads the first
//!    message before that and asks [`frame::council_of`] which store it is about.
//! 2. It feeds what happens: messages, the store's answers, [`Event::Grew`] whenever the log of this
//!    node grew by anybody's doing, and a tick about once a second.
//! 3. It performs the effects in order. Sending waits for the socket; a [`Effect::Take`] goes to the
//!    store's writer, and other events may be fed before its answer comes.
//! 4. After [`Effect::Close`] it flushes, closes, keeps [`Session::carry`] in memory for the next
//!    session with that peer, and asks [`CloseReason::again`] whether and when to try again.
//!
//! What keeps it right: a `Have` follows the commit; a cursor moves in the transaction that makes
//! what lies before it durable, as item, as gap or as refusal; and a row that is not sent because it
//! came from the reader's own log is named, so that a copied or restored store finds what it lacks.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`blob`] | the bytes of files that acts name, in parts |
//! | [`holdings`] | what a session may ask of the store it works for |
//! | [`intake`] | what a node checks before it takes a foreign item |
//! | [`forks`] | which of several changes at one place counts |
//! | [`presence`] | who is where: decoration beside the work |
//! | [`event`] | what goes into a session and what comes out |
//! | [`session`] | one session with one peer |
//! | [`interrupted`] | large runs whose way was cut in the middle |
//! | [`frame`] | what goes over the wire |
//! | [`carry_file`] | what a link would bring, in a file |
//! | [`close`] | why a session ends, and whether trying again can help |

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod blob;
pub mod carry_file;
pub mod close;
pub mod event;
pub mod forks;
pub mod frame;
pub mod holdings;
pub mod intake;
pub mod interrupted;
#[doc(hidden)]
pub mod memory;
mod partial;
pub mod presence;
mod runs;
pub mod session;

pub use blob::{BlobPart, BlobState};
pub use close::{Again, CloseReason};
pub use event::{Effect, Event, Outcome, Rejected, Statistics};
pub use holdings::{
    Answer, Holdings, Item, LogPosition, LogRow, Named, Recipient, Standing, Unreadable,
};
pub use intake::{Admitted, Reason, Verdict, judge};
pub use interrupted::Interrupted;
pub use presence::{Presence, Whereabouts};
pub use session::{Carry, Expected, Role, Session, Setup};
