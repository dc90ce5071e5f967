//! Follow-up actions that wait too long: N4 of `domain.md` C6.
//!
//! That an action is overdue follows from its text. How often it was put off, and since when it is blocked,
//! is told by the history of the minutes: each change that put another word for its state there, at the time
//! its writer's clock said.

use std::collections::BTreeMap;

use automerge::legacy::{Key, OpType};
use jiff::civil::Date;

use super::{Finding, Rule, Severity, What};
use crate::act::day::Day;
use crate::authorship::origin::object_id;
use crate::authorship::{Unreadable, decode_each, path_of};
use crate::document::Document;
use crate::edit::{Collection, Place};
use crate::view::Minutes;

/// How often an action may be put off before that is said.
const MOST_POSTPONED: usize = 3;
/// How many days an action may be blocked before that is said.
const MOST_BLOCKED_DAYS: i64 = 14;

/// What became of an action over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActionPast {
    /// How often it was put off: its state became `postponed`.
    pub postponed: usize,
    /// Since when it is blocked; `None`: it is not.
    pub blocked_since: Option<Day>,
}

/// What became of the actions of these minutes, by their ids. Changes that nobody's clock dates count, but
/// begin nothing.
///
/// # Errors
/// [`Unreadable`] when the history cannot be taken apart.
pub fn action_pasts(document: &Document) -> Result<BTreeMap<String, ActionPast>, Unreadable> {
    let doc = document.automerge();
    let mut ids = BTreeMap::new();
    let mut pasts: BTreeMap<String, ActionPast> = BTreeMap::new();
    decode_each(doc, &[], |change| {
        let day = change
            .inner
            .time
            .checked_mul(1_000)
            .and_then(Day::of_millis);
        for (_, op) in change.operations() {
            let (Key::Map(key), OpType::Put(value)) = (&op.key, &op.action) else {
                continue;
            };
            if key.as_str() != "state" {
                continue;
            }
            let object = object_id(&op.obj);
            let id = ids.entry(object.clone()).or_insert_with(|| {
                let path = path_of(doc, &object)?;
                let is_action = path.first().map(String::as_str) == Some(ACTIONS);
                path.into_iter().nth(1).filter(|_| is_action)
            });
            let Some(id) = id else { continue };
            let past = pasts.entry(id.clone()).or_default();
            let state = value.as_str().unwrap_or_default();
            past.postponed += usize::from(state == "postponed");
            past.blocked_since = match (state, past.blocked_since) {
                ("blocked", None) => day,
                ("blocked", since) => since,
                _ => None,
            };
        }
    })?;
    Ok(pasts)
}

/// Where minutes keep their actions.
const ACTIONS: &str = "actions";

/// What waits too long on this day, in the order of the minutes.
pub fn waiting(minutes: &Minutes, pasts: &BTreeMap<String, ActionPast>, day: Day) -> Vec<Finding> {
    let mut found = Vec::new();
    for action in minutes.actions.iter().filter(|action| !action.is_over()) {
        let past = pasts.get(&action.id).copied().unwrap_or_default();
        let mut waits = |what| {
            found.push(Finding {
                rule: Rule::N4,
                severity: Severity::Warning,
                what,
                places: vec![Place::Mark(Collection::Actions, action.id.clone())],
            });
        };
        let title = || action.title.trim().to_owned();
        let days_since = |date: Date| {
            date.until(day.0)
                .map_or(0, |span| i64::from(span.get_days()))
        };
        if let Ok(due) = action.due.trim().parse::<Date>()
            && due < day.0
        {
            waits(What::Overdue(title(), days_since(due)));
        }
        if past.postponed >= MOST_POSTPONED {
            waits(What::PostponedOften(title(), past.postponed));
        }
        if action.state == "blocked"
            && let Some(since) = past.blocked_since
            && days_since(since.0) > MOST_BLOCKED_DAYS
        {
            waits(What::BlockedLong(title(), days_since(since.0)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use format::{ActorId, PublicKey};

    use super::*;
    use crate::edit::{Edit, New};
    use crate::view::{Action, Kind, View};

    const DAY: i64 = 86_400;
    /// 1 March 2026, noon.
    const START: i64 = 1_772_366_400;

    fn edited(document: &mut Document, edits: &[Edit], day: i64) {
        document.edit(edits, START + day * DAY, None).unwrap();
    }

    fn with_action(due: &str) -> (Document, String) {
        let mut document = Document::genesis(Kind::Minutes);
        document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([2; 24]));
        let id = uuid::Uuid::from_u128(5).to_string();
        let action = Action {
            id: id.clone(),
            title: "Susun panduan".into(),
            owner: "Budi".into(),
            due: due.into(),
            state: "open".into(),
            ..Action::default()
        };
        let insert = Edit::Insert {
            new: New::Action(action),
            after: None,
        };
        edited(&mut document, &[insert], 0);
        (document, id)
    }

    fn state(id: &str, value: &str) -> [Edit; 1] {
        [Edit::Put {
            place: Place::ActionState(id.to_owned()),
            value: value.to_owned(),
        }]
    }

    fn found(document: &Document, day: &str) -> Vec<What> {
        let View::Minutes(minutes) = document.view() else {
            panic!("minutes");
        };
        let pasts = action_pasts(document).unwrap();
        let found = waiting(&minutes, &pasts, day.parse().unwrap());
        assert!(found.iter().all(|one| one.rule == Rule::N4));
        found.into_iter().map(|one| one.what).collect()
    }

    #[test]
    fn an_action_is_overdue_from_the_day_after_until_it_is_over() {
        let (mut document, id) = with_action("2026-03-10");
        let title = || "Susun panduan".to_owned();
        assert_eq!(found(&document, "2026-03-10"), []);
        assert_eq!(found(&document, "2026-03-12"), [What::Overdue(title(), 2)]);
        edited(&mut document, &state(&id, "done"), 20);
        assert_eq!(found(&document, "2026-03-30"), []);
    }

    #[test]
    fn what_is_put_off_three_times_or_blocked_for_more_than_two_weeks_is_said() {
        let (mut document, id) = with_action("2027-01-01");
        let title = || "Susun panduan".to_owned();
        for day in 1..=2 {
            edited(&mut document, &state(&id, "postponed"), day);
            edited(&mut document, &state(&id, "in progress"), day);
        }
        assert_eq!(found(&document, "2026-03-05"), []);
        edited(&mut document, &state(&id, "postponed"), 5);
        let often = What::PostponedOften(title(), 3);
        assert_eq!(found(&document, "2026-03-06"), std::slice::from_ref(&often));
        edited(&mut document, &state(&id, "blocked"), 9);
        assert_eq!(found(&document, "2026-03-24"), std::slice::from_ref(&often));
        let long = What::BlockedLong(title(), 15);
        assert_eq!(found(&document, "2026-03-25"), [often, long]);
    }
}
