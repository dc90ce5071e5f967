//! Frozen vectors: the same inputs give the same bytes for ever.
//!
//! `vectors/v1.txt` holds one `name value` per line; `docs/formats.md` says what each stands for. A line
//! is never changed. What zstd wrote (`run-zstd`, `invitation`) must be read for ever; another version
//! of zstd may write it differently, so those are not compared with what is written today.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use format::chain::LoggedItem;
use format::id::{Origin, Scope};
use format::invitation::Invitation;
use format::{
    Act, ActorId, Chain, ChangeHash, CouncilId, DeviceKey, DocumentId, Frontier, Nonce,
    PlainChange, Position, Receipt, Run, Seal, Statement, Subject, cbor,
};

struct Vectors(BTreeMap<&'static str, &'static str>);

impl Vectors {
    fn load() -> Self {
        let lines = include_str!("vectors/v1.txt").lines();
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.map(|line| line.split_once(' ').unwrap()).collect())
    }

    fn text(&self, name: &str) -> &'static str {
        self.0
            .get(name)
            .unwrap_or_else(|| panic!("no vector \"{name}\""))
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        data_encoding::HEXLOWER
            .decode(self.text(name).as_bytes())
            .unwrap()
    }

    fn array<const N: usize>(&self, name: &str) -> [u8; N] {
        self.bytes(name).try_into().unwrap()
    }

    #[track_caller]
    fn assert_is(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let now = data_encoding::HEXLOWER.encode(bytes.as_ref());
        let frozen = self.0.get(name).copied();
        assert_eq!(frozen, Some(now.as_str()), "the frozen {name} differs");
    }

    fn key(&self) -> DeviceKey {
        DeviceKey::from_secret(&self.array("secret-key"))
    }

    fn act(&self, name: &str) -> Act {
        Act::parse(&self.bytes(name)).unwrap()
    }

    fn council(&self) -> CouncilId {
        CouncilId::from_bytes(self.array("council-id"))
    }

    fn document(&self) -> DocumentId {
        DocumentId::from_bytes(self.array("document-id-nonce"))
    }

    fn actor(&self) -> ActorId {
        self.key()
            .public()
            .actor_with(&self.council(), *b"actor-01")
    }

    fn changes(&self) -> Vec<PlainChange> {
        ["change-1", "change-2", "change-3"]
            .iter()
            .map(|name| PlainChange::parse(self.bytes(name)).unwrap())
            .collect()
    }

    fn seal(&self, change: &PlainChange) -> Seal {
        Seal::sign(
            &self.key(),
            &self.council(),
            &self.document(),
            &change.header.hash,
            vec![self.act("act-found").id()],
        )
    }
}

#[test]
fn keys_and_actors() {
    let vectors = Vectors::load();
    let public = vectors.key().public();
    vectors.assert_is("public-key", public.as_bytes());
    vectors.assert_is("actor-id", vectors.actor().as_bytes());
    assert!(public.owns(&vectors.council(), &vectors.actor()));
}

#[test]
fn acts() {
    let vectors = Vectors::load();
    let key = vectors.key();
    let mut body = cbor::Encoder::new();
    body.map(1).u8(0).str("Dewan");
    let found = Act::sign(
        Statement {
            council: None,
            author: key.public(),
            kind: "found".into(),
            subject: Subject::Council,
            cites: vec![],
            roster: vec![],
            time_millis: 1_790_000_000_000,
            body: body.into_bytes(),
        },
        &key,
    )
    .unwrap();
    vectors.assert_is("act-found", found.bytes());
    vectors.assert_is("council-id", found.council().as_bytes());
    vectors.assert_is("council-id", found.id().as_bytes());
    let mut body = cbor::Encoder::new();
    body.map(2).u8(0).str("Pasal 1").u8(1).i64(-1);
    let comment = Act::sign(
        Statement {
            council: Some(found.council()),
            author: key.public(),
            kind: "comment".into(),
            subject: Subject::Document(vectors.document()),
            cites: vec![],
            roster: vec![found.id()],
            time_millis: 1_790_000_001_000,
            body: body.into_bytes(),
        },
        &key,
    )
    .unwrap();
    vectors.assert_is("act-comment", comment.bytes());
    vectors.assert_is("act-comment-id", comment.id().as_bytes());
    let mut body = cbor::Encoder::new();
    let read = vectors.changes()[2].header.hash;
    body.map(1).u8(0).array(1).value(&read);
    let seen = Act::sign(
        Statement {
            council: Some(found.council()),
            author: key.public(),
            kind: "seen".into(),
            subject: Subject::Document(vectors.document()),
            cites: vec![comment.id()],
            roster: vec![found.id()],
            time_millis: 1_790_000_003_000,
            body: body.into_bytes(),
        },
        &key,
    )
    .unwrap();
    vectors.assert_is("act-seen", seen.bytes());
    for name in ["act-found", "act-comment", "act-seen"] {
        assert_eq!(vectors.act(name).bytes(), vectors.bytes(name));
    }
}

