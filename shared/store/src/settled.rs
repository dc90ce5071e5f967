//! What is kept beside the acts and follows from them alone: what each row says of its act, which acts wait
//! for another, and which documents are for the whole council. Computed anew for a check, and put right after
//! damage.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, DocumentId, Subject};
use rusqlite::{Connection, params};

use crate::access::{may_widen, opens};
use crate::columns::{id, number, optional_id, sql};
use crate::error::Result;
use crate::view::View;

/// An act as its row tells it and as its bytes do.
pub(crate) struct Kept {
    pub(crate) id: ActId,
    /// `None`: the bytes are not those of this act.
    act: Option<Act>,
    document: Option<i64>,
    n: u64,
    waits: bool,
    /// Whether kind, writer, time and subject stand in the row as in the bytes.
    is_told_right: bool,
}

impl Kept {
    /// Whether bytes and row are what was written.
    pub(crate) fn is_whole(&self) -> bool {
        self.act.is_some() && self.is_told_right
    }
}

/// Every act held, ascending by row.
///
/// # Errors
/// What the disk says.
pub(crate) fn kept<C: std::ops::Deref<Target = Connection>>(view: &View<C>) -> Result<Vec<Kept>> {
    let council = view.id;
    let acts = view.all(
        "SELECT acts.hash, acts.bytes, acts.kind, acts.author, acts.time_millis, acts.document,
                documents.id, acts.n, acts.waiting
         FROM acts LEFT JOIN documents ON documents.key = acts.document
         WHERE acts.council = ?1 ORDER BY acts.n, acts.key",
        [view.key],
        |row| {
            let id: ActId = id(row, 0)?;
            let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
            let act = Act::parse(bytes)
                .ok()
                .filter(|act| act.id() == id && act.council() == council);
            let about = match optional_id::<DocumentId>(row, 6) {
                Ok(Some(document)) => Some(Subject::Document(document)),
                Ok(None) => Some(Subject::Council),
                Err(_) => None,
            };
            let is_told_right = act.as_ref().is_some_and(|act| {
                let said = act.statement();
                let text = |column| row.get::<_, String>(column).ok();
                let bytes = |column| row.get::<_, Vec<u8>>(column).ok();
                text(2).as_deref() == Some(&said.kind)
                    && bytes(3).as_deref() == Some(&said.author.as_bytes()[..])
                    && row.get(4).ok() == Some(said.time_millis)
                    && about.as_ref() == Some(&said.subject)
            });
            Ok(Kept {
                id,
                act,
                document: row.get(5)?,
                // A number below zero is damage that the log shows.
                n: number(row, 7).unwrap_or(0),
                // Anything but 0 and 1 is damage, and found by being another answer than the right one.
                waits: row.get::<_, i64>(8)? == 1,
                is_told_right,
            })
        },
    )?;
    Ok(acts)
}

/// The acts of these that wait for something that is not here, with what each still waits for.
fn waiting(acts: &[Kept]) -> BTreeMap<ActId, Vec<ActId>> {
    let cites = |kept: &Kept| -> Vec<ActId> {
        let said = kept.act.as_ref().map(Act::statement);
        let cited = said
            .into_iter()
            .flat_map(|said| said.cites.iter().chain(&said.roster));
        cited.copied().collect()
    };
    let mut left: Vec<(ActId, Vec<ActId>)> =
        acts.iter().map(|kept| (kept.id, cites(kept))).collect();
    let mut settled = BTreeSet::new();
    loop {
        let before = left.len();
        left.retain_mut(|(act, missing)| {
            missing.retain(|cite| !settled.contains(cite));
            if missing.is_empty() {
                settled.insert(*act);
            }
            !missing.is_empty()
        });
        if left.len() == before {
            return left.into_iter().collect();
        }
    }
}

/// Acts of which it is not noted rightly whether they wait.
pub(crate) fn wrongly_waiting(acts: &[Kept]) -> Vec<Option<i64>> {
    let waiting = waiting(acts);
    let wrong = acts
        .iter()
        .filter(|kept| kept.waits != waiting.contains_key(&kept.id));
    wrong.map(|kept| kept.document).collect()
}

/// Per document: whether it is for the whole council, and the row of the newest act that may widen who may
/// hold it.
pub(crate) fn openness(acts: &[Kept]) -> BTreeMap<i64, (bool, u64)> {
    let mut found = BTreeMap::new();
    for kept in acts {
        if let (Some(act), Some(document)) = (&kept.act, kept.document)
            && may_widen(act)
        {
            let (is_open, n) = found.entry(document).or_insert((false, 0));
            *is_open |= opens(act);
            *n = kept.n;
        }
    }
    found
}

/// Documents whose row says something else of who may hold them than their acts do.
///
/// # Errors
/// What the disk says.
pub(crate) fn wrongly_open<C: std::ops::Deref<Target = Connection>>(
    view: &View<C>,
    acts: &[Kept],
) -> Result<Vec<DocumentId>> {
    let right = openness(acts);
    let rows = view.all(
        "SELECT key, id, open, access_n FROM documents WHERE council = ?1",
        [view.key],
        |row| {
            let said = (row.get::<_, i64>(2)?, row.get::<_, i64>(3)?);
            Ok((row.get::<_, i64>(0)?, id(row, 1)?, said))
        },
    )?;
    let wrong = rows.into_iter().filter(|(key, _, said)| {
        let (is_open, n) = right.get(key).copied().unwrap_or_default();
        *said != (i64::from(is_open), sql(n))
    });
    Ok(wrong.map(|(_, document, _)| document).collect())
}

/// Puts right what is kept beside the acts: which wait and for what, and which documents are open.
///
/// # Errors
/// What the disk says.
pub(crate) fn settle(view: &View<&Connection>) -> Result<()> {
    let acts = kept(view)?;
    let waiting = waiting(&acts);
    view.conn
        .execute("DELETE FROM awaited WHERE council = ?1", [view.key])?;
    for kept in &acts {
        let missing = waiting.get(&kept.id);
        view.conn.execute(
            "UPDATE acts SET waiting = ?3 WHERE council = ?1 AND hash = ?2",
            params![view.key, kept.id.as_bytes(), missing.is_some()],
        )?;
        for cite in missing.into_iter().flatten() {
            view.conn.execute(
                "INSERT OR IGNORE INTO awaited (council, missing, act)
                 SELECT ?1, ?3, key FROM acts WHERE council = ?1 AND hash = ?2",
                params![view.key, kept.id.as_bytes(), cite.as_bytes()],
            )?;
        }
    }
    view.conn.execute(
        "UPDATE documents SET open = 0, access_n = 0 WHERE council = ?1",
        [view.key],
    )?;
    for (document, (is_open, n)) in openness(&acts) {
        view.conn.execute(
            "UPDATE documents SET open = ?2, access_n = ?3 WHERE key = ?1",
            params![document, is_open, sql(n)],
        )?;
    }
    Ok(())
}
