//! The rules of `domain.md` C1, each on a small council.

use std::collections::BTreeMap;

use format::{Act, ActId, DeviceKey, Fingerprint};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::act::decision::{Acknowledge, Adopt, Adoption, PullBack, Return, Waiver, Withdraw};
use crate::act::seat::{Appoint, Charter, EndSeat};
use crate::seats::{ChairError, Role};

use super::stage::*;

mod accepted;
mod versions;

const MARCH: &str = "2026-03-02";
const ADDENDUM: DocumentId = DocumentId::from_bytes([6; 16]);

#[test]
fn a_policy_goes_from_draft_to_in_force() {
    let mut stage = Stage::new();
    let (chair, legal, secretary) = (
        stage.chair.clone(),
        stage.legal.clone(),
        stage.secretary.clone(),
    );
    let today = day(MARCH);
    assert_eq!(stage.lifecycle().status(today), Status::Draft);
    let submitted = stage.submit(1);
    let lifecycle = stage.lifecycle();
    let Status::InReview(open) = lifecycle.status(today) else {
        panic!("{:?}", lifecycle.status(today));
    };
    assert_eq!(open.missing, ["legal"]);
    stage.opinion(&legal, submitted.0, &submitted.1);
    assert!(matches!(stage.lifecycle().status(today), Status::Ready(_)));
    let decision = stage.decide(&chair, &submitted, Outcome::Approved);
    assert!(matches!(
        stage.lifecycle().status(today),
        Status::Approved(_)
    ));
    stage.publish(&secretary, decision, "001", "2026-03-10");
    let lifecycle = stage.lifecycle();
    assert!(matches!(lifecycle.status(today), Status::Published(_)));
    assert_eq!(lifecycle.in_force(day("2026-03-09")), None);
    let Status::InForce(version) = lifecycle.status(day("2026-03-10")) else {
        panic!("{:?}", lifecycle.status(day("2026-03-10")));
    };
    assert_eq!(version.publication.as_ref().unwrap().number, "001");
    assert_eq!(lifecycle.not_counted, []);
    let fingerprint = submitted.1.fingerprint;
    assert!(matches!(lifecycle.draft(&fingerprint), Draft::IsVersion(_)));
    let edited = Fingerprint::from_bytes([99; 32]);
    assert_eq!(lifecycle.draft(&edited), Draft::Next(2));
}

#[test]
fn a_later_version_supersedes_and_a_withdrawn_one_ends() {
    let mut stage = Stage::new();
    stage.pass(1, "2026-03-01");
    let second = stage.pass(2, "2026-04-01");
    let lifecycle = stage.lifecycle();
    let number = |lifecycle: &Lifecycle, on| lifecycle.in_force(day(on)).map(|it| it.number);
    assert_eq!(number(&lifecycle, "2026-03-31"), Some(1));
    assert_eq!(number(&lifecycle, "2026-04-01"), Some(2));
    let superseded: Vec<usize> = (lifecycle.superseded(day("2026-04-01")))
        .map(|version| version.number)
        .collect();
    assert_eq!(superseded, [1]);
    let chair = stage.chair.clone();
    let withdraw = Withdraw {
        publication: second,
        reason: "Salah angka.".into(),
    };
    stage.say(&chair, Body::Withdraw(withdraw));
    assert_eq!(number(&stage.lifecycle(), "2026-04-01"), Some(1));
}

#[test]
fn what_was_in_force_on_a_day_stays_what_was_in_force_then() {
    let mut stage = Stage::new();
    let chair = stage.chair.clone();
    let publication = stage.pass(1, "2026-03-01");
    stage.now = START + 30 * DAY;
    let reason = "Diganti undang-undang.".into();
    stage.say(
        &chair,
        Body::Withdraw(Withdraw {
            publication,
            reason,
        }),
    );
    let lifecycle = stage.lifecycle();
    let number = |on| lifecycle.in_force(day(on)).map(|version| version.number);
    assert_eq!(number("2026-02-28"), None);
    assert_eq!(number("2026-03-30"), Some(1));
    assert_eq!(number("2026-03-31"), None);
}

