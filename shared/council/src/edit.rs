//! Targeted edits: what a person or an import does to a document, as plain data.
//!
//! An edit names a [`Place`] and changes only that. Nothing here replaces a document or a list: that
//! is what keeps two offices' work apart when it merges.

use serde::{Deserialize, Serialize};

use crate::view::{Action, AgendaItem, Clause, Column, Decision, Row, fact};

/// One value of a document, by ids that stay the same when things around it move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The title. Text.
    Title,
    /// A header field. Scalar.
    Meta(String),
    /// A clause's heading. Text.
    ClauseHeading(String),
    /// A clause's body. Text.
    ClauseBody(String),
    /// A clause's level, `0` to `4`. Scalar.
    ClauseLevel(String),
    /// A fact about the meeting. Scalar.
    Meeting(String),
    /// A person's attendance status. Scalar.
    AttendanceStatus(String),
    /// A remark on a person's attendance. Scalar.
    AttendanceNote(String),
    /// An agenda item's topic. Text.
    AgendaTopic(String),
    /// Who presents an agenda item. Scalar.
    AgendaPresenter(String),
    /// An agenda item's notes. Text.
    AgendaNotes(String),
    /// An agenda item's level, `0` to `4`. Scalar.
    AgendaLevel(String),
    /// What was decided. Text.
    DecisionText(String),
    /// Who carries a decision out. Scalar.
    DecisionOwner(String),
    /// The agenda item a decision belongs to. Scalar.
    DecisionAgenda(String),
    /// One person's vote on a decision: (decision, person). Scalar.
    DecisionVote(String, String),
    /// What is to be done. Text.
    ActionTitle(String),
    /// Who is responsible for an action. Scalar.
    ActionOwner(String),
    /// When an action is due. Scalar.
    ActionDue(String),
    /// How an action stands. Scalar.
    ActionState(String),
    /// The agenda item an action comes from. Scalar.
    ActionAgenda(String),
    /// A further fact about a thing of minutes: (collection, thing, name), see [`fact`].
    /// Scalar.
    Fact(Collection, String, String),
    /// A column's heading. Scalar.
    ColumnName(String),
    /// A cell: (row, column). Scalar.
    Cell(String, String),
    /// Whether a thing is marked deleted: `deleted` or empty. Scalar.
    Mark(Collection, String),
}

impl Place {
    /// The name of this place in acts, indexes and `--json`: by ids, segments separated by `/`, with
    /// `/` and `%` inside a segment written `%2F` and `%25`.
    pub fn key(&self) -> String {
        let (kind, parts): (&str, &[&str]) = match self {
            Self::Title => ("title", &[]),
            Self::Meta(name) => ("meta", &[name]),
            Self::ClauseHeading(id) => ("clause", &[id, "heading"]),
            Self::ClauseBody(id) => ("clause", &[id, "body"]),
            Self::ClauseLevel(id) => ("clause", &[id, "level"]),
            Self::Meeting(name) => ("meeting", &[name]),
            Self::AttendanceStatus(person) => ("attendance", &[person, "status"]),
            Self::AttendanceNote(person) => ("attendance", &[person, "note"]),
            Self::AgendaTopic(id) => ("agenda", &[id, "topic"]),
            Self::AgendaPresenter(id) => ("agenda", &[id, "presenter"]),
            Self::AgendaNotes(id) => ("agenda", &[id, "notes"]),
            Self::AgendaLevel(id) => ("agenda", &[id, "level"]),
            Self::DecisionText(id) => ("decision", &[id, "text"]),
            Self::DecisionOwner(id) => ("decision", &[id, "owner"]),
            Self::DecisionAgenda(id) => ("decision", &[id, "agenda"]),
            Self::DecisionVote(id, person) => ("decision", &[id, "votes", person]),
            Self::ActionTitle(id) => ("action", &[id, "title"]),
            Self::ActionOwner(id) => ("action", &[id, "owner"]),
            Self::ActionDue(id) => ("action", &[id, "due"]),
            Self::ActionState(id) => ("action", &[id, "state"]),
            Self::ActionAgenda(id) => ("action", &[id, "agenda"]),
            Self::Fact(collection, id, name) => (collection.thing(), &[id, name]),
            Self::ColumnName(id) => ("column", &[id, "name"]),
            Self::Cell(row, column) => ("row", &[row, column]),
            Self::Mark(collection, id) => (collection.thing(), &[id, "deleted"]),
        };
        let mut key = kind.to_owned();
        for part in parts {
            key.push('/');
            key.push_str(&part.replace('%', "%25").replace('/', "%2F"));
        }
        // A column may be called "deleted" by a hostile writer only: column ids are fixed names or
        // fresh ids, so a row's mark and its cells never share a name.
        key
    }

