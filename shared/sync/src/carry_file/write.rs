//! Writing a carry file from what a node holds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::rc::Rc;

use format::chain::LoggedItem;
use format::{Blob, DeviceKey, DocumentId, LogId, PublicKey, Receipt, Subject, cbor};
use sha2::{Digest as _, Sha256};

use super::header::{End, Header, MAX_RECIPIENTS, Mark, Stands};
use super::left_out::{KnownThere, Piece};
use super::{MAGIC, MAX_BLOCK_BYTES};
use crate::blob::{BlobPart, BlobState, PART_BYTES};
use crate::frame::{Frame, Items, Packed, Part};
use crate::holdings::{Answer, Holdings, LogRow, Recipient, Unreadable};
use crate::session::batch::{Batch, Outgoing};

/// A block is closed when it has this many bytes.
const FILL_BYTES: usize = 48 * 1024;
/// Rows, receipts or blobs asked of the store at once.
const AT_ONCE: usize = 256;

/// What is to be written.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// For whom, and what of that each is known to hold; at least one. From where on they all lack something
    /// the file begins, unless a selection is wanted.
    pub recipients: BTreeMap<PublicKey, KnownThere>,
    /// Only what was written since then, by the writers' clocks, in milliseconds since 1970 (UTC); the roster
    /// is complete in any case.
    pub since_millis: Option<i64>,
    /// Blobs of more bytes stay out.
    pub blobs_up_to_bytes: u64,
    /// How far the writer has read what the recipients wrote.
    pub stands: Vec<Stands>,
    /// When it is written, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

impl Order {
    /// From where on a file begins that says all that is new for the recipients; `None` if it is not known of
    /// each where it stands.
    pub fn base(&self) -> Option<Mark> {
        let mut marks = self.recipients.values().map(|known| known.mark);
        let first = marks.next()??;
        marks.try_fold(first, |one, other| Some(earlier(one, other?)))
    }
}

fn earlier(one: Mark, other: Mark) -> Mark {
    let first = if one.n <= other.n { one } else { other };
    Mark {
        receipts: one.receipts.min(other.receipts),
        blobs: one.blobs.min(other.blobs),
        ..first
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Bytes of the file.
    pub bytes: u64,
    /// Acts in it.
    pub acts: u64,
    /// Changes in it.
    pub changes: u64,
    /// Receipts in it.
    pub receipts: u64,
    /// Blobs in it.
    pub blobs: u64,
    /// The documents of which it has something.
    pub documents: BTreeSet<DocumentId>,
    /// Documents that are for some of the recipients and not for all, and so stayed out, though these are not
    /// known to hold all of them.
    pub left_out: BTreeSet<DocumentId>,
    /// Blobs that stayed out because they are large.
    pub large_blobs: Vec<Blob>,
    /// The number of blobs at which whoever reads it stands then.
    pub number: u64,
    /// What each recipient was known to lack and gets with it. Nothing of a selection, as the next one.
    pub brought: BTreeMap<PublicKey, BTreeSet<Piece>>,
    /// What is for each recipient, is not known to be there and stayed out, with the row of the log up to which
    /// the changes of a document are there. See [`super::left_out`].
    pub stayed_out: BTreeMap<PublicKey, BTreeMap<Piece, u64>>,
}

/// Why no file could be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Nothing can be written to the place.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The store does not answer.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Nobody, or more than [`MAX_RECIPIENTS`].
    #[error("a file is for at least one and at most {MAX_RECIPIENTS} devices")]
    Recipients,
}

