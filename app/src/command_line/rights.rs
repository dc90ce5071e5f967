//! `dewan units`, `unit`, `scope`, `grant`, `revoke`, `release` and `recover`: who belongs where, who may
//! hold what, and taking a device its rights.

use council::access::{Access, Why};
use council::act::Body;
use council::act::scope::{Unit, UnitCode};
use council::codes::typed_unit_code;
use council::roster::checks::{Check, checks};
use council::roster::{Member, Roster};
use council::seats::Seat;
use format::scope::Scope;
use format::{Act, PublicKey};

use super::Context;
use super::arguments::RightsCommand;
use super::confirming::ask_first;
use super::documents::{Desk, Writer};
use super::refusal::Refusal;
use crate::core::seating::Fate;
use crate::core::sharing::Shared;
use crate::engine::deciding::today;
use crate::engine::recovery;
use crate::engine::revoking::{self, RevokingError};
use crate::engine::seating::{check_code, fate_of, say_of_seats};
use crate::engine::sharing;
use crate::engine::units::{NoSuchUnit, known};
use crate::say;
use crate::words::rights::{label, may_hold, unit_kind};
use crate::words::{self, Language};

/// Runs the command.
///
/// # Errors
/// Why nothing was said, or why it cannot be told.
pub(super) fn run(context: &Context, command: &RightsCommand) -> Result<(), Refusal> {
    let language = context.language;
    match command {
        RightsCommand::Units => units(context),
        RightsCommand::Unit {
            name,
            kind,
            part_of,
            closed,
            code,
        } => {
            let trimmed = |name: &String| crate::engine::membership::name(name);
            let unit = Unit {
                name: trimmed(name)?,
                kind: *kind,
                parent: part_of.as_ref().map(trimmed).transpose()?,
                is_closed: *closed,
            };
            let name = unit.name.clone();
            let code = match code {
                Some(typed) => Some(typed_unit_code(typed).ok_or_else(|| no_code(typed))?),
                None => None,
            };
            let office = context.office()?;
            let code = code.map(|code| UnitCode {
                unit: name.clone(),
                code,
            });
            // Before anything is said: the unit is not placed without the code that was asked for.
            if let Some(code) = &code {
                check_code(&office.roster()?.units, code)?;
            }
            let mut acts = vec![say_of_seats(&office, &Body::Unit(unit))?];
            if let Some(code) = code {
                acts.push(say_of_seats(&office, &Body::UnitCode(code))?);
            }
            said(context, &acts.iter().collect::<Vec<_>>());
            context.output.line(say!(
                language,
                "unit-placed",
                unit = name.as_str(),
                kind = unit_kind(language, *kind)
            ));
            Ok(())
        }
        RightsCommand::Scope(the) => scope_of(context, &the.document),
        RightsCommand::Grant {
            document,
            unit,
            person,
            everybody,
            reason,
        } => {
            let desk = Desk::open(context)?;
            let id = desk.find(&document.document)?.document;
            let wider = match everybody {
                true => Scope::Council,
                false => scope(&desk.roster, unit, person)?,
            };
            drop(desk);
            let reason = reason.clone().unwrap_or_default();
            let act = sharing::grant(&*context.office()?, &id, wider, &reason)?;
            said(context, &[&act]);
            scope_line(context, &document.document)
        }
        RightsCommand::Revoke { device, reason } => {
            let office = context.office()?;
            let roster = office.roster()?;
            let key = self::device(&roster, device)?;
            let fate = fate_of(&roster, &key);
            let revoked = revoking::revoke(&office, key, reason)?;
            let mut json = serde_json::json!({ "acts": listed(&[&revoked.act]) });
            add_fate(&mut json, &fate);
            context.output.json(&json);
            context.output.line(say!(
                language,
                "device-revoked",
                name = roster.name_of(&key),
                count = revoked.documents as u64
            ));
            for line in words::seats::fate(language, &fate) {
                context.output.line(line);
            }
            Ok(())
        }
        RightsCommand::Release {
            all: Some(device),
            yes,
            ..
        } => release_all(context, device, *yes),
        RightsCommand::Release {
            document, device, ..
        } => {
            let (document, device) = (document.as_deref(), device.as_deref());
            let (document, device) = (document.unwrap_or_default(), device.unwrap_or_default());
            let desk = Desk::open(context)?;
            let id = desk.find(document)?.document;
            let key = revoked_device(&desk.roster, device)?;
            let name = desk.roster.name_of(&key);
            drop(desk);
            let acts = revoking::release(&*context.office()?, &id, key)?;
            said(context, &acts.iter().collect::<Vec<_>>());
            context
                .output
                .line(say!(language, "work-released", name = name));
            Ok(())
        }
        RightsCommand::Recover {
            key,
            revoke,
            chair,
            yes,
            reason,
        } => {
            let recovery_key = recovery::read(&context.path(key))?;
            let roster = Desk::open(context)?.roster;
            let lost = match revoke {
                Some(wanted) => Some(device(&roster, wanted)?),
                None => None,
            };
            let chair = match chair {
                Some(wanted) => Some(device(&roster, wanted)?),
                None => None,
            };
            let of_lost = lost.as_ref().map(|lost| {
                let name = roster.name_of(lost);
                say!(language, "confirm-recover", name = name)
            });
            let of_chair = chair.as_ref().map(|chair| {
                let name = roster.name_of(chair);
                say!(language, "confirm-recover-chair", name = name)
            });
            let question: Vec<String> = of_lost.into_iter().chain(of_chair).collect();
            ask_first(context, *yes, &question.join(" "))?;
            let office = context.office()?;
            let fate = lost.map(|lost| fate_of(&roster, &lost)).unwrap_or_default();
            let done = revoking::recover(&office, &recovery_key, lost, chair, reason)?;
            let mut json = serde_json::json!({
                "acts": listed(&done.acts.iter().collect::<Vec<_>>()),
                "accepted_documents": done.accepted,
                "waiting_documents": done.waiting,
            });
            add_fate(&mut json, &fate);
            context.output.json(&json);
            if let Some(lost) = &lost {
                let name = roster.name_of(lost);
                context
                    .output
                    .line(say!(language, "device-recovered", name = name));
                for line in words::seats::fate(language, &fate) {
                    context.output.line(line);
                }
            }
            if done.accepted > 0 {
                let count = done.accepted as u64;
                context
                    .output
                    .line(say!(language, "recover-accepted", count = count));
            }
            if let Some(lost) = lost.filter(|_| done.waiting > 0) {
                context.output.line(say!(
                    language,
                    "recover-waiting",
                    count = done.waiting as u64,
                    key = lost.short()
                ));
            }
            if let Some(chair) = chair {
                let name = roster.name_of(&chair);
                context
                    .output
                    .line(say!(language, "chair-recovered", name = name));
            }
            Ok(())
        }
    }
}