    /// The place with this name; `None` if there is no such place.
    pub fn from_key(key: &str) -> Option<Self> {
        let parts: Vec<String> = key
            .split('/')
            .map(|part| part.replace("%2F", "/").replace("%25", "%"))
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let own = str::to_owned;
        Some(match parts[..] {
            ["title"] => Self::Title,
            ["meta", name] => Self::Meta(own(name)),
            ["meeting", name] => Self::Meeting(own(name)),
            [thing, id, "deleted"] => Self::Mark(Collection::from_thing(thing)?, own(id)),
            ["clause", id, "heading"] => Self::ClauseHeading(own(id)),
            ["clause", id, "body"] => Self::ClauseBody(own(id)),
            ["clause", id, "level"] => Self::ClauseLevel(own(id)),
            ["attendance", person, "status"] => Self::AttendanceStatus(own(person)),
            ["attendance", person, "note"] => Self::AttendanceNote(own(person)),
            ["agenda", id, "topic"] => Self::AgendaTopic(own(id)),
            ["agenda", id, "presenter"] => Self::AgendaPresenter(own(id)),
            ["agenda", id, "notes"] => Self::AgendaNotes(own(id)),
            ["agenda", id, "level"] => Self::AgendaLevel(own(id)),
            ["decision", id, "text"] => Self::DecisionText(own(id)),
            ["decision", id, "owner"] => Self::DecisionOwner(own(id)),
            ["decision", id, "agenda"] => Self::DecisionAgenda(own(id)),
            ["decision", id, "votes", person] => Self::DecisionVote(own(id), own(person)),
            ["action", id, "title"] => Self::ActionTitle(own(id)),
            ["action", id, "owner"] => Self::ActionOwner(own(id)),
            ["action", id, "due"] => Self::ActionDue(own(id)),
            ["action", id, "state"] => Self::ActionState(own(id)),
            ["action", id, "agenda"] => Self::ActionAgenda(own(id)),
            ["column", id, "name"] => Self::ColumnName(own(id)),
            ["row", row, column] => Self::Cell(own(row), own(column)),
            [thing, id, name] => {
                let collection = Collection::from_thing(thing)?;
                if !fact::is_fact(collection, name) {
                    return None;
                }
                Self::Fact(collection, own(id), own(name))
            }
            _ => return None,
        })
    }
}

impl Collection {
    /// One thing of this collection, as keys and paths name it.
    pub fn thing(self) -> &'static str {
        match self {
            Self::Clauses => "clause",
            Self::Agenda => "agenda",
            Self::Decisions => "decision",
            Self::Actions => "action",
            Self::Columns => "column",
            Self::Rows => "row",
            Self::Attendance => "attendance",
        }
    }

    /// The collection whose things are named so.
    pub fn from_thing(thing: &str) -> Option<Self> {
        [
            Self::Clauses,
            Self::Agenda,
            Self::Decisions,
            Self::Actions,
            Self::Columns,
            Self::Rows,
            Self::Attendance,
        ]
        .into_iter()
        .find(|collection| collection.thing() == thing)
    }
}

