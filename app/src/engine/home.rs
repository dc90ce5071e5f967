//! The folder of one device: its key and its store.
//!
//! ```text
//! HOME/device.key      the secret key, readable by its owner only
//! HOME/council.sqlite  the store
//! ```
//!
//! The key never leaves the folder: it is in no backup and in no invitation.

use std::path::{Path, PathBuf};

use format::DeviceKey;
use store::{KeyFile, KeyFileError};

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
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
}

/// The folder of one device.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// The folder that was named, or the one the operating system keeps for this program.
    ///
    /// # Errors
    /// [`HomeError::NoDefault`].
    pub fn find(named: Option<PathBuf>) -> Result<Self, HomeError> {
        if let Some(folder) = named {
            return Ok(Self(folder));
        }
        directories::ProjectDirs::from("", "", "Dewan")
            .map(|folders| Self(folders.data_dir().to_owned()))
            .ok_or(HomeError::NoDefault)
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The store's file.
    pub fn store(&self) -> PathBuf {
        self.0.join("council.sqlite")
    }

    /// This device's key; `None` if it has none yet.
    ///
    /// # Errors
    /// [`HomeError::Key`] when it is there and cannot be read or is damaged.
    pub fn read_key(&self) -> Result<Option<DeviceKey>, HomeError> {
        Ok(self.key_file().read()?)
    }

    /// This device's key, made at the first start.
    ///
    /// # Errors
    /// [`HomeError`].
    pub fn key(&self) -> Result<DeviceKey, HomeError> {
        self.make_folder()?;
        Ok(self.key_file().read_or_make()?)
    }

    /// Makes the folder, for its owner only.
    ///
    /// # Errors
    /// [`HomeError::Folder`].
    pub fn make_folder(&self) -> Result<(), HomeError> {
        store::make_private_folder(&self.0).map_err(|source| HomeError::Folder {
            path: self.0.clone(),
            source,
        })
    }

    fn key_file(&self) -> KeyFile {
        KeyFile::new(self.0.join("device.key"))
    }
}
