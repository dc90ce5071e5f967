//! Files that belong to an open document.

use council::attachment::Attachment;
use council::edit::{Edit, Place};

use super::{Editor, EditorError, Effect};
use crate::core::attachments::{Source, Thing, is_shown, thing_of};

impl Editor {
    /// Takes the attachment with this id off.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn detach(&mut self, attachment: &str, now_millis: i64) -> Result<(), EditorError> {
        let all = self.attachments();
        let found = all.iter().find(|one| one.id == attachment);
        let place = || Place::Meta(format!("{}{attachment}", council::attachment::KEY));
        let edit = found.map(Attachment::detach);
        let edit = edit.ok_or_else(|| EditorError::NoSuchPlace(place()))?;
        self.edit(&[edit], now_millis)
    }

    /// Names files in it that were kept.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn name_attached(
        &mut self,
        attached: &[Attachment],
        now_millis: i64,
    ) -> Result<(), EditorError> {
        let edits: Vec<Edit> = attached.iter().map(Attachment::attach).collect();
        self.edit(&edits, now_millis)
    }

    /// The thing where the person is, if files can be attached to it.
    pub fn thing_here(&self) -> Option<Thing> {
        let here = self.at.as_ref().and_then(thing_of);
        here.filter(|thing| is_shown(&self.view, thing))
    }

    /// What is to be done for what is being attached now.
    pub fn attach_first(&self) -> Option<Effect> {
        let first = self.attached.first_under_way()?;
        let present = self.attachments().to_vec();
        let to = first.to.clone();
        Some(match &first.source {
            Source::Clipboard => Effect::ReadClipboard,
            Source::Files(files) => Effect::Attach {
                files: files.clone(),
                present,
                to,
            },
            Source::Picture(picture) => Effect::AttachPicture {
                picture: picture.clone(),
                present,
                to,
            },
        })
    }
}
