//! What a strike writes, and what a proposal made again.

use std::collections::{BTreeSet, HashMap};

use automerge::{Automerge, AutomergeError, ObjId, ObjType, ReadDoc as _, ScalarValue, Value};
use format::{ChangeHash, PublicKey};
use serde::Serialize;

use super::note::{MAX_REASON_BYTES, StrikeNote};
use super::struck::strike_of;
use crate::authorship::{Elements, Index, Unreadable, guarded, shown};
use crate::document::genesis::genesis_hash;
use crate::document::read::is_shown;
use crate::document::schema::{DELETED_AT, attendance_field, attendance_key, slot};
use crate::document::{Document, EditError, LocalChange, UnknownHeads};
use crate::edit::{Collection, Place};
use crate::undo::inverse::{Inverse, Inverter};
use crate::undo::note::Note;
use crate::undo::stacks::{Stacks, Step};
use crate::undo::text::{deletions, insertions};
use crate::undo::things::is_removal_mark;
use crate::undo::write::Write;
use crate::undo::{Direction, Left, Why};

/// Between which states something was reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The heads of the last decided version; empty: nothing was decided before.
    pub before: Vec<ChangeHash>,
    /// The heads of the text that was reviewed.
    pub after: Vec<ChangeHash>,
}

/// Why nothing was struck or proposed again. The document is as before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrikeError {
    /// The place reads as before the reviewed changes already.
    #[error("there is nothing left to be taken back here")]
    Nothing,
    /// The text moved on since: what was reviewed cannot be taken back any more.
    #[error("the text moved on since it was reviewed, so this cannot be taken back ({} places)", .0.len())]
    MovedOn(Vec<Left>),
    /// A state that is named is not here.
    #[error(transparent)]
    UnknownHeads(#[from] UnknownHeads),
    /// There is no such place, now or then.
    #[error("there is nothing at {}", .0.key())]
    NoSuchPlace(Place),
    /// Nobody is to guess why something was struck.
    #[error("say why it is struck")]
    NoReason,
    /// The reason is too long.
    #[error("the reason is longer than {MAX_REASON_BYTES} bytes")]
    LongReason,
    /// The change that is named strikes nothing.
    #[error("change {} strikes nothing", .0.short())]
    NoStrike(ChangeHash),
    /// The document was opened by somebody else, or for reading.
    #[error("this copy of the document is not open for writing with this key")]
    NotTheWriter,
    /// The history cannot be taken apart.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The document cannot be written.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Automerge refused it.
    #[error("the document cannot take this back: {0}")]
    Engine(String),
}

impl From<AutomergeError> for StrikeError {
    fn from(error: AutomergeError) -> Self {
        Self::Engine(error.to_string())
    }
}

/// What was struck, or proposed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Struck {
    /// The new change.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
    /// What of it stays as it was, because the text moved on.
    pub left: Vec<Left>,
}

impl Document {
    /// Strikes what changed at `place` between the two states, in one new change by the writer.
    ///
    /// The [`Place::Mark`] of a thing strikes everything about it: that it came, went or moved, and every
    /// change in it. `index` must be up to date with the document, and is not afterwards; best is
    /// [`Index::read_with_texts`]. `time_seconds` is the writer's clock.
    ///
    /// # Errors
    /// [`StrikeError`]; the document is then as before.
    pub fn strike(
        &mut self,
        index: &Index,
        place: &Place,
        reviewed: &Reviewed,
        reason: &str,
        time_seconds: i64,
    ) -> Result<(LocalChange, Struck), StrikeError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(StrikeError::NoReason);
        }
        if reason.len() > MAX_REASON_BYTES {
            return Err(StrikeError::LongReason);
        }
        let me = self.writer_key()?;
        let mut striker = Striker::new(self, index, me, reviewed, time_seconds)?;
        striker.take_back(place)?;
        striker.take_back_texts()?;
        let inverse = striker.inverse;
        let note = StrikeNote {
            place: place.clone(),
            before: reviewed.before.clone(),
            reason: reason.to_owned(),
        };
        self.write_inverse(inverse, &note.to_string(), time_seconds)
    }

    /// Brings back what `strike` took away, in one new change by the writer. Text that comes back keeps
    /// its first writer.
    ///
    /// `index` must be up to date with the document, and is not afterwards.
    ///
    /// # Errors
    /// [`StrikeError`]; the document is then as before.
    pub fn propose_again(
        &mut self,
        index: &Index,
        strike: &ChangeHash,
        time_seconds: i64,
    ) -> Result<(LocalChange, Struck), StrikeError> {
        let me = self.writer_key()?;
        let number = strike_of(index, strike).ok_or(StrikeError::NoStrike(*strike))?;
        let stacks = Stacks::read(index);
        let mut inverter = inverter(self, index, &stacks, me, time_seconds);
        let step = Step {
            of: number,
            latest: number,
        };
        let inverse = inverter.toggle(step, Direction::Undo)?;
        let note = Note::Propose(*strike).to_string();
        self.write_inverse(inverse, &note, time_seconds)
    }

    fn writer_key(&self) -> Result<PublicKey, StrikeError> {
        let author = self.automerge().get_author();
        author
            .and_then(|author| PublicKey::from_slice(author.as_bytes()))
            .ok_or(StrikeError::NotTheWriter)
    }

    fn write_inverse(
        &mut self,
        inverse: Inverse,
        message: &str,
        time_seconds: i64,
    ) -> Result<(LocalChange, Struck), StrikeError> {
        let Inverse { writes, left } = inverse;
        if writes.is_empty() {
            return Err(match left.is_empty() {
                true => StrikeError::Nothing,
                false => StrikeError::MovedOn(left),
            });
        }
        let change = self.change(time_seconds, Some(message), |tx, _| {
            writes
                .iter()
                .try_for_each(|write| write.perform(tx))
                .map_err(StrikeError::from)
        })?;
        let change = change.ok_or(StrikeError::Nothing)?;
        let struck = Struck {
            change: change.hash,
            left,
        };
        Ok((change, struck))
    }
}

