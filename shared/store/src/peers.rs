//! What peers have of ours, what they refused, and what is missing here.

use format::chain::LoggedItem;
use format::{ActId, ChangeHash, CouncilId, DocumentId, LogId, PublicKey, Subject};
use rusqlite::params;
use sync::event::Rejected;
use sync::holdings::{Holdings as _, LogPosition};
use sync::intake::Reason;

use crate::columns::{hashes, id, logged_item, number, optional_id, position, sql};
use crate::error::Result;
use crate::intake::{named, subject_column};
use crate::reader::Reader;
use crate::writer::Write;

/// An item that somebody refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What; of a run its last change.
    pub item: LoggedItem,
    /// For items refused here, who sent it; for items of ours, who refused it.
    pub peer: PublicKey,
    /// Whether for good.
    pub never: bool,
    /// Why.
    pub reason: Reason,
    /// When, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

/// What somebody named so long ago is given up, if all that one peer holds of the subject did not bring it.
const GIVEN_UP_MILLIS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Something that is known to exist and is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What was named or sent too early.
    pub wanted: LoggedItem,
    /// What it is built on and is missing too; empty if that is not known.
    pub missing: Vec<ChangeHash>,
    /// Who named it first.
    pub asked: PublicKey,
    /// Since when, in milliseconds since 1970 (UTC).
    pub since_millis: i64,
}

/// How far a peer is with what is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Acts the peer has not acknowledged and did not bring.
    pub acts: u64,
    /// Changes likewise.
    pub changes: u64,
    /// Bytes of all of these as they are stored; on the line they are fewer.
    pub bytes: u64,
}

