//! Which strikes, and which undos of strikes, do nothing but take back.
//!
//! Nobody decides on what they wrote last, and a strike is not writing: whoever strikes only leads the text
//! back to how it read before. That is not believed, it is looked at: a change with the message of a
//! strike that writes anything of its own is an edit like any other. Whoever changes their mind and undoes a
//! strike writes nothing either.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use automerge::legacy::{Key, Op, OpType};
use automerge::{Automerge, ObjId, ReadDoc as _, ScalarValue, Value};
use format::ChangeHash;

use super::struck::note_of;
use crate::authorship::origin::{Origin, object_id};
use crate::authorship::{
    Decoded, Elements, Index, OpId, Paths, Recorded, decode_one, guarded, op_id, path_of,
};
use crate::document::Document;
use crate::document::genesis::genesis_hash;
use crate::document::read::is_shown;
use crate::document::schema::attendance_field;
use crate::edit::Collection;
use crate::undo::Note;
use crate::undo::things::is_removal_mark;

/// The strikes of a document, and their authors' undos and redos of them, of which every operation leads back
/// to the state they name.
/// `index` must be up to date with `document`. Costs next to nothing where nothing was struck.
pub fn strikes_that_only_take_back(document: &Document, index: &Index) -> BTreeSet<ChangeHash> {
    let looked = proved(document, index);
    looked.into_iter().map(|one| one.change.hash).collect()
}

fn proved(document: &Document, index: &Index) -> Vec<Looked> {
    let doc = document.automerge();
    let numbers = (0u32..).take(index.len());
    let strikes: Vec<Looked> = numbers
        .filter_map(|number| Looked::at(document, doc, index, number))
        .collect();
    let texts: BTreeSet<ObjId> = strikes.iter().flat_map(Looked::texts).collect();
    let texts: Vec<ObjId> = texts.into_iter().collect();
    let read = match texts.is_empty() {
        true => Ok(Vec::new()),
        false => Elements::read_many(doc, index, &texts),
    };
    let Ok(read) = read else {
        return Vec::new();
    };
    let texts: BTreeMap<ObjId, Text> = texts
        .into_iter()
        .zip(read.into_iter().map(Text::new))
        .collect();
    let is_proved = |strike: &Looked| {
        guarded(Some(strike.change.hash), || {
            strike.only_takes_back(document, index, &texts)
        })
    };
    let proved = strikes.into_iter();
    proved
        .filter(|strike| is_proved(strike).unwrap_or(false))
        .collect()
}

/// What only takes back, and of which changes it may have taken something.
#[derive(Debug, Default)]
pub struct TakenBack {
    strikes: BTreeMap<ChangeHash, Reach>,
}

/// How far a strike reaches.
#[derive(Debug)]
struct Reach {
    /// The clauses, rows, fields it wrote in.
    things: BTreeSet<Vec<String>>,
    /// The changes that were made between the state it leads back to and itself.
    between: BTreeSet<ChangeHash>,
}

impl TakenBack {
    /// Reads what only takes back. `index` must be up to date with `document`. Costs next to nothing where
    /// nothing was struck.
    pub fn read(document: &Document, index: &Index) -> Self {
        let reach = |strike: Looked| {
            let number = index.number(&strike.change.hash)?;
            let known = index.ancestors([number]);
            let all = index.changes().iter().zip(known).zip(&strike.was);
            let between = all
                .filter(|((change, known), was)| {
                    *known && !**was && change.hash != strike.change.hash
                })
                .map(|((change, _), _)| change.hash)
                .collect();
            let things = things_of(document, &strike.change);
            Some((strike.change.hash, Reach { things, between }))
        };
        let strikes = proved(document, index).into_iter().filter_map(reach);
        Self {
            strikes: strikes.collect(),
        }
    }

    /// Whether a change only takes back.
    pub fn contains(&self, change: &ChangeHash) -> bool {
        self.strikes.contains_key(change)
    }

    /// Whether a strike took back something in a clause, row or field that a change wrote in: a change that
    /// was made on the state the strike leads back to, before the strike.
    pub fn took(&self, document: &Document, strike: &ChangeHash, change: &ChangeHash) -> bool {
        let Some(reach) = self.strikes.get(strike) else {
            return false;
        };
        if !reach.between.contains(change) {
            return false;
        }
        let decoded = decode_one(document.automerge(), *change).ok().flatten();
        decoded.is_some_and(|decoded| !things_of(document, &decoded).is_disjoint(&reach.things))
    }
}

/// The clauses, rows, people, fields of the header that a change wrote in, by their keys.
fn things_of(document: &Document, change: &Decoded) -> BTreeSet<Vec<String>> {
    let touched = Paths::new(document.automerge()).touched(change);
    let things = touched.into_keys().map(|touched| {
        let mut path = touched.path;
        path.truncate(2);
        if let [root, person] = &mut path[..]
            && root == Collection::Attendance.root_key()
        {
            *person = attendance_field(person).0.to_owned();
        }
        path
    });
    things.collect()
}

/// A text, with its elements by operation.
struct Text {
    elements: Elements,
    by_op: HashMap<OpId, u32>,
}

impl Text {
    fn new(elements: Elements) -> Self {
        let by_op = (0..)
            .zip(elements.by_age())
            .map(|(number, element)| (element.id, number))
            .collect();
        Self { elements, by_op }
    }
}

