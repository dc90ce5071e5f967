//! Automerge chunks, read and written byte by byte.
//!
//! Written apart from the product's own parser, on purpose: what one of the two understands wrongly
//! the other one shows. The layout is that of the Automerge binary format: magic, four bytes of
//! checksum, type, length, body; the hash is SHA-256 over type, length and body.

use format::ChangeHash;
use sha2::{Digest as _, Sha256};

/// The first bytes of every chunk.
pub const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The type of a chunk that holds a whole document.
pub const DOCUMENT: u8 = 0;
/// The type of a plain change chunk.
pub const CHANGE: u8 = 1;
/// The type of a change whose body is deflated.
pub const COMPRESSED_CHANGE: u8 = 2;
/// The type of a bundle of changes.
pub const BUNDLE: u8 = 3;
/// The column of actions: one number per operation, run-length encoded.
pub const ACTION_COLUMN: u32 = 0x42;
/// The column of the bytes of all values.
pub const VALUE_COLUMN: u32 = 0x57;
/// Set in a column's specification when its data is deflated.
pub const DEFLATED: u32 = 0x08;
/// The name of the author in a change's footer.
const FOOTER_AUTHOR: u64 = 1;

/// A column of a change: its specification and its encoded data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Id, type and the deflate flag.
    pub specification: u32,
    /// As it is encoded.
    pub data: Vec<u8>,
}

/// A change chunk, field by field, in the order of its bytes. Nothing is checked, so that anything
/// can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it was made on.
    pub dependencies: Vec<ChangeHash>,
    /// Who wrote it.
    pub actor: Vec<u8>,
    /// Its place among the actor's changes.
    pub sequence: u64,
    /// The counter of its first operation.
    pub start_op: u64,
    /// The writer's clock, in seconds since 1970.
    pub time_seconds: i64,
    /// The writer's note; empty for none.
    pub message: Vec<u8>,
    /// Other actors its operations name.
    pub other_actors: Vec<Vec<u8>>,
    /// The operations.
    pub columns: Vec<Column>,
    /// What follows the columns: the author footer.
    pub footer: Vec<u8>,
}

impl Change {
    /// Reads a plain change chunk; `None` when it is none.
    pub fn read(chunk: &[u8]) -> Option<Self> {
        let (kind, body) = open(chunk)?;
        let mut rest = (kind == CHANGE).then_some(body)?;
        let r = &mut rest;
        let dependencies = (0..unsigned(r)?)
            .map(|_| ChangeHash::from_slice(take(r, 32)?))
            .collect::<Option<_>>()?;
        let actor = prefixed(r)?;
        let (sequence, start_op, time_seconds) = (unsigned(r)?, unsigned(r)?, signed(r)?);
        let message = prefixed(r)?;
        let other_actors = (0..unsigned(r)?)
            .map(|_| prefixed(r))
            .collect::<Option<_>>()?;
        let layout = (0..unsigned(r)?)
            .map(|_| Some((u32::try_from(unsigned(r)?).ok()?, unsigned(r)?)))
            .collect::<Option<Vec<_>>>()?;
        let columns = layout
            .into_iter()
            .map(|(specification, bytes)| {
                let data = take(r, usize::try_from(bytes).ok()?)?.to_vec();
                Some(Column {
                    specification,
                    data,
                })
            })
            .collect::<Option<_>>()?;
        Some(Self {
            dependencies,
            actor,
            sequence,
            start_op,
            time_seconds,
            message,
            other_actors,
            columns,
            footer: rest.to_vec(),
        })
    }

    /// The body of the chunk: all fields.
    pub fn body(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_unsigned(&mut out, self.dependencies.len() as u64);
        for dependency in &self.dependencies {
            out.extend_from_slice(dependency.as_bytes());
        }
        put_prefixed(&mut out, &self.actor);
        put_unsigned(&mut out, self.sequence);
        put_unsigned(&mut out, self.start_op);
        put_signed(&mut out, self.time_seconds);
        put_prefixed(&mut out, &self.message);
        put_unsigned(&mut out, self.other_actors.len() as u64);
        for actor in &self.other_actors {
            put_prefixed(&mut out, actor);
        }
        put_unsigned(&mut out, self.columns.len() as u64);
        for column in &self.columns {
            put_unsigned(&mut out, u64::from(column.specification));
            put_unsigned(&mut out, column.data.len() as u64);
        }
        for column in &self.columns {
            out.extend_from_slice(&column.data);
        }
        out.extend_from_slice(&self.footer);
        out
    }

    /// The chunk, with the checksum that belongs to it.
    pub fn write(&self) -> Vec<u8> {
        seal_chunk(CHANGE, &self.body())
    }

