//! `dewan submit`, `opinion`, `return`, `decide`, `publish` and their kin: what is said about the text of
//! a document.

use council::act::day::Day;
use council::act::decision::Adoption;
use format::{ActId, PublicKey};

use super::Context;
use super::arguments::LifecycleCommand;
use super::documents::{Desk, title_or_none};
use super::moments::typed_day;
use super::refusal::Refusal;
use crate::core::deciding::{Deed, Wish};
use crate::core::minutes::days::Toward;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::engine::superseding;
use crate::engine::units::known;
use crate::say;
use crate::words::lifecycle::{self as words, act_word};
use crate::words::superseded::status;
use crate::words::vocabulary;

/// How much of an act's id has to be typed.
const MIN_PREFIX: usize = 4;

/// Runs the command.
///
/// # Errors
/// Why nothing was said.
pub fn run(context: &Context, command: &LifecycleCommand) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document_of(command))?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let mut wish = Wish::of(deed(&desk, command)?);
    wish.about = about(&case, command)?;
    let body = case.body(&wish)?;
    drop(desk);
    let office = context.office()?;
    let act = office.say_of(&case, &body, context.language)?;
    let case = Case::read(&office.reader()?, &id).map_err(DecidingError::from)?;
    let language = context.language;
    let day = today().unwrap_or(Day(jiff::civil::Date::MIN));
    let reader = office.reader()?;
    let superseded = superseding::of(&reader, &case, Some(&office.me()), day)?;
    let (now, status) = status(language, &case.lifecycle, day, superseded.as_ref());
    let readers = (case.lifecycle.in_force(day)).filter(|_| superseded.is_none());
    context.output.line(say!(
        language,
        "decided-act",
        what = act_word(language, body.kind()),
        title = title_or_none(language, head_of(&case.opened.view).0),
        id = id.short(),
        status = status
    ));
    let deadlock = case.deadlock(day);
    if let Some(deadlock) = &deadlock {
        let roster = office.roster()?;
        let name_of = |key: &PublicKey| roster.name_of(key);
        context
            .output
            .line(words::deadlock(language, deadlock, false, name_of));
    }
    context.output.json(&serde_json::json!({
        "document": id.to_string(),
        "act": act.id().to_string(),
        "kind": body.kind(),
        "time": timestamp(act.statement().time_millis),
        "status": now,
        "in_force": readers.map(|version| version.number),
        "nobody_decides": deadlock.is_some(),
    }));
    Ok(())
}

fn document_of(command: &LifecycleCommand) -> &str {
    match command {
        LifecycleCommand::Submit { document, .. }
        | LifecycleCommand::PullBack { document, .. }
        | LifecycleCommand::Opinion { document, .. }
        | LifecycleCommand::Return { document, .. }
        | LifecycleCommand::Decide { document, .. }
        | LifecycleCommand::Publish { document, .. }
        | LifecycleCommand::Withdraw { document, .. }
        | LifecycleCommand::Adopt { document, .. }
        | LifecycleCommand::Exempt { document, .. }
        | LifecycleCommand::Acknowledge { document } => document,
    }
}

/// The submission or decision that is named, by the start of its id.
fn about(case: &Case, command: &LifecycleCommand) -> Result<Option<ActId>, Refusal> {
    let lifecycle = &case.lifecycle;
    let (named, of): (_, Vec<ActId>) = match command {
        LifecycleCommand::Opinion { submission, .. }
        | LifecycleCommand::Return { submission, .. }
        | LifecycleCommand::Decide { submission, .. } => {
            let all = lifecycle.submissions.iter();
            (submission, all.map(|one| one.said.act).collect())
        }
        LifecycleCommand::Publish { decision, .. } => {
            let all = lifecycle.versions.iter();
            (decision, all.map(|one| one.decision.said.act).collect())
        }
        _ => return Ok(None),
    };
    let Some(start) = named.as_deref().map(str::trim) else {
        return Ok(None);
    };
    let start = start.to_lowercase();
    let mut found = of.iter().filter(|id| id.to_string().starts_with(&start));
    match (found.next(), found.next()) {
        (Some(id), None) if start.len() >= MIN_PREFIX => Ok(Some(*id)),
        _ => Err(DecidingError::Nothing(case.opened.id).into()),
    }
}

/// What is to be said.
fn deed(desk: &Desk, command: &LifecycleCommand) -> Result<Deed, Refusal> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(match command {
        LifecycleCommand::Submit { note, .. } => Deed::Submit { note: given(note) },
        LifecycleCommand::PullBack { reason, .. } => Deed::PullBack {
            reason: given(reason),
        },
        LifecycleCommand::Opinion {
            verdict,
            words,
            department,
            ..
        } => Deed::Opinion {
            field: department
                .as_deref()
                .map(vocabulary::department)
                .unwrap_or_default(),
            verdict: *verdict,
            words: given(words),
        },
        LifecycleCommand::Return { reason, .. } => Deed::Return {
            reason: reason.clone(),
        },
        LifecycleCommand::Decide {
            outcome,
            words,
            waive,
            ..
        } => Deed::Decide {
            outcome: *outcome,
            words: given(words),
            waivers: waive.iter().map(|text| waiver(text)).collect(),
        },
        LifecycleCommand::Publish {
            document,
            number,
            from,
            review,
            replaces,
            ..
        } => Deed::Publish {
            number: number.clone(),
            effective: match from {
                Some(from) => day(from)?,
                None => {
                    let id = desk.find(document)?.document;
                    today().ok_or(DecidingError::Nothing(id))?
                }
            },
            review: review.as_deref().map(day).transpose()?,
            replaces: replaces
                .iter()
                .map(|one| Ok(desk.find(one)?.document))
                .collect::<Result<_, Refusal>>()?,
        },
        LifecycleCommand::Withdraw { reason, .. } => Deed::Withdraw {
            reason: reason.clone(),
        },
        LifecycleCommand::Adopt {
            unit,
            addendum,
            ask_exemption,
            ..
        } => Deed::Adopt {
            unit: match unit {
                Some(unit) => known(&desk.roster, unit)?,
                None => my_office(desk)?,
            },
            adoption: match (addendum, ask_exemption) {
                (_, Some(_)) => Adoption::AsksExemption,
                (Some(_), None) => Adoption::WithAddendum,
                (None, None) => Adoption::AsItIs,
            },
            addendum: addendum
                .as_deref()
                .map(|one| Ok::<_, Refusal>(desk.find(one)?.document))
                .transpose()?,
            reason: given(ask_exemption),
        },
        LifecycleCommand::Exempt {
            unit,
            refuse,
            until,
            reason,
            ..
        } => Deed::Exempt {
            unit: known(&desk.roster, unit)?,
            is_granted: !refuse,
            until: until.as_deref().map(day).transpose()?,
            reason: given(reason),
        },
        LifecycleCommand::Acknowledge { .. } => Deed::Acknowledge,
    })
}

/// `legal=the department is on leave`; without a reason the act refuses itself.
fn waiver(text: &str) -> (String, String) {
    let (field, reason) = text.split_once('=').unwrap_or((text, ""));
    (vocabulary::department(field), reason.trim().to_owned())
}

fn my_office(desk: &Desk) -> Result<String, Refusal> {
    let me = desk.office.me()?;
    let member = me.and_then(|me| desk.roster.members.get(&me));
    Ok(member
        .map(|member| member.office.clone())
        .unwrap_or_default())
}

/// A day as it is typed, from today on where no year is given.
///
/// # Errors
/// It is none.
pub fn day(text: &str) -> Result<Day, Refusal> {
    typed_day(text, Toward::Coming)
}
