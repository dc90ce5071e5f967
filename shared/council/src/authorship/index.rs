//! The index from operations to the changes, authors and times they came from.

use std::collections::{BTreeSet, HashMap};

use automerge::legacy::{Key, ObjectId};
use automerge::{ActorId, Automerge, ObjId};
use format::{ChangeHash, PublicKey};
use serde::Serialize;

use super::decode::decode_each;
use super::elements::op_id;
use super::serialize::{shown, shown_option};
use crate::undo::Note;

/// Who wrote something, and in which change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The author's key; `None` when the change names no author or one that is not a key (genesis,
    /// files of other programs).
    #[serde(serialize_with = "shown_option")]
    pub author: Option<PublicKey>,
    /// The writer the change was made under.
    #[serde(serialize_with = "shown")]
    pub actor: ActorId,
    /// The change.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
    /// What the author's clock said, in seconds since 1970; any value at all is possible.
    pub time_seconds: i64,
}

/// An operation: its counter and its actor's number in the [`Index`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OpId {
    pub(crate) counter: u64,
    pub(crate) actor: u32,
}

/// One change as the index keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) hash: ChangeHash,
    pub(crate) actor: u32,
    pub(crate) author: Option<PublicKey>,
    pub(crate) start_op: u64,
    pub(crate) max_op: u64,
    pub(crate) time_seconds: i64,
    /// What the message says it undoes or does again; a claim.
    pub(crate) note: Option<Box<Note>>,
    parents: (u32, u32),
}

/// Every change of one document, findable by operation and by hash.
///
/// Costs about 150 bytes and a fraction of a microsecond per change. Kept beside an open document and
/// updated after each merge or commit; it never needs to be built again.
#[derive(Debug, Clone, Default)]
pub struct Index {
    actors: Vec<ActorId>,
    numbers: HashMap<ActorId, u32>,
    /// Per actor the changes that hold operations, by `start_op`.
    by_actor: Vec<Vec<u32>>,
    /// Causal order: a change stands after everything it is built on.
    changes: Vec<Recorded>,
    by_hash: HashMap<ChangeHash, u32>,
    parents: Vec<u32>,
    heads: Vec<automerge::ChangeHash>,
    /// For each text (and list) the changes that wrote in it, ascending: see [`Index::read_with_texts`].
    texts: Option<HashMap<OpId, Vec<u32>>>,
}

impl Index {
    /// Indexes all of `doc`.
    pub fn read(doc: &Automerge) -> Self {
        let mut index = Self::default();
        index.update(doc);
        index
    }

    /// Indexes all of `doc`, and which changes wrote in which text: then an undo, or [`deleted`], reads
    /// the changes of its text and not the whole history. For a document that stays open.
    ///
    /// Reads the whole history itself, which costs several microseconds per change: not on the screen's
    /// thread.
    ///
    /// [`deleted`]: super::deleted()
    pub fn read_with_texts(doc: &Automerge) -> Self {
        let mut index = Self {
            texts: Some(HashMap::new()),
            ..Self::default()
        };
        index.update(doc);
        index
    }

    /// Takes in what `doc` has gained since the index last saw it. `doc` must be the same document;
    /// it may have been saved and loaded in between.
    pub fn update(&mut self, doc: &Automerge) {
        let heads = doc.get_heads();
        if heads == self.heads {
            return;
        }
        let known = self.heads.clone();
        for meta in doc.get_changes_meta(&self.heads) {
            let hash = ChangeHash::from_bytes(meta.hash.0);
            if self.by_hash.contains_key(&hash) {
                continue;
            }
            let number = count(self.changes.len());
            let actor = self.number_or_new(&meta.actor);
            let first = count(self.parents.len());
            let known = meta
                .deps
                .iter()
                .filter_map(|dep| self.by_hash.get(&ChangeHash::from_bytes(dep.0)));
            self.parents.extend(known);
            if meta.start_op <= meta.max_op {
                let of_actor = &mut self.by_actor[actor as usize];
                let at = of_actor
                    .partition_point(|&c| self.changes[c as usize].start_op <= meta.start_op);
                of_actor.insert(at, number);
            }
            self.by_hash.insert(hash, number);
            self.changes.push(Recorded {
                hash,
                actor,
                author: meta
                    .author
                    .as_ref()
                    .and_then(|a| PublicKey::from_slice(a.as_bytes())),
                start_op: meta.start_op,
                max_op: meta.max_op,
                time_seconds: meta.timestamp,
                note: meta.message.as_deref().and_then(Note::parse).map(Box::new),
                parents: (first, count(self.parents.len())),
            });
        }
        self.heads = heads;
        if let Some(texts) = self.texts.take() {
            self.texts = self.with_changes_since(doc, &known, texts);
        }
    }

