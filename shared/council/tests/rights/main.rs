//! Who may hold what, and what is left of a revoked device's rights, whatever the order of arrival.
#![allow(clippy::unwrap_used)]

use council::access::{Access, Why};
use council::act::revocation::{Release, Revoke};
use council::act::scope::{Grant, Unit, UnitKind};
use council::act::seat::{Appoint, EndSeat};
use council::act::{Body, Create, Found, Invite, Join, Relay, RelayEntry, Speaker};
use council::revocation::{Reason as NotRevoked, Released};
use council::roster::checks::{Check, checks};
use council::roster::{Membership, Roster};
use council::seats::Role;
use council::view::Kind;
use format::id::Origin;
use format::scope::Scope;
use format::{Act, ActId, ChangeHash, CouncilId, DeviceKey, DocumentId, Nonce, PublicKey, Subject};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

mod chair;
mod codes;
mod crowd;
mod people;
mod standing;

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

const CHAIR: u8 = 1;
const RECOVERY: u8 = 99;

/// A council whose every act cites what was said before it, unless told otherwise.
#[derive(Clone)]
struct Council {
    id: CouncilId,
    acts: Vec<Act>,
}

impl Council {
    fn found() -> Self {
        let chair = key(CHAIR);
        let speaker = Speaker {
            key: &chair,
            council: None,
            roster: vec![],
            time_millis: 1,
        };
        let found = Found {
            name: "Dewan".into(),
            person: "Ratna".into(),
            office: "Pusat".into(),
            nonce: Nonce::from_bytes([9; 16]),
            recovery: Some(key(RECOVERY).public()),
        };
        let act = speaker.say(&Body::Found(found)).unwrap();
        Self {
            id: act.council(),
            acts: vec![act],
        }
    }

    fn roster(&self) -> Roster {
        Roster::fold(&self.id, &self.acts)
    }

    fn say(&mut self, by: u8, body: &Body) -> ActId {
        let heads = self.roster().heads;
        self.say_seeing(by, heads, body)
    }

    fn say_seeing(&mut self, by: u8, roster: Vec<ActId>, body: &Body) -> ActId {
        let key = key(by);
        let speaker = Speaker {
            key: &key,
            council: Some(self.id),
            roster,
            time_millis: self.acts.len() as i64,
        };
        let act = speaker.say(body).unwrap();
        self.acts.push(act);
        self.acts.last().unwrap().id()
    }

    fn say_about(&mut self, by: u8, document: DocumentId, body: &Body) -> ActId {
        let heads = self.roster().heads;
        self.say_about_seeing(by, document, heads, body)
    }

    fn say_about_seeing(
        &mut self,
        by: u8,
        document: DocumentId,
        roster: Vec<ActId>,
        body: &Body,
    ) -> ActId {
        let key = key(by);
        let speaker = Speaker {
            key: &key,
            council: Some(self.id),
            roster,
            time_millis: self.acts.len() as i64,
        };
        let cites = council::roster::document_heads(self.about(document));
        let act = speaker.say_about(document, cites, body).unwrap();
        self.acts.push(act);
        self.acts.last().unwrap().id()
    }

    fn about(&self, document: DocumentId) -> impl Iterator<Item = &Act> {
        let subject = Subject::Document(document);
        let acts = self.acts.iter();
        acts.filter(move |act| act.statement().subject == subject)
    }

    fn invite(&mut self, inviter: u8, office: &str, replaces: Option<u8>) -> (ActId, DeviceKey) {
        let once = DeviceKey::from_secret(&[self.acts.len() as u8 | 128; 32]);
        let invite = Invite {
            one_time_key: once.public(),
            office: office.into(),
            expires_millis: None,
            replaces: replaces.map(|earlier| key(earlier).public()),
        };
        (self.say(inviter, &Body::Invite(invite)), once)
    }

    fn join(&mut self, joining: u8, (invite, once): (ActId, DeviceKey)) {
        let bytes = Join::proof_bytes(&self.id, &invite, &key(joining).public());
        let join = Join {
            invite,
            person: format!("Orang {joining}"),
            proof: once.sign(&bytes),
        };
        self.say(joining, &Body::Join(join));
    }

