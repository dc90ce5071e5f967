//! From a target and what a person typed to edits.

use uuid::Uuid;

use super::{PathError, Target};
use crate::act::day::Day;
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
    /// A word that is none of the few that can stand there.
    #[error("\"{typed}\" is no {what}; it can be {}", known(*.what))]
    Word {
        /// What stands there.
        what: WordKind,
        /// What was typed.
        typed: String,
    },
    /// None of the agenda items.
    #[error(transparent)]
    Item(#[from] PathError),
    /// A day that no calendar has, or in another spelling than `YYYY-MM-DD`.
    #[error("\"{0}\" is no day; write it like 2026-11-23")]
    Day(String),
}

/// What has few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// How somebody attends.
    Attendance,
    /// A vote, or the chair's casting vote.
    Vote,
    /// How an action stands.
    State,
    /// Whether something is removed.
    Mark,
    /// How a decision is taken.
    Rule,
    /// What an agenda item is for.
    ItemKind,
}

/// The words of a kind: the one documents hold, then the others that are understood, Indonesian first.
type Words = &'static [(&'static str, &'static [&'static str])];

const ATTENDANCE: Words = &[
    ("present", &["hadir"]),
    ("excused", &["izin"]),
    ("absent", &["tanpa keterangan"]),
    ("observer", &["pengamat", "peninjau"]),
];
const VOTES: Words = &[
    ("for", &["setuju"]),
    ("against", &["tidak setuju"]),
    ("abstain", &[]),
];
const STATES: Words = &[
    ("open", &["terbuka"]),
    ("in progress", &["dikerjakan"]),
    ("blocked", &["terhambat"]),
    ("postponed", &["ditunda"]),
    ("done", &["selesai"]),
    ("verified", &["terverifikasi"]),
];
const MARKS: Words = &[
    ("deleted", &["dihapus", "ya", "yes"]),
    ("", &["tidak", "no"]),
];
const RULES: Words = &[
    (fact::CONSENSUS, &["musyawarah mufakat", "mufakat"]),
    (fact::MAJORITY, &["suara terbanyak"]),
    (fact::CIRCULAR, &["keputusan sirkuler", "sirkuler"]),
];
const ITEM_KINDS: Words = &[
    ("information", &["informasi"]),
    ("discussion", &["pembahasan"]),
    ("decision", &["keputusan"]),
];

impl WordKind {
    /// The words of this kind: the one documents hold with the others that are understood.
    pub fn words(self) -> Words {
        match self {
            Self::Attendance => ATTENDANCE,
            Self::Vote => VOTES,
            Self::State => STATES,
            Self::Mark => MARKS,
            Self::Rule => RULES,
            Self::ItemKind => ITEM_KINDS,
        }
    }

    /// The kind of the words at this place, if there are few.
    pub fn at(place: &Place) -> Option<Self> {
        match place {
            Place::AttendanceStatus(_) => Some(Self::Attendance),
            Place::DecisionVote(..) => Some(Self::Vote),
            Place::ActionState(_) => Some(Self::State),
            Place::Mark(..) => Some(Self::Mark),
            Place::Fact(_, _, name) => match name.as_str() {
                fact::CASTING => Some(Self::Vote),
                fact::RULE => Some(Self::Rule),
                fact::ITEM_KIND => Some(Self::ItemKind),
                _ => None,
            },
            _ => None,
        }
    }

    /// The word that documents hold for a typed one. Upper and lower case are the same, and so are spaces,
    /// hyphens and underscores.
    pub fn stored(self, typed: &str) -> Option<&'static str> {
        let wanted = folded(typed);
        let mut words = self.words().iter();
        let found = words.find(|(stored, others)| {
            folded(stored) == wanted || others.iter().any(|other| folded(other) == wanted)
        });
        found.map(|(stored, _)| *stored)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Attendance => "attendance",
            Self::Vote => "vote",
            Self::State => "state of an action",
            Self::Mark => "removal mark",
            Self::Rule => "way to decide",
            Self::ItemKind => "kind of agenda item",
        }
    }
}

impl std::fmt::Display for WordKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

