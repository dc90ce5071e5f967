//! What stands outside the frontier, and what follows from that: frontiers and heads.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use format::{ActorId, ChangeHash, DocumentId};
use rusqlite::{Connection, params};

use crate::columns::{hashes, id, perhaps_number, sql};
use crate::error::Result;
use crate::view::View;

impl<C: Deref<Target = Connection>> View<C> {
    /// Of the changes at one place the one that counts, with its row; `None` where none is held there. Once
    /// found it is remembered, so that a thousand rivals that come together are looked through once.
    pub(crate) fn counted_at(
        &self,
        document: i64,
        place: Place,
    ) -> Result<Option<(i64, ChangeHash)>> {
        if let Some(counted) = self.counted.borrow().get(&place) {
            return Ok(Some(*counted));
        }
        let (actor, sequence, previous) = place;
        let lowest = self.one(
            "SELECT key, hash FROM changes
             WHERE actor = ?1 AND sequence = ?2 AND previous IS ?3 ORDER BY hash LIMIT 1",
            params![actor, sequence, previous],
            |row| Ok((row.get(0)?, id::<ChangeHash>(row, 1)?)),
        )?;
        let Some(mut counted) = lowest else {
            return Ok(None);
        };
        for chosen in self.chosen_in(document)? {
            let key = self.one(
                "SELECT key FROM changes WHERE document = ?1 AND hash = ?2
                 AND actor = ?3 AND sequence = ?4 AND previous IS ?5",
                params![document, chosen.as_bytes(), actor, sequence, previous],
                |row| row.get(0),
            )?;
            if let Some(key) = key {
                counted = (key, chosen);
                break;
            }
        }
        self.counted.borrow_mut().insert(place, counted);
        Ok(Some(counted))
    }

    /// Where a change of an actor stands, by the row of its own predecessor; `None` where there is no row of
    /// that, or of the actor, so that nothing else can stand there.
    pub(crate) fn place_of(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
        previous: Option<&ChangeHash>,
    ) -> Result<Option<(i64, Place)>> {
        let found = self.one(
            "SELECT documents.key, actors.key, before.key FROM documents
             JOIN actors ON actors.document = documents.key AND actors.actor = ?3
             LEFT JOIN changes AS before
                 ON before.document = documents.key AND before.hash = ?4
             WHERE documents.council = ?1 AND documents.id = ?2",
            params![
                self.key,
                document.as_bytes(),
                actor.as_bytes(),
                previous.map(|hash| &hash.as_bytes()[..])
            ],
            |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?)),
        )?;
        Ok(found
            .filter(|(.., before)| before.is_some() == previous.is_some())
            .map(|(document, actor, before)| (document, (actor, sql(sequence), before))))
    }
}

/// Puts a change and everything built on it, by anybody, outside the frontier; whether anything was inside. How
/// far `settled` is held is left to the caller, who knows.
pub(crate) fn put_outside(
    view: &View<&Connection>,
    document: i64,
    displaced: i64,
    settled: Option<i64>,
) -> Result<bool> {
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
    for actor in actors.into_iter().filter(|actor| Some(*actor) != settled) {
        rebuild_frontier(view, actor)?;
    }
    Ok(!outside.is_empty())
}

/// Computes how far an actor is held from its changes inside the frontier that a seal vouches for. What no
/// seal vouches for any more, after damage, shows and cannot be proved to anybody: whoever holds the seal is
/// asked for it by saying that it is missing.
pub(crate) fn rebuild_frontier(view: &View<&Connection>, actor: i64) -> Result<()> {
    let mut last = None;
    let mut below = i64::MAX;
    let mut unsealed = BTreeSet::new();
    while let Some((key, sequence, hash)) = view.one(
        "SELECT key, sequence, hash FROM changes WHERE actor = ?1 AND fork = 0 AND sequence < ?2
         ORDER BY sequence DESC LIMIT 1",
        [actor, below],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)),
    )? {
        if is_vouched_for(view, actor, key, &mut unsealed)? {
            last = Some((sequence, hash));
            break;
        }
        below = sequence;
    }
    let (sequence, hash) = last.unwrap_or_default();
    view.conn.execute(
        "UPDATE actors SET sequence = ?2, hash = ?3 WHERE key = ?1",
        params![actor, sequence, hash],
    )?;
    Ok(())
}

