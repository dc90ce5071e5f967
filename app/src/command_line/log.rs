//! `dewan log`: what was said about a document, and why each counts.

use council::lifecycle::{Draft, Version};
use format::{Act, ActId};
use serde::Serialize;

use super::Context;
use super::documents::{Desk, Writer, labelled};
use super::moments::moment;
use super::refusal::Refusal;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::say;
use crate::words::Language;
use crate::words::lifecycle::{act_word, reason, status, status_name, waits};

/// One act for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    kind: String,
    author: Writer,
    time: Option<String>,
    /// `counts`, `invalid`, `waits`, or `said` for what is judged elsewhere.
    stands: &'static str,
    /// Why it does not count, or what it waits for.
    why: Option<String>,
    cites: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// Why the acts cannot be read.
pub fn run(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let (language, output) = (context.language, &context.output);
    let mut acts: Vec<&Act> = case.acts.iter().collect();
    acts.sort_by_key(|act| (act.statement().time_millis, act.id()));
    let listed: Vec<Listed> = acts
        .iter()
        .map(|act| listed(language, &desk, &case, act))
        .collect();
    let now = today().map(|day| case.lifecycle.status(day));
    output.json(&serde_json::json!({
        "document": id.to_string(),
        "status": now.as_ref().map(status_name),
        "acts": listed,
        "versions": case.lifecycle.versions.iter().map(version).collect::<Vec<_>>(),
    }));
    output.line(labelled(language, &id, head_of(&case.opened.view).0));
    for (act, one) in acts.iter().zip(&listed) {
        let statement = act.statement();
        let stands = match (one.stands, &one.why) {
            ("counts", _) => say!(language, "log-counts"),
            ("invalid", Some(why)) => say!(language, "log-invalid", why = why.as_str()),
            (_, Some(why)) => say!(language, "log-waits", why = why.as_str()),
            (_, None) => String::new(),
        };
        let line = format!(
            "  {}  {}  {}  {}  {stands}",
            act.id().short(),
            moment(language, statement.time_millis),
            desk.roster.name_of(&statement.author),
            act_word(language, &statement.kind),
        );
        output.line(line.trim_end());
    }
    for version in &case.lifecycle.versions {
        let fingerprint = version.text.fingerprint.to_string();
        let said = match &version.publication {
            Some(publication) => say!(
                language,
                "log-version",
                version = version.number as u64,
                number = publication.number.as_str(),
                fingerprint = fingerprint
            ),
            None => say!(
                language,
                "log-version-unpublished",
                version = version.number as u64,
                fingerprint = fingerprint
            ),
        };
        output.line(said);
    }
    if let Some(now) = now {
        output.line(say!(
            language,
            "log-status",
            status = status(language, &now)
        ));
    }
    let fingerprint = case.opened.document.view().fingerprint();
    match case.lifecycle.draft(&fingerprint) {
        Draft::ChangedAfterSubmission(_) => output.line(say!(language, "log-changed-after")),
        Draft::Next(number) if number > 1 => {
            output.line(say!(language, "log-next", number = number as u64));
        }
        Draft::Next(_) | Draft::IsSubmitted(_) | Draft::IsVersion(_) => {}
    }
    Ok(())
}

/// What a script needs to hold a printed version against.
fn version(version: &Version) -> serde_json::Value {
    let publication = version.publication.as_ref();
    serde_json::json!({
        "version": version.number,
        "number": publication.map(|one| one.number.as_str()),
        "fingerprint": version.text.fingerprint.to_string(),
    })
}

fn listed(language: Language, desk: &Desk, case: &Case, act: &Act) -> Listed {
    let id = act.id();
    let statement = act.statement();
    let (stands, why) = stands(language, case, &id, &statement.kind);
    Listed {
        id: id.to_string(),
        kind: statement.kind.clone(),
        author: Writer::of(&desk.roster, Some(&statement.author)),
        time: timestamp(statement.time_millis),
        stands,
        why,
        cites: statement.cites.iter().map(ToString::to_string).collect(),
    }
}

fn stands(
    language: Language,
    case: &Case,
    id: &ActId,
    kind: &str,
) -> (&'static str, Option<String>) {
    let mut refused = (case.lifecycle.not_counted.iter())
        .chain(&case.proceedings.not_counted)
        .chain(&case.circulars.not_counted);
    if let Some(one) = refused.find(|one| one.said.act == *id) {
        return ("invalid", Some(reason(language, &one.reason)));
    }
    let mut waiting = (case.lifecycle.waiting.iter())
        .chain(&case.proceedings.waiting)
        .chain(&case.circulars.waiting);
    if let Some((_, what)) = waiting.find(|(said, _)| said.act == *id) {
        return ("waits", Some(waits(language, what)));
    }
    let is_judged = council::lifecycle::is_of_lifecycle(kind)
        || council::meeting::is_of_proceedings(kind)
        || council::meeting::is_of_circulars(kind);
    match is_judged {
        true => ("counts", None),
        false => ("said", None),
    }
}
