//! The sending side: a position in this node's log, and what is under way to the peer.
//!
//! There is no queue per peer. A stretch of the log (a *batch*) is read, packed and sent; the next
//! one is read when it is gone. How much may be under way without a `Have` is the line's [`Pace`].

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use format::chain::LoggedItem;
use format::{ActId, Blob, Chain, DocumentId, Subject};

use super::batch::{Batch, Outgoing};
use super::pace::{Departure, FRAME_FILL_BYTES, Pace};
use super::{Fault, Session, Step};
use crate::close::CloseReason;
use crate::event::{Effect, Rejected};
use crate::frame::{Frame, Have, Items, Packed, Part, Reject, short};
use crate::holdings::{Holdings, LogPosition, Named};
use crate::intake::Reason;
use crate::interrupted::Begun;
use crate::runs::RUN_PACKED_BYTES;

/// A run of more bytes is only named to a peer that pays for what comes, unless it asks for it.
const LARGE_RUN_BYTES: usize = 32 * 1024;
/// So many items that were sent out of turn are remembered, so that the log passes over them.
const AHEAD: usize = 20_000;
/// So many items of writers whom the peer does not know are offered once it took another act.
const OF_UNKNOWN: usize = 4096;
/// Documents that came into scope late are named so many at a time, far fewer than a reader may note as
/// missing.
const NAMED_AT_ONCE: usize = 64;
/// The most receipts that go with one of them; the others come when they are renewed.
const RECEIPTS_OF_ONE: usize = 32;
/// Rows asked of the store at once.
const ROWS_AT_ONCE: usize = 256;

/// What one frame under way contains.
#[derive(Debug, Clone)]
struct UnderWay {
    ordinal: u64,
    bytes: usize,
    items: Vec<Sent>,
    /// The blob of which this is a part.
    blob: Option<Blob>,
    /// The large run that is complete with it.
    completes: Option<[u8; 16]>,
    departure: Departure,
}

#[derive(Debug, Clone)]
pub(super) struct Sent {
    names: Vec<LoggedItem>,
    again: bool,
    rejected: bool,
}

/// A run too large for one frame, on its way in parts.
#[derive(Debug, Clone)]
struct Large {
    id: [u8; 16],
    bytes: Arc<Vec<u8>>,
    sent: usize,
    last: Sent,
    rows: Vec<u64>,
}

/// The state of the sending side.
#[derive(Debug, Clone, Default)]
pub(super) struct Sender {
    /// Where the stream stands in this node's log; `None` until the peer has a cursor in it.
    at: Option<(u64, Chain)>,
    limited: bool,
    queue: VecDeque<Outgoing>,
    /// What goes before the queue: what the peer asked for.
    urgent: VecDeque<Outgoing>,
    large: Option<Large>,
    /// A large run of which the peer has the beginning from an earlier session.
    pub(super) resume: Option<([u8; 16], u32)>,
    /// The rows of the batch and their chains, and those not sent yet. Empty outside the stream.
    batch: VecDeque<(u64, Chain)>,
    unsent: BTreeSet<u64>,
    ordinal: u64,
    acknowledged: u64,
    under_way: VecDeque<UnderWay>,
    under_way_bytes: usize,
    pub(super) pace: Pace,
    /// What went out of turn: asked for, or the rest of a run that was cut. The log passes over it.
    ahead: BTreeSet<LoggedItem>,
    /// An act went by since refused items were offered last.
    offer_again: bool,
    /// Of those the rest, which goes when there is room.
    offering: VecDeque<LoggedItem>,
    /// What the peer refused in this session because it does not know the writer. An act that goes by later may
    /// place them, and may have been under way already when the refusal came.
    of_unknown: Vec<LoggedItem>,
    /// The last position the peer confirmed.
    confirmed: Option<u64>,
    /// Whether the peer said in this session what it waits for.
    knows_gaps: bool,
    /// Documents that came into the peer's scope after their rows had gone by, each with its create
    /// act. Named a few at a time, so that the peer fetches them; what a cut leaves unnamed, the
    /// comparison of the next session finds.
    opened: VecDeque<(DocumentId, ActId)>,
    /// The frame that named some of them last.
    named: u64,
}

impl Sender {
    /// Streams what follows `n`.
    pub(super) fn start(&mut self, n: u64, chain: Chain) {
        self.at = Some((n, chain));
    }