#[test]
fn a_version_is_due_for_review_thirty_days_before() {
    let mut stage = Stage::new();
    let (chair, legal, secretary) = (
        stage.chair.clone(),
        stage.legal.clone(),
        stage.secretary.clone(),
    );
    let submitted = stage.submit(1);
    stage.opinion(&legal, submitted.0, &submitted.1);
    let decision = stage.decide(&chair, &submitted, Outcome::Approved);
    stage.say(
        &secretary,
        Body::Publish(Publish {
            decision,
            number: "1".into(),
            effective: day("2026-03-01"),
            review: Some(day("2027-03-01")),
            replaces: vec![],
            files: vec![],
        }),
    );
    let lifecycle = stage.lifecycle();
    assert!(matches!(
        lifecycle.status(day("2027-01-29")),
        Status::InForce(_)
    ));
    assert!(matches!(
        lifecycle.status(day("2027-01-30")),
        Status::DueForReview(_)
    ));
}

#[test]
fn nobody_decides_on_their_own_text_with_another_of_their_devices() {
    let mut stage = Stage::new();
    let (chair, legal, second) = (stage.chair.clone(), stage.legal.clone(), key(78));
    stage.admit_device(&second, "Pusat", &chair);
    // The seat of the chair does not pass to it: it submits by one of its own.
    stage.appoint(&chair, &second, Role::Member, ("", ""), None, None);
    for (n, writer, submitter) in [(1, &second, &stage.drafter.clone()), (2, &second, &second)] {
        let text = stage.text(n, writer);
        let submit = Submit {
            text: text.clone(),
            note: String::new(),
        };
        let submission = stage.say(submitter, Body::Submit(submit));
        stage.opinion(&legal, submission, &text);
        let decision = stage.decide(&chair, &(submission, text), Outcome::Approved);
        let why = stage.why_not(decision);
        assert!(
            matches!(why, Reason::OwnText | Reason::OwnSubmission),
            "{why:?}"
        );
    }
}

#[test]
fn nobody_decides_on_their_own_text_unless_the_charter_allows_it() {
    let mut stage = Stage::new();
    let (chair, legal) = (stage.chair.clone(), stage.legal.clone());
    // The chair submits what somebody else wrote.
    let drafter = stage.drafter.clone();
    let text = stage.text(1, &drafter);
    let own = stage.say(
        &chair,
        Body::Submit(Submit {
            text: text.clone(),
            note: String::new(),
        }),
    );
    stage.opinion(&legal, own, &text);
    let decision = stage.decide(&chair, &(own, text), Outcome::Approved);
    assert_eq!(stage.why_not(decision), Reason::OwnSubmission);
    // Somebody else submits what the chair wrote last.
    let text = stage.text(2, &chair);
    let submit = Submit {
        text: text.clone(),
        note: String::new(),
    };
    let submitted = stage.say(&drafter, Body::Submit(submit));
    stage.opinion(&legal, submitted, &text);
    let pair = (submitted, text);
    let decision = stage.decide(&chair, &pair, Outcome::Approved);
    assert_eq!(stage.why_not(decision), Reason::OwnText);
    let charter = Charter {
        allows_self_approval: true,
        ..stage.seats().charter_now()
    };
    stage.council(&chair, &Body::Charter(charter));
    let decision = stage.decide(&chair, &pair, Outcome::Approved);
    let lifecycle = stage.lifecycle();
    assert!(
        lifecycle
            .not_counted
            .iter()
            .all(|one| one.said.act != decision)
    );
    assert_eq!(lifecycle.versions.len(), 1);
}

#[test]
fn a_missing_opinion_blocks_unless_it_is_waived() {
    let mut stage = Stage::new();
    let chair = stage.chair.clone();
    let submitted = stage.submit(1);
    let without = stage.decide(&chair, &submitted, Outcome::Approved);
    assert_eq!(stage.why_not(without), Reason::Missing("legal".into()));
    // A rejection needs nobody's opinion, a waiver needs a reason.
    stage.say(
        &chair,
        Body::Decide(Decide {
            submission: submitted.0,
            text: submitted.1.clone(),
            outcome: Outcome::Approved,
            words: String::new(),
            waivers: vec![Waiver {
                field: "legal".into(),
                reason: "Bagian hukum libur.".into(),
            }],
            previous: None,
        }),
    );
    let lifecycle = stage.lifecycle();
    assert_eq!(
        lifecycle.versions[0].decision.waivers,
        [("legal".to_owned(), "Bagian hukum libur.".to_owned())]
    );
}