    fn admit(&mut self, member: u8, office: &str) {
        let invitation = self.invite(CHAIR, office, None);
        self.join(member, invitation);
    }

    fn unit(&mut self, name: &str, parent: Option<&str>) {
        let unit = Unit {
            name: name.into(),
            kind: UnitKind::Branch,
            parent: parent.map(str::to_owned),
            is_closed: false,
        };
        self.say(CHAIR, &Body::Unit(unit));
    }

    fn appoint(&mut self, by: u8, holder: u8, role: Role, unit: &str) -> ActId {
        self.say(by, &appointment(holder, role, unit, None))
    }

    fn create(&mut self, by: u8, scope: Scope) -> DocumentId {
        let create = Create {
            kind: Kind::Policy,
            scope,
            label: None,
            origin: Origin::Nonce(
                Nonce::from_bytes([self.acts.len() as u8; 16]),
                key(by).public(),
            ),
        };
        let document = create.document(&self.id);
        self.say_about(by, document, &Body::Create(create));
        document
    }

    fn may_hold(&self, document: DocumentId, member: u8) -> bool {
        let roster = self.roster();
        Access::of(&roster, self.about(document)).admits(&roster, &key(member).public())
    }

    fn creator(&self, document: DocumentId) -> PublicKey {
        let roster = self.roster();
        let created = Access::creation(&roster, self.about(document));
        created.expect("somebody created it").creator
    }

    fn revoke(&mut self, by: u8, device: u8) -> ActId {
        self.say(by, &revocation(device))
    }

    fn membership(&self, member: u8) -> Option<Membership> {
        let roster = self.roster();
        let member = roster.members.get(&key(member).public());
        member.map(|member| member.membership)
    }
}

fn revocation(device: u8) -> Body {
    Body::Revoke(Revoke {
        device: key(device).public(),
        reason: "hilang".into(),
    })
}

fn appointment(holder: u8, role: Role, unit: &str, instead_of: Option<ActId>) -> Body {
    Body::Appoint(Appoint {
        holder: key(holder).public(),
        role,
        unit: unit.into(),
        field: String::new(),
        from: None,
        until: None,
        instead_of,
    })
}

fn units(names: &[&str]) -> Scope {
    Scope::named(names.iter().map(|name| (*name).to_owned()), []).unwrap()
}

fn people(keys: &[u8]) -> Scope {
    Scope::named([], keys.iter().map(|one| key(*one).public())).unwrap()
}

fn grant(scope: Scope) -> Body {
    Body::Grant(Grant {
        scope,
        reason: String::new(),
    })
}

/// Surabaya (2) with its warehouse (3), Medan (4), a secretary (5) and an auditor (6) at head office,
/// somebody at head office without a seat (7), and somebody there who coordinates Surabaya (8).
fn organisation() -> Council {
    let mut council = Council::found();
    for (member, office) in [
        (2, "Surabaya"),
        (3, "Gudang"),
        (4, "Medan"),
        (5, "Pusat"),
        (6, "Pusat"),
        (7, "Pusat"),
        (8, "Pusat"),
    ] {
        council.admit(member, office);
    }
    council.unit("Surabaya", None);
    council.unit("Gudang", Some("Surabaya"));
    council.unit("Medan", None);
    council.appoint(CHAIR, 5, Role::Secretary, "");
    council.appoint(CHAIR, 6, Role::Auditor, "");
    council.appoint(CHAIR, 8, Role::Coordinator, "Surabaya");
    council
}

#[test]
fn a_document_is_for_those_its_scope_names_and_nobody_else() {
    let mut council = organisation();
    let open = council.create(2, Scope::Council);
    let of_unit = council.create(2, units(&["Surabaya"]));
    let of_warehouse = council.create(3, units(&["Gudang"]));
    let of_people = council.create(2, people(&[4]));
    // Who may hold it: chair, Surabaya, warehouse, Medan, secretary, auditor, no seat, coordinator.
    for (document, wanted) in [
        (open, "11111111"),
        (of_unit, "11101101"),
        (of_warehouse, "10101100"),
        (of_people, "01010000"),
    ] {
        let found: String = (1..=8)
            .map(|member| {
                if council.may_hold(document, member) {
                    '1'
                } else {
                    '0'
                }
            })
            .collect();
        assert_eq!(found, wanted);
    }
    assert!(!council.may_hold(open, 9), "a stranger");
}

