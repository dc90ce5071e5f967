//! The review page: the documents whose decisions wait for somebody, and what changed in one of them.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `hunks` | what differs between two states, piece by piece |

use std::sync::Arc;

use council::edit::Place;
use council::lifecycle::Lifecycle;
use council::review::{Reviewed, Strike};
use council::view::Kind;
use format::{ChangeHash, DocumentId, PublicKey};

use super::deciding::late::Delay;
use super::deciding::superseded::SupersededBy;
use super::deciding::{Decisions, Turn};
use super::editor::compare::ComparedPassage;

mod hunks;

pub use hunks::{between_views, whole};

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
    /// The heads of the text as it is now: what was struck stands beyond what is to be decided.
    pub now: Vec<ChangeHash>,
}

impl Span {
    /// Between which states it is reviewed.
    pub fn reviewed(&self) -> Reviewed {
        Reviewed {
            before: self.before.clone(),
            after: self.after.clone(),
        }
    }
}

/// Something that reads otherwise: a clause, a row, a person, a field of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Before and after.
    pub passage: ComparedPassage,
    /// Where it is: the [`Place::Mark`] of a thing means all of it.
    pub place: Place,
    /// Who wrote in it since the last decided version.
    pub authors: Vec<PublicKey>,
    /// Whether several wrote in it.
    pub is_of_several: bool,
    /// What of it can be struck by itself; empty: nothing less than all of it.
    pub parts: Vec<Place>,
    /// What was struck of it and neither taken back nor proposed again since, the newest first.
    pub strikes: Vec<Strike>,
}

impl Hunk {
    /// Whether all of it was struck.
    pub fn is_struck(&self) -> bool {
        self.strikes.iter().any(|strike| strike.place == self.place)
    }
}

/// What changed in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Between which states.
    pub span: Span,
    /// What differs: what several wrote first, then the head, then everything in the order of the document.
    pub hunks: Vec<Hunk>,
    /// How many passages read the same.
    pub same: usize,
    /// What was struck since the last decided version, reads as before now and was not proposed again.
    pub struck: Vec<Strike>,
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
    /// Minutes to be confirmed.
    pub minutes: usize,
    /// Questions in writing to be answered.
    pub answers: usize,
    /// Questions in writing to be closed.
    pub closes: usize,
}

/// What should have been done by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overdue {
    /// Versions in force that were to be reviewed by now.
    pub reviews: usize,
    /// Publications that units of this person neither adopted nor asked an exemption from in time.
    pub adoptions: usize,
}

/// Something of a document that this person should have done by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The document.
    pub document: DocumentId,
    /// Its title; may be empty.
    pub title: String,
    /// What.
    pub delay: Delay,
}

impl Late {
    /// Where in the document it is; `None`: all of it.
    pub fn place(&self) -> Option<&Place> {
        match &self.delay {
            Delay::Meeting(finding) => finding.places.first(),
            Delay::Unpublished(_) => None,
        }
    }
}

