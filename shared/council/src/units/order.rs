//! The order in which names stand in lists.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};

/// Knows the order of the Unicode Collation Algorithm; `None` where its data is missing.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok()
});

/// The order of two names as people expect it: "Cabang 2" before "Cabang 10", whatever the capitals and
/// accents. Only the same name is equal.
pub fn compare_names(one: &str, other: &str) -> Ordering {
    let by_letters = match &*COLLATOR {
        Some(collator) => collator.compare(one, other),
        None => one.to_lowercase().cmp(&other.to_lowercase()),
    };
    by_letters.then_with(|| one.cmp(other))
}

/// What lists sort a name by: the order of two keys is that of [`compare_names`]. For lists that are long.
pub fn name_key(name: &str) -> (Vec<u8>, String) {
    let mut key = Vec::new();
    match &*COLLATOR {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(name, &mut key);
        }
        None => key.extend(name.to_lowercase().into_bytes()),
    }
    (key, name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_and_capitals_do_not() {
        let mut names = [
            "cabang 10",
            "PT Anak",
            "Cabang 2",
            "anak 1",
            "Cabang 1",
            "Élan",
            "Divisi 02",
            "Divisi 1",
        ];
        names.sort_by(|one, other| compare_names(one, other));
        assert_eq!(
            names,
            [
                "anak 1",
                "Cabang 1",
                "Cabang 2",
                "cabang 10",
                "Divisi 1",
                "Divisi 02",
                "Élan",
                "PT Anak",
            ]
        );
        let mut by_key = names;
        by_key.reverse();
        by_key.sort_by_cached_key(|name| name_key(name));
        assert_eq!(by_key, names);
        assert_eq!(compare_names("a", "a"), Ordering::Equal);
        assert_ne!(compare_names("a", "A"), Ordering::Equal);
    }
}
