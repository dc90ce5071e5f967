//! Whether a council's own row is still the one that its rows belong to.
//!
//! Everything else of a council is found by this row. So it is looked at when a store is opened for writing:
//! the acts say which council they are of, and one act is enough to know that all is well.

use std::collections::BTreeMap;

use format::{Act, CouncilId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::columns::{bytes, perhaps_id};
use crate::error::Result;

/// How many acts are asked where the first one says something else than the row.
const ASKED: i64 = 16;

/// What the row of a council shall say.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Correction {
    /// This id.
    Id(CouncilId),
    /// This id, under this key.
    Key(CouncilId, i64),
}

/// The keys of councils whose row says something else than their acts, and what it shall say; `None` where
/// nothing tells.
///
/// # Errors
/// What the disk says.
pub(crate) fn misnamed(conn: &Connection) -> Result<Vec<(i64, Option<Correction>)>> {
    let mut statement = conn.prepare("SELECT key, id, end_n FROM councils")?;
    let rows = statement.query_map([], |row| {
        let has_rows = row.get::<_, i64>(2).is_ok_and(|end| end != 0);
        Ok((row.get(0)?, perhaps_id(row, 1), has_rows))
    })?;
    let rows: Vec<(i64, Option<CouncilId>, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut wrong = Vec::new();
    for (key, id, has_rows) in &rows {
        if id.is_some() && spoken_of(conn, *key, 1)?.keys().eq(id.as_ref()) {
            continue;
        }
        let said = spoken_of(conn, *key, ASKED)?;
        match id {
            Some(id) if said.contains_key(id) => {}
            Some(id) if said.is_empty() => {
                if *has_rows && let Some(other) = find_key(conn, id)? {
                    wrong.push((*key, Some(Correction::Key(*id, other))));
                }
            }
            _ => {
                let most = said.iter().max_by_key(|(_, acts)| **acts);
                let most = most.map(|(said, _)| *said);
                let is_free = |said: &CouncilId| rows.iter().all(|(_, id, _)| *id != Some(*said));
                wrong.push((*key, most.filter(is_free).map(Correction::Id)));
            }
        }
    }
    Ok(wrong)
}

/// Gives rows of councils back the id or the key that their acts say. Gives those that got it.
///
/// # Errors
/// What the disk says. Nothing is changed then.
pub(crate) fn settle(conn: &Connection) -> Result<Vec<CouncilId>> {
    let wrong = misnamed(conn)?.into_iter();
    let wrong: Vec<(i64, Correction)> = wrong
        .filter_map(|(key, correction)| Some((key, correction?)))
        .collect();
    if wrong.is_empty() {
        return Ok(vec![]);
    }
    // Whatever points at a damaged key is a stray then, which the check finds.
    conn.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
    let corrected = correct(conn, &wrong).and_then(|()| Ok(conn.execute_batch("COMMIT")?));
    if !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    conn.execute_batch("PRAGMA foreign_keys = ON")?;
    corrected?;
    let ids = wrong.into_iter().map(|(key, correction)| {
        let (Correction::Id(id) | Correction::Key(id, _)) = correction;
        tracing::warn!(council = %id, key, "the row of a council was damaged, and says again what its acts say");
        id
    });
    Ok(ids.collect())
}

fn correct(conn: &Connection, wrong: &[(i64, Correction)]) -> Result<()> {
    for (key, correction) in wrong {
        match correction {
            Correction::Id(id) => conn.execute(
                "UPDATE councils SET id = ?2 WHERE key = ?1",
                params![key, id.as_bytes()],
            )?,
            Correction::Key(_, other) => {
                conn.execute("UPDATE councils SET key = ?2 WHERE key = ?1", [key, other])?
            }
        };
    }
    Ok(())
}

/// The councils that some acts kept under this key belong to, by how many of them say so.
fn spoken_of(conn: &Connection, key: i64, asked: i64) -> Result<BTreeMap<CouncilId, usize>> {
    let mut statement = conn.prepare_cached(
        "SELECT bytes FROM acts WHERE council = ?1 ORDER BY document, hash LIMIT ?2",
    )?;
    let acts = statement.query_map([key, asked], |row| Ok(Act::parse(bytes(row, 0)).ok()))?;
    let mut spoken_of = BTreeMap::new();
    for act in acts {
        if let Some(act) = act? {
            *spoken_of.entry(act.council()).or_default() += 1;
        }
    }
    Ok(spoken_of)
}

/// A key under which acts of this council are kept and that no council has.
fn find_key(conn: &Connection, id: &CouncilId) -> Result<Option<i64>> {
    let mut last = i64::MIN;
    loop {
        let next = conn
            .prepare_cached("SELECT council FROM acts WHERE council > ?1 ORDER BY council LIMIT 1")?
            .query_row([last], |row| row.get::<_, i64>(0))
            .optional()?;
        let Some(next) = next else { return Ok(None) };
        last = next;
        let known = conn
            .prepare_cached("SELECT 1 FROM councils WHERE key = ?1")?
            .query_row([next], |_| Ok(()))
            .optional()?;
        if known.is_none() && spoken_of(conn, next, ASKED)?.contains_key(id) {
            return Ok(Some(next));
        }
    }
}
