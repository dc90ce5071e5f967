//! One open document: what a person types, bursts of it, saving, undo, and what others wrote.
//!
//! The document lives here, on the screen's side: a keystroke changes the text that is shown and a list
//! of splices. When the burst ends, the splices become one change of the document, which goes to disk.
//! What others wrote comes as changes; each moves the carets in the texts it touches.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `exchange` | wishes, effects and events |
//! | `burst` | what is being typed |
//! | `judging` | decisions about it |
//! | `following` | how what is shown follows the document |
//! | `keeping` | what is not on disk yet |
//! | `texts` | values of a view by their places |
//! | `marks` | the words that comments are about |
//! | `past`, [`compare`] | older states, and what is different in them |
//! | `removed` | removed clauses |
//! | `restarting` | starting over as another document |
//! | `telling` | comments on their way |
//! | `writers` | who wrote which stretch |

use std::collections::{BTreeMap, HashMap};
use std::mem::{Discriminant, discriminant};

use council::act::Anchor;
use council::archiving::{only_archives, was_ever_marked};
use council::attachment::{self, Attachment};
use council::authorship::Index;
use council::comment::SaidComment;
use council::document::genesis::genesis_hash;
use council::document::{Conflict, Conflicts, Document, LocalChange};
use council::edit::{Edit, Place};
use council::merge::Overlap;
use council::review::{Reviewed, Strike, Struck, strikes};
use council::undo::{Direction, Undone};
use council::view::{Kind, View};
use format::{ChangeHash, DocumentId};

use super::attachments::Attached;
use super::deciding::Saying;
use super::digest::{Digest, Piece};
use super::sharing::Shared;

mod attaching;
mod burst;
pub mod compare;
mod exchange;
mod following;
mod judging;
mod keeping;
mod marks;
mod past;
mod removed;
mod restarting;
mod telling;
pub mod texts;
mod writers;

pub use burst::{Burst, TextSplice};
pub use exchange::{
    Action, COMMENT_CHARS, EditorError, Effect, Event, Loaded, NewComment, ReadOnly, Save,
};
pub use judging::Judged;
pub use marks::Mark;
pub use past::{Moment, Past, Step, moments, steps};
pub use removed::RemovedClause;
pub use restarting::Restarting;
pub use telling::Telling;
pub use writers::Stretch;

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
    /// Who may hold it.
    pub shared: Shared,
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
    /// What the person is asked before it starts over, or before its text is removed here.
    pub restarting: Option<Restarting>,
    /// Why it did not start over when that was wanted last.
    pub not_restarted: Option<String>,
    /// Decisions about it.
    pub judged: Judged,
    /// How the comments fare that this person says.
    pub telling: Telling,
    /// What is known of its attachments.
    pub attached: Attached,
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
    strikes: Vec<Strike>,
    revision: Revision,
    /// The reading that was taken in last, by what was read.
    taken_in: HashMap<Discriminant<Event>, u64>,
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
            shared: loaded.shared,
            held_back: loaded.held_back,
            read_only: loaded.read_only,
            overlaps: Vec::new(),
            history: None,
            version: None,
            compared: None,
            restarting: None,
            not_restarted: None,
            judged: Judged::default(),
            telling: Telling::default(),
            taken_in: HashMap::new(),
            attached: Attached::default(),
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
            strikes: Vec::new(),
            revision: Revision::default(),
        };
        editor.reshaped();
        editor
    }

    /// What is attached to it, by name; at most as many as a document may have.
    pub fn attachments(&self) -> &[Attachment] {
        self.attached.all()
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
        if heads == [genesis_hash(self.kind())] {
            heads.clear();
        }
        heads.sort_unstable();
        heads
    }

    /// Whether everything that is shown is on disk.
    pub fn is_saved(&self) -> bool {
        self.burst.is_empty() && self.unsaved.is_empty()
    }

    /// Whether nothing is lost when it is closed: everything is on disk, nothing is being attached, and nothing
    /// that was said is on its way.
    pub fn can_close(&self) -> bool {
        let is_said = self.judged.saying != Saying::UnderWay && !self.telling.is_busy();
        self.is_saved() && is_said && !self.attached.is_busy()
    }

    /// Whether a reading of the same that began later was taken in before.
    pub fn is_overtaken(&self, read: &Event, number: u64) -> bool {
        let taken_in = self.taken_in.get(&discriminant(read));
        taken_in.is_some_and(|last| number < *last)
    }

    /// A reading was taken in.
    pub fn took_in(&mut self, read: Discriminant<Event>, number: u64) {
        self.taken_in.insert(read, number);
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

    /// Takes back my last edit that can be taken back, or does it again. That was to archive the document, or
    /// to bring it back: it is toggled only where I still may.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn undo(
        &mut self,
        direction: Direction,
        may_archive: bool,
        now_millis: i64,
    ) -> Result<Undone, EditorError> {
        self.require_writing()?;
        self.end_burst(now_millis)?;
        self.index.update(self.document.automerge());
        let now = now_millis / 1000;
        // Only of a document that was ever archived, because planning takes as long as the undo itself.
        if !may_archive && was_ever_marked(&self.document) {
            let next = self.document.toggles_next(&self.index, direction, now)?;
            if only_archives(&self.document, &next) {
                return Err(EditorError::MayNotArchive);
            }
        }
        let (change, undone) = match direction {
            Direction::Undo => self.document.undo(&self.index, now)?,
            Direction::Redo => self.document.redo(&self.index, now)?,
        };
        self.keep(Some(change));
        self.refresh();
        self.reshaped();
        Ok(undone)
    }

    /// Takes out what was reviewed at `place`.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn strike(
        &mut self,
        place: &Place,
        reviewed: &Reviewed,
        reason: &str,
        now_millis: i64,
    ) -> Result<Struck, EditorError> {
        self.require_writing()?;
        self.end_burst(now_millis)?;
        self.index.update(self.document.automerge());
        let document = &mut self.document;
        let (change, struck) =
            document.strike(&self.index, place, reviewed, reason, now_millis / 1000)?;
        self.keep(Some(change));
        self.refresh();
        self.reshaped();
        Ok(struck)
    }

    /// Brings back what `strike` took out.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn propose_again(
        &mut self,
        strike: &ChangeHash,
        now_millis: i64,
    ) -> Result<Struck, EditorError> {
        self.require_writing()?;
        self.end_burst(now_millis)?;
        self.index.update(self.document.automerge());
        let document = &mut self.document;
        let (change, struck) = document.propose_again(&self.index, strike, now_millis / 1000)?;
        self.keep(Some(change));
        self.refresh();
        self.reshaped();
        Ok(struck)
    }

    /// What was struck in it and neither taken back nor proposed again, the newest first.
    pub fn strikes(&self) -> &[Strike] {
        &self.strikes
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
        self.strikes = strikes(self.document.automerge(), &self.index);
        self.strikes.retain(|strike| !strike.is_over);
        self.attached.list(attachment::attachments(&self.view));
    }

    fn require_writing(&self) -> Result<(), EditorError> {
        match self.read_only {
            Some(_) => Err(EditorError::ReadOnly),
            None => Ok(()),
        }
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

#[cfg(test)]
mod tests;
