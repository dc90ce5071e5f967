//! Places with more than one concurrent value, until a person chooses.
//!
//! Three things are listed: a value that people set differently without knowing of each other; a thing
//! that some removed and others brought back; and a removed thing that holds work its remover had not
//! seen, which is shown again. Texts merge and are not here: the merge report says which of them both
//! sides touched. Values that agree are no conflict.

use automerge::{ObjId, ReadDoc};
use format::{ChangeHash, PublicKey};

use super::changes::ChangeIndex;
use super::open::{Document, UnknownHeads, from_automerge};
use super::read;
use super::reader::{Reader, Standing, Thing};
use super::schema::{DELETED_AT, VOTES, attendance_key, place_in_attendance, place_in_thing};
use crate::edit::{Collection, Edit, Place};
use crate::view::Kind;

/// A place with several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Where.
    pub place: Place,
    /// All of them; the first is the one that views show. For [`Place::Mark`] a value is `deleted` or
    /// empty; empty stands for "it stays", also for work that the remover had not seen.
    pub values: Vec<ConflictValue>,
}

/// One of the values, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictValue {
    /// The value.
    pub value: String,
    /// Whose device wrote it. `None` only for what no device wrote.
    pub author: Option<PublicKey>,
    /// The writer's clock, in seconds since 1970 (UTC). A claim.
    pub time_seconds: i64,
    /// The change that wrote it.
    pub change: ChangeHash,
}

impl Conflict {
    /// The edit that chooses the value with this number, from 0; `None` if there is none.
    pub fn choose(&self, number: usize) -> Option<Edit> {
        let value = self.values.get(number)?.value.clone();
        Some(Edit::Put {
            place: self.place.clone(),
            value,
        })
    }
}

impl Document {
    /// Every conflict, in the order of the document: header, then things as shown.
    pub fn conflicts(&self) -> Vec<Conflict> {
        conflicts(self.kind(), &self.reader(None))
    }

    /// The conflicts as they were at these heads.
    ///
    /// # Errors
    /// [`UnknownHeads`] if one of them is not here.
    pub fn conflicts_at(&self, heads: &[ChangeHash]) -> Result<Vec<Conflict>, UnknownHeads> {
        let heads = self.known(heads)?;
        Ok(conflicts(self.kind(), &self.reader(Some(&heads))))
    }
}

fn conflicts<D: ReadDoc>(kind: Kind, reader: &Reader<'_, D>) -> Vec<Conflict> {
    let mut found = Vec::new();
    in_map(reader, "meta", Place::Meta, &mut found);
    match kind {
        Kind::Policy => {}
        Kind::Minutes => {
            in_map(reader, "meeting", Place::Meeting, &mut found);
            in_attendance(reader, &mut found);
        }
        Kind::Matrix => {
            let rows = read::visible(reader, Collection::Rows);
            for column in reader.things(Collection::Columns) {
                let standing = reader.column_standing(&column, &rows);
                in_thing(reader, Collection::Columns, &column, &standing, &mut found);
            }
            let columns: std::collections::BTreeSet<_> = read::visible_columns(reader, &rows)
                .into_iter()
                .map(|column| column.id)
                .collect();
            let first_cell = found.len();
            for row in reader.things(Collection::Rows) {
                let standing = reader.standing(&row);
                in_thing(reader, Collection::Rows, &row, &standing, &mut found);
            }
            // Cells of removed columns are hidden by people who had seen them.
            let mut at = 0;
            found.retain(|conflict| {
                at += 1;
                at <= first_cell
                    || !matches!(&conflict.place, Place::Cell(_, column) if !columns.contains(column))
            });
            return found;
        }
    }
    for collection in Collection::of(kind) {
        for thing in reader.things(*collection) {
            let standing = reader.standing(&thing);
            in_thing(reader, *collection, &thing, &standing, &mut found);
        }
    }
    found
}

