//! Where the text of a place lives in the Automerge document.

use automerge::{ObjId, ObjType, ROOT, ReadDoc as _, Value};
use council::document::Document;
use council::edit::Place;

/// The text at a place; `None` if it holds none.
pub fn text_at(document: &Document, place: &Place) -> Option<ObjId> {
    let doc = document.automerge();
    let mut object = ROOT;
    for key in keys(place) {
        object = match doc.get(&object, key.as_str()).ok()?? {
            (Value::Object(_), id) => id,
            _ => return None,
        };
    }
    matches!(doc.object_type(&object), Ok(ObjType::Text)).then_some(object)
}

/// The keys from the root to a place, as `council::document` lays documents out.
fn keys(place: &Place) -> Vec<String> {
    let own = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    match place {
        Place::Title => own(&["title"]),
        Place::Meta(name) => own(&["meta", name]),
        Place::Meeting(name) => own(&["meeting", name]),
        Place::ClauseHeading(id) => own(&["clauses", id, "heading"]),
        Place::ClauseBody(id) => own(&["clauses", id, "body"]),
        Place::ClauseLevel(id) => own(&["clauses", id, "level"]),
        Place::AttendanceStatus(person) => own(&["attendance", person]),
        Place::AttendanceNote(person) => own(&["attendance", &format!("{person}\u{1f}note")]),
        Place::AgendaTopic(id) => own(&["agenda", id, "topic"]),
        Place::AgendaPresenter(id) => own(&["agenda", id, "presenter"]),
        Place::AgendaNotes(id) => own(&["agenda", id, "notes"]),
        Place::AgendaLevel(id) => own(&["agenda", id, "level"]),
        Place::DecisionText(id) => own(&["decisions", id, "text"]),
        Place::DecisionOwner(id) => own(&["decisions", id, "owner"]),
        Place::DecisionAgenda(id) => own(&["decisions", id, "agenda"]),
        Place::DecisionVote(id, person) => own(&["decisions", id, "votes", person]),
        Place::ActionTitle(id) => own(&["actions", id, "title"]),
        Place::ActionOwner(id) => own(&["actions", id, "owner"]),
        Place::ActionDue(id) => own(&["actions", id, "due"]),
        Place::ActionState(id) => own(&["actions", id, "state"]),
        Place::ActionAgenda(id) => own(&["actions", id, "agenda"]),
        Place::ColumnName(id) => own(&["columns", id, "name"]),
        Place::Cell(row, column) => own(&["rows", row, &format!("c:{column}")]),
        Place::Mark(..) => Vec::new(),
    }
}
