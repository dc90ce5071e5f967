//! The writer: outcomes after the commit, shared commits, and errors that are over when they are.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use store::notes::Setting;
use store::{Options, Store, StoreError};
use sync::holdings::Holdings as _;

use crate::fixture::{council, place};

fn setting(bytes: usize) -> Setting {
    Setting {
        version: 1,
        value: vec![7; bytes],
    }
}

#[test]
fn jobs_that_wait_together_share_one_commit_and_each_hears_its_own_outcome() {
    let (_folder, path) = place();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let (go, wait) = mpsc::sync_channel::<()>(1);
    let (tell, outcomes) = mpsc::sync_channel(200);
    // Holds the writer while the others line up behind it.
    let first = tell.clone();
    store.submit(
        move |write| {
            wait.recv().unwrap();
            write.set(None, "first", Some(&setting(1)))
        },
        move |outcome| first.send((0, outcome)).unwrap(),
    );
    for number in 1..=100 {
        let tell = tell.clone();
        store.submit(
            move |write| {
                write.set(None, &format!("n{number}"), Some(&setting(1)))?;
                match number {
                    50 => Err(StoreError::Misplaced("on purpose".to_owned())),
                    60 => panic!("on purpose"),
                    _ => Ok(()),
                }
            },
            move |outcome| tell.send((number, outcome)).unwrap(),
        );
    }
    let before = store.stats().commits;
    go.send(()).unwrap();
    drop(tell);
    let mut failed = Vec::new();
    for (number, outcome) in outcomes {
        if outcome.is_err() {
            failed.push(number);
        }
        assert_eq!(
            store.setting(&format!("n{number}")).unwrap().is_some(),
            outcome.is_ok() && number > 0,
            "job {number} heard {outcome:?}"
        );
    }
    assert_eq!(failed, [50, 60]);
    assert_eq!(store.stats().commits - before, 1);
    assert_eq!(store.stats().jobs, 101);
    assert_eq!(store.stats().failed, 1, "they were one transaction");
}

#[test]
fn what_is_refused_is_no_write_that_failed() {
    let (_folder, path) = place();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let write = |error: StoreError| store.write(move |_| Err::<(), _>(error));
    write(StoreError::TooManyGaps).unwrap_err();
    write(StoreError::Misplaced("on purpose".to_owned())).unwrap_err();
    assert_eq!(store.stats().failed, 0);
    write(StoreError::DiskFull).unwrap_err();
    assert_eq!(store.stats().failed, 1);
}

#[test]
fn a_full_store_says_so_keeps_what_was_saved_and_goes_on_when_there_is_room() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let size = std::fs::metadata(&path).unwrap().len();
    store.set_quota(Some(size + 40 * 4096)).unwrap();
    let mut saved = 0;
    let error = loop {
        let name = format!("n{saved}");
        match store.write(move |write| write.set(None, &name, Some(&setting(20_000)))) {
            Ok(()) => saved += 1,
            Err(error) => break error,
        }
        assert!(saved < 1_000, "the quota holds nothing back");
    };
    assert_eq!(error, StoreError::DiskFull);
    assert!(error.can_retry());
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.roster_acts().unwrap().len(), 3);
    for number in 0..saved {
        assert!(store.setting(&format!("n{number}")).unwrap().is_some());
    }
    // A small write may still fit, a large one is still refused.
    assert!(
        store
            .write(|write| write.set(None, "big", Some(&setting(900_000))))
            .is_err()
    );

    store.set_quota(None).unwrap();
    store
        .write(|write| write.set(None, "big", Some(&setting(900_000))))
        .unwrap();
    assert!(store.setting("big").unwrap().is_some());
    assert_eq!(store.check_file().unwrap(), []);
}

#[test]
fn a_job_that_fills_the_store_harms_no_other_job_that_was_told_it_is_saved() {
    let (_folder, path) = place();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let size = std::fs::metadata(&path).unwrap().len();
    store.set_quota(Some(size + 60 * 4096)).unwrap();
    let (tell, outcomes) = mpsc::sync_channel(200);
    for number in 0..40 {
        let tell = tell.clone();
        let bytes = if number % 7 == 3 { 3_000_000 } else { 100 };
        store.submit(
            move |write| write.set(None, &format!("n{number}"), Some(&setting(bytes))),
            move |outcome| tell.send((number, outcome)).unwrap(),
        );
    }
    drop(tell);
    let outcomes: Vec<_> = outcomes.into_iter().collect();
    assert_eq!(outcomes.len(), 40);
    for (number, outcome) in outcomes {
        let kept = store.setting(&format!("n{number}")).unwrap().is_some();
        assert_eq!(kept, outcome.is_ok(), "job {number}: {outcome:?}");
        if number % 7 == 3 {
            assert_eq!(outcome, Err(StoreError::DiskFull));
        }
    }
}

#[test]
fn a_reader_keeps_its_snapshot_while_others_write_and_read() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let old = store.reader(id).unwrap();
    let end = old.log_end().unwrap();
    std::thread::scope(|scope| {
        for offset in 0..4_u8 {
            let (store, council) = (&store, &council);
            scope.spawn(move || {
                for number in 0..10 {
                    let act = council.creation(100 + offset * 10 + number);
                    store
                        .write(move |write| write.append_act(id, &act))
                        .unwrap();
                    let reader = store.reader(id).unwrap();
                    let end = reader.log_end().unwrap();
                    let rows = reader.rows_after(0, 1_000).unwrap();
                    assert_eq!(rows.len() as u64, end.n);
                    assert_eq!(rows.last().unwrap().chain, end.chain);
                }
            });
        }
    });
    assert_eq!(old.log_end().unwrap(), end);
    assert_eq!(store.reader(id).unwrap().log_end().unwrap().n, end.n + 40);
}

#[test]
fn whoever_asked_is_told_which_logs_grew_after_the_commit() {
    let (_folder, path) = place();
    let council = council();
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let options = Options {
        after_commit: Some(Arc::new(move |grown| {
            list.lock().unwrap().extend_from_slice(grown);
        })),
        ..Options::new("test")
    };
    let (store, _) = Store::open(&path, options).unwrap();
    council.fill(&store);
    let failed = store.write({
        let (id, act) = (council.id, council.creation(50));
        move |write| {
            write.append_act(id, &act)?;
            Err::<(), _>(StoreError::Busy)
        }
    });
    assert_eq!(failed, Err(StoreError::Busy));
    let end = store.reader(council.id).unwrap().log_end().unwrap();
    assert_eq!(*told.lock().unwrap(), [(council.id, end)]);
}
