//! Links of a relay to others, and how relays prove that the council names them.

use council::act::seat::Appoint;
use council::act::{Body, Relay, RelayEntry, Speaker};
use council::seats::Role;
use format::{Act, DeviceKey};
use store::links::{RelayLink, link, unlink};
use store::{Options, Store, StoreError};
use sync::holdings::{Holdings as _, Standing};

use crate::fixture::{Council, council, place};

const THERE: &str = "ws://relay.example:8443";

#[test]
fn a_link_is_kept_beside_the_program_that_serves_and_outlives_it() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    assert_eq!(store.links().unwrap(), []);
    link(&path, THERE, &[council.id]).unwrap();
    link(&path, "ws://other.example", &[]).unwrap();
    let addresses = |store: &Store| -> Vec<String> {
        let links = store.links().unwrap().into_iter();
        links.map(|link| link.address).collect()
    };
    assert_eq!(addresses(&store), ["ws://other.example", THERE]);
    let kept = |store: &Store| -> RelayLink {
        let mut links = store.links().unwrap().into_iter();
        links.find(|link| link.address == THERE).unwrap()
    };
    let other = format::CouncilId::from_bytes([7; 32]);
    assert!(kept(&store).carries(&council.id) && !kept(&store).carries(&other));
    // How it went is noted by whoever serves, and outlives both.
    let (id, key) = (council.id, council.budi.public());
    let noted = store.write(move |write| {
        write.note_course(id, THERE, |course| {
            course.key = Some(key);
            course.linked_millis = Some(5);
        })?;
        write.note_course(id, THERE, |course| course.down = Some(("broke".into(), 6)))
    });
    noted.unwrap();
    drop(store);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let course = store.reader(id).unwrap().course(THERE).unwrap();
    assert_eq!((course.key, course.linked_millis), (Some(key), Some(5)));
    assert_eq!(course.down, Some(("broke".into(), 6)));
    // Naming more councils adds them; naming none means every one.
    let before = kept(&store).asked_millis;
    link(&path, THERE, &[other]).unwrap();
    assert!(kept(&store).carries(&council.id) && kept(&store).carries(&other));
    assert!(kept(&store).asked_millis >= before);
    link(&path, THERE, &[]).unwrap();
    assert_eq!(kept(&store).councils, []);
    // Removed, its key is forgotten, and a serving program that ends later brings nothing back.
    assert!(unlink(&path, THERE).unwrap());
    assert!(!unlink(&path, THERE).unwrap());
    store
        .write(move |write| write.note_course(id, THERE, |course| course.key = Some(key)))
        .unwrap();
    let course = store.reader(id).unwrap().course(THERE).unwrap();
    assert_eq!(course, store::links::Course::default());
    assert_eq!(addresses(&store), ["ws://other.example"]);
}

#[test]
fn a_link_is_not_kept_in_a_file_of_somebody_else() {
    let (folder, _) = place();
    let foreign = folder.path().join("notes.txt");
    std::fs::write(
        &foreign,
        b"SQLite format 3 is not what this is, but a letter",
    )
    .unwrap();
    let refused = link(&foreign, THERE, &[]);
    assert!(
        matches!(refused, Err(StoreError::Foreign(_))),
        "{refused:?}"
    );
}

/// Budi is made a chair, and names a relay.
fn named_by_a_later_chair(council: &Council, relay: &DeviceKey) -> Vec<Act> {
    let said = |key, roster: &Act, time_millis, body| {
        let speaker = Speaker {
            key,
            council: Some(council.id),
            roster: vec![roster.id()],
            time_millis,
        };
        speaker.say(&body).unwrap()
    };
    let appoint = said(
        &council.rina,
        &council.roster[2],
        3_000,
        Body::Appoint(Appoint {
            holder: council.budi.public(),
            role: Role::Chair,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: None,
            instead_of: Some(council.roster[0].id()),
        }),
    );
    let entry = RelayEntry {
        address: THERE.into(),
        key: Some(relay.public()),
        serves: None,
    };
    let naming = Body::Relay(Relay {
        relays: vec![entry],
        head_office: String::new(),
    });
    let named = said(&council.budi, &appoint, 4_000, naming);
    vec![appoint, named]
}

#[test]
fn a_relay_that_was_named_by_a_seat_can_prove_it_to_whoever_knows_nothing() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let relay = DeviceKey::from_secret(&[8; 32]);
    let (id, said) = (council.id, named_by_a_later_chair(&council, &relay));
    store
        .write(move |write| {
            for act in &said {
                write.append_act(id, act)?;
            }
            Ok(())
        })
        .unwrap();
    let reader = store.reader(id).unwrap();
    let standing = reader.standing(&relay.public(), &[]).unwrap();
    assert_eq!(standing, Standing::Relay);
    let placing = reader.placing_acts(&relay.public()).unwrap();
    let (_folder, elsewhere) = place();
    let (empty, _) = Store::open(&elsewhere, Options::new("test")).unwrap();
    empty.write(move |write| write.hold_council(id)).unwrap();
    let there = empty.reader(id).unwrap();
    assert_eq!(
        there.standing(&relay.public(), &placing).unwrap(),
        Standing::Relay
    );
    assert_eq!(
        there.standing(&relay.public(), &placing[..2]).unwrap(),
        Standing::Unknown
    );
}
