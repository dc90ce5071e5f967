//! Who wrote what: for every character and every value that is in a document now, and for every text
//! that was deleted.
//!
//! Enter with [`Index::read`] once per open document (or [`Index::read_with_texts`], for undo),
//! [`Index::update`] after each merge, and then [`Index::spans`] for a text, [`Index::values`] for a
//! scalar, [`blame`] for a whole document, [`deleted`] for what is gone.
//!
//! Everything here reports what the changes *claim*. That an author really is who the change says is
//! proved before, by the seals; a document that passed those checks cannot lie here.
//!
//! Text that an undo inserted again keeps its first writer: see [`origin`].

use automerge::{Automerge, ObjId};
use format::PublicKey;

mod blame;
pub(crate) mod decode;
mod deleted;
mod elements;
mod index;
pub mod origin;
mod serialize;
mod spans;
pub(crate) mod touched;

pub use blame::{PlaceBlame, ValueBlame, blame};
pub use decode::Unreadable;
pub use deleted::{DeletedRun, deleted};
pub use index::{Index, Written};
pub use spans::{Attributed, Span};
pub use touched::Touched;

/// Who made the operation `id`, and when by their clock in seconds since 1970 (UTC): for one value of a
/// document, where an [`Index`] would read all of its history. `None` where the change names no writer.
pub(crate) fn who_wrote(doc: &Automerge, id: &ObjId) -> Option<(PublicKey, i64)> {
    let change = doc.get_change_meta_by_hash(&doc.hash_for_opid(id)?)?;
    let by = PublicKey::from_slice(change.author.as_ref()?.as_bytes())?;
    Some((by, change.timestamp))
}

pub(crate) use decode::{Decoded, decode, decode_each, decode_one, guarded};
pub(crate) use elements::{Elements, op_id};
pub(crate) use index::{OpId, Recorded};
pub(crate) use serialize::{shown, shown_all, shown_option};
pub(crate) use touched::{Paths, path_of};

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
