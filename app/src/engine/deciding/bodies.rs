//! From what somebody wants to say about a document's texts to the body of an act.

use council::act::Body;
use council::act::decision::{
    Acknowledge, Adopt, Decide, Exempt, Opinion, Publish, PullBack, Return, Submit, Text, Waiver,
    Withdraw,
};
use council::lifecycle::{Publication, Stand, Submission, Version};
use council::view::Kind;
use format::{ActId, ChangeHash};

use super::{Case, DecidingError, today};
use crate::core::deciding::{Deed, Wish};
use crate::core::review::reviewed;

impl Case {
    /// The body of the act that says this.
    ///
    /// # Errors
    /// [`DecidingError`]: what it is about is not there, or the text is not one.
    pub fn body(&self, wish: &Wish) -> Result<Body, DecidingError> {
        let about = wish.about.as_ref();
        Ok(match &wish.deed {
            Deed::Meeting(deed) => self.meeting_body(wish, deed)?,
            Deed::Submit { .. } if self.opened.creation.create.kind == Kind::Minutes => {
                return Err(DecidingError::Minutes);
            }
            Deed::Submit { note } => {
                self.check_conflicts()?;
                let text = match &wish.shown {
                    Some(heads) => self.text_at(heads)?,
                    None => self.text()?,
                };
                self.check_changed(&text)?;
                self.check_gaps(&text.heads)?;
                Body::Submit(Submit {
                    text,
                    note: note.clone(),
                })
            }
            Deed::PullBack { reason } => Body::PullBack(PullBack {
                submission: self.submission(about)?.said.act,
                reason: reason.clone(),
            }),
            Deed::Opinion {
                field,
                verdict,
                words,
            } => {
                let submission = self.judged(wish, self.submission(about)?)?;
                Body::Opinion(Opinion {
                    submission: submission.said.act,
                    fingerprint: submission.text.fingerprint,
                    field: field.clone(),
                    verdict: *verdict,
                    words: words.clone(),
                })
            }
            Deed::Return { reason } => Body::Return(Return {
                submission: self.judged(wish, self.submission(about)?)?.said.act,
                reason: reason.clone(),
            }),
            Deed::Decide {
                outcome,
                words,
                waivers,
            } => {
                let submission = self.judged(wish, self.to_be_decided(about)?)?;
                if submission.text.heads == self.opened.heads() {
                    self.check_conflicts()?;
                }
                let struck = self.struck_since(&submission.text.heads).len();
                if outcome.is_approval() && struck > 0 {
                    return Err(DecidingError::Struck(struck));
                }
                Body::Decide(Decide {
                    submission: submission.said.act,
                    text: submission.text.clone(),
                    outcome: *outcome,
                    words: words.clone(),
                    waivers: waivers
                        .iter()
                        .map(|(field, reason)| Waiver {
                            field: field.clone(),
                            reason: reason.clone(),
                        })
                        .collect(),
                    previous: self.lifecycle.previous(submission),
                })
            }
            Deed::Publish {
                number,
                effective,
                review,
                replaces,
            } => Body::Publish(Publish {
                decision: self.unpublished(about)?.decision.said.act,
                number: number.clone(),
                effective: *effective,
                review: *review,
                replaces: replaces.clone(),
                // Made when it is said.
                files: vec![],
            }),
            Deed::Withdraw { reason } => Body::Withdraw(Withdraw {
                publication: self.published(about)?.said.act,
                reason: reason.clone(),
            }),
            Deed::Adopt {
                unit,
                adoption,
                addendum,
                reason,
            } => Body::Adopt(Adopt {
                publication: self.published(about)?.said.act,
                unit: unit.clone(),
                adoption: *adoption,
                addendum: *addendum,
                reason: reason.clone(),
                // Read when it is said.
                addendum_text: None,
            }),
            Deed::Exempt {
                unit,
                is_granted,
                until,
                reason,
            } => {
                let request = match about {
                    Some(request) => *request,
                    None => {
                        let asked = self.published(None)?.adoptions.get(unit);
                        asked.ok_or_else(|| self.nothing())?.said.act
                    }
                };
                Body::Exempt(Exempt {
                    request,
                    is_granted: *is_granted,
                    until: *until,
                    reason: reason.clone(),
                })
            }
            Deed::Acknowledge => Body::Acknowledge(Acknowledge {
                publication: self.published(about)?.said.act,
            }),
        })
    }

    /// The text as it reads at these heads.
    pub(super) fn text_at(&self, heads: &[ChangeHash]) -> Result<Text, DecidingError> {
        if heads.is_empty() {
            return Err(DecidingError::Empty);
        }
        let facts = self.facts_at(heads).ok_or_else(|| self.nothing())?;
        Ok(Text {
            fingerprint: facts.fingerprint,
            heads: heads.to_vec(),
        })
    }

    pub(super) fn nothing(&self) -> DecidingError {
        DecidingError::Nothing(self.opened.id)
    }

    /// This submission, or the one in review.
    fn submission(&self, about: Option<&ActId>) -> Result<&Submission, DecidingError> {
        let found = match about {
            Some(act) => self.submission_with(act),
            None => self.lifecycle.open_submission(),
        };
        found.ok_or_else(|| self.nothing())
    }

    /// This submission, if its text is the one that was read, and still open.
    fn judged<'a>(
        &self,
        wish: &Wish,
        submission: &'a Submission,
    ) -> Result<&'a Submission, DecidingError> {
        let Some(read) = &wish.reviewed else {
            return Ok(submission);
        };
        let open = self.lifecycle.open_submission();
        let is_open = matches!(submission.stand, Stand::Conflict(_))
            || open.is_some_and(|open| open.said.act == submission.said.act);
        let is_read = reviewed(&self.lifecycle, &submission.text.heads) == *read;
        match is_open && is_read {
            true => Ok(submission),
            false => Err(DecidingError::OtherText),
        }
    }

    fn submission_with(&self, act: &ActId) -> Option<&Submission> {
        let mut all = self.lifecycle.submissions.iter();
        all.find(|submission| submission.said.act == *act)
    }

    /// This submission, or what was decided in two ways, or what is in review.
    fn to_be_decided(&self, about: Option<&ActId>) -> Result<&Submission, DecidingError> {
        let in_conflict = |one: &&Submission| matches!(one.stand, Stand::Conflict(_));
        let mut submissions = self.lifecycle.submissions.iter();
        match (about, submissions.find(in_conflict)) {
            (None, Some(conflict)) => Ok(conflict),
            _ => self.submission(about),
        }
    }

    /// The version with this decision, or the newest one; not published yet.
    fn unpublished(&self, about: Option<&ActId>) -> Result<&Version, DecidingError> {
        let mut versions = self.lifecycle.versions.iter().rev();
        let found = match about {
            Some(act) => versions.find(|version| version.decision.said.act == *act),
            None => versions.next(),
        };
        found
            .filter(|version| version.publication.is_none())
            .ok_or_else(|| self.nothing())
    }

    /// This publication, or the one in force, else the newest that will be, else the newest.
    fn published(&self, about: Option<&ActId>) -> Result<&Publication, DecidingError> {
        let lifecycle = &self.lifecycle;
        let publications = lifecycle.versions.iter().rev();
        let mut publications = publications.filter_map(|version| version.publication.as_ref());
        let found = match about {
            Some(act) => publications.find(|one| one.said.act == *act),
            None => today()
                .and_then(|day| lifecycle.in_force_or_coming(day))
                .and_then(|version| version.publication.as_ref())
                .or_else(|| publications.next()),
        };
        found.ok_or_else(|| self.nothing())
    }
}
