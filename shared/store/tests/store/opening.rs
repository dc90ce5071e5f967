//! What may be opened, by whom, and what is noticed.

use std::fs;

use store::check::Finding;
use store::{Options, Store, StoreError, restore};
use sync::holdings::{Holdings as _, LogPosition};

use crate::fixture::{council, council_of, from, place};

fn open(path: &std::path::Path) -> Result<Store, StoreError> {
    Store::open(path, Options::new("test")).map(|(store, _)| store)
}

#[test]
fn a_second_writer_is_refused_naming_the_holder_and_readers_are_welcome() {
    let (_folder, path) = place();
    let council = council();
    let (store, notes) = Store::open(&path, Options::new("dewan-first")).unwrap();
    assert!(notes.created && notes.moved.is_none());
    council.fill(&store);
    match open(&path) {
        Err(StoreError::InUse { holder }) => {
            assert!(holder.contains("dewan-first"), "{holder}");
            assert!(holder.contains(&std::process::id().to_string()), "{holder}");
        }
        other => panic!("{:?}", other.err()),
    }
    let reading = Store::open_read_only(&path).unwrap();
    assert_eq!(reading.councils().unwrap(), [council.id]);
    let acts = reading.reader(council.id).unwrap().roster_acts().unwrap();
    assert_eq!(acts.len(), 3);
    drop(store);
    let (_, notes) = Store::open(&path, Options::new("dewan-second")).unwrap();
    assert!(!notes.created && notes.moved.is_none(), "{notes:?}");
}

#[test]
fn foreign_and_unreadable_files_are_refused_and_left_as_they_are() {
    let (folder, path) = place();
    let foreign = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&foreign).unwrap();
    other
        .execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1;")
        .unwrap();
    drop(other);
    fs::write(&path, b"SQLite format 3 is not what this is, but a letter").unwrap();
    let short = folder.path().join("short");
    fs::write(&short, b"SQ").unwrap();
    for file in [&path, &foreign, &short, &folder.path().to_owned()] {
        let before = fs::read(file).ok();
        let error = open(file).err().unwrap();
        assert!(
            matches!(error, StoreError::Foreign(_)),
            "{}: {error}",
            file.display()
        );
        assert!(Store::open_read_only(file).is_err());
        assert_eq!(fs::read(file).ok(), before, "{} changed", file.display());
    }
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "nothing was left behind: {names:?}");
}

/// What a power cut left once: the file had become one with a write-ahead log, the removal of the journal of that
/// was undone, and the log had its header and nothing else.
#[test]
fn a_power_cut_while_the_file_is_made_leaves_what_can_be_opened() {
    let (folder, path) = place();
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    drop(conn);
    assert_eq!(fs::metadata(&path).unwrap().len(), 4096);
    let mut journal = vec![0; 512];
    // Magic, no pages, a nonce; the file was empty before; sectors of 512 bytes, pages of 4096.
    journal[..8].copy_from_slice(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    journal[12..16].copy_from_slice(&[0xf3, 0x60, 0xb5, 0x64]);
    journal[22] = 2;
    journal[26] = 0x10;
    fs::write(folder.path().join("council.dewan-journal"), journal).unwrap();
    let mut log = vec![0; 32];
    log[..4].copy_from_slice(&[0x37, 0x7f, 0x06, 0x82]);
    fs::write(folder.path().join("council.dewan-wal"), log).unwrap();
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert!(notes.created);
    council().fill(&store);
}

#[test]
fn a_foreign_database_in_use_by_others_gets_no_files_beside_it() {
    let (folder, path) = place();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE theirs (x);")
        .unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    assert_eq!(open(&path).err(), Some(StoreError::Foreign(path.clone())));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_store_and_its_backups_belong_to_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = place();
    let store = council().store(&path);
    store.backup(&folder.path().join("away")).unwrap();
    for name in ["council.dewan", "council.dewan-wal", "away"] {
        let mode = fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
    }
}

#[test]
fn a_newer_schema_is_refused_and_left_as_it_is() {
    let (_folder, path) = place();
    drop(council().store(&path));
    let conn = rusqlite::Connection::open(&path).unwrap();
    let newer = store::SCHEMA + 1;
    conn.pragma_update(None, "user_version", newer).unwrap();
    drop(conn);
    let before = fs::read(&path).unwrap();
    let expected = StoreError::Newer {
        found: newer,
        known: store::SCHEMA,
    };
    assert_eq!(open(&path).err(), Some(expected.clone()));
    assert_eq!(Store::open_read_only(&path).err(), Some(expected));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_missing_store_cannot_be_read() {
    let (_folder, path) = place();
    assert_eq!(
        Store::open_read_only(&path).err(),
        Some(StoreError::Missing(path.clone()))
    );
    assert!(!path.exists());
}

#[test]
fn a_truncated_store_says_that_it_is_damaged() {
    let (_folder, path) = place();
    drop(council().store(&path));
    let whole = fs::read(&path).unwrap();
    for len in [whole.len() / 2, 8192, 4096, 1000, 100, 17] {
        fs::write(&path, &whole[..len]).unwrap();
        let outcome = open(&path).and_then(|store| {
            let findings = store.check_file()?;
            assert!(!findings.is_empty(), "{len} bytes pass for a store");
            Ok(())
        });
        if let Err(error) = outcome {
            assert!(
                matches!(
                    error,
                    StoreError::Damaged(_) | StoreError::Foreign(_) | StoreError::Io(_)
                ),
                "{len}: {error:?}"
            );
        }
    }
}

#[test]
fn a_copied_store_takes_new_logs_and_forgets_its_cursors() {
    let (folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, peer) = (council.id, from(1));
    let theirs = LogPosition {
        log: peer.log,
        n: 7,
        chain: format::Chain::START,
    };
    let mine = store.reader(id).unwrap().log_end().unwrap();
    store
        .write(move |write| {
            write.take(id, peer, &[], Some(theirs))?;
            write.record_ack(id, &peer.peer, &mine, Some(&[]))
        })
        .unwrap();
    drop(store);

    let copied = folder.path().join("copy");
    fs::create_dir(&copied).unwrap();
    let copy = copied.join("council.dewan");
    fs::copy(&path, &copy).unwrap();
    let (store, notes) = Store::open(&copy, Options::new("test")).unwrap();
    assert!(notes.moved.is_some());
    let reader = store.reader(id).unwrap();
    let end = reader.log_end().unwrap();
    assert_ne!(end.log, mine.log);
    assert_eq!((end.n, end.chain), (mine.n, mine.chain));
    assert_eq!(reader.cursor(&peer.peer, &peer.log).unwrap(), None);
    assert_eq!(reader.acknowledged(&peer.peer).unwrap(), None);
    assert_eq!(reader.unsent(&peer.peer, None).unwrap().acts, 4);
    drop((reader, store));
    let (_, notes) = Store::open(&copy, Options::new("test")).unwrap();
    assert_eq!(notes.moved, None, "told once");

    // The original goes on as it was.
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.moved, None);
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.log_end().unwrap(), mine);
    assert_eq!(reader.cursor(&peer.peer, &peer.log).unwrap(), Some(theirs));
    assert_eq!(reader.unsent(&peer.peer, None).unwrap().acts, 0);
}