    /// From here on only roster acts logged after `n` are streamed.
    pub(super) fn limit(&mut self, n: u64, chain: Chain) {
        self.limited = true;
        self.at = Some((n, chain));
        self.queue.clear();
        self.urgent.clear();
        self.batch.clear();
        self.unsent.clear();
        self.opened.clear();
        self.offering.clear();
        self.of_unknown.clear();
        self.ahead.clear();
        self.large = None;
    }

    /// Whether nothing is under way or about to be, parts of blobs left aside.
    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_empty()
            && self.urgent.is_empty()
            && self.large.is_none()
            && self.under_way.iter().all(|frame| frame.blob.is_some())
            && self.opened.is_empty()
            && self.offering.is_empty()
            && !self.offer_again
    }

    fn queue(&mut self, urgent: bool) -> &mut VecDeque<Outgoing> {
        match urgent {
            true => &mut self.urgent,
            false => &mut self.queue,
        }
    }

    pub(super) fn stands_at(&self, end: &LogPosition) -> bool {
        self.at.is_some_and(|(n, _)| n == end.n)
    }

    pub(super) fn has_room(&self) -> bool {
        self.under_way_bytes < self.pace.window()
    }

    /// Whether a part of a blob may go: never in the way of naming what came into scope late.
    pub(super) fn has_room_for_blobs(&self, window: usize) -> bool {
        self.under_way_bytes < window.min(self.pace.window()) && self.opened.is_empty()
    }

    pub(super) fn has_blobs_under_way(&self) -> bool {
        self.under_way.iter().any(|frame| frame.blob.is_some())
    }

    /// The place in the log behind which nothing of the batch is unsent.
    fn upto(&mut self) -> Option<(u64, Chain)> {
        let first_unsent = self.unsent.first().copied();
        let mut upto = None;
        while let Some(row) = self.batch.front().copied() {
            if first_unsent.is_some_and(|unsent| row.0 >= unsent) {
                break;
            }
            upto = Some(row);
            self.batch.pop_front();
        }
        upto
    }
}

