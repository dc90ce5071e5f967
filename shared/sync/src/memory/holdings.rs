//! What the protocol asks of the store, answered.

use std::collections::BTreeSet;

use format::chain::LoggedItem;
use format::{
    Act, ActId, ActorId, Blob, Chain, ChangeHash, CouncilId, DocumentId, Frontier, LogId,
    PublicKey, Receipt, Subject, cbor,
};

use super::Memory;
use super::documents::Held;
use crate::blob::BlobState;
use crate::holdings::{
    Answer, HeldChange, Holdings, KnownChange, LogPosition, LogRow, Recipient, Standing, Weight,
    overall_digest,
};

impl Holdings for Memory {
    fn council(&self) -> CouncilId {
        self.council
    }

    fn log_end(&self) -> Answer<LogPosition> {
        Ok(LogPosition {
            log: self.log,
            n: self.rows.len() as u64,
            chain: self.rows.last().map_or(Chain::START, |row| row.chain),
        })
    }

    fn chain_at(&self, n: u64) -> Answer<Option<Chain>> {
        if n == 0 {
            return Ok(Some(Chain::START));
        }
        Ok(usize::try_from(n - 1)
            .ok()
            .and_then(|at| self.rows.get(at))
            .map(|row| row.chain))
    }

    fn rows_after(&self, n: u64, limit: usize) -> Answer<Vec<LogRow>> {
        let rows = self.rows.iter().skip(n as usize).take(limit);
        Ok(rows.copied().collect())
    }

    fn cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<Option<LogPosition>> {
        Ok(self.cursors.get(&(*peer, *log)).copied())
    }

    fn standing(&self, key: &PublicKey, also: &[Act]) -> Answer<Standing> {
        Ok(self.standing_of(key, also))
    }

    fn placed(&self, keys: &BTreeSet<PublicKey>, also: &[Act]) -> Answer<BTreeSet<PublicKey>> {
        let keys = keys.iter().copied();
        let is_placed = |key: &PublicKey| self.standing_of(key, also).may_have_written();
        Ok(keys.filter(is_placed).collect())
    }

    fn is_awaited(&self, act: &ActId) -> Answer<bool> {
        let mut citing = self.acts.values();
        Ok(citing.any(|citing| {
            let statement = citing.statement();
            statement.cites.contains(act)
                && self.standing_of(&statement.author, &[]).may_have_written()
        }))
    }

    fn placing_acts(&self, key: &PublicKey) -> Answer<Vec<Act>> {
        Ok(self.acts_placing(key))
    }

    fn roster_digest(&self) -> Answer<[u8; 16]> {
        let mut e = cbor::Encoder::new();
        for act in self.roster_acts()? {
            e.raw(act.as_bytes());
        }
        Ok(format::chain::short_hash(&e.into_bytes()))
    }

    fn roster_acts(&self) -> Answer<Vec<ActId>> {
        Ok(self.roster(&[]).into_keys().collect())
    }

    fn document_acts(&self, document: &DocumentId) -> Answer<Vec<ActId>> {
        let held = self.documents.get(document);
        Ok(held.map_or(vec![], |held| held.acts.iter().copied().collect()))
    }

    fn act(&self, id: &ActId) -> Answer<Option<Act>> {
        Ok(self.acts.get(id).cloned())
    }

    fn is_created(&self, document: &DocumentId) -> Answer<bool> {
        Ok(self.has_create(document))
    }

    fn genesis(&self, document: &DocumentId) -> Answer<Option<(ChangeHash, u64)>> {
        let known = self.knows_kinds && self.has_create(document);
        Ok(known.then_some(self.genesis))
    }

    fn in_scope(&self, peer: &PublicKey, document: &DocumentId) -> Answer<bool> {
        Ok(self.is_for(peer, document))
    }

    fn may_have_been_written_by(&self, writer: &PublicKey, document: &DocumentId) -> Answer<bool> {
        Ok(!self.has_create(document) || self.is_for(writer, document))
    }

    fn is_all_open(&self) -> Answer<bool> {
        Ok(self.is_nothing_restricted())
    }

    fn opened_since(&self, peer: &PublicKey, n: u64) -> Answer<Vec<(DocumentId, ActId)>> {
        Ok(self.opened_after(peer, n))
    }

    fn overall_digest(&self) -> Answer<[u8; 16]> {
        let documents: Vec<_> = self
            .documents
            .keys()
            .map(|document| (*document, self.digest_of(document)))
            .collect();
        Ok(overall_digest(&self.roster_digest()?, &documents))
    }

