//! Decisions about a document: where it stands, what this person may do now, and what waits for them.
//!
//! What counts is judged in [`council::lifecycle`]. Here stands what is *offered*: the same rules, looked at
//! by somebody who has seen everything that is here, so that no button shows that would be refused.

use std::collections::{BTreeMap, BTreeSet};

use council::act::day::Day;
use council::act::decision::{Adoption, Outcome, Verdict};
use council::act::seat::Charter;
use council::lifecycle::{
    Draft, GivenAdoption, Lifecycle, Publication, Stand, Status, Submission, Version,
};
use council::restart::is_over_for;
use council::review::Reviewed;
use council::seats::{Ability, Extent, Role, Seat};
use council::view::Kind;

use format::{ActId, Blob, ChangeHash, DocumentId, Fingerprint, PublicKey};

use self::adopting::AddendumNow;
use self::meeting::{MeetingCase, MeetingDeed, MeetingOffer};
pub use self::person::Person;
use self::superseded::{SupersededBy, Unshared};
use crate::core::clocks::Marks;
use crate::core::review::reviewed;

pub mod adopting;
pub mod deadlock;
pub mod holding;
pub mod late;
pub mod meeting;
mod person;
pub mod standing;
pub mod superseded;

/// Something to be said about a document's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Submits the text for review.
    Submit {
        /// What reviewers should know; may be empty.
        note: String,
    },
    /// Takes the submission back.
    PullBack {
        /// Why; may be empty.
        reason: String,
    },
    /// Says what a member or a mandatory reviewer thinks.
    Opinion {
        /// The department that is spoken for; may be empty.
        field: String,
        /// The opinion.
        verdict: Verdict,
        /// In words.
        words: String,
    },
    /// Sends the submission back for revision.
    Return {
        /// What is to be revised.
        reason: String,
    },
    /// Decides.
    Decide {
        /// How.
        outcome: Outcome,
        /// In words.
        words: String,
        /// The departments that are not heard, and why.
        waivers: Vec<(String, String)>,
    },
    /// Publishes an approved version.
    Publish {
        /// The official number.
        number: String,
        /// The first day in force.
        effective: Day,
        /// The day by which somebody looks at it again.
        review: Option<Day>,
        /// Documents it replaces.
        replaces: Vec<DocumentId>,
    },
    /// Ends a published version.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Adopts a published version for a unit, or asks for an exemption.
    Adopt {
        /// The unit.
        unit: String,
        /// How.
        adoption: Adoption,
        /// The document that holds the addendum.
        addendum: Option<DocumentId>,
        /// Why.
        reason: String,
    },
    /// Answers a unit that asked for an exemption.
    Exempt {
        /// The unit.
        unit: String,
        /// Whether it is granted.
        is_granted: bool,
        /// The last day of the exemption.
        until: Option<Day>,
        /// Why.
        reason: String,
    },
    /// "I have read this version."
    Acknowledge,
    /// About minutes, or a question in writing.
    Meeting(MeetingDeed),
}

/// A deed, and what the person saw when they wanted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What is to be said.
    pub deed: Deed,
    /// The submission, decision, publication or request it is about; `None`: whichever is open.
    pub about: Option<ActId>,
    /// The heads of the text on the screen, ascending; `None`: the text as it is in the store.
    pub shown: Option<Vec<ChangeHash>>,
    /// Between which states the submission it is about was read; `None`: nobody says.
    pub reviewed: Option<Reviewed>,
}

impl Wish {
    /// About whichever is open, and the text in the store.
    pub fn of(deed: Deed) -> Self {
        Self {
            deed,
            about: None,
            shown: None,
            reviewed: None,
        }
    }
}

/// How a file of a published version stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileState {
    /// How many bytes of it are here.
    pub here: u64,
    /// Whether all of it is.
    pub is_held: bool,
    /// Whether it comes without anybody opening it.
    pub is_coming: bool,
    /// Whether a person asked for it, however large.
    pub is_wished: bool,
    /// Whether a relay said that it holds it.
    pub at_relay: bool,
}