impl Session {
    /// Sends as much as may be under way.
    pub(super) fn pump(&mut self, holdings: &dyn Holdings) -> Step {
        while self.sender.has_room() {
            if self.sender.large.is_some() {
                self.send_part();
            } else if self.name_opened(holdings)? {
                // Before the rows they came into scope with: a reader at the end of the log, who wants
                // nothing, says goodbye.
            } else if !self.sender.urgent.is_empty() {
                self.send_queued(true, holdings);
            } else if self.serve(holdings)? {
                // Before the rest of a stretch of the log: on a slow line that may be a minute of it.
            } else if !self.sender.queue.is_empty() {
                self.send_queued(false, holdings);
            } else if !self.read_log(holdings)?
                && !self.send_receipts(holdings)?
                && !self.send_blob(holdings)?
            {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn enqueue(&mut self, outgoing: Vec<Outgoing>) {
        self.sender.queue.extend(outgoing);
    }

    /// Queues what goes out of turn.
    pub(super) fn enqueue_ahead(
        &mut self,
        outgoing: Vec<Outgoing>,
        holdings: &dyn Holdings,
    ) -> Step {
        // At the end of the log nothing is left that could be passed over.
        if !self.sender.stands_at(&holdings.log_end()?) {
            for one in &outgoing {
                let room = AHEAD.saturating_sub(self.sender.ahead.len());
                self.sender.ahead.extend(one.names.iter().take(room));
            }
        }
        self.sender.urgent.extend(outgoing);
        Ok(())
    }

    /// Takes out of the queue what an answer brings anyway, and gives the rows of it.
    pub(super) fn overtake(&mut self, brings: impl Fn(&LoggedItem) -> bool) -> Vec<u64> {
        let mut rows = Vec::new();
        self.sender.queue.retain(|one| {
            let is_thing = matches!(one.item, Packed::Act(_) | Packed::Run(_));
            let is_brought = is_thing && one.names.iter().all(&brings);
            if is_brought {
                rows.extend(&one.rows);
            }
            !is_brought
        });
        rows
    }

    /// The rows that an answer overtook have gone with it.
    pub(super) fn overtaken(&mut self, rows: &[u64]) {
        if rows.is_empty() {
            return;
        }
        for row in rows {
            self.sender.unsent.remove(row);
        }
        // Nothing else may be left to say it with.
        if let Some(upto) = self.sender.upto() {
            let items = Items {
                upto: Some(upto),
                items: vec![],
            };
            self.send_items(items, vec![]);
        }
    }

    /// The peer has the beginning of a run that was cut: the rest of it goes first.
    pub(super) fn go_on_sending(&mut self, holdings: &dyn Holdings) -> Step {
        let Some((id, _)) = self.sender.resume else {
            return Ok(());
        };
        let Some(begun) = self.interrupted.begun(&holdings.council(), &id) else {
            return Ok(());
        };
        let peer = self.hand.peer()?.key;
        let mut batch = Batch::default();
        // Since then the document may have gone out of the peer's scope.
        let is_for = match begun.names.first() {
            Some(name) => batch.is_for(&peer, name, holdings)?,
            None => false,
        };
        if !is_for {
            return Ok(());
        }
        let rest = Outgoing {
            item: Packed::Run(begun.bytes.to_vec()),
            rows: vec![],
            names: begun.names,
            again: false,
        };
        self.enqueue_ahead(vec![rest], holdings)
    }

    /// One frame of queued items, urgent ones or others.
    fn send_queued(&mut self, urgent: bool, holdings: &dyn Holdings) {
        let mut queue = std::mem::take(self.sender.queue(urgent));
        self.send_front(&mut queue, holdings);
        *self.sender.queue(urgent) = queue;
    }

    fn send_front(&mut self, queue: &mut VecDeque<Outgoing>, holdings: &dyn Holdings) {
        let fill = self.sender.pace.fill();
        let mut items = Items::default();
        let mut sent = Vec::new();
        let mut bytes = 0;
        while let Some(next) = queue.pop_front() {
            if let Packed::Run(packed) = &next.item
                && self.goes_in_parts(packed)
            {
                if items.items.is_empty() {
                    self.begin_large(next, holdings);
                    return;
                }
                queue.push_front(next);
                break;
            }
            let size = packed_size(&next.item);
            if bytes + size > fill && !items.items.is_empty() {
                queue.push_front(next);
                break;
            }
            bytes += size;
            self.count_sent(&next.item, &next.names);
            for row in &next.rows {
                self.sender.unsent.remove(row);
            }
            items.items.push(next.item);
            sent.push(Sent {
                names: next.names,
                again: next.again,
                rejected: false,
            });
        }
        items.upto = self.sender.upto();
        self.send_items(items, sent);
    }

    /// Whether a run is sent in parts: it has no room in a frame of the size that fits the line, or the peer
    /// has its beginning.
    fn goes_in_parts(&self, packed: &[u8]) -> bool {
        let is_begun = || {
            let id = format::chain::short_hash(packed);
            (self.sender.resume).is_some_and(|(begun, _)| begun == id)
        };
        packed.len() > self.sender.pace.fill() + 4096 || is_begun()
    }

    fn begin_large(&mut self, outgoing: Outgoing, holdings: &dyn Holdings) {
        self.count_sent(&outgoing.item, &outgoing.names);
        let Packed::Run(bytes) = outgoing.item else {
            return;
        };
        let peer = self.hand.peer.as_ref().map(|hello| hello.key);
        let (id, bytes) = (format::chain::short_hash(&bytes), Arc::new(bytes));
        self.interrupted.begin(Begun {
            council: holdings.council(),
            id,
            bytes: Arc::clone(&bytes),
            names: outgoing.names.clone(),
            peers: peer.into_iter().collect(),
        });
        let resume = self.sender.resume.take().filter(|(begun, _)| *begun == id);
        let sent = resume.map_or(0, |(_, offset)| offset as usize);
        self.sender.large = Some(Large {
            id,
            // Something must be left to send, or the run would never be complete there.
            sent: if sent < bytes.len() { sent } else { 0 },
            bytes,
            last: Sent {
                names: outgoing.names,
                again: outgoing.again,
                rejected: false,
            },
            rows: outgoing.rows,
        });
    }

    fn send_part(&mut self) {
        let Some(mut large) = self.sender.large.take() else {
            return;
        };
        let end = large.bytes.len().min(large.sent + self.sender.pace.fill());
        let part = Part {
            id: large.id,
            total: large.bytes.len() as u32,
            offset: large.sent as u32,
            bytes: large.bytes[large.sent..end].to_vec(),
        };
        let is_last = end == large.bytes.len();
        large.sent = end;
        let mut items = Items {
            upto: None,
            items: vec![Packed::Part(part)],
        };
        if is_last {
            for row in &large.rows {
                self.sender.unsent.remove(row);
            }
            items.upto = self.sender.upto();
            self.send_items(items, vec![large.last]);
            if let Some(frame) = self.sender.under_way.back_mut() {
                frame.completes = Some(large.id);
            }
        } else {
            self.sender.large = Some(large);
            self.send_items(items, vec![]);
        }
    }

    pub(super) fn send_items(&mut self, items: Items, sent: Vec<Sent>) {
        self.send_frame_of(items, sent, None);
    }

    /// Sends a frame that is nothing but a part of a blob.
    pub(super) fn send_part_of_blob(&mut self, items: Items, blob: Blob) {
        self.send_frame_of(items, vec![], Some(blob));
    }

    fn send_frame_of(&mut self, items: Items, sent: Vec<Sent>, blob: Option<Blob>) {
        let frame = Frame::Items(items);
        let before = self.statistics.bytes_sent;
        self.send(&frame);
        let bytes = (self.statistics.bytes_sent - before) as usize;
        self.sender.ordinal += 1;
        let before = self.sender.under_way_bytes;
        let departure = self.sender.pace.depart(before, self.now_millis);
        self.sender.under_way_bytes += bytes;
        self.sender.under_way.push_back(UnderWay {
            ordinal: self.sender.ordinal,
            bytes,
            items: sent,
            blob,
            completes: None,
            departure,
        });
    }

    fn count_sent(&mut self, item: &Packed, names: &[LoggedItem]) {
        let traffic = &mut self.statistics.sent;
        match item {
            Packed::Act(bytes) => {
                traffic.acts += 1;
                traffic.bytes += bytes.len() as u64;
            }
            Packed::Run(bytes) => {
                traffic.runs += 1;
                traffic.changes += names.len() as u64;
                traffic.bytes += bytes.len() as u64;
                if let Some(LoggedItem::Change(document, _)) = names.first() {
                    let count = self.statistics.sent_by_document.entry(*document);
                    *count.or_default() += names.len() as u64;
                }
            }
            Packed::Receipt(_)
            | Packed::Part(_)
            | Packed::Named(_)
            | Packed::ReceiptsUpto(_)
            | Packed::BlobPart(_) => {}
        }
    }

    /// Reads the next batch of the log into the queue; whether there was anything.
    fn read_log(&mut self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let Some((mut n, mut chain)) = self.sender.at else {
            return Ok(false);
        };
        let peer = (&self.hand.peer()?.key.clone(), self.hand.peer_log());
        let (before, mut any_act) = (n, false);
        let mut batch = Batch::default();
        'rows: loop {
            let rows = holdings.rows_after(n, ROWS_AT_ONCE)?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                if batch.is_full() {
                    break 'rows;
                }
                (n, chain) = (row.n, row.chain);
                if matches!(row.item, LoggedItem::Act(_)) {
                    self.sender.offer_again = true;
                    any_act = true;
                }
                if !self.sender.ahead.remove(&row.item) {
                    batch.add(&row, peer, self.limited, holdings)?;
                }
                if !self.limited {
                    self.sender.batch.push_back((n, chain));
                }
            }
        }
        if self.sender.at == Some((n, chain)) {
            self.sender.ahead.clear();
            return self.offer_refused_again(holdings);
        }
        if any_act && !self.limited {
            let opened = holdings.opened_since(peer.0, before)?;
            let known: BTreeSet<_> = self.sender.opened.iter().copied().collect();
            let fresh = opened.into_iter().filter(|one| !known.contains(one));
            self.sender.opened.extend(fresh);
        }
        self.sender.at = Some((n, chain));
        let mut outgoing = batch.finish();
        if self.hand.peer()?.is_metered() {
            for one in &mut outgoing {
                name_if_large(one, holdings)?;
            }
        }
        for one in &outgoing {
            self.sender.unsent.extend(&one.rows);
        }
        if outgoing.is_empty() && !self.limited {
            self.name_opened(holdings)?;
            let upto = self.sender.upto();
            self.send_items(
                Items {
                    upto,
                    items: vec![],
                },
                vec![],
            );
        }
        self.enqueue(outgoing);
        Ok(true)
    }

    /// Offers again what the peer refused as "not yet", if an act went by since.
    fn offer_refused_again(&mut self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let peer = self.hand.peer()?.key;
        if std::mem::take(&mut self.sender.offer_again) && !self.limited {
            // What was refused just now may not be written down yet.
            let mut offering = holdings.refused_until_an_act(&peer)?;
            let known: BTreeSet<LoggedItem> = offering.iter().copied().collect();
            let refused_now = self.sender.offering.drain(..);
            offering.extend(refused_now.filter(|item| !known.contains(item)));
            self.sender.offering = offering.into();
        }
        let mut batch = Batch::default();
        while !batch.is_full()
            && let Some(item) = self.sender.offering.pop_front()
        {
            let is_stray = match &item {
                LoggedItem::Act(act) => holdings.is_stray(act)?,
                LoggedItem::Change(..) => false,
            };
            if !is_stray && batch.is_for(&peer, &item, holdings)? {
                batch.add_item(0, item, holdings)?;
            }
        }
        let mut outgoing = batch.finish();
        for one in &mut outgoing {
            one.rows.clear();
            one.again = true;
        }
        let any = !outgoing.is_empty();
        self.enqueue(outgoing);
        Ok(any)
    }

    /// Offers acts about the council again that the peer refused before this session: what they wait for may
    /// have arrived there just before the last one was cut.
    pub(super) fn offer_from_before(&mut self, holdings: &dyn Holdings) -> Step {
        for item in holdings.refused_until_an_act(&self.hand.peer()?.key)? {
            if is_about_council(&[item], holdings)? {
                self.sender.offering.push_back(item);
            }
        }
        Ok(())
    }

    /// Names documents that came into the peer's scope late, with the receipts held of them, a few at a
    /// time; whether there were any.
    fn name_opened(&mut self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let is_told = self.sender.acknowledged >= self.sender.named;
        if self.sender.opened.is_empty() || !is_told {
            return Ok(false);
        }
        let peer = self.hand.peer()?.key;
        let mut items = Items::default();
        let mut bytes = 0;
        let mut named = 0;
        while named < NAMED_AT_ONCE
            && bytes < FRAME_FILL_BYTES / 2
            && let Some((document, create)) = self.sender.opened.pop_front()
        {
            named += 1;
            if !holdings.in_scope(&peer, &document)? {
                continue;
            }
            let act = Named::Act(create, Subject::Document(document));
            items.items.push(Packed::Named(act));
            let receipts = holdings.receipts_of(&document)?;
            let receipts = receipts.iter().filter(|receipt| receipt.holder != peer);
            let receipts = receipts.take(RECEIPTS_OF_ONE);
            items.items.extend(receipts.map(|receipt| {
                let packed = format::cbor::encode(receipt);
                bytes += packed.len();
                Packed::Receipt(packed)
            }));
        }
        if !items.items.is_empty() {
            self.send_items(items, vec![]);
            self.sender.named = self.sender.ordinal;
        }
        Ok(true)
    }

    pub(super) fn have(&mut self, have: Have, holdings: &dyn Holdings) -> Step {
        if have.through < self.sender.acknowledged || have.through > self.sender.ordinal {
            return Err(CloseReason::Protocol.into());
        }
        self.sender.acknowledged = have.through;
        let peer = self.hand.peer()?.key;
        let mut accepted = Vec::new();
        let mut any_act = false;
        while let Some(frame) = self.sender.under_way.front() {
            if frame.ordinal > have.through {
                break;
            }
            self.sender.under_way_bytes -= frame.bytes;
            let (departure, bytes) = (frame.departure, frame.bytes);
            self.sender.pace.arrive(departure, bytes, self.now_millis);
            let completed = frame.completes;
            if let Some(id) = completed {
                self.interrupted.done(&holdings.council(), &id, &peer);
            }
            for item in self
                .sender
                .under_way
                .pop_front()
                .into_iter()
                .flat_map(|f| f.items)
            {
                let is_act = |name: &LoggedItem| matches!(name, LoggedItem::Act(_));
                let is_taken_act = !item.rejected && item.names.iter().any(is_act);
                any_act |= is_taken_act;
                if is_taken_act && item.again && is_about_council(&item.names, holdings)? {
                    // What was refused in earlier sessions for want of it is written down.
                    self.sender.offer_again = true;
                }
                if item.again && !item.rejected {
                    accepted.extend(item.names);
                }
            }
        }
        if any_act {
            self.blobs.acts_arrived_there();
            let lacking = std::mem::take(&mut self.sender.of_unknown);
            self.sender.offering.extend(lacking);
        }
        if !accepted.is_empty() {
            self.out.push(Effect::RecordAccepted {
                peer,
                items: accepted,
            });
        }
        let Some((n, chain)) = have.at.filter(|_| !self.limited) else {
            return Ok(());
        };
        if holdings.chain_at(n)? != Some(chain) {
            return Err(CloseReason::Protocol.into());
        }
        if self.sender.at.is_none() {
            // The peer's comparison is over: it stands where this log stood when it began.
            self.sender.start(n, chain);
        }
        self.sender.knows_gaps |= have.gaps.is_some();
        if !self.sender.knows_gaps {
            return Err(CloseReason::Protocol.into());
        }
        if self.sender.confirmed != Some(n) || have.gaps.is_some() {
            self.sender.confirmed = Some(n);
            let log = self.hand.mine.as_ref().map(|hello| hello.log);
            self.out.push(Effect::RecordAck {
                peer,
                position: LogPosition {
                    log: log.ok_or(CloseReason::Protocol)?,
                    n,
                    chain,
                },
                gaps: have.gaps,
            });
        }
        Ok(())
    }

    pub(super) fn reject(&mut self, reject: &Reject) -> Step {
        let under_way = &mut self.sender.under_way;
        let frame = under_way
            .iter_mut()
            .find(|frame| frame.ordinal == reject.frame)
            .ok_or(CloseReason::Protocol)?;
        if let Some(blob) = frame.blob {
            self.statistics.refused_by_peer += 1;
            self.blob_refused(blob, Reason::from_code(reject.reason));
            return Ok(());
        }
        let item = frame.items.get_mut(reject.index as usize);
        let item = item.ok_or(CloseReason::Protocol)?;
        item.rejected = true;
        self.statistics.refused_by_peer += 1;
        let rejects = vec![Rejected {
            items: item.names.clone(),
            never: reject.never,
            reason: Reason::from_code(reject.reason),
        }];
        // Whatever else is missing there, the next act that goes by is not likely to be it.
        if !reject.never && Reason::from_code(reject.reason) == Reason::UnknownWriter {
            let room = OF_UNKNOWN.saturating_sub(self.sender.of_unknown.len());
            let names = item.names.iter().copied().take(room);
            self.sender.of_unknown.extend(names);
        }
        let peer = self.hand.peer()?.key;
        self.out.push(Effect::RecordRejects { peer, rejects });
        Ok(())
    }
}

/// Whether one of these is an act about the council.
fn is_about_council(names: &[LoggedItem], holdings: &dyn Holdings) -> Result<bool, Fault> {
    for name in names {
        if let LoggedItem::Act(id) = name
            && let Some(act) = holdings.act(id)?
            && act.statement().subject == Subject::Council
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts the name of a large run in its place: its last change, which is not to be had without the others.
fn name_if_large(one: &mut Outgoing, holdings: &dyn Holdings) -> Step {
    let is_large = matches!(&one.item, Packed::Run(packed) if packed.len() > LARGE_RUN_BYTES);
    if is_large
        && let Some(LoggedItem::Change(document, hash)) = one.names.last().copied()
        && let Some(known) = holdings.known(&document, &hash)?
    {
        one.item = Packed::Named(Named::Change {
            document,
            actor: known.actor,
            sequence: known.sequence,
            hash,
        });
    }
    Ok(())
}

/// About how many bytes an item takes in a frame.
fn packed_size(item: &Packed) -> usize {
    match item {
        Packed::Act(bytes) | Packed::Run(bytes) | Packed::Receipt(bytes) => bytes.len() + 8,
        Packed::Part(part) => part.bytes.len() + 40,
        Packed::Named(_) => 100,
        Packed::ReceiptsUpto(_) => 12,
        Packed::BlobPart(part) => part.bytes.len() + 60,
    }
}

const _: () = assert!(RUN_PACKED_BYTES <= FRAME_FILL_BYTES);

/// The short form of a change hash.
pub(super) fn short_of(hash: &format::ChangeHash) -> [u8; 16] {
    short(hash.as_bytes())
}
