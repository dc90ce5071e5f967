//! A store in memory, for tests and simulations. Not part of the interface.
//!
//! It keeps what a real store must keep and performs what a session asks, each take as one
//! transaction. Its roster is folded in the simplest way: `found` makes a member, `relay` names a
//! relay's key in its body, a `join` cites its `invite`, a `confirm` cites the join, a `revoke` by the
//! founder names a device. A `create` whose body is empty is for everybody, one that [names](naming)
//! a device is for that device and its author; a `grant` names another one. A `publish` whose body
//! [names](naming_blobs) blobs makes them wanted. A `choose-branch` of the founder [names](choosing) the
//! change that counts at its place, and a `restart` of the founder leaves its document with its acts alone.

use std::collections::{BTreeMap, BTreeSet};

use format::chain::LoggedItem;
use format::{
    Act, ActId, ActorId, Blob, BlobId, Chain, ChangeHash, CouncilId, DocumentId, Frontier, LogId,
    Position, PublicKey, Receipt, Subject, cbor,
};

use crate::blob::{Assembly, BlobPart, BlobState};
use crate::carry_file::{Header, KnownThere, LeftOut, Mark, Piece, Written, left_out};
use crate::event::{Effect, Outcome, Rejected};
use crate::forks::counting;
use crate::holdings::{
    Answer, HeldChange, Holdings, Item, KnownChange, LogPosition, LogRow, MAX_GAPS, Recipient,
    Standing, Weight, document_digest, overall_digest,
};
use crate::intake::{Admitted, Reason, Verdict, judge};

/// A store in memory. A clone is a copied folder.
#[derive(Debug, Clone)]
pub struct Memory {
    council: CouncilId,
    genesis: (ChangeHash, u64),
    log: LogId,
    rows: Vec<LogRow>,
    acts: BTreeMap<ActId, Act>,
    documents: BTreeMap<DocumentId, Held>,
    cursors: BTreeMap<(PublicKey, LogId), LogPosition>,
    /// Missing items, each with whoever named it.
    gaps: BTreeMap<Subject, BTreeMap<LoggedItem, BTreeSet<PublicKey>>>,
    /// What was refused here and not taken since.
    refused_here: BTreeMap<Subject, BTreeSet<LoggedItem>>,
    refused: BTreeMap<PublicKey, Vec<Rejected>>,
    receipts: BTreeMap<(PublicKey, DocumentId), KeptReceipt>,
    receipts_kept: u64,
    receipts_cursors: BTreeMap<(PublicKey, LogId), u64>,
    /// The documents whose acts name each blob.
    blob_names: BTreeMap<Blob, BTreeSet<DocumentId>>,
    blobs: BTreeMap<Blob, KeptBlob>,
    blobs_kept: u64,
    /// Blobs that somebody brought wrong.
    blobs_refused: BTreeSet<(Blob, PublicKey)>,
    blobs_confirmed: BTreeSet<(PublicKey, Blob)>,
    /// Blobs that a person wants, however large.
    pub wished_blobs: BTreeSet<Blob>,
    /// What is out of whose scope.
    pub out_of_scope: BTreeSet<(PublicKey, DocumentId)>,
    /// Whether this program knows the kinds of the documents.
    pub knows_kinds: bool,
    /// Whether there is room for more, as a relay's quotas may deny.
    pub has_room: bool,
    /// What peers confirmed to hold of this log.
    pub acknowledged: BTreeMap<PublicKey, LogPosition>,
    /// Documents that peers said they wait for something of.
    pub acknowledged_gaps: BTreeMap<PublicKey, Vec<DocumentId>>,
    /// Up to which number of a peer's blobs its carry files were read here.
    carried_here: BTreeMap<(PublicKey, LogId), u64>,
    /// Where peers said in carry files that they stand in this log.
    carried_there: BTreeMap<PublicKey, Mark>,
    /// What stayed out of carry files for peers.
    left_out: BTreeMap<PublicKey, BTreeMap<Piece, LeftOut>>,
}

#[derive(Debug, Clone)]
struct KeptReceipt {
    receipt: Receipt,
    number: u64,
    origin: Option<LogId>,
}

#[derive(Debug, Clone)]
struct KeptBlob {
    bytes: Vec<u8>,
    /// Its number once it is whole.
    number: Option<u64>,
    assembly: Assembly,
}

#[derive(Debug, Clone, Default)]
struct Held {
    changes: BTreeMap<ChangeHash, Stored>,
    positions: BTreeMap<(ActorId, u64), BTreeSet<ChangeHash>>,
    acts: BTreeSet<ActId>,
}

#[derive(Debug, Clone)]
struct Stored {
    held: HeldChange,
    known: KnownChange,
    row: u64,
}

