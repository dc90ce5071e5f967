//! What a place of a document is called, in words: "Clause 3 · text", "Row 12 · owner".

use ::council::attachment::{self, is_attachment};
use ::council::codes::is_code;
use ::council::edit::{Collection, Place};
use ::council::view::View;
use ::council::view::fact::{self, Link};

use crate::core::header::ARCHIVED;
use crate::say;
use crate::words::Language;

/// The most digits of a number; ids are longer.
const MOST_DIGITS: usize = 10;
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
        // What is not there any more has no number, and its id says nothing to a person.
        let is_there = number.len() <= MOST_DIGITS;
        let mut words = match is_there {
            true => say!(
                language,
                "place-thing",
                thing = field_word(language, thing),
                number = number
            ),
            false => say!(language, "place-gone", thing = field_word(language, thing)),
        };
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
        Place::Meta(name) if is_attachment(name) => attachment_word(language, view, name),
        Place::Meta(name) | Place::Meeting(name) => known_field(language, name),
        Place::ClauseHeading(id) | Place::ClauseBody(id) | Place::ClauseLevel(id) => {
            let part = match place {
                Place::ClauseHeading(_) => "place-heading",
                Place::ClauseBody(_) => "place-text",
                _ => "place-level",
            };
            of(
                "place-clause",
                &title(language, view, Collection::Clauses, id),
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
                &title(language, view, Collection::Agenda, id),
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
                &title(language, view, Collection::Decisions, id),
                Some(field(part)),
            )
        }
        Place::DecisionVote(id, person) => {
            let vote = say!(language, "place-vote", person = person.as_str());
            of(
                "place-decision",
                &title(language, view, Collection::Decisions, id),
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
                &title(language, view, Collection::Actions, id),
                Some(field(part)),
            )
        }
        Place::AttendanceStatus(person) => {
            say!(language, "place-attendance", person = person.as_str())
        }
        Place::AttendanceNote(person) => {
            say!(language, "place-attendance-note", person = person.as_str())
        }
        Place::Fact(collection, id, name) => {
            let words = fact_word(language, name);
            let thing = match collection {
                Collection::Agenda => "place-agenda",
                Collection::Decisions => "place-decision",
                Collection::Actions => "place-action",
                _ => return format!("{id} · {words}"),
            };
            of(thing, &title(language, view, *collection, id), Some(words))
        }
        Place::ColumnName(id) => of(
            "place-column",
            &title(language, view, Collection::Columns, id),
            None,
        ),
        Place::Cell(row, column) => {
            let name = title(language, view, Collection::Columns, column);
            of(
                "place-row",
                &title(language, view, Collection::Rows, row),
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
            of(thing, &title(language, view, *collection, id), None)
        }
    }
}

