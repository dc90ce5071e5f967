//! Documents in and out as the files people have. Pure: bytes in, bytes out; nothing here touches disk,
//! network or screen.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`paste`] | the clipboard: HTML and cells into Markdown and rows, rows into cells |
//! | [`xlsx`] | workbooks: which sheets there are, one of them as a matrix, a matrix as one |
//! | [`words`] | what the caller says in the reader's language |
//! | [`package`] | the limits of office files, and what is wrong with those that are none |

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod blocks;
mod html;
pub mod package;
pub mod paste;
mod properties;
mod tree;
pub mod words;
pub mod xlsx;
mod xml;

pub use html::HtmlError;
