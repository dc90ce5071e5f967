//! What takes a change back or does it again, for the document as it is now.

use std::collections::{BTreeSet, HashMap, HashSet};

use automerge::legacy::{Key, Op, OpType};
use automerge::{Automerge, ObjId, ObjType, ReadDoc as _, ScalarValue, Value};
use format::PublicKey;

use super::left::{Left, Why};
use super::plan::Direction;
use super::stacks::{Stacks, Step};
use super::text;
use super::things::is_removal_mark;
use super::write::Write;
use crate::archiving::{header, is_mark};
use crate::authorship::origin::object_id;
use crate::authorship::{Decoded, Elements, Index, Unreadable, decode_one, guarded, path_of};
use crate::codes::is_code;
use crate::document::Document;
use crate::document::schema::FIELD_SEPARATOR;

/// Why something stays, and because of whom.
pub(crate) type Stays = (Why, Vec<PublicKey>);

/// What takes back one thing, if anything is left to take back, and what of it stays.
pub(crate) type TakenBack = (Option<Write>, Option<Stays>);

/// What takes a change back, and what cannot be taken back.
#[derive(Debug, Default)]
pub(crate) struct Inverse {
    pub(crate) writes: Vec<Write>,
    pub(crate) left: Vec<Left>,
}

/// Finds inverses; remembers the texts it has rebuilt.
pub(crate) struct Inverter<'a> {
    /// The council document that `doc` is, if it is one.
    pub(crate) document: Option<&'a Document>,
    pub(crate) doc: &'a Automerge,
    pub(crate) index: &'a Index,
    pub(crate) stacks: &'a Stacks,
    pub(crate) me: PublicKey,
    pub(crate) time_seconds: i64,
    pub(crate) texts: HashMap<ObjId, Elements>,
}

