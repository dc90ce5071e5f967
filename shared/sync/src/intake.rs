//! What a node checks before it takes a foreign item (pure: it asks the store and writes nothing).
//!
//! The store's writer calls [`judge`] inside the transaction that takes the item, so that the answer
//! is still true when it is acted on. What needs no store (sizes, form, signatures, the links inside
//! a run) was checked when the item was parsed.
//!
//! # Forks
//! Two changes of one actor with the same own predecessor are a fork (a cloned device). All are
//! kept; [`crate::forks`] says which one counts. A change that comes later and counts before the one that
//! did *displaces* it.

use std::collections::{BTreeMap, BTreeSet};

use format::chain::LoggedItem;
use format::{Act, ActId, ChangeHash, PublicKey, Receipt, Run, Subject};

use crate::blob::{BlobPart, BlobState};
use crate::forks::rank;
use crate::holdings::{Answer, Holdings, Item, KnownChange, Named, Weight};

/// The greatest operation counter a document may reach. Automerge keeps counters in 32 bits and
/// meets values near the end of that range badly.
pub const MAX_OPERATION: u64 = 1 << 31;

/// What to do with a foreign item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Keep it. For a run, the changes to keep: those not held yet, in order. Empty for other items.
    Take(Vec<Admitted>),
    /// Everything in it is held already.
    Held,
    /// It rests on something that is not here. Keep the gap, drop the item: fetching the subject
    /// brings both. The gap ends when `wanted` meets any other verdict.
    Gap {
        /// What was named or sent too early.
        wanted: LoggedItem,
        /// What it needs; empty if only `wanted` itself was named.
        missing: Vec<ChangeHash>,
    },
    /// It will never be acceptable here.
    Never(Reason),
    /// It may be acceptable when more acts are here.
    NotYet(Reason),
}

/// One change to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admitted {
    /// Its place in `Run::changes`.
    pub index: usize,
    /// What to remember of it. `known.fork` says that it stands outside the frontier.
    pub known: KnownChange,
    /// A change that counted until now: it and every held change built on it (this one and later
    /// ones of the run included, should they be) now stand outside the frontier.
    pub displaces: Option<ChangeHash>,
}

/// Why an item is refused. Sent as its number; the sender shows the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[repr(u8)]
pub enum Reason {
    /// It does not parse, or a hash, signature, seal or size is wrong.
    #[error("it is damaged or not in a form this program knows")]
    Form = 1,
    /// It belongs to another council.
    #[error("it belongs to another council")]
    ForeignCouncil = 2,
    /// The actor is not one of the key that sealed it.
    #[error("its actor does not belong to the key that sealed it")]
    ForeignActor = 3,
    /// Its own previous change is not the one dependency of its actor, or the number does not follow.
    #[error("it does not follow its writer's previous change")]
    Sequence = 4,
    /// It is built on nothing.
    #[error("it is not built on the document's beginning")]
    NoDependency = 5,
    /// The first operation number is not one more than the greatest among its dependencies.
    #[error("its operation numbers do not follow those it is built on")]
    StartOperation = 6,
    /// The document would pass [`MAX_OPERATION`].
    #[error("the document has no room for its operations")]
    TooManyOperations = 7,
    /// A receipt of somebody who does not answer for others.
    #[error("its signer does not answer for others")]
    NotAHolder = 8,
    /// No create act of the document is here.
    #[error("the document was not created yet, as far as is known here")]
    NotCreated = 9,
    /// The kind of the document is not known to this program.
    #[error("this kind of document is not known here; a newer program may know it")]
    UnknownKind = 10,
    /// Nothing here places the key that wrote it.
    #[error("its writer is not a member, as far as is known here")]
    UnknownWriter = 11,
    /// The other side gave a reason this program does not know.
    #[error("the other side gave a reason this program does not know")]
    Other = 12,
    /// The document is not for whoever wrote this.
    #[error("the document is not shared with its writer, as far as is known here")]
    NotInScope = 13,
    /// No act that counts here names this blob with this size.
    #[error("no publication held here names this file")]
    NotNamed = 14,
    /// A part that was not asked for, or that does not follow what is here.
    #[error("this part of a file was not asked for")]
    NotAsked = 15,
    /// All of a blob came and its hash is another.
    #[error("the bytes of the file are not what its hash says")]
    WrongHash = 16,
    /// The quota of its writer, the office, the document or the council is used up.
    #[error("there is no room for it there: a quota is used up")]
    Quota = 17,
}

