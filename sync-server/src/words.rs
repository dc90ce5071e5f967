//! Every sentence the relay prints, in Indonesian and English: `locales/id` and `locales/en`, under the
//! same names. The log is for operators and their tools and is in English.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader as _, static_loader};
use store::{KeyFileError, StoreError};
use terminal::{Language, cause};
use unic_langid::{LanguageIdentifier, langid};

use crate::relay::RelayError;

static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The sentence called `name`, filled in.
pub fn say(language: Language, name: &str, values: &[(&'static str, &str)]) -> String {
    let identifier: LanguageIdentifier = match language {
        Language::Indonesian => langid!("id"),
        Language::English => langid!("en"),
    };
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value)))
        .collect();
    SENTENCES.lookup_with_args(&identifier, name, &values)
}

/// A time in milliseconds since 1970 as operators read it: UTC, with whole seconds.
pub fn moment(millis: i64) -> String {
    timestamp(millis).strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// The same for scripts: ISO 8601 in UTC.
pub fn timestamp(millis: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

fn of_file(language: Language, name: &str, file: &Path) -> String {
    say(language, name, &[("file", &file.display().to_string())])
}

/// Why the relay does not go on: what happened, what is safe, what to do.
pub fn why_not(language: Language, error: &RelayError) -> String {
    match error {
        RelayError::Store(error) => of_store(language, error),
        RelayError::Key(error) => of_key(language, error),
        RelayError::Office(file) => of_file(language, "office", file),
        RelayError::NoFile(file) => of_file(language, "no-file", file),
        RelayError::Listen(address, error) => say(
            language,
            "cannot-listen",
            &[
                ("address", &address.to_string()),
                ("reason", &cause::io(language, error)),
            ],
        ),
        RelayError::Serve(error) => say(
            language,
            "cannot-serve",
            &[("reason", &cause::io(language, error))],
        ),
    }
}

fn of_store(language: Language, error: &StoreError) -> String {
    let plain = |name: &str| say(language, name, &[]);
    match error {
        StoreError::DiskFull => plain("disk-full"),
        StoreError::ReadOnly => plain("read-only"),
        StoreError::Damaged(_) => plain("damaged"),
        StoreError::InUse { holder } => say(language, "in-use", &[("holder", holder)]),
        StoreError::Busy => plain("busy"),
        StoreError::Io(_) => plain("unreadable"),
        StoreError::Missing(file) => of_file(language, "no-file", file),
        StoreError::Foreign(file) => of_file(language, "foreign", file),
        StoreError::Newer { found, known } => say(
            language,
            "newer",
            &[("found", &found.to_string()), ("known", &known.to_string())],
        ),
        _ => plain("unforeseen"),
    }
}

fn of_key(language: Language, error: &KeyFileError) -> String {
    match error {
        KeyFileError::Io { path, source, .. } => say(
            language,
            "key-unusable",
            &[
                ("file", &path.display().to_string()),
                ("reason", &cause::io(language, source)),
            ],
        ),
        KeyFileError::Damaged(path) => of_file(language, "key-damaged", path),
        KeyFileError::Randomness(_) => say(language, "no-randomness", &[]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        let indonesian = names(include_str!("../locales/id/relay.ftl"));
        let english = names(include_str!("../locales/en/relay.ftl"));
        assert_eq!(indonesian, english);
        assert!(indonesian.len() > 15);
    }

    #[test]
    fn every_reason_is_told_in_both_languages_and_no_foreign_words_stand_in_it() {
        let file = || Path::new("/srv/relay.sqlite").to_owned();
        let foreign = "database disk image is malformed";
        let io = || std::io::Error::other(foreign);
        let errors = [
            RelayError::Store(StoreError::DiskFull),
            RelayError::Store(StoreError::ReadOnly),
            RelayError::Store(StoreError::Damaged(foreign.into())),
            RelayError::Store(StoreError::InUse {
                holder: "dewan-relay (1)".into(),
            }),
            RelayError::Store(StoreError::Busy),
            RelayError::Store(StoreError::Io(foreign.into())),
            RelayError::Store(StoreError::Missing(file())),
            RelayError::Store(StoreError::Foreign(file())),
            RelayError::Store(StoreError::Newer { found: 9, known: 1 }),
            RelayError::Store(StoreError::Query(foreign.into())),
            RelayError::Key(KeyFileError::Damaged(file())),
            RelayError::Key(KeyFileError::Io {
                path: file(),
                action: "read",
                source: io(),
            }),
            RelayError::Office(file()),
            RelayError::NoFile(file()),
            RelayError::Listen(([127, 0, 0, 1], 1).into(), io()),
            RelayError::Serve(io()),
        ];
        for error in errors {
            let [one, other] = Language::ALL.map(|language| why_not(language, &error));
            assert_ne!(one, other, "{error:?}");
            for said in [one, other] {
                assert!(!said.contains(foreign), "{said}");
                assert!(!said.contains("Unknown"), "{said}");
            }
        }
    }
}
