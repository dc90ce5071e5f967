//! Putting items into one council: rows, log, frontier, heads and forks, all or nothing.
//!
//! Whatever judged an item, the rules here keep the tables true: a change is put only after all it
//! names, and after its actor's change before it.

use std::collections::{BTreeMap, BTreeSet};

use format::chain::LoggedItem;
use format::{Act, ActId, DocumentId, LogId, PlainChange, PublicKey, Seal, Subject, cbor};
use rusqlite::{Connection, params};
use sync::forks::rank;
use sync::holdings::LogPosition;

use crate::blobs::{note_names, settle_authors};
use crate::branches;
use crate::columns::{id, join_hashes, sql};
use crate::error::{Result, StoreError};
use crate::forks::{put_outside, rebuild_frontier, rebuild_heads};
use crate::readings;
use crate::restarts;
use crate::room::Since;
use crate::view::{View, kind_stated_by};
use crate::writer::Write;

/// What came of putting something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// It has a row and a log row now.
    New,
    /// It was here already.
    Held,
}

/// One council, open for putting items in. Everything is settled by [`Ledger::close`].
pub(crate) struct Ledger<'t> {
    pub(crate) view: View<&'t Connection>,
    now_millis: i64,
    /// Whose log the items come from; `None` for what is written here.
    pub(crate) origin: Option<i64>,
    end: LogPosition,
    grown: bool,
    roster_changed: bool,
    /// Documents whose digest has to be made anew, and whether what shows of them may be new, too.
    touched: BTreeMap<i64, bool>,
    /// Keys of documents seen, so that a batch for one document asks once.
    documents: BTreeMap<DocumentId, i64>,
    /// Documents about which something was said, which may tell how far they were read.
    spoken_of: BTreeSet<i64>,
    /// Documents of which another branch may count now, or that may have started over.
    refolded: BTreeSet<i64>,
    /// Documents in which something landed that stranded changes may wait for.
    pub(crate) landed: BTreeSet<DocumentId>,
    /// Documents of which changes were put outside the frontier, so that heads may be others. To look through
    /// all of a document for each would take whoever sends a thousand rivals for ever.
    stale_heads: BTreeSet<i64>,
    /// Whether it is counted how much is kept.
    pub(crate) counts_usage: bool,
    pub(crate) since: Since,
}

impl<'t> Ledger<'t> {
    pub(crate) fn open(
        write: &Write<'t>,
        view: View<&'t Connection>,
        origin: Option<LogId>,
    ) -> Result<Self> {
        use sync::holdings::Holdings as _;
        let end = view.log_end()?;
        let counts_usage = view.has_quotas()?;
        let origin = origin.map(|log| origin_key(&view, &log)).transpose()?;
        Ok(Self {
            view,
            now_millis: write.now_millis,
            origin,
            end,
            grown: false,
            roster_changed: false,
            touched: BTreeMap::new(),
            documents: BTreeMap::new(),
            spoken_of: BTreeSet::new(),
            refolded: BTreeSet::new(),
            landed: BTreeSet::new(),
            stale_heads: BTreeSet::new(),
            counts_usage,
            since: Since::default(),
        })
    }

    /// Writes what was kept back for the end: the log's end, digests, the roster's digest.
    pub(crate) fn close(mut self, write: &mut Write<'_>) -> Result<()> {
        self.settle_roster()?;
        self.settle_documents()?;
        self.settle_heads()?;
        let view = &self.view;
        if self.grown {
            view.conn
                .prepare_cached("UPDATE councils SET end_n = ?2, chain = ?3 WHERE key = ?1")?
                .execute(params![
                    view.key,
                    sql(self.end.n),
                    self.end.chain.as_bytes()
                ])?;
            write.grown.insert(view.id, self.end);
        }
        for (document, shows) in &self.touched {
            view.conn
                .prepare_cached(
                    "UPDATE documents SET digest = ?2, revision = revision + ?3 WHERE key = ?1",
                )?
                .execute(params![document, view.digest_of(*document)?, shows])?;
        }
        for document in &self.spoken_of {
            readings::refold(view, *document)?;
        }
        Ok(())
    }

