//! Setting damaged rows aside, so that the rest stays usable and what is lost can come back.

use std::collections::{BTreeMap, BTreeSet};

use format::{ActId, Chain, ChangeHash, CouncilId, DocumentId, PublicKey, Seal, cbor};
use rusqlite::{Connection, params};
use sync::holdings::Holdings as _;

use crate::blobs::{renote_names, set_aside, settle_authors};
use crate::branches;
use crate::check::{Finding, Report};
use crate::columns::{hashes, id, sql};
use crate::error::{Result, StoreError};
use crate::forks::{rebuild_forks, rebuild_frontiers, rebuild_heads};
use crate::ledger::roster_digest;
use crate::readings;
use crate::restarts;
use crate::settled;
use crate::store::renew_log;
use crate::view::View;
use crate::writer::Write;

/// Why the log is a new one after damaged rows were set aside.
pub(crate) const SET_ASIDE: &str = "damaged rows were set aside";

/// What setting damaged rows aside did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quarantined {
    /// Acts, changes, seals, receipts and files set aside.
    pub rows: u64,
    /// Undamaged changes that wait until what they are built on is back.
    pub stranded: u64,
}

impl Write<'_> {
    /// Sets aside what a check found damaged. What is left is whole, goes by a new log id, and the
    /// next session with anybody who holds the lost items brings them back. Changes built on a
    /// damaged one wait for it.
    ///
    /// Kept digests, frontiers and chains are computed anew.
    ///
    /// # Errors
    /// What the disk says.
    pub fn quarantine(&mut self, council: CouncilId, report: &Report) -> Result<Quarantined> {
        let view = self.view(council)?;
        let mut done = Quarantined::default();
        let mut lost: BTreeMap<DocumentId, (BTreeSet<ChangeHash>, BTreeSet<ChangeHash>)> =
            BTreeMap::new();
        for finding in &report.findings {
            match finding {
                Finding::Act(act) => done.rows += self.set_act_aside(&view, act)?,
                Finding::Change(document, change, _) => {
                    let (damaged, _) = lost.entry(*document).or_default();
                    damaged.insert(*change);
                }
                Finding::Dangling(document, change) => {
                    let (_, dangling) = lost.entry(*document).or_default();
                    dangling.insert(*change);
                }
                Finding::Seal(document, change) => {
                    if let Some(key) = view.document_key(document)? {
                        self.conn.execute(
                            "UPDATE changes SET seal = NULL WHERE document = ?1 AND hash = ?2",
                            params![key, change.as_bytes()],
                        )?;
                        done.rows += 1;
                    }
                }
                Finding::Receipt(document, holder) => {
                    for table in ["receipts", "first_receipts"] {
                        done.rows += self.conn.execute(
                            &format!(
                                "DELETE FROM {table}
                                 WHERE council = ?1 AND document = ?2 AND holder = ?3"
                            ),
                            params![view.key, document.as_bytes(), holder.as_bytes()],
                        )? as u64;
                    }
                }
                Finding::Blob(blob) => {
                    done.rows += u64::from(set_aside(&view, blob, self.now_millis)?);
                }
                Finding::File(_)
                | Finding::Chain(_)
                | Finding::Frontier(_)
                | Finding::Digest(_)
                // What it says may be right: it stays, and whoever wrote it can seal it again.
                | Finding::Unsealed(..)
                | Finding::Summary(_) => {}
            }
        }
        for (document, (damaged, dangling)) in &lost {
            self.set_changes_aside(&view, document, damaged, dangling, &mut done)?;
        }
        rebuild(&view)?;
        renew_log(self.conn, view.key, self.now_millis, SET_ASIDE)?;
        self.grown.insert(council, view.log_end()?);
        Ok(done)
    }

    /// Keeps a seal for a change that has none, such as one of our own whose seal was damaged.
    ///
    /// # Errors
    /// [`StoreError::UnknownDocument`], [`StoreError::Misplaced`] if the seal is not the writer's,
    /// and what the disk says.
    pub fn reseal(
        &mut self,
        council: CouncilId,
        document: &DocumentId,
        change: &ChangeHash,
        seal: &Seal,
    ) -> Result<()> {
        let view = self.view(council)?;
        let key = (view.document_key(document)?).ok_or(StoreError::UnknownDocument(*document))?;
        let author: Option<PublicKey> = view.one(
            "SELECT actors.author FROM changes JOIN actors ON actors.key = changes.actor
             WHERE changes.document = ?1 AND changes.hash = ?2",
            params![key, change.as_bytes()],
            |row| id(row, 0),
        )?;
        if !author.is_some_and(|author| seal.verifies(&author, &council, document, change)) {
            return Err(StoreError::Misplaced("the seal does not match".to_owned()));
        }
        self.conn.execute(
            "UPDATE changes SET seal = ?3 WHERE document = ?1 AND hash = ?2 AND seal IS NULL",
            params![key, change.as_bytes(), cbor::encode(seal)],
        )?;
        Ok(())
    }

    fn set_act_aside(&self, view: &View<&Connection>, act: &ActId) -> Result<u64> {
        let Some(key) = view.one(
            "SELECT key FROM acts WHERE council = ?1 AND hash = ?2",
            params![view.key, act.as_bytes()],
            |row| row.get::<_, i64>(0),
        )?
        else {
            return Ok(0);
        };
        self.conn.execute(
            "INSERT INTO quarantine (council, document, hash, what, reason, bytes, time_millis)
             SELECT acts.council, documents.id, hash, 'act', 'damaged', bytes, ?2
             FROM acts LEFT JOIN documents ON documents.key = acts.document WHERE acts.key = ?1",
            params![key, self.now_millis],
        )?;
        self.conn.execute(
            "DELETE FROM log WHERE council = ?1 AND act = ?2",
            [view.key, key],
        )?;
        self.conn
            .execute("DELETE FROM awaited WHERE act = ?1", [key])?;
        self.conn
            .execute("DELETE FROM acts WHERE key = ?1", [key])?;
        Ok(1)
    }

    fn set_changes_aside(
        &self,
        view: &View<&Connection>,
        document: &DocumentId,
        damaged: &BTreeSet<ChangeHash>,
        dangling: &BTreeSet<ChangeHash>,
        done: &mut Quarantined,
    ) -> Result<()> {
        let Some(key) = view.document_key(document)? else {
            return Ok(());
        };
        let rows = view.all(
            "SELECT key, hash, dependencies FROM changes WHERE document = ?1 ORDER BY n",
            [key],
            |row| {
                let dependencies = hashes(row.get_ref(2)?.as_blob().unwrap_or_default());
                Ok((
                    row.get::<_, i64>(0)?,
                    id::<ChangeHash>(row, 1)?,
                    dependencies,
                ))
            },
        )?;
        let mut gone = BTreeSet::new();
        let mut keys = Vec::new();
        for (row, hash, dependencies) in rows {
            if damaged.contains(&hash) {
                self.conn.execute(
                    "INSERT INTO quarantine
                     (council, document, hash, what, reason, bytes, seal, time_millis)
                     SELECT council, ?2, hash, 'change', 'damaged', chunk, seal, ?3
                     FROM changes WHERE key = ?1",
                    params![row, document.as_bytes(), self.now_millis],
                )?;
                done.rows += 1;
            } else if dangling.contains(&hash) || dependencies.iter().any(|d| gone.contains(d)) {
                self.conn.execute(
                    "INSERT OR IGNORE INTO stranded
                     (council, document, hash, author, origin, n, seal, chunk)
                     SELECT changes.council, ?2, changes.hash, actors.author, log.origin,
                            changes.n, changes.seal, changes.chunk
                     FROM changes JOIN actors ON actors.key = changes.actor
                     LEFT JOIN log ON log.council = changes.council AND log.change = changes.key
                         AND log.n = changes.n
                     WHERE changes.key = ?1",
                    params![row, document.as_bytes()],
                )?;
                done.stranded += 1;
            } else {
                continue;
            }
            gone.insert(hash);
            keys.push(row);
        }
        // Newest first, because rows point at the one before.
        for row in keys.iter().rev() {
            self.conn
                .execute("DELETE FROM forks WHERE change = ?1", [row])?;
            self.conn.execute(
                "DELETE FROM log WHERE council = ?1 AND change = ?2
                 AND n = (SELECT n FROM changes WHERE key = ?2)",
                [view.key, *row],
            )?;
            self.conn
                .execute("DELETE FROM changes WHERE key = ?1", [row])?;
        }
        Ok(())
    }
}