#[test]
fn a_grant_widens_where_its_author_might_and_says_nothing_where_not() {
    let mut council = organisation();
    let document = council.create(2, units(&["Surabaya"]));
    // Neither a stranger to the document nor its reader opens it.
    council.say_about(4, document, &grant(people(&[4])));
    council.say_about(3, document, &grant(people(&[4])));
    council.say_about(6, document, &grant(people(&[4])));
    assert!(!council.may_hold(document, 4));
    let mut by_coordinator = council.clone();
    by_coordinator.say_about(8, document, &grant(people(&[4])));
    assert!(by_coordinator.may_hold(document, 4));
    council.say_about(2, document, &grant(units(&["Medan"])));
    assert!(council.may_hold(document, 4));
    assert!(!council.may_hold(document, 7));
    council.say_about(5, document, &grant(Scope::Council));
    assert!(council.may_hold(document, 7));
}

#[test]
fn whoever_signs_the_words_of_a_create_act_again_does_not_become_its_creator() {
    let mut council = organisation();
    let of_person = Create {
        kind: Kind::Policy,
        scope: people(&[3]),
        label: None,
        origin: Origin::Nonce(Nonce::from_bytes([7; 16]), key(2).public()),
    };
    // The unit's own meeting: its words can be guessed.
    let of_meeting = Create {
        kind: Kind::Minutes,
        scope: units(&["Surabaya"]),
        label: None,
        origin: Origin::Meeting {
            unit: "Surabaya".into(),
            meeting_type: "rapat".into(),
            date: "2026-11-23".into(),
            ordinal: 1,
        },
    };
    for create in [of_person, of_meeting] {
        let document = create.document(&council.id);
        let is_meeting = matches!(create.origin, Origin::Meeting { .. });
        council.say_about(4, document, &Body::Create(create.clone()));
        council.say_about(4, document, &grant(people(&[4])));
        assert!(!council.may_hold(document, 4), "meeting: {is_meeting}");
        council.say_about(2, document, &Body::Create(create));
        assert!(council.may_hold(document, 2), "meeting: {is_meeting}");
        assert!(!council.may_hold(document, 4), "meeting: {is_meeting}");
        council.say_about(2, document, &grant(people(&[4])));
        assert!(council.may_hold(document, 4), "meeting: {is_meeting}");
        assert_eq!(council.creator(document), key(2).public());
    }
}

#[test]
fn a_member_lets_others_into_the_own_office_only_and_the_chair_into_any() {
    let mut council = organisation();
    let of_medan = council.create(4, units(&["Medan"]));
    let of_surabaya = council.create(2, units(&["Surabaya"]));
    // Member 2 writes for Surabaya and asks somebody in for Medan; that one asks in another.
    for (inviter, joining, office) in [(2, 41, "Medan"), (41, 42, "Medan"), (2, 43, "Surabaya")] {
        let invitation = council.invite(inviter, office, None);
        council.join(joining, invitation);
    }
    for joined in [41, 42, 43] {
        assert_eq!(council.membership(joined), Some(Membership::Counts));
        assert!(!council.may_hold(of_medan, joined), "{joined}");
        assert!(council.may_hold(of_surabaya, joined), "{joined}");
    }
    council.admit(44, "Medan");
    assert!(council.may_hold(of_medan, 44));
}

#[test]
fn a_relay_holds_what_it_serves_somebody_with() {
    let mut council = organisation();
    let of_surabaya = council.create(2, units(&["Surabaya"]));
    let of_medan = council.create(4, units(&["Medan"]));
    let for_one = council.create(1, people(&[3]));
    let open = council.create(2, Scope::Council);
    let entry = |n: u8, serves: Option<&str>| RelayEntry {
        address: format!("ws://relay-{n}"),
        key: Some(key(n).public()),
        serves: serves.map(|unit| vec![unit.to_owned()]),
    };
    let relays = Relay {
        relays: vec![entry(50, None), entry(51, Some("Surabaya"))],
        head_office: "Pusat".into(),
    };
    council.say(CHAIR, &Body::Relay(relays));
    for document in [of_surabaya, of_medan, for_one, open] {
        assert!(council.may_hold(document, 50));
        assert_eq!(council.may_hold(document, 51), document != of_medan);
        assert!(!council.may_hold(document, 52), "a relay nobody named");
    }
}

