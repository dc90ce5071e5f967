//! Why a command ends with exit code 1.

use std::fmt::Display;

use store::{KeyFileError, StoreError};

use crate::app::WindowError;
use crate::engine::home::HomeError;
use crate::engine::office::OfficeError;
use crate::say;
use crate::words::Language;

mod deciding;
mod documents;
mod keeping;
pub mod membership;
pub mod syncing;

/// A refused command: one sentence that says what happened, what is safe and what to do.
pub struct Refusal(Box<dyn Fn(Language) -> String + Send>);

impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Refusal")
            .field(&self.sentence(Language::English))
            .finish()
    }
}

impl Refusal {
    /// Refuses with the sentence of this name, see [`crate::say!`].
    pub fn say(sentence: impl Fn(Language) -> String + Send + 'static) -> Self {
        Self(Box::new(sentence))
    }

    /// Refuses for a reason that has no sentence of its own: the technical words in a frame.
    pub fn technical(error: &impl Display) -> Self {
        let reason = error.to_string();
        Self::say(move |language| say!(language, "refused-technically", reason = reason.as_str()))
    }

    /// The sentence in this language.
    pub fn sentence(&self, language: Language) -> String {
        (self.0)(language)
    }
}

impl From<WindowError> for Refusal {
    fn from(error: WindowError) -> Self {
        let WindowError::Display(reason) = error;
        Self::say(move |language| say!(language, "refused-no-display", reason = reason.as_str()))
    }
}

impl From<HomeError> for Refusal {
    fn from(error: HomeError) -> Self {
        match error {
            HomeError::NoDefault => Self::say(|language| say!(language, "refused-no-home")),
            HomeError::Folder { path, source } => cannot_write(path.display(), &source),
            HomeError::Key(error) => error.into(),
            HomeError::Keeping(error) => error.into(),
        }
    }
}

impl From<KeyFileError> for Refusal {
    fn from(error: KeyFileError) -> Self {
        match error {
            KeyFileError::Io { path, source, .. } => {
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
            KeyFileError::Damaged(path) => {
                let file = path.display().to_string();
                Self::say(move |language| {
                    say!(language, "refused-key-damaged", file = file.as_str())
                })
            }
            KeyFileError::Randomness(error) => Self::technical(&error),
        }
    }
}

impl From<OfficeError> for Refusal {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Home(error) => error.into(),
            OfficeError::Store(error) => error.into(),
            OfficeError::NoCouncil => Self::say(|language| say!(language, "refused-no-council")),
            OfficeError::CouncilExists => {
                Self::say(|language| say!(language, "refused-council-exists"))
            }
            OfficeError::NoKey => Self::say(|language| say!(language, "refused-no-key")),
            OfficeError::Say(error) => Self::technical(&error),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::say(|language| say!(language, "refused-disk-full")),
            StoreError::ReadOnly => Self::say(|language| say!(language, "refused-read-only")),
            StoreError::Damaged(reason) => Self::say(move |language| {
                say!(language, "refused-damaged", reason = reason.as_str())
            }),
            StoreError::InUse { holder } => Self::say(move |language| {
                say!(language, "refused-in-use", holder = holder.as_str())
            }),
            StoreError::Busy => Self::say(|language| say!(language, "refused-busy")),
            StoreError::Missing(path) => {
                let file = path.display().to_string();
                Self::say(move |language| say!(language, "refused-missing", file = file.as_str()))
            }
            StoreError::Foreign(path) => {
                let file = path.display().to_string();
                Self::say(move |language| say!(language, "refused-foreign", file = file.as_str()))
            }
            StoreError::Newer { found, known } => Self::say(move |language| {
                say!(language, "refused-newer", found = found, known = known)
            }),
            StoreError::Older { .. } => Self::say(|language| say!(language, "refused-older")),
            StoreError::Exists(path) => {
                let file = path.display().to_string();
                Self::say(move |language| say!(language, "refused-exists", file = file.as_str()))
            }
            error => Self::technical(&error),
        }
    }
}

fn cannot_write(file: impl Display, source: &std::io::Error) -> Refusal {
    let (file, reason) = (file.to_string(), source.to_string());
    Refusal::say(move |language| {
        say!(
            language,
            "refused-cannot-write",
            file = file.as_str(),
            reason = reason.as_str()
        )
    })
}
