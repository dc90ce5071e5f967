//! Acts about seats: who holds which role, from when to when.

use format::{ActId, PublicKey};
use minicbor::{Decode, Encode};

use super::day::Day;
use super::meeting::MeetingRules;
use crate::seats::Role;

/// Gives somebody a seat. Said by the chair; the chair's own seat also by the sponsor.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Appoint {
    /// Who gets it.
    #[n(0)]
    pub holder: PublicKey,
    /// What they are from then on.
    #[n(1)]
    pub role: Role,
    /// The unit the seat is for; empty: the whole organisation.
    #[n(2)]
    pub unit: String,
    /// For members and reviewers the department they speak for, such as `legal`; empty otherwise.
    #[n(3)]
    pub field: String,
    /// The first day; absent: at once.
    #[n(4)]
    pub from: Option<Day>,
    /// The last day; absent: until it is ended. An acting chair has one.
    #[n(5)]
    pub until: Option<Day>,
    /// The seat that ends with this act: whoever names a new chair ends the seat of the old one.
    #[n(6)]
    pub instead_of: Option<ActId>,
}

/// Ends a seat.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EndSeat {
    /// The act that gave it; the founding act for the founder's.
    #[n(0)]
    pub seat: ActId,
    /// Why; may be empty.
    #[n(1)]
    pub reason: String,
}

/// The rules the council decides by. Said by the chair; replaces what was said before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Charter {
    /// Which opinions each kind of document needs.
    #[n(0)]
    pub mandatory: Vec<Mandatory>,
    /// Whether somebody may approve what they submitted or wrote last.
    #[n(1)]
    pub allows_self_approval: bool,
    /// How many days a published version has for every unit to adopt it or ask for an exemption.
    #[n(2)]
    pub adoption_days: u32,
    /// How meetings go; absent: as [`MeetingRules::default`] has it.
    #[n(3)]
    pub meetings: Option<MeetingRules>,
}

/// The opinions that a kind of document needs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Mandatory {
    /// The kind, as in its create act.
    #[n(0)]
    pub kind: String,
    /// The departments that must be asked, such as `legal`.
    #[n(1)]
    pub fields: Vec<String>,
}

impl Charter {
    /// How meetings go.
    pub fn meeting_rules(&self) -> MeetingRules {
        self.meetings.unwrap_or_default()
    }

    /// The departments whose opinion a document of this kind needs.
    pub fn mandatory_for(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.mandatory
            .iter()
            .filter(move |one| one.kind == kind)
            .flat_map(|one| one.fields.iter().map(String::as_str))
    }
}
