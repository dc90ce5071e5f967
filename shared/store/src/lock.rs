//! The one writing program.
//!
//! A file lock of the operating system beside the store: it ends with the process that holds it,
//! however that process ends. The content only names the holder for whoever is refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::clock::now_millis;
use crate::error::{Result, StoreError};

/// Held while this process may write.
#[derive(Debug)]
pub(crate) struct WriterLock {
    /// Locked until closed. The file itself stays: removing it would let two programs lock two
    /// different files of one name.
    file: File,
}

impl WriterLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`StoreError::InUse`] naming the holder.
    pub(crate) fn take(store: &Path, program: &str) -> Result<Self> {
        let path = lock_path(store);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Some systems keep a locked file from being read as well.
                let read = (&file).take(512).read_to_string(&mut holder);
                let holder = holder.trim().to_owned();
                return Err(StoreError::InUse {
                    holder: if read.is_err() || holder.is_empty() {
                        "another program".to_owned()
                    } else {
                        holder
                    },
                });
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        file.set_len(0)?;
        file.rewind()?;
        let since = jiff::Timestamp::from_millisecond(now_millis()).unwrap_or_default();
        write!(
            file,
            "{program} (process {} on {}, since {} UTC)",
            std::process::id(),
            gethostname::gethostname().display(),
            since.strftime("%Y-%m-%d %H:%M")
        )?;
        Ok(Self { file })
    }
}

/// Which program holds the lock of the store at `path`, as it wrote itself down; `None` if none does.
///
/// # Errors
/// What the disk says.
pub fn holder(path: &Path) -> Result<Option<String>> {
    match File::open(lock_path(path)) {
        Ok(file) => match file.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let read = (&file).take(512).read_to_string(&mut holder);
                Ok(Some(match read {
                    Ok(_) => holder.trim().to_owned(),
                    // Some systems keep a locked file from being read as well.
                    Err(_) => String::new(),
                }))
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // An old name left behind harms nobody.
        drop(self.file.set_len(0));
        // Said outright, because a program that this one is just starting still holds a copy of the
        // handle for a moment.
        drop(self.file.unlock());
    }
}

/// `<file>.lock`.
fn lock_path(store: &Path) -> PathBuf {
    let mut path = store.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}
