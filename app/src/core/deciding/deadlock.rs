//! Texts that nobody may decide on: everybody who decides submitted them, or wrote in them last.
//!
//! Nobody decides on what they submitted or wrote last (E3 of `domain.md` C1), unless the charter allows
//! it. Where one person holds the only seat that decides, and submits, the text waits for ever. That is
//! said before it happens and, where it has happened, what leads out of it.

use std::collections::BTreeSet;

use council::lifecycle::Stand;
use format::PublicKey;

use super::Decisions;

/// Why nobody may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deadlock {
    /// Nobody holds a seat that decides.
    NoSeat,
    /// Whoever holds the only one submitted the text.
    Submitted(PublicKey),
    /// Whoever holds the only one wrote in it last.
    Wrote(PublicKey),
    /// Each of several submitted the text or wrote in it last.
    Both(Vec<PublicKey>),
}

impl Decisions {
    /// Why nobody may decide on what waits for a decision; `None`: somebody may, or nothing waits.
    pub fn deadlock(&self) -> Option<Deadlock> {
        let submission = self.to_be_decided()?;
        // Between decisions the chair chooses, whoever submitted the text.
        if matches!(submission.stand, Stand::Conflict(_)) {
            return None;
        }
        self.deadlock_of(submission.said.by, &self.hands)
    }

    /// Why nobody might decide on the text as it is now if this person submitted it.
    pub fn deadlock_if_submitted(&self) -> Option<Deadlock> {
        self.deadlock_of(self.person.key, &self.last_authors)
    }

    fn deadlock_of(&self, submitter: PublicKey, writers: &BTreeSet<PublicKey>) -> Option<Deadlock> {
        if self.deciders.is_empty() {
            return Some(Deadlock::NoSeat);
        }
        // Deciders are people, by their first devices.
        let submitter = self.person_of(&submitter);
        let writers: BTreeSet<PublicKey> = writers.iter().map(|one| self.person_of(one)).collect();
        let is_kept_out = |key: &&PublicKey| **key == submitter || writers.contains(*key);
        if self.charter.allows_self_approval || !self.deciders.iter().all(|key| is_kept_out(&key)) {
            return None;
        }
        Some(match self.deciders[..] {
            [only] if only == submitter => Deadlock::Submitted(only),
            [only] => Deadlock::Wrote(only),
            _ => Deadlock::Both(self.deciders.clone()),
        })
    }
}
