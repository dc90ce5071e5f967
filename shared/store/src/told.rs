//! What the row of a change tells beside the bytes it keeps.

use format::{ChangeHash, ChangeHeader};
use rusqlite::Row;

use crate::columns::{bytes, hashes, join_hashes, perhaps_id, perhaps_number, sql};

/// The columns that follow from the bytes, in the order in which [`Told::read`] wants them.
pub(crate) const TOLD: &str = "changes.hash, changes.sequence, changes.start_op, changes.last_op, \
     changes.operations, changes.time_seconds, changes.dependencies";

/// How many these are.
pub(crate) const TOLD_COLUMNS: usize = 7;

/// These columns of one row. Equal to those of its bytes, or damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) hash: Option<ChangeHash>,
    pub(crate) sequence: Option<i64>,
    pub(crate) start_op: Option<i64>,
    pub(crate) last_op: Option<i64>,
    pub(crate) operations: Option<i64>,
    pub(crate) time_seconds: Option<i64>,
    /// Hashes one after the other.
    pub(crate) dependencies: Vec<u8>,
}

impl Told {
    /// As the row tells it, from column `at` on.
    pub(crate) fn read(row: &Row<'_>, at: usize) -> Self {
        Self {
            hash: perhaps_id(row, at),
            sequence: perhaps_number(row, at + 1),
            start_op: perhaps_number(row, at + 2),
            last_op: perhaps_number(row, at + 3),
            operations: perhaps_number(row, at + 4),
            time_seconds: perhaps_number(row, at + 5),
            dependencies: bytes(row, at + 6).to_vec(),
        }
    }

    /// As the bytes tell it.
    pub(crate) fn of(header: &ChangeHeader) -> Self {
        Self {
            hash: Some(header.hash),
            sequence: Some(sql(header.sequence)),
            start_op: Some(sql(header.start_op)),
            last_op: Some(sql(header.last_op())),
            operations: Some(sql(header.operations)),
            time_seconds: Some(header.time_seconds),
            dependencies: join_hashes(&header.dependencies),
        }
    }

    /// The changes it is built on.
    pub(crate) fn builds_on(&self) -> Vec<ChangeHash> {
        hashes(&self.dependencies)
    }
}
