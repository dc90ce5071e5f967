//! Which change wrote an operation, and whether one change had seen another.
//!
//! Automerge keeps both but offers neither cheaply: operations carry only (counter, actor). This index
//! is filled as changes are applied and costs about 100 bytes a change.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use automerge::{ActorId, Change, ChangeHash, ObjId};
use format::PublicKey;

/// One change; `ChangeNumber`s count them in the order they were applied, genesis first.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) hash: ChangeHash,
    pub(crate) actor: usize,
    pub(crate) sequence: u64,
    pub(crate) max_op: u64,
    pub(crate) time_seconds: i64,
    pub(crate) dependencies: Vec<ChangeNumber>,
}

/// Place of a change in the order of arrival.
pub(crate) type ChangeNumber = usize;

#[derive(Debug, Clone, Default)]
struct Writer {
    author: Option<PublicKey>,
    /// By sequence number, from 1.
    changes: Vec<ChangeNumber>,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangeIndex {
    entries: Vec<Entry>,
    by_hash: HashMap<ChangeHash, ChangeNumber>,
    actors: BTreeMap<ActorId, usize>,
    writers: Vec<Writer>,
}

impl ChangeIndex {
    /// Takes in the next change; its dependencies must be here.
    pub(crate) fn push(&mut self, change: &Change) {
        let fresh = self.writers.len();
        let actor = *self
            .actors
            .entry(change.actor_id().clone())
            .or_insert(fresh);
        if actor == fresh {
            self.writers.push(Writer::default());
        }
        if let Some(author) = change.author() {
            self.writers[actor].author = PublicKey::from_slice(author.as_bytes());
        }
        let number = self.entries.len();
        self.writers[actor].changes.push(number);
        self.by_hash.insert(change.hash(), number);
        self.entries.push(Entry {
            hash: change.hash(),
            actor,
            sequence: change.seq(),
            max_op: change.max_op(),
            time_seconds: change.timestamp(),
            dependencies: change
                .deps()
                .iter()
                .filter_map(|hash| self.by_hash.get(hash).copied())
                .collect(),
        });
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Forgets all but the first `count` changes.
    pub(crate) fn truncate(&mut self, count: usize) {
        for entry in self.entries.drain(count.min(self.entries.len())..).rev() {
            self.by_hash.remove(&entry.hash);
            self.writers[entry.actor].changes.pop();
        }
    }

    pub(crate) fn number(&self, hash: &ChangeHash) -> Option<ChangeNumber> {
        self.by_hash.get(hash).copied()
    }

    pub(crate) fn entry(&self, number: ChangeNumber) -> &Entry {
        &self.entries[number]
    }

    pub(crate) fn author(&self, number: ChangeNumber) -> Option<PublicKey> {
        self.writers[self.entries[number].actor].author
    }

    /// The last change of an actor that is held.
    pub(crate) fn last_of(&self, actor: &ActorId) -> Option<&Entry> {
        let actor = *self.actors.get(actor)?;
        let number = *self.writers[actor].changes.last()?;
        Some(&self.entries[number])
    }

    /// The change that wrote an operation; `None` for one that is not committed yet.
    pub(crate) fn change_of(&self, operation: &ObjId) -> Option<ChangeNumber> {
        let ObjId::Id(counter, actor, _) = operation else {
            return None;
        };
        let changes = &self.writers[*self.actors.get(actor)?].changes;
        let at = changes.partition_point(|number| self.entries[*number].max_op < *counter);
        changes.get(at).copied()
    }
}

/// Answers "had this change seen that one", remembering what it worked out.
pub(crate) struct Ancestry<'a> {
    index: &'a ChangeIndex,
    /// Per change: by actor, the last sequence number it had seen, itself included.
    seen: RefCell<HashMap<ChangeNumber, Rc<Vec<u64>>>>,
}

impl<'a> Ancestry<'a> {
    pub(crate) fn new(index: &'a ChangeIndex) -> Self {
        Self {
            index,
            seen: RefCell::default(),
        }
    }

    /// Whether `later` is `earlier` or was made knowing it.
    pub(crate) fn knows(&self, later: ChangeNumber, earlier: ChangeNumber) -> bool {
        // Changes arrive after what they depend on.
        if later <= earlier {
            return later == earlier;
        }
        let (a, b) = (self.index.entry(later), self.index.entry(earlier));
        if a.actor == b.actor {
            return a.sequence >= b.sequence;
        }
        self.seen_by(later)[b.actor] >= b.sequence
    }

    fn seen_by(&self, number: ChangeNumber) -> Rc<Vec<u64>> {
        if let Some(seen) = self.seen.borrow().get(&number) {
            return Rc::clone(seen);
        }
        let mut seen = vec![0; self.index.writers.len()];
        // What a remembered change had seen holds all of its ancestors, so the walk stops there.
        let mut known = vec![0; self.index.writers.len()];
        let mut visited = vec![false; number + 1];
        let mut stack = vec![number];
        while let Some(at) = stack.pop() {
            let entry = self.index.entry(at);
            if visited[at] || known[entry.actor] >= entry.sequence {
                continue;
            }
            visited[at] = true;
            if let Some(shortcut) = self.seen.borrow().get(&at) {
                for (known, shortcut) in known.iter_mut().zip(shortcut.iter()) {
                    *known = (*known).max(*shortcut);
                }
                continue;
            }
            seen[entry.actor] = seen[entry.actor].max(entry.sequence);
            stack.extend(&entry.dependencies);
        }
        for (seen, known) in seen.iter_mut().zip(known) {
            *seen = (*seen).max(known);
        }
        let seen = Rc::new(seen);
        self.seen.borrow_mut().insert(number, Rc::clone(&seen));
        seen
    }
}
