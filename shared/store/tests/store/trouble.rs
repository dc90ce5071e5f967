//! A disk that is full, fails or may not be written, below SQLite: whatever was to be written is refused with
//! the reason, nothing of it is there, all that was saved is, and everything goes on when it is over.

use std::sync::mpsc;

use faulty_disk::{Disk, Trouble};
use format::{Blob, ChangeHash, Receipt, Seal};
use store::notes::Setting;
use store::{Options, Store, StoreError};
use sync::holdings::{Holdings as _, Item, LogPosition};

use crate::files::{parts, publication};
use crate::fixture::{Council, Pen, council, from, place};

/// One thing that relay or client writes, by name.
type Job = (&'static str, Box<dyn Fn(&Store) -> Result<(), StoreError>>);

/// Everything both programs write, once; `round` makes it something else than before.
fn jobs(council: &Council, genesis: (ChangeHash, u64), round: u8) -> Vec<Job> {
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, genesis);
    let mine = pen.change(&council.rina, round, &[], "mine");
    let theirs = council.run(
        &council.budi,
        vec![pen.change(&council.budi, round, &[], "theirs")],
    );
    let heads = vec![mine.header.hash];
    let (author, chunk) = (council.rina.public(), mine.chunk);
    let seal = Seal::sign(&council.rina, &id, &document, &mine.header.hash, vec![]);
    let act = council.creation(round);
    let counter = u64::from(round);
    let receipt = Receipt::sign(&council.rina, id, document, heads, 9, counter);
    let contents = vec![round; 50_000];
    let blob = Blob::of(&contents);
    let names = publication(council, &council.rina, &[blob]);
    let mut file = vec![Item::Act(names)];
    file.extend(parts(&contents, blob, council.budi.public()));
    let cursor = LogPosition {
        log: from(1).log,
        n: counter,
        chain: format::Chain::START,
    };
    let setting = Setting {
        version: 1,
        value: vec![round; 20_000],
    };
    vec![
        (
            "an own change",
            Box::new(move |store: &Store| {
                let (chunk, seal) = (chunk.clone(), seal.clone());
                store.write(move |write| {
                    write
                        .append_local(id, document, &author, &chunk, &seal)
                        .map(drop)
                })
            }),
        ),
        (
            "an own act",
            Box::new(move |store: &Store| {
                let act = act.clone();
                store.write(move |write| write.append_act(id, &act).map(drop))
            }),
        ),
        (
            "foreign changes",
            Box::new(move |store: &Store| {
                let items = [theirs.clone()];
                store.write(move |write| write.take(id, from(1), &items, Some(cursor)).map(drop))
            }),
        ),
        (
            "a receipt",
            Box::new(move |store: &Store| {
                let receipt = receipt.clone();
                store.write(move |write| write.append_receipts(id, &[receipt]))
            }),
        ),
        (
            "a file",
            Box::new(move |store: &Store| {
                let items = file.clone();
                store.write(move |write| write.take(id, from(1), &items, None).map(drop))
            }),
        ),
        (
            "a setting",
            Box::new(move |store: &Store| {
                let setting = setting.clone();
                store.write(move |write| write.set(None, "large", Some(&setting)))
            }),
        ),
        (
            "a report",
            Box::new(move |store: &Store| {
                let body = serde_json::json!({ "round": round });
                store.write(move |write| write.save_report(id, &body).map(drop))
            }),
        ),
    ]
}

/// All that a person would miss.
fn state(store: &Store, council: &Council) -> impl PartialEq + std::fmt::Debug + use<> {
    let reader = store.reader(council.id).unwrap();
    (
        reader.overall_digest().unwrap(),
        reader.log_end().unwrap(),
        reader.cursor(&from(1).peer, &from(1).log).unwrap(),
        reader.receipts(&council.document).unwrap(),
        store.setting("large").unwrap().map(|setting| setting.value),
        reader.reports(false, 100).unwrap().len(),
    )
}

