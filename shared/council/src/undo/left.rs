//! What an undo could not take back, and why.

use std::fmt;

use format::PublicKey;
use serde::Serialize;

use crate::authorship::shown_all;

/// Something of a change that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Where: the keys from the root of the document.
    pub path: Vec<String>,
    /// Why it stays.
    pub why: Why,
    /// Because of whom; without those who gave no key.
    #[serde(serialize_with = "shown_all")]
    pub by: Vec<PublicKey>,
}

/// Why something stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason", content = "detail")]
pub enum Why {
    /// The place holds another value by now.
    ChangedSince,
    /// Others wrote another value at the same time; choosing one of them settles it.
    ChangedAtTheSameTime,
    /// This text was deleted by somebody else too.
    AlsoDeleted(String),
    /// Whoever wrote this text has taken it back meanwhile.
    TakenBack(String),
    /// The thing this belongs to was removed.
    Removed,
    /// Others wrote in the thing, which would be hidden with it.
    OthersWroteInIt,
    /// There were several values before; the one that showed is back, these are not.
    ConflictStaysClosed(Vec<String>),
    /// Another program did something here that this one cannot take back.
    Unsupported,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChangedSince => f.write_str("it was changed since"),
            Self::ChangedAtTheSameTime => {
                f.write_str("others wrote another value at the same time; choose one")
            }
            Self::AlsoDeleted(text) => write!(f, "somebody else deleted it too: \"{text}\""),
            Self::TakenBack(text) => write!(f, "its writer took it back: \"{text}\""),
            Self::Removed => f.write_str("what it belongs to was removed"),
            Self::OthersWroteInIt => f.write_str("others wrote in it"),
            Self::ConflictStaysClosed(values) => {
                write!(
                    f,
                    "there were other values at the same time: {}",
                    values.join(", ")
                )
            }
            Self::Unsupported => f.write_str("this program cannot take that back"),
        }
    }
}
