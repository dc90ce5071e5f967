//! What can be typed after `dewan-relay`. Every flag can be given in the environment, too.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use format::CouncilId;

/// The relay of Dewan: carries a council's changes between its offices.
#[derive(Debug, Parser)]
#[command(
    name = "dewan-relay",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the councils hosted in a file until it is told to stop.
    Serve {
        /// The relay's file; made if it is not there. Its key is kept beside it.
        #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
        data: PathBuf,
        /// Where to listen. Put a TLS proxy in front of anything but loopback.
        #[arg(
            long,
            env = "DEWAN_RELAY_LISTEN",
            value_name = "ADDRESS",
            default_value = "127.0.0.1:8443"
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
    },
    /// Hosts a council from now on; a relay that is serving the file notices by itself.
    Host {
        /// The council's id, as `dewan council show` prints it.
        council: CouncilId,
        /// The relay's file; made if it is not there.
        #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
        data: PathBuf,
    },
}