fn said(context: &Context, acts: &[&Act]) {
    context
        .output
        .json(&serde_json::json!({ "acts": listed(acts) }));
}

/// Acts for scripts. The fields stay.
pub(super) fn listed(acts: &[&Act]) -> Vec<serde_json::Value> {
    acts.iter()
        .map(|act| {
            serde_json::json!({
                "act": act.id().to_string(),
                "kind": act.statement().kind,
            })
        })
        .collect()
}

/// Adds what becomes of seats to what scripts are told of a revocation.
fn add_fate(json: &mut serde_json::Value, fate: &Fate) {
    let ids =
        |seats: &[Seat]| -> Vec<String> { seats.iter().map(|seat| seat.act.to_string()).collect() };
    json["ended_seats"] = ids(&fate.ended).into();
    json["kept_seats"] = ids(&fate.kept).into();
    let others: Vec<String> = fate.others.iter().map(PublicKey::to_string).collect();
    json["other_devices"] = others.into();
}

fn release_all(context: &Context, device: &str, yes: bool) -> Result<(), Refusal> {
    let language = context.language;
    let desk = Desk::open(context)?;
    let key = revoked_device(&desk.roster, device)?;
    let name = desk.roster.name_of(&key);
    let count = revoking::documents_holding(&desk.reader, &key)?.len();
    drop(desk);
    if count == 0 {
        return Err(RevokingError::NothingHeldBackAnywhere.into());
    }
    let question = say!(
        language,
        "confirm-release-all",
        name = name.as_str(),
        count = count as u64
    );
    ask_first(context, yes, &question)?;
    let (acts, documents) = revoking::release_all(&*context.office()?, key)?;
    context.output.json(&serde_json::json!({
        "acts": listed(&acts.iter().collect::<Vec<_>>()),
        "accepted_documents": documents,
    }));
    context.output.line(say!(
        language,
        "work-released-all",
        name = name,
        count = documents as u64
    ));
    Ok(())
}

