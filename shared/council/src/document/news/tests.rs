//! Whatever several people do, in whatever order it arrives: an editor that follows the news shows what
//! one that reads everything shows.

mod deeds;
mod foreign;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{News, TextSplice};
use crate::document::{Conflicts, Document, EditError};
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Clause, Kind, View};
use deeds::{Deed, Office, deeds, id, text_places};

/// An open editor: what it shows.
struct Editor {
    view: View,
    conflicts: Conflicts,
}

impl Editor {
    fn open(document: &mut Document) -> Self {
        document.watch();
        Self {
            view: document.view(),
            conflicts: Conflicts::of(document),
        }
    }

    /// Looks at the news; every text that can be followed must have been followed exactly, unless the
    /// document holds what no program of ours writes.
    fn look(&mut self, document: &mut Document, is_exact: bool) -> News {
        let news = document.take_news();
        let before = self.view.clone();
        self.view.update(document, &news);
        assert_eq!(self.view, document.view(), "{news:#?}");
        self.conflicts.update(document, &news);
        let conflicts: Vec<_> = self.conflicts.iter().cloned().collect();
        assert_eq!(conflicts, document.conflicts(), "{news:#?}");
        if is_exact {
            for place in text_places(&before) {
                follow(&news, &place, &before, &self.view);
            }
        }
        assert!(document.take_news().is_empty());
        news
    }
}

fn follow(news: &News, place: &Place, before: &View, after: &View) {
    let (Some(old), Some(new)) = (before.text(place), after.text(place)) else {
        return;
    };
    let splices = news
        .splices_of(place)
        .expect("our own edits make no text anew");
    let mut text = old.to_owned();
    for splice in splices {
        let caret = text.chars().count();
        assert!(splice.apply_to(&mut text), "{splice:?}");
        assert_eq!(splice.move_caret(0), 0);
        assert!(splice.move_caret(caret) <= text.chars().count());
    }
    assert_eq!(text, new, "{news:#?}");
}

