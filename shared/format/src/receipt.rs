//! A receipt: a holder that answers for others (a relay, head office) states, signed, that it holds
//! a document durably up to some heads.
//!
//! Receipts are registers, not log items: per (holder, document) the greatest counter wins, ties by
//! hash of the bytes, so merging is taking the maximum.

use sha2::{Digest as _, Sha256};

use crate::cbor;
use crate::id::{ChangeHash, CouncilId, DocumentId};
use crate::key::{DeviceKey, PublicKey, Signature};

/// The most heads a receipt may name.
pub const MAX_RECEIPT_HEADS: usize = 256;

/// "I hold this document durably up to these heads, at this time." Version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The council.
    pub council: CouncilId,
    /// Who holds it.
    pub holder: PublicKey,
    /// What is held.
    pub document: DocumentId,
    /// Changes whose whole ancestry is held, ascending.
    pub heads: Vec<ChangeHash>,
    /// The holder's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// Grows with every receipt of this holder for this document.
    pub counter: u64,
    /// The holder's signature.
    pub signature: Signature,
}

impl Receipt {
    /// Signs a receipt with the holder's key.
    pub fn sign(
        key: &DeviceKey,
        council: CouncilId,
        document: DocumentId,
        mut heads: Vec<ChangeHash>,
        time_millis: i64,
        counter: u64,
    ) -> Self {
        heads.sort_unstable();
        heads.dedup();
        // To name fewer heads is to promise less, and stays true.
        heads.truncate(MAX_RECEIPT_HEADS);
        let mut receipt = Self {
            council,
            holder: key.public(),
            document,
            heads,
            time_millis,
            counter,
            signature: Signature::from_bytes([0; Signature::LEN]),
        };
        receipt.signature = key.sign(&receipt.signed_bytes());
        receipt
    }

    /// Whether the holder signed exactly this.
    pub fn verifies(&self) -> bool {
        self.heads.len() <= MAX_RECEIPT_HEADS
            && self.heads.is_sorted_by(|a, b| a < b)
            && self.holder.verifies(&self.signed_bytes(), &self.signature)
    }

    /// Whether this one replaces `other` of the same holder and document.
    pub fn replaces(&self, other: &Self) -> bool {
        let rank = |receipt: &Self| -> (u64, [u8; 32]) {
            (
                receipt.counter,
                Sha256::digest(cbor::encode(receipt)).into(),
            )
        };
        rank(self) > rank(other)
    }

    /// The deterministic CBOR array
    /// `["dewan-receipt-1", council, holder, document, [heads], time, counter]`.
    fn signed_bytes(&self) -> Vec<u8> {
        let mut e = cbor::Encoder::new();
        e.array(7)
            .str("dewan-receipt-1")
            .value(&self.council)
            .value(&self.holder)
            .value(&self.document)
            .array(self.heads.len() as u64);
        for head in &self.heads {
            e.value(head);
        }
        e.i64(self.time_millis).u64(self.counter);
        e.into_bytes()
    }
}

impl<C> minicbor::Encode<C> for Receipt {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(8)?.u8(1)?;
        self.council.encode(e, ctx)?;
        self.holder.encode(e, ctx)?;
        self.document.encode(e, ctx)?;
        e.array(self.heads.len() as u64)?;
        for head in &self.heads {
            head.encode(e, ctx)?;
        }
        e.i64(self.time_millis)?.u64(self.counter)?;
        self.signature.encode(e, ctx)
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Receipt {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.array()? != Some(8) || d.u8()? != 1 {
            return Err(minicbor::decode::Error::message("unknown receipt version"));
        }
        let council = CouncilId::decode(d, ctx)?;
        let holder = PublicKey::decode(d, ctx)?;
        let document = DocumentId::decode(d, ctx)?;
        let count = d.array()?.unwrap_or(u64::MAX);
        if count > MAX_RECEIPT_HEADS as u64 {
            return Err(minicbor::decode::Error::message("too many heads"));
        }
        let mut heads = Vec::new();
        for _ in 0..count {
            heads.push(ChangeHash::decode(d, ctx)?);
        }
        Ok(Self {
            council,
            holder,
            document,
            heads,
            time_millis: d.i64()?,
            counter: d.u64()?,
            signature: Signature::decode(d, ctx)?,
        })
    }
}
