//! Builds the report.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use format::{ChangeHash, DocumentId, PublicKey};
use serde::Serialize;

use super::concurrent::Sides;
use crate::authorship::{
    Index, Paths, Touched, Unreadable, decode_each, shown, shown_all, shown_option,
};
use crate::document::{Document, UnknownHeads, Whereabouts};
use crate::edit::Place;

/// What one merge brought into one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergeReport {
    /// The document.
    #[serde(serialize_with = "shown")]
    pub document: DocumentId,
    /// What came, by author.
    pub came: Vec<Contribution>,
    /// What people on both sides wrote at, without knowing of each other.
    pub both_touched: Vec<BothTouched>,
    /// Places that hold several values because of what came: to be chosen.
    pub conflicts: Vec<OpenConflict>,
    /// What came and landed where nobody looks, or is seen only because it landed there.
    pub kept_aside: Vec<SetAside>,
    /// Removed things that are shown again, because somebody worked in them without knowing: their marks.
    pub shown_again: Vec<Place>,
}

/// What came from one author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contribution {
    /// Who.
    #[serde(serialize_with = "shown_option")]
    pub author: Option<PublicKey>,
    /// How many changes.
    pub changes: usize,
    /// The earliest and the latest time they state, in seconds since 1970. Claims.
    pub from_seconds: i64,
    /// See `from_seconds`.
    pub to_seconds: i64,
    /// What they touched.
    pub touched: Vec<Touched>,
}

/// Something that both sides touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BothTouched {
    /// The keys from the root.
    pub path: Vec<String>,
    /// The place; `None` for the order of things.
    pub place: Option<Place>,
    /// Who wrote at it here.
    #[serde(serialize_with = "shown_all")]
    pub mine: Vec<PublicKey>,
    /// Who wrote at it in what came.
    #[serde(serialize_with = "shown_all")]
    pub theirs: Vec<PublicKey>,
}

/// A place with several values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenConflict {
    /// Where.
    pub place: Place,
    /// All of them, the one that shows first.
    pub values: Vec<OpenValue>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenValue {
    /// The value.
    pub value: String,
    /// Who wrote it.
    #[serde(serialize_with = "shown_option")]
    pub author: Option<PublicKey>,
    /// The writer's clock, in seconds since 1970. A claim.
    pub time_seconds: i64,
    /// The change.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
    /// Whether it came with this merge.
    pub came: bool,
}

