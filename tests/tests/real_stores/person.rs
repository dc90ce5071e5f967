//! What a person does to a document, drawn at random: every kind of edit, on what is there.

use council::edit::{Collection, Edit, New, Place};
use council::view::{Action, AgendaItem, Attendance, Clause, Column, Decision, Row, View};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _};
use rand_chacha::ChaCha8Rng;

/// A fresh id as documents want it: a UUID in lower case with hyphens.
fn fresh_id(random: &mut ChaCha8Rng) -> String {
    let mut bytes = [0; 16];
    random.fill_bytes(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

/// Draws one of `things`, and its id.
fn one<'a, T>(random: &mut ChaCha8Rng, things: &'a [T]) -> Option<&'a T> {
    things.choose(random)
}

/// A splice somewhere in `text` that inserts `token` and sometimes deletes a little.
fn splice(random: &mut ChaCha8Rng, place: Place, text: &str, token: &str) -> Edit {
    let length = text.chars().count();
    let at = random.random_range(0..=length);
    let delete = if random.random_bool(0.3) {
        random.random_range(0..=(length - at).min(4))
    } else {
        0
    };
    let insert = format!("{token} ");
    Edit::Splice {
        place,
        at,
        delete,
        insert,
    }
}

/// What a person does next to a document that reads like `view`; `token` occurs nowhere else.
pub fn edit(random: &mut ChaCha8Rng, view: &View, token: &str) -> Edit {
    let value = token.to_owned();
    if random.random_bool(0.05) {
        return splice(random, Place::Title, title(view), token);
    }
    if random.random_bool(0.05) {
        let name = ["unit", "number", "language"][random.random_range(0..3)];
        let place = Place::Meta(name.to_owned());
        return Edit::Put { place, value };
    }
    match view {
        View::Policy(policy) => in_policy(random, &policy.clauses, token),
        View::Minutes(minutes) => match random.random_range(0..6) {
            0 => Edit::Attend(Attendance {
                person: format!("Person {}", random.random_range(0..4)),
                status: ["present", "excused", "absent"][random.random_range(0..3)].to_owned(),
                note: value,
                ..Attendance::default()
            }),
            1 => {
                let place = Place::Meeting("place".to_owned());
                Edit::Put { place, value }
            }
            2 => match one(random, &minutes.decisions) {
                Some(decision) => splice(
                    random,
                    Place::DecisionText(decision.id.clone()),
                    &decision.text,
                    token,
                ),
                None => insert(New::Decision(Decision {
                    id: fresh_id(random),
                    text: value,
                    ..Decision::default()
                })),
            },
            3 => match one(random, &minutes.actions) {
                Some(action) => {
                    let place = Place::ActionOwner(action.id.clone());
                    Edit::Put { place, value }
                }
                None => insert(New::Action(Action {
                    id: fresh_id(random),
                    title: value,
                    state: "open".to_owned(),
                    ..Action::default()
                })),
            },
            _ => match one(random, &minutes.agenda) {
                Some(item) if random.random_bool(0.7) => splice(
                    random,
                    Place::AgendaNotes(item.id.clone()),
                    &item.notes,
                    token,
                ),
                _ => insert(New::Agenda(AgendaItem {
                    id: fresh_id(random),
                    level: 1,
                    topic: value,
                    ..AgendaItem::default()
                })),
            },
        },
        View::Matrix(matrix) => {
            if matrix.columns.is_empty() || random.random_bool(0.05) {
                return insert(New::Column(Column {
                    id: fresh_id(random),
                    name: value,
                }));
            }
            let column = one(random, &matrix.columns).unwrap().id.clone();
            match one(random, &matrix.rows) {
                Some(row) if random.random_bool(0.1) => Edit::Remove {
                    collection: Collection::Rows,
                    id: row.id.clone(),
                },
                Some(row) if random.random_bool(0.8) => {
                    let place = Place::Cell(row.id.clone(), column);
                    Edit::Put { place, value }
                }
                _ => insert(New::Row {
                    row: Row {
                        id: fresh_id(random),
                        cells: vec![value],
                    },
                    columns: vec![column],
                }),
            }
        }
    }
}

fn in_policy(random: &mut ChaCha8Rng, clauses: &[Clause], token: &str) -> Edit {
    let value = token.to_owned();
    let Some(clause) = one(random, clauses).filter(|_| random.random_bool(0.85)) else {
        return insert(New::Clause(Clause {
            id: fresh_id(random),
            level: random.random_range(1..4),
            heading: value,
            body: "Kantor cabang melapor kepada pusat setiap bulan.".to_owned(),
        }));
    };
    let id = clause.id.clone();
    let collection = Collection::Clauses;
    match random.random_range(0..10) {
        0 => Edit::Remove { collection, id },
        1 => {
            let other = one(random, clauses).map(|other| other.id.clone());
            let after = other.filter(|other| *other != id);
            Edit::Move {
                collection,
                id,
                after,
            }
        }
        2 => {
            let place = Place::ClauseHeading(id);
            Edit::Put { place, value }
        }
        _ => splice(random, Place::ClauseBody(id), &clause.body, token),
    }
}

fn insert(new: New) -> Edit {
    Edit::Insert { new, after: None }
}

fn title(view: &View) -> &str {
    match view {
        View::Policy(policy) => &policy.title,
        View::Minutes(minutes) => &minutes.title,
        View::Matrix(matrix) => &matrix.title,
    }
}
