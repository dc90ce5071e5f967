//! What a place of a document is called, in words: "Clause 3 · text", "Row 12 · owner".

use ::council::edit::{Collection, Place};
use ::council::view::View;

use crate::say;
use crate::words::Language;

/// How many characters of a heading stand in a name.
const CHARS: usize = 40;

/// The words for `place` in a document that reads like `view`. What is not there (any more) is called by
/// its kind.
pub fn words(language: Language, view: &View, place: &Place) -> String {
    let path = place.path(view);
    let number = path.split('/').nth(1).unwrap_or_default();
    let field = |name: &'static str| language.say(name);
    let of = |thing: &'static str, title: &str, field: Option<String>| {
        let title = cut(title);
        let mut words = say!(
            language,
            "place-thing",
            thing = field_word(language, thing),
            number = number
        );
        if !title.is_empty() {
            words.push_str(&format!(" “{title}”"));
        }
        if let Some(field) = field {
            words.push_str(" · ");
            words.push_str(&field);
        }
        words
    };
    match place {
        Place::Title => field("field-title"),
        Place::Meta(name) | Place::Meeting(name) => known_field(language, name),
        Place::ClauseHeading(id) | Place::ClauseBody(id) | Place::ClauseLevel(id) => {
            let part = match place {
                Place::ClauseHeading(_) => "place-heading",
                Place::ClauseBody(_) => "place-text",
                _ => "place-level",
            };
            of(
                "place-clause",
                &heading(language, view, Collection::Clauses, id),
                Some(field(part)),
            )
        }
        Place::AgendaTopic(id)
        | Place::AgendaPresenter(id)
        | Place::AgendaNotes(id)
        | Place::AgendaLevel(id) => {
            let part = match place {
                Place::AgendaTopic(_) => "place-topic",
                Place::AgendaPresenter(_) => "place-presenter",
                Place::AgendaNotes(_) => "place-notes",
                _ => "place-level",
            };
            of(
                "place-agenda",
                &heading(language, view, Collection::Agenda, id),
                Some(field(part)),
            )
        }
        Place::DecisionText(id) | Place::DecisionOwner(id) | Place::DecisionAgenda(id) => {
            let part = match place {
                Place::DecisionText(_) => "place-text",
                Place::DecisionOwner(_) => "place-owner",
                _ => "place-agenda",
            };
            of(
                "place-decision",
                &heading(language, view, Collection::Decisions, id),
                Some(field(part)),
            )
        }
        Place::DecisionVote(id, person) => {
            let vote = say!(language, "place-vote", person = person.as_str());
            of(
                "place-decision",
                &heading(language, view, Collection::Decisions, id),
                Some(vote),
            )
        }
        Place::ActionTitle(id)
        | Place::ActionOwner(id)
        | Place::ActionDue(id)
        | Place::ActionState(id)
        | Place::ActionAgenda(id) => {
            let part = match place {
                Place::ActionTitle(_) => "place-text",
                Place::ActionOwner(_) => "place-owner",
                Place::ActionDue(_) => "place-due",
                Place::ActionState(_) => "place-state",
                _ => "place-agenda",
            };
            of(
                "place-action",
                &heading(language, view, Collection::Actions, id),
                Some(field(part)),
            )
        }
        Place::AttendanceStatus(person) => {
            say!(language, "place-attendance", person = person.as_str())
        }
        Place::AttendanceNote(person) => {
            say!(language, "place-attendance-note", person = person.as_str())
        }
        Place::ColumnName(id) => of(
            "place-column",
            &heading(language, view, Collection::Columns, id),
            None,
        ),
        Place::Cell(row, column) => {
            let name = heading(language, view, Collection::Columns, column);
            of(
                "place-row",
                &heading(language, view, Collection::Rows, row),
                Some(name),
            )
        }
        Place::Mark(collection, id) => {
            let thing = match collection {
                Collection::Clauses => "place-clause",
                Collection::Agenda => "place-agenda",
                Collection::Decisions => "place-decision",
                Collection::Actions => "place-action",
                Collection::Columns => "place-column",
                Collection::Rows => "place-row",
                Collection::Attendance => "place-person",
            };
            of(thing, &heading(language, view, *collection, id), None)
        }
    }
}

fn field_word(language: Language, name: &'static str) -> &'static str {
    language.word(name)
}

/// Header fields and facts about a meeting have names of their own in files; the usual ones have words.
fn known_field(language: Language, name: &str) -> String {
    match name {
        "unit" => language.say("documents-unit"),
        "title" => language.say("field-title"),
        name => name.to_owned(),
    }
}

/// What a thing is called: its heading, or the start of its text.
fn heading(language: Language, view: &View, collection: Collection, id: &str) -> String {
    let found = match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => policy
            .clauses
            .iter()
            .find(|clause| clause.id == id)
            .map(|clause| clause.heading.clone()),
        (View::Minutes(minutes), Collection::Agenda) => {
            let item = minutes.agenda.iter().find(|item| item.id == id);
            item.map(|item| item.topic.clone())
        }
        (View::Minutes(minutes), Collection::Decisions) => {
            let decision = minutes.decisions.iter().find(|one| one.id == id);
            decision.map(|one| one.text.clone())
        }
        (View::Minutes(minutes), Collection::Actions) => {
            let action = minutes.actions.iter().find(|one| one.id == id);
            action.map(|one| one.title.clone())
        }
        (View::Matrix(matrix), Collection::Rows) => {
            let row = matrix.rows.iter().find(|row| row.id == id);
            row.and_then(|row| row.cells.first().cloned())
        }
        (View::Matrix(matrix), Collection::Columns) => {
            let column = matrix.columns.iter().find(|column| column.id == id);
            column.map(|column| super::column::name(language, column))
        }
        _ => None,
    };
    found.unwrap_or_default()
}

fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() > CHARS {
        true => text.chars().take(CHARS - 1).chain(['…']).collect(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use ::council::view::{Clause, Column, Matrix, Policy, Row};

    use super::*;

    #[test]
    fn places_are_called_as_people_call_them() {
        let policy = View::Policy(Policy {
            clauses: vec![Clause {
                id: "a".into(),
                level: 1,
                heading: "Akun pribadi".into(),
                body: String::new(),
            }],
            ..Policy::default()
        });
        let body = Place::ClauseBody("a".into());
        assert_eq!(
            words(Language::Indonesian, &policy, &body),
            "Pasal 1 “Akun pribadi” · isi"
        );
        assert_eq!(
            words(Language::English, &policy, &body),
            "Clause 1 “Akun pribadi” · text"
        );
        let matrix = View::Matrix(Matrix {
            columns: vec![Column {
                id: "owner".into(),
                name: "owner".into(),
            }],
            rows: vec![Row {
                id: "r".into(),
                cells: vec!["Rina".into()],
            }],
            ..Matrix::default()
        });
        let cell = Place::Cell("r".into(), "owner".into());
        assert_eq!(
            words(Language::Indonesian, &matrix, &cell),
            "Baris 1 “Rina” · penanggung jawab"
        );
    }
}
