//! Whoever says much, or says what is built on nothing, keeps nobody from saying what counts.

use council::act::day::Day;
use council::roster::room::{self, MAX_ACTS, MAX_IDLE_ACTS, MAX_IDLE_BYTES, MAX_JOINS, Said};
use format::Statement;
use format::act::MAX_CITES;

use super::*;

const ACTING: u8 = 2;
const HOSTILE: u8 = 3;
const NEW: u8 = 4;
/// Whom nothing places.
const STRANGER: u8 = 70;

/// A council with an acting chair, a member who means no good and a new member.
fn council() -> Council {
    let mut council = Council::found();
    for member in [ACTING, HOSTILE, NEW] {
        council.admit(member, "Pusat");
    }
    council.say(CHAIR, &appoint(ACTING, Role::ActingChair));
    council
}

fn appoint(holder: u8, role: Role) -> Body {
    Body::Appoint(Appoint {
        holder: key(holder).public(),
        role,
        unit: String::new(),
        field: String::new(),
        instead_of: None,
        from: None,
        until: match role {
            Role::ActingChair => Day::of_millis(86_400_000),
            _ => None,
        },
    })
}

impl Council {
    /// What a modified program may sign: any kind, citing anything.
    fn raw(&self, by: u8, kind: &str, cites: Vec<ActId>, n: i64, bytes: usize) -> Act {
        let key = key(by);
        let mut e = format::cbor::Encoder::new();
        e.map(1).u8(0).bytes(&vec![0; bytes]);
        let statement = Statement {
            council: Some(self.id),
            author: key.public(),
            kind: kind.into(),
            subject: Subject::Council,
            cites,
            roster: vec![],
            time_millis: n,
            body: e.into_bytes(),
        };
        Act::sign(statement, &key).unwrap()
    }

    /// Acts of a kind that nobody knows, with the lowest ids there are.
    fn flood(&mut self, by: u8, count: usize, cites: &[ActId]) -> Vec<ActId> {
        let all = (0..).map(|n| self.raw(by, "zzz", cites.to_vec(), n, 1));
        let low = all.filter(|act| act.id().as_bytes()[0] < 8);
        let flood: Vec<Act> = low.take(count).collect();
        let ids = flood.iter().map(Act::id).collect();
        self.acts.extend(flood);
        ids
    }

    /// Says it as the program does: citing what there is to cite.
    fn say_citing(&mut self, by: u8, body: &Body) -> ActId {
        let cites = self.roster().cites_for(&key(by).public());
        assert!(cites.len() <= MAX_CITES);
        self.say_seeing(by, cites, body)
    }

    /// Whether this seat is held, however the acts arrive.
    fn has_given(&self, seat: &ActId) -> bool {
        let mut acts = self.acts.clone();
        let folded = self.roster();
        for seed in 0..5 {
            acts.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            assert_eq!(Roster::fold(&self.id, &acts), folded);
        }
        let mut seats = folded.seats.standing_now();
        seats.any(|held| held.act == *seat)
    }
}

#[test]
fn what_strangers_say_of_the_council_is_cited_by_nobody() {
    let mut council = council();
    let before = council.roster();
    let flood = council.flood(STRANGER, 40, &[]);
    let after = council.roster();
    assert_eq!(after.heads, before.heads);
    let cites = after.cites_for(&key(CHAIR).public());
    assert!(!cites.iter().any(|act| flood.contains(act)));
    let given = council.say_citing(CHAIR, &appoint(NEW, Role::Reviewer));
    assert!(council.has_given(&given));
}

#[test]
fn a_stranger_who_cites_what_is_said_hides_it_from_nobody() {
    let mut council = council();
    let heads = council.roster().heads;
    council.flood(STRANGER, 40, &heads);
    assert_eq!(council.roster().heads, heads);
}

#[test]
fn acts_that_count_for_nothing_crowd_out_nothing_that_counts() {
    let mut council = council();
    let flood = council.flood(HOSTILE, 40, &[]);
    let seeing = council.roster().heads;
    council.flood(HOSTILE, 40, &seeing[..8]);
    for (by, holder) in [(CHAIR, NEW), (ACTING, HOSTILE)] {
        let given = council.say_citing(by, &appoint(holder, Role::Reviewer));
        assert!(council.has_given(&given), "by {by}");
    }
    // Where there is room they are cited: a newer program may know what they say.
    let mut council = self::council();
    let few = council.flood(HOSTILE, 3, &[]);
    let cites = council.roster().cites_for(&key(CHAIR).public());
    assert!(few.iter().all(|act| cites.contains(act)), "{flood:?}");
}

