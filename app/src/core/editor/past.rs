//! Older states of a document: which there are, and the one that is looked at.

use std::collections::BTreeSet;

use council::history::Entry;
use council::view::View;
use format::{ChangeHash, PublicKey};

use crate::core::clocks::Mark;

/// Changes by one writer with no longer pause between them show as one step, in seconds.
const STEP_PAUSE_SECONDS: i64 = 10 * 60;

/// One change, with the version it led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The change.
    pub entry: Entry,
    /// The heads of everything up to this change in the order of the list: the version that reads like
    /// the document just after it.
    pub heads: Vec<ChangeHash>,
    /// What is wrong with its time, if anything is.
    pub mark: Option<Mark>,
}

/// The moments of a history, newest first as the entries are, unmarked. `deps` are what a change was made on.
pub fn moments(entries: Vec<Entry>, deps: impl Fn(&ChangeHash) -> Vec<ChangeHash>) -> Vec<Moment> {
    let mut heads = BTreeSet::new();
    let mut moments: Vec<Moment> = entries
        .into_iter()
        .rev()
        .map(|entry| {
            for dependency in deps(&entry.hash) {
                heads.remove(&dependency);
            }
            heads.insert(entry.hash);
            Moment {
                heads: heads.iter().copied().collect(),
                entry,
                mark: None,
            }
        })
        .collect();
    moments.reverse();
    moments
}

/// Changes that one writer made in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which moments, by number: the newest first, the oldest last.
    pub moments: std::ops::Range<usize>,
    /// Who made them.
    pub author: Option<PublicKey>,
    /// The writer's clock at the newest of them, in seconds since 1970. A claim.
    pub time_seconds: i64,
}

/// The steps of a history, newest first.
pub fn steps(moments: &[Moment]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut last_seconds = 0_i64;
    for (number, moment) in moments.iter().enumerate() {
        let entry = &moment.entry;
        if let Some(step) = steps.last_mut()
            && step.author == entry.author
            && last_seconds.abs_diff(entry.time_seconds) <= STEP_PAUSE_SECONDS.unsigned_abs()
        {
            step.moments.end = number + 1;
        } else {
            steps.push(Step {
                moments: number..number + 1,
                author: entry.author,
                time_seconds: entry.time_seconds,
            });
        }
        last_seconds = entry.time_seconds;
    }
    steps
}

/// An older state that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Which one is wanted.
    pub heads: Vec<ChangeHash>,
    /// The last one that was read, of which heads: what shows until the wanted one is here.
    pub shown: Option<(Vec<ChangeHash>, Box<View>)>,
    /// The one that is being read.
    under_way: Option<Vec<ChangeHash>>,
}

impl Past {
    /// Wants the state with these heads; what was shown `before` stays until it is here. Returns the
    /// state to be read now, if none is being read.
    pub fn want(before: Option<Self>, heads: Vec<ChangeHash>) -> (Self, Option<Vec<ChangeHash>>) {
        let (shown, under_way) = match before {
            Some(past) => (past.shown, past.under_way),
            None => (None, None),
        };
        let is_here = shown.as_ref().is_some_and(|(shown, _)| *shown == heads);
        let read = (under_way.is_none() && !is_here).then(|| heads.clone());
        let past = Self {
            heads,
            shown,
            under_way: under_way.or_else(|| read.clone()),
        };
        (past, read)
    }

    /// A state was read, or could not be. Returns the state to be read next.
    pub fn read(&mut self, heads: &[ChangeHash], view: Option<&View>) -> Option<Vec<ChangeHash>> {
        self.under_way = None;
        if let Some(view) = view {
            self.shown = Some((heads.to_vec(), Box::new(view.clone())));
        }
        if self.heads == heads {
            return None;
        }
        self.under_way = Some(self.heads.clone());
        self.under_way.clone()
    }

    /// Whether the state with these heads is being read for this.
    pub fn is_reading(&self, heads: &[ChangeHash]) -> bool {
        self.under_way.as_deref() == Some(heads)
    }

    /// The view that shows, whether or not it is the wanted one already.
    pub fn view(&self) -> Option<&View> {
        self.shown.as_ref().map(|(_, view)| &**view)
    }
}

#[cfg(test)]
mod tests {
    use council::view::Policy;

    use super::*;

    fn hash(number: u8) -> ChangeHash {
        ChangeHash::from_bytes([number; 32])
    }

    fn entry(number: u8, author: u8, time_seconds: i64) -> Entry {
        Entry {
            hash: hash(number),
            author: Some(PublicKey::from_bytes([author; 32])),
            time_seconds,
            message: None,
            undoes: None,
            redoes: None,
            operations: 1,
            touched: vec![],
        }
    }

    #[test]
    fn a_moment_holds_everything_before_it_in_the_list() {
        // 2 and 3 were made apart on 1; 4 joins them.
        let entries = vec![
            entry(4, 1, 40),
            entry(3, 2, 30),
            entry(2, 1, 20),
            entry(1, 1, 10),
        ];
        let deps = |of: &ChangeHash| match of.as_bytes()[0] {
            4 => vec![hash(2), hash(3)],
            1 => vec![],
            _ => vec![hash(1)],
        };
        let heads: Vec<_> = moments(entries, deps)
            .into_iter()
            .map(|moment| moment.heads)
            .collect();
        assert_eq!(
            heads,
            [
                vec![hash(4)],
                vec![hash(2), hash(3)],
                vec![hash(2)],
                vec![hash(1)]
            ]
        );
    }

    #[test]
    fn what_one_writer_does_in_one_go_is_one_step() {
        let entries = vec![
            entry(5, 2, 9_000),
            entry(4, 1, 8_000),
            entry(3, 1, 1_100),
            entry(2, 1, 700),
            entry(1, 1, 200),
        ];
        let found: Vec<_> = steps(&moments(entries, |_| vec![]))
            .into_iter()
            .map(|step| (step.moments, step.time_seconds))
            .collect();
        assert_eq!(found, [(0..1, 9_000), (1..2, 8_000), (2..5, 1_100)]);
    }

    #[test]
    fn a_slider_reads_one_state_at_a_time_and_ends_at_the_wanted_one() {
        let view = View::Policy(Policy::default());
        let (past, read) = Past::want(None, vec![hash(1)]);
        assert_eq!(read, Some(vec![hash(1)]));
        let (past, read) = Past::want(Some(past), vec![hash(2)]);
        assert_eq!(read, None, "one is being read");
        let (mut past, read) = Past::want(Some(past), vec![hash(3)]);
        assert_eq!(read, None);
        assert_eq!(
            past.read(&[hash(1)], Some(&view)),
            Some(vec![hash(3)]),
            "2 is not wanted any more"
        );
        assert!(past.view().is_some(), "1 shows until then");
        assert_eq!(past.read(&[hash(3)], None), None);
        let (_, read) = Past::want(Some(past), vec![hash(1)]);
        assert_eq!(read, None, "it is here already");
    }
}
