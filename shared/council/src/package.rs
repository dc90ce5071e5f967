//! A decision package: everything that proves a decided version, or confirmed minutes, in one file, for
//! whoever has no store and no network.
//!
//! It holds the acts of the roster, the acts about the document, the text, of the text's last changes the
//! bytes and their seals, which show who wrote last, and receipts, which show where the text is held.
//! Whoever verifies it folds the same acts by the same rules as every member's program. What a package
//! proves holds for the council whose id it names: compare that id with one you were given by somebody you
//! trust. It cannot prove that nothing was said since, such as a withdrawal or that another document took its
//! place; what was said of either before is in it.
//!
//! **Held where since when.** A receipt names changes that its holder holds with all they are built on, so
//! one that names every head of the text covers it, and needs nothing besides to show that. Its time is
//! what the holder says by its own clock: the text is there *at the latest* since then. A receipt that names
//! later heads instead says nothing here: to show that these are built on the text, what was written after
//! it would have to be in the package.
//!
//! **A last change without a seal of its own** came in a run whose end is sealed. The seal of a later
//! change by the same writer vouches for it: the package then holds that writer's changes from the one
//! after it up to the sealed one, and with them what was written after the text. Whoever writes the package
//! decides whether that may go along.
//!
//! **A version that ends with a strike.** Whoever only takes back what was written writes nothing, and so
//! may decide. That a strike does nothing else is seen against the whole text before it: which characters
//! there were, which value stood where. Such a package therefore holds every change the text is built on,
//! and whoever verifies it reads the document and looks at each strike by the rule of
//! [`crate::review::strikes_that_only_take_back`]. What was struck can be read in it, and every draft before:
//! whoever writes the package decides whether that may go along. No other package holds a history.
//!
//! The file is one deterministic CBOR map; no byte of it can be changed without being noticed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use format::cbor::{decode_exact, encode};
use format::{
    Act, ActId, ChangeHash, ChangeHeader, CouncilId, DocumentId, PublicKey, Receipt, Seal, Subject,
};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::access::{Access, Creation};
use crate::act::Body;
use crate::act::decision::Text;
use crate::clocks::{Doubt, Timed, Times};
use crate::lifecycle::{Lifecycle, NotCounted, Replaced, Setting, TextFacts, Texts, Version};
use crate::meeting::{Confirmed, MinutesText, MinutesTexts, Proceedings};
use crate::roster::Roster;
use crate::seen::names_all;
use crate::superseding::unanswered;
use crate::view::{Minutes, View};

mod changes;
mod history;

/// What a package begins with that holds neither receipts nor later changes.
const PURPOSE: &str = "dewan-decision-1";
/// What one begins with that holds any: a program that only knows the first kind says so.
const PURPOSE_2: &str = "dewan-decision-2";
/// What one begins with that holds the history of the text, with or without what the second kind holds.
const PURPOSE_3: &str = "dewan-decision-3";
/// What one begins with that says which decision it proves, with or without what the other kinds hold.
const PURPOSE_4: &str = "dewan-decision-4";
/// The largest package that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// The most changes that are followed to find who wrote last, and the most later ones that vouch for them.
pub const MAX_CHANGES: usize = 1_024;
/// The most changes that the history of a text may have in a package.
pub const MAX_HISTORY: usize = 65_536;
/// The most operations that the history of a text may have in a package.
pub const MAX_HISTORY_OPERATIONS: u64 = 8_000_000;
/// The most receipts in a package.
pub const MAX_RECEIPTS: usize = 1_024;

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Raw {
    #[n(0)]
    purpose: String,
    #[n(1)]
    council: CouncilId,
    #[n(2)]
    document: DocumentId,
    #[n(3)]
    roster: Vec<ByteVec>,
    #[n(4)]
    acts: Vec<ByteVec>,
    /// The text as JSON, in the spelling of this program.
    #[n(5)]
    view: ByteVec,
    #[n(6)]
    heads: Vec<ChangeHash>,
    /// Ascending by hash.
    #[n(7)]
    changes: Vec<RawChange>,
    /// Ascending by holder; absent where there is none.
    #[n(8)]
    receipts: Option<Vec<Receipt>>,
    /// Ascending by hash; absent where there is none.
    #[n(9)]
    later: Option<Vec<RawChange>>,
    /// Chunks, ascending by hash; absent where no strike has to be looked at.
    #[n(10)]
    history: Option<Vec<ByteVec>>,
    /// Absent where one version only has the text with these heads.
    #[n(11)]
    decision: Option<ActId>,
}

