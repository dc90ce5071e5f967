//! One bit flips in any column of any table: nothing else is hidden or deleted, what everybody holds is
//! found damaged, set aside, and whole again once a peer has sent it.
//!
//! What a program only notes for itself (settings, reports, what was seen, how far peers came) carries no
//! digest: a flipped bit there can pass unnoticed, must harm nothing else, and is counted.
//!
//! `DEWAN_FLIPS` says how many bits of every column flip, one at a time (1 unless told), `DEWAN_SEED` which.

use std::collections::BTreeMap;
use std::path::Path;

use format::{Blob, ChangeHash, Receipt};
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;
use rusqlite::types::Value;
use store::notes::Setting;
use store::{Options, Store, StoreError};
use sync::blob::PART_BYTES;
use sync::event::Rejected;
use sync::holdings::{Holdings as _, Item, LogPosition};
use sync::intake::Reason;

use crate::files::{parts, publication};
use crate::fixture::{Council, Pen, council, from, place};

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}

/// Tables whose rows are notes of one program, which no digest covers.
const NOTES: [&str; 25] = [
    "acknowledged",
    "acknowledged_gaps",
    "awaited",
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
    "blob_publishers",
];

/// Something of everything, and all of it as a peer would send it.
fn full_store(path: &Path, council: &Council) -> Vec<Item> {
    let store = council.store(path);
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, council.genesis(&store));
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
        Item::Act(council.creation(40)),
        Item::Act(publication(council, rina, &[blob])),
    ]);
    items.extend(parts(&contents, blob, budi.public()));
    let all = items.clone();
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
    crate::comments::note(&store, council);
    let summary = crate::content::summary(&store, council, document, "Pedoman");
    crate::content::put(&store, council, summary, "text");
    assert_eq!(
        store.reader(id).unwrap().check(false).unwrap().findings,
        [],
        "whole before"
    );
    items
}

/// What everybody holds, as this store shows it.
#[derive(Debug, PartialEq, Default)]
struct Shown {
    acts: Vec<Vec<u8>>,
    changes: BTreeMap<String, Vec<Vec<u8>>>,
    frontiers: String,
    receipts: Vec<Receipt>,
    files: Vec<Option<Vec<u8>>>,
}

fn shown(store: &Store, council: &Council, items: &[Item]) -> Result<Shown, StoreError> {
    let reader = store.reader(council.id)?;
    let mut all = Shown::default();
    for item in items {
        match item {
            Item::Act(act) => {
                let held = reader.act(&act.id())?;
                all.acts.extend(held.map(|act| act.bytes().to_vec()));
            }
            Item::BlobPart(part, _) if part.offset == 0 => {
                all.files.push(reader.blob_contents(&part.blob)?);
            }
            _ => {}
        }
    }
    for document in reader.documents()? {
        let content = reader.content(&document)?;
        let chunks = content.changes.into_iter().map(|shown| shown.chunk);
        all.changes.insert(document.to_string(), chunks.collect());
        let frontier = (reader.frontier(&document)?, reader.held_heads(&document)?);
        all.frontiers.push_str(&format!("{frontier:?}"));
        all.receipts.extend(reader.receipts(&document)?);
    }
    Ok(all)
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
    /// The program says at once that the store is damaged.
    refused: u64,
    harmless: u64,
    undetected: u64,
}