/// Computes everything that follows from the items: chain, fork marks, frontiers, heads, digests, and
/// which files are named.
fn rebuild(view: &View<&Connection>) -> Result<()> {
    settled::settle(view)?;
    renote_names(view)?;
    let mut chain = Chain::START;
    let mut n = 0;
    loop {
        let rows = view.log_rows(n, 1000)?;
        let Some(last) = rows.last() else { break };
        n = last.n;
        for row in rows {
            chain = chain.then(&row.item);
            view.conn.execute(
                "UPDATE log SET chain = ?3 WHERE council = ?1 AND n = ?2",
                params![view.key, sql(row.n), chain.as_bytes()],
            )?;
        }
    }
    view.conn.execute(
        // The log may end earlier now, and what comes next stands right after its end.
        "UPDATE councils SET chain = ?2, end_n = ?3, roster_digest = ?4,
             comments_noted = min(comments_noted, ?3)
         WHERE key = ?1",
        params![
            view.key,
            chain.as_bytes(),
            sql(n),
            roster_digest(&view.acts_of(None)?)
        ],
    )?;
    settle_authors(view)?;
    view.recount_usage()?;
    let documents: Vec<i64> = view.all(
        "SELECT key FROM documents WHERE council = ?1",
        [view.key],
        |row| row.get(0),
    )?;
    for document in documents {
        readings::refold(view, document)?;
        branches::refold(view, document)?;
        restarts::refold(view, document)?;
        rebuild_forks(view, document)?;
        rebuild_frontiers(view, document)?;
        rebuild_heads(view, document)?;
        view.conn.execute(
            "UPDATE documents SET digest = ?2, kind = ?3, revision = revision + 1 WHERE key = ?1",
            params![
                document,
                view.digest_of(document)?,
                view.stated_kind(document)?.map(council::view::Kind::name)
            ],
        )?;
    }
    Ok(())
}