/// Work that landed where nobody looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// The keys from the root to where it landed.
    pub path: Vec<String>,
    /// What it says, one piece per field.
    pub content: Vec<String>,
    /// Who wrote it.
    #[serde(serialize_with = "shown_option")]
    pub author: Option<PublicKey>,
    /// The change.
    #[serde(serialize_with = "shown")]
    pub change: ChangeHash,
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// A version that is not here.
    #[error(transparent)]
    UnknownHeads(#[from] UnknownHeads),
    /// The history cannot be taken apart.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// Tells what `after` added to what was known at `before`.
///
/// A change came if it belongs to `after` and not to `before`. Both sides touched a place if a change
/// that came and one that was here, neither knowing of the other and by different authors, wrote at it.
/// Only those changes are decoded. `index` must be up to date with `document`; conflicts are told as they
/// stand now.
///
/// # Errors
/// [`ReportError`] when heads are unknown or the history cannot be read.
pub fn report(
    id: DocumentId,
    document: &Document,
    index: &Index,
    before: &[ChangeHash],
    after: &[ChangeHash],
) -> Result<MergeReport, ReportError> {
    let numbers = |heads: &[ChangeHash]| -> Result<Vec<u32>, UnknownHeads> {
        heads
            .iter()
            .map(|head| index.number(head).ok_or(UnknownHeads(*head)))
            .collect()
    };
    let sides = Sides::of(index, &numbers(before)?, &numbers(after)?);
    let came: HashSet<ChangeHash> = sides
        .came
        .iter()
        .map(|&n| index.changes()[n as usize].hash)
        .collect();
    let touched = touched_by(document, index, &sides)?;
    let conflicts = conflicts(document, &came);
    let (kept_aside, mut shown_again) = set_aside(document, before, &came)?;
    let marks = conflicts.iter().map(|conflict| &conflict.place);
    shown_again.extend(
        marks
            .filter(|place| matches!(place, Place::Mark(..)))
            .cloned(),
    );
    Ok(MergeReport {
        document: id,
        came: contributions(index, &sides, &touched),
        both_touched: both_touched(index, &sides, &touched),
        conflicts,
        kept_aside,
        shown_again: shown_again.into_iter().collect(),
    })
}

/// What each change of the two sides touched.
type TouchedBy = HashMap<u32, Vec<Touched>>;

fn touched_by(document: &Document, index: &Index, sides: &Sides) -> Result<TouchedBy, Unreadable> {
    let mut touched = TouchedBy::new();
    if sides.came.is_empty() {
        return Ok(touched);
    }
    let doc = document.automerge();
    let mut paths = Paths::new(doc);
    let wanted: HashSet<u32> = sides.came.iter().chain(&sides.local).copied().collect();
    let base: Vec<_> = sides
        .base
        .iter()
        .map(|&n| automerge::ChangeHash(*index.changes()[n as usize].hash.as_bytes()))
        .collect();
    decode_each(doc, &base, |change| {
        if let Some(number) = index
            .number(&change.hash)
            .filter(|number| wanted.contains(number))
        {
            touched.insert(number, paths.touched(change).into_keys().collect());
        }
    })?;
    Ok(touched)
}

fn contributions(index: &Index, sides: &Sides, touched: &TouchedBy) -> Vec<Contribution> {
    let mut by_author: BTreeMap<Option<PublicKey>, (Contribution, BTreeSet<&Touched>)> =
        BTreeMap::new();
    for number in &sides.came {
        let change = &index.changes()[*number as usize];
        let (contribution, places) = by_author.entry(change.author).or_insert_with(|| {
            let contribution = Contribution {
                author: change.author,
                changes: 0,
                from_seconds: change.time_seconds,
                to_seconds: change.time_seconds,
                touched: Vec::new(),
            };
            (contribution, BTreeSet::new())
        });
        contribution.changes += 1;
        contribution.from_seconds = contribution.from_seconds.min(change.time_seconds);
        contribution.to_seconds = contribution.to_seconds.max(change.time_seconds);
        places.extend(touched.get(number).into_iter().flatten());
    }
    let whole = |(contribution, places): (Contribution, BTreeSet<&Touched>)| Contribution {
        touched: places.into_iter().cloned().collect(),
        ..contribution
    };
    by_author.into_values().map(whole).collect()
}

fn both_touched(index: &Index, sides: &Sides, touched: &TouchedBy) -> Vec<BothTouched> {
    let author = |number: u32| index.changes()[number as usize].author;
    // Per writer only the newest change counts: if any of them was unknown to the other side, it was.
    let mut here: HashMap<&[String], BTreeMap<u32, u32>> = HashMap::new();
    for number in &sides.local {
        let actor = index.changes()[*number as usize].actor;
        for touched in touched.get(number).into_iter().flatten() {
            here.entry(&touched.path)
                .or_default()
                .insert(actor, *number);
        }
    }
    let mut found: BTreeMap<&[String], BothTouched> = BTreeMap::new();
    for came in &sides.came {
        for touched in touched.get(came).into_iter().flatten() {
            let Some(newest) = here.get(touched.path.as_slice()) else {
                continue;
            };
            let mine: BTreeSet<PublicKey> = newest
                .values()
                .filter(|&&local| author(local) != author(*came))
                .filter(|&&local| sides.are_concurrent(index, *came, local))
                .filter_map(|&local| author(local))
                .collect();
            if mine.is_empty() {
                continue;
            }
            let both = found.entry(&touched.path).or_insert_with(|| BothTouched {
                path: touched.path.clone(),
                place: touched.place.clone(),
                mine: Vec::new(),
                theirs: Vec::new(),
            });
            both.mine.extend(mine);
            both.theirs.extend(author(*came));
            for authors in [&mut both.mine, &mut both.theirs] {
                authors.sort();
                authors.dedup();
            }
        }
    }
    found.into_values().collect()
}

fn conflicts(document: &Document, came: &HashSet<ChangeHash>) -> Vec<OpenConflict> {
    if came.is_empty() {
        return Vec::new();
    }
    let open = document
        .conflicts()
        .into_iter()
        .map(|conflict| OpenConflict {
            place: conflict.place,
            values: conflict
                .values
                .into_iter()
                .map(|value| OpenValue {
                    came: came.contains(&value.change),
                    value: value.value,
                    author: value.author,
                    time_seconds: value.time_seconds,
                    change: value.change,
                })
                .collect(),
        });
    open.filter(|conflict| conflict.values.iter().any(|value| value.came))
        .collect()
}

fn set_aside(
    document: &Document,
    before: &[ChangeHash],
    came: &HashSet<ChangeHash>,
) -> Result<(Vec<SetAside>, BTreeSet<Place>), UnknownHeads> {
    let mut shown_again = BTreeSet::new();
    if came.is_empty() {
        return Ok((Vec::new(), shown_again));
    }
    let work = document
        .kept_aside(before)?
        .into_iter()
        .filter(|work| came.contains(&work.change));
    let set_aside = work
        .map(|work| SetAside {
            path: match work.whereabouts {
                Whereabouts::Unreachable(path) => path,
                Whereabouts::ShownAgain(collection, id) => {
                    shown_again.insert(Place::Mark(collection, id.clone()));
                    vec![collection.root_key().to_owned(), id]
                }
            },
            content: work.content,
            author: work.author,
            change: work.change,
        })
        .collect();
    Ok((set_aside, shown_again))
}
