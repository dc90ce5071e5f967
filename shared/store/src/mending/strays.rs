//! Indexes that do not fit their tables, and rows that belong to nothing.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::check::{Finding, Report};
use crate::error::Result;
use crate::view::View;

/// The table of the search.
const SEARCH: &str = "texts";

/// A pointer that misses: table, column, and the table it points into.
type Miss = (String, String, String);

/// Makes indexes anew, if the check found that one does not fit its table, and the search with the summaries
/// that it is made with, if that does not fit: whoever shows them makes them again.
///
/// # Errors
/// [`StoreError::Damaged`](crate::StoreError::Damaged) where the tables themselves do not allow it, and what
/// the disk says.
pub(crate) fn remake_indexes(conn: &Connection, report: &Report) -> Result<()> {
    let found: Vec<&str> = report
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Index(line) => Some(line.as_str()),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    for line in &found {
        if let Some(table) = line.strip_prefix("row not in PRIMARY KEY order for ") {
            put_in_order(conn, table)?;
        }
    }
    if found
        .iter()
        .any(|line| line.to_ascii_lowercase().contains("fts5"))
    {
        let made: String = conn.query_row(
            "SELECT sql FROM sqlite_schema WHERE name = ?1",
            [SEARCH],
            |row| row.get(0),
        )?;
        conn.execute_batch(&format!(
            "DROP TABLE {SEARCH}; {made}; DELETE FROM summaries;"
        ))?;
    }
    conn.execute_batch("REINDEX")?;
    Ok(())
}

/// Takes the rows out of a table that is its own index, and puts them in again.
fn put_in_order(conn: &Connection, table: &str) -> Result<()> {
    let known: bool = conn.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1",
        [table],
        |row| row.get(0),
    )?;
    if known {
        conn.execute_batch(&format!(
            "CREATE TEMP TABLE apart AS SELECT * FROM main.\"{table}\" NOT INDEXED;
             DELETE FROM main.\"{table}\";
             INSERT OR IGNORE INTO main.\"{table}\" SELECT * FROM temp.apart;
             DROP TABLE temp.apart;"
        ))?;
    }
    Ok(())
}

/// Removes rows of this council, and of none, that point at rows which are not there. What held an item was put
/// right or set aside before. From which log something came is only forgotten.
///
/// # Errors
/// What the disk says.
pub(crate) fn sweep(view: &View<&Connection>) -> Result<()> {
    // A row that goes may leave others that pointed at it.
    loop {
        let mut removed = 0;
        for (table, column, parent) in misses(view.conn)? {
            let missing = format!(
                "\"{column}\" IS NOT NULL AND \"{column}\" NOT IN (SELECT key FROM \"{parent}\")"
            );
            let whose = match has_council(view.conn, &table)? {
                true => " AND (council = ?1 OR council NOT IN (SELECT key FROM councils))",
                false => " AND ?1 IS NOT NULL",
            };
            let sweep = match column.as_str() {
                "origin" => format!("UPDATE \"{table}\" SET origin = NULL WHERE {missing}{whose}"),
                _ => format!("DELETE FROM \"{table}\" WHERE {missing}{whose}"),
            };
            removed += view.conn.execute(&sweep, [view.key])?;
        }
        if removed == 0 {
            return Ok(());
        }
    }
}

fn misses(conn: &Connection) -> Result<BTreeSet<Miss>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    let mut found: BTreeSet<(String, String, i64)> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        found.insert((row.get(0)?, row.get(2)?, row.get(3)?));
    }
    let mut misses = BTreeSet::new();
    for (table, parent, which) in found {
        let column: String = conn.query_row(
            "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = ?2",
            rusqlite::params![table, which],
            |row| row.get(0),
        )?;
        misses.insert((table, column, parent));
    }
    Ok(misses)
}

fn has_council(conn: &Connection, table: &str) -> Result<bool> {
    Ok(conn.query_row(
        "SELECT count(*) FROM pragma_table_info(?1) WHERE name = 'council'",
        [table],
        |row| row.get::<_, i64>(0),
    )? > 0)
}
