//! A relay on loopback with a file of its own.

use std::net::SocketAddr;
use std::thread::JoinHandle;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A relay that hosts every council; it ends when this is dropped.
pub(crate) struct Relay {
    folder: TempDir,
    address: SocketAddr,
    serving: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Relay {
    pub(crate) fn start() -> Self {
        let mut relay = Self {
            folder: tempfile::tempdir().unwrap(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            serving: None,
        };
        relay.restart();
        relay
    }

    /// What offices are told.
    pub(crate) fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Ends in good order.
    pub(crate) fn stop(&mut self) {
        if let Some((stop, thread)) = self.serving.take() {
            stop.send(()).ok();
            thread.join().unwrap();
        }
    }

    /// Starts again on the same port and file.
    pub(crate) fn restart(&mut self) {
        self.stop();
        let data = self.folder.path().join("relay.sqlite");
        let wanted = self.address;
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let relay = sync_server::Relay::open(&data, true).unwrap();
                let listener = TcpListener::bind(wanted).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stop = async {
                    stopped.await.ok();
                };
                sync_server::serve(listener, relay, stop).await.unwrap();
            });
        });
        self.address = told.recv().unwrap();
        self.serving = Some((stop, thread));
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.serving.take() {
            stop.send(()).ok();
            drop(thread.join());
        }
    }
}
