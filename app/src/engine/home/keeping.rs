//! Where the device key is kept: in the file, or in the system's key ring.
//!
//! A file that is there is always the key. The key ring counts only where there is no file, and only as
//! the note `key-ring.json` says; so a key is moved by putting it into the ring, seeing it there,
//! writing the note, seeing it once more, and only then removing the file. Any doubt on the way leaves
//! the file. A key that the ring ever had is never overwritten there and never removed.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use format::{DeviceKey, PublicKey};
use serde::{Deserialize, Serialize};
use store::key_file;

use super::{Home, HomeError};
use crate::engine::key_ring::{self, KeyRingError};

/// The note's file name.
const NOTE: &str = "key-ring.json";
/// A note is one short object; more is something else.
const MAX_NOTE_BYTES: u64 = 1024;

/// Why the key ring does not have the key, or does not give it.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// The key ring.
    #[error(transparent)]
    Ring(#[from] KeyRingError),
    /// The key was put into the key ring, and is not there.
    #[error("the key ring holds no key for this folder")]
    Gone,
    /// Another key is there.
    #[error("the key ring holds another key than this folder's")]
    Other,
    /// The note cannot be read or written.
    #[error("{} cannot be {action}: {source}", .path.display())]
    Note {
        /// Where it is.
        path: PathBuf,
        /// What was tried: `read`, `written`, `removed`.
        action: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The note is not one of ours.
    #[error("{} does not say where the device key is", .0.display())]
    Damaged(PathBuf),
    /// There is no key to move.
    #[error("this device has no key yet")]
    NoKey,
}

/// Where the key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// There is none yet.
    Nowhere,
    /// In this file.
    File(PathBuf),
    /// In the system's key ring.
    KeyRing,
}

/// What is kept in the folder about the key ring. That it is there says that the key ring is to be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// This folder's name in the key ring: random, and the same in a copy of the folder.
    account: String,
    /// The public half of the key that is there; none while nothing was put there.
    public_key: Option<String>,
}

impl Note {
    fn fresh() -> Self {
        Self {
            account: uuid::Uuid::new_v4().simple().to_string(),
            public_key: None,
        }
    }
}

impl Home {
    /// Where the key is. Never asks the key ring.
    ///
    /// # Errors
    /// [`HomeError::Key`] and [`HomeError::Keeping`] when what tells it is damaged.
    pub fn key_place(&self) -> Result<KeyPlace, HomeError> {
        let file = self.key_file();
        if file.read()?.is_some() {
            return Ok(KeyPlace::File(file.path().to_owned()));
        }
        Ok(match self.public_key_in_ring()? {
            Some(_) => KeyPlace::KeyRing,
            None => KeyPlace::Nowhere,
        })
    }

    /// Whether this system has a key ring that works. Asks it; the system may ask the person.
    ///
    /// # Errors
    /// [`KeyRingError`] says why not.
    pub fn try_key_ring(&self) -> Result<(), KeyRingError> {
        key_ring::try_out(self.ring.as_ref())
    }

    /// Sets whether a key that is made here from now on goes into the key ring. A key that is there
    /// already stays where it is; see [`Home::move_key_to_key_ring`] and [`Home::move_key_to_file`].
    ///
    /// # Errors
    /// [`HomeError`]; the setting is as it was then.
    pub fn use_key_ring(&self, wanted: bool) -> Result<(), HomeError> {
        self.make_folder()?;
        let _turn = self.turn()?;
        match (self.note()?, wanted) {
            (None, true) => self.write_note(&Note::fresh())?,
            // A note that says where a key is, is more than a setting.
            (
                Some(Note {
                    public_key: None, ..
                }),
                false,
            ) => self.remove_note()?,
            (None, false) | (Some(_), _) => {}
        }
        Ok(())
    }

    /// Moves the key from its file into the key ring, and uses the key ring from now on. The file is
    /// removed only after the key was read back from there. Nothing is done where it is there already.
    ///
    /// # Errors
    /// [`HomeError`]; the key is where it was then.
    pub fn move_key_to_key_ring(&self) -> Result<(), HomeError> {
        let _turn = self.turn()?;
        let file = self.key_file();
        let Some(key) = file.read()? else {
            return match self.read_key_in_ring()? {
                Some(_) => Ok(()),
                None => Err(KeepingError::NoKey.into()),
            };
        };
        self.put_into_ring(&key)?;
        // As the next start will read it, with nothing left in this program's hands.
        match self.read_key_in_ring()? {
            Some(back) if back.public() == key.public() => {}
            _ => return Err(KeepingError::Ring(KeyRingError::Unreliable).into()),
        }
        Ok(file.remove()?)
    }

