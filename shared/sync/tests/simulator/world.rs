//! The network between the nodes, and everything that goes wrong with it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use format::chain::LoggedItem;
use format::{CouncilId, DeviceKey, DocumentId, LogId, Nonce, Receipt, Subject};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sync::frame::Frame;
use sync::memory::naming;
use sync::{
    CloseReason, Effect, Event, Expected, Holdings as _, Presence, Role, Session, Setup, Standing,
};

use crate::node::{Node, act, bytes};

/// One connection. Side 0 called, side 1 was called.
#[derive(Clone)]
pub struct Link {
    pub nodes: [usize; 2],
    pub sessions: [Session; 2],
    /// Frames on their way to each side.
    pub inbox: [VecDeque<Vec<u8>>; 2],
    /// Takes each side's writer has not committed yet.
    takes: [VecDeque<Effect>; 2],
    caught_up: [bool; 2],
}

#[derive(Clone)]
pub struct World {
    pub seed: u64,
    pub rng: ChaCha8Rng,
    pub council: CouncilId,
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    pub now_millis: u64,
    /// Why sessions ended, for whoever debugs a seed.
    pub closes: Vec<(String, CloseReason)>,
    /// Nodes that go on saying what they were told is wrong.
    pub liars: BTreeSet<usize>,
    /// Carry files on their way, each with whom it is for.
    pub files: Vec<(usize, Vec<u8>)>,
    invites: Vec<format::Act>,
    /// Prints every frame.
    pub trace: bool,
    /// How often things happened that the simulation is there to show.
    pub seen: BTreeMap<&'static str, u64>,
    /// How many receipts went over links that are cut.
    pub receipts_sent: u64,
    /// Whether the relays stand in a line.
    pub in_line: bool,
}