#[test]
fn document_ids() {
    let vectors = Vectors::load();
    let derive =
        |kind, origin| DocumentId::derive(&vectors.council(), kind, &Scope::Council, &origin);
    let nonce = Nonce::from_bytes(*b"nonce-of-16-byte");
    let by_nonce = derive("policy", Origin::Nonce(nonce, vectors.key().public()));
    vectors.assert_is("document-id-nonce", by_nonce.as_bytes());
    let meeting = Origin::Meeting {
        unit: "Kantor Cabang Surabaya".into(),
        meeting_type: "rapat-pleno".into(),
        date: "2026-11-23".into(),
        ordinal: 1,
    };
    let by_meeting = derive("minutes", meeting);
    vectors.assert_is("document-id-meeting", by_meeting.as_bytes());
}

#[test]
fn changes_and_seals() {
    let vectors = Vectors::load();
    let changes = vectors.changes();
    for (change, name) in changes
        .iter()
        .zip(["change-1-hash", "change-2-hash", "change-3-hash"])
    {
        vectors.assert_is(name, change.header.hash.as_bytes());
        let theirs = automerge::Change::from_bytes(change.chunk.clone()).unwrap();
        assert_eq!(theirs.hash().0, *change.header.hash.as_bytes());
        assert_eq!(change.header.actor, vectors.actor());
    }
    assert_eq!(changes[0].header.author, Some(vectors.key().public()));
    vectors.assert_is("seal", cbor::encode(&vectors.seal(&changes[2])));
}

#[test]
fn receipts_chains_and_frontiers() {
    let vectors = Vectors::load();
    let changes = vectors.changes();
    let receipt = Receipt::sign(
        &vectors.key(),
        vectors.council(),
        vectors.document(),
        vec![changes[2].header.hash],
        1_790_000_002_000,
        7,
    );
    vectors.assert_is("receipt", cbor::encode(&receipt));
    let chain = Chain::START.then(&LoggedItem::Act(vectors.act("act-found").id()));
    vectors.assert_is("chain-1", chain.as_bytes());
    let item = LoggedItem::Change(vectors.document(), changes[0].header.hash);
    vectors.assert_is("chain-2", chain.then(&item).as_bytes());
    let mut frontier = Frontier::default();
    vectors.assert_is("frontier-empty", frontier.digest());
    let position = |sequence, hash| Position { sequence, hash };
    let other = ActorId::from_bytes([0xff; 24]);
    frontier
        .0
        .insert(other, position(300, ChangeHash::from_bytes([5; 32])));
    frontier
        .0
        .insert(vectors.actor(), position(3, changes[2].header.hash));
    vectors.assert_is("frontier", frontier.digest());
}

#[test]
fn runs() {
    let vectors = Vectors::load();
    let mut changes = vectors.changes();
    let unpack = |name| Run::unpack(&vectors.bytes(name), &vectors.council()).unwrap();
    let whole = unpack("run-zstd");
    assert_eq!(whole.changes, changes);
    assert_eq!(whole.seal, vectors.seal(&changes[2]));
    assert_eq!(whole.document, vectors.document());
    let last = changes.remove(1);
    let seal = vectors.seal(&last);
    let (document, author) = (vectors.document(), vectors.key().public());
    let run = Run::new(&vectors.council(), document, author, vec![last], seal).unwrap();
    assert_eq!(unpack("run-stored"), run);
    vectors.assert_is("run-stored", run.pack().unwrap());
}

#[test]
fn invitations() {
    let vectors = Vectors::load();
    let invitation = Invitation::from_text(vectors.text("invitation")).unwrap();
    assert_eq!(
        invitation.acts,
        [vectors.act("act-found"), vectors.act("act-comment")]
    );
    let secret = *invitation.one_time_key.secret();
    vectors.assert_is("one-time-key", secret);
}
