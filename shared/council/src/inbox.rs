//! Which comments concern a person: decided from the acts alone, so it is the same whatever the order in
//! which they arrive.
//!
//! A comment is **news** to a member if it was said while that member belonged to the council: its author
//! had the member's join in sight, or its author's clock says that it was said later. The first holds
//! whatever any clock says; the second counts comments of offices that had not heard of the join yet.
//! Everything else is the **past**: it was there before the member came, counts as seen, and does not
//! flood whoever joins a council of many years. A **mention** of the member is told even from the past,
//! and one's own comments are not told at all, nor those of a second device of the same person.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, PublicKey};

use crate::act::Comment;
use crate::mention::{self, Person};
use crate::roster::Roster;

/// How a comment concerns somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// The person's own.
    Own,
    /// Said before the person belonged to the council.
    Past,
    /// That cannot be told yet: its author does not count, or acts of the roster that the author had seen
    /// are not here.
    Unsettled,
    /// To be told.
    News,
    /// To be told first: the person is mentioned.
    Mention,
}

impl Concern {
    /// Whether the person is to be told.
    pub fn is_told(self) -> bool {
        matches!(self, Self::News | Self::Mention)
    }
}

/// One member, and what tells which comments concern that member.
#[derive(Debug)]
pub struct Listener<'a> {
    roster: &'a Roster,
    me: PublicKey,
    /// Every device of the same person.
    mine: BTreeSet<PublicKey>,
    people: Vec<Person>,
    /// Acts of the roster that are here, and whether their author had the member's join in sight.
    knows_me: BTreeMap<ActId, bool>,
}

impl<'a> Listener<'a> {
    /// The member with this key. `roster` is folded from `roster_acts`.
    pub fn of(roster: &'a Roster, roster_acts: &[Act], me: PublicKey) -> Self {
        let people = mention::people(roster);
        let mine = people.iter().find(|person| person.keys.contains(&me));
        Self {
            mine: mine
                .map(|person| person.keys.iter().copied().collect())
                .unwrap_or_else(|| BTreeSet::from([me])),
            knows_me: followers(roster_acts, roster.members.get(&me).map(|me| me.act)),
            roster,
            me,
            people,
        }
    }

    /// How a comment concerns the member. `act` is the one that says it.
    pub fn concern(&self, act: &Act, comment: &Comment) -> Concern {
        let statement = act.statement();
        if statement.author == self.me {
            return Concern::Own;
        }
        if !self.roster.counts(&statement.author) {
            return Concern::Unsettled;
        }
        if self.is_mentioned(comment) {
            return Concern::Mention;
        }
        if self.mine.contains(&statement.author) {
            return Concern::Own;
        }
        let Some(joined) = self.roster.members.get(&self.me) else {
            return Concern::Unsettled;
        };
        let seen = &statement.roster;
        let had_join_in_sight = |act: &ActId| self.knows_me.get(act) == Some(&true);
        if statement.time_millis >= joined.since_millis || seen.iter().any(had_join_in_sight) {
            Concern::News
        } else if seen.iter().all(|act| self.knows_me.contains_key(act)) {
            Concern::Past
        } else {
            Concern::Unsettled
        }
    }

    /// By the devices that the comment names; one that names none, as older programs write them, is read.
    fn is_mentioned(&self, comment: &Comment) -> bool {
        match &comment.mentions {
            Some(keys) => keys.iter().any(|key| self.mine.contains(key)),
            None => mention::keys(&comment.text, &self.people).contains(&self.me),
        }
    }
}

/// Of each act, whether it is `from` or cites it, directly or not.
fn followers(acts: &[Act], from: Option<ActId>) -> BTreeMap<ActId, bool> {
    let mut cited_by: BTreeMap<ActId, Vec<ActId>> = BTreeMap::new();
    for act in acts {
        for cite in &act.statement().cites {
            cited_by.entry(*cite).or_default().push(act.id());
        }
    }
    let mut follows: BTreeMap<ActId, bool> = acts.iter().map(|act| (act.id(), false)).collect();
    let mut open: Vec<ActId> = from.into_iter().collect();
    while let Some(act) = open.pop() {
        if let Some(is_follower) = follows.get_mut(&act)
            && !std::mem::replace(is_follower, true)
        {
            open.extend(cited_by.remove(&act).unwrap_or_default());
        }
    }
    follows
}