#[test]
fn an_opinion_on_another_text_or_for_another_department_does_not_count() {
    let mut stage = Stage::new();
    let (legal, acting) = (stage.legal.clone(), stage.acting.clone());
    let submitted = stage.submit(1);
    let other = stage.text(2, &key(7));
    let wrong = stage.opinion(&legal, submitted.0, &other);
    assert_eq!(stage.why_not(wrong), Reason::OtherText);
    let outside = stage.opinion(&acting, submitted.0, &submitted.1);
    assert_eq!(stage.why_not(outside), Reason::NoSeat);
    let of_it = stage.say(
        &legal,
        Body::Opinion(Opinion {
            submission: submitted.0,
            fingerprint: submitted.1.fingerprint,
            field: "it".into(),
            verdict: Verdict::Agrees,
            words: String::new(),
        }),
    );
    assert_eq!(stage.why_not(of_it), Reason::NoSeat);
}

#[test]
fn different_decisions_by_people_who_do_not_know_of_each_other_are_a_conflict_until_the_chair_settles()
 {
    let mut stage = Stage::new();
    let (chair, acting, legal, secretary) = (
        stage.chair.clone(),
        stage.acting.clone(),
        stage.legal.clone(),
        stage.secretary.clone(),
    );
    let submitted = stage.submit(1);
    stage.opinion(&legal, submitted.0, &submitted.1);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    let approved = stage.decide_seeing(
        &chair,
        cites.clone(),
        roster.clone(),
        &submitted,
        Outcome::Approved,
    );
    stage.decide_seeing(&acting, cites, roster, &submitted, Outcome::Rejected);
    let lifecycle = stage.lifecycle();
    assert!(matches!(lifecycle.status(day(MARCH)), Status::Conflict(_)));
    assert_eq!(lifecycle.versions, [], "nothing stands on a conflict");
    // It is what was submitted, and gets no number after its own.
    let text = &submitted.1.fingerprint;
    assert!(matches!(lifecycle.draft(text), Draft::IsSubmitted(_)));
    let other = Fingerprint::from_bytes([99; 32]);
    assert_eq!(
        (lifecycle.number_for(text), lifecycle.number_for(&other)),
        (1, 2)
    );
    let published = stage.publish(&secretary, approved, "1", MARCH);
    assert_eq!(stage.why_not(published), Reason::Conflict);
    let by_acting = stage.decide(&acting, &submitted, Outcome::Rejected);
    assert_eq!(
        stage.why_not(by_acting),
        Reason::Closed,
        "only the chair settles"
    );
    let settled = stage.decide(&chair, &submitted, Outcome::Approved);
    let lifecycle = stage.lifecycle();
    assert!(matches!(lifecycle.status(day(MARCH)), Status::Approved(_)));
    assert_eq!(lifecycle.versions[0].decision.said.act, settled);
    // Agreeing apart is no conflict.
    let again = stage.submit(2);
    stage.opinion(&legal, again.0, &again.1);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    for by in [&chair, &acting] {
        stage.decide_seeing(by, cites.clone(), roster.clone(), &again, Outcome::Approved);
    }
    assert_eq!(stage.lifecycle().versions.len(), 2);
}

