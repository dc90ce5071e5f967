//! How much may be under way and how large a frame is, by what the line turns out to carry.
//!
//! Each `Have` tells how long a frame took and how many bytes came through meanwhile. What is under way is
//! kept to about twice what the line holds: enough to keep it busy, and no more, because whatever is written
//! meanwhile waits behind it. A frame is what the line carries in half a second, because a cut costs the
//! frame that is on its way.

use std::collections::VecDeque;

/// The most bytes under way without a `Have`, with a peer that [takes so much](crate::frame::WIDE).
pub(super) const WIDEST_BYTES: usize = 1024 * 1024;
/// The same with any other.
pub(super) const WINDOW_BYTES: usize = 256 * 1024;
/// The fewest, and those of a line that nothing is known of.
const NARROWEST_BYTES: usize = 16 * 1024;
/// A frame of items is closed when it has this many bytes, on a fast line.
pub(super) const FRAME_FILL_BYTES: usize = 48 * 1024;
/// The same on a slow one, and on one that nothing is known of.
const SMALL_FILL_BYTES: usize = 4 * 1024;
/// How long a frame may be on the line.
const FRAME_MILLIS: u64 = 500;
/// What a line carries is taken from the fastest of the samples of this time.
const SAMPLE_MILLIS: u64 = 10_000;
/// A line that answers sooner still has as much under way as it carries in this time: the store at the other
/// end takes what has come in one commit.
const HORIZON_MILLIS: u64 = 500;

/// What is known of the line.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    /// Bytes confirmed so far, and when the last of them were.
    delivered: u64,
    delivered_millis: u64,
    /// The shortest time from sending a frame to its `Have`.
    trip_millis: Option<u64>,
    /// Bytes per second, each with when it was found; falling.
    rates: VecDeque<(u64, u64)>,
    /// Whether the peer takes [`WIDEST_BYTES`].
    wide: bool,
}

/// What to remember of a frame until it is confirmed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Departure {
    sent_millis: u64,
    delivered: u64,
    delivered_millis: u64,
}

impl Pace {
    /// The peer takes more under way than the first programs did.
    pub(super) fn widen(&mut self) {
        self.wide = true;
    }

    /// A frame goes, with so many bytes under way before it.
    pub(super) fn depart(&mut self, under_way: usize, now_millis: u64) -> Departure {
        if under_way == 0 {
            // The line was idle: what it carries shows from here on.
            self.delivered_millis = now_millis;
        }
        Departure {
            sent_millis: now_millis,
            delivered: self.delivered,
            delivered_millis: self.delivered_millis,
        }
    }

    /// A frame of so many bytes is confirmed.
    pub(super) fn arrive(&mut self, frame: Departure, bytes: usize, now_millis: u64) {
        self.delivered += bytes as u64;
        self.delivered_millis = now_millis;
        let trip = now_millis.saturating_sub(frame.sent_millis);
        self.trip_millis = Some(self.trip_millis.map_or(trip, |least| least.min(trip)));
        let since = now_millis.saturating_sub(frame.delivered_millis).max(1);
        let rate = 1000 * (self.delivered - frame.delivered) / since;
        while self.rates.back().is_some_and(|(slower, _)| *slower <= rate) {
            self.rates.pop_back();
        }
        self.rates.push_back((rate, now_millis));
        while self.rates.len() > 1
            && (self.rates.front()).is_some_and(|(_, at)| now_millis - at > SAMPLE_MILLIS)
        {
            self.rates.pop_front();
        }
    }

    /// What the line carries, in bytes per second, as far as is known.
    pub(super) fn rate(&self) -> Option<u64> {
        self.rates.front().map(|(rate, _)| *rate)
    }

    /// The most bytes that may be under way.
    pub(super) fn window(&self) -> usize {
        let most = if self.wide {
            WIDEST_BYTES
        } else {
            WINDOW_BYTES
        };
        let (Some(rate), Some(trip)) = (self.rate(), self.trip_millis) else {
            return NARROWEST_BYTES;
        };
        let millis = (2 * trip).max(HORIZON_MILLIS);
        carried(rate, millis).clamp(NARROWEST_BYTES, most)
    }

    /// At how many bytes a frame is closed.
    pub(super) fn fill(&self) -> usize {
        let carried = self.rate().map_or(0, |rate| carried(rate, FRAME_MILLIS));
        carried.clamp(SMALL_FILL_BYTES, FRAME_FILL_BYTES)
    }
}

fn carried(bytes_per_second: u64, millis: u64) -> usize {
    usize::try_from(bytes_per_second.saturating_mul(millis) / 1000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that takes frames one after the other; what was under way in the end, and the pace.
    fn run(bytes_per_second: u64, trip_millis: u64, wide: bool) -> (usize, Pace) {
        let mut pace = Pace {
            wide,
            ..Pace::default()
        };
        let (mut now, mut free, mut under_way) = (0, 0, 0);
        let mut line: VecDeque<(u64, Departure, usize)> = VecDeque::new();
        for _ in 0..2_000 {
            while under_way < pace.window() {
                let bytes = pace.fill();
                let departure = pace.depart(under_way, now);
                free = free.max(now) + 1000 * bytes as u64 / bytes_per_second;
                line.push_back((free + trip_millis, departure, bytes));
                under_way += bytes;
            }
            let Some((at, departure, bytes)) = line.pop_front() else {
                break;
            };
            now = now.max(at);
            under_way -= bytes;
            pace.arrive(departure, bytes, now);
        }
        (under_way, pace)
    }

    #[test]
    fn a_slow_late_line_has_little_under_way_and_small_frames() {
        let (under_way, pace) = run(8_000, 600, true);
        assert!(under_way <= 24 * 1024, "{under_way}");
        assert_eq!(pace.fill(), SMALL_FILL_BYTES);
        let rate = pace.rate().unwrap();
        assert!((7_000..9_000).contains(&rate), "{rate}");
    }

    #[test]
    fn a_fast_line_gets_as_much_as_the_peer_takes() {
        for (wide, most) in [(false, WINDOW_BYTES), (true, WIDEST_BYTES)] {
            let (_, pace) = run(50_000_000, 1, wide);
            assert_eq!(pace.window(), most);
            assert_eq!(pace.fill(), FRAME_FILL_BYTES);
        }
    }

    #[test]
    fn a_fast_late_line_is_kept_busy() {
        let (_, pace) = run(1_000_000, 600, true);
        assert!(pace.window() >= 600_000, "{}", pace.window());
    }

    #[test]
    fn a_line_that_became_slow_is_noticed() {
        let (_, mut pace) = run(1_000_000, 100, true);
        let mut now = 1_000_000;
        for _ in 0..20 {
            let departure = pace.depart(0, now);
            now += 4_000;
            pace.arrive(departure, 4_096, now);
        }
        assert!(pace.window() <= 24 * 1024, "{}", pace.window());
    }
}
