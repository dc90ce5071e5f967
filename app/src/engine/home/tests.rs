//! A key ring that fails in every way, and a key that is never lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use super::*;
use crate::engine::key_ring::KeyRingError;

/// What a key ring does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// There is none.
    Absent,
    /// It is locked, and nobody unlocks it.
    Locked,
    /// It takes everything and keeps nothing.
    Forgets,
    /// It gives back something else.
    Garbles,
    /// It takes what it is given and is locked then.
    LocksAfterWriting,
    /// It fails at the n-th call from now.
    FailsAt(usize),
    /// What was written is gone at the n-th call from now.
    EmptyAt(usize),
}

/// A key ring in memory.
#[derive(Debug)]
struct Ring(Mutex<Inside>);

#[derive(Debug)]
struct Inside {
    secrets: BTreeMap<String, String>,
    fault: Fault,
    calls: usize,
}

impl Ring {
    fn with(fault: Fault) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Inside {
            secrets: BTreeMap::new(),
            fault,
            calls: 0,
        })))
    }

    fn becomes(&self, fault: Fault) {
        let mut inside = self.0.lock().unwrap();
        (inside.fault, inside.calls) = (fault, 0);
    }

    fn calls(&self) -> usize {
        self.0.lock().unwrap().calls
    }

    fn secrets(&self) -> Vec<String> {
        self.0.lock().unwrap().secrets.values().cloned().collect()
    }

    fn ask<T>(&self, work: impl FnOnce(&mut Inside) -> T) -> Result<T, KeyRingError> {
        let mut inside = self.0.lock().unwrap();
        inside.calls += 1;
        match inside.fault {
            Fault::Absent => return Err(KeyRingError::Absent("no bus".into())),
            Fault::Locked => return Err(KeyRingError::Locked("declined".into())),
            Fault::FailsAt(n) if n == inside.calls => {
                return Err(KeyRingError::Refused("broken".into()));
            }
            Fault::EmptyAt(n) if n == inside.calls => inside.secrets.clear(),
            _ => {}
        }
        Ok(work(&mut inside))
    }
}

impl KeyRing for Ring {
    fn read(&self, account: &str) -> Result<Option<Zeroizing<String>>, KeyRingError> {
        self.ask(|inside| {
            let secret = inside.secrets.get(account).cloned();
            secret.map(|secret| match inside.fault {
                Fault::Garbles => Zeroizing::new(secret.to_uppercase()),
                _ => Zeroizing::new(secret),
            })
        })
    }

    fn write(&self, account: &str, secret: &str) -> Result<(), KeyRingError> {
        self.ask(|inside| {
            if inside.fault == Fault::LocksAfterWriting {
                inside.fault = Fault::Locked;
            }
            if inside.fault != Fault::Forgets {
                inside.secrets.insert(account.to_owned(), secret.to_owned());
            }
        })
    }

    fn remove(&self, account: &str) -> Result<(), KeyRingError> {
        self.ask(|inside| {
            inside.secrets.remove(account);
        })
    }
}

const FAULTS: [Fault; 15] = [
    Fault::Absent,
    Fault::Locked,
    Fault::Forgets,
    Fault::Garbles,
    Fault::LocksAfterWriting,
    Fault::FailsAt(1),
    Fault::FailsAt(2),
    Fault::FailsAt(3),
    Fault::FailsAt(4),
    Fault::FailsAt(5),
    Fault::EmptyAt(1),
    Fault::EmptyAt(2),
    Fault::EmptyAt(3),
    Fault::EmptyAt(4),
    Fault::EmptyAt(5),
];

fn home_at(folder: &Path, ring: &Arc<Ring>) -> Home {
    Home::find(Some(folder.join("home")))
        .unwrap()
        .with_key_ring(Arc::clone(ring) as _)
}

fn has_file(home: &Home) -> bool {
    home.key_file().path().exists()
}

fn public(home: &Home) -> Option<PublicKey> {
    home.read_key().unwrap().map(|key| key.public())
}

#[test]
fn without_the_setting_nobody_asks_the_key_ring() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Ring::with(Fault::Nothing);
    let home = home_at(folder.path(), &ring);
    assert_eq!(home.key_place().unwrap(), KeyPlace::Nowhere);
    let key = home.key().unwrap().public();
    assert_eq!(public(&home), Some(key));
    assert_eq!(home.public_key().unwrap(), Some(key));
    let place = KeyPlace::File(home.folder().join("device.key"));
    assert_eq!(home.key_place().unwrap(), place);
    // The setting is for keys to come.
    home.use_key_ring(true).unwrap();
    assert_eq!(home.key().unwrap().public(), key);
    assert_eq!(home.key_place().unwrap(), place);
    assert_eq!(ring.calls(), 0);
}

