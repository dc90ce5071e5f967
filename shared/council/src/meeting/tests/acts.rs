//! Minutes in force and decisions in writing, on a small council: what counts, what does not, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use format::{Act, ActId, ChangeHash, DeviceKey, PublicKey};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use super::{Decision, Minutes, people, votes};
use crate::act::Body;
use crate::act::decision::Text;
use crate::act::meeting::{
    Answer, Ask, CircularResult, Circulate, Close, ConfirmMinutes, Correct, MeetingRules, Reply,
    Signer,
};
use crate::act::seat::Charter;
use crate::lifecycle::stage::{DAY, DOCUMENT, START, Stage, day, key};
use crate::lifecycle::{Reason, Setting, TextFacts, Waits};
use crate::meeting::{
    CircularStand, Circulars, MinutesDraft, MinutesText, MinutesTexts, Proceedings, Rule,
    Stage as Standing,
};
use crate::seats::Role;
use crate::view::{AgendaItem, Kind, View, fact};

/// Texts of the minutes by their only head.
#[derive(Default, Clone)]
struct Shelf(BTreeMap<ChangeHash, MinutesText>);

impl MinutesTexts for Shelf {
    fn minutes_at(&self, heads: &[ChangeHash]) -> Option<MinutesText> {
        self.0.get(heads.first()?).cloned()
    }
}

/// A council of three who vote (the chair, Ani, Budi), with its secretary.
#[derive(Clone)]
struct Council {
    stage: Stage,
    shelf: Shelf,
    chair: DeviceKey,
    acting: DeviceKey,
    secretary: DeviceKey,
    ani: DeviceKey,
    budi: DeviceKey,
    drafter: DeviceKey,
}

impl Council {
    fn new() -> Self {
        let mut stage = Stage::new();
        let chair = stage.chair.clone();
        let (ani, budi) = (stage.legal.clone(), stage.sponsor.clone());
        for (holder, field) in [(&ani, "hr"), (&budi, "it")] {
            stage.appoint(&chair, holder, Role::Member, ("", field), None, None);
        }
        Self {
            acting: stage.acting.clone(),
            secretary: stage.secretary.clone(),
            drafter: stage.drafter.clone(),
            shelf: Shelf::default(),
            stage,
            chair,
            ani,
            budi,
        }
    }

    fn name(&self, key: &DeviceKey) -> String {
        self.stage.fold_roster().members[&key.public()]
            .person
            .clone()
    }

    /// Minutes at which the chair and Ani were there; `n` makes them different.
    fn minutes(&self, n: u8) -> Minutes {
        let (chair, ani) = (self.name(&self.chair), self.name(&self.ani));
        Minutes {
            title: format!("Rapat {n}"),
            meeting: BTreeMap::from([
                ("date".into(), "2026-02-27".into()),
                ("chair".into(), chair.clone()),
            ]),
            attendance: people(&format!("{chair} {ani}")),
            agenda: vec![AgendaItem {
                id: "item".into(),
                ..AgendaItem::default()
            }],
            decisions: vec![Decision {
                id: "decision".into(),
                agenda: "item".into(),
                text: "Disepakati.".into(),
                owner: ani,
                ..Decision::default()
            }],
            ..Minutes::default()
        }
    }

    /// Puts minutes where they can be read, written last by `author`.
    fn text_of(&mut self, n: u8, minutes: Minutes, author: &DeviceKey) -> Text {
        let view = View::Minutes(minutes.clone());
        let text = Text {
            fingerprint: view.fingerprint(),
            heads: vec![ChangeHash::from_bytes([n; 32])],
        };
        let read = MinutesText {
            fingerprint: text.fingerprint,
            last_authors: [author.public()].into(),
            unit: "Pusat".into(),
            minutes: Arc::new(minutes),
        };
        self.shelf.0.insert(text.heads[0], read);
        let facts = TextFacts {
            fingerprint: text.fingerprint,
            last_authors: [author.public()].into(),
            unit: "Pusat".into(),
        };
        self.stage.texts.0.insert(text.heads[0], facts);
        text
    }

    fn text(&mut self, n: u8) -> Text {
        let (minutes, author) = (self.minutes(n), self.secretary.clone());
        self.text_of(n, minutes, &author)
    }

    fn circulate(&mut self, by: &DeviceKey, text: &Text) -> ActId {
        let text = text.clone();
        let note = String::new();
        self.stage
            .say(by, Body::Circulate(Circulate { text, note }))
    }

    fn confirm(&mut self, by: &DeviceKey, of: (ActId, &Text), signer: Signer) -> ActId {
        let (cites, roster) = self.now();
        self.confirm_seeing(by, cites, roster, of, signer)
    }

