//! Codec 1: per change one record that leaves out what the receiver computes again, the records one
//! after another, zstd over them. Codec 0 is the same without zstd, for runs that it would not
//! shorten.
//!
//! A packed run is the deterministic CBOR array
//! `[codec, document, author, last 8 bytes of the actor, sequence of the first change, records, seal]`.
//!
//! A record is: how many dependencies besides the change before, these dependencies, first operation
//! number less the lowest one possible, time less the time of the change before, and then the
//! chunk's bytes from the message to the last column. Left out are magic, checksum, type, length,
//! actor, the change before, sequence and author footer. Before the first record the lowest possible
//! operation number is 1 and the time is 0.

use std::io::Read as _;

use super::{MAX_RUN_BYTES, MAX_RUN_CHANGES, MAX_RUN_INFLATED_BYTES, Run, RunError};
use crate::cbor;
use crate::change::{ChangeError, Content, MAX_CHANGE_DEPENDENCIES, PlainChange, write_author};
use crate::id::{ACTOR_PREFIX_BYTES, ActorId, ChangeHash, CouncilId, DocumentId};
use crate::key::PublicKey;
use crate::leb128::{Reader, write_signed, write_unsigned};
use crate::seal::Seal;

const STORED: u8 = 0;
const ZSTD: u8 = 1;
/// Measured on 1,000 one-character changes: level 19 is a quarter smaller and takes 60 times as long,
/// which would be paid several times where a run is cut to a frame; levels 6 and 9 change little.
const ZSTD_LEVEL: i32 = 3;
/// 4 MiB: no reader needs more memory than for the largest run.
const ZSTD_WINDOW_LOG: u32 = 22;
/// Below this zstd gains nothing.
const ZSTD_MIN_BYTES: usize = 64;

/// The records of the first changes of a run, so that several lengths can be tried.
#[derive(Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    /// Where each record ends.
    ends: Vec<usize>,
    first: Option<(ActorId, u64)>,
    before: Before,
}

/// What a record builds on.
#[derive(Default)]
struct Before {
    hash: Option<ChangeHash>,
    last_op: u64,
    time_seconds: i64,
}

impl Before {
    fn of(change: &PlainChange) -> Self {
        Self {
            hash: Some(change.header.hash),
            last_op: change.header.last_op(),
            time_seconds: change.header.time_seconds,
        }
    }
}

impl Records {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes the first `count` records have before compression.
    pub(super) fn size(&self, count: usize) -> usize {
        count.checked_sub(1).map_or(0, |last| self.ends[last])
    }

    /// Appends the record of the next change.
    pub(super) fn push(&mut self, change: &PlainChange) -> Result<(), RunError> {
        let index = self.ends.len();
        let wrong = |source| RunError::Change { index, source };
        let body = change.body().map_err(wrong)?;
        let others = body
            .dependencies
            .iter()
            .filter(|dependency| Some(**dependency) != self.before.hash);
        write_unsigned(&mut self.bytes, others.clone().count() as u64);
        for dependency in others {
            self.bytes.extend_from_slice(dependency.as_bytes());
        }
        let skipped = body.start_op.checked_sub(self.before.last_op + 1);
        let skipped = skipped.ok_or(RunError::Link {
            index,
            what: "its operation numbers are used already",
        })?;
        write_unsigned(&mut self.bytes, skipped);
        write_signed(
            &mut self.bytes,
            body.time_seconds - self.before.time_seconds,
        );
        self.bytes.extend_from_slice(body.content.bytes);
        self.ends.push(self.bytes.len());
        self.first.get_or_insert((body.actor, body.sequence));
        self.before = Before::of(change);
        Ok(())
    }
}

/// Packs the first `count` of `records`.
pub(super) fn pack(
    document: &DocumentId,
    author: &PublicKey,
    records: &Records,
    count: usize,
    seal: &Seal,
) -> Result<Vec<u8>, RunError> {
    let Some((actor, sequence)) = records.first else {
        return Err(RunError::Form("it holds no change"));
    };
    let plain = &records.bytes[..records.size(count)];
    let compressed = (plain.len() >= ZSTD_MIN_BYTES).then(|| {
        zstd::bulk::compress(plain, ZSTD_LEVEL)
            .expect("BUG: zstd into a buffer of its own bound fails only without memory")
    });
    let (codec, payload) = match &compressed {
        Some(compressed) if compressed.len() < plain.len() => (ZSTD, &compressed[..]),
        _ => (STORED, plain),
    };
    let packed = envelope(codec, document, author, &actor, sequence, payload, seal);
    if packed.len() > MAX_RUN_BYTES {
        return Err(RunError::PackedTooLarge(packed.len()));
    }
    Ok(packed)
}

fn envelope(
    codec: u8,
    document: &DocumentId,
    author: &PublicKey,
    actor: &ActorId,
    sequence: u64,
    payload: &[u8],
    seal: &Seal,
) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.array(7)
        .u8(codec)
        .value(document)
        .value(author)
        .bytes(&actor.as_bytes()[ACTOR_PREFIX_BYTES..])
        .u64(sequence)
        .bytes(payload)
        .value(seal);
    e.into_bytes()
}

/// The document and the author that stand in the envelope.
pub(super) fn whose(packed: &[u8]) -> Option<(DocumentId, PublicKey)> {
    let mut d = minicbor::Decoder::new(packed);
    if d.array().ok()? != Some(7) {
        return None;
    }
    d.u8().ok()?;
    Some((d.decode().ok()?, d.decode().ok()?))
}

