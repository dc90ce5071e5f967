//! One program writes in a folder at a time. A program that is started beside it hands its command over
//! instead of being refused.
//!
//! Whoever holds the [`Office`](crate::engine::office::Office) for long (the window, a `sync` that stays
//! linked) opens a [`Door`]: a local socket beside the store, for programs of the same person only.
//! Whoever finds the store in use knocks there. One connection carries one request:
//!
//! ```text
//! holder   Hello                  it is alive, and which version it speaks
//! guest    Ping | Show | Run      one frame, at most MAX_REQUEST_BYTES
//! holder   Out | Err ...          what the command prints, as it prints it
//! holder   Exit | Shown | ...     the end
//! ```
//!
//! A frame is its length (four bytes, the greatest first) and JSON. Nothing is asked before `Hello`
//! came, so a guest that gives up before that knows that nothing was done.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`message`] | what is said |
//! | [`frame`] | bytes to messages, and back |
//! | `address` | where the door is |
//! | [`door`] | the holder's side |
//! | [`guest`] | the other side |

mod address;
pub mod door;
pub mod frame;
pub mod guest;
pub mod message;

pub use door::{Door, HandoverError, Holder, Printer, RunCommand};
pub use guest::{Outcome, Said, focus_existing, hand_over, is_answering};
pub use message::{Handed, Reason, Typed};