impl World {
    /// A council of random size.
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(!seed);
        let in_line = rng.random_bool(0.4);
        let relays = if in_line { 2..=4 } else { 1..=2 };
        let (relays, members) = (rng.random_range(relays), rng.random_range(4..=10));
        Self {
            in_line,
            ..Self::of(seed, relays, members)
        }
    }

    /// A council whose relays stand in a line, each linked to the one before it alone, and whose members
    /// call one relay each.
    pub fn in_line(seed: u64, relays: usize, members: usize) -> Self {
        Self {
            in_line: true,
            ..Self::of(seed, relays, members)
        }
    }

    /// Whether `caller` ever calls `host`. Everybody calls every relay and a relay those before it, unless
    /// they stand in a line.
    pub fn calls(&self, caller: usize, host: usize) -> bool {
        let relays = self.relays();
        host < relays
            && match (caller < relays, self.in_line) {
                (true, true) => caller == host + 1,
                (true, false) => caller > host,
                (false, true) => (caller - relays) % relays == host,
                (false, false) => true,
            }
    }

    /// A founder, relays, and members that joined. Relays come first, then the founder.
    pub fn of(seed: u64, relays: usize, members: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let founder = DeviceKey::from_secret(&bytes(&mut rng));
        let found = act(
            &founder,
            None,
            "found",
            Subject::Council,
            vec![],
            vec![0xa0],
        );
        let council = found.council();
        let mut node = Node::new("founder".into(), founder, council, &mut rng);
        node.store.write_act(found);
        let mut world = Self {
            seed,
            rng,
            council,
            nodes: vec![],
            links: vec![],
            now_millis: 0,
            closes: vec![],
            liars: BTreeSet::new(),
            files: vec![],
            invites: vec![],
            trace: false,
            seen: BTreeMap::new(),
            receipts_sent: 0,
            in_line: false,
        };
        for number in 0..relays {
            let key = DeviceKey::from_secret(&bytes(&mut world.rng));
            let body = naming(&key.public());
            let subject = Subject::Council;
            node.store.write_act(act(
                &node.key,
                Some(council),
                "relay",
                subject,
                vec![],
                body,
            ));
            let mut relay = Node::new(format!("relay{number}"), key, council, &mut world.rng);
            relay.relay = true;
            world.nodes.push(relay);
        }
        world.nodes.push(node);
        while world.nodes.len() < relays + members {
            world.join(false);
        }
        world
    }

    fn founder(&self) -> usize {
        self.nodes.iter().position(|node| !node.relay).unwrap()
    }

    pub fn relays(&self) -> usize {
        self.founder()
    }

    /// Somebody joins with a new invitation, or one that was used before.
    pub fn join(&mut self, used: bool) {
        let council = Some(self.council);
        let founder = self.founder();
        let subject = Subject::Council;
        let invite = match self.invites.last() {
            Some(invite) if used => invite.clone(),
            _ => {
                let body = naming(&DeviceKey::from_secret(&bytes(&mut self.rng)).public());
                let founder = &mut self.nodes[founder];
                let invite = act(&founder.key, council, "invite", subject, vec![], body);
                founder.store.write_act(invite.clone());
                self.invites.push(invite.clone());
                self.grew(self.founder());
                invite
            }
        };
        let key = DeviceKey::from_secret(&bytes(&mut self.rng));
        let name = format!("member{}", self.nodes.len());
        let mut node = Node::new(name, key, self.council, &mut self.rng);
        // The invitation carries the founding, relay and invite acts.
        let founder = &self.nodes[founder];
        for id in founder.store.roster_acts().unwrap() {
            let act = founder.store.act(&id).unwrap().unwrap();
            if ["found", "relay"].contains(&act.statement().kind.as_str()) {
                node.store.write_act(act);
            }
        }
        node.store.write_act(invite.clone());
        let cites = vec![invite.id()];
        let join = act(&node.key, council, "join", subject, cites, vec![0xa0]);
        node.store.write_act(join);
        self.nodes.push(node);
    }

    /// The founder settles every invitation that was used twice.
    pub fn confirm(&mut self) {
        let founder = self.founder();
        let store = &self.nodes[founder].store;
        let mut settled = BTreeSet::new();
        let mut confirms = Vec::new();
        let acts: Vec<_> = store
            .roster_acts()
            .unwrap()
            .iter()
            .map(|id| store.act(id).unwrap().unwrap())
            .collect();
        for act in acts.iter().filter(|act| act.statement().kind == "join") {
            let standing = store.standing(&act.statement().author, &[]).unwrap();
            let invite = act.statement().cites[0];
            if standing == Standing::Waiting && settled.insert(invite) {
                confirms.push(act.id());
            }
        }
        for join in confirms {
            let node = &mut self.nodes[founder];
            let council = Some(self.council);
            let subject = Subject::Council;
            let confirm = act(
                &node.key,
                council,
                "confirm",
                subject,
                vec![join],
                vec![0xa0],
            );
            node.store.write_act(confirm);
        }
        self.grew(founder);
    }

    pub fn connect(&mut self, caller: usize, host: usize) {
        let between_relays = self.nodes[caller].relay;
        let setup = |world: &mut Self, role, node: usize, other: usize| {
            let expected = match role {
                Role::Caller if between_relays => Expected::Relay(
                    (world.rng.random_bool(0.5)).then(|| world.nodes[other].key.public()),
                ),
                Role::Caller if world.rng.random_bool(0.5) => {
                    Expected::Key(world.nodes[other].key.public())
                }
                Role::Caller => Expected::Placed,
                Role::Host => Expected::Anybody,
            };
            Setup {
                role,
                expected,
                key: world.nodes[node].key.clone(),
                nonce: Nonce::from_bytes(bytes(&mut world.rng)),
                signs_receipts: world.nodes[node].relay,
                now_millis: world.now_millis,
                carry: world.nodes[node]
                    .carry
                    .get(&other)
                    .cloned()
                    .unwrap_or_default(),
            }
        };
        let calling = setup(self, Role::Caller, caller, host);
        let called = setup(self, Role::Host, host, caller);
        let session = |setup, node: usize| {
            let session = Session::new(setup);
            let session = session.with_interrupted(self.nodes[node].interrupted.clone());
            let session = match self.nodes[node].metered {
                true => session.metered(),
                false => session,
            };
            let session = match self.nodes[node].wants_presence {
                true => session.with_presence(),
                false => session,
            };
            match self.nodes[node].blob_limit {
                Some(limit) => session.with_blobs(limit),
                None => session,
            }
        };
        let sessions = [session(calling, caller), session(called, host)];
        self.links.push(Link {
            nodes: [caller, host],
            sessions,
            inbox: [VecDeque::new(), VecDeque::new()],
            takes: [VecDeque::new(), VecDeque::new()],
            caught_up: [false; 2],
        });
        let link = self.links.len() - 1;
        self.feed(link, 1, Event::Opened);
        self.feed(link, 0, Event::Opened);
    }

    /// Gives an event to one side and performs what it asks.
    pub fn feed(&mut self, link: usize, side: usize, event: Event) {
        let node = self.links[link].nodes[side];
        let now_millis = self.now_millis;
        self.links[link].sessions[side].at(now_millis);
        let effects = self.links[link].sessions[side]
            .handle(event, &self.nodes[node].store)
            .unwrap();
        for effect in effects {
            self.perform(link, side, effect);
        }
    }

    fn perform(&mut self, link: usize, side: usize, effect: Effect) {
        let node = self.links[link].nodes[side];
        let seen = match &effect {
            Effect::Send(frame) => match Frame::decode(frame).unwrap() {
                Frame::Fetch(_) => Some("fetches"),
                Frame::Digest(_) => Some("pages compared"),
                Frame::Compare => Some("cursors found worthless"),
                Frame::Limited => Some("limited sessions"),
                Frame::Presence(_) => Some("words of who is where"),
                Frame::News(_) => Some("blobs said to be here"),
                Frame::NotHere(_) => Some("blobs said not to be here"),
                Frame::FetchBlob(fetch) if fetch.offset == 0 => Some("blobs asked for"),
                Frame::FetchBlob(fetch) if fetch.offset < fetch.blob.bytes => {
                    Some("blobs gone on with")
                }
                Frame::Have(have) if have.gaps.as_ref().is_some_and(|gaps| !gaps.is_empty()) => {
                    Some("confirmations with gaps")
                }
                _ => None,
            },
            Effect::RenewLog => Some("logs renewed"),
            Effect::SignReceipts { .. } => Some("receipts asked for"),
            _ => None,
        };
        if let Some(seen) = seen {
            *self.seen.entry(seen).or_default() += 1;
        }
        match effect {
            Effect::Send(frame) => {
                assert!(frame.len() <= sync::frame::MAX_FRAME_BYTES);
                if self.trace {
                    let names = self.links[link].nodes.map(|node| &self.nodes[node].name);
                    let decoded = format!("{:?}", Frame::decode(&frame).unwrap());
                    println!("{names:?} {side}: {} {decoded:.300}", frame.len());
                }
                self.links[link].inbox[1 - side].push_back(frame);
            }
            Effect::Take { .. } => self.links[link].takes[side].push_back(effect),
            Effect::RenewLog => {
                let log = LogId::from_bytes(bytes(&mut self.rng));
                self.nodes[node].store.renew_log(log);
            }
            Effect::RecordAck { peer, position, .. } => {
                self.nodes[node].store.record(&effect);
                let gaps = self.nodes[node].store.acknowledged_gaps.get(&peer);
                let gaps = gaps.cloned().unwrap_or_default();
                self.check_acknowledged(link, side, position.n, &gaps);
            }
            Effect::RecordRejects { .. }
            | Effect::RecordAccepted { .. }
            | Effect::RecordUnfound { .. }
            | Effect::RecordBlobs { .. } => {
                self.nodes[node].store.record(&effect);
            }
            Effect::VerifyBlob(_) if self.liars.contains(&node) => {}
            Effect::VerifyBlob(_) => {
                self.nodes[node].store.record(&effect);
                self.grew(node);
            }
            Effect::SignReceipts { documents } => {
                let receipts = self.sign_receipts(node, documents);
                self.feed(link, side, Event::Receipts(receipts));
                self.grew(node);
            }
            Effect::Presence(told) => self.nodes[node].told.extend(told),
            Effect::Linked { .. } => {}
            Effect::CaughtUp => self.links[link].caught_up[side] = true,
            Effect::Close { reason, .. } => {
                let name = self.nodes[node].name.clone();
                self.closes.push((name, reason));
            }
        }
    }

    fn sign_receipts(&mut self, node: usize, documents: Vec<DocumentId>) -> Vec<Receipt> {
        let Node {
            key,
            store,
            clock_millis,
            ..
        } = &mut self.nodes[node];
        let passed = i64::try_from(self.now_millis).unwrap();
        let now = clock_millis.saturating_add(passed);
        let receipts: Vec<_> = documents
            .into_iter()
            .map(|document| {
                let last = store.receipt(&key.public(), &document).unwrap();
                let next = last.map_or(1, |last| last.counter + 1);
                let counter = next.max(u64::try_from(now).unwrap_or(0));
                let heads = store.heads(&document);
                Receipt::sign(key, self.council, document, heads, now, counter)
            })
            .collect();
        store.keep_receipts(receipts.clone());
        receipts
    }

    /// "Durable before told": what the peer said it holds, it holds.
    fn check_acknowledged(&self, link: usize, side: usize, n: u64, gaps: &[DocumentId]) {
        let [mine, theirs] = [side, 1 - side].map(|side| &self.nodes[self.links[link].nodes[side]]);
        if mine.tampered || theirs.tampered {
            return;
        }
        let rows = mine.store.rows_after(0, usize::MAX).unwrap();
        // Where each document was created in this log: acts about it may have come before.
        let created: BTreeMap<DocumentId, u64> = rows
            .iter()
            .filter_map(|row| {
                let LoggedItem::Act(id) = row.item else {
                    return None;
                };
                let act = mine.store.act(&id).unwrap().unwrap();
                match (act.statement().kind.as_str(), act.statement().subject) {
                    ("create", Subject::Document(document)) => Some((document, row.n)),
                    _ => None,
                }
            })
            .collect();
        let rows = rows.into_iter().take_while(|row| row.n <= n);
        let refused = mine.store.refused(&theirs.key.public());
        for row in rows {
            let document = match row.item {
                LoggedItem::Change(document, _) => Some(document),
                LoggedItem::Act(id) => {
                    match mine.store.act(&id).unwrap().unwrap().statement().subject {
                        Subject::Document(document) => Some(document),
                        Subject::Council => None,
                    }
                }
            };
            // Its rows go by whoever may not hold it, and by everybody before it is known whom it is for; what
            // comes into scope later is fetched.
            let goes_by = |document| {
                mine.store.is_restricted(&document)
                    || created.get(&document).is_none_or(|at| *at > row.n)
            };
            if document.is_some_and(goes_by) {
                continue;
            }
            // And so do those of what started over, as far as the reader knows.
            let restarted = |document| {
                mine.store.has_restarted(document) || theirs.store.has_restarted(document)
            };
            if let LoggedItem::Change(document, _) = &row.item
                && restarted(document)
            {
                continue;
            }
            let held = match row.item {
                LoggedItem::Act(id) => theirs.store.act(&id).unwrap().is_some(),
                LoggedItem::Change(document, hash) => {
                    gaps.contains(&document)
                        || theirs.store.known(&document, &hash).unwrap().is_some()
                }
            };
            let refused = || {
                refused
                    .iter()
                    .any(|reject| reject.items.contains(&row.item))
            };
            assert!(
                held || refused(),
                "seed {}: {} told {} that it holds row {} of {n}, but it does not",
                self.seed,
                theirs.name,
                mine.name,
                row.n
            );
        }
    }

    /// Tells all sessions of a node that its log grew.
    pub fn grew(&mut self, node: usize) {
        for link in 0..self.links.len() {
            for side in 0..2 {
                if self.links[link].nodes[side] == node {
                    self.feed(link, side, Event::Grew);
                }
            }
        }
    }

    /// Tells all sessions of a node where a device is.
    pub fn say_presence(&mut self, node: usize, presence: Presence) {
        for link in 0..self.links.len() {
            for side in 0..2 {
                if self.links[link].nodes[side] == node {
                    self.feed(link, side, Event::Presence(vec![presence.clone()]));
                }
            }
        }
    }

    /// Delivers one frame to one side, or commits its oldest take. Whether there was anything.
    pub fn advance(&mut self, link: usize, side: usize, commit: bool) -> bool {
        if commit {
            let Some(take) = self.links[link].takes[side].pop_front() else {
                return false;
            };
            self.commit(link, side, take);
            return true;
        }
        let Some(frame) = self.links[link].inbox[side].pop_front() else {
            return false;
        };
        self.feed(link, side, Event::Frame(frame));
        true
    }

    fn commit(&mut self, link: usize, side: usize, take: Effect) {
        let Effect::Take {
            ticket,
            items,
            origin,
            cursor,
            peer,
        } = take
        else {
            return;
        };
        let node = self.links[link].nodes[side];
        let outcomes = self.nodes[node].store.take(items, origin, cursor, peer);
        let event = match outcomes.unwrap() {
            Some(outcomes) => Event::Taken { ticket, outcomes },
            None => Event::TakeFailed { ticket },
        };
        self.feed(link, side, event);
        self.grew(node);
    }

    /// Whether both sides of a link said that they have everything.
    pub fn is_caught_up(&self, link: usize) -> bool {
        self.links[link].caught_up == [true; 2]
    }

    /// Runs a link until it moves no more; the caller leaves as soon as it has everything, as a program
    /// does that is to synchronise once.
    pub fn leave_when_caught_up(&mut self, link: usize) {
        let mut is_leaving = false;
        // What the host hears comes last: it may have much to say still when the caller has everything.
        while [(0, false), (0, true), (1, true), (1, false)]
            .into_iter()
            .any(|(side, commit)| {
                let has_moved = self.advance(link, side, commit);
                if has_moved && !is_leaving && self.links[link].caught_up[0] {
                    is_leaving = true;
                    self.feed(link, 0, Event::Finish);
                }
                has_moved
            })
        {}
        self.sweep();
    }

    /// Removes connections that are over.
    pub fn sweep(&mut self) {
        let mut over = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            let ended = |side: usize| link.sessions[side].is_closed();
            let done = (0..2).any(|side| ended(side) && link.inbox[1 - side].is_empty());
            let settled = link.takes.iter().all(VecDeque::is_empty);
            if done && settled {
                over.push(index);
            }
        }
        for index in over.into_iter().rev() {
            self.cut(index);
        }
    }

    /// The connection is gone, and with it what was under way.
    pub fn cut(&mut self, link: usize) {
        let link = self.links.swap_remove(link);
        for side in 0..2 {
            self.receipts_sent += link.sessions[side].statistics().sent.receipts;
            let other = link.nodes[1 - side];
            let mut carry = link.sessions[side].carry();
            let node = &mut self.nodes[link.nodes[side]];
            // Who calls next, a host does not know.
            if side == 1
                && let Some(peer) = link.sessions[side].peer()
            {
                let council = node.store.council();
                node.interrupted.keep(council, peer, carry.partial.take());
            }
            node.carry.insert(other, carry);
        }
    }

    /// Cuts every connection of a node: its program died. What was not committed is gone.
    pub fn crash(&mut self, node: usize) {
        while let Some(link) = self
            .links
            .iter()
            .position(|link| link.nodes.contains(&node))
        {
            self.cut(link);
        }
        self.nodes[node].restart();
    }

    /// Runs until nothing moves, then closes everything in good order.
    pub fn run_until_quiet(&mut self) {
        for round in 0.. {
            assert!(round < 100_000, "seed {}: it never gets quiet", self.seed);
            let mut moved = false;
            for link in 0..self.links.len() {
                for side in 0..2 {
                    for commit in [false, true] {
                        while self.advance(link, side, commit) {
                            moved = true;
                        }
                    }
                }
            }
            self.sweep();
            if !moved {
                break;
            }
        }
    }

    /// One round in which everybody can reach everybody it calls. Returns the bytes of the largest
    /// session.
    pub fn round(&mut self) -> u64 {
        let relays = self.relays();
        for caller in 0..self.nodes.len() {
            for host in 0..relays {
                if self.calls(caller, host) {
                    self.connect(caller, host);
                }
            }
        }
        self.run_until_quiet();
        let mut largest = 0;
        for link in &self.links {
            let statistics = link.sessions[0].statistics();
            largest = largest.max(statistics.bytes_sent + statistics.bytes_received);
            let names = link.nodes.map(|node| self.nodes[node].name.clone());
            assert_eq!(
                link.caught_up, [true; 2],
                "seed {}: {names:?} are linked and quiet, but not caught up",
                self.seed
            );
        }
        for link in 0..self.links.len() {
            self.feed(link, 0, Event::Finish);
        }
        self.run_until_quiet();
        assert!(self.links.is_empty(), "seed {}: a goodbye hangs", self.seed);
        largest
    }

    /// Whether two machines have one key and one log, because one was cloned and neither wrote since.
    pub fn has_clones(&self) -> bool {
        let logs = self
            .nodes
            .iter()
            .map(|node| node.store.log_end().unwrap().log);
        let mut seen = BTreeSet::new();
        !logs.into_iter().all(|log| seen.insert(log))
    }

    /// Whether this is the founder's machine or a copy of it.
    pub fn is_head_office(&self, node: usize) -> bool {
        self.nodes[node].key.public() == self.nodes[self.founder()].key.public()
    }

    /// Nodes whose work must reach everybody: all but those whose join was never confirmed, and revoked ones.
    pub fn counting(&self) -> Vec<usize> {
        let founder = &self.nodes[self.founder()].store;
        (0..self.nodes.len())
            .filter(|node| {
                let key = self.nodes[*node].key.public();
                founder.standing(&key, &[]).unwrap().may_read()
            })
            .collect()
    }
}
