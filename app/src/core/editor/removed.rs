//! Clauses that were removed: they are only marked, and can be brought back.

use automerge::{ObjType, ROOT, ReadDoc as _, Value};
use council::document::Document;
use council::view::Policy;

/// A clause that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedClause {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// The beginning of its body.
    pub beginning: String,
    /// When it was removed, by that writer's clock, in seconds since 1970; `None` if nobody knows.
    pub removed_seconds: Option<i64>,
}

/// How much of a body is shown, in code points.
const BEGINNING_CHARS: usize = 160;

/// The removed clauses of a policy that reads as `shown`, the one removed last first.
pub(super) fn removed_clauses(document: &Document, shown: &Policy) -> Vec<RemovedClause> {
    let doc = document.automerge();
    let Ok(Some((Value::Object(ObjType::Map), clauses))) = doc.get(ROOT, "clauses") else {
        return Vec::new();
    };
    let visible: std::collections::BTreeSet<&str> = shown
        .clauses
        .iter()
        .map(|clause| clause.id.as_str())
        .collect();
    let mut removed = Vec::new();
    for id in doc.keys(&clauses) {
        if visible.contains(id.as_str()) {
            continue;
        }
        let Ok(Some((Value::Object(ObjType::Map), clause))) = doc.get(&clauses, id.as_str()) else {
            continue;
        };
        let text = |key: &str| match doc.get(&clause, key) {
            Ok(Some((Value::Object(ObjType::Text), text))) => doc.text(&text).unwrap_or_default(),
            _ => String::new(),
        };
        let removed_seconds = doc
            .get(&clause, "deleted_at")
            .ok()
            .flatten()
            .and_then(|(value, _)| seconds(value.as_str()?));
        removed.push(RemovedClause {
            heading: text("heading"),
            beginning: text("body").chars().take(BEGINNING_CHARS).collect(),
            removed_seconds,
            id,
        });
    }
    removed.sort_by(|a, b| (b.removed_seconds, &a.id).cmp(&(a.removed_seconds, &b.id)));
    removed
}

/// A mark is the remover's clock; a plus sign after it makes it unlike one that was there before.
fn seconds(mark: &str) -> Option<i64> {
    mark.trim_end_matches('+').parse().ok()
}
