//! What those hear of a replacement who may not hold the document that replaces: of two documents in one
//! council, the words about the replaced one, beside what is seen by who holds both.

use format::{ActId, DeviceKey};

use super::*;
use crate::act::decision::{Decide, Outcome, Publish, Text, Withdraw};
use crate::lifecycle::Reason;
use crate::lifecycle::stage::{DAY, Stage, day};

const OLD: DocumentId = DocumentId::from_bytes([1; 16]);
const NEW: DocumentId = DocumentId::from_bytes([2; 16]);

/// A policy that is in force, and one that is to replace it. A stage knows one document, so there are two.
struct Pair {
    old: Stage,
    new: Stage,
    submitted: (ActId, Text),
}

impl Pair {
    fn new() -> Self {
        let mut old = Stage::new();
        let mut new = old.clone();
        old.pass(1, "2026-03-01");
        let legal = new.legal.clone();
        let submitted = new.submit(2);
        new.opinion(&legal, submitted.0, &submitted.1);
        let mut pair = Self {
            old,
            new,
            submitted,
        };
        pair.on("2026-03-02");
        pair
    }

    /// The same with the second one published by the secretary, and the word said.
    fn published(from: &str) -> (Self, ActId) {
        let mut pair = Self::new();
        let chair = pair.new.chair.clone();
        let submitted = pair.submitted.clone();
        let decision = pair.new.decide(&chair, &submitted, Outcome::Approved);
        let publication = pair.publish(decision, from);
        assert_eq!(pair.tell(false), 1);
        (pair, publication)
    }

    fn on(&mut self, text: &str) {
        let since = day("1970-01-01").0.until(day(text).0).unwrap();
        let noon = i64::from(since.get_days()) * DAY + DAY / 5;
        (self.old.now, self.new.now) = (noon, noon);
    }

    fn publish(&mut self, decision: ActId, from: &str) -> ActId {
        let secretary = self.new.secretary.clone();
        self.new
            .say(&secretary, publication(decision, from, &[OLD]))
    }

    fn withdraw(&mut self, publication: ActId) {
        let chair = self.new.chair.clone();
        let reason = "Terlalu dini.".into();
        let withdraw = Withdraw {
            publication,
            reason,
        };
        self.new.say(&chair, Body::Withdraw(withdraw));
    }

    fn to_be_said(&self, settles: bool) -> Vec<Body> {
        let (new, old) = (self.new.lifecycle(), self.old.lifecycle());
        to_be_said((&NEW, &new), (&OLD, &old), settles)
    }

    /// Says what is to be said, and tells how much that was. Once it is said there is nothing more.
    fn tell(&mut self, settles: bool) -> usize {
        let said = self.to_be_said(settles);
        let (chair, secretary) = (self.old.chair.clone(), self.old.secretary.clone());
        for body in &said {
            let by = match body {
                Body::Supersede(_) => &secretary,
                _ => &chair,
            };
            self.old.say(by, body.clone());
        }
        assert_eq!(self.to_be_said(settles), vec![]);
        assert_eq!(self.old.lifecycle().not_counted, []);
        said.len()
    }

    /// From when the old one is superseded on this day: as who holds both sees it, and who holds it alone.
    fn seen(&self, on: &str) -> (Option<Day>, Option<Day>) {
        let (old, new) = (self.old.lifecycle(), self.new.lifecycle());
        let mut back = self.old.acts.clone();
        back.reverse();
        assert_eq!(self.old.lifecycle_of(&back), old, "in whichever order");
        let (old, new) = ((OLD, &old), (NEW, &new));
        let found = superseded([old, new], day(on)).remove(&OLD);
        assert_eq!(superseded([new, old], day(on)).remove(&OLD), found);
        let alone = superseded([old], day(on)).remove(&OLD);
        let by = |one: &Superseded| one.by.as_ref().map(|by| by.document);
        assert!(found.as_ref().and_then(by).is_none_or(|by| by == NEW));
        assert_eq!(alone.as_ref().and_then(by), None);
        (found.map(|one| one.since), alone.map(|one| one.since))
    }

    fn both_see(&self, on: &str, since: Option<&str>) {
        let since = since.map(day);
        assert_eq!(self.seen(on), (since, since), "on {on}");
    }
}

fn publication(decision: ActId, from: &str, replaces: &[DocumentId]) -> Body {
    Body::Publish(Publish {
        decision,
        number: "002".into(),
        effective: day(from),
        review: None,
        replaces: replaces.to_vec(),
        files: vec![],
    })
}

