//! Frames: one binary WebSocket message each, a CBOR array that begins with its type.
//!
//! Decoding is strict and bounded: at most [`MAX_FRAME_BYTES`], definite lengths, nothing after the
//! end, every list limited before it is read. What cannot be decoded closes the peer.
//!
//! | type | frame | says |
//! | --- | --- | --- |
//! | 1 | [`Hello`] | who I am, where my log stands, digests of what I hold |
//! | 2 | [`Prove`] | signature over both hellos; where I stand in your log; acts that place my key |
//! | 3 | `Bye` | a [`CloseReason`] |
//! | 4 | [`Items`] | acts, runs, receipts, parts, names; where in my log and receipts you stand after them |
//! | 5 | [`Fetch`] | what I hold of a subject: send what lies beyond |
//! | 6 | [`Digest`] | one page of the comparison |
//! | 7 | [`Have`] | durable here |
//! | 8 | [`Reject`] | refused here, and whether for good |
//! | 9 | `News` | blobs I hold as a whole |
//! | 10 | `Presence` | where devices are, to whoever wants to hear it: [`Presence`] |
//! | 11 | `Compare` | where you stand in my log is not in it: compare digests |
//! | 12 | [`Differ`] | answer to a `Digest` |
//! | 13 | [`Fetched`] | the end of an answer to a `Fetch` |
//! | 14 | `Limited` | your membership is not settled: roster acts only |
//! | 15 | `Ping` | I am here |
//! | 16 | [`FetchBlob`] | a blob from an offset; from its end, whether you hold it, and no more of it |
//! | 17 | `NotHere` | that blob is not here, or not for you |

mod codec;

use format::{
    ActorId, Blob, Chain, CouncilId, DocumentId, LogId, Nonce, PublicKey, Signature, Subject, cbor,
};

use crate::blob::BlobPart;
use crate::close::CloseReason;
use crate::holdings::Named;
use crate::presence::Presence;

/// The most bytes a frame may have.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// The most entries any list in a frame may have. Frames are bounded in bytes, too; this keeps
/// memory near that bound.
pub const MAX_LIST: u64 = 4096;
/// The version of the protocol spoken here.
pub const VERSION: u8 = 1;
/// Stands among the versions of a [`Hello`] and is none: whoever names it wants to hear who is where.
/// Programs that know nothing of it look for their own version only and pass over it. Numbers from
/// 128 on are free for more of this kind.
pub const PRESENCE: u8 = 128;
/// The same of blobs: whoever names it asks for them and answers who asks.
pub const BLOBS: u8 = 129;
/// Whoever names it takes up to 1 MiB of items that are not confirmed yet; else 256 KiB are the most.
pub const WIDE: u8 = 130;
/// Whoever names it pays for what comes: large runs are only named to it, and it asks for them when somebody
/// wants them.
pub const METERED: u8 = 131;
/// Whoever names it takes a [`Have`] that leaves out what is waited for where that is as it was said before.
pub const BRIEF: u8 = 132;
/// The most entries a `News` frame may have.
pub const MAX_NEWS: usize = 256;
/// The most entries a `Presence` frame may have.
pub const MAX_PRESENCES: usize = 64;

/// The beginning of a hash: enough to compare, never an identity. 16 bytes, because two things with
/// equal first 8 bytes can be made on purpose by one person in an hour.
pub type Short = [u8; 16];

/// Cuts a hash to its [`Short`] form.
pub fn short(hash: &[u8; 32]) -> Short {
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    short
}

/// Why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Larger than [`MAX_FRAME_BYTES`].
    #[error("the frame has {0} bytes; at most {MAX_FRAME_BYTES} are allowed")]
    TooLarge(usize),
    /// Not a frame of this version.
    #[error("this is no frame of this protocol: {0}")]
    Form(String),
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each is described at its own type and in the table above"
)]
pub enum Frame {
    Hello(Hello),
    Prove(Prove),
    Bye(CloseReason),
    Items(Items),
    Fetch(Fetch),
    Digest(Digest),
    Have(Have),
    Reject(Reject),
    Compare,
    Differ(Differ),
    Fetched(Fetched),
    Limited,
    Ping,
    Presence(Vec<Presence>),
    News(Vec<Blob>),
    FetchBlob(FetchBlob),
    NotHere(Blob),
}

