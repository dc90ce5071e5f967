//! The commands: each has a file with what can be typed and what it does.
//!
//! A command prints what it did or found in the language it is given and returns the exit code; what
//! goes wrong is a [`RelayError`], which `main` says.

pub mod backup;
pub mod check;
pub mod compact;
pub mod host;
pub mod invite;
pub mod link;
pub mod members;
pub mod quota;
pub mod revoke;
pub mod serve;
pub mod stats;

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
    /// Makes an invitation for a council that is not hosted yet: an address for its chair.
    Invite(invite::Invite),
    /// Lists the devices of a council: who, last seen when, how much is kept of each.
    Members(members::Members),
    /// Serves a device no more, or again. In the council itself only the chair revokes.
    Revoke(revoke::Revoke),
    /// Shows or sets how much is kept at most of a council, a member, an office or a document.
    Quota(quota::Quota),
    /// Tells how much is kept of each council, and what is left on the disk.
    Stats(stats::Stats),
    /// Writes a verified copy of the relay's file and its key, beside a relay that is serving.
    Backup(backup::Backup),
    /// Puts a backup where no relay's file is, and proves by comparing that all of it is there.
    Restore(backup::Restore),
    /// Checks everything that is kept: every hash, seal and row.
    Check(check::Check),
    /// Gives back room that nothing needs any more; the relay must not be serving.
    Compact(compact::Compact),
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
            Self::Invite(command) => command.perform(language),
            Self::Members(command) => command.perform(language),
            Self::Revoke(command) => command.perform(language),
            Self::Quota(command) => command.perform(language),
            Self::Stats(command) => command.perform(language),
            Self::Backup(command) => command.perform(language),
            Self::Restore(command) => command.perform(language),
            Self::Check(command) => command.perform(language),
            Self::Compact(command) => command.perform(language),
            Self::Link(command) => command.perform(language),
        }
    }
}
