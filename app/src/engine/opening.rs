//! Which documents are being opened, so that one that brings the program down is known afterwards.
//!
//! The document engine runs on what others wrote. A panic there is caught; an end of memory or of the stack
//! is not. So a mark stands in the folder `opening` beside the store for as long as a document is being
//! opened, held with a lock that ends with its program. A mark that nobody holds is one of a program that
//! ended there: by chance, or because of the document. That document is then tried in a program of its own
//! with limits ([`Trial`]), and is kept shut if that one ends, too, until the person asks again or another
//! version of the program comes.
//!
//! ```text
//! HOME/opening/DOCUMENT.PID-N.mark   a document being opened; locked
//! HOME/opening/DOCUMENT.suspect      one at which a program ended, not tried yet
//! HOME/opening/DOCUMENT.shut         one at which the trial ended as well; holds the program's version
//! ```
//!
//! Where the folder cannot be written, documents open without marks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use format::DocumentId;

mod trial;

pub use trial::{COMMAND as TRIAL_COMMAND, Trial, limit_this_program};

const FOLDER: &str = "opening";
const MARK: &str = "mark";
const SUSPECT: &str = "suspect";
const SHUT: &str = "shut";
/// What makes documents readable or not; a document is tried again by every other version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A document is kept shut because programs ended while they opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("document {} is kept shut: the program ended while it opened it, and a trial did, too", .0.short())]
pub struct Shut(pub DocumentId);

/// The mark of a document that is being opened. Goes when it is dropped.
#[derive(Debug)]
pub struct Opening {
    mark: Option<(PathBuf, File)>,
}

impl Drop for Opening {
    fn drop(&mut self) {
        if let Some((path, _)) = &self.mark {
            drop(fs::remove_file(path));
        }
    }
}

/// Says that a document of this store is about to be opened.
///
/// # Errors
/// [`Shut`] for one that brings programs down.
pub fn begin(store: &Path, document: &DocumentId) -> Result<Opening, Shut> {
    let place = Place::of(store);
    place.admit(store, document)?;
    Ok(Opening {
        mark: place.mark(document),
    })
}

/// The documents of this store that are kept shut, ascending.
pub fn shut(store: &Path) -> Vec<DocumentId> {
    let place = Place::of(store);
    place.judged().shut.iter().copied().collect()
}

/// Lets a document that is kept shut be tried again the next time it is opened. Whether it was shut.
///
/// # Errors
/// The folder cannot be written; the document stays shut.
pub fn try_again(store: &Path, document: &DocumentId) -> io::Result<bool> {
    let place = Place::of(store);
    let mut judged = place.judged();
    if !judged.shut.contains(document) {
        return Ok(false);
    }
    fs::write(place.file(document, SUSPECT), [])?;
    fs::remove_file(place.file(document, SHUT))?;
    judged.shut.remove(document);
    judged.suspects.insert(*document);
    Ok(true)
}

/// The marks beside one store, as this program knows them.
#[derive(Debug)]
struct Place {
    folder: PathBuf,
    judged: Mutex<Judged>,
    /// Whoever tries a document, so that it is tried once.
    trying: Mutex<()>,
}

#[derive(Debug, Default)]
struct Judged {
    suspects: BTreeSet<DocumentId>,
    shut: BTreeSet<DocumentId>,
}

/// Every store this program has opened a document of.
static PLACES: Mutex<BTreeMap<PathBuf, Arc<Place>>> = Mutex::new(BTreeMap::new());
static TRIAL: OnceLock<Trial> = OnceLock::new();
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Tries documents with this program from now on. Without, a document at which a program ended is kept
/// shut untried.
pub fn try_with(trial: Trial) {
    TRIAL.get_or_init(|| trial);
}

impl Place {
    fn of(store: &Path) -> Arc<Self> {
        let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = places.entry(store.to_owned());
        let place = known.or_insert_with(|| {
            let folder = store.with_file_name(FOLDER);
            let judged = left_behind(&folder).unwrap_or_else(|error| {
                tracing::warn!(%error, "the marks of documents being opened are not readable");
                Judged::default()
            });
            Arc::new(Self {
                folder,
                judged: Mutex::new(judged),
                trying: Mutex::new(()),
            })
        });
        Arc::clone(place)
    }

