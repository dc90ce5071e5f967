//! Permissions to host one council each. Kept is only the hash of the secret that somebody was given.

use format::CouncilId;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Desk, hold};
use crate::columns::{optional_id, text};
use crate::error::Result;
use crate::store::ReadStore;
use crate::writer::Write;

/// How many bytes of the hash of a secret name an offer.
pub type OfferHash = [u8; 32];

/// A permission to host a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The hash of its secret.
    pub hash: OfferHash,
    /// For whom, in the administrator's words; may be empty.
    pub note: String,
    /// When it was made, in milliseconds since 1970 (UTC).
    pub made_millis: i64,
    /// Until when it can be taken, likewise.
    pub until_millis: i64,
    /// The council that took it.
    pub council: Option<CouncilId>,
}

/// What came of showing the secret of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The council is hosted from now on.
    Now,
    /// This council took it before.
    Before,
    /// There is no such offer, it ended, or another council took it.
    No,
}

impl Desk<'_> {
    /// Offers to host one council, to whoever shows the secret of this hash until then.
    ///
    /// # Errors
    /// What the disk says.
    pub fn offer(&self, hash: &OfferHash, note: &str, until_millis: i64) -> Result<()> {
        self.conn.execute(
            "INSERT INTO hosting_offers (hash, note, made_millis, until_millis)
             VALUES (?1, ?2, ?3, ?4)",
            params![hash, note, self.now_millis, until_millis],
        )?;
        Ok(())
    }

    /// Takes back an offer that nobody took. Returns whether there was one.
    ///
    /// # Errors
    /// What the disk says.
    pub fn withdraw_offer(&self, hash: &OfferHash) -> Result<bool> {
        let removed = self.conn.execute(
            "DELETE FROM hosting_offers WHERE hash = ?1 AND council IS NULL",
            [hash],
        )?;
        Ok(removed > 0)
    }
}

impl Write<'_> {
    /// Hosts the council if the secret of this hash allows it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_offer(&mut self, hash: &OfferHash, council: CouncilId) -> Result<Taken> {
        let found = self
            .conn
            .query_row(
                "SELECT until_millis, council FROM hosting_offers WHERE hash = ?1",
                [hash],
                |row| Ok((row.get::<_, i64>(0)?, optional_id::<CouncilId>(row, 1)?)),
            )
            .optional()?;
        Ok(match found {
            Some((_, Some(by))) if by == council => Taken::Before,
            Some((until, None)) if until >= self.now_millis => {
                hold(self.conn, council, self.now_millis)?;
                self.conn.execute(
                    "UPDATE hosting_offers SET council = ?2, taken_millis = ?3 WHERE hash = ?1",
                    params![hash, council.as_bytes(), self.now_millis],
                )?;
                Taken::Now
            }
            _ => Taken::No,
        })
    }
}

impl ReadStore {
    /// Every offer, the newest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn offers(&self) -> Result<Vec<Offer>> {
        offers(&*self.pool().lend()?)
    }
}

fn offers(conn: &Connection) -> Result<Vec<Offer>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, note, made_millis, until_millis, council FROM hosting_offers
         ORDER BY made_millis DESC, hash",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Offer {
            hash: row.get(0)?,
            note: text(row, 1),
            made_millis: row.get(2)?,
            until_millis: row.get(3)?,
            council: optional_id(row, 4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