    /// Brings the kept digest of the roster up to the acts put so far. To be called before anything
    /// asks how a key stands: a folded roster goes by that digest. One call serves all roster acts
    /// before it, so that a thousand joins are folded once.
    pub(crate) fn settle_roster(&mut self) -> Result<()> {
        if std::mem::take(&mut self.roster_changed) {
            self.since.forget();
            let view = &self.view;
            view.conn
                .prepare_cached("UPDATE councils SET roster_digest = ?2 WHERE key = ?1")?
                .execute(params![view.key, roster_digest(&view.acts_of(None)?)])?;
            settle_authors(view)?;
            // Whether whoever chose or restarted was the chair may be seen only now.
            self.refolded.extend(view.documents_with_choices()?);
            self.refolded.extend(view.documents_with_restarts()?);
        }
        Ok(())
    }

    /// Brings the heads to what stands inside the frontier now. To be called before anything asks for them.
    pub(crate) fn settle_heads(&mut self) -> Result<()> {
        for document in std::mem::take(&mut self.stale_heads) {
            rebuild_heads(&self.view, document)?;
        }
        Ok(())
    }

    /// Brings frontiers to what the choices among branches say now, and documents to whether they started
    /// over. What was kept before served until here: no item is judged by which branch counts, and a change
    /// too many of a document that started over is as good as none.
    fn settle_documents(&mut self) -> Result<()> {
        for document in std::mem::take(&mut self.refolded) {
            let branches = branches::refold(&self.view, document)?;
            if restarts::refold(&self.view, document)? || branches {
                self.touched.insert(document, true);
            }
        }
        Ok(())
    }