#[test]
fn a_revoked_device_has_no_rights_and_what_the_revocation_saw_stands() {
    let mut council = organisation();
    let secretary_seat = council.roster().seats.standing_now().count();
    let earlier = council.invite(2, "Surabaya", None);
    council.join(10, earlier);
    let before = council.roster().heads;
    council.revoke(CHAIR, 2);
    // Said apart, by the thief of the device: beyond the cut.
    let later = {
        let once = key(200);
        let invite = Invite {
            one_time_key: once.public(),
            office: "Surabaya".into(),
            expires_millis: None,
            replaces: None,
        };
        (council.say_seeing(2, before, &Body::Invite(invite)), once)
    };
    council.join(11, later);
    assert_eq!(council.membership(2), Some(Membership::Revoked));
    assert_eq!(council.membership(10), Some(Membership::Counts));
    assert_eq!(council.membership(11), Some(Membership::Revoked));
    assert_eq!(
        council.roster().seats.standing_now().count(),
        secretary_seat
    );
    let open = council.create(4, Scope::Council);
    assert!(!council.may_hold(open, 2));
    let roster = council.roster();
    let access = Access::of(&roster, council.about(open));
    assert!(
        access.may_have_been_written_by(&roster, &key(2).public()),
        "what it wrote is kept, wherever it comes from"
    );
}

#[test]
fn only_the_chair_and_the_recovery_key_revoke() {
    for (by, counts) in [(CHAIR, true), (RECOVERY, true), (5, false), (4, false)] {
        let mut council = organisation();
        council.revoke(by, 2);
        let is_revoked = council.membership(2) == Some(Membership::Revoked);
        assert_eq!(is_revoked, counts, "by {by}");
        assert_eq!(council.roster().not_counted.is_empty(), counts, "by {by}");
    }
    let mut council = organisation();
    council.revoke(CHAIR, CHAIR);
    assert_eq!(council.membership(CHAIR), Some(Membership::Counts));
}

#[test]
fn with_the_recovery_key_a_lost_chair_is_replaced_and_its_word_before_stands() {
    let mut council = organisation();
    let founding = council.acts[0].id();
    let before = council.roster().heads;
    council.revoke(RECOVERY, CHAIR);
    // The thief revokes everybody it can, as if it had seen nothing.
    council.say_seeing(CHAIR, before, &revocation(5));
    assert!(council.roster().seats.chair(day()).is_err());
    council.say(RECOVERY, &appointment(5, Role::Chair, "", None));
    let roster = council.roster();
    assert_eq!(
        roster.seats.chair(day()).unwrap().holder,
        key(5).public(),
        "{:?}",
        roster.seats.not_counted()
    );
    assert_eq!(council.membership(5), Some(Membership::Counts));
    assert!(roster.seats.all().any(|(seat, _)| seat.act == founding));
    // The auditor's seat was given by the lost device, before.
    let mut auditors = roster.seats.standing_now();
    assert!(auditors.any(|seat| seat.role == Role::Auditor));
    // The recovery key names a chair and nothing else.
    council.say(RECOVERY, &appointment(4, Role::Secretary, "", None));
    let mut seats = council.roster().seats;
    assert!(
        !seats
            .standing_now()
            .any(|seat| seat.holder == key(4).public())
    );
    // A former chair's device revokes nobody, though it had not seen that it was replaced.
    seats = council.roster().seats;
    assert_eq!(seats.chair(day()).unwrap().holder, key(5).public());
}

#[test]
fn whoever_is_chair_now_outranks_whoever_was() {
    let mut council = organisation();
    let before = council.roster().heads;
    let founding = council.acts[0].id();
    council.say(CHAIR, &appointment(5, Role::Chair, "", Some(founding)));
    council.revoke(5, CHAIR);
    council.say_seeing(CHAIR, before, &revocation(5));
    assert_eq!(council.membership(5), Some(Membership::Counts));
    assert_eq!(council.membership(CHAIR), Some(Membership::Revoked));
}

