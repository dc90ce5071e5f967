//! Minutes in.

use super::super::date::date_in;
use super::super::outline::{self, Section};
use super::facts::Known;
use super::records::{self, Record, Sort};
use super::words::{
    self, ACTIONS_SECTION, ATTENDANCE_SECTION, DECISIONS_SECTION, MEETING_SECTION, NOTES_SECTION,
    PRESENTER, STATUSES,
};
use super::{attendance, line};
use crate::view::{AgendaItem, Minutes};

/// Reads minutes: the first `#` heading is the title, every other heading an agenda item, and what is
/// recognised is taken out of the notes. Nothing is dropped: what is not recognised stays in them.
///
/// A decision or action belongs to the agenda item it stands under (`#n`, counted from 0), or to
/// none. Without a `#` heading the title stays empty: the caller knows the file's name.
///
/// ```
/// let minutes = council::text::markdown::read_minutes(
///     "# Notulen Rapat 17 Desember 2012\n\n## Peserta\n\n- Hadir: Sari, Budi\n\n## Akun resmi\n\n**Keputusan:** Satu akun.\n",
/// );
/// assert_eq!(minutes.meeting["date"], "2012-12-17");
/// assert_eq!(minutes.attendance.len(), 2);
/// assert_eq!(minutes.decisions[0].text, "Satu akun.");
/// ```
#[must_use]
pub fn read_minutes(text: &str) -> Minutes {
    let outline = outline::read(text);
    let mut minutes = Minutes {
        title: outline.title,
        meta: outline.meta,
        ..Minutes::default()
    };
    let mut known = Known::default();
    let sections = take_known_sections(&mut known, &outline.sections);
    let mut records: Vec<(Option<usize>, Record)> = Vec::new();
    for (n, section) in sections.iter().enumerate() {
        let mut below = sections[n + 1..]
            .iter()
            .take_while(|s| s.level > section.level);
        let deeper = below.any(|s| !is_of_records(&s.heading));
        if section.level > 0
            && !deeper
            && let Some(found) = section_of_records(section)
        {
            let parent = parent(&minutes.agenda, section.level);
            records.extend(found.into_iter().map(|r| (parent, r)));
            continue;
        }
        let opens = section.level == 0 || words::heads(&NOTES_SECTION, &section.heading);
        let (mut notes, mut found, mut presents) =
            (section.body.clone(), Vec::new(), String::new());
        // What one of them takes may uncover something for another.
        loop {
            let (rest, more) = records::take(&notes);
            found.extend(more);
            let rest = if opens { known.take(&rest) } else { &rest };
            let rest = match presenter(rest) {
                Some((name, rest)) if presents.is_empty() => {
                    presents = name.to_owned();
                    rest
                }
                _ => rest,
            };
            if rest == notes {
                break;
            }
            notes = rest.to_owned();
        }
        let nothing = notes.is_empty() && presents.is_empty() && found.is_empty();
        if section.level == 0 && nothing {
            continue;
        }
        let here = Some(minutes.agenda.len());
        records.extend(found.into_iter().map(|r| (here, r)));
        minutes.agenda.push(AgendaItem {
            id: String::new(),
            level: section.level,
            topic: section.heading.clone(),
            presenter: presents,
            notes,
            ..AgendaItem::default()
        });
    }
    minutes.meeting = known.meeting;
    minutes.attendance = known.attendance;
    if !minutes.meeting.contains_key("date")
        && let Some(date) = date_in(&minutes.title)
    {
        minutes.meeting.insert("date".to_owned(), date);
    }
    add_records(&mut minutes, records);
    minutes
}

/// Takes the sections of nothing but facts or people out; the others stay in order. They come first:
/// what the opening text says again stays in it.
fn take_known_sections<'a>(known: &mut Known, sections: &'a [Section]) -> Vec<&'a Section> {
    let mut others = Vec::new();
    let mut rest = sections;
    while let [section, after @ ..] = rest {
        rest = after;
        let deeper = after.first().is_some_and(|next| next.level > section.level);
        if let Some(children) = take_attendance(known, section, after) {
            rest = &after[children..];
        } else if section.level == 0
            || deeper
            || !words::heads(&MEETING_SECTION, &section.heading)
            || !known.take_all(&section.body)
        {
            others.push(section);
        }
    }
    others
}

/// Whether a text has a section that says who attended, filled in or not.
pub(in super::super) fn has_attendance_section(sections: &[Section]) -> bool {
    sections
        .iter()
        .any(|s| s.level > 0 && words::heads(&ATTENDANCE_SECTION, &s.heading))
}

/// Takes an attendance section with the deeper sections of single statuses under it; returns how many
/// of those there were.
fn take_attendance(known: &mut Known, section: &Section, after: &[Section]) -> Option<usize> {
    if section.level == 0 || !words::heads(&ATTENDANCE_SECTION, &section.heading) {
        return None;
    }
    let mut found = known.attendance.clone();
    found.extend(attendance::read(&section.body, "present")?);
    let children = after.iter().take_while(|s| s.level > section.level).count();
    for child in &after[..children] {
        let status = words::find(&STATUSES, &child.heading)?;
        let more = attendance::read(&child.body, status.name)?;
        if more.is_empty() {
            return None;
        }
        found.extend(more);
    }
    let nobody = found.len() == known.attendance.len();
    known.attendance = attendance::sorted(found).filter(|_| !nobody)?;
    Some(children)
}

fn section_of_records(section: &Section) -> Option<Vec<Record>> {
    let sort = if words::heads(&DECISIONS_SECTION, &section.heading) {
        Sort::Decision
    } else if words::heads(&ACTIONS_SECTION, &section.heading) {
        Sort::Action
    } else {
        return None;
    };
    // What labels itself may stand between the rest; with that gone, the rest may be a plain list.
    let in_parts = || {
        let (rest, mut found) = records::take(&section.body);
        if !rest.is_empty() {
            found.extend(records::take_all(&rest, sort)?);
        }
        (!found.is_empty()).then_some(found)
    };
    records::take_all(&section.body, sort).or_else(in_parts)
}

fn is_of_records(heading: &str) -> bool {
    words::heads(&DECISIONS_SECTION, heading) || words::heads(&ACTIONS_SECTION, heading)
}

/// The agenda item a section of records under it belongs to. One that is itself called so is none:
/// with nothing but records in it, it would be such a section.
fn parent(agenda: &[AgendaItem], level: u8) -> Option<usize> {
    (level > 2)
        .then(|| {
            agenda
                .iter()
                .rposition(|a| (1..level).contains(&a.level) && !is_of_records(&a.topic))
        })
        .flatten()
}

/// Who presents an item, when its first line says so.
fn presenter(body: &str) -> Option<(&str, &str)> {
    let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
    let alone = rest.is_empty() || rest.starts_with('\n');
    line::labelled(first)
        .filter(|l| alone && words::is(&PRESENTER, l.label) && !l.value.is_empty())
        .map(|l| (l.value, outline::trim_blank_lines(rest)))
}

/// Adds decisions and actions in the order of the agenda; those of no item last.
fn add_records(minutes: &mut Minutes, mut records: Vec<(Option<usize>, Record)>) {
    records.sort_by_key(|(item, _)| item.unwrap_or(usize::MAX));
    for (item, record) in records {
        let agenda = item.map(|n| format!("#{n}")).unwrap_or_default();
        match record {
            Record::Decision(decision) => {
                minutes
                    .decisions
                    .push(crate::view::Decision { agenda, ..decision });
            }
            Record::Action(action) => minutes
                .actions
                .push(crate::view::Action { agenda, ..action }),
        }
    }
}
