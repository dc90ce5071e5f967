//! The log by the items: each has its row, after everything it is built on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use format::chain::LoggedItem;
use format::{Chain, ChangeHash, DocumentId};
use rusqlite::params;

use super::Mender;
use crate::columns::{bytes, hashes, id, perhaps_id, perhaps_number};
use crate::error::Result;

/// An act or a change that is kept.
struct Item {
    key: i64,
    logged: LoggedItem,
    /// Its number as its own row says it.
    n: Option<i64>,
    /// What it is built on, by place in the list of items.
    needs: Vec<usize>,
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

/// Act and change of a row.
type Pointer = (Option<i64>, Option<i64>);

/// A row of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    n: i64,
    chain: Option<Chain>,
    pointer: Pointer,
    origin: Option<i64>,
}

impl Mender<'_, '_> {
    /// Makes the log say which items are here. Numbers stay where row and item agree on them and nothing stands
    /// before what it is built on; the log goes by a new id afterwards, so that nobody relies on them.
    pub(super) fn log(&mut self) -> Result<()> {
        let view = self.view;
        let items = self.items()?;
        let kept = self.logged()?;
        let end = view.one(
            "SELECT end_n, comments_noted FROM councils WHERE key = ?1",
            [view.key],
            |row| Ok((perhaps_number(row, 0), perhaps_number(row, 1))),
        )?;
        let (end, noted) = end.unwrap_or_default();
        let right = numbered(&items, &kept, end.unwrap_or(i64::MAX));
        let rows: Vec<Row> = right.iter().map(|(_, row)| *row).collect();
        if rows != kept {
            view.conn
                .execute("DELETE FROM log WHERE council = ?1", [view.key])?;
            let mut insert = view.conn.prepare(
                "INSERT INTO log (council, n, chain, act, change, origin)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for row in &rows {
                let chain = row.chain.as_ref().map(Chain::as_bytes);
                let (act, change) = row.pointer;
                insert.execute(params![view.key, row.n, chain, act, change, row.origin])?;
            }
            self.done.restored += 1;
        }
        for (item, row) in &right {
            if item.n != Some(row.n) {
                let number = match item.is_act() {
                    true => "UPDATE acts SET n = ?2 WHERE key = ?1",
                    false => "UPDATE changes SET n = ?2 WHERE key = ?1",
                };
                view.conn.execute(number, [item.key, row.n])?;
            }
        }
        // What comes next stands right after the end. Comments are noted as far as everything before was.
        let before = |(item, _): &&(&Item, Row)| item.n.is_some_and(|n| Some(n) <= noted);
        let noted = right.iter().take_while(before).last();
        let chain = rows
            .last()
            .and_then(|row| row.chain)
            .unwrap_or(Chain::START);
        view.conn.execute(
            "UPDATE councils SET chain = ?2, end_n = ?3, comments_noted = ?4 WHERE key = ?1",
            params![
                view.key,
                chain.as_bytes(),
                rows.last().map_or(0, |row| row.n),
                noted.map_or(0, |(_, row)| row.n)
            ],
        )?;
        Ok(())
    }

    fn items(&self) -> Result<Vec<Item>> {
        let view = self.view;
        let mut items = view.all(
            "SELECT key, hash, n FROM acts WHERE council = ?1 ORDER BY n, key",
            [view.key],
            |row| {
                Ok(Item {
                    key: row.get(0)?,
                    logged: LoggedItem::Act(id(row, 1)?),
                    n: perhaps_number(row, 2),
                    needs: vec![],
                })
            },
        )?;
        let changes = view.all(
            "SELECT changes.key, documents.id, changes.hash, changes.n, changes.dependencies
             FROM documents JOIN changes ON changes.document = documents.key
             WHERE documents.council = ?1 ORDER BY changes.n, changes.key",
            [view.key],
            |row| {
                let (document, hash) = (id::<DocumentId>(row, 1)?, id::<ChangeHash>(row, 2)?);
                let item = Item {
                    key: row.get(0)?,
                    logged: LoggedItem::Change(document, hash),
                    n: perhaps_number(row, 3),
                    needs: vec![],
                };
                Ok((item, document, hash, hashes(bytes(row, 4))))
            },
        )?;
        let first = items.len();
        let mut places = BTreeMap::new();
        let mut built_on = Vec::with_capacity(changes.len());
        for (at, (item, document, hash, dependencies)) in changes.into_iter().enumerate() {
            places.insert((document, hash), first + at);
            built_on.push((document, dependencies));
            items.push(item);
        }
        for (at, (document, dependencies)) in built_on.into_iter().enumerate() {
            let needs = dependencies.into_iter();
            let needs = needs.filter_map(|hash| places.get(&(document, hash)).copied());
            items[first + at].needs = needs.collect();
        }
        Ok(items)
    }

