//! Writes documents: edits become one change each, every change gets a seal, and all of a command is
//! kept in one transaction, its index rows along with it.

use council::act::scope::Label;
use council::act::{Body, Create};
use council::authorship::Index;
use council::document::{Document, EditError, LocalChange};
use council::edit::{Edit, Place};
use council::review::{Reviewed, StrikeError, Struck};
use council::rewrite::RewriteError;
use council::undo::{Direction, UndoError, Undone};
use council::view::{Kind, View};
use format::id::{Origin, Scope};
use format::{Act, ChangeHash, DocumentId, Nonce, Seal};
use link::clock;
use store::{Reader, StoreError};

use crate::engine::archiving;
use crate::engine::header::titled;
use crate::engine::indexing::{self, IndexingError};
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::{Creation, OpenError, Opened, creation, open};

/// Why something was not written. Nothing of it was saved then.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The document does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index could not be brought up to date first.
    #[error(transparent)]
    Indexing(#[from] IndexingError),
    /// The edit cannot be done.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Nothing to take back, or it cannot be.
    #[error(transparent)]
    Undo(#[from] UndoError),
    /// Nothing was struck or proposed again.
    #[error(transparent)]
    Strike(#[from] StrikeError),
    /// What came meanwhile and what was written here do not fit together.
    #[error("what was written does not fit what came meanwhile ({0}); write it again")]
    Merge(String),
    /// The file is of another kind than the document.
    #[error(transparent)]
    Plan(#[from] council::plan::PlanError),
    /// This device's join does not count, so nobody would show what it writes.
    #[error("this device's join does not count yet; documents can be read, not written")]
    NotAMember,
    /// It archives a document, or brings it back, and whoever writes may not.
    #[error("whoever writes may not archive the document")]
    MayNotArchive {
        /// Whether something was submitted, published or circulated in it: then only secretary and chair may.
        is_on_record: bool,
    },
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// A document open for writing, with the changes that are not saved yet.
///
/// It writes under an actor of its own. Dropping it forgets what was not saved.
pub struct Draft {
    opened: Opened,
    create: Option<Act>,
    changes: Vec<LocalChange>,
}

/// What was saved of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Which document.
    pub id: DocumentId,
    /// Its title now.
    pub title: String,
    /// Its heads now.
    pub heads: Vec<ChangeHash>,
    /// The changes that were saved, oldest first; none if nothing differed.
    pub changes: Vec<ChangeHash>,
    /// Whether it was created with them.
    pub created: bool,
}

impl Draft {
    /// The document as it is with everything written so far.
    pub fn document(&self) -> &Document {
        &self.opened.document
    }

    /// The document with how it came to be; its view is the one from before what was written.
    pub(super) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// How it reads with everything written so far.
    pub fn view(&self) -> View {
        titled(self.opened.document.view())
    }

    /// Its id.
    pub fn id(&self) -> DocumentId {
        self.opened.id
    }

    /// Whether saving creates it.
    pub fn is_new(&self) -> bool {
        self.create.is_some()
    }

    /// Does all of `edits` in one change, or none of them. Returns whether anything changed.
    ///
    /// # Errors
    /// [`EditError`] names the edit that cannot be done; everything is as before.
    pub fn edit(&mut self, edits: &[Edit]) -> Result<bool, EditError> {
        let change = self
            .opened
            .document
            .edit(edits, clock::now_millis() / 1000, None)?;
        Ok(self.keep(change))
    }

    /// Does all of `edits`, in several changes where one would be too large for others to accept.
    /// Returns whether anything changed.
    ///
    /// # Errors
    /// [`EditError`]; some of the edits may be done then, so throw the draft away.
    pub fn edit_in_parts(&mut self, edits: &[Edit]) -> Result<bool, EditError> {
        match self.edit(edits) {
            Err(EditError::TooLarge) if edits.len() > 1 => {
                let (first, second) = edits.split_at(edits.len() / 2);
                let first = self.edit_in_parts(first)?;
                Ok(self.edit_in_parts(second)? || first)
            }
            other => other,
        }
    }

    /// Says that the text at `place`, which several people changed apart, reads well as it is.
    ///
    /// # Errors
    /// [`EditError`]; everything is as before.
    pub fn settle(&mut self, place: &Place) -> Result<(), EditError> {
        let now = clock::now_millis() / 1000;
        let change = self.opened.document.settle(place, now)?;
        self.keep(Some(change));
        Ok(())
    }

    /// Writes again what led from one state to another on a branch that lost, as far as it fits. Gives what
    /// does not.
    ///
    /// # Errors
    /// [`RewriteError`]; throw the draft away then.
    pub fn write_again(
        &mut self,
        states: (&View, &View),
        lost: &[ChangeHash],
    ) -> Result<Vec<Edit>, RewriteError> {
        let now = clock::now_millis() / 1000;
        let mut new_id = || uuid::Uuid::new_v4().to_string();
        let document = &mut self.opened.document;
        let rewritten = document.write_again(states, lost, now, &mut new_id)?;
        self.changes.extend(rewritten.changes);
        Ok(rewritten.left)
    }

    /// Takes back my last edit that can be taken back, or does again what I last took back.
    ///
    /// # Errors
    /// [`UndoError`]; everything is as before.
    pub fn undo(&mut self, direction: Direction) -> Result<Undone, UndoError> {
        let index = Index::read(self.opened.document.automerge());
        let now = clock::now_millis() / 1000;
        let document = &mut self.opened.document;
        let (change, undone) = match direction {
            Direction::Undo => document.undo(&index, now)?,
            Direction::Redo => document.redo(&index, now)?,
        };
        self.keep(Some(change));
        Ok(undone)
    }

    /// Takes out what was reviewed at `place`.
    ///
    /// # Errors
    /// [`StrikeError`]; everything is as before.
    pub fn strike(
        &mut self,
        place: &Place,
        reviewed: &Reviewed,
        reason: &str,
    ) -> Result<Struck, StrikeError> {
        let index = Index::read(self.opened.document.automerge());
        let now = clock::now_millis() / 1000;
        let document = &mut self.opened.document;
        let (change, struck) = document.strike(&index, place, reviewed, reason, now)?;
        self.keep(Some(change));
        Ok(struck)
    }

    /// Brings back what `strike` took out.
    ///
    /// # Errors
    /// [`StrikeError`]; everything is as before.
    pub fn propose_again(&mut self, strike: &ChangeHash) -> Result<Struck, StrikeError> {
        let index = Index::read(self.opened.document.automerge());
        let now = clock::now_millis() / 1000;
        let (change, struck) = self.opened.document.propose_again(&index, strike, now)?;
        self.keep(Some(change));
        Ok(struck)
    }

    /// Merges what came since the document was opened, so that its index row is right. Says whether
    /// anything did.
    fn take_in_news(&mut self, reader: &Reader) -> Result<bool, WriteError> {
        let base = reader.outline(&self.opened.id)?.heads;
        if base.iter().all(|head| self.opened.document.contains(head)) {
            return Ok(false);
        }
        let mut fresh = open(reader, &self.opened.id)?;
        let mine = self.changes.iter().filter_map(|change| {
            // Made by this program a moment ago.
            automerge::Change::from_bytes(change.bytes.clone()).ok()
        });
        fresh
            .document
            .apply(mine)
            .map_err(|error| WriteError::Merge(error.to_string()))?;
        self.opened = fresh;
        Ok(true)
    }

    fn keep(&mut self, change: Option<LocalChange>) -> bool {
        let Some(change) = change else { return false };
        self.changes.push(change);
        true
    }
}

impl Office {
    /// Opens a document for writing.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn draft(&self, id: &DocumentId) -> Result<Draft, WriteError> {
        // What others wrote is reported before my own work is put on top of it.
        indexing::catch_up(self)?;
        self.require_membership()?;
        self.require_going_on(id)?;
        let opened = open(&self.reader()?, id)?;
        self.draft_of(opened, None)
    }

    /// A new document, with nothing in it yet. It exists once it is saved.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn draft_new(&self, kind: Kind) -> Result<Draft, WriteError> {
        self.draft_new_for(kind, None, Scope::Council)
    }

    /// A new document for those in `scope`, with nothing in it yet. It exists once it is saved.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn draft_new_for(
        &self,
        kind: Kind,
        label: Option<Label>,
        scope: Scope,
    ) -> Result<Draft, WriteError> {
        self.create(Create {
            kind,
            scope,
            origin: Origin::Nonce(Nonce::random()?, self.me()),
            label,
        })
    }

    /// The minutes of a meeting: those that are here, or new ones that become the same document as
    /// those which somebody else creates for this meeting elsewhere.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn draft_of_meeting(&self, meeting: Origin) -> Result<Draft, WriteError> {
        self.draft_of_meeting_for(meeting, None, Scope::Council)
    }

    /// The same for those in `scope`: minute-takers who start apart share the minutes only if they
    /// name the same one.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn draft_of_meeting_for(
        &self,
        meeting: Origin,
        label: Option<Label>,
        scope: Scope,
    ) -> Result<Draft, WriteError> {
        let create = Create {
            kind: Kind::Minutes,
            scope,
            origin: meeting,
            label,
        };
        let id = create.document(&self.council());
        if creation(&self.reader()?, &id)?.is_some() {
            return self.draft(&id);
        }
        self.create(create)
    }

    fn create(&self, create: Create) -> Result<Draft, WriteError> {
        self.require_membership()?;
        let kind = create.kind;
        let id = create.document(&self.council());
        let act = self.sign_about(id, Vec::new(), &Body::Create(create.clone()))?;
        let document = Document::genesis(kind);
        let opened = Opened {
            id,
            creation: Creation {
                create,
                author: self.me(),
                time_millis: act.statement().time_millis,
            },
            view: document.view(),
            document,
            held_back: Vec::new(),
            found_void: Vec::new(),
        };
        self.draft_of(opened, Some(act))
    }

    fn draft_of(&self, mut opened: Opened, create: Option<Act>) -> Result<Draft, WriteError> {
        let actor = self.me().new_actor(&self.council())?;
        opened.document.set_writer(self.me(), actor);
        Ok(Draft {
            opened,
            create,
            changes: Vec::new(),
        })
    }

    fn require_membership(&self) -> Result<(), WriteError> {
        match self.roster()?.counts(&self.me()) {
            true => Ok(()),
            false => Err(WriteError::NotAMember),
        }
    }

    /// Writes on in a document that was opened before, perhaps beside another program. What came
    /// meanwhile merges when it is saved.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn draft_from(&self, opened: Opened) -> Result<Draft, WriteError> {
        self.require_membership()?;
        self.require_going_on(&opened.id)?;
        self.draft_of(opened, None)
    }

    /// Saves everything written in one draft.
    ///
    /// # Errors
    /// [`WriteError`]; nothing was saved then.
    pub fn save_one(&self, draft: Draft) -> Result<Saved, WriteError> {
        let mut saved = self.save(vec![draft])?;
        Ok(saved.pop().expect("BUG: one draft, one answer"))
    }

    /// Saves everything written in these drafts, all or nothing. Durable when this returns.
    ///
    /// # Errors
    /// [`WriteError`]; nothing was saved then.
    pub fn save(&self, drafts: Vec<Draft>) -> Result<Vec<Saved>, WriteError> {
        let _turn = self.turn();
        // What others wrote is reported before my own work is put on top of it.
        indexing::catch_up_in_turn(self)?;
        let (council, me) = (self.council(), self.me());
        let reader = self.reader()?;
        let roster = reader.roster()?;
        let seen = roster.cites_for(&me);
        let mut saved = Vec::with_capacity(drafts.len());
        let mut work = Vec::with_capacity(drafts.len());
        for mut draft in drafts {
            let id = draft.opened.id;
            let merged = draft.create.is_none()
                && !draft.changes.is_empty()
                && draft.take_in_news(&reader)?;
            draft.opened.view = draft.view();
            let before = reader.summary(&id)?;
            if draft.create.is_none() && !draft.changes.is_empty() {
                archiving::check_draft(&reader, &me, &draft.opened, before.as_ref())?;
            }
            let changes: Vec<_> = draft
                .changes
                .into_iter()
                .map(|change| {
                    let seen = seen.clone();
                    let seal = Seal::sign(self.key(), &council, &id, &change.hash, seen);
                    (change, seal)
                })
                .collect();
            let overlaps = match merged {
                true => indexing::overlaps(&draft.opened),
                false => indexing::overlaps_after_own_change(&draft.opened, before.as_ref()),
            };
            let row = indexing::row(&draft.opened, &roster, overlaps).standing_as(before.as_ref());
            saved.push(Saved {
                id,
                title: row.summary.title.clone(),
                heads: row.summary.heads.clone(),
                changes: changes.iter().map(|(change, _)| change.hash).collect(),
                created: draft.create.is_some(),
            });
            if draft.create.is_some() || !changes.is_empty() {
                work.push((id, draft.create, changes, row));
            }
        }
        drop(reader);
        if work.is_empty() {
            return Ok(saved);
        }
        self.store().write(move |write| {
            for (id, create, changes, row) in &work {
                if let Some(create) = create {
                    write.append_act(council, create)?;
                }
                for (change, seal) in changes {
                    write.append_local(council, *id, &me, &change.bytes, seal)?;
                }
                write.put_summary(council, &row.summary, &row.text)?;
            }
            Ok(())
        })?;
        Ok(saved)
    }
}
