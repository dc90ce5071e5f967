//! Dialogs of the system in which files and folders are picked.

use std::path::{Path, PathBuf};

use super::Running;
use crate::core::Event;
use crate::core::pick::{Dialog, Pick, Picked};

/// Whoever shows dialogs: the system, or a test.
pub trait Dialogs: Send + Sync {
    /// Shows one and waits; nothing picked is an empty list. Called on a thread that may wait.
    ///
    /// # Errors
    /// [`NoDialogs`] where the system has nothing that shows dialogs.
    fn show(&self, dialog: &Dialog) -> Result<Vec<PathBuf>, NoDialogs>;
}

/// The system has no file chooser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this system has no file chooser: neither a desktop portal nor zenity")]
pub struct NoDialogs;

/// The dialogs of the operating system.
pub struct SystemDialogs;

impl Dialogs for SystemDialogs {
    fn show(&self, dialog: &Dialog) -> Result<Vec<PathBuf>, NoDialogs> {
        if !is_there() {
            return Err(NoDialogs);
        }
        let mut shown = rfd::FileDialog::new().set_title(&dialog.title);
        if !dialog.endings.is_empty() {
            shown = shown.add_filter(dialog.endings.join(", "), dialog.endings);
        }
        if let Some(name) = &dialog.suggestion {
            shown = shown.set_file_name(name);
        }
        let one = |path: Option<PathBuf>| path.into_iter().collect();
        Ok(match dialog.pick {
            Pick::DataFolder => one(shown.pick_folder()),
            Pick::Import | Pick::CarryFiles | Pick::Attach(..) => {
                shown.pick_files().unwrap_or_default()
            }
            Pick::Invitation | Pick::Restore | Pick::RelayAuthority => one(shown.pick_file()),
            Pick::SaveInvitation
            | Pick::SaveCarryFile
            | Pick::SaveAttachment(..)
            | Pick::RecoveryKey
            | Pick::Export(_)
            | Pick::ExportVersion(..)
            | Pick::PublishedFile(..)
            | Pick::Backup => one(shown.save_file()),
        })
    }
}

/// Whether anything can show a dialog. Elsewhere than on Linux the system itself does; there it is the
/// desktop's portal, asked over the session's bus, or zenity.
fn is_there() -> bool {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return true;
    }
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|bus| !bus.is_empty())
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|folder| Path::new(&folder).join("bus").exists());
    let folders = std::env::var_os("PATH").unwrap_or_default();
    has_bus || std::env::split_paths(&folders).any(|folder| folder.join("zenity").is_file())
}

/// Where a file goes if nobody can be asked: into the person's folder for documents, under a name that is
/// free.
fn place_for(name: &str) -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    let folder = dirs.document_dir().unwrap_or_else(|| dirs.home_dir());
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let names = (2..1_000).map(|n| format!("{stem} ({n}).{ending}"));
    std::iter::once(name.to_owned())
        .chain(names)
        .map(|name| folder.join(name))
        .find(|path| !path.exists())
}

impl Running {
    pub(super) fn open_dialog(&self, dialog: Dialog) {
        let dialogs = std::sync::Arc::clone(&self.dialogs);
        self.beside(move |outbox| {
            let pick = dialog.pick.clone();
            let paths = match dialogs.show(&dialog) {
                Ok(paths) => paths,
                // What is written needs no choice: it is put where people look, and they are told where.
                Err(NoDialogs) => match dialog.suggestion.as_deref().and_then(place_for) {
                    Some(path) => vec![path],
                    None => return outbox.tell(Event::NoFileChooser),
                },
            };
            outbox.tell(Event::Picked(Picked { pick, paths }));
        });
    }
}