fn run(kind: Kind, deeds: &[Deed], is_exact: bool) {
    let mut offices: Vec<Office> = (1..=3).map(|office| Office::new(kind, office)).collect();
    let mut editors: Vec<Editor> = offices
        .iter_mut()
        .map(|office| Editor::open(&mut office.document))
        .collect();
    for (time, deed) in deeds.iter().enumerate() {
        let who = usize::from(deed.who) % offices.len();
        if deed.is_look() {
            editors[who].look(&mut offices[who].document, is_exact);
        } else if let Some(from) = deed.merge_from(offices.len()) {
            let changes = offices[from]
                .document
                .automerge()
                .get_changes(&[])
                .split_off(1);
            offices[who].document.apply(changes).unwrap();
        } else {
            offices[who].perform(deed, time as i64, is_exact);
        }
    }
    for (office, editor) in offices.iter_mut().zip(&mut editors) {
        editor.look(&mut office.document, is_exact);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_open_policy_stays_in_step(deeds in deeds()) {
        run(Kind::Policy, &deeds, true);
    }

    #[test]
    fn open_minutes_stay_in_step(deeds in deeds()) {
        run(Kind::Minutes, &deeds, true);
    }

    #[test]
    fn an_open_matrix_stays_in_step(deeds in deeds()) {
        run(Kind::Matrix, &deeds, true);
    }

    #[test]
    fn what_other_programs_write_is_read_again(deeds in deeds(), kind in 0usize..3) {
        run(Kind::ALL[kind], &deeds, false);
    }

    #[test]
    fn a_caret_stays_between_its_neighbours(
        length in 0usize..30,
        at in 0usize..40,
        delete in 0usize..40,
        inserted in 0usize..5,
        caret in 0usize..30,
    ) {
        let (at, caret) = (at.min(length), caret.min(length));
        let delete = delete.min(length - at);
        let before: Vec<char> = ('a'..).take(length).collect();
        let splice = TextSplice {
            place: Place::Title,
            at,
            delete,
            insert: "→".repeat(inserted),
        };
        let mut text: String = before.iter().collect();
        prop_assert!(splice.apply_to(&mut text));
        let after: Vec<char> = text.chars().collect();
        let moved = splice.move_caret(caret);
        let (left, right) = after.split_at(moved);
        for (n, char) in before.iter().enumerate() {
            let wrong_side = if n < caret { right } else { left };
            prop_assert!(!wrong_side.contains(char));
        }
        if delete == 0 && caret == at {
            prop_assert_eq!(moved, caret, "what others insert at the caret comes after it");
        }
        let mut short: String = before.iter().take(at).collect();
        if delete > 0 {
            prop_assert!(!splice.apply_to(&mut short));
            prop_assert_eq!(short.chars().count(), at);
        }
    }
}

fn policy(clauses: u64) -> Document {
    let mut document = Office::new(Kind::Policy, 1).document;
    let edits: Vec<_> = (0..clauses)
        .map(|n| Edit::Insert {
            new: New::Clause(Clause {
                id: id(n),
                level: 1,
                heading: format!("Pasal {n}"),
                body: "isi".into(),
            }),
            after: n.checked_sub(1).map(id),
        })
        .collect();
    document.edit(&edits, 1, None).unwrap();
    document
}

fn put(document: &mut Document, place: Place, value: &str) {
    let value = value.to_owned();
    document
        .edit(&[Edit::Put { place, value }], 2, None)
        .unwrap();
}

#[test]
fn news_name_what_changed_and_nothing_else() {
    let mut document = policy(3);
    assert!(document.take_news().is_empty(), "not watched");
    document.watch();
    put(&mut document, Place::ClauseBody(id(1)), "isi baru");
    put(&mut document, Place::ClauseBody(id(1)), "isi lama");
    put(&mut document, Place::ClauseLevel(id(2)), "3");
    put(&mut document, Place::Meta("unit".into()), "Cabang");
    document.settle(&Place::Title, 3).unwrap();
    let news = document.take_news();
    let body = Place::ClauseBody(id(1));
    let splice = |at, delete, insert: &str| TextSplice {
        place: body.clone(),
        at,
        delete,
        insert: insert.to_owned(),
    };
    assert_eq!(
        news.splices,
        [splice(3, 0, " baru"), splice(4, 4, "lama")],
        "a replacement is one splice"
    );
    assert_eq!(news.things, BTreeSet::from([(Collection::Clauses, id(2))]));
    let places = [Place::Meta("unit".into()), Place::ClauseLevel(id(2))];
    assert_eq!(news.places, BTreeSet::from(places));
    assert_eq!(document.take_news(), News::default());
}

#[test]
fn a_new_clause_is_no_splice() {
    let mut document = policy(1);
    document.watch();
    let new = New::Clause(Clause {
        id: id(9),
        ..Clause::default()
    });
    document
        .edit(&[Edit::Insert { new, after: None }], 2, None)
        .unwrap();
    put(&mut document, Place::ClauseBody(id(9)), "satu");
    put(&mut document, Place::ClauseBody(id(0)), "isi satu");
    let news = document.take_news();
    assert!(news.splices_of(&Place::ClauseBody(id(9))).is_none());
    assert_eq!(news.splices.len(), 1);
    assert_eq!(news.things, BTreeSet::from([(Collection::Clauses, id(9))]));
    put(&mut document, Place::ClauseBody(id(9)), "satu dua");
    assert_eq!(document.take_news().splices.len(), 1, "by now it is known");
}

#[test]
fn a_root_made_again_means_reading_everything() {
    use automerge::transaction::Transactable as _;
    let mut document = policy(2);
    document.watch();
    put(&mut document, Place::Title, "Judul");
    document
        .change::<EditError>(3, None, |tx, _| {
            tx.put_object(automerge::ROOT, "clauses", automerge::ObjType::List)?;
            Ok(())
        })
        .unwrap();
    put(&mut document, Place::Title, "Judul lain");
    assert_eq!(document.take_news(), News::all());
}

#[test]
fn a_copy_is_not_watched_and_too_much_news_say_read_everything() {
    let mut document = policy(1);
    document.watch();
    let edits: Vec<_> = (0..=super::MAX_NOTED)
        .map(|n| Edit::Put {
            place: Place::Meta(format!("field {n}")),
            value: "x".into(),
        })
        .collect();
    document.edit(&edits, 2, None).unwrap();
    assert!(document.clone().take_news().is_empty());
    let news = document.take_news();
    assert_eq!(news, News::all());
    assert!(news.splices_of(&Place::Title).is_none());
    let mut view = View::Policy(crate::view::Policy::default());
    view.update(&document, &news);
    assert_eq!(view, document.view());
}