/// Writes a carry file signed by `key` to `out`, and says what is in it.
///
/// # Errors
/// [`WriteError`]. What was written until then is no carry file: its end is missing.
pub fn write(
    holdings: &dyn Holdings,
    key: &DeviceKey,
    order: &Order,
    out: &mut dyn io::Write,
) -> Result<Written, WriteError> {
    let recipients: Vec<PublicKey> = order.recipients.keys().copied().collect();
    if recipients.is_empty() || recipients.len() > MAX_RECIPIENTS {
        return Err(WriteError::Recipients);
    }
    let end = holdings.log_end()?;
    let upto = Mark {
        n: end.n,
        chain: end.chain,
        receipts: holdings.receipts_kept()?,
        blobs: holdings.blobs_kept()?,
    };
    let is_selection = order.since_millis.is_some();
    let begin = order
        .base()
        .filter(|_| !is_selection)
        .unwrap_or(Mark::START);
    let mut header = Header {
        council: holdings.council(),
        from: key.public(),
        log: end.log,
        base: (!is_selection).then_some(begin),
        upto,
        recipients,
        since_millis: order.since_millis,
        time_millis: order.time_millis,
        stands: order.stands.clone(),
    };
    // A reader of whom the writer says nothing sends more than is needed, and that is all.
    while header.encode().len() > MAX_BLOCK_BYTES && header.stands.pop().is_some() {}
    let mut file = File {
        out,
        hasher: Sha256::new(),
        blocks: 0,
        written: Written::default(),
    };
    file.bytes(MAGIC)?;
    file.block(&header.encode())?;
    let mut selection = Selection::new(holdings, order)?;
    // Who reads a newcomer's file must be able to tell who that is.
    let placing = holdings.placing_acts(&header.from)?;
    let placing = placing.iter().map(|act| act.bytes().to_vec());
    file.items(placing.map(Packed::Act).collect())?;
    file.log(&mut selection, (begin, upto))?;
    file.receipts(&mut selection, end.log, (begin, upto))?;
    file.blobs(&mut selection, begin)?;
    file.written.number = upto.blobs;
    file.written.left_out = std::mem::take(&mut selection.left_out);
    if !is_selection {
        selection.settle(&mut file.written);
    }
    let blocks = file.blocks;
    let sealed = End::sign(key, &header.council, blocks, &file.hasher);
    file.block(&sealed.encode())?;
    file.out.flush()?;
    Ok(file.written)
}

/// Recipients in whose scope something is; `None`: in that of all.
type Whose = Option<Rc<[PublicKey]>>;

/// What of the holdings is for the recipients, and what of that stays out.
struct Selection<'a> {
    holdings: &'a dyn Holdings,
    order: &'a Order,
    /// The documents that recipients lack from their beginning: they said that they miss something of them, or
    /// may hold them since.
    from_start: BTreeMap<PublicKey, BTreeSet<DocumentId>>,
    whose: BTreeMap<DocumentId, Whose>,
    left_out: BTreeSet<DocumentId>,
    brought: BTreeMap<PublicKey, BTreeSet<Piece>>,
    stayed_out: BTreeMap<PublicKey, BTreeMap<Piece, u64>>,
}

impl<'a> Selection<'a> {
    fn new(holdings: &'a dyn Holdings, order: &'a Order) -> Answer<Self> {
        let mut from_start: BTreeMap<PublicKey, BTreeSet<DocumentId>> = BTreeMap::new();
        for (key, known) in &order.recipients {
            let documents = from_start.entry(*key).or_default();
            for (piece, after) in &known.lacking {
                if let (Piece::Document(document), 0) = (piece, after) {
                    documents.insert(*document);
                }
            }
            let mark = known.mark.filter(|_| order.since_millis.is_none());
            if let Some(mark) = mark.filter(|mark| mark.n > 0) {
                let opened = holdings.opened_since(key, mark.n)?;
                documents.extend(opened.into_iter().map(|(document, _)| document));
            }
        }
        Ok(Self {
            holdings,
            order,
            from_start,
            whose: BTreeMap::new(),
            left_out: BTreeSet::new(),
            brought: BTreeMap::new(),
            stayed_out: BTreeMap::new(),
        })
    }

    /// Where a recipient stands, as far as it matters to this file.
    fn mark(&self, known: &KnownThere) -> Mark {
        let known = known.mark.filter(|_| self.order.since_millis.is_none());
        known.unwrap_or(Mark::START)
    }