    fn confirm_seeing(
        &mut self,
        by: &DeviceKey,
        cites: Vec<ActId>,
        roster: Vec<ActId>,
        (circulation, text): (ActId, &Text),
        signer: Signer,
    ) -> ActId {
        let confirm = ConfirmMinutes {
            circulation,
            fingerprint: text.fingerprint,
            signer,
        };
        self.stage
            .say_seeing(by, cites, roster, Body::ConfirmMinutes(confirm))
    }

    /// What somebody knows who knows all there is.
    fn now(&self) -> (Vec<ActId>, Vec<ActId>) {
        (self.stage.heads(), self.stage.fold_roster().heads)
    }

    fn fold(&self, acts: &[Act]) -> Proceedings {
        let roster = self.stage.fold_roster();
        let setting = Setting {
            document: DOCUMENT,
            kind: Kind::Minutes,
            creator: self.drafter.public(),
            roster: &roster,
        };
        Proceedings::fold(&setting, &self.shelf, acts)
    }

    fn proceedings(&self) -> Proceedings {
        self.fold(&self.stage.acts)
    }

    fn circulars_of(&self, acts: &[Act]) -> Circulars {
        let roster = self.stage.fold_roster();
        let setting = Setting {
            document: DOCUMENT,
            kind: Kind::Minutes,
            creator: self.drafter.public(),
            roster: &roster,
        };
        Circulars::fold(&setting, &self.stage.texts, &self.shelf, acts)
    }

    fn circulars(&self) -> Circulars {
        self.circulars_of(&self.stage.acts)
    }

    fn why_not(&self, act: ActId) -> Reason {
        let all = self.proceedings().not_counted.into_iter();
        let mut all = all.chain(self.circulars().not_counted);
        all.find(|one| one.said.act == act)
            .expect("it counts")
            .reason
    }

    fn voters(&self) -> Vec<PublicKey> {
        let mut voters = vec![self.chair.public(), self.ani.public(), self.budi.public()];
        voters.sort_unstable();
        voters
    }

    fn ask_of(&mut self, by: &DeviceKey, voters: Vec<PublicKey>, until: &str) -> ActId {
        let text = self.text(1);
        self.ask_about(by, text, "decision/decision/deleted", voters, until)
    }

    fn ask_about(
        &mut self,
        by: &DeviceKey,
        text: Text,
        place: &str,
        voters: Vec<PublicKey>,
        until: &str,
    ) -> ActId {
        let ask = Ask {
            text,
            place: place.into(),
            question: "Vendor A dipilih?".into(),
            voters,
            until: day(until),
        };
        self.stage.say(by, Body::Ask(ask))
    }

    fn ask(&mut self) -> ActId {
        let (secretary, voters) = (self.secretary.clone(), self.voters());
        self.ask_of(&secretary, voters, "2026-03-05")
    }

    /// The same minutes, in which Budi takes no part in the only item.
    fn text_without_budi(&mut self, n: u8, written: &str) -> Text {
        let mut minutes = self.minutes(n);
        let facts = &mut minutes.agenda[0].facts;
        facts.insert(fact::recused(written), "keluarga pemilik vendor".into());
        let secretary = self.secretary.clone();
        self.text_of(n, minutes, &secretary)
    }

    fn answer(&mut self, by: &DeviceKey, question: ActId, reply: Reply) -> ActId {
        let words = String::new();
        let answer = Answer {
            question,
            reply,
            words,
        };
        self.stage.say(by, Body::Answer(answer))
    }

    fn close(&mut self, question: ActId, result: CircularResult) -> ActId {
        let by = self.secretary.clone();
        let counted = self.circulars().find(Some(&question)).unwrap().counted();
        self.close_counting(&by, question, counted, result)
    }

    fn close_counting(
        &mut self,
        by: &DeviceKey,
        question: ActId,
        counted: Vec<ActId>,
        result: CircularResult,
    ) -> ActId {
        let words = String::new();
        let close = Close {
            question,
            counted,
            result,
            words,
        };
        self.stage.say(by, Body::Close(close))
    }

    fn stand(&self) -> CircularStand {
        let today = crate::act::day::Day::of_millis(self.stage.now).unwrap();
        self.circulars().all[0].stand(today)
    }
}

