//! The network between the nodes, and everything that goes wrong with it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use council::act::{Body, Confirm, Found, Invite, Join, Relay, RelayEntry, Speaker};
use council::roster::Membership;
use format::{DeviceKey, DocumentId, Nonce, PublicKey, Receipt};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use store::StoreError;
use store::intake::From;
use sync::{CloseReason, Effect, Event, Expected, Holdings as _, Role, Session, Setup};
use tempfile::TempDir;

use super::node::{Node, Saved, bytes};

/// How many nodes are relays: the first ones. The second reads the first, members call both.
pub const RELAYS: usize = 2;
/// The most nodes a council grows to.
pub const MOST_NODES: usize = 12;
/// The node that founded the council.
const FOUNDER: usize = RELAYS;

/// One connection. Side 0 called, side 1 was called.
pub struct Link {
    nodes: [usize; 2],
    sessions: [Session; 2],
    /// Frames on their way to each side.
    inbox: [VecDeque<Vec<u8>>; 2],
    /// Takes that wait for each side's disk.
    takes: [VecDeque<Effect>; 2],
    caught_up: [bool; 2],
}

/// A council with its network.
pub struct World {
    pub seed: u64,
    pub random: ChaCha8Rng,
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    folders: TempDir,
    now_millis: u64,
    /// What was reported as saved, and by which key.
    saved: Vec<(PublicKey, Saved)>,
    tokens: u64,
    /// The one-time keys of the invitations given, by invite act's place in this list.
    invitations: Vec<(format::ActId, DeviceKey)>,
    copies: usize,
    /// How often a branch was chosen, a document started over, and one was removed.
    pub chosen: usize,
    pub restarted: usize,
    pub forgotten: usize,
}

impl World {
    /// A council of two relays and three to six members, all linked to nobody yet.
    pub fn new(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut key = || DeviceKey::from_secret(&bytes(&mut random));
        let founder = key();
        let relay_keys = [key(), key()];
        let found = Speaker {
            key: &founder,
            council: None,
            roster: vec![],
            time_millis: 0,
        }
        .say(&Body::Found(Found {
            name: "Dewan".to_owned(),
            person: "Ketua".to_owned(),
            office: "Pusat".to_owned(),
            nonce: Nonce::from_bytes(bytes(&mut random)),
            recovery: None,
        }))
        .unwrap();
        let relays = relay_keys.iter().enumerate().map(|(n, key)| RelayEntry {
            address: format!("ws://relay-{n}"),
            key: Some(key.public()),
            serves: None,
        });
        let relay = Speaker {
            key: &founder,
            council: Some(found.council()),
            roster: vec![found.id()],
            time_millis: 0,
        }
        .say(&Body::Relay(Relay {
            relays: relays.collect(),
            head_office: "Pusat".to_owned(),
        }))
        .unwrap();
        let folders = tempfile::Builder::new()
            .prefix("dewan-council-")
            .tempdir()
            .unwrap();
        let mut world = Self {
            seed,
            random,
            nodes: Vec::new(),
            links: Vec::new(),
            folders,
            now_millis: 0,
            saved: Vec::new(),
            tokens: 0,
            invitations: Vec::new(),
            copies: 0,
            chosen: 0,
            restarted: 0,
            forgotten: 0,
        };
        let acts = vec![found, relay];
        for (n, key) in relay_keys.into_iter().enumerate() {
            world.add(format!("relay {n}"), key, acts.clone());
        }
        world.add("founder".to_owned(), founder, acts);
        for _ in 0..world.random.random_range(2..=5) {
            world.join(false);
        }
        world
    }

    fn add(&mut self, name: String, key: DeviceKey, acts: Vec<format::Act>) {
        let folder = self
            .folders
            .path()
            .join(format!("node-{}", self.nodes.len()));
        self.nodes.push(Node::new(name, folder, key, acts));
    }

