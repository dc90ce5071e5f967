//! One bit flips in any column of any table: nothing else is hidden or deleted, what everybody holds is
//! found damaged, put right or set aside, and whole again after one session with somebody who holds it.
//!
//! What a program only notes for itself (settings, reports, what was seen, how far peers came) carries no
//! digest: a flipped bit there can pass unnoticed, must harm nothing else, and is counted.
//!
//! `DEWAN_FLIPS` says how many bits of every column flip, one at a time (1 unless told), `DEWAN_SEED` and
//! `DEWAN_SEEDS` which, and for how many seeds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use format::chain::LoggedItem;
use format::{Act, ActId, Blob, ChangeHash, DocumentId, Receipt, Subject};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;
use rusqlite::types::Value;
use store::check::Findings;
use store::notes::Setting;
use store::{Options, Reader, Store, StoreError};
use sync::blob::PART_BYTES;
use sync::event::Rejected;
use sync::holdings::{Holdings as _, Item, LogPosition};
use sync::intake::Reason;
use tempfile::TempDir;

use crate::files::{parts, publication};
use crate::fixture::{Council, Pen, council_of, from, history, place, subject};
use crate::meeting::{Device, meet};

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}

/// Tables whose rows are notes of one program, which no digest covers.
const NOTES: [&str; 23] = [
    "acknowledged",
    "acknowledged_gaps",
    "blobs_confirmed",
    "blobs_refused",
    "carried_here",
    "carried_there",
    "comments_to_see",
    "cursors",
    "gaps",
    "left_out",
    "old_logs",
    "origins",
    "quarantine",
    "receipts_cursors",
    "refused",
    "refused_by",
    "reports",
    "settings",
    "store",
    "stranded",
    "summaries",
    "texts",
    "voids",
];

/// Columns with the bytes of items: what is hit there is lost, and comes back.
const BYTES: [(&str, &str); 5] = [
    ("acts", "bytes"),
    ("changes", "chunk"),
    ("receipts", "receipt"),
    ("first_receipts", "receipt"),
    ("blob_parts", "part"),
];

/// Puts something of everything into a store; which files it holds.
fn fill(store: &Store, council: &Council) -> Vec<Blob> {
    council.fill(store);
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, council.genesis(store));
    let (rina, budi) = (&council.rina, &council.budi);
    let one = pen.change(rina, 1, &[], "one");
    let two = pen.change(budi, 1, &[one.header.hash], "two");
    let three = pen.change(rina, 1, &[one.header.hash, two.header.hash], "three");
    // On one place with the second: a device that was on two machines.
    let beside = pen.change(budi, 1, &[], "beside");
    let heads = |changes: &[&format::PlainChange]| -> Vec<ChangeHash> {
        changes.iter().map(|change| change.header.hash).collect()
    };
    let text = heads(&[&two]);
    let newest = heads(&[&three]);
    let receipt = |heads: Vec<ChangeHash>, counter| {
        Item::Receipt(Receipt::sign(rina, id, document, heads, 9, counter))
    };
    let contents: Vec<u8> = (0..PART_BYTES + 5).map(|at| (at % 251) as u8).collect();
    let blob = Blob::of(&contents);
    let mut items = council.items();
    items.extend([
        council.run(rina, vec![one]),
        council.run(budi, vec![two]),
        Item::Act(crate::first_receipts::submitted(council, &text)),
        receipt(text, 1),
        council.run(rina, vec![three.clone()]),
        council.run(budi, vec![beside]),
        receipt(newest.clone(), 2),
        Item::Act(council.says_seen(budi, 6_000, vec![], newest)),
        Item::Act(crate::comments::comment(council, "Setuju?")),
        Item::Act(publication(council, rina, &[blob])),
        // One that waits for what nobody has.
        Item::Act(council.says_seen(rina, 6_000, vec![ActId::from_bytes([5; 32])], vec![])),
    ]);
    let other = council.creation(40);
    let beside = subject(&other);
    items.push(Item::Act(other));
    items.push(history(council, store, beside, 3));
    items.push(Item::Act(council.creation(41)));
    items.extend(parts(&contents, blob, budi.public()));
    let all = items;
    let cursor = LogPosition {
        log: from(1).log,
        n: 9,
        chain: format::Chain::START,
    };
    let (peer, chain) = (from(1).peer, three.header.hash);
    store
        .write(move |write| {
            write.take(id, from(1), &all, Some(cursor))?;
            let setting = Setting {
                version: 1,
                value: b"something".to_vec(),
            };
            write.set(None, "a setting", Some(&setting))?;
            write.set(Some(id), "another", Some(&setting))?;
            write.save_report(id, &serde_json::json!({ "merged": 3 }))?;
            let rejects = [Rejected {
                items: vec![format::chain::LoggedItem::Change(document, chain)],
                never: true,
                reason: Reason::Form,
            }];
            write.record_rejects(id, &peer, &rejects)?;
            write.record_blobs(id, &peer, &[blob], &[])
        })
        .unwrap();
    let end = store.reader(id).unwrap().log_end().unwrap();
    store
        .write(move |write| write.record_ack(id, &peer, &end, Some(&[document])))
        .unwrap();
    crate::comments::note(store, council);
    let summary = crate::content::summary(store, council, document, "Pedoman");
    crate::content::put(store, council, summary, "text");
    vec![blob]
}

