//! What is kept beside the acts and follows from them alone: what each row says of its act, which acts wait
//! for another, and which documents are for the whole council. Computed anew for a check, and put right after
//! damage.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, DocumentId, Subject};
use rusqlite::{Connection, params};

use crate::access::{may_widen, opens};
use crate::columns::{bytes, number, perhaps_id, perhaps_number, sql};
use crate::error::Result;
use crate::view::View;

/// An act as its row tells it and as its bytes do.
pub(crate) struct KeptAct {
    /// The key of its row.
    pub(crate) key: i64,
    /// As its row says, or else its bytes; zeros where neither can be read.
    pub(crate) id: ActId,
    /// `None`: the bytes are not an act of this council.
    pub(crate) act: Option<Act>,
    document: Option<i64>,
    pub(crate) n: u64,
    /// `None`: the row says neither.
    waits: Option<bool>,
    /// Whether id, kind, writer and time stand in the row as in the bytes.
    is_told_right: bool,
    /// Whether the row points at the document that the bytes speak of.
    is_placed_right: bool,
}

impl KeptAct {
    /// Whether bytes and row are what was written, the document left aside.
    pub(crate) fn is_whole(&self) -> bool {
        self.act.is_some() && self.is_told_right
    }

    /// The document it speaks of, if its row points elsewhere. `Some(None)`: the council.
    pub(crate) fn misplaced(&self) -> Option<Option<DocumentId>> {
        let act = self.act.as_ref().filter(|_| !self.is_placed_right)?;
        Some(match act.statement().subject {
            Subject::Council => None,
            Subject::Document(document) => Some(document),
        })
    }

    /// The key of the document its row points at.
    pub(crate) fn document(&self) -> Option<i64> {
        self.document
    }

    /// The id that its bytes have, or, where they are damaged, that its row says.
    fn own_id(&self) -> ActId {
        self.act.as_ref().map_or(self.id, Act::id)
    }
}

/// Every act that is kept as one of this council, ascending by row. Whatever is damaged, the others are read.
///
/// # Errors
/// What the disk says.
pub(crate) fn kept<C: std::ops::Deref<Target = Connection>>(
    view: &View<C>,
) -> Result<Vec<KeptAct>> {
    let (council, council_key) = (view.id, view.key);
    view.all(
        "SELECT acts.hash, acts.bytes, acts.kind, acts.author, acts.time_millis, acts.document,
                documents.id, documents.council, acts.n, acts.waiting, acts.key
         FROM acts LEFT JOIN documents ON documents.key = acts.document
         WHERE acts.council = ?1 ORDER BY acts.n, acts.key",
        [view.key],
        |row| {
            let said_id: Option<ActId> = perhaps_id(row, 0);
            let act = Act::parse(bytes(row, 1)).ok();
            let act = act.filter(|act| act.council() == council);
            let document = perhaps_number(row, 5);
            let is_told_right = act.as_ref().is_some_and(|act| {
                let said = act.statement();
                said_id == Some(act.id())
                    && bytes(row, 2) == said.kind.as_bytes()
                    && bytes(row, 3) == said.author.as_bytes()
                    && perhaps_number(row, 4) == Some(said.time_millis)
            });
            let is_placed_right = act
                .as_ref()
                .is_some_and(|act| match act.statement().subject {
                    Subject::Council => document.is_none(),
                    Subject::Document(document) => {
                        perhaps_id(row, 6) == Some(document)
                            && perhaps_number(row, 7) == Some(council_key)
                    }
                });
            let id = said_id.or_else(|| act.as_ref().map(Act::id));
            Ok(KeptAct {
                key: row.get(10)?,
                id: id.unwrap_or(ActId::from_bytes([0; ActId::LEN])),
                act,
                document,
                // A number below zero is damage that the log shows.
                n: number(row, 8).unwrap_or(0),
                waits: match perhaps_number(row, 9) {
                    Some(0) => Some(false),
                    Some(1) => Some(true),
                    _ => None,
                },
                is_told_right,
                is_placed_right,
            })
        },
    )
}

