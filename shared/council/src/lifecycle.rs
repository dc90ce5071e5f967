//! From a draft to a version in force: what the signed acts about one document make of it.
//!
//! A status is never stored: it follows from the acts, the roster and the text, and is the same for
//! everybody who holds the same, whatever the order in which it came. The rules are E1 to E8 of
//! `domain.md` C1.
//!
//! **Whether an act counts** is judged by what its author had seen: the acts it cites, those they cite,
//! and the seats that all of these knew of. Who had lost a seat before a submission was made therefore
//! never decides on it, whatever they cite. **Whether a dated seat lasts** is asked of the later of two days:
//! the one the act claims, and the one claimed by the act it is about, as far as the chain of these goes:
//! nobody decides on what is later than their mandate by setting their clock back. Nothing else that was seen
//! is asked, so that a clock far ahead spoils nothing but what is said about that person's own submission,
//! which somebody else may make again. **An act that does not count** stays visible with the reason;
//! one that is built on what is not here waits, and blocks nothing.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `adopting` | which units have settled how they take a version |
//! | `judge` | whether an act counts |
//! | `replaced` | what is said, to those who hold the document, of others that replace it |
//! | `versions` | which decisions stand, which approvals are one version, and its number |
//! | `status` | what the document is, as far as acts and text say |

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, ChangeHash, DocumentId, Fingerprint, PublicKey, Subject};

use crate::act::Body;
use crate::act::day::Day;
use crate::act::decision::{
    Adoption, Decide, Exempt, Opinion, Outcome, Publish, Reinstate, Submit, Supersede, Text,
    Verdict,
};
use crate::act::file::File;
use crate::past::Past;
use crate::revocation::Released;
use crate::roster::Roster;
use crate::view::Kind;

mod adopting;
#[cfg(test)]
mod crowded;
#[cfg(test)]
mod devices_tests;
pub mod exemption;
mod judge;
mod replaced;
#[cfg(test)]
mod role_table;
#[cfg(test)]
pub(crate) mod stage;
mod status;
#[cfg(test)]
mod tests;
mod versions;

pub use judge::{Reason, Waits};
pub(crate) use judge::{Refused, no_earlier};
pub use replaced::{Back, Replaced};
pub use status::{Draft, Status};
use versions::{Decided, Depths, Made};

/// What is known of a text of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFacts {
    /// What it says.
    pub fingerprint: Fingerprint,
    /// Who wrote in it last, as [`crate::last`] has it; nobody for a document nobody has written in.
    pub last_authors: BTreeSet<PublicKey>,
    /// The unit it belongs to, as it reads there: what is written later changes nothing about what was said
    /// of it.
    pub unit: String,
}

/// Reads texts of the document at heads.
pub trait Texts {
    /// The text at these heads; `None` if not all of it is here.
    fn at(&self, heads: &[ChangeHash]) -> Option<TextFacts>;
}

/// Around the document.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Who began it.
    pub creator: PublicKey,
    /// Who belongs to the council and holds which seat.
    pub roster: &'a Roster,
}

/// An act, who said it, and when by their clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The act.
    pub act: ActId,
    /// Who.
    pub by: PublicKey,
    /// In milliseconds since 1970 (UTC). A claim.
    pub time_millis: i64,
}

/// A text that was submitted for review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Who submitted it, and when.
    pub said: Said,
    /// What was submitted.
    pub text: Text,
    /// What reviewers should know.
    pub note: String,
    /// What was thought of this text, also where the same text was submitted before or after.
    pub opinions: Vec<GivenOpinion>,
    /// The departments whose opinion is missing.
    pub missing: Vec<String>,
    /// Where it stands.
    pub stand: Stand,
}

/// Where a submission stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// It is being reviewed; with nothing in [`Submission::missing`] it is ready for a decision.
    InReview,
    /// It was sent back, and why.
    Returned(Said, String),
    /// It was pulled back.
    PulledBack(Said),
    /// Somebody who knew of it submitted another text in its place.
    Replaced(Said),
    /// It was decided.
    Decided(Decision),
    /// It was decided differently by people who did not know of each other: at least two.
    Conflict(Vec<Decision>),
}

