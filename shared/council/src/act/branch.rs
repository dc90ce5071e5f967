//! The act that settles a fork: which branch of a copied device's work counts.

use format::ChangeHash;
use minicbor::{Decode, Encode};

/// Says that this change counts, of those that stand at one place of one actor because the device was
/// copied and used twice. Said by the chair; see [`crate::branches`].
///
/// What stood there instead, and all that is built on it, does not show then. Nothing is lost: both
/// branches stay held and are passed on, and a later choice may take the other one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ChooseBranch {
    /// The change right at the fork with which the chosen branch begins.
    #[n(0)]
    pub change: ChangeHash,
    /// Why, such as "the laptop's copy is the one the meeting saw".
    #[n(1)]
    pub reason: String,
}
