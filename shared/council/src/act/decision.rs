//! Acts about what a document says: submitted, judged, decided, published, adopted, read.
//!
//! Each names the text it is about by heads and fingerprint, or the act that does.

use format::{ActId, ChangeHash, DocumentId, Fingerprint};
use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};

use super::day::Day;
use super::file::File;

/// A text of a document: as it reads at these heads, with this fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct Text {
    /// What it says, see [`View::fingerprint`](crate::view::View::fingerprint).
    #[n(0)]
    pub fingerprint: Fingerprint,
    /// Where it can be read: strictly ascending, at least one, at most
    /// [`MAX_SEEN_HEADS`](super::MAX_SEEN_HEADS).
    #[n(1)]
    pub heads: Vec<ChangeHash>,
}

/// Submits a text for review.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Submit {
    /// What is submitted.
    #[n(0)]
    pub text: Text,
    /// What reviewers should know; may be empty.
    #[n(1)]
    pub note: String,
}

/// Takes a submission back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PullBack {
    /// The submit act.
    #[n(0)]
    pub submission: ActId,
    /// Why; may be empty.
    #[n(1)]
    pub reason: String,
}

/// What a reviewer thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Verdict {
    /// Agrees.
    #[n(0)]
    Agrees,
    /// Agrees, and says what should be better.
    #[n(1)]
    AgreesWithNotes,
    /// Objects.
    #[n(2)]
    Objects,
}

/// What a member or a mandatory reviewer thinks of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Opinion {
    /// The submit act.
    #[n(0)]
    pub submission: ActId,
    /// What was read; must be what was submitted.
    #[n(1)]
    pub fingerprint: Fingerprint,
    /// The department that is spoken for, as the seat names it; may be empty for members.
    #[n(2)]
    pub field: String,
    /// The opinion.
    #[n(3)]
    pub verdict: Verdict,
    /// In words; an objection has some.
    #[n(4)]
    pub words: String,
}

/// Sends a submission back for revision.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Return {
    /// The submit act.
    #[n(0)]
    pub submission: ActId,
    /// What is to be revised.
    #[n(1)]
    pub reason: String,
}

/// How a decision goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Outcome {
    /// Approved.
    #[n(0)]
    Approved,
    /// Approved, with notes for the next version.
    #[n(1)]
    ApprovedWithNotes,
    /// Rejected.
    #[n(2)]
    Rejected,
}

impl Outcome {
    /// Whether the text becomes a version.
    pub fn is_approval(self) -> bool {
        !matches!(self, Self::Rejected)
    }
}

/// Does without a mandatory opinion.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Waiver {
    /// The department that is not heard.
    #[n(0)]
    pub field: String,
    /// Why.
    #[n(1)]
    pub reason: String,
}

/// Decides on a submission. The signature stands for exactly this text.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Decide {
    /// The submit act.
    #[n(0)]
    pub submission: ActId,
    /// What was decided on; must be what was submitted.
    #[n(1)]
    pub text: Text,
    /// The decision.
    #[n(2)]
    pub outcome: Outcome,
    /// In words; a rejection and an approval with notes have some.
    #[n(3)]
    pub words: String,
    /// The opinions that are done without.
    #[n(4)]
    pub waivers: Vec<Waiver>,
    /// The approval that took the number before; absent for the first.
    #[n(5)]
    pub previous: Option<ActId>,
}

/// Publishes an approved text: gives it a number and the day from which it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Publish {
    /// The decide act.
    #[n(0)]
    pub decision: ActId,
    /// The official number.
    #[n(1)]
    pub number: String,
    /// The first day in force.
    #[n(2)]
    pub effective: Day,
    /// The day by which somebody looks at it again; absent: none.
    #[n(3)]
    pub review: Option<Day>,
    /// Other documents that this one replaces from that day.
    #[n(4)]
    pub replaces: Vec<DocumentId>,
    /// The version as files that stay as they are, byte by byte: at most
    /// [`MAX_FILES`](super::file::MAX_FILES), one of each form and language, in ascending order of form,
    /// then language. Acts of older programs have none.
    #[n(5)]
    #[cbor(skip_if = "Vec::is_empty", default)]
    pub files: Vec<File>,
}

