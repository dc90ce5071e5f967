//! Token buckets: so many at once, and so many per second in the long run.

use std::time::Duration;

use leaky_bucket::RateLimiter;

/// A full bucket of `at_once` tokens that refills with `per_second`.
pub(crate) fn bucket(per_second: u32, at_once: u32) -> RateLimiter {
    let per_second = per_second.max(1);
    // In small drops, so that what waits goes on evenly.
    let drops = per_second.min(10);
    let tokens = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    RateLimiter::builder()
        .max(tokens(at_once.max(1)))
        .initial(tokens(at_once.max(1)))
        .refill(tokens(per_second / drops))
        .interval(Duration::from_secs(1) / drops)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_what_it_holds_and_no_more() {
        for at_once in [1, 30, 4_000_000_000] {
            let bucket = bucket(1, at_once);
            assert!(bucket.try_acquire(at_once as usize));
            assert!(!bucket.try_acquire(5), "{at_once}");
        }
        let slowest = bucket(0, 0);
        assert!(slowest.try_acquire(1) && !slowest.try_acquire(1));
    }
}
