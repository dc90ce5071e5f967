//! Receipts by what was signed.

use std::collections::BTreeSet;
use std::sync::Arc;

use format::{ChangeHash, Receipt};
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::Mender;
use crate::columns::{bytes, hashes, join_hashes, perhaps_number, sql};
use crate::error::Result;
use crate::first_receipts::keep_of_texts;
use crate::receipts::{covers, read};
use crate::view::View;

/// A row of receipts, by its key as it stands there, and what it keeps.
struct ReceiptRow {
    council: Value,
    document: Value,
    holder: Value,
    counter: Option<i64>,
    time_millis: Option<i64>,
    heads: Vec<u8>,
    n: Option<i64>,
    origin: Option<i64>,
    bytes: Vec<u8>,
    receipt: Option<Receipt>,
}

impl<'t> Mender<'t> {
    /// Makes the rows of receipts say what was signed, and sets those aside that nobody signed so: their holders
    /// sign others, and peers pass theirs on.
    pub(super) fn receipts(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let mut numbers = BTreeSet::new();
        for row in rows_of_receipts(view)? {
            let council = row.receipt.as_ref().filter(|receipt| receipt.verifies());
            let council = council.and_then(|receipt| self.councils.key(&receipt.council));
            let (Some(receipt), Some(council)) = (&row.receipt, council) else {
                let [document, holder] = [&row.document, &row.holder].map(bytes_of);
                self.keep_receipt(document, holder, &row.bytes, Some(view.key))?;
                drop_receipt(view, &row)?;
                self.touched.receipt(view.key);
                continue;
            };
            if council != view.key {
                // Where it belongs, it is kept as if it came now.
                drop_receipt(view, &row)?;
                self.keep_elsewhere(receipt, council)?;
                continue;
            }
            let heads = known_heads(view, receipt, &row.heads)?;
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
            drop_receipt(view, &row)?;
            self.touched.receipt(view.key);
            if is_replaced(view, receipt)? {
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
        number_receipts(view)?;
        self.first_receipts(view)
    }

    fn keep_elsewhere(&mut self, receipt: &Receipt, council: i64) -> Result<()> {
        self.touched.receipt(council);
        let Some(id) = self.councils.id(council) else {
            return Ok(());
        };
        let view = View::find(self.conn, id, Arc::clone(&self.caches))?;
        crate::receipts::keep(&view, receipt, None)?;
        self.done.restored += 1;
        Ok(())
    }

    /// The same of the first receipts that name texts. They say only what the newest ones say, too, and since
    /// when.
    fn first_receipts(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let rows = view.all(
            "SELECT council, document, holder, heads, receipt FROM first_receipts
             WHERE council = ?1",
            [view.key],
            |row| {
                let key: [Value; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
                Ok((key, hashes(bytes(row, 3)), bytes(row, 4).to_vec()))
            },
        )?;
        for (key, heads, kept) in rows {
            let receipt = read(&kept).ok();
            let receipt =
                receipt.filter(|receipt| receipt.verifies() && receipt.council == view.id);
            let is_right = receipt.as_ref().is_some_and(|receipt| {
                key[1] == Value::Blob(receipt.document.as_bytes().to_vec())
                    && key[2] == Value::Blob(receipt.holder.as_bytes().to_vec())
                    && covers(&join_hashes(&receipt.heads), &heads)
            });
            if is_right {
                continue;
            }
            self.touched.receipt(view.key);
            view.conn.execute(
                "DELETE FROM first_receipts
                 WHERE council = ?1 AND document = ?2 AND holder = ?3 AND heads = ?4",
                rusqlite::params_from_iter(&key),
            )?;
            match receipt {
                Some(receipt) => {
                    keep_of_texts(view, &receipt)?;
                    self.done.restored += 1;
                }
                None => {
                    let [document, holder] = [&key[1], &key[2]].map(bytes_of);
                    self.keep_receipt(document, holder, &kept, Some(view.key))?;
                }
            }
        }
        Ok(())
    }
}

fn rows_of_receipts(view: &View<&Connection>) -> Result<Vec<ReceiptRow>> {
    view.all(
        "SELECT receipts.council, document, holder, counter, time_millis, heads, n,
                origins.key, receipt
         FROM receipts LEFT JOIN origins
             ON origins.key = receipts.origin AND origins.council = ?1
         WHERE receipts.council = ?1 ORDER BY n",
        [view.key],
        |row| {
            Ok(ReceiptRow {
                council: row.get(0)?,
                document: row.get(1)?,
                holder: row.get(2)?,
                counter: perhaps_number(row, 3),
                time_millis: perhaps_number(row, 4),
                heads: bytes(row, 5).to_vec(),
                n: perhaps_number(row, 6),
                origin: perhaps_number(row, 7),
                bytes: bytes(row, 8).to_vec(),
                receipt: read(bytes(row, 8)).ok(),
            })
        },
    )
}

fn drop_receipt(view: &View<&Connection>, row: &ReceiptRow) -> Result<()> {
    view.conn.execute(
        "DELETE FROM receipts WHERE council = ?1 AND document = ?2 AND holder = ?3",
        params![row.council, row.document, row.holder],
    )?;
    Ok(())
}

/// Whether the receipt kept of its holder and document says more than this one.
fn is_replaced(view: &View<&Connection>, receipt: &Receipt) -> Result<bool> {
    let kept = view.one(
        "SELECT receipt FROM receipts WHERE council = ?1 AND document = ?2 AND holder = ?3",
        params![
            view.key,
            receipt.document.as_bytes(),
            receipt.holder.as_bytes()
        ],
        |row| Ok(read(bytes(row, 0)).ok()),
    )?;
    Ok(kept.flatten().is_some_and(|kept| !receipt.replaces(&kept)))
}

/// Of what the holder is noted to hold, what it says itself and what this store has or had.
fn known_heads(view: &View<&Connection>, receipt: &Receipt, noted: &[u8]) -> Result<Vec<u8>> {
    let mut heads: Vec<ChangeHash> = receipt.heads.clone();
    for head in hashes(noted) {
        if !heads.contains(&head) && view.is_heard_of(&receipt.document, &head)? {
            heads.push(head);
        }
    }
    heads.sort_unstable();
    Ok(join_hashes(&heads))
}

/// Gives receipts without a number of their own the next ones.
fn number_receipts(view: &View<&Connection>) -> Result<()> {
    let conn = view.conn;
    conn.execute(
        "UPDATE councils SET receipts = max(receipts, 0, ifnull(
             (SELECT max(n) FROM receipts WHERE receipts.council = councils.key), 0))
         WHERE key = ?1",
        [view.key],
    )?;
    let unnumbered = view.all(
        "SELECT document, holder FROM receipts WHERE council = ?1 AND n <= 0",
        [view.key],
        |row| Ok((row.get::<_, Value>(0)?, row.get::<_, Value>(1)?)),
    )?;
    for (document, holder) in unnumbered {
        conn.execute(
            "UPDATE councils SET receipts = receipts + 1 WHERE key = ?1",
            [view.key],
        )?;
        conn.execute(
            "UPDATE receipts SET n = (SELECT receipts FROM councils WHERE key = ?1)
             WHERE council = ?1 AND document = ?2 AND holder = ?3",
            params![view.key, document, holder],
        )?;
    }
    Ok(())
}

fn bytes_of(value: &Value) -> &[u8] {
    match value {
        Value::Blob(bytes) => bytes,
        _ => &[],
    }
}
