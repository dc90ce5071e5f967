//! `dewan-relay serve`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use terminal::Language;
use tokio::net::TcpListener;

use crate::arguments::address;
use crate::relay::{Relay, RelayError};
use crate::words::say;
use crate::{log, serve, stop};

/// What can be typed after `dewan-relay serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The relay's file; made if it is not there. Its key is kept beside it.
    #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
    data: PathBuf,
    /// Where to listen. Put a TLS proxy in front of anything but loopback.
    #[arg(
        long,
        env = "DEWAN_RELAY_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8443",
        value_parser = address
    )]
    listen: SocketAddr,
    /// Hosts every council that comes; else only those named with `host`.
    #[arg(long, env = "DEWAN_RELAY_OPEN")]
    open: bool,
    /// What to log, such as `info` or `sync_server=debug`. Neither content nor secrets are logged.
    #[arg(
        long,
        env = "DEWAN_RELAY_LOG",
        value_name = "FILTER",
        default_value = "info"
    )]
    log: String,
    /// Logs one JSON object per line.
    #[arg(long, env = "DEWAN_RELAY_LOG_JSON")]
    log_json: bool,
}

impl Serve {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        log::start(&self.log, self.log_json);
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(self.run(language))?;
        Ok(ExitCode::SUCCESS)
    }

    async fn run(self, language: Language) -> Result<(), RelayError> {
        let begins = !self.data.exists();
        let relay = Relay::open(&self.data, self.open)?;
        if begins {
            tell_that_it_begins(language, &self.data);
        }
        let listener = TcpListener::bind(self.listen)
            .await
            .map_err(|error| RelayError::Listen(self.listen, error))?;
        // Scripts read these two lines; everything else goes to the log on standard error.
        let mut out = std::io::stdout();
        writeln!(out, "listening on {}", listener.local_addr()?)?;
        writeln!(out, "relay key {}", relay.key())?;
        out.flush()?;
        serve(listener, relay, stop::signal()).await
    }
}

/// Whoever mistyped a path must see that another relay begins there.
fn tell_that_it_begins(language: Language, data: &Path) {
    let file = data.display().to_string();
    eprintln!(
        "dewan-relay: {}",
        say(language, "begins", &[("file", &file)])
    );
}
