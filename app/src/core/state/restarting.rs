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

    /// Whether the person is being asked before something is done with the document on the screen that nothing
    /// brings back.
    pub fn is_asking(&self) -> bool {
        let asked = self.shown_editor().and_then(|editor| editor.restarting);
        asked.is_some_and(|asked| asked != Restarting::UnderWay)
    }

    /// Asks, goes on asking, or asks no more.
    pub(super) fn ask_to_restart(&mut self, id: DocumentId, asked: Option<Restarting>) {
        if let Some(editor) = self.editors.get_mut(&id)
            && editor.restarting != Some(Restarting::UnderWay)
        {
            editor.restarting = asked;
            editor.not_restarted = None;
        }
    }

    /// Does what was asked and confirmed. What was typed is on disk first.
    pub(super) fn restart(&mut self, id: DocumentId, effect: Editing) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        if let Some(editor) = self.editors.get_mut(&id)
            && editor.restarting != Some(Restarting::UnderWay)
        {
            editor.restarting = Some(Restarting::UnderWay);
            editor.not_restarted = None;
            effects.push(Effect::Editor(id, effect));
        }
        effects
    }

    pub(super) fn happened_to_restart(&mut self, id: DocumentId, event: Event) -> Vec<Effect> {
        let (language, now_millis) = (self.settings.language, self.now_millis);
        let is_shown = self.shown_document() == Some(id);
        let is_looked_at = is_shown || self.reviewed_document() == Some(id);
        let title = self.title(&id);
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        match event {
            Event::Restarted(into) => {
                if editor.restarted(into) {
                    self.tell_unsaved(into);
                }
                self.quit_if_saved()
            }
            Event::WentOn(into, comments) => {
                editor.restarting = None;
                if editor.restarted(into) {
                    self.tell_unsaved(into);
                }
                let mut text = match is_looked_at {
                    true => say!(language, "notice-went-on", id = into.short()),
                    false => say!(
                        language,
                        "notice-went-on-elsewhere",
                        title = title,
                        id = into.short()
                    ),
                };
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
                // Whoever went somewhere else meanwhile stays there.
                if is_looked_at {
                    effects.extend(self.go(Screen::Document(into, None)));
                }
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
                let is_of = |screen: &Screen| match screen {
                    Screen::Document(of, _) | Screen::Review(Some(of)) => *of == id,
                    _ => false,
                };
                self.past.retain(|screen| !is_of(screen));
                let mut effects = vec![
                    Effect::Editor(id, Editing::Close),
                    Effect::Documents(documents::Effect::Load),
                    Effect::Link(link::Effect::LoadStanding),
                ];
                if is_of(&self.screen) {
                    let next = match (&self.screen, into) {
                        (Screen::Review(_), _) => Screen::Review(None),
                        (_, Some(into)) => Screen::Document(into, None),
                        (_, None) => Screen::Documents,
                    };
                    effects.extend(self.show(next));
                }
                effects
            }
            Event::NotRestarted(why) => {
                // What was typed is asked for again, with why beside it.
                let is_asked_again = is_shown && !editor.has_restarted();
                editor.restarting = is_asked_again.then_some(Restarting::Asked);
                if is_asked_again {
                    editor.not_restarted = Some(why);
                    return vec![];
                }
                let text = say!(language, "notice-not-restarted", title = title, why = why);
                self.notices.show(Tone::Problem, text, now_millis);
                vec![]
            }
            _ => vec![],
        }
    }

    /// What was typed last into a document that goes on as this one is nowhere but on the screen.
    fn tell_unsaved(&mut self, into: DocumentId) {
        let id = into.short();
        let text = say!(self.settings.language, "notice-restarted-unsaved", id = id);
        self.notices.show(Tone::Problem, text, self.now_millis);
    }
}
