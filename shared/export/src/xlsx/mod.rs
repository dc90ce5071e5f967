//! Matrices as Excel workbooks.
//!
//! Reading takes the first visible sheet with anything in it, or the one that is named, and recognises
//! its columns as [`council::text::table`] does. Writing makes two sheets: the table, and what the
//! document says about itself (title, unit, number ...), so that nothing is lost on the way back.

mod numbers;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{XlsxError, read_matrix, sheet_names};
pub use write::{WorkbookError, write_matrix};

/// The document property that says a workbook is one of ours, and so how it is laid out.
const MARK: &str = "Dewan";
/// What it says.
const MARK_VALUE: &str = "matrix 1";
/// The field of the second sheet that holds the whole title; the name of a sheet has 31 characters.
const TITLE: &str = "title";
