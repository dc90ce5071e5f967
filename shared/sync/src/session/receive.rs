//! The reading side: takes what comes, says what is durable, asks for what is missing.
//!
//! Whatever needs the store's answer stands in one line ([`Reader::pending`]) and is worked off in
//! order, so that a `Have` never overtakes a commit.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use format::{Act, Blob, Chain, DocumentId, Receipt, Run, Subject, cbor};

use super::handshake::PROOF_TICKET;
use super::pace::WIDEST_BYTES;
use super::{Fault, Session, Step};
use crate::close::CloseReason;
use crate::event::Outcome;
use crate::frame::{Claim, Frame, Have, Items, Packed, Part, Reject, Short};
use crate::holdings::{Holdings, Item, LogPosition};
use crate::intake::Reason;
use crate::partial::{Misfit, Partial};

/// Acts whose author wants to hear from a relay that it holds the text they are about: who only decides
/// writes nothing else.
const NAMING_TEXTS: &[&str] = &["submit", "opinion", "decide"];

/// Fetches open at once.
pub(super) const OPEN_FETCHES: usize = 8;
/// How often one subject is asked for in one session.
pub(super) const TRIES: u8 = 4;
/// So often a peer is asked in vain for what others named, and for nothing more of that in this session.
const VAIN: u32 = 32;
/// A peer that sends more than this beyond what was confirmed does not keep to the protocol.
const OVERRUN_BYTES: usize = 2 * WIDEST_BYTES + 2 * crate::frame::MAX_FRAME_BYTES;

/// The state of the reading side.
#[derive(Debug, Clone, Default)]
pub(super) struct Reader {
    /// Where this node stands in the peer's log, once it follows it.
    pub(super) cursor_n: u64,
    /// Where it began to follow it.
    began_n: u64,
    following: bool,
    /// Whether something that the peer named may be missing.
    pub(super) has_gaps: bool,
    /// Subjects of which something is missing, as far as this session met them.
    pub(super) missing: BTreeSet<Subject>,
    /// Those of them to ask for of which others than the peer said that they exist, when nothing else is to be
    /// asked for.
    elsewhere: VecDeque<Subject>,
    /// Those of them that were asked for.
    searched: BTreeSet<Subject>,
    /// How often the peer gave all of one of those, and it did not help.
    vain: u32,
    /// What the peer was told last of what is waited for.
    named: Option<Vec<DocumentId>>,
    /// `Items` frames that came.
    frames: u64,
    next_ticket: u64,
    pub(super) pending: VecDeque<Pending>,
    pending_bytes: usize,
    assembly: Option<Partial>,
    /// The beginning of a large run from an earlier session, used if the peer goes on with it.
    begun: Option<Partial>,
    /// Subjects to ask for, in order.
    pub(super) wishes: VecDeque<Subject>,
    pub(super) open: BTreeMap<Subject, Open>,
    pub(super) tries: BTreeMap<Subject, u8>,
}

/// Something that waits for the store, or for what waits before it.
#[derive(Debug, Clone)]
pub(super) enum Pending {
    /// An `Items` frame.
    Frame {
        ordinal: u64,
        bytes: usize,
        /// `None` once the store has answered.
        ticket: Option<u64>,
        /// Of each item given to the store: its index in the frame, and what it is.
        items: Vec<(u32, Brief)>,
        at: Option<(u64, Chain)>,
        /// Whether it holds nothing but parts of blobs.
        blobs_only: bool,
    },
    /// The peer has answered a fetch completely.
    Fetched(Subject),
    /// The cursor that a comparison ends with.
    Adopt { ticket: u64, at: (u64, Chain) },
}

/// What is remembered of an item while the store judges it.
#[derive(Debug, Clone)]
pub(super) struct Brief {
    subject: Subject,
    kind: BriefKind,
}

#[derive(Debug, Clone)]
pub(super) enum BriefKind {
    Act {
        bytes: usize,
        /// Whether it says something about a text that was written before.
        names_text: bool,
    },
    Run {
        changes: u64,
        bytes: usize,
    },
    Receipt {
        counter: u64,
        /// Whether the peer itself signed it.
        is_own: bool,
    },
    /// A name, or a position.
    Named,
    BlobPart {
        blob: Blob,
        bytes: usize,
        /// Where it ends in the blob.
        end: u64,
    },
}