    fn whose(&mut self, document: &DocumentId) -> Answer<Whose> {
        if let Some(whose) = self.whose.get(document) {
            return Ok(whose.clone());
        }
        let mut some = Vec::new();
        for key in self.order.recipients.keys() {
            if self.holdings.in_scope(key, document)? {
                some.push(*key);
            }
        }
        let is_for_all = some.len() == self.order.recipients.len();
        let whose: Whose = (!is_for_all).then(|| some.into());
        self.whose.insert(*document, whose.clone());
        Ok(whose)
    }

    fn has_document(&mut self, document: &DocumentId) -> Answer<bool> {
        Ok(self.whose(document)?.is_none())
    }

    /// The recipients that may have a blob.
    fn whose_blob(&self, blob: &Blob) -> Answer<Whose> {
        let mut some = Vec::new();
        for key in self.order.recipients.keys() {
            if self.holdings.blob_in_scope(key, blob)? {
                some.push(*key);
            }
        }
        let is_for_all = some.len() == self.order.recipients.len();
        Ok((!is_for_all).then(|| some.into()))
    }

    /// Notes that something of a document stays out, for those of whom it is and who lack it.
    fn leave_out(
        &mut self,
        document: DocumentId,
        whose: &[PublicKey],
        lacks: impl Fn(&PublicKey, &KnownThere, Mark) -> bool,
    ) {
        let order = self.order;
        for (key, known) in whose
            .iter()
            .filter_map(|key| order.recipients.get_key_value(key))
        {
            let mark = self.mark(known);
            if lacks(key, known, mark) {
                self.left_out.insert(document);
                self.stays_out(key, Piece::Document(document), mark.n);
            }
        }
    }

    fn stays_out(&mut self, key: &PublicKey, piece: Piece, after: u64) {
        let pieces = self.stayed_out.entry(*key).or_default();
        let known = pieces.entry(piece).or_insert(after);
        *known = after.min(*known);
    }

    /// Whether a row goes in, and the document it is about.
    fn has_row(&mut self, row: &LogRow) -> Answer<(bool, Option<DocumentId>)> {
        let since = self.order.since_millis;
        let is_new = |time_millis: i64| since.is_none_or(|since| time_millis >= since);
        let (document, in_time) = match row.item {
            LoggedItem::Act(id) => match self.holdings.act(&id)? {
                // Not held any more, as a damaged row may be.
                None => return Ok((false, None)),
                Some(act) => match act.statement().subject {
                    Subject::Council => return Ok((true, None)),
                    // Nothing of a document is accepted before its create act.
                    Subject::Document(document) => {
                        let is_create = act.statement().kind == "create";
                        (document, is_new(act.statement().time_millis) || is_create)
                    }
                },
            },
            LoggedItem::Change(document, hash) => {
                let is_for_nobody = self.whose(&document)?.is_some_and(|whose| whose.is_empty());
                let in_time = match since.filter(|_| !is_for_nobody) {
                    None => true,
                    Some(_) => (self.holdings.change(&document, &hash)?).is_some_and(|held| {
                        is_new(held.change.header.time_seconds.saturating_mul(1000))
                    }),
                };
                (document, in_time)
            }
        };
        if !in_time {
            return Ok((false, Some(document)));
        }
        let whose = self.whose(&document)?;
        if let Some(whose) = &whose {
            let is_from = |known: &KnownThere| row.origin.is_some() && row.origin == known.log;
            self.leave_out(document, whose, |_, known, mark| {
                row.n > mark.n && !is_from(known)
            });
        }
        Ok((whose.is_none(), Some(document)))
    }

    /// The documents that recipients lack something of whatever their places say, each with the row up to
    /// which none of them lacks a change.
    fn to_go_again(&self) -> BTreeMap<DocumentId, u64> {
        let mut all: BTreeMap<DocumentId, u64> = BTreeMap::new();
        for known in self.order.recipients.values() {
            for (piece, after) in &known.lacking {
                if let Piece::Document(document) = piece {
                    let known = all.entry(*document).or_insert(*after);
                    *known = (*after).min(*known);
                }
            }
        }
        let from_start = self.from_start.values().flatten();
        all.extend(from_start.map(|document| (*document, 0)));
        all
    }

