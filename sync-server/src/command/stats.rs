//! `dewan-relay stats`: how much this relay keeps.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use terminal::Language;

use crate::disk;
use crate::hosted::File;
use crate::relay::RelayError;
use crate::size;
use crate::words::{json, say};

/// What can be typed after `dewan-relay stats`.
#[derive(Debug, Args)]
pub struct Stats {
    #[command(flatten)]
    file: File,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// One council, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct Council {
    council: String,
    name: String,
    documents: u64,
    acts: u64,
    act_bytes: u64,
    changes: u64,
    change_bytes: u64,
    files: u64,
    file_bytes: u64,
    devices: usize,
    /// Sessions that are up; 0 while no relay serves the file.
    linked: u64,
    refused: u64,
    missing: u64,
    quarantined: u64,
}

#[derive(Debug, Serialize)]
struct Answer {
    /// Which program serves the file.
    served_by: Option<String>,
    store_bytes: u64,
    /// Free on the disk, where the system tells.
    disk_free_bytes: Option<u64>,
    councils: Vec<Council>,
}

impl Stats {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let store = self.file.open()?;
        let data = self.file.there()?;
        let served_by = store::holder(data)?;
        let mut councils = Vec::new();
        for council in store.councils()? {
            let reader = store.reader(council)?;
            let counts = reader.counts()?;
            let seen = reader.seen()?;
            let linked = seen.iter().map(|seen| seen.linked).sum();
            councils.push(Council {
                council: council.to_string(),
                name: reader.roster()?.name.clone(),
                documents: counts.documents,
                acts: counts.acts.items,
                act_bytes: counts.acts.bytes,
                changes: counts.changes.items,
                change_bytes: counts.changes.bytes,
                files: counts.files.items,
                file_bytes: counts.files.bytes,
                devices: seen.len(),
                linked: if served_by.is_some() { linked } else { 0 },
                refused: counts.refused,
                missing: counts.gaps,
                quarantined: counts.quarantined,
            });
        }
        let answer = Answer {
            served_by,
            store_bytes: store::bytes(data)?,
            disk_free_bytes: disk::free(data),
            councils,
        };
        if self.json {
            json(&answer)?;
        } else {
            print(language, &answer);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(language: Language, answer: &Answer) {
    let served = match &answer.served_by {
        Some(program) => say(language, "stats-served", &[("program", program)]),
        None => say(language, "stats-not-served", &[]),
    };
    let free = answer.disk_free_bytes.map(size::told);
    let store = say(
        language,
        "stats-store",
        &[
            ("bytes", &size::told(answer.store_bytes)),
            ("free", &free.unwrap_or_else(|| "?".to_owned())),
        ],
    );
    println!("{served}\n{store}");
    for council in &answer.councils {
        println!("{} · {}", council.council, council.name);
        let number = |number: u64| number.to_string();
        let line = say(
            language,
            "stats-council",
            &[
                ("documents", &number(council.documents)),
                ("acts", &number(council.acts)),
                ("act-bytes", &size::told(council.act_bytes)),
                ("changes", &number(council.changes)),
                ("change-bytes", &size::told(council.change_bytes)),
                ("files", &number(council.files)),
                ("file-bytes", &size::told(council.file_bytes)),
            ],
        );
        println!("    {line}");
        let line = say(
            language,
            "stats-links",
            &[
                ("devices", &council.devices.to_string()),
                ("linked", &number(council.linked)),
                ("refused", &number(council.refused)),
                ("missing", &number(council.missing)),
                ("quarantined", &number(council.quarantined)),
            ],
        );
        println!("    {line}");
    }
    if answer.councils.is_empty() {
        println!("{}", say(language, "stats-no-council", &[]));
    }
}
