//! Blobs: the bytes of files that acts name, fetched when wanted, in parts, from whoever holds them.
//!
//! An act that names a blob makes it wanted wherever that act is held. Nothing is pushed: a side asks for
//! what it wants, from the offset up to which it has it durably, and gets parts after everything else. Who
//! holds a blob says so in `News` when it becomes whole, and to whoever asks from its end.
//!
//! A part proves nothing; only the whole blob has a hash. Parts of one blob may come from several peers one
//! after the other, so that a link which breaks costs nothing. Should the whole then be wrong, nobody knows
//! whose part it was: it is *doubted* from then on and taken from one peer alone, who is to blame if it is
//! wrong again. So nobody can keep others from having a blob by sending rubbish for it.

use format::{Blob, PublicKey};

/// Parts are cut at this size. Small, so that a change written while a blob is going waits for little.
pub const PART_BYTES: usize = 32 * 1024;

/// A piece of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPart {
    /// Of what.
    pub blob: Blob,
    /// Where these bytes belong.
    pub offset: u64,
    /// Never empty, and never beyond the end.
    pub bytes: Vec<u8>,
}

impl BlobPart {
    /// Where the part after this one begins.
    pub fn end(&self) -> u64 {
        self.offset.saturating_add(self.bytes.len() as u64)
    }

    /// Whether it is one of the parts into which the blob is cut: each begins where a full one would and is
    /// full, but for the last. Smaller ones would make a store of many rows out of few bytes.
    pub fn fits(&self) -> bool {
        let is_full = self.bytes.len() == PART_BYTES;
        let is_last = !self.bytes.is_empty() && self.end() == self.blob.bytes;
        self.offset.is_multiple_of(PART_BYTES as u64)
            && self.bytes.len() <= PART_BYTES
            && self.end() <= self.blob.bytes
            && (is_full || is_last)
    }
}

/// What a node has of a blob that acts held there name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobState {
    /// All of it, and its hash was right.
    Held,
    /// The first so many bytes, as far as one particular peer may go on from there.
    Wanted {
        /// How many bytes.
        here: u64,
    },
    /// It is coming from somebody else who alone may bring it for now.
    Coming,
}

/// Who brought the parts that are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// There are none.
    Nobody,
    /// This peer, all of them.
    One(PublicKey),
    /// More than one.
    Several,
}

/// A blob of which not everything is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assembly {
    /// How many bytes are here, from the beginning.
    pub here: u64,
    /// Who brought them.
    pub source: Source,
    /// Whether parts of several peers turned out wrong together.
    pub doubted: bool,
}

impl Assembly {
    /// Nothing is here.
    pub const EMPTY: Self = Self {
        here: 0,
        source: Source::Nobody,
        doubted: false,
    };

    /// What `peer` may bring. `fresh` says whether the last part came just now.
    pub fn state_for(&self, peer: &PublicKey, fresh: bool) -> BlobState {
        match self.source {
            Source::One(other) if self.doubted && other != *peer => match fresh {
                true => BlobState::Coming,
                false => BlobState::Wanted { here: 0 },
            },
            _ => BlobState::Wanted { here: self.here },
        }
    }

    /// Adds a part of `peer` that [`Assembly::state_for`] lets in. Whether what was here before goes.
    pub fn add(&mut self, peer: &PublicKey, part: &BlobPart) -> bool {
        let replaces = part.offset == 0 && self.here > 0;
        self.source = match self.source {
            _ if part.offset == 0 => Source::One(*peer),
            Source::One(one) if one == *peer => Source::One(one),
            Source::Nobody => Source::One(*peer),
            Source::One(_) | Source::Several => Source::Several,
        };
        self.here = part.end();
        replaces
    }

    /// All of it came and its hash was wrong: everything goes, and perhaps somebody is to blame.
    pub fn spoil(&mut self) -> Option<PublicKey> {
        let blame = match self.source {
            Source::One(peer) => Some(peer),
            Source::Nobody | Source::Several => None,
        };
        *self = Self {
            doubted: self.doubted || blame.is_none(),
            ..Self::EMPTY
        };
        blame
    }
}

#[cfg(test)]
mod tests {
    use format::DeviceKey;

    use super::*;

    #[test]
    fn parts_of_several_are_doubted_once_and_then_somebody_is_to_blame() {
        let [a, b] = [1, 2].map(|n| DeviceKey::from_secret(&[n; 32]).public());
        let blob = Blob::of(b"abcdef");
        let part = |offset: u64, bytes: &[u8]| BlobPart {
            blob,
            offset,
            bytes: bytes.to_vec(),
        };
        let mut assembly = Assembly::EMPTY;
        assembly.add(&a, &part(0, b"abc"));
        // Another goes on where the first was cut off.
        assert_eq!(assembly.state_for(&b, true), BlobState::Wanted { here: 3 });
        assembly.add(&b, &part(3, b"xxx"));
        assert_eq!(assembly.spoil(), None);
        assert!(assembly.doubted);
        assembly.add(&a, &part(0, b"xxx"));
        assert_eq!(assembly.state_for(&a, true), BlobState::Wanted { here: 3 });
        assert_eq!(assembly.state_for(&b, true), BlobState::Coming);
        // Whoever dawdles loses its turn.
        assert_eq!(assembly.state_for(&b, false), BlobState::Wanted { here: 0 });
        assert!(assembly.add(&b, &part(0, b"abc")));
        assembly.add(&b, &part(3, b"dex"));
        assert_eq!(assembly.spoil(), Some(b));
        assert!(assembly.doubted);
    }
}
