//! Which changes came, and which of what was here they did not know.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::authorship::Index;

/// For one change that came: per local writer, how far it knew that writer's changes.
type Known = Rc<[u32]>;

/// The two sides of a merge.
#[derive(Debug, Default)]
pub(crate) struct Sides {
    /// What came, by number, ascending.
    pub(crate) came: Vec<u32>,
    /// What was here and unknown to something that came, ascending.
    pub(crate) local: Vec<u32>,
    /// The newest changes that everything that came was built on.
    pub(crate) base: Vec<u32>,
    /// Local writers, by their actor's number.
    writers: HashMap<u32, usize>,
    known: HashMap<u32, Known>,
}

impl Sides {
    /// Compares what `before` stands for with what `after` adds.
    pub(crate) fn of(index: &Index, before: &[u32], after: &[u32]) -> Self {
        let here = index.ancestors(before.iter().copied());
        let there = index.ancestors(after.iter().copied());
        let count = u32::try_from(index.len()).unwrap_or(u32::MAX);
        let came: Vec<u32> = (0..count)
            .filter(|&n| there[n as usize] && !here[n as usize])
            .collect();
        // What all that came knew: what each of its first changes was built on, all of them together.
        let built_on: BTreeSet<&[u32]> = came
            .iter()
            .map(|&n| index.parents(n))
            .filter(|parents| parents.iter().all(|&parent| here[parent as usize]))
            .collect();
        let mut common = here.clone();
        for parents in built_on {
            let known = index.ancestors(parents.iter().copied());
            for (common, known) in common.iter_mut().zip(known) {
                *common &= known;
            }
        }
        let local: Vec<u32> = if came.is_empty() {
            Vec::new()
        } else {
            (0..count)
                .filter(|&n| here[n as usize] && !common[n as usize])
                .collect()
        };
        let mut is_built_on = vec![false; index.len()];
        for n in (0..count).filter(|&n| common[n as usize]) {
            for &parent in index.parents(n) {
                is_built_on[parent as usize] = true;
            }
        }
        let is_base = |&n: &u32| common[n as usize] && !is_built_on[n as usize];
        let mut sides = Self {
            base: (0..count).filter(is_base).collect(),
            came,
            local,
            ..Self::default()
        };
        sides.learn(index);
        sides
    }

    /// Whether neither knew of the other.
    pub(crate) fn are_concurrent(&self, index: &Index, came: u32, local: u32) -> bool {
        let actor = index.changes()[local as usize].actor;
        match (self.writers.get(&actor), self.known.get(&came)) {
            // The changes of one actor follow each other.
            (Some(&writer), Some(known)) => known[writer] <= local,
            _ => false,
        }
    }

    /// Works out, change by change in causal order, what each knew.
    fn learn(&mut self, index: &Index) {
        for &n in &self.local {
            let next = self.writers.len();
            self.writers
                .entry(index.changes()[n as usize].actor)
                .or_insert(next);
        }
        let nothing: Known = vec![0; self.writers.len()].into();
        let mut all: Vec<(u32, bool)> = self.local.iter().map(|&n| (n, true)).collect();
        all.extend(self.came.iter().map(|&n| (n, false)));
        all.sort_unstable();
        for (n, is_local) in all {
            let mut of_parents = index
                .parents(n)
                .iter()
                .filter_map(|parent| self.known.get(parent));
            let mut known = of_parents
                .next()
                .cloned()
                .unwrap_or_else(|| Rc::clone(&nothing));
            for other in of_parents {
                if !Rc::ptr_eq(&known, other) {
                    known = known
                        .iter()
                        .zip(other.iter())
                        .map(|(a, b)| *a.max(b))
                        .collect();
                }
            }
            if is_local {
                let mut own = known.to_vec();
                own[self.writers[&index.changes()[n as usize].actor]] = n + 1;
                known = own.into();
            }
            self.known.insert(n, known);
        }
    }
}
