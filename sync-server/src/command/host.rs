//! `dewan-relay host`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use format::CouncilId;
use terminal::Language;

use crate::arguments::council;
use crate::relay::{RelayError, host};
use crate::words::say;

/// What can be typed after `dewan-relay host`.
#[derive(Debug, Args)]
pub struct Host {
    /// The council's id, as `dewan council show` prints it.
    #[arg(value_parser = council)]
    council: CouncilId,
    /// The relay's file; it must be there.
    #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
    data: PathBuf,
}

impl Host {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        host(&self.data, self.council)?;
        let council = self.council.to_string();
        println!("{}", say(language, "hosting", &[("council", &council)]));
        Ok(ExitCode::SUCCESS)
    }
}