impl Memory {
    /// An empty store of a council whose documents all begin with `genesis` (hash and counter of the
    /// last operation).
    pub fn new(council: CouncilId, genesis: (ChangeHash, u64), log: LogId) -> Self {
        Self {
            council,
            genesis,
            log,
            rows: vec![],
            acts: BTreeMap::new(),
            documents: BTreeMap::new(),
            cursors: BTreeMap::new(),
            gaps: BTreeMap::new(),
            refused_here: BTreeMap::new(),
            refused: BTreeMap::new(),
            receipts: BTreeMap::new(),
            out_of_scope: BTreeSet::new(),
            receipts_kept: 0,
            receipts_cursors: BTreeMap::new(),
            blob_names: BTreeMap::new(),
            blobs: BTreeMap::new(),
            blobs_kept: 0,
            blobs_refused: BTreeSet::new(),
            blobs_confirmed: BTreeSet::new(),
            wished_blobs: BTreeSet::new(),
            knows_kinds: true,
            has_room: true,
            acknowledged: BTreeMap::new(),
            acknowledged_gaps: BTreeMap::new(),
            carried_here: BTreeMap::new(),
            carried_there: BTreeMap::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Takes a new log id and drops all cursors.
    pub fn renew_log(&mut self, log: LogId) {
        self.log = log;
        self.cursors.clear();
        self.receipts_cursors.clear();
        self.carried_there.clear();
        // Rows and numbers were of the log that ended.
        for one in self.left_out.values_mut().flat_map(BTreeMap::values_mut) {
            *one = LeftOut::new(0);
        }
    }

    /// What a peer is known to hold, by what it said in carry files.
    pub fn known_there(&self, peer: &PublicKey) -> KnownThere {
        let left_out = self.left_out.get(peer).into_iter().flatten();
        KnownThere {
            mark: self.carried_there.get(peer).copied(),
            lacking: left_out.map(|(piece, one)| (*piece, one.after)).collect(),
            log: None,
        }
    }

    /// Takes a number for a carry file, if something stayed out before for those it is for.
    pub fn begin_carried(&mut self, recipients: &[PublicKey]) {
        let lacks = |peer| self.left_out.get(peer).is_some_and(|kept| !kept.is_empty());
        self.blobs_kept += u64::from(recipients.iter().any(lacks));
    }

    /// Keeps what stayed out of a carry file that was written.
    pub fn note_carried(&mut self, written: &Written) {
        let peers: BTreeSet<_> = written
            .stayed_out
            .keys()
            .chain(written.brought.keys())
            .collect();
        for peer in peers {
            let kept = self.left_out.entry(*peer).or_default();
            left_out::note_written(kept, peer, written);
        }
    }

    /// Keeps that a carry file was read to its end.
    pub fn end_carried(&mut self, header: &Header) {
        let read = self.carried_here.entry((header.from, header.log));
        let read = read.or_default();
        *read = header.upto.blobs.max(*read);
    }

    /// Where this store stands in what a peer writes.
    pub fn stand(&self, peer: &PublicKey, log: &LogId) -> Option<Mark> {
        let cursor = self.cursors.get(&(*peer, *log))?;
        Some(Mark {
            n: cursor.n,
            chain: cursor.chain,
            receipts: self.receipts_cursors.get(&(*peer, *log)).map_or(0, |n| *n),
            blobs: self.carried_here.get(&(*peer, *log)).map_or(0, |n| *n),
        })
    }

    /// Keeps where a peer said that it stands in this log.
    pub fn note_stand(&mut self, peer: &PublicKey, mark: Mark) {
        self.carried_there.insert(*peer, mark);
        if let Some(kept) = self.left_out.get_mut(peer) {
            left_out::note_stand(kept, &mark);
        }
    }

    /// Keeps receipts signed here.
    pub fn keep_receipts(&mut self, receipts: Vec<Receipt>) {
        for receipt in receipts {
            self.keep_receipt(receipt, None);
        }
    }

    /// All receipts held, for assertions.
    pub fn receipts(&self) -> Vec<Receipt> {
        let kept = self.receipts.values();
        kept.map(|kept| kept.receipt.clone()).collect()
    }

    fn keep_receipt(&mut self, receipt: Receipt, origin: Option<LogId>) {
        let key = (receipt.holder, receipt.document);
        let held = self.receipts.get(&key);
        if held.is_none_or(|held| receipt.replaces(&held.receipt)) {
            self.receipts_kept += 1;
            let kept = KeptReceipt {
                receipt,
                number: self.receipts_kept,
                origin,
            };
            self.receipts.insert(key, kept);
        }
    }

    /// What nothing inside the frontier builds on: what a receipt names.
    pub fn heads(&self, document: &DocumentId) -> Vec<ChangeHash> {
        match self.has_restarted(document) {
            true => vec![],
            false => self.documents.get(document).map_or(vec![], Held::heads),
        }
    }

    /// Whether the founder let the document start over as another one.
    pub fn has_restarted(&self, document: &DocumentId) -> bool {
        let acts = self.documents.get(document).map(|held| &held.acts);
        let founder = self.founder();
        acts.into_iter().flatten().any(|id| {
            let said = self.acts[id].statement();
            said.kind == "restart" && Some(said.author) == founder
        })
    }

    /// Removes the bytes of a document that started over, as a person asks for it.
    pub fn forget(&mut self, document: &DocumentId) {
        assert!(self.has_restarted(document), "BUG: it goes on");
        if let Some(held) = self.documents.get_mut(document) {
            for stored in held.changes.values_mut() {
                stored.held.change.chunk.clear();
                stored.held.seal = None;
            }
        }
    }

    /// The bytes kept of the changes of a document.
    pub fn bytes_of(&self, document: &DocumentId) -> usize {
        let held = self.documents.get(document);
        let changes = held.into_iter().flat_map(|held| held.changes.values());
        changes.map(|stored| stored.held.change.chunk.len()).sum()
    }

    fn digest_of(&self, document: &DocumentId) -> [u8; 16] {
        let Some(held) = self.documents.get(document) else {
            return document_digest(&Frontier::default(), &[], &[]);
        };
        let acts: Vec<_> = held.acts.iter().copied().collect();
        match self.has_restarted(document) {
            true => document_digest(&Frontier::default(), &acts, &[]),
            false => document_digest(&held.frontier(), &acts, &held.forks()),
        }
    }

    fn is_head_office(&self, key: &PublicKey) -> bool {
        self.acts.values().any(|act| {
            let statement = act.statement();
            statement.kind == "found" && statement.author == *key
                || statement.kind == "head-office" && named_key(act) == Some(*key)
        })
    }

    fn told(&self, recipient: &Recipient) -> impl Iterator<Item = &KeptReceipt> {
        let recipient = *recipient;
        self.receipts.values().filter(move |kept| {
            kept.receipt.holder != recipient.key
                && Some(kept.receipt.holder) != recipient.without
                && kept.origin != Some(recipient.log)
        })
    }

    /// Keeps an act made here.
    pub fn write_act(&mut self, act: Act) {
        self.keep_act(act, None);
    }

    /// Keeps a run made here, as if judged.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub fn write(&mut self, item: Item) -> Answer<Outcome> {
        self.keep(item, None, None)
    }

    /// Judges and keeps items in one transaction; `None` if that would leave too many gaps on the word of
    /// `peer`, and then nothing changed.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub fn take(
        &mut self,
        items: Vec<Item>,
        origin: LogId,
        cursor: Option<LogPosition>,
        peer: PublicKey,
    ) -> Answer<Option<Vec<Outcome>>> {
        let may_overflow = self.gaps.len() + items.len() > MAX_GAPS;
        let before = may_overflow.then(|| self.clone());
        let mut outcomes = Vec::new();
        for item in items {
            if let Item::ReceiptsUpto(number) = item {
                self.receipts_cursors.insert((peer, origin), number);
            }
            outcomes.push(self.keep(item, Some(origin), Some(peer))?);
        }
        if let Some(cursor) = cursor {
            self.cursors.insert((peer, cursor.log), cursor);
        }
        if let Some(before) = before.filter(|_| self.named_by(&peer).count() > MAX_GAPS) {
            *self = before;
            return Ok(None);
        }
        Ok(Some(outcomes))
    }

