//! One type per identity. Each parses, prints as lower-case hexadecimal, and cannot be mistaken for
//! another.

use sha2::{Digest as _, Sha256};

use crate::cbor;
use crate::key::PublicKey;

/// The text does not name an identity of the expected length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal characters, found \"{found}\"")]
pub struct IdError {
    /// How many characters an identity of this type has.
    pub expected: usize,
    /// The text that was given, cut to 80 characters.
    pub found: String,
}

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $bytes;

            /// Wraps bytes that are already known to be this identity.
            pub const fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            /// Wraps a slice; `None` unless it has exactly [`Self::LEN`] bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }

            /// The first eight hexadecimal characters, for lists and logs.
            pub fn short(&self) -> String {
                self.to_string().chars().take(8).collect()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.short())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::id::IdError;

            fn from_str(text: &str) -> Result<Self, crate::id::IdError> {
                data_encoding::HEXLOWER_PERMISSIVE
                    .decode(text.trim().as_bytes())
                    .ok()
                    .and_then(|bytes| Self::from_slice(&bytes))
                    .ok_or_else(|| crate::id::IdError {
                        expected: $bytes * 2,
                        found: text.chars().take(80).collect(),
                    })
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                Self::from_slice(d.bytes()?).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!(
                        stringify!($name),
                        " has the wrong length"
                    ))
                    .at(at)
                })
            }
        }
    };
}
pub(crate) use identity;

identity!(
    /// A council: SHA-256 of its founding act. Whoever names it pins the council's root of trust.
    CouncilId, 32
);
identity!(
    /// A council document. See [`DocumentId::derive`].
    DocumentId, 16
);
identity!(
    /// A signed act: SHA-256 of its exact bytes.
    ActId, 32
);
identity!(
    /// An Automerge change: its own hash, which covers its whole ancestry.
    ChangeHash, 32
);
identity!(
    /// What a document says, whoever wrote it: SHA-256 of its content. What decisions are bound to.
    Fingerprint, 32
);
identity!(
    /// One log of one store. A store takes a new one when it finds that it was copied or rolled back.
    LogId, 16
);
identity!(
    /// Random bytes that keep two things apart which are otherwise equal.
    Nonce, 16
);
identity!(
    /// One writer of one document during one program start: the first 16 bytes of
    /// SHA-256("dewan-actor-1", council id, public key), then 8 random bytes. See
    /// [`PublicKey::actor_prefix`](crate::PublicKey::actor_prefix).
    ActorId, 24
);

/// The part of an [`ActorId`] that ties it to one key in one council.
pub const ACTOR_PREFIX_BYTES: usize = 16;

impl ActorId {
    /// The part that ties this actor to one key in one council.
    pub fn prefix(&self) -> &[u8] {
        &self.0[..ACTOR_PREFIX_BYTES]
    }
}

macro_rules! random {
    ($($name:ident),*) => {$(
        impl $name {
            /// Draws a fresh one from the operating system.
            ///
            /// # Errors
            /// When the operating system has no randomness to give.
            pub fn random() -> Result<Self, getrandom::Error> {
                let mut bytes = [0; Self::LEN];
                getrandom::fill(&mut bytes)?;
                Ok(Self(bytes))
            }
        }
    )*};
}
random!(LogId, Nonce);

/// What makes a new document different from all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An ordinary document: random bytes and the key that created it.
    Nonce(Nonce, PublicKey),
    /// A meeting: two minute-takers who start its minutes offline share one document.
    Meeting {
        /// The unit that meets.
        unit: String,
        /// What kind of meeting.
        meeting_type: String,
        /// The day, `YYYY-MM-DD`.
        date: String,
        /// 1 for the first meeting of that unit, type and day.
        ordinal: u32,
    },
}

pub use crate::scope::Scope;

impl DocumentId {
    /// Derives the id of a document from what its create act states.
    ///
    /// First 16 bytes of SHA-256 over the deterministic CBOR array
    /// `["dewan-doc-1", council, kind, scope, ...origin]`, where origin is `0, nonce, creator key`
    /// or `1, unit, meeting type, date, ordinal`, and scope is spelt as in [`Scope`].
    pub fn derive(council: &CouncilId, kind: &str, scope: &Scope, origin: &Origin) -> Self {
        let mut e = cbor::Encoder::new();
        e.array(match origin {
            Origin::Nonce(..) => 7,
            Origin::Meeting { .. } => 9,
        });
        e.str("dewan-doc-1").bytes(council.as_bytes()).str(kind);
        scope.encode_into(&mut e);
        match origin {
            Origin::Nonce(nonce, creator) => {
                e.u8(0).bytes(nonce.as_bytes()).bytes(creator.as_bytes())
            }
            Origin::Meeting {
                unit,
                meeting_type,
                date,
                ordinal,
            } => e.u8(1).str(unit).str(meeting_type).str(date).u32(*ordinal),
        };
        let hash: [u8; 32] = Sha256::digest(e.into_bytes()).into();
        let mut id = [0; Self::LEN];
        id.copy_from_slice(&hash[..Self::LEN]);
        Self(id)
    }
}