#[test]
fn minutes_are_in_force_once_the_chair_and_an_attendee_confirmed_one_text() {
    let mut it = Council::new();
    let (secretary, chair, ani) = (it.secretary.clone(), it.chair.clone(), it.ani.clone());
    let today = day("2026-03-01");
    assert_eq!(
        it.proceedings().stage(&it.minutes(1), today),
        Standing::Draft
    );
    let text = it.text(1);
    let circulated = it.circulate(&secretary, &text);
    let now = it.proceedings();
    assert_eq!(now.stage(&it.minutes(1), today), Standing::Circulated);
    assert_eq!(now.draft(&text.fingerprint), MinutesDraft::IsCirculated);
    let other = View::Minutes(it.minutes(2)).fingerprint();
    assert_eq!(now.draft(&other), MinutesDraft::ChangedSinceCirculated);
    let by_chair = it.confirm(&chair, (circulated, &text), Signer::Chair);
    assert_eq!(
        it.proceedings().confirmed,
        None,
        "one signature is not enough"
    );
    let by_ani = it.confirm(&ani, (circulated, &text), Signer::Attendee);
    let now = it.proceedings();
    let confirmed = now.confirmed.clone().unwrap();
    assert_eq!(confirmed.text, text);
    assert_eq!(
        (confirmed.chair.act, confirmed.attendee.act),
        (by_chair, by_ani)
    );
    assert_eq!(now.stage(&it.minutes(1), today), Standing::Confirmed);
    assert_eq!(now.draft(&other), MinutesDraft::ChangedSinceConfirmed);
    assert_eq!(now.not_counted, []);
    // After that only an annex can be added.
    let again = it.circulate(&secretary, &text);
    assert_eq!(it.why_not(again), Reason::Closed);
    let late = it.confirm(&ani, (circulated, &text), Signer::Attendee);
    assert_eq!(it.why_not(late), Reason::Closed);
    it.stage.say(
        &ani,
        Body::Correct(Correct {
            circulation: circulated,
            place: String::new(),
            words: "Lampiran: daftar harga.".into(),
        }),
    );
    assert!(it.proceedings().circulations[0].corrections[0].is_annex);
}

#[test]
fn whoever_was_there_asks_for_a_correction_and_a_newer_text_replaces_the_older() {
    let mut it = Council::new();
    let (secretary, chair, ani) = (it.secretary.clone(), it.chair.clone(), it.ani.clone());
    let first = it.text(1);
    let circulated = it.circulate(&secretary, &first);
    let correct = |words: &str| {
        Body::Correct(Correct {
            circulation: circulated,
            place: "decision/decision/text".into(),
            words: words.into(),
        })
    };
    it.stage.say(&ani, correct("Bukan itu."));
    let stranger = it.drafter.clone();
    let by_stranger = it.stage.say(&stranger, correct("Saya juga."));
    assert_eq!(it.why_not(by_stranger), Reason::NotThere);
    let now = it.proceedings();
    assert_eq!(now.circulations[0].corrections.len(), 1);
    assert!(!now.circulations[0].corrections[0].is_annex);
    let (cites, roster) = it.now();
    let second = it.text(2);
    let newer = it.circulate(&secretary, &second);
    let now = it.proceedings();
    assert!(now.circulations[0].is_replaced);
    assert_eq!(now.open().unwrap().said.act, newer);
    // Who knows of the newer text does not confirm the older; who does not, does, and it is visible.
    let known = it.confirm(&chair, (circulated, &first), Signer::Chair);
    assert_eq!(it.why_not(known), Reason::Replaced);
    it.confirm_seeing(&ani, cites, roster, (circulated, &first), Signer::Attendee);
    assert_eq!(it.proceedings().circulations[0].confirmations.len(), 1);
    it.confirm(&chair, (newer, &second), Signer::Chair);
    assert_eq!(
        it.proceedings().confirmed,
        None,
        "each confirmed another text"
    );
    it.confirm(&ani, (newer, &second), Signer::Attendee);
    assert_eq!(it.proceedings().confirmed.unwrap().text, second);
}

/// Whoever joins chooses a name.
#[test]
fn nobody_confirms_minutes_by_joining_under_the_name_of_somebody_who_was_there() {
    let mut it = Council::new();
    let (secretary, chair, ani) = (it.secretary.clone(), it.chair.clone(), it.ani.clone());
    let text = it.text(1);
    let circulated = it.circulate(&secretary, &text);
    it.confirm(&chair, (circulated, &text), Signer::Chair);
    let (cites, roster) = it.now();
    let (name, impostor) = (it.name(&ani), key(77));
    it.stage.admit_as(&impostor, "Surabaya", &name);
    let forged = it.confirm(&impostor, (circulated, &text), Signer::Attendee);
    assert_eq!(it.why_not(forged), Reason::Namesake);
    assert_eq!(it.proceedings().confirmed, None);
    // Ani, who knew of nobody else of that name, confirmed all along.
    it.confirm_seeing(&ani, cites, roster, (circulated, &text), Signer::Attendee);
    assert!(it.proceedings().confirmed.is_some());
}

