//! Documents that are replaced by another: of [`Publish::replaces`](crate::act::decision::Publish::replaces)
//! what follows for the document that is named there.
//!
//! | what happens | what follows |
//! | --- | --- |
//! | a publication that counts names a document | from its first day on that document is superseded |
//! | that publication is withdrawn, or its decision comes into conflict | the document is what it was |
//! | the one that replaces gets a newer version | nothing: it goes on replacing |
//! | the replaced document gets a newer version | nothing: it does not come back silently |
//! | a later publication of the replaced document replaces the other one in turn | it is back |
//! | a document was never published, or was withdrawn | nothing: there is nothing to be superseded |
//!
//! Who may publish may do so for the whole organisation, so no more is asked of who replaces: see
//! [`Ability::Publish`](crate::seats::Ability::Publish). What was adopted and confirmed as read stays in the
//! record of the replaced document. Like every fold this is a function of the set of acts alone.

use std::collections::BTreeMap;

use format::{ActId, DocumentId};

use crate::act::day::Day;
use crate::lifecycle::{Lifecycle, Publication, Said};

/// By what a document is superseded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The document that took its place; of several the one that did so first.
    pub by: DocumentId,
    /// Who said so, and when.
    pub said: Said,
    /// The official number of that publication.
    pub number: String,
    /// The first day on which it is superseded.
    pub since: Day,
}

impl Superseded {
    /// Later claims stand above earlier ones; of two of one day, what was said later by the clocks of those who
    /// said it, then the one with the greater act.
    fn order(&self) -> (Day, i64, ActId) {
        (self.since, self.said.time_millis, self.said.act)
    }
}

/// Which of these documents are superseded on this day, and by which of them. A document that replaces
/// another has to be among them; the order does not matter.
pub fn superseded<'a>(
    documents: impl IntoIterator<Item = (DocumentId, &'a Lifecycle)>,
    day: Day,
) -> BTreeMap<DocumentId, Superseded> {
    let documents: BTreeMap<DocumentId, &Lifecycle> = documents.into_iter().collect();
    let mut claims: BTreeMap<DocumentId, Vec<Superseded>> = BTreeMap::new();
    for (by, lifecycle) in &documents {
        for publication in publications(lifecycle).filter(|one| one.stands_on(day)) {
            for replaced in publication.replaces.iter().filter(|one| *one != by) {
                claims.entry(*replaced).or_default().push(Superseded {
                    by: *by,
                    said: publication.said,
                    number: publication.number.clone(),
                    since: publication.effective,
                });
            }
        }
    }
    let is_answered = |document: &DocumentId, claim: &Superseded| {
        let back = claims.get(&claim.by).into_iter().flatten();
        let mut back = back.filter(|one| one.by == *document);
        back.any(|one| one.order() > claim.order())
    };
    documents
        .iter()
        .filter(|(_, lifecycle)| has_something_to_lose(lifecycle, day))
        .filter_map(|(document, _)| {
            let open = claims.get(document)?.iter();
            let open = open.filter(|claim| !is_answered(document, claim));
            let first = open.min_by_key(|claim| claim.order())?;
            Some((*document, first.clone()))
        })
        .collect()
}

fn publications(lifecycle: &Lifecycle) -> impl Iterator<Item = &Publication> {
    let versions = lifecycle.versions.iter();
    versions.filter_map(|version| version.publication.as_ref())
}

/// Whether a version was published that was not withdrawn until this day: in force, or to be.
fn has_something_to_lose(lifecycle: &Lifecycle, day: Day) -> bool {
    publications(lifecycle).any(|one| !one.is_withdrawn_on(day))
}

#[cfg(test)]
mod tests {
    use format::{Fingerprint, PublicKey};

    use super::*;
    use crate::act::decision::{Outcome, Text};
    use crate::lifecycle::{Decision, Said, Version};

    const A: DocumentId = DocumentId::from_bytes([1; 16]);
    const B: DocumentId = DocumentId::from_bytes([2; 16]);
    const C: DocumentId = DocumentId::from_bytes([3; 16]);

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn said(act: u8, on: &str) -> Said {
        let since = day("1970-01-01").0.until(day(on).0).unwrap();
        Said {
            act: ActId::from_bytes([act; 32]),
            by: PublicKey::from_bytes([9; 32]),
            // About noon in Indonesia.
            time_millis: i64::from(since.get_days()) * 86_400_000 + 18_000_000,
        }
    }

    /// A version that is in force from this day on and replaces these.
    fn version(act: u8, from: &str, replaces: &[DocumentId]) -> Version {
        Version {
            number: 1,
            text: Text {
                fingerprint: Fingerprint::from_bytes([act; 32]),
                heads: vec![],
            },
            submission: ActId::from_bytes([act; 32]),
            decision: Decision {
                said: said(act, from),
                outcome: Outcome::Approved,
                words: String::new(),
                waivers: vec![],
            },
            publication: Some(Publication {
                said: said(act, from),
                number: format!("00{act}"),
                effective: day(from),
                review: None,
                replaces: replaces.to_vec(),
                files: vec![],
                doubles: vec![],
                withdrawn: None,
                adoptions: BTreeMap::new(),
                readers: BTreeMap::new(),
            }),
        }
    }