impl Raw {
    /// What a package of this kind begins with.
    fn purpose(&self) -> &'static str {
        match (&self.receipts, &self.later, &self.history) {
            _ if self.decision.is_some() => PURPOSE_4,
            (_, _, Some(_)) => PURPOSE_3,
            (None, None, None) => PURPOSE,
            _ => PURPOSE_2,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct RawChange {
    #[n(0)]
    chunk: ByteVec,
    #[n(1)]
    author: PublicKey,
    #[n(2)]
    seal: Option<Seal>,
}

/// A change with its seal, if it has one of its own, as a store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedChange {
    /// The uncompressed chunk.
    pub chunk: Vec<u8>,
    /// Who wrote it.
    pub author: PublicKey,
    /// The seal.
    pub seal: Option<Seal>,
}

/// What goes into a package.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The council.
    pub council: CouncilId,
    /// The document.
    pub document: DocumentId,
    /// The acts of the council about itself.
    pub roster: &'a [Act],
    /// The acts about the document.
    pub acts: &'a [Act],
    /// The text that was decided.
    pub view: &'a View,
    /// Its heads, ascending.
    pub heads: &'a [ChangeHash],
    /// The changes at these heads, and of those without operations, those that only archive and the strikes
    /// that only take back what they were made on, until each way back meets another one
    /// that was not struck.
    pub changes: Vec<SealedChange>,
    /// For each of these without a seal the same writer's changes after it, up to the first with a seal.
    pub later: Vec<SealedChange>,
    /// Receipts that name all of `heads`, by holders that answer for others: one of each.
    pub receipts: Vec<Receipt>,
    /// Where a strike is among `changes`: the chunks of all other changes that the text is built on, but for
    /// genesis.
    pub history: Option<Vec<Vec<u8>>>,
    /// Where the same text at these heads was approved more than once: the decision that is proved.
    pub decision: Option<ActId>,
}

/// Where the text is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who says so, and signed it.
    pub holder: PublicKey,
    /// As what.
    pub by: Holder,
    /// It is there at the latest since then, by the holder's clock, in milliseconds since 1970 (UTC).
    pub since_millis: i64,
}

/// As what somebody answers for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A relay, reached at this address.
    Relay(String),
    /// A device of head office, which is this office.
    HeadOffice(String),
}

impl Holder {
    /// As what this key answers for others, by this roster; `None` if it does not.
    pub fn of(roster: &Roster, key: &PublicKey) -> Option<Self> {
        let mut relays = roster.relays.iter();
        if let Some(relay) = relays.find(|relay| relay.key == Some(*key)) {
            return Some(Self::Relay(relay.address.clone()));
        }
        let is_head_office = roster.is_head_office(key);
        is_head_office.then(|| Self::HeadOffice(roster.head_office.clone()))
    }
}

/// What a package proves of its text.
#[derive(Debug, Clone, PartialEq)]
pub enum Proved {
    /// It was approved.
    Version(Box<Version>),
    /// It is minutes that the chair and one of those who were there confirmed.
    Minutes(Box<Confirmed>),
}

