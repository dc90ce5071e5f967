//! Reads files into documents. All files are read and checked before anything is written, and all of a
//! command is written in one transaction: all of them are imported or none.

use std::convert::Infallible;
use std::fs;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use council::act::scope::Label;
use council::plan::plan;
use council::view::{Kind, View};
use export::package::PackageError;
use export::read::{ENDINGS, MAX_BYTES, OTHER_ENDINGS, ReadError};

use crate::engine::coding::Given;
use crate::engine::guard::guarded;
use crate::engine::header::{over, put_code, without_attachments};
use crate::engine::office::Office;
use crate::engine::open::Opened;
use crate::engine::write::{Draft, Saved, WriteError};
use format::DocumentId;
use format::scope::Scope;

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
    #[error("{} holds no file that can be imported (.md, .docx, .xlsx, .csv or .tsv)", .0.display())]
    Empty(PathBuf),
    /// An ending that says it is something else.
    #[error(
        "{} is no Markdown, Word, Excel, CSV, TSV or HTML file; if it is text all the same, say so with --kind",
        .0.display()
    )]
    Unknown(PathBuf),
    /// What is in it.
    #[error("{}: {source}", .file.display())]
    Content {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        source: ReadError,
    },
}

/// Where a path leads that somebody typed.
pub type Place<'a> = &'a dyn Fn(&Path) -> PathBuf;

/// What to read files as.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The kind of document; recognised from name and content where it is not given.
    pub kind: Option<Kind>,
    /// The sheet of workbooks; else the first one with anything in it.
    pub sheet: Option<&'a str>,
}

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
pub fn read(paths: &[PathBuf], wanted: Wanted<'_>) -> Result<Vec<ReadFile>, Vec<FileError>> {
    read_at(&Path::to_owned, paths, wanted)
}

/// The same for paths that somebody typed elsewhere: `place` tells where such a path leads, and files
/// are named as they were typed.
///
/// # Errors
/// One [`FileError`] per file.
pub fn read_at(
    place: Place<'_>,
    paths: &[PathBuf],
    wanted: Wanted<'_>,
) -> Result<Vec<ReadFile>, Vec<FileError>> {
    let go_on = |_: usize, _: usize| ControlFlow::<Infallible>::Continue(());
    let ControlFlow::Continue(files) = read_reporting(place, paths, wanted, go_on)?;
    Ok(files)
}

/// The same, and tells how many of how many files have been read: once before each, once after the
/// last. Whoever is told may break off; nothing has been written then.
///
/// # Errors
/// One [`FileError`] per file.
pub fn read_reporting<B>(
    place: Place<'_>,
    paths: &[PathBuf],
    wanted: Wanted<'_>,
    mut tell: impl FnMut(usize, usize) -> ControlFlow<B>,
) -> Result<ControlFlow<B, Vec<ReadFile>>, Vec<FileError>> {
    let kind = wanted.kind;
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
    let of = files.len();
    let mut read = Vec::with_capacity(of);
    for (done, file) in files.into_iter().enumerate() {
        if let ControlFlow::Break(reason) = tell(done, of) {
            return Ok(ControlFlow::Break(reason));
        }
        match read_file(place, &file, wanted) {
            Ok(view) => read.push(ReadFile { file, view }),
            Err(error) => errors.push(error),
        }
    }
    if let ControlFlow::Break(reason) = tell(of, of) {
        return Ok(ControlFlow::Break(reason));
    }
    if errors.is_empty() {
        Ok(ControlFlow::Continue(read))
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
        // Hidden files are no documents: version control and editors keep theirs there, and Office puts
        // `~$name.docx` beside a file somebody has open.
        if entry.file_name().to_string_lossy().starts_with(['.', '~']) {
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
    ends_with(path, &ENDINGS) || ends_with(path, &OTHER_ENDINGS)
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|ending| endings.contains(&&*ending.to_string_lossy().to_lowercase()))
}

fn read_file(place: Place<'_>, file: &Path, wanted: Wanted<'_>) -> Result<View, FileError> {
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
    // Libraries that panic are errors there already; guarded so that they are silent too.
    guarded(|| export::read::read(&bytes, &name, wanted.kind, wanted.sheet))
        .unwrap_or(Err(ReadError::Docx(PackageError::NotAPackage.into())))
        .map_err(|source| FileError::Content {
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
        self.import_for(files, None, &Scope::Council)
    }

    /// The same for those in `scope`.
    ///
    /// # Errors
    /// [`WriteError`]; nothing was written then.
    pub fn import_for(
        &self,
        files: Vec<ReadFile>,
        label: Option<Label>,
        scope: &Scope,
    ) -> Result<Vec<Imported>, WriteError> {
        let mut drafts = Vec::with_capacity(files.len());
        let mut names = Vec::with_capacity(files.len());
        let mut given = Given::default();
        for ReadFile { file, mut view } in files {
            without_attachments(&mut view);
            let code = given.next(self, view.unit())?;
            put_code(&mut view, &code);
            let kind = view.kind();
            let mut draft = self.draft_new_for(kind, label, scope.clone())?;
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
pub(crate) fn write_toward(draft: &mut Draft, wanted: &View) -> Result<(), WriteError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_reported_and_reading_can_be_broken_off() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.md", "b.csv", "c.md", "d.txt", ".e.md", "~$f.docx"] {
            fs::write(folder.path().join(name), "a,b\n1,2\n").unwrap();
        }
        let read = |stop_at: usize| {
            let mut told = Vec::new();
            let paths = [folder.path().to_owned()];
            let read = read_reporting(&Path::to_owned, &paths, Wanted::default(), |done, of| {
                told.push((done, of));
                if done == stop_at {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            (told, read.unwrap())
        };
        let (told, files) = read(9);
        assert_eq!(told, [(0, 3), (1, 3), (2, 3), (3, 3)]);
        let ControlFlow::Continue(files) = files else {
            panic!("broken off");
        };
        assert_eq!(files.len(), 3);
        let (told, files) = read(1);
        assert_eq!(told, [(0, 3), (1, 3)]);
        assert!(files.is_break());
    }
}