/// Whether a change has a seal, or a later one of its actor that is built on it. One whose bytes were removed
/// with its document needs none. `unsealed` are those found so far for which nothing vouches.
fn is_vouched_for(
    view: &View<&Connection>,
    actor: i64,
    change: i64,
    unsealed: &mut BTreeSet<i64>,
) -> Result<bool> {
    let mut open = vec![change];
    while let Some(change) = open.pop() {
        if !unsealed.insert(change) {
            continue;
        }
        let found: Option<(bool, i64)> = view.one(
            "SELECT typeof(seal) = 'blob' OR length(chunk) = 0, sequence FROM changes WHERE key = ?1",
            [change],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let Some((is_sealed, sequence)) = found else {
            continue;
        };
        if is_sealed {
            return Ok(true);
        }
        open.extend(view.all(
            "SELECT key FROM changes WHERE actor = ?1 AND sequence = ?2 + 1 AND previous = ?3",
            [actor, sequence, change],
            |row| row.get::<_, i64>(0),
        )?);
    }
    Ok(false)
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
    // One that started over is its acts alone.
    if view.has_restarted(document)? {
        return Ok(());
    }
    for head in heads.difference(&inner) {
        view.conn.execute(
            "INSERT INTO heads (council, document, hash) VALUES (?1, ?2, ?3)",
            params![view.key, document, head.as_bytes()],
        )?;
    }
    Ok(())
}

/// Marks forks anew, from nothing but the changes and the choices: a branch that lost against a change that
/// is gone now counts, and one that was chosen since.
pub(crate) fn rebuild_forks(view: &View<&Connection>, document: i64) -> Result<()> {
    view.counted.borrow_mut().clear();
    let rows = view.all(
        "SELECT key, hash, actor, sequence, previous, dependencies, fork
         FROM changes WHERE document = ?1 ORDER BY n",
        [document],
        |row| {
            let place: Place = (row.get(2)?, row.get(3)?, row.get(4)?);
            let dependencies = hashes(row.get_ref(5)?.as_blob().unwrap_or_default());
            Ok((
                row.get::<_, i64>(0)?,
                id::<ChangeHash>(row, 1)?,
                place,
                dependencies,
                perhaps_number(row, 6),
            ))
        },
    )?;
    let chosen = view.chosen_in(document)?;
    let mut counting: BTreeMap<Place, ChangeHash> = BTreeMap::new();
    for (_, hash, place, ..) in &rows {
        let best = counting.entry(*place).or_insert(*hash);
        *best = sync::forks::counting(&chosen, [&*best, hash]).unwrap_or(*hash);
    }
    let mut outside = BTreeSet::new();
    for (key, hash, place, dependencies, was) in &rows {
        let loses = counting.get(place) != Some(hash);
        let fork = loses || dependencies.iter().any(|d| outside.contains(d));
        if fork {
            outside.insert(*hash);
        }
        if Some(i64::from(fork)) != *was {
            view.conn
                .prepare_cached("UPDATE changes SET fork = ?2 WHERE key = ?1")?
                .execute(params![key, fork])?;
        }
    }
    Ok(())
}

/// Brings the records of forks to which changes of a document share a place. When one was found and whose log
/// brought it stays, where it is known.
pub(crate) fn rebuild_records(
    view: &View<&Connection>,
    document: i64,
    now_millis: i64,
) -> Result<()> {
    let rows: Vec<(i64, Place)> = view.all(
        "SELECT key, actor, sequence, previous FROM changes WHERE document = ?1",
        [document],
        |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))),
    )?;
    let mut places: BTreeMap<Place, Vec<i64>> = BTreeMap::new();
    for (key, place) in rows {
        places.entry(place).or_default().push(key);
    }
    let rivals = places.into_values().filter(|rivals| rivals.len() > 1);
    let rivals: BTreeSet<i64> = rivals.flatten().collect();
    let kept: BTreeSet<i64> = view
        .all(
            "SELECT change FROM forks WHERE document = ?1",
            [document],
            |row| row.get(0),
        )?
        .into_iter()
        .collect();
    for change in kept.difference(&rivals) {
        view.conn.execute(
            "DELETE FROM forks WHERE document = ?1 AND change = ?2",
            [document, *change],
        )?;
    }
    for change in &rivals {
        view.conn.execute(
            "INSERT INTO forks (council, document, change, found_millis) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET council = excluded.council",
            [view.key, document, *change, now_millis],
        )?;
    }
    Ok(())
}

/// Computes how far every actor of a document is held.
pub(crate) fn rebuild_frontiers(view: &View<&Connection>, document: i64) -> Result<()> {
    for actor in view.all(
        "SELECT key FROM actors WHERE document = ?1",
        [document],
        |row| row.get(0),
    )? {
        rebuild_frontier(view, actor)?;
    }
    Ok(())
}

/// Where changes are rivals: actor, number, and the row of the actor's change before.
pub(crate) type Place = (i64, i64, Option<i64>);
