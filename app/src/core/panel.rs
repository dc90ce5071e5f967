//! The panel beside a document: one at a time, the same for every document, until the window closes.

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// The headings.
    Outline,
    /// What people said.
    Comments,
    /// What needs a choice, and who wrote how much, in which colour.
    Changes,
    /// The files that belong to it.
    Attachments,
    /// Where it stands, and what this person may do now.
    Decisions,
    /// Who may hold it, and through what.
    Sharing,
    /// Every change, and the document as of any of them.
    History,
}

impl Panel {
    /// All of them, in the order of their icons.
    pub const ALL: [Self; 7] = [
        Self::Outline,
        Self::Comments,
        Self::Attachments,
        Self::Changes,
        Self::History,
        Self::Decisions,
        Self::Sharing,
    ];

    /// Whether it needs the history.
    pub fn is_about_history(self) -> bool {
        matches!(self, Self::Changes | Self::History)
    }
}
