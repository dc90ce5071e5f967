//! What follows from wishes and events about what others said.

use crate::core::inbox::{self, GoingTo};
use crate::core::notices::Tone;
use crate::core::panel::Panel;
use crate::core::{Effect, Screen, State};
use crate::say;

impl State {
    pub(super) fn act_on_inbox(&mut self, action: inbox::Action) -> Vec<Effect> {
        use inbox::Action;
        match action {
            Action::Open(comment) => {
                let Some(item) = self.inbox.item(&comment) else {
                    return vec![];
                };
                let (document, place) = (item.document, item.place.clone());
                self.panel = Some(Panel::Comments);
                let effects = self.go(Screen::Document(document, place));
                self.inbox.going_to = Some(GoingTo {
                    document,
                    comment,
                    visit: self.visits,
                });
                effects
            }
            Action::Saw(comments) => self.saw(comments),
            Action::SawAll => {
                let all: Vec<_> = self.inbox.items().iter().map(|item| item.comment).collect();
                self.saw(all)
            }
        }
    }

    fn saw(&mut self, comments: Vec<format::ActId>) -> Vec<Effect> {
        match self.inbox.saw(comments) {
            saw if saw.is_empty() => vec![],
            saw => vec![Effect::Inbox(inbox::Effect::MarkSeen(saw))],
        }
    }

    pub(super) fn happened_to_inbox(&mut self, event: inbox::Event) -> Vec<Effect> {
        let inbox::Event::Loaded(items) = event;
        let mentions = self.inbox.loaded(items);
        let language = self.settings.language;
        for item in mentions {
            // Where it can be read already, nothing else needs to say so.
            if self.shown_document() == Some(item.document) && self.panel == Some(Panel::Comments) {
                continue;
            }
            let name = self
                .council()
                .map(|council| council.name_of(&item.author))
                .unwrap_or_default();
            let text = say!(
                language,
                "notice-mentioned",
                name = name,
                title = match item.title.trim() {
                    "" => language.say("untitled"),
                    title => title.to_owned(),
                }
            );
            self.notices.show(Tone::News, text, self.now_millis);
        }
        vec![]
    }
}
