//! `dewan log`: what was said about a document or about the council, and whether and why each counts.

use std::collections::BTreeMap;

use council::act::Body;
use council::lifecycle::{Draft, Version};
use council::numbering::numbers_of;
use council::roster::Roster;
use council::standing::{Standing, Why, ground, of_council, of_document};
use format::{Act, ActId, Subject};
use serde::Serialize;

use super::Context;
use super::clocks::ClockMark;
use super::documents::{Desk, Writer, labelled};
use super::moments::moment;
use super::refusal::Refusal;
use crate::core::clocks::Marks;
use crate::core::deciding::adopting::AddendumNow;
use crate::core::deciding::holding::Holding;
use crate::engine::deciding::{Case, DecidingError, today};
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::engine::{addenda, clocks, superseding};
use crate::say;
use crate::words::Language;
use crate::words::adopting::addendum_now;
use crate::words::clocks::behind;
use crate::words::column::capitalised;
use crate::words::holding::named;
use crate::words::lifecycle::act_word;
use crate::words::said::said;
use crate::words::standing::{standing, standing_name, why_it_stands};
use crate::words::superseded::status;

/// The word that stands for the council itself in place of a document.
const COUNCIL: &str = "council";

/// One act for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    kind: String,
    author: Writer,
    time: Option<String>,
    /// What it says beyond its kind, in words.
    said: Option<String>,
    /// `counts`, `invalid`, `waits`, or `said` for what nothing judges.
    stands: &'static str,
    /// By what it counts, why it does not, or what it waits for.
    why: Option<String>,
    /// What is wrong with the time, if anything is.
    clock: Option<ClockMark>,
    cites: Vec<String>,
}

/// How acts stand, how the addenda of adoptions among them read now, and which of their times do not fit others.
type Known<'a> = (
    &'a BTreeMap<ActId, Standing>,
    &'a BTreeMap<ActId, AddendumNow>,
    &'a Marks,
);

/// Runs the command.
///
/// # Errors
/// Why the acts cannot be read.
pub fn run(context: &Context, subject: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    match subject {
        COUNCIL => about_council(context, &desk),
        document => about_document(context, &desk, document),
    }
}

fn about_council(context: &Context, desk: &Desk) -> Result<(), Refusal> {
    let council = desk.office.council();
    let roster = &desk.roster;
    let acts = desk.reader.acts(&Subject::Council)?;
    let stands = acts.iter();
    let stands = stands.map(|act| (act.id(), of_council(&council, roster, act)));
    let stands = stands.collect();
    let none = BTreeMap::new();
    let marks = clocks::of_council(roster, &acts);
    let (language, output) = (context.language, &context.output);
    let acts = by_time(&acts);
    output.json(&serde_json::json!({
        "council": council.to_string(),
        "name": roster.name,
        "acts": listed(language, roster, &acts, (&stands, &none, &marks)),
    }));
    output.line(&roster.name);
    tell(context, roster, &acts, (&stands, &none, &marks));
    Ok(())
}

