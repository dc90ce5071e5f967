//! Files of publications, for scripts.

use serde::Serialize;
use store::blobs::BlobsWaiting;

use crate::words::Language;
use crate::words::files::waiting;

/// Files that are not here, or not all of them. The fields stay.
#[derive(Debug, Serialize)]
pub(super) struct FilesAnswer {
    /// How many come by themselves.
    count: u64,
    /// How many bytes of these are missing.
    bytes: u64,
    /// How many come only when somebody opens them, because they are large.
    large: u64,
    /// How many bytes of these are missing.
    large_bytes: u64,
}

impl From<BlobsWaiting> for FilesAnswer {
    fn from(waiting: BlobsWaiting) -> Self {
        Self {
            count: waiting.coming,
            bytes: waiting.coming_bytes,
            large: waiting.left,
            large_bytes: waiting.left_bytes,
        }
    }
}

/// The same in words.
pub(super) fn waiting_in_words(language: Language, files: &BlobsWaiting) -> Vec<String> {
    let coming = (files.coming, files.coming_bytes);
    waiting(language, coming, (files.left, files.left_bytes))
}
