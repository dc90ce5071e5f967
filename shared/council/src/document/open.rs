//! [`Document`]: loads, takes in changes, knows its heads, makes one change per edit batch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable as _, Transaction};
use automerge::{
    Author, Automerge, AutomergeError, Change, PatchLog, ROOT, ReadDoc as _, TextEncoding,
};
use format::change::{MAX_CHANGE_BYTES, MAX_CHANGE_OPERATIONS};
use format::{ActorId, ChangeHash, PublicKey};

use super::changes::ChangeIndex;
use super::genesis::{GENESIS_ACTOR, SCHEMA_VERSION, genesis_change};
use super::news::{Touches, Watch};
use super::read;
use super::reader::Reader;
use super::write::{EditError, Orders, Writer};
use crate::edit::Edit;
use crate::view::{Kind, View};

/// A change this device just made, to be sealed and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalChange {
    /// Its identity.
    pub hash: ChangeHash,
    /// The plain change chunk.
    pub bytes: Vec<u8>,
}

/// Why a document does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// One of its changes does not fit.
    #[error("the document cannot be opened: {0}")]
    Change(#[from] ApplyError),
}

/// Why changes were not taken in. The document is as before, except after [`ApplyError::Panic`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// Something it was made on is not here.
    #[error("change {change} was made on {missing}, which is not here; fetch that first")]
    MissingDependency {
        /// Which change.
        change: ChangeHash,
        /// What it needs.
        missing: ChangeHash,
    },
    /// Not the next change of its writer, or it does not follow the writer's last one.
    #[error(
        "change {change} is number {found} of its writer, but number {expected} would be next; it is refused"
    )]
    Sequence {
        /// Which change.
        change: ChangeHash,
        /// Its number.
        found: u64,
        /// What would fit.
        expected: u64,
    },
    /// Its operations are not numbered after those it was made on.
    #[error(
        "change {change} numbers its operations from {found}, but {expected} would be right; it is refused"
    )]
    StartOp {
        /// Which change.
        change: ChangeHash,
        /// Its first operation.
        found: u64,
        /// What would fit.
        expected: u64,
    },
    /// Its writer is no device of ours: the genesis writer, or an id of another length.
    #[error("change {0} names a writer that no device can be; it is refused")]
    Actor(ChangeHash),
    /// Automerge refused it.
    #[error("a change is damaged: {0}")]
    Damaged(String),
    /// Automerge failed on it. The document in memory is empty now: open it again from the store
    /// without these changes.
    #[error(
        "a change made the document engine fail; set these changes aside and open the document again"
    )]
    Panic,
}

/// Heads that the document does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this document has no version {0}; it may not have arrived yet")]
pub struct UnknownHeads(
    /// The first that is not held.
    pub ChangeHash,
);

/// One council document.
///
/// ```
/// use council::document::Document;
/// use council::edit::{Edit, Place};
/// use council::view::{Kind, View};
/// use format::{ActorId, PublicKey};
///
/// let mut document = Document::genesis(Kind::Policy);
/// document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([2; 24]));
/// let title = Edit::Put { place: Place::Title, value: "Pedoman media sosial".into() };
/// let change = document.edit(&[title], 1_700_000_000, None)?.expect("the title is new");
///
/// let mut other = Document::genesis(Kind::Policy);
/// other.apply([automerge::Change::from_bytes(change.bytes)?])?;
/// let View::Policy(policy) = other.view() else { unreachable!() };
/// assert_eq!(policy.title, "Pedoman media sosial");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Document {
    kind: Kind,
    doc: Automerge,
    index: ChangeIndex,
    can_write: bool,
    /// What changed since somebody last looked, if somebody looks: see [`super::news`].
    pub(super) watch: Option<Watch>,
    /// What the last edit knew of the order of things, so that the next one need not read all of them.
    orders: Option<Known>,
}

/// The order of things in a document with these heads.
#[derive(Debug)]
struct Known {
    heads: Vec<automerge::ChangeHash>,
    orders: Orders,
}

