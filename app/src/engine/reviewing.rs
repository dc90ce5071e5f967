//! The review queue, and what changed in one document: read from the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use council::act::day::Day;
use council::authorship::Index;
use council::lifecycle::KINDS;
use council::review::between;
use council::view::View;
use format::{ActId, ChangeHash, DocumentId, PublicKey};
use store::{Reader, StoreError};
use sync::Holdings as _;

use crate::core::deciding::Decisions;
use crate::core::header::head_of;
use crate::core::review::{Changes, Item, Span, between_views};
use crate::engine::deciding::{Case, today};
use crate::engine::guard::guarded;
use crate::engine::indexing::note_standings;
use crate::engine::office::Office;
use crate::engine::open::Opened;
use crate::words::Language;

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
        for document in reader.documents_with_acts(&judged_kinds())? {
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
        drop(known);
        drop(reader);
        let standings: Vec<(DocumentId, &'static str)> = items
            .iter()
            .map(|item| (item.document, item.decisions.standing_name()))
            .collect();
        // The list shows it at the next start before anything else was read; it is read again anyway.
        if let Err(error) = note_standings(office, &standings) {
            tracing::warn!(%error, "where documents stand is not noted");
        }
        Ok(items)
    }
}

/// Where every document stands on this day about which something was submitted, decided or published, or
/// minutes circulated: by all that is here, whatever was noted before. Opens each of them.
///
/// # Errors
/// What the disk says.
pub fn standings(
    reader: &Reader,
    day: Day,
) -> Result<HashMap<DocumentId, &'static str>, StoreError> {
    let mut found = HashMap::new();
    for document in reader.documents_with_acts(&judged_kinds())? {
        let case = guarded(|| Case::read(reader, &document));
        // Where a document stands is the same for everybody who looks at it.
        if let Some(Ok(case)) = case {
            let asker = case.opened.creation.author;
            found.insert(document, case.decisions(asker, day).standing_name());
        }
    }
    Ok(found)
}

/// The kinds of acts from which it follows where a document stands.
fn judged_kinds() -> Vec<&'static str> {
    [&KINDS[..], &council::meeting::KINDS[..]].concat()
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
