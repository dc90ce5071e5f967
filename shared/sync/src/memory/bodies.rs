//! What the bodies of acts name, written and read.

use format::{Act, Blob, BlobId, ChangeHash, PublicKey, cbor};

/// The body of a `relay` act that names this key.
pub fn naming(key: &PublicKey) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.map(1).u8(0).value(key);
    e.into_bytes()
}

/// The key a `relay` act names.
pub(super) fn named_key(act: &Act) -> Option<PublicKey> {
    let mut d = minicbor::Decoder::new(&act.statement().body);
    d.map().ok()?;
    d.u8().ok()?;
    d.decode().ok()
}

/// The body of a `publish` act that names these blobs.
pub fn naming_blobs(blobs: &[Blob]) -> Vec<u8> {
    let mut blobs = blobs.to_vec();
    blobs.sort_unstable_by_key(|blob| blob.id);
    let mut e = cbor::Encoder::new();
    e.map(blobs.len() as u64);
    for blob in &blobs {
        e.value(&blob.id).u64(blob.bytes);
    }
    e.into_bytes()
}

/// The blobs a `publish` act names.
pub(super) fn named_blobs(act: &Act) -> Vec<Blob> {
    let mut blobs = Vec::new();
    if act.statement().kind != "publish" {
        return blobs;
    }
    let mut d = minicbor::Decoder::new(&act.statement().body);
    let mut read = || -> Result<(), minicbor::decode::Error> {
        for _ in 0..d.map()?.unwrap_or(0) {
            let id: BlobId = d.decode()?;
            blobs.push(Blob {
                bytes: d.u64()?,
                id,
            });
        }
        Ok(())
    };
    match read() {
        Ok(()) => blobs,
        Err(_) => vec![],
    }
}

/// The body of a `choose-branch` act that names this change.
pub fn choosing(change: &ChangeHash) -> Vec<u8> {
    let mut e = cbor::Encoder::new();
    e.map(1).u8(0).value(change);
    e.into_bytes()
}

/// The change a `choose-branch` act names.
pub(super) fn chosen_by(act: &Act) -> Option<ChangeHash> {
    let mut d = minicbor::Decoder::new(&act.statement().body);
    d.map().ok()?;
    d.u8().ok()?;
    d.decode().ok()
}
