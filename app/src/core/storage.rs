//! Trouble with the disk: on the screen until it is over.

/// Editing stops once so many changes wait for the disk: what is only in memory must stay little.
pub const MOST_UNSAVED_CHANGES: usize = 200;
/// How often saving is tried again, in milliseconds.
pub const RETRY_MILLIS: i64 = 1_000;

/// Why the disk does not take what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// No room.
    Full,
    /// The file or its folder may not be written.
    ReadOnly,
    /// Something in the file is not what was written.
    Damaged(String),
    /// Anything else, in the words of the system.
    Other(String),
}

/// The trouble there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Why.
    pub cause: Cause,
    /// Since when, in milliseconds since 1970.
    pub since_millis: i64,
    /// When saving is tried again, in milliseconds since 1970.
    pub retry_millis: i64,
}

/// What is known of the disk.
#[derive(Debug, Clone, Default)]
pub struct Storage {
    trouble: Option<Trouble>,
}

impl Storage {
    /// Something could not be saved.
    pub fn failed(&mut self, cause: Cause, now_millis: i64) {
        let since_millis = self
            .trouble
            .as_ref()
            .map_or(now_millis, |trouble| trouble.since_millis);
        self.trouble = Some(Trouble {
            cause,
            since_millis,
            retry_millis: now_millis.saturating_add(RETRY_MILLIS),
        });
    }

    /// Something was saved: it is over. Returns whether there was trouble.
    pub fn saved(&mut self) -> bool {
        self.trouble.take().is_some()
    }

    /// The trouble there is now.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether it is time to try again.
    pub fn is_retry_due(&self, now_millis: i64) -> bool {
        self.trouble
            .as_ref()
            .is_some_and(|trouble| now_millis >= trouble.retry_millis)
    }

    /// Whether a person may go on writing with so many changes that are not on disk. Damage stops it at
    /// once: what is written then could not be kept.
    pub fn may_edit(&self, unsaved_changes: usize) -> bool {
        match &self.trouble {
            None => true,
            Some(trouble) => {
                !matches!(trouble.cause, Cause::Damaged(_))
                    && unsaved_changes < MOST_UNSAVED_CHANGES
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_stays_until_something_is_saved() {
        let mut storage = Storage::default();
        assert!(storage.may_edit(usize::MAX));
        storage.failed(Cause::Full, 100);
        storage.failed(Cause::Full, 900);
        let trouble = storage.trouble().unwrap();
        assert_eq!((trouble.since_millis, trouble.retry_millis), (100, 1_900));
        assert!(!storage.is_retry_due(1_899) && storage.is_retry_due(1_900));
        assert!(storage.may_edit(MOST_UNSAVED_CHANGES - 1));
        assert!(!storage.may_edit(MOST_UNSAVED_CHANGES));
        assert!(storage.saved());
        assert!(!storage.saved() && storage.may_edit(usize::MAX));
    }

    #[test]
    fn a_damaged_store_stops_editing_at_once() {
        let mut storage = Storage::default();
        storage.failed(Cause::Damaged("page 3".into()), 0);
        assert!(!storage.may_edit(0));
    }
}
