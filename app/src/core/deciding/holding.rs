//! The text that counts: which one it is, and whether another one is looked at.
//!
//! Writing goes on after a version was decided, and after minutes were confirmed. Whoever reads a changed
//! text must be told that it is a draft, and be led to what counts.

use council::act::decision::Text;
use council::lifecycle::Version;
use council::meeting::Confirmed;

use super::{Decisions, TextNow};

/// A text that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding<'a> {
    /// A decided version: published or not.
    Version(&'a Version),
    /// Minutes that were confirmed.
    Minutes(&'a Confirmed),
}

impl Holding<'_> {
    /// What it says, and where it can be read.
    pub fn text(&self) -> &Text {
        match self {
            Self::Version(version) => &version.text,
            Self::Minutes(confirmed) => &confirmed.text,
        }
    }
}

impl Decisions {
    /// The text that counts: of minutes the confirmed one, else the version that readers go by, else the
    /// newest that was decided, unless it was withdrawn.
    pub fn holding(&self) -> Option<Holding<'_>> {
        if let Some(confirmed) = &self.meeting.proceedings.confirmed {
            return Some(Holding::Minutes(confirmed));
        }
        let published = self.publication().map(|(version, _)| version);
        // What was withdrawn counts no more, and what came before it was replaced.
        let last = self.lifecycle.versions.last();
        let last = last.filter(|version| {
            let publication = version.publication.as_ref();
            publication.is_none_or(|publication| publication.withdrawn.is_none())
        });
        published.or(last).map(Holding::Version)
    }

    /// The text that counts, where this one is another; and the number of the version that this one would
    /// become.
    pub fn holding_beside(&self, text: &TextNow) -> Option<(Holding<'_>, usize)> {
        let holding = self.holding()?;
        let shown = text.fingerprint?;
        let is_other = shown != holding.text().fingerprint;
        is_other.then(|| (holding, self.lifecycle.number_for(&shown)))
    }

    /// The newest decided version, or the confirmed minutes, that read like this.
    pub fn with_heads(&self, heads: &[format::ChangeHash]) -> Option<Holding<'_>> {
        let confirmed = self.meeting.proceedings.confirmed.as_ref();
        let confirmed = confirmed.filter(|one| one.text.heads == heads);
        let versions = &self.lifecycle.versions;
        let version = || versions.iter().rev().find(|one| one.text.heads == heads);
        (confirmed.map(Holding::Minutes)).or_else(|| version().map(Holding::Version))
    }
}
