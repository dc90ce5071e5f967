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
    sign_at(reader, key, council, documents, clock::now_millis())
}

/// The same by a clock that shows `now`, in milliseconds since 1970 (UTC). However wrong it is, the next
/// receipt of a document replaces the last one.
fn sign_at(
    reader: &Reader,
    key: &DeviceKey,
    council: CouncilId,
    documents: &[DocumentId],
    now: i64,
) -> Result<Vec<Receipt>, StoreError> {
    let holder = key.public();
    let mut receipts = Vec::with_capacity(documents.len());
    for document in documents {
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

#[cfg(test)]
mod tests {
    use council::act::{Body, Create, Found, Speaker};
    use council::view::Kind;
    use format::id::{Origin, Scope};
    use format::{LogId, Nonce};
    use store::{From, Options, Store};
    use sync::Item;

    use super::*;

    const YEAR: i64 = 365 * 86_400_000;

    /// The clock is set forth and back by decades, before 1970 too.
    #[test]
    fn receipts_grow_whatever_the_clock_does() {
        let folder = tempfile::tempdir().unwrap();
        let open = |name: &str| {
            let path = folder.path().join(name);
            Store::open(&path, Options::new("test")).unwrap().0
        };
        let (store, peer) = (open("here"), open("there"));
        let key = DeviceKey::from_secret(&[1; 32]);
        let speaker = |council| Speaker {
            key: &key,
            council,
            roster: vec![],
            time_millis: 0,
        };
        let found = speaker(None)
            .say(&Body::Found(Found {
                name: "Dewan".into(),
                person: "Rina".into(),
                office: "Pusat".into(),
                nonce: Nonce::from_bytes([1; 16]),
                recovery: None,
            }))
            .unwrap();
        let council = found.council();
        let create = Create {
            kind: Kind::Policy,
            scope: Scope::Council,
            label: None,
            origin: Origin::Nonce(Nonce::from_bytes([2; 16]), key.public()),
        };
        let document = create.document(&council);
        let create = speaker(Some(council))
            .say_about(document, vec![], &Body::Create(create))
            .unwrap();
        for store in [&store, &peer] {
            let acts = [found.clone(), create.clone()];
            store
                .write(move |write| {
                    write.hold_council(council)?;
                    acts.iter()
                        .try_for_each(|act| write.append_act(council, act).map(drop))
                })
                .unwrap();
        }
        let mut signed: Vec<Receipt> = Vec::new();
        for years in [56, 61, 29, 90, -1, 0, 56, 56] {
            let reader = store.reader(council).unwrap();
            let mut receipts = sign_at(&reader, &key, council, &[document], years * YEAR).unwrap();
            drop(reader);
            let kept = receipts.clone();
            store
                .write(move |write| write.append_receipts(council, &kept))
                .unwrap();
            let receipt = receipts.pop().unwrap();
            let replaces = signed.iter().all(|earlier| receipt.replaces(earlier));
            assert!(replaces, "the one of year {years} replaces those before");
            assert!(receipt.verifies());
            signed.push(receipt);
        }
        let newest = signed.last().cloned();
        let held = store.reader(council).unwrap();
        assert_eq!(held.receipt(&key.public(), &document).unwrap(), newest);
        // They arrive in any order.
        signed.rotate_left(5);
        let items: Vec<_> = signed.into_iter().map(Item::Receipt).collect();
        let from = From {
            peer: key.public(),
            log: LogId::from_bytes([3; 16]),
        };
        peer.write(move |write| write.take(council, from, &items, None))
            .unwrap();
        let there = peer.reader(council).unwrap();
        assert_eq!(there.receipt(&key.public(), &document).unwrap(), newest);
    }
}