impl Inverter<'_> {
    /// What takes `step` to the other side.
    ///
    /// Values go back to what they were before the step's last change, so that a redo touches what the
    /// undo touched and nothing else. Text is settled character by character from who still wants it.
    pub(crate) fn toggle(
        &mut self,
        step: Step,
        direction: Direction,
    ) -> Result<Inverse, Unreadable> {
        let mut inverse = Inverse::default();
        self.invert_values(step, &mut inverse)?;
        let texts = self.texts_of(step.of)?;
        self.toggle_texts(step.of, direction, texts, &mut inverse)?;
        Ok(inverse)
    }

    fn decoded(&self, number: u32) -> Result<Decoded, Unreadable> {
        let hash = self.index.changes()[number as usize].hash;
        decode_one(self.doc, hash)?.ok_or(Unreadable { change: Some(hash) })
    }

    /// The texts that a change wrote in, without those it made.
    fn texts_of(&self, number: u32) -> Result<Vec<ObjId>, Unreadable> {
        let change = self.decoded(number)?;
        let made = made_in(&change);
        let in_texts = change
            .operations()
            .filter(|(_, op)| matches!(op.key, Key::Seq(_)));
        let texts: BTreeSet<ObjId> = in_texts
            .map(|(_, op)| object_id(&op.obj))
            .filter(|text| !made.contains(text))
            .collect();
        Ok(texts.into_iter().collect())
    }

    fn invert_values(&self, step: Step, inverse: &mut Inverse) -> Result<(), Unreadable> {
        let change = self.decoded(step.latest)?;
        let hash = change.hash;
        let made = made_in(&change);
        // The last operation on each key is the one that can still stand.
        let mut keys: Vec<(ObjId, String)> = Vec::new();
        let mut last: HashMap<(ObjId, String), (u64, &Op)> = HashMap::new();
        for (counter, op) in change.operations() {
            let object = object_id(&op.obj);
            if let (Key::Map(key), false) = (&op.key, made.contains(&object)) {
                let place = (object, key.to_string());
                if last.insert(place.clone(), (counter, op)).is_none() {
                    keys.push(place);
                }
            }
        }
        guarded(Some(hash), || {
            for place in &keys {
                let (counter, op) = last[place];
                let taken_back = self.invert_key(&change, step.of, place, counter, op);
                inverse.take(self.doc, &place.0, Some(&place.1), taken_back);
            }
        })
    }

    fn toggle_texts(
        &mut self,
        of: u32,
        direction: Direction,
        mut texts: Vec<ObjId>,
        inverse: &mut Inverse,
    ) -> Result<(), Unreadable> {
        texts.retain(|text| match self.removed_by(text) {
            Some(by) => {
                inverse.leave(self.doc, text, None, Why::Removed, by);
                false
            }
            None => true,
        });
        let unread: Vec<ObjId> = texts
            .iter()
            .filter(|text| !self.texts.contains_key(text))
            .cloned()
            .collect();
        if !unread.is_empty() {
            let read = Elements::read_many(self.doc, self.index, &unread)?;
            self.texts.extend(unread.into_iter().zip(read));
        }
        for text in &texts {
            let elements = &self.texts[text];
            // Only in files of other programs; also lists, which no document of ours has.
            if !self
                .doc
                .text(text)
                .is_ok_and(|shown| shown == elements.text())
            {
                inverse.leave(self.doc, text, None, Why::Unsupported, Vec::new());
                continue;
            }
            let of_text = text::toggle(text, elements, self.index, self.stacks, of, direction);
            inverse.writes.extend(of_text.writes);
            for (why, by) in of_text.left {
                inverse.leave(self.doc, text, None, why, by);
            }
        }
        Ok(())
    }

    /// Takes back what the change did to one key of a map.
    fn invert_key(
        &self,
        change: &Decoded,
        base: u32,
        (object, key): &(ObjId, String),
        counter: u64,
        op: &Op,
    ) -> Result<TakenBack, Stays> {
        // A code may have been quoted by now: it is no edit to be taken back.
        if is_code(key) && *object == header() {
            return Ok((None, None));
        }
        if !matches!(
            self.doc.object_type(object),
            Ok(ObjType::Map | ObjType::Table)
        ) {
            return Err((Why::Unsupported, Vec::new()));
        }
        let now = self.doc.get_all(object, key).unwrap_or_default();
        let op_id = ObjId::Id(counter, change.actor().clone(), 0);
        let target = self.first_put(object, key, op_id);
        let is_mine = |id: &ObjId| self.first_put(object, key, id.clone()) == target;
        let others: Vec<&ObjId> = now
            .iter()
            .map(|(_, id)| id)
            .filter(|id| !is_mine(id))
            .collect();
        let mine = now.len() - others.len();
        if let OpType::Make(made) = op.action {
            let [(Value::Object(_), id)] = now.as_slice() else {
                return Err((Why::ChangedSince, self.authors(&others)));
            };
            return match made {
                _ if !is_mine(id) => Err((Why::ChangedSince, self.authors(&others))),
                ObjType::Map => self.remove_thing(object, key, id, base),
                _ => Err((Why::Unsupported, Vec::new())),
            };
        }
        let before = self
            .doc
            .get_all_at(object, key, &change.inner.deps)
            .unwrap_or_default();
        let was = match before.last() {
            // A mark that was never there is an empty one: whoever takes it back is then seen to have written
            // nothing else.
            None if is_mark(object, key) => Some(ScalarValue::from("")),
            None => None,
            Some((Value::Scalar(value), _)) => Some(value.clone().into_owned()),
            Some((Value::Object(_), _)) => return Err((Why::Unsupported, Vec::new())),
        };
        if matches!(op.action, OpType::Increment(_)) {
            return Err((Why::Unsupported, Vec::new()));
        }
        // A deletion leaves no value: the place holds it as long as it is empty.
        let holds_mine = mine > 0 || (now.is_empty() && matches!(op.action, OpType::Delete));
        let is_back = match (now.as_slice(), &was) {
            ([], None) => true,
            ([(Value::Scalar(value), _)], Some(was)) => value.as_ref() == was && before.len() <= 1,
            _ => false,
        };
        if is_back {
            return Ok((None, None));
        }
        if !holds_mine {
            return Err((Why::ChangedSince, self.authors(&others)));
        }
        if !others.is_empty() {
            return Err((Why::ChangedAtTheSameTime, self.authors(&others)));
        }
        let write = |value| match value {
            Some(value) => Write::Put {
                object: object.clone(),
                key: key.to_owned(),
                value,
            },
            None => Write::Delete {
                object: object.clone(),
                key: key.to_owned(),
            },
        };
        if is_removal_mark(key) {
            if was.as_ref().is_some_and(|was| was.as_str() != Some("")) {
                let known = self.index.ancestors([base]);
                match key.split_once(FIELD_SEPARATOR) {
                    Some((person, _)) => self.others_wrote_about(object, person, &known)?,
                    None => self.others_wrote_in(object, &known)?,
                }
            }
        } else if let Some(by) = self
            .removed_by(object)
            .or_else(|| self.person_removed_by(object, key))
        {
            return Err((Why::Removed, by));
        }
        let closed = before
            .split_last()
            .filter(|(_, others)| !others.is_empty())
            .map(|(_, others)| {
                let values = others.iter().map(|(value, _)| shown_value(value)).collect();
                let ids: Vec<&ObjId> = others.iter().map(|(_, id)| id).collect();
                (Why::ConflictStaysClosed(values), self.authors(&ids))
            });
        Ok((Some(write(was)), closed))
    }

    /// The operation whose value `id` carries: what an undo puts back is still the work of whoever put it
    /// there first.
    fn first_put(&self, object: &ObjId, key: &str, mut id: ObjId) -> ObjId {
        let change_of = |id: &ObjId| self.index.change_of(self.index.op(id)?);
        while let Some(change) = change_of(&id)
            && let Some(reversed) = self.stacks.reversed_by(change)
        {
            let parents = self.index.parents(reversed).iter();
            let heads: Vec<_> = parents
                .map(|&parent| {
                    automerge::ChangeHash(*self.index.changes()[parent as usize].hash.as_bytes())
                })
                .collect();
            let before = self.doc.get_all_at(object, key, &heads).unwrap_or_default();
            match before.last() {
                Some((_, earlier)) if change_of(earlier) < Some(change) => id = earlier.clone(),
                _ => break,
            }
        }
        id
    }

    pub(crate) fn authors(&self, ids: &[&ObjId]) -> Vec<PublicKey> {
        let authors: BTreeSet<PublicKey> = ids
            .iter()
            .filter_map(|id| self.index.who(id)?.author)
            .collect();
        authors.into_iter().collect()
    }
}

