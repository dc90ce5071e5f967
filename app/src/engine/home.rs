//! The folder of one device: its key and its store.
//!
//! ```text
//! HOME/device.key      the secret key, readable by its owner only
//! HOME/key-ring.json   where there is no such file: under which name the key ring has the key
//! HOME/council.sqlite  the store
//! ```
//!
//! The key is in no backup and in no invitation.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use format::{DeviceKey, PublicKey};
use link::Trust;
use store::{KeyFile, KeyFileError};

use crate::engine::key_ring::{KeyRing, SystemKeyRing};

mod keeping;
#[cfg(test)]
mod tests;
mod trusting;

pub use keeping::{KeepingError, KeyPlace};

/// Why the folder of this device cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The operating system names no folder for program data.
    #[error("this system names no folder for program data; name one with --home DIR")]
    NoDefault,
    /// The folder cannot be made.
    #[error("{} cannot be made: {source}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The key's file.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The key ring.
    #[error(transparent)]
    Keeping(#[from] KeepingError),
}

/// The folder of one device.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
    ring: Arc<dyn KeyRing>,
    trust: Trust,
}

impl Home {
    /// The folder that was named, or the one the operating system keeps for this program.
    ///
    /// # Errors
    /// [`HomeError::NoDefault`].
    pub fn find(named: Option<PathBuf>) -> Result<Self, HomeError> {
        let folder = match named {
            Some(folder) => folder,
            None => directories::ProjectDirs::from("", "", "Dewan")
                .map(|folders| folders.data_dir().to_owned())
                .ok_or(HomeError::NoDefault)?,
        };
        Ok(Self {
            folder,
            ring: Arc::new(SystemKeyRing),
            trust: Trust::default(),
        })
    }

    /// The same folder with another key ring than the system's.
    #[must_use]
    pub fn with_key_ring(self, ring: Arc<dyn KeyRing>) -> Self {
        Self { ring, ..self }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The store's file.
    pub fn store(&self) -> PathBuf {
        self.folder.join("council.sqlite")
    }

    /// This device's key; `None` if it has none yet. Where the key is in the key ring, the system may ask
    /// the person to unlock it.
    ///
    /// # Errors
    /// [`HomeError::Key`] and [`HomeError::Keeping`] when it is there and cannot be read or is damaged.
    pub fn read_key(&self) -> Result<Option<DeviceKey>, HomeError> {
        match self.key_file().read()? {
            Some(key) => Ok(Some(key)),
            None => self.read_key_in_ring(),
        }
    }

    /// The public half of this device's key; `None` if it has none yet. Never asks the key ring.
    ///
    /// # Errors
    /// [`HomeError::Key`] and [`HomeError::Keeping`] when what tells it is damaged.
    pub fn public_key(&self) -> Result<Option<PublicKey>, HomeError> {
        match self.key_file().read()? {
            Some(key) => Ok(Some(key.public())),
            None => self.public_key_in_ring(),
        }
    }

    /// This device's key, made at the first start: in the key ring where the folder's setting says so and
    /// the key ring works, else in the file.
    ///
    /// # Errors
    /// [`HomeError`]. A key that is somewhere and cannot be read is never replaced by a new one.
    pub fn key(&self) -> Result<DeviceKey, HomeError> {
        self.make_folder()?;
        if let Some(key) = self.read_key()? {
            return Ok(key);
        }
        match self.make_key_in_ring()? {
            Some(key) => Ok(key),
            None => Ok(self.key_file().read_or_make()?),
        }
    }

    /// Makes the folder, for its owner only.
    ///
    /// # Errors
    /// [`HomeError::Folder`].
    pub fn make_folder(&self) -> Result<(), HomeError> {
        store::make_private_folder(&self.folder).map_err(|source| HomeError::Folder {
            path: self.folder.clone(),
            source,
        })
    }

    fn key_file(&self) -> KeyFile {
        KeyFile::new(self.folder.join("device.key"))
    }
}
