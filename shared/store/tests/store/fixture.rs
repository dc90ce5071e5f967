//! A council with two members, and changes made byte by byte: the store decodes no operation, so
//! these need none that mean anything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use council::act::branch::ChooseBranch;
use council::act::seat::Appoint;
use council::act::{Body, Create, Found, Invite, Join, Seen, Speaker};
use council::seats::Role;
use council::view::Kind;
use format::id::{Origin, Scope};
use format::{
    Act, ActId, ActorId, ChangeHash, CouncilId, DeviceKey, DocumentId, LogId, Nonce, PlainChange,
    PublicKey, Run, Seal,
};
use sha2::{Digest as _, Sha256};
use store::quarantine::Quarantined;
use store::{From, Options, Store};
use sync::holdings::{Holdings as _, Item};

/// Who is who.
pub(crate) struct Council {
    pub(crate) id: CouncilId,
    pub(crate) rina: DeviceKey,
    pub(crate) budi: DeviceKey,
    /// Founding, invitation, join.
    pub(crate) roster: Vec<Act>,
    /// Creates `document`.
    pub(crate) create: Act,
    pub(crate) document: DocumentId,
}

pub(crate) fn council() -> Council {
    council_of(9)
}

/// One of several; the same people.
pub(crate) fn council_of(nonce: u8) -> Council {
    let rina = DeviceKey::from_secret(&[1; 32]);
    let budi = DeviceKey::from_secret(&[2; 32]);
    let one_time = DeviceKey::from_secret(&[3; 32]);
    let mut speaker = Speaker {
        key: &rina,
        council: None,
        roster: vec![],
        time_millis: 1_000,
    };
    let found = speaker
        .say(&Body::Found(Found {
            name: "Dewan Uji".into(),
            person: "Rina".into(),
            office: "Pusat".into(),
            nonce: Nonce::from_bytes([nonce; 16]),
            recovery: None,
        }))
        .unwrap();
    let id = found.council();
    speaker.council = Some(id);
    speaker.roster = vec![found.id()];
    let invite = speaker
        .say(&Body::Invite(Invite {
            office: "Surabaya".into(),
            one_time_key: one_time.public(),
            expires_millis: None,
            replaces: None,
        }))
        .unwrap();
    let join = Speaker {
        key: &budi,
        council: Some(id),
        roster: vec![invite.id()],
        time_millis: 2_000,
    }
    .say(&Body::Join(Join {
        person: "Budi".into(),
        invite: invite.id(),
        proof: one_time.sign(&Join::proof_bytes(&id, &invite.id(), &budi.public())),
    }))
    .unwrap();
    speaker.roster = vec![join.id()];
    let create = creation(&speaker, 1);
    Council {
        id,
        document: subject(&create),
        create,
        roster: vec![found, invite, join],
        rina,
        budi,
    }
}

fn creation(speaker: &Speaker<'_>, nonce: u8) -> Act {
    let create = Create {
        kind: Kind::Policy,
        scope: Scope::Council,
        label: None,
        origin: Origin::Nonce(Nonce::from_bytes([nonce; 16]), speaker.key.public()),
    };
    let document = create.document(&speaker.council.unwrap());
    speaker
        .say_about(document, vec![], &Body::Create(create))
        .unwrap()
}

pub(crate) fn subject(act: &Act) -> DocumentId {
    match act.statement().subject {
        format::Subject::Document(document) => document,
        format::Subject::Council => panic!("about a document"),
    }
}

impl Council {
    /// Another document of Rina's.
    pub(crate) fn creation(&self, nonce: u8) -> Act {
        creation(
            &Speaker {
                key: &self.rina,
                council: Some(self.id),
                roster: vec![self.roster[2].id()],
                time_millis: 3_000,
            },
            nonce,
        )
    }

    /// Says, as `key`, that the document was read up to these heads.
    pub(crate) fn says_seen(
        &self,
        key: &DeviceKey,
        time_millis: i64,
        cites: Vec<ActId>,
        heads: Vec<ChangeHash>,
    ) -> Act {
        let speaker = Speaker {
            key,
            council: Some(self.id),
            roster: vec![self.roster[2].id()],
            time_millis,
        };
        let seen = Body::Seen(Seen::of(heads));
        speaker.say_about(self.document, cites, &seen).unwrap()
    }

