//! `dewan submit`, `opinion`, `return`, `decide`, `publish` and their kin: what is said about the text of
//! a document.

use clap::ValueEnum;
use council::act::Body;
use council::act::day::Day;
use council::act::decision::{
    Acknowledge, Adopt, Adoption, Decide, Exempt, Opinion, Outcome, Publish, PullBack, Return,
    Submit, Verdict, Waiver, Withdraw,
};
use council::lifecycle::{Publication, Stand, Submission, Version};

use super::Context;
use super::arguments::LifecycleCommand;
use super::documents::{Desk, title_or_none};
use super::refusal::Refusal;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::say;
use crate::words::lifecycle::{status, status_name};

/// What a reviewer thinks, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerdictChoice {
    /// Agrees.
    Agree,
    /// Agrees, with notes.
    Notes,
    /// Objects.
    Object,
}

/// How a decision goes, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutcomeChoice {
    /// Approves.
    Approve,
    /// Approves, with notes for the next version.
    Notes,
    /// Rejects.
    Reject,
}

/// Runs the command.
///
/// # Errors
/// Why nothing was said.
pub fn run(context: &Context, command: &LifecycleCommand) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document_of(command))?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let body = body(&desk, &case, command)?;
    drop(desk);
    let office = context.office()?;
    let act = office.say_of(&case, &body)?;
    let case = Case::read(&office.reader()?, &id).map_err(DecidingError::from)?;
    let language = context.language;
    let day = today().unwrap_or(Day(jiff::civil::Date::MIN));
    let now = case.lifecycle.status(day);
    context.output.line(say!(
        language,
        "decided-act",
        what = kind_word(language, body.kind()),
        title = title_or_none(language, head_of(&case.opened.view).0),
        id = id.short(),
        status = status(language, &now)
    ));
    context.output.json(&serde_json::json!({
        "document": id.to_string(),
        "act": act.id().to_string(),
        "kind": body.kind(),
        "time": timestamp(act.statement().time_millis),
        "status": status_name(&now),
    }));
    Ok(())
}

