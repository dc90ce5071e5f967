//! The power goes at any moment: the store opens again, is whole, and holds all that was reported as saved
//! or told to a peer. Of what was written and not synced the disk keeps any sectors, whole or torn.
//!
//! `DEWAN_POWER_CUTS` says how often the power goes (60 unless told), `DEWAN_SEED` when.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};

use faulty_disk::Disk;
use format::{ActId, Blob, Chain, ChangeHash, CouncilId, Receipt, Seal};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use store::notes::Setting;
use store::{Options, Reader, Store, StoreError};
use sync::blob::PART_BYTES;
use sync::holdings::{Holdings as _, Item, LogPosition};

use crate::derived::TO_THE_FIRST_SCHEMA;
use crate::files::{parts, publication};
use crate::fixture::{Council, Pen, council, from, place};

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}

/// How often the power goes before a fresh store takes the place of one that grew.
const CUTS_PER_STORE: u64 = 30;
/// How many program starts one store sees at most: each writes under actors of its own, named by a byte.
const MOST_LIVES: u8 = 150;

/// What was reported as saved, and what was tried besides.
#[derive(Default)]
struct Promised {
    council: bool,
    acts: Vec<ActId>,
    changes: Vec<ChangeHash>,
    /// By name: the round that was reported as saved. A later one may be there instead.
    settings: BTreeMap<String, u64>,
    /// By place in the peer's log: what came with the take that moved the cursor there.
    taken: BTreeMap<u64, Vec<ChangeHash>>,
    cursor: u64,
    receipt: u64,
    files: Vec<(Blob, u64)>,
    reports: Vec<i64>,
}

impl Promised {
    /// How much was promised.
    fn count(&self) -> usize {
        self.acts.len()
            + self.changes.len()
            + self.settings.len()
            + self.files.len()
            + self.reports.len()
            + usize::from(self.receipt > 0)
            + usize::from(self.cursor > 0)
    }

    /// Insists that all of it is there.
    fn holds(&mut self, store: &Store, council: &Council, circumstances: &str) {
        assert_eq!(store.check_file().unwrap(), [], "{circumstances}");
        let reader = match store.reader(council.id) {
            Ok(reader) => reader,
            Err(StoreError::UnknownCouncil(_)) if !self.council => return,
            Err(error) => panic!("{circumstances}: {error}"),
        };
        let findings = reader.check(false).unwrap().findings;
        assert_eq!(findings, [], "{circumstances}");
        for act in &self.acts {
            let act = reader.act(act).unwrap();
            assert!(act.is_some(), "{circumstances}: an act is lost");
        }
        let has = |change| reader.change(&council.document, change).unwrap().is_some();
        for change in &self.changes {
            assert!(has(change), "{circumstances}: {change:?} is lost");
        }
        for (name, round) in &self.settings {
            let kept = store.setting(name).unwrap().map(|kept| round_of(&kept));
            assert!(
                kept.is_some_and(|kept| kept >= *round),
                "{circumstances}: {name} was of round {round}, is {kept:?}"
            );
        }
        let cursor = reader.cursor(&from(1).peer, &from(1).log).unwrap();
        let cursor = cursor.map_or(0, |cursor| cursor.n);
        assert!(cursor >= self.cursor, "{circumstances}: a cursor went back");
        for (n, changes) in self.taken.range(..=cursor) {
            assert!(
                changes.iter().all(has),
                "{circumstances}: the cursor says {cursor}, and what came up to {n} is not here"
            );
        }
        // What was under way and is not here is for another take to bring.
        self.taken.retain(|n, _| *n <= cursor);
        let receipt = reader.receipt(&council.rina.public(), &council.document);
        let counter = receipt.unwrap().map_or(0, |receipt| receipt.counter);
        assert!(
            counter >= self.receipt,
            "{circumstances}: a receipt is lost"
        );
        for (blob, here) in &self.files {
            let status = reader.blob_status(blob).unwrap();
            let status = status.unwrap_or_else(|| panic!("{circumstances}: a file is forgotten"));
            assert!(status.here >= *here, "{circumstances}: parts are lost");
            if status.is_held {
                let contents = reader.blob_contents(blob).unwrap().unwrap();
                assert!(blob.is_of(&contents), "{circumstances}");
            }
        }
        let reports = reader.reports(false, usize::MAX >> 1).unwrap();
        for key in &self.reports {
            let kept = reports.iter().any(|report| report.key == *key);
            assert!(kept, "{circumstances}: a report is lost");
        }
    }
}