    fn published(versions: Vec<Version>) -> Lifecycle {
        Lifecycle {
            versions,
            ..Lifecycle::default()
        }
    }

    fn withdrawn(mut version: Version, on: &str) -> Version {
        let publication = version.publication.as_mut().unwrap();
        publication.withdrawn = Some((said(99, on), String::new()));
        version
    }

    /// Which document superseded each, in whichever order they are looked at.
    fn found(documents: &[(DocumentId, Lifecycle)], on: &str) -> BTreeMap<DocumentId, DocumentId> {
        let there = documents.iter().map(|(id, lifecycle)| (*id, lifecycle));
        let back = documents
            .iter()
            .rev()
            .map(|(id, lifecycle)| (*id, lifecycle));
        let whole = superseded(there, day(on));
        assert_eq!(whole, superseded(back, day(on)));
        whole.into_iter().map(|(id, one)| (id, one.by)).collect()
    }

    #[test]
    fn a_document_is_superseded_from_the_first_day_of_what_replaces_it() {
        let old = published(vec![version(1, "2026-01-01", &[])]);
        let new = published(vec![version(2, "2026-03-01", &[A])]);
        let both = [(A, old), (B, new)];
        assert_eq!(found(&both, "2026-02-28"), BTreeMap::new());
        assert_eq!(found(&both, "2026-03-01"), BTreeMap::from([(A, B)]));
        let there = both.iter().map(|(id, lifecycle)| (*id, lifecycle));
        let told = &superseded(there, day("2026-04-01"))[&A];
        assert_eq!(
            (told.number.as_str(), told.since),
            ("002", day("2026-03-01"))
        );
    }

    #[test]
    fn it_is_back_when_what_replaced_it_is_withdrawn_and_not_when_that_is_renewed() {
        let old = published(vec![version(1, "2026-01-01", &[])]);
        let first = version(2, "2026-03-01", &[A]);
        let renewed = published(vec![first.clone(), version(3, "2026-05-01", &[])]);
        let pair = [(A, old.clone()), (B, renewed)];
        assert_eq!(found(&pair, "2026-06-01"), BTreeMap::from([(A, B)]));
        let gone = published(vec![withdrawn(first, "2026-04-15")]);
        let pair = [(A, old), (B, gone)];
        assert_eq!(found(&pair, "2026-04-14"), BTreeMap::from([(A, B)]));
        assert_eq!(found(&pair, "2026-04-16"), BTreeMap::new());
    }

    #[test]
    fn a_newer_version_does_not_bring_it_back_unless_it_says_so() {
        let new = published(vec![version(2, "2026-03-01", &[A])]);
        let silent = vec![version(1, "2026-01-01", &[]), version(4, "2026-06-01", &[])];
        let pair = [(A, published(silent)), (B, new.clone())];
        assert_eq!(found(&pair, "2026-07-01"), BTreeMap::from([(A, B)]));
        let says_so = vec![
            version(1, "2026-01-01", &[]),
            version(4, "2026-06-01", &[B]),
        ];
        let pair = [(A, published(says_so)), (B, new)];
        assert_eq!(found(&pair, "2026-05-31"), BTreeMap::from([(A, B)]));
        assert_eq!(found(&pair, "2026-07-01"), BTreeMap::from([(B, A)]));
    }

    #[test]
    fn of_two_that_replace_each_other_on_one_day_exactly_one_goes() {
        let pair = [
            (A, published(vec![version(1, "2026-03-01", &[B])])),
            (B, published(vec![version(2, "2026-03-01", &[A])])),
        ];
        assert_eq!(found(&pair, "2026-03-01"), BTreeMap::from([(A, B)]));
    }

    #[test]
    fn a_draft_a_withdrawn_document_and_a_document_itself_are_not_superseded() {
        let ended = withdrawn(version(1, "2026-01-01", &[]), "2026-02-01");
        let new = published(vec![version(2, "2026-03-01", &[A, B, C])]);
        let all = [
            (A, published(vec![ended])),
            (B, new),
            (C, Lifecycle::default()),
        ];
        assert_eq!(found(&all, "2026-04-01"), BTreeMap::new());
    }

    #[test]
    fn in_a_chain_each_names_the_next_and_of_two_the_first() {
        let all = [
            (A, published(vec![version(1, "2026-01-01", &[])])),
            (B, published(vec![version(2, "2026-02-01", &[A])])),
            (C, published(vec![version(3, "2026-03-01", &[A, B])])),
        ];
        let wanted = BTreeMap::from([(A, B), (B, C)]);
        assert_eq!(found(&all, "2026-04-01"), wanted);
    }
}
