//! Which times are certainly from a wrong clock: E9 of `domain.md`.
//!
//! Changes and acts carry what their author's clock said, receipts what the holder's clock said. None of it
//! decides anything, and no clock is believed more than another. What is certain is an order: whoever cites an
//! act had seen it, a change was built on those it names, a receipt names what was there before it was signed.
//! So where something that was there *before* claims a time more than ten minutes *after* what was made with it
//! in sight, one of the two clocks was wrong. Work that lay offline for weeks contradicts nobody.
//!
//! **Which of the two.** A time that is contradicted by more clocks than the time that contradicts it is the
//! wrong one: of one office whose clock is a day ahead, and of a relay and two offices that took what it wrote,
//! it is the office. Where that does not tell, all that is known of both clocks in this direction does: how many
//! clocks ever contradict it. Where that is equal too, as between two offices without a relay, both are told,
//! and nobody is blamed. A clock that was set right later is a witness against its own earlier time.
//!
//! **What it follows from.** From the set of what is held and nothing else, so it is the same in whatever order
//! that came. A device that holds less knows less: receipts are registers, of which only the first that names a
//! text and the newest are kept, and a receipt names changes, so that of an act it shows the time only through
//! the text that the act is about. A mark may come and go with what else comes in; it changes nothing about
//! what counts.
//!
//! Costs the number of acts, changes and receipts, times the `MOST` clocks that are looked at.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;
use format::{Act, ActId, ChangeHash, PublicKey, Receipt};

use crate::act::Body;

/// By how much two clocks may differ before one is said to be wrong: 10 minutes, in milliseconds.
pub const TOLERANCE_MILLIS: i64 = 10 * 60 * 1000;
/// How many clocks that contradict one time are looked at, the ones that differ most.
const MOST: usize = 4;

/// Something that carries a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timed {
    /// An act.
    Act(ActId),
    /// A change of a document.
    Change(ChangeHash),
    /// A receipt: its holder and counter.
    Receipt(PublicKey, u64),
}

/// A time that some clock said, and what was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    clock: PublicKey,
    time_millis: i64,
    before: Vec<Timed>,
}

/// Everything that carries a time and is looked at together: of one document, or of the council.
#[derive(Debug, Clone, Default)]
pub struct Times(BTreeMap<Timed, Told>);

/// A time that does not fit others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// By how much it differs from the time that contradicts it most, in milliseconds: above zero where it
    /// claims to be later than what came after it, below where it claims to be earlier than what came before.
    pub off_millis: i64,
    /// What is known of whose clock it is.
    pub whose: Whose,
}

/// Whose clock is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The clock that said this time: more clocks contradict it than the other.
    Its,
    /// That one or this one; nothing more is known.
    OneOfTwo(PublicKey),
    /// The clock that said this time, now or when it said another time.
    ItsAtSomeTime,
}

