//! How new what is counted is: E11 and S1 of `domain.md`.
//!
//! A count says what is known here. Whoever reads it must see until when others were heard, and which units
//! have been silent so long that the count may leave out what they did.

use std::collections::BTreeMap;

use council::units::name_key;

use crate::core::State;

/// How many days a unit may be silent before it is named.
pub const SILENT_DAYS: i64 = 7;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// How new what is here is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Freshness {
    /// Until when others were heard, in milliseconds since 1970: when everything was exchanged last, or if
    /// that was before this program start, the newest word of anybody else. `None`: nobody was heard yet.
    pub as_of_millis: Option<i64>,
    /// The units nobody heard of for more than [`SILENT_DAYS`] days, by name, and when they were heard last.
    pub silent: Vec<(String, i64)>,
}

impl State {
    /// How new the counts are that are shown.
    pub fn freshness(&self) -> Freshness {
        let Some(council) = self.council() else {
            return Freshness::default();
        };
        let heard = self.last_heard.iter();
        let others = heard.filter(|(device, _)| **device != council.me);
        let newest = others.map(|(_, millis)| *millis).max();
        let own = council.my_place().map(|me| me.office.as_str());
        let mut by_unit: BTreeMap<&str, i64> = BTreeMap::new();
        for member in council.members.values() {
            let millis = self.last_heard.get(&member.key);
            if let Some(millis) = millis.filter(|_| council.counts(&member.key)) {
                let last = by_unit.entry(&member.office).or_insert(*millis);
                *last = (*last).max(*millis);
            }
        }
        let now = self.now_millis();
        let is_silent = |millis: i64| now.saturating_sub(millis) > SILENT_DAYS * DAY_MILLIS;
        let mut silent: Vec<(String, i64)> = (by_unit.into_iter())
            .filter(|(unit, millis)| Some(*unit) != own && is_silent(*millis))
            .map(|(unit, millis)| (unit.to_owned(), millis))
            .collect();
        silent.sort_by_cached_key(|(unit, _)| name_key(unit));
        Freshness {
            as_of_millis: self.links.last_caught_up_millis.or(newest),
            silent,
        }
    }
}
