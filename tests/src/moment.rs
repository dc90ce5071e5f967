//! When to kill a program: moments drawn from a seed.

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::program::{Output, Running};

/// A moment in the life of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So long after its start.
    After(Duration),
    /// As soon as it has printed so many lines.
    AtLine(usize),
}

/// `count` moments: two thirds by time, evenly within `longest`, one third by lines, 1 to
/// `most_lines`. Equal seeds give equal moments.
pub fn moments(
    seed: u64,
    count: usize,
    longest: Duration,
    most_lines: usize,
) -> impl Iterator<Item = Moment> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let micros = u64::try_from(longest.as_micros())
        .unwrap_or(u64::MAX)
        .max(1);
    (0..count).map(move |_| {
        if most_lines > 0 && random.random_ratio(1, 3) {
            Moment::AtLine(random.random_range(1..=most_lines))
        } else {
            Moment::After(Duration::from_micros(random.random_range(0..micros)))
        }
    })
}

impl Moment {
    /// Waits for this moment, or for the program's own end if that comes first.
    pub fn wait(self, running: &Running) {
        match self {
            Self::After(time) => {
                running.wait_for_end(time);
            }
            Self::AtLine(lines) => running.wait_for_lines(lines, crate::program::PATIENCE),
        }
    }

    /// Kills the program at this moment as a power cut would; gives what it had said. The status
    /// tells whether it had ended by itself.
    pub fn kill(self, running: Running) -> Output {
        self.wait(&running);
        running.kill()
    }
}

/// The kill loop: for every moment, starts what `start` gives, kills it then, and lets `judge` look
/// at what is left. A failed judgement names round and moment in `judge`'s arguments.
pub fn kill_at_each(
    moments: impl IntoIterator<Item = Moment>,
    mut start: impl FnMut(usize) -> Running,
    mut judge: impl FnMut(usize, Moment, Output),
) {
    for (round, moment) in moments.into_iter().enumerate() {
        let output = moment.kill(start(round));
        judge(round, moment, output);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn equal_seeds_give_equal_moments_within_the_limits() {
        let draw = |seed| moments(seed, 200, Duration::from_millis(500), 7).collect::<Vec<_>>();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!(draw(1).iter().all(|moment| match moment {
            Moment::After(time) => *time < Duration::from_millis(500),
            Moment::AtLine(line) => (1..=7).contains(line),
        }));
        assert!(draw(1).iter().any(|m| matches!(m, Moment::AtLine(_))));
    }

    #[test]
    fn a_program_is_killed_when_it_has_said_enough() {
        let counting = |_| {
            let mut command = Command::new("sh");
            command.args(["-c", "n=0; while :; do n=$((n+1)); echo $n; done"]);
            Running::start(command, "")
        };
        kill_at_each(
            [
                Moment::AtLine(1),
                Moment::AtLine(50),
                Moment::After(Duration::from_millis(3)),
            ],
            counting,
            |round, moment, output| {
                assert_eq!(output.status.code(), None, "round {round}, {moment:?}");
                if let Moment::AtLine(lines) = moment {
                    assert!(output.stdout.lines().count() >= lines, "round {round}");
                }
            },
        );
    }

    #[test]
    fn a_program_that_ends_first_is_not_waited_for() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo done"]);
        let output = Moment::After(crate::program::PATIENCE).kill(Running::start(command, ""));
        assert_eq!(output.status.code(), Some(0));
    }
}
