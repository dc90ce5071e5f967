//! What a store knows of one council, in queries.
//!
//! The same code answers a [`Reader`](crate::Reader), from its snapshot, and the intake, from inside
//! the writer's transaction.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

use council::act::Body;
use council::roster::Roster;
use council::view::Kind;
use format::chain::LoggedItem;
use format::{
    Act, ActId, ActorId, Chain, ChangeHash, ChangeHeader, CouncilId, DocumentId, Frontier,
    PlainChange, Position, PublicKey, Seal, cbor,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use sync::holdings::{HeldChange, KnownChange, LogPosition, LogRow};

use crate::caches::Caches;
use crate::columns::{bytes, id, number, optional_id, optional_text, perhaps_id, position, sql};
use crate::error::{Result, StoreError};
use crate::forks::Place;

/// One council through one connection.
pub(crate) struct View<C> {
    pub(crate) conn: C,
    pub(crate) key: i64,
    pub(crate) id: CouncilId,
    pub(crate) caches: Arc<Caches>,
    /// Which change counts at places that have several, as far as that was asked: true as long as no change is
    /// put beside this view, and nobody chooses.
    pub(crate) counted: RefCell<HashMap<Place, (i64, ChangeHash)>>,
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The council's own row.
    pub(crate) fn find(conn: C, id: CouncilId, caches: Arc<Caches>) -> Result<Self> {
        let key = conn
            .prepare_cached("SELECT key FROM councils WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::UnknownCouncil(id))?;
        Ok(Self {
            conn,
            key,
            id,
            caches,
            counted: RefCell::default(),
        })
    }

    /// Every row of a query as a list.
    pub(crate) fn all<T>(
        &self,
        query: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(query)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The row of a query that has one or none.
    pub(crate) fn one<T>(
        &self,
        query: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(query)?;
        Ok(statement.query_row(params, read).optional()?)
    }

    /// The key of a document of which something is held.
    pub(crate) fn document_key(&self, document: &DocumentId) -> Result<Option<i64>> {
        self.one(
            "SELECT key FROM documents WHERE council = ?1 AND id = ?2",
            params![self.key, document.as_bytes()],
            |row| row.get(0),
        )
    }

    /// The changes outside the frontier for which a seal vouches, ascending. One that lost its seal is not
    /// spoken of, so that whoever has it sends it with its seal.
    pub(crate) fn fork_losers(&self, document: i64) -> Result<Vec<ChangeHash>> {
        let rows: Vec<(i64, ChangeHash, Option<i64>, bool)> = self.all(
            "SELECT key, hash, previous, typeof(seal) = 'blob' OR length(chunk) = 0 FROM changes
             WHERE document = ?1 AND fork = 1 ORDER BY hash",
            [document],
            |row| Ok((row.get(0)?, id(row, 1)?, row.get(2)?, row.get(3)?)),
        )?;
        let before: HashMap<i64, Option<i64>> = rows
            .iter()
            .map(|(key, _, before, _)| (*key, *before))
            .collect();
        let mut vouched = HashSet::new();
        for (key, _, _, is_sealed) in &rows {
            let mut next = is_sealed.then_some(*key);
            while let Some(key) =
                next.filter(|key| before.contains_key(key) && vouched.insert(*key))
            {
                next = before.get(&key).copied().flatten();
            }
        }
        let losers = rows.into_iter().filter(|(key, ..)| vouched.contains(key));
        Ok(losers.map(|(_, hash, ..)| hash).collect())
    }

    pub(crate) fn frontier_of(&self, document: i64) -> Result<Frontier> {
        let actors = self.all(
            "SELECT actor, sequence, hash FROM actors WHERE document = ?1 AND sequence > 0",
            [document],
            |row| {
                Ok((
                    id(row, 0)?,
                    Position {
                        sequence: number(row, 1)?,
                        hash: id(row, 2)?,
                    },
                ))
            },
        )?;
        Ok(Frontier(actors.into_iter().collect()))
    }

    pub(crate) fn acts_of(&self, document: Option<i64>) -> Result<Vec<ActId>> {
        self.all(
            "SELECT hash FROM acts WHERE council = ?1 AND document IS ?2 ORDER BY hash",
            params![self.key, document],
            |row| id(row, 0),
        )
    }

    /// Computes what the document's `digest` column shall say.
    pub(crate) fn digest_of(&self, document: i64) -> Result<[u8; 16]> {
        let acts = self.acts_of(Some(document))?;
        if self.has_restarted(document)? {
            let nothing = Frontier::default();
            return Ok(sync::holdings::document_digest(&nothing, &acts, &[]));
        }
        Ok(sync::holdings::document_digest(
            &self.frontier_of(document)?,
            &acts,
            &self.fork_losers(document)?,
        ))
    }

    /// The acts of the roster or of one document, oldest first as this node took them in.
    pub(crate) fn acts_in_order(&self, document: Option<i64>) -> Result<Vec<Act>> {
        let rows = self.all(
            "SELECT hash, bytes FROM acts WHERE council = ?1 AND document IS ?2 ORDER BY n",
            params![self.key, document],
            |row| Ok((id(row, 0)?, row.get::<_, Vec<u8>>(1)?)),
        )?;
        rows.iter()
            .map(|(act, bytes)| self.read_act(act, bytes))
            .collect()
    }

    /// The acts about one document that can be read, oldest first as this node took them in.
    pub(crate) fn readable_acts(&self, document: i64) -> Result<Vec<Act>> {
        let rows = self.all(
            "SELECT hash, bytes FROM acts WHERE council = ?1 AND document = ?2 ORDER BY n",
            params![self.key, document],
            |row| Ok((id(row, 0)?, row.get::<_, Vec<u8>>(1)?)),
        )?;
        let acts = rows.iter();
        Ok(acts
            .filter_map(|(act, bytes)| self.read_act(act, bytes).ok())
            .collect())
    }

    pub(crate) fn read_act(&self, act: &ActId, bytes: &[u8]) -> Result<Act> {
        (self.caches.verified.read(bytes, act))
            .map_err(|error| StoreError::Damaged(format!("act {}: {error}", act.short())))
    }

    pub(crate) fn stored_roster_digest(&self) -> Result<[u8; 16]> {
        self.one(
            "SELECT roster_digest FROM councils WHERE key = ?1",
            [self.key],
            |row| row.get(0),
        )?
        .ok_or(StoreError::UnknownCouncil(self.id))
    }

    /// The roster folded from the acts held, from the cache where it is still right.
    pub(crate) fn roster(&self) -> Result<Arc<Roster>> {
        let digest = self.stored_roster_digest()?;
        self.caches
            .rosters
            .get(self.id, digest, || self.acts_in_order(None))
    }

    /// The genesis change of a document's kind, by its create act.
    pub(crate) fn genesis_of(&self, document: &DocumentId) -> Result<Option<(ChangeHash, u64)>> {
        Ok(self.kind_of(document)?.map(crate::genesis::of))
    }

    /// The kind of a document, as its create act states it.
    pub(crate) fn kind_of(&self, document: &DocumentId) -> Result<Option<Kind>> {
        let found: Option<(i64, Option<String>)> = self.one(
            "SELECT key, kind FROM documents WHERE council = ?1 AND id = ?2",
            params![self.key, document.as_bytes()],
            |row| Ok((row.get(0)?, optional_text(row, 1))),
        )?;
        match found {
            None => Ok(None),
            Some((key, kind)) => match kind.and_then(|kind| Kind::from_name(&kind)) {
                Some(kind) => Ok(Some(kind)),
                // An older program may have taken an act in that it could not read.
                None => self.stated_kind(key),
            },
        }
    }

    /// The kind of a document, read from its create acts.
    pub(crate) fn stated_kind(&self, document: i64) -> Result<Option<Kind>> {
        let creations = self.all(
            "SELECT hash, bytes FROM acts
             WHERE council = ?1 AND document = ?2 AND kind = 'create' ORDER BY n",
            params![self.key, document],
            |row| Ok((id(row, 0)?, row.get::<_, Vec<u8>>(1)?)),
        )?;
        // Whoever creates one document twice states the same, or the id would be another.
        Ok(creations
            .iter()
            .find_map(|(act, bytes)| kind_stated_by(&self.read_act(act, bytes).ok()?)))
    }

    pub(crate) fn log_position(&self) -> Result<LogPosition> {
        self.one(
            "SELECT log, end_n, chain FROM councils WHERE key = ?1",
            [self.key],
            position,
        )?
        .ok_or(StoreError::UnknownCouncil(self.id))
    }

    pub(crate) fn chain_at_row(&self, n: u64) -> Result<Option<Chain>> {
        if n == 0 {
            let first: Option<u64> = self.one(
                "SELECT n FROM log WHERE council = ?1 ORDER BY n LIMIT 1",
                [self.key],
                |row| number(row, 0),
            )?;
            return Ok((first.unwrap_or(1) == 1).then_some(Chain::START));
        }
        self.one(
            "SELECT chain FROM log WHERE council = ?1 AND n = ?2",
            params![self.key, sql(n)],
            |row| id(row, 0),
        )
    }

    pub(crate) fn log_rows(&self, n: u64, limit: usize) -> Result<Vec<LogRow>> {
        let mut after = n;
        loop {
            let page = self.all(
                "SELECT log.n, log.chain, origins.log, acts.hash, documents.id, changes.hash
                 FROM log
                 LEFT JOIN origins ON origins.key = log.origin
                 LEFT JOIN acts ON acts.key = log.act
                 LEFT JOIN changes ON changes.key = log.change
                 LEFT JOIN documents ON documents.key = changes.document
                 WHERE log.council = ?1 AND log.n > ?2 ORDER BY log.n LIMIT ?3",
                params![self.key, sql(after), sql(limit as u64)],
                |row| Ok((number(row, 0)?, log_row(row))),
            )?;
            let Some((last, _)) = page.last() else {
                return Ok(vec![]);
            };
            after = *last;
            let rows: Vec<LogRow> = page.into_iter().filter_map(|(_, row)| row).collect();
            // None at all would mean the end of the log.
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
    }

    pub(crate) fn digests(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Result<Vec<(DocumentId, [u8; 16])>> {
        self.all(
            "SELECT id, digest FROM documents WHERE council = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            params![
                self.key,
                after.as_ref().map_or(&[][..], |after| after.as_bytes()),
                sql(limit as u64)
            ],
            // A digest that cannot be read is one that differs, so that the document is fetched anew.
            |row| Ok((id(row, 0)?, row.get(1).unwrap_or_default())),
        )
    }

    /// The overall digest, of the documents in the scope of `peer` or of all.
    pub(crate) fn digest_of_all(&self, peer: Option<PublicKey>) -> Result<[u8; 16]> {
        let roster = self.stored_roster_digest()?;
        let at = (self.log_position()?, roster);
        let compute = || {
            let mut documents = Vec::new();
            for (document, digest) in self.digests(None, usize::MAX)? {
                let is_for = match &peer {
                    None => true,
                    Some(peer) => self.is_for(peer, &document)?,
                };
                if is_for {
                    documents.push((document, digest));
                }
            }
            Ok(sync::holdings::overall_digest(&roster, &documents))
        };
        self.caches.overall.get(self.id, peer, at, compute)
    }

    pub(crate) fn heads_of(&self, document: i64) -> Result<Vec<ChangeHash>> {
        self.all(
            "SELECT hash FROM heads WHERE document = ?1 ORDER BY hash",
            [document],
            |row| id(row, 0),
        )
    }

    pub(crate) fn beyond(
        &self,
        document: i64,
        frontier: &Frontier,
        after_row: u64,
        limit: usize,
    ) -> Result<Vec<(u64, ChangeHash)>> {
        // From which sequence number on each of our actors is news to the other side.
        let mut from = HashMap::new();
        let ours = self.all(
            "SELECT key, actor, sequence FROM actors WHERE document = ?1",
            [document],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    id::<ActorId>(row, 1)?,
                    number(row, 2)?,
                ))
            },
        )?;
        for (key, actor, sequence) in ours {
            let known = match frontier.0.get(&actor) {
                None => 0,
                Some(theirs) if self.has_inside(key, theirs)? => theirs.sequence,
                // Further than we are, on the same branch as far as anybody here can tell.
                Some(theirs)
                    if theirs.sequence > sequence
                        && self.known_change(document, &theirs.hash)?.is_none() =>
                {
                    sequence
                }
                // Where the branches part is unknown, so all of that actor is offered.
                Some(_) => 0,
            };
            if known < sequence {
                from.insert(key, known);
            }
        }
        // What the other side lacks begins late in a long history.
        let mut first: Option<u64> = self
            .one(
                "SELECT min(n) FROM changes WHERE document = ?1 AND fork = 1",
                [document],
                |row| row.get::<_, Option<i64>>(0),
            )?
            .flatten()
            .and_then(|n| u64::try_from(n).ok());
        let mut actors: Vec<_> = from.iter().collect();
        actors.sort_unstable();
        for (actor, known) in actors {
            let next = self.one(
                "SELECT n FROM changes WHERE actor = ?1 AND sequence = ?2 AND fork = 0",
                params![actor, sql(known + 1)],
                |row| number(row, 0),
            )?;
            let next = next.unwrap_or(1);
            first = Some(first.map_or(next, |first| first.min(next)));
        }
        let Some(first) = first else {
            return Ok(vec![]);
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT n, hash, actor, sequence, fork FROM changes
             WHERE document = ?1 AND n > ?2 ORDER BY n",
        )?;
        let after_row = after_row.max(first.saturating_sub(1));
        let mut rows = statement.query(params![document, sql(after_row)])?;
        let mut beyond = Vec::new();
        while beyond.len() < limit
            && let Some(row) = rows.next()?
        {
            let wanted = row.get::<_, bool>(4)?
                || from
                    .get(&row.get::<_, i64>(2)?)
                    .is_some_and(|known| number(row, 3).is_ok_and(|n| n > *known));
            if wanted {
                beyond.push((number(row, 0)?, id(row, 1)?));
            }
        }
        Ok(beyond)
    }

    /// Whether an actor has this change at this place inside the frontier.
    fn has_inside(&self, actor: i64, position: &Position) -> Result<bool> {
        let winner: Option<ChangeHash> = self.one(
            "SELECT hash FROM changes WHERE actor = ?1 AND sequence = ?2 AND fork = 0",
            params![actor, sql(position.sequence)],
            |row| id(row, 0),
        )?;
        Ok(winner == Some(position.hash))
    }

    pub(crate) fn known_change(
        &self,
        document: i64,
        change: &ChangeHash,
    ) -> Result<Option<KnownChange>> {
        self.one(
            "SELECT actors.actor, changes.sequence, before.hash, changes.last_op, changes.fork
             FROM changes JOIN actors ON actors.key = changes.actor
             LEFT JOIN changes AS before ON before.key = changes.previous
             WHERE changes.document = ?1 AND changes.hash = ?2",
            params![document, change.as_bytes()],
            |row| {
                Ok(KnownChange {
                    actor: id(row, 0)?,
                    sequence: number(row, 1)?,
                    previous: optional_id(row, 2)?,
                    last_op: number(row, 3)?,
                    fork: row.get(4)?,
                })
            },
        )
    }

    pub(crate) fn held_change(
        &self,
        document: i64,
        change: &ChangeHash,
    ) -> Result<Option<HeldChange>> {
        let found = self.one(
            "SELECT changes.chunk, actors.author, changes.seal, changes.fork
             FROM changes JOIN actors ON actors.key = changes.actor
             WHERE changes.document = ?1 AND changes.hash = ?2",
            params![document, change.as_bytes()],
            |row| {
                Ok((
                    row.get::<_, Vec<u8>>(0)?,
                    id::<PublicKey>(row, 1)?,
                    bytes(row, 2).to_vec(),
                    row.get::<_, bool>(3)?,
                ))
            },
        )?;
        // Without bytes it was removed, with its document.
        let Some((chunk, author, seal, fork)) = found.filter(|(chunk, ..)| !chunk.is_empty())
        else {
            return Ok(None);
        };
        let header = intact(&chunk, change)?;
        // A damaged seal is none; a later one of the same actor may vouch for the change as well.
        let seal = cbor::decode_exact::<Seal>(&seal).ok();
        Ok(Some(HeldChange {
            change: PlainChange { header, chunk },
            author,
            seal,
            fork,
        }))
    }

    pub(crate) fn held_act(&self, act: &ActId) -> Result<Option<Act>> {
        let bytes: Option<Vec<u8>> = self.one(
            "SELECT bytes FROM acts WHERE council = ?1 AND hash = ?2",
            params![self.key, act.as_bytes()],
            |row| row.get(0),
        )?;
        bytes.map(|bytes| self.read_act(act, &bytes)).transpose()
    }
}

/// What a row of the log records; `None` for one that points at nothing, as damage leaves it.
fn log_row(row: &Row<'_>) -> Option<LogRow> {
    Some(LogRow {
        n: number(row, 0).ok()?,
        chain: perhaps_id(row, 1)?,
        item: match perhaps_id(row, 3) {
            Some(act) => LoggedItem::Act(act),
            None => LoggedItem::Change(perhaps_id(row, 4)?, perhaps_id(row, 5)?),
        },
        origin: perhaps_id(row, 2),
    })
}

/// The kind a create act states; `None` for every other act and for kinds of later programs.
pub(crate) fn kind_stated_by(act: &Act) -> Option<Kind> {
    // Most acts are another kind, and reading a body costs more than looking at the word.
    if act.statement().kind != "create" {
        return None;
    }
    match Body::read(act) {
        Ok(Body::Create(create)) => Some(create.kind),
        _ => None,
    }
}

/// Reads the header of a kept chunk and makes sure that it still is what was taken in.
pub(crate) fn intact(chunk: &[u8], change: &ChangeHash) -> Result<ChangeHeader> {
    match ChangeHeader::parse(chunk) {
        Ok(header) if header.hash == *change => Ok(header),
        Ok(_) => Err(StoreError::Damaged(format!(
            "change {} has another hash now",
            change.short()
        ))),
        Err(error) => Err(StoreError::Damaged(format!(
            "change {}: {error}",
            change.short()
        ))),
    }
}
