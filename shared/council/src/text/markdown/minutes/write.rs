//! Minutes out.

use super::super::outline;
use super::records::{self, Record};
use super::words::{
    self, ACTIONS_SECTION, ATTENDANCE_SECTION, DECISIONS_SECTION, Language, MEETING_SECTION,
    PRESENTER,
};
use super::{attendance, facts};
use crate::view::{AgendaItem, Minutes};

/// Writes minutes as Markdown, in the form [`super::read_minutes`] reads back to the same minutes:
/// title, facts, attendance, agenda items each with their decisions and actions, then those of no
/// item. Labels are Indonesian or English after the header field `language`, else after the text.
#[must_use]
pub fn write_minutes(minutes: &Minutes) -> String {
    let language = words::language(minutes);
    let facts = facts::write(&minutes.meeting, language);
    let attendance = attendance::write(&minutes.attendance, language);
    let (opening, agenda) = match minutes.agenda.split_first() {
        Some((first, rest)) if first.level == 0 && first.topic.trim().is_empty() => {
            (Some(first), rest)
        }
        _ => (None, minutes.agenda.as_slice()),
    };
    let mut sections: Vec<(u8, String, String)> = Vec::new();
    let section = |level, heading: &str, body: String| (level, heading.to_owned(), body);
    // Never above the first item: what is deeper would seem to belong to them.
    let level = agenda.first().map_or(2, |item| item.level.clamp(2, 4));
    if let Some(opening) = opening {
        sections.push(section(0, "", item_body(minutes, 0, opening, language)));
        if !facts.is_empty() {
            sections.push(section(level, MEETING_SECTION.label(language), facts));
        }
    } else if !facts.is_empty() {
        sections.push(section(0, "", facts));
    }
    if !attendance.is_empty() {
        sections.push(section(
            level,
            ATTENDANCE_SECTION.label(language),
            attendance,
        ));
    }
    let before = usize::from(opening.is_some());
    for (n, item) in agenda.iter().enumerate() {
        sections.push((
            item.level,
            item.topic.clone(),
            item_body(minutes, n + before, item, language),
        ));
    }
    let (decisions, actions) = records_of(minutes, None);
    for (records, heading) in [(decisions, &DECISIONS_SECTION), (actions, &ACTIONS_SECTION)] {
        if !records.is_empty() {
            sections.push(section(
                2,
                heading.label(language),
                list(&records, |r| records::write_in_section(r, language)),
            ));
        }
    }
    outline::write(
        &minutes.meta,
        &minutes.title,
        sections
            .iter()
            .map(|(level, heading, body)| (*level, heading.as_str(), body.as_str())),
    )
}

fn item_body(minutes: &Minutes, n: usize, item: &AgendaItem, language: Language) -> String {
    let presenter = outline::one_line(&item.presenter);
    let presenter = match presenter.as_str() {
        "" => presenter,
        name => format!("**{}:** {name}", PRESENTER.label(language)),
    };
    let notes = outline::closed(outline::trim_blank_lines(&item.notes));
    let (decisions, actions) = records_of(minutes, Some((n, item)));
    let records = list(&[decisions, actions].concat(), |r| {
        records::write(r, language)
    });
    let parts = [presenter, notes, records]
        .into_iter()
        .filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// The decisions and the actions of an agenda item, or those of none.
fn records_of(minutes: &Minutes, item: Option<(usize, &AgendaItem)>) -> (Vec<Record>, Vec<Record>) {
    let place = |agenda: &str| {
        let by_number = agenda
            .strip_prefix('#')
            .and_then(|n| n.parse::<usize>().ok());
        let by_id = || {
            minutes
                .agenda
                .iter()
                .position(|a| !a.id.is_empty() && a.id == agenda)
        };
        by_number
            .filter(|n| *n < minutes.agenda.len())
            .or_else(by_id)
    };
    let here = |agenda: &str| place(agenda) == item.map(|(n, _)| n);
    let decisions = minutes.decisions.iter().filter(|d| here(&d.agenda));
    let actions = minutes.actions.iter().filter(|a| here(&a.agenda));
    (
        decisions.cloned().map(Record::Decision).collect(),
        actions.cloned().map(Record::Action).collect(),
    )
}

/// A list of records; further lines of one stand indented under it.
fn list(records: &[Record], write: impl Fn(&Record) -> String) -> String {
    let items = records.iter().map(|r| {
        let text = write(r);
        let lines = text.lines().map(|l| {
            if outline::blank(l) {
                String::new()
            } else {
                format!("  {l}")
            }
        });
        let item = lines.collect::<Vec<_>>().join("\n");
        format!("- {}", &item[2..])
    });
    items.collect::<Vec<_>>().join("\n")
}