/// The acts of these that wait for something that is not here, with what each still waits for.
fn waiting(acts: &[KeptAct]) -> BTreeMap<ActId, BTreeSet<ActId>> {
    let mut missing: Vec<BTreeSet<ActId>> = Vec::with_capacity(acts.len());
    let mut waiting_for: BTreeMap<ActId, Vec<usize>> = BTreeMap::new();
    let mut ready = Vec::new();
    for (at, kept) in acts.iter().enumerate() {
        let said = kept.act.as_ref().map(Act::statement);
        let cited = said
            .into_iter()
            .flat_map(|said| said.cites.iter().chain(&said.roster));
        let cited: BTreeSet<ActId> = cited.copied().collect();
        for cite in &cited {
            waiting_for.entry(*cite).or_default().push(at);
        }
        if cited.is_empty() {
            ready.push(at);
        }
        missing.push(cited);
    }
    while let Some(at) = ready.pop() {
        let settled = acts[at].own_id();
        for waiter in waiting_for.remove(&settled).unwrap_or_default() {
            missing[waiter].remove(&settled);
            if missing[waiter].is_empty() {
                ready.push(waiter);
            }
        }
    }
    let left = acts.iter().map(KeptAct::own_id).zip(missing);
    left.filter(|(_, missing)| !missing.is_empty()).collect()
}

/// The documents of acts of which it is not noted rightly whether and for what they wait.
///
/// # Errors
/// What the disk says.
pub(crate) fn wrongly_waiting<C: std::ops::Deref<Target = Connection>>(
    view: &View<C>,
    acts: &[KeptAct],
) -> Result<BTreeSet<Option<i64>>> {
    let waiting = waiting(acts);
    let mut awaited: BTreeSet<(ActId, i64)> = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    for kept in acts {
        let missing = waiting.get(&kept.own_id());
        if kept.waits != Some(missing.is_some()) {
            wrong.insert(kept.document);
        }
        awaited.extend(missing.into_iter().flatten().map(|cite| (*cite, kept.key)));
    }
    let noted = view.all(
        "SELECT missing, act FROM awaited WHERE council = ?1",
        [view.key],
        |row| Ok((perhaps_id::<ActId>(row, 0), perhaps_number(row, 1))),
    )?;
    let unreadable = noted
        .iter()
        .any(|(missing, act)| missing.is_none() || act.is_none());
    let noted = noted
        .into_iter()
        .filter_map(|(missing, act)| missing.zip(act));
    let noted: BTreeSet<(ActId, i64)> = noted.collect();
    let about: BTreeMap<i64, Option<i64>> =
        acts.iter().map(|kept| (kept.key, kept.document)).collect();
    for (_, act) in noted.symmetric_difference(&awaited) {
        wrong.insert(about.get(act).copied().flatten());
    }
    if unreadable {
        wrong.insert(None);
    }
    Ok(wrong)
}

/// Per document: whether it is for the whole council, and the row of the newest act that may widen who may
/// hold it.
pub(crate) fn openness(acts: &[KeptAct]) -> BTreeMap<i64, (bool, u64)> {
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
    acts: &[KeptAct],
) -> Result<Vec<DocumentId>> {
    let right = openness(acts);
    let rows = view.all(
        "SELECT key, id, open, access_n FROM documents WHERE council = ?1",
        [view.key],
        |row| {
            let said = (perhaps_number(row, 2), perhaps_number(row, 3));
            Ok((row.get::<_, i64>(0)?, perhaps_id(row, 1), said))
        },
    )?;
    let wrong = rows.into_iter().filter(|(key, _, said)| {
        let (is_open, n) = right.get(key).copied().unwrap_or_default();
        *said != (Some(i64::from(is_open)), Some(sql(n)))
    });
    Ok(wrong.filter_map(|(_, document, _)| document).collect())
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
        let missing = waiting.get(&kept.own_id());
        view.conn.execute(
            "UPDATE acts SET waiting = ?2 WHERE key = ?1 AND waiting IS NOT ?2",
            params![kept.key, missing.is_some()],
        )?;
        for cite in missing.into_iter().flatten() {
            view.conn.execute(
                "INSERT OR IGNORE INTO awaited (council, missing, act) VALUES (?1, ?2, ?3)",
                params![view.key, cite.as_bytes(), kept.key],
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
