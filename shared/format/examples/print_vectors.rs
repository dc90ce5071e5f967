//! Prints a set of test vectors, for a new version of the file only: a frozen line is never changed.
//! `cargo run -p dewan-format --example print_vectors`
#![allow(clippy::unwrap_used)]

use automerge::transaction::{CommitOptions, Transactable as _};
use format::chain::LoggedItem;
use format::id::{Origin, Scope};
use format::invitation::Invitation;
use format::{
    Act, ActorId, Chain, ChangeHash, DeviceKey, DocumentId, Frontier, Nonce, PlainChange, Position,
    Receipt, Run, Seal, Statement, Subject, cbor,
};

fn main() {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let key = DeviceKey::from_secret(&[1; 32]);
    let mut body = cbor::Encoder::new();
    body.map(1).u8(0).str("Dewan");
    let statement = |council, kind: &str, subject, roster, time_millis, body| Statement {
        council,
        author: key.public(),
        kind: kind.into(),
        subject,
        cites: vec![],
        roster,
        time_millis,
        body,
    };
    let body = body.into_bytes();
    let found = statement(
        None,
        "found",
        Subject::Council,
        vec![],
        1_790_000_000_000,
        body,
    );
    let found = Act::sign(found, &key).unwrap();
    let council = found.council();
    let nonce = Origin::Nonce(Nonce::from_bytes(*b"nonce-of-16-byte"), key.public());
    let document = DocumentId::derive(&council, "policy", &Scope::Council, &nonce);
    let meeting = Origin::Meeting {
        unit: "Kantor Cabang Surabaya".into(),
        meeting_type: "rapat-pleno".into(),
        date: "2026-11-23".into(),
        ordinal: 1,
    };
    let by_meeting = DocumentId::derive(&council, "minutes", &Scope::Council, &meeting);
    let mut body = cbor::Encoder::new();
    body.map(2).u8(0).str("Pasal 1").u8(1).i64(-1);
    let comment = statement(
        Some(council),
        "comment",
        Subject::Document(document),
        vec![found.id()],
        1_790_000_001_000,
        body.into_bytes(),
    );
    let comment = Act::sign(comment, &key).unwrap();
    let actor = key.public().actor_with(&council, *b"actor-01");

    let mut doc = automerge::AutoCommit::new();
    doc.set_author(Some(automerge::Author::from(
        key.public().as_bytes().to_vec(),
    )));
    doc.set_actor(actor.as_bytes().into());
    let text = doc
        .put_object(automerge::ROOT, "text", automerge::ObjType::Text)
        .unwrap();
    for n in 0..3 {
        doc.splice_text(&text, 0, 0, "Rapat pleno dewan. ").unwrap();
        doc.commit_with(CommitOptions::default().with_time(1_790_000_000 + n));
    }
    let changes: Vec<PlainChange> = doc
        .get_changes(&[])
        .iter()
        .map(|change| PlainChange::parse(change.raw_bytes().to_vec()).unwrap())
        .collect();
    let mut body = cbor::Encoder::new();
    body.map(1).u8(0).array(1).value(&changes[2].header.hash);
    let mut seen = statement(
        Some(council),
        "seen",
        Subject::Document(document),
        vec![found.id()],
        1_790_000_003_000,
        body.into_bytes(),
    );
    seen.cites = vec![comment.id()];
    let seen = Act::sign(seen, &key).unwrap();
    let seal = |n: usize| {
        let hash = &changes[n].header.hash;
        Seal::sign(&key, &council, &document, hash, vec![found.id()])
    };
    let run = |changes: &[PlainChange], seal| {
        Run::new(&council, document, key.public(), changes.to_vec(), seal)
            .unwrap()
            .pack()
            .unwrap()
    };
    let heads = vec![changes[2].header.hash];
    let receipt = Receipt::sign(&key, council, document, heads, 1_790_000_002_000, 7);
    let chain = Chain::START.then(&LoggedItem::Act(found.id()));
    let chain_2 = chain.then(&LoggedItem::Change(document, changes[0].header.hash));
    let mut frontier = Frontier::default();
    let empty = frontier.digest();
    let position = |sequence, hash| Position { sequence, hash };
    let other = position(300, ChangeHash::from_bytes([5; 32]));
    frontier.0.insert(ActorId::from_bytes([0xff; 24]), other);
    frontier
        .0
        .insert(actor, position(3, changes[2].header.hash));
    let invitation = Invitation {
        acts: vec![found.clone(), comment.clone()],
        one_time_key: DeviceKey::from_secret(&[9; 32]),
    };
    for (name, value) in [
        ("secret-key", hex(&[1; 32])),
        ("public-key", hex(key.public().as_bytes())),
        ("act-found", hex(found.bytes())),
        ("council-id", council.to_string()),
        ("document-id-nonce", document.to_string()),
        ("document-id-meeting", by_meeting.to_string()),
        ("act-comment", hex(comment.bytes())),
        ("act-comment-id", comment.id().to_string()),
        ("act-seen", hex(seen.bytes())),
        ("actor-id", actor.to_string()),
        ("change-1", hex(&changes[0].chunk)),
        ("change-1-hash", changes[0].header.hash.to_string()),
        ("change-2", hex(&changes[1].chunk)),
        ("change-2-hash", changes[1].header.hash.to_string()),
        ("change-3", hex(&changes[2].chunk)),
        ("change-3-hash", changes[2].header.hash.to_string()),
        ("seal", hex(&cbor::encode(&seal(2)))),
        ("receipt", hex(&cbor::encode(&receipt))),
        ("chain-1", chain.to_string()),
        ("chain-2", chain_2.to_string()),
        ("frontier-empty", hex(&empty)),
        ("frontier", hex(&frontier.digest())),
        ("run-stored", hex(&run(&changes[1..2], seal(1)))),
        ("run-zstd", hex(&run(&changes, seal(2)))),
        ("one-time-key", hex(&[9; 32])),
        ("invitation", invitation.to_text().unwrap()),
    ] {
        println!("{name} {value}");
    }
}
