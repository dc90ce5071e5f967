//! Current text and current values with their writers.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use automerge::iter::ListRangeItem;
use automerge::{
    Automerge, ObjId, Prop, ReadDoc as _, ScalarValue, ScalarValueRef, Value, ValueRef,
};
use serde::Serialize;

use super::decode::{Decoded, decode_one};
use super::elements::Elements;
use super::index::{Index, OpId, Written};
use super::origin::{Claim, claims, is_object};

/// A stretch of text with one writer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The text; never empty.
    pub text: String,
    /// Who first wrote it; `None` only in files that another program made wrongly.
    pub written: Option<Written>,
    /// Who brought it back with an undo after it had been deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restored: Option<Written>,
}

/// A current value and who wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Attributed {
    /// The value; an object is shown as `None`.
    pub value: Option<ScalarValue>,
    /// Who wrote it.
    pub written: Option<Written>,
}

/// Change numbers: first written in, restored in.
pub(crate) type Source = (Option<u32>, Option<u32>);

impl Index {
    /// The whole of `text` in stretches of one writer and one change, in order. Joined together they
    /// are the text. Empty when `text` is not a text of `doc`.
    ///
    /// The index must be up to date with `doc`. 100,000 characters take some 25 ms.
    pub fn spans(&self, doc: &Automerge, text: &ObjId) -> Vec<Span> {
        let Ok(whole) = doc.text(text) else {
            return Vec::new();
        };
        let runs = match self.runs_of(doc, text) {
            Some(runs) if joined(&runs) == whole => runs,
            // Only in files of other programs: marks and foreign values that cannot be told from text
            // by their value. The history knows which is which.
            _ => match Elements::read(doc, self, text) {
                Ok(elements) if elements.text() == whole => elements.runs(),
                _ => vec![((None, None), whole)],
            },
        };
        let span = |((written, restored), text): (Source, String)| Span {
            text,
            written: written.map(|c| self.written(c)),
            restored: restored.map(|c| self.written(c)),
        };
        runs.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(span)
            .collect()
    }

    /// Every current value of a place with its writer: more than one when people wrote at the same
    /// time and nobody has chosen yet. The last one is the one that shows.
    pub fn values<P: Into<Prop>>(
        &self,
        doc: &Automerge,
        object: &ObjId,
        key: P,
    ) -> Vec<Attributed> {
        let attributed = |(value, id): (Value<'_>, ObjId)| Attributed {
            written: self.who(&id),
            value: match value {
                Value::Scalar(value) => Some(value.into_owned()),
                Value::Object(_) => None,
            },
        };
        let values = doc.get_all(object, key).unwrap_or_default();
        values.into_iter().map(attributed).collect()
    }

    /// The text by source, or `None` when the history cannot be read.
    fn runs_of(&self, doc: &Automerge, text: &ObjId) -> Option<Vec<(Source, String)>> {
        let mut items = Vec::new();
        let mut last_change: Option<u32> = None;
        for item in doc.list_range(text, ..) {
            let Some(part) = shown_part(&item) else {
                continue;
            };
            let op = self.op(&item.id());
            let change = last_change
                .filter(|&c| op.is_some_and(|op| self.holds(c, op)))
                .or_else(|| self.change_of(op?));
            last_change = change;
            items.push((op, change, part));
        }
        let restored = self.restored(doc, text, &items)?;
        let mut runs: Vec<(Source, String)> = Vec::new();
        for (op, change, part) in items {
            let source = match op.and_then(|op| restored.get(&op)) {
                Some(&first) => (Some(first), change),
                None => (change, None),
            };
            match runs.last_mut() {
                Some((of, text)) if *of == source => text.push_str(&part),
                _ => runs.push((source, part.into_owned())),
            }
        }
        Some(runs)
    }

    /// For each character of `text` that was inserted again: the change that first wrote it.
    fn restored(
        &self,
        doc: &Automerge,
        text: &ObjId,
        items: &[(Option<OpId>, Option<u32>, Cow<'_, str>)],
    ) -> Option<HashMap<OpId, u32>> {
        // Every undo and every strike says in its message that it is one.
        let is_restoring = |change: &u32| self.changes()[*change as usize].note.is_some();
        let changes: BTreeSet<u32> = items
            .iter()
            .filter_map(|(_, change, _)| *change)
            .filter(is_restoring)
            .collect();
        let mut restored = HashMap::new();
        let mut first_writers: HashMap<u32, Decoded> = HashMap::new();
        for number in changes {
            let change = decode_one(doc, self.changes()[number as usize].hash).ok()??;
            let actor = self.changes()[number as usize].actor;
            for claim in claims(&change).iter().filter(|c| is_object(&c.text, text)) {
                let Some(first) = self.number(&claim.origin.change).filter(|&f| f < number) else {
                    continue;
                };
                let writer = match first_writers.entry(first) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(decode_one(doc, claim.origin.change).ok()??),
                };
                if wrote(writer, claim) {
                    let counter = claim.counter;
                    restored.insert(OpId { counter, actor }, first);
                }
            }
        }
        Some(restored)
    }

    pub(crate) fn op(&self, id: &ObjId) -> Option<OpId> {
        match id {
            ObjId::Root => None,
            ObjId::Id(counter, actor, _) => Some(OpId {
                counter: *counter,
                actor: self.actor_number(actor)?,
            }),
        }
    }

    fn holds(&self, change: u32, op: OpId) -> bool {
        let change = &self.changes()[change as usize];
        change.actor == op.actor && (change.start_op..=change.max_op).contains(&op.counter)
    }
}

/// Whether `change` wrote what `claim` says it did.
fn wrote(change: &Decoded, claim: &Claim) -> bool {
    let at = claim
        .origin
        .counter
        .checked_sub(change.inner.start_op.get());
    at.and_then(|at| change.inner.operations.get(usize::try_from(at).ok()?))
        .is_some_and(|op| {
            op.insert && op.obj == claim.text && op.primitive_value().as_ref() == Some(&claim.value)
        })
}

/// What an item of a text shows: marks show nothing, embedded objects one replacement character.
fn shown_part<'a>(item: &ListRangeItem<'a>) -> Option<Cow<'a, str>> {
    match &item.value {
        ValueRef::Object(_) => Some(Cow::Borrowed("\u{fffc}")),
        ValueRef::Scalar(ScalarValueRef::Str(text)) => Some(text.clone()),
        ValueRef::Scalar(_) => None,
    }
}

fn joined(runs: &[(Source, String)]) -> String {
    runs.iter().map(|(_, text)| text.as_str()).collect()
}