fn inverter<'a>(
    document: &'a Document,
    index: &'a Index,
    stacks: &'a Stacks,
    me: PublicKey,
    time_seconds: i64,
) -> Inverter<'a> {
    Inverter {
        document: Some(document),
        doc: document.automerge(),
        index,
        stacks,
        me,
        time_seconds,
        texts: HashMap::new(),
    }
}

/// Values under one key, each with the operation that put it there.
type Values = Vec<(Value<'static>, ObjId)>;

/// Finds what leads back from one state to another.
struct Striker<'a> {
    document: &'a Document,
    doc: &'a Automerge,
    index: &'a Index,
    me: PublicKey,
    time_seconds: i64,
    stacks: Stacks,
    before: Vec<automerge::ChangeHash>,
    after: Vec<automerge::ChangeHash>,
    /// Of each change, whether it is part of the state before.
    was: Vec<bool>,
    /// Of each change, whether it is part of the state that was reviewed.
    read: Vec<bool>,
    /// The texts to be taken back.
    texts: Vec<ObjId>,
    inverse: Inverse,
}

impl<'a> Striker<'a> {
    fn new(
        document: &'a Document,
        index: &'a Index,
        me: PublicKey,
        reviewed: &Reviewed,
        time_seconds: i64,
    ) -> Result<Self, StrikeError> {
        let heads = |heads: &[ChangeHash]| match heads {
            [] => document.known(&[genesis_hash(document.kind())]),
            heads => document.known(heads),
        };
        let (before, after) = (heads(&reviewed.before)?, heads(&reviewed.after)?);
        let within = |heads: &[automerge::ChangeHash]| {
            let numbers = heads
                .iter()
                .filter_map(|head| index.number(&ChangeHash::from_bytes(head.0)));
            index.ancestors(numbers)
        };
        Ok(Self {
            document,
            doc: document.automerge(),
            index,
            me,
            time_seconds,
            stacks: Stacks::default(),
            was: within(&before),
            read: within(&after),
            before,
            after,
            texts: Vec::new(),
            inverse: Inverse::default(),
        })
    }

