//! Which acts about the council a new act cites.
//!
//! An act counts by what its author had seen, and may cite so many acts and no more. So nobody else may
//! decide what that is: neither by saying much nor by saying what is built on nothing.
//!
//! - Acts of keys that nothing places are cited by nobody.
//! - Acts that are built on what is not here make everything incomplete that cites them. Whoever has all
//!   that the own place in the council rests on does not cite them.
//! - Where there are more than fit, what the own rights rest on goes first, then what needed a seat and
//!   counts, then what says who belongs to the council, then invitations, then what counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use format::act::MAX_CITES;
use format::{Act, ActId, PublicKey};

use super::Roster;
use crate::act::Body;
use crate::past::seen_by_any;
use crate::seats::Role;

/// So many devices that one person had one after the other go first.
const DEVICES_FIRST: usize = 3;
/// So many of somebody's seats go first.
const SEATS_FIRST: usize = 8;
/// So many seats of chairs do: where there are two, neither presides.
const CHAIRS_FIRST: usize = 4;

/// Kinds that need a seat, and the act that founds.
const BY_SEAT: [&str; 8] = [
    "found",
    "relay",
    "appoint",
    "end-seat",
    "charter",
    "unit",
    "unit-code",
    "revoke",
];

/// What there is to cite.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Citable {
    /// The newest of those acts of which everything they are built on is here, ascending.
    whole: Vec<ActId>,
    /// Where these are more than fit: what matters most first, up to as many as fit.
    by_weight: Vec<ActId>,
    /// Then, too: which act confirmed a join, of several the lowest.
    confirmed_by: BTreeMap<ActId, ActId>,
    /// Those of keys that nothing places, of which nobody else has seen any.
    stray: BTreeSet<ActId>,
}

impl Roster {
    /// Whether this key may have said something about the council: it joined at some time, or it is the
    /// recovery key. Grows only: once true of a set of acts, true of every larger one.
    pub fn is_placed(&self, key: &PublicKey) -> bool {
        self.members.contains_key(key) || self.recovery == Some(*key)
    }

    /// What a new act by this key cites of the council's own acts: at most
    /// [`MAX_CITES`], unless nothing here places the key.
    pub fn cites_for(&self, key: &PublicKey) -> Vec<ActId> {
        let founded = self.founder.and_then(|founder| self.members.get(&founder));
        let founded = founded.map(|founder| founder.act);
        let placed_by = match self.members.get(key) {
            Some(member) => Some(member.act),
            None => founded.filter(|_| self.recovery == Some(*key)),
        };
        // Who has just joined knows an invitation and little else, and says what it saw by naming that.
        let Some(placed_by) = placed_by.filter(|act| self.seats.is_complete(act)) else {
            return self.heads.clone();
        };
        if self.citable.whole.len() <= MAX_CITES {
            return self.citable.whole.clone();
        }
        let mut first: Vec<ActId> = founded.into_iter().chain([placed_by]).collect();
        first.extend(self.joined_as(key));
        let mut own: Vec<(Role, ActId)> = (self.seats.of_device(key, false))
            .map(|seat| (seat.role, seat.act))
            .collect();
        own.sort_unstable();
        first.extend(own.into_iter().map(|(_, act)| act).take(SEATS_FIRST));
        let chairs = self.seats.standing_now();
        let chairs = chairs.filter(|seat| seat.role == Role::Chair);
        first.extend(chairs.map(|seat| seat.act).take(CHAIRS_FIRST));
        let mut named = BTreeSet::new();
        let by_weight = self.citable.by_weight.iter().copied();
        let mut cites: Vec<ActId> = first
            .into_iter()
            .chain(by_weight)
            .filter(|act| named.insert(*act))
            .take(MAX_CITES)
            .collect();
        cites.sort_unstable();
        cites
    }

    /// By what a device is who it is: its join with the invitation and whoever confirmed it, and those of the
    /// devices that it replaced, whose seats it holds.
    fn joined_as(&self, key: &PublicKey) -> Vec<ActId> {
        let mut acts = Vec::new();
        let mut device = Some(*key);
        for _ in 0..DEVICES_FIRST {
            let Some(member) = device.and_then(|device| self.members.get(&device)) else {
                break;
            };
            let mut invitations = self.invitations.values();
            let invitation = invitations.find(|one| one.joins.contains(&member.act));
            acts.push(member.act);
            acts.extend(invitation.map(|invitation| invitation.act));
            acts.extend(self.citable.confirmed_by.get(&member.act));
            device = member.replaces;
        }
        acts
    }

