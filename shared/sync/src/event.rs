//! What goes into a session and what comes out of it.

use std::collections::BTreeMap;

use format::chain::LoggedItem;
use format::{Blob, DocumentId, LogId, PublicKey, Receipt, Subject};

use crate::close::CloseReason;
use crate::holdings::{Item, LogPosition};
use crate::intake::Reason;
use crate::presence::Presence;

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The connection stands. The first event of every session.
    Opened,
    /// One binary message came.
    Frame(Vec<u8>),
    /// [`Effect::Take`] is committed; one outcome per item, in order. Tickets come back in the order
    /// they were given out.
    Taken {
        /// Which take.
        ticket: u64,
        /// What became of each item.
        outcomes: Vec<Outcome>,
    },
    /// [`Effect::Take`] failed and changed nothing (disk full, too many gaps).
    TakeFailed {
        /// Which take.
        ticket: u64,
    },
    /// This node's log grew, by whomever.
    Grew,
    /// The receipts asked for with [`Effect::SignReceipts`], already stored.
    Receipts(Vec<Receipt>),
    /// Where devices are, of which the newest counts: this side's own, or, at a relay, those of the
    /// others. The peer is told when nothing else is to be sent, if it wants to hear of it; this
    /// side's own is said again by itself.
    Presence(Vec<Presence>),
    /// Somebody waits for these documents, because they are open on a screen: as far as they are behind they
    /// come before everything else, and large things of them come over a metered line, too. Replaces what
    /// was said before.
    Wanted(Vec<DocumentId>),
    /// Time passed. Send about once a second; the clock need not be right, only go on.
    Tick {
        /// Milliseconds since any fixed moment.
        now_millis: u64,
    },
    /// End in good order: say so, wait for the last receipts, close.
    Finish,
    /// End now, telling the peer why.
    Stop(CloseReason),
}

/// What became of one item of a take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is durable now.
    Taken,
    /// It was held before.
    Held,
    /// The gap it leaves is durable now.
    Gap,
    /// Refused for good.
    Never(Reason),
    /// Refused until more acts are here.
    NotYet(Reason),
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send one binary message.
    Send(Vec<u8>),
    /// Judge these items (`intake::judge`), keep what may be kept, note gaps, and store `cursor`, all
    /// in one transaction; then answer with [`Event::Taken`] or [`Event::TakeFailed`].
    Take {
        /// Comes back with the answer.
        ticket: u64,
        /// In the order they must be judged; each is judged with those before it taken.
        items: Vec<Item>,
        /// The peer's log: the origin of the log rows this makes.
        origin: LogId,
        /// Where this node then stands in the log of `peer`; `None` leaves that as it is.
        cursor: Option<LogPosition>,
        /// Whose log.
        peer: PublicKey,
    },
    /// This store was copied or rolled back: take a new log id and drop all cursors. A close follows.
    RenewLog,
    /// The peer holds, durably, all that this node's log had at `position` and that it may see,
    /// except what it refused and except the documents it waits for something of.
    RecordAck {
        /// Who.
        peer: PublicKey,
        /// Where it stands in this node's log.
        position: LogPosition,
        /// These documents; at most 1,000. `None`: those it said before.
        gaps: Option<Vec<DocumentId>>,
    },
    /// The peer refused items. Those refused "not yet" are kept for [`Holdings::refused_not_yet`]
    /// until [`Effect::RecordAccepted`]; those refused for good are set aside and shown.
    ///
    /// [`Holdings::refused_not_yet`]: crate::Holdings::refused_not_yet
    RecordRejects {
        /// Who.
        peer: PublicKey,
        /// What, whether for good, and why.
        rejects: Vec<Rejected>,
    },
    /// The peer took items that it had refused as "not yet".
    RecordAccepted {
        /// Who.
        peer: PublicKey,
        /// What.
        items: Vec<LoggedItem>,
    },
    /// The peer gave all it holds of this subject, and not what is missing here of it: the peer's own word for
    /// that, if it named it, was wrong.
    RecordUnfound {
        /// Who.
        peer: PublicKey,
        /// What was asked for.
        subject: Subject,
    },
    /// What the peer, a relay, said of blobs: that it holds these durably, and that it asks for those and
    /// so does not hold them.
    RecordBlobs {
        /// Who.
        peer: PublicKey,
        /// What it holds.
        held: Vec<Blob>,
        /// What it asks for.
        lacking: Vec<Blob>,
    },
    /// The peer found the bytes of this blob wrong that came from here: verify them, and set the blob
    /// aside if they are damaged, so that another peer brings it again.
    VerifyBlob(Blob),
    /// Sign and store receipts for these documents as they stand, then answer with
    /// [`Event::Receipts`].
    SignReceipts {
        /// The documents.
        documents: Vec<DocumentId>,
    },
    /// The peer proved who it is and the session carries documents.
    Linked {
        /// Who.
        peer: PublicKey,
    },
    /// The peer said where these devices are, itself or, if it is a relay, others. See
    /// [`Attendance`](crate::presence::Attendance) for keeping it.
    Presence(Vec<Presence>),
    /// Both sides hold what the other held when they met, and nothing is under way.
    CaughtUp,
    /// The session is over: flush what was sent, then close the connection. Nothing follows.
    Close {
        /// Why.
        reason: CloseReason,
        /// Whether the peer said so.
        by_peer: bool,
    },
}

/// Items a peer refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// What.
    pub items: Vec<LoggedItem>,
    /// Whether for good.
    pub never: bool,
    /// Why.
    pub reason: Reason,
}

/// What went over a session, for the person who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Bytes in all frames sent.
    pub bytes_sent: u64,
    /// Bytes in all frames received.
    pub bytes_received: u64,
    /// What was sent.
    pub sent: Traffic,
    /// What was received and was new here.
    pub received: Traffic,
    /// Changes sent, per document.
    pub sent_by_document: BTreeMap<DocumentId, u64>,
    /// New changes received, per document.
    pub received_by_document: BTreeMap<DocumentId, u64>,
    /// Items refused by the peer.
    pub refused_by_peer: u64,
    /// Items refused here.
    pub refused: u64,
}

/// Items by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Acts.
    pub acts: u64,
    /// Runs of changes.
    pub runs: u64,
    /// Changes.
    pub changes: u64,
    /// Receipts.
    pub receipts: u64,
    /// Bytes of all these as packed.
    pub bytes: u64,
    /// Blobs of which the last part went.
    pub blobs: u64,
    /// Bytes of parts of blobs.
    pub blob_bytes: u64,
}
