//! Beginning to hold a council.

use std::path::Path;

use format::CouncilId;
use rusqlite::{Connection, params};

use crate::error::{Result, StoreError};
use crate::lock::WriterLock;
use crate::schema::{self, Found, SCHEMA};
use crate::store::fresh_log;

/// Hosts a council in the file at `path`, which is made if it is not there. Does nothing if it is
/// hosted already.
///
/// Works beside the program that serves the file: it adds one row to one table through a connection
/// of its own, under SQLite's own lock, and the serving program looks the councils up each time.
///
/// # Errors
/// [`StoreError`] for a file that is not ours, newer, damaged or not writable, and
/// [`StoreError::InUse`] if the file would have to be brought to a newer schema while it is served.
pub fn host(path: &Path, council: CouncilId) -> Result<()> {
    let (_lock, conn) = beside(path, "dewan-relay host")?;
    hold(&conn, council, crate::clock::now_millis())
}

/// A connection for a small change beside the program that may be serving the file, and the lock where
/// nobody does.
pub(crate) fn beside(path: &Path, program: &str) -> Result<(Option<WriterLock>, Connection)> {
    let found = schema::inspect(path)?;
    let lock = match WriterLock::take(path, program) {
        Ok(lock) => Some(lock),
        Err(StoreError::InUse { .. }) if found == Found::Store(SCHEMA) => None,
        Err(error) => return Err(error),
    };
    Ok((lock, schema::connect_writer(path)?))
}

/// Adds the council unless it is there.
pub(crate) fn hold(conn: &Connection, council: CouncilId, now_millis: i64) -> Result<()> {
    conn.execute(
        "INSERT OR IGNORE INTO councils (id, log, chain, roster_digest, since_millis)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            council.as_bytes(),
            fresh_log()?.as_bytes(),
            format::Chain::START.as_bytes(),
            crate::ledger::roster_digest(&[]),
            now_millis
        ],
    )?;
    Ok(())
}