fn field_word(language: Language, name: &'static str) -> &'static str {
    language.word(name)
}

/// What a fact is called.
fn fact_word(language: Language, name: &str) -> String {
    if let Some(person) = name.strip_prefix(fact::RECUSED) {
        return say!(language, "fact-recused", person = person);
    }
    language.say(match name {
        fact::PROXY => "fact-proxy",
        fact::LETTER => "fact-letter",
        fact::PLANNED => "fact-planned",
        fact::ITEM_KIND => "fact-kind",
        fact::RULE => "fact-rule",
        fact::CASTING => "fact-casting",
        fact::DISSENT => "fact-dissent",
        fact::LOOK_AGAIN => "fact-look-again",
        fact::UNIT => "documents-unit",
        fact::EXECUTORS => "fact-executors",
        fact::EVIDENCE => "fact-evidence",
        other => return other.to_owned(),
    })
}

/// "Attachment “Foto.png”"; of one that was taken off, the word alone.
fn attachment_word(language: Language, view: &View, field: &str) -> String {
    let mut words = language.say("place-attachment");
    let id = field.strip_prefix(attachment::KEY).unwrap_or_default();
    let all = attachment::attachments(view);
    if let Some(one) = all.iter().find(|one| one.id == id) {
        words.push_str(&format!(" “{}”", cut(&one.name)));
    }
    words
}

/// Header fields and facts about a meeting have names of their own in files; those the program knows have
/// words.
fn known_field(language: Language, name: &str) -> String {
    match name {
        "unit" => language.say("documents-unit"),
        "title" => language.say("field-title"),
        "number" => language.say("field-number"),
        "language" => language.say("field-language"),
        "type" => language.say("field-meeting-type"),
        "date" => language.say("field-date"),
        "zone" => language.say("field-zone"),
        "place" => language.say("field-place"),
        "chair" => language.say("field-chair"),
        "minute-taker" => language.say("field-minute-taker"),
        "time" => language.say("minutes-time"),
        ARCHIVED => language.say("field-archived"),
        name if is_code(name) => language.say("field-code"),
        fact::VOTERS => language.say("field-voters"),
        fact::LENGTH => language.say("field-length"),
        fact::INVITED => language.say("field-invited"),
        name if Link::from_fact(name).is_some() => language.say("field-carried"),
        name => name.to_owned(),
    }
}

/// What stands first in the thing a place is in: a clause's heading, an agenda item's topic, the beginning
/// of a decision, an action, a row; `None` where nothing is written there, or the place is in no such thing.
pub fn heading(view: &View, place: &Place) -> Option<String> {
    let (collection, id) = place.thing()?;
    Some(cut(heading_of(view, collection, id)?)).filter(|heading| !heading.is_empty())
}

fn heading_of<'a>(view: &'a View, collection: Collection, id: &str) -> Option<&'a str> {
    let text = match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => {
            let mut clauses = policy.clauses.iter();
            &clauses.find(|clause| clause.id == id)?.heading
        }
        (View::Minutes(minutes), Collection::Agenda) => {
            &minutes.agenda.iter().find(|item| item.id == id)?.topic
        }
        (View::Minutes(minutes), Collection::Decisions) => {
            &minutes.decisions.iter().find(|one| one.id == id)?.text
        }
        (View::Minutes(minutes), Collection::Actions) => {
            &minutes.actions.iter().find(|one| one.id == id)?.title
        }
        (View::Matrix(matrix), Collection::Rows) => {
            let row = matrix.rows.iter().find(|row| row.id == id)?;
            row.cells.iter().find(|cell| !cell.trim().is_empty())?
        }
        _ => return None,
    };
    Some(text)
}

/// The same, and the word for a fixed column.
fn title(language: Language, view: &View, collection: Collection, id: &str) -> String {
    if let (View::Matrix(matrix), Collection::Columns) = (view, collection) {
        let column = matrix.columns.iter().find(|column| column.id == id);
        return column.map_or_else(String::new, |column| super::column::name(language, column));
    }
    heading_of(view, collection, id)
        .unwrap_or_default()
        .to_owned()
}

/// As much of a text as stands in a name.
pub(super) fn cut(text: &str) -> String {
    // Only the beginning is looked at, however long the text is.
    let beginning: String = text.chars().take(CHARS * 4).collect();
    let text = beginning.split_whitespace().collect::<Vec<_>>().join(" ");
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
    fn header_fields_are_called_by_their_words_and_attachments_by_their_names() {
        let blob = format::Blob::of(b"foto");
        let photo = attachment::Attachment::new("Foto rapat.png", blob, None);
        let Place::Meta(field) = photo.place() else {
            panic!("attachments are header fields");
        };
        let carried = Link {
            document: format::DocumentId::from_bytes([1; 16]),
            action: "a".into(),
        };
        let mut policy = Policy::default();
        policy.meta.insert(field.clone(), photo.value());
        let policy = View::Policy(policy);
        let called = |place| words(Language::Indonesian, &policy, &place);
        assert_eq!(called(Place::Meta(field)), "lampiran “Foto rapat.png”");
        let gone = format!("{}lain", attachment::KEY);
        assert_eq!(called(Place::Meta(gone)), "lampiran");
        for name in [ARCHIVED, "unit", "number"] {
            assert_ne!(called(Place::Meta(name.into())), name);
        }
        let carried = carried.fact();
        for name in ["time", "voters", "minutes", "invited", carried.as_str()] {
            let word = called(Place::Meeting(name.into()));
            assert!(word != name && !word.contains("carried"), "{word}");
        }
    }

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
