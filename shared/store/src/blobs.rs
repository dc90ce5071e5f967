//! Blobs: what is wanted, what is here in part, what is whole.
//!
//! An act that names a blob gives it a row; bytes come in parts, each in the transaction that confirms
//! it, so that a cut and a restart go on at the offset. With the last part the hash is checked in the same
//! transaction. A wrong one drops the parts; see [`sync::blob`] for who is to blame.
//!
//! Lists and summaries never read the bytes.

mod names;
mod parts;

use std::ops::Deref;

use format::blob::MAX_BLOB_BYTES;
use format::{Act, Blob, BlobId, CouncilId, PublicKey};
use rusqlite::{Connection, Row, params};
use sync::blob::{Assembly, BlobState, Source};
use sync::holdings::Holdings as _;

pub(crate) use names::{
    drop_unnamed, is_named, note_names, number_of, rename, renote_names, settle_authors,
};
use parts::keep_own;
pub(crate) use parts::{put_part, set_aside};

use crate::columns::{bytes, id, is_null, number, sql};
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::view::View;
use crate::writer::Write;

/// Whoever brought a blob wrong is not asked for it again for this long.
const REFUSED_MILLIS: i64 = 60 * 60 * 1000;
/// Whoever alone may bring a doubted blob keeps that right for so long without a part.
const FRESH_MILLIS: i64 = 2 * 60 * 1000;
/// Candidates looked at in one query.
const AT_ONCE: usize = 256;

/// How a blob stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobStatus {
    /// Which.
    pub blob: Blob,
    /// How many bytes are here.
    pub here: u64,
    /// Whether it is whole.
    pub is_held: bool,
    /// Whether a person wants it, however large it is.
    pub is_wished: bool,
    /// The peers that are known to hold it: relays that said so, and whoever brought it in a file.
    pub confirmed_by: Vec<PublicKey>,
}

/// What is still to come of the blobs that acts name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlobsWaiting {
    /// How many come by themselves, as soon as a peer has them.
    pub coming: u64,
    /// How many bytes of these are not here yet.
    pub coming_bytes: u64,
    /// How many come only if somebody wants them, because they are large.
    pub left: u64,
    /// How many bytes these have.
    pub left_bytes: u64,
}

/// A row of the table.
pub(crate) struct Kept {
    pub(crate) key: i64,
    pub(crate) blob: Blob,
    pub(crate) number: Option<u64>,
    pub(crate) assembly: Assembly,
    time_millis: i64,
    /// Whether an act that counts names it.
    is_named: bool,
}

pub(crate) const COLUMNS: &str = "blobs.key, blobs.hash, blobs.bytes, blobs.here, blobs.n, blobs.source, blobs.doubted, blobs.time_millis, blobs.named";