/// Somebody kept a copy of the folder from when they were the chair.
#[test]
fn an_old_copy_of_a_former_chair_puts_nobody_out_and_two_chairs_are_seen() {
    let mut council = organisation();
    let before = council.roster().heads;
    let founding = council.acts[0].id();
    council.say(CHAIR, &appointment(5, Role::Chair, "", Some(founding)));
    // The copy has not seen that: it names another chair, and that one and the copy revoke the lawful one.
    let named = appointment(4, Role::Chair, "", Some(founding));
    let named = council.say_seeing(CHAIR, before.clone(), &named);
    council.say_seeing(CHAIR, before, &revocation(5));
    council.say_seeing(4, vec![named], &revocation(5));
    let roster = council.roster();
    assert_eq!(council.membership(5), Some(Membership::Counts));
    assert!(roster.seats.chair(day()).is_err(), "everybody sees two");
    let reasons: Vec<_> = roster.revocations.not_counted().iter().collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(
        reasons
            .iter()
            .all(|(_, _, why)| *why == NotRevoked::OfChair)
    );
    // The recovery key settles it.
    council.revoke(RECOVERY, 4);
    assert_eq!(
        council.roster().seats.chair(day()).unwrap().holder,
        key(5).public()
    );
}

#[test]
fn a_chair_named_with_the_recovery_key_revokes_devices_like_any_other() {
    let mut council = organisation();
    council.revoke(CHAIR, 3);
    council.revoke(RECOVERY, CHAIR);
    council.say(RECOVERY, &appointment(5, Role::Chair, "", None));
    council.revoke(5, 4);
    assert_eq!(council.membership(4), Some(Membership::Revoked));
    // What the lost device said before that stays said.
    assert_eq!(council.membership(3), Some(Membership::Revoked));
}

#[test]
fn a_seat_that_ends_later_was_held_on_the_days_before() {
    let mut council = organisation();
    let seat = council.appoint(CHAIR, 7, Role::Member, "");
    let end = Body::EndSeat(EndSeat {
        seat,
        reason: String::new(),
    });
    let heads = council.roster().heads;
    let key = key(CHAIR);
    let speaker = Speaker {
        key: &key,
        council: Some(council.id),
        roster: heads,
        // 1 March 2026, 12:00 UTC.
        time_millis: 1_772_366_400_000,
    };
    council.acts.push(speaker.say(&end).unwrap());
    let seats = council.roster().seats;
    let held = |day: &str| {
        let mut held = seats.held_on(day.parse().unwrap());
        held.any(|one| one.act == seat)
    };
    assert!(held("2026-02-27") && held("2026-03-01"));
    assert!(!held("2026-03-02"));
    assert!(!seats.standing_now().any(|one| one.act == seat));
}

#[test]
fn a_long_chain_of_revocations_by_a_former_chair_counts_for_nothing() {
    let mut council = organisation();
    let mut seen = council.roster().heads;
    let founding = council.acts[0].id();
    council.say(CHAIR, &appointment(5, Role::Chair, "", Some(founding)));
    council.revoke(5, CHAIR);
    // As if it had seen none of that; each revocation has seen the one before it.
    for round in 0..1_500 {
        let device = [2, 3, 4, 5, 6, 7, 8][round % 7];
        seen = vec![council.say_seeing(CHAIR, seen, &revocation(device))];
    }
    let roster = council.roster();
    for member in [2, 3, 4, 5, 6, 7, 8] {
        assert!(roster.counts(&key(member).public()), "member {member}");
    }
    assert_eq!(council.membership(CHAIR), Some(Membership::Revoked));
    assert_eq!(roster.revocations.not_counted().len(), 1_500);
}

#[test]
fn a_new_device_of_a_person_may_hold_what_the_lost_one_might() {
    let mut council = organisation();
    let document = council.create(2, people(&[4]));
    council.revoke(CHAIR, 4);
    assert!(!council.may_hold(document, 4));
    // Only whoever edits the roster says whose device it is.
    let by_anybody = council.invite(7, "Medan", Some(4));
    council.join(20, by_anybody);
    assert!(!council.may_hold(document, 20));
    let by_chair = council.invite(CHAIR, "Medan", Some(4));
    council.join(21, by_chair);
    assert!(council.may_hold(document, 21));
    let roster = council.roster();
    assert_eq!(roster.person(&key(21).public()), key(4).public());
}

