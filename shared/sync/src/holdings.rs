//! What the protocol may ask of the store it works for.
//!
//! The protocol never writes: it asks through [`Holdings`] and returns effects, which the store's
//! one writer performs. The writer itself asks through the same trait, inside its transaction, when
//! it judges foreign items (see [`crate::intake`]).

use std::collections::BTreeSet;

use format::chain::LoggedItem;
use format::{
    Act, ActId, ActorId, Blob, Chain, ChangeHash, CouncilId, DocumentId, Frontier, LogId,
    PlainChange, PublicKey, Receipt, Run, Seal, Subject,
};

use crate::blob::{BlobPart, BlobState};
use crate::forks::counting;

/// The store could not answer. The session ends and can be tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the store cannot be read: {0}")]
pub struct Unreadable(pub String);

/// The answer of a store.
pub type Answer<T> = Result<T, Unreadable>;

/// A place in a log: row `n`, with the chain over rows 1 to `n`. Row 0 is the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogPosition {
    /// Which log.
    pub log: LogId,
    /// How many rows.
    pub n: u64,
    /// The chain over them.
    pub chain: Chain,
}

/// What one log row records, and from which log it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRow {
    /// Its number.
    pub n: u64,
    /// The chain up to and including it.
    pub chain: Chain,
    /// What was taken in.
    pub item: LoggedItem,
    /// The log of the peer that brought it; `None` if it was written here.
    pub origin: Option<LogId>,
}

/// A change as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldChange {
    /// Its header and exact chunk.
    pub change: format::run::PlainChange,
    /// Its writer.
    pub author: PublicKey,
    /// Its own seal, if this node holds one; otherwise a later change of the same actor has one.
    pub seal: Option<Seal>,
    /// Whether it stands outside the frontier, as the losing branch of a fork.
    pub fork: bool,
}

/// What is known of a change without its bytes. Enough to judge what is built on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownChange {
    /// Who wrote it.
    pub actor: ActorId,
    /// Its place among the actor's changes.
    pub sequence: u64,
    /// The actor's own change before it, which is always among its dependencies; `None` for the
    /// first.
    pub previous: Option<ChangeHash>,
    /// The counter of its last operation, as its header claims.
    pub last_op: u64,
    /// Whether it stands outside the frontier, as the losing branch of a fork.
    pub fork: bool,
}

/// How a key stands in the council, folded from the roster acts held here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A member that counts: reads and writes.
    Member,
    /// A join that does not count yet (two unconfirmed joins of one invitation). Items it wrote are
    /// kept if somebody who counts brings them; a session with it carries roster acts only.
    Waiting,
    /// A relay that the roster names: may pass on and sign receipts.
    Relay,
    /// A key whose join can never count any more. Its items are kept as held back where it wrote
    /// them while it counted for somebody.
    Superseded,
    /// A device that was revoked, or was invited by one beyond its cut. Items it wrote are kept and
    /// passed on, whoever brings them; a session with it is closed.
    Revoked,
    /// Nothing here places this key.
    Unknown,
}

impl Standing {
    /// Whether items this key wrote may be kept and passed on. Grows only: once true of a set of
    /// acts, true of every larger one.
    pub fn may_have_written(self) -> bool {
        matches!(
            self,
            Self::Member | Self::Waiting | Self::Superseded | Self::Revoked
        )
    }

    /// Whether a session with this key may carry documents.
    pub fn may_read(self) -> bool {
        matches!(self, Self::Member | Self::Relay)
    }
}

/// How much an item adds to what is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Acts and changes.
    pub items: u64,
    /// Their bytes, as they are stored.
    pub bytes: u64,
}

/// Who is told receipts. Not its own, and not those it brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    /// Its key.
    pub key: PublicKey,
    /// Its log.
    pub log: LogId,
    /// Whose receipts it is not told either: a relay gives its own to those it answers to.
    pub without: Option<PublicKey>,
}

/// The most subjects that may stand as gaps on the word of one peer. A store that would pass it fails the
/// whole take, so that the cursor in the log of that peer stands still.
pub const MAX_GAPS: usize = 1000;

/// What a session asks of the store of its node. One council.
pub trait Holdings {
    /// The council.
    fn council(&self) -> CouncilId;

    /// The end of this node's log.
    fn log_end(&self) -> Answer<LogPosition>;

