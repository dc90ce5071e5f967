//! Blobs: asks for those that are wanted here, gives those that are asked for, says which became whole.
//!
//! A side asks when a session begins and whenever acts or wishes may have made something wanted, before
//! it confirms the acts: so the other side, once its acts are confirmed, knows what is still asked of it.
//! Parts go when nothing else is to be sent and only a few at a time, each one an item of its own, so that
//! a change written meanwhile waits for no more than what is on the line already.
//!
//! When everything is said, a side asks its relay whether it holds those blobs of which it never said so,
//! because a link may have broken before the `News` came.
//!
//! Nothing here grows with what a peer says: only blobs that acts held here name are remembered.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use format::{Blob, PublicKey};

use super::{Fault, Phase, Session, Step};
use crate::blob::{BlobPart, BlobState, PART_BYTES};
use crate::close::CloseReason;
use crate::event::{Effect, Outcome};
use crate::frame::{FetchBlob, Frame, Hello, Items, MAX_NEWS, Packed};
use crate::holdings::Holdings;
use crate::intake::Reason;

/// Blobs asked for at once. The other side sends one after the other.
const OPEN_BLOBS: usize = 16;
/// The most blobs that may wait to be sent.
const MAX_ASKED: usize = 64;
/// The most bytes under way without a `Have` while parts of blobs are added: on a line of 64 kbit/s a
/// change waits a quarter of a minute at most.
const WINDOW_BYTES: usize = 128 * 1024;
/// Blobs asked of the store at once.
const BLOBS_AT_ONCE: usize = 256;

/// What a session knows about blobs.
#[derive(Debug, Clone, Default)]
pub(super) struct Blobs {
    /// Up to which size this side fetches them by itself; `None`: it knows nothing of blobs.
    pub(super) limit: Option<u64>,
    /// Asked for, each with the offset of the next part.
    open: BTreeMap<Blob, u64>,
    /// Not to be asked for now.
    passed: BTreeMap<Blob, Passed>,
    /// Whether something may be wanted that was not asked for.
    look: bool,
    /// Asked for by the peer, in order, each with the offset.
    queue: VecDeque<(Blob, u64)>,
    /// The peer, a relay, was asked whether it holds these.
    asked: BTreeSet<Blob>,
    /// Was asked that in this session.
    inquired: BTreeSet<Blob>,
    /// Whether there may be more to ask that about.
    inquire: bool,
    /// Up to which number of the blobs that became whole here the peer was told; `None`: nothing of it yet.
    told: Option<u64>,
    /// Of these the last part went to the peer.
    sent_whole: BTreeSet<Blob>,
    /// The peer, a relay, has these: they came from it.
    known_there: BTreeSet<Blob>,
}

/// Why a blob is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passed {
    /// The peer does not hold it, as it said. Until it says otherwise.
    Absent,
    /// Another session is bringing it. For a while.
    Elsewhere,
    /// What the peer brought was wrong. For good.
    Wrong,
}

impl Blobs {
    /// The store may have changed.
    pub(super) fn look_again(&mut self) {
        (self.look, self.inquire) = (true, true);
    }

    /// Time passed: whoever was bringing something may have gone.
    pub(super) fn forget_elsewhere(&mut self) {
        self.passed.retain(|_, passed| *passed != Passed::Elsewhere);
        self.look = true;
    }

    /// The peer holds acts of this side now that it did not hold before: what it gave to nobody without
    /// them it may give now.
    pub(super) fn acts_arrived_there(&mut self) {
        self.passed.retain(|_, passed| *passed != Passed::Absent);
        self.look = true;
    }

    /// From here on nothing is said of blobs.
    pub(super) fn limit(&mut self) {
        *self = Self {
            limit: self.limit,
            ..Self::default()
        };
    }

    /// Whether nothing is asked for on either side.
    fn is_idle(&self) -> bool {
        self.open.is_empty() && self.queue.is_empty() && self.asked.is_empty()
    }
}

impl Session {
    /// Lets the peer know that this side asks for blobs and gives them, and asks by itself for those of at
    /// most `bytes` bytes. To be called before the first event.
    #[must_use]
    pub fn with_blobs(mut self, bytes: u64) -> Self {
        self.blobs.limit = Some(bytes);
        self.blobs.look_again();
        self
    }

