//! Opens a document from the store: decodes what others wrote without trusting it.
//!
//! A change that cannot be decoded, makes the document engine fail or has another number of operations
//! than its header says is void. It and all that is built on it stays in the store and does not show;
//! the rest of the document opens. Whoever writes records that, so that it is found out once.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Change;
use council::access::Access;
use council::act::Create;
use council::document::foreign::{Unsound, decode_change};
use council::document::genesis::genesis_hash;
use council::document::{ApplyError, Document};
use council::view::{Kind, View};
use format::{Act, ChangeHash, ChangeHeader, DocumentId, PublicKey, Subject};
use store::content::{Content, HeldBack, Shown};
use store::{Reader, StoreError};

use crate::engine::guard::guarded;
use crate::engine::header::{title_of, titled};
use crate::engine::opening::{self, Shut};

mod at;

pub use at::{OpenAtError, open_at};

/// Why a document does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something of it is here, but not the act that creates it.
    #[error("document {} is not complete here: the act that creates it has not arrived; sync again", .0.short())]
    NotCreated(DocumentId),
    /// It brings programs down.
    #[error(transparent)]
    Shut(#[from] Shut),
}

/// A change that is held and does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The change.
    pub change: ChangeHash,
    /// Who wrote it.
    pub author: PublicKey,
    /// Why.
    pub why: HeldBack,
}

/// How a document came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// Its kind and what its id follows from.
    pub create: Create,
    /// Who created it.
    pub author: PublicKey,
    /// When, by that one's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

/// A document as it was when the reader was made.
#[derive(Debug)]
pub struct Opened {
    /// Which.
    pub id: DocumentId,
    /// How it came to be.
    pub creation: Creation,
    /// The document.
    pub document: Document,
    /// How it reads.
    pub view: View,
    /// What is held and does not show, in the order of the log.
    pub held_back: Vec<Held>,
    /// Of these, what was found void just now and is not recorded yet.
    pub found_void: Vec<(ChangeHash, String)>,
}

impl Opened {
    /// The heads of what shows, ascending; none for a document nobody has written in.
    pub fn heads(&self) -> Vec<ChangeHash> {
        written_heads(&self.document)
    }
}

/// The heads of a document, ascending; none where nobody has written in it.
pub fn written_heads(document: &Document) -> Vec<ChangeHash> {
    let mut heads = document.heads();
    if heads == [genesis_hash(document.kind())] {
        heads.clear();
    }
    heads.sort_unstable();
    heads
}

/// How a document came to be; `None` while its create act is not here.
///
/// Who that was is told by [`Access::creation`].
///
/// # Errors
/// What the disk says.
pub fn creation(reader: &Reader, document: &DocumentId) -> Result<Option<Creation>, StoreError> {
    let acts = acts(reader, document)?;
    let roster = reader.roster()?;
    Ok(Access::creation(&roster, &acts).map(|created| Creation {
        create: created.create,
        author: created.creator,
        time_millis: created.act.statement().time_millis,
    }))
}

/// The acts about a document, ascending by id.
///
/// # Errors
/// [`StoreError::Damaged`] where one of them is, because what is left may say something else than all of
/// them, and what the disk says.
pub fn acts(reader: &Reader, document: &DocumentId) -> Result<Vec<Act>, StoreError> {
    let mut acts = reader.acts(&Subject::Document(*document))?;
    acts.sort_by_key(Act::id);
    Ok(acts)
}

/// Opens a document.
///
/// # Errors
/// [`OpenError`]; what others wrote wrongly is no error, see [`Opened::held_back`].
pub fn open(reader: &Reader, id: &DocumentId) -> Result<Opened, OpenError> {
    let _opening = opening::begin(reader.file(), id)?;
    open_apart(reader, id)
}

/// Opens a document in a program that does nothing else and may end there: no mark is set, and none is
/// minded.
///
/// # Errors
/// [`OpenError`].
pub fn open_apart(reader: &Reader, id: &DocumentId) -> Result<Opened, OpenError> {
    open_content(reader, id, reader.content(id)?)
}

fn open_content(reader: &Reader, id: &DocumentId, content: Content) -> Result<Opened, OpenError> {
    let creation = creation(reader, id)?.ok_or(OpenError::NotCreated(*id))?;
    let Sound {
        document,
        view,
        void,
    } = sound(creation.create.kind, &content.changes);
    Ok(Opened {
        id: *id,
        creation,
        held_back: held_back(content, &void),
        document,
        view,
        found_void: void.into_iter().collect(),
    })
}

/// The title that a document of these changes has, as far as they can be read; may be empty. For changes that
/// nobody judged yet, each after all it is built on.
pub fn title_from(kind: Kind, changes: &[Shown]) -> String {
    title_of(&sound(kind, changes).view).trim().to_owned()
}

