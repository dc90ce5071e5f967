//! One simulated device or relay: a store, a key, and a person who types.

use std::collections::BTreeMap;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{Author, AutoCommit, ObjType, ROOT, ReadDoc as _};
use format::blob::MAX_BLOB_BYTES;
use format::{
    Act, ActId, ActorId, Blob, ChangeHash, CouncilId, DeviceKey, DocumentId, LogId, PlainChange,
    Run, Seal, Statement, Subject,
};
use rand::{Rng as _, RngExt as _};
use rand_chacha::ChaCha8Rng;
use sync::memory::{Memory, choosing, naming_blobs};
use sync::{Carry, Holdings as _, Interrupted, Item, Outcome, Presence};

/// The genesis of every document: a text and a map.
pub fn genesis() -> AutoCommit {
    let mut doc = AutoCommit::new().with_actor([0_u8; 16].into());
    doc.put_object(ROOT, "text", ObjType::Text).unwrap();
    doc.put_object(ROOT, "cells", ObjType::Map).unwrap();
    doc.commit_with(CommitOptions::default().with_time(0));
    doc
}

/// Hash and last operation of the genesis.
pub fn genesis_mark() -> (ChangeHash, u64) {
    let change = genesis().get_last_local_change().unwrap();
    (ChangeHash::from_bytes(change.hash().0), change.max_op())
}

