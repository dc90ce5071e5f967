//! Finds what arrived at places where nobody looks.
//!
//! Two ways lead there: work inside a thing that somebody removed without having seen it, which shows
//! the thing again; and work inside an object that cannot be reached any more, because another program
//! deleted it or made a second object under its key. Our own edits never do the latter, but a document
//! may have been written by other programs too.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Change, ObjId, Prop, ReadDoc as _, ScalarValue};
use format::{ChangeHash, PublicKey};

use super::open::{Document, UnknownHeads, from_automerge};
use super::read;
use super::reader::Standing;
use super::schema::{CELL, DELETED_AT, ORD, attendance_field};
use crate::edit::Collection;

/// Work of one change that landed where it is not seen, or is seen only because it landed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAside {
    /// Where it landed.
    pub whereabouts: Whereabouts,
    /// What was written there: inserted text and new values, one piece per field.
    pub content: Vec<String>,
    /// Whose device wrote it.
    pub author: Option<PublicKey>,
    /// The writer's clock, in seconds since 1970 (UTC). A claim.
    pub time_seconds: i64,
    /// The change that wrote it.
    pub change: ChangeHash,
}

/// Where work landed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whereabouts {
    /// In a thing that somebody removed without having seen the work. It is shown again.
    ShownAgain(Collection, String),
    /// In an object that cannot be reached: its keys from the root.
    Unreachable(Vec<String>),
}

impl Document {
    /// Work that came after `since` and landed in removed things or in objects that cannot be reached,
    /// in the order it is held. To be asked after each merge, with the heads from before it.
    ///
    /// # Errors
    /// [`UnknownHeads`] if one of them is not here.
    pub fn kept_aside(&self, since: &[ChangeHash]) -> Result<Vec<KeptAside>, UnknownHeads> {
        let since = self.known(since)?;
        let shown_again = shown_again(self);
        let mut paths = BTreeMap::new();
        let mut found = Vec::new();
        for change in self.automerge().get_changes(&since) {
            let number = self.index().number(&change.hash());
            for (whereabouts, fields) in landings(self, &shown_again, &change, &mut paths) {
                found.push(KeptAside {
                    whereabouts,
                    content: fields
                        .into_values()
                        .filter(|text| !text.is_empty())
                        .collect(),
                    author: number.and_then(|number| self.index().author(number)),
                    time_seconds: change.timestamp(),
                    change: from_automerge(change.hash()),
                });
            }
        }
        found.retain(|work| !work.content.is_empty());
        Ok(found)
    }
}

/// Things that are shown again, with the changes their removers had not seen.
type ShownAgain = BTreeMap<(Collection, String), BTreeSet<automerge::ChangeHash>>;

fn shown_again(document: &Document) -> ShownAgain {
    let reader = document.reader(None);
    let mut found = ShownAgain::new();
    let mut note = |collection, id: String, standing| {
        if let Standing::ShownAgain(unseen) = standing {
            let changes = unseen
                .iter()
                .filter_map(|operation| document.index().change_of(operation))
                .map(|number| document.index().entry(number).hash)
                .collect();
            found.insert((collection, id), changes);
        }
    };
    let rows = LazyCell::new(|| read::visible_rows(&reader));
    for collection in Collection::of(document.kind()) {
        for thing in reader.things(*collection) {
            let standing = read::standing(&reader, *collection, &thing, &rows);
            note(*collection, thing.id, standing);
        }
    }
    if let Some(map) = reader.root_map(Collection::Attendance.root_key()) {
        for person in reader.people(&map) {
            let standing = reader.person_standing(&map, &person);
            note(Collection::Attendance, person, standing);
        }
    }
    found
}

/// Where an object is.
#[derive(Debug, Clone)]
struct Path {
    keys: Vec<String>,
    is_visible: bool,
}

/// What one change wrote, by where it landed and by field, as far as it is out of sight.
fn landings(
    document: &Document,
    shown_again: &ShownAgain,
    change: &Change,
    paths: &mut BTreeMap<ObjectKey, Path>,
) -> BTreeMap<Whereabouts, BTreeMap<(ObjectKey, String), String>> {
    let mut landed: BTreeMap<Whereabouts, BTreeMap<_, String>> = BTreeMap::new();
    for operation in change.decode().operations {
        let OpType::Put(value) = &operation.action else {
            continue;
        };
        let ObjectId::Id(object) = &operation.obj else {
            continue;
        };
        let object_key = (object.counter(), object.actor().to_bytes().to_vec());
        let path = paths
            .entry(object_key.clone())
            .or_insert_with(|| path_of(document, object.counter(), object.actor()))
            .clone();
        let key = match &operation.key {
            Key::Map(key) => key.to_string(),
            Key::Seq(_) => String::new(),
        };
        let whereabouts = if path.is_visible {
            let hit = things_of(&path.keys, &key).into_iter().find(|thing| {
                shown_again
                    .get(thing)
                    .is_some_and(|changes| changes.contains(&change.hash()))
            });
            match hit {
                Some((collection, id)) => Whereabouts::ShownAgain(collection, id),
                None => continue,
            }
        } else {
            Whereabouts::Unreachable(path.keys)
        };
        if matches!(key.as_str(), ORD | DELETED_AT) {
            continue;
        }
        let piece = match value {
            ScalarValue::Str(text) => text.to_string(),
            ScalarValue::Null => String::new(),
            other => other.to_string(),
        };
        landed
            .entry(whereabouts)
            .or_default()
            .entry((object_key, key))
            .or_default()
            .push_str(&piece);
    }
    landed
}

/// Counter and actor of the operation that made an object.
type ObjectKey = (u64, Vec<u8>);

fn path_of(document: &Document, counter: u64, actor: &automerge::ActorId) -> Path {
    let object = ObjId::Id(counter, actor.clone(), 0);
    let mut path = Path {
        keys: Vec::new(),
        is_visible: true,
    };
    if let Ok(parents) = document.automerge().parents(&object) {
        for parent in parents {
            path.is_visible &= parent.visible;
            path.keys.push(match parent.prop {
                Prop::Map(key) => key,
                Prop::Seq(at) => at.to_string(),
            });
        }
    }
    path.keys.reverse();
    path
}

/// The things that a key of the object at `path` belongs to: a cell to its row and its column.
fn things_of(path: &[String], key: &str) -> Vec<(Collection, String)> {
    let Some(root_key) = path.first() else {
        return Vec::new();
    };
    let collections = [
        Collection::Clauses,
        Collection::Agenda,
        Collection::Decisions,
        Collection::Actions,
        Collection::Columns,
        Collection::Rows,
    ];
    if root_key == Collection::Attendance.root_key() {
        let (person, field) = attendance_field(key);
        if matches!(field, "" | "note") {
            return vec![(Collection::Attendance, person.to_owned())];
        }
        return Vec::new();
    }
    let collection = collections
        .into_iter()
        .find(|collection| collection.root_key() == root_key);
    let mut things = Vec::new();
    if let (Some(collection), Some(id)) = (collection, path.get(1)) {
        things.push((collection, id.clone()));
        if let Some(column) = key.strip_prefix(CELL) {
            things.push((Collection::Columns, column.to_owned()));
        }
    }
    things
}
