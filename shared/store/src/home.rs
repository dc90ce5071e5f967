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
            what.push(MACHINE.to_owned());
        }
        if self.path != before.path {
            what.push(format!("{PATH}{}", before.path));
        }
        if self.inode != before.inode {
            what.push(FILE.to_owned());
        }
        (!what.is_empty()).then(|| what.join(BETWEEN))
    }
}

const MACHINE: &str = "it is on another machine";
const PATH: &str = "it was at ";
const FILE: &str = "it is another file than before";
const BETWEEN: &str = ", ";

/// Why a council's log was given up for a new one, as far as this program knows the words that
/// [`Reader::renewals`](crate::Reader::renewals) gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewal {
    /// The store is on another machine than before.
    OtherMachine,
    /// The store was at this path.
    WasAt(String),
    /// The store is another file than before: a copy, or one that was restored.
    OtherFile,
    /// Damaged rows were set aside.
    Mended,
    /// A peer knew a later state of the log than is here.
    PeerKnewMore,
    /// Words of another program.
    Other(String),
}

impl Renewal {
    /// Reads the words; several things may have changed at once.
    pub fn read(words: &str) -> Vec<Self> {
        match words {
            crate::quarantine::SET_ASIDE => return vec![Self::Mended],
            "a peer knew a later state" => return vec![Self::PeerKnewMore],
            _ => {}
        }
        let mut found = Vec::new();
        let mut rest = words;
        if let Some(after) = rest.strip_prefix(MACHINE) {
            found.push(Self::OtherMachine);
            rest = after.strip_prefix(BETWEEN).unwrap_or(after);
        }
        let before = rest.strip_suffix(FILE);
        let is_other_file = before.is_some();
        if let Some(before) = before {
            rest = before.strip_suffix(BETWEEN).unwrap_or(before);
        }
        // A path may hold whatever stands between the parts: it is all that is left.
        match rest.strip_prefix(PATH) {
            Some(path) => found.push(Self::WasAt(path.to_owned())),
            None if rest.is_empty() => {}
            None => return vec![Self::Other(words.to_owned())],
        }
        if is_other_file {
            found.push(Self::OtherFile);
        }
        found
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_store_moved_reads_back_whatever_the_path_holds() {
        let at = |machine: &str, path: &str, inode: &str| Home {
            machine: machine.to_owned(),
            path: path.to_owned(),
            inode: inode.to_owned(),
        };
        let here = at("a", "/new/store", "1");
        for path in ["/old/store", "/rapat, it was at sore, x/store"] {
            let words = here.moved_from(&at("b", path, "2")).unwrap();
            assert_eq!(
                Renewal::read(&words),
                [
                    Renewal::OtherMachine,
                    Renewal::WasAt(path.to_owned()),
                    Renewal::OtherFile
                ]
            );
            let words = here.moved_from(&at("a", path, "1")).unwrap();
            assert_eq!(Renewal::read(&words), [Renewal::WasAt(path.to_owned())]);
        }
        let words = here.moved_from(&at("a", "/new/store", "2")).unwrap();
        assert_eq!(Renewal::read(&words), [Renewal::OtherFile]);
        assert_eq!(
            Renewal::read("copied"),
            [Renewal::Other("copied".to_owned())]
        );
    }
}
