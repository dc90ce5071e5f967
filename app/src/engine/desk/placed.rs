//! The council as this device has its place in it, as plain data for the window.

use std::collections::{BTreeSet, HashMap};

use ::council::roster::{Membership, Roster};

use crate::core::council::{Council, KeyPlace, Member, NamedRelay, OpenJoin, Revoked, Standing};
use crate::core::units::UnitRow;
use crate::engine::office::Office;
use crate::engine::seating::seating;
use crate::engine::{home, membership, recovery};

/// The council as plain data.
pub(super) fn council(office: &Office, roster: &Roster, is_sample: bool) -> Council {
    let me = office.me();
    let standing = |member: &::council::roster::Member| match member.membership {
        Membership::Counts if member.confirmed || roster.founder == Some(member.key) => {
            Standing::Counts
        }
        Membership::Counts => Standing::Unconfirmed,
        Membership::Waits => Standing::Waits,
        Membership::Superseded => Standing::Superseded,
        Membership::Revoked => Standing::Revoked,
    };
    let members = roster.members.values().map(|member| {
        let place = Member {
            key: member.key,
            person: member.person.clone(),
            office: member.office.clone(),
            standing: standing(member),
            since_millis: member.since_millis,
            replaces: member.replaces,
            first: roster.person(&member.key),
            revoked: roster
                .revocations
                .of(&member.key)
                .first()
                .map(|one| Revoked {
                    by: (roster.recovery != Some(one.by)).then_some(one.by),
                    reason: one.reason.clone(),
                    time_millis: one.time_millis,
                }),
        };
        (member.key, place)
    });
    Council {
        id: office.council(),
        name: roster.name.clone(),
        me,
        members: members.collect(),
        people: ::council::mention::people(roster),
        open_joins: membership::open_joins(roster)
            .into_iter()
            .map(|open| OpenJoin {
                id: open.join.to_string(),
                is_mine_to_confirm: membership::edits_roster_today(roster, &me)
                    || (open.inviter == me && !open.is_disputed),
                person: open.person,
                office: open.office,
                rivals: open.rivals,
            })
            .collect(),
        relays: roster
            .relays
            .iter()
            .map(|relay| NamedRelay {
                address: relay.address.clone(),
                serves: relay.serves.clone(),
            })
            .collect(),
        head_office: roster.head_office.clone(),
        units: units(roster),
        founder: roster.founder,
        seating: seating(roster),
        key_place: match office.home().key_place() {
            Ok(home::KeyPlace::File(_)) => KeyPlace::File,
            Ok(home::KeyPlace::KeyRing) => KeyPlace::KeyRing,
            Ok(home::KeyPlace::Nowhere) | Err(_) => KeyPlace::Unknown,
        },
        recovery_waits: recovery::waits(office.home()) && !is_sample,
        is_sample,
        folder: office.home().folder().to_owned(),
    }
}

/// The unit tree, with whoever writes for each unit.
fn units(roster: &Roster) -> Vec<UnitRow> {
    let tree = roster.units.as_tree();
    let mut rows: Vec<UnitRow> = (tree.into_iter())
        .map(|(depth, name, placed)| UnitRow {
            name: name.to_owned(),
            kind: placed.kind,
            parent: placed.parent.clone(),
            is_closed: placed.is_closed,
            depth,
            has_parts: false,
            people: Vec::new(),
            people_with_parts: 0,
            code: roster.units.code(name),
        })
        .collect();
    let places: HashMap<String, usize> = (rows.iter().enumerate())
        .map(|(at, row)| (row.name.clone(), at))
        .collect();
    for at in 1..rows.len() {
        rows[at - 1].has_parts = rows[at].depth > rows[at - 1].depth;
    }
    let mut met = BTreeSet::new();
    for member in roster.members.values() {
        let is_new = roster.counts(&member.key) && met.insert(roster.person(&member.key));
        let Some(at) = places.get(&member.office).filter(|_| is_new) else {
            continue;
        };
        rows[*at].people.push(member.key);
        for above in roster.units.upwards(&member.office) {
            if let Some(above) = places.get(above) {
                rows[*above].people_with_parts += 1;
            }
        }
    }
    rows
}
