//! The header of an Automerge change chunk, read by a parser of our own.
//!
//! A relay must know a change's place (actor, sequence, dependencies, operation numbers) without
//! running Automerge over bytes it does not trust. This parser reads the plain change chunk of
//! Automerge's storage format (type 1), never an operation. It allocates in proportion to the bytes
//! it is given, not to what they claim, and accepts only what Automerge 0.12 writes: what that would
//! read but not write again byte by byte makes a document that cannot be loaded any more.

use sha2::{Digest as _, Sha256};

use crate::id::{ActorId, ChangeHash};
use crate::key::PublicKey;
use crate::leb128::{Reader, Unread, unsigned_len, write_unsigned};

/// The most bytes a change chunk may have.
pub const MAX_CHANGE_BYTES: usize = 1024 * 1024;
/// The most operations a change may have.
pub const MAX_CHANGE_OPERATIONS: u64 = 1_000_000;
/// The most dependencies a change may name.
pub const MAX_CHANGE_DEPENDENCIES: usize = 256;
/// The most bytes the writer's note on a change may have.
pub const MAX_CHANGE_MESSAGE_BYTES: usize = 4096;
/// The earliest time a change may claim, in seconds since 1970: the first second of the year 1.
pub const MIN_CHANGE_TIME_SECONDS: i64 = -62_135_596_800;
/// The latest time a change may claim, in seconds since 1970: the last second of the year 9999.
/// Automerge keeps differences of times, which must not overflow.
pub const MAX_CHANGE_TIME_SECONDS: i64 = 253_402_300_799;

/// What every chunk of Automerge's storage format begins with.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The chunk type of a plain change.
const PLAIN_CHANGE: u8 = 1;
/// Length of an actor id in the genesis changes, which every other actor's operations may refer to.
const GENESIS_ACTOR: [u8; 16] = [0; 16];
/// What the author footer begins with: footer kind 1, length 32.
const AUTHOR_FOOTER: [u8; 2] = [1, PublicKey::LEN as u8];
/// Bit of a column specification that says "compressed".
const COMPRESSED_COLUMN: u64 = 0x08;
/// The column whose run-length count is the number of operations.
const ACTION_COLUMN: u64 = 0x42;
/// The highest action Automerge 0.12 knows (a mark).
const MAX_ACTION: u64 = 7;
/// The columns of a change, ascending: object (actor, counter), key (actor, counter, string),
/// insert, action, value (metadata, bytes), predecessors (count, actor, counter), expand, mark name.
const COLUMNS: [u64; 14] = [
    0x01,
    0x02,
    0x11,
    0x13,
    0x15,
    0x34,
    ACTION_COLUMN,
    0x56,
    0x57,
    0x70,
    0x71,
    0x73,
    0x94,
    0xa5,
];

/// Why bytes are not a plain change chunk that a node may take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// More than [`MAX_CHANGE_BYTES`].
    #[error("the change has {0} bytes; at most {MAX_CHANGE_BYTES} are allowed")]
    TooLarge(usize),
    /// The bytes do not begin as every Automerge chunk does.
    #[error("this is no Automerge chunk")]
    Foreign,
    /// A chunk of another type. It is not looked into: some of them hang or exhaust their reader.
    #[error("this is an Automerge chunk of type {0}, and only plain changes (type 1) are taken")]
    ChunkType(u8),
    /// The bytes end before the change does.
    #[error("the change is cut off")]
    CutOff,
    /// Bytes follow the change.
    #[error("bytes follow the change")]
    Trailing,
    /// The checksum does not match the content.
    #[error("the change is damaged: its checksum does not match")]
    Checksum,
    /// A length or number is too large or not in its shortest spelling.
    #[error("an integer of the change is too large or not in its shortest spelling")]
    Integer,
    /// A limit is exceeded. Says which.
    #[error("the change goes over a limit: {0}")]
    Limit(&'static str),
    /// Says what else was expected where.
    #[error("this is no plain change: {0}")]
    Form(&'static str),
}

impl From<Unread> for ChangeError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::CutOff => Self::CutOff,
            Unread::Integer => Self::Integer,
        }
    }
}

