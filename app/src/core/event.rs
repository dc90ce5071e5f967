//! What happened outside.

use format::DocumentId;

use super::pick::Picked;
use super::{carry_file, council, documents, editor, inbox, link, reports, review, settings};

/// One thing that happened.
#[derive(Debug)]
pub enum Event {
    /// See [`council::Event`].
    Council(council::Event),
    /// See [`documents::Event`].
    Documents(documents::Event),
    /// See [`editor::Event`].
    Editor(DocumentId, Box<editor::Event>),
    /// See [`link::Event`].
    Link(link::Event),
    /// See [`carry_file::Event`].
    Carry(carry_file::Event),
    /// See [`reports::Event`].
    Reports(reports::Event),
    /// See [`inbox::Event`].
    Inbox(inbox::Event),
    /// See [`review::Event`].
    Review(review::Event),
    /// See [`settings::Event`].
    Settings(settings::Event),
    /// Something was picked in a dialog, or nothing.
    Picked(Picked),
    /// The system has nothing that shows dialogs.
    NoFileChooser,
    /// Another program wrote into this store through this one, or its changes came over the link: the
    /// list and the open documents may be behind.
    Grew,
    /// Somebody started the program a second time: this window comes to the front.
    ShowWindow,
}
