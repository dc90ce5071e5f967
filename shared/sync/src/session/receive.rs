//! The reading side: hears what became of what came, says what is durable, asks for what is missing.
//!
//! Whatever needs the store's answer stands in one line ([`Reader::pending`]) and is worked off in
//! order, so that a `Have` never overtakes a commit. How it is unpacked and given to the store is of `opening`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use format::{Blob, DocumentId, Subject};

use super::handshake::PROOF_TICKET;
use super::opening::Coming;
use super::{Fault, Session, Step};
use crate::close::CloseReason;
use crate::event::Outcome;
use crate::frame::{Claim, Frame, Have, Part, Reject, Short};
use crate::holdings::{Holdings, LogPosition};
use crate::partial::{Misfit, Partial};

/// Fetches open at once.
pub(super) const OPEN_FETCHES: usize = 8;
/// How often one subject is asked for in one session.
pub(super) const TRIES: u8 = 4;
/// So often a peer is asked in vain for what others named, and for nothing more of that in this session.
const VAIN: u32 = 32;

/// The state of the reading side.
#[derive(Debug, Clone, Default)]
pub(super) struct Reader {
    /// Where this node stands in the peer's log, once it follows it.
    pub(super) cursor_n: u64,
    /// Where it began to follow it.
    began_n: u64,
    pub(super) following: bool,
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
    pub(super) frames: u64,
    next_ticket: u64,
    pub(super) pending: VecDeque<Pending>,
    /// Bytes of the frames that wait, as they came.
    pub(super) pending_bytes: usize,
    /// What the items that the store has weigh, unpacked.
    pub(super) open_weight: usize,
    pub(super) assembly: Option<Partial>,
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
    Frame(Coming),
    /// The peer has answered a fetch completely.
    Fetched(Subject),
    /// The cursor that a comparison ends with, and with which ticket it was given to the store.
    Adopt {
        cursor: LogPosition,
        ticket: Option<u64>,
        is_stored: bool,
    },
}

impl Pending {
    /// Whether all of it was given to the store, as far as it needs that.
    pub(super) fn is_given(&self) -> bool {
        match self {
            Self::Frame(frame) => frame.is_given,
            Self::Fetched(_) => true,
            Self::Adopt { ticket, .. } => ticket.is_some(),
        }
    }

    /// Whether the store has something of it.
    pub(super) fn waits_for_store(&self) -> bool {
        match self {
            Self::Frame(frame) => !frame.takes.is_empty(),
            Self::Fetched(_) => false,
            Self::Adopt {
                ticket, is_stored, ..
            } => ticket.is_some() && !is_stored,
        }
    }
}

/// What is remembered of an item while the store judges it.
#[derive(Debug, Clone)]
pub(super) struct Brief {
    pub(super) subject: Subject,
    pub(super) kind: BriefKind,
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
            |pending: &Pending| matches!(pending, Pending::Frame(frame) if frame.blobs_only);
        self.pending.iter().all(is_blob) && self.has_no_wishes()
    }

    pub(super) fn has_no_wishes(&self) -> bool {
        self.wishes.is_empty() && self.elsewhere.is_empty() && self.open.is_empty()
    }

    pub(super) fn wishes(&self) -> usize {
        self.wishes.len()
    }

    pub(super) fn ticket(&mut self) -> u64 {
        // Ticket 0 is that of the proof.
        self.next_ticket += 1;
        self.next_ticket
    }

    /// Adds a part; the whole run once it is complete.
    pub(super) fn assemble(&mut self, part: Part) -> Result<Option<Vec<u8>>, CloseReason> {
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
                Pending::Frame(waits) => {
                    if let Some(given) = waits.takes.pop_front_if(|given| given.ticket == ticket) {
                        frame = waits.ordinal;
                        briefs = given.items;
                        self.reader.open_weight -= given.weight;
                    }
                }
                Pending::Adopt {
                    ticket: waits,
                    is_stored,
                    ..
                } if *waits == Some(ticket) => *is_stored = true,
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
        self.open_waiting(holdings)
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
                Some(pending) => pending.is_given() && !pending.waits_for_store(),
                None => false,
            };
            if !ready {
                break;
            }
            match self.reader.pending.pop_front() {
                Some(Pending::Frame(frame)) => {
                    self.reader.pending_bytes -= frame.bytes;
                    let (_, before) = confirmed.unwrap_or((0, None));
                    confirmed = Some((frame.ordinal, frame.at.or(before)));
                }
                Some(Pending::Adopt { cursor, .. }) => {
                    let at = (cursor.n, cursor.chain);
                    self.reader.follow(cursor.n);
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
    pub(super) fn adopt(&mut self, cursor: LogPosition, holdings: &dyn Holdings) -> Step {
        self.reader.pending.push_back(Pending::Adopt {
            cursor,
            ticket: None,
            is_stored: false,
        });
        self.open_waiting(holdings)
    }
}

impl Reader {
    /// The last frame before which nothing waits, when the line is empty up to here.
    fn confirmable(&self) -> u64 {
        let first = self.pending.iter().find_map(|pending| match pending {
            Pending::Frame(frame) => Some(frame.ordinal - 1),
            _ => None,
        });
        first.unwrap_or(self.frames)
    }
}