#[test]
fn who_may_not_hold_the_new_document_sees_the_old_one_superseded_from_the_same_day() {
    let (pair, publication) = Pair::published("2026-04-01");
    pair.both_see("2026-03-31", None);
    pair.both_see("2026-04-01", Some("2026-04-01"));
    pair.both_see("2027-01-01", Some("2026-04-01"));
    let [word] = &pair.old.lifecycle().replaced[..] else {
        panic!("one word");
    };
    assert_eq!(word.publication, publication);
    assert_eq!(word.by, SuccessorMark::of(&publication, &NEW));
}

#[test]
fn a_publication_that_is_withdrawn_before_its_first_day_replaced_nothing_for_anybody() {
    let (mut pair, publication) = Pair::published("2026-04-01");
    pair.on("2026-03-20");
    pair.withdraw(publication);
    assert_eq!(pair.tell(false), 1);
    for on in ["2026-03-31", "2026-04-01", "2027-01-01"] {
        pair.both_see(on, None);
    }
}

#[test]
fn one_that_is_withdrawn_later_replaced_it_until_then() {
    let (mut pair, publication) = Pair::published("2026-04-01");
    pair.on("2026-04-15");
    pair.withdraw(publication);
    pair.tell(false);
    pair.both_see("2026-04-14", Some("2026-04-01"));
    pair.both_see("2026-04-15", None);
}

#[test]
fn a_word_is_taken_back_by_whoever_had_not_heard_of_it_yet() {
    let (mut pair, publication) = Pair::published("2026-04-01");
    let with_word = pair.old.acts.clone();
    pair.old.acts.pop();
    pair.on("2026-04-15");
    pair.withdraw(publication);
    assert_eq!(pair.tell(false), 1, "the word may be on its way");
    let apart = pair.old.acts.last().unwrap().clone();
    pair.old.acts = with_word;
    pair.old.acts.push(apart);
    pair.both_see("2026-04-14", Some("2026-04-01"));
    pair.both_see("2026-04-15", None);
    // Whoever has not heard that it was withdrawn says nothing against it.
    let (mut new, old) = (pair.new.clone(), pair.old.lifecycle());
    new.acts.pop();
    let new = new.lifecycle();
    for settles in [false, true] {
        assert_eq!(to_be_said((&NEW, &new), (&OLD, &old), settles), vec![]);
    }
}

#[test]
fn words_of_those_who_may_not_publish_or_withdraw_count_for_nothing() {
    let mut pair = Pair::new();
    let publication = ActId::from_bytes([8; 32]);
    let word = Body::Supersede(Supersede {
        publication,
        by: SuccessorMark::of(&publication, &NEW),
        since: day("2026-03-02"),
    });
    let (drafter, secretary) = (pair.old.drafter.clone(), pair.old.secretary.clone());
    let forged = pair.old.say(&drafter, word.clone());
    assert_eq!(pair.old.why_not(forged), Reason::NoSeat);
    pair.both_see("2026-04-01", None);
    pair.old.say(&secretary, word);
    let since = Some(day("2026-03-02"));
    assert_eq!(pair.seen("2026-04-01"), (since, since), "both go by it");
    let from = Some(day("2026-03-02"));
    let back = Body::Reinstate(Reinstate { publication, from });
    let forged = pair.old.say(&secretary, back);
    assert_eq!(pair.old.why_not(forged), Reason::NoSeat);
    assert_eq!(pair.seen("2026-04-01"), (since, since));
}

#[test]
fn where_the_publication_is_seen_nothing_is_believed_that_it_does_not_say() {
    let mut pair = Pair::new();
    let chair = pair.new.chair.clone();
    let submitted = pair.submitted.clone();
    let decision = pair.new.decide(&chair, &submitted, Outcome::Approved);
    let drafter = pair.new.drafter.clone();
    let forged = pair
        .new
        .say(&drafter, publication(decision, "2026-03-02", &[OLD]));
    assert_eq!(pair.to_be_said(false), vec![], "it counts for nothing");
    let word = Body::Supersede(Supersede {
        publication: forged,
        by: SuccessorMark::of(&forged, &NEW),
        since: day("2026-03-02"),
    });
    let secretary = pair.old.secretary.clone();
    pair.old.say(&secretary, word);
    assert_eq!(pair.seen("2026-04-01"), (None, Some(day("2026-03-02"))));
    // Whoever says something about the new document next takes it back.
    assert_eq!(pair.tell(false), 1);
    pair.both_see("2026-04-01", None);
}

