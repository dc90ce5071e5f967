//! Setting damaged rows aside, so that the rest stays usable and what is lost can come back.

use std::collections::BTreeSet;
use std::ops::Deref;

use format::{ChangeHash, CouncilId, DeviceKey, DocumentId, PublicKey, Seal, cbor};
use rusqlite::{Connection, params};
use sync::holdings::Holdings as _;

use crate::blobs::{renote_names, settle_authors};
use crate::branches;
use crate::check::{Finding, Findings};
use crate::columns::{id, number, perhaps_id};
use crate::error::{Result, StoreError};
use crate::forks::{rebuild_forks, rebuild_frontiers, rebuild_heads, rebuild_records};
use crate::ledger::{Ledger, roster_digest};
use crate::mending::Mender;
use crate::reader::Reader;
use crate::readings;
use crate::restarts;
use crate::settled;
use crate::store::{Store, renew_log};
use crate::view::View;
use crate::writer::Write;

/// Why the log is a new one after damaged rows were set aside.
pub(crate) const SET_ASIDE: &str = "damaged rows were set aside";

/// Why a row stays set aside that nobody waits for any more.
const GIVEN_UP: &str = "given up";

/// What setting damaged rows aside did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quarantined {
    /// Acts, changes, seals, receipts, files and parts of files set aside.
    pub rows: u64,
    /// Undamaged changes that wait until what they are built on is back.
    pub stranded: u64,
    /// Rows whose content was whole and that say again what it says.
    pub restored: u64,
    /// What a check finds afterwards. What comes back by itself is no harm; of anything else only a backup, or
    /// somebody who holds it, knows better.
    pub left: Findings,
}

/// How often damage is looked for again behind what was mended: a damaged index hides rows.
const ROUNDS: usize = 3;

impl Store {
    /// Sets aside what a check found damaged, and puts right what is whole and stands in a damaged row, until a
    /// check finds nothing more that this can mend. What is left is whole, and the next session with anybody who
    /// holds the lost items brings them back. Changes built on a damaged one wait for it. One whose seal was
    /// damaged shows on, and its seal comes with the next session; with the key of the device, what it wrote
    /// itself is sealed anew: nobody else can, and perhaps nobody else has it.
    ///
    /// A council of which acts or changes were touched goes by a new log id, once. Kept digests, frontiers and
    /// chains are computed anew. Does nothing where SQLite finds the file itself damaged: only a backup mends
    /// that.
    ///
    /// Where rows cannot be made to fit each other, a damaged file is left as well.
    ///
    /// # Errors
    /// What the disk says. What an earlier round set aside stays so.
    pub fn mend(&self, found: Findings, key: Option<&DeviceKey>) -> Result<Quarantined> {
        let mut all = Quarantined::default();
        let mut renewed = BTreeSet::new();
        let mut found = found;
        for _ in 0..ROUNDS {
            let to_mend = found.to_mend();
            if found.has_damaged_file() || !found.is_serious() {
                break;
            }
            let key = key.cloned();
            let before = renewed.clone();
            let round = self.write_apart(move |write| write.mend(&to_mend, key.as_ref(), before));
            let (done, now_renewed) = match round.map_err(StoreError::of_damage) {
                // The rows cannot be made to fit each other.
                Err(StoreError::Damaged(what)) => {
                    found.file.push(Finding::File(what));
                    break;
                }
                round => round?,
            };
            // What was computed before may go by a log and a roster that are the same.
            self.caches().forget();
            renewed = now_renewed;
            all.rows += done.rows;
            all.stranded += done.stranded;
            all.restored += done.restored;
            found = self.findings()?;
        }
        all.left = found;
        Ok(all)
    }
}

impl Write<'_> {
    /// One round of [`Store::mend`]. `renewed` are the keys of councils that have a new log already; gives
    /// those that have one now.
    fn mend(
        &mut self,
        found: &Findings,
        key: Option<&DeviceKey>,
        mut renewed: BTreeSet<i64>,
    ) -> Result<(Quarantined, BTreeSet<i64>)> {
        let mut mender = Mender::new(self.conn, self.caches, self.now_millis)?;
        let views = mender.mend(found)?;
        // Once every row is where it belongs.
        for view in &views {
            rebuild(view, self.now_millis)?;
        }
        mender.sweep()?;
        for view in &views {
            if let Some(key) = key {
                self.seal_own(view, key)?;
            }
            if mender.touched.items.contains(&view.key) && renewed.insert(view.key) {
                renew_log(self.conn, view.key, self.now_millis, SET_ASIDE)?;
            } else if mender.touched.receipts.contains(&view.key) {
                self.conn.execute(
                    "DELETE FROM receipts_cursors WHERE council = ?1",
                    [view.key],
                )?;
            }
            self.grown.insert(view.id, view.log_end()?);
        }
        Ok((mender.done, renewed))
    }

    /// Seals changes anew that this device wrote and for which no seal vouches any more.
    fn seal_own(&mut self, view: &View<&Connection>, key: &DeviceKey) -> Result<()> {
        let heads = match view.roster() {
            // Without a roster nothing says which acts its writer knew.
            Err(StoreError::Damaged(_)) => return Ok(()),
            roster => roster?.cites_for(&key.public()),
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
                let seal = Seal::sign(key, &view.id, &document, &change, heads.clone());
                self.reseal(view.id, &document, &change, &seal)?;
            }
        }
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

impl<C: Deref<Target = Connection>> View<C> {
    /// How many acts about the council were set aside and have not come back, and nobody gave up.
    pub(crate) fn lost_council_acts(&self) -> Result<u64> {
        let lost = self.one(
            "SELECT count(*) FROM quarantine
             WHERE council = ?1 AND what = 'act' AND document IS NULL AND reason <> ?2
             AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.council = quarantine.council
                             AND acts.hash = quarantine.hash)",
            params![self.key, GIVEN_UP],
            |row| number(row, 0),
        )?;
        Ok(lost.unwrap_or(0))
    }
}

impl Reader {
    /// How many acts about the council were damaged here and have not come back. Until they do, or
    /// [`Write::give_up_council_acts`], a host exchanges nothing but acts about the council: one of them may
    /// have revoked whoever asks.
    ///
    /// # Errors
    /// What the disk says.
    pub fn lost_council_acts(&self) -> Result<u64> {
        self.view.lost_council_acts()
    }
}

impl Write<'_> {
    /// Waits no more for acts about the council that were damaged here: its members are those that the acts
    /// which are here make. How many were given up.
    ///
    /// # Errors
    /// What the disk says.
    pub fn give_up_council_acts(&mut self, council: CouncilId) -> Result<u64> {
        let view = self.view(council)?;
        let lost = view.lost_council_acts()?;
        view.conn.execute(
            "UPDATE quarantine SET reason = ?2
             WHERE council = ?1 AND what = 'act' AND document IS NULL",
            params![view.key, GIVEN_UP],
        )?;
        Ok(lost)
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
