//! What is missing, and who said so.

use format::chain::LoggedItem;
use format::{PublicKey, Subject};

use super::Memory;
use crate::intake::Verdict;

impl Memory {
    /// The subjects of which `peer` named something that is missing.
    pub(super) fn named_by(&self, peer: &PublicKey) -> impl Iterator<Item = &Subject> {
        let peer = *peer;
        let gaps = self.gaps.iter();
        let named = gaps.filter(move |(_, wanted)| wanted.values().any(|by| by.contains(&peer)));
        named.map(|(subject, _)| subject)
    }

    /// Something is missing, as `peer` named it.
    pub(super) fn note_gap(
        &mut self,
        subject: Subject,
        wanted: LoggedItem,
        peer: Option<PublicKey>,
    ) {
        let gaps = self.gaps.entry(subject).or_default();
        gaps.entry(wanted).or_default().extend(peer);
    }

    /// These are missing no more.
    pub(super) fn fill_gaps(&mut self, subject: &Subject, names: &[LoggedItem]) {
        if let Some(wanted) = self.gaps.get_mut(subject) {
            wanted.retain(|one, _| !names.contains(one));
            if wanted.is_empty() {
                self.gaps.remove(subject);
            }
        }
    }

    /// All that `peer` holds of a subject came, and what it named was not among that.
    pub(super) fn note_unfound(&mut self, peer: &PublicKey, subject: &Subject) {
        if !self.refused_here.contains_key(subject)
            && let Some(wanted) = self.gaps.get_mut(subject)
        {
            wanted.retain(|_, named_by| !named_by.remove(peer) || !named_by.is_empty());
            if wanted.is_empty() {
                self.gaps.remove(subject);
            }
        }
    }

    /// Keeps what stands as refused here. Of a run the last change stands for all.
    pub(super) fn note_refusal(
        &mut self,
        subject: &Subject,
        names: &[LoggedItem],
        verdict: &Verdict,
    ) {
        let Some(name) = names.last() else {
            return;
        };
        match verdict {
            Verdict::Never(_) | Verdict::NotYet(_) => {
                let refused = self.refused_here.entry(*subject).or_default();
                refused.insert(*name);
            }
            Verdict::Take(_) => {
                if let Some(refused) = self.refused_here.get_mut(subject) {
                    refused.remove(name);
                    if refused.is_empty() {
                        self.refused_here.remove(subject);
                    }
                }
            }
            Verdict::Held | Verdict::Gap { .. } => {}
        }
    }

    /// Nobody waits for changes of what started over.
    pub(super) fn forget_gaps_of_restarted(&mut self) {
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.retain(|subject, wanted| {
            if let Subject::Document(document) = subject
                && self.has_restarted(document)
            {
                wanted.retain(|item, _| matches!(item, LoggedItem::Act(_)));
            }
            !wanted.is_empty()
        });
        self.gaps = gaps;
    }
}
