//! What can be typed about units, scopes and devices.

use std::path::PathBuf;

use clap::{ArgGroup, Subcommand};
use council::act::scope::UnitKind;

use super::TheDocument;
use crate::words::vocabulary::UNIT_KINDS;

/// Who belongs where, and who may hold what.
#[derive(Debug, Subcommand)]
pub enum RightsCommand {
    /// Lists the unit tree.
    Units,
    /// Puts a unit into the unit tree, or says anew what it is, as the chair.
    Unit {
        /// Its name, as offices, seats and scopes call it.
        name: String,
        /// What it is.
        #[arg(long, value_parser = UNIT_KINDS)]
        kind: UnitKind,
        /// The unit it is part of.
        #[arg(long, value_name = "UNIT")]
        part_of: Option<String>,
        /// Closes it.
        #[arg(long)]
        closed: bool,
        /// The code with which the provisional codes of its documents begin: 1 to 8 letters and digits; else
        /// the first letters of its name.
        #[arg(long)]
        code: Option<String>,
    },
    /// Tells who may hold a document.
    Scope(TheDocument),
    /// Widens who may hold a document; those named are sent all there is of it. Cannot be taken back:
    /// whoever held a document cannot un-read it.
    #[command(group = ArgGroup::new("target").required(true).multiple(true).args(["unit", "person", "everybody"]))]
    Grant {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// A unit, with those below it. May be given several times.
        #[arg(long, value_name = "UNIT")]
        unit: Vec<String>,
        /// A person: a name or the start of a device's key. May be given several times.
        #[arg(long, value_name = "PERSON")]
        person: Vec<String>,
        /// The whole council.
        #[arg(long, conflicts_with_all = ["unit", "person"])]
        everybody: bool,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Takes a device all its rights, as the chair. What is held here of its work is accepted.
    Revoke {
        /// The person's name, or the start of the device's key.
        device: String,
        /// Why.
        reason: String,
    },
    /// Accepts, as the chair or with the device that replaces it, what is held back of a revoked device in
    /// a document, or in all of them.
    Release {
        /// Id, start of an id, or title.
        #[arg(value_name = "DOC", required_unless_present = "all")]
        document: Option<String>,
        /// The person's name, or the start of the device's key.
        #[arg(required_unless_present = "all")]
        device: Option<String>,
        /// All that is held back of this device, in every document: the person's name, or the start of
        /// its key. Asks first.
        #[arg(long, value_name = "DEVICE", conflicts_with_all = ["document", "device"])]
        all: Option<String>,
        /// Does not ask before it acts; scripts need it.
        #[arg(long, requires = "all")]
        yes: bool,
    },
    /// Revokes a device with the recovery key, and names a new chair if told: for when the chair's
    /// device is lost.
    Recover {
        /// The file with the recovery key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The lost device: the person's name, or the start of its key. Not needed where only a chair is
        /// missing.
        #[arg(long, value_name = "DEVICE", required_unless_present = "chair")]
        revoke: Option<String>,
        /// The new chair.
        #[arg(long, value_name = "PERSON")]
        chair: Option<String>,
        /// Does not ask before it acts; scripts need it.
        #[arg(long)]
        yes: bool,
        /// Why.
        reason: String,
    },
}
