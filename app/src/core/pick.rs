//! Files and folders that a person picks in a dialog of the system, or drops into the window.

use std::path::{Path, PathBuf};

use council::act::file::Media;
use format::DocumentId;

use super::attachments::Thing;

/// What is picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// The folder for this device's data.
    DataFolder,
    /// A file with an invitation.
    Invitation,
    /// Where the invitation that was made is put.
    SaveInvitation,
    /// Files to import.
    Import,
    /// Where a document is written.
    Export(DocumentId),
    /// Where a published version of a document is written; its number.
    ExportVersion(DocumentId, usize),
    /// Where the file that was published with a version is written; the number of the version.
    PublishedFile(DocumentId, usize, Media),
    /// Files to attach to a document, or to a thing in it.
    Attach(DocumentId, Option<Thing>),
    /// Where the attachment with this id is put.
    SaveAttachment(DocumentId, String),
    /// Where the carry file that was asked for is written.
    SaveCarryFile,
    /// Carry files to look at.
    CarryFiles,
    /// Where the recovery key is moved.
    RecoveryKey,
    /// Where a backup is written.
    Backup,
    /// The backup that is restored.
    Restore,
    /// The certificate of the authority that vouches for relays.
    RelayAuthority,
}

/// A dialog: what for, what it is called, which name it suggests, which endings it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialog {
    /// What is picked.
    pub pick: Pick,
    /// The title of the dialog, in the language of the person.
    pub title: String,
    /// The name it suggests for a new file.
    pub suggestion: Option<String>,
    /// The endings it shows, without the dot; none: all.
    pub endings: &'static [&'static str],
}

/// What was picked; nothing if the person changed their mind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// What for.
    pub pick: Pick,
    /// The files, or the folder.
    pub paths: Vec<PathBuf>,
}

/// What becomes of files that are dropped into the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// The first is read as an invitation.
    Invitation,
    /// The carry files among them are looked at; nothing becomes of so many others.
    CarryFiles {
        /// How many others.
        others: usize,
    },
    /// They are attached to this document, or to a thing in it.
    Attach(DocumentId, Option<Thing>),
    /// They are imported, once it was said who may hold them.
    Import,
    /// Nothing.
    Nowhere,
}

/// The endings of files that can be imported.
pub const IMPORTED: &[&str] = &[
    "docx", "xlsx", "md", "markdown", "csv", "tsv", "html", "htm", "txt",
];
/// The endings policies and minutes can be written with, the everyday one first.
pub const EXPORTED_TEXT: &[&str] = &["docx", "pdf", "html", "md", "json", "automerge"];
/// The endings of matrices, likewise.
pub const EXPORTED_MATRIX: &[&str] = &[
    "xlsx",
    "pdf",
    "csv",
    "tsv",
    "docx",
    "html",
    "json",
    "automerge",
];
/// The endings a published version can be written with: forms that nobody writes on in.
pub const EXPORTED_VERSION: &[&str] = &["pdf", "html"];
/// The ending of invitations.
pub const INVITATION: &[&str] = &["invitation", "txt"];
/// The endings of carry files, the one they are written with first.
pub const CARRY_FILE: &[&str] = &["dewan-carry", "dewan"];
/// The ending of recovery keys.
pub const RECOVERY_KEY: &[&str] = &["key"];
/// The ending of backups.
pub const BACKUP: &[&str] = &["sqlite"];

/// Whether a file is a carry file, by its name.
pub fn is_carry_file(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| CARRY_FILE.contains(&ending.as_str()))
}

/// The endings of certificates.
pub const CERTIFICATE: &[&str] = &["pem", "crt", "cer"];

/// A title as a file name: without what file systems do not take.
pub fn file_name(title: &str, ending: &str) -> String {
    let name: String = title
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => ' ',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.trim_matches('.').chars().take(120).collect();
    match name.trim() {
        "" => format!("dokumen.{ending}"),
        name => format!("{name}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_file_system_takes() {
        assert_eq!(
            file_name("SOP 3/2012: \"Akun\"", "md"),
            "SOP 3 2012 Akun.md"
        );
        assert_eq!(file_name("  ", "csv"), "dokumen.csv");
        assert_eq!(file_name("..", "csv"), "dokumen.csv");
    }
}
