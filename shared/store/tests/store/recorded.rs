//! Stores as programs of every released format wrote them: each opens, is brought up to date, keeps what it
//! held, and a copy from before stays beside it.
//!
//! `tests/recorded/NNNN-*.sqlite.zst` is the store of an office or a relay with schema NNNN. A released format
//! is recorded once, by the programs of that time, and never changes: `tests/examples/record` at the top of
//! the repository records the present one. The keys in these stores were made for them and are in nobody's hands;
//! `NNNN-office.key` is the one of that office, so that what was written for it can be read.

use std::path::{Path, PathBuf};

use store::{Options, Store, StoreError, compare};

use crate::fixture::place;

/// What is recorded: the file's name, its schema, and how many documents, acts and changes it holds.
const RECORDED: &[(&str, i64, [u64; 3])] = &[
    ("0009-office.sqlite.zst", 9, [2, 9, 4]),
    ("0009-relay.sqlite.zst", 9, [2, 9, 4]),
    ("0014-office.sqlite.zst", 14, [6, 30, 23]),
    ("0014-relay.sqlite.zst", 14, [6, 30, 23]),
];

/// The recorded store, unpacked to `path`.
fn unpack(name: &str, path: &Path) {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let packed = std::fs::read(recorded.join(name)).unwrap();
    std::fs::write(path, zstd::decode_all(&packed[..]).unwrap()).unwrap();
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[test]
fn every_released_format_opens_and_keeps_what_it_held() {
    for (name, schema, [documents, acts, changes]) in RECORDED {
        let (folder, path) = place();
        unpack(name, &path);
        let original = folder.path().join("original");
        std::fs::copy(&path, &original).unwrap();
        // The present one is taken as it is.
        let is_older = *schema < store::SCHEMA;
        match Store::open_read_only(&path).err() {
            Some(StoreError::Older { found, .. }) => {
                assert!(is_older && found == *schema, "{name}")
            }
            refused => assert!(!is_older && refused.is_none(), "{name}: {refused:?}"),
        }
        let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
        assert_eq!(notes.migrated_from, is_older.then_some(*schema), "{name}");
        let kept = beside(&path, &format!(".before-migration-from-{schema}"));
        assert_eq!(notes.kept_before, is_older.then(|| kept.clone()), "{name}");
        if is_older {
            let compared = compare(&original, &kept).unwrap();
            assert_eq!(compared.different, Vec::<String>::new(), "{name}");
        }
        let [council] = store.councils().unwrap()[..] else {
            panic!("{name} holds one council");
        };
        let reader = store.reader(council).unwrap();
        assert_eq!(reader.check(false).unwrap().findings, [], "{name}");
        let counts = reader.counts().unwrap();
        assert_eq!(
            [counts.documents, counts.acts.items, counts.changes.items],
            [*documents, *acts, *changes],
            "{name}"
        );
        assert!(!reader.roster().unwrap().members.is_empty(), "{name}");
        drop(reader);
        drop(store);
        let (_, notes) = Store::open(&path, Options::new("test")).unwrap();
        assert_eq!(
            (notes.migrated_from, notes.kept_before),
            (None, None),
            "{name}"
        );
    }
}

#[test]
fn of_copies_from_before_migrations_the_last_two_stay() {
    let (_folder, path) = place();
    let (name, schema, _) = RECORDED[0];
    unpack(name, &path);
    for old in [3, 7, 12] {
        std::fs::write(
            beside(&path, &format!(".before-migration-from-{old}")),
            "old",
        )
        .unwrap();
    }
    // Of somebody else.
    let other = beside(&path, ".before-migration-from-hand");
    std::fs::write(&other, "mine").unwrap();
    drop(Store::open(&path, Options::new("test")).unwrap());
    let there = |number: i64| beside(&path, &format!(".before-migration-from-{number}")).exists();
    assert_eq!([3, 7, schema, 12].map(there), [false, false, true, true]);
    assert!(other.exists());
}

#[test]
fn a_store_that_is_not_whole_is_not_migrated() {
    let (_folder, path) = place();
    let (name, _, _) = RECORDED[0];
    unpack(name, &path);
    let mut bytes = std::fs::read(&path).unwrap();
    // A page in the middle, as a failing disk leaves it.
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    let refused = Store::open(&path, Options::new("test")).err().unwrap();
    assert!(matches!(refused, StoreError::Damaged(_)), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing was changed");
    let names = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let copies = names.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("before-migration")
    });
    assert_eq!(copies.count(), 0);
}