fn setting(round: u64, bytes: usize) -> Setting {
    let mut value = vec![round as u8; bytes];
    value[..8].copy_from_slice(&round.to_le_bytes());
    Setting { version: 1, value }
}

fn round_of(setting: &Setting) -> u64 {
    let (round, rest) = setting.value.split_at(8);
    let round = u64::from_le_bytes(round.try_into().unwrap());
    assert!(rest.iter().all(|byte| *byte == round as u8), "torn");
    round
}

/// Positions that were told to whoever waits for the log to grow: from then on peers hear of them.
type Offered = Arc<Mutex<Vec<(CouncilId, LogPosition)>>>;

/// One program at work on a store until the power goes.
struct Work<'a> {
    council: &'a Council,
    /// Where its document begins.
    genesis: (ChangeHash, u64),
    random: ChaCha8Rng,
    promised: &'a mut Promised,
    /// Goes up with everything that is tried.
    round: &'a mut u64,
    /// How often the power went before: every program start writes under other actors.
    life: u8,
}

impl Work<'_> {
    /// Works until the power goes; gives how many jobs ended well.
    fn until_dark(&mut self, path: &Path, disk: &Disk, offered: &Offered) -> u64 {
        let mut jobs = 0;
        while let Some(store) = self.open(path, disk, offered) {
            let mut mine = Pen::new(self.council.id, self.genesis);
            let mut theirs = Pen::new(self.council.id, self.genesis);
            let (mut my_last, mut their_last) = (vec![], vec![]);
            let sitting = self.random.random_range(1..40);
            for _ in 0..sitting {
                *self.round += 1;
                let done = match self.random.random_range(0..100) {
                    0..25 => self.edit(&store, &mut mine, &mut my_last),
                    25..45 => self.take(&store, &mut theirs, &mut their_last),
                    45..55 => self.create(&store),
                    55..65 => self.set(&store, 300_000),
                    65..75 => self.burst(&store),
                    75..83 => self.sign(&store),
                    83..92 => self.file(&store),
                    _ => self.report(&store),
                };
                match done {
                    Ok(()) => jobs += 1,
                    Err(error) => {
                        assert!(disk.is_off(), "with the power on: {error}");
                        return jobs;
                    }
                }
            }
            // The next sitting begins where this one ended, under other actors.
            self.life += 1;
        }
        jobs
    }

    /// Opens the store, or finds that the power is gone.
    fn open(&mut self, path: &Path, disk: &Disk, offered: &Offered) -> Option<Store> {
        let list = Arc::clone(offered);
        let options = Options {
            after_commit: Some(Arc::new(move |grown| {
                list.lock().unwrap().extend_from_slice(grown);
            })),
            ..Options::new("test")
        };
        let store = match Store::open(path, options) {
            Ok((store, _)) => store,
            Err(error) => {
                assert!(disk.is_off(), "with the power on: {error}");
                return None;
            }
        };
        let (id, acts) = (
            self.council.id,
            [
                self.council.roster.clone(),
                vec![self.council.create.clone()],
            ]
            .concat(),
        );
        let names: Vec<_> = acts.iter().map(|act| act.id()).collect();
        let filled = store.write(move |write| {
            write.hold_council(id)?;
            acts.iter()
                .try_for_each(|act| write.append_act(id, act).map(drop))
        });
        match filled {
            Ok(()) => {
                self.promised.council = true;
                self.promised.acts.extend(names);
                Some(store)
            }
            Err(error) => {
                assert!(disk.is_off(), "with the power on: {error}");
                None
            }
        }
    }

    fn edit(
        &mut self,
        store: &Store,
        pen: &mut Pen,
        last: &mut Vec<ChangeHash>,
    ) -> Result<(), StoreError> {
        let (id, document) = (self.council.id, self.council.document);
        let rina = &self.council.rina;
        let words = "x".repeat(self.random.random_range(1..3_000));
        let change = pen.change(rina, self.life, last, &words);
        let hash = change.header.hash;
        let (author, chunk) = (rina.public(), change.chunk);
        let seal = Seal::sign(rina, &id, &document, &hash, vec![]);
        store.write(move |write| write.append_local(id, document, &author, &chunk, &seal))?;
        *last = vec![hash];
        self.promised.changes.push(hash);
        Ok(())
    }

    fn take(
        &mut self,
        store: &Store,
        pen: &mut Pen,
        last: &mut Vec<ChangeHash>,
    ) -> Result<(), StoreError> {
        let id = self.council.id;
        let mut changes = Vec::new();
        let mut on = last.clone();
        for _ in 0..self.random.random_range(1..20) {
            let change = pen.change(&self.council.budi, self.life, &on, &"y".repeat(200));
            on = vec![change.header.hash];
            changes.push(change);
        }
        let hashes: Vec<_> = changes.iter().map(|change| change.header.hash).collect();
        let items = vec![self.council.run(&self.council.budi, changes)];
        let cursor = LogPosition {
            log: from(1).log,
            n: *self.round,
            chain: Chain::START,
        };
        self.promised.taken.insert(cursor.n, hashes.clone());
        store.write(move |write| write.take(id, from(1), &items, Some(cursor)))?;
        *last = on;
        self.promised.cursor = cursor.n;
        self.promised.changes.extend(hashes);
        Ok(())
    }

    fn create(&mut self, store: &Store) -> Result<(), StoreError> {
        let (id, act) = (self.council.id, self.council.creation(*self.round as u8));
        let name = act.id();
        store.write(move |write| write.append_act(id, &act))?;
        self.promised.acts.push(name);
        Ok(())
    }

    /// Large ones, so that the log is folded into the file now and then.
    fn set(&mut self, store: &Store, bytes: usize) -> Result<(), StoreError> {
        let name = format!("large {}", self.random.random_range(0..3));
        let (round, setting) = (*self.round, setting(*self.round, bytes));
        let named = name.clone();
        store.write(move |write| write.set(None, &named, Some(&setting)))?;
        self.promised.settings.insert(name, round);
        Ok(())
    }

    /// Jobs that share a commit: each hears its own outcome.
    fn burst(&mut self, store: &Store) -> Result<(), StoreError> {
        let (tell, outcomes) = mpsc::sync_channel(8);
        for number in 0..5 {
            let (tell, setting) = (tell.clone(), setting(*self.round, 50));
            store.submit(
                move |write| write.set(None, &format!("small {number}"), Some(&setting)),
                move |outcome| tell.send((number, outcome)).unwrap(),
            );
        }
        drop(tell);
        let mut all = Ok(());
        for (number, outcome) in outcomes {
            match outcome {
                Ok(()) => {
                    let name = format!("small {number}");
                    self.promised.settings.insert(name, *self.round);
                }
                Err(error) => all = Err(error),
            }
        }
        all
    }

    fn sign(&mut self, store: &Store) -> Result<(), StoreError> {
        let (id, document) = (self.council.id, self.council.document);
        let heads = store.reader(id)?.heads_to_sign_for(&document)?;
        let counter = *self.round;
        let receipt = Receipt::sign(&self.council.rina, id, document, heads, 9, counter);
        store.write(move |write| write.append_receipts(id, &[receipt]))?;
        self.promised.receipt = counter;
        Ok(())
    }

    /// A file that an act names comes in three parts, the last of which may be missing.
    fn file(&mut self, store: &Store) -> Result<(), StoreError> {
        let id = self.council.id;
        let mut contents = vec![*self.round as u8; 2 * PART_BYTES + 5];
        contents[..8].copy_from_slice(&self.round.to_le_bytes());
        let blob = Blob::of(&contents);
        let act = publication(self.council, &self.council.rina, &[blob]);
        let items = vec![Item::Act(act)];
        store.write(move |write| write.take(id, from(1), &items, None))?;
        self.promised.files.push((blob, 0));
        let parts = parts(&contents, blob, self.council.budi.public());
        let come = self.random.random_range(1..=parts.len());
        for part in parts.into_iter().take(come) {
            let bytes = match &part {
                Item::BlobPart(part, _) => part.bytes.len() as u64,
                _ => 0,
            };
            store.write(move |write| write.take(id, from(1), &[part], None))?;
            if let Some((_, here)) = self.promised.files.last_mut() {
                *here += bytes;
            }
        }
        Ok(())
    }

    fn report(&mut self, store: &Store) -> Result<(), StoreError> {
        let (id, round) = (self.council.id, *self.round);
        let body = serde_json::json!({ "round": round, "words": "z".repeat(500) });
        let key = store.write(move |write| write.save_report(id, &body))?;
        self.promised.reports.push(key);
        Ok(())
    }
}

