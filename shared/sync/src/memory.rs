//! A store in memory, for tests and simulations. Not part of the interface.
//!
//! It keeps what a real store must keep and performs what a session asks, each take as one
//! transaction. Its roster is folded in the simplest way: `found` makes a member, `relay` names a
//! relay's key in its body, a `join` cites its `invite`, a `confirm` cites the join, a `revoke` by the
//! founder names a device. A `create` whose body is empty is for everybody, one that [names](naming)
//! a device is for that device and its author; a `grant` names another one. A `publish` whose body
//! [names](naming_blobs) blobs makes them wanted. A `choose-branch` of the founder [names](choosing) the
//! change that counts at its place, and a `restart` of the founder leaves its document with its acts alone.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `log` | the rows of the log |
//! | `acts` | acts, and what they alone say of a document |
//! | `bodies` | what the bodies of acts name |
//! | `roster` | who is who |
//! | `scope` | whom documents are for |
//! | `documents` | changes, frontiers and heads |
//! | `forks` | which branches count |
//! | `blobs` | the bytes of blobs |
//! | `receipts` | receipts |
//! | `peers` | what peers confirmed and refused |
//! | `gaps` | what is missing, and who said so |
//! | `carried` | what carry files brought, and what stayed out of them |
//! | `intake` | judging items and keeping them |
//! | `holdings` | what the protocol asks, answered |

mod acts;
mod blobs;
mod bodies;
mod carried;
mod documents;
mod forks;
mod gaps;
mod holdings;
mod intake;
mod log;
mod peers;
mod receipts;
mod roster;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use format::chain::LoggedItem;
use format::{Act, ActId, Blob, ChangeHash, CouncilId, DocumentId, LogId, PublicKey, Subject};

use self::blobs::KeptBlob;
pub use self::bodies::{choosing, naming, naming_blobs};
use self::documents::Held;
use self::receipts::KeptReceipt;
use crate::carry_file::{LeftOut, Mark, Piece};
use crate::event::Rejected;
use crate::holdings::{LogPosition, LogRow};

/// A store in memory. A clone is a copied folder.
#[derive(Debug, Clone)]
pub struct Memory {
    council: CouncilId,
    genesis: (ChangeHash, u64),
    log: LogId,
    rows: Vec<LogRow>,
    acts: BTreeMap<ActId, Act>,
    documents: BTreeMap<DocumentId, Held>,
    cursors: BTreeMap<(PublicKey, LogId), LogPosition>,
    /// Missing items, each with whoever named it.
    gaps: BTreeMap<Subject, BTreeMap<LoggedItem, BTreeSet<PublicKey>>>,
    /// What was refused here and not taken since.
    refused_here: BTreeMap<Subject, BTreeSet<LoggedItem>>,
    refused: BTreeMap<PublicKey, Vec<Rejected>>,
    receipts: BTreeMap<(PublicKey, DocumentId), KeptReceipt>,
    receipts_kept: u64,
    receipts_cursors: BTreeMap<(PublicKey, LogId), u64>,
    /// The documents whose acts name each blob.
    blob_names: BTreeMap<Blob, BTreeSet<DocumentId>>,
    blobs: BTreeMap<Blob, KeptBlob>,
    blobs_kept: u64,
    /// Blobs that somebody brought wrong.
    blobs_refused: BTreeSet<(Blob, PublicKey)>,
    blobs_confirmed: BTreeSet<(PublicKey, Blob)>,
    /// Blobs that a person wants, however large.
    pub wished_blobs: BTreeSet<Blob>,
    /// What is out of whose scope.
    pub out_of_scope: BTreeSet<(PublicKey, DocumentId)>,
    /// Whether this program knows the kinds of the documents.
    pub knows_kinds: bool,
    /// Whether there is room for more, as a relay's quotas may deny.
    pub has_room: bool,
    /// What peers confirmed to hold of this log.
    pub acknowledged: BTreeMap<PublicKey, LogPosition>,
    /// Documents that peers said they wait for something of.
    pub acknowledged_gaps: BTreeMap<PublicKey, Vec<DocumentId>>,
    /// Up to which number of a peer's blobs its carry files were read here.
    carried_here: BTreeMap<(PublicKey, LogId), u64>,
    /// Where peers said in carry files that they stand in this log.
    carried_there: BTreeMap<PublicKey, Mark>,
    /// What stayed out of carry files for peers.
    left_out: BTreeMap<PublicKey, BTreeMap<Piece, LeftOut>>,
}

impl Memory {
    /// An empty store of a council whose documents all begin with `genesis` (hash and counter of the
    /// last operation).
    pub fn new(council: CouncilId, genesis: (ChangeHash, u64), log: LogId) -> Self {
        Self {
            council,
            genesis,
            log,
            rows: vec![],
            acts: BTreeMap::new(),
            documents: BTreeMap::new(),
            cursors: BTreeMap::new(),
            gaps: BTreeMap::new(),
            refused_here: BTreeMap::new(),
            refused: BTreeMap::new(),
            receipts: BTreeMap::new(),
            out_of_scope: BTreeSet::new(),
            receipts_kept: 0,
            receipts_cursors: BTreeMap::new(),
            blob_names: BTreeMap::new(),
            blobs: BTreeMap::new(),
            blobs_kept: 0,
            blobs_refused: BTreeSet::new(),
            blobs_confirmed: BTreeSet::new(),
            wished_blobs: BTreeSet::new(),
            knows_kinds: true,
            has_room: true,
            acknowledged: BTreeMap::new(),
            acknowledged_gaps: BTreeMap::new(),
            carried_here: BTreeMap::new(),
            carried_there: BTreeMap::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Everything held, for comparing stores: acts, and changes with whether they stand outside the
    /// frontier.
    #[allow(
        clippy::type_complexity,
        reason = "a bag of names, for assertions only"
    )]
    pub fn contents(&self) -> (Vec<ActId>, Vec<(DocumentId, ChangeHash, bool)>) {
        let changes = self.documents.iter().flat_map(|(document, held)| {
            held.changes
                .iter()
                .map(|(hash, stored)| (*document, *hash, stored.known.fork))
        });
        (self.acts.keys().copied().collect(), changes.collect())
    }
}
