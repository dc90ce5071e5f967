//! Who is where: which document somebody has open, and at which place in it.
//!
//! Decoration only. It is never stored and waits behind everything else; what gets lost is said again
//! within [`RENEW_MILLIS`], and whoever was not heard of for [`EXPIRE_MILLIS`] is taken for gone.

mod attendance;

use format::{DocumentId, PublicKey};

pub use self::attendance::{Attendance, Heard, MAX_PER_DOCUMENT, MAX_PRESENT};

/// The most bytes the key of a place may have.
pub const MAX_PLACE_BYTES: usize = 200;
/// How often a device says where it is while nothing changes.
pub const RENEW_MILLIS: u64 = 20_000;
/// A device of which nothing was heard for this long is gone.
pub const EXPIRE_MILLIS: u64 = 60_000;

/// Where a device is. The default: online, with no document open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whereabouts {
    document: Option<DocumentId>,
    place: String,
}

impl Whereabouts {
    /// Has `document` open at `place`: a short key on which the programs of both ends agree, such as
    /// one of a clause or a row; empty for nowhere in particular. A key of more than
    /// [`MAX_PLACE_BYTES`] is left out, because half a key may name another place.
    pub fn open(document: DocumentId, place: impl Into<String>) -> Self {
        let mut place = place.into();
        if place.len() > MAX_PLACE_BYTES {
            place = String::new();
        }
        Self {
            document: Some(document),
            place,
        }
    }

    /// The document that is open.
    pub fn document(&self) -> Option<DocumentId> {
        self.document
    }

    /// The key of the place in it, as its sender chose it; empty for nowhere in particular.
    pub fn place(&self) -> &str {
        &self.place
    }
}

/// Where one device is, as far as somebody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Whose device: its key.
    pub device: PublicKey,
    /// Where; `None` once it is gone.
    pub at: Option<Whereabouts>,
}

impl Presence {
    /// It is gone.
    pub fn gone(device: PublicKey) -> Self {
        Self { device, at: None }
    }
}
