//! Reads a document's objects, now or as of some heads, also in the middle of a change.
//!
//! A document that another program wrote may hold anything under any key. Whatever is not of the
//! expected form reads as empty; nothing here fails.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use automerge::iter::{MapRange, MapRangeItem};
use automerge::{ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValueRef, Value, ValueRef};

use super::changes::{Ancestry, ChangeIndex, ChangeNumber};
use super::schema::{
    CELL, DELETED_AT, FIELD_SEPARATOR, Holder, ORD, VOTES, attendance_field, attendance_key,
};
use crate::edit::Collection;

/// See the module.
pub(crate) struct Reader<'a, D: ReadDoc> {
    pub(crate) doc: &'a D,
    heads: Option<&'a [ChangeHash]>,
    pub(crate) index: &'a ChangeIndex,
    ancestry: Ancestry<'a>,
}

/// One thing of a collection.
pub(crate) struct Thing<'a> {
    pub(crate) id: String,
    pub(crate) object: ObjId,
    pub(crate) ord: String,
    /// All its entries by key, once they were read: see [`Reader::fields`].
    fields: OnceCell<Vec<MapRangeItem<'a>>>,
}

/// Whether a thing is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// No mark, or one of several concurrent marks says that it stays.
    Shown,
    /// Removed by people who had seen all of it.
    Removed,
    /// Marked, but holds work the removers had not seen: operations of these changes, one each.
    ShownAgain(Vec<ObjId>),
}

impl Standing {
    pub(crate) fn is_visible(&self) -> bool {
        *self != Self::Removed
    }
}

impl<'a, D: ReadDoc> Reader<'a, D> {
    pub(crate) fn new(doc: &'a D, index: &'a ChangeIndex, heads: Option<&'a [ChangeHash]>) -> Self {
        Self {
            doc,
            heads,
            index,
            ancestry: Ancestry::new(index),
        }
    }

