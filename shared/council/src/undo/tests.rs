use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::Transactable as _;
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc as _};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::authorship::Index;
use crate::authorship::testing::*;
use crate::document::Document;
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{AgendaItem, Attendance, Clause, Column, Decision, Kind, Row};
use format::ChangeHash;

fn undo_as(doc: &mut Automerge, name: u8) -> Result<Undone, UndoError> {
    undo(doc, &key(name), NOW)
}

fn redo_as(doc: &mut Automerge, name: u8) -> Result<Undone, UndoError> {
    redo(doc, &key(name), NOW)
}

/// The same document after the program was closed and started again.
fn restarted(doc: &Automerge, name: u8, start: u8) -> Automerge {
    opened(doc, name, start)
}

#[test]
fn each_edit_goes_back_and_forth_across_restarts() {
    let mut doc = opened(&genesis(), 1, 0);
    let mut states = vec![body_text(&doc)];
    for (at, delete, insert) in [
        (0, 0, "Kebijakan"),
        (9, 0, " dana"),
        (3, 4, "XYZ"),
        (0, 9, ""),
        (0, 1, "b"),
    ] {
        splice(&mut doc, at, delete, insert);
        states.push(body_text(&doc));
    }
    for round in 0..4 {
        for (step, state) in states.iter().enumerate().rev().skip(1) {
            doc = restarted(&doc, 1, 10 + round * 20 + step as u8);
            undo_as(&mut doc, 1).unwrap();
            assert_eq!(body_text(&doc), *state);
        }
        assert_eq!(
            undo_as(&mut doc, 1),
            Err(UndoError::Nothing(Direction::Undo))
        );
        for (step, state) in states.iter().enumerate().skip(1) {
            doc = restarted(&doc, 1, 20 + round * 20 + step as u8);
            redo_as(&mut doc, 1).unwrap();
            assert_eq!(body_text(&doc), *state);
        }
        assert_eq!(
            redo_as(&mut doc, 1),
            Err(UndoError::Nothing(Direction::Redo))
        );
    }
}

#[test]
fn a_new_edit_ends_what_can_be_redone() {
    let mut doc = opened(&genesis(), 1, 1);
    splice(&mut doc, 0, 0, "a");
    undo_as(&mut doc, 1).unwrap();
    splice(&mut doc, 0, 0, "b");
    assert_eq!(
        redo_as(&mut doc, 1),
        Err(UndoError::Nothing(Direction::Redo))
    );
    undo_as(&mut doc, 1).unwrap();
    assert_eq!(body_text(&doc), "");
    assert_eq!(
        undo_as(&mut doc, 1),
        Err(UndoError::Nothing(Direction::Undo))
    );
}

#[test]
fn only_my_own_edits_are_undone_and_others_text_stays_where_it_stood() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "abcdefgh");
    let mut b = opened(&a, 2, 1);
    splice(&mut a, 2, 4, "");
    // Inside what A deletes at the same time.
    splice(&mut b, 4, 0, "XY");
    sync(&mut a, &mut b);
    assert_eq!(body_text(&a), "abXYgh");
    undo_as(&mut a, 1).unwrap();
    assert_eq!(body_text(&a), "abcdXYefgh");
    sync(&mut a, &mut b);
    undo_as(&mut b, 2).unwrap();
    assert_eq!(body_text(&b), "abcdefgh");
    assert_eq!(undo_as(&mut b, 2), Err(UndoError::Nothing(Direction::Undo)));
}

#[test]
fn restored_text_keeps_its_first_writer() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "gaji naik lima persen");
    let mut b = opened(&a, 2, 1);
    splice(&mut b, 5, 5, "");
    for _ in 0..3 {
        undo_as(&mut b, 2).unwrap();
        let index = Index::read(&b);
        let writers: BTreeSet<_> = index
            .spans(&b, &body(&b))
            .into_iter()
            .map(|span| {
                (
                    span.written.unwrap().author,
                    span.restored.and_then(|w| w.author),
                )
            })
            .collect();
        assert_eq!(
            writers,
            [(Some(key(1)), None), (Some(key(1)), Some(key(2)))].into()
        );
        redo_as(&mut b, 2).unwrap();
        assert_eq!(body_text(&b), "gaji lima persen");
    }
}