/// What somebody thinks of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenOpinion {
    /// Who, and when.
    pub said: Said,
    /// For which department.
    pub field: String,
    /// The opinion.
    pub verdict: Verdict,
    /// In words.
    pub words: String,
}

/// A decision that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who, and when.
    pub said: Said,
    /// How it went.
    pub outcome: Outcome,
    /// In words.
    pub words: String,
    /// The departments that were not heard, and why.
    pub waivers: Vec<(String, String)>,
}

/// An approved text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1 on, in the order of approval: see [`Lifecycle::approvals`].
    pub number: usize,
    /// What it says, and where it can be read.
    pub text: Text,
    /// The submission it came from.
    pub submission: ActId,
    /// What approved it.
    pub decision: Decision,
    /// How it was published.
    pub publication: Option<Publication>,
}

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Who, and when.
    pub said: Said,
    /// The official number.
    pub number: String,
    /// The first day in force.
    pub effective: Day,
    /// The day by which somebody looks at it again.
    pub review: Option<Day>,
    /// Other documents it replaces.
    pub replaces: Vec<DocumentId>,
    /// The version as files that stay as they are.
    pub files: Vec<File>,
    /// Publications of the same version that did not know of this one: two numbers for one text.
    pub doubles: Vec<ActId>,
    /// Who ended it before its time, and why.
    pub withdrawn: Option<(Said, String)>,
    /// What the units said, by unit: the newest word of each.
    pub adoptions: BTreeMap<String, GivenAdoption>,
    /// Who confirmed to have read it, and when first: people, each by [`Roster::person`].
    pub readers: BTreeMap<PublicKey, Said>,
}

/// What a unit said to a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAdoption {
    /// Who, and when.
    pub said: Said,
    /// How it takes it.
    pub adoption: Adoption,
    /// The document with its addendum.
    pub addendum: Option<DocumentId>,
    /// How the addendum read when the unit adopted; acts of older programs do not say.
    pub addendum_text: Option<Text>,
    /// Why.
    pub reason: String,
    /// The chair's answer to whoever asked for an exemption.
    pub answer: Option<Answer>,
}

/// The chair's answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who, and when.
    pub said: Said,
    /// Whether it is granted.
    pub is_granted: bool,
    /// The last day of the exemption.
    pub until: Option<Day>,
    /// Why.
    pub reason: String,
}

/// An act that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// Who says it.
    pub said: Said,
    /// What it claims to be.
    pub kind: String,
    /// Why it does not count.
    pub reason: Reason,
}

/// What the acts about a document make of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// Every submission that counts, each after what its author had seen.
    pub submissions: Vec<Submission>,
    /// Every approved text, oldest first. A text that was approved again is there again.
    pub versions: Vec<Version>,
    /// Of each number from 1 on, the approvals that took it, the first one first. A number stays used up
    /// where they are in conflict, or were settled by a rejection.
    pub approvals: Vec<Vec<ActId>>,
    /// Every publish act that was judged, with the documents it names, whether or not it counts: of what these
    /// replace this lifecycle has the last word.
    pub publishes: BTreeMap<ActId, Vec<DocumentId>>,
    /// What counts of what was said about other documents that replace this one, ascending.
    pub replaced: Vec<Replaced>,
    /// What takes such words back, by the publication they are about, also where no word is here.
    pub taken_back: BTreeMap<ActId, Vec<Back>>,
    /// Acts that do not count, ascending.
    pub not_counted: Vec<NotCounted>,
    /// Acts that wait for something, ascending, with what they wait for.
    pub waiting: Vec<(Said, Waits)>,
}

/// The kinds of act of a lifecycle.
pub const KINDS: [&str; 12] = [
    "submit",
    "pull-back",
    "opinion",
    "return",
    "decide",
    "publish",
    "withdraw",
    "supersede",
    "reinstate",
    "adopt",
    "exempt",
    "acknowledge",
];

