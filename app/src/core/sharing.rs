//! Who may hold a document, as plain data for the screen, and who is to hold a new one.

use council::access::{Access, Opening, Why};
use council::act::scope::Label;
use council::roster::Roster;
use council::seats::Role;
use council::units::name_key;
use format::PublicKey;
use format::scope::Scope;

use super::council::Council;

/// Who may hold one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// How confidential it is, as its creator said.
    pub label: Option<Label>,
    /// Whether the whole council may.
    pub everybody: bool,
    /// The units that may, with those below them.
    pub units: Vec<String>,
    /// The people who may, whoever created it among them, by name.
    pub people: Vec<String>,
    /// Who may as things are now, one line for each person, by name; empty where everybody may.
    pub holders: Vec<Holder>,
    /// The addresses of relays that may.
    pub relays: Vec<String>,
    /// The acts that opened it, oldest first.
    pub openings: Vec<Opened>,
    /// Whether this person may share it with more.
    pub may_widen: bool,
}

/// Somebody who may hold a document, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// A device of theirs.
    pub key: PublicKey,
    /// The first device of the person.
    pub first: PublicKey,
    /// The person.
    pub person: String,
    /// The office they write for.
    pub office: String,
    /// Why.
    pub by: Ground,
}

/// Why somebody may hold a document that is not for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// They created it.
    Creator,
    /// They are named.
    Named,
    /// They write for this unit or a part of it.
    Unit(String),
    /// They have this seat, for this unit; empty: for the whole organisation.
    Seat(Role, String),
}

/// An act that opened a document to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Who said it, with the office.
    pub by: String,
    /// When, by their clock, in milliseconds since 1970.
    pub time_millis: i64,
    /// Whether it opened it to the whole council.
    pub everybody: bool,
    /// The units and people it names.
    pub named: Vec<String>,
    /// Why; may be empty.
    pub reason: String,
    /// Whether it created the document.
    pub is_creation: bool,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            label: None,
            everybody: true,
            units: Vec::new(),
            people: Vec::new(),
            holders: Vec::new(),
            relays: Vec::new(),
            openings: Vec::new(),
            may_widen: false,
        }
    }
}

impl Shared {
    /// What the acts say, with the names of this roster; without who holds it through what.
    pub fn of(roster: &Roster, access: &Access, label: Option<Label>) -> Self {
        let people = access.people().chain(access.creators());
        let mut people: Vec<String> = people.map(|key| roster.name_of(key)).collect();
        people.sort();
        people.dedup();
        Self {
            label,
            everybody: access.is_for_everybody(),
            units: access.units().map(str::to_owned).collect(),
            people,
            ..Self::default()
        }
    }

    /// The same with everybody who holds it, the acts that opened it, and whether this person may share
    /// it with more.
    pub fn in_full(
        roster: &Roster,
        access: &Access,
        label: Option<Label>,
        openings: &[Opening],
        may_widen: bool,
    ) -> Self {
        let relays = roster.relays.iter();
        let relays =
            relays.filter(|relay| relay.key.is_some_and(|key| access.admits(roster, &key)));
        Self {
            holders: match access.is_for_everybody() {
                true => Vec::new(),
                false => holders(roster, access),
            },
            relays: relays.map(|relay| relay.address.clone()).collect(),
            openings: openings.iter().map(|one| opened(roster, one)).collect(),
            may_widen,
            ..Self::of(roster, access, label)
        }
    }
}

fn holders(roster: &Roster, access: &Access) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    for member in roster.members.values() {
        let by = match access.why(roster, &member.key) {
            Some(Why::Creator) => Ground::Creator,
            Some(Why::Named) => Ground::Named,
            Some(Why::Unit(unit)) => Ground::Unit(unit.to_owned()),
            Some(Why::Seat(role, unit)) => Ground::Seat(role, unit.to_owned()),
            Some(Why::Everybody) | None => continue,
        };
        let first = roster.person(&member.key);
        if holders.iter().all(|known| known.first != first) {
            holders.push(Holder {
                key: member.key,
                first,
                person: member.person.clone(),
                office: member.office.clone(),
                by,
            });
        }
    }
    holders.sort_by_cached_key(|one| (name_key(&one.person), name_key(&one.office)));
    holders
}

fn opened(roster: &Roster, opening: &Opening) -> Opened {
    let people = opening.scope.people().iter();
    let named = opening.scope.units().iter().cloned();
    Opened {
        by: roster.name_of(&opening.by),
        time_millis: opening.time_millis,
        everybody: opening.scope == Scope::Council,
        named: named.chain(people.map(|key| roster.name_of(key))).collect(),
        reason: opening.reason.clone(),
        is_creation: opening.is_creation,
    }
}

/// Who is to hold a new document: as its label has it, or these units and people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holders {
    /// How confidential it is.
    pub label: Option<Label>,
    /// The only units.
    pub units: Vec<String>,
    /// The only people, by a device of each.
    pub people: Vec<PublicKey>,
}

impl Holders {
    /// Who may hold a document of `unit` that `me` creates; `None` where too many are named.
    pub fn scope(&self, unit: &str, me: &PublicKey) -> Option<Scope> {
        if self.units.is_empty() && self.people.is_empty() {
            return Some(self.label.unwrap_or_default().scope(unit, me));
        }
        Scope::named(self.units.iter().cloned(), self.people.iter().copied())
    }
}

/// A unit or a person that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A unit.
    Unit(String),
    /// A person, by a device.
    Person(PublicKey),
}

/// The units and, with `people`, the people whose name or office holds what is typed: units first. Closed
/// units and whoever does not count are left out.
pub fn offers(council: &Council, typed: &str, people: bool) -> Vec<Named> {
    let wanted = typed.trim().to_lowercase();
    let fits = |text: &str| text.to_lowercase().contains(&wanted);
    let units = council.units.iter();
    let units = units.filter(|row| !row.is_closed && fits(&row.name));
    let persons = council.persons().into_iter();
    let persons = persons.filter(|one| people && (fits(&one.person) || fits(&one.office)));
    units
        .map(|row| Named::Unit(row.name.clone()))
        .chain(persons.map(|one| Named::Person(one.key)))
        .collect()
}
