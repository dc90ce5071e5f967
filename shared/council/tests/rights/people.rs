//! A seat belongs to a person: with which devices it is held, and with which it never is.

use council::act::Confirm;

use super::*;

impl Council {
    /// Invites `newer` in the place of `earlier` and lets it join.
    fn replace(&mut self, inviter: u8, earlier: u8, newer: u8) -> ActId {
        let invitation = self.invite(inviter, "Pusat", Some(earlier));
        self.join(newer, invitation);
        self.acts.last().unwrap().id()
    }

    fn confirm(&mut self, by: u8, join: ActId) {
        self.say(by, &Body::Confirm(Confirm { join }));
    }

    /// The roles of the seats that are held with a device now.
    fn roles(&self, device: u8) -> Vec<Role> {
        let roster = self.roster();
        let device = key(device).public();
        let standing = roster.seats.standing_now();
        let held = standing.filter(|seat| roster.seats.is_held_with(seat, &device));
        let mut roles: Vec<Role> = held.map(|seat| seat.role).collect();
        roles.sort_unstable();
        roles
    }

    /// The roles that a device had for whoever judges an act it says now.
    fn roles_in_an_act(&mut self, device: u8) -> Vec<Role> {
        let document = self.create(device, Scope::Council);
        let act = self.about(document).last().unwrap().clone();
        self.roster().seats.roles_of_author(&act)
    }

    /// Whether two orders of arrival, and more, make one roster.
    fn is_the_same_in_any_order(&mut self) {
        let wanted = self.roster();
        for seed in 0..30 {
            self.acts.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
            assert_eq!(self.roster(), wanted, "seed {seed}");
        }
    }
}

#[test]
fn a_replacing_device_holds_the_seats_of_the_one_it_replaces_before_and_after_that_is_revoked() {
    for revokes_first in [false, true] {
        let mut council = organisation();
        let of_surabaya = council.create(3, units(&["Surabaya"]));
        if revokes_first {
            council.revoke(CHAIR, 8);
            assert_eq!(council.roles(8), [], "a revoked device holds nothing");
            assert!(
                council
                    .roster()
                    .seats
                    .standing_now()
                    .all(|seat| seat.role != Role::Coordinator)
            );
        }
        council.replace(CHAIR, 8, 20);
        assert_eq!(council.roles(20), [Role::Coordinator]);
        if !revokes_first {
            assert_eq!(council.roles(8), [Role::Coordinator], "both count");
            council.revoke(CHAIR, 8);
        }
        assert_eq!(council.roles(8), []);
        assert_eq!(council.roles(20), [Role::Coordinator]);
        assert_eq!(council.roles_in_an_act(20), [Role::Coordinator]);
        assert_eq!(council.roles_in_an_act(8), []);
        assert!(council.may_hold(of_surabaya, 20) && !council.may_hold(of_surabaya, 8));
        let seat = council.roster();
        let seat = seat
            .seats
            .standing_now()
            .find(|seat| seat.role == Role::Coordinator)
            .unwrap()
            .clone();
        assert_eq!(council.roster().seats.holder_now(&seat), key(20).public());
        council.is_the_same_in_any_order();
    }
}

#[test]
fn only_what_was_seen_of_a_new_device_counts() {
    let mut council = organisation();
    let before = council.roster().heads;
    council.replace(CHAIR, 8, 20);
    let document = council.create(20, Scope::Council);
    council.say_about_seeing(20, document, before, &grant(people(&[4])));
    let act = council.about(document).last().unwrap().clone();
    assert_eq!(council.roster().seats.roles_of_author(&act), []);
}

