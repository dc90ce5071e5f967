//! Texts that several people changed without knowing of each other.
//!
//! Texts merge by themselves and nothing is lost, but two good sentences can make one bad one. Such a
//! text is listed until somebody who has seen all sides writes in it, or says that it reads well as it
//! is ([`Document::settle`]).

use std::collections::{BTreeMap, BTreeSet};

use format::{ChangeHash, PublicKey};

use crate::authorship::decode::decode_each;
use crate::authorship::touched::Paths;
use crate::authorship::{Index, Unreadable};
use crate::document::{Document, EditError, LocalChange};
use crate::edit::Place;
use crate::view::View;

/// The first word of the message of a change that settles a place.
const SETTLE: &str = "settle ";

/// A text with several sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// Where.
    pub place: Place,
    /// The text as it reads now, everything merged.
    pub merged: String,
    /// The sides, by number of the change in the document's history: what each side's last writer at
    /// this place had before them when they were done. At least two, by at least two writers.
    pub sides: Vec<Side>,
}

/// One side of an overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The text of this side alone.
    pub text: String,
    /// Whose device wrote it last.
    pub author: Option<PublicKey>,
    /// The writer's clock, in seconds since 1970 (UTC). A claim.
    pub time_seconds: i64,
    /// The side's last change at this place.
    pub change: ChangeHash,
}

/// Every text of which several sides stand, in the order of the places. `index` must be up to date
/// with `document`.
///
/// # Errors
/// [`Unreadable`] when the history cannot be taken apart.
pub fn overlaps(document: &Document, index: &Index) -> Result<Vec<Overlap>, Unreadable> {
    let now = document.view();
    let mut found = Vec::new();
    let mut versions: BTreeMap<ChangeHash, View> = BTreeMap::new();
    for (place, touching) in touching_texts(document, index)? {
        let newest = unseen(index, &touching);
        let writers: BTreeSet<Option<PublicKey>> = newest
            .iter()
            .map(|&n| index.changes()[n as usize].author)
            .collect();
        let Some(merged) = now.text(&place).filter(|_| writers.len() > 1) else {
            continue;
        };
        let mut sides = Vec::new();
        for n in newest {
            let recorded = &index.changes()[n as usize];
            let view = match versions.entry(recorded.hash) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    // The change is in the index, so the document holds it.
                    match document.view_at(&[recorded.hash]) {
                        Ok(view) => entry.insert(view),
                        Err(_) => continue,
                    }
                }
            };
            sides.push(Side {
                text: view.text(&place).unwrap_or_default().to_owned(),
                author: recorded.author,
                time_seconds: recorded.time_seconds,
                change: recorded.hash,
            });
        }
        found.push(Overlap {
            merged: merged.to_owned(),
            place,
            sides,
        });
    }
    Ok(found)
}

impl Document {
    /// Says that the text at `place` reads well as it is now: a change that writes nothing and has seen
    /// all sides.
    ///
    /// # Errors
    /// [`EditError`] if the document cannot be written.
    pub fn settle(&mut self, place: &Place, time_seconds: i64) -> Result<LocalChange, EditError> {
        self.note(time_seconds, &format!("{SETTLE}{}", place.key()))
    }
}

/// The place that a change with this message says reads well as it is.
pub(crate) fn settled_place(message: &str) -> Option<Place> {
    Place::from_key(message.strip_prefix(SETTLE)?)
}

/// For every text that more than one device wrote at or settled, the changes that did, ascending.
fn touching_texts(
    document: &Document,
    index: &Index,
) -> Result<BTreeMap<Place, Vec<u32>>, Unreadable> {
    let mut touching: BTreeMap<Place, Vec<u32>> = BTreeMap::new();
    if is_one_line(index) {
        return Ok(touching);
    }
    let doc = document.automerge();
    let mut paths = Paths::of_all(doc);
    decode_each(doc, &[], |change| {
        let Some(number) = index.number(&change.hash) else {
            return;
        };
        let mut places: BTreeSet<Place> = paths
            .touched(change)
            .into_keys()
            .filter_map(|touched| touched.place)
            .filter(Place::is_text)
            .collect();
        let message = change.inner.message.as_deref().unwrap_or_default();
        places.extend(settled_place(message));
        for place in places {
            touching.entry(place).or_default().push(number);
        }
    })?;
    for changes in touching.values_mut() {
        changes.sort_unstable();
    }
    touching.retain(|_, changes| {
        let mut writers = changes.iter().map(|&n| index.changes()[n as usize].author);
        let first = writers.next();
        writers.any(|writer| Some(writer) != first)
    });
    Ok(touching)
}

/// Whether nobody ever wrote beside somebody else.
fn is_one_line(index: &Index) -> bool {
    (0u32..)
        .take(index.len())
        .all(|n| index.parents(n).iter().all(|&parent| parent + 1 == n))
}

