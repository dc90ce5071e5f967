//! What sessions tell that is worth a line in the log or a count, whoever began them: how much, never what.

use link::Notice;

use crate::metrics::Metrics;

fn is_wrong(ahead_millis: i64) -> bool {
    ahead_millis.saturating_abs() > council::clocks::TOLERANCE_MILLIS
}

/// Writes it down and counts it. What one kind of session makes more of is passed over.
pub(crate) fn write_down(notice: &Notice, metrics: &Metrics) {
    match notice {
        Notice::StorageTrouble(error) => tracing::error!(%error, "nothing was taken in"),
        Notice::LogRenewed => tracing::warn!("this store had been rolled back; its log is new"),
        Notice::RefusedByPeer(items) => tracing::warn!(items, "the peer refused items"),
        Notice::OverQuota(items) => {
            tracing::warn!(items, "there is no room for items: a quota is used up");
            metrics.over_quota(*items);
        }
        Notice::Clock { ahead_millis } if is_wrong(*ahead_millis) => {
            let seconds = ahead_millis / 1000;
            tracing::warn!(
                seconds,
                "this clock is ahead of the other relay's: one of the two is wrong"
            );
        }
        Notice::Clock { .. }
        | Notice::Linked(_)
        | Notice::Took
        | Notice::TookParts
        | Notice::Read { .. }
        | Notice::FilesToldOf
        | Notice::Searched
        | Notice::Acknowledged { .. }
        | Notice::AcceptedByPeer(_)
        | Notice::Presence(_)
        | Notice::CaughtUp => {}
    }
}
