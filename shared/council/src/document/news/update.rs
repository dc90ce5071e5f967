//! Views brought up to date: only what the news are about is read, by the functions that read the whole
//! view.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ObjId, ObjType};

use super::{News, TextSplice};
use crate::document::reader::{Reader, Thing};
use crate::document::schema::{CELL, ORD};
use crate::document::{Document, read};
use crate::edit::{Collection, Place};
use crate::view::{
    Action, AgendaItem, Clause, Column, Decision, Matrix, Minutes, Policy, Row, View,
};

impl View {
    /// Brings a view that showed the document as it was before `news` up to date. What it costs follows
    /// the news, not the document.
    pub fn update(&mut self, document: &Document, news: &News) {
        if news.everything || self.kind() != document.kind() {
            *self = document.view();
            return;
        }
        let update = Update {
            news,
            reader: document.reader(None),
        };
        match self {
            Self::Policy(policy) => update.policy(policy),
            Self::Minutes(minutes) => update.minutes(minutes),
            Self::Matrix(matrix) => update.matrix(matrix),
        }
    }
}

/// A thing as views hold it.
trait Listed {
    const COLLECTION: Collection;

    fn id(&self) -> &str;
}

struct Update<'a> {
    news: &'a News,
    reader: Reader<'a, Automerge>,
}

impl<'a> Update<'a> {
    fn policy(&self, policy: &mut Policy) {
        self.title(&mut policy.title);
        self.meta(&mut policy.meta);
        self.list(&mut policy.clauses, |thing| {
            read::clause(&self.reader, thing)
        });
    }

    fn minutes(&self, minutes: &mut Minutes) {
        self.title(&mut minutes.title);
        self.meta(&mut minutes.meta);
        if self.wrote(|place| matches!(place, Place::Meeting(_))) {
            (minutes.meeting, minutes.carried) = read::meeting(&self.reader);
        }
        if self.news.things_of(Collection::Attendance).next().is_some() {
            minutes.attendance = read::attendance(&self.reader);
        }
        let came_or_went = self.list(&mut minutes.agenda, |thing| {
            read::agenda_item(&self.reader, thing)
        });
        let shown = read::ids(&minutes.agenda);
        if came_or_went {
            let agenda_of = |collection, id: &str| {
                let thing = self.reader.find(collection, id);
                thing.map(|thing| read::agenda_of(&self.reader, &thing, &shown))
            };
            for decision in &mut minutes.decisions {
                let agenda = agenda_of(Collection::Decisions, &decision.id);
                decision.agenda = agenda.unwrap_or_default();
            }
            for action in &mut minutes.actions {
                let agenda = agenda_of(Collection::Actions, &action.id);
                action.agenda = agenda.unwrap_or_default();
            }
        }
        self.list(&mut minutes.decisions, |thing| {
            read::decision(&self.reader, thing, &shown)
        });
        self.list(&mut minutes.actions, |thing| {
            read::action(&self.reader, thing, &shown)
        });
    }

    fn matrix(&self, matrix: &mut Matrix) {
        self.title(&mut matrix.title);
        self.meta(&mut matrix.meta);
        let old: Vec<String> = matrix
            .columns
            .iter()
            .map(|column| column.id.clone())
            .collect();
        self.columns(&mut matrix.columns);
        let places = read::places(&matrix.columns);
        let is_same = matrix.columns.iter().map(|column| &column.id).eq(&old);
        if !is_same {
            for row in &mut matrix.rows {
                self.rearrange(row, &old, &matrix.columns);
            }
        }
        self.list(&mut matrix.rows, |thing| {
            read::row(&self.reader, thing, &places)
        });
    }

    fn title(&self, title: &mut String) {
        let is_title = |splice: &TextSplice| splice.place == Place::Title;
        if self.wrote(|place| *place == Place::Title) || self.news.splices.iter().any(is_title) {
            *title = read::title(&self.reader);
        }
    }

    fn meta(&self, meta: &mut BTreeMap<String, String>) {
        if self.wrote(|place| matches!(place, Place::Meta(_))) {
            *meta = read::meta(&self.reader);
        }
    }

    fn wrote(&self, is_of: impl Fn(&Place) -> bool) -> bool {
        self.news.places.iter().any(is_of)
    }

