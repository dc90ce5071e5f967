//! Why an act about seats counts for nothing, and why there is not exactly one chair.

use format::{ActId, PublicKey};

use crate::act::BodyError;

/// An act about seats that counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// The act.
    pub act: ActId,
    /// What it claims to be.
    pub kind: String,
    /// Who signed it.
    pub author: PublicKey,
    /// Why it does not count.
    pub reason: Reason,
}

/// Why there is not exactly one chair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChairError {
    /// Nobody is the chair.
    #[error("the council has no chair")]
    Vacant,
    /// Several seats of the chair stand side by side.
    #[error("the council has {} chairs", .0.len())]
    Several(Vec<PublicKey>),
}

/// Why an act about seats does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// It is built on acts that are not here (yet).
    #[error("it is built on acts that are not here")]
    Incomplete,
    /// Its author is no member who counts.
    #[error("whoever says it is no member who counts")]
    Stranger,
    /// Its author's device was revoked before, as far as the revocation had seen.
    #[error("the device of whoever says it was revoked before")]
    Revoked,
    /// Its clock shows no time there is.
    #[error("it states a time that does not exist")]
    NoTime,
    /// Its author had no seat that may.
    #[error("whoever says it held no seat that may")]
    NoSeat,
    /// It names somebody who never joined.
    #[error("whoever it names is no member")]
    UnknownHolder,
    /// An acting chair without a last day.
    #[error("an acting chair needs a last day")]
    NoEnd,
    /// The seat it ends was not there, or had ended, as far as its author knew.
    #[error("the seat it ends was not there, or had ended")]
    NoSuchSeat,
    /// It ends a seat of another role.
    #[error("it ends a seat of another role")]
    OtherRole,
    /// There was a chair, whose seat it does not end.
    #[error("there is a chair already, whose seat it does not end")]
    SecondChair,
}
