//! Finds out what is missing when no cursor can tell: digests of documents, page by page.
//!
//! The reader compares what it holds with what the peer holds and fetches what differs. When all of
//! that has come, it stands in the peer's log where that log stood before the comparison began.

use format::{DocumentId, Subject};

use super::{Session, Step};
use crate::close::CloseReason;
use crate::frame::{Differ, Digest, Frame};
use crate::holdings::{Holdings, LogPosition};

/// Documents per page; 34 bytes each.
const PAGE: usize = 1000;
/// The next page is asked for when fewer documents than this wait to be fetched.
const WISHES_LOW: usize = 100;

/// The state of a comparison.
#[derive(Debug, Clone, Default)]
pub(super) struct Comparer {
    state: State,
    /// The cursor to take when it is over; `None` if the cursor is good and this only checks.
    adopt: Option<LogPosition>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Idle,
    /// Send the page after this document.
    Next(Option<DocumentId>),
    /// A page with these bounds is with the peer.
    Asked(Option<DocumentId>, Option<DocumentId>),
    /// All pages are compared; what differs is still coming.
    Fetching,
    /// The cursor is being stored.
    Adopting,
}

impl Comparer {
    pub(super) fn is_idle(&self) -> bool {
        self.state == State::Idle
    }

    pub(super) fn finish(&mut self) {
        self.state = State::Idle;
    }
}

impl Session {
    pub(super) fn start_comparison(&mut self, adopt: Option<LogPosition>) {
        self.comparer = Comparer {
            state: State::Next(None),
            adopt,
        };
        if self.hand.rosters_differ() {
            self.reader.want(Subject::Council);
        }
    }

    /// The peer says that my cursor is not in its log.
    pub(super) fn told_to_compare(&mut self) -> Step {
        if self.limited {
            return Ok(());
        }
        if !self.comparer.is_idle() {
            return Err(CloseReason::Protocol.into());
        }
        let end = self.hand.peer_end()?;
        self.reader.stop_following();
        self.receipts.hear_anew();
        self.start_comparison(Some(end));
        Ok(())
    }

    /// Takes the next step of a comparison, if one is possible.
    pub(super) fn advance_comparison(&mut self, holdings: &dyn Holdings) -> Step {
        match self.comparer.state {
            State::Next(after) if self.reader.wishes() < WISHES_LOW => {
                let peer = self.hand.peer()?.key;
                let entries = holdings.digests_for(&peer, after, PAGE)?;
                let to = match entries.last() {
                    Some((last, _)) if entries.len() == PAGE => Some(*last),
                    _ => None,
                };
                self.comparer.state = State::Asked(after, to);
                self.send(&Frame::Digest(Digest { after, to, entries }));
            }
            State::Fetching if self.reader.is_idle() => match self.comparer.adopt {
                Some(cursor) => {
                    self.comparer.state = State::Adopting;
                    self.adopt(cursor, holdings)?;
                }
                None => {
                    // Not again for the same pair, whatever came of it.
                    self.setup.carry.compared = self.hand.digests();
                    self.comparer.finish();
                }
            },
            _ => {}
        }
        Ok(())
    }

    pub(super) fn differ(&mut self, differ: Differ) -> Step {
        let State::Asked(after, to) = self.comparer.state else {
            return if self.limited {
                Ok(())
            } else {
                Err(CloseReason::Protocol.into())
            };
        };
        let within = |document: &DocumentId| {
            after.is_none_or(|after| *document > after) && to.is_none_or(|to| *document <= to)
        };
        let ascending = differ.documents.is_sorted_by(|a, b| a < b);
        let moves = differ.reached.is_none_or(|reached| within(&reached));
        if !ascending || !moves || !differ.documents.iter().all(within) {
            return Err(CloseReason::Protocol.into());
        }
        for document in differ.documents {
            self.reader.want(Subject::Document(document));
        }
        self.comparer.state = match differ.reached.or(to) {
            Some(reached) => State::Next(Some(reached)),
            None => State::Fetching,
        };
        Ok(())
    }
}
