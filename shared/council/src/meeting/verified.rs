//! Who verified that follow-up actions are done: U1 of `domain.md` C6.
//!
//! An action is closed by somebody else than who answers for it, and by somebody whose seat may: a
//! coordinator or member for their unit, secretary, chair and auditor everywhere (C2). That an action is
//! verified stands in the text and merges like it, so nothing keeps anybody from writing it; who did is
//! told by the change that holds the value now, and said as a warning.

use std::collections::BTreeMap;

use automerge::ReadDoc as _;

use super::{Finding, Rule, Severity, What, same_name};
use crate::act::day::Day;
use crate::authorship::who_wrote;
use crate::document::Document;
use crate::document::schema::slot;
use crate::edit::{Collection, Place};
use crate::roster::Roster;
use crate::seats::Ability;
use crate::view::{Action, Minutes};

/// The word for it in an action's state.
const VERIFIED: &str = "verified";

/// Who set an action to verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    /// What they are called.
    pub person: String,
    /// Whether they held a seat that verifies it on that day, by their clock.
    pub has_seat: bool,
}

/// Who set the actions of `minutes` to verified that are, by their ids. `document` reads like these minutes,
/// and belongs to `unit`. Whoever never belonged to the council is left out.
pub fn verifiers(
    document: &Document,
    minutes: &Minutes,
    roster: &Roster,
    unit: &str,
) -> BTreeMap<String, Verifier> {
    let verified = minutes.actions.iter().filter(|action| is_verified(action));
    let found = verified.filter_map(|action| {
        let (by, time_seconds) = last_word(document, action)?;
        let unit = match action.unit() {
            "" => unit,
            unit => unit,
        };
        let day = time_seconds.checked_mul(1_000).and_then(Day::of_millis);
        let verifier = Verifier {
            person: roster.members.get(&by)?.person.clone(),
            has_seat: day.is_some_and(|day| {
                let mut held = roster.seats.held_on(day);
                held.any(|seat| {
                    roster.seats.was_held_with(seat, &by) && seat.may(Ability::Verify, unit, false)
                })
            }),
        };
        Some((action.id.clone(), verifier))
    });
    found.collect()
}

fn is_verified(action: &Action) -> bool {
    action.state == VERIFIED
}

/// Who wrote the state that shows, and when by their clock, in seconds since 1970 (UTC).
fn last_word(document: &Document, action: &Action) -> Option<(format::PublicKey, i64)> {
    let place = Place::ActionState(action.id.clone());
    let slot = slot(&place);
    let holder = document.reader(None).holder(slot.holder)?;
    let (_, id) = document.automerge().get(&holder, slot.key).ok()??;
    who_wrote(document.automerge(), &id)
}