/// What everybody holds, as a store shows it.
#[derive(Debug, PartialEq, Default)]
struct Shown {
    acts: BTreeMap<Subject, Vec<Act>>,
    changes: BTreeMap<DocumentId, Vec<Vec<u8>>>,
    /// What is said of each document besides: frontier, heads, branches, digests, who may hold it, who has it
    /// and who has read it.
    said: BTreeMap<DocumentId, String>,
    receipts: Vec<Receipt>,
    files: Vec<Option<Vec<u8>>>,
    logged: BTreeSet<LoggedItem>,
    roster: String,
}

fn shown(store: &Store, council: &Council, files: &[Blob]) -> Result<Shown, StoreError> {
    let reader = store.reader(council.id)?;
    let mut all = Shown::default();
    all.acts
        .insert(Subject::Council, sorted(&reader, Subject::Council)?);
    for document in reader.documents()? {
        let subject = Subject::Document(document);
        all.acts.insert(subject, sorted(&reader, subject)?);
        let content = reader.content(&document)?;
        let mut chunks: Vec<Vec<u8>> = content
            .changes
            .iter()
            .map(|shown| shown.chunk.clone())
            .collect();
        chunks.sort();
        all.changes.insert(document, chunks);
        let mut said = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            reader.kind(&document)?,
            content.held_back,
            content.heads,
            reader.frontier(&document)?,
            reader.held_heads(&document)?,
            reader.forks(&document)?,
            reader.access(&document)?,
            reader.in_scope(&council.budi.public(), &document)?,
            reader.digests_after(None, 100)?,
        );
        // Which holder comes first is no matter, and when its word came here is the business of this store.
        let whereabouts = reader.whereabouts_of(&document)?;
        said.push_str(&format!("{whereabouts:?}"));
        for fork in reader.fork_records()? {
            let branches: BTreeMap<_, _> = fork
                .branches
                .iter()
                .map(|branch| (branch.change, (branch.built_on, branch.counts)))
                .collect();
            said.push_str(&format!(
                "{:?} {branches:?}",
                (fork.document, fork.sequence)
            ));
        }
        all.said.insert(document, said);
        all.receipts.extend(reader.receipts(&document)?);
    }
    for blob in files {
        all.files.push(reader.blob_contents(blob)?);
    }
    let rows = reader.rows_after(0, 10_000)?;
    all.logged.extend(rows.iter().map(|row| row.item));
    let overall = reader.overall_digest()?;
    all.roster = format!(
        "{:?} {:?} {overall:?}",
        reader.roster()?,
        reader.waiting_acts()?
    );
    Ok(all)
}

fn sorted(reader: &Reader, subject: Subject) -> Result<Vec<Act>, StoreError> {
    let mut acts = reader.acts(&subject)?;
    acts.sort_by_key(Act::id);
    Ok(acts)
}

/// In how many documents something of what was shown cannot be read any more.
fn hidden(store: &Store, council: &Council, before: &Shown) -> usize {
    let Ok(reader) = store.reader(council.id) else {
        return before.changes.len();
    };
    let is_there = |document: &DocumentId, chunks: &[Vec<u8>]| {
        reader.content(document).is_ok_and(|content| {
            let shown: Vec<&Vec<u8>> = content.changes.iter().map(|shown| &shown.chunk).collect();
            chunks.iter().all(|chunk| shown.contains(&chunk))
        })
    };
    let documents = before.changes.iter();
    documents
        .filter(|(document, chunks)| !is_there(document, chunks))
        .count()
}