#[test]
fn a_first_key_goes_into_a_key_ring_that_works_and_else_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Ring::with(Fault::Nothing);
    let home = home_at(folder.path(), &ring);
    home.use_key_ring(true).unwrap();
    let key = home.key().unwrap().public();
    assert_eq!(home.key_place().unwrap(), KeyPlace::KeyRing);
    assert!(!has_file(&home));
    assert_eq!(home.key().unwrap().public(), key);
    // Another start knows it too, and who this device is without asking the ring.
    let calls = ring.calls();
    let again = home_at(folder.path(), &ring);
    assert_eq!(again.public_key().unwrap(), Some(key));
    assert_eq!(ring.calls(), calls);
    assert_eq!(public(&again), Some(key));
    for fault in FAULTS {
        let folder = tempfile::tempdir().unwrap();
        let ring = Ring::with(fault);
        let home = home_at(folder.path(), &ring);
        home.use_key_ring(true).unwrap();
        let key = home.key().unwrap().public();
        // Whatever the ring did: the key that was given out is the key from now on.
        ring.becomes(Fault::Nothing);
        assert_eq!(home.key().unwrap().public(), key, "{fault:?}");
        let in_ring = home.key_place().unwrap() == KeyPlace::KeyRing;
        assert_eq!(has_file(&home), !in_ring, "{fault:?}");
    }
}

#[test]
fn a_move_into_the_key_ring_leaves_the_file_whenever_there_is_a_doubt() {
    let mut moved = 0;
    for fault in FAULTS {
        let folder = tempfile::tempdir().unwrap();
        let ring = Ring::with(fault);
        let home = home_at(folder.path(), &ring);
        let key = home.key().unwrap().public();
        match home.move_key_to_key_ring() {
            Ok(()) => {
                moved += 1;
                ring.becomes(Fault::Nothing);
                assert!(!has_file(&home), "{fault:?}");
                assert_eq!(public(&home), Some(key), "{fault:?}");
            }
            Err(_) => {
                assert!(has_file(&home), "{fault:?}");
                assert_eq!(public(&home), Some(key), "{fault:?}");
                assert!(matches!(home.key_place().unwrap(), KeyPlace::File(_)));
                // Trying again once all is well does it.
                ring.becomes(Fault::Nothing);
                home.move_key_to_key_ring().unwrap();
                assert_eq!(home.key_place().unwrap(), KeyPlace::KeyRing, "{fault:?}");
                assert_eq!(public(&home), Some(key), "{fault:?}");
            }
        }
    }
    // What fails after the last of its four calls, or forgets what was there before it began.
    assert_eq!(moved, 4);
}

#[test]
fn a_key_moves_into_the_key_ring_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Ring::with(Fault::Nothing);
    let home = home_at(folder.path(), &ring);
    home.make_folder().unwrap();
    let no_key = home.move_key_to_key_ring().unwrap_err();
    assert!(matches!(no_key, HomeError::Keeping(KeepingError::NoKey)));
    let key = home.key().unwrap().public();
    home.move_key_to_key_ring().unwrap();
    home.move_key_to_key_ring().unwrap();
    assert_eq!(home.key_place().unwrap(), KeyPlace::KeyRing);
    // The setting alone moves nothing and forgets nothing.
    home.use_key_ring(false).unwrap();
    assert_eq!(public(&home), Some(key));
    ring.becomes(Fault::Locked);
    home.move_key_to_file().unwrap_err();
    assert!(!has_file(&home));
    ring.becomes(Fault::Nothing);
    home.move_key_to_file().unwrap();
    assert!(matches!(home.key_place().unwrap(), KeyPlace::File(_)));
    assert!(!home.note_path().exists());
    // What the ring has stays: a copy of the folder may count on it.
    assert_eq!(ring.secrets().len(), 1);
    ring.becomes(Fault::Absent);
    assert_eq!(public(&home), Some(key));
}