/// What a node may know of a change without decoding its operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeHeader {
    /// Its identity: SHA-256 over chunk type, length and body, as Automerge computes it.
    pub hash: ChangeHash,
    /// The changes it was made on, ascending.
    pub dependencies: Vec<ChangeHash>,
    /// Who wrote it.
    pub actor: ActorId,
    /// Its place among the actor's changes; the first is 1. Below 2^32.
    pub sequence: u64,
    /// The counter of its first operation; at least 1.
    pub start_op: u64,
    /// The writer's clock, in seconds since 1970 (UTC). A claim.
    pub time_seconds: i64,
    /// The writer's note. A claim.
    pub message: Option<String>,
    /// The author footer; Automerge puts it on an actor's first change only.
    pub author: Option<PublicKey>,
    /// How many operations it claims to have: the run-length count of the action column (0x42).
    /// `start_op + operations` is below 2^32.
    pub operations: u64,
}

impl ChangeHeader {
    /// Reads the header of exactly one uncompressed change chunk and verifies its checksum.
    ///
    /// # Errors
    /// [`ChangeError`] for anything else, other chunk types and compressed columns included.
    pub fn parse(chunk: &[u8]) -> Result<Self, ChangeError> {
        if chunk.len() > MAX_CHANGE_BYTES {
            return Err(ChangeError::TooLarge(chunk.len()));
        }
        let mut reader = Reader::new(chunk);
        if reader.array().map_err(|_| ChangeError::CutOff)? != MAGIC {
            return Err(ChangeError::Foreign);
        }
        let checksum: [u8; 4] = reader.array()?;
        let [chunk_type] = reader.array()?;
        if chunk_type != PLAIN_CHANGE {
            return Err(ChangeError::ChunkType(chunk_type));
        }
        let len = reader.u64()?;
        let body = reader.take(len)?;
        if !reader.is_at_end() {
            return Err(ChangeError::Trailing);
        }
        let hash = hash_of(body);
        if hash.as_bytes()[..4] != checksum {
            return Err(ChangeError::Checksum);
        }
        Ok(Body::read(body)?.header(hash))
    }

    /// The counter of its last operation; one below [`start_op`](Self::start_op) where it has none.
    pub fn last_op(&self) -> u64 {
        self.start_op + self.operations - 1
    }
}

/// A change with its header read: the exact plain chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainChange {
    /// What its header says.
    pub header: ChangeHeader,
    /// The exact chunk, `Change::raw_bytes` of Automerge.
    pub chunk: Vec<u8>,
}

impl PlainChange {
    /// Reads the header of a chunk and keeps both.
    ///
    /// # Errors
    /// As [`ChangeHeader::parse`].
    pub fn parse(chunk: Vec<u8>) -> Result<Self, ChangeError> {
        Ok(Self {
            header: ChangeHeader::parse(&chunk)?,
            chunk,
        })
    }

    /// The parts of the chunk, if the header was read from exactly this one. A damaged row differs.
    pub(crate) fn body(&self) -> Result<Body<'_>, ChangeError> {
        let mut reader = Reader::new(&self.chunk);
        reader.take(MAGIC.len() as u64 + 4 + 1)?;
        let len = reader.u64()?;
        let bytes = reader.take(len)?;
        if hash_of(bytes) != self.header.hash {
            return Err(ChangeError::Checksum);
        }
        let body = Body::read(bytes)?;
        if body.header(self.header.hash) != self.header {
            return Err(ChangeError::Form("its header was read from other bytes"));
        }
        Ok(body)
    }

    /// Puts a chunk around a body and reads its header.
    pub(crate) fn from_body(body: &[u8]) -> Result<Self, ChangeError> {
        let mut len = Vec::with_capacity(5);
        write_unsigned(&mut len, body.len() as u64);
        let size = MAGIC.len() + 4 + 1 + len.len() + body.len();
        if size > MAX_CHANGE_BYTES {
            return Err(ChangeError::TooLarge(size));
        }
        let hash = hash_of(body);
        let header = Body::read(body)?.header(hash);
        let mut chunk = Vec::with_capacity(size);
        chunk.extend_from_slice(&MAGIC);
        chunk.extend_from_slice(&hash.as_bytes()[..4]);
        chunk.push(PLAIN_CHANGE);
        chunk.extend_from_slice(&len);
        chunk.extend_from_slice(body);
        Ok(Self { header, chunk })
    }
}

