//! Carry files: written for some devices, looked into, and read.
//!
//! What goes into a file and how one is checked is of [`sync::carry_file`]; here it meets the store, the disk
//! and the lock.

pub mod lock;
#[cfg(test)]
mod tests;
mod titles;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use council::roster::Roster;
use format::{Act, CouncilId, DeviceKey, DocumentId, PublicKey};
use link::{clock, receipts};
use store::{Reader, StoreError};
use sync::carry_file::{self as form, Contents, Header, ReadError, WriteError};
use sync::holdings::{Holdings as _, Item, Standing};
use sync::{Outcome, Reason};

use crate::engine::disk;
use crate::engine::export::{ExportError, write_with};
use crate::engine::indexing::{IndexingError, catch_up};
use crate::engine::office::Office;
use lock::LockError;

/// Published files and attachments of more bytes stay out unless somebody wants them in.
pub const BLOBS_UP_TO_BYTES: u64 = 4 * 1024 * 1024;
/// So many items or bytes are taken in one transaction.
const ITEMS_AT_ONCE: usize = 2_000;
const BYTES_AT_ONCE: usize = 4 * 1024 * 1024;
/// A copy of a file leaves so many bytes of the disk to whatever else is written.
const KEPT_FREE: u64 = 64 * 1024 * 1024;
/// Documents signed for at once.
const SIGNED_AT_ONCE: usize = 256;

/// Why a carry file is not written or not read.
#[derive(Debug, thiserror::Error)]
pub enum CarryFileError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no carry file, or damaged, or of another council.
    #[error(transparent)]
    Read(ReadError),
    /// It is locked to others, or cannot be locked.
    #[error(transparent)]
    Lock(LockError),
    /// Nobody, or too many.
    #[error(
        "a file is for at least one and at most {} devices",
        form::MAX_RECIPIENTS
    )]
    Recipients,
    /// It was written for others.
    #[error("the file was written for other devices")]
    NotForMe(Vec<PublicKey>),
    /// Nothing here places who wrote it, or it does not count (any more).
    #[error("whoever wrote the file is no member that counts here")]
    Sender(PublicKey, Standing),
    /// What came is kept, but not listed yet.
    #[error(transparent)]
    Indexing(#[from] IndexingError),
    /// It has more bytes than there is room for a copy.
    #[error("the file has {bytes} bytes, and there is room for {free}")]
    TooLarge {
        /// How many it has.
        bytes: u64,
        /// How many more the disk takes.
        free: u64,
    },
}

impl From<ReadError> for CarryFileError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error.into(),
            other => Self::Read(other),
        }
    }
}

impl From<LockError> for CarryFileError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Io(error) => error.into(),
            other => Self::Lock(other),
        }
    }
}

impl From<sync::Unreadable> for CarryFileError {
    fn from(error: sync::Unreadable) -> Self {
        StoreError::from(error).into()
    }
}

/// What is to be written.
#[derive(Debug, Clone)]
pub struct Order {
    /// For which devices.
    pub recipients: Vec<PublicKey>,
    /// Everything since then, in milliseconds since 1970 (UTC); `None`: what the recipients are not known to
    /// hold.
    pub since_millis: Option<i64>,
    /// Whether only the recipients can open it.
    pub is_locked: bool,
    /// Published files and attachments of more bytes stay out.
    pub blobs_up_to_bytes: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What is in it.
    pub contents: form::Written,
    /// Whether it begins where the recipients are known to stand; if not, it has everything.
    pub goes_on: bool,
    /// Bytes on the disk.
    pub bytes: u64,
}

/// The devices that count and write for an office, without `me`.
pub fn devices_of(roster: &Roster, office: &str, me: &PublicKey) -> Vec<PublicKey> {
    let members = roster.members.values();
    let of_office = members.filter(|member| member.office == office && member.key != *me);
    let keys = of_office.map(|member| member.key);
    keys.filter(|key| roster.counts(key)).collect()
}

