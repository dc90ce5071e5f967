//! HTML as programs put it on the clipboard: Word's, Excel's and a browser's.
//!
//! | file | what it knows |
//! | --- | --- |
//! | `charset` | the bytes of a file into text |
//! | `dom` | tags into a tree, under limits |
//! | `style` | what the style attribute says |
//! | `marks` | the numbers and bullets of Word's lists |
//! | `read` | a page into blocks, Word's lists among them |
//! | `cells` | a table into cells |

mod cells;
mod charset;
mod dom;
mod marks;
mod read;
mod style;
#[cfg(test)]
mod tests;

pub(crate) use cells::first_table;
pub(crate) use charset::decoded;
pub use dom::HtmlError;
pub(crate) use dom::parse;
pub(crate) use read::blocks;
