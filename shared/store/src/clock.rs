//! The one place of this crate that reads the clock. What it says is shown, and decides how long offers and
//! unfinished files are kept; nothing of a council is decided by it.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 (UTC) by this machine's clock.
pub(crate) fn now_millis() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "rows say when they were written; nothing of a council is decided by it"
    )]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
}

/// Now, for measuring how long something takes.
pub(crate) fn moment() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a measurement")]
    Instant::now()
}
