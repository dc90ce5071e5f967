//! One live session between a store and a peer.
//!
//! `sync` decides, `store` keeps; this crate performs: it carries frames between a connection and
//! the protocol's state machine, hands what came to the store's writer and tells the protocol when it
//! is durable. The relay and the client run the same code, over any connection that carries binary
//! messages.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`call`] | calling a relay |
//! | [`pause`] | how long to wait before calling again |
//! | [`session`] | runs one session from the first frame to the last |
//! | [`growth`] | tells sessions that a log of the store grew |
//! | [`message`] | a frame as one message of a connection |
//! | [`receipts`] | signing what is held |
//! | [`trust`] | which connections are good enough |
//! | [`clock`] | the one place that asks what time it is |
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod call;
pub mod clock;
pub mod growth;
pub mod message;
pub mod pause;
pub mod receipts;
pub mod session;
pub mod trust;

pub use call::{Call, ConnectError, Movement, NoAnswer, WrongAddress};
pub use growth::Growth;
pub use message::MAX_MESSAGE_BYTES;
pub use session::{Command, Ended, LinkError, Notice, Opening, Plan, run};
pub use trust::{Distrust, Trust, TrustError};

/// The WebSocket sub-protocol this program speaks.
pub const SUB_PROTOCOL: &str = "dewan.1";

/// The head of the request for a connection, and of its answer, in which each side's hello may ride: the
/// message that would be the first one, in base64 (RFC 4648, section 5, no padding).
pub const HELLO_HEADER: &str = "dewan-hello";

/// The message that rides in such a head.
pub fn hello_of(head: &[u8]) -> Option<bytes::Bytes> {
    let message = data_encoding::BASE64URL_NOPAD.decode(head).ok()?;
    (message.len() <= MAX_MESSAGE_BYTES).then(|| message.into())
}

/// A message as it rides in such a head.
pub fn hello_head(message: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(message)
}

/// The path under which a relay serves a council.
pub fn council_path(council: &format::CouncilId) -> String {
    format!("/council/{council}")
}