/// In one office nobody can write two of one name apart: it stays the name of whoever was there before.
#[test]
fn a_namesake_who_is_invited_later_into_ones_office_takes_the_name_from_nobody() {
    for is_revoked in [false, true] {
        let mut it = Council::new();
        let (secretary, chair, ani) = (it.secretary.clone(), it.chair.clone(), it.ani.clone());
        let office = it.stage.fold_roster().members[&ani.public()].office.clone();
        let text = it.text(1);
        let circulated = it.circulate(&secretary, &text);
        it.confirm(&chair, (circulated, &text), Signer::Chair);
        let (name, later) = (it.name(&ani), key(77));
        it.stage.admit_as(&later, &office, &name);
        let by_later = it.confirm(&later, (circulated, &text), Signer::Attendee);
        assert_eq!(it.why_not(by_later), Reason::Namesake);
        let signs = match is_revoked {
            true => {
                // The device she had before was lost, and she was invited anew.
                let device = ani.public();
                let reason = "hilang".to_owned();
                let revoke = Body::Revoke(crate::act::revocation::Revoke { device, reason });
                it.stage.council(&chair, &revoke);
                later
            }
            false => ani,
        };
        let confirmed = it.confirm(&signs, (circulated, &text), Signer::Attendee);
        let proceedings = it.proceedings();
        match is_revoked {
            // The name is hers again. Her seat ended with the device, and with it the quorum.
            true => assert!(matches!(it.why_not(confirmed), Reason::Errors(_))),
            false => assert!(proceedings.confirmed.is_some()),
        }
    }
}

#[test]
fn a_confirmation_over_another_text_or_by_the_wrong_person_does_not_count() {
    let mut it = Council::new();
    let (secretary, chair, ani, budi) = (
        it.secretary.clone(),
        it.chair.clone(),
        it.ani.clone(),
        it.budi.clone(),
    );
    let (text, other) = (it.text(1), it.text(2));
    let circulated = it.circulate(&secretary, &text);
    let wrong = it.confirm(&chair, (circulated, &other), Signer::Chair);
    assert_eq!(it.why_not(wrong), Reason::OtherText);
    let not_chair = it.confirm(&ani, (circulated, &text), Signer::Chair);
    assert_eq!(it.why_not(not_chair), Reason::NoSeat);
    let not_there = it.confirm(&budi, (circulated, &text), Signer::Attendee);
    assert_eq!(it.why_not(not_there), Reason::NotThere);
    let unknown = it.confirm(&chair, (ActId::from_bytes([9; 32]), &text), Signer::Chair);
    assert_eq!(it.why_not(unknown), Reason::NoSuchAct);
    // The chair was there, and confirms in one of the two roles only.
    it.confirm(&chair, (circulated, &text), Signer::Chair);
    let twice = it.confirm(&chair, (circulated, &text), Signer::Attendee);
    assert_eq!(it.why_not(twice), Reason::Twice);
    assert_eq!(it.proceedings().confirmed, None);
}

#[test]
fn two_confirmations_of_one_person_said_apart_make_no_minutes() {
    let mut it = Council::new();
    let (secretary, chair, ani) = (it.secretary.clone(), it.chair.clone(), it.ani.clone());
    let text = it.text(1);
    let circulated = it.circulate(&secretary, &text);
    let (cites, roster) = it.now();
    for signer in [Signer::Chair, Signer::Attendee] {
        let (cites, roster) = (cites.clone(), roster.clone());
        it.confirm_seeing(&chair, cites, roster, (circulated, &text), signer);
    }
    assert_eq!(it.proceedings().not_counted, []);
    assert_eq!(it.proceedings().confirmed, None);
    it.confirm(&ani, (circulated, &text), Signer::Attendee);
    assert!(it.proceedings().confirmed.is_some());
}

#[test]
fn minutes_with_errors_are_neither_circulated_nor_confirmed() {
    let mut it = Council::new();
    let (secretary, chair) = (it.secretary.clone(), it.chair.clone());
    let mut minutes = it.minutes(1);
    minutes.decisions[0].owner.clear();
    let text = it.text_of(1, minutes, &secretary);
    let refused = it.circulate(&secretary, &text);
    assert_eq!(it.why_not(refused), Reason::Errors(vec![Rule::N2]));
    // Two of three are there; one takes no part: one of two is no quorum.
    let mut minutes = it.minutes(2);
    let ani = it.name(&it.ani);
    minutes.agenda[0]
        .facts
        .insert(fact::recused(&ani), fact::SAID.into());
    minutes.decisions[0].votes = votes(&format!("{ani}+"));
    let text = it.text_of(2, minutes, &secretary);
    let refused = it.circulate(&secretary, &text);
    assert_eq!(
        it.why_not(refused),
        Reason::Errors(vec![Rule::N1, Rule::N6])
    );
    // A stricter charter that was not known when they were circulated: it is when they are confirmed.
    let text = it.text(3);
    let circulated = it.circulate(&secretary, &text);
    let strict = Charter {
        meetings: Some(MeetingRules {
            quorum: 3,
            quorum_of: 4,
            ..MeetingRules::default()
        }),
        ..it.stage.seats().charter_now()
    };
    it.stage.council(&chair, &Body::Charter(strict));
    let refused = it.confirm(&chair, (circulated, &text), Signer::Chair);
    assert_eq!(it.why_not(refused), Reason::Errors(vec![Rule::N1]));
}

