//! How the units take a publication, and how many people confirmed having read it.

use std::collections::{BTreeMap, BTreeSet};

use council::access::Access;
use council::act::day::Day;
use council::lifecycle::{Answer, GivenAdoption, Publication, Version};
use council::roster::Roster;
use council::units::name_key;
use format::{ActId, DocumentId, PublicKey};
use serde::Serialize;

use crate::command_line::documents::{Desk, Writer, title_or_none};
use crate::command_line::refusal::Refusal;
use crate::core::deciding::Decisions;
use crate::core::deciding::adopting::AddendumNow;
use crate::engine::addenda;
use crate::engine::deciding::Case;
use crate::engine::indexing::timestamp;
use crate::say;
use crate::words::Language;
use crate::words::adopting::{addendum_name, adoption, adoption_name, not_adopted};

/// How a publication was taken.
pub(super) struct Taken<'a> {
    version: &'a Version,
    publication: &'a Publication,
    /// The units that owe a word, by the day until which they owe it.
    open: BTreeMap<Option<Day>, Vec<String>>,
    addenda: BTreeMap<ActId, AddendumNow>,
    readers: usize,
    people: usize,
    today: Day,
}

/// The same for scripts. The fields stay.
#[derive(Serialize)]
pub(super) struct TakenAnswer {
    version: usize,
    number: String,
    units: Vec<UnitAnswer>,
    not_adopted: Vec<OpenAnswer>,
    /// How many people confirmed having read it.
    readers: usize,
    /// How many people may hold it.
    people: usize,
}

/// The newest word of a unit.
#[derive(Serialize)]
struct UnitAnswer {
    unit: String,
    /// `as-it-is`, `with-addendum` or `asks-exemption`.
    adoption: &'static str,
    by: Writer,
    time: Option<String>,
    reason: String,
    addendum: Option<String>,
    /// `same`, `changed`, `not-here` or `unsaid`: how the addendum reads now.
    addendum_now: Option<&'static str>,
    answer: Option<ExemptAnswer>,
    /// Whether nothing more is waited for from the unit.
    settled: bool,
}

/// The chair's answer to who asked to be exempted.
#[derive(Serialize)]
struct ExemptAnswer {
    granted: bool,
    until: Option<String>,
    reason: String,
    by: Writer,
    time: Option<String>,
}

/// A unit that has not adopted.
#[derive(Serialize)]
struct OpenAnswer {
    unit: String,
    due: Option<String>,
    overdue: bool,
}

impl<'a> Taken<'a> {
    /// Of this version, if it was published.
    pub(super) fn of(
        desk: &Desk,
        case: &Case,
        decisions: &Decisions,
        version: &'a Version,
    ) -> Result<Option<Self>, Refusal> {
        let Some(publication) = &version.publication else {
            return Ok(None);
        };
        let access = desk.reader.access(&case.opened.id)?;
        let (people, offices) = audience(&desk.roster, &access);
        let read = publication.readers.keys();
        let read: BTreeSet<PublicKey> = read.map(|key| desk.roster.person(key)).collect();
        let goes_by = decisions.publication().map(|(version, _)| version.number);
        let is_over = publication.withdrawn.is_some()
            || decisions.superseded.is_some()
            || goes_by != Some(version.number);
        let me = desk.office.me()?;
        Ok(Some(Self {
            version,
            publication,
            open: match is_over {
                true => BTreeMap::new(),
                false => decisions.not_adopted(publication, offices),
            },
            addenda: addenda::now(&desk.reader, &case.lifecycle, me.as_ref())?,
            readers: read.intersection(&people).count(),
            people: people.len(),
            today: decisions.day,
        }))
    }

    /// In words, a line for each thing.
    pub(super) fn lines(&self, language: Language, desk: &Desk) -> Vec<String> {
        let title_of = |id: &DocumentId| {
            let mut known = desk.summaries.iter();
            match known.find(|summary| summary.document == *id) {
                Some(summary) => title_or_none(language, &summary.title),
                None => id.short(),
            }
        };
        let units = self.publication.adoptions.iter();
        let units = units.map(|(unit, word)| {
            let now = self.addenda.get(&word.said.act).copied();
            adoption(language, (unit, word), now, self.today, title_of)
        });
        let open = not_adopted(language, &self.open);
        let readers = say!(
            language,
            "told-readers",
            count = self.readers as u64,
            of = self.people as u64
        );
        units
            .chain(open.into_iter().map(|(_, text)| text))
            .chain([readers])
            .collect()
    }

    /// For scripts.
    pub(super) fn answer(&self, roster: &Roster) -> TakenAnswer {
        let overdue = |due: &Option<Day>| due.is_some_and(|due| due < self.today);
        let open = self.open.iter().flat_map(|(due, units)| {
            units.iter().map(move |unit| OpenAnswer {
                unit: unit.clone(),
                due: due.map(|due| due.to_string()),
                overdue: overdue(due),
            })
        });
        TakenAnswer {
            version: self.version.number,
            number: self.publication.number.clone(),
            units: self
                .publication
                .adoptions
                .iter()
                .map(|(unit, word)| self.unit(roster, unit, word))
                .collect(),
            not_adopted: open.collect(),
            readers: self.readers,
            people: self.people,
        }
    }

    fn unit(&self, roster: &Roster, unit: &str, word: &GivenAdoption) -> UnitAnswer {
        let answer = |answer: &Answer| ExemptAnswer {
            granted: answer.is_granted,
            until: answer.until.map(|day| day.to_string()),
            reason: answer.reason.clone(),
            by: Writer::of(roster, Some(&answer.said.by)),
            time: timestamp(answer.said.time_millis),
        };
        let now = self.addenda.get(&word.said.act);
        UnitAnswer {
            unit: unit.to_owned(),
            adoption: adoption_name(word.adoption),
            by: Writer::of(roster, Some(&word.said.by)),
            time: timestamp(word.said.time_millis),
            reason: word.reason.clone(),
            addendum: word.addendum.map(|id| id.to_string()),
            addendum_now: now.map(|now| addendum_name(*now)),
            answer: word.answer.as_ref().map(answer),
            settled: word.is_settled(self.today),
        }
    }
}

/// The people who may hold the document, each by the first of their devices, and their offices by name.
/// Head office made what is adopted: it is none of them.
fn audience(roster: &Roster, access: &Access) -> (BTreeSet<PublicKey>, Vec<String>) {
    let holds = |key: &PublicKey| roster.counts(key) && access.admits(roster, key);
    let members = roster.members.iter().filter(|(key, _)| holds(key));
    let mut people = BTreeSet::new();
    let mut offices = BTreeSet::new();
    for (key, member) in members {
        people.insert(roster.person(key));
        if !member.office.is_empty() && member.office != roster.head_office {
            offices.insert(member.office.clone());
        }
    }
    let mut offices: Vec<String> = offices.into_iter().collect();
    offices.sort_by_cached_key(|office| name_key(office));
    (people, offices)
}
