//! Rows of a council that is not here: whose they are is said by their bytes, or by the rows they belong to.
//!
//! All of them before any council is mended: none may take another one's rows for its own, or for rubbish.

use std::collections::{BTreeMap, BTreeSet};

use council::blobs::{NamedAs, named_by};
use format::{Act, Blob};
use rusqlite::params;
use rusqlite::types::Value;

use super::Mender;
use crate::columns::{bytes, perhaps_number};
use crate::error::Result;
use crate::receipts::{keep, read};
use crate::view::View;

/// Hash and length of a blob.
type Name = (Vec<u8>, i64);

/// Whether a row belongs to a council that is not here.
const NOBODYS: &str = "council NOT IN (SELECT key FROM councils)";

impl Mender<'_> {
    /// Gives rows of nobody their council. What has none is left.
    pub(super) fn take_home(&mut self) -> Result<()> {
        self.take_acts_home()?;
        self.take_documents_home()?;
        for table in ["changes", "actors"] {
            self.follow_documents(table)?;
        }
        self.take_blobs_home()?;
        for table in ["receipts", "first_receipts"] {
            self.take_receipts_home(table)?;
        }
        self.take_log_home()?;
        self.take_kept_aside_home()
    }

    pub(super) fn list<T>(
        &self,
        query: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(query)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn take_acts_home(&mut self) -> Result<()> {
        let rows = self.list(
            &format!("SELECT key, bytes FROM acts WHERE {NOBODYS}"),
            [],
            |row| {
                let act = Act::parse(bytes(row, 1)).ok();
                let said = act.map(|act| (act.council(), act.id()));
                Ok((row.get::<_, i64>(0)?, said))
            },
        )?;
        for (key, said) in rows {
            let council = said.and_then(|(council, _)| self.councils.key(&council));
            let council = match council {
                Some(council) => Some(council),
                // Damaged, and perhaps the log knows whose it was.
                None => self
                    .list(
                        "SELECT log.council FROM log JOIN councils ON councils.key = log.council
                         WHERE act = ?1 LIMIT 1",
                        [key],
                        |row| row.get(0),
                    )?
                    .pop(),
            };
            let Some(council) = council else { continue };
            if let Some((_, id)) = said {
                self.make_room_for_act(council, id.as_bytes())?;
            }
            let moved = "UPDATE OR IGNORE acts SET council = ?2 WHERE key = ?1";
            self.done.restored += self.conn.execute(moved, [key, council])? as u64;
            self.touched.item(council);
        }
        Ok(())
    }

    /// Sets the row of an act aside that does not hold it.
    fn make_room_for_act(&mut self, council: i64, id: &[u8]) -> Result<()> {
        let twins = self.list(
            "SELECT key, bytes FROM acts WHERE council = ?1 AND hash = ?2",
            params![council, id],
            |row| {
                let act = Act::parse(bytes(row, 1));
                Ok((
                    row.get::<_, i64>(0)?,
                    act.is_ok_and(|act| act.id().as_bytes() == id),
                ))
            },
        )?;
        for (key, is_whole) in twins {
            if !is_whole {
                self.set_act_aside(key, Some(council))?;
            }
        }
        Ok(())
    }

    /// Documents are of the council whose acts are about them, or whose changes are in them.
    fn take_documents_home(&mut self) -> Result<()> {
        let rows: Vec<i64> = self.list(
            &format!("SELECT key FROM documents WHERE {NOBODYS}"),
            [],
            |row| row.get(0),
        )?;
        for key in rows {
            let mut council = None;
            for table in ["acts", "changes", "actors"] {
                if council.is_none() {
                    let said = format!(
                        "SELECT rows.council FROM {table} AS rows
                         JOIN councils ON councils.key = rows.council
                         WHERE rows.document = ?1
                         GROUP BY rows.council ORDER BY count(*) DESC LIMIT 1"
                    );
                    council = self.list(&said, [key], |row| row.get(0))?.pop();
                }
            }
            let Some(council) = council else { continue };
            let moved = "UPDATE OR IGNORE documents SET council = ?2 WHERE key = ?1";
            if self.conn.execute(moved, [key, council])? == 0 {
                let twins: Vec<i64> = self.list(
                    "SELECT key FROM documents WHERE council = ?2
                     AND id = (SELECT id FROM documents WHERE key = ?1)",
                    [key, council],
                    |row| row.get(0),
                )?;
                for twin in twins {
                    self.merge_documents(key, twin)?;
                }
                self.conn
                    .execute("DELETE FROM documents WHERE key = ?1", [key])?;
            }
            self.done.restored += 1;
            self.touched.item(council);
        }
        Ok(())
    }

    /// Rows that belong to a document are of its council.
    fn follow_documents(&mut self, table: &str) -> Result<()> {
        let theirs = "FROM documents JOIN councils ON councils.key = documents.council";
        let councils: Vec<i64> = self.list(
            &format!(
                "SELECT DISTINCT documents.council {theirs}
                 JOIN {table} AS rows ON rows.document = documents.key
                 WHERE rows.{NOBODYS}"
            ),
            [],
            |row| row.get(0),
        )?;
        if councils.is_empty() {
            return Ok(());
        }
        self.done.restored += self.conn.execute(
            &format!(
                "UPDATE {table} SET council =
                     (SELECT council FROM documents WHERE key = {table}.document)
                 WHERE {NOBODYS} AND document IN (SELECT documents.key {theirs})"
            ),
            [],
        )? as u64;
        for council in councils {
            self.touched.item(council);
        }
        Ok(())
    }

    /// Blobs are of the council in which an act names them.
    fn take_blobs_home(&mut self) -> Result<()> {
        let rows = self.list(
            &format!("SELECT key, hash, bytes FROM blobs WHERE {NOBODYS}"),
            [],
            |row| {
                let name = (bytes(row, 1).to_vec(), perhaps_number(row, 2).unwrap_or(0));
                Ok((row.get::<_, i64>(0)?, name))
            },
        )?;
        if rows.is_empty() {
            return Ok(());
        }
        let named = self.named_anywhere()?;
        for (key, (hash, length)) in rows {
            let noted = self.list(
                "SELECT DISTINCT documents.council FROM blob_names AS names
                 JOIN documents ON documents.key = names.document
                 JOIN councils ON councils.key = documents.council WHERE names.blob = ?1",
                [key],
                |row| row.get::<_, i64>(0),
            )?;
            let by_acts = named.get(&(hash.clone(), length));
            let candidates: Vec<i64> = noted
                .into_iter()
                .chain(by_acts.into_iter().flatten().copied())
                .collect();
            for council in candidates {
                self.drop_empty(council, &hash, length)?;
                let moved = "UPDATE OR IGNORE blobs SET council = ?2 WHERE key = ?1";
                if self.conn.execute(moved, [key, council])? > 0 {
                    self.done.restored += 1;
                    self.touched.any.insert(council);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Which councils name a blob, by its hash and length.
    fn named_anywhere(&self) -> Result<BTreeMap<Name, BTreeSet<i64>>> {
        let mut named: BTreeMap<_, BTreeSet<i64>> = BTreeMap::new();
        for kind in NamedAs::ALL.map(NamedAs::kind) {
            let mut statement = self.conn.prepare_cached(
                "SELECT acts.council, acts.bytes FROM acts
                 JOIN councils ON councils.key = acts.council WHERE acts.kind = ?1",
            )?;
            let mut rows = statement.query([kind])?;
            while let Some(row) = rows.next()? {
                let council = row.get(0)?;
                let act = Act::parse(bytes(row, 1)).ok();
                for Blob { id, bytes } in act.iter().flat_map(named_by) {
                    let name = (id.as_bytes().to_vec(), crate::columns::sql(bytes));
                    named.entry(name).or_default().insert(council);
                }
            }
        }
        Ok(named)
    }

    /// What was signed says for which council.
    fn take_receipts_home(&mut self, table: &str) -> Result<()> {
        let rows = self.list(
            &format!(
                "SELECT council, document, holder, heads, receipt FROM {table} WHERE {NOBODYS}"
            ),
            [],
            |row| {
                let key: [Value; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
                Ok((key, read(bytes(row, 4)).ok()))
            },
        )?;
        for (key, receipt) in rows {
            let receipt = receipt.filter(format::Receipt::verifies);
            let Some(receipt) = receipt else { continue };
            let Some(council) = self.councils.key(&receipt.council) else {
                continue;
            };
            let this = "council = ?1 AND document = ?2 AND holder = ?3 AND heads = ?4";
            let values = || rusqlite::params_from_iter(key.iter());
            let moved = self.conn.execute(
                &format!("UPDATE OR IGNORE {table} SET council = {council} WHERE {this}"),
                values(),
            )?;
            if moved == 0 {
                let caches = std::sync::Arc::clone(&self.caches);
                keep(
                    &View::find(self.conn, receipt.council, caches)?,
                    &receipt,
                    None,
                )?;
                self.conn
                    .execute(&format!("DELETE FROM {table} WHERE {this}"), values())?;
            }
            self.done.restored += 1;
            self.touched.receipt(council);
        }
        Ok(())
    }

    /// Rows of the log are of the council whose item they record.
    fn take_log_home(&mut self) -> Result<()> {
        for item in [
            "(SELECT acts.council FROM acts JOIN councils ON councils.key = acts.council
              WHERE acts.key = log.act)",
            "(SELECT documents.council FROM changes
              JOIN documents ON documents.key = changes.document
              JOIN councils ON councils.key = documents.council
              WHERE changes.key = log.change)",
        ] {
            let strayed = format!("{NOBODYS} AND {item} IS NOT NULL");
            let councils: Vec<i64> = self.list(
                &format!("SELECT DISTINCT {item} FROM log WHERE {strayed}"),
                [],
                |row| row.get(0),
            )?;
            for council in &councils {
                self.touched.item(*council);
            }
            if !councils.is_empty() {
                self.done.restored += self.conn.execute(
                    &format!("UPDATE OR IGNORE log SET council = {item} WHERE {strayed}"),
                    [],
                )? as u64;
            }
        }
        Ok(())
    }

    /// What was kept aside before, or waits, may be the only copy there is: it is kept for somebody.
    fn take_kept_aside_home(&mut self) -> Result<()> {
        let theirs = |table: &str| {
            format!(
                "(SELECT documents.council FROM documents
                  JOIN councils ON councils.key = documents.council
                  WHERE documents.id = {table}.document LIMIT 1)"
            )
        };
        for table in ["stranded", "quarantine"] {
            let theirs = theirs(table);
            self.done.restored += self.conn.execute(
                &format!(
                    "UPDATE OR IGNORE {table} SET council = {theirs}
                     WHERE {NOBODYS} AND {theirs} IS NOT NULL"
                ),
                [],
            )? as u64;
        }
        self.done.restored += self.conn.execute(
            &format!(
                "UPDATE quarantine SET council = (SELECT min(key) FROM councils)
                 WHERE {NOBODYS} AND EXISTS (SELECT 1 FROM councils)"
            ),
            [],
        )? as u64;
        Ok(())
    }
}