/// Whether a kind of act is one of a lifecycle.
pub fn is_of_lifecycle(kind: &str) -> bool {
    KINDS.contains(&kind)
}

/// The acts that count, by what they say.
#[derive(Debug, Default)]
struct Counted {
    submits: BTreeMap<ActId, (Said, Submit)>,
    pulled_back: Vec<(Said, ActId)>,
    opinions: Vec<(Said, Opinion)>,
    returns: Vec<(Said, ActId, String)>,
    decides: BTreeMap<ActId, (Said, Decide)>,
    publishes: BTreeMap<ActId, (Said, Publish)>,
    withdraws: Vec<(Said, ActId, String)>,
    supersedes: Vec<(Said, Supersede)>,
    reinstates: Vec<(Said, Reinstate)>,
    adopts: BTreeMap<ActId, (Said, crate::act::decision::Adopt)>,
    exempts: Vec<(Said, Exempt)>,
    readers: Vec<(Said, ActId)>,
    /// In the order in which they were judged.
    order: Vec<ActId>,
}

impl Lifecycle {
    /// Folds the acts about one document; acts of other kinds and about other things are passed over.
    pub fn fold<'a>(
        setting: &Setting<'_>,
        texts: &dyn Texts,
        acts: impl IntoIterator<Item = &'a Act>,
    ) -> Self {
        let acts: BTreeMap<ActId, &Act> = acts
            .into_iter()
            .filter(|act| act.statement().subject == Subject::Document(setting.document))
            .map(|act| (act.id(), act))
            .collect();
        let past = Past::of(&acts, |act| is_of_lifecycle(&act.statement().kind));
        let mut lifecycle = Self::default();
        let released = Released::of(setting.roster, acts.values().copied());
        let depths = past.depths(&acts);
        let mut judge = judge::Judge::new(setting, texts, (&past, &depths), &released);
        for id in past.order() {
            let act = acts[id];
            judge.note_what_was_seen(act);
            let statement = act.statement();
            if !is_of_lifecycle(&statement.kind) {
                continue;
            }
            let said = Said {
                act: *id,
                by: statement.author,
                time_millis: statement.time_millis,
            };
            let taken = judge.take(act, said);
            let taken = taken.map_err(|refused| refused.or_waits(act, &lifecycle.waiting));
            if !matches!(taken, Err(Refused::Waits(_)))
                && let Ok(Body::Publish(publish)) = Body::read(act)
            {
                lifecycle.publishes.insert(*id, publish.replaces);
            }
            match taken {
                Ok(()) => {}
                Err(judge::Refused::Waits(waits)) => lifecycle.waiting.push((said, waits)),
                Err(judge::Refused::Reason(reason)) => lifecycle.not_counted.push(NotCounted {
                    said,
                    kind: statement.kind.clone(),
                    reason,
                }),
            }
        }
        let counted = judge.counted;
        lifecycle.not_counted.sort_by_key(|one| one.said.act);
        lifecycle.waiting.sort_by_key(|(said, _)| said.act);
        (lifecycle.replaced, lifecycle.taken_back) = replaced::fold(&past, &counted);
        lifecycle.assemble(setting, (&past, &depths), &counted);
        lifecycle
    }

    fn assemble(
        &mut self,
        setting: &Setting<'_>,
        (past, depths): (&Past, &Depths),
        counted: &Counted,
    ) {
        let mut texts: BTreeMap<Fingerprint, Decided<'_>> = BTreeMap::new();
        for (_, decide) in counted.decides.values() {
            let text = decide.text.fingerprint;
            texts
                .entry(text)
                .or_insert_with(|| Decided::on(past, depths, counted, &text, None));
        }
        let charter = setting.roster.seats.charter_now();
        for id in &counted.order {
            let Some((said, submit)) = counted.submits.get(id) else {
                continue;
            };
            let opinions: Vec<GivenOpinion> = counted
                .opinions
                .iter()
                .filter(|(_, opinion)| opinion.fingerprint == submit.text.fingerprint)
                .map(|(said, opinion)| GivenOpinion {
                    said: *said,
                    field: opinion.field.clone(),
                    verdict: opinion.verdict,
                    words: opinion.words.clone(),
                })
                .collect();
            let missing = charter
                .mandatory_for(setting.kind.name())
                .filter(|field| !opinions.iter().any(|opinion| opinion.field == *field))
                .map(str::to_owned)
                .collect();
            self.submissions.push(Submission {
                said: *said,
                text: submit.text.clone(),
                note: submit.note.clone(),
                opinions,
                missing,
                stand: stand(
                    (past, depths),
                    counted,
                    (id, texts.get(&submit.text.fingerprint)),
                ),
            });
        }
        self.approvals = versions::numbers(depths, texts.values());
        let mut made: Vec<Made> = texts.values().flat_map(Decided::versions).collect();
        for (at, approvals) in self.approvals.iter().enumerate() {
            let is_it = |made: &Made| approvals.first() == Some(&made.first);
            let Some(found) = made.iter().position(is_it) else {
                continue;
            };
            let Made {
                decision: by,
                approvals,
                ..
            } = made.swap_remove(found);
            let (_, decide) = &counted.decides[&by];
            self.versions.push(Version {
                number: at + 1,
                text: decide.text.clone(),
                submission: decide.submission,
                decision: decision(counted, &by),
                publication: publication(setting.roster, (past, depths), counted, &approvals),
            });
        }
    }
}

