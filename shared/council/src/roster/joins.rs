//! Which of several joins of one invitation counts.
//!
//! | who said it | what it settles |
//! | --- | --- |
//! | whoever edits the roster: a confirmation, or a seat given to the device | the first of these settles it, whatever others say later |
//! | whoever invited: a confirmation | it, as long as nobody who edits the roster said anything |
//!
//! Of several the first counts: the one that has seen no other. Two that did not see each other, and name
//! two joins, settle nothing. Those of whoever edits the roster wait for another that has seen them all.
//! Those of the inviter, who else could put out later whom they let in, wait for whoever edits the roster; but
//! where everything these said since had seen the one and not the other, the one stands.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, PublicKey};

use super::{ProvedJoin, Sorted};
use crate::past::Past;
use crate::revocation::Revocations;
use crate::seats::{Ability, InTime, Role, Seats};

/// What those who edit the roster said of joins.
#[derive(Default)]
pub(super) struct Words {
    /// Their confirmations, by the join.
    confirms: BTreeMap<ActId, BTreeSet<ActId>>,
    /// The appointments of a device that saw its join, by the join.
    appoints: BTreeMap<ActId, BTreeSet<ActId>>,
    /// All that they said about the council.
    said: Vec<ActId>,
}

/// What is settled of the joins of one invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nobody said anything.
    Open,
    /// This one counts, and no other.
    Chosen(ActId),
    /// Two were confirmed apart.
    Disputed,
}

impl Sorted<'_> {
    /// Whether it matters who edits the roster: some invitation has several joins, or was confirmed by
    /// somebody else than the inviter.
    pub(super) fn asks_who_edits(&self) -> bool {
        let has_rivals = self.joins.values().any(|joins| joins.len() > 1);
        has_rivals
            || self.joins.iter().any(|(invite, joins)| {
                let inviter = self.invites.get(invite);
                let inviter = inviter.map(|(act, _)| act.statement().author);
                joins.values().any(|join| {
                    let confirms = self.confirms.get(&join.act.id());
                    let mut confirms = confirms.into_iter().flatten();
                    confirms.any(|act| Some(act.statement().author) != inviter)
                })
            })
    }
}

impl Words {
    /// `seats` are folded as if whoever joined were a member: whoever was given a seat is one by that.
    pub(super) fn of(
        seats: &Seats,
        acts: &BTreeMap<ActId, &Act>,
        sorted: &Sorted<'_>,
        (revocations, recovery): (&Revocations, Option<PublicKey>),
    ) -> Self {
        let mut words = Self::default();
        let mut in_time = InTime::new(seats, acts);
        for (join, confirms) in &sorted.confirms {
            for act in confirms {
                if seats.is_complete(&act.id()) && in_time.said(act, Ability::EditRoster) {
                    let of_join = words.confirms.entry(*join).or_default();
                    of_join.insert(act.id());
                }
            }
        }
        let mut joined: BTreeMap<PublicKey, Vec<ActId>> = BTreeMap::new();
        for (key, join) in sorted.joins.values().flatten() {
            joined.entry(*key).or_default().push(join.act.id());
        }
        for (seat, _) in seats.all() {
            let Some(act) = acts.get(&seat.act) else {
                continue;
            };
            let ability = match seat.role {
                Role::Chair => Ability::AppointChair,
                _ => Ability::EditRoster,
            };
            let joins = joined.get(&seat.holder).into_iter().flatten();
            let seen: Vec<&ActId> = joins.filter(|join| seats.saw(&seat.act, join)).collect();
            let is_recovery = recovery == Some(act.statement().author);
            if !seen.is_empty() && (is_recovery || in_time.said(act, ability)) {
                for join in seen {
                    let of_join = words.appoints.entry(*join).or_default();
                    of_join.insert(seat.act);
                }
            }
        }
        let editors = seats.ever_able(Ability::EditRoster);
        let said = acts.values().filter(|act| {
            editors.contains(&act.statement().author)
                && seats.is_complete(&act.id())
                && !revocations.excludes(act)
                && in_time.said(act, Ability::EditRoster)
        });
        words.said = said.map(|act| act.id()).collect();
        words
    }

    /// Whether a confirmation of this join is by somebody who edits the roster.
    pub(super) fn confirm(&self, join: &ActId, act: &ActId) -> bool {
        let confirms = self.confirms.get(join);
        confirms.is_some_and(|confirms| confirms.contains(act))
    }

    /// What is settled of these joins. `past` knows who saw which confirmation and appointment.
    pub(super) fn verdict(
        &self,
        inviter: &PublicKey,
        joins: &BTreeMap<PublicKey, ProvedJoin<'_>>,
        confirms: &BTreeMap<ActId, Vec<&Act>>,
        past: &Past,
    ) -> Verdict {
        let (mut settled, mut by_inviter) = (BTreeMap::new(), BTreeMap::new());
        for join in joins.values().map(|join| join.act.id()) {
            let mut words: Vec<ActId> = Vec::new();
            words.extend(self.confirms.get(&join).into_iter().flatten());
            // A seat says which of several is meant; of one alone it says nothing about the invitation.
            if joins.len() > 1 {
                words.extend(self.appoints.get(&join).into_iter().flatten());
            }
            settled.extend(words.into_iter().map(|act| (act, join)));
            let own = confirms.get(&join).into_iter().flatten();
            let own = own.filter(|act| act.statement().author == *inviter);
            by_inviter.extend(own.map(|act| (act.id(), join)));
        }
        match first(settled, past, true) {
            Verdict::Open => {}
            verdict => return verdict,
        }
        match first(by_inviter.clone(), past, false) {
            Verdict::Disputed => self.told_by(&by_inviter, past),
            verdict => verdict,
        }
    }

    /// The join of which alone those who edit the roster had seen a confirmation when they said something.
    fn told_by(&self, confirms: &BTreeMap<ActId, ActId>, past: &Past) -> Verdict {
        let mut told = BTreeSet::new();
        for act in &self.said {
            let seen = confirms.iter().filter(|(one, _)| past.saw(act, one));
            let seen: BTreeSet<ActId> = seen.map(|(_, join)| *join).collect();
            if seen.len() == 1 {
                told.extend(seen);
            }
        }
        match told.len() {
            1 => told
                .first()
                .copied()
                .map_or(Verdict::Disputed, Verdict::Chosen),
            _ => Verdict::Disputed,
        }
    }
}

/// The join that the first of these acts names. Where several are first and name different ones,
/// `settles` asks those that have seen them all.
fn first(mut acts: BTreeMap<ActId, ActId>, past: &Past, settles: bool) -> Verdict {
    let mut verdict = Verdict::Open;
    while !acts.is_empty() {
        let mut all = past.view(&[]);
        for act in acts.keys() {
            past.note(&mut all, act);
        }
        let first: Vec<ActId> = acts
            .keys()
            .filter(|act| !past.saw_any(act, &all))
            .copied()
            .collect();
        let joins: BTreeSet<&ActId> = first.iter().filter_map(|act| acts.get(act)).collect();
        if let (1, Some(join)) = (joins.len(), joins.first()) {
            return Verdict::Chosen(**join);
        }
        verdict = Verdict::Disputed;
        if !settles {
            break;
        }
        acts.retain(|act, _| first.iter().all(|one| past.saw(act, one)));
    }
    verdict
}
