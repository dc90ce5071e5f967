//! Several copies, edited apart and merged: what was typed, chosen and removed must come out.

use automerge::Change;
use format::{ActorId, PublicKey};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, Document, EditError, LocalChange, Whereabouts};
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{
    Action, AgendaItem, Attendance, Clause, Decision, Kind, Matrix, Minutes, Policy, Row, View,
};

const KINDS: [Kind; 3] = [Kind::Policy, Kind::Minutes, Kind::Matrix];

fn writer(kind: Kind, office: u8) -> Document {
    let mut document = Document::genesis(kind);
    set_writer(&mut document, office, 0);
    document
}

fn set_writer(document: &mut Document, office: u8, start: u8) {
    let mut actor = [office; ActorId::LEN];
    actor[ActorId::LEN - 1] = start;
    document.set_writer(
        PublicKey::from_bytes([office; 32]),
        ActorId::from_bytes(actor),
    );
}

fn changes(document: &Document) -> Vec<Change> {
    document.automerge().get_changes(&[]).split_off(1)
}

fn merge(into: &mut Document, from: &Document) {
    into.apply(changes(from)).unwrap();
}

fn put(document: &mut Document, place: Place, value: &str) -> Option<LocalChange> {
    let value = value.to_owned();
    document
        .edit(&[Edit::Put { place, value }], 1_000, None)
        .unwrap()
}

fn do_one(document: &mut Document, edit: Edit) -> Option<LocalChange> {
    document.edit(&[edit], 1_000, None).unwrap()
}

fn id(n: u64) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

fn clause(n: u64, body: &str) -> New {
    New::Clause(Clause {
        id: id(n),
        level: 1,
        heading: format!("Pasal {n}"),
        body: body.to_owned(),
    })
}

fn policy(document: &Document) -> Policy {
    match document.view() {
        View::Policy(policy) => policy,
        other => panic!("{other:?}"),
    }
}

fn minutes(document: &Document) -> Minutes {
    match document.view() {
        View::Minutes(minutes) => minutes,
        other => panic!("{other:?}"),
    }
}

fn matrix(document: &Document) -> Matrix {
    match document.view() {
        View::Matrix(matrix) => matrix,
        other => panic!("{other:?}"),
    }
}

fn with_clauses(count: u64) -> Document {
    let mut document = writer(Kind::Policy, 1);
    let edits: Vec<_> = (0..count)
        .map(|n| Edit::Insert {
            new: clause(n, &format!("isi {n}")),
            after: n.checked_sub(1).map(id),
        })
        .collect();
    document.edit(&edits, 1_000, None).unwrap();
    document
}

fn other_office(of: &Document, office: u8) -> Document {
    let mut document = Document::genesis(of.kind());
    merge(&mut document, of);
    set_writer(&mut document, office, 0);
    document
}

#[test]
fn copies_started_apart_merge_without_conflicts() {
    for kind in KINDS {
        let (mut a, mut b) = (writer(kind, 1), writer(kind, 2));
        put(&mut a, Place::Title, "Judul ");
        put(&mut b, Place::Meta("unit".into()), "Cabang Surabaya");
        match kind {
            Kind::Policy => {
                do_one(
                    &mut a,
                    Edit::Insert {
                        new: clause(1, "satu"),
                        after: None,
                    },
                );
                do_one(
                    &mut b,
                    Edit::Insert {
                        new: clause(2, "dua"),
                        after: None,
                    },
                );
            }
            Kind::Minutes => {
                for document in [&mut a, &mut b] {
                    do_one(
                        document,
                        Edit::Attend(Attendance {
                            person: "Budi".into(),
                            status: "present".into(),
                            note: String::new(),
                            ..Attendance::default()
                        }),
                    );
                }
            }
            Kind::Matrix => {
                for (n, document) in [&mut a, &mut b].into_iter().enumerate() {
                    do_one(
                        document,
                        Edit::Insert {
                            new: New::Row {
                                row: Row {
                                    id: id(n as u64),
                                    cells: vec![format!("kegiatan {n}")],
                                },
                                columns: vec!["activity".into()],
                            },
                            after: None,
                        },
                    );
                }
            }
        }
        merge(&mut a, &b);
        merge(&mut b, &a);
        assert_eq!(a.view(), b.view());
        assert_eq!(a.conflicts(), [], "{kind:?}");
        match a.view() {
            View::Policy(policy) => assert_eq!(policy.clauses.len(), 2),
            View::Minutes(minutes) => assert_eq!(minutes.attendance.len(), 1),
            View::Matrix(matrix) => {
                assert_eq!(matrix.columns.len(), 10);
                assert_eq!(matrix.rows.len(), 2);
            }
        }
    }
}

