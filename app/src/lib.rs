//! The desktop client `dewan`: write, merge, review and decide council documents, with or without a
//! link.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod command_line;
pub mod demo;
pub mod engine;
pub mod words;
