//! How what is shown follows the document: the end of a burst, what others wrote, what is read anew.

use automerge::Change;
use council::document::news::News;
use council::document::{ApplyError, Conflicts};

use super::{Editor, EditorError, Loaded, TextSplice, texts};
use crate::core::digest::Digest;

impl Editor {
    /// Takes in what others wrote.
    ///
    /// # Errors
    /// [`ApplyError`]: the document must be read anew from the store.
    pub fn came(&mut self, changes: Vec<Change>, now_millis: i64) -> Result<(), ApplyError> {
        // What was typed goes into a change first, so that its splices still mean the text they were
        // made in.
        if self.end_burst(now_millis).is_err() {
            self.burst.clear();
        }
        self.document.apply(changes)?;
        self.refresh();
        self.reshaped();
        Ok(())
    }

    /// Takes the document as it was read anew; what is not on disk yet is written into it again.
    pub fn reopened(&mut self, mut loaded: Loaded, now_millis: i64) {
        if self.end_burst(now_millis).is_err() {
            self.burst.clear();
        }
        let mine = self.unsaved.iter().filter_map(|change| {
            // Made by this program a moment ago.
            Change::from_bytes(change.bytes.clone()).ok()
        });
        if loaded.document.apply(mine).is_ok() {
            let before = std::mem::replace(&mut self.document, loaded.document);
            drop(before);
        } else {
            // Impossible while the store holds what it said it holds; nothing is lost: the changes are
            // offered to the store again, and the screen shows what the store has.
            self.document = loaded.document;
        }
        self.index = loaded.index;
        self.comments = loaded.comments;
        self.held_back = loaded.held_back;
        self.read_only = loaded.read_only;
        self.reread();
        self.reshaped();
    }

    /// Makes one change of what was typed.
    pub(super) fn end_burst(&mut self, now_millis: i64) -> Result<(), EditorError> {
        if self.burst.is_empty() {
            return Ok(());
        }
        let edits = self.burst.take();
        match self.document.edit(&edits, now_millis / 1000, None) {
            Ok(change) => {
                self.keep(change);
                // The screen shows it already.
                let news = self.document.take_news();
                self.follow(&news);
                Ok(())
            }
            Err(error) => {
                // The text on the screen and the document went apart: the document is right.
                self.reread();
                Err(error.into())
            }
        }
    }

    /// Takes what is new in the document into what is shown, and notes what carets have to follow. What
    /// it costs follows the news, not the document.
    pub(super) fn refresh(&mut self) {
        let news = self.document.take_news();
        for splice in &news.splices {
            let moved = TextSplice {
                at: splice.at,
                delete: splice.delete,
                insert: splice.insert.clone(),
            };
            self.carets
                .entry(splice.place.clone())
                .or_default()
                .push(moved);
        }
        self.view.update(&self.document, &news);
        self.follow(&news);
        self.index.update(self.document.automerge());
    }

    /// Brings what follows from the view up to date; the view is already.
    fn follow(&mut self, news: &News) {
        self.digest.update(&self.view, news);
        self.found.update(&self.document, news);
        self.conflicts = self.found.iter().cloned().collect();
    }

    /// Reads all of the document anew into what is shown.
    pub(super) fn reread(&mut self) {
        self.document.watch();
        let view = self.document.view();
        for (place, splice) in texts::splices(&self.view, &view) {
            self.carets.entry(place).or_default().push(splice);
        }
        self.view = view;
        self.digest = Digest::of(&self.view);
        self.found = Conflicts::of(&self.document);
        self.conflicts = self.found.iter().cloned().collect();
        self.index.update(self.document.automerge());
    }
}
