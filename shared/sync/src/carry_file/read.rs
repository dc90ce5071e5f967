//! Reading a carry file: all of it is checked before any of it is given out.
//!
//! Anybody can write one for anybody. So it is read item by item, one run unpacked at a time, and who wrote it can
//! be asked from its [front](Reading::front), before the rest is opened.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{self, Read};

use format::run::MAX_RUN_CHANGES;
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
/// A file may have one change for each of its bytes, and this many besides. A change that says anything takes
/// some bytes; thousands that say nothing pack into a few.
const FREE_CHANGES: u64 = 4 * MAX_RUN_CHANGES as u64;

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
/// link would check. Memory follows the largest run, and what [`Contents`] counts.
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
    while let Some(item) = reading.next_item()? {
        contents.count(item)?;
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
    /// What of the block read last is not opened yet, and whether it had one item only.
    closed: VecDeque<Packed>,
    only: bool,
    /// What was opened at the front and not given out yet.
    front: VecDeque<Act>,
    /// Changes in the runs opened so far.
    changes: u64,
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
        closed: VecDeque::new(),
        only: false,
        front: VecDeque::new(),
        changes: 0,
        is_over: false,
    })
}

impl<R: Read> Reading<R> {
    /// Who wrote it for whom.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The acts before everything else: among them are those that place the writer. Nothing but acts is opened for
    /// it, and nothing is lost: they are given out after it as if it had not been asked.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn front(&mut self) -> Result<Vec<Act>, ReadError> {
        while self.front.len() < MAX_ROSTER_ACTS && self.has_closed()? {
            let Some(Packed::Act(bytes)) = self.closed.front() else {
                break;
            };
            self.front.push_back(parse_act(bytes)?);
            self.closed.pop_front();
        }
        let acts = self.front.iter();
        Ok(acts
            .filter(|act| act.statement().subject == Subject::Council)
            .cloned()
            .collect())
    }

    /// The next item, in the order they are to be judged; `None` at the end, whose signature was right.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn next_item(&mut self) -> Result<Option<Item>, ReadError> {
        if let Some(act) = self.front.pop_front() {
            return Ok(Some(Item::Act(act)));
        }
        while self.has_closed()? {
            if let Some(packed) = self.closed.pop_front()
                && let Some(item) = self.open(packed)?
            {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Whether an item waits to be opened; reads the next block if that is needed.
    fn has_closed(&mut self) -> Result<bool, ReadError> {
        while self.closed.is_empty() {
            if self.is_over {
                return Ok(false);
            }
            self.read_block()?;
        }
        Ok(true)
    }

    fn read_block(&mut self) -> Result<(), ReadError> {
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
            return Ok(());
        }
        block.hash(&mut self.hasher);
        self.blocks += 1;
        let Ok(Frame::Items(items)) = Frame::decode(&block.content) else {
            return Err(ReadError::Damaged("one of its blocks"));
        };
        if items.upto.is_some() {
            return Err(ReadError::Damaged("one of its blocks"));
        }
        self.only = items.items.len() == 1;
        self.closed = items.items.into();
        Ok(())
    }

    fn open(&mut self, packed: Packed) -> Result<Option<Item>, ReadError> {
        let damaged = ReadError::Damaged;
        if self.assembly.is_some() && !matches!(packed, Packed::Part(_)) {
            return Err(damaged("a change that does not come to its end"));
        }
        Ok(Some(match packed {
            Packed::Act(bytes) => Item::Act(parse_act(&bytes)?),
            Packed::Run(bytes) => Item::Run(self.open_run(&bytes)?),
            Packed::Receipt(bytes) => match cbor::decode_exact::<Receipt>(&bytes) {
                Ok(receipt) if receipt.verifies() => Item::Receipt(receipt),
                _ => return Err(damaged("a receipt")),
            },
            Packed::Part(part) if self.only => {
                let whole = Partial::add(&mut self.assembly, part);
                match whole.map_err(|_| damaged("a large change"))? {
                    Some(whole) => Item::Run(self.open_run(&whole)?),
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

    fn open_run(&mut self, packed: &[u8]) -> Result<Run, ReadError> {
        let run = Run::unpack(packed, &self.header.council);
        let run = run.map_err(|_| ReadError::Damaged("a change"))?;
        self.changes += run.changes.len() as u64;
        if self.changes > FREE_CHANGES.saturating_add(self.bytes) {
            return Err(ReadError::Damaged("it has more changes than bytes"));
        }
        Ok(run)
    }
}

fn parse_act(bytes: &[u8]) -> Result<Act, ReadError> {
    Act::parse(bytes).map_err(|_| ReadError::Damaged("an act"))
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