/// Not yet so: of 156 flips (seed 1) 3 pass unnoticed, all in a column `council`; the check gives up on 4 (keys
/// that rows point with), saying that the store is damaged; and 7 stores are not whole again.
#[test]
#[ignore = "columns that rows point with are not checked and not mended yet"]
fn a_flipped_bit_in_any_table_hides_nothing_else_and_what_it_hit_comes_back() {
    let (flips, seed) = (number("DEWAN_FLIPS", 1), number("DEWAN_SEED", 1));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let council = council();
    let (folder, path) = place();
    let items = full_store(&path, &council);
    let whole = std::fs::read(&path).unwrap();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let before = shown(&store, &council, &items).unwrap();
    drop(store);
    let conn = Connection::open(&path).unwrap();
    let places = places(&conn);
    drop(conn);
    let mut by_column: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, (table, column, _)) in places.iter().enumerate() {
        by_column.entry((table, column)).or_default().push(at);
    }
    let mut tally: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut undetected, mut deleted, mut gave_up) = (Vec::new(), Vec::new(), Vec::new());
    for ((table, column), rows) in &by_column {
        for _ in 0..flips {
            let at = *rows.choose(&mut random).unwrap();
            std::fs::write(&path, &whole).unwrap();
            let conn = Connection::open(&path).unwrap();
            conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
                .unwrap();
            let flipped = flip(&conn, &places[at], &mut random);
            drop(conn);
            if !flipped {
                continue;
            }
            let tally = tally.entry(table).or_default();
            tally.flips += 1;
            let circumstances = format!("seed {seed}, {:?}", places[at]);
            let (store, _) = match Store::open(&path, Options::new("test")) {
                Ok(opened) => opened,
                Err(error) => {
                    assert!(
                        matches!(error, StoreError::Damaged(_)),
                        "{circumstances}: {error}"
                    );
                    tally.refused += 1;
                    continue;
                }
            };
            let reader = match store.reader(council.id) {
                Ok(reader) => reader,
                // Not silently: the program knows which council it is in.
                Err(StoreError::Damaged(_) | StoreError::UnknownCouncil(_)) => {
                    tally.refused += 1;
                    continue;
                }
                Err(error) => panic!("{circumstances}: {error}"),
            };
            let report = match reader.check(false) {
                Ok(report) => report,
                // Told, and nothing can be set aside: only a backup helps.
                Err(StoreError::Damaged(_)) => {
                    tally.refused += 1;
                    gave_up.push(format!("{table}.{column}"));
                    continue;
                }
                Err(error) => panic!("{circumstances}: {error}"),
            };
            drop(reader);
            let shows = shown(&store, &council, &items);
            let is_found = !report.findings.is_empty();
            match (is_found, &shows) {
                (true, _) => tally.found += 1,
                (false, Ok(shows)) if *shows == before => {
                    let is_note = NOTES.contains(table);
                    if is_note {
                        tally.undetected += 1;
                    } else {
                        tally.harmless += 1;
                    }
                }
                (false, shows) => {
                    tally.undetected += 1;
                    let how = match shows {
                        Ok(_) => "shows something else".to_owned(),
                        Err(error) => error.to_string(),
                    };
                    undetected.push(format!("{table}.{column}: {how} ({circumstances})"));
                }
            }
            // Set aside, and sent again by whoever holds it.
            let id = council.id;
            let again = items.clone();
            let healed = store
                .write(move |write| {
                    write.quarantine(id, &report)?;
                    write.take(id, from(2), &again, None)
                })
                .map_err(|error| error.to_string())
                .and_then(|_| {
                    let shows = shown(&store, &council, &items).map_err(|e| e.to_string())?;
                    let reader = store.reader(id).map_err(|e| e.to_string())?;
                    let left = reader.check(false).map_err(|e| e.to_string())?;
                    match left.findings.first() {
                        Some(finding) => Err(format!("{finding:?} stays")),
                        None if shows != before => Err("something is gone".to_owned()),
                        None => Ok(()),
                    }
                });
            if let Err(why) = healed {
                deleted.push(format!("{table}.{column}: {why} ({circumstances})"));
            }
        }
    }
    drop(folder);
    println!("seed {seed}: flips, found, refused at opening, harmless, undetected");
    let mut all = Tally::default();
    for (table, tally) in &tally {
        println!(
            "  {table}: {}, {}, {}, {}, {}",
            tally.flips, tally.found, tally.refused, tally.harmless, tally.undetected
        );
        all.flips += tally.flips;
        all.found += tally.found;
        all.undetected += tally.undetected;
    }
    println!(
        "{} flips: {} found, {} undetected in notes, {} undetected in what everybody holds, {} not whole \
         again after a peer sent everything",
        all.flips,
        all.found,
        all.undetected - undetected.len() as u64,
        undetected.len(),
        deleted.len()
    );
    println!("the check gave up, saying that the store is damaged: {gave_up:?}");
    assert!(all.found > 50, "the flips test nothing");
    assert!(
        undetected.is_empty(),
        "undetected:\n{}",
        undetected.join("\n")
    );
    assert!(deleted.is_empty(), "deleted:\n{}", deleted.join("\n"));
}