    /// Performs the effects that only record something.
    pub fn record(&mut self, effect: &Effect) {
        match effect {
            Effect::RecordAck {
                peer,
                position,
                gaps,
            } => {
                self.acknowledged.insert(*peer, *position);
                if let Some(gaps) = gaps {
                    self.acknowledged_gaps.insert(*peer, gaps.clone());
                }
            }
            Effect::RecordUnfound { peer, subject } => {
                if !self.refused_here.contains_key(subject)
                    && let Some(wanted) = self.gaps.get_mut(subject)
                {
                    wanted.retain(|_, named_by| !named_by.remove(peer) || !named_by.is_empty());
                    if wanted.is_empty() {
                        self.gaps.remove(subject);
                    }
                }
            }
            Effect::RecordRejects { peer, rejects } => {
                let refused = self.refused.entry(*peer).or_default();
                refused.extend(rejects.iter().cloned());
            }
            Effect::RecordAccepted { peer, items } => {
                if let Some(refused) = self.refused.get_mut(peer) {
                    refused.retain(|reject| !reject.items.iter().any(|item| items.contains(item)));
                }
            }
            Effect::RecordBlobs {
                peer,
                held,
                lacking,
            } => {
                let key = |blob: &Blob| (*peer, *blob);
                self.blobs_confirmed.extend(held.iter().map(key));
                for blob in lacking {
                    self.blobs_confirmed.remove(&key(blob));
                }
            }
            Effect::VerifyBlob(blob)
                if (self.blobs.get(blob)).is_some_and(|kept| !blob.is_of(&kept.bytes)) =>
            {
                self.blobs.remove(blob);
                self.wished_blobs.insert(*blob);
            }
            _ => {}
        }
    }

    /// Keeps a blob made here.
    pub fn keep_blob(&mut self, bytes: Vec<u8>) -> Blob {
        let blob = Blob::of(&bytes);
        let kept = self.blobs.entry(blob).or_insert(KeptBlob {
            bytes: vec![],
            number: None,
            assembly: Assembly::EMPTY,
        });
        if kept.number.is_none() {
            self.blobs_kept += 1;
            (kept.bytes, kept.number) = (bytes, Some(self.blobs_kept));
        }
        blob
    }

    /// Loses every blob, as a check does with damaged ones.
    pub fn forget_blobs(&mut self) {
        self.blobs.clear();
    }

    /// Changes a byte of a blob that is held, as a failing disk does.
    pub fn damage_blob(&mut self, blob: &Blob) {
        if let Some(byte) = self
            .blobs
            .get_mut(blob)
            .and_then(|kept| kept.bytes.last_mut())
        {
            *byte ^= 1;
        }
    }

    /// The blobs that are here as a whole, with their bytes.
    pub fn blobs(&self) -> BTreeMap<Blob, Vec<u8>> {
        let whole = self.blobs.iter().filter(|(_, kept)| kept.number.is_some());
        whole
            .map(|(blob, kept)| (*blob, kept.bytes.clone()))
            .collect()
    }

    /// The blobs named by acts held here, each with the documents these are about.
    pub fn named_blobs(&self) -> &BTreeMap<Blob, BTreeSet<DocumentId>> {
        &self.blob_names
    }

    /// How many bytes are kept of blobs that are not whole.
    pub fn bytes_of_parts(&self) -> usize {
        let parts = self.blobs.values().filter(|kept| kept.number.is_none());
        parts.map(|kept| kept.bytes.len()).sum()
    }

    fn keep_part(&mut self, part: &BlobPart, peer: &PublicKey) -> Outcome {
        let kept = self.blobs.entry(part.blob).or_insert(KeptBlob {
            bytes: vec![],
            number: None,
            assembly: Assembly::EMPTY,
        });
        if kept.assembly.add(peer, part) {
            kept.bytes.clear();
        }
        kept.bytes.extend_from_slice(&part.bytes);
        assert_eq!(kept.bytes.len() as u64, kept.assembly.here);
        if part.end() < part.blob.bytes {
            return Outcome::Taken;
        }
        if part.blob.is_of(&kept.bytes) {
            self.blobs_kept += 1;
            kept.number = Some(self.blobs_kept);
            return Outcome::Taken;
        }
        kept.bytes.clear();
        match kept.assembly.spoil() {
            Some(blame) => {
                self.blobs_refused.insert((part.blob, blame));
                Outcome::Never(Reason::WrongHash)
            }
            None => Outcome::NotYet(Reason::WrongHash),
        }
    }

    /// What `peer` refused.
    pub fn refused(&self, peer: &PublicKey) -> &[Rejected] {
        self.refused.get(peer).map_or(&[], |refused| refused)
    }

    /// What `peer` refused as "not yet" and this asks for, in the order of the log.
    fn refused_where(
        &self,
        peer: &PublicKey,
        is_meant: impl Fn(&Rejected, &LoggedItem) -> bool,
    ) -> Vec<LoggedItem> {
        let refused = self.refused(peer).iter();
        let mut wanted: BTreeSet<&LoggedItem> = BTreeSet::new();
        for reject in refused.filter(|reject| !reject.never) {
            wanted.extend(reject.items.iter().filter(|item| is_meant(reject, item)));
        }
        let rows = self.rows.iter().filter(|row| wanted.contains(&row.item));
        rows.map(|row| row.item).collect()
    }

