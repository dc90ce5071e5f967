//! Archiving: a mark in a document's header that keeps it out of lists.
//!
//! The mark is content of the document's history and none of what it says: the
//! [fingerprint](crate::view::View::fingerprint) does not see it, so **whoever only archives or brings back
//! is not the last author** of the text (E3 of `domain.md`).
//!
//! **Who may.** A draft that was never submitted is archived by whoever began it, by the people of its unit
//! and by whoever publishes. Once something was submitted, published or circulated, the document is *on
//! record*, and only whoever publishes archives it or brings it back (C2: "number, publish, archive").
//!
//! **Which mark counts.** A merge cannot keep a mark out that somebody wrote who may not. So it is looked at
//! who wrote it: a document on record is hidden only by a mark of somebody who held such a seat on the day
//! of the change, by its writer's clock. Any other mark hides nothing, and lists say so. That errs on one
//! side only: whoever lies about the day, or writes over a mark that counted, makes a document visible at
//! worst where it is on record, and hides none without having held the seat.

use automerge::legacy::{Key, OpType};
use automerge::{ActorId, Change, ObjId, ReadDoc as _, Value};
use format::{ChangeHash, PublicKey};

use crate::act::day::Day;
use crate::authorship::origin::object_id;
use crate::authorship::{decode, who_wrote};
use crate::document::Document;
use crate::document::genesis::GENESIS_ACTOR;
use crate::roster::Roster;
use crate::seats::{Ability, Extent};

/// The header field that says that a document is archived; empty: it is not.
pub const ARCHIVED: &str = "archived";

/// The kinds of act that put a document on record, whoever says them: what nobody accepted is no reason to
/// hide it.
pub const ON_RECORD: [&str; 5] = [
    "submit",
    "decide",
    "publish",
    "circulate",
    "confirm-minutes",
];

/// The operation of genesis that makes the header, in every kind of document.
const HEADER_COUNTER: u64 = 4;

/// Who says that a document is archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Who.
    pub by: PublicKey,
    /// When, by their clock, in seconds since 1970 (UTC).
    pub time_seconds: i64,
}

/// A document that somebody wants to archive or to bring back.
#[derive(Debug, Clone, Copy)]
pub struct Archived<'a> {
    /// Who began it.
    pub creator: PublicKey,
    /// The unit it belongs to.
    pub unit: &'a str,
    /// Whether anything of [`ON_RECORD`] was said about it.
    pub is_on_record: bool,
}

/// Whether somebody may archive a document, or bring it back, on this day.
pub fn may_archive(roster: &Roster, key: &PublicKey, day: Day, document: &Archived<'_>) -> bool {
    let Some(member) = roster.members.get(key).filter(|_| roster.counts(key)) else {
        return false;
    };
    let seats = || {
        let all = roster.seats.on(day);
        all.filter(|seat| roster.seats.is_held_with(seat, key))
    };
    if seats().any(|seat| seat.may(Ability::Publish, document.unit, false)) {
        return true;
    }
    if document.is_on_record {
        return false;
    }
    // Whoever answers for the unit has a seat that submits what is the unit's, wherever they sit.
    let is_own = roster.person(key) == roster.person(&document.creator);
    is_own
        || member.office == document.unit
        || seats().any(|seat| {
            seat.role.may(Ability::Submit) == Extent::Unit
                && seat.may(Ability::Submit, document.unit, false)
        })
}

/// Whether a document that carries these marks is hidden.
pub fn hides(roster: &Roster, is_on_record: bool, marks: &[Mark]) -> bool {
    !is_on_record || marks.iter().any(|mark| held_the_seat(roster, mark))
}

/// Whether whoever wrote the mark held a seat that publishes on that day.
fn held_the_seat(roster: &Roster, mark: &Mark) -> bool {
    let day = mark.time_seconds.checked_mul(1_000);
    let Some(day) = day.and_then(Day::of_millis) else {
        return false;
    };
    let mut held = roster.seats.held_on(day);
    held.any(|seat| {
        roster.seats.was_held_with(seat, &mark.by)
            && seat.role.may(Ability::Publish) != Extent::Never
    })
}

/// Who says now that the document is archived: several where people said so apart, nobody where it is not,
/// or where the change names no writer.
pub fn marks(document: &Document) -> Vec<Mark> {
    let doc = document.automerge();
    let values = doc.get_all(header(), ARCHIVED).unwrap_or_default();
    let said = values
        .into_iter()
        .filter(|(value, _)| value.as_str().is_none_or(|text| !text.is_empty()));
    said.filter_map(|(_, id)| who_wrote(doc, &id))
        .map(|(by, time_seconds)| Mark { by, time_seconds })
        .collect()
}

/// Whether anybody ever archived the document, or brought it back.
pub fn was_ever_marked(document: &Document) -> bool {
    let values = document.automerge().get_all(header(), ARCHIVED);
    values.is_ok_and(|values| !values.is_empty())
}

/// Whether a change archives or brings back and does nothing else. It leaves a value there, be it an empty one:
/// also whoever takes back that a document was archived (see [`crate::undo`]).
pub fn only_archives(document: &Document, change: &ChangeHash) -> bool {
    let doc = document.automerge();
    let hash = automerge::ChangeHash(*change.as_bytes());
    let Some(meta) = doc.get_change_meta_by_hash(&hash) else {
        return false;
    };
    if meta.start_op != meta.max_op {
        return false;
    }
    // Whatever came later, right after the change its own value is there.
    let written = ObjId::Id(meta.start_op, meta.actor.into_owned(), 0);
    let values = doc.get_all_at(header(), ARCHIVED, &[hash]);
    let mut values = values.unwrap_or_default().into_iter();
    values.any(|(value, id)| id == written && matches!(value, Value::Scalar(_)))
}

/// Whether a value with this key of this thing is the mark.
pub(crate) fn is_mark(object: &ObjId, key: &str) -> bool {
    key == ARCHIVED && *object == header()
}

/// The same of a change by its bytes, where the document is not here.
pub(crate) fn is_only_archiving(change: &Change) -> bool {
    let Ok(decoded) = decode(change) else {
        return false;
    };
    let mut operations = decoded.operations().map(|(_, op)| op);
    let (Some(op), None) = (operations.next(), operations.next()) else {
        return false;
    };
    object_id(&op.obj) == header()
        && matches!(&op.key, Key::Map(key) if key.as_str() == ARCHIVED)
        && matches!(op.action, OpType::Put(_))
}

/// The header: genesis makes it, so it is the same object in every document.
pub(crate) fn header() -> ObjId {
    ObjId::Id(HEADER_COUNTER, ActorId::from(GENESIS_ACTOR), 0)
}

#[cfg(test)]
mod tests;