/// A copy to read or to try something on, which is not watched. It cannot be written before
/// [`Document::set_writer`] gives it an actor of its own: two copies writing as one actor would make two
/// changes of one number.
impl Clone for Document {
    fn clone(&self) -> Self {
        Self {
            kind: self.kind,
            doc: self.doc.clone(),
            index: self.index.clone(),
            can_write: false,
            watch: None,
            orders: None,
        }
    }
}

impl Document {
    /// A document nobody has written in.
    pub fn genesis(kind: Kind) -> Self {
        let genesis = genesis_change(kind);
        let mut index = ChangeIndex::default();
        index.push(&genesis);
        let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        doc.apply_changes([genesis])
            .expect("BUG: genesis fits an empty document");
        Self {
            kind,
            doc,
            index,
            can_write: false,
            watch: None,
            orders: None,
        }
    }

    /// A document of genesis and these changes, each after those it was made on.
    ///
    /// # Errors
    /// [`OpenError`] if one of them does not fit. Nothing is skipped silently.
    pub fn load(kind: Kind, changes: impl IntoIterator<Item = Change>) -> Result<Self, OpenError> {
        let mut document = Self::genesis(kind);
        document.apply(changes)?;
        Ok(document)
    }

    /// Takes in changes, each after those it was made on. Changes that are here already are skipped.
    /// Returns how many were new.
    ///
    /// # Errors
    /// [`ApplyError`]; then nothing was taken in.
    pub fn apply(
        &mut self,
        changes: impl IntoIterator<Item = Change>,
    ) -> Result<usize, ApplyError> {
        let held = self.index.len();
        let mut new = Vec::new();
        for change in changes {
            if self.index.number(&change.hash()).is_some() {
                continue;
            }
            if let Err(error) = check(&self.index, &change) {
                self.index.truncate(held);
                return Err(error);
            }
            self.index.push(&change);
            new.push(change);
        }
        let count = new.len();
        if count == 0 {
            return Ok(0);
        }
        let touches = self.watch.as_ref().and_then(|_| Touches::read(&new));
        let mut log = PatchLog::new(self.watch.is_some());
        let applied = catch_unwind(AssertUnwindSafe(|| {
            self.doc.apply_changes_log_patches(new, &mut log)
        }));
        match applied {
            Ok(Ok(())) => {
                self.note_news(touches, log);
                Ok(count)
            }
            Ok(Err(error)) => {
                self.index.truncate(held);
                Err(ApplyError::Damaged(error.to_string()))
            }
            Err(_) => {
                let is_watched = self.watch.is_some();
                *self = Self::genesis(self.kind);
                self.watch = is_watched.then(Watch::all);
                Err(ApplyError::Panic)
            }
        }
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The newest changes, ascending: of a document nobody has written in, genesis.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.doc
            .get_heads()
            .into_iter()
            .map(from_automerge)
            .collect()
    }

    /// Whether a change is here.
    pub fn contains(&self, change: &ChangeHash) -> bool {
        self.index.number(&to_automerge(change)).is_some()
    }

    /// Who writes from now on: the device's public key and an actor of it that nobody used before in
    /// this document. To be called once per document and program start, before the first edit.
    pub fn set_writer(&mut self, author: PublicKey, actor: ActorId) {
        // In this order: setting an author takes a random actor.
        self.doc
            .set_author(Some(Author::from(author.as_bytes().to_vec())));
        self.doc
            .set_actor(automerge::ActorId::from(actor.as_bytes().as_slice()));
        self.can_write = true;
    }

    /// Whether the document is of a newer schema than this program knows, and so cannot be written.
    pub fn newer_version(&self) -> Option<u64> {
        self.doc
            .get_all(ROOT, "v")
            .unwrap_or_default()
            .iter()
            .filter_map(|(value, _)| value.as_u64().or_else(|| value.as_i64()?.try_into().ok()))
            .max()
            .filter(|version| *version > SCHEMA_VERSION)
    }