/// Writes a carry file. One that is there is left alone unless `force`.
///
/// # Errors
/// [`CarryFileError`]; then no file was written.
pub fn write(
    office: &Office,
    order: &Order,
    to: &Path,
    force: bool,
) -> Result<Written, CarryFileError> {
    sign_receipts(office)?;
    let council = office.council();
    let is_selection = order.since_millis.is_some();
    if !is_selection {
        let recipients = order.recipients.clone();
        let begin = move |write: &mut store::Write<'_>| write.begin_carried(council, &recipients);
        office.store().write(begin)?;
    }
    let reader = office.reader()?;
    let mut recipients = BTreeMap::new();
    let mut stands = Vec::new();
    for recipient in &order.recipients {
        recipients.insert(*recipient, reader.known_there(recipient)?);
        stands.extend(reader.stands(recipient)?);
    }
    let written = form::Order {
        recipients,
        since_millis: order.since_millis,
        blobs_up_to_bytes: order.blobs_up_to_bytes,
        stands,
        time_millis: clock::now_millis(),
    };
    let goes_on = written.base().is_some() && !is_selection;
    let mut bytes = 0;
    let contents = write_with(to, force, |file| {
        let failed = |error: WriteError| match error {
            WriteError::Io(error) => CarryFileError::Io(error),
            WriteError::Unreadable(error) => error.into(),
            WriteError::Recipients => CarryFileError::Recipients,
        };
        let mut buffered = io::BufWriter::new(&mut *file);
        let contents = if order.is_locked {
            let mut locked = lock::lock(&mut buffered, &order.recipients)?;
            let contents =
                form::write(&reader, office.key(), &written, &mut locked).map_err(failed)?;
            locked.finish()?;
            contents
        } else {
            form::write(&reader, office.key(), &written, &mut buffered).map_err(failed)?
        };
        buffered.flush()?;
        drop(buffered);
        bytes = file.stream_position()?;
        // Before the file is in its place: whoever has it stands at its end, without what stayed out.
        if !is_selection {
            let noted = contents.clone();
            let note = move |write: &mut store::Write<'_>| write.note_carried(council, &noted);
            office.store().write(note)?;
        }
        Ok::<_, CarryFileError>(contents)
    })?;
    Ok(Written {
        contents,
        goes_on,
        bytes,
    })
}

/// As a device of head office: signs for what no receipt of head office covers, so that the file tells the
/// others that it arrived.
fn sign_receipts(office: &Office) -> Result<(), CarryFileError> {
    let (me, council) = (office.me(), office.council());
    let mut after: Option<DocumentId> = None;
    loop {
        let reader = office.reader()?;
        let documents = reader.unanswered(&me, after, SIGNED_AT_ONCE)?;
        let Some(last) = documents.last() else {
            return Ok(());
        };
        after = Some(*last);
        let receipts = receipts::sign(&reader, office.key(), council, &documents)?;
        drop(reader);
        let keep = move |write: &mut store::Write<'_>| write.append_receipts(council, &receipts);
        office.store().write(keep)?;
    }
}

/// A file that was checked from its beginning to its end, unlocked if it was locked: a copy of it, so that
/// what is taken is what was checked.
#[derive(Debug)]
pub struct Checked {
    contents: Contents,
    copy: File,
    /// Whether it was locked.
    pub was_locked: bool,
    /// Whether reading it moves this device's place in what its writer holds.
    pub follows_on: bool,
    /// What is new in it, by document.
    pub documents: BTreeMap<DocumentId, News>,
    /// How many of its roster acts are new.
    pub new_roster_acts: usize,
}

/// What of a document in a file is new here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Acts that are not held.
    pub new_acts: u64,
    /// Changes that are not held.
    pub new_changes: u64,
    /// Acts and changes that are.
    pub held: u64,
    /// Whether nothing of the document was held.
    pub is_unknown: bool,
    /// What it is called, of one of which nothing was held, as far as the file alone tells it; may be empty.
    pub title: String,
}

impl News {
    /// Acts and changes that are not held.
    pub fn count(&self) -> u64 {
        self.new_acts + self.new_changes
    }
}

/// What taking a file brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Acts that are new.
    pub acts: u64,
    /// Changes that are new.
    pub changes: u64,
    /// Published files and attachments that are whole now and were not.
    pub blobs: u64,
    /// Receipts that are new: of what arrived elsewhere.
    pub receipts: u64,
    /// Documents in which something is new.
    pub documents: BTreeSet<DocumentId>,
    /// What was held before.
    pub held: u64,
    /// What builds on something that is not here: it comes with another file, or a link.
    pub waiting: u64,
    /// What was refused, and why.
    pub refused: BTreeMap<Reason, u64>,
}

impl Checked {
    /// What is in the file.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Whether it goes on from an earlier file of its writer that was not read here.
    pub fn lacks_earlier(&self) -> bool {
        self.contents.header.base.is_some() && !self.follows_on
    }

