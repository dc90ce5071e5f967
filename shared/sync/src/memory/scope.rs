//! Whom documents are for.

use format::chain::LoggedItem;
use format::{Act, ActId, DocumentId, PublicKey, Subject};

use super::Memory;
use super::bodies::named_key;
use crate::holdings::{LogRow, Standing};

impl Memory {
    /// Whether a document is kept from anybody.
    pub fn is_restricted(&self, document: &DocumentId) -> bool {
        let held = self.documents.get(document);
        let mut acts = held.into_iter().flat_map(|held| &held.acts);
        self.out_of_scope.iter().any(|(_, kept)| kept == document)
            || acts.any(|id| {
                let act = &self.acts[id];
                act.statement().kind == "create" && named_key(act).is_some()
            })
    }

    /// Whether every document is for everybody.
    pub(super) fn is_nothing_restricted(&self) -> bool {
        let restricted = |act: &Act| act.statement().kind == "create" && named_key(act).is_some();
        self.out_of_scope.is_empty() && !self.acts.values().any(restricted)
    }

    /// Whether a document is for a member or relay.
    pub(super) fn is_for(&self, peer: &PublicKey, document: &DocumentId) -> bool {
        self.is_for_by(peer, document, u64::MAX)
    }

    /// Whether a document is for a member or relay, by the acts logged up to row `n`.
    fn is_for_by(&self, peer: &PublicKey, document: &DocumentId, n: u64) -> bool {
        let rows = self.rows.iter().take_while(|row| row.n <= n);
        let acts = rows.filter_map(|row| match row.item {
            LoggedItem::Act(id) => self.acts.get(&id),
            LoggedItem::Change(..) => None,
        });
        let relay = self.standing_of(peer, &[]) == Standing::Relay;
        let (mut is_created, mut is_for) = (false, relay);
        for act in acts {
            let statement = act.statement();
            if statement.subject != Subject::Document(*document) {
                continue;
            }
            match statement.kind.as_str() {
                "create" => {
                    is_created = true;
                    let named = named_key(act);
                    is_for |= named.is_none() || named == Some(*peer) || statement.author == *peer;
                }
                "grant" => is_for |= named_key(act) == Some(*peer),
                _ => {}
            }
        }
        is_created && is_for && !self.out_of_scope.contains(&(*peer, *document))
    }

    /// The documents that came into the scope of `peer` after row `n` and have something up to it, each
    /// with its create act.
    pub(super) fn opened_after(&self, peer: &PublicKey, n: u64) -> Vec<(DocumentId, ActId)> {
        let mut opened = Vec::new();
        for (document, held) in &self.documents {
            let item_of = |row: &LogRow| match row.item {
                LoggedItem::Act(id) => held.acts.contains(&id),
                LoggedItem::Change(of, _) => of == *document,
            };
            let is_logged = self.rows.iter().take_while(|row| row.n <= n).any(item_of);
            let create = held
                .acts
                .iter()
                .find(|id| self.acts[id].statement().kind == "create");
            if let Some(create) = create
                && is_logged
                && self.is_for(peer, document)
                && !self.is_for_by(peer, document, n)
            {
                opened.push((*document, *create));
            }
        }
        opened
    }
}
