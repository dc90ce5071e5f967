//! The values of a view by their places.

use std::collections::BTreeMap;

use council::document::splice::splices as splices_between;
use council::edit::{Collection, Place};
use council::view::{Minutes, View};

use super::TextSplice;

/// What stands at a place; `None` where there is no such thing.
pub fn value<'a>(view: &'a View, place: &Place) -> Option<&'a str> {
    Some(match (view, place) {
        (View::Policy(policy), Place::Title) => &policy.title,
        (View::Minutes(minutes), Place::Title) => &minutes.title,
        (View::Matrix(matrix), Place::Title) => &matrix.title,
        (View::Policy(policy), Place::Meta(name)) => policy.meta.get(name)?,
        (View::Minutes(minutes), Place::Meta(name)) => minutes.meta.get(name)?,
        (View::Matrix(matrix), Place::Meta(name)) => matrix.meta.get(name)?,
        (View::Policy(policy), Place::ClauseHeading(id) | Place::ClauseBody(id)) => {
            let clause = policy.clauses.iter().find(|clause| clause.id == *id)?;
            match place {
                Place::ClauseHeading(_) => &clause.heading,
                _ => &clause.body,
            }
        }
        (View::Minutes(minutes), Place::Meeting(name)) => minutes.meeting.get(name)?,
        (
            View::Minutes(minutes),
            Place::AttendanceStatus(person) | Place::AttendanceNote(person),
        ) => {
            let entry = (minutes.attendance.iter()).find(|entry| entry.person == *person)?;
            match place {
                Place::AttendanceStatus(_) => &entry.status,
                _ => &entry.note,
            }
        }
        (
            View::Minutes(minutes),
            Place::AgendaTopic(id) | Place::AgendaPresenter(id) | Place::AgendaNotes(id),
        ) => {
            let item = minutes.agenda.iter().find(|item| item.id == *id)?;
            match place {
                Place::AgendaTopic(_) => &item.topic,
                Place::AgendaPresenter(_) => &item.presenter,
                _ => &item.notes,
            }
        }
        (
            View::Minutes(minutes),
            Place::DecisionText(id)
            | Place::DecisionOwner(id)
            | Place::DecisionAgenda(id)
            | Place::DecisionVote(id, _),
        ) => {
            let decision = minutes.decisions.iter().find(|one| one.id == *id)?;
            match place {
                Place::DecisionText(_) => &decision.text,
                Place::DecisionOwner(_) => &decision.owner,
                Place::DecisionVote(_, person) => decision.votes.get(person)?,
                _ => &decision.agenda,
            }
        }
        (
            View::Minutes(minutes),
            Place::ActionTitle(id)
            | Place::ActionOwner(id)
            | Place::ActionDue(id)
            | Place::ActionState(id)
            | Place::ActionAgenda(id),
        ) => {
            let action = minutes.actions.iter().find(|one| one.id == *id)?;
            match place {
                Place::ActionTitle(_) => &action.title,
                Place::ActionOwner(_) => &action.owner,
                Place::ActionDue(_) => &action.due,
                Place::ActionState(_) => &action.state,
                _ => &action.agenda,
            }
        }
        (View::Minutes(minutes), Place::Fact(collection, id, name)) => {
            fact(minutes, *collection, id)?.get(name)?
        }
        (View::Matrix(matrix), Place::ColumnName(id)) => {
            &matrix.columns.iter().find(|column| column.id == *id)?.name
        }
        (View::Matrix(matrix), Place::Cell(row, column)) => {
            let at = matrix.columns.iter().position(|one| one.id == *column)?;
            matrix
                .rows
                .iter()
                .find(|one| one.id == *row)?
                .cells
                .get(at)?
        }
        _ => return None,
    })
}

/// The further facts of a thing of minutes.
fn fact<'a>(
    minutes: &'a Minutes,
    collection: Collection,
    id: &str,
) -> Option<&'a BTreeMap<String, String>> {
    Some(match collection {
        Collection::Attendance => {
            let mut people = minutes.attendance.iter();
            &people.find(|one| one.person == id)?.facts
        }
        Collection::Agenda => &minutes.agenda.iter().find(|one| one.id == id)?.facts,
        Collection::Decisions => &minutes.decisions.iter().find(|one| one.id == id)?.facts,
        Collection::Actions => &minutes.actions.iter().find(|one| one.id == id)?.facts,
        Collection::Clauses | Collection::Columns | Collection::Rows => return None,
    })
}

/// The text at a place, to be changed; `None` where no text stands (single values are set whole).
pub fn text_mut<'a>(view: &'a mut View, place: &Place) -> Option<&'a mut String> {
    Some(match (view, place) {
        (View::Policy(policy), Place::Title) => &mut policy.title,
        (View::Minutes(minutes), Place::Title) => &mut minutes.title,
        (View::Matrix(matrix), Place::Title) => &mut matrix.title,
        (View::Policy(policy), Place::ClauseHeading(id) | Place::ClauseBody(id)) => {
            let clause = policy.clauses.iter_mut().find(|clause| clause.id == *id)?;
            match place {
                Place::ClauseHeading(_) => &mut clause.heading,
                _ => &mut clause.body,
            }
        }
        (View::Minutes(minutes), Place::AgendaTopic(id) | Place::AgendaNotes(id)) => {
            let item = minutes.agenda.iter_mut().find(|item| item.id == *id)?;
            match place {
                Place::AgendaTopic(_) => &mut item.topic,
                _ => &mut item.notes,
            }
        }
        (View::Minutes(minutes), Place::DecisionText(id)) => {
            &mut minutes.decisions.iter_mut().find(|one| one.id == *id)?.text
        }
        (View::Minutes(minutes), Place::ActionTitle(id)) => {
            &mut minutes.actions.iter_mut().find(|one| one.id == *id)?.title
        }
        _ => return None,
    })
}

/// The places that hold text, in the order of the document.
pub fn text_places(view: &View) -> Vec<Place> {
    let mut places = vec![Place::Title];
    match view {
        View::Policy(policy) => {
            for clause in &policy.clauses {
                places.push(Place::ClauseHeading(clause.id.clone()));
                places.push(Place::ClauseBody(clause.id.clone()));
            }
        }
        View::Minutes(minutes) => {
            for item in &minutes.agenda {
                places.push(Place::AgendaTopic(item.id.clone()));
                places.push(Place::AgendaNotes(item.id.clone()));
            }
            let decisions = minutes.decisions.iter();
            places.extend(decisions.map(|one| Place::DecisionText(one.id.clone())));
            let actions = minutes.actions.iter();
            places.extend(actions.map(|one| Place::ActionTitle(one.id.clone())));
        }
        View::Matrix(_) => {}
    }
    places
}

/// The splices that lead the texts of one view to those of another, for carets to follow.
pub fn splices(old: &View, new: &View) -> Vec<(Place, TextSplice)> {
    let mut found = Vec::new();
    for place in text_places(new) {
        let (Some(before), Some(after)) = (value(old, &place), value(new, &place)) else {
            continue;
        };
        if before != after {
            found.extend(splices_between(before, after).into_iter().map(|splice| {
                let splice = TextSplice {
                    at: splice.at,
                    delete: splice.delete,
                    insert: splice.insert,
                };
                (place.clone(), splice)
            }));
        }
    }
    found
}
