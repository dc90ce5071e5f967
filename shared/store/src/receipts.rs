//! Receipts: kept as registers, numbered as they come so that sessions can pass them on.

use std::collections::HashMap;
use std::ops::Deref;

use format::receipt::MAX_RECEIPT_HEADS;
use format::{ChangeHash, CouncilId, DocumentId, LogId, PublicKey, Receipt, cbor};
use rusqlite::{Connection, params};
use sync::holdings::{Holdings as _, Recipient};

use crate::columns::{hashes, id, join_hashes, number, sql};
use crate::error::{Result, StoreError};
use crate::first_receipts;
use crate::intake::{CURSORS_PER_PEER, From};
use crate::reader::Reader;
use crate::view::View;
use crate::writer::Write;

impl Write<'_> {
    /// Keeps receipts signed here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn append_receipts(&mut self, council: CouncilId, receipts: &[Receipt]) -> Result<()> {
        let view = self.view(council)?;
        for receipt in receipts {
            keep(&view, receipt, None)?;
        }
        // Sessions pass them on.
        let end = view.log_end()?;
        self.grown.entry(council).or_insert(end);
        Ok(())
    }

    /// Notes up to which number this store was told the receipts of a peer's log.
    pub(crate) fn move_receipts_cursor(&self, council: i64, from: &From, upto: u64) -> Result<()> {
        let (peer, log) = (from.peer.as_bytes(), from.log.as_bytes());
        self.conn
            .prepare_cached(
                "INSERT INTO receipts_cursors (council, peer, log, n, time_millis)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET n = excluded.n, time_millis = excluded.time_millis",
            )?
            .execute(params![council, peer, log, sql(upto), self.now_millis])?;
        // A peer that keeps taking new logs shall not fill the disk with old places.
        self.conn
            .prepare_cached(
                "DELETE FROM receipts_cursors WHERE council = ?1 AND peer = ?2 AND log IN (
                     SELECT log FROM receipts_cursors WHERE council = ?1 AND peer = ?2
                     ORDER BY time_millis DESC LIMIT -1 OFFSET ?3)",
            )?
            .execute(params![council, peer, CURSORS_PER_PEER])?;
        Ok(())
    }
}