#[test]
fn what_somebody_else_deleted_too_stays_deleted() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "satu dua tiga");
    let mut b = opened(&a, 2, 1);
    splice(&mut a, 0, 9, "");
    splice(&mut b, 5, 8, "");
    sync(&mut a, &mut b);
    assert_eq!(body_text(&a), "");
    let undone = undo_as(&mut a, 1).unwrap();
    assert_eq!(body_text(&a), "satu ");
    let left = Left {
        path: vec!["body".to_owned()],
        why: Why::AlsoDeleted("dua ".to_owned()),
        by: vec![key(2)],
    };
    assert_eq!(undone.left, [left]);
    // Once the other one takes it back too, nothing keeps it away.
    sync(&mut a, &mut b);
    undo_as(&mut b, 2).unwrap();
    assert_eq!(body_text(&b), "satu dua tiga");
}

fn row(doc: &Automerge, id: &str) -> ObjId {
    let rows = doc.get(ROOT, "rows").unwrap().unwrap().1;
    doc.get(&rows, id).unwrap().unwrap().1
}

fn add_row(doc: &mut Automerge, id: &str) {
    edit(doc, |tx| {
        let rows = tx.get(ROOT, "rows")?.unwrap().1;
        let row = tx.put_object(&rows, id, ObjType::Map)?;
        tx.put(&row, "owner", "Bendahara")?;
        let text = tx.put_object(&row, "body", ObjType::Text)?;
        tx.splice_text(&text, 0, 0, "isi")
    });
}

fn put(doc: &mut Automerge, id: &str, name: &str, value: &str) {
    let row = row(doc, id);
    edit(doc, |tx| {
        if tx.get_all(&row, name)?.len() > 1 {
            tx.delete(&row, name)?;
        }
        tx.put(&row, name, value)
    });
}

fn value(doc: &Automerge, id: &str, name: &str) -> Vec<String> {
    let mut values: Vec<String> = doc
        .get_all(row(doc, id), name)
        .unwrap()
        .iter()
        .map(|(value, _)| value.as_str().unwrap().to_owned())
        .collect();
    values.sort();
    values
}

#[test]
fn a_cell_goes_back_only_while_it_holds_my_value() {
    let mut a = opened(&genesis(), 1, 1);
    add_row(&mut a, "r");
    put(&mut a, "r", "hours", "2");
    put(&mut a, "r", "hours", "3");
    undo_as(&mut a, 1).unwrap();
    assert_eq!(value(&a, "r", "hours"), ["2"]);
    undo_as(&mut a, 1).unwrap();
    assert!(value(&a, "r", "hours").is_empty());
    redo_as(&mut a, 1).unwrap();
    redo_as(&mut a, 1).unwrap();
    assert_eq!(value(&a, "r", "hours"), ["3"]);
    // Somebody changes it since: that stays, and the undo goes on to what is still mine.
    let mut b = opened(&a, 2, 1);
    put(&mut b, "r", "hours", "9");
    a.merge(&mut b).unwrap();
    let Err(UndoError::NothingLeft(passed_over)) = undo_as(&mut a, 1) else {
        panic!("it was undone");
    };
    assert_eq!(value(&a, "r", "hours"), ["9"]);
    assert_eq!(passed_over.len(), 3);
    assert_eq!(passed_over[0].left[0].why, Why::ChangedSince);
    assert_eq!(passed_over[0].left[0].by, [key(2)]);
    assert_eq!(passed_over[0].left[0].path, ["rows", "r", "hours"]);
}

