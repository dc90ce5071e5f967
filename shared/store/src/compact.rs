//! Giving back the room that nothing needs any more.

use std::path::Path;

use rusqlite::params;

use crate::clock::now_millis;
use crate::error::{Result, StoreError};
use crate::lock::WriterLock;
use crate::schema::{self, Found};
use crate::store::keep_if_older;

/// Parts of a file that did not become whole are kept this long: whoever has the rest may be away.
const PARTS_MILLIS: i64 = 90 * 24 * 60 * 60 * 1000;

/// What was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// The bytes of the file and its log before.
    pub bytes_before: u64,
    /// And after.
    pub bytes_after: u64,
    /// How many files that never became whole were given up; they are fetched anew if somebody has them.
    pub parts_dropped: u64,
}

/// Drops the parts of files that never became whole, folds the log in and writes the file anew without the
/// room that was given up. Needs as much room beside the file as the file has.
///
/// # Errors
/// [`StoreError::InUse`] while a program serves the file, [`StoreError::Missing`], and what
/// [`Store::open`](crate::Store::open) says. Whatever was kept is kept then.
pub fn compact(path: &Path, program: &str) -> Result<Compacted> {
    let found = schema::inspect(path)?;
    if found == Found::Nothing {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let _lock = WriterLock::take(path, program)?;
    let bytes_before = bytes(path)?;
    keep_if_older(path, &found)?;
    let mut conn = schema::connect_writer(path)?;
    let tx = conn.transaction()?;
    let old = now_millis() - PARTS_MILLIS;
    tx.execute(
        "DELETE FROM blob_parts WHERE blob IN
             (SELECT key FROM blobs WHERE n IS NULL AND time_millis < ?1)",
        [old],
    )?;
    let dropped = tx.execute(
        "UPDATE blobs SET here = 0, source = NULL
         WHERE n IS NULL AND here > 0 AND time_millis < ?1",
        params![old],
    )?;
    tx.commit()?;
    // The copy that is made in between would not fit the memory.
    conn.execute_batch("PRAGMA temp_store = FILE; PRAGMA optimize; VACUUM;")?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    conn.close().map_err(|(_, error)| error)?;
    Ok(Compacted {
        bytes_before,
        bytes_after: bytes(path)?,
        parts_dropped: dropped as u64,
    })
}

/// The bytes of a store and of the log beside it.
///
/// # Errors
/// What the disk says.
pub fn bytes(path: &Path) -> Result<u64> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = std::fs::metadata(log).map_or(0, |found| found.len());
    Ok(std::fs::metadata(path)?.len() + log)
}