/// What is held back: by the store's judgement, and because of `void`.
fn held_back(content: Content, void: &BTreeMap<ChangeHash, String>) -> Vec<Held> {
    let mut held: Vec<Held> = content
        .held_back
        .into_iter()
        .map(|(change, author, why)| Held {
            change,
            author,
            why,
        })
        .collect();
    if void.is_empty() {
        return held;
    }
    let mut out: BTreeSet<ChangeHash> = void.keys().copied().collect();
    for shown in &content.changes {
        let why = match void.get(&shown.hash) {
            Some(reason) => HeldBack::Void(reason.clone()),
            None => {
                let dependencies = ChangeHeader::parse(&shown.chunk)
                    .map(|header| header.dependencies)
                    .unwrap_or_default();
                match dependencies.into_iter().find(|dep| out.contains(dep)) {
                    Some(under) => HeldBack::BuiltOn(under),
                    None => continue,
                }
            }
        };
        out.insert(shown.hash);
        held.push(Held {
            change: shown.hash,
            author: shown.author,
            why,
        });
    }
    held
}

/// A document of the changes that are sound.
struct Sound {
    document: Document,
    view: View,
    void: BTreeMap<ChangeHash, String>,
}

/// Loads what can be loaded. `changes` stand each after all it is built on.
fn sound(kind: Kind, changes: &[Shown]) -> Sound {
    let mut void = BTreeMap::new();
    let mut decoded: Vec<Change> = Vec::with_capacity(changes.len());
    for shown in changes {
        match decode(shown) {
            Ok(change) => decoded.push(change),
            Err(reason) => {
                void.insert(shown.hash, reason);
            }
        }
    }
    loop {
        let usable = without(&decoded, &void);
        match build(kind, &usable) {
            Ok((document, view)) => {
                return Sound {
                    document,
                    view,
                    void,
                };
            }
            Err(failure) => {
                let (change, reason) = name(kind, &usable, failure);
                void.insert(change, reason);
            }
        }
    }
}

/// Decodes one change and compares it with what is known of it.
///
/// # Errors
/// Why it is void, in words.
pub fn decode(shown: &Shown) -> Result<Change, String> {
    let decoded = guarded(|| decode_change(shown.chunk.clone(), &shown.hash, shown.operations));
    decoded
        .unwrap_or(Err(Unsound::Panic))
        .map_err(|why| why.to_string())
}

/// Loads these changes and reads the document once, so that what fails only later fails here.
fn build(kind: Kind, changes: &[Change]) -> Result<(Document, View), Failure> {
    guarded(|| {
        let document = Document::load(kind, changes.iter().cloned())
            .map_err(|council::document::OpenError::Change(error)| Failure::Refused(error))?;
        let view = titled(document.view());
        Ok((document, view))
    })
    .unwrap_or(Err(Failure::Panicked))
}

/// Why a set of changes makes no document.
enum Failure {
    /// The document refused one.
    Refused(ApplyError),
    /// The document engine failed.
    Panicked,
}

/// The change that is to blame, and why. `changes` failed together and are not empty.
fn name(kind: Kind, changes: &[Change], failure: Failure) -> (ChangeHash, String) {
    match failure {
        Failure::Refused(
            error @ (ApplyError::MissingDependency { change, .. }
            | ApplyError::Sequence { change, .. }
            | ApplyError::StartOp { change, .. }
            | ApplyError::Actor(change)),
        ) => (change, error.to_string()),
        failure => {
            // The longest beginning that works: the change after it is the one.
            let (mut works, mut fails) = (0, changes.len());
            while fails - works > 1 {
                let middle = works + (fails - works) / 2;
                match build(kind, &changes[..middle]) {
                    Ok(_) => works = middle,
                    Err(_) => fails = middle,
                }
            }
            let reason = match failure {
                Failure::Refused(error) => error.to_string(),
                Failure::Panicked => "reading it makes the document engine fail".to_owned(),
            };
            (hash_of(&changes[works]), reason)
        }
    }
}

/// The changes without the void ones and all that is built on them.
fn without(changes: &[Change], void: &BTreeMap<ChangeHash, String>) -> Vec<Change> {
    let mut out: BTreeSet<ChangeHash> = void.keys().copied().collect();
    let mut usable = Vec::with_capacity(changes.len());
    for change in changes {
        let hash = hash_of(change);
        if void.contains_key(&hash) || change.deps().iter().any(|dep| out.contains(&from(dep))) {
            out.insert(hash);
        } else {
            usable.push(change.clone());
        }
    }
    usable
}

fn hash_of(change: &Change) -> ChangeHash {
    from(&change.hash())
}

fn from(hash: &automerge::ChangeHash) -> ChangeHash {
    ChangeHash::from_bytes(hash.0)
}