#[test]
fn minutes_are_circulated_by_whoever_wrote_them_or_holds_a_seat_that_submits() {
    let mut it = Council::new();
    let (drafter, coordinator) = (it.drafter.clone(), it.stage.coordinator.clone());
    let text = it.text(1);
    let by_coordinator = it.circulate(&coordinator, &text);
    assert_eq!(
        it.why_not(by_coordinator),
        Reason::NoSeat,
        "of another unit"
    );
    // The drafter began the document.
    it.circulate(&drafter, &text);
    assert_eq!(it.proceedings().circulations.len(), 1);
    let mut minutes = it.minutes(2);
    let taker = it.name(&coordinator);
    minutes.meeting.insert("minute-taker".into(), taker);
    let secretary = it.secretary.clone();
    let text = it.text_of(2, minutes, &secretary);
    it.circulate(&coordinator, &text);
    assert_eq!(it.proceedings().circulations.len(), 2);
}

#[test]
fn a_meeting_without_seats_is_confirmed_by_whom_its_minutes_name_as_chair() {
    let mut it = Council::new();
    let (drafter, coordinator, ani) = (
        it.drafter.clone(),
        it.stage.coordinator.clone(),
        it.ani.clone(),
    );
    let (first, second) = (it.name(&drafter), it.name(&coordinator));
    let mut minutes = it.minutes(1);
    minutes.attendance = people(&format!("{first} {second}"));
    minutes.meeting.insert("chair".into(), first);
    let text = it.text_of(1, minutes, &drafter);
    let circulated = it.circulate(&drafter, &text);
    let by_other = it.confirm(&ani, (circulated, &text), Signer::Chair);
    assert_eq!(it.why_not(by_other), Reason::NoSeat);
    it.confirm(&drafter, (circulated, &text), Signer::Chair);
    it.confirm(&coordinator, (circulated, &text), Signer::Attendee);
    assert!(it.proceedings().confirmed.is_some());
}

#[test]
fn two_texts_confirmed_apart_stand_until_the_chair_settles_it() {
    let mut it = Council::new();
    let (secretary, chair, acting, ani) = (
        it.secretary.clone(),
        it.chair.clone(),
        it.acting.clone(),
        it.ani.clone(),
    );
    let (first, second) = (it.text(1), it.text(2));
    let (cites, roster) = it.now();
    let one = it.circulate(&secretary, &first);
    it.confirm(&chair, (one, &first), Signer::Chair);
    it.confirm(&ani, (one, &first), Signer::Attendee);
    // Elsewhere, knowing of none of it.
    let two = it.stage.say_seeing(
        &secretary,
        cites,
        roster.clone(),
        Body::Circulate(Circulate {
            text: second.clone(),
            note: String::new(),
        }),
    );
    let a = it.confirm_seeing(
        &acting,
        vec![two],
        roster.clone(),
        (two, &second),
        Signer::Chair,
    );
    it.confirm_seeing(&ani, vec![a], roster, (two, &second), Signer::Attendee);
    let now = it.proceedings();
    assert_eq!((now.confirmed, now.conflict.len()), (None, 2));
    let today = day("2026-03-01");
    assert_eq!(
        it.proceedings().stage(&it.minutes(1), today),
        Standing::Conflict
    );
    let not_chair = it.confirm(&acting, (one, &first), Signer::Chair);
    assert_eq!(it.why_not(not_chair), Reason::Closed);
    it.confirm(&chair, (one, &first), Signer::Chair);
    let now = it.proceedings();
    assert_eq!(now.conflict, []);
    assert_eq!(now.confirmed.unwrap().text, first);
}

#[test]
fn minutes_that_wait_too_long_are_named() {
    let mut it = Council::new();
    let (secretary, minutes) = (it.secretary.clone(), it.minutes(1));
    // Friday 27 February: three working days later is Wednesday 4 March.
    let late = |it: &Council, on| {
        let delay = it.proceedings().delays(&minutes, day(on));
        delay.map(|one| format!("{:?}", one.what))
    };
    assert_eq!(late(&it, "2026-03-04"), None);
    assert_eq!(late(&it, "2026-03-05").unwrap(), "NotCirculated");
    assert_eq!(late(&it, "2026-12-31").unwrap(), "NotCirculated");
    // Circulated on Monday 9 March, however long after the meeting.
    it.stage.now = START + 8 * DAY;
    let text = it.text(1);
    it.circulate(&secretary, &text);
    assert_eq!(late(&it, "2026-03-23"), None);
    assert_eq!(late(&it, "2026-03-24").unwrap(), "NotConfirmed");
    // Once more, letter for letter: nothing is put off. A corrected text is waited for anew.
    it.stage.now = START + 19 * DAY;
    it.circulate(&secretary, &text);
    assert_eq!(late(&it, "2026-03-24").unwrap(), "NotConfirmed");
    let corrected = it.text(2);
    it.circulate(&secretary, &corrected);
    assert_eq!(late(&it, "2026-04-03"), None);
    assert_eq!(late(&it, "2026-04-04").unwrap(), "NotConfirmed");
}

