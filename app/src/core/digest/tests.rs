//! Whatever is written, by whom and in whatever order: the digest that goes to the disk is the one that
//! reading the whole document gives.

use automerge::Change;
use council::authorship::Index;
use council::document::{Conflicts, Document};
use council::edit::{Collection, Edit, New, Place};
use council::undo::Direction;
use council::view::{AgendaItem, Clause, Column, Kind, Row};
use format::{ActorId, DocumentId, PublicKey};
use proptest::prelude::*;

use super::*;
use crate::core::editor::texts::{text_places, value};
use crate::core::editor::{Editor, Loaded, TextSplice};
use crate::core::header::titled;

/// One deed; the numbers choose among what there is.
type Deed = (u8, u16, u16, String);

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (any::<u8>(), any::<u16>(), any::<u16>(), "[a-cé\n]{0,4}");
    prop::collection::vec(deed, 1..60)
}

fn document(kind: Kind, writer: u8) -> Document {
    let mut document = Document::genesis(kind);
    let key = PublicKey::from_bytes([writer; 32]);
    document.set_writer(key, ActorId::from_bytes([writer; ActorId::LEN]));
    document
}

fn open(document: Document) -> Editor {
    let view = document.view();
    let loaded = Loaded {
        id: DocumentId::from_bytes([7; 16]),
        digest: Digest::of(&view),
        view,
        index: Index::read_with_texts(document.automerge()),
        conflicts: Conflicts::of(&document),
        comments: vec![],
        unit: String::new(),
        shared: Default::default(),
        held_back: 0,
        read_only: None,
        document,
    };
    Editor::open(loaded, 0)
}

fn pick<T>(from: &[T], at: u16) -> Option<&T> {
    from.get(usize::from(at).checked_rem(from.len())?)
}

fn things(view: &View) -> (Collection, Vec<String>) {
    let ids: Vec<&str> = match view {
        View::Policy(policy) => policy.clauses.iter().map(Searched::id).collect(),
        View::Minutes(minutes) => minutes.agenda.iter().map(Searched::id).collect(),
        View::Matrix(matrix) => matrix.rows.iter().map(Searched::id).collect(),
    };
    (
        collection(view),
        ids.into_iter().map(str::to_owned).collect(),
    )
}

fn columns(view: &View) -> Vec<String> {
    match view {
        View::Matrix(matrix) => matrix.columns.iter().map(|one| one.id.clone()).collect(),
        View::Policy(_) | View::Minutes(_) => vec![],
    }
}

/// What a deed does to a document that reads like `view`.
fn edit((what, a, b, text): &Deed, view: &View, number: usize) -> Option<Edit> {
    let (collection, ids) = things(view);
    let id = format!("{number:08x}-0000-4000-8000-{:012x}", u16::from(*what));
    let text = || text.clone();
    let put = |place| Edit::Put {
        place,
        value: text(),
    };
    let after = pick(&ids, *b).cloned();
    Some(match (what % 8, view) {
        (0, _) => put(Place::Meta(
            ["unit", "archived", "number"][usize::from(a % 3)].into(),
        )),
        (1, _) => Edit::Remove {
            collection,
            id: pick(&ids, *a)?.clone(),
        },
        (2, _) => {
            let id = pick(&ids, *a)?.clone();
            let after = after.filter(|after| *after != id);
            Edit::Move {
                collection,
                id,
                after,
            }
        }
        (3 | 4, View::Policy(_)) => Edit::Insert {
            new: New::Clause(Clause {
                id,
                level: 1,
                heading: text(),
                body: text(),
            }),
            after,
        },
        (3 | 4, View::Minutes(_)) => Edit::Insert {
            new: New::Agenda(AgendaItem {
                id,
                topic: text(),
                notes: text(),
                ..AgendaItem::default()
            }),
            after,
        },
        (3, View::Matrix(_)) => Edit::Insert {
            new: New::Row {
                row: Row {
                    id,
                    cells: columns(view).iter().map(|_| text()).collect(),
                },
                columns: columns(view),
            },
            after,
        },
        (4, View::Matrix(_)) => match a % 4 {
            0 => Edit::Remove {
                collection: Collection::Columns,
                id: pick(&columns(view), *b)?.clone(),
            },
            1 => put(Place::ColumnName(pick(&columns(view), *b)?.clone())),
            _ => Edit::Insert {
                new: New::Column(Column { id, name: text() }),
                after: pick(&columns(view), *b).cloned(),
            },
        },
        (5, View::Minutes(_)) => Edit::Insert {
            new: New::Action(council::view::Action {
                id,
                title: text(),
                state: ["open", "done", ""][usize::from(a % 3)].into(),
                ..council::view::Action::default()
            }),
            after: None,
        },
        (6, View::Minutes(_)) => match a % 3 {
            0 => put(Place::Meeting("title".into())),
            1 => put(Place::AgendaPresenter(pick(&ids, *b)?.clone())),
            _ => put(Place::AttendanceNote(format!("Sari {}", b % 3))),
        },
        (5..=7, View::Matrix(_)) => put(Place::Cell(
            pick(&ids, *a)?.clone(),
            pick(&columns(view), *b)?.clone(),
        )),
        _ => {
            let places = text_places(view);
            let place = pick(&places, *a)?.clone();
            let length = value(view, &place).unwrap_or_default().chars().count();
            Edit::Splice {
                place,
                at: usize::from(*b) % (length + 1),
                delete: 0,
                insert: text(),
            }
        }
    })
}

