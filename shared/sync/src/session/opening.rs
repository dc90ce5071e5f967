//! Unpacks what comes and gives it to the store, in order and a bounded weight at a time.
//!
//! A frame of 64 KiB may unpack to half a gigabyte. So it waits as it came, and is opened item by item: the next
//! one when what the store was given before weighs little enough.

use std::collections::{BTreeSet, VecDeque};

use format::{Act, Chain, CouncilId, Receipt, Run, Subject, cbor};

use super::pace::WIDEST_BYTES;
use super::receive::{Brief, BriefKind, Pending};
use super::{Fault, Session, Step};
use crate::close::CloseReason;
use crate::frame::{Frame, Items, Packed, Reject};
use crate::holdings::{Holdings, Item, LogPosition};
use crate::intake::Reason;

/// A peer that sends more than this beyond what was confirmed does not keep to the protocol.
const OVERRUN_BYTES: usize = 2 * WIDEST_BYTES + 2 * crate::frame::MAX_FRAME_BYTES;
/// What a frame counts for besides its items.
const FRAME_BYTES: usize = 64;
/// Nothing more is opened while what the store was given weighs this much. The last item may pass it, and weighs
/// no more than the largest run.
const OPEN_WEIGHT: usize = 4 * 1024 * 1024;
/// Acts whose author wants to hear from a relay that it holds the text they are about: who only decides
/// writes nothing else.
const NAMING_TEXTS: &[&str] = &["submit", "opinion", "decide"];

/// An `Items` frame that was not confirmed yet.
#[derive(Debug, Clone)]
pub(super) struct Coming {
    pub(super) ordinal: u64,
    /// What it counts for.
    pub(super) bytes: usize,
    /// The items that are not opened yet, with their places in the frame.
    closed: VecDeque<(u32, Packed)>,
    /// The runs that are, by their hashes.
    seen: BTreeSet<[u8; 16]>,
    /// What the store has of it, in order.
    pub(super) takes: VecDeque<Given>,
    /// Where it ends in the peer's log.
    pub(super) at: Option<(u64, Chain)>,
    /// Whether the store was given all of it, the place in the log included.
    pub(super) is_given: bool,
    /// Whether it holds nothing but parts of blobs.
    pub(super) blobs_only: bool,
}

/// Items of a frame that the store was given together.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) ticket: u64,
    /// Of each its place in the frame, and what it is.
    pub(super) items: Vec<(u32, Brief)>,
    pub(super) weight: usize,
}

/// What to do with a packed run.
enum Look {
    Open,
    /// Its writer may be placed by what the store was given before it.
    Wait,
    Refuse,
}

#[allow(
    clippy::large_enum_variant,
    reason = "lives for a moment, one at a time"
)]
enum Opened {
    Item(Item, Brief),
    /// A run is complete with this part.
    Whole(Vec<u8>),
    /// A part; more will come. Or a part of a blob that is not wanted any more.
    Nothing,
    Refused(Reason),
}

impl Session {
    pub(super) fn items(&mut self, items: Items, holdings: &dyn Holdings) -> Step {
        let bytes = FRAME_BYTES + items.items.iter().map(Packed::size).sum::<usize>();
        self.reader.frames += 1;
        self.reader.pending_bytes += bytes;
        if self.reader.pending_bytes > OVERRUN_BYTES {
            return Err(CloseReason::Overrun.into());
        }
        let at = items.upto.filter(|_| !self.limited);
        if let Some((n, _)) = at {
            if !self.reader.following || n <= self.reader.cursor_n {
                return Err(CloseReason::Protocol.into());
            }
            self.reader.cursor_n = n;
        }
        let only = items.items.len() == 1;
        let is_part = |item: &Packed| matches!(item, Packed::Part(_));
        if !only && items.items.iter().any(is_part) {
            return Err(CloseReason::Protocol.into());
        }
        let is_of_blob = |item: &Packed| matches!(item, Packed::BlobPart(_));
        let blobs_only = only && at.is_none() && items.items.iter().all(is_of_blob);
        self.reader.pending.push_back(Pending::Frame(Coming {
            ordinal: self.reader.frames,
            bytes,
            closed: (0..).zip(items.items).collect(),
            seen: BTreeSet::new(),
            takes: VecDeque::new(),
            at,
            is_given: false,
            blobs_only,
        }));
        self.open_waiting(holdings)
    }

    /// Opens what waits, as far as there is room for it, and works off what needs nothing more.
    pub(super) fn open_waiting(&mut self, holdings: &dyn Holdings) -> Step {
        let is_waiting = |pending: &Pending| !pending.is_given();
        while let Some(place) = self.reader.pending.iter().position(is_waiting) {
            match &mut self.reader.pending[place] {
                // Without a cursor, nothing that was passed over is passed over for good.
                Pending::Adopt { .. } if self.limited => drop(self.reader.pending.remove(place)),
                Pending::Adopt { .. } => self.give_cursor(place)?,
                Pending::Frame(frame) => {
                    let (closed, seen) = (&mut frame.closed, &mut frame.seen);
                    let (closed, seen) = (std::mem::take(closed), std::mem::take(seen));
                    if !self.open_frame_at(place, closed, seen, holdings)? {
                        break;
                    }
                }
                Pending::Fetched(_) => break,
            }
        }
        self.work_off(holdings)
    }

