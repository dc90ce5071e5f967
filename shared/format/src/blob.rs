//! Large things that travel beside the acts that name them.

use sha2::{Digest as _, Sha256};

use crate::id::identity;

/// The most bytes a blob may have: 64 MiB.
pub const MAX_BLOB_BYTES: u64 = 64 * 1024 * 1024;

identity!(
    /// A blob: SHA-256 of its bytes.
    BlobId, 32
);

impl BlobId {
    /// The id of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_bytes(Sha256::digest(bytes).into())
    }
}

/// A blob as acts and frames name it. The size is part of the name: who states a wrong one names
/// something that nobody can have, and spoils nothing for those who state the right one. Ordered by
/// size, because small ones go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blob {
    /// How many bytes it has: at least 1, at most [`MAX_BLOB_BYTES`].
    pub bytes: u64,
    /// Their hash.
    pub id: BlobId,
}

impl Blob {
    /// Names these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.len() as u64,
            id: BlobId::of(bytes),
        }
    }

    /// Whether a blob may have so many bytes.
    pub fn is_possible(&self) -> bool {
        (1..=MAX_BLOB_BYTES).contains(&self.bytes)
    }

    /// Whether these are its bytes.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes.len() as u64 && self.id == BlobId::of(bytes)
    }
}

/// Hashes a blob that comes piece by piece.
#[derive(Debug, Clone, Default)]
pub struct BlobHasher {
    hash: Sha256,
    bytes: u64,
}

impl BlobHasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// What came is this blob.
    pub fn finish(self) -> Blob {
        Blob {
            bytes: self.bytes,
            id: BlobId::from_bytes(self.hash.finalize().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_named_by_its_hash_and_its_size() {
        let blob = Blob::of(b"abc");
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((blob.id.to_string().as_str(), blob.bytes), (known, 3));
        assert!(blob.is_of(b"abc") && !blob.is_of(b"abd"));
        let mut hasher = BlobHasher::default();
        for part in [&b"a"[..], b"", b"bc"] {
            hasher.update(part);
        }
        assert_eq!(hasher.finish(), blob);
        let sized = |bytes| Blob { bytes, ..blob }.is_possible();
        assert!(!sized(0) && sized(1) && sized(MAX_BLOB_BYTES) && !sized(MAX_BLOB_BYTES + 1));
    }
}