#[test]
fn a_batch_is_one_change_and_only_the_first_names_the_author() {
    let mut document = writer(Kind::Policy, 7);
    let first = document
        .edit(
            &[
                Edit::Put {
                    place: Place::Title,
                    value: "Satu".into(),
                },
                Edit::Insert {
                    new: clause(1, "isi"),
                    after: None,
                },
            ],
            1_700_000_000,
            Some("mulai"),
        )
        .unwrap()
        .unwrap();
    let second = put(&mut document, Place::ClauseBody(id(1)), "isi baru").unwrap();
    assert_eq!(document.heads(), [second.hash]);
    assert_eq!(changes(&document).len(), 2);
    for (local, sequence, author) in [(&first, 1, Some(&[7; 32][..])), (&second, 2, None)] {
        let change = Change::from_bytes(local.bytes.clone()).unwrap();
        assert_eq!(change.raw_bytes(), local.bytes);
        assert_eq!(change.hash().0, *local.hash.as_bytes());
        assert_eq!(change.seq(), sequence);
        assert_eq!(
            change.author().as_ref().map(|author| author.as_bytes()),
            author
        );
        let header = format::ChangeHeader::parse(&local.bytes).unwrap();
        assert_eq!(header.hash, local.hash);
        assert_eq!(header.operations, change.len() as u64);
        assert_eq!(header.author.is_some(), author.is_some());
    }
    assert_eq!(
        put(&mut document, Place::ClauseBody(id(1)), "isi baru"),
        None
    );
    assert_eq!(put(&mut document, Place::Meta("unit".into()), ""), None);
}

#[test]
fn a_failing_edit_leaves_no_trace() {
    let mut document = writer(Kind::Policy, 7);
    let before = document.view();
    let batch = [
        Edit::Insert {
            new: clause(1, "isi"),
            after: None,
        },
        Edit::Put {
            place: Place::ClauseBody(id(1)),
            value: "lain".into(),
        },
        Edit::Put {
            place: Place::ClauseBody(id(9)),
            value: "tidak ada".into(),
        },
    ];
    let error = document.edit(&batch, 1, None).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("there is no clause \"{}\"", id(9))
    );
    assert_eq!(document.view(), before);
    let change = document.edit(&batch[..2], 1, None).unwrap().unwrap();
    let change = Change::from_bytes(change.bytes).unwrap();
    assert_eq!(change.seq(), 1);
    assert!(
        change.author().is_some(),
        "the first change that counts names the author"
    );
    assert_eq!(
        Document::load(Kind::Policy, [change]).unwrap().view(),
        document.view()
    );
}

