//! The desktop client `dewan`: write, merge, review and decide council documents, with or without a
//! link.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod app;
pub mod command_line;
pub mod core;
pub mod demo;
pub mod engine;
pub mod ui;
pub mod words;
