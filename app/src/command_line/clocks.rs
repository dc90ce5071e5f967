//! Times that do not fit others, for scripts.

use council::roster::Roster;
use serde::Serialize;

use super::documents::Writer;
use crate::core::clocks::{Mark, Whose};

/// What is wrong with a time. The fields stay.
#[derive(Debug, Serialize)]
pub(super) struct ClockMark {
    /// `wrong`: the clock of its device; `wrong-at-some-time`: the same, then or at another time; `unclear`:
    /// that one or the other clock.
    is: &'static str,
    /// By how much it differs from the time that contradicts it most; below zero where it claims to be earlier.
    seconds: i64,
    /// Whose clock the other one is, of a member's device.
    other: Option<Writer>,
    /// Whose clock the other one is, of a relay.
    relay: Option<String>,
}

impl ClockMark {
    /// Of the mark of a time, if it has one.
    pub(super) fn of(roster: &Roster, mark: Option<&Mark>) -> Option<Self> {
        let mark = mark?;
        let (is, other, relay) = match &mark.whose {
            Whose::Its => ("wrong", None, None),
            Whose::ItsAtSomeTime => ("wrong-at-some-time", None, None),
            Whose::OrMembers { device, .. } => {
                ("unclear", Some(Writer::of(roster, Some(device))), None)
            }
            Whose::OrRelays { address } => ("unclear", None, Some(address.clone())),
        };
        Some(Self {
            is,
            seconds: mark.off_millis / 1000,
            other,
            relay,
        })
    }
}
