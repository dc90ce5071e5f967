//! What each author has done and undone, read from the history.

use std::collections::{HashMap, HashSet};

use format::PublicKey;

use super::note::Note;
use crate::authorship::Index;

/// One change of a person, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// The change the person made, by number.
    pub(crate) of: u32,
    /// The change that brought it to where it is now: itself, its last undo or its last redo.
    pub(crate) latest: u32,
}

/// What one author can undo and redo; the next one last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stack {
    pub(crate) done: Vec<Step>,
    pub(crate) undone: Vec<Step>,
}

/// The stacks of all authors of a document.
#[derive(Debug, Default)]
pub(crate) struct Stacks {
    of: HashMap<PublicKey, Stack>,
    /// Undo and redo changes, with the change each of them reversed.
    toggles: HashMap<u32, u32>,
    undone: HashSet<u32>,
}

impl Stacks {
    /// Walks through all changes, each author's in order.
    pub(crate) fn read(index: &Index) -> Self {
        let mut stacks = Self::default();
        for (number, change) in (0..).zip(index.changes()) {
            // A change without operations only joins heads.
            if let (Some(author), true) = (change.author, change.start_op <= change.max_op) {
                let stack = stacks.of.entry(author).or_default();
                let note = change.note.as_deref();
                if let Some(step) = stack.take(index, number, note) {
                    stacks.toggles.insert(number, step.latest);
                    match note {
                        Some(Note::Undo(_)) => stacks.undone.insert(step.of),
                        _ => stacks.undone.remove(&step.of),
                    };
                }
            }
        }
        stacks
    }

    /// The stack of `author`; empty for somebody who wrote nothing.
    pub(crate) fn of(&self, author: &PublicKey) -> Stack {
        self.of.get(author).cloned().unwrap_or_default()
    }

    /// Whether the author of change `number` has taken it back.
    pub(crate) fn is_undone(&self, number: u32) -> bool {
        self.undone.contains(&number)
    }

    /// The change that change `number` reversed, if it is an undo or redo.
    pub(crate) fn reversed_by(&self, number: u32) -> Option<u32> {
        self.toggles.get(&number).copied()
    }
}

impl Stack {
    /// Takes in the author's next change. If it is an undo or redo: the step as it was before.
    fn take(&mut self, index: &Index, number: u32, note: Option<&Note>) -> Option<Step> {
        let (from, to) = match note {
            Some(Note::Undo(_)) => (&mut self.done, &mut self.undone),
            Some(Note::Redo(_)) => (&mut self.undone, &mut self.done),
            // A strike is an edit like others: whoever made it may take it back.
            Some(Note::Strike | Note::Propose(_)) | None => (&mut self.undone, &mut self.done),
        };
        let of = note.and_then(|note| index.number(note.of()?));
        if let Some(at) = of.and_then(|of| from.iter().rposition(|step| step.of == of)) {
            let before = from.remove(at);
            to.push(Step {
                latest: number,
                ..before
            });
            return Some(before);
        }
        // An ordinary change, or one whose message is not true: what was undone before it cannot be
        // done again after it.
        self.undone.clear();
        self.done.push(Step {
            of: number,
            latest: number,
        });
        None
    }
}
