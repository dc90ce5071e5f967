//! `dewan-relay backup` and `dewan-relay restore`: the relay as a file to put away, and back again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use terminal::Language;

use crate::hosted::File;
use crate::relay::{RelayError, key_file};
use crate::size;
use crate::words::{json, say};

/// What can be typed after `dewan-relay backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The new file; the relay's key goes beside it, under the same name with `.key` at its end.
    #[arg(value_name = "FILE")]
    to: PathBuf,
    /// Leaves the key out. Whoever restores without it has another relay, which the offices do not know.
    #[arg(long)]
    without_key: bool,
    #[command(flatten)]
    file: File,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// What was put away, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct PutAway {
    file: String,
    bytes: u64,
    key: Option<String>,
    tables: u64,
    rows: u64,
}

impl Backup {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let store = self.file.open()?;
        let from = key_file(self.file.there()?);
        let key = match self.without_key {
            true => None,
            false => from.read()?,
        };
        let key_to = key_file(&self.to);
        if key.is_some() && key_to.path().exists() {
            return Err(RelayError::Exists(key_to.path().to_owned()));
        }
        store.backup(&self.to)?;
        // Found readable from the first row to the last, and counted for whoever compares.
        let read = store::compare(&self.to, &self.to)?;
        if let Some(key) = &key {
            key_to.keep(key)?;
        }
        let answer = PutAway {
            file: self.to.display().to_string(),
            bytes: store::bytes(&self.to)?,
            key: key.map(|_| key_to.path().display().to_string()),
            tables: read.tables,
            rows: read.rows,
        };
        if self.json {
            json(&answer)?;
            return Ok(ExitCode::SUCCESS);
        }
        println!(
            "{}",
            say(
                language,
                "backed-up",
                &[
                    ("file", &answer.file),
                    ("bytes", &size::told(answer.bytes)),
                    ("rows", &answer.rows.to_string()),
                ],
            )
        );
        match &answer.key {
            Some(key) => println!("{}", say(language, "backed-up-key", &[("file", key)])),
            None => println!("{}", say(language, "backed-up-no-key", &[])),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What can be typed after `dewan-relay restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    from: PathBuf,
    /// Where the relay's file shall be; nothing may be there.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// What was put back, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct PutBack {
    file: String,
    has_key: bool,
    councils: usize,
    tables: u64,
    rows: u64,
}

impl Restore {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let key_to = key_file(&self.to);
        for there in [self.to.as_path(), key_to.path()] {
            if there.exists() {
                return Err(RelayError::Exists(there.to_owned()));
            }
        }
        let restored = store::restore(&self.from, &self.to, "dewan-relay restore")?;
        // Proved, not believed.
        let compared = store::compare(&self.from, &self.to)?;
        if !compared.different.is_empty() {
            return Err(RelayError::Differs(self.to, compared.different));
        }
        let key = key_file(&self.from).read()?;
        if let Some(key) = &key {
            key_to.keep(key)?;
        }
        let answer = PutBack {
            file: self.to.display().to_string(),
            has_key: key.is_some(),
            councils: restored.councils,
            tables: compared.tables,
            rows: compared.rows,
        };
        if self.json {
            json(&answer)?;
            return Ok(ExitCode::SUCCESS);
        }
        println!(
            "{}",
            say(
                language,
                "restored",
                &[
                    ("file", &answer.file),
                    ("councils", &answer.councils.to_string()),
                    ("tables", &answer.tables.to_string()),
                    ("rows", &answer.rows.to_string()),
                ],
            )
        );
        if !answer.has_key {
            println!(
                "{}",
                say(
                    language,
                    "restored-no-key",
                    &[("file", &key_name(&self.to))]
                )
            );
        }
        println!(
            "{}",
            say(language, "restored-next", &[("file", &answer.file)])
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn key_name(data: &Path) -> String {
    key_file(data).path().display().to_string()
}
