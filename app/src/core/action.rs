//! What a person wants, whatever they used to say it: a button, a key, a menu or the palette.

use std::path::PathBuf;

use format::DocumentId;

use super::effect::Window;
use super::panel::Panel;
use super::pick::Pick;
use super::{Screen, carry_file, council, documents, editor, inbox, link, reports, settings};

/// One wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Shows a screen.
    Go(Screen),
    /// Shows the screen before this one.
    Back,
    /// Opens or closes the palette: documents, text and commands by name.
    TogglePalette,
    /// Founding, joining, inviting, confirming.
    Council(council::Action),
    /// The list of documents, and new ones.
    Documents(documents::Action),
    /// Something in one open document.
    Editor(DocumentId, editor::Action),
    /// The link to the relay.
    Link(link::Action),
    /// Files that bring what a link would.
    Carry(carry_file::Action),
    /// What merges brought.
    Reports(reports::Action),
    /// What others said.
    Inbox(inbox::Action),
    /// Language, theme, size.
    Settings(settings::Action),
    /// Opens a dialog in which a file or folder is picked.
    Pick(Pick),
    /// Files were dropped into the window.
    Drop(Vec<PathBuf>),
    /// Shows this panel beside the document, or closes it if it is the one that shows.
    Panel(Panel),
    /// Opens or closes the search in the document.
    Find(bool),
    /// Takes a notice off the screen.
    Dismiss(u64),
    /// Something only the window can do, such as putting text on the clipboard.
    Window(Window),
    /// Does not end the program after all.
    StayOpen,
    /// Ends the program, after everything is saved.
    Quit,
}

impl From<Screen> for Action {
    fn from(screen: Screen) -> Self {
        Self::Go(screen)
    }
}