#[test]
fn a_cell_set_twice_apart_shows_both_until_somebody_chooses() {
    let mut a = writer(Kind::Matrix, 1);
    do_one(
        &mut a,
        Edit::Insert {
            new: New::Row {
                row: Row {
                    id: id(1),
                    cells: vec![],
                },
                columns: vec![],
            },
            after: None,
        },
    );
    let (mut b, mut c) = (other_office(&a, 2), other_office(&a, 3));
    let cell = Place::Cell(id(1), "owner".into());
    put(&mut a, cell.clone(), "Ani");
    put(&mut b, cell.clone(), "Budi");
    merge(&mut c, &a);
    merge(&mut c, &b);
    merge(&mut a, &b);
    let values = |conflict: &Conflict| {
        let mut values: Vec<_> = conflict
            .values
            .iter()
            .map(|value| (value.value.clone(), value.author))
            .collect();
        values.sort();
        values
    };
    let conflicts = c.conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].place, cell);
    assert_eq!(
        values(&conflicts[0]),
        [
            ("Ani".to_owned(), Some(PublicKey::from_bytes([1; 32]))),
            ("Budi".to_owned(), Some(PublicKey::from_bytes([2; 32]))),
        ]
    );
    assert_eq!(
        conflicts[0].values[0].value,
        matrix(&c).rows[0].cells[1],
        "the shown one is first"
    );
    // Two people choose differently, apart: neither choice goes under, also not the choice of the value
    // that was shown.
    do_one(&mut a, conflicts[0].choose(0).unwrap());
    do_one(&mut c, conflicts[0].choose(1).unwrap());
    assert_eq!((a.conflicts(), c.conflicts()), (vec![], vec![]));
    merge(&mut a, &c);
    assert_eq!(values(&a.conflicts()[0]).len(), 2);
    let choice = a.conflicts()[0].choose(0).unwrap();
    do_one(&mut a, choice);
    assert_eq!(a.conflicts(), []);
    assert_eq!(conflicts[0].choose(2), None);
}

#[test]
fn values_that_agree_are_no_conflict() {
    let (mut a, mut b) = (writer(Kind::Policy, 1), writer(Kind::Policy, 2));
    put(&mut a, Place::Meta("number".into()), "7");
    put(&mut b, Place::Meta("number".into()), "7");
    merge(&mut a, &b);
    assert_eq!(a.conflicts(), []);
}

#[test]
fn work_in_a_removed_thing_brings_it_back_and_is_reported() {
    let mut a = with_clauses(3);
    let mut b = other_office(&a, 2);
    do_one(
        &mut a,
        Edit::Remove {
            collection: Collection::Clauses,
            id: id(1),
        },
    );
    put(&mut b, Place::ClauseBody(id(1)), "isi penting 1");
    let before = a.heads();
    assert_eq!(policy(&a).clauses.len(), 2);
    merge(&mut a, &b);
    merge(&mut b, &a);
    for document in [&a, &b] {
        assert_eq!(policy(document).clauses[1].body, "isi penting 1");
        let conflicts = document.conflicts();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].place, Place::Mark(Collection::Clauses, id(1)));
        let words: Vec<_> = conflicts[0]
            .values
            .iter()
            .map(|value| value.value.as_str())
            .collect();
        assert_eq!(words, ["", "deleted"]);
        assert_eq!(
            conflicts[0].values[0].author,
            Some(PublicKey::from_bytes([2; 32]))
        );
    }
    let aside = a.kept_aside(&before).unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!(
        aside[0].whereabouts,
        Whereabouts::ShownAgain(Collection::Clauses, id(1))
    );
    assert_eq!(aside[0].content, ["penting "]);
    // Removing it again, now knowing the work, holds; so does keeping it.
    let conflict = a.conflicts().remove(0);
    let mut c = other_office(&a, 3);
    do_one(&mut a, conflict.choose(1).unwrap());
    assert_eq!((policy(&a).clauses.len(), a.conflicts()), (2, vec![]));
    do_one(&mut c, conflict.choose(0).unwrap());
    assert_eq!((policy(&c).clauses.len(), c.conflicts()), (3, vec![]));
    merge(&mut a, &c);
    assert_eq!(
        policy(&a).clauses.len(),
        3,
        "kept by one, removed by another: it stays in sight"
    );
    assert_eq!(
        a.conflicts()[0].place,
        Place::Mark(Collection::Clauses, id(1))
    );
}

