//! Whether an act counts.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, Fingerprint, PublicKey};

use super::versions::{Decided, Depths};
use super::{Counted, Said, Setting, TextFacts, Texts, read};
use crate::act::Body;
use crate::act::BodyError;
use crate::act::day::Day;
use crate::act::decision::{
    Adopt, Adoption, Decide, Exempt, Opinion, Publish, PullBack, Return, Submit, Text, Withdraw,
};
use crate::meeting::Rule;
use crate::past::{Past, View};
use crate::revocation::Released;
use crate::seats::{Ability, Author, Denied, Extent, Seat, Seen};

/// What an act waits for. It says nothing until then, and blocks nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Waits {
    /// It cites acts that are not here.
    #[error("acts it is built on are not here yet")]
    Acts,
    /// It is about a text that is not here.
    #[error("the text it is about is not here yet")]
    Text,
}

/// Why an act does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// Its author is no member who counts.
    #[error("whoever says it is no member who counts")]
    Stranger,
    /// Its author's device was revoked, and nobody accepted the act.
    #[error("the device of whoever says it was revoked, and the act was not accepted")]
    Revoked,
    /// Its clock shows no time there is.
    #[error("it states a time that does not exist")]
    NoTime,
    /// Its author had no seat that may, as far as was known when it was said.
    #[error("whoever says it held no seat that may")]
    NoSeat,
    /// The seat's days were over, or had not begun.
    #[error("the seat of whoever says it does not last on that day")]
    Expired,
    /// There were two chairs, and its author knew.
    #[error("the council had more than one chair")]
    TwoChairs,
    /// It names an act that is not there or does not count.
    #[error("what it is about was not there, or does not count")]
    NoSuchAct,
    /// What it is about was closed already, and its author knew.
    #[error("what it is about was closed already")]
    Closed,
    /// The text does not read as the act claims.
    #[error("the text reads otherwise than it claims")]
    OtherText,
    /// Nobody decides on what they submitted.
    #[error("whoever submitted a text does not decide on it")]
    OwnSubmission,
    /// Nobody decides on what they wrote last.
    #[error("whoever wrote a text last does not decide on it")]
    OwnText,
    /// A mandatory opinion is missing, and was not waived.
    #[error("the opinion of {0} is missing")]
    Missing(String),
    /// The decision it stands on is in conflict.
    #[error("the decision it stands on is in conflict with another")]
    Conflict,
    /// It publishes what was not approved.
    #[error("what it publishes was not approved")]
    NotApproved,
    /// It names the document itself as its addendum.
    #[error("a document is no addendum to itself")]
    OwnAddendum,
    /// It answers something that asks for nothing.
    #[error("what it answers asks for no exemption")]
    NoRequest,
    /// It is about minutes, and the document is none.
    #[error("the document is no minutes")]
    NoMinutes,
    /// The minutes have errors that stand in the way of it: the rules of `domain.md` C6 they break.
    #[error("the minutes have errors: {}", rules(.0))]
    Errors(Vec<Rule>),
    /// Its author was not at the meeting.
    #[error("whoever says it was not at the meeting")]
    NotThere,
    /// The minutes name its author, and with the same name somebody else.
    #[error("two people have the name in the minutes")]
    Namesake,
    /// Its author confirmed the same minutes already.
    #[error("whoever says it confirmed these minutes already")]
    Twice,
    /// A newer text was circulated, and its author knew.
    #[error("a newer text was circulated")]
    Replaced,
    /// Those it asks are not those who hold a seat that votes.
    #[error("those it asks are not those who hold a seat that votes")]
    OtherVoters,
    /// Its author is not among those who were asked.
    #[error("whoever says it is not among those who were asked")]
    NoVoter,
    /// The last day is over.
    #[error("the last day for it is over")]
    Late,
    /// Somebody may still answer.
    #[error("somebody may still answer until the last day")]
    TooEarly,
    /// It counts other answers than those its author knew, or counts them wrong.
    #[error("it does not count the answers that were given")]
    Miscounted,
}

fn rules(rules: &[Rule]) -> String {
    let names: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
    names.join(", ")
}