#[test]
fn nobody_but_the_chair_hands_on_a_seat() {
    let mut council = organisation();
    let acting = appointment(7, Role::ActingChair, "", None);
    let Body::Appoint(mut acting) = acting else {
        unreachable!()
    };
    acting.until = Some("2099-12-31".parse().unwrap());
    council.say(CHAIR, &Body::Appoint(acting));
    // A member, a coordinator, the secretary, and who acts for the chair, each want the chair's and the
    // secretary's seats for a device of theirs.
    for (number, inviter) in [4, 8, 5, 7].into_iter().enumerate() {
        for (at, earlier) in [CHAIR, 5, 7].into_iter().enumerate() {
            let newer = 30 + (number * 3 + at) as u8;
            let join = council.replace(inviter, earlier, newer);
            council.confirm(inviter, join);
            assert_eq!(council.roles(newer), [], "{inviter} for {earlier}");
            assert!(!council.roster().is_chair(&key(newer).public()));
            assert_eq!(
                council.roles_in_an_act(newer),
                [],
                "{inviter} for {earlier}"
            );
        }
    }
    council.is_the_same_in_any_order();
}

#[test]
fn seats_that_preside_and_the_sponsors_pass_on_once_the_join_is_confirmed() {
    let mut council = organisation();
    council.appoint(CHAIR, 7, Role::Sponsor, "");
    council.appoint(CHAIR, CHAIR, Role::Member, "");
    let chairs = council.replace(CHAIR, CHAIR, 20);
    let sponsors = council.replace(CHAIR, 7, 21);
    assert_eq!(council.roles(20), [Role::Member]);
    assert_eq!(council.roles(21), []);
    council.confirm(CHAIR, chairs);
    council.confirm(CHAIR, sponsors);
    assert_eq!(council.roles(20), [Role::Chair, Role::Member]);
    assert_eq!(council.roles(21), [Role::Sponsor]);
    let roster = council.roster();
    assert!(roster.is_chair(&key(20).public()) && roster.is_chair(&key(CHAIR).public()));
    assert!(roster.seats.chair(day()).is_ok(), "one person is one chair");
    council.appoint(20, 4, Role::Auditor, "");
    assert_eq!(
        council.roles(4),
        [Role::Auditor],
        "the chair's second device appoints"
    );
    council.is_the_same_in_any_order();
}

#[test]
fn a_rival_join_of_a_replacing_invitation_holds_nothing_even_once_it_is_revoked() {
    let mut council = organisation();
    let invitation = council.invite(CHAIR, "Pusat", Some(CHAIR));
    council.join(20, invitation.clone());
    council.join(21, invitation);
    assert_eq!(council.roles(20), []);
    assert_eq!(council.roles(21), []);
    // It names itself the chair, which the revocation sees.
    let founding = council.acts[0].id();
    council.say(21, &appointment(21, Role::Chair, "", Some(founding)));
    council.revoke(CHAIR, 21);
    let roster = council.roster();
    assert_eq!(
        roster.seats.chair(day()).unwrap().holder,
        key(CHAIR).public()
    );
    assert_eq!(council.roles(21), []);
}

#[test]
fn a_thief_of_the_chairs_device_keeps_nothing_with_a_device_invited_before() {
    let mut council = organisation();
    council.appoint(CHAIR, CHAIR, Role::Member, "");
    let join = council.replace(CHAIR, CHAIR, 20);
    council.confirm(CHAIR, join);
    let chained = council.replace(20, CHAIR, 21);
    council.confirm(20, chained);
    let kept = council.invite(CHAIR, "Pusat", Some(5));
    assert_eq!(council.roles(21), [Role::Chair, Role::Member]);
    council.revoke(RECOVERY, CHAIR);
    // One more joins with an invitation that was kept.
    council.join(22, kept);
    assert_eq!(council.membership(22), Some(Membership::Counts));
    for device in [CHAIR, 20, 21, 22] {
        assert_eq!(council.roles(device), [], "{device}");
        assert_eq!(council.roles_in_an_act(device), [], "{device}");
    }
    assert!(council.roster().seats.chair(day()).is_err());
    council.say(RECOVERY, &appointment(7, Role::Chair, "", None));
    let chair = council.roster().seats.chair(day()).unwrap().holder;
    assert_eq!(chair, key(7).public());
    council.is_the_same_in_any_order();
}

