//! Who may vote in a meeting.
//!
//! In a meeting of the council those vote who hold a seat that votes, for the whole organisation or for the
//! unit that meets, whether the list names them or not. A meeting of people who hold none, such as a branch
//! office's own, goes by its list: everybody on it but observers. The minutes may say which; where they do
//! not, a meeting is one of the council as soon as two or more hold such a seat and one of them is on the
//! list.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::act::day::Day;
use crate::act::meeting::MeetingRules;
use crate::roster::Roster;
use crate::seats::{Ability, Extent, Seat, Seen};
use crate::view::{Attendance, Minutes, fact};

/// By what somebody may vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// By a seat.
    Seats,
    /// By the list.
    List,
}

/// What minutes are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Meeting<'a> {
    /// The minutes.
    pub minutes: &'a Minutes,
    /// How meetings go.
    pub rules: &'a MeetingRules,
    /// The names of everybody who holds a seat that votes, each once.
    pub seated: &'a [String],
    /// The unit that meets; may be empty.
    pub unit: &'a str,
}

/// A name as names are compared: case, blanks and the spelling of letters do not matter.
pub(super) fn plain(name: &str) -> String {
    let composed: String = name.nfc().collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whom a note names as the one who stands in: `wakil: Budi`, `wakil Budi`.
pub fn stand_in(note: &str) -> Option<&str> {
    ["wakil", "proxy"].into_iter().find_map(|word| {
        let (head, rest) = note.split_at_checked(word.len())?;
        let name = rest.trim_start_matches([':', ' ']).trim();
        let is_word = head.eq_ignore_ascii_case(word) && rest.starts_with([':', ' ']);
        (is_word && !name.is_empty()).then_some(name)
    })
}

/// Who stands in for this person, as the fact or else the note says.
pub(super) fn proxy_of(entry: &Attendance) -> Option<&str> {
    match entry.proxy() {
        "" => stand_in(&entry.note),
        name => Some(name),
    }
}

/// The names of everybody who holds a seat that votes in this unit on this day, as far as these roster
/// acts knew.
pub(crate) fn seated_as_seen(roster: &Roster, seen: &Seen, unit: &str, day: Day) -> Vec<String> {
    names(roster, roster.seats.standing(seen), seen, unit, day)
}

/// The names of everybody who held, or holds, a seat that votes in this unit on this day, by all that is known
/// here. A seat that ends later takes nothing away from a meeting that was held before.
pub fn seated(roster: &Roster, unit: &str, day: Day) -> Vec<String> {
    let seats = &roster.seats;
    names(roster, seats.held_on(day), seats.all_seen(), unit, day)
}

fn names<'s>(
    roster: &Roster,
    seats: impl Iterator<Item = &'s Seat>,
    seen: &Seen,
    unit: &str,
    day: Day,
) -> Vec<String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let seats = seats.filter(|seat| votes(seat, unit, day));
    for seat in roster.seats.one_each(seats, seen) {
        let holder = roster.seats.named_holder(seat, seen);
        let member = roster.members.get(&holder);
        let name = member.map_or_else(|| holder.short(), |one| one.person.trim().to_owned());
        found.entry(plain(&name)).or_insert(name);
    }
    found.into_values().collect()
}

/// Whether a seat votes in this unit on this day.
pub(super) fn votes(seat: &Seat, unit: &str, day: Day) -> bool {
    seat.role.may(Ability::Vote) != Extent::Never
        && (seat.unit.is_empty() || seat.unit == unit)
        && seat.lasts_on(day)
}

impl Meeting<'_> {
    /// By what people vote in it.
    pub fn basis(&self) -> Basis {
        match self.minutes.meeting.get(fact::VOTERS).map(String::as_str) {
            Some(fact::BY_SEATS) => return Basis::Seats,
            Some(fact::BY_LIST) => return Basis::List,
            _ => {}
        }
        let seated: Vec<String> = self.seated.iter().map(|name| plain(name)).collect();
        let mut listed = self.minutes.attendance.iter();
        let is_councils = seated.len() > 1
            && listed.any(|entry| !is_observer(entry) && seated.contains(&plain(&entry.person)));
        match is_councils {
            true => Basis::Seats,
            false => Basis::List,
        }
    }

    /// Everybody who may vote, by how names are compared, as they are written.
    pub(super) fn eligible(&self) -> BTreeMap<String, String> {
        let attendance = self.minutes.attendance.iter();
        let names: Vec<&str> = match self.basis() {
            Basis::Seats => self.seated.iter().map(String::as_str).collect(),
            Basis::List => attendance
                .filter(|entry| !is_observer(entry))
                .map(|entry| entry.person.as_str())
                .collect(),
        };
        let mut eligible = BTreeMap::new();
        for name in names {
            eligible
                .entry(plain(name))
                .or_insert_with(|| name.trim().to_owned());
        }
        eligible
    }
}

pub(super) fn is_observer(entry: &Attendance) -> bool {
    entry.status == "observer"
}

pub(super) fn is_present(entry: &Attendance) -> bool {
    entry.status == "present"
}
