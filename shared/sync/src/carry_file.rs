//! Carry files: what a link would bring, in a file for a memory stick or a mail.
//!
//! A carry file is one side of a session written down: a header that says who wrote it for whom and
//! where it begins and ends in the writer's log, then `Items` frames as they go over a link, then a
//! signature over all of it. Whoever reads it checks all of it first and takes nothing of a file that is
//! damaged, foreign or not from somebody of the council; then each item is judged as if a link had
//! brought it. So a file that is read twice, too late or without the one before it does no harm.
//!
//! # What the receiver is known to hold
//! [`Mark`] is a place in what the writer holds: a row of its log, a number of its receipts and of its
//! blobs. A file goes from a mark to a mark. Whoever has read up to the first one, in files or over a
//! link, stands at the second afterwards, and says so in its own next file ([`Stands`]), which is how
//! the writer learns from where on to write the next time. The writer alone interprets a mark; to the
//! reader it means nothing but "at least as far as".
//!
//! # What is in it
//! Only what is for *every* recipient: a file goes from hand to hand among them. What is for some of them stays
//! out, and what is too large for the person who writes it; [`left_out`] says how it comes later.
//!
//! # Form
//! [`MAGIC`], then blocks, each with its length before it (4 bytes, big endian, at most
//! [`MAX_BLOCK_BYTES`]): the header; `Items` frames; the end, which nothing follows. The magic has a
//! byte with the high bit and both kinds of line end, so that a transport which takes the file for
//! text is noticed. Large runs and blobs go in parts, as on a link.

mod header;
pub mod left_out;
mod read;
mod write;

pub use header::{Header, MAX_RECIPIENTS, MAX_STAND_GAPS, Mark, Stands};
pub use left_out::{KnownThere, LeftOut, Piece};
pub use read::{Contents, ReadError, Reading, read, verify};
pub use write::{Order, WriteError, Written, write};

/// How a carry file begins. The digit is the version of the form.
pub const MAGIC: &[u8; 16] = b"\x89DEWAN-CARRY-1\r\n";
/// The most bytes a block may have.
pub const MAX_BLOCK_BYTES: usize = crate::frame::MAX_FRAME_BYTES;
/// What the signature is over, before the council and the digest.
const SIGNED: &str = "dewan-carry-1";