    /// Does all of `edits` in one change, or none of them. `None` if they change nothing.
    ///
    /// `time_seconds` is the writer's clock, in seconds since 1970 (UTC).
    ///
    /// # Errors
    /// [`EditError`] names the edit that cannot be done; the document is as before.
    pub fn edit(
        &mut self,
        edits: &[Edit],
        time_seconds: i64,
        message: Option<&str>,
    ) -> Result<Option<LocalChange>, EditError> {
        let kind = self.kind;
        let heads = self.doc.get_heads();
        let known = self.orders.take().filter(|known| known.heads == heads);
        let mut orders = known.map(|known| known.orders).unwrap_or_default();
        let change = self.change(time_seconds, message, |tx, index| {
            let mut writer = Writer::new(tx, index, kind, time_seconds);
            writer.orders = std::mem::take(&mut orders);
            edits.iter().try_for_each(|edit| writer.perform(edit))?;
            orders = writer.orders;
            Ok::<_, EditError>(())
        })?;
        if change.is_some() {
            let heads = self.doc.get_heads();
            self.orders = Some(Known { heads, orders });
        }
        Ok(change)
    }

    /// Makes one change of whatever `work` writes, or none if it fails or writes nothing.
    ///
    /// For work that is not an [`Edit`], such as undo; it keeps the rules of [`super`] itself.
    ///
    /// # Errors
    /// Those of `work`, and [`EditError`] if the document cannot be written or the change would be too
    /// large for others to accept.
    pub(crate) fn change<E: From<EditError>>(
        &mut self,
        time_seconds: i64,
        message: Option<&str>,
        work: impl FnOnce(&mut Transaction<'_>, &ChangeIndex) -> Result<(), E>,
    ) -> Result<Option<LocalChange>, E> {
        if let Some(found) = self.newer_version() {
            return Err(EditError::NewerVersion { found }.into());
        }
        if !self.can_write {
            return Err(EditError::NoWriter.into());
        }
        let mut options = CommitOptions::default().with_time(time_seconds);
        if let Some(message) = message {
            options.set_message(message);
        }
        let log = PatchLog::new(self.watch.is_some());
        let tx = self.doc.transaction_log_patches(log);
        let mut tx = tx.map_err(|error| EditError::from(AutomergeError::from(error)))?;
        if let Err(error) = work(&mut tx, &self.index) {
            tx.rollback();
            return Err(error);
        }
        let operations = tx.pending_ops();
        if operations == 0 {
            tx.rollback();
            return Ok(None);
        }
        if operations as u64 > MAX_CHANGE_OPERATIONS {
            tx.rollback();
            return Err(EditError::TooLarge.into());
        }
        let (_, log) = tx.commit_with(options);
        let change = self.newest();
        // How many bytes a change has is known only once it is made. Nobody else has it yet, so it can
        // still be left out; that costs a load, but hardly ever happens.
        if change.raw_bytes().len() > MAX_CHANGE_BYTES {
            self.leave_out(&change)?;
            return Err(EditError::TooLarge.into());
        }
        let local = self.keep(&change);
        let touches = self.watch.as_ref().and_then(|_| Touches::read(&[change]));
        self.note_news(touches, log);
        Ok(Some(local))
    }

    /// Notes what came of changes that are taken in, if the document is watched.
    fn note_news(&mut self, touches: Option<Touches>, mut log: PatchLog) {
        if let Some(mut watch) = self.watch.take() {
            watch.take_in(self, touches, &mut log);
            self.watch = Some(watch);
        }
    }

    /// Rebuilds the document without its newest change, for the same writer.
    fn leave_out(&mut self, newest: &Change) -> Result<(), EditError> {
        let mut kept = self.doc.get_changes(&[]);
        kept.retain(|change| change.hash() != newest.hash());
        let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
        doc.apply_changes(kept)?;
        doc.set_author(self.doc.get_author().cloned());
        doc.set_actor(self.doc.get_actor().clone());
        self.doc = doc;
        Ok(())
    }

    /// Makes one change that writes nothing and says something in its message.
    ///
    /// # Errors
    /// [`EditError`] if the document cannot be written.
    pub(crate) fn note(
        &mut self,
        time_seconds: i64,
        message: &str,
    ) -> Result<LocalChange, EditError> {
        if let Some(found) = self.newer_version() {
            return Err(EditError::NewerVersion { found });
        }
        if !self.can_write {
            return Err(EditError::NoWriter);
        }
        let mut options = CommitOptions::default().with_time(time_seconds);
        options.set_message(message);
        self.doc.empty_commit(options);
        let change = self.newest();
        Ok(self.keep(&change))
    }

    /// The change that was committed just now.
    fn newest(&self) -> Change {
        self.doc
            .get_last_local_change()
            .expect("BUG: a change was committed just now")
    }

    fn keep(&mut self, change: &Change) -> LocalChange {
        self.index.push(change);
        LocalChange {
            hash: from_automerge(change.hash()),
            bytes: change.raw_bytes().to_vec(),
        }
    }

    /// The document as it reads now.
    pub fn view(&self) -> View {
        read::view(self.kind, &self.reader(None))
    }

    /// The document as it read at these heads.
    ///
    /// # Errors
    /// [`UnknownHeads`] if one of them is not here.
    pub fn view_at(&self, heads: &[ChangeHash]) -> Result<View, UnknownHeads> {
        let heads = self.known(heads)?;
        Ok(read::view(self.kind, &self.reader(Some(&heads))))
    }

    /// An ordinary Automerge file that any tool of that format opens.
    pub fn save(&self) -> Vec<u8> {
        self.doc.save()
    }

    /// The Automerge document, for reading.
    pub fn automerge(&self) -> &Automerge {
        &self.doc
    }

    pub(crate) fn index(&self) -> &ChangeIndex {
        &self.index
    }

    pub(crate) fn reader<'a>(
        &'a self,
        heads: Option<&'a [automerge::ChangeHash]>,
    ) -> Reader<'a, Automerge> {
        Reader::new(&self.doc, &self.index, heads)
    }

    /// These heads as Automerge has them, if all are held.
    pub(crate) fn known(
        &self,
        heads: &[ChangeHash],
    ) -> Result<Vec<automerge::ChangeHash>, UnknownHeads> {
        heads
            .iter()
            .map(|head| {
                let hash = to_automerge(head);
                self.index
                    .number(&hash)
                    .map(|_| hash)
                    .ok_or(UnknownHeads(*head))
            })
            .collect()
    }
}

