//! Which files an act names, and whose acts may name any.
//!
//! The bytes of a file are a *blob*, kept once however many acts name it. Whoever holds an act that
//! names one wants it; whoever holds the bytes gives them to those who may hold a document whose act
//! names them. So that nobody fills the disks of others by naming what they like, of publications only the acts
//! of those who may publish count, and of attachments those of members who count. A relay folds seats but reads
//! no documents, so whether a publication itself is valid, or an attachment still stands in its document, cannot
//! be asked here.

use format::{Act, Blob, PublicKey};

use crate::act::Body;
use crate::act::file::File;
use crate::roster::Roster;
use crate::seats::Ability;

/// As what an act names files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamedAs {
    /// What a version looked like when it was published: `publish` acts.
    Published,
    /// What belongs to a document: `attach` acts.
    Attached,
}

impl NamedAs {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Published, Self::Attached];

    /// The kind of act that names files so.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Published => "publish",
            Self::Attached => "attach",
        }
    }

    /// How acts of this kind name files; `None` where they name none.
    pub fn by_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|named| named.kind() == kind)
    }

    /// The keys whose acts count that name files so: for publications of everybody who holds, or once held, a
    /// seat that publishes; for attachments of everybody who belongs to the council and so may write. Grows
    /// only, as far as devices are not revoked: a seat that ends takes back nothing that was published. Some
    /// more than once.
    pub fn authors(self, roster: &Roster) -> Vec<PublicKey> {
        match self {
            Self::Published => (roster.seats.ever_able(Ability::Publish).into_iter()).collect(),
            Self::Attached => {
                let members = roster.members.keys();
                members.filter(|key| roster.counts(key)).copied().collect()
            }
        }
    }
}

/// The files of a version that an act names; none where it names none or cannot be read.
pub fn files(act: &Act) -> Vec<File> {
    match read(act) {
        Some(Body::Publish(publish)) => publish.files,
        _ => Vec::new(),
    }
}

/// The blobs that an act names, each once, ascending. They belong to the document it is about.
pub fn named_by(act: &Act) -> Vec<Blob> {
    let mut blobs: Vec<Blob> = match read(act) {
        Some(Body::Publish(publish)) => publish.files.iter().map(File::blob).collect(),
        Some(Body::Attach(attach)) => attach.blobs().collect(),
        _ => Vec::new(),
    };
    blobs.sort_unstable();
    blobs.dedup();
    blobs
}

/// What an act that names files says.
fn read(act: &Act) -> Option<Body> {
    NamedAs::by_kind(&act.statement().kind)?;
    Body::read(act).ok()
}