/// A store as an older program left it, with a change, a receipt and an act in it.
fn old_store(path: &Path, council: &Council) -> Promised {
    let store = council.store(path);
    let mut pen = Pen::new(council.id, council.genesis(&store));
    let change = pen.change(&council.rina, 255, &[], "before the update");
    let hash = change.header.hash;
    let (id, document, author) = (council.id, council.document, council.rina.public());
    let seal = Seal::sign(&council.rina, &id, &document, &hash, vec![]);
    let receipt = Receipt::sign(&council.rina, id, document, vec![hash], 9, 1);
    store
        .write(move |write| {
            write.append_local(id, document, &author, &change.chunk, &seal)?;
            write.append_receipts(id, &[receipt])
        })
        .unwrap();
    drop(store);
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(TO_THE_FIRST_SCHEMA).unwrap();
    let acts = [council.roster.clone(), vec![council.create.clone()]].concat();
    Promised {
        council: true,
        acts: acts.iter().map(|act| act.id()).collect(),
        changes: vec![hash],
        receipt: 1,
        ..Promised::default()
    }
}

/// What was offered to peers must be in the log, in its place.
fn nothing_was_offered_early(reader: &Reader, offered: &Offered, circumstances: &str) -> usize {
    let offered = std::mem::take(&mut *offered.lock().unwrap());
    let log = reader.log_end().unwrap().log;
    for (_, position) in &offered {
        let row = reader.rows_after(position.n - 1, 1).unwrap();
        assert!(
            position.log != log || row.first().is_some_and(|row| row.chain == position.chain),
            "{circumstances}: row {} was offered and is not here",
            position.n
        );
    }
    offered.len()
}

