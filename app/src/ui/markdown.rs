//! Markdown as it reads: real bold and italic, headings, lists, quotes, tables, links.
//!
//! A text is parsed into [`Block`]s once, and drawn from them as often as it is shown. Every character
//! that is drawn knows the character of the source it stands for, so that a click leads to its place in
//! the text, and what is marked in the text is marked where it is read.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `parse` | from text to blocks |
//! | `draw` | from blocks to the screen |
//! | `tint` | stretches of a text that look otherwise: writers, comments, what was found |

mod draw;
mod parse;
mod tint;

pub use draw::{Look, Shown, show};
pub use parse::{Block, BlockKind, Run, Style, parse};
pub use tint::{Tint, append};
