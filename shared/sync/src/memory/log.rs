//! The log: a row for each act and change, in the order they came.

use std::collections::{BTreeMap, BTreeSet};

use format::chain::LoggedItem;
use format::{Chain, LogId};

use super::Memory;
use crate::carry_file::LeftOut;
use crate::holdings::LogRow;

impl Memory {
    /// Takes a new log id and drops all cursors.
    pub fn renew_log(&mut self, log: LogId) {
        self.log = log;
        self.cursors.clear();
        self.receipts_cursors.clear();
        self.carried_there.clear();
        // Rows and numbers were of the log that ended.
        for one in self.left_out.values_mut().flat_map(BTreeMap::values_mut) {
            *one = LeftOut::new(0);
        }
    }

    /// The chains of all rows must follow from the items, and every item be logged once.
    pub fn check(&self) {
        let mut chain = Chain::START;
        let mut seen = BTreeSet::new();
        for (at, row) in self.rows.iter().enumerate() {
            chain = chain.then(&row.item);
            assert_eq!((row.n, row.chain), (at as u64 + 1, chain));
            assert!(seen.insert(row.item), "{:?} is logged twice", row.item);
        }
        let items = self.acts.len()
            + self
                .documents
                .values()
                .map(|held| held.changes.len())
                .sum::<usize>();
        assert_eq!(items, self.rows.len());
    }

    /// Appends a row and answers its number.
    pub(super) fn log(&mut self, item: LoggedItem, origin: Option<LogId>) -> u64 {
        let chain = self.rows.last().map_or(Chain::START, |row| row.chain);
        let n = self.rows.len() as u64 + 1;
        let chain = chain.then(&item);
        self.rows.push(LogRow {
            n,
            chain,
            item,
            origin,
        });
        n
    }
}
