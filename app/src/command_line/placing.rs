//! Values by place, and the places of things.

use council::edit::{Collection, Edit, New, Place};
use council::path::{Path, PathError, Target};
use council::view::{Action, AgendaItem, Attendance, Clause, Column, Decision, Matrix, View};

use super::refusal::Refusal;
use crate::say;

/// The value at a place as the document shows it; empty where there is none.
pub fn value_at(view: &View, place: &Place) -> String {
    fn of<'a, T>(
        things: &'a [T],
        id: &str,
        own: impl Fn(&T) -> &String,
        value: impl Fn(&'a T) -> String,
    ) -> String {
        things
            .iter()
            .find(|thing| own(thing) == id)
            .map(value)
            .unwrap_or_default()
    }
    let (title, meta) = crate::engine::header::head_of(view);
    match place {
        Place::Title => return title.to_owned(),
        Place::Meta(name) => return meta.get(name).cloned().unwrap_or_default(),
        _ => {}
    }
    match view {
        View::Policy(policy) => {
            let clause = |id: &str, value: fn(&Clause) -> String| {
                of(&policy.clauses, id, |clause| &clause.id, value)
            };
            match place {
                Place::ClauseHeading(id) => clause(id, |clause| clause.heading.clone()),
                Place::ClauseBody(id) => clause(id, |clause| clause.body.clone()),
                Place::ClauseLevel(id) => clause(id, |clause| clause.level.to_string()),
                _ => String::new(),
            }
        }
        View::Minutes(minutes) => {
            let person = |id: &str, value: fn(&Attendance) -> String| {
                of(&minutes.attendance, id, |person| &person.person, value)
            };
            let item = |id: &str, value: fn(&AgendaItem) -> String| {
                of(&minutes.agenda, id, |item| &item.id, value)
            };
            let decision = |id: &str, value: fn(&Decision) -> String| {
                of(&minutes.decisions, id, |decision| &decision.id, value)
            };
            let action = |id: &str, value: fn(&Action) -> String| {
                of(&minutes.actions, id, |action| &action.id, value)
            };
            match place {
                Place::Meeting(name) => minutes.meeting.get(name).cloned().unwrap_or_default(),
                Place::AttendanceStatus(id) => person(id, |person| person.status.clone()),
                Place::AttendanceNote(id) => person(id, |person| person.note.clone()),
                Place::AgendaTopic(id) => item(id, |item| item.topic.clone()),
                Place::AgendaPresenter(id) => item(id, |item| item.presenter.clone()),
                Place::AgendaNotes(id) => item(id, |item| item.notes.clone()),
                Place::AgendaLevel(id) => item(id, |item| item.level.to_string()),
                Place::DecisionText(id) => decision(id, |decision| decision.text.clone()),
                Place::DecisionOwner(id) => decision(id, |decision| decision.owner.clone()),
                Place::DecisionAgenda(id) => decision(id, |decision| decision.agenda.clone()),
                Place::DecisionVote(id, voter) => of(
                    &minutes.decisions,
                    id,
                    |decision| &decision.id,
                    |decision| decision.votes.get(voter).cloned().unwrap_or_default(),
                ),
                Place::ActionTitle(id) => action(id, |action| action.title.clone()),
                Place::ActionOwner(id) => action(id, |action| action.owner.clone()),
                Place::ActionDue(id) => action(id, |action| action.due.clone()),
                Place::ActionState(id) => action(id, |action| action.state.clone()),
                Place::ActionAgenda(id) => action(id, |action| action.agenda.clone()),
                Place::Fact(..) => {
                    let value = crate::core::editor::texts::value(view, place);
                    value.unwrap_or_default().to_owned()
                }
                _ => String::new(),
            }
        }
        View::Matrix(matrix) => match place {
            Place::ColumnName(id) => of(
                &matrix.columns,
                id,
                |column| &column.id,
                |column: &Column| column.name.clone(),
            ),
            Place::Cell(row, column) => cell(matrix, row, column),
            _ => String::new(),
        },
    }
}

fn cell(matrix: &Matrix, row: &str, column: &str) -> String {
    let at = matrix.columns.iter().position(|known| known.id == column);
    let row = matrix.rows.iter().find(|known| known.id == row);
    row.zip(at)
        .and_then(|(row, at)| row.cells.get(at).cloned())
        .unwrap_or_default()
}

/// Where the first new thing of these edits is now.
pub fn place_of_new(view: &View, edits: &[Edit]) -> Option<String> {
    edits.iter().find_map(|edit| {
        let Edit::Insert { new, .. } = edit else {
            return None;
        };
        let (collection, id) = match new {
            New::Clause(clause) => (Collection::Clauses, &clause.id),
            New::Agenda(item) => (Collection::Agenda, &item.id),
            New::Decision(decision) => (Collection::Decisions, &decision.id),
            New::Action(action) => (Collection::Actions, &action.id),
            New::Column(column) => (Collection::Columns, &column.id),
            New::Row { row, .. } => (Collection::Rows, &row.id),
        };
        Some(path_of_thing(view, collection, id))
    })
}

/// How a person types a whole thing: by its number, or by its id where it is not shown.
pub fn path_of_thing(view: &View, collection: Collection, id: &str) -> String {
    let path = Place::Mark(collection, id.to_owned()).path(view);
    path.strip_suffix("/deleted").unwrap_or(&path).to_owned()
}

/// The thing that `path` names, whole or by one of its fields.
///
/// # Errors
/// It names none, or something there is only one of.
pub fn thing_at(view: &View, path: &str) -> Result<(Collection, String), Refusal> {
    let whole = format!("{}/deleted", path.trim().trim_end_matches('/'));
    let target = match Path::parse(&whole, view) {
        Err(PathError::Field { .. } | PathError::Thing { .. }) => Path::parse(path, view)?,
        other => other?,
    };
    let thing = match &target {
        Target::Place(place) => place
            .thing()
            .map(|(collection, id)| (collection, id.to_owned())),
        Target::New(_) | Target::NewPerson(_) => None,
    };
    let path = path.to_owned();
    thing.ok_or_else(|| {
        Refusal::say(move |language| say!(language, "not-a-thing", path = path.as_str()))
    })
}
