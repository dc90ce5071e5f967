//! A person with a new device: what they were, were asked and did with the old one.

use super::stage::{Stage, day, key};
use super::*;
use crate::act::decision::{Acknowledge, Adopt};
use crate::act::meeting::{Answer, Ask, CircularResult, Close, Reply};
use crate::act::revocation::Revoke;
use crate::meeting::{Circulars, MinutesText, MinutesTexts, Recused, voters_in_writing};
use crate::seats::Role;

const NEW: u8 = 15;

/// The document is none.
struct NoMinutes;

impl MinutesTexts for NoMinutes {
    fn minutes_at(&self, _: &[ChangeHash]) -> Option<MinutesText> {
        None
    }
}

/// Everybody who votes in the unit of the document.
fn voters(stage: &Stage) -> Vec<PublicKey> {
    let today = Day::of_millis(stage.now).unwrap();
    voters_in_writing(&stage.fold_roster(), "Surabaya", today, &Recused::default())
}

impl Stage {
    fn revoke(&mut self, device: u8) {
        let chair = self.chair.clone();
        let revoke = Revoke {
            device: key(device).public(),
            reason: "hilang".into(),
        };
        self.council(&chair, &Body::Revoke(revoke));
    }

    fn circulars(&self) -> Circulars {
        let roster = self.fold_roster();
        let setting = Setting {
            document: super::stage::DOCUMENT,
            kind: Kind::Policy,
            creator: self.drafter.public(),
            roster: &roster,
        };
        Circulars::fold(&setting, &self.texts, &NoMinutes, &self.acts)
    }

    fn adopt(&mut self, by: u8, publication: ActId) -> ActId {
        let adopt = Adopt {
            publication,
            unit: "Surabaya".into(),
            adoption: Adoption::AsItIs,
            addendum: None,
            addendum_text: None,
            reason: String::new(),
        };
        self.say(&key(by), Body::Adopt(adopt))
    }
}

/// Device 5, the coordinator's, votes as a member and was asked together with the chair.
fn asked() -> (Stage, ActId) {
    let mut stage = Stage::new();
    let chair = stage.chair.clone();
    stage.appoint(&chair, &key(5), Role::Member, ("", ""), None, None);
    let (_, text) = stage.submit(1);
    let voters = voters(&stage);
    assert_eq!(voters.len(), 2);
    let ask = Ask {
        text,
        place: String::new(),
        question: "Setuju?".into(),
        voters,
        until: day("2099-12-31"),
    };
    let question = stage.say(&chair, Body::Ask(ask));
    (stage, question)
}

fn answer(question: ActId, reply: Reply) -> Body {
    Body::Answer(Answer {
        question,
        reply,
        words: String::new(),
    })
}

#[test]
fn whoever_was_asked_with_a_lost_device_answers_with_the_new_one_and_once() {
    let (mut stage, question) = asked();
    let old = key(5);
    stage.say(&old, answer(question, Reply::No));
    stage.admit_device(&key(NEW), "Surabaya", &old);
    stage.say(&key(NEW), answer(question, Reply::Yes));
    let circulars = stage.circulars();
    assert_eq!(circulars.not_counted, []);
    let answers = &circulars.all[0].answers;
    assert_eq!(answers.len(), 1, "one person has one answer");
    assert_eq!(answers[&old.public()].reply, Reply::Yes);
    // Now the old one is lost: its answers count no more, the new one's do.
    stage.revoke(5);
    let circulars = stage.circulars();
    assert_eq!(
        circulars.all[0].answers[&old.public()].said.by,
        key(NEW).public()
    );
    let chair = stage.chair.clone();
    stage.say(&chair, answer(question, Reply::Yes));
    let mut counted = stage.circulars().all[0].counted();
    counted.sort_unstable();
    let close = Close {
        question,
        result: CircularResult::Carried,
        counted,
        words: String::new(),
    };
    stage.say(&chair, Body::Close(close));
    let circulars = stage.circulars();
    assert_eq!(
        circulars.all[0].closes.len(),
        1,
        "{:?}",
        circulars.not_counted
    );
}

#[test]
fn nobody_answers_for_somebody_by_taking_their_name() {
    let (mut stage, question) = asked();
    let name = stage.fold_roster().members[&key(5).public()].person.clone();
    stage.admit_as(&key(NEW), "Surabaya", &name);
    stage.say(&key(NEW), answer(question, Reply::Yes));
    let refused = stage.circulars().not_counted;
    assert_eq!(refused[0].reason, Reason::NoVoter);
}

#[test]
fn a_person_whose_device_was_replaced_is_asked_once_and_by_the_new_one() {
    let (mut stage, _) = asked();
    let chair = stage.chair.clone();
    stage.revoke(5);
    stage.admit_device(&key(NEW), "Surabaya", &key(5));
    // As it was done where seats did not pass on: the new device is appointed as well.
    stage.appoint(&chair, &key(NEW), Role::Member, ("", ""), None, None);
    let mut wanted = vec![chair.public(), key(NEW).public()];
    wanted.sort_unstable();
    assert_eq!(voters(&stage), wanted);
}

#[test]
fn a_coordinators_new_device_adopts_and_what_was_read_is_read() {
    let mut stage = Stage::new();
    let publication = stage.pass(1, "2026-01-01");
    let read = Body::Acknowledge(Acknowledge { publication });
    stage.say(&key(5), read.clone());
    stage.admit_device(&key(NEW), "Surabaya", &key(5));
    stage.say(&key(NEW), read);
    let adopted = stage.adopt(NEW, publication);
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.not_counted, []);
    let publication = lifecycle.versions[0].publication.as_ref().unwrap();
    assert_eq!(publication.adoptions["Surabaya"].said.act, adopted);
    let readers: Vec<_> = publication.readers.keys().copied().collect();
    assert_eq!(readers, [key(5).public()], "one person reads once");
}
