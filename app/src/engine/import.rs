//! Reads files into documents. All files are read and checked before anything is written, and all of a
//! command is written in one transaction: all of them are imported or none.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use council::plan::plan;
use council::text::import::{ImportError, MAX_BYTES, import};
use council::view::{Kind, View};

use crate::engine::header::over;
use crate::engine::office::Office;
use crate::engine::open::Opened;
use crate::engine::write::{Draft, Saved, WriteError};
use format::DocumentId;

/// The endings of files that are taken out of a folder.
const ENDINGS: [&str; 6] = ["md", "markdown", "mdown", "csv", "tsv", "tab"];
/// How deep folders are searched, so that a loop of links ends.
const MAX_DEPTH: usize = 32;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{} cannot be read: {source}", .file.display())]
    Read {
        /// Which file or folder.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A folder with nothing in it that could be imported.
    #[error("{} holds no file that can be imported (.md, .csv or .tsv)", .0.display())]
    Empty(PathBuf),
    /// An ending that says it is something else.
    #[error("{} is no Markdown, CSV or TSV file; if it is text all the same, say so with --kind", .0.display())]
    Unknown(PathBuf),
    /// What is in it.
    #[error("{}: {source}", .file.display())]
    Content {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        source: ImportError,
    },
}

/// Where a path leads that somebody typed.
pub type Place<'a> = &'a dyn Fn(&Path) -> PathBuf;

/// A file that was read and can be imported.
#[derive(Debug, Clone)]
pub struct ReadFile {
    /// Where it is.
    pub file: PathBuf,
    /// What it says.
    pub view: View,
}

/// A file that was imported.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Where it is.
    pub file: PathBuf,
    /// What kind of document it became.
    pub kind: Kind,
    /// What was saved.
    pub saved: Saved,
}

/// Reads files, and all that can be imported in folders, in the order of their names. Every file that
/// cannot be is named.
///
/// # Errors
/// One [`FileError`] per file.
pub fn read(paths: &[PathBuf], kind: Option<Kind>) -> Result<Vec<ReadFile>, Vec<FileError>> {
    read_at(&Path::to_owned, paths, kind)
}

/// The same for paths that somebody typed elsewhere: `place` tells where such a path leads, and files
/// are named as they were typed.
///
/// # Errors
/// One [`FileError`] per file.
pub fn read_at(
    place: Place<'_>,
    paths: &[PathBuf],
    kind: Option<Kind>,
) -> Result<Vec<ReadFile>, Vec<FileError>> {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(place(path)) {
            Ok(found) if found.is_dir() => {
                let before = files.len();
                let failed = errors.len();
                search(place, path, 0, &mut files, &mut errors);
                if files.len() == before && errors.len() == failed {
                    errors.push(FileError::Empty(path.clone()));
                }
            }
            Ok(_) if kind.is_none() && !has_known_ending(path) => {
                errors.push(FileError::Unknown(path.clone()));
            }
            Ok(_) => files.push(path.clone()),
            Err(source) => errors.push(FileError::Read {
                file: path.clone(),
                source,
            }),
        }
    }
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        match read_file(place, &file, kind) {
            Ok(view) => read.push(ReadFile { file, view }),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(read)
    } else {
        Err(errors)
    }
}

fn search(
    place: Place<'_>,
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    errors: &mut Vec<FileError>,
) {
    let listing = fs::read_dir(place(folder))
        .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
        .map_err(|source| FileError::Read {
            file: folder.to_owned(),
            source,
        });
    let mut entries = match listing {
        Ok(entries) => entries,
        Err(error) => return errors.push(error),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = folder.join(entry.file_name());
        // Hidden files are no documents: version control and editors keep theirs there.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if place(&path).is_dir() {
            if depth < MAX_DEPTH {
                search(place, &path, depth + 1, files, errors);
            }
        } else if ends_with(&path, &ENDINGS) {
            files.push(path);
        }
    }
}

fn has_known_ending(path: &Path) -> bool {
    ends_with(path, &ENDINGS) || ends_with(path, &["txt", "text"])
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|ending| endings.contains(&&*ending.to_string_lossy().to_lowercase()))
}

fn read_file(place: Place<'_>, file: &Path, kind: Option<Kind>) -> Result<View, FileError> {
    let cannot = |source| FileError::Read {
        file: file.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    // One byte more than may be tells a file that is too large, whatever its metadata say.
    fs::File::open(place(file))
        .map_err(cannot)?
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    import(&bytes, &name, kind).map_err(|source| FileError::Content {
        file: file.to_owned(),
        source,
    })
}

impl Office {
    /// Imports files as new documents, all of them or none.
    ///
    /// # Errors
    /// [`WriteError`]; nothing was imported then.
    pub fn import(&self, files: Vec<ReadFile>) -> Result<Vec<Imported>, WriteError> {
        let mut drafts = Vec::with_capacity(files.len());
        let mut names = Vec::with_capacity(files.len());
        for ReadFile { file, view } in files {
            let kind = view.kind();
            let mut draft = self.draft_new(kind)?;
            write_toward(&mut draft, &view)?;
            drafts.push(draft);
            names.push((file, kind));
        }
        let saved = self.save(drafts)?;
        Ok(names
            .into_iter()
            .zip(saved)
            .map(|((file, kind), saved)| Imported { file, kind, saved })
            .collect())
    }

    /// Imports a file over a document: only what differs is written.
    ///
    /// # Errors
    /// [`WriteError`]; nothing was written then.
    pub fn import_into(&self, id: &DocumentId, wanted: &View) -> Result<Saved, WriteError> {
        let mut draft = self.draft(id)?;
        let wanted = over(&draft.document().view(), wanted);
        write_toward(&mut draft, &wanted)?;
        self.save_one(draft)
    }
}

/// Writes the smallest edits that make a document read like `wanted`, one change for each clause or
/// batch of rows.
fn write_toward(draft: &mut Draft, wanted: &View) -> Result<(), WriteError> {
    let current = draft.document().view();
    for batch in plan(&current, wanted, &mut || uuid::Uuid::new_v4().to_string())? {
        draft.edit_in_parts(&batch)?;
    }
    Ok(())
}

/// Whether a file that reads like `wanted` can be imported over this document.
pub fn is_of_kind(opened: &Opened, wanted: &View) -> bool {
    opened.creation.create.kind == wanted.kind()
}