/// What an act is called.
pub fn kind_word(language: crate::words::Language, kind: &str) -> String {
    let name = match kind {
        "submit" => "act-submit",
        "pull-back" => "act-pull-back",
        "opinion" => "act-opinion",
        "return" => "act-return",
        "decide" => "act-decide",
        "publish" => "act-publish",
        "withdraw" => "act-withdraw",
        "adopt" => "act-adopt",
        "exempt" => "act-exempt",
        "acknowledge" => "act-acknowledge",
        "appoint" => "act-appoint",
        "end-seat" => "act-end-seat",
        "charter" => "act-charter",
        "create" => "act-create",
        "comment" => "act-comment",
        "seen" => "act-seen",
        other => return other.to_owned(),
    };
    language.say(name)
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

fn body(desk: &Desk, case: &Case, command: &LifecycleCommand) -> Result<Body, Refusal> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(match command {
        LifecycleCommand::Submit { note, .. } => {
            case.check_conflicts()?;
            Body::Submit(Submit {
                text: case.text()?,
                note: given(note),
            })
        }
        LifecycleCommand::PullBack { reason, .. } => Body::PullBack(PullBack {
            submission: open(case)?.said.act,
            reason: given(reason),
        }),
        LifecycleCommand::Opinion {
            verdict,
            words,
            department,
            ..
        } => {
            let submission = open(case)?;
            Body::Opinion(Opinion {
                submission: submission.said.act,
                fingerprint: submission.text.fingerprint,
                field: given(department),
                verdict: match verdict {
                    VerdictChoice::Agree => Verdict::Agrees,
                    VerdictChoice::Notes => Verdict::AgreesWithNotes,
                    VerdictChoice::Object => Verdict::Objects,
                },
                words: given(words),
            })
        }
        LifecycleCommand::Return { reason, .. } => Body::Return(Return {
            submission: open(case)?.said.act,
            reason: reason.clone(),
        }),
        LifecycleCommand::Decide {
            outcome,
            words,
            waive,
            ..
        } => {
            let submission = to_be_decided(case)?;
            if submission.text.heads == case.opened.heads() {
                case.check_conflicts()?;
            }
            Body::Decide(Decide {
                submission: submission.said.act,
                text: submission.text.clone(),
                outcome: match outcome {
                    OutcomeChoice::Approve => Outcome::Approved,
                    OutcomeChoice::Notes => Outcome::ApprovedWithNotes,
                    OutcomeChoice::Reject => Outcome::Rejected,
                },
                words: given(words),
                waivers: waive.iter().map(|text| waiver(text)).collect(),
                previous: case
                    .lifecycle
                    .versions
                    .last()
                    .map(|version| version.decision.said.act),
            })
        }
        LifecycleCommand::Publish {
            number,
            from,
            review,
            replaces,
            ..
        } => {
            let newest = case.lifecycle.versions.last();
            let version = newest
                .filter(|version| version.publication.is_none())
                .ok_or_else(|| nothing(case))?;
            let effective = match from {
                Some(from) => day(from)?,
                None => today().ok_or_else(|| nothing(case))?,
            };
            Body::Publish(Publish {
                decision: version.decision.said.act,
                number: number.clone(),
                effective,
                review: review.as_deref().map(day).transpose()?,
                replaces: replaces
                    .iter()
                    .map(|one| Ok(desk.find(one)?.document))
                    .collect::<Result<_, Refusal>>()?,
            })
        }
        LifecycleCommand::Withdraw { reason, .. } => Body::Withdraw(Withdraw {
            publication: published(case)?.said.act,
            reason: reason.clone(),
        }),
        LifecycleCommand::Adopt {
            unit,
            addendum,
            ask_exemption,
            ..
        } => {
            let adoption = match (addendum, ask_exemption) {
                (_, Some(_)) => Adoption::AsksExemption,
                (Some(_), None) => Adoption::WithAddendum,
                (None, None) => Adoption::AsItIs,
            };
            let addendum = addendum
                .as_deref()
                .map(|one| Ok::<_, Refusal>(desk.find(one)?.document))
                .transpose()?;
            Body::Adopt(Adopt {
                publication: published(case)?.said.act,
                unit: match unit {
                    Some(unit) => unit.clone(),
                    None => my_office(desk)?,
                },
                adoption,
                addendum,
                reason: given(ask_exemption),
            })
        }
        LifecycleCommand::Exempt {
            unit,
            refuse,
            until,
            reason,
            ..
        } => {
            let asked = published(case)?.adoptions.get(unit);
            let request = asked.ok_or_else(|| nothing(case))?.said.act;
            Body::Exempt(Exempt {
                request,
                is_granted: !refuse,
                until: until.as_deref().map(day).transpose()?,
                reason: given(reason),
            })
        }
        LifecycleCommand::Acknowledge { .. } => Body::Acknowledge(Acknowledge {
            publication: published(case)?.said.act,
        }),
    })
}

fn nothing(case: &Case) -> Refusal {
    DecidingError::Nothing(case.opened.id).into()
}

fn open(case: &Case) -> Result<&Submission, Refusal> {
    case.lifecycle
        .open_submission()
        .ok_or_else(|| nothing(case))
}

/// What is in review, or what was decided in two ways.
fn to_be_decided(case: &Case) -> Result<&Submission, Refusal> {
    let in_conflict = |one: &&Submission| matches!(one.stand, Stand::Conflict(_));
    let mut submissions = case.lifecycle.submissions.iter();
    match submissions.find(in_conflict) {
        Some(conflict) => Ok(conflict),
        None => open(case),
    }
}

/// The publication that is in force, else the newest.
fn published(case: &Case) -> Result<&Publication, Refusal> {
    let lifecycle = &case.lifecycle;
    let in_force = today().and_then(|day| lifecycle.in_force(day));
    let publication = |version: &Version| version.publication.is_some();
    let newest = lifecycle.versions.iter().rev().find(|one| publication(one));
    in_force
        .or(newest)
        .and_then(|version| version.publication.as_ref())
        .ok_or_else(|| nothing(case))
}

/// `legal=the department is on leave`; without a reason the act refuses itself.
fn waiver(text: &str) -> Waiver {
    let (field, reason) = text.split_once('=').unwrap_or((text, ""));
    Waiver {
        field: field.trim().to_owned(),
        reason: reason.trim().to_owned(),
    }
}

fn my_office(desk: &Desk) -> Result<String, Refusal> {
    let me = desk.office.me()?;
    let member = me.and_then(|me| desk.roster.members.get(&me));
    Ok(member
        .map(|member| member.office.clone())
        .unwrap_or_default())
}

/// A day as it is typed.
///
/// # Errors
/// It is none.
pub fn day(text: &str) -> Result<Day, Refusal> {
    text.trim().parse().map_err(|_| {
        let text = text.to_owned();
        Refusal::say(move |language| say!(language, "refused-day", text = text.as_str()))
    })
}
