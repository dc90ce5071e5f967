//! What follows from wishes and events about a document that starts over as another one.

use format::DocumentId;

use crate::core::council::Council;
use crate::core::editor::{Editor, Effect as Editing, Event, Restarting};
use crate::core::notices::Tone;
use crate::core::{Effect, Screen, State, documents, link, review};
use crate::say;

impl State {
    /// Whether this person may let an open document start over: the chair, while it goes on.
    pub fn may_restart(&self, editor: &Editor) -> bool {
        self.council().is_some_and(Council::is_chair) && !editor.has_restarted()
    }

    /// Asks, goes on asking, or asks no more.
    pub(super) fn ask_to_restart(&mut self, id: DocumentId, asked: Option<Restarting>) {
        if let Some(editor) = self.editors.get_mut(&id)
            && editor.restarting != Some(Restarting::UnderWay)
        {
            editor.restarting = asked;
        }
    }

    /// Does what was asked and confirmed. What was typed is on disk first.
    pub(super) fn restart(&mut self, id: DocumentId, effect: Editing) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        if let Some(editor) = self.editors.get_mut(&id)
            && editor.restarting != Some(Restarting::UnderWay)
        {
            editor.restarting = Some(Restarting::UnderWay);
            effects.push(Effect::Editor(id, effect));
        }
        effects
    }

    pub(super) fn happened_to_restart(&mut self, id: DocumentId, event: Event) -> Vec<Effect> {
        let (language, now_millis) = (self.settings.language, self.now_millis);
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        match event {
            Event::Restarted(into) => {
                if editor.restarted(into) {
                    let text = say!(language, "notice-restarted-unsaved", id = into.short());
                    self.notices.show(Tone::Problem, text, now_millis);
                }
                self.quit_if_saved()
            }
            Event::WentOn(into, comments) => {
                editor.restarting = None;
                editor.restarted(into);
                let mut text = say!(language, "notice-went-on", id = into.short());
                if comments > 0 {
                    let stay = say!(language, "restart-comments-stay", count = comments as u64);
                    text = format!("{text} {stay}");
                }
                self.notices.show(Tone::Done, text, now_millis);
                let mut effects = vec![
                    Effect::Editor(id, Editing::LoadDecisions),
                    Effect::Documents(documents::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                    Effect::Review(review::Effect::Load),
                ];
                effects.extend(self.go(Screen::Document(into, None)));
                effects
            }
            Event::Forgotten(changes, files) => {
                let into = editor.restarted_as();
                self.editors.close(&id);
                let text = say!(
                    language,
                    "notice-forgotten",
                    changes = changes,
                    files = files
                );
                self.notices.show(Tone::Done, text, now_millis);
                // Nobody goes back to what is not there.
                let is_of =
                    |screen: &Screen| matches!(screen, Screen::Document(of, _) if *of == id);
                self.past.retain(|screen| !is_of(screen));
                let mut effects = vec![
                    Effect::Editor(id, Editing::Close),
                    Effect::Documents(documents::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                ];
                if is_of(&self.screen) {
                    let next = into.map_or(Screen::Documents, |into| Screen::Document(into, None));
                    effects.extend(self.show(next));
                }
                effects
            }
            Event::NotRestarted(why) => {
                editor.restarting = None;
                self.notices.show(Tone::Problem, why, now_millis);
                vec![]
            }
            _ => vec![],
        }
    }
}
