//! Official numbers, and the days of a publication: E6 and check P4 of `domain.md`.
//!
//! A number belongs to one document for ever: its later versions may keep it, a withdrawn version does not
//! give it back. Whoever publishes is told before the act is signed; two who publish apart cannot be, so
//! that a number of several documents is an error shown on each until one of them gets another.
//!
//! What is checked here keeps nothing from counting that was said: acts of programs that did not look stay
//! what they were.

use std::collections::{BTreeMap, BTreeSet};

use format::DocumentId;
use unicode_normalization::UnicodeNormalization as _;

use crate::act::day::Day;
use crate::act::decision::Publish;
use crate::lifecycle::Lifecycle;

/// Why a publication is not to be said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Improper {
    /// It has no number.
    #[error("a publication has an official number")]
    NoNumber,
    /// Its text would be looked at again before anybody goes by it.
    #[error("the review on {review} would be before the first day in force, {effective}")]
    ReviewTooEarly {
        /// The day of the review.
        review: Day,
        /// The first day in force.
        effective: Day,
    },
}

/// What is wrong with a publication by itself.
///
/// # Errors
/// [`Improper`].
pub fn check(publish: &Publish) -> Result<(), Improper> {
    if key(&publish.number).is_empty() {
        return Err(Improper::NoNumber);
    }
    match publish.review {
        Some(review) if review < publish.effective => Err(Improper::ReviewTooEarly {
            review,
            effective: publish.effective,
        }),
        _ => Ok(()),
    }
}

/// Whether two spellings are one number: spaces and the case of letters tell none apart.
///
/// ```
/// # use council::numbering::is_same;
/// assert!(is_same("001/DMS/2026", " 001 / dms / 2026"));
/// assert!(!is_same("001/DMS/2026", "01/DMS/2026"));
/// ```
pub fn is_same(a: &str, b: &str) -> bool {
    key(a) == key(b)
}

fn key(number: &str) -> String {
    let composed = number.nfkc().filter(|c| !c.is_whitespace());
    composed.collect::<String>().to_lowercase()
}

/// The numbers under which versions of a document were published, withdrawn ones as well.
pub fn numbers_of(lifecycle: &Lifecycle) -> BTreeSet<&str> {
    let publications = lifecycle.versions.iter();
    let publications = publications.filter_map(|version| version.publication.as_ref());
    publications.map(|one| one.number.as_str()).collect()
}

/// The number that readers go by on this day: of the version in force, else of the newest one that will
/// begin. Another one of a later version settles what [`shared`] finds.
pub fn number_in_use(lifecycle: &Lifecycle, day: Day) -> Option<&str> {
    let version = lifecycle.in_force_or_coming(day)?;
    Some(version.publication.as_ref()?.number.as_str())
}

/// P4: of documents with their numbers those that have one in common, with the others, ascending.
pub fn shared<'a>(
    numbers: impl IntoIterator<Item = (DocumentId, &'a str)>,
) -> BTreeMap<DocumentId, BTreeSet<DocumentId>> {
    let mut holders: BTreeMap<String, BTreeSet<DocumentId>> = BTreeMap::new();
    for (document, number) in numbers {
        holders.entry(key(number)).or_default().insert(document);
    }
    let mut shared: BTreeMap<DocumentId, BTreeSet<DocumentId>> = BTreeMap::new();
    for documents in holders.values().filter(|documents| documents.len() > 1) {
        for document in documents {
            let others = documents.iter().filter(|other| *other != document);
            shared.entry(*document).or_default().extend(others);
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use format::ActId;

    use super::*;

    fn document(n: u8) -> DocumentId {
        DocumentId::from_bytes([n; 16])
    }

    fn publish(number: &str, effective: &str, review: Option<&str>) -> Publish {
        Publish {
            decision: ActId::from_bytes([1; 32]),
            number: number.into(),
            effective: effective.parse().unwrap(),
            review: review.map(|day| day.parse().unwrap()),
            replaces: vec![],
            files: vec![],
        }
    }

    #[test]
    fn a_number_of_two_documents_is_an_error_on_both_and_on_no_other() {
        let (a, b, c) = (document(1), document(2), document(3));
        let numbers = [(a, "001/DMS"), (b, "001 / dms"), (c, "002/DMS"), (a, "003")];
        for turned in [false, true] {
            let mut numbers = numbers.to_vec();
            if turned {
                numbers.reverse();
            }
            let found = shared(numbers);
            assert_eq!(found.len(), 2);
            assert_eq!(found[&a], BTreeSet::from([b]));
            assert_eq!(found[&b], BTreeSet::from([a]));
        }
        // Two versions of one document keep its number.
        assert_eq!(shared([(a, "001"), (a, "001")]), BTreeMap::new());
    }

    #[test]
    fn nobody_reviews_a_text_before_it_is_in_force() {
        let refused = check(&publish("1", "2026-03-01", Some("2026-02-28")));
        assert!(matches!(refused, Err(Improper::ReviewTooEarly { .. })));
        for review in [None, Some("2026-03-01"), Some("2027-03-01")] {
            assert_eq!(check(&publish("1", "2026-03-01", review)), Ok(()));
        }
        assert_eq!(
            check(&publish(" \u{3000}", "2026-03-01", None)),
            Err(Improper::NoNumber)
        );
    }
}