/// Which row: its key's columns and their values.
type Key = Vec<(String, Value)>;

/// Everything that holds a value: table, column, and which row.
fn places(conn: &Connection) -> Vec<(String, String, Key)> {
    let names = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let tables = names(
        "SELECT name FROM sqlite_schema WHERE type = 'table'
         AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'texts%' ORDER BY name",
    );
    let mut places = Vec::new();
    for table in tables {
        let columns = names(&format!(
            "SELECT name FROM pragma_table_info('{table}') ORDER BY cid"
        ));
        let mut keys = names(&format!(
            "SELECT name FROM pragma_table_info('{table}') WHERE pk > 0"
        ));
        if keys.is_empty() {
            keys.push("rowid".to_owned());
        }
        let mut statement = conn
            .prepare(&format!("SELECT {} FROM {table}", keys.join(", ")))
            .unwrap();
        let rows: Vec<Vec<Value>> = statement
            .query_map([], |row| (0..keys.len()).map(|at| row.get(at)).collect())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for column in columns {
            for row in &rows {
                let key = keys.iter().cloned().zip(row.iter().cloned()).collect();
                places.push((table.clone(), column.clone(), key));
            }
        }
    }
    places
}

/// Flips one bit of a value; false where there is none to flip.
fn flip(
    conn: &Connection,
    (table, column, row): &(String, String, Vec<(String, Value)>),
    random: &mut ChaCha8Rng,
) -> bool {
    let which: Vec<String> = (row.iter().enumerate())
        .map(|(at, (key, _))| format!("{key} = ?{}", at + 1))
        .collect();
    let which = which.join(" AND ");
    let keys = || row.iter().map(|(_, value)| value.clone());
    let value: Value = conn
        .query_row(
            &format!("SELECT {column} FROM {table} WHERE {which}"),
            rusqlite::params_from_iter(keys()),
            |row| row.get(0),
        )
        .unwrap();
    let mut bit = |bytes: &mut [u8]| {
        let at = random.random_range(0..bytes.len());
        bytes[at] ^= 1 << random.random_range(0..8);
    };
    let (new, set) = match value {
        Value::Blob(mut bytes) if !bytes.is_empty() => {
            bit(&mut bytes);
            (Value::Blob(bytes), "?")
        }
        Value::Text(text) if !text.is_empty() => {
            let mut bytes = text.into_bytes();
            bit(&mut bytes);
            (Value::Blob(bytes), "CAST(? AS TEXT)")
        }
        Value::Integer(number) => {
            let flipped = number ^ (1 << random.random_range(0..16));
            (Value::Integer(flipped), "?")
        }
        // As one bit of the header of a record does it.
        Value::Null => (Value::Integer(0), "?"),
        _ => return false,
    };
    let set = set.replace('?', &format!("?{}", row.len() + 1));
    conn.execute(
        &format!("UPDATE {table} SET {column} = {set} WHERE {which}"),
        rusqlite::params_from_iter(keys().chain([new])),
    )
    .is_ok()
}

/// What became of the flips in one table.
#[derive(Default)]
struct Tally {
    flips: u64,
    found: u64,
    /// Everything shows as before, though nothing was found.
    harmless: u64,
    undetected: u64,
}

/// A store with something of everything, what it shows, and another one that holds the same.
struct Bench {
    councils: Vec<Council>,
    folder: TempDir,
    path: PathBuf,
    whole: Vec<u8>,
    /// Of each council.
    before: Vec<Shown>,
    files: Vec<Vec<Blob>>,
    peer: Store,
}

impl Bench {
    /// With so many councils in the file.
    fn set_up(councils: u8) -> Self {
        let councils: Vec<Council> = (0..councils).map(|at| council_of(9 - at)).collect();
        let (folder, path) = place();
        let (store, _) = Store::open(&path, Options::new("test")).unwrap();
        let files: Vec<Vec<Blob>> = councils.iter().map(|one| fill(&store, one)).collect();
        let all = councils.iter().zip(&files);
        let before = all.map(|(one, files)| shown(&store, one, files).unwrap());
        let before = before.collect();
        assert_eq!(store.findings().unwrap().all().next(), None, "whole before");
        drop(store);
        let whole = std::fs::read(&path).unwrap();
        let there = folder.path().join("peer.dewan");
        std::fs::write(&there, &whole).unwrap();
        let (peer, _) = Store::open(&there, Options::new("peer")).unwrap();
        Self {
            councils,
            folder,
            path,
            whole,
            before,
            files,
            peer,
        }
    }

