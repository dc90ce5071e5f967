//! The recovery key: made at founding, exported once, kept away from every machine.

use std::path::Path;

use format::DeviceKey;
use store::KeyFileError;
use store::key_file::KeyFile;

use crate::engine::home::Home;

/// Where it waits in the founder's folder until it is exported.
const FILE: &str = "recovery.key";

/// Why the recovery key was not exported or read. It is where it was.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// It is not here: exported already, or this device did not found the council.
    #[error("the recovery key is not on this device")]
    NotHere,
    /// The file to write is there already.
    #[error("the file is there already")]
    Exists,
    /// What was written does not read back.
    #[error("what was written does not read back as the recovery key")]
    NotReadBack,
    /// The file holds no key.
    #[error("the file holds no recovery key")]
    NoKey,
    /// A key file could not be read or written.
    #[error(transparent)]
    File(#[from] KeyFileError),
}

fn kept(home: &Home) -> KeyFile {
    KeyFile::new(home.folder().join(FILE))
}

/// Keeps a new recovery key until it is exported.
///
/// # Errors
/// [`RecoveryError::File`].
pub fn keep(home: &Home, key: &DeviceKey) -> Result<(), RecoveryError> {
    Ok(kept(home).keep(key)?)
}

/// Whether it waits in this folder to be exported.
pub fn waits(home: &Home) -> bool {
    home.folder().join(FILE).exists()
}

/// Writes it to a new file, reads it back, and only then forgets it here.
///
/// # Errors
/// [`RecoveryError`].
pub fn export(home: &Home, to: &Path) -> Result<(), RecoveryError> {
    let key = kept(home).read()?.ok_or(RecoveryError::NotHere)?;
    if to.exists() {
        return Err(RecoveryError::Exists);
    }
    let target = KeyFile::new(to.to_owned());
    target.keep(&key)?;
    match read(to) {
        Ok(again) if again.public() == key.public() => Ok(kept(home).remove()?),
        _ => Err(RecoveryError::NotReadBack),
    }
}

/// Reads an exported one.
///
/// # Errors
/// [`RecoveryError`].
pub fn read(from: &Path) -> Result<DeviceKey, RecoveryError> {
    KeyFile::new(from.to_owned())
        .read()?
        .ok_or(RecoveryError::NoKey)
}
