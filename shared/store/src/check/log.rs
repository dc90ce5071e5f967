//! The log against the items: every item has the row that its number says, and the running hash is theirs.

use std::collections::BTreeSet;

use format::Chain;
use format::chain::LoggedItem;
use rusqlite::{Row, params};

use super::{Finding, Numbered, Report};
use crate::columns::{is_null, perhaps_id, perhaps_number, sql};
use crate::error::Result;
use crate::reader::Reader;

/// Rows read at once.
const ROWS_AT_ONCE: usize = 1000;

/// One row as the check reads it.
struct Logged {
    n: u64,
    chain: Option<Chain>,
    /// What it records; `None` where that is not an item of this council with this number.
    item: Option<LoggedItem>,
    act: Option<i64>,
    change: Option<i64>,
    /// Whether the log that brought it is one that this council knows.
    has_origin: bool,
}

impl Reader {
    pub(super) fn check_log(&self, numbered: &Numbered, report: &mut Report) -> Result<()> {
        let mut acts: BTreeSet<i64> = numbered.acts.keys().copied().collect();
        let mut changes: BTreeSet<i64> = numbered.changes.keys().copied().collect();
        let mut chain = Chain::START;
        let mut n = 0;
        loop {
            let rows = self.logged(n)?;
            let Some(last) = rows.last() else { break };
            n = last.n;
            for row in &rows {
                report.looked_at.rows += 1;
                let is_numbered = match (row.act, row.change) {
                    (Some(act), None) => {
                        acts.remove(&act) && numbered.acts.get(&act) == Some(&row.n)
                    }
                    (None, Some(change)) => {
                        changes.remove(&change) && numbered.changes.get(&change) == Some(&row.n)
                    }
                    _ => false,
                };
                let next = row.item.as_ref().map(|item| chain.then(item));
                if !is_numbered || !row.has_origin || next.is_none() || next != row.chain {
                    report.findings.push(Finding::Chain(row.n));
                }
                // Only the place where it breaks is told, not all that follows.
                chain = row.chain.or(next).unwrap_or(chain);
            }
        }
        // Items that no row of the log has.
        let lost = acts.iter().filter_map(|act| numbered.acts.get(act));
        let lost = lost.chain(
            changes
                .iter()
                .filter_map(|change| numbered.changes.get(change)),
        );
        report.findings.extend(lost.map(|n| Finding::Chain(*n)));
        let end = self.view.one(
            "SELECT end_n, chain FROM councils WHERE key = ?1",
            [self.view.key],
            |row| Ok((perhaps_number(row, 0), perhaps_id(row, 1))),
        )?;
        if end != Some((Some(sql(n)), Some(chain))) {
            report.findings.push(Finding::Chain(n));
        }
        Ok(())
    }

    fn logged(&self, after: u64) -> Result<Vec<Logged>> {
        let council = self.view.key;
        self.view.all(
            "SELECT log.n, log.chain, log.act, log.change, log.origin, origins.council,
                    acts.hash, acts.council, changes.hash, documents.id, documents.council
             FROM log
             LEFT JOIN origins ON origins.key = log.origin
             LEFT JOIN acts ON acts.key = log.act
             LEFT JOIN changes ON changes.key = log.change
             LEFT JOIN documents ON documents.key = changes.document
             WHERE log.council = ?1 AND log.n > ?2 ORDER BY log.n LIMIT ?3",
            params![council, sql(after), sql(ROWS_AT_ONCE as u64)],
            |row| {
                let number = perhaps_number(row, 0).unwrap_or(i64::MAX);
                Ok(Logged {
                    n: u64::try_from(number).unwrap_or(0),
                    chain: perhaps_id(row, 1),
                    item: item(row, council),
                    act: perhaps_number(row, 2),
                    change: perhaps_number(row, 3),
                    has_origin: is_null(row, 4) || perhaps_number(row, 5) == Some(council),
                })
            },
        )
    }
}

/// The item a row points at, if it is one of this council.
fn item(row: &Row<'_>, council: i64) -> Option<LoggedItem> {
    if perhaps_number(row, 7) == Some(council) {
        return Some(LoggedItem::Act(perhaps_id(row, 6)?));
    }
    if perhaps_number(row, 10) == Some(council) {
        return Some(LoggedItem::Change(perhaps_id(row, 9)?, perhaps_id(row, 8)?));
    }
    None
}
