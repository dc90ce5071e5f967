//! The device key, and the actor ids that belong to it.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::id::{ACTOR_PREFIX_BYTES, ActorId, CouncilId, identity};

identity!(
    /// The public half of a device key. It is also the Automerge *author* of everything that device
    /// writes.
    PublicKey, 32
);

identity!(
    /// An Ed25519 signature (RFC 8032).
    Signature, 64
);

impl PublicKey {
    /// Whether `signature` is this key's signature over exactly `message`.
    ///
    /// Strict verification: weak keys and non-canonical encodings never verify, so every device
    /// gives the same answer.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(self.as_bytes()) else {
            return false;
        };
        let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
        key.verify_strict(message, &signature).is_ok()
    }

    /// The X25519 key to which files for this device are locked: the same point in the other form (RFC 7748,
    /// section 4.1). `None` for bytes that are no point.
    pub fn locking_key(&self) -> Option<[u8; 32]> {
        let key = VerifyingKey::from_bytes(self.as_bytes()).ok()?;
        (!key.is_weak()).then(|| key.to_montgomery().to_bytes())
    }

    /// The first 16 bytes of every [`ActorId`] this key writes under in `council`:
    /// SHA-256("dewan-actor-1", council id, public key), cut.
    pub fn actor_prefix(&self, council: &CouncilId) -> [u8; ACTOR_PREFIX_BYTES] {
        let hash: [u8; 32] = Sha256::new()
            .chain_update(b"dewan-actor-1")
            .chain_update(council.as_bytes())
            .chain_update(self.as_bytes())
            .finalize()
            .into();
        let mut prefix = [0; ACTOR_PREFIX_BYTES];
        prefix.copy_from_slice(&hash[..ACTOR_PREFIX_BYTES]);
        prefix
    }

    /// Whether `actor` belongs to this key in `council`.
    pub fn owns(&self, council: &CouncilId, actor: &ActorId) -> bool {
        actor.prefix() == self.actor_prefix(council)
    }

    /// A fresh actor of this key, to be taken once per document and program start.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn new_actor(&self, council: &CouncilId) -> Result<ActorId, getrandom::Error> {
        let mut random = [0; ActorId::LEN - ACTOR_PREFIX_BYTES];
        getrandom::fill(&mut random)?;
        Ok(self.actor_with(council, random))
    }

    /// The actor of this key with these last bytes. Simulations use it to stay repeatable.
    pub fn actor_with(
        &self,
        council: &CouncilId,
        suffix: [u8; ActorId::LEN - ACTOR_PREFIX_BYTES],
    ) -> ActorId {
        let mut bytes = [0; ActorId::LEN];
        bytes[..ACTOR_PREFIX_BYTES].copy_from_slice(&self.actor_prefix(council));
        bytes[ACTOR_PREFIX_BYTES..].copy_from_slice(&suffix);
        ActorId::from_bytes(bytes)
    }
}

/// A device's secret Ed25519 key. Erased from memory when dropped; never printed.
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// Length of the secret in bytes.
    pub const SECRET_BYTES: usize = 32;

    /// Makes a fresh key.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut secret = Zeroizing::new([0; Self::SECRET_BYTES]);
        getrandom::fill(secret.as_mut())?;
        Ok(Self::from_secret(&secret))
    }

    /// The key with this secret.
    pub fn from_secret(secret: &[u8; Self::SECRET_BYTES]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The secret, for the one place that keeps it.
    pub fn secret(&self) -> Zeroizing<[u8; Self::SECRET_BYTES]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey::from_bytes(self.0.verifying_key().to_bytes())
    }

    /// The secret of [`PublicKey::locking_key`].
    pub fn unlocking_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_scalar_bytes())
    }

    /// Signs `message`. Every message we sign begins with its own purpose, so that a signature made
    /// for one thing never fits another.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature::from_bytes(self.0.sign(message).to_bytes())
    }
}

impl Clone for DeviceKey {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.public().short())
    }
}