    /// A document that recipients lack something of goes in, or stays out for those of whom it is.
    fn goes_again(&mut self, document: &DocumentId) -> Answer<bool> {
        let piece = Piece::Document(*document);
        let order = self.order;
        let Some(whose) = self.whose(document)? else {
            self.brings(piece);
            return Ok(true);
        };
        for key in whose.iter() {
            let known = order.recipients.get(key);
            let after = known.and_then(|known| known.lacking.get(&piece).copied());
            let from_start = self.from_start.get(key);
            if from_start.is_some_and(|from_start| from_start.contains(document)) {
                self.left_out.insert(*document);
                self.stays_out(key, piece, 0);
            } else if let Some(after) = after {
                self.left_out.insert(*document);
                self.stays_out(key, piece, after);
            }
        }
        Ok(false)
    }

    /// Notes that those who lacked a piece get it.
    fn brings(&mut self, piece: Piece) {
        let lacking = self.order.recipients.iter();
        for (key, _) in lacking.filter(|(_, known)| known.lacking.contains_key(&piece)) {
            self.brought.entry(*key).or_default().insert(piece);
        }
    }

    /// What each recipient gets of what it lacked, and what it lacks now. What was missing before and is not in
    /// the file is missing still, for whatever reason.
    fn settle(mut self, written: &mut Written) {
        let order = self.order;
        for (key, known) in &order.recipients {
            for (piece, after) in &known.lacking {
                let brought = self.brought.get(key);
                if !brought.is_some_and(|brought| brought.contains(piece)) {
                    self.stays_out(key, *piece, *after);
                }
            }
        }
        (written.brought, written.stayed_out) = (self.brought, self.stayed_out);
    }
}

/// The file as it grows.
struct File<'a> {
    out: &'a mut dyn io::Write,
    hasher: Sha256,
    blocks: u64,
    written: Written,
}

