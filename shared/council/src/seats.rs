//! Who holds which seat, folded from acts: a pure function of the set of roster acts.
//!
//! **How an appointment counts.** By what its author had seen: whoever appoints must hold, among the acts
//! that the appointment cites (and those cite), a seat that may. Clocks play a part only where a seat
//! itself names days.
//!
//! **The chair.** The founding act makes the founder the chair. Another chair is named by the chair or
//! the sponsor, in an act that ends the seat before. Where two are named apart, there are two chairs:
//! an error that everybody sees, until the sponsor ends one of the seats.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `author` | who says an act, as what |
//! | `in_time` | what somebody says by a seat that was ended since |
//! | `person` | with which devices a seat is held |
//! | `reason` | why an act about seats counts for nothing |
//! | `role` | the roles, and who may do what |

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, CouncilId, PublicKey, Subject};

use crate::act::Body;
use crate::act::day::Day;
use crate::act::scope::{Unit, UnitCode};
use crate::act::seat::{Appoint, Charter, EndSeat};
use crate::past::{Past, View};
use crate::revocation::Revocations;
use crate::roster::Roster;
use crate::units::Units;

mod author;
mod in_time;
mod person;
mod reason;
mod role;

use person::{People, is_guarded, names_earlier};

pub(crate) use author::{Author, Denied};
pub(crate) use in_time::InTime;
pub use reason::{ChairError, NotCounted, Reason};
pub use role::{Ability, Extent, Role};

/// A seat that was validly given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The act that gave it.
    pub act: ActId,
    /// The device it was given to. Every device of the same person holds it:
    /// [`Seats::holders_now`].
    pub holder: PublicKey,
    /// The role.
    pub role: Role,
    /// The unit it is for; empty: the whole organisation.
    pub unit: String,
    /// The department it speaks for; may be empty.
    pub field: String,
    /// The first day; `None`: at once.
    pub from: Option<Day>,
    /// The last day.
    pub until: Option<Day>,
}

impl Seat {
    /// Whether it lasts on that day, as far as its own days go.
    pub fn lasts_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it ends when the device it was given to is revoked, whatever other devices its holder has:
    /// the chair's, which the recovery key gives anew.
    pub fn ends_with_its_device(&self) -> bool {
        self.role == Role::Chair
    }

    /// Whether it passes to another device of its holder only where that one's join was confirmed.
    pub fn needs_confirmed_join(&self) -> bool {
        is_guarded(self.role)
    }

    /// Whether it may do this for a document of `unit`, begun by its holder or not.
    pub fn may(&self, ability: Ability, unit: &str, is_own: bool) -> bool {
        match self.role.may(ability) {
            Extent::Never => false,
            Extent::Own => is_own,
            Extent::Unit => self.unit.is_empty() || self.unit == unit,
            Extent::Everywhere => true,
        }
    }
}

/// The seats, and who had seen which acts about them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seats {
    seats: BTreeMap<ActId, Seat>,
    /// Which acts end a seat, by the seat: those that count. Revocations are asked of `people`.
    ends: BTreeMap<ActId, Vec<ActId>>,
    /// The seats that ended by all that is known here, and what ended them: revocations too.
    over: BTreeMap<ActId, Vec<ActId>>,
    /// Of every seat that was ended, the first day that an act ending it names, by its author's clock.
    last_days: BTreeMap<ActId, Day>,
    charters: BTreeMap<ActId, Charter>,
    /// The charters, each after those it has seen.
    charter_order: Vec<ActId>,
    /// What the chair said of units, by act.
    units: BTreeMap<ActId, Unit>,
    unit_codes: BTreeMap<ActId, UnitCode>,
    past: Past,
    /// Which devices are one person.
    people: People,
    /// All that is known here.
    now: Seen,
    not_counted: Vec<NotCounted>,
}