    /// Whether an act held here is of a key that nothing places, and nobody whom something does has seen it.
    /// Nothing rests on it.
    pub fn is_stray(&self, act: &ActId) -> bool {
        self.citable.stray.contains(act)
    }

    /// Finds the newest acts. Called once everything else is folded.
    pub(super) fn settle_heads(&mut self, acts: &BTreeMap<ActId, &Act>) {
        // Before the founding act is here, nothing says who is a stranger.
        let is_known =
            |act: &&Act| self.founder.is_none() || self.is_placed(&act.statement().author);
        let placed: Vec<&Act> = acts.values().copied().filter(is_known).collect();
        let heads = newest(acts, &placed);
        let is_whole = |act: &&Act| self.seats.is_complete(&act.id());
        let whole: Vec<&Act> = placed.iter().copied().filter(is_whole).collect();
        let mut citable = Citable {
            whole: match whole.len() == placed.len() {
                true => heads.clone(),
                false => newest(acts, &whole),
            },
            by_weight: vec![],
            confirmed_by: BTreeMap::new(),
            stray: BTreeSet::new(),
        };
        if placed.len() < acts.len() {
            let seen = seen_by_any(acts, placed.iter().copied());
            let strangers = acts.iter().filter(|(_, act)| !is_known(act));
            let strangers = strangers.map(|(id, _)| *id);
            citable.stray = strangers.filter(|id| !seen.contains(id)).collect();
        }
        if citable.whole.len() > MAX_CITES {
            citable.by_weight = self.by_weight(acts, &whole);
            citable.confirmed_by = self.confirmed_by(&whole);
        }
        self.heads = heads;
        self.citable = citable;
    }

    /// The newest of each sort that none before it has seen.
    fn by_weight(&self, acts: &BTreeMap<ActId, &Act>, whole: &[&Act]) -> Vec<ActId> {
        let uncounted = self.uncounted();
        let sort_of = |act: &Act| match act.statement().kind.as_str() {
            _ if uncounted.contains(&act.id()) || self.revocations.excludes(act) => 3,
            kind if BY_SEAT.contains(&kind) => 0,
            // Any member may give any number, and most lead nowhere.
            "invite" => 2,
            _ => 1,
        };
        let mut by_weight = Vec::new();
        let mut seen = BTreeSet::new();
        for sort in 0..=3 {
            let of_sort: Vec<&Act> = (whole.iter().copied())
                .filter(|act| sort_of(act) == sort)
                .collect();
            seen.append(&mut seen_by_any(acts, of_sort.iter().copied()));
            let ids = of_sort.iter().map(|act| act.id());
            by_weight.extend(ids.filter(|act| !seen.contains(act)));
        }
        by_weight.truncate(MAX_CITES);
        by_weight
    }

    fn confirmed_by(&self, whole: &[&Act]) -> BTreeMap<ActId, ActId> {
        let uncounted = self.uncounted();
        let mut confirmed_by = BTreeMap::new();
        for act in whole {
            if let Ok(Body::Confirm(confirm)) = Body::read(act)
                && !uncounted.contains(&act.id())
            {
                let first = confirmed_by.entry(confirm.join).or_insert(act.id());
                *first = act.id().min(*first);
            }
        }
        confirmed_by
    }

    /// The acts that count for nothing, by whichever fold says so.
    pub(super) fn uncounted(&self) -> BTreeSet<ActId> {
        let by_seats = self.seats.not_counted().iter().map(|one| one.act);
        let here = self.not_counted.iter().map(|one| one.act);
        here.chain(by_seats).collect()
    }
}

/// Those of `some` acts that none other of them has seen, ascending.
fn newest(acts: &BTreeMap<ActId, &Act>, some: &[&Act]) -> Vec<ActId> {
    let seen = seen_by_any(acts, some.iter().copied());
    let mut newest: Vec<ActId> = some.iter().map(|act| act.id()).collect();
    newest.retain(|act| !seen.contains(act));
    newest.sort_unstable();
    newest
}
