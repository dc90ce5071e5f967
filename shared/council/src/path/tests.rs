use super::*;
use crate::document::Document;
use crate::edit::Edit;
use crate::view::Kind;

fn document(kind: Kind) -> Document {
    let mut document = Document::genesis(kind);
    document.set_writer(
        format::PublicKey::from_bytes([1; 32]),
        format::ActorId::from_bytes([2; 24]),
    );
    document
}

/// Types a value at a path, as the command line does.
fn set(document: &mut Document, path: &str, value: &str) {
    let view = document.view();
    let target = Path::parse(path, &view).unwrap_or_else(|error| panic!("{path}: {error}"));
    let edits = target.edits(value, &view).unwrap();
    document.edit(&edits, 1, None).unwrap();
}

fn place(path: &str, view: &View) -> Place {
    match Path::parse(path, view) {
        Ok(Target::Place(place)) => place,
        other => panic!("{path}: {other:?}"),
    }
}

fn policy() -> Document {
    let mut document = document(Kind::Policy);
    set(
        &mut document,
        "clause/+",
        "## Tujuan\n\nMenjaga nama baik.\n\n## Ruang lingkup\n\nSemua kanal.\n",
    );
    set(&mut document, "pasal/+", "Penutup");
    document
}

fn matrix() -> Document {
    let mut document = document(Kind::Matrix);
    set(
        &mut document,
        "row/+",
        "Unggah foto\tAni\nBalas komentar\tBudi",
    );
    set(&mut document, "kolom/+", "Jam / minggu");
    document
}

fn minutes() -> Document {
    let mut document = document(Kind::Minutes);
    set(&mut document, "agenda/+", "# Laporan\n\nCatatan.");
    set(&mut document, "keputusan/+", "Disetujui.");
    set(&mut document, "tindakan/+", "Kirim surat\tBudi\t2026-02-01");
    set(&mut document, "hadir/Budi", "hadir");
    set(&mut document, "attendance/+", "Ani\tizin\tsakit");
    set(&mut document, "decision/1/votes/Budi", "setuju");
    document
}

#[test]
fn typed_values_land_where_the_path_says() {
    let View::Policy(view) = policy().view() else {
        panic!()
    };
    let shown: Vec<_> = view
        .clauses
        .iter()
        .map(|c| (c.level, c.heading.as_str(), c.body.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (2, "Tujuan", "Menjaga nama baik."),
            (2, "Ruang lingkup", "Semua kanal."),
            (1, "Penutup", "")
        ]
    );
    let View::Minutes(view) = minutes().view() else {
        panic!()
    };
    assert_eq!(view.attendance[0].status, "present");
    assert_eq!(
        (
            view.attendance[1].status.as_str(),
            view.attendance[1].note.as_str()
        ),
        ("excused", "sakit")
    );
    assert_eq!(view.decisions[0].votes["Budi"], "for");
    assert_eq!(
        (view.actions[0].owner.as_str(), view.actions[0].due.as_str()),
        ("Budi", "2026-02-01")
    );
    let View::Matrix(view) = matrix().view() else {
        panic!()
    };
    assert_eq!(view.rows[1].cells[..2], ["Balas komentar", "Budi"]);
    assert_eq!(view.columns.len(), 11);
}

#[test]
fn either_language_and_any_case_name_one_place() {
    let view = policy().view();
    let View::Policy(shown) = &view else { panic!() };
    let id = shown.clauses[1].id.clone();
    for path in [
        "clause/2",
        "Clause/2/Body",
        "pasal/2/isi",
        &format!("clause/{}", &id[..10]),
    ] {
        assert_eq!(place(path, &view), Place::ClauseBody(id.clone()), "{path}");
    }
    assert_eq!(
        place("pasal/ruang lingkup/judul", &view),
        Place::ClauseHeading(id.clone())
    );
    assert_eq!(place("judul", &view), Place::Title);
    assert_eq!(place("meta/unit", &view), Place::Meta("unit".into()));
    assert_eq!(
        place("clause/2/deleted", &view),
        Place::Mark(Collection::Clauses, id)
    );
    let view = matrix().view();
    for path in ["row/2/owner", "baris/2/OWNER", "row/2/2"] {
        assert!(
            matches!(place(path, &view), Place::Cell(_, column) if column == "owner"),
            "{path}"
        );
    }
    let view = minutes().view();
    assert_eq!(
        place("hadir/budi/catatan", &view),
        Place::AttendanceNote("Budi".into())
    );
}

#[test]
fn what_is_removed_can_be_brought_back_by_its_id() {
    let mut document = policy();
    let View::Policy(shown) = document.view() else {
        panic!()
    };
    let id = shown.clauses[0].id.clone();
    set(&mut document, "clause/1/deleted", "ya");
    assert_ne!(document.view(), View::Policy(shown.clone()));
    set(&mut document, &format!("clause/{id}/deleted"), "tidak");
    assert_eq!(document.view(), View::Policy(shown));
}

