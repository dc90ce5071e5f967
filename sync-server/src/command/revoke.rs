//! `dewan-relay revoke`: whom this relay does not serve. In the council only the chair revokes.

use std::process::ExitCode;

use clap::Args;
use terminal::Language;

use crate::hosted::{File, council, device};
use crate::relay::RelayError;
use crate::words::say;

/// What can be typed after `dewan-relay revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// The device: its key, or the beginning of it, as `dewan-relay members` prints it.
    device: String,
    /// The council: its id, or the beginning of it. Can be left out where only one is hosted.
    #[arg(long, value_name = "COUNCIL")]
    council: Option<String>,
    /// Serves the device again.
    #[arg(long)]
    undo: bool,
    /// Why, for whoever looks after this relay later.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "undo"
    )]
    why: String,
    #[command(flatten)]
    file: File,
}

impl Revoke {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let (council, device) = {
            let store = self.file.open()?;
            let council = council(&store, self.council.as_deref())?;
            (council, device(&store.reader(council)?, &self.device)?)
        };
        let (undo, why) = (self.undo, self.why);
        let changed = store::administer(
            self.file.there()?,
            "dewan-relay revoke",
            |desk| match undo {
                true => desk.unblock(council, &device),
                false => desk.block(council, &device, &why),
            },
        )?;
        let name = match (undo, changed) {
            (false, true) => "blocked-now",
            (false, false) => "blocked-already",
            (true, true) => "unblocked-now",
            (true, false) => "unblocked-already",
        };
        println!(
            "{}",
            say(language, name, &[("device", &device.to_string())])
        );
        Ok(ExitCode::SUCCESS)
    }
}
