//! One device or relay: a folder with a real store in it, a key, and a person who writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use council::act::branch::ChooseBranch;
use council::act::restart::Restart;
use council::act::{Body, Create, Speaker};
use council::document::{Conflict, Document};
use council::roster::Roster;
use council::view::{Kind, View};
use format::id::{Origin, Scope};
use format::{
    Act, ActorId, ChangeHash, CouncilId, DeviceKey, DocumentId, Fingerprint, Nonce, Seal, Subject,
};
use rand::{Rng as _, RngExt as _};
use rand_chacha::ChaCha8Rng;
use store::{Options, Reader, Store};
use sync::{Carry, Holdings as _};

use super::person;

/// A change that was reported as saved.
pub type Saved = (DocumentId, ChangeHash);

/// What a document shows at one node.
#[derive(Debug, PartialEq)]
pub struct Shown {
    pub heads: Vec<ChangeHash>,
    pub view: View,
    pub conflicts: Vec<Conflict>,
}

/// A device or relay. Its store is open while its program runs.
pub struct Node {
    pub name: String,
    pub key: DeviceKey,
    pub council: CouncilId,
    pub folder: PathBuf,
    store: Option<Store>,
    /// The actor of each document since the program started.
    actors: BTreeMap<DocumentId, ActorId>,
    pub carry: BTreeMap<usize, Carry>,
    /// A copy of the folder, and what the program had in memory then.
    pub backup: Option<(PathBuf, BTreeMap<DocumentId, ActorId>)>,
    /// Whether what it once held may be gone, or its key is in use twice.
    pub tampered: bool,
}

pub fn bytes<const N: usize>(random: &mut ChaCha8Rng) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill_bytes(&mut bytes);
    bytes
}

