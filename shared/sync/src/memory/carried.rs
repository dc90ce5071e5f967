//! What carry files were read here, where those who read them stand, and what stayed out.

use std::collections::BTreeSet;

use format::{LogId, PublicKey};

use super::Memory;
use crate::carry_file::{Header, KnownThere, Mark, Written, left_out};

impl Memory {
    /// What a peer is known to hold, by what it said in carry files.
    pub fn known_there(&self, peer: &PublicKey) -> KnownThere {
        let left_out = self.left_out.get(peer).into_iter().flatten();
        KnownThere {
            mark: self.carried_there.get(peer).copied(),
            lacking: left_out.map(|(piece, one)| (*piece, one.after)).collect(),
            log: None,
        }
    }

    /// Takes a number for a carry file, if something stayed out before for those it is for.
    pub fn begin_carried(&mut self, recipients: &[PublicKey]) {
        let lacks = |peer| self.left_out.get(peer).is_some_and(|kept| !kept.is_empty());
        self.blobs_kept += u64::from(recipients.iter().any(lacks));
    }

    /// Keeps what stayed out of a carry file that was written.
    pub fn note_carried(&mut self, written: &Written) {
        let peers: BTreeSet<_> = written
            .stayed_out
            .keys()
            .chain(written.brought.keys())
            .collect();
        for peer in peers {
            let kept = self.left_out.entry(*peer).or_default();
            left_out::note_written(kept, peer, written);
        }
    }

    /// Keeps that a carry file was read to its end.
    pub fn end_carried(&mut self, header: &Header) {
        let read = self.carried_here.entry((header.from, header.log));
        let read = read.or_default();
        *read = header.upto.blobs.max(*read);
    }

    /// Where this store stands in what a peer writes.
    pub fn stand(&self, peer: &PublicKey, log: &LogId) -> Option<Mark> {
        let cursor = self.cursors.get(&(*peer, *log))?;
        Some(Mark {
            n: cursor.n,
            chain: cursor.chain,
            receipts: self.receipts_cursors.get(&(*peer, *log)).map_or(0, |n| *n),
            blobs: self.carried_here.get(&(*peer, *log)).map_or(0, |n| *n),
        })
    }

    /// Keeps where a peer said that it stands in this log.
    pub fn note_stand(&mut self, peer: &PublicKey, mark: Mark) {
        self.carried_there.insert(*peer, mark);
        if let Some(kept) = self.left_out.get_mut(peer) {
            left_out::note_stand(kept, &mark);
        }
    }
}
