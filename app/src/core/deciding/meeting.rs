//! Minutes and questions in writing: where they stand, what this person may do now, what waits for them.
//!
//! What counts is judged in [`council::meeting`]; here stands what is *offered*.

use std::collections::BTreeMap;
use std::sync::Arc;

use council::act::day::Day;
use council::act::meeting::{CircularResult, Close, MeetingRules, Reply, Signer};
use council::meeting::{
    ActionPast, Basis, Circular, CircularStand, Circulars, Count, Finding, Meeting, MinutesDraft,
    Proceedings, Stage, Verifier, errors, findings, verified, waiting,
};
use council::seats::Ability;
use council::view::fact::Link;
use council::view::{Action, Kind, Minutes};
use format::{ActId, PublicKey};

use super::{Decisions, TextNow};

/// Something to be said about minutes, or a question in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingDeed {
    /// Circulates the minutes.
    Circulate {
        /// What people should know; may be empty.
        note: String,
    },
    /// Asks for a correction; after they were confirmed, adds an annex.
    Correct {
        /// The key of the place; empty for all of it.
        place: String,
        /// What is wrong, or to be added.
        words: String,
    },
    /// Confirms the minutes that were circulated.
    Confirm {
        /// As what.
        signer: Signer,
    },
    /// Asks the members in writing.
    Ask {
        /// The key of the mark of a decision or agenda item; empty for the whole document.
        place: String,
        /// What is asked.
        question: String,
        /// The last day for an answer.
        until: Day,
    },
    /// Answers a question.
    Answer {
        /// The answer.
        reply: Reply,
        /// In words; may be empty.
        words: String,
    },
    /// Closes a question.
    Close {
        /// Whether the next meeting takes up what not everybody said yes to.
        to_meeting: bool,
        /// In words; may be empty.
        words: String,
    },
}

/// Something that this person may do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetingOffer {
    /// Circulate the text on the screen.
    Circulate,
    /// Ask for a correction of this circulation, or add an annex.
    Correct(ActId),
    /// Confirm this circulation, as one of these.
    Confirm(ActId, Vec<Signer>),
    /// Ask the members in writing: about one of these decisions, by their ids, or the whole document.
    Ask(Vec<String>),
    /// Answer this question.
    Answer(ActId),
    /// Close this question; this is what comes of it unless the next meeting takes it up.
    Close(ActId, CircularResult),
}

impl MeetingOffer {
    /// The kind of act with which it is said.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Circulate => "circulate",
            Self::Correct(_) => "correct",
            Self::Confirm(..) => "confirm-minutes",
            Self::Ask(_) => "ask",
            Self::Answer(_) => "answer",
            Self::Close(..) => "close",
        }
    }
}

/// An action of earlier minutes on this agenda, as it reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedAction {
    /// Where it is.
    pub link: Link,
    /// The title of the minutes it is in; empty while they are not here.
    pub minutes: String,
    /// What it says now; `None` while it is not here, or was removed.
    pub action: Option<Action>,
}

/// What is known of a document's meeting and of questions in writing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MeetingCase {
    /// What the acts make of the minutes.
    pub proceedings: Proceedings,
    /// The questions in writing.
    pub circulars: Circulars,
    /// How meetings go, by the charter as it is now.
    pub rules: MeetingRules,
    /// The names of everybody who holds a seat that votes in it.
    pub seated: Vec<String>,
    /// The unit that meets.
    pub unit: String,
    /// The name of this person.
    pub name: String,
    /// The minutes as they read in the store.
    pub minutes: Option<Arc<Minutes>>,
    /// The minutes as they were circulated last.
    pub circulated: Option<Arc<Minutes>>,
    /// What became of the actions over time, by their ids.
    pub pasts: BTreeMap<String, ActionPast>,
    /// Who verified the actions that are, by their ids.
    pub verifiers: BTreeMap<String, Verifier>,
    /// Actions of earlier minutes on this agenda.
    pub carried: Vec<CarriedAction>,
}

