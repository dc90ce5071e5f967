//! Follow-up actions as a table: No, what, who, until when, how it stands.

use super::super::date;
use super::super::outline::BLANK;
use super::words::{self, ACTIONS_SECTION, DETAILS, STATES};
use crate::view::Action;

/// What a column says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Number,
    Title,
    Owner,
    Due,
    State,
}

/// Reads a table of actions; `None` when a column or a cell is anything else.
pub(super) fn actions(source: &str) -> Option<Vec<Action>> {
    let mut rows = source.lines().filter(|l| !l.trim().is_empty()).map(cells);
    let columns: Vec<Says> = rows
        .next()?
        .iter()
        .map(|c| column(c))
        .collect::<Option<_>>()?;
    if columns.iter().filter(|c| **c == Says::Title).count() != 1 {
        return None;
    }
    rows.next()?;
    let mut actions = Vec::new();
    for row in rows {
        if row.len() != columns.len() {
            return None;
        }
        let mut action = Action {
            state: "open".to_owned(),
            ..Action::default()
        };
        for (says, cell) in columns.iter().zip(row) {
            let cell = if cell == "-" { String::new() } else { cell };
            match says {
                Says::Number => {
                    if cell.trim_end_matches('.').parse::<usize>() != Ok(actions.len() + 1) {
                        return None;
                    }
                }
                Says::Title if !cell.is_empty() => action.title = cell,
                Says::Title => return None,
                _ if cell.contains(['(', ')', ';']) => return None,
                Says::Owner => action.owner = cell,
                Says::Due => action.due = date::whole_date(&cell).unwrap_or(cell),
                Says::State if cell.is_empty() => {}
                Says::State => action.state = words::find(&STATES, &cell)?.name.to_owned(),
            }
        }
        actions.push(action);
    }
    (!actions.is_empty()).then_some(actions)
}

fn column(heading: &str) -> Option<Says> {
    const TITLES: &[&str] = &[
        "kegiatan",
        "uraian",
        "tugas",
        "what",
        "task",
        "aksi",
        "aktivitas",
    ];
    let lower = heading.to_lowercase();
    if ["no", "no.", "#", "nomor"].contains(&lower.as_str()) {
        return Some(Says::Number);
    }
    if TITLES.contains(&lower.as_str()) || words::is(&ACTIONS_SECTION, heading) {
        return Some(Says::Title);
    }
    match words::find(&DETAILS, heading)?.name {
        "owner" => Some(Says::Owner),
        "due" => Some(Says::Due),
        "state" => Some(Says::State),
        _ => None,
    }
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim_matches(BLANK);
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
        escaped = c == '\\' && !escaped;
    }
    cells
        .iter()
        .map(|c| c.trim_matches(BLANK).to_owned())
        .collect()
}
