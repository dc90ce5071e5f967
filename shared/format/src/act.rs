//! A signed statement.
//!
//! An act is a COSE_Sign1 message (RFC 9052, section 4.2; EdDSA, RFC 9053 section 2.2) over
//! deterministic CBOR. It is kept and passed on as the exact bytes its author made, and its identity
//! is their SHA-256. This module knows the envelope; what the kinds mean is the council's business.
//!
//! ```
//! use format::{Act, DeviceKey, Statement, Subject};
//!
//! let key = DeviceKey::from_secret(&[7; 32]);
//! let act = Act::sign(
//!     Statement {
//!         council: None, // only the founding act names no council: its own id becomes the council's
//!         author: key.public(),
//!         kind: "found".into(),
//!         subject: Subject::Council,
//!         cites: vec![],
//!         roster: vec![],
//!         time_millis: 0,
//!         body: vec![0xa0],
//!     },
//!     &key,
//! )?;
//! assert_eq!(Act::parse(act.bytes())?, act);
//! # Ok::<(), format::act::ActError>(())
//! ```

use minicbor::data::{Tag, Type};
use sha2::{Digest as _, Sha256};

use crate::cbor;
use crate::id::{ActId, CouncilId, DocumentId};
use crate::key::{DeviceKey, PublicKey, Signature};

/// The most bytes an act may have. Larger content belongs into a blob that the act names.
pub const MAX_ACT_BYTES: usize = 48 * 1024;
/// The most acts one act may cite, per list.
pub const MAX_CITES: usize = 32;
/// The most bytes the name of a kind may have.
pub const MAX_KIND_BYTES: usize = 32;

/// COSE tag for COSE_Sign1.
const COSE_SIGN1: u64 = 18;
/// The protected header `{1: -8}`: algorithm EdDSA, and nothing else.
const PROTECTED: [u8; 3] = [0xa1, 0x01, 0x27];
/// Signed along as COSE external data, so that no other use of the key can be passed off as an act.
const PURPOSE: &[u8] = b"dewan-act-1";
const VERSION: u8 = 1;
/// The one kind the envelope knows: the root of a council.
const FOUND: &str = "found";

/// Why bytes are not an act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// More than [`MAX_ACT_BYTES`].
    #[error("the act has {0} bytes; at most {MAX_ACT_BYTES} are allowed")]
    TooLarge(usize),
    /// Not the one form an act may have. Says what was expected.
    #[error("this is no act: {0}")]
    Form(&'static str),
    /// A well-formed act of a version this program does not know.
    #[error("the act has format version {0}, which this program does not know")]
    Version(u8),
    /// The bytes are not those of the act they stand for.
    #[error("the act is damaged: its bytes are not those it was kept as")]
    Changed,
    /// The signature is not its author's over these bytes.
    #[error("the signature does not match the author")]
    Signature,
}

/// What an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The council itself: its roster and its relays.
    Council,
    /// One document.
    Document(DocumentId),
}

/// What an act says, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The council; `None` in the founding act only.
    pub council: Option<CouncilId>,
    /// Who says it; the signing key.
    pub author: PublicKey,
    /// What kind of act, such as `found` or `create`: lower-case letters and hyphens, at most
    /// [`MAX_KIND_BYTES`]. `found` if and only if no council is named.
    pub kind: String,
    /// What it is about.
    pub subject: Subject,
    /// The newest acts of the same subject its author had seen, ascending. At most [`MAX_CITES`].
    pub cites: Vec<ActId>,
    /// The newest acts of the roster its author had seen, ascending; empty where the subject is the
    /// roster itself. At most [`MAX_CITES`].
    pub roster: Vec<ActId>,
    /// The author's clock, in milliseconds since 1970 (UTC). A claim: it orders displays, never
    /// decisions.
    pub time_millis: i64,
    /// What the kind needs besides, as one deterministic CBOR map ([`cbor::is_deterministic`]).
    pub body: Vec<u8>,
}

/// A statement with its author's valid signature. Cannot be made otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    id: ActId,
    statement: Statement,
    bytes: Vec<u8>,
}

