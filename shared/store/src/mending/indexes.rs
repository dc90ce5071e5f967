//! Indexes that do not fit their tables.
//!
//! A damaged index hides rows: what cannot be found is taken in again when somebody brings it, and stands there
//! twice. So rows are read without any index and compared by what they hold, of each two that are to differ one
//! goes, and only then are the indexes made anew.

use format::{Act, ChangeHeader};
use rusqlite::params;
use rusqlite::types::Value;

use super::Mender;
use crate::check::Finding;
use crate::columns::{bytes, perhaps_id, perhaps_number};
use crate::error::Result;

/// The table of the search.
const SEARCH: &str = "texts";

/// Tables whose rows an index keeps apart, and by which columns.
const APART: [(&str, &str); 8] = [
    ("documents", "council, id"),
    ("actors", "document, actor"),
    ("acts", "council, hash"),
    ("changes", "document, hash"),
    ("blobs", "council, bytes, hash"),
    ("blob_parts", "blob, offset"),
    ("origins", "council, log"),
    ("stranded", "council, document, hash"),
];

impl Mender<'_> {
    /// Makes indexes anew, if the check found that one does not fit its table, and the search with the
    /// summaries that it is made with, if that does not fit: whoever shows them makes them again.
    pub(super) fn indexes(&mut self, found: &[Finding]) -> Result<()> {
        let found = found.iter().filter_map(|finding| match finding {
            Finding::Index(line) => Some(line.as_str()),
            _ => None,
        });
        let found: Vec<&str> = found.collect();
        if found.is_empty() {
            return Ok(());
        }
        for line in &found {
            if let Some(table) = line.strip_prefix("row not in PRIMARY KEY order for ") {
                self.put_in_order(table)?;
            }
        }
        let about_the_search = |line: &&str| line.to_ascii_lowercase().contains("fts5");
        if found.iter().any(about_the_search) {
            let made: String = self.conn.query_row(
                "SELECT sql FROM sqlite_schema WHERE name = ?1",
                [SEARCH],
                |row| row.get(0),
            )?;
            self.conn.execute_batch(&format!(
                "DROP TABLE {SEARCH}; {made}; DELETE FROM summaries;
                 UPDATE documents SET summed_up = NULL;"
            ))?;
        }
        let mut merged = Vec::new();
        for (table, columns) in APART {
            let twins = self.twins(table, columns)?;
            if twins.is_empty() {
                continue;
            }
            for (kept, twin) in &twins {
                self.let_go(table, *kept, *twin)?;
            }
            self.drop_rows(table, &twins)?;
            if table == "documents" {
                merged = twins;
            }
        }
        self.conn.execute_batch("REINDEX")?;
        for (kept, twin) in merged {
            self.merge_documents(twin, kept)?;
        }
        Ok(())
    }

    /// Takes the rows out of a table that is its own index, and puts them in again.
    fn put_in_order(&mut self, table: &str) -> Result<()> {
        let known: bool = self.conn.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1",
            [table],
            |row| row.get(0),
        )?;
        if !known {
            return Ok(());
        }
        self.conn.execute_batch(&format!(
            "CREATE TEMP TABLE apart AS SELECT * FROM main.\"{table}\" NOT INDEXED;
             DELETE FROM main.\"{table}\";
             INSERT OR IGNORE INTO main.\"{table}\" SELECT * FROM temp.apart;"
        ))?;
        self.done.rows += self.conn.query_row(
            &format!("SELECT (SELECT count(*) FROM temp.apart) - count(*) FROM main.\"{table}\""),
            [],
            |row| crate::columns::number(row, 0),
        )?;
        Ok(self.conn.execute_batch("DROP TABLE temp.apart")?)
    }

    /// Of rows that are to differ by these columns and do not: the one that stays, and each other one.
    fn twins(&self, table: &str, columns: &str) -> Result<Vec<(i64, i64)>> {
        let count = columns.split(',').count();
        let mut statement = self.conn.prepare(&format!(
            "SELECT {columns}, rowid FROM {table} NOT INDEXED ORDER BY {columns}, rowid"
        ))?;
        let mut rows = statement.query([])?;
        let mut before: Option<(Vec<Value>, i64)> = None;
        let mut groups: Vec<Vec<i64>> = Vec::new();
        let mut is_open = false;
        while let Some(row) = rows.next()? {
            let named: Vec<Value> = (0..count).map(|at| row.get(at)).collect::<Result<_, _>>()?;
            let this: i64 = row.get(count)?;
            let is_same = before.as_ref().is_some_and(|(before, _)| *before == named);
            match (is_same, groups.last_mut(), &before) {
                (true, Some(group), _) if is_open => group.push(this),
                (true, _, Some((_, first))) => groups.push(vec![*first, this]),
                _ => {}
            }
            is_open = is_same;
            before = Some((named, this));
        }
        let mut twins = Vec::new();
        for group in groups {
            let mut ranked = Vec::new();
            for row in group {
                ranked.push((self.rank(table, row)?, row));
            }
            ranked.sort_unstable();
            let (_, kept) = ranked[0];
            twins.extend(ranked[1..].iter().map(|(_, twin)| (kept, *twin)));
        }
        Ok(twins)
    }

    /// How much is to be said against a row; the one with the least stays.
    fn rank(&self, table: &str, row: i64) -> Result<i64> {
        let rank = match table {
            "acts" => self.list(
                "SELECT hash, bytes FROM acts NOT INDEXED WHERE rowid = ?1",
                [row],
                |row| {
                    let id = Act::parse(bytes(row, 1)).ok().map(|act| act.id());
                    Ok(i64::from(id.is_none() || id != perhaps_id(row, 0)))
                },
            )?,
            "changes" | "stranded" => self.list(
                &format!("SELECT hash, chunk, seal FROM {table} NOT INDEXED WHERE rowid = ?1"),
                [row],
                |row| {
                    let hash = ChangeHeader::parse(bytes(row, 1)).ok().map(|of| of.hash);
                    let is_whole = hash.is_some() && hash == perhaps_id(row, 0);
                    Ok(2 * i64::from(!is_whole) + i64::from(bytes(row, 2).is_empty()))
                },
            )?,
            "documents" => self.list(
                "SELECT -(SELECT count(*) FROM acts NOT INDEXED WHERE document = ?1)
                        - (SELECT count(*) FROM changes NOT INDEXED WHERE document = ?1)",
                [row],
                |row| row.get(0),
            )?,
            "actors" => self.list(
                "SELECT -count(*) FROM changes NOT INDEXED WHERE actor = ?1",
                [row],
                |row| row.get(0),
            )?,
            "blobs" => self.list(
                "SELECT ifnull(n, 0) < 1 FROM blobs NOT INDEXED WHERE rowid = ?1",
                [row],
                |row| row.get(0),
            )?,
            _ => vec![0],
        };
        Ok(rank.first().copied().unwrap_or(0))
    }

    /// Keeps of a row that goes what the one that stays does not hold.
    fn let_go(&mut self, table: &str, kept: i64, twin: i64) -> Result<()> {
        let differs = |column: &str| {
            format!(
                "SELECT 1 FROM {table} AS kept, {table} AS twin
                 WHERE kept.rowid = ?1 AND twin.rowid = ?2 AND kept.{column} IS NOT twin.{column}"
            )
        };
        let is_other = |mender: &Self, column: &str| -> Result<bool> {
            let found = mender.list(&differs(column), [kept, twin], |_| Ok(()))?;
            Ok(!found.is_empty())
        };
        let council = self
            .list(
                "SELECT council FROM acts NOT INDEXED WHERE ?1 = 'acts' AND rowid = ?2
                 UNION ALL
                 SELECT council FROM changes NOT INDEXED WHERE ?1 = 'changes' AND rowid = ?2",
                params![table, twin],
                |row| Ok(perhaps_number(row, 0)),
            )?
            .pop()
            .flatten();
        if let Some(council) = council {
            self.touched.item(council);
        }
        match table {
            "acts" if is_other(self, "bytes")? => {
                self.keep(
                    "SELECT NULL, hash, 'act', bytes, NULL FROM acts WHERE rowid = ?1",
                    twin,
                    council,
                )?;
            }
            "changes" if is_other(self, "chunk")? => self.keep_change(twin, council)?,
            "stranded" if is_other(self, "chunk")? => {
                self.keep_stranded(&format!("rowid = {twin}"))?;
            }
            "blob_parts" if is_other(self, "part")? => {
                self.keep(
                    "SELECT NULL, x'', 'part', part, NULL FROM blob_parts WHERE rowid = ?1",
                    twin,
                    None,
                )?;
            }
            "blobs" => {
                // Its parts belong to nothing then, and are looked at as such.
                let names = "DELETE FROM blob_names WHERE blob = ?1";
                self.conn.execute(names, [twin])?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Drops these twins. An index that does not know a row does not let it be dropped by itself, so all rows
    /// are taken out, and those that stay are put in again.
    fn drop_rows(&mut self, table: &str, twins: &[(i64, i64)]) -> Result<()> {
        self.conn
            .execute_batch("CREATE TEMP TABLE going (row INTEGER PRIMARY KEY)")?;
        for (_, twin) in twins {
            self.conn
                .execute("INSERT OR IGNORE INTO temp.going VALUES (?1)", [twin])?;
        }
        Ok(self.conn.execute_batch(&format!(
            "CREATE TEMP TABLE apart AS SELECT * FROM main.{table} NOT INDEXED
                     WHERE rowid NOT IN (SELECT row FROM temp.going);
                 DELETE FROM main.{table};
                 INSERT INTO main.{table} SELECT * FROM temp.apart;
                 DROP TABLE temp.apart;
                 DROP TABLE temp.going;"
        ))?)
    }

    /// Gives a document what belongs to another row of the same one.
    pub(super) fn merge_documents(&mut self, from: i64, into: i64) -> Result<()> {
        let council: Option<i64> = self
            .list(
                "SELECT council FROM documents WHERE key = ?1",
                [into],
                |row| Ok(perhaps_number(row, 0)),
            )?
            .pop()
            .flatten();
        for query in [
            "UPDATE acts SET document = ?2 WHERE document = ?1",
            "UPDATE OR IGNORE actors SET document = ?2 WHERE document = ?1",
            "UPDATE OR IGNORE changes SET document = ?2 WHERE document = ?1",
            // The same changes came again, perhaps with a seal that the old ones lost.
            "UPDATE changes SET seal = (SELECT twin.seal FROM changes AS twin
                 WHERE twin.document = ?1 AND twin.hash = changes.hash)
             WHERE document = ?2 AND typeof(seal) <> 'blob'
             AND hash IN (SELECT hash FROM changes WHERE document = ?1)",
            "DELETE FROM changes WHERE document = ?1 AND EXISTS (
                 SELECT 1 FROM changes AS kept WHERE kept.document = ?2
                 AND kept.hash = changes.hash AND kept.chunk = changes.chunk)",
            "DELETE FROM actors WHERE document = ?1 AND ?2 IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.actor = actors.key
                             AND changes.document = ?1)",
            "DELETE FROM texts WHERE rowid = ?1 AND ?2 IS NOT NULL",
        ] {
            self.conn.execute(query, [from, into])?;
        }
        if let Some(council) = council {
            self.touched.item(council);
        }
        self.done.restored += 1;
        Ok(())
    }
}
