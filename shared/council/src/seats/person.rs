//! Whose seats a device speaks from. A seat belongs to a person: every device of theirs that counts holds it.
//!
//! **Which devices are one person here.** Those that the *chair* joined, with an invitation instead of an
//! earlier device, by what the chair had seen when it invited, and that joined with it and count.
//! [`Roster::person`](crate::roster::Roster::person) is wider: there who acts for the chair says it too. That
//! is enough to keep people from approving their own text, and not enough to hand on a seat.
//!
//! | rule | against what |
//! | --- | --- |
//! | seats that preside, and the sponsor's, pass only to a device whose join was confirmed | an invitation that went astray |
//! | the chair's own seat ends when the device it was given to is revoked: the recovery key names the chair | a thief of the chair's device who invited another one before |
//! | what the chair said of *own* devices joins nothing once any of them is revoked | the same, for the chair's other seats |
//! | a join by the invitation of a revoked device that no revocation of it had seen joins nothing | an invitation kept for later |
//! | a revoked device holds nothing | |
//!
//! **Why it does not depend on the order of arrival.** Whether two devices are joined for the author of an
//! act is asked of what that author had seen: the join, and the revocations that end it. Whether the
//! invitation was the chair's is asked of what the invitation had seen, which is judged before it, as acts
//! are taken each after what it cites; a join that does not cite its invitation joins nothing, for then its
//! place in that order would be chance. Whether a device counts, and was confirmed, is the roster's to say,
//! and that is folded before from the whole set, as it is for everything else a member says.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, PublicKey};

use super::{Role, Seat, Seats, Seen};
use crate::act::Body;
use crate::past::Past;
use crate::revocation::Revocations;
use crate::roster::Roster;

/// Who joined whom to whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct People {
    links: Vec<Link>,
    /// The links of each device, by their place in `links`.
    of_device: BTreeMap<PublicKey, Vec<usize>>,
    /// Who was revoked, by which acts.
    revoked: BTreeMap<PublicKey, Vec<ActId>>,
}

/// A device that is one person with an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    newer: PublicKey,
    earlier: PublicKey,
    join: ActId,
    is_confirmed: bool,
    /// The revocations after which it says nothing any more.
    ended_by: Vec<ActId>,
    /// Whoever invited was revoked, and nobody who revoked had seen the join.
    is_beyond_cut: bool,
}

/// Who says something: a device with all that are one person with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Person {
    devices: BTreeSet<PublicKey>,
    /// Those that are joined to it by confirmed joins alone.
    confirmed: BTreeSet<PublicKey>,
}

impl Person {
    /// Whether this seat is theirs, and held with the device that speaks.
    pub(crate) fn holds(&self, seat: &Seat) -> bool {
        self.those_for(seat.role).contains(&seat.holder)
    }

    /// The devices whose seats of this role the device that speaks holds.
    fn those_for(&self, role: Role) -> &BTreeSet<PublicKey> {
        match is_guarded(role) {
            true => &self.confirmed,
            false => &self.devices,
        }
    }
}

/// Whether a seat is so high that it passes on by a confirmed join only, and that nobody but the chair, or
/// for the chair's own seat the sponsor, gives or ends it.
pub(super) fn is_guarded(role: Role) -> bool {
    role.is_presiding() || role == Role::Sponsor
}

impl People {
    pub(super) fn new(revocations: &Revocations) -> Self {
        let acts = |(device, all): (&PublicKey, &[crate::revocation::Revocation])| {
            (*device, all.iter().map(|one| one.act).collect())
        };
        Self {
            revoked: revocations.all().map(acts).collect(),
            ..Self::default()
        }
    }

    /// Which acts revoked a device.
    pub(super) fn revocations_of(&self, device: &PublicKey) -> &[ActId] {
        self.revoked.get(device).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, link: Link) {
        for device in [link.newer, link.earlier] {
            let of_device = self.of_device.entry(device).or_default();
            of_device.push(self.links.len());
        }
        self.links.push(link);
    }

    /// Whatever is joined to a device by links that fit, itself included.
    fn joined(&self, device: &PublicKey, fits: impl Fn(&Link) -> bool) -> BTreeSet<PublicKey> {
        let mut met = BTreeSet::from([*device]);
        let mut open = vec![*device];
        while let Some(at) = open.pop() {
            for link in self.of_device.get(&at).into_iter().flatten() {
                let Some(link) = self.links.get(*link).filter(|link| fits(link)) else {
                    continue;
                };
                open.extend(
                    [link.newer, link.earlier]
                        .into_iter()
                        .filter(|one| met.insert(*one)),
                );
            }
        }
        met
    }