    /// Somebody joins by a fresh invitation, or by one that was used.
    pub fn join(&mut self, used: bool) {
        let mut acts = self.nodes[FOUNDER].roster_acts();
        // The founding act first: the others rest on it.
        acts.sort_by_key(|act| act.statement().council.is_some());
        if !used || self.invitations.is_empty() {
            let one_time = DeviceKey::from_secret(&bytes(&mut self.random));
            let invite = self.nodes[FOUNDER].say(&Body::Invite(Invite {
                one_time_key: one_time.public(),
                office: format!("Cabang {}", self.invitations.len()),
                expires_millis: None,
                replaces: None,
            }));
            self.invitations.push((invite.id(), one_time));
            acts.push(invite);
            self.grew(FOUNDER);
        }
        let which = if used {
            self.random.random_range(0..self.invitations.len())
        } else {
            self.invitations.len() - 1
        };
        let (invite, one_time) = self.invitations[which].clone();
        if !acts.iter().any(|act| act.id() == invite) {
            return; // The founder was rolled back to before it gave this invitation.
        }
        // An invitation carries what is needed, not what others said meanwhile.
        acts.retain(|act| {
            ["found", "relay"].contains(&act.statement().kind.as_str()) || act.id() == invite
        });
        let key = DeviceKey::from_secret(&bytes(&mut self.random));
        let council = acts[0].council();
        let proof = one_time.sign(&Join::proof_bytes(&council, &invite, &key.public()));
        let name = format!("member {}", self.nodes.len());
        self.add(name.clone(), key, acts);
        let node = self.nodes.last().unwrap();
        node.say(&Body::Join(Join {
            invite,
            person: name,
            proof,
        }));
    }

    /// The founder settles every invitation that was used twice.
    pub fn confirm(&mut self) {
        let node = &self.nodes[FOUNDER];
        let roster = node.roster();
        let waits = |act| {
            let member = roster.members.values().find(|member| member.act == act);
            member.is_some_and(|member| member.membership == Membership::Waits)
        };
        for invitation in roster.invitations.values() {
            let join = invitation.joins.iter().copied().find(|join| waits(*join));
            if let (None, Some(join)) = (invitation.confirmed, join) {
                node.say(&Body::Confirm(Confirm { join }));
            }
        }
        self.grew(FOUNDER);
    }

    /// Somebody writes, in a new document or one that is there.
    pub fn write(&mut self, node: usize) {
        if node < RELAYS {
            return;
        }
        let documents = self.nodes[node].documents();
        let random = &mut self.random;
        let writer = &mut self.nodes[node];
        let (document, kind) = if documents.is_empty() || random.random_bool(0.1) {
            writer.create(random)
        } else {
            documents[random.random_range(0..documents.len())]
        };
        let tokens = &mut self.tokens;
        let mut token = || {
            *tokens += 1;
            format!("t{tokens}n{node}.")
        };
        let saved = writer.edit(&document, kind, &mut token, random);
        let key = writer.key.public();
        self.saved
            .extend(saved.into_iter().map(|saved| (key, saved)));
        self.grew(node);
    }

    /// The chair chooses a branch of a fork.
    pub fn choose_branch(&mut self) {
        let chose = self.nodes[FOUNDER].choose_branch(&mut self.random);
        self.chosen += usize::from(chose);
        self.grew(FOUNDER);
    }

    /// The chair lets a document start over.
    pub fn restart(&mut self) {
        let restarted = self.nodes[FOUNDER].restart(&mut self.random);
        self.restarted += usize::from(restarted);
        self.grew(FOUNDER);
    }

    /// Somebody removes what is left of a document that started over.
    pub fn forget(&mut self, node: usize) {
        let forgot = self.nodes[node].forget(&mut self.random);
        self.forgotten += usize::from(forgot);
    }

    /// How many changes were reported as saved.
    pub fn saved(&self) -> usize {
        self.saved.len()
    }

    /// The program of a node dies and starts again. What was not committed is gone.
    pub fn crash(&mut self, node: usize) {
        self.cut_all(node);
        self.nodes[node].end();
        self.nodes[node].start();
    }

    pub fn back_up(&mut self, node: usize) {
        let folder = self.folders.path().join(format!("backup-{node}"));
        self.nodes[node].back_up(folder);
    }

