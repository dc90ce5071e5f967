//! The log by the items: each has its row, after everything it is built on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use format::chain::LoggedItem;
use format::{Chain, ChangeHash, DocumentId};
use rusqlite::{Connection, params};

use super::Mender;
use crate::columns::{bytes, hashes, id, perhaps_id, perhaps_number};
use crate::error::Result;
use crate::view::View;

/// An act or a change that is kept.
struct Item {
    key: i64,
    logged: LoggedItem,
    /// Its number as its own row says it.
    n: Option<i64>,
}

impl Item {
    fn is_act(&self) -> bool {
        matches!(self.logged, LoggedItem::Act(_))
    }

    /// How a row of the log points at it.
    fn pointer(&self) -> Pointer {
        match self.is_act() {
            true => (Some(self.key), None),
            false => (None, Some(self.key)),
        }
    }
}

/// Everything that is kept of a council. There may be millions of them.
struct Items {
    all: Vec<Item>,
    /// Which change is built on which, by places in the list, ascending: the lower one first.
    built_on: Vec<(usize, usize)>,
}

impl Items {
    /// The places of what is built on the item at this place.
    fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        let first = self.built_on.partition_point(|(below, _)| *below < at);
        let pairs = self.built_on[first..].iter();
        pairs
            .take_while(move |(below, _)| *below == at)
            .map(|(_, above)| *above)
    }
}

/// Act and change of a row.
type Pointer = (Option<i64>, Option<i64>);

/// A row of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LogRow {
    n: i64,
    chain: Option<Chain>,
    pointer: Pointer,
    origin: Option<i64>,
}

impl<'t> Mender<'t> {
    /// Makes the log say which items are here. Numbers stay where row and item agree on them and nothing stands
    /// before what it is built on; the log goes by a new id afterwards, so that nobody relies on them.
    pub(super) fn log(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let items = items(view)?;
        let kept = logged(view)?;
        let end = view.one(
            "SELECT end_n, comments_noted FROM councils WHERE key = ?1",
            [view.key],
            |row| Ok((perhaps_number(row, 0), perhaps_number(row, 1))),
        )?;
        let (end, noted) = end.unwrap_or_default();
        let right = numbered(&items, &kept, end.unwrap_or(i64::MAX));
        let rows = || right.iter().map(|(_, row)| row);
        if !rows().eq(&kept) {
            let stands = |row: &&LogRow| at_number(&kept, row.n) == Some(*row);
            let differing = rows().filter(|row| !stands(row)).count();
            // Only rows that were passed over, or are others now, mislead whoever reads this log.
            let is_read_alike = |(before, now): (&LogRow, &LogRow)| {
                before.chain.is_some() && (before.n, before.pointer) == (now.n, now.pointer)
            };
            if kept.len() != right.len() || !kept.iter().zip(rows()).all(is_read_alike) {
                self.touched.items.insert(view.key);
            }
            view.conn
                .execute("DELETE FROM log WHERE council = ?1", [view.key])?;
            let mut insert = view.conn.prepare(
                "INSERT INTO log (council, n, chain, act, change, origin)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for row in rows() {
                let chain = row.chain.as_ref().map(Chain::as_bytes);
                let (act, change) = row.pointer;
                insert.execute(params![view.key, row.n, chain, act, change, row.origin])?;
            }
            self.done.restored += differing as u64;
        }
        for (at, row) in &right {
            let item = &items.all[*at];
            if item.n != Some(row.n) {
                self.done.restored += 1;
                self.touched.items.insert(view.key);
                let number = match item.is_act() {
                    true => "UPDATE acts SET n = ?2 WHERE key = ?1",
                    false => "UPDATE changes SET n = ?2 WHERE key = ?1",
                };
                view.conn.execute(number, [item.key, row.n])?;
            }
        }
        // What comes next stands right after the end. Comments are noted as far as everything before was.
        let before = |(at, _): &&(usize, LogRow)| {
            let n = items.all[*at].n;
            n.is_some() && n <= noted
        };
        let noted = right.iter().take_while(before).last();
        let last = right.last().map(|(_, row)| row);
        let chain = last.and_then(|row| row.chain).unwrap_or(Chain::START);
        view.conn.execute(
            "UPDATE councils SET chain = ?2, end_n = ?3, comments_noted = ?4 WHERE key = ?1",
            params![
                view.key,
                chain.as_bytes(),
                last.map_or(0, |row| row.n),
                noted.map_or(0, |(_, row)| row.n)
            ],
        )?;
        Ok(())
    }
}