#[test]
fn out_of_role_expired_forged_and_repeated_acts_change_nothing() {
    let mut stage = Stage::new();
    let (chair, acting, secretary, drafter, legal) = (
        stage.chair.clone(),
        stage.acting.clone(),
        stage.secretary.clone(),
        stage.drafter.clone(),
        stage.legal.clone(),
    );
    let submitted = stage.submit(1);
    stage.opinion(&legal, submitted.0, &submitted.1);
    let before = stage.lifecycle();
    for (by, wanted) in [(&secretary, Reason::NoSeat), (&drafter, Reason::NoSeat)] {
        let act = stage.decide(by, &submitted, Outcome::Approved);
        assert_eq!(stage.why_not(act), wanted);
    }
    let stranger = stage.decide(&key(50), &submitted, Outcome::Approved);
    assert_eq!(stage.why_not(stranger), Reason::Stranger);
    stage.now = START + 200 * DAY;
    let late = stage.decide(&acting, &submitted, Outcome::Approved);
    assert_eq!(stage.why_not(late), Reason::Expired);
    stage.now = START;
    let other = stage.text(9, &drafter);
    let altered = stage.decide(&chair, &(submitted.0, other), Outcome::Approved);
    assert_eq!(stage.why_not(altered), Reason::OtherText);
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.submissions, before.submissions);
    assert_eq!(lifecycle.versions, before.versions);
    // Said again after it was decided.
    let decision = stage.decide(&chair, &submitted, Outcome::Approved);
    let again = stage.decide(&chair, &submitted, Outcome::Rejected);
    assert_eq!(stage.why_not(again), Reason::Closed);
    stage.publish(&secretary, decision, "1", MARCH);
    let twice = stage.publish(&secretary, decision, "2", MARCH);
    assert_eq!(stage.why_not(twice), Reason::Closed);
}

#[test]
fn a_text_that_lies_about_what_it_says_is_not_decided_and_one_that_is_not_here_waits() {
    let mut stage = Stage::new();
    let (chair, drafter) = (stage.chair.clone(), stage.drafter.clone());
    let mut text = stage.text(1, &drafter);
    text.fingerprint = Fingerprint::from_bytes([77; 32]);
    let lie = stage.say(
        &drafter,
        Body::Submit(Submit {
            text,
            note: String::new(),
        }),
    );
    assert_eq!(stage.why_not(lie), Reason::OtherText);
    let submitted = stage.submit(2);
    stage.decide(&chair, &submitted, Outcome::Rejected);
    let whole = stage.lifecycle();
    let facts = stage.texts.0.remove(&submitted.1.heads[0]).unwrap();
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.submissions, []);
    // What was decided about it is not wrong because of that: it waits, too.
    assert_eq!(lifecycle.waiting.len(), 2);
    assert!(
        lifecycle
            .waiting
            .iter()
            .all(|(_, what)| *what == Waits::Text)
    );
    let not_counted: Vec<ActId> = lifecycle
        .not_counted
        .iter()
        .map(|one| one.said.act)
        .collect();
    assert_eq!(not_counted, [lie]);
    stage.texts.0.insert(submitted.1.heads[0], facts);
    assert_eq!(stage.lifecycle(), whole);
}

#[test]
fn who_lost_a_seat_before_a_submission_never_decides_on_it_whatever_they_cite() {
    let mut stage = Stage::new();
    let (chair, sponsor, secretary, legal) = (
        stage.chair.clone(),
        stage.sponsor.clone(),
        stage.secretary.clone(),
        stage.legal.clone(),
    );
    let old = stage.fold_roster().heads;
    let seat = stage.founder_seat();
    stage.appoint(
        &sponsor,
        &secretary,
        Role::Chair,
        ("", ""),
        None,
        Some(seat),
    );
    let submitted = stage.submit(1);
    stage.opinion(&legal, submitted.0, &submitted.1);
    let cites = stage.heads();
    let backdated = stage.decide_seeing(&chair, cites, old, &submitted, Outcome::Approved);
    assert_eq!(stage.why_not(backdated), Reason::NoSeat);
    assert_eq!(
        stage.seats().chair(day(MARCH)).unwrap().holder,
        secretary.public()
    );
}

