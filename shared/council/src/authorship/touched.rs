//! Which places a change touched.

use std::collections::{BTreeMap, HashMap};

use automerge::legacy::{Key, OpType};
use automerge::{Automerge, ObjId, ObjType, Prop, ROOT, ReadDoc as _, ValueRef};
use serde::Serialize;

use super::decode::{Decoded, guarded};
use super::origin::object_id;
use crate::document::schema::{VOTES, place_in_attendance, place_in_thing};
use crate::edit::{Collection, Place};

/// Something in a document that a change touched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Touched {
    /// The keys from the root.
    pub path: Vec<String>,
    /// The place this is. For a thing that was added, its [`Place::Mark`]; `None` for order keys, and
    /// for what this version does not know.
    pub place: Option<Place>,
    /// Whether the change made it, with everything in it.
    pub is_new: bool,
}

/// How deep objects of a council document lie: collection, thing, text or map of values.
const MAX_DEPTH: usize = 3;

/// Finds paths, and remembers them.
pub(crate) struct Paths<'a> {
    doc: &'a Automerge,
    known: HashMap<ObjId, Vec<String>>,
}

impl<'a> Paths<'a> {
    pub(crate) fn new(doc: &'a Automerge) -> Self {
        Self {
            doc,
            known: HashMap::new(),
        }
    }

    /// The same, with the paths of everything that can be reached now: for whoever looks through a long
    /// history, where asking for one object after the other costs more than reading all of them once.
    pub(crate) fn of_all(doc: &'a Automerge) -> Self {
        let mut paths = Self::new(doc);
        let learnt = guarded(None, || paths.learn(&ROOT, &[], MAX_DEPTH));
        match learnt {
            Ok(()) => paths,
            // Damaged files only: the paths are looked up one by one.
            Err(_) => Self::new(doc),
        }
    }

    fn learn(&mut self, object: &ObjId, path: &[String], depth: usize) {
        for item in self.doc.map_range(object, ..) {
            let ValueRef::Object(kind) = item.value else {
                continue;
            };
            let (id, mut path) = (item.id(), path.to_vec());
            path.push(item.key.to_string());
            if depth > 1 && matches!(kind, ObjType::Map | ObjType::Table) {
                self.learn(&id, &path, depth - 1);
            }
            self.known.insert(id, path);
        }
    }

    /// The keys from the root to `object`; empty for what is not an object.
    pub(crate) fn of(&mut self, object: &ObjId) -> &[String] {
        let doc = self.doc;
        let path = self.known.entry(object.clone());
        path.or_insert_with(|| path_of(doc, object).unwrap_or_default())
    }

    /// Everything `change` touched, with the number of its operations there. What is inside a thing that
    /// the change made counts as that thing.
    pub(crate) fn touched(&mut self, change: &Decoded) -> BTreeMap<Touched, usize> {
        // Objects made here, to the outermost one that holds them.
        let mut outermost: HashMap<ObjId, Touched> = HashMap::new();
        let mut touched: BTreeMap<Touched, usize> = BTreeMap::new();
        for (counter, op) in change.operations() {
            let holder = object_id(&op.obj);
            let at = match outermost.get(&holder) {
                Some(made) => made.clone(),
                None => {
                    let mut path = self.of(&holder).to_vec();
                    if let Key::Map(key) = &op.key {
                        path.push(key.to_string());
                    }
                    Touched {
                        place: place_at(&path),
                        path,
                        is_new: matches!((&op.action, &op.key), (OpType::Make(_), Key::Map(_))),
                    }
                }
            };
            if matches!(op.action, OpType::Make(_)) {
                outermost.insert(ObjId::Id(counter, change.actor().clone(), 0), at.clone());
            }
            *touched.entry(at).or_default() += 1;
        }
        touched
    }
}

/// The keys from the root to `object`.
pub(crate) fn path_of(doc: &Automerge, object: &ObjId) -> Option<Vec<String>> {
    if *object == ROOT {
        return Some(Vec::new());
    }
    let path = guarded(None, || doc.parents(object).map(|parents| parents.path()));
    let key = |(_, prop): (ObjId, Prop)| match prop {
        Prop::Map(key) => key,
        Prop::Seq(at) => at.to_string(),
    };
    Some(path.ok()?.ok()?.into_iter().map(key).collect())
}

/// The place at `path`; for a thing its mark. `None` for what is no place.
pub(crate) fn place_at(path: &[String]) -> Option<Place> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["title"] => Some(Place::Title),
        ["meta", key] => Some(Place::Meta((*key).to_owned())),
        ["meeting", key] => Some(Place::Meeting((*key).to_owned())),
        ["attendance", key] => place_in_attendance(key),
        ["decisions", id, key, person] if *key == VOTES => {
            Some(Place::DecisionVote((*id).to_owned(), (*person).to_owned()))
        }
        [root, id] => Some(Place::Mark(
            Collection::from_root_key(root)?,
            (*id).to_owned(),
        )),
        [root, id, key] => place_in_thing(Collection::from_root_key(root)?, id, key),
        _ => None,
    }
}