/// The things a document has several of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Collection {
    /// Clauses of a policy.
    Clauses,
    /// Agenda items of minutes.
    Agenda,
    /// Decisions of minutes.
    Decisions,
    /// Actions of minutes.
    Actions,
    /// Columns of a matrix.
    Columns,
    /// Rows of a matrix.
    Rows,
    /// People in the attendance of minutes; the id of one is the name. They are added by
    /// [`Edit::Attend`], not by [`Edit::Insert`].
    Attendance,
}

/// A new thing, with the fresh id it shall have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// A clause.
    Clause(Clause),
    /// An agenda item.
    Agenda(AgendaItem),
    /// A decision.
    Decision(Decision),
    /// A follow-up action.
    Action(Action),
    /// A column; the ids of the fixed columns bring those into view.
    Column(Column),
    /// A row; its cells are in the order of `columns`.
    Row {
        /// The row.
        row: Row,
        /// The ids of the columns the cells belong to.
        columns: Vec<String>,
    },
}

/// One targeted edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Deletes and inserts in a text. Counts code points.
    Splice {
        /// A place that holds text.
        place: Place,
        /// Where, in code points from the start.
        at: usize,
        /// How many code points go.
        delete: usize,
        /// What comes.
        insert: String,
    },
    /// Sets a scalar; on a text, writes the smallest splices that lead to `value`. Empty clears.
    Put {
        /// Any place.
        place: Place,
        /// The new value.
        value: String,
    },
    /// Adds a thing after another of its kind, or first.
    Insert {
        /// What.
        new: New,
        /// After which; `None`: first.
        after: Option<String>,
    },
    /// Moves a thing after another of its kind, or to the front.
    Move {
        /// Of which kind.
        collection: Collection,
        /// Which.
        id: String,
        /// After which; `None`: first.
        after: Option<String>,
    },
    /// Marks a thing deleted. Nothing is erased.
    Remove {
        /// Of which kind.
        collection: Collection,
        /// Which.
        id: String,
    },
    /// Takes the mark back.
    Restore {
        /// Of which kind.
        collection: Collection,
        /// Which.
        id: String,
    },
    /// Adds a person to the attendance, or sets status and note of one who is there.
    Attend(crate::view::Attendance),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_key_that_leads_back_to_it() {
        let odd = || "a/b%2Fc%".to_owned();
        let mut places = vec![
            Place::Title,
            Place::Meta(odd()),
            Place::ClauseHeading(odd()),
            Place::ClauseBody(odd()),
            Place::ClauseLevel(odd()),
            Place::Meeting(odd()),
            Place::AttendanceStatus(odd()),
            Place::AttendanceNote(odd()),
            Place::AgendaTopic(odd()),
            Place::AgendaPresenter(odd()),
            Place::AgendaNotes(odd()),
            Place::AgendaLevel(odd()),
            Place::DecisionText(odd()),
            Place::DecisionOwner(odd()),
            Place::DecisionAgenda(odd()),
            Place::DecisionVote(odd(), odd()),
            Place::ActionTitle(odd()),
            Place::ActionOwner(odd()),
            Place::ActionDue(odd()),
            Place::ActionState(odd()),
            Place::ActionAgenda(odd()),
            Place::ColumnName(odd()),
            Place::Cell(odd(), odd()),
            Place::Fact(Collection::Attendance, odd(), fact::PROXY.into()),
            Place::Fact(Collection::Agenda, odd(), fact::recused(&odd())),
            Place::Fact(Collection::Decisions, odd(), fact::CASTING.into()),
            Place::Fact(Collection::Actions, odd(), fact::UNIT.into()),
        ];
        for thing in ["clause", "agenda", "decision", "action", "column", "row"] {
            places.push(Place::Mark(Collection::from_thing(thing).unwrap(), odd()));
        }
        for place in places {
            assert_eq!(Place::from_key(&place.key()), Some(place));
        }
    }
}