/// A fetch under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    pub(super) unsure: Vec<Claim>,
    /// Whether the peer named something missing of it after it was asked.
    pub(super) named_since: bool,
}

impl Reader {
    /// Follows the peer's log from row `n` on.
    pub(super) fn follow(&mut self, n: u64) {
        self.following = true;
        (self.cursor_n, self.began_n) = (n, n);
    }

    /// Rows read since it follows, and those to come up to row `end`.
    pub(super) fn rows_read(&self, end: u64) -> (u64, u64) {
        let to_come = match self.following {
            true => end.saturating_sub(self.cursor_n),
            false => 0,
        };
        (self.cursor_n - self.began_n, to_come)
    }

    /// A large run whose beginning is here: its id, and where to go on.
    pub(super) fn begun(&self) -> Option<(Short, u32)> {
        self.begun.as_ref().map(Partial::position)
    }

    /// Begins with what an earlier session left.
    pub(super) fn with_partial(begun: Option<Partial>) -> Self {
        Self {
            begun,
            ..Self::default()
        }
    }

    /// Begins with what was kept of this peer, unless something is known already.
    pub(super) fn go_on_with(&mut self, kept: Option<Partial>) {
        self.begun = self.begun.take().or(kept);
    }

    /// What to leave to the next session.
    pub(super) fn partial(&self) -> Option<Partial> {
        self.assembly.clone().or_else(|| self.begun.clone())
    }

    /// Asks for a subject when there is room, unless that is under way or was tried enough.
    pub(super) fn want(&mut self, subject: Subject) {
        let tries = self.tries.entry(subject).or_default();
        if *tries < TRIES && !self.wishes.contains(&subject) && !self.open.contains_key(&subject) {
            *tries += 1;
            self.wishes.push_back(subject);
        }
    }

    /// Asks for a subject of which something is missing; at once if the peer said so, else when nothing else
    /// is to be asked for.
    pub(super) fn look_for(&mut self, subject: Subject, named_by_peer: bool) {
        match named_by_peer {
            true => self.want(subject),
            false => self.elsewhere.push_back(subject),
        }
    }

    /// The next subject to ask for.
    pub(super) fn next_wish(&mut self) -> Option<Subject> {
        while self.wishes.is_empty()
            && let Some(subject) = self.elsewhere.pop_front()
        {
            self.searched.insert(subject);
            self.want(subject);
        }
        self.wishes.pop_front()
    }

    /// All the peer holds of a subject came, and something of it is still missing.
    pub(super) fn came_in_vain(&mut self, subject: &Subject) {
        if self.searched.remove(subject) {
            self.vain += 1;
            if self.vain >= VAIN {
                self.elsewhere.clear();
            }
        }
    }

    pub(super) fn forget_tries(&mut self) {
        self.tries.clear();
    }

    pub(super) fn stop_following(&mut self) {
        self.following = false;
    }

    pub(super) fn forget_wishes(&mut self) {
        self.wishes.clear();
        self.elsewhere.clear();
        self.open.clear();
        self.following = false;
    }

