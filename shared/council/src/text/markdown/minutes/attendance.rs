//! Who was there: lists of names under a status, or a line for each person.

use super::line::Line;
use super::people::{bracketed, is_name, names, person};
use super::words::{self, Language, STATUSES};
use crate::view::Attendance;

/// What a list says when there is nobody in it.
const NOBODY: &[&str] = &["", "none", "none.", "-", "nihil", "tidak ada", "tidak ada."];

/// Reads the text of an attendance section; `None` when anything in it is more than names and
/// remarks, because then the text has to stay whole.
pub(super) fn read(body: &str, status: &str) -> Option<Vec<Attendance>> {
    let mut found: Vec<Attendance> = Vec::new();
    // The group a nested line belongs to: its indent and its status.
    let mut group: Option<(usize, String)> = None;
    let mut labels: Vec<String> = Vec::new();
    let filled = body.lines().filter(|l| !l.trim().is_empty());
    let alone = filled.clone().count() == 1;
    for line in filled {
        let parts = Line::of(line);
        let nested = group.as_ref().filter(|(indent, _)| parts.indent > *indent);
        let inherited = nested.map_or(status, |(_, status)| status).to_owned();
        if let Some((names, status)) = group_line(&parts) {
            if nested.is_none() {
                group = Some((parts.indent, status.clone()));
            }
            found.extend(list(names, &status)?);
            labels.push(status);
        } else if let Some(one) = stated(parts.text) {
            found.push(one);
        } else if parts.item && !alone {
            // A comma in a line of its own stands before a position or a degree.
            let (name, rest) = parts.text.split_once(',').unwrap_or((parts.text, ""));
            let text = match rest.trim() {
                "" => name.to_owned(),
                rest => format!("{name} ({rest})"),
            };
            found.push(attendance(person(&text)?, &inherited));
        } else {
            found.extend(list(parts.text, &inherited)?);
        }
    }
    // A label of the file's own with nobody under it would vanish.
    let kept = |label: &String| found.iter().any(|a| a.status == *label) || is_known(label);
    if !labels.iter().all(kept) {
        return None;
    }
    sorted(found)
}

fn is_known(status: &str) -> bool {
    STATUSES.iter().any(|w| w.name == status)
}

/// Reads one line that names a group of people: `Observers: TC, Urgau`. Only known groups: any other
/// label could be anything.
pub(super) fn group_at_start(line: &str) -> Option<Vec<Attendance>> {
    let parts = Line::of(line);
    let labelled = parts.labelled()?;
    let status = words::find(&STATUSES, labelled.label)?.name;
    let list = list(labelled.value, status)?;
    (!list.is_empty() && parts.indent == 0).then_some(list)
}

/// Puts people in the order they are written in; `None` when one is there twice.
pub(super) fn sorted(mut found: Vec<Attendance>) -> Option<Vec<Attendance>> {
    found.sort_by(|a, b| rank(&a.status).cmp(&rank(&b.status)));
    let mut names: Vec<String> = found.iter().map(|a| a.person.to_lowercase()).collect();
    names.sort();
    names
        .windows(2)
        .all(|two| two[0] != two[1])
        .then_some(found)
}

/// Writes one line for each status.
pub(super) fn write(attendance: &[Attendance], language: Language) -> String {
    let mut people: Vec<&Attendance> = attendance.iter().collect();
    people.sort_by(|a, b| rank(&a.status).cmp(&rank(&b.status)));
    let groups = people.chunk_by(|a, b| rank(&a.status) == rank(&b.status));
    let lines = groups.map(|group| {
        let label = words::label_of(&STATUSES, &group[0].status, language);
        let names: Vec<String> = group.iter().map(|a| name(a)).collect();
        format!("- {label}: {}", names.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Present first, then the file's own words, then the other known statuses; last those of whom nothing is
/// said.
fn rank(status: &str) -> (usize, &str) {
    match STATUSES.iter().position(|w| w.name == status) {
        Some(0) => (0, ""),
        Some(n) => (n + 1, ""),
        None => (1, status),
    }
}

fn name(one: &Attendance) -> String {
    if one.note.is_empty() {
        one.person.clone()
    } else {
        format!("{} ({})", one.person, one.note)
    }
}

fn attendance((person, note): (String, String), status: &str) -> Attendance {
    Attendance {
        person,
        status: status.to_owned(),
        note,
        ..Attendance::default()
    }
}

fn list(text: &str, status: &str) -> Option<Vec<Attendance>> {
    if NOBODY.contains(&text.to_lowercase().as_str()) {
        return Some(Vec::new());
    }
    let people = names(text).into_iter();
    people
        .map(|n| person(n).map(|p| attendance(p, status)))
        .collect()
}

/// The names and the status of `Observers: A, B`; a label that is none of ours is a status in the
/// words of the file.
fn group_line<'a>(parts: &Line<'a>) -> Option<(&'a str, String)> {
    let labelled = parts.labelled()?;
    if let Some(known) = words::find(&STATUSES, labelled.label) {
        return Some((labelled.value, known.name.to_owned()));
    }
    // A decision or the chair in this section: not a group of people.
    if words::is_taken(labelled.label) {
        return None;
    }
    // `Budi: hadir` names a person, not a group.
    if words::find(&STATUSES, labelled.value).is_some() || !is_name(labelled.label) {
        return None;
    }
    let status = labelled
        .label
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (status.split(' ').count() <= 4).then_some((labelled.value, status))
}

/// One person with a status: `Budi: hadir`, `Mara not attending`, `Sari (izin)`.
fn stated(text: &str) -> Option<Attendance> {
    let known = |label: &str| words::find(&STATUSES, label).map(|w| w.name);
    if let Some((name, status)) = text.split_once(':')
        && let Some(status) = known(status)
    {
        return person(name).map(|p| attendance(p, status));
    }
    if let Some((name, status)) = bracketed(text)
        && let Some(status) = known(status)
    {
        return person(name).map(|p| attendance(p, status));
    }
    let spaces = text.match_indices(' ').map(|(at, _)| at);
    spaces.into_iter().find_map(|at| {
        let status = known(&text[at..]).filter(|s| matches!(*s, "absent" | "excused"))?;
        person(&text[..at]).map(|p| attendance(p, status))
    })
}