    /// Its identity.
    pub fn hash(&self) -> ChangeHash {
        hash(CHANGE, &self.body())
    }

    /// The encoded data of a column, empty when the change has none of it.
    pub fn column(&mut self, specification: u32) -> Option<&mut Vec<u8>> {
        self.columns
            .iter_mut()
            .find(|column| column.specification == specification)
            .map(|column| &mut column.data)
    }

    /// The action of every operation; `None` where the column is damaged.
    pub fn actions(&self) -> Option<Vec<Option<u64>>> {
        self.columns
            .iter()
            .find(|column| column.specification == ACTION_COLUMN)
            .map_or(Some(Vec::new()), |column| read_runs(&column.data))
    }

    /// The counter of its last operation, by the actions it lists.
    pub fn last_op(&self) -> Option<u64> {
        (self.start_op + self.actions()?.len() as u64).checked_sub(1)
    }
}

/// The footer that names an author.
pub fn author_footer(author: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put_unsigned(&mut out, FOOTER_AUTHOR);
    put_prefixed(&mut out, author);
    out
}

/// The hash of a chunk of this type with this body.
pub fn hash(kind: u8, body: &[u8]) -> ChangeHash {
    let mut head = vec![kind];
    put_unsigned(&mut head, body.len() as u64);
    let hash = Sha256::new().chain_update(head).chain_update(body);
    ChangeHash::from_bytes(hash.finalize().into())
}

/// A chunk with the checksum that belongs to its own type and body.
pub fn seal_chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    chunk(kind, body, &hash(kind, body))
}

/// A chunk with the checksum of another hash.
pub fn chunk(kind: u8, body: &[u8], hash: &ChangeHash) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&hash.as_bytes()[..4]);
    out.push(kind);
    put_unsigned(&mut out, body.len() as u64);
    out.extend_from_slice(body);
    out
}

/// Type and body of exactly one chunk with a right checksum.
pub fn open(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes.strip_prefix(&MAGIC)?;
    let checksum = take(&mut rest, 4)?;
    let kind = *take(&mut rest, 1)?.first()?;
    let length = usize::try_from(unsigned(&mut rest)?).ok()?;
    let sound = rest.len() == length && hash(kind, rest).as_bytes().starts_with(checksum);
    sound.then_some((kind, rest))
}

/// Deflates without compressing (RFC 1951, section 3.2.4): enough to be a deflated body.
pub fn deflate_stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut blocks = bytes.chunks(usize::from(u16::MAX)).peekable();
    if blocks.peek().is_none() {
        return vec![1, 0, 0, 0xff, 0xff];
    }
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out
}

/// Unpacks a run-length encoded column of numbers.
fn read_runs(mut data: &[u8]) -> Option<Vec<Option<u64>>> {
    let r = &mut data;
    let mut values = Vec::new();
    while !r.is_empty() {
        match signed(r)? {
            0 => values.extend(std::iter::repeat_n(
                None,
                usize::try_from(unsigned(r)?).ok()?,
            )),
            n @ 1.. => {
                let value = unsigned(r)?;
                values.extend(std::iter::repeat_n(Some(value), usize::try_from(n).ok()?));
            }
            n => {
                for _ in 0..n.unsigned_abs() {
                    values.push(Some(unsigned(r)?));
                }
            }
        }
    }
    Some(values)
}