/// Keeps a receipt unless one that replaces it is here; whether it was kept. `origin` is the log that
/// brought it.
pub(crate) fn keep(
    view: &View<&Connection>,
    receipt: &Receipt,
    origin: Option<i64>,
) -> Result<bool> {
    let held: Option<(Vec<u8>, Vec<u8>)> = view.one(
        "SELECT receipt, heads FROM receipts WHERE council = ?1 AND document = ?2 AND holder = ?3",
        params![
            view.key,
            receipt.document.as_bytes(),
            receipt.holder.as_bytes()
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut heads = receipt.heads.clone();
    if let Some((held, known)) = held {
        // A damaged one is no reason to refuse a good one.
        if let Ok(held) = read(&held) {
            if !receipt.replaces(&held) {
                return Ok(false);
            }
            first_receipts::keep_of_texts(view, &held)?;
        }
        heads.extend(still_true(view, receipt, &hashes(&known))?);
        heads.sort_unstable();
        heads.dedup();
    }
    let n: i64 = view
        .conn
        .prepare_cached(
            "UPDATE councils SET receipts = receipts + 1 WHERE key = ?1 RETURNING receipts",
        )?
        .query_row([view.key], |row| row.get(0))?;
    view.conn
        .prepare_cached(
            "INSERT OR REPLACE INTO receipts
             (council, document, holder, counter, receipt, n, origin, time_millis, heads)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            view.key,
            receipt.document.as_bytes(),
            receipt.holder.as_bytes(),
            sql(receipt.counter),
            cbor::encode(receipt),
            n,
            origin,
            receipt.time_millis,
            join_hashes(&heads)
        ])?;
    Ok(true)
}

/// Of what the holder was known to hold, the heads of this store, as long as its new receipt names a
/// change that is not here: that one may well be built on them.
fn still_true(
    view: &View<&Connection>,
    receipt: &Receipt,
    known: &[ChangeHash],
) -> Result<Vec<ChangeHash>> {
    let Some(document) = view.document_key(&receipt.document)? else {
        return Ok(vec![]);
    };
    for head in &receipt.heads {
        if view.known_change(document, head)?.is_none() {
            let here = view.heads_of(document)?;
            return Ok(here
                .into_iter()
                .filter(|head| known.contains(head))
                .collect());
        }
    }
    Ok(vec![])
}

pub(crate) fn read(bytes: &[u8]) -> Result<Receipt> {
    cbor::decode_exact(bytes).map_err(|_| StoreError::Damaged("a receipt".to_owned()))
}

impl Reader {
    /// The receipts held for a document, by holder.
    ///
    /// # Errors
    /// What the disk says.
    pub fn receipts(&self, document: &DocumentId) -> Result<Vec<Receipt>> {
        let bytes: Vec<Vec<u8>> = self.view.all(
            "SELECT receipt FROM receipts WHERE council = ?1 AND document = ?2 ORDER BY holder",
            params![self.view.key, document.as_bytes()],
            |row| row.get(0),
        )?;
        bytes.iter().map(|bytes| read(bytes)).collect()
    }

    /// Every receipt held for a document: of each holder the newest, and those that were the first to name
    /// a text. One that cannot be read says nothing.
    ///
    /// # Errors
    /// What the disk says.
    pub fn every_receipt(&self, document: &DocumentId) -> Result<Vec<Receipt>> {
        let first: Vec<Vec<u8>> = self.view.all(
            "SELECT receipt FROM first_receipts WHERE council = ?1 AND document = ?2",
            params![self.view.key, document.as_bytes()],
            |row| row.get(0),
        )?;
        let mut receipts = self.view.receipts_about(document)?;
        receipts.extend(first.iter().filter_map(|bytes| read(bytes).ok()));
        Ok(receipts)
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    pub(crate) fn greatest_receipt(
        &self,
        holder: &PublicKey,
        document: &DocumentId,
    ) -> Result<Option<Receipt>> {
        let bytes: Option<Vec<u8>> = self.one(
            "SELECT receipt FROM receipts WHERE council = ?1 AND document = ?2 AND holder = ?3",
            params![self.key, document.as_bytes(), holder.as_bytes()],
            |row| row.get(0),
        )?;
        bytes.map(|bytes| read(&bytes)).transpose()
    }

    /// Every receipt held of a document, by holder.
    pub(crate) fn receipts_about(&self, document: &DocumentId) -> Result<Vec<Receipt>> {
        let receipts: Vec<Vec<u8>> = self.all(
            "SELECT receipt FROM receipts WHERE council = ?1 AND document = ?2 ORDER BY holder",
            params![self.key, document.as_bytes()],
            |row| row.get(0),
        )?;
        // One that cannot be read says nothing; its holder signs another.
        let receipts = receipts.iter();
        Ok(receipts.filter_map(|bytes| read(bytes).ok()).collect())
    }

    pub(crate) fn kept_receipts(&self) -> Result<u64> {
        let kept = self.one(
            "SELECT receipts FROM councils WHERE key = ?1",
            [self.key],
            |row| number(row, 0),
        )?;
        kept.ok_or(StoreError::UnknownCouncil(self.id))
    }

    pub(crate) fn receipts_for(
        &self,
        recipient: &Recipient,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Receipt)>> {
        let rows: Vec<(u64, Vec<u8>)> = self.all(
            "SELECT n, receipt FROM receipts
             WHERE council = ?1 AND n > ?2 AND holder <> ?3 AND holder IS NOT ?4
             AND (origin IS NULL OR origin IS NOT ?5) ORDER BY n LIMIT ?6",
            params![
                self.key,
                sql(after),
                recipient.key.as_bytes(),
                recipient.without.as_ref().map(PublicKey::as_bytes),
                self.origin_of(&recipient.log)?,
                sql(limit as u64)
            ],
            |row| Ok((number(row, 0)?, row.get(1)?)),
        )?;
        let read = rows
            .iter()
            // A damaged one is left to the check; the others go on.
            .filter_map(|(n, bytes)| Some((*n, read(bytes).ok()?)));
        Ok(read.collect())
    }

    pub(crate) fn number_of_last_receipt_for(&self, recipient: &Recipient) -> Result<u64> {
        let last = self.one(
            "SELECT n FROM receipts
             WHERE council = ?1 AND holder <> ?2 AND holder IS NOT ?3
             AND (origin IS NULL OR origin IS NOT ?4) ORDER BY n DESC LIMIT 1",
            params![
                self.key,
                recipient.key.as_bytes(),
                recipient.without.as_ref().map(PublicKey::as_bytes),
                self.origin_of(&recipient.log)?
            ],
            |row| number(row, 0),
        )?;
        Ok(last.unwrap_or(0))
    }

    fn origin_of(&self, log: &LogId) -> Result<Option<i64>> {
        self.one(
            "SELECT key FROM origins WHERE council = ?1 AND log = ?2",
            params![self.key, log.as_bytes()],
            |row| row.get(0),
        )
    }

    pub(crate) fn told_upto(&self, peer: &PublicKey, log: &LogId) -> Result<u64> {
        let told = self.one(
            "SELECT n FROM receipts_cursors WHERE council = ?1 AND peer = ?2 AND log = ?3",
            params![self.key, peer.as_bytes(), log.as_bytes()],
            |row| number(row, 0),
        )?;
        Ok(told.unwrap_or(0))
    }

    /// See [`sync::holdings::Holdings::unanswered`].
    pub(crate) fn not_answered_for(
        &self,
        holder: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<DocumentId>> {
        let roster = self.roster()?;
        if !roster.is_head_office(holder) {
            return Ok(vec![]);
        }
        let mut answered: HashMap<DocumentId, Vec<Vec<u8>>> = HashMap::new();
        for known in self.known_to_be_held(after)? {
            if roster.is_head_office(&known.holder) {
                answered
                    .entry(known.document)
                    .or_default()
                    .push(known.heads);
            }
        }
        let mut unanswered = Vec::new();
        for (document, heads) in self.held_heads_after(after)? {
            let there = answered.get(&document);
            // More than a receipt can name is never covered, and not signed for again and again.
            let nameable = &heads[..heads.len().min(MAX_RECEIPT_HEADS)];
            let there =
                there.is_some_and(|there| there.iter().any(|named| covers(named, nameable)));
            if !there {
                unanswered.push(document);
                if unanswered.len() == limit {
                    break;
                }
            }
        }
        Ok(unanswered)
    }

    /// What receipts say of the documents after `after`, in no order.
    pub(crate) fn known_to_be_held(&self, after: Option<DocumentId>) -> Result<Vec<Known>> {
        self.all(
            "SELECT document, holder, time_millis, heads FROM receipts
             WHERE council = ?1 AND document > ?2",
            params![self.key, lower_bound(after.as_ref())],
            Known::read,
        )
    }

    /// The heads held of every document after `after` that was created, ascending.
    pub(crate) fn held_heads_after(
        &self,
        after: Option<DocumentId>,
    ) -> Result<Vec<(DocumentId, Vec<ChangeHash>)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT documents.id, heads.hash FROM documents
             LEFT JOIN heads ON heads.document = documents.key
             WHERE documents.council = ?1 AND documents.id > ?2
             AND (documents.kind IS NOT NULL OR heads.hash IS NOT NULL)
             ORDER BY documents.id, heads.hash",
        )?;
        let mut rows = statement.query(params![self.key, lower_bound(after.as_ref())])?;
        let mut held: Vec<(DocumentId, Vec<ChangeHash>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let document = id(row, 0)?;
            if held.last().is_none_or(|(last, _)| *last != document) {
                held.push((document, Vec::new()));
            }
            if let (Some(head), Some((_, heads))) =
                (crate::columns::optional_id(row, 1)?, held.last_mut())
            {
                heads.push(head);
            }
        }
        Ok(held)
    }
}

fn lower_bound(after: Option<&DocumentId>) -> &[u8] {
    after.map_or(&[], |after| after.as_bytes())
}

/// What a receipt says of a document.
pub(crate) struct Known {
    pub(crate) document: DocumentId,
    pub(crate) holder: PublicKey,
    pub(crate) time_millis: i64,
    /// Hashes one after the other.
    pub(crate) heads: Vec<u8>,
}

impl Known {
    /// From the columns document, holder, time, heads.
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            document: id(row, 0)?,
            holder: id(row, 1)?,
            time_millis: row.get(2)?,
            heads: row.get(3)?,
        })
    }
}

/// Whether all of `heads` are among `named`, hashes one after the other. Heads of this store: nothing
/// here builds on them, so whatever is named without being one of them says nothing about them.
pub(crate) fn covers(named: &[u8], heads: &[ChangeHash]) -> bool {
    heads.iter().all(|head| {
        named
            .chunks_exact(ChangeHash::LEN)
            .any(|named| named == head.as_bytes())
    })
}
