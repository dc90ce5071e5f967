//! `dewan seats`, `appoint`, `end-seat` and `charter`: who is what in the council, and its rules.

use council::act::Body;
use council::act::day::Day;
use council::act::meeting::MeetingRules;
use council::act::seat::{Appoint, Charter, EndSeat, Mandatory};
use council::roster::checks::checks;
use council::roster::{Member, Roster};
use council::seats::{ChairError, Role, Seat};
use council::units::name_key;
use council::view::Kind;
use format::{ActId, PublicKey};
use serde::Serialize;
use terminal::BadValue;

use super::Context;
use super::arguments::SeatsCommand;
use super::documents::{Desk, Writer, kind_word};
use super::lifecycle::day;
use super::refusal::Refusal;
use super::rights::{nobody_called, several_called};
use crate::engine::deciding::today;
use crate::engine::seating::say_of_seats;
use crate::say;
use crate::words::lifecycle::{department, role as role_word, seat_reason};
use crate::words::vocabulary::{KINDS, department as acts_department};
use crate::words::{self, Language};

/// One seat for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    role: &'static str,
    holder: Writer,
    unit: String,
    department: String,
    from: Option<String>,
    until: Option<String>,
    devices: Vec<String>,
}

/// Something to be seen to, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct ToSee {
    check: &'static str,
    is_error: bool,
    seat: Option<String>,
    text: String,
}

/// Runs the command.
///
/// # Errors
/// Why nothing was said, or why the seats cannot be read.
pub fn run(context: &Context, command: &SeatsCommand) -> Result<(), Refusal> {
    match command {
        SeatsCommand::Seats => show(context),
        SeatsCommand::Appoint {
            person,
            role,
            unit,
            department,
            from,
            until,
            instead_of_chair,
        } => {
            let desk = Desk::open(context)?;
            let holder = member(&desk.roster, person)?;
            let role = *role;
            let instead_of = match (role, today()) {
                (Role::Chair, Some(day)) => chair_before(&desk.roster, day, *instead_of_chair),
                _ => None,
            };
            let body = Body::Appoint(Appoint {
                holder,
                role,
                unit: unit.clone().unwrap_or_default(),
                field: department
                    .as_deref()
                    .map(acts_department)
                    .unwrap_or_default(),
                from: from.as_deref().map(day).transpose()?,
                until: until.as_deref().map(day).transpose()?,
                instead_of,
            });
            let name = desk.roster.name_of(&holder);
            drop(desk);
            say(context, &body, |language| {
                let role = role_word(language, role);
                say!(
                    language,
                    "seat-appointed",
                    name = name.as_str(),
                    role = role
                )
            })
        }
        SeatsCommand::EndSeat { seat, reason } => {
            let desk = Desk::open(context)?;
            let found = seat_with(&desk.roster, seat)?.clone();
            let name = desk.roster.name_of(&desk.roster.seats.holder_now(&found));
            drop(desk);
            let body = Body::EndSeat(EndSeat {
                seat: found.act,
                reason: reason.clone().unwrap_or_default(),
            });
            say(context, &body, |language| {
                let role = role_word(language, found.role);
                say!(language, "seat-ended", name = name.as_str(), role = role)
            })
        }
        SeatsCommand::Charter {
            needs,
            self_approval,
            adoption_days,
            quorum,
            proxies,
            notice_days,
        } => {
            let desk = Desk::open(context)?;
            let mut charter = desk.roster.seats.charter_now();
            drop(desk);
            let is_asked = needs.is_empty()
                && self_approval.is_none()
                && adoption_days.is_none()
                && quorum.is_none()
                && proxies.is_none()
                && notice_days.is_none();
            if is_asked {
                return show_charter(context, &charter);
            }
            for one in needs {
                let (typed, departments) = one.split_once('=').unwrap_or((one, ""));
                let kind = kind_named(typed)?;
                charter.mandatory.retain(|known| known.kind != kind);
                let fields: Vec<String> = departments
                    .split(',')
                    .map(acts_department)
                    .filter(|name| !name.is_empty())
                    .collect();
                if !fields.is_empty() {
                    charter.mandatory.push(Mandatory {
                        kind: kind.to_owned(),
                        fields,
                    });
                }
            }
            charter.mandatory.sort_by(|a, b| a.kind.cmp(&b.kind));
            charter.allows_self_approval = self_approval.unwrap_or(charter.allows_self_approval);
            charter.adoption_days = adoption_days.unwrap_or(charter.adoption_days);
            let mut rules = charter.meeting_rules();
            if let Some(text) = quorum {
                (rules.quorum, rules.quorum_of) = fraction(text)?;
            }
            rules.proxies = proxies.unwrap_or(rules.proxies);
            rules.notice_days = notice_days.unwrap_or(rules.notice_days);
            // A charter that says nothing of meetings stays one that every program reads.
            charter.meetings = (rules != MeetingRules::default()).then_some(rules);
            say(context, &Body::Charter(charter), |language| {
                say!(language, "charter-kept")
            })
        }
    }
}

