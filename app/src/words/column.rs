//! What a column of a matrix is called.

use ::council::view::Column;

use crate::say;
use crate::words::Language;

/// The name somebody gave a column, or our word for a fixed one that nobody named.
pub fn name(language: Language, column: &Column) -> String {
    let word = match column.name == column.id {
        true => fixed(&column.id),
        false => None,
    };
    match word {
        Some(word) => language.word(word).to_owned(),
        None if column.name.trim().is_empty() => say!(language, "matrix-column-unnamed"),
        None => column.name.clone(),
    }
}

/// The name of the sentence for a fixed column.
pub fn fixed(id: &str) -> Option<&'static str> {
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

/// With a capital letter, as it stands above a column.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ::council::document::genesis::FIXED_COLUMNS;

    use super::*;

    #[test]
    fn every_fixed_column_has_a_word_until_somebody_names_it() {
        for id in FIXED_COLUMNS {
            let mut column = Column {
                id: id.to_owned(),
                name: id.to_owned(),
            };
            assert!(fixed(id).is_some(), "{id}");
            assert_ne!(name(Language::Indonesian, &column), id);
            column.name = "Kanal".to_owned();
            assert_eq!(name(Language::Indonesian, &column), "Kanal");
        }
        assert_eq!(capitalised("irama"), "Irama");
        assert_eq!(capitalised(""), "");
    }
}
