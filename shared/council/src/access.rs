//! Who may hold a document: what its create acts and the grants about it say, seen with the roster.
//!
//! | document for | who may hold it |
//! | --- | --- |
//! | the whole council | every member who counts, every relay that serves the whole council or any unit |
//! | units | members of these units and of units below them, whoever has a seat for such a unit; chair, acting chair, secretary and auditor of the whole organisation |
//! | people | these people, with every device of theirs |
//!
//! Whoever created it may hold it in any case. A relay may hold what it serves somebody with. Grants only widen: those of
//! a device that was revoked later go on. Like everything folded, a pure function of the set of acts.

use std::collections::BTreeSet;

use format::id::Origin;
use format::scope::Scope;
use format::{Act, ActId, PublicKey};

use crate::act::day::Day;
use crate::act::scope::Grant;
use crate::act::{Body, BodyError, Create};
use crate::revocation::Released;
use crate::roster::{Membership, Roster};
use crate::seats::{Ability, Role, Seat};

/// Who may hold one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    is_created: bool,
    everybody: bool,
    units: BTreeSet<String>,
    /// People named, and whoever created the document, each by the first of their devices.
    people: BTreeSet<PublicKey>,
    creators: BTreeSet<PublicKey>,
    not_counted: Vec<(ActId, Reason)>,
}

/// Why a create act or a grant counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// It is built on acts about the council that are not here (yet).
    #[error("it is built on acts that are not here")]
    Incomplete,
    /// Its author is no member who counts.
    #[error("whoever says it is no member who counts")]
    Stranger,
    /// Its author's device was revoked, and nobody accepted the act.
    #[error("the device of whoever says it was revoked, and the act was not accepted")]
    Revoked,
    /// Its author did not begin the document and held no seat that may, as far as was seen.
    #[error("whoever says it did not begin the document and held no seat that may")]
    NoSeat,
    /// A create act that says the words of another's again.
    #[error("whoever says it did not begin the document")]
    NotCreator,
}

