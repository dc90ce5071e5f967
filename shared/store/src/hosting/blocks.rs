//! Devices that a relay does not serve, whatever the council says of them.

use std::ops::Deref;

use format::{CouncilId, PublicKey};
use rusqlite::{Connection, params};

use super::Desk;
use crate::columns::{id, text};
use crate::error::Result;
use crate::reader::Reader;
use crate::view::View;

/// A device that is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// Which.
    pub device: PublicKey,
    /// Why, in the administrator's words; may be empty.
    pub why: String,
    /// Since when, in milliseconds since 1970 (UTC).
    pub since_millis: i64,
}

impl Desk<'_> {
    /// Serves a device no more, of this council. Returns whether it was served until now.
    ///
    /// # Errors
    /// [`UnknownCouncil`](crate::StoreError::UnknownCouncil) and what the disk says.
    pub fn block(&self, council: CouncilId, device: &PublicKey, why: &str) -> Result<bool> {
        let key = self.view(council)?.key;
        let added = self.conn.execute(
            "INSERT OR IGNORE INTO blocked (council, device, why, since_millis)
             VALUES (?1, ?2, ?3, ?4)",
            params![key, device.as_bytes(), why, self.now_millis],
        )?;
        Ok(added > 0)
    }

    /// Serves a device again. Returns whether it was blocked.
    ///
    /// # Errors
    /// As [`Desk::block`].
    pub fn unblock(&self, council: CouncilId, device: &PublicKey) -> Result<bool> {
        let key = self.view(council)?.key;
        let removed = self.conn.execute(
            "DELETE FROM blocked WHERE council = ?1 AND device = ?2",
            params![key, device.as_bytes()],
        )?;
        Ok(removed > 0)
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    pub(crate) fn is_blocked_here(&self, device: &PublicKey) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM blocked WHERE council = ?1 AND device = ?2",
            params![self.key, device.as_bytes()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}

impl Reader {
    /// The devices that are not served, in the order in which they were blocked.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blocked(&self) -> Result<Vec<Blocked>> {
        self.view.all(
            "SELECT device, why, since_millis FROM blocked WHERE council = ?1
             ORDER BY since_millis, device",
            [self.view.key],
            |row| {
                Ok(Blocked {
                    device: id(row, 0)?,
                    why: text(row, 1),
                    since_millis: row.get(2)?,
                })
            },
        )
    }
}