    pub(crate) fn entries(&self, object: &ObjId) -> MapRange<'a> {
        match self.heads {
            None => self.doc.map_range(object, ..),
            Some(heads) => self.doc.map_range_at(object, .., heads),
        }
    }

    /// The entry under one key.
    pub(crate) fn entry(&self, object: &ObjId, key: &str) -> Option<MapRangeItem<'a>> {
        let only = key.to_owned()..=key.to_owned();
        match self.heads {
            None => self.doc.map_range(object, only),
            Some(heads) => self.doc.map_range_at(object, only, heads),
        }
        .next()
    }

    pub(crate) fn get(&self, object: &ObjId, key: &str) -> Option<(Value<'a>, ObjId)> {
        match self.heads {
            None => self.doc.get(object, key),
            Some(heads) => self.doc.get_at(object, key, heads),
        }
        .ok()
        .flatten()
    }

    /// Every concurrent value, the one shown last.
    pub(crate) fn get_all(&self, object: &ObjId, key: &str) -> Vec<(Value<'a>, ObjId)> {
        match self.heads {
            None => self.doc.get_all(object, key),
            Some(heads) => self.doc.get_all_at(object, key, heads),
        }
        .unwrap_or_default()
    }

    pub(crate) fn text(&self, object: &ObjId) -> String {
        match self.heads {
            None => self.doc.text(object),
            Some(heads) => self.doc.text_at(object, heads),
        }
        .unwrap_or_default()
    }

    /// The map under a root key.
    pub(crate) fn root_map(&self, key: &str) -> Option<ObjId> {
        self.child(&ROOT, key, ObjType::Map)
    }

    pub(crate) fn child(&self, parent: &ObjId, key: &str, wanted: ObjType) -> Option<ObjId> {
        match self.get(parent, key)? {
            (Value::Object(found), id) if found == wanted => Some(id),
            _ => None,
        }
    }

    /// The object a place's key is in.
    pub(crate) fn holder(&self, holder: Holder<'_>) -> Option<ObjId> {
        match holder {
            Holder::Root => Some(ROOT),
            Holder::Map(key) => self.root_map(key),
            Holder::Thing(collection, id) => {
                self.child(&self.root_map(collection.root_key())?, id, ObjType::Map)
            }
            Holder::Votes(id) => self.child(
                &self.holder(Holder::Thing(Collection::Decisions, id))?,
                VOTES,
                ObjType::Map,
            ),
        }
    }

    /// The text or scalar an entry holds; empty for anything else.
    pub(crate) fn value(&self, item: &MapRangeItem<'_>) -> String {
        match &item.value {
            ValueRef::Object(ObjType::Text) => self.text(&item.id()),
            ValueRef::Object(_) => String::new(),
            ValueRef::Scalar(scalar) => scalar_text(scalar).into_owned(),
        }
    }

    /// The text or scalar under a key; empty if there is none.
    pub(crate) fn value_at(&self, object: &ObjId, key: &str) -> String {
        self.get(object, key)
            .map(|(value, id)| self.value_text(&value, &id))
            .unwrap_or_default()
    }

    /// The same of a word that is empty until somebody says it: of concurrent values an empty one claims
    /// nothing, and gives way to what was said.
    pub(crate) fn claimed_at(&self, object: &ObjId, key: &str) -> String {
        let value = self.value_at(object, key);
        if !value.is_empty() {
            return value;
        }
        let values = self.get_all(object, key).into_iter().rev();
        let mut values = values.map(|(value, id)| self.value_text(&value, &id));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }

    pub(crate) fn value_text(&self, value: &Value<'_>, id: &ObjId) -> String {
        match value {
            Value::Object(ObjType::Text) => self.text(id),
            Value::Object(_) => String::new(),
            Value::Scalar(scalar) => {
                scalar_text(&ScalarValueRef::from(scalar.as_ref().clone())).into_owned()
            }
        }
    }

    /// All things of a collection with all their entries, by (ord, id), the removed ones too.
    pub(crate) fn things(&self, collection: Collection) -> Vec<Thing<'a>> {
        let things = self.objects(collection);
        sorted(things.map(|(id, object)| self.thing(id, object)))
    }

    /// The same without their entries: for whoever looks at few of them.
    pub(crate) fn outlines(&self, collection: Collection) -> Vec<Thing<'a>> {
        let things = self.objects(collection);
        sorted(things.map(|(id, object)| self.outline(id, object)))
    }

    fn objects(&self, collection: Collection) -> impl Iterator<Item = (String, ObjId)> + 'a {
        self.root_map(collection.root_key())
            .map(|map| self.entries(&map))
            .into_iter()
            .flatten()
            .filter(|item| matches!(item.value, ValueRef::Object(ObjType::Map)))
            .map(|item| (item.key.to_string(), item.id()))
    }

    /// A thing with all its entries.
    pub(crate) fn thing(&self, id: String, object: ObjId) -> Thing<'a> {
        let mut thing = Thing {
            id,
            fields: self.entries(&object).collect::<Vec<_>>().into(),
            object,
            ord: String::new(),
        };
        thing.ord = self
            .field(&thing, ORD)
            .map(|field| self.value(&field))
            .unwrap_or_default();
        thing
    }

    fn outline(&self, id: String, object: ObjId) -> Thing<'a> {
        Thing {
            id,
            ord: self.value_at(&object, ORD),
            object,
            fields: OnceCell::new(),
        }
    }

    /// The thing with this id, removed or not; `None` if there is none.
    pub(crate) fn find(&self, collection: Collection, id: &str) -> Option<Thing<'a>> {
        let object = self.holder(Holder::Thing(collection, id))?;
        Some(self.outline(id.to_owned(), object))
    }

    /// The entries of a thing, by key.
    pub(crate) fn fields<'t>(&self, thing: &'t Thing<'a>) -> &'t [MapRangeItem<'a>] {
        thing
            .fields
            .get_or_init(|| self.entries(&thing.object).collect())
    }

    /// One entry of a thing.
    pub(crate) fn field(&self, thing: &Thing<'a>, key: &str) -> Option<MapRangeItem<'a>> {
        let Some(fields) = thing.fields.get() else {
            return self.entry(&thing.object, key);
        };
        fields
            .binary_search_by(|field| field.key.as_ref().cmp(key))
            .ok()
            .map(|at| fields[at].clone())
    }

    /// Whether anything stands under the removal mark of a thing, be it that it stays.
    pub(crate) fn has_mark(&self, thing: &Thing<'a>) -> bool {
        self.field(thing, DELETED_AT).is_some()
    }

    /// Whether a thing is shown. A column's cells are in the rows: see [`Reader::column_standing`].
    pub(crate) fn standing(&self, thing: &Thing<'a>) -> Standing {
        match self.unseen_in(thing) {
            Some(unseen) => unseen.standing(),
            None => Standing::Shown,
        }
    }

    /// Whether a column is shown, `rows` being the visible rows.
    pub(crate) fn column_standing(&self, column: &Thing<'a>, rows: &[Thing<'a>]) -> Standing {
        let Some(mut unseen) = self.unseen_in(column) else {
            return Standing::Shown;
        };
        let key = format!("{CELL}{}", column.id);
        for row in rows {
            if let Some(cell) = self.field(row, &key) {
                unseen.look_at_entry(&row.object, &cell);
            }
        }
        unseen.standing()
    }

    /// What a thing holds that its removers had not seen; `None` if it is not removed.
    fn unseen_in(&self, thing: &Thing<'a>) -> Option<Unseen<'_, 'a, D>> {
        let marks = self.marks(&thing.object, DELETED_AT, self.has_mark(thing))?;
        let mut unseen = Unseen::new(self, marks);
        for field in self.fields(thing) {
            if !matches!(field.key.as_ref(), ORD | DELETED_AT) {
                unseen.look_at_entry(&thing.object, field);
            }
        }
        Some(unseen)
    }

    /// Whether a person in the attendance is shown; `map` is the attendance map.
    pub(crate) fn person_standing(&self, map: &ObjId, person: &str) -> Standing {
        let Some(marks) = self.marks(map, &attendance_key(person, DELETED_AT), true) else {
            return Standing::Shown;
        };
        let mut unseen = Unseen::new(self, marks);
        for field in super::schema::ATTENDANCE_FIELDS {
            for (_, operation) in self.get_all(map, &attendance_key(person, field)) {
                unseen.look_at(&operation);
            }
        }
        unseen.standing()
    }

    /// The people in the attendance map: everybody who has a status or a note, in order.
    pub(crate) fn people(&self, map: &ObjId) -> Vec<String> {
        let entries: Vec<_> = self.entries(map).collect();
        let mut people = BTreeSet::new();
        let mut ords = std::collections::BTreeMap::new();
        for item in &entries {
            match attendance_field(&item.key) {
                (person, "" | "note") => {
                    people.insert(person);
                }
                (person, ORD) => {
                    ords.insert(person, self.value(item));
                }
                _ => {}
            }
        }
        let mut people: Vec<_> = people
            .into_iter()
            .map(|person| (ords.remove(person).unwrap_or_default(), person.to_owned()))
            .collect();
        people.sort();
        people.into_iter().map(|(_, person)| person).collect()
    }

    /// The operations that mark something removed; `None` if it is not, or if one of several
    /// concurrent values says it stays.
    fn marks(&self, object: &ObjId, key: &str, has_key: bool) -> Option<Vec<ObjId>> {
        if !has_key {
            return None;
        }
        let values = self.get_all(object, key);
        let all_removed = values
            .iter()
            .all(|(value, id)| !self.value_text(value, id).is_empty());
        (all_removed && !values.is_empty()).then(|| values.into_iter().map(|(_, id)| id).collect())
    }

    /// Ids of the elements a text shows.
    fn text_elements(&self, text: &ObjId) -> impl Iterator<Item = ObjId> + 'a {
        match self.heads {
            None => self.doc.list_range(text, ..),
            Some(heads) => self.doc.list_range_at(text, .., heads),
        }
        .map(|item| item.id())
    }
}