    fn digests_after(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<(DocumentId, [u8; 16])>> {
        let documents = self.documents.keys();
        let documents = documents.filter(|id| after.is_none_or(|after| **id > after));
        let digests = documents.map(|id| (*id, self.digest_of(id)));
        Ok(digests.take(limit).collect())
    }

    fn is_restarted(&self, document: &DocumentId) -> Answer<bool> {
        Ok(self.has_restarted(document))
    }

    fn frontier(&self, document: &DocumentId) -> Answer<Frontier> {
        let held = self.documents.get(document);
        let held = held.filter(|_| !self.has_restarted(document));
        Ok(held.map_or(Frontier::default(), Held::frontier))
    }

    fn forks(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>> {
        let held = self.documents.get(document);
        let held = held.filter(|_| !self.has_restarted(document));
        Ok(held.map_or(vec![], Held::forks))
    }

    fn chosen(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>> {
        Ok(self.chosen_in(document))
    }

    fn changes_beyond(
        &self,
        document: &DocumentId,
        frontier: &Frontier,
        after_row: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, ChangeHash)>> {
        let held = self.documents.get(document);
        let held = held.filter(|_| !self.has_restarted(document));
        Ok(held.map_or(vec![], |held| held.beyond(frontier, after_row, limit)))
    }

    fn known(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<KnownChange>> {
        let held = self.documents.get(document);
        Ok(held.and_then(|held| held.changes.get(change).map(|stored| stored.known)))
    }

    fn at_position(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
    ) -> Answer<Vec<ChangeHash>> {
        let held = self.documents.get(document);
        let at = held.and_then(|held| held.positions.get(&(*actor, sequence)));
        Ok(at.map_or(vec![], |at| at.iter().copied().collect()))
    }

    fn change(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<HeldChange>> {
        let held = self.documents.get(document);
        Ok(held.and_then(|held| held.changes.get(change).map(|stored| stored.held.clone())))
    }

    fn receipt(&self, holder: &PublicKey, document: &DocumentId) -> Answer<Option<Receipt>> {
        let kept = self.receipts.get(&(*holder, *document));
        Ok(kept.map(|kept| kept.receipt.clone()))
    }

    fn answers_for_others(&self, key: &PublicKey) -> Answer<bool> {
        Ok(match self.standing_of(key, &[]) {
            Standing::Relay => true,
            Standing::Member => self.is_head_office(key),
            _ => false,
        })
    }

    fn receipts_kept(&self) -> Answer<u64> {
        Ok(self.receipts_kept)
    }

    fn receipts_of(&self, document: &DocumentId) -> Answer<Vec<Receipt>> {
        let kept = self.receipts.values().map(|kept| &kept.receipt);
        let kept = kept.filter(|receipt| receipt.document == *document);
        Ok(kept.cloned().collect())
    }

    fn receipts_after(
        &self,
        recipient: &Recipient,
        after: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, Receipt)>> {
        Ok(self.receipts_told(recipient, after, limit))
    }

    fn last_receipt_for(&self, recipient: &Recipient) -> Answer<u64> {
        Ok(self.last_told(recipient))
    }

    fn receipts_cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<u64> {
        let known = self.receipts_cursors.get(&(*peer, *log));
        Ok(known.copied().unwrap_or(0))
    }

    fn unanswered(
        &self,
        holder: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<DocumentId>> {
        Ok(self.unanswered_by(holder, after, limit))
    }

    fn blob(&self, blob: &Blob, peer: &PublicKey) -> Answer<Option<BlobState>> {
        Ok(self.blob_state(blob, peer))
    }

    fn blob_bytes(&self, blob: &Blob, offset: u64, limit: usize) -> Answer<Option<Vec<u8>>> {
        Ok(self.bytes_from(blob, offset, limit))
    }

    fn blob_in_scope(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool> {
        Ok(self.is_blob_for(peer, blob))
    }

    fn blobs_wanted(
        &self,
        peer: &PublicKey,
        bytes: u64,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<(Blob, u64)>> {
        Ok(self.wanted_from(peer, bytes, after, limit))
    }

    fn blobs_of(&self, document: &DocumentId) -> Answer<Vec<Blob>> {
        Ok(self.whole_blobs_of(document))
    }

    fn blobs_kept(&self) -> Answer<u64> {
        Ok(self.blobs_kept)
    }

    fn blobs_after(&self, peer: &PublicKey, after: u64, limit: usize) -> Answer<Vec<(u64, Blob)>> {
        Ok(self.blobs_for(peer, after, limit))
    }

    fn blobs_unconfirmed(
        &self,
        peer: &PublicKey,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<Blob>> {
        Ok(self.unconfirmed_by(peer, after, limit))
    }

    fn is_blob_confirmed(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool> {
        Ok(self.blobs_confirmed.contains(&(*peer, *blob)))
    }

    fn gaps(&self) -> Answer<Vec<Subject>> {
        Ok(self.gaps.keys().copied().collect())
    }

    fn gaps_named_by(&self, peer: &PublicKey) -> Answer<Vec<Subject>> {
        Ok(self.named_by(peer).copied().collect())
    }

    fn is_gap(&self, subject: &Subject) -> Answer<bool> {
        Ok(self.gaps.contains_key(subject))
    }

    fn has_room_for(&self, _: &PublicKey, _: &DocumentId, _: Weight) -> Answer<bool> {
        Ok(self.has_room)
    }

    fn refused_not_yet(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>> {
        Ok(self.refused_where(peer, |_, _| true))
    }

    fn refused_until_an_act(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>> {
        Ok(self.refused_but_for_room(peer))
    }
}
