//! A whole file in: which kind it is, its title, and every check on foreign bytes.

use super::markdown::{date_in, read_minutes, read_policy, recognise};
use super::table::{self, TableError};
use crate::view::{Kind, View};

/// The largest file that is read, in bytes. The largest real one in use is a tenth of a megabyte.
pub const MAX_BYTES: usize = 16 << 20;

/// Why a file was not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Not UTF-8, or with zero bytes in it.
    #[error("{file} is not plain text: save it as UTF-8 text (.md, .csv or .tsv) and import that")]
    NotText {
        /// The file's name.
        file: String,
    },
    /// Larger than [`MAX_BYTES`].
    #[error(
        "{file} is too large ({bytes} bytes, at most {MAX_BYTES}): split it and import the parts"
    )]
    TooLarge {
        /// The file's name.
        file: String,
        /// Its size.
        bytes: usize,
    },
    /// A table that cannot be read.
    #[error("{file}: {source}")]
    Table {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        source: TableError,
    },
}

/// Reads a file as the kind of document it is, or as the kind asked for.
///
/// A text without a title is called by its file name.
///
/// # Errors
/// [`ImportError`] names the file and what to do.
pub fn import(bytes: &[u8], file_name: &str, kind: Option<Kind>) -> Result<View, ImportError> {
    let file = base_name(file_name).to_owned();
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge {
            file,
            bytes: bytes.len(),
        });
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => text,
        _ => return Err(ImportError::NotText { file }),
    };
    let mut view = match kind.unwrap_or_else(|| recognise(text, file_name)) {
        Kind::Policy => View::Policy(read_policy(text)),
        Kind::Minutes => View::Minutes(read_minutes(text)),
        Kind::Matrix => View::Matrix(
            table::read_matrix(text).map_err(|source| ImportError::Table { file, source })?,
        ),
    };
    let title = match &mut view {
        View::Policy(p) => &mut p.title,
        View::Minutes(m) => &mut m.title,
        View::Matrix(m) => &mut m.title,
    };
    if title.trim().is_empty() {
        *title = title_from_file_name(file_name);
    }
    if let View::Minutes(minutes) = &mut view
        && !minutes.meeting.contains_key("date")
        && let Some(date) = date_in(base_name(file_name))
    {
        minutes.meeting.insert("date".to_owned(), date);
    }
    Ok(view)
}

/// A title made of a file's name: `matriks-kepemilikan.csv` is called `Matriks kepemilikan`.
#[must_use]
pub fn title_from_file_name(file_name: &str) -> String {
    let base = base_name(file_name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let stem = if stem.is_empty() { base } else { stem };
    let chars: Vec<char> = stem.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|n| chars.get(n))
            .is_some_and(char::is_ascii_digit)
    };
    let spaced: String = chars
        .iter()
        .enumerate()
        .map(|(n, c)| match c {
            // Dates keep their hyphens.
            '-' | '_' if !(digit(n.checked_sub(1)) && digit(Some(n + 1))) => ' ',
            c => *c,
        })
        .collect();
    let mut rest = spaced.trim().chars();
    rest.next()
        .map(|first| first.to_uppercase().chain(rest).collect())
        .unwrap_or_default()
}

fn base_name(file_name: &str) -> &str {
    file_name.rsplit(['/', '\\']).next().unwrap_or(file_name)
}