impl Kept {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let source = match is_null(row, 5) {
            true => Source::Nobody,
            false => PublicKey::from_slice(bytes(row, 5)).map_or(Source::Several, Source::One),
        };
        Ok(Self {
            key: row.get(0)?,
            blob: Blob {
                id: id::<BlobId>(row, 1)?,
                bytes: number(row, 2)?,
            },
            assembly: Assembly {
                here: number(row, 3)?,
                source,
                doubted: row.get(6)?,
            },
            number: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
            time_millis: row.get(7)?,
            is_named: row.get(8)?,
        })
    }

    fn state_for(&self, peer: &PublicKey) -> BlobState {
        // A clock that was set back must not make an old part a fresh one.
        let age = crate::clock::now_millis().saturating_sub(self.time_millis);
        let fresh = (0..FRESH_MILLIS).contains(&age);
        match self.number {
            Some(_) => BlobState::Held,
            None => self.assembly.state_for(peer, fresh),
        }
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    fn kept_blob(&self, blob: &Blob) -> Result<Option<Kept>> {
        self.one(
            &format!("SELECT {COLUMNS} FROM blobs WHERE council = ?1 AND bytes = ?2 AND hash = ?3"),
            params![self.key, sql(blob.bytes), blob.id.as_bytes()],
            Kept::read,
        )
    }

    fn is_blob_for(&self, peer: &PublicKey, blob: i64) -> Result<bool> {
        for document in self.documents_naming(blob)? {
            if self.is_for(peer, &document)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn blob_state(&self, blob: &Blob, peer: &PublicKey) -> Result<Option<BlobState>> {
        let kept = self.kept_blob(blob)?.filter(|kept| kept.is_named);
        Ok(kept.map(|kept| kept.state_for(peer)))
    }

    pub(crate) fn is_blob_for_peer(&self, peer: &PublicKey, blob: &Blob) -> Result<bool> {
        match self.kept_blob(blob)? {
            Some(kept) => self.is_blob_for(peer, kept.key),
            None => Ok(false),
        }
    }

    /// The rows that `select` finds after a place, page by page, as far as they are for `peer` and `fits`.
    fn blobs_for(
        &self,
        peer: &PublicKey,
        mut after: Option<Blob>,
        limit: usize,
        select: impl Fn(&Self, Blob) -> Result<Vec<Kept>>,
        fits: impl Fn(&Kept) -> Result<bool>,
    ) -> Result<Vec<Kept>> {
        let mut found = Vec::new();
        loop {
            let from = after.unwrap_or(Blob {
                bytes: 0,
                id: BlobId::from_bytes([0; BlobId::LEN]),
            });
            let page = select(self, from)?;
            let is_last = page.len() < AT_ONCE;
            after = page.last().map(|kept| kept.blob);
            for kept in page {
                let is_coming = kept.state_for(peer) == BlobState::Coming;
                if !is_coming && self.is_blob_for(peer, kept.key)? && fits(&kept)? {
                    found.push(kept);
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
            }
            if is_last {
                return Ok(found);
            }
        }
    }

    pub(crate) fn wanted_blobs(
        &self,
        peer: &PublicKey,
        bytes: u64,
        after: Option<Blob>,
        limit: usize,
    ) -> Result<Vec<(Blob, u64)>> {
        let now = crate::clock::now_millis();
        // What there is no room for now is asked for when there is.
        let fits = |kept: &Kept| {
            let more = kept.blob.bytes.saturating_sub(kept.assembly.here);
            self.has_room_for_blob(kept.key, more)
        };
        let page = |view: &Self, from: Blob| {
            view.all(
                &format!(
                    "SELECT {COLUMNS} FROM blobs
                     WHERE council = ?1 AND named = 1 AND n IS NULL
                     AND (bytes, hash) > (?2, ?3)
                     AND (bytes <= ?4 OR wished = 1)
                     AND NOT EXISTS (SELECT 1 FROM blobs_refused AS refused
                         WHERE refused.blob = blobs.key AND refused.peer = ?5
                         AND refused.time_millis > ?6)
                     ORDER BY bytes, hash LIMIT ?7"
                ),
                params![
                    view.key,
                    sql(from.bytes),
                    from.id.as_bytes(),
                    sql(bytes),
                    peer.as_bytes(),
                    now - REFUSED_MILLIS,
                    sql(AT_ONCE as u64)
                ],
                Kept::read,
            )
        };
        let found = self.blobs_for(peer, after, limit, page, fits)?;
        Ok(found
            .iter()
            .filter_map(|kept| match kept.state_for(peer) {
                BlobState::Wanted { here } => Some((kept.blob, here)),
                BlobState::Held | BlobState::Coming => None,
            })
            .collect())
    }

    pub(crate) fn unconfirmed_blobs(
        &self,
        peer: &PublicKey,
        after: Option<Blob>,
        limit: usize,
    ) -> Result<Vec<Blob>> {
        let page = |view: &Self, from: Blob| {
            view.all(
                &format!(
                    "SELECT {COLUMNS} FROM blobs
                     WHERE council = ?1 AND n IS NOT NULL AND (bytes, hash) > (?2, ?3)
                     AND NOT EXISTS (SELECT 1 FROM blobs_confirmed AS confirmed
                         WHERE confirmed.blob = blobs.key AND confirmed.peer = ?4)
                     ORDER BY bytes, hash LIMIT ?5"
                ),
                params![
                    view.key,
                    sql(from.bytes),
                    from.id.as_bytes(),
                    peer.as_bytes(),
                    sql(AT_ONCE as u64)
                ],
                Kept::read,
            )
        };
        let found = self.blobs_for(peer, after, limit, page, |_| Ok(true))?;
        Ok(found.into_iter().map(|kept| kept.blob).collect())
    }

    pub(crate) fn is_confirmed_blob(&self, peer: &PublicKey, blob: &Blob) -> Result<bool> {
        let confirmed = self.one(
            "SELECT 1 FROM blobs_confirmed JOIN blobs ON blobs.key = blobs_confirmed.blob
             WHERE council = ?1 AND bytes = ?2 AND hash = ?3 AND peer = ?4",
            params![
                self.key,
                sql(blob.bytes),
                blob.id.as_bytes(),
                peer.as_bytes()
            ],
            |_| Ok(()),
        )?;
        Ok(confirmed.is_some())
    }

    pub(crate) fn kept_blobs(&self) -> Result<u64> {
        let kept = self.one(
            "SELECT blobs FROM councils WHERE key = ?1",
            [self.key],
            |row| number(row, 0),
        )?;
        Ok(kept.unwrap_or(0))
    }

    pub(crate) fn whole_blobs_after(
        &self,
        peer: &PublicKey,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Blob)>> {
        let mut found = Vec::new();
        let mut after = after;
        loop {
            let page = self.all(
                &format!(
                    "SELECT {COLUMNS} FROM blobs WHERE council = ?1 AND n > ?2
                     ORDER BY n LIMIT ?3"
                ),
                params![self.key, sql(after), sql(AT_ONCE as u64)],
                Kept::read,
            )?;
            for kept in &page {
                after = kept.number.unwrap_or(after);
                if self.is_blob_for(peer, kept.key)? {
                    found.push((after, kept.blob));
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
            }
            if page.len() < AT_ONCE {
                return Ok(found);
            }
        }
    }
}

impl Write<'_> {
    /// Keeps an act written here together with the files it names: those given, or held before. So no act
    /// names a file that is nowhere. Returns whether the act is new.
    ///
    /// # Errors
    /// [`StoreError::Misplaced`] if a file that the act names is neither given nor held, or one is too
    /// large; and what the disk says. Nothing is kept then.
    pub fn append_act_with_files(
        &mut self,
        council: CouncilId,
        act: &Act,
        files: &[Vec<u8>],
    ) -> Result<bool> {
        let view = self.view(council)?;
        let misplaced = |why: &str| Err(StoreError::Misplaced(why.to_owned()));
        for bytes in files {
            let blob = Blob::of(bytes);
            if !blob.is_possible() {
                return misplaced(&format!(
                    "a file has {} bytes; at most {MAX_BLOB_BYTES} are possible",
                    blob.bytes
                ));
            }
            keep_own(&view, &blob, bytes, self.now_millis)?;
        }
        for blob in council::blobs::named_by(act) {
            if view
                .kept_blob(&blob)?
                .is_none_or(|kept| kept.number.is_none())
            {
                return misplaced("a file that the act names is not here");
            }
        }
        let is_new = self.append_act(council, act)?;
        let end = self.view(council)?.log_end()?;
        self.grown.entry(council).or_insert(end);
        Ok(is_new)
    }

    /// A peer found the bytes of a blob wrong that came from here: verifies them, and sets the blob aside
    /// if they are damaged, so that it is asked of somebody else. Whether they were.
    ///
    /// # Errors
    /// What the disk says.
    pub fn verify_blob(&mut self, council: CouncilId, blob: &Blob) -> Result<bool> {
        let view = self.view(council)?;
        let Some(kept) = view.kept_blob(blob)?.filter(|kept| kept.number.is_some()) else {
            return Ok(false);
        };
        if view.blob_from_parts(kept.key, kept.assembly.here)? == Some(*blob) {
            return Ok(false);
        }
        set_aside(&view, blob, self.now_millis)?;
        let end = view.log_end()?;
        self.grown.entry(council).or_insert(end);
        Ok(true)
    }

    /// Notes that a person wants a blob, however large it is; sessions ask for it. Whether an act names it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn wish_for_blob(&mut self, council: CouncilId, blob: &Blob) -> Result<bool> {
        let view = self.view(council)?;
        let Some(kept) = view.kept_blob(blob)? else {
            return Ok(false);
        };
        self.conn
            .execute("UPDATE blobs SET wished = 1 WHERE key = ?1", [kept.key])?;
        let end = view.log_end()?;
        self.grown.entry(council).or_insert(end);
        Ok(true)
    }

    /// Notes that nobody wants a blob any more that does not come by itself. What of it is here stays.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_back_wish(&mut self, council: CouncilId, blob: &Blob) -> Result<()> {
        let view = self.view(council)?;
        if let Some(kept) = view.kept_blob(blob)? {
            self.conn
                .execute("UPDATE blobs SET wished = 0 WHERE key = ?1", [kept.key])?;
        }
        Ok(())
    }

    /// Notes what a peer showed or said of blobs: that it holds these, and not those.
    ///
    /// # Errors
    /// What the disk says.
    pub fn record_blobs(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        held: &[Blob],
        lacking: &[Blob],
    ) -> Result<()> {
        let view = self.view(council)?;
        for (blobs, statement) in [
            (
                held,
                "INSERT OR IGNORE INTO blobs_confirmed (blob, peer, time_millis)
                 VALUES (?1, ?2, ?3)",
            ),
            (
                lacking,
                "DELETE FROM blobs_confirmed WHERE blob = ?1 AND peer = ?2 AND ?3 IS NOT NULL",
            ),
        ] {
            for blob in blobs {
                if let Some(kept) = view.kept_blob(blob)? {
                    let values = params![kept.key, peer.as_bytes(), self.now_millis];
                    self.conn.prepare_cached(statement)?.execute(values)?;
                }
            }
        }
        Ok(())
    }
}

impl Reader {
    /// How a blob stands here; `None` where no act that counts names it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blob_status(&self, blob: &Blob) -> Result<Option<BlobStatus>> {
        let view = &self.view;
        let Some(kept) = view.kept_blob(blob)?.filter(|kept| kept.is_named) else {
            return Ok(None);
        };
        let confirmed_by = view.all(
            "SELECT peer FROM blobs_confirmed WHERE blob = ?1 ORDER BY time_millis, peer",
            [kept.key],
            |row| id(row, 0),
        )?;
        let is_wished = view.one(
            "SELECT wished FROM blobs WHERE key = ?1",
            [kept.key],
            |row| row.get(0),
        )?;
        Ok(Some(BlobStatus {
            blob: kept.blob,
            here: kept.assembly.here,
            is_held: kept.number.is_some(),
            is_wished: is_wished.unwrap_or(false),
            confirmed_by,
        }))
    }

    /// The bytes of a blob, verified; `None` while it is not whole.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if they are not what its hash says, and what the disk says.
    pub fn blob_contents(&self, blob: &Blob) -> Result<Option<Vec<u8>>> {
        let view = &self.view;
        let Some(kept) = view.kept_blob(blob)?.filter(|kept| kept.number.is_some()) else {
            return Ok(None);
        };
        let parts: Vec<Vec<u8>> = view.all(
            "SELECT part FROM blob_parts WHERE blob = ?1 ORDER BY offset",
            [kept.key],
            |row| row.get(0),
        )?;
        let bytes = parts.concat();
        match blob.is_of(&bytes) {
            true => Ok(Some(bytes)),
            false => Err(StoreError::Damaged(format!(
                "the bytes of file {} are not what its hash says",
                blob.id.short()
            ))),
        }
    }

    /// What is still to come, of those of at most `limit` bytes or wished for, and of the others.
    ///
    /// # Errors
    /// What the disk says.
    pub fn blobs_waiting(&self, limit: u64) -> Result<BlobsWaiting> {
        let rows = self.view.all(
            &format!(
                "SELECT {COLUMNS}, wished FROM blobs WHERE council = ?1 AND named = 1 AND n IS NULL"
            ),
            [self.view.key],
            |row| Ok((Kept::read(row)?, row.get::<_, bool>(9)?)),
        )?;
        let mut waiting = BlobsWaiting::default();
        for (kept, wished) in rows {
            let bytes = kept.blob.bytes.saturating_sub(kept.assembly.here);
            if wished || kept.blob.bytes <= limit {
                waiting.coming += 1;
                waiting.coming_bytes += bytes;
            } else {
                waiting.left += 1;
                waiting.left_bytes += bytes;
            }
        }
        Ok(waiting)
    }
}