impl Seats {
    /// Folds the acts of the council about itself. `roster` and `revocations` are folded from the same
    /// acts; `counted` are the devices that count, or did until revoked.
    pub(crate) fn fold<'a>(
        council: &CouncilId,
        roster: &Roster,
        counted: &BTreeSet<PublicKey>,
        revocations: &Revocations,
        acts: impl IntoIterator<Item = &'a Act>,
    ) -> Self {
        let acts: BTreeMap<ActId, &Act> = acts
            .into_iter()
            .filter(|act| act.council() == *council && act.statement().subject == Subject::Council)
            .map(|act| (act.id(), act))
            .collect();
        let is_about_seats = |act: &Act| {
            matches!(
                act.statement().kind.as_str(),
                "found" | "appoint" | "end-seat" | "charter" | "unit" | "unit-code" | "revoke"
            )
        };
        let places = |act: &Act| act.statement().kind == "join";
        let mut seats = Self {
            past: Past::of(&acts, |act| {
                is_about_seats(act) || places(act) || names_earlier(act)
            }),
            people: People::new(revocations),
            ..Self::default()
        };
        for id in seats.past.order().to_vec() {
            let Some(act) = acts.get(&id) else { continue };
            if places(act) {
                seats.join_devices(roster, counted, &acts, act);
            }
            if !is_about_seats(act) {
                continue;
            }
            let taken = match revocations.excludes(act) {
                true => Err(Reason::Revoked),
                false => seats.take(roster, revocations, act),
            };
            if let Err(reason) = taken {
                seats.not_counted.push(NotCounted {
                    act: id,
                    kind: act.statement().kind.clone(),
                    author: act.statement().author,
                    reason,
                });
            }
        }
        seats.not_counted.sort_by_key(|one| one.act);
        seats.now = seats.everything();
        seats.note_what_is_over(revocations);
        seats
    }

    /// Whoever is revoked holds no seat any more, unless another device of theirs holds it on.
    fn note_what_is_over(&mut self, revocations: &Revocations) {
        self.over.clone_from(&self.ends);
        let seats = self.seats.values();
        let lost: Vec<(ActId, PublicKey)> = seats
            .filter(|seat| self.is_lost(seat, &self.now))
            .map(|seat| (seat.act, seat.holder))
            .collect();
        for (seat, holder) in lost {
            for revocation in revocations.of(&holder) {
                let over = self.over.entry(seat).or_default();
                over.push(revocation.act);
                self.note_last_day(seat, revocation.time_millis);
            }
        }
    }

    /// Appointments, endings and charters that count for nothing, and why; ascending by act.
    pub fn not_counted(&self) -> &[NotCounted] {
        &self.not_counted
    }

    /// The seats that nobody ended, by all that is known here, whatever their days.
    pub fn standing_now(&self) -> impl Iterator<Item = &Seat> {
        let over = &self.over;
        self.seats
            .values()
            .filter(move |seat| !over.contains_key(&seat.act))
    }

    /// The seats that were held on this day, by all that is known here: those that nobody ended before, as far
    /// as the clocks of those who ended them tell. For what happened then; who may do something now, and by
    /// what was seen, asks for [`Seats::on`].
    pub fn held_on(&self, day: Day) -> impl Iterator<Item = &Seat> {
        self.seats.values().filter(move |seat| {
            let is_over = match self.last_days.get(&seat.act) {
                Some(last) => *last < day,
                None => self.over.contains_key(&seat.act),
            };
            !is_over && seat.lasts_on(day)
        })
    }

    /// The seats that last on this day, by all that is known here.
    pub fn on(&self, day: Day) -> impl Iterator<Item = &Seat> {
        self.standing_now().filter(move |seat| seat.lasts_on(day))
    }

    /// The seats that ended with the device they were given to, at most so many days ago by the clock of
    /// whoever revoked it, and would last today.
    pub fn lost_since(&self, days: i64, today: Day) -> impl Iterator<Item = &Seat> {
        self.seats.values().filter(move |seat| {
            let ended = self.last_days.get(&seat.act);
            !self.ends.contains_key(&seat.act)
                && self.over.contains_key(&seat.act)
                && seat.lasts_on(today)
                && ended.is_some_and(|ended| ended.days_until(today) <= days)
        })
    }

    /// Every seat that was ever validly given, and the acts that ended it.
    pub fn all(&self) -> impl Iterator<Item = (&Seat, &[ActId])> {
        self.seats.values().map(|seat| {
            let ends = self.over.get(&seat.act).map(Vec::as_slice);
            (seat, ends.unwrap_or_default())
        })
    }

    /// Everybody who holds, or once held, a seat that has this ability anywhere: every device of theirs.
    pub fn ever_able(&self, ability: Ability) -> BTreeSet<PublicKey> {
        let able = (self.seats.values()).filter(move |s| s.role.may(ability) != Extent::Never);
        self.devices_of_holders(able)
    }

    /// The devices to which a seat of the chair was given that nobody ended, whatever its days.
    pub(crate) fn chairs_now(&self) -> impl Iterator<Item = &PublicKey> {
        let chairs = self.standing_now();
        let chairs = chairs.filter(|seat| seat.role == Role::Chair);
        chairs.map(|seat| &seat.holder)
    }

    /// The unit tree as the acts of the chair make it. Of two that were said apart of one unit, the one
    /// with the greater id stands, until one is said that has seen both.
    pub(crate) fn units(&self) -> Units {
        let said = self.newest_of_each(&self.units, |unit| unit.name.as_str());
        let codes = self.newest_of_each(&self.unit_codes, |code| code.unit.as_str());
        Units::of(said.cloned()).with_codes(codes.cloned())
    }

    /// Of these acts about units those that stand.
    fn newest_of_each<'s, T>(
        &'s self,
        acts: &'s BTreeMap<ActId, T>,
        unit_of: impl Fn(&T) -> &str + 's,
    ) -> impl Iterator<Item = &'s T> {
        let mut by_unit: BTreeMap<String, Vec<(&ActId, &T)>> = BTreeMap::new();
        for (id, act) in acts {
            by_unit
                .entry(unit_of(act).to_owned())
                .or_default()
                .push((id, act));
        }
        by_unit.into_values().flat_map(move |of_unit| {
            let is_replaced = |id: &ActId| {
                of_unit.iter().any(|(other, _)| {
                    self.past.saw(other, id) || (!self.past.saw(id, other) && *other > id)
                })
            };
            let standing = of_unit.iter().filter(|(id, _)| !is_replaced(id));
            standing.map(|(_, act)| *act).collect::<Vec<_>>()
        })
    }

    /// Whether the author of this act about the council held, by what was seen, a seat that may edit
    /// the roster on that day.
    pub(crate) fn edited_roster(&self, act: &Act) -> bool {
        let seen = Seen(self.past.before(&act.id()));
        self.had(act, &seen, |seat| {
            seat.role.may(Ability::EditRoster) != Extent::Never
        })
    }

    /// Whether the author of an act about the council had seen another, one that places somebody or is about
    /// seats.
    pub(crate) fn saw(&self, act: &ActId, other: &ActId) -> bool {
        self.past.saw(act, other)
    }

    /// Whether one of these acts about the council had seen, of who is there and who holds which seat, all
    /// that whoever cites these roster acts had seen.
    pub(crate) fn saw_as_much<'a>(
        &self,
        acts: impl IntoIterator<Item = &'a ActId>,
        roster: &[ActId],
    ) -> bool {
        let seen = self.past.view(roster);
        let mut acts = acts.into_iter();
        acts.any(|act| seen.is_within(&self.past.before(act)))
    }

    /// Whether everything that this act about the council is built on is here.
    pub(crate) fn is_complete(&self, act: &ActId) -> bool {
        self.past.is_complete(act)
    }

    /// Whether the author of this act about the council was the chair, by what was seen.
    pub(crate) fn was_chair(&self, act: &Act) -> bool {
        let seen = Seen(self.past.before(&act.id()));
        self.had(act, &seen, |seat| seat.role == Role::Chair)
    }

    /// The same of an act about a document.
    pub(crate) fn held_chair(&self, act: &Act) -> bool {
        let seen = self.seen(&act.statement().roster);
        self.had(act, &seen, |seat| seat.role == Role::Chair)
    }

    /// Whether the author of this act about a document of `unit` had a seat that may, by what was seen.
    pub(crate) fn might(&self, act: &Act, ability: Ability, unit: &str, is_own: bool) -> bool {
        let seen = self.seen(&act.statement().roster);
        self.had(act, &seen, |seat| seat.may(ability, unit, is_own))
    }

    /// The roles of the seats that the author of an act held, as far as was seen and on that day by its
    /// clock; ascending, each once.
    pub fn roles_of_author(&self, act: &Act) -> Vec<Role> {
        let statement = act.statement();
        let seen = match statement.subject {
            Subject::Council => Seen(self.past.before(&act.id())),
            Subject::Document(_) => self.seen(&statement.roster),
        };
        let day = Day::of_millis(statement.time_millis);
        let held = day.map(|day| self.held(&statement.author, &seen, day));
        let mut roles: Vec<Role> = held.into_iter().flatten().map(|seat| seat.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    fn had(&self, act: &Act, seen: &Seen, fits: impl Fn(&Seat) -> bool) -> bool {
        let statement = act.statement();
        Day::of_millis(statement.time_millis)
            .is_some_and(|day| self.held(&statement.author, seen, day).any(fits))
    }

    /// The chair on this day.
    ///
    /// # Errors
    /// [`ChairError`] when there is none, or more than one person.
    pub fn chair(&self, day: Day) -> Result<&Seat, ChairError> {
        let chairs = self.on(day).filter(|seat| seat.role == Role::Chair);
        match self.one_each(chairs, &self.now)[..] {
            [chair] => Ok(chair),
            [] => Err(ChairError::Vacant),
            ref several => Err(ChairError::Several(
                several.iter().map(|seat| seat.holder).collect(),
            )),
        }
    }

    /// The rules the council decides by, as far as these acts knew them. Two charters said apart: the one
    /// with the greater id stands, until one is said that has seen both.
    pub(crate) fn charter(&self, seen: &Seen) -> Charter {
        let known = |id: &&ActId| self.past.holds(&seen.0, id);
        let known: Vec<&ActId> = self.charter_order.iter().filter(known).collect();
        let newest = known
            .iter()
            .filter(|id| !known.iter().any(|later| self.past.saw(later, id)))
            .max();
        newest
            .and_then(|id| self.charters.get(*id))
            .cloned()
            .unwrap_or_default()
    }

    /// The rules as they are now.
    pub fn charter_now(&self) -> Charter {
        self.charter(&self.now)
    }

    /// What whoever cites these roster acts has seen.
    pub(crate) fn seen(&self, roster: &[ActId]) -> Seen {
        Seen(self.past.view(roster))
    }

    /// What whoever has all that is here has seen.
    pub(crate) fn all_seen(&self) -> &Seen {
        &self.now
    }

    fn everything(&self) -> Seen {
        Seen(self.past.view(self.past.order()))
    }

    /// Whether whoever has seen this knew the act, a founding act or a join, that placed somebody.
    pub(crate) fn knew_of(&self, seen: &Seen, placed_by: &ActId) -> bool {
        self.past.holds(&seen.0, placed_by)
    }

    /// Whether everything that these acts saw of the roster is here.
    pub(crate) fn knows(&self, roster: &[ActId]) -> bool {
        roster.iter().all(|id| self.past.is_complete(id))
    }

    /// The seats that were held with `key` as far as these acts knew, on this day.
    fn held<'a>(
        &'a self,
        key: &PublicKey,
        seen: &'a Seen,
        day: Day,
    ) -> impl Iterator<Item = &'a Seat> + use<'a> {
        let person = self.person(key, seen);
        self.standing(seen)
            .filter(move |seat| person.holds(seat) && seat.lasts_on(day))
    }

    /// The seats that stood as far as these acts knew.
    pub(crate) fn standing<'a, 's>(
        &'a self,
        seen: &'s Seen,
    ) -> impl Iterator<Item = &'a Seat> + use<'a, 's> {
        let holds = |id: &ActId| self.past.holds(&seen.0, id);
        self.seats.values().filter(move |seat| {
            let ends = self.ends.get(&seat.act);
            holds(&seat.act)
                && !ends.is_some_and(|ends| ends.iter().any(holds))
                && !self.is_lost(seat, seen)
        })
    }

    fn take(
        &mut self,
        roster: &Roster,
        revocations: &Revocations,
        act: &Act,
    ) -> Result<(), Reason> {
        let id = act.id();
        match Body::read(act)? {
            Body::Found(_) => {
                let seat = Seat {
                    act: id,
                    holder: act.statement().author,
                    role: Role::Chair,
                    unit: String::new(),
                    field: String::new(),
                    from: None,
                    until: None,
                };
                self.seats.insert(id, seat);
            }
            Body::Appoint(appoint) => self.appoint(roster, revocations, act, appoint)?,
            Body::EndSeat(end) => self.end(roster, revocations, act, &end)?,
            Body::Unit(unit) => {
                self.may(roster, revocations, act, Ability::EditRoster, None)?;
                self.units.insert(id, unit);
            }
            Body::UnitCode(code) => {
                self.may(roster, revocations, act, Ability::EditRoster, None)?;
                self.unit_codes.insert(id, code);
            }
            Body::Charter(charter) => {
                // Whoever acts for the chair does not free themselves from the rule that binds them.
                let about = charter.allows_self_approval.then_some(Role::Chair);
                self.may(roster, revocations, act, Ability::EditRoster, about)?;
                self.charters.insert(id, charter);
                self.charter_order.push(id);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the author may do this, by what was seen. `about` is the role it is about: who acts for
    /// the chair gives and ends neither seats that preside nor the sponsor's, and lets nobody approve their
    /// own text.
    fn may(
        &self,
        roster: &Roster,
        revocations: &Revocations,
        act: &Act,
        ability: Ability,
        about: Option<Role>,
    ) -> Result<(), Reason> {
        let statement = act.statement();
        if !self.past.is_complete(&act.id()) {
            return Err(Reason::Incomplete);
        }
        let day = Day::of_millis(statement.time_millis).ok_or(Reason::NoTime)?;
        // The recovery key names a chair and nothing else.
        if roster.recovery == Some(statement.author) {
            return match ability {
                Ability::AppointChair => Ok(()),
                _ => Err(Reason::NoSeat),
            };
        }
        if !is_member(roster, revocations, &statement.author) {
            return Err(Reason::Stranger);
        }
        let seen = Seen(self.past.before(&act.id()));
        let guarded = about.is_some_and(is_guarded);
        let may = self.held(&statement.author, &seen, day).any(|seat| {
            seat.role.may(ability) != Extent::Never && !(guarded && seat.role == Role::ActingChair)
        });
        match may {
            true => Ok(()),
            false => Err(Reason::NoSeat),
        }
    }

    fn appoint(
        &mut self,
        roster: &Roster,
        revocations: &Revocations,
        act: &Act,
        appoint: Appoint,
    ) -> Result<(), Reason> {
        let id = act.id();
        let ability = match appoint.role {
            Role::Chair => Ability::AppointChair,
            _ => Ability::EditRoster,
        };
        self.may(roster, revocations, act, ability, Some(appoint.role))?;
        if !roster.members.contains_key(&appoint.holder) {
            return Err(Reason::UnknownHolder);
        }
        if appoint.role == Role::ActingChair && appoint.until.is_none() {
            return Err(Reason::NoEnd);
        }
        let seen = Seen(self.past.before(&id));
        if let Some(before) = &appoint.instead_of {
            let before = self.standing(&seen).find(|seat| seat.act == *before);
            let role = before.map(|seat| seat.role).ok_or(Reason::NoSuchSeat)?;
            if (role == Role::Chair) != (appoint.role == Role::Chair) {
                return Err(Reason::OtherRole);
            }
        }
        let day = Day::of_millis(act.statement().time_millis).ok_or(Reason::NoTime)?;
        // Whose days are over before, or begin after, is no chair beside this one.
        let is_beside = |seat: &Seat| {
            let starts = appoint.from.map_or(day, |from| from.max(day));
            seat.until.is_none_or(|until| starts <= until)
                && (seat
                    .from
                    .is_none_or(|from| appoint.until.is_none_or(|last| from <= last)))
        };
        let has_chair = self.standing(&seen).any(|seat| {
            seat.role == Role::Chair && appoint.instead_of != Some(seat.act) && is_beside(seat)
        });
        if appoint.role == Role::Chair && has_chair {
            return Err(Reason::SecondChair);
        }
        if let Some(before) = appoint.instead_of {
            self.note_end(before, id, act.statement().time_millis);
        }
        let seat = Seat {
            act: id,
            holder: appoint.holder,
            role: appoint.role,
            unit: appoint.unit,
            field: appoint.field,
            from: appoint.from,
            until: appoint.until,
        };
        self.seats.insert(id, seat);
        Ok(())
    }

    fn end(
        &mut self,
        roster: &Roster,
        revocations: &Revocations,
        act: &Act,
        end: &EndSeat,
    ) -> Result<(), Reason> {
        let seen = Seen(self.past.before(&act.id()));
        let seat = self.standing(&seen).find(|seat| seat.act == end.seat);
        let seat = seat.ok_or(Reason::NoSuchSeat)?;
        if !self.past.is_complete(&act.id()) {
            return Err(Reason::Incomplete);
        }
        // Everybody may give up what they have.
        let author = act.statement().author;
        if !self.person(&author, &seen).holds(seat) {
            let ability = match seat.role {
                Role::Chair => Ability::AppointChair,
                _ => Ability::EditRoster,
            };
            self.may(roster, revocations, act, ability, Some(seat.role))?;
        } else if !is_member(roster, revocations, &author) {
            return Err(Reason::Stranger);
        }
        self.note_end(end.seat, act.id(), act.statement().time_millis);
        Ok(())
    }

    fn note_end(&mut self, seat: ActId, act: ActId, time_millis: i64) {
        self.ends.entry(seat).or_default().push(act);
        self.note_last_day(seat, time_millis);
    }

    fn note_last_day(&mut self, seat: ActId, time_millis: i64) {
        if let Some(day) = Day::of_millis(time_millis) {
            let last = self.last_days.entry(seat).or_insert(day);
            *last = day.min(*last);
        }
    }
}

/// Whether somebody counts, or did until revoked: acts beyond the cut are left out before.
fn is_member(roster: &Roster, revocations: &Revocations, key: &PublicKey) -> bool {
    roster.counts(key) || !revocations.of(key).is_empty()
}

/// What somebody had seen of the council's own acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen(View);

impl Seen {
    /// Adds what somebody else had seen.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.add(&other.0);
    }
}
