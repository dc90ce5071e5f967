//! Does edits to a plain view: the simplest reading of what each edit means.

use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Matrix, Minutes, View};

pub(super) fn apply(view: &mut View, edit: &Edit) {
    match edit {
        Edit::Put { place, value } => put(view, place, value),
        Edit::Splice {
            place,
            at,
            delete,
            insert,
        } => {
            let old = get(view, place);
            let chars: Vec<char> = old.chars().collect();
            let new: String = chars[..*at]
                .iter()
                .copied()
                .chain(insert.chars())
                .chain(chars[at + delete..].iter().copied())
                .collect();
            put(view, place, &new);
        }
        Edit::Insert { new, after } => insert(view, new, after.as_deref()),
        Edit::Move {
            collection,
            id,
            after,
        } => shift(view, *collection, id, after.as_deref()),
        Edit::Remove { collection, id } => remove(view, *collection, id),
        Edit::Restore { .. } => panic!("a plan restores nothing"),
        Edit::Attend(person) => {
            let people = &mut minutes(view).attendance;
            people.retain(|p| p.person != person.person);
            people.push(person.clone());
            people.sort_by(|a, b| a.person.cmp(&b.person));
        }
    }
}

/// The view without ids, with decisions and actions under agenda items by number, and people by name.
pub(super) fn without_ids(view: &View) -> View {
    let mut view = view.clone();
    match &mut view {
        View::Policy(p) => p.clauses.iter_mut().for_each(|c| c.id.clear()),
        View::Matrix(m) => {
            m.rows.iter_mut().for_each(|r| r.id.clear());
            let custom = |id: &str| {
                crate::text::table::FIXED_COLUMNS
                    .iter()
                    .all(|(f, _)| *f != id)
            };
            m.columns
                .iter_mut()
                .filter(|c| custom(&c.id))
                .for_each(|c| c.id.clear());
        }
        View::Minutes(m) => {
            let ids: Vec<String> = m.agenda.iter().map(|a| a.id.clone()).collect();
            let number = |agenda: &mut String| {
                if let Some(n) = ids.iter().position(|id| !id.is_empty() && id == agenda) {
                    *agenda = format!("#{n}");
                }
            };
            m.decisions.iter_mut().for_each(|d| {
                number(&mut d.agenda);
                d.id.clear();
            });
            m.actions.iter_mut().for_each(|a| {
                number(&mut a.agenda);
                a.id.clear();
            });
            m.agenda.iter_mut().for_each(|a| a.id.clear());
            m.attendance.sort_by(|a, b| a.person.cmp(&b.person));
        }
    }
    view
}

fn minutes(view: &mut View) -> &mut Minutes {
    match view {
        View::Minutes(m) => m,
        other => panic!("{other:?}"),
    }
}

fn matrix(view: &mut View) -> &mut Matrix {
    match view {
        View::Matrix(m) => m,
        other => panic!("{other:?}"),
    }
}

fn after_of(ids: &[String], after: Option<&str>) -> usize {
    after.map_or(0, |after| {
        ids.iter().position(|id| id == after).unwrap() + 1
    })
}

/// Moves or inserts within any list of things with ids.
fn place<T>(list: &mut Vec<T>, thing: T, after: Option<&str>, id: impl Fn(&T) -> &String) {
    let ids: Vec<String> = list.iter().map(|t| id(t).clone()).collect();
    list.insert(after_of(&ids, after), thing);
}

fn take<T>(list: &mut Vec<T>, wanted: &str, id: impl Fn(&T) -> &String) -> T {
    let at = list.iter().position(|t| id(t) == wanted).unwrap();
    list.remove(at)
}