/// Whether `change` can follow what `index` holds. Automerge panics, or spoils the document, on some of
/// what this refuses.
fn check(index: &ChangeIndex, change: &Change) -> Result<(), ApplyError> {
    let hash = from_automerge(change.hash());
    let actor = change.actor_id();
    if actor.to_bytes().len() != ActorId::LEN || actor.to_bytes() == GENESIS_ACTOR {
        return Err(ApplyError::Actor(hash));
    }
    let mut last_op = 0;
    for dependency in change.deps() {
        let Some(number) = index.number(dependency) else {
            return Err(ApplyError::MissingDependency {
                change: hash,
                missing: from_automerge(*dependency),
            });
        };
        last_op = last_op.max(index.entry(number).max_op);
    }
    let previous = index.last_of(actor);
    let expected = previous.map_or(1, |previous| previous.sequence + 1);
    let follows = previous.is_none_or(|previous| change.deps().contains(&previous.hash));
    if change.seq() != expected || !follows {
        return Err(ApplyError::Sequence {
            change: hash,
            found: change.seq(),
            expected,
        });
    }
    if change.start_op().get() != last_op + 1 {
        return Err(ApplyError::StartOp {
            change: hash,
            found: change.start_op().get(),
            expected: last_op + 1,
        });
    }
    Ok(())
}

pub(crate) fn from_automerge(hash: automerge::ChangeHash) -> ChangeHash {
    ChangeHash::from_bytes(hash.0)
}

pub(crate) fn to_automerge(hash: &ChangeHash) -> automerge::ChangeHash {
    automerge::ChangeHash(*hash.as_bytes())
}