fn in_map<D: ReadDoc>(
    reader: &Reader<'_, D>,
    root_key: &str,
    place: impl Fn(String) -> Place,
    found: &mut Vec<Conflict>,
) {
    let Some(map) = reader.root_map(root_key) else {
        return;
    };
    for item in reader.entries(&map) {
        if item.conflict {
            found.extend(of_values(
                reader,
                &map,
                &item.key,
                place(item.key.to_string()),
            ));
        }
    }
}

fn in_attendance<D: ReadDoc>(reader: &Reader<'_, D>, found: &mut Vec<Conflict>) {
    let Some(map) = reader.root_map(Collection::Attendance.root_key()) else {
        return;
    };
    for person in reader.people(&map) {
        let standing = reader.person_standing(&map, &person);
        if standing == Standing::Removed {
            continue;
        }
        let mark = Place::Mark(Collection::Attendance, person.clone());
        let mark_key = attendance_key(&person, DELETED_AT);
        found.extend(of_mark(reader, &map, &mark_key, mark, &standing));
        for field in ["", "note"] {
            let key = attendance_key(&person, field);
            if let Some(place) = place_in_attendance(&key) {
                found.extend(of_values(reader, &map, &key, place));
            }
        }
    }
}

fn in_thing<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    collection: Collection,
    thing: &Thing<'a>,
    standing: &Standing,
    found: &mut Vec<Conflict>,
) {
    if *standing == Standing::Removed {
        return;
    }
    if reader.has_mark(thing) {
        let mark = Place::Mark(collection, thing.id.clone());
        found.extend(of_mark(reader, &thing.object, DELETED_AT, mark, standing));
    }
    for field in reader.fields(thing) {
        if field.conflict
            && field.key != DELETED_AT
            && let Some(place) = place_in_thing(collection, &thing.id, &field.key)
            && !place.is_text()
        {
            found.extend(of_values(reader, &thing.object, &field.key, place));
        }
    }
    if collection == Collection::Decisions
        && let Some(votes) = reader.child(&thing.object, VOTES, automerge::ObjType::Map)
    {
        for item in reader.entries(&votes) {
            if item.conflict {
                let place = Place::DecisionVote(thing.id.clone(), item.key.to_string());
                found.extend(of_values(reader, &votes, &item.key, place));
            }
        }
    }
}

/// The conflict of a scalar, if its concurrent values differ.
fn of_values<D: ReadDoc>(
    reader: &Reader<'_, D>,
    object: &ObjId,
    key: &str,
    place: Place,
) -> Option<Conflict> {
    let mut values: Vec<_> = reader
        .get_all(object, key)
        .into_iter()
        .filter_map(|(value, id)| written(reader.index, reader.value_text(&value, &id), &id))
        .collect();
    values.reverse();
    let first = values.first()?;
    values
        .iter()
        .any(|value| value.value != first.value)
        .then_some(Conflict { place, values })
}

/// The conflict of a removal mark: some removed what others kept or worked on.
fn of_mark<D: ReadDoc>(
    reader: &Reader<'_, D>,
    object: &ObjId,
    key: &str,
    place: Place,
    standing: &Standing,
) -> Option<Conflict> {
    let word = |stamp: String| {
        if stamp.is_empty() {
            stamp
        } else {
            "deleted".to_owned()
        }
    };
    let mut values: Vec<_> = reader
        .get_all(object, key)
        .into_iter()
        .filter_map(|(value, id)| written(reader.index, word(reader.value_text(&value, &id)), &id))
        .collect();
    if let Standing::ShownAgain(unseen) = standing {
        values.extend(
            unseen
                .iter()
                .filter_map(|id| written(reader.index, String::new(), id)),
        );
    }
    // What is shown comes first: a thing in conflict stays.
    values.sort_by_key(|value| (!value.value.is_empty(), value.change));
    let differ = values.first()?.value != values.last()?.value;
    differ.then_some(Conflict { place, values })
}

fn written(index: &ChangeIndex, value: String, operation: &ObjId) -> Option<ConflictValue> {
    let number = index.change_of(operation)?;
    let entry = index.entry(number);
    Some(ConflictValue {
        value,
        author: index.author(number),
        time_seconds: entry.time_seconds,
        change: from_automerge(entry.hash),
    })
}