    /// Whether this session speaks of blobs.
    fn speaks_of_blobs(&self) -> bool {
        let peer = self.hand.peer.as_ref();
        self.blobs.limit.is_some() && !self.limited && peer.is_some_and(Hello::knows_blobs)
    }

    /// From which number on the peer is told what becomes whole here.
    pub(super) fn begin_blobs(&mut self, holdings: &dyn Holdings) -> Step {
        if self.speaks_of_blobs() {
            self.blobs.told = Some(holdings.blobs_kept()?);
        }
        Ok(())
    }

    /// Asks for what is wanted, a bounded number at once.
    pub(super) fn ask_for_blobs(&mut self, holdings: &dyn Holdings) -> Step {
        let Some(limit) = self.blobs.limit else {
            return Ok(());
        };
        if !self.blobs.look || self.phase != Phase::Open || !self.speaks_of_blobs() {
            return Ok(());
        }
        let peer = self.hand.peer()?.key;
        // Another session was faster: the rest need not come.
        for blob in self.blobs.open.keys().copied().collect::<Vec<_>>() {
            let state = holdings.blob(&blob, &peer)?;
            if !matches!(state, Some(BlobState::Wanted { .. })) {
                self.stop_blob(blob, Passed::Elsewhere);
            }
        }
        // Looked at again when one of them is over.
        if self.blobs.open.len() >= OPEN_BLOBS {
            return Ok(());
        }
        let mut after = None;
        loop {
            let wanted = holdings.blobs_wanted(&peer, limit, after, BLOBS_AT_ONCE)?;
            for (blob, offset) in &wanted {
                if self.blobs.open.len() >= OPEN_BLOBS {
                    return Ok(());
                }
                after = Some(*blob);
                if !self.blobs.passed.contains_key(blob) && !self.blobs.open.contains_key(blob) {
                    self.blobs.open.insert(*blob, *offset);
                    let (blob, offset) = (*blob, *offset);
                    self.send(&Frame::FetchBlob(FetchBlob { blob, offset }));
                }
            }
            if wanted.len() < BLOBS_AT_ONCE {
                self.blobs.look = false;
                return Ok(());
            }
        }
    }

    /// Fetching a blob is over, for this reason if it did not come.
    fn close_blob(&mut self, blob: &Blob, passed: Option<Passed>) {
        if self.blobs.open.remove(blob).is_some() {
            // There is room for another.
            self.blobs.look = true;
        }
        if let Some(passed) = passed {
            self.blobs.passed.insert(*blob, passed);
        }
    }

    /// Has the peer send no more of it.
    fn stop_blob(&mut self, blob: Blob, passed: Passed) {
        self.close_blob(&blob, Some(passed));
        let offset = blob.bytes;
        self.send(&Frame::FetchBlob(FetchBlob { blob, offset }));
    }

    /// A part came. Whether it is to be judged by the store; else why not.
    pub(super) fn part_came(&mut self, part: &BlobPart) -> Result<(), Option<Reason>> {
        let blob = &part.blob;
        match self.blobs.open.get_mut(blob) {
            Some(next) if *next == part.offset && part.fits() => {
                *next = part.end();
                Ok(())
            }
            // Of an earlier request, and on its way while this side asked anew.
            Some(_) if part.fits() => Err(None),
            Some(_) => {
                self.stop_blob(*blob, Passed::Wrong);
                Err(Some(Reason::NotAsked))
            }
            // On its way while this side changed its mind.
            None if self.blobs.passed.contains_key(blob) => Err(None),
            None => Err(Some(Reason::NotAsked)),
        }
    }

    /// The store judged a part.
    pub(super) fn part_judged(
        &mut self,
        blob: Blob,
        end: u64,
        outcome: &Outcome,
        holdings: &dyn Holdings,
    ) -> Step {
        match outcome {
            Outcome::Taken if end == blob.bytes => {
                self.close_blob(&blob, None);
                let peer = self.hand.peer()?.key;
                if self.peer_is_relay(holdings)? {
                    self.blobs.known_there.insert(blob);
                    if !holdings.is_blob_confirmed(&peer, &blob)? {
                        self.record_blobs(peer, vec![blob], vec![]);
                    }
                }
            }
            Outcome::Taken => {}
            // Several brought it and one of them lied: this one may be asked again.
            Outcome::NotYet(Reason::WrongHash) => {
                self.close_blob(&blob, None);
                self.blobs.look = true;
            }
            Outcome::Never(_) | Outcome::NotYet(_) => {
                if self.blobs.open.contains_key(&blob) && end < blob.bytes {
                    self.stop_blob(blob, Passed::Wrong);
                }
                self.close_blob(&blob, Some(Passed::Wrong));
            }
            Outcome::Held | Outcome::Gap => {
                if self.blobs.open.contains_key(&blob) {
                    self.stop_blob(blob, Passed::Elsewhere);
                }
            }
        }
        Ok(())
    }

