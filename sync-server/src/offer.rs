//! A permission to host one council, as part of the relay's address.
//!
//! The administrator gives the chair an address such as `wss://relay.example:8443/invite/SECRET#KEY`, which
//! goes into the council's relay act like any other. The first council that connects by it is hosted from
//! then on; another that shows the same secret later is not, so that the secret is worth nothing once the
//! whole council knows it.

use format::blob::BlobHasher;
use format::{Nonce, PublicKey};
use store::hosting::offers::OfferHash;

/// The path under which a council shows the secret of an offer.
pub(crate) const PATH: &str = "/invite/{secret}/council/{council}";

/// The address that the chair gives to `dewan council relay`.
pub(crate) fn address(relay: &str, secret: &Nonce, key: &PublicKey) -> String {
    format!("{}/invite/{secret}#{key}", relay.trim_end_matches('/'))
}

/// What is kept of the secret.
pub(crate) fn hash(secret: &Nonce) -> OfferHash {
    let mut hasher = BlobHasher::default();
    hasher.update(b"dewan-hosting-1");
    hasher.update(secret.as_bytes());
    *hasher.finish().id.as_bytes()
}