impl Times {
    /// These acts. Those about a text are bound to its changes as well.
    #[must_use]
    pub fn with_acts<'a>(mut self, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        for act in acts {
            let statement = act.statement();
            let cited = statement.cites.iter().chain(&statement.roster);
            let mut before: Vec<Timed> = cited.copied().map(Timed::Act).collect();
            before.extend(heads_of(act).into_iter().map(Timed::Change));
            let told = Told {
                clock: statement.author,
                time_millis: statement.time_millis,
                before,
            };
            self.0.insert(Timed::Act(act.id()), told);
        }
        self
    }

    /// The changes of this document, by those who signed with their keys.
    #[must_use]
    pub fn with_changes(mut self, document: &Automerge) -> Self {
        for change in document.get_changes_meta(&[]) {
            let author = change.author.as_ref();
            // Genesis is nobody's and says no time.
            let Some(clock) = author.and_then(|author| PublicKey::from_slice(author.as_bytes()))
            else {
                continue;
            };
            let before = change.deps.iter();
            let before = before.map(|hash| Timed::Change(ChangeHash::from_bytes(hash.0)));
            let told = Told {
                clock,
                time_millis: change.timestamp.saturating_mul(1000),
                before: before.collect(),
            };
            let hash = ChangeHash::from_bytes(change.hash.0);
            self.0.insert(Timed::Change(hash), told);
        }
        self
    }

    /// Changes of which only this much is known: the change, who wrote it, when by their clock in milliseconds
    /// since 1970 (UTC), and what it is built on.
    #[must_use]
    pub fn with_headers(
        mut self,
        changes: impl IntoIterator<Item = (ChangeHash, PublicKey, i64, Vec<ChangeHash>)>,
    ) -> Self {
        for (hash, clock, time_millis, dependencies) in changes {
            let told = Told {
                clock,
                time_millis,
                before: dependencies.into_iter().map(Timed::Change).collect(),
            };
            self.0.insert(Timed::Change(hash), told);
        }
        self
    }

    /// These receipts: what they name was there when they were signed.
    #[must_use]
    pub fn with_receipts<'a>(mut self, receipts: impl IntoIterator<Item = &'a Receipt>) -> Self {
        for receipt in receipts {
            let told = Told {
                clock: receipt.holder,
                time_millis: receipt.time_millis,
                before: receipt.heads.iter().copied().map(Timed::Change).collect(),
            };
            // A holder that was rolled back may have said two things under one number: the same of them
            // whichever comes first.
            let known = self
                .0
                .entry(Timed::Receipt(receipt.holder, receipt.counter));
            let known = known.or_insert_with(|| told.clone());
            if (told.time_millis, &told.before) > (known.time_millis, &known.before) {
                *known = told;
            }
        }
        self
    }

    /// Every time that does not fit the others.
    pub fn doubts(&self) -> BTreeMap<Timed, Doubt> {
        let order = self.in_order();
        let later_before = self.contradictions(&order, Direction::Before);
        let earlier_after = self.contradictions(&order, Direction::After);
        // Who contradicts a clock that claims to be ahead, or behind, anywhere.
        let mut ahead = Clocks::new();
        let mut behind = Clocks::new();
        for (known, found) in [(&mut behind, &later_before), (&mut ahead, &earlier_after)] {
            for (id, others) in found {
                let clock = self.0[id].clock;
                known
                    .entry(clock)
                    .or_default()
                    .extend(others.iter().map(|(other, _)| self.0[other].clock));
            }
        }
        let weight = |found: &Found, clocks: &Clocks, id: &Timed| {
            let clock = self.0[id].clock;
            let of_time = found.get(id).map_or(0, Vec::len);
            (of_time, clocks.get(&clock).map_or(0, BTreeSet::len))
        };
        let mut doubts = BTreeMap::new();
        for (mine, others) in [
            ((&earlier_after, &ahead), (&later_before, &behind)),
            ((&later_before, &behind), (&earlier_after, &ahead)),
        ] {
            for (id, contradicting) in mine.0 {
                let weight_here = weight(mine.0, mine.1, id);
                let found = contradicting.iter().filter_map(|(other, off_millis)| {
                    let weight_there = weight(others.0, others.1, other);
                    let (clock, there) = (self.0[id].clock, self.0[other].clock);
                    let whose = match weight_here.cmp(&weight_there) {
                        std::cmp::Ordering::Less => return None,
                        std::cmp::Ordering::Greater => Whose::Its,
                        std::cmp::Ordering::Equal if clock == there => Whose::ItsAtSomeTime,
                        std::cmp::Ordering::Equal => Whose::OneOfTwo(there),
                    };
                    let off_millis = *off_millis;
                    Some(Doubt { off_millis, whose })
                });
                // What is certain comes first, then what differs most, which stands first among equals.
                let worst = found.min_by_key(|doubt| match doubt.whose {
                    Whose::Its => 0,
                    Whose::ItsAtSomeTime => 1,
                    Whose::OneOfTwo(_) => 2,
                });
                let Some(doubt) = worst else { continue };
                let known = doubts.entry(*id).or_insert(doubt);
                let is_certain = |doubt: &Doubt| doubt.whose == Whose::Its;
                if is_certain(&doubt) && !is_certain(&*known) {
                    *known = doubt;
                }
            }
        }
        doubts
    }

    /// Everything, each after what was there before it. Hashes form no circle.
    fn in_order(&self) -> Vec<Timed> {
        let mut order = Vec::with_capacity(self.0.len());
        let mut met = BTreeSet::new();
        let mut open: Vec<(Timed, bool)> = self.0.keys().rev().map(|id| (*id, false)).collect();
        while let Some((id, is_followed)) = open.pop() {
            if is_followed {
                order.push(id);
                continue;
            }
            let Some(told) = self.0.get(&id) else {
                continue;
            };
            if met.insert(id) {
                open.push((id, true));
                open.extend(told.before.iter().map(|before| (*before, false)));
            }
        }
        order
    }

    /// Of each time the times on one side of it that it contradicts, one of each clock and at most [`MOST`],
    /// with by how much, those that differ most first.
    fn contradictions(&self, order: &[Timed], direction: Direction) -> Found {
        // Of each time the most extreme ones on that side, itself among them.
        let mut extremes: BTreeMap<Timed, Vec<Timed>> = BTreeMap::new();
        let mut found = Found::new();
        let mut note = |id: &Timed,
                        reached: Vec<Timed>,
                        extremes: &mut BTreeMap<Timed, Vec<Timed>>| {
            let told = &self.0[id];
            let off = |other: &Timed| told.time_millis.saturating_sub(self.0[other].time_millis);
            let contradicting: Vec<(Timed, i64)> = reached
                .iter()
                .map(|other| (*other, off(other)))
                .filter(|(_, off)| match direction {
                    Direction::Before => *off < -TOLERANCE_MILLIS,
                    Direction::After => *off > TOLERANCE_MILLIS,
                })
                .collect();
            if !contradicting.is_empty() {
                found.insert(*id, contradicting);
            }
            let mut own = reached;
            own.push(*id);
            extremes.insert(*id, self.most_extreme(own, direction));
        };
        match direction {
            Direction::Before => {
                for id in order {
                    let before = self.0[id].before.iter();
                    let reached = before.filter_map(|before| extremes.get(before));
                    let reached = reached.flatten().copied().collect();
                    let reached = self.most_extreme(reached, direction);
                    note(id, reached, &mut extremes);
                }
            }
            Direction::After => {
                // What came after is gathered from there: everything is met after all that came after it.
                let mut gathered: BTreeMap<Timed, Vec<Timed>> = BTreeMap::new();
                for id in order.iter().rev() {
                    let reached = gathered.remove(id).unwrap_or_default();
                    let reached = self.most_extreme(reached, direction);
                    note(id, reached, &mut extremes);
                    for before in &self.0[id].before {
                        let known = gathered.entry(*before).or_default();
                        known.extend(extremes[id].iter().copied());
                        if known.len() > MOST * MOST {
                            let few = std::mem::take(known);
                            *known = self.most_extreme(few, direction);
                        }
                    }
                }
            }
        }
        found
    }

    /// One of each clock, at most [`MOST`]: the latest times before something, or the earliest after it.
    fn most_extreme(&self, mut of: Vec<Timed>, direction: Direction) -> Vec<Timed> {
        of.retain(|id| self.0.contains_key(id));
        of.sort_by_key(|id| {
            let time = i128::from(self.0[id].time_millis);
            let extreme = match direction {
                Direction::Before => -time,
                Direction::After => time,
            };
            (extreme, *id)
        });
        let mut clocks = Vec::with_capacity(MOST);
        of.retain(|id| {
            let clock = self.0[id].clock;
            let is_new = clocks.len() < MOST && !clocks.contains(&clock);
            if is_new {
                clocks.push(clock);
            }
            is_new
        });
        of
    }
}

/// Of each clock those that contradict it anywhere.
type Clocks = BTreeMap<PublicKey, BTreeSet<PublicKey>>;

/// Of each time those that contradict it.
type Found = BTreeMap<Timed, Vec<(Timed, i64)>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Before,
    After,
}

/// The changes an author must have held who said this.
fn heads_of(act: &Act) -> Vec<ChangeHash> {
    match Body::read(act) {
        Ok(Body::Submit(body)) => body.text.heads,
        Ok(Body::Decide(body)) => body.text.heads,
        Ok(Body::Circulate(body)) => body.text.heads,
        Ok(Body::Ask(body)) => body.text.heads,
        Ok(Body::Seen(body)) => body.heads,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
