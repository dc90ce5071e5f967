//! What follows from wishes and events about one open document.

use ::council::undo::{Direction, UndoError};
use format::{ChangeHash, DocumentId};

use crate::core::editor::{self, Editor, EditorError};
use crate::core::notices::Tone;
use crate::core::{Effect, Screen, State, link};
use crate::say;

impl State {
    pub(super) fn act_in_editor(&mut self, id: DocumentId, action: editor::Action) -> Vec<Effect> {
        use editor::Action;
        let now_millis = self.now_millis;
        let changes_something = matches!(
            action,
            Action::Splice(..) | Action::Edit(_) | Action::Undo | Action::Redo | Action::Choose(..)
        );
        let may_edit = self.storage.may_edit(self.unsaved_changes());
        if changes_something && !may_edit {
            self.refused_edit(&EditorError::TooMuchUnsaved);
            return vec![];
        }
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        editor.used_millis = now_millis;
        let done = match action {
            Action::Splice(place, splice) => editor.splice(&place, &splice, now_millis),
            Action::Edit(edits) => editor.edit(&edits, now_millis),
            Action::Undo => self.undo(id, Direction::Undo),
            Action::Redo => self.undo(id, Direction::Redo),
            Action::Choose(place, number) => editor.choose(&place, number, now_millis),
            Action::Pause => editor.tick(now_millis, false, true),
            Action::At(place) => {
                if editor.at == place {
                    return vec![];
                }
                editor.at = place;
                return vec![self.say_presence()];
            }
            Action::Comment(comment) => return self.comment(id, comment),
            Action::LoadHistory => {
                return vec![Effect::Editor(id, editor::Effect::LoadHistory)];
            }
            Action::ShowVersion(heads) => {
                editor.version = heads.clone().map(|heads| (heads, None));
                return load_version(id, heads);
            }
            Action::Compare(heads) => {
                editor.compared = heads.clone().map(|heads| (heads, None));
                return load_version(id, heads);
            }
            Action::Close => {
                let mut effects = match self.past.pop() {
                    Some(screen) if screen != self.screen => self.show(screen),
                    _ => self.show(Screen::Documents),
                };
                if self.editors.get(&id).is_some_and(Editor::is_saved) {
                    self.editors.close(&id);
                    effects.push(Effect::Editor(id, editor::Effect::Close));
                }
                return effects;
            }
        };
        if let Err(error) = done {
            self.refused_edit(&error);
        }
        self.save_everything(false)
    }

    pub(super) fn undo(&mut self, id: DocumentId, direction: Direction) -> Result<(), EditorError> {
        let (language, now_millis) = (self.settings.language, self.now_millis);
        let Some(editor) = self.editors.get_mut(&id) else {
            return Ok(());
        };
        let undone = editor.undo(direction, now_millis)?;
        if !undone.left.is_empty() {
            let text = say!(
                language,
                "notice-undo-left",
                count = undone.left.len() as u64
            );
            self.notices.show(Tone::News, text, now_millis);
        }
        Ok(())
    }

    /// Says why something was not written, in the person's language.
    pub(super) fn refused_edit(&mut self, error: &EditorError) {
        let language = self.settings.language;
        let (tone, text) = match error {
            EditorError::ReadOnly => (Tone::Problem, say!(language, "notice-read-only")),
            EditorError::TooMuchUnsaved => {
                (Tone::Problem, say!(language, "notice-too-much-unsaved"))
            }
            EditorError::NoSuchPlace(_) => (Tone::Problem, say!(language, "notice-no-such-place")),
            EditorError::Undo(UndoError::Nothing(Direction::Undo)) => {
                (Tone::News, say!(language, "notice-nothing-to-undo"))
            }
            EditorError::Undo(UndoError::Nothing(Direction::Redo)) => {
                (Tone::News, say!(language, "notice-nothing-to-redo"))
            }
            EditorError::Undo(UndoError::NothingLeft(_)) => {
                (Tone::News, say!(language, "notice-nothing-left-to-undo"))
            }
            EditorError::Edit(error) => (
                Tone::Problem,
                say!(language, "notice-not-written", why = error.to_string()),
            ),
            EditorError::Undo(error) => (
                Tone::Problem,
                say!(language, "notice-not-written", why = error.to_string()),
            ),
        };
        self.notices.show(tone, text, self.now_millis);
    }

    /// Says something about a document: the words that are meant are anchored in its text as it is now.
    pub(super) fn comment(&mut self, id: DocumentId, comment: editor::NewComment) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        if let Some(editor) = self.editors.get(&id) {
            let (anchor, quote) = editor.anchor_of(&comment);
            effects.push(Effect::Editor(
                id,
                editor::Effect::Comment(comment, anchor, quote),
            ));
        }
        effects
    }

    pub(super) fn happened_in_editor(
        &mut self,
        id: DocumentId,
        event: editor::Event,
    ) -> Vec<Effect> {
        use editor::Event;
        let now_millis = self.now_millis;
        match event {
            Event::Opened(loaded) => {
                self.editors.opened(*loaded, now_millis);
                // What came while it was being read.
                vec![
                    Effect::Editor(id, editor::Effect::Refresh),
                    self.say_presence(),
                ]
            }
            Event::Unopened(why) => {
                self.editors.failed(id, why);
                vec![]
            }
            Event::Came(changes) => {
                let Some(editor) = self.editors.get_mut(&id) else {
                    return vec![];
                };
                match editor.came(changes, now_millis) {
                    Ok(()) => self.save_everything(false),
                    // Whatever does not fit here is judged anew from what is on disk.
                    Err(_) => vec![Effect::Editor(id, editor::Effect::Open)],
                }
            }
            Event::Saved(changes) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.saved(&changes);
                }
                if self.storage.saved() {
                    let text = say!(self.settings.language, "notice-storage-over");
                    self.notices.show(Tone::Done, text, now_millis);
                }
                let mut effects = self.save_everything(false);
                effects.push(Effect::Link(link::Effect::LoadStanding));
                effects.extend(self.quit_if_saved());
                effects
            }
            Event::NotSaved(cause) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.not_saved();
                }
                self.storage.failed(cause, now_millis);
                vec![]
            }
            Event::Comments(comments) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.comments = comments;
                }
                vec![]
            }
            Event::History(history) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.history = Some(history);
                }
                vec![]
            }
            Event::Version(heads, view) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.version_loaded(&heads, view);
                }
                vec![]
            }
        }
    }
}

fn load_version(id: DocumentId, heads: Option<Vec<ChangeHash>>) -> Vec<Effect> {
    heads
        .map(|heads| Effect::Editor(id, editor::Effect::LoadVersion(heads)))
        .into_iter()
        .collect()
}