    /// Moves the key from the key ring back into its file, such as before the folder goes to another
    /// machine, and uses the file from now on. The key ring keeps what it has: another copy of this
    /// folder may count on it.
    ///
    /// # Errors
    /// [`HomeError`]; the key is where it was then.
    pub fn move_key_to_file(&self) -> Result<(), HomeError> {
        let _turn = self.turn()?;
        let file = self.key_file();
        let key = match file.read()? {
            Some(key) => key,
            None => {
                let key = self.read_key_in_ring()?.ok_or(KeepingError::NoKey)?;
                file.keep(&key)?;
                key
            }
        };
        // A note of another key is all that leads to it.
        match self.public_key_in_ring()? {
            Some(other) if other != key.public() => Ok(()),
            _ => Ok(self.remove_note()?),
        }
    }

    /// Makes a key in the key ring, where the setting says so. `None` where it does not, or where the
    /// ring does not work; then the file has a key, or nothing has.
    pub(super) fn make_key_in_ring(&self) -> Result<Option<DeviceKey>, HomeError> {
        if self.note()?.is_none() {
            return Ok(None);
        }
        let _turn = self.turn()?;
        // Two programs that start at once make one key.
        if let Some(key) = self.read_key()? {
            return Ok(Some(key));
        }
        let key = DeviceKey::generate().map_err(store::KeyFileError::Randomness)?;
        if let Err(error) = self.put_into_ring(&key) {
            tracing::warn!(%error, "the key goes into its file");
            // This key, because it may be in the ring all the same; the file is the one that counts.
            self.key_file().keep(&key)?;
        }
        Ok(Some(key))
    }

    pub(super) fn public_key_in_ring(&self) -> Result<Option<PublicKey>, HomeError> {
        let known = self.note()?.and_then(|note| note.public_key);
        let damaged = |_| KeepingError::Damaged(self.note_path());
        Ok(known.map(|key| key.parse()).transpose().map_err(damaged)?)
    }

    /// The key that the note says is in the key ring; `None` if it says nothing.
    pub(super) fn read_key_in_ring(&self) -> Result<Option<DeviceKey>, HomeError> {
        let Some(public) = self.public_key_in_ring()? else {
            return Ok(None);
        };
        let account = self.note()?.map(|note| note.account).unwrap_or_default();
        let secret = self.ring.read(&account).map_err(KeepingError::from)?;
        let secret = secret.ok_or(KeepingError::Gone)?;
        match key_file::from_text(&secret) {
            Some(key) if key.public() == public => Ok(Some(key)),
            _ => Err(KeepingError::Other.into()),
        }
    }

    /// Puts a key into the key ring, sees that it is there, and notes it.
    fn put_into_ring(&self, key: &DeviceKey) -> Result<(), KeepingError> {
        let mut note = self.note()?.unwrap_or_else(Note::fresh);
        let text = key_file::to_text(key);
        let text = text.trim_end();
        if let Some(there) = self.ring.read(&note.account)?
            && *there != text
        {
            // Somebody's only copy of a key, perhaps: it stays, and this one gets a place of its own.
            note = Note::fresh();
        }
        key_ring::write_and_verify(self.ring.as_ref(), &note.account, text)?;
        note.public_key = Some(key.public().to_string());
        self.write_note(&note)
    }

    pub(super) fn note_path(&self) -> PathBuf {
        self.folder.join(NOTE)
    }

    fn note(&self) -> Result<Option<Note>, KeepingError> {
        let path = self.note_path();
        let cannot = |source| KeepingError::Note {
            path: path.clone(),
            action: "read",
            source,
        };
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot(error)),
            Ok(found) if found.len() > MAX_NOTE_BYTES => return Err(KeepingError::Damaged(path)),
            Ok(_) => {}
        }
        let text = fs::read(&path).map_err(cannot)?;
        let note: Result<Note, _> = serde_json::from_slice(&text);
        match note {
            Ok(note) if !note.account.is_empty() => Ok(Some(note)),
            _ => Err(KeepingError::Damaged(path)),
        }
    }

    fn write_note(&self, note: &Note) -> Result<(), KeepingError> {
        let path = self.note_path();
        let text = serde_json::to_vec_pretty(note).expect("BUG: a note is plain data");
        store::replace_private(&path, &text).map_err(|source| KeepingError::Note {
            path,
            action: "written",
            source,
        })
    }

    fn remove_note(&self) -> Result<(), KeepingError> {
        let path = self.note_path();
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(KeepingError::Note {
                path,
                action: "removed",
                source,
            }),
            _ => Ok(()),
        }
    }

    /// Held by whoever moves or makes the key, across programs; given up when dropped.
    fn turn(&self) -> Result<File, KeepingError> {
        let path = self.folder.join("key-ring.lock");
        File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|source| KeepingError::Note {
                path,
                action: "written",
                source,
            })
    }
}
