//! Files of publications, in words.

use council::act::file::{File, Language as Tongue, Media};

use super::Language;
use crate::say;

/// So many bytes as people say it.
pub fn bytes_in_words(language: Language, bytes: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "one digit after the point is shown"
    )]
    let (number, unit) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "kB"),
        _ => (bytes as f64 / 1e6, "MB"),
    };
    let number = format!("{number:.1}");
    match language {
        Language::Indonesian => format!("{} {unit}", number.replace('.', ",")),
        Language::English => format!("{number} {unit}"),
    }
}

/// What is still to come, a sentence each; none where nothing is. Each pair is how many files and how many
/// bytes of them are missing: of those that come by themselves, and of those that are too large for that.
pub fn waiting(language: Language, coming: (u64, u64), left: (u64, u64)) -> Vec<String> {
    let mut lines = Vec::new();
    if coming.0 > 0 {
        lines.push(say!(
            language,
            "files-coming",
            count = coming.0,
            bytes = bytes_in_words(language, coming.1)
        ));
    }
    if left.0 > 0 {
        lines.push(say!(
            language,
            "files-left",
            count = left.0,
            bytes = bytes_in_words(language, left.1)
        ));
    }
    lines
}

/// What the form is called everywhere.
pub fn media(media: Media) -> &'static str {
    match media {
        Media::Pdf => "PDF",
        Media::Html => "HTML",
    }
}

/// "PDF, in Indonesian, 82.1 kB".
pub fn file(language: Language, file: &File) -> String {
    let bytes = bytes_in_words(language, file.bytes);
    match file.language {
        Tongue::Indonesian => say!(
            language,
            "file-in-indonesian",
            form = media(file.media),
            bytes = bytes
        ),
        Tongue::English => say!(
            language,
            "file-in-english",
            form = media(file.media),
            bytes = bytes
        ),
    }
}
