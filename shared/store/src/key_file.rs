//! The file that holds a device's or relay's secret key, readable by its owner only.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use format::DeviceKey;
use zeroize::Zeroizing;

/// The first word of a key file, with its version.
const HEADER: &str = "dewan-device-key-1";
/// A key file is one short line; more is somebody else's file.
const MAX_BYTES: u64 = 1024;

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The operating system refuses.
    #[error("{} cannot be {action}: {source}", .path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What was tried: `read`, `made`, `protected`, `removed`.
        action: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The file is not one of ours.
    #[error(
        "{} holds no device key. Put the right file back from where this folder was copied; without \
         it this device cannot sign, and everything in the store stays readable", .0.display()
    )]
    Damaged(PathBuf),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness for a new key: {0}")]
    Randomness(getrandom::Error),
}

/// Where a secret key is kept.
#[derive(Debug, Clone)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The key file at this path, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it is, or would be.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Reads the key; `None` if there is no file. A file that others may read is closed to them on the
    /// way.
    ///
    /// # Errors
    /// [`KeyFileError`] when it is there and cannot be read or is damaged.
    pub fn read(&self) -> Result<Option<DeviceKey>, KeyFileError> {
        let path = &self.0;
        let size = match fs::metadata(path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed(path, "read", source)),
        };
        if size > MAX_BYTES {
            return Err(KeyFileError::Damaged(path.clone()));
        }
        protect(path, 0o600).map_err(|source| failed(path, "protected", source))?;
        let text = fs::read_to_string(path).map_err(|source| match source.kind() {
            io::ErrorKind::InvalidData => KeyFileError::Damaged(path.clone()),
            _ => failed(path, "read", source),
        })?;
        match from_text(&Zeroizing::new(text)) {
            Some(key) => Ok(Some(key)),
            None => Err(KeyFileError::Damaged(path.clone())),
        }
    }

    /// Reads the key, making one at the first start.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_or_make(&self) -> Result<DeviceKey, KeyFileError> {
        if let Some(key) = self.read()? {
            return Ok(key);
        }
        let key = DeviceKey::generate().map_err(KeyFileError::Randomness)?;
        match write_private(&self.0, to_text(&key).as_bytes()) {
            Ok(()) => Ok(key),
            // Two programs started at once: the other one's key is this device's key.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self
                .read()?
                .ok_or_else(|| KeyFileError::Damaged(self.0.clone())),
            Err(source) => Err(failed(&self.0, "made", source)),
        }
    }

    /// Puts a key that was made already into the file, and brings it to the disk.
    ///
    /// # Errors
    /// [`KeyFileError`], also when the file is there.
    pub fn keep(&self, key: &DeviceKey) -> Result<(), KeyFileError> {
        write_private(&self.0, to_text(key).as_bytes())
            .map_err(|source| failed(&self.0, "made", source))
    }

    /// Removes the file. Whoever calls this has seen the key elsewhere.
    ///
    /// # Errors
    /// [`KeyFileError::Io`]; the file is there then.
    pub fn remove(&self) -> Result<(), KeyFileError> {
        fs::remove_file(&self.0).map_err(|source| failed(&self.0, "removed", source))?;
        // One that comes back after a power cut is the same key once more.
        sync_names(&self.0).ok();
        Ok(())
    }
}

/// A key as the one line that stands in a key file, for other places that keep text.
pub fn to_text(key: &DeviceKey) -> Zeroizing<String> {
    let secret = Zeroizing::new(data_encoding::HEXLOWER.encode(key.secret().as_ref()));
    Zeroizing::new(format!("{HEADER} {}\n", *secret))
}

/// The key that [`to_text`] wrote; `None` for anything else.
pub fn from_text(text: &str) -> Option<DeviceKey> {
    let secret = text.trim().strip_prefix(HEADER)?.trim();
    let secret = Zeroizing::new(data_encoding::HEXLOWER.decode(secret.as_bytes()).ok()?);
    Some(DeviceKey::from_secret(secret.as_slice().try_into().ok()?))
}

fn failed(path: &Path, action: &'static str, source: io::Error) -> KeyFileError {
    KeyFileError::Io {
        path: path.to_owned(),
        action,
        source,
    }
}

/// Makes a folder for its owner only, if it is not there.
///
/// # Errors
/// What the operating system says.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    protect(folder, 0o700)
}

/// Writes a file that was not there, readable by its owner only, and brings it to the disk: under
/// another name first, so that a crash leaves no half-written file.
///
/// # Errors
/// `AlreadyExists` if the file is there.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = private_file(path, bytes)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_names(path)
}

/// The same for a file that may be there: it has the old content or the new one at any moment.
///
/// # Errors
/// What the operating system says.
pub fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = private_file(path, bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_names(path)
}

/// A file beside `path`, on the disk, with another name still.
fn private_file(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    // Readable by its owner only from the first moment: that is how tempfile makes files.
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Brings the names in the folder of `path` to the disk.
fn sync_names(path: &Path) -> io::Result<()> {
    // Windows has no way to do that, and needs none.
    if cfg!(unix) {
        fs::File::open(folder_of(path))?.sync_all()?;
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn protect(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let present = fs::metadata(path)?.permissions();
    if present.mode() & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn protect(_: &Path, _: u32) -> io::Result<()> {
    // The profile folder of a Windows user is closed to other users by its own rules.
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_belongs_to_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/device.key");
        make_private_folder(path.parent().unwrap()).unwrap();
        let file = KeyFile::new(path.clone());
        assert!(file.read().unwrap().is_none());
        let key = file.read_or_make().unwrap();
        assert_eq!(file.read_or_make().unwrap().public(), key.public());
        let other = DeviceKey::generate().unwrap();
        file.keep(&other).unwrap_err();
        assert_eq!(file.read().unwrap().unwrap().public(), key.public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(path.parent().unwrap()), 0o700);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            file.read().unwrap();
            assert_eq!(mode(&path), 0o600);
        }
        file.remove().unwrap();
        file.remove().unwrap_err();
        file.keep(&other).unwrap();
        assert_eq!(file.read().unwrap().unwrap().public(), other.public());
    }

    #[test]
    fn a_private_file_is_replaced_whole_and_stays_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note");
        replace_private(&path, b"one").unwrap();
        let taken = write_private(&path, b"two").unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace_private(&path, b"three").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_file_is_named_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device.key");
        let file = KeyFile::new(path.clone());
        let long = "x".repeat(5000);
        for bad in ["", HEADER, "dewan-device-key-1 00ff", "\u{0}", &long] {
            fs::write(&path, bad).unwrap();
            let error = file.read_or_make().unwrap_err();
            assert!(matches!(error, KeyFileError::Damaged(_)), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), bad);
        }
    }
}
