//! Facts about the meeting: when, where, who chaired, who took the minutes.

use std::collections::BTreeMap;

use super::super::date;
use super::super::outline::{blank, trim_blank_lines};
use super::attendance;
use super::line::{Line, after_marker};
use super::words::{self, FACTS, Language};
use crate::view::Attendance;

/// What the lines at the start of a text say.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    pub(super) meeting: BTreeMap<String, String>,
    pub(super) attendance: Vec<Attendance>,
}

impl Known {
    /// Takes the facts at the start of a text, up to the first line that is none, and returns the
    /// rest of the text.
    pub(super) fn take<'a>(&mut self, body: &'a str) -> &'a str {
        let lines: Vec<&str> = body.split_inclusive('\n').collect();
        let mut taken = 0;
        for (n, line) in lines.iter().enumerate() {
            if blank(line.trim_end_matches('\n')) {
                continue;
            }
            let mut known = self.clone();
            let item = Line::of(line).item;
            if !goes_on_elsewhere(item, &lines[n + 1..]) || !known.add(line.trim_end_matches('\n'))
            {
                break;
            }
            *self = known;
            taken = n + 1;
        }
        let at: usize = lines[..taken].iter().map(|l| l.len()).sum();
        trim_blank_lines(&body[at..])
    }

    /// Takes a text of nothing but facts.
    pub(super) fn take_all(&mut self, body: &str) -> bool {
        let mut known = self.clone();
        let took = !body.is_empty() && known.take(body).is_empty();
        if took {
            *self = known;
        }
        took
    }

    fn add(&mut self, line: &str) -> bool {
        self.add_fact(line).is_some()
            || attendance::group_at_start(line)
                .and_then(|more| attendance::sorted([self.attendance.clone(), more].concat()))
                .map(|all| self.attendance = all)
                .is_some()
    }

    fn add_fact(&mut self, line: &str) -> Option<()> {
        let parts = Line::of(line);
        let labelled = parts.labelled().filter(|_| parts.indent < 4)?;
        let fact = words::find(&FACTS, labelled.label)?;
        let sound = !labelled.value.is_empty() && !labelled.value.ends_with('\\');
        if !sound || self.meeting.contains_key(fact.name) {
            return None;
        }
        let value = match fact.name {
            "date" => date::whole_date(labelled.value)?,
            _ => labelled.value.to_owned(),
        };
        self.meeting.insert(fact.name.to_owned(), value);
        Some(())
    }
}

/// Whether what follows a line is not part of it: nothing, a blank line, another list item, or after
/// a line that is no item another label.
fn goes_on_elsewhere(item: bool, rest: &[&str]) -> bool {
    let Some(next) = rest.iter().find(|l| !blank(l.trim_end_matches('\n'))) else {
        return true;
    };
    if next.starts_with([' ', '\t']) {
        return false;
    }
    let directly = rest.first() == Some(next);
    !directly || after_marker(next).is_some() || (!item && Line::of(next).labelled().is_some())
}

/// Writes facts as a list; names of our own making stand last.
pub(super) fn write(meeting: &BTreeMap<String, String>, language: Language) -> String {
    let others = meeting.keys().map(String::as_str);
    let others = others.filter(|name| FACTS.iter().all(|w| w.name != *name));
    let mut lines = Vec::new();
    for name in FACTS.iter().map(|w| w.name).chain(others) {
        let Some(value) = meeting.get(name).filter(|v| !v.trim().is_empty()) else {
            continue;
        };
        let label = words::label_of(&FACTS, name, language);
        let value = super::super::outline::one_line(value);
        let value = match (name, language) {
            ("date", Language::Indonesian) => date::indonesian(&value, true),
            _ => value,
        };
        lines.push(format!("- {label}: {value}"));
    }
    lines.join("\n")
}