impl Act {
    /// Signs a statement.
    ///
    /// # Errors
    /// When the statement is not one that [`Act::parse`] would accept: too large, an author that is
    /// not the key, or a body that is not one deterministic map.
    pub fn sign(mut statement: Statement, key: &DeviceKey) -> Result<Self, ActError> {
        for cites in [&mut statement.cites, &mut statement.roster] {
            cites.sort_unstable();
            cites.dedup();
        }
        let payload = payload(&statement);
        let signature = key.sign(&to_be_signed(&payload));
        let mut e = cbor::Encoder::new();
        e.value(&Tag::new(COSE_SIGN1))
            .array(4)
            .bytes(&PROTECTED)
            .map(0)
            .bytes(&payload)
            .value(&signature);
        Self::parse(&e.into_bytes())
    }

    /// Reads an act and verifies its signature. Says nothing about whether its author may say it.
    ///
    /// # Errors
    /// [`ActError`]; bytes that are not exactly what [`Act::sign`] would write are refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, ActError> {
        let (payload, signature) = opened(bytes)?;
        let statement = read_payload(payload)?;
        if !statement
            .author
            .verifies(&to_be_signed(payload), &signature)
        {
            return Err(ActError::Signature);
        }
        Ok(Self {
            id: ActId::from_bytes(Sha256::digest(bytes).into()),
            statement,
            bytes: bytes.to_vec(),
        })
    }

    /// Reads an act again that was an [`Act`] in this program before, without verifying its
    /// signature a second time: `id` is its hash, so bytes with that hash are those whose signature
    /// was verified.
    ///
    /// Call it only with an id that [`Act::id`] of a parsed or signed act gave, never with one that
    /// came from outside or from a disk: nothing would have verified the signature then.
    ///
    /// # Errors
    /// [`ActError::Changed`] if the bytes have another hash; otherwise as [`Act::parse`].
    pub fn parse_again(bytes: &[u8], id: &ActId) -> Result<Self, ActError> {
        let (payload, _) = opened(bytes)?;
        if ActId::from_bytes(Sha256::digest(bytes).into()) != *id {
            return Err(ActError::Changed);
        }
        Ok(Self {
            id: *id,
            statement: read_payload(payload)?,
            bytes: bytes.to_vec(),
        })
    }

    /// Its identity: SHA-256 of its bytes.
    pub fn id(&self) -> ActId {
        self.id
    }

    /// What it says.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The exact bytes, as they are kept and passed on.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The council it belongs to; the founding act belongs to the council it founds.
    pub fn council(&self) -> CouncilId {
        self.statement
            .council
            .unwrap_or_else(|| CouncilId::from_bytes(*self.id.as_bytes()))
    }
}

/// The Sig_structure of RFC 9052, section 4.4.
fn to_be_signed(payload: &[u8]) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.array(4)
        .str("Signature1")
        .bytes(&PROTECTED)
        .bytes(PURPOSE)
        .bytes(payload);
    e.into_bytes()
}

fn payload(statement: &Statement) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.map(9).u8(0).u8(VERSION).u8(1);
    match &statement.council {
        Some(council) => e.value(council),
        None => e.null(),
    };
    e.u8(2).value(&statement.author).u8(3).str(&statement.kind);
    e.u8(4);
    match &statement.subject {
        Subject::Council => e.null(),
        Subject::Document(document) => e.value(document),
    };
    for (key, cites) in [(5, &statement.cites), (6, &statement.roster)] {
        e.u8(key).array(cites.len() as u64);
        for act in cites {
            e.value(act);
        }
    }
    e.u8(7)
        .i64(statement.time_millis)
        .u8(8)
        .raw(&statement.body);
    e.into_bytes()
}

fn opened(bytes: &[u8]) -> Result<(&[u8], Signature), ActError> {
    if bytes.len() > MAX_ACT_BYTES {
        return Err(ActError::TooLarge(bytes.len()));
    }
    envelope(bytes).map_err(|_| ActError::Form("not a COSE_Sign1 message of ours"))
}

fn envelope(bytes: &[u8]) -> Result<(&[u8], Signature), minicbor::decode::Error> {
    let wrong = || minicbor::decode::Error::message("envelope");
    let mut d = minicbor::Decoder::new(bytes);
    if d.tag()? != Tag::new(COSE_SIGN1) || d.array()? != Some(4) || d.bytes()? != PROTECTED {
        return Err(wrong());
    }
    if d.map()? != Some(0) {
        return Err(wrong());
    }
    let payload = d.bytes()?;
    let signature: Signature = d.decode()?;
    let mut again = cbor::Encoder::new();
    again
        .value(&Tag::new(COSE_SIGN1))
        .array(4)
        .bytes(&PROTECTED)
        .map(0)
        .bytes(payload)
        .value(&signature);
    if again.into_bytes() != bytes {
        return Err(wrong());
    }
    Ok((payload, signature))
}

