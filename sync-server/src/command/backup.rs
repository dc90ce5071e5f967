//! `dewan-relay backup` and `dewan-relay restore`: the relay as a file to put away, and back again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use format::DeviceKey;
use serde::Serialize;
use store::backup::Restored;
use store::compare::Comparison;
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
        // The key first: a file without its key would be served with a new one.
        let key = key_file(&self.from).read()?;
        let keeps = self.keep_key(key.as_ref())?;
        let (restored, compared) = match self.put() {
            Ok(put) => put,
            Err(error) => {
                if keeps {
                    key_file(&self.to).remove().ok();
                }
                return Err(error);
            }
        };
        owned_like_the_folder(&self.to);
        let answer = PutBack {
            file: self.to.display().to_string(),
            has_key: key.is_some() || key_file(&self.to).path().exists(),
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

impl Restore {
    /// Puts the key where the relay's key shall be; whether that was to be done. One that is there already is
    /// that of a restore that was cut short, or is not replaced.
    fn keep_key(&self, key: Option<&DeviceKey>) -> Result<bool, RelayError> {
        if self.to.exists() {
            return Err(RelayError::Exists(self.to.clone()));
        }
        let [log, index] = LOGS.map(|suffix| beside(&self.to, suffix));
        // Would be read as the newest pages of whatever file is put here.
        if std::fs::metadata(&log).is_ok_and(|about| about.len() > 0) {
            return Err(RelayError::LeftBehind(log));
        }
        // A relay that ended in good order leaves both, with nothing in them.
        for empty in [log, index] {
            std::fs::remove_file(empty).ok();
        }
        let to = key_file(&self.to);
        match (key, to.read()?) {
            (Some(key), None) => {
                to.keep(key)?;
                Ok(true)
            }
            (Some(key), Some(there)) if key.public() == there.public() => Ok(false),
            // A copy without a key, such as that of before a migration: the relay's own stays.
            (None, _) => Ok(false),
            (Some(_), Some(_)) => Err(RelayError::Exists(to.path().to_owned())),
        }
    }

    /// Puts the file there and proves that it holds what the backup holds; what does not is removed.
    fn put(&self) -> Result<(Restored, Comparison), RelayError> {
        let restored = store::restore(&self.from, &self.to, "dewan-relay restore")?;
        // Proved, not believed.
        let differs = match store::compare(&self.from, &self.to) {
            Ok(compared) if compared.different.is_empty() => return Ok((restored, compared)),
            Ok(compared) => RelayError::Differs(self.to.clone(), compared.different),
            Err(error) => error.into(),
        };
        for written in ["", LOGS[0], LOGS[1]] {
            std::fs::remove_file(beside(&self.to, written)).ok();
        }
        Err(differs)
    }
}

/// What stands after the name of a file while it is open.
const LOGS: [&str; 2] = ["-wal", "-shm"];

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Gives what was written to the owner of its folder: an administrator restores, the relay's own user serves.
/// Where this program may not do so, it is not the administrator who runs it.
#[cfg(unix)]
fn owned_like_the_folder(data: &Path) {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let folder = match data.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(owner) = std::fs::metadata(folder) else {
        return;
    };
    for file in ["", ".key", ".lock"] {
        chown(beside(data, file), Some(owner.uid()), Some(owner.gid())).ok();
    }
}

#[cfg(not(unix))]
fn owned_like_the_folder(_data: &Path) {}

fn key_name(data: &Path) -> String {
    key_file(data).path().display().to_string()
}