    fn logged(&self) -> Result<Vec<Row>> {
        self.view.all(
            "SELECT log.n, log.chain, log.act, log.change, origins.key,
                    log.origin IS NULL OR origins.key IS NOT NULL FROM log
             LEFT JOIN origins ON origins.key = log.origin AND origins.council = log.council
             WHERE log.council = ?1 ORDER BY log.n",
            [self.view.key],
            |row| {
                // One from nowhere is no row that may stay as it is.
                let is_known: bool = row.get(5)?;
                Ok(Row {
                    n: perhaps_number(row, 0).unwrap_or(0),
                    chain: perhaps_id(row, 1).filter(|_| is_known),
                    pointer: (perhaps_number(row, 2), perhaps_number(row, 3)),
                    origin: perhaps_number(row, 4),
                })
            },
        )
    }
}

/// The items in an order in which each stands after what it is built on, each with its row.
fn numbered<'i>(items: &'i [Item], kept: &[Row], end: i64) -> Vec<(&'i Item, Row)> {
    let mut by_pointer: BTreeMap<Pointer, Vec<&Row>> = BTreeMap::new();
    let by_number: BTreeMap<i64, &Row> = kept.iter().map(|row| (row.n, row)).collect();
    for row in kept {
        by_pointer.entry(row.pointer).or_default().push(row);
    }
    let wished: Vec<i64> = items
        .iter()
        .map(|item| {
            let said = item.n.filter(|n| *n > 0);
            let rows = by_pointer
                .get(&item.pointer())
                .map_or(&[][..], Vec::as_slice);
            match said.filter(|n| rows.iter().any(|row| row.n == *n)) {
                Some(agreed) => agreed,
                // One of the two is damaged: a number within the log is the likelier one.
                None => rows
                    .iter()
                    .map(|row| row.n)
                    .find(|n| (1..=end).contains(n))
                    .or(said)
                    .unwrap_or(i64::MAX / 2),
            }
        })
        .collect();
    let mut missing: Vec<usize> = items.iter().map(|item| item.needs.len()).collect();
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (at, item) in items.iter().enumerate() {
        for need in &item.needs {
            above[*need].push(at);
        }
    }
    let ready = (0..items.len()).filter(|at| missing[*at] == 0);
    let mut ready: BinaryHeap<Reverse<(i64, usize)>> =
        ready.map(|at| Reverse((wished[at], at))).collect();
    let (mut last, mut chain) = (0, Chain::START);
    let mut numbered = Vec::with_capacity(items.len());
    while let Some(Reverse((wish, at))) = ready.pop() {
        let item = &items[at];
        last = wish.max(last + 1);
        chain = chain.then(&item.logged);
        let origin = by_pointer
            .get(&item.pointer())
            .and_then(|rows| rows.first())
            .or(by_number.get(&wish))
            .and_then(|row| row.origin);
        let row = Row {
            n: last,
            chain: Some(chain),
            pointer: item.pointer(),
            origin,
        };
        numbered.push((item, row));
        for next in &above[at] {
            missing[*next] -= 1;
            if missing[*next] == 0 {
                ready.push(Reverse((wished[*next], *next)));
            }
        }
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: i64, n: i64, needs: &[usize]) -> Item {
        let hash = ChangeHash::from_bytes([u8::try_from(key).unwrap(); 32]);
        let document = DocumentId::from_bytes([1; 16]);
        Item {
            key,
            logged: LoggedItem::Change(document, hash),
            n: Some(n),
            needs: needs.to_vec(),
        }
    }

    fn row(n: i64, key: i64) -> Row {
        Row {
            n,
            chain: None,
            pointer: (None, Some(key)),
            origin: Some(key),
        }
    }

    fn numbers(items: &[Item], kept: &[Row], end: i64) -> Vec<(i64, i64, Option<i64>)> {
        let numbered = numbered(items, kept, end);
        let told = numbered
            .iter()
            .map(|(item, row)| (item.key, row.n, row.origin));
        told.collect()
    }

    /// Three items, of which the third needs the second and the second the first, with a hole before the last.
    fn three() -> [Item; 3] {
        [item(1, 1, &[]), item(2, 2, &[0]), item(3, 4, &[1])]
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
            items[1].n = Some(n);
            let told = numbers(&items, &kept, 4);
            assert_eq!(told, [(1, 1, Some(1)), (2, 2, Some(2)), (3, 4, Some(3))]);
        }
    }

    #[test]
    fn nothing_stands_before_what_it_is_built_on() {
        let mut items = three();
        (items[0].n, items[2].n) = (Some(9), Some(1));
        let told = numbers(&items, &[], i64::MAX);
        assert_eq!(told, [(1, 9, None), (2, 10, None), (3, 11, None)]);
    }
}
