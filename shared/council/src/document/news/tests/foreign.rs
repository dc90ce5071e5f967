//! What other programs may do to a document: anything at all that automerge lets them.

use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{Transactable as _, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ReadDoc as _, ScalarValue, ValueRef};

use super::deeds::Deed;
use crate::document::{Document, EditError};

/// One write of another program, chosen by the numbers.
pub(super) fn write(document: &mut Document, deed: &Deed, time: i64) {
    let objects = objects(document);
    let (object, kind) = &objects[usize::from(deed.a) % objects.len()];
    let written = document.change::<EditError>(time, None, |tx, _| {
        let written = match kind {
            ObjType::Map | ObjType::Table => in_map(tx, object, deed),
            ObjType::List | ObjType::Text => in_sequence(tx, object, deed),
        };
        written.map_err(EditError::from)
    });
    // What automerge refuses was not written.
    drop(written);
}

/// A mark in a text.
pub(super) fn mark(document: &mut Document, text: &ObjId, deed: &Deed, time: i64) {
    let written = document.change::<EditError>(time, None, |tx, _| {
        bold(tx, text, deed).map_err(EditError::from)
    });
    drop(written);
}

fn bold(tx: &mut Transaction<'_>, text: &ObjId, deed: &Deed) -> Result<(), AutomergeError> {
    let at = usize::from(deed.b) % (tx.length(text) + 1);
    let expand = [ExpandMark::Both, ExpandMark::None, ExpandMark::After][usize::from(deed.a) % 3];
    tx.mark(text, Mark::new("bold".to_owned(), true, at / 2, at), expand)
}

/// Every object that can be reached.
fn objects(document: &Document) -> Vec<(ObjId, ObjType)> {
    let doc = document.automerge();
    let mut found = vec![(ROOT, ObjType::Map)];
    let mut at = 0;
    while let Some((object, kind)) = found.get(at).cloned() {
        at += 1;
        if matches!(kind, ObjType::Map | ObjType::Table) {
            for item in doc.map_range(&object, ..) {
                if let ValueRef::Object(kind) = item.value {
                    found.push((item.id(), kind));
                }
            }
        }
    }
    found
}

fn in_map(tx: &mut Transaction<'_>, object: &ObjId, deed: &Deed) -> Result<(), AutomergeError> {
    let mut keys: Vec<String> = tx.keys(object).filter(|key| key != "v").collect();
    let usual = [
        "deleted_at",
        "ord",
        "body",
        "title",
        "c:owner",
        "votes",
        "meta",
        "clauses",
        "x",
    ];
    keys.extend(usual.map(str::to_owned));
    let key = keys[usize::from(deed.b) % keys.len()].as_str();
    match (deed.b >> 8) % 7 {
        0 => tx.put(object, key, deed.text.as_str()),
        1 => tx.put(object, key, 7_i64),
        2 => tx.put(object, key, ScalarValue::counter(1)),
        3 => tx.put_object(object, key, ObjType::Map).map(drop),
        4 => {
            let text = tx.put_object(object, key, ObjType::Text)?;
            tx.splice_text(&text, 0, 0, &deed.text)
        }
        5 => tx.put_object(object, key, ObjType::List).map(drop),
        _ => tx.delete(object, key),
    }
}

fn in_sequence(
    tx: &mut Transaction<'_>,
    object: &ObjId,
    deed: &Deed,
) -> Result<(), AutomergeError> {
    let length = tx.length(object);
    let at = usize::from(deed.b) % (length + 1);
    match (deed.b >> 8) % 7 {
        0 if at < length => tx.put(object, at, deed.text.as_str()),
        1 => tx.insert(object, at, deed.text.as_str()),
        2 => tx.insert(object, at, 7_i64),
        3 => tx.insert_object(object, at, ObjType::Map).map(drop),
        4 => bold(tx, object, deed),
        5 if at < length => tx.delete(object, at),
        _ => tx.splice_text(object, at, 0, &deed.text),
    }
}
