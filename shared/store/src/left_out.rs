//! What stayed out of carry files for somebody it is for, as [`sync::carry_file::left_out`] decides it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use format::{Blob, CouncilId, LogId, PublicKey};
use rusqlite::{Connection, params};
use sync::carry_file::{LeftOut, Mark, Piece, Written, left_out};
use sync::holdings::Holdings as _;

use crate::columns::{id, number, sql};
use crate::error::Result;
use crate::view::View;
use crate::writer::Write;

type Kept = BTreeMap<Piece, LeftOut>;

impl<C: Deref<Target = Connection>> View<C> {
    /// What stayed out of files for `peer`, none of which it is known to have read with it since.
    pub(crate) fn left_out_for(&self, peer: &PublicKey) -> Result<Kept> {
        let log = self.log_end()?.log;
        let rows: Vec<(Piece, LogId, LeftOut)> = self.all(
            "SELECT piece, bytes, log, after_n, brought, ended FROM left_out
             WHERE council = ?1 AND peer = ?2",
            params![self.key, peer.as_bytes()],
            |row| {
                let piece = match row.get::<_, Option<i64>>(1)? {
                    None => Piece::Document(id(row, 0)?),
                    Some(_) => Piece::Blob(Blob {
                        id: id(row, 0)?,
                        bytes: number(row, 1)?,
                    }),
                };
                let optional = |column| -> rusqlite::Result<Option<u64>> {
                    match row.get::<_, Option<i64>>(column)? {
                        None => Ok(None),
                        Some(_) => number(row, column).map(Some),
                    }
                };
                let one = LeftOut {
                    after: number(row, 3)?,
                    brought: optional(4)?,
                    ended: optional(5)?,
                };
                Ok((piece, id(row, 2)?, one))
            },
        )?;
        // Rows and numbers of a log that was given up say nothing of the present one.
        let rows = rows.into_iter().map(|(piece, of, one)| match of == log {
            true => (piece, one),
            false => (piece, LeftOut::new(0)),
        });
        Ok(rows.collect())
    }
}

impl Write<'_> {
    /// Takes a number for a carry file that is about to be written for these, if it has to be told from others:
    /// something stayed out of an earlier file for one of them.
    ///
    /// # Errors
    /// What the disk says.
    pub fn begin_carried(&mut self, council: CouncilId, recipients: &[PublicKey]) -> Result<()> {
        let view = self.view(council)?;
        for peer in recipients {
            if !view.left_out_for(peer)?.is_empty() {
                let next = "UPDATE councils SET blobs = blobs + 1 WHERE key = ?1";
                self.conn.execute(next, [view.key])?;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Keeps what stayed out of a carry file, and what it has of what stayed out before. Call it before anybody
    /// can have the file.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_carried(&mut self, council: CouncilId, written: &Written) -> Result<()> {
        let peers = written.stayed_out.keys().chain(written.brought.keys());
        let peers: BTreeSet<&PublicKey> = peers.collect();
        for peer in peers {
            self.change_left_out(council, peer, |kept| {
                left_out::note_written(kept, peer, written);
            })?;
        }
        Ok(())
    }

    /// Forgets what a peer has by now, which said that it stands here in this store's present log.
    pub(crate) fn forget_brought(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        mark: &Mark,
    ) -> Result<()> {
        self.change_left_out(council, peer, |kept| left_out::note_stand(kept, mark))
    }

    fn change_left_out(
        &mut self,
        council: CouncilId,
        peer: &PublicKey,
        change: impl FnOnce(&mut Kept),
    ) -> Result<()> {
        let view = self.view(council)?;
        let log = view.log_end()?.log;
        let before = view.left_out_for(peer)?;
        let mut after = before.clone();
        change(&mut after);
        let name = |piece: &Piece| match piece {
            Piece::Document(document) => (document.as_bytes().to_vec(), None),
            Piece::Blob(blob) => (blob.id.as_bytes().to_vec(), Some(sql(blob.bytes))),
        };
        for piece in before.keys().filter(|piece| !after.contains_key(piece)) {
            self.conn
                .prepare_cached(
                    "DELETE FROM left_out WHERE council = ?1 AND peer = ?2 AND piece = ?3",
                )?
                .execute(params![view.key, peer.as_bytes(), name(piece).0])?;
        }
        for (piece, one) in after
            .iter()
            .filter(|(piece, one)| before.get(piece) != Some(one))
        {
            let (piece, bytes) = name(piece);
            self.conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO left_out
                     (council, peer, piece, bytes, log, after_n, brought, ended)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    view.key,
                    peer.as_bytes(),
                    piece,
                    bytes,
                    log.as_bytes(),
                    sql(one.after),
                    one.brought.map(sql),
                    one.ended.map(sql)
                ])?;
        }
        Ok(())
    }
}
