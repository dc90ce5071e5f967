//! What can be typed to mend a document: forks of copied devices, starting over, removing what is left.

use std::path::PathBuf;

use clap::Subcommand;

use super::TheDocument;

/// Mending a document.
#[derive(Debug, Subcommand)]
pub enum MendingCommand {
    /// Chooses, as the chair, which branch counts where a copied device wrote twice at one place. The
    /// other branch stays held back; a later choice may take it.
    ChooseBranch {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// The change with which the branch begins, or one on it, as `status` and `show` name it: its
        /// hash, or the start of it.
        change: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Writes again what this device wrote on a branch that does not count, as far as it still fits.
    Rewrite(TheDocument),
    /// Lets a document start over under another id, as the chair: from its decided text, else from how it
    /// reads now. For one that is spoilt, too heavy, or must lose personal data. The old one stays as it
    /// is, takes nothing more, and can be removed with `forget`.
    Restart {
        /// Which.
        #[command(flatten)]
        document: TheDocument,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Start from this file instead, where the text does not open or is not the right one.
        #[arg(long, value_name = "FILE")]
        from_text: Option<PathBuf>,
        /// Does not ask before it acts; scripts need it.
        #[arg(long)]
        yes: bool,
    },
    /// Removes from this device, for good, the text of a document that started over: its changes, its
    /// files, its words in the search. What was decided stays known. Every device and relay does so for
    /// itself.
    Forget {
        /// Which: its id, or the start of it.
        #[command(flatten)]
        document: TheDocument,
        /// Also where it holds words of this device that did not come along into the document it goes on as.
        #[arg(long)]
        with_mine: bool,
        /// Does not ask before it acts; scripts need it.
        #[arg(long)]
        yes: bool,
    },
}
