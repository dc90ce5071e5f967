//! How much is kept of a council, counted when somebody asks.

use std::collections::BTreeMap;

use format::PublicKey;

use crate::columns::{id, number};
use crate::error::Result;
use crate::reader::Reader;

/// How much is kept of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Acts and changes.
    pub items: u64,
    /// Their bytes, as they are stored.
    pub bytes: u64,
}

/// How much is kept of a council.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents of which anything is held.
    pub documents: u64,
    /// Acts, about the council and about documents.
    pub acts: Kept,
    /// Changes.
    pub changes: Kept,
    /// Files that are here as a whole, and the bytes of all files, whole or not.
    pub files: Kept,
    /// Items that were refused here, of those that are remembered.
    pub refused: u64,
    /// What is known to exist and is not here.
    pub gaps: u64,
    /// Damaged rows that were set aside.
    pub quarantined: u64,
}

impl Reader {
    /// Counts everything. Reads every row once.
    ///
    /// # Errors
    /// What the disk says.
    pub fn counts(&self) -> Result<Counts> {
        let kept = |query: &str| -> Result<Kept> {
            let kept = self.view.one(query, [self.view.key], |row| {
                Ok(Kept {
                    items: number(row, 0)?,
                    bytes: number(row, 1)?,
                })
            })?;
            Ok(kept.unwrap_or_default())
        };
        let count = |table: &str| -> Result<u64> {
            let query = format!("SELECT count(*) FROM {table} WHERE council = ?1");
            let found = self
                .view
                .one(&query, [self.view.key], |row| number(row, 0))?;
            Ok(found.unwrap_or(0))
        };
        Ok(Counts {
            documents: count("documents")?,
            acts: kept(
                "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM acts WHERE council = ?1",
            )?,
            changes: kept(
                "SELECT count(*), coalesce(sum(length(chunk)), 0) FROM changes WHERE council = ?1",
            )?,
            files: kept("SELECT count(n), coalesce(sum(here), 0) FROM blobs WHERE council = ?1")?,
            refused: count("refused")?,
            gaps: self
                .view
                .one(
                    "SELECT count(DISTINCT item) FROM gaps WHERE council = ?1",
                    [self.view.key],
                    |row| number(row, 0),
                )?
                .unwrap_or(0),
            quarantined: count("quarantine")?,
        })
    }

    /// How much is kept of each writer: acts, about the council as well, and changes. Reads every row
    /// once.
    ///
    /// # Errors
    /// What the disk says.
    pub fn kept_by_writer(&self) -> Result<BTreeMap<PublicKey, Kept>> {
        let rows = self.view.all(
            "SELECT author, sum(items), sum(bytes) FROM (
                 SELECT author, count(*) AS items, sum(length(bytes)) AS bytes FROM acts
                 WHERE council = ?1 GROUP BY author
                 UNION ALL
                 SELECT actors.author, count(*), sum(length(changes.chunk)) FROM changes
                 JOIN actors ON actors.key = changes.actor
                 WHERE changes.council = ?1 GROUP BY actors.author)
             GROUP BY author",
            [self.view.key],
            |row| {
                let kept = Kept {
                    items: number(row, 1)?,
                    bytes: number(row, 2)?,
                };
                Ok((id(row, 0)?, kept))
            },
        )?;
        Ok(rows.into_iter().collect())
    }
}