/// The review page.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Everything about which something was said; what waits for this person first. `None` until read.
    pub items: Option<Vec<Item>>,
    /// What this person should have done by now about single documents, the most pressing first.
    pub late: Vec<Late>,
    /// What changed in the document that is looked at.
    pub changes: Option<Arc<Changes>>,
    /// The states that were asked for.
    wanted: Option<Span>,
    /// The document of which the states that were asked for last cannot be read.
    unreadable: Option<DocumentId>,
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
                Turn::ConfirmMinutes => counts.minutes += 1,
                Turn::AnswerInWriting => counts.answers += 1,
                Turn::CloseQuestion => counts.closes += 1,
                Turn::WaitForOpinions(_) => {}
            }
        }
        counts
    }

    /// By what a document is superseded, if it is.
    pub fn superseded(&self, document: &DocumentId) -> Option<&SupersededBy> {
        let mut items = self.items.iter().flatten();
        let item = items.find(|item| item.document == *document)?;
        item.decisions.superseded.as_ref()
    }

    /// What should have been done by now.
    pub fn overdue(&self) -> Overdue {
        let mut overdue = Overdue::default();
        for item in self.items.iter().flatten() {
            let decisions = &item.decisions;
            // Nobody goes by what was superseded: nobody reviews it, and nobody adopts it late.
            let Some((_, publication)) = decisions.publication() else {
                continue;
            };
            if decisions.superseded.is_some() {
                continue;
            }
            let review = publication.review;
            overdue.reviews += usize::from(review.is_some_and(|day| day < decisions.day));
            let is_late = |turn: &Turn| match turn {
                Turn::Adopt(units) => decisions.is_late(publication, units),
                _ => false,
            };
            overdue.adoptions += usize::from(item.turns.iter().any(is_late));
        }
        overdue
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

    /// Takes in what is late: actions first, each kind the longest first.
    pub fn late_loaded(&mut self, mut late: Vec<Late>) {
        late.sort_by(|a, b| {
            let key = |one: &Late| (one.delay.rank(), one.document);
            key(a).cmp(&key(b))
        });
        self.late = late;
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

    /// The states cannot be read, or not yet: they are asked for again when something comes.
    pub fn changes_unreadable(&mut self, span: &Span) {
        if self.wanted.as_ref() == Some(span) {
            self.wanted = None;
            self.unreadable = Some(span.document);
        }
    }

    /// Whether what is to be looked at of a document could not be read when that was tried last.
    pub fn is_unreadable(&self, document: &DocumentId) -> bool {
        self.unreadable.as_ref() == Some(document)
    }

    /// What changed was read; an answer that nobody waits for any more is dropped.
    pub fn changes_loaded(&mut self, changes: Changes) {
        if self.wanted.as_ref() == Some(&changes.span) {
            self.unreadable = None;
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
    let after = to_be_decided.map_or(now, |one| one.text.heads.as_slice());
    let Reviewed { before, after } = reviewed(&decisions.lifecycle, after);
    Span {
        document,
        before,
        after,
        now: now.to_vec(),
    }
}

/// Between which states a text with these heads is reviewed: since the last decided version that is another one.
pub fn reviewed(lifecycle: &Lifecycle, after: &[ChangeHash]) -> Reviewed {
    let versions = lifecycle.versions.iter().rev();
    let mut before = versions.filter(|version| version.text.heads != after);
    Reviewed {
        before: before
            .next()
            .map(|version| version.text.heads.clone())
            .unwrap_or_default(),
        after: after.to_vec(),
    }
}

/// What is to be done about the review page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Reads the queue; answered by [`Event::Loaded`].
    Load,
    /// Reads what changed between two states; answered by [`Event::Changes`] or [`Event::Unreadable`].
    LoadChanges(Span),
}

/// What happened to the review page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Everything about which something was said, and what is late.
    Loaded(Vec<Item>, Vec<Late>),
    /// What changed.
    Changes(Box<Changes>),
    /// It cannot be read what changed between these states: not all of the text is here, or it is damaged.
    Unreadable(Span),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use council::act::decision::{Outcome, Text};
    use council::act::seat::Charter;
    use council::lifecycle::{Decision, Said, Stand, Submission, Version};
    use format::{ActId, Fingerprint};

    use super::*;
    use crate::core::deciding::Person;

    fn document(n: u8) -> DocumentId {
        DocumentId::from_bytes([n; 16])
    }

    fn head(n: u8) -> Vec<ChangeHash> {
        vec![ChangeHash::from_bytes([n; 32])]
    }

    fn said(n: u8) -> Said {
        Said {
            act: ActId::from_bytes([n; 32]),
            by: PublicKey::from_bytes([9; 32]),
            time_millis: 0,
        }
    }

    fn decisions(lifecycle: Lifecycle) -> Decisions {
        Decisions {
            lifecycle,
            day: "2026-03-01".parse().unwrap(),
            kind: Kind::Policy,
            unit: String::new(),
            creator: PublicKey::from_bytes([9; 32]),
            last_authors: BTreeSet::new(),
            hands: BTreeSet::new(),
            person: Person {
                key: PublicKey::from_bytes([1; 32]),
                office: String::new(),
                counts: true,
                seats: vec![],
                answers_for: BTreeSet::new(),
            },
            charter: Charter::default(),
            chairs: 1,
            deciders: vec![],
            first_devices: std::collections::BTreeMap::new(),
            struck: 0,
            files: std::collections::BTreeMap::new(),
            restarted_as: None,
            number_shared: vec![],
            marks: std::collections::BTreeMap::new(),
            superseded: None,
            unshared: Default::default(),
            addenda: std::collections::BTreeMap::new(),
            meeting: Box::default(),
        }
    }

    fn text(n: u8) -> Text {
        Text {
            fingerprint: Fingerprint::from_bytes([n; 32]),
            heads: head(n),
        }
    }

    fn item(n: u8, title: &str, turns: Vec<Turn>) -> Item {
        Item {
            document: document(n),
            kind: Kind::Policy,
            title: title.into(),
            decisions: Arc::new(decisions(Lifecycle::default())),
            turns,
        }
    }

    #[test]
    fn what_is_compared_is_the_last_version_and_what_was_submitted_since() {
        let submission = |n: u8| Submission {
            said: said(n),
            text: text(n),
            note: String::new(),
            opinions: vec![],
            missing: vec![],
            stand: Stand::InReview,
        };
        let version = Version {
            number: 1,
            text: text(1),
            submission: said(1).act,
            decision: Decision {
                said: said(2),
                outcome: Outcome::Approved,
                words: String::new(),
                waivers: vec![],
            },
            publication: None,
        };
        let between = |lifecycle| {
            let span = span(document(5), &decisions(lifecycle), &head(7));
            (span.before, span.after)
        };
        assert_eq!(between(Lifecycle::default()), (vec![], head(7)));
        let first = Lifecycle {
            submissions: vec![submission(3)],
            ..Lifecycle::default()
        };
        assert_eq!(between(first), (vec![], head(3)));
        let second = Lifecycle {
            submissions: vec![submission(3)],
            versions: vec![version],
            ..Lifecycle::default()
        };
        assert_eq!(between(second), (head(1), head(3)));
    }

    #[test]
    fn what_waits_stands_first_and_the_most_pressing_on_top() {
        let mut review = Review::default();
        review.loaded(vec![
            item(1, "Akun", vec![]),
            item(2, "Zona", vec![Turn::Decide]),
            item(3, "Bahasa", vec![Turn::Acknowledge]),
            item(4, "Cabang", vec![Turn::Settle, Turn::Acknowledge]),
        ]);
        let titles: Vec<&str> = review.waiting().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Cabang", "Zona", "Bahasa"]);
        assert_eq!(review.others().count(), 1);
        let counts = review.counts();
        assert_eq!(
            (counts.settle, counts.decide, counts.acknowledge),
            (1, 1, 2)
        );
    }

    #[test]
    fn what_waited_longest_is_named_first() {
        let mut review = Review::default();
        let late = |n: u8, days: i64| Late {
            document: document(n),
            title: String::new(),
            delay: Delay::Unpublished(days),
        };
        review.late_loaded(vec![late(1, 20), late(3, 40), late(2, 40)]);
        let order: Vec<DocumentId> = review.late.iter().map(|one| one.document).collect();
        assert_eq!(order, [document(2), document(3), document(1)]);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_is_dropped() {
        let mut review = Review::default();
        let span = |n: u8| Span {
            document: document(n),
            before: vec![],
            after: head(n),
            now: head(n),
        };
        let changes = |n: u8| Changes {
            span: span(n),
            hunks: vec![],
            same: 0,
            struck: vec![],
        };
        assert!(review.want(span(1)));
        assert!(!review.want(span(1)), "it is being read");
        assert!(review.want(span(2)));
        review.changes_loaded(changes(1));
        assert!(review.changes.is_none());
        review.changes_loaded(changes(2));
        assert!(review.changes_of(&document(2)).is_some());
        assert!(review.changes_of(&document(1)).is_none());
    }

    #[test]
    fn what_could_not_be_read_is_read_again_when_it_is_wanted_again() {
        let mut review = Review::default();
        let span = Span {
            document: document(1),
            before: vec![],
            after: head(1),
            now: head(1),
        };
        assert!(review.want(span.clone()));
        review.changes_unreadable(&span);
        assert!(review.is_unreadable(&document(1)));
        assert!(review.want(span.clone()));
        review.changes_loaded(Changes {
            span,
            hunks: vec![],
            same: 0,
            struck: vec![],
        });
        assert!(!review.is_unreadable(&document(1)));
    }
}