impl File<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.written.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn block(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.blocks += 1;
        self.bytes(&(bytes.len() as u32).to_be_bytes())?;
        self.bytes(bytes)
    }

    fn items(&mut self, items: Vec<Packed>) -> io::Result<()> {
        let mut queue: VecDeque<Packed> = items.into();
        while let Some(first) = queue.pop_front() {
            match first {
                Packed::Run(bytes) if bytes.len() > FILL_BYTES + 4096 => self.large(&bytes)?,
                first => {
                    let mut bytes = first.size();
                    let mut block = vec![first];
                    while let Some(next) = queue.front()
                        && bytes + next.size() <= FILL_BYTES
                        && let Some(next) = queue.pop_front()
                    {
                        bytes += next.size();
                        block.push(next);
                    }
                    self.frame(block)?;
                }
            }
        }
        Ok(())
    }

    fn frame(&mut self, items: Vec<Packed>) -> io::Result<()> {
        let frame = Frame::Items(Items { upto: None, items });
        self.block(&frame.encode())
    }

    /// A run too large for one block.
    fn large(&mut self, run: &[u8]) -> io::Result<()> {
        let id = format::chain::short_hash(run);
        for (at, bytes) in run.chunks(FILL_BYTES).enumerate() {
            self.frame(vec![Packed::Part(Part {
                id,
                total: run.len() as u32,
                offset: (at * FILL_BYTES) as u32,
                bytes: bytes.to_vec(),
            })])?;
        }
        Ok(())
    }

    fn outgoing(&mut self, outgoing: Vec<Outgoing>) -> io::Result<()> {
        for one in &outgoing {
            for name in &one.names {
                match (&one.item, name) {
                    (Packed::Act(_), _) => self.written.acts += 1,
                    (Packed::Run(_), LoggedItem::Change(document, _)) => {
                        self.written.changes += 1;
                        self.written.documents.insert(*document);
                    }
                    _ => {}
                }
            }
        }
        self.items(outgoing.into_iter().map(|one| one.item).collect())
    }

    /// What the log records between the marks; then the documents of which recipients lack something all the
    /// same: more of them than that, or all.
    fn log(
        &mut self,
        selection: &mut Selection<'_>,
        (begin, upto): (Mark, Mark),
    ) -> Result<(), WriteError> {
        let holdings = selection.holdings;
        let recipient_log = match selection.order.recipients.values().collect::<Vec<_>>()[..] {
            [only] => only.log,
            _ => None,
        };
        let again = selection.to_go_again();
        let mut n = begin.n;
        while n < upto.n {
            let mut batch = Batch::default();
            'rows: loop {
                let rows = holdings.rows_after(n, AT_ONCE)?;
                if rows.is_empty() {
                    // Rows that are gone, as damaged ones may be.
                    n = upto.n;
                    break;
                }
                for row in rows {
                    if batch.is_full() || row.n > upto.n {
                        n = if row.n > upto.n { upto.n } else { n };
                        break 'rows;
                    }
                    n = row.n;
                    let (is_in, document) = selection.has_row(&row)?;
                    if !is_in || document.is_some_and(|document| again.contains_key(&document)) {
                        continue;
                    }
                    if row.origin.is_some() && row.origin == recipient_log {
                        batch.name(&row, holdings)?;
                    } else {
                        batch.add_item(row.n, row.item, holdings)?;
                        self.written.documents.extend(document);
                    }
                }
            }
            self.outgoing(batch.finish())?;
        }
        for (document, after) in again {
            if selection.goes_again(&document)? {
                self.document(holdings, &document, after.min(begin.n))?;
            }
        }
        Ok(())
    }

    /// What is held of a document: its acts, and its changes after a row.
    fn document(
        &mut self,
        holdings: &dyn Holdings,
        document: &DocumentId,
        mut after: u64,
    ) -> Result<(), WriteError> {
        let mut batch = Batch::default();
        for act in holdings.document_acts(document)? {
            batch.add_item(0, LoggedItem::Act(act), holdings)?;
            if batch.is_full() {
                self.outgoing(std::mem::take(&mut batch).finish())?;
            }
        }
        let nothing = format::Frontier::default();
        loop {
            let changes = holdings.changes_beyond(document, &nothing, after, AT_ONCE)?;
            if changes.is_empty() {
                break;
            }
            for (row, hash) in changes {
                after = row;
                batch.add_item(row, LoggedItem::Change(*document, hash), holdings)?;
                if batch.is_full() {
                    self.outgoing(std::mem::take(&mut batch).finish())?;
                }
            }
        }
        self.written.documents.insert(*document);
        self.outgoing(batch.finish())?;
        Ok(())
    }

    /// The receipts between the marks that some recipient was not told, and all those of documents of which
    /// recipients lacked something; of documents that are for all.
    fn receipts(
        &mut self,
        selection: &mut Selection<'_>,
        own_log: LogId,
        (begin, upto): (Mark, Mark),
    ) -> Result<(), WriteError> {
        let holdings = selection.holdings;
        let order = selection.order;
        let mut found: BTreeMap<u64, Receipt> = BTreeMap::new();
        for key in order.recipients.keys() {
            let recipient = Recipient {
                key: *key,
                // No receipt came from the writer's own log: none is passed over for where it came from.
                log: own_log,
                without: None,
            };
            let mut after = begin.receipts;
            loop {
                let page = holdings.receipts_after(&recipient, after, AT_ONCE)?;
                let is_last = page.len() < AT_ONCE;
                after = page.last().map_or(after, |(number, _)| *number);
                found.extend(page);
                if is_last {
                    break;
                }
            }
        }
        let mut receipts = Vec::new();
        for (number, receipt) in found {
            let document = receipt.document;
            if !holdings.is_created(&document)? {
                continue;
            }
            match selection.whose(&document)? {
                None => receipts.push(receipt),
                Some(whose) => selection.leave_out(document, &whose, |key, _, mark| {
                    number > mark.receipts && receipt.holder != *key
                }),
            }
        }
        let told = |receipt: &Receipt| (receipt.holder, receipt.document);
        let there: BTreeSet<_> = receipts.iter().map(told).collect();
        for document in selection.to_go_again().keys() {
            if selection.has_document(document)? {
                let all = holdings.receipts_of(document)?.into_iter();
                receipts.extend(all.filter(|receipt| {
                    let mut others = order
                        .recipients
                        .keys()
                        .filter(|key| **key != receipt.holder);
                    !there.contains(&told(receipt)) && others.next().is_some()
                }));
            }
        }
        self.written.receipts += receipts.len() as u64;
        let receipts = receipts.iter();
        let mut items: Vec<_> = receipts
            .map(|receipt| Packed::Receipt(cbor::encode(receipt)))
            .collect();
        if order.since_millis.is_none() {
            items.push(Packed::ReceiptsUpto(upto.receipts));
        }
        self.items(items)?;
        Ok(())
    }

    /// The blobs beyond the mark and those that recipients lack all the same, as far as they are not too large
    /// and not known to be there.
    fn blobs(&mut self, selection: &mut Selection<'_>, begin: Mark) -> Result<(), WriteError> {
        let holdings = selection.holdings;
        let order = selection.order;
        let mut numbers: BTreeMap<Blob, u64> = BTreeMap::new();
        let mut lacking: BTreeMap<PublicKey, BTreeSet<Blob>> = BTreeMap::new();
        for (key, known) in &order.recipients {
            let mut after = begin.blobs;
            loop {
                let page = holdings.blobs_after(key, after, AT_ONCE)?;
                let is_last = page.len() < AT_ONCE;
                after = page.last().map_or(after, |(number, _)| *number);
                numbers.extend(page.into_iter().map(|(number, blob)| (blob, number)));
                if is_last {
                    break;
                }
            }
            let pieces = known.lacking.keys();
            let mut blobs: BTreeSet<Blob> = pieces
                .filter_map(|piece| match piece {
                    Piece::Blob(blob) => Some(*blob),
                    Piece::Document(_) => None,
                })
                .collect();
            for document in selection.from_start.get(key).into_iter().flatten() {
                blobs.extend(holdings.blobs_of(document)?);
            }
            for blob in &blobs {
                // One that was set aside comes again, and then has a number beyond every mark.
                if holdings.blob(blob, key)? == Some(BlobState::Held) {
                    numbers.entry(*blob).or_insert(0);
                }
            }
            lacking.insert(*key, blobs);
        }
        let mut found: Vec<(u64, Blob)> = numbers.into_iter().map(|(b, n)| (n, b)).collect();
        found.sort_unstable();
        for (number, blob) in found {
            let whose = selection.whose_blob(&blob)?;
            let mut lack = Vec::new();
            for (key, known) in &order.recipients {
                let is_for = whose.as_ref().is_none_or(|whose| whose.contains(key));
                let is_lacking = lacking.get(key).is_some_and(|blobs| blobs.contains(&blob));
                if is_for
                    && (number > selection.mark(known).blobs || is_lacking)
                    && !holdings.is_blob_confirmed(key, &blob)?
                {
                    lack.push(key);
                }
            }
            if lack.is_empty() {
                continue;
            }
            let is_large = blob.bytes > order.blobs_up_to_bytes;
            if whose.is_none() && !is_large {
                self.blob(holdings, &blob)?;
                selection.brings(Piece::Blob(blob));
                continue;
            }
            if whose.is_none() {
                self.written.large_blobs.push(blob);
            }
            for key in lack {
                selection.stays_out(key, Piece::Blob(blob), 0);
            }
        }
        Ok(())
    }

    fn blob(&mut self, holdings: &dyn Holdings, blob: &Blob) -> Result<(), WriteError> {
        let mut offset = 0;
        while let Some(bytes) = holdings.blob_bytes(blob, offset, PART_BYTES)?
            && !bytes.is_empty()
        {
            let part = BlobPart {
                blob: *blob,
                offset,
                bytes,
            };
            offset = part.end();
            self.frame(vec![Packed::BlobPart(part)])?;
        }
        self.written.blobs += 1;
        Ok(())
    }
}
