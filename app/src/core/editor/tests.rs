//! An editor against a second writer, without a store.

use automerge::Change;
use council::view::{Clause, Policy};
use format::{ActorId, PublicKey};

use super::*;
use council::edit::{Collection, New};

const CLAUSE: &str = "0b0c0d0e-0000-4000-8000-000000000001";

fn writer(number: u8, document: &mut Document) {
    let key = PublicKey::from_bytes([number; 32]);
    document.set_writer(key, ActorId::from_bytes([number; 24]));
}

fn clause(body: &str) -> Edit {
    Edit::Insert {
        new: New::Clause(Clause {
            id: CLAUSE.into(),
            level: 1,
            heading: "Tujuan".into(),
            body: body.into(),
        }),
        after: None,
    }
}

/// An editor of a policy with one clause, and a second copy of the document with another writer.
fn editor(body: &str) -> (Editor, Document) {
    let mut mine = Document::genesis(Kind::Policy);
    writer(1, &mut mine);
    let first = mine.edit(&[clause(body)], 1, None).unwrap().unwrap();
    let mut theirs = Document::genesis(Kind::Policy);
    theirs
        .apply([Change::from_bytes(first.bytes).unwrap()])
        .unwrap();
    writer(2, &mut theirs);
    let loaded = Loaded {
        id: DocumentId::from_bytes([7; 16]),
        view: mine.view(),
        digest: Digest::of(&mine.view()),
        index: Index::read_with_texts(mine.automerge()),
        conflicts: Conflicts::of(&mine),
        comments: vec![],
        unit: String::new(),
        shared: Default::default(),
        held_back: 0,
        read_only: None,
        document: mine,
    };
    (Editor::open(loaded, 0), theirs)
}

fn body() -> Place {
    Place::ClauseBody(CLAUSE.into())
}

fn insert(at: usize, text: &str) -> TextSplice {
    TextSplice {
        at,
        delete: 0,
        insert: text.into(),
    }
}

fn write(document: &mut Document, at: usize, text: &str) -> Change {
    let edit = Edit::Splice {
        place: body(),
        at,
        delete: 0,
        insert: text.into(),
    };
    let change = document.edit(&[edit], 2, None).unwrap().unwrap();
    Change::from_bytes(change.bytes).unwrap()
}

#[test]
fn typing_shows_at_once_and_becomes_one_change_when_the_burst_ends() {
    let (mut editor, _) = editor("Satu");
    for (at, letter) in [" ", "d", "u", "a"].into_iter().enumerate() {
        editor.splice(&body(), &insert(4 + at, letter), 10).unwrap();
    }
    assert_eq!(editor.value(&body()), "Satu dua");
    assert!(editor.save().is_none(), "the burst goes on");
    editor.tick(10_000, false, false).unwrap();
    let save = editor.save().expect("the burst is over");
    assert_eq!(save.changes.len(), 1);
    assert_eq!(save.before.len(), 1);
    assert!(editor.save().is_none(), "one at a time");
    assert!(!editor.is_saved());
    editor.saved(&save.after);
    assert!(editor.is_saved());
}

#[test]
fn what_others_write_moves_the_caret_and_keeps_what_is_being_typed() {
    let (mut editor, mut theirs) = editor("Satu tiga");
    editor.splice(&body(), &insert(5, "dua "), 10).unwrap();
    let came = write(&mut theirs, 0, "Nomor: ");
    editor.came(vec![came], 20).unwrap();
    assert_eq!(editor.value(&body()), "Nomor: Satu dua tiga");
    let splices = editor.take_carets(&body());
    let caret = splices
        .iter()
        .fold(9, |caret, splice| splice.move_caret(caret));
    assert_eq!(caret, 16);
    assert!(editor.take_carets(&body()).is_empty());
}

#[test]
fn undo_takes_back_mine_and_keeps_what_the_other_wrote() {
    let (mut editor, mut theirs) = editor("Satu");
    editor.splice(&body(), &insert(4, " dua"), 10).unwrap();
    editor.tick(20, false, true).unwrap();
    editor
        .came(vec![write(&mut theirs, 0, "Mulai: ")], 30)
        .unwrap();
    assert_eq!(editor.value(&body()), "Mulai: Satu dua");
    editor.undo(Direction::Undo, true, 40).unwrap();
    assert_eq!(editor.value(&body()), "Mulai: Satu");
    editor.undo(Direction::Redo, true, 50).unwrap();
    assert_eq!(editor.value(&body()), "Mulai: Satu dua");
}

#[test]
fn a_failed_save_is_offered_again_with_what_was_written_since() {
    let (mut editor, _) = editor("a");
    editor.splice(&body(), &insert(1, "b"), 10).unwrap();
    editor.tick(20, false, true).unwrap();
    let first = editor.save().unwrap();
    editor.splice(&body(), &insert(2, "c"), 30).unwrap();
    editor.tick(40, false, true).unwrap();
    editor.not_saved();
    let second = editor.save().unwrap();
    assert_eq!(second.changes.len(), 2);
    assert_eq!(second.changes[0], first.changes[0]);
    assert_eq!(second.before, first.before);
}