#[test]
fn a_key_that_the_ring_does_not_give_is_not_replaced_by_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Ring::with(Fault::Nothing);
    let home = home_at(folder.path(), &ring);
    let key = home.key().unwrap().public();
    home.move_key_to_key_ring().unwrap();
    let before = fs::read(home.note_path()).unwrap();
    for fault in [
        Fault::Absent,
        Fault::Locked,
        Fault::FailsAt(1),
        Fault::Garbles,
    ] {
        ring.becomes(fault);
        home.key().unwrap_err();
        assert!(!has_file(&home), "{fault:?}");
        // Who this device is can be told all the same.
        assert_eq!(home.public_key().unwrap(), Some(key));
        assert_eq!(home.key_place().unwrap(), KeyPlace::KeyRing);
    }
    ring.becomes(Fault::Nothing);
    assert_eq!(home.key().unwrap().public(), key);
    // A folder that was copied to a place whose ring has no such key.
    let elsewhere = Home::find(Some(home.folder().to_owned())).unwrap();
    let elsewhere = elsewhere.with_key_ring(Ring::with(Fault::Nothing));
    let gone = elsewhere.key().unwrap_err();
    assert!(matches!(gone, HomeError::Keeping(KeepingError::Gone)));
    assert_eq!(fs::read(home.note_path()).unwrap(), before);
    for damaged in [
        "",
        "{}",
        "[]",
        "{\"account\":\"\",\"public_key\":null}",
        &"x".repeat(5000),
    ] {
        fs::write(home.note_path(), damaged).unwrap();
        home.key().unwrap_err();
        home.key_place().unwrap_err();
        assert!(!has_file(&home));
        assert_eq!(fs::read(home.note_path()).unwrap(), damaged.as_bytes());
    }
}

#[test]
fn copies_of_a_folder_share_the_key_and_each_file_that_is_there_counts() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Ring::with(Fault::Nothing);
    let home = home_at(folder.path(), &ring);
    let key = home.key().unwrap().public();
    let copy_to = |name: &str| {
        let copy = folder.path().join(name);
        fs::create_dir_all(copy.join("home")).unwrap();
        for entry in fs::read_dir(home.folder()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.join("home").join(entry.file_name())).unwrap();
        }
        home_at(&copy, &ring)
    };
    let early = copy_to("early");
    home.move_key_to_key_ring().unwrap();
    let late = copy_to("late");
    // A copy that moves its key back takes nothing from the others.
    late.move_key_to_file().unwrap();
    for one in [&home, &early, &late] {
        assert_eq!(public(one), Some(key));
    }
    early.move_key_to_key_ring().unwrap();
    assert_eq!(public(&early), Some(key));
    // An older key that is put back counts again, and none in the ring is overwritten.
    let other = DeviceKey::generate().unwrap();
    home.key_file().keep(&other).unwrap();
    assert_eq!(public(&home), Some(other.public()));
    home.move_key_to_key_ring().unwrap();
    assert_eq!(public(&home), Some(other.public()));
    let kept = ring.secrets();
    let kept: Vec<_> = kept
        .iter()
        .map(|text| store::key_file::from_text(text).unwrap().public())
        .collect();
    assert!(kept.contains(&key) && kept.contains(&other.public()));
}

#[test]
fn whether_a_key_ring_works_is_found_out_without_leaving_anything_there() {
    let folder = tempfile::tempdir().unwrap();
    for fault in FAULTS {
        let ring = Ring::with(fault);
        let tried = home_at(folder.path(), &ring).try_key_ring();
        // Three calls: write, read, remove.
        let works = matches!(fault, Fault::FailsAt(4 | 5) | Fault::EmptyAt(1 | 3 | 4 | 5));
        assert_eq!(tried.is_ok(), works, "{fault:?}: {tried:?}");
    }
    let ring = Ring::with(Fault::Nothing);
    home_at(folder.path(), &ring).try_key_ring().unwrap();
    assert!(ring.secrets().is_empty());
}

#[test]
fn no_secret_stands_in_what_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let ring = Ring::with(Fault::Nothing);
    let home = home_at(folder.path(), &ring);
    home.key().unwrap();
    let secret = fs::read_to_string(home.key_file().path()).unwrap();
    let secret = secret.split_whitespace().last().unwrap().to_owned();
    home.move_key_to_key_ring().unwrap();
    let note = fs::read_to_string(home.note_path()).unwrap();
    assert!(!note.contains(&secret));
    ring.becomes(Fault::Garbles);
    let error = home.key().unwrap_err();
    let printed = format!("{error} {error:?}").to_lowercase();
    assert!(!printed.contains(&secret), "{printed}");
}
