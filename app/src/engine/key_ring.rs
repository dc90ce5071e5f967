//! The operating system's place for secrets: Secret Service, Keychain, Credential Manager. It may be
//! absent, locked or broken, and none of that may cost anybody a key.

use std::fmt::Debug;

use keyring::Entry;
use zeroize::Zeroizing;

/// Under which name Dewan keeps secrets; people see it in their system's list.
const SERVICE: &str = "Dewan";

/// Why a key ring did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingError {
    /// There is none, or this program cannot reach it.
    #[error("this system has no key ring that can be used: {0}")]
    Absent(String),
    /// It is locked, and was not unlocked.
    #[error("the key ring is locked: {0}")]
    Locked(String),
    /// It refused for another reason.
    #[error("the key ring refused: {0}")]
    Refused(String),
    /// What was written did not come back as it was written.
    #[error("the key ring does not give back what was put into it")]
    Unreliable,
}

/// A place for secrets, each under an account. Every call may take long: the system may ask the person
/// to unlock it.
pub trait KeyRing: Debug + Send + Sync {
    /// The secret of an account; `None` if there is none.
    ///
    /// # Errors
    /// [`KeyRingError`]: nothing is known then.
    fn read(&self, account: &str) -> Result<Option<Zeroizing<String>>, KeyRingError>;

    /// Keeps a secret, in place of one that is there.
    ///
    /// # Errors
    /// [`KeyRingError`]. The secret may be there or not.
    fn write(&self, account: &str, secret: &str) -> Result<(), KeyRingError>;

    /// Removes the secret of an account, if there is one.
    ///
    /// # Errors
    /// [`KeyRingError`]. The secret may be there or not.
    fn remove(&self, account: &str) -> Result<(), KeyRingError>;
}

/// Keeps a secret and sees that it is there.
///
/// # Errors
/// [`KeyRingError`]; do not count on it then.
pub fn write_and_verify(
    ring: &dyn KeyRing,
    account: &str,
    secret: &str,
) -> Result<(), KeyRingError> {
    ring.write(account, secret)?;
    match ring.read(account)? {
        Some(back) if *back == secret => Ok(()),
        _ => Err(KeyRingError::Unreliable),
    }
}

/// Whether a key ring works: something is written, read back, compared and removed again.
///
/// # Errors
/// [`KeyRingError`].
pub fn try_out(ring: &dyn KeyRing) -> Result<(), KeyRingError> {
    let account = format!("test-{}", uuid::Uuid::new_v4().simple());
    let written = write_and_verify(ring, &account, "test");
    let removed = ring.remove(&account);
    written.and(removed)
}

/// The key ring of this system and user. Nothing is asked of it before it is used.
#[derive(Debug, Default)]
pub struct SystemKeyRing;

impl KeyRing for SystemKeyRing {
    fn read(&self, account: &str) -> Result<Option<Zeroizing<String>>, KeyRingError> {
        match entry(account)?.get_password() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, account: &str, secret: &str) -> Result<(), KeyRingError> {
        Ok(entry(account)?.set_password(secret)?)
    }

    fn remove(&self, account: &str) -> Result<(), KeyRingError> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn entry(account: &str) -> Result<Entry, KeyRingError> {
    if let Err(error) = Entry::store_status() {
        return Err(KeyRingError::Absent(error.to_string()));
    }
    Ok(Entry::new(SERVICE, account)?)
}

impl From<keyring::Error> for KeyRingError {
    fn from(error: keyring::Error) -> Self {
        match error {
            keyring::Error::NoStorageAccess(reason) => Self::Locked(reason.to_string()),
            keyring::Error::NoDefaultStore => Self::Absent(error.to_string()),
            // These carry what was read; it is a secret, whatever it is.
            keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => Self::Unreliable,
            error => Self::Refused(error.to_string()),
        }
    }
}
