//! Attachments in words.

use council::attachment::Attachment;

use super::Language;
use super::files::bytes_in_words;

/// "Foto rapat.png (48.2 kB)".
pub fn in_words(language: Language, attachment: &Attachment) -> String {
    let bytes = bytes_in_words(language, attachment.blob.bytes);
    format!("{} ({bytes})", attachment.name)
}

/// The same of a header field; `None` where that is no attachment.
pub fn of_field(language: Language, field: &str, value: &str) -> Option<String> {
    Attachment::read(field, value).map(|one| in_words(language, &one))
}
