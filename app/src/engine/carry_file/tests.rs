use council::edit::{Edit, Place};
use council::view::Kind;

use super::*;
use crate::engine::attaching;
use crate::engine::home::Home;
use crate::engine::membership::found;

/// A device and a copy of it from before it wrote anything.
fn device_and_earlier_copy(folder: &Path) -> (Office, Office) {
    let home = |name: &str| Home::find(Some(folder.join(name))).unwrap();
    let (home, copy) = (home("rumah"), home("salinan"));
    drop(found(home.clone(), "Dewan", "Kantor Pusat", "Rina", &[]).unwrap());
    copy.make_folder().unwrap();
    for entry in std::fs::read_dir(home.folder()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), copy.folder().join(entry.file_name())).unwrap();
        }
    }
    (Office::open(home).unwrap(), Office::open(copy).unwrap())
}

#[test]
fn what_was_taken_before_something_went_wrong_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let (office, other) = device_and_earlier_copy(folder.path());
    let mut draft = office.draft_new(Kind::Policy).unwrap();
    let title = Edit::Put {
        place: Place::Title,
        value: "Pedoman".into(),
    };
    draft.edit(&[title]).unwrap();
    let id = office.save_one(draft).unwrap().id;
    // More than goes into one transaction.
    let scan = folder.path().join("pindaian.bin");
    std::fs::write(&scan, vec![7; BYTES_AT_ONCE + 1_000_000]).unwrap();
    attaching::keep(&office, &id, &[], &[scan], None).unwrap();
    let file = folder.path().join("bawaan.dewan-carry");
    let order = Order {
        recipients: vec![office.me()],
        since_millis: None,
        is_locked: false,
        blobs_up_to_bytes: u64::MAX,
    };
    write(&office, &order, &file, false).unwrap();
    let reader = other.reader().unwrap();
    let mut checked = check(&reader, other.key(), folder.path(), &file).unwrap();
    drop(reader);
    // The disk loses the end of the copy.
    let bytes = checked.copy.metadata().unwrap().len();
    checked.copy.set_len(bytes - 7).unwrap();
    take(&other, &mut checked).unwrap_err();
    let listed = other.reader().unwrap().summaries().unwrap();
    let listed: Vec<&str> = listed.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(listed, ["Pedoman"]);
}

/// A file for `office` by a key that nothing places, which ends in the middle of its first item.
fn begun_by_stranger(office: &Office) -> (PublicKey, Vec<u8>) {
    let stranger = DeviceKey::from_secret(&[5; 32]);
    let genesis = (format::ChangeHash::from_bytes([0; 32]), 1);
    let log = format::LogId::from_bytes([1; 16]);
    let nothing = sync::memory::Memory::new(office.council(), genesis, log);
    let order = form::Order {
        recipients: [(office.me(), form::KnownThere::default())].into(),
        ..form::Order::default()
    };
    let mut file = Vec::new();
    form::write(&nothing, &stranger, &order, &mut file).unwrap();
    let header = 4 + u32::from_be_bytes(file[16..20].try_into().unwrap()) as usize;
    file.truncate(16 + header);
    let frame = sync::frame::Frame::Items(sync::frame::Items {
        upto: None,
        items: vec![sync::frame::Packed::Run(vec![0; 100])],
    });
    let block = frame.encode();
    file.extend((block.len() as u32).to_be_bytes());
    file.extend(block);
    (stranger.public(), file)
}

#[test]
fn of_a_strangers_file_nothing_is_opened_but_the_acts_at_its_front() {
    let folder = tempfile::tempdir().unwrap();
    let (office, _) = device_and_earlier_copy(folder.path());
    let reader = office.reader().unwrap();
    let (stranger, plain) = begun_by_stranger(&office);
    let mut locked = Vec::new();
    let mut lock = lock::lock(&mut locked, &[office.me()]).unwrap();
    lock.write_all(&plain).unwrap();
    lock.finish().unwrap();
    for bytes in [plain, locked] {
        let file = folder.path().join("asing.dewan-carry");
        std::fs::write(&file, bytes).unwrap();
        let refused = check(&reader, office.key(), folder.path(), &file);
        let Err(CarryFileError::Sender(by, Standing::Unknown)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(by, stranger);
    }
}

#[test]
fn a_copy_is_made_only_where_it_leaves_room_for_what_is_written_meanwhile() {
    assert!(check_room(1 << 40, None).is_ok(), "nobody knows");
    assert!(check_room(1 << 20, Some(1 << 30)).is_ok());
    for (bytes, free) in [(1 << 30, 1 << 30), (0, 1 << 20), (u64::MAX, u64::MAX - 1)] {
        let refused = check_room(bytes, Some(free));
        assert!(
            matches!(refused, Err(CarryFileError::TooLarge { .. })),
            "{refused:?}"
        );
    }
}
