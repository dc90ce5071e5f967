//! What is wrong, or soon will be, with who holds which seat: the checks of the charter and roster, K1 of
//! `domain.md` C4.

use format::PublicKey;

use super::Roster;
use crate::access;
use crate::act::day::Day;
use crate::meeting::{Recused, voters_in_writing};
use crate::seats::{ChairError, Role, Seat};

/// How many days before its last one a seat is named, and for how long after it was lost with a device.
pub const NOTICE_DAYS: i64 = 60;

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Nobody is the chair.
    NoChair,
    /// Several people are.
    SeveralChairs(Vec<PublicKey>),
    /// Nobody is the sponsor.
    NoSponsor,
    /// A seat that stands is of somebody of whom no device counts.
    Inactive(Seat),
    /// A seat ended when the device it was given to was revoked, not long ago, and nobody has it since.
    Lost(Seat),
    /// A seat is past its last day, and opens documents until somebody ends it; with the device by which its
    /// holder is named.
    StillOpens(Seat, PublicKey),
    /// A seat opens documents before its first day, too; with the device by which its holder is named.
    OpensAlready(Seat, PublicKey),
    /// Whoever gave an invitation, first, confirmed several devices by it apart: none of them counts until
    /// whoever edits the roster confirms one.
    Disputed(PublicKey, Vec<PublicKey>),
    /// A seat ends in so many days, with the device by which its holder is named.
    EndsSoon(Seat, PublicKey, i64),
    /// So many people vote that half may stand against half, and nobody has the casting vote.
    EvenSplit(usize),
}

impl Check {
    /// Its name for scripts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoChair => "no-chair",
            Self::SeveralChairs(_) => "several-chairs",
            Self::NoSponsor => "no-sponsor",
            Self::Inactive(_) => "inactive",
            Self::Lost(_) => "lost",
            Self::StillOpens(..) => "still-opens",
            Self::OpensAlready(..) => "opens-already",
            Self::Disputed(..) => "disputed",
            Self::EndsSoon(..) => "ends-soon",
            Self::EvenSplit(_) => "even-split",
        }
    }

    /// Whether it is an error, and not only something to see to.
    pub fn is_error(&self) -> bool {
        matches!(self, Self::NoChair | Self::SeveralChairs(_))
    }

    /// The seat it is about.
    pub fn seat(&self) -> Option<&Seat> {
        match self {
            Self::Inactive(seat)
            | Self::Lost(seat)
            | Self::StillOpens(seat, _)
            | Self::OpensAlready(seat, _)
            | Self::EndsSoon(seat, ..) => Some(seat),
            Self::NoChair
            | Self::SeveralChairs(_)
            | Self::NoSponsor
            | Self::Disputed(..)
            | Self::EvenSplit(_) => None,
        }
    }
}

/// What is to be seen to on this day: errors first, then in the order of [`Check`], seats in the order of
/// their roles.
pub fn checks(roster: &Roster, today: Day) -> Vec<Check> {
    let seats = &roster.seats;
    let mut found = Vec::new();
    let has_chair = match seats.chair(today) {
        Ok(_) => true,
        Err(ChairError::Vacant) => {
            found.push(Check::NoChair);
            false
        }
        Err(ChairError::Several(chairs)) => {
            found.push(Check::SeveralChairs(chairs));
            false
        }
    };
    if !seats.on(today).any(|seat| seat.role == Role::Sponsor) {
        found.push(Check::NoSponsor);
    }
    let mut standing: Vec<&Seat> = seats.on(today).collect();
    standing.sort_by_key(|seat| (seat.role, seat.act));
    for seat in &standing {
        let devices = seats.holders_now(seat);
        if !devices.iter().any(|device| roster.counts(device)) {
            found.push(Check::Inactive((*seat).clone()));
        }
    }
    let mut lost: Vec<&Seat> = seats.lost_since(NOTICE_DAYS, today).collect();
    lost.sort_by_key(|seat| (seat.role, seat.act));
    let is_same = |a: &Seat, b: &Seat| (a.role, &a.unit, &a.field) == (b.role, &b.unit, &b.field);
    // That there is no chair was said.
    lost.retain(|seat| seat.role != Role::Chair && !standing.iter().any(|one| is_same(one, seat)));
    found.extend(lost.into_iter().map(|seat| Check::Lost(seat.clone())));
    let mut idle: Vec<&Seat> = (seats.standing_now())
        .filter(|seat| !seat.lasts_on(today) && access::opens_documents(seat))
        .collect();
    idle.sort_by_key(|seat| (seat.role, seat.act));
    found.extend(idle.into_iter().map(|seat| {
        let (one, holder) = (seat.clone(), seats.holder_now(seat));
        match seat.until.is_some_and(|until| until < today) {
            true => Check::StillOpens(one, holder),
            false => Check::OpensAlready(one, holder),
        }
    }));
    for invitation in roster.invitations.values().filter(|one| one.is_disputed) {
        let joined = roster.members.values();
        let joined = joined.filter(|member| invitation.joins.contains(&member.act));
        let devices = joined.map(|member| member.key).collect();
        found.push(Check::Disputed(invitation.inviter, devices));
    }
    for seat in &standing {
        let left = seat.until.map(|until| today.days_until(until));
        if let Some(left) = left.filter(|left| *left <= NOTICE_DAYS) {
            found.push(Check::EndsSoon(
                (*seat).clone(),
                seats.holder_now(seat),
                left,
            ));
        }
    }
    let presides = standing.iter().any(|seat| seat.role == Role::ActingChair);
    let voters = voters_in_writing(roster, "", today, &Recused::default()).len();
    if voters > 0 && voters.is_multiple_of(2) && !has_chair && !presides {
        found.push(Check::EvenSplit(voters));
    }
    found
}
