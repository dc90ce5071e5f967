//! `dewan-relay compact`.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use terminal::Language;

use crate::hosted::File;
use crate::relay::RelayError;
use crate::size;
use crate::words::{json, say};

/// What can be typed after `dewan-relay compact`.
#[derive(Debug, Args)]
pub struct Compact {
    #[command(flatten)]
    file: File,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// What was given back, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct Answer {
    bytes_before: u64,
    bytes_after: u64,
    parts_dropped: u64,
}

impl Compact {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let done = store::compact(self.file.there()?, "dewan-relay compact")?;
        let answer = Answer {
            bytes_before: done.bytes_before,
            bytes_after: done.bytes_after,
            parts_dropped: done.parts_dropped,
        };
        if self.json {
            json(&answer)?;
            return Ok(ExitCode::SUCCESS);
        }
        let line = say(
            language,
            "compacted",
            &[
                ("before", &size::told(answer.bytes_before)),
                ("after", &size::told(answer.bytes_after)),
                ("parts", &answer.parts_dropped.to_string()),
            ],
        );
        println!("{line}");
        Ok(ExitCode::SUCCESS)
    }
}
