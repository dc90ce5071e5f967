//! What a document is, as far as acts and text say.

use format::Fingerprint;

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
    /// What the document is on this day.
    pub fn status(&self, day: Day) -> Status<'_> {
        let conflict = |one: &&Submission| matches!(one.stand, Stand::Conflict(_));
        if let Some(submission) = self.submissions.iter().find(conflict) {
            return Status::Conflict(submission);
        }
        if let Some(open) = self.open_submission() {
            return match open.missing.is_empty() {
                true => Status::Ready(open),
                false => Status::InReview(open),
            };
        }
        // What was sent back or rejected last matters until something newer was approved.
        if let Some(newest) = self.submissions.last() {
            match &newest.stand {
                Stand::Returned(..) => return Status::Returned(newest),
                Stand::Decided(decision) if !decision.outcome.is_approval() => {
                    return Status::Rejected(newest, decision);
                }
                _ => {}
            }
        }
        if let Some(newest) = self.versions.last() {
            match &newest.publication {
                None => return Status::Approved(newest),
                Some(publication) if publication.effective > day => {
                    return Status::Published(newest);
                }
                Some(_) => {}
            }
        }
        match self.in_force(day) {
            Some(version) if version.is_due(day) => Status::DueForReview(version),
            Some(version) => Status::InForce(version),
            None => match self.versions.last() {
                Some(version) => Status::Withdrawn(version),
                None => Status::Draft,
            },
        }
    }

    /// The submission that is being reviewed: the newest of them.
    pub fn open_submission(&self) -> Option<&Submission> {
        let open = |one: &&Submission| one.stand == Stand::InReview;
        self.submissions.iter().rev().find(open)
    }

    /// The version that readers go by on this day, or went by: of those published and begun, and not
    /// withdrawn until then, the one that began last.
    pub fn in_force(&self, day: Day) -> Option<&Version> {
        self.versions
            .iter()
            .filter_map(|version| Some((version.publication.as_ref()?, version)))
            .filter(|(publication, _)| publication.stands_on(day))
            .max_by_key(|(publication, version)| (publication.effective, version.number))
            .map(|(_, version)| version)
    }

    /// The versions that were in force before this day and are not any more because another took their
    /// place.
    pub fn superseded(&self, day: Day) -> impl Iterator<Item = &Version> {
        let now = self.in_force(day).map(|version| version.number);
        self.versions.iter().filter(move |version| {
            version.publication.as_ref().is_some_and(|publication| {
                publication.withdrawn.is_none()
                    && publication.effective <= day
                    && Some(version.number) != now
            })
        })
    }

    /// How a text stands to what was submitted and decided.
    pub fn draft(&self, text: &Fingerprint) -> Draft<'_> {
        let newest = self.versions.last();
        if let Some(version) = newest.filter(|version| version.text.fingerprint == *text) {
            return Draft::IsVersion(version);
        }
        match self.open_submission() {
            Some(open) if open.text.fingerprint == *text => Draft::IsSubmitted(open),
            Some(open) => Draft::ChangedAfterSubmission(open),
            None => Draft::Next(self.versions.len() + 1),
        }
    }
}

impl Publication {
    /// Whether it has begun on this day and was not withdrawn on it or before. The withdrawal counts from
    /// the day that its author's clock showed.
    pub fn stands_on(&self, day: Day) -> bool {
        self.effective <= day && !self.is_withdrawn_on(day)
    }

    /// Whether it was withdrawn on this day or before.
    pub fn is_withdrawn_on(&self, day: Day) -> bool {
        self.withdrawn.as_ref().is_some_and(|(said, _)| {
            Day::of_millis(said.time_millis).is_none_or(|withdrawn| withdrawn <= day)
        })
    }
}

impl Version {
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
