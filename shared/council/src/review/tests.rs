use std::collections::BTreeSet;

use format::ChangeHash;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{between as look_between, *};
use crate::authorship::testing::*;
use crate::document::Document;
use crate::edit::{Collection, Edit, New, Place};
use crate::undo::Why;
use crate::view::{Attendance, Column, Kind, Row, View};

const WHY: &str = "Belum dibahas.";

fn between(before: &[ChangeHash], after: &Office) -> Reviewed {
    Reviewed {
        before: before.to_vec(),
        after: after.document.heads(),
    }
}

fn strike(office: &mut Office, place: &Place, reviewed: &Reviewed) -> Result<Struck, StrikeError> {
    let index = office.index();
    let document = &mut office.document;
    document
        .strike(&index, place, reviewed, WHY, NOW)
        .map(|(_, struck)| struck)
}

fn propose(office: &mut Office, strike: &ChangeHash) -> Result<Struck, StrikeError> {
    let index = office.index();
    let document = &mut office.document;
    document
        .propose_again(&index, strike, NOW)
        .map(|(_, struck)| struck)
}

/// A colleague with the same document.
fn colleague(of: &Office, kind: Kind, name: u8) -> Office {
    let mut colleague = office(kind, name);
    colleague.receive(of);
    colleague
}

fn exchange(a: &mut Office, b: &mut Office) {
    a.receive(b);
    b.receive(a);
}

fn clause_of(id: &str) -> Place {
    Place::Mark(Collection::Clauses, id.to_owned())
}

fn body_of(id: &str) -> Place {
    Place::ClauseBody(id.to_owned())
}

fn text(office: &Office, id: &str) -> String {
    office.body_of(id).unwrap_or_else(|| "(none)".to_owned())
}

fn splice_body(office: &mut Office, id: &str, at: usize, delete: usize, insert: &str) {
    office.edit(&[Edit::Splice {
        place: body_of(id),
        at,
        delete,
        insert: insert.to_owned(),
    }]);
}

#[test]
fn a_struck_text_reads_as_before_and_what_came_meanwhile_stays() {
    let mut chair = policy_office(1);
    let id = chair.add_clause("Tujuan", "Menjaga nama baik perusahaan.");
    let before = chair.document.heads();
    let mut surabaya = colleague(&chair, Kind::Policy, 2);
    // "Menjaga citra dan nama perusahaan."
    splice_body(&mut surabaya, &id, 8, 0, "citra dan ");
    splice_body(&mut surabaya, &id, 23, 5, "");
    let mut medan = colleague(&surabaya, Kind::Policy, 3);
    chair.receive(&surabaya);
    assert_eq!(text(&chair, &id), "Menjaga citra dan nama perusahaan.");
    let reviewed = between(&before, &chair);
    // Meanwhile, inside what is struck.
    splice_body(&mut medan, &id, 13, 0, " KITA");
    let struck = strike(&mut chair, &clause_of(&id), &reviewed).unwrap();
    assert_eq!(text(&chair, &id), "Menjaga nama baik perusahaan.");
    assert!(struck.left.is_empty());
    exchange(&mut chair, &mut medan);
    assert_eq!(text(&chair, &id), "Menjaga  KITAnama baik perusahaan.");
    assert_eq!(text(&chair, &id), text(&medan, &id));
    // Whoever wrote it first is still its writer.
    let spans = chair.index().spans(
        chair.document.automerge(),
        &chair.document.text_object(&body_of(&id)).unwrap(),
    );
    let writers: BTreeSet<_> = spans
        .iter()
        .map(|span| span.written.as_ref().unwrap().author)
        .collect();
    assert_eq!(writers, [Some(key(1)), Some(key(3))].into());
    let told = strikes(chair.document.automerge(), &chair.index());
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].by, told[0].reason.as_str(), &told[0].place),
        (Some(key(1)), WHY, &clause_of(&id))
    );
    assert!(!told[0].is_over);
    // The one whose text it was proposes it again.
    surabaya.receive(&chair);
    propose(&mut surabaya, &struck.change).unwrap();
    assert_eq!(
        text(&surabaya, &id),
        "Menjaga citra KITA dan nama perusahaan."
    );
    let told = strikes(surabaya.document.automerge(), &surabaya.index());
    assert!(told[0].is_over);
    assert_eq!(told[0].proposed_by, Some(key(2)));
    assert_eq!(
        propose(&mut surabaya, &struck.change),
        Err(StrikeError::Nothing)
    );
}

