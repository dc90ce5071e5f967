//! Which devices had a session here, and when: for the administrator, decided by nothing.

use format::{CouncilId, PublicKey};
use rusqlite::params;

use crate::columns::{id, number, sql};
use crate::error::Result;
use crate::reader::Reader;
use crate::writer::Write;

/// How many devices of one council are remembered. Whoever cannot prove to be somebody is not noted.
const MOST: i64 = 100_000;

/// A device that had a session here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub device: PublicKey,
    /// When its first session began, in milliseconds since 1970 (UTC).
    pub first_millis: i64,
    /// When its last session began or ended, likewise.
    pub last_millis: i64,
    /// How many sessions it had.
    pub sessions: u64,
    /// Bytes of all frames it sent in sessions that ended.
    pub bytes_received: u64,
    /// Bytes of all frames it was sent, likewise.
    pub bytes_sent: u64,
    /// How many sessions of it are up, as long as a program serves the file.
    pub linked: u64,
}

impl Write<'_> {
    /// Notes that nobody is linked: a relay begins.
    ///
    /// # Errors
    /// What the disk says.
    pub fn nobody_is_linked(&mut self) -> Result<()> {
        self.conn
            .execute("UPDATE seen SET linked = 0 WHERE linked <> 0", [])?;
        Ok(())
    }

    /// Writes something that is there already, to find out whether the disk takes it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn try_writing(&mut self) -> Result<()> {
        self.conn.execute("UPDATE store SET id = id", [])?;
        Ok(())
    }

    /// Notes that a session with a device begins.
    ///
    /// # Errors
    /// [`UnknownCouncil`](crate::StoreError::UnknownCouncil) and what the disk says.
    pub fn note_linked(&mut self, council: CouncilId, device: &PublicKey) -> Result<()> {
        let key = self.view(council)?.key;
        self.conn
            .prepare_cached(
                "INSERT INTO seen (council, device, first_millis, last_millis, sessions,
                     bytes_received, bytes_sent, linked)
                 SELECT ?1, ?2, ?3, ?3, 1, 0, 0, 1
                 WHERE (SELECT count(*) FROM seen WHERE council = ?1) < ?4
                     OR EXISTS (SELECT 1 FROM seen WHERE council = ?1 AND device = ?2)
                 ON CONFLICT DO UPDATE SET last_millis = excluded.last_millis,
                     sessions = sessions + 1, linked = linked + 1",
            )?
            .execute(params![key, device.as_bytes(), self.now_millis, MOST])?;
        Ok(())
    }

    /// Notes that a session with a device ended, and how many bytes it carried.
    ///
    /// # Errors
    /// As [`Write::note_linked`].
    pub fn note_unlinked(
        &mut self,
        council: CouncilId,
        device: &PublicKey,
        bytes_received: u64,
        bytes_sent: u64,
    ) -> Result<()> {
        let key = self.view(council)?.key;
        self.conn
            .prepare_cached(
                "UPDATE seen SET last_millis = ?3, bytes_received = bytes_received + ?4,
                     bytes_sent = bytes_sent + ?5, linked = max(0, linked - 1)
                 WHERE council = ?1 AND device = ?2",
            )?
            .execute(params![
                key,
                device.as_bytes(),
                self.now_millis,
                sql(bytes_received),
                sql(bytes_sent)
            ])?;
        Ok(())
    }
}

impl Reader {
    /// The devices that had a session here, the last first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn seen(&self) -> Result<Vec<Seen>> {
        self.view.all(
            "SELECT device, first_millis, last_millis, sessions, bytes_received, bytes_sent, linked
             FROM seen WHERE council = ?1 ORDER BY last_millis DESC, device",
            [self.view.key],
            |row| {
                Ok(Seen {
                    device: id(row, 0)?,
                    first_millis: row.get(1)?,
                    last_millis: row.get(2)?,
                    sessions: number(row, 3)?,
                    bytes_received: number(row, 4)?,
                    bytes_sent: number(row, 5)?,
                    linked: number(row, 6)?,
                })
            },
        )
    }
}
