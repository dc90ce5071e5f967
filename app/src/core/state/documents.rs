//! What follows from wishes and events about the list of documents.

use crate::core::notices::Tone;
use crate::core::{Effect, Screen, State, documents, editor, inbox, link, review};
use crate::say;

impl State {
    pub(super) fn act_on_documents(&mut self, action: documents::Action) -> Vec<Effect> {
        use documents::{Action, Effect as Do};
        let effect = match action {
            Action::Filter(filter) => {
                self.documents.filter = filter;
                self.arrange();
                return vec![];
            }
            Action::Order(order) => {
                if self.documents.order == order {
                    self.documents.is_reversed = !self.documents.is_reversed;
                } else {
                    self.documents.order = order;
                    self.documents.is_reversed = false;
                }
                self.arrange();
                return vec![];
            }
            Action::Search(query) => {
                self.documents.query.clone_from(&query);
                if query.trim().is_empty() {
                    self.documents.hits = None;
                    return vec![];
                }
                Do::Search(query)
            }
            Action::Create {
                template,
                title,
                unit,
                holders,
            } => Do::Create {
                template,
                title,
                unit,
                holders,
            },
            Action::Import(files, holders) => {
                // The form is done with.
                if matches!(self.screen, Screen::NewDocument(_)) {
                    let mut effects = self.go(Screen::Documents);
                    effects.push(Effect::Documents(Do::Import(files, holders)));
                    return effects;
                }
                Do::Import(files, holders)
            }
            Action::CancelImport => Do::CancelImport,
            Action::Rename(id, title) => Do::Rename(id, title),
            Action::Duplicate(id) => Do::Duplicate(id),
            Action::Archive(id, archived) => Do::Archive(id, archived),
            Action::Export(id, file) => Do::Export(id, file),
            Action::Print(id) => Do::Print(id),
        };
        let mut effects = self.save_everything(true);
        effects.push(Effect::Documents(effect));
        effects
    }

    pub(super) fn arrange(&mut self) {
        let facts = &self.links.facts;
        self.documents
            .arrange(|id| facts.get(id).is_some_and(|facts| !facts.at_relay.is_true()));
    }

    pub(super) fn happened_to_documents(&mut self, event: documents::Event) -> Vec<Effect> {
        use documents::Event;
        match event {
            Event::Loaded(rows) => {
                self.documents.rows = Some(rows);
                self.arrange();
                vec![]
            }
            Event::Changed(row) => {
                self.documents.changed(*row);
                self.arrange();
                vec![]
            }
            Event::Found { query, hits } => {
                if query == self.documents.query {
                    self.documents.hits = Some((query, hits));
                }
                vec![]
            }
            Event::Created(id) => {
                let mut effects = vec![Effect::Documents(documents::Effect::Load)];
                effects.extend(self.go(Screen::Document(id, None)));
                effects
            }
            Event::Importing { done, of } => {
                self.importing = Some((done, of));
                vec![]
            }
            Event::Imported(ids) => {
                self.importing = None;
                let text = say!(
                    self.settings.language,
                    "notice-imported",
                    count = ids.len() as u64
                );
                self.notices.show(Tone::Done, text, self.now_millis);
                let mut effects = vec![
                    Effect::Documents(documents::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                ];
                if let [only] = ids.as_slice() {
                    effects.extend(self.go(Screen::Document(*only, None)));
                }
                effects
            }
            Event::Exported(file) => {
                let text = say!(
                    self.settings.language,
                    "notice-exported",
                    file = file.display().to_string()
                );
                self.notices.show(Tone::Done, text, self.now_millis);
                vec![]
            }
            Event::Done(text) => {
                self.notices.show(Tone::Done, text, self.now_millis);
                let mut effects = self.refresh_everything();
                effects.push(Effect::Link(link::Effect::LoadStanding));
                effects
            }
            Event::Refused(why) => {
                self.importing = None;
                self.notices.show(Tone::Problem, why, self.now_millis);
                vec![]
            }
        }
    }

    /// Reads the list again, and asks for what came into open documents.
    pub(super) fn refresh_everything(&mut self) -> Vec<Effect> {
        let mut effects = vec![
            Effect::Documents(documents::Effect::Load),
            Effect::Inbox(inbox::Effect::Load),
            Effect::Review(review::Effect::Load),
        ];
        effects.extend(self.refresh_editors());
        effects
    }

    pub(super) fn refresh_editors(&self) -> Vec<Effect> {
        self.editors
            .iter()
            .map(|editor| Effect::Editor(editor.id, editor::Effect::Refresh))
            .collect()
    }
}
