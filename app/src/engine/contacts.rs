//! When each relay was linked last: a small fact of this device, kept in its store.

use store::notes::Setting;
use store::{Reader, StoreError};

use crate::engine::office::Office;

/// The form of what is kept: milliseconds since 1970 (UTC), eight bytes, most significant first.
const VERSION: u32 = 1;

fn name(address: &str) -> String {
    format!("last-contact {address}")
}

/// Notes that the relay at `address` was linked at this moment. Nobody waits for it, and nothing depends
/// on it.
pub fn note(office: &Office, address: &str, now_millis: i64) {
    let (council, name) = (office.council(), name(address));
    let setting = Setting {
        version: VERSION,
        value: now_millis.to_be_bytes().to_vec(),
    };
    office.store().submit(
        move |write| write.set(Some(council), &name, Some(&setting)),
        |noted| {
            if let Err(error) = noted {
                tracing::debug!(%error, "the last contact is not noted");
            }
        },
    );
}

/// When the relay at `address` was linked last, in milliseconds since 1970 (UTC); `None` if it never was.
///
/// # Errors
/// What the disk says.
pub fn last(reader: &Reader, address: &str) -> Result<Option<i64>, StoreError> {
    let setting = reader.setting(&name(address))?;
    Ok(setting
        .filter(|setting| setting.version == VERSION)
        .and_then(|setting| setting.value.try_into().ok())
        .map(i64::from_be_bytes))
}