#[test]
fn text_that_comes_back_keeps_its_first_writer_both_ways() {
    let mut chair = policy_office(1);
    let id = chair.add_clause("Tujuan", "satu dua tiga");
    let before = chair.document.heads();
    let mut surabaya = colleague(&chair, Kind::Policy, 2);
    splice_body(&mut surabaya, &id, 5, 3, "DUA");
    chair.receive(&surabaya);
    let reviewed = between(&before, &chair);
    let struck = strike(&mut chair, &body_of(&id), &reviewed).unwrap();
    let mut malang = colleague(&chair, Kind::Policy, 4);
    propose(&mut malang, &struck.change).unwrap();
    assert_eq!(text(&malang, &id), "satu DUA tiga");
    let spans = malang.index().spans(
        malang.document.automerge(),
        &malang.document.text_object(&body_of(&id)).unwrap(),
    );
    let told: Vec<_> = spans
        .iter()
        .map(|span| {
            (
                span.text.as_str(),
                span.written.as_ref().unwrap().author,
                span.restored.as_ref().and_then(|one| one.author),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("satu ", Some(key(1)), None),
            ("DUA", Some(key(2)), Some(key(4))),
            (" tiga", Some(key(1)), None),
        ]
    );
}

#[test]
fn added_removed_moved_and_raised_clauses_go_back_and_come_again() {
    let mut chair = policy_office(1);
    let third = chair.add_clause("Tiga", "c");
    let second = chair.add_clause("Dua", "b");
    let first = chair.add_clause("Satu", "a");
    let order = |office: &Office| {
        let View::Policy(policy) = office.document.view() else {
            unreachable!()
        };
        let clauses = policy.clauses.into_iter();
        clauses
            .map(|clause| format!("{} {}", clause.level, clause.heading))
            .collect::<Vec<_>>()
    };
    let before = chair.document.heads();
    let was = order(&chair);
    assert_eq!(was, ["1 Satu", "1 Dua", "1 Tiga"]);
    let mut surabaya = colleague(&chair, Kind::Policy, 2);
    let new = surabaya.add_clause("Baru", "d");
    surabaya.edit(&[
        Edit::Move {
            collection: Collection::Clauses,
            id: first.clone(),
            after: Some(third.clone()),
        },
        Edit::Remove {
            collection: Collection::Clauses,
            id: second.clone(),
        },
    ]);
    surabaya.put(Place::ClauseLevel(third.clone()), "2");
    chair.receive(&surabaya);
    let is = order(&chair);
    assert_eq!(is, ["1 Baru", "2 Tiga", "1 Satu"]);
    let reviewed = between(&before, &chair);
    let mut struck = Vec::new();
    for id in [&new, &first, &second, &third] {
        struck.push(
            strike(&mut chair, &clause_of(id), &reviewed)
                .unwrap()
                .change,
        );
    }
    assert_eq!(order(&chair), was);
    let proved = strikes_that_only_take_back(&chair.document, &chair.index());
    assert_eq!(proved, struck.iter().copied().collect());
    surabaya.receive(&chair);
    for change in &struck {
        propose(&mut surabaya, change).unwrap();
    }
    assert_eq!(order(&surabaya), is);
    assert_eq!(
        strike(&mut chair, &clause_of(&new), &reviewed),
        Err(StrikeError::Nothing),
        "it is gone here already"
    );
}

#[test]
fn a_value_goes_back_unless_somebody_changed_it_since() {
    let mut chair = office(Kind::Matrix, 1);
    let row = "00000000-0000-4000-8000-000000000001".to_owned();
    let column = "00000000-0000-4000-8000-000000000002".to_owned();
    let cell = |name: &str| Place::Cell(row.clone(), name.to_owned());
    chair.edit(&[Edit::Insert {
        new: New::Row {
            row: Row {
                id: row.clone(),
                cells: vec!["Balas komentar".into(), "Sari".into()],
            },
            columns: vec!["activity".into(), "owner".into()],
        },
        after: None,
    }]);
    let before = chair.document.heads();
    let mut surabaya = colleague(&chair, Kind::Matrix, 2);
    surabaya.put(cell("owner"), "Budi");
    surabaya.put(cell("hours"), "12");
    surabaya.edit(&[Edit::Insert {
        new: New::Column(Column {
            id: column.clone(),
            name: "Catatan".into(),
        }),
        after: None,
    }]);
    chair.receive(&surabaya);
    let reviewed = between(&before, &chair);
    let was = chair.document.view_at(&before).unwrap();
    let whole_row = Place::Mark(Collection::Rows, row.clone());
    let of_row = strike(&mut chair, &whole_row, &reviewed).unwrap();
    let of_column = strike(
        &mut chair,
        &Place::Mark(Collection::Columns, column.clone()),
        &reviewed,
    )
    .unwrap();
    assert_eq!(chair.document.view(), was);
    surabaya.receive(&chair);
    propose(&mut surabaya, &of_row.change).unwrap();
    propose(&mut surabaya, &of_column.change).unwrap();
    let value = |office: &Office, place: &Place| {
        let (View::Matrix(matrix), Place::Cell(_, column)) = (office.document.view(), place) else {
            unreachable!()
        };
        let at = matrix.columns.iter().position(|one| one.id == *column);
        matrix.rows[0].cells[at.unwrap()].clone()
    };
    assert_eq!(value(&surabaya, &cell("owner")), "Budi");

    // Somebody chose another owner since.
    let mut medan = colleague(&surabaya, Kind::Matrix, 3);
    let reviewed = between(&before, &medan);
    medan.put(cell("owner"), "Dewi");
    let refused = strike(&mut medan, &cell("owner"), &reviewed);
    assert!(
        matches!(refused, Err(StrikeError::MovedOn(_))),
        "not one's own either: {refused:?}"
    );
    let mut medan = colleague(&surabaya, Kind::Matrix, 3);
    surabaya.put(cell("owner"), "Dewi");
    medan.receive(&surabaya);
    let refused = strike(&mut medan, &cell("owner"), &reviewed).unwrap_err();
    let StrikeError::MovedOn(left) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (&left[0].why, &left[0].by),
        (&Why::ChangedSince, &vec![key(2)])
    );
    assert_eq!(value(&medan, &cell("owner")), "Dewi");
    // The rest of the row can still go back, and what cannot is told.
    let struck = strike(&mut medan, &whole_row, &reviewed).unwrap();
    assert_eq!(struck.left.len(), 1);
    assert_eq!(value(&medan, &cell("hours")), "");
    assert_eq!(value(&medan, &cell("owner")), "Dewi");
}

