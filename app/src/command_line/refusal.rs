//! Why a command ends with exit code 1.

use std::fmt::Display;

use store::{KeyFileError, StoreError};

use crate::app::WindowError;
use crate::engine::home::HomeError;
use crate::engine::office::OfficeError;
use crate::say;
use crate::words::Language;

mod attaching;
mod carry_file;
mod deciding;
mod documents;
mod keeping;
pub mod membership;
pub mod syncing;
mod unsaid;

/// A refused command: one sentence that says what happened, what is safe and what to do; and where something
/// below this program failed, its own technical words.
pub struct Refusal {
    sentence: Box<dyn Fn(Language) -> String + Send>,
    detail: Option<String>,
}

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
        Self {
            sentence: Box::new(sentence),
            detail: None,
        }
    }

    /// Refuses for a reason that has no sentence of its own.
    pub fn technical(error: &impl Display) -> Self {
        Self::say(|language| say!(language, "refused-technically")).because_of(error)
    }

    /// Refuses because the operating system does: the sentence of this name with the cause as `reason`.
    pub fn io(name: &'static str, file: impl Display, error: &std::io::Error) -> Self {
        let (file, kind) = (file.to_string(), error.kind());
        let refusal = Self::say(move |language| {
            let reason = terminal::cause::of_kind(language.on_terminal(), kind);
            language.say_with(
                name,
                &std::collections::HashMap::from([
                    ("file".into(), file.as_str().into()),
                    ("reason".into(), reason.into()),
                ]),
            )
        });
        refusal.because_of(error)
    }

    /// Keeps the words of what failed below. They are foreign: English, and for whoever looks after the
    /// program.
    #[must_use]
    pub fn because_of(self, error: &impl Display) -> Self {
        // A terminal obeys control characters, and these words may come from anywhere.
        let words = error.to_string();
        let detail = words.chars().filter(|c| !c.is_control()).collect();
        Self {
            detail: Some(detail),
            ..self
        }
    }

    /// The sentence in this language.
    pub fn sentence(&self, language: Language) -> String {
        (self.sentence)(language)
    }

    /// The sentence with the technical words, if there are any.
    pub fn in_detail(&self, language: Language) -> String {
        let sentence = self.sentence(language);
        match &self.detail {
            Some(detail) => say!(
                language,
                "with-detail",
                sentence = sentence,
                detail = detail.as_str()
            ),
            None => sentence,
        }
    }
}

impl From<WindowError> for Refusal {
    fn from(error: WindowError) -> Self {
        let WindowError::Display(words) = error;
        let refusal = Self::say(|language| {
            let reason = language.say("cause-display");
            say!(language, "refused-no-display", reason = reason)
        });
        refusal.because_of(&words)
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
                Self::io("refused-key-file", path.display(), &source)
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
            OfficeError::Say(error) => error.into(),
            OfficeError::Restarted(into) => {
                Self::say(move |language| say!(language, "refused-restarted", id = into.short()))
            }
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::say(|language| say!(language, "refused-disk-full")),
            StoreError::ReadOnly => Self::say(|language| say!(language, "refused-read-only")),
            StoreError::Damaged(words) => {
                Self::say(|language| say!(language, "refused-damaged")).because_of(&words)
            }
            StoreError::Io(words) => {
                Self::say(|language| say!(language, "refused-store-io")).because_of(&words)
            }
            StoreError::InUse { holder } => Self::say(move |language| {
                say!(language, "refused-in-use", holder = holder.as_str())
            }),
            StoreError::Busy => Self::say(|language| say!(language, "refused-busy")),
            StoreError::NotShared => Self::say(|language| say!(language, "refused-not-shared")),
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
    Refusal::io("refused-cannot-write", file, source)
}
