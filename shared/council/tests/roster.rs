//! Who counts, whatever the order in which acts arrive.
#![allow(clippy::unwrap_used)]

use council::act::{Body, Confirm, Found, Invite, Join, Relay, RelayEntry, Speaker};
use council::roster::{Membership, Reason, Roster};
use format::{Act, ActId, CouncilId, DeviceKey, Nonce};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

/// A council in the making: every act cites what was said before it, unless told otherwise.
struct Council {
    id: CouncilId,
    acts: Vec<Act>,
}

impl Council {
    fn found(founder: &DeviceKey) -> Self {
        let speaker = Speaker {
            key: founder,
            council: None,
            roster: vec![],
            time_millis: 1,
        };
        let act = speaker
            .say(&Body::Found(Found {
                name: "Dewan Media Sosial".into(),
                person: "Ratna".into(),
                office: "Kantor Pusat".into(),
                nonce: Nonce::from_bytes([9; 16]),
                recovery: None,
            }))
            .unwrap();
        Self {
            id: act.council(),
            acts: vec![act],
        }
    }

    fn roster(&self) -> Roster {
        Roster::fold(&self.id, &self.acts)
    }

    fn say(&mut self, key: &DeviceKey, body: &Body) -> ActId {
        let heads = self.roster().heads;
        self.say_seeing(key, heads, body)
    }

    fn say_seeing(&mut self, key: &DeviceKey, roster: Vec<ActId>, body: &Body) -> ActId {
        let speaker = Speaker {
            key,
            council: Some(self.id),
            roster,
            time_millis: self.acts.len() as i64,
        };
        let act = speaker.say(body).unwrap();
        let id = act.id();
        self.acts.push(act);
        id
    }

    fn invite(&mut self, inviter: &DeviceKey, one_time: &DeviceKey, office: &str) -> ActId {
        self.say(
            inviter,
            &Body::Invite(Invite {
                one_time_key: one_time.public(),
                office: office.into(),
                expires_millis: None,
                replaces: None,
            }),
        )
    }

    fn join(&mut self, joining: &DeviceKey, invite: ActId, signer: &DeviceKey) -> ActId {
        let proof = signer.sign(&Join::proof_bytes(&self.id, &invite, &joining.public()));
        self.say(
            joining,
            &Body::Join(Join {
                invite,
                person: "Budi".into(),
                proof,
            }),
        )
    }

    fn confirm(&mut self, by: &DeviceKey, join: ActId) -> ActId {
        self.say(by, &Body::Confirm(Confirm { join }))
    }

    fn membership(&self, key: &DeviceKey) -> Option<Membership> {
        self.roster()
            .members
            .get(&key.public())
            .map(|member| member.membership)
    }
}

#[test]
fn a_join_counts_while_it_is_the_only_one_and_two_wait() {
    let (chair, branch, thief, once) = (key(1), key(2), key(3), key(4));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Surabaya");
    let first = council.join(&branch, invite, &once);
    assert_eq!(council.membership(&branch), Some(Membership::Counts));
    assert_eq!(
        council.roster().members[&branch.public()].office,
        "Surabaya"
    );

    council.join(&thief, invite, &once);
    assert_eq!(council.membership(&branch), Some(Membership::Waits));
    assert_eq!(council.membership(&thief), Some(Membership::Waits));

    council.confirm(&chair, first);
    assert_eq!(council.membership(&branch), Some(Membership::Counts));
    assert_eq!(council.membership(&thief), Some(Membership::Superseded));
}

#[test]
fn a_join_after_the_confirmation_never_counts() {
    let (chair, branch, late, once) = (key(1), key(2), key(3), key(4));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Surabaya");
    let first = council.join(&branch, invite, &once);
    council.confirm(&chair, first);
    let second = council.join(&late, invite, &once);
    assert_eq!(council.membership(&late), Some(Membership::Superseded));
    // Not even when the inviter changes their mind: the first word stands.
    council.confirm(&chair, second);
    assert_eq!(council.membership(&branch), Some(Membership::Counts));
    assert_eq!(council.membership(&late), Some(Membership::Superseded));
}

#[test]
fn a_device_that_joins_twice_joined_once() {
    let (chair, branch, once) = (key(1), key(2), key(4));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Medan");
    council.join(&branch, invite, &once);
    council.join(&branch, invite, &once);
    assert_eq!(council.membership(&branch), Some(Membership::Counts));
}

#[test]
fn a_join_that_the_invitation_did_not_sign_is_explained_and_counts_for_nothing() {
    let (chair, stranger, once) = (key(1), key(3), key(4));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Medan");
    let join = council.join(&stranger, invite, &stranger);
    assert_eq!(council.membership(&stranger), None);
    let roster = council.roster();
    let reason = &roster
        .not_counted
        .iter()
        .find(|n| n.act == join)
        .unwrap()
        .reason;
    assert_eq!(*reason, Reason::OtherKey);
}

