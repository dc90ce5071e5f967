//! The sentences for a device key that is in the system's key ring, or should be.

use super::Refusal;
use crate::engine::home::KeepingError;
use crate::engine::key_ring::KeyRingError;
use crate::say;
use crate::words::Language;

impl From<KeepingError> for Refusal {
    fn from(error: KeepingError) -> Self {
        match error {
            KeepingError::Ring(error) => error.into(),
            KeepingError::Gone => Self::say(|language| say!(language, "refused-key-gone")),
            KeepingError::Other => Self::say(|language| say!(language, "refused-key-other")),
            KeepingError::Note { path, source, .. } => {
                let (file, reason) = (path.display().to_string(), source.to_string());
                Self::say(move |language| {
                    say!(
                        language,
                        "refused-key-file",
                        file = file.as_str(),
                        reason = reason.as_str()
                    )
                })
            }
            KeepingError::Damaged(path) => {
                let file = path.display().to_string();
                Self::say(move |language| {
                    say!(language, "refused-key-note-damaged", file = file.as_str())
                })
            }
            KeepingError::NoKey => Self::say(|language| say!(language, "refused-no-key-yet")),
        }
    }
}

impl From<KeyRingError> for Refusal {
    fn from(error: KeyRingError) -> Self {
        Self::say(move |language| {
            say!(
                language,
                "refused-key-ring",
                reason = reason(language, &error)
            )
        })
    }
}

fn reason(language: Language, error: &KeyRingError) -> String {
    match error {
        KeyRingError::Absent(words) => say!(language, "key-ring-absent", words = words.as_str()),
        KeyRingError::Locked(words) => say!(language, "key-ring-locked", words = words.as_str()),
        KeyRingError::Refused(words) => say!(language, "key-ring-refused", words = words.as_str()),
        KeyRingError::Unreliable => say!(language, "key-ring-unreliable"),
    }
}