    /// A backup is put back, or a machine set back to a snapshot with its program running on.
    pub fn roll_back(&mut self, node: usize) {
        if self.nodes[node].backup.is_none() {
            return;
        }
        self.cut_all(node);
        let (in_place, resumes) = (self.random.random_bool(0.7), self.random.random_bool(0.5));
        self.nodes[node].roll_back(in_place, resumes);
    }

    /// A member's folder is copied to a second machine, and both go on.
    pub fn copy(&mut self, node: usize) {
        if node < RELAYS {
            return;
        }
        self.copies += 1;
        let folder = self.folders.path().join(format!("copy-{}", self.copies));
        let original = &mut self.nodes[node];
        original.copy_to(&folder);
        original.tampered = true;
        let name = format!("{}'", original.name);
        let mut copy = Node::in_folder(name, folder, original.key.clone(), original.council);
        copy.tampered = true;
        copy.start();
        self.nodes.push(copy);
    }

    fn cut_all(&mut self, node: usize) {
        while let Some(link) = self
            .links
            .iter()
            .position(|link| link.nodes.contains(&node))
        {
            self.cut(link);
        }
    }

    pub fn connect(&mut self, caller: usize, host: usize) {
        let mut session = |role, node: usize, other: usize| {
            let expected = match role {
                Role::Host => Expected::Anybody,
                Role::Caller if self.random.random_bool(0.5) => {
                    Expected::Key(self.nodes[other].key.public())
                }
                Role::Caller => Expected::Placed,
            };
            let carry = self.nodes[node].carry.get(&other).cloned();
            Session::new(Setup {
                role,
                expected,
                key: self.nodes[node].key.clone(),
                nonce: Nonce::from_bytes(bytes(&mut self.random)),
                signs_receipts: node < RELAYS,
                now_millis: self.now_millis,
                carry: carry.unwrap_or_default(),
            })
        };
        let sessions = [
            session(Role::Caller, caller, host),
            session(Role::Host, host, caller),
        ];
        self.links.push(Link {
            nodes: [caller, host],
            sessions,
            inbox: Default::default(),
            takes: Default::default(),
            caught_up: [false; 2],
        });
        let link = self.links.len() - 1;
        self.feed(link, 1, Event::Opened);
        self.feed(link, 0, Event::Opened);
    }

    /// Gives an event to one side and performs what it asks.
    pub fn feed(&mut self, link: usize, side: usize, event: Event) {
        let node = self.links[link].nodes[side];
        let reader = self.nodes[node].reader();
        let effects = self.links[link].sessions[side]
            .handle(event, &reader)
            .unwrap();
        drop(reader);
        for effect in effects {
            self.perform(link, side, effect);
        }
    }

    /// Gives an event to every side of every link.
    pub fn feed_everybody(&mut self, event: &Event) {
        for link in 0..self.links.len() {
            for side in 0..2 {
                self.feed(link, side, event.clone());
            }
        }
    }

    /// Time passes for everybody.
    pub fn pass(&mut self, millis: u64) {
        self.now_millis += millis;
        let now_millis = self.now_millis;
        self.feed_everybody(&Event::Tick { now_millis });
    }