/// Collects the operations that none of some removal marks had seen.
struct Unseen<'r, 'a, D: ReadDoc> {
    reader: &'r Reader<'a, D>,
    /// `None`: a mark of the change that is being made, which knows everything.
    marks: Vec<Option<ChangeNumber>>,
    changes: BTreeSet<Option<ChangeNumber>>,
    found: Vec<ObjId>,
    /// Texts have long runs of elements of one change.
    last_known: Option<ChangeNumber>,
}

impl<'r, 'a, D: ReadDoc> Unseen<'r, 'a, D> {
    fn new(reader: &'r Reader<'a, D>, marks: Vec<ObjId>) -> Self {
        Self {
            reader,
            marks: marks
                .iter()
                .map(|mark| reader.index.change_of(mark))
                .collect(),
            changes: BTreeSet::new(),
            found: Vec::new(),
            last_known: None,
        }
    }

    fn look_at_entry(&mut self, holder: &ObjId, item: &MapRangeItem<'_>) {
        if item.conflict {
            for (value, operation) in self.reader.get_all(holder, &item.key) {
                self.look_at(&operation);
                if let Value::Object(kind) = value {
                    self.look_inside(&operation, kind);
                }
            }
        } else {
            let operation = item.id();
            self.look_at(&operation);
            if let ValueRef::Object(kind) = item.value {
                self.look_inside(&operation, kind);
            }
        }
    }

