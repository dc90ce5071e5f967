//! Places of a document in words: "Penanggung jawab, baris 3 (Balas komentar)".

use council::edit::{Collection, Place};
use council::view::{Column, View};

use crate::command_line::spot::Spot;
use crate::say;
use crate::words::Language;

/// The word for a column: its own name, or our word for a fixed one that nobody named.
pub fn column_in_words(language: Language, column: &Column) -> String {
    let word = match column.name == column.id {
        true => fixed_column_word(&column.id),
        false => None,
    };
    match word {
        Some(word) => capitalised(language.word(word)),
        None if column.name.trim().is_empty() => say!(language, "matrix-column-unnamed"),
        None => column.name.clone(),
    }
}

/// The name of the sentence for a fixed column.
pub fn fixed_column_word(id: &str) -> Option<&'static str> {
    Some(match id {
        "activity" => "column-activity",
        "owner" => "column-owner",
        "mode" => "column-mode",
        "contact" => "column-contact",
        "executors" => "column-executors",
        "consulted" => "column-consulted",
        "informed" => "column-informed",
        "cadence" => "column-cadence",
        "hours" => "column-hours",
        "objective" => "column-objective",
        _ => return None,
    })
}

/// With a capital letter.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A place in words, with what stands there to know it by.
pub fn place_in_words(language: Language, view: &View, place: &Place) -> String {
    let mut words = bare(language, view, place);
    if let Some(label) = Spot::of(place, view).label {
        words.push_str(&format!(" ({label})"));
    }
    words
}

fn bare(language: Language, view: &View, place: &Place) -> String {
    let of_thing = |field: Option<String>| {
        let thing = place
            .thing()
            .and_then(|(collection, id)| thing_in_words(language, view, collection, id));
        match (thing, field) {
            (Some(thing), Some(field)) => format!("{thing}: {field}"),
            (Some(thing), None) => thing,
            (None, _) => say!(language, "place-gone"),
        }
    };
    let word = |name: &'static str| Some(language.word(name).to_owned());
    match place {
        Place::Title => say!(language, "place-title"),
        Place::Meta(name) => say!(language, "place-meta", name = name.as_str()),
        Place::Meeting(name) => {
            let name = meeting_word(name).map_or(name.as_str(), |word| language.word(word));
            say!(language, "place-meeting", name = name)
        }
        Place::ClauseLevel(_) | Place::AgendaLevel(_) => of_thing(word("place-level")),
        Place::AttendanceNote(_) => of_thing(word("place-note")),
        Place::AgendaPresenter(_) => of_thing(word("place-presenter")),
        Place::DecisionOwner(_) | Place::ActionOwner(_) => of_thing(word("place-owner")),
        Place::DecisionAgenda(_) | Place::ActionAgenda(_) => of_thing(word("place-of-agenda")),
        Place::DecisionVote(_, person) => {
            of_thing(Some(say!(language, "place-vote", person = person.as_str())))
        }
        Place::ActionDue(_) => of_thing(word("place-due")),
        Place::ActionState(_) => of_thing(word("place-state")),
        Place::Mark(..) => of_thing(word("place-mark")),
        Place::ClauseHeading(_)
        | Place::ClauseBody(_)
        | Place::AttendanceStatus(_)
        | Place::AgendaTopic(_)
        | Place::AgendaNotes(_)
        | Place::DecisionText(_)
        | Place::ActionTitle(_)
        | Place::ColumnName(_) => of_thing(None),
        Place::Cell(row, column) => cell_in_words(language, view, row, column)
            .unwrap_or_else(|| say!(language, "place-gone")),
    }
}

fn cell_in_words(language: Language, view: &View, row: &str, column: &str) -> Option<String> {
    let View::Matrix(matrix) = view else {
        return None;
    };
    let column = matrix.columns.iter().find(|one| one.id == column)?;
    let number = matrix.rows.iter().position(|one| one.id == row)? + 1;
    Some(say!(
        language,
        "place-cell",
        column = column_in_words(language, column),
        number = number as u64
    ))
}

fn thing_in_words(
    language: Language,
    view: &View,
    collection: Collection,
    id: &str,
) -> Option<String> {
    let number = |position: Option<usize>| position.map(|at| at as u64 + 1);
    Some(match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => {
            let number = number(policy.clauses.iter().position(|one| one.id == id))?;
            say!(language, "place-clause", number = number)
        }
        (View::Minutes(minutes), Collection::Agenda) => {
            let number = number(minutes.agenda.iter().position(|one| one.id == id))?;
            say!(language, "place-agenda", number = number)
        }
        (View::Minutes(minutes), Collection::Decisions) => {
            let number = number(minutes.decisions.iter().position(|one| one.id == id))?;
            say!(language, "place-decision", number = number)
        }
        (View::Minutes(minutes), Collection::Actions) => {
            let number = number(minutes.actions.iter().position(|one| one.id == id))?;
            say!(language, "place-action", number = number)
        }
        (View::Minutes(_), Collection::Attendance) => {
            say!(language, "place-attendance", person = id)
        }
        (View::Matrix(matrix), Collection::Columns) => {
            let column = matrix.columns.iter().find(|one| one.id == id)?;
            let column = column_in_words(language, column);
            say!(language, "place-column", column = column)
        }
        (View::Matrix(matrix), Collection::Rows) => {
            let number = number(matrix.rows.iter().position(|one| one.id == id))?;
            say!(language, "place-row", number = number)
        }
        _ => return None,
    })
}

fn meeting_word(name: &str) -> Option<&'static str> {
    Some(match name {
        "type" => "meeting-type",
        "date" => "meeting-date",
        "zone" => "meeting-zone",
        "place" => "meeting-place",
        "chair" => "meeting-chair",
        "minute-taker" => "meeting-minute-taker",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use council::view::{Matrix, Minutes, Policy, Row};

    use super::*;

    #[test]
    fn places_are_named_by_number_and_by_what_stands_there() {
        let column = |id: &str, name: &str| Column {
            id: id.into(),
            name: name.into(),
        };
        let matrix = View::Matrix(Matrix {
            columns: vec![column("activity", "activity"), column("u", "Kanal")],
            rows: vec![Row {
                id: "r".into(),
                cells: vec!["Balas komentar".into(), String::new()],
            }],
            ..Matrix::default()
        });
        let words = |language, place| place_in_words(language, &matrix, &place);
        let cell = |column: &str| Place::Cell("r".into(), column.into());
        assert_eq!(
            words(Language::Indonesian, cell("activity")),
            "Aktivitas, baris 1 (Balas komentar)"
        );
        assert_eq!(
            words(Language::English, cell("u")),
            "Kanal, row 1 (Balas komentar)"
        );
        assert_eq!(
            words(Language::English, Place::Mark(Collection::Rows, "r".into())),
            "Row 1: deleted or kept (Balas komentar)"
        );
        assert_eq!(
            words(Language::English, cell("gone")),
            "A place that does not show any more (Balas komentar)"
        );
    }

    #[test]
    fn places_of_other_documents_have_words_too() {
        let policy = View::Policy(Policy::default());
        let minutes = View::Minutes(Minutes::default());
        let language = Language::Indonesian;
        assert_eq!(place_in_words(language, &policy, &Place::Title), "Judul");
        let chair = Place::Meeting("chair".into());
        assert_eq!(
            place_in_words(language, &minutes, &chair),
            "Rapat: Pimpinan rapat"
        );
    }
}