impl MeetingCase {
    /// Counts minutes, and says what is wrong with them.
    pub fn judge(&self, minutes: &Minutes) -> (Count, Vec<Finding>) {
        let meeting = self.meeting(minutes);
        let count = Count::of(&meeting);
        let found = findings(&meeting, &count);
        (count, found)
    }

    fn meeting<'a>(&'a self, minutes: &'a Minutes) -> Meeting<'a> {
        Meeting {
            minutes,
            rules: &self.rules,
            seated: &self.seated,
            unit: &self.unit,
        }
    }

    /// Whether minutes have errors that keep them from being circulated.
    pub fn has_errors(&self, minutes: &Minutes) -> bool {
        !errors(&self.judge(minutes).1).is_empty()
    }

    /// Actions of minutes that wait too long on this day (N4), and those that were verified by who may not
    /// (U1).
    pub fn waiting(&self, minutes: &Minutes, day: Day) -> Vec<Finding> {
        let mut found = waiting(minutes, &self.pasts, day);
        found.extend(verified(minutes, &self.verifiers));
        found
    }

    /// Where the minutes stand on this day; `None` for other documents.
    pub fn stage(&self, day: Day) -> Option<Stage> {
        let minutes = self.minutes.as_ref()?;
        Some(self.proceedings.stage(minutes, day))
    }

    /// The decisions of these minutes that are left to be decided in writing: not asked about yet, or asked and
    /// lapsed.
    pub fn left_to_writing(&self, minutes: &Minutes) -> Vec<String> {
        let left = minutes.decisions.iter().filter(|one| one.is_circular());
        left.map(|one| one.id.clone())
            .filter(|id| match self.circulars.about_place(&place_of(id)) {
                // What lapsed may be asked anew, be it that it was closed too early.
                Some(asked) => {
                    let mut closes = asked.closes.iter();
                    let lapsed = |close: &Close| close.result == CircularResult::Lapsed;
                    !asked.closes.is_empty() && closes.all(|(_, close)| lapsed(close))
                }
                None => true,
            })
            .collect()
    }
}

/// The key under which a question names a decision.
pub fn place_of(decision: &str) -> String {
    let collection = council::edit::Collection::Decisions;
    council::edit::Place::Mark(collection, decision.to_owned()).key()
}

impl Decisions {
    /// As what this person may confirm the minutes that were circulated last.
    fn signers(&self) -> Vec<Signer> {
        let case = &self.meeting;
        let (Some(open), Some(minutes)) = (case.proceedings.open(), &case.circulated) else {
            return vec![];
        };
        let mut confirmations = open.confirmations.iter();
        let has_signed = confirmations.any(|one| self.is_mine(&one.said.by));
        let is_over = case.proceedings.confirmed.is_some();
        if is_over || has_signed || case.has_errors(minutes) {
            return vec![];
        }
        let is_signed_as = |signer: Signer| {
            let mut all = open.confirmations.iter();
            all.any(|one| one.signer == signer)
        };
        let chair = minutes.meeting.get("chair");
        let is_named = case.meeting(minutes).basis() == Basis::List
            && chair.is_some_and(|chair| self.is_me(chair));
        let is_present = minutes
            .attendance
            .iter()
            .any(|one| one.status == "present" && self.is_me(&one.person));
        let mut signers = Vec::new();
        if (self.may(Ability::Decide, false) || is_named) && !is_signed_as(Signer::Chair) {
            signers.push(Signer::Chair);
        }
        if is_present && !is_signed_as(Signer::Attendee) {
            signers.push(Signer::Attendee);
        }
        signers
    }

    /// The questions this person may answer now, or change the answer to.
    fn answerable(&self) -> impl Iterator<Item = &Circular> {
        let all = self.meeting.circulars.all.iter();
        all.filter(move |one| {
            one.closes.is_empty()
                && one.ask.until >= self.day
                && self.asked_as(one).next().is_some()
        })
    }

