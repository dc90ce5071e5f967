//! What each edit does.

use std::collections::BTreeMap;

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ReadDoc as _, Value};
use uuid::Uuid;

use super::changes::ChangeIndex;
use super::genesis::FIXED_COLUMNS;
use super::ord;
use super::read;
use super::reader::{Reader, is_key};
use super::schema::{CELL, DELETED_AT, Form, Holder, ORD, Slot, VOTES, attendance_key, slot};
use super::splice::splices;
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Attendance, Kind, fact};

/// Why an edit cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A program with a newer schema wrote the document.
    #[error(
        "this document was written by a newer version of the program (schema {found}); update the program to edit it"
    )]
    NewerVersion {
        /// The schema version the document states.
        found: u64,
    },
    /// [`Document::set_writer`](super::Document::set_writer) was not called.
    #[error("this copy of the document was opened for reading")]
    NoWriter,
    /// Documents of this kind have no such place.
    #[error("a document of this kind has no {0}")]
    WrongKind(&'static str),
    /// There is no such thing.
    #[error("there is no {what} \"{id}\"")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its id or name.
        id: String,
    },
    /// It was removed.
    #[error("the {what} \"{id}\" was removed; restore it first")]
    Removed {
        /// What it is.
        what: &'static str,
        /// Its id or name.
        id: String,
    },
    /// A new thing has an id that is taken.
    #[error("there is a {what} \"{id}\" already")]
    Exists {
        /// What it is.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// A new thing must have a fresh UUID, written in lower case with hyphens.
    #[error("\"{0}\" is no fresh id: it must be a UUID in lower case with hyphens")]
    Id(String),
    /// A splice on something that is not a text.
    #[error("this place holds one value, not a text; set the whole value")]
    NotText,
    /// A splice beyond the end.
    #[error("the text has {length} characters, so nothing can be changed from {at} to {end}")]
    OutOfRange {
        /// How long the text is.
        length: usize,
        /// From where.
        at: usize,
        /// Up to where.
        end: usize,
    },
    /// A line break in a title, heading or topic.
    #[error("a title or heading is one line; take the line break out")]
    LineBreak,
    /// A level that is no number from 0 to 4.
    #[error("a level is a number from 0 to 4, not \"{0}\"")]
    Level(String),
    /// A field or person's name that cannot be one.
    #[error(
        "\"{0}\" cannot be a name here: it must not be empty, longer than 400 bytes or have line breaks"
    )]
    Name(String),
    /// A mark that is neither.
    #[error("a removal mark is \"deleted\" or empty, not \"{0}\"")]
    Mark(String),
    /// People in the attendance have no place in an order.
    #[error("people in the attendance are added by name and not moved")]
    AttendanceOrder,
    /// Others would refuse so large a change.
    #[error("this is too much for one change; do it in parts")]
    TooLarge,
    /// The document is not laid out as it must be.
    #[error("the document cannot take this edit: {0}")]
    Engine(String),
}

impl From<AutomergeError> for EditError {
    fn from(error: AutomergeError) -> Self {
        Self::Engine(error.to_string())
    }
}

/// The order of things: of each collection that was needed, (ord, id) of all its things, ascending.
pub(super) type Orders = BTreeMap<Collection, Vec<(String, String)>>;

/// Performs edits inside one transaction.
pub(crate) struct Writer<'w, 't> {
    tx: &'w mut Transaction<'t>,
    index: &'w ChangeIndex,
    kind: Kind,
    time_seconds: i64,
    /// What is known of the order; what is not is read when it is needed.
    pub(super) orders: Orders,
    /// Things known to be shown; only restoring and removing changes that within a batch.
    shown: std::collections::BTreeSet<(Collection, String)>,
}

impl<'w, 't> Writer<'w, 't> {
    pub(crate) fn new(
        tx: &'w mut Transaction<'t>,
        index: &'w ChangeIndex,
        kind: Kind,
        time_seconds: i64,
    ) -> Self {
        Self {
            tx,
            index,
            kind,
            time_seconds,
            orders: BTreeMap::new(),
            shown: std::collections::BTreeSet::new(),
        }
    }

