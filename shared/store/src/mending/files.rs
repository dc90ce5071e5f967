//! Blobs by their bytes: which parts belong to which, and which are whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use council::blobs::{NamedAs, named_by};
use format::blob::BlobHasher;
use format::{Act, Blob};
use rusqlite::{Connection, params};

use super::Mender;
use crate::blobs::{COLUMNS, Kept, set_aside};
use crate::check::{Finding, Findings};
use crate::columns::{bytes, perhaps_number, sql};
use crate::error::Result;
use crate::view::View;

/// A part of a blob, without its bytes.
#[derive(Clone, Copy)]
struct Part {
    row: i64,
    offset: Option<i64>,
    length: i64,
}

/// The parts of a blob that follow each other from its beginning.
struct Parts {
    /// What they hash to.
    blob: Blob,
    /// The rows of parts that stand between or behind them and do not follow.
    strayed: Vec<i64>,
}

impl<'t> Mender<'t> {
    /// Makes the rows of blobs say which bytes are here. Blobs that the check found damaged and whose bytes are
    /// not what any act names are set aside, to be fetched again.
    pub(super) fn blobs(&mut self, view: &View<&'t Connection>, found: &[Finding]) -> Result<()> {
        for column in ["wished", "doubted"] {
            let normal = format!(
                "UPDATE blobs SET {column} = 1 WHERE council = ?1 AND {column} NOT IN (0, 1)"
            );
            view.conn.execute(&normal, [view.key])?;
        }
        self.bring_home(view)?;
        self.find_rows_of_parts(view)?;
        let damaged = found.iter().filter_map(|finding| match finding {
            Finding::Blob(blob) => Some(*blob),
            _ => None,
        });
        let damaged: Vec<Blob> = damaged.collect();
        if !damaged.is_empty() {
            let named = named(view)?;
            for blob in &damaged {
                self.blob(view, blob, &named)?;
            }
        }
        number_blobs(view)
    }

    /// Blobs that only acts about documents of this council name are of this council.
    fn bring_home(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let strayed: Vec<(i64, Vec<u8>, i64)> = view.all(
            "SELECT DISTINCT blobs.key, blobs.hash, blobs.bytes FROM blob_names AS names
             JOIN documents ON documents.key = names.document AND documents.council = ?1
             JOIN blobs ON blobs.key = names.blob
             WHERE blobs.council IS NOT ?1",
            [view.key],
            |row| {
                let length = perhaps_number(row, 2).unwrap_or(0);
                Ok((row.get(0)?, bytes(row, 1).to_vec(), length))
            },
        )?;
        for (key, hash, length) in strayed {
            self.drop_empty(view.key, &hash, length)?;
            let moved = view.conn.execute(
                "UPDATE OR IGNORE blobs SET council = ?2 WHERE key = ?1",
                [key, view.key],
            )?;
            self.done.restored += moved as u64;
        }
        Ok(())
    }

    /// Drops the row of a blob of which nothing is here, to make place for one of which something is.
    pub(super) fn drop_empty(&self, council: i64, hash: &[u8], length: i64) -> Result<()> {
        let empty: Vec<i64> = self.list(
            "SELECT key FROM blobs WHERE council = ?1 AND bytes = ?2 AND hash = ?3
             AND NOT EXISTS (SELECT 1 FROM blob_parts WHERE blob = blobs.key)",
            params![council, length, hash],
            |row| row.get(0),
        )?;
        for empty in empty {
            for query in [
                "DELETE FROM blob_names WHERE blob = ?1",
                "DELETE FROM blobs_refused WHERE blob = ?1",
                "DELETE FROM blobs_confirmed WHERE blob = ?1",
                "DELETE FROM blobs WHERE key = ?1",
            ] {
                self.conn.execute(query, [empty])?;
            }
        }
        Ok(())
    }

    /// Parts whose blob is not there belong to the row that has no parts and names what they hash to.
    fn find_rows_of_parts(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let lost: Vec<i64> = view.all(
            "SELECT DISTINCT blob FROM blob_parts WHERE blob NOT IN (SELECT key FROM blobs)",
            [],
            |row| row.get(0),
        )?;
        for key in lost {
            let blob = parts(view, key)?.blob;
            let owner = view.one(
                "SELECT key, council FROM blobs WHERE bytes = ?1 AND hash = ?2 AND n IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM blob_parts WHERE blob = blobs.key) LIMIT 1",
                params![sql(blob.bytes), blob.id.as_bytes()],
                |row| Ok((row.get::<_, i64>(0)?, perhaps_number(row, 1))),
            )?;
            let Some((owner, council)) = owner else {
                continue;
            };
            view.conn
                .execute("UPDATE blobs SET key = ?2 WHERE key = ?1", [owner, key])?;
            self.touched.any.extend(council);
            self.done.restored += 1;
        }
        Ok(())
    }

