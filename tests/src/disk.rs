//! What stands on a disk, byte by byte.

use std::path::{Path, PathBuf};

/// Whether any file in this folder, or the file and what SQLite keeps beside it, holds these words.
///
/// # Panics
/// When a folder cannot be read.
pub fn is_written_in(place: &Path, words: &str) -> bool {
    let mut open: Vec<PathBuf> = vec![place.to_owned()];
    for beside in ["-wal", "-shm", "-journal"] {
        let mut name = place.as_os_str().to_owned();
        name.push(beside);
        open.push(name.into());
    }
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("a folder of ours can be read");
            open.extend(inside.map(|entry| entry.expect("a folder of ours can be read").path()));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes
                .windows(words.len())
                .any(|part| part == words.as_bytes())
        {
            return true;
        }
    }
    false
}
