//! Who is what in the council, and the rules it decides by.

use std::collections::BTreeMap;

use council::act::day::Day;
use council::act::scope::{Unit, UnitCode};
use council::act::seat::Charter;
use council::roster::checks::Check;
use council::seats::{Ability, Extent, NotCounted, Role, Seat};
use format::{ActId, PublicKey};

/// The seats and the rules as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seating {
    /// The seats that nobody ended, whatever their days, in the order of the roles.
    pub seats: Vec<Seat>,
    /// Today.
    pub today: Option<Day>,
    /// The rules.
    pub charter: Charter,
    /// Acts about seats that count for nothing.
    pub not_counted: Vec<NotCounted>,
    /// With which devices a seat is held, by its act: the one by which its holder is named first. Seats that
    /// are held with the device they were given to alone are left out.
    pub devices: BTreeMap<ActId, Vec<PublicKey>>,
    /// What is to be seen to.
    pub checks: Vec<Check>,
}

/// What is to be changed about seats and rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Gives somebody a seat.
    Appoint {
        /// Who.
        holder: PublicKey,
        /// What they become.
        role: Role,
        /// The unit; empty: the whole organisation.
        unit: String,
        /// The department; may be empty.
        field: String,
        /// The first day; `None`: at once.
        from: Option<Day>,
        /// The last day.
        until: Option<Day>,
    },
    /// Ends a seat.
    End {
        /// The act that gave it.
        seat: ActId,
        /// Why; may be empty.
        reason: String,
    },
    /// Changes the rules.
    Rules(Charter),
    /// Puts a unit into the tree, or says anew what it is.
    Unit(Unit),
    /// Gives a unit a code.
    UnitCode(UnitCode),
}

/// What becomes of somebody's seats when a device of theirs is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fate {
    /// The seats that end with it.
    pub ended: Vec<Seat>,
    /// Those that the person holds on with another device.
    pub kept: Vec<Seat>,
    /// The other devices of the person that count: whoever revokes should know them.
    pub others: Vec<PublicKey>,
}

/// What of somebody's seats passes to a device that is invited in the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passing {
    /// Whether the chair invites: nobody else hands on a seat.
    pub is_by_chair: bool,
    /// What it holds as soon as it joined.
    pub at_once: Vec<Seat>,
    /// What it holds once its join was confirmed.
    pub once_confirmed: Vec<Seat>,
}

impl Seating {
    /// What becomes of the seats if this device is revoked, where `others` are the devices of its person
    /// that count beside it.
    pub fn fate_of(&self, device: &PublicKey, others: Vec<PublicKey>) -> Fate {
        let mut fate = Fate {
            others,
            ..Fate::default()
        };
        for seat in self.seats.iter().filter(|seat| self.holds(device, seat)) {
            let devices = self.devices.get(&seat.act);
            let mut elsewhere = devices.into_iter().flatten().filter(|one| *one != device);
            let is_its_own = seat.holder == *device && seat.ends_with_its_device();
            match elsewhere.next().is_some() && !is_its_own {
                true => fate.kept.push(seat.clone()),
                false => fate.ended.push(seat.clone()),
            }
        }
        fate
    }

    /// The seats that last today.
    pub fn on_duty(&self) -> impl Iterator<Item = &Seat> {
        let lasts = |seat: &&Seat| self.today.is_none_or(|today| seat.lasts_on(today));
        self.seats.iter().filter(lasts)
    }

    /// The seats of the chair, one for each person: one, if all is well.
    pub fn chairs(&self) -> impl Iterator<Item = &Seat> {
        let mut first: Vec<&Seat> = Vec::new();
        for seat in self.on_duty().filter(|seat| seat.role == Role::Chair) {
            if !first.iter().any(|other| self.holds(&seat.holder, other)) {
                first.push(seat);
            }
        }
        first.into_iter()
    }

    /// Whether a seat is held with this device.
    pub fn holds(&self, device: &PublicKey, seat: &Seat) -> bool {
        match self.devices.get(&seat.act) {
            Some(devices) => devices.contains(device),
            None => seat.holder == *device,
        }
    }

    /// The device by which the holder of a seat is named.
    pub fn holder(&self, seat: &Seat) -> PublicKey {
        let devices = self.devices.get(&seat.act);
        let first = devices.and_then(|devices| devices.first());
        first.copied().unwrap_or(seat.holder)
    }

    /// Whether somebody holds a seat today that may do this.
    pub fn may(&self, key: &PublicKey, ability: Ability) -> bool {
        self.on_duty()
            .any(|seat| self.holds(key, seat) && seat.role.may(ability) != Extent::Never)
    }