#[test]
fn a_release_by_the_chair_says_what_of_a_revoked_device_counts_in_a_document() {
    let mut council = organisation();
    let document = council.create(2, Scope::Council);
    let before = council.roster().heads;
    let early = council.say_about(2, document, &grant(units(&["Medan"])));
    council.revoke(CHAIR, 2);
    let heads = vec![ChangeHash::from_bytes([1; 32])];
    let release = Body::Release(Release {
        device: key(2).public(),
        heads: heads.clone(),
    });
    let mut by_others = council.clone();
    by_others.say_about(5, document, &release);
    let released = Released::of(&by_others.roster(), by_others.about(document));
    assert_eq!(released.heads_of(&key(2).public()).count(), 0);
    assert_eq!(released.not_counted().len(), 1);

    council.say_about(CHAIR, document, &release);
    let late = council.say_about_seeing(2, document, before, &grant(units(&["Pusat"])));
    let roster = council.roster();
    let released = Released::of(&roster, council.about(document));
    assert_eq!(
        released
            .heads_of(&key(2).public())
            .copied()
            .collect::<Vec<_>>(),
        heads
    );
    let admits = |id: ActId| {
        let act = council.acts.iter().find(|act| act.id() == id).unwrap();
        released.admits(&roster, act)
    };
    assert!(admits(early));
    assert!(!admits(late));
}

#[test]
fn it_is_told_who_opened_a_document_and_why_somebody_may_hold_it() {
    let mut council = organisation();
    let document = council.create(2, units(&["Surabaya"]));
    council.say_about(7, document, &grant(Scope::Council));
    council.say_about(5, document, &grant(people(&[4])));
    let roster = council.roster();
    let openings = Access::openings(&roster, council.about(document));
    let told: Vec<_> = (openings.iter())
        .map(|one| (one.by, one.is_creation, one.scope.clone()))
        .collect();
    let wanted = [
        (key(2).public(), true, units(&["Surabaya"])),
        (key(5).public(), false, people(&[4])),
    ];
    assert_eq!(told, wanted, "a grant by whoever may not is not among them");
    let access = Access::of(&roster, council.about(document));
    for (member, why) in [
        (CHAIR, Some(Why::Seat(Role::Chair, ""))),
        (2, Some(Why::Creator)),
        (3, Some(Why::Unit("Surabaya"))),
        (4, Some(Why::Named)),
        (5, Some(Why::Seat(Role::Secretary, ""))),
        (7, None),
        (8, Some(Why::Seat(Role::Coordinator, "Surabaya"))),
    ] {
        assert_eq!(access.why(&roster, &key(member).public()), why, "{member}");
    }
    let may: Vec<u8> = (1..=8)
        .filter(|member| {
            let key = key(*member).public();
            Access::may_be_widened_by(&roster, council.about(document), &key, day())
        })
        .collect();
    assert_eq!(may, [CHAIR, 2, 5, 8]);
}

#[test]
fn rights_are_the_same_whatever_the_order_of_arrival() {
    for seed in 0..40u64 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut council = organisation();
        let document = council.create(2, units(&["Surabaya"]));
        council.say_about(2, document, &grant(people(&[4])));
        let before = council.roster().heads;
        council.revoke(CHAIR, 2);
        council.say_about_seeing(2, document, before.clone(), &grant(Scope::Council));
        if seed % 2 == 0 {
            council.say_seeing(RECOVERY, before.clone(), &revocation(CHAIR));
        }
        let later = council.say_seeing(CHAIR, before, &revocation(3));
        let expected = council.roster();
        let access = Access::of(&expected, council.about(document));
        for _ in 0..10 {
            council.acts.shuffle(&mut rng);
            let roster = council.roster();
            assert_eq!(roster, expected, "seed {seed}");
            let again = Access::of(&roster, council.about(document));
            assert_eq!(again, access, "seed {seed}");
        }
        let counts = !expected.revocations.of(&key(3).public()).is_empty();
        assert_eq!(counts, seed % 2 == 1, "seed {seed}, act {later}");
        // What may be kept and passed on only grows with the set.
        for held in 0..council.acts.len() {
            let part = Roster::fold(&council.id, &council.acts[..held]);
            for key in part.members.keys() {
                assert!(expected.members.contains_key(key), "seed {seed}");
            }
        }
    }
}

