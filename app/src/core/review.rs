//! The review page: the documents whose decisions wait for somebody, and what changed in one of them.

use std::sync::Arc;

use council::edit::Place;
use council::view::Kind;
use format::{ChangeHash, DocumentId, PublicKey};

use super::deciding::{Decisions, Turn};
use super::editor::compare::ComparedPassage;

/// A document about which something was submitted, decided or published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its title; may be empty.
    pub title: String,
    /// Where it stands.
    pub decisions: Arc<Decisions>,
    /// What waits for this person, most pressing first.
    pub turns: Vec<Turn>,
}

/// Two states of a document: what was decided last, and what is to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The document.
    pub document: DocumentId,
    /// The heads of the last decided version; empty: there is none.
    pub before: Vec<ChangeHash>,
    /// The heads of what is to be decided.
    pub after: Vec<ChangeHash>,
}

/// A passage that reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Before and after.
    pub passage: ComparedPassage,
    /// Where it is.
    pub place: Place,
    /// Who wrote in it since the last decided version.
    pub authors: Vec<PublicKey>,
    /// Whether several wrote in it.
    pub is_of_several: bool,
}

/// A title or a header field that reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderChange {
    /// The field's name; empty: the title.
    pub name: String,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What changed in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Between which states.
    pub span: Span,
    /// The title and header fields that differ.
    pub header: Vec<HeaderChange>,
    /// The passages that differ: those that several wrote first.
    pub hunks: Vec<Hunk>,
    /// How many passages read the same.
    pub same: usize,
}

/// How many documents wait for this person, by what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Conflicts of decisions to be settled.
    pub settle: usize,
    /// Ready for the decision.
    pub decide: usize,
    /// Opinions to be given.
    pub opinions: usize,
    /// Came back to be revised.
    pub revise: usize,
    /// Approved and unpublished.
    pub publish: usize,
    /// Requests of units.
    pub exempt: usize,
    /// Published and not adopted.
    pub adopt: usize,
    /// Versions not confirmed as read.
    pub acknowledge: usize,
}

/// The review page.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Everything about which something was said; what waits for this person first. `None` until read.
    pub items: Option<Vec<Item>>,
    /// What changed in the document that is looked at.
    pub changes: Option<Arc<Changes>>,
    /// The states that were asked for.
    wanted: Option<Span>,
}

impl Review {
    /// What waits for this person.
    pub fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .flatten()
            .filter(|item| !item.turns.is_empty())
    }

    /// The rest.
    pub fn others(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .flatten()
            .filter(|item| item.turns.is_empty())
    }

    /// How much waits, by what is to be done.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for turn in self.waiting().flat_map(|item| &item.turns) {
            match turn {
                Turn::Settle => counts.settle += 1,
                Turn::Decide => counts.decide += 1,
                Turn::GiveOpinion(_) => counts.opinions += 1,
                Turn::Revise => counts.revise += 1,
                Turn::Publish => counts.publish += 1,
                Turn::Exempt(_) => counts.exempt += 1,
                Turn::Adopt(_) => counts.adopt += 1,
                Turn::Acknowledge => counts.acknowledge += 1,
                Turn::WaitForOpinions(_) => {}
            }
        }
        counts
    }

    /// Takes in what was read: what waits for this person first, the most pressing of it on top.
    pub fn loaded(&mut self, mut items: Vec<Item>) {
        items.sort_by(|a, b| {
            let key = |item: &Item| (item.turns.is_empty(), item.turns.first().cloned());
            key(a)
                .cmp(&key(b))
                .then_with(|| a.title.to_lowercase().cmp(&b.title.to_lowercase()))
                .then_with(|| a.document.cmp(&b.document))
        });
        self.items = Some(items);
    }

    /// Wants to see what changed. Returns whether that is to be read.
    pub fn want(&mut self, span: Span) -> bool {
        if self.wanted.as_ref() == Some(&span) {
            return false;
        }
        if self
            .changes
            .as_ref()
            .is_some_and(|changes| changes.span.document != span.document)
        {
            self.changes = None;
        }
        self.wanted = Some(span);
        true
    }

    /// What changed was read; an answer that nobody waits for any more is dropped.
    pub fn changes_loaded(&mut self, changes: Changes) {
        if self.wanted.as_ref() == Some(&changes.span) {
            self.changes = Some(Arc::new(changes));
        }
    }

    /// What changed in this document, once it was read.
    pub fn changes_of(&self, document: &DocumentId) -> Option<&Arc<Changes>> {
        let changes = self.changes.as_ref();
        changes.filter(|changes| changes.span.document == *document)
    }
}

/// The states that whoever decides on a document compares. `now` are the heads of its text.
pub fn span(document: DocumentId, decisions: &Decisions, now: &[ChangeHash]) -> Span {
    let to_be_decided = decisions.to_be_decided();
    let after = to_be_decided.map_or_else(|| now.to_vec(), |one| one.text.heads.clone());
    let versions = decisions.lifecycle.versions.iter().rev();
    let mut before = versions.filter(|version| version.text.heads != after);
    Span {
        document,
        before: before
            .next()
            .map(|version| version.text.heads.clone())
            .unwrap_or_default(),
        after,
    }
}

/// What is to be done about the review page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Reads the queue; answered by [`Event::Loaded`].
    Load,
    /// Reads what changed between two states; answered by [`Event::Changes`].
    LoadChanges(Span),
}

/// What happened to the review page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Everything about which something was said.
    Loaded(Vec<Item>),
    /// What changed.
    Changes(Box<Changes>),
}