    fn perform(&mut self, link: usize, side: usize, effect: Effect) {
        let node = self.links[link].nodes[side];
        let council = self.nodes[node].council;
        let store = self.nodes[node].store().clone();
        match effect {
            Effect::Send(frame) => self.links[link].inbox[1 - side].push_back(frame),
            Effect::Take { .. } => self.links[link].takes[side].push_back(effect),
            Effect::RenewLog => {
                let renewed = store.write(move |write| write.renew_log(council, "told by a peer"));
                renewed.unwrap();
            }
            Effect::RecordAck {
                peer,
                position,
                gaps,
            } => {
                let kept = store.write(move |write| {
                    write.record_ack(council, &peer, &position, gaps.as_deref())
                });
                kept.unwrap();
            }
            Effect::RecordRejects { peer, rejects } => {
                let kept = store.write(move |write| write.record_rejects(council, &peer, &rejects));
                kept.unwrap();
            }
            Effect::RecordAccepted { peer, items } => {
                let kept = store.write(move |write| write.record_accepted(council, &peer, &items));
                kept.unwrap();
            }
            Effect::RecordUnfound { peer, subject } => {
                let kept = store.write(move |write| write.record_unfound(council, &peer, &subject));
                kept.unwrap();
            }
            Effect::RecordBlobs {
                peer,
                held,
                lacking,
            } => {
                let kept =
                    store.write(move |write| write.record_blobs(council, &peer, &held, &lacking));
                kept.unwrap();
            }
            Effect::VerifyBlob(blob) => {
                let verified = store.write(move |write| write.verify_blob(council, &blob));
                verified.unwrap();
            }
            Effect::SignReceipts { documents } => {
                let receipts: Vec<_> = documents
                    .into_iter()
                    .map(|document| self.receipt(node, document))
                    .collect();
                let kept = receipts.clone();
                let kept = store.write(move |write| write.append_receipts(council, &kept));
                kept.unwrap();
                self.feed(link, side, Event::Receipts(receipts));
            }
            Effect::Linked { .. } | Effect::Presence(_) => {}
            Effect::CaughtUp => self.links[link].caught_up[side] = true,
            Effect::Close { reason, .. } => assert!(
                !matches!(reason, CloseReason::Protocol | CloseReason::TooLarge),
                "seed {}: {} closed with {reason:?}",
                self.seed,
                self.nodes[node].name
            ),
        }
    }

    fn receipt(&self, node: usize, document: DocumentId) -> Receipt {
        let node = &self.nodes[node];
        let heads = node.reader().held_heads(&document).unwrap();
        let now_millis = i64::try_from(self.now_millis).unwrap();
        let counter = self.now_millis;
        Receipt::sign(
            &node.key,
            node.council,
            document,
            heads,
            now_millis,
            counter,
        )
    }

    /// Tells all sessions of a node that its log grew.
    fn grew(&mut self, node: usize) {
        for link in 0..self.links.len() {
            for side in 0..2 {
                if self.links[link].nodes[side] == node {
                    self.feed(link, side, Event::Grew);
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
            origin: log,
            cursor,
            peer,
        } = take
        else {
            unreachable!("only takes wait for the disk");
        };
        let node = self.links[link].nodes[side];
        let council = self.nodes[node].council;
        let taken = self.nodes[node]
            .store()
            .write(move |write| write.take(council, From { peer, log }, &items, cursor));
        let event = match taken {
            Ok(outcomes) => Event::Taken { ticket, outcomes },
            Err(StoreError::TooManyGaps) => Event::TakeFailed { ticket },
            Err(error) => panic!("seed {}: {}: {error}", self.seed, self.nodes[node].name),
        };
        self.feed(link, side, event);
        self.grew(node);
    }

    /// Removes connections that are over.
    pub fn sweep(&mut self) {
        let is_over = |link: &Link| {
            let done = (0..2)
                .any(|side| link.sessions[side].is_closed() && link.inbox[1 - side].is_empty());
            done && link.takes.iter().all(VecDeque::is_empty)
        };
        while let Some(link) = self.links.iter().position(is_over) {
            self.cut(link);
        }
    }

    /// The connection is gone, and with it what was under way.
    pub fn cut(&mut self, link: usize) {
        let link = self.links.swap_remove(link);
        for side in 0..2 {
            let carry = link.sessions[side].carry();
            let node = &mut self.nodes[link.nodes[side]];
            node.carry.insert(link.nodes[1 - side], carry);
        }
    }

    fn run_until_quiet(&mut self) {
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
                return;
            }
        }
    }

