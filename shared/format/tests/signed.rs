//! Acts, seals and receipts: valid for others, and no byte of them can be changed.
#![allow(clippy::unwrap_used)]

use coset::{CborSerializable as _, CoseSign1, TaggedCborSerializable as _, iana};
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use format::act::{ActError, MAX_ACT_BYTES};
use format::{
    Act, ActId, ChangeHash, CouncilId, DeviceKey, DocumentId, Receipt, Seal, Statement, Subject,
    cbor,
};

fn key() -> DeviceKey {
    DeviceKey::from_secret(&[1; 32])
}

fn statement() -> Statement {
    Statement {
        council: Some(CouncilId::from_bytes([2; 32])),
        author: key().public(),
        kind: "comment".into(),
        subject: Subject::Document(DocumentId::from_bytes([3; 16])),
        cites: vec![ActId::from_bytes([5; 32]), ActId::from_bytes([4; 32])],
        roster: vec![ActId::from_bytes([6; 32])],
        time_millis: 1_790_000_000_000,
        body: vec![0xa1, 0x00, 0x62, b'y', b'a'],
    }
}

#[test]
fn an_act_is_a_cose_sign1_for_others() {
    let act = Act::sign(statement(), &key()).unwrap();
    let message = CoseSign1::from_tagged_slice(act.bytes()).unwrap();
    assert_eq!(
        message.protected.header.alg,
        Some(coset::RegisteredLabelWithPrivate::Assigned(
            iana::Algorithm::EdDSA
        ))
    );
    assert!(message.unprotected.is_empty());
    let public = VerifyingKey::from_bytes(key().public().as_bytes()).unwrap();
    message
        .verify_signature(b"dewan-act-1", |signature, data| {
            public.verify(data, &Signature::from_slice(signature).unwrap())
        })
        .unwrap();
    // For another purpose the same message does not verify.
    let other = message.verify_signature(b"dewan-act-2", |signature, data| {
        public.verify(data, &Signature::from_slice(signature).unwrap())
    });
    assert!(other.is_err());
    // The untagged form is no act of ours: one act, one spelling.
    assert!(Act::parse(&message.to_vec().unwrap()).is_err());
}

#[test]
fn every_changed_byte_of_an_act_is_refused() {
    let act = Act::sign(statement(), &key()).unwrap();
    assert_eq!(Act::parse(act.bytes()), Ok(act.clone()));
    for len in 0..act.bytes().len() {
        assert!(Act::parse(&act.bytes()[..len]).is_err(), "cut to {len}");
    }
    for at in 0..act.bytes().len() {
        for bit in 0..8 {
            let mut changed = act.bytes().to_vec();
            changed[at] ^= 1 << bit;
            assert!(Act::parse(&changed).is_err(), "byte {at} bit {bit}");
        }
    }
    let mut long = act.bytes().to_vec();
    long.push(0);
    assert!(Act::parse(&long).is_err());
}

#[test]
fn statements_have_one_spelling_and_one_place() {
    let refused = |spoil: fn(&mut Statement)| {
        let mut statement = statement();
        spoil(&mut statement);
        Act::sign(statement, &key()).unwrap_err()
    };
    type Spoil = fn(&mut Statement);
    let spoils: [(&str, Spoil); 12] = [
        ("a long integer in the body", |s| {
            s.body = vec![0xa1, 0x18, 0, 0]
        }),
        ("keys descending in the body", |s| {
            s.body = vec![0xa2, 1, 0, 0, 0]
        }),
        ("two items", |s| s.body = vec![0xa0, 0xa0]),
        ("no map", |s| s.body = vec![0x80]),
        ("no body", |s| s.body.clear()),
        ("an empty kind", |s| s.kind.clear()),
        ("a kind in capitals", |s| s.kind = "Comment".into()),
        ("a long kind", |s| s.kind = "k".repeat(33)),
        ("a founding act with a council", |s| s.kind = "found".into()),
        ("another act without a council", |s| s.council = None),
        ("a roster cited by the roster", |s| {
            s.subject = Subject::Council
        }),
        ("too many cites", |s| {
            s.cites = (0..33).map(|n| ActId::from_bytes([n; 32])).collect();
        }),
    ];
    for (what, spoil) in spoils {
        assert!(matches!(refused(spoil), ActError::Form(_)), "{what}");
    }
    let large = refused(|s| {
        let mut body = cbor::Encoder::new();
        body.map(1).u8(0).bytes(&vec![0; MAX_ACT_BYTES]);
        s.body = body.into_bytes();
    });
    assert!(matches!(large, ActError::TooLarge(_)));
    assert_eq!(
        refused(|s| s.author = DeviceKey::from_secret(&[2; 32]).public()),
        ActError::Signature
    );
}

#[test]
fn every_changed_byte_of_a_seal_is_refused() {
    let (council, document) = (
        CouncilId::from_bytes([2; 32]),
        DocumentId::from_bytes([3; 16]),
    );
    let change = ChangeHash::from_bytes([4; 32]);
    let roster = vec![ActId::from_bytes([6; 32]), ActId::from_bytes([5; 32])];
    let seal = Seal::sign(&key(), &council, &document, &change, roster);
    let verifies = |seal: &Seal| seal.verifies(&key().public(), &council, &document, &change);
    assert!(verifies(&seal));
    let bytes = cbor::encode(&seal);
    assert_eq!(cbor::decode_exact::<Seal>(&bytes).unwrap(), seal);
    for len in 0..bytes.len() {
        assert!(cbor::decode_exact::<Seal>(&bytes[..len]).is_err());
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let taken = cbor::decode_exact::<Seal>(&changed).is_ok_and(|seal| verifies(&seal));
            assert!(!taken, "byte {at} bit {bit}");
        }
    }
    let elsewhere = DocumentId::from_bytes([9; 16]);
    assert!(!seal.verifies(&key().public(), &council, &elsewhere, &change));
    let many = (0..40).map(|n| ActId::from_bytes([n; 32])).collect();
    assert!(verifies(&Seal::sign(
        &key(),
        &council,
        &document,
        &change,
        many
    )));
}

#[test]
fn every_changed_byte_of_a_receipt_is_refused() {
    let receipt = |counter, heads: u8| {
        let heads = (0..heads)
            .map(|n| ChangeHash::from_bytes([n; 32]))
            .collect();
        let (council, document) = (
            CouncilId::from_bytes([2; 32]),
            DocumentId::from_bytes([3; 16]),
        );
        Receipt::sign(&key(), council, document, heads, 7, counter)
    };
    let sound = receipt(1, 3);
    assert!(sound.verifies());
    let bytes = cbor::encode(&sound);
    assert_eq!(cbor::decode_exact::<Receipt>(&bytes).unwrap(), sound);
    for len in 0..bytes.len() {
        assert!(cbor::decode_exact::<Receipt>(&bytes[..len]).is_err());
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let taken = cbor::decode_exact::<Receipt>(&changed).is_ok_and(|r| r.verifies());
            assert!(!taken, "byte {at} bit {bit}");
        }
    }
    // Merging is taking the greater: of two, exactly one replaces the other.
    assert!(receipt(2, 0).replaces(&sound) && !sound.replaces(&receipt(2, 0)));
    assert!(sound.replaces(&receipt(1, 4)) != receipt(1, 4).replaces(&sound));
    assert!(!sound.replaces(&sound));
}
