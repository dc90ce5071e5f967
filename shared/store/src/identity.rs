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

/// Gives rows of councils back the id or the key that their acts say.
///
/// # Errors
/// What the disk says.
pub(crate) fn settle(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare("SELECT key, id, end_n FROM councils")?;
    let rows = statement.query_map([], |row| {
        let has_rows = row.get::<_, i64>(2).is_ok_and(|end| end != 0);
        Ok((row.get(0)?, perhaps_id(row, 1), has_rows))
    })?;
    let rows: Vec<(i64, Option<CouncilId>, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    drop(statement);
    for (key, id, has_rows) in &rows {
        if spoken_of(conn, *key, 1)?.keys().eq(id.as_ref()) {
            continue;
        }
        let said = spoken_of(conn, *key, ASKED)?;
        match id {
            Some(id) if said.contains_key(id) => {}
            Some(id) if said.is_empty() => {
                if *has_rows {
                    find_key(conn, *key, id)?;
                }
            }
            _ => {
                let most = said.iter().max_by_key(|(_, acts)| **acts);
                if let Some((said, _)) = most
                    && rows.iter().all(|(_, id, _)| id.as_ref() != Some(said))
                {
                    conn.execute(
                        "UPDATE councils SET id = ?2 WHERE key = ?1",
                        params![key, said.as_bytes()],
                    )?;
                }
            }
        }
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

/// Looks for acts of this council under a key that no council has, and takes that key.
fn find_key(conn: &Connection, key: i64, id: &CouncilId) -> Result<()> {
    let mut last = i64::MIN;
    loop {
        let next = conn
            .prepare_cached("SELECT council FROM acts WHERE council > ?1 ORDER BY council LIMIT 1")?
            .query_row([last], |row| row.get::<_, i64>(0))
            .optional()?;
        let Some(next) = next else { return Ok(()) };
        last = next;
        let known = conn
            .prepare_cached("SELECT 1 FROM councils WHERE key = ?1")?
            .query_row([next], |_| Ok(()))
            .optional()?;
        if known.is_none() && spoken_of(conn, next, ASKED)?.contains_key(id) {
            // Whatever points at the damaged key is a stray then, which the check finds.
            conn.execute_batch("PRAGMA foreign_keys = OFF")?;
            let renamed = conn.execute("UPDATE councils SET key = ?2 WHERE key = ?1", [key, next]);
            conn.execute_batch("PRAGMA foreign_keys = ON")?;
            return Ok(renamed.map(drop)?);
        }
    }
}
