//! Which files an act names, and whose acts may name any.
//!
//! The bytes of a file are a *blob*, kept once however many acts name it. Whoever holds an act that
//! names one wants it; whoever holds the bytes gives them to those who may hold a document whose act
//! names them. So that nobody fills the disks of others by naming what they like, only acts of those
//! who may publish count. A relay folds seats but reads no documents, so whether the publication itself
//! is valid cannot be asked here.

use format::{Act, Blob, PublicKey};

use crate::act::Body;
use crate::act::file::File;
use crate::roster::Roster;
use crate::seats::Ability;

/// Acts of these kinds name files.
pub const KINDS: &[&str] = &["publish"];

/// The files that an act names; none where it names none or cannot be read.
pub fn files(act: &Act) -> Vec<File> {
    if !KINDS.contains(&act.statement().kind.as_str()) {
        return Vec::new();
    }
    match Body::read(act) {
        Ok(Body::Publish(publish)) => publish.files,
        _ => Vec::new(),
    }
}

/// The blobs that an act names, each once, ascending. They belong to the document it is about.
pub fn named_by(act: &Act) -> Vec<Blob> {
    let mut blobs: Vec<Blob> = files(act).iter().map(File::blob).collect();
    blobs.sort_unstable();
    blobs.dedup();
    blobs
}

/// The keys whose acts that name files count: of everybody who holds, or once held, a seat that publishes.
/// Grows only, as far as devices are not revoked: a seat that ends takes back nothing that was published.
pub fn publishers(roster: &Roster) -> impl Iterator<Item = PublicKey> {
    roster.seats.ever_able(Ability::Publish).copied()
}
