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
//! **Who may not hold the one that replaces** hears nothing of that publication. So whoever publishes says the
//! same once more about the document that is replaced ([`Supersede`]), which travels to everybody who holds it,
//! and whoever withdraws or settles takes it back there ([`Reinstate`]): [`to_be_said`] tells what. Where the
//! publication itself is here the words about it are passed over, so that nobody is told twice and what the
//! publication came to is told once. They count by the same right as what they repeat.
//!
//! What is said there is the same for those who see the publication and those who do not, but for two things
//! nobody can say for them in time: while decisions on the one that replaces are in conflict the document stays
//! superseded for whoever does not see that, until a settlement takes it back; and of one version that was
//! published twice apart both publications replace what they name, until the next act about it.
//!
//! Who may publish may do so for the whole organisation, so no more is asked of who replaces: see
//! [`Ability::Publish`](crate::seats::Ability::Publish). What was adopted and confirmed as read stays in the
//! record of the replaced document. Like every fold this is a function of the set of acts alone.

use std::collections::{BTreeMap, BTreeSet};

use format::{ActId, DocumentId};

use crate::act::Body;
use crate::act::day::Day;
use crate::act::decision::{Reinstate, SuccessorMark, Supersede};
use crate::lifecycle::{Back, Lifecycle, Publication, Replaced, Said, Stand};

/// That a document is superseded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The document that took its place, of several the one that did so first; `None` where nothing is known of
    /// it but that it did.
    pub by: Option<Successor>,
    /// Who said so, and when.
    pub said: Said,
    /// The first day on which it is superseded.
    pub since: Day,
}

/// A document that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Which.
    pub document: DocumentId,
    /// The official number of the publication that says so.
    pub number: String,
}

/// That a document is replaced, as a publication or a word about it says.
#[derive(Debug, Clone)]
struct Claim {
    superseded: Superseded,
    /// The publication that replaces it.
    publication: ActId,
    mark: SuccessorMark,
}

impl Claim {
    fn by_publication(by: DocumentId, publication: &Publication) -> Self {
        Self {
            superseded: Superseded {
                by: Some(Successor {
                    document: by,
                    number: publication.number.clone(),
                }),
                said: publication.said,
                since: publication.effective,
            },
            publication: publication.said.act,
            mark: SuccessorMark::of(&publication.said.act, &by),
        }
    }

    fn by_word(word: &Replaced) -> Self {
        Self {
            superseded: Superseded {
                by: None,
                said: word.said,
                since: word.since,
            },
            publication: word.publication,
            mark: word.by,
        }
    }

    /// Later claims stand above earlier ones; of two of one day, what was said later by the clocks of those who
    /// said it, then the one with the greater publish act. A word is said at the moment of its publication.
    fn order(&self) -> (Day, i64, ActId) {
        let Superseded { said, since, .. } = &self.superseded;
        (*since, said.time_millis, self.publication)
    }

    /// Whether a publication of the replaced document takes the place of the other one in turn.
    fn is_answered_by(&self, back: &Publication) -> bool {
        let order = (back.effective, back.said.time_millis, back.said.act);
        let is_it = |one: &DocumentId| SuccessorMark::of(&self.publication, one) == self.mark;
        order > self.order() && back.replaces.iter().any(is_it)
    }
}

