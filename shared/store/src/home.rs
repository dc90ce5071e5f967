//! Where a store lives: machine, path and inode. A store that finds itself elsewhere was copied,
//! moved or restored.

use std::path::Path;

use crate::error::Result;

/// Where a store was last opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) machine: String,
    pub(crate) path: String,
    /// The file's number in its file system; empty where there is none to be had. The device number
    /// is left out: it changes from boot to boot.
    pub(crate) inode: String,
}

impl Home {
    /// Of an existing file.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        let canonical = path.canonicalize()?;
        Ok(Self {
            machine: machine(),
            inode: inode(&canonical)?,
            path: canonical.to_string_lossy().into_owned(),
        })
    }

    /// What differs from where the store was before, in words; `None` if nothing does.
    pub(crate) fn moved_from(&self, before: &Self) -> Option<String> {
        let mut what = Vec::new();
        if self.machine != before.machine {
            what.push("it is on another machine".to_owned());
        }
        if self.path != before.path {
            what.push(format!("it was at {}", before.path));
        }
        if self.inode != before.inode {
            what.push("it is another file than before".to_owned());
        }
        (!what.is_empty()).then(|| what.join(", "))
    }
}

/// The machine's own id where the system keeps one, its name otherwise.
fn machine() -> String {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .map(|id| id.trim().to_owned())
        .find(|id| !id.is_empty())
        .unwrap_or_else(|| gethostname::gethostname().to_string_lossy().into_owned())
}

#[cfg(unix)]
fn inode(path: &Path) -> Result<String> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(std::fs::metadata(path)?.ino().to_string())
}

/// Without file numbers, the time of creation tells a copy from its original.
#[cfg(not(unix))]
fn inode(path: &Path) -> Result<String> {
    let created = std::fs::metadata(path)?.created().ok();
    let since = created.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    Ok(since.map_or_else(String::new, |since| since.as_nanos().to_string()))
}