    /// Whether everything that came is durable or refused.
    pub(super) fn is_settled(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether nothing is under way or asked for, blobs left aside.
    pub(super) fn is_idle(&self) -> bool {
        let is_blob =
            |pending: &Pending| matches!(pending, Pending::Frame { blobs_only, .. } if *blobs_only);
        self.pending.iter().all(is_blob) && self.has_no_wishes()
    }

    pub(super) fn has_no_wishes(&self) -> bool {
        self.wishes.is_empty() && self.elsewhere.is_empty() && self.open.is_empty()
    }

    pub(super) fn wishes(&self) -> usize {
        self.wishes.len()
    }

    fn ticket(&mut self) -> u64 {
        // Ticket 0 is that of the proof.
        self.next_ticket += 1;
        self.next_ticket
    }

    /// Adds a part; the whole run once it is complete.
    fn assemble(&mut self, part: Part) -> Result<Option<Vec<u8>>, CloseReason> {
        if self.assembly.is_none()
            && part.offset > 0
            && let Some(begun) = self.begun.take()
        {
            self.assembly = Some(begun);
        }
        Partial::add(&mut self.assembly, part).map_err(|misfit| match misfit {
            Misfit::TooLarge => CloseReason::TooLarge,
            Misfit::Other => CloseReason::Protocol,
        })
    }
}

impl Session {
    pub(super) fn items(&mut self, items: Items, holdings: &dyn Holdings) -> Step {
        let bytes = items.items.iter().map(Packed::size).sum::<usize>();
        self.reader.frames += 1;
        self.reader.pending_bytes += bytes;
        if self.reader.pending_bytes > OVERRUN_BYTES {
            return Err(CloseReason::Overrun.into());
        }
        let ordinal = self.reader.frames;
        let at = items.upto.filter(|_| !self.limited);
        if let Some((n, _)) = at {
            if !self.reader.following || n <= self.reader.cursor_n {
                return Err(CloseReason::Protocol.into());
            }
            self.reader.cursor_n = n;
        }
        let mut judged = Vec::new();
        let mut briefs = Vec::new();
        let only = items.items.len() == 1;
        let is_part = |item: &Packed| matches!(item, Packed::BlobPart(_));
        let blobs_only = only && at.is_none() && items.items.iter().all(is_part);
        for (index, packed) in items.items.into_iter().enumerate() {
            if !only && matches!(packed, Packed::Part(_)) {
                return Err(CloseReason::Protocol.into());
            }
            match self.open_item(packed, holdings)? {
                Opened::Item(item, brief) => {
                    if !self.limited
                        || matches!((&item, brief.subject), (Item::Act(_), Subject::Council))
                    {
                        judged.push(item);
                        briefs.push((index as u32, brief));
                    }
                }
                Opened::Partial | Opened::PassedOver => {}
                Opened::Refused(reason) => {
                    self.statistics.refused += 1;
                    self.send(&Frame::Reject(Reject {
                        frame: ordinal,
                        index: index as u32,
                        never: true,
                        reason: reason.code(),
                    }));
                }
            }
        }
        let needed = !judged.is_empty() || at.is_some();
        let ticket = needed.then(|| self.reader.ticket());
        self.reader.pending.push_back(Pending::Frame {
            ordinal,
            bytes,
            ticket,
            items: briefs,
            at,
            blobs_only,
        });
        match ticket {
            Some(ticket) => {
                let log = self.hand.peer()?.log;
                let cursor = at.map(|(n, chain)| LogPosition { log, n, chain });
                self.take(ticket, judged, cursor)
            }
            None => self.work_off(holdings),
        }
    }

    /// Parses an item and checks what needs no store.
    fn open_item(
        &mut self,
        packed: Packed,
        holdings: &dyn Holdings,
    ) -> Result<Opened, CloseReason> {
        let in_parts = self.reader.assembly.is_some();
        let council = holdings.council();
        let (item, kind) = match packed {
            Packed::Part(part) => match self.reader.assemble(part)? {
                Some(whole) => return Ok(open_run(&whole, &council)),
                None => return Ok(Opened::Partial),
            },
            _ if in_parts => return Err(CloseReason::Protocol),
            Packed::Run(bytes) => return Ok(open_run(&bytes, &council)),
            Packed::Act(bytes) => match Act::parse(&bytes) {
                Ok(act) => {
                    let names_text = NAMING_TEXTS.contains(&act.statement().kind.as_str());
                    let bytes = bytes.len();
                    (Item::Act(act), BriefKind::Act { bytes, names_text })
                }
                Err(_) => return Ok(Opened::Refused(Reason::Form)),
            },
            Packed::Receipt(bytes) => match cbor::decode_exact::<Receipt>(&bytes) {
                Ok(receipt) if receipt.verifies() => {
                    let counter = receipt.counter;
                    let is_own = receipt.holder == self.hand.peer()?.key;
                    (
                        Item::Receipt(receipt),
                        BriefKind::Receipt { counter, is_own },
                    )
                }
                _ => return Ok(Opened::Refused(Reason::Form)),
            },
            Packed::Named(named) => (Item::Named(named), BriefKind::Named),
            Packed::ReceiptsUpto(number) => {
                self.receipts.heard_upto(number);
                (Item::ReceiptsUpto(number), BriefKind::Named)
            }
            Packed::BlobPart(part) => {
                match self.part_came(&part) {
                    Ok(()) => {}
                    Err(Some(reason)) => return Ok(Opened::Refused(reason)),
                    Err(None) => return Ok(Opened::PassedOver),
                }
                let (blob, bytes, end) = (part.blob, part.bytes.len(), part.end());
                let peer = self.hand.peer()?.key;
                let kind = BriefKind::BlobPart { blob, bytes, end };
                (Item::BlobPart(part, peer), kind)
            }
        };
        let subject = item.subject();
        Ok(Opened::Item(item, Brief { subject, kind }))
    }

