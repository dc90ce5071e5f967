//! The bytes of blobs: whole ones by number, parts, and who brought or confirmed them.

use std::collections::{BTreeMap, BTreeSet};

use format::{Blob, DocumentId, PublicKey};

use super::Memory;
use crate::blob::{Assembly, BlobPart, BlobState};
use crate::event::Outcome;
use crate::intake::Reason;

/// What is here of a blob.
#[derive(Debug, Clone)]
pub(super) struct KeptBlob {
    bytes: Vec<u8>,
    /// Its number once it is whole.
    number: Option<u64>,
    assembly: Assembly,
}

impl Memory {
    /// Keeps a blob made here.
    pub fn keep_blob(&mut self, bytes: Vec<u8>) -> Blob {
        let blob = Blob::of(&bytes);
        let kept = self.blobs.entry(blob).or_insert(KeptBlob {
            bytes: vec![],
            number: None,
            assembly: Assembly::EMPTY,
        });
        if kept.number.is_none() {
            self.blobs_kept += 1;
            (kept.bytes, kept.number) = (bytes, Some(self.blobs_kept));
        }
        blob
    }

    /// Loses every blob, as a check does with damaged ones.
    pub fn forget_blobs(&mut self) {
        self.blobs.clear();
    }

    /// Changes a byte of a blob that is held, as a failing disk does.
    pub fn damage_blob(&mut self, blob: &Blob) {
        if let Some(byte) = self
            .blobs
            .get_mut(blob)
            .and_then(|kept| kept.bytes.last_mut())
        {
            *byte ^= 1;
        }
    }

    /// The blobs that are here as a whole, with their bytes.
    pub fn blobs(&self) -> BTreeMap<Blob, Vec<u8>> {
        let whole = self.blobs.iter().filter(|(_, kept)| kept.number.is_some());
        whole
            .map(|(blob, kept)| (*blob, kept.bytes.clone()))
            .collect()
    }

    /// The blobs named by acts held here, each with the documents these are about.
    pub fn named_blobs(&self) -> &BTreeMap<Blob, BTreeSet<DocumentId>> {
        &self.blob_names
    }

    /// How many bytes are kept of blobs that are not whole.
    pub fn bytes_of_parts(&self) -> usize {
        let parts = self.blobs.values().filter(|kept| kept.number.is_none());
        parts.map(|kept| kept.bytes.len()).sum()
    }

    pub(super) fn keep_part(&mut self, part: &BlobPart, peer: &PublicKey) -> Outcome {
        let kept = self.blobs.entry(part.blob).or_insert(KeptBlob {
            bytes: vec![],
            number: None,
            assembly: Assembly::EMPTY,
        });
        if kept.assembly.add(peer, part) {
            kept.bytes.clear();
        }
        kept.bytes.extend_from_slice(&part.bytes);
        assert_eq!(kept.bytes.len() as u64, kept.assembly.here);
        if part.end() < part.blob.bytes {
            return Outcome::Taken;
        }
        if part.blob.is_of(&kept.bytes) {
            self.blobs_kept += 1;
            kept.number = Some(self.blobs_kept);
            return Outcome::Taken;
        }
        kept.bytes.clear();
        match kept.assembly.spoil() {
            Some(blame) => {
                self.blobs_refused.insert((part.blob, blame));
                Outcome::Never(Reason::WrongHash)
            }
            None => Outcome::NotYet(Reason::WrongHash),
        }
    }

    /// Keeps what a peer said that it holds and lacks.
    pub(super) fn note_confirmed(&mut self, peer: &PublicKey, held: &[Blob], lacking: &[Blob]) {
        let key = |blob: &Blob| (*peer, *blob);
        self.blobs_confirmed.extend(held.iter().map(key));
        for blob in lacking {
            self.blobs_confirmed.remove(&key(blob));
        }
    }

    /// Drops a blob whose bytes are damaged, and wants it again.
    pub(super) fn verify_blob(&mut self, blob: &Blob) {
        let kept = self.blobs.get(blob);
        if kept.is_some_and(|kept| !blob.is_of(&kept.bytes)) {
            self.blobs.remove(blob);
            self.wished_blobs.insert(*blob);
        }
    }

