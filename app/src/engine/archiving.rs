//! Archiving, with what the store knows: which documents are on record, whose mark hides one, and who sets
//! it. The rules are those of [`council::archiving`].

use std::collections::BTreeSet;
use std::sync::Arc;

use council::act::day::Day;
use council::archiving::{ARCHIVED, Archived, Mark, ON_RECORD, hides, marks, may_archive};
use council::edit::{Edit, Place};
use council::roster::Roster;
use format::{DocumentId, PublicKey, Subject};
use serde_json::{Value, json};
use store::summary::Summary;
use store::{Reader, StoreError};

use crate::engine::deciding::today;
use crate::engine::guard::guarded;
use crate::engine::header::is_archived;
use crate::engine::indexing::restarted_as;
use crate::engine::office::Office;
use crate::engine::open::{Opened, open};
use crate::engine::write::{Saved, WriteError};

/// In a summary's further facts: who says that it is archived, and who began it.
pub(super) const ARCHIVED_BY: &str = "archived_by";
pub(super) const CREATED_BY: &str = "created_by";
/// In those of a summary that was [settled](Record::settle): whether its mark hides nothing.
const IN_VAIN: &str = "archived_in_vain";

/// Marks as the index keeps them.
pub(super) fn kept(marks: &[Mark]) -> Value {
    let kept = marks
        .iter()
        .map(|mark| json!([mark.by.to_string(), mark.time_seconds]));
    Value::Array(kept.collect())
}

/// The marks that the index keeps; `None` where it was made by a program that kept none.
pub(super) fn known_marks(summary: &Summary) -> Option<Vec<Mark>> {
    let kept = summary.more[ARCHIVED_BY].as_array()?;
    let mark = |value: &Value| {
        Some(Mark {
            by: value[0].as_str()?.parse().ok()?,
            time_seconds: value[1].as_i64()?,
        })
    };
    kept.iter().map(mark).collect()
}

/// Whether somebody marked the document as archived who may not, so that it is listed all the same.
pub fn is_in_vain(summary: &Summary) -> bool {
    summary.more[IN_VAIN] == true
}

/// Whether this document, as it is now, is marked as archived by nobody whose word counts.
///
/// # Errors
/// What the disk says.
pub fn is_marked_in_vain(reader: &Reader, opened: &Opened) -> Result<bool, StoreError> {
    if !is_archived(&opened.view) {
        return Ok(false);
    }
    let record = Record::of(reader, &opened.id)?;
    let is_on_record = record.on_record.contains(&opened.id);
    Ok(!hides(
        &record.roster,
        is_on_record,
        &marks(&opened.document),
    ))
}

/// Which documents are on record, and who holds which seat.
pub struct Record {
    roster: Arc<Roster>,
    day: Option<Day>,
    on_record: BTreeSet<DocumentId>,
}

impl Record {
    /// Of every document, at this moment of the store. One look at the kinds of acts.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(reader: &Reader) -> Result<Self, StoreError> {
        Ok(Self {
            roster: reader.roster()?,
            day: today(),
            on_record: reader
                .documents_with_acts(&ON_RECORD)?
                .into_iter()
                .collect(),
        })
    }

    /// The same of one document.
    ///
    /// # Errors
    /// What the disk says.
    pub fn of(reader: &Reader, document: &DocumentId) -> Result<Self, StoreError> {
        let acts = reader.acts(&Subject::Document(*document))?;
        let mut kinds = acts.iter().map(|act| act.statement().kind.as_str());
        let is_on_record = kinds.any(|kind| ON_RECORD.contains(&kind));
        Ok(Self {
            roster: reader.roster()?,
            day: today(),
            on_record: is_on_record.then_some(*document).into_iter().collect(),
        })
    }

    /// Makes of the mark that a summary tells whether it hides the document. Opens it where the index does
    /// not say who set the mark.
    pub fn settle(&self, reader: &Reader, summary: &mut Summary) {
        let is_marked = summary.archived && restarted_as(summary).is_none();
        let is_on_record = self.on_record.contains(&summary.document);
        if !is_marked || !is_on_record {
            return;
        }
        let found = known_marks(summary).or_else(|| {
            let opened = guarded(|| open(reader, &summary.document))?.ok()?;
            Some(marks(&opened.document))
        });
        summary.archived = hides(&self.roster, is_on_record, &found.unwrap_or_default());
        summary.more[IN_VAIN] = (!summary.archived).into();
    }

    /// Whether somebody may archive the document of this row, or bring it back. What the index does not say
    /// is taken for no: whoever began a document may all the same.
    pub fn may(&self, key: &PublicKey, summary: &Summary) -> bool {
        let creator = summary.more[CREATED_BY].as_str();
        let creator = creator.and_then(|key| key.parse().ok());
        let nobody = PublicKey::from_bytes([0; 32]);
        self.allows(
            key,
            &summary.document,
            creator.unwrap_or(nobody),
            &summary.unit,
        )
    }

    fn allows(
        &self,
        key: &PublicKey,
        document: &DocumentId,
        creator: PublicKey,
        unit: &str,
    ) -> bool {
        let archived = Archived {
            creator,
            unit,
            is_on_record: self.on_record.contains(document),
        };
        self.day
            .is_some_and(|day| may_archive(&self.roster, key, day, &archived))
    }

    /// Refuses what this person may not.
    fn check(&self, key: &PublicKey, opened: &Opened) -> Result<(), WriteError> {
        let creation = &opened.creation;
        let unit = opened.view.unit();
        let unit = self
            .roster
            .unit_of(&creation.create, &creation.author, unit);
        match self.allows(key, &opened.id, creation.author, &unit) {
            true => Ok(()),
            false => Err(WriteError::MayNotArchive {
                is_on_record: self.on_record.contains(&opened.id),
            }),
        }
    }
}

/// Refuses a draft that archives a document or brings it back, where its writer may not. `before` is what
/// the index says of it without the draft.
pub(super) fn check_draft(
    reader: &Reader,
    me: &PublicKey,
    opened: &Opened,
    before: Option<&Summary>,
) -> Result<(), WriteError> {
    let was = before.is_some_and(|before| before.archived);
    match was == is_archived(&opened.view) {
        true => Ok(()),
        false => Record::of(reader, &opened.id)?.check(me, opened),
    }
}

/// Archives a document, or brings it back. A mark that hides it, or none, is left as it is: two offices that
/// archive the same document agree.
///
/// # Errors
/// [`WriteError::MayNotArchive`] and what stands in the way of writing.
pub fn archive(office: &Office, id: &DocumentId, is_hidden: bool) -> Result<Saved, WriteError> {
    let mut draft = office.draft(id)?;
    let reader = office.reader()?;
    let record = Record::of(&reader, id)?;
    let was_marked = is_archived(&draft.view());
    let was_hidden = was_marked && {
        let is_on_record = record.on_record.contains(id);
        hides(&record.roster, is_on_record, &marks(draft.document()))
    };
    if was_hidden != is_hidden || was_marked != is_hidden {
        record.check(&office.me(), draft.opened())?;
        let mut put = |value: &str| {
            let place = Place::Meta(ARCHIVED.to_owned());
            let value = value.to_owned();
            draft.edit(&[Edit::Put { place, value }])
        };
        // A mark that hides nothing is written anew by somebody whose word counts.
        if was_marked {
            put("")?;
        }
        if is_hidden {
            put("yes")?;
        }
    }
    drop(reader);
    office.save_one(draft)
}