    pub(super) fn taken(
        &mut self,
        ticket: u64,
        outcomes: &[Outcome],
        holdings: &dyn Holdings,
    ) -> Step {
        if ticket == PROOF_TICKET {
            return self.proof_taken(outcomes, holdings);
        }
        let mut briefs = Vec::new();
        let mut frame = 0;
        for pending in &mut self.reader.pending {
            match pending {
                Pending::Frame {
                    ordinal,
                    ticket: waits,
                    items,
                    ..
                } if *waits == Some(ticket) => {
                    *waits = None;
                    frame = *ordinal;
                    briefs = std::mem::take(items);
                }
                Pending::Adopt { ticket: waits, .. } if *waits == ticket => *waits = 0,
                _ => {}
            }
        }
        let mut contributed = BTreeSet::new();
        for ((index, brief), outcome) in briefs.iter().zip(outcomes) {
            self.outcome(frame, *index, brief, outcome);
            match brief.kind {
                BriefKind::BlobPart { blob, end, .. } => {
                    self.part_judged(blob, end, outcome, holdings)?;
                }
                BriefKind::Act { .. } => self.blobs.look_again(),
                BriefKind::Receipt {
                    counter,
                    is_own: true,
                } if *outcome == Outcome::Held => self.remind(&brief.subject, counter, holdings)?,
                _ => {}
            }
            let contributes = match brief.kind {
                BriefKind::Run { .. } => true,
                BriefKind::Act { names_text, .. } => names_text,
                _ => false,
            };
            if let Subject::Document(document) = brief.subject
                && contributes
                && super::is_new(outcome)
            {
                contributed.insert(document);
            }
        }
        self.contributed(contributed);
        self.look_again(holdings)?;
        // Before the acts are confirmed, so that their sender knows what is still asked of it.
        self.ask_for_blobs(holdings)?;
        self.work_off(holdings)
    }

    fn outcome(&mut self, frame: u64, index: u32, brief: &Brief, outcome: &Outcome) {
        let (never, reason) = match outcome {
            Outcome::Taken => {
                self.count_received(brief);
                return;
            }
            Outcome::Held => return,
            Outcome::Gap => {
                self.reader.has_gaps = true;
                self.reader.missing.insert(brief.subject);
                if let BriefKind::Named = brief.kind
                    && let Some(open) = self.reader.open.get_mut(&brief.subject)
                {
                    open.named_since = true;
                }
                if self.is_to_come(&brief.subject) {
                    self.reader.want(brief.subject);
                }
                return;
            }
            Outcome::Never(reason) => (true, reason),
            Outcome::NotYet(reason) => (false, reason),
        };
        // Receipts and names are not kept by who sent them; there is nobody to tell. A receipt of a relay
        // whose key the council has not named yet is the usual case.
        if matches!(
            brief.kind,
            BriefKind::Act { .. } | BriefKind::Run { .. } | BriefKind::BlobPart { .. }
        ) {
            self.statistics.refused += 1;
            self.send(&Frame::Reject(Reject {
                frame,
                index,
                never,
                reason: reason.code(),
            }));
        }
    }

    fn count_received(&mut self, brief: &Brief) {
        let traffic = &mut self.statistics.received;
        match brief.kind {
            BriefKind::Act { bytes, .. } => {
                traffic.acts += 1;
                traffic.bytes += bytes as u64;
            }
            BriefKind::Run { changes, bytes } => {
                traffic.runs += 1;
                traffic.changes += changes;
                traffic.bytes += bytes as u64;
                if let Subject::Document(document) = brief.subject {
                    let count = self.statistics.received_by_document.entry(document);
                    *count.or_default() += changes;
                }
            }
            BriefKind::Receipt { .. } => traffic.receipts += 1,
            BriefKind::Named => {}
            BriefKind::BlobPart { blob, bytes, end } => {
                traffic.blobs += u64::from(end == blob.bytes);
                traffic.blob_bytes += bytes as u64;
            }
        }
    }

