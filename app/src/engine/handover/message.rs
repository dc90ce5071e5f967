//! What a holder of the office and its guests say to each other.

use std::ffi::OsString;

use format::{ChangeHash, DocumentId};
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// The version of what is said here. A guest that meets another one goes away.
pub const VERSION: u32 = 1;
/// The most bytes of one request. The largest text that `edit` takes fits in, however it is escaped.
pub const MAX_REQUEST_BYTES: u32 = 8 * 1024 * 1024;
/// The most bytes of one answer; longer texts are printed in several.
pub const MAX_ANSWER_BYTES: u32 = 1024 * 1024;

/// What a guest asks for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// Whether anybody is there.
    Ping,
    /// The window shall come to the front.
    Show,
    /// This command shall be run.
    Run(Handed),
}

/// A command as it was started elsewhere.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handed {
    /// Its arguments, without the program's name.
    pub arguments: Vec<OsString>,
    /// The folder it was started in, where the paths among the arguments begin.
    pub folder: OsString,
    /// The text it read before it found the store in use.
    pub typed: Option<Typed>,
    /// The language of the person who started it.
    pub language: Language,
    /// Whether it answers a script.
    pub json: bool,
}

/// A text that a person or a script wrote in place of one that stood in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// The document.
    #[serde(with = "as_text")]
    pub document: DocumentId,
    /// The heads of the document as it read then: what others wrote since is not to be undone.
    #[serde(with = "each_as_text")]
    pub heads: Vec<ChangeHash>,
    /// The text.
    pub text: String,
}

/// What the holder answers.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Answer {
    /// The first word to every guest.
    Hello {
        /// See [`VERSION`].
        version: u32,
    },
    /// To a ping.
    Here,
    /// To a wish to see the window: whether there is one.
    Shown(bool),
    /// The command prints this on standard output.
    Out(String),
    /// The command prints this on standard error.
    Err(String),
    /// The command ended with this exit code.
    Exit(u8),
    /// Nothing was done.
    Refused(Reason),
}

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The request does not read, or is too large.
    Unreadable,
    /// The command does not read, or is none that is run for others.
    NotForOthers,
}

/// Ids as people see them.
mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(id: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(id)
    }

    pub(super) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Several ids as people see them.
mod each_as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(
        ids: &[T],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(ids.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let texts = Vec::<String>::deserialize(from)?;
        let ids = texts.iter().map(|text| text.parse());
        ids.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Programs of different builds meet on one machine: what version 1 says stays as it is.
    #[test]
    fn requests_read_as_they_were_written_down() {
        let typed = Typed {
            document: DocumentId::from_bytes([0xab; 16]),
            heads: vec![ChangeHash::from_bytes([1; 32])],
            text: "Isi \"baru\"\n".to_owned(),
        };
        let request = Request::Run(Handed {
            arguments: vec!["edit".into()],
            folder: "/".into(),
            typed: Some(typed),
            language: Language::English,
            json: true,
        });
        let written = serde_json::to_value(&request).unwrap();
        let run = &written["run"];
        assert_eq!(run["language"], "english");
        assert_eq!(run["typed"]["document"], "ab".repeat(16));
        assert_eq!(run["typed"]["heads"][0], "01".repeat(32));
        let read: Request = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
        assert_eq!(serde_json::to_value(Request::Show).unwrap(), "show");
    }

    #[cfg(unix)]
    #[test]
    fn names_of_files_that_are_no_text_travel_unchanged() {
        use std::os::unix::ffi::OsStringExt as _;
        let name = OsString::from_vec(vec![b'a', 0xff, b'.', b'm', b'd']);
        let written = serde_json::to_vec(&[&name]).unwrap();
        let read: Vec<OsString> = serde_json::from_slice(&written).unwrap();
        assert_eq!(read, [name]);
    }
}
