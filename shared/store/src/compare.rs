//! Whether two stores hold the same, row by row.

use std::collections::BTreeMap;
use std::path::Path;

use format::blob::BlobHasher;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::error::{Result, StoreError};
use crate::schema::{self, Found};

/// The table that says where a store lives, which differs between a store and its copy.
const WHERE_IT_LIVES: &str = "store";

/// What was compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// How many tables hold the same in both.
    pub tables: u64,
    /// How many rows these have.
    pub rows: u64,
    /// The tables that do not.
    pub different: Vec<String>,
}

/// Compares every row of every table of two stores but for where they live. Reads both as they are now,
/// beside whoever writes.
///
/// # Errors
/// What [`Store::open_read_only`](crate::Store::open_read_only) would say of either, but that older schemas
/// are welcome.
pub fn compare(one: &Path, other: &Path) -> Result<Comparison> {
    let (one, other) = (digests(one)?, digests(other)?);
    let mut comparison = Comparison::default();
    let mut tables: Vec<&String> = one.keys().chain(other.keys()).collect();
    tables.sort();
    tables.dedup();
    for table in tables {
        match (one.get(table), other.get(table)) {
            (Some(one), Some(other)) if one == other => {
                comparison.tables += 1;
                comparison.rows += one.rows;
            }
            _ => comparison.different.push(table.clone()),
        }
    }
    Ok(comparison)
}

/// What stands in a table.
#[derive(PartialEq, Eq)]
struct Digest {
    rows: u64,
    hash: format::Blob,
}

fn digests(path: &Path) -> Result<BTreeMap<String, Digest>> {
    if schema::inspect(path)? == Found::Nothing {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let conn = schema::connect_read_only(path)?;
    conn.execute_batch("BEGIN")?;
    let mut statement = conn.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
         AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut tables = BTreeMap::new();
    for name in names {
        let name = name?;
        if name != WHERE_IT_LIVES {
            let digest = digest(&conn, &name)?;
            tables.insert(name, digest);
        }
    }
    Ok(tables)
}

fn digest(conn: &Connection, table: &str) -> Result<Digest> {
    // Not through an index, so that the rows come in the order in which the table keeps them.
    let mut statement = conn.prepare(&format!(
        "SELECT * FROM \"{}\" NOT INDEXED",
        table.replace('"', "\"\"")
    ))?;
    let columns = statement.column_count();
    let mut hasher = BlobHasher::default();
    let mut count = 0;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        count += 1;
        for column in 0..columns {
            let mut add = |kind: u8, bytes: &[u8]| {
                hasher.update(&[kind]);
                hasher.update(&(bytes.len() as u64).to_be_bytes());
                hasher.update(bytes);
            };
            match row.get_ref(column)? {
                ValueRef::Null => add(0, &[]),
                ValueRef::Integer(number) => add(1, &number.to_be_bytes()),
                ValueRef::Real(number) => add(2, &number.to_bits().to_be_bytes()),
                ValueRef::Text(text) => add(3, text),
                ValueRef::Blob(blob) => add(4, blob),
            }
        }
    }
    Ok(Digest {
        rows: count,
        hash: hasher.finish(),
    })
}
