use std::collections::BTreeSet;

use format::DocumentId;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::concurrent::Sides;
use super::*;
use crate::authorship::testing::*;
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Kind, Row};

const ID: DocumentId = DocumentId::from_bytes([4; 16]);

/// Receives and reports.
fn receive(office: &mut Office, from: &Office) -> MergeReport {
    let before = office.document.heads();
    office.receive(from);
    report(
        ID,
        &office.document,
        &office.index(),
        &before,
        &office.document.heads(),
    )
    .unwrap()
}

#[test]
fn the_report_says_what_came_from_whom_and_what_both_touched() {
    let mut a = policy_office(1);
    let first = a.add_clause("Pasal 1", "Isi pertama.");
    let second = a.add_clause("Pasal 2", "Isi kedua.");
    let mut b = policy_office(2);
    let report = receive(&mut b, &a);
    assert_eq!(report.came.len(), 1);
    assert_eq!(
        (report.came[0].author, report.came[0].changes),
        (Some(key(1)), 2)
    );
    assert!(report.both_touched.is_empty());

    a.put(Place::ClauseBody(first.clone()), "Isi pertama dari A.");
    a.put(Place::ClauseHeading(second.clone()), "Pasal dua");
    b.put(Place::ClauseBody(first.clone()), "Isi pertama dan B.");
    b.put(Place::ClauseBody(second.clone()), "Isi kedua dari B.");
    let report = receive(&mut b, &a);
    assert_eq!(report.came[0].changes, 2);
    let places: Vec<_> = report.came[0]
        .touched
        .iter()
        .map(|t| t.place.clone().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            Place::ClauseBody(first.clone()),
            Place::ClauseHeading(second)
        ]
    );
    assert_eq!(
        report.both_touched,
        [BothTouched {
            path: vec!["clauses".to_owned(), first.clone(), "body".to_owned()],
            place: Some(Place::ClauseBody(first.clone())),
            mine: vec![key(2)],
            theirs: vec![key(1)],
        }]
    );
    // What was built on the merge is no longer concurrent with it.
    let report_at_a = receive(&mut a, &b);
    assert_eq!(report_at_a.both_touched.len(), 1);
    b.put(Place::ClauseBody(first), "Selesai.");
    let report = receive(&mut a, &b);
    assert_eq!((report.came[0].changes, report.both_touched.len()), (1, 0));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["came"][0]["author"], key(2).to_string());
    assert_eq!(json["document"], ID.to_string());
    let report = receive(&mut a, &b);
    assert_eq!(report.came, []);
}

#[test]
fn conflicts_and_rows_shown_again_are_reported_on_both_sides() {
    let mut a = office(Kind::Matrix, 1);
    let columns = vec!["owner".to_owned(), "activity".to_owned()];
    let rows: Vec<String> = (1..=2)
        .map(|n| uuid::Uuid::from_u64_pair(7, n).to_string())
        .collect();
    for id in &rows {
        let row = Row {
            id: id.clone(),
            cells: vec!["Ketua".to_owned(), "Rapat".to_owned()],
        };
        a.edit(&[Edit::Insert {
            new: New::Row {
                row,
                columns: columns.clone(),
            },
            after: None,
        }]);
    }
    let mut b = office(Kind::Matrix, 2);
    b.receive(&a);
    let cell = Place::Cell(rows[0].clone(), "owner".to_owned());
    a.put(cell.clone(), "Bendahara");
    b.put(cell.clone(), "Sekretaris");
    a.edit(&[Edit::Remove {
        collection: Collection::Rows,
        id: rows[1].clone(),
    }]);
    b.put(Place::Cell(rows[1].clone(), "activity".to_owned()), "Audit");
    let mark = Place::Mark(Collection::Rows, rows[1].clone());
    let (before_a, before_b) = (a.document.heads(), b.document.heads());
    a.receive(&b);
    b.receive(&a);
    for (office, before, from) in [(&a, before_a, 2), (&b, before_b, 1)] {
        let after = office.document.heads();
        let report = report(ID, &office.document, &office.index(), &before, &after).unwrap();
        assert_eq!(report.came[0].author, Some(key(from)));
        let values: BTreeSet<_> = report
            .conflicts
            .iter()
            .filter(|conflict| conflict.place == cell)
            .flat_map(|conflict| &conflict.values)
            .map(|value| {
                (
                    value.value.as_str(),
                    value.author == Some(key(from)),
                    value.came,
                )
            })
            .collect();
        let expected = match from {
            1 => [("Bendahara", true, true), ("Sekretaris", false, false)],
            _ => [("Bendahara", false, false), ("Sekretaris", true, true)],
        };
        assert_eq!(values, expected.into());
        assert!(report.shown_again.iter().eq([&mark]), "at {}", office.name);
        let both: Vec<_> = report
            .both_touched
            .iter()
            .map(|both| both.place.clone())
            .collect();
        assert_eq!(both, [Some(cell.clone())]);
    }
}

#[test]
fn heads_that_are_not_here_are_refused() {
    let a = policy_office(1);
    let unknown = [format::ChangeHash::from_bytes([1; 32])];
    let heads = a.document.heads();
    let found = report(ID, &a.document, &a.index(), &unknown, &heads);
    assert!(matches!(found, Err(ReportError::UnknownHeads(_))));
}

/// Against the plain definition, pair by pair, on random histories of five writers.
#[test]
fn concurrency_is_what_the_definition_says() {
    for seed in 0..100 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let start = genesis();
        let mut docs: Vec<_> = (1..=5).map(|name| opened(&start, name, 1)).collect();
        let step = |docs: &mut Vec<automerge::Automerge>, random: &mut ChaCha8Rng| {
            let (i, j) = (random.random_range(0..5), random.random_range(0..5));
            if random.random_bool(0.6) {
                splice(&mut docs[i], 0, 0, "x");
            } else {
                let mut other = docs[j].clone();
                docs[i].merge(&mut other).unwrap();
            }
        };
        for _ in 0..60 {
            step(&mut docs, &mut random);
        }
        let before = docs[0].get_heads();
        let mut other = docs[1].clone();
        docs[0].merge(&mut other).unwrap();
        let index = crate::authorship::Index::read(&docs[0]);
        let numbers = |heads: &[automerge::ChangeHash]| -> Vec<u32> {
            let number = |head: &automerge::ChangeHash| {
                index
                    .number(&format::ChangeHash::from_bytes(head.0))
                    .unwrap()
            };
            heads.iter().map(number).collect()
        };
        let sides = Sides::of(&index, &numbers(&before), &numbers(&docs[0].get_heads()));
        let here = index.ancestors(numbers(&before));
        let of = |n: u32| index.ancestors([n]);
        let came: Vec<u32> = (0..index.len() as u32)
            .filter(|&n| !here[n as usize])
            .collect();
        assert_eq!(sides.came, came, "seed {seed}");
        for local in (0..index.len() as u32).filter(|&n| here[n as usize]) {
            for &came in &came {
                let expected = !of(came)[local as usize];
                let found =
                    sides.local.contains(&local) && sides.are_concurrent(&index, came, local);
                assert_eq!(found, expected, "seed {seed}: {came} and {local}");
            }
        }
    }
}
