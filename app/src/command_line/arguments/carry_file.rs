//! What can be typed about carry files.

use std::path::PathBuf;

use clap::Subcommand;

/// About carry files.
#[derive(Debug, Subcommand)]
pub enum CarryCommand {
    /// Writes a carry file with what its recipients are not known to hold.
    Write {
        /// The carry file.
        file: PathBuf,
        /// For whom: an office with all its devices, a person, or the start of a device's key. May be given
        /// several times.
        #[arg(long = "for", value_name = "WHO", required = true)]
        recipients: Vec<String>,
        /// Everything that was written since this day instead.
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        /// Leaves the file unlocked: whoever finds it can read it.
        #[arg(long)]
        open: bool,
        /// Takes published files and attachments along up to this size; 4 unless told otherwise.
        #[arg(long, value_name = "MIB")]
        files_up_to: Option<u64>,
        /// Overwrite a file that is there.
        #[arg(long)]
        force: bool,
    },
    /// Checks a carry file and says what is in it. Takes nothing.
    Show {
        /// The carry file.
        file: PathBuf,
    },
    /// Checks a carry file and takes what it brings.
    Read {
        /// The carry file.
        file: PathBuf,
    },
}