/// SHA-256 over chunk type, length and body.
fn hash_of(body: &[u8]) -> ChangeHash {
    let mut prefix = Vec::with_capacity(1 + unsigned_len(body.len() as u64));
    prefix.push(PLAIN_CHANGE);
    write_unsigned(&mut prefix, body.len() as u64);
    let hash = Sha256::new().chain_update(&prefix).chain_update(body);
    ChangeHash::from_bytes(hash.finalize().into())
}

/// The parts of a change's body.
pub(crate) struct Body<'a> {
    pub(crate) dependencies: Vec<ChangeHash>,
    pub(crate) actor: ActorId,
    pub(crate) sequence: u64,
    pub(crate) start_op: u64,
    pub(crate) time_seconds: i64,
    /// Message, other actors, columns: all between the time and the author footer.
    pub(crate) content: Content<'a>,
    pub(crate) author: Option<PublicKey>,
}

impl<'a> Body<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, ChangeError> {
        let mut reader = Reader::new(bytes);
        let dependencies = read_dependencies(&mut reader)?;
        let len = reader.u64()?;
        let actor = ActorId::from_slice(reader.take(len)?)
            .ok_or(ChangeError::Form("the actor id has not 24 bytes"))?;
        let sequence = reader.u64()?;
        if sequence == 0 {
            return Err(ChangeError::Form("the sequence number is 0"));
        }
        if sequence > u64::from(u32::MAX) {
            return Err(ChangeError::Limit("the sequence number"));
        }
        if sequence > 1 && dependencies.is_empty() {
            return Err(ChangeError::Form(
                "a later change of an actor depends on nothing",
            ));
        }
        let start_op = reader.u64()?;
        if start_op == 0 {
            return Err(ChangeError::Form("the first operation has number 0"));
        }
        let time_seconds = reader.i64()?;
        if !(MIN_CHANGE_TIME_SECONDS..=MAX_CHANGE_TIME_SECONDS).contains(&time_seconds) {
            return Err(ChangeError::Limit("the time is not in the years 1 to 9999"));
        }
        let content = Content::read(&mut reader)?;
        if start_op
            .checked_add(content.operations)
            .is_none_or(|end| end > u64::from(u32::MAX))
        {
            return Err(ChangeError::Limit("the operation numbers reach 2^32"));
        }
        let author = read_author(reader.rest())?;
        Ok(Self {
            dependencies,
            actor,
            sequence,
            start_op,
            time_seconds,
            content,
            author,
        })
    }

    fn header(&self, hash: ChangeHash) -> ChangeHeader {
        ChangeHeader {
            hash,
            dependencies: self.dependencies.clone(),
            actor: self.actor,
            sequence: self.sequence,
            start_op: self.start_op,
            time_seconds: self.time_seconds,
            message: self.content.message.map(str::to_owned),
            author: self.author,
            operations: self.content.operations,
        }
    }
}

fn read_dependencies(reader: &mut Reader<'_>) -> Result<Vec<ChangeHash>, ChangeError> {
    let count = reader.u64()?;
    if count > MAX_CHANGE_DEPENDENCIES as u64 {
        return Err(ChangeError::Limit("the number of dependencies"));
    }
    // At most 8 KiB for any claim.
    let mut dependencies = Vec::with_capacity(count as usize);
    for _ in 0..count {
        dependencies.push(ChangeHash::from_bytes(reader.array()?));
    }
    if !dependencies.is_sorted_by(|a, b| a < b) {
        return Err(ChangeError::Form("the dependencies are not ascending"));
    }
    Ok(dependencies)
}

/// The author footer: nothing, or kind 1, length 32 and a key.
///
/// Automerge ignores a footer it does not understand and bytes after one; both are refused here,
/// because they would be carried for ever without a meaning.
fn read_author(footer: &[u8]) -> Result<Option<PublicKey>, ChangeError> {
    if footer.is_empty() {
        return Ok(None);
    }
    footer
        .strip_prefix(&AUTHOR_FOOTER)
        .and_then(PublicKey::from_slice)
        .map(Some)
        .ok_or(ChangeError::Form(
            "what follows the operations is no author footer with a key of 32 bytes",
        ))
}

