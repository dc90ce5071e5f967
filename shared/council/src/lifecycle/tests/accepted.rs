//! What a decision accepts, whose days are asked, and which of several answers stands.

use super::*;
use crate::act::decision::Exempt;
use crate::act::revocation::Revoke;
use crate::revocation::Released;

fn in_force(stage: &Stage, on: &str) -> Option<usize> {
    let lifecycle = stage.lifecycle();
    lifecycle.in_force(day(on)).map(|version| version.number)
}

fn revoke(stage: &mut Stage, device: &DeviceKey) {
    let chair = stage.chair.clone();
    stage.council(
        &chair,
        &Body::Revoke(Revoke {
            device: device.public(),
            reason: "Hilang.".into(),
        }),
    );
}

#[test]
fn who_revokes_a_device_undoes_no_decision_on_what_it_submitted() {
    let mut stage = Stage::new();
    let (drafter, acting, legal) = (
        stage.drafter.clone(),
        stage.acting.clone(),
        stage.legal.clone(),
    );
    let first = stage.submit(1);
    stage.opinion(&legal, first.0, &first.1);
    let decision = stage.decide(&acting, &first, Outcome::Approved);
    stage.publish(&acting, decision, "7/F", MARCH);
    let second = stage.submit(2);
    revoke(&mut stage, &legal);
    revoke(&mut stage, &drafter);
    assert_eq!(in_force(&stage, MARCH), Some(1));
    assert_eq!(stage.why_not(second.0), Reason::Revoked);
    let released = Released::of(&stage.fold_roster(), &stage.acts);
    assert!(released.is_approved(&first.1.heads[0]));
    assert!(!released.is_approved(&second.1.heads[0]));
}

#[test]
fn who_may_not_decide_or_rejects_accepts_no_text() {
    let mut stage = Stage::new();
    let (drafter, coordinator, chair) = (
        stage.drafter.clone(),
        stage.coordinator.clone(),
        stage.chair.clone(),
    );
    let submitted = stage.submit(1);
    stage.decide(&coordinator, &submitted, Outcome::Approved);
    revoke(&mut stage, &drafter);
    assert_eq!(stage.why_not(submitted.0), Reason::Revoked);
    stage.decide(&chair, &submitted, Outcome::Rejected);
    let released = Released::of(&stage.fold_roster(), &stage.acts);
    assert!(!released.is_approved(&submitted.1.heads[0]));
}

#[test]
fn nobody_decides_after_the_mandate_with_a_clock_set_back() {
    let mut stage = Stage::new();
    let (acting, legal, secretary) = (
        stage.acting.clone(),
        stage.legal.clone(),
        stage.secretary.clone(),
    );
    // The mandate lasts until 30 June 2026.
    stage.now = START + 130 * DAY;
    let late = stage.submit(1);
    stage.opinion(&legal, late.0, &late.1);
    stage.now = START + 100 * DAY;
    let decision = stage.decide(&acting, &late, Outcome::Approved);
    assert_eq!(stage.why_not(decision), Reason::Expired);
    // A clock far ahead spoils nothing but what is about what it dated.
    let again = stage.submit(2);
    stage.opinion(&legal, again.0, &again.1);
    let decision = stage.decide(&acting, &again, Outcome::Approved);
    stage.publish(&secretary, decision, "2", MARCH);
    assert_eq!(in_force(&stage, MARCH), Some(1));
}

