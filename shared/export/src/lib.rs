//! Documents in and out as the files people have: Word, Excel, web pages, the clipboard, paper. Pure:
//! bytes in, bytes out; nothing here touches disk, network or screen.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`mod@read`] | a file of any form into a document |
//! | [`mod@write`] | a document into a file of any form |
//! | [`paste`] | the clipboard: HTML and cells into Markdown and rows, rows into cells |
//! | [`xlsx`] | workbooks: which sheets there are, one of them as a matrix, a matrix as one |
//! | [`official`] | what stands on a text that counts beside the text |
//! | [`words`] | what the caller says in the reader's language |
//! | [`fonts`] | the letters of paper and window |
//! | [`package`] | the limits of office files, and what is wrong with those that are none |
//!
//! What the council's own text forms (Markdown, CSV, TSV, JSON) are is known to [`council::text`]; here
//! every other form is led to and from them.
//!
//! Three promises. **Nothing a person sees is dropped** on the way in, but for pictures, headers and
//! footers. **What was written here reads back**: a matrix to the same matrix, a text to the same headings
//! and words. **Foreign bytes do no harm**: sizes are limited before anything is unpacked, nesting before
//! anything walks it, and a library that panics becomes an error.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod agenda;
mod blocks;
mod docx;
pub mod fonts;
mod html;
pub mod official;
pub mod package;
pub mod paste;
mod pdf;
mod print;
mod properties;
pub mod read;
mod tree;
pub mod words;
pub mod write;
pub mod xlsx;
mod xml;

pub use docx::DocxError;
pub use html::HtmlError;
pub use pdf::{MAX_TEXT_BYTES, PdfError};

#[cfg(test)]
mod tests;
