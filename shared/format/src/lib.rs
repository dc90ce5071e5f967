//! What every Dewan program signs, hashes and sends.
//!
//! Nothing here touches disk, network, screen or clock. The identities in this crate are frozen: a
//! council id, a document id, an act id and a change hash mean the same for ever. Everything else
//! carries a version. The byte layouts are written down, with test vectors, in `docs/formats.md`.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`blob`] | large things that travel beside the acts that name them |
//! | [`id`] | one type per identity, and how document ids are derived |
//! | [`key`] | the device key (Ed25519) and the actor ids that belong to it |
//! | [`act`] | a signed statement: COSE_Sign1 over deterministic CBOR |
//! | [`change`] | the header of an Automerge change chunk, read without decoding operations |
//! | [`seal`] | a device's signature over one change and all its own earlier ones |
//! | [`run`] | consecutive changes of one actor, packed for the wire (codec 1) |
//! | [`frontier`] | what a node holds of one document |
//! | [`chain`] | the running hash of a log |
//! | [`receipt`] | a holder's signed "I hold this document up to here" |
//! | [`invitation`] | founding, relay and invite acts with a one-time key, as text and as a file |

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod act;
pub mod blob;
pub mod cbor;
pub mod chain;
pub mod change;
pub mod frontier;
pub mod id;
pub mod invitation;
pub mod key;
mod leb128;
pub mod receipt;
pub mod run;
pub mod scope;
pub mod seal;

pub use act::{Act, Statement, Subject};
pub use blob::{Blob, BlobId};
pub use chain::Chain;
pub use change::{ChangeHeader, PlainChange};
pub use frontier::{Frontier, Position};
pub use id::{ActId, ActorId, ChangeHash, CouncilId, DocumentId, Fingerprint, LogId, Nonce};
pub use key::{DeviceKey, PublicKey, Signature};
pub use receipt::Receipt;
pub use run::Run;
pub use seal::Seal;
