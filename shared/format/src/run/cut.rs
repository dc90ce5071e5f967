//! Where to cut a run so that it fits into a frame.

use super::codec::{self, Records};
use super::{MAX_RUN_CHANGES, MAX_RUN_INFLATED_BYTES, PlainChange, RunError, links};
use crate::id::DocumentId;
use crate::key::PublicKey;
use crate::seal::Seal;

/// How many lengths are tried before the longest one that fits is taken.
const TRIES: usize = 6;

/// A packed run and how many of the offered changes it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// What [`Run::pack`](super::Run::pack) would make of them.
    pub bytes: Vec<u8>,
    /// How many changes from the front of the list are in it. At least 1.
    pub taken: usize,
}

/// Packs as many of `changes` as fit into `limit` bytes, from the front.
///
/// `changes` are changes of `author` in `document` in the order to be sent, each with its seal where
/// one is held. A run ends at a seal, before a change that does not follow the one before (another
/// actor, a hole), and within the limits of runs. It holds at least one sealed segment: the result
/// is larger than `limit` where that segment alone is. The cut is close to the best, not always
/// the best: a few lengths are tried.
///
/// `None` where no seal is held for a change that could end a run.
///
/// # Errors
/// [`RunError`] where a chunk is not the one its header was read from.
pub fn pack_within(
    document: &DocumentId,
    author: &PublicKey,
    changes: &[(&PlainChange, Option<&Seal>)],
    limit: usize,
) -> Result<Option<Packed>, RunError> {
    let mut records = Records::default();
    // The lengths a run may have, and the seal at the end of each.
    let mut cuts: Vec<(usize, &Seal)> = Vec::new();
    let mut chunk_bytes = 0;
    for (index, (change, seal)) in changes.iter().enumerate() {
        let follows = index == 0 || links(changes[index - 1].0, change).is_ok();
        chunk_bytes += change.chunk.len();
        if !follows || index == MAX_RUN_CHANGES || chunk_bytes > MAX_RUN_INFLATED_BYTES {
            break;
        }
        records.push(change)?;
        if let Some(seal) = seal {
            cuts.push((index + 1, seal));
        }
    }
    let pack = |cut: usize| {
        let (taken, seal) = cuts[cut];
        let bytes = codec::pack(document, author, &records, taken, seal)?;
        Ok::<_, RunError>(Packed { bytes, taken })
    };
    // Below `low` everything fits (the first cut is taken in any case); `high` does not fit.
    let mut high = match cuts.len().checked_sub(1) {
        None => return Ok(None),
        Some(last) => last + 1,
    };
    let mut best: Option<Packed> = None;
    let mut low = 0;
    let mut next = high - 1;
    for _ in 0..TRIES {
        let packed = match pack(next) {
            // Too large for any reader is too large for this frame.
            Err(RunError::PackedTooLarge(_)) if next > 0 => {
                high = next;
                next = low + (high - low) / 2;
                continue;
            }
            packed => packed?,
        };
        let size = packed.bytes.len();
        if size <= limit {
            let close = size + size / 16 >= limit;
            low = next + 1;
            best = Some(packed);
            if close {
                break;
            }
        } else {
            high = next;
            if next == 0 {
                best.get_or_insert(packed);
            }
        }
        if low >= high {
            break;
        }
        // Assume that all of it packs as well as this part, and stay a little below.
        let plain = records.size(cuts[next].0).saturating_mul(limit) / size.max(1);
        let plain = plain - plain / 32;
        next = cuts[low..high].partition_point(|(taken, _)| records.size(*taken) <= plain) + low;
        next = next.saturating_sub(1).clamp(low, high - 1);
    }
    match best {
        Some(packed) => Ok(Some(packed)),
        None => pack(0).map(Some),
    }
}
