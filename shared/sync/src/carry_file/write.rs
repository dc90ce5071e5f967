//! Writing a carry file from what a node holds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;

use format::chain::LoggedItem;
use format::{Blob, DeviceKey, DocumentId, LogId, PublicKey, Receipt, Subject, cbor};
use sha2::{Digest as _, Sha256};

use super::header::{End, Header, MAX_RECIPIENTS, Mark, Stands};
use super::{MAGIC, MAX_BLOCK_BYTES};
use crate::blob::{BlobPart, PART_BYTES};
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
    /// For whom; at least one.
    pub recipients: Vec<PublicKey>,
    /// From where on the recipients lack something; `None`: no place is known, or a selection is wanted.
    pub base: Option<Mark>,
    /// Where the one recipient's own log is known, what came from it is only named.
    pub recipient_log: Option<LogId>,
    /// Only what was written since then, by the writers' clocks, in milliseconds since 1970 (UTC); the roster
    /// is complete in any case.
    pub since_millis: Option<i64>,
    /// Documents that are put in from their beginning: recipients said that they lack something of them.
    pub whole: BTreeSet<DocumentId>,
    /// Blobs of more bytes stay out.
    pub blobs_up_to_bytes: u64,
    /// How far the writer has read what the recipients wrote.
    pub stands: Vec<Stands>,
    /// When it is written, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
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
    /// Documents that are for some of the recipients and not for all, and so stayed out.
    pub left_out: BTreeSet<DocumentId>,
    /// Blobs that stayed out because they are large.
    pub large_blobs: Vec<Blob>,
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
    let mut recipients = order.recipients.clone();
    recipients.sort_unstable();
    recipients.dedup();
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
    let begin = order.base.filter(|_| !is_selection).unwrap_or(Mark::START);
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
    let mut selection = Selection {
        holdings,
        recipients: &header.recipients,
        since_millis: order.since_millis,
        answers: BTreeMap::new(),
        left_out: BTreeSet::new(),
    };
    // Who reads a newcomer's file must be able to tell who that is.
    let placing = holdings.placing_acts(&header.from)?;
    let placing = placing.iter().map(|act| act.bytes().to_vec());
    file.items(placing.map(Packed::Act).collect())?;
    file.log(&mut selection, order, (begin, upto))?;
    file.receipts(&mut selection, end.log, (begin, upto))?;
    file.blobs(&mut selection, order, begin)?;
    file.written.left_out = selection.left_out;
    let blocks = file.blocks;
    let sealed = End::sign(key, &header.council, blocks, &file.hasher);
    file.block(&sealed.encode())?;
    file.out.flush()?;
    Ok(file.written)
}

/// What of the holdings is for the recipients.
struct Selection<'a> {
    holdings: &'a dyn Holdings,
    recipients: &'a [PublicKey],
    since_millis: Option<i64>,
    answers: BTreeMap<DocumentId, bool>,
    left_out: BTreeSet<DocumentId>,
}