/// Which of these documents are superseded on this day, and by which of them. A document that replaces
/// another has to be among them, if it is here; the order does not matter.
pub fn superseded<'a>(
    documents: impl IntoIterator<Item = (DocumentId, &'a Lifecycle)>,
    day: Day,
) -> BTreeMap<DocumentId, Superseded> {
    let documents: BTreeMap<DocumentId, &Lifecycle> = documents.into_iter().collect();
    let mut claims: BTreeMap<DocumentId, Vec<Claim>> = BTreeMap::new();
    for (by, lifecycle) in &documents {
        for publication in publications(lifecycle).filter(|one| one.stands_on(day)) {
            for replaced in publication.replaces.iter().filter(|one| *one != by) {
                let claim = Claim::by_publication(*by, publication);
                claims.entry(*replaced).or_default().push(claim);
            }
        }
    }
    let known: BTreeSet<&ActId> = (documents.values())
        .flat_map(|lifecycle| lifecycle.publishes.keys())
        .collect();
    for (document, lifecycle) in &documents {
        let words = lifecycle.replaced.iter();
        let words = words.filter(|word| word.stands_on(day) && !known.contains(&word.publication));
        for word in words {
            let claim = Claim::by_word(word);
            claims.entry(*document).or_default().push(claim);
        }
    }
    documents
        .iter()
        .filter(|(_, lifecycle)| has_something_to_lose(lifecycle, day))
        .filter_map(|(document, lifecycle)| {
            let answers: Vec<&Publication> = publications(lifecycle)
                .filter(|one| one.stands_on(day) && !one.replaces.is_empty())
                .collect();
            let is_open = |claim: &&Claim| !answers.iter().any(|back| claim.is_answered_by(back));
            let open = claims.get(document)?.iter().filter(is_open);
            let first = open.min_by_key(|claim| claim.order())?;
            Some((*document, first.superseded.clone()))
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

/// What was said about a document alone of others that replaced it, one word of each publication: but for what
/// was taken back as if it had never been said, and what a publication of this document answered.
pub fn unanswered(lifecycle: &Lifecycle) -> Vec<&Replaced> {
    let mut said: BTreeMap<ActId, &Replaced> = BTreeMap::new();
    for word in &lifecycle.replaced {
        let never = |back: &Back| back.from.is_none_or(|from| from <= word.since);
        let claim = Claim::by_word(word);
        let mut answers = publications(lifecycle).filter(|one| one.withdrawn.is_none());
        if !word.back.as_ref().is_some_and(never) && !answers.any(|one| claim.is_answered_by(one)) {
            let first = said.entry(word.publication).or_insert(word);
            if (word.since, word.said) < (first.since, first.said) {
                *first = word;
            }
        }
    }
    said.into_values().collect()
}

/// The documents that any publication of a document names, whether or not it counts.
pub fn replaced_by(document: &DocumentId, lifecycle: &Lifecycle) -> BTreeSet<DocumentId> {
    let named = lifecycle.publishes.values().flatten();
    named.filter(|one| *one != document).copied().collect()
}

/// What a publication makes of a document that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is replaced from this day on.
    Replaced(Day),
    /// It is not any more, from this day on, because the publication was withdrawn.
    Back(Option<Day>),
    /// It never was: what published it counts for nothing, or not by itself.
    Never,
}

/// What has to be said about a document that `by` replaces, or replaced, for those to know who may not hold
/// `by`: what was not said about it yet, as far as is known here. Whoever `settles` decisions in conflict knows
/// better than who took the word back because of them; nobody else does, who may only not have heard of it.
pub fn to_be_said(
    (by, lifecycle): (&DocumentId, &Lifecycle),
    (document, replaced): (&DocumentId, &Lifecycle),
    settles: bool,
) -> Vec<Body> {
    if by == document {
        return vec![];
    }
    let named = lifecycle.publishes.iter();
    let named = named.filter(|(_, names)| names.contains(document));
    let say = named.filter_map(|(publication, _)| {
        let publication = *publication;
        let fate = fate(lifecycle, &publication)?;
        if is_said(replaced, &publication, fate, settles) {
            return None;
        }
        let back = |from| Body::Reinstate(Reinstate { publication, from });
        Some(match fate {
            Fate::Replaced(since) => Body::Supersede(Supersede {
                publication,
                by: SuccessorMark::of(&publication, by),
                since,
            }),
            Fate::Back(from) => back(from),
            Fate::Never => back(None),
        })
    });
    say.collect()
}

/// `None` while decisions are in conflict: whether the publication counts is for the settlement to say.
fn fate(lifecycle: &Lifecycle, publication: &ActId) -> Option<Fate> {
    let mut counting = publications(lifecycle);
    if let Some(one) = counting.find(|one| one.said.act == *publication) {
        return Some(match &one.withdrawn {
            Some((said, _)) => Fate::Back(Day::of_millis(said.time_millis)),
            None => Fate::Replaced(one.effective),
        });
    }
    let mut submissions = lifecycle.submissions.iter();
    let is_open = submissions.any(|one| matches!(one.stand, Stand::Conflict(_)));
    (!is_open).then_some(Fate::Never)
}

fn is_said(replaced: &Lifecycle, publication: &ActId, fate: Fate, settles: bool) -> bool {
    let words = replaced.replaced.iter();
    let words: Vec<&Replaced> = words
        .filter(|word| word.publication == *publication)
        .collect();
    let taken_back = replaced.taken_back.get(publication);
    let mut taken_back = taken_back.into_iter().flatten();
    let from = |word: &Replaced| word.back.as_ref().map(|back| back.from);
    match fate {
        Fate::Replaced(since) => {
            let is_there = |word: &&Replaced| word.back.is_none() && word.since == since;
            let forbids = |back: &Back| back.from.is_some() || !settles;
            words.iter().any(is_there) || taken_back.any(forbids)
        }
        // The word may not have come here yet: it would stand for ever where nobody took it back.
        Fate::Back(day) => match words[..] {
            [] => taken_back.any(|back| back.from <= day),
            _ => words
                .iter()
                .all(|word| from(word).is_some_and(|it| it <= day)),
        },
        Fate::Never => {
            let mut words = words.iter();
            words.all(|word| from(word).is_some_and(|it| it <= Some(word.since)))
        }
    }
}

#[cfg(test)]
mod words_tests;

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
        let by = |one: Superseded| one.by.expect("both are here").document;
        whole.into_iter().map(|(id, one)| (id, by(one))).collect()
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
        let by = told.by.as_ref().unwrap();
        assert_eq!((by.number.as_str(), told.since), ("002", day("2026-03-01")));
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