#[test]
fn a_cell_written_while_its_column_is_removed_brings_the_column_back() {
    let mut a = writer(Kind::Matrix, 1);
    do_one(
        &mut a,
        Edit::Insert {
            new: New::Row {
                row: Row {
                    id: id(1),
                    cells: vec!["x".into()],
                },
                columns: vec!["hours".into()],
            },
            after: None,
        },
    );
    let mut b = other_office(&a, 2);
    do_one(
        &mut a,
        Edit::Remove {
            collection: Collection::Columns,
            id: "hours".into(),
        },
    );
    assert_eq!(matrix(&a).columns.len(), 9);
    let cell = Place::Cell(id(1), "hours".into());
    let refused = a.edit(
        &[Edit::Put {
            place: cell.clone(),
            value: "2".into(),
        }],
        1,
        None,
    );
    assert!(
        matches!(refused, Err(EditError::Removed { .. })),
        "{refused:?}"
    );
    put(&mut b, cell.clone(), "3 jam");
    let before = a.heads();
    merge(&mut a, &b);
    assert_eq!(matrix(&a).columns.len(), 10);
    assert_eq!(matrix(&a).rows[0].cells[8], "3 jam");
    assert_eq!(
        a.conflicts()[0].place,
        Place::Mark(Collection::Columns, "hours".into())
    );
    assert_eq!(
        a.kept_aside(&before).unwrap()[0].whereabouts,
        Whereabouts::ShownAgain(Collection::Columns, "hours".into())
    );
    put(&mut a, cell, "4 jam");
}

#[test]
fn a_thing_moved_by_two_people_is_there_once() {
    let mut a = with_clauses(5);
    let mut b = other_office(&a, 2);
    let move_to = |after: Option<u64>| Edit::Move {
        collection: Collection::Clauses,
        id: id(2),
        after: after.map(id),
    };
    do_one(&mut a, move_to(None));
    do_one(&mut b, move_to(Some(4)));
    merge(&mut a, &b);
    merge(&mut b, &a);
    assert_eq!(a.view(), b.view());
    let ids: Vec<_> = policy(&a)
        .clauses
        .into_iter()
        .map(|clause| clause.id)
        .collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(ids.iter().filter(|other| **other == id(2)).count(), 1);
    assert_eq!(
        do_one(&mut with_clauses(5), move_to(Some(1))),
        None,
        "it is there already"
    );
}

#[test]
fn everything_a_view_shows_can_be_set_and_read_back() {
    let mut document = writer(Kind::Minutes, 1);
    let agenda = AgendaItem {
        id: id(1),
        level: 2,
        topic: "Laporan".into(),
        presenter: "Ani".into(),
        notes: "Catatan\nrapat".into(),
        ..AgendaItem::default()
    };
    let decision = Decision {
        id: id(2),
        agenda: id(1),
        text: "Disetujui".into(),
        votes: [("Budi".to_owned(), "for".to_owned())].into(),
        owner: "Ani".into(),
        ..Decision::default()
    };
    let action = Action {
        id: id(3),
        agenda: id(1),
        title: "Kirim surat".into(),
        owner: "Budi".into(),
        due: "2026-01-31".into(),
        state: "open".into(),
        ..Action::default()
    };
    let person = |name: &str, status: &str| Attendance {
        person: name.into(),
        status: status.into(),
        note: "kuasa".into(),
        ..Attendance::default()
    };
    document
        .edit(
            &[
                Edit::Insert {
                    new: New::Agenda(agenda.clone()),
                    after: None,
                },
                Edit::Insert {
                    new: New::Decision(decision.clone()),
                    after: None,
                },
                Edit::Insert {
                    new: New::Action(action.clone()),
                    after: None,
                },
                Edit::Attend(person("Zaki", "present")),
                Edit::Attend(person("Ani", "")),
                Edit::Put {
                    place: Place::Meeting("date".into()),
                    value: "2026-01-05".into(),
                },
            ],
            1,
            None,
        )
        .unwrap();
    let view = minutes(&document);
    assert_eq!(view.agenda, [agenda]);
    assert_eq!(view.decisions, [decision]);
    assert_eq!(view.actions, [action]);
    assert_eq!(
        view.attendance,
        [person("Zaki", "present"), person("Ani", "")],
        "as written down"
    );
    assert_eq!(view.meeting["date"], "2026-01-05");
    put(&mut document, Place::DecisionVote(id(2), "Budi".into()), "");
    put(&mut document, Place::AgendaLevel(id(1)), "3");
    do_one(
        &mut document,
        Edit::Remove {
            collection: Collection::Attendance,
            id: "Zaki".into(),
        },
    );
    do_one(
        &mut document,
        Edit::Remove {
            collection: Collection::Agenda,
            id: id(1),
        },
    );
    let view = minutes(&document);
    assert_eq!(view.decisions[0].votes.len(), 0);
    assert_eq!(
        view.decisions[0].agenda, "",
        "an item that is not shown has no decisions"
    );
    assert_eq!(view.attendance, [person("Ani", "")]);
    do_one(&mut document, Edit::Attend(person("Zaki", "excused")));
    assert_eq!(minutes(&document).attendance[0].status, "excused");
}