/// What a package proves.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The council, to be compared.
    pub council: CouncilId,
    /// Who belongs to it, as far as the package says.
    pub roster: Roster,
    /// The document.
    pub document: DocumentId,
    /// The text, letter for letter.
    pub view: View,
    /// What it is.
    pub proved: Proved,
    /// Who wrote in it last, as [`crate::last`] has it.
    pub last_authors: BTreeSet<PublicKey>,
    /// How many changes of the text's writers are in the package that came after it.
    pub later: usize,
    /// How many strikes the text ends with that were looked at: of whoever struck they say nothing else.
    pub strikes: usize,
    /// How many changes before it are in the package, to show that these only take back.
    pub history: usize,
    /// Where it is held, by holder.
    pub held: Vec<Held>,
    /// That other documents replaced the document, one word of each publication.
    pub replaced: Vec<Replaced>,
    /// Acts in the package that do not count.
    pub not_counted: Vec<NotCounted>,
    /// The times in the package that do not fit the others.
    pub doubts: BTreeMap<Timed, Doubt>,
}

/// Why a package proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// It is larger than any.
    #[error("{0} bytes are more than a decision package has")]
    TooLarge(usize),
    /// It is none, was cut, or was altered.
    #[error("this is no decision package, or it was altered: {0}")]
    Form(String),
    /// An act in it is not what its author signed.
    #[error("an act in it is not as it was signed: {0}")]
    Act(String),
    /// The founding act of the council it names is not in it.
    #[error("it does not hold the founding act of the council it names")]
    NoCouncil,
    /// The act that creates the document is not in it.
    #[error("it does not hold the act that creates the document")]
    NotCreated,
    /// A change in it is not sealed by who is said to have written it.
    #[error("the seal of a change in it does not fit")]
    Seal,
    /// A change that shows who wrote last is by somebody who never belonged to the council.
    #[error("a change in it is by somebody who never belonged to the council")]
    Stranger(PublicKey),
    /// A receipt in it is not signed by somebody who answers for others, or does not cover the text.
    #[error("a receipt in it does not fit")]
    Receipt,
    /// Its text was neither decided nor confirmed, as far as the acts in it say; with the reasons of those
    /// that do not count.
    #[error("its text was neither approved nor confirmed, as far as the acts in it say")]
    NotDecided(Vec<NotCounted>),
}

/// Writes a package.
pub fn write(contents: &Contents<'_>) -> Vec<u8> {
    let acts = |acts: &[Act]| {
        let sorted: BTreeMap<_, _> = acts.iter().map(|act| (act.id(), act.bytes())).collect();
        sorted
            .into_values()
            .map(|bytes| ByteVec::from(bytes.to_vec()))
            .collect()
    };
    let changes = |changes: &[SealedChange]| {
        let sorted: BTreeMap<Option<ChangeHash>, RawChange> = changes
            .iter()
            .map(|change| {
                let hash = ChangeHeader::parse(&change.chunk).ok().map(|it| it.hash);
                let raw = RawChange {
                    chunk: change.chunk.clone().into(),
                    author: change.author,
                    seal: change.seal.clone(),
                };
                (hash, raw)
            })
            .collect();
        sorted.into_values().collect::<Vec<RawChange>>()
    };
    let receipts: BTreeMap<PublicKey, &Receipt> = (contents.receipts.iter())
        .map(|receipt| (receipt.holder, receipt))
        .collect();
    let receipts: Vec<Receipt> = receipts.into_values().cloned().collect();
    let later = changes(&contents.later);
    let history = contents.history.as_ref().map(|history| {
        let sorted: BTreeMap<Option<ChangeHash>, &Vec<u8>> = history
            .iter()
            .map(|chunk| (ChangeHeader::parse(chunk).ok().map(|it| it.hash), chunk))
            .collect();
        let chunks = sorted.into_values().cloned();
        chunks.map(ByteVec::from).collect::<Vec<ByteVec>>()
    });
    let mut raw = Raw {
        purpose: String::new(),
        council: contents.council,
        document: contents.document,
        roster: acts(contents.roster),
        acts: acts(contents.acts),
        view: spelled(&contents.view.content()).into(),
        heads: contents.heads.to_vec(),
        changes: changes(&contents.changes),
        receipts: (!receipts.is_empty()).then_some(receipts),
        later: (!later.is_empty()).then_some(later),
        history,
        decision: contents.decision,
    };
    raw.purpose = raw.purpose().to_owned();
    encode(&raw)
}

