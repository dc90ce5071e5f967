//! One open document: what a person types, bursts of it, saving, undo, and what others wrote.
//!
//! The document lives here, on the screen's side: a keystroke changes the text that is shown and a list
//! of splices. When the burst ends, the splices become one change of the document, which goes to disk.
//! What others wrote comes as changes; each moves the carets in the texts it touches.

use std::collections::BTreeMap;
use std::ops::Range;

use automerge::{Change, ReadDoc as _};
use council::act::Anchor;
use council::authorship::Index;
use council::comment::SaidComment;
use council::document::news::News;
use council::document::{Conflict, Conflicts, Document, EditError, LocalChange};
use council::edit::{Edit, Place};
use council::merge::Overlap;
use council::undo::{Direction, UndoError, Undone};
use council::view::{Kind, View};
use format::{ActId, ChangeHash, DocumentId};

use super::digest::{Digest, Piece};
use super::storage::Cause;

mod burst;
pub mod compare;
mod marks;
mod past;
mod removed;
pub mod texts;
mod writers;

pub use burst::{Burst, TextSplice};
pub use marks::Mark;
pub use past::{Moment, Past, Step, moments, steps};
pub use removed::RemovedClause;
pub use writers::Stretch;

/// Why a document cannot be written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// This device's join does not count.
    NotAMember,
    /// The document is of a newer program.
    NewerVersion,
}

/// A document as it comes out of the store, ready to be written in.
#[derive(Debug)]
pub struct Loaded {
    /// Which.
    pub id: DocumentId,
    /// The document, with a writer of its own unless it is read-only.
    pub document: Document,
    /// How it reads.
    pub view: View,
    /// What the index knows of it when it reads so.
    pub digest: Digest,
    /// Who wrote which operation.
    pub index: Index,
    /// Places with several values.
    pub conflicts: Conflicts,
    /// What people said about it, oldest first.
    pub comments: Vec<SaidComment>,
    /// The unit it belongs to.
    pub unit: String,
    /// How many changes are held and do not show.
    pub held_back: usize,
    /// Why it cannot be written.
    pub read_only: Option<ReadOnly>,
}

/// What is to be kept of a document.
#[derive(Debug, Clone)]
pub struct Save {
    /// The changes that are not on disk yet, oldest first.
    pub changes: Vec<LocalChange>,
    /// The heads the first of them was made on, ascending; empty for a document nobody had written in.
    pub before: Vec<ChangeHash>,
    /// The heads after the last of them, ascending.
    pub after: Vec<ChangeHash>,
    /// What the index knows of the document after them.
    pub digest: Digest,
    /// Places with several values after them.
    pub conflicts: usize,
}

/// Something said at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Where; `None`: about the whole document.
    pub place: Option<Place>,
    /// Which characters of the text there, in code points; `None`: the whole place.
    pub range: Option<Range<usize>>,
    /// What is said.
    pub text: String,
    /// The comment this one answers.
    pub answers: Option<ActId>,
}

/// Wishes about one open document.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Deletes and inserts in a text: one keystroke, a paste, a drop.
    Splice(Place, TextSplice),
    /// Edits that become one change at once.
    Edit(Vec<Edit>),
    /// Takes back my last edit.
    Undo,
    /// Does it again.
    Redo,
    /// The person left the field: the burst ends.
    Pause,
    /// The place where the person is.
    At(Option<Place>),
    /// Chooses a value of a conflict.
    Choose(Place, usize),
    /// Of a text that several people changed apart: it reads well as it is.
    Settle(Place),
    /// Says something about it.
    Comment(NewComment),
    /// Reads the history.
    LoadHistory,
    /// Shows the document as of these heads; `None`: as it is now.
    ShowVersion(Option<Vec<ChangeHash>>),
    /// Shows an older state beside the present one.
    Compare(Option<Vec<ChangeHash>>),
    /// Closes it.
    Close,
}

/// What is to be done about one open document.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Opens it; answered by [`Event::Opened`] or [`Event::Unopened`].
    Open,
    /// Looks for changes that came; answered by [`Event::Came`] or [`Event::Opened`] if there are any.
    Refresh,
    /// Keeps changes; answered by [`Event::Saved`] or [`Event::NotSaved`].
    Save(Box<Save>),
    /// Keeps a comment, citing what was read; answered by [`Event::Comments`].
    Comment(NewComment, Option<Anchor>, String),
    /// Reads the history; answered by [`Event::History`].
    LoadHistory,
    /// Reads the document as of these heads; answered by [`Event::Version`].
    LoadVersion(Vec<ChangeHash>),
    /// Looks for texts that several people changed apart; answered by [`Event::Overlaps`].
    LoadOverlaps,
    /// Says, as the chair, that the document was read as of these heads.
    SaySeen(Vec<ChangeHash>),
    /// The document is not open any more.
    Close,
}