#[test]
fn the_answer_to_a_request_that_has_seen_the_other_one_stands() {
    let mut stage = Stage::new();
    let (coordinator, chair, acting) = (
        stage.coordinator.clone(),
        stage.chair.clone(),
        stage.acting.clone(),
    );
    let publication = stage.pass(1, MARCH);
    let request = stage.say(
        &coordinator,
        Body::Adopt(Adopt {
            publication,
            unit: "Surabaya".into(),
            adoption: Adoption::AsksExemption,
            addendum: None,
            reason: "Belum siap.".into(),
            addendum_text: None,
        }),
    );
    let answer = |is_granted, n: usize| {
        Body::Exempt(Exempt {
            request,
            is_granted,
            until: is_granted.then(|| day("2026-12-31")),
            reason: n.to_string(),
        })
    };
    let granted = |stage: &Stage| {
        let lifecycle = stage.lifecycle();
        let publication = lifecycle.versions[0].publication.as_ref().unwrap();
        let answer = publication.adoptions["Surabaya"].answer.clone().unwrap();
        (answer.is_granted, answer.reason)
    };
    for n in 0..10 {
        let is_granted = n % 2 == 0;
        stage.say(&chair, answer(is_granted, n));
        assert_eq!(granted(&stage), (is_granted, n.to_string()));
    }
    // Said apart: the careful one.
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    for (by, is_granted) in [(&chair, true), (&acting, false), (&acting, true)] {
        let body = answer(is_granted, 10);
        stage.say_seeing(by, cites.clone(), roster.clone(), body);
    }
    assert!(!granted(&stage).0);
}

#[test]
fn a_later_version_takes_the_place_of_one_that_was_yet_to_begin() {
    let mut stage = Stage::new();
    stage.pass(1, "2027-01-15");
    stage.pass(2, "2026-12-01");
    assert_eq!(in_force(&stage, "2026-11-30"), None);
    assert_eq!(in_force(&stage, "2026-12-01"), Some(2));
    assert_eq!(in_force(&stage, "2027-01-15"), Some(2));
    let lifecycle = stage.lifecycle();
    let superseded = |on| lifecycle.superseded(day(on)).map(|one| one.number);
    assert_eq!(superseded("2026-12-01").collect::<Vec<_>>(), [1]);
}

#[test]
fn an_older_submission_is_decided_while_a_newer_one_is_in_review() {
    let mut stage = Stage::new();
    let (chair, legal) = (stage.chair.clone(), stage.legal.clone());
    let older = stage.submit(1);
    stage.opinion(&legal, older.0, &older.1);
    let newer = stage.submit(2);
    stage.decide(&chair, &older, Outcome::Approved);
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.not_counted, []);
    assert_eq!(lifecycle.versions[0].text, older.1);
    assert_eq!(lifecycle.open_submission().unwrap().said.act, newer.0);
}

#[test]
fn an_opinion_is_on_a_text_however_often_it_is_submitted() {
    let mut stage = Stage::new();
    let (chair, legal) = (stage.chair.clone(), stage.legal.clone());
    let first = stage.submit(1);
    stage.opinion(&legal, first.0, &first.1);
    let again = stage.submit(1);
    assert!(matches!(
        stage.lifecycle().status(day(MARCH)),
        Status::Ready(_)
    ));
    stage.decide(&chair, &again, Outcome::Approved);
    assert_eq!(stage.lifecycle().not_counted, []);
}

#[test]
fn the_chair_settles_what_others_decided_on_their_own_submission_as_one_of_them() {
    let mut stage = Stage::new();
    let (chair, acting, legal, second) = (
        stage.chair.clone(),
        stage.acting.clone(),
        stage.legal.clone(),
        key(32),
    );
    stage.admit(&second, "Pusat");
    let until = Some("2026-06-30");
    stage.appoint(&chair, &second, Role::ActingChair, ("", ""), until, None);
    let text = stage.text(1, &chair);
    let body = Body::Submit(Submit {
        text: text.clone(),
        note: String::new(),
    });
    let submitted = (stage.say(&chair, body), text);
    stage.opinion(&legal, submitted.0, &submitted.1);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    for (by, outcome) in [
        (&acting, Outcome::Rejected),
        (&second, Outcome::ApprovedWithNotes),
    ] {
        stage.decide_seeing(by, cites.clone(), roster.clone(), &submitted, outcome);
    }
    let status =
        |stage: &Stage| matches!(stage.lifecycle().status(day(MARCH)), Status::Conflict(_));
    assert!(status(&stage));
    let neither = stage.decide(&chair, &submitted, Outcome::Approved);
    assert_eq!(stage.why_not(neither), Reason::OwnSubmission);
    stage.decide(&chair, &submitted, Outcome::ApprovedWithNotes);
    assert!(!status(&stage));
    assert_eq!(stage.lifecycle().versions.len(), 1);
}