fn folded(word: &str) -> String {
    let parts = word.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" ").to_lowercase()
}

/// The words of a kind that documents hold, for the message of an error.
fn known(what: WordKind) -> String {
    let words = what.words().iter().map(|(stored, _)| *stored);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(", ")
}

impl Target {
    /// The edits that put `value` there; one batch for
    /// [`Document::edit`](crate::document::Document::edit).
    ///
    /// Blank lines at either end are dropped. A new clause or agenda item is Markdown, its heading first
    /// (`## Heading`, or simply the first line); several headings are several things. A new action may
    /// have a person and a day after tabs; new rows are lines of cells with tabs between; new people are
    /// lines of name, status and remark with tabs between. Statuses, votes and states may be Indonesian; a
    /// word that is none of them is refused, and so is a day that no calendar has, or an
    /// agenda item that is not there. An empty value clears.
    ///
    /// # Errors
    /// [`ValueError`].
    pub fn edits(&self, value: &str, view: &View) -> Result<Vec<Edit>, ValueError> {
        let value = without_blank_ends(value);
        match self {
            Self::Place(place) => Ok(vec![Edit::Put {
                value: match place {
                    place if place.is_text() && !matches!(place, Place::Fact(..)) => value,
                    place => kept(place, value.trim(), view)?,
                },
                place: place.clone(),
            }]),
            Self::NewPerson(person) => Ok(vec![Edit::Attend(Attendance {
                person: person.clone(),
                status: stored_word(WordKind::Attendance, value.trim())?,
                ..Attendance::default()
            })]),
            Self::New(collection) if value.is_empty() => Err(ValueError::Empty(collection.one())),
            Self::New(Collection::Attendance) => value
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| {
                    let mut parts = line.split('\t').map(str::trim);
                    Ok(Edit::Attend(Attendance {
                        person: parts.next().unwrap_or_default().to_owned(),
                        status: stored_word(
                            WordKind::Attendance,
                            parts.next().unwrap_or_default(),
                        )?,
                        note: parts.collect::<Vec<_>>().join(" "),
                        ..Attendance::default()
                    }))
                })
                .collect(),
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
                due: day(&parts.next().unwrap_or_default())?,
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

/// What documents hold at this place for what was typed.
fn kept(place: &Place, typed: &str, view: &View) -> Result<String, ValueError> {
    match (WordKind::at(place), place) {
        (Some(kind), _) => stored_word(kind, typed),
        (None, Place::ActionDue(_)) => day(typed),
        (None, Place::Meeting(name)) if name == "date" => day(typed),
        (None, Place::DecisionAgenda(_) | Place::ActionAgenda(_)) => Ok(item(typed, view)?),
        (None, _) => Ok(typed.to_owned()),
    }
}

/// The id of the agenda item that was typed: its number, `agenda/` and its number, its topic, or its id or the
/// beginning of it. Nothing names none.
fn item(typed: &str, view: &View) -> Result<String, PathError> {
    if typed.is_empty() {
        return Ok(String::new());
    }
    let which = match typed.split_once('/') {
        Some((part, which)) if super::is_named(Collection::Agenda, part) => which.trim(),
        _ => typed,
    };
    let items = super::things(Collection::Agenda, view);
    super::find(Collection::Agenda, which, &items)
}

/// The word that documents hold for a typed one; none stays none.
fn stored_word(kind: WordKind, typed: &str) -> Result<String, ValueError> {
    match (kind.stored(typed), typed) {
        (Some(word), _) => Ok(word.to_owned()),
        (None, "") => Ok(String::new()),
        (None, typed) => Err(ValueError::Word {
            what: kind,
            typed: typed.to_owned(),
        }),
    }
}

/// A day in its one spelling, or none.
fn day(typed: &str) -> Result<String, ValueError> {
    match typed.parse::<Day>() {
        _ if typed.is_empty() => Ok(String::new()),
        // The parser would take a moment for its day.
        Ok(day) if typed.len() == "2026-11-23".len() => Ok(day.to_string()),
        _ => Err(ValueError::Day(typed.to_owned())),
    }
}