/// Those of `changes` (ascending) that no later one of them has seen, ascending.
pub(crate) fn unseen(index: &Index, changes: &[u32]) -> Vec<u32> {
    let mut newest: Vec<u32> = Vec::new();
    let mut seen: Vec<bool> = vec![false; index.len()];
    for &n in changes.iter().rev() {
        if seen[n as usize] {
            continue;
        }
        newest.push(n);
        for (seen, is_ancestor) in seen.iter_mut().zip(index.ancestors([n])) {
            *seen |= is_ancestor;
        }
    }
    newest.reverse();
    newest
}

#[cfg(test)]
mod tests {
    use format::ActorId;

    use super::*;
    use crate::edit::{Edit, New};
    use crate::view::{Clause, Kind};

    const CLAUSE: &str = "00000000-0000-4000-8000-000000000001";

    fn writer(n: u8) -> PublicKey {
        PublicKey::from_bytes([n; 32])
    }

    /// A copy of `document` in another office.
    fn copy(document: &Document, office: u8, start: u8) -> Document {
        let mut copy = document.clone();
        copy.set_writer(
            writer(office),
            ActorId::from_bytes([16 * office + start; 24]),
        );
        copy
    }

    fn append(document: &mut Document, text: &str) {
        let place = Place::ClauseBody(CLAUSE.to_owned());
        let at = document.view().text(&place).unwrap().chars().count();
        let insert = text.to_owned();
        let edit = Edit::Splice {
            place,
            at,
            delete: 0,
            insert,
        };
        document.edit(&[edit], 5, None).unwrap().unwrap();
    }

    fn merge(into: &mut Document, from: &Document) {
        let changes = from.automerge().get_changes(&[]);
        into.apply(
            changes
                .into_iter()
                .filter(|change| !change.deps().is_empty()),
        )
        .unwrap();
    }

    fn found(document: &Document) -> Vec<Overlap> {
        overlaps(document, &Index::read(document.automerge())).unwrap()
    }

    fn base() -> Document {
        let mut base = Document::genesis(Kind::Policy);
        base.set_writer(writer(1), ActorId::from_bytes([1; 24]));
        let clause = Clause {
            id: CLAUSE.to_owned(),
            level: 1,
            heading: "Tujuan".to_owned(),
            body: "Dasar.".to_owned(),
        };
        let insert = Edit::Insert {
            new: New::Clause(clause),
            after: None,
        };
        base.edit(&[insert], 1, None).unwrap().unwrap();
        base
    }

    #[test]
    fn a_text_that_two_offices_changed_apart_shows_every_side_at_every_office() {
        let base = base();
        let (mut a, mut b) = (copy(&base, 2, 0), copy(&base, 3, 0));
        append(&mut a, " Surabaya satu.");
        append(&mut a, " Surabaya dua.");
        append(&mut b, " Medan.");
        assert!(found(&a).is_empty());
        let mut chair = copy(&base, 4, 0);
        merge(&mut chair, &a);
        merge(&mut chair, &b);
        merge(&mut b, &a);
        merge(&mut a, &b);
        for office in [&a, &b, &chair] {
            let found = found(office);
            assert_eq!(found.len(), 1);
            let mut texts: Vec<&str> = found[0].sides.iter().map(|side| &*side.text).collect();
            texts.sort_unstable();
            assert_eq!(
                texts,
                ["Dasar. Medan.", "Dasar. Surabaya satu. Surabaya dua."]
            );
            assert!(found[0].merged.contains("Medan") && found[0].merged.contains("dua"));
        }
    }

    #[test]
    fn an_overlap_ends_when_somebody_who_saw_all_sides_writes_or_settles() {
        let base = base();
        let (mut a, mut b) = (copy(&base, 2, 0), copy(&base, 3, 0));
        append(&mut a, " Surabaya.");
        append(&mut b, " Medan.");
        merge(&mut a, &b);
        let place = found(&a)[0].place.clone();
        let mut written = copy(&a, 2, 1);
        append(&mut written, " Bersama.");
        assert!(found(&written).is_empty());
        let mut settled = copy(&a, 2, 2);
        settled.settle(&place, 9).unwrap();
        assert!(found(&settled).is_empty());
        // Whoever had not seen the settling and wrote on is a new side.
        append(&mut b, " Lagi.");
        merge(&mut settled, &b);
        assert_eq!(found(&settled).len(), 1);
    }

    #[test]
    fn one_person_on_two_machines_is_one_side() {
        let base = base();
        let (mut a, mut b) = (copy(&base, 2, 0), copy(&base, 2, 1));
        append(&mut a, " Satu.");
        append(&mut b, " Dua.");
        merge(&mut a, &b);
        assert!(found(&a).is_empty());
    }
}
