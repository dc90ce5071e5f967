//! Follows what the administrator decides beside the serving relay: devices that are blocked, quotas that
//! change. It holds for every session, whoever began it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use format::{CouncilId, PublicKey};
use store::StoreError;
use sync::CloseReason;
use tokio::sync::watch;

use crate::relay::Relay;
use crate::stop::stops;

/// How often what was decided is looked up.
const EVERY: Duration = Duration::from_secs(2);

/// What was decided for one council.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Decided {
    blocked: BTreeSet<PublicKey>,
    /// How often quotas were changed: one that was set and lifted between two looks counts, too.
    quota_changes: u64,
}

/// Follows until the relay stops.
pub(crate) async fn follow(relay: Relay, mut stopping: watch::Receiver<bool>) {
    // What was decided before this relay began holds for every session already.
    let mut known = tokio::task::block_in_place(|| look_up(&relay)).unwrap_or_default();
    let mut pace = tokio::time::interval(EVERY);
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stops(&mut stopping) => return,
            _ = pace.tick() => {}
        }
        match tokio::task::block_in_place(|| look_up(&relay)) {
            Ok(decided) => {
                apply(&relay, &known, &decided);
                if decided != known {
                    relay.decided().send_replace(());
                }
                known = decided;
            }
            Err(error) => tracing::error!(%error, "what the administrator decided cannot be read"),
        }
    }
}

fn look_up(relay: &Relay) -> Result<BTreeMap<CouncilId, Decided>, StoreError> {
    let mut all = BTreeMap::new();
    for council in relay.store().councils()? {
        let reader = relay.store().reader(council)?;
        let decided = Decided {
            blocked: reader.blocked()?.iter().map(|one| one.device).collect(),
            quota_changes: reader.quota_changes()?,
        };
        all.insert(council, decided);
    }
    Ok(all)
}

/// Ends the sessions of whoever is blocked now, and all of a council whose quotas changed: a new session
/// fetches what there is room for.
fn apply(relay: &Relay, before: &BTreeMap<CouncilId, Decided>, now: &BTreeMap<CouncilId, Decided>) {
    // A council that came since the last look may have been decided about since, too.
    let nothing = Decided::default();
    for (council, decided) in now {
        let known = before.get(council).unwrap_or(&nothing);
        for device in decided.blocked.difference(&known.blocked) {
            tracing::info!(council = %council.short(), device = %device.short(), "blocked");
        }
        // Every time: one may have been let in at the moment it was blocked.
        for device in &decided.blocked {
            relay
                .sessions()
                .end_device(*council, *device, CloseReason::Blocked);
        }
        if decided.quota_changes != known.quota_changes {
            tracing::info!(council = %council.short(), "the quotas changed");
            relay
                .sessions()
                .end_council(*council, CloseReason::StandingChanged);
        }
    }
}