fn no_code(typed: &str) -> Refusal {
    let typed = typed.to_owned();
    Refusal::say(move |language| say!(language, "refused-unit-code", typed = typed.as_str()))
}

fn units(context: &Context) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let language = context.language;
    let tree = desk.roster.units.as_tree();
    context.output.json(&serde_json::json!({
        "units": tree.iter().map(|(depth, name, placed)| serde_json::json!({
            "name": name,
            "kind": placed.kind.map(council::act::scope::UnitKind::name),
            "part_of": placed.parent,
            "depth": depth,
            "closed": placed.is_closed,
            "code": desk.roster.units.code(name),
        })).collect::<Vec<_>>(),
    }));
    for (depth, name, placed) in tree {
        let indent = "  ".repeat(depth + 1);
        let kind = match placed.kind {
            Some(kind) => unit_kind(language, kind),
            None => say!(language, "unit-not-placed"),
        };
        let code = desk.roster.units.code(name);
        let closed = match placed.is_closed {
            true => format!(" · {}", say!(language, "unit-closed")),
            false => String::new(),
        };
        context
            .output
            .line(format!("{indent}{name}  ({kind}) · {code}{closed}"));
    }
    Ok(())
}

fn scope_of(context: &Context, wanted: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(wanted)?.document;
    let access = desk.reader.access(&id)?;
    let create = desk.opened(wanted)?.creation.create;
    let holders: Vec<Writer> = desk
        .roster
        .members
        .keys()
        .filter(|key| access.admits(&desk.roster, key))
        .map(|key| Writer::of(&desk.roster, Some(key)))
        .collect();
    let keys = |keys: &mut dyn Iterator<Item = &PublicKey>| {
        let keys: Vec<Writer> = keys
            .map(|key| Writer::of(&desk.roster, Some(key)))
            .collect();
        keys
    };
    context.output.json(&serde_json::json!({
        "document": id.to_string(),
        "label": create.label.map(council::act::scope::Label::name),
        "everybody": access.is_for_everybody(),
        "units": access.units().collect::<Vec<_>>(),
        "people": keys(&mut access.people()),
        "creators": keys(&mut access.creators()),
        "holders": holders,
    }));
    let language = context.language;
    if let Some(said) = create.label {
        context
            .output
            .line(say!(language, "scope-label", label = label(language, said)));
    }
    let shared = Shared::of(&desk.roster, &access, create.label);
    context.output.line(may_hold(language, &shared));
    for text in opened_out_of_days(language, &desk.roster, &access) {
        context
            .output
            .line(say!(language, "check-line", text = text));
    }
    Ok(())
}

/// By which seats somebody may hold a document that are past their last day, or before their first.
fn opened_out_of_days(language: Language, roster: &Roster, access: &Access) -> Vec<String> {
    let checks = today().map(|day| checks(roster, day)).unwrap_or_default();
    let opens = |check: &&Check| match check {
        Check::StillOpens(seat, holder) | Check::OpensAlready(seat, holder) => {
            access.why(roster, holder) == Some(Why::Seat(seat.role, &seat.unit))
        }
        _ => false,
    };
    let name = |key: &PublicKey| roster.name_of(key);
    let opening = checks.iter().filter(opens);
    opening
        .map(|one| words::seats::check(language, one, name))
        .collect()
}

