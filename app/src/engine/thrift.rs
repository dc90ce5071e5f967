//! What this device may spend on its link. Over a metered one, and once the bytes of an hour are spent, acts
//! and small news still pass both ways, and what is large waits until somebody asks for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use link::clock;
use serde::{Deserialize, Serialize};
use store::notes::Setting;
use store::{Store, StoreError};
use tokio::sync::watch;

use crate::core::link::Saving;
use crate::core::settings::Thrift;

/// Under this name the store keeps what was spent.
const NAME: &str = "spent-on-links";
/// The form it is kept in.
const VERSION: u32 = 1;
const HOUR_MILLIS: i64 = 3_600_000;

/// What was spent in the hour under way. It is kept, so that a command that is run every ten minutes counts
/// on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spent {
    /// When the hour began, in milliseconds since 1970 (UTC).
    since_millis: i64,
    bytes: u64,
}

impl Spent {
    /// What was spent on this device's links, as far as it is known.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        let kept = store.setting(NAME)?;
        let kept = kept.filter(|kept| kept.version == VERSION);
        let spent = kept.and_then(|kept| serde_json::from_slice(&kept.value).ok());
        Ok(spent.unwrap_or_default())
    }

    /// Keeps it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&self, store: &Store) -> Result<(), StoreError> {
        let setting = Setting {
            version: VERSION,
            value: serde_json::to_vec(self).unwrap_or_default(),
        };
        store.write(move |write| write.set(None, NAME, Some(&setting)))
    }

    /// So many bytes went over.
    pub fn add(&mut self, bytes: u64, now_millis: i64) {
        if self.is_over(now_millis) {
            *self = Self {
                since_millis: now_millis,
                bytes: 0,
            };
        }
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Why what is large has to wait now; `None`: it need not.
    pub fn saving(&self, thrift: &Thrift, now_millis: i64) -> Option<Saving> {
        if thrift.metered {
            return Some(Saving::Metered);
        }
        let is_spent = !self.is_over(now_millis) && self.bytes >= thrift.bytes_per_hour?;
        is_spent.then(|| Saving::Spent {
            until_millis: self.since_millis.saturating_add(HOUR_MILLIS),
        })
    }

    /// Files of at most so many bytes come by themselves now: none while what is large has to wait.
    pub fn files_up_to(&self, thrift: &Thrift, now_millis: i64) -> u64 {
        match self.saving(thrift, now_millis) {
            Some(_) => 0,
            None => thrift.files_up_to,
        }
    }

    /// Whether the hour is over, or the clock was set back.
    fn is_over(&self, now_millis: i64) -> bool {
        !(0..HOUR_MILLIS).contains(&now_millis.saturating_sub(self.since_millis))
    }
}

/// What may be spent on links now: what somebody set, less what went over in this hour. Every copy tells the same.
#[derive(Debug, Clone)]
pub struct Allowance {
    thrift: watch::Receiver<Thrift>,
    spent: Arc<Mutex<Spent>>,
}

impl Allowance {
    /// As `thrift` says, which may change at any time, where so much was spent.
    pub fn new(thrift: watch::Receiver<Thrift>, spent: Spent) -> Self {
        Self {
            thrift,
            spent: Arc::new(Mutex::new(spent)),
        }
    }

    /// The same, with what this store knows to be spent.
    pub fn read(thrift: watch::Receiver<Thrift>, store: &Store) -> Self {
        Self::new(thrift, Spent::read(store).unwrap_or_default())
    }

    /// Why what is large has to wait now; `None`: it need not.
    pub fn saving(&self) -> Option<Saving> {
        let thrift = *self.thrift.borrow();
        self.spent().saving(&thrift, clock::now_millis())
    }

    /// Files of at most so many bytes come by themselves now.
    pub fn files_up_to(&self) -> u64 {
        let thrift = *self.thrift.borrow();
        self.spent().files_up_to(&thrift, clock::now_millis())
    }