    /// Does one edit.
    pub(crate) fn perform(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Splice {
                place,
                at,
                delete,
                insert,
            } => self.splice(place, *at, *delete, insert),
            Edit::Put { place, value } => self.put(place, value),
            Edit::Insert { new, after } => self.insert(new, after.as_deref()),
            Edit::Move {
                collection,
                id,
                after,
            } => self.move_after(*collection, id, after.as_deref()),
            Edit::Remove { collection, id } => self.remove(*collection, id),
            Edit::Restore { collection, id } => self.restore(*collection, id),
            Edit::Attend(attendance) => self.attend(attendance),
        }
    }

    fn reader(&self) -> Reader<'_, Transaction<'t>> {
        Reader::new(&*self.tx, self.index, None)
    }

    fn splice(
        &mut self,
        place: &Place,
        at: usize,
        delete: usize,
        insert: &str,
    ) -> Result<(), EditError> {
        let slot = slot(place);
        let text = self.text_of(place, &slot)?.ok_or(EditError::NotText)?;
        if slot.form == Form::Line && insert.contains(['\n', '\r']) {
            return Err(EditError::LineBreak);
        }
        let length = self.tx.length(&text);
        let end = at.saturating_add(delete);
        if end > length {
            return Err(EditError::OutOfRange { length, at, end });
        }
        if delete > 0 || !insert.is_empty() {
            self.tx.splice_text(&text, at, delete as isize, insert)?;
        }
        Ok(())
    }

    fn put(&mut self, place: &Place, value: &str) -> Result<(), EditError> {
        let slot = slot(place);
        if slot.form == Form::Line && value.contains(['\n', '\r']) {
            return Err(EditError::LineBreak);
        }
        if let Place::Mark(collection, id) = place {
            return match value {
                "deleted" => self.remove(*collection, id),
                "" => self.restore(*collection, id),
                _ => Err(EditError::Mark(value.to_owned())),
            };
        }
        if let Place::AttendanceStatus(person)
        | Place::AttendanceNote(person)
        | Place::Fact(Collection::Attendance, person, _) = place
        {
            self.ensure_person(person)?;
        }
        if let Some(text) = self.text_of(place, &slot)? {
            let old = self.tx.text(&text)?;
            for splice in splices(&old, value) {
                self.tx
                    .splice_text(&text, splice.at, splice.delete as isize, &splice.insert)?;
            }
            return Ok(());
        }
        let holder = self.holder(place, &slot)?;
        if slot.form == Form::Level {
            let level = parse_level(value)?;
            return self.put_scalar(&holder, &slot.key, level);
        }
        self.put_scalar(&holder, &slot.key, value)
    }

    /// Sets a scalar. Where there are several concurrent values, the new one is always written, also
    /// when it equals the one shown: two people who choose differently must see that.
    fn put_scalar<V>(&mut self, holder: &ObjId, key: &str, value: V) -> Result<(), EditError>
    where
        V: Into<automerge::ScalarValue>,
    {
        let value = value.into();
        let values = self.tx.get_all(holder, key)?;
        match values.as_slice() {
            [] if value.as_str() == Some("") => return Ok(()),
            [] | [_] => {}
            _ => self.tx.delete(holder, key)?,
        }
        self.tx.put(holder, key, value)?;
        Ok(())
    }

    /// The Text object of a place; `None` if it holds a scalar.
    fn text_of(&self, place: &Place, slot: &Slot<'_>) -> Result<Option<ObjId>, EditError> {
        let holder = self.holder(place, slot)?;
        match self.tx.get(&holder, slot.key.as_str())? {
            Some((Value::Object(ObjType::Text), id)) => Ok(Some(id)),
            _ if slot.form.is_text() => {
                Err(EditError::Engine(format!("{} is not a text", slot.key)))
            }
            _ => Ok(None),
        }
    }

    /// The object that holds a place, if the place can be edited.
    fn holder(&self, place: &Place, slot: &Slot<'_>) -> Result<ObjId, EditError> {
        if !place.is_in(self.kind) {
            let what = place
                .thing()
                .map_or("facts about a meeting", |(collection, _)| collection.one());
            return Err(EditError::WrongKind(what));
        }
        match place {
            Place::Meta(name)
            | Place::Meeting(name)
            | Place::DecisionVote(_, name)
            | Place::AttendanceStatus(name)
            | Place::AttendanceNote(name) => check_name(name)?,
            Place::Cell(_, column) => self.require_shown(Collection::Columns, column)?,
            Place::Fact(collection, id, name) => {
                check_fact(*collection, name)?;
                if *collection == Collection::Attendance {
                    check_name(id)?;
                }
            }
            _ => {}
        }
        if let Some((collection, id)) = place.thing()
            && collection != Collection::Attendance
        {
            self.require_shown(collection, id)?;
        }
        self.reader()
            .holder(slot.holder)
            .ok_or_else(|| EditError::Engine(format!("{} is missing", slot.key)))
    }

    /// Fails unless the thing exists and is shown.
    fn require_shown(&self, collection: Collection, id: &str) -> Result<(), EditError> {
        if self.shown.contains(&(collection, id.to_owned())) {
            return Ok(());
        }
        let object = self.object(collection, id)?;
        // Nearly nothing is marked, and the mark is one look-up.
        if self.tx.get(&object, DELETED_AT)?.is_none()
            || read::is_shown(&self.reader(), collection, id)
        {
            return Ok(());
        }
        Err(EditError::Removed {
            what: collection.one(),
            id: id.to_owned(),
        })
    }

    fn object(&self, collection: Collection, id: &str) -> Result<ObjId, EditError> {
        if collection.kind() != self.kind {
            return Err(EditError::WrongKind(collection.one()));
        }
        self.reader()
            .holder(Holder::Thing(collection, id))
            .ok_or_else(|| EditError::NotFound {
                what: collection.one(),
                id: id.to_owned(),
            })
    }

    fn insert(&mut self, new: &New, after: Option<&str>) -> Result<(), EditError> {
        let (collection, id) = match new {
            New::Clause(clause) => (Collection::Clauses, &clause.id),
            New::Agenda(item) => (Collection::Agenda, &item.id),
            New::Decision(decision) => (Collection::Decisions, &decision.id),
            New::Action(action) => (Collection::Actions, &action.id),
            New::Column(column) => (Collection::Columns, &column.id),
            New::Row { row, .. } => (Collection::Rows, &row.id),
        };
        if collection.kind() != self.kind {
            return Err(EditError::WrongKind(collection.one()));
        }
        if let New::Column(column) = new
            && FIXED_COLUMNS.contains(&column.id.as_str())
        {
            self.restore(collection, id)?;
            if !column.name.is_empty() {
                self.put(&Place::ColumnName(id.clone()), &column.name)?;
            }
            return self.move_after(collection, id, after);
        }
        let object = self.create(collection, id, after)?;
        match new {
            New::Clause(clause) => {
                self.one_line(&clause.heading)?;
                self.level(&object, clause.level)?;
                self.fill_text(&object, "heading", &clause.heading)?;
                self.fill_text(&object, "body", &clause.body)?;
            }
            New::Agenda(item) => {
                self.one_line(&item.topic)?;
                self.level(&object, item.level)?;
                self.fill_text(&object, "topic", &item.topic)?;
                self.fill_text(&object, "notes", &item.notes)?;
                self.fill(&object, "presenter", &item.presenter)?;
                self.fill_facts(&object, collection, &item.facts)?;
            }
            New::Decision(decision) => {
                self.fill_text(&object, "text", &decision.text)?;
                self.fill(&object, "agenda", &decision.agenda)?;
                self.fill(&object, "owner", &decision.owner)?;
                self.fill_facts(&object, collection, &decision.facts)?;
                let votes = self.tx.put_object(&object, VOTES, ObjType::Map)?;
                for (person, vote) in &decision.votes {
                    check_name(person)?;
                    self.fill(&votes, person, vote)?;
                }
            }
            New::Action(action) => {
                self.fill_text(&object, "title", &action.title)?;
                self.fill(&object, "agenda", &action.agenda)?;
                self.fill(&object, "owner", &action.owner)?;
                self.fill(&object, "due", &action.due)?;
                self.fill(&object, "state", &action.state)?;
                self.fill_facts(&object, collection, &action.facts)?;
            }
            New::Column(column) => {
                self.fill(&object, "name", &column.name)?;
                self.fill(&object, "type", "text")?;
            }
            New::Row { row, columns } => {
                for (cell, column) in row.cells.iter().zip(columns) {
                    if !cell.is_empty() {
                        self.require_shown(Collection::Columns, column)?;
                        self.fill(&object, &format!("{CELL}{column}"), cell)?;
                        // Every row of an import names the same columns.
                        self.shown.insert((Collection::Columns, column.clone()));
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the object of a new thing, with its order key.
    fn create(
        &mut self,
        collection: Collection,
        id: &str,
        after: Option<&str>,
    ) -> Result<ObjId, EditError> {
        // Two things under one key would hide one of them, so ids are never chosen by people.
        let is_uuid = Uuid::parse_str(id).is_ok_and(|uuid| uuid.to_string() == id);
        if !is_uuid {
            return Err(EditError::Id(id.to_owned()));
        }
        let map = self
            .reader()
            .root_map(collection.root_key())
            .ok_or_else(|| EditError::Engine(format!("{} is missing", collection.root_key())))?;
        if self.tx.get(&map, id)?.is_some() {
            return Err(EditError::Exists {
                what: collection.one(),
                id: id.to_owned(),
            });
        }
        let key = self.new_ord(collection, id, after)?;
        let object = self.tx.put_object(&map, id, ObjType::Map)?;
        self.tx.put(&object, ORD, key.as_str())?;
        self.note_ord(collection, id, key);
        self.shown.insert((collection, id.to_owned()));
        Ok(object)
    }

    fn fill(&mut self, object: &ObjId, key: &str, value: &str) -> Result<(), EditError> {
        if !value.is_empty() {
            self.tx.put(object, key, value)?;
        }
        Ok(())
    }

    fn fill_facts(
        &mut self,
        object: &ObjId,
        collection: Collection,
        facts: &BTreeMap<String, String>,
    ) -> Result<(), EditError> {
        for (name, value) in facts {
            check_fact(collection, name)?;
            self.fill(object, name, value)?;
        }
        Ok(())
    }

    fn fill_text(&mut self, object: &ObjId, key: &str, value: &str) -> Result<(), EditError> {
        let text = self.tx.put_object(object, key, ObjType::Text)?;
        if !value.is_empty() {
            self.tx.splice_text(&text, 0, 0, value)?;
        }
        Ok(())
    }

    fn level(&mut self, object: &ObjId, level: u8) -> Result<(), EditError> {
        if level > 4 {
            return Err(EditError::Level(level.to_string()));
        }
        self.tx.put(object, "level", i64::from(level))?;
        Ok(())
    }

    fn one_line(&self, text: &str) -> Result<(), EditError> {
        if text.contains(['\n', '\r']) {
            return Err(EditError::LineBreak);
        }
        Ok(())
    }

    fn move_after(
        &mut self,
        collection: Collection,
        id: &str,
        after: Option<&str>,
    ) -> Result<(), EditError> {
        if collection == Collection::Attendance {
            return Err(EditError::AttendanceOrder);
        }
        let object = self.object(collection, id)?;
        self.require_shown(collection, id)?;
        let order = self.order(collection);
        let here = order.iter().position(|(_, other)| other == id);
        let before = here
            .and_then(|here| here.checked_sub(1))
            .map(|at| order[at].1.as_str());
        if before == after || after == Some(id) {
            return Ok(());
        }
        let key = self.new_ord(collection, id, after)?;
        self.put_scalar(&object, ORD, key.as_str())?;
        self.note_ord(collection, id, key);
        Ok(())
    }

    /// The order of all things of a collection, removed ones included.
    fn order(&mut self, collection: Collection) -> &mut Vec<(String, String)> {
        if !self.orders.contains_key(&collection) {
            let reader = self.reader();
            let mut order: Vec<_> = reader
                .root_map(collection.root_key())
                .map(|map| {
                    reader
                        .entries(&map)
                        .map(|item| (reader.value_at(&item.id(), ORD), item.key.to_string()))
                        .collect()
                })
                .unwrap_or_default();
            order.sort();
            self.orders.insert(collection, order);
        }
        self.orders
            .get_mut(&collection)
            .expect("BUG: the order was put there just now")
    }

    /// An order key right after `after`.
    fn new_ord(
        &mut self,
        collection: Collection,
        id: &str,
        after: Option<&str>,
    ) -> Result<String, EditError> {
        let order = self.order(collection);
        let next = match after {
            None => 0,
            // The last ones are the likeliest.
            Some(after) => match order.iter().rposition(|(_, other)| other == after) {
                Some(at) => at + 1,
                None => {
                    return Err(EditError::NotFound {
                        what: collection.one(),
                        id: after.to_owned(),
                    });
                }
            },
        };
        // A thing that moves is no neighbour of itself.
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| order.get(at))
                .filter(|(_, other)| other != id)
                .map(|(key, _)| key.as_str())
        };
        let following = match order.get(next) {
            Some((_, other)) if other == id => neighbour(Some(next + 1)),
            _ => neighbour(Some(next)),
        };
        Ok(ord::between(neighbour(next.checked_sub(1)), following, id))
    }

    fn note_ord(&mut self, collection: Collection, id: &str, key: String) {
        let order = self.order(collection);
        order.retain(|(_, other)| other != id);
        let entry = (key, id.to_owned());
        let at = order.partition_point(|other| *other < entry);
        order.insert(at, entry);
    }

    fn remove(&mut self, collection: Collection, id: &str) -> Result<(), EditError> {
        let (object, key) = self.mark_key(collection, id)?;
        // Nearly nothing is marked, and the mark is one look-up.
        let is_marked = self.tx.get(&object, key.as_str())?.is_some();
        if is_marked && !read::is_shown(&self.reader(), collection, id) {
            return Ok(());
        }
        let old: Vec<_> = self
            .tx
            .get_all(&object, key.as_str())?
            .into_iter()
            .filter_map(|(value, _)| value.as_str().map(str::to_owned))
            .collect();
        // Removing again, after somebody's unseen work brought it back, must be a new value.
        let mut stamp = self.time_seconds.to_string();
        while old.contains(&stamp) {
            stamp.push('+');
        }
        self.put_scalar(&object, &key, stamp)?;
        self.shown.remove(&(collection, id.to_owned()));
        Ok(())
    }

    fn restore(&mut self, collection: Collection, id: &str) -> Result<(), EditError> {
        let (object, key) = self.mark_key(collection, id)?;
        let is_marked = self
            .tx
            .get_all(&object, key.as_str())?
            .iter()
            .any(|(value, _)| value.as_str() != Some(""));
        if is_marked {
            self.put_scalar(&object, &key, "")?;
        }
        Ok(())
    }

    /// The object and key of a thing's removal mark.
    fn mark_key(&self, collection: Collection, id: &str) -> Result<(ObjId, String), EditError> {
        if collection != Collection::Attendance {
            return Ok((self.object(collection, id)?, DELETED_AT.to_owned()));
        }
        let map = self.attendance_map()?;
        if self.reader().people(&map).iter().any(|person| person == id) {
            Ok((map, attendance_key(id, DELETED_AT)))
        } else {
            Err(EditError::NotFound {
                what: collection.one(),
                id: id.to_owned(),
            })
        }
    }

    fn attendance_map(&self) -> Result<ObjId, EditError> {
        if self.kind != Kind::Minutes {
            return Err(EditError::WrongKind(Collection::Attendance.one()));
        }
        self.reader()
            .root_map(Collection::Attendance.root_key())
            .ok_or_else(|| EditError::Engine("attendance is missing".to_owned()))
    }

    fn attend(&mut self, attendance: &Attendance) -> Result<(), EditError> {
        let person = &attendance.person;
        self.ensure_person(person)?;
        let map = self.attendance_map()?;
        self.put_scalar(
            &map,
            &attendance_key(person, ""),
            attendance.status.as_str(),
        )?;
        self.put_scalar(
            &map,
            &attendance_key(person, "note"),
            attendance.note.as_str(),
        )?;
        for (name, value) in &attendance.facts {
            check_fact(Collection::Attendance, name)?;
            self.put_scalar(&map, &attendance_key(person, name), value.as_str())?;
        }
        Ok(())
    }

    /// Puts a person into the attendance, last, without a status, unless there already.
    fn ensure_person(&mut self, person: &str) -> Result<(), EditError> {
        check_name(person)?;
        let map = self.attendance_map()?;
        let status_key = attendance_key(person, "");
        if self.tx.get(&map, status_key.as_str())?.is_none() {
            self.tx.put(&map, status_key.as_str(), "")?;
        }
        let ord_key = attendance_key(person, ORD);
        if self.tx.get(&map, ord_key.as_str())?.is_none() {
            let last = {
                let reader = self.reader();
                reader
                    .people(&map)
                    .iter()
                    .map(|other| reader.value_at(&map, &attendance_key(other, ORD)))
                    .max()
            };
            let key = ord::between(last.as_deref().filter(|key| !key.is_empty()), None, person);
            self.tx.put(&map, ord_key.as_str(), key.as_str())?;
        }
        if !self.reader().person_standing(&map, person).is_visible() {
            self.restore(Collection::Attendance, person)?;
        }
        Ok(())
    }
}

/// Fails unless things of this collection have such a fact; what follows its colon is a name.
fn check_fact(collection: Collection, name: &str) -> Result<(), EditError> {
    check_name(name)?;
    match fact::is_fact(collection, name) {
        true => Ok(()),
        false => Err(EditError::Name(name.chars().take(80).collect())),
    }
}

fn check_name(name: &str) -> Result<(), EditError> {
    if is_key(name) {
        Ok(())
    } else {
        Err(EditError::Name(name.chars().take(80).collect()))
    }
}

fn parse_level(value: &str) -> Result<i64, EditError> {
    match value.trim().parse() {
        Ok(level @ 0..=4) => Ok(level),
        _ => Err(EditError::Level(value.chars().take(80).collect())),
    }
}
