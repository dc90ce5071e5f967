//! The sentences of this crate, in `locales/id` and `locales/en` under the same names.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader as _, static_loader};
use unic_langid::{LanguageIdentifier, langid};

use crate::Language;

static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "id",
        // Terminals and scripts have no use for the invisible marks around values.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

fn identifier(language: Language) -> LanguageIdentifier {
    match language {
        Language::Indonesian => langid!("id"),
        Language::English => langid!("en"),
    }
}

/// The sentence called `name`, filled in.
pub(crate) fn say(language: Language, name: &str, values: &[(&'static str, &str)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value)))
        .collect();
    SENTENCES.lookup_with_args(&identifier(language), name, &values)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    fn names(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| !line.starts_with([' ', '#', '}']))
            .filter_map(|line| line.split_once('='))
            .map(|(name, _)| name.trim())
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences_and_every_one_that_is_asked_for() {
        let indonesian = names(include_str!("../locales/id/terminal.ftl"));
        let english = names(include_str!("../locales/en/terminal.ftl"));
        assert_eq!(indonesian, english);
        let sources = [
            include_str!("usage.rs"),
            include_str!("cause.rs"),
            include_str!("value.rs"),
        ];
        let mut asked = BTreeSet::new();
        for source in sources {
            // Only names of sentences are quoted words with these beginnings.
            for word in source.split('"') {
                let is_name = ["usage-", "cause-", "value-", "help-"]
                    .iter()
                    .any(|begin| word.starts_with(begin))
                    && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if is_name {
                    assert!(english.contains(word), "no sentence is called \"{word}\"");
                    asked.insert(word);
                }
            }
        }
        assert!(asked.len() > 30, "{asked:?}");
    }
}
