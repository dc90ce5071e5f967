//! Files that belong to an open document.

use council::edit::Place;

use super::{Editor, EditorError};

impl Editor {
    /// Takes the attachment with this id off.
    ///
    /// # Errors
    /// [`EditorError`]; everything is as before.
    pub fn detach(&mut self, attachment: &str, now_millis: i64) -> Result<(), EditorError> {
        let all = self.attachments();
        let found = all.iter().find(|one| one.id == attachment);
        let place = || Place::Meta(format!("{}{attachment}", council::attachment::KEY));
        let one = found.ok_or_else(|| EditorError::NoSuchPlace(place()))?;
        self.edit(&[one.detach()], now_millis)
    }
}