/// A change that says to lead back to a state, and the heads of that (none: the empty document): a strike, or
/// its author's undo of one, which leads back to what was there before it, or redo.
fn state_named<'i>(
    doc: &Automerge,
    index: &'i Index,
    number: u32,
) -> Option<(&'i Recorded, Vec<ChangeHash>)> {
    if let Some((strike, note)) = note_of(doc, index, number) {
        return Some((strike, note.before));
    }
    let change = &index.changes()[number as usize];
    let note = change.note.as_deref()?;
    let (strike, of_strike) = note_of(doc, index, index.number(note.of()?)?)?;
    let is_own = change.author.is_some() && change.author == strike.author;
    let before = match note {
        Note::Undo(_) => {
            let hash = automerge::ChangeHash(*strike.hash.as_bytes());
            let parents = doc.get_change_meta_by_hash(&hash)?.deps;
            parents
                .into_iter()
                .map(|parent| ChangeHash::from_bytes(parent.0))
                .collect()
        }
        _ => of_strike.before,
    };
    is_own.then_some((change, before))
}

/// A strike, or its undo, taken apart.
struct Looked {
    change: Decoded,
    actor: u32,
    before: Vec<automerge::ChangeHash>,
    was: Vec<bool>,
}

impl Looked {
    fn at(document: &Document, doc: &Automerge, index: &Index, number: u32) -> Option<Self> {
        let (recorded, before) = state_named(doc, index, number)?;
        let before = match before.is_empty() {
            true => vec![genesis_hash(document.kind())],
            false => before,
        };
        let numbers: Vec<u32> = before
            .iter()
            .map(|head| index.number(head))
            .collect::<Option<_>>()?;
        let known = index.ancestors([number]);
        if !numbers
            .iter()
            .all(|&head| head != number && known[head as usize])
        {
            return None;
        }
        Some(Self {
            change: decode_one(doc, recorded.hash).ok()??,
            actor: recorded.actor,
            before: document.known(&before).ok()?,
            was: index.ancestors(numbers),
        })
    }

    fn texts(&self) -> impl Iterator<Item = ObjId> + '_ {
        let in_texts = self.change.operations();
        in_texts
            .filter(|(_, op)| matches!(op.key, Key::Seq(_)))
            .map(|(_, op)| object_id(&op.obj))
    }

    fn only_takes_back(
        &self,
        document: &Document,
        index: &Index,
        texts: &BTreeMap<ObjId, Text>,
    ) -> bool {
        let mut shown: HashMap<&ObjId, Vec<bool>> = HashMap::new();
        let mut keys: BTreeMap<(ObjId, String), &Op> = BTreeMap::new();
        for (counter, op) in self.change.operations() {
            let object = object_id(&op.obj);
            let Key::Seq(_) = op.key else {
                let Key::Map(key) = &op.key else { return false };
                keys.insert((object, key.to_string()), op);
                continue;
            };
            let Some((object, text)) = texts.get_key_value(&object) else {
                return false;
            };
            let was = shown
                .entry(object)
                .or_insert_with(|| text.elements.slots_shown_in(&self.was));
            if !self.is_back_in_text(index, text, was, counter, op) {
                return false;
            }
        }
        let mut keys = keys.iter();
        keys.all(|((object, key), op)| self.is_back_under_key(document, object, key, op))
    }

    /// Whether an operation in a text brings back what was there, or takes away what was not.
    fn is_back_in_text(
        &self,
        index: &Index,
        text: &Text,
        was: &[bool],
        counter: u64,
        op: &Op,
    ) -> bool {
        let slot_of = |op: &OpId| {
            let number = text.by_op.get(op)?;
            Some(text.elements.get(*number).slot as usize)
        };
        match &op.action {
            OpType::MarkBegin(mark) => Origin::parse(&mark.name).is_some(),
            OpType::MarkEnd(_) => true,
            OpType::Put(_) if op.insert => {
                let inserted = OpId {
                    counter,
                    actor: self.actor,
                };
                let own = text.by_op.get(&inserted).map(|number| *number as usize);
                let slot = slot_of(&inserted);
                slot.is_some() && slot != own && slot.is_some_and(|slot| was[slot])
            }
            OpType::Delete => op.pred.iter().all(|pred| {
                let slot = op_id(index, pred).and_then(|pred| slot_of(&pred));
                slot.is_some_and(|slot| !was[slot])
            }),
            _ => false,
        }
    }

    /// Whether a key holds again what it held before.
    fn is_back_under_key(&self, document: &Document, object: &ObjId, key: &str, op: &Op) -> bool {
        // A key without a value reads as an empty one.
        let value = &match &op.action {
            OpType::Put(value) => value.clone(),
            OpType::Delete => ScalarValue::from(""),
            _ => return false,
        };
        if is_removal_mark(key) {
            let is_removed = value != &ScalarValue::from("");
            return self
                .was_shown(document, object, key)
                .is_some_and(|was| was != is_removed);
        }
        let before = document.automerge().get_all_at(object, key, &self.before);
        match before.unwrap_or_default().last() {
            Some((Value::Scalar(before), _)) => before.as_ref() == value,
            Some((Value::Object(_), _)) => false,
            None => value == &ScalarValue::from(""),
        }
    }

    /// Whether the thing or person that a removal mark is about was shown before.
    fn was_shown(&self, document: &Document, object: &ObjId, key: &str) -> Option<bool> {
        let path = path_of(document.automerge(), object)?;
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let reader = document.reader(Some(&self.before));
        match path[..] {
            [root] if root == Collection::Attendance.root_key() => {
                let person = attendance_field(key).0;
                let is_there = ["", "note"].into_iter().any(|field| {
                    let key = crate::document::schema::attendance_key(person, field);
                    reader.get(object, &key).is_some()
                });
                Some(is_there && is_shown(&reader, Collection::Attendance, person))
            }
            [root, id] => {
                let collection = Collection::from_root_key(root)?;
                Some(is_shown(&reader, collection, id))
            }
            _ => None,
        }
    }
}