    /// Everything held, for comparing stores: acts, and changes with whether they stand outside the
    /// frontier.
    #[allow(
        clippy::type_complexity,
        reason = "a bag of names, for assertions only"
    )]
    pub fn contents(&self) -> (Vec<ActId>, Vec<(DocumentId, ChangeHash, bool)>) {
        let changes = self.documents.iter().flat_map(|(document, held)| {
            held.changes
                .iter()
                .map(|(hash, stored)| (*document, *hash, stored.known.fork))
        });
        (self.acts.keys().copied().collect(), changes.collect())
    }

    /// The changes of a document inside the frontier, in the order of the log.
    pub fn chunks(&self, document: &DocumentId) -> Vec<Vec<u8>> {
        let Some(held) = self.documents.get(document) else {
            return vec![];
        };
        let mut inside: Vec<_> = held
            .changes
            .values()
            .filter(|stored| !stored.known.fork)
            .collect();
        inside.sort_by_key(|stored| stored.row);
        inside
            .iter()
            .map(|stored| stored.held.change.chunk.clone())
            .collect()
    }

    /// All documents.
    pub fn documents(&self) -> Vec<DocumentId> {
        self.documents.keys().copied().collect()
    }

    /// The chains of all rows must follow from the items, and every item be logged once.
    pub fn check(&self) {
        let mut chain = Chain::START;
        let mut seen = BTreeSet::new();
        for (at, row) in self.rows.iter().enumerate() {
            chain = chain.then(&row.item);
            assert_eq!((row.n, row.chain), (at as u64 + 1, chain));
            assert!(seen.insert(row.item), "{:?} is logged twice", row.item);
        }
        let items = self.acts.len()
            + self
                .documents
                .values()
                .map(|held| held.changes.len())
                .sum::<usize>();
        assert_eq!(items, self.rows.len());
    }

    /// The subjects of which `peer` named something that is missing.
    fn named_by(&self, peer: &PublicKey) -> impl Iterator<Item = &Subject> {
        let peer = *peer;
        let gaps = self.gaps.iter();
        let named = gaps.filter(move |(_, wanted)| wanted.values().any(|by| by.contains(&peer)));
        named.map(|(subject, _)| subject)
    }

    fn keep(
        &mut self,
        item: Item,
        origin: Option<LogId>,
        peer: Option<PublicKey>,
    ) -> Answer<Outcome> {
        let verdict = judge(&item, self)?;
        let (names, subject) = (item.names(), item.subject());
        if !matches!(verdict, Verdict::Gap { .. })
            && let Some(wanted) = self.gaps.get_mut(&subject)
        {
            wanted.retain(|one, _| !names.contains(one));
            if wanted.is_empty() {
                self.gaps.remove(&subject);
            }
        }
        self.note_refusal(&subject, &names, &verdict);
        Ok(match verdict {
            Verdict::Take(admitted) => {
                match item {
                    Item::Act(act) => self.keep_act(act, origin),
                    Item::Run(run) => self.keep_run(run, &admitted, origin),
                    Item::Receipt(receipt) => self.keep_receipt(receipt, origin),
                    Item::Named(_) | Item::ReceiptsUpto(_) => {}
                    Item::BlobPart(part, peer) => return Ok(self.keep_part(&part, &peer)),
                }
                Outcome::Taken
            }
            Verdict::Held => Outcome::Held,
            Verdict::Gap { wanted, .. } => {
                let gaps = self.gaps.entry(subject).or_default();
                gaps.entry(wanted).or_default().extend(peer);
                Outcome::Gap
            }
            Verdict::Never(reason) => Outcome::Never(reason),
            Verdict::NotYet(reason) => Outcome::NotYet(reason),
        })
    }

    /// Of a run the last change stands for all.
    fn note_refusal(&mut self, subject: &Subject, names: &[LoggedItem], verdict: &Verdict) {
        let Some(name) = names.last() else {
            return;
        };
        match verdict {
            Verdict::Never(_) | Verdict::NotYet(_) => {
                let refused = self.refused_here.entry(*subject).or_default();
                refused.insert(*name);
            }
            Verdict::Take(_) => {
                if let Some(refused) = self.refused_here.get_mut(subject) {
                    refused.remove(name);
                    if refused.is_empty() {
                        self.refused_here.remove(subject);
                    }
                }
            }
            Verdict::Held | Verdict::Gap { .. } => {}
        }
    }

    fn log(&mut self, item: LoggedItem, origin: Option<LogId>) -> u64 {
        let chain = self.rows.last().map_or(Chain::START, |row| row.chain);
        let n = self.rows.len() as u64 + 1;
        let chain = chain.then(&item);
        self.rows.push(LogRow {
            n,
            chain,
            item,
            origin,
        });
        n
    }

    fn keep_act(&mut self, act: Act, origin: Option<LogId>) {
        let id = act.id();
        if self.acts.contains_key(&id) {
            return;
        }
        if let Subject::Document(document) = act.statement().subject {
            self.documents.entry(document).or_default().acts.insert(id);
            for blob in named_blobs(&act) {
                self.blob_names.entry(blob).or_default().insert(document);
            }
        }
        // Who founded the council says whose choices count.
        let settled: Vec<DocumentId> = match act.statement().subject {
            Subject::Document(document) if act.statement().kind == "choose-branch" => {
                vec![document]
            }
            // A choice may have waited for this act.
            Subject::Document(document) if !self.choices(&document).is_empty() => vec![document],
            Subject::Council if act.statement().kind == "found" => self.documents(),
            _ => vec![],
        };
        self.acts.insert(id, act);
        self.log(LoggedItem::Act(id), origin);
        for document in settled {
            self.mark_forks(&document);
        }
        // Nobody waits for changes of what started over.
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.retain(|subject, wanted| {
            if let Subject::Document(document) = subject
                && self.has_restarted(document)
            {
                wanted.retain(|item, _| matches!(item, LoggedItem::Act(_)));
            }
            !wanted.is_empty()
        });
        self.gaps = gaps;
    }

    /// Everything said about which branches of a document count, whether it counts or not.
    fn choices(&self, document: &DocumentId) -> Vec<ActId> {
        let acts = self.documents.get(document).map(|held| &held.acts);
        let acts = acts.into_iter().flatten().copied();
        acts.filter(|id| {
            let act = self.acts.get(id);
            act.is_some_and(|act| act.statement().kind == "choose-branch")
        })
        .collect()
    }

    /// What [`Holdings::chosen`] asks for, from the definition: the founder's choices all of whose past is
    /// here, the one with the longest chain of acts behind it first.
    fn chosen_in(&self, document: &DocumentId) -> Vec<ChangeHash> {
        let founder = self.founder();
        let choices = self.choices(document).into_iter();
        let mut counted: Vec<(usize, ActId, ChangeHash)> = choices
            .filter_map(|id| {
                let act = &self.acts[&id];
                let is_said_by_founder = Some(act.statement().author) == founder;
                let change = chosen_by(act).filter(|_| is_said_by_founder)?;
                Some((self.depth(&id)?, id, change))
            })
            .collect();
        counted.sort_unstable_by_key(|one| std::cmp::Reverse(*one));
        counted.into_iter().map(|(_, _, change)| change).collect()
    }

    /// The length of the longest chain of acts behind this one; `None` while one of them is not here.
    fn depth(&self, id: &ActId) -> Option<usize> {
        let mut depth = 0;
        for cited in &self.acts.get(id)?.statement().cites {
            depth = depth.max(self.depth(cited)?);
        }
        Some(depth + 1)
    }

    fn founder(&self) -> Option<PublicKey> {
        let mut acts = self.acts.values().map(Act::statement);
        let found = acts.find(|said| said.kind == "found" && said.council.is_none());
        found.map(|said| said.author)
    }

    fn mark_forks(&mut self, document: &DocumentId) {
        let chosen = self.chosen_in(document);
        let Some(held) = self.documents.get_mut(document) else {
            return;
        };
        let marks = held.fork_marks(&chosen);
        for (hash, stored) in &mut held.changes {
            let fork = marks.contains(hash);
            (stored.known.fork, stored.held.fork) = (fork, fork);
        }
    }

    fn keep_run(&mut self, run: format::Run, admitted: &[Admitted], origin: Option<LogId>) {
        let document = run.document;
        let last = run.changes.len() - 1;
        let mut displaced = false;
        for one in admitted {
            let change = run.changes[one.index].clone();
            let hash = change.header.hash;
            let row = self.log(LoggedItem::Change(document, hash), origin);
            displaced |= one.displaces.is_some();
            let stored = Stored {
                held: HeldChange {
                    change,
                    author: run.author,
                    seal: (one.index == last).then(|| run.seal.clone()),
                    fork: one.known.fork,
                },
                known: one.known,
                row,
            };
            let held = self.documents.entry(document).or_default();
            let position = (one.known.actor, one.known.sequence);
            held.positions.entry(position).or_default().insert(hash);
            held.changes.insert(hash, stored);
        }
        let chosen = self.chosen_in(&document);
        let held = self.documents.entry(document).or_default();
        let marks = held.fork_marks(&chosen);
        for (hash, stored) in &held.changes {
            assert!(
                displaced || marks.contains(hash) == stored.known.fork,
                "BUG: the judgement of {hash:?} does not follow from the set"
            );
        }
        self.mark_forks(&document);
    }

    /// Whether a document is kept from anybody.
    pub fn is_restricted(&self, document: &DocumentId) -> bool {
        let held = self.documents.get(document);
        let mut acts = held.into_iter().flat_map(|held| &held.acts);
        self.out_of_scope.iter().any(|(_, kept)| kept == document)
            || acts.any(|id| {
                let act = &self.acts[id];
                act.statement().kind == "create" && named_key(act).is_some()
            })
    }

    /// Whether a document is for a member or relay, by the acts logged up to row `n`.
    fn is_for_by(&self, peer: &PublicKey, document: &DocumentId, n: u64) -> Answer<bool> {
        let rows = self.rows.iter().take_while(|row| row.n <= n);
        let acts = rows.filter_map(|row| match row.item {
            LoggedItem::Act(id) => self.acts.get(&id),
            LoggedItem::Change(..) => None,
        });
        let relay = self.standing(peer, &[])? == Standing::Relay;
        let (mut is_created, mut is_for) = (false, relay);
        for act in acts {
            let statement = act.statement();
            if statement.subject != Subject::Document(*document) {
                continue;
            }
            match statement.kind.as_str() {
                "create" => {
                    is_created = true;
                    let named = named_key(act);
                    is_for |= named.is_none() || named == Some(*peer) || statement.author == *peer;
                }
                "grant" => is_for |= named_key(act) == Some(*peer),
                _ => {}
            }
        }
        Ok(is_created && is_for && !self.out_of_scope.contains(&(*peer, *document)))
    }

    fn roster(&self, also: &[Act]) -> BTreeMap<ActId, Act> {
        let mut roster: BTreeMap<_, _> = self
            .acts
            .values()
            .chain(also)
            .filter(|act| act.statement().subject == Subject::Council)
            .map(|act| (act.id(), act.clone()))
            .collect();
        roster.retain(|_, act| act.council() == self.council);
        roster
    }
}