#[test]
fn a_document_read_anew_keeps_what_is_not_on_disk() {
    let (mut editor, mut theirs) = editor("Satu");
    editor.splice(&body(), &insert(4, " dua"), 10).unwrap();
    write(&mut theirs, 0, "Mulai: ");
    let mut document = Document::genesis(Kind::Policy);
    document
        .apply(theirs.automerge().get_changes(&[]).into_iter().skip(1))
        .unwrap();
    writer(1, &mut document);
    let loaded = Loaded {
        id: editor.id,
        view: document.view(),
        digest: Digest::of(&document.view()),
        index: Index::read_with_texts(document.automerge()),
        conflicts: Conflicts::of(&document),
        comments: vec![],
        unit: String::new(),
        shared: Default::default(),
        held_back: 0,
        read_only: None,
        document,
    };
    editor.reopened(loaded, 20);
    assert_eq!(editor.value(&body()), "Mulai: Satu dua");
    assert_eq!(editor.unsaved_changes(), 1);
    editor.splice(&body(), &insert(0, "."), 30).unwrap();
    editor.tick(40, false, true).unwrap();
    assert_eq!(editor.unsaved_changes(), 2);
}

#[test]
fn a_document_that_is_read_only_is_not_written() {
    let (mut editor, _) = editor("Satu");
    editor.read_only = Some(ReadOnly::NotAMember);
    let remove = Edit::Remove {
        collection: Collection::Clauses,
        id: CLAUSE.into(),
    };
    assert_eq!(editor.edit(&[remove], 1), Err(EditorError::ReadOnly));
    assert_eq!(
        editor.splice(&body(), &insert(0, "x"), 1),
        Err(EditorError::ReadOnly)
    );
    let View::Policy(Policy { clauses, .. }) = &editor.view else {
        panic!("a policy");
    };
    assert_eq!(clauses[0].body, "Satu");
}

fn remark(editor: &Editor, range: std::ops::Range<usize>) -> SaidComment {
    let new = NewComment {
        place: Some(body()),
        range: Some(range),
        text: "Kenapa?".into(),
        answers: None,
    };
    let (anchor, quote) = editor.anchor_of(&new);
    SaidComment {
        id: format::ActId::from_bytes([9; 32]),
        author: PublicKey::from_bytes([1; 32]),
        time_millis: 0,
        comment: council::act::Comment {
            place: body().key(),
            anchor,
            quote,
            text: new.text,
            answers: None,
            mentions: None,
        },
    }
}

fn marked(editor: &Editor) -> String {
    let [mark] = editor.marks() else {
        panic!("one mark: {:?}", editor.marks());
    };
    let text = editor.value(&mark.place).chars();
    text.skip(mark.range.start).take(mark.range.len()).collect()
}

#[test]
fn a_comment_stays_with_its_words_whoever_writes_around_them() {
    let (mut editor, mut theirs) = editor("gaji naik lima persen");
    // While something is being typed, too.
    editor.splice(&body(), &insert(0, "Mulai "), 10).unwrap();
    editor.tick(20, false, true).unwrap();
    let said = remark(&editor, 11..15);
    assert_eq!(said.comment.quote, "naik");
    editor.splice(&body(), &insert(0, "Kini: "), 30).unwrap();
    editor.comments_loaded(vec![said]);
    assert_eq!(marked(&editor), "naik");
    editor.splice(&body(), &insert(2, "XYZ"), 40).unwrap();
    assert_eq!(marked(&editor), "naik");
    editor
        .came(vec![write(&mut theirs, 0, "Nomor 1. ")], 50)
        .unwrap();
    assert_eq!(marked(&editor), "naik");
    let at = editor.marks()[0].range.start;
    let gone = TextSplice {
        at: at - 1,
        delete: 6,
        insert: String::new(),
    };
    editor.splice(&body(), &gone, 60).unwrap();
    assert_eq!(marked(&editor), "");
    editor.tick(70, false, true).unwrap();
    editor.came(vec![write(&mut theirs, 0, "!")], 80).unwrap();
    assert_eq!(
        marked(&editor),
        "",
        "the words are gone in the document, too"
    );
}

#[test]
fn a_removed_clause_is_listed_and_comes_back_whole() {
    let (mut editor, _) = editor("Satu");
    let remove = Edit::Remove {
        collection: Collection::Clauses,
        id: CLAUSE.into(),
    };
    editor.edit(&[remove], 5_000).unwrap();
    let [removed] = &editor.removed_clauses()[..] else {
        panic!("{:?}", editor.removed_clauses());
    };
    assert_eq!(
        (removed.heading.as_str(), removed.beginning.as_str()),
        ("Tujuan", "Satu")
    );
    assert_eq!(removed.removed_seconds, Some(5));
    let restore = Edit::Restore {
        collection: Collection::Clauses,
        id: CLAUSE.into(),
    };
    editor.edit(&[restore], 6_000).unwrap();
    assert!(editor.removed_clauses().is_empty());
    assert_eq!(editor.value(&body()), "Satu");
}