/// Checks a package, with nothing but what is in it.
///
/// # Errors
/// [`PackageError`]: it proves nothing then.
pub fn verify(bytes: &[u8]) -> Result<Verified, PackageError> {
    if bytes.len() > MAX_BYTES {
        return Err(PackageError::TooLarge(bytes.len()));
    }
    let form = |error: &dyn std::fmt::Display| PackageError::Form(error.to_string());
    let raw: Raw = decode_exact(bytes).map_err(|error| form(&error))?;
    if raw.purpose != raw.purpose() {
        return Err(form(&"it is of another kind"));
    }
    let is_about_council = |act: &Act| act.statement().subject == Subject::Council;
    let roster_acts = parsed(&raw.roster, raw.council, is_about_council)?;
    let subject = Subject::Document(raw.document);
    let acts = parsed(&raw.acts, raw.council, |act| {
        act.statement().subject == subject
    })?;
    let roster = Roster::fold(&raw.council, &roster_acts);
    if roster.founder.is_none() {
        return Err(PackageError::NoCouncil);
    }
    let Creation {
        create, creator, ..
    } = Access::creation(&roster, &acts).ok_or(PackageError::NotCreated)?;
    let view: View = serde_json::from_slice(&raw.view).map_err(|error| form(&error))?;
    if spelled(&view.content()) != raw.view.as_slice() || view.kind() != create.kind {
        return Err(form(&"its text is spelled otherwise"));
    }
    let held = held(&raw, &roster)?;
    let doubts = doubts(&raw, roster_acts.iter().chain(&acts));
    let last = changes::last_authors(&raw, &roster, &view)?;
    let text = Decided {
        facts: TextFacts {
            fingerprint: view.fingerprint(),
            last_authors: last.authors,
            unit: roster.unit_of(&create, &creator, view.unit()),
        },
        minutes: match &view {
            View::Minutes(minutes) => Some(Arc::new(minutes.clone())),
            View::Policy(_) | View::Matrix(_) => None,
        },
        heads: raw.heads,
    };
    let setting = Setting {
        document: raw.document,
        kind: create.kind,
        creator,
        roster: &roster,
    };
    let lifecycle = Lifecycle::fold(&setting, &text, &acts);
    let replaced = unanswered(&lifecycle).into_iter().cloned().collect();
    let mut not_counted = lifecycle.not_counted;
    let is_it = |text: &Text| text.fingerprint == view.fingerprint();
    let is_meant = |one: &Version| {
        let is_named = |act: ActId| one.decision.said.act == act;
        is_it(&one.text) && raw.decision.is_none_or(is_named)
    };
    let version = lifecycle.versions.into_iter().rev().find(is_meant);
    let proved = match version {
        Some(mut version) => {
            version.number = version.number.max(number_of(&acts, &version));
            Proved::Version(Box::new(version))
        }
        None => {
            let proceedings = Proceedings::fold(&setting, &text, &acts);
            not_counted.extend(proceedings.not_counted);
            let is_confirmed = |one: &Confirmed| raw.decision.is_none() && is_it(&one.text);
            match proceedings.confirmed.filter(is_confirmed) {
                Some(confirmed) => Proved::Minutes(Box::new(confirmed)),
                None => return Err(PackageError::NotDecided(not_counted)),
            }
        }
    };
    Ok(Verified {
        council: raw.council,
        document: raw.document,
        proved,
        last_authors: text.facts.last_authors,
        later: raw.later.map_or(0, |later| later.len()),
        strikes: last.strikes,
        history: raw.history.map_or(0, |history| history.len()),
        held,
        replaced,
        not_counted,
        doubts,
        view,
        roster,
    })
}

