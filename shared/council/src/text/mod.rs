//! Documents in and out as text: Markdown for policies and minutes, CSV and TSV for matrices, JSON
//! for programs.
//!
//! Two promises hold for every reader and writer here. Nothing is dropped: what is not recognised
//! stays as text in its place. And it is stable: what one writer wrote reads back to the same view,
//! and is written again byte for byte.
//!
//! | module | what it reads and writes |
//! | --- | --- |
//! | [`import`](mod@import) | a whole file, whatever kind it is |
//! | [`markdown`] | policies and minutes |
//! | [`table`] | matrices |
//! | [`json`] | any view, out only |

pub mod import;
pub mod json;
pub mod markdown;
pub mod table;

/// LF line ends and no byte order marks (files joined by a program have them in the middle too): what
/// every reader here begins with.
pub(crate) fn normalised(text: &str) -> String {
    text.replace('\u{feff}', "")
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

#[cfg(test)]
pub(crate) mod tests;
