//! What counts as read by the chair, whatever the order in which acts arrive.
#![allow(clippy::unwrap_used)]

use council::act::{Body, BodyError, Comment, Found, MAX_SEEN_HEADS, Seen, Speaker};
use council::roster::Roster;
use council::seen::{Reading, reading};
use format::{Act, ActId, ChangeHash, CouncilId, DeviceKey, DocumentId, Nonce, Statement, Subject};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

fn head(n: u8) -> ChangeHash {
    ChangeHash::from_bytes([n; 32])
}

const DOCUMENT: DocumentId = DocumentId::from_bytes([4; 16]);

fn found(founder: &DeviceKey) -> Act {
    Speaker {
        key: founder,
        council: None,
        roster: vec![],
        time_millis: 1,
    }
    .say(&Body::Found(Found {
        name: "Dewan".into(),
        person: "Ratna".into(),
        office: "Kantor Pusat".into(),
        nonce: Nonce::from_bytes([9; 16]),
        recovery: None,
    }))
    .unwrap()
}

fn say(
    council: CouncilId,
    key: &DeviceKey,
    time_millis: i64,
    cites: Vec<ActId>,
    body: &Body,
) -> Act {
    let speaker = Speaker {
        key,
        council: Some(council),
        roster: vec![],
        time_millis,
    };
    speaker.say_about(DOCUMENT, cites, body).unwrap()
}

fn seen(heads: &[u8]) -> Body {
    Body::Seen(Seen::of(heads.iter().map(|n| head(*n)).collect()))
}

fn remark() -> Body {
    Body::Comment(Comment {
        place: String::new(),
        anchor: None,
        quote: String::new(),
        text: "Baik.".into(),
        answers: None,
        mentions: None,
    })
}

#[test]
fn the_last_word_counts_in_any_order_of_arrival_and_whatever_the_clock_says() {
    let chair = key(1);
    let council = found(&chair).council();
    let first = say(council, &chair, 500, vec![], &seen(&[1, 2]));
    let between = say(council, &key(2), 510, vec![first.id()], &remark());
    // The chair's clock was set back meanwhile.
    let last = say(council, &chair, 400, vec![between.id()], &seen(&[3]));
    let mut acts = vec![first.clone(), between.clone(), last.clone()];
    let expected = Reading {
        act: last.id(),
        time_millis: 400,
        heads: vec![head(3)],
    };
    for seed in 0..20 {
        acts.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let reading = reading(&chair.public(), &acts).unwrap();
        assert_eq!(reading, expected, "seed {seed}");
        assert!(reading.covers(&[head(3)]));
        assert!(!reading.covers(&[head(3), head(4)]));
        assert!(!reading.covers(&[head(2)]));
    }
    // While what stands between is not here, neither word replaces the other.
    let apart = reading(&chair.public(), [&last, &first]).unwrap();
    assert_eq!((apart.act, apart.time_millis), (first.id(), 500));
    assert!(apart.covers(&[head(1), head(3)]));
    assert_eq!(reading(&chair.public(), [&between]), None);
}

#[test]
fn only_the_chair_speaks_as_the_chair() {
    let (chair, other) = (key(1), key(2));
    let founding = found(&chair);
    let council = founding.council();
    let roster = Roster::fold(&council, [&founding]);
    assert!(roster.is_chair(&chair.public()));
    assert!(!roster.is_chair(&other.public()));
    let claim = say(council, &other, 900, vec![], &seen(&[1]));
    assert_eq!(reading(&chair.public(), [&claim]), None);
    assert!(reading(&other.public(), [&claim]).is_some());
}

#[test]
fn a_document_nobody_has_written_in_is_seen_with_a_word_and_not_without() {
    let chair = key(1);
    let council = found(&chair).council();
    assert_eq!(reading(&chair.public(), []), None);
    let word = say(council, &chair, 7, vec![], &seen(&[]));
    let reading = reading(&chair.public(), [&word]).unwrap();
    assert!(reading.covers(&[]));
    assert!(!reading.covers(&[head(1)]));
}

#[test]
fn it_is_about_a_document_and_its_heads_are_few_and_in_order() {
    let chair = key(1);
    let council = found(&chair).council();
    let speaker = Speaker {
        key: &chair,
        council: Some(council),
        roster: vec![],
        time_millis: 1,
    };
    assert!(speaker.say(&seen(&[1])).is_err());
    let many = (0..=MAX_SEEN_HEADS).map(|n| {
        let mut bytes = [0; 32];
        bytes[..2].copy_from_slice(&(n as u16).to_be_bytes());
        ChangeHash::from_bytes(bytes)
    });
    let many: Vec<ChangeHash> = many.collect();
    assert_eq!(Seen::of(many.clone()).heads.len(), MAX_SEEN_HEADS);
    for heads in [many, vec![head(2), head(1)], vec![head(1), head(1)]] {
        let act = Act::sign(
            Statement {
                council: Some(council),
                author: chair.public(),
                kind: "seen".into(),
                subject: Subject::Document(DOCUMENT),
                cites: vec![],
                roster: vec![],
                time_millis: 1,
                body: format::cbor::encode(&Seen { heads }),
            },
            &chair,
        )
        .unwrap();
        assert!(matches!(Body::read(&act), Err(BodyError::Form { .. })));
    }
}

#[test]
fn the_frozen_act_reads_as_it_did() {
    let lines = include_str!("../../format/tests/vectors/v1.txt").lines();
    let mut vectors = lines.filter_map(|line| line.split_once(' '));
    let (_, hex) = vectors.find(|(name, _)| *name == "act-seen").unwrap();
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    let Ok(Body::Seen(seen)) = Body::read(&Act::parse(&bytes).unwrap()) else {
        panic!("it says that something was seen");
    };
    assert_eq!(
        seen.heads[0].to_string(),
        "4d131514eb1954985043d992facc3ffb87f203720f372293109dbec5ec6f3f2c"
    );
    assert_eq!(seen.heads.len(), 1);
}
