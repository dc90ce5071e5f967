//! Builds views.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use automerge::{ObjId, ReadDoc};

use super::reader::{Reader, Standing, Thing};
use super::schema::{CELL, VOTES};
use crate::codes::is_code;
use crate::edit::Collection;
use crate::view::{
    Action, AgendaItem, Attendance, Clause, Column, Decision, Kind, Matrix, Minutes, Policy, Row,
    View, fact,
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
        meta: meta(reader),
        clauses: visible(reader, Collection::Clauses)
            .iter()
            .map(|thing| clause(reader, thing))
            .collect(),
    }
}

pub(crate) fn clause<'a, D: ReadDoc>(reader: &Reader<'a, D>, thing: &Thing<'a>) -> Clause {
    Clause {
        id: thing.id.clone(),
        level: level(reader, thing),
        heading: value(reader, thing, "heading"),
        body: value(reader, thing, "body"),
    }
}

fn minutes<D: ReadDoc>(reader: &Reader<'_, D>) -> Minutes {
    let agenda: Vec<_> = visible(reader, Collection::Agenda)
        .iter()
        .map(|thing| agenda_item(reader, thing))
        .collect();
    let shown = ids(&agenda);
    let decisions = visible(reader, Collection::Decisions)
        .iter()
        .map(|thing| decision(reader, thing, &shown))
        .collect();
    let actions = visible(reader, Collection::Actions)
        .iter()
        .map(|thing| action(reader, thing, &shown))
        .collect();
    let (meeting, carried) = meeting(reader);
    Minutes {
        title: title(reader),
        meta: meta(reader),
        meeting,
        attendance: attendance(reader),
        agenda,
        decisions,
        actions,
        carried,
    }
}

/// The facts about the meeting, and what stands on its agenda by a link.
pub(crate) fn meeting<D: ReadDoc>(
    reader: &Reader<'_, D>,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    scalars(reader, "meeting")
        .into_iter()
        .partition(|(name, _)| fact::Link::from_fact(name).is_none())
}

/// The facts of a thing that are said.
fn facts<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    collection: Collection,
    thing: &Thing<'a>,
) -> BTreeMap<String, String> {
    let fields = reader.fields(thing).iter();
    fields
        .filter(|field| fact::is_fact(collection, &field.key))
        .map(|field| (field.key.to_string(), reader.value(field)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

pub(crate) fn agenda_item<'a, D: ReadDoc>(reader: &Reader<'a, D>, thing: &Thing<'a>) -> AgendaItem {
    AgendaItem {
        id: thing.id.clone(),
        level: level(reader, thing),
        topic: value(reader, thing, "topic"),
        presenter: value(reader, thing, "presenter"),
        notes: value(reader, thing, "notes"),
        facts: facts(reader, Collection::Agenda, thing),
    }
}

/// The ids of the agenda items that are shown.
pub(crate) fn ids(agenda: &[AgendaItem]) -> BTreeSet<String> {
    agenda.iter().map(|item| item.id.clone()).collect()
}

/// The agenda item that a decision or action is under, `shown` being those that are shown: under an
/// item that was removed is under none.
pub(crate) fn agenda_of<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    thing: &Thing<'a>,
    shown: &BTreeSet<String>,
) -> String {
    let id = value(reader, thing, "agenda");
    if shown.contains(&id) {
        id
    } else {
        String::new()
    }
}

pub(crate) fn decision<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    thing: &Thing<'a>,
    shown: &BTreeSet<String>,
) -> Decision {
    Decision {
        id: thing.id.clone(),
        agenda: agenda_of(reader, thing, shown),
        text: value(reader, thing, "text"),
        votes: reader
            .child(&thing.object, VOTES, automerge::ObjType::Map)
            .map(|votes| scalars_in(reader, &votes))
            .unwrap_or_default(),
        owner: value(reader, thing, "owner"),
        facts: facts(reader, Collection::Decisions, thing),
    }
}

pub(crate) fn action<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    thing: &Thing<'a>,
    shown: &BTreeSet<String>,
) -> Action {
    Action {
        id: thing.id.clone(),
        agenda: agenda_of(reader, thing, shown),
        title: value(reader, thing, "title"),
        owner: value(reader, thing, "owner"),
        due: value(reader, thing, "due"),
        state: value(reader, thing, "state"),
        facts: facts(reader, Collection::Actions, thing),
    }
}

pub(crate) fn attendance<D: ReadDoc>(reader: &Reader<'_, D>) -> Vec<Attendance> {
    let Some(map) = reader.root_map(Collection::Attendance.root_key()) else {
        return Vec::new();
    };
    reader
        .people(&map)
        .into_iter()
        .filter(|person| reader.person_standing(&map, person).is_visible())
        .map(|person| Attendance {
            // Whoever only notes a proxy's letter says nothing about who was there.
            status: reader.claimed_at(&map, &super::schema::attendance_key(&person, "")),
            note: reader.value_at(&map, &super::schema::attendance_key(&person, "note")),
            facts: [fact::PROXY, fact::LETTER]
                .into_iter()
                .map(|name| {
                    let key = super::schema::attendance_key(&person, name);
                    (name.to_owned(), reader.value_at(&map, &key))
                })
                .filter(|(_, value)| !value.is_empty())
                .collect(),
            person,
        })
        .collect()
}

