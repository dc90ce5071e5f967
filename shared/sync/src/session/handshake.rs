//! Who is there: hello and hello, proof and proof.
//!
//! The caller proves itself first, so that a stranger who calls learns nothing but a host's key. A
//! quiet reconnect is these four frames and nothing else.

use std::collections::BTreeSet;

use format::{Act, LogId, PublicKey, Signature, Subject};

use super::{Expected, Fault, Phase, Role, Session, Step};
use crate::close::CloseReason;
use crate::event::{Effect, Outcome};
use crate::frame::{BLOBS, BRIEF, Cursor, Frame, Hello, METERED, PRESENCE, Prove, VERSION, WIDE};
use crate::holdings::{Holdings, Item, LogPosition, Standing};

/// Acts that place a key must fit one frame beside the rest of the proof.
const MAX_PROOF_BYTES: usize = 60 * 1024;
/// Frames a host may send before the caller's store has taken the acts of the proof.
pub(super) const MAX_EARLY_FRAMES: usize = 64;
/// The ticket of the acts of a proof; other takes count from 1.
pub(super) const PROOF_TICKET: u64 = 0;

/// What is known from the handshake.
#[derive(Debug, Clone, Default)]
pub(super) struct Hand {
    /// My hello.
    pub(super) mine: Option<Hello>,
    /// The peer's hello.
    pub(super) peer: Option<Hello>,
    /// Both as they were sent.
    mine_bytes: Vec<u8>,
    peer_bytes: Vec<u8>,
    /// Where I told the peer that I stand in its log, and whether a stored cursor said so.
    my_cursor: Option<(Cursor, bool)>,
    /// Where the peer says it stands in mine.
    peer_cursor: Option<Cursor>,
    /// The same of receipts, and the number of the last one the peer has for me.
    my_receipts: u64,
    peer_receipts: u64,
    peer_last_receipt: u64,
    /// Frames that came while the acts of the proof were being taken.
    pub(super) early: Vec<Frame>,
}

impl Hand {
    pub(super) fn peer(&self) -> Result<&Hello, CloseReason> {
        self.peer.as_ref().ok_or(CloseReason::Protocol)
    }

    pub(super) fn peer_log(&self) -> Option<LogId> {
        self.peer.as_ref().map(|hello| hello.log)
    }

    /// Where the peer's log stood when it said hello.
    pub(super) fn peer_end(&self) -> Result<LogPosition, CloseReason> {
        let peer = self.peer()?;
        Ok(LogPosition {
            log: peer.log,
            n: peer.n,
            chain: peer.chain,
        })
    }

    /// The overall digests of both hellos, mine first.
    pub(super) fn digests(&self) -> Option<([u8; 8], [u8; 8])> {
        Some((self.mine.as_ref()?.overall, self.peer.as_ref()?.overall))
    }

    pub(super) fn rosters_differ(&self) -> bool {
        match (&self.mine, &self.peer) {
            (Some(mine), Some(peer)) => mine.roster != peer.roster,
            _ => true,
        }
    }
}

impl Session {
    pub(super) fn say_hello(&mut self, holdings: &dyn Holdings) -> Step {
        // The digest before the end: what is logged in between makes the digest look old, which
        // costs a comparison at most; the other way round would hide a difference.
        let expected = match self.setup.expected {
            Expected::Key(key) => Some(key),
            Expected::Relay(key) => key,
            _ => None,
        };
        let peer = self.hand.peer.as_ref().map(|hello| hello.key);
        let overall = holdings.overall_digest_for(peer.or(expected).as_ref())?;
        let roster = holdings.roster_digest()?;
        let end = holdings.log_end()?;
        let mut versions = vec![VERSION];
        // The caller asks for it; the host answers only whoever asked.
        let asked = self.hand.peer.as_ref().is_none_or(Hello::wants_presence);
        if self.company.wanted && asked {
            versions.push(PRESENCE);
        }
        let asked = self.hand.peer.as_ref().is_none_or(Hello::knows_blobs);
        if self.blobs.limit.is_some() && asked {
            versions.push(BLOBS);
        }
        if self.hand.peer.as_ref().is_none_or(Hello::is_wide) {
            versions.push(WIDE);
        }
        if self.hand.peer.as_ref().is_none_or(Hello::is_brief) {
            versions.push(BRIEF);
        }
        // A relay pays for nothing, so that it is the caller alone who says it.
        if self.metered && self.hand.peer.is_none() {
            versions.push(METERED);
        }
        let hello = Hello {
            versions,
            council: (self.setup.role == Role::Caller).then(|| holdings.council()),
            log: end.log,
            key: self.setup.key.public(),
            nonce: self.setup.nonce,
            n: end.n,
            chain: end.chain,
            roster: cut(&roster),
            overall: cut(&overall),
        };
        let frame = Frame::Hello(hello.clone());
        self.hand.mine_bytes = frame.encode();
        self.hand.mine = Some(hello);
        self.send(&frame);
        Ok(())
    }