#[test]
fn a_concurrent_value_is_never_overwritten_by_an_undo() {
    let mut a = opened(&genesis(), 1, 1);
    add_row(&mut a, "r");
    let mut b = opened(&a, 2, 1);
    put(&mut a, "r", "owner", "A");
    put(&mut b, "r", "owner", "B");
    sync(&mut a, &mut b);
    let undone = undo_as(&mut b, 2);
    let Err(UndoError::NothingLeft(passed)) = undone else {
        panic!("{undone:?}");
    };
    assert_eq!(passed[0].left[0].why, Why::ChangedAtTheSameTime);
    assert_eq!(value(&b, "r", "owner"), ["A", "B"]);
}

#[test]
fn a_choice_can_be_undone_and_says_which_values_are_not_back() {
    let mut a = opened(&genesis(), 1, 1);
    add_row(&mut a, "r");
    let mut b = opened(&a, 2, 1);
    put(&mut a, "r", "owner", "A");
    put(&mut b, "r", "owner", "B");
    sync(&mut a, &mut b);
    for chosen in ["A", "B", "C"] {
        let mut c = opened(&a, 3, 1);
        put(&mut c, "r", "owner", chosen);
        let undone = undo_as(&mut c, 3).unwrap();
        let back = value(&c, "r", "owner");
        let Why::ConflictStaysClosed(closed) = &undone.left[0].why else {
            panic!("{undone:?}");
        };
        let all: BTreeSet<_> = back.iter().chain(closed).map(String::as_str).collect();
        assert_eq!(all, ["A", "B"].into(), "chosen {chosen}");
        if back != [chosen] {
            redo_as(&mut c, 3).unwrap();
        }
        assert_eq!(value(&c, "r", "owner"), [chosen]);
    }
}

#[test]
fn an_added_thing_is_marked_removed_unless_others_wrote_in_it() {
    let mut a = opened(&genesis(), 1, 1);
    add_row(&mut a, "r");
    undo_as(&mut a, 1).unwrap();
    assert_eq!(value(&a, "r", "deleted_at"), [NOW.to_string()]);
    redo_as(&mut a, 1).unwrap();
    assert!(value(&a, "r", "deleted_at").is_empty());
    undo_as(&mut a, 1).unwrap();
    assert_eq!(value(&a, "r", "deleted_at"), [NOW.to_string()]);
    redo_as(&mut a, 1).unwrap();
    let mut b = opened(&a, 2, 1);
    let text = b.get(row(&b, "r"), "body").unwrap().unwrap().1;
    edit(&mut b, |tx| tx.splice_text(&text, 3, 0, "!"));
    a.merge(&mut b).unwrap();
    let Err(UndoError::NothingLeft(passed)) = undo_as(&mut a, 1) else {
        panic!("it was undone");
    };
    assert_eq!(
        (&passed[0].left[0].why, &passed[0].left[0].by),
        (&Why::OthersWroteInIt, &vec![key(2)])
    );
    assert!(value(&a, "r", "deleted_at").is_empty());
}

#[test]
fn nothing_is_written_into_a_thing_that_was_removed() {
    let mut a = opened(&genesis(), 1, 1);
    add_row(&mut a, "r");
    let text = a.get(row(&a, "r"), "body").unwrap().unwrap().1;
    edit(&mut a, |tx| tx.splice_text(&text, 0, 3, "baru"));
    put(&mut a, "r", "owner", "Ketua");
    let mut b = opened(&a, 2, 1);
    put(&mut b, "r", "deleted_at", "1");
    a.merge(&mut b).unwrap();
    let Err(UndoError::NothingLeft(passed)) = undo_as(&mut a, 1) else {
        panic!("it was undone");
    };
    assert!(
        passed
            .iter()
            .all(|p| p.left[0].why == Why::Removed && p.left[0].by == [key(2)])
    );
    assert_eq!(passed.len(), 2);
}