    fn inverter(&self) -> Inverter<'_> {
        inverter(
            self.document,
            self.index,
            &self.stacks,
            self.me,
            self.time_seconds,
        )
    }

    fn take_back(&mut self, place: &Place) -> Result<(), StrikeError> {
        let missing = || StrikeError::NoSuchPlace(place.clone());
        if !place.is_in(self.document.kind()) {
            return Err(missing());
        }
        let slot = slot(place);
        let reader = self.document.reader(None);
        let holder = reader.holder(slot.holder).ok_or_else(missing)?;
        guarded(None, || match place {
            Place::Mark(Collection::Attendance, person) => self.person(&holder, person),
            Place::Mark(collection, id) => self.thing(*collection, id, &holder),
            Place::AttendanceStatus(person) | Place::AttendanceNote(person)
                if !self.is_person_shown(&holder, person, None) =>
            {
                let by = self.inverter().person_removed_by(&holder, person);
                self.leave(
                    &holder,
                    Some(&slot.key),
                    Why::Removed,
                    by.unwrap_or_default(),
                );
            }
            place => match place.thing() {
                Some((collection, id)) if !self.is_shown(collection, id, None) => {
                    let by = self.inverter().removed_by(&holder).unwrap_or_default();
                    self.leave(&holder, Some(&slot.key), Why::Removed, by);
                }
                _ => self.key(&holder, &slot.key),
            },
        })?;
        Ok(())
    }

    fn leave(&mut self, object: &ObjId, key: Option<&str>, why: Why, by: Vec<PublicKey>) {
        self.inverse.leave(self.doc, object, key, why, by);
    }

    fn is_shown(
        &self,
        collection: Collection,
        id: &str,
        at: Option<&[automerge::ChangeHash]>,
    ) -> bool {
        is_shown(&self.document.reader(at), collection, id)
    }

    /// Whether a person of the attendance is there and shown.
    fn is_person_shown(
        &self,
        map: &ObjId,
        person: &str,
        at: Option<&[automerge::ChangeHash]>,
    ) -> bool {
        let reader = self.document.reader(at);
        let is_there = ["", "note"]
            .into_iter()
            .any(|field| reader.get(map, &attendance_key(person, field)).is_some());
        is_there && self.is_shown(Collection::Attendance, person, at)
    }

    /// Everything about a clause, row ...
    fn thing(&mut self, collection: Collection, id: &str, thing: &ObjId) {
        let was = self.is_shown(collection, id, Some(&self.before));
        let is_read = self.is_shown(collection, id, Some(&self.after));
        let is_now = self.is_shown(collection, id, None);
        match (was, is_read) {
            (false, false) => {}
            (false, true) if !is_now => {}
            (false, true) => {
                let parent = self.document.reader(None).root_map(collection.root_key());
                let parent = parent.unwrap_or(automerge::ROOT);
                let hidden = self.inverter().hide_thing(&parent, id, thing, &self.read);
                match hidden {
                    Ok(write) => self.inverse.writes.push(write),
                    Err((why, by)) => self.leave(thing, None, why, by),
                }
            }
            (true, true) if !is_now => {
                let by = self.inverter().removed_by(thing).unwrap_or_default();
                self.leave(thing, None, Why::Removed, by);
            }
            (true, _) => {
                self.fields(thing);
                if !is_read && !is_now {
                    self.inverse.writes.push(Write::Put {
                        object: thing.clone(),
                        key: DELETED_AT.to_owned(),
                        value: "".into(),
                    });
                }
            }
        }
    }

    /// Everything about a person of the attendance, whose fields stand in one flat map.
    fn person(&mut self, map: &ObjId, person: &str) {
        let was = self.is_person_shown(map, person, Some(&self.before));
        let is_read = self.is_person_shown(map, person, Some(&self.after));
        let is_now = self.is_person_shown(map, person, None);
        let mark = |value: String| Write::Put {
            object: map.clone(),
            key: attendance_key(person, DELETED_AT),
            value: value.into(),
        };
        match (was, is_read) {
            (false, false) => {}
            (false, true) if !is_now => {}
            (false, true) => {
                let written = self.inverter().others_wrote_about(map, person, &self.read);
                match written {
                    Ok(()) => self
                        .inverse
                        .writes
                        .push(mark(self.time_seconds.to_string())),
                    Err((why, by)) => {
                        self.leave(map, Some(person), why, by);
                    }
                }
            }
            (true, true) if !is_now => {
                let by = self.inverter().person_removed_by(map, person);
                self.leave(map, Some(person), Why::Removed, by.unwrap_or_default());
            }
            (true, _) => {
                for key in self.keys(map) {
                    if attendance_field(&key).0 == person && !is_removal_mark(&key) {
                        self.key(map, &key);
                    }
                }
                if !is_read && !is_now {
                    self.inverse.writes.push(mark(String::new()));
                }
            }
        }
    }

    /// The keys an object has in one of the two states, ascending.
    fn keys(&self, object: &ObjId) -> BTreeSet<String> {
        let before = self.doc.keys_at(object, &self.before);
        let after = self.doc.keys_at(object, &self.after);
        before.chain(after).collect()
    }

    fn fields(&mut self, object: &ObjId) {
        for key in self.keys(object) {
            if !is_removal_mark(&key) {
                self.key(object, &key);
            }
        }
    }

    fn values_at(&self, object: &ObjId, key: &str, heads: &[automerge::ChangeHash]) -> Values {
        let found = self.doc.get_all_at(object, key, heads).unwrap_or_default();
        owned(found)
    }

    /// One key of a map: a text, a value, or a map of values.
    fn key(&mut self, object: &ObjId, key: &str) {
        let before = self.values_at(object, key, &self.before);
        let after = self.values_at(object, key, &self.after);
        let kind = |values: &Values| match values.last() {
            Some((Value::Object(kind), id)) => Some((*kind, id.clone())),
            _ => None,
        };
        match (kind(&before), kind(&after)) {
            (Some((ObjType::Text, was)), Some((ObjType::Text, is))) if was == is => {
                self.texts.push(was);
            }
            (Some((ObjType::Map, was)), Some((ObjType::Map, is))) if was == is => self.fields(&was),
            (None, None) => self.value(object, key, &before, &after),
            _ => self.leave(object, Some(key), Why::Unsupported, Vec::new()),
        }
    }

    /// Puts a value back, if the place still holds what was reviewed.
    fn value(&mut self, object: &ObjId, key: &str, before: &Values, after: &Values) {
        let ids = |values: &Values| -> Vec<ObjId> {
            let mut ids: Vec<ObjId> = values.iter().map(|(_, id)| id.clone()).collect();
            ids.sort_unstable();
            ids
        };
        let (was, reviewed) = (ids(before), ids(after));
        if was == reviewed {
            return;
        }
        let value: ScalarValue = match before.last() {
            Some((Value::Scalar(value), _)) => value.clone().into_owned(),
            // A cell is cleared by putting nothing in it, so that whoever writes in it at the same time
            // is seen.
            _ => "".into(),
        };
        let now = owned(self.doc.get_all(object, key).unwrap_or_default());
        let is_value = |one: &Value<'_>| {
            let is_empty = value.as_str() == Some("");
            one.as_scalar() == Some(&value) || (is_empty && one.as_str() == Some(""))
        };
        let is_back = match now.as_slice() {
            [] => value.as_str() == Some(""),
            [(one, _)] => is_value(one),
            _ => false,
        };
        if is_back {
            return;
        }
        let foreign: Vec<&ObjId> = now
            .iter()
            .map(|(_, id)| id)
            .filter(|id| !reviewed.contains(id))
            .collect();
        if !foreign.is_empty() || (now.is_empty() && !reviewed.is_empty()) {
            let by = self.inverter().authors(&foreign);
            let why = match now.len() > 1 {
                true => Why::ChangedAtTheSameTime,
                false => Why::ChangedSince,
            };
            return self.leave(object, Some(key), why, by);
        }
        self.inverse.writes.push(Write::Put {
            object: object.clone(),
            key: key.to_owned(),
            value,
        });
    }

    /// Takes back what was reviewed in the texts, character by character.
    fn take_back_texts(&mut self) -> Result<(), StrikeError> {
        let texts = std::mem::take(&mut self.texts);
        let read = match texts.is_empty() {
            true => Vec::new(),
            false => Elements::read_many(self.doc, self.index, &texts)?,
        };
        for (text, elements) in texts.iter().zip(&read) {
            // Only in files of other programs.
            let is_as_rebuilt = self
                .doc
                .text(text)
                .is_ok_and(|text| text == elements.text());
            if !is_as_rebuilt {
                self.leave(text, None, Why::Unsupported, Vec::new());
                continue;
            }
            let was = elements.slots_shown_in(&self.was);
            let reviewed = elements.slots_shown_in(&self.read);
            let now = elements.shown_slots();
            let mut hide = vec![false; elements.len()];
            let mut show = vec![false; elements.len()];
            let mut is_lost = false;
            for (slot, element) in elements.slots() {
                let slot = slot as usize;
                hide[slot] = now[slot] && reviewed[slot] && !was[slot];
                let comes_back = !now[slot] && was[slot] && !reviewed[slot];
                show[slot] = comes_back && element.is_character();
                is_lost |= comes_back && !show[slot];
            }
            if is_lost {
                self.leave(text, None, Why::Unsupported, Vec::new());
            }
            let writes = &mut self.inverse.writes;
            writes.extend(deletions(text, elements, &hide));
            writes.extend(insertions(text, elements, self.index, &hide, &show));
        }
        Ok(())
    }
}

fn owned(values: Vec<(Value<'_>, ObjId)>) -> Values {
    values
        .into_iter()
        .map(|(value, id)| (value.into_owned(), id))
        .collect()
}