    pub(super) fn hello(&mut self, hello: Hello, bytes: &[u8], holdings: &dyn Holdings) -> Step {
        if !hello.versions.contains(&VERSION) {
            return Err(CloseReason::Version.into());
        }
        if hello.key == self.setup.key.public() {
            return Err(CloseReason::Mirror.into());
        }
        let right_council = match self.setup.role {
            Role::Host => hello.council == Some(holdings.council()),
            Role::Caller => hello.council.is_none(),
        };
        if !right_council {
            return Err(CloseReason::NotHosted.into());
        }
        if let Expected::Key(key) | Expected::Relay(Some(key)) = self.setup.expected
            && key != hello.key
        {
            return Err(CloseReason::WrongPeer.into());
        }
        if hello.is_wide() {
            self.sender.pace.widen();
        }
        self.hand.peer = Some(hello);
        self.hand.peer_bytes = bytes.to_vec();
        self.phase = Phase::Prove;
        match self.setup.role {
            Role::Host => self.say_hello(holdings),
            Role::Caller => self.say_prove(holdings),
        }
    }

    /// As the host after the caller did: before that, nothing is held ready for whoever takes a name.
    fn say_prove(&mut self, holdings: &dyn Holdings) -> Step {
        let peer = self.hand.peer()?.key;
        let kept = self.interrupted.kept(&holdings.council(), &peer);
        self.reader.go_on_with(kept);
        let (cursor, stored) = self.own_cursor(holdings)?;
        self.hand.my_cursor = Some((cursor, stored));
        let peer = self.hand.peer()?;
        let receipts = match cursor {
            Cursor::Compare => 0,
            Cursor::End | Cursor::At(..) => holdings.receipts_cursor(&peer.key, &peer.log)?,
        };
        let mut acts = Vec::new();
        if self.hand.rosters_differ() {
            let placing = holdings.placing_acts(&self.setup.key.public())?;
            acts.extend(placing.iter().map(|act| act.bytes().to_vec()));
            if acts.iter().map(Vec::len).sum::<usize>() > MAX_PROOF_BYTES {
                acts.clear();
            }
        }
        let mut prove = Prove {
            signature: Signature::from_bytes([0; Signature::LEN]),
            cursor,
            partial: self.reader.begun(),
            receipts,
            last_receipt: holdings.last_receipt_for(&self.recipient(holdings)?)?,
            acts,
        };
        self.hand.my_receipts = receipts;
        self.receipts.promise(prove.last_receipt);
        let (caller, host) = self.hellos(self.setup.role);
        let signed = prove.signed_bytes(self.setup.role == Role::Host, caller, host);
        prove.signature = self.setup.key.sign(&signed);
        self.send(&Frame::Prove(prove));
        Ok(())
    }

    /// The caller's and the host's hello as sent, given which of them is mine.
    fn hellos(&self, mine: Role) -> (&[u8], &[u8]) {
        match mine {
            Role::Caller => (&self.hand.mine_bytes, &self.hand.peer_bytes),
            Role::Host => (&self.hand.peer_bytes, &self.hand.mine_bytes),
        }
    }

    /// Where this node stands in the peer's log, and whether a stored cursor says so.
    fn own_cursor(&self, holdings: &dyn Holdings) -> Result<(Cursor, bool), Fault> {
        let end = self.hand.peer_end()?;
        let stored = holdings.cursor(&self.hand.peer()?.key, &end.log)?;
        Ok(match stored {
            Some(cursor) if cursor == end => (Cursor::End, true),
            Some(cursor) => (Cursor::At(cursor.n, cursor.chain), true),
            None if end.n == 0 => (Cursor::End, false),
            None if holdings.digests_after(None, 1)?.is_empty() => {
                (Cursor::At(0, format::Chain::START), false)
            }
            None => (Cursor::Compare, false),
        })
    }

