//! Who may hold a document, as plain data for the screen.

use council::access::Access;
use council::act::scope::Label;
use council::roster::Roster;

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
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            label: None,
            everybody: true,
            units: Vec::new(),
            people: Vec::new(),
        }
    }
}

impl Shared {
    /// What the acts say, with the names of this roster.
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
        }
    }
}
