//! The one place that asks what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// The first and last moments of the years 1 to 9999, in milliseconds since 1970 (UTC). Peers refuse
/// changes that state any other.
const FIRST_MILLIS: i64 = -62_135_596_800_000;
const LAST_MILLIS: i64 = 253_402_300_799_999;

/// Milliseconds since 1970 (UTC), as this machine believes, within the years 1 to 9999. A wrong clock
/// changes the order of displays and nothing else.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that reads the clock"
)]
pub fn now_millis() -> i64 {
    let now = SystemTime::now();
    let millis = match now.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
    };
    millis.clamp(FIRST_MILLIS, LAST_MILLIS)
}

/// This moment, to measure how long something takes. Goes on at the same pace whatever the clock does.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that reads the clock"
)]
pub fn moment() -> Instant {
    Instant::now()
}