/// Packs a run-length encoded column of numbers the way Automerge does: equal neighbours as a run,
/// different ones as a literal.
pub fn write_runs(values: &[Option<u64>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut literal: Vec<u64> = Vec::new();
    let flush = |literal: &mut Vec<u64>, out: &mut Vec<u8>| {
        if !literal.is_empty() {
            put_signed(out, -(literal.len() as i64));
            for value in literal.drain(..) {
                put_unsigned(out, value);
            }
        }
    };
    for run in values.chunk_by(|a, b| a == b) {
        match run[0] {
            Some(value) if run.len() == 1 => literal.push(value),
            Some(value) => {
                flush(&mut literal, &mut out);
                put_signed(&mut out, run.len() as i64);
                put_unsigned(&mut out, value);
            }
            None => {
                flush(&mut literal, &mut out);
                put_signed(&mut out, 0);
                put_unsigned(&mut out, run.len() as u64);
            }
        }
    }
    flush(&mut literal, &mut out);
    out
}

/// Writes an unsigned LEB128 number.
pub fn put_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

/// Writes a signed LEB128 number.
pub fn put_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        let done = (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0);
        if done {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

fn put_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    put_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(bytes)?;
    *rest = left;
    Some(taken)
}

fn prefixed(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let bytes = usize::try_from(unsigned(rest)?).ok()?;
    take(rest, bytes).map(<[u8]>::to_vec)
}

fn unsigned(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(rest, 1)?[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn signed(rest: &mut &[u8]) -> Option<i64> {
    let mut value = 0_i64;
    for shift in (0..64).step_by(7) {
        let byte = take(rest, 1)?[0];
        value |= i64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            if shift + 7 < 64 && byte & 0x40 != 0 {
                value |= -1 << (shift + 7);
            }
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable as _};
    use automerge::{AutoCommit, ObjType, ROOT, ReadDoc as _};
    use rand::{RngExt as _, SeedableRng as _};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Changes of two writers with text, maps, deletions, marks of time and notes.
    fn genuine(seed: u64) -> Vec<automerge::Change> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut first = AutoCommit::new();
        let text = first.put_object(ROOT, "text", ObjType::Text).expect("made");
        first.commit();
        let mut second = first.fork();
        second.set_author(Some(automerge::Author::from(vec![7; 32])));
        for round in 0..40_i64 {
            for doc in [&mut first, &mut second] {
                for _ in 0..random.random_range(1..6) {
                    let length = doc.length(&text);
                    let at = random.random_range(0..=length);
                    let delete = random.random_range(0..=(length - at).min(3)) as isize;
                    doc.splice_text(&text, at, delete, "añ𝛼b").expect("spliced");
                }
                doc.put(ROOT, format!("k{}", round % 3), round)
                    .expect("put");
                let note = format!("round {round}");
                doc.commit_with(
                    CommitOptions::default()
                        .with_time(round * 1_000_003 - 20_000_000)
                        .with_message(if round % 2 == 0 { note } else { String::new() }),
                );
            }
            if round % 7 == 0 {
                first.merge(&mut second).expect("merged");
                second.merge(&mut first).expect("merged");
            }
        }
        first.merge(&mut second).expect("merged");
        first.get_changes(&[])
    }

    #[test]
    fn every_genuine_change_is_read_and_written_to_the_same_bytes_and_hash() {
        for seed in 0..5 {
            let changes = genuine(seed);
            assert!(changes.len() > 80);
            for genuine in changes {
                let chunk = genuine.raw_bytes();
                let change = Change::read(chunk).expect("a plain change");
                assert_eq!(change.write(), chunk, "seed {seed}");
                assert_eq!(change.hash().as_bytes(), &genuine.hash().0, "seed {seed}");
                assert_eq!(change.sequence, genuine.seq());
                assert_eq!(change.start_op, genuine.start_op().get());
                assert_eq!(change.time_seconds, genuine.timestamp());
                assert_eq!(change.last_op(), Some(genuine.max_op()), "seed {seed}");
                let mut again = change.clone();
                let actions = change.actions().expect("actions");
                *again.column(ACTION_COLUMN).expect("actions") = write_runs(&actions);
                assert_eq!(again, change, "seed {seed}: actions are packed alike");
            }
        }
    }

    #[test]
    fn a_footer_is_the_one_automerge_writes() {
        let key = [7; 32];
        let with_author = genuine(1).into_iter().find(|c| c.author().is_some());
        let change = Change::read(with_author.expect("one").raw_bytes()).expect("plain");
        assert_eq!(change.footer, author_footer(&key));
    }

    #[test]
    fn a_stored_deflate_is_what_automerge_inflates() {
        let change = Change::read(genuine(2)[10].raw_bytes()).expect("plain");
        let body = change.body();
        let compressed = chunk(
            COMPRESSED_CHANGE,
            &deflate_stored(&body),
            &hash(CHANGE, &body),
        );
        let read = automerge::Change::from_bytes(compressed).expect("automerge takes it");
        assert_eq!(&read.hash().0, change.hash().as_bytes());
    }

    #[test]
    fn numbers_are_written_and_read_at_their_edges() {
        for value in [0, 1, 127, 128, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
            let mut out = Vec::new();
            put_unsigned(&mut out, value);
            assert_eq!(unsigned(&mut out.as_slice()), Some(value));
        }
        for value in [0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            put_signed(&mut out, value);
            assert_eq!(signed(&mut out.as_slice()), Some(value));
        }
    }

    #[test]
    fn a_wrong_checksum_or_a_cut_chunk_is_none() {
        let chunk = genuine(3)[5].raw_bytes().to_vec();
        for at in 0..chunk.len() {
            assert_eq!(Change::read(&chunk[..at]), None);
        }
        let mut damaged = chunk.clone();
        damaged[6] ^= 1;
        assert_eq!(Change::read(&damaged), None);
    }
}