pub fn bytes<const N: usize>(rng: &mut ChaCha8Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

pub fn act(
    key: &DeviceKey,
    council: Option<CouncilId>,
    kind: &str,
    subject: Subject,
    cites: Vec<ActId>,
    body: Vec<u8>,
) -> Act {
    act_at(0, key, council, kind, subject, cites, body)
}

/// What somebody says whose clock shows this.
fn act_at(
    time_millis: i64,
    key: &DeviceKey,
    council: Option<CouncilId>,
    kind: &str,
    subject: Subject,
    cites: Vec<ActId>,
    body: Vec<u8>,
) -> Act {
    let statement = Statement {
        council,
        author: key.public(),
        kind: kind.into(),
        subject,
        cites,
        roster: vec![],
        time_millis,
        body,
    };
    Act::sign(statement, key).unwrap()
}

/// A device or relay.
#[derive(Clone)]
pub struct Node {
    pub name: String,
    pub key: DeviceKey,
    pub relay: bool,
    /// What its clock shows, in milliseconds since 1970. It may jump by decades.
    pub clock_millis: i64,
    pub store: Memory,
    /// The actor of each document since the program started.
    pub actors: BTreeMap<DocumentId, ActorId>,
    pub carry: BTreeMap<usize, Carry>,
    /// Whether this program wants to hear who is where, as older ones do not.
    pub wants_presence: bool,
    /// Up to which size this program fetches blobs by itself; `None`: it knows nothing of them.
    pub blob_limit: Option<u64>,
    /// Whether large things wait until somebody asks for them.
    pub metered: bool,
    /// Large runs that links of this program did not finish.
    pub interrupted: Interrupted,
    /// Who is where, as peers said it, in order.
    pub told: Vec<Presence>,
    /// An older state of this node, to roll back to.
    pub backup: Option<Box<Node>>,
    /// Whether what it once held may be gone, or its key is in use twice.
    pub tampered: bool,
}

impl Node {
    pub fn new(name: String, key: DeviceKey, council: CouncilId, rng: &mut ChaCha8Rng) -> Self {
        let log = LogId::from_bytes(bytes(rng));
        Self {
            name,
            key,
            relay: false,
            clock_millis: 0,
            store: Memory::new(council, genesis_mark(), log),
            actors: BTreeMap::new(),
            carry: BTreeMap::new(),
            wants_presence: true,
            blob_limit: Some(MAX_BLOB_BYTES),
            metered: false,
            interrupted: Interrupted::default(),
            told: vec![],
            backup: None,
            tampered: false,
        }
    }

    /// The document as it shows here.
    pub fn open(&self, document: &DocumentId) -> AutoCommit {
        let mut doc = AutoCommit::load(&genesis().save()).unwrap();
        let changes = self.store.chunks(document);
        let changes = changes
            .into_iter()
            .map(|chunk| automerge::Change::from_bytes(chunk).unwrap());
        doc.apply_changes(changes).unwrap();
        doc
    }

    /// What a person sees: heads, text, all values of all cells.
    pub fn view(&self, document: &DocumentId) -> String {
        let mut doc = self.open(document);
        let text = doc.get(ROOT, "text").unwrap().unwrap().1;
        let cells = doc.get(ROOT, "cells").unwrap().unwrap().1;
        let mut view = format!("{:?}\n{}\n", doc.get_heads(), doc.text(&text).unwrap());
        for key in doc.keys(&cells).collect::<Vec<_>>() {
            let values = doc.get_all(&cells, key.as_str()).unwrap();
            let values: Vec<_> = values.iter().map(|(value, _)| value.to_string()).collect();
            view += &format!("{key}: {values:?}\n");
        }
        view
    }

    /// Creates a document for everybody.
    pub fn create(&mut self, rng: &mut ChaCha8Rng) -> DocumentId {
        self.create_with(vec![0xa0], rng)
    }

    /// Creates a document whose create act has this body.
    pub fn create_with(&mut self, body: Vec<u8>, rng: &mut ChaCha8Rng) -> DocumentId {
        let document = DocumentId::from_bytes(bytes(rng));
        let subject = Subject::Document(document);
        let council = Some(self.store.council());
        let (now, key) = (self.clock_millis, &self.key);
        let act = act_at(now, key, council, "create", subject, vec![], body);
        self.store.write_act(act);
        self.edit(&document, rng);
        document
    }

    /// Publishes a document with these files.
    pub fn publish(&mut self, document: &DocumentId, files: Vec<Vec<u8>>) -> Vec<Blob> {
        let files = files.into_iter();
        let blobs: Vec<_> = files.map(|bytes| self.store.keep_blob(bytes)).collect();
        for blob in &blobs {
            self.name_blob(document, *blob);
        }
        blobs
    }

    /// Says that a document has this file, whoever has it.
    pub fn name_blob(&mut self, document: &DocumentId, blob: Blob) {
        let council = Some(self.store.council());
        let subject = Subject::Document(*document);
        let body = naming_blobs(&[blob]);
        let (now, key) = (self.clock_millis, &self.key);
        let act = act_at(now, key, council, "publish", subject, vec![], body);
        self.store.write_act(act);
    }

    /// Says, as the founder, which change counts at its place, seeing everything said about the document.
    pub fn choose_branch(&mut self, document: &DocumentId, change: &ChangeHash) {
        let council = Some(self.store.council());
        let subject = Subject::Document(*document);
        let mut cites = self.store.document_acts(document).unwrap();
        cites.truncate(format::act::MAX_CITES);
        let body = choosing(change);
        let act = act(&self.key, council, "choose-branch", subject, cites, body);
        self.store.write_act(act);
    }

    /// Says, as the founder, that a document starts over as another one.
    pub fn restart_document(&mut self, document: &DocumentId) {
        let council = Some(self.store.council());
        let subject = Subject::Document(*document);
        let act = act(&self.key, council, "restart", subject, vec![], vec![0xa0]);
        self.store.write_act(act);
    }

    /// Makes one to three changes in a document and keeps them as one run.
    pub fn edit(&mut self, document: &DocumentId, rng: &mut ChaCha8Rng) {
        let tokens = (0..rng.random_range(1..=3))
            .map(|_| format!("{:04x} ", rng.random::<u16>()))
            .collect();
        self.type_in(document, tokens, rng);
    }

    /// Puts each token somewhere, as one change.
    pub fn type_in(&mut self, document: &DocumentId, tokens: Vec<String>, rng: &mut ChaCha8Rng) {
        let council = self.store.council();
        let mut doc = self.open(document);
        let actor = *self.actors.entry(*document).or_insert_with(|| {
            let suffix = bytes(rng);
            self.key.public().actor_with(&council, suffix)
        });
        doc.set_author(Some(Author::from(self.key.public().as_bytes().to_vec())));
        doc.set_actor(actor.as_bytes().into());
        let text = doc.get(ROOT, "text").unwrap().unwrap().1;
        let cells = doc.get(ROOT, "cells").unwrap().unwrap().1;
        let mut changes = Vec::new();
        for token in tokens {
            let len = doc.length(&text);
            let at = rng.random_range(0..=len);
            let gone = rng.random_range(0..=2).min(len - at) as isize;
            doc.splice_text(&text, at, gone, &token).unwrap();
            if rng.random_bool(0.4) {
                let cell = format!("c{}", rng.random_range(0..4));
                doc.put(&cells, cell, rng.random_range(0..100_i64)).unwrap();
            }
            let now = CommitOptions::default().with_time(self.clock_millis / 1000);
            doc.commit_with(now);
            let change = doc.get_last_local_change().unwrap();
            changes.push(PlainChange::parse(change.raw_bytes().to_vec()).unwrap());
        }
        // Sometimes every change is sealed on its own, sometimes a burst has one seal.
        let together = rng.random_bool(0.5);
        let runs: Vec<_> = match together {
            true => vec![changes],
            false => changes.into_iter().map(|change| vec![change]).collect(),
        };
        for changes in runs {
            let hash = changes.last().unwrap().header.hash;
            let seal = Seal::sign(&self.key, &council, document, &hash, vec![]);
            let author = self.key.public();
            let run = Run::new(&council, *document, author, changes, seal).unwrap();
            match self.store.write(Item::Run(run)).unwrap() {
                Outcome::Taken => {}
                outcome => panic!("{}: own change is refused: {outcome:?}", self.name),
            }
        }
        // Where the own work turned out to be the losing branch of a fork, go on as somebody new.
        let position = self.store.frontier(document).unwrap().sequence(&actor);
        if self
            .store
            .at_position(document, &actor, position + 1)
            .unwrap()
            != vec![]
        {
            self.actors.remove(document);
        }
    }

    /// The program starts again: a new actor for every document.
    pub fn restart(&mut self) {
        self.actors.clear();
        self.carry.clear();
        self.interrupted = Interrupted::default();
    }
}
