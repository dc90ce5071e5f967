//! The settings of this device: a small file in the data folder.

use std::path::PathBuf;

use super::Running;
use crate::core::settings::{self, Settings};
use crate::core::{Event, settings::Effect};
use crate::engine::export;
use crate::engine::home::Home;

fn file(home: &Home) -> PathBuf {
    home.folder().join("settings.json")
}

/// What was set on this device; `None` if nothing was, or if the file cannot be read: settings are no
/// reason not to start.
pub fn read(home: &Home) -> Option<Settings> {
    let text = std::fs::read_to_string(file(home)).ok()?;
    serde_json::from_str(&text)
        .map_err(|error| tracing::warn!(%error, "the settings file is not read"))
        .ok()
}

impl Running {
    pub(super) fn perform_on_settings(&mut self, effect: Effect) {
        let Effect::Keep(settings) = effect;
        self.language = settings.language;
        let kept = self
            .home
            .make_folder()
            .map_err(|error| self.sentence(error))
            .and_then(|()| {
                let text = serde_json::to_vec_pretty(&settings).unwrap_or_default();
                export::write(&file(&self.home), &text, true).map_err(|error| self.sentence(error))
            });
        if let Err(why) = kept {
            self.tell(Event::Settings(settings::Event::NotKept(why)));
        }
    }
}
