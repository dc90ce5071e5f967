//! Which change is undone or done again, and what that writes.

use std::collections::HashMap;

use automerge::transaction::{CommitOptions, Transaction};
use automerge::{Automerge, AutomergeError};
use format::{ChangeHash, PublicKey};
use serde::Serialize;

use super::inverse::Inverter;
use super::left::Left;
use super::note::Note;
use super::stacks::Stacks;
use super::write::Write;
use crate::authorship::{Index, Unreadable, shown};
use crate::document::{Document, EditError, LocalChange};

/// Back or forth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Takes my last edit back.
    Undo,
    /// Does again what I last took back.
    Redo,
}

/// Why nothing was undone. The document is as before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// There is nothing.
    #[error("there is nothing of yours to {}", .0.verb())]
    Nothing(Direction),
    /// Whatever there is, others have changed since.
    #[error("nothing of yours can be taken back any more: others have changed it since ({} places)", .0.iter().map(|passed| passed.left.len()).sum::<usize>())]
    NothingLeft(Vec<PassedOver>),
    /// The document was opened by somebody else, or for reading.
    #[error("this copy of the document is not open for writing with this key")]
    NotTheWriter,
    /// The history cannot be taken apart.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The document cannot be written.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Automerge refused it.
    #[error("the document cannot take this back: {0}")]
    Engine(String),
}

impl From<AutomergeError> for UndoError {
    fn from(error: AutomergeError) -> Self {
        Self::Engine(error.to_string())
    }
}

impl Direction {
    fn verb(self) -> &'static str {
        match self {
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }
}

/// A change of mine of which nothing could be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// The change.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
    /// Why.
    pub left: Vec<Left>,
}

/// What was undone or done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// The new change.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
    /// The change that it takes back or does again.
    #[serde(serialize_with = "shown")]
    pub of: ChangeHash,
    /// What of it stays as it was.
    pub left: Vec<Left>,
    /// Newer changes of mine of which nothing could be taken back.
    pub passed_over: Vec<PassedOver>,
}

/// An undo or redo that is ready to be written, into the very document it was made for.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The change that it takes back or does again.
    pub of: ChangeHash,
    /// The message the change must carry.
    pub note: Note,
    /// What of it stays as it was.
    pub left: Vec<Left>,
    /// Newer changes of mine of which nothing could be taken back.
    pub passed_over: Vec<PassedOver>,
    writes: Vec<Write>,
}

impl Plan {
    /// Writes it; the transaction must be on the document as it was when this was planned.
    ///
    /// # Errors
    /// When automerge refuses an operation; the transaction must then be rolled back.
    pub fn write(&self, tx: &mut Transaction<'_>) -> Result<(), AutomergeError> {
        self.writes.iter().try_for_each(|write| write.perform(tx))
    }

    /// The report, once it was written as `change`.
    pub fn written(self, change: ChangeHash) -> Undone {
        Undone {
            change,
            of: self.of,
            left: self.left,
            passed_over: self.passed_over,
        }
    }
}

/// Finds the last change of `me` that can be taken back (or done again), and how.
///
/// `index` must be up to date with `doc`; `time_seconds` is the writer's clock. When the change touched
/// text it reads the whole history, or with [`Index::read_with_texts`] the changes of that text.
///
/// # Errors
/// [`UndoError`] when there is none, or the history cannot be read.
pub fn plan(
    doc: &Automerge,
    index: &Index,
    me: &PublicKey,
    direction: Direction,
    time_seconds: i64,
) -> Result<Plan, UndoError> {
    plan_in(None, doc, index, me, direction, time_seconds)
}

fn plan_in(
    document: Option<&Document>,
    doc: &Automerge,
    index: &Index,
    me: &PublicKey,
    direction: Direction,
    time_seconds: i64,
) -> Result<Plan, UndoError> {
    let stacks = Stacks::read(index);
    let stack = stacks.of(me);
    let steps = match direction {
        Direction::Undo => stack.done,
        Direction::Redo => stack.undone,
    };
    let mut inverter = Inverter {
        document,
        doc,
        index,
        stacks: &stacks,
        me: *me,
        time_seconds,
        texts: HashMap::new(),
    };
    let mut passed_over = Vec::new();
    for step in steps.into_iter().rev() {
        let of = index.changes()[step.of as usize].hash;
        let inverse = inverter.toggle(step, direction)?;
        if inverse.writes.is_empty() {
            passed_over.push(PassedOver {
                change: of,
                left: inverse.left,
            });
            continue;
        }
        return Ok(Plan {
            of,
            note: match direction {
                Direction::Undo => Note::Undo(of),
                Direction::Redo => Note::Redo(of),
            },
            left: inverse.left,
            passed_over,
            writes: inverse.writes,
        });
    }
    // Changes that left no trace at all are no news to anybody.
    passed_over.retain(|passed| !passed.left.is_empty());
    if passed_over.is_empty() {
        Err(UndoError::Nothing(direction))
    } else {
        Err(UndoError::NothingLeft(passed_over))
    }
}