    /// Works off everything at the front of the line that waits for nothing any more, and confirms.
    pub(super) fn work_off(&mut self, holdings: &dyn Holdings) -> Step {
        let mut confirmed = None;
        loop {
            let ready = match self.reader.pending.front() {
                Some(Pending::Frame { ticket, .. }) => ticket.is_none(),
                Some(Pending::Adopt { ticket, .. }) => *ticket == 0,
                Some(Pending::Fetched(_)) => true,
                None => false,
            };
            if !ready {
                break;
            }
            match self.reader.pending.pop_front() {
                Some(Pending::Frame {
                    ordinal, bytes, at, ..
                }) => {
                    self.reader.pending_bytes -= bytes;
                    let (_, before) = confirmed.unwrap_or((0, None));
                    confirmed = Some((ordinal, at.or(before)));
                }
                Some(Pending::Adopt { at, .. }) => {
                    self.reader.follow(at.0);
                    self.comparer.finish();
                    let (through, _) = confirmed.unwrap_or((self.reader.confirmable(), None));
                    confirmed = Some((through, Some(at)));
                }
                Some(Pending::Fetched(subject)) => self.fetch_over(subject, holdings)?,
                None => {}
            }
        }
        if let Some((through, at)) = confirmed {
            // They are kept with the place, and not looked at without one.
            let gaps = match at {
                Some(_) => self.named_gaps(holdings)?,
                None => Some(vec![]),
            };
            self.send(&Frame::Have(Have { through, at, gaps }));
        }
        Ok(())
    }

    /// The documents of which the peer's log has something that is missing here; `None` if the peer knows them
    /// from before.
    fn named_gaps(&mut self, holdings: &dyn Holdings) -> Result<Option<Vec<DocumentId>>, Fault> {
        let peer = self.hand.peer()?;
        let (peer, is_brief) = (peer.key, peer.is_brief());
        let gaps = match self.reader.has_gaps {
            true => holdings.gaps_named_by(&peer)?,
            false => vec![],
        };
        self.reader.has_gaps = !gaps.is_empty();
        let mut documents = Vec::new();
        for subject in gaps {
            if let Subject::Document(document) = subject
                && self.may_ask_for(&subject, holdings)?
            {
                documents.push(document);
            }
        }
        if is_brief && self.reader.named.as_ref() == Some(&documents) {
            return Ok(None);
        }
        self.reader.named = is_brief.then(|| documents.clone());
        Ok(Some(documents))
    }

    /// Stores the cursor a comparison ends with.
    pub(super) fn adopt(&mut self, cursor: LogPosition) -> Step {
        let ticket = self.reader.ticket();
        self.reader.pending.push_back(Pending::Adopt {
            ticket,
            at: (cursor.n, cursor.chain),
        });
        self.take(ticket, vec![], Some(cursor))
    }
}

impl Reader {
    /// The last frame before which nothing waits, when the line is empty up to here.
    fn confirmable(&self) -> u64 {
        let first = self.pending.iter().find_map(|pending| match pending {
            Pending::Frame { ordinal, .. } => Some(*ordinal - 1),
            _ => None,
        });
        first.unwrap_or(self.frames)
    }
}

#[allow(
    clippy::large_enum_variant,
    reason = "lives for a moment, one at a time"
)]
enum Opened {
    Item(Item, Brief),
    /// A part; more will come.
    Partial,
    /// A part of a blob that is not wanted any more.
    PassedOver,
    Refused(Reason),
}

fn open_run(packed: &[u8], council: &format::CouncilId) -> Opened {
    match Run::unpack(packed, council) {
        Ok(run) => {
            let brief = Brief {
                subject: Subject::Document(run.document),
                kind: BriefKind::Run {
                    changes: run.changes.len() as u64,
                    bytes: packed.len(),
                },
            };
            Opened::Item(Item::Run(run), brief)
        }
        Err(_) => Opened::Refused(Reason::Form),
    }
}