fn run(kind: Kind, deeds: &[Deed]) {
    let mut theirs = document(kind, 2);
    let mut editor = open(document(kind, 1));
    let mut known = Vec::new();
    for (number, deed) in deeds.iter().enumerate() {
        let now = i64::try_from(number).unwrap() * 1_000;
        let (what, a, ..) = deed;
        match what / 32 {
            // Somebody else writes, and it comes at once or later with more.
            0 | 1 => {
                if let Some(edit) = edit(deed, &theirs.view(), number)
                    && let Ok(Some(change)) = theirs.edit(&[edit], now, None)
                {
                    known.push(Change::from_bytes(change.bytes).unwrap());
                }
                if a.is_multiple_of(3) {
                    editor.came(std::mem::take(&mut known), now).unwrap();
                }
            }
            2 => {
                let mine = editor.document().automerge().get_changes(&[]);
                theirs.apply(mine.into_iter().skip(1)).unwrap();
            }
            3 => {
                let direction = match a.is_multiple_of(2) {
                    true => Direction::Undo,
                    false => Direction::Redo,
                };
                drop(editor.undo(direction, true, now));
            }
            _ => match edit(deed, &editor.view, number) {
                Some(Edit::Splice {
                    place,
                    at,
                    delete,
                    insert,
                }) => {
                    let splice = TextSplice { at, delete, insert };
                    editor.splice(&place, &splice, now).unwrap();
                }
                Some(edit) => drop(editor.edit(&[edit], now)),
                None => {}
            },
        }
        if a.is_multiple_of(5) {
            // A burst that the document refuses, as one with a line break in a title, is read anew.
            drop(editor.tick(now, false, true));
        }
        if let Some(save) = editor.save() {
            let read = editor.document().view();
            assert_eq!(save.digest, Digest::of(&read));
            assert_eq!(save.digest.title, title_of(&titled(read)));
            let hashes: Vec<_> = save.changes.iter().map(|change| change.hash).collect();
            editor.saved(&hashes);
        }
    }
    drop(editor.tick(i64::MAX / 2, false, true));
    let kept = editor.pieces().len();
    assert_eq!(kept, things(&editor.document().view()).1.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_digest_of_a_policy_follows_whatever_is_written(deeds in deeds()) {
        run(Kind::Policy, &deeds);
    }

    #[test]
    fn the_digest_of_minutes_follows_whatever_is_written(deeds in deeds()) {
        run(Kind::Minutes, &deeds);
    }

    #[test]
    fn the_digest_of_a_matrix_follows_whatever_is_written(deeds in deeds()) {
        run(Kind::Matrix, &deeds);
    }
}

#[test]
fn a_piece_stays_the_same_while_nothing_of_it_is_written() {
    let mut mine = document(Kind::Policy, 1);
    let id = |number: usize| format!("{number:08x}-0000-4000-8000-000000000000");
    let insert = |number: usize| Edit::Insert {
        new: New::Clause(Clause {
            id: id(number),
            level: 1,
            heading: "Tujuan".into(),
            body: "Satu".into(),
        }),
        after: number.checked_sub(1).map(id),
    };
    mine.edit(&[insert(0), insert(1)], 1, None).unwrap();
    let mut editor = open(mine);
    let before = editor.pieces().to_vec();
    let splice = TextSplice {
        at: 4,
        delete: 0,
        insert: " dua".into(),
    };
    let place = Place::ClauseBody(id(1));
    editor.splice(&place, &splice, 10).unwrap();
    editor.tick(20, false, true).unwrap();
    editor.edit(&[insert(2)], 30).unwrap();
    let after = editor.pieces();
    assert!(Arc::ptr_eq(&before[0].text, &after[0].text));
    assert!(!Arc::ptr_eq(&before[1].text, &after[1].text));
    assert_eq!(&*after[1].text, "Tujuan\nSatu dua\n");
    assert_eq!(after.len(), 3);
}
