//! Keeps what was written in an open document: changes, their seals and the index row, in one
//! transaction.

use std::collections::HashSet;

use ::council::archiving::Mark;
use ::council::document::LocalChange;
use format::{ChangeHash, DocumentId, PublicKey, Seal};
use store::summary::Summary;

use crate::core::editor::Save;
use crate::engine::archiving::known_marks;
use crate::engine::indexing::{self, Indexed, known_held_back, known_overlaps};
use crate::engine::office::Office;
use crate::engine::open::{OpenError, creation, open};
use crate::engine::write::WriteError;

impl Office {
    /// Saves changes that were made in an open document. Durable when this returns. What is held already
    /// is left alone, so a save whose outcome nobody knows may be tried again. Returns the document's
    /// row of the index.
    ///
    /// # Errors
    /// [`WriteError`]; nothing of it was saved then.
    pub fn save_changes(&self, id: &DocumentId, save: &Save) -> Result<Summary, WriteError> {
        let _turn = self.turn();
        // What others wrote is reported before my own work is put on top of it.
        indexing::catch_up_in_turn(self)?;
        let (council, me, id) = (self.council(), self.me(), *id);
        self.require_going_on(&id)?;
        let reader = self.reader()?;
        let roster = reader.roster()?;
        let stored = reader.outline(&id)?;
        let creation = creation(&reader, &id)?.ok_or(OpenError::NotCreated(id))?;
        let held: HashSet<ChangeHash> = stored.changes.iter().map(|change| change.hash).collect();
        let seen = roster.cites_for(&me);
        let new: Vec<(LocalChange, Seal)> = save
            .changes
            .iter()
            .filter(|change| !held.contains(&change.hash))
            .map(|change| {
                let seal = Seal::sign(self.key(), &council, &id, &change.hash, seen.clone());
                (change.clone(), seal)
            })
            .collect();
        let before = reader.summary(&id)?;
        let overlaps = before.as_ref().map_or(0, known_overlaps);
        // The window's digest is of the document as it will be, unless something came that the window has not
        // seen; and only reading the history tells whether an overlap is still one.
        let row = (stored.heads == save.before && overlaps == 0).then(|| {
            let now_millis = link::clock::now_millis();
            let indexed = Indexed {
                document: id,
                creation: &creation,
                digest: &save.digest,
                heads: save.after.clone(),
                changed: Some((now_millis, Some(me))),
                conflicts: save.conflicts,
                overlaps,
                held_back: before.as_ref().map_or(0, known_held_back) as usize,
                archived_by: archived_by(before.as_ref(), save, me, now_millis),
            };
            indexing::row_of(indexed, &roster).standing_as(before.as_ref())
        });
        drop(reader);
        let kept = row.clone();
        self.store().write(move |write| {
            for (change, seal) in &new {
                write.append_local(council, id, &me, &change.bytes, seal)?;
            }
            if let Some(row) = &kept {
                write.put_summary(council, &row.summary, &row.text)?;
            }
            Ok(())
        })?;
        let row = match row {
            Some(row) => row,
            None => {
                let reader = self.reader()?;
                let opened = open(&reader, &id)?;
                let row = indexing::row(&opened, &roster, indexing::overlaps(&opened))
                    .standing_as(before.as_ref());
                drop(reader);
                let kept = row.clone();
                self.store()
                    .write(move |write| write.put_summary(council, &kept.summary, &kept.text))?;
                row
            }
        };
        Ok(row.summary)
    }
}

/// Who says that the document is archived, once this is saved: whoever did before, or who writes here and
/// takes back that it was brought back. `None` where that is not known.
fn archived_by(
    before: Option<&Summary>,
    save: &Save,
    me: PublicKey,
    now_millis: i64,
) -> Option<Vec<Mark>> {
    if !save.digest.is_archived {
        return Some(Vec::new());
    }
    match before.filter(|before| before.archived) {
        Some(before) => known_marks(before),
        None => Some(vec![Mark {
            by: me,
            time_seconds: now_millis / 1_000,
        }]),
    }
}