    /// The devices that are one person with this one for whoever has seen this.
    fn seen_as_one(
        &self,
        past: &Past,
        seen: &Seen,
        device: &PublicKey,
        is_confirmed: bool,
    ) -> BTreeSet<PublicKey> {
        let holds = |act: &ActId| past.holds(&seen.0, act);
        self.joined(device, |link| {
            (link.is_confirmed || !is_confirmed)
                && !link.is_beyond_cut
                && holds(&link.join)
                && !link.ended_by.iter().any(holds)
        })
    }

    /// Whatever ever was one person with this device, whoever ended that: what grows only.
    fn ever_as_one(&self, device: &PublicKey) -> BTreeSet<PublicKey> {
        self.joined(device, |_| true)
    }

    fn is_revoked(&self, past: &Past, seen: &Seen, device: &PublicKey) -> bool {
        let mut revocations = self.revocations_of(device).iter();
        revocations.any(|act| past.holds(&seen.0, act))
    }
}

/// Whether an act invites a device in the place of another.
pub(super) fn names_earlier(act: &Act) -> bool {
    act.statement().kind == "invite"
        && matches!(Body::read(act), Ok(Body::Invite(invite)) if invite.replaces.is_some())
}

impl Seats {
    /// Takes a join: if the chair invited it in the place of an earlier device, both are one person.
    /// `counted` are the devices that count, or did until revoked.
    pub(super) fn join_devices(
        &mut self,
        roster: &Roster,
        counted: &BTreeSet<PublicKey>,
        acts: &BTreeMap<ActId, &Act>,
        join: &Act,
    ) {
        let id = join.id();
        let member = roster.members.get(&join.statement().author);
        let Some(member) = member.filter(|member| member.act == id) else {
            return;
        };
        let Some(earlier) = member.replaces else {
            return;
        };
        if !counted.contains(&member.key) || !counted.contains(&earlier) {
            return;
        }
        let Ok(Body::Join(body)) = Body::read(join) else {
            return;
        };
        let Some(invite) = acts.get(&body.invite) else {
            return;
        };
        if !self.past.saw(&id, &body.invite) || !self.was_chair(invite) {
            return;
        }
        let inviter = invite.statement().author;
        let seen = Seen(self.past.before(&body.invite));
        let own = self.people.seen_as_one(&self.past, &seen, &inviter, false);
        let ended_by = match own.contains(&earlier) {
            true => own
                .iter()
                .flat_map(|one| self.people.revocations_of(one))
                .copied()
                .collect(),
            false => vec![],
        };
        let revocations = self.people.revocations_of(&inviter);
        let mut seen_by = revocations.iter().filter(|act| self.past.saw(act, &id));
        let is_beyond_cut = !revocations.is_empty() && seen_by.next().is_none();
        self.people.add(Link {
            newer: member.key,
            earlier,
            join: id,
            is_confirmed: member.confirmed,
            ended_by,
            is_beyond_cut,
        });
    }

    /// Whether whoever has seen this knew that the device was revoked.
    pub(crate) fn is_revoked(&self, device: &PublicKey, seen: &Seen) -> bool {
        self.people.is_revoked(&self.past, seen, device)
    }

    /// Who speaks with this device, for whoever has seen this. A revoked device holds nothing.
    pub(crate) fn person(&self, device: &PublicKey, seen: &Seen) -> Person {
        if self.people.is_revoked(&self.past, seen, device) {
            return Person::default();
        }
        let as_one = |is_confirmed| {
            self.people
                .seen_as_one(&self.past, seen, device, is_confirmed)
        };
        Person {
            devices: as_one(false),
            confirmed: as_one(true),
        }
    }

    /// Whether a device stands for `other`, of the same person, where that one was named: by a confirmed
    /// join, if the other holds, or held, a seat that asks for it.
    pub(crate) fn stands_for(&self, device: &PublicKey, other: &PublicKey, seen: &Seen) -> bool {
        let person = self.person(device, seen);
        let mut of_other = self.seats.values().filter(|seat| seat.holder == *other);
        match of_other.any(|seat| is_guarded(seat.role)) {
            true => person.confirmed.contains(other),
            false => person.devices.contains(other),
        }
    }

    /// The devices with which a seat is held by whoever has seen this, the one it was given to first.
    fn holders(&self, seat: &Seat, seen: &Seen) -> Vec<PublicKey> {
        let is_guarded = is_guarded(seat.role);
        let all = self
            .people
            .seen_as_one(&self.past, seen, &seat.holder, is_guarded);
        let mut holders: Vec<PublicKey> = all
            .into_iter()
            .filter(|device| !self.people.is_revoked(&self.past, seen, device))
            .collect();
        holders.sort_by_key(|device| *device != seat.holder);
        holders
    }