#[test]
fn who_circulates_minutes_without_a_day_is_waited_for_all_the_same() {
    let mut it = Council::new();
    let (secretary, mut minutes) = (it.secretary.clone(), it.minutes(1));
    let text = it.text(1);
    it.circulate(&secretary, &text);
    minutes.meeting.remove("date");
    let delay = it.proceedings().delays(&minutes, day("2026-03-16"));
    assert_eq!(format!("{:?}", delay.unwrap().what), "NotConfirmed");
}

#[test]
fn a_meeting_is_planned_then_in_session_then_a_draft() {
    let it = Council::new();
    let mut minutes = it.minutes(1);
    let on = |minutes: &Minutes, today| it.proceedings().stage(minutes, day(today));
    assert_eq!(on(&minutes, "2026-02-26"), Standing::Planned);
    assert_eq!(on(&minutes, "2026-02-27"), Standing::InSession);
    assert_eq!(on(&minutes, "2026-02-28"), Standing::Draft);
    minutes
        .meeting
        .insert(fact::INVITED.into(), "2026-02-20".into());
    assert_eq!(on(&minutes, "2026-02-26"), Standing::Invited);
    minutes.meeting.remove("date");
    assert_eq!(on(&minutes, "2026-02-26"), Standing::Draft);
}

#[test]
fn a_question_is_carried_when_all_who_vote_say_yes() {
    let mut it = Council::new();
    let (chair, ani, budi) = (it.chair.clone(), it.ani.clone(), it.budi.clone());
    let question = it.ask();
    it.answer(&chair, question, Reply::Yes);
    it.answer(&ani, question, Reply::No);
    assert_eq!(it.stand(), CircularStand::Open);
    let early = it.close(question, CircularResult::Lapsed);
    assert_eq!(it.why_not(early), Reason::TooEarly);
    // Changeable until it is closed.
    it.answer(&ani, question, Reply::Yes);
    it.answer(&budi, question, Reply::Yes);
    let ready = CircularStand::ToClose(CircularResult::Carried);
    assert_eq!(it.stand(), ready);
    it.close(question, CircularResult::Carried);
    assert_eq!(it.stand(), CircularStand::Closed(CircularResult::Carried));
    let late = it.answer(&budi, question, Reply::No);
    assert_eq!(it.why_not(late), Reason::Closed);
    let again = it.close(question, CircularResult::Carried);
    assert_eq!(it.why_not(again), Reason::Closed);
}

#[test]
fn a_question_lapses_without_every_yes_and_late_answers_do_not_count() {
    let mut it = Council::new();
    let (chair, ani, budi) = (it.chair.clone(), it.ani.clone(), it.budi.clone());
    let question = it.ask();
    it.answer(&chair, question, Reply::Yes);
    it.answer(&ani, question, Reply::Yes);
    it.stage.now = START + 5 * DAY;
    assert_eq!(it.stand(), CircularStand::ToClose(CircularResult::Lapsed));
    let late = it.answer(&budi, question, Reply::Yes);
    assert_eq!(it.why_not(late), Reason::Late);
    let wrong = it.close(question, CircularResult::Carried);
    assert_eq!(it.why_not(wrong), Reason::Miscounted);
    it.close(question, CircularResult::ToMeeting);
    assert_eq!(it.stand(), CircularStand::Closed(CircularResult::ToMeeting));
}

#[test]
fn only_those_who_vote_are_asked_and_answer() {
    let mut it = Council::new();
    let (secretary, drafter, voters) = (it.secretary.clone(), it.drafter.clone(), it.voters());
    let by_drafter = it.ask_of(&drafter, voters.clone(), "2026-03-05");
    assert_eq!(it.why_not(by_drafter), Reason::NoSeat);
    let fewer = it.ask_of(&secretary, voters[1..].to_vec(), "2026-03-05");
    assert_eq!(it.why_not(fewer), Reason::OtherVoters);
    let past = it.ask_of(&secretary, voters, "2026-02-28");
    assert_eq!(it.why_not(past), Reason::Late);
    let question = it.ask();
    let by_stranger = it.answer(&drafter, question, Reply::Yes);
    assert_eq!(it.why_not(by_stranger), Reason::NoVoter);
    // Who gets a seat later is not asked any more, and who loses it still is: it is fixed.
    let chair = it.chair.clone();
    it.stage
        .appoint(&chair, &drafter, Role::Member, ("", "pr"), None, None);
    let too_late = it.answer(&drafter, question, Reply::Yes);
    assert_eq!(it.why_not(too_late), Reason::NoVoter);
    assert_eq!(it.circulars().all[0].ask.voters.len(), 3);
}