fn items(view: &View<&Connection>) -> Result<Items> {
    let acts = view.all(
        "SELECT key, hash, n FROM acts WHERE council = ?1",
        [view.key],
        |row| {
            Ok(Item {
                key: row.get(0)?,
                logged: LoggedItem::Act(id(row, 1)?),
                n: perhaps_number(row, 2),
            })
        },
    )?;
    let mut items = Items {
        all: acts,
        built_on: Vec::new(),
    };
    let documents = view.all(
        "SELECT key, id FROM documents WHERE council = ?1 ORDER BY key",
        [view.key],
        |row| Ok((row.get::<_, i64>(0)?, id::<DocumentId>(row, 1)?)),
    )?;
    for (key, document) in documents {
        let mut places = BTreeMap::new();
        let mut dependencies = Vec::new();
        let mut statement = view.conn.prepare_cached(
            "SELECT key, hash, n, dependencies FROM changes WHERE document = ?1 ORDER BY n",
        )?;
        let mut rows = statement.query([key])?;
        while let Some(row) = rows.next()? {
            let hash = id::<ChangeHash>(row, 1)?;
            places.insert(hash, items.all.len());
            dependencies.push((items.all.len(), hashes(bytes(row, 3))));
            items.all.push(Item {
                key: row.get(0)?,
                logged: LoggedItem::Change(document, hash),
                n: perhaps_number(row, 2),
            });
        }
        for (at, dependencies) in dependencies {
            let below = dependencies.iter().filter_map(|hash| places.get(hash));
            items.built_on.extend(below.map(|below| (*below, at)));
        }
    }
    items.built_on.sort_unstable();
    Ok(items)
}

fn logged(view: &View<&Connection>) -> Result<Vec<LogRow>> {
    view.all(
        "SELECT log.n, log.chain, log.act, log.change, origins.key,
                log.origin IS NULL OR origins.key IS NOT NULL FROM log
         LEFT JOIN origins ON origins.key = log.origin AND origins.council = log.council
         WHERE log.council = ?1 ORDER BY log.n",
        [view.key],
        |row| {
            // One from nowhere is no row that may stay as it is.
            let is_known: bool = row.get(5)?;
            Ok(LogRow {
                n: perhaps_number(row, 0).unwrap_or(0),
                chain: perhaps_id(row, 1).filter(|_| is_known),
                pointer: (perhaps_number(row, 2), perhaps_number(row, 3)),
                origin: perhaps_number(row, 4),
            })
        },
    )
}

/// The row with this number; they ascend.
fn at_number(rows: &[LogRow], n: i64) -> Option<&LogRow> {
    let at = rows.binary_search_by_key(&n, |row| row.n).ok()?;
    rows.get(at)
}

