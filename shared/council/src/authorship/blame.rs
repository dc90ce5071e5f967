//! Who wrote what, for a whole document.

use std::collections::BTreeSet;

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValueRef};
use serde::Serialize;

use super::index::{Index, Written};
use super::spans::Span;
use crate::document::reader::{Reader, scalar_text};
use crate::document::schema::{
    ATTENDANCE_FIELDS, CELL, VOTES, attendance_key, place_in_attendance, place_in_thing,
};
use crate::document::{Document, read};
use crate::edit::{Collection, Place};
use crate::view::Kind;

/// Who wrote what is at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceBlame {
    /// The place.
    pub place: Place,
    /// Of a text: its stretches in order. Empty for a value.
    pub spans: Vec<Span>,
    /// Of a value: it and its concurrent others, the one that shows first. Empty for a text.
    pub values: Vec<ValueBlame>,
}

/// One value and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueBlame {
    /// The value.
    pub value: String,
    /// Who wrote it.
    pub written: Option<Written>,
}

/// Every place of a document that is shown and not empty, in the order it is shown.
///
/// `index` must be up to date with `document`.
pub fn blame(document: &Document, index: &Index) -> Vec<PlaceBlame> {
    let reader = document.reader(None);
    let mut blame = Blame {
        doc: document.automerge(),
        index,
        found: Vec::new(),
    };
    blame.key(&ROOT, "title", Place::Title);
    blame.map(&reader, "meta", |key| Some(Place::Meta(key.to_owned())));
    let mut columns: Option<BTreeSet<String>> = None;
    if document.kind() == Kind::Minutes {
        blame.map(&reader, "meeting", |key| {
            Some(Place::Meeting(key.to_owned()))
        });
        blame.attendance(&reader);
    }
    for collection in Collection::of(document.kind()) {
        let things = match collection {
            Collection::Columns => {
                let rows = read::visible_rows(&reader);
                read::visible_columns(&reader, &rows)
            }
            _ => read::visible(&reader, *collection),
        };
        if *collection == Collection::Columns {
            columns = Some(things.iter().map(|column| column.id.clone()).collect());
        }
        let is_hidden_cell = |key: &str| {
            let column = key
                .strip_prefix(CELL)
                .filter(|_| *collection == Collection::Rows);
            column.is_some_and(|id| columns.as_ref().is_some_and(|shown| !shown.contains(id)))
        };
        for thing in &things {
            for field in reader.fields(thing) {
                if let Some(place) = place_in_thing(*collection, &thing.id, &field.key)
                    && !matches!(place, Place::Mark(..))
                    && !is_hidden_cell(&field.key)
                {
                    blame.key(&thing.object, &field.key, place);
                }
            }
            if let Some(votes) = reader.child(&thing.object, VOTES, ObjType::Map) {
                for item in reader.entries(&votes) {
                    let place = Place::DecisionVote(thing.id.clone(), item.key.to_string());
                    blame.key(&votes, &item.key, place);
                }
            }
        }
    }
    blame.found
}

struct Blame<'a> {
    doc: &'a Automerge,
    index: &'a Index,
    found: Vec<PlaceBlame>,
}

impl Blame<'_> {
    fn map<D: ReadDoc>(
        &mut self,
        reader: &Reader<'_, D>,
        root_key: &str,
        place: impl Fn(&str) -> Option<Place>,
    ) {
        let Some(map) = reader.root_map(root_key) else {
            return;
        };
        for item in reader.entries(&map) {
            if let Some(place) = place(&item.key) {
                self.key(&map, &item.key, place);
            }
        }
    }

    fn attendance<D: ReadDoc>(&mut self, reader: &Reader<'_, D>) {
        let Some(map) = reader.root_map(Collection::Attendance.root_key()) else {
            return;
        };
        for person in reader.people(&map) {
            if !reader.person_standing(&map, &person).is_visible() {
                continue;
            }
            for field in ATTENDANCE_FIELDS {
                let key = attendance_key(&person, field);
                if let Some(place) = place_in_attendance(&key) {
                    self.key(&map, &key, place);
                }
            }
        }
    }

    fn key(&mut self, object: &ObjId, key: &str, place: Place) {
        if let Ok(Some((automerge::Value::Object(ObjType::Text), text))) = self.doc.get(object, key)
        {
            let spans = self.index.spans(self.doc, &text);
            if !spans.is_empty() {
                let values = Vec::new();
                self.found.push(PlaceBlame {
                    place,
                    spans,
                    values,
                });
            }
            return;
        }
        let all = self.index.values(self.doc, object, key);
        let mut values: Vec<ValueBlame> = all
            .into_iter()
            .filter_map(|attributed| {
                let value = ScalarValueRef::from(attributed.value?);
                Some(ValueBlame {
                    value: scalar_text(&value).into_owned(),
                    written: attributed.written,
                })
            })
            .collect();
        values.reverse();
        if values.iter().any(|value| !value.value.is_empty()) {
            let spans = Vec::new();
            self.found.push(PlaceBlame {
                place,
                spans,
                values,
            });
        }
    }
}
