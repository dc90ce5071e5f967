//! `dewan-relay serve`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use terminal::Language;
use terminal::value::whole;
use tokio::net::TcpListener;

use crate::arguments::address;
use crate::limits::Limits;
use crate::relay::{Relay, RelayError};
use crate::tls::Tls;
use crate::words::say;
use crate::{Manner, log, memory, serve_as, size, stop};

/// What can be typed after `dewan-relay serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The relay's file; made if it is not there. Its key is kept beside it.
    #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
    data: PathBuf,
    /// Where to listen. Anything but loopback needs a certificate, a proxy or `--plain`.
    #[arg(
        long,
        env = "DEWAN_RELAY_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8443",
        value_parser = address
    )]
    listen: SocketAddr,
    /// Hosts every council that comes; else only those named with `host` or invited.
    #[arg(long, env = "DEWAN_RELAY_OPEN")]
    open: bool,
    /// The certificate for TLS, with those it rests on, in PEM. Read anew when it changes and on SIGHUP.
    #[arg(
        long,
        env = "DEWAN_RELAY_TLS_CERTIFICATE",
        value_name = "FILE",
        requires = "tls_key"
    )]
    tls_certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    #[arg(
        long,
        env = "DEWAN_RELAY_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    tls_key: Option<PathBuf>,
    /// A proxy speaks TLS in front of this relay; where connections come from is what it says last in
    /// `X-Forwarded-For`.
    #[arg(
        long,
        env = "DEWAN_RELAY_BEHIND_PROXY",
        conflicts_with = "tls_certificate"
    )]
    behind_proxy: bool,
    /// Takes plain connections from other machines: whoever is in between can read and hold up what passes.
    #[arg(long, env = "DEWAN_RELAY_PLAIN", conflicts_with = "tls_certificate")]
    plain: bool,
    /// Trusts the certificates in this file, too, of the relays this one calls (`link`), in PEM.
    #[arg(long, env = "DEWAN_RELAY_LINK_CA", value_name = "FILE")]
    link_ca: Option<PathBuf>,
    /// Calls relays on other machines in plain where their address says `ws://`.
    #[arg(long, env = "DEWAN_RELAY_LINK_PLAIN")]
    link_plain: bool,
    /// Where to answer `/metrics`, `/health` and `/ready` for monitoring, in plain. Without it, `/metrics` is
    /// answered at the other address, to callers on this machine.
    #[arg(long, env = "DEWAN_RELAY_METRICS", value_name = "ADDRESS", value_parser = address)]
    metrics: Option<SocketAddr>,
    #[command(flatten)]
    limits: Typed,
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

/// The limits, as they are typed.
#[derive(Debug, Args)]
struct Typed {
    /// The most connections in all.
    #[arg(long, env = "DEWAN_RELAY_MAX_CONNECTIONS", value_name = "NUMBER", default_value = "5000",
        value_parser = whole::<usize>(1..=1_000_000))]
    max_connections: usize,
    /// The most connections from one address, where a whole office may be.
    #[arg(long, env = "DEWAN_RELAY_MAX_PER_ADDRESS", value_name = "NUMBER", default_value = "2000",
        value_parser = whole::<usize>(1..=1_000_000))]
    max_per_address: usize,
    /// The most sessions of one device; a newer one takes the place of the oldest.
    #[arg(long, env = "DEWAN_RELAY_MAX_PER_DEVICE", value_name = "NUMBER", default_value = "4",
        value_parser = whole::<usize>(1..=1_000))]
    max_per_device: usize,
    /// New connections per second from one address, in the long run; twenty times as many at once.
    #[arg(long, env = "DEWAN_RELAY_ARRIVALS", value_name = "NUMBER", default_value = "50",
        value_parser = whole::<u32>(1..=100_000))]
    arrivals: u32,
    /// Frames per second that are read from one connection; what comes faster waits.
    #[arg(long, env = "DEWAN_RELAY_FRAMES", value_name = "NUMBER", default_value = "2000",
        value_parser = whole::<u32>(1..=1_000_000))]
    frames: u32,
    /// Bytes per second that are read from one connection, at least 1kB; what comes faster waits.
    #[arg(long, env = "DEWAN_RELAY_BYTES", value_name = "SIZE", default_value = "32MiB",
        value_parser = size::at_least(LEAST_BYTES))]
    bytes: u64,
    /// How many seconds a TLS handshake may take, and the head of a request.
    #[arg(long, env = "DEWAN_RELAY_PATIENCE", value_name = "SECONDS", default_value = "10",
        value_parser = whole::<u64>(1..=600))]
    patience: u64,
}

/// The slowest pace at which a connection may be read, in bytes per second: slower than any line.
const LEAST_BYTES: u64 = 1_000;
/// How many seconds' worth of new connections may come at once.
const ARRIVALS_AT_ONCE: u32 = 20;

impl Typed {
    fn limits(&self) -> Limits {
        Limits {
            connections: self.max_connections,
            connections_per_address: self.max_per_address,
            arrivals_per_second: self.arrivals,
            arrivals_at_once: self.arrivals.saturating_mul(ARRIVALS_AT_ONCE),
            sessions_per_device: self.max_per_device,
            frames_per_second: self.frames,
            bytes_per_second: u32::try_from(self.bytes).unwrap_or(u32::MAX),
            patience: Duration::from_secs(self.patience),
        }
    }
}

impl Serve {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let settled = memory::settle();
        log::start(&self.log, self.log_json);
        if let Err(error) = settled {
            tracing::warn!(%error, "memory that was freed may stay with this program");
        }
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(self.run(language))?;
        Ok(ExitCode::SUCCESS)
    }

    async fn run(self, language: Language) -> Result<(), RelayError> {
        let tls = match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(Tls::read(certificate, key)?),
            _ => None,
        };
        let is_covered = tls.is_some() || self.behind_proxy || self.plain;
        if !is_covered && !self.listen.ip().to_canonical().is_loopback() {
            return Err(RelayError::Plain(self.listen));
        }
        let begins = !self.data.exists();
        let relay = Relay::open(&self.data, self.open)?;
        if begins {
            tell_that_it_begins(language, &self.data);
        }
        let listener = listen(self.listen).await?;
        let metrics = match self.metrics {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let stop = stop::signal();
        // Scripts read these lines; everything else goes to the log on standard error.
        let mut out = std::io::stdout();
        writeln!(out, "listening on {}", listener.local_addr()?)?;
        writeln!(out, "relay key {}", relay.key())?;
        if let Some(metrics) = &metrics {
            writeln!(out, "monitoring on {}", metrics.local_addr()?)?;
        }
        out.flush()?;
        if tls.is_none() && !self.listen.ip().to_canonical().is_loopback() {
            tracing::warn!(address = %self.listen, "connections are plain");
        }
        let manner = Manner {
            limits: self.limits.limits(),
            tls,
            behind_proxy: self.behind_proxy,
            trust: link::Trust {
                authority: self.link_ca,
                allows_plain: self.link_plain,
            },
            metrics,
        };
        serve_as(listener, relay, manner, stop).await
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, RelayError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| RelayError::Listen(address, error))
}

/// Whoever mistyped a path must see that another relay begins there.
fn tell_that_it_begins(language: Language, data: &Path) {
    let file = data.display().to_string();
    eprintln!(
        "dewan-relay: {}",
        say(language, "begins", &[("file", &file)])
    );
}