/// What happened to one open document.
#[derive(Debug)]
pub enum Event {
    /// It is here; also when so much came that it was read anew.
    Opened(Box<Loaded>),
    /// It does not open, and why.
    Unopened(String),
    /// Others wrote this: checked, decoded, each after what it is built on.
    Came(Vec<Change>),
    /// These changes are on disk.
    Saved(Vec<ChangeHash>),
    /// They are not; nothing of them was kept.
    NotSaved(Cause),
    /// What people said about it, oldest first.
    Comments(Vec<SaidComment>),
    /// Its changes, newest first.
    History(Vec<Moment>),
    /// How it read as of these heads; `None` if that cannot be read.
    Version(Vec<ChangeHash>, Option<Box<View>>),
    /// The texts that several people changed apart and nobody has settled.
    Overlaps(Vec<Overlap>),
}

/// Why a wish about an open document was not fulfilled. Everything is as before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditorError {
    /// It may be read only.
    #[error("this document can only be read here")]
    ReadOnly,
    /// Too much waits for the disk.
    #[error("too much waits for the disk")]
    TooMuchUnsaved,
    /// The document holds nothing to be edited there.
    #[error("there is nothing at {} (any more)", .0.key())]
    NoSuchPlace(Place),
    /// The edit does not fit the document as it is now.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Nothing can be taken back.
    #[error(transparent)]
    Undo(#[from] UndoError),
}

/// An open document.
#[derive(Debug)]
pub struct Editor {
    /// Which.
    pub id: DocumentId,
    /// How it reads now, with every keystroke.
    pub view: View,
    /// Places with several values.
    pub conflicts: Vec<Conflict>,
    /// What people said about it, oldest first.
    pub comments: Vec<SaidComment>,
    /// The unit it belongs to.
    pub unit: String,
    /// How many changes are held and do not show.
    pub held_back: usize,
    /// Why it cannot be written; `None`: it can.
    pub read_only: Option<ReadOnly>,
    /// Texts that several people changed apart and nobody has settled.
    pub overlaps: Vec<Overlap>,
    /// Its changes, newest first, once they were asked for.
    pub history: Option<Vec<Moment>>,
    /// An older state that is looked at.
    pub version: Option<Past>,
    /// An older state that is compared with the one on the screen.
    pub compared: Option<Past>,
    /// Where the person is.
    pub at: Option<Place>,
    /// When somebody last looked at it, in milliseconds since 1970.
    pub used_millis: i64,
    document: Document,
    /// Follows `document`, without the burst under way.
    digest: Digest,
    index: Index,
    /// What `conflicts` is taken from: it follows the news.
    found: Conflicts,
    burst: Burst,
    /// Made and not on disk yet, oldest first, and what the first of them was made on.
    unsaved: Vec<LocalChange>,
    unsaved_base: Vec<ChangeHash>,
    /// How many of `unsaved` are on their way to the disk.
    under_way: usize,
    /// Splices by others (and by undo) that the carets on the screen have not followed yet.
    carets: BTreeMap<Place, Vec<TextSplice>>,
    marks: Vec<Mark>,
    revision: Revision,
}

/// Counts what happened to an open document, for whoever keeps something that follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision {
    /// Grows with everything but typing: what others wrote, undo, things that came, moved and went.
    pub shape: u64,
    /// Grows with every keystroke, too.
    pub text: u64,
}

impl Editor {
    /// Opens a document that came out of the store.
    pub fn open(mut loaded: Loaded, now_millis: i64) -> Self {
        loaded.document.watch();
        let mut editor = Self {
            id: loaded.id,
            view: loaded.view,
            conflicts: loaded.conflicts.iter().cloned().collect(),
            found: loaded.conflicts,
            comments: loaded.comments,
            unit: loaded.unit,
            held_back: loaded.held_back,
            read_only: loaded.read_only,
            overlaps: Vec::new(),
            history: None,
            version: None,
            compared: None,
            at: None,
            used_millis: now_millis,
            document: loaded.document,
            digest: loaded.digest,
            index: loaded.index,
            burst: Burst::default(),
            unsaved: Vec::new(),
            unsaved_base: Vec::new(),
            under_way: 0,
            carets: BTreeMap::new(),
            marks: Vec::new(),
            revision: Revision::default(),
        };
        editor.reshaped();
        editor
    }

    /// The kind of document.
    pub fn kind(&self) -> Kind {
        self.document.kind()
    }