impl Pair {
    /// Published after the chair's approval, while who acts for the chair rejects it apart.
    fn in_conflict() -> Self {
        let mut pair = Self::new();
        let (chair, acting) = (pair.new.chair.clone(), pair.new.acting.clone());
        let submitted = pair.submitted.clone();
        let (cites, roster) = (pair.new.heads(), pair.new.fold_roster().heads);
        let decision = pair.new.decide(&chair, &submitted, Outcome::Approved);
        pair.publish(decision, "2026-03-02");
        assert_eq!(pair.tell(false), 1);
        let rejected = Outcome::Rejected;
        pair.new
            .decide_seeing(&acting, cites, roster, &submitted, rejected);
        pair
    }

    fn settle(&mut self, by: &DeviceKey, seeing: Vec<ActId>, outcome: Outcome) {
        let roster = self.new.fold_roster().heads;
        let (submission, text) = self.submitted.clone();
        let decide = Decide {
            submission,
            text,
            outcome,
            words: "Setelah dibahas.".into(),
            waivers: vec![],
            previous: None,
        };
        self.new
            .say_seeing(by, seeing, roster, Body::Decide(decide));
    }
}

#[test]
fn a_settlement_that_rejects_takes_the_word_back_and_one_that_approves_leaves_it() {
    let since = Some("2026-03-02");
    let mut pair = Pair::in_conflict();
    let chair = pair.new.chair.clone();
    // Nobody says anything of it before it is settled.
    assert_eq!(pair.to_be_said(false), vec![]);
    assert_eq!(pair.seen("2026-03-10"), (None, since.map(day)));
    let heads = pair.new.heads();
    pair.settle(&chair, heads, Outcome::Approved);
    assert_eq!(pair.tell(true), 0);
    pair.both_see("2026-03-10", since);
    let mut pair = Pair::in_conflict();
    let heads = pair.new.heads();
    pair.settle(&chair, heads, Outcome::Rejected);
    assert_eq!(pair.tell(true), 1);
    for on in ["2026-03-02", "2026-03-10"] {
        pair.both_see(on, None);
    }
}

#[test]
fn who_settles_once_more_says_the_word_again() {
    let mut pair = Pair::in_conflict();
    let chair = pair.new.chair.clone();
    let heads = pair.new.heads();
    pair.settle(&chair, heads.clone(), Outcome::Rejected);
    assert_eq!(pair.tell(true), 1);
    pair.settle(&chair, heads, Outcome::Approved);
    assert_eq!(pair.to_be_said(true), vec![], "settled apart");
    let heads = pair.new.heads();
    pair.settle(&chair, heads, Outcome::Approved);
    assert_eq!(pair.to_be_said(false), vec![], "only who settles knows");
    assert_eq!(pair.tell(true), 1);
    pair.both_see("2026-03-10", Some("2026-03-02"));
}

#[test]
fn a_later_version_that_replaces_in_turn_brings_the_old_document_back_for_everybody() {
    let (mut pair, _) = Pair::published("2026-04-01");
    pair.on("2026-05-01");
    let old = &mut pair.old;
    let (legal, chair, secretary) = (old.legal.clone(), old.chair.clone(), old.secretary.clone());
    let submitted = old.submit(3);
    old.opinion(&legal, submitted.0, &submitted.1);
    let decision = old.decide(&chair, &submitted, Outcome::Approved);
    let mut silent = old.clone();
    silent.say(&secretary, publication(decision, "2026-05-01", &[]));
    let alone = silent.lifecycle();
    let found = superseded([(OLD, &alone)], day("2026-05-01"));
    assert!(found.contains_key(&OLD), "it does not come back silently");
    old.say(&secretary, publication(decision, "2026-05-01", &[NEW]));
    pair.both_see("2026-04-30", Some("2026-04-01"));
    pair.both_see("2026-05-01", None);
}

#[test]
fn the_same_word_twice_is_one_and_an_older_publication_is_told_with_the_next_act() {
    let (mut pair, publication) = Pair::published("2026-04-01");
    let again = Body::Supersede(Supersede {
        publication,
        by: SuccessorMark::of(&publication, &NEW),
        since: day("2026-04-01"),
    });
    let secretary = pair.old.secretary.clone();
    pair.old.say(&secretary, again);
    pair.both_see("2026-04-01", Some("2026-04-01"));
    // Of a program that said no word about the old one.
    let (mut pair, _) = Pair::published("2026-04-01");
    pair.old.acts.pop();
    assert_eq!(pair.seen("2026-04-01"), (Some(day("2026-04-01")), None));
    assert_eq!(pair.tell(false), 1);
    pair.both_see("2026-04-01", Some("2026-04-01"));
}