#[test]
fn nobody_undoes_for_somebody_else() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "punya A");
    let of = ChangeHash::from_bytes(a.get_heads()[0].0);
    // B's message claims to have undone A's change; and A's own claims to undo one that is not there.
    let mut b = opened(&a, 2, 1);
    let options = automerge::transaction::CommitOptions::default();
    let text = body(&b);
    b.transact_with::<_, _, automerge::AutomergeError, _>(
        |()| options.with_message(Note::Undo(of).to_string()),
        |tx| tx.splice_text(&text, 7, 0, "!"),
    )
    .unwrap();
    a.merge(&mut b).unwrap();
    assert_eq!(redo_as(&mut a, 1), Err(UndoError::Nothing(Direction::Redo)));
    undo_as(&mut a, 1).unwrap();
    assert_eq!(body_text(&a), "!");
    assert_eq!(undo(&mut a, &key(2), NOW), Err(UndoError::NotTheWriter));
    a.merge(&mut b).unwrap();
    undo_as(&mut b, 2).unwrap();
    assert_eq!(body_text(&b), "punya A");
}

/// One person's edit for the model: the characters it inserted and deleted.
#[derive(Debug, Clone, Default)]
struct Edited {
    inserted: Vec<char>,
    deleted: Vec<char>,
}

/// What the text must hold, told by sets alone: every character is unique, every pair of characters
/// that was ever seen in one order stays in it.
#[derive(Debug, Default)]
struct Model {
    next: u32,
    before: BTreeSet<(char, char)>,
}

#[derive(Debug, Default, Clone)]
struct Person {
    done: Vec<Edited>,
    undone: Vec<Edited>,
}

impl Model {
    fn fresh(&mut self) -> char {
        self.next += 1;
        char::from_u32(0x4e00 + self.next).unwrap()
    }

    fn see(&mut self, text: &str, what: &str) {
        let chars: Vec<char> = text.chars().collect();
        for (i, &a) in chars.iter().enumerate() {
            for &b in &chars[i + 1..] {
                assert_ne!(a, b, "{what}: a character stands twice in {text}");
                assert!(
                    !self.before.contains(&(b, a)),
                    "{what}: {a} and {b} changed places in {text}"
                );
                self.before.insert((a, b));
            }
        }
    }
}

/// Which characters are visible once everybody has everything.
fn expected(people: &[Person]) -> BTreeSet<char> {
    let standing = |pick: fn(&Edited) -> &Vec<char>| -> BTreeSet<char> {
        people
            .iter()
            .flat_map(|p| &p.done)
            .flat_map(|e| pick(e).iter().copied())
            .collect()
    };
    let deleted = standing(|e| &e.deleted);
    standing(|e| &e.inserted)
        .difference(&deleted)
        .copied()
        .collect()
}

fn random_edit(doc: &mut Automerge, model: &mut Model, random: &mut ChaCha8Rng) -> Edited {
    let text: Vec<char> = body_text(doc).chars().collect();
    let at = random.random_range(0..=text.len());
    let delete = random.random_range(0..=(text.len() - at).min(6));
    let inserted: Vec<char> = (0..random.random_range(usize::from(delete == 0)..5))
        .map(|_| model.fresh())
        .collect();
    let insert: String = inserted.iter().collect();
    splice(doc, at, delete as isize, &insert);
    Edited {
        inserted,
        deleted: text[at..at + delete].to_vec(),
    }
}