/// Who I am and where my log stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// Versions of the protocol I speak, and what I wish besides ([`PRESENCE`], [`BLOBS`], [`WIDE`],
    /// [`METERED`], [`BRIEF`]); at most 8.
    pub versions: Vec<u8>,
    /// The council; the host leaves it out.
    pub council: Option<CouncilId>,
    /// My log.
    pub log: LogId,
    /// My key.
    pub key: PublicKey,
    /// Fresh random bytes.
    pub nonce: Nonce,
    /// How many rows my log has.
    pub n: u64,
    /// The chain over them.
    pub chain: Chain,
    /// The first 8 bytes of my roster digest.
    pub roster: [u8; 8],
    /// The first 8 bytes of my overall digest.
    pub overall: [u8; 8],
}

impl Hello {
    /// Whether its sender wants to hear who is where.
    pub fn wants_presence(&self) -> bool {
        self.versions.contains(&PRESENCE)
    }

    /// Whether its sender asks for blobs and gives them.
    pub fn knows_blobs(&self) -> bool {
        self.versions.contains(&BLOBS)
    }

    /// Whether its sender takes more that is not confirmed than the first programs did.
    pub fn is_wide(&self) -> bool {
        self.versions.contains(&WIDE)
    }

    /// Whether its sender knows what is waited for until something else is said.
    pub fn is_brief(&self) -> bool {
        self.versions.contains(&BRIEF)
    }

    /// Whether its sender wants large runs only named.
    pub fn is_metered(&self) -> bool {
        self.versions.contains(&METERED)
    }
}

/// Where the reader of a log stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    /// At the end its owner stated in its hello.
    End,
    /// After row n, with this chain.
    At(u64, Chain),
    /// Nowhere: it holds things, but does not know this log.
    Compare,
}

/// Proof that I am who I said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prove {
    /// Over [`Prove::signed_bytes`].
    pub signature: Signature,
    /// Where I stand in your log.
    pub cursor: Cursor,
    /// A large run of which I have the first so many bytes: its id, and where to go on.
    pub partial: Option<(Short, u32)>,
    /// Up to which number I have been told your receipts.
    pub receipts: u64,
    /// The number of the last receipt I have for you.
    pub last_receipt: u64,
    /// The roster acts that place my key, if our roster digests differ. As exact bytes.
    pub acts: Vec<Vec<u8>>,
}

/// Things on their way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Items {
    /// Where the reader stands in the sender's log once these are durable; `None` if they are not
    /// part of the stream.
    pub upto: Option<(u64, Chain)>,
    /// In the order they must be judged.
    pub items: Vec<Packed>,
}

/// One item as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    /// An act's exact bytes.
    Act(Vec<u8>),
    /// A packed run.
    Run(Vec<u8>),
    /// A receipt.
    Receipt(Vec<u8>),
    /// A part of a run too large for one frame.
    Part(Part),
    /// The sender holds this, too, and believes the receiver does.
    Named(Named),
    /// With what stands before this, the receiver has been told the sender's receipts up to this
    /// number.
    ReceiptsUpto(u64),
    /// A part of a blob that was asked for.
    BlobPart(BlobPart),
}

impl Packed {
    /// Its content in bytes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Act(bytes) | Self::Run(bytes) | Self::Receipt(bytes) => bytes.len(),
            Self::Part(part) => part.bytes.len(),
            Self::Named(_) => 100,
            Self::ReceiptsUpto(_) => 12,
            Self::BlobPart(part) => part.bytes.len(),
        }
    }
}

/// "Send this blob from here on."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchBlob {
    /// Which.
    pub blob: Blob,
    /// How much of it I have. Where that is all of it nothing is to be sent any more: the answer is
    /// `News` or `NotHere`.
    pub offset: u64,
}

