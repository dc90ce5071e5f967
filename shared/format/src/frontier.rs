//! What a node holds of one document.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::id::{ActorId, ChangeHash};

/// The last change of one actor that is held without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Its sequence number; the first is 1.
    pub sequence: u64,
    /// Its hash, which covers everything before it.
    pub hash: ChangeHash,
}

/// Per actor, how far a document is held without a gap. Genesis is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier(pub BTreeMap<ActorId, Position>);

impl Frontier {
    /// SHA-256("dewan-frontier-1", then per actor in order: actor, sequence as 8 bytes big endian,
    /// hash).
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new().chain_update(b"dewan-frontier-1");
        for (actor, position) in &self.0 {
            hash.update(actor.as_bytes());
            hash.update(position.sequence.to_be_bytes());
            hash.update(position.hash.as_bytes());
        }
        hash.finalize().into()
    }

    /// The last sequence number held of `actor`, 0 if none.
    pub fn sequence(&self, actor: &ActorId) -> u64 {
        self.0.get(actor).map_or(0, |position| position.sequence)
    }
}
