//! Acts that take a device its rights, and that say what of its work is accepted.

use format::{ChangeHash, PublicKey};
use minicbor::{Decode, Encode};

/// Takes a device all its rights from here on. Said by the chair or with the recovery key.
///
/// Of what the device said about the council itself, the acts that this one has seen are accepted; of
/// what it wrote in a document, what a [`Release`] names there and what others built on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revoke {
    /// The device.
    #[n(0)]
    pub device: PublicKey,
    /// Why, such as "lost on a journey".
    #[n(1)]
    pub reason: String,
}

/// Says how much of a revoked device's work in this document is accepted: the cut. Said by the chair
/// or by the device that replaces it, with the revocation for what is held then, and later for what was held back.
///
/// Of the device's acts about the document, those that this one has seen are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Release {
    /// The revoked device.
    #[n(0)]
    pub device: PublicKey,
    /// Its changes that are accepted, with everything they are built on: strictly ascending, at most
    /// [`MAX_SEEN_HEADS`](super::MAX_SEEN_HEADS); none where only acts are accepted.
    #[n(1)]
    pub heads: Vec<ChangeHash>,
}