fn scope_line(context: &Context, wanted: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(wanted)?.document;
    let shared = Shared::of(&desk.roster, &desk.reader.access(&id)?, None);
    context.output.line(may_hold(context.language, &shared));
    Ok(())
}

/// Units and people as they are typed.
///
/// # Errors
/// When one of them is not there, or there are too many.
pub(super) fn scope(
    roster: &Roster,
    units: &[String],
    people: &[String],
) -> Result<Scope, Refusal> {
    let known = units
        .iter()
        .map(|wanted| known(roster, wanted))
        .collect::<Result<Vec<_>, _>>()?;
    let keys = people
        .iter()
        .map(|wanted| device(roster, wanted))
        .collect::<Result<Vec<_>, _>>()?;
    Scope::named(known, keys)
        .ok_or_else(|| Refusal::say(|language| say!(language, "refused-scope-size")))
}

/// The device that is meant: by its person's name or the start of its key. A name that several devices
/// have means those that count.
///
/// # Errors
/// None or several fit.
pub(super) fn device(roster: &Roster, wanted: &str) -> Result<PublicKey, Refusal> {
    device_among(roster, wanted, |key| roster.counts(key))
}

/// The same for one that is gone: a name that several devices have means those that were revoked.
///
/// # Errors
/// None or several fit.
pub(super) fn revoked_device(roster: &Roster, wanted: &str) -> Result<PublicKey, Refusal> {
    device_among(roster, wanted, |key| roster.is_revoked(key))
}

fn device_among(
    roster: &Roster,
    wanted: &str,
    is_likely: impl Fn(&PublicKey) -> bool,
) -> Result<PublicKey, Refusal> {
    let lower = wanted.trim().to_lowercase();
    let is_key = |key: &PublicKey| lower.len() >= 4 && key.to_string().starts_with(&lower);
    let fitting: Vec<_> = roster
        .members
        .values()
        .filter(|member| member.person.trim().to_lowercase() == lower || is_key(&member.key))
        .collect();
    let likely: Vec<_> = fitting
        .iter()
        .filter(|member| is_likely(&member.key))
        .collect();
    match (&fitting[..], &likely[..]) {
        ([member], _) => Ok(member.key),
        (_, [member]) => Ok(member.key),
        ([], _) => {
            let there = roster.members.values();
            Err(nobody_called(
                wanted,
                there.filter(|member| is_likely(&member.key)),
            ))
        }
        (several, _) => Err(several_called(wanted, several)),
    }
}

/// Refuses because nobody is called so, naming those who could be meant.
pub(super) fn nobody_called<'a>(wanted: &str, there: impl Iterator<Item = &'a Member>) -> Refusal {
    let (name, names) = (wanted.to_owned(), names_apart(&there.collect::<Vec<_>>()));
    Refusal::say(move |language| match names.is_empty() {
        true => say!(language, "refused-no-person-at-all", name = name.as_str()),
        false => say!(
            language,
            "refused-no-person",
            name = name.as_str(),
            names = names.join(", ")
        ),
    })
}

/// Refuses because several devices are called so, naming the start of each key and its office.
pub(super) fn several_called(wanted: &str, several: &[&Member]) -> Refusal {
    let keys = several
        .iter()
        .map(|member| format!("{} ({})", member.key.short(), member.office));
    let (name, keys) = (wanted.to_owned(), keys.collect::<Vec<_>>().join(", "));
    Refusal::say(move |language| {
        say!(
            language,
            "refused-several-people",
            name = name.as_str(),
            keys = keys.as_str()
        )
    })
}

/// Names as people tell them apart: alone where one name is enough, with the office where several are
/// called so, and with the start of the key where even that is the same.
fn names_apart(members: &[&Member]) -> Vec<String> {
    let key = |member: &Member| member.person.trim().to_lowercase();
    let mut names: Vec<String> = members
        .iter()
        .map(|member| {
            let namesakes: Vec<&&Member> = members
                .iter()
                .filter(|other| key(other) == key(member))
                .collect();
            let office = &member.office;
            let same_office = namesakes.iter().filter(|other| other.office == *office);
            match (namesakes.len(), same_office.count()) {
                (1, _) => member.person.clone(),
                (_, 1) => format!("{} ({office})", member.person),
                _ => format!("{} ({office}, {})", member.person, member.key.short()),
            }
        })
        .collect();
    names.sort_by_cached_key(|name| name.to_lowercase());
    names
}