    fn look_inside(&mut self, object: &ObjId, kind: ObjType) {
        match kind {
            ObjType::Text => {
                for element in self.reader.text_elements(object) {
                    self.look_at(&element);
                }
            }
            ObjType::Map => {
                for item in self.reader.entries(object) {
                    self.look_at_entry(object, &item);
                }
            }
            ObjType::List | ObjType::Table => {}
        }
    }

    fn look_at(&mut self, operation: &ObjId) {
        let change = self.reader.index.change_of(operation);
        if change.is_some() && change == self.last_known {
            return;
        }
        let known = self.marks.iter().any(|mark| match (mark, change) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mark), Some(change)) => self.reader.ancestry.knows(*mark, change),
        });
        if known {
            self.last_known = change;
        } else if self.changes.insert(change) {
            self.found.push(operation.clone());
        }
    }

    fn standing(self) -> Standing {
        if self.found.is_empty() {
            Standing::Removed
        } else {
            Standing::ShownAgain(self.found)
        }
    }
}

/// In the order that views show them in.
fn sorted<'a>(things: impl Iterator<Item = Thing<'a>>) -> Vec<Thing<'a>> {
    let mut things: Vec<_> = things.collect();
    things.sort_by(|a, b| (&a.ord, &a.id).cmp(&(&b.ord, &b.id)));
    things
}

/// A scalar as people read it.
pub(crate) fn scalar_text<'s>(scalar: &'s ScalarValueRef<'_>) -> Cow<'s, str> {
    match scalar {
        ScalarValueRef::Str(text) => Cow::Borrowed(text),
        ScalarValueRef::Null | ScalarValueRef::Bytes(_) | ScalarValueRef::Unknown { .. } => {
            Cow::Borrowed("")
        }
        ScalarValueRef::Int(number)
        | ScalarValueRef::Counter(number)
        | ScalarValueRef::Timestamp(number) => Cow::Owned(number.to_string()),
        ScalarValueRef::Uint(number) => Cow::Owned(number.to_string()),
        ScalarValueRef::F64(number) => Cow::Owned(number.to_string()),
        ScalarValueRef::Boolean(truth) => Cow::Owned(truth.to_string()),
    }
}

/// Whether a name may be a key of `meta`, `meeting`, `attendance` or votes.
pub(crate) fn is_key(name: &str) -> bool {
    !name.trim().is_empty()
        && name.len() <= super::schema::MAX_KEY_BYTES
        && !name.contains([FIELD_SEPARATOR, '\0', '\n'])
}