fn insert(view: &mut View, new: &New, after: Option<&str>) {
    match (new.clone(), view) {
        (New::Clause(c), View::Policy(p)) => place(&mut p.clauses, c, after, |c| &c.id),
        (New::Agenda(a), View::Minutes(m)) => place(&mut m.agenda, a, after, |a| &a.id),
        (New::Decision(d), View::Minutes(m)) => place(&mut m.decisions, d, after, |d| &d.id),
        (New::Action(a), View::Minutes(m)) => place(&mut m.actions, a, after, |a| &a.id),
        (New::Column(c), View::Matrix(m)) => {
            let ids: Vec<String> = m.columns.iter().map(|c| c.id.clone()).collect();
            let at = after_of(&ids, after);
            m.columns.insert(at, c);
            m.rows
                .iter_mut()
                .for_each(|r| r.cells.insert(at, String::new()));
        }
        (New::Row { mut row, columns }, View::Matrix(m)) => {
            let cell = |id: &String| {
                let at = columns.iter().position(|c| c == id);
                at.map(|at| row.cells[at].clone()).unwrap_or_default()
            };
            row.cells = m.columns.iter().map(|c| cell(&c.id)).collect();
            place(&mut m.rows, row, after, |r| &r.id);
        }
        (new, view) => panic!("{new:?} in {view:?}"),
    }
}

fn shift(view: &mut View, collection: Collection, id: &str, after: Option<&str>) {
    match (collection, view) {
        (Collection::Clauses, View::Policy(p)) => {
            let c = take(&mut p.clauses, id, |c| &c.id);
            place(&mut p.clauses, c, after, |c| &c.id);
        }
        (Collection::Agenda, View::Minutes(m)) => {
            let a = take(&mut m.agenda, id, |a| &a.id);
            place(&mut m.agenda, a, after, |a| &a.id);
        }
        (Collection::Decisions, View::Minutes(m)) => {
            let d = take(&mut m.decisions, id, |d| &d.id);
            place(&mut m.decisions, d, after, |d| &d.id);
        }
        (Collection::Actions, View::Minutes(m)) => {
            let a = take(&mut m.actions, id, |a| &a.id);
            place(&mut m.actions, a, after, |a| &a.id);
        }
        (Collection::Rows, View::Matrix(m)) => {
            let r = take(&mut m.rows, id, |r| &r.id);
            place(&mut m.rows, r, after, |r| &r.id);
        }
        (Collection::Columns, View::Matrix(m)) => {
            let from = m.columns.iter().position(|c| c.id == id).unwrap();
            let column = m.columns.remove(from);
            let ids: Vec<String> = m.columns.iter().map(|c| c.id.clone()).collect();
            let to = after_of(&ids, after);
            m.columns.insert(to, column);
            for row in &mut m.rows {
                let cell = row.cells.remove(from);
                row.cells.insert(to, cell);
            }
        }
        (collection, view) => panic!("{collection:?} in {view:?}"),
    }
}

fn remove(view: &mut View, collection: Collection, id: &str) {
    match (collection, view) {
        (Collection::Clauses, View::Policy(p)) => drop(take(&mut p.clauses, id, |c| &c.id)),
        (Collection::Agenda, View::Minutes(m)) => drop(take(&mut m.agenda, id, |a| &a.id)),
        (Collection::Decisions, View::Minutes(m)) => drop(take(&mut m.decisions, id, |d| &d.id)),
        (Collection::Actions, View::Minutes(m)) => drop(take(&mut m.actions, id, |a| &a.id)),
        (Collection::Attendance, View::Minutes(m)) => {
            drop(take(&mut m.attendance, id, |a| &a.person))
        }
        (Collection::Rows, View::Matrix(m)) => drop(take(&mut m.rows, id, |r| &r.id)),
        (Collection::Columns, View::Matrix(m)) => {
            let at = m.columns.iter().position(|c| c.id == id).unwrap();
            m.columns.remove(at);
            m.rows.iter_mut().for_each(|r| drop(r.cells.remove(at)));
        }
        (collection, view) => panic!("{collection:?} in {view:?}"),
    }
}

fn get(view: &mut View, place: &Place) -> String {
    match place {
        Place::ClauseBody(id) => match view {
            View::Policy(p) => p.clauses.iter().find(|c| c.id == *id).unwrap().body.clone(),
            other => panic!("{other:?}"),
        },
        Place::AgendaNotes(id) => minutes(view)
            .agenda
            .iter()
            .find(|a| a.id == *id)
            .unwrap()
            .notes
            .clone(),
        place => panic!("no splice is planned at {place:?}"),
    }
}

