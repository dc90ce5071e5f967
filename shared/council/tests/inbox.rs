//! Which comments a person is told of, whatever the order of arrival and whatever the clocks say.
#![allow(clippy::unwrap_used)]

use council::act::{Body, BodyError, Comment, Found, Invite, Join, Speaker};
use council::inbox::{Concern, Listener};
use council::mention::{self, MAX_MENTIONS};
use council::roster::Roster;
use format::{Act, ActId, DeviceKey, DocumentId, Nonce, PublicKey};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

const DOCUMENT: DocumentId = DocumentId::from_bytes([4; 16]);

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

/// Ratna founds, Budi of Medan joins at 1000, Bayu of Surabaya at 2000.
struct Council {
    acts: Vec<Act>,
}

impl Council {
    fn new() -> Self {
        let found = Speaker {
            key: &key(1),
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
        .unwrap();
        let mut council = Self { acts: vec![found] };
        council.join(2, "Budi", "Medan", 1_000);
        council.join(3, "Bayu", "Surabaya", 2_000);
        council
    }

    fn speaker<'a>(&self, key: &'a DeviceKey, seen: &[ActId], time_millis: i64) -> Speaker<'a> {
        Speaker {
            key,
            council: Some(self.acts[0].council()),
            roster: seen.to_vec(),
            time_millis,
        }
    }

    fn newest(&self) -> ActId {
        self.acts.last().unwrap().id()
    }

    fn join(&mut self, n: u8, person: &str, office: &str, time_millis: i64) {
        let (founder, one_time, joining) = (key(1), key(n + 100), key(n));
        let invite = self
            .speaker(&founder, &[self.newest()], time_millis - 1)
            .say(&Body::Invite(Invite {
                one_time_key: one_time.public(),
                office: office.into(),
                expires_millis: None,
                replaces: None,
            }))
            .unwrap();
        let council = invite.council();
        let proof = one_time.sign(&Join::proof_bytes(
            &council,
            &invite.id(),
            &joining.public(),
        ));
        let join = self
            .speaker(&joining, &[invite.id()], time_millis)
            .say(&Body::Join(Join {
                invite: invite.id(),
                person: person.into(),
                proof,
            }))
            .unwrap();
        self.acts.extend([invite, join]);
    }

    /// The act that placed somebody.
    fn placed(&self, n: u8) -> ActId {
        let place = |act: &&Act| act.statement().author == key(n).public();
        self.acts.iter().find(place).unwrap().id()
    }

    fn comment(&self, n: u8, seen: ActId, time_millis: i64, text: &str) -> Act {
        self.comment_with(n, seen, time_millis, text, None)
    }

    fn comment_with(
        &self,
        n: u8,
        seen: ActId,
        time_millis: i64,
        text: &str,
        mentions: Option<Vec<PublicKey>>,
    ) -> Act {
        let body = Body::Comment(Comment {
            place: String::new(),
            anchor: None,
            quote: String::new(),
            text: text.into(),
            answers: None,
            mentions,
        });
        self.speaker(&key(n), &[seen], time_millis)
            .say_about(DOCUMENT, vec![], &body)
            .unwrap()
    }

    /// How a comment concerns somebody; asked with the acts of the roster in several orders.
    fn concern(&self, n: u8, act: &Act) -> Concern {
        let Ok(Body::Comment(comment)) = Body::read(act) else {
            panic!("not a comment");
        };
        let mut acts = self.acts.clone();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let answers: Vec<Concern> = (0..5)
            .map(|_| {
                acts.shuffle(&mut random);
                let roster = Roster::fold(&act.council(), &acts);
                Listener::of(&roster, &acts, key(n).public()).concern(act, &comment)
            })
            .collect();
        assert!(answers.iter().all(|one| *one == answers[0]), "{answers:?}");
        answers[0]
    }
}

