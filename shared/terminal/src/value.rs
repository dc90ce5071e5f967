//! Values that are refused in both languages.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::Language;
use crate::sentences::say;

/// Why a typed value does not fit, in either language.
#[derive(Clone)]
pub struct BadValue(Arc<dyn Fn(Language) -> String + Send + Sync>);

impl BadValue {
    /// Refused with this sentence.
    pub fn new(sentence: impl Fn(Language) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(sentence))
    }

    /// Refused because it is none of these words; each stands as (Indonesian, English). A word that is
    /// near `typed` is named first.
    pub fn none_of(typed: &str, known: Vec<(String, String)>) -> Self {
        let typed = typed.to_lowercase();
        Self::new(move |language| {
            let words: Vec<&str> = known
                .iter()
                .map(|(indonesian, english)| match language {
                    Language::Indonesian => indonesian.as_str(),
                    Language::English => english.as_str(),
                })
                .collect();
            // Whatever the language, both are understood.
            let all = known.iter().flat_map(|(one, other)| [one.as_str(), other]);
            let known = words.join(", ");
            match near(&typed, all) {
                Some(near) => say(
                    language,
                    "value-none-of-near",
                    &[("near", near), ("known", &known)],
                ),
                None => say(language, "value-none-of", &[("known", &known)]),
            }
        })
    }

    /// The sentence.
    pub fn sentence(&self, language: Language) -> String {
        (self.0)(language)
    }
}

impl fmt::Debug for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BadValue")
            .field(&self.sentence(Language::English))
            .finish()
    }
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Language::English))
    }
}

impl std::error::Error for BadValue {}

/// Reads a whole number of this range.
pub fn whole<T>(
    range: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<T, BadValue> + Clone + Send + Sync + 'static
where
    T: TryFrom<u64> + Clone + Send + Sync + 'static,
{
    move |typed: &str| {
        let number = typed.trim().parse::<u64>().ok();
        let fitting = number.filter(|number| range.contains(number));
        let (least, most) = (range.start().to_string(), range.end().to_string());
        let is_open = *range.end() >= u64::from(u32::MAX);
        fitting
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| {
                BadValue::new(move |language| match is_open {
                    true => say(language, "value-whole-from", &[("least", &least)]),
                    false => say(
                        language,
                        "value-whole-between",
                        &[("least", &least), ("most", &most)],
                    ),
                })
            })
    }
}

/// The word that was probably meant.
pub fn near<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    near_all(typed, known).into_iter().next()
}

/// The words that may have been meant, the nearest first: at most three, with few letters that differ, or
/// beginning with what was typed.
pub fn near_all<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = typed.trim().to_lowercase();
    let letters = typed.chars().count();
    if letters == 0 {
        return Vec::new();
    }
    let mut found: Vec<(usize, &str)> = known
        .filter_map(|word| {
            let lower = word.to_lowercase();
            let most = (letters.max(lower.chars().count()) / 3).max(1);
            let distance = strsim::osa_distance(&typed, &lower);
            let is_part = letters >= 3 && lower.contains(typed.as_str());
            (distance <= most || is_part).then_some((distance, word))
        })
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, word)| word).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_outside_its_range_is_refused_with_the_range() {
        let days = whole::<u32>(0..=3650);
        assert_eq!(days(" 14 ").unwrap(), 14);
        for typed in ["3651", "-1", "x", "", "1.5"] {
            let refused = days(typed).unwrap_err();
            for language in Language::ALL {
                assert!(refused.sentence(language).contains("3650"), "{typed}");
            }
        }
        let any = whole::<u32>(1..=u64::from(u32::MAX));
        assert!(any("4294967296").is_err());
        assert!(any("0").unwrap_err().to_string().contains('1'));
    }

    #[test]
    fn the_nearest_word_is_named_in_either_language() {
        let known = vec![
            ("kebijakan".to_owned(), "policy".to_owned()),
            ("notulen".to_owned(), "minutes".to_owned()),
        ];
        let refused = BadValue::none_of("polcy", known.clone());
        let said = refused.sentence(Language::Indonesian);
        assert!(
            said.contains("policy") && said.contains("kebijakan"),
            "{said}"
        );
        let refused = BadValue::none_of("xyz", known);
        assert!(!refused.to_string().contains('?'), "{refused}");
    }

    #[test]
    fn swapped_and_missing_letters_are_near_and_other_words_are_not() {
        let known = ["Cabang Surabaya", "Cabang Bandung", "PT Anak"];
        assert_eq!(
            near("cabang surabya", known.into_iter()),
            Some("Cabang Surabaya")
        );
        assert_eq!(
            near("Cabang Bandugn", known.into_iter()),
            Some("Cabang Bandung")
        );
        assert_eq!(near_all("cabang", known.into_iter()).len(), 2);
        assert_eq!(near("Jakarta", known.into_iter()), None);
        assert_eq!(near("  ", known.into_iter()), None);
    }
}
