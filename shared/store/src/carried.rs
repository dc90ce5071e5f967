//! Carry files: from where on somebody lacks something, and how far this store has read theirs. The files
//! themselves are of [`sync::carry_file`].

use std::collections::BTreeSet;

use format::chain::LoggedItem;
use format::{CouncilId, DocumentId, LogId, PublicKey, Subject};
use rusqlite::params;
use sync::carry_file::{Header, KnownThere, MAX_STAND_GAPS, Mark, Piece, Stands};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item, LogPosition};

use crate::columns::{id, number, sql};
use crate::error::Result;
use crate::intake::From;
use crate::reader::Reader;
use crate::writer::Write;

impl Reader {
    /// What `peer` is known to hold: by what it acknowledged over a link, by what it said in files, and by what
    /// stayed out of files for it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn known_there(&self, peer: &PublicKey) -> Result<KnownThere> {
        let view = &self.view;
        let end = view.log_end()?;
        let said = view.one(
            "SELECT n, chain, receipts, blobs FROM carried_there
             WHERE council = ?1 AND peer = ?2 AND log = ?3",
            params![view.key, peer.as_bytes(), end.log.as_bytes()],
            |row| {
                Ok(Mark {
                    n: number(row, 0)?,
                    chain: id(row, 1)?,
                    receipts: number(row, 2)?,
                    blobs: number(row, 3)?,
                })
            },
        )?;
        let linked = self.acknowledged(peer)?.map(|position| Mark {
            n: position.n,
            chain: position.chain,
            ..Mark::START
        });
        // What was said of another past of this log, as a restored one has, is worth nothing.
        let holds = |mark: &Mark| -> Result<bool> {
            Ok(self
                .chain_at(mark.n)?
                .is_some_and(|chain| chain == mark.chain))
        };
        let mut mark: Option<Mark> = None;
        for one in [said, linked].into_iter().flatten() {
            if holds(&one)? {
                mark = Some(match mark {
                    Some(other) if other.n >= one.n => other,
                    Some(other) => Mark {
                        n: one.n,
                        chain: one.chain,
                        ..other
                    },
                    None => one,
                });
            }
        }
        let mut known = KnownThere::default();
        if mark.is_some() {
            for document in self.acknowledged_gaps(peer)? {
                known.lacks(Piece::Document(document), 0);
            }
            for item in self.refused_not_yet(peer)? {
                let document = match item {
                    LoggedItem::Change(document, _) => Some(document),
                    LoggedItem::Act(act) => match self.act(&act)? {
                        Some(act) => match act.statement().subject {
                            Subject::Document(document) => Some(document),
                            Subject::Council => None,
                        },
                        None => None,
                    },
                };
                if let Some(document) = document {
                    known.lacks(Piece::Document(document), 0);
                }
            }
        }
        for (piece, one) in view.left_out_for(peer)? {
            known.lacks(piece, one.after);
        }
        let log = view.one(
            "SELECT log FROM cursors WHERE council = ?1 AND peer = ?2
             ORDER BY time_millis DESC LIMIT 1",
            params![view.key, peer.as_bytes()],
            |row| id(row, 0),
        )?;
        Ok(KnownThere { mark, log, ..known })
    }

    /// How far this store has read what `peer` wrote, to be said in a file for it; `None` if nothing, or if
    /// more of it is missing than can be said.
    ///
    /// # Errors
    /// What the disk says.
    pub fn stands(&self, peer: &PublicKey) -> Result<Option<Stands>> {
        let view = &self.view;
        let cursor = view.one(
            "SELECT log, n, chain FROM cursors WHERE council = ?1 AND peer = ?2
             ORDER BY time_millis DESC LIMIT 1",
            params![view.key, peer.as_bytes()],
            |row| Ok((id::<LogId>(row, 0)?, number(row, 1)?, id(row, 2)?)),
        )?;
        let Some((log, n, chain)) = cursor else {
            return Ok(None);
        };
        let blobs = view.one(
            "SELECT blobs FROM carried_here WHERE council = ?1 AND peer = ?2 AND log = ?3",
            params![view.key, peer.as_bytes(), log.as_bytes()],
            |row| number(row, 0),
        )?;
        let mut gaps: BTreeSet<DocumentId> = BTreeSet::new();
        for subject in self.gaps_named_by(peer)? {
            if let Subject::Document(document) = subject {
                gaps.insert(document);
            }
        }
        let refused: Vec<Option<DocumentId>> = view.all(
            "SELECT DISTINCT document FROM refused WHERE council = ?1 AND peer = ?2 AND never = 0",
            params![view.key, peer.as_bytes()],
            |row| crate::columns::optional_id(row, 0),
        )?;
        gaps.extend(refused.into_iter().flatten());
        if gaps.len() > MAX_STAND_GAPS {
            return Ok(None);
        }
        let mark = Mark {
            n,
            chain,
            receipts: self.receipts_cursor(peer, &log)?,
            blobs: blobs.unwrap_or(0),
        };
        Ok(Some(Stands {
            key: *peer,
            log,
            mark,
            gaps: gaps.into_iter().collect(),
        }))
    }

    /// Whether reading a file to its end moves this store's place in its writer's log: it is for this device
    /// and begins no later than that place.
    ///
    /// # Errors
    /// What the disk says.
    pub fn follows_on(&self, header: &Header, me: &PublicKey) -> Result<bool> {
        let Some(base) = header.base.filter(|_| header.is_for(me)) else {
            return Ok(false);
        };
        let cursor = self.cursor(&header.from, &header.log)?;
        Ok(base.n <= cursor.map_or(0, |cursor| cursor.n))
    }
}