#[test]
fn two_chairs_are_an_error_that_stops_decisions_until_the_sponsor_settles_it() {
    let mut stage = Stage::new();
    let (chair, sponsor, secretary, legal, coordinator) = (
        stage.chair.clone(),
        stage.sponsor.clone(),
        stage.secretary.clone(),
        stage.legal.clone(),
        stage.coordinator.clone(),
    );
    let heads = stage.fold_roster().heads;
    let seat = stage.founder_seat();
    let appoint = |holder: &DeviceKey| {
        Body::Appoint(Appoint {
            holder: holder.public(),
            role: Role::Chair,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: None,
            instead_of: Some(seat),
        })
    };
    let first = stage.council_seeing(&chair, heads.clone(), &appoint(&secretary));
    stage.council_seeing(&sponsor, heads, &appoint(&coordinator));
    let Err(ChairError::Several(two)) = stage.seats().chair(day(MARCH)) else {
        panic!("{:?}", stage.seats().chair(day(MARCH)));
    };
    assert_eq!(two.len(), 2);
    let submitted = stage.submit(1);
    stage.opinion(&legal, submitted.0, &submitted.1);
    let blocked = stage.decide(&secretary, &submitted, Outcome::Approved);
    assert_eq!(stage.why_not(blocked), Reason::TwoChairs);
    let end = EndSeat {
        seat: first,
        reason: "Kami pilih koordinator.".into(),
    };
    stage.council(&sponsor, &Body::EndSeat(end));
    assert_eq!(
        stage.seats().chair(day(MARCH)).unwrap().holder,
        coordinator.public()
    );
    let decided = stage.decide(&coordinator, &submitted, Outcome::Approved);
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.versions[0].decision.said.act, decided);
    // The chair resigns: a vacancy is an error, too.
    let seats = stage.seats();
    let own = seats.chair(day(MARCH)).unwrap().act;
    let end = EndSeat {
        seat: own,
        reason: String::new(),
    };
    stage.council(&coordinator, &Body::EndSeat(end));
    assert_eq!(stage.seats().chair(day(MARCH)), Err(ChairError::Vacant));
}

#[test]
fn appointments_of_those_who_may_not_count_for_nothing() {
    let mut stage = Stage::new();
    let (chair, acting, drafter, secretary) = (
        stage.chair.clone(),
        stage.acting.clone(),
        stage.drafter.clone(),
        stage.secretary.clone(),
    );
    let seat = stage.founder_seat();
    let refused = [
        stage.appoint(&drafter, &drafter, Role::Secretary, ("", ""), None, None),
        stage.appoint(&acting, &drafter, Role::Chair, ("", ""), None, Some(seat)),
        stage.appoint(&acting, &drafter, Role::Sponsor, ("", ""), None, None),
        stage.appoint(&chair, &drafter, Role::Chair, ("", ""), None, None),
        stage.appoint(&chair, &drafter, Role::ActingChair, ("", ""), None, None),
        stage.appoint(&chair, &key(60), Role::Secretary, ("", ""), None, None),
        stage.appoint(
            &chair,
            &drafter,
            Role::Secretary,
            ("", ""),
            None,
            Some(seat),
        ),
    ];
    let seats = stage.seats();
    let why: Vec<ActId> = seats.not_counted().iter().map(|one| one.act).collect();
    for act in refused {
        assert!(why.contains(&act));
    }
    let allowed = stage.appoint(&acting, &drafter, Role::Drafter, ("Malang", ""), None, None);
    assert!(stage.seats().on(day(MARCH)).any(|seat| seat.act == allowed));
    assert_eq!(
        stage.seats().chair(day(MARCH)).unwrap().holder,
        chair.public()
    );
    drop(secretary);
}