impl Held {
    /// What stands outside the frontier, from the definition: losers among siblings, and what is
    /// built on them.
    fn fork_marks(&self, chosen: &[ChangeHash]) -> BTreeSet<ChangeHash> {
        let mut order: Vec<_> = self.changes.iter().collect();
        order.sort_by_key(|(_, stored)| stored.row);
        let mut marks = BTreeSet::new();
        for (hash, stored) in order {
            let known = &stored.known;
            let rivals = self.positions.get(&(known.actor, known.sequence));
            let rivals = rivals.into_iter().flatten();
            let rivals =
                rivals.filter(|rival| self.changes[*rival].known.previous == known.previous);
            let loses = counting(chosen, rivals) != Some(*hash);
            let dependencies = &stored.held.change.header.dependencies;
            if loses || dependencies.iter().any(|one| marks.contains(one)) {
                marks.insert(*hash);
            }
        }
        marks
    }

    fn frontier(&self) -> Frontier {
        let mut frontier = Frontier::default();
        for (hash, stored) in &self.changes {
            let sequence = stored.known.sequence;
            if !stored.known.fork && frontier.sequence(&stored.known.actor) < sequence {
                let position = Position {
                    sequence,
                    hash: *hash,
                };
                frontier.0.insert(stored.known.actor, position);
            }
        }
        frontier
    }

    fn forks(&self) -> Vec<ChangeHash> {
        self.changes
            .iter()
            .filter(|(_, stored)| stored.known.fork)
            .map(|(hash, _)| *hash)
            .collect()
    }

    fn heads(&self) -> Vec<ChangeHash> {
        let inside = || self.changes.values().filter(|stored| !stored.known.fork);
        let built_on: BTreeSet<_> = inside()
            .flat_map(|stored| &stored.held.change.header.dependencies)
            .collect();
        let heads = inside().map(|stored| stored.held.change.header.hash);
        let mut heads: Vec<_> = heads.filter(|hash| !built_on.contains(hash)).collect();
        heads.sort_unstable();
        heads
    }
}

