//! Of every act is said whether it counts and why.

use std::collections::BTreeMap;

use council::access::{Access, Reason as AccessReason};
use council::act::seat::EndSeat;
use council::act::{Comment, Confirm, Seen};
use council::lifecycle;
use council::revocation::{Reason as RevocationReason, ReleaseReason};
use council::roster::Reason as RosterReason;
use council::seats::Reason as SeatReason;
use council::seen::Reading;
use council::standing::{Ground, Standing, Why, of_council, of_document};

use super::*;

impl Council {
    fn stands(&self, act: ActId) -> Standing {
        let roster = self.roster();
        let said = self.acts.iter().find(|one| one.id() == act).unwrap();
        match said.statement().subject {
            Subject::Council => of_council(&self.id, &roster, said),
            Subject::Document(document) => self.stand_about(document).remove(&act).unwrap(),
        }
    }

    fn stand_about(&self, document: DocumentId) -> BTreeMap<ActId, Standing> {
        let roster = self.roster();
        let acts: Vec<Act> = self.about(document).cloned().collect();
        of_document(&roster, &Access::of(&roster, &acts), &acts)
    }

    fn last(&self) -> ActId {
        self.acts.last().unwrap().id()
    }
}

fn seats(roles: &[Role]) -> Standing {
    Standing::Counts(Ground::Seats(roles.to_vec()))
}

fn invalid(why: impl Into<Why>) -> Standing {
    Standing::Invalid(why.into())
}

#[test]
fn of_a_grant_is_said_by_what_it_counts_or_why_not() {
    let mut council = organisation();
    let document = council.create(2, units(&["Surabaya"]));
    let created = council.last();
    let by = |council: &mut Council, by: u8| {
        let act = council.say_about(by, document, &grant(units(&["Medan"])));
        council.stands(act)
    };
    assert_eq!(council.stands(created), Standing::Counts(Ground::Creator));
    assert_eq!(by(&mut council, 2), Standing::Counts(Ground::Creator));
    assert_eq!(by(&mut council, CHAIR), seats(&[Role::Chair]));
    assert_eq!(by(&mut council, 5), seats(&[Role::Secretary]));
    assert_eq!(by(&mut council, 8), seats(&[Role::Coordinator]));
    assert_eq!(by(&mut council, 4), invalid(AccessReason::NoSeat));
    assert_eq!(by(&mut council, 50), invalid(AccessReason::Stranger));
    // It cites what is not here.
    let before = vec![ActId::from_bytes([9; 32])];
    let early = council.say_about_seeing(5, document, before, &grant(units(&["Medan"])));
    let waits = Standing::Waits(AccessReason::Incomplete.into());
    assert_eq!(council.stands(early), waits);
    // A revoked device's grant counts within the cut, which is the release's where there is one.
    let accepted = council.say_about(2, document, &grant(units(&["Pusat"])));
    let before = council.roster().heads;
    council.revoke(CHAIR, 2);
    assert_eq!(council.stands(accepted), Standing::Counts(Ground::Creator));
    let release = Body::Release(Release {
        device: key(2).public(),
        heads: vec![],
    });
    let released = council.say_about(CHAIR, document, &release);
    let late = council.say_about_seeing(2, document, before, &grant(units(&["Pusat"])));
    assert_eq!(council.stands(released), seats(&[Role::Chair]));
    assert_eq!(council.stands(accepted), Standing::Counts(Ground::Creator));
    assert_eq!(council.stands(late), invalid(AccessReason::Revoked));
    // The same words signed by somebody else began nothing.
    let create = council.acts.iter().find(|act| act.id() == created).unwrap();
    let body = Body::read(create).unwrap();
    let again = council.say_about(4, document, &body);
    assert_eq!(council.stands(again), invalid(AccessReason::NotCreator));
    // Where it is for everybody a grant opens nothing, and is judged all the same.
    let open = council.create(4, Scope::Council);
    let needless = council.say_about(7, open, &grant(units(&["Medan"])));
    assert_eq!(council.stands(needless), invalid(AccessReason::NoSeat));
}

