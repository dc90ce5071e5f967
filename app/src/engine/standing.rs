//! Where the work is: saved here, at a relay, still to be sent. Says only what is durably true.

use format::{DocumentId, PublicKey};
use store::summary::Summary;
use store::{Reader, StoreError};

/// A relay as this device knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStanding {
    /// Its key; `None` for a named relay that was never met.
    pub key: Option<PublicKey>,
    /// Its address; `None` if the council does not name this key (any more).
    pub address: Option<String>,
    /// Up to which row of this store's log it said that it holds everything; `None` if it never did for
    /// the log as it is now.
    pub acknowledged: Option<u64>,
    /// Acts here that it has not acknowledged and that did not come from it for certain.
    pub waiting_acts: u64,
    /// Changes likewise.
    pub waiting_changes: u64,
    /// Bytes of all of these as they are stored.
    pub waiting_bytes: u64,
}

/// One document at one relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRelay {
    /// Which relay.
    pub relay: PublicKey,
    /// Whether the relay said that it holds all that is here.
    pub holds_all: bool,
    /// Changes here that it has not acknowledged.
    pub waiting: u64,
    /// Items of the document that it refused.
    pub refused: u64,
    /// The time of its last receipt, by its clock, in milliseconds since 1970 (UTC).
    pub receipt_millis: Option<i64>,
    /// Whether that receipt covers the document as it is here now.
    pub receipt_is_current: bool,
}

/// Where one document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStanding {
    /// What lists show of it.
    pub summary: Summary,
    /// At the relays that ever acknowledged something, in the order of [`relays`].
    pub at: Vec<AtRelay>,
}

/// The relays the council names, in order of preference, then others that hold something.
///
/// # Errors
/// What the disk says.
pub fn relays(reader: &Reader) -> Result<Vec<RelayStanding>, StoreError> {
    let roster = reader.roster()?;
    let mut found: Vec<(Option<PublicKey>, Option<String>)> = roster
        .relays
        .iter()
        .map(|relay| (relay.key, Some(relay.address.clone())))
        .collect();
    for peer in reader.acknowledging_peers()? {
        if !found.iter().any(|(key, _)| *key == Some(peer)) {
            found.push((Some(peer), None));
        }
    }
    // One relay met, one relay named whose key is not known yet: it is that one.
    if let [(None, Some(_)), (Some(_), None)] = found.as_slice() {
        found = vec![(found[1].0, found[0].1.clone())];
    }
    found
        .into_iter()
        .map(|(key, address)| {
            let (mut acknowledged, mut waiting) = (None, store::peers::Unsent::default());
            if let Some(key) = &key {
                acknowledged = reader.acknowledged(key)?.map(|position| position.n);
                waiting = reader.unsent(key, None)?;
            }
            Ok(RelayStanding {
                key,
                address,
                acknowledged,
                waiting_acts: waiting.acts,
                waiting_changes: waiting.changes,
                waiting_bytes: waiting.bytes,
            })
        })
        .collect()
}

/// Where these documents are.
///
/// # Errors
/// What the disk says.
pub fn documents(
    reader: &Reader,
    summaries: Vec<Summary>,
    relays: &[RelayStanding],
) -> Result<Vec<DocumentStanding>, StoreError> {
    let met: Vec<(&RelayStanding, PublicKey, Vec<DocumentId>)> = relays
        .iter()
        .filter_map(|relay| {
            relay
                .key
                .filter(|_| relay.acknowledged.is_some())
                .map(|key| (relay, key))
        })
        .map(|(relay, key)| Ok((relay, key, reader.acknowledged_gaps(&key)?)))
        .collect::<Result<_, StoreError>>()?;
    let refusals = reader.refused_by_peers()?;
    summaries
        .into_iter()
        .map(|summary| {
            let id = summary.document;
            let heads = reader.held_heads(&id)?;
            let receipts = reader.receipts(&id)?;
            let mut at = Vec::with_capacity(met.len());
            for (relay, key, gaps) in &met {
                let waiting = reader.unsent_of(key, &id)?;
                let refused = refusals.iter().filter(|refusal| {
                    refusal.peer == *key
                        && matches!(refusal.item, format::chain::LoggedItem::Change(of, _) if of == id)
                });
                let refused = refused.count() as u64;
                // A document without changes is its create act.
                let created_there = !heads.is_empty() || relay.waiting_acts == 0;
                let receipt = receipts.iter().find(|receipt| receipt.holder == *key);
                at.push(AtRelay {
                    relay: *key,
                    holds_all: waiting == 0 && refused == 0 && created_there && !gaps.contains(&id),
                    waiting,
                    refused,
                    receipt_millis: receipt.map(|receipt| receipt.time_millis),
                    receipt_is_current: receipt.is_some_and(|receipt| receipt.heads == heads),
                });
            }
            Ok(DocumentStanding { summary, at })
        })
        .collect()
}