    /// Looks for the parts that damaged blobs lack. What one of them lacks may stand among the parts of another
    /// one, of any council.
    pub(super) fn fill_gaps(&mut self, found: &Findings) -> Result<()> {
        let mut damaged = Vec::new();
        for (council, finding) in found.all() {
            if let (Some(council), Finding::Blob(blob)) = (council, finding)
                && self.councils.key(&council).is_some()
            {
                let view = View::find(self.conn, council, Arc::clone(&self.caches))?;
                if let Some(kept) = kept(&view, blob)? {
                    damaged.push((view, *blob, kept.key));
                }
            }
        }
        for (view, blob, key) in &damaged {
            let found = parts(view, *key)?;
            // Nothing is missing, and every part is where it belongs.
            if found.blob.bytes == blob.bytes && found.strayed.is_empty() {
                continue;
            }
            let mut candidates = view.all(
                "SELECT rowid, offset, length(part) FROM blob_parts
                 WHERE blob = ?1 OR blob NOT IN (SELECT key FROM blobs)",
                [key],
                part,
            )?;
            for (_, _, other) in damaged.iter().filter(|(.., other)| other != key) {
                let strayed = parts(view, *other)?.strayed;
                let theirs = parts_of(view, *other)?.into_iter();
                candidates.extend(theirs.filter(|part| strayed.contains(&part.row)));
            }
            self.fill_the_gap(view, blob, *key, candidates)?;
        }
        Ok(())
    }

    /// Where one part of a blob is missing, tries those of its length that belong to nothing, stand where nothing
    /// follows, or are noted at another place of it: the hash says which is right.
    fn fill_the_gap(
        &mut self,
        view: &View<&'t Connection>,
        blob: &Blob,
        key: i64,
        candidates: Vec<Part>,
    ) -> Result<()> {
        let own = parts_of(view, key)?;
        for missing in candidates {
            let rest = own.iter().filter(|part| part.row != missing.row).copied();
            let Some(order) = with_one_more(rest, missing, sql(blob.bytes)) else {
                continue;
            };
            if hash_of(view, &order)? != *blob {
                continue;
            }
            let mut offset = 0;
            for part in &order {
                if part.row == missing.row {
                    view.conn.execute(
                        "UPDATE blob_parts SET blob = ?2, offset = ?3 WHERE rowid = ?1",
                        [part.row, key, offset],
                    )?;
                }
                offset += part.length;
            }
            self.done.restored += 1;
            return Ok(());
        }
        Ok(())
    }

    /// One that the check found damaged.
    fn blob(
        &mut self,
        view: &View<&'t Connection>,
        blob: &Blob,
        named: &BTreeSet<Blob>,
    ) -> Result<()> {
        let Some(kept) = kept(view, blob)? else {
            return Ok(());
        };
        let parts = parts(view, kept.key)?;
        let is_whole = parts.blob == *blob || named.contains(&parts.blob);
        let here = parts.blob.bytes;
        let is_numbered = kept.number.is_some_and(|n| n > 0);
        let is_begun = !is_numbered && named.contains(blob) && here <= blob.bytes;
        if !is_whole && !is_begun {
            self.done.rows += u64::from(set_aside(view, blob, self.now_millis)?);
            return Ok(());
        }
        for row in &parts.strayed {
            self.set_part_aside(*row, Some(view.key))?;
        }
        self.done.restored += 1;
        if !is_whole {
            view.conn.execute(
                "UPDATE blobs SET here = ?2, n = NULL WHERE key = ?1",
                params![kept.key, sql(here)],
            )?;
            return Ok(());
        }
        if parts.blob != *blob {
            self.drop_empty(view.key, parts.blob.id.as_bytes(), sql(here))?;
        }
        view.conn.execute(
            "UPDATE OR IGNORE blobs SET hash = ?2, bytes = ?3, here = ?3, source = NULL, doubted = 0,
                 n = ifnull(n, 0) WHERE key = ?1",
            params![kept.key, parts.blob.id.as_bytes(), sql(here)],
        )?;
        Ok(())
    }
}

fn kept(view: &View<&Connection>, blob: &Blob) -> Result<Option<Kept>> {
    let kept = view.one(
        &format!("SELECT {COLUMNS} FROM blobs WHERE council = ?1 AND bytes = ?2 AND hash = ?3"),
        params![view.key, sql(blob.bytes), blob.id.as_bytes()],
        |row| Ok(Kept::read(row).ok()),
    )?;
    Ok(kept.flatten())
}

/// Every blob that an act of this council names.
fn named(view: &View<&Connection>) -> Result<BTreeSet<Blob>> {
    let mut named = BTreeSet::new();
    for kind in NamedAs::ALL.map(NamedAs::kind) {
        let acts = view.all(
            "SELECT bytes FROM acts WHERE council = ?1 AND kind = ?2",
            params![view.key, kind],
            |row| Ok(Act::parse(bytes(row, 0)).ok()),
        )?;
        named.extend(acts.iter().flatten().flat_map(named_by));
    }
    Ok(named)
}