fn put(view: &mut View, place: &Place, value: &str) {
    let text = value.to_owned();
    let set = |map: &mut std::collections::BTreeMap<String, String>, key: &str| {
        if value.is_empty() {
            map.remove(key);
        } else {
            map.insert(key.to_owned(), value.to_owned());
        }
    };
    match (place, &mut *view) {
        (Place::Title, View::Policy(p)) => p.title = text,
        (Place::Title, View::Minutes(m)) => m.title = text,
        (Place::Title, View::Matrix(m)) => m.title = text,
        (Place::Meta(key), View::Policy(p)) => set(&mut p.meta, key),
        (Place::Meta(key), View::Minutes(m)) => set(&mut m.meta, key),
        (Place::Meta(key), View::Matrix(m)) => set(&mut m.meta, key),
        (Place::Meeting(key), View::Minutes(m)) => set(&mut m.meeting, key),
        (
            Place::ClauseHeading(id) | Place::ClauseBody(id) | Place::ClauseLevel(id),
            View::Policy(p),
        ) => {
            let clause = p.clauses.iter_mut().find(|c| c.id == *id).unwrap();
            match place {
                Place::ClauseHeading(_) => clause.heading = text,
                Place::ClauseBody(_) => clause.body = text,
                _ => clause.level = text.parse().unwrap(),
            }
        }
        (Place::Cell(row, column), View::Matrix(_)) => {
            let m = matrix(view);
            let at = m.columns.iter().position(|c| c.id == *column).unwrap();
            m.rows.iter_mut().find(|r| r.id == *row).unwrap().cells[at] = text;
        }
        (Place::ColumnName(id), View::Matrix(m)) => {
            m.columns.iter_mut().find(|c| c.id == *id).unwrap().name = text;
        }
        (
            Place::AgendaTopic(id)
            | Place::AgendaPresenter(id)
            | Place::AgendaNotes(id)
            | Place::AgendaLevel(id),
            View::Minutes(m),
        ) => {
            let item = m.agenda.iter_mut().find(|a| a.id == *id).unwrap();
            match place {
                Place::AgendaTopic(_) => item.topic = text,
                Place::AgendaPresenter(_) => item.presenter = text,
                Place::AgendaNotes(_) => item.notes = text,
                _ => item.level = text.parse().unwrap(),
            }
        }
        (
            Place::DecisionText(id)
            | Place::DecisionOwner(id)
            | Place::DecisionAgenda(id)
            | Place::DecisionVote(id, _),
            View::Minutes(m),
        ) => {
            let decision = m.decisions.iter_mut().find(|d| d.id == *id).unwrap();
            match place {
                Place::DecisionText(_) => decision.text = text,
                Place::DecisionOwner(_) => decision.owner = text,
                Place::DecisionVote(_, person) => set(&mut decision.votes, person),
                _ => decision.agenda = text,
            }
        }
        (
            Place::ActionTitle(id)
            | Place::ActionOwner(id)
            | Place::ActionDue(id)
            | Place::ActionState(id)
            | Place::ActionAgenda(id),
            View::Minutes(m),
        ) => {
            let action = m.actions.iter_mut().find(|a| a.id == *id).unwrap();
            match place {
                Place::ActionTitle(_) => action.title = text,
                Place::ActionOwner(_) => action.owner = text,
                Place::ActionDue(_) => action.due = text,
                Place::ActionState(_) => action.state = text,
                _ => action.agenda = text,
            }
        }
        (Place::Fact(collection, id, name), View::Minutes(m)) => {
            let facts = match collection {
                Collection::Attendance => {
                    &mut m
                        .attendance
                        .iter_mut()
                        .find(|a| a.person == *id)
                        .unwrap()
                        .facts
                }
                Collection::Agenda => &mut m.agenda.iter_mut().find(|a| a.id == *id).unwrap().facts,
                Collection::Decisions => {
                    &mut m.decisions.iter_mut().find(|d| d.id == *id).unwrap().facts
                }
                _ => &mut m.actions.iter_mut().find(|a| a.id == *id).unwrap().facts,
            };
            set(facts, name);
        }
        (place, view) => panic!("{place:?} in {view:?}"),
    }
}
