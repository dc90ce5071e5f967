//! Copies of attachments that the system shows to a person: plain files in a folder of the home.
//!
//! They are there only while the program is open: whoever takes the store of a home empties the folder, and again
//! when it gives it back. What a viewer has open meanwhile it keeps, as far as the system lets it.

use std::io;
use std::path::{Path, PathBuf};

use format::Blob;

use crate::engine::home::Home;

/// The folder of these copies, in the data folder.
const NAME: &str = "looked-at";

/// The folder of the copies of a home.
pub fn folder(home: &Home) -> PathBuf {
    home.folder().join(NAME)
}

/// The folder of the copies of one content: two files of one name do not meet.
pub fn folder_of(folder: &Path, blob: &Blob) -> PathBuf {
    folder.join(&blob.id.to_string()[..16])
}

/// Removes all copies. Only for whoever holds the store of the home: nobody else shows any.
pub fn forget_all(folder: &Path) {
    remove(folder);
}

/// Removes the copies of one content.
pub fn forget(folder: &Path, blob: &Blob) {
    remove(&folder_of(folder, blob));
}

/// Removes a copy that cannot be written, if it is there.
///
/// # Errors
/// What the disk says, among it that another program has it open, on Windows.
pub fn discard(file: &Path) -> io::Result<()> {
    // Windows removes nothing that cannot be written.
    #[cfg(windows)]
    {
        let mut permissions = std::fs::metadata(file)?.permissions();
        permissions.set_readonly(false);
        std::fs::set_permissions(file, permissions)?;
    }
    std::fs::remove_file(file)
}

/// Removes a folder with whatever is in it. What does not go now goes the next time.
fn remove(folder: &Path) {
    if let Err(error) = try_to_remove(folder)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "copies that were looked at are still there");
    }
}

fn try_to_remove(folder: &Path) -> io::Result<()> {
    // A link is not followed: what it leads to is no copy of ours.
    if !std::fs::symlink_metadata(folder)?.is_dir() {
        return std::fs::remove_file(folder);
    }
    let mut failed = None;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let gone = match entry.file_type()?.is_dir() {
            true => try_to_remove(&entry.path()),
            false => discard(&entry.path()),
        };
        // One that a viewer has open leaves the others.
        failed = gone.err().or(failed);
    }
    match failed {
        Some(error) => Err(error),
        None => std::fs::remove_dir(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_that_cannot_be_written_go_and_what_a_link_leads_to_stays() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(NAME);
        let (one, other) = (Blob::of(b"satu"), Blob::of(b"dua"));
        let copy = |blob: &Blob| {
            let folder = folder_of(&folder, blob);
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join("foto.png");
            std::fs::write(&file, b"isi").unwrap();
            let mut permissions = std::fs::metadata(&file).unwrap().permissions();
            permissions.set_readonly(true);
            std::fs::set_permissions(&file, permissions).unwrap();
            file
        };
        let (first, second) = (copy(&one), copy(&other));
        let outside = home.path().join("luar");
        std::fs::create_dir(&outside).unwrap();
        std::fs::write(outside.join("tetap.txt"), b"isi").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, folder.join("tautan")).unwrap();
        forget(&folder, &one);
        assert!(!first.exists() && second.exists());
        forget(&folder, &one);
        forget_all(&folder);
        assert!(!folder.exists());
        assert!(outside.join("tetap.txt").exists());
    }
}
