//! What is not on disk yet, and what goes there.

use automerge::ReadDoc as _;
use council::document::{Document, LocalChange};
use format::ChangeHash;

use super::{Editor, Save};

impl Editor {
    /// What is to be kept now; `None` if nothing is, or something is on its way already.
    pub fn save(&mut self) -> Option<Save> {
        if self.unsaved.is_empty() || self.under_way > 0 {
            return None;
        }
        self.under_way = self.unsaved.len();
        Some(Save {
            changes: self.unsaved.clone(),
            before: self.unsaved_base.clone(),
            after: self.heads(),
            digest: self.digest.clone(),
            conflicts: self.conflicts.len(),
        })
    }

    /// These changes are on disk.
    pub fn saved(&mut self, changes: &[ChangeHash]) {
        self.under_way = 0;
        self.unsaved
            .retain(|change| !changes.contains(&change.hash));
        if let Some(last) = changes.last()
            && !self.unsaved.is_empty()
        {
            // The rest was made on the last of them, unless something came in between; then the store
            // looks for itself.
            self.unsaved_base = vec![*last];
        }
    }

    /// They are not.
    pub fn not_saved(&mut self) {
        self.under_way = 0;
    }

    /// Notes a change that was made.
    pub(super) fn keep(&mut self, change: Option<LocalChange>) {
        let Some(change) = change else { return };
        self.index.update(self.document.automerge());
        if self.unsaved.is_empty() {
            self.unsaved_base = self
                .index
                .change(&change.hash)
                .map(|_| dependencies(&self.document, &change.hash))
                .unwrap_or_default();
        }
        self.unsaved.push(change);
    }
}

/// What a change was made on, ascending; empty for genesis alone.
fn dependencies(document: &Document, change: &ChangeHash) -> Vec<ChangeHash> {
    let genesis = Document::genesis(document.kind()).heads();
    let hash = automerge::ChangeHash(*change.as_bytes());
    let mut found: Vec<ChangeHash> = document
        .automerge()
        .get_change_by_hash(&hash)
        .map(|change| {
            change
                .deps()
                .iter()
                .map(|dependency| ChangeHash::from_bytes(dependency.0))
                .filter(|dependency| !genesis.contains(dependency))
                .collect()
        })
        .unwrap_or_default();
    found.sort_unstable();
    found
}
