//! What follows from wishes and events about one open document.

use ::council::undo::{Direction, UndoError};
use format::{ChangeHash, DocumentId};

use super::reading::Reading;
use crate::core::attachments::Source;
use crate::core::editor::{self, Editor, EditorError};
use crate::core::header::is_archived;
use crate::core::notices::Tone;
use crate::core::panel::Panel;
use crate::core::{Effect, Screen, State, link};
use crate::say;
use crate::words::causes::edit;
use crate::words::struck::strike_refused;

impl State {
    pub(super) fn act_in_editor(&mut self, id: DocumentId, action: editor::Action) -> Vec<Effect> {
        use editor::Action;
        let now_millis = self.now_millis;
        let changes_something = matches!(
            action,
            Action::Splice(..)
                | Action::Edit(_)
                | Action::Undo
                | Action::Redo
                | Action::Choose(..)
                | Action::Settle(_)
                | Action::Attach(..)
                | Action::PasteAttachment(_)
                | Action::Detach(_)
                | Action::Strike { .. }
                | Action::ProposeAgain(_)
        );
        let may_edit = self.storage.may_edit(self.unsaved_changes());
        if changes_something && !may_edit {
            match action {
                Action::Strike { .. } => self.not_struck(id, &EditorError::TooMuchUnsaved),
                _ => self.refused_edit(&EditorError::TooMuchUnsaved),
            }
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
            Action::Settle(place) => editor.settle(&place, now_millis),
            Action::Strike {
                place,
                reviewed,
                reason,
            } => return self.strike(id, place, &reviewed, reason),
            Action::ProposeAgain(strike) => self.propose_again(id, &strike),
            Action::Pause => editor.tick(now_millis, false, true),
            Action::At(place) => {
                if editor.at == place {
                    return vec![];
                }
                editor.at = place;
                return vec![self.say_presence()];
            }
            Action::Comment(comment) => return self.comment(id, comment),
            Action::Say(wish) => return self.say_of_text(id, wish),
            Action::WishForFile(blob) => {
                return vec![Effect::Editor(id, editor::Effect::WishForFile(blob))];
            }
            Action::Attach(files, to) => return self.attach(id, Source::Files(files), to),
            Action::PasteAttachment(to) => return self.attach(id, Source::Clipboard, to),
            Action::AttachToThing(to_thing) => {
                editor.attached.to_thing = to_thing;
                return vec![];
            }
            Action::Detach(attachment) => editor.detach(&attachment, now_millis),
            Action::ShowAttachments(collection, thing) => {
                editor.attached.go_to(collection, thing);
                self.panel = Some(Panel::Attachments);
                return self.load_attachments_if_shown(id).into_iter().collect();
            }
            Action::WishForAttachment(blob) => {
                return vec![Effect::Editor(id, editor::Effect::WishForAttachment(blob))];
            }
            Action::TakeBackWish(blob) => {
                return vec![Effect::Editor(id, editor::Effect::TakeBackWish(blob))];
            }
            Action::OpenAttachment(attachment) => {
                let mut all = editor.attachments().iter();
                let attachment = all.find(|one| one.id == attachment).cloned();
                let open = |one| editor::Effect::OpenAttachment(Box::new(one));
                let effect = attachment.map(|one| Effect::Editor(id, open(one)));
                return effect.into_iter().collect();
            }
            Action::Share { scope, reason } => {
                let mut effects = self.save_everything(true);
                effects.push(Effect::Editor(id, editor::Effect::Share(scope, reason)));
                return effects;
            }
            Action::Raise(place, minutes) => {
                // What is on the screen is what is raised, in both documents.
                let mut effects = self.save_everything(true);
                effects.push(Effect::Editor(id, editor::Effect::Raise(place, minutes)));
                return effects;
            }
            Action::AskToRestart(asked) => {
                self.ask_to_restart(id, asked);
                return vec![];
            }
            Action::Restart(reason) => {
                return self.restart(id, editor::Effect::Restart(reason));
            }
            Action::Forget => return self.restart(id, editor::Effect::Forget),
            Action::LoadHistory => {
                return vec![Effect::Editor(id, editor::Effect::LoadHistory)];
            }
            Action::ShowVersion(heads) => {
                return load_version(id, editor.show_version(heads));
            }
            Action::Compare(heads) => {
                return load_version(id, editor.compare_with(heads));
            }
            Action::Close => {
                let mut effects = match self.past.pop() {
                    Some(screen) if screen != self.screen => self.show(screen),
                    _ => self.show(Screen::Documents),
                };
                if self.editors.get(&id).is_some_and(Editor::can_close) {
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
        let row = self.documents.row(&id);
        let may_archive = row.is_none_or(|row| row.may_archive);
        let Some(editor) = self.editors.get_mut(&id) else {
            return Ok(());
        };
        let was_archived = is_archived(&editor.view);
        let undone = editor.undo(direction, may_archive, now_millis)?;
        // Nothing of the text moves, so that it would look as if nothing had happened.
        let told = match (was_archived, is_archived(&editor.view)) {
            (false, true) => Some("notice-archived"),
            (true, false) => Some("notice-restored"),
            _ => None,
        };
        if let Some(told) = told {
            let text = language.say(told);
            self.notices.show(Tone::News, text, now_millis);
        }
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
        let (tone, text) = self.why_not_written(error);
        self.notices.show(tone, text, self.now_millis);
    }

    /// Why something was not written, and how that is meant.
    pub(super) fn why_not_written(&self, error: &EditorError) -> (Tone, String) {
        let language = self.settings.language;
        match error {
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
            EditorError::MayNotArchive => (
                Tone::Problem,
                say!(language, "notice-may-not-undo-archiving"),
            ),
            EditorError::NotTheReviewer => (Tone::Problem, say!(language, "strike-not-yours")),
            EditorError::Strike(error) => (Tone::Problem, strike_refused(language, error)),
            EditorError::Edit(error) | EditorError::Undo(UndoError::Edit(error)) => (
                Tone::Problem,
                say!(language, "notice-not-written", why = edit(language, error)),
            ),
            EditorError::Undo(_) => {
                let why = language.say("cause-unforeseen");
                (
                    Tone::Problem,
                    say!(language, "notice-not-written", why = why),
                )
            }
        }
    }

    /// Says something about a document: the words that are meant are anchored in its text as it is now.
    pub(super) fn comment(&mut self, id: DocumentId, comment: editor::NewComment) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        if let Some(editor) = self.editors.get_mut(&id) {
            let (anchor, quote) = editor.anchor_of(&comment);
            editor.telling.begin(comment.clone());
            effects.push(Effect::Editor(
                id,
                editor::Effect::Comment(comment, anchor, quote),
            ));
        }
        effects
    }

    /// A comment was not saved. Where its field is on the screen, why stands there.
    fn not_commented(&mut self, id: DocumentId, comment: editor::NewComment, why: String) {
        let is_shown = self.reviewed_document() == Some(id)
            || self.shown_document() == Some(id) && self.panel == Some(Panel::Comments);
        let editor = self.editors.get_mut(&id);
        let is_typed = editor.is_some_and(|editor| editor.telling.refused(comment, why.clone()));
        if is_typed && is_shown {
            return;
        }
        let title = self.title(&id);
        let text = say!(
            self.settings.language,
            "notice-not-commented",
            title = title,
            why = why
        );
        self.notices.show(Tone::Problem, text, self.now_millis);
    }

    pub(super) fn happened_in_editor(
        &mut self,
        id: DocumentId,
        event: editor::Event,
    ) -> Vec<Effect> {
        use editor::Event;
        let now_millis = self.now_millis;
        let me = self.council().map(|council| council.me);
        match event {
            Event::Opened(loaded) => {
                self.editors.opened(*loaded, now_millis);
                // What came while it was being read.
                if self.shown_document() == Some(id) {
                    self.reading = Reading::begun(now_millis);
                }
                let mut effects = vec![
                    Effect::Editor(id, editor::Effect::Refresh),
                    Effect::Editor(id, editor::Effect::LoadOverlaps),
                    Effect::Editor(id, editor::Effect::LoadDecisions),
                    self.say_presence(),
                ];
                effects.extend(self.load_history_if_shown(id));
                effects.extend(self.load_attachments_if_shown(id));
                effects
            }
            Event::Unopened(why) => {
                self.editors.failed(id, why);
                vec![]
            }
            Event::Came(changes) => {
                if self.shown_document() == Some(id) {
                    self.reading = Reading::begun(now_millis);
                }
                let Some(editor) = self.editors.get_mut(&id) else {
                    return vec![];
                };
                match editor.came(changes, now_millis) {
                    Ok(()) => {
                        let mut effects = self.save_everything(false);
                        effects.push(Effect::Editor(id, editor::Effect::LoadOverlaps));
                        effects.push(Effect::Editor(id, editor::Effect::LoadDecisions));
                        effects.extend(self.load_history_if_shown(id));
                        effects.extend(self.load_attachments_if_shown(id));
                        effects
                    }
                    // Whatever does not fit here is judged anew from what is on disk.
                    Err(_) => vec![Effect::Editor(id, editor::Effect::Open)],
                }
            }
            Event::Saved(changes) => {
                let mut effects = Vec::new();
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.saved(&changes);
                    editor.wrote(me, now_millis);
                    // Somebody who has seen all sides wrote: some may be settled.
                    if !editor.overlaps.is_empty() {
                        effects.push(Effect::Editor(id, editor::Effect::LoadOverlaps));
                    }
                }
                effects.extend(self.load_history_if_shown(id));
                effects.extend(self.load_attachments_if_shown(id));
                // What was struck is told on the page, and says who wrote last.
                if self.reviewed_document() == Some(id) {
                    effects.push(Effect::Editor(id, editor::Effect::LoadDecisions));
                }
                if self.storage.saved() {
                    let text = say!(self.settings.language, "notice-storage-over");
                    self.notices.show(Tone::Done, text, now_millis);
                }
                // What is elsewhere is an earlier state now; the engine tells which.
                if let Some(facts) = self.links.facts.get_mut(&id) {
                    *facts = facts.while_unsaved();
                }
                effects.extend(self.save_everything(false));
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
            Event::Restarted(_)
            | Event::WentOn(..)
            | Event::Forgotten(..)
            | Event::NotRestarted(_) => self.happened_to_restart(id, event),
            Event::Comments(comments) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.comments_loaded(comments);
                }
                vec![]
            }
            Event::Commented(comment) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.telling.done(&comment);
                }
                vec![]
            }
            Event::NotCommented(comment, why) => {
                self.not_commented(id, *comment, why);
                vec![]
            }
            Event::Decisions(_) | Event::NoDecisions | Event::Said(_) | Event::NotSaid(_) => {
                self.happened_to_decisions(id, event)
            }
            Event::Read(number, read) => {
                let editor = self.editors.get_mut(&id);
                if let Some(editor) = editor.filter(|one| one.is_overtaken(&read, number)) {
                    // Who attached something does not change.
                    if let Event::Attachments(standings) = *read {
                        editor.attached.standings.said.extend(standings.said);
                    }
                    return vec![];
                }
                let what = std::mem::discriminant(&*read);
                let effects = self.happened_in_editor(id, *read);
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.took_in(what, number);
                }
                effects
            }
            Event::Copied(_)
            | Event::Attached(_)
            | Event::NotAttached(_)
            | Event::Attachments(_)
            | Event::Thumbnail(..) => self.happened_to_attachments(id, event),
            Event::History(history) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.history = Some(history);
                }
                vec![]
            }
            Event::Version(heads, view) => {
                let Some(editor) = self.editors.get_mut(&id) else {
                    return vec![];
                };
                let next = editor.version_loaded(&heads, view.as_deref());
                next.into_iter()
                    .map(|heads| Effect::Editor(id, editor::Effect::LoadVersion(heads)))
                    .collect()
            }
            Event::Shared(shared, held_back) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.shared = *shared;
                    editor.held_back = held_back;
                }
                vec![]
            }
            Event::Overlaps(overlaps) => {
                if let Some(editor) = self.editors.get_mut(&id) {
                    editor.overlaps_loaded(overlaps);
                }
                vec![]
            }
        }
    }
}

impl State {
    /// Reads the history again while somebody looks at it. One that is very long is read when it is
    /// asked for: reading it costs more than a burst of typing.
    pub(super) fn load_history_if_shown(&self, id: DocumentId) -> Option<Effect> {
        const MOST_READ_ALONG: usize = 3_000;
        let is_shown =
            self.shown_document() == Some(id) && self.panel.is_some_and(Panel::is_about_history);
        let is_short = self.editors.get(&id).is_none_or(|editor| {
            editor.index().len() < MOST_READ_ALONG || editor.history.is_none()
        });
        (is_shown && is_short).then_some(Effect::Editor(id, editor::Effect::LoadHistory))
    }
}

impl State {
    /// Reads anew who may hold the open documents.
    pub(super) fn load_shared(&self) -> Vec<Effect> {
        let editors = self.editors.iter();
        editors
            .map(|editor| Effect::Editor(editor.id, editor::Effect::LoadShared))
            .collect()
    }
}

fn load_version(id: DocumentId, heads: Option<Vec<ChangeHash>>) -> Vec<Effect> {
    heads
        .map(|heads| Effect::Editor(id, editor::Effect::LoadVersion(heads)))
        .into_iter()
        .collect()
}
