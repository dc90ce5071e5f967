//! What cannot be put right, kept as it was found.

use rusqlite::params;

use super::Mender;
use crate::error::Result;

/// The council under which a row is set aside: its own, or any where it has none.
const WHOSE: &str =
    "ifnull((SELECT key FROM councils WHERE key = ?2), (SELECT min(key) FROM councils))";

impl Mender<'_> {
    /// Sets an act aside, for the council with this key.
    pub(super) fn set_act_aside(&mut self, key: i64, council: Option<i64>) -> Result<()> {
        self.keep(
            "SELECT documents.id, hash, 'act', bytes, NULL
             FROM acts LEFT JOIN documents ON documents.key = acts.document WHERE acts.key = ?1",
            key,
            council,
        )?;
        self.drop_act(key)?;
        self.touched.items.extend(council);
        Ok(())
    }

    pub(super) fn drop_act(&self, key: i64) -> Result<()> {
        self.conn
            .execute("DELETE FROM awaited WHERE act = ?1", [key])?;
        self.conn
            .execute("DELETE FROM acts WHERE key = ?1", [key])?;
        Ok(())
    }

    /// Sets a change aside, for the council with this key.
    pub(super) fn set_change_aside(&mut self, key: i64, council: Option<i64>) -> Result<()> {
        self.keep_change(key, council)?;
        self.drop_change(key)?;
        self.touched.items.extend(council);
        Ok(())
    }

    /// Keeps the bytes of a change aside whose row stays.
    pub(super) fn keep_change(&mut self, key: i64, council: Option<i64>) -> Result<()> {
        self.keep(
            "SELECT documents.id, hash, 'change', chunk, seal
             FROM changes LEFT JOIN documents ON documents.key = changes.document
             WHERE changes.key = ?1",
            key,
            council,
        )
    }

    pub(super) fn drop_change(&self, key: i64) -> Result<()> {
        self.conn
            .execute("DELETE FROM forks WHERE change = ?1", [key])?;
        self.conn
            .execute("DELETE FROM changes WHERE key = ?1", [key])?;
        Ok(())
    }

    /// Sets the part of a blob aside.
    pub(super) fn set_part_aside(&mut self, row: i64, council: Option<i64>) -> Result<()> {
        self.keep(
            "SELECT NULL, ifnull(blobs.hash, x''), 'part', part, NULL
             FROM blob_parts LEFT JOIN blobs ON blobs.key = blob_parts.blob
             WHERE blob_parts.rowid = ?1",
            row,
            council,
        )?;
        self.conn
            .execute("DELETE FROM blob_parts WHERE rowid = ?1", [row])?;
        Ok(())
    }

    /// Keeps what was signed, or is said to be, aside.
    pub(super) fn keep_receipt(
        &mut self,
        document: &[u8],
        holder: &[u8],
        receipt: &[u8],
        council: Option<i64>,
    ) -> Result<()> {
        self.conn.execute(
            &format!(
                "INSERT INTO quarantine
                 (council, document, hash, what, reason, bytes, time_millis)
                 VALUES ({WHOSE}, ?3, ?4, 'receipt', 'damaged', ?5, ?1)"
            ),
            params![self.now_millis, council, document, holder, receipt],
        )?;
        self.done.rows += 1;
        Ok(())
    }

    /// Keeps changes aside that waited.
    pub(super) fn keep_stranded(&mut self, which: &str) -> Result<()> {
        self.done.rows += self.conn.execute(
            &format!(
                "INSERT INTO quarantine
                 (council, document, hash, what, reason, bytes, seal, time_millis)
                 SELECT (SELECT min(key) FROM councils), document, hash, 'change', 'damaged', chunk,
                        seal, ?1
                 FROM stranded WHERE {which}"
            ),
            [self.now_millis],
        )? as u64;
        Ok(())
    }

    /// Keeps what a query gives of one row: document, hash, what it is, bytes, seal.
    pub(super) fn keep(&mut self, query: &str, key: i64, council: Option<i64>) -> Result<()> {
        self.done.rows += self.conn.execute(
            &format!(
                "INSERT INTO quarantine
                 (document, hash, what, bytes, seal, council, reason, time_millis)
                 SELECT kept.*, {WHOSE}, 'damaged', ?3 FROM ({query}) AS kept"
            ),
            params![key, council, self.now_millis],
        )? as u64;
        Ok(())
    }
}
