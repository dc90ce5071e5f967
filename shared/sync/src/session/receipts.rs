//! Receipts: who signs them when, and how they get to everybody.
//!
//! Two kinds of node answer for others. A **relay** signs for the documents the peer contributed to, by
//! writing in them or by an act about their text, a minute after the first contribution or at the goodbye, and gives those receipts to that peer.
//! Another relay gets them as soon as both have everything, then once a minute: links between relays end without a goodbye. A
//! device of **head office** signs for every document that no receipt of head office covers as it is
//! held here: when both sides have everything, after that once a minute while its log grows, and at its
//! goodbye.
//!
//! Every node passes on the receipts it holds. They are registers, not log items, so a position of
//! their own says what is news: each receipt kept gets the next number, the reader remembers up to
//! which number of which log's owner it was told, in the transaction that keeps the receipts, and says
//! so in its proof. What it wrote itself or brought is passed over. So a receipt that was replaced is
//! never sent, and a reconnect at which nothing was replaced sends none. They go last, when the log
//! has been sent to its end: what they speak of is there first. Where the reader's place in the log
//! turns out to be worthless, so is this one, and all receipts are offered again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use format::{DocumentId, Receipt, Subject};

use super::{Fault, Session, Step};
use crate::close::CloseReason;
use crate::event::Effect;
use crate::frame::{Frame, Items, Packed};
use crate::holdings::{Holdings, Recipient, Unreadable};

/// A document's receipts are at least this far apart within a session.
const RECEIPT_MILLIS: u64 = 60_000;
/// How many documents are signed for at once.
const SIGNED_AT_ONCE: usize = 256;
/// How many receipts are asked of the store at once.
const RECEIPTS_AT_ONCE: usize = 256;

/// What a session knows about receipts.
#[derive(Debug, Clone, Default)]
pub(super) struct Receipts {
    /// Documents the peer contributed to and has no receipt for yet, with the time of the first.
    unreceipted: BTreeMap<DocumentId, u64>,
    /// Whether receipts were asked for that have not come.
    signing: bool,
    /// Receipts of this relay for the peer.
    queue: VecDeque<Receipt>,
    /// Up to which number the peer was told the receipts held here, and how many had been kept when
    /// that was looked at last.
    told: Option<(u64, u64)>,
    /// Up to which number the peer was promised to be told in any case.
    promised: u64,
    /// Up to which number the peer told this node its own, and how far that went when the session
    /// began.
    heard: u64,
    to_hear: u64,
    /// Documents are being signed for, in ascending order; these are behind.
    round: Option<Option<DocumentId>>,
    /// When the last round began, and where the log stood.
    last_round: Option<(u64, u64)>,
    /// When another relay was given what it had earned last.
    answered_millis: Option<u64>,
}

/// How far a side is with leaving in good order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Leaving {
    #[default]
    No,
    /// It was asked to.
    Asked,
    /// It signs what it owes and tells its receipts, then says goodbye.
    Answering,
}

impl Receipts {
    /// Whether receipts were asked for that have not come.
    pub(super) fn is_signing(&self) -> bool {
        self.signing
    }

    /// Whether the peer has told everything it had when the session began.
    pub(super) fn all_heard(&self) -> bool {
        self.heard >= self.to_hear
    }

    /// The peer found this node's place in its log worthless: it tells everything anew.
    pub(super) fn hear_anew(&mut self) {
        self.heard = 0;
    }

    /// The number that stands in this side's proof as that of its last receipt for the peer.
    pub(super) fn promise(&mut self, number: u64) {
        self.promised = number;
    }

    /// What the proofs said: up to where each side was told the other's.
    pub(super) fn begin(&mut self, told: u64, heard: u64, to_hear: u64) {
        self.told = Some((told, 0));
        (self.heard, self.to_hear) = (heard, to_hear);
    }

    /// The frame that says so came.
    pub(super) fn heard_upto(&mut self, number: u64) {
        self.heard = self.heard.max(number);
    }
}

impl Session {
    /// Whom this side's receipts are for. Who contributed is given a relay's own by themselves; another relay
    /// gets them with the others, because a link between relays may be cut before they are signed.
    pub(super) fn recipient(&self, holdings: &dyn Holdings) -> Result<Recipient, Fault> {
        let is_given = self.setup.signs_receipts && !self.peer_is_relay(holdings)?;
        let peer = self.hand.peer()?;
        Ok(Recipient {
            key: peer.key,
            log: peer.log,
            without: is_given.then(|| self.setup.key.public()),
        })
    }

