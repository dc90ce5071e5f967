//! What can be typed after `dewan-relay`. Every flag can be given in the environment, too.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use format::CouncilId;
use terminal::{BadValue, Language, Translations};

use crate::words::say;

/// What the help of every command and option says in Indonesian.
pub fn help() -> Translations {
    Translations::read(include_str!("../locales/id/help.txt"))
}

/// The relay of Dewan: carries a council's changes between its offices.
#[derive(Debug, Parser)]
#[command(
    name = "dewan-relay",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Arguments {
    /// The language of what is printed; the log is in English.
    #[arg(
        long,
        env = "DEWAN_LANGUAGE",
        value_name = "LANGUAGE",
        global = true,
        value_parser = language()
    )]
    pub language: Option<Language>,
    /// Adds the technical words of an error to its sentence.
    #[arg(long, global = true)]
    pub verbose: bool,
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
    },
    /// Hosts a council from now on; a relay that is serving the file notices by itself.
    Host {
        /// The council's id, as `dewan council show` prints it.
        #[arg(value_parser = council)]
        council: CouncilId,
        /// The relay's file; it must be there.
        #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
        data: PathBuf,
    },
}

/// Reads `id` and `en`.
fn language() -> impl clap::builder::TypedValueParser<Value = Language> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    let codes = Language::ALL.map(Language::code);
    PossibleValuesParser::new(codes).map(|code| Language::from_code(&code).unwrap_or_default())
}

fn address(typed: &str) -> Result<SocketAddr, BadValue> {
    let read = typed.trim().parse();
    read.map_err(|_| BadValue::new(|language| say(language, "not-an-address", &[])))
}

fn council(typed: &str) -> Result<CouncilId, BadValue> {
    let read = typed.trim().parse();
    read.map_err(|_| BadValue::new(|language| say(language, "not-an-id", &[])))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_and_option_has_its_help_in_both_languages() {
        let wrong = terminal::help::untranslated(&Arguments::command(), &help());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