    /// Adds the changes since `known`; `None` if they cannot be read, so that nothing relies on a part.
    fn with_changes_since(
        &self,
        doc: &Automerge,
        known: &[automerge::ChangeHash],
        mut texts: HashMap<OpId, Vec<u32>>,
    ) -> Option<HashMap<OpId, Vec<u32>>> {
        let taken = decode_each(doc, known, |change| {
            let Some(number) = self.number(&change.hash) else {
                return;
            };
            let mut last: Option<&ObjectId> = None;
            for op in &change.inner.operations {
                if !matches!(op.key, Key::Seq(_)) || last == Some(&op.obj) {
                    continue;
                }
                last = Some(&op.obj);
                if let ObjectId::Id(id) = &op.obj
                    && let Some(text) = op_id(self, id)
                {
                    let changes = texts.entry(text).or_default();
                    if let Err(at) = changes.binary_search(&number) {
                        changes.insert(at, number);
                    }
                }
            }
        });
        taken.ok()?;
        Some(texts)
    }

    /// The changes that wrote in any of these texts, ascending, if that is known.
    pub(crate) fn changes_in(
        &self,
        texts: impl IntoIterator<Item = OpId>,
    ) -> Option<BTreeSet<u32>> {
        let known = self.texts.as_ref()?;
        let changes = texts.into_iter().filter_map(|text| known.get(&text));
        Some(changes.flatten().copied().collect())
    }

    /// Who wrote the operation or made the object `id`; `None` for the root and for what is not here.
    pub fn who(&self, id: &ObjId) -> Option<Written> {
        let ObjId::Id(counter, actor, _) = id else {
            return None;
        };
        let actor = *self.numbers.get(actor)?;
        Some(self.written(self.change_of(OpId {
            counter: *counter,
            actor,
        })?))
    }

    /// Who made a change; `None` when it is not here.
    pub fn change(&self, hash: &ChangeHash) -> Option<Written> {
        Some(self.written(*self.by_hash.get(hash)?))
    }

    /// Whether `earlier` was known to whoever made `later`. False when either is not here, and for a
    /// change and itself.
    pub fn knew(&self, later: &ChangeHash, earlier: &ChangeHash) -> bool {
        match (self.number(later), self.number(earlier)) {
            (Some(later), Some(earlier)) if earlier < later => {
                self.ancestors([later])[earlier as usize]
            }
            _ => false,
        }
    }

    /// The number of changes.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Whether there is no change at all.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The number of the change that holds `op`.
    pub(crate) fn change_of(&self, op: OpId) -> Option<u32> {
        let of_actor = self.by_actor.get(op.actor as usize)?;
        let after = of_actor.partition_point(|&c| self.changes[c as usize].start_op <= op.counter);
        let number = *of_actor.get(after.checked_sub(1)?)?;
        (op.counter <= self.changes[number as usize].max_op).then_some(number)
    }

    pub(crate) fn actor_number(&self, actor: &ActorId) -> Option<u32> {
        self.numbers.get(actor).copied()
    }

    pub(crate) fn actor(&self, number: u32) -> &ActorId {
        &self.actors[number as usize]
    }

    pub(crate) fn actors(&self) -> &[ActorId] {
        &self.actors
    }

    /// All changes in causal order; a change's number is its place here.
    pub(crate) fn changes(&self) -> &[Recorded] {
        &self.changes
    }

    pub(crate) fn number(&self, hash: &ChangeHash) -> Option<u32> {
        self.by_hash.get(hash).copied()
    }

    /// The numbers of the changes that change `number` names as its dependencies.
    pub(crate) fn parents(&self, number: u32) -> &[u32] {
        let (from, to) = self.changes[number as usize].parents;
        &self.parents[from as usize..to as usize]
    }

    /// For each change by number whether it is one of `heads` or an ancestor of one.
    pub(crate) fn ancestors(&self, heads: impl IntoIterator<Item = u32>) -> Vec<bool> {
        let mut within = vec![false; self.changes.len()];
        let mut last = 0;
        for head in heads {
            within[head as usize] = true;
            last = last.max(head + 1);
        }
        for number in (0..last).rev() {
            if within[number as usize] {
                for &parent in self.parents(number) {
                    within[parent as usize] = true;
                }
            }
        }
        within
    }

    pub(crate) fn written(&self, number: u32) -> Written {
        let change = &self.changes[number as usize];
        Written {
            author: change.author,
            actor: self.actors[change.actor as usize].clone(),
            change: change.hash,
            time_seconds: change.time_seconds,
        }
    }

    fn number_or_new(&mut self, actor: &ActorId) -> u32 {
        if let Some(number) = self.numbers.get(actor) {
            return *number;
        }
        let number = count(self.actors.len());
        self.actors.push(actor.clone());
        self.by_actor.push(Vec::new());
        self.numbers.insert(actor.clone(), number);
        number
    }
}

/// Automerge itself numbers changes and actors with 32 bits.
fn count(len: usize) -> u32 {
    u32::try_from(len).expect("BUG: automerge cannot hold more than 2^32 changes")
}
