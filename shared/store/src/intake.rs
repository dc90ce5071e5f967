//! Taking items in: foreign ones after they were judged, our own as they are written.

use format::chain::LoggedItem;
use format::{
    Act, ChangeHash, CouncilId, DocumentId, LogId, PlainChange, PublicKey, Run, Seal, Subject, cbor,
};
use rusqlite::params;
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item, LogPosition, MAX_GAPS};
use sync::intake::{Reason, Together, Verdict, judge_among, judge_run};

use crate::blobs::put_part;
use crate::columns::{bytes, join_hashes, number, perhaps_id, perhaps_number, sql};
use crate::error::{Result, StoreError};
use crate::forks::rebuild_frontiers;
use crate::hosting::quotas;
use crate::ledger::{Ledger, Put};
use crate::receipts;
use crate::store::renew_log;
use crate::writer::Write;

/// In how many logs of one peer this store remembers where it stands.
pub(crate) const CURSORS_PER_PEER: i64 = 16;

/// So many missing items that one peer named are on record, of [`MAX_GAPS`] subjects.
const MAX_GAP_ITEMS: u64 = 16 * MAX_GAPS as u64;

/// Whose items these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct From {
    /// Who sent them.
    pub peer: PublicKey,
    /// The peer's log: the origin of the log rows this makes.
    pub log: LogId,
}