impl Access {
    /// Folds the create acts and grants among the acts about one document.
    pub fn of<'a>(roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        Self::fold(roster, acts, &mut |_| {}).0
    }

    /// The acts that opened the document to somebody, with what each says: create acts, then the grants
    /// that count, each by its author's clock. Grants on what is for everybody are left out.
    pub fn openings<'a>(roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Vec<Opening> {
        let mut openings = Vec::new();
        Self::fold(roster, acts, &mut |opening| openings.push(opening));
        openings.sort_by_key(|one: &Opening| (!one.is_creation, one.time_millis, one.act));
        openings
    }

    /// Whether a grant that `key` would say on this day about the document with these acts would count.
    pub fn may_be_widened_by<'a>(
        roster: &Roster,
        acts: impl IntoIterator<Item = &'a Act>,
        key: &PublicKey,
        day: Day,
    ) -> bool {
        let (access, unit) = Self::fold(roster, acts, &mut |_| {});
        let is_own = access.creators.contains(&roster.person(key));
        let seats = roster.seats.on(day);
        let mut seats = seats.filter(|seat| roster.seats.is_held_with(seat, key));
        access.is_created
            && roster.counts(key)
            && (is_own || seats.any(|seat| seat.may(Ability::Grant, &unit, is_own)))
    }

    /// How the document came to be, told by the acts about it; `None` while none creates it.
    ///
    /// Anybody can sign the words of another's create act again, and the id of theirs may be lower. Where
    /// the words name who began the document, it is that device, whoever signed. Two minute-takers may
    /// begin the minutes of one meeting apart: of those whom the document is for, the lower act id tells.
    pub fn creation<'a>(
        roster: &Roster,
        acts: impl IntoIterator<Item = &'a Act>,
    ) -> Option<Creation<'a>> {
        let mut access = Self::default();
        let mut creates = Vec::new();
        for act in acts {
            if act.statement().kind == "create"
                && let Ok(Body::Create(create)) = Body::read(act)
            {
                access.widen(roster, &create.scope);
                creates.push((act, create));
            }
        }
        access.creation_among(roster, creates)
    }

    fn creation_among<'a>(
        &self,
        roster: &Roster,
        creates: Vec<(&'a Act, Create)>,
    ) -> Option<Creation<'a>> {
        // False stands before true.
        let order = |(act, create): &(&Act, Create)| {
            let is_foreign = !self.is_creator(roster, create, &act.statement().author);
            (is_foreign, act.id())
        };
        let (act, create) = creates.into_iter().min_by_key(order)?;
        let creator = match &create.origin {
            Origin::Nonce(_, creator) => *creator,
            Origin::Meeting { .. } => act.statement().author,
        };
        Some(Creation {
            act,
            create,
            creator,
        })
    }

    /// The fold, and the unit by which rights to widen it are judged. `note` hears of each act that
    /// opens the document.
    fn fold<'a>(
        roster: &Roster,
        acts: impl IntoIterator<Item = &'a Act>,
        note: &mut dyn FnMut(Opening),
    ) -> (Self, String) {
        let acts: Vec<&Act> = acts.into_iter().collect();
        let mut access = Self::default();
        let mut creates: Vec<(&Act, Create)> = Vec::new();
        for act in &acts {
            // Reading a body costs more than looking at the word.
            if act.statement().kind != "create" {
                continue;
            }
            let create = match Body::read(act) {
                Ok(Body::Create(create)) => create,
                Ok(_) => continue,
                Err(error) => {
                    access.not_counted.push((act.id(), error.into()));
                    continue;
                }
            };
            let author = act.statement().author;
            access.is_created = true;
            access.widen(roster, &create.scope);
            note(Opening::of(act, create.scope.clone(), String::new(), true));
            match access.is_creator(roster, &create, &author) {
                true => {
                    access.creators.insert(roster.person(&author));
                }
                false => access.not_counted.push((act.id(), Reason::NotCreator)),
            }
            creates.push((*act, create));
        }
        access.not_counted.sort_by_key(|(act, _)| *act);
        let Some(Creation {
            create, creator, ..
        }) = access.creation_among(roster, creates)
        else {
            return (access, String::new());
        };
        // Grants only widen: they say nothing more where it is for everybody from the start, and are
        // judged all the same for whoever asks which count.
        let is_open = access.everybody;
        let grants: Vec<&&Act> = (acts.iter())
            .filter(|act| act.statement().kind == "grant")
            .collect();
        let unit = match create.scope.units() {
            [unit] => unit.clone(),
            _ => roster.unit_of(&create, &creator, ""),
        };
        // Seeing what was released costs more than looking whether there is anything to judge.
        if grants.is_empty() {
            return (access, unit);
        }
        let released = Released::of(roster, acts.iter().copied());
        for act in grants {
            match access.grant(roster, &released, &unit, act) {
                Ok(grant) if !is_open => {
                    access.widen(roster, &grant.scope);
                    note(Opening::of(act, grant.scope, grant.reason, false));
                }
                Ok(_) => {}
                Err(reason) => access.not_counted.push((act.id(), reason)),
            }
        }
        access.not_counted.sort_by_key(|(act, _)| *act);
        (access, unit)
    }

    /// Create acts and grants that count for nothing, and why; ascending.
    pub fn not_counted(&self) -> &[(ActId, Reason)] {
        &self.not_counted
    }

    /// Whether it is for the same units and people as `other`.
    pub fn is_as_wide_as(&self, other: &Self) -> bool {
        let wide = |access: &Self| {
            let (units, people) = (access.units.clone(), access.people.clone());
            (access.everybody, units, people)
        };
        wide(self) == wide(other)
    }

    /// Whether the author of this act is one of those who began the document.
    pub(crate) fn is_begun_by(&self, roster: &Roster, act: &Act) -> bool {
        let author = &act.statement().author;
        self.creators.contains(&roster.person(author))
    }

    /// Whether a create act is here. Nobody may be given anything of a document before.
    pub fn is_created(&self) -> bool {
        self.is_created
    }

    /// Whether the whole council may hold it.
    pub fn is_for_everybody(&self) -> bool {
        self.everybody
    }

    /// The units that may hold it, with those below them.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.units.iter().map(String::as_str)
    }

    /// The people named, each by a device, without whoever created it.
    pub fn people(&self) -> impl Iterator<Item = &PublicKey> {
        self.people.iter()
    }

    /// Whoever created it, each by a device.
    pub fn creators(&self) -> impl Iterator<Item = &PublicKey> {
        self.creators.iter()
    }

    /// Whether `key` may be given the document: a member who counts, or a relay.
    pub fn admits(&self, roster: &Roster, key: &PublicKey) -> bool {
        if !self.is_created {
            return false;
        }
        if roster.counts(key) {
            return self.is_for(roster, key, Held::Now);
        }
        roster.relays.iter().any(|relay| {
            relay.key == Some(*key)
                && match &relay.serves {
                    None => true,
                    Some(units) => self.everybody || self.is_served(roster, units),
                }
        })
    }

    /// Whether `key` may have written in the document, as a member who counts, waits or was revoked:
    /// what grows only as acts come in.
    pub fn may_have_been_written_by(&self, roster: &Roster, key: &PublicKey) -> bool {
        !self.is_created || self.is_for(roster, key, Held::Ever)
    }

    /// Why this member who counts may hold the document; `None` where it may not.
    pub fn why<'a>(&'a self, roster: &'a Roster, key: &'a PublicKey) -> Option<Why<'a>> {
        (self.is_created && roster.counts(key))
            .then(|| self.why_for(roster, key, Held::Now))
            .flatten()
    }

    /// Whether the document is for this member, however it stands.
    fn is_for(&self, roster: &Roster, key: &PublicKey, held: Held) -> bool {
        self.why_for(roster, key, held).is_some()
    }

    fn why_for<'a>(
        &'a self,
        roster: &'a Roster,
        key: &'a PublicKey,
        held: Held,
    ) -> Option<Why<'a>> {
        let member = roster.members.get(key)?;
        if self.everybody {
            return Some(Why::Everybody);
        }
        let person = roster.person(key);
        if self.creators.contains(&person) {
            return Some(Why::Creator);
        }
        if self.people.contains(&person) {
            return Some(Why::Named);
        }
        if self.units.is_empty() {
            return None;
        }
        let unit_above = |unit: &'a str| {
            let mut above = roster.units.upwards(unit);
            above.find(|one| self.units.contains(*one))
        };
        if let Some(unit) = unit_above(&member.office) {
            return Some(Why::Unit(unit));
        }
        let mut seats = roster.seats.of_device(key, held == Held::Ever);
        let seat = seats.find(|seat| match seat.unit.as_str() {
            "" => opens_documents(seat),
            unit => unit_above(unit).is_some(),
        })?;
        Some(Why::Seat(seat.role, &seat.unit))
    }

    /// Whether the author of this create act began the document. Anybody can sign the words of another's
    /// act, and those about a meeting can be guessed: where they name a creator it must be the author's
    /// own device, and else the document must be for the author without that.
    fn is_creator(&self, roster: &Roster, create: &Create, author: &PublicKey) -> bool {
        match &create.origin {
            Origin::Nonce(_, creator) => creator == author,
            Origin::Meeting { .. } => self.is_for(roster, author, Held::Ever),
        }
    }

    /// Whether a relay of these units serves somebody with the document.
    fn is_served(&self, roster: &Roster, units: &[String]) -> bool {
        roster.members.values().any(|member| {
            let mut above = roster.units.upwards(&member.office);
            member.membership == Membership::Counts
                && above.any(|one| units.iter().any(|unit| unit == one))
                && self.is_for(roster, &member.key, Held::Now)
        })
    }

    fn widen(&mut self, roster: &Roster, scope: &Scope) {
        match scope {
            Scope::Council => self.everybody = true,
            Scope::Named { units, people } => {
                self.units.extend(units.iter().cloned());
                self.people
                    .extend(people.iter().map(|key| roster.person(key)));
            }
        }
    }

    /// What a grant opens, if it counts: its author counts, or the grant was accepted or is within the cut, and
    /// had the right, as far as was seen.
    fn grant(
        &self,
        roster: &Roster,
        released: &Released,
        unit: &str,
        act: &Act,
    ) -> Result<Grant, Reason> {
        let Body::Grant(grant) = Body::read(act)? else {
            return Err(Reason::NoSeat);
        };
        if !released.admits(roster, act) && !is_within_cut(roster, released, act) {
            return Err(match roster.is_revoked(&act.statement().author) {
                true => Reason::Revoked,
                false => Reason::Stranger,
            });
        }
        if !roster.seats.knows(&act.statement().roster) {
            return Err(Reason::Incomplete);
        }
        let is_own = self.is_begun_by(roster, act);
        match is_own || roster.seats.might(act, Ability::Grant, unit, is_own) {
            true => Ok(grant),
            false => Err(Reason::NoSeat),
        }
    }
}