/// Takes back the last change of `me` that can be taken back, in one new change.
///
/// # Errors
/// [`UndoError`]; the document is then as before.
pub fn undo(doc: &mut Automerge, me: &PublicKey, time_seconds: i64) -> Result<Undone, UndoError> {
    perform(doc, me, Direction::Undo, time_seconds)
}

/// Does again what `me` last took back, unless something new was written since.
///
/// # Errors
/// [`UndoError`]; the document is then as before.
pub fn redo(doc: &mut Automerge, me: &PublicKey, time_seconds: i64) -> Result<Undone, UndoError> {
    perform(doc, me, Direction::Redo, time_seconds)
}

fn perform(
    doc: &mut Automerge,
    me: &PublicKey,
    direction: Direction,
    time_seconds: i64,
) -> Result<Undone, UndoError> {
    if doc.get_author().map(|author| author.as_bytes()) != Some(me.as_bytes().as_slice()) {
        return Err(UndoError::NotTheWriter);
    }
    let plan = plan(doc, &Index::read(doc), me, direction, time_seconds)?;
    let mut tx = doc.transaction();
    if let Err(error) = plan.write(&mut tx) {
        tx.rollback();
        return Err(error.into());
    }
    let options = CommitOptions::default()
        .with_time(time_seconds)
        .with_message(plan.note.to_string());
    let (hash, _) = tx.commit_with(options);
    let hash = hash.ok_or_else(|| UndoError::Engine("it wrote nothing".to_owned()))?;
    Ok(plan.written(ChangeHash::from_bytes(hash.0)))
}

impl Document {
    /// Takes back the last change of the writer that can be taken back, in one new change.
    ///
    /// `index` must be up to date with the document, and is not afterwards. For a document that stays
    /// open it is [`Index::read_with_texts`].
    ///
    /// # Errors
    /// [`UndoError`]; the document is then as before.
    pub fn undo(
        &mut self,
        index: &Index,
        time_seconds: i64,
    ) -> Result<(LocalChange, Undone), UndoError> {
        self.toggle(index, Direction::Undo, time_seconds)
    }

    /// Does again what the writer last took back, unless the writer wrote something new since.
    ///
    /// # Errors
    /// [`UndoError`]; the document is then as before.
    pub fn redo(
        &mut self,
        index: &Index,
        time_seconds: i64,
    ) -> Result<(LocalChange, Undone), UndoError> {
        self.toggle(index, Direction::Redo, time_seconds)
    }

    /// The change of the writer that [`Self::undo`] or [`Self::redo`] would toggle now.
    ///
    /// # Errors
    /// [`UndoError`].
    pub fn toggles_next(
        &self,
        index: &Index,
        direction: Direction,
        time_seconds: i64,
    ) -> Result<ChangeHash, UndoError> {
        Ok(self.planned(index, direction, time_seconds)?.of)
    }

    fn planned(
        &self,
        index: &Index,
        direction: Direction,
        time_seconds: i64,
    ) -> Result<Plan, UndoError> {
        let author = self
            .automerge()
            .get_author()
            .and_then(|a| PublicKey::from_slice(a.as_bytes()));
        let me = author.ok_or(UndoError::NotTheWriter)?;
        let doc = self.automerge();
        plan_in(Some(self), doc, index, &me, direction, time_seconds)
    }

    fn toggle(
        &mut self,
        index: &Index,
        direction: Direction,
        time_seconds: i64,
    ) -> Result<(LocalChange, Undone), UndoError> {
        let plan = self.planned(index, direction, time_seconds)?;
        let message = plan.note.to_string();
        let change = self.change(time_seconds, Some(&message), |tx, _| {
            plan.write(tx).map_err(UndoError::from)
        })?;
        let change = change.ok_or_else(|| UndoError::Engine("it wrote nothing".to_owned()))?;
        let undone = plan.written(change.hash);
        Ok((change, undone))
    }
}
