//! Places with more than one concurrent value, until a person chooses.
//!
//! Three things are listed: a value that people set differently without knowing of each other; a thing
//! that some removed and others brought back; and a removed thing that holds work its remover had not
//! seen, which is shown again. Texts merge and are not here: the merge report says which of them both
//! sides touched. Values that agree are no conflict.

mod find;

use std::cell::LazyCell;
use std::collections::BTreeSet;

use automerge::ReadDoc;
use format::{ChangeHash, PublicKey};

use super::news::{News, columns_to_ask_again};
use super::open::{Document, UnknownHeads};
use super::read;
use super::reader::{Reader, Standing, Thing};
use crate::edit::{Collection, Edit, Place};
use crate::view::Kind;
use find::{in_attendance, in_map, in_thing};

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
        Conflicts::of(self).iter().cloned().collect()
    }

    /// The conflicts as they were at these heads.
    ///
    /// # Errors
    /// [`UnknownHeads`] if one of them is not here.
    pub fn conflicts_at(&self, heads: &[ChangeHash]) -> Result<Vec<Conflict>, UnknownHeads> {
        let heads = self.known(heads)?;
        let found = Conflicts::read(self.kind(), &self.reader(Some(&heads)));
        Ok(found.iter().cloned().collect())
    }
}

/// Every conflict of an open document, kept in step by its [news](super::news).
#[derive(Debug, Clone)]
pub struct Conflicts {
    kind: Kind,
    /// Header fields, facts and people.
    header: Vec<Conflict>,
    /// By collection, each by (ord, id).
    things: Vec<(Collection, Vec<InThing>)>,
    /// The columns that are shown.
    columns: BTreeSet<String>,
}

/// The conflicts of a thing that has any.
#[derive(Debug, Clone)]
struct InThing {
    ord: String,
    id: String,
    found: Vec<Conflict>,
}

impl Conflicts {
    /// The conflicts there are now.
    pub fn of(document: &Document) -> Self {
        Self::read(document.kind(), &document.reader(None))
    }

    /// All of them, in the order of the document: header, then things as shown.
    pub fn iter(&self) -> impl Iterator<Item = &Conflict> {
        let things = self.things.iter().flat_map(|(_, things)| things);
        let in_things = things.flat_map(|thing| &thing.found);
        // Cells of removed columns are hidden by people who had seen them.
        let is_shown = |conflict: &&Conflict| match &conflict.place {
            Place::Cell(_, column) => self.columns.contains(column),
            _ => true,
        };
        self.header.iter().chain(in_things).filter(is_shown)
    }

    /// Takes in what changed since this list was right. What it costs follows the news, not the
    /// document.
    pub fn update(&mut self, document: &Document, news: &News) {
        if news.everything || self.kind != document.kind() {
            *self = Self::of(document);
            return;
        }
        let reader = document.reader(None);
        let is_header = |place: &Place| matches!(place, Place::Meta(_) | Place::Meeting(_));
        if news.places.iter().any(is_header)
            || news.things_of(Collection::Attendance).next().is_some()
        {
            self.header = in_header(self.kind, &reader);
        }
        let rows = LazyCell::new(|| read::visible_rows(&reader));
        let asked = columns_to_ask_again(&reader, news);
        for (collection, things) in &mut self.things {
            let mut touched = news.touched(*collection);
            if *collection == Collection::Columns {
                touched.extend(asked.iter().map(String::as_str));
            }
            for id in touched {
                things.retain(|thing| thing.id != id);
                let now = reader.find(*collection, id);
                let standing = now.as_ref().map_or(Standing::Removed, |now| {
                    read::standing(&reader, *collection, now, &rows)
                });
                if *collection == Collection::Columns {
                    if standing.is_visible() {
                        self.columns.insert(id.to_owned());
                    } else {
                        self.columns.remove(id);
                    }
                }
                let found =
                    now.and_then(|now| InThing::find(&reader, *collection, &now, &standing));
                if let Some(found) = found {
                    let at = things.partition_point(|other| other.order() < found.order());
                    things.insert(at, found);
                }
            }
        }
    }

    fn read<D: ReadDoc>(kind: Kind, reader: &Reader<'_, D>) -> Self {
        let mut columns = BTreeSet::new();
        let rows = LazyCell::new(|| read::visible_rows(reader));
        let mut in_collection = |collection| {
            let mut found = Vec::new();
            for thing in reader.things(collection) {
                let standing = read::standing(reader, collection, &thing, &rows);
                if collection == Collection::Columns && standing.is_visible() {
                    columns.insert(thing.id.clone());
                }
                found.extend(InThing::find(reader, collection, &thing, &standing));
            }
            (collection, found)
        };
        let collections = Collection::of(kind).iter().copied();
        Self {
            kind,
            header: in_header(kind, reader),
            things: collections.map(&mut in_collection).collect(),
            columns,
        }
    }
}

impl InThing {
    fn find<'a, D: ReadDoc>(
        reader: &Reader<'a, D>,
        collection: Collection,
        thing: &Thing<'a>,
        standing: &Standing,
    ) -> Option<Self> {
        let mut found = Vec::new();
        in_thing(reader, collection, thing, standing, &mut found);
        (!found.is_empty()).then(|| Self {
            ord: thing.ord.clone(),
            id: thing.id.clone(),
            found,
        })
    }

    fn order(&self) -> (&str, &str) {
        (&self.ord, &self.id)
    }
}

fn in_header<D: ReadDoc>(kind: Kind, reader: &Reader<'_, D>) -> Vec<Conflict> {
    let mut found = Vec::new();
    in_map(reader, "meta", Place::Meta, &mut found);
    if kind == Kind::Minutes {
        in_map(reader, "meeting", Place::Meeting, &mut found);
        in_attendance(reader, &mut found);
    }
    found
}