/// Rebuilds the chunks and reads their headers; the rest is checked by the caller.
pub(super) fn unpack(packed: &[u8], council: &CouncilId) -> Result<Run, RunError> {
    if packed.len() > MAX_RUN_BYTES {
        return Err(RunError::PackedTooLarge(packed.len()));
    }
    let mut d = minicbor::Decoder::new(packed);
    let damaged = |_| RunError::Form("its envelope is damaged");
    if d.array().map_err(damaged)? != Some(7) {
        return Err(RunError::Form("its envelope has not seven fields"));
    }
    let codec = d.u8().map_err(damaged)?;
    if codec != STORED && codec != ZSTD {
        return Err(RunError::Codec(codec));
    }
    let document: DocumentId = d.decode().map_err(damaged)?;
    let author: PublicKey = d.decode().map_err(damaged)?;
    let suffix = d.bytes().map_err(damaged)?;
    let suffix = suffix
        .try_into()
        .map_err(|_| RunError::Form("the end of the actor id has not 8 bytes"))?;
    let actor = author.actor_with(council, suffix);
    let sequence = d.u64().map_err(damaged)?;
    let payload = d.bytes().map_err(damaged)?;
    let seal: Seal = d.decode().map_err(damaged)?;
    if d.position() != packed.len() {
        return Err(RunError::Form("bytes follow it"));
    }
    if envelope(codec, &document, &author, &actor, sequence, payload, &seal) != packed {
        return Err(RunError::Form(
            "its envelope is not the deterministic spelling",
        ));
    }
    let inflated;
    let records = if codec == ZSTD {
        inflated = inflate(payload)?;
        &inflated[..]
    } else {
        payload
    };
    let changes = rebuild(records, &author, &actor, sequence)?;
    Ok(Run {
        document,
        author,
        changes,
        seal,
    })
}

/// Inflates one zstd frame, counting: its own claim of a size is not believed.
fn inflate(payload: &[u8]) -> Result<Vec<u8>, RunError> {
    let damaged = |_| RunError::Form("its compressed records are damaged");
    let mut decoder = zstd::stream::read::Decoder::with_buffer(payload)
        .map_err(damaged)?
        .single_frame();
    decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(damaged)?;
    let mut records = Vec::new();
    decoder
        .by_ref()
        .take(MAX_RUN_INFLATED_BYTES as u64 + 1)
        .read_to_end(&mut records)
        .map_err(damaged)?;
    if records.len() > MAX_RUN_INFLATED_BYTES {
        return Err(RunError::TooLarge);
    }
    if !decoder.get_ref().is_empty() {
        return Err(RunError::Form("bytes follow its compressed records"));
    }
    Ok(records)
}

fn rebuild(
    records: &[u8],
    author: &PublicKey,
    actor: &ActorId,
    first_sequence: u64,
) -> Result<Vec<PlainChange>, RunError> {
    let mut changes = Vec::new();
    let mut before = Before::default();
    let mut total = 0;
    let mut reader = Reader::new(records);
    let mut body = Vec::new();
    while !reader.is_at_end() {
        let index = changes.len();
        if index == MAX_RUN_CHANGES {
            return Err(RunError::TooMany);
        }
        let sequence = first_sequence
            .checked_add(index as u64)
            .ok_or(RunError::Form("its sequence numbers overflow"))?;
        let wrong = |source| RunError::Change { index, source };
        body.clear();
        write_body(&mut body, &mut reader, &before, actor, sequence).map_err(wrong)?;
        if sequence == 1 {
            write_author(&mut body, author);
        }
        let change = PlainChange::from_body(&body).map_err(wrong)?;
        total += change.chunk.len();
        if total > MAX_RUN_INFLATED_BYTES {
            return Err(RunError::TooLarge);
        }
        before = Before::of(&change);
        changes.push(change);
    }
    Ok(changes)
}

/// Writes the body that the next record stands for, up to its author footer.
fn write_body(
    body: &mut Vec<u8>,
    reader: &mut Reader<'_>,
    before: &Before,
    actor: &ActorId,
    sequence: u64,
) -> Result<(), ChangeError> {
    let others = reader.u64()?;
    if others > MAX_CHANGE_DEPENDENCIES as u64 {
        return Err(ChangeError::Limit("the number of dependencies"));
    }
    let mut dependencies: Vec<ChangeHash> = Vec::with_capacity(others as usize + 1);
    for _ in 0..others {
        dependencies.push(ChangeHash::from_bytes(reader.array()?));
    }
    if let Some(own) = before.hash {
        // A second mention stays one, and the parser refuses it.
        let at = dependencies.partition_point(|dependency| *dependency < own);
        dependencies.insert(at, own);
    }
    let start_op = reader.u64()?.saturating_add(before.last_op + 1);
    let time_seconds = reader.i64()?.saturating_add(before.time_seconds);
    let content = Content::read(reader)?;

    write_unsigned(body, dependencies.len() as u64);
    for dependency in &dependencies {
        body.extend_from_slice(dependency.as_bytes());
    }
    write_unsigned(body, ActorId::LEN as u64);
    body.extend_from_slice(actor.as_bytes());
    write_unsigned(body, sequence);
    write_unsigned(body, start_op);
    write_signed(body, time_seconds);
    body.extend_from_slice(content.bytes);
    Ok(())
}
