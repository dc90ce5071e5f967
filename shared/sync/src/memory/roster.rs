//! Who is who by the acts about the council.

use std::collections::BTreeMap;

use format::chain::LoggedItem;
use format::{Act, ActId, PublicKey, Subject};

use super::Memory;
use super::bodies::named_key;
use crate::holdings::Standing;

impl Memory {
    /// The acts about the council held here, and these.
    pub(super) fn roster(&self, also: &[Act]) -> BTreeMap<ActId, Act> {
        let mut roster: BTreeMap<_, _> = self
            .acts
            .values()
            .chain(also)
            .filter(|act| act.statement().subject == Subject::Council)
            .map(|act| (act.id(), act.clone()))
            .collect();
        roster.retain(|_, act| act.council() == self.council);
        roster
    }

    pub(super) fn founder(&self) -> Option<PublicKey> {
        let mut acts = self.acts.values().map(Act::statement);
        let found = acts.find(|said| said.kind == "found" && said.council.is_none());
        found.map(|said| said.author)
    }

    pub(super) fn is_head_office(&self, key: &PublicKey) -> bool {
        self.acts.values().any(|act| {
            let statement = act.statement();
            statement.kind == "found" && statement.author == *key
                || statement.kind == "head-office" && named_key(act) == Some(*key)
        })
    }

    /// How a key stands, were `also` held besides.
    pub(super) fn standing_of(&self, key: &PublicKey, also: &[Act]) -> Standing {
        let roster = self.roster(also);
        let by = |kind: &'static str| {
            roster
                .values()
                .filter(move |act| act.statement().kind == kind)
        };
        let founded = |act: &Act| act.statement().council.is_none();
        let founder = by("found").find(|act| founded(act));
        let founder = founder.map(|act| act.statement().author);
        let revoked =
            |act: &Act| Some(act.statement().author) == founder && named_key(act) == Some(*key);
        if by("revoke").any(revoked) {
            return Standing::Revoked;
        }
        if by("found").any(|act| founded(act) && act.statement().author == *key) {
            return Standing::Member;
        }
        if by("relay").any(|act| named_key(act) == Some(*key)) && by("found").next().is_some() {
            return Standing::Relay;
        }
        let invite_of = |join: &Act| {
            let cites = &join.statement().cites;
            cites.iter().copied().find(|id| {
                roster
                    .get(id)
                    .is_some_and(|act| act.statement().kind == "invite")
            })
        };
        let mut standing = Standing::Unknown;
        for join in by("join").filter(|join| join.statement().author == *key) {
            let Some(invite) = invite_of(join) else {
                continue;
            };
            let rivals: Vec<_> = by("join")
                .filter(|other| invite_of(other) == Some(invite))
                .map(Act::id)
                .collect();
            let confirmed = by("confirm")
                .filter(|act| act.statement().cites.iter().any(|id| rivals.contains(id)))
                .min_by_key(|act| act.id());
            standing = match confirmed {
                Some(act) if act.statement().cites.contains(&join.id()) => Standing::Member,
                Some(_) => Standing::Superseded,
                None if rivals.len() == 1 => Standing::Member,
                None => Standing::Waiting,
            };
        }
        standing
    }

    /// The acts that place a key, in the order of the log.
    pub(super) fn acts_placing(&self, key: &PublicKey) -> Vec<Act> {
        if self.standing_of(key, &[]) == Standing::Unknown {
            return vec![];
        }
        let acts = self.rows.iter().filter_map(|row| match row.item {
            LoggedItem::Act(id) => self.acts.get(&id),
            LoggedItem::Change(..) => None,
        });
        let acts = acts.filter(|act| {
            let statement = act.statement();
            statement.subject == Subject::Council
                && (statement.kind == "found"
                    || statement.kind == "invite"
                    || statement.author == *key
                    || named_key(act) == Some(*key))
        });
        acts.cloned().collect()
    }
}
