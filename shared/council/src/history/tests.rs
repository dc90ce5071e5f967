use super::*;
use crate::authorship::testing::*;
use crate::edit::Place;
use crate::undo::{redo, undo};

#[test]
fn the_history_lists_changes_newest_first_and_says_what_each_touched() {
    let mut office = policy_office(1);
    let clause = office.add_clause("Pasal 1", "Isi pasal.");
    office.put(Place::ClauseBody(clause.clone()), "Isi pasal yang baru.");
    let doc = office.document.automerge();
    let index = Index::read(doc);
    let entries = history(doc, &index).unwrap();
    assert_eq!(entries.len(), index.len());
    let places = |entry: &Entry| -> Vec<(Option<Place>, bool)> {
        entry
            .touched
            .iter()
            .map(|t| (t.place.clone(), t.is_new))
            .collect()
    };
    assert_eq!(
        places(&entries[0]),
        [(Some(Place::ClauseBody(clause.clone())), false)]
    );
    let added = Place::Mark(crate::edit::Collection::Clauses, clause);
    assert_eq!(places(&entries[1]), [(Some(added), true)]);
    assert_eq!(entries[0].author, Some(key(1)));
    assert!(
        entries.last().unwrap().author.is_none(),
        "genesis has no author"
    );
}

/// As far apart as automerge can hold: it keeps differences of times and overflows beyond.
const FAR_PAST: i64 = i64::MIN / 4;
const FAR_FUTURE: i64 = i64::MAX / 4;

#[test]
fn undo_and_redo_name_what_they_reverse_and_messages_are_made_harmless() {
    let mut doc = opened(&genesis(), 1, 1);
    let options = automerge::transaction::CommitOptions::default()
        .with_message(format!("\u{1b}[31m{}", "x".repeat(100_000)))
        .with_time(FAR_PAST);
    let text = body(&doc);
    doc.transact_with::<_, _, automerge::AutomergeError, _>(
        |()| options,
        |tx| automerge::transaction::Transactable::splice_text(tx, &text, 0, 0, "a"),
    )
    .unwrap();
    let first = ChangeHash::from_bytes(doc.get_heads()[0].0);
    undo(&mut doc, &key(1), FAR_FUTURE).unwrap();
    redo(&mut doc, &key(1), 0).unwrap();
    let entries = history(&doc, &Index::read(&doc)).unwrap();
    assert_eq!(
        (entries[0].redoes, entries[1].undoes),
        (Some(first), Some(first))
    );
    let message = entries[2].message.as_ref().unwrap();
    assert_eq!(message.chars().count(), MAX_MESSAGE_CHARS);
    assert!(message.starts_with("[31mx"));
    assert_eq!(
        (entries[2].time_seconds, entries[1].time_seconds),
        (FAR_PAST, FAR_FUTURE)
    );
    serde_json::to_string(&entries).unwrap();
}

#[test]
fn a_version_is_named_by_the_beginnings_of_its_heads() {
    let mut a = opened(&genesis(), 1, 1);
    for i in 0..40 {
        splice(&mut a, 0, 0, &i.to_string());
    }
    let index = Index::read(&a);
    let all: Vec<ChangeHash> = index.changes().iter().map(|change| change.hash).collect();
    for hash in &all {
        assert_eq!(resolve_heads(&index, &hash.to_string()), Ok(vec![*hash]));
    }
    let short = |hash: &ChangeHash| hash.to_string()[..12].to_uppercase();
    let mut both = vec![all[3], all[7]];
    both.sort();
    let text = format!(
        " {}, {},{} ,",
        short(&all[3]),
        short(&all[7]),
        short(&all[3])
    );
    assert_eq!(resolve_heads(&index, &text), Ok(both));
    assert_eq!(resolve_heads(&index, " , "), Err(HeadsError::Empty));
    assert_eq!(
        resolve_heads(&index, "xyz"),
        Err(HeadsError::NotAHash("xyz".to_owned()))
    );
    let long = "0".repeat(65);
    assert!(matches!(
        resolve_heads(&index, &long),
        Err(HeadsError::NotAHash(_))
    ));
    assert!(matches!(
        resolve_heads(&index, &"0".repeat(60)),
        Err(HeadsError::Unknown(_))
    ));
    // 41 changes and 16 first characters.
    let ambiguous = (0..16).filter(|digit| {
        matches!(
            resolve_heads(&index, &format!("{digit:x}")),
            Err(HeadsError::Ambiguous { .. })
        )
    });
    assert!(ambiguous.count() > 0);
}
