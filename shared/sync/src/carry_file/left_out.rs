//! What stayed out of files for somebody it is for, and until when that is kept in mind.
//!
//! Whoever reads a file stands at its end afterwards, also in what stayed out of it: so the writer keeps beside
//! the place what the place does not cover, until the recipient says that it has read a file with it.
//! Which file that was tells the mark's number of blobs: as long as something stays out, each file
//! takes a number of its own, so that two files never end at the same one.

use std::collections::{BTreeMap, BTreeSet};

use format::{Blob, DocumentId, LogId, PublicKey};

use super::header::Mark;
use super::write::Written;

/// What a file brings or leaves out as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// What is new of a document.
    Document(DocumentId),
    /// The bytes of a published file or an attachment.
    Blob(Blob),
}

/// What a recipient is known to hold of what is for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownThere {
    /// Everything up to here; `None` if nothing is known.
    pub mark: Option<Mark>,
    /// But for something of these: each with the row of the writer's log up to which its changes are there
    /// all the same.
    pub lacking: BTreeMap<Piece, u64>,
    /// Its own log, if the writer has read it.
    pub log: Option<LogId>,
}

impl KnownThere {
    /// Notes that something of a piece is missing beyond this row.
    pub fn lacks(&mut self, piece: Piece, after: u64) {
        let known = self.lacking.entry(piece).or_insert(after);
        *known = after.min(*known);
    }
}

/// A piece that stayed out of a file for a recipient, as its writer keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// The row of the writer's log up to which the recipient holds the changes of a document all the same.
    pub after: u64,
    /// The number of the first file of the newest unbroken series with it; `None` if none had it yet.
    pub brought: Option<u64>,
    /// The number of the first file after that series, which is without it again.
    pub ended: Option<u64>,
}

impl LeftOut {
    /// Before any file has it.
    pub fn new(after: u64) -> Self {
        Self {
            after,
            brought: None,
            ended: None,
        }
    }

    fn goes_in(&mut self, file: u64) {
        if self.brought.is_none() || self.ended.is_some() {
            (self.brought, self.ended) = (Some(file), None);
        }
    }

    fn stays_out(&mut self, file: u64, after: u64) {
        self.after = after.min(self.after);
        if self.brought.is_some() && self.ended.is_none() {
            self.ended = Some(file);
        }
    }

    /// What is left of it when the recipient stands at a mark; `None`: nothing, it has read a file with it.
    fn at(&self, piece: &Piece, mark: &Mark) -> Option<Self> {
        let has_it = self.brought.is_some_and(|brought| brought <= mark.blobs)
            && self.ended.is_none_or(|ended| mark.blobs < ended);
        match (has_it, piece, self.ended) {
            (false, ..) => Some(*self),
            // The file that ended the series left out what came since.
            (true, Piece::Document(_), Some(_)) => Some(Self::new(mark.n)),
            (true, ..) => None,
        }
    }
}

/// Notes what a file that was written has of what stayed out before for one recipient, and what stays out of it.
pub fn note_written(kept: &mut BTreeMap<Piece, LeftOut>, recipient: &PublicKey, written: &Written) {
    let nothing = (BTreeMap::new(), BTreeSet::new());
    let stayed_out = written.stayed_out.get(recipient).unwrap_or(&nothing.0);
    for (piece, after) in stayed_out {
        let one = kept.entry(*piece).or_insert_with(|| LeftOut::new(*after));
        one.stays_out(written.number, *after);
    }
    for piece in written.brought.get(recipient).unwrap_or(&nothing.1) {
        if let Some(one) = kept.get_mut(piece) {
            one.goes_in(written.number);
        }
    }
}

/// Forgets what a recipient has by now: it said in a file of its own that it stands at this mark.
pub fn note_stand(kept: &mut BTreeMap<Piece, LeftOut>, mark: &Mark) {
    kept.retain(|piece, one| match one.at(piece, mark) {
        Some(left) => {
            *one = left;
            true
        }
        None => false,
    });
}

#[cfg(test)]
mod tests {
    use format::{Chain, DocumentId};

    use super::*;

    fn at(n: u64, blobs: u64) -> Mark {
        Mark {
            n,
            chain: Chain::START,
            receipts: 0,
            blobs,
        }
    }

    /// A file of this number, for one recipient, with or without the piece.
    fn file(number: u64, piece: Piece, out: Option<u64>) -> Written {
        let mut written = Written {
            number,
            ..Written::default()
        };
        match out {
            Some(after) => {
                let pieces = BTreeMap::from([(piece, after)]);
                written.stayed_out.insert(recipient(), pieces);
            }
            None => {
                written.brought.insert(recipient(), [piece].into());
            }
        }
        written
    }

    fn recipient() -> PublicKey {
        PublicKey::from_bytes([1; 32])
    }

    fn kept_after(piece: Piece, files: &[(u64, Option<u64>)]) -> BTreeMap<Piece, LeftOut> {
        let mut kept = BTreeMap::new();
        for (number, out) in files {
            note_written(&mut kept, &recipient(), &file(*number, piece, *out));
        }
        kept
    }

    fn document() -> Piece {
        Piece::Document(DocumentId::from_bytes([7; 16]))
    }

    #[test]
    fn what_stayed_out_is_kept_in_mind_until_a_file_with_it_was_read() {
        let files = [(4, Some(30)), (5, None), (6, None)];
        for (stands, is_left) in [(4, true), (5, false), (6, false), (9, false)] {
            let mut kept = kept_after(document(), &files);
            note_stand(&mut kept, &at(50, stands));
            assert_eq!(!kept.is_empty(), is_left, "at {stands}");
        }
    }

    #[test]
    fn a_file_without_it_that_was_read_last_says_nothing_of_the_one_before_with_it() {
        let files = [(4, Some(30)), (5, None), (6, Some(50))];
        let mut kept = kept_after(document(), &files);
        note_stand(&mut kept, &at(60, 6));
        assert_eq!(kept[&document()].after, 30);
        // The one with it was read for certain; what came since stayed out again.
        let mut kept = kept_after(document(), &files);
        note_stand(&mut kept, &at(50, 5));
        assert_eq!(kept[&document()], LeftOut::new(50));
        note_stand(&mut kept, &at(60, 6));
        assert_eq!(kept[&document()], LeftOut::new(50));
        // The bytes of a blob do not grow.
        let blob = Piece::Blob(Blob::of(b"bytes"));
        let mut kept = kept_after(blob, &files);
        note_stand(&mut kept, &at(50, 5));
        assert!(kept.is_empty());
    }
}