#[test]
fn people_and_facts_of_a_meeting_go_back() {
    let mut chair = office(Kind::Minutes, 1);
    let attend = |person: &str, status: &str| {
        Edit::Attend(Attendance {
            person: person.into(),
            status: status.into(),
            note: String::new(),
            facts: Default::default(),
        })
    };
    chair.edit(&[attend("Rina", "present"), attend("Sari", "present")]);
    chair.put(Place::Title, "Notulen");
    chair.put(Place::Meeting("place".into()), "Jakarta");
    chair.put(Place::Meta("number".into()), "1");
    let before = chair.document.heads();
    let was = chair.document.view();
    let mut surabaya = colleague(&chair, Kind::Minutes, 2);
    surabaya.edit(&[
        attend("Budi", "present"),
        attend("Rina", "absent"),
        Edit::Remove {
            collection: Collection::Attendance,
            id: "Sari".into(),
        },
    ]);
    surabaya.put(Place::Title, "Notulen rapat");
    surabaya.put(Place::Meeting("place".into()), "Surabaya");
    surabaya.put(Place::Meeting("chair".into()), "Budi");
    surabaya.put(Place::Meta("number".into()), "2");
    chair.receive(&surabaya);
    let is = chair.document.view();
    let reviewed = between(&before, &chair);
    let person = |name: &str| Place::Mark(Collection::Attendance, name.to_owned());
    let places = [
        person("Budi"),
        person("Rina"),
        person("Sari"),
        Place::Title,
        Place::Meeting("place".into()),
        Place::Meeting("chair".into()),
        Place::Meta("number".into()),
    ];
    let struck: Vec<_> = places
        .iter()
        .map(|place| strike(&mut chair, place, &reviewed).unwrap().change)
        .collect();
    assert_eq!(chair.document.view(), was);
    let proved = strikes_that_only_take_back(&chair.document, &chair.index());
    assert_eq!(proved.len(), struck.len());
    surabaya.receive(&chair);
    for change in &struck {
        propose(&mut surabaya, change).unwrap();
    }
    assert_eq!(surabaya.document.view(), is);
}