impl Selection<'_> {
    fn has_document(&mut self, document: &DocumentId) -> Answer<bool> {
        if let Some(answer) = self.answers.get(document) {
            return Ok(*answer);
        }
        let (mut some, mut all) = (false, true);
        for recipient in self.recipients {
            let is_for = self.holdings.in_scope(recipient, document)?;
            some |= is_for;
            all &= is_for;
        }
        if some && !all {
            self.left_out.insert(*document);
        }
        self.answers.insert(*document, all);
        Ok(all)
    }

    fn has_blob(&self, blob: &Blob) -> Answer<bool> {
        for recipient in self.recipients {
            if !self.holdings.blob_in_scope(recipient, blob)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a row goes in, and the document it is about.
    fn has_row(&mut self, row: &LogRow) -> Answer<(bool, Option<DocumentId>)> {
        let is_new =
            |time_millis: i64, since: Option<i64>| since.is_none_or(|since| time_millis >= since);
        Ok(match row.item {
            LoggedItem::Act(id) => match self.holdings.act(&id)? {
                // Not held any more, as a damaged row may be.
                None => (false, None),
                Some(act) => match act.statement().subject {
                    Subject::Council => (true, None),
                    Subject::Document(document) => {
                        // Nothing of a document is accepted before its create act.
                        let in_time = is_new(act.statement().time_millis, self.since_millis)
                            || act.statement().kind == "create";
                        (in_time && self.has_document(&document)?, Some(document))
                    }
                },
            },
            LoggedItem::Change(document, hash) => {
                let is_for = self.has_document(&document)?;
                let in_time = match self.since_millis.filter(|_| is_for) {
                    None => true,
                    since => (self.holdings.change(&document, &hash)?).is_some_and(|held| {
                        is_new(held.change.header.time_seconds.saturating_mul(1000), since)
                    }),
                };
                (is_for && in_time, Some(document))
            }
        })
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

    /// What the log records between the marks; then the documents that go in whole: recipients lack
    /// something of them, or may hold them since.
    fn log(
        &mut self,
        selection: &mut Selection<'_>,
        order: &Order,
        (begin, upto): (Mark, Mark),
    ) -> Result<(), WriteError> {
        let holdings = selection.holdings;
        let mut whole = order.whole.clone();
        if begin.n > 0 {
            for recipient in selection.recipients {
                let opened = holdings.opened_since(recipient, begin.n)?;
                whole.extend(opened.into_iter().map(|(document, _)| document));
            }
        }
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
                    if !is_in || document.is_some_and(|document| whole.contains(&document)) {
                        continue;
                    }
                    if row.origin.is_some() && row.origin == order.recipient_log {
                        batch.name(&row, holdings)?;
                    } else {
                        batch.add_item(row.n, row.item, holdings)?;
                        self.written.documents.extend(document);
                    }
                }
            }
            self.outgoing(batch.finish())?;
        }
        for document in whole {
            if selection.has_document(&document)? {
                self.whole(holdings, &document)?;
            }
        }
        Ok(())
    }

    /// Everything that is held of a document.
    fn whole(&mut self, holdings: &dyn Holdings, document: &DocumentId) -> Result<(), WriteError> {
        let mut batch = Batch::default();
        for act in holdings.document_acts(document)? {
            batch.add_item(0, LoggedItem::Act(act), holdings)?;
            if batch.is_full() {
                self.outgoing(std::mem::take(&mut batch).finish())?;
            }
        }
        let nothing = format::Frontier::default();
        let mut after = 0;
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

    /// The receipts between the marks that some recipient was not told, of documents that are for all.
    fn receipts(
        &mut self,
        selection: &mut Selection<'_>,
        own_log: LogId,
        (begin, upto): (Mark, Mark),
    ) -> Result<(), WriteError> {
        let holdings = selection.holdings;
        let mut found: BTreeMap<u64, Receipt> = BTreeMap::new();
        for key in selection.recipients {
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
        let mut items = Vec::new();
        for receipt in found.values() {
            let document = &receipt.document;
            if holdings.is_created(document)? && selection.has_document(document)? {
                self.written.receipts += 1;
                items.push(Packed::Receipt(cbor::encode(receipt)));
            }
        }
        if selection.since_millis.is_none() {
            items.push(Packed::ReceiptsUpto(upto.receipts));
        }
        self.items(items)?;
        Ok(())
    }

    /// The blobs beyond the mark, as far as they are not too large.
    fn blobs(
        &mut self,
        selection: &mut Selection<'_>,
        order: &Order,
        begin: Mark,
    ) -> Result<(), WriteError> {
        let holdings = selection.holdings;
        let mut found: BTreeSet<(u64, Blob)> = BTreeSet::new();
        for key in selection.recipients {
            let mut after = begin.blobs;
            loop {
                let page = holdings.blobs_after(key, after, AT_ONCE)?;
                let is_last = page.len() < AT_ONCE;
                after = page.last().map_or(after, |(number, _)| *number);
                found.extend(page);
                if is_last {
                    break;
                }
            }
        }
        for (_, blob) in found {
            if !selection.has_blob(&blob)? {
                continue;
            }
            if blob.bytes > order.blobs_up_to_bytes {
                self.written.large_blobs.push(blob);
                continue;
            }
            let mut offset = 0;
            while let Some(bytes) = holdings.blob_bytes(&blob, offset, PART_BYTES)?
                && !bytes.is_empty()
            {
                let part = BlobPart {
                    blob,
                    offset,
                    bytes,
                };
                offset = part.end();
                self.frame(vec![Packed::BlobPart(part)])?;
            }
            self.written.blobs += 1;
        }
        Ok(())
    }
}
