//! Policies, minutes and matrices as Word documents.
//!
//! Read and written by our own hand over `quick-xml` and `zip`, because what stands in the wild is more
//! than paragraphs (content controls, tracked changes, text boxes, fields), and all of its text counts.
//!
//! | file | what it knows |
//! | --- | --- |
//! | `styles` | which style is a heading, in whatever language |
//! | `numbering` | which paragraphs are numbered, and how far the counting is |
//! | `text` | the runs of a paragraph |
//! | `tables` | tables, frames, and our table of header fields |
//! | `read` | the whole of a document into blocks |
//! | `body` | blocks into paragraphs, lists and tables |
//! | `write` | the whole of a document out |

mod body;
mod numbering;
mod read;
mod styles;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod write;

pub use read::DocxError;
pub(crate) use read::{Document, read};
pub(crate) use write::write;

/// The document property that says a file is one of ours: `<kind> <shift>`, where a heading of level n
/// in the document is written as Word's heading n - shift.
const MARK: &str = "Dewan";
/// What the document properties that hold header fields begin with.
const FIELD: &str = "Dewan field ";
/// Our styles beside Word's own.
const TABLE_STYLE: &str = "DewanTable";
const INFO_STYLE: &str = "DewanInfo";
const RULE_STYLE: &str = "DewanRule";
/// What the bookmarks that name header fields begin with.
const INFO_BOOKMARK: &str = "dewan_";
