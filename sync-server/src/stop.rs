//! How a serving relay is told to end, and to read its files again.

use tokio::sync::watch;

/// Completes when the administrator or the system asks the program to end. It is heard from the call on, not only
/// once somebody waits: whoever started the program may end it as soon as it says that it listens.
#[cfg(unix)]
pub(crate) fn signal() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    let [mut terminate, mut interrupt] =
        [SignalKind::terminate(), SignalKind::interrupt()].map(|kind| signal(kind).ok());
    async move {
        tokio::select! {
            () = heard(&mut terminate) => {}
            () = heard(&mut interrupt) => {}
        }
    }
}

/// Completes when the administrator asks the program to end.
#[cfg(not(unix))]
pub(crate) async fn signal() {
    // Without a way to be told, only being killed ends the program; nothing acknowledged is lost then.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Completes when this is heard next; never where it cannot be: then only being killed ends the program, and
/// nothing acknowledged is lost.
#[cfg(unix)]
async fn heard(signal: &mut Option<tokio::signal::unix::Signal>) {
    if let Some(signal) = signal
        && signal.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
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
        heard(&mut self.signal).await;
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
