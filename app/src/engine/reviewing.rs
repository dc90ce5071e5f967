//! The review queue, what is late, and what changed in one document: read from the store.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use council::act::day::Day;
use council::authorship::Index;
use council::lifecycle::KINDS;
use council::review::between;
use council::view::{Kind, View};
use format::{ActId, ChangeHash, DocumentId, PublicKey};
use store::summary::Summary;
use store::{Reader, StoreError};
use sync::Holdings as _;

use crate::core::deciding::Decisions;
use crate::core::deciding::standing::Standing;
use crate::core::deciding::superseded::SupersededBy;
use crate::core::header::head_of;
use crate::core::review::{Changes, Item, Late, Span, between_views};
use crate::engine::deciding::{Case, today};
use crate::engine::guard::guarded;
use crate::engine::indexing::{meets_on, note_standings};
use crate::engine::office::Office;
use crate::engine::open::Opened;
use crate::engine::superseding;
use crate::words::Language;

/// How many minutes about which nothing was said yet are looked at: more are not opened.
const MOST_DRAFTS: usize = 256;

/// From what the decisions about a document were read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Basis {
    heads: Vec<ChangeHash>,
    acts: Vec<ActId>,
    roster: Vec<ActId>,
    day: Day,
}

/// What was read of a document.
#[derive(Debug, Clone)]
struct Read {
    /// What stands on the review page; `None`: nothing was said about it yet.
    item: Option<Item>,
    late: Vec<Late>,
}

/// What was read before, so that a document is opened again only when something about it is new.
#[derive(Debug, Default)]
pub struct Queue(Mutex<HashMap<DocumentId, (Basis, Read)>>);

impl Queue {
    /// Every document about which something was submitted, decided or published, and what this person
    /// should have done by now. Opens those among them that changed since the last time, and minutes about
    /// which nothing was said yet but may be late; all others are not looked at.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(&self, office: &Office) -> Result<(Vec<Item>, Vec<Late>), StoreError> {
        let Some(day) = today() else {
            return Ok((vec![], vec![]));
        };
        let reader = office.reader()?;
        let roster = reader.roster()?;
        let said_of = reader.documents_with_acts(&judged_kinds())?;
        let known_to_be: HashSet<DocumentId> = said_of.iter().copied().collect();
        let mut summaries = Vec::with_capacity(said_of.len());
        for document in &said_of {
            summaries.extend(reader.summary(document)?);
        }
        let mut rest = reader.summaries()?;
        rest.retain(|summary| !known_to_be.contains(&summary.document));
        summaries.extend(drafts(rest, day));
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = HashMap::new();
        for summary in summaries {
            let document = summary.document;
            let basis = Basis {
                heads: summary.heads,
                acts: reader.document_acts(&document)?,
                roster: roster.heads.clone(),
                day,
            };
            let before = known.remove(&document).filter(|(was, _)| *was == basis);
            let entry = match before {
                Some(entry) => entry,
                None => match read(&reader, office.me(), document, day) {
                    Some(mut read) => {
                        if !known_to_be.contains(&document) {
                            read.item = None;
                        }
                        if summary.archived {
                            read.late.clear();
                        }
                        (basis, read)
                    }
                    None => continue,
                },
            };
            found.insert(document, entry);
        }
        let reads = || found.values().map(|(_, read)| read);
        let mut items: Vec<Item> = reads().filter_map(|read| read.item.clone()).collect();
        items.sort_by_key(|item| item.document);
        let late = reads().flat_map(|read| read.late.clone()).collect();
        // What was kept knows of its own document alone: another one may have taken its place since.
        *known = found;
        drop(known);
        supersede(&reader, &mut items, &office.me(), day)?;
        drop(reader);
        let standings: Vec<(DocumentId, Standing)> = items
            .iter()
            .map(|item| (item.document, item.decisions.standing()))
            .collect();
        // The list shows it at the next start before anything else was read; it is read again anyway.
        if let Err(error) = note_standings(office, &standings) {
            tracing::warn!(%error, "where documents stand is not noted");
        }
        Ok((items, late))
    }
}

