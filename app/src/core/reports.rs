//! What merges brought: kept until somebody has seen it.

use council::edit::Place;
use format::{DocumentId, PublicKey};

/// A merge report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Names it in the store.
    pub key: i64,
    /// When it was made, in milliseconds since 1970.
    pub time_millis: i64,
    /// Whether somebody saw it.
    pub is_seen: bool,
    /// What came, by document.
    pub documents: Vec<Part>,
}

/// What a merge brought into one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The document.
    pub document: DocumentId,
    /// `policy`, `minutes` or `matrix`.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Whether nothing of it was here before.
    pub is_new: bool,
    /// Who wrote, and how many changes.
    pub came: Vec<(Option<PublicKey>, u64)>,
    /// What both sides touched, or needs a choice.
    pub spots: Vec<Spot>,
}

/// A place worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// What happened there.
    pub kind: SpotKind,
    /// Where; `None` for the order of things, or what this program does not know.
    pub place: Option<Place>,
    /// How the place is called in words.
    pub label: String,
    /// Who wrote there.
    pub people: Vec<PublicKey>,
}

/// What happened at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpotKind {
    /// Several values: one is to be chosen.
    Conflict,
    /// A text that several people changed apart; it was merged.
    Merged,
    /// Both sides wrote there.
    BothTouched,
    /// A removed thing is shown again, because somebody worked in it.
    ShownAgain,
    /// Work landed where nobody looks.
    KeptAside,
}

/// The reports.
#[derive(Debug, Clone, Default)]
pub struct Reports {
    /// The newest, newest first.
    pub all: Vec<Report>,
    /// How many older ones nobody has seen.
    pub older_unseen: u64,
}

impl Reports {
    /// How many nobody has seen.
    pub fn unseen(&self) -> u64 {
        let unseen = self.all.iter().filter(|report| !report.is_seen).count() as u64;
        unseen + self.older_unseen
    }
}

/// Wishes about reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// These were seen.
    Seen(Vec<i64>),
}

/// What is to be done about reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Reads the newest; answered by [`Event::Loaded`].
    Load,
    /// Notes that they were seen.
    MarkSeen(Vec<i64>),
}

/// What happened to reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// These are the newest, newest first, and nobody has seen so many older ones.
    Loaded(Vec<Report>, u64),
}
