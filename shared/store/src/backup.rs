//! A store as one file to put away, and back again.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::check::{Finding, check_file};
use crate::clock::now_millis;
use crate::error::{Result, StoreError};
use crate::lock::WriterLock;
use crate::schema::{self, Found};
use crate::store::{ReadStore, Store, councils};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the store that was there before is now; `None` if there was none. A log that was left of one
    /// that is gone is put aside as well: it would be read as part of the restored one.
    pub kept_aside: Option<PathBuf>,
    /// How many councils the restored store holds.
    pub councils: usize,
}

impl Store {
    /// Writes the store as it is now to a new file `to`, while others go on reading and writing,
    /// and verifies the copy.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Damaged`] if the copy is not whole (it is removed
    /// then), and what the disk says.
    pub fn backup(&self, to: &Path) -> Result<()> {
        let lease = self.pool().lend()?;
        copy(&lease, to)
    }
}

impl ReadStore {
    /// As [`Store::backup`].
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn backup(&self, to: &Path) -> Result<()> {
        let lease = self.pool().lend()?;
        copy(&lease, to)
    }
}

/// Puts the backup `from` in place of the store at `to`. The store that is there is kept beside it
/// under another name. Whoever opens `to` next finds that it was restored and starts new logs, so
/// that work done since the backup comes back from the peers that have it.
///
/// # Errors
/// Whatever [`Store::open`] would say of `from`, [`StoreError::Damaged`], [`StoreError::InUse`] if
/// a program has `to` open, and what the disk says. `to` is as it was then.
pub fn restore(from: &Path, to: &Path, program: &str) -> Result<Restored> {
    let found = schema::inspect(from)?;
    if found == Found::Nothing {
        return Err(if from.exists() {
            StoreError::Foreign(from.to_owned())
        } else {
            StoreError::Missing(from.to_owned())
        });
    }
    let source = schema::connect_read_only(from)?;
    whole(&source)?;
    let _lock = WriterLock::take(to, program)?;
    let part = beside(to, ".restoring");
    remove(&part)?;
    let copied = copy_to(&source, &part).and_then(|()| {
        let conn = Connection::open_with_flags(&part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Belongs to no place yet: the next opening takes new log ids.
        conn.execute("UPDATE store SET inode = 'restored'", [])?;
        let councils = councils(&conn)?.len();
        conn.close().map_err(|(_, error)| error)?;
        sync_file(&part)?;
        Ok(councils)
    });
    let councils = match copied {
        Ok(councils) => councils,
        Err(error) => {
            drop(std::fs::remove_file(&part));
            return Err(error);
        }
    };
    let kept_aside = keep_aside(to)?;
    if let Err(error) = std::fs::rename(&part, to) {
        if let Some(aside) = &kept_aside {
            move_store(aside, to)?;
        }
        return Err(error.into());
    }
    sync_folder(to)?;
    Ok(Restored {
        kept_aside,
        councils,
    })
}

/// How many copies from before a migration are kept.
const BEFORE_MIGRATION: usize = 2;

/// Keeps a verified copy of the store at `path`, which has this older schema, beside it, before it is brought
/// to the present one. Of earlier copies the newest stay, two in all. Gives its place.
///
/// # Errors
/// [`StoreError::DiskFull`], [`StoreError::Damaged`] if the store is not whole, and what the disk says: a
/// store of which no copy can be kept is not migrated.
pub(crate) fn keep_before_migration(path: &Path, schema: i64) -> Result<PathBuf> {
    let to = beside(path, &format!("{BEFORE}{schema}"));
    // One of an earlier attempt, which may be older than what is there now.
    remove(&to)?;
    copy(&schema::connect_read_only(path)?, &to)?;
    forget_oldest_migrations(path)?;
    Ok(to)
}

/// What stands between a store's name and the schema in the name of a copy from before a migration.
const BEFORE: &str = ".before-migration-from-";

fn forget_oldest_migrations(path: &Path) -> Result<()> {
    let place = path.canonicalize()?;
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else {
        return Ok(());
    };
    let prefix = format!("{}{BEFORE}", name.to_string_lossy());
    let mut copies: Vec<(i64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(Ok(schema)) = name.strip_prefix(&prefix).map(str::parse) {
            copies.push((schema, entry.path()));
        }
    }
    copies.sort();
    let old = copies.len().saturating_sub(BEFORE_MIGRATION);
    for (_, copy) in copies.drain(..old) {
        remove(&copy)?;
    }
    Ok(())
}

fn copy(source: &Connection, to: &Path) -> Result<()> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    let part = beside(to, ".part");
    remove(&part)?;
    let copied = copy_to(source, &part).and_then(|()| sync_file(&part));
    let placed = copied.and_then(|()| {
        // A rename would replace a file that appeared meanwhile.
        if to.exists() {
            return Err(StoreError::Exists(to.to_owned()));
        }
        std::fs::rename(&part, to)?;
        sync_folder(to)
    });
    if placed.is_err() {
        drop(std::fs::remove_file(&part));
    }
    placed
}

