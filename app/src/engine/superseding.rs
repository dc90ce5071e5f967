//! Which documents another one has taken the place of: [`council::superseding`] over what is in the store.
//!
//! What replaces a document is found among the publish acts alone; only the documents that say so are opened.

use std::collections::{BTreeMap, BTreeSet};

use council::act::Body;
use council::act::day::Day;
use council::act::decision::Publish;
use council::lifecycle::Lifecycle;
use council::superseding::{Superseded, superseded};
use format::{DocumentId, PublicKey};
use store::{Reader, StoreError};

use crate::core::deciding::superseded::{Replacement, SupersededBy};
use crate::engine::deciding::Case;
use crate::engine::guard::guarded;

/// By what a document is superseded on this day, as far as `me` may know it.
///
/// # Errors
/// What the disk says.
pub fn of(
    reader: &Reader,
    case: &Case,
    me: Option<&PublicKey>,
    day: Day,
) -> Result<Option<SupersededBy>, StoreError> {
    of_lifecycle(reader, (case.opened.id, &case.lifecycle), me, day)
}

/// The same of a document of which something more was said than is in the store.
///
/// # Errors
/// What the disk says.
pub fn of_lifecycle(
    reader: &Reader,
    (document, lifecycle): (DocumentId, &Lifecycle),
    me: Option<&PublicKey>,
    day: Day,
) -> Result<Option<SupersededBy>, StoreError> {
    // What was never published cannot be replaced, and nothing else is read for it.
    let mut versions = lifecycle.versions.iter();
    if !versions.any(|version| version.publication.is_some()) {
        return Ok(None);
    }
    let others = replacing(reader, &document)?;
    let others = others.iter().map(|case| (case.opened.id, &case.lifecycle));
    let mut found = superseded(others.chain([(document, lifecycle)]), day);
    match found.remove(&document) {
        Some(superseded) => Ok(Some(told(reader, &superseded, me)?)),
        None => Ok(None),
    }
}

/// Which of these documents are superseded on this day. Every document of which anything was published has to
/// be among them.
///
/// # Errors
/// What the disk says.
pub fn among<'a>(
    reader: &Reader,
    documents: impl IntoIterator<Item = (DocumentId, &'a Lifecycle)>,
    me: Option<&PublicKey>,
    day: Day,
) -> Result<BTreeMap<DocumentId, SupersededBy>, StoreError> {
    superseded(documents, day)
        .into_iter()
        .map(|(document, superseded)| Ok((document, told(reader, &superseded, me)?)))
        .collect()
}

/// Who may hold a document that this one replaces, and may not hold this one, a device for each person: nothing
/// of this one reaches them, so that there the other one stays in force.
///
/// # Errors
/// What the disk says.
pub fn unaware(reader: &Reader, case: &Case) -> Result<Vec<PublicKey>, StoreError> {
    let versions = case.lifecycle.versions.iter();
    let standing = versions.filter_map(|version| version.publication.as_ref());
    let standing = standing.filter(|publication| publication.withdrawn.is_none());
    let replaced: BTreeSet<DocumentId> = standing
        .flat_map(|publication| &publication.replaces)
        .copied()
        .collect();
    let mut unaware = BTreeMap::new();
    if replaced.is_empty() {
        return Ok(vec![]);
    }
    let roster = reader.roster()?;
    let access = reader.access(&case.opened.id)?;
    for document in replaced {
        let of_replaced = reader.access(&document)?;
        let members = roster.members.keys();
        for key in members.filter(|key| of_replaced.admits(&roster, key)) {
            if !access.admits(&roster, key) {
                unaware.insert(roster.person(key), *key);
            }
        }
    }
    Ok(unaware.into_values().collect())
}

/// The other documents of which a publish act says that they replace this one.
fn replacing(reader: &Reader, document: &DocumentId) -> Result<Vec<Case>, StoreError> {
    let acts = reader.acts_of_kind("publish")?;
    let says_so = |publish: &Publish| publish.replaces.contains(document);
    let others: BTreeSet<DocumentId> = acts
        .iter()
        .filter(|(other, _)| other != document)
        .filter(|(_, act)| matches!(Body::read(act), Ok(Body::Publish(one)) if says_so(&one)))
        .map(|(other, _)| *other)
        .collect();
    // Of what does not open here nothing is known that could count.
    let read = |other: &DocumentId| guarded(|| Case::read(reader, other))?.ok();
    Ok(others.iter().filter_map(read).collect())
}

/// What `me` may know of it: of a document that it may not hold not even the number.
fn told(
    reader: &Reader,
    superseded: &Superseded,
    me: Option<&PublicKey>,
) -> Result<SupersededBy, StoreError> {
    let document = superseded.by;
    let roster = reader.roster()?;
    let access = reader.access(&document)?;
    let may_see = me.is_some_and(|me| access.admits(&roster, me));
    let by = match may_see {
        false => None,
        true => Some(Replacement {
            document,
            title: reader
                .summary(&document)?
                .map(|summary| summary.title)
                .unwrap_or_default(),
            number: superseded.number.clone(),
        }),
    };
    Ok(SupersededBy {
        since: superseded.since,
        by,
    })
}
