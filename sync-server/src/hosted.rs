//! A relay's file as commands beside the serving program meet it: which councils and devices are meant.

use std::path::{Path, PathBuf};

use clap::Args;
use format::{CouncilId, PublicKey};
use store::{ReadStore, Reader, Store};

use crate::relay::RelayError;

/// Which file a command is about.
#[derive(Debug, Args)]
pub struct File {
    /// The relay's file; it must be there.
    #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
    pub(crate) data: PathBuf,
}

impl File {
    /// The path, if a relay's file is there.
    ///
    /// # Errors
    /// [`RelayError::NoFile`] and [`RelayError::Office`].
    pub(crate) fn there(&self) -> Result<&Path, RelayError> {
        if self.data.with_file_name("device.key").exists() {
            return Err(RelayError::Office(self.data.clone()));
        }
        if !self.data.exists() {
            return Err(RelayError::NoFile(self.data.clone()));
        }
        Ok(&self.data)
    }

    /// The file for reading, beside whoever serves it.
    ///
    /// # Errors
    /// As [`File::there`], and what the store says.
    pub(crate) fn open(&self) -> Result<ReadStore, RelayError> {
        Ok(Store::open_read_only(self.there()?)?)
    }
}

/// The council that is meant: the one whose id begins so, or the only one there is.
///
/// # Errors
/// [`RelayError::NoCouncil`], [`RelayError::NoSuchCouncil`] and [`RelayError::WhichCouncil`].
pub(crate) fn council(store: &ReadStore, typed: Option<&str>) -> Result<CouncilId, RelayError> {
    let typed = typed.unwrap_or_default().trim().to_lowercase();
    let councils = store.councils()?;
    let mut fitting = councils
        .iter()
        .filter(|council| council.to_string().starts_with(&typed));
    match (fitting.next(), fitting.next()) {
        (Some(council), None) => Ok(*council),
        (Some(_), Some(_)) => Err(RelayError::WhichCouncil(councils.len())),
        (None, _) if councils.is_empty() => Err(RelayError::NoCouncil),
        (None, _) => Err(RelayError::NoSuchCouncil(typed)),
    }
}

/// The device that is meant: a whole key, or the beginning of one that this relay knows.
///
/// # Errors
/// [`RelayError::NoSuchDevice`] and [`RelayError::WhichDevice`].
pub(crate) fn device(reader: &Reader, typed: &str) -> Result<PublicKey, RelayError> {
    if let Ok(key) = typed.parse() {
        return Ok(key);
    }
    let typed = typed.trim().to_lowercase();
    let roster = reader.roster()?;
    let mut known: Vec<PublicKey> = roster.members.keys().copied().collect();
    known.extend(roster.relays.iter().filter_map(|relay| relay.key));
    known.extend(reader.seen()?.into_iter().map(|seen| seen.device));
    known.extend(reader.blocked()?.into_iter().map(|blocked| blocked.device));
    known.sort();
    known.dedup();
    let mut fitting = known
        .into_iter()
        .filter(|key| !typed.is_empty() && key.to_string().starts_with(&typed));
    match (fitting.next(), fitting.next()) {
        (Some(key), None) => Ok(key),
        (Some(_), Some(_)) => Err(RelayError::WhichDevice(typed)),
        (None, _) => Err(RelayError::NoSuchDevice(typed)),
    }
}