/// Two writers, everything shared after each step: text and order are exactly as the model says,
/// whatever is undone and done again in whatever order, with restarts in between.
#[test]
fn random_undo_and_redo_of_two_writers_keep_text_and_order() {
    for seed in 0..400 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut model = Model::default();
        let start = genesis();
        let mut docs = [opened(&start, 1, 0), opened(&start, 2, 0)];
        let mut people = [Person::default(), Person::default()];
        for step in 1..=40u8 {
            let i = random.random_range(0..2);
            let name = i as u8 + 1;
            let what = format!("seed {seed} step {step} writer {name}");
            if random.random_bool(0.1) {
                docs[i] = restarted(&docs[i], name, step);
            }
            match random.random_range(0..10) {
                0..=4 => {
                    let edited = random_edit(&mut docs[i], &mut model, &mut random);
                    people[i].done.push(edited);
                    people[i].undone.clear();
                }
                5..=7 => match undo_as(&mut docs[i], name) {
                    Ok(undone) => {
                        // What was passed over stays done: it had no effect left.
                        let at = people[i].done.len() - 1 - undone.passed_over.len();
                        let edited = people[i].done.remove(at);
                        people[i].undone.push(edited);
                    }
                    Err(UndoError::Nothing(_) | UndoError::NothingLeft(_)) => {}
                    Err(error) => panic!("{what}: {error}"),
                },
                _ => match redo_as(&mut docs[i], name) {
                    Ok(done) => {
                        let at = people[i].undone.len() - 1 - done.passed_over.len();
                        let edited = people[i].undone.remove(at);
                        people[i].done.push(edited);
                    }
                    Err(UndoError::Nothing(_) | UndoError::NothingLeft(_)) => {}
                    Err(error) => panic!("{what}: {error}"),
                },
            }
            let [a, b] = &mut docs;
            sync(a, b);
            let text = body_text(a);
            model.see(&text, &what);
            let visible: BTreeSet<char> = text.chars().collect();
            assert_eq!(visible, expected(&people), "{what}: {text}");
            assert_eq!(text, body_text(b), "{what}");
        }
    }
}

/// Two writers who seldom see each other: both end equal, everything an undo says is true of the
/// characters (nobody's standing text is missing, nothing standing deleted shows), and both documents
/// load again.
#[test]
fn concurrent_undo_of_two_writers_converges_and_loses_nothing() {
    for seed in 0..100 {
        let mut random = ChaCha8Rng::seed_from_u64(1_000_000 + seed);
        let mut model = Model::default();
        let start = genesis();
        let mut docs = [opened(&start, 1, 0), opened(&start, 2, 0)];
        let mut writers: BTreeMap<char, u8> = BTreeMap::new();
        for step in 0..60u8 {
            let i = random.random_range(0..2);
            let name = i as u8 + 1;
            let what = format!("seed {seed} step {step} writer {name}");
            match random.random_range(0..10) {
                0..=4 => {
                    let edited = random_edit(&mut docs[i], &mut model, &mut random);
                    writers.extend(edited.inserted.iter().map(|c| (*c, name)));
                }
                5..=8 => {
                    let is_undo = random.random_bool(0.6);
                    let run = if is_undo { undo_as } else { redo_as };
                    let before = body_text(&docs[i]);
                    match run(&mut docs[i], name) {
                        Ok(_) => assert_ne!(body_text(&docs[i]), before, "{what}"),
                        Err(UndoError::Nothing(_) | UndoError::NothingLeft(_)) => {}
                        Err(error) => panic!("{what}: {error}"),
                    }
                    let after: BTreeSet<char> = body_text(&docs[i]).chars().collect();
                    let gone: String = before.chars().filter(|c| !after.contains(c)).collect();
                    let is_foreign = gone.chars().any(|c| writers[&c] != name);
                    assert!(!is_undo || !is_foreign, "{what}: my undo took {gone} away");
                }
                _ => {
                    let [a, b] = &mut docs;
                    sync(a, b);
                }
            }
            let index = Index::read(&docs[i]);
            for span in index.spans(&docs[i], &body(&docs[i])) {
                let author = span.written.unwrap().author.unwrap().as_bytes()[0];
                for c in span.text.chars() {
                    assert_eq!(writers[&c], author, "{what}: {c} has the wrong writer");
                }
            }
        }
        let [a, b] = &mut docs;
        sync(a, b);
        assert_eq!(body_text(a), body_text(b), "seed {seed}");
        assert_eq!(body_text(&restarted(a, 1, 99)), body_text(a), "seed {seed}");
    }
}

