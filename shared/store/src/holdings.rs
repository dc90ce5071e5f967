//! The answers of [`sync::holdings::Holdings`], from a snapshot or from inside the writer's transaction.

use std::collections::BTreeSet;
use std::ops::Deref;

use council::roster::Roster;
use format::chain::LoggedItem;
use format::{
    Act, ActId, ActorId, Blob, Chain, ChangeHash, CouncilId, DocumentId, Frontier, LogId,
    PublicKey, Receipt, Subject,
};
use rusqlite::{Connection, params};
use sync::blob::BlobState;
use sync::holdings::{
    Answer, HeldChange, Holdings, KnownChange, LogPosition, LogRow, MAX_GAPS, Recipient, Standing,
    Unreadable, Weight,
};
use sync::intake::Reason;

use crate::columns::{id, logged_item, optional_id, position, sql};
use crate::error::StoreError;
use crate::intake::subject_column;
use crate::roster::standing_in;
use crate::view::View;

fn unreadable(error: impl Into<StoreError>) -> Unreadable {
    Unreadable(error.into().to_string())
}

/// What is damaged is not held, as far as peers are concerned: they get all the rest.
fn unless_damaged<T>(found: crate::error::Result<Option<T>>) -> Answer<Option<T>> {
    match found {
        Err(StoreError::Damaged(what)) => {
            tracing::warn!(%what, "a damaged item is kept from peers");
            Ok(None)
        }
        found => found.map_err(unreadable),
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The key of a document that did not start over: of one that did, changes are not spoken of.
    fn going_on(&self, document: &DocumentId) -> Answer<Option<i64>> {
        let Some(key) = self.document_key(document).map_err(unreadable)? else {
            return Ok(None);
        };
        let restarted = self.has_restarted(key).map_err(unreadable)?;
        Ok((!restarted).then_some(key))
    }

    /// What `peer` refused as "not yet", in the order of the log. Where it `asks_for_room`, without the changes
    /// that it asks for itself once it has room: those it had none for, and those of documents of which not even
    /// the creation had any.
    fn refused_for_now(&self, peer: &PublicKey, asks_for_room: bool) -> Answer<Vec<LoggedItem>> {
        self.all(
            "SELECT refused_by.item, refused_by.document, coalesce(acts.n, changes.n) AS place
             FROM refused_by
             LEFT JOIN acts ON acts.council = refused_by.council AND acts.hash = refused_by.item
                 AND refused_by.document IS NULL
             LEFT JOIN documents ON documents.council = refused_by.council
                 AND documents.id = refused_by.document
             LEFT JOIN changes ON changes.document = documents.key
                 AND changes.hash = refused_by.item
             WHERE refused_by.council = ?1 AND refused_by.peer = ?2 AND refused_by.never = 0
                 AND place IS NOT NULL
                 AND (refused_by.document IS NULL OR NOT ?3 OR refused_by.reason <> ?4
                     AND NOT (refused_by.reason = ?5 AND documents.key IN
                         (SELECT about.document FROM refused_by AS kept_out
                          JOIN acts AS about ON about.council = kept_out.council AND about.hash = kept_out.item
                          WHERE kept_out.council = ?1 AND kept_out.peer = ?2 AND kept_out.document IS NULL
                              AND kept_out.never = 0 AND kept_out.reason = ?4 AND about.document IS NOT NULL)))
             ORDER BY place",
            params![
                self.key,
                peer.as_bytes(),
                asks_for_room,
                Reason::Quota.code(),
                Reason::NotCreated.code()
            ],
            logged_item,
        )
        .map_err(unreadable)
    }
}

impl<C: Deref<Target = Connection>> Holdings for View<C> {
    fn council(&self) -> CouncilId {
        self.id
    }

    fn log_end(&self) -> Answer<LogPosition> {
        self.log_position().map_err(unreadable)
    }

    fn chain_at(&self, n: u64) -> Answer<Option<Chain>> {
        self.chain_at_row(n).map_err(unreadable)
    }

    fn rows_after(&self, n: u64, limit: usize) -> Answer<Vec<LogRow>> {
        self.log_rows(n, limit).map_err(unreadable)
    }

    fn cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<Option<LogPosition>> {
        self.one(
            "SELECT log, n, chain FROM cursors WHERE council = ?1 AND peer = ?2 AND log = ?3",
            params![self.key, peer.as_bytes(), log.as_bytes()],
            position,
        )
        .map_err(unreadable)
    }

    fn standing(&self, key: &PublicKey, also: &[Act]) -> Answer<Standing> {
        if also.is_empty() {
            return Ok(standing_in(&*self.roster().map_err(unreadable)?, key));
        }
        let mut acts = self.acts_in_order(None).map_err(unreadable)?;
        acts.extend_from_slice(also);
        Ok(standing_in(&Roster::fold(&self.id, &acts), key))
    }

    fn placed(&self, keys: &BTreeSet<PublicKey>, also: &[Act]) -> Answer<BTreeSet<PublicKey>> {
        self.placed_among(keys, also).map_err(unreadable)
    }

    fn is_awaited(&self, act: &ActId) -> Answer<bool> {
        let roster = self.roster_unless_damaged().map_err(unreadable)?;
        let is_placed =
            |key: &PublicKey| (roster.as_ref()).is_none_or(|roster| roster.is_placed(key));
        self.is_awaited_by(act, is_placed).map_err(unreadable)
    }

    fn is_stray(&self, act: &ActId) -> Answer<bool> {
        let roster = self.roster_unless_damaged().map_err(unreadable)?;
        Ok(roster.is_some_and(|roster| roster.is_stray(act)))
    }

    fn lacks_council_acts(&self) -> Answer<bool> {
        let lost = self.lost_council_acts().map_err(unreadable)?;
        Ok(lost > 0)
    }

    fn placing_acts(&self, key: &PublicKey) -> Answer<Vec<Act>> {
        let roster = self.roster().map_err(unreadable)?;
        let acts = self.acts_in_order(None).map_err(unreadable)?;
        Ok(crate::roster::placing_acts(&roster, &acts, key))
    }

    fn roster_digest(&self) -> Answer<[u8; 16]> {
        self.stored_roster_digest().map_err(unreadable)
    }

    fn roster_acts(&self) -> Answer<Vec<ActId>> {
        self.acts_of(None).map_err(unreadable)
    }

    fn document_acts(&self, document: &DocumentId) -> Answer<Vec<ActId>> {
        match self.document_key(document).map_err(unreadable)? {
            Some(key) => self.acts_of(Some(key)).map_err(unreadable),
            None => Ok(vec![]),
        }
    }

    fn act(&self, id: &ActId) -> Answer<Option<Act>> {
        unless_damaged(self.held_act(id))
    }

    fn is_created(&self, document: &DocumentId) -> Answer<bool> {
        self.one(
            "SELECT kind IS NOT NULL OR EXISTS (
                 SELECT 1 FROM acts WHERE acts.council = ?1 AND acts.document = documents.key
                 AND (acts.kind = 'create' OR acts.waiting = 1))
             FROM documents WHERE council = ?1 AND id = ?2",
            params![self.key, document.as_bytes()],
            |row| row.get(0),
        )
        .map(|created| created.unwrap_or(false))
        .map_err(unreadable)
    }

    fn genesis(&self, document: &DocumentId) -> Answer<Option<(ChangeHash, u64)>> {
        self.genesis_of(document).map_err(unreadable)
    }

    fn in_scope(&self, peer: &PublicKey, document: &DocumentId) -> Answer<bool> {
        self.is_for(peer, document).map_err(unreadable)
    }

    fn may_have_been_written_by(&self, writer: &PublicKey, document: &DocumentId) -> Answer<bool> {
        self.was_for(writer, document).map_err(unreadable)
    }

    fn is_all_open(&self) -> Answer<bool> {
        self.has_only_open().map_err(unreadable)
    }

    fn opened_since(&self, peer: &PublicKey, n: u64) -> Answer<Vec<(DocumentId, ActId)>> {
        self.opened_after(peer, n).map_err(unreadable)
    }

    fn overall_digest(&self) -> Answer<[u8; 16]> {
        self.digest_of_all(None).map_err(unreadable)
    }

    fn overall_digest_for(&self, peer: Option<&PublicKey>) -> Answer<[u8; 16]> {
        let peer = match peer {
            Some(_) if self.has_only_open().map_err(unreadable)? => None,
            peer => peer.copied(),
        };
        self.digest_of_all(peer).map_err(unreadable)
    }

    fn digests_after(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<(DocumentId, [u8; 16])>> {
        self.digests(after, limit).map_err(unreadable)
    }

    fn is_restarted(&self, document: &DocumentId) -> Answer<bool> {
        match self.document_key(document).map_err(unreadable)? {
            Some(key) => self.has_restarted(key).map_err(unreadable),
            None => Ok(false),
        }
    }

    fn frontier(&self, document: &DocumentId) -> Answer<Frontier> {
        match self.going_on(document)? {
            Some(key) => self.frontier_of(key).map_err(unreadable),
            None => Ok(Frontier::default()),
        }
    }

    fn forks(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>> {
        match self.going_on(document)? {
            Some(key) => self.fork_losers(key).map_err(unreadable),
            None => Ok(vec![]),
        }
    }

    fn chosen(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>> {
        match self.document_key(document).map_err(unreadable)? {
            Some(key) => self.chosen_in(key).map_err(unreadable),
            None => Ok(vec![]),
        }
    }

    fn changes_beyond(
        &self,
        document: &DocumentId,
        frontier: &Frontier,
        after_row: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, ChangeHash)>> {
        match self.going_on(document)? {
            Some(key) => self
                .beyond(key, frontier, after_row, limit)
                .map_err(unreadable),
            None => Ok(vec![]),
        }
    }

    fn known(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<KnownChange>> {
        match self.document_key(document).map_err(unreadable)? {
            Some(key) => self.known_change(key, change).map_err(unreadable),
            None => Ok(None),
        }
    }

    fn counting_at(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
        previous: Option<&ChangeHash>,
    ) -> Answer<Option<ChangeHash>> {
        let place = self.place_of(document, actor, sequence, previous);
        let Some((document, place)) = place.map_err(unreadable)? else {
            return Ok(None);
        };
        let counted = self.counted_at(document, place).map_err(unreadable)?;
        Ok(counted.map(|(_, hash)| hash))
    }

    fn at_position(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
    ) -> Answer<Vec<ChangeHash>> {
        self.all(
            "SELECT changes.hash FROM changes
             JOIN actors ON actors.key = changes.actor
             JOIN documents ON documents.key = actors.document
             WHERE documents.council = ?1 AND documents.id = ?2 AND actors.actor = ?3
             AND changes.sequence = ?4 ORDER BY changes.hash",
            params![
                self.key,
                document.as_bytes(),
                actor.as_bytes(),
                sql(sequence)
            ],
            |row| id(row, 0),
        )
        .map_err(unreadable)
    }

    fn change(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<HeldChange>> {
        match self.document_key(document).map_err(unreadable)? {
            Some(key) => unless_damaged(self.held_change(key, change)),
            None => Ok(None),
        }
    }

    fn receipt(&self, holder: &PublicKey, document: &DocumentId) -> Answer<Option<Receipt>> {
        unless_damaged(self.greatest_receipt(holder, document))
    }

    fn answers_for_others(&self, key: &PublicKey) -> Answer<bool> {
        let roster = self.roster().map_err(unreadable)?;
        Ok(roster.is_relay(key) || roster.is_head_office(key))
    }

    fn receipts_kept(&self) -> Answer<u64> {
        self.kept_receipts().map_err(unreadable)
    }

    fn receipts_of(&self, document: &DocumentId) -> Answer<Vec<Receipt>> {
        self.receipts_about(document).map_err(unreadable)
    }

    fn receipts_after(
        &self,
        recipient: &Recipient,
        after: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, Receipt)>> {
        self.receipts_for(recipient, after, limit)
            .map_err(unreadable)
    }

    fn last_receipt_for(&self, recipient: &Recipient) -> Answer<u64> {
        self.number_of_last_receipt_for(recipient)
            .map_err(unreadable)
    }

    fn receipts_cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<u64> {
        self.told_upto(peer, log).map_err(unreadable)
    }

    fn unanswered(
        &self,
        holder: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<DocumentId>> {
        self.not_answered_for(holder, after, limit)
            .map_err(unreadable)
    }

    fn blob(&self, blob: &Blob, peer: &PublicKey) -> Answer<Option<BlobState>> {
        self.blob_state(blob, peer).map_err(unreadable)
    }

    fn blob_bytes(&self, blob: &Blob, offset: u64, limit: usize) -> Answer<Option<Vec<u8>>> {
        self.blob_piece(blob, offset, limit).map_err(unreadable)
    }

    fn blob_in_scope(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool> {
        self.is_blob_for_peer(peer, blob).map_err(unreadable)
    }

    fn blobs_wanted(
        &self,
        peer: &PublicKey,
        bytes: u64,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<(Blob, u64)>> {
        self.wanted_blobs(peer, bytes, after, limit)
            .map_err(unreadable)
    }

    fn blobs_of(&self, document: &DocumentId) -> Answer<Vec<Blob>> {
        self.blobs_named_about(document).map_err(unreadable)
    }

    fn blobs_kept(&self) -> Answer<u64> {
        self.kept_blobs().map_err(unreadable)
    }

    fn blobs_after(&self, peer: &PublicKey, after: u64, limit: usize) -> Answer<Vec<(u64, Blob)>> {
        self.whole_blobs_after(peer, after, limit)
            .map_err(unreadable)
    }

    fn blobs_unconfirmed(
        &self,
        peer: &PublicKey,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<Blob>> {
        self.unconfirmed_blobs(peer, after, limit)
            .map_err(unreadable)
    }

    fn is_blob_confirmed(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool> {
        self.is_confirmed_blob(peer, blob).map_err(unreadable)
    }

    fn gaps(&self) -> Answer<Vec<Subject>> {
        self.all(
            "SELECT document FROM (
                 SELECT document, row_number() OVER
                     (PARTITION BY asked ORDER BY unfound, since_millis, item) AS turn
                 FROM gaps WHERE council = ?1)
             GROUP BY document ORDER BY min(turn), document LIMIT ?2",
            params![self.key, sql(MAX_GAPS as u64)],
            |row| Ok(optional_id(row, 0)?.map_or(Subject::Council, Subject::Document)),
        )
        .map_err(unreadable)
    }

    fn gaps_named_by(&self, peer: &PublicKey) -> Answer<Vec<Subject>> {
        self.all(
            "SELECT DISTINCT document FROM gaps WHERE council = ?1 AND asked = ?2
             ORDER BY document LIMIT ?3",
            params![self.key, peer.as_bytes(), sql(MAX_GAPS as u64)],
            |row| Ok(optional_id(row, 0)?.map_or(Subject::Council, Subject::Document)),
        )
        .map_err(unreadable)
    }

    fn is_gap(&self, subject: &Subject) -> Answer<bool> {
        let found = self.one(
            "SELECT 1 FROM gaps WHERE council = ?1 AND document IS ?2 LIMIT 1",
            params![self.key, subject_column(subject)],
            |_| Ok(()),
        );
        Ok(found.map_err(unreadable)?.is_some())
    }

    fn refused_not_yet(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>> {
        self.refused_for_now(peer, false)
    }

    fn refused_until_an_act(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>> {
        self.refused_for_now(peer, true)
    }

    fn has_room_for(
        &self,
        writer: &PublicKey,
        document: &DocumentId,
        weight: Weight,
    ) -> Answer<bool> {
        self.has_room(writer, Some(document), weight)
            .map_err(unreadable)
    }

    fn is_blocked(&self, device: &PublicKey) -> Answer<bool> {
        self.is_blocked_here(device).map_err(unreadable)
    }
}