impl Inverse {
    fn take(
        &mut self,
        doc: &Automerge,
        object: &ObjId,
        key: Option<&str>,
        result: Result<TakenBack, Stays>,
    ) {
        match result {
            Ok((write, stays)) => {
                self.writes.extend(write);
                if let Some((why, by)) = stays {
                    self.leave(doc, object, key, why, by);
                }
            }
            Err((why, by)) => self.leave(doc, object, key, why, by),
        }
    }

    pub(crate) fn leave(
        &mut self,
        doc: &Automerge,
        object: &ObjId,
        key: Option<&str>,
        why: Why,
        by: Vec<PublicKey>,
    ) {
        let mut path = path_of(doc, object).unwrap_or_default();
        path.extend(key.map(str::to_owned));
        self.left.push(Left { path, why, by });
    }
}

fn shown_value(value: &Value<'_>) -> String {
    match value {
        Value::Scalar(value) => value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
        Value::Object(kind) => kind.to_string(),
    }
}

/// The objects a change made: they go or stay as a whole.
fn made_in(change: &Decoded) -> HashSet<ObjId> {
    let makes = change
        .operations()
        .filter(|(_, op)| matches!(op.action, OpType::Make(_)));
    makes
        .map(|(counter, _)| ObjId::Id(counter, change.actor().clone(), 0))
        .collect()
}
