//! What others said, until this person saw it.
//!
//! A comment is seen once it was on the screen: in the panel of its document, or by opening its notice,
//! which brings it there. What was seen leaves the list at once and stays away.

use std::collections::{BTreeMap, BTreeSet};

use council::edit::Place;
use council::view::Kind;
use format::{ActId, DocumentId, PublicKey};

/// A comment that is to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The comment.
    pub comment: ActId,
    /// The document it is about.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its title; may be empty.
    pub title: String,
    /// Where in the document; `None`: about the whole document.
    pub place: Option<Place>,
    /// How the place is called in words; empty where nobody looked.
    pub label: String,
    /// Who said it.
    pub author: PublicKey,
    /// When, by the author's clock, in milliseconds since 1970.
    pub time_millis: i64,
    /// What was said.
    pub text: String,
    /// Whether this person is mentioned.
    pub is_mention: bool,
}

/// How much is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Comments, the mentions among them.
    pub comments: usize,
    /// Comments that mention this person.
    pub mentions: usize,
}

impl Count {
    fn add(&mut self, item: &Item) {
        self.comments += 1;
        self.mentions += usize::from(item.is_mention);
    }
}

/// The comment that the person goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoingTo {
    /// In which document.
    pub document: DocumentId,
    /// Which.
    pub comment: ActId,
    /// The visit for which it is shown; see [`State::visits`](crate::core::State::visits).
    pub visit: u64,
}

/// The comments that are to be seen.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    /// Mentions first, then the newest.
    items: Vec<Item>,
    /// The comment that the person went to last.
    pub going_to: Option<GoingTo>,
    /// What was seen since the program started: what was being read meanwhile does not bring it back.
    seen: BTreeSet<ActId>,
    /// What was here before; `None` until it was read the first time.
    known: Option<BTreeSet<ActId>>,
    to_see: BTreeSet<ActId>,
    of_documents: BTreeMap<DocumentId, Count>,
}

impl Inbox {
    /// What is to be seen: mentions first, then the newest.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// One comment that is to be seen.
    pub fn item(&self, comment: &ActId) -> Option<&Item> {
        self.items.iter().find(|item| item.comment == *comment)
    }

    /// Whether a comment is to be seen.
    pub fn is_to_see(&self, comment: &ActId) -> bool {
        self.to_see.contains(comment)
    }

    /// How much is to be seen.
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        self.items.iter().for_each(|item| count.add(item));
        count
    }

    /// How much is to be seen in a document.
    pub fn count_of(&self, document: &DocumentId) -> Count {
        self.of_documents.get(document).copied().unwrap_or_default()
    }

    /// Takes in what was read. Returns the mentions that came since the last time.
    pub fn loaded(&mut self, items: Vec<Item>) -> Vec<Item> {
        let before = self.known.take();
        self.known = Some(items.iter().map(|item| item.comment).collect());
        self.items = items;
        let seen = &self.seen;
        self.items.retain(|item| !seen.contains(&item.comment));
        self.count_anew();
        let Some(before) = before else {
            return vec![];
        };
        let mentions = self.items.iter().filter(|item| item.is_mention);
        mentions
            .filter(|item| !before.contains(&item.comment))
            .cloned()
            .collect()
    }

    /// Takes off what was seen. Returns which of it was to be seen.
    pub fn saw(&mut self, comments: impl IntoIterator<Item = ActId>) -> Vec<ActId> {
        let saw: Vec<ActId> = comments
            .into_iter()
            .filter(|comment| self.to_see.contains(comment))
            .collect();
        if !saw.is_empty() {
            self.seen.extend(&saw);
            let seen = &self.seen;
            self.items.retain(|item| !seen.contains(&item.comment));
            self.count_anew();
        }
        saw
    }

    fn count_anew(&mut self) {
        self.to_see = self.items.iter().map(|item| item.comment).collect();
        self.of_documents.clear();
        for item in &self.items {
            self.of_documents
                .entry(item.document)
                .or_default()
                .add(item);
        }
    }
}

/// Wishes about what others said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Goes to a comment.
    Open(ActId),
    /// These were on the screen.
    Saw(Vec<ActId>),
    /// All of them count as seen.
    SawAll,
}

/// What is to be done about what others said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Reads what is to be seen; answered by [`Event::Loaded`].
    Load,
    /// Notes that these were seen.
    MarkSeen(Vec<ActId>),
}

/// What happened to what others said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// This is to be seen: mentions first, then the newest.
    Loaded(Vec<Item>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(n: u8, document: u8, is_mention: bool) -> Item {
        Item {
            comment: ActId::from_bytes([n; 32]),
            document: DocumentId::from_bytes([document; 16]),
            kind: Some(Kind::Policy),
            title: "Pedoman".into(),
            place: None,
            label: String::new(),
            author: PublicKey::from_bytes([2; 32]),
            time_millis: i64::from(n),
            text: "Baik.".into(),
            is_mention,
        }
    }

    #[test]
    fn what_was_seen_is_gone_and_what_was_being_read_does_not_bring_it_back() {
        let mut inbox = Inbox::default();
        let all = vec![item(1, 1, true), item(2, 1, false), item(3, 2, false)];
        assert_eq!(
            inbox.loaded(all.clone()),
            [],
            "nothing is news at the start"
        );
        let document = DocumentId::from_bytes([1; 16]);
        let count = |comments, mentions| Count { comments, mentions };
        assert_eq!(inbox.count(), count(3, 1));
        assert_eq!(inbox.count_of(&document), count(2, 1));
        let first = ActId::from_bytes([1; 32]);
        assert_eq!(inbox.saw([first, ActId::from_bytes([9; 32])]), [first]);
        assert_eq!(inbox.saw([first]), []);
        assert_eq!(inbox.count(), count(2, 0));
        inbox.loaded(all);
        assert_eq!(inbox.count_of(&document), count(1, 0));
        assert!(!inbox.is_to_see(&first));
    }

    #[test]
    fn a_mention_that_comes_while_the_program_runs_is_told_once() {
        let mut inbox = Inbox::default();
        inbox.loaded(vec![item(1, 1, true)]);
        let now = vec![item(1, 1, true), item(2, 1, true), item(3, 1, false)];
        assert_eq!(inbox.loaded(now.clone()), [item(2, 1, true)]);
        assert_eq!(inbox.loaded(now), []);
    }
}