#[test]
fn whoever_takes_no_part_in_an_item_has_no_voice_in_its_circular_decision() {
    let mut it = Council::new();
    let (secretary, chair, ani, budi) = (
        it.secretary.clone(),
        it.chair.clone(),
        it.ani.clone(),
        it.budi.clone(),
    );
    let name = it.name(&budi);
    let mut two = vec![chair.public(), ani.public()];
    two.sort_unstable();
    // However the name is written, and about the decision as about its item.
    for (n, written, place) in [
        (
            1,
            format!(" {} ", name.to_uppercase()),
            "decision/decision/deleted",
        ),
        (2, format!("{name} (Pusat)"), "agenda/item/deleted"),
    ] {
        let text = it.text_without_budi(n, &written);
        it.ask_about(&secretary, text, place, two.clone(), "2026-03-05");
    }
    let question = it.circulars().all[0].said.act;
    assert_eq!(it.circulars().not_counted, []);
    let by_budi = it.answer(&budi, question, Reply::No);
    assert_eq!(it.why_not(by_budi), Reason::NoVoter);
    it.answer(&chair, question, Reply::Yes);
    it.answer(&ani, question, Reply::Yes);
    let ready = CircularStand::ToClose(CircularResult::Carried);
    assert_eq!(it.stand(), ready, "nobody else is waited for");
    it.close(question, CircularResult::Carried);
    assert_eq!(it.stand(), CircularStand::Closed(CircularResult::Carried));
}

#[test]
fn only_those_are_left_out_of_a_question_who_take_no_part_in_what_it_is_about() {
    let mut it = Council::new();
    let (secretary, budi, voters) = (it.secretary.clone(), it.budi.clone(), it.voters());
    let two: Vec<PublicKey> = (voters.iter().copied())
        .filter(|one| *one != budi.public())
        .collect();
    let text = it.text_without_budi(1, &it.name(&budi));
    let mut ask = |text: &Text, place: &str, voters: &[PublicKey]| {
        it.ask_about(
            &secretary,
            text.clone(),
            place,
            voters.to_vec(),
            "2026-03-05",
        )
    };
    // Of the document as a whole, of another place, of somebody else: everybody is asked.
    let of_all = ask(&text, "", &two);
    let elsewhere = ask(&text, "decision/another/deleted", &two);
    let fewer = ask(&text, "decision/decision/deleted", &two[1..]);
    // As a program asked that knew of no recusals: what is in stores stays as it is.
    let as_before = ask(&text, "decision/decision/deleted", &voters);
    for refused in [of_all, elsewhere, fewer] {
        assert_eq!(it.why_not(refused), Reason::OtherVoters);
    }
    let circulars = it.circulars();
    assert_eq!(circulars.all.len(), 1);
    assert_eq!(circulars.all[0].said.act, as_before);
    // The recusal is read in the text that is asked about, not in another.
    let without = it.text(2);
    let place = "decision/decision/deleted";
    let refused = it.ask_about(&secretary, without, place, two, "2026-03-05");
    assert_eq!(it.why_not(refused), Reason::OtherVoters);
}

#[test]
fn a_close_counts_the_newest_answers_it_knew_and_no_others() {
    let mut it = Council::new();
    let (secretary, chair, ani, budi) = (
        it.secretary.clone(),
        it.chair.clone(),
        it.ani.clone(),
        it.budi.clone(),
    );
    let question = it.ask();
    let mut counted = vec![
        it.answer(&chair, question, Reply::Yes),
        it.answer(&ani, question, Reply::Yes),
    ];
    let no = it.answer(&budi, question, Reply::No);
    let yes = it.answer(&budi, question, Reply::Yes);
    let lapsed = CircularResult::Lapsed;
    for (more, result) in [(None, lapsed), (Some(no), lapsed), (Some(yes), lapsed)] {
        let mut counted: Vec<ActId> = counted.iter().copied().chain(more).collect();
        counted.sort_unstable();
        let close = it.close_counting(&secretary, question, counted, result);
        assert_eq!(it.why_not(close), Reason::Miscounted);
    }
    counted.push(yes);
    counted.sort_unstable();
    it.close_counting(&secretary, question, counted, CircularResult::Carried);
    assert_eq!(it.stand(), CircularStand::Closed(CircularResult::Carried));
}