#[test]
fn of_a_release_and_of_what_is_said_beside_the_text_the_same() {
    let mut council = organisation();
    let document = council.create(2, Scope::Council);
    let release = Body::Release(Release {
        device: key(4).public(),
        heads: vec![],
    });
    let early = council.say_about(CHAIR, document, &release);
    let by_others = council.say_about(5, document, &release);
    assert_eq!(council.stands(early), Standing::Waits(Why::NotRevoked));
    assert_eq!(council.stands(by_others), invalid(ReleaseReason::NotChair));
    let seen = |heads: Vec<ChangeHash>| Body::Seen(Seen::of(heads));
    let by_chair = council.say_about(CHAIR, document, &seen(vec![]));
    let by_branch = council.say_about(4, document, &seen(vec![]));
    assert_eq!(council.stands(by_chair), seats(&[Role::Chair]));
    assert_eq!(council.stands(by_branch), invalid(Why::NotChair));
    let reading: Option<Reading> = council::seen::reading(&key(4).public(), &council.acts);
    assert!(reading.is_some(), "it is kept all the same");
    council.revoke(CHAIR, 4);
    assert_eq!(council.stands(early), seats(&[Role::Chair]));
    assert_eq!(council.stands(by_others), invalid(ReleaseReason::NotChair));
    let again = council.invite(CHAIR, "Medan", Some(4));
    council.join(21, again);
    let own = council.say_about(21, document, &release);
    assert_eq!(council.stands(own), Standing::Counts(Ground::Own));
    let comment = Body::Comment(Comment {
        place: String::new(),
        anchor: None,
        quote: String::new(),
        text: "Baik.".into(),
        answers: None,
        mentions: None,
    });
    let stranger = council.say_about(50, document, &comment);
    let reason = lifecycle::Reason::Stranger;
    assert_eq!(council.stands(stranger), invalid(reason));
    let member = council.say_about(7, document, &comment);
    assert_eq!(council.stands(member), Standing::Counts(Ground::Member));
}

#[test]
fn what_a_former_chair_has_seen_stays_seen_by_the_chair() {
    let mut council = organisation();
    let document = council.create(2, Scope::Council);
    let seen = || Body::Seen(Seen::of(vec![]));
    let before = council.roster().heads;
    let founding = council.acts[0].id();
    let as_chair = council.say_about(CHAIR, document, &seen());
    council.say(CHAIR, &appointment(5, Role::Chair, "", Some(founding)));
    assert_eq!(council.stands(as_chair), seats(&[Role::Chair]));
    // Who knows that the seat passed on is not the chair any more; who had not heard of it was.
    let after = council.say_about(CHAIR, document, &seen());
    assert_eq!(council.stands(after), invalid(Why::NotChair));
    let unaware = council.say_about_seeing(CHAIR, document, before, &seen());
    assert_eq!(council.stands(unaware), seats(&[Role::Chair]));
    let by_next = council.say_about(5, document, &seen());
    assert_eq!(council.stands(by_next), seats(&[Role::Chair]));
    let early = vec![ActId::from_bytes([9; 32])];
    let early = council.say_about_seeing(CHAIR, document, early, &seen());
    assert!(matches!(council.stands(early), Standing::Waits(_)));
}