fn say(
    context: &Context,
    body: &Body,
    sentence: impl Fn(Language) -> String,
) -> Result<(), Refusal> {
    let office = context.office()?;
    let act = say_of_seats(&office, body)?;
    context.output.line(sentence(context.language));
    context.output.json(&serde_json::json!({
        "act": act.id().to_string(),
        "kind": body.kind(),
    }));
    Ok(())
}

fn show(context: &Context) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let (language, output) = (context.language, &context.output);
    let Some(today) = today() else { return Ok(()) };
    let seats = &desk.roster.seats;
    let mut standing: Vec<&Seat> = seats.on(today).collect();
    standing.sort_by_cached_key(|seat| {
        (
            seat.role,
            name_key(&seat.unit),
            seat.field.clone(),
            seat.act,
        )
    });
    let chair = seats.chair(today);
    let mut idle: Vec<&Seat> = (seats.standing_now())
        .filter(|seat| !seat.lasts_on(today))
        .collect();
    idle.sort_by_key(|seat| (seat.role, seat.act));
    let listed = |some: &[&Seat]| -> Vec<Listed> {
        let some = some.iter().map(|seat| Listed {
            id: seat.act.to_string(),
            role: seat.role.name(),
            holder: Writer::of(&desk.roster, Some(&seats.holder_now(seat))),
            devices: (seats.holders_now(seat).iter().map(PublicKey::to_string)).collect(),
            unit: seat.unit.clone(),
            department: seat.field.clone(),
            from: seat.from.map(|day| day.to_string()),
            until: seat.until.map(|day| day.to_string()),
        });
        some.collect()
    };
    let name = |key: &PublicKey| desk.roster.name_of(key);
    let to_see: Vec<ToSee> = checks(&desk.roster, today)
        .iter()
        .map(|check| ToSee {
            check: check.name(),
            is_error: check.is_error(),
            seat: check.seat().map(|seat| seat.act.to_string()),
            text: words::seats::check(language, check, name),
        })
        .collect();
    let invalid: Vec<serde_json::Value> = seats
        .not_counted()
        .iter()
        .map(|one| {
            serde_json::json!({
                "act": one.act.to_string(),
                "kind": one.kind,
                "author": Writer::of(&desk.roster, Some(&one.author)),
                "why": seat_reason(language, &one.reason),
            })
        })
        .collect();
    output.json(&serde_json::json!({
        "seats": listed(&standing),
        "out_of_days": listed(&idle),
        "chairs": match &chair {
            Ok(_) => 1,
            Err(ChairError::Vacant) => 0,
            Err(ChairError::Several(chairs)) => chairs.len(),
        },
        "invalid": invalid,
        "checks": to_see,
    }));
    let day = super::moments::day(language, today.0);
    output.line(say!(language, "seats-title", day = day));
    for one in &to_see {
        output.line(match one.is_error {
            true => one.text.clone(),
            false => say!(language, "check-line", text = one.text.as_str()),
        });
    }
    for seat in standing {
        output.line(line(language, &desk.roster, seat));
    }
    if !idle.is_empty() {
        output.line(say!(language, "seats-out-of-days"));
    }
    for seat in idle {
        output.line(line(language, &desk.roster, seat));
    }
    for one in seats.not_counted() {
        output.line(format!(
            "  {}  {}: {} ({})",
            one.act.short(),
            say!(language, "seats-invalid"),
            seat_reason(language, &one.reason),
            desk.roster.name_of(&one.author)
        ));
    }
    output.line(say!(language, "who-may-drafts"));
    Ok(())
}

/// The seat of the chair that ends when another one is named: where that is asked for, of whoever is the chair
/// on this day; where nobody is, the only one whose days are over, which opens documents until it is ended.
fn chair_before(roster: &Roster, day: Day, is_asked: bool) -> Option<ActId> {
    match roster.seats.chair(day) {
        Ok(chair) => is_asked.then_some(chair.act),
        Err(ChairError::Several(_)) => None,
        Err(ChairError::Vacant) => {
            let over = |seat: &&Seat| {
                seat.role == Role::Chair && seat.until.is_some_and(|until| until < day)
            };
            let mut over = roster.seats.standing_now().filter(over);
            match (over.next(), over.next()) {
                (Some(chair), None) => Some(chair.act),
                _ => None,
            }
        }
    }
}

fn line(language: Language, roster: &Roster, seat: &Seat) -> String {
    let name = roster.name_of(&roster.seats.holder_now(seat));
    let mut line = format!(
        "  {}",
        say!(
            language,
            "seat-line",
            id = seat.act.short(),
            role = role_word(language, seat.role),
            name = name
        )
    );
    let mut more = Vec::new();
    if !seat.field.is_empty() {
        more.push(department(language, &seat.field));
    }
    if !seat.unit.is_empty() {
        more.push(say!(language, "seat-unit", unit = seat.unit.as_str()));
    }
    if let Some(from) = seat.from {
        let day = super::moments::day(language, from.0);
        more.push(say!(language, "seat-from", day = day));
    }
    if let Some(until) = seat.until {
        let day = super::moments::day(language, until.0);
        more.push(say!(language, "seat-until", day = day));
    }
    if !more.is_empty() {
        line.push_str(&format!("  · {}", more.join(" · ")));
    }
    line
}