/// What is known of a document's decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisions {
    /// What the acts make of it.
    pub lifecycle: Lifecycle,
    /// Today.
    pub day: Day,
    /// The document's kind.
    pub kind: Kind,
    /// The unit it belongs to.
    pub unit: String,
    /// Who began it.
    pub creator: PublicKey,
    /// Who wrote last in the text that was read.
    pub last_authors: BTreeSet<PublicKey>,
    /// Who wrote last in the text that is to be decided.
    pub hands: BTreeSet<PublicKey>,
    /// Who looks.
    pub person: Person,
    /// The rules as they are now.
    pub charter: Charter,
    /// How many people are the chair today.
    pub chairs: usize,
    /// Who holds a seat today that decides on this document: people, each by their first device; ascending.
    pub deciders: Vec<PublicKey>,
    /// The first device of the person, for every device that is not the first of its person.
    pub first_devices: BTreeMap<PublicKey, PublicKey>,
    /// How much was struck in the text since what is to be decided was submitted, and not proposed again.
    pub struck: usize,
    /// How the files of its published versions stand here.
    pub files: BTreeMap<Blob, FileState>,
    /// As which document it started over, if it did: what is said about its text is said there.
    pub restarted_as: Option<DocumentId>,
    /// The other documents that hold its official number, with their titles: an error (P4).
    pub number_shared: Vec<(DocumentId, String)>,
    /// The times of what was said about it that do not fit others.
    pub marks: Marks,
    /// By what it is superseded today, if it is.
    pub superseded: Option<SupersededBy>,
    /// Who may hold what it replaces and not this document.
    pub unshared: Unshared,
    /// How the addenda of adoptions read now, by the adopt act.
    pub addenda: BTreeMap<ActId, AddendumNow>,
    /// The meeting, and questions in writing.
    pub meeting: Box<MeetingCase>,
}

/// Something that this person may do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Submit the text on the screen.
    Submit,
    /// Take back this submission.
    PullBack(ActId),
    /// Judge this submission, for one of these departments; an empty name speaks for nobody but the member.
    Opinion(ActId, Vec<String>),
    /// Send this submission back.
    Return(ActId),
    /// Decide on this submission.
    Decide {
        /// The submission.
        submission: ActId,
        /// Mandatory opinions that are missing: approving needs a reason for each.
        missing: Vec<String>,
        /// Whether it settles a conflict of decisions.
        settles: bool,
    },
    /// Publish what this decision approved.
    Publish(ActId),
    /// End this publication.
    Withdraw(ActId),
    /// Adopt this publication for one of these units; empty: for any.
    Adopt(ActId, Vec<String>),
    /// Answer this unit's request.
    Exempt(ActId, String),
    /// Confirm having read this publication.
    Acknowledge(ActId),
    /// About minutes, or a question in writing.
    Meeting(MeetingOffer),
}

impl Offer {
    /// The kind of act with which it is said.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::PullBack(_) => "pull-back",
            Self::Opinion(..) => "opinion",
            Self::Return(_) => "return",
            Self::Decide { .. } => "decide",
            Self::Publish(_) => "publish",
            Self::Withdraw(_) => "withdraw",
            Self::Adopt(..) => "adopt",
            Self::Exempt(..) => "exempt",
            Self::Acknowledge(_) => "acknowledge",
            Self::Meeting(offer) => offer.kind(),
        }
    }

    /// The submission of which this judges the text.
    pub fn judged(&self) -> Option<ActId> {
        match self {
            Self::Opinion(act, _)
            | Self::Return(act)
            | Self::Decide {
                submission: act, ..
            } => Some(*act),
            _ => None,
        }
    }
}