#[test]
fn a_version_reads_as_it_did() {
    let mut document = with_clauses(4);
    let mut versions = vec![(document.heads(), document.view())];
    put(&mut document, Place::ClauseBody(id(2)), "lain sama sekali");
    versions.push((document.heads(), document.view()));
    do_one(
        &mut document,
        Edit::Remove {
            collection: Collection::Clauses,
            id: id(1),
        },
    );
    versions.push((document.heads(), document.view()));
    put(&mut document, Place::Title, "Judul");
    for (heads, view) in versions {
        assert_eq!(document.view_at(&heads).unwrap(), view);
    }
    let unknown = format::ChangeHash::from_bytes([3; 32]);
    assert!(document.view_at(&[unknown]).is_err());
}

#[test]
fn changes_that_do_not_fit_are_refused_by_name() {
    let a = with_clauses(2);
    let mut a2 = a.clone();
    set_writer(&mut a2, 1, 9);
    put(&mut a2, Place::Title, "x");
    let last = changes(&a2).pop().unwrap();
    let mut fresh = Document::genesis(Kind::Policy);
    let error = fresh.apply([last.clone()]).unwrap_err();
    assert!(
        matches!(error, super::ApplyError::MissingDependency { .. }),
        "{error}"
    );
    assert_eq!(fresh.view(), Document::genesis(Kind::Policy).view());
    assert_eq!(fresh.apply(changes(&a2)).unwrap(), 2);
    assert_eq!(fresh.apply([last]).unwrap(), 0);
    let genesis_of_another = super::genesis::genesis_change(Kind::Matrix);
    assert!(matches!(
        fresh.apply([genesis_of_another]),
        Err(super::ApplyError::Actor(_))
    ));
}

#[test]
fn a_newer_schema_opens_for_reading_only() {
    use automerge::transaction::Transactable as _;
    let mut document = writer(Kind::Policy, 1);
    put(&mut document, Place::Title, "Judul");
    document
        .change::<EditError>(1, None, |tx, _| Ok(tx.put(automerge::ROOT, "v", 2_i64)?))
        .unwrap();
    assert_eq!(policy(&document).title, "Judul");
    let error = document
        .edit(
            &[Edit::Put {
                place: Place::Title,
                value: "x".into(),
            }],
            1,
            None,
        )
        .unwrap_err();
    assert_eq!(error, EditError::NewerVersion { found: 2 });
}

#[test]
fn a_change_too_large_for_others_is_not_made() {
    let mut document = with_clauses(1);
    let before = (document.heads(), document.view());
    let edit = Edit::Put {
        place: Place::Meta("number".into()),
        value: "7".repeat(format::change::MAX_CHANGE_BYTES),
    };
    assert_eq!(document.edit(&[edit], 1, None), Err(EditError::TooLarge));
    assert_eq!((document.heads(), document.view()), before);
    let large: String = (0..20_000u64)
        .map(|n| format!("{} ", n * 7919 % 100_003))
        .collect();
    let change = put(&mut document, Place::ClauseBody(id(0)), &large).unwrap();
    assert!(change.bytes.len() <= format::change::MAX_CHANGE_BYTES);
    let mut other = with_clauses(1);
    other
        .apply([Change::from_bytes(change.bytes).unwrap()])
        .unwrap();
    assert_eq!(other.view(), document.view());
}

