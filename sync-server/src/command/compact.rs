//! `dewan-relay compact`.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use store::{Options, Store};
use terminal::Language;

use crate::hosted::File;
use crate::relay::RelayError;
use crate::size;
use crate::words::{json, say};

/// Who holds the file meanwhile, as others are told.
const PROGRAM: &str = "dewan-relay compact";

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
    changes_removed: u64,
}

impl Compact {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let file = self.file.there()?;
        let changes_removed = forget_restarted(file)?;
        let done = store::compact(file, PROGRAM)?;
        let answer = Answer {
            bytes_before: done.bytes_before,
            bytes_after: done.bytes_after,
            parts_dropped: done.parts_dropped,
            changes_removed,
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
                ("changes", &answer.changes_removed.to_string()),
            ],
        );
        println!("{line}");
        Ok(ExitCode::SUCCESS)
    }
}

/// Removes the text of every document that started over; how many changes that were.
fn forget_restarted(file: &Path) -> Result<u64, RelayError> {
    let (store, _) = Store::open(file, Options::new(PROGRAM))?;
    let mut changes = 0;
    for council in store.councils()? {
        let forgotten = store.write(move |write| write.forget_restarted(council))?;
        changes += forgotten.changes;
    }
    Ok(changes)
}
