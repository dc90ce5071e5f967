//! The sentences for files that are not attached, not taken off or not put on disk.

use council::attachment::{MAX_BYTES, MAX_COUNT, MAX_TOTAL_BYTES, Refused};

use super::Refusal;
use crate::engine::attaching::AttachError;
use crate::say;
use crate::words::files::bytes_in_words;

impl From<AttachError> for Refusal {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::Store(error) => error.into(),
            AttachError::Office(error) => error.into(),
            AttachError::Unreadable { file, source } => {
                Self::io("refused-attach-unreadable", file.display(), &source)
            }
            AttachError::Unwritable { file, source } => {
                Self::io("refused-attachment-unwritable", file.display(), &source)
            }
            AttachError::LargePicture([width, height]) => Self::say(move |language| {
                let (width, height) = (width as u64, height as u64);
                say!(
                    language,
                    "refused-attach-picture-large",
                    width = width,
                    height = height
                )
            }),
            AttachError::NoPicture => Self::say(|language| language.say("refused-attach-picture")),
            AttachError::Refused { file, why } => {
                let file = file.file_name().unwrap_or(file.as_os_str());
                let file = file.to_string_lossy().into_owned();
                Self::say(move |language| {
                    let file = file.as_str();
                    let words = |bytes| bytes_in_words(language, bytes);
                    match why {
                        Refused::Empty => say!(language, "refused-attach-empty", file = file),
                        Refused::TooLarge(bytes) => say!(
                            language,
                            "refused-attach-large",
                            file = file,
                            bytes = words(bytes),
                            most = words(MAX_BYTES)
                        ),
                        Refused::TooMuch(_) => say!(
                            language,
                            "refused-attach-much",
                            file = file,
                            most = words(MAX_TOTAL_BYTES)
                        ),
                        Refused::TooMany => say!(
                            language,
                            "refused-attach-many",
                            file = file,
                            most = MAX_COUNT as u64
                        ),
                    }
                })
            }
            AttachError::None(word) => Self::say(move |language| {
                say!(language, "refused-no-attachment", word = word.as_str())
            }),
            AttachError::Ambiguous(word) => Self::say(move |language| {
                say!(language, "refused-attachments-alike", word = word.as_str())
            }),
            AttachError::NotHere {
                attachment,
                here,
                is_coming,
            } => Self::say(move |language| {
                let name = attachment.name.as_str();
                let (here, all) = (
                    bytes_in_words(language, here),
                    bytes_in_words(language, attachment.blob.bytes),
                );
                match is_coming {
                    true => say!(
                        language,
                        "refused-attachment-coming",
                        name = name,
                        here = here,
                        all = all
                    ),
                    false => say!(
                        language,
                        "refused-attachment-not-here",
                        name = name,
                        all = all
                    ),
                }
            }),
            AttachError::NotShown(name) => Self::say(move |language| {
                say!(
                    language,
                    "refused-attachment-not-shown",
                    name = name.as_str()
                )
            }),
        }
    }
}
