//! What stands outside the frontier, and what follows from that: frontiers and heads.

use std::collections::BTreeSet;

use format::ChangeHash;
use rusqlite::{Connection, params};

use crate::columns::{hashes, id};
use crate::error::Result;
use crate::view::View;

/// Puts a change and everything built on it, by anybody, outside the frontier.
pub(crate) fn put_outside(view: &View<&Connection>, document: i64, displaced: i64) -> Result<()> {
    let after = view.all(
        "SELECT key, hash, actor, dependencies FROM changes
         WHERE document = ?1 AND n >= (SELECT n FROM changes WHERE key = ?2) AND fork = 0
         ORDER BY n",
        [document, displaced],
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                id::<ChangeHash>(row, 1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Vec<u8>>(3)?,
            ))
        },
    )?;
    let mut outside = BTreeSet::new();
    let mut actors = BTreeSet::new();
    // The log has a change after all it builds on, so one pass finds everything.
    for (row, hash, actor, dependencies) in after {
        if row == displaced || hashes(&dependencies).iter().any(|d| outside.contains(d)) {
            outside.insert(hash);
            actors.insert(actor);
            view.conn
                .prepare_cached("UPDATE changes SET fork = 1 WHERE key = ?1")?
                .execute([row])?;
        }
    }
    for actor in actors {
        rebuild_frontier(view, actor)?;
    }
    Ok(())
}

/// Computes how far an actor is held from its changes inside the frontier.
pub(crate) fn rebuild_frontier(view: &View<&Connection>, actor: i64) -> Result<()> {
    let last: Option<(i64, Vec<u8>)> = view.one(
        "SELECT sequence, hash FROM changes WHERE actor = ?1 AND fork = 0
         ORDER BY sequence DESC LIMIT 1",
        [actor],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (sequence, hash) = last.unwrap_or_default();
    view.conn.execute(
        "UPDATE actors SET sequence = ?2, hash = ?3 WHERE key = ?1",
        params![actor, sequence, hash],
    )?;
    Ok(())
}

/// Computes the heads of a document from all its changes inside the frontier.
pub(crate) fn rebuild_heads(view: &View<&Connection>, document: i64) -> Result<()> {
    let mut heads = BTreeSet::new();
    let mut inner = BTreeSet::new();
    for (hash, dependencies) in view.all(
        "SELECT hash, dependencies FROM changes WHERE document = ?1 AND fork = 0",
        [document],
        |row| Ok((id::<ChangeHash>(row, 0)?, row.get::<_, Vec<u8>>(1)?)),
    )? {
        heads.insert(hash);
        inner.extend(hashes(&dependencies));
    }
    view.conn
        .execute("DELETE FROM heads WHERE document = ?1", [document])?;
    for head in heads.difference(&inner) {
        view.conn.execute(
            "INSERT INTO heads (council, document, hash) VALUES (?1, ?2, ?3)",
            params![view.key, document, head.as_bytes()],
        )?;
    }
    Ok(())
}

/// Marks forks anew: a branch that lost against a change that is gone now counts.
pub(crate) fn rebuild_forks(view: &View<&Connection>, document: i64) -> Result<()> {
    let rows = view.all(
        "SELECT changes.key, changes.hash, changes.dependencies,
                EXISTS (SELECT 1 FROM changes AS other
                        WHERE other.actor = changes.actor AND other.sequence = changes.sequence
                        AND other.previous IS changes.previous AND other.hash < changes.hash)
         FROM changes WHERE changes.document = ?1 ORDER BY changes.n",
        [document],
        |row| {
            let dependencies = hashes(row.get_ref(2)?.as_blob().unwrap_or_default());
            Ok((
                row.get::<_, i64>(0)?,
                id::<ChangeHash>(row, 1)?,
                dependencies,
                row.get::<_, bool>(3)?,
            ))
        },
    )?;
    let mut outside = BTreeSet::new();
    for (key, hash, dependencies, loses) in rows {
        let fork = loses || dependencies.iter().any(|d| outside.contains(d));
        if fork {
            outside.insert(hash);
        }
        view.conn.execute(
            "UPDATE changes SET fork = ?2 WHERE key = ?1 AND fork <> ?2",
            params![key, fork],
        )?;
    }
    Ok(())
}
