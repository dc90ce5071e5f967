//! A decision package: everything that proves a decided version, in one file, for whoever has no store
//! and no network.
//!
//! It holds the acts of the roster, the acts about the document, the text, and of the text's last changes
//! the bytes and their seals, which show who wrote last. Whoever verifies it folds the same acts by the
//! same rules as every member's program. What a package proves holds for the council whose id it names:
//! compare that id with one you were given by somebody you trust. It cannot prove that nothing was said
//! since, such as a withdrawal.
//!
//! The file is one deterministic CBOR map; no byte of it can be changed without being noticed.

use std::collections::{BTreeMap, BTreeSet};

use format::cbor::{decode_exact, encode};
use format::{Act, ChangeHash, ChangeHeader, CouncilId, DocumentId, PublicKey, Seal, Subject};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::act::Body;
use crate::lifecycle::{Lifecycle, NotCounted, Setting, TextFacts, Texts, Version};
use crate::roster::Roster;
use crate::view::View;

/// What every package begins with.
const PURPOSE: &str = "dewan-decision-1";
/// The largest package that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// The most changes that are followed to find who wrote last.
const MAX_CHANGES: usize = 1_024;

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
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct RawChange {
    #[n(0)]
    chunk: ByteVec,
    #[n(1)]
    author: PublicKey,
    #[n(2)]
    seal: Seal,
}

/// A change with its seal, as a store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedChange {
    /// The uncompressed chunk.
    pub chunk: Vec<u8>,
    /// Who wrote it.
    pub author: PublicKey,
    /// The seal.
    pub seal: Seal,
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
    /// The changes at these heads, and of those without operations what they were made on, until each way
    /// back meets one with operations.
    pub changes: Vec<SealedChange>,
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
    /// The version it is.
    pub version: Version,
    /// Who wrote the last change of it.
    pub last_author: Option<PublicKey>,
    /// Acts in the package that do not count.
    pub not_counted: Vec<NotCounted>,
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
    /// Its text was not decided, as far as the acts in it say; with the reasons of those that do not count.
    #[error("its text was not approved, as far as the acts in it say")]
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
    let changes: BTreeMap<Option<ChangeHash>, RawChange> = contents
        .changes
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
    encode(&Raw {
        purpose: PURPOSE.to_owned(),
        council: contents.council,
        document: contents.document,
        roster: acts(contents.roster),
        acts: acts(contents.acts),
        view: spelled(&contents.view.content()).into(),
        heads: contents.heads.to_vec(),
        changes: changes.into_values().collect(),
    })
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
    if raw.purpose != PURPOSE {
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
    let (create, creator) = acts
        .iter()
        .find_map(|act| match Body::read(act) {
            Ok(Body::Create(create)) => Some((create, act.statement().author)),
            _ => None,
        })
        .ok_or(PackageError::NotCreated)?;
    let view: View = serde_json::from_slice(&raw.view).map_err(|error| form(&error))?;
    if spelled(&view.content()) != raw.view.as_slice() || view.kind() != create.kind {
        return Err(form(&"its text is spelled otherwise"));
    }
    let text = Decided {
        facts: TextFacts {
            fingerprint: view.fingerprint(),
            last_author: last_author(&raw)?,
            unit: roster.unit_of(&create, &creator, view.unit()),
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
    let version = lifecycle
        .versions
        .into_iter()
        .find(|version| version.text.fingerprint == text.facts.fingerprint);
    let Some(version) = version else {
        return Err(PackageError::NotDecided(lifecycle.not_counted));
    };
    Ok(Verified {
        council: raw.council,
        document: raw.document,
        view,
        version,
        last_author: text.facts.last_author,
        not_counted: lifecycle.not_counted,
        roster,
    })
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

/// Who made the last change of content, shown by the bytes and seals in the package: of several last ones
/// that with the greatest operation number, then the greatest hash.
fn last_author(raw: &Raw) -> Result<Option<PublicKey>, PackageError> {
    let form = |words: &str| PackageError::Form(words.to_owned());
    if raw.changes.len() > MAX_CHANGES || !raw.heads.is_sorted_by(|a, b| a < b) {
        return Err(form("its changes are too many or not in order"));
    }
    let mut changes = BTreeMap::new();
    let mut last = None;
    for change in &raw.changes {
        let header =
            ChangeHeader::parse(&change.chunk).map_err(|error| form(&error.to_string()))?;
        let is_own = change.author.owns(&raw.council, &header.actor);
        let is_sealed =
            change
                .seal
                .verifies(&change.author, &raw.council, &raw.document, &header.hash);
        if !is_own || !is_sealed {
            return Err(PackageError::Seal);
        }
        if last.is_some_and(|last| last >= header.hash) {
            return Err(form("its changes are not in order"));
        }
        last = Some(header.hash);
        changes.insert(header.hash, (header, change.author));
    }
    let mut open = raw.heads.clone();
    let mut met = BTreeSet::new();
    let mut last: Option<(u64, ChangeHash, PublicKey)> = None;
    while let Some(hash) = open.pop() {
        if !met.insert(hash) {
            continue;
        }
        let Some((header, author)) = changes.get(&hash) else {
            return Err(form("a change that shows who wrote last is missing"));
        };
        if header.operations == 0 {
            open.extend(&header.dependencies);
            continue;
        }
        let found = (header.last_op(), hash, *author);
        if last.is_none_or(|last| (last.0, last.1) < (found.0, found.1)) {
            last = Some(found);
        }
    }
    // Nothing is in it that shows nothing: such bytes could be exchanged unnoticed.
    match met.len() == changes.len() {
        true => Ok(last.map(|(_, _, author)| author)),
        false => Err(form("changes that do not belong in it")),
    }
}

fn spelled(view: &View) -> Vec<u8> {
    // A view is maps of texts, lists and small numbers: nothing of it cannot be spelled.
    serde_json::to_vec(view).unwrap_or_default()
}

/// The one text of a package.
struct Decided {
    facts: TextFacts,
    heads: Vec<ChangeHash>,
}

impl Texts for Decided {
    fn at(&self, heads: &[ChangeHash]) -> Option<TextFacts> {
        (heads == self.heads).then(|| self.facts.clone())
    }
}
