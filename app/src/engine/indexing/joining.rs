//! One merge report out of two: while a link lasts, what comes is told in one report until somebody has
//! seen it. Otherwise every sentence of a colleague who is typing would make one of its own.
//!
//! The form is that of [`indexing`](super): `documents`, each with `id`, `report` and `overlaps`.

use serde_json::{Map, Value, json};

/// The most documents in a report that goes on; with more, another one begins.
const MOST_DOCUMENTS: usize = 256;

/// What both reports tell, documents of the newer one last. `None` if it would be too long.
pub(super) fn joined(older: &Value, newer: &Value) -> Option<Value> {
    let mut documents = array(&older["documents"]);
    for part in array(&newer["documents"]) {
        match documents.iter().position(|one| one["id"] == part["id"]) {
            Some(at) => {
                let before = documents.remove(at);
                documents.push(joined_part(&before, &part));
            }
            None => documents.push(part),
        }
    }
    (documents.len() <= MOST_DOCUMENTS).then(|| json!({ "documents": documents }))
}

/// Title, unit and open overlaps are as they are now; whether it is new, as it was first.
fn joined_part(older: &Value, newer: &Value) -> Value {
    let (before, after) = (&older["report"], &newer["report"]);
    let mut report = after.as_object().cloned().unwrap_or_default();
    report.insert("came".into(), came(&before["came"], &after["came"]));
    for (list, name) in [
        ("both_touched", "path"),
        ("conflicts", "place"),
        ("kept_aside", "change"),
    ] {
        let name = |one: &Value| one[name].clone();
        report.insert(list.into(), united(&before[list], &after[list], name));
    }
    let whole = |one: &Value| one.clone();
    let shown_again = united(&before["shown_again"], &after["shown_again"], whole);
    report.insert("shown_again".into(), shown_again);
    let mut part: Map<String, Value> = newer.as_object().cloned().unwrap_or_default();
    part.insert("is_new".into(), older["is_new"].clone());
    part.insert("report".into(), Value::Object(report));
    Value::Object(part)
}

/// Changes are counted together by author; what they touched is told once.
fn came(older: &Value, newer: &Value) -> Value {
    let mut all = array(older);
    for one in array(newer) {
        let Some(same) = all.iter_mut().find(|same| same["author"] == one["author"]) else {
            all.push(one);
            continue;
        };
        let number = |value: &Value, name: &str| value[name].as_i64();
        let sum = number(same, "changes").unwrap_or(0) + number(&one, "changes").unwrap_or(0);
        let from = number(same, "from_seconds").min(number(&one, "from_seconds"));
        let to = number(same, "to_seconds").max(number(&one, "to_seconds"));
        same["touched"] = united(&same["touched"], &one["touched"], Value::clone);
        same["changes"] = json!(sum);
        same["from_seconds"] = json!(from);
        same["to_seconds"] = json!(to);
    }
    Value::Array(all)
}

/// Both lists; of two entries with one name, the newer.
fn united(older: &Value, newer: &Value, name: impl Fn(&Value) -> Value) -> Value {
    let newer = array(newer);
    let mut all = array(older);
    all.retain(|one| newer.iter().all(|other| name(other) != name(one)));
    all.extend(newer);
    Value::Array(all)
}

fn array(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: &str, author: &str, changes: u64, touched: &str) -> Value {
        json!({
            "id": id, "title": format!("{id} {changes}"), "is_new": changes == 1,
            "overlaps": [{ "place": touched }],
            "report": {
                "came": [{ "author": author, "changes": changes, "from_seconds": 10 * changes,
                    "to_seconds": 10 * changes, "touched": [{ "path": [touched] }] }],
                "both_touched": [{ "path": [touched], "mine": ["a"], "theirs": [author] }],
                "conflicts": [], "kept_aside": [], "shown_again": [touched],
            },
        })
    }

    fn report(parts: Vec<Value>) -> Value {
        json!({ "documents": parts })
    }

    #[test]
    fn what_comes_while_a_link_lasts_is_told_in_one_report() {
        let first = report(vec![
            part("x", "budi", 1, "satu"),
            part("y", "sari", 1, "satu"),
        ]);
        let then = report(vec![
            part("x", "budi", 3, "dua"),
            part("z", "budi", 1, "satu"),
        ]);
        let all = joined(&first, &then).unwrap();
        let documents = all["documents"].as_array().unwrap();
        let ids: Vec<_> = documents
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["y", "x", "z"], "what changed last stands last");
        let x = &documents[1];
        assert_eq!((&x["title"], &x["is_new"]), (&json!("x 3"), &json!(true)));
        let came = &x["report"]["came"];
        assert_eq!(came.as_array().unwrap().len(), 1);
        assert_eq!(came[0]["changes"], 4);
        assert_eq!(
            (&came[0]["from_seconds"], &came[0]["to_seconds"]),
            (&json!(10), &json!(30))
        );
        assert_eq!(x["report"]["both_touched"].as_array().unwrap().len(), 2);
        assert_eq!(x["report"]["shown_again"], json!(["satu", "dua"]));
        assert_eq!(
            x["overlaps"],
            json!([{ "place": "dua" }]),
            "those there are now"
        );
    }

    #[test]
    fn a_report_does_not_grow_for_ever() {
        let many = |from: usize| {
            let parts = (from..from + 200).map(|n| part(&n.to_string(), "budi", 1, "satu"));
            report(parts.collect())
        };
        assert!(joined(&many(0), &many(0)).is_some());
        assert!(joined(&many(0), &many(100)).is_none());
    }
}