#[test]
fn a_document_undoes_through_its_own_door() {
    let mut a = policy_office(1);
    let id = a.add_clause("Pasal 1", "Satu dua tiga.");
    let mut b = policy_office(2);
    b.receive(&a);
    a.put(Place::ClauseBody(id.clone()), "Satu tiga.");
    b.put(Place::ClauseBody(id.clone()), "Satu dua tiga. Empat.");
    a.receive(&b);
    assert_eq!(a.body_of(&id).unwrap(), "Satu tiga. Empat.");
    a.restart();
    let (change, undone) = a.document.undo(&a.index(), NOW).unwrap();
    assert_eq!(change.hash, undone.change);
    assert_eq!(a.body_of(&id).unwrap(), "Satu dua tiga. Empat.");
    a.restart();
    a.document.redo(&a.index(), NOW).unwrap();
    assert_eq!(a.body_of(&id).unwrap(), "Satu tiga. Empat.");
    b.receive(&a);
    assert_eq!(b.document.view(), a.document.view());
    b.document.undo(&b.index(), NOW).unwrap();
    assert_eq!(b.body_of(&id).unwrap(), "Satu tiga.");
    let closed = Document::genesis(Kind::Policy).undo(&b.index(), NOW);
    assert_eq!(closed, Err(UndoError::NotTheWriter));
}

/// Every kind of edit the documents know, undone one by one back to the empty document and done again.
#[test]
fn every_kind_of_edit_goes_back_and_forth() {
    let id = |n: u64| uuid::Uuid::from_u64_pair(5, n).to_string();
    let put = |place: Place, value: &str| Edit::Put {
        place,
        value: value.to_owned(),
    };
    let clause = |n: u64| Clause {
        id: id(n),
        level: 1,
        heading: format!("Pasal {n}"),
        body: "Isi.".to_owned(),
    };
    let policy = vec![
        put(Place::Title, "Pedoman"),
        put(Place::Meta("unit".to_owned()), "Keuangan"),
        Edit::Insert {
            new: New::Clause(clause(1)),
            after: None,
        },
        Edit::Insert {
            new: New::Clause(clause(2)),
            after: Some(id(1)),
        },
        put(Place::ClauseLevel(id(1)), "2"),
        put(Place::ClauseHeading(id(2)), "Pasal dua"),
        put(Place::ClauseBody(id(1)), "Isi yang lain."),
        Edit::Move {
            collection: Collection::Clauses,
            id: id(2),
            after: None,
        },
        put(Place::Meta("unit".to_owned()), ""),
        Edit::Remove {
            collection: Collection::Clauses,
            id: id(1),
        },
        Edit::Restore {
            collection: Collection::Clauses,
            id: id(1),
        },
        put(Place::Title, ""),
    ];
    let person = |name: &str, status: &str| {
        Edit::Attend(Attendance {
            person: name.to_owned(),
            status: status.to_owned(),
            note: String::new(),
            ..Attendance::default()
        })
    };
    let decision = Decision {
        id: id(2),
        agenda: id(1),
        text: "Disetujui.".to_owned(),
        votes: [("Ani".to_owned(), "for".to_owned())].into(),
        owner: "Ani".to_owned(),
        ..Decision::default()
    };
    let agenda = AgendaItem {
        id: id(1),
        level: 1,
        topic: "Anggaran".to_owned(),
        presenter: String::new(),
        notes: "Catatan.".to_owned(),
        ..AgendaItem::default()
    };
    let minutes = vec![
        put(Place::Meeting("date".to_owned()), "2026-03-01"),
        person("Ani", "present"),
        person("Budi", "excused"),
        person("Ani", "absent"),
        Edit::Insert {
            new: New::Agenda(agenda),
            after: None,
        },
        Edit::Insert {
            new: New::Decision(decision),
            after: None,
        },
        put(Place::DecisionVote(id(2), "Budi".to_owned()), "against"),
        put(Place::AgendaNotes(id(1)), "Catatan baru."),
        Edit::Remove {
            collection: Collection::Attendance,
            id: "Budi".to_owned(),
        },
        Edit::Restore {
            collection: Collection::Attendance,
            id: "Budi".to_owned(),
        },
    ];
    let row = Row {
        id: id(1),
        cells: vec!["Rapat".to_owned()],
    };
    let column = Column {
        id: id(9),
        name: "Risiko".to_owned(),
    };
    let matrix = vec![
        Edit::Insert {
            new: New::Row {
                row,
                columns: vec!["activity".to_owned()],
            },
            after: None,
        },
        put(Place::Cell(id(1), "owner".to_owned()), "Ketua"),
        Edit::Insert {
            new: New::Column(column),
            after: None,
        },
        put(Place::Cell(id(1), id(9)), "tinggi"),
        put(Place::ColumnName(id(9)), "Bahaya"),
        put(Place::Cell(id(1), "owner".to_owned()), ""),
        Edit::Remove {
            collection: Collection::Columns,
            id: id(9),
        },
        Edit::Remove {
            collection: Collection::Rows,
            id: id(1),
        },
    ];
    for (kind, edits) in [
        (Kind::Policy, policy),
        (Kind::Minutes, minutes),
        (Kind::Matrix, matrix),
    ] {
        let mut office = office(kind, 1);
        let mut views = vec![office.document.view()];
        for edit in &edits {
            office.edit(std::slice::from_ref(edit));
            views.push(office.document.view());
        }
        for round in 0..2 {
            for (step, edit) in edits.iter().enumerate().rev() {
                office.restart();
                office.document.undo(&office.index(), NOW + 1).unwrap();
                assert_eq!(
                    office.document.view(),
                    views[step],
                    "round {round}: undo {edit:?}"
                );
            }
            for (step, edit) in edits.iter().enumerate() {
                office.restart();
                office.document.redo(&office.index(), NOW + 2).unwrap();
                assert_eq!(
                    office.document.view(),
                    views[step + 1],
                    "round {round}: redo {edit:?}"
                );
            }
        }
    }
}

