//! Receipts: the newest of each holder for each document, numbered as they come.

use format::{DocumentId, LogId, PublicKey, Receipt};

use super::Memory;
use crate::holdings::{Recipient, Standing};

/// A receipt, its number, and the log of the peer that brought it.
#[derive(Debug, Clone)]
pub(super) struct KeptReceipt {
    pub(super) receipt: Receipt,
    number: u64,
    origin: Option<LogId>,
}

impl Memory {
    /// Keeps receipts signed here.
    pub fn keep_receipts(&mut self, receipts: Vec<Receipt>) {
        for receipt in receipts {
            self.keep_receipt(receipt, None);
        }
    }

    /// All receipts held, for assertions.
    pub fn receipts(&self) -> Vec<Receipt> {
        let kept = self.receipts.values();
        kept.map(|kept| kept.receipt.clone()).collect()
    }

    pub(super) fn keep_receipt(&mut self, receipt: Receipt, origin: Option<LogId>) {
        let key = (receipt.holder, receipt.document);
        let held = self.receipts.get(&key);
        if held.is_none_or(|held| receipt.replaces(&held.receipt)) {
            self.receipts_kept += 1;
            let kept = KeptReceipt {
                receipt,
                number: self.receipts_kept,
                origin,
            };
            self.receipts.insert(key, kept);
        }
    }

    fn told(&self, recipient: &Recipient) -> impl Iterator<Item = &KeptReceipt> {
        let recipient = *recipient;
        self.receipts.values().filter(move |kept| {
            kept.receipt.holder != recipient.key
                && Some(kept.receipt.holder) != recipient.without
                && kept.origin != Some(recipient.log)
        })
    }

    /// The receipts a recipient is told with a number above `after`: by number, at most `limit`.
    pub(super) fn receipts_told(
        &self,
        recipient: &Recipient,
        after: u64,
        limit: usize,
    ) -> Vec<(u64, Receipt)> {
        let told = self.told(recipient).filter(|kept| kept.number > after);
        let mut told: Vec<_> = told
            .map(|kept| (kept.number, kept.receipt.clone()))
            .collect();
        told.sort_by_key(|(number, _)| *number);
        told.truncate(limit);
        told
    }

    /// The number of the last receipt that a recipient is told; 0 if there is none.
    pub(super) fn last_told(&self, recipient: &Recipient) -> u64 {
        let numbers = self.told(recipient).map(|kept| kept.number);
        numbers.max().unwrap_or(0)
    }

    /// The documents, after `after` and at most `limit`, of which no receipt of head office names all heads.
    /// None unless `holder` is of head office.
    pub(super) fn unanswered_by(
        &self,
        holder: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Vec<DocumentId> {
        let head_office = |key: &PublicKey| {
            self.standing_of(key, &[]) == Standing::Member && self.is_head_office(key)
        };
        if !head_office(holder) {
            return vec![];
        }
        let mut unanswered = Vec::new();
        for document in self.documents.keys() {
            if after.is_some_and(|after| *document <= after) || !self.has_create(document) {
                continue;
            }
            let heads = self.heads(document);
            let mut answered = false;
            for kept in self.receipts.values() {
                let receipt = &kept.receipt;
                answered |= receipt.document == *document
                    && heads.iter().all(|head| receipt.heads.contains(head))
                    && head_office(&receipt.holder);
            }
            if !answered && unanswered.len() < limit {
                unanswered.push(*document);
            }
        }
        unanswered
    }
}