    /// Compares the file with what is held here now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn compare(&mut self, reader: &Reader, me: &PublicKey) -> Result<(), CarryFileError> {
        self.follows_on = reader.follows_on(&self.contents.header, me)?;
        let mut documents = BTreeMap::new();
        for (document, counted) in &self.contents.documents {
            let known = self.documents.remove(document);
            let mut news = News {
                is_unknown: !reader.is_created(document)?,
                title: known.map(|known| known.title).unwrap_or_default(),
                ..News::default()
            };
            for act in &counted.acts {
                match reader.act(act)? {
                    Some(_) => news.held += 1,
                    None => news.new_acts += 1,
                }
            }
            for change in &counted.changes {
                match reader.known(document, change)? {
                    Some(_) => news.held += 1,
                    None => news.new_changes += 1,
                }
            }
            documents.insert(*document, news);
        }
        let mut new_roster_acts = BTreeSet::new();
        for act in &self.contents.roster {
            if reader.act(&act.id())?.is_none() {
                new_roster_acts.insert(act.id());
            }
        }
        self.documents = documents;
        self.new_roster_acts = new_roster_acts.len();
        Ok(())
    }
}

/// Everybody whom the roster here or the file's own roster acts name.
pub fn roster_with(here: &Roster, council: CouncilId, contents: &Contents) -> Roster {
    match here.members.contains_key(&contents.header.from) {
        true => here.clone(),
        false => Roster::fold(&council, &contents.roster),
    }
}

/// Checks a whole file and says what is in it. Nothing is taken. What is no file for this device, or of a stranger,
/// is refused by its beginning, before anything of it is copied or unpacked.
///
/// # Errors
/// [`CarryFileError`].
pub fn check(
    reader: &Reader,
    key: &DeviceKey,
    folder: &Path,
    file: &Path,
) -> Result<Checked, CarryFileError> {
    let mut from = File::open(file)?;
    let bytes = from.metadata()?.len();
    let mut beginning = [0; 32];
    let read = read_up_to(&mut from, &mut beginning)?;
    let was_locked = lock::is_locked(&beginning[..read]);
    from.seek(SeekFrom::Start(0))?;
    // What nobody here can read may be as large as a disk.
    let council = reader.council();
    let for_me = |header: &Header| match header.is_for(&key.public()) {
        true => Ok(()),
        false => Err(CarryFileError::NotForMe(header.recipients.clone())),
    };
    if was_locked {
        let unlocked = io::BufReader::new(lock::unlock(&from, key)?);
        let mut begun = form::read(unlocked, &council).map_err(reading_locked)?;
        for_me(begun.header())?;
        let front = begun.front().map_err(reading_locked)?;
        refuse_strangers(reader, begun.header(), &front)?;
    } else {
        let mut begun = form::read(io::BufReader::new(&from), &council)?;
        for_me(begun.header())?;
        let front = begun.front()?;
        refuse_strangers(reader, begun.header(), &front)?;
    }
    from.seek(SeekFrom::Start(0))?;
    check_room(bytes, disk::free(folder))?;
    // Beside the store, where what is in the file goes anyway, and gone when this is dropped.
    let mut copy = tempfile::tempfile_in(folder)?;
    if was_locked {
        io::copy(&mut lock::unlock(from, key)?, &mut copy).map_err(unlocking)?;
    } else {
        io::copy(&mut from, &mut copy)?;
    }
    copy.seek(SeekFrom::Start(0))?;
    let contents = form::verify(io::BufReader::new(&copy), &reader.council())?;
    let header = &contents.header;
    let standing = reader.standing(&header.from, &contents.roster)?;
    if !standing.may_read() {
        return Err(CarryFileError::Sender(header.from, standing));
    }
    for_me(header)?;
    let mut checked = Checked {
        was_locked,
        follows_on: false,
        documents: BTreeMap::new(),
        new_roster_acts: 0,
        contents,
        copy,
    };
    checked.compare(reader, &key.public())?;
    titles::find(&mut checked)?;
    Ok(checked)
}

/// Anybody can write a file for a device whose key they know. Of somebody whom neither what is held here nor the
/// acts at the front of the file place, nothing more is read: it may be made to unpack to anything. Whether the
/// others count shows by all of the file.
fn refuse_strangers(reader: &Reader, header: &Header, front: &[Act]) -> Result<(), CarryFileError> {
    match reader.standing(&header.from, front)? {
        Standing::Unknown => Err(CarryFileError::Sender(header.from, Standing::Unknown)),
        _ => Ok(()),
    }
}

