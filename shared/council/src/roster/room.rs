//! How much of what somebody said about the council is kept.
//!
//! Acts about the council are for everybody, kept for good, and read whenever the roster is. Whoever edits the
//! roster or signs with the recovery key says as much as there is to say. Everybody else has room for
//! far more than an honest program uses, and for little that counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, PublicKey};

use super::Roster;
use crate::act::Body;
use crate::seats::Ability;

/// So many acts about the council that count for nothing are kept of one key; of all keys together that
/// nothing places, as many as of one. A newer program may know what they say.
pub const MAX_IDLE_ACTS: u64 = 256;
/// So many bytes they may have.
pub const MAX_IDLE_BYTES: u64 = 1 << 20;
/// So many acts about the council are kept of one key that never held a seat that edits the roster.
pub const MAX_ACTS: u64 = 4096;
/// So many bytes they may have.
pub const MAX_BYTES: u64 = 4 << 20;
/// So many devices may join by one invitation, which is for one.
pub const MAX_JOINS: usize = 64;
/// Acts about who belongs to the council and who may do what have room whatever a quota says, up to
/// this size each. Honest programs write a few hundred bytes.
pub const MAX_FREE_BYTES: usize = 4096;

/// Kinds of act without which nobody could tell who belongs to the council and who may do what.
pub const FREE_KINDS: [&str; 11] = [
    "found",
    "relay",
    "invite",
    "join",
    "confirm",
    "appoint",
    "end-seat",
    "charter",
    "unit",
    "unit-code",
    "revoke",
];

/// A number of acts and their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// How many.
    pub acts: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Amount {
    fn add(&mut self, act: &Act) {
        self.acts += 1;
        self.bytes += act.bytes().len() as u64;
    }

    /// Whether one more fits beside these and `others`.
    fn has_room(self, others: Self, act: &Act, acts: u64, bytes: u64) -> bool {
        self.acts + others.acts < acts
            && self.bytes + others.bytes + act.bytes().len() as u64 <= bytes
    }
}

/// What one key said about the council.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Said {
    /// Everything.
    pub all: Amount,
    /// What counts for nothing.
    pub idle: Amount,
}

impl Said {
    /// Adds an act.
    pub fn add(&mut self, act: &Act, is_idle: bool) {
        self.all.add(act);
        if is_idle {
            self.idle.add(act);
        }
    }
}

/// What was said about the council, by who said it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spoken {
    /// Of each key; `None`: of all together that nothing places.
    by: BTreeMap<Option<PublicKey>, Said>,
    /// Every device of whoever ever held a seat by which the council's own acts are said.
    editors: BTreeSet<PublicKey>,
}

/// Whether a quota leaves room for this act about the council, however much is used.
pub fn is_free(act: &Act) -> bool {
    act.bytes().len() <= MAX_FREE_BYTES && FREE_KINDS.contains(&act.statement().kind.as_str())
}

impl Roster {
    /// Whether there is room for one more act about the council. `placed`: whether its author is, by what
    /// came with it at the latest. `since`: what was kept of the same author, or of others that nothing
    /// places, since this was folded.
    pub fn has_room_for(&self, act: &Act, placed: bool, since: &Said) -> bool {
        let author = act.statement().author;
        if self.edited_ever(&author) {
            return true;
        }
        if let Ok(Body::Join(join)) = Body::read(act)
            && let Some(invitation) = self.invitations.get(&join.invite)
            && invitation.joins.len() >= MAX_JOINS
        {
            return false;
        }
        let said = self.said(placed.then_some(author));
        if !said.all.has_room(since.all, act, MAX_ACTS, MAX_BYTES) {
            return false;
        }
        let (acts, bytes) = (MAX_IDLE_ACTS, MAX_IDLE_BYTES);
        let is_idle = !placed || !self.may_count(act);
        !is_idle || said.idle.has_room(since.idle, act, acts, bytes)
    }

    /// Whether an act about the council may count, as far as can be told before it is folded.
    pub fn may_count(&self, act: &Act) -> bool {
        let author = act.statement().author;
        match Body::read(act) {
            Err(_) => false,
            Ok(Body::Found(_) | Body::Invite(_) | Body::Join(_) | Body::Confirm(_)) => true,
            // Everybody may give up what they have.
            Ok(Body::EndSeat(_)) => self.seats.of_device(&author, true).next().is_some(),
            Ok(_) => self.edited_ever(&author),
        }
    }

    /// Who answers for what this key does: itself, or whoever invited it where only its join comes with
    /// this act.
    pub fn answers_for(&self, act: &Act) -> PublicKey {
        let author = act.statement().author;
        match Body::read(act) {
            Ok(Body::Join(join)) if !self.members.contains_key(&author) => {
                let invitation = self.invitations.get(&join.invite);
                invitation.map_or(author, |invitation| invitation.inviter)
            }
            _ => author,
        }
    }

    /// Whether this key is the recovery key, or ever held a seat by which the council's own acts are said.
    pub fn edited_ever(&self, key: &PublicKey) -> bool {
        self.recovery == Some(*key) || self.spoken.editors.contains(key)
    }

    /// What this key said about the council, as far as it is here; `None`: what all keys did that nothing
    /// places.
    pub fn said(&self, key: Option<PublicKey>) -> Said {
        self.spoken.by.get(&key).copied().unwrap_or_default()
    }

    /// Adds up who said how much. Called once everything else is folded.
    pub(super) fn settle_spoken(&mut self, acts: &BTreeMap<ActId, &Act>) {
        let uncounted = self.uncounted();
        let mut spoken = Spoken::default();
        for ability in [Ability::EditRoster, Ability::AppointChair, Ability::Revoke] {
            spoken.editors.append(&mut self.seats.ever_able(ability));
        }
        for (id, act) in acts {
            let author = act.statement().author;
            let account = self.is_placed(&author).then_some(author);
            let is_idle = account.is_none() || uncounted.contains(id);
            spoken.by.entry(account).or_default().add(act, is_idle);
        }
        self.spoken = spoken;
    }
}