    /// The chain at row `n` of this node's log; `None` before the first kept row or beyond the end.
    /// Row 0 answers [`Chain::START`] while row 1 is kept.
    fn chain_at(&self, n: u64) -> Answer<Option<Chain>>;

    /// Up to `limit` rows after row `n`, ascending.
    fn rows_after(&self, n: u64, limit: usize) -> Answer<Vec<LogRow>>;

    /// Where this node stands in this log of `peer`. Kept per log: a copied device has one key and two
    /// logs.
    fn cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<Option<LogPosition>>;

    /// How `key` stands, were `also` held besides the roster acts that are.
    fn standing(&self, key: &PublicKey, also: &[Act]) -> Answer<Standing>;

    /// Which of these keys may have said something about the council, were `also` held besides. Grows only:
    /// once true of a set of acts, true of every larger one.
    ///
    /// # Errors
    /// The store does not answer.
    fn placed(&self, keys: &BTreeSet<PublicKey>, also: &[Act]) -> Answer<BTreeSet<PublicKey>>;

    /// Whether an act held here, by whoever may have said it, cites this one, which is not here.
    ///
    /// # Errors
    /// The store does not answer.
    fn is_awaited(&self, act: &ActId) -> Answer<bool>;

    /// Whether an act about the council that is held here is of somebody who may not have said it, as far as is
    /// known, and nothing rests on it. Peers that refused it are not asked again.
    ///
    /// # Errors
    /// The store does not answer.
    fn is_stray(&self, _act: &ActId) -> Answer<bool> {
        Ok(false)
    }

    /// Whether an act about the council was held here and is lost. What the others say of somebody's membership
    /// may then be more than counts: it may have been a revocation.
    ///
    /// # Errors
    /// The store does not answer.
    fn lacks_council_acts(&self) -> Answer<bool> {
        Ok(false)
    }

    /// The roster acts held here that place `key`, the founding act first, every act after those it
    /// rests on: what somebody who knows nothing needs to find the same standing. Empty if nothing
    /// places it.
    fn placing_acts(&self, key: &PublicKey) -> Answer<Vec<Act>>;

    /// The first 16 bytes of SHA-256 over all roster act ids held, ascending.
    fn roster_digest(&self) -> Answer<[u8; 16]>;

    /// The ids of the acts about the council itself, ascending.
    fn roster_acts(&self) -> Answer<Vec<ActId>>;

    /// The acts about one document, ascending.
    fn document_acts(&self, document: &DocumentId) -> Answer<Vec<ActId>>;

    /// An act.
    fn act(&self, id: &ActId) -> Answer<Option<Act>>;

    /// Whether a create act for this document is held, or any act about it waits for one.
    fn is_created(&self, document: &DocumentId) -> Answer<bool>;

    /// The genesis change of this document's kind and the counter of its last operation; `None`
    /// while no create act is held or its kind is not known to this program.
    fn genesis(&self, document: &DocumentId) -> Answer<Option<(ChangeHash, u64)>>;

    /// Whether `peer`, with whom a session carries documents, may be sent what is held of this one
    /// and be told who has it open. Nobody may before a create act is here, which says whose it is.
    fn in_scope(&self, peer: &PublicKey, document: &DocumentId) -> Answer<bool>;

    /// Whether the document is, or was, for whoever signs with `writer`. Grows only: once true of a set
    /// of acts, true of every larger one.
    fn may_have_been_written_by(&self, writer: &PublicKey, document: &DocumentId) -> Answer<bool>;

    /// Whether every document that is created here is in everybody's scope.
    fn is_all_open(&self) -> Answer<bool>;

    /// The documents of which something stands in this node's log up to row `n` and which are in the
    /// scope of `peer` now, by an act that stands after that row: each with its create act. A reader
    /// whose place is `n` has not been told of them.
    fn opened_since(&self, peer: &PublicKey, n: u64) -> Answer<Vec<(DocumentId, ActId)>>;