/// The key a `relay` act names.
fn named_key(act: &Act) -> Option<PublicKey> {
    let mut d = minicbor::Decoder::new(&act.statement().body);
    d.map().ok()?;
    d.u8().ok()?;
    d.decode().ok()
}

/// The blobs a `publish` act names.
fn named_blobs(act: &Act) -> Vec<Blob> {
    let mut blobs = Vec::new();
    if act.statement().kind != "publish" {
        return blobs;
    }
    let mut d = minicbor::Decoder::new(&act.statement().body);
    let mut read = || -> Result<(), minicbor::decode::Error> {
        for _ in 0..d.map()?.unwrap_or(0) {
            let id: BlobId = d.decode()?;
            blobs.push(Blob {
                bytes: d.u64()?,
                id,
            });
        }
        Ok(())
    };
    match read() {
        Ok(()) => blobs,
        Err(_) => vec![],
    }
}

/// The body of a `publish` act that names these blobs.
pub fn naming_blobs(blobs: &[Blob]) -> Vec<u8> {
    let mut blobs = blobs.to_vec();
    blobs.sort_unstable_by_key(|blob| blob.id);
    let mut e = cbor::Encoder::new();
    e.map(blobs.len() as u64);
    for blob in &blobs {
        e.value(&blob.id).u64(blob.bytes);
    }
    e.into_bytes()
}

/// The change a `choose-branch` act names.
fn chosen_by(act: &Act) -> Option<ChangeHash> {
    let mut d = minicbor::Decoder::new(&act.statement().body);
    d.map().ok()?;
    d.u8().ok()?;
    d.decode().ok()
}

/// The body of a `choose-branch` act that names this change.
pub fn choosing(change: &ChangeHash) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.map(1).u8(0).value(change);
    e.into_bytes()
}

/// The body of a `relay` act that names this key.
pub fn naming(key: &PublicKey) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.map(1).u8(0).value(key);
    e.into_bytes()
}

impl Holdings for Memory {
    fn council(&self) -> CouncilId {
        self.council
    }

    fn log_end(&self) -> Answer<LogPosition> {
        Ok(LogPosition {
            log: self.log,
            n: self.rows.len() as u64,
            chain: self.rows.last().map_or(Chain::START, |row| row.chain),
        })
    }

    fn chain_at(&self, n: u64) -> Answer<Option<Chain>> {
        if n == 0 {
            return Ok(Some(Chain::START));
        }
        Ok(usize::try_from(n - 1)
            .ok()
            .and_then(|at| self.rows.get(at))
            .map(|row| row.chain))
    }

    fn rows_after(&self, n: u64, limit: usize) -> Answer<Vec<LogRow>> {
        let rows = self.rows.iter().skip(n as usize).take(limit);
        Ok(rows.copied().collect())
    }

    fn cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<Option<LogPosition>> {
        Ok(self.cursors.get(&(*peer, *log)).copied())
    }

