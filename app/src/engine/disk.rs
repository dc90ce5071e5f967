//! How much room is left.

use std::path::Path;

/// The bytes that this program can still write on the disk of a folder; `None` where the system does not tell.
#[cfg(unix)]
pub fn free(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    told.f_bavail.checked_mul(told.f_frsize)
}

/// The bytes that this program can still write on the disk of a folder; `None` where the system does not tell.
#[cfg(not(unix))]
pub fn free(_folder: &Path) -> Option<u64> {
    None
}