#[test]
fn a_comment_said_while_i_belong_to_the_council_is_news_and_the_past_is_not() {
    let council = Council::new();
    let (before, after) = (council.placed(2), council.placed(3));
    let old = council.comment(2, before, 1_500, "Sudah lama.");
    assert_eq!(council.concern(3, &old), Concern::Past);
    assert_eq!(council.concern(1, &old), Concern::News);
    let new = council.comment(2, after, 2_500, "Baru.");
    assert_eq!(council.concern(3, &new), Concern::News);
    assert_eq!(council.concern(2, &new), Concern::Own);
    // An office that had not heard of the join.
    let unaware = council.comment(2, before, 2_500, "Dari jauh.");
    assert_eq!(council.concern(3, &unaware), Concern::News);
    // A clock that is years behind.
    let behind = council.comment(2, after, 3, "Jam mati.");
    assert_eq!(council.concern(3, &behind), Concern::News);
}

#[test]
fn a_mention_is_told_even_from_the_past_and_by_key_whatever_the_name() {
    let mut council = Council::new();
    let before = council.placed(2);
    let by_name = council.comment(2, before, 1_500, "Menunggu @Bayu.");
    assert_eq!(council.concern(3, &by_name), Concern::Mention);
    let bayu = Some(vec![key(3).public()]);
    let by_key = council.comment_with(2, before, 1_500, "Menunggu @Bayu.", bayu);
    // Somebody of the same name joins later: the key tells who was meant.
    council.join(5, "Bayu", "Denpasar", 3_000);
    assert_eq!(council.concern(3, &by_key), Concern::Mention);
    assert_eq!(council.concern(5, &by_key), Concern::Past);
    assert_eq!(council.concern(5, &by_name), Concern::Mention);
}

#[test]
fn what_i_said_on_another_device_of_mine_is_no_news() {
    let mut council = Council::new();
    council.join(6, "Bayu", "Surabaya", 3_000);
    let mine = council.comment(6, council.newest(), 4_000, "Dari rumah.");
    assert_eq!(council.concern(3, &mine), Concern::Own);
    let to_me = council.comment(2, council.newest(), 4_000, "@Bayu?");
    assert_eq!(council.concern(3, &to_me), Concern::Mention);
    assert_eq!(council.concern(6, &to_me), Concern::Mention);
}

#[test]
fn what_cannot_be_placed_yet_waits_and_a_stranger_is_not_heard() {
    let council = Council::new();
    let stranger = council.comment(77, council.newest(), 9_000, "@Bayu @Ratna");
    assert_eq!(council.concern(3, &stranger), Concern::Unsettled);
    let unknown = ActId::from_bytes([8; 32]);
    let early = council.comment(2, unknown, 1_500, "Apa?");
    assert_eq!(council.concern(3, &early), Concern::Unsettled);
}

#[test]
fn mentions_are_in_order_and_not_too_many() {
    let council = Council::new();
    let refused = |mentions: Vec<PublicKey>| {
        let body = Body::Comment(Comment {
            place: String::new(),
            anchor: None,
            quote: String::new(),
            text: "@".into(),
            answers: None,
            mentions: Some(mentions),
        });
        let said =
            council
                .speaker(&key(2), &[council.newest()], 5)
                .say_about(DOCUMENT, vec![], &body);
        matches!(
            said,
            Err(council::act::SayError::Body(BodyError::Form { .. }))
        )
    };
    let (one, other) = (
        PublicKey::from_bytes([1; 32]),
        PublicKey::from_bytes([2; 32]),
    );
    assert!(refused(vec![]));
    assert!(refused(vec![other, one]));
    assert!(refused(vec![one, one]));
    let many = |count: usize| {
        (0..count).map(|n| {
            let mut bytes = [0; 32];
            bytes[0] = (n / 256) as u8;
            bytes[1] = (n % 256) as u8;
            PublicKey::from_bytes(bytes)
        })
    };
    assert!(refused(many(MAX_MENTIONS + 1).collect()));
    assert!(!refused(many(MAX_MENTIONS).collect()));
}

#[test]
fn those_who_count_can_be_mentioned() {
    let council = Council::new();
    let roster = Roster::fold(&council.acts[0].council(), &council.acts);
    let names: Vec<String> = mention::people(&roster)
        .into_iter()
        .map(|person| person.name)
        .collect();
    assert_eq!(names, ["Bayu", "Budi", "Ratna"]);
}
