//! Setting damaged rows aside, so that the rest stays usable and what is lost can come back.

use std::sync::Arc;

use format::{ChangeHash, CouncilId, DeviceKey, DocumentId, PublicKey, Seal, cbor};
use rusqlite::{Connection, params};
use sync::holdings::Holdings as _;

use crate::blobs::{renote_names, settle_authors};
use crate::branches;
use crate::check::{Finding, Report};
use crate::columns::{id, perhaps_id};
use crate::error::{Result, StoreError};
use crate::forks::{rebuild_forks, rebuild_frontiers, rebuild_heads, rebuild_records};
use crate::ledger::{Ledger, roster_digest};
use crate::mending::{Councils, mend, remake_indexes, sweep};
use crate::readings;
use crate::restarts;
use crate::settled;
use crate::store::{Store, renew_log};
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
    /// Rows whose content was whole and that say again what it says.
    pub restored: u64,
}

/// How often damage is looked for again behind what was mended: a damaged index hides rows.
const ROUNDS: usize = 3;

impl Store {
    /// Sets aside what a check of this council and of the file found damaged, until a check finds nothing more
    /// that this can mend; see [`Write::quarantine`]. With the key of the device, what it wrote itself is sealed
    /// anew where a seal was damaged. Does nothing where SQLite finds the file itself damaged: only a backup
    /// mends that.
    ///
    /// # Errors
    /// What the disk says. What was set aside before stays so.
    pub fn mend(
        &self,
        council: CouncilId,
        found: Vec<Finding>,
        key: Option<&DeviceKey>,
    ) -> Result<Quarantined> {
        let mut all = Quarantined::default();
        let mut report = Report {
            findings: found,
            ..Report::default()
        };
        for _ in 0..ROUNDS {
            if report
                .findings
                .iter()
                .any(|one| matches!(one, Finding::File(_)))
            {
                break;
            }
            // A summary is made anew by whoever shows it, and a seal comes with the next session.
            report
                .findings
                .retain(|one| !matches!(one, Finding::Summary(_) | Finding::Unsealed(..)));
            if report.findings.is_empty() {
                break;
            }
            let key = key.cloned();
            let done = self.write(move |write| match &key {
                Some(key) => write.quarantine_as(council, &report, key),
                None => write.quarantine(council, &report),
            })?;
            all.rows += done.rows;
            all.stranded += done.stranded;
            all.restored += done.restored;
            report = self.reader(council)?.check(false)?;
            report.findings.extend(self.check_file()?);
        }
        Ok(all)
    }
}

