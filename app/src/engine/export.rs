//! Writes a document to a file: whole or not at all.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use council::text::markdown::{write_minutes, write_policy};
use council::text::table::write_csv;
use council::view::{Kind, View};
use export::PdfError;
use export::official::Stands;
use export::words::Words;
use export::write::{Form, WriteError};
use export::xlsx::WorkbookError;

use crate::engine::header::exported;
use crate::engine::open::Opened;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file's ending names no form a document of this kind has.
    #[error("a {kind} cannot be written as \"{ending}\"; {}: {possible}", .file.display())]
    Form {
        /// The file.
        file: PathBuf,
        /// Its ending.
        ending: String,
        /// The kind of the document.
        kind: &'static str,
        /// The endings that can be.
        possible: String,
    },
    /// An Excel workbook has less room than the matrix.
    #[error("{}: {source}", .file.display())]
    Workbook {
        /// The file.
        file: PathBuf,
        /// What does not fit.
        source: WorkbookError,
    },
    /// No pages could be made of the document.
    #[error("{}: {source}", .file.display())]
    Pdf {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: PdfError,
    },
    /// The file is there already.
    #[error("{} is there already; --force overwrites it", .0.display())]
    Exists(PathBuf),
    /// The disk.
    #[error("{} cannot be written: {source}", .file.display())]
    Disk {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// The document in its everyday form: Markdown, or CSV for a matrix.
pub fn everyday(view: &View) -> String {
    match exported(view) {
        View::Policy(policy) => write_policy(&policy),
        View::Minutes(minutes) => write_minutes(&minutes),
        View::Matrix(matrix) => write_csv(&matrix),
    }
}

/// The bytes of a document in the form the file's ending names; the words are for forms that say something
/// of their own. Pages without what a text that counts says of
/// itself are marked as a draft.
///
/// # Errors
/// [`ExportError::Form`], [`ExportError::Workbook`] and [`ExportError::Pdf`].
pub fn bytes(
    opened: &Opened,
    file: &Path,
    words: &Words,
    stands: Option<&dyn Stands>,
) -> Result<Vec<u8>, ExportError> {
    let ending = file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    if ending == "automerge" {
        return Ok(opened.document.save());
    }
    let view = exported(&opened.view);
    let kind = view.kind();
    let unknown = || ExportError::Form {
        file: file.to_owned(),
        ending: format!(".{ending}"),
        kind: kind.name(),
        possible: possible(kind),
    };
    let form = Form::from_ending(&ending).ok_or_else(unknown)?;
    export::write::write_version(&view, form, words, stands).map_err(|error| match error {
        WriteError::Form { .. } => unknown(),
        WriteError::Workbook(source) => ExportError::Workbook {
            file: file.to_owned(),
            source,
        },
        WriteError::Pdf(source) => ExportError::Pdf {
            file: file.to_owned(),
            source,
        },
    })
}

/// The endings a document of this kind can be written with.
fn possible(kind: Kind) -> String {
    let mut endings: Vec<String> = Form::of(kind)
        .iter()
        .map(|form| format!(".{}", form.ending()))
        .collect();
    endings.push(".automerge".to_owned());
    endings.join(", ")
}

/// Writes a file whole or not at all. One that is there is left alone unless `force`.
///
/// # Errors
/// [`ExportError::Exists`] and [`ExportError::Disk`].
pub fn write(file: &Path, bytes: &[u8], force: bool) -> Result<(), ExportError> {
    write_with(file, force, |beside| {
        beside.write_all(bytes).map_err(|source| ExportError::Disk {
            file: file.to_owned(),
            source,
        })
    })
}

/// The same of a file that is written piece by piece.
///
/// # Errors
/// What `fill` says, [`ExportError::Exists`] and [`ExportError::Disk`]; then nothing was written.
pub fn write_with<T, E: From<ExportError>>(
    file: &Path,
    force: bool,
    fill: impl FnOnce(&mut File) -> Result<T, E>,
) -> Result<T, E> {
    let disk = |source| {
        E::from(ExportError::Disk {
            file: file.to_owned(),
            source,
        })
    };
    if !force && file.symlink_metadata().is_ok() {
        return Err(ExportError::Exists(file.to_owned()).into());
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Asked first, because its refusal speaks of the folder and not of a file nobody named.
    std::fs::metadata(folder).map_err(disk)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dewan-");
    #[cfg(unix)]
    builder.permissions(permissions());
    let mut beside = builder.tempfile_in(folder).map_err(disk)?;
    let filled = fill(beside.as_file_mut())?;
    beside.as_file().sync_all().map_err(disk)?;
    let outcome = if force {
        beside.persist(file)
    } else {
        beside.persist_noclobber(file)
    };
    match outcome {
        Ok(_) => Ok(filled),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(ExportError::Exists(file.to_owned()).into())
        }
        Err(error) => Err(disk(error.error)),
    }
}

/// As any program makes files: the person's umask decides.
#[cfg(unix)]
fn permissions() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::Permissions::from_mode(0o666)
}