impl Node {
    /// A node with an empty store that holds these acts.
    pub fn new(name: String, folder: PathBuf, key: DeviceKey, acts: Vec<Act>) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        let council = acts[0].council();
        let mut node = Self::in_folder(name, folder, key, council);
        node.start();
        node.keep(acts);
        node
    }

    /// A node whose program has not started yet.
    pub fn in_folder(name: String, folder: PathBuf, key: DeviceKey, council: CouncilId) -> Self {
        Self {
            name,
            key,
            council,
            folder,
            store: None,
            actors: BTreeMap::new(),
            carry: BTreeMap::new(),
            backup: None,
            tampered: false,
        }
    }

    /// The store of the running program.
    pub fn store(&self) -> &Store {
        self.store.as_ref().expect("BUG: the program runs")
    }

    /// One look at the store.
    pub fn reader(&self) -> Reader {
        self.store().reader(self.council).unwrap()
    }

    /// Starts the program: the store is opened and every document gets a new actor.
    pub fn start(&mut self) {
        let options = Options::new(&self.name);
        let (store, _) = Store::open(&self.folder.join("store.dewan"), options).unwrap();
        self.store = Some(store);
        self.actors.clear();
        self.carry.clear();
    }

    /// Ends the program. The store is closed.
    pub fn end(&mut self) {
        self.store = None;
    }

    /// Copies the folder as it lies there, the program running or not.
    pub fn copy_to(&self, folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
            }
        }
    }

    /// Remembers folder and memory, as a snapshot of the machine does.
    pub fn back_up(&mut self, folder: PathBuf) {
        std::fs::remove_dir_all(&folder).ok();
        self.copy_to(&folder);
        self.backup = Some((folder, self.actors.clone()));
    }

    /// Puts the remembered folder back. In place, files keep their inodes, as on a machine set back
    /// to a snapshot; else they are new files, as from a backup. A resumed program goes on with what
    /// it had in memory.
    pub fn roll_back(&mut self, in_place: bool, resumes: bool) {
        let Some((backup, actors)) = self.backup.take() else {
            return;
        };
        self.end();
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            let kept = backup.join(path.file_name().unwrap());
            if !in_place || !kept.exists() {
                std::fs::remove_file(&path).unwrap();
            }
        }
        for entry in std::fs::read_dir(&backup).unwrap() {
            let entry = entry.unwrap();
            // Writing keeps the inode of a file that is there.
            let content = std::fs::read(entry.path()).unwrap();
            std::fs::write(self.folder.join(entry.file_name()), content).unwrap();
        }
        self.start();
        if resumes {
            self.actors = actors;
        }
        self.tampered = true;
    }

    /// Keeps acts made here or brought by an invitation.
    pub fn keep(&self, acts: Vec<Act>) {
        let council = self.council;
        self.store()
            .write(move |write| {
                write.hold_council(council)?;
                for act in &acts {
                    write.append_act(council, act)?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// The roster acts held here.
    pub fn roster_acts(&self) -> Vec<Act> {
        let reader = self.reader();
        let ids = reader.roster_acts().unwrap();
        ids.iter()
            .map(|id| reader.act(id).unwrap().unwrap())
            .collect()
    }

    /// The roster by the acts held here.
    pub fn roster(&self) -> Roster {
        Roster::fold(&self.council, &self.roster_acts())
    }

    /// Says something about the council and keeps it.
    pub fn say(&self, body: &Body) -> Act {
        let act = self.speaker().say(body).unwrap();
        self.keep(vec![act.clone()]);
        act
    }

    fn speaker(&self) -> Speaker<'_> {
        Speaker {
            key: &self.key,
            council: Some(self.council),
            roster: self.roster().heads,
            time_millis: 0,
        }
    }

    /// Chooses, as the chair, some branch of some fork. Whether there is any.
    pub fn choose_branch(&self, random: &mut ChaCha8Rng) -> bool {
        let reader = self.reader();
        let forks = reader.fork_records().unwrap().into_iter();
        let forks = forks.filter(|fork| !reader.is_restarted(&fork.document).unwrap());
        let forks: Vec<_> = forks.collect();
        if forks.is_empty() {
            return false;
        }
        let fork = &forks[random.random_range(0..forks.len())];
        let branch = &fork.branches[random.random_range(0..fork.branches.len())];
        let body = Body::ChooseBranch(ChooseBranch {
            change: branch.change,
            reason: "salinan".to_owned(),
        });
        self.say_of(&fork.document, &body);
        true
    }

    /// Lets some document start over, as the chair. Whether there is any.
    pub fn restart(&self, random: &mut ChaCha8Rng) -> bool {
        let documents = self.documents();
        if documents.is_empty() {
            return false;
        }
        let (document, _) = documents[random.random_range(0..documents.len())];
        let body = Body::Restart(Restart {
            document: DocumentId::from_bytes(bytes(random)),
            fingerprint: Fingerprint::from_bytes([0; 32]),
            reason: "data pribadi".to_owned(),
            held: None,
        });
        self.say_of(&document, &body);
        true
    }

    /// Removes what is left here of some document that started over. Whether there is any.
    pub fn forget(&self, random: &mut ChaCha8Rng) -> bool {
        let restarted = self.reader().to_forget().unwrap();
        if restarted.is_empty() {
            return false;
        }
        let document = restarted[random.random_range(0..restarted.len())];
        let council = self.council;
        let forgotten = self
            .store()
            .write(move |write| write.forget(council, &document));
        forgotten.unwrap();
        true
    }

    fn say_of(&self, document: &DocumentId, body: &Body) {
        let reader = self.reader();
        let acts = reader.acts(&Subject::Document(*document)).unwrap();
        let cites = council::roster::document_heads(&acts);
        let act = self.speaker().say_about(*document, cites, body).unwrap();
        drop(reader);
        self.keep(vec![act]);
    }

    /// The documents created here or elsewhere that go on, with their kinds.
    pub fn documents(&self) -> Vec<(DocumentId, Kind)> {
        let reader = self.reader();
        let ids = reader.documents().unwrap();
        ids.into_iter()
            .filter(|id| !reader.is_restarted(id).unwrap())
            .filter_map(|id| {
                let acts = reader.document_acts(&id).unwrap();
                let kind = acts.iter().find_map(|act| {
                    match Body::read(&reader.act(act).unwrap().unwrap()) {
                        Ok(Body::Create(create)) => Some(create.kind),
                        _ => None,
                    }
                });
                Some((id, kind?))
            })
            .collect()
    }

    /// Creates a document of any kind.
    pub fn create(&self, random: &mut ChaCha8Rng) -> (DocumentId, Kind) {
        let kind = Kind::ALL[random.random_range(0..Kind::ALL.len())];
        let create = Create {
            kind,
            scope: Scope::Council,
            label: None,
            origin: Origin::Nonce(Nonce::from_bytes(bytes(random)), self.key.public()),
        };
        let document = create.document(&self.council);
        let body = Body::Create(create);
        let act = self.speaker().say_about(document, vec![], &body).unwrap();
        assert_eq!(act.statement().subject, Subject::Document(document));
        self.keep(vec![act]);
        (document, kind)
    }

    /// The document as it shows here.
    pub fn open(&self, document: &DocumentId, kind: Kind) -> Document {
        let content = self.reader().content(document).unwrap();
        let changes = content
            .changes
            .into_iter()
            .map(|shown| automerge::Change::from_bytes(shown.chunk).unwrap());
        Document::load(kind, changes).unwrap()
    }

    /// What a person sees of a document.
    pub fn shown(&self, document: &DocumentId, kind: Kind) -> Shown {
        let document = self.open(document, kind);
        Shown {
            heads: document.heads(),
            view: document.view(),
            conflicts: document.conflicts(),
        }
    }

    /// Makes one to three changes in a document; says which are saved now.
    pub fn edit(
        &mut self,
        document: &DocumentId,
        kind: Kind,
        token: &mut dyn FnMut() -> String,
        random: &mut ChaCha8Rng,
    ) -> Vec<Saved> {
        let mut open = self.open(document, kind);
        let actor = *self.actors.entry(*document).or_insert_with(|| {
            let suffix = bytes(random);
            self.key.public().actor_with(&self.council, suffix)
        });
        open.set_writer(self.key.public(), actor);
        let roster = self.roster().heads;
        let mut saved = Vec::new();
        for _ in 0..random.random_range(1..=3) {
            let edit = person::edit(random, &open.view(), &token());
            let made = open.edit(std::slice::from_ref(&edit), 0, None);
            let made = made.unwrap_or_else(|error| panic!("{}: {edit:?}: {error}", self.name));
            let Some(change) = made else { continue };
            let (council, author, id) = (self.council, self.key.public(), *document);
            let seal = Seal::sign(&self.key, &council, &id, &change.hash, roster.clone());
            self.store()
                .write(move |write| write.append_local(council, id, &author, &change.bytes, &seal))
                .unwrap_or_else(|error| panic!("{}: own change: {error}", self.name));
            saved.push((id, change.hash));
        }
        // Where the own work turned out to be the losing branch of a fork, go on as somebody new.
        let reader = self.reader();
        let next = reader.frontier(document).unwrap().sequence(&actor) + 1;
        if !reader
            .at_position(document, &actor, next)
            .unwrap()
            .is_empty()
        {
            self.actors.remove(document);
        }
        saved
    }
}