#[test]
fn whatever_the_disk_does_not_take_is_refused_whole_and_taken_when_it_is_over() {
    let council = council();
    let mut refused = 0;
    for (number, trouble) in [
        Trouble::Full(0),
        Trouble::Full(9_000),
        Trouble::Failing,
        Trouble::ReadOnly,
    ]
    .into_iter()
    .enumerate()
    {
        let (folder, path) = place();
        let disk = Disk::at(folder.path());
        let store = council.store(&path);
        let genesis = council.genesis(&store);
        let round = 10 + number as u8;
        for (name, job) in jobs(&council, genesis, round) {
            let before = state(&store, &council);
            disk.have(trouble);
            let outcome = job(&store);
            let during = state(&store, &council);
            disk.have(Trouble::None);
            match outcome {
                // There may be room for little.
                Ok(()) => assert_eq!(trouble, Trouble::Full(9_000), "{name} was taken"),
                Err(error) => {
                    refused += 1;
                    let fits = match trouble {
                        Trouble::Full(_) => error == StoreError::DiskFull,
                        _ => matches!(error, StoreError::Io(_) | StoreError::ReadOnly),
                    };
                    assert!(fits && error.can_retry(), "{name}, {trouble:?}: {error}");
                    assert_eq!(during, before, "{name}, {trouble:?}");
                }
            }
            job(&store).unwrap_or_else(|error| panic!("{name}, after {trouble:?}: {error}"));
            assert_ne!(state(&store, &council), before, "{name}");
        }
        let reader = store.reader(council.id).unwrap();
        assert_eq!(reader.check(false).unwrap().findings, [], "{trouble:?}");
        drop(reader);
        assert_eq!(store.check_file().unwrap(), [], "{trouble:?}");
        let kept = state(&store, &council);
        drop(store);
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        assert_eq!(state(&store, &council), kept, "{trouble:?}");
    }
    println!("{refused} writes refused, 0 saved things lost");
    assert!(refused > 20);
}

/// Jobs that share a commit which the disk refuses all hear of it; none is half there.
#[test]
fn jobs_that_share_a_commit_that_fails_all_hear_so() {
    let council = council();
    let (folder, path) = place();
    let disk = Disk::at(folder.path());
    let store = council.store(&path);
    let (go, wait) = mpsc::sync_channel::<()>(1);
    let (tell, outcomes) = mpsc::sync_channel(20);
    store.submit(
        move |_| {
            wait.recv().ok();
            Ok(())
        },
        |_| {},
    );
    for number in 0..10 {
        let tell = tell.clone();
        let setting = Setting {
            version: 1,
            value: vec![1; 100],
        };
        store.submit(
            move |write| write.set(None, &format!("n{number}"), Some(&setting)),
            move |outcome| tell.send(outcome).unwrap(),
        );
    }
    drop(tell);
    disk.have(Trouble::Failing);
    go.send(()).unwrap();
    let outcomes: Vec<_> = outcomes.into_iter().collect();
    disk.have(Trouble::None);
    assert_eq!(outcomes.len(), 10);
    for (number, outcome) in outcomes.into_iter().enumerate() {
        assert!(matches!(outcome, Err(StoreError::Io(_))), "{outcome:?}");
        let kept = store.setting(&format!("n{number}")).unwrap();
        assert_eq!(kept, None, "n{number} was called lost and is there");
    }
}

/// A store cannot be opened for writing where nothing can be written, can be read where it could before, and
/// is as it was afterwards.
#[test]
fn a_store_on_a_disk_that_may_not_be_written_says_so_and_stays_as_it_is() {
    let council = council();
    let (folder, path) = place();
    drop(council.store(&path));
    let before = std::fs::read(&path).unwrap();
    let disk = Disk::at(folder.path());
    for trouble in [Trouble::ReadOnly, Trouble::Failing] {
        disk.have(trouble);
        if let Err(error) = Store::open(&path, Options::new("test")) {
            assert!(error.can_retry(), "{trouble:?}: {error}");
        }
        disk.have(Trouble::None);
        assert_eq!(std::fs::read(&path).unwrap(), before, "{trouble:?}");
    }
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.check(false).unwrap().findings, []);
}
