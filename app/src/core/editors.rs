//! The open documents: those on the screen, and some that were looked at lately.

use std::collections::BTreeMap;

use format::DocumentId;

use super::editor::{Editor, Loaded};

/// How many documents are kept in memory.
pub const MOST: usize = 50;

/// A document that was asked for.
#[derive(Debug)]
pub enum Slot {
    /// It is being read.
    Opening,
    /// It is here.
    Open(Box<Editor>),
    /// It does not open, and why.
    Failed(String),
}

/// The open documents.
#[derive(Debug, Default)]
pub struct Editors {
    slots: BTreeMap<DocumentId, Slot>,
}

impl Editors {
    /// The slot of a document, if it was asked for.
    pub fn slot(&self, id: &DocumentId) -> Option<&Slot> {
        self.slots.get(id)
    }

    /// An open document.
    pub fn get(&self, id: &DocumentId) -> Option<&Editor> {
        match self.slots.get(id) {
            Some(Slot::Open(editor)) => Some(editor),
            _ => None,
        }
    }

    /// An open document, to be changed.
    pub fn get_mut(&mut self, id: &DocumentId) -> Option<&mut Editor> {
        match self.slots.get_mut(id) {
            Some(Slot::Open(editor)) => Some(editor),
            _ => None,
        }
    }

    /// Every open document.
    pub fn iter(&self) -> impl Iterator<Item = &Editor> {
        self.slots.values().filter_map(|slot| match slot {
            Slot::Open(editor) => Some(&**editor),
            Slot::Opening | Slot::Failed(_) => None,
        })
    }

    /// Every open document, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Editor> {
        self.slots.values_mut().filter_map(|slot| match slot {
            Slot::Open(editor) => Some(&mut **editor),
            Slot::Opening | Slot::Failed(_) => None,
        })
    }

    /// Asks for a document. Returns whether it has to be read.
    pub fn ask(&mut self, id: DocumentId, now_millis: i64) -> bool {
        match self.slots.get_mut(&id) {
            Some(Slot::Open(editor)) => {
                editor.used_millis = now_millis;
                false
            }
            Some(Slot::Opening) => false,
            Some(Slot::Failed(_)) | None => {
                self.slots.insert(id, Slot::Opening);
                true
            }
        }
    }

    /// Takes in a document that was read. One that was closed meanwhile is dropped.
    pub fn opened(&mut self, loaded: Loaded, now_millis: i64) {
        match self.slots.get_mut(&loaded.id) {
            Some(Slot::Open(editor)) => editor.reopened(loaded, now_millis),
            Some(slot) => *slot = Slot::Open(Box::new(Editor::open(loaded, now_millis))),
            None => {}
        }
    }

    /// A document does not open.
    pub fn failed(&mut self, id: DocumentId, why: String) {
        if let Some(slot @ Slot::Opening) = self.slots.get_mut(&id) {
            *slot = Slot::Failed(why);
        }
    }

    /// Closes a document.
    pub fn close(&mut self, id: &DocumentId) {
        self.slots.remove(id);
    }

    /// Closes what was not looked at for longest and can be closed, until at most [`MOST`] are open. Returns
    /// what was closed. `shown` stays.
    pub fn trim(&mut self, shown: Option<&DocumentId>) -> Vec<DocumentId> {
        let mut closed = Vec::new();
        while self.slots.len() > MOST {
            let oldest = self
                .iter()
                .filter(|editor| editor.can_close() && Some(&editor.id) != shown)
                .min_by_key(|editor| editor.used_millis)
                .map(|editor| editor.id);
            let Some(id) = oldest else { break };
            self.close(&id);
            closed.push(id);
        }
        closed
    }
}