    /// The devices by which this person was asked.
    fn asked_as<'c>(&self, question: &'c Circular) -> impl Iterator<Item = &'c PublicKey> {
        let voters = question.ask.voters.iter();
        voters.filter(|voter| self.person.answers_for.contains(*voter))
    }

    /// The questions this person may close now.
    fn closable(&self) -> impl Iterator<Item = (&Circular, CircularResult)> {
        let settles = self.may(Ability::SettleConflict, false);
        let may = self.may(Ability::AskInWriting, false);
        let all = self.meeting.circulars.all.iter();
        all.filter_map(move |one| match one.stand(self.day) {
            CircularStand::ToClose(result) if may => Some((one, result)),
            CircularStand::Conflict if may && settles => Some((one, one.result())),
            _ => None,
        })
    }

    /// What this person may do now about the meeting, and about questions in writing.
    pub(super) fn meeting_offers(&self, text: &TextNow) -> Vec<MeetingOffer> {
        let mut offers = Vec::new();
        let case = &self.meeting;
        let answers = self.answerable().map(|one| one.said.act);
        offers.extend(answers.map(MeetingOffer::Answer));
        let closes = self.closable();
        offers.extend(closes.map(|(one, result)| MeetingOffer::Close(one.said.act, result)));
        if self.kind == Kind::Minutes {
            let signers = self.signers();
            let open = case.proceedings.open();
            if let Some(open) = open
                && !signers.is_empty()
            {
                offers.push(MeetingOffer::Confirm(open.said.act, signers));
            }
            let draft = text.fingerprint.map(|text| case.proceedings.draft(&text));
            let is_new = match draft {
                None => case.proceedings.circulations.is_empty(),
                Some(MinutesDraft::New | MinutesDraft::ChangedSinceCirculated) => true,
                Some(_) => false,
            };
            let minutes = case.minutes.as_deref();
            let taker = minutes.and_then(|minutes| minutes.meeting.get("minute-taker"));
            let is_own = self.is_own_text() || taker.is_some_and(|taker| self.is_me(taker));
            let is_settled =
                case.proceedings.confirmed.is_some() || !case.proceedings.conflict.is_empty();
            if is_new && !is_settled && text.is_written && self.may(Ability::Submit, is_own) {
                offers.push(MeetingOffer::Circulate);
            }
            if let Some(open) = open
                && self.was_there()
            {
                offers.push(MeetingOffer::Correct(open.said.act));
            }
        }
        if text.is_written && self.may(Ability::AskInWriting, false) {
            let left = case
                .minutes
                .as_deref()
                .map(|minutes| case.left_to_writing(minutes));
            // Of minutes only what the meeting left to it; of other documents the text that is to be
            // decided, while nobody was asked yet and there is somebody to be asked.
            let is_asked = case.circulars.open().is_some();
            match left {
                Some(left) if left.is_empty() => {}
                Some(left) => offers.push(MeetingOffer::Ask(left)),
                None if self.to_be_decided().is_none() || is_asked || case.seated.len() < 2 => {}
                None => offers.push(MeetingOffer::Ask(vec![])),
            }
        }
        offers
    }

    /// Whether this person may ask for corrections.
    fn was_there(&self) -> bool {
        let case = &self.meeting;
        let listed = case.circulated.iter().flat_map(|one| &one.attendance);
        let names = listed.map(|entry| &entry.person).chain(&case.seated);
        names.into_iter().any(|name| self.is_me(name)) || self.may(Ability::Decide, false)
    }

    /// Whether minutes wait for this person's confirmation.
    pub(super) fn confirms_minutes(&self) -> bool {
        !self.signers().is_empty()
    }

    /// Whether a question waits for this person's first answer.
    pub(super) fn owes_answer(&self) -> bool {
        self.answerable().any(|one| {
            let mut asked = self.asked_as(one);
            asked.any(|voter| !one.answers.contains_key(voter))
        })
    }

    /// Whether a question waits for this person to close it.
    pub(super) fn closes_question(&self) -> bool {
        self.closable().next().is_some()
    }
}
