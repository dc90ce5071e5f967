//! The running hash of a log.
//!
//! Every store numbers what it takes in. The chain at row `n` covers rows 1 to `n`, so a peer that
//! remembers `(log id, n, chain)` can tell a log it knows from a copy, a restored backup or a
//! rollback.

use sha2::{Digest as _, Sha256};

use crate::id::{ActId, ChangeHash, DocumentId, identity};

identity!(
    /// The running hash of a log at one row.
    Chain, 16
);

/// What one log row records. Receipts are registers and never logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoggedItem {
    /// An act was taken in.
    Act(ActId),
    /// A change of a document was taken in.
    Change(DocumentId, ChangeHash),
}

impl Chain {
    /// The chain before the first row.
    pub const START: Self = Self::from_bytes([0; Self::LEN]);

    /// The chain after one more row: SHA-256("dewan-log-1", chain, tag, ids), cut to 16 bytes,
    /// where the tag is 0 for an act and 1 for a change (document id, then change hash).
    pub fn then(&self, item: &LoggedItem) -> Self {
        let hash = Sha256::new()
            .chain_update(b"dewan-log-1")
            .chain_update(self.as_bytes());
        let hash: [u8; 32] = match item {
            LoggedItem::Act(act) => hash.chain_update([0]).chain_update(act.as_bytes()),
            LoggedItem::Change(document, change) => hash
                .chain_update([1])
                .chain_update(document.as_bytes())
                .chain_update(change.as_bytes()),
        }
        .finalize()
        .into();
        let mut chain = [0; Self::LEN];
        chain.copy_from_slice(&hash[..Self::LEN]);
        Self::from_bytes(chain)
    }
}

/// The first 16 bytes of SHA-256: enough to compare what two nodes hold, never an identity.
pub fn short_hash(bytes: &[u8]) -> [u8; 16] {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    short
}
