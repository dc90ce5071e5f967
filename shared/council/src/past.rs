//! What the author of an act had seen: the acts it cites, and what those cite.
//!
//! Whether an act counts is judged by what its author could know, never by clocks or by the order in
//! which acts arrive.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId};

/// Who saw which of some acts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Past {
    /// The acts that are asked about, and their numbers.
    numbers: BTreeMap<ActId, usize>,
    /// Of every act here: the numbers it saw, one bit each, itself not included.
    seen: BTreeMap<ActId, Vec<u64>>,
    /// Acts that cite, themselves or through others, what is not here.
    incomplete: BTreeSet<ActId>,
    /// Every act here, each after what it cites.
    order: Vec<ActId>,
}

/// What the authors of these acts had seen, taken together. Every act is followed once, however many see
/// it: a chain of acts costs its length and not the square of it.
pub(crate) fn seen_by_any<'a>(
    acts: &BTreeMap<ActId, &Act>,
    of: impl IntoIterator<Item = &'a Act>,
) -> BTreeSet<ActId> {
    let mut seen = BTreeSet::new();
    for act in of {
        see(acts, act, &mut seen, |_| {});
    }
    seen
}

/// Adds to `seen` what the author of `act` had seen, and tells which are `new` in it. Whatever is in it
/// already was followed before.
pub(crate) fn see(
    acts: &BTreeMap<ActId, &Act>,
    act: &Act,
    seen: &mut BTreeSet<ActId>,
    mut new: impl FnMut(&ActId),
) {
    let mut open = act.statement().cites.clone();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        new(&id);
        if let Some(cited) = acts.get(&id) {
            open.extend_from_slice(&cited.statement().cites);
        }
    }
}

impl Past {
    /// Follows the cites of `acts`. Only of acts that are `asked` about can be said who saw them.
    pub(crate) fn of(acts: &BTreeMap<ActId, &Act>, asked: impl Fn(&Act) -> bool) -> Self {
        let numbers: BTreeMap<ActId, usize> = acts
            .iter()
            .filter(|(_, act)| asked(act))
            .enumerate()
            .map(|(number, (id, _))| (*id, number))
            .collect();
        let mut past = Self {
            numbers,
            order: Vec::with_capacity(acts.len()),
            ..Self::default()
        };
        let words = past.numbers.len().div_ceil(64);
        // Cites are hashes, so they form no circle: depth first, without the machine's stack.
        let mut open: Vec<(ActId, bool)> = acts.keys().rev().map(|id| (*id, false)).collect();
        while let Some((id, is_followed)) = open.pop() {
            if past.seen.contains_key(&id) {
                continue;
            }
            let Some(act) = acts.get(&id) else { continue };
            let cites = &act.statement().cites;
            if !is_followed {
                open.push((id, true));
                open.extend(cites.iter().map(|cited| (*cited, false)));
                continue;
            }
            let mut seen = vec![0; words];
            for cited in cites {
                past.add(&mut seen, cited);
                if !past.seen.contains_key(cited) || past.incomplete.contains(cited) {
                    past.incomplete.insert(id);
                }
            }
            past.seen.insert(id, seen);
            past.order.push(id);
        }
        past
    }

    fn add(&self, seen: &mut [u64], id: &ActId) {
        if let Some(before) = self.seen.get(id) {
            for (word, more) in seen.iter_mut().zip(before) {
                *word |= more;
            }
        }
        if let Some(number) = self.numbers.get(id) {
            seen[number / 64] |= 1 << (number % 64);
        }
    }

    /// Every act, each after what it cites.
    pub(crate) fn order(&self) -> &[ActId] {
        &self.order
    }

    /// How long the longest chain of these acts is on which each of them stands. Whoever saw an act stands
    /// on a longer one, so that lengths, and ids between equal ones, put all acts into one order that
    /// depends on nothing else.
    pub(crate) fn depths(&self, acts: &BTreeMap<ActId, &Act>) -> BTreeMap<ActId, u64> {
        let mut depths = BTreeMap::new();
        for id in &self.order {
            let Some(act) = acts.get(id) else { continue };
            let below = act.statement().cites.iter();
            let below = below.filter_map(|cited| depths.get(cited)).max();
            depths.insert(*id, below.copied().unwrap_or(0) + 1);
        }
        depths
    }

    /// Whether everything that this act saw is here.
    pub(crate) fn is_complete(&self, id: &ActId) -> bool {
        self.seen.contains_key(id) && !self.incomplete.contains(id)
    }

    /// What is seen by whoever has seen these acts.
    pub(crate) fn view(&self, heads: &[ActId]) -> View {
        let mut seen = vec![0; self.numbers.len().div_ceil(64)];
        for head in heads {
            self.add(&mut seen, head);
        }
        View(seen)
    }

    /// What the author of this act had seen.
    pub(crate) fn before(&self, id: &ActId) -> View {
        View(self.seen.get(id).cloned().unwrap_or_default())
    }

    /// Whether `view` holds `id`.
    pub(crate) fn holds(&self, view: &View, id: &ActId) -> bool {
        self.numbers.get(id).is_some_and(|number| {
            let word = view.0.get(number / 64).copied().unwrap_or(0);
            word & 1 << (number % 64) != 0
        })
    }

    /// Adds one act to a view, which grows for it.
    pub(crate) fn note(&self, view: &mut View, id: &ActId) {
        let Some(number) = self.numbers.get(id) else {
            return;
        };
        if view.0.len() <= number / 64 {
            view.0.resize(number / 64 + 1, 0);
        }
        view.0[number / 64] |= 1 << (number % 64);
    }

    /// Whether the author of `id` had seen any act of the view: costs the same however many are in it.
    pub(crate) fn saw_any(&self, id: &ActId, view: &View) -> bool {
        let seen = self.seen.get(id);
        seen.is_some_and(|seen| {
            let words = seen.iter().zip(&view.0);
            words.into_iter().any(|(seen, wanted)| seen & wanted != 0)
        })
    }

    /// Whether the author of `id` had seen `other`.
    pub(crate) fn saw(&self, id: &ActId, other: &ActId) -> bool {
        self.seen.get(id).is_some_and(|seen| {
            self.numbers
                .get(other)
                .is_some_and(|number| seen[number / 64] & 1 << (number % 64) != 0)
        })
    }
}

/// Acts that somebody has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View(Vec<u64>);

impl View {
    /// Whether somebody else has seen all of it.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let of_other = other.0.iter().chain(std::iter::repeat(&0));
        self.0.iter().zip(of_other).all(|(own, of)| own & !of == 0)
    }

    /// Adds what somebody else has seen.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}
