//! Receipts by what was signed.

use std::collections::BTreeSet;

use format::{ChangeHash, Receipt};
use rusqlite::params;
use rusqlite::types::Value;

use super::Mender;
use crate::columns::{bytes, hashes, join_hashes, perhaps_number, sql};
use crate::error::Result;
use crate::first_receipts::keep_of_texts;
use crate::receipts::{covers, read};

/// A row, by its key as it stands there, and what it keeps.
struct Row {
    council: Value,
    document: Value,
    holder: Value,
    counter: Option<i64>,
    time_millis: Option<i64>,
    heads: Vec<u8>,
    n: Option<i64>,
    origin: Option<i64>,
    receipt: Option<Receipt>,
}

impl Mender<'_, '_> {
    /// Makes the rows of receipts say what was signed, and drops those that nobody signed so: their holders
    /// sign others, and peers pass theirs on.
    pub(super) fn receipts(&mut self) -> Result<()> {
        let view = self.view;
        let mut numbers = BTreeSet::new();
        for row in self.rows_of_receipts()? {
            let is_here = self.councils.may_be_of(view.key, number_of(&row.council));
            let council = row.receipt.as_ref().filter(|receipt| receipt.verifies());
            let council = council.and_then(|receipt| self.councils.key(&receipt.council));
            let (Some(receipt), Some(council)) = (&row.receipt, council) else {
                if is_here {
                    self.drop_receipt(&row)?;
                    self.done.rows += 1;
                }
                continue;
            };
            if council != view.key {
                // Where it belongs, it is kept as if it came now.
                self.drop_receipt(&row)?;
                self.keep_elsewhere(receipt, council)?;
                continue;
            }
            let heads = self.known_heads(receipt, &row.heads)?;
            let n = row.n.filter(|n| *n > 0 && numbers.insert(*n));
            let is_right = row.council == Value::Integer(view.key)
                && row.document == Value::Blob(receipt.document.as_bytes().to_vec())
                && row.holder == Value::Blob(receipt.holder.as_bytes().to_vec())
                && row.counter == Some(sql(receipt.counter))
                && row.time_millis == Some(receipt.time_millis)
                && row.heads == heads
                && n.is_some();
            if is_right {
                continue;
            }
            self.drop_receipt(&row)?;
            if self.is_replaced(receipt)? {
                continue;
            }
            view.conn.execute(
                "INSERT OR REPLACE INTO receipts
                 (council, document, holder, counter, receipt, n, origin, time_millis, heads)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    view.key,
                    receipt.document.as_bytes(),
                    receipt.holder.as_bytes(),
                    sql(receipt.counter),
                    format::cbor::encode(receipt),
                    n.unwrap_or(0),
                    row.origin,
                    receipt.time_millis,
                    heads
                ],
            )?;
            self.done.restored += 1;
        }
        self.number_receipts()?;
        self.first_receipts()
    }

    fn rows_of_receipts(&self) -> Result<Vec<Row>> {
        self.view.all(
            "SELECT receipts.council, document, holder, counter, time_millis, heads, n,
                    origins.key, receipt
             FROM receipts LEFT JOIN origins
                 ON origins.key = receipts.origin AND origins.council = ?1
             WHERE receipts.council = ?1 OR receipts.council NOT IN (SELECT key FROM councils)
             ORDER BY n",
            [self.view.key],
            |row| {
                Ok(Row {
                    council: row.get(0)?,
                    document: row.get(1)?,
                    holder: row.get(2)?,
                    counter: perhaps_number(row, 3),
                    time_millis: perhaps_number(row, 4),
                    heads: bytes(row, 5).to_vec(),
                    n: perhaps_number(row, 6),
                    origin: perhaps_number(row, 7),
                    receipt: read(bytes(row, 8)).ok(),
                })
            },
        )
    }

    fn drop_receipt(&self, row: &Row) -> Result<()> {
        self.view.conn.execute(
            "DELETE FROM receipts WHERE council = ?1 AND document = ?2 AND holder = ?3",
            params![row.council, row.document, row.holder],
        )?;
        Ok(())
    }

    /// Whether the receipt kept of its holder and document says more than this one.
    fn is_replaced(&self, receipt: &Receipt) -> Result<bool> {
        let kept = self.view.one(
            "SELECT receipt FROM receipts WHERE council = ?1 AND document = ?2 AND holder = ?3",
            params![
                self.view.key,
                receipt.document.as_bytes(),
                receipt.holder.as_bytes()
            ],
            |row| Ok(read(bytes(row, 0)).ok()),
        )?;
        Ok(kept.flatten().is_some_and(|kept| !receipt.replaces(&kept)))
    }

    fn keep_elsewhere(&mut self, receipt: &Receipt, council: i64) -> Result<()> {
        self.others.insert(council);
        let Some(id) = self.councils.id(council) else {
            return Ok(());
        };
        let caches = std::sync::Arc::clone(&self.view.caches);
        let view = crate::view::View::find(self.view.conn, id, caches)?;
        crate::receipts::keep(&view, receipt, None)?;
        self.done.restored += 1;
        Ok(())
    }

    /// Of what the holder is noted to hold, what it says itself and what this store has or had.
    fn known_heads(&self, receipt: &Receipt, noted: &[u8]) -> Result<Vec<u8>> {
        let mut heads: Vec<ChangeHash> = receipt.heads.clone();
        for head in hashes(noted) {
            if !heads.contains(&head) && self.view.is_heard_of(&receipt.document, &head)? {
                heads.push(head);
            }
        }
        heads.sort_unstable();
        Ok(join_hashes(&heads))
    }

    /// Gives receipts without a number of their own the next ones.
    fn number_receipts(&self) -> Result<()> {
        let conn = self.view.conn;
        conn.execute(
            "UPDATE councils SET receipts = max(receipts, 0, ifnull(
                 (SELECT max(n) FROM receipts WHERE receipts.council = councils.key), 0))
             WHERE key = ?1",
            [self.view.key],
        )?;
        loop {
            let unnumbered = self.view.one(
                "SELECT document, holder FROM receipts WHERE council = ?1 AND n <= 0 LIMIT 1",
                [self.view.key],
                |row| Ok((row.get::<_, Value>(0)?, row.get::<_, Value>(1)?)),
            )?;
            let Some((document, holder)) = unnumbered else {
                return Ok(());
            };
            conn.execute(
                "UPDATE councils SET receipts = receipts + 1 WHERE key = ?1",
                [self.view.key],
            )?;
            conn.execute(
                "UPDATE receipts SET n = (SELECT receipts FROM councils WHERE key = ?1)
                 WHERE council = ?1 AND document = ?2 AND holder = ?3",
                params![self.view.key, document, holder],
            )?;
        }
    }

    /// The same of the first receipts that name texts. They say only what the newest ones say, too, and since
    /// when: what is damaged is gone.
    fn first_receipts(&mut self) -> Result<()> {
        let view = self.view;
        let rows = view.all(
            "SELECT council, document, holder, heads, receipt FROM first_receipts
             WHERE council = ?1 OR council NOT IN (SELECT key FROM councils)",
            [view.key],
            |row| {
                let key: [Value; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
                Ok((key, hashes(bytes(row, 3)), read(bytes(row, 4)).ok()))
            },
        )?;
        for (key, heads, receipt) in rows {
            let receipt =
                receipt.filter(|receipt| receipt.verifies() && receipt.council == view.id);
            let is_right = receipt.as_ref().is_some_and(|receipt| {
                key[0] == Value::Integer(view.key)
                    && key[1] == Value::Blob(receipt.document.as_bytes().to_vec())
                    && key[2] == Value::Blob(receipt.holder.as_bytes().to_vec())
                    && covers(&join_hashes(&receipt.heads), &heads)
            });
            if is_right {
                continue;
            }
            view.conn.execute(
                "DELETE FROM first_receipts
                 WHERE council = ?1 AND document = ?2 AND holder = ?3 AND heads = ?4",
                rusqlite::params_from_iter(key),
            )?;
            match receipt {
                Some(receipt) => {
                    keep_of_texts(view, &receipt)?;
                    self.done.restored += 1;
                }
                None => self.done.rows += 1,
            }
        }
        Ok(())
    }
}

fn number_of(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}
