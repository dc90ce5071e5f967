//! Times that do not fit others, as lists and pages show them.

use std::collections::BTreeMap;

use format::{ActId, PublicKey};

/// What is shown beside a time that does not fit others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// By how much it differs from the time that contradicts it most, in milliseconds: above zero where it
    /// claims to be later than what came after it.
    pub off_millis: i64,
    /// Whose clock is wrong, as far as is known.
    pub whose: Whose,
}

/// Whose clock is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// That of the device which said this time.
    Its,
    /// That of the same device, then or at another time.
    ItsAtSomeTime,
    /// That one or the clock of this member's device.
    OrMembers {
        /// The device.
        device: PublicKey,
        /// Whose it is.
        name: String,
    },
    /// That one or the relay's.
    OrRelays {
        /// Where the relay is reached.
        address: String,
    },
}

/// The acts whose times do not fit others.
pub type Marks = BTreeMap<ActId, Mark>;
