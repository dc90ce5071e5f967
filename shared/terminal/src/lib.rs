//! What both programs say on a terminal, in Indonesian and English: help, usage errors, and causes that
//! the operating system names.
//!
//! The parser of the command line knows English only. The texts that stand in the source (what a command
//! does, what an option means) are the English ones; a file of the program gives each its Indonesian. What
//! the parser says by itself (an unknown option, a missing value) is said anew here, from the kind and the
//! context of its error.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`language`] | which language a command is answered in, before it is parsed |
//! | [`help`] | the help of a command in a language |
//! | [`translations`] | the file that gives English texts their Indonesian |
//! | [`usage`] | a usage error as one sentence, with how it is used |
//! | [`value`] | values that are refused in both languages |
//! | [`cause`] | what the operating system says |
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cause;
pub mod help;
pub mod language;
mod sentences;
pub mod translations;
pub mod usage;
pub mod value;

pub use language::Language;
pub use translations::Translations;
pub use value::BadValue;