impl Reason {
    const ALL: [Self; 17] = [
        Self::Form,
        Self::ForeignCouncil,
        Self::ForeignActor,
        Self::Sequence,
        Self::NoDependency,
        Self::StartOperation,
        Self::TooManyOperations,
        Self::NotAHolder,
        Self::NotCreated,
        Self::UnknownKind,
        Self::UnknownWriter,
        Self::Other,
        Self::NotInScope,
        Self::NotNamed,
        Self::NotAsked,
        Self::WrongHash,
        Self::Quota,
    ];

    /// The number it is sent as.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The reason with this number; [`Reason::Other`] for one that later programs may send.
    pub fn from_code(code: u8) -> Self {
        let found = Self::ALL.iter().find(|reason| reason.code() == code);
        found.copied().unwrap_or(Self::Other)
    }
}

/// What items that come together say of each other: whoever joins and speaks in one of them is no
/// stranger, in whatever order they come.
#[derive(Debug, Clone, Default)]
pub struct Together {
    placed: BTreeSet<PublicKey>,
    cited: BTreeSet<ActId>,
}

impl Together {
    /// Looks through items before any of them is taken.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub fn of(items: &[Item], holdings: &dyn Holdings) -> Answer<Self> {
        let council = holdings.council();
        let acts: Vec<&Act> = items
            .iter()
            .filter_map(|item| match item {
                Item::Act(act) if act.statement().subject == Subject::Council => Some(act),
                _ => None,
            })
            .filter(|act| act.council() == council)
            .collect();
        let authors: BTreeSet<PublicKey> = acts.iter().map(|act| act.statement().author).collect();
        let mut together = Self::default();
        if authors.is_empty() {
            return Ok(together);
        }
        together.placed = holdings.placed(&authors, &[])?;
        if together.placed.len() == authors.len() {
            return Ok(together);
        }
        let also: Vec<Act> = acts.iter().copied().cloned().collect();
        together.placed = holdings.placed(&authors, &also)?;
        let by_id: BTreeMap<ActId, &Act> = acts.iter().map(|act| (act.id(), *act)).collect();
        let mut open = acts;
        open.retain(|act| together.places(&act.statement().author));
        while let Some(act) = open.pop() {
            let cites = act.statement().cites.iter();
            for cited in cites.filter_map(|cited| by_id.get(cited)) {
                if together.cited.insert(cited.id()) {
                    open.push(cited);
                }
            }
        }
        Ok(together)
    }

    /// Whether the council knows this key, by these items and what is held, as one that may have said
    /// something about it. Only of authors of acts among the items.
    pub fn places(&self, key: &PublicKey) -> bool {
        self.placed.contains(key)
    }
}

/// Judges any foreign item that comes alone.
///
/// # Errors
/// When the store cannot answer.
pub fn judge(item: &Item, holdings: &dyn Holdings) -> Answer<Verdict> {
    judge_among(item, &Together::default(), holdings)
}

/// Judges a foreign item that comes with others.
///
/// # Errors
/// When the store cannot answer.
pub fn judge_among(item: &Item, with: &Together, holdings: &dyn Holdings) -> Answer<Verdict> {
    match item {
        Item::Act(act) => judge_act(act, with, holdings),
        Item::Run(run) => judge_run(run, holdings),
        Item::Receipt(receipt) => judge_receipt(receipt, holdings),
        Item::Named(named) => judge_named(named, holdings),
        Item::ReceiptsUpto(_) => Ok(Verdict::Held),
        Item::BlobPart(part, peer) => judge_part(part, peer, holdings),
    }
}