    /// Puts the whole file back.
    fn repair(&self) {
        self.put(&self.whole);
    }

    /// Puts these bytes in the place of the file.
    fn put(&self, bytes: &[u8]) {
        for suffix in ["-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(suffix);
            drop(std::fs::remove_file(name));
        }
        std::fs::write(&self.path, bytes).unwrap();
    }

    /// The file as it is while nobody has it open.
    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    fn shown(&self, store: &Store) -> Result<Vec<Shown>, StoreError> {
        let all = self.councils.iter().zip(&self.files);
        all.map(|(council, files)| shown(store, council, files))
            .collect()
    }

    /// What does not show as before, in words.
    fn difference(&self, now: &[Shown]) -> Option<String> {
        let mut pairs = self.before.iter().zip(now);
        pairs.find_map(|(before, now)| difference(before, now))
    }

    /// In how many documents of each council something cannot be read any more, the fewest first.
    fn hidden(&self, store: &Store) -> Vec<usize> {
        let all = self.councils.iter().zip(&self.before);
        let mut hidden: Vec<usize> = all
            .map(|(council, before)| hidden(store, council, before))
            .collect();
        hidden.sort_unstable();
        hidden
    }

    /// Mends what was found; what is wrong afterwards, in words, before anybody brought anything back.
    /// `is_lost`: the bytes of something were hit; `is_of_all`: of something that all documents wait for.
    fn mend(
        &self,
        store: &Store,
        found: Findings,
        is_lost: bool,
        is_of_all: bool,
    ) -> Result<(), String> {
        let words = |error: StoreError| error.to_string();
        let done = store.mend(found, None).map_err(words)?;
        if done.left.is_serious() {
            return Err(format!("{:?} is left", done.left));
        }
        if !is_lost {
            let now = self.shown(store).map_err(words)?;
            let mut pairs = self.before.iter().zip(&now);
            let less = pairs.find_map(|(before, now)| lacks(before, now));
            return less.map_or(Ok(()), |what| {
                Err(format!("{what} is away, and was not hit"))
            });
        }
        let hidden = self.hidden(store);
        let (most, rest) = hidden.split_last().expect("a council");
        if rest.iter().any(|hidden| *hidden > 0) || !is_of_all && *most > 1 {
            return Err(format!("{hidden:?} documents are hidden, once mended"));
        }
        Ok(())
    }

    /// Meets the peer once; what is not as before then, in words.
    fn heal(&self, store: &Store) -> Result<(), String> {
        let words = |error: StoreError| error.to_string();
        for council in &self.councils {
            let caller = Device {
                store,
                key: &council.budi,
            };
            // Whoever signed the receipts: nobody is told their own.
            let host = Device {
                store: &self.peer,
                key: &council.rina,
            };
            meet(council.id, &caller, &host)?;
        }
        let left = store.findings().map_err(words)?;
        if let Some((_, finding)) = left.all().next() {
            return Err(format!("{finding:?} stays"));
        }
        let shows = self.shown(store).map_err(words)?;
        self.difference(&shows).map_or(Ok(()), Err)
    }
}

/// Of which kind something does not show any more.
fn lacks(before: &Shown, now: &Shown) -> Option<&'static str> {
    let same = [
        ("an act", before.acts == now.acts),
        ("a change", before.changes == now.changes),
        ("a receipt", before.receipts == now.receipts),
        ("a file", before.files == now.files),
        ("a row of the log", before.logged == now.logged),
    ];
    same.into_iter()
        .find(|(_, same)| !same)
        .map(|(what, _)| what)
}

/// What shows that was not there, or does not show that was.
fn difference(before: &Shown, now: &Shown) -> Option<String> {
    let same = [
        ("acts", before.acts == now.acts),
        ("changes", before.changes == now.changes),
        ("receipts", before.receipts == now.receipts),
        ("files", before.files == now.files),
        ("the log", before.logged == now.logged),
        ("the roster", before.roster == now.roster),
    ];
    if let Some((what, _)) = same.into_iter().find(|(_, same)| !same) {
        return Some(format!("{what}: not as before"));
    }
    (before.said != now.said).then(|| format!("{:?}\n  was {:?}", now.said, before.said))
}

/// What the flips of one seed came to.
#[derive(Default)]
struct Came {
    tally: BTreeMap<String, Tally>,
    undetected: Vec<String>,
    hidden: Vec<String>,
    not_whole: Vec<String>,
}

