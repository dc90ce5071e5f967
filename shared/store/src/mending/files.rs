//! Blobs by their bytes: which parts belong to which, and which are whole.

use std::collections::BTreeSet;

use council::blobs::{NamedAs, named_by};
use format::blob::BlobHasher;
use format::{Act, Blob};
use rusqlite::params;

use super::Mender;
use crate::blobs::{COLUMNS, Kept, set_aside};
use crate::check::{Finding, Report};
use crate::columns::{bytes, perhaps_number, sql};
use crate::error::Result;

/// The parts of a blob that follow each other from its beginning.
struct Parts {
    /// What they hash to.
    blob: Blob,
    /// The rows of parts that stand between or behind them and do not follow.
    strayed: Vec<i64>,
}

impl Mender<'_, '_> {
    /// Makes the rows of blobs say which bytes are here. Blobs that the check found damaged and whose bytes are
    /// not what any act names are set aside, to be fetched again.
    pub(super) fn blobs(&mut self, report: &Report) -> Result<()> {
        let conn = self.view.conn;
        for column in ["wished", "doubted"] {
            let normal = format!(
                "UPDATE blobs SET {column} = 1 WHERE council = ?1 AND {column} NOT IN (0, 1)"
            );
            conn.execute(&normal, [self.view.key])?;
        }
        self.bring_home()?;
        self.find_rows_of_parts()?;
        let named = self.named()?;
        for finding in &report.findings {
            if let Finding::Blob(blob) = finding {
                self.blob(blob, &named)?;
            }
        }
        self.number_blobs()
    }

    /// Blobs that only acts about documents of this council name are of this council.
    fn bring_home(&mut self) -> Result<()> {
        let view = self.view;
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
            self.drop_empty(&hash, length)?;
            let moved = view.conn.execute(
                "UPDATE OR IGNORE blobs SET council = ?2 WHERE key = ?1",
                [key, view.key],
            )?;
            self.done.restored += moved as u64;
        }
        Ok(())
    }

    /// Drops the row of a blob of which nothing is here, to make place for one of which something is.
    fn drop_empty(&self, hash: &[u8], length: i64) -> Result<()> {
        let conn = self.view.conn;
        let empty = self.view.one(
            "SELECT key FROM blobs WHERE council = ?1 AND bytes = ?2 AND hash = ?3
             AND NOT EXISTS (SELECT 1 FROM blob_parts WHERE blob = blobs.key)",
            params![self.view.key, length, hash],
            |row| row.get::<_, i64>(0),
        )?;
        let Some(empty) = empty else { return Ok(()) };
        for query in [
            "DELETE FROM blob_names WHERE blob = ?1",
            "DELETE FROM blobs_refused WHERE blob = ?1",
            "DELETE FROM blobs_confirmed WHERE blob = ?1",
            "DELETE FROM blobs WHERE key = ?1",
        ] {
            conn.execute(query, [empty])?;
        }
        Ok(())
    }

    /// Parts whose blob is not there belong to the row that has no parts and names what they hash to.
    fn find_rows_of_parts(&mut self) -> Result<()> {
        let view = self.view;
        let lost: Vec<i64> = view.all(
            "SELECT DISTINCT blob FROM blob_parts WHERE blob NOT IN (SELECT key FROM blobs)",
            [],
            |row| row.get(0),
        )?;
        for key in lost {
            let blob = self.parts(key)?.blob;
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
            self.others
                .extend(council.filter(|council| *council != view.key));
            self.done.restored += 1;
        }
        Ok(())
    }

    /// Every blob that an act of this council names.
    fn named(&self) -> Result<BTreeSet<Blob>> {
        let mut named = BTreeSet::new();
        for kind in NamedAs::ALL.map(NamedAs::kind) {
            let acts = self.view.all(
                "SELECT bytes FROM acts WHERE council = ?1 AND kind = ?2",
                params![self.view.key, kind],
                |row| Ok(Act::parse(bytes(row, 0)).ok()),
            )?;
            named.extend(acts.iter().flatten().flat_map(named_by));
        }
        Ok(named)
    }

    fn parts(&self, key: i64) -> Result<Parts> {
        let mut statement = self.view.conn.prepare_cached(
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

    /// One that the check found damaged.
    fn blob(&mut self, blob: &Blob, named: &BTreeSet<Blob>) -> Result<()> {
        let view = self.view;
        let kept = view.one(
            &format!("SELECT {COLUMNS} FROM blobs WHERE council = ?1 AND bytes = ?2 AND hash = ?3"),
            params![view.key, sql(blob.bytes), blob.id.as_bytes()],
            |row| Ok(Kept::read(row).ok()),
        )?;
        let Some(kept) = kept.flatten() else {
            return Ok(());
        };
        let parts = self.parts(kept.key)?;
        let is_whole = parts.blob == *blob || named.contains(&parts.blob);
        let here = parts.blob.bytes;
        let is_begun = kept.number.is_none() && named.contains(blob) && here <= blob.bytes;
        if !is_whole && !is_begun {
            self.done.rows += u64::from(set_aside(view, blob, self.now_millis)?);
            return Ok(());
        }
        for row in &parts.strayed {
            view.conn
                .execute("DELETE FROM blob_parts WHERE rowid = ?1", [row])?;
        }
        if !is_whole {
            view.conn.execute(
                "UPDATE blobs SET here = ?2 WHERE key = ?1",
                params![kept.key, sql(here)],
            )?;
            self.done.restored += 1;
            return Ok(());
        }
        if parts.blob != *blob {
            self.drop_empty(parts.blob.id.as_bytes(), sql(here))?;
        }
        view.conn.execute(
            "UPDATE OR IGNORE blobs SET hash = ?2, bytes = ?3, here = ?3, source = NULL, doubted = 0,
                 n = ifnull(n, 0) WHERE key = ?1",
            params![kept.key, parts.blob.id.as_bytes(), sql(here)],
        )?;
        self.done.restored += 1;
        Ok(())
    }

    /// Gives blobs that are whole and have no number of their own the next ones.
    fn number_blobs(&self) -> Result<()> {
        let view = self.view;
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
}
