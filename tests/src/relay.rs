//! A relay as an operator starts it, on a port and a file that outlive the process.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::program::{self, Output, Running};

/// A relay. Its process is killed and its file removed when this is dropped.
pub struct Relay {
    folder: TempDir,
    flags: Vec<String>,
    address: SocketAddr,
    key: String,
    running: Option<Running>,
}

impl Relay {
    /// Starts a relay that hosts any council, on a free port and an empty file.
    #[track_caller]
    pub fn start() -> Self {
        Self::start_with(&["--open"])
    }

    /// Starts a relay with these flags besides `--data` and `--listen`.
    #[track_caller]
    pub fn start_with(flags: &[&str]) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("dewan-relay-")
            .tempdir()
            .expect("a temporary folder can be made");
        Self::start_in(folder, flags)
    }

    /// Starts a relay with these flags whose file lies in this folder, such as one on a disk of its own.
    #[track_caller]
    pub fn start_in(folder: TempDir, flags: &[&str]) -> Self {
        let mut relay = Self {
            folder,
            flags: flags.iter().map(|&flag| flag.to_owned()).collect(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            key: String::new(),
            running: None,
        };
        relay.restart();
        relay
    }

    /// Starts it again on the same port and file, after [`Relay::kill`] or [`Relay::stop`].
    ///
    /// # Panics
    /// When it still runs, or does not come up.
    #[track_caller]
    pub fn restart(&mut self) {
        assert!(self.running.is_none(), "the relay still runs");
        let mut command = program::command("dewan-relay");
        command
            .arg("serve")
            .arg("--data")
            .arg(self.data())
            .arg("--listen")
            .arg(self.address.to_string())
            .args(&self.flags)
            .current_dir(self.folder.path());
        let running = Running::start(command, "");
        self.address = running.line(|line| line.strip_prefix("listening on ")?.trim().parse().ok());
        self.key = running.line(|line| Some(line.strip_prefix("relay key ")?.trim().to_owned()));
        self.running = Some(running);
    }

    /// Its public key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What offices are told.
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Its store.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("relay.dewan")
    }

    /// Its process id while it runs.
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Running::id)
    }

    /// Allows a council, as the operator does at the command line.
    #[track_caller]
    pub fn host(&self, council: &str) -> Output {
        self.run(["host", council])
    }

    /// Runs `dewan-relay` with these arguments on the relay's file, beside the relay.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        let mut command = program::command("dewan-relay");
        command
            .args(["--language", "en"])
            .args(arguments)
            .arg("--data")
            .arg(self.data())
            .current_dir(self.folder.path());
        Running::start(command, "").finish()
    }

    /// A place beside its store.
    pub fn beside(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// What `/health` answers, head and body; `None` when nobody listens.
    pub fn health(&self) -> Option<String> {
        program::http_get(self.address, "/health")
    }

    /// Kills it as a power cut would; gives what it had said.
    ///
    /// # Panics
    /// When it does not run.
    #[track_caller]
    pub fn kill(&mut self) -> Output {
        self.running.take().expect("the relay runs").kill()
    }

    /// Asks it to end and waits.
    ///
    /// # Panics
    /// When it does not run or does not end.
    #[track_caller]
    pub fn stop(&mut self) -> Output {
        self.running.take().expect("the relay runs").stop()
    }
}
