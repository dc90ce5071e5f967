//! Builds views.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ObjId, ReadDoc};

use super::reader::{Reader, Thing};
use super::schema::{CELL, VOTES};
use crate::edit::Collection;
use crate::view::{
    Action, AgendaItem, Attendance, Clause, Column, Decision, Kind, Matrix, Minutes, Policy, Row,
    View,
};

/// The view of a document of `kind`.
pub(crate) fn view<D: ReadDoc>(kind: Kind, reader: &Reader<'_, D>) -> View {
    match kind {
        Kind::Policy => View::Policy(policy(reader)),
        Kind::Minutes => View::Minutes(minutes(reader)),
        Kind::Matrix => View::Matrix(matrix(reader)),
    }
}

fn policy<D: ReadDoc>(reader: &Reader<'_, D>) -> Policy {
    Policy {
        title: title(reader),
        meta: scalars(reader, "meta"),
        clauses: visible(reader, Collection::Clauses)
            .into_iter()
            .map(|thing| Clause {
                level: level(reader, &thing),
                heading: value(reader, &thing, "heading"),
                body: value(reader, &thing, "body"),
                id: thing.id,
            })
            .collect(),
    }
}

fn minutes<D: ReadDoc>(reader: &Reader<'_, D>) -> Minutes {
    let agenda: Vec<_> = visible(reader, Collection::Agenda)
        .into_iter()
        .map(|thing| AgendaItem {
            level: level(reader, &thing),
            topic: value(reader, &thing, "topic"),
            presenter: value(reader, &thing, "presenter"),
            notes: value(reader, &thing, "notes"),
            id: thing.id,
        })
        .collect();
    let shown: BTreeSet<_> = agenda.iter().map(|item| item.id.as_str()).collect();
    // A decision under an agenda item that was removed is under none.
    let under = |thing: &Thing<'_>| {
        let id = value(reader, thing, "agenda");
        if shown.contains(id.as_str()) {
            id
        } else {
            String::new()
        }
    };
    let decisions = visible(reader, Collection::Decisions)
        .into_iter()
        .map(|thing| Decision {
            agenda: under(&thing),
            text: value(reader, &thing, "text"),
            votes: reader
                .child(&thing.object, VOTES, automerge::ObjType::Map)
                .map(|votes| scalars_in(reader, &votes))
                .unwrap_or_default(),
            owner: value(reader, &thing, "owner"),
            id: thing.id,
        })
        .collect();
    let actions = visible(reader, Collection::Actions)
        .into_iter()
        .map(|thing| Action {
            agenda: under(&thing),
            title: value(reader, &thing, "title"),
            owner: value(reader, &thing, "owner"),
            due: value(reader, &thing, "due"),
            state: value(reader, &thing, "state"),
            id: thing.id,
        })
        .collect();
    Minutes {
        title: title(reader),
        meta: scalars(reader, "meta"),
        meeting: scalars(reader, "meeting"),
        attendance: attendance(reader),
        agenda,
        decisions,
        actions,
    }
}

fn attendance<D: ReadDoc>(reader: &Reader<'_, D>) -> Vec<Attendance> {
    let Some(map) = reader.root_map(Collection::Attendance.root_key()) else {
        return Vec::new();
    };
    reader
        .people(&map)
        .into_iter()
        .filter(|person| reader.person_standing(&map, person).is_visible())
        .map(|person| Attendance {
            status: reader.value_at(&map, &super::schema::attendance_key(&person, "")),
            note: reader.value_at(&map, &super::schema::attendance_key(&person, "note")),
            person,
        })
        .collect()
}

fn matrix<D: ReadDoc>(reader: &Reader<'_, D>) -> Matrix {
    let rows = visible(reader, Collection::Rows);
    let columns: Vec<_> = visible_columns(reader, &rows)
        .into_iter()
        .map(|thing| Column {
            name: value(reader, &thing, "name"),
            id: thing.id,
        })
        .collect();
    // Where the cell of a key goes, so that a row is read in one pass over its entries.
    let places: BTreeMap<&str, usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.id.as_str(), at))
        .collect();
    let rows = rows
        .into_iter()
        .map(|thing| {
            let mut cells = vec![String::new(); columns.len()];
            for field in &thing.fields {
                let place = field.key.strip_prefix(CELL).and_then(|id| places.get(id));
                if let Some(cell) = place.and_then(|at| cells.get_mut(*at)) {
                    *cell = reader.value(field);
                }
            }
            Row {
                cells,
                id: thing.id,
            }
        })
        .collect();
    Matrix {
        title: title(reader),
        meta: scalars(reader, "meta"),
        columns,
        rows,
    }
}

/// The things of a collection that are shown, in order. Not for columns.
pub(crate) fn visible<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    collection: Collection,
) -> Vec<Thing<'a>> {
    let mut things = reader.things(collection);
    things.retain(|thing| reader.standing(thing).is_visible());
    things
}

/// The columns that are shown, `rows` being the visible rows.
pub(crate) fn visible_columns<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    rows: &[Thing<'_>],
) -> Vec<Thing<'a>> {
    let mut columns = reader.things(Collection::Columns);
    columns.retain(|column| reader.column_standing(column, rows).is_visible());
    columns
}

fn title<D: ReadDoc>(reader: &Reader<'_, D>) -> String {
    reader.value_at(&automerge::ROOT, "title")
}

fn value<D: ReadDoc>(reader: &Reader<'_, D>, thing: &Thing<'_>, key: &str) -> String {
    thing
        .field(key)
        .map(|field| reader.value(field))
        .unwrap_or_default()
}

fn level<D: ReadDoc>(reader: &Reader<'_, D>, thing: &Thing<'_>) -> u8 {
    value(reader, thing, "level").parse().unwrap_or(0).min(4)
}

/// The values of a map that are not empty.
fn scalars<D: ReadDoc>(reader: &Reader<'_, D>, root_key: &str) -> BTreeMap<String, String> {
    reader
        .root_map(root_key)
        .map(|map| scalars_in(reader, &map))
        .unwrap_or_default()
}

fn scalars_in<D: ReadDoc>(reader: &Reader<'_, D>, map: &ObjId) -> BTreeMap<String, String> {
    reader
        .entries(map)
        .map(|item| (item.key.to_string(), reader.value(&item)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