    /// Says, as `key` who has seen `roster`, that this change counts at its place.
    pub(crate) fn chooses(
        &self,
        key: &DeviceKey,
        roster: &Act,
        cites: Vec<ActId>,
        change: ChangeHash,
    ) -> Act {
        let speaker = Speaker {
            key,
            council: Some(self.id),
            roster: vec![roster.id()],
            time_millis: 4_000,
        };
        let body = Body::ChooseBranch(ChooseBranch {
            change,
            reason: "salinan kantor".into(),
        });
        speaker.say_about(self.document, cites, &body).unwrap()
    }

    /// Makes Budi the chair in place of Rina.
    pub(crate) fn chair_for_budi(&self) -> Act {
        let speaker = Speaker {
            key: &self.rina,
            council: Some(self.id),
            roster: vec![self.roster[2].id()],
            time_millis: 3_000,
        };
        let body = Body::Appoint(Appoint {
            holder: self.budi.public(),
            role: Role::Chair,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: None,
            instead_of: Some(self.roster[0].id()),
        });
        speaker.say(&body).unwrap()
    }

    pub(crate) fn items(&self) -> Vec<Item> {
        let acts = self.roster.iter().chain([&self.create]).cloned();
        acts.map(Item::Act).collect()
    }

    /// A store at `path` that holds the roster and the empty document.
    pub(crate) fn store(&self, path: &Path) -> Store {
        let (store, _) = Store::open(path, Options::new("test")).unwrap();
        self.fill(&store);
        store
    }

    pub(crate) fn fill(&self, store: &Store) {
        let (id, acts) = (
            self.id,
            [self.roster.clone(), vec![self.create.clone()]].concat(),
        );
        store
            .write(move |write| {
                write.hold_council(id)?;
                for act in &acts {
                    write.append_act(id, act)?;
                }
                Ok(())
            })
            .unwrap();
    }

    pub(crate) fn genesis(&self, store: &Store) -> (ChangeHash, u64) {
        let reader = store.reader(self.id).unwrap();
        reader.genesis(&self.document).unwrap().unwrap()
    }

    pub(crate) fn run(&self, key: &DeviceKey, changes: Vec<PlainChange>) -> Item {
        run_of(self.id, self.document, key, changes)
    }
}

pub(crate) fn run_of(
    council: CouncilId,
    document: DocumentId,
    key: &DeviceKey,
    changes: Vec<PlainChange>,
) -> Item {
    let last = changes.last().unwrap().header.hash;
    let seal = Seal::sign(key, &council, &document, &last, vec![]);
    Item::Run(Run {
        document,
        author: key.public(),
        changes,
        seal,
    })
}

/// Writes changes of one document, keeping count of what they build on.
pub(crate) struct Pen {
    council: CouncilId,
    genesis: (ChangeHash, u64),
    /// Last operation and place of every change written with this pen.
    written: BTreeMap<ChangeHash, (u64, ActorId, u64)>,
}

impl Pen {
    pub(crate) fn new(council: CouncilId, genesis: (ChangeHash, u64)) -> Self {
        Self {
            council,
            genesis,
            written: BTreeMap::new(),
        }
    }

    pub(crate) fn actor(&self, key: &DeviceKey, suffix: u8) -> ActorId {
        key.public().actor_with(&self.council, [suffix; 8])
    }

    /// A change of `operations` operations on `on`; on genesis if that is empty. `note` makes two
    /// changes at one place different.
    pub(crate) fn change(
        &mut self,
        key: &DeviceKey,
        suffix: u8,
        on: &[ChangeHash],
        note: &str,
    ) -> PlainChange {
        let actor = self.actor(key, suffix);
        let own = on.iter().filter_map(|hash| {
            let (_, of, sequence) = self.written[hash];
            (of == actor).then_some(sequence)
        });
        let sequence = own.max().unwrap_or(0) + 1;
        let last = on.iter().map(|hash| self.written[hash].0);
        let start = last.max().unwrap_or(self.genesis.1) + 1;
        let mut on = on.to_vec();
        if on.is_empty() {
            on.push(self.genesis.0);
        }
        let author = (sequence == 1).then(|| key.public());
        let chunk = chunk(&on, &actor, sequence, start, note, author.as_ref());
        let change = PlainChange::parse(chunk).unwrap();
        let place = (change.header.last_op(), actor, sequence);
        self.written.insert(change.header.hash, place);
        change
    }
}

