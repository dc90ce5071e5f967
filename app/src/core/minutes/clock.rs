//! How long each agenda item has been talked about, in this window.

use std::collections::BTreeMap;

/// One clock for all items: at most one of them runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clock {
    running: Option<(String, i64)>,
    spent: BTreeMap<String, i64>,
}

impl Clock {
    /// The meeting is at this item now. The one before stops.
    pub fn enter(&mut self, item: &str, now_millis: i64) {
        if self.running() != Some(item) {
            self.stop(now_millis);
            self.running = Some((item.to_owned(), now_millis));
        }
    }

    /// A break.
    pub fn stop(&mut self, now_millis: i64) {
        if let Some((item, since)) = self.running.take() {
            *self.spent.entry(item).or_default() += now_millis.saturating_sub(since).max(0);
        }
    }

    /// The item that is talked about now.
    pub fn running(&self) -> Option<&str> {
        self.running.as_ref().map(|(item, _)| item.as_str())
    }

    /// How long an item has been talked about so far, in milliseconds.
    pub fn spent_millis(&self, item: &str, now_millis: i64) -> i64 {
        let before = self.spent.get(item).copied().unwrap_or(0);
        match &self.running {
            Some((running, since)) if running == item => {
                before + now_millis.saturating_sub(*since).max(0)
            }
            _ => before,
        }
    }
}

/// `4:05`, `1:04:05`.
pub fn shown(millis: i64) -> String {
    let seconds = millis / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_runs_and_the_others_keep_what_they_had() {
        let mut clock = Clock::default();
        clock.enter("a", 1_000);
        clock.enter("a", 2_000);
        assert_eq!(clock.spent_millis("a", 5_000), 4_000);
        clock.enter("b", 6_000);
        assert_eq!(clock.spent_millis("a", 9_000), 5_000);
        clock.enter("a", 8_000);
        clock.stop(9_000);
        assert_eq!(clock.running(), None);
        assert_eq!(clock.spent_millis("a", 99_000), 6_000);
        assert_eq!(clock.spent_millis("b", 99_000), 2_000);
        // A clock that was set back takes nothing away.
        clock.enter("b", 100_000);
        assert_eq!(clock.spent_millis("b", 50_000), 2_000);
    }

    #[test]
    fn time_reads_as_on_a_clock() {
        assert_eq!(shown(0), "0:00");
        assert_eq!(shown(65_999), "1:05");
        assert_eq!(shown(3_845_000), "1:04:05");
    }
}