    fn give_cursor(&mut self, place: usize) -> Step {
        let given = self.reader.ticket();
        if let Some(Pending::Adopt { cursor, ticket, .. }) = self.reader.pending.get_mut(place) {
            *ticket = Some(given);
            let cursor = *cursor;
            return self.take(given, vec![], Some(cursor));
        }
        Ok(())
    }

    /// Opens items of the frame at this place in the line; whether all of it could be.
    fn open_frame_at(
        &mut self,
        place: usize,
        mut closed: VecDeque<(u32, Packed)>,
        mut seen: BTreeSet<[u8; 16]>,
        holdings: &dyn Holdings,
    ) -> Result<bool, Fault> {
        let council = holdings.council();
        let (mut items, mut briefs, mut weight) = (Vec::new(), Vec::new(), 0);
        while self.reader.open_weight + weight < OPEN_WEIGHT
            && let Some((index, packed)) = closed.pop_front()
        {
            if let Packed::Run(bytes) = &packed {
                // A limited session carries none, and a copy says nothing that the first one does not.
                if self.limited || seen.contains(&format::chain::short_hash(bytes)) {
                    continue;
                }
                match self.look_at(bytes, !items.is_empty(), holdings)? {
                    Look::Open => {}
                    Look::Wait => {
                        closed.push_front((index, packed));
                        break;
                    }
                    Look::Refuse => {
                        seen.insert(format::chain::short_hash(bytes));
                        self.refuse(place, index, false, Reason::UnknownWriter);
                        continue;
                    }
                }
                seen.insert(format::chain::short_hash(bytes));
            }
            match self.open_item(packed, &council)? {
                Opened::Item(item, brief) => {
                    if !self.limited
                        || matches!((&item, brief.subject), (Item::Act(_), Subject::Council))
                    {
                        weight += item.weight();
                        items.push(item);
                        briefs.push((index, brief));
                    }
                }
                Opened::Whole(run) => closed.push_front((index, Packed::Run(run))),
                Opened::Nothing => {}
                Opened::Refused(reason) => self.refuse(place, index, true, reason),
            }
        }
        let log = self.hand.peer()?.log;
        let limited = self.limited;
        let Some(Pending::Frame(frame)) = self.reader.pending.get_mut(place) else {
            return Ok(false);
        };
        if limited {
            frame.at = None;
        }
        frame.is_given = closed.is_empty();
        (frame.closed, frame.seen) = (closed, seen);
        let is_given = frame.is_given;
        let cursor = frame.at.filter(|_| is_given);
        let cursor = cursor.map(|(n, chain)| LogPosition { log, n, chain });
        if items.is_empty() && cursor.is_none() {
            return Ok(is_given);
        }
        self.reader.open_weight += weight;
        let ticket = self.reader.ticket();
        if let Some(Pending::Frame(frame)) = self.reader.pending.get_mut(place) {
            frame.takes.push_back(Given {
                ticket,
                items: briefs,
                weight,
            });
        }
        self.take(ticket, items, cursor)?;
        Ok(is_given)
    }

    /// Whether a run is worth unpacking. Nothing of somebody whom nothing here places would be kept; what is
    /// missing is looked at all the same, so that it is noted why it does not come.
    fn look_at(
        &self,
        packed: &[u8],
        follows: bool,
        holdings: &dyn Holdings,
    ) -> Result<Look, Fault> {
        let Some((document, author)) = Run::whose(packed) else {
            return Ok(Look::Open);
        };
        if holdings.standing(&author, &[])?.may_have_written()
            || holdings.is_gap(&Subject::Document(document))?
        {
            return Ok(Look::Open);
        }
        let waits = follows || self.reader.pending.iter().any(Pending::waits_for_store);
        Ok(if waits { Look::Wait } else { Look::Refuse })
    }

    fn refuse(&mut self, place: usize, index: u32, never: bool, reason: Reason) {
        let Some(Pending::Frame(frame)) = self.reader.pending.get(place) else {
            return;
        };
        let reject = Reject {
            frame: frame.ordinal,
            index,
            never,
            reason: reason.code(),
        };
        self.statistics.refused += 1;
        self.send(&Frame::Reject(reject));
    }

    /// Parses an item and checks what needs no store.
    fn open_item(&mut self, packed: Packed, council: &CouncilId) -> Result<Opened, CloseReason> {
        let in_parts = self.reader.assembly.is_some();
        let (item, kind) = match packed {
            Packed::Part(part) => {
                return Ok(match self.reader.assemble(part)? {
                    Some(whole) => Opened::Whole(whole),
                    None => Opened::Nothing,
                });
            }
            _ if in_parts => return Err(CloseReason::Protocol),
            Packed::Run(bytes) => return Ok(open_run(&bytes, council)),
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
                    Err(None) => return Ok(Opened::Nothing),
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
}

fn open_run(packed: &[u8], council: &CouncilId) -> Opened {
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