    /// [`Holdings::digests_after`], of documents in the scope of `peer`.
    ///
    /// # Errors
    /// When the store cannot answer.
    fn digests_for(
        &self,
        peer: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<(DocumentId, [u8; 16])>> {
        if self.is_all_open()? {
            return self.digests_after(after, limit);
        }
        let (mut after, mut found) = (after, Vec::new());
        loop {
            let page = self.digests_after(after, limit)?;
            for (document, digest) in &page {
                after = Some(*document);
                if self.in_scope(peer, document)? {
                    found.push((*document, *digest));
                }
                if found.len() == limit {
                    return Ok(found);
                }
            }
            if page.len() < limit {
                return Ok(found);
            }
        }
    }

    /// [`Holdings::overall_digest`], of documents in the scope of `peer`; `None` where it is not known
    /// yet who that is.
    ///
    /// # Errors
    /// When the store cannot answer.
    fn overall_digest_for(&self, peer: Option<&PublicKey>) -> Answer<[u8; 16]> {
        match peer {
            Some(peer) if !self.is_all_open()? => {
                let documents = self.digests_for(peer, None, usize::MAX)?;
                Ok(overall_digest(&self.roster_digest()?, &documents))
            }
            _ => self.overall_digest(),
        }
    }

    /// One digest of everything held: equal sets of acts and changes give equal digests. How it is
    /// made is [`overall_digest`]; a store may keep it.
    fn overall_digest(&self) -> Answer<[u8; 16]>;

    /// Every document of which something is held (a create act is enough), with the digest that
    /// [`document_digest`] defines, ascending, after `after`, at most `limit`.
    fn digests_after(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<(DocumentId, [u8; 16])>>;

    /// What is held of a document.
    fn frontier(&self, document: &DocumentId) -> Answer<Frontier>;

    /// The changes that stand outside the frontier: the losing branches of forks and what is built
    /// on them. Ascending.
    fn forks(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>>;

    /// Whether the document started over as another one, by an act that counts. Then it is its acts alone:
    /// [`Holdings::frontier`], [`Holdings::forks`] and [`Holdings::changes_beyond`] are empty, its digest
    /// says nothing of changes, and these are neither sent, asked for nor taken, whether they are held
    /// or were removed.
    fn is_restarted(&self, document: &DocumentId) -> Answer<bool>;

    /// The changes that choices of the chair name among the branches of this document's forks, by the
    /// newest choice that counts first; see [`crate::forks`].
    fn chosen(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>>;

    /// The changes of a document beyond a frontier, in the order this node's log has them (which is
    /// causal), at most `limit`, starting after log row `after_row`, with each its log row. Changes
    /// outside the frontier ([`Holdings::forks`]) are all included.
    fn changes_beyond(
        &self,
        document: &DocumentId,
        frontier: &Frontier,
        after_row: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, ChangeHash)>>;

    /// What is known of a change.
    fn known(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<KnownChange>>;

    /// Of the changes held at one place (one actor, number and own predecessor) the one that counts; see
    /// [`crate::forks`]. `None` where none is held there. A store should not look at all of them: whoever has a
    /// key can write any number.
    ///
    /// # Errors
    /// When the store cannot answer.
    fn counting_at(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
        previous: Option<&ChangeHash>,
    ) -> Answer<Option<ChangeHash>> {
        let mut there = Vec::new();
        for change in self.at_position(document, actor, sequence)? {
            let known = self.known(document, &change)?;
            if known.is_some_and(|known| known.previous.as_ref() == previous) {
                there.push(change);
            }
        }
        // Nearly no place has several.
        Ok(match there.as_slice() {
            [] => None,
            [one] => Some(*one),
            several => counting(&self.chosen(document)?, several),
        })
    }

    /// All changes held at a position, inside the frontier or not, ascending. More than one is a
    /// fork.
    fn at_position(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
    ) -> Answer<Vec<ChangeHash>>;

    /// A change with its bytes.
    fn change(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<HeldChange>>;

    /// The greatest receipt held of `holder` for a document.
    fn receipt(&self, holder: &PublicKey, document: &DocumentId) -> Answer<Option<Receipt>>;

    /// Whether `key` may sign receipts: a relay that the roster names, or a device of head office that
    /// counts.
    fn answers_for_others(&self, key: &PublicKey) -> Answer<bool>;

    /// How many receipts were kept here so far. Each got the next number when it was kept; one that
    /// replaced another got a number of its own.
    fn receipts_kept(&self) -> Answer<u64>;

    /// The receipts held of one document.
    fn receipts_of(&self, document: &DocumentId) -> Answer<Vec<Receipt>>;

    /// The receipts held that `recipient` is told, with a number above `after`, ascending, at most
    /// `limit`, each with its number.
    fn receipts_after(
        &self,
        recipient: &Recipient,
        after: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, Receipt)>>;

    /// The number of the last receipt that `recipient` is told; 0 if there is none.
    fn last_receipt_for(&self, recipient: &Recipient) -> Answer<u64>;

    /// Up to which number this node has been told the receipts of this log of `peer`; 0 if it never
    /// was.
    fn receipts_cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<u64>;

    /// The documents held here, ascending, after `after`, at most `limit`, of which no receipt of
    /// head office held here names all heads: `holder` should sign for them. None unless `holder` is a
    /// device of head office that counts.
    fn unanswered(
        &self,
        holder: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<DocumentId>>;

    /// What is here of a blob, as far as `peer` may go on with it; `None` where no act held here that
    /// counts names it with this size.
    fn blob(&self, blob: &Blob, peer: &PublicKey) -> Answer<Option<BlobState>>;

    /// Up to `limit` bytes of a blob that is held, from `offset` on; fewer where a stored piece ends, none
    /// at its end. `None` where it is not held.
    fn blob_bytes(&self, blob: &Blob, offset: u64, limit: usize) -> Answer<Option<Vec<u8>>>;

    /// Whether a document in the scope of `peer` has an act that counts and names the blob: only then may
    /// `peer` be given it, asked for it or told of it.
    fn blob_in_scope(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool>;

    /// The blobs to ask `peer` for, ascending, after `after`, at most `limit`, each with the offset to go
    /// on at: in its scope, not held, of at most `bytes` bytes or wished for by a person, and none that
    /// it brought wrong before.
    fn blobs_wanted(
        &self,
        peer: &PublicKey,
        bytes: u64,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<(Blob, u64)>>;

    /// The blobs held that acts about this document name, by acts that count or others.
    fn blobs_of(&self, document: &DocumentId) -> Answer<Vec<Blob>>;

    /// The number of the last blob that became whole here: each got the next one. Some may be passed over.
    fn blobs_kept(&self) -> Answer<u64>;

    /// The blobs held whose number is above `after`, in the scope of `peer`, ascending, at most `limit`,
    /// each with its number.
    fn blobs_after(&self, peer: &PublicKey, after: u64, limit: usize) -> Answer<Vec<(u64, Blob)>>;

    /// The blobs held, in the scope of `peer`, of which `peer` is not recorded to have said that it holds
    /// them: ascending, after `after`, at most `limit`.
    fn blobs_unconfirmed(
        &self,
        peer: &PublicKey,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<Blob>>;

    /// Whether `peer` is recorded to have said that it holds the blob.
    fn is_blob_confirmed(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool>;

    /// What this node was told of or was sent too early, and still waits for; one entry per subject, at most
    /// [`MAX_GAPS`]. In turns, so that whoever names much does not come before others: of what each peer named
    /// that first which was looked for in vain the fewest times.
    fn gaps(&self) -> Answer<Vec<Subject>>;

    /// What of this `peer` named, at most [`MAX_GAPS`]: of its log all is held but something of these.
    fn gaps_named_by(&self, peer: &PublicKey) -> Answer<Vec<Subject>>;

    /// Whether something of this subject is missing, whoever named it.
    fn is_gap(&self, subject: &Subject) -> Answer<bool>;

    /// Items of this node that `peer` refused as "not yet", in the order of this node's log.
    fn refused_not_yet(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>>;

    /// Those of [`refused_not_yet`](Self::refused_not_yet) that the peer may take once it knows of another act.
    /// Not the changes that it has no room for, nor those of a document that is not created there for want of
    /// room: it asks for them itself when it has. Of acts it may remember too little to ask.
    fn refused_until_an_act(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>>;

    /// Whether so much more of what `writer` wrote about a document may be kept here. Only relays with
    /// quotas ever say no.
    fn has_room_for(
        &self,
        _writer: &PublicKey,
        _document: &DocumentId,
        _weight: Weight,
    ) -> Answer<bool> {
        Ok(true)
    }

    /// Whether this node does not serve the device, whatever the council says of it. Only a relay's
    /// administrator blocks any.
    fn is_blocked(&self, _device: &PublicKey) -> Answer<bool> {
        Ok(false)
    }
}

/// What two nodes compare of one document: the first 16 bytes of SHA-256 over "dewan-document-1",
/// the frontier's digest, the ids of its acts ascending, and the hashes of its fork losers
/// ascending.
pub fn document_digest(frontier: &Frontier, acts: &[ActId], forks: &[ChangeHash]) -> [u8; 16] {
    let mut e = format::cbor::Encoder::new();
    e.array(4)
        .str("dewan-document-1")
        .bytes(&frontier.digest())
        .array(acts.len() as u64);
    for act in acts {
        e.value(act);
    }
    e.array(forks.len() as u64);
    for change in forks {
        e.value(change);
    }
    format::chain::short_hash(&e.into_bytes())
}

/// What two nodes compare of everything they hold: the first 16 bytes of SHA-256 over
/// "dewan-overall-1", the roster digest, and every document with its [`document_digest`], ascending.
pub fn overall_digest(roster: &[u8; 16], documents: &[(DocumentId, [u8; 16])]) -> [u8; 16] {
    let mut e = format::cbor::Encoder::new();
    e.array(3)
        .str("dewan-overall-1")
        .bytes(roster)
        .array(2 * documents.len() as u64);
    for (document, digest) in documents {
        e.value(document).bytes(digest);
    }
    format::chain::short_hash(&e.into_bytes())
}

/// A foreign item, parsed, with everything checked that needs no store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An act with a valid signature.
    Act(Act),
    /// A run with a valid seal.
    Run(Run),
    /// A receipt with a valid signature.
    Receipt(Receipt),
    /// Something the peer holds and did not send, because it came from this node's log. A node
    /// whose store was copied or rolled back may lack it: then it is a gap.
    Named(Named),
    /// This node has been told the peer's receipts up to this number once what stands before this is
    /// durable. Nothing to keep but the number, see [`Holdings::receipts_cursor`].
    ReceiptsUpto(u64),
    /// A part of a blob that was asked for, and who brought it.
    BlobPart(BlobPart, PublicKey),
}

/// An item by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// An act and what it is about.
    Act(ActId, Subject),
    /// A change at its position. Whoever holds it holds its actor's earlier ones, too.
    Change {
        /// The document.
        document: DocumentId,
        /// Who wrote it.
        actor: ActorId,
        /// Its place among the actor's changes.
        sequence: u64,
        /// The change.
        hash: ChangeHash,
    },
}

impl Item {
    /// The acts and changes in it, in order; receipts and blobs are not logged.
    pub fn names(&self) -> Vec<LoggedItem> {
        match self {
            Self::Act(act) => vec![LoggedItem::Act(act.id())],
            Self::Run(run) => run
                .changes
                .iter()
                .map(|change| LoggedItem::Change(run.document, change.header.hash))
                .collect(),
            Self::Receipt(_) | Self::ReceiptsUpto(_) | Self::BlobPart(..) => vec![],
            Self::Named(Named::Act(act, _)) => vec![LoggedItem::Act(*act)],
            Self::Named(Named::Change { document, hash, .. }) => {
                vec![LoggedItem::Change(*document, *hash)]
            }
        }
    }

    /// About how many bytes of memory it takes as it is here, unpacked: a few packed ones may become megabytes.
    pub fn weight(&self) -> usize {
        /// What is beside the bytes: a header of a change, hash and actor and all, and what holds it.
        const BESIDE: usize = 320;
        let change = |change: &PlainChange| {
            let header = &change.header;
            let message = header.message.as_ref().map_or(0, String::len);
            BESIDE + change.chunk.len() + message + header.dependencies.len() * ChangeHash::LEN
        };
        match self {
            // Its bytes, and what they say.
            Self::Act(act) => BESIDE + 2 * act.bytes().len(),
            Self::Run(run) => run.changes.iter().map(change).sum(),
            Self::BlobPart(part, _) => BESIDE + part.bytes.len(),
            Self::Receipt(_) | Self::Named(_) | Self::ReceiptsUpto(_) => BESIDE,
        }
    }

    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Act(act) => act.statement().subject,
            Self::Run(run) => Subject::Document(run.document),
            Self::Receipt(receipt) => Subject::Document(receipt.document),
            // A blob may belong to several documents.
            Self::ReceiptsUpto(_) | Self::BlobPart(..) => Subject::Council,
            Self::Named(Named::Act(_, subject)) => *subject,
            Self::Named(Named::Change { document, .. }) => Subject::Document(*document),
        }
    }
}