fn matrix<D: ReadDoc>(reader: &Reader<'_, D>) -> Matrix {
    let rows = visible(reader, Collection::Rows);
    let columns: Vec<_> = visible_columns(reader, &rows)
        .iter()
        .map(|thing| column(reader, thing))
        .collect();
    let places = places(&columns);
    let rows = rows
        .iter()
        .map(|thing| row(reader, thing, &places))
        .collect();
    Matrix {
        title: title(reader),
        meta: meta(reader),
        columns,
        rows,
    }
}

pub(crate) fn column<'a, D: ReadDoc>(reader: &Reader<'a, D>, thing: &Thing<'a>) -> Column {
    Column {
        id: thing.id.clone(),
        name: value(reader, thing, "name"),
    }
}

/// Where the cell of each column goes, so that a row is read in one pass over its entries.
pub(crate) fn places(columns: &[Column]) -> BTreeMap<&str, usize> {
    let columns = columns.iter().enumerate();
    columns
        .map(|(at, column)| (column.id.as_str(), at))
        .collect()
}

pub(crate) fn row<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    thing: &Thing<'a>,
    places: &BTreeMap<&str, usize>,
) -> Row {
    let mut cells = vec![String::new(); places.len()];
    for field in reader.fields(thing) {
        let place = field.key.strip_prefix(CELL).and_then(|id| places.get(id));
        if let Some(cell) = place.and_then(|at| cells.get_mut(*at)) {
            *cell = reader.value(field);
        }
    }
    Row {
        id: thing.id.clone(),
        cells,
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

/// The visible rows without their entries, for what columns need of them.
pub(crate) fn visible_rows<'a, D: ReadDoc>(reader: &Reader<'a, D>) -> Vec<Thing<'a>> {
    let mut rows = reader.outlines(Collection::Rows);
    rows.retain(|row| reader.standing(row).is_visible());
    rows
}

/// Whether a thing, or a person of the attendance, is there and shown.
pub(crate) fn is_shown<D: ReadDoc>(
    reader: &Reader<'_, D>,
    collection: Collection,
    id: &str,
) -> bool {
    if collection == Collection::Attendance {
        return reader
            .root_map(collection.root_key())
            .is_some_and(|map| reader.person_standing(&map, id).is_visible());
    }
    let rows = LazyCell::new(|| visible_rows(reader));
    reader
        .find(collection, id)
        .is_some_and(|thing| standing(reader, collection, &thing, &rows).is_visible())
}

/// The standing of a thing of any collection. The visible rows are asked for only when a removed column
/// needs them.
pub(crate) fn standing<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    collection: Collection,
    thing: &Thing<'a>,
    rows: &impl Deref<Target = Vec<Thing<'a>>>,
) -> Standing {
    match collection {
        Collection::Columns if reader.has_mark(thing) => reader.column_standing(thing, rows),
        _ => reader.standing(thing),
    }
}

/// The columns that are shown, `rows` being the visible rows.
pub(crate) fn visible_columns<'a, D: ReadDoc>(
    reader: &Reader<'a, D>,
    rows: &[Thing<'a>],
) -> Vec<Thing<'a>> {
    let mut columns = reader.things(Collection::Columns);
    columns.retain(|column| reader.column_standing(column, rows).is_visible());
    columns
}

pub(crate) fn title<D: ReadDoc>(reader: &Reader<'_, D>) -> String {
    reader.value_at(&automerge::ROOT, "title")
}

fn value<'a, D: ReadDoc>(reader: &Reader<'a, D>, thing: &Thing<'a>, key: &str) -> String {
    reader
        .field(thing, key)
        .map(|field| reader.value(&field))
        .unwrap_or_default()
}

fn level<'a, D: ReadDoc>(reader: &Reader<'a, D>, thing: &Thing<'a>) -> u8 {
    value(reader, thing, "level").parse().unwrap_or(0).min(4)
}

/// The values of a map that are not empty.
/// The header fields that say something. Those that give the document a code do by their names, whatever became
/// of the value: what was quoted stays.
pub(crate) fn meta<D: ReadDoc>(reader: &Reader<'_, D>) -> BTreeMap<String, String> {
    let Some(map) = reader.root_map("meta") else {
        return BTreeMap::new();
    };
    reader
        .entries(&map)
        .map(|item| (item.key.to_string(), reader.value(&item)))
        .filter(|(name, value)| !value.is_empty() || is_code(name))
        .collect()
}

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