#[test]
fn nobody_counts_by_the_word_of_somebody_who_does_not() {
    let (chair, branch, thief, once, again, friend) =
        (key(1), key(2), key(3), key(4), key(5), key(6));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Surabaya");
    let first = council.join(&branch, invite, &once);
    council.join(&thief, invite, &once);
    let second = council.invite(&thief, &again, "Surabaya");
    council.join(&friend, second, &again);
    assert_eq!(council.membership(&friend), Some(Membership::Waits));
    council.confirm(&chair, first);
    assert_eq!(council.membership(&friend), Some(Membership::Superseded));
    assert!(!council.roster().counts(&friend.public()));
}

#[test]
fn only_the_inviter_or_the_founder_confirms() {
    let (chair, branch, other, thief) = (key(1), key(2), key(3), key(7));
    let (once, twice, third) = (key(4), key(5), key(6));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Surabaya");
    council.join(&branch, invite, &once);
    let invite = council.invite(&chair, &twice, "Medan");
    council.join(&other, invite, &twice);
    let invite = council.invite(&branch, &third, "Surabaya");
    council.join(&thief, invite, &third);
    let join = council.join(&key(8), invite, &third);
    council.confirm(&other, join);
    assert_eq!(council.membership(&key(8)), Some(Membership::Waits));
    council.confirm(&chair, join);
    assert_eq!(council.membership(&key(8)), Some(Membership::Counts));
    assert_eq!(council.membership(&thief), Some(Membership::Superseded));
}

#[test]
fn the_newest_relay_act_of_the_founder_stands_and_others_name_none() {
    let (chair, branch, once) = (key(1), key(2), key(4));
    let mut council = Council::found(&chair);
    let relay = |address: &str, key: Option<&DeviceKey>| {
        Body::Relay(Relay {
            relays: vec![RelayEntry {
                address: address.into(),
                key: key.map(DeviceKey::public),
                serves: None,
            }],
            head_office: "Kantor Pusat".into(),
        })
    };
    council.say(&chair, &relay("ws://a", None));
    council.say(&chair, &relay("ws://a", Some(&key(20))));
    let invite = council.invite(&chair, &once, "Surabaya");
    council.join(&branch, invite, &once);
    council.say(&branch, &relay("ws://evil", Some(&key(21))));
    let roster = council.roster();
    assert_eq!(roster.relays.len(), 1);
    assert_eq!(roster.relays[0].address, "ws://a");
    assert!(roster.is_relay(&key(20).public()));
    assert!(!roster.is_relay(&key(21).public()));
}

#[test]
fn the_roster_is_the_same_whatever_the_order_of_arrival() {
    for seed in 0..40u64 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let chair = key(1);
        let mut council = Council::found(&chair);
        let mut people = vec![chair];
        for n in 0..12u8 {
            let inviter = people[usize::from(n) % people.len()].clone();
            let once = key(100 + n);
            let invite = council.invite(&inviter, &once, "Medan");
            let joining = key(10 + n);
            let join = council.join(&joining, invite, &once);
            if (seed + u64::from(n)) % 3 == 0 {
                council.join(&key(50 + n), invite, &once);
            }
            if (seed + u64::from(n)) % 5 == 0 {
                council.confirm(&inviter, join);
            }
            people.push(joining);
        }
        let expected = council.roster();
        for _ in 0..5 {
            council.acts.shuffle(&mut rng);
            assert_eq!(council.roster(), expected, "seed {seed}");
        }
        // What may be kept and passed on only grows with the set.
        for held in 0..council.acts.len() {
            let part = Roster::fold(&council.id, &council.acts[..held]);
            for key in part.members.keys() {
                assert!(expected.members.contains_key(key), "seed {seed}");
            }
        }
    }
}

#[test]
fn acts_of_another_council_are_passed_over() {
    let mut council = Council::found(&key(1));
    let other = Council::found(&key(2));
    council.acts.extend(other.acts);
    let roster = council.roster();
    assert_eq!(roster.members.len(), 1);
    assert_eq!(roster.heads.len(), 1);
}

#[test]
fn head_office_is_every_device_that_counts_in_that_office() {
    let (chair, second, branch, once, other) = (key(1), key(2), key(3), key(4), key(5));
    let mut council = Council::found(&chair);
    let invite = council.invite(&chair, &once, "Kantor Pusat");
    council.join(&second, invite, &once);
    let invite = council.invite(&chair, &other, "Surabaya");
    council.join(&branch, invite, &other);
    let at_head_office = |council: &Council| {
        let roster = council.roster();
        [&chair, &second, &branch].map(|key| roster.is_head_office(&key.public()))
    };
    assert_eq!(at_head_office(&council), [true, true, false]);
    let move_to = |council: &mut Council, office: &str| {
        council.say(
            &chair,
            &Body::Relay(Relay {
                relays: vec![],
                head_office: office.into(),
            }),
        );
    };
    move_to(&mut council, "Surabaya");
    assert_eq!(at_head_office(&council), [false, false, true]);
    assert!(council.roster().is_chair(&chair.public()));
    // A second join of the invitation: neither counts, so neither answers for head office.
    council.join(&key(6), invite, &other);
    assert_eq!(at_head_office(&council), [false; 3]);
    assert!(!council.roster().is_chair(&branch.public()));
}