    /// The roles that somebody may give: the chair's only where there is none, or instead of that one;
    /// who acts for the chair gives neither seats that preside nor the sponsor's.
    pub fn appointable(&self, key: &PublicKey) -> Vec<Role> {
        Role::ALL
            .into_iter()
            .filter(|role| self.gives_and_ends(key, *role))
            .collect()
    }

    fn gives_and_ends(&self, key: &PublicKey, role: Role) -> bool {
        let ability = match role {
            Role::Chair => Ability::AppointChair,
            _ => Ability::EditRoster,
        };
        let is_guarded = role.is_presiding() || role == Role::Sponsor;
        self.on_duty().any(|seat| {
            self.holds(key, seat)
                && seat.role.may(ability) != Extent::Never
                && !(is_guarded && seat.role == Role::ActingChair)
        })
    }

    /// Whether somebody may end this seat. Everybody may give up their own.
    pub fn may_end(&self, key: &PublicKey, seat: &Seat) -> bool {
        self.holds(key, seat) || self.gives_and_ends(key, seat.role)
    }

    /// The seat of the chair that ends when another chair is named.
    pub fn chair_to_replace(&self) -> Option<ActId> {
        let chairs = |seats: &mut dyn Iterator<Item = &Seat>| -> Vec<ActId> {
            let chairs = seats.filter(|seat| seat.role == Role::Chair);
            chairs.map(|seat| seat.act).collect()
        };
        let mut on_duty = chairs(&mut self.on_duty());
        // One whose days are over opens documents until it is ended.
        if on_duty.is_empty() {
            on_duty = chairs(&mut self.seats.iter());
        }
        match on_duty.len() {
            1 => on_duty.pop(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> PublicKey {
        PublicKey::from_bytes([n; 32])
    }

    fn seat(n: u8, role: Role, until: Option<&str>) -> Seat {
        Seat {
            act: ActId::from_bytes([n; 32]),
            holder: key(n),
            role,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: until.map(|day| day.parse().unwrap()),
        }
    }

    fn seating() -> Seating {
        Seating {
            seats: vec![
                seat(1, Role::Chair, None),
                seat(2, Role::ActingChair, Some("2026-06-30")),
                seat(3, Role::Secretary, None),
                seat(4, Role::Sponsor, None),
            ],
            today: Some("2026-03-01".parse().unwrap()),
            ..Seating::default()
        }
    }

    #[test]
    fn who_acts_for_the_chair_gives_no_seat_that_presides() {
        let mut seating = seating();
        assert_eq!(seating.appointable(&key(1)), Role::ALL);
        let acting = seating.appointable(&key(2));
        assert!(acting.contains(&Role::Secretary) && acting.contains(&Role::Reader));
        for guarded in [Role::Chair, Role::ActingChair, Role::Sponsor] {
            assert!(!acting.contains(&guarded), "{guarded:?}");
        }
        assert_eq!(seating.appointable(&key(3)), []);
        assert_eq!(seating.appointable(&key(4)), [Role::Chair]);
        seating.today = Some("2026-07-01".parse().unwrap());
        assert_eq!(seating.appointable(&key(2)), [], "the mandate is over");
    }

    #[test]
    fn everybody_gives_up_their_own_seat_and_the_sponsor_ends_the_chairs() {
        let seating = seating();
        let of = |n: usize| &seating.seats[n];
        assert!(seating.may_end(&key(3), of(2)));
        assert!(!seating.may_end(&key(3), of(0)));
        assert!(seating.may_end(&key(4), of(0)));
        assert!(!seating.may_end(&key(4), of(2)));
        assert!(!seating.may_end(&key(2), of(0)));
        assert!(seating.may_end(&key(2), of(2)));
    }

    #[test]
    fn a_second_chair_is_never_named_beside_the_first() {
        let mut seating = seating();
        assert_eq!(seating.chair_to_replace(), Some(ActId::from_bytes([1; 32])));
        seating.seats.push(seat(5, Role::Chair, None));
        assert_eq!(seating.chair_to_replace(), None);
        assert_eq!(seating.chairs().count(), 2);
        seating.seats.pop();
        seating.seats[0].until = Some("2026-02-28".parse().unwrap());
        assert_eq!(seating.chairs().count(), 0);
        let over = seating.seats[0].act;
        assert_eq!(seating.chair_to_replace(), Some(over), "its days are over");
    }
}