/// A plain change chunk with two operations.
pub(crate) fn chunk(
    on: &[ChangeHash],
    actor: &ActorId,
    sequence: u64,
    start_op: u64,
    note: &str,
    author: Option<&PublicKey>,
) -> Vec<u8> {
    let mut on = on.to_vec();
    on.sort_unstable();
    let mut body = Vec::new();
    number(&mut body, on.len() as u64);
    on.iter().for_each(|hash| body.extend(hash.as_bytes()));
    number(&mut body, ActorId::LEN as u64);
    body.extend(actor.as_bytes());
    number(&mut body, sequence);
    number(&mut body, start_op);
    body.push(0);
    number(&mut body, note.len() as u64);
    body.extend(note.as_bytes());
    // No other actors; one column of actions with a run of two.
    body.extend([0, 1, 0x42, 2, 2, 1]);
    if let Some(author) = author {
        body.extend([1, 32]);
        body.extend(author.as_bytes());
    }
    let mut typed = vec![1];
    number(&mut typed, body.len() as u64);
    typed.extend(&body);
    let hash = Sha256::digest(&typed);
    [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &typed[..]].concat()
}

fn number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Creates `count` documents beyond the one of the fixture.
pub(crate) fn more_documents(council: &Council, store: &Store, count: usize) -> Vec<DocumentId> {
    let acts = creations(council, count);
    let documents = acts.iter().map(subject).collect();
    let id = council.id;
    store
        .write(move |write| {
            for act in &acts {
                write.append_act(id, act)?;
            }
            Ok(())
        })
        .unwrap();
    documents
}

/// The acts that create `count` documents of Rina's beyond the one of the fixture.
pub(crate) fn creations(council: &Council, count: usize) -> Vec<Act> {
    let speaker = Speaker {
        key: &council.rina,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 3_000,
    };
    (0..count as u64)
        .map(|number| {
            let mut nonce = [7; 16];
            nonce[..8].copy_from_slice(&number.to_le_bytes());
            let create = Create {
                kind: Kind::Policy,
                scope: Scope::Council,
                label: None,
                origin: Origin::Nonce(Nonce::from_bytes(nonce), council.rina.public()),
            };
            let document = create.document(&council.id);
            speaker
                .say_about(document, vec![], &Body::Create(create))
                .unwrap()
        })
        .collect()
}

/// `count` changes of Rina's in one document, as one run.
pub(crate) fn history(council: &Council, store: &Store, document: DocumentId, count: u64) -> Item {
    let (genesis, last) = council.genesis(store);
    let actor = council.rina.public().actor_with(&council.id, [1; 8]);
    let (mut on, mut changes) = (genesis, Vec::new());
    for sequence in 1..=count {
        let author = (sequence == 1).then(|| council.rina.public());
        let start = last + 1 + 2 * (sequence - 1);
        let bytes = chunk(&[on], &actor, sequence, start, "", author.as_ref());
        let change = PlainChange::parse(bytes).unwrap();
        on = change.header.hash;
        changes.push(change);
    }
    run_of(council.id, document, &council.rina, changes)
}

/// Mends everything that a check finds.
pub(crate) fn mend(store: &Store) -> Quarantined {
    let found = store.findings().unwrap();
    store.mend(found, None).unwrap()
}

pub(crate) fn from(number: u8) -> From {
    From {
        peer: DeviceKey::from_secret(&[200 + number; 32]).public(),
        log: LogId::from_bytes([number; 16]),
    }
}

/// A folder that goes with the test, and a path in it.
pub(crate) fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("council.dewan");
    (folder, path)
}