fn parts(view: &View<&Connection>, key: i64) -> Result<Parts> {
    let mut statement = view.conn.prepare_cached(
        "SELECT offset, part, rowid FROM blob_parts WHERE blob = ?1 ORDER BY offset",
    )?;
    let mut rows = statement.query([key])?;
    let (mut hasher, mut end, mut strayed) = (BlobHasher::default(), 0, Vec::new());
    while let Some(row) = rows.next()? {
        let part = bytes(row, 1);
        if perhaps_number(row, 0) != Some(sql(end)) || part.is_empty() {
            strayed.push(row.get(2)?);
            continue;
        }
        hasher.update(part);
        end += part.len() as u64;
    }
    Ok(Parts {
        blob: hasher.finish(),
        strayed,
    })
}

fn parts_of(view: &View<&Connection>, key: i64) -> Result<Vec<Part>> {
    view.all(
        "SELECT rowid, offset, length(part) FROM blob_parts WHERE blob = ?1",
        [key],
        part,
    )
}

fn part(row: &rusqlite::Row<'_>) -> rusqlite::Result<Part> {
    Ok(Part {
        row: row.get(0)?,
        offset: perhaps_number(row, 1),
        length: perhaps_number(row, 2).unwrap_or(0),
    })
}

/// These parts in order, with another one in the only place where one is missing; `None` if they do not make
/// so many bytes then.
fn with_one_more(
    parts: impl Iterator<Item = Part>,
    missing: Part,
    bytes: i64,
) -> Option<Vec<Part>> {
    let mut order: Vec<Part> = parts.collect();
    order.sort_by_key(|part| part.offset);
    let mut end = 0;
    let mut at = None;
    for (place, part) in order.iter().enumerate() {
        if part.offset != Some(end) {
            if at.is_some() || part.offset != Some(end + missing.length) {
                return None;
            }
            at = Some(place);
            end += missing.length;
        }
        end += part.length;
    }
    if at.is_none() {
        end += missing.length;
    }
    order.insert(at.unwrap_or(order.len()), missing);
    (end == bytes && missing.length > 0).then_some(order)
}

/// What these parts hash to, one after the other.
fn hash_of(view: &View<&Connection>, parts: &[Part]) -> Result<Blob> {
    let mut hasher = BlobHasher::default();
    for part in parts {
        view.one(
            "SELECT part FROM blob_parts WHERE rowid = ?1",
            [part.row],
            |row| {
                hasher.update(bytes(row, 0));
                Ok(())
            },
        )?;
    }
    Ok(hasher.finish())
}

/// Gives blobs that are whole and have no number of their own the next ones.
fn number_blobs(view: &View<&Connection>) -> Result<()> {
    let rows: Vec<(i64, i64)> = view.all(
        "SELECT key, n FROM blobs WHERE council = ?1 AND n IS NOT NULL ORDER BY n, key",
        [view.key],
        |row| Ok((row.get(0)?, perhaps_number(row, 1).unwrap_or(0))),
    )?;
    let mut last = rows.iter().map(|(_, n)| *n).max().unwrap_or(0).max(0);
    let kept = view.one(
        "SELECT blobs FROM councils WHERE key = ?1",
        [view.key],
        |row| Ok(perhaps_number(row, 0)),
    )?;
    last = last.max(kept.flatten().unwrap_or(0));
    let mut numbers = BTreeSet::new();
    for (key, n) in rows {
        if n <= 0 || !numbers.insert(n) {
            last += 1;
            let number = "UPDATE blobs SET n = ?2 WHERE key = ?1";
            view.conn.execute(number, [key, last])?;
        }
    }
    view.conn.execute(
        "UPDATE councils SET blobs = ?2 WHERE key = ?1",
        [view.key, last],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(row: i64, offset: i64, length: i64) -> Part {
        Part {
            row,
            offset: Some(offset),
            length,
        }
    }

    #[test]
    fn one_missing_part_has_one_place() {
        let rows = |rest: &[Part], missing, bytes| {
            let order = with_one_more(rest.iter().copied(), missing, bytes)?;
            Some(order.iter().map(|part| part.row).collect::<Vec<_>>())
        };
        let (one, two, three) = (part(1, 0, 4), part(2, 4, 4), part(3, 8, 2));
        let stray = part(9, 77, 4);
        assert_eq!(rows(&[three, two], stray, 10), Some(vec![9, 2, 3]));
        assert_eq!(rows(&[one, three], stray, 10), Some(vec![1, 9, 3]));
        assert_eq!(rows(&[one, two], part(9, 0, 2), 10), Some(vec![1, 2, 9]));
        assert_eq!(rows(&[one, three], stray, 11), None);
        assert_eq!(rows(&[one, three], part(9, 4, 3), 10), None);
        assert_eq!(rows(&[three], stray, 10), None);
    }
}
