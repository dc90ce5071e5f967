//! Seats in words: which ones, what is to be seen to about them, and what becomes of them when a device is
//! revoked or replaced.

use council::roster::checks::Check;
use council::seats::Seat;
use format::PublicKey;

use crate::command_line::moments::day;
use crate::core::seating::{Fate, Passing};
use crate::say;
use crate::words::Language;
use crate::words::lifecycle::{department, role};

/// A seat as a few words: the role, with department and unit where it has any.
pub fn seat(language: Language, seat: &Seat) -> String {
    let mut more = Vec::new();
    if !seat.field.is_empty() {
        more.push(department(language, &seat.field));
    }
    if !seat.unit.is_empty() {
        more.push(seat.unit.clone());
    }
    let role = role(language, seat.role);
    match more.is_empty() {
        true => role,
        false => format!("{role} ({})", more.join(", ")),
    }
}

fn list(language: Language, seats: &[Seat]) -> String {
    let words: Vec<String> = seats.iter().map(|one| seat(language, one)).collect();
    words.join("; ")
}

/// What is to be seen to. `name` names a person by a device.
pub fn check(language: Language, check: &Check, name: impl Fn(&PublicKey) -> String) -> String {
    match check {
        Check::NoChair => say!(language, "seats-vacant"),
        Check::SeveralChairs(chairs) => {
            say!(language, "seats-several", count = chairs.len() as u64)
        }
        Check::NoSponsor => say!(language, "check-no-sponsor"),
        Check::Inactive(one) => say!(
            language,
            "check-inactive",
            name = name(&one.holder),
            seat = seat(language, one)
        ),
        Check::Lost(one) => say!(
            language,
            "check-lost",
            name = name(&one.holder),
            seat = seat(language, one)
        ),
        Check::EndsSoon(one, holder, left) => say!(
            language,
            "check-ends-soon",
            name = name(holder),
            seat = seat(language, one),
            day = one
                .until
                .map_or_else(String::new, |until| day(language, until.0)),
            days = *left
        ),
        Check::StillOpens(one, holder) => say!(
            language,
            "check-still-opens",
            name = name(holder),
            seat = seat(language, one),
            day = one
                .until
                .map_or_else(String::new, |until| day(language, until.0))
        ),
        Check::OpensAlready(one, holder) => say!(
            language,
            "check-opens-already",
            name = name(holder),
            seat = seat(language, one),
            day = one
                .from
                .map_or_else(String::new, |from| day(language, from.0))
        ),
        Check::Disputed(inviter, devices) => {
            let devices: Vec<String> = devices
                .iter()
                .map(|device| format!("{} · {}", name(device), device.short()))
                .collect();
            say!(
                language,
                "check-disputed",
                name = name(inviter),
                devices = devices.join("; ")
            )
        }
        Check::EvenSplit(voters) => {
            say!(language, "check-even-split", count = *voters as u64)
        }
    }
}

/// What becomes of a person's seats when a device of theirs is revoked: a sentence for each thing there is
/// to say.
pub fn fate(language: Language, fate: &Fate) -> Vec<String> {
    let mut lines = Vec::new();
    if !fate.ended.is_empty() {
        let seats = list(language, &fate.ended);
        lines.push(say!(language, "device-seats-ended", seats = seats));
        let is_again = |seat: &Seat| !seat.ends_with_its_device();
        if fate.ended.iter().any(is_again) {
            lines.push(say!(language, "device-seats-again"));
        }
    }
    if !fate.kept.is_empty() {
        let seats = list(language, &fate.kept);
        lines.push(say!(language, "device-seats-kept", seats = seats));
    }
    if !fate.others.is_empty() {
        let keys: Vec<String> = fate.others.iter().map(PublicKey::short).collect();
        lines.push(say!(language, "device-others", keys = keys.join(", ")));
    }
    lines
}

/// What a device that is invited in the place of another one has of its seats.
pub fn passing(language: Language, passing: &Passing) -> Vec<String> {
    let mut lines = Vec::new();
    if !passing.is_by_chair {
        if !passing.at_once.is_empty() || !passing.once_confirmed.is_empty() {
            lines.push(say!(language, "passing-not-by-chair"));
        }
        return lines;
    }
    if !passing.at_once.is_empty() {
        let seats = list(language, &passing.at_once);
        lines.push(say!(language, "passing-at-once", seats = seats));
    }
    if !passing.once_confirmed.is_empty() {
        let seats = list(language, &passing.once_confirmed);
        lines.push(say!(language, "passing-once-confirmed", seats = seats));
    }
    lines
}