#[test]
fn a_rolled_back_store_takes_a_new_log_when_a_peer_proves_it() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let before = store.reader(id).unwrap().log_end().unwrap();
    let after = store
        .write(move |write| write.renew_log(id, "a peer knows more of this log"))
        .unwrap();
    assert_ne!(after.log, before.log);
    assert_eq!(after.n, before.n);
    assert_eq!(store.reader(id).unwrap().log_end().unwrap(), after);
}

#[test]
fn a_backup_is_taken_beside_the_writer_and_restored_with_new_logs() {
    let (folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let before = store.reader(id).unwrap().log_end().unwrap();
    let put_away = folder.path().join("monday.backup");
    store.backup(&put_away).unwrap();
    assert_eq!(
        store.backup(&put_away),
        Err(StoreError::Exists(put_away.clone()))
    );
    let create = council.creation(77);
    store
        .write(move |write| write.append_act(id, &create))
        .unwrap();
    assert!(matches!(
        restore(&put_away, &path, "test"),
        Err(StoreError::InUse { .. })
    ));
    drop(store);

    let restored = restore(&put_away, &path, "test").unwrap();
    assert_eq!(restored.councils, 1);
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert!(notes.moved.is_some());
    let end = store.reader(id).unwrap().log_end().unwrap();
    assert_eq!((end.n, end.chain), (before.n, before.chain));
    assert_ne!(end.log, before.log);
    let aside = Store::open_read_only(&restored.kept_aside.unwrap()).unwrap();
    let kept = aside.reader(id).unwrap().log_end().unwrap();
    assert_eq!(kept.n, before.n + 1);
}

#[test]
fn an_unreadable_backup_changes_nothing() {
    let (folder, path) = place();
    let council = council();
    drop(council.store(&path));
    let before = fs::read(&path).unwrap();
    let bad = folder.path().join("bad.backup");
    assert!(matches!(
        restore(&bad, &path, "test"),
        Err(StoreError::Missing(_))
    ));
    fs::write(&bad, b"not a backup at all, just words").unwrap();
    assert!(matches!(
        restore(&bad, &path, "test"),
        Err(StoreError::Foreign(_))
    ));
    fs::write(&bad, &before[..before.len() / 2]).unwrap();
    assert!(restore(&bad, &path, "test").is_err());
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(open(&path).unwrap().councils().unwrap(), [council.id]);
}

#[cfg(unix)]
#[test]
fn a_store_in_a_folder_that_may_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = place();
    let council = council();
    drop(council.store(&path));
    fs::remove_file(folder.path().join("council.dewan.lock")).unwrap();
    let set = |mode| {
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode & 0o666)).unwrap();
    };
    set(0o555);
    // The superuser may write anywhere; the refusal can only be shown to somebody else.
    let may_write = fs::write(folder.path().join("probe"), b"").is_ok();
    let reading = Store::open_read_only(&path).map(|reading| reading.councils());
    let writing = (!may_write).then(|| open(&path).err());
    set(0o755);
    assert_eq!(reading.unwrap().unwrap(), [council.id]);
    if let Some(error) = writing {
        assert_eq!(error, Some(StoreError::ReadOnly));
    }
}

#[test]
fn a_damaged_row_of_a_council_is_put_right_and_told_and_hides_no_other() {
    let (_folder, path) = place();
    let councils = [council(), council_of(8)];
    let store = open(&path).unwrap();
    for council in &councils {
        council.fill(&store);
    }
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("UPDATE councils SET id = x'0102' WHERE key = 1", [])
        .unwrap();
    drop(conn);
    let reading = Store::open_read_only(&path).unwrap();
    assert_eq!(reading.councils().unwrap(), [councils[1].id]);
    assert_eq!(reading.check_file().unwrap(), [Finding::Council(1)]);
    drop(reading);
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.put_right, [councils[0].id]);
    assert_eq!(
        store.councils().unwrap(),
        councils.map(|council| council.id)
    );
    assert_eq!(store.check_file().unwrap(), []);
}