/// The places of the items in an order in which each stands after what it is built on, each with its row.
fn numbered(items: &Items, kept: &[LogRow], end: i64) -> Vec<(usize, LogRow)> {
    let mut by_pointer: Vec<&LogRow> = kept.iter().collect();
    by_pointer.sort_by_key(|row| row.pointer);
    let rows_of = |item: &Item| {
        let pointer = item.pointer();
        let first = by_pointer.partition_point(|row| row.pointer < pointer);
        let rows = by_pointer[first..].iter();
        rows.take_while(move |row| row.pointer == pointer)
    };
    // `None`: nobody knows, and it comes last.
    let wished: Vec<Option<i64>> = items
        .all
        .iter()
        .map(|item| {
            let said = item.n.filter(|n| *n > 0);
            match said.filter(|n| rows_of(item).any(|row| row.n == *n)) {
                Some(agreed) => Some(agreed),
                // One of the two is damaged: a number within the log is the likelier one.
                None => {
                    let logged = rows_of(item).map(|row| row.n);
                    let mut likely = logged.chain(said).filter(|n| (1..=end).contains(n));
                    likely.next()
                }
            }
        })
        .collect();
    let mut missing = vec![0_u32; items.all.len()];
    for (_, above) in &items.built_on {
        missing[*above] += 1;
    }
    let ready = (0..items.all.len()).filter(|at| missing[*at] == 0);
    let place = |at: usize| Reverse((wished[at].unwrap_or(i64::MAX), at));
    let mut ready: BinaryHeap<Reverse<(i64, usize)>> = ready.map(place).collect();
    let (mut last, mut chain) = (0, Chain::START);
    let mut numbered = Vec::with_capacity(items.all.len());
    while let Some(Reverse((_, at))) = ready.pop() {
        let item = &items.all[at];
        last = wished[at].unwrap_or(0).max(last + 1);
        chain = chain.then(&item.logged);
        let row = rows_of(item).next().copied();
        let row = row.or_else(|| at_number(kept, wished[at]?));
        numbered.push((
            at,
            LogRow {
                n: last,
                chain: Some(chain),
                pointer: item.pointer(),
                origin: row.and_then(|row| row.origin),
            },
        ));
        for next in items.above(at) {
            missing[next] -= 1;
            if missing[next] == 0 {
                ready.push(place(next));
            }
        }
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: i64, n: i64) -> Item {
        let hash = ChangeHash::from_bytes([u8::try_from(key).unwrap(); 32]);
        let document = DocumentId::from_bytes([1; 16]);
        Item {
            key,
            logged: LoggedItem::Change(document, hash),
            n: Some(n),
        }
    }

    fn row(n: i64, key: i64) -> LogRow {
        LogRow {
            n,
            chain: None,
            pointer: (None, Some(key)),
            origin: Some(key),
        }
    }

    fn numbers(items: &Items, kept: &[LogRow], end: i64) -> Vec<(i64, i64, Option<i64>)> {
        let numbered = numbered(items, kept, end);
        let told = numbered
            .iter()
            .map(|(at, row)| (items.all[*at].key, row.n, row.origin));
        told.collect()
    }

    /// Three items, of which the third needs the second and the second the first, with a hole before the last.
    fn three() -> Items {
        Items {
            all: vec![item(1, 1), item(2, 2), item(3, 4)],
            built_on: vec![(0, 1), (1, 2)],
        }
    }

    #[test]
    fn what_agrees_stays_as_it_is() {
        let right = [(1, 1, Some(1)), (2, 2, Some(2)), (3, 4, Some(3))];
        let kept = [row(1, 1), row(2, 2), row(4, 3)];
        assert_eq!(numbers(&three(), &kept, 4), right);
    }

    #[test]
    fn one_damaged_number_pointer_or_row_gives_the_same_log() {
        let right = [(1, 1), (2, 2), (3, 4)];
        let kept = [row(1, 1), row(2, 2), row(4, 3)];
        let moved = [row(1, 1), row(4, 3), row(2 + 4096, 2)];
        let pointing_elsewhere = [row(1, 1), row(2, 2 + 64), row(4, 3)];
        let gone = [row(1, 1), row(4, 3)];
        for kept in [&kept[..], &moved, &pointing_elsewhere, &gone] {
            let told = numbers(&three(), kept, 4);
            let told: Vec<_> = told.iter().map(|(key, n, _)| (*key, *n)).collect();
            assert_eq!(told, right, "{kept:?}");
        }
        for n in [0, 2 + 4096, 1, i64::MIN] {
            let mut items = three();
            items.all[1].n = Some(n);
            let told = numbers(&items, &kept, 4);
            assert_eq!(told, [(1, 1, Some(1)), (2, 2, Some(2)), (3, 4, Some(3))]);
        }
    }

    #[test]
    fn a_number_beyond_the_end_is_no_number() {
        let mut items = three();
        items.all[1].n = Some(i64::MAX);
        let kept = [row(1, 1), row(4, 3)];
        let told = numbers(&items, &kept, 4);
        let told: Vec<_> = told.iter().map(|(key, n, _)| (*key, *n)).collect();
        assert_eq!(told, [(1, 1), (2, 2), (3, 4)]);
        items.all[2].n = Some(i64::MAX);
        let told = numbers(&items, &[row(1, 1)], 4);
        let told: Vec<_> = told.iter().map(|(key, n, _)| (*key, *n)).collect();
        assert_eq!(told, [(1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn nothing_stands_before_what_it_is_built_on() {
        let mut items = three();
        (items.all[0].n, items.all[2].n) = (Some(9), Some(1));
        let told = numbers(&items, &[], i64::MAX);
        assert_eq!(told, [(1, 9, None), (2, 10, None), (3, 11, None)]);
    }
}
