//! What goes into an open document and comes out of it: wishes of the person, effects for the engine, and
//! its events.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use automerge::Change;
use council::act::Anchor;
use council::attachment::Attachment;
use council::authorship::Index;
use council::comment::SaidComment;
use council::document::{Conflicts, Document, EditError, LocalChange};
use council::edit::{Collection, Edit, Place};
use council::merge::Overlap;
use council::review::{Reviewed, StrikeError};
use council::undo::UndoError;
use council::view::View;
use format::scope::Scope;
use format::{ActId, Blob, ChangeHash, DocumentId};

use super::{Moment, Restarting, TextSplice};
use crate::core::attachments::{Copied, Picture, Standings, Thing, Thumbnail};
use crate::core::deciding::{Decisions, Wish};
use crate::core::digest::Digest;
use crate::core::sharing::Shared;
use crate::core::storage::Cause;

/// Why a document cannot be written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOnly {
    /// This device's join does not count.
    NotAMember,
    /// The document is of a newer program.
    NewerVersion,
    /// It started over as another one.
    Restarted(DocumentId),
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
    /// Who may hold it.
    pub shared: Shared,
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

/// How long a comment, or a reason, is at most, in characters: with the words it is about it has room in one act.
pub const COMMENT_CHARS: usize = 8_000;

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
    /// Takes out what was reviewed at a place, and says why.
    Strike {
        /// What; the mark of a thing means all of it.
        place: Place,
        /// Between which states it was reviewed.
        reviewed: Reviewed,
        /// Why.
        reason: String,
    },
    /// Brings back what this change struck.
    ProposeAgain(ChangeHash),
    /// Says something about it.
    Comment(NewComment),
    /// Says something about its texts: submits, judges, decides, publishes.
    Say(Wish),
    /// Has a file of a publication fetched, however large.
    WishForFile(Blob),
    /// Attaches files: to the whole document, or to a thing in it.
    Attach(Vec<PathBuf>, Option<Thing>),
    /// Attaches what lies on the clipboard.
    PasteAttachment(Option<Thing>),
    /// What is added from now on belongs to the thing where the person is, or to the whole document.
    AttachToThing(bool),
    /// Takes the attachment with this id off.
    Detach(String),
    /// Shows what is attached to this thing, beside the document.
    ShowAttachments(Collection, String),
    /// Has the bytes of an attachment fetched, however large.
    WishForAttachment(Blob),
    /// Does not have them fetched after all.
    TakeBackWish(Blob),
    /// Shows the attachment with this id with what the system shows such files with.
    OpenAttachment(String),
    /// Widens who may hold it, and says why.
    Share {
        /// Who may besides.
        scope: Scope,
        /// Why; may be empty.
        reason: String,
    },
    /// Puts what is open at a place on the agenda of these minutes.
    Raise(Place, DocumentId),
    /// Asks before it starts over, or its text is removed; `None`: it is not wanted after all.
    AskToRestart(Option<Restarting>),
    /// Lets it start over as another document, as the chair, and says why.
    Restart(String),
    /// Removes its text from this device, once it started over.
    Forget,
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
    /// Keeps a comment, citing what was read; answered by [`Event::Commented`] or [`Event::NotCommented`].
    Comment(NewComment, Option<Anchor>, String),
    /// Reads the history; answered by [`Event::History`].
    LoadHistory,
    /// Reads the document as of these heads; answered by [`Event::Version`].
    LoadVersion(Vec<ChangeHash>),
    /// Looks for texts that several people changed apart; answered by [`Event::Overlaps`].
    LoadOverlaps,
    /// Reads where it stands; answered by [`Event::Decisions`].
    LoadDecisions,
    /// Says something about its texts; answered by [`Event::Said`] or [`Event::NotSaid`].
    Say(Box<Wish>),
    /// Notes that the person wants this file of a publication; answered by [`Event::Decisions`].
    WishForFile(Blob),
    /// Keeps files beside those that are attached; answered by [`Event::Attached`] or [`Event::NotAttached`].
    Attach {
        /// The files.
        files: Vec<PathBuf>,
        /// What is attached already.
        present: Vec<Attachment>,
        /// The thing they belong to; `None`: the whole document.
        to: Option<Thing>,
    },
    /// Reads what lies on the clipboard; answered by [`Event::Copied`].
    ReadClipboard,
    /// As [`Effect::Attach`] with a picture, which gets a name.
    AttachPicture {
        /// The picture.
        picture: Arc<Picture>,
        /// What is attached already.
        present: Vec<Attachment>,
        /// The thing it belongs to; `None`: the whole document.
        to: Option<Thing>,
    },
    /// Reads how what is attached stands here; answered by [`Event::Attachments`].
    LoadAttachments {
        /// Whether it is read, too, who attached it: that takes longer.
        whose: bool,
    },
    /// Notes that the person wants an attachment; answered by [`Event::Attachments`].
    WishForAttachment(Blob),
    /// Notes that they do not want it after all; answered likewise.
    TakeBackWish(Blob),
    /// Shows an attachment; answered by a notice where that cannot be.
    OpenAttachment(Box<Attachment>),
    /// Puts an attachment on the disk; answered by a notice.
    SaveAttachment(Box<Attachment>, PathBuf),
    /// Makes small pictures of these images; answered by [`Event::Thumbnail`] for each.
    LoadThumbnails(Vec<Blob>),
    /// Reads who may hold it; answered by [`Event::Shared`].
    LoadShared,
    /// See [`Action::Share`]; answered by [`Event::Shared`] if it counts.
    Share(Scope, String),
    /// See [`Action::Raise`]; answered by a notice.
    Raise(Place, DocumentId),
    /// See [`Action::Restart`]; answered by [`Event::WentOn`] or [`Event::NotRestarted`].
    Restart(String),
    /// See [`Action::Forget`]; answered by [`Event::Forgotten`] or [`Event::NotRestarted`].
    Forget,
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
    /// They are not and will not be: the document started over as this one, and takes nothing more.
    Restarted(DocumentId),
    /// It goes on as another document; how many comments stay behind.
    WentOn(DocumentId, usize),
    /// Its text was removed from this device: so many changes, so many files.
    Forgotten(u64, u64),
    /// It did not start over, or was not removed, and why, in the person's language.
    NotRestarted(String),
    /// What people said about it, oldest first.
    Comments(Vec<SaidComment>),
    /// This comment is saved.
    Commented(Box<NewComment>),
    /// It is not, and why, in the person's language. Nothing changed.
    NotCommented(Box<NewComment>, String),
    /// Where it stands.
    Decisions(Box<Decisions>),
    /// It cannot be read where it stands.
    NoDecisions,
    /// What this person wanted to say is said; the kind of act.
    Said(&'static str),
    /// It is not, and why, in the person's language. Nothing changed.
    NotSaid(String),
    /// What lay on the clipboard, which is to be attached.
    Copied(Copied),
    /// Files were kept; they are to be put into the document.
    Attached(Vec<Attachment>),
    /// They were not, and why, in the person's language. Nothing changed.
    NotAttached(String),
    /// How what is attached stands here.
    Attachments(Box<Standings>),
    /// A small picture was made of this image, or cannot be.
    Thumbnail(Blob, Option<Arc<Thumbnail>>),
    /// Its changes, newest first.
    History(Vec<Moment>),
    /// How it read as of these heads; `None` if that cannot be read.
    Version(Vec<ChangeHash>, Option<Box<View>>),
    /// The texts that several people changed apart and nobody has settled.
    Overlaps(Vec<Overlap>),
    /// Who may hold it, and how many changes are held and do not show.
    Shared(Box<Shared>, usize),
    /// One of the others, which was read beside everything else: the readings are numbered in the order in which
    /// they began, and one that ends after a later one of the same is dropped.
    Read(u64, Box<Event>),
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
    /// What would be taken back is that the document was archived or brought back, which is for others to do.
    #[error("whether the document is archived is for others to say")]
    MayNotArchive,
    /// Nothing was struck or proposed again.
    #[error(transparent)]
    Strike(#[from] StrikeError),
    /// Only whoever decides or sends back may strike.
    #[error("only whoever decides on a document strikes anything in it")]
    NotTheReviewer,
}
