//! The real documents: `shared/data` beside the repository, or wherever `DEWAN_DATA` points.
//!
//! They are not part of the repository. Where `DEWAN_DATA` is set they must be there; a clone
//! without them says so and has nothing to check.

use std::path::{Path, PathBuf};

/// The folder of real documents.
#[derive(Debug, Clone)]
pub struct Data {
    folder: PathBuf,
}

impl Data {
    /// Finds the documents; `None`, with a line on standard error, when this clone has none.
    ///
    /// # Panics
    /// When `DEWAN_DATA` is set and names no folder: then somebody relies on these tests.
    #[track_caller]
    pub fn find() -> Option<Self> {
        if let Some(folder) = std::env::var_os("DEWAN_DATA") {
            let folder = PathBuf::from(folder);
            assert!(
                folder.is_dir(),
                "DEWAN_DATA names {}, which is no folder; point it to the folder of real \
                 documents or unset it",
                folder.display()
            );
            return Some(Self { folder });
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
        if folder.is_dir() {
            return Some(Self { folder });
        }
        eprintln!(
            "NOTHING CHECKED: there are no real documents in ../shared/data beside the repository; \
             set DEWAN_DATA to their folder"
        );
        None
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Every Markdown file, ascending by path.
    pub fn markdown(&self) -> Vec<PathBuf> {
        self.files("md")
    }

    /// Every Markdown file of minutes: those in a folder called `minutes`, ascending by path.
    pub fn minutes(&self) -> Vec<PathBuf> {
        self.in_minutes(true)
    }

    /// Every Markdown file of anything but minutes, ascending by path.
    pub fn policies(&self) -> Vec<PathBuf> {
        self.in_minutes(false)
    }

    /// The matrix `ownership.csv`.
    ///
    /// # Panics
    /// When it is not there.
    #[track_caller]
    pub fn ownership(&self) -> PathBuf {
        self.files("csv")
            .into_iter()
            .find(|path| path.ends_with("ownership.csv"))
            .unwrap_or_else(|| panic!("no ownership.csv below {}", self.folder.display()))
    }

    fn in_minutes(&self, wanted: bool) -> Vec<PathBuf> {
        let mut paths = self.markdown();
        paths.retain(|path| {
            let below = path.strip_prefix(&self.folder).unwrap_or(path);
            below.iter().any(|part| part == "minutes") == wanted
        });
        paths
    }

    fn files(&self, extension: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder)
                .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|found| found == extension) {
                    found.push(path);
                }
            }
        }
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_real_documents_are_listed() {
        let Some(data) = Data::find() else { return };
        assert_eq!(data.markdown().len(), 79);
        assert_eq!(data.minutes().len(), 60);
        assert_eq!(data.policies().len(), 19);
        assert!(data.ownership().is_file());
    }
}