#[test]
fn a_new_clause_that_others_wrote_in_since_is_not_hidden() {
    let mut chair = policy_office(1);
    chair.add_clause("Tujuan", "a");
    let before = chair.document.heads();
    let mut surabaya = colleague(&chair, Kind::Policy, 2);
    let id = surabaya.add_clause("Baru", "b");
    chair.receive(&surabaya);
    let reviewed = between(&before, &chair);
    let mut medan = colleague(&surabaya, Kind::Policy, 3);
    splice_body(&mut medan, &id, 1, 0, " dari Medan");
    let mut late = colleague(&chair, Kind::Policy, 1);
    late.restart();
    late.receive(&medan);
    let refused = strike(&mut late, &clause_of(&id), &reviewed).unwrap_err();
    let StrikeError::MovedOn(left) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (&left[0].why, &left[0].by),
        (&Why::OthersWroteInIt, &vec![key(3)])
    );
    assert_eq!(text(&late, &id), "b dari Medan", "nothing was lost");
    // Whoever strikes without knowing of it hides nothing of it either.
    strike(&mut chair, &clause_of(&id), &reviewed).unwrap();
    assert_eq!(text(&chair, &id), "(none)");
    exchange(&mut chair, &mut medan);
    assert_eq!(text(&chair, &id), "b dari Medan");
}

#[test]
fn whoever_struck_may_undo_it_and_do_it_again() {
    let mut chair = policy_office(1);
    let id = chair.add_clause("Tujuan", "satu dua tiga");
    let before = chair.document.heads();
    let mut surabaya = colleague(&chair, Kind::Policy, 2);
    splice_body(&mut surabaya, &id, 5, 3, "DUA");
    splice_body(&mut surabaya, &id, 0, 0, "nol ");
    chair.receive(&surabaya);
    chair.restart();
    let reviewed = between(&before, &chair);
    strike(&mut chair, &clause_of(&id), &reviewed).unwrap();
    let written = |chair: &Office| {
        let proved = strikes_that_only_take_back(&chair.document, &chair.index());
        let heads = chair.document.heads();
        heads.iter().any(|head| !proved.contains(head))
    };
    for _ in 0..3 {
        assert_eq!(text(&chair, &id), "satu dua tiga");
        assert!(
            !written(&chair),
            "a strike is not writing, nor is doing it again"
        );
        let index = chair.index();
        chair.document.undo(&index, NOW).unwrap();
        assert!(!written(&chair), "nor is taking it back");
        assert_eq!(text(&chair, &id), "nol satu DUA tiga");
        assert!(strikes(chair.document.automerge(), &chair.index())[0].is_over);
        let index = chair.index();
        chair.document.redo(&index, NOW).unwrap();
    }
    // The author's own undo takes nothing back twice.
    surabaya.receive(&chair);
    let index = surabaya.index();
    assert!(surabaya.document.undo(&index, NOW).is_err());
    assert_eq!(text(&surabaya, &id), "satu dua tiga");
}

