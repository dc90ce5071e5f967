//! Since when a text is held: of each text that somebody submitted the first receipts that name it.
//!
//! A receipt is a register, so the next one of its holder replaces it, and the next one names later heads.
//! What it said of a text that was decided since would be lost: that the holder held it, and when it first
//! said so. Two things keep it, and neither needs a word of what was written after the text:
//!
//! - Whoever signs a receipt names, besides the heads it holds, the heads of the texts that were decided
//!   ([`Reader::heads_to_sign_for`]): the newest receipt of a holder covers every one of them.
//! - A receipt that is replaced and names all heads of a text that was submitted is kept, the first one of
//!   each holder for each text: that bounds the time from above as closely as can be shown here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use council::act::Body;
use council::seats::Ability;
use format::receipt::MAX_RECEIPT_HEADS;
use format::{ActId, ChangeHash, DocumentId, PublicKey, Receipt, cbor};
use rusqlite::{Connection, params};

use crate::columns::{id, join_hashes};
use crate::error::Result;
use crate::reader::Reader;
use crate::receipts::{covers, read};
use crate::view::View;

/// Texts looked at of one author.
const TEXTS_OF_ONE: usize = 64;

/// Which texts.
#[derive(Debug, Clone, Copy)]
enum Named {
    Submitted,
    Decided,
}

/// Keeps a receipt that goes for each text it is the first to name.
pub(crate) fn keep_of_texts(view: &View<&Connection>, receipt: &Receipt) -> Result<()> {
    let Some(document) = view.document_key(&receipt.document)? else {
        return Ok(());
    };
    let named = join_hashes(&receipt.heads);
    for text in view.texts_named_by(document, Named::Submitted)? {
        if !covers(&named, &text) {
            continue;
        }
        let heads = join_hashes(&text);
        let key = params![
            view.key,
            receipt.document.as_bytes(),
            receipt.holder.as_bytes(),
            heads
        ];
        let kept: Option<Vec<u8>> = view.one(
            "SELECT receipt FROM first_receipts
             WHERE council = ?1 AND document = ?2 AND holder = ?3 AND heads = ?4",
            key,
            |row| row.get(0),
        )?;
        // A damaged one gives way.
        if kept.is_some_and(|kept| read(&kept).is_ok_and(|kept| !kept.replaces(receipt))) {
            continue;
        }
        view.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO first_receipts (council, document, holder, heads, receipt)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                view.key,
                receipt.document.as_bytes(),
                receipt.holder.as_bytes(),
                heads,
                cbor::encode(receipt)
            ])?;
    }
    Ok(())
}

impl Reader {
    /// The receipts held that name all of `heads`, of each holder the first, by holder. Whether a holder's
    /// word counts, the roster says.
    ///
    /// # Errors
    /// What the disk says.
    pub fn receipts_that_name(
        &self,
        document: &DocumentId,
        heads: &[ChangeHash],
    ) -> Result<Vec<Receipt>> {
        let mut first = BTreeMap::new();
        let kept: Vec<Vec<u8>> = self.view.all(
            "SELECT receipt FROM first_receipts
             WHERE council = ?1 AND document = ?2 AND heads = ?3",
            params![self.view.key, document.as_bytes(), join_hashes(heads)],
            |row| row.get(0),
        )?;
        let kept = kept.iter().filter_map(|bytes| read(bytes).ok());
        for receipt in kept.chain(self.view.receipts_about(document)?) {
            let is_first = first
                .get(&receipt.holder)
                .is_none_or(|earlier: &Receipt| earlier.replaces(&receipt));
            if is_first && covers(&join_hashes(&receipt.heads), heads) {
                first.insert(receipt.holder, receipt);
            }
        }
        Ok(first.into_values().collect())
    }

    /// What a receipt that is signed here names: the heads held, and those of the texts that acts decide,
    /// the newest first, as far as they are held and there is room.
    ///
    /// # Errors
    /// What the disk says.
    pub fn heads_to_sign_for(&self, document: &DocumentId) -> Result<Vec<ChangeHash>> {
        let Some(key) = self.view.document_key(document)? else {
            return Ok(vec![]);
        };
        let mut heads = self.view.heads_of(key)?;
        heads.truncate(MAX_RECEIPT_HEADS);
        for text in self.view.texts_named_by(key, Named::Decided)? {
            let mut held = Vec::with_capacity(text.len());
            for head in text.iter().filter(|head| !heads.contains(head)) {
                // A change is taken in only once all it is built on is here. One on a lost branch is
                // held, and not what the others mean by the document.
                let known = self.view.known_change(key, head)?;
                held.extend(known.filter(|known| !known.fork).map(|_| *head));
            }
            // A text is named whole or not at all: part of it covers nothing.
            if text
                .iter()
                .all(|head| heads.contains(head) || held.contains(head))
                && heads.len() + held.len() <= MAX_RECEIPT_HEADS
            {
                heads.extend(held);
            }
        }
        Ok(heads)
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The heads of the texts that were submitted or decided, those of the newest act first: by authors
    /// who may or once might do that, and of each only the newest, so that nobody crowds out what others
    /// say.
    fn texts_named_by(&self, document: i64, named: Named) -> Result<Vec<Vec<ChangeHash>>> {
        let roster = self.roster()?;
        let able = match named {
            Named::Submitted => BTreeSet::new(),
            Named::Decided => roster.seats.ever_able(Ability::Decide),
        };
        let might = |author: &PublicKey| match named {
            // Everybody who belongs submits what they wrote.
            Named::Submitted => roster.members.contains_key(author),
            Named::Decided => able.contains(author),
        };
        let kind = match named {
            Named::Submitted => "submit",
            Named::Decided => "decide",
        };
        let acts: Vec<(ActId, PublicKey, Vec<u8>)> = self.all(
            "SELECT hash, author, bytes FROM acts
             WHERE document = ?1 AND kind = ?2 AND kind IN ('submit', 'decide') ORDER BY n DESC",
            params![document, kind],
            |row| Ok((id(row, 0)?, id(row, 1)?, row.get(2)?)),
        )?;
        let mut left: BTreeMap<PublicKey, usize> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut texts: Vec<Vec<ChangeHash>> = Vec::new();
        for (act, author, bytes) in &acts {
            let left = left.entry(*author).or_insert_with(|| match might(author) {
                true => TEXTS_OF_ONE,
                false => 0,
            });
            if *left == 0 {
                continue;
            }
            *left -= 1;
            // What cannot be read names nothing, and is left to the check.
            let body = self.read_act(act, bytes).ok().map(|act| Body::read(&act));
            let text = match body {
                Some(Ok(Body::Submit(submit))) => submit.text,
                Some(Ok(Body::Decide(decide))) => decide.text,
                _ => continue,
            };
            if seen.insert(text.heads.clone()) {
                texts.push(text.heads);
            }
        }
        Ok(texts)
    }
}
