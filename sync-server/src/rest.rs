//! What the relay has in memory only to be quick is given back when nobody is linked any more.

use std::time::Duration;

use tokio::sync::watch;

use crate::relay::Relay;
use crate::stop::stops;

/// So long nobody must be there. Whoever comes again after a cut finds everything as it was, and strangers who
/// come and go cost nobody more than this allows.
const QUIET: Duration = Duration::from_secs(3);

/// Gives memory back each time everybody has gone, until `stopping`.
pub(crate) async fn follow(relay: Relay, mut stopping: watch::Receiver<bool>) {
    let mut connections = relay.connections_change();
    loop {
        tokio::select! {
            () = stops(&mut stopping) => return,
            is_quiet = quiet(&mut connections, || tokio::time::sleep(QUIET)) => if !is_quiet { return },
        }
        let store = relay.store().clone();
        match tokio::task::spawn_blocking(move || store.rest()).await {
            Ok(Ok(())) => relay.metrics().rested(),
            Ok(Err(error)) => tracing::debug!(%error, "the writer's cache was not emptied"),
            Err(error) => tracing::error!(%error, "giving memory back ended badly"),
        }
    }
}

/// Waits until somebody came and everybody has been gone for a `pause`. False: nobody will come.
async fn quiet<P: Future<Output = ()>>(
    connections: &mut watch::Receiver<usize>,
    pause: impl Fn() -> P,
) -> bool {
    if connections.wait_for(|count| *count > 0).await.is_err() {
        return false;
    }
    loop {
        if connections.wait_for(|count| *count == 0).await.is_err() {
            return false;
        }
        tokio::select! {
            comes = connections.wait_for(|count| *count > 0) => if comes.is_err() { return false },
            () = pause() => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::sync::Notify;

    use super::*;

    #[test]
    fn memory_is_given_back_after_the_last_has_gone_and_stayed_away() {
        let count = watch::Sender::new(0);
        let mut connections = count.subscribe();
        // Each pause ends when it is told to.
        let over = Notify::new();
        let mut is_quiet = Box::pin(quiet(&mut connections, || over.notified()));
        assert_eq!((&mut is_quiet).now_or_never(), None, "nobody has come");
        for now in [2, 1, 0, 1, 0] {
            count.send_replace(now);
            assert_eq!((&mut is_quiet).now_or_never(), None, "{now} are linked");
        }
        over.notify_waiters();
        assert_eq!((&mut is_quiet).now_or_never(), Some(true));
    }

    #[test]
    fn a_pause_that_somebody_interrupted_begins_anew() {
        let count = watch::Sender::new(1);
        let mut connections = count.subscribe();
        let over = Notify::new();
        let mut is_quiet = Box::pin(quiet(&mut connections, || over.notified()));
        for now in [0, 1] {
            count.send_replace(now);
            assert_eq!((&mut is_quiet).now_or_never(), None);
        }
        over.notify_waiters();
        assert_eq!((&mut is_quiet).now_or_never(), None, "one is linked");
        count.send_replace(0);
        assert_eq!((&mut is_quiet).now_or_never(), None);
        over.notify_waiters();
        assert_eq!((&mut is_quiet).now_or_never(), Some(true));
    }
}
