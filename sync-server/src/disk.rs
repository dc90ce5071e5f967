//! How much room is left.

use std::path::Path;

/// The bytes that this program can still write on the disk of a file; `None` where the system does not tell.
#[cfg(unix)]
pub(crate) fn free(file: &Path) -> Option<u64> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let told = rustix::fs::statvfs(folder.unwrap_or(Path::new("."))).ok()?;
    told.f_bavail.checked_mul(told.f_frsize)
}

/// The bytes that this program can still write on the disk of a file; `None` where the system does not tell.
#[cfg(not(unix))]
pub(crate) fn free(_file: &Path) -> Option<u64> {
    None
}
