//! Beginning to hold a council, and what the administrator of a relay decides about those it hosts.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`blocks`] | devices that are not served |
//! | [`quotas`] | how much is kept at most, and how much is |
//! | [`offers`] | permissions to host a council |
//! | [`seen`] | which devices had a session here |
//! | [`counts`] | how much is kept of a council |

pub mod blocks;
pub mod counts;
pub mod offers;
pub mod quotas;
pub mod seen;

use std::path::Path;
use std::sync::Arc;

use format::CouncilId;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::caches::Caches;
use crate::error::{Result, StoreError};
use crate::lock::WriterLock;
use crate::schema::{self, Found, SCHEMA};
use crate::store::{fresh_log, keep_if_older};
use crate::view::View;

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
    administer(path, "dewan-relay host", |desk| {
        hold(desk.conn, council, desk.now_millis)
    })
}

/// Writes what an administrator decided, all of it or nothing, beside the program that serves the file:
/// through a connection of its own, under SQLite's own lock. The tables are those that the serving program
/// only reads, or adds to row by row in transactions of its own.
///
/// # Errors
/// As [`host`], and what the job says.
pub fn administer<T>(
    path: &Path,
    program: &str,
    job: impl FnOnce(&Desk<'_>) -> Result<T>,
) -> Result<T> {
    let (_lock, mut conn) = beside(path, program)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = job(&Desk {
        conn: &tx,
        now_millis: crate::clock::now_millis(),
    })?;
    tx.commit()?;
    Ok(done)
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
    keep_if_older(path, &found)?;
    Ok((lock, schema::connect_writer(path)?))
}

/// Where an administrator decides, inside one transaction.
pub struct Desk<'t> {
    pub(crate) conn: &'t Connection,
    pub(crate) now_millis: i64,
}

impl<'t> Desk<'t> {
    pub(crate) fn view(&self, council: CouncilId) -> Result<View<&'t Connection>> {
        View::find(self.conn, council, Arc::new(Caches::default()))
    }
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
