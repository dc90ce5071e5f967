//! `dewan list`: the documents. Opens only those about whose text something was said.

use std::collections::HashMap;

use serde::Serialize;
use store::summary::Summary;

use super::Context;
use super::documents::{Desk, hashes, kind_word, title_or_none};
use super::refusal::Refusal;
use crate::core::deciding::standing::Readers;
use crate::engine::archiving::is_in_vain;
use crate::engine::deciding::today;
use crate::engine::indexing::{held_back_now, known_held_back, known_status, restarted_as};
use crate::engine::reviewing::standings;
use crate::engine::units::known;
use crate::say;
use crate::words::Language;
use crate::words::codes::code;
use crate::words::lifecycle::{standing_word, status_word};
use council::view::Kind;

/// Which documents.
pub struct Filter {
    /// Archived ones too.
    pub archived: bool,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Of this office only.
    pub unit: Option<String>,
    /// That stand there today, or of which readers go by a version that does: a name among
    /// [`STATUSES`](crate::words::lifecycle::STATUSES).
    pub status: Option<&'static str>,
}

/// One document for scripts. The fields stay.
#[derive(Debug, Serialize)]
pub struct Listed<'a> {
    id: String,
    kind: &'a str,
    title: &'a str,
    unit: &'a str,
    /// Its provisional codes as they are shown.
    codes: Vec<String>,
    /// Where it stands today: a name among [`STATUSES`](crate::words::lifecycle::STATUSES).
    status: &'a str,
    /// The number of the version that readers go by, whatever the status says of a draft.
    in_force: Option<usize>,
    heads: Vec<String>,
    conflicts: u32,
    /// Whether it is hidden.
    archived: bool,
    /// Whether somebody marked it as archived who may not: then it is listed all the same.
    archived_in_vain: bool,
    created: Option<&'a str>,
    changed: Option<&'a str>,
    open_actions: u32,
    held_back: u64,
    /// The document as which this one started over.
    restarted_as: Option<String>,
    /// The document that took its place, as far as it is shared with this device.
    superseded_by: Option<String>,
}

