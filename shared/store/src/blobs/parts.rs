//! The bytes of blobs: parts as they came, the hash once they are all here, what is damaged.

use std::ops::Deref;

use format::blob::BlobHasher;
use format::{Blob, PublicKey};
use rusqlite::{Connection, params};
use sync::blob::{BlobPart, PART_BYTES, Source};
use sync::event::Outcome;
use sync::intake::Reason;

use super::names::row_of;
use crate::columns::{perhaps_number, sql};
use crate::error::Result;
use crate::view::View;

impl<C: Deref<Target = Connection>> View<C> {
    pub(crate) fn blob_piece(
        &self,
        blob: &Blob,
        offset: u64,
        limit: usize,
    ) -> Result<Option<Vec<u8>>> {
        let Some(kept) = self.kept_blob(blob)?.filter(|kept| kept.number.is_some()) else {
            return Ok(None);
        };
        let piece = self.one(
            "SELECT substr(part, 1 + ?2 - offset, ?3) FROM blob_parts
             WHERE blob = ?1 AND offset <= ?2 ORDER BY offset DESC LIMIT 1",
            params![kept.key, sql(offset), sql(limit as u64)],
            |row| row.get::<_, Vec<u8>>(0),
        )?;
        Ok(piece)
    }

    /// What the parts that are here hash to; `None` where they have a gap or end elsewhere than noted.
    pub(crate) fn blob_from_parts(&self, key: i64, here: u64) -> Result<Option<Blob>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT offset, part FROM blob_parts WHERE blob = ?1 ORDER BY offset",
        )?;
        let mut rows = statement.query([key])?;
        let (mut hasher, mut end) = (BlobHasher::default(), 0);
        while let Some(row) = rows.next()? {
            let part = row.get_ref(1)?.as_blob().unwrap_or_default();
            if perhaps_number(row, 0) != Some(sql(end)) {
                return Ok(None);
            }
            end += part.len() as u64;
            hasher.update(part);
        }
        Ok((end == here).then(|| hasher.finish()))
    }
}

/// Adds a part that was judged to fit. [`Outcome::Never`] if it was the last one and the hash is wrong.
pub(crate) fn put_part(
    view: &View<&Connection>,
    part: &BlobPart,
    peer: &PublicKey,
    now_millis: i64,
) -> Result<Outcome> {
    let Some(mut kept) = view.kept_blob(&part.blob)? else {
        return Ok(Outcome::Never(Reason::NotNamed));
    };
    if kept.assembly.add(peer, part) {
        drop_parts(view, kept.key)?;
    }
    insert_part(view, kept.key, part.offset, &part.bytes)?;
    let is_last = part.end() == part.blob.bytes;
    let is_right =
        is_last && view.blob_from_parts(kept.key, kept.assembly.here)? == Some(part.blob);
    if is_right {
        make_whole(view, kept.key, &part.blob, now_millis)?;
        return Ok(Outcome::Taken);
    }
    let mut blamed = None;
    if is_last {
        drop_parts(view, kept.key)?;
        blamed = kept.assembly.spoil();
        if let Some(blame) = blamed {
            view.conn.execute(
                "INSERT OR REPLACE INTO blobs_refused (blob, peer, time_millis)
                 VALUES (?1, ?2, ?3)",
                params![kept.key, blame.as_bytes(), now_millis],
            )?;
        }
    }
    let source: Option<&[u8]> = match &kept.assembly.source {
        Source::Nobody => None,
        Source::One(peer) => Some(peer.as_bytes()),
        Source::Several => Some(&[]),
    };
    view.conn
        .prepare_cached(
            "UPDATE blobs SET here = ?2, source = ?3, doubted = ?4, time_millis = ?5
             WHERE key = ?1",
        )?
        .execute(params![
            kept.key,
            sql(kept.assembly.here),
            source,
            kept.assembly.doubted,
            now_millis
        ])?;
    Ok(match (is_last, blamed) {
        (true, Some(_)) => Outcome::Never(Reason::WrongHash),
        // Of several who brought it nobody knows who lied: all of them may be asked again.
        (true, None) => Outcome::NotYet(Reason::WrongHash),
        (false, _) => Outcome::Taken,
    })
}

fn insert_part(view: &View<&Connection>, key: i64, offset: u64, part: &[u8]) -> Result<()> {
    view.conn
        .prepare_cached("INSERT INTO blob_parts (blob, offset, part) VALUES (?1, ?2, ?3)")?
        .execute(params![key, sql(offset), part])?;
    Ok(())
}

fn drop_parts(view: &View<&Connection>, key: i64) -> Result<()> {
    view.conn
        .prepare_cached("DELETE FROM blob_parts WHERE blob = ?1")?
        .execute([key])?;
    Ok(())
}

/// Gives a blob whose parts are all here the next number.
fn make_whole(view: &View<&Connection>, key: i64, blob: &Blob, now_millis: i64) -> Result<()> {
    let number = view.one(
        "UPDATE councils SET blobs = blobs + 1 WHERE key = ?1 RETURNING blobs",
        [view.key],
        |row| row.get::<_, i64>(0),
    )?;
    view.conn.execute(
        "UPDATE blobs SET here = ?2, n = ?3, source = NULL, doubted = 0, time_millis = ?4
         WHERE key = ?1",
        params![key, sql(blob.bytes), number, now_millis],
    )?;
    view.conn
        .execute("DELETE FROM blobs_refused WHERE blob = ?1", [key])?;
    Ok(())
}

/// Sets a damaged blob aside, so that it is wanted again, whatever its size. Whether there was one.
pub(crate) fn set_aside(view: &View<&Connection>, blob: &Blob, now_millis: i64) -> Result<bool> {
    let Some(kept) = view.kept_blob(blob)? else {
        return Ok(false);
    };
    if kept.number.is_some() {
        let parts: Vec<Vec<u8>> = view.all(
            "SELECT part FROM blob_parts WHERE blob = ?1 ORDER BY offset",
            [kept.key],
            |row| row.get(0),
        )?;
        view.conn.execute(
            "INSERT INTO quarantine (council, document, hash, what, reason, bytes, time_millis)
             VALUES (?1, NULL, ?2, 'blob', 'damaged', ?3, ?4)",
            params![view.key, blob.id.as_bytes(), parts.concat(), now_millis],
        )?;
    }
    drop_parts(view, kept.key)?;
    view.conn.execute(
        "UPDATE blobs SET here = 0, n = NULL, source = NULL, doubted = 0,
             wished = max(wished, ?2) WHERE key = ?1",
        params![kept.key, kept.number.is_some()],
    )?;
    Ok(true)
}

/// Keeps a blob made here, in the place of parts of it that came from others.
pub(super) fn keep_own(
    view: &View<&Connection>,
    blob: &Blob,
    bytes: &[u8],
    now_millis: i64,
) -> Result<()> {
    let key = row_of(view, blob)?;
    if view
        .kept_blob(blob)?
        .is_some_and(|kept| kept.number.is_some())
    {
        return Ok(());
    }
    drop_parts(view, key)?;
    for (at, part) in bytes.chunks(PART_BYTES).enumerate() {
        insert_part(view, key, (at * PART_BYTES) as u64, part)?;
    }
    make_whole(view, key, blob, now_millis)
}
