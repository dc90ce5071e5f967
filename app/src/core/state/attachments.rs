//! What follows from wishes and events about what is attached to a document.

use ::council::attachment::Attachment;
use format::DocumentId;

use crate::core::attachments::{Attaching, Copied, Source, Thing};
use crate::core::editor::{EditorError, Effect as Editing, Event};
use crate::core::notices::Tone;
use crate::core::panel::Panel;
use crate::core::{Effect, State};
use crate::say;

impl State {
    /// The attachment with this id, as an open document has it.
    pub(super) fn attachment(&self, id: &DocumentId, attachment: &str) -> Option<Attachment> {
        let mut all = self.editors.get(id)?.attachments().iter();
        all.find(|one| one.id == attachment).cloned()
    }

    /// The thing to which files dropped on the document on the screen are attached; `None`: the whole document.
    /// Only what the person sees chosen counts.
    pub(super) fn dropped_to(&self) -> Option<Thing> {
        let editor = self.shown_editor()?;
        let is_chosen = editor.attached.to_thing && self.panel == Some(Panel::Attachments);
        editor.thing_here().filter(|_| is_chosen)
    }

    /// Has something kept, to be put into the document then, once what was given before is.
    pub(super) fn attach(
        &mut self,
        id: DocumentId,
        source: Source,
        to: Option<Thing>,
    ) -> Vec<Effect> {
        let Some(editor) = self.editors.get_mut(&id) else {
            return vec![];
        };
        if editor.read_only.is_some() {
            self.refused_edit(&EditorError::ReadOnly);
            return vec![];
        }
        match editor.attached.begin(Attaching { source, to }) {
            true => self.attach_next(id),
            false => vec![],
        }
    }

    /// Begins with what is to be attached next, if anything is.
    fn attach_next(&mut self, id: DocumentId) -> Vec<Effect> {
        let mut effects = self.save_everything(true);
        let next = self.editors.get(&id);
        let next = next.and_then(|editor| editor.attach_first());
        effects.extend(next.map(|effect| Effect::Editor(id, effect)));
        effects.extend(self.quit_if_saved());
        effects
    }

    /// Reads how what is attached stands here, while somebody looks at it.
    pub(super) fn load_attachments_if_shown(&self, id: DocumentId) -> Option<Effect> {
        let is_shown = self.shown_document() == Some(id) && self.panel == Some(Panel::Attachments);
        let editor = self.editors.get(&id).filter(|_| is_shown)?;
        let said = &editor.attached.standings.said;
        let mut all = editor.attachments().iter();
        let whose = all.any(|one| !said.contains_key(&one.id));
        Some(Effect::Editor(id, Editing::LoadAttachments { whose }))
    }

    pub(super) fn happened_to_attachments(&mut self, id: DocumentId, event: Event) -> Vec<Effect> {
        let now_millis = self.now_millis;
        let language = self.settings.language;
        let Some(editor) = self.editors.get_mut(&id) else {
            let text = match event {
                // Their bytes are kept, and no document names them.
                Event::Attached(attached) => say!(
                    language,
                    "notice-attached-nowhere",
                    names = names(&attached)
                ),
                Event::NotAttached(why) => why,
                _ => return vec![],
            };
            self.notices.show(Tone::Problem, text, now_millis);
            return vec![];
        };
        match event {
            Event::Copied(copied) => {
                match copied {
                    Copied::Files(files) => editor.attached.was_read(Source::Files(files)),
                    Copied::Picture(picture) => editor.attached.was_read(Source::Picture(picture)),
                    Copied::Nothing => {
                        editor.attached.end();
                        let text = language.say("notice-nothing-to-attach");
                        self.notices.show(Tone::News, text, now_millis);
                    }
                }
                self.attach_next(id)
            }
            Event::Attached(attached) => {
                editor.attached.end();
                if let Err(error) = editor.name_attached(&attached, now_millis) {
                    self.stay_open();
                    self.refused_edit(&error);
                } else {
                    let text = say!(language, "notice-attached", names = names(&attached));
                    self.notices.show(Tone::Done, text, now_millis);
                }
                self.attach_next(id)
            }
            Event::NotAttached(why) => {
                editor.attached.end();
                // Whoever leaves meanwhile would never learn that it is not there.
                self.stay_open();
                self.notices.show(Tone::Problem, why, now_millis);
                self.attach_next(id)
            }
            Event::Attachments(standings) => {
                editor.attached.standings.files = standings.files;
                editor.attached.standings.said.extend(standings.said);
                let pictures = editor.attached.ask_for_thumbnails();
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

fn names(attached: &[Attachment]) -> String {
    let names: Vec<&str> = attached.iter().map(|one| one.name.as_str()).collect();
    names.join(", ")
}