/// Judges an act. Whether its author may say it is the fold's business: acts are kept as said. But it
/// must come from somebody who may have spoken, so that a stranger's statements fill no store; unless
/// it is about the council, and somebody who may have spoken cites it: what was said then rests on it.
///
/// # Errors
/// When the store cannot answer.
pub fn judge_act(act: &Act, with: &Together, holdings: &dyn Holdings) -> Answer<Verdict> {
    if act.council() != holdings.council() {
        return Ok(Verdict::Never(Reason::ForeignCouncil));
    }
    if holdings.act(&act.id())?.is_some() {
        return Ok(Verdict::Held);
    }
    let statement = act.statement();
    let author = &statement.author;
    let Subject::Document(document) = &statement.subject else {
        let is_known = with.places(author)
            || with.cited.contains(&act.id())
            || !holdings.placed(&BTreeSet::from([*author]), &[])?.is_empty()
            || holdings.is_awaited(&act.id())?;
        return Ok(match is_known {
            true => Verdict::Take(vec![]),
            false => Verdict::NotYet(Reason::UnknownWriter),
        });
    };
    if !holdings.standing(author, &[])?.may_have_written() {
        return Ok(Verdict::NotYet(Reason::UnknownWriter));
    }
    if !holdings.may_have_been_written_by(author, document)? {
        return Ok(Verdict::NotYet(Reason::NotInScope));
    }
    let weight = Weight {
        items: 1,
        bytes: act.bytes().len() as u64,
    };
    Ok(match holdings.has_room_for(author, document, weight)? {
        true => Verdict::Take(vec![]),
        false => Verdict::NotYet(Reason::Quota),
    })
}

/// Judges a receipt. What it is about need not be here yet: it may be asked for just now.
///
/// # Errors
/// When the store cannot answer.
pub fn judge_receipt(receipt: &Receipt, holdings: &dyn Holdings) -> Answer<Verdict> {
    if receipt.council != holdings.council() {
        return Ok(Verdict::Never(Reason::ForeignCouncil));
    }
    if !receipt.verifies() {
        return Ok(Verdict::Never(Reason::Form));
    }
    if let Some(held) = holdings.receipt(&receipt.holder, &receipt.document)?
        && !receipt.replaces(&held)
    {
        return Ok(Verdict::Held);
    }
    Ok(match holdings.answers_for_others(&receipt.holder)? {
        true => Verdict::Take(vec![]),
        false => Verdict::Never(Reason::NotAHolder),
    })
}

/// Judges a part of a blob. Whether the whole is right shows when the last part is here.
///
/// # Errors
/// When the store cannot answer.
pub fn judge_part(part: &BlobPart, peer: &PublicKey, holdings: &dyn Holdings) -> Answer<Verdict> {
    if !part.fits() {
        return Ok(Verdict::Never(Reason::Form));
    }
    Ok(match holdings.blob(&part.blob, peer)? {
        None => Verdict::Never(Reason::NotNamed),
        Some(BlobState::Wanted { here }) if here == part.offset => Verdict::Take(vec![]),
        // Another session was faster.
        Some(BlobState::Wanted { .. } | BlobState::Coming | BlobState::Held) => Verdict::Held,
    })
}

/// Judges an item that was only named.
///
/// # Errors
/// When the store cannot answer.
pub fn judge_named(named: &Named, holdings: &dyn Holdings) -> Answer<Verdict> {
    let (held, wanted) = match named {
        Named::Act(act, _) => (holdings.act(act)?.is_some(), LoggedItem::Act(*act)),
        Named::Change { document, hash, .. } => (
            holdings.known(document, hash)?.is_some() || holdings.is_restarted(document)?,
            LoggedItem::Change(*document, *hash),
        ),
    };
    Ok(if held {
        Verdict::Held
    } else {
        Verdict::Gap {
            wanted,
            missing: vec![],
        }
    })
}

