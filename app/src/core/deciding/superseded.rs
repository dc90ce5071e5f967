//! That another document took the place of this one, as the person who looks may know it.
//!
//! A document is superseded beside whatever else it is: what is in review goes on, and what was withdrawn stays
//! withdrawn. Only where nothing waits to be judged it is above all that it was superseded.

use council::act::day::Day;
use council::lifecycle::Status;
use format::{DocumentId, PublicKey};

use super::{Decisions, Offer, Turn};

/// The stable name of the status of a superseded document, for scripts.
pub const SUPERSEDED: &str = "superseded";

/// That a document is superseded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupersededBy {
    /// The first day.
    pub since: Day,
    /// By which document; `None` where that is not for this person to see.
    pub by: Option<Replacement>,
}

/// A document that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Which.
    pub document: DocumentId,
    /// Its title; may be empty.
    pub title: String,
    /// Under which official number.
    pub number: String,
}

/// Who may hold what a document replaces, and not that document: a device for each person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unshared {
    /// Those who do not hear of it: a program of theirs or of whoever published it was older.
    pub unaware: Vec<PublicKey>,
    /// Those who hear that it is replaced, and not by what.
    pub told: Vec<PublicKey>,
}

/// Whether a document is superseded above all, where it is superseded and its status by itself is this one.
pub fn outweighs(status: &Status<'_>) -> bool {
    match status {
        Status::Conflict(_)
        | Status::InReview(_)
        | Status::Ready(_)
        | Status::Withdrawn(_)
        | Status::Draft => false,
        Status::Returned(_)
        | Status::Rejected(..)
        | Status::Approved(_)
        | Status::Published(_)
        | Status::InForce(_)
        | Status::DueForReview(_) => true,
    }
}

/// By what a document with this status is superseded, if it is that above all.
pub fn above_all<'a>(
    status: &Status<'_>,
    superseded: Option<&'a SupersededBy>,
) -> Option<&'a SupersededBy> {
    superseded.filter(|_| outweighs(status))
}

impl Decisions {
    /// By what it is superseded, if it is that above all.
    pub fn superseded_above_all(&self) -> Option<&SupersededBy> {
        above_all(&self.status(), self.superseded.as_ref())
    }

    /// Whether an offer is about a publication by which nobody goes any more.
    pub(super) fn is_past_offer(&self, offer: &Offer) -> bool {
        self.superseded.is_some()
            && matches!(
                offer,
                Offer::Adopt(..) | Offer::Exempt(..) | Offer::Acknowledge(_)
            )
    }

    /// The same for what waits for a person. A version that was approved meanwhile may still be published,
    /// in the place of what replaced it: that waits for nobody.
    pub(super) fn is_past_turn(&self, turn: &Turn) -> bool {
        self.superseded.is_some()
            && matches!(
                turn,
                Turn::Adopt(_) | Turn::Exempt(_) | Turn::Acknowledge | Turn::Publish
            )
    }
}
