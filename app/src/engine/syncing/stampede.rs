//! Many devices come back to a relay that was away. Time is counted here, not waited for; the pauses are the
//! real ones, with their own randomness.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use super::{jittered, pause};

/// How the crowd came back.
#[derive(Debug, Default, Clone, Copy)]
struct Return {
    /// The most connections that came within one second.
    peak: usize,
    /// When the last device was back, counted from when the relay was.
    calm: Duration,
    /// Tries in vain, by all devices together.
    vain: usize,
}

/// `devices` are linked; the relay goes away at 0 and is there again after `away`.
fn comes_back(devices: usize, away: Duration) -> Return {
    let mut tries: BinaryHeap<_> = (0..devices)
        .map(|_| Reverse((jittered(pause(1)), 1)))
        .collect();
    let mut back = Vec::with_capacity(devices);
    let mut vain = 0;
    while let Some(Reverse((at, failures))) = tries.pop() {
        if at >= away {
            back.push(at - away);
            continue;
        }
        vain += 1;
        let failures = failures + 1;
        tries.push(Reverse((at + jittered(pause(failures)), failures)));
    }
    let second = Duration::from_secs(1);
    // They are in order of time.
    let peak = (0..back.len()).map(|first| {
        let within = |at: &&Duration| **at < back[first] + second;
        back[first..].iter().take_while(within).count()
    });
    Return {
        peak: peak.max().unwrap_or(0),
        calm: back.last().copied().unwrap_or_default(),
        vain,
    }
}

#[test]
fn a_crowd_that_waited_long_comes_back_spread_over_the_pause() {
    const DEVICES: usize = 500;
    const RUNS: usize = 50;
    for (away, most) in [(2, DEVICES), (60, 100), (600, 25), (86_400, 25)] {
        let mut worst = Return::default();
        for _ in 0..RUNS {
            let run = comes_back(DEVICES, Duration::from_secs(away));
            worst.peak = worst.peak.max(run.peak);
            worst.calm = worst.calm.max(run.calm);
            worst.vain = worst.vain.max(run.vain);
        }
        println!(
            "{DEVICES} devices, relay away for {away} s, worst of {RUNS} runs: peak {} connections in a second, \
             calm after {:.0} s, {} tries in vain",
            worst.peak,
            worst.calm.as_secs_f64(),
            worst.vain
        );
        assert!(worst.peak <= most, "{away} s: {worst:?}");
        // Nobody waits longer than the longest pause.
        assert!(
            worst.calm <= Duration::from_secs(300),
            "{away} s: {worst:?}"
        );
    }
}
