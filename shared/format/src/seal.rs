//! A seal: a device's signature over one change, and with it over all its own earlier ones.
//!
//! A change hash covers the change's whole ancestry. So the seal of a change vouches for that change
//! and for every ancestor of it by the same key; it says nothing about what others wrote.

use crate::cbor;
use crate::id::{ActId, ChangeHash, CouncilId, DocumentId};
use crate::key::{DeviceKey, PublicKey, Signature};

/// The most roster heads a seal may name.
pub const MAX_ROSTER_HEADS: usize = 32;

/// A device's signature over (council, document, change hash, roster heads seen). Version 1.
///
/// The document, the change and the author stand in the run that carries the seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The newest roster acts the writer had seen, ascending.
    pub roster: Vec<ActId>,
    /// The signature.
    pub signature: Signature,
}

impl Seal {
    /// Seals `change` of `document`.
    pub fn sign(
        key: &DeviceKey,
        council: &CouncilId,
        document: &DocumentId,
        change: &ChangeHash,
        mut roster: Vec<ActId>,
    ) -> Self {
        roster.sort_unstable();
        roster.dedup();
        // The newest heads are cited so that readers know what the writer knew; a roster with more
        // heads than this is still named by the lowest ones.
        roster.truncate(MAX_ROSTER_HEADS);
        let signature = key.sign(&signed_bytes(council, document, change, &roster));
        Self { roster, signature }
    }

    /// Whether `author` sealed `change` of `document` in `council`.
    pub fn verifies(
        &self,
        author: &PublicKey,
        council: &CouncilId,
        document: &DocumentId,
        change: &ChangeHash,
    ) -> bool {
        self.roster.len() <= MAX_ROSTER_HEADS
            && self.roster.is_sorted_by(|a, b| a < b)
            && author.verifies(
                &signed_bytes(council, document, change, &self.roster),
                &self.signature,
            )
    }
}

/// The deterministic CBOR array `["dewan-seal-1", council, document, change, [roster heads]]`.
fn signed_bytes(
    council: &CouncilId,
    document: &DocumentId,
    change: &ChangeHash,
    roster: &[ActId],
) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.array(5)
        .str("dewan-seal-1")
        .value(council)
        .value(document)
        .value(change)
        .array(roster.len() as u64);
    for act in roster {
        e.value(act);
    }
    e.into_bytes()
}

impl<C> minicbor::Encode<C> for Seal {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(3)?.u8(1)?.array(self.roster.len() as u64)?;
        for act in &self.roster {
            act.encode(e, ctx)?;
        }
        self.signature.encode(e, ctx)
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Seal {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.array()? != Some(3) || d.u8()? != 1 {
            return Err(minicbor::decode::Error::message("unknown seal version"));
        }
        let heads = d.array()?.unwrap_or(u64::MAX);
        if heads > MAX_ROSTER_HEADS as u64 {
            return Err(minicbor::decode::Error::message("too many roster heads"));
        }
        let mut roster = Vec::new();
        for _ in 0..heads {
            roster.push(ActId::decode(d, ctx)?);
        }
        let signature = Signature::decode(d, ctx)?;
        Ok(Self { roster, signature })
    }
}
