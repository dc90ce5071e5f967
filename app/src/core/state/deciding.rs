//! What follows from wishes and events about decisions.

use format::DocumentId;

use crate::core::deciding::meeting::MeetingDeed;
use crate::core::deciding::{Deed, Saying, Wish};
use crate::core::editor;
use crate::core::notices::Tone;
use crate::core::panel::Panel;
use crate::core::{Effect, State, documents, link, review};
use crate::say;
use crate::words::lifecycle::act_word;

impl State {
    /// Says something about the texts of a document. What is submitted is what is on the screen, so that
    /// is on disk first.
    pub(super) fn say_of_text(&mut self, id: DocumentId, mut wish: Wish) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        let may_write = self.may_write();
        let Some(editor) = self.editors.get_mut(&id) else {
            return effects;
        };
        if editor.judged.saying == Saying::UnderWay {
            return effects;
        }
        if !may_write {
            let why = self.settings.language.say("notice-read-only");
            editor.judged.saying = Saying::Refused(why);
            return effects;
        }
        let is_of_the_screen = matches!(
            wish.deed,
            Deed::Submit { .. } | Deed::Meeting(MeetingDeed::Circulate { .. })
        );
        if is_of_the_screen {
            wish.shown = Some(editor.heads());
        }
        editor.judged.saying = Saying::UnderWay;
        effects.push(Effect::Editor(id, editor::Effect::Say(Box::new(wish))));
        effects
    }

    pub(super) fn happened_to_decisions(
        &mut self,
        id: DocumentId,
        event: editor::Event,
    ) -> Vec<Effect> {
        let language = self.settings.language;
        // Where the form is on the screen, it says so itself.
        let is_shown = self.reviewed_document() == Some(id)
            || self.shown_document() == Some(id) && self.panel == Some(Panel::Decisions);
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        match event {
            editor::Event::Decisions(decisions) => {
                editor.decisions_loaded(decisions);
                return self.load_changes_if_shown(id).into_iter().collect();
            }
            editor::Event::NoDecisions => editor.judged.is_unreadable = true,
            editor::Event::Said(kind) => {
                editor.judged.saying = Saying::Nothing;
                let text = say!(language, "notice-said", what = act_word(language, kind));
                self.notices.show(Tone::Done, text, self.now_millis);
                return vec![
                    Effect::Editor(id, editor::Effect::LoadDecisions),
                    Effect::Documents(documents::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                    Effect::Review(review::Effect::Load),
                ];
            }
            editor::Event::NotSaid(why) => {
                editor.judged.saying = Saying::Refused(why.clone());
                if !is_shown {
                    let title = self.title(&id);
                    let text = say!(language, "notice-not-said", title = title, why = why);
                    self.notices.show(Tone::Problem, text, self.now_millis);
                }
            }
            _ => {}
        }
        vec![]
    }
}