impl<'a> Listed<'a> {
    /// What scripts get to know of a document.
    pub fn of(summary: &'a Summary, status: &'a str, readers: Option<Readers>) -> Self {
        Self {
            id: summary.document.to_string(),
            kind: &summary.kind,
            title: &summary.title,
            unit: &summary.unit,
            codes: Vec::new(),
            status,
            in_force: readers.map(|readers| readers.version),
            heads: hashes(&summary.heads),
            conflicts: summary.conflicts,
            archived: summary.archived,
            archived_in_vain: is_in_vain(summary),
            created: summary.created.as_deref(),
            changed: summary.changed.as_deref(),
            open_actions: summary.open_actions,
            held_back: summary.more["held_back"].as_u64().unwrap_or(0),
            restarted_as: restarted_as(summary).map(|into| into.to_string()),
            superseded_by: None,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// Why the list cannot be read.
pub fn run(context: &Context, filter: &Filter) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let kind = filter.kind.map(Kind::name);
    let unit = filter.unit.as_ref().map(|unit| unit.trim().to_lowercase());
    // For a misspelt name an empty list would look like an office that wrote nothing.
    if let (Some(typed), Some(unit)) = (&filter.unit, &unit) {
        let mut units = desk.summaries.iter().map(|one| one.unit.to_lowercase());
        if !units.any(|known| known == *unit) {
            match known(&desk.roster, typed) {
                Err(unknown) if !unknown.near.is_empty() => return Err(unknown.into()),
                _ => {}
            }
        }
    }
    let day = today();
    // What was noted beside the index is as old as the last window.
    let standing = match day {
        Some(day) => standings(&desk.reader, desk.office.me()?.as_ref(), day)?,
        None => HashMap::new(),
    };
    let status_of = |summary: &Summary| match standing.get(&summary.document) {
        Some(stands) => (stands.standing.name.to_owned(), stands.standing.readers),
        None => (known_status(summary, day).to_owned(), None),
    };
    let replacement_of = |summary: &Summary| {
        let superseded = standing.get(&summary.document)?.superseded.as_ref()?;
        Some(superseded.by.as_ref()?.document)
    };
    let shown: Vec<(&Summary, (String, Option<Readers>))> = desk
        .summaries
        .iter()
        .filter(|summary| filter.archived || !summary.archived)
        .filter(|summary| kind.is_none_or(|kind| summary.kind == kind))
        .filter(|summary| {
            unit.as_ref()
                .is_none_or(|unit| summary.unit.to_lowercase() == *unit)
        })
        .map(|summary| (summary, status_of(summary)))
        .filter(|(_, (status, readers))| {
            let of_readers = readers.map(|readers| readers.name());
            let is = |wanted: &str| status == wanted || of_readers == Some(wanted);
            filter.status.is_none_or(is)
        })
        .collect();
    let (language, output) = (context.language, &context.output);
    let codes = desk.codes();
    let codes_of = |summary: &Summary| codes.get(&summary.document).cloned().unwrap_or_default();
    let me = desk.office.me()?;
    let held_back = held_back_now(&desk.reader)?;
    let held_back_of = |summary: &Summary| {
        let now = held_back.get(&summary.document).copied();
        u64::from(now.unwrap_or_else(|| known_held_back(summary)))
    };
    output.json(
        &shown
            .iter()
            .map(|(summary, (status, readers))| Listed {
                codes: codes_of(summary),
                held_back: held_back_of(summary),
                superseded_by: replacement_of(summary).map(|by| by.to_string()),
                ..Listed::of(summary, status, *readers)
            })
            .collect::<Vec<_>>(),
    );
    if output.is_json() {
        return Ok(());
    }
    if shown.is_empty() {
        output.line(none_shown(language, filter, desk.summaries.is_empty()));
        return Ok(());
    }
    let kinds: Vec<_> = shown
        .iter()
        .map(|(summary, _)| kind_word(language, &summary.kind))
        .collect();
    let statuses: Vec<String> = shown
        .iter()
        .map(|(_, (status, readers))| standing_word(language, status, *readers))
        .collect();
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let kind_width = width(&mut kinds.iter().map(|kind| kind.chars().count()));
    let unit_width = width(&mut shown.iter().map(|(s, _)| s.unit.chars().count()));
    let status_width = width(&mut statuses.iter().map(|status| status.chars().count()));
    let coded: Vec<String> = shown
        .iter()
        .map(|(summary, _)| code(language, &codes_of(summary), false).unwrap_or_default())
        .collect();
    let code_width = width(&mut coded.iter().map(|code| code.chars().count()));
    let told = shown.iter().zip(&kinds).zip(&statuses).zip(&coded);
    for ((((summary, _), kind), status), code) in told {
        let mut notes = Vec::new();
        if summary.conflicts > 0 {
            notes.push(say!(language, "list-conflicts", count = summary.conflicts));
        }
        if summary.open_actions > 0 {
            notes.push(say!(
                language,
                "list-open-actions",
                count = summary.open_actions
            ));
        }
        let held_back = held_back_of(summary);
        if held_back > 0 {
            notes.push(say!(language, "list-held-back", count = held_back));
        }
        if let Some(by) = replacement_of(summary) {
            notes.push(say!(language, "list-superseded", id = by.short()));
        }
        if let Some(into) = restarted_as(summary) {
            notes.push(say!(language, "list-restarted", id = into.short()));
            let left_behind =
                me.map_or(Ok(0), |me| desk.reader.left_behind(&summary.document, &me))?;
            if left_behind > 0 {
                notes.push(say!(language, "list-left-behind", count = left_behind));
            }
        } else if summary.archived {
            notes.push(say!(language, "list-archived"));
        } else if is_in_vain(summary) {
            notes.push(say!(language, "list-archived-in-vain"));
        }
        let notes = match notes.is_empty() {
            true => String::new(),
            false => format!("  ({})", notes.join(", ")),
        };
        output.line(format!(
            "{}  {kind:kind_width$}  {code:code_width$}  {status:status_width$}  {:unit_width$}  {}{notes}",
            summary.document.short(),
            summary.unit,
            title_or_none(language, &summary.title),
        ));
    }
    output.line(say!(language, "list-total", count = shown.len()));
    Ok(())
}

/// Why nothing is listed.
fn none_shown(language: Language, filter: &Filter, is_empty: bool) -> String {
    let is_narrowed = filter.kind.is_some() || filter.unit.is_some();
    match filter.status {
        _ if is_empty => say!(language, "no-documents"),
        Some(status) if !is_narrowed => {
            let status = status_word(language, status);
            say!(language, "list-none-stands", status = status)
        }
        None if !is_narrowed => say!(language, "list-all-archived"),
        _ => say!(language, "list-none-fits"),
    }
}