/// Of documents about which nothing was said yet the minutes of which something may be late, by what the
/// index knows of them: the newest meetings first, and not more than are opened at one go.
fn drafts(summaries: Vec<Summary>, day: Day) -> Vec<Summary> {
    let is_minutes = |one: &Summary| one.kind == Kind::Minutes.name() && !one.archived;
    let mut drafts: Vec<(Option<Day>, Summary)> = summaries
        .into_iter()
        .filter(is_minutes)
        .map(|summary| (meets_on(&summary), summary))
        .filter(|(held, one)| one.open_actions > 0 || held.is_some_and(|held| held < day))
        .collect();
    drafts.sort_by_key(|(held, _)| Reverse(*held));
    drafts.truncate(MOST_DRAFTS);
    drafts.into_iter().map(|(_, summary)| summary).collect()
}

/// Where a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// How far its draft has come, and what readers go by.
    pub standing: Standing,
    /// By what it is superseded, if it is, as far as `me` may know it.
    pub superseded: Option<SupersededBy>,
}

/// Where every document stands on this day about which something was submitted, decided or published, or
/// minutes circulated: by all that is here, whatever was noted before. Opens each of them.
///
/// # Errors
/// What the disk says.
pub fn standings(
    reader: &Reader,
    me: Option<&PublicKey>,
    day: Day,
) -> Result<HashMap<DocumentId, Stands>, StoreError> {
    let mut decided = BTreeMap::new();
    for document in reader.documents_with_acts(&judged_kinds())? {
        let case = guarded(|| Case::read(reader, &document));
        // Where a document stands is the same for everybody who looks at it.
        if let Some(Ok(case)) = case {
            let asker = case.opened.creation.author;
            decided.insert(document, case.decisions(asker, day));
        }
    }
    let all = decided
        .iter()
        .map(|(document, decisions)| (*document, &decisions.lifecycle));
    let mut superseded = superseding::among(reader, all, me, day)?;
    let stands = |(document, mut decisions): (DocumentId, Decisions)| {
        decisions.superseded = superseded.remove(&document);
        let stands = Stands {
            standing: decisions.standing(),
            superseded: decisions.superseded,
        };
        (document, stands)
    };
    Ok(decided.into_iter().map(stands).collect())
}

/// The kinds of acts from which it follows where a document stands.
fn judged_kinds() -> Vec<&'static str> {
    [&KINDS[..], &council::meeting::KINDS[..]].concat()
}

/// Marks the documents that another one has taken the place of.
fn supersede(
    reader: &Reader,
    items: &mut [Item],
    me: &PublicKey,
    day: Day,
) -> Result<(), StoreError> {
    let all = items
        .iter()
        .map(|item| (item.document, &item.decisions.lifecycle));
    let mut superseded = superseding::among(reader, all, Some(me), day)?;
    for item in items {
        if let Some(by) = superseded.remove(&item.document) {
            let mut decisions = (*item.decisions).clone();
            decisions.superseded = Some(by);
            item.turns = decisions.turns();
            item.decisions = Arc::new(decisions);
        }
    }
    Ok(())
}

fn read(reader: &Reader, me: PublicKey, document: DocumentId, day: Day) -> Option<Read> {
    let case = guarded(|| Case::read(reader, &document))?
        .inspect_err(|error| {
            tracing::warn!(%error, document = %document.short(), "it is not in the queue");
        })
        .ok()?;
    let decisions: Decisions = case.decisions(me, day);
    let title = head_of(&case.opened.view).0.to_owned();
    let late = decisions.late().into_iter().map(|delay| Late {
        document,
        title: title.clone(),
        delay,
    });
    Some(Read {
        late: late.collect(),
        item: Some(Item {
            document,
            kind: decisions.kind,
            title,
            turns: decisions.turns(),
            decisions: Arc::new(decisions),
        }),
    })
}

/// What changed in a document between two states. `None` if not all of it can be read here.
pub fn changes(opened: &Opened, span: Span, language: Language) -> Option<Changes> {
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
    let before = view(&span.before)?;
    let after = match span.after == opened.heads() {
        true => (!span.after.is_empty()).then(|| document.view()),
        false => view(&span.after)?,
    };
    let index = Index::read(document.automerge());
    let found = between(document, &index, &span.reviewed())
        .inspect_err(|error| tracing::warn!(%error, "who wrote what is not told"))
        .unwrap_or_default();
    Some(between_views(
        language,
        span,
        before.as_ref(),
        after.as_ref(),
        found,
    ))
}