    /// Brings all things of a collection up to date; whether one came or went.
    fn list<T: Listed>(&self, things: &mut Vec<T>, read: impl Fn(&Thing<'a>) -> T) -> bool {
        let is_shown = |thing: &Thing<'a>| self.reader.standing(thing).is_visible();
        let touched = self.news.touched(T::COLLECTION);
        self.list_of(things, touched, is_shown, read)
    }

    fn list_of<T: Listed>(
        &self,
        things: &mut Vec<T>,
        touched: BTreeSet<&str>,
        is_shown: impl Fn(&Thing<'a>) -> bool,
        read: impl Fn(&Thing<'a>) -> T,
    ) -> bool {
        let Some(map) = self.reader.root_map(T::COLLECTION.root_key()) else {
            return false;
        };
        // Those that are left are in order, so each of the others finds its place among them.
        let mut were_shown = BTreeSet::new();
        things.retain(|thing| {
            let stays = !touched.contains(thing.id());
            if !stays {
                were_shown.insert(thing.id().to_owned());
            }
            stays
        });
        let mut came_or_went = false;
        for id in touched {
            let now = self.reader.find(T::COLLECTION, id).filter(&is_shown);
            came_or_went |= were_shown.contains(id) != now.is_some();
            if let Some(now) = now {
                let at = things.partition_point(|other| {
                    (self.ord(&map, other.id()).as_str(), other.id()) < (&now.ord, &now.id)
                });
                things.insert(at, read(&now));
            }
        }
        came_or_went
    }

    fn ord(&self, map: &ObjId, id: &str) -> String {
        let object = self.reader.child(map, id, ObjType::Map);
        object
            .map(|object| self.reader.value_at(&object, ORD))
            .unwrap_or_default()
    }

    fn columns(&self, columns: &mut Vec<Column>) {
        let mut touched = self.news.touched(Collection::Columns);
        let asked = columns_to_ask_again(&self.reader, self.news);
        touched.extend(asked.iter().map(String::as_str));
        let rows = LazyCell::new(|| read::visible_rows(&self.reader));
        let is_shown = |column: &Thing<'a>| {
            read::standing(&self.reader, Collection::Columns, column, &rows).is_visible()
        };
        self.list_of(columns, touched, is_shown, |thing| {
            read::column(&self.reader, thing)
        });
    }

    /// Puts the cells of a row in the order of other columns.
    fn rearrange(&self, row: &mut Row, old: &[String], columns: &[Column]) {
        let now = self.reader.find(Collection::Rows, &row.id);
        let mut cells: BTreeMap<&String, String> =
            old.iter().zip(std::mem::take(&mut row.cells)).collect();
        let cell = |column: &Column| match (cells.remove(&column.id), &now) {
            (Some(cell), _) => cell,
            (None, Some(now)) => {
                let key = format!("{CELL}{}", column.id);
                self.reader.value_at(&now.object, &key)
            }
            (None, None) => String::new(),
        };
        row.cells = columns.iter().map(cell).collect();
    }
}

/// The removed columns of which a cell may have come into sight or gone, or may have been written:
/// whether such a column is shown depends on its cells.
pub(in crate::document) fn columns_to_ask_again(
    reader: &Reader<'_, Automerge>,
    news: &News,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let rows = news.touched(Collection::Rows);
    if rows.is_empty() {
        return found;
    }
    let mut removed: BTreeSet<String> = reader
        .outlines(Collection::Columns)
        .into_iter()
        .filter(|column| reader.has_mark(column))
        .map(|column| column.id)
        .collect();
    if removed.is_empty() {
        return found;
    }
    let spliced = news.splices.iter().map(|splice| &splice.place);
    for place in news.places.iter().chain(spliced) {
        if let Place::Cell(_, column) = place
            && let Some(column) = removed.take(column)
        {
            found.insert(column);
        }
    }
    for id in rows {
        let mark = Place::Mark(Collection::Rows, id.to_owned());
        let row = reader.find(Collection::Rows, id);
        let came_or_went = news.is_made(Collection::Rows, id)
            || news.places.contains(&mark)
            || row.as_ref().is_none_or(|row| reader.has_mark(row));
        if !came_or_went {
            continue;
        }
        let has_cell = |column: &String| match &row {
            Some(row) => reader
                .entry(&row.object, &format!("{CELL}{column}"))
                .is_some(),
            None => true,
        };
        found.extend(removed.extract_if(.., |column| has_cell(column)));
    }
    found
}

macro_rules! listed {
    ($($thing:ident: $collection:ident),*) => {$(
        impl Listed for $thing {
            const COLLECTION: Collection = Collection::$collection;

            fn id(&self) -> &str {
                &self.id
            }
        }
    )*};
}

listed!(Clause: Clauses, AgendaItem: Agenda, Decision: Decisions, Action: Actions, Column: Columns, Row: Rows);