#[test]
fn subsidiaries_adopt_add_or_ask_and_readers_confirm_this_version() {
    let mut stage = Stage::new();
    let (chair, coordinator, drafter) = (
        stage.chair.clone(),
        stage.coordinator.clone(),
        stage.drafter.clone(),
    );
    let publication = stage.pass(1, MARCH);
    let adopt = |unit: &str, adoption| {
        Body::Adopt(Adopt {
            publication,
            unit: unit.into(),
            adoption,
            addendum: (adoption == Adoption::WithAddendum).then_some(ADDENDUM),
            reason: "Bahasa setempat.".into(),
            addendum_text: None,
        })
    };
    let elsewhere = stage.say(&coordinator, adopt("Malang", Adoption::AsItIs));
    assert_eq!(stage.why_not(elsewhere), Reason::NoSeat);
    let request = stage.say(&coordinator, adopt("Surabaya", Adoption::AsksExemption));
    let exempt = |request| {
        Body::Exempt(Exempt {
            request,
            is_granted: true,
            until: None,
            reason: String::new(),
        })
    };
    let by_drafter = stage.say(&drafter, exempt(request));
    assert_eq!(stage.why_not(by_drafter), Reason::NoSeat);
    stage.say(&chair, exempt(request));
    let of = |stage: &Stage| {
        let lifecycle = stage.lifecycle();
        lifecycle.versions[0].publication.clone().unwrap()
    };
    assert!(
        of(&stage).adoptions["Surabaya"]
            .answer
            .as_ref()
            .unwrap()
            .is_granted
    );
    stage.say(&coordinator, adopt("Surabaya", Adoption::WithAddendum));
    assert_eq!(
        of(&stage).adoptions["Surabaya"].adoption,
        Adoption::WithAddendum
    );
    stage.say(&drafter, Body::Acknowledge(Acknowledge { publication }));
    stage.say(&drafter, Body::Acknowledge(Acknowledge { publication }));
    assert_eq!(of(&stage).readers.len(), 1);
}

#[test]
fn what_is_sent_back_or_pulled_back_is_open_to_nobody_who_knows() {
    let mut stage = Stage::new();
    let (chair, legal, drafter) = (
        stage.chair.clone(),
        stage.legal.clone(),
        stage.drafter.clone(),
    );
    let submitted = stage.submit(1);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    stage.say(
        &legal,
        Body::Return(Return {
            submission: submitted.0,
            reason: "Pasal 2 kurang.".into(),
        }),
    );
    assert!(matches!(
        stage.lifecycle().status(day(MARCH)),
        Status::Returned(_)
    ));
    let known = stage.decide(&chair, &submitted, Outcome::Rejected);
    assert_eq!(stage.why_not(known), Reason::Closed);
    // Decided by a chair who did not know: the decision stands.
    stage.decide_seeing(&chair, cites, roster, &submitted, Outcome::Rejected);
    assert!(matches!(
        stage.lifecycle().status(day(MARCH)),
        Status::Rejected(..)
    ));
    let next = stage.submit(2);
    assert!(matches!(
        stage.lifecycle().status(day(MARCH)),
        Status::InReview(_)
    ));
    let changed = Fingerprint::from_bytes([3; 32]);
    assert!(matches!(
        stage.lifecycle().draft(&changed),
        Draft::ChangedAfterSubmission(_)
    ));
    stage.say(
        &drafter,
        Body::PullBack(PullBack {
            submission: next.0,
            reason: String::new(),
        }),
    );
    let lifecycle = stage.lifecycle();
    assert!(matches!(
        lifecycle.submissions[1].stand,
        Stand::PulledBack(_)
    ));
}

#[test]
fn who_submits_anew_replaces_what_they_knew_of_and_nothing_else() {
    let mut stage = Stage::new();
    let (chair, legal) = (stage.chair.clone(), stage.legal.clone());
    let first = stage.submit(1);
    let second = stage.submit(2);
    let lifecycle = stage.lifecycle();
    assert!(matches!(&lifecycle.submissions[0].stand, Stand::Replaced(by) if by.act == second.0));
    assert_eq!(
        lifecycle.open_submission().map(|open| open.said.act),
        Some(second.0)
    );
    stage.opinion(&legal, second.0, &second.1);
    stage.decide(&chair, &second, Outcome::Approved);
    assert!(
        matches!(stage.lifecycle().status(day(MARCH)), Status::Approved(_)),
        "the older one is not in review any more"
    );
    // Decided by somebody who did not know of the second: that stands.
    stage.opinion(&legal, first.0, &first.1);
    stage.decide(&chair, &first, Outcome::Rejected);
    assert!(matches!(
        stage.lifecycle().submissions[0].stand,
        Stand::Decided(_)
    ));
}