fn about_document(context: &Context, desk: &Desk, document: &str) -> Result<(), Refusal> {
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let mut stands = of_document(&desk.roster, &desk.reader.access(&id)?, &case.acts);
    for act in &case.acts {
        stands
            .entry(act.id())
            .or_insert_with(|| about_text(&desk.roster, &case, act));
    }
    let (language, output) = (context.language, &context.output);
    let acts = by_time(&case.acts);
    let me = desk.office.me()?;
    let (mut now, mut readers) = (None, None);
    if let Some(day) = today() {
        let superseded = superseding::of(&desk.reader, &case, me.as_ref(), day)?;
        readers = (case.lifecycle.in_force(day)).filter(|_| superseded.is_none());
        now = Some(status(language, &case.lifecycle, day, superseded.as_ref()));
    }
    let addenda = addenda_now(desk, &case.acts)?;
    let codes = desk.codes_of(&id);
    let marks = clocks::of_document(&desk.reader, &case.opened, &case.acts)?.acts;
    output.json(&serde_json::json!({
        "document": id.to_string(),
        "status": now.as_ref().map(|(name, _)| *name),
        "in_force": readers.map(|version| version.number),
        "codes": codes,
        "acts": listed(language, &desk.roster, &acts, (&stands, &addenda, &marks)),
        "versions": case.lifecycle.versions.iter().map(version).collect::<Vec<_>>(),
    }));
    output.line(labelled(language, &id, head_of(&case.opened.view).0));
    if !codes.is_empty() {
        let code = codes.join(" / ");
        output.line(match numbers_of(&case.lifecycle).is_empty() {
            true => say!(language, "code-line", code = code),
            false => say!(language, "code-line-formerly", code = code),
        });
    }
    tell(context, &desk.roster, &acts, (&stands, &addenda, &marks));
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
    if let Some(confirmed) = case.confirmed() {
        output.line(say!(
            language,
            "log-confirmed",
            what = capitalised(&named(language, &Holding::Minutes(confirmed))),
            fingerprint = confirmed.text.fingerprint.to_string()
        ));
    }
    let stage = case.minutes().zip(today());
    let stage = stage.map(|(minutes, day)| case.proceedings.stage(minutes, day));
    let now = match (stage, now) {
        // Of minutes it is told how far they are by circulation and confirmation.
        (Some(stage), _) => Some(crate::words::meeting::stage(language, stage)),
        (None, now) => now.map(|(_, sentence)| sentence),
    };
    if let Some(now) = now {
        output.line(say!(language, "log-status", status = now));
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

/// Oldest first, by the clocks of those who said it.
fn by_time(acts: &[Act]) -> Vec<&Act> {
    let mut acts: Vec<&Act> = acts.iter().collect();
    acts.sort_by_key(|act| (act.statement().time_millis, act.id()));
    acts
}

fn listed(
    language: Language,
    roster: &Roster,
    acts: &[&Act],
    (stands, addenda, marks): Known<'_>,
) -> Vec<Listed> {
    let list = |act: &&Act| {
        let (id, statement) = (act.id(), act.statement());
        let stands = stands.get(&id).unwrap_or(&Standing::Said);
        Listed {
            id: id.to_string(),
            kind: statement.kind.clone(),
            author: Writer::of(roster, Some(&statement.author)),
            time: timestamp(statement.time_millis),
            said: what_is_said(language, roster, acts, (act, addenda)),
            stands: standing_name(stands),
            why: why_it_stands(language, stands),
            clock: ClockMark::of(roster, marks.get(&id)),
            cites: statement.cites.iter().map(ToString::to_string).collect(),
        }
    };
    acts.iter().map(list).collect()
}

fn tell(context: &Context, roster: &Roster, acts: &[&Act], known: Known<'_>) {
    let (stands, addenda, marks) = known;
    let language = context.language;
    for act in acts {
        let statement = act.statement();
        let stands = stands.get(&act.id()).unwrap_or(&Standing::Said);
        let what = match what_is_said(language, roster, acts, (act, addenda)) {
            Some(said) => format!("{}: {said}", act_word(language, &statement.kind)),
            None => act_word(language, &statement.kind),
        };
        let line = format!(
            "  {}  {}  {}  {}  {}{}",
            act.id().short(),
            moment(language, statement.time_millis),
            roster.name_of(&statement.author),
            what,
            standing(language, stands),
            behind(language, marks.get(&act.id())),
        );
        context.output.line(line.trim_end());
    }
}

/// What an act says beyond its kind. An answer about an exemption is told with the unit that asked, and an
/// adoption with what became of its addendum.
fn what_is_said(
    language: Language,
    roster: &Roster,
    acts: &[&Act],
    (act, addenda): (&Act, &BTreeMap<ActId, AddendumNow>),
) -> Option<String> {
    let adopted = |wanted: &ActId| {
        let act = acts.iter().find(|act| act.id() == *wanted)?;
        match Body::read(act) {
            Ok(Body::Adopt(adopt)) => Some(adopt),
            _ => None,
        }
    };
    let said = said(language, roster, &Body::read(act).ok()?, adopted)?;
    let now = addenda.get(&act.id());
    Some(match now.and_then(|now| addendum_now(language, *now)) {
        Some(now) => format!("{said}; {now}"),
        None => said,
    })
}

/// How the addenda of the adoptions among these acts read now.
fn addenda_now(desk: &Desk, acts: &[Act]) -> Result<BTreeMap<ActId, AddendumNow>, Refusal> {
    let me = desk.office.me()?;
    let mut found = BTreeMap::new();
    for act in acts {
        if let Ok(Body::Adopt(adopt)) = Body::read(act)
            && let Some(now) = addenda::now_of(&desk.reader, &adopt, me.as_ref())?
        {
            found.insert(act.id(), now);
        }
    }
    Ok(found)
}

/// How an act about the document's text stands, or one about its meeting.
fn about_text(roster: &Roster, case: &Case, act: &Act) -> Standing {
    let id = act.id();
    let mut refused = (case.lifecycle.not_counted.iter())
        .chain(&case.proceedings.not_counted)
        .chain(&case.circulars.not_counted);
    if let Some(one) = refused.find(|one| one.said.act == id) {
        return Standing::Invalid(Why::Text(one.reason.clone()));
    }
    let mut waiting = (case.lifecycle.waiting.iter())
        .chain(&case.proceedings.waiting)
        .chain(&case.circulars.waiting);
    if let Some((_, what)) = waiting.find(|(said, _)| said.act == id) {
        return Standing::Waits(Why::Waits(what.clone()));
    }
    let kind = &act.statement().kind;
    let is_judged = council::lifecycle::is_of_lifecycle(kind)
        || council::meeting::is_of_proceedings(kind)
        || council::meeting::is_of_circulars(kind);
    match is_judged {
        true => Standing::Counts(ground(roster, act, false)),
        false => Standing::Said,
    }
}
