//! The conflicts of one part of a document.

use automerge::{ObjId, ReadDoc};

use super::{Conflict, ConflictValue};
use crate::document::changes::ChangeIndex;
use crate::document::open::from_automerge;
use crate::document::reader::{Reader, Standing, Thing};
use crate::document::schema::{
    ATTENDANCE_FIELDS, DELETED_AT, VOTES, attendance_key, place_in_attendance, place_in_thing,
};
use crate::edit::{Collection, Place};

pub(super) fn in_map<D: ReadDoc>(
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

pub(super) fn in_attendance<D: ReadDoc>(reader: &Reader<'_, D>, found: &mut Vec<Conflict>) {
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
        for field in ATTENDANCE_FIELDS {
            let key = attendance_key(&person, field);
            if let Some(place) = place_in_attendance(&key) {
                let is_status = matches!(place, Place::AttendanceStatus(_));
                let said = |value: &str| !is_status || !value.is_empty();
                found.extend(of_values_that(reader, &map, &key, place, said));
            }
        }
    }
}

pub(super) fn in_thing<'a, D: ReadDoc>(
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
    of_values_that(reader, object, key, place, |_| true)
}

/// The same of the values that claim something.
fn of_values_that<D: ReadDoc>(
    reader: &Reader<'_, D>,
    object: &ObjId,
    key: &str,
    place: Place,
    claims: impl Fn(&str) -> bool,
) -> Option<Conflict> {
    let mut values: Vec<_> = reader
        .get_all(object, key)
        .into_iter()
        .filter_map(|(value, id)| written(reader.index, reader.value_text(&value, &id), &id))
        .filter(|value| claims(&value.value))
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
