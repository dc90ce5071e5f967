//! The days of an exemption.
//!
//! What is checked here keeps nothing from counting that was said: acts of programs that did not look stay
//! what they were.

use crate::act::day::Day;
use crate::act::decision::Exempt;

/// An exemption that would be over before anybody heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the exemption would have ended on {until}")]
pub struct AlreadyOver {
    /// Its last day.
    pub until: Day,
}

/// What is wrong with the days of an exemption that is said on this day.
///
/// # Errors
/// [`AlreadyOver`].
pub fn check(exempt: &Exempt, today: Day) -> Result<(), AlreadyOver> {
    match exempt.until {
        Some(until) if exempt.is_granted && until < today => Err(AlreadyOver { until }),
        _ => Ok(()),
    }
}