    /// Remembers that the peer contributed to these documents.
    pub(super) fn contributed(&mut self, documents: BTreeSet<DocumentId>) {
        if self.setup.signs_receipts {
            for document in documents {
                let first = self.receipts.unreceipted.entry(document);
                first.or_insert(self.now_millis);
            }
        }
    }

    /// As a relay: asks for the receipts that are due.
    pub(super) fn answer_contributions(&mut self) {
        let due = self.now_millis.saturating_sub(RECEIPT_MILLIS);
        let documents = self.receipts.unreceipted.iter();
        let documents = documents.filter(|(_, since)| **since <= due);
        self.ask_for_receipts(documents.map(|(document, _)| *document).collect());
    }

    /// As a relay linked to another: asks for the receipts of all it brought, when both have everything.
    pub(super) fn answer_relay(&mut self, holdings: &dyn Holdings) -> Step {
        let since = self.receipts.answered_millis;
        let due = self.setup.signs_receipts
            && !self.receipts.unreceipted.is_empty()
            && !self.receipts.signing
            && self.quiet
            && since.is_none_or(|then| self.now_millis - then >= RECEIPT_MILLIS);
        if due && self.peer_is_relay(holdings)? {
            // The rest waits for the answer.
            if self.receipts.unreceipted.len() <= SIGNED_AT_ONCE {
                self.receipts.answered_millis = Some(self.now_millis);
            }
            let documents = self.receipts.unreceipted.keys().take(SIGNED_AT_ONCE);
            self.ask_for_receipts(documents.copied().collect());
        }
        Ok(())
    }

    /// As a device of head office: signs, a few documents at a time, for what nobody answered for.
    pub(super) fn answer_for_head_office(&mut self, holdings: &dyn Holdings) -> Step {
        let asked = self.leaving == Leaving::Asked;
        if asked {
            self.leaving = Leaving::Answering;
        }
        if self.setup.signs_receipts || self.limited {
            return Ok(());
        }
        let due = match self.receipts.last_round {
            None => self.quiet,
            Some((began, _)) => self.now_millis - began >= RECEIPT_MILLIS,
        };
        if self.receipts.round.is_none() && (due || asked) {
            let n = holdings.log_end()?.n;
            // What was held then was answered for then.
            if self.receipts.last_round.is_none_or(|(_, then)| n > then) {
                self.receipts.last_round = Some((self.now_millis, n));
                self.receipts.round = Some(None);
            }
        }
        if let Some(after) = self.receipts.round
            && !self.receipts.signing
        {
            let me = self.setup.key.public();
            let documents = holdings.unanswered(&me, after, SIGNED_AT_ONCE)?;
            self.receipts.round = documents.last().map(|last| Some(*last));
            self.ask_for_receipts(documents);
        }
        Ok(())
    }

    fn ask_for_receipts(&mut self, documents: Vec<DocumentId>) {
        if documents.is_empty() || self.receipts.signing {
            return;
        }
        for document in &documents {
            self.receipts.unreceipted.remove(document);
        }
        self.receipts.signing = true;
        self.out.push(Effect::SignReceipts { documents });
    }

    /// The peer brought a receipt of its own, and one with a higher counter is held here: it was set back to a
    /// state from before that, perhaps with a clock that is right again, and what it signs would count for nobody.
    /// It is told the one that counts, and goes on from there.
    pub(super) fn remind(
        &mut self,
        subject: &Subject,
        counter: u64,
        holdings: &dyn Holdings,
    ) -> Step {
        let peer = self.hand.peer()?.key;
        if let Subject::Document(document) = subject
            && let Some(held) = holdings.receipt(&peer, document)?
            && held.counter > counter
        {
            self.receipts.queue.push_back(held);
        }
        Ok(())
    }

    /// They are signed and kept. Those of head office go the way of all receipts held here.
    pub(super) fn signed(&mut self, receipts: Vec<Receipt>) {
        self.receipts.signing = false;
        if self.setup.signs_receipts {
            self.receipts.queue.extend(receipts);
        }
    }