/// Which version it is by what its decider signed: each decision names the approval with the number before.
/// The texts of earlier versions are not in the package, so that decisions on them are not counted there.
fn number_of(acts: &[Act], version: &Version) -> usize {
    let previous = |act: &ActId| -> Option<ActId> {
        let act = acts.iter().find(|one| one.id() == *act)?;
        match Body::read(act).ok()? {
            Body::Decide(decide) => decide.previous,
            _ => None,
        }
    };
    let first = version.decision.said.act;
    // An act names others by their hash, so that they form no circle.
    std::iter::successors(Some(first), previous).count()
}

/// The acts of one subject, strictly ascending, each as it was signed.
fn parsed(
    all: &[ByteVec],
    council: CouncilId,
    is_wanted: impl Fn(&Act) -> bool,
) -> Result<Vec<Act>, PackageError> {
    let acts = all
        .iter()
        .map(|bytes| Act::parse(bytes).map_err(|error| PackageError::Act(error.to_string())))
        .collect::<Result<Vec<Act>, _>>()?;
    let is_ascending = acts.is_sorted_by(|a, b| a.id() < b.id());
    let fit = |act: &Act| act.council() == council && is_wanted(act);
    match is_ascending && acts.iter().all(fit) {
        true => Ok(acts),
        false => Err(PackageError::Form("acts that do not belong in it".into())),
    }
}

/// Where the text is held, as the receipts in the package say. Nothing is in it that says nothing: a
/// receipt that does not count would be bytes that can be exchanged unnoticed.
fn held(raw: &Raw, roster: &Roster) -> Result<Vec<Held>, PackageError> {
    let Some(receipts) = &raw.receipts else {
        return Ok(vec![]);
    };
    let is_ascending = receipts.is_sorted_by(|a, b| a.holder < b.holder);
    if receipts.is_empty() || receipts.len() > MAX_RECEIPTS || !is_ascending {
        return Err(PackageError::Form("its receipts are not in order".into()));
    }
    let told = |receipt: &Receipt| {
        let is_about = (receipt.council, receipt.document) == (raw.council, raw.document);
        let is_whole = is_about && names_all(&receipt.heads, &raw.heads) && receipt.verifies();
        Some(Held {
            holder: receipt.holder,
            by: Holder::of(roster, &receipt.holder).filter(|_| is_whole)?,
            since_millis: receipt.time_millis,
        })
    };
    let held: Option<Vec<Held>> = receipts.iter().map(told).collect();
    held.ok_or(PackageError::Receipt)
}

/// The times in the package that do not fit the others. Whoever looks at the whole document may know more.
fn doubts<'a>(raw: &Raw, acts: impl Iterator<Item = &'a Act>) -> BTreeMap<Timed, Doubt> {
    let changes = raw.changes.iter().chain(raw.later.iter().flatten());
    let changes = changes.filter_map(|change| {
        let header = ChangeHeader::parse(&change.chunk).ok()?;
        let time_millis = header.time_seconds.saturating_mul(1000);
        Some((header.hash, change.author, time_millis, header.dependencies))
    });
    Times::default()
        .with_acts(acts)
        .with_headers(changes)
        .with_receipts(raw.receipts.iter().flatten())
        .doubts()
}

fn spelled(view: &View) -> Vec<u8> {
    // A view is maps of texts, lists and small numbers: nothing of it cannot be spelled.
    serde_json::to_vec(view).unwrap_or_default()
}

/// The one text of a package.
struct Decided {
    facts: TextFacts,
    /// The same as minutes, if it is some.
    minutes: Option<Arc<Minutes>>,
    heads: Vec<ChangeHash>,
}

impl MinutesTexts for Decided {
    fn minutes_at(&self, heads: &[ChangeHash]) -> Option<MinutesText> {
        let facts = self.at(heads)?;
        Some(MinutesText {
            fingerprint: facts.fingerprint,
            last_authors: facts.last_authors,
            unit: facts.unit,
            minutes: self.minutes.clone()?,
        })
    }
}

impl Texts for Decided {
    fn at(&self, heads: &[ChangeHash]) -> Option<TextFacts> {
        (heads == self.heads).then(|| self.facts.clone())
    }
}
