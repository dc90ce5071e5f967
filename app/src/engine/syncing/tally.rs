//! What went over, and what is still missing.

use format::PublicKey;
use sync::{CloseReason, Statistics};

use crate::engine::membership::OpenJoin;

/// Items by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Items {
    /// Acts.
    pub acts: u64,
    /// Changes.
    pub changes: u64,
    /// Receipts.
    pub receipts: u64,
    /// Files of publications of which the last part went.
    pub files: u64,
    /// Bytes of files.
    pub file_bytes: u64,
}

/// What went over, all sessions of one command together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many sessions there were.
    pub sessions: u64,
    /// Bytes of all frames sent.
    pub bytes_sent: u64,
    /// Bytes of all frames received.
    pub bytes_received: u64,
    /// What was sent.
    pub sent: Items,
    /// What was received and was new here.
    pub received: Items,
}

impl Tally {
    pub(super) fn add(&mut self, statistics: &Statistics) {
        let add = |to: &mut Items, from: &sync::event::Traffic| {
            to.acts += from.acts;
            to.changes += from.changes;
            to.receipts += from.receipts;
            to.files += from.blobs;
            to.file_bytes += from.blob_bytes;
        };
        self.sessions += 1;
        self.bytes_sent += statistics.bytes_sent;
        self.bytes_received += statistics.bytes_received;
        add(&mut self.sent, &statistics.sent);
        add(&mut self.received, &statistics.received);
    }
}

/// Why not everything was said and taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortfall {
    /// The session ended for this reason before both had everything.
    Ended(CloseReason),
    /// The link kept breaking.
    Broken,
    /// The link was up and nothing moved.
    Silence,
    /// Somebody ended the program.
    Stopped,
    /// This device's membership is not settled, so documents wait.
    NotSettled,
    /// The relay refused this many items of this device.
    RefusedThere(u64),
    /// This many items were refused here.
    RefusedHere(u64),
    /// This many things are known to exist and did not come.
    Gaps(u64),
}

/// What a synchronisation did.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// The relay's address.
    pub address: String,
    /// Its key, if it proved one.
    pub relay: Option<PublicKey>,
    /// What went over.
    pub tally: Tally,
    /// Items refused here: for good in this sync, or not yet acceptable.
    pub refused: u64,
    /// The merge reports that were saved.
    pub reports: Vec<i64>,
    /// The report of the session under way.
    pub(super) going_on: Option<i64>,
    /// The joins that were confirmed.
    pub confirmed: Vec<OpenJoin>,
    /// Whether the relay's key was named to the council.
    pub pinned: bool,
    /// Whether this store turned out to be copied or restored and goes by a new name.
    pub log_renewed: bool,
    /// How many things were told of and left where they are, because what is large waits until somebody asks.
    pub left: u64,
    /// What is missing; empty if everything was said and taken.
    pub shortfalls: Vec<Shortfall>,
}
