//! Reading a carry file: all of it is checked before any of it is given out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use format::{Act, Blob, CouncilId, DocumentId, Receipt, Run, Subject, cbor};
use sha2::{Digest as _, Sha256};

use super::header::{End, Header};
use super::{MAGIC, MAX_BLOCK_BYTES};
use crate::frame::{Frame, Packed};
use crate::holdings::Item;
use crate::partial::Partial;

/// The most roster acts of one file that are remembered to find out who wrote it.
const MAX_ROSTER_ACTS: usize = 20_000;
/// The most documents of one file that are counted one by one.
const MAX_COUNTED: usize = 100_000;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The disk says so.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It does not begin like a carry file.
    #[error("this is no carry file of Dewan")]
    Foreign,
    /// It is a carry file that a transport took for text and rewrote.
    #[error("the file was changed on its way as if it were text")]
    Rewritten,
    /// A carry file of a later program.
    #[error("the file has form {0}, which this program does not know")]
    Version(char),
    /// It ends too early.
    #[error("the file is cut off")]
    CutOff,
    /// Something in it is not what was written.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// It is of another council.
    #[error("the file belongs to another council")]
    ForeignCouncil,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Who wrote it for whom.
    pub header: Header,
    /// Its roster acts, which may say who the writer is.
    pub roster: Vec<Act>,
    /// Per document of which it brings something: acts and changes.
    pub documents: BTreeMap<DocumentId, Counted>,
    /// Receipts.
    pub receipts: u64,
    /// Blobs of which it has all parts.
    pub blobs: BTreeSet<Blob>,
    /// Bytes of the whole file.
    pub bytes: u64,
}

/// How much of one document is in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Its acts.
    pub acts: Vec<format::ActId>,
    /// Its changes.
    pub changes: Vec<format::ChangeHash>,
}

/// Reads all of a file and checks everything that needs no store: form, signature, and of every item what a
/// link would check. Memory follows the largest block, and what [`Contents`] counts.
///
/// # Errors
/// [`ReadError`].
pub fn verify(from: impl Read, council: &CouncilId) -> Result<Contents, ReadError> {
    let mut reading = read(from, council)?;
    let mut contents = Contents {
        header: reading.header.clone(),
        roster: vec![],
        documents: BTreeMap::new(),
        receipts: 0,
        blobs: BTreeSet::new(),
        bytes: 0,
    };
    while let Some(items) = reading.next_items()? {
        for item in items {
            contents.count(item)?;
        }
    }
    contents.bytes = reading.bytes;
    Ok(contents)
}

impl Contents {
    fn count(&mut self, item: Item) -> Result<(), ReadError> {
        // Receipts and names say something about a document and bring nothing of it.
        let brought = match &item {
            Item::Act(act) => act.statement().subject,
            Item::Run(run) => Subject::Document(run.document),
            _ => Subject::Council,
        };
        let counted = match brought {
            Subject::Document(document) => {
                if self.documents.len() >= MAX_COUNTED && !self.documents.contains_key(&document) {
                    return Err(ReadError::Damaged("it names too many documents"));
                }
                Some(self.documents.entry(document).or_default())
            }
            Subject::Council => None,
        };
        match (item, counted) {
            (Item::Act(act), None) if self.roster.len() < MAX_ROSTER_ACTS => self.roster.push(act),
            (Item::Act(act), Some(counted)) => counted.acts.push(act.id()),
            (Item::Run(run), Some(counted)) => {
                let hashes = run.changes.iter().map(|change| change.header.hash);
                counted.changes.extend(hashes);
            }
            (Item::Receipt(_), _) => self.receipts += 1,
            (Item::BlobPart(part, _), _) if part.end() == part.blob.bytes => {
                self.blobs.insert(part.blob);
            }
            _ => {}
        }
        Ok(())
    }
}

/// A file being read from its beginning to its end.
#[derive(Debug)]
pub struct Reading<R> {
    from: R,
    header: Header,
    hasher: Sha256,
    blocks: u64,
    bytes: u64,
    assembly: Option<Partial>,
    is_over: bool,
}

/// Begins to read a file. Only who has [verified](verify) it to its end may take what it gives.
///
/// # Errors
/// [`ReadError`].
pub fn read<R: Read>(mut from: R, council: &CouncilId) -> Result<Reading<R>, ReadError> {
    let mut magic = [0; MAGIC.len()];
    if fill(&mut from, &mut magic)? < magic.len() || magic != *MAGIC {
        return Err(not_magic(&magic));
    }
    let mut hasher = Sha256::new();
    hasher.update(magic);
    let mut bytes = magic.len() as u64;
    let header = block(&mut from, &mut bytes)?;
    let parsed = Header::decode(&header.content).ok_or(ReadError::Damaged("its header"))?;
    if parsed.council != *council {
        return Err(ReadError::ForeignCouncil);
    }
    header.hash(&mut hasher);
    Ok(Reading {
        from,
        header: parsed,
        hasher,
        blocks: 1,
        bytes,
        assembly: None,
        is_over: false,
    })
}

