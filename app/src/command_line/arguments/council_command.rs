//! What can be typed about the council itself.

use std::path::PathBuf;

use clap::Subcommand;
use terminal::value::whole;

/// About the council itself.
#[derive(Debug, Subcommand)]
pub enum CouncilCommand {
    /// Founds a council; whoever founds it is its first member.
    Found {
        /// What the council is called.
        name: String,
        /// Your office, which becomes head office.
        #[arg(long)]
        office: String,
        /// Your name.
        #[arg(long)]
        person: String,
        /// The relay's address, such as wss://relay.example:8443; can be given more than once.
        #[arg(long, value_name = "URL")]
        relay: Vec<String>,
    },
    /// Names the relays (the chair); replaces those named before.
    Relay {
        /// The addresses, in order of preference; after @@ the units that one serves, such as
        /// wss://relay.anak.example@@PT Anak. Without, it serves the whole council.
        #[arg(value_name = "URL", required = true)]
        relay: Vec<String>,
        /// The office that is head office; stays as it is unless told.
        #[arg(long)]
        head_office: Option<String>,
    },
    /// Makes an invitation for one device.
    Invite {
        /// The office the invited person writes for.
        #[arg(long)]
        office: String,
        /// How many days it can be used: at most 3650.
        #[arg(
            long,
            value_name = "DAYS",
            default_value_t = 14,
            value_parser = whole::<u32>(0..=3650)
        )]
        expires: u32,
        /// Writes it to this file, readable by you only.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// For a new device of somebody: the earlier one, by the person's name or the start of its key.
        /// The new one may hold all that the earlier one might, and holds its seats; the chair says so.
        #[arg(long, value_name = "DEVICE")]
        replaces: Option<String>,
    },
    /// Moves the recovery key, made at founding, into a file that you keep away from every machine.
    RecoveryKey {
        /// The new file.
        file: PathBuf,
        /// Does not ask before it acts; scripts need it.
        #[arg(long)]
        yes: bool,
    },
    /// Joins by an invitation; needs no link.
    Join {
        /// The invitation, or the file that holds it.
        invitation: String,
        /// Your name.
        #[arg(long)]
        person: String,
    },
    /// Says which join of an invitation is the right one; lists those that wait when none is named.
    Confirm {
        /// The join: its id, the start of it, or the person.
        join: Option<String>,
    },
    /// Shows members, invitations and relays.
    Show,
}