impl Write<'_> {
    /// Starts to hold a council. Does nothing if it is held. A relay calls this for each council it
    /// hosts, a member's program for the one it founds or joins.
    ///
    /// # Errors
    /// What the disk says.
    pub fn hold_council(&mut self, council: CouncilId) -> Result<()> {
        crate::hosting::hold(self.conn, council, self.now_millis)
    }

    /// Judges foreign items in order, each with those before it taken, keeps what may be kept, notes
    /// gaps and refusals, and moves the cursor in the peer's log; one outcome per item.
    ///
    /// # Errors
    /// What the disk says, and [`StoreError::TooManyGaps`]. Nothing is taken then and the cursor
    /// stands still.
    pub fn take(
        &mut self,
        council: CouncilId,
        from: From,
        items: &[Item],
        cursor: Option<LogPosition>,
    ) -> Result<Vec<Outcome>> {
        let view = self.view(council)?;
        let council_key = view.key;
        let blobs_before = view.kept_blobs()?;
        let together = Together::of(items, &view)?;
        let mut ledger = Ledger::open(self, view, Some(from.log))?;
        let mut outcomes = Vec::with_capacity(items.len());
        let (mut new_gaps, mut new_refusals, mut new_receipts) = (false, false, false);
        for item in items {
            if let Item::ReceiptsUpto(upto) = item {
                self.move_receipts_cursor(council_key, &from, *upto)?;
                outcomes.push(Outcome::Held);
                continue;
            }
            // Whether these may be kept depends on who is a member, by the acts before them too.
            let is_part = matches!(item, Item::BlobPart(..));
            if is_part || !matches!(item, Item::Named(_)) && item.subject() != Subject::Council {
                ledger.settle_roster()?;
            }
            let verdict = judge_among(item, &together, &ledger.view)?;
            if !matches!(verdict, Verdict::Gap { .. }) {
                for name in item.names() {
                    self.conn
                        .prepare_cached("DELETE FROM gaps WHERE council = ?1 AND item = ?2")?
                        .execute(params![council_key, named(&name).0])?;
                }
            }
            outcomes.push(match verdict {
                Verdict::Take(admitted) => {
                    match item {
                        Item::Act(act) if item.subject() == Subject::Council => {
                            if ledger.put_council_act(act, &together)?.is_none() {
                                let reason = Reason::Quota;
                                self.note_refusal(council_key, &from, item, false, reason)?;
                                new_refusals = true;
                                outcomes.push(Outcome::NotYet(reason));
                                continue;
                            }
                        }
                        Item::Act(act) => {
                            ledger.put_act(act)?;
                        }
                        Item::Run(run) => {
                            for one in admitted {
                                let change = &run.changes[one.index];
                                let last = one.index + 1 == run.changes.len();
                                let seal = last.then_some(&run.seal);
                                ledger.put_change(&run.document, change, &run.author, seal)?;
                            }
                        }
                        Item::Receipt(receipt) => {
                            ledger.settle_heads()?;
                            new_receipts |= receipts::keep(&ledger.view, receipt, ledger.origin)?;
                        }
                        Item::Named(_) | Item::ReceiptsUpto(_) => {}
                        Item::BlobPart(part, peer) => {
                            let put = put_part(&ledger.view, part, peer, self.now_millis)?;
                            outcomes.push(put);
                            continue;
                        }
                    }
                    self.forget_refusals(council_key, item)?;
                    Outcome::Taken
                }
                Verdict::Held => {
                    // A seal may come later than the change it stands at.
                    if let Item::Run(run) = item
                        && let Some(last) = run.changes.last()
                        && !ledger.view.is_restarted(&run.document)?
                    {
                        ledger.put_change(&run.document, last, &run.author, Some(&run.seal))?;
                    }
                    Outcome::Held
                }
                Verdict::Gap { wanted, missing } => {
                    self.note_gap(council_key, &from, &wanted, &item.subject(), &missing)?;
                    new_gaps = true;
                    Outcome::Gap
                }
                Verdict::Never(reason) => {
                    self.note_refusal(council_key, &from, item, true, reason)?;
                    new_refusals = true;
                    Outcome::Never(reason)
                }
                Verdict::NotYet(reason) => {
                    self.note_refusal(council_key, &from, item, false, reason)?;
                    new_refusals = true;
                    Outcome::NotYet(reason)
                }
            });
        }
        self.take_stranded(&mut ledger)?;
        ledger.close(self)?;
        let view = self.view(council)?;
        quotas::ask_further(&view, self.now_millis)?;
        if new_receipts || view.kept_blobs()? != blobs_before {
            // Sessions pass them on.
            let end = view.log_end()?;
            self.grown.entry(council).or_insert(end);
        }
        if new_gaps {
            // Whoever names too much stands still alone.
            let (subjects, items): (u64, u64) = self.conn.query_row(
                "SELECT count(DISTINCT ifnull(document, x'')), count(*) FROM gaps
                 WHERE council = ?1 AND asked = ?2",
                params![council_key, from.peer.as_bytes()],
                |row| Ok((number(row, 0)?, number(row, 1)?)),
            )?;
            if subjects > MAX_GAPS as u64 || items > MAX_GAP_ITEMS {
                return Err(StoreError::TooManyGaps);
            }
        }
        if new_refusals {
            self.forget_oldest_refusals(council_key)?;
        }
        if let Some(cursor) = cursor {
            self.move_cursor(council_key, &from.peer, &cursor)?;
        }
        Ok(outcomes)
    }

    /// Keeps a change written here. Returns where the log then ends.
    ///
    /// # Errors
    /// [`StoreError::NotShared`] if the document is not for its writer, [`StoreError::Misplaced`] if peers
    /// would not take it for another reason, and what the disk says.
    pub fn append_local(
        &mut self,
        council: CouncilId,
        document: DocumentId,
        author: &PublicKey,
        chunk: &[u8],
        seal: &Seal,
    ) -> Result<LogPosition> {
        let misplaced = |why: &dyn std::fmt::Display| StoreError::Misplaced(why.to_string());
        let change = PlainChange::parse(chunk.to_vec()).map_err(|error| misplaced(&error))?;
        if !seal.verifies(author, &council, &document, &change.header.hash) {
            return Err(misplaced(&"the seal does not match"));
        }
        let run = Run {
            document,
            author: *author,
            changes: vec![change],
            seal: seal.clone(),
        };
        let mut ledger = Ledger::open(self, self.view(council)?, None)?;
        if ledger.view.is_restarted(&document)? {
            return Err(misplaced(&"the document started over as another one"));
        }
        // What every peer would refuse is better refused here.
        match judge_run(&run, &ledger.view)? {
            Verdict::Take(_) | Verdict::Held => {}
            Verdict::Gap { .. } => return Err(misplaced(&"something it builds on is not here")),
            Verdict::Never(Reason::NotInScope) | Verdict::NotYet(Reason::NotInScope) => {
                return Err(StoreError::NotShared);
            }
            Verdict::Never(reason) | Verdict::NotYet(reason) => return Err(misplaced(&reason)),
        }
        ledger.put_change(&document, &run.changes[0], author, Some(seal))?;
        ledger.close(self)?;
        self.view(council)?.log_end().map_err(Into::into)
    }

    /// Keeps an act written here, or one that came with an invitation. Returns whether it is new.
    ///
    /// # Errors
    /// [`StoreError::Misplaced`] if it is of another council, and what the disk says.
    pub fn append_act(&mut self, council: CouncilId, act: &Act) -> Result<bool> {
        if act.council() != council {
            return Err(StoreError::Misplaced(
                "the act belongs to another council".to_owned(),
            ));
        }
        let mut ledger = Ledger::open(self, self.view(council)?, None)?;
        let put = ledger.put_act(act)?;
        ledger.close(self)?;
        Ok(put == Put::New)
    }

    /// Takes a new log id and forgets where this store stands in its peers' logs, because a peer
    /// proved that this store was copied or rolled back.
    ///
    /// # Errors
    /// What the disk says.
    pub fn renew_log(&mut self, council: CouncilId, why: &str) -> Result<LogPosition> {
        let view = self.view(council)?;
        renew_log(self.conn, view.key, self.now_millis, why)?;
        let end = view.log_end()?;
        self.grown.insert(council, end);
        Ok(end)
    }

    fn move_cursor(&self, council: i64, peer: &PublicKey, cursor: &LogPosition) -> Result<()> {
        let moved = self
            .conn
            .prepare_cached(
                "UPDATE cursors SET n = ?4, chain = ?5, time_millis = ?6
                 WHERE council = ?1 AND peer = ?2 AND log = ?3",
            )?
            .execute(params![
                council,
                peer.as_bytes(),
                cursor.log.as_bytes(),
                sql(cursor.n),
                cursor.chain.as_bytes(),
                self.now_millis
            ])?;
        if moved == 0 {
            self.conn.execute(
                "INSERT INTO cursors (council, peer, log, n, chain, time_millis)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    council,
                    peer.as_bytes(),
                    cursor.log.as_bytes(),
                    sql(cursor.n),
                    cursor.chain.as_bytes(),
                    self.now_millis
                ],
            )?;
            // A peer that keeps taking new logs shall not fill the disk with old cursors.
            self.conn.execute(
                "DELETE FROM cursors WHERE council = ?1 AND peer = ?2 AND log IN (
                     SELECT log FROM cursors WHERE council = ?1 AND peer = ?2
                     ORDER BY time_millis DESC LIMIT -1 OFFSET ?3)",
                params![council, peer.as_bytes(), CURSORS_PER_PEER],
            )?;
        }
        Ok(())
    }

    fn note_gap(
        &self,
        council: i64,
        from: &From,
        wanted: &LoggedItem,
        subject: &Subject,
        missing: &[ChangeHash],
    ) -> Result<()> {
        self.conn.execute(
            "INSERT INTO gaps (council, item, asked, act, document, missing, since_millis)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET missing = excluded.missing",
            params![
                council,
                named(wanted).0,
                from.peer.as_bytes(),
                matches!(wanted, LoggedItem::Act(_)),
                subject_column(subject),
                join_hashes(missing),
                self.now_millis
            ],
        )?;
        Ok(())
    }

    /// Remembers, for whoever looks after this store, what was refused and why. Of a run the last
    /// change stands for all.
    fn note_refusal(
        &self,
        council: i64,
        from: &From,
        item: &Item,
        never: bool,
        reason: Reason,
    ) -> Result<()> {
        let Some((name, document, act)) = refusal_name(item) else {
            return Ok(());
        };
        self.conn.execute(
            "INSERT OR REPLACE INTO refused
             (council, item, document, act, peer, never, reason, time_millis)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                council,
                name,
                document,
                act,
                from.peer.as_bytes(),
                never,
                reason.code(),
                self.now_millis
            ],
        )?;
        Ok(())
    }

    /// Whoever sends rubbish shall not fill the disk with notes about it.
    fn forget_oldest_refusals(&self, council: i64) -> Result<()> {
        self.conn
            .prepare_cached(
                "DELETE FROM refused WHERE council = ?1 AND item IN (
                     SELECT item FROM refused WHERE council = ?1
                     ORDER BY time_millis DESC LIMIT -1 OFFSET 10000)",
            )?
            .execute([council])?;
        Ok(())
    }

    fn forget_refusals(&self, council: i64, item: &Item) -> Result<()> {
        if let Some((name, ..)) = refusal_name(item) {
            self.conn
                .prepare_cached("DELETE FROM refused WHERE council = ?1 AND item = ?2")?
                .execute(params![council, name])?;
        }
        Ok(())
    }

    /// Takes changes in again that had to wait for a damaged one, as far as that is back.
    fn take_stranded(&self, ledger: &mut Ledger<'_>) -> Result<()> {
        for document in ledger.landed.clone() {
            if ledger.view.is_restarted(&document)? {
                continue;
            }
            let mut any = false;
            // One may have waited for another that stands behind it.
            while self.take_some_stranded(ledger, &document)? {
                any = true;
            }
            if any && let Some(key) = ledger.view.document_key(&document)? {
                // The one that vouches for it may still be waiting.
                rebuild_frontiers(&ledger.view, key)?;
            }
        }
        Ok(())
    }

    /// Takes what waited in one document and can be placed now; whether there was any.
    fn take_some_stranded(&self, ledger: &mut Ledger<'_>, document: &DocumentId) -> Result<bool> {
        let stranded = ledger.view.all(
            "SELECT hash, author, origins.key, seal, chunk FROM stranded
             LEFT JOIN origins ON origins.key = stranded.origin
             WHERE stranded.council = ?1 AND document = ?2 ORDER BY n",
            params![ledger.view.key, document.as_bytes()],
            |row| {
                let named = perhaps_id(row, 0).zip(perhaps_id(row, 1));
                let origin = perhaps_number(row, 2);
                Ok((
                    named,
                    origin,
                    bytes(row, 3).to_vec(),
                    bytes(row, 4).to_vec(),
                ))
            },
        )?;
        let mut any = false;
        for (named, origin, seal, chunk) in stranded {
            // What was damaged meanwhile waits for whoever holds it.
            let Some((hash, author)): Option<(ChangeHash, PublicKey)> = named else {
                continue;
            };
            let Ok(header) = crate::view::intact(&chunk, &hash) else {
                continue;
            };
            let seal = cbor::decode_exact::<Seal>(&seal).ok();
            let brought_by = std::mem::replace(&mut ledger.origin, origin);
            let change = PlainChange { header, chunk };
            let put = ledger.put_change(document, &change, &author, seal.as_ref());
            ledger.origin = brought_by;
            match put {
                Ok(_) => {
                    any = true;
                    self.conn.execute(
                        "DELETE FROM stranded WHERE council = ?1 AND document = ?2 AND hash = ?3",
                        params![ledger.view.key, document.as_bytes(), hash.as_bytes()],
                    )?;
                }
                Err(StoreError::Misplaced(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(any)
    }
}

/// An item as tables name it: its id, and the document of a change.
pub(crate) fn named(item: &LoggedItem) -> (&[u8], Option<&[u8]>) {
    match item {
        LoggedItem::Act(act) => (act.as_bytes(), None),
        LoggedItem::Change(document, change) => (change.as_bytes(), Some(document.as_bytes())),
    }
}

/// A subject as tables keep it: NULL for the council.
pub(crate) fn subject_column(subject: &Subject) -> Option<&[u8]> {
    match subject {
        Subject::Council => None,
        Subject::Document(document) => Some(document.as_bytes()),
    }
}

/// Id, document and whether it is an act; `None` for what has no name.
type RefusalName = (Vec<u8>, Option<Vec<u8>>, bool);

fn refusal_name(item: &Item) -> Option<RefusalName> {
    let document = match item.subject() {
        format::Subject::Council => None,
        format::Subject::Document(document) => Some(document.as_bytes().to_vec()),
    };
    match item.names().last()? {
        LoggedItem::Act(act) => Some((act.as_bytes().to_vec(), document, true)),
        LoggedItem::Change(_, change) => Some((change.as_bytes().to_vec(), document, false)),
    }
}