fn flip_every_column(bench: &Bench, flips: u64, seed: u64) -> Came {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    bench.repair();
    let conn = Connection::open(&bench.path).unwrap();
    let places = places(&conn);
    drop(conn);
    let mut by_column: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, (table, column, _)) in places.iter().enumerate() {
        by_column.entry((table, column)).or_default().push(at);
    }
    let mut came = Came::default();
    for ((table, column), rows) in &by_column {
        for _ in 0..flips {
            let at = *rows.choose(&mut random).unwrap();
            bench.repair();
            let conn = Connection::open(&bench.path).unwrap();
            conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
                .unwrap();
            let is_of_all = is_about_all(&conn, &places[at]);
            let flipped = flip(&conn, &places[at], &mut random);
            drop(conn);
            if !flipped {
                continue;
            }
            let circumstances = format!("{table}.{column}, seed {seed}, {:?}", places[at].2);
            let tally = came.tally.entry((*table).to_owned()).or_default();
            tally.flips += 1;
            let (store, _) = Store::open(&bench.path, Options::new("test"))
                .unwrap_or_else(|error| panic!("{circumstances}: {error}"));
            let found = (store.findings())
                .unwrap_or_else(|error| panic!("{circumstances}: the check gave up: {error}"));
            let hidden = bench.hidden(&store);
            let (most, rest) = hidden.split_last().unwrap();
            if rest.iter().any(|hidden| *hidden > 0) || !is_of_all && *most > 1 {
                came.hidden
                    .push(format!("{circumstances}: {hidden:?} documents"));
            }
            let shows = bench.shown(&store);
            let is_as_before = shows
                .as_ref()
                .is_ok_and(|shows| bench.difference(shows).is_none());
            match (found.all().next().is_none(), is_as_before) {
                (false, _) => tally.found += 1,
                (true, true) if NOTES.contains(table) => tally.undetected += 1,
                (true, true) => tally.harmless += 1,
                (true, false) => {
                    tally.undetected += 1;
                    let how = match shows {
                        Ok(shows) => bench.difference(&shows).unwrap_or_default(),
                        Err(error) => error.to_string(),
                    };
                    came.undetected.push(format!("{circumstances}: {how}"));
                }
            }
            let is_lost = BYTES.contains(&(*table, *column));
            let mended = bench.mend(&store, found.clone(), is_lost, is_of_all);
            if let Err(why) = mended.and_then(|()| bench.heal(&store)) {
                came.not_whole
                    .push(format!("{circumstances}: {why} ({found:?})"));
            }
        }
    }
    came
}

/// Whether a row is about the council as a whole, so that all documents wait for it.
fn is_about_all(conn: &Connection, (table, _, row): &(String, String, Key)) -> bool {
    match table.as_str() {
        "councils" => true,
        "acts" => conn
            .query_row(
                "SELECT document IS NULL FROM acts WHERE key = ?1",
                [&row[0].1],
                |row| row.get(0),
            )
            .unwrap(),
        _ => false,
    }
}

#[test]
fn a_flipped_bit_in_any_table_hides_nothing_else_and_what_it_hit_comes_back() {
    flip_in_any_table(&Bench::set_up(1));
}

/// As in the file of a relay: nothing of one council is taken for rubbish of the other.
#[test]
fn a_flipped_bit_in_any_table_of_two_councils_costs_neither_of_them_anything() {
    flip_in_any_table(&Bench::set_up(2));
}

