use format::{CouncilId, DeviceKey, DocumentId};
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::act::{Body, Comment, Speaker};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 1 March 2026, 12.00 WIB.
const NOON: i64 = 1_772_341_200_000;

fn clock(n: u8) -> PublicKey {
    PublicKey::from_bytes([n; 32])
}

fn change(n: u8) -> Timed {
    Timed::Change(ChangeHash::from_bytes([n; 32]))
}

/// Times of changes: number, clock, milliseconds after noon, what was there before.
fn times(told: &[(u8, u8, i64, &[u8])]) -> Times {
    let told = told.iter().map(|(n, by, after, before)| {
        let told = Told {
            clock: clock(*by),
            time_millis: NOON + after,
            before: before.iter().map(|n| change(*n)).collect(),
        };
        (change(*n), told)
    });
    Times(told.collect())
}

fn doubts(told: &[(u8, u8, i64, &[u8])]) -> Vec<(u8, Doubt)> {
    let numbers = told.iter().map(|(n, ..)| *n);
    let found = times(told).doubts();
    numbers
        .filter_map(|n| Some((n, *found.get(&change(n))?)))
        .collect()
}

fn doubt(off_millis: i64, whose: Whose) -> Doubt {
    Doubt { off_millis, whose }
}

#[test]
fn a_time_that_fits_is_not_marked_however_long_the_work_lay() {
    assert_eq!(
        doubts(&[
            (1, 1, 0, &[]),
            (2, 2, 30 * DAY, &[1]),
            // Ten minutes are no doubt, and eleven between those who did not know of each other neither.
            (3, 1, 30 * DAY - 10 * MINUTE, &[2]),
            (4, 3, -11 * MINUTE, &[]),
            (5, 4, 40 * DAY, &[1, 4]),
        ]),
        []
    );
}

#[test]
fn of_two_clocks_neither_is_blamed_and_of_three_the_one_that_two_contradict() {
    let two: [(u8, u8, i64, &[u8]); 2] = [(1, 1, 23 * MINUTE, &[]), (2, 2, 0, &[1])];
    assert_eq!(
        doubts(&two),
        [
            (1, doubt(23 * MINUTE, Whose::OneOfTwo(clock(2)))),
            (2, doubt(-23 * MINUTE, Whose::OneOfTwo(clock(1)))),
        ]
    );
    // A third clock that had seen the first time, such as a relay's, shows whose it is.
    let three: [(u8, u8, i64, &[u8]); 3] = [two[0], (2, 2, 0, &[1]), (3, 3, 5 * MINUTE, &[1])];
    assert_eq!(doubts(&three), [(1, doubt(23 * MINUTE, Whose::Its))]);
    // One that is years behind contradicts all that it had seen.
    assert_eq!(
        doubts(&[
            (1, 1, 0, &[]),
            (2, 2, MINUTE, &[1]),
            (3, 3, -400 * DAY, &[2]),
            (4, 1, 2 * MINUTE, &[3]),
        ]),
        [(3, doubt(-400 * DAY - MINUTE, Whose::Its))]
    );
}

#[test]
fn what_one_clock_said_at_two_times_is_held_against_it_and_helps_to_find_it() {
    // It was set back in between: when it was wrong, nobody knows.
    assert_eq!(
        doubts(&[(1, 1, HOUR, &[]), (2, 1, 0, &[1])]),
        [
            (1, doubt(HOUR, Whose::ItsAtSomeTime)),
            (2, doubt(-HOUR, Whose::ItsAtSomeTime)),
        ]
    );
    // Somebody else's clock agrees with what it said later.
    assert_eq!(
        doubts(&[(1, 1, HOUR, &[]), (2, 2, 0, &[1]), (3, 1, 5 * MINUTE, &[2]),]),
        [(1, doubt(HOUR, Whose::Its))]
    );
}

#[test]
fn where_one_time_does_not_tell_what_else_is_known_of_the_clock_does() {
    // The second time of clock 1 is contradicted by clock 2 alone, its first by the relay as well.
    let found = doubts(&[
        (1, 1, 3 * HOUR, &[]),
        (9, 9, 0, &[1]),
        (2, 1, 3 * HOUR + MINUTE, &[1]),
        (3, 2, MINUTE, &[2]),
    ]);
    assert_eq!(
        found,
        [
            (1, doubt(3 * HOUR, Whose::Its)),
            (2, doubt(3 * HOUR, Whose::Its)),
        ]
    );
}

#[test]
fn times_at_the_ends_of_the_calendar_are_told_apart_without_harm() {
    let mut told = times(&[(1, 1, 0, &[]), (2, 2, 0, &[1])]);
    told.0.get_mut(&change(1)).unwrap().time_millis = i64::MAX;
    told.0.get_mut(&change(2)).unwrap().time_millis = i64::MIN;
    assert_eq!(told.doubts().len(), 2);
}