#[test]
fn bringing_back_a_clause_that_one_struck_oneself_is_not_writing() {
    let mut chair = policy_office(1);
    let before = chair.document.heads();
    let mut medan = colleague(&chair, Kind::Policy, 3);
    let new = medan.add_clause("Baru", "empat");
    chair.receive(&medan);
    chair.restart();
    let reviewed = between(&before, &chair);
    strike(&mut chair, &clause_of(&new), &reviewed).unwrap();
    assert_eq!(text(&chair, &new), "(none)");
    let index = chair.index();
    chair.document.undo(&index, NOW).unwrap();
    assert_eq!(text(&chair, &new), "empat");
    let proved = strikes_that_only_take_back(&chair.document, &chair.index());
    assert_eq!(proved.len(), 2);
    assert!(
        chair
            .document
            .heads()
            .iter()
            .all(|head| proved.contains(head))
    );
}

#[test]
fn a_strike_needs_a_reason_and_something_to_strike() {
    let mut chair = policy_office(1);
    let id = chair.add_clause("Tujuan", "a");
    let reviewed = between(&chair.document.heads(), &chair);
    let index = chair.index();
    let place = clause_of(&id);
    let document = &mut chair.document;
    let mut attempt = |place: &Place, reviewed: &Reviewed, reason: &str| {
        let struck = document.strike(&index, place, reviewed, reason, NOW);
        struck.map(|_| ()).unwrap_err()
    };
    assert_eq!(attempt(&place, &reviewed, "  "), StrikeError::NoReason);
    let long = "x".repeat(MAX_REASON_BYTES + 1);
    assert_eq!(attempt(&place, &reviewed, &long), StrikeError::LongReason);
    assert_eq!(attempt(&place, &reviewed, WHY), StrikeError::Nothing);
    let missing = clause_of("00000000-0000-4000-8000-00000000000f");
    assert_eq!(
        attempt(&missing, &reviewed, WHY),
        StrikeError::NoSuchPlace(missing.clone())
    );
    let elsewhere = Place::Cell("a".into(), "b".into());
    assert_eq!(
        attempt(&elsewhere, &reviewed, WHY),
        StrikeError::NoSuchPlace(elsewhere.clone())
    );
    let unknown = Reviewed {
        before: vec![ChangeHash::from_bytes([9; 32])],
        after: vec![],
    };
    assert!(matches!(
        attempt(&place, &unknown, WHY),
        StrikeError::UnknownHeads(_)
    ));
    let head = chair.document.heads()[0];
    assert_eq!(
        propose(&mut chair, &head),
        Err(StrikeError::NoStrike(head)),
        "an edit is no strike"
    );
}

#[test]
fn before_anything_was_decided_what_came_first_can_be_struck() {
    let mut chair = policy_office(1);
    let id = chair.add_clause("Tujuan", "a");
    chair.put(Place::Title, "Pedoman");
    let reviewed = between(&[], &chair);
    let of_clause = strike(&mut chair, &clause_of(&id), &reviewed).unwrap();
    strike(&mut chair, &Place::Title, &reviewed).unwrap();
    assert_eq!(
        chair.document.view(),
        Document::genesis(Kind::Policy).view()
    );
    let proved = strikes_that_only_take_back(&chair.document, &chair.index());
    assert_eq!(proved.len(), 2);
    propose(&mut chair, &of_clause.change).unwrap();
    assert_eq!(text(&chair, &id), "a");
}

/// A change with the message of a strike that writes whatever it likes.
fn forged(office: &mut Office, before: &[ChangeHash], place: &Place, edits: &[Edit]) {
    let note = StrikeNote {
        place: place.clone(),
        before: before.to_vec(),
        reason: WHY.to_owned(),
    };
    office
        .document
        .edit(edits, NOW, Some(&note.to_string()))
        .unwrap()
        .unwrap();
}