impl From<NoSuchUnit> for Refusal {
    fn from(error: NoSuchUnit) -> Self {
        Self::say(move |language| {
            let name = error.wanted.as_str();
            match error.near.is_empty() {
                true => say!(
                    language,
                    "refused-no-unit",
                    name = name,
                    names = error.there.join(", ")
                ),
                false => say!(
                    language,
                    "refused-no-unit-near",
                    name = name,
                    near = error.near.join(", ")
                ),
            }
        })
    }
}

impl From<sharing::SharingError> for Refusal {
    fn from(error: sharing::SharingError) -> Self {
        use sharing::SharingError;
        match error {
            SharingError::Office(error) => error.into(),
            SharingError::Store(error) => error.into(),
            SharingError::NothingNew => {
                Self::say(|language| say!(language, "refused-shared-already"))
            }
            SharingError::MayNot => Self::say(|language| say!(language, "refused-may-not-share")),
        }
    }
}

impl From<RevokingError> for Refusal {
    fn from(error: RevokingError) -> Self {
        use council::revocation::Reason;
        let name = match error {
            RevokingError::Office(error) => return error.into(),
            RevokingError::Store(error) => return error.into(),
            RevokingError::Say(error) => return error.into(),
            RevokingError::NotValid(Reason::NotChair) => "refused-revoke-not-chair",
            RevokingError::NotValid(Reason::Itself) => "refused-revoke-itself",
            RevokingError::NotValid(error) => return Self::technical(&error),
            RevokingError::Already => "refused-revoked-already",
            RevokingError::NotRecoveryKey => "refused-not-recovery-key",
            RevokingError::ThisDevice => "refused-recover-itself",
            RevokingError::NoChair => "refused-no-new-chair",
            RevokingError::NotChair => "refused-release-not-chair",
            RevokingError::NothingHeldBack => "refused-nothing-held-back",
            RevokingError::NothingHeldBackAnywhere => "refused-nothing-held-back-anywhere",
        };
        Self::say(move |language| language.say(name))
    }
}

impl From<recovery::RecoveryError> for Refusal {
    fn from(error: recovery::RecoveryError) -> Self {
        use recovery::RecoveryError;
        let name = match error {
            RecoveryError::File(error) => return error.into(),
            RecoveryError::NotHere => "refused-recovery-not-here",
            RecoveryError::Exists => "refused-recovery-exists",
            RecoveryError::NotReadBack => "refused-recovery-not-read-back",
            RecoveryError::NoKey => "refused-recovery-no-key",
        };
        Self::say(move |language| language.say(name))
    }
}

#[cfg(test)]
mod tests {
    use council::roster::Membership;
    use format::{ActId, DeviceKey};

    use super::*;

    #[test]
    fn namesakes_are_told_apart_by_their_office_and_then_by_their_key() {
        let member = |seed, person: &str, office: &str| Member {
            key: DeviceKey::from_secret(&[seed; 32]).public(),
            person: person.to_owned(),
            office: office.to_owned(),
            membership: Membership::Counts,
            act: ActId::from_bytes([seed; 32]),
            since_millis: 0,
            confirmed: true,
            replaces: None,
        };
        let all = [
            member(1, "Citra", "Medan"),
            member(2, "Budi", "Medan"),
            member(3, "Citra", "Surabaya"),
            member(4, "Citra", "Surabaya"),
        ];
        let names = names_apart(&all.iter().collect::<Vec<_>>());
        assert_eq!(names[0], "Budi");
        assert_eq!(names[1], "Citra (Medan)");
        assert_ne!(names[2], names[3]);
        for (name, one) in names[2..].iter().zip(["Surabaya"; 2]) {
            assert!(name.starts_with(&format!("Citra ({one}, ")), "{name}");
        }
    }
}