/// What waits for this person, most pressing first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Decisions differ, and this person settles it.
    Settle,
    /// It is ready for this person's decision.
    Decide,
    /// The opinion of these departments is waited for, and this person gives it.
    GiveOpinion(Vec<String>),
    /// This person sent it in, and it came back.
    Revise,
    /// These minutes wait for this person's confirmation.
    ConfirmMinutes,
    /// A question in writing waits for this person's answer.
    AnswerInWriting,
    /// A question in writing is to be closed.
    CloseQuestion,
    /// It is approved and not published.
    Publish,
    /// A unit asks for an exemption.
    Exempt(String),
    /// These units of this person have not adopted it.
    Adopt(Vec<String>),
    /// This person presides, and these opinions are missing.
    WaitForOpinions(Vec<String>),
    /// This person has not confirmed having read it.
    Acknowledge,
}

/// What is known of the text that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextNow {
    /// Whether anybody has written in it.
    pub is_written: bool,
    /// What it says; `None` while nothing was submitted from which it could differ.
    pub fingerprint: Option<Fingerprint>,
    /// Places with several values.
    pub conflicts: usize,
}

impl Decisions {
    /// What the document is today.
    pub fn status(&self) -> Status<'_> {
        self.lifecycle.status(self.day)
    }

    /// How this text stands to what was submitted and decided.
    pub fn draft(&self, text: &TextNow) -> Option<Draft<'_>> {
        let draft = match &text.fingerprint {
            Some(fingerprint) => self.lifecycle.draft(fingerprint),
            None => Draft::Next(self.lifecycle.next_number()),
        };
        text.is_written.then_some(draft)
    }

    /// The submission that waits for a decision: one with a conflict, else the one in review.
    pub fn to_be_decided(&self) -> Option<&Submission> {
        let in_conflict = |one: &&Submission| matches!(one.stand, Stand::Conflict(_));
        let mut all = self.lifecycle.submissions.iter();
        all.find(in_conflict)
            .or_else(|| self.lifecycle.open_submission())
    }

    /// Between which states the text is read that this offer judges; `None`: it judges none.
    pub fn reviewed_for(&self, offer: &Offer) -> Option<Reviewed> {
        let judged = offer.judged()?;
        let mut all = self.lifecycle.submissions.iter();
        let submission = all.find(|one| one.said.act == judged)?;
        Some(reviewed(&self.lifecycle, &submission.text.heads))
    }

    /// Whether places with several values keep this text from being submitted or decided.
    pub fn is_blocked(&self, text: &TextNow) -> bool {
        if text.conflicts == 0 {
            return false;
        }
        match self.draft(text) {
            // What was submitted was one text: what is written since does not stand in its way.
            Some(Draft::ChangedAfterSubmission(_)) => false,
            _ => true,
        }
    }

    /// Whether this person may strike what is reviewed: whoever decides on a text or sends it back.
    pub fn may_strike(&self) -> bool {
        self.may(Ability::Decide, false) || self.may(Ability::Return, false)
    }

    /// The publication that units and readers go by: the one in force, else the newest that will be.
    pub fn publication(&self) -> Option<(&Version, &Publication)> {
        let version = self.lifecycle.in_force_or_coming(self.day)?;
        Some((version, version.publication.as_ref()?))
    }

    /// Whether this person may, by a seat; see the judge in [`council::lifecycle`].
    fn may(&self, ability: Ability, is_own: bool) -> bool {
        if !self.person.counts {
            return false;
        }
        if Role::Drafter.may(ability) == Extent::Own && is_own {
            return true;
        }
        let fits = |seat: &&Seat| seat.may(ability, &self.unit, is_own);
        let mut fitting = self.person.seats.iter().filter(fits);
        match self.chairs > 1 {
            true => fitting.any(|seat| !seat.role.is_presiding()),
            false => fitting.next().is_some(),
        }
    }

    /// The departments that this person speaks for; an empty name for a member who speaks for nobody else.
    fn fields(&self) -> Vec<String> {
        let seats = self.person.seats.iter();
        let mut fields: Vec<String> = seats
            .filter(|seat| seat.role.may(Ability::GiveOpinion) != Extent::Never)
            .map(|seat| seat.field.clone())
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// The units for which this person may adopt; `None`: none, empty: any.
    fn adopting_units(&self) -> Option<Vec<String>> {
        let adopting = |seat: &&Seat| seat.role.may(Ability::Adopt) != Extent::Never;
        let seats: Vec<&Seat> = self.person.seats.iter().filter(adopting).collect();
        if seats.is_empty() || !self.person.counts {
            return None;
        }
        if seats.iter().any(|seat| seat.unit.is_empty()) {
            return Some(vec![]);
        }
        let mut units: Vec<String> = seats.iter().map(|seat| seat.unit.clone()).collect();
        units.sort_unstable();
        units.dedup();
        Some(units)
    }

    /// Whether this person decides on `submission`.
    fn decides(&self, submission: &Submission) -> bool {
        let mut involved = self.hands.iter().chain([&submission.said.by]);
        let is_own = involved.any(|by| self.is_mine(by));
        let settles = matches!(submission.stand, Stand::Conflict(_));
        self.may(Ability::Decide, false)
            && match settles {
                // Between what others decided the chair chooses, whoever submitted it.
                true => self.may(Ability::SettleConflict, false),
                false => self.charter.allows_self_approval || !is_own,
            }
    }

    /// What this person may do now with the document and this text of it.
    pub fn offers(&self, text: &TextNow) -> Vec<Offer> {
        let mut offers = Vec::new();
        if !self.person.counts {
            return offers;
        }
        // Asking in writing is never the likeliest thing to do.
        let (in_writing, others): (Vec<_>, Vec<_>) = self
            .meeting_offers(text)
            .into_iter()
            .partition(|offer| matches!(offer, MeetingOffer::Ask(_)));
        let in_writing = in_writing.into_iter().map(Offer::Meeting);
        offers.extend(others.into_iter().map(Offer::Meeting));
        let to_be_decided = self.to_be_decided();
        if let Some(submission) = to_be_decided
            && self.decides(submission)
        {
            offers.push(Offer::Decide {
                submission: submission.said.act,
                missing: submission.missing.clone(),
                settles: matches!(submission.stand, Stand::Conflict(_)),
            });
        }
        if let Some(open) = self.lifecycle.open_submission() {
            let act = open.said.act;
            if self.may(Ability::GiveOpinion, false) {
                offers.push(Offer::Opinion(act, self.fields()));
            }
            if self.may(Ability::Return, false) {
                offers.push(Offer::Return(act));
            }
            if self.is_mine(&open.said.by) || self.may(Ability::Submit, false) {
                offers.push(Offer::PullBack(act));
            }
        }
        let is_new = match self.draft(text) {
            Some(Draft::Next(_) | Draft::ChangedAfterSubmission(_)) => true,
            // What was withdrawn may be put in force again.
            Some(Draft::IsVersion(version)) => version.is_withdrawn(),
            Some(Draft::IsSubmitted(_)) | None => false,
        };
        let same = |text| self.lifecycle.unchanged_since(text, self.day);
        let is_new = is_new && text.fingerprint.as_ref().and_then(same).is_none();
        let is_in_conflict = matches!(self.status(), Status::Conflict(_));
        let is_own = self.is_own_text();
        // Minutes are circulated and confirmed, not submitted and decided.
        let is_new = is_new && self.kind != Kind::Minutes;
        if is_new && !is_in_conflict && self.may(Ability::Submit, is_own) {
            offers.push(Offer::Submit);
        }
        if let Some(version) = self.lifecycle.versions.last()
            && version.publication.is_none()
            && !is_in_conflict
            && self.may(Ability::Publish, false)
        {
            offers.push(Offer::Publish(version.decision.said.act));
        }
        if let Some((_, publication)) = self.publication() {
            let act = publication.said.act;
            if self.may(Ability::GrantExemption, false) {
                let asking = publication.adoptions.iter().filter(|(_, one)| asks(one));
                offers.extend(asking.map(|(unit, one)| Offer::Exempt(one.said.act, unit.clone())));
            }
            if let Some(units) = self.adopting_units() {
                offers.push(Offer::Adopt(act, units));
            }
            if !self.has_read(publication) {
                offers.push(Offer::Acknowledge(act));
            }
            if self.may(Ability::Withdraw, false) {
                offers.push(Offer::Withdraw(act));
            }
        }
        offers.extend(in_writing);
        offers.retain(|offer| !self.is_past_offer(offer));
        if self.restarted_as.is_some() {
            offers.retain(|offer| !is_over_for(offer.kind()));
        }
        offers
    }

    /// What waits for this person, most pressing first.
    pub fn turns(&self) -> Vec<Turn> {
        let mut turns = Vec::new();
        if !self.person.counts {
            return turns;
        }
        if self.confirms_minutes() {
            turns.push(Turn::ConfirmMinutes);
        }
        if self.owes_answer() {
            turns.push(Turn::AnswerInWriting);
        }
        if self.closes_question() {
            turns.push(Turn::CloseQuestion);
        }
        if let Some(submission) = self.to_be_decided() {
            let decides = self.decides(submission);
            let is_open = submission.stand == Stand::InReview;
            match decides {
                true if !is_open => turns.push(Turn::Settle),
                true if submission.missing.is_empty() => turns.push(Turn::Decide),
                true => turns.push(Turn::WaitForOpinions(submission.missing.clone())),
                false => {}
            }
            let wanted: Vec<String> = match is_open && self.may(Ability::GiveOpinion, false) {
                true => self.fields(),
                false => vec![],
            };
            let wanted: Vec<String> = wanted
                .into_iter()
                .filter(|field| {
                    let mut given = submission.opinions.iter();
                    !given.any(|one| self.is_mine(&one.said.by) && one.field == *field)
                        && (field.is_empty() || submission.missing.contains(field))
                })
                .collect();
            if !wanted.is_empty() {
                turns.push(Turn::GiveOpinion(wanted));
            }
        }
        if let Status::Returned(submission) | Status::Rejected(submission, _) = self.status()
            && self.is_mine(&submission.said.by)
        {
            turns.push(Turn::Revise);
        }
        if let Some(version) = self.lifecycle.versions.last()
            && version.publication.is_none()
            && self.may(Ability::Publish, false)
        {
            turns.push(Turn::Publish);
        }
        if let Some((_, publication)) = self.publication() {
            if self.may(Ability::GrantExemption, false) {
                let asking = publication.adoptions.iter().filter(|(_, one)| asks(one));
                turns.extend(asking.map(|(unit, _)| Turn::Exempt(unit.clone())));
            }
            let units = self.adopting_units().unwrap_or_default();
            let open: Vec<String> = units
                .into_iter()
                .filter(|unit| !publication.is_settled(unit, self.day))
                .collect();
            if !open.is_empty() {
                turns.push(Turn::Adopt(open));
            }
            if !self.has_read(publication) {
                turns.push(Turn::Acknowledge);
            }
        }
        turns.retain(|turn| !self.is_past_turn(turn));
        if self.restarted_as.is_some() {
            let is_open =
                |turn: &Turn| matches!(turn, Turn::Adopt(_) | Turn::Exempt(_) | Turn::Acknowledge);
            turns.retain(is_open);
        }
        turns.sort();
        turns
    }
}

/// Whether a unit asks for something that was not answered.
fn asks(adoption: &GivenAdoption) -> bool {
    adoption.adoption == Adoption::AsksExemption && adoption.answer.is_none()
}

/// How something that was said about the document's texts fares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Saying {
    /// Nothing is being said.
    #[default]
    Nothing,
    /// It is on its way.
    UnderWay,
    /// It was refused, and why.
    Refused(String),
}

#[cfg(test)]
mod tests;