impl From<Denied> for Reason {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NoSeat => Self::NoSeat,
            Denied::Expired => Self::Expired,
            Denied::TwoChairs => Self::TwoChairs,
        }
    }
}

/// Why an act is not taken.
#[derive(Debug)]
pub(crate) enum Refused {
    Waits(Waits),
    Reason(Reason),
}

impl From<Waits> for Refused {
    fn from(waits: Waits) -> Self {
        Self::Waits(waits)
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self::Reason(reason)
    }
}

impl Refused {
    /// An act about one that waits is not wrong: it waits for the same. `waiting` are those judged before.
    pub(crate) fn or_waits(self, act: &Act, waiting: &[(Said, Waits)]) -> Self {
        let Self::Reason(Reason::NoSuchAct) = &self else {
            return self;
        };
        let about = Body::read(act).ok().and_then(|body| body.about());
        let found = waiting.iter().find(|(said, _)| Some(said.act) == about);
        found.map_or(self, |(_, waits)| Self::Waits(waits.clone()))
    }
}

/// When an act was said at the earliest: at the time it claims, but never before the act it is about. By that
/// the days of its author's seats are judged. `times` are those of the acts judged before, to which it is
/// added.
pub(crate) fn no_earlier(times: &mut BTreeMap<ActId, i64>, said: &Said, body: &Body) -> i64 {
    let about = body.about();
    let before = about.and_then(|about| times.get(&about)).copied();
    let time = before.map_or(said.time_millis, |before| before.max(said.time_millis));
    times.insert(said.act, time);
    time
}

/// What closed a submission. Kept by submission, so that judging a thousand acts about one does not look
/// through the thousand before each time.
#[derive(Default)]
struct Closing {
    decided: View,
    taken_back: View,
}

