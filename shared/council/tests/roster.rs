//! Who counts, whatever the order in which acts arrive.
#![allow(clippy::unwrap_used)]

use council::act::seat::Appoint;
use council::act::{Body, Confirm, Found, Invite, Join, Relay, RelayEntry, Speaker};
use council::roster::checks::checks;
use council::roster::{Membership, Reason, Roster};
use council::seats::Role;
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
fn only_the_inviter_or_the_chair_confirms() {
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
fn the_newest_relay_act_of_the_chair_stands_and_others_name_none() {
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

/// What `council` folds to in many orders of arrival.
fn same_in_any_order(council: &Council) -> Roster {
    let wanted = council.roster();
    let mut acts = council.acts.clone();
    for seed in 0..200 {
        acts.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        assert_eq!(Roster::fold(&council.id, &acts), wanted, "seed {seed}");
    }
    wanted
}

fn seat(holder: &DeviceKey, role: Role, instead_of: Option<ActId>) -> Body {
    Body::Appoint(Appoint {
        holder: holder.public(),
        role,
        unit: String::new(),
        field: String::new(),
        from: None,
        until: Some("2030-12-31".parse().unwrap()),
        instead_of,
    })
}

fn relays(address: &str, head_office: &str) -> Body {
    Body::Relay(Relay {
        relays: vec![RelayEntry {
            address: address.into(),
            key: None,
            serves: None,
        }],
        head_office: head_office.into(),
    })
}

#[test]
fn a_founder_whose_seat_was_ended_names_no_relays_and_opens_no_other_office() {
    let (founder, next, once, twice) = (key(1), key(2), key(4), key(5));
    let mut council = Council::found(&founder);
    let founding = council.acts[0].id();
    council.say(&founder, &relays("ws://a", "Kantor Pusat"));
    let invite = council.invite(&founder, &once, "Kantor Pusat");
    let join = council.join(&next, invite, &once);
    council.confirm(&founder, join);
    let before = council.roster().heads;
    council.say(&founder, &seat(&next, Role::Chair, Some(founding)));
    council.say(&founder, &relays("ws://own", "Surabaya"));
    // Neither does a folder that was copied before, and has not seen the end.
    council.say_seeing(&founder, before, &relays("ws://copied", "Surabaya"));
    let invite = council.invite(&founder, &twice, "Surabaya");
    council.join(&key(6), invite, &twice);
    let roster = same_in_any_order(&council);
    assert_eq!(roster.relays[0].address, "ws://a");
    assert_eq!(roster.head_office, "Kantor Pusat");
    assert_eq!(roster.members[&key(6).public()].office, "Kantor Pusat");
    council.say(&next, &relays("ws://b", "Kantor Pusat"));
    assert_eq!(same_in_any_order(&council).relays[0].address, "ws://b");
}

/// Somebody (2) invited by the founder (1) invites again; two devices, 11 and 12, joined by that. The
/// first was confirmed; `seen` is what was known just before.
fn twice_joined() -> (Council, ActId, ActId, Vec<ActId>) {
    let (founder, inviter, once, again) = (key(1), key(2), key(4), key(5));
    let mut council = Council::found(&founder);
    let invite = council.invite(&founder, &once, "Medan");
    let join = council.join(&inviter, invite, &once);
    council.confirm(&founder, join);
    let invite = council.invite(&inviter, &again, "Medan");
    let first = council.join(&key(11), invite, &again);
    let before = council.roster().heads;
    council.confirm(&inviter, first);
    (council, invite, first, before)
}

/// Device 12 joins and is confirmed, as often as that, by a folder that has seen no more than `before`.
fn confirm_apart(council: &mut Council, before: &[ActId], invite: ActId, times: usize) {
    let (rival, once) = (key(12), key(5));
    let proof = once.sign(&Join::proof_bytes(&council.id, &invite, &rival.public()));
    let join = Join {
        invite,
        person: "Palsu".into(),
        proof,
    };
    let join = council.say_seeing(&rival, before.to_vec(), &Body::Join(join));
    for _ in 0..times {
        let confirm = Body::Confirm(Confirm { join });
        council.say_seeing(&key(2), vec![join], &confirm);
    }
}

#[test]
fn a_seat_settles_a_join_against_whatever_the_inviter_confirms_apart() {
    for seed in 0..8 {
        let (mut council, invite, _, before) = twice_joined();
        council.say(&key(1), &seat(&key(11), Role::ActingChair, None));
        // However the id of the confirmation comes out.
        confirm_apart(&mut council, &before, invite, seed + 1);
        let roster = same_in_any_order(&council);
        assert!(roster.counts(&key(11).public()), "seed {seed}");
        assert!(!roster.counts(&key(12).public()), "seed {seed}");
        assert!(roster.edits_roster(&key(11).public()));
    }
}

#[test]
fn two_confirmed_apart_wait_until_the_chair_confirms_one() {
    let (mut council, invite, first, before) = twice_joined();
    confirm_apart(&mut council, &before, invite, 1);
    let roster = same_in_any_order(&council);
    for device in [11, 12] {
        let member = &roster.members[&key(device).public()];
        assert_eq!(member.membership, Membership::Waits);
    }
    assert!(roster.invitations[&invite].is_disputed);
    let found = checks(&roster, "2026-11-30".parse().unwrap());
    assert!(found.iter().any(|one| one.name() == "disputed"));
    // Who invited does not settle it, and the chair does.
    council.confirm(&key(2), first);
    assert!(!council.roster().counts(&key(11).public()));
    council.confirm(&key(1), first);
    let roster = same_in_any_order(&council);
    assert!(roster.counts(&key(11).public()) && !roster.invitations[&invite].is_disputed);
    assert_eq!(council.membership(&key(12)), Some(Membership::Superseded));
}

#[test]
fn what_the_chair_said_after_seeing_one_confirmation_alone_tells_which_was_first() {
    let (mut council, invite, _, before) = twice_joined();
    council.say(&key(1), &relays("ws://a", "Kantor Pusat"));
    confirm_apart(&mut council, &before, invite, 1);
    let roster = same_in_any_order(&council);
    assert!(roster.counts(&key(11).public()));
    assert!(!roster.invitations[&invite].is_disputed);
}
