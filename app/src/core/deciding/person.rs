//! Who looks at a document: a person, with whichever of their devices.
//!
//! Who said something is a device in every act. What is offered goes by people: what somebody submitted,
//! wrote, read or answered with one device, they did, whichever they look with now.

use std::collections::BTreeSet;

use council::lifecycle::Publication;
use council::seats::Seat;
use format::PublicKey;

use super::Decisions;

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The device's key.
    pub key: PublicKey,
    /// The office.
    pub office: String,
    /// Whether what it says counts.
    pub counts: bool,
    /// The seats that are held with it today.
    pub seats: Vec<Seat>,
    /// The devices for which it answers where they were asked, itself included.
    pub answers_for: BTreeSet<PublicKey>,
}

impl Decisions {
    /// The person whose device this is, by their first device.
    pub(super) fn person_of(&self, device: &PublicKey) -> PublicKey {
        *self.first_devices.get(device).unwrap_or(device)
    }

    /// Whether a device is one of the person's who looks.
    pub(super) fn is_mine(&self, device: &PublicKey) -> bool {
        self.person_of(device) == self.person_of(&self.person.key)
    }

    /// Whether this person began the document, or wrote last in the text that was read.
    pub(super) fn is_own_text(&self) -> bool {
        self.is_mine(&self.creator) || self.last_authors.iter().any(|by| self.is_mine(by))
    }

    /// Whether this person confirmed having read it, with whichever device.
    pub(super) fn has_read(&self, publication: &Publication) -> bool {
        let mut readers = publication.readers.keys();
        readers.any(|reader| self.is_mine(reader))
    }
}
