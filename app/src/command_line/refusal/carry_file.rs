//! The sentences for carry files that are not written or not taken.

use std::path::Path;

use council::roster::Roster;
use sync::carry_file::{MAX_RECIPIENTS, ReadError};
use sync::holdings::Standing;

use super::Refusal;
use crate::engine::carry_file::CarryFileError;
use crate::engine::carry_file::lock::LockError;
use crate::say;
use crate::words::carry_file::for_whom;
use crate::words::files::bytes_in_words;

impl Refusal {
    /// Why the carry file at this place was not written or not taken.
    pub fn carry_file(error: CarryFileError, file: &Path, roster: &Roster) -> Self {
        let place = file.display();
        let name = match error {
            CarryFileError::Store(error) => return error.into(),
            CarryFileError::Export(error) => return error.into(),
            CarryFileError::Indexing(error) => return error.into(),
            CarryFileError::Io(error)
            | CarryFileError::Lock(LockError::Io(error))
            | CarryFileError::Read(ReadError::Io(error)) => {
                return Self::io("refused-carry-disk", place, &error);
            }
            CarryFileError::TooLarge { bytes, free } => {
                return Self::say(move |language| {
                    say!(
                        language,
                        "refused-carry-large",
                        bytes = bytes_in_words(language, bytes),
                        free = bytes_in_words(language, free)
                    )
                });
            }
            CarryFileError::Recipients => {
                let most = MAX_RECIPIENTS as u64;
                return Self::say(move |language| {
                    say!(language, "refused-carry-many", count = most)
                });
            }
            CarryFileError::NotForMe(recipients) => {
                let roster = roster.clone();
                return Self::say(move |language| {
                    let whom = for_whom(language, &roster, &recipients);
                    say!(language, "refused-carry-for-others", whom = whom)
                });
            }
            CarryFileError::Sender(by, standing) => {
                let name = roster.name_of(&by);
                return Self::say(move |language| {
                    let name = name.as_str();
                    match standing {
                        Standing::Revoked | Standing::Superseded => {
                            say!(language, "refused-carry-revoked", name = name)
                        }
                        Standing::Waiting => say!(language, "refused-carry-waits", name = name),
                        _ => say!(language, "refused-carry-unknown", name = name),
                    }
                });
            }
            CarryFileError::Lock(LockError::NotForMe) => "refused-carry-locked",
            CarryFileError::Lock(error @ LockError::Key) => return Self::technical(&error),
            CarryFileError::Lock(LockError::Damaged) => "refused-carry-damaged",
            CarryFileError::Read(ReadError::Foreign) => "refused-carry-foreign",
            CarryFileError::Read(ReadError::Rewritten) => "refused-carry-rewritten",
            CarryFileError::Read(ReadError::Version(_)) => "refused-carry-version",
            CarryFileError::Read(ReadError::CutOff) => "refused-carry-cut-off",
            CarryFileError::Read(ReadError::Damaged(_)) => "refused-carry-damaged",
            CarryFileError::Read(ReadError::ForeignCouncil) => "refused-carry-other-council",
        };
        Self::say(move |language| language.say(name))
    }
}
