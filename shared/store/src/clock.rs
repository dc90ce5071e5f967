//! The one place of this crate that reads the clock. What it says is only ever shown.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 (UTC) by this machine's clock.
pub(crate) fn now_millis() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "rows say when they were written; nothing is decided by it"
    )]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
}