#[test]
fn an_undo_needs_only_the_changes_of_its_text() {
    let (mut a, mut b) = (policy_office(1), policy_office(2));
    let clauses: Vec<String> = (0..8)
        .map(|n| a.add_clause(&format!("Pasal {n}"), "Satu dua tiga."))
        .collect();
    b.receive(&a);
    let mut index = Index::read_with_texts(a.document.automerge());
    for round in 0..5 {
        for (n, clause) in clauses.iter().enumerate() {
            let place = Place::ClauseBody(clause.clone());
            a.edit(&[Edit::Splice {
                place: place.clone(),
                at: n,
                delete: 2,
                insert: format!("a{round}"),
            }]);
            b.edit(&[Edit::Splice {
                place,
                at: 1,
                delete: round % 2,
                insert: "b".to_owned(),
            }]);
        }
        a.receive(&b);
        index.update(a.document.automerge());
    }
    for clause in &clauses {
        let text = a.document.text_object(&Place::ClauseBody(clause.clone()));
        let text = index.op(&text.unwrap());
        let changes = index.changes_in(text).unwrap();
        assert_eq!(changes.len(), 11, "the first one and five of each");
    }
    for direction in [Direction::Undo, Direction::Redo] {
        for _ in 0..10 {
            let doc = a.document.automerge();
            index.update(doc);
            let plan = |index| plan(doc, index, &key(1), direction, NOW);
            assert_eq!(plan(&index), plan(&a.index()));
            match direction {
                Direction::Undo => a.document.undo(&index, NOW),
                Direction::Redo => a.document.redo(&index, NOW),
            }
            .unwrap();
        }
    }
}
