#![allow(clippy::unwrap_used)]

mod hostile;
mod imports;
mod minutes;
mod policies;
mod samples;
mod tables;

use std::path::PathBuf;

/// The folder of real documents: `DEWAN_DATA`, else beside the repository.
pub(crate) fn data() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder =
        std::env::var_os("DEWAN_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    assert!(
        folder.is_dir(),
        "no documents at {}: set DEWAN_DATA to the folder that holds leadership-council/",
        folder.display()
    );
    folder
}

/// Every Markdown file of the data: path and text.
pub(crate) fn markdown_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![data().join("leadership-council")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    files.sort();
    assert_eq!(files.len(), 79);
    files
}

/// The lines that hold something, without spaces at their ends.
fn filled_lines(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim_end)
        .filter(|l| !l.is_empty())
        .collect()
}