#[test]
fn nothing_reported_as_saved_or_offered_to_peers_is_lost_by_a_power_cut() {
    let (cuts, seed) = (number("DEWAN_POWER_CUTS", 60), number("DEWAN_SEED", 1));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let council = council();
    let genesis = {
        let (_folder, path) = place();
        council.genesis(&council.store(&path))
    };
    let (mut unsynced, mut jobs, mut promises, mut offers) = (0, 0, 0, 0);
    let (mut gone, mut back, mut migrations) = (0, 0, 0);
    let mut cut = 0;
    while cut < cuts {
        let (_folder, path) = place();
        let (mut promised, mut round) = (Promised::default(), 0);
        let migrates = random.random_bool(0.3);
        if migrates {
            promised = old_store(&path, &council);
            migrations += 1;
        }
        let disk = Disk::at(path.parent().unwrap());
        let offered = Offered::default();
        let mut life = 0;
        for _ in 0..CUTS_PER_STORE.min(cuts - cut) {
            if life > MOST_LIVES {
                break;
            }
            cut += 1;
            // Early ones too: while the file is made, brought up to the schema of today, recovered.
            let reach = [60, 300, 2_000][random.random_range(0..3)];
            let after = random.random_range(0..reach);
            let circumstances = format!("seed {seed}, cut {cut} after {after} operations");
            disk.cut_after(after);
            let mut work = Work {
                council: &council,
                genesis,
                random: ChaCha8Rng::seed_from_u64(random.random()),
                promised: &mut promised,
                round: &mut round,
                life,
            };
            jobs += work.until_dark(&path, &disk, &offered);
            life = work.life + 1;
            let left = disk.restore_power(random.random());
            unsynced += left.unsynced;
            gone += left.gone;
            back += left.back;
            let opened = Store::open(&path, Options::new("test"));
            let (store, _) = opened.unwrap_or_else(|error| panic!("{circumstances}: {error}"));
            promised.holds(&store, &council, &circumstances);
            if let Ok(reader) = store.reader(council.id) {
                offers += nothing_was_offered_early(&reader, &offered, &circumstances);
            }
        }
        promises += promised.count();
    }
    println!(
        "seed {seed}: 0 lost, 0 unopenable of {cut} power cuts ({migrations} stores of the first schema); \
         {jobs} jobs reported as saved, {promises} promises looked at again after every cut, {offers} \
         positions offered; {unsynced} unsynced bytes, {gone} files gone, {back} back"
    );
    assert!(unsynced > 0 && jobs > cuts, "the cuts test nothing");
}

/// The disk of these tests does lose what nobody synced: without syncing, what was called saved is gone.
#[test]
fn a_store_that_does_not_sync_would_lose_what_it_called_saved() {
    let mut lost = 0;
    for seed in 0..20 {
        let (folder, path): (_, PathBuf) = place();
        let disk = Disk::at(folder.path());
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x);
             PRAGMA synchronous = NORMAL;",
        )
        .unwrap();
        for number in 0..10 {
            conn.execute("INSERT INTO t VALUES (?1)", [number]).unwrap();
        }
        disk.cut();
        drop(conn);
        disk.restore_power(seed);
        let conn = rusqlite::Connection::open(&path).unwrap();
        let rows: i64 = conn
            .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
            .unwrap();
        lost += u64::from(rows < 10);
    }
    assert!(lost > 5, "{lost} of 20");
}