/// Judges a run as a whole: its seal stands at its end, so a part of it could not be passed on. A
/// beginning that is held already is passed over.
///
/// # Errors
/// When the store cannot answer.
pub fn judge_run(run: &Run, holdings: &dyn Holdings) -> Answer<Verdict> {
    let document = &run.document;
    // What somebody still sends who does not know it yet is not wanted any more.
    if holdings.is_restarted(document)? {
        return Ok(Verdict::Held);
    }
    let mut first_new = 0;
    for change in &run.changes {
        if holdings.known(document, &change.header.hash)?.is_none() {
            break;
        }
        first_new += 1;
    }
    let Some(last) = run.changes.last().filter(|_| first_new < run.changes.len()) else {
        return Ok(Verdict::Held);
    };
    if !holdings.standing(&run.author, &[])?.may_have_written() {
        return Ok(Verdict::NotYet(Reason::UnknownWriter));
    }
    if !holdings.is_created(document)? {
        return Ok(Verdict::NotYet(Reason::NotCreated));
    }
    let Some(genesis) = holdings.genesis(document)? else {
        return Ok(Verdict::NotYet(Reason::UnknownKind));
    };
    if !holdings.may_have_been_written_by(&run.author, document)? {
        return Ok(Verdict::NotYet(Reason::NotInScope));
    }
    let mut within = BTreeMap::new();
    let mut admitted = Vec::new();
    for (index, change) in run.changes.iter().enumerate().skip(first_new) {
        match admit(run, index, genesis, &within, holdings)? {
            Ok(one) => {
                within.insert(change.header.hash, one.known);
                admitted.push(one);
            }
            Err(Refusal::Never(reason)) => return Ok(Verdict::Never(reason)),
            Err(Refusal::Missing(missing)) => {
                let wanted = LoggedItem::Change(*document, last.header.hash);
                return Ok(Verdict::Gap { wanted, missing });
            }
        }
    }
    let bytes = |one: &Admitted| run.changes[one.index].chunk.len() as u64;
    let weight = Weight {
        items: admitted.len() as u64,
        bytes: admitted.iter().map(bytes).sum(),
    };
    Ok(
        match holdings.has_room_for(&run.author, document, weight)? {
            true => Verdict::Take(admitted),
            false => Verdict::NotYet(Reason::Quota),
        },
    )
}

enum Refusal {
    Never(Reason),
    Missing(Vec<ChangeHash>),
}

/// Judges one change of a run, given those before it (`within`).
fn admit(
    run: &Run,
    index: usize,
    genesis: (ChangeHash, u64),
    within: &BTreeMap<ChangeHash, KnownChange>,
    holdings: &dyn Holdings,
) -> Answer<Result<Admitted, Refusal>> {
    let header = &run.changes[index].header;
    let never = |reason| Ok(Err(Refusal::Never(reason)));
    let owned = run.author.owns(&holdings.council(), &header.actor);
    let footer_right = match header.author {
        Some(author) => header.sequence == 1 && author == run.author,
        None => header.sequence != 1,
    };
    if !owned || !footer_right {
        return never(Reason::ForeignActor);
    }
    if header.dependencies.is_empty() {
        return never(Reason::NoDependency);
    }
    let mut missing = Vec::new();
    let mut own = Vec::new();
    let mut greatest = 0;
    let mut on_fork = false;
    for dependency in &header.dependencies {
        if *dependency == genesis.0 {
            greatest = greatest.max(genesis.1);
            continue;
        }
        let known = match within.get(dependency) {
            Some(known) => Some(*known),
            None => holdings.known(&run.document, dependency)?,
        };
        let Some(known) = known else {
            missing.push(*dependency);
            continue;
        };
        greatest = greatest.max(known.last_op);
        on_fork |= known.fork;
        if known.actor == header.actor {
            own.push((*dependency, known.sequence));
        }
    }
    if !missing.is_empty() {
        return Ok(Err(Refusal::Missing(missing)));
    }
    let previous = match (header.sequence, own.as_slice()) {
        (1, []) => None,
        (sequence, [(hash, before)]) if before.checked_add(1) == Some(sequence) => Some(*hash),
        _ => return never(Reason::Sequence),
    };
    if header.start_op != greatest + 1 {
        return never(Reason::StartOperation);
    }
    let last_op = greatest.saturating_add(header.operations);
    if last_op > MAX_OPERATION {
        return never(Reason::TooManyOperations);
    }
    let (actor, sequence) = (&header.actor, header.sequence);
    let counted = holdings.counting_at(&run.document, actor, sequence, previous.as_ref())?;
    let counted = counted.filter(|one| *one != header.hash);
    // Nearly no change has a rival.
    let chosen = match counted {
        None => vec![],
        Some(_) => holdings.chosen(&run.document)?,
    };
    let loses = counted.is_some_and(|one| rank(&chosen, &one) < rank(&chosen, &header.hash));
    let known = KnownChange {
        actor: header.actor,
        sequence: header.sequence,
        previous,
        last_op,
        fork: loses || on_fork,
    };
    let displaces = counted.filter(|_| !loses);
    Ok(Ok(Admitted {
        index,
        known,
        displaces,
    }))
}