fn day() -> council::act::day::Day {
    council::act::day::Day::of_millis(1).unwrap()
}

#[test]
fn what_a_revoked_creator_shared_before_stays_shared_and_what_was_shared_later_waits() {
    let mut council = organisation();
    let document = council.create(2, people(&[2]));
    council.say_about(2, document, &grant(people(&[4])));
    council.revoke(CHAIR, 2);
    assert!(council.may_hold(document, 4) && !council.may_hold(document, 2));
    // What it says once it has seen more of the council than whoever revoked it is beyond the cut.
    council.admit(20, "Medan");
    council.say_about(2, document, &grant(people(&[20])));
    assert!(!council.may_hold(document, 20));
    assert!(council.may_hold(document, 4));
    let mut acts = council.acts.clone();
    let wanted = council.may_hold(document, 4);
    for seed in 0..50 {
        acts.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let shuffled = Council {
            id: council.id,
            acts: acts.clone(),
        };
        assert_eq!(shuffled.may_hold(document, 4), wanted, "seed {seed}");
        assert!(!shuffled.may_hold(document, 20), "seed {seed}");
    }
}

#[test]
fn a_seat_past_its_last_day_opens_documents_and_is_told_until_it_is_ended() {
    let mut council = organisation();
    let document = council.create(2, units(&["Surabaya"]));
    let appoint = |from: Option<&str>, until: Option<&str>| {
        Body::Appoint(Appoint {
            holder: key(7).public(),
            role: Role::Auditor,
            unit: String::new(),
            field: String::new(),
            from: from.map(|day| day.parse().unwrap()),
            until: until.map(|day| day.parse().unwrap()),
            instead_of: None,
        })
    };
    let told = |council: &Council| {
        let found = checks(&council.roster(), "2026-11-30".parse().unwrap());
        let names: Vec<&str> = found.iter().map(Check::name).collect();
        let is_there = |name: &str| names.contains(&name);
        (is_there("still-opens"), is_there("opens-already"))
    };
    assert_eq!(told(&council), (false, false));
    for (body, wanted) in [
        (appoint(None, Some("2026-06-30")), (true, false)),
        (appoint(Some("2027-05-01"), None), (false, true)),
    ] {
        let seat = council.say(CHAIR, &body);
        assert!(council.may_hold(document, 7));
        assert_eq!(told(&council), wanted);
        let reason = String::new();
        council.say(CHAIR, &Body::EndSeat(EndSeat { seat, reason }));
        assert!(!council.may_hold(document, 7));
        assert_eq!(told(&council), (false, false));
    }
}

#[test]
fn the_sponsor_names_a_chair_once_the_days_of_the_one_before_are_over() {
    let mut council = organisation();
    let founding = council.acts[0].id();
    council.appoint(CHAIR, 7, Role::Sponsor, "");
    let chair = |holder: u8, from: Option<&str>, until: Option<&str>| {
        Body::Appoint(Appoint {
            holder: key(holder).public(),
            role: Role::Chair,
            unit: String::new(),
            field: String::new(),
            from: from.map(|day| day.parse().unwrap()),
            until: until.map(|day| day.parse().unwrap()),
            instead_of: Some(founding).filter(|_| holder == 5),
        })
    };
    // The clocks of this test show 1970.
    council.say(CHAIR, &chair(5, None, Some("1970-06-30")));
    let is_named = |council: &mut Council, body: &Body| {
        let act = council.say(7, body);
        let roster = council.roster();
        roster.seats.not_counted().iter().all(|one| one.act != act)
    };
    assert!(!is_named(&mut council, &chair(4, None, None)));
    assert!(!is_named(&mut council, &chair(4, Some("1970-06-30"), None)));
    assert!(is_named(&mut council, &chair(4, Some("1970-07-01"), None)));
    let chair_on = |day: &str| {
        let roster = council.roster();
        roster
            .seats
            .chair(day.parse().unwrap())
            .map(|seat| seat.holder)
    };
    assert_eq!(chair_on("1970-06-30"), Ok(key(5).public()));
    assert_eq!(chair_on("1970-07-01"), Ok(key(4).public()));
}