/// Whether a grant of a device that was revoked since had seen no more of the council than whoever revoked it,
/// where no release says what is accepted of that device in the document. A revocation cannot name the grants of documents that its author does not hold, and without theirs everybody
/// else would be shut out of what was shared with them. Whoever has such a device may say a grant later as if
/// it had been before; it opens to a member what that device could read to them.
fn is_within_cut(roster: &Roster, released: &Released, act: &Act) -> bool {
    let statement = act.statement();
    let revocations = roster.revocations.of(&statement.author).iter();
    let revocations = revocations.map(|one| &one.act);
    !released.is_about(&statement.author)
        && (roster.seats).saw_as_much(revocations, &statement.roster)
}

/// Whether a seat opens documents that are for units, to whoever holds it: for a unit, or for the whole
/// organisation with a role that sees all. It does until an act ends it, whatever days it names.
pub fn opens_documents(seat: &Seat) -> bool {
    let sees_all = matches!(seat.role, Role::Secretary | Role::Auditor);
    !seat.unit.is_empty() || sees_all || seat.role.is_presiding()
}

/// How a document came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation<'a> {
    /// The act that counts for it.
    pub act: &'a Act,
    /// What it says.
    pub create: Create,
    /// The device that began the document.
    pub creator: PublicKey,
}

/// Why somebody may hold a document: the first of these that is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why<'a> {
    /// It is for the whole council.
    Everybody,
    /// They created it.
    Creator,
    /// They are named.
    Named,
    /// They write for this unit or one below it.
    Unit(&'a str),
    /// They have a seat with this role, for this unit; empty: for the whole organisation.
    Seat(Role, &'a str),
}

/// One act that opened a document to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The act.
    pub act: ActId,
    /// Who said it.
    pub by: PublicKey,
    /// When, by their clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// Whom it names.
    pub scope: Scope,
    /// Why; may be empty.
    pub reason: String,
    /// Whether it created the document, as opposed to a grant.
    pub is_creation: bool,
}

impl Opening {
    fn of(act: &Act, scope: Scope, reason: String, is_creation: bool) -> Self {
        Self {
            act: act.id(),
            by: act.statement().author,
            time_millis: act.statement().time_millis,
            scope,
            reason,
            is_creation,
        }
    }
}

/// Which seats of somebody are asked about. A seat opens documents until an act ends it, whatever days it
/// names: clocks decide nothing that two nodes must agree on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Now,
    Ever,
}
