//! The commands: each has a file with what can be typed and what it does.
//!
//! A command prints what it did or found in the language it is given and returns the exit code; what
//! goes wrong is a [`RelayError`], which `main` says.

pub mod host;
pub mod link;
pub mod serve;

use std::process::ExitCode;

use clap::Subcommand;
use terminal::Language;

use crate::relay::RelayError;

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the councils hosted in a file until it is told to stop.
    Serve(serve::Serve),
    /// Hosts a council from now on; a relay that is serving the file notices by itself.
    Host(host::Host),
    /// Keeps a link to another relay, or lists the links; a relay that is serving the file notices by itself.
    Link(link::Link),
}

impl Command {
    /// Does what was asked and says so.
    ///
    /// # Errors
    /// [`RelayError`].
    pub fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        match self {
            Self::Serve(command) => command.perform(language),
            Self::Host(command) => command.perform(language),
            Self::Link(command) => command.perform(language),
        }
    }
}