    /// So many bytes went over.
    pub fn spend(&self, bytes: u64) {
        self.spent().add(bytes, clock::now_millis());
    }

    /// Keeps what was spent, where somebody looks at it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&self, store: &Store) -> Result<(), StoreError> {
        if !self.thrift.borrow().is_counting() {
            return Ok(());
        }
        let spent = *self.spent();
        spent.keep(store)
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        // Two numbers, and never half of them.
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads so many bytes an hour as people write it: `5MB/h`, `500 kB`, `2 MiB/jam`, `20000`.
pub fn bytes_per_hour(typed: &str) -> Option<u64> {
    let lower: String = typed.to_lowercase();
    let lower = lower.trim();
    let lower = ["/hour", "/h", "/jam"]
        .iter()
        .find_map(|end| lower.strip_suffix(end))
        .unwrap_or(lower);
    let end = lower.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = lower.split_at(end.unwrap_or(lower.len()));
    let times = match unit.trim() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_an_hour_are_read_as_people_write_them() {
        for (typed, bytes) in [
            ("5MB/h", Some(5_000_000)),
            (" 500 kB ", Some(500_000)),
            ("2 MiB/jam", Some(2 << 20)),
            ("20000", Some(20_000)),
            ("0", Some(0)),
            ("", None),
            ("MB", None),
            ("5 apples", None),
            ("-5MB", None),
            ("99999999999999999999GB", None),
        ] {
            assert_eq!(bytes_per_hour(typed), bytes, "{typed:?}");
        }
    }

    #[test]
    fn while_something_is_saved_no_file_comes_by_itself_however_small() {
        let thrift = Thrift {
            bytes_per_hour: Some(1_000),
            ..Thrift::default()
        };
        let settings = watch::channel(thrift).0;
        let allowance = Allowance::new(settings.subscribe(), Spent::default());
        let other = allowance.clone();
        assert_eq!(allowance.files_up_to(), thrift.files_up_to);
        allowance.spend(1_000);
        assert_eq!(other.files_up_to(), 0, "every copy knows what was spent");
        let until = match other.saving() {
            Some(Saving::Spent { until_millis }) => until_millis - clock::now_millis(),
            other => panic!("{other:?}"),
        };
        assert!((HOUR_MILLIS - 60_000..=HOUR_MILLIS).contains(&until));
        let metered = Thrift {
            metered: true,
            ..Thrift::default()
        };
        settings.send_replace(metered);
        assert_eq!(other.saving(), Some(Saving::Metered));
        assert_eq!(other.files_up_to(), 0);
        settings.send_replace(Thrift::default());
        assert_eq!(other.files_up_to(), Thrift::default().files_up_to);
    }

    #[test]
    fn large_things_wait_once_the_hour_is_spent_and_come_in_the_next_one() {
        let thrift = Thrift {
            bytes_per_hour: Some(1_000),
            ..Thrift::default()
        };
        let mut spent = Spent::default();
        let now = 1_800_000_000_000;
        spent.add(600, now);
        assert_eq!(spent.saving(&thrift, now), None);
        spent.add(600, now + 60_000);
        assert!(spent.saving(&thrift, now + 60_000).is_some());
        assert_eq!(spent.saving(&Thrift::default(), now + 60_000), None);
        assert_eq!(spent.saving(&thrift, now + HOUR_MILLIS), None);
        spent.add(1, now + HOUR_MILLIS);
        assert_eq!(spent.saving(&thrift, now + HOUR_MILLIS), None);
        // A clock that was set back does not lock the device out.
        spent.add(5_000, now);
        assert!(spent.saving(&thrift, now).is_some());
        assert_eq!(spent.saving(&thrift, now - 2 * HOUR_MILLIS), None);
        let metered = Thrift {
            metered: true,
            ..Thrift::default()
        };
        assert!(Spent::default().saving(&metered, now).is_some());
    }
}