#[test]
fn a_receipt_shows_what_was_there_before_it() {
    let relay = DeviceKey::from_secret(&[8; 32]);
    let council = CouncilId::from_bytes([1; 32]);
    let document = DocumentId::from_bytes([2; 16]);
    let heads = vec![ChangeHash::from_bytes([1; 32])];
    let receipt = |millis, counter| {
        let heads = heads.clone();
        Receipt::sign(&relay, council, document, heads, NOON + millis, counter)
    };
    // Work that came weeks later is no sign of a wrong clock.
    let late = times(&[(1, 1, 0, &[])]).with_receipts([&receipt(20 * DAY, 1)]);
    assert_eq!(late.doubts(), BTreeMap::new());
    // The change was there eleven minutes before it says that it was made.
    let early = times(&[(1, 1, 0, &[])]).with_receipts([&receipt(-11 * MINUTE, 1)]);
    let found = early.doubts();
    let wanted = doubt(11 * MINUTE, Whose::OneOfTwo(relay.public()));
    assert_eq!(found.get(&change(1)), Some(&wanted));
    assert!(found.contains_key(&Timed::Receipt(relay.public(), 1)));
    // Two that go by one number: the same whichever is first.
    let (one, other) = (receipt(0, 2), receipt(-DAY, 2));
    let forwards = times(&[(1, 1, 0, &[])]).with_receipts([&one, &other]);
    let backwards = times(&[(1, 1, 0, &[])]).with_receipts([&other, &one]);
    assert_eq!(forwards.doubts(), backwards.doubts());
}

/// Ten keys, of which one may be off by `off`; acts that cite what their author had seen, at true times that
/// grow by up to a minute.
fn acts(random: &mut ChaCha8Rng, wrong: usize, off: i64) -> Vec<Act> {
    let keys: Vec<DeviceKey> = (1..=10).map(|n| DeviceKey::from_secret(&[n; 32])).collect();
    let document = DocumentId::from_bytes([2; 16]);
    let mut acts: Vec<Act> = Vec::new();
    let mut now = NOON;
    for n in 0..40 {
        let by = random.random_range(0..keys.len());
        // Whoever is offline has not seen the newest.
        let seen = random.random_range(0..=acts.len());
        let seen = acts[..seen].iter().rev().take(random.random_range(0..4));
        let cites = seen.map(Act::id).collect();
        let jitter = random.random_range(-4 * MINUTE..4 * MINUTE);
        let off = if by == wrong { off } else { 0 };
        now += random.random_range(0..MINUTE);
        let speaker = Speaker {
            key: &keys[by],
            council: Some(CouncilId::from_bytes([1; 32])),
            roster: vec![],
            time_millis: now + jitter + off,
        };
        let comment = Body::Comment(Comment {
            place: String::new(),
            anchor: None,
            quote: String::new(),
            text: format!("{n}"),
            answers: None,
            mentions: None,
        });
        acts.push(speaker.say_about(document, cites, &comment).unwrap());
    }
    acts
}

#[test]
fn clocks_that_are_right_are_never_marked_and_a_wrong_one_draws_no_blame_on_others() {
    let mut blamed = 0;
    for seed in 0..60 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let right = acts(&mut random, 0, 0);
        let found = Times::default().with_acts(&right).doubts();
        assert_eq!(found, BTreeMap::new(), "seed {seed}");
        let off = [HOUR, -HOUR, 400 * DAY, -400 * DAY][random.random_range(0..4)];
        let acts = acts(&mut random, 0, off);
        let wrong = DeviceKey::from_secret(&[1; 32]).public();
        for (id, doubt) in Times::default().with_acts(&acts).doubts() {
            let author = acts
                .iter()
                .find(|act| Timed::Act(act.id()) == id)
                .map(|act| act.statement().author);
            match doubt.whose {
                _ if author == Some(wrong) => {
                    blamed += usize::from(doubt.whose == Whose::Its);
                    assert_eq!(doubt.off_millis > 0, off > 0, "seed {seed}");
                }
                Whose::OneOfTwo(other) => assert_eq!(other, wrong, "seed {seed}"),
                Whose::Its | Whose::ItsAtSomeTime => panic!("seed {seed}: {doubt:?}"),
            }
        }
    }
    assert!(blamed > 60, "the wrong clock is mostly found: {blamed}");
}

#[test]
fn the_marks_follow_from_what_is_held_and_not_from_the_order_in_which_it_came() {
    for seed in 0..30 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut acts = acts(&mut random, 3, 90 * MINUTE);
        // Some never came.
        acts.retain(|_| random.random_range(0..10) > 0);
        let found = Times::default().with_acts(&acts).doubts();
        for _ in 0..5 {
            acts.shuffle(&mut random);
            let again = Times::default().with_acts(&acts).doubts();
            assert_eq!(again, found, "seed {seed}");
        }
    }
}