/// Ends a published version before another takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Withdraw {
    /// The publish act.
    #[n(0)]
    pub publication: ActId,
    /// Why.
    #[n(1)]
    pub reason: String,
}

/// Which document a publication belongs to, for those who may know it and for nobody else: SHA-256 over the
/// deterministic CBOR array `["dewan-successor-1", publish act, document]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SuccessorMark([u8; 32]);

impl SuccessorMark {
    /// The mark of this document, as what this act publishes.
    pub fn of(publication: &ActId, document: &DocumentId) -> Self {
        let mut e = format::cbor::Encoder::new();
        e.array(3).str("dewan-successor-1");
        e.value(publication).value(document);
        Self(Sha256::digest(e.into_bytes()).into())
    }
}

impl<C> Encode<C> for SuccessorMark {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for SuccessorMark {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?.try_into();
        let wrong = |_| minicbor::decode::Error::message("a mark has 32 bytes");
        bytes.map(Self).map_err(wrong)
    }
}

/// Says to all who hold a document that another one replaces it, whether or not they may hold that one.
///
/// [`Publish::replaces`] stands in an act about the document that replaces, and reaches nobody who may not hold
/// it. This one is about the document that is replaced. It carries nothing by which the other one could be
/// told from any: its title, its id and its number are for those who may hold it, and a number may say as much
/// as a title. What it does carry are two hashes of what nobody can guess who does not hold it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Supersede {
    /// The publish act that names this document, about the other one. By it whoever holds both knows that both
    /// acts say the same.
    #[n(0)]
    pub publication: ActId,
    /// Which document that is. By it whoever holds only the replaced one sees that a later version of it takes
    /// the place of the other one in turn.
    #[n(1)]
    pub by: SuccessorMark,
    /// The first day on which it is replaced.
    #[n(2)]
    pub since: Day,
}

/// Takes back that a document is replaced through a publication of another one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reinstate {
    /// The publish act, about the other document.
    #[n(0)]
    pub publication: ActId,
    /// The first day on which it is not replaced any more; absent: it never was.
    #[n(1)]
    pub from: Option<Day>,
}

/// How a unit takes a published version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Adoption {
    /// As it is.
    #[n(0)]
    AsItIs,
    /// With an addendum of its own.
    #[n(1)]
    WithAddendum,
    /// Not, and asks to be exempted.
    #[n(2)]
    AsksExemption,
}

/// Adopts a published version for a unit, or asks for an exemption.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Adopt {
    /// The publish act.
    #[n(0)]
    pub publication: ActId,
    /// The unit.
    #[n(1)]
    pub unit: String,
    /// How.
    #[n(2)]
    pub adoption: Adoption,
    /// The document that holds the addendum; present with one.
    #[n(3)]
    pub addendum: Option<DocumentId>,
    /// Why; whoever asks for an exemption says it.
    #[n(4)]
    pub reason: String,
    /// How the addendum read when the unit adopted: the signature stands for this text of it, and whoever
    /// looks later sees whether it changed. Acts of older programs have none.
    #[n(5)]
    pub addendum_text: Option<Text>,
}

/// Answers whoever asked for an exemption.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Exempt {
    /// The adopt act that asks.
    #[n(0)]
    pub request: ActId,
    /// Whether it is granted.
    #[n(1)]
    pub is_granted: bool,
    /// The last day of the exemption; absent: as long as the version is in force.
    #[n(2)]
    pub until: Option<Day>,
    /// Why; may be empty.
    #[n(3)]
    pub reason: String,
}

/// "I have read this version."
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Acknowledge {
    /// The publish act.
    #[n(0)]
    pub publication: ActId,
}