    /// What is here of a blob that acts of documents that go on name, as far as `peer` may go on with it.
    pub(super) fn blob_state(&self, blob: &Blob, peer: &PublicKey) -> Option<BlobState> {
        let naming = self.blob_names.get(blob).into_iter().flatten();
        if naming.filter(|one| !self.has_restarted(one)).count() == 0 {
            return None;
        }
        let kept = self.blobs.get(blob);
        Some(match kept {
            Some(kept) if kept.number.is_some() => BlobState::Held,
            Some(kept) => kept.assembly.state_for(peer, false),
            None => BlobState::Wanted { here: 0 },
        })
    }

    /// Up to `limit` bytes of a whole blob from `offset` on.
    pub(super) fn bytes_from(&self, blob: &Blob, offset: u64, limit: usize) -> Option<Vec<u8>> {
        let kept = self.blobs.get(blob).filter(|kept| kept.number.is_some());
        kept.map(|kept| {
            let from = kept.bytes.len().min(offset as usize);
            let to = kept.bytes.len().min(from + limit);
            kept.bytes[from..to].to_vec()
        })
    }

    /// Whether a document in the scope of `peer` that goes on names the blob.
    pub(super) fn is_blob_for(&self, peer: &PublicKey, blob: &Blob) -> bool {
        let mut naming = self.blob_names.get(blob).into_iter().flatten();
        naming.any(|document| self.is_for(peer, document) && !self.has_restarted(document))
    }

    /// The blobs to ask `peer` for, after `after` and at most `limit`, each with the bytes that are here.
    pub(super) fn wanted_from(
        &self,
        peer: &PublicKey,
        bytes: u64,
        after: Option<Blob>,
        limit: usize,
    ) -> Vec<(Blob, u64)> {
        let mut wanted = Vec::new();
        for blob in self.blob_names.keys() {
            if wanted.len() < limit
                && after.is_none_or(|after| *blob > after)
                && (blob.bytes <= bytes || self.wished_blobs.contains(blob))
                && !self.blobs_refused.contains(&(*blob, *peer))
                && let Some(BlobState::Wanted { here }) = self.blob_state(blob, peer)
                && self.is_blob_for(peer, blob)
            {
                wanted.push((*blob, here));
            }
        }
        wanted
    }

    /// The whole blobs that acts about a document name.
    pub(super) fn whole_blobs_of(&self, document: &DocumentId) -> Vec<Blob> {
        let named = self.blob_names.iter();
        let named = named.filter(|(_, documents)| documents.contains(document));
        let blobs = named.map(|(blob, _)| *blob);
        let is_whole = |blob: &Blob| {
            self.blobs
                .get(blob)
                .is_some_and(|kept| kept.number.is_some())
        };
        blobs.filter(is_whole).collect()
    }

    /// The whole blobs in the scope of `peer` with a number above `after`: by number, at most `limit`.
    pub(super) fn blobs_for(&self, peer: &PublicKey, after: u64, limit: usize) -> Vec<(u64, Blob)> {
        let mut held = Vec::new();
        for (blob, kept) in &self.blobs {
            if let Some(number) = kept.number.filter(|number| *number > after)
                && self.is_blob_for(peer, blob)
            {
                held.push((number, *blob));
            }
        }
        held.sort_unstable();
        held.truncate(limit);
        held
    }

    /// The whole blobs in the scope of `peer` that it did not confirm, after `after` and at most `limit`.
    pub(super) fn unconfirmed_by(
        &self,
        peer: &PublicKey,
        after: Option<Blob>,
        limit: usize,
    ) -> Vec<Blob> {
        let mut found = Vec::new();
        for (blob, kept) in &self.blobs {
            if kept.number.is_some()
                && found.len() < limit
                && after.is_none_or(|after| *blob > after)
                && !self.blobs_confirmed.contains(&(*peer, *blob))
                && self.is_blob_for(peer, blob)
            {
                found.push(*blob);
            }
        }
        found
    }
}
