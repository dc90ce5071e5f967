//! A disk of a few megabytes in memory, mounted over a folder: it can be filled and made read-only.
//!
//! Only the superuser may mount. Whoever is somebody else is told so, and tests nothing here.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted disk. It goes, with all that is on it, when this is dropped.
pub struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts an empty disk of so many kilobytes over this folder. `None`, with a printed reason, where
    /// that is not possible.
    pub fn over(folder: &Path, kilobytes: u64) -> Option<Self> {
        let size = format!("size={kilobytes}k,mode=700");
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "dewan-test"])
            .arg(folder)
            .output();
        let why = match done {
            Ok(output) if output.status.success() => {
                let folder = folder.to_owned();
                return Some(Self { folder });
            }
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        println!("SKIPPED: no small disk can be mounted here, so nothing was tested: {why}");
        None
    }

    /// Fills it to the last byte; gives the file that takes the room.
    ///
    /// # Panics
    /// When the file cannot be made.
    pub fn fill(&self) -> PathBuf {
        let path = self.folder.join("something-else");
        let mut file = std::fs::File::create(&path).expect("a file can be made");
        for size in [65_536, 4096, 1] {
            let piece = vec![1; size];
            while file.write_all(&piece).is_ok() {}
        }
        path
    }

    /// Allows writing, or forbids it.
    ///
    /// # Panics
    /// When the system does not do it, such as while a program has a file open for writing.
    pub fn allow_writing(&self, allow: bool) {
        let how = if allow { "remount,rw" } else { "remount,ro" };
        let output = Command::new("mount")
            .args(["-o", how])
            .arg(&self.folder)
            .output();
        let output = output.expect("it was mounted with the same command");
        assert!(
            output.status.success(),
            "{how}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whoever still has a file open keeps it until it ends.
        let mut unmount = Command::new("umount");
        unmount.arg("--lazy").arg(&self.folder).status().ok();
    }
}
