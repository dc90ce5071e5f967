//! Signing what is held, for a link and for a carry file.

use format::{CouncilId, DeviceKey, DocumentId, Receipt};
use store::{Reader, StoreError};
use sync::Holdings as _;

use crate::clock;

/// Signs, for each of these documents, up to where it is held here. Whether this key answers for others, the
/// caller knows; the receipts are still to be kept.
///
/// # Errors
/// What the disk says.
pub fn sign(
    reader: &Reader,
    key: &DeviceKey,
    council: CouncilId,
    documents: &[DocumentId],
) -> Result<Vec<Receipt>, StoreError> {
    let holder = key.public();
    let mut receipts = Vec::with_capacity(documents.len());
    for document in documents {
        let now = clock::now_millis();
        let last = reader.receipt(&holder, document)?;
        let next = last.map_or(1, |last| last.counter.saturating_add(1));
        // A store that was rolled back has forgotten what it signed since, and others have not.
        let counter = next.max(u64::try_from(now).unwrap_or(0));
        let heads = reader.heads_to_sign_for(document)?;
        let receipt = Receipt::sign(key, council, *document, heads, now, counter);
        receipts.push(receipt);
    }
    Ok(receipts)
}
