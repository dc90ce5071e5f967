//! What a document is, as far as acts and text say.

use format::{ActId, Fingerprint};

use super::{Decision, Lifecycle, Publication, Stand, Submission, Version};
use crate::act::day::Day;

/// How many days before its review date a version is due for review.
const REVIEW_NOTICE_DAYS: i64 = 30;

/// What a document is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status<'a> {
    /// Decided differently by people who did not know of each other; blocks everything else.
    Conflict(&'a Submission),
    /// A text is in review: these opinions are missing.
    InReview(&'a Submission),
    /// Every mandatory opinion is there: it waits for the decision.
    Ready(&'a Submission),
    /// The newest submission was sent back, and nothing was submitted since.
    Returned(&'a Submission),
    /// The newest submission was rejected, and nothing was submitted since.
    Rejected(&'a Submission, &'a Decision),
    /// Approved, and not published yet.
    Approved(&'a Version),
    /// Published; in force from a later day on.
    Published(&'a Version),
    /// In force.
    InForce(&'a Version),
    /// In force, and to be looked at again.
    DueForReview(&'a Version),
    /// The version that was in force was withdrawn.
    Withdrawn(&'a Version),
    /// Nothing was submitted that still matters.
    Draft,
}

/// How the text on the screen stands to what was submitted and decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draft<'a> {
    /// It is the newest version, letter for letter.
    IsVersion(&'a Version),
    /// It is what is in review.
    IsSubmitted(&'a Submission),
    /// It was changed after it was submitted.
    ChangedAfterSubmission(&'a Submission),
    /// It is the draft of the version with this number.
    Next(usize),
}

impl Lifecycle {
    /// What the document is on this day: how far what was submitted last has come, else what readers go by.
    /// Where both say something, [`Lifecycle::readers`] is to be told beside it.
    pub fn status(&self, day: Day) -> Status<'_> {
        let withdrawn = || {
            let mut newest_first = self.versions.iter().rev();
            newest_first.find(|version| version.is_withdrawn())
        };
        self.stage(day)
            .or_else(|| self.readers(day))
            .or_else(|| withdrawn().map(Status::Withdrawn))
            .unwrap_or(Status::Draft)
    }

    /// What readers go by on this day: [`Status::InForce`] or [`Status::DueForReview`], whatever is being
    /// drafted; `None` where no version is in force.
    pub fn readers(&self, day: Day) -> Option<Status<'_>> {
        let version = self.in_force(day)?;
        Some(match version.is_due(day) {
            true => Status::DueForReview(version),
            false => Status::InForce(version),
        })
    }

    /// How far what was submitted last has come: `None` where nothing was submitted, and where readers go by
    /// what was, or did.
    pub fn stage(&self, day: Day) -> Option<Status<'_>> {
        let conflict = |one: &&Submission| matches!(one.stand, Stand::Conflict(_));
        if let Some(submission) = self.submissions.iter().find(conflict) {
            return Some(Status::Conflict(submission));
        }
        if let Some(open) = self.open_submission() {
            return Some(match open.missing.is_empty() {
                true => Status::Ready(open),
                false => Status::InReview(open),
            });
        }
        // What was sent back or rejected last matters until something newer was approved.
        if let Some(newest) = self.submissions.last() {
            match &newest.stand {
                Stand::Returned(..) => return Some(Status::Returned(newest)),
                Stand::Decided(decision) if !decision.outcome.is_approval() => {
                    return Some(Status::Rejected(newest, decision));
                }
                _ => {}
            }
        }
        let newest = self.versions.last()?;
        match &newest.publication {
            None => Some(Status::Approved(newest)),
            Some(publication) if publication.effective > day && publication.withdrawn.is_none() => {
                Some(Status::Published(newest))
            }
            Some(_) => None,
        }
    }

    /// The submission that is being reviewed: the newest of them.
    pub fn open_submission(&self) -> Option<&Submission> {
        let open = |one: &&Submission| one.stand == Stand::InReview;
        self.submissions.iter().rev().find(open)
    }

    /// The newest version that began by this day. Whatever was approved before it was replaced for good, also
    /// where its first day is yet to come.
    fn begun(&self, day: Day) -> Option<(&Version, &Publication)> {
        self.versions
            .iter()
            .filter_map(|version| Some((version, version.publication.as_ref()?)))
            .filter(|(_, publication)| publication.effective <= day && publication.begins())
            .max_by_key(|(version, _)| version.number)
    }

    /// The version that readers go by on this day, or went by: the newest that began, unless it was
    /// withdrawn until then. The one before it does not come back: it was replaced. A version that was
    /// withdrawn before it began takes nothing away from the one before it.
    pub fn in_force(&self, day: Day) -> Option<&Version> {
        let (version, publication) = self.begun(day)?;
        (!publication.is_withdrawn_on(day)).then_some(version)
    }

    /// The version that readers go by on this day, else the newest that will begin.
    pub fn in_force_or_coming(&self, day: Day) -> Option<&Version> {
        let coming = |version: &&Version| {
            let publication = version.publication.as_ref();
            publication.is_some_and(|one| one.withdrawn.is_none() && one.effective > day)
        };
        let newest = || self.versions.iter().rev().find(coming);
        self.in_force(day).or_else(newest)
    }

    /// The published versions in whose place another one began by this day, whether or not that one was
    /// withdrawn since. Some of them never began.
    pub fn superseded(&self, day: Day) -> impl Iterator<Item = &Version> {
        let last = self.begun(day).map(|(version, _)| version.number);
        self.versions.iter().filter(move |version| {
            version.publication.as_ref().is_some_and(|publication| {
                publication.withdrawn.is_none() && Some(version.number) < last
            })
        })
    }

    /// The version that reads like this and still counts, so that nothing would come of submitting it: the
    /// newest one; where that was withdrawn, the one readers go by on this day.
    pub fn unchanged_since(&self, text: &Fingerprint, day: Day) -> Option<&Version> {
        let newest = self.versions.last();
        let newest = newest.filter(|version| !version.is_withdrawn());
        let counting = newest.or_else(|| self.in_force(day));
        counting.filter(|version| version.text.fingerprint == *text)
    }

    /// The number that the next approved text takes.
    pub fn next_number(&self) -> usize {
        let last = self.versions.last().map_or(0, |version| version.number);
        self.approvals.len().max(last) + 1
    }

    /// What a decision on this submission names as the approval with the number before.
    pub fn previous(&self, submission: &Submission) -> Option<ActId> {
        // Whoever settles takes the number of what is settled.
        let next = self.contested_at(submission);
        let before = next.unwrap_or(self.approvals.len()).checked_sub(1)?;
        self.approvals.get(before)?.first().copied()
    }

    /// Where the approval of a submission that was decided in two ways stands among all of them.
    fn contested_at(&self, submission: &Submission) -> Option<usize> {
        let Stand::Conflict(all) = &submission.stand else {
            return None;
        };
        let of = |decision: &Decision| {
            let mut approvals = self.approvals.iter();
            approvals.position(|of| of.contains(&decision.said.act))
        };
        all.iter().filter_map(of).min()
    }

    /// The submission of this text that was decided in two ways.
    fn contested(&self, text: &Fingerprint) -> Option<&Submission> {
        let is_contested = |one: &&Submission| {
            matches!(one.stand, Stand::Conflict(_)) && one.text.fingerprint == *text
        };
        self.submissions.iter().rev().find(is_contested)
    }

    /// The number that this text takes once it is approved, or once it is settled that it was.
    pub fn number_for(&self, text: &Fingerprint) -> usize {
        let contested = self.contested(text);
        let at = contested.and_then(|submission| self.contested_at(submission));
        at.map_or_else(|| self.next_number(), |at| at + 1)
    }

    /// How a text stands to what was submitted and decided.
    pub fn draft(&self, text: &Fingerprint) -> Draft<'_> {
        let newest = self.versions.last();
        if let Some(version) = newest.filter(|version| version.text.fingerprint == *text) {
            return Draft::IsVersion(version);
        }
        // What is decided in two ways is still what was submitted.
        if let Some(contested) = self.contested(text) {
            return Draft::IsSubmitted(contested);
        }
        match self.open_submission() {
            Some(open) if open.text.fingerprint == *text => Draft::IsSubmitted(open),
            Some(open) => Draft::ChangedAfterSubmission(open),
            None => Draft::Next(self.next_number()),
        }
    }
}

impl Publication {
    /// Whether it has begun on this day and was not withdrawn on it or before.
    pub fn stands_on(&self, day: Day) -> bool {
        self.effective <= day && !self.is_withdrawn_on(day)
    }

    /// Whether it was withdrawn on this day or before. A withdrawal counts from the day that its author's
    /// clock showed.
    pub fn is_withdrawn_on(&self, day: Day) -> bool {
        self.withdrawn.as_ref().is_some_and(|(said, _)| {
            Day::of_millis(said.time_millis).is_none_or(|withdrawn| withdrawn <= day)
        })
    }

    /// Whether it was in force at all, or will be: nobody withdrew it on its first day or before.
    fn begins(&self) -> bool {
        !self.is_withdrawn_on(self.effective)
    }
}

impl Version {
    /// Whether it was published, and somebody ended that.
    pub fn is_withdrawn(&self) -> bool {
        let publication = self.publication.as_ref();
        publication.is_some_and(|one| one.withdrawn.is_some())
    }

    /// Whether somebody should look at it again: its review date is past, or near.
    pub fn is_due(&self, day: Day) -> bool {
        let review = self.publication.as_ref().and_then(|one| one.review);
        review.is_some_and(|review| {
            let notice = jiff::Span::new().days(REVIEW_NOTICE_DAYS);
            let from = review.0.checked_sub(notice).unwrap_or(review.0);
            from <= day.0
        })
    }
}
