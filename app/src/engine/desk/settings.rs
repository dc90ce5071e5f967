//! The settings of this device: a small file in the data folder.

use std::path::PathBuf;
use std::time::Duration;

use store::StoreError;

use super::Running;
use crate::command_line::refusal::Refusal;
use crate::core::settings::{self, Settings};
use crate::core::{Event, settings::Effect};
use crate::engine::export;
use crate::engine::home::Home;

/// How often, and after which pause, a restore waits for reading beside it to end.
const RESTORE_TRIES: u32 = 50;
const RESTORE_PAUSE: Duration = Duration::from_millis(100);

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
        match effect {
            Effect::Keep(settings) => self.keep_settings(&settings),
            Effect::Backup(file) => self.back_up(file),
            Effect::Restore(file) => self.restore(&file),
            Effect::MoveKey { to_key_ring } => self.move_key(to_key_ring),
        }
    }

    fn keep_settings(&mut self, settings: &Settings) {
        self.language = settings.language;
        self.thrift.send_if_modified(|known| {
            let is_news = *known != settings.thrift;
            *known = settings.thrift;
            is_news
        });
        let kept = self
            .home
            .make_folder()
            .map_err(|error| self.sentence(error))
            .and_then(|()| {
                let text = serde_json::to_vec_pretty(settings).unwrap_or_default();
                export::write(&file(&self.home), &text, true).map_err(|error| self.sentence(error))
            });
        if let Err(why) = kept {
            self.tell(Event::Settings(settings::Event::NotKept(why)));
        }
    }

    /// Moves the device key. The system may ask the person for a password meanwhile.
    fn move_key(&self, to_key_ring: bool) {
        let home = self.home.clone();
        let language = self.language;
        let office = self.office.clone();
        let is_sample = self.real_home.is_some();
        self.beside(move |outbox| {
            let moved = match to_key_ring {
                true => home.move_key_to_key_ring(),
                false => home.move_key_to_file(),
            };
            match (moved, office) {
                (Ok(()), Some(office)) => {
                    super::council::tell(outbox, language, &office, is_sample)
                }
                (Ok(()), None) => {}
                (Err(error), _) => outbox.tell(Event::Settings(settings::Event::Refused(
                    Refusal::from(error).sentence(language),
                ))),
            }
        });
    }

    /// Writes a backup beside everything else: what is written meanwhile is saved, and not in it.
    fn back_up(&self, file: PathBuf) {
        let Some(office) = self.office.clone() else {
            return;
        };
        let language = self.language;
        self.beside(move |outbox| {
            let event = match office.store().backup(&file) {
                Ok(()) => settings::Event::BackedUp(file),
                Err(error) => settings::Event::Refused(Refusal::from(error).sentence(language)),
            };
            outbox.tell(Event::Settings(event));
        });
    }

    /// Puts a backup in the place of the store. What reads beside this ends first.
    fn restore(&mut self, file: &std::path::Path) {
        self.close_door();
        self.end_link();
        self.office = None;
        self.held.clear();
        let to = self.home.store();
        let mut restored = store::restore(file, &to, "dewan");
        for _ in 0..RESTORE_TRIES {
            if !matches!(restored, Err(StoreError::InUse { .. })) {
                break;
            }
            self.runtime.block_on(tokio::time::sleep(RESTORE_PAUSE));
            restored = store::restore(file, &to, "dewan");
        }
        if let Err(error) = restored {
            let why = self.sentence(error);
            self.tell(Event::Settings(settings::Event::Refused(why)));
        }
        self.begin();
    }
}