#[test]
fn objects_hidden_by_other_programs_are_kept_aside() {
    use automerge::transaction::Transactable as _;
    let mut a = with_clauses(2);
    let mut b = other_office(&a, 2);
    a.change::<EditError>(1, None, |tx, index| {
        let reader = super::reader::Reader::new(&*tx, index, None);
        let clauses = reader.root_map("clauses").unwrap();
        drop(reader);
        Ok(tx.delete(&clauses, id(1))?)
    })
    .unwrap();
    put(&mut b, Place::ClauseBody(id(1)), "isi 1 tambahan");
    let before = a.heads();
    merge(&mut a, &b);
    assert_eq!(policy(&a).clauses.len(), 1);
    let aside = a.kept_aside(&before).unwrap();
    assert_eq!(
        aside[0].whereabouts,
        Whereabouts::Unreachable(vec!["clauses".into(), id(1), "body".into()])
    );
    assert_eq!(aside[0].content, [" tambahan"]);
    assert_eq!(aside[0].author, Some(PublicKey::from_bytes([2; 32])));
}

/// What one copy should hold of cells that are set again and again: values nobody replaced yet, and
/// those that somebody who had seen them replaced.
#[derive(Debug, Clone, Default)]
struct Cells(BTreeMap<(String, String), (BTreeSet<String>, BTreeSet<String>)>);

impl Cells {
    fn put(&mut self, row: &str, column: &str, value: &str) {
        let (alive, replaced) = self.0.entry((row.into(), column.into())).or_default();
        replaced.append(alive);
        alive.insert(value.to_owned());
    }

    fn merge(&mut self, other: &Self) {
        for (cell, (theirs, gone)) in &other.0 {
            let (alive, replaced) = self.0.entry(cell.clone()).or_default();
            alive.extend(theirs.iter().cloned());
            replaced.extend(gone.iter().cloned());
            alive.retain(|value| !replaced.contains(value));
        }
    }
}

fn merge_in_every_order(copies: &mut [Document], rng: &mut ChaCha8Rng) {
    let all = copies.to_vec();
    for copy in copies {
        let mut order: Vec<_> = (0..all.len()).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, rng.random_range(0..=at));
        }
        for other in order {
            merge(copy, &all[other]);
        }
    }
}

