//! Whether the store can be written, for whoever asks: anybody may, so the disk is asked once in a while
//! however often that is.

use std::sync::Arc;
use std::time::Duration;

use link::clock;
use store::StoreError;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long an answer is good for.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// What the disk said, and when.
type Said = (Instant, Result<(), StoreError>);

/// The last answer. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Ready(Arc<Mutex<Option<Said>>>);

impl Ready {
    /// What the disk said last, or says now (`look`) if that was too long ago. Whoever asks meanwhile waits for
    /// the same answer.
    ///
    /// # Errors
    /// What the disk said.
    pub(crate) async fn ask(
        &self,
        look: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut last = self.0.lock().await;
        if let Some((when, answer)) = &*last
            && when.elapsed() < GOOD_FOR
        {
            return answer.clone();
        }
        let answer = look();
        *last = Some((clock::moment(), answer.clone()));
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn however_often_it_is_asked_the_disk_answers_once_and_then_anew() {
        let ready = Ready::default();
        let looks = Cell::new(0);
        let failing = || {
            looks.set(looks.get() + 1);
            Err(StoreError::DiskFull)
        };
        for _ in 0..300 {
            assert_eq!(ready.ask(failing).await, Err(StoreError::DiskFull));
        }
        // One for every second that this takes.
        assert!(looks.get() < 100, "{}", looks.get());
        let long_ago = clock::moment().checked_sub(2 * GOOD_FOR).unwrap();
        *ready.0.lock().await = Some((long_ago, Err(StoreError::DiskFull)));
        assert_eq!(ready.ask(|| Ok(())).await, Ok(()));
    }
}
