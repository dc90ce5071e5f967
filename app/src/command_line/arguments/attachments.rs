//! What can be typed about attachments.

use std::path::PathBuf;

use clap::Subcommand;

/// About attachments.
#[derive(Debug, Subcommand)]
pub enum AttachmentsCommand {
    /// Puts an attachment on the disk. One that is large and not here is fetched from now on.
    Get {
        /// Id, start of an id, or title.
        document: String,
        /// The attachment: its number as listed, its name, or the beginning of its name.
        attachment: String,
        /// Where; under its own name in this folder, unless told otherwise.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// Overwrite a file that is there.
        #[arg(long)]
        force: bool,
    },
}