    /// The document, for reading.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Who wrote which operation, up to date except for the burst under way.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The text of its clauses, agenda items or rows, in the order of the view. While a piece stays the
    /// same allocation, nothing was written in that thing, but for the burst under way.
    pub fn pieces(&self) -> &[Piece] {
        self.digest.pieces()
    }

    /// The heads of what shows, ascending; empty where nobody has written.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let mut heads = self.document.heads();
        if heads == Document::genesis(self.kind()).heads() {
            heads.clear();
        }
        heads.sort_unstable();
        heads
    }

    /// Whether everything that is shown is on disk.
    pub fn is_saved(&self) -> bool {
        self.burst.is_empty() && self.unsaved.is_empty()
    }

    /// How many changes are only in memory.
    pub fn unsaved_changes(&self) -> usize {
        self.unsaved.len() + usize::from(!self.burst.is_empty())
    }

    /// When the burst under way ends by itself, in milliseconds since 1970.
    pub fn burst_ends_millis(&self, is_shared: bool) -> Option<i64> {
        self.burst.ends_millis(is_shared)
    }

    /// The splices that carets in `place` have to follow, and forgets them.
    pub fn take_carets(&mut self, place: &Place) -> Vec<TextSplice> {
        self.carets.remove(place).unwrap_or_default()
    }

    /// The places whose carets have to follow something.
    pub fn carets(&self) -> impl Iterator<Item = (&Place, &[TextSplice])> {
        self.carets
            .iter()
            .map(|(place, splices)| (place, splices.as_slice()))
    }

    /// Forgets what carets had to follow, once they did.
    pub fn carets_followed(&mut self) {
        self.carets.clear();
    }

    /// One keystroke, paste or drop in a text.
    ///
    /// # Errors
    /// [`EditorError`] when the document cannot be written or the text is not there.
    pub fn splice(
        &mut self,
        place: &Place,
        splice: &TextSplice,
        now_millis: i64,
    ) -> Result<(), EditorError> {
        self.require_writing()?;
        let text = texts::text_mut(&mut self.view, place)
            .ok_or_else(|| EditorError::NoSuchPlace(place.clone()))?;
        splice.apply(text);
        self.burst.add(place, splice, now_millis);
        for mark in &mut self.marks {
            mark.follow(place, splice);
        }
        self.revision.text += 1;
        Ok(())
    }

    /// Edits that become one change at once.
    ///
    /// # Errors
    /// [`EditorError`]; the burst that was under way has ended then, and nothing else happened.
    pub fn edit(&mut self, edits: &[Edit], now_millis: i64) -> Result<(), EditorError> {
        self.require_writing()?;
        self.end_burst(now_millis)?;
        let change = self.document.edit(edits, now_millis / 1000, None)?;
        self.keep(change);
        self.refresh();
        self.reshaped();
        Ok(())
    }

    /// Says that the text at `place`, which several people changed apart, reads well as it is.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn settle(&mut self, place: &Place, now_millis: i64) -> Result<(), EditorError> {
        self.require_writing()?;
        self.end_burst(now_millis)?;
        let change = self.document.settle(place, now_millis / 1000)?;
        self.keep(Some(change));
        self.overlaps.retain(|overlap| overlap.place != *place);
        self.reshaped();
        Ok(())
    }

    /// Takes back my last edit that can be taken back, or does it again.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn undo(&mut self, direction: Direction, now_millis: i64) -> Result<Undone, EditorError> {
        self.require_writing()?;
        self.end_burst(now_millis)?;
        self.index.update(self.document.automerge());
        let now = now_millis / 1000;
        let (change, undone) = match direction {
            Direction::Undo => self.document.undo(&self.index, now)?,
            Direction::Redo => self.document.redo(&self.index, now)?,
        };
        self.keep(Some(change));
        self.refresh();
        self.reshaped();
        Ok(undone)
    }

    /// Chooses a value of the conflict at `place`.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn choose(
        &mut self,
        place: &Place,
        number: usize,
        now_millis: i64,
    ) -> Result<(), EditorError> {
        let edit = self
            .conflicts
            .iter()
            .find(|conflict| conflict.place == *place)
            .and_then(|conflict| conflict.choose(number))
            .ok_or_else(|| EditorError::NoSuchPlace(place.clone()))?;
        self.edit(&[edit], now_millis)
    }

    /// Ends the burst if it is time: the person paused, wrote long enough, or `force`.
    ///
    /// # Errors
    /// [`EditorError`] if the document does not take what was typed: it is read anew then.
    pub fn tick(
        &mut self,
        now_millis: i64,
        is_shared: bool,
        force: bool,
    ) -> Result<(), EditorError> {
        if force || self.burst.is_over(now_millis, is_shared) {
            self.end_burst(now_millis)?;
        }
        Ok(())
    }

    /// Takes in what others wrote.
    ///
    /// # Errors
    /// [`council::document::ApplyError`]: the document must be read anew from the store.
    pub fn came(
        &mut self,
        changes: Vec<Change>,
        now_millis: i64,
    ) -> Result<(), council::document::ApplyError> {
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

    /// What stands at a place now.
    pub fn value(&self, place: &Place) -> &str {
        texts::value(&self.view, place).unwrap_or_default()
    }

    /// The anchor of a comment in the text as it is now, and the words that are meant.
    pub fn anchor_of(&self, comment: &NewComment) -> (Option<Anchor>, String) {
        let (Some(place), Some(range)) = (&comment.place, &comment.range) else {
            return (None, String::new());
        };
        let quote: String = self
            .value(place)
            .chars()
            .skip(range.start)
            .take(range.len())
            .collect();
        (self.document.anchor(place, range.clone()), quote)
    }

    /// What people said about it, oldest first, was read.
    pub fn comments_loaded(&mut self, comments: Vec<SaidComment>) {
        if self.comments != comments {
            self.comments = comments;
            self.reshaped();
        }
    }

    /// The texts that several people changed apart were looked for.
    pub fn overlaps_loaded(&mut self, overlaps: Vec<Overlap>) {
        if self.overlaps != overlaps {
            self.overlaps = overlaps;
            self.reshaped();
        }
    }

    /// The words that comments are about, in the order of the comments.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// How often something happened to it.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Who wrote which stretch of the text at `place`; `me` types in it. Costs about a quarter of a
    /// millisecond per thousand characters: to be kept while neither text nor [`Revision::shape`] change.
    pub fn stretches(&self, place: &Place, me: format::PublicKey) -> Vec<Stretch> {
        let text = self.document.text_object(place);
        let spans = text
            .map(|text| self.index.spans(self.document.automerge(), &text))
            .unwrap_or_default();
        writers::stretches(&spans, self.burst.edits(), place, me)
    }

    /// The clauses of a policy that were removed, the one removed last first.
    pub fn removed_clauses(&self) -> Vec<RemovedClause> {
        match &self.view {
            View::Policy(policy) => removed::removed_clauses(&self.document, policy),
            View::Minutes(_) | View::Matrix(_) => Vec::new(),
        }
    }

    /// Wants to see the state with these heads, or (`None`) the present one. Returns what is to be read.
    pub fn show_version(&mut self, heads: Option<Vec<ChangeHash>>) -> Option<Vec<ChangeHash>> {
        want(&mut self.version, heads)
    }

    /// Wants to compare what is on the screen with the state with these heads. Returns what is to be read.
    pub fn compare_with(&mut self, heads: Option<Vec<ChangeHash>>) -> Option<Vec<ChangeHash>> {
        want(&mut self.compared, heads)
    }

    /// An older state was read, or cannot be. Returns what is to be read next.
    pub fn version_loaded(
        &mut self,
        heads: &[ChangeHash],
        view: Option<&View>,
    ) -> Vec<Vec<ChangeHash>> {
        [&mut self.version, &mut self.compared]
            .into_iter()
            .flatten()
            .filter(|past| past.is_reading(heads))
            .filter_map(|past| past.read(heads, view))
            .collect()
    }

    /// Something other than typing happened.
    fn reshaped(&mut self) {
        self.revision.shape += 1;
        self.revision.text += 1;
        self.marks = marks::marks(&self.document, &self.comments, self.burst.edits());
    }

    fn require_writing(&self) -> Result<(), EditorError> {
        match self.read_only {
            Some(_) => Err(EditorError::ReadOnly),
            None => Ok(()),
        }
    }

    /// Makes one change of what was typed.
    fn end_burst(&mut self, now_millis: i64) -> Result<(), EditorError> {
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

    fn keep(&mut self, change: Option<LocalChange>) {
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

    /// Takes what is new in the document into what is shown, and notes what carets have to follow. What
    /// it costs follows the news, not the document.
    fn refresh(&mut self) {
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
    fn reread(&mut self) {
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

/// Takes the older state with these heads into a slot, or clears it.
fn want(slot: &mut Option<Past>, heads: Option<Vec<ChangeHash>>) -> Option<Vec<ChangeHash>> {
    let Some(heads) = heads else {
        *slot = None;
        return None;
    };
    let (past, read) = Past::want(slot.take(), heads);
    *slot = Some(past);
    read
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

#[cfg(test)]
mod tests;