impl Write<'_> {
    /// Takes some items of a carry file that was [verified](sync::carry_file::verify); one outcome per item.
    ///
    /// # Errors
    /// As [`Write::take`].
    pub fn take_carried(
        &mut self,
        council: CouncilId,
        header: &Header,
        items: &[Item],
    ) -> Result<Vec<Outcome>> {
        let from = From {
            peer: header.from,
            log: header.log,
        };
        let outcomes = self.take(council, from, items, None)?;
        // Whoever wrote the file holds what it has all of, and needs it from nobody.
        let mut there = Vec::new();
        for (item, outcome) in items.iter().zip(&outcomes) {
            if let (Item::BlobPart(part, _), Outcome::Taken | Outcome::Held) = (item, outcome)
                && part.end() == part.blob.bytes
            {
                there.push(part.blob);
            }
        }
        self.record_blobs(council, &header.from, &there, &[])?;
        Ok(outcomes)
    }

    /// Notes that a carry file was read to its end: where `me` stands in its writer's log, and how far the
    /// writer stands in this store's. Call it when everything in it is kept.
    ///
    /// # Errors
    /// What the disk says.
    pub fn end_carried(
        &mut self,
        council: CouncilId,
        header: &Header,
        me: &PublicKey,
        follows_on: bool,
    ) -> Result<()> {
        let view = self.view(council)?;
        let key = view.key;
        let upto = header.upto;
        let from = From {
            peer: header.from,
            log: header.log,
        };
        let before = view.cursor(&header.from, &header.log)?;
        if follows_on && before.is_none_or(|before| before.n < upto.n) {
            let position = LogPosition {
                log: header.log,
                n: upto.n,
                chain: upto.chain,
            };
            self.take(council, from, &[], Some(position))?;
        }
        if follows_on {
            self.conn.execute(
                "INSERT INTO carried_here (council, peer, log, blobs, time_millis)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET blobs = max(blobs, excluded.blobs),
                     time_millis = excluded.time_millis",
                params![
                    key,
                    header.from.as_bytes(),
                    header.log.as_bytes(),
                    sql(upto.blobs),
                    self.now_millis
                ],
            )?;
        }
        let said = header.stands.iter().find(|stands| stands.key == *me);
        if let Some(stands) = said {
            self.note_stand(council, &header.from, stands, header.time_millis)?;
        }
        Ok(())
    }

    /// Keeps what the writer of a file said of this store, unless it is of another log, of a past that this
    /// log does not have, or older than what is known.
    fn note_stand(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        stands: &Stands,
        time_millis: i64,
    ) -> Result<()> {
        let view = self.view(council)?;
        let key = view.key;
        let mark = &stands.mark;
        let is_ours = view.log_end()?.log == stands.log
            && view
                .chain_at(mark.n)?
                .is_some_and(|chain| chain == mark.chain);
        if !is_ours {
            return Ok(());
        }
        let known = view.one(
            "SELECT time_millis FROM carried_there WHERE council = ?1 AND peer = ?2 AND log = ?3",
            params![key, peer.as_bytes(), stands.log.as_bytes()],
            |row| row.get::<_, i64>(0),
        )?;
        if known.is_some_and(|known| known > time_millis) {
            return Ok(());
        }
        self.conn.execute(
            "INSERT OR REPLACE INTO carried_there
             (council, peer, log, n, chain, receipts, blobs, time_millis)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                key,
                peer.as_bytes(),
                stands.log.as_bytes(),
                sql(mark.n),
                mark.chain.as_bytes(),
                sql(mark.receipts),
                sql(mark.blobs),
                time_millis
            ],
        )?;
        self.forget_brought(council, peer, mark)?;
        let position = LogPosition {
            log: stands.log,
            n: mark.n,
            chain: mark.chain,
        };
        // A link may have acknowledged more since the file was written.
        let acknowledged = view.one(
            "SELECT n FROM acknowledged WHERE council = ?1 AND peer = ?2 AND log = ?3",
            params![key, peer.as_bytes(), stands.log.as_bytes()],
            |row| number(row, 0),
        )?;
        if acknowledged.is_none_or(|acknowledged| acknowledged <= mark.n) {
            self.record_ack(council, peer, &position, Some(&stands.gaps))?;
        }
        Ok(())
    }
}