/// Whether there is room for a copy of so many bytes, and for what is written here meanwhile, where so many are
/// free; `None`: nobody knows.
fn check_room(bytes: u64, free: Option<u64>) -> Result<(), CarryFileError> {
    match free {
        Some(free) if bytes.saturating_add(KEPT_FREE) > free => {
            Err(CarryFileError::TooLarge { bytes, free })
        }
        _ => Ok(()),
    }
}

fn reading_locked(error: ReadError) -> CarryFileError {
    match error {
        ReadError::Io(error) => unlocking(error),
        other => other.into(),
    }
}

fn unlocking(error: io::Error) -> CarryFileError {
    match error.kind() {
        // What age says of bytes that do not open.
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            CarryFileError::Lock(LockError::Damaged)
        }
        _ => error.into(),
    }
}

fn read_up_to(from: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut begun = Vec::with_capacity(buffer.len());
    from.take(buffer.len() as u64).read_to_end(&mut begun)?;
    buffer[..begun.len()].copy_from_slice(&begun);
    Ok(begun.len())
}

/// Takes what a checked file brings, as if a link had brought it. Taking it twice changes nothing.
///
/// # Errors
/// What the disk says. What was taken until then stays and is listed, and the file can be taken again.
pub fn take(office: &Office, checked: &mut Checked) -> Result<Taken, CarryFileError> {
    let taken = take_items(office, checked);
    let listed = catch_up(office);
    let taken = taken?;
    listed?;
    Ok(taken)
}

fn take_items(office: &Office, checked: &mut Checked) -> Result<Taken, CarryFileError> {
    let council = office.council();
    let me = office.me();
    // Other files may have been read since this one was checked.
    checked.compare(&office.reader()?, &me)?;
    let header = checked.contents.header.clone();
    let follows_on = checked.follows_on;
    let mut taken = Taken::default();
    checked.copy.seek(SeekFrom::Start(0))?;
    let mut reading = form::read(io::BufReader::new(&checked.copy), &council)?;
    let mut waiting: Vec<Item> = Vec::new();
    let mut bytes = 0;
    loop {
        let item = reading.next_item()?;
        let is_last = item.is_none();
        if let Some(item) = item {
            bytes += item.weight();
            // Says where this device then stands: only if it does.
            if follows_on || !matches!(item, Item::ReceiptsUpto(_)) {
                waiting.push(item);
            }
        }
        if waiting.len() >= ITEMS_AT_ONCE || bytes >= BYTES_AT_ONCE || is_last {
            let items = std::mem::take(&mut waiting);
            bytes = 0;
            let header = header.clone();
            let (items, outcomes) = office.store().write(move |write| {
                let outcomes = write.take_carried(council, &header, &items)?;
                Ok((items, outcomes))
            })?;
            for (item, outcome) in items.iter().zip(outcomes) {
                taken.count(item, &outcome);
            }
        }
        if is_last {
            break;
        }
    }
    office
        .store()
        .write(move |write| write.end_carried(council, &header, &me, follows_on))?;
    Ok(taken)
}

impl Taken {
    /// Whether the file brought nothing that was not here, receipts left aside.
    pub fn is_nothing(&self) -> bool {
        self.acts == 0 && self.changes == 0 && self.blobs == 0
    }

    fn count(&mut self, item: &Item, outcome: &Outcome) {
        let names = item.names().len() as u64;
        match (outcome, item) {
            (Outcome::Taken, Item::Act(act)) => {
                self.acts += 1;
                if let format::Subject::Document(document) = act.statement().subject {
                    self.documents.insert(document);
                }
            }
            (Outcome::Taken, Item::Run(run)) => {
                self.changes += names;
                self.documents.insert(run.document);
            }
            (Outcome::Taken, Item::BlobPart(part, _)) if part.end() == part.blob.bytes => {
                self.blobs += 1;
            }
            (Outcome::Taken, Item::Receipt(_)) => self.receipts += 1,
            (Outcome::Taken, _) => {}
            (Outcome::Held, _) => self.held += names,
            (Outcome::Gap, _) => self.waiting += names,
            // A part of a file that is not wanted (any more), and receipts of those who do not sign any.
            (Outcome::Never(_) | Outcome::NotYet(_), Item::BlobPart(..) | Item::Receipt(_)) => {}
            (Outcome::Never(reason) | Outcome::NotYet(reason), _) => {
                *self.refused.entry(*reason).or_default() += names.max(1);
            }
        }
    }
}
