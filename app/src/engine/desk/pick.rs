//! Dialogs of the system in which files and folders are picked.

use std::path::PathBuf;

use super::Running;
use crate::core::Event;
use crate::core::pick::{Dialog, Pick, Picked};

/// Whoever shows dialogs: the system, or a test.
pub trait Dialogs: Send + Sync {
    /// Shows one and waits; nothing picked is an empty list. Called on a thread that may wait.
    fn show(&self, dialog: &Dialog) -> Vec<PathBuf>;
}

/// The dialogs of the operating system.
pub struct SystemDialogs;

impl Dialogs for SystemDialogs {
    fn show(&self, dialog: &Dialog) -> Vec<PathBuf> {
        let mut shown = rfd::FileDialog::new().set_title(&dialog.title);
        if !dialog.endings.is_empty() {
            shown = shown.add_filter(dialog.endings.join(", "), dialog.endings);
        }
        if let Some(name) = &dialog.suggestion {
            shown = shown.set_file_name(name);
        }
        let one = |path: Option<PathBuf>| path.into_iter().collect();
        match dialog.pick {
            Pick::DataFolder => one(shown.pick_folder()),
            Pick::Import => shown.pick_files().unwrap_or_default(),
            Pick::Invitation | Pick::Restore => one(shown.pick_file()),
            Pick::SaveInvitation | Pick::Export(_) | Pick::Backup => one(shown.save_file()),
        }
    }
}

impl Running {
    pub(super) fn open_dialog(&self, dialog: Dialog) {
        let dialogs = std::sync::Arc::clone(&self.dialogs);
        self.beside(move |outbox| {
            let paths = dialogs.show(&dialog);
            let pick = dialog.pick;
            outbox.tell(Event::Picked(Picked { pick, paths }));
        });
    }
}
