//! What peers said of what is here: up to where they hold it, and what they refused.

use std::collections::BTreeSet;

use format::PublicKey;
use format::chain::LoggedItem;

use super::Memory;
use crate::event::{Effect, Rejected};

impl Memory {
    /// Performs the effects that only record something.
    pub fn record(&mut self, effect: &Effect) {
        match effect {
            Effect::RecordAck { peer, position, .. } => {
                self.acknowledged.insert(*peer, *position);
            }
            Effect::RecordRejects { peer, rejects } => {
                let refused = self.refused.entry(*peer).or_default();
                refused.extend(rejects.iter().cloned());
            }
            Effect::RecordAccepted { peer, items } => {
                if let Some(refused) = self.refused.get_mut(peer) {
                    refused.retain(|reject| !reject.items.iter().any(|item| items.contains(item)));
                }
            }
            Effect::RecordBlobs {
                peer,
                held,
                lacking,
            } => self.note_confirmed(peer, held, lacking),
            Effect::VerifyBlob(blob) => self.verify_blob(blob),
            _ => {}
        }
    }

    /// What `peer` refused.
    pub fn refused(&self, peer: &PublicKey) -> &[Rejected] {
        self.refused.get(peer).map_or(&[], |refused| refused)
    }

    /// What `peer` refused as "not yet" and this asks for, in the order of the log.
    pub(super) fn refused_where(
        &self,
        peer: &PublicKey,
        is_meant: impl Fn(&Rejected, &LoggedItem) -> bool,
    ) -> Vec<LoggedItem> {
        let refused = self.refused(peer).iter();
        let mut wanted: BTreeSet<&LoggedItem> = BTreeSet::new();
        for reject in refused.filter(|reject| !reject.never) {
            wanted.extend(reject.items.iter().filter(|item| is_meant(reject, item)));
        }
        let rows = self.rows.iter().filter(|row| wanted.contains(&row.item));
        rows.map(|row| row.item).collect()
    }
}