/// Judges acts, each after what it cites.
pub(super) struct Judge<'a> {
    setting: &'a Setting<'a>,
    texts: &'a dyn Texts,
    past: &'a Past,
    depths: &'a Depths,
    released: &'a Released,
    /// What the author of each act knew of seats, through all acts it is built on.
    seen: BTreeMap<ActId, Seen>,
    /// When each act was said at the earliest: see [`no_earlier`].
    times: BTreeMap<ActId, i64>,
    closing: BTreeMap<ActId, Closing>,
    pub(super) counted: Counted,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        setting: &'a Setting<'a>,
        texts: &'a dyn Texts,
        (past, depths): (&'a Past, &'a Depths),
        released: &'a Released,
    ) -> Self {
        Self {
            setting,
            texts,
            past,
            depths,
            released,
            seen: BTreeMap::new(),
            times: BTreeMap::new(),
            closing: BTreeMap::new(),
            counted: Counted::default(),
        }
    }

    /// Notes what the author of an act knew, whatever the act is.
    pub(super) fn note_what_was_seen(&mut self, act: &Act) {
        let statement = act.statement();
        let mut seen = self.setting.roster.seats.seen(&statement.roster);
        for cited in &statement.cites {
            if let Some(before) = self.seen.get(cited) {
                seen.add(before);
            }
        }
        self.seen.insert(act.id(), seen);
    }

    /// Takes an act that counts.
    pub(super) fn take(&mut self, act: &Act, said: Said) -> Result<(), Refused> {
        let body = read(act)?;
        let time_millis = no_earlier(&mut self.times, &said, &body);
        if !self.past.is_complete(&said.act)
            || !self.setting.roster.seats.knows(&act.statement().roster)
        {
            return Err(Waits::Acts.into());
        }
        let roster = self.setting.roster;
        if !self.released.admits(roster, act) {
            return Err(match roster.is_revoked(&said.by) {
                true => Reason::Revoked.into(),
                false => Reason::Stranger.into(),
            });
        }
        let day = Day::of_millis(time_millis).ok_or(Reason::NoTime)?;
        let seen = self.seen.get(&said.act).cloned().unwrap_or_default();
        let author = self.setting.roster.seats.author(&said.by, &seen, day);
        let id = said.act;
        match body {
            Body::Submit(submit) => self.submit(&author, said, submit)?,
            Body::PullBack(PullBack { submission, .. }) => {
                let submitter = self.open_submission(&id, &submission)?.by;
                if !self.is_of(&author, &submitter) {
                    let (_, submit) = self.submission(&id, &submission)?;
                    let facts = self.text(&submit.text)?;
                    self.may_in(&author, Ability::Submit, &facts.unit, false)?;
                }
                self.note_taken_back(&submission, &id);
                self.counted.pulled_back.push((said, submission));
            }
            Body::Opinion(opinion) => self.opinion(&author, said, opinion)?,
            Body::Return(Return { submission, reason }) => {
                self.open_submission(&id, &submission)?;
                self.may(&author, Ability::Return)?;
                self.note_taken_back(&submission, &id);
                self.counted.returns.push((said, submission, reason));
            }
            Body::Decide(decide) => self.decide(&author, &seen, said, decide)?,
            Body::Publish(publish) => self.publish(&author, said, publish)?,
            Body::Withdraw(Withdraw {
                publication,
                reason,
            }) => {
                self.publication(&id, &publication)?;
                let mut withdrawn = self.counted.withdraws.iter();
                if withdrawn.any(|(by, of, _)| *of == publication && self.past.saw(&id, &by.act)) {
                    return Err(Reason::Closed.into());
                }
                self.may(&author, Ability::Withdraw)?;
                self.counted.withdraws.push((said, publication, reason));
            }
            // The other document may not be here, so that nothing is asked of it: what is said by the right to
            // publish is taken at its word, as the publication itself is.
            Body::Supersede(word) => {
                self.may(&author, Ability::Publish)?;
                self.counted.supersedes.push((said, word));
            }
            Body::Reinstate(word) => {
                self.may(&author, Ability::Withdraw)?;
                self.counted.reinstates.push((said, word));
            }
            Body::Adopt(adopt) => self.adopt(&author, said, adopt)?,
            Body::Exempt(exempt) => self.exempt(&author, said, exempt)?,
            Body::Acknowledge(read) => {
                self.publication(&id, &read.publication)?;
                self.counted.readers.push((said, read.publication));
            }
            _ => {}
        }
        self.counted.order.push(id);
        Ok(())
    }

    /// Whether the author may, by a seat; everybody who counts writes and submits drafts of their own
    /// without one.
    fn may(&self, author: &Author<'_>, ability: Ability) -> Result<(), Reason> {
        self.may_in(author, ability, "", false)
    }

    /// The same for what depends on whose the text is.
    fn may_in(
        &self,
        author: &Author<'_>,
        ability: Ability,
        unit: &str,
        is_own: bool,
    ) -> Result<(), Reason> {
        Ok(author.may(ability, unit, is_own)?)
    }

    fn text(&self, text: &Text) -> Result<TextFacts, Refused> {
        let facts = self.texts.at(&text.heads).ok_or(Waits::Text)?;
        match facts.fingerprint == text.fingerprint {
            true => Ok(facts),
            false => Err(Reason::OtherText.into()),
        }
    }

    /// A submission that `act` has seen, and that counts.
    fn submission(&self, act: &ActId, submission: &ActId) -> Result<&(Said, Submit), Reason> {
        let found = self.counted.submits.get(submission);
        found
            .filter(|_| self.past.saw(act, submission))
            .ok_or(Reason::NoSuchAct)
    }

    /// A submission that was neither decided nor taken back nor sent back, as far as `act` has seen.
    fn open_submission(&self, act: &ActId, submission: &ActId) -> Result<Said, Reason> {
        let (said, _) = self.submission(act, submission)?;
        let closing = self.closing.get(submission);
        let is_closed = closing.is_some_and(|closing| {
            self.past.saw_any(act, &closing.decided) || self.past.saw_any(act, &closing.taken_back)
        });
        match is_closed {
            true => Err(Reason::Closed),
            false => Ok(*said),
        }
    }

    fn note_taken_back(&mut self, submission: &ActId, by: &ActId) {
        let closing = self.closing.entry(*submission).or_default();
        self.past.note(&mut closing.taken_back, by);
    }

    /// Whether a device is of the person who says something, whichever of their devices that is.
    fn is_of(&self, author: &Author<'_>, key: &PublicKey) -> bool {
        let roster = self.setting.roster;
        roster.person(key) == roster.person(&author.key)
    }

    fn is_of_any(&self, author: &Author<'_>, keys: &BTreeSet<PublicKey>) -> bool {
        keys.iter().any(|key| self.is_of(author, key))
    }

    fn submit(&mut self, author: &Author<'_>, said: Said, submit: Submit) -> Result<(), Refused> {
        let facts = self.text(&submit.text)?;
        // What was submitted before can be decided all the same: a decision names its submission.
        let is_own = self.is_of(author, &self.setting.creator)
            || self.is_of_any(author, &facts.last_authors);
        self.may_in(author, Ability::Submit, &facts.unit, is_own)?;
        self.counted.submits.insert(said.act, (said, submit));
        Ok(())
    }

    fn opinion(
        &mut self,
        author: &Author<'_>,
        said: Said,
        opinion: Opinion,
    ) -> Result<(), Refused> {
        self.open_submission(&said.act, &opinion.submission)?;
        let (_, submit) = self.submission(&said.act, &opinion.submission)?;
        if submit.text.fingerprint != opinion.fingerprint {
            return Err(Reason::OtherText.into());
        }
        self.may(author, Ability::GiveOpinion)?;
        let speaks_for = |seat: &&&Seat| {
            seat.field == opinion.field && seat.role.may(Ability::GiveOpinion) != Extent::Never
        };
        if !opinion.field.is_empty() && !author.seats.iter().any(|seat| speaks_for(&seat)) {
            return Err(Reason::NoSeat.into());
        }
        self.counted.opinions.push((said, opinion));
        Ok(())
    }

    fn decide(
        &mut self,
        author: &Author<'_>,
        seen: &Seen,
        said: Said,
        decide: Decide,
    ) -> Result<(), Refused> {
        let (submitted, submit) = self.submission(&said.act, &decide.submission)?;
        if submit.text != decide.text {
            return Err(Reason::OtherText.into());
        }
        let submitter = submitted.by;
        let facts = self.text(&decide.text)?;
        self.may(author, Ability::Decide)?;
        if !decide.waivers.is_empty() {
            self.may(author, Ability::Waive)?;
        }
        let before: Vec<ActId> = self
            .counted
            .decides
            .values()
            .filter(|(before, _)| self.past.saw(&said.act, &before.act))
            .filter(|(_, before)| before.submission == decide.submission)
            .map(|(before, _)| before.act)
            .collect();
        let closing = self.closing.get(&decide.submission);
        if closing.is_some_and(|closing| self.past.saw_any(&said.act, &closing.taken_back)) {
            return Err(Reason::Closed.into());
        }
        let mut contested = BTreeSet::new();
        if !before.is_empty() {
            // Decided before: only who settles decides again, and only where those decisions differ, from each
            // other or from one on the same text elsewhere.
            let settles = author.may(Ability::SettleConflict, "", false).is_ok();
            let newest = before
                .iter()
                .filter(|id| !before.iter().any(|later| self.past.saw(later, id)));
            let mut outcomes: Vec<_> = newest
                .map(|id| self.counted.decides[id].1.outcome)
                .collect();
            outcomes.sort_unstable();
            outcomes.dedup();
            let on_text = self.decided(&decide.text.fingerprint, &said.act);
            let is_open = outcomes.len() > 1 || on_text.are_in_conflict(&before);
            if !is_open || !settles {
                return Err(Reason::Closed.into());
            }
            contested = on_text.outcomes_in_conflict(&before);
            contested.extend(outcomes);
        }
        // Who settles chooses between what others decided: that is not deciding on one's own text.
        let settles = contested.contains(&decide.outcome);
        let charter = self.setting.roster.seats.charter(seen);
        if !charter.allows_self_approval && !settles {
            if self.is_of(author, &submitter) {
                return Err(Reason::OwnSubmission.into());
            }
            if self.is_of_any(author, &facts.last_authors) {
                return Err(Reason::OwnText.into());
            }
        }
        if decide.outcome.is_approval() {
            let missing = charter
                .mandatory_for(self.setting.kind.name())
                .find(|field| {
                    let heard = self.counted.opinions.iter().any(|(by, opinion)| {
                        opinion.fingerprint == decide.text.fingerprint
                            && opinion.field == *field
                            && self.past.saw(&said.act, &by.act)
                    });
                    !heard && !decide.waivers.iter().any(|waiver| waiver.field == *field)
                });
            if let Some(field) = missing {
                return Err(Reason::Missing(field.to_owned()).into());
            }
        }
        let closing = self.closing.entry(decide.submission).or_default();
        self.past.note(&mut closing.decided, &said.act);
        self.counted.decides.insert(said.act, (said, decide));
        Ok(())
    }

    fn publish(
        &mut self,
        author: &Author<'_>,
        said: Said,
        publish: Publish,
    ) -> Result<(), Refused> {
        let found = self.counted.decides.get(&publish.decision);
        let (_, decide) = found
            .filter(|_| self.past.saw(&said.act, &publish.decision))
            .ok_or(Reason::NoSuchAct)?;
        if !decide.outcome.is_approval() {
            return Err(Reason::NotApproved.into());
        }
        let on_text = self.decided(&decide.text.fingerprint, &said.act);
        self.may(author, Ability::Publish)?;
        // By what the publisher knew: nothing is published that is in conflict or was rejected after all;
        // nor is anything twice.
        if on_text.are_in_conflict([&publish.decision]) {
            return Err(Reason::Conflict.into());
        }
        let version = on_text.version_of(&publish.decision);
        let version = version.ok_or(Reason::NotApproved)?;
        let is_known = self.counted.publishes.values().any(|(before, other)| {
            self.past.saw(&said.act, &before.act) && version.approvals.contains(&other.decision)
        });
        if is_known {
            return Err(Reason::Closed.into());
        }
        self.counted.publishes.insert(said.act, (said, publish));
        Ok(())
    }

    /// The decisions on this text that the author of `act` had seen.
    fn decided(&self, text: &Fingerprint, act: &ActId) -> Decided<'_> {
        Decided::on(self.past, self.depths, &self.counted, text, Some(act))
    }

    fn publication(&self, act: &ActId, publication: &ActId) -> Result<(), Reason> {
        let found = self.counted.publishes.get(publication);
        found
            .filter(|_| self.past.saw(act, publication))
            .map(|_| ())
            .ok_or(Reason::NoSuchAct)
    }

    fn adopt(&mut self, author: &Author<'_>, said: Said, adopt: Adopt) -> Result<(), Refused> {
        self.publication(&said.act, &adopt.publication)?;
        if adopt.addendum == Some(self.setting.document) {
            return Err(Reason::OwnAddendum.into());
        }
        let speaks_for = |seat: &&Seat| {
            seat.role.may(Ability::Adopt) != Extent::Never
                && (seat.unit.is_empty() || seat.unit == adopt.unit)
        };
        if !author.seats.iter().copied().any(|seat| speaks_for(&seat)) {
            return Err(
                match author.expired.iter().copied().any(|seat| speaks_for(&seat)) {
                    true => Reason::Expired.into(),
                    false => Reason::NoSeat.into(),
                },
            );
        }
        self.counted.adopts.insert(said.act, (said, adopt));
        Ok(())
    }

    fn exempt(&mut self, author: &Author<'_>, said: Said, exempt: Exempt) -> Result<(), Refused> {
        let request = self.counted.adopts.get(&exempt.request);
        let (_, request) = request
            .filter(|_| self.past.saw(&said.act, &exempt.request))
            .ok_or(Reason::NoSuchAct)?;
        if request.adoption != Adoption::AsksExemption {
            return Err(Reason::NoRequest.into());
        }
        self.may(author, Ability::GrantExemption)?;
        self.counted.exempts.push((said, exempt));
        Ok(())
    }
}
