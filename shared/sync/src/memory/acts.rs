//! Acts, and what they alone say of a document: that it was created, that it started over.

use format::chain::LoggedItem;
use format::{Act, DocumentId, LogId, Subject};

use super::Memory;
use super::bodies::named_blobs;

impl Memory {
    /// Keeps an act made here.
    pub fn write_act(&mut self, act: Act) {
        self.keep_act(act, None);
    }

    /// Whether an act that creates the document is here.
    pub(super) fn has_create(&self, document: &DocumentId) -> bool {
        let held = self.documents.get(document);
        held.is_some_and(|held| {
            held.acts
                .iter()
                .any(|id| self.acts[id].statement().kind == "create")
        })
    }

    /// Whether the founder let the document start over as another one.
    pub fn has_restarted(&self, document: &DocumentId) -> bool {
        let acts = self.documents.get(document).map(|held| &held.acts);
        let founder = self.founder();
        acts.into_iter().flatten().any(|id| {
            let said = self.acts[id].statement();
            said.kind == "restart" && Some(said.author) == founder
        })
    }

    pub(super) fn keep_act(&mut self, act: Act, origin: Option<LogId>) {
        let id = act.id();
        if self.acts.contains_key(&id) {
            return;
        }
        if let Subject::Document(document) = act.statement().subject {
            self.documents.entry(document).or_default().acts.insert(id);
            for blob in named_blobs(&act) {
                self.blob_names.entry(blob).or_default().insert(document);
            }
        }
        // Who founded the council says whose choices count.
        let settled: Vec<DocumentId> = match act.statement().subject {
            Subject::Document(document) if act.statement().kind == "choose-branch" => {
                vec![document]
            }
            // A choice may have waited for this act.
            Subject::Document(document) if !self.choices(&document).is_empty() => vec![document],
            Subject::Council if act.statement().kind == "found" => self.documents(),
            _ => vec![],
        };
        self.acts.insert(id, act);
        self.log(LoggedItem::Act(id), origin);
        for document in settled {
            self.mark_forks(&document);
        }
        self.forget_gaps_of_restarted();
    }
}