fn flip_in_any_table(bench: &Bench) {
    let flips = number("DEWAN_FLIPS", 1);
    let first = number("DEWAN_SEED", 1);
    let mut all = Tally::default();
    let (mut undetected, mut hidden, mut not_whole) = (vec![], vec![], vec![]);
    let mut by_table: BTreeMap<String, Tally> = BTreeMap::new();
    let seeds = number("DEWAN_SEEDS", 1);
    for seed in first..first + seeds {
        let came = flip_every_column(bench, flips, seed);
        for (table, tally) in came.tally {
            let sum = by_table.entry(table).or_default();
            for (sum, tally) in [(sum, &tally), (&mut all, &tally)] {
                sum.flips += tally.flips;
                sum.found += tally.found;
                sum.harmless += tally.harmless;
                sum.undetected += tally.undetected;
            }
        }
        undetected.extend(came.undetected);
        hidden.extend(came.hidden);
        not_whole.extend(came.not_whole);
    }
    println!("flips, found, harmless, undetected");
    for (table, tally) in &by_table {
        println!(
            "  {table}: {}, {}, {}, {}",
            tally.flips, tally.found, tally.harmless, tally.undetected
        );
    }
    println!(
        "{} councils, seeds {first} to {}: {} flips, {} found, {} harmless, {} undetected in notes, {} undetected in what \
         everybody holds; {} hid something else; {} not whole again after mending and one session",
        bench.councils.len(),
        first + seeds - 1,
        all.flips,
        all.found,
        all.harmless,
        all.undetected - undetected.len() as u64,
        undetected.len(),
        hidden.len(),
        not_whole.len()
    );
    assert!(all.found > 50 * seeds, "the flips test nothing");
    let wrong = [
        ("undetected", undetected),
        ("hidden", hidden),
        ("not whole", not_whole),
    ];
    for (what, wrong) in wrong {
        assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
    }
}

/// What became of one flip anywhere in the file.
enum Fate {
    Harmless,
    Mended,
    /// Only a backup mends it, as it was said, and nothing was touched.
    NeedsBackup,
    /// It was not opened, and left as it was.
    Refused,
}

/// Opens, checks, mends and heals a file in which a bit was flipped; what is wrong with that, in words.
fn fate(bench: &Bench, damaged: &[u8]) -> Result<Fate, String> {
    bench.put(damaged);
    let is_said = |error: &StoreError| {
        let said = matches!(
            error,
            StoreError::Damaged(_) | StoreError::Foreign(_) | StoreError::Newer { .. }
        );
        said.then_some(())
            .ok_or(format!("it is refused as: {error}"))
    };
    let store = match Store::open(&bench.path, Options::new("test")) {
        Ok((store, _)) => store,
        Err(error) => {
            is_said(&error)?;
            let is_untouched = bench.bytes() == damaged;
            return is_untouched
                .then_some(Fate::Refused)
                .ok_or("it is refused, and was changed".to_owned());
        }
    };
    let found = match store.findings() {
        Ok(found) => found,
        // In the pages that say how to read all others.
        Err(error) => {
            is_said(&error)?;
            return Ok(Fate::Refused);
        }
    };
    let before = commits(&store);
    let done = store
        .mend(found.clone(), None)
        .map_err(|error| format!("mending failed: {error} ({found:?})"))?;
    if done.left.has_damaged_file() {
        let done_nothing = (done.rows, done.stranded, done.restored) == (0, 0, 0);
        let is_untouched = done_nothing && before == commits(&store);
        return is_untouched.then_some(Fate::NeedsBackup).ok_or(format!(
            "only a backup mends it, and it was changed: {done:?}"
        ));
    }
    if done.left.is_serious() {
        return Err(format!("{:?} is left ({found:?})", done.left));
    }
    bench
        .heal(&store)
        .map_err(|why| format!("{why} ({found:?})"))?;
    Ok(match found.all().next() {
        None => Fate::Harmless,
        Some(_) => Fate::Mended,
    })
}

fn commits(store: &Store) -> u64 {
    store.stats().commits
}

/// As a failing disk does it: anywhere in the file, in rows, indexes and pages alike.
#[test]
fn a_flipped_bit_anywhere_in_the_file_is_mended_or_needs_a_backup_and_says_so() {
    let (flips, seed) = (number("DEWAN_FLIPS", 1) * 60, number("DEWAN_SEED", 1));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let bench = Bench::set_up(1);
    let (mut refused, mut backup, mut mended, mut harmless) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for _ in 0..flips {
        let mut bytes = bench.whole.clone();
        let at = random.random_range(0..bytes.len());
        let bit = random.random_range(0..8);
        bytes[at] ^= 1 << bit;
        match fate(&bench, &bytes) {
            Ok(Fate::Harmless) => harmless += 1,
            Ok(Fate::Mended) => mended += 1,
            Ok(Fate::NeedsBackup) => backup += 1,
            Ok(Fate::Refused) => refused += 1,
            Err(why) => wrong.push(format!("seed {seed}, byte {at}, bit {bit}: {why}")),
        }
    }
    println!(
        "seed {seed}: {flips} flips in a file of {} bytes: {harmless} harm nothing, {mended} mended, {backup} \
         need a backup, {refused} refused at once, {} wrong",
        bench.whole.len(),
        wrong.len()
    );
    drop(bench.folder);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