/// A part of a packed run. Parts of one run follow each other without anything between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// First 16 bytes of SHA-256 of the whole packed run.
    pub id: Short,
    /// Its whole length in bytes.
    pub total: u32,
    /// Where these bytes belong.
    pub offset: u32,
    /// Never empty.
    pub bytes: Vec<u8>,
}

/// How far an actor's changes go: actor, sequence number, beginning of that change's hash.
pub type Claim = (ActorId, u64, Short);

/// "This is what I hold of that subject; send what lies beyond."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// A document, or the roster.
    pub subject: Subject,
    /// Per actor, how far I hold it without a gap.
    pub claims: Vec<Claim>,
    /// The acts I hold.
    pub acts: Vec<Short>,
    /// The changes I hold outside the frontier.
    pub forks: Vec<Short>,
    /// Whether another frame continues this one.
    pub more: bool,
}

/// One page of what I hold: documents after `after`, up to and including `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Exclusive lower bound; `None` is the beginning.
    pub after: Option<DocumentId>,
    /// Inclusive upper bound; `None` is the end.
    pub to: Option<DocumentId>,
    /// All I hold in that range, ascending.
    pub entries: Vec<(DocumentId, Short)>,
}

/// What the answering side holds in that range that the asking side lacks or holds otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differ {
    /// How far the answer goes (inclusive); `None` if to the page's upper bound.
    pub reached: Option<DocumentId>,
    /// Ascending.
    pub documents: Vec<DocumentId>,
}

/// Durable here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Have {
    /// How many of the `Items` frames of this session are.
    pub through: u64,
    /// Where I stand in your log.
    pub at: Option<(u64, Chain)>,
    /// Documents of which your log has something that I still wait for. `None`, for whoever asked to hear it
    /// so ([`BRIEF`]): those that I named last in this session.
    pub gaps: Option<Vec<DocumentId>>,
}

/// Refused here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Which `Items` frame of this session (the first is 1); for a run in parts, that of the last.
    pub frame: u64,
    /// Which item in it.
    pub index: u32,
    /// Whether for good.
    pub never: bool,
    /// Why: the code of an `intake::Reason`.
    pub reason: u8,
}

/// The answer to a `Fetch` is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Of what.
    pub subject: Subject,
    /// Actors of which the asking side claimed more than is held here: how far they are held here.
    /// If the asking side does not hold these, the two hold branches of a fork.
    pub unsure: Vec<Claim>,
    /// Whether another frame continues this one.
    pub more: bool,
}

impl Prove {
    /// What the signature is over: purpose, side (0 caller, 1 host), both hellos as sent (the
    /// caller's first), and the rest of this frame.
    pub fn signed_bytes(&self, by_host: bool, caller: &[u8], host: &[u8]) -> Vec<u8> {
        let mut e = cbor::Encoder::new();
        e.array(5)
            .str("dewan-prove-1")
            .u8(by_host.into())
            .bytes(caller)
            .bytes(host)
            .bytes(&self.rest());
        e.into_bytes()
    }

    pub(crate) fn rest(&self) -> Vec<u8> {
        let mut e = cbor::Encoder::new();
        match self.cursor {
            Cursor::End => e.u8(0),
            Cursor::At(n, chain) => e.array(2).u64(n).value(&chain),
            Cursor::Compare => e.u8(1),
        };
        match &self.partial {
            None => e.null(),
            Some((id, offset)) => e.array(2).bytes(id).u32(*offset),
        };
        e.u64(self.receipts).u64(self.last_receipt);
        e.array(self.acts.len() as u64);
        for act in &self.acts {
            e.bytes(act);
        }
        e.into_bytes()
    }
}

/// The council a caller's first frame names, so that a relay can tell which store to open.
///
/// # Errors
/// When the frame is no hello that names a council.
pub fn council_of(first_frame: &[u8]) -> Result<CouncilId, FrameError> {
    match Frame::decode(first_frame)? {
        Frame::Hello(Hello {
            council: Some(council),
            ..
        }) => Ok(council),
        _ => Err(FrameError::Form(
            "the first frame must be a hello that names a council".into(),
        )),
    }
}
