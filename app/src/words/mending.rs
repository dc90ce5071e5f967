//! What a copied device left in a document, in words.

use ::council::edit::{Edit, New};
use ::council::view::View;

use crate::say;
use crate::words::{Language, place};

/// An edit that had nothing to stand on: where it was meant, and what it would have written. `view` is how
/// the document reads now.
pub fn left_behind(language: Language, view: &View, edit: &Edit) -> (String, String) {
    let new_thing = || say!(language, "left-new");
    match edit {
        Edit::Splice { place, insert, .. } => (place::words(language, view, place), insert.clone()),
        Edit::Put { place, value } => (place::words(language, view, place), value.clone()),
        Edit::Insert { new, .. } => (new_thing(), text_of(new)),
        Edit::Move { .. } => (say!(language, "left-move"), String::new()),
        Edit::Remove { .. } => (say!(language, "left-remove"), String::new()),
        Edit::Restore { .. } => (say!(language, "left-restore"), String::new()),
        Edit::Attend(person) => (new_thing(), person.person.clone()),
    }
}

fn text_of(new: &New) -> String {
    let lines = |lines: &[&str]| {
        let lines = lines.iter().filter(|line| !line.is_empty());
        lines.copied().collect::<Vec<_>>().join("\n")
    };
    match new {
        New::Clause(clause) => lines(&[&clause.heading, &clause.body]),
        New::Agenda(item) => lines(&[&item.topic, &item.notes]),
        New::Decision(decision) => decision.text.clone(),
        New::Action(action) => lines(&[&action.title, &action.owner, &action.due]),
        New::Column(column) => column.name.clone(),
        New::Row { row, .. } => {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            lines(&cells)
        }
    }
}