    /// The peer asks for a blob, or whether it is here.
    pub(super) fn fetch_blob(&mut self, fetch: FetchBlob, holdings: &dyn Holdings) -> Step {
        let FetchBlob { blob, offset } = fetch;
        if self.blobs.limit.is_none() {
            return Err(CloseReason::Protocol.into());
        }
        if !self.speaks_of_blobs() {
            return Ok(());
        }
        self.blobs.queue.retain(|(other, _)| *other != blob);
        let peer = self.hand.peer()?.key;
        let is_here = holdings.blob(&blob, &peer)? == Some(BlobState::Held);
        // As if it were not here: who may not hold a document is not told of its files.
        if !is_here || offset > blob.bytes || !holdings.blob_in_scope(&peer, &blob)? {
            self.send(&Frame::NotHere(blob));
            return Ok(());
        }
        if offset == blob.bytes {
            self.send(&Frame::News(vec![blob]));
            return Ok(());
        }
        if self.blobs.queue.len() >= MAX_ASKED {
            return Err(CloseReason::Overrun.into());
        }
        self.blobs.queue.push_back((blob, offset));
        self.blobs.asked.remove(&blob);
        self.blobs.known_there.remove(&blob);
        if holdings.is_blob_confirmed(&peer, &blob)? {
            self.record_blobs(peer, vec![], vec![blob]);
        }
        Ok(())
    }

    /// The peer does not hold a blob, or does not give it.
    pub(super) fn not_here(&mut self, blob: Blob, holdings: &dyn Holdings) -> Step {
        if self.blobs.limit.is_none() {
            return Err(CloseReason::Protocol.into());
        }
        if self.blobs.open.contains_key(&blob) {
            self.close_blob(&blob, Some(Passed::Absent));
        }
        if self.blobs.asked.remove(&blob) {
            let peer = self.hand.peer()?.key;
            if holdings.is_blob_confirmed(&peer, &blob)? {
                self.record_blobs(peer, vec![], vec![blob]);
            }
        }
        Ok(())
    }

    /// The peer holds these. What nobody here names is passed over.
    pub(super) fn news(&mut self, held: Vec<Blob>, holdings: &dyn Holdings) -> Step {
        if self.blobs.limit.is_none() {
            return Err(CloseReason::Protocol.into());
        }
        if !self.speaks_of_blobs() {
            return Ok(());
        }
        let peer = self.hand.peer()?.key;
        let answers = self.peer_is_relay(holdings)?;
        let mut confirmed = Vec::new();
        for blob in held {
            self.blobs.asked.remove(&blob);
            let Some(state) = holdings.blob(&blob, &peer)? else {
                continue;
            };
            if state != BlobState::Held && self.blobs.passed.get(&blob) == Some(&Passed::Absent) {
                self.blobs.passed.remove(&blob);
                self.blobs.look = true;
            }
            if answers && !holdings.is_blob_confirmed(&peer, &blob)? {
                confirmed.push(blob);
            }
        }
        if !confirmed.is_empty() {
            self.record_blobs(peer, confirmed, vec![]);
        }
        Ok(())
    }

    fn record_blobs(&mut self, peer: PublicKey, held: Vec<Blob>, lacking: Vec<Blob>) {
        self.out.push(Effect::RecordBlobs {
            peer,
            held,
            lacking,
        });
    }

    /// The peer refused a part of this: it does not want more of it. Where it found the hash wrong, the
    /// bytes may be damaged here: asked of the store once, for each time all of them went.
    pub(super) fn blob_refused(&mut self, blob: Blob, reason: Reason) {
        self.blobs.queue.retain(|(other, _)| *other != blob);
        if reason == Reason::WrongHash && self.blobs.sent_whole.remove(&blob) {
            self.out.push(Effect::VerifyBlob(blob));
        }
    }