    pub(super) fn prove(&mut self, prove: Prove, holdings: &dyn Holdings) -> Step {
        let key = self.hand.peer()?.key;
        let (caller, host) = self.hellos(self.setup.role);
        let signed = prove.signed_bytes(self.setup.role == Role::Caller, caller, host);
        if !key.verifies(&signed, &prove.signature) {
            return Err(CloseReason::Proof.into());
        }
        let mut acts = Vec::new();
        for bytes in &prove.acts {
            let act = Act::parse(bytes).map_err(|_| CloseReason::Proof)?;
            if act.council() != holdings.council() || act.statement().subject != Subject::Council {
                return Err(CloseReason::Proof.into());
            }
            if holdings.act(&act.id())?.is_none() {
                acts.push(act);
            }
        }
        self.hand.peer_cursor = Some(prove.cursor);
        (self.hand.peer_receipts, self.hand.peer_last_receipt) =
            (prove.receipts, prove.last_receipt);
        self.sender.resume = prove.partial;
        if holdings.is_blocked(&key)? {
            return Err(CloseReason::Blocked.into());
        }
        // Nothing of a stranger is kept: the acts must place the key, or be of somebody placed.
        self.admits(holdings.standing(&key, &acts)?, holdings)?;
        self.phase = Phase::Placing;
        if acts.is_empty() {
            return self.placed(holdings);
        }
        let items = acts.into_iter().map(Item::Act).collect();
        self.take(PROOF_TICKET, items, None)
    }

    /// Whether a peer of this standing gets a session; `Ok(true)` if a limited one.
    fn admits(&self, standing: Standing, holdings: &dyn Holdings) -> Result<bool, Fault> {
        Ok(match (standing, self.setup.expected) {
            // Whoever comes first brings what is lost, and may be whom it revoked.
            (Standing::Relay | Standing::Member, Expected::Anybody) => {
                holdings.lacks_council_acts()?
            }
            (Standing::Relay, _) => false,
            (_, Expected::Relay(_)) => return Err(CloseReason::WrongPeer.into()),
            (Standing::Member, _) => false,
            (Standing::Unknown, Expected::Unpinned) => false,
            (Standing::Waiting, Expected::Anybody) => true,
            (Standing::Revoked, _) => return Err(CloseReason::Revoked.into()),
            (_, Expected::Anybody) => return Err(CloseReason::UnknownKey.into()),
            _ => return Err(CloseReason::WrongPeer.into()),
        })
    }

    pub(super) fn proof_taken(&mut self, outcomes: &[Outcome], holdings: &dyn Holdings) -> Step {
        let kept = |outcome: &Outcome| matches!(outcome, Outcome::Taken | Outcome::Held);
        if self.phase != Phase::Placing || !outcomes.iter().all(kept) {
            return Err(CloseReason::Proof.into());
        }
        self.placed(holdings)
    }

    /// The peer is who it said and stands somewhere: the session can begin.
    fn placed(&mut self, holdings: &dyn Holdings) -> Step {
        let key = self.hand.peer()?.key;
        let limited = self.admits(holdings.standing(&key, &[])?, holdings)?;
        if self.setup.role == Role::Host {
            self.say_prove(holdings)?;
        }
        self.phase = Phase::Open;
        if limited {
            self.send(&Frame::Limited);
            self.limit(holdings)?;
        } else {
            self.out.push(Effect::Linked { peer: key });
            self.begin_sending(key, holdings)?;
            self.begin_reading(holdings)?;
            self.begin_blobs(holdings)?;
        }
        for frame in std::mem::take(&mut self.hand.early) {
            self.open_frame(frame, holdings)?;
        }
        Ok(())
    }

    /// Begins to stream, if the peer's cursor is good. Where it is not, its place among the receipts
    /// is not either.
    fn begin_sending(&mut self, peer: PublicKey, holdings: &dyn Holdings) -> Step {
        let (heard, to_hear) = (self.hand.my_receipts, self.hand.peer_last_receipt);
        self.receipts.begin(0, heard, to_hear);
        let (Some(cursor), Some(mine)) = (self.hand.peer_cursor, &self.hand.mine) else {
            return Err(CloseReason::Protocol.into());
        };
        let (mine_n, mine_chain) = (mine.n, mine.chain);
        self.offer_from_before(holdings)?;
        match cursor {
            Cursor::End => {
                self.sender.start(mine_n, mine_chain);
                self.receipts.begin(self.hand.peer_receipts, heard, to_hear);
                self.go_on_sending(holdings)?;
            }
            Cursor::Compare => {}
            Cursor::At(n, chain) => {
                let here = holdings.chain_at(n)?;
                if here == Some(chain) {
                    self.sender.start(n, chain);
                    self.receipts.begin(self.hand.peer_receipts, heard, to_hear);
                    return self.go_on_sending(holdings);
                }
                let end = holdings.log_end()?;
                let not_mine = here.is_some() || n > end.n;
                // Whoever answers for others (a relay) remembers a log that is not this one: this
                // store was copied or rolled back. A member's word is not enough to make a host
                // throw away every other reader's cursor: comparing with that member heals as well.
                let trusted = self.setup.role == Role::Caller
                    || holdings.standing(&peer, &[])? == Standing::Relay;
                if not_mine && trusted {
                    self.out.push(Effect::RenewLog);
                    return Err(CloseReason::LogRenewed.into());
                }
                self.send(&Frame::Compare);
            }
        }
        Ok(())
    }