#[test]
fn the_device_the_chair_was_given_the_seat_with_revokes_the_second_and_not_the_other_way() {
    let mut council = organisation();
    let join = council.replace(CHAIR, CHAIR, 20);
    council.confirm(CHAIR, join);
    council.revoke(20, CHAIR);
    assert_eq!(council.membership(CHAIR), Some(Membership::Counts));
    council.revoke(CHAIR, 20);
    assert_eq!(council.membership(20), Some(Membership::Revoked));
    assert_eq!(council.roles(20), []);
    assert_eq!(council.roles(CHAIR), [Role::Chair]);
}

#[test]
fn a_seat_is_given_up_and_ended_for_all_devices_of_a_person() {
    let mut council = organisation();
    council.replace(CHAIR, 8, 20);
    council.revoke(CHAIR, 8);
    let roster = council.roster();
    let seat = roster
        .seats
        .standing_now()
        .find(|seat| seat.role == Role::Coordinator);
    let end = Body::EndSeat(EndSeat {
        seat: seat.unwrap().act,
        reason: String::new(),
    });
    let mut by_another = council.clone();
    by_another.say(4, &end);
    assert_eq!(by_another.roles(20), [Role::Coordinator]);
    council.say(20, &end);
    assert_eq!(council.roles(20), []);
}

#[test]
fn the_roster_says_what_is_to_be_seen_to() {
    let mut council = organisation();
    let today = day();
    let names = |council: &Council| -> Vec<&'static str> {
        let found = checks(&council.roster(), today);
        found.iter().map(Check::name).collect()
    };
    assert_eq!(names(&council), ["no-sponsor"]);
    council.appoint(CHAIR, 7, Role::Sponsor, "");
    assert_eq!(names(&council), Vec::<&str>::new());
    let until = |days: i64| {
        let span = jiff::Span::new().days(days);
        let Body::Appoint(mut appoint) = appointment(4, Role::Reader, "", None) else {
            unreachable!()
        };
        appoint.until = Some(council::act::day::Day(today.0.checked_add(span).unwrap()));
        Body::Appoint(appoint)
    };
    council.say(CHAIR, &until(61));
    assert_eq!(names(&council), Vec::<&str>::new());
    council.say(CHAIR, &until(60));
    assert_eq!(names(&council), ["ends-soon"]);
    let found = checks(&council.roster(), today);
    assert!(matches!(found[..], [Check::EndsSoon(_, holder, 60)] if holder == key(4).public()));
    // Four vote; while somebody presides they break the tie.
    for member in [2, 3, 4] {
        council.appoint(CHAIR, member, Role::Member, "");
    }
    assert_eq!(names(&council), ["ends-soon"]);
    council.appoint(CHAIR, 6, Role::Member, "");
    council.revoke(RECOVERY, CHAIR);
    assert_eq!(names(&council), ["no-chair", "ends-soon", "even-split"]);
}

#[test]
fn a_seat_lost_with_its_device_is_named_until_somebody_has_it_again() {
    let mut council = organisation();
    council.appoint(CHAIR, 7, Role::Sponsor, "");
    let heads = council.roster().heads;
    let chair = key(CHAIR);
    let speaker = Speaker {
        key: &chair,
        council: Some(council.id),
        roster: heads,
        // The day before that of the checks.
        time_millis: 1_772_280_000_000,
    };
    council.acts.push(speaker.say(&revocation(8)).unwrap());
    let names = |council: &Council, day: &str| -> Vec<&'static str> {
        let found = checks(&council.roster(), day.parse().unwrap());
        found.iter().map(Check::name).collect()
    };
    assert_eq!(names(&council, "2026-03-01"), ["lost"]);
    assert_eq!(
        names(&council, "2026-06-01"),
        Vec::<&str>::new(),
        "long ago"
    );
    let mut given_anew = council.clone();
    given_anew.appoint(CHAIR, 4, Role::Coordinator, "Surabaya");
    assert_eq!(names(&given_anew, "2026-03-01"), Vec::<&str>::new());
    council.replace(CHAIR, 8, 20);
    assert_eq!(names(&council, "2026-03-01"), Vec::<&str>::new());
}