#[test]
fn every_place_prints_as_a_path_that_names_it() {
    for document in [policy(), minutes(), matrix()] {
        let view = document.view();
        let mut places = vec![Place::Title, Place::Meta("unit usaha".into())];
        for (part, _) in PARTS.iter().filter(|(part, _)| part.is_in(view.kind())) {
            if let Part::Things(collection) = part {
                for (id, _) in things(*collection, &view) {
                    places.push(Place::Mark(*collection, id.to_owned()));
                    for field in [
                        "",
                        "heading",
                        "level",
                        "topic",
                        "presenter",
                        "owner",
                        "due",
                        "state",
                        "agenda",
                        "votes/A B/C",
                    ] {
                        places
                            .extend(field_of(*collection, id.to_owned(), field, field, &view).ok());
                    }
                    for (column, _) in things(Collection::Columns, &view) {
                        if *collection == Collection::Rows {
                            places.push(Place::Cell(id.to_owned(), column.to_owned()));
                        }
                    }
                }
            }
        }
        if let View::Minutes(minutes) = &view {
            for person in &minutes.attendance {
                places.push(Place::AttendanceStatus(person.person.clone()));
                places.push(Place::AttendanceNote(person.person.clone()));
                places.push(Place::Mark(Collection::Attendance, person.person.clone()));
            }
        }
        for wanted in places {
            let path = wanted.path(&view);
            assert_eq!(place(&path, &view), wanted, "{path}");
        }
    }
}

#[test]
fn a_wrong_path_says_what_there_is() {
    let said = |path: &str, document: &Document| {
        Path::parse(path, &document.view()).unwrap_err().to_string()
    };
    let policy = policy();
    assert_eq!(
        said("row/1", &policy),
        "\"row\" is no part of this document; there is title, meta, clause"
    );
    assert_eq!(
        said("clause/7", &policy),
        "there is no clause \"7\"; there is 1 to 3"
    );
    assert_eq!(
        said("clause", &policy),
        "say which clause: 1 to 3, or + for a new one"
    );
    assert_eq!(
        said("clause/1/owner", &policy),
        "a clause has no \"owner\"; it has body, heading, level and deleted"
    );
    assert_eq!(
        said("meta", &policy),
        "a name is missing at the end of \"meta\""
    );
    assert!(
        said("row/1/gaji", &matrix())
            .starts_with("there is no column \"gaji\"; there is activity, owner,")
    );
    let view = matrix().view();
    let error = Target::New(Collection::Rows)
        .edits(&"x\t".repeat(12), &view)
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("row 1 has 13 cells, but there are 11 columns"),
        "{error}"
    );
    let empty = Target::New(Collection::Rows).edits("\n \n", &view);
    assert_eq!(empty, Err(ValueError::Empty("row")));
    let title = Target::Place(Place::Title).edits("Judul\n", &view).unwrap();
    assert_eq!(
        title,
        [Edit::Put {
            place: Place::Title,
            value: "Judul".into()
        }]
    );
}

#[test]
fn words_of_either_language_are_kept_as_one_and_unknown_ones_are_refused() {
    let view = minutes().view();
    let kept = |path: &str, typed: &str| {
        let target = Path::parse(path, &view).unwrap();
        match target.edits(typed, &view).unwrap().remove(0) {
            Edit::Put { value, .. } => value,
            Edit::Attend(entry) => entry.status,
            other => panic!("{other:?}"),
        }
    };
    for (typed, word) in [
        ("Tanpa-Keterangan", "absent"),
        ("tanpa  keterangan", "absent"),
        ("absent", "absent"),
        ("pengamat", "observer"),
        ("izin", "excused"),
        ("", ""),
    ] {
        assert_eq!(kept("attendance/Siti", typed), word, "{typed}");
    }
    for kind in [
        WordKind::Attendance,
        WordKind::Vote,
        WordKind::State,
        WordKind::Mark,
        WordKind::Rule,
        WordKind::ItemKind,
    ] {
        for (stored, others) in kind.words() {
            for typed in others.iter().chain([stored]) {
                assert_eq!(kind.stored(typed), Some(*stored), "{kind}: {typed}");
            }
        }
    }
    let target = Path::parse("attendance/Siti", &view).unwrap();
    let refused = target.edits("mungkin", &view);
    let wanted = ValueError::Word {
        what: WordKind::Attendance,
        typed: "mungkin".into(),
    };
    assert_eq!(refused, Err(wanted));
    let several = Target::New(Collection::Attendance).edits("Siti\thadir\nJoko\tkeliru", &view);
    assert!(
        matches!(several, Err(ValueError::Word { .. })),
        "{several:?}"
    );
}

#[test]
fn a_day_that_no_calendar_has_is_refused() {
    let view = minutes().view();
    for path in ["meeting/date"] {
        let target = Path::parse(path, &view).unwrap();
        for typed in [
            "31-02-2026",
            "2026-02-31",
            "2026-13-01",
            "2026-1-1",
            "20261101",
            "2026-11-23T10:00",
            "segera",
        ] {
            let refused = target.edits(typed, &view);
            assert_eq!(
                refused,
                Err(ValueError::Day(typed.into())),
                "{path} {typed}"
            );
        }
        for typed in ["2026-11-23", "2028-02-29", ""] {
            assert!(target.edits(typed, &view).is_ok(), "{path} {typed}");
        }
    }
    let action = Target::New(Collection::Actions).edits("Kirim\tBudi\t31-02-2026", &view);
    assert_eq!(action, Err(ValueError::Day("31-02-2026".into())));
}
