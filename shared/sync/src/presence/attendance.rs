//! Who is where, as last heard: bounded, in memory, forgetting by itself.

use std::collections::BTreeMap;

use format::{DocumentId, PublicKey};

use super::{EXPIRE_MILLIS, Presence, Whereabouts};

/// The most devices that are remembered.
pub const MAX_PRESENT: usize = 1000;
/// The most devices that are remembered in one document; further ones are only online.
pub const MAX_PER_DOCUMENT: usize = 200;

/// Who is where. A relay keeps one per council, a client one per session; whoever is interested in a
/// change is told by its owner.
#[derive(Debug, Clone, Default)]
pub struct Attendance(BTreeMap<PublicKey, Entry>);

#[derive(Debug, Clone)]
struct Entry {
    at: Whereabouts,
    heard_millis: u64,
}

/// What hearing of a device came to. What is inside is what others may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It came, moved or left.
    Changed(Presence),
    /// It is where it was.
    Renewed(Presence),
    /// There is no room for it, or it left without ever having been here.
    Nothing,
}

impl Attendance {
    /// Notes where a device is at this time. Of several words about one device the last one counts.
    pub fn hear(&mut self, presence: Presence, now_millis: u64) -> Heard {
        let Presence { device, at } = presence;
        let Some(mut at) = at else {
            return match self.0.remove(&device) {
                Some(_) => Heard::Changed(Presence::gone(device)),
                None => Heard::Nothing,
            };
        };
        if !self.0.contains_key(&device) && self.0.len() >= MAX_PRESENT {
            return Heard::Nothing;
        }
        if let Some(document) = at.document()
            && self.others_in(&document, &device) >= MAX_PER_DOCUMENT
        {
            at = Whereabouts::default();
        }
        let entry = Entry {
            at: at.clone(),
            heard_millis: now_millis,
        };
        let before = self.0.insert(device, entry);
        let changed = before.is_none_or(|before| before.at != at);
        let presence = Presence {
            device,
            at: Some(at),
        };
        match changed {
            true => Heard::Changed(presence),
            false => Heard::Renewed(presence),
        }
    }

    /// Forgets whoever was not heard of for [`EXPIRE_MILLIS`] and gives them as gone.
    pub fn expire(&mut self, now_millis: u64) -> Vec<Presence> {
        let fresh = |entry: &Entry| now_millis < entry.heard_millis.saturating_add(EXPIRE_MILLIS);
        let gone = self.0.extract_if(.., |_, entry| !fresh(entry));
        gone.map(|(device, _)| Presence::gone(device)).collect()
    }

    /// Forgets everybody and gives them as gone.
    pub fn clear(&mut self) -> Vec<Presence> {
        let all = std::mem::take(&mut self.0);
        all.into_keys().map(Presence::gone).collect()
    }

    /// Everybody who is here.
    pub fn present(&self) -> impl Iterator<Item = Presence> + '_ {
        self.0.iter().map(|(device, entry)| Presence {
            device: *device,
            at: Some(entry.at.clone()),
        })
    }

    fn others_in(&self, document: &DocumentId, device: &PublicKey) -> usize {
        let there = |(other, entry): &(&PublicKey, &Entry)| {
            *other != device && entry.at.document() == Some(*document)
        };
        self.0.iter().filter(there).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::MAX_PLACE_BYTES;
    use super::*;

    fn device(number: u16) -> PublicKey {
        let mut bytes = [0; 32];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        PublicKey::from_bytes(bytes)
    }

    fn document(number: u8) -> DocumentId {
        DocumentId::from_bytes([number; 16])
    }

    fn at(number: u16, at: Whereabouts) -> Presence {
        Presence {
            device: device(number),
            at: Some(at),
        }
    }

    #[test]
    fn only_what_is_new_counts_as_a_change() {
        let mut here = Attendance::default();
        let first = at(1, Whereabouts::open(document(1), "clause/2"));
        let moved = at(1, Whereabouts::open(document(1), "clause/3"));
        assert_eq!(here.hear(first.clone(), 0), Heard::Changed(first.clone()));
        assert_eq!(here.hear(first.clone(), 1), Heard::Renewed(first));
        assert_eq!(here.hear(moved.clone(), 2), Heard::Changed(moved.clone()));
        assert_eq!(here.present().collect::<Vec<_>>(), [moved]);
        let gone = Presence::gone(device(1));
        assert_eq!(here.hear(gone.clone(), 3), Heard::Changed(gone.clone()));
        assert_eq!(here.hear(gone, 4), Heard::Nothing);
    }

    #[test]
    fn whoever_is_not_renewed_for_a_minute_is_gone() {
        let mut here = Attendance::default();
        here.hear(at(1, Whereabouts::default()), 0);
        here.hear(at(2, Whereabouts::default()), 0);
        here.hear(at(2, Whereabouts::default()), 20_000);
        assert!(here.expire(59_999).is_empty());
        assert_eq!(here.expire(60_000), [Presence::gone(device(1))]);
        assert_eq!(here.expire(80_000), [Presence::gone(device(2))]);
        assert_eq!(here.present().count(), 0);
    }

    #[test]
    fn a_crowd_fills_no_memory() {
        let mut here = Attendance::default();
        for number in 0..2000 {
            let heard = here.hear(at(number, Whereabouts::open(document(1), "")), 0);
            assert_eq!(heard == Heard::Nothing, number >= 1000, "{number}");
        }
        assert_eq!(here.present().count(), MAX_PRESENT);
        let in_it = |one: &Presence| one.at.as_ref().unwrap().document().is_some();
        assert_eq!(here.present().filter(in_it).count(), MAX_PER_DOCUMENT);
        // Whoever is in the document stays in it, and elsewhere there is room.
        let renewed = at(5, Whereabouts::open(document(1), ""));
        assert_eq!(here.hear(renewed.clone(), 1), Heard::Renewed(renewed));
        let other = at(900, Whereabouts::open(document(2), ""));
        assert_eq!(here.hear(other.clone(), 1), Heard::Changed(other));
        assert_eq!(here.clear().len(), MAX_PRESENT);
    }

    #[test]
    fn a_place_that_is_too_long_is_left_out() {
        let long = "é".repeat(MAX_PLACE_BYTES / 2 + 1);
        assert_eq!(Whereabouts::open(document(1), long).place(), "");
        let fits = "é".repeat(MAX_PLACE_BYTES / 2);
        assert_eq!(Whereabouts::open(document(1), fits.clone()).place(), fits);
    }
}
