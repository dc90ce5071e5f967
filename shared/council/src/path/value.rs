//! From a target and what a person typed to edits.

use uuid::Uuid;

use super::Target;
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Action, AgendaItem, Attendance, Clause, Column, Decision, Row, View, fact};

/// Why what was typed cannot go there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing was typed for a new thing.
    #[error("there is nothing to add: the new {0} is empty")]
    Empty(&'static str),
    /// More cells than columns.
    #[error("row {row} has {found} cells, but there are {columns} columns: {names}")]
    Cells {
        /// Which of the rows that were typed, from 1.
        row: usize,
        /// How many cells it has.
        found: usize,
        /// How many columns there are.
        columns: usize,
        /// Their names.
        names: String,
    },
}

impl Target {
    /// The edits that put `value` there; one batch for
    /// [`Document::edit`](crate::document::Document::edit).
    ///
    /// Blank lines at either end are dropped. A new clause or agenda item is Markdown, its heading first
    /// (`## Heading`, or simply the first line); several headings are several things. A new action may
    /// have a person and a day after tabs; new rows are lines of cells with tabs between; new people are
    /// lines of name, status and remark with tabs between. Statuses, votes and states may be Indonesian.
    ///
    /// # Errors
    /// [`ValueError`].
    pub fn edits(&self, value: &str, view: &View) -> Result<Vec<Edit>, ValueError> {
        let value = without_blank_ends(value);
        match self {
            Self::Place(place) => Ok(vec![Edit::Put {
                value: match place {
                    Place::AttendanceStatus(_)
                    | Place::DecisionVote(..)
                    | Place::ActionState(_)
                    | Place::Fact(..)
                    | Place::Mark(..) => stored_word(place, value.trim()),
                    place if place.is_text() => value,
                    _ => value.trim().to_owned(),
                },
                place: place.clone(),
            }]),
            Self::NewPerson(person) => Ok(vec![Edit::Attend(Attendance {
                person: person.clone(),
                status: stored_word(&Place::AttendanceStatus(String::new()), value.trim()),
                ..Attendance::default()
            })]),
            Self::New(collection) if value.is_empty() => Err(ValueError::Empty(collection.one())),
            Self::New(Collection::Attendance) => Ok(value
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| {
                    let mut parts = line.split('\t').map(str::trim);
                    Edit::Attend(Attendance {
                        person: parts.next().unwrap_or_default().to_owned(),
                        status: stored_word(
                            &Place::AttendanceStatus(String::new()),
                            parts.next().unwrap_or_default(),
                        ),
                        note: parts.collect::<Vec<_>>().join(" "),
                        ..Attendance::default()
                    })
                })
                .collect()),
            Self::New(collection) => Ok(one_after_another(
                *collection,
                new(*collection, &value, view)?,
                view,
            )),
        }
    }
}

/// Inserts at the end, each after the one before.
fn one_after_another(collection: Collection, things: Vec<New>, view: &View) -> Vec<Edit> {
    let mut last = super::things(collection, view)
        .last()
        .map(|(id, _)| (*id).to_owned());
    things
        .into_iter()
        .map(|new| {
            let id = match &new {
                New::Clause(clause) => &clause.id,
                New::Agenda(item) => &item.id,
                New::Decision(decision) => &decision.id,
                New::Action(action) => &action.id,
                New::Column(column) => &column.id,
                New::Row { row, .. } => &row.id,
            };
            let after = last.replace(id.clone());
            Edit::Insert { new, after }
        })
        .collect()
}

