//! Acts about who belongs where and who may hold what: units, and grants.

use format::PublicKey;
use format::scope::{MAX_UNIT_BYTES, Scope};
use minicbor::{Decode, Encode};

/// Puts a unit into the unit tree, or says anew what it is. Said by the chair.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Unit {
    /// What it is called: the name by which offices, seats and scopes mean it.
    #[n(0)]
    pub name: String,
    /// What it is.
    #[n(1)]
    pub kind: UnitKind,
    /// The unit it is part of; absent at the top.
    #[n(2)]
    pub parent: Option<String>,
    /// Whether it is closed: it stays in the tree for what was said of it, and is offered no more.
    #[n(3)]
    pub is_closed: bool,
}

impl Unit {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let is_name = |name: &str| !name.trim().is_empty() && name.len() <= MAX_UNIT_BYTES;
        match &self.parent {
            _ if !is_name(&self.name) => Err("the unit has no name, or one that is too long"),
            Some(parent) if !is_name(parent) => Err("the unit above it has no acceptable name"),
            Some(parent) if *parent == self.name => Err("a unit cannot be part of itself"),
            _ => Ok(()),
        }
    }
}

/// Gives a unit the code with which the provisional codes of its documents begin
/// ([`codes`](crate::codes)). Said by the chair. An act of its own, so that programs that do not know it
/// still know the unit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UnitCode {
    /// The name of the unit.
    #[n(0)]
    pub unit: String,
    /// Its code: 1 to 8 capital letters and digits.
    #[n(1)]
    pub code: String,
}

impl UnitCode {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let is_name = !self.unit.trim().is_empty() && self.unit.len() <= MAX_UNIT_BYTES;
        match crate::codes::is_unit_code(&self.code) {
            _ if !is_name => Err("the unit has no name, or one that is too long"),
            false => Err("the code of a unit is 1 to 8 capital letters and digits"),
            true => Ok(()),
        }
    }
}

/// What a unit is: the parts of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// Where the council sits.
    HeadOffice,
    /// A branch office.
    Branch,
    /// A company that belongs to the organisation.
    Subsidiary,
    /// A company that is close to it.
    Affiliate,
    /// A business unit.
    BusinessUnit,
    /// A division.
    Division,
    /// A department.
    Department,
}

impl UnitKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::HeadOffice,
        Self::Branch,
        Self::Subsidiary,
        Self::Affiliate,
        Self::BusinessUnit,
        Self::Division,
        Self::Department,
    ];

    /// Its name in acts and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::HeadOffice => "head-office",
            Self::Branch => "branch",
            Self::Subsidiary => "subsidiary",
            Self::Affiliate => "affiliate",
            Self::BusinessUnit => "business-unit",
            Self::Division => "division",
            Self::Department => "department",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl<C> Encode<C> for UnitKind {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(self.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for UnitKind {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_name(d.str()?)
            .ok_or_else(|| minicbor::decode::Error::message("unknown kind of unit"))
    }
}

/// How confidential a document is, as whoever creates it says. It sets who may hold it unless told
/// otherwise, and is shown; what counts is the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Label {
    /// May be shown to anybody.
    Public,
    /// For the whole council.
    #[default]
    Internal,
    /// For the unit.
    Confidential,
    /// For named people.
    Secret,
}

impl Label {
    /// All of them, from the most open one.
    pub const ALL: [Self; 4] = [
        Self::Public,
        Self::Internal,
        Self::Confidential,
        Self::Secret,
    ];

    /// Its name in acts and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Confidential => "confidential",
            Self::Secret => "secret",
        }
    }

    /// The label with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.name() == name)
    }

    /// Who may hold a document with this label that belongs to `unit` and is created by `creator`.
    pub fn scope(self, unit: &str, creator: &PublicKey) -> Scope {
        let unit = unit.trim();
        let scope = match self {
            Self::Public | Self::Internal => None,
            Self::Confidential if !unit.is_empty() => Scope::named([unit.to_owned()], []),
            Self::Confidential | Self::Secret => Scope::named([], [*creator]),
        };
        match (self, scope) {
            (Self::Public | Self::Internal, _) => Scope::Council,
            (_, Some(scope)) => scope,
            // A unit whose name no scope can hold: as closed as can be.
            (_, None) => Scope::Named {
                units: Vec::new(),
                people: vec![*creator],
            },
        }
    }
}

impl<C> Encode<C> for Label {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(self.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Label {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_name(d.str()?).ok_or_else(|| minicbor::decode::Error::message("unknown label"))
    }
}

/// Widens who may hold a document. Nothing narrows it: whoever held a document cannot un-read it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Grant {
    /// Who may hold it besides.
    #[n(0)]
    pub scope: Scope,
    /// Why; may be empty.
    #[n(1)]
    pub reason: String,
}