#[test]
fn cells_set_at_random_on_three_copies_show_every_value_nobody_replaced() {
    for seed in 0..40 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut base = writer(Kind::Matrix, 9);
        for n in 0..3 {
            let row = Row {
                id: id(n),
                cells: vec![],
            };
            let new = New::Row {
                row,
                columns: vec![],
            };
            do_one(&mut base, Edit::Insert { new, after: None });
        }
        let mut copies: Vec<_> = (1..=3).map(|office| other_office(&base, office)).collect();
        let mut models = vec![Cells::default(); 3];
        for step in 0..60 {
            let at = rng.random_range(0..3);
            if rng.random_bool(0.2) {
                let from = rng.random_range(0..3);
                let (other, model) = (copies[from].clone(), models[from].clone());
                merge(&mut copies[at], &other);
                models[at].merge(&model);
                continue;
            }
            let (row, column) = (
                id(rng.random_range(0..3)),
                ["owner", "mode"][rng.random_range(0..2)],
            );
            let conflicts = copies[at].conflicts();
            let (place, value) = if !conflicts.is_empty() && rng.random_bool(0.3) {
                let conflict = &conflicts[rng.random_range(0..conflicts.len())];
                let value = &conflict.values[rng.random_range(0..conflict.values.len())].value;
                // A choice is a new value; the model needs it to look new.
                (conflict.place.clone(), format!("{value}!{step}"))
            } else {
                (Place::Cell(row, column.to_owned()), format!("v{step}"))
            };
            put(&mut copies[at], place.clone(), &value);
            let Place::Cell(row, column) = place else {
                panic!("seed {seed}: {place:?}")
            };
            models[at].put(&row, &column, &value);
        }
        merge_in_every_order(&mut copies, &mut rng);
        let mut model = models[0].clone();
        models.iter().for_each(|other| model.merge(other));
        let expected: BTreeMap<_, _> = model
            .0
            .iter()
            .filter(|(_, (alive, _))| alive.len() > 1)
            .map(|((row, column), (alive, _))| {
                (Place::Cell(row.clone(), column.clone()), alive.clone())
            })
            .collect();
        for copy in &copies {
            assert_eq!(copy.view(), copies[0].view(), "seed {seed}");
            assert_eq!(copy.conflicts(), copies[0].conflicts(), "seed {seed}");
            let shown: BTreeMap<_, BTreeSet<_>> = copy
                .conflicts()
                .into_iter()
                .map(|conflict| {
                    let values = conflict
                        .values
                        .into_iter()
                        .map(|value| value.value)
                        .collect();
                    (conflict.place, values)
                })
                .collect();
            assert_eq!(shown, expected, "seed {seed}");
            assert_eq!(
                Document::load(Kind::Matrix, changes(copy)).unwrap().view(),
                copy.view()
            );
        }
        for row in matrix(&copies[0]).rows {
            for (column, at) in [("owner", 1), ("mode", 2)] {
                if let Some((alive, _)) = model.0.get(&(row.id.clone(), column.to_owned())) {
                    assert!(alive.contains(&row.cells[at]), "seed {seed}");
                }
            }
        }
    }
}

/// A place in `body` where something typed does not split a token.
fn outside_tokens(body: &str, rng: &mut ChaCha8Rng) -> usize {
    let chars: Vec<_> = body.chars().collect();
    let places: Vec<_> = (0..=chars.len())
        .filter(|at| {
            at.checked_sub(1)
                .is_none_or(|at| matches!(chars[at], '>' | 'x' | ' '))
        })
        .collect();
    places[rng.random_range(0..places.len())]
}