    /// Puts an act and wakes those that waited for it.
    pub(crate) fn put_act(&mut self, act: &Act) -> Result<Put> {
        let held: Option<(i64, bool)> = self.view.one(
            "SELECT key, bytes IS ?3 FROM acts WHERE council = ?1 AND hash = ?2",
            params![self.view.key, act.id().as_bytes(), act.bytes()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if let Some((key, is_whole)) = held {
            if !is_whole {
                // Whoever brings an act whose row was damaged makes it whole again.
                self.view.conn.execute(
                    "UPDATE acts SET bytes = ?2 WHERE key = ?1",
                    params![key, act.bytes()],
                )?;
            }
            return Ok(Put::Held);
        }
        let statement = act.statement();
        let document = match &statement.subject {
            Subject::Council => None,
            Subject::Document(document) => Some(self.document(document)?),
        };
        let mut missing = Vec::new();
        for cite in statement.cites.iter().chain(&statement.roster) {
            let waits: Option<bool> = self.view.one(
                "SELECT waiting FROM acts WHERE council = ?1 AND hash = ?2",
                params![self.view.key, cite.as_bytes()],
                |row| row.get(0),
            )?;
            if waits != Some(false) {
                missing.push(cite);
            }
        }
        let n = self.end.n + 1;
        self.view
            .conn
            .prepare_cached(
                "INSERT INTO acts
                 (council, hash, document, kind, author, time_millis, waiting, n, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                self.view.key,
                act.id().as_bytes(),
                document,
                statement.kind,
                statement.author.as_bytes(),
                statement.time_millis,
                !missing.is_empty(),
                sql(n),
                act.bytes()
            ])?;
        let key = self.view.conn.last_insert_rowid();
        for cite in &missing {
            self.view.conn.execute(
                "INSERT OR IGNORE INTO awaited (council, missing, act) VALUES (?1, ?2, ?3)",
                params![self.view.key, cite.as_bytes(), key],
            )?;
        }
        self.append(&LoggedItem::Act(act.id()), Some(key), None)?;
        self.view.caches.verified.note(act);
        match document {
            Some(document) => {
                self.touched.entry(document).or_default();
                self.spoken_of.insert(document);
                // A choice or a restart may have waited for any act about its document.
                self.refolded.insert(document);
                if self.counts_usage {
                    let bytes = act.bytes().len();
                    self.view
                        .count_usage(Some(document), &statement.author, bytes)?;
                }
                if let Some(kind) = kind_stated_by(act) {
                    self.view.conn.execute(
                        "UPDATE documents SET kind = ?2 WHERE key = ?1 AND kind IS NULL",
                        params![document, kind.name()],
                    )?;
                }
                if crate::access::may_widen(act) {
                    self.view.conn.execute(
                        "UPDATE documents SET open = max(open, ?2), access_n = ?3 WHERE key = ?1",
                        params![document, crate::access::opens(act), sql(n)],
                    )?;
                }
                note_names(&self.view, act, document)?;
                if let Subject::Document(document) = statement.subject {
                    self.landed.insert(document);
                }
            }
            None => self.roster_changed = true,
        }
        if missing.is_empty() {
            self.wake(act.id())?;
        }
        Ok(Put::New)
    }

    /// Acts that waited for `settled` and for nothing else wait no more; and so on from them.
    fn wake(&self, settled: ActId) -> Result<()> {
        let view = &self.view;
        let mut settled = vec![settled];
        while let Some(act) = settled.pop() {
            let waiters: Vec<i64> = view.all(
                "SELECT act FROM awaited WHERE council = ?1 AND missing = ?2",
                params![view.key, act.as_bytes()],
                |row| row.get(0),
            )?;
            view.conn
                .prepare_cached("DELETE FROM awaited WHERE council = ?1 AND missing = ?2")?
                .execute(params![view.key, act.as_bytes()])?;
            for waiter in waiters {
                let more = view.one(
                    "SELECT 1 FROM awaited WHERE council = ?1 AND act = ?2 LIMIT 1",
                    params![view.key, waiter],
                    |_| Ok(()),
                )?;
                if more.is_none() {
                    settled.extend(view.one(
                        "UPDATE acts SET waiting = 0 WHERE key = ?1 RETURNING hash",
                        [waiter],
                        |row| id::<ActId>(row, 0),
                    )?);
                }
            }
        }
        Ok(())
    }

    /// Puts a change. A seal that comes for a change already here is kept with it.
    pub(crate) fn put_change(
        &mut self,
        document: &DocumentId,
        change: &PlainChange,
        author: &PublicKey,
        seal: Option<&Seal>,
    ) -> Result<Put> {
        let header = &change.header;
        let key = self.document(document)?;
        let seal = seal.map(cbor::encode);
        let held: Option<i64> = self.view.one(
            "SELECT key FROM changes WHERE document = ?1 AND hash = ?2",
            params![key, header.hash.as_bytes()],
            |row| row.get(0),
        )?;
        if let Some(held) = held {
            if let Some(seal) = &seal
                && !self.view.is_marked_as_removed(key)?
            {
                self.seal_held(key, held, seal)?;
            }
            return Ok(Put::Held);
        }
        let place = self.place(key, document, change, author)?;
        self.view
            .conn
            .prepare_cached(
                "INSERT INTO changes
                 (council, document, hash, actor, sequence, previous, start_op, last_op, operations,
                  time_seconds, fork, n, dependencies, seal, chunk)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                self.view.key,
                key,
                header.hash.as_bytes(),
                place.actor,
                sql(header.sequence),
                place.previous,
                sql(header.start_op),
                sql(header.last_op()),
                sql(header.operations),
                header.time_seconds,
                place.fork,
                sql(self.end.n + 1),
                join_hashes(&header.dependencies),
                seal,
                change.chunk
            ])?;
        let row = self.view.conn.last_insert_rowid();
        self.append(&LoggedItem::Change(*document, header.hash), None, Some(row))?;
        self.settle_place(key, row, change, &place)?;
        self.view
            .conn
            .prepare_cached("DELETE FROM gaps WHERE council = ?1 AND item = ?2")?
            .execute(params![self.view.key, header.hash.as_bytes()])?;
        self.touched.insert(key, true);
        self.landed.insert(*document);
        if self.counts_usage {
            self.view
                .count_usage(Some(key), author, change.chunk.len())?;
        }
        Ok(Put::New)
    }

    /// Keeps a seal with a change that has none. Where the old one was damaged, the frontier ended before
    /// that change, see [`rebuild_frontier`], and one outside of it was not spoken of.
    pub(crate) fn seal_held(&mut self, document: i64, change: i64, seal: &[u8]) -> Result<()> {
        let sealed = self.view.one(
            "UPDATE changes SET seal = ?2 WHERE key = ?1 AND typeof(seal) <> 'blob'
             RETURNING actor, sequence, fork",
            params![change, seal],
            |row| {
                let place = (row.get::<_, i64>(0)?, row.get::<_, i64>(1)?);
                Ok((place, row.get::<_, bool>(2)?))
            },
        )?;
        let Some(((actor, sequence), fork)) = sealed else {
            return Ok(());
        };
        let upto: Option<i64> = self.view.one(
            "SELECT sequence FROM actors WHERE key = ?1",
            [actor],
            |row| row.get(0),
        )?;
        if fork || upto.is_some_and(|upto| upto < sequence) {
            rebuild_frontier(&self.view, actor)?;
            self.touched.entry(document).or_default();
            // Nothing is logged that would tell what was computed before from what is true now.
            self.view.caches.overall.forget(self.view.id);
        }
        Ok(())
    }

    /// Finds where a change belongs, and refuses what would make the tables untrue.
    fn place(
        &self,
        key: i64,
        document: &DocumentId,
        change: &PlainChange,
        author: &PublicKey,
    ) -> Result<Belongs> {
        let header = &change.header;
        let wrong =
            |what: &str| StoreError::Misplaced(format!("change {}: {what}", header.hash.short()));
        if header.sequence == 0 || header.start_op == 0 {
            return Err(wrong("it has no place"));
        }
        let actor = self.actor(key, change, author)?;
        let mut previous = None;
        let mut on_lost_branch = false;
        for dependency in &header.dependencies {
            let found = self.view.one(
                "SELECT key, actor, sequence, fork FROM changes WHERE document = ?1 AND hash = ?2",
                params![key, dependency.as_bytes()],
                |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        row.get::<_, i64>(1)?,
                        row.get::<_, i64>(2)?,
                        row.get::<_, bool>(3)?,
                    ))
                },
            )?;
            match found {
                Some((row, of, sequence, fork)) => {
                    on_lost_branch |= fork;
                    if of == actor && sequence == sql(header.sequence) - 1 {
                        previous = Some(row);
                    }
                }
                None if self
                    .view
                    .genesis_of(document)?
                    .is_some_and(|g| g.0 == *dependency) => {}
                None => return Err(wrong("something it builds on is not here")),
            }
        }
        if header.sequence > 1 && previous.is_none() {
            return Err(wrong(
                "it does not follow from its actor's change before it",
            ));
        }
        let place = (actor, sql(header.sequence), previous);
        let counted = self.view.counted_at(key, place)?;
        // Nearly no change has a rival.
        let chosen = match counted {
            None => vec![],
            Some(_) => self.view.chosen_in(key)?,
        };
        let loses =
            counted.is_some_and(|(_, hash)| rank(&chosen, &hash) < rank(&chosen, &header.hash));
        Ok(Belongs {
            actor,
            previous,
            fork: loses || on_lost_branch,
            rival: counted.map(|(row, _)| row),
            loses,
        })
    }

    /// Brings frontier, heads and fork records to what the new row means.
    fn settle_place(
        &mut self,
        document: i64,
        row: i64,
        change: &PlainChange,
        place: &Belongs,
    ) -> Result<()> {
        let (view, header) = (&self.view, &change.header);
        let mut any_outside = false;
        if let Some(rival) = place.rival {
            // Where there are more than these two, the others were noted when they came.
            for change in [rival, row] {
                view.conn
                    .prepare_cached(
                        "INSERT OR IGNORE INTO forks (council, document, change, found_millis, origin)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![
                        view.key,
                        document,
                        change,
                        self.now_millis,
                        self.origin
                    ])?;
            }
            if !place.loses {
                let settled = (!place.fork).then_some(place.actor);
                any_outside = put_outside(view, document, rival, settled)?;
                let at = (place.actor, sql(header.sequence), place.previous);
                let mut counted = view.counted.borrow_mut();
                counted.insert(at, (row, header.hash));
            }
        }
        let restarted = view.has_restarted(document)?;
        if any_outside && !restarted {
            self.stale_heads.insert(document);
        }
        if restarted || place.fork {
            return Ok(());
        }
        view.conn
            .prepare_cached("UPDATE actors SET sequence = ?2, hash = ?3 WHERE key = ?1")?
            .execute(params![
                place.actor,
                sql(header.sequence),
                header.hash.as_bytes()
            ])?;
        for dependency in &header.dependencies {
            view.conn
                .prepare_cached("DELETE FROM heads WHERE document = ?1 AND hash = ?2")?
                .execute(params![document, dependency.as_bytes()])?;
        }
        view.conn
            .prepare_cached("INSERT INTO heads (council, document, hash) VALUES (?1, ?2, ?3)")?
            .execute(params![view.key, document, header.hash.as_bytes()])?;
        Ok(())
    }

    /// Gives an item the next log row.
    fn append(&mut self, item: &LoggedItem, act: Option<i64>, change: Option<i64>) -> Result<()> {
        self.end.n += 1;
        self.end.chain = self.end.chain.then(item);
        self.grown = true;
        self.view
            .conn
            .prepare_cached(
                "INSERT INTO log (council, n, chain, act, change, origin)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                self.view.key,
                sql(self.end.n),
                self.end.chain.as_bytes(),
                act,
                change,
                self.origin
            ])?;
        Ok(())
    }

    /// The document's key; a row is made for a document never heard of.
    fn document(&mut self, document: &DocumentId) -> Result<i64> {
        if let Some(key) = self.documents.get(document) {
            return Ok(*key);
        }
        let key = match self.view.document_key(document)? {
            Some(key) => key,
            None => {
                self.view.conn.execute(
                    "INSERT INTO documents (council, id, digest) VALUES (?1, ?2, x'')",
                    params![self.view.key, document.as_bytes()],
                )?;
                let key = self.view.conn.last_insert_rowid();
                self.touched.entry(key).or_default();
                key
            }
        };
        self.documents.insert(*document, key);
        Ok(key)
    }

    fn actor(&self, document: i64, change: &PlainChange, author: &PublicKey) -> Result<i64> {
        let actor = &change.header.actor;
        let found = self.view.one(
            "SELECT key, author FROM actors WHERE document = ?1 AND actor = ?2",
            params![document, actor.as_bytes()],
            |row| Ok((row.get(0)?, id::<PublicKey>(row, 1)?)),
        )?;
        match found {
            Some((_, owner)) if owner != *author => Err(StoreError::Misplaced(format!(
                "change {} is by another key than its actor",
                change.header.hash.short()
            ))),
            Some((key, _)) => Ok(key),
            None => {
                self.view.conn.execute(
                    "INSERT INTO actors (council, document, actor, author, sequence, hash)
                     VALUES (?1, ?2, ?3, ?4, 0, x'')",
                    params![self.view.key, document, actor.as_bytes(), author.as_bytes()],
                )?;
                Ok(self.view.conn.last_insert_rowid())
            }
        }
    }
}

/// Where a change belongs.
struct Belongs {
    actor: i64,
    /// The row of its actor's change before it.
    previous: Option<i64>,
    /// It stands outside the frontier.
    fork: bool,
    /// The row of the change that counted at this place so far.
    rival: Option<i64>,
    /// That one counts still.
    loses: bool,
}

/// What [`sync::holdings::Holdings::roster_digest`] defines.
pub(crate) fn roster_digest(acts: &[ActId]) -> [u8; 16] {
    let bytes: Vec<u8> = acts.iter().flat_map(|act| *act.as_bytes()).collect();
    format::chain::short_hash(&bytes)
}

pub(crate) fn origin_key(view: &View<&Connection>, log: &LogId) -> Result<i64> {
    let found = view.one(
        "SELECT key FROM origins WHERE council = ?1 AND log = ?2",
        params![view.key, log.as_bytes()],
        |row| row.get(0),
    )?;
    if let Some(key) = found {
        return Ok(key);
    }
    view.conn.execute(
        "INSERT INTO origins (council, log) VALUES (?1, ?2)",
        params![view.key, log.as_bytes()],
    )?;
    Ok(view.conn.last_insert_rowid())
}