impl Write<'_> {
    /// Keeps what a peer acknowledged of this store's log, as `Effect::RecordAck` says. Without `gaps` it waits
    /// for what it waited for before.
    ///
    /// # Errors
    /// What the disk says.
    pub fn record_ack(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        position: &LogPosition,
        gaps: Option<&[DocumentId]>,
    ) -> Result<()> {
        let key = self.view(council)?.key;
        self.conn.execute(
            "INSERT OR REPLACE INTO acknowledged (council, peer, log, n, chain)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                key,
                peer.as_bytes(),
                position.log.as_bytes(),
                sql(position.n),
                position.chain.as_bytes()
            ],
        )?;
        let Some(gaps) = gaps else {
            return Ok(());
        };
        self.conn.execute(
            "DELETE FROM acknowledged_gaps WHERE council = ?1 AND peer = ?2",
            params![key, peer.as_bytes()],
        )?;
        for document in gaps {
            self.conn.execute(
                "INSERT OR IGNORE INTO acknowledged_gaps (council, peer, document)
                 VALUES (?1, ?2, ?3)",
                params![key, peer.as_bytes(), document.as_bytes()],
            )?;
        }
        Ok(())
    }

    /// Keeps what a peer refused, as `Effect::RecordRejects` says.
    ///
    /// # Errors
    /// What the disk says.
    pub fn record_rejects(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        rejects: &[Rejected],
    ) -> Result<()> {
        let key = self.view(council)?.key;
        for rejected in rejects {
            for item in &rejected.items {
                let (name, document) = named(item);
                self.conn.execute(
                    "INSERT OR REPLACE INTO refused_by
                     (council, peer, item, document, never, reason, time_millis)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        key,
                        peer.as_bytes(),
                        name,
                        document,
                        rejected.never,
                        rejected.reason.code(),
                        self.now_millis
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// Forgets refusals of items that the peer took after all, as `Effect::RecordAccepted` says.
    ///
    /// # Errors
    /// What the disk says.
    pub fn record_accepted(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        items: &[LoggedItem],
    ) -> Result<()> {
        let key = self.view(council)?.key;
        for item in items {
            self.conn.execute(
                "DELETE FROM refused_by WHERE council = ?1 AND peer = ?2 AND item = ?3",
                params![key, peer.as_bytes(), named(item).0],
            )?;
        }
        Ok(())
    }

    /// Keeps that `peer` gave all it holds of a subject and did not bring what is missing here of it, as
    /// `Effect::RecordUnfound` says. What the peer named itself is given up, for it does not hold it; not so
    /// while something of the subject stands as refused here, on which it may rest. What others named is
    /// looked for later than the rest from now on, and given up after 90 days.
    ///
    /// # Errors
    /// What the disk says.
    pub fn record_unfound(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        subject: &Subject,
    ) -> Result<()> {
        let key = self.view(council)?.key;
        let document = subject_column(subject);
        self.conn.execute(
            "DELETE FROM gaps WHERE council = ?1 AND document IS ?2
             AND (since_millis < ?4 OR asked = ?3 AND NOT EXISTS
                 (SELECT 1 FROM refused WHERE refused.council = ?1 AND refused.document IS ?2))",
            params![
                key,
                document,
                peer.as_bytes(),
                self.now_millis.saturating_sub(GIVEN_UP_MILLIS)
            ],
        )?;
        self.conn.execute(
            "UPDATE gaps SET unfound = unfound + 1 WHERE council = ?1 AND document IS ?2",
            params![key, document],
        )?;
        Ok(())
    }
}

impl Reader {
    /// Up to where `peer` acknowledged this store's log as it is now; `None` if it never did, or did
    /// so for a log that was given up since.
    ///
    /// # Errors
    /// What the disk says.
    pub fn acknowledged(&self, peer: &PublicKey) -> Result<Option<LogPosition>> {
        let view = &self.view;
        let end = view.log_end()?;
        let known = view.one(
            "SELECT log, n, chain FROM acknowledged WHERE council = ?1 AND peer = ?2",
            params![view.key, peer.as_bytes()],
            position,
        )?;
        Ok(known.filter(|position| position.log == end.log))
    }

    /// Who acknowledged this store's log as it is now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn acknowledging_peers(&self) -> Result<Vec<PublicKey>> {
        self.view.all(
            "SELECT peer FROM acknowledged JOIN councils ON councils.key = acknowledged.council
             WHERE council = ?1 AND acknowledged.log = councils.log ORDER BY peer",
            [self.view.key],
            |row| id(row, 0),
        )
    }

    /// Documents of which `peer` said that it waits for something.
    ///
    /// # Errors
    /// What the disk says.
    pub fn acknowledged_gaps(&self, peer: &PublicKey) -> Result<Vec<DocumentId>> {
        self.view.all(
            "SELECT document FROM acknowledged_gaps WHERE council = ?1 AND peer = ?2
             ORDER BY document",
            params![self.view.key, peer.as_bytes()],
            |row| id(row, 0),
        )
    }

    /// What `peer` has not acknowledged; items that came from `peer_log` it has for certain.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unsent(&self, peer: &PublicKey, peer_log: Option<LogId>) -> Result<Unsent> {
        let view = &self.view;
        let from = self.acknowledged(peer)?.map_or(0, |position| position.n);
        let counts = view.one(
            "SELECT count(log.act), count(log.change),
                 coalesce(sum(length(acts.bytes)), 0) + coalesce(sum(length(changes.chunk)), 0)
             FROM log
             LEFT JOIN acts ON acts.key = log.act
             LEFT JOIN changes ON changes.key = log.change
             WHERE log.council = ?1 AND log.n > ?2 AND (log.origin IS NULL OR log.origin IS NOT
                 (SELECT key FROM origins WHERE council = ?1 AND log = ?3))",
            params![view.key, sql(from), peer_log.as_ref().map(LogId::as_bytes)],
            |row| {
                Ok(Unsent {
                    acts: number(row, 0)?,
                    changes: number(row, 1)?,
                    bytes: number(row, 2)?,
                })
            },
        )?;
        Ok(counts.unwrap_or_default())
    }

    /// The changes of a document that `peer` has not acknowledged, whoever brought them.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unsent_of(&self, peer: &PublicKey, document: &DocumentId) -> Result<u64> {
        let from = self.acknowledged(peer)?.map_or(0, |position| position.n);
        let Some(key) = self.view.document_key(document)? else {
            return Ok(0);
        };
        let count = self.view.one(
            "SELECT count(*) FROM changes WHERE document = ?1 AND n > ?2",
            params![key, sql(from)],
            |row| number(row, 0),
        )?;
        Ok(count.unwrap_or(0))
    }

    /// What was refused here, newest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn refused(&self) -> Result<Vec<Refusal>> {
        self.view.all(
            "SELECT item, iif(act, NULL, document), peer, never, reason, time_millis FROM refused
             WHERE council = ?1 ORDER BY time_millis DESC, item",
            [self.view.key],
            refusal,
        )
    }

    /// What peers refused of this store's items, newest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn refused_by_peers(&self) -> Result<Vec<Refusal>> {
        self.view.all(
            "SELECT item, document, peer, never, reason, time_millis FROM refused_by
             WHERE council = ?1 ORDER BY time_millis DESC, item",
            [self.view.key],
            refusal,
        )
    }

    /// What is known to exist and is not here, oldest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open_gaps(&self) -> Result<Vec<Gap>> {
        self.view.all(
            "SELECT item, iif(act, NULL, document), missing, asked, min(since_millis) AS since FROM gaps
             WHERE council = ?1 GROUP BY item ORDER BY since, item",
            [self.view.key],
            |row| {
                Ok(Gap {
                    wanted: logged_item(row)?,
                    missing: hashes(row.get_ref(2)?.as_blob()?),
                    asked: id(row, 3)?,
                    since_millis: row.get(4)?,
                })
            },
        )
    }

    /// Acts that wait for something they cite, with their subject.
    ///
    /// # Errors
    /// What the disk says.
    pub fn waiting_acts(&self) -> Result<Vec<(ActId, Subject)>> {
        self.view.all(
            "SELECT acts.hash, documents.id FROM acts
             LEFT JOIN documents ON documents.key = acts.document
             WHERE acts.council = ?1 AND acts.waiting = 1 ORDER BY acts.n",
            [self.view.key],
            |row| {
                let subject = optional_id(row, 1)?.map_or(Subject::Council, Subject::Document);
                Ok((id(row, 0)?, subject))
            },
        )
    }
}

fn refusal(row: &rusqlite::Row<'_>) -> rusqlite::Result<Refusal> {
    Ok(Refusal {
        item: logged_item(row)?,
        peer: id(row, 2)?,
        never: row.get(3)?,
        reason: Reason::from_code(row.get(4)?),
        time_millis: row.get(5)?,
    })
}
