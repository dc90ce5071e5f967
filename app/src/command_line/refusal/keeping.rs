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
                Self::io("refused-key-file", path.display(), &source)
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
        let words = error.to_string();
        let refusal = Self::say(move |language| {
            say!(
                language,
                "refused-key-ring",
                reason = reason(language, &error)
            )
        });
        refusal.because_of(&words)
    }
}

fn reason(language: Language, error: &KeyRingError) -> String {
    match error {
        KeyRingError::Absent(_) => say!(language, "key-ring-absent"),
        KeyRingError::Locked(_) => say!(language, "key-ring-locked"),
        KeyRingError::Refused(_) => say!(language, "key-ring-refused"),
        KeyRingError::Unreliable => say!(language, "key-ring-unreliable"),
    }
}