    fn standing(&self, key: &PublicKey, also: &[Act]) -> Answer<Standing> {
        let roster = self.roster(also);
        let by = |kind: &'static str| {
            roster
                .values()
                .filter(move |act| act.statement().kind == kind)
        };
        let founded = |act: &Act| act.statement().council.is_none();
        let founder = by("found").find(|act| founded(act));
        let founder = founder.map(|act| act.statement().author);
        let revoked =
            |act: &Act| Some(act.statement().author) == founder && named_key(act) == Some(*key);
        if by("revoke").any(revoked) {
            return Ok(Standing::Revoked);
        }
        if by("found").any(|act| founded(act) && act.statement().author == *key) {
            return Ok(Standing::Member);
        }
        if by("relay").any(|act| named_key(act) == Some(*key)) && by("found").next().is_some() {
            return Ok(Standing::Relay);
        }
        let invite_of = |join: &Act| {
            let cites = &join.statement().cites;
            cites.iter().copied().find(|id| {
                roster
                    .get(id)
                    .is_some_and(|act| act.statement().kind == "invite")
            })
        };
        let mut standing = Standing::Unknown;
        for join in by("join").filter(|join| join.statement().author == *key) {
            let Some(invite) = invite_of(join) else {
                continue;
            };
            let rivals: Vec<_> = by("join")
                .filter(|other| invite_of(other) == Some(invite))
                .map(Act::id)
                .collect();
            let confirmed = by("confirm")
                .filter(|act| act.statement().cites.iter().any(|id| rivals.contains(id)))
                .min_by_key(|act| act.id());
            standing = match confirmed {
                Some(act) if act.statement().cites.contains(&join.id()) => Standing::Member,
                Some(_) => Standing::Superseded,
                None if rivals.len() == 1 => Standing::Member,
                None => Standing::Waiting,
            };
        }
        Ok(standing)
    }

    fn placing_acts(&self, key: &PublicKey) -> Answer<Vec<Act>> {
        if self.standing(key, &[])? == Standing::Unknown {
            return Ok(vec![]);
        }
        let acts = self.rows.iter().filter_map(|row| match row.item {
            LoggedItem::Act(id) => self.acts.get(&id),
            LoggedItem::Change(..) => None,
        });
        let acts = acts.filter(|act| {
            let statement = act.statement();
            statement.subject == Subject::Council
                && (statement.kind == "found"
                    || statement.kind == "invite"
                    || statement.author == *key
                    || named_key(act) == Some(*key))
        });
        Ok(acts.cloned().collect())
    }

    fn roster_digest(&self) -> Answer<[u8; 16]> {
        let mut e = cbor::Encoder::new();
        for act in self.roster_acts()? {
            e.raw(act.as_bytes());
        }
        Ok(format::chain::short_hash(&e.into_bytes()))
    }

    fn roster_acts(&self) -> Answer<Vec<ActId>> {
        Ok(self.roster(&[]).into_keys().collect())
    }

    fn document_acts(&self, document: &DocumentId) -> Answer<Vec<ActId>> {
        let held = self.documents.get(document);
        Ok(held.map_or(vec![], |held| held.acts.iter().copied().collect()))
    }

    fn act(&self, id: &ActId) -> Answer<Option<Act>> {
        Ok(self.acts.get(id).cloned())
    }

    fn is_created(&self, document: &DocumentId) -> Answer<bool> {
        let held = self.documents.get(document);
        Ok(held.is_some_and(|held| {
            held.acts
                .iter()
                .any(|id| self.acts[id].statement().kind == "create")
        }))
    }

    fn genesis(&self, document: &DocumentId) -> Answer<Option<(ChangeHash, u64)>> {
        let known = self.knows_kinds && self.is_created(document)?;
        Ok(known.then_some(self.genesis))
    }

    fn in_scope(&self, peer: &PublicKey, document: &DocumentId) -> Answer<bool> {
        self.is_for_by(peer, document, u64::MAX)
    }

    fn may_have_been_written_by(&self, writer: &PublicKey, document: &DocumentId) -> Answer<bool> {
        Ok(!self.is_created(document)? || self.is_for_by(writer, document, u64::MAX)?)
    }

    fn is_all_open(&self) -> Answer<bool> {
        let restricted = |act: &Act| act.statement().kind == "create" && named_key(act).is_some();
        Ok(self.out_of_scope.is_empty() && !self.acts.values().any(restricted))
    }

    fn opened_since(&self, peer: &PublicKey, n: u64) -> Answer<Vec<(DocumentId, ActId)>> {
        let mut opened = Vec::new();
        for (document, held) in &self.documents {
            let item_of = |row: &LogRow| match row.item {
                LoggedItem::Act(id) => held.acts.contains(&id),
                LoggedItem::Change(of, _) => of == *document,
            };
            let is_logged = self.rows.iter().take_while(|row| row.n <= n).any(item_of);
            let create = held
                .acts
                .iter()
                .find(|id| self.acts[id].statement().kind == "create");
            if let Some(create) = create
                && is_logged
                && self.in_scope(peer, document)?
                && !self.is_for_by(peer, document, n)?
            {
                opened.push((*document, *create));
            }
        }
        Ok(opened)
    }

    fn overall_digest(&self) -> Answer<[u8; 16]> {
        let documents: Vec<_> = self
            .documents
            .keys()
            .map(|document| (*document, self.digest_of(document)))
            .collect();
        Ok(overall_digest(&self.roster_digest()?, &documents))
    }

    fn digests_after(
        &self,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<(DocumentId, [u8; 16])>> {
        let documents = self.documents.keys();
        let documents = documents.filter(|id| after.is_none_or(|after| **id > after));
        let digests = documents.map(|id| (*id, self.digest_of(id)));
        Ok(digests.take(limit).collect())
    }

    fn is_restarted(&self, document: &DocumentId) -> Answer<bool> {
        Ok(self.has_restarted(document))
    }

    fn frontier(&self, document: &DocumentId) -> Answer<Frontier> {
        let held = self.documents.get(document);
        let held = held.filter(|_| !self.has_restarted(document));
        Ok(held.map_or(Frontier::default(), Held::frontier))
    }

    fn forks(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>> {
        let held = self.documents.get(document);
        let held = held.filter(|_| !self.has_restarted(document));
        Ok(held.map_or(vec![], Held::forks))
    }

    fn chosen(&self, document: &DocumentId) -> Answer<Vec<ChangeHash>> {
        Ok(self.chosen_in(document))
    }

    fn changes_beyond(
        &self,
        document: &DocumentId,
        frontier: &Frontier,
        after_row: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, ChangeHash)>> {
        let held = self.documents.get(document);
        let Some(held) = held.filter(|_| !self.has_restarted(document)) else {
            return Ok(vec![]);
        };
        let mut beyond: Vec<_> = held
            .changes
            .iter()
            .filter(|(_, stored)| {
                let known = &stored.known;
                stored.row > after_row
                    && (known.fork || known.sequence > frontier.sequence(&known.actor))
            })
            .map(|(hash, stored)| (stored.row, *hash))
            .collect();
        beyond.sort_unstable();
        beyond.truncate(limit);
        Ok(beyond)
    }

    fn known(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<KnownChange>> {
        let held = self.documents.get(document);
        Ok(held.and_then(|held| held.changes.get(change).map(|stored| stored.known)))
    }

    fn at_position(
        &self,
        document: &DocumentId,
        actor: &ActorId,
        sequence: u64,
    ) -> Answer<Vec<ChangeHash>> {
        let held = self.documents.get(document);
        let at = held.and_then(|held| held.positions.get(&(*actor, sequence)));
        Ok(at.map_or(vec![], |at| at.iter().copied().collect()))
    }

    fn change(&self, document: &DocumentId, change: &ChangeHash) -> Answer<Option<HeldChange>> {
        let held = self.documents.get(document);
        Ok(held.and_then(|held| held.changes.get(change).map(|stored| stored.held.clone())))
    }

    fn receipt(&self, holder: &PublicKey, document: &DocumentId) -> Answer<Option<Receipt>> {
        let kept = self.receipts.get(&(*holder, *document));
        Ok(kept.map(|kept| kept.receipt.clone()))
    }

    fn answers_for_others(&self, key: &PublicKey) -> Answer<bool> {
        Ok(match self.standing(key, &[])? {
            Standing::Relay => true,
            Standing::Member => self.is_head_office(key),
            _ => false,
        })
    }

    fn receipts_kept(&self) -> Answer<u64> {
        Ok(self.receipts_kept)
    }

    fn receipts_of(&self, document: &DocumentId) -> Answer<Vec<Receipt>> {
        let kept = self.receipts.values().map(|kept| &kept.receipt);
        let kept = kept.filter(|receipt| receipt.document == *document);
        Ok(kept.cloned().collect())
    }

    fn receipts_after(
        &self,
        recipient: &Recipient,
        after: u64,
        limit: usize,
    ) -> Answer<Vec<(u64, Receipt)>> {
        let told = self.told(recipient).filter(|kept| kept.number > after);
        let mut told: Vec<_> = told
            .map(|kept| (kept.number, kept.receipt.clone()))
            .collect();
        told.sort_by_key(|(number, _)| *number);
        told.truncate(limit);
        Ok(told)
    }

    fn last_receipt_for(&self, recipient: &Recipient) -> Answer<u64> {
        let numbers = self.told(recipient).map(|kept| kept.number);
        Ok(numbers.max().unwrap_or(0))
    }

    fn receipts_cursor(&self, peer: &PublicKey, log: &LogId) -> Answer<u64> {
        let known = self.receipts_cursors.get(&(*peer, *log));
        Ok(known.copied().unwrap_or(0))
    }

    fn unanswered(
        &self,
        holder: &PublicKey,
        after: Option<DocumentId>,
        limit: usize,
    ) -> Answer<Vec<DocumentId>> {
        let head_office = |key: &PublicKey| -> Answer<bool> {
            Ok(self.standing(key, &[])? == Standing::Member && self.is_head_office(key))
        };
        if !head_office(holder)? {
            return Ok(vec![]);
        }
        let mut unanswered = Vec::new();
        for document in self.documents.keys() {
            if after.is_some_and(|after| *document <= after) || !self.is_created(document)? {
                continue;
            }
            let heads = self.heads(document);
            let mut answered = false;
            for kept in self.receipts.values() {
                let receipt = &kept.receipt;
                answered |= receipt.document == *document
                    && heads.iter().all(|head| receipt.heads.contains(head))
                    && head_office(&receipt.holder)?;
            }
            if !answered && unanswered.len() < limit {
                unanswered.push(*document);
            }
        }
        Ok(unanswered)
    }

    fn blob(&self, blob: &Blob, peer: &PublicKey) -> Answer<Option<BlobState>> {
        let naming = self.blob_names.get(blob).into_iter().flatten();
        if naming.filter(|one| !self.has_restarted(one)).count() == 0 {
            return Ok(None);
        }
        let kept = self.blobs.get(blob);
        Ok(Some(match kept {
            Some(kept) if kept.number.is_some() => BlobState::Held,
            Some(kept) => kept.assembly.state_for(peer, false),
            None => BlobState::Wanted { here: 0 },
        }))
    }

    fn blob_bytes(&self, blob: &Blob, offset: u64, limit: usize) -> Answer<Option<Vec<u8>>> {
        let kept = self.blobs.get(blob).filter(|kept| kept.number.is_some());
        Ok(kept.map(|kept| {
            let from = kept.bytes.len().min(offset as usize);
            let to = kept.bytes.len().min(from + limit);
            kept.bytes[from..to].to_vec()
        }))
    }

    fn blob_in_scope(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool> {
        for document in self.blob_names.get(blob).into_iter().flatten() {
            if self.in_scope(peer, document)? && !self.has_restarted(document) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn blobs_wanted(
        &self,
        peer: &PublicKey,
        bytes: u64,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<(Blob, u64)>> {
        let mut wanted = Vec::new();
        for blob in self.blob_names.keys() {
            if wanted.len() < limit
                && after.is_none_or(|after| *blob > after)
                && (blob.bytes <= bytes || self.wished_blobs.contains(blob))
                && !self.blobs_refused.contains(&(*blob, *peer))
                && let Some(BlobState::Wanted { here }) = self.blob(blob, peer)?
                && self.blob_in_scope(peer, blob)?
            {
                wanted.push((*blob, here));
            }
        }
        Ok(wanted)
    }

    fn blobs_of(&self, document: &DocumentId) -> Answer<Vec<Blob>> {
        let named = self.blob_names.iter();
        let named = named.filter(|(_, documents)| documents.contains(document));
        let blobs = named.map(|(blob, _)| *blob);
        let is_whole = |blob: &Blob| {
            self.blobs
                .get(blob)
                .is_some_and(|kept| kept.number.is_some())
        };
        Ok(blobs.filter(is_whole).collect())
    }

    fn blobs_kept(&self) -> Answer<u64> {
        Ok(self.blobs_kept)
    }

    fn blobs_after(&self, peer: &PublicKey, after: u64, limit: usize) -> Answer<Vec<(u64, Blob)>> {
        let mut held = Vec::new();
        for (blob, kept) in &self.blobs {
            if let Some(number) = kept.number.filter(|number| *number > after)
                && self.blob_in_scope(peer, blob)?
            {
                held.push((number, *blob));
            }
        }
        held.sort_unstable();
        held.truncate(limit);
        Ok(held)
    }

    fn blobs_unconfirmed(
        &self,
        peer: &PublicKey,
        after: Option<Blob>,
        limit: usize,
    ) -> Answer<Vec<Blob>> {
        let mut found = Vec::new();
        for (blob, kept) in &self.blobs {
            if kept.number.is_some()
                && found.len() < limit
                && after.is_none_or(|after| *blob > after)
                && !self.is_blob_confirmed(peer, blob)?
                && self.blob_in_scope(peer, blob)?
            {
                found.push(*blob);
            }
        }
        Ok(found)
    }

    fn is_blob_confirmed(&self, peer: &PublicKey, blob: &Blob) -> Answer<bool> {
        Ok(self.blobs_confirmed.contains(&(*peer, *blob)))
    }

    fn gaps(&self) -> Answer<Vec<Subject>> {
        Ok(self.gaps.keys().copied().collect())
    }

    fn gaps_named_by(&self, peer: &PublicKey) -> Answer<Vec<Subject>> {
        Ok(self.named_by(peer).copied().collect())
    }

    fn is_gap(&self, subject: &Subject) -> Answer<bool> {
        Ok(self.gaps.contains_key(subject))
    }

    fn has_room_for(&self, _: &PublicKey, _: &DocumentId, _: Weight) -> Answer<bool> {
        Ok(self.has_room)
    }

    fn refused_not_yet(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>> {
        Ok(self.refused_where(peer, |_, _| true))
    }

    fn refused_until_an_act(&self, peer: &PublicKey) -> Answer<Vec<LoggedItem>> {
        let full = self
            .refused(peer)
            .iter()
            .filter(|reject| reject.reason == Reason::Quota);
        let full = full.flat_map(|reject| &reject.items);
        let full: BTreeSet<DocumentId> = full
            .filter_map(|item| match item {
                LoggedItem::Act(act) => match self.acts.get(act)?.statement().subject {
                    Subject::Document(document) => Some(document),
                    Subject::Council => None,
                },
                LoggedItem::Change(..) => None,
            })
            .collect();
        Ok(
            self.refused_where(peer, |reject, item| match (item, reject.reason) {
                (LoggedItem::Act(_), _) => true,
                (LoggedItem::Change(..), Reason::Quota) => false,
                (LoggedItem::Change(document, _), Reason::NotCreated) => !full.contains(document),
                (LoggedItem::Change(..), _) => true,
            }),
        )
    }
}