/// Appends the author footer that [`Body::read`] expects.
pub(crate) fn write_author(out: &mut Vec<u8>, author: &PublicKey) {
    out.extend_from_slice(&AUTHOR_FOOTER);
    out.extend_from_slice(author.as_bytes());
}

/// The part of a body between its time and its author footer. It says itself where it ends.
pub(crate) struct Content<'a> {
    pub(crate) bytes: &'a [u8],
    message: Option<&'a str>,
    operations: u64,
}

impl<'a> Content<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, ChangeError> {
        let start = reader.at();
        let len = reader.u64()?;
        if len > MAX_CHANGE_MESSAGE_BYTES as u64 {
            return Err(ChangeError::Limit("the length of the message"));
        }
        let message = std::str::from_utf8(reader.take(len)?)
            .map_err(|_| ChangeError::Form("the message is not UTF-8"))?;
        read_other_actors(reader)?;
        let operations = read_columns(reader)?;
        Ok(Self {
            bytes: reader.since(start),
            message: (!message.is_empty()).then_some(message),
            operations,
        })
    }
}

/// The actors whose operations this change refers to: ascending, each of ours or that of genesis.
fn read_other_actors(reader: &mut Reader<'_>) -> Result<(), ChangeError> {
    let count = reader.u64()?;
    let mut before: Option<&[u8]> = None;
    for _ in 0..count {
        let len = reader.u64()?;
        let actor = reader.take(len)?;
        if actor.len() != ActorId::LEN && actor != GENESIS_ACTOR {
            return Err(ChangeError::Form(
                "an actor that it refers to has not 24 bytes",
            ));
        }
        if before.is_some_and(|before| before >= actor) {
            return Err(ChangeError::Form(
                "the actors that it refers to are not ascending",
            ));
        }
        before = Some(actor);
    }
    Ok(())
}

/// Reads the list of columns and steps over their data; returns how many operations there are.
fn read_columns(reader: &mut Reader<'_>) -> Result<u64, ChangeError> {
    let count = reader.u64()?;
    if count > COLUMNS.len() as u64 {
        return Err(ChangeError::Limit("the number of columns"));
    }
    let mut lengths = [(0, 0); COLUMNS.len()];
    let lengths = &mut lengths[..count as usize];
    let mut before = None;
    for entry in lengths.iter_mut() {
        let column = reader.u64()?;
        if column & COMPRESSED_COLUMN != 0 {
            return Err(ChangeError::Form("a column is compressed"));
        }
        if !COLUMNS.contains(&column) {
            return Err(ChangeError::Form("a column is unknown"));
        }
        if before.is_some_and(|before| before >= column) {
            return Err(ChangeError::Form("the columns are not ascending"));
        }
        before = Some(column);
        let len = reader.u64()?;
        if len == 0 {
            return Err(ChangeError::Form("a column is empty"));
        }
        *entry = (column, len);
    }
    let mut operations = 0;
    for (column, len) in lengths.iter() {
        let data = reader.take(*len)?;
        if *column == ACTION_COLUMN {
            operations = count_run_length(data)?;
        }
    }
    if operations == 0 && !lengths.is_empty() {
        return Err(ChangeError::Form("columns without operations"));
    }
    Ok(operations)
}

/// How many values a run-length column of unsigned integers holds: per group a signed count, then
/// for a positive one the value it repeats, for a negative one that many values.
fn count_run_length(column: &[u8]) -> Result<u64, ChangeError> {
    let mut reader = Reader::new(column);
    let mut total = 0_u64;
    while !reader.is_at_end() {
        let count = reader.i64()?;
        if count == 0 {
            return Err(ChangeError::Form("an operation without an action"));
        }
        total = total.saturating_add(count.unsigned_abs());
        if total > MAX_CHANGE_OPERATIONS {
            return Err(ChangeError::Limit("the number of operations"));
        }
        let values = if count > 0 { 1 } else { count.unsigned_abs() };
        for _ in 0..values {
            if reader.u64()? > MAX_ACTION {
                return Err(ChangeError::Form("an operation with an unknown action"));
            }
        }
    }
    Ok(total)
}