/// Copies the snapshot of `source` and verifies what was written.
fn copy_to(source: &Connection, to: &Path) -> Result<()> {
    schema::create_private(to)?;
    let mut target = Connection::open(to)?;
    {
        let backup = Backup::new(source, &mut target)?;
        // In one step: the snapshot stands still, writers go on, and nothing has to start over.
        match backup.step(-1)? {
            StepResult::Done => {}
            _ => return Err(StoreError::Busy),
        }
    }
    // One file, without a log beside it.
    let _: String = target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    whole(&target)?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Refuses a file that SQLite finds damaged.
fn whole(conn: &Connection) -> Result<()> {
    match check_file(conn)?.into_iter().next() {
        None => Ok(()),
        Some(Finding::File(what)) => Err(StoreError::Damaged(what)),
        Some(_) => Err(StoreError::Damaged("the copy is not whole".to_owned())),
    }
}

/// Moves the store at `path`, or what is left of one, to a free name beside it. Gives its place if the store
/// itself is among it.
fn keep_aside(path: &Path) -> Result<Option<PathBuf>> {
    if !is_anything_of(path) {
        return Ok(None);
    }
    let was_there = path.exists();
    let seconds = now_millis() / 1000;
    let mut aside = beside(path, &format!(".before-restore-{seconds}"));
    let mut more = 1;
    while is_anything_of(&aside) {
        aside = beside(path, &format!(".before-restore-{seconds}-{more}"));
        more += 1;
    }
    move_store(path, &aside)?;
    Ok(was_there.then_some(aside))
}

/// What a store consists of while it is open: its log first, see [`move_store`].
const PARTS: [&str; 3] = ["-wal", "-shm", ""];

fn is_anything_of(path: &Path) -> bool {
    PARTS.iter().any(|suffix| beside(path, suffix).exists())
}

/// Moves a store with its log. The log first: a store without its log could be opened as an older
/// state of itself.
fn move_store(from: &Path, to: &Path) -> Result<()> {
    for suffix in PARTS {
        match std::fs::rename(beside(from, suffix), beside(to, suffix)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn sync_file(path: &Path) -> Result<()> {
    std::fs::OpenOptions::new()
        .write(true)
        .open(path)?
        .sync_all()?;
    Ok(())
}

/// Makes a rename durable where the system has a way to.
fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.canonicalize()?.parent()
    {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[test]
    fn a_log_left_of_another_store_is_put_aside_and_not_read_into_the_restored_one() {
        let folder = tempfile::tempdir().unwrap();
        let [path, copy] = ["council.dewan", "copy"].map(|name| folder.path().join(name));
        let hosting = |number: u8| {
            let council = format::CouncilId::from_bytes([number; 32]);
            let (store, _) = Store::open(&path, Options::new("test")).unwrap();
            store
                .write(move |write| write.hold_council(council))
                .unwrap();
            (store, council)
        };
        let (store, first) = hosting(1);
        store.backup(&copy).unwrap();
        drop(store);
        // The log of a store that went on, kept as a crash would leave it.
        let (store, _) = hosting(2);
        let logs = ["-wal", "-shm"].map(|suffix| {
            let log = beside(&path, suffix);
            (std::fs::read(&log).unwrap(), log)
        });
        drop(store);
        std::fs::remove_file(&path).unwrap();
        for (bytes, log) in &logs {
            std::fs::write(log, bytes).unwrap();
        }

        let restored = restore(&copy, &path, "test").unwrap();
        assert_eq!(restored.kept_aside, None, "the store itself was not there");
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        assert_eq!(store.councils().unwrap(), [first]);
        let mut names = (std::fs::read_dir(folder.path()).unwrap())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(
            names.any(|name| name.contains(".before-restore-") && name.ends_with("-wal")),
            "nothing is thrown away"
        );
    }
}
