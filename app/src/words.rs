//! Every sentence the program prints, in Indonesian and English.
//!
//! The sentences stand in `locales/id/*.ftl` and `locales/en/*.ftl` (Fluent), under the same names; a
//! test keeps the two in step. Indonesian comes first: it is what is printed when nobody chose.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader as _, static_loader};
use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

pub mod adopting;
pub mod attachment;
pub mod belonging;
pub mod carry_file;
pub mod causes;
pub mod clocks;
pub mod codes;
pub mod column;
mod documents;
pub mod files;
pub mod holding;
pub mod lifecycle;
pub mod matrix;
pub mod meeting;
pub mod mending;
pub mod official;
pub mod place;
pub mod raised;
pub mod rights;
pub mod said;
pub mod seats;
pub mod standing;
pub mod struck;
pub mod superseded;
pub mod vocabulary;

const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "id",
        // Terminals and scripts have no use for the invisible marks around values.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Sentences by name. There are only as many as the files hold.
type Words = Mutex<HashMap<&'static str, &'static str>>;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// The language that was chosen; else English where the system speaks English, else Indonesian.
    pub fn choose(chosen: Option<Self>, system: Option<&str>) -> Self {
        let chosen = chosen.map(Self::on_terminal);
        Self::of_terminal(terminal::Language::choose(chosen, system))
    }

    /// The same as what both programs say on a terminal.
    pub fn of_terminal(language: terminal::Language) -> Self {
        match language {
            terminal::Language::Indonesian => Self::Indonesian,
            terminal::Language::English => Self::English,
        }
    }

    /// The same for what both programs say on a terminal.
    pub fn on_terminal(self) -> terminal::Language {
        match self {
            Self::Indonesian => terminal::Language::Indonesian,
            Self::English => terminal::Language::English,
        }
    }

    /// The names of the months, January first.
    pub fn months(self) -> [&'static str; 12] {
        match self {
            Self::Indonesian => MONTHS_ID,
            Self::English => MONTHS_EN,
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Indonesian => langid!("id"),
            Self::English => langid!("en"),
        }
    }

    /// The sentence called `name`, with nothing to fill in.
    pub fn say(self, name: &str) -> String {
        SENTENCES.lookup(&self.identifier(), name)
    }

    /// The sentence called `name`, with nothing to fill in, for what is drawn again and again: it is
    /// looked up once and kept as long as the program runs.
    pub fn word(self, name: &'static str) -> &'static str {
        static WORDS: [LazyLock<Words>; 2] = [const { LazyLock::new(Words::default) }; 2];
        let words = match self {
            Self::Indonesian => &WORDS[0],
            Self::English => &WORDS[1],
        };
        // Only whole entries are put in: nothing can be left half changed.
        let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
        words
            .entry(name)
            .or_insert_with(|| Box::leak(self.say(name).into_boxed_str()))
    }

    /// The sentence called `name`, filled in. See [`say!`](crate::say) for the short form.
    pub fn say_with(
        self,
        name: &str,
        values: &HashMap<Cow<'static, str>, FluentValue<'_>>,
    ) -> String {
        SENTENCES.lookup_with_args(&self.identifier(), name, values)
    }
}

/// Says a sentence with values filled in: `say!(language, "sync-sent", items = 3, peer = "relay")`.
#[macro_export]
macro_rules! say {
    ($language:expr, $name:literal $(, $key:ident = $value:expr)+ $(,)?) => {
        $language.say_with(
            $name,
            &::std::collections::HashMap::from([
                $((::std::borrow::Cow::Borrowed(stringify!($key)),
                   ::fluent_templates::fluent_bundle::FluentValue::from($value))),+
            ]),
        )
    };
    ($language:expr, $name:literal) => {
        $language.say($name)
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names of the sentences of one language, from its files.
    fn names(language: &str) -> BTreeSet<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("locales")
            .join(language);
        let mut names = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "ftl") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for line in text.lines() {
                if let Some((name, _)) = line.split_once('=')
                    && !line.starts_with([' ', '#', '.', '*', '[', '}'])
                {
                    assert!(names.insert(name.trim().to_owned()), "{name} stands twice");
                }
            }
        }
        names
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        assert_eq!(names("id"), names("en"));
    }

    /// Every Rust file of the program.
    fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_sentence_that_is_asked_for_is_there() {
        let names = names("id");
        let mut texts = Vec::new();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        sources(&folder, &mut texts);
        let mut asked = 0;
        for text in texts {
            for (begin, _) in text
                .match_indices("word(\"")
                .chain(text.match_indices("say(\""))
            {
                let name = text[begin..].split('"').nth(1).unwrap();
                assert!(names.contains(name), "no sentence is called \"{name}\"");
                asked += 1;
            }
            for (begin, _) in text.match_indices("say!(") {
                // The first text in the macro is the name, whatever the language is called.
                let Some(name) = text[begin..].split('"').nth(1) else {
                    continue;
                };
                let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                if is_name && name.contains('-') {
                    assert!(names.contains(name), "no sentence is called \"{name}\"");
                    asked += 1;
                }
            }
        }
        assert!(
            asked > 300,
            "only {asked} sentences were found in the sources"
        );
    }

    #[test]
    fn values_are_filled_in_without_marks_around_them() {
        for language in [Language::Indonesian, Language::English] {
            let sentence = say!(language, "saved-here", document = "Kebijakan");
            assert!(sentence.contains("Kebijakan"), "{sentence}");
            assert!(!sentence.contains('\u{2068}'), "{sentence}");
        }
    }
}