#[test]
fn nothing_typed_on_three_copies_is_lost() {
    for seed in 0..40 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut base = writer(Kind::Policy, 9);
        let edits: Vec<_> = (0..6)
            .map(|n| Edit::Insert {
                new: clause(n, &"xx xxx ".repeat(6)),
                after: None,
            })
            .collect();
        base.edit(&edits, 1, None).unwrap();
        let mut copies: Vec<_> = (1..=3).map(|office| other_office(&base, office)).collect();
        let mut tokens = Vec::new();
        for step in 0..80 {
            let at = rng.random_range(0..3);
            if rng.random_bool(0.1) {
                let other = copies[rng.random_range(0..3)].clone();
                merge(&mut copies[at], &other);
                continue;
            }
            let shown = policy(&copies[at]).clauses;
            if shown.is_empty() {
                continue;
            }
            let clause = &shown[rng.random_range(0..shown.len())];
            let place = Place::ClauseBody(clause.id.clone());
            let (token, collection) = (format!("<{step}>"), Collection::Clauses);
            let edit = match rng.random_range(0..10) {
                0..4 => Edit::Splice {
                    at: outside_tokens(&clause.body, &mut rng),
                    place,
                    delete: 0,
                    insert: token.clone(),
                },
                4..6 => {
                    let mut body: Vec<_> = clause.body.chars().collect();
                    let at = outside_tokens(&clause.body, &mut rng);
                    body.splice(at..at, token.chars());
                    // Also removes some of the text that was there from the start.
                    let value: String = body.into_iter().collect();
                    Edit::Put {
                        place,
                        value: value.replacen("xxx", "x", 1),
                    }
                }
                6 => match clause.body.find("xx") {
                    Some(byte) => Edit::Splice {
                        at: clause.body[..byte].chars().count(),
                        place,
                        delete: 2,
                        insert: token.clone(),
                    },
                    None => continue,
                },
                7 => Edit::Move {
                    collection,
                    id: clause.id.clone(),
                    after: Some(shown[rng.random_range(0..shown.len())].id.clone()),
                },
                8 => Edit::Remove {
                    collection,
                    id: clause.id.clone(),
                },
                _ => Edit::Insert {
                    new: New::Clause(Clause {
                        id: id(1000 + step),
                        level: 1,
                        heading: String::new(),
                        body: token.clone(),
                    }),
                    after: Some(clause.id.clone()),
                },
            };
            let typed = !matches!(edit, Edit::Move { .. } | Edit::Remove { .. });
            copies[at]
                .edit(&[edit], step as i64, None)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            if typed {
                tokens.push(token);
            }
        }
        merge_in_every_order(&mut copies, &mut rng);
        for copy in &copies {
            assert_eq!(copy.view(), copies[0].view(), "seed {seed}");
            assert_eq!(copy.conflicts(), copies[0].conflicts(), "seed {seed}");
        }
        // What was removed knowingly is still there: bring everything back and look for every token.
        let ids: BTreeSet<_> = copies[0]
            .reader(None)
            .things(Collection::Clauses)
            .into_iter()
            .map(|thing| thing.id)
            .collect();
        let back: Vec<_> = ids
            .iter()
            .map(|id| Edit::Restore {
                collection: Collection::Clauses,
                id: id.clone(),
            })
            .collect();
        copies[0].edit(&back, 1, None).unwrap();
        let restored = policy(&copies[0]).clauses;
        assert_eq!(
            restored.len(),
            ids.len(),
            "seed {seed}: moves never duplicate"
        );
        let text: String = restored.iter().map(|clause| clause.body.as_str()).collect();
        for token in tokens {
            assert_eq!(
                text.matches(&token).count(),
                1,
                "seed {seed}: {token} in {text}"
            );
        }
    }
}

#[test]
fn what_an_edit_knows_of_the_order_from_the_last_one_is_what_reading_it_gives() {
    for seed in 0..30 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut mine = with_clauses(4);
        let mut theirs = other_office(&mine, 2);
        for step in 0..40 {
            let (known, new) = (id(rng.random_range(0..12)), 100 + step);
            let after = rng.random_bool(0.8).then(|| id(rng.random_range(0..12)));
            let collection = Collection::Clauses;
            let mut edits = vec![match rng.random_range(0..5) {
                0 | 1 => Edit::Insert {
                    new: clause(if rng.random_bool(0.3) { new % 12 } else { new }, "baru"),
                    after,
                },
                2 => Edit::Move {
                    collection,
                    id: known,
                    after,
                },
                3 => Edit::Remove {
                    collection,
                    id: known,
                },
                _ => Edit::Put {
                    place: Place::Meta("unit".into()),
                    value: step.to_string(),
                },
            }];
            if rng.random_bool(0.2) {
                // Most likely refused, after the first was done: then nothing of it may be known.
                edits.push(Edit::Move {
                    collection,
                    id: id(rng.random_range(0..20)),
                    after: None,
                });
            }
            match rng.random_range(0..4) {
                0 => {
                    drop(theirs.edit(&edits, 1_000, None));
                }
                1 if rng.random_bool(0.5) => merge(&mut mine, &theirs),
                1 => {
                    merge(&mut theirs, &mine);
                }
                _ => {
                    let mut fresh = mine.clone();
                    set_writer(&mut fresh, 1, u8::try_from(step).unwrap() + 1);
                    let done = mine.edit(&edits, 1_000, None).map(|_| ());
                    let same = fresh.edit(&edits, 1_000, None).map(|_| ());
                    assert_eq!(done, same, "seed {seed}, step {step}");
                    assert_eq!(mine.view(), fresh.view(), "seed {seed}, step {step}");
                }
            }
        }
    }
}