#[test]
fn of_every_act_about_the_council_is_said_whether_it_counts() {
    let mut council = organisation();
    let founding = council.acts[0].id();
    assert_eq!(council.stands(founding), Standing::Counts(Ground::Founding));
    let relay = || {
        Body::Relay(Relay {
            relays: vec![RelayEntry {
                address: "ws://relay.example".into(),
                key: None,
                serves: None,
            }],
            head_office: "Pusat".into(),
        })
    };
    let unit = |name: &str| {
        Body::Unit(Unit {
            name: name.into(),
            kind: UnitKind::Branch,
            parent: None,
            is_closed: false,
        })
    };
    for (by, body, wanted) in [
        (CHAIR, relay(), seats(&[Role::Chair])),
        (5, relay(), invalid(RosterReason::MayNotNameRelays)),
        (CHAIR, unit("Malang"), seats(&[Role::Chair])),
        (5, unit("Malang"), invalid(SeatReason::NoSeat)),
        (50, unit("Malang"), invalid(SeatReason::Stranger)),
        (
            4,
            revocation(3),
            invalid(RosterReason::Revocation(RevocationReason::NotChair)),
        ),
        (
            CHAIR,
            revocation(CHAIR),
            invalid(RosterReason::Revocation(RevocationReason::Itself)),
        ),
        (CHAIR, revocation(3), seats(&[Role::Chair])),
        (
            RECOVERY,
            revocation(4),
            Standing::Counts(Ground::RecoveryKey),
        ),
        (RECOVERY, unit("Malang"), invalid(SeatReason::NoSeat)),
    ] {
        let act = council.say(by, &body);
        assert_eq!(council.stands(act), wanted, "{body:?} by {by}");
    }
    let auditor = council.roster().seats;
    let auditor = auditor
        .standing_now()
        .find(|seat| seat.role == Role::Auditor);
    let end = Body::EndSeat(EndSeat {
        seat: auditor.unwrap().act,
        reason: String::new(),
    });
    let given_up = council.say(6, &end);
    assert_eq!(council.stands(given_up), Standing::Counts(Ground::Own));
    let twice = council.say(6, &end);
    assert_eq!(council.stands(twice), invalid(SeatReason::NoSuchSeat));
    // The founder, who is no chair any more, names no relays.
    council.say(CHAIR, &appointment(5, Role::Chair, "", Some(founding)));
    let by_founder = council.say(CHAIR, &relay());
    assert_eq!(
        council.stands(by_founder),
        invalid(RosterReason::MayNotNameRelays)
    );
}

#[test]
fn of_a_join_is_said_what_it_waits_for_and_what_settled_it() {
    let mut council = organisation();
    let invitation = council.invite(7, "Pusat", None);
    let invited = council.last();
    assert_eq!(council.stands(invited), Standing::Counts(Ground::Member));
    council.join(30, (invitation.0, DeviceKey::from_secret(&[77; 32])));
    let forged = council.last();
    assert_eq!(council.stands(forged), invalid(RosterReason::OtherKey));
    let secret = DeviceKey::from_secret(&invitation.1.secret());
    council.join(31, invitation);
    let first = council.last();
    assert_eq!(council.stands(first), Standing::Counts(Ground::OnlyJoin));
    council.join(32, (invited, secret));
    let second = council.last();
    for join in [first, second] {
        assert_eq!(council.stands(join), Standing::Waits(Why::Rivals));
    }
    let theirs = council.invite(32, "Pusat", None);
    assert_eq!(council.stands(theirs.0), Standing::Waits(Why::Unconfirmed));
    let by_others = council.say(4, &Body::Confirm(Confirm { join: first }));
    assert_eq!(council.stands(by_others), invalid(RosterReason::NotInviter));
    let confirmed = council.say(7, &Body::Confirm(Confirm { join: first }));
    assert_eq!(council.stands(confirmed), Standing::Counts(Ground::Inviter));
    assert_eq!(council.stands(first), Standing::Counts(Ground::Confirmed));
    assert_eq!(council.stands(second), invalid(Why::Superseded));
    assert_eq!(council.stands(theirs.0), invalid(Why::Superseded));
    let missing = council.say(7, &Body::Confirm(Confirm { join: theirs.0 }));
    assert_eq!(
        council.stands(missing),
        Standing::Waits(RosterReason::NoJoin.into())
    );
    let nobody = council.invite(60, "Pusat", None);
    assert_eq!(
        council.stands(nobody.0),
        Standing::Waits(RosterReason::InvitedByStranger.into())
    );
}
