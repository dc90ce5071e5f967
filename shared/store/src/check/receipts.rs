//! Receipts: what their rows tell against what was signed.

use std::collections::BTreeSet;
use std::ops::Deref;

use format::{ChangeHash, DocumentId, PublicKey, Receipt};
use rusqlite::{Connection, params};

use super::{Finding, Report};
use crate::columns::{bytes, hashes, join_hashes, perhaps_id, perhaps_number, sql};
use crate::error::Result;
use crate::reader::Reader;
use crate::receipts::{covers, read as read_receipt};
use crate::view::View;

/// A row of receipts, as it is told.
struct ReceiptRow {
    document: Option<DocumentId>,
    holder: Option<PublicKey>,
    counter: Option<i64>,
    time_millis: Option<i64>,
    heads: Vec<u8>,
    n: Option<i64>,
    has_origin: bool,
}

impl Reader {
    pub(super) fn check_receipts(&self, report: &mut Report) -> Result<()> {
        let view = &self.view;
        let last = view.one(
            "SELECT receipts FROM councils WHERE key = ?1",
            [view.key],
            |row| Ok(perhaps_number(row, 0)),
        )?;
        let last = last.flatten().unwrap_or(0);
        let rows = view.all(
            "SELECT document, holder, counter, receipts.time_millis, heads, n, receipt,
                    origin IS NULL OR origins.council IS ?1
             FROM receipts LEFT JOIN origins ON origins.key = receipts.origin
             WHERE receipts.council = ?1",
            [view.key],
            |row| {
                let told = ReceiptRow {
                    document: perhaps_id(row, 0),
                    holder: perhaps_id(row, 1),
                    counter: perhaps_number(row, 2),
                    time_millis: perhaps_number(row, 3),
                    heads: bytes(row, 4).to_vec(),
                    n: perhaps_number(row, 5),
                    has_origin: row.get(7)?,
                };
                Ok((told, bytes(row, 6).to_vec()))
            },
        )?;
        let mut numbers = BTreeSet::new();
        for (told, bytes) in rows {
            let receipt = read_receipt(&bytes).ok();
            let has_number = told
                .n
                .is_some_and(|n| (1..=last).contains(&n) && numbers.insert(n));
            let is_fine = match &receipt {
                Some(receipt) => {
                    has_number && told.has_origin && self.is_told_right(&told, receipt)?
                }
                None => false,
            };
            if !is_fine {
                report
                    .findings
                    .push(named(receipt.as_ref(), told.document, told.holder));
            }
        }
        self.check_first_receipts(report)
    }

    fn is_told_right(&self, told: &ReceiptRow, receipt: &Receipt) -> Result<bool> {
        let is_right = (told.document, told.holder)
            == (Some(receipt.document), Some(receipt.holder))
            && receipt.council == self.view.id
            && told.counter == Some(sql(receipt.counter))
            && told.time_millis == Some(receipt.time_millis)
            && covers(&told.heads, &receipt.heads)
            && receipt.verifies();
        if !is_right {
            return Ok(false);
        }
        // What it was known to hold besides, this store has or had.
        for head in hashes(&told.heads) {
            if !receipt.heads.contains(&head) && !self.view.is_heard_of(&receipt.document, &head)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn check_first_receipts(&self, report: &mut Report) -> Result<()> {
        let rows = self.view.all(
            "SELECT document, holder, heads, receipt FROM first_receipts WHERE council = ?1",
            [self.view.key],
            |row| {
                let heads = hashes(bytes(row, 2));
                Ok((
                    perhaps_id(row, 0),
                    perhaps_id(row, 1),
                    heads,
                    bytes(row, 3).to_vec(),
                ))
            },
        )?;
        for (document, holder, heads, bytes) in rows {
            let receipt = read_receipt(&bytes).ok();
            let is_fine = receipt.as_ref().is_some_and(|receipt| {
                (Some(receipt.document), Some(receipt.holder)) == (document, holder)
                    && receipt.council == self.view.id
                    && covers(&join_hashes(&receipt.heads), &heads)
                    && receipt.verifies()
            });
            if !is_fine {
                report
                    .findings
                    .push(named(receipt.as_ref(), document, holder));
            }
        }
        Ok(())
    }
}

/// The finding about a receipt, named as its bytes say or else its row.
fn named(
    receipt: Option<&Receipt>,
    document: Option<DocumentId>,
    holder: Option<PublicKey>,
) -> Finding {
    let said = receipt.map(|receipt| (receipt.document, receipt.holder));
    let document = document.or(said.map(|(document, _)| document));
    let holder = holder.or(said.map(|(_, holder)| holder));
    Finding::Receipt(
        document.unwrap_or(DocumentId::from_bytes([0; DocumentId::LEN])),
        holder.unwrap_or(PublicKey::from_bytes([0; PublicKey::LEN])),
    )
}

impl<C: Deref<Target = Connection>> View<C> {
    /// Whether a change of a document is here or was, before it was set aside.
    pub(crate) fn is_heard_of(&self, document: &DocumentId, change: &ChangeHash) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM documents
             JOIN changes ON changes.document = documents.key AND changes.hash = ?3
             WHERE documents.council = ?1 AND documents.id = ?2
             UNION ALL
             SELECT 1 FROM stranded WHERE council = ?1 AND document = ?2 AND hash = ?3
             UNION ALL
             SELECT 1 FROM quarantine WHERE council = ?1 AND document = ?2 AND hash = ?3 LIMIT 1",
            params![self.key, document.as_bytes(), change.as_bytes()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}
