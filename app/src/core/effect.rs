//! What is to be done outside: by the engine on disk and network, or by the window itself.

use format::DocumentId;

use super::pick::Dialog;
use super::{carry_file, council, documents, editor, inbox, link, reports, review, settings};

/// One thing to do. Effects are performed in the order in which they were returned.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Looks what is in the data folder; answered by [`council::Event::Nowhere`] or
    /// [`council::Event::Placed`].
    Start,
    /// See [`council::Effect`].
    Council(council::Effect),
    /// See [`documents::Effect`].
    Documents(documents::Effect),
    /// See [`editor::Effect`].
    Editor(DocumentId, editor::Effect),
    /// See [`link::Effect`].
    Link(link::Effect),
    /// See [`carry_file::Effect`].
    Carry(carry_file::Effect),
    /// See [`reports::Effect`].
    Reports(reports::Effect),
    /// See [`inbox::Effect`].
    Inbox(inbox::Effect),
    /// See [`review::Effect`].
    Review(review::Effect),
    /// See [`settings::Effect`].
    Settings(settings::Effect),
    /// Opens a dialog of the system; answered by [`Event::Picked`](super::Event::Picked).
    Pick(Dialog),
    /// See [`Window`].
    Window(Window),
}

/// What only the window can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// Puts text on the clipboard.
    Copy(String),
    /// Asks for what is on the clipboard, as nothing but text.
    PastePlain,
    /// Brings the window to the front.
    Show,
    /// Closes it.
    Close,
    /// Closes it although something is not on disk, because the person wants to.
    CloseUnsaved,
}
