//! The `origin` mark: text that was inserted again keeps its first writer.
//!
//! Automerge cannot bring a deleted character back, so an undo inserts a new one. It puts a mark on
//! each run it inserts whose *name* says which operation first wrote the first character; the others
//! of the run follow one by one. The name holds it and not the value, because a string value of a mark
//! reads like text.
//!
//! A mark also covers what other people later type inside it. So a mark speaks only for characters
//! that were inserted by the same change, directly before the mark was set; only in a change whose
//! message is a [`Note`](crate::undo::Note); and only where the named operation really wrote the same
//! character into the same text: nobody can put words into somebody else's mouth with it.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ObjId, ScalarValue};
use format::ChangeHash;

use super::decode::Decoded;

const PREFIX: &str = "origin:";

/// The operation that first wrote something: a change and the operation's counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The change that first wrote the text.
    pub change: ChangeHash,
    /// The counter of the operation in it that wrote the first character.
    pub counter: u64,
}

impl Origin {
    /// The name of the mark.
    ///
    /// ```
    /// # use council::authorship::origin::Origin;
    /// let origin = Origin { change: format::ChangeHash::from_bytes([7; 32]), counter: 12 };
    /// assert_eq!(Origin::parse(&origin.mark_name()), Some(origin));
    /// assert_eq!(Origin::parse("bold"), None);
    /// ```
    pub fn mark_name(&self) -> String {
        format!("{PREFIX}{}:{}", self.change, self.counter)
    }

    /// Reads the name of a mark; `None` when it is another kind of mark.
    pub fn parse(mark_name: &str) -> Option<Self> {
        let (change, counter) = mark_name.strip_prefix(PREFIX)?.split_once(':')?;
        Some(Self {
            change: change.parse().ok()?,
            counter: counter.parse().ok()?,
        })
    }

    /// The origin of the character `characters` after the first.
    pub(crate) fn after(&self, characters: usize) -> Self {
        Self {
            change: self.change,
            counter: self.counter.saturating_add(characters as u64),
        }
    }
}

/// A character that a change inserted again, and the claim of who first wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    pub(crate) text: ObjectId,
    /// Counter of the operation that inserted it again.
    pub(crate) counter: u64,
    pub(crate) origin: Origin,
    pub(crate) value: ScalarValue,
}

/// What `change` claims to have inserted again. The claims are not checked yet.
pub(crate) fn claims(change: &Decoded) -> Vec<Claim> {
    let mut claims = Vec::new();
    // The operations just passed, as long as each inserts directly after the one before it.
    let mut run: Vec<(u64, &Op)> = Vec::new();
    for (counter, op) in change.operations() {
        match &op.action {
            OpType::Put(_) if op.insert => {
                let goes_on = run.last().is_some_and(|(last, before)| {
                    before.obj == op.obj && follows(&op.key, *last, change)
                });
                if !goes_on {
                    run.clear();
                }
                run.push((counter, op));
            }
            OpType::MarkBegin(mark) => {
                if let Some(origin) = Origin::parse(&mark.name) {
                    let of_run = run
                        .drain(..)
                        .enumerate()
                        .filter(|(_, (_, o))| o.obj == op.obj);
                    claims.extend(of_run.filter_map(|(i, (counter, inserted))| {
                        Some(Claim {
                            text: inserted.obj.clone(),
                            counter,
                            origin: origin.after(i),
                            value: inserted.primitive_value()?,
                        })
                    }));
                }
                run.clear();
            }
            _ => run.clear(),
        }
    }
    claims
}

fn follows(key: &Key, counter: u64, change: &Decoded) -> bool {
    matches!(key, Key::Seq(ElementId::Id(OpId(c, a))) if *c == counter && a == change.actor())
}

/// Whether `object`, as a change names it, is `id`.
pub(crate) fn is_object(object: &ObjectId, id: &ObjId) -> bool {
    match (object, id) {
        (ObjectId::Root, ObjId::Root) => true,
        (ObjectId::Id(OpId(c, a)), ObjId::Id(counter, actor, _)) => c == counter && a == actor,
        _ => false,
    }
}

/// The object a change names. The last part of an id is only a hint for finding the actor.
pub(crate) fn object_id(object: &ObjectId) -> ObjId {
    match object {
        ObjectId::Root => ObjId::Root,
        ObjectId::Id(OpId(counter, actor)) => ObjId::Id(*counter, actor.clone(), 0),
    }
}
