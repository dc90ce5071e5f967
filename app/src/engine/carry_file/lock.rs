//! Locking a carry file to the devices it is for, with age (C2SP `age`, recipients X25519).
//!
//! Every device has one key, for Ed25519; its X25519 form is what files are locked to, so nobody has a second
//! key to look after, and a lost device's key is no recipient once the device was revoked. Who a file is locked
//! to cannot be read off it; who wrote it stands inside.

use std::io::{self, BufReader, Read, Write};

use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use format::{DeviceKey, PublicKey};
use zeroize::Zeroizing;

/// How a locked file begins.
const MARK: &[u8] = b"age-encryption.org/v1\n";
/// The end of the part that says who may unlock a file must come within so many bytes: with room for all
/// recipients a file may have, and an end for whoever sends a beginning without one.
const MAX_HEAD_BYTES: usize = 512 * 1024;

/// Why a file is not locked or unlocked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The disk says so.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A recipient's key is none.
    #[error("a key to which the file was to be locked is not usable")]
    Key,
    /// It is locked, and not to this device.
    #[error("the file is locked to other devices")]
    NotForMe,
    /// It begins like a locked file and goes on otherwise.
    #[error("the file is damaged")]
    Damaged,
}

/// Whether a file that begins so is locked.
pub fn is_locked(beginning: &[u8]) -> bool {
    beginning.starts_with(MARK)
}

/// Locks what is written to these devices. The writer must be finished.
///
/// # Errors
/// [`LockError::Key`] and what the disk says.
pub fn lock<W: Write>(to: W, keys: &[PublicKey]) -> Result<StreamWriter<W>, LockError> {
    let recipients = keys
        .iter()
        .map(recipient)
        .collect::<Result<Vec<_>, LockError>>()?;
    let recipients = recipients.iter().map(|one| one as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| LockError::Key)?;
    Ok(encryptor.wrap_output(to)?)
}

/// Unlocks a file with this device's key.
///
/// # Errors
/// [`LockError::NotForMe`], [`LockError::Damaged`] and what the disk says. What is read later may turn out damaged
/// still: then reading says so.
pub fn unlock<R: Read>(from: R, key: &DeviceKey) -> Result<StreamReader<impl Read>, LockError> {
    let mut from = BufReader::new(from);
    let mut head = Vec::new();
    // The lines of the head end with one that begins with three hyphens.
    loop {
        let line = head.len();
        let left = MAX_HEAD_BYTES - head.len();
        let read = io::BufRead::read_until(&mut (&mut from).take(left as u64), b'\n', &mut head)?;
        if read == 0 || head.last() != Some(&b'\n') {
            return Err(LockError::Damaged);
        }
        if head[line..].starts_with(b"---") {
            break;
        }
    }
    let whole = io::Cursor::new(head).chain(from);
    let decryptor = age::Decryptor::new(whole).map_err(|error| match error {
        age::DecryptError::Io(error) => error.into(),
        _ => LockError::Damaged,
    })?;
    let identity = identity(key)?;
    let unlocked = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity));
    unlocked.map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => LockError::NotForMe,
        age::DecryptError::Io(error) => error.into(),
        _ => LockError::Damaged,
    })
}

fn recipient(key: &PublicKey) -> Result<Recipient, LockError> {
    let bytes = key.locking_key().ok_or(LockError::Key)?;
    let text = bech32::encode::<Bech32>(Hrp::parse_unchecked("age"), &bytes);
    let text = text.map_err(|_| LockError::Key)?;
    text.parse().map_err(|_| LockError::Key)
}

fn identity(key: &DeviceKey) -> Result<Identity, LockError> {
    let secret = key.unlocking_key();
    let text =
        bech32::encode_upper::<Bech32>(Hrp::parse_unchecked("age-secret-key-"), secret.as_ref());
    let text = Zeroizing::new(text.map_err(|_| LockError::Key)?);
    text.parse().map_err(|_| LockError::Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(keys: &[PublicKey]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = lock(&mut bytes, keys).unwrap();
        writer.write_all(b"rahasia").unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_locked_file_opens_for_each_recipient_and_for_nobody_else() {
        let keys = [1, 2, 3].map(|n| DeviceKey::from_secret(&[n; 32]));
        let bytes = locked(&[keys[0].public(), keys[1].public()]);
        assert!(is_locked(&bytes));
        assert!(!bytes.windows(7).any(|part| part == b"rahasia"));
        for key in &keys[..2] {
            let mut text = String::new();
            let mut reader = unlock(&bytes[..], key).unwrap();
            reader.read_to_string(&mut text).unwrap();
            assert_eq!(text, "rahasia");
        }
        assert!(matches!(
            unlock(&bytes[..], &keys[2]).err(),
            Some(LockError::NotForMe)
        ));
    }

    #[test]
    fn no_changed_or_cut_byte_of_a_locked_file_is_read_as_something() {
        let key = DeviceKey::from_secret(&[1; 32]);
        let bytes = locked(&[key.public()]);
        let read = |bytes: &[u8]| {
            let mut text = Vec::new();
            let read = unlock(bytes, &key).ok()?.read_to_end(&mut text);
            read.ok().map(|_| text)
        };
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(read(&changed), None, "byte {at}");
            assert_eq!(read(&bytes[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_head_without_an_end_is_given_up() {
        let key = DeviceKey::from_secret(&[1; 32]);
        let endless = MARK
            .iter()
            .copied()
            .chain(std::iter::repeat_n(b'x', 2 << 20));
        let endless: Vec<u8> = endless.collect();
        assert!(matches!(
            unlock(&endless[..], &key).err(),
            Some(LockError::Damaged)
        ));
    }
}