    fn judged(&self) -> MutexGuard<'_, Judged> {
        self.judged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, document: &DocumentId, ending: &str) -> PathBuf {
        self.folder.join(format!("{document}.{ending}"))
    }

    /// Tries a suspect, once, and lets every other document pass unless it is shut.
    fn admit(&self, store: &Path, document: &DocumentId) -> Result<(), Shut> {
        let look = || {
            let mut judged = self.judged();
            if judged.shut.contains(document) {
                if self.file(document, SHUT).exists() {
                    return Err(Shut(*document));
                }
                // Another program was asked to try it again.
                judged.shut.remove(document);
                if self.file(document, SUSPECT).exists() {
                    judged.suspects.insert(*document);
                }
            }
            Ok(judged.suspects.contains(document))
        };
        if !look()? {
            return Ok(());
        }
        let _turn = self.trying.lock().unwrap_or_else(PoisonError::into_inner);
        if !look()? {
            return Ok(());
        }
        let is_sound = TRIAL
            .get()
            .is_some_and(|trial| trial.opens(store, document));
        tracing::warn!(document = %document.short(), is_sound, "a program ended while it opened this document");
        let mut judged = self.judged();
        judged.suspects.remove(document);
        let noted = if is_sound {
            Ok(())
        } else {
            judged.shut.insert(*document);
            fs::write(self.file(document, SHUT), VERSION)
        };
        // The suspicion goes last: if the note fails or this program ends here, it is tried again.
        if let Err(error) = noted.and_then(|()| fs::remove_file(self.file(document, SUSPECT))) {
            tracing::warn!(%error, "what became of a trial is not noted");
        }
        match is_sound {
            true => Ok(()),
            false => Err(Shut(*document)),
        }
    }

    fn mark(&self, document: &DocumentId) -> Option<(PathBuf, File)> {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{document}.{}-{number}", std::process::id());
        let path = self.folder.join(format!("{name}.{MARK}"));
        let made = || -> io::Result<File> {
            // Locked before it has its name: whoever looks sees no mark that nobody holds.
            let unnamed = self.folder.join(format!("{name}.new"));
            let file = match File::create(&unnamed) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    store::make_private_folder(&self.folder)?;
                    File::create(&unnamed)?
                }
                made => made?,
            };
            file.try_lock().map_err(io::Error::from)?;
            fs::rename(&unnamed, &path)?;
            Ok(file)
        };
        match made() {
            Ok(file) => Some((path, file)),
            Err(error) => {
                tracing::debug!(%error, "a document is opened without a mark");
                None
            }
        }
    }
}

/// What earlier programs left in the folder: marks that nobody holds become suspects.
fn left_behind(folder: &Path) -> io::Result<Judged> {
    let mut judged = Judged::default();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(judged),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let parts: Vec<&str> = name.unwrap_or_default().split('.').collect();
        let (Some(Ok(document)), Some(ending)) = (
            parts.first().map(|id| id.parse::<DocumentId>()),
            parts.last(),
        ) else {
            continue;
        };
        match *ending {
            MARK => {
                let file = match File::open(&path) {
                    // Opened and done meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    opened => opened?,
                };
                match file.try_lock() {
                    Ok(()) => {
                        fs::write(folder.join(format!("{document}.{SUSPECT}")), [])?;
                        drop(fs::remove_file(&path));
                        judged.suspects.insert(document);
                    }
                    Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Error(error)) => return Err(error),
                }
            }
            SUSPECT => {
                judged.suspects.insert(document);
            }
            SHUT => {
                let by = fs::read_to_string(&path).unwrap_or_default();
                let set = match by.trim() == VERSION {
                    true => &mut judged.shut,
                    false => &mut judged.suspects,
                };
                set.insert(document);
            }
            _ => {}
        }
    }
    Ok(judged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: u8) -> DocumentId {
        DocumentId::from_bytes([number; 16])
    }

    /// A store's path in a folder of its own; the store itself is never looked at.
    fn store() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("council.sqlite");
        (folder, store)
    }

    fn marks(store: &Path) -> Vec<String> {
        let entries = fs::read_dir(store.with_file_name(FOLDER)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_mark_stands_as_long_as_the_document_is_being_opened() {
        let (_folder, store) = store();
        let first = begin(&store, &document(1)).unwrap();
        let second = begin(&store, &document(1)).unwrap();
        assert_eq!(marks(&store).len(), 2);
        drop((first, second));
        assert_eq!(marks(&store), Vec::<String>::new());
        assert_eq!(shut(&store), []);
    }

    #[test]
    fn a_mark_that_somebody_holds_is_no_suspicion() {
        let (_folder, store) = store();
        let _held = begin(&store, &document(1)).unwrap();
        let judged = left_behind(&store.with_file_name(FOLDER)).unwrap();
        assert!(judged.suspects.is_empty() && judged.shut.is_empty());
    }

    #[test]
    fn a_mark_left_behind_keeps_its_document_shut_and_no_other_until_asked_again() {
        let (_folder, store) = store();
        let folder = store.with_file_name(FOLDER);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(format!("{}.77-0.mark", document(1))), []).unwrap();
        fs::write(folder.join("something else"), []).unwrap();
        // There is no program to try it with in this test.
        assert_eq!(begin(&store, &document(1)).unwrap_err(), Shut(document(1)));
        assert_eq!(begin(&store, &document(1)).unwrap_err(), Shut(document(1)));
        assert!(begin(&store, &document(2)).is_ok());
        assert_eq!(shut(&store), [document(1)]);
        // The next program knows, another version tries anew.
        let judged = left_behind(&folder).unwrap();
        assert_eq!(judged.shut, BTreeSet::from([document(1)]));
        fs::write(folder.join(format!("{}.shut", document(1))), "0.0.1").unwrap();
        let judged = left_behind(&folder).unwrap();
        assert_eq!(judged.suspects, BTreeSet::from([document(1)]));
        assert!(!try_again(&store, &document(2)).unwrap());
        assert!(try_again(&store, &document(1)).unwrap());
        assert_eq!(shut(&store), []);
        assert_eq!(begin(&store, &document(1)).unwrap_err(), Shut(document(1)));
    }
}