#[test]
fn closes_that_did_not_know_of_each_other_stand_until_the_chair_settles_it() {
    let mut it = Council::new();
    let (secretary, chair, ani, budi) = (
        it.secretary.clone(),
        it.chair.clone(),
        it.ani.clone(),
        it.budi.clone(),
    );
    let question = it.ask();
    it.answer(&chair, question, Reply::Yes);
    it.answer(&ani, question, Reply::Yes);
    let (cites, roster) = it.now();
    let known = it.circulars().all[0].counted();
    it.answer(&budi, question, Reply::Yes);
    it.close(question, CircularResult::Carried);
    it.stage.now = START + 5 * DAY;
    let close = Close {
        question,
        counted: known,
        result: CircularResult::Lapsed,
        words: String::new(),
    };
    it.stage
        .say_seeing(&secretary, cites, roster, Body::Close(close));
    assert_eq!(it.stand(), CircularStand::Conflict);
    let counted = it.circulars().all[0].counted();
    let by_secretary = it.close_counting(
        &secretary,
        question,
        counted.clone(),
        CircularResult::Carried,
    );
    assert_eq!(it.why_not(by_secretary), Reason::Closed);
    // Who acts for the chair closes questions, and settles nothing.
    let acting = it.acting.clone();
    let carried = CircularResult::Carried;
    let by_acting = it.close_counting(&acting, question, counted.clone(), carried);
    assert_eq!(it.why_not(by_acting), Reason::Closed);
    it.close_counting(&chair, question, counted, CircularResult::Carried);
    assert_eq!(it.stand(), CircularStand::Closed(CircularResult::Carried));
}

#[test]
fn acts_that_came_before_what_they_are_built_on_wait() {
    let mut it = Council::new();
    let (secretary, chair) = (it.secretary.clone(), it.chair.clone());
    let text = it.text(1);
    let circulated = it.circulate(&secretary, &text);
    it.confirm(&chair, (circulated, &text), Signer::Chair);
    let only_last = it.fold(&it.stage.acts[1..]);
    assert_eq!(only_last.waiting[0].1, Waits::Acts);
    it.shelf = Shelf::default();
    assert_eq!(it.proceedings().waiting[0].1, Waits::Text);
}

/// Everything at once: circulations apart, refusals, a question with changed and late answers.
fn busy() -> Council {
    let mut it = Council::new();
    let (secretary, chair, acting, ani, budi, drafter) = (
        it.secretary.clone(),
        it.chair.clone(),
        it.acting.clone(),
        it.ani.clone(),
        it.budi.clone(),
        it.drafter.clone(),
    );
    let (first, second) = (it.text(1), it.text(2));
    let (cites, roster) = it.now();
    let one = it.circulate(&secretary, &first);
    it.confirm(&chair, (one, &first), Signer::Chair);
    let question = it.ask();
    it.answer(&budi, question, Reply::No);
    it.confirm(&ani, (one, &first), Signer::Attendee);
    let two = it.stage.say_seeing(
        &drafter,
        cites,
        roster.clone(),
        Body::Circulate(Circulate {
            text: second.clone(),
            note: "Dari cabang".into(),
        }),
    );
    it.confirm_seeing(
        &acting,
        vec![two],
        roster.clone(),
        (two, &second),
        Signer::Chair,
    );
    it.confirm_seeing(&ani, vec![two], roster, (two, &second), Signer::Attendee);
    it.answer(&budi, question, Reply::Yes);
    it.answer(&drafter, question, Reply::Yes);
    it.confirm(&chair, (one, &first), Signer::Chair);
    it.close(question, CircularResult::Lapsed);
    it.stage.now = START + 6 * DAY;
    it.answer(&ani, question, Reply::Yes);
    it.close(question, CircularResult::ToMeeting);
    it
}

#[test]
fn a_thousand_orders_of_arrival_give_one_status() {
    let it = busy();
    let (proceedings, circulars) = (it.proceedings(), it.circulars());
    assert!(proceedings.confirmed.is_some(), "the chair settled it");
    assert!(!circulars.not_counted.is_empty());
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut acts = it.stage.acts.clone();
    for _ in 0..1_000 {
        acts.shuffle(&mut rng);
        // Some come twice.
        let mut arrived = acts.clone();
        arrived.extend_from_slice(&acts[..acts.len() / 3]);
        assert_eq!(it.fold(&arrived), proceedings);
        assert_eq!(it.circulars_of(&arrived), circulars);
    }
}

#[test]
fn minutes_of_another_kind_are_not_circulated() {
    let mut it = Council::new();
    let secretary = it.secretary.clone();
    let text = it.text(1);
    it.circulate(&secretary, &text);
    let roster = it.stage.fold_roster();
    let setting = Setting {
        document: DOCUMENT,
        kind: Kind::Policy,
        creator: key(7).public(),
        roster: &roster,
    };
    let now = Proceedings::fold(&setting, &it.shelf, &it.stage.acts);
    assert_eq!(now.not_counted[0].reason, Reason::NoMinutes);
}
