//! A disk for tests: it loses power, fills up and fails below SQLite.
//!
//! [`Disk::at`] takes a folder. Whatever SQLite opens in it from then on, in this process, goes through
//! this crate, without anybody above knowing: the disk is the default file system of SQLite here.
//!
//! - **Power**: what is written goes to the real file at once, as through the cache of an operating
//!   system, and is remembered as unsynced until the file is synced. When the power goes
//!   ([`Disk::cut_after`]), every open file fails from that operation on; [`Disk::restore_power`] then
//!   writes what a disk would still hold: what was synced, and of the rest any sectors, whole or torn. A
//!   new file of which the folder was not synced may be gone, a removed one may be back.
//! - **Trouble**: a full, a failing and a read-only disk ([`Disk::have`]), as the system calls tell it.
//!
//! Files beside SQLite's (locks, keys) are not on it. Neither is SQLite's shared memory, which no disk
//! keeps over a power cut.

mod content;
mod vfs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::content::Content;

/// What the disk does not do at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    /// It does everything.
    #[default]
    None,
    /// No file grows by more than so many bytes, all of them together.
    Full(u64),
    /// Nothing is written or synced: the hardware fails.
    Failing,
    /// Nothing can be read either.
    Unreadable,
    /// Nothing may be written: the system mounted it for reading only after an error.
    ReadOnly,
}

/// What a power cut left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// Bytes that had been written and not synced.
    pub unsynced: u64,
    /// Files that were made and are gone.
    pub gone: u64,
    /// Files that were removed and are back.
    pub back: u64,
}

/// A folder as a disk of its own. It is an ordinary folder again once this is dropped.
#[derive(Debug)]
pub struct Disk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    state: Mutex<State>,
}

/// What is known of a disk.
#[derive(Debug, Default)]
struct State {
    files: BTreeMap<PathBuf, Content>,
    /// Removed since the folder was last synced.
    removed: BTreeMap<PathBuf, Content>,
    trouble: Trouble,
    /// After how many more operations the power goes.
    cut_after: Option<u64>,
    is_off: bool,
    /// Goes up with every power cut: files opened before it fail for good.
    life: u64,
    operations: u64,
    syncs: u64,
}

impl State {
    /// Counts one write, truncation, sync or removal. True if the power goes in the middle of it.
    fn power_goes(&mut self) -> bool {
        self.operations += 1;
        if let Some(left) = &mut self.cut_after {
            if *left == 0 {
                self.is_off = true;
                return true;
            }
            *left -= 1;
        }
        false
    }

    /// Everything the folder names is named on the disk, too, and nothing else.
    fn sync_folder(&mut self) {
        self.removed.clear();
        for content in self.files.values_mut() {
            content.is_entered = true;
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk {
    /// Makes a disk of a folder that is there. What is in it counts as synced.
    ///
    /// # Panics
    /// When there is no such folder, or SQLite does not take this crate.
    pub fn at(folder: &Path) -> Self {
        let folder = folder.canonicalize().expect("the folder is there");
        let inner = Arc::new(Inner {
            folder,
            state: Mutex::default(),
        });
        vfs::register(&inner);
        Self(inner)
    }

    /// The power goes in the middle of the operation after so many more: a write, truncation, sync or
    /// removal.
    pub fn cut_after(&self, operations: u64) {
        self.0.lock().cut_after = Some(operations);
    }

    /// The power goes now.
    pub fn cut(&self) {
        self.0.lock().is_off = true;
    }

    /// Whether the power is gone.
    pub fn is_off(&self) -> bool {
        self.0.lock().is_off
    }

    /// Puts on the real disk what the power cut left of every file. Equal seeds leave the same of equal
    /// writes.
    ///
    /// Whoever had a file open must have closed it.
    ///
    /// # Panics
    /// When the real disk cannot be written.
    pub fn restore_power(&self, seed: u64) -> Left {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut state = self.0.lock();
        let kept = [0.0, 0.1, 0.5, 0.9, 1.0][random.random_range(0..5)];
        let mut left = Left::default();
        for (path, content) in std::mem::take(&mut state.files) {
            left.unsynced += content.unsynced();
            if !content.is_entered && random.random_bool(0.5) {
                left.gone += 1;
                std::fs::remove_file(&path).ok();
            } else {
                let bytes = content.after_power_cut(kept, &mut random);
                // In place: the file stays the same one.
                std::fs::write(&path, bytes).expect("the real disk can be written");
            }
        }
        for (path, content) in std::mem::take(&mut state.removed) {
            if !path.exists() && random.random_bool(0.5) {
                left.back += 1;
                let bytes = content.after_power_cut(kept, &mut random);
                std::fs::write(&path, bytes).expect("the real disk can be written");
            }
        }
        for entry in std::fs::read_dir(&self.0.folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.to_string_lossy().ends_with("-shm") {
                std::fs::remove_file(path).expect("the real disk can be written");
            }
        }
        state.life += 1;
        state.is_off = false;
        state.cut_after = None;
        left
    }

    /// From now on the disk has this trouble, or none.
    pub fn have(&self, trouble: Trouble) {
        self.0.lock().trouble = trouble;
    }

    /// How many writes, truncations, syncs and removals there were.
    pub fn operations(&self) -> u64 {
        self.0.lock().operations
    }

    /// How many files were synced.
    pub fn syncs(&self) -> u64 {
        self.0.lock().syncs
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        vfs::forget(&self.0);
    }
}