/// A council with everything in it: conflicts, refusals, late words.
fn busy() -> Stage {
    let mut stage = Stage::new();
    let (chair, acting, legal, drafter, secretary, coordinator) = (
        stage.chair.clone(),
        stage.acting.clone(),
        stage.legal.clone(),
        stage.drafter.clone(),
        stage.secretary.clone(),
        stage.coordinator.clone(),
    );
    let first = stage.pass(1, MARCH);
    let second = stage.submit(2);
    stage.opinion(&legal, second.0, &second.1);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    for (by, outcome) in [(&chair, Outcome::Approved), (&acting, Outcome::Rejected)] {
        stage.decide_seeing(by, cites.clone(), roster.clone(), &second, outcome);
    }
    stage.decide(&drafter, &second, Outcome::Approved);
    let settled = stage.decide(&chair, &second, Outcome::Approved);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    for number in ["002", "003"] {
        let publish = Publish {
            decision: settled,
            number: number.into(),
            effective: day(MARCH),
            review: None,
            replaces: vec![],
            files: vec![],
        };
        stage.say_seeing(
            &secretary,
            cites.clone(),
            roster.clone(),
            Body::Publish(publish),
        );
    }
    for adoption in [Adoption::AsItIs, Adoption::AsksExemption] {
        let adopt = Adopt {
            publication: first,
            unit: "Surabaya".into(),
            adoption,
            addendum: None,
            reason: "ya".into(),
            addendum_text: None,
        };
        stage.say_seeing(
            &coordinator,
            stage.heads(),
            roster.clone(),
            Body::Adopt(adopt),
        );
    }
    stage.say(
        &drafter,
        Body::Acknowledge(Acknowledge { publication: first }),
    );
    stage.submit(3);
    stage
}

#[test]
fn a_thousand_orders_of_arrival_give_one_lifecycle() {
    let stage = busy();
    let whole = stage.lifecycle();
    assert_eq!(whole.versions.len(), 2);
    assert_eq!(
        whole.versions[1]
            .publication
            .as_ref()
            .unwrap()
            .doubles
            .len(),
        1
    );
    let seed = 20_260_301;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut shuffled = stage.clone();
    for round in 0..1_000 {
        shuffled.acts.shuffle(&mut rng);
        if round % 10 == 0 {
            shuffled.roster.shuffle(&mut rng);
        }
        assert_eq!(shuffled.lifecycle(), whole, "seed {seed}, round {round}");
    }
}

#[test]
fn what_is_missing_makes_acts_wait_and_nothing_else_changes() {
    let stage = busy();
    let whole = stage.lifecycle();
    let all: BTreeMap<ActId, &Act> = stage.acts.iter().map(|act| (act.id(), act)).collect();
    let past = Past::of(&all, |_| true);
    for missing in 0..stage.acts.len() {
        let gone = stage.acts[missing].id();
        let mut acts = stage.acts.clone();
        acts.remove(missing);
        let lifecycle = stage.lifecycle_of(&acts);
        let waits = |act: &ActId| lifecycle.waiting.iter().any(|(said, _)| said.act == *act);
        for act in acts.iter().map(Act::id) {
            assert_eq!(waits(&act), past.saw(&act, &gone), "{}", act.short());
        }
        // What had not seen it counts as before.
        let before = |one: &&Submission| one.said.act != gone && !past.saw(&one.said.act, &gone);
        let wanted: Vec<ActId> = (whole.submissions.iter().filter(before))
            .map(|one| one.said.act)
            .collect();
        let found: Vec<ActId> = lifecycle
            .submissions
            .iter()
            .map(|one| one.said.act)
            .collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn a_coordinator_submits_texts_of_the_own_unit_whatever_is_written_later() {
    let mut stage = Stage::new();
    let (coordinator, drafter) = (stage.coordinator.clone(), stage.drafter.clone());
    let mut submit = |n: u8, unit: &str| {
        let text = stage.text(n, &drafter);
        let facts = stage.texts.0.get_mut(&text.heads[0]).unwrap();
        facts.unit = unit.to_owned();
        let note = String::new();
        stage.say(&coordinator, Body::Submit(Submit { text, note }))
    };
    let own = submit(1, "Surabaya");
    let foreign = submit(2, "Malang");
    assert_eq!(stage.why_not(foreign), Reason::NoSeat);
    let submissions = stage.lifecycle().submissions;
    assert!(submissions.iter().any(|one| one.said.act == own));
}
