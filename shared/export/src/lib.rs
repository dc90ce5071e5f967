//! Documents in and out as the files people have. Pure: bytes in, bytes out; nothing here touches disk,
//! network or screen.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`paste`] | the clipboard: HTML and cells into Markdown and rows, rows into cells |

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod blocks;
mod html;
pub mod paste;
mod tree;

pub use html::HtmlError;
