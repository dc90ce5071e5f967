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
use crate::tls::TlsError;

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

/// Prints an answer for other programs.
///
/// # Errors
/// What the output says.
pub(crate) fn json(answer: &impl serde::Serialize) -> Result<(), RelayError> {
    let answer = serde_json::to_string(answer).map_err(std::io::Error::from)?;
    println!("{answer}");
    Ok(())
}

/// A time as other programs read it.
pub(crate) fn utc(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A time as people read it, in the zone of this machine.
pub(crate) fn time(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    let zoned = time.to_zoned_datetime(jiff::tz::TimeZone::system());
    zoned.strftime("%Y-%m-%d %H:%M %Z").to_string()
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
        RelayError::NoCouncil => say(language, "no-council", &[]),
        RelayError::NoSuchCouncil(typed) => say(language, "no-such-council", &[("typed", typed)]),
        RelayError::WhichCouncil(count) => {
            say(language, "which-council", &[("count", &count.to_string())])
        }
        RelayError::NoSuchDevice(typed) => say(language, "no-such-device", &[("typed", typed)]),
        RelayError::WhichDevice(typed) => say(language, "which-device", &[("typed", typed)]),
        RelayError::NobodyCalled(name) => say(language, "nobody-called", &[("name", name)]),
        RelayError::NoSuchInvitation(name) => {
            say(language, "no-such-invitation", &[("name", name)])
        }
        RelayError::NoKey(file) => of_file(language, "no-key", file),
        RelayError::Exists(file) => of_file(language, "exists", file),
        RelayError::LeftBehind(file) => of_file(language, "left-behind", file),
        RelayError::Differs(file, tables) => say(
            language,
            "differs",
            &[
                ("file", &file.display().to_string()),
                ("tables", &tables.join(", ")),
            ],
        ),
        RelayError::Randomness(_) => say(language, "no-randomness", &[]),
        RelayError::Listen(address, error) => say(
            language,
            "cannot-listen",
            &[
                ("address", &address.to_string()),
                ("reason", &cause::io(language, error)),
            ],
        ),
        RelayError::Plain(address) => say(
            language,
            "plain-refused",
            &[("address", &address.to_string())],
        ),
        RelayError::Tls(error) => of_tls(language, error),
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
        StoreError::Exists(file) => of_file(language, "exists", file),
        StoreError::Older { .. } => plain("older"),
        StoreError::Foreign(file) => of_file(language, "foreign", file),
        StoreError::Newer { found, known } => say(
            language,
            "newer",
            &[("found", &found.to_string()), ("known", &known.to_string())],
        ),
        _ => plain("unforeseen"),
    }
}

fn of_tls(language: Language, error: &TlsError) -> String {
    match error {
        TlsError::Read(file, error) => say(
            language,
            "tls-unreadable",
            &[
                ("file", &file.display().to_string()),
                ("reason", &cause::io(language, error)),
            ],
        ),
        TlsError::Certificate(file, _) => of_file(language, "tls-no-certificate", file),
        TlsError::Key(file, _) => of_file(language, "tls-no-key", file),
        TlsError::Mismatch(certificate, key, _) => say(
            language,
            "tls-mismatch",
            &[
                ("certificate", &certificate.display().to_string()),
                ("key", &key.display().to_string()),
            ],
        ),
        TlsError::Setup(_) => say(language, "unforeseen", &[]),
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
            RelayError::Store(StoreError::Exists(file())),
            RelayError::Store(StoreError::Older { found: 1, known: 9 }),
            RelayError::NoCouncil,
            RelayError::NoSuchCouncil("ab".into()),
            RelayError::WhichCouncil(2),
            RelayError::NoSuchDevice("ab".into()),
            RelayError::WhichDevice("ab".into()),
            RelayError::NobodyCalled("Budi".into()),
            RelayError::NoSuchInvitation("ab".into()),
            RelayError::NoKey(file()),
            RelayError::Exists(file()),
            RelayError::LeftBehind(file()),
            RelayError::Differs(file(), vec!["acts".into()]),
            RelayError::Listen(([127, 0, 0, 1], 1).into(), io()),
            RelayError::Plain(([0, 0, 0, 0], 1).into()),
            RelayError::Tls(TlsError::Read(file(), io())),
            RelayError::Tls(TlsError::Certificate(file(), foreign.into())),
            RelayError::Tls(TlsError::Key(file(), foreign.into())),
            RelayError::Tls(TlsError::Mismatch(file(), file(), foreign.into())),
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