fn new(collection: Collection, value: &str, view: &View) -> Result<Vec<New>, ValueError> {
    let id = || Uuid::new_v4().to_string();
    Ok(match (collection, view) {
        (Collection::Clauses | Collection::Attendance, _) => sections(value)
            .into_iter()
            .map(|(level, heading, body)| {
                New::Clause(Clause {
                    id: id(),
                    level,
                    heading,
                    body,
                })
            })
            .collect(),
        (Collection::Agenda, _) => sections(value)
            .into_iter()
            .map(|(level, topic, notes)| {
                New::Agenda(AgendaItem {
                    id: id(),
                    level,
                    topic,
                    notes,
                    ..AgendaItem::default()
                })
            })
            .collect(),
        (Collection::Decisions, _) => {
            vec![New::Decision(Decision {
                id: id(),
                text: value.to_owned(),
                ..Decision::default()
            })]
        }
        (Collection::Actions, _) => {
            let mut parts = value.split('\t').map(|part| part.trim().to_owned());
            vec![New::Action(Action {
                id: id(),
                title: parts.next().unwrap_or_default(),
                owner: parts.next().unwrap_or_default(),
                due: parts.next().unwrap_or_default(),
                state: "open".to_owned(),
                ..Action::default()
            })]
        }
        (Collection::Columns, _) => value
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| {
                New::Column(Column {
                    id: id(),
                    name: name.to_owned(),
                })
            })
            .collect(),
        (Collection::Rows, View::Matrix(matrix)) => {
            let columns: Vec<_> = matrix
                .columns
                .iter()
                .map(|column| column.id.clone())
                .collect();
            let mut rows = Vec::new();
            for (at, line) in value.lines().enumerate() {
                let cells: Vec<_> = line
                    .split('\t')
                    .map(|cell| cell.trim().to_owned())
                    .collect();
                if cells.len() > columns.len() {
                    return Err(ValueError::Cells {
                        row: at + 1,
                        found: cells.len(),
                        columns: columns.len(),
                        names: super::names(&super::things(Collection::Columns, view)),
                    });
                }
                rows.push(New::Row {
                    row: Row { id: id(), cells },
                    columns: columns.clone(),
                });
            }
            rows
        }
        (Collection::Rows, _) => Vec::new(),
    })
}

/// Level, heading and body of each section of a Markdown text. Text before the first heading has its
/// first line for a heading, at level 1.
fn sections(text: &str) -> Vec<(u8, String, String)> {
    let mut found: Vec<(u8, String, Vec<&str>)> = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        let marks = line.len() - line.trim_start_matches('#').len();
        let heading = line.get(marks..).unwrap_or_default();
        if !in_code && (1..=4).contains(&marks) && heading.starts_with([' ', '\t']) {
            found.push((marks as u8, heading.trim().to_owned(), Vec::new()));
        } else if let Some((_, _, body)) = found.last_mut() {
            body.push(line);
        } else {
            found.push((1, line.trim().to_owned(), Vec::new()));
        }
    }
    found
        .into_iter()
        .map(|(level, heading, body)| (level, heading, without_blank_ends(&body.join("\n"))))
        .collect()
}

/// The text without blank lines at either end.
fn without_blank_ends(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let is_full = |line: &&str| !line.trim().is_empty();
    let Some(first) = lines.iter().position(is_full) else {
        return String::new();
    };
    let last = lines.iter().rposition(is_full).unwrap_or(first);
    lines[first..=last].join("\n")
}

/// The word that documents hold for an Indonesian one; any other word stays as it is.
fn stored_word(place: &Place, word: &str) -> String {
    let lower = word.to_lowercase();
    let known = match (place, lower.as_str()) {
        (Place::AttendanceStatus(_), "hadir") => "present",
        (Place::AttendanceStatus(_), "izin") => "excused",
        (Place::AttendanceStatus(_), "tanpa keterangan") => "absent",
        (Place::AttendanceStatus(_), "peninjau") => "observer",
        (Place::DecisionVote(..), "setuju") => "for",
        (Place::DecisionVote(..), "tidak setuju") => "against",
        (Place::Fact(_, _, name), "setuju") if name == fact::CASTING => "for",
        (Place::Fact(_, _, name), "tidak setuju") if name == fact::CASTING => "against",
        (Place::Fact(_, _, name), "mufakat") if name == fact::RULE => fact::CONSENSUS,
        (Place::Fact(_, _, name), "suara terbanyak") if name == fact::RULE => fact::MAJORITY,
        (Place::Fact(_, _, name), "sirkuler") if name == fact::RULE => fact::CIRCULAR,
        (Place::Fact(_, _, name), "informasi") if name == fact::ITEM_KIND => "information",
        (Place::Fact(_, _, name), "pembahasan") if name == fact::ITEM_KIND => "discussion",
        (Place::Fact(_, _, name), "keputusan") if name == fact::ITEM_KIND => "decision",
        (Place::ActionState(_), "terbuka") => "open",
        (Place::ActionState(_), "dikerjakan") => "in progress",
        (Place::ActionState(_), "terhambat") => "blocked",
        (Place::ActionState(_), "ditunda") => "postponed",
        (Place::ActionState(_), "selesai") => "done",
        (Place::ActionState(_), "terverifikasi") => "verified",
        (Place::Mark(..), "yes" | "ya" | "dihapus" | "deleted") => "deleted",
        (Place::Mark(..), "no" | "tidak") => "",
        _ => return word.to_owned(),
    };
    known.to_owned()
}
