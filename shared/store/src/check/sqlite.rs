//! The file as SQLite sees it, and rows that belong to nothing.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Finding;
use crate::error::{Result, StoreError};
use crate::identity;
use crate::store::{ReadStore, Store};

impl Store {
    /// Asks SQLite whether the file and its indexes are whole and every row belongs to something. Empty if so.
    ///
    /// # Errors
    /// What the disk says.
    pub fn check_file(&self) -> Result<Vec<Finding>> {
        check_all(&*self.pool().lend()?)
    }
}

impl ReadStore {
    /// As [`Store::check_file`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn check_file(&self) -> Result<Vec<Finding>> {
        check_all(&*self.pool().lend()?)
    }
}

fn check_all(conn: &Connection) -> Result<Vec<Finding>> {
    look_through(conn).map_err(StoreError::of_damage)
}

fn look_through(conn: &Connection) -> Result<Vec<Finding>> {
    let mut findings = check_file(conn)?;
    if !findings
        .iter()
        .any(|finding| matches!(finding, Finding::File(_)))
    {
        let misnamed = identity::misnamed(conn)?.into_iter();
        findings.extend(misnamed.map(|(key, _)| Finding::Council(key)));
        findings.extend(strays(conn)?);
    }
    Ok(findings)
}

/// Asks SQLite whether the file is whole, with its indexes. Empty if it is.
pub(crate) fn check_file(conn: &Connection) -> Result<Vec<Finding>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(100)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut findings = Vec::new();
    for line in lines {
        match line {
            Ok(line) if line == "ok" => {}
            Ok(line) if is_about_rows(&line) => findings.push(Finding::Index(line)),
            Ok(line) => findings.push(Finding::File(line)),
            Err(error) => match StoreError::from(error) {
                StoreError::Damaged(what) => {
                    findings.push(Finding::File(what));
                    break;
                }
                other => return Err(other),
            },
        }
    }
    Ok(findings)
}

/// Whether what SQLite says is about an index, the index of the search, or the value of a column: the pages
/// that hold the rows are as they should be then, and the rest is made anew from them.
fn is_about_rows(line: &str) -> bool {
    let begins = [
        "wrong # of entries in index ",
        "non-unique entry in index ",
        "NULL value in ",
        "CHECK constraint failed in ",
        "TEXT value in ",
        "NUMERIC value in ",
        "non-INT value in ",
        "non-REAL value in ",
        "row not in PRIMARY KEY order for ",
    ];
    let about_a_row = (line.starts_with("row ") || line.starts_with("rowid "))
        && (line.contains(" missing from index ")
            || line.contains(" of index ")
            || line.contains(" differ from index "));
    let about_the_search = line.to_ascii_lowercase().contains("fts5");
    about_a_row || about_the_search || begins.iter().any(|begin| line.starts_with(begin))
}

/// Rows that point at a row that is not there, by table.
fn strays(conn: &Connection) -> Result<Vec<Finding>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut tables: BTreeMap<String, u64> = BTreeMap::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        *tables.entry(row.get(0)?).or_default() += 1;
    }
    let found = tables.into_iter();
    Ok(found
        .map(|(table, rows)| Finding::Stray(table, rows))
        .collect())
}