#[test]
fn a_change_that_writes_anything_of_its_own_is_no_strike_whatever_it_says() {
    let mut chair = policy_office(1);
    let id = chair.add_clause("Tujuan", "Jangan unggah apa pun.");
    let before = chair.document.heads();
    let splice = |at: usize, delete: usize, insert: &str| Edit::Splice {
        place: body_of(&id),
        at,
        delete,
        insert: insert.to_owned(),
    };
    splice_body(&mut chair, &id, 22, 0, " Titik.");
    let put = |place: Place, value: &str| Edit::Put {
        place,
        value: value.to_owned(),
    };
    let remove = Edit::Remove {
        collection: Collection::Clauses,
        id: id.clone(),
    };
    let forgeries = [
        vec![splice(0, 7, "")],
        vec![splice(22, 7, ""), splice(0, 7, "")],
        vec![splice(0, 0, "Boleh. ")],
        vec![put(Place::ClauseLevel(id.clone()), "3")],
        vec![put(Place::Meta("number".into()), "1")],
        vec![remove],
    ];
    for edits in forgeries {
        let mut forger = colleague(&chair, Kind::Policy, 5);
        forged(&mut forger, &before, &body_of(&id), &edits);
        let told = strikes(forger.document.automerge(), &forger.index());
        assert_eq!(told.len(), 1, "it says it is one");
        let proved = strikes_that_only_take_back(&forger.document, &forger.index());
        assert!(proved.is_empty(), "{edits:?}");
    }
    // What only takes away what came is one, whoever wrote it with which program.
    let mut other = colleague(&chair, Kind::Policy, 5);
    forged(&mut other, &before, &body_of(&id), &[splice(22, 7, "")]);
    let proved = strikes_that_only_take_back(&other.document, &other.index());
    assert_eq!(proved.len(), 1);
    // A state that is not before it proves nothing.
    let mut other = colleague(&chair, Kind::Policy, 5);
    let unknown = [ChangeHash::from_bytes([9; 32])];
    forged(&mut other, &unknown, &body_of(&id), &[splice(22, 7, "")]);
    assert!(strikes_that_only_take_back(&other.document, &other.index()).is_empty());
}

/// Strings that nobody else writes, so that one can see whether they are still there.
fn word(random: &mut ChaCha8Rng, of: u8) -> String {
    let letters = ["K", "L", "M", "N"];
    let letter = letters[usize::from(of) % letters.len()];
    letter.repeat(random.random_range(1..5))
}

fn random_edit(random: &mut ChaCha8Rng, office: &mut Office, id: &str) {
    let Some(body) = office.body_of(id) else {
        return;
    };
    let length = body.chars().count();
    let at = random.random_range(0..=length);
    let delete = match random.random_bool(0.5) {
        true => random.random_range(0..=(length - at).min(6)),
        false => 0,
    };
    let insert = match random.random_bool(0.7) {
        true => word(random, office.name),
        false => String::new(),
    };
    splice_body(office, id, at, delete, &insert);
}

