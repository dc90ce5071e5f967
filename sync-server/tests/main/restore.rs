//! Putting a backup back where something of before is still lying about.

use std::path::{Path, PathBuf};

use super::{COUNCIL, Relay, command, host, said_in};

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A backup with its key, of a relay that hosts one council.
fn backup(folder: &Path) -> PathBuf {
    let relay = Relay::start(&[]);
    assert!(host(&relay.data(), COUNCIL).status.success());
    let to = folder.join("backup.sqlite");
    let (code, _, words) = said_in(
        "en",
        &[
            "backup",
            to.to_str().unwrap(),
            "--data",
            relay.data().to_str().unwrap(),
        ],
    );
    assert_eq!(code, Some(0), "{words}");
    to
}

fn restore(language: &str, from: &Path, to: &Path) -> (Option<i32>, String, String) {
    let [from, to] = [from, to].map(|path| path.to_str().unwrap());
    said_in(language, &["restore", from, "--to", to])
}

/// How many files there are whose names begin with that of the relay's file, but for its lock.
fn files(data: &Path) -> usize {
    let name = data.file_name().unwrap().to_string_lossy().into_owned();
    let names = std::fs::read_dir(data.parent().unwrap()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names
        .filter(|one| one.starts_with(&name) && !one.ends_with(".lock"))
        .count()
}

#[test]
fn a_backup_whose_key_is_damaged_puts_nothing_there_and_can_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let from = backup(folder.path());
    let data = folder.path().join("relay.sqlite");
    let key = std::fs::read(beside(&from, ".key")).unwrap();
    std::fs::write(beside(&from, ".key"), "scratched").unwrap();
    let (code, _, words) = restore("en", &from, &data);
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("holds no relay key"), "{words}");
    assert_eq!(files(&data), 0);
    // A backup that cannot be read leaves no key behind either.
    std::fs::write(beside(&from, ".key"), &key).unwrap();
    let whole = std::fs::read(&from).unwrap();
    std::fs::write(&from, &whole[..whole.len() / 2]).unwrap();
    let (code, _, words) = restore("en", &from, &data);
    assert_eq!((code, files(&data)), (Some(1), 0), "{words}");
    std::fs::write(&from, &whole).unwrap();
    // One that was cut short had brought its key already.
    std::fs::write(beside(&data, ".key"), &key).unwrap();
    let (code, _, words) = restore("en", &from, &data);
    assert_eq!(code, Some(0), "{words}");
    assert_eq!(std::fs::read(beside(&data, ".key")).unwrap(), key);
    let (code, _, words) = restore("en", &from, &data);
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("never replaced"), "{words}");
}

#[test]
fn a_key_of_another_relay_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let from = backup(folder.path());
    let data = folder.path().join("relay.sqlite");
    let other = Relay::start(&[]);
    std::fs::copy(beside(&other.data(), ".key"), beside(&data, ".key")).unwrap();
    let (code, _, words) = restore("en", &from, &data);
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("relay.sqlite.key"), "{words}");
    assert_eq!(files(&data), 1);
}

#[test]
fn what_is_left_of_the_file_before_is_refused_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let from = backup(folder.path());
    let data = folder.path().join("relay.sqlite");
    let left = beside(&data, "-wal");
    std::fs::write(&left, "pages of another file").unwrap();
    for language in ["id", "en"] {
        let (code, _, words) = restore(language, &from, &data);
        assert_eq!(code, Some(1), "{words}");
        assert!(words.contains(left.to_str().unwrap()), "{words}");
    }
    assert_eq!(files(&data), 1);
    std::fs::remove_file(left).unwrap();
    let (code, _, words) = restore("en", &from, &data);
    assert_eq!(code, Some(0), "{words}");
}

/// The way back after an upgrade, as the operator's page says it: the relay's key was never in the copy.
#[cfg(unix)]
#[test]
fn a_copy_without_a_key_comes_back_beside_the_relays_own() {
    let mut relay = Relay::start(&[]);
    let data = relay.data();
    assert!(host(&data, COUNCIL).status.success());
    let copy = beside(&data, ".before");
    let (code, _, words) = said_in(
        "en",
        &[
            "backup",
            copy.to_str().unwrap(),
            "--without-key",
            "--data",
            data.to_str().unwrap(),
        ],
    );
    assert_eq!(code, Some(0), "{words}");
    let key = std::fs::read(beside(&data, ".key")).unwrap();
    relay.signal("-TERM");
    relay.child.wait().unwrap();
    std::fs::rename(&data, beside(&data, ".newer")).unwrap();
    let (code, said, words) = restore("en", &copy, &data);
    assert_eq!(code, Some(0), "{words}");
    assert!(!said.contains("no key in the backup"), "{said}");
    assert_eq!(std::fs::read(beside(&data, ".key")).unwrap(), key);
}

/// Only an administrator restores for another user; to anybody else the files belong already.
#[cfg(unix)]
#[test]
fn what_was_restored_belongs_to_the_owner_of_its_folder() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    const SOMEBODY: u32 = 61_184;
    let folder = tempfile::tempdir().unwrap();
    let from = backup(folder.path());
    let place = folder.path().join("state");
    std::fs::create_dir(&place).unwrap();
    let is_administrator = chown(&place, Some(SOMEBODY), Some(SOMEBODY)).is_ok();
    let data = place.join("relay.sqlite");
    let output = command()
        .arg("restore")
        .arg(&from)
        .arg("--to")
        .arg(&data)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    for suffix in ["", ".key", ".lock"] {
        let about = std::fs::metadata(beside(&data, suffix)).unwrap();
        let folder = std::fs::metadata(&place).unwrap();
        assert_eq!(about.uid(), folder.uid(), "{suffix}");
        assert_eq!(is_administrator, about.uid() == SOMEBODY);
    }
}