/// The name of the kind of document that is meant.
fn kind_named(typed: &str) -> Result<&'static str, Refusal> {
    KINDS.read(typed).map(Kind::name).ok_or_else(|| {
        let bad = BadValue::none_of(typed, KINDS.known());
        let typed = typed.to_owned();
        Refusal::say(move |language| {
            let why = bad.sentence(language.on_terminal());
            say!(language, "value-refused", typed = typed.as_str(), why = why)
        })
    })
}

/// `1/2`, `2/3`.
fn fraction(text: &str) -> Result<(u32, u32), Refusal> {
    let parts = text.split_once('/');
    let read = |part: &str| part.trim().parse::<u32>().ok();
    let found = parts.and_then(|(upper, lower)| Some((read(upper)?, read(lower)?)));
    found.ok_or_else(|| {
        let text = text.to_owned();
        Refusal::say(move |language| say!(language, "refused-quorum", text = text.as_str()))
    })
}

fn show_charter(context: &Context, charter: &Charter) -> Result<(), Refusal> {
    let (language, output) = (context.language, &context.output);
    let rules = charter.meeting_rules();
    output.json(&serde_json::json!({
        "needs": charter.mandatory.iter().map(|one| serde_json::json!({
            "kind": one.kind,
            "departments": one.fields,
        })).collect::<Vec<_>>(),
        "self_approval": charter.allows_self_approval,
        "adoption_days": charter.adoption_days,
        "quorum": format!("{}/{}", rules.quorum, rules.quorum_of),
        "proxies": rules.proxies,
        "notice_days": rules.notice_days,
    }));
    if charter.mandatory.is_empty() {
        output.line(say!(language, "charter-needs-none"));
    }
    for one in &charter.mandatory {
        let departments: Vec<String> = one
            .fields
            .iter()
            .map(|name| department(language, name))
            .collect();
        output.line(say!(
            language,
            "charter-needs",
            kind = kind_word(language, &one.kind),
            departments = departments.join(", ")
        ));
    }
    output.line(match charter.allows_self_approval {
        true => say!(language, "charter-self-approval-yes"),
        false => say!(language, "charter-self-approval-no"),
    });
    if charter.adoption_days > 0 {
        output.line(say!(
            language,
            "charter-adoption-days",
            days = charter.adoption_days
        ));
    }
    output.line(say!(
        language,
        "charter-quorum",
        quorum = rules.quorum,
        of = rules.quorum_of,
        proxies = rules.proxies
    ));
    if rules.notice_days > 0 {
        output.line(say!(language, "charter-notice", days = rules.notice_days));
    }
    Ok(())
}

/// The one person who is called so, or whose key begins so, by their newest device.
fn member(roster: &Roster, wanted: &str) -> Result<PublicKey, Refusal> {
    let lower = wanted.trim().to_lowercase();
    let counting: Vec<_> = roster
        .members
        .values()
        .filter(|member| roster.counts(&member.key))
        .collect();
    let is_key = |key: &PublicKey| lower.len() >= 4 && key.to_string().starts_with(&lower);
    let found: Vec<&Member> = counting
        .iter()
        .copied()
        .filter(|member| member.person.trim().to_lowercase() == lower || is_key(&member.key))
        .collect();
    // Devices of one person are one name: the newest of them.
    let person = |member: &Member| roster.person(&member.key);
    let is_one_person = found.windows(2).all(|two| person(two[0]) == person(two[1]));
    let newest = found
        .iter()
        .max_by_key(|member| (member.since_millis, member.key));
    match found[..] {
        [_, _, ..] if is_one_person => Ok(newest.map_or(found[0].key, |member| member.key)),
        [member] => Ok(member.key),
        [] => Err(nobody_called(wanted, counting.into_iter())),
        _ => Err(several_called(wanted, &found)),
    }
}

/// The standing seat whose id begins so.
fn seat_with<'a>(roster: &'a Roster, wanted: &str) -> Result<&'a Seat, Refusal> {
    let lower = wanted.trim().to_lowercase();
    let mut found = roster
        .seats
        .standing_now()
        .filter(|seat| lower.len() >= 4 && seat.act.to_string().starts_with(&lower));
    match (found.next(), found.next()) {
        (Some(seat), None) => Ok(seat),
        _ => {
            let seat = wanted.to_owned();
            Err(Refusal::say(move |language| {
                say!(language, "refused-no-such-seat", seat = seat.as_str())
            }))
        }
    }
}
