use format::DeviceKey;

use super::*;
use crate::authorship::testing::{NOW, Office, office};
use crate::edit::{Edit, Place};
use crate::lifecycle::stage::{DAY, START, Stage, day, key};
use crate::view::Kind;

fn put(place: Place, value: &str) -> Edit {
    Edit::Put {
        place,
        value: value.to_owned(),
    }
}

fn archive(value: &str) -> Edit {
    put(Place::Meta(ARCHIVED.into()), value)
}

/// What the document and the bytes of the change say of these edits, which must be the same.
fn is_only_archiving_twice(office: &mut Office, edits: &[Edit]) -> bool {
    let change = office.document.edit(edits, NOW, None).unwrap().unwrap();
    agreed(office, &change.hash, &change.bytes)
}

fn agreed(office: &Office, hash: &ChangeHash, bytes: &[u8]) -> bool {
    let by_document = only_archives(&office.document, hash);
    let by_bytes = is_only_archiving(&Change::from_bytes(bytes.to_vec()).unwrap());
    assert_eq!(by_document, by_bytes, "{hash:?}");
    by_document
}

#[test]
fn the_header_is_the_same_object_in_every_kind_of_document() {
    for kind in Kind::ALL {
        let document = Document::genesis(kind);
        let found = document.reader(None).root_map("meta");
        assert_eq!(found, Some(header()), "{kind:?}");
    }
}

#[test]
fn a_change_is_only_archiving_where_it_writes_the_mark_and_nothing_else() {
    let mut it = office(Kind::Policy, 1);
    let (title, unit) = (Place::Title, Place::Meta("unit".into()));
    let edits = [
        (vec![archive("yes")], true),
        (vec![archive("")], true),
        (vec![put(unit.clone(), "Surabaya")], false),
        (vec![archive("yes"), put(unit, "Medan")], false),
        (vec![put(title, "P")], false),
        (vec![archive("")], true),
        (vec![put(Place::Meta("archived-by".into()), "yes")], false),
    ];
    for (number, (edits, wanted)) in edits.iter().enumerate() {
        let found = is_only_archiving_twice(&mut it, edits);
        assert_eq!(found, *wanted, "{number}");
    }
    // Whoever takes their archiving back writes nothing either.
    assert!(is_only_archiving_twice(&mut it, &[archive("yes")]));
    let index = it.index();
    let (undo, _) = it.document.undo(&index, NOW).unwrap();
    assert!(agreed(&it, &undo.hash, &undo.bytes));
    assert!(!only_archives(
        &it.document,
        &ChangeHash::from_bytes([9; 32])
    ));
}

#[test]
fn whoever_takes_back_the_first_archiving_there_was_writes_nothing_either() {
    let mut it = office(Kind::Matrix, 1);
    assert!(!was_ever_marked(&it.document));
    assert!(is_only_archiving_twice(&mut it, &[archive("yes")]));
    for is_archived in [false, true, false] {
        let index = it.index();
        let (toggled, _) = match is_archived {
            false => it.document.undo(&index, NOW).unwrap(),
            true => it.document.redo(&index, NOW).unwrap(),
        };
        assert!(agreed(&it, &toggled.hash, &toggled.bytes));
        assert_eq!(!marks(&it.document).is_empty(), is_archived);
        assert!(was_ever_marked(&it.document));
    }
}

#[test]
fn the_marks_of_a_document_are_those_that_stand_with_who_wrote_them() {
    let mut one = office(Kind::Minutes, 1);
    assert_eq!(marks(&one.document), []);
    let mut other = office(Kind::Minutes, 2);
    other.receive(&one);
    is_only_archiving_twice(&mut one, &[archive("yes")]);
    is_only_archiving_twice(&mut other, &[archive("yes")]);
    one.receive(&other);
    let mut by: Vec<_> = marks(&one.document).iter().map(|mark| mark.by).collect();
    by.sort_unstable();
    assert_eq!(by, [1, 2].map(|name| PublicKey::from_bytes([name; 32])));
    is_only_archiving_twice(&mut one, &[archive("")]);
    assert_eq!(marks(&one.document), []);
}

