//! The first and the last block of a carry file.

use format::{Chain, CouncilId, DeviceKey, DocumentId, LogId, PublicKey, Signature, cbor};
use minicbor::Decoder;
use sha2::{Digest as _, Sha256};

use super::SIGNED;

/// The most recipients a file may name.
pub const MAX_RECIPIENTS: usize = 1024;
/// The most documents of which a reader may say, of one writer, that it waits for something.
pub const MAX_STAND_GAPS: usize = 256;

/// A place in what a writer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// How many rows of its log.
    pub n: u64,
    /// The chain over them.
    pub chain: Chain,
    /// Up to which number of the receipts kept there.
    pub receipts: u64,
    /// Up to which number of the blobs that became whole there. A file may have taken a number, too.
    pub blobs: u64,
}

impl Mark {
    /// Before everything.
    pub const START: Self = Self {
        n: 0,
        chain: Chain::START,
        receipts: 0,
        blobs: 0,
    };
}

/// How far the writer of a file has read what a recipient wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    /// In whose log.
    pub key: PublicKey,
    /// Which one.
    pub log: LogId,
    /// Up to where.
    pub mark: Mark,
    /// Documents of which something is missing all the same; at most [`MAX_STAND_GAPS`].
    pub gaps: Vec<DocumentId>,
}

/// Who wrote a file, for whom, and from where to where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The council.
    pub council: CouncilId,
    /// Who wrote and signed it.
    pub from: PublicKey,
    /// The writer's log.
    pub log: LogId,
    /// From where on it has everything that is for the recipients; `None` for a selection, which moves
    /// nobody's place.
    pub base: Option<Mark>,
    /// Up to where.
    pub upto: Mark,
    /// For whom, ascending.
    pub recipients: Vec<PublicKey>,
    /// It has what was written since then, in milliseconds since 1970 (UTC); `None` if that was not the
    /// question.
    pub since_millis: Option<i64>,
    /// When it was written, by the writer's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// How far the writer has read what recipients wrote.
    pub stands: Vec<Stands>,
}

impl Header {
    /// Whether it was written for `key`.
    pub fn is_for(&self, key: &PublicKey) -> bool {
        self.recipients.binary_search(key).is_ok()
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut e = cbor::Encoder::new();
        e.array(9)
            .value(&self.council)
            .value(&self.from)
            .value(&self.log);
        match &self.base {
            None => {
                e.null();
            }
            Some(base) => mark(&mut e, base),
        }
        mark(&mut e, &self.upto);
        e.array(self.recipients.len() as u64);
        for recipient in &self.recipients {
            e.value(recipient);
        }
        match self.since_millis {
            None => e.null(),
            Some(since) => e.i64(since),
        };
        e.i64(self.time_millis).array(self.stands.len() as u64);
        for stands in &self.stands {
            e.array(4).value(&stands.key).value(&stands.log);
            mark(&mut e, &stands.mark);
            e.array(stands.gaps.len() as u64);
            for gap in &stands.gaps {
                e.value(gap);
            }
        }
        e.into_bytes()
    }

    /// `None` for anything but the one spelling of a header.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut d = Decoder::new(bytes);
        let header = decode(&mut d).ok()?;
        let ascending = header.recipients.is_sorted_by(|a, b| a < b);
        (ascending && d.position() == bytes.len() && header.encode() == bytes).then_some(header)
    }
}

fn mark(e: &mut cbor::Encoder, mark: &Mark) {
    e.array(4)
        .u64(mark.n)
        .value(&mark.chain)
        .u64(mark.receipts)
        .u64(mark.blobs);
}

type Decoded<T> = Result<T, minicbor::decode::Error>;

fn fields(d: &mut Decoder<'_>, wanted: u64) -> Decoded<()> {
    match d.array()? {
        Some(found) if found == wanted => Ok(()),
        _ => Err(minicbor::decode::Error::message("wrong number of fields")),
    }
}

fn list<T>(
    d: &mut Decoder<'_>,
    most: usize,
    mut one: impl FnMut(&mut Decoder<'_>) -> Decoded<T>,
) -> Decoded<Vec<T>> {
    let Some(length) = d.array()?.filter(|length| *length <= most as u64) else {
        return Err(minicbor::decode::Error::message("the list is too long"));
    };
    (0..length).map(|_| one(d)).collect()
}

fn read_mark(d: &mut Decoder<'_>) -> Decoded<Mark> {
    fields(d, 4)?;
    Ok(Mark {
        n: d.u64()?,
        chain: d.decode()?,
        receipts: d.u64()?,
        blobs: d.u64()?,
    })
}

fn is_null(d: &mut Decoder<'_>) -> Decoded<bool> {
    let is_null = d.datatype()? == minicbor::data::Type::Null;
    if is_null {
        d.null()?;
    }
    Ok(is_null)
}

fn decode(d: &mut Decoder<'_>) -> Decoded<Header> {
    fields(d, 9)?;
    Ok(Header {
        council: d.decode()?,
        from: d.decode()?,
        log: d.decode()?,
        base: match is_null(d)? {
            true => None,
            false => Some(read_mark(d)?),
        },
        upto: read_mark(d)?,
        recipients: list(d, MAX_RECIPIENTS, |d| d.decode())?,
        since_millis: match is_null(d)? {
            true => None,
            false => Some(d.i64()?),
        },
        time_millis: d.i64()?,
        stands: list(d, MAX_RECIPIENTS, |d| {
            fields(d, 4)?;
            Ok(Stands {
                key: d.decode()?,
                log: d.decode()?,
                mark: read_mark(d)?,
                gaps: list(d, MAX_STAND_GAPS, |d| d.decode())?,
            })
        })?,
    })
}

/// The last block: how many blocks stood before it, and the signature over all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) blocks: u64,
    pub(super) signature: Signature,
}

/// How the last block begins. No frame does: theirs begin with a number.
const END: &str = "end";

impl End {
    pub(super) fn sign(key: &DeviceKey, council: &CouncilId, blocks: u64, so_far: &Sha256) -> Self {
        let signature = key.sign(&signed(council, blocks, so_far));
        Self { blocks, signature }
    }

    pub(super) fn verifies(&self, from: &PublicKey, council: &CouncilId, so_far: &Sha256) -> bool {
        from.verifies(&signed(council, self.blocks, so_far), &self.signature)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut e = cbor::Encoder::new();
        e.array(3).str(END).u64(self.blocks).value(&self.signature);
        e.into_bytes()
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut d = Decoder::new(bytes);
        let mut read = || -> Decoded<(String, Self)> {
            fields(&mut d, 3)?;
            let word = d.str()?.to_owned();
            let (blocks, signature) = (d.u64()?, d.decode()?);
            Ok((word, Self { blocks, signature }))
        };
        let (word, end) = read().ok()?;
        (word == END && end.encode() == bytes).then_some(end)
    }
}

/// `["dewan-carry-1", council, blocks, SHA-256 of everything before the last block]`.
fn signed(council: &CouncilId, blocks: u64, so_far: &Sha256) -> Vec<u8> {
    let digest: [u8; 32] = so_far.clone().finalize().into();
    let mut e = cbor::Encoder::new();
    e.array(4)
        .str(SIGNED)
        .value(council)
        .u64(blocks)
        .bytes(&digest);
    e.into_bytes()
}