    /// Sends the next part of what the peer asked for first; whether there was anything.
    pub(super) fn send_blob(&mut self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let Some((blob, offset)) = self.blobs.queue.front().copied() else {
            return Ok(false);
        };
        if !self.sender.has_room_for_blobs(WINDOW_BYTES) {
            return Ok(false);
        }
        // Asked for each part: a seat may end while a large blob is on its way.
        let peer = self.hand.peer()?.key;
        let bytes = match holdings.blob_in_scope(&peer, &blob)? {
            true => holdings.blob_bytes(&blob, offset, PART_BYTES)?,
            false => None,
        };
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
            // Set aside meanwhile, as a damaged one is, or not for the peer any more.
            self.blobs.queue.pop_front();
            self.send(&Frame::NotHere(blob));
            return Ok(true);
        };
        let part = BlobPart {
            blob,
            offset,
            bytes,
        };
        self.statistics.sent.blob_bytes += part.bytes.len() as u64;
        if part.end() >= blob.bytes {
            self.blobs.sent_whole.insert(blob);
            self.blobs.queue.pop_front();
            self.statistics.sent.blobs += 1;
        } else if let Some((_, next)) = self.blobs.queue.front_mut() {
            *next = part.end();
        }
        self.send_part_of_blob(
            Items {
                upto: None,
                items: vec![Packed::BlobPart(part)],
            },
            blob,
        );
        Ok(true)
    }

    /// Tells the peer which blobs became whole here since the session began.
    pub(super) fn say_news(&mut self, holdings: &dyn Holdings) -> Step {
        let Some(told) = self.blobs.told.filter(|_| self.speaks_of_blobs()) else {
            return Ok(());
        };
        let kept = holdings.blobs_kept()?;
        if kept == told {
            return Ok(());
        }
        let peer = self.hand.peer()?.key;
        // A place beyond the end is of a state that this store was rolled back from.
        let mut after = if told > kept { 0 } else { told };
        loop {
            let held = holdings.blobs_after(&peer, after, MAX_NEWS)?;
            let is_last = held.len() < MAX_NEWS;
            after = held.last().map_or(after, |(number, _)| *number);
            let there = &self.blobs.known_there;
            let news: Vec<Blob> = held
                .into_iter()
                .map(|(_, blob)| blob)
                .filter(|blob| !there.contains(blob))
                .collect();
            if !news.is_empty() {
                self.send(&Frame::News(news));
            }
            if is_last {
                break;
            }
        }
        self.blobs.told = Some(kept);
        Ok(())
    }

    /// Asks a relay whether it holds what it never said to hold, once everything else is said.
    pub(super) fn inquire_about_blobs(&mut self, holdings: &dyn Holdings) -> Step {
        let is_time =
            self.blobs.inquire && self.speaks_of_blobs() && self.has_said_all(holdings)?;
        if !is_time {
            return Ok(());
        }
        let peer = self.hand.peer()?.key;
        if !self.peer_is_relay(holdings)? {
            self.blobs.inquire = false;
            return Ok(());
        }
        let mut after = None;
        loop {
            let held = holdings.blobs_unconfirmed(&peer, after, BLOBS_AT_ONCE)?;
            for blob in &held {
                if self.blobs.asked.len() >= OPEN_BLOBS {
                    return Ok(());
                }
                after = Some(*blob);
                let is_going = self.blobs.queue.iter().any(|(other, _)| other == blob);
                if !is_going && self.blobs.inquired.insert(*blob) {
                    self.blobs.asked.insert(*blob);
                    let (blob, offset) = (*blob, blob.bytes);
                    self.send(&Frame::FetchBlob(FetchBlob { blob, offset }));
                }
            }
            if held.len() < BLOBS_AT_ONCE {
                self.blobs.inquire = false;
                return Ok(());
            }
        }
    }

    /// Whether no blob is on its way, asked for or to be asked for.
    pub(super) fn blobs_are_idle(&self) -> bool {
        let waits = (self.blobs.look || self.blobs.inquire) && self.speaks_of_blobs();
        !waits && self.blobs.is_idle() && !self.sender.has_blobs_under_way()
    }
}
