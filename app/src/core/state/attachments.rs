//! What follows from wishes and events about what is attached to a document.

use std::path::PathBuf;

use ::council::attachment::Attachment;
use ::council::edit::{Collection, Edit};
use format::DocumentId;

use crate::core::attachments::Copied;
use crate::core::editor::{EditorError, Effect as Editing, Event};
use crate::core::notices::Tone;
use crate::core::panel::Panel;
use crate::core::{Effect, State};
use crate::say;

impl State {
    /// The attachment with this id, as an open document has it.
    pub(super) fn attachment(&self, id: &DocumentId, attachment: &str) -> Option<Attachment> {
        let all = self.editors.get(id)?.attachments();
        all.into_iter().find(|one| one.id == attachment)
    }

    /// Has files kept, to be put into the document then.
    pub(super) fn attach(
        &mut self,
        id: DocumentId,
        files: Vec<PathBuf>,
        to: Option<(Collection, String)>,
    ) -> Vec<Effect> {
        self.keep_attached(id, |present| Editing::Attach { files, present, to })
    }

    /// Has what lay on the clipboard kept likewise.
    pub(super) fn attach_copied(
        &mut self,
        id: DocumentId,
        copied: Copied,
        to: Option<(Collection, String)>,
    ) -> Vec<Effect> {
        match copied {
            Copied::Files(files) => self.attach(id, files, to),
            Copied::Picture(picture) => self.keep_attached(id, |present| Editing::AttachPicture {
                picture,
                present,
                to,
            }),
            Copied::Nothing => {
                let text = self.settings.language.say("notice-nothing-to-attach");
                self.notices.show(Tone::News, text, self.now_millis);
                vec![]
            }
        }
    }

    fn keep_attached(
        &mut self,
        id: DocumentId,
        attach: impl FnOnce(Vec<Attachment>) -> Editing,
    ) -> Vec<Effect> {
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        if editor.read_only.is_some() {
            self.refused_edit(&EditorError::ReadOnly);
            return vec![];
        }
        editor.attached.is_busy = true;
        let attach = attach(editor.attachments());
        let mut effects = self.save_everything(true);
        effects.push(Effect::Editor(id, attach));
        effects
    }

    /// Reads how what is attached stands here, while somebody looks at it.
    pub(super) fn load_attachments_if_shown(&self, id: DocumentId) -> Option<Effect> {
        let is_shown = self.shown_document() == Some(id) && self.panel == Some(Panel::Attachments);
        let editor = self.editors.get(&id).filter(|_| is_shown)?;
        let said = &editor.attached.standings.said;
        let all = editor.attachments();
        let whose = all.iter().any(|one| !said.contains_key(&one.id));
        Some(Effect::Editor(id, Editing::LoadAttachments { whose }))
    }

    pub(super) fn happened_to_attachments(&mut self, id: DocumentId, event: Event) -> Vec<Effect> {
        let now_millis = self.now_millis;
        let language = self.settings.language;
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        match event {
            Event::Attached(attached) => {
                editor.attached.is_busy = false;
                let edits: Vec<Edit> = attached.iter().map(Attachment::attach).collect();
                if let Err(error) = editor.edit(&edits, now_millis) {
                    self.refused_edit(&error);
                    return vec![];
                }
                let names: Vec<&str> = attached.iter().map(|one| one.name.as_str()).collect();
                let text = say!(language, "notice-attached", names = names.join(", "));
                self.notices.show(Tone::Done, text, now_millis);
                self.save_everything(true)
            }
            Event::NotAttached(why) => {
                editor.attached.is_busy = false;
                self.notices.show(Tone::Problem, why, now_millis);
                vec![]
            }
            Event::Attachments(standings) => {
                editor.attached.standings.files = standings.files;
                editor.attached.standings.said.extend(standings.said);
                let all = editor.attachments();
                let pictures = editor.attached.ask_for_thumbnails(&all);
                let load = Effect::Editor(id, Editing::LoadThumbnails(pictures.clone()));
                Some(load)
                    .filter(|_| !pictures.is_empty())
                    .into_iter()
                    .collect()
            }
            Event::Thumbnail(blob, thumbnail) => {
                editor.attached.thumbnail_made(blob, thumbnail);
                vec![]
            }
            _ => vec![],
        }
    }
}