fn decision(counted: &Counted, id: &ActId) -> Decision {
    let (said, decide) = &counted.decides[id];
    Decision {
        said: *said,
        outcome: decide.outcome,
        words: decide.words.clone(),
        waivers: decide
            .waivers
            .iter()
            .map(|waiver| (waiver.field.clone(), waiver.reason.clone()))
            .collect(),
    }
}

/// A decision is stronger than what was said beside it: who pulls back or sends back too late is told so.
/// A submission stands by the decisions on it, or by what settled them.
fn stand(
    (past, depths): (&Past, &Depths),
    counted: &Counted,
    (submission, text): (&ActId, Option<&Decided<'_>>),
) -> Stand {
    if let Some(text) = text {
        let own = counted.decides.iter();
        let own = own.filter(|(_, (_, decide))| decide.submission == *submission);
        let standing: BTreeSet<ActId> = own.flat_map(|(id, _)| text.in_place_of(id)).collect();
        let conflict = standing.iter().flat_map(|id| text.conflict_of(id));
        let conflict: BTreeSet<ActId> = conflict.collect();
        // Of those that say the same, one.
        let mut outcomes = BTreeSet::new();
        let differing = conflict
            .iter()
            .filter(|id| outcomes.insert(counted.decides[*id].1.outcome));
        let differing: Vec<Decision> = differing.map(|id| decision(counted, id)).collect();
        if !differing.is_empty() {
            return Stand::Conflict(differing);
        }
        if let Some(id) = text.newest(&standing) {
            return Stand::Decided(decision(counted, &id));
        }
    }
    let pulled_back = counted
        .pulled_back
        .iter()
        .filter(|(_, of)| of == submission)
        .min_by_key(|(said, _)| place(depths, said));
    if let Some((said, _)) = pulled_back {
        return Stand::PulledBack(*said);
    }
    let returned = counted
        .returns
        .iter()
        .filter(|(_, of, _)| of == submission)
        .min_by_key(|(said, _, _)| place(depths, said));
    if let Some((said, _, reason)) = returned {
        return Stand::Returned(*said, reason.clone());
    }
    let mut later = counted.submits.values().map(|(said, _)| said);
    match later.find(|said| past.saw(&said.act, submission)) {
        Some(said) => Stand::Replaced(*said),
        None => Stand::InReview,
    }
}

/// Where an act stands among all: whoever had seen another stands after it. Of two said apart the one that is
/// built on less comes first, then the one with the lower id.
fn place(depths: &Depths, said: &Said) -> (u64, ActId) {
    (depths.get(&said.act).copied().unwrap_or_default(), said.act)
}

/// The chair's answer to a request: the one that no other answer had seen. Of several said apart a refusal
/// stands before what is granted, and of two exemptions the one that ends first: nobody does without a rule
/// because of an answer that somebody else took back without knowing.
fn answer(past: &Past, counted: &Counted, request: &ActId) -> Option<Answer> {
    let all = counted.exempts.iter();
    let all: Vec<&(Said, Exempt)> = all.filter(|(_, one)| one.request == *request).collect();
    let newest = all.iter().filter(|(said, _)| {
        let mut others = all.iter();
        !others.any(|(other, _)| past.saw(&other.act, &said.act))
    });
    let (said, exempt) = newest.min_by_key(|(said, one)| {
        let is_endless = one.until.is_none();
        (one.is_granted, is_endless, one.until, said.act)
    })?;
    Some(Answer {
        said: *said,
        is_granted: exempt.is_granted,
        until: exempt.until,
        reason: exempt.reason.clone(),
    })
}

/// How a version of these approvals was published: by the publication with the lowest id among those that
/// have not seen another.
fn publication(
    roster: &Roster,
    (past, depths): (&Past, &Depths),
    counted: &Counted,
    approvals: &BTreeSet<ActId>,
) -> Option<Publication> {
    let all: Vec<&ActId> = counted
        .publishes
        .iter()
        .filter(|(_, (_, publish))| approvals.contains(&publish.decision))
        .map(|(id, _)| id)
        .collect();
    let first = **all
        .iter()
        .find(|id| !all.iter().any(|other| past.saw(id, other)))?;
    let (said, publish) = &counted.publishes[&first];
    let of_it = |id: &ActId| all.contains(&id);
    let withdrawn = counted
        .withdraws
        .iter()
        .filter(|(_, of, _)| of_it(of))
        .min_by_key(|(said, _, _)| place(depths, said));
    let mut adoptions: BTreeMap<String, GivenAdoption> = BTreeMap::new();
    for id in &counted.order {
        let Some((said, adopt)) = counted
            .adopts
            .get(id)
            .filter(|(_, one)| of_it(&one.publication))
        else {
            continue;
        };
        // Later words stand in the place of earlier ones they have seen; of two said apart, the one with
        // the greater id, as everywhere.
        let is_newer = adoptions.get(&adopt.unit).is_none_or(|held| {
            past.saw(id, &held.said.act) || (!past.saw(&held.said.act, id) && *id > held.said.act)
        });
        if is_newer {
            adoptions.insert(
                adopt.unit.clone(),
                GivenAdoption {
                    said: *said,
                    adoption: adopt.adoption,
                    addendum: adopt.addendum,
                    addendum_text: adopt.addendum_text.clone(),
                    reason: adopt.reason.clone(),
                    answer: answer(past, counted, id),
                },
            );
        }
    }
    let mut readers: BTreeMap<PublicKey, Said> = BTreeMap::new();
    for (said, _) in counted.readers.iter().filter(|(_, of)| of_it(of)) {
        let first = readers.entry(roster.person(&said.by)).or_insert(*said);
        if place(depths, said) < place(depths, first) {
            *first = *said;
        }
    }
    Some(Publication {
        said: *said,
        number: publish.number.clone(),
        effective: publish.effective,
        review: publish.review,
        replaces: publish.replaces.clone(),
        files: publish.files.clone(),
        doubles: all
            .iter()
            .filter(|id| ***id != first)
            .map(|id| **id)
            .collect(),
        withdrawn: withdrawn.map(|(said, _, reason)| (*said, reason.clone())),
        adoptions,
        readers,
    })
}

/// Reads the body; such an act is known to be of a lifecycle.
fn read(act: &Act) -> Result<Body, Reason> {
    Body::read(act).map_err(Reason::Body)
}