    /// One round in which everybody reaches everybody it calls. Returns the bytes of the largest
    /// session.
    pub fn round(&mut self) -> u64 {
        for caller in 1..self.nodes.len() {
            for host in 0..RELAYS.min(caller) {
                self.connect(caller, host);
            }
        }
        self.run_until_quiet();
        let mut largest = 0;
        for link in &self.links {
            let statistics = link.sessions[0].statistics();
            largest = largest.max(statistics.bytes_sent + statistics.bytes_received);
            let names = link.nodes.map(|node| self.nodes[node].name.clone());
            let seed = self.seed;
            assert_eq!(
                link.caught_up, [true; 2],
                "seed {seed}: {names:?} are linked and quiet, but not caught up"
            );
        }
        for link in 0..self.links.len() {
            self.feed(link, 0, Event::Finish);
        }
        self.run_until_quiet();
        assert!(self.links.is_empty(), "seed {}: a goodbye hangs", self.seed);
        largest
    }

    /// Nodes whose work must reach everybody: all but those whose join was never confirmed.
    fn counting(&self) -> Vec<&Node> {
        let founder = self.nodes[FOUNDER].reader();
        let counts = |node: &&Node| {
            let standing = founder.standing(&node.key.public(), &[]).unwrap();
            standing.may_read()
        };
        self.nodes.iter().filter(counts).collect()
    }

    /// Equal sets, equal digests, equal views, clean checks, no gap left, nothing saved is gone.
    pub fn check(&self) {
        let seed = self.seed;
        let counting = self.counting();
        let first = counting[0];
        let reference = first.reader();
        let documents = first.documents();
        for node in &counting {
            let name = &node.name;
            let reader = node.reader();
            let report = reader.check(false).unwrap();
            assert_eq!(report.findings, [], "seed {seed}: the store of {name}");
            assert_eq!(reader.gaps().unwrap(), [], "seed {seed}: gaps of {name}");
            assert_eq!(
                reader.roster_acts().unwrap(),
                reference.roster_acts().unwrap(),
                "seed {seed}: roster acts of {name}"
            );
            for (document, _) in &documents {
                assert_eq!(
                    reader.frontier(document).unwrap(),
                    reference.frontier(document).unwrap(),
                    "seed {seed}: frontier of {document} at {name}"
                );
                assert_eq!(
                    reader.forks(document).unwrap(),
                    reference.forks(document).unwrap(),
                    "seed {seed}: forks of {document} at {name}"
                );
            }
            assert_eq!(
                reader.overall_digest().unwrap(),
                reference.overall_digest().unwrap(),
                "seed {seed}: digests of {name}"
            );
            self.check_saved(node);
        }
        for (document, kind) in documents {
            let shown = first.shown(&document, kind);
            for node in &counting {
                let name = &node.name;
                assert_eq!(
                    node.shown(&document, kind),
                    shown,
                    "seed {seed}: {document} as {name} shows it"
                );
            }
        }
    }

    /// What was reported as saved by a key that was never on two machines or set back is here.
    fn check_saved(&self, node: &Node) {
        let reader = node.reader();
        let counting: BTreeSet<_> = self.counting().iter().map(|n| n.key.public()).collect();
        let mut sound = BTreeMap::new();
        for writer in &self.nodes {
            *sound.entry(writer.key.public()).or_insert(true) &= !writer.tampered;
        }
        for (key, (document, change)) in &self.saved {
            let goes_on = !reader.is_restarted(document).unwrap();
            if goes_on && sound.get(key) == Some(&true) && counting.contains(key) {
                assert!(
                    reader.known(document, change).unwrap().is_some(),
                    "seed {}: change {change} of {document} was saved and is not at {}",
                    self.seed,
                    node.name
                );
            }
        }
    }

    /// How many changes stand outside a frontier, as losing branches of forks.
    pub fn forks(&self) -> usize {
        let node = self.counting()[0];
        let reader = node.reader();
        let forks = |(document, _)| reader.forks(&document).unwrap().len();
        node.documents().into_iter().map(forks).sum()
    }

    /// At how many other nodes something shows that this one wrote.
    pub fn readers_of(&self, writer: usize) -> usize {
        let mark = format!("n{writer}.");
        let others = self.counting().into_iter();
        others
            .filter(|node| node.name != self.nodes[writer].name)
            .filter(|node| {
                let mut documents = node.documents().into_iter();
                documents.any(|(document, kind)| {
                    format!("{:?}", node.shown(&document, kind).view).contains(&mark)
                })
            })
            .count()
    }
}
