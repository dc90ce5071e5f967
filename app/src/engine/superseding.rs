//! Which documents another one has taken the place of: [`council::superseding`] over what is in the store.
//!
//! What replaces a document is found among the publish acts alone; only the documents that say so are opened.
//! What is said about the replaced document itself, for those who may not hold the other one, is said here too,
//! together with what it follows from: see [`words`].

use std::collections::{BTreeMap, BTreeSet};

use council::act::Body;
use council::act::day::Day;
use council::act::decision::Publish;
use council::lifecycle::{Lifecycle, Stand, Submission};
use council::roster::{Roster, document_heads};
use council::superseding::{Superseded, replaced_by, superseded, to_be_said};
use format::{Act, ActId, DocumentId, PublicKey};
use store::{Reader, StoreError};

use crate::core::deciding::superseded::{Replacement, SupersededBy, Unshared};
use crate::engine::deciding::{Case, Judged};
use crate::engine::guard::guarded;
use crate::engine::office::{Office, OfficeError};

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
    let others = replacing(reader, &document, lifecycle)?;
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

/// Who may hold a document that this one replaces, and may not hold this one: nothing of this one reaches them,
/// and what is said about the other one need not have been said.
///
/// # Errors
/// What the disk says.
pub fn unshared(reader: &Reader, case: &Case) -> Result<Unshared, StoreError> {
    let versions = case.lifecycle.versions.iter();
    let standing = versions.filter_map(|version| version.publication.as_ref());
    let standing = standing.filter(|publication| publication.withdrawn.is_none());
    let mut replaced: BTreeMap<DocumentId, BTreeSet<ActId>> = BTreeMap::new();
    for publication in standing {
        for document in &publication.replaces {
            let by = replaced.entry(*document).or_default();
            by.insert(publication.said.act);
        }
    }
    if replaced.is_empty() {
        return Ok(Unshared::default());
    }
    let roster = reader.roster()?;
    let access = reader.access(&case.opened.id)?;
    let (mut unaware, mut told) = (BTreeMap::new(), BTreeMap::new());
    for (document, publications) in replaced {
        let of_replaced = reader.access(&document)?;
        let members = roster.members.keys();
        let apart = members
            .filter(|key| of_replaced.admits(&roster, key) && !access.admits(&roster, key))
            .map(|key| (roster.person(key), *key));
        let apart: BTreeMap<PublicKey, PublicKey> = apart.collect();
        if apart.is_empty() {
            continue;
        }
        match is_said(reader, &document, &publications) {
            true => told.extend(apart),
            false => unaware.extend(apart),
        }
    }
    told.retain(|person, _| !unaware.contains_key(person));
    Ok(Unshared {
        unaware: unaware.into_values().collect(),
        told: told.into_values().collect(),
    })
}

/// Whether it was said about a document that any of these publications replaces it.
fn is_said(reader: &Reader, document: &DocumentId, publications: &BTreeSet<ActId>) -> bool {
    let case = guarded(|| Case::read(reader, document));
    case.and_then(Result::ok).is_some_and(|case| {
        let mut words = case.lifecycle.replaced.iter();
        words.any(|word| word.back.is_none() && publications.contains(&word.publication))
    })
}

/// What is to be said about the documents that `by` replaces, or replaced, once `act` is said of it, which makes
/// it `lifecycle`: signed, to be kept together with that act or not at all.
///
/// What would not count there is left out: who may say the one may say the other, but for a word against a
/// publication that was made twice, which is for whoever may withdraw.
///
/// # Errors
/// [`OfficeError`].
pub fn words(
    office: &Office,
    reader: &Reader,
    roster: &Roster,
    (by, body, act): (&Case, &Body, &Act),
    lifecycle: &Lifecycle,
) -> Result<Vec<Act>, OfficeError> {
    let is_conflict = |one: &&Submission| matches!(one.stand, Stand::Conflict(_));
    let settles = match body {
        Body::Decide(decide) => {
            let mut open = by.lifecycle.submissions.iter().filter(is_conflict);
            open.any(|one| one.said.act == decide.submission)
        }
        Body::Publish(_) | Body::Withdraw(_) => false,
        _ => return Ok(vec![]),
    };
    let document = &by.opened.id;
    let mut words = Vec::new();
    for replaced in replaced_by(document, lifecycle) {
        // About what is not here nothing can be said that would cite what it must.
        let Some(Ok(case)) = guarded(|| Case::read(reader, &replaced)) else {
            continue;
        };
        let bodies = to_be_said((document, lifecycle), (&replaced, &case.lifecycle), settles);
        for body in bodies {
            let cites = document_heads(&case.acts);
            // One moment for both: of two documents that replace each other on one day the later word counts.
            let time = act.statement().time_millis;
            let word = office.sign_about_at(replaced, cites, &body, time)?;
            match case.judge(roster, &word) {
                Judged::Counts(_) | Judged::Waits(_) => words.push(word),
                Judged::Refused(reason) => {
                    tracing::debug!(%reason, document = %replaced.short(), "a word is left out");
                }
            }
        }
    }
    Ok(words)
}

/// The other documents of which a publish act says that they replace this one, and those of the publications
/// that are named by what was said about this one.
fn replacing(
    reader: &Reader,
    document: &DocumentId,
    lifecycle: &Lifecycle,
) -> Result<Vec<Case>, StoreError> {
    let acts = reader.acts_of_kind("publish")?;
    let says_so = |publish: &Publish| publish.replaces.contains(document);
    let is_named = |act: &Act| {
        let mut words = lifecycle.replaced.iter();
        words.any(|word| word.publication == act.id())
    };
    let others: BTreeSet<DocumentId> = acts
        .iter()
        .filter(|(other, _)| other != document)
        .filter(|(_, act)| {
            is_named(act) || matches!(Body::read(act), Ok(Body::Publish(one)) if says_so(&one))
        })
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
    let mut told = SupersededBy {
        since: superseded.since,
        by: None,
    };
    let Some(by) = &superseded.by else {
        return Ok(told);
    };
    let roster = reader.roster()?;
    let access = reader.access(&by.document)?;
    if me.is_some_and(|me| access.admits(&roster, me)) {
        told.by = Some(Replacement {
            document: by.document,
            title: reader
                .summary(&by.document)?
                .map(|summary| summary.title)
                .unwrap_or_default(),
            number: by.number.clone(),
        });
    }
    Ok(told)
}
