//! Rows that belong to nothing.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::Mender;
use crate::columns::{bytes, perhaps_number};
use crate::error::Result;

/// A pointer that misses: table, column, and the table it points into.
type Miss = (String, String, String);

impl Mender<'_> {
    /// Removes rows that point at rows which are not there, once every council is mended. What holds bytes is
    /// kept aside. From which log something came is only forgotten.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn sweep(&mut self) -> Result<()> {
        if self.councils.ids.is_empty() {
            return Ok(());
        }
        // A row that goes may leave others that pointed at it.
        loop {
            let mut removed = 0;
            for (table, column, parent) in misses(self.conn)? {
                let missing = format!(
                    "\"{column}\" IS NOT NULL AND \"{column}\" NOT IN (SELECT key FROM \"{parent}\")"
                );
                if column == "origin" {
                    let forget = format!("UPDATE \"{table}\" SET origin = NULL WHERE {missing}");
                    removed += self.conn.execute(&forget, [])?;
                    continue;
                }
                if let Some(only) = self.councils.only().filter(|_| column == "council") {
                    // There is nobody else whose they could be.
                    let take =
                        format!("UPDATE OR IGNORE \"{table}\" SET council = ?1 WHERE {missing}");
                    removed += self.conn.execute(&take, [only])?;
                }
                self.keep_strays(&table, &missing)?;
                let remove = format!("DELETE FROM \"{table}\" WHERE {missing}");
                removed += self.conn.execute(&remove, [])?;
            }
            if removed == 0 {
                return Ok(());
            }
        }
    }

    /// Keeps those rows aside that hold something.
    fn keep_strays(&mut self, table: &str, missing: &str) -> Result<()> {
        let rows = |key: &str| format!("SELECT {key}, council FROM \"{table}\" WHERE {missing}");
        match table {
            "acts" => {
                for (key, council) in self.keys(&rows("key"))? {
                    self.set_act_aside(key, council)?;
                }
            }
            "changes" => {
                for (key, council) in self.keys(&rows("key"))? {
                    self.set_change_aside(key, council)?;
                }
            }
            "blobs" => {
                let parts = format!(
                    "SELECT rowid, NULL FROM blob_parts
                     WHERE blob IN (SELECT key FROM blobs WHERE {missing})"
                );
                for (row, _) in self.keys(&parts)? {
                    self.set_part_aside(row, None)?;
                }
            }
            "blob_parts" => {
                let parts = format!("SELECT rowid, NULL FROM blob_parts WHERE {missing}");
                for (row, _) in self.keys(&parts)? {
                    self.set_part_aside(row, None)?;
                }
            }
            "receipts" | "first_receipts" => {
                let kept = self.list(
                    &format!("SELECT document, holder, receipt FROM {table} WHERE {missing}"),
                    [],
                    |row| Ok([bytes(row, 0), bytes(row, 1), bytes(row, 2)].map(<[u8]>::to_vec)),
                )?;
                for [document, holder, receipt] in kept {
                    self.keep_receipt(&document, &holder, &receipt, None)?;
                }
            }
            "stranded" => self.keep_stranded(missing)?,
            _ => {}
        }
        Ok(())
    }

    fn keys(&self, query: &str) -> Result<Vec<(i64, Option<i64>)>> {
        self.list(query, [], |row| Ok((row.get(0)?, perhaps_number(row, 1))))
    }
}

fn misses(conn: &Connection) -> Result<BTreeSet<Miss>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    let mut found: BTreeSet<(String, String, i64)> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        found.insert((row.get(0)?, row.get(2)?, row.get(3)?));
    }
    let mut misses = BTreeSet::new();
    for (table, parent, which) in found {
        let column: String = conn.query_row(
            "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = ?2",
            rusqlite::params![table, which],
            |row| row.get(0),
        )?;
        misses.insert((table, column, parent));
    }
    Ok(misses)
}