    /// Sends the next receipts, if the log has been sent to its end; whether there were any.
    pub(super) fn send_receipts(&mut self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let limit = self.sender.pace.fill();
        if !self.receipts.queue.is_empty() {
            let mut items = Vec::new();
            let mut bytes = 0;
            while let Some(receipt) = self.receipts.queue.front() {
                if !fill(&mut items, &mut bytes, limit, receipt) {
                    break;
                }
                self.receipts.queue.pop_front();
            }
            self.send_receipt_items(items);
            return Ok(true);
        }
        if self.all_told(holdings)? || !self.sender.stands_at(&holdings.log_end()?) {
            return Ok(false);
        }
        let Some((told, _)) = self.receipts.told else {
            return Ok(false);
        };
        let kept = holdings.receipts_kept()?;
        // A place beyond the end is of a state that this store was rolled back from.
        let start = if told > kept { 0 } else { told };
        let found = holdings.receipts_after(&self.recipient(holdings)?, start, RECEIPTS_AT_ONCE)?;
        let (mut items, mut bytes, mut upto) = (Vec::new(), 0, start);
        let mut all = found.len() < RECEIPTS_AT_ONCE;
        let peer = self.hand.peer()?.key;
        for (number, receipt) in &found {
            let document = &receipt.document;
            // What is not created here has no scope that anybody here knows; a receipt tells only that
            // something of that name exists.
            let secret = holdings.is_created(document)? && !holdings.in_scope(&peer, document)?;
            if !secret && !fill(&mut items, &mut bytes, limit, receipt) {
                all = false;
                break;
            }
            upto = *number;
        }
        if all {
            // The last one may have been replaced meanwhile by one that is not for this peer.
            upto = upto.max(self.receipts.promised);
        }
        if items.is_empty() && upto == start {
            self.receipts.told = Some((kept, kept));
            return Ok(false);
        }
        self.receipts.told = Some((upto, if all { kept } else { 0 }));
        items.push(Packed::ReceiptsUpto(upto));
        self.send_receipt_items(items);
        Ok(true)
    }

    fn send_receipt_items(&mut self, items: Vec<Packed>) {
        let receipts = items.iter();
        let receipts = receipts.filter(|item| matches!(item, Packed::Receipt(_)));
        self.statistics.sent.receipts += receipts.count() as u64;
        self.send_items(Items { upto: None, items }, vec![]);
    }

    /// Whether nothing is left to tell of the receipts that are held here now.
    pub(super) fn all_told(&self, holdings: &dyn Holdings) -> Result<bool, Unreadable> {
        Ok(self.receipts.queue.is_empty()
            && match self.receipts.told {
                Some((_, looked_at)) if !self.limited => looked_at == holdings.receipts_kept()?,
                _ => true,
            })
    }

    /// The peer goes. As a relay, gives it the receipts it earned; tells it the others' that came
    /// meanwhile; then closes.
    pub(super) fn say_farewell(&mut self, holdings: &dyn Holdings) -> Step {
        if !self.receipts.unreceipted.is_empty() {
            let documents = self.receipts.unreceipted.keys().take(SIGNED_AT_ONCE);
            self.ask_for_receipts(documents.copied().collect());
            return Ok(());
        }
        while self.sender.has_room() && self.send_receipts(holdings)? {}
        if self.receipts.queue.is_empty() && self.nothing_more_to_tell(holdings)? {
            self.send(&Frame::Bye(CloseReason::Done));
            self.close(CloseReason::Done, true);
        }
        Ok(())
    }

    /// This side goes, once it has signed for what it answers for and told its receipts.
    pub(super) fn leave(&mut self, holdings: &dyn Holdings) -> Step {
        if self.setup.signs_receipts && !self.receipts.unreceipted.is_empty() {
            let documents = self.receipts.unreceipted.keys().take(SIGNED_AT_ONCE);
            self.ask_for_receipts(documents.copied().collect());
            return Ok(());
        }
        let answered = self.receipts.round.is_none() && !self.receipts.signing;
        if answered && self.nothing_more_to_tell(holdings)? {
            self.phase = super::Phase::Finishing;
            self.started_millis = self.now_millis;
            self.send(&Frame::Bye(CloseReason::Done));
        }
        Ok(())
    }

    /// Receipts wait for the end of the log. Who leaves before that is reached does not wait for it.
    fn nothing_more_to_tell(&self, holdings: &dyn Holdings) -> Result<bool, Unreadable> {
        let log_is_sent = self.sender.stands_at(&holdings.log_end()?);
        Ok(!log_is_sent || self.all_told(holdings)?)
    }
}

/// Adds a receipt to a frame of at most `limit` bytes, if it has room.
fn fill(items: &mut Vec<Packed>, bytes: &mut usize, limit: usize, receipt: &Receipt) -> bool {
    let packed = format::cbor::encode(receipt);
    if *bytes + packed.len() > limit && !items.is_empty() {
        return false;
    }
    *bytes += packed.len();
    items.push(Packed::Receipt(packed));
    true
}