    /// The device by which the holder of a seat is named, for whoever has seen this: the one it was given
    /// to, or where that was revoked, another one of theirs.
    pub(crate) fn named_holder(&self, seat: &Seat, seen: &Seen) -> PublicKey {
        let holders = self.holders(seat, seen);
        holders.first().copied().unwrap_or(seat.holder)
    }

    /// Whether a seat is held on although the device it was given to was revoked, for whoever has seen this.
    pub(super) fn passes_on(&self, seat: &Seat, seen: &Seen) -> bool {
        !seat.ends_with_its_device() && !self.holders(seat, seen).is_empty()
    }

    /// Whether the device that holds a seat was revoked, and the seat ended with that, for whoever has seen
    /// this.
    pub(super) fn is_lost(&self, seat: &Seat, seen: &Seen) -> bool {
        self.people.is_revoked(&self.past, seen, &seat.holder) && !self.passes_on(seat, seen)
    }

    /// The devices with which a seat is held, by all that is known here: the one it was given to first,
    /// unless it was revoked.
    pub fn holders_now(&self, seat: &Seat) -> Vec<PublicKey> {
        self.holders(seat, &self.now)
    }

    /// The device by which the holder of a seat is named, by all that is known here.
    pub fn holder_now(&self, seat: &Seat) -> PublicKey {
        self.named_holder(seat, &self.now)
    }

    /// Whether a seat is held with this device, by all that is known here. Whether it stands is not asked.
    pub fn is_held_with(&self, seat: &Seat, device: &PublicKey) -> bool {
        self.person(device, &self.now).holds(seat)
    }

    /// The seats that a device would hold which the chair invites in the place of this one: those of its
    /// person that nobody ended, lost with a revoked device or not.
    pub fn passing_from(&self, device: &PublicKey) -> Vec<&Seat> {
        let [all, confirmed] = [false, true].map(|is_confirmed| {
            self.people
                .seen_as_one(&self.past, &self.now, device, is_confirmed)
        });
        let seats = self.seats.values().filter(|seat| {
            let is_gone = seat.ends_with_its_device()
                && self.people.is_revoked(&self.past, &self.now, &seat.holder);
            let of = if is_guarded(seat.role) {
                &confirmed
            } else {
                &all
            };
            of.contains(&seat.holder) && !self.ends.contains_key(&seat.act) && !is_gone
        });
        seats.collect()
    }

    /// Whether a seat is, or ever was, of the person whose device this is.
    pub fn was_of(&self, seat: &Seat, device: &PublicKey) -> bool {
        seat.holder == *device || self.people.ever_as_one(device).contains(&seat.holder)
    }

    /// Whether a seat, while it stood, was held with this device, whichever of the two was revoked since. For
    /// what was written then; when that was is asked of [`Seats::held_on`].
    pub fn was_held_with(&self, seat: &Seat, device: &PublicKey) -> bool {
        let is_guarded = is_guarded(seat.role);
        let fits = |link: &Link| (link.is_confirmed || !is_guarded) && !link.is_beyond_cut;
        self.people.joined(device, fits).contains(&seat.holder)
    }

    /// The devices for which this one stands where they were named, itself included, by all that is known
    /// here.
    pub fn stands_for_now(&self, device: &PublicKey) -> BTreeSet<PublicKey> {
        let mut all = self.person(device, &self.now).devices;
        all.retain(|other| self.stands_for(device, other, &self.now));
        all
    }

    /// The seats that are held with a device: those that nobody ended, or all that `ever` were of its
    /// person, whatever their days.
    pub(crate) fn of_device(&self, device: &PublicKey, ever: bool) -> impl Iterator<Item = &Seat> {
        let once = if ever {
            self.people.ever_as_one(device)
        } else {
            BTreeSet::new()
        };
        let now = self.person(device, &self.now);
        self.seats.values().filter(move |seat| match ever {
            true => once.contains(&seat.holder),
            false => now.holds(seat) && !self.over.contains_key(&seat.act),
        })
    }

    /// Of several seats one for each person who holds them, for whoever has seen this.
    pub(crate) fn one_each<'s>(
        &self,
        seats: impl Iterator<Item = &'s Seat>,
        seen: &Seen,
    ) -> Vec<&'s Seat> {
        let mut met = BTreeSet::new();
        let mut first = Vec::new();
        for seat in seats {
            let is_guarded = is_guarded(seat.role);
            if !met.contains(&seat.holder) {
                met.extend(
                    self.people
                        .seen_as_one(&self.past, seen, &seat.holder, is_guarded),
                );
                first.push(seat);
            }
        }
        first
    }

    /// Every device of whoever holds, or once held, one of these seats.
    pub(super) fn devices_of_holders<'s>(
        &self,
        seats: impl Iterator<Item = &'s Seat>,
    ) -> BTreeSet<PublicKey> {
        seats
            .flat_map(|seat| self.people.ever_as_one(&seat.holder))
            .collect()
    }
}