    /// Begins to read: from where my cursor stands, or by comparing.
    fn begin_reading(&mut self, holdings: &dyn Holdings) -> Step {
        let end = self.hand.peer_end()?;
        let (cursor, stored) = self.hand.my_cursor.unwrap_or((Cursor::Compare, false));
        let peer = self.hand.peer()?.key;
        let own: BTreeSet<Subject> = holdings.gaps_named_by(&peer)?.into_iter().collect();
        let all = holdings.gaps()?;
        self.reader.has_gaps = !own.is_empty();
        for subject in all.iter().filter(|one| !own.contains(*one)).chain(&own) {
            self.reader.missing.insert(*subject);
            if self.may_ask_for(subject, holdings)? && self.is_to_come(subject) {
                self.reader.look_for(*subject, own.contains(subject));
            }
        }
        match cursor {
            Cursor::End => {
                self.reader.follow(end.n);
                // Both hold all that the other has logged, so both should hold the same.
                let caught_up = stored && self.hand.peer_cursor == Some(Cursor::End);
                let digests = self.hand.digests();
                let differ = digests.is_some_and(|(mine, theirs)| mine != theirs);
                // What was left out, as long as nobody asks for it, is no news.
                let left_out = self.reader.has_gaps
                    || self.metered && !all.is_empty()
                    || self.hand.peer()?.is_metered();
                if caught_up && differ && !left_out && self.setup.carry.compared != digests {
                    self.start_comparison(None);
                }
            }
            Cursor::At(n, _) => {
                self.reader.follow(n);
                self.ask_for_first_things(holdings)?;
            }
            Cursor::Compare => self.start_comparison(Some(end)),
        }
        Ok(())
    }

    /// From here on only roster acts pass, with no cursors: what is passed over now must not be
    /// passed over for good.
    pub(super) fn limit(&mut self, holdings: &dyn Holdings) -> Step {
        if self.limited {
            return Ok(());
        }
        self.limited = true;
        self.comparer = super::compare::Comparer::default();
        self.reader.forget_wishes();
        self.server.clear();
        self.blobs.limit();
        let end = holdings.log_end()?;
        self.sender.limit(end.n, end.chain);
        if self.hand.rosters_differ() {
            self.reader.want(Subject::Council);
        }
        Ok(())
    }

    /// Whether the peer may be told that something of this is missing here.
    pub(super) fn may_ask_for(
        &self,
        subject: &Subject,
        holdings: &dyn Holdings,
    ) -> Result<bool, Fault> {
        Ok(match subject {
            Subject::Council => true,
            Subject::Document(document) => {
                let peer = self.hand.peer()?.key;
                // Of what is not created here nothing is known but its name.
                !holdings.is_created(document)? || holdings.in_scope(&peer, document)?
            }
        })
    }

    /// Ends a session that carries documents with somebody who may not have them any more.
    pub(super) fn look_at_rights(&mut self, holdings: &dyn Holdings) -> Step {
        if self.setup.expected == Expected::Unpinned {
            return Ok(());
        }
        match holdings.standing(&self.hand.peer()?.key, &[])? {
            Standing::Revoked => Err(CloseReason::Revoked.into()),
            standing if standing.may_read() => Ok(()),
            _ => Err(CloseReason::StandingChanged.into()),
        }
    }

    /// In a limited session: whether the peer's membership was settled meanwhile.
    pub(super) fn look_at_standing(&mut self, holdings: &dyn Holdings) -> Step {
        let key = self.hand.peer()?.key;
        let waits = holdings.standing(&key, &[])? == Standing::Waiting;
        let i_wait = holdings.standing(&self.setup.key.public(), &[])? == Standing::Waiting;
        let said_by_me = self.setup.expected == Expected::Anybody;
        if said_by_me && !waits && !i_wait && !holdings.lacks_council_acts()? {
            return Err(CloseReason::StandingChanged.into());
        }
        Ok(())
    }
}

fn cut(digest: &[u8; 16]) -> [u8; 8] {
    let mut short = [0; 8];
    short.copy_from_slice(&digest[..8]);
    short
}