impl Write<'_> {
    /// Sets aside what a check found damaged, and puts right what is whole and stands in a damaged row. What is
    /// left is whole, goes by a new log id, and the next session with anybody who holds the lost items brings
    /// them back. Changes built on a damaged one wait for it. One whose seal was damaged shows on, and its seal
    /// comes with the next session.
    ///
    /// Kept digests, frontiers and chains are computed anew.
    ///
    /// # Errors
    /// What the disk says. Nothing was set aside then.
    pub fn quarantine(&mut self, council: CouncilId, report: &Report) -> Result<Quarantined> {
        // Rows point at each other, and are put right one after the other.
        self.conn.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        remake_indexes(self.conn, report)?;
        let view = self.view(council)?;
        let councils = Councils::of(self.conn)?;
        let mut done = Quarantined::default();
        for finding in &report.findings {
            if let Finding::Seal(document, change) = finding
                && let Some(key) = view.document_key(document)?
            {
                done.rows += self.conn.execute(
                    "UPDATE changes SET seal = NULL
                     WHERE document = ?1 AND hash = ?2 AND seal IS NOT NULL",
                    params![key, change.as_bytes()],
                )? as u64;
            }
        }
        let others = mend(&view, &councils, report, self.now_millis, &mut done)?;
        let mut mended = vec![view];
        for other in others {
            if let Some(id) = councils.id(other) {
                let view = View::find(self.conn, id, Arc::clone(self.caches))?;
                let nothing = Report::default();
                mend(&view, &councils, &nothing, self.now_millis, &mut done)?;
                mended.push(view);
            }
        }
        // Once every row is where it belongs.
        for view in &mended {
            self.settle_mended(view)?;
        }
        Ok(done)
    }

    /// [`Write::quarantine`], and seals changes anew that this device wrote and whose seal was damaged: nobody
    /// else can, and perhaps nobody else has them.
    ///
    /// # Errors
    /// As [`Write::quarantine`].
    pub fn quarantine_as(
        &mut self,
        council: CouncilId,
        report: &Report,
        key: &DeviceKey,
    ) -> Result<Quarantined> {
        let done = self.quarantine(council, report)?;
        let view = self.view(council)?;
        let heads = match view.roster() {
            // Without a roster nothing says which acts its writer knew.
            Err(StoreError::Damaged(_)) => return Ok(done),
            roster => roster?.heads.clone(),
        };
        let unsealed = view.all(
            "SELECT documents.id, changes.hash FROM actors
             JOIN documents ON documents.key = actors.document
             JOIN changes ON changes.actor = actors.key AND changes.sequence > actors.sequence
             WHERE actors.council = ?1 AND actors.author = ?2
             AND changes.sequence = (SELECT max(sequence) FROM changes AS newest
                                     WHERE newest.actor = actors.key AND newest.fork = 0)
             AND changes.fork = 0 AND documents.forgotten_millis IS NULL",
            params![view.key, key.public().as_bytes()],
            |row| {
                Ok((
                    perhaps_id::<DocumentId>(row, 0),
                    perhaps_id::<ChangeHash>(row, 1),
                ))
            },
        )?;
        for (document, change) in unsealed {
            if let (Some(document), Some(change)) = (document, change) {
                let seal = Seal::sign(key, &council, &document, &change, heads.clone());
                self.reseal(council, &document, &change, &seal)?;
            }
        }
        Ok(done)
    }

    /// Computes what follows from the items of a council, and gives it a new log id.
    fn settle_mended(&mut self, view: &View<&Connection>) -> Result<()> {
        rebuild(view, self.now_millis)?;
        sweep(view)?;
        renew_log(self.conn, view.key, self.now_millis, SET_ASIDE)?;
        self.grown.insert(view.id, view.log_end()?);
        Ok(())
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
        let held: Option<(i64, PublicKey)> = view.one(
            "SELECT changes.key, actors.author FROM changes JOIN actors ON actors.key = changes.actor
             WHERE changes.document = ?1 AND changes.hash = ?2",
            params![key, change.as_bytes()],
            |row| Ok((row.get(0)?, id(row, 1)?)),
        )?;
        let held = held.filter(|(_, author)| seal.verifies(author, &council, document, change));
        let Some((held, _)) = held else {
            return Err(StoreError::Misplaced("the seal does not match".to_owned()));
        };
        let mut ledger = Ledger::open(self, view, None)?;
        ledger.seal_held(key, held, &cbor::encode(seal))?;
        ledger.close(self)
    }
}

/// Computes everything that follows from the items: fork marks and records, frontiers, heads, digests, and
/// which files are named.
fn rebuild(view: &View<&Connection>, now_millis: i64) -> Result<()> {
    settled::settle(view)?;
    renote_names(view)?;
    view.conn.execute(
        "UPDATE councils SET roster_digest = ?2 WHERE key = ?1",
        params![view.key, roster_digest(&view.acts_of(None)?)],
    )?;
    settle_authors(view)?;
    view.recount_usage()?;
    view.conn.execute(
        "UPDATE documents SET restarted = 1 WHERE council = ?1 AND restarted NOT IN (0, 1)",
        [view.key],
    )?;
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
        rebuild_records(view, document, now_millis)?;
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
