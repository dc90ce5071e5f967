//! What peers said of what is here: up to where they hold it, and what they refused.

use std::collections::BTreeSet;

use format::chain::LoggedItem;
use format::{DocumentId, PublicKey, Subject};

use super::Memory;
use crate::event::{Effect, Rejected};
use crate::intake::Reason;

impl Memory {
    /// Performs the effects that only record something.
    pub fn record(&mut self, effect: &Effect) {
        match effect {
            Effect::RecordAck {
                peer,
                position,
                gaps,
            } => {
                self.acknowledged.insert(*peer, *position);
                if let Some(gaps) = gaps {
                    self.acknowledged_gaps.insert(*peer, gaps.clone());
                }
            }
            Effect::RecordUnfound { peer, subject } => self.note_unfound(peer, subject),
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

    /// What `peer` refused as "not yet" and an act may change: not what had no room, and not what a quota kept
    /// from being created.
    pub(super) fn refused_but_for_room(&self, peer: &PublicKey) -> Vec<LoggedItem> {
        let full = self
            .refused(peer)
            .iter()
            .filter(|reject| reject.reason == Reason::Quota);
        let full = full.flat_map(|reject| &reject.items);
        let full: BTreeSet<DocumentId> = full
            .filter_map(|item| match item {
                LoggedItem::Act(act) => match self.acts.get(act)?.statement().subject {
                    Subject::Document(document) => Some(document),
                    Subject::Council => None,
                },
                LoggedItem::Change(..) => None,
            })
            .collect();
        self.refused_where(peer, |reject, item| match (item, reject.reason) {
            (LoggedItem::Act(_), _) => true,
            (LoggedItem::Change(..), Reason::Quota) => false,
            (LoggedItem::Change(document, _), Reason::NotCreated) => !full.contains(document),
            (LoggedItem::Change(..), _) => true,
        })
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