#[test]
fn invitations_without_number_leave_everybody_the_rights_they_have() {
    let mut council = council();
    let seen = council.roster().heads;
    for n in 0..60 {
        let invite = Body::Invite(Invite {
            one_time_key: key(n + 100).public(),
            office: "Pusat".into(),
            expires_millis: None,
            replaces: None,
        });
        council.say_seeing(HOSTILE, seen.clone(), &invite);
    }
    for by in [CHAIR, ACTING] {
        let given = council.say_citing(by, &appoint(NEW, Role::Reviewer));
        assert!(council.has_given(&given), "by {by}");
    }
    let end = council
        .roster()
        .seats
        .chair(Day::of_millis(1).unwrap())
        .unwrap()
        .act;
    let next = Body::Appoint(Appoint {
        instead_of: Some(end),
        ..match appoint(ACTING, Role::Chair) {
            Body::Appoint(appoint) => appoint,
            _ => unreachable!(),
        }
    });
    let given = council.say_citing(RECOVERY, &next);
    assert!(council.has_given(&given));
}

#[test]
fn an_act_built_on_what_does_not_exist_holds_up_nobody() {
    let mut council = council();
    let act = council.raw(HOSTILE, "zzz", vec![ActId::from_bytes([1; 32])], 1, 1);
    council.acts.push(act);
    for by in [CHAIR, ACTING] {
        let given = council.say_citing(by, &appoint(NEW, Role::Reviewer));
        assert!(council.has_given(&given), "by {by}");
    }
    let revoke = Body::Revoke(Revoke {
        device: key(HOSTILE).public(),
        reason: "ulah".into(),
    });
    council.say_citing(CHAIR, &revoke);
    assert!(council.roster().is_revoked(&key(HOSTILE).public()));
}

#[test]
fn where_nothing_is_crowded_an_act_cites_all_the_newest() {
    let council = council();
    let roster = council.roster();
    for by in [CHAIR, ACTING, NEW, RECOVERY] {
        assert_eq!(roster.cites_for(&key(by).public()), roster.heads);
    }
}

#[test]
fn what_counts_for_nothing_has_little_room_and_what_counts_has_much() {
    let mut council = council();
    let nothing = Said::default();
    let fits = |council: &Council, by: u8, kind: &str, bytes: usize| {
        let act = council.raw(by, kind, vec![], 0, bytes);
        let roster = council.roster();
        let placed = roster.is_placed(&key(by).public());
        roster.has_room_for(&act, placed, &nothing)
    };
    assert!(fits(&council, HOSTILE, "zzz", 40_000));
    for n in 0..26 {
        let act = council.raw(HOSTILE, "zzz", vec![], n, 40_000);
        council.acts.push(act);
    }
    const { assert!(26 * 40_000 < MAX_IDLE_BYTES && 27 * 40_000 > MAX_IDLE_BYTES) };
    assert!(!fits(&council, HOSTILE, "zzz", 40_000));
    // A seat that was never held says nothing that counts.
    assert!(!fits(&council, HOSTILE, "relay", 40_000));
    for by in [NEW, CHAIR, ACTING] {
        assert!(fits(&council, by, "zzz", 40_000), "by {by}");
    }
    let invite = Body::Invite(Invite {
        one_time_key: key(200).public(),
        office: "Pusat".into(),
        expires_millis: None,
        replaces: None,
    });
    council.say(HOSTILE, &invite);
    let said = council.acts.pop().unwrap();
    assert!(council.roster().has_room_for(&said, true, &nothing));
    // What was kept since it was folded counts as well.
    let mut since = Said::default();
    for _ in 0..MAX_ACTS {
        since.add(&said, false);
    }
    assert!(!council.roster().has_room_for(&said, true, &since));
    // Strangers share what one member has.
    for n in 0..(MAX_IDLE_ACTS / 2) as i64 {
        for by in [STRANGER, STRANGER + 1] {
            let act = council.raw(by, "zzz", vec![], n, 1);
            council.acts.push(act);
        }
    }
    assert!(!fits(&council, STRANGER + 2, "zzz", 1));
}

#[test]
fn one_invitation_lets_in_so_many_and_no_more() {
    let mut council = council();
    let (invite, once) = council.invite(HOSTILE, "Pusat", None);
    let all = DeviceKey::from_secret(&[77; 32]);
    let join = |key: &DeviceKey, council: &Council| {
        let proof = Join::proof_bytes(&council.id, &invite, &key.public());
        let join = Join {
            invite,
            person: "Orang".into(),
            proof: once.sign(&proof),
        };
        let speaker = Speaker {
            key,
            council: Some(council.id),
            roster: vec![invite],
            time_millis: 1,
        };
        speaker.say(&Body::Join(join)).unwrap()
    };
    let last = join(&all, &council);
    for n in 0..MAX_JOINS as u8 {
        assert!(council.roster().has_room_for(&last, true, &Said::default()));
        let act = join(&DeviceKey::from_secret(&[n; 32]), &council);
        council.acts.push(act);
    }
    assert!(!council.roster().has_room_for(&last, true, &Said::default()));
}

#[test]
fn quotas_weigh_what_is_large_or_not_about_belonging() {
    let council = council();
    assert!(room::is_free(&council.raw(CHAIR, "revoke", vec![], 1, 100)));
    assert!(!room::is_free(&council.raw(
        CHAIR,
        "revoke",
        vec![],
        1,
        5000
    )));
    assert!(!room::is_free(&council.raw(CHAIR, "zzz", vec![], 1, 1)));
}
