//! Documents as plain data: what a screen draws, an export writes and an import reads.
//!
//! A view is built from an Automerge document; a parsed file gives the same types. Ids are text
//! because an imported thing has none yet (`""`); the document gives it a fresh one.

pub mod fact;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The kinds of document that exist so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Clauses of text.
    Policy,
    /// A meeting: attendance, agenda, decisions, actions.
    Minutes,
    /// Who / what / execution: rows and columns.
    Matrix,
}

impl Kind {
    /// All kinds, in the order menus show them.
    pub const ALL: [Self; 3] = [Self::Policy, Self::Minutes, Self::Matrix];

    /// Its name in acts, files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Minutes => "minutes",
            Self::Matrix => "matrix",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A document as it reads now, or read at some heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum View {
    /// See [`Policy`].
    Policy(Policy),
    /// See [`Minutes`].
    Minutes(Minutes),
    /// See [`Matrix`].
    Matrix(Matrix),
}

impl View {
    /// The unit it says it belongs to; empty where it says nothing.
    pub fn unit(&self) -> &str {
        let meta = match self {
            Self::Policy(policy) => &policy.meta,
            Self::Minutes(minutes) => &minutes.meta,
            Self::Matrix(matrix) => &matrix.meta,
        };
        meta.get("unit").map_or("", String::as_str)
    }
}

/// A policy, guideline or any other text in clauses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The title.
    pub title: String,
    /// Header fields: `unit`, `number`, `language`, ...
    pub meta: BTreeMap<String, String>,
    /// The visible clauses in order.
    pub clauses: Vec<Clause>,
}

/// One clause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its id in the document; empty when parsed from a file.
    pub id: String,
    /// 1 to 4, as the depth of its heading. 0: text before the first heading, without a heading.
    pub level: u8,
    /// The heading, one line.
    pub heading: String,
    /// The text, Markdown, without blank lines at either end.
    pub body: String,
}

/// The minutes of one meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// The title.
    pub title: String,
    /// Header fields: `unit`, `number`, `language`, ...
    pub meta: BTreeMap<String, String>,
    /// Facts about the meeting: `type`, `date` (`YYYY-MM-DD`), `zone`, `place`, `chair`,
    /// `minute-taker`, ...
    pub meeting: BTreeMap<String, String>,
    /// Who was there, by name, in the order of the file or by name.
    pub attendance: Vec<Attendance>,
    /// The agenda in order. Everything that is not recognised is notes text here.
    pub agenda: Vec<AgendaItem>,
    /// Decisions, each under an agenda item or under none.
    pub decisions: Vec<Decision>,
    /// Follow-up actions.
    pub actions: Vec<Action>,
    /// Actions of earlier minutes that stand on this agenda, by [`fact::Link`]; the value says nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub carried: BTreeMap<String, String>,
}

/// One person's attendance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// The name.
    pub person: String,
    /// `present`, `excused`, `absent`, `observer`, or the words of the file.
    pub status: String,
    /// Who stands in, and any other remark; may be empty.
    pub note: String,
    /// Further facts by their names, see [`fact`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// One agenda item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its id in the document; empty when parsed from a file.
    pub id: String,
    /// 1 to 4, as the depth of its heading in a file; 0: text without a heading.
    pub level: u8,
    /// What is talked about, one line.
    pub topic: String,
    /// Who presents it; may be empty.
    pub presenter: String,
    /// The notes, Markdown, without blank lines at either end.
    pub notes: String,
    /// Further facts by their names, see [`fact`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// One decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id in the document; empty when parsed from a file.
    pub id: String,
    /// The agenda item it belongs to: its id, or `#n` (its place from 0) when parsed from a file;
    /// empty for none.
    pub agenda: String,
    /// What was decided.
    pub text: String,
    /// Person -> `for`, `against` or `abstain`.
    pub votes: BTreeMap<String, String>,
    /// Who carries it out; may be empty.
    pub owner: String,
    /// Further facts by their names, see [`fact`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// One follow-up action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id in the document; empty when parsed from a file.
    pub id: String,
    /// The agenda item it comes from, as in [`Decision::agenda`].
    pub agenda: String,
    /// What is to be done.
    pub title: String,
    /// The person responsible; may be empty.
    pub owner: String,
    /// `YYYY-MM-DD`, or the words of the file; may be empty.
    pub due: String,
    /// `open`, `in progress`, `blocked`, `postponed`, `done` or `verified`.
    pub state: String,
    /// Further facts by their names, see [`fact`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// An ownership matrix: rows of activities, columns of who / what / execution.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// The title.
    pub title: String,
    /// Header fields.
    pub meta: BTreeMap<String, String>,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The visible rows in order.
    pub rows: Vec<Row>,
}

/// One column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its id in the document; the fixed columns are called by their name; empty when parsed from a
    /// file.
    pub id: String,
    /// The heading.
    pub name: String,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its id in the document; empty when parsed from a file.
    pub id: String,
    /// One cell per column, in the order of the columns.
    pub cells: Vec<String>,
}
