//! Files that are attached to a document: their bytes, by name.
//!
//! What an attachment is called and what it belongs to stands in the document (see
//! [`attachment`](crate::attachment)), where it is edited, merged and taken back like everything else. The act only
//! makes the bytes known to whoever decodes no document: a relay, a chain of them, a carry file.

use format::{Blob, BlobId};
use minicbor::{Decode, Encode};

/// The most files one act may attach.
pub const MAX_ATTACHED: usize = 16;

/// Attaches files to a document. Said before the change that names them in the document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Attach {
    /// The files: strictly ascending by size, then hash; 1 to [`MAX_ATTACHED`].
    #[n(0)]
    pub files: Vec<Attached>,
}

/// The bytes of one file, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Attached {
    /// SHA-256 of the bytes.
    #[n(0)]
    pub blob: BlobId,
    /// How many bytes: at least 1, at most [`MAX_BLOB_BYTES`](format::blob::MAX_BLOB_BYTES).
    #[n(1)]
    pub bytes: u64,
}

impl Attached {
    /// The bytes, by name.
    pub fn blob(&self) -> Blob {
        Blob {
            bytes: self.bytes,
            id: self.blob,
        }
    }
}

impl Attach {
    /// Attaches these, each once.
    pub fn of(blobs: impl IntoIterator<Item = Blob>) -> Self {
        let mut blobs: Vec<Blob> = blobs.into_iter().collect();
        blobs.sort_unstable();
        blobs.dedup();
        let files = blobs.iter().map(|blob| Attached {
            blob: blob.id,
            bytes: blob.bytes,
        });
        Self {
            files: files.collect(),
        }
    }

    /// The files, by name.
    pub fn blobs(&self) -> impl Iterator<Item = Blob> {
        self.files.iter().map(Attached::blob)
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        let blobs: Vec<Blob> = self.blobs().collect();
        match blobs.len() {
            0 => Err("it attaches nothing"),
            1..=MAX_ATTACHED if !blobs.is_sorted_by(|a, b| a < b) => {
                Err("the files it attaches are not in order")
            }
            1..=MAX_ATTACHED if !blobs.iter().all(Blob::is_possible) => {
                Err("a file has no acceptable size")
            }
            1..=MAX_ATTACHED => Ok(()),
            _ => Err("it attaches too many files"),
        }
    }
}