#[test]
fn whatever_others_write_around_a_strike_survives_it_and_what_was_struck_comes_back_whole() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    for round in 0..200 {
        let random = &mut ChaCha8Rng::seed_from_u64(seed.wrapping_add(round));
        // Where somebody's undo met what another wrote in the same gap, the order in that gap was open: text
        // that comes back comes in the order of its slots.
        let with_undo = round % 2 == 1;
        let same = |found: &str, wanted: &str| {
            let sorted = |text: &str| {
                let mut chars: Vec<char> = text.chars().collect();
                chars.sort_unstable();
                chars
            };
            match with_undo {
                true => assert_eq!(sorted(found), sorted(wanted), "round {round}"),
                false => assert_eq!(found, wanted, "round {round}"),
            }
        };
        let mut chair = policy_office(1);
        let ids = [
            chair.add_clause("Satu", "abcdefghijklmnop"),
            chair.add_clause("Dua", "qrstuvwxyz"),
        ];
        let before = chair.document.heads();
        let was: Vec<String> = ids.iter().map(|id| text(&chair, id)).collect();
        let mut writers: Vec<Office> = (2..4)
            .map(|name| colleague(&chair, Kind::Policy, name))
            .collect();
        for _ in 0..random.random_range(1..6) {
            for writer in &mut writers {
                let id = &ids[random.random_range(0..ids.len())];
                random_edit(random, writer, id);
                // Only one of them: two who undo the same at the same time bring it back twice.
                if with_undo && writer.name == 2 && random.random_bool(0.3) {
                    let index = writer.index();
                    // Nothing to undo is fine, too.
                    drop(writer.document.undo(&index, NOW));
                }
            }
        }
        for writer in &writers {
            chair.receive(writer);
        }
        let reviewed = between(&before, &chair);
        let is: Vec<String> = ids.iter().map(|id| text(&chair, id)).collect();

        // One who has seen what is reviewed writes on while the chair strikes.
        let mut late = colleague(&chair, Kind::Policy, 4);
        let mut written = Vec::new();
        for _ in 0..random.random_range(0..4) {
            let id = &ids[random.random_range(0..ids.len())];
            let length = text(&late, id).chars().count();
            let mark = written.len().to_string();
            splice_body(&mut late, id, random.random_range(0..=length), 0, &mark);
            written.push(mark);
        }
        let mut struck = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            match strike(&mut chair, &clause_of(id), &reviewed) {
                Ok(done) => {
                    assert!(done.left.is_empty(), "round {round}");
                    struck.push(done.change);
                }
                Err(error) => assert_eq!(error, StrikeError::Nothing, "round {round}"),
            }
            same(&text(&chair, id), &was[at]);
        }
        let proved = strikes_that_only_take_back(&chair.document, &chair.index());
        assert_eq!(proved, struck.iter().copied().collect(), "round {round}");

        // Back again, with nothing else in between: the very same text, by the very same writers.
        let mut again = colleague(&chair, Kind::Policy, 5);
        for change in &struck {
            propose(&mut again, change).unwrap();
        }
        for (at, id) in ids.iter().enumerate() {
            same(&text(&again, id), &is[at]);
            let spans = again.index().spans(
                again.document.automerge(),
                &again.document.text_object(&body_of(id)).unwrap(),
            );
            for span in spans {
                let author = span.written.unwrap().author;
                let is_of_writer = span.text.chars().all(|char| match char {
                    'M' => author == Some(key(2)),
                    'N' => author == Some(key(3)),
                    _ => author == Some(key(1)),
                });
                assert!(is_of_writer, "round {round}: {:?} by {author:?}", span.text);
            }
        }

        exchange(&mut chair, &mut late);
        let merged: Vec<String> = ids.iter().map(|id| text(&chair, id)).collect();
        for mark in &written {
            let found = merged.iter().filter(|text| text.contains(mark.as_str()));
            assert_eq!(found.count(), 1, "round {round}: {mark} in {merged:?}");
        }
        // Without what came late everything reads as before.
        let strip = |text: &str| {
            let mut text = text.to_owned();
            for mark in &written {
                text = text.replace(mark.as_str(), "");
            }
            text
        };
        for (at, text) in merged.iter().enumerate() {
            same(&strip(text), &was[at]);
        }
        for change in &struck {
            propose(&mut late, change).unwrap();
        }
        for (at, id) in ids.iter().enumerate() {
            same(&strip(&text(&late, id)), &is[at]);
        }
    }
}

#[test]
fn whoever_wrote_or_moved_something_since_is_named_and_both_touched_texts_are_marked() {
    let mut chair = policy_office(1);
    let other = chair.add_clause("Dua", "b");
    let id = chair.add_clause("Satu", "a");
    let before = chair.document.heads();
    let mut surabaya = colleague(&chair, Kind::Policy, 2);
    let mut medan = colleague(&chair, Kind::Policy, 3);
    splice_body(&mut surabaya, &id, 1, 0, " satu");
    splice_body(&mut medan, &id, 1, 0, " dua");
    medan.edit(&[Edit::Move {
        collection: Collection::Clauses,
        id: other.clone(),
        after: None,
    }]);
    chair.receive(&surabaya);
    let only_surabaya = between_of(&chair, &before);
    assert!(only_surabaya.apart.is_empty());
    chair.receive(&medan);
    let both = between_of(&chair, &before);
    assert_eq!(both.authors[&clause_of(&id)], [key(2), key(3)].into());
    assert_eq!(both.authors[&clause_of(&other)], [key(3)].into());
    assert_eq!(both.apart, [body_of(&id)].into());
    assert_eq!(both.reordered, [(Collection::Clauses, other)].into());
    chair.document.settle(&body_of(&id), NOW).unwrap();
    assert!(between_of(&chair, &before).apart.is_empty());
}

fn between_of(office: &Office, before: &[ChangeHash]) -> Between {
    look_between(&office.document, &office.index(), &between(before, office)).unwrap()
}