/// What was verified by who may not, in the order of the minutes.
pub fn verified(minutes: &Minutes, verifiers: &BTreeMap<String, Verifier>) -> Vec<Finding> {
    let actions = minutes.actions.iter().filter(|action| is_verified(action));
    let found = actions.filter_map(|action| {
        let by = verifiers.get(&action.id)?;
        let title = action.title.trim().to_owned();
        let what = match same_name(&by.person, &action.owner) {
            true => What::VerifiedByOwner(title, by.person.clone()),
            false if !by.has_seat => What::VerifiedWithoutSeat(title, by.person.clone()),
            false => return None,
        };
        Some(Finding {
            rule: Rule::U1,
            severity: Severity::Warning,
            what,
            places: vec![Place::Mark(Collection::Actions, action.id.clone())],
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use format::{ActorId, DeviceKey};

    use super::*;
    use crate::edit::{Edit, New};
    use crate::lifecycle::stage::{DAY, START, Stage, key};
    use crate::seats::Role;
    use crate::view::{Kind, View, fact};

    fn put(place: Place, value: &str) -> Edit {
        Edit::Put {
            place,
            value: value.to_owned(),
        }
    }

    /// Minutes with one action of this owner, for a unit, which `by` set to verified so many days later.
    fn found(stage: &Stage, by: &DeviceKey, owner: &str, unit: &str, days: i64) -> Vec<What> {
        let mut document = Document::genesis(Kind::Minutes);
        document.set_writer(stage.drafter.public(), ActorId::from_bytes([2; 24]));
        let id = uuid::Uuid::from_u128(5).to_string();
        let action = Action {
            id: id.clone(),
            title: "Susun panduan".into(),
            owner: owner.into(),
            state: "done".into(),
            facts: BTreeMap::from([(fact::UNIT.into(), unit.into())]),
            ..Action::default()
        };
        let insert = Edit::Insert {
            new: New::Action(action),
            after: None,
        };
        document.edit(&[insert], START / 1_000, None).unwrap();
        document.set_writer(by.public(), ActorId::from_bytes([3; 24]));
        let at = (START + days * DAY) / 1_000;
        let verify = put(Place::ActionState(id.clone()), "verified");
        document.edit(&[verify], at, None).unwrap();
        // Who writes beside it is not who verified it.
        document.set_writer(stage.sponsor.public(), ActorId::from_bytes([4; 24]));
        document
            .edit(&[put(Place::ActionDue(id), "2026-05-01")], at, None)
            .unwrap();
        let View::Minutes(minutes) = document.view() else {
            panic!("minutes");
        };
        let verifiers = verifiers(&document, &minutes, &stage.fold_roster(), "Pusat");
        let found = verified(&minutes, &verifiers);
        assert!(found.iter().all(|one| one.severity == Severity::Warning));
        found.into_iter().map(|one| one.what).collect()
    }

    fn stage() -> (Stage, DeviceKey, DeviceKey) {
        let (mut stage, member, auditor) = (Stage::new(), key(21), key(22));
        let chair = stage.chair.clone();
        stage.admit_as(&member, "Pusat", "Budi");
        stage.admit_as(&auditor, "Pusat", "Sari");
        stage.appoint(&chair, &member, Role::Member, ("Pusat", "it"), None, None);
        stage.appoint(&chair, &auditor, Role::Auditor, ("", ""), None, None);
        (stage, member, auditor)
    }

    #[test]
    fn an_action_is_verified_by_whose_seat_may_and_anybody_else_is_named() {
        let (stage, member, auditor) = stage();
        let roster = stage.fold_roster();
        let person = |key: &DeviceKey| roster.members[&key.public()].person.clone();
        let title = || "Susun panduan".to_owned();
        for (by, unit, may) in [
            (&stage.chair, "Medan", true),
            (&stage.acting, "Medan", true),
            (&stage.secretary, "Medan", true),
            (&auditor, "Medan", true),
            (&member, "Pusat", true),
            // An action that names no unit is the unit's that met.
            (&member, "", true),
            (&member, "Surabaya", false),
            (&stage.coordinator, "Surabaya", true),
            (&stage.coordinator, "", false),
            (&stage.legal, "Pusat", false),
            (&stage.sponsor, "Pusat", false),
            (&stage.drafter, "Surabaya", false),
        ] {
            let wanted = match may {
                true => vec![],
                false => vec![What::VerifiedWithoutSeat(title(), person(by))],
            };
            let found = found(&stage, by, "Citra", unit, 1);
            assert_eq!(found, wanted, "{} for {unit}", person(by));
        }
        let late = found(&stage, &stage.acting, "Citra", "", 200);
        let wanted = What::VerifiedWithoutSeat(title(), person(&stage.acting));
        assert_eq!(late, [wanted], "the mandate was over");
    }

    #[test]
    fn whoever_answers_for_an_action_does_not_verify_it_whatever_their_seat() {
        let (mut stage, member, _) = stage();
        let found = |stage: &Stage, by: &DeviceKey| found(stage, by, " budi ", "Pusat", 1);
        let own = [What::VerifiedByOwner("Susun panduan".into(), "Budi".into())];
        assert_eq!(found(&stage, &member), own);
        assert_eq!(found(&stage, &stage.chair), []);
        let chair = stage.chair.clone();
        stage.appoint(&chair, &member, Role::Secretary, ("", ""), None, None);
        assert_eq!(found(&stage, &member), own);
    }

    #[test]
    fn an_action_that_is_not_verified_names_nobody() {
        let minutes = Minutes {
            actions: vec![Action {
                id: "a".into(),
                state: "done".into(),
                ..Action::default()
            }],
            ..Minutes::default()
        };
        let by = Verifier {
            person: "Budi".into(),
            has_seat: false,
        };
        let verifiers = BTreeMap::from([("a".to_owned(), by)]);
        assert_eq!(verified(&minutes, &verifiers), []);
    }
}
