//! How a serving relay is told to end, and to read its files again.

use tokio::sync::watch;

/// Completes when the administrator or the system asks the program to end.
pub(crate) async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal as on};
        if let Ok(mut terminate) = on(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    // Without a way to be told, only being killed ends the program; nothing acknowledged is lost then.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Completes once the relay stops.
pub(crate) async fn stops(stopping: &mut watch::Receiver<bool>) {
    // What the channel lends is given back at once: nothing waits while it is held.
    stopping.wait_for(|stopping| *stopping).await.ok();
}

/// Tells when the system says that files are to be read again (SIGHUP).
pub(crate) struct HangUp {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl HangUp {
    pub(crate) fn new() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Self {
                signal: signal(SignalKind::hangup()).ok(),
            }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Completes with the next one; never where there is no such thing.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}