/// Everybody of the stage, with a second person of Surabaya and one of Medan.
fn people(stage: &mut Stage) -> Vec<(&'static str, DeviceKey)> {
    let (beside, elsewhere) = (key(71), key(72));
    stage.admit(&beside, "Surabaya");
    stage.admit(&elsewhere, "Medan");
    vec![
        ("chair", stage.chair.clone()),
        ("acting", stage.acting.clone()),
        ("secretary", stage.secretary.clone()),
        ("creator", stage.drafter.clone()),
        ("coordinator", stage.coordinator.clone()),
        ("beside", beside),
        ("elsewhere", elsewhere),
        ("legal", stage.legal.clone()),
        ("sponsor", stage.sponsor.clone()),
        ("stranger", key(99)),
    ]
}

#[test]
fn a_document_on_record_is_archived_by_who_publishes_and_a_draft_by_its_unit_too() {
    let mut stage = Stage::new();
    let people = people(&mut stage);
    let roster = stage.fold_roster();
    let may = |is_on_record: bool, on: &str| -> Vec<&str> {
        let document = Archived {
            creator: stage.drafter.public(),
            unit: "Surabaya",
            is_on_record,
        };
        let may = |key: &DeviceKey| may_archive(&roster, &key.public(), day(on), &document);
        let found = people.iter().filter(|(_, key)| may(key));
        found.map(|(name, _)| *name).collect()
    };
    assert_eq!(
        may(false, "2026-03-02"),
        [
            "chair",
            "acting",
            "secretary",
            "creator",
            "coordinator",
            "beside"
        ]
    );
    assert_eq!(may(true, "2026-03-02"), ["chair", "acting", "secretary"]);
    // The mandate of who acts for the chair is over then.
    assert_eq!(may(true, "2026-07-01"), ["chair", "secretary"]);
}

#[test]
fn a_mark_hides_what_is_on_record_only_if_its_writer_held_the_seat_that_day() {
    let mut stage = Stage::new();
    let people = people(&mut stage);
    let roster = stage.fold_roster();
    let mark = |key: &DeviceKey, days: i64| Mark {
        by: key.public(),
        time_seconds: (START + days * DAY) / 1_000,
    };
    let hiding: Vec<&str> = (people.iter())
        .filter(|(_, key)| hides(&roster, true, &[mark(key, 1)]))
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(hiding, ["chair", "acting", "secretary"]);
    assert!(!hides(&roster, true, &[mark(&stage.acting, 200)]));
    let never = Mark {
        time_seconds: i64::MAX,
        ..mark(&stage.secretary, 1)
    };
    assert!(!hides(&roster, true, &[never]));
    assert!(!hides(&roster, true, &[]));
    // Of marks that were set apart one that counts is enough; a draft is hidden by any.
    let both = [mark(&stage.drafter, 1), mark(&stage.secretary, 1)];
    assert!(hides(&roster, true, &both));
    assert!(hides(&roster, false, &both[..1]));
}

#[test]
fn a_mark_counts_on_when_its_writer_gives_up_the_seat_later() {
    let mut stage = Stage::new();
    let (chair, secretary) = (stage.chair.clone(), stage.secretary.clone());
    let archived = Mark {
        by: secretary.public(),
        time_seconds: (START + DAY) / 1_000,
    };
    let later = Mark {
        time_seconds: (START + 20 * DAY) / 1_000,
        ..archived
    };
    stage.now = START + 10 * DAY;
    let seats = stage.seats();
    let seat = seats
        .standing_now()
        .find(|seat| seat.holder == secretary.public());
    let seat = seat.unwrap().act;
    let end = crate::act::seat::EndSeat {
        seat,
        reason: String::new(),
    };
    stage.council(&chair, &crate::act::Body::EndSeat(end));
    let roster = stage.fold_roster();
    assert!(hides(&roster, true, &[archived]));
    assert!(!hides(&roster, true, &[later]));
}
