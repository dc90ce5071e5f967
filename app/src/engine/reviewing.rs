//! The review queue, and what changed in one document: read from the store.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use council::act::day::Day;
use council::authorship::Index;
use council::edit::{Collection, Place};
use council::history::history;
use council::lifecycle::KINDS;
use council::merge::overlaps;
use council::view::View;
use format::{ActId, ChangeHash, DocumentId, PublicKey};
use store::{Reader, StoreError};
use sync::Holdings as _;

use crate::core::deciding::Decisions;
use crate::core::editor::compare::{PassageFate, compare, passages};
use crate::core::header::{head_of, title_of};
use crate::core::review::{Changes, HeaderChange, Hunk, Item, Span};
use crate::engine::deciding::{Case, today};
use crate::engine::guard::guarded;
use crate::engine::office::Office;
use crate::engine::open::Opened;

/// From what the decisions about a document were read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Basis {
    heads: Vec<ChangeHash>,
    acts: Vec<ActId>,
    roster: Vec<ActId>,
    day: Day,
}

/// What was read before, so that a document is opened again only when something about it is new.
#[derive(Debug, Default)]
pub struct Queue(Mutex<HashMap<DocumentId, (Basis, Item)>>);

impl Queue {
    /// Every document about which something was submitted, decided or published. Opens those among them
    /// that changed since the last time; all others are not looked at.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(&self, office: &Office) -> Result<Vec<Item>, StoreError> {
        let Some(day) = today() else {
            return Ok(vec![]);
        };
        let reader = office.reader()?;
        let roster = reader.roster()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = HashMap::new();
        for document in reader.documents_with_acts(&KINDS)? {
            let Some(summary) = reader.summary(&document)? else {
                continue;
            };
            let basis = Basis {
                heads: summary.heads,
                acts: reader.document_acts(&document)?,
                roster: roster.heads.clone(),
                day,
            };
            let before = known.remove(&document).filter(|(was, _)| *was == basis);
            let entry = match before {
                Some(entry) => entry,
                None => match item(&reader, office.me(), document, day) {
                    Some(item) => (basis, item),
                    None => continue,
                },
            };
            found.insert(document, entry);
        }
        let mut items: Vec<Item> = found.values().map(|(_, item)| item.clone()).collect();
        items.sort_by_key(|item| item.document);
        *known = found;
        Ok(items)
    }
}

fn item(reader: &Reader, me: PublicKey, document: DocumentId, day: Day) -> Option<Item> {
    let case = guarded(|| Case::read(reader, &document))?
        .inspect_err(|error| {
            tracing::warn!(%error, document = %document.short(), "it is not in the queue");
        })
        .ok()?;
    let decisions: Decisions = case.decisions(me, day);
    Some(Item {
        document,
        kind: decisions.kind,
        title: head_of(&case.opened.view).0.to_owned(),
        turns: decisions.turns(),
        decisions: Arc::new(decisions),
    })
}

/// What changed in a document between two states. `column` says what a fixed column of a matrix is called.
/// `None` if not all of it can be read here.
pub fn changes(opened: &Opened, span: Span, column: impl Fn(&str) -> String) -> Option<Changes> {
    let document = &opened.document;
    let view = |heads: &[ChangeHash]| -> Option<Option<View>> {
        if heads.is_empty() {
            return Some(None);
        }
        let is_here = heads.iter().all(|head| document.contains(head));
        is_here
            .then(|| document.view_at(heads).ok())
            .flatten()
            .map(Some)
    };
    let (before, after) = (view(&span.before)?, view(&span.after)?);
    let read = |view: &Option<View>| match view {
        Some(view) => passages(view, &column),
        None => vec![],
    };
    let compared = compare(&read(&before), &read(&after));
    let all = compared.len();
    let authors = authors(opened, &span);
    let index = Index::read(document.automerge());
    let overlapping: HashSet<String> = overlaps(document, &index)
        .unwrap_or_default()
        .iter()
        .filter_map(|overlap| overlap.place.thing().map(|(_, id)| id.to_owned()))
        .collect();
    let mut hunks: Vec<Hunk> = compared
        .into_iter()
        .filter(|one| one.fate != PassageFate::Same || one.is_moved)
        .map(|passage| {
            let key = (passage.collection, passage.id.clone());
            let authors: Vec<PublicKey> = authors
                .get(&key)
                .map(|authors| authors.iter().copied().collect())
                .unwrap_or_default();
            Hunk {
                is_of_several: authors.len() > 1 || overlapping.contains(&passage.id),
                place: place(passage.collection, &passage.id),
                authors,
                passage,
            }
        })
        .collect();
    hunks.sort_by_key(|hunk| !hunk.is_of_several);
    Some(Changes {
        same: all - hunks.len(),
        header: header(before.as_ref(), after.as_ref()),
        span,
        hunks,
    })
}

/// The title and the header fields that differ.
fn header(before: Option<&View>, after: Option<&View>) -> Vec<HeaderChange> {
    let fields = |view: Option<&View>| -> BTreeMap<String, String> {
        let Some(view) = view else {
            return BTreeMap::new();
        };
        let (title, meta) = (title_of(view), head_of(view).1);
        let meta = meta
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        meta.chain([(String::new(), title.to_owned())]).collect()
    };
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value =
        |of: &BTreeMap<String, String>, name: &str| of.get(name).cloned().unwrap_or_default();
    names
        .into_iter()
        .map(|name| HeaderChange {
            name: name.clone(),
            before: value(&before, name),
            after: value(&after, name),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// Where somebody goes to read a passage.
fn place(collection: Collection, id: &str) -> Place {
    Place::Mark(collection, id.to_owned())
}

/// Who wrote in which thing between two states.
fn authors(opened: &Opened, span: &Span) -> BTreeMap<(Collection, String), BTreeSet<PublicKey>> {
    let automerge = opened.document.automerge();
    let heads = |heads: &[ChangeHash]| -> Vec<automerge::ChangeHash> {
        let heads = heads.iter();
        heads
            .map(|head| automerge::ChangeHash(*head.as_bytes()))
            .collect()
    };
    let beyond = |heads: &[automerge::ChangeHash]| -> HashSet<[u8; 32]> {
        let changes = automerge.get_changes_meta(heads);
        changes.iter().map(|change| change.hash.0).collect()
    };
    let new = beyond(&heads(&span.before));
    let later = beyond(&heads(&span.after));
    let mut authors: BTreeMap<(Collection, String), BTreeSet<PublicKey>> = BTreeMap::new();
    let entries = history(automerge, &Index::read(automerge)).unwrap_or_default();
    for entry in entries {
        let hash = entry.hash.as_bytes();
        let Some(author) = entry.author else { continue };
        if !new.contains(hash) || later.contains(hash) {
            continue;
        }
        for touched in &entry.touched {
            let thing = touched.place.as_ref().and_then(Place::thing);
            if let Some((collection, id)) = thing {
                let key = (collection, id.to_owned());
                authors.entry(key).or_default().insert(author);
            }
        }
    }
    authors
}