impl<R: Read> Reading<R> {
    /// Who wrote it for whom.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The items of the next block, in the order they are to be judged; `None` at the end, whose signature
    /// was right.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn next_items(&mut self) -> Result<Option<Vec<Item>>, ReadError> {
        if self.is_over {
            return Ok(None);
        }
        let block = block(&mut self.from, &mut self.bytes)?;
        if let Some(end) = End::decode(&block.content) {
            let (from, council) = (&self.header.from, &self.header.council);
            if end.blocks != self.blocks || !end.verifies(from, council, &self.hasher) {
                return Err(ReadError::Damaged("its signature"));
            }
            if self.assembly.is_some() || fill(&mut self.from, &mut [0; 1])? > 0 {
                return Err(ReadError::Damaged("its end"));
            }
            self.is_over = true;
            return Ok(None);
        }
        block.hash(&mut self.hasher);
        self.blocks += 1;
        let Ok(Frame::Items(items)) = Frame::decode(&block.content) else {
            return Err(ReadError::Damaged("one of its blocks"));
        };
        if items.upto.is_some() {
            return Err(ReadError::Damaged("one of its blocks"));
        }
        let only = items.items.len() == 1;
        let mut opened = Vec::with_capacity(items.items.len());
        for packed in items.items {
            opened.extend(self.open(packed, only)?);
        }
        Ok(Some(opened))
    }

    fn open(&mut self, packed: Packed, only: bool) -> Result<Option<Item>, ReadError> {
        let damaged = ReadError::Damaged;
        if self.assembly.is_some() && !matches!(packed, Packed::Part(_)) {
            return Err(damaged("a change that does not come to its end"));
        }
        let council = &self.header.council;
        Ok(Some(match packed {
            Packed::Act(bytes) => Item::Act(Act::parse(&bytes).map_err(|_| damaged("an act"))?),
            Packed::Run(bytes) => Item::Run(open_run(&bytes, council)?),
            Packed::Receipt(bytes) => match cbor::decode_exact::<Receipt>(&bytes) {
                Ok(receipt) if receipt.verifies() => Item::Receipt(receipt),
                _ => return Err(damaged("a receipt")),
            },
            Packed::Part(part) if only => {
                let whole = Partial::add(&mut self.assembly, part);
                match whole.map_err(|_| damaged("a large change"))? {
                    Some(whole) => Item::Run(open_run(&whole, council)?),
                    None => return Ok(None),
                }
            }
            Packed::Part(_) => return Err(damaged("one of its blocks")),
            Packed::Named(named) => Item::Named(named),
            Packed::ReceiptsUpto(number) => Item::ReceiptsUpto(number),
            Packed::BlobPart(part) if part.fits() => Item::BlobPart(part, self.header.from),
            Packed::BlobPart(_) => return Err(damaged("a part of a file")),
        }))
    }
}

fn open_run(packed: &[u8], council: &CouncilId) -> Result<Run, ReadError> {
    Run::unpack(packed, council).map_err(|_| ReadError::Damaged("a change"))
}

/// A block with the length that stood before it.
struct Block {
    length: [u8; 4],
    content: Vec<u8>,
}

impl Block {
    fn hash(&self, hasher: &mut Sha256) {
        hasher.update(self.length);
        hasher.update(&self.content);
    }
}

fn block(from: &mut impl Read, bytes: &mut u64) -> Result<Block, ReadError> {
    let mut length = [0; 4];
    if fill(from, &mut length)? < length.len() {
        return Err(ReadError::CutOff);
    }
    let size = u32::from_be_bytes(length) as usize;
    if size > MAX_BLOCK_BYTES {
        return Err(ReadError::Damaged("the length of a block"));
    }
    let mut content = vec![0; size];
    if fill(from, &mut content)? < size {
        return Err(ReadError::CutOff);
    }
    *bytes += (length.len() + size) as u64;
    Ok(Block { length, content })
}

/// Reads until the buffer is full or nothing more comes; how many bytes came.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// What is wrong with the first bytes.
fn not_magic(found: &[u8]) -> ReadError {
    const WORD: &[u8] = b"DEWAN-CARRY-";
    let at = found.windows(WORD.len()).position(|bytes| bytes == WORD);
    let digit = at.and_then(|at| found.get(at + WORD.len()));
    match (at, digit) {
        (None, _) => ReadError::Foreign,
        (Some(1), Some(digit)) if *digit != b'1' && found[0] == MAGIC[0] => {
            ReadError::Version(char::from(*digit))
        }
        _ => ReadError::Rewritten,
    }
}
