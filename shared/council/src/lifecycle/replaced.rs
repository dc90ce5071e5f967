//! What is said, to those who hold a document, of others that replace it: [`Supersede`] and [`Reinstate`].
//!
//! A word stands until it is taken back, and what takes it back is stronger than what was said apart: somebody
//! who withdraws a publication may not have heard of the word about it yet. That a publication never counted may
//! be settled otherwise, so that whoever says the word again, and knew, is believed. A withdrawal is for ever,
//! and so is what is said of it here.

use std::collections::BTreeMap;

use format::ActId;

use super::{Counted, Said};
use crate::act::day::Day;
use crate::act::decision::{Reinstate, SuccessorMark, Supersede};
use crate::past::Past;

/// That a document is replaced, as it is said about that document itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Who said so, and when.
    pub said: Said,
    /// The publish act of the other document.
    pub publication: ActId,
    /// Which document that is, for those who know it.
    pub by: SuccessorMark,
    /// The first day on which it is replaced.
    pub since: Day,
    /// That it was taken back, and from when.
    pub back: Option<Back>,
}

/// That a document is not replaced any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// Who said so, and when.
    pub said: Said,
    /// The first day on which it is not; `None`: it never was.
    pub from: Option<Day>,
}

impl Replaced {
    /// Whether the document is replaced on this day by what is said here.
    pub fn stands_on(&self, day: Day) -> bool {
        let is_back = |back: &Back| back.from.is_none_or(|from| from <= day);
        self.since <= day && !self.back.as_ref().is_some_and(is_back)
    }
}

/// What takes words back, by the publication they are about; of each what does so from the earliest day first.
pub(super) type TakenBack = BTreeMap<ActId, Vec<Back>>;

/// The words that count, each with what takes it back: of several the one that does so first.
pub(super) fn fold(past: &Past, counted: &Counted) -> (Vec<Replaced>, TakenBack) {
    let mut taken_back = TakenBack::new();
    for (said, Reinstate { publication, from }) in &counted.reinstates {
        let of_it = taken_back.entry(*publication).or_default();
        of_it.push(Back {
            said: *said,
            from: *from,
        });
    }
    for of_it in taken_back.values_mut() {
        of_it.sort_by_key(|back| (back.from, back.said));
    }
    let word = |(said, word): &(Said, Supersede)| {
        let mut against = taken_back.get(&word.publication).into_iter().flatten();
        let is_known = |back: &Back| past.saw(&said.act, &back.said.act);
        let back = against.find(|back| back.from.is_some() || !is_known(back));
        Replaced {
            said: *said,
            publication: word.publication,
            by: word.by,
            since: word.since,
            back: back.cloned(),
        }
    };
    let mut words: Vec<Replaced> = counted.supersedes.iter().map(word).collect();
    words.sort_by_key(|word| word.said.act);
    (words, taken_back)
}