fn read_payload(payload: &[u8]) -> Result<Statement, ActError> {
    let mut d = minicbor::Decoder::new(payload);
    let form = |what| move |_: minicbor::decode::Error| ActError::Form(what);
    let key = |d: &mut minicbor::Decoder<'_>, expected: u8| match d.u8() {
        Ok(found) if found == expected => Ok(()),
        _ => Err(ActError::Form("a field is missing or out of order")),
    };
    if d.map().map_err(form("the payload is no map"))? != Some(9) {
        return Err(ActError::Form("the payload has the wrong number of fields"));
    }
    key(&mut d, 0)?;
    let version = d.u8().map_err(form("no version"))?;
    if version != VERSION {
        return Err(ActError::Version(version));
    }
    key(&mut d, 1)?;
    let council = d.decode().map_err(form("council"))?;
    key(&mut d, 2)?;
    let author = d.decode().map_err(form("author"))?;
    key(&mut d, 3)?;
    let kind = d.str().map_err(form("kind"))?;
    if kind.is_empty() || kind.len() > MAX_KIND_BYTES {
        return Err(ActError::Form("the kind has no acceptable length"));
    }
    key(&mut d, 4)?;
    let subject = match d.decode::<Option<DocumentId>>().map_err(form("subject"))? {
        None => Subject::Council,
        Some(document) => Subject::Document(document),
    };
    key(&mut d, 5)?;
    let cites = read_cites(&mut d)?;
    key(&mut d, 6)?;
    let roster = read_cites(&mut d)?;
    key(&mut d, 7)?;
    let time_millis = d.i64().map_err(form("time"))?;
    key(&mut d, 8)?;
    if d.datatype().map_err(form("no body"))? != Type::Map {
        return Err(ActError::Form("the body is no map"));
    }
    // The meaning of the body is not known here, but its spelling is checked for every kind: the
    // same statement must not have two identities, whoever reads it.
    let body = payload[d.position()..].to_vec();
    if !cbor::is_deterministic(&body) {
        return Err(ActError::Form("the body is not one deterministic map"));
    }
    let statement = Statement {
        council,
        author,
        kind: kind.to_owned(),
        subject,
        cites,
        roster,
        time_millis,
        body,
    };
    if self::payload(&statement) != payload {
        return Err(ActError::Form("not the deterministic spelling"));
    }
    check_places(&statement)?;
    Ok(statement)
}

/// What must hold between the fields, whatever the kind means.
fn check_places(statement: &Statement) -> Result<(), ActError> {
    if !statement
        .kind
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    {
        return Err(ActError::Form(
            "the kind is not of lower-case letters and hyphens",
        ));
    }
    if statement.council.is_none() != (statement.kind == FOUND) {
        return Err(ActError::Form(
            "the founding act, and no other, names no council",
        ));
    }
    let about_council = statement.subject == Subject::Council;
    if statement.council.is_none() && !(about_council && statement.cites.is_empty()) {
        return Err(ActError::Form(
            "the founding act is about the council and cites nothing",
        ));
    }
    if about_council && !statement.roster.is_empty() {
        return Err(ActError::Form(
            "an act about the council cites the roster as its subject",
        ));
    }
    Ok(())
}

fn read_cites(d: &mut minicbor::Decoder<'_>) -> Result<Vec<ActId>, ActError> {
    let wrong = ActError::Form("cites");
    let len = d.array().ok().flatten().ok_or(wrong.clone())?;
    if len > MAX_CITES as u64 {
        return Err(ActError::Form("more cites than allowed"));
    }
    let mut cites = Vec::new();
    for _ in 0..len {
        cites.push(d.decode::<ActId>().map_err(|_| wrong.clone())?);
    }
    if !cites.is_sorted_by(|a, b| a < b) {
        return Err(ActError::Form("cites are not ascending"));
    }
    Ok(cites)
}
